"""Fixes on code that nobody wrote for us: Python's own library, against contracts made up from what it does."""

from __future__ import annotations

import ast
import difflib
import io
import sysconfig
import tokenize
import zlib
from collections import Counter
from pathlib import Path

import pytest

from cursus_lint.analysis.extract import extract_facts
from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.diagnostics import Violation
from cursus_lint.engine.encoding import decode
from cursus_lint.engine.fix import FixOutcome, settle
from cursus_lint.engine.run import lint
from cursus_lint.engine.target import Target
from cursus_lint.rules import all_rules
from cursus_lint.specs.filed import filed

LIBRARY = Path(sysconfig.get_path("stdlib"))
TELLING = (b"environ.get(", b"environ[", b".add_argument(")


def modules() -> list[Path]:
    """The modules that read the environment or parse arguments, and are small enough to read in no time."""
    found = [path for path in LIBRARY.rglob("*.py") if "site-packages" not in path.parts]
    return sorted(
        path for path in found if path.stat().st_size < 60_000 and any(mark in path.read_bytes() for mark in TELLING)
    )


def contract_for(facts: ScriptFacts) -> ScriptContract:
    """A contract that knows what a script asks for, and has other ideas about most of it."""
    names = sorted({read.name for read in facts.env_reads})
    flags = [argument for argument in facts.arguments if argument.flags]
    return ScriptContract(
        entry_point="module.py",
        expected_input_paths={},
        expected_output_paths={},
        required_env_vars=names[::2],
        optional_env_vars=dict.fromkeys(names[1::2], "it's"),
        expected_arguments={argument.flags[-1].lstrip("-"): "other" for argument in flags} | {"made-up": ""},
    )


def fixed(path: Path, content: bytes, contract: ScriptContract, chosen: int) -> FixOutcome:
    """What fixing makes of a module; bit by bit, `chosen` says for which violations."""

    def check(new: bytes) -> tuple[Violation, ...]:
        return lint([Target(path.name, data=new, bound=filed(contract))], all_rules()).reported

    def wanted(violation: Violation) -> bool:
        about = f"{violation.code} {violation.subject}"
        return violation.fix is not None and bool(chosen >> zlib.crc32(about.encode()) % 8 & 1)

    return settle(path.name, content, check(content), check, wanted)


def comments(content: bytes) -> Counter[str]:
    lines = io.StringIO(decode(content, "a.py").text).readline
    return Counter(token.string for token in tokenize.generate_tokens(lines) if token.type == tokenize.COMMENT)


def check_module(path: Path, chosen: int) -> int:
    """Fix one module, look for damage, and return how many fixes were made."""
    content = path.read_bytes()
    facts = extract_facts(path.name, content)
    contract = contract_for(facts)
    outcome = fixed(path, content, contract, chosen)
    ast.parse(outcome.content)
    assert comments(outcome.content) == comments(content)
    old, new = (text.split(b"\n") for text in (content, outcome.content))
    concerned = {
        line for violation in outcome.applied for line in range(violation.span.line, violation.span.end_line + 1)
    }
    assert changed_lines(old, new) <= len(concerned) + imports(old, new)
    again = fixed(path, outcome.content, contract, chosen)
    assert (again.content, again.applied) == (outcome.content, ())
    return len(outcome.applied)


def changed_lines(old: list[bytes], new: list[bytes]) -> int:
    """How many lines of the old text are not in the new one."""
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return len(old) - sum(block.size for block in blocks)


def imports(old: list[bytes], new: list[bytes]) -> int:
    """How many lines that import something a fix has extended."""
    return sum(line.lstrip().startswith((b"import", b"from")) for line in set(old) - set(new))


def test_any_subset_of_fixes_does_no_harm() -> None:
    made = [check_module(path, chosen) for path, chosen in zip(modules()[::10], (255, 90, 255, 165) * 9, strict=False)]
    assert sum(made) >= 3


@pytest.mark.long
@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(LIBRARY)))
def test_any_subset_of_fixes_does_no_harm_anywhere(path: Path) -> None:
    for chosen in (255, 90, 165):
        check_module(path, chosen)
