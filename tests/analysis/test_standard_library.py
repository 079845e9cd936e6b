"""The standard library is read without an exception, each module within a few seconds."""

from __future__ import annotations

import sysconfig
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from cursus_lint.analysis.extract import Unlintable, Unparsable, extract_facts, extract_file

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
SECONDS = 30
"""Of processor time for one module; the longest takes five."""

APART = {"site-packages", "test", "tests", "idle_test", "lib2to3"}
"""Folders of other people's packages, of Python's own tests (broken on purpose), and of Python 2."""


def modules(under: Path) -> list[Path]:
    return [p for p in sorted(under.rglob("*.py")) if not APART & set(p.relative_to(LIBRARY).parts)]


def complaint(path: Path, beside: bool) -> str | None:
    """What is wrong with reading one module, with the modules beside it or alone."""
    started = time.process_time()
    try:
        if beside:
            extract_file(path)
        else:
            extract_facts(str(path), path.read_bytes())
    except (Unparsable, Unlintable) as error:
        return f"{path}: {error}"
    except Exception as error:  # noqa: BLE001
        return f"{path}: {error!r}"
    spent = time.process_time() - started
    return f"{path}: {spent:.1f} s" if spent > SECONDS else None


def complaints(paths: list[Path], beside: bool) -> list[str]:
    with ProcessPoolExecutor(2) as pool:
        found = pool.map(complaint, paths, [beside] * len(paths), chunksize=8)
        return [c for c in found if c is not None]


def test_every_module_is_read(request: pytest.FixtureRequest) -> None:
    """Every fourth module, or with `--long` every one."""
    paths = modules(LIBRARY)
    assert len(paths) > 400
    if not request.config.getoption("--long"):
        paths = paths[::4]
    assert complaints(paths, beside=False) == []


@pytest.mark.parametrize("package", ["re", "json", "unittest"])
def test_a_package_is_read_with_the_modules_beside(package: str) -> None:
    paths = modules(LIBRARY / package) or [LIBRARY / f"{package}.py"]
    assert complaints(paths, beside=True) == []
