"""From an intent to the edits that carry it out."""

from __future__ import annotations

from cursus_lint.analysis.rewriting import (
    arguments,
    environment,
    harvest,
    intents,
    removals,
    runtime_calls,
    strings,
    suppressions,
)
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Script
from cursus_lint.diagnostics import Edit, Rewrite


def carry_out(script: Script, rewrite: Rewrite) -> tuple[Edit, ...]:
    """The edits for `rewrite`, in the order of the text. Raises CannotRewrite."""
    return tuple(sorted(_edits(script, rewrite), key=lambda edit: edit.span))


def _edits(script: Script, rewrite: Rewrite) -> tuple[Edit, ...]:
    if isinstance(rewrite, intents.ReadStrictly):
        return environment.read_strictly(script, rewrite)
    if isinstance(rewrite, intents.SetFallback):
        return environment.set_fallback(script, rewrite)
    if isinstance(rewrite, intents.SetArgumentDefault):
        return arguments.set_argument_default(script, rewrite)
    if isinstance(rewrite, intents.RenameString):
        return strings.rename_string(script, rewrite)
    if isinstance(rewrite, intents.SetPath):
        return strings.set_path(script, rewrite)
    if isinstance(rewrite, intents.AddFlag):
        return arguments.add_flag(script, rewrite)
    if isinstance(rewrite, intents.AddArgument):
        return arguments.add_argument(script, rewrite)
    if isinstance(rewrite, intents.AddChoice):
        return arguments.add_choice(script, rewrite)
    if isinstance(rewrite, intents.RenameAttribute):
        return arguments.rename_attribute(script, rewrite)
    if isinstance(rewrite, intents.AddHarvestLine):
        return harvest.add_harvest_line(script, rewrite)
    if isinstance(rewrite, intents.RemoveEntry):
        return removals.remove_entry(script, rewrite)
    if isinstance(rewrite, intents.RemoveSuppression):
        return suppressions.remove_suppression(script, rewrite)
    if isinstance(rewrite, intents.AskRuntime):
        return runtime_calls.ask_runtime(script, rewrite)
    raise CannotRewrite(f"nothing realises a {type(rewrite).__name__}")
