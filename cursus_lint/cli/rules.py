"""`cursus-lint rule` and `cursus-lint rules`: what the rules are."""

from __future__ import annotations

import click


@click.command("rule", short_help="Explain one rule.")
@click.argument("rule")
def rule_command(rule: str) -> None:
    """Explain RULE, given by its code or its name."""
    from cursus_lint.rules import find_rule

    found = find_rule(rule)
    assert found
    click.echo(found.__doc__)


@click.command("rules", short_help="List all rules.")
def rules_command() -> None:
    """List all rules."""
    from cursus_lint.rules import all_rules

    for rule in all_rules():
        click.echo(f"{rule.code} {rule.name}")
