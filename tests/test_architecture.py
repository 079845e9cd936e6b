"""The layers: who may import whom, and what the light commands may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import cursus_lint

PACKAGE = Path(cursus_lint.__file__).parent
CONTRACTS = Path(__file__).parent / "importlinter.toml"
HEAVY = {"libcst", "pydantic", "yaml", "rich", "sqlite3", "jinja2"}


@pytest.mark.parametrize("contract", ["layers", "libcst", "runtime", "click"])
def test_imports_keep_the_contract(contract: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(config_filename=str(CONTRACTS), limit_to_contracts=(contract,), no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_every_package_is_in_the_layers_or_the_exception() -> None:
    # `exhaustive` looks at modules that import something; an empty package must have its place, too.
    text = CONTRACTS.read_text()
    packages = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert {name for name in packages if name not in text} == set()


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["check", "--help"], ["facts", "--help"], ["rule", "ENV101"], ["rules"]]
)
def test_light_commands_load_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys, cursus_lint.cli\n"
        f"sys.argv = ['cursus-lint', *{arguments!r}]\n"
        "try:\n    cursus_lint.cli.main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_only_two_places_catch_everything() -> None:
    broad = {
        f"{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node.type) and not _raises_again(node)
    }
    assert broad == {"engine/check.py", "engine/reading.py"}


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """Whether a handler only cleans up before the exception goes on."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _catches_everything(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    names = {node.id for node in ast.walk(caught) if isinstance(node, ast.Name)}
    return bool(names & {"Exception", "BaseException"})


def test_no_module_without_a_purpose() -> None:
    forbidden = ("utils", "helpers", "manager", "base_impl", "common", "misc")
    assert [path.name for path in PACKAGE.rglob("*.py") if path.stem.startswith(forbidden)] == []
