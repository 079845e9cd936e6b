"""What becomes of texts and expressions in a row, however they are spelled."""

from __future__ import annotations

from cursus_lint.analysis import ir


def joined(site: ir.Site, parts: list[ir.Expr]) -> ir.Expr:
    """One literal if all parts are texts, or all are bytes; else a format, in which no two texts stand side by side."""
    merged: list[ir.Expr] = []
    for part in parts:
        last = merged[-1] if merged else None
        if not isinstance(part, ir.Literal) or not isinstance(part.value, (str, bytes)):
            merged.append(part)
        elif isinstance(last, ir.Literal) and type(last.value) is type(part.value):
            merged[-1] = ir.Literal(site, last.value + part.value)  # type: ignore[operator]
        else:
            merged.append(ir.Literal(site, part.value))
    if len(merged) > 1:
        merged = [p for p in merged if not isinstance(p, ir.Literal) or p.value != ""]
    if not merged:
        return ir.Literal(site, "")
    only = merged[0]
    if len(merged) == 1 and isinstance(only, ir.Literal) and isinstance(only.value, (str, bytes)):
        return only
    return ir.Format(site, tuple(merged))
