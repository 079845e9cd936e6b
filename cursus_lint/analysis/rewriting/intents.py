"""The rewrites that rules can ask for: small frozen intents, realised as edits by `realise`.

Each names a place in the script by the span of a fact and says what should be true afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Rewrite, Span

if TYPE_CHECKING:  # a report of what earlier runs found is made of intents, and of no facts
    from cursus_lint.analysis.facts import Scalar


@dataclass(frozen=True, slots=True)
class ReadStrictly(Rewrite):
    """Turn the environment read at `span` into one that raises: `os.environ.get("X", "d")` into `os.environ["X"]`."""

    span: Span
    variable: str


@dataclass(frozen=True, slots=True)
class SetFallback(Rewrite):
    """Make the read at `span` fall back to the text `value`: `os.environ["X"]` into `os.environ.get("X", "value")`."""

    span: Span
    variable: str
    value: str


@dataclass(frozen=True, slots=True)
class SetArgumentDefault(Rewrite):
    """Make the `add_argument` call at `span` default to `value`, spelled in the style of the default that is there."""

    span: Span
    value: Scalar


@dataclass(frozen=True, slots=True)
class RenameString(Rewrite):
    """Change the string `old` to `new` in the literal at `span`, wherever the same name is spelled (`everywhere`)."""

    span: Span
    old: str
    new: str
    everywhere: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class SetPath(Rewrite):
    """Make the path expression at `span` be the path `new`, wherever that path is spelled."""

    span: Span
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AddFlag(Rewrite):
    """Add the spelling `flag` to the `add_argument` call at `span`, keeping its dest."""

    span: Span
    flag: str
    dest: str


@dataclass(frozen=True, slots=True)
class AddArgument(Rewrite):
    """Add an `add_argument` call for `flag` after the last one of the parser made at `span`, in that parser's style."""

    span: Span
    flag: str
    dest: str
    default: Scalar = None


@dataclass(frozen=True, slots=True)
class AddChoice(Rewrite):
    """Add `choice` to the `choices` of the `add_argument` call at `span`."""

    span: Span
    choice: str


@dataclass(frozen=True, slots=True)
class RenameAttribute(Rewrite):
    """Make the attribute access at `span` (`args.old`) read `new`."""

    span: Span
    new: str


@dataclass(frozen=True, slots=True)
class AddHarvestLine(Rewrite):
    """Add `"X": os.environ["X"]` (or `.get("X", default)`) to the harvest dict at `span`, in its entries' style."""

    span: Span
    variable: str
    default: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class RemoveEntry(Rewrite):
    """Remove the dict element or the item assignment at `span`."""

    span: Span


@dataclass(frozen=True, slots=True)
class RemoveSuppression(Rewrite):
    """Take the names `selectors` out of the suppression comment at `span`; the whole comment if none are left."""

    span: Span
    selectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskRuntime(Rewrite):
    """Ask the runtime of `step_type` for channel `key` on `side` instead of spelling its path at `span`."""

    span: Span
    step_type: str
    side: str
    key: str
