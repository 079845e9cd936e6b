"""What an editor can do about findings: repair them, silence them, or declare what is missing in the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from lsprotocol import types

from cursus_lint.contracts.declaring import CannotDeclare, declare
from cursus_lint.diagnostics import Violation
from cursus_lint.engine.encoding import EncodingProblem, decode
from cursus_lint.engine.fix import FixOutcome, safe_only, settle
from cursus_lint.engine.ignores import add_ignores
from cursus_lint.engine.missing import missing_declaration
from cursus_lint.server.changes import workspace_edit
from cursus_lint.server.documents import Document
from cursus_lint.server.findings import diagnostics_of
from cursus_lint.server.linting import Linted
from cursus_lint.server.server import ContractServer

FIX_ALL = "source.fixAll.cursus-lint"
REASON = "say why"

Deed = Literal["fix", "fix rule", "fix all", "ignore", "declare"]


@dataclass(frozen=True, slots=True)
class Order:
    """What an action does, in words that travel to the editor and back: `number` is the violation's in its report."""

    deed: Deed
    uri: str
    version: int | None
    number: int = -1


def register(server: ContractServer) -> None:
    """Let `server` answer the messages of this module."""
    options = types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL], resolve_provider=True)
    server.answer(types.TEXT_DOCUMENT_CODE_ACTION, _code_action, options)
    server.answer(types.CODE_ACTION_RESOLVE, _resolve)


def _code_action(server: ContractServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    document = server.documents.get(params.text_document.uri)
    linted = None if document is None else server.findings(document)
    if linted is None:
        return []
    offered = [
        action
        for action in _offered(linted, server, params.range)
        if params.context.only is None or any(_is_kind(action.kind, only) for only in params.context.only)
    ]
    support = server.client.code_action.resolve_support if server.client.code_action else None
    if support is not None and "edit" in support.properties:
        return offered
    return [done for action in offered if (done := _carried_out(server, action, linted)).edit is not None]


def _resolve(server: ContractServer, action: types.CodeAction) -> types.CodeAction:
    order = _order(action.data)
    document = server.documents.get(order.uri)
    linted = None if document is None or document.version != order.version else server.findings(document)
    return action if linted is None else _carried_out(server, action, linted)


def _is_kind(kind: types.CodeActionKind | str | None, only: types.CodeActionKind | str) -> bool:
    wanted = _text(only)
    return kind is not None and (_text(kind) == wanted or _text(kind).startswith(f"{wanted}."))


def _text(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _offered(linted: Linted, server: ContractServer, where: types.Range) -> Iterator[types.CodeAction]:
    """The actions for the findings that a range touches, and for the whole document; none has its edit yet."""
    own = linted.own
    diagnostics = diagnostics_of(linted, server.documents)[: len(own)]
    document = linted.document
    for number, (violation, diagnostic) in enumerate(zip(own, diagnostics, strict=True)):
        if not _touch(diagnostic.range, where):
            continue

        def offer(title: str, deed: Deed, *, preferred: bool = False) -> types.CodeAction:
            return types.CodeAction(
                title,
                types.CodeActionKind.QuickFix,
                [diagnostic],  # noqa: B023 - called before the loop goes on
                is_preferred=preferred or None,
                data=_plain(Order(deed, document.uri, document.version, number)),  # noqa: B023
            )

        if violation.fix is not None:
            yield offer(violation.fix.title, "fix", preferred=safe_only(violation))
            same = [each for each in own if each.code == violation.code and safe_only(each)]
            if len(same) > 1 and violation in same:
                yield offer(f"Fix all {len(same)} of {violation.code} ({violation.name})", "fix rule")
        if missing_declaration(violation, linted.facts.get(violation.path)) is not None:
            yield offer(f"Declare `{violation.subject}` in the contract", "declare")
        yield offer(f"Ignore {violation.code} ({violation.name}) here", "ignore")
    if any(map(safe_only, own)):
        order = Order("fix all", document.uri, document.version)
        yield types.CodeAction("Make all safe fixes of cursus-lint", FIX_ALL, data=_plain(order))


def _touch(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def _plain(order: Order) -> dict[str, str | int | None]:
    return {"deed": order.deed, "uri": order.uri, "version": order.version, "number": order.number}


def _order(data: Any) -> Order:
    """What `_plain` made plain; raises `ValueError` for anything else."""
    match data:
        case {"deed": str(deed), "uri": str(uri), "version": int() | None as version, "number": int(number)}:
            for known in get_args(Deed):
                if deed == known:
                    return Order(known, uri, version, number)
    raise ValueError(f"{data!r} is no action of this server")


def _carried_out(server: ContractServer, action: types.CodeAction, linted: Linted) -> types.CodeAction:
    """The action with its edit; without one where the change would do harm."""
    order = _order(action.data)
    own = linted.own
    chosen = own[order.number] if 0 <= order.number < len(own) else None
    changed = _declared(server, chosen, linted) if order.deed == "declare" else _changed(server, order, chosen, linted)
    if changed is not None:
        workspace = server.client_capabilities.workspace
        edits = workspace.workspace_edit if workspace else None
        action.edit = workspace_edit([changed], versioned=bool(edits and edits.document_changes))
    return action


def _changed(
    server: ContractServer, order: Order, chosen: Violation | None, linted: Linted
) -> tuple[Document, str] | None:
    """The document with another text: fixed, or with a comment."""
    document, shown = linted.document, linted.binding.shown
    check = server.linting.verdict_on(linted)
    old = document.data
    outcome: FixOutcome | None = None
    if order.deed == "ignore" and chosen is not None:
        outcome = add_ignores(shown, old, check(old), check, REASON, _like(chosen))
    elif order.deed != "ignore" and (chosen is not None or order.deed == "fix all"):
        outcome = settle(shown, old, check(old), check, _wanted(order.deed, chosen, linted.own))
    if outcome is None or outcome.content == old:
        return None
    try:
        text = decode(outcome.content, shown).text
    except EncodingProblem:
        return None
    mark = "\ufeff" if document.text.content.startswith("\ufeff") else ""
    return document, mark + text


def _wanted(deed: Deed, chosen: Violation | None, own: Sequence[Violation]) -> Callable[[Violation], bool]:
    """Which fixes are made: the chosen one, the safe ones of its rule, or all safe ones of what counts."""
    if deed == "fix" and chosen is not None:
        return _like(chosen)
    counting = {(each.code, each.subject) for each in own if chosen is None or each.code == chosen.code}
    return lambda each: safe_only(each) and (each.code, each.subject) in counting


def _like(chosen: Violation) -> Callable[[Violation], bool]:
    """Whether a violation is the chosen one, before anything has moved it."""
    return lambda each: replace(each, severity=chosen.severity) == chosen


def _declared(server: ContractServer, chosen: Violation | None, linted: Linted) -> tuple[Document, str] | None:
    """The contract with what the script uses declared in it."""
    if chosen is None or chosen.contract is None:
        return None
    file = linted.binding.places.get(chosen.contract.path)
    contract = server.documents.read(file) if file is not None else None
    missing = missing_declaration(chosen, linted.facts.get(chosen.path))
    if contract is None or missing is None:
        return None
    try:
        return contract, declare(contract.text.content, missing)
    except CannotDeclare:
        return None
