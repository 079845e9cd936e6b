"""`cursus-lint rule` and `cursus-lint rules`: what the rules are."""

from __future__ import annotations

import click

from cursus_lint.reporting.rules import list_format_names


@click.command("rule", short_help="Explain one rule.")
@click.argument("rule", metavar="CODE|NAME")
def rule_command(rule: str) -> None:
    """Explain one rule, given by its code (ENV101) or its name (undeclared-env-var)."""
    from cursus_lint.contracts.near_miss import nearest
    from cursus_lint.reporting.rules import documentation
    from cursus_lint.rules import all_rules, find_rule

    found = find_rule(rule)
    if found is None:
        near = nearest(rule, [spelling for each in all_rules() for spelling in (each.code, each.name)])
        hint = f"did you mean `{near}`?" if near else "`cursus-lint rules` lists them."
        raise click.UsageError(f"no rule is named `{rule}`; {hint}")
    click.echo(documentation(found), nl=False)


@click.command("rules", short_help="List all rules.")
@click.option(
    "--output-format",
    type=click.Choice(list_format_names()),
    default="table",
    show_default=True,
    help="How to list them.",
)
def rules_command(output_format: str) -> None:
    """List all rules: code, name, severity, what each says, and whether it can fix it."""
    from cursus_lint.reporting.rules import rule_list
    from cursus_lint.rules import all_rules

    click.echo(rule_list(all_rules(), output_format), nl=False)
