"""Prints what was measured beside the figures that the execution spec document states."""

from __future__ import annotations

import pytest

_MEASURED: list[tuple[str, float, float, float, str]] = []
_STATED: list[str] = []


@pytest.fixture
def compare():
    """Notes a measurement beside the document's range: (what, low, high, measured, unit)."""

    def note(what: str, low: float, high: float, measured: float, unit: str) -> None:
        _MEASURED.append((what, low, high, measured, unit))

    return note


@pytest.fixture
def state():
    """Notes a line that stands below the table."""
    return _STATED.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _MEASURED and not _STATED:
        return
    terminalreporter.section("the document's figures and ours")
    terminalreporter.write_line(f"{'':34}{'document':>14}{'measured':>14}{'better by':>22}")
    for what, low, high, measured, unit in _MEASURED:
        stated = f"{low:g}-{high:g} {unit}" if low != high else f"{low:g} {unit}"
        by = f"{low / measured:.1f}" + (f" to {high / measured:.1f} times" if low != high else " times")
        terminalreporter.write_line(f"{what:34}{stated:>14}{f'{measured:.3f} {unit}':>14}{by:>22}")
    for line in _STATED:
        terminalreporter.write_line(line)
