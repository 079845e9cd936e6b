"""From an intent to the edits that carry it out."""

from __future__ import annotations

from cursus_lint.analysis.rewriting import environment, intents, strings, suppressions
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Script
from cursus_lint.diagnostics import Edit, Rewrite


def carry_out(script: Script, rewrite: Rewrite) -> tuple[Edit, ...]:
    """The edits for `rewrite`, in the order of the text. Raises CannotRewrite."""
    if isinstance(rewrite, intents.ReadStrictly):
        edits = environment.read_strictly(script, rewrite)
    elif isinstance(rewrite, intents.SetFallback):
        edits = environment.set_fallback(script, rewrite)
    elif isinstance(rewrite, intents.RenameString):
        edits = strings.rename_string(script, rewrite)
    elif isinstance(rewrite, intents.SetPath):
        edits = strings.set_path(script, rewrite)
    elif isinstance(rewrite, intents.RemoveSuppression):
        edits = suppressions.remove_suppression(script, rewrite)
    else:
        raise CannotRewrite(f"nothing realises a {type(rewrite).__name__}")
    return tuple(sorted(edits, key=lambda edit: edit.span))
