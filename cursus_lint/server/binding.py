"""Which contract, configuration and project an open file has: looked up once, until something on disk changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cursus_lint.config import Config, ConfigError, Configurations
from cursus_lint.discovery import Discovery, Request, discover
from cursus_lint.discovery.arguments import is_excluded
from cursus_lint.discovery.binding import named_in_comment
from cursus_lint.engine.policy import Policies
from cursus_lint.engine.target import Target
from cursus_lint.engine.verdict import AS_THEY_ARE, Policy
from cursus_lint.rule import Rule
from cursus_lint.server.documents import Document, Documents
from cursus_lint.specs.filed import ContractFile, read_contract_file

_DATA_SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of a run that lie between discovery and engine, as the command line puts them together.

    `targets` makes what the engine lints of what was found, given the content of the unsaved script and the day;
    `configured` gives the configuration and the place of every file by its shown path.
    """

    targets: Callable[[Discovery, bytes | None, str], list[Target]]
    configured: Callable[[Discovery, Configurations], Mapping[str, tuple[Config, str]]]


@dataclass(frozen=True)
class Binding:
    """What a run of the command line over one file would look at.

    `shown` is the file as violations name it, `targets` what is linted, `places` the file that each shown path stands
    for, `baseline` the list of known violations. `problem` says why nothing can be linted, "" if it can.
    """

    path: Path
    shown: str = ""
    is_contract: bool = False
    targets: tuple[Target, ...] = ()
    places: Mapping[str, Path] = field(default_factory=dict)
    policy: Policy = AS_THEY_ARE
    root: Path = Path()
    baseline: Path | None = None
    problem: str = ""

    @property
    def contract_files(self) -> frozenset[Path]:
        """The contract files that the findings depend on."""
        return frozenset(Path(target.contract_file) for target in self.targets if target.contract_file is not None)


class Bindings:
    """Looks bindings up and remembers them.

    `folders` are the workspace's, from which paths are seen; `documents` what the editor holds.
    """

    def __init__(self, stages: Stages, rules: Sequence[Rule], documents: Documents) -> None:
        self.folders: list[Path] = []
        self._stages = stages
        self._rules = rules
        self._documents = documents
        self._known: dict[tuple[Path, tuple[str, int] | None, date], Binding] = {}

    def forget(self) -> None:
        """Look everything up again: contracts, configuration or files have changed."""
        self._known.clear()

    def of(self, path: Path, data: bytes) -> Binding:
        """The binding of the file at `path`, whose content is `data`."""
        comment = named_in_comment(data) if path.suffix not in _DATA_SUFFIXES else None
        # Suppressions end with a day, and editors stay open over night.
        key = (path, comment, date.today())
        if key not in self._known:
            self._known[key] = self._look_up(path, data)
        return self._known[key]

    def of_document(self, document: Document) -> Binding | None:
        """The binding of an open document; None where it can be neither script nor contract."""
        if document.path is None or not (document.is_python or document.path.suffix in _DATA_SUFFIXES):
            return None
        return self.of(document.path, document.data)

    def of_folder(self, folder: Path) -> Binding:
        """The binding of a whole project, as a run without paths in `folder` sees it."""
        try:
            configs = Configurations(folder)
            return self._found(folder, Request(folder), configs, None)
        except ConfigError as error:
            return Binding(folder, problem=str(error))

    def load(self, path: Path) -> ContractFile:
        """The contracts of a file, as the editor holds it if it is open."""
        return read_contract_file(path, self._documents.data(path))

    def is_contract(self, path: Path) -> bool:
        """Whether the configuration calls a file a contract."""
        known = next((binding for (file, _, _), binding in self._known.items() if file == path), None)
        if known is not None:
            return known.is_contract
        try:
            return Configurations(self.folder_of(path)).for_folder(path.parent).is_contract(path.as_posix())
        except ConfigError:
            return False

    def folder_of(self, path: Path) -> Path:
        """The innermost folder of the workspace that holds `path`; its own folder if none does."""
        around = [folder for folder in self.folders if path.is_relative_to(folder)]
        return max(around, key=lambda folder: len(folder.parts), default=path.parent)

    def _look_up(self, path: Path, data: bytes) -> Binding:
        try:
            return self._bound(path, data)
        except ConfigError as error:
            return Binding(path, problem=str(error))

    def _bound(self, path: Path, data: bytes) -> Binding:
        cwd = self.folder_of(path)
        configs = Configurations(cwd)
        is_contract = configs.for_folder(path.parent).is_contract(path.as_posix())
        if is_excluded(path, configs) or (not is_contract and path.suffix in _DATA_SUFFIXES):
            return Binding(path, is_contract=is_contract)
        request = Request(cwd, (str(path),)) if is_contract else Request(cwd, ("-",), stdin_name=str(path), stdin=data)
        return replace(self._found(path, request, configs, None if is_contract else data), is_contract=is_contract)

    def _found(self, path: Path, request: Request, configs: Configurations, data: bytes | None) -> Binding:
        found = discover(request, configs, self.load)
        configured = self._stages.configured(found, configs)
        places = {shown: Path(file) for shown, (_, file) in configured.items()}
        root = configs.root_of(path if path == request.cwd else path.parent) or request.cwd
        config = configs.for_folder(root)
        return Binding(
            path=path,
            shown=next((shown for shown, file in places.items() if file == path), path.as_posix()),
            targets=tuple(self._stages.targets(found, data, date.today().isoformat())),
            places=places,
            policy=Policies(self._rules, configured, config).policy(),
            root=root,
            baseline=config.baseline,
            problem="; ".join(str(error) for error in found.errors),
        )
