"""What is known of the open files: the report of each, kept until its text or something around it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.diagnostics import Report, Violation
from cursus_lint.engine.baseline import InvalidBaseline, Matcher, read_baseline
from cursus_lint.engine.fix import Check
from cursus_lint.engine.reading import read_facts
from cursus_lint.engine.rereading import Rereader
from cursus_lint.engine.run import Checked, assemble, check_target, examine, with_content
from cursus_lint.engine.target import Target
from cursus_lint.rule import Incident, Rule
from cursus_lint.server.binding import Binding, Bindings
from cursus_lint.server.documents import Document, Documents


@dataclass(frozen=True, slots=True)
class Linted:
    """The findings about one text of a file.

    `own` are the violations whose place is in this file, `declared` those of scripts that contradict one of the
    contract's declarations. `facts` are those of every script that was looked at, by its shown path.
    """

    document: Document
    binding: Binding
    report: Report = field(default_factory=Report)
    checked: tuple[Checked, ...] = ()
    facts: dict[str, ScriptFacts] = field(default_factory=dict)

    @property
    def own(self) -> tuple[Violation, ...]:
        """The violations in this file."""
        return tuple(each for each in self.report.reported if each.path == self.binding.shown)

    @property
    def declared(self) -> tuple[Violation, ...]:
        """The violations in scripts that contradict a declaration of this contract, the declaration being named."""
        if not self.binding.is_contract:
            return ()
        declarations = {
            (each.target.contract_path, line, name.partition(":")[2])
            for each in self.checked
            if each.target.contract is not None
            for name, line in each.target.contract.lines.items()
        }
        return tuple(
            each
            for each in self.report.reported
            if each.contract is not None
            and each.path != self.binding.shown
            and (each.contract.path, each.contract.line, each.subject) in declarations
        )


class Linting:
    """Lints open documents like the command line, and keeps what has not changed.

    `go_on` is called before each script is looked at, and may raise to stop what takes long.
    """

    def __init__(
        self, bindings: Bindings, documents: Documents, rules: Sequence[Rule], go_on: Callable[[], None]
    ) -> None:
        self.rules = rules
        self._bindings = bindings
        self._documents = documents
        self._go_on = go_on
        self._readers: dict[Path, Rereader] = {}
        self._closed: dict[Path, tuple[bytes, ScriptFacts | Incident]] = {}
        self._done: dict[str, Linted] = {}

    def forget(self) -> None:
        """Look at everything again: contracts, configuration or files have changed."""
        self._bindings.forget()
        self._done.clear()

    def changed(self, path: Path) -> tuple[Document, ...]:
        """Look again at the open documents, other than its own, that the text of `path` matters to; these."""
        outdated = [each.document for each in self._done.values() if path in each.binding.places.values()]
        for document in outdated:
            del self._done[document.uri]
        return tuple(document for document in outdated if document.path != path)

    def close(self, document: Document) -> None:
        """Keep nothing of a document that is closed."""
        self._done.pop(document.uri, None)
        if document.path is not None:
            self._readers.pop(document.path, None)

    def of(self, document: Document) -> Linted | None:
        """The findings about the present text of a document; None where it can be neither script nor contract."""
        binding = self._bindings.of_document(document)
        if binding is None:
            return None
        done = self._done.get(document.uri)
        if done is not None and done.document == document and done.binding is binding:
            return done
        linted = self._lint(document, binding)
        if self._documents.get(document.uri) == document:
            self._done[document.uri] = linted
        return linted

    def verdict_on(self, linted: Linted) -> Check:
        """What the rules would say if the file of `linted` had another content."""
        shown = linted.binding.shown

        present = linted.document.data

        def check(content: bytes) -> Sequence[Violation]:
            checked = [
                self._check(with_content(each.target, content), {}, linted.binding)
                if each.target.path == shown and content != present
                else each
                for each in linted.checked
            ]
            contents = {**self._contents(linted.binding), shown: content}
            report = assemble(checked, self.rules, linted.binding.policy, contents)
            return (*report.reported, *report.suppressed)

        return check

    def project(self, folder: Path) -> Iterator[Linted | int]:
        """The findings about every file of a project, after the number of scripts looked at so far, time and again."""
        binding = self._bindings.of_folder(folder)
        facts: dict[str, ScriptFacts] = {}
        checked = []
        for number, target in enumerate(binding.targets, 1):
            checked.append(self._check(self._present(target, binding), facts, binding))
            yield number
        report = self._report(checked, binding)
        for shown, file in sorted(binding.places.items()):
            document = self._documents.read(file)
            if document is not None:
                about = replace(binding, path=file, shown=shown, is_contract=file in binding.contract_files)
                yield Linted(document, about, report, tuple(checked), facts)

    def _lint(self, document: Document, binding: Binding) -> Linted:
        facts: dict[str, ScriptFacts] = {}
        checked = tuple(self._check(self._present(target, binding), facts, binding) for target in binding.targets)
        return Linted(document, binding, self._report(checked, binding), checked, facts)

    def _report(self, checked: Sequence[Checked], binding: Binding) -> Report:
        report = assemble(checked, self.rules, binding.policy, self._contents(binding))
        return self._narrowed(report, binding)

    def _contents(self, binding: Binding) -> dict[str, bytes]:
        """What the editor holds of the files of `binding`, by their shown paths."""
        held = ((shown, self._documents.data(file)) for shown, file in binding.places.items())
        return {shown: data for shown, data in held if data is not None}

    def _present(self, target: Target, binding: Binding) -> Target:
        """The target with the text that the editor holds of its script."""
        place = binding.places.get(target.path)
        if place is None or target.contract is None or (target.file is None and target.data is None):
            return target
        held = self._documents.data(place)
        return replace(target, file=place, data=target.data if held is None else held)

    def _check(self, target: Target, facts: dict[str, ScriptFacts], binding: Binding) -> Checked:
        self._go_on()
        data = target.content()
        if not isinstance(data, bytes):
            return check_target(target, self.rules)
        known = self._facts(binding.places.get(target.path), target, data)
        if not isinstance(known, Incident):
            facts[target.path] = known
        return examine(target, self.rules, known).checked(target)

    def _facts(self, place: Path | None, target: Target, data: bytes) -> ScriptFacts | Incident:
        if place is not None and self._documents.at(place) is not None:
            return self._readers.setdefault(place, Rereader()).facts(
                target.path, target.file, data, target.project_root
            )
        known = self._closed.get(place) if place is not None else None
        if known is None or known[0] != data:
            known = (data, read_facts(target.path, target.file, data, target.project_root))
            if place is not None:
                self._closed[place] = known
        return known[1]

    def _narrowed(self, report: Report, binding: Binding) -> Report:
        """The report without the violations that the baseline lists."""
        if binding.baseline is None:
            return report
        try:
            entries = read_baseline(binding.baseline)
        except (InvalidBaseline, OSError):
            return report

        def place(shown: str) -> Path:
            return binding.places.get(shown, binding.root / shown)

        def read(shown: str) -> bytes | None:
            document = self._documents.read(place(shown))
            return None if document is None else document.data

        matcher = Matcher(binding.baseline.parent, place, read)
        return matcher.compare(report, entries, shown_as=binding.baseline.name).report
