"""Where this project and its rules are described, for reports that link to them."""

from __future__ import annotations

HOMEPAGE = "https://example.com/cursus-lint"


def rule_page(code: str) -> str:
    """The address that describes a rule."""
    return f"{HOMEPAGE}/rules/{code}"
