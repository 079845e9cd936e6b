"""From what the evaluation recorded to facts: records are measured, ordered and frozen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from cursus_lint.analysis import bounds, facts, ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.joining import origins_of
from cursus_lint.analysis.library.command_line import READ_BY_HAND
from cursus_lint.analysis.library.mappings import is_certain
from cursus_lint.analysis.recorder import ArgumentDefinition, EnvRecord
from cursus_lint.analysis.siblings import is_standard_library
from cursus_lint.analysis.values import Mapping, PathObject, Text, Value, options
from cursus_lint.contracts.distributions import is_known, providers_of
from cursus_lint.diagnostics import Span


def gather(ev: Evaluator, path: str) -> facts.ScriptFacts:
    """Freeze what `ev` recorded."""
    return _Gathering(ev).freeze(path)


class _Gathering:
    def __init__(self, ev: Evaluator) -> None:
        self.ev = ev
        self.record = ev.record
        self.parsers = [p for p in ev.record.parsers if p.arguments or p.kind != "argparse" or p.open]
        self.harvested = {
            origin: name
            for mapping in self._role_mappings("environ")
            for name, entry in mapping.entries.items()
            if isinstance(name, str)
            for origin in origins_of(entry.value)
        }
        self._want()

    def _want(self) -> None:
        """Ask for all spans before the first is measured."""
        for site in self._sites():
            site.home.want(site.node)

    def _sites(self) -> Iterator[ir.Site]:
        record = self.record
        yield from (r.site for r in record.env.values())
        yield from record.env_writes.values()
        yield from record.families.values()
        yield from (r.site for r in record.arguments.values())
        yield from (a.site for p in record.parsers for a in p.arguments.values())
        yield from (p.site for p in record.parsers)
        yield from (r.site for r in record.paths.values())
        yield from (r.site for r in record.imports.values())
        yield from record.installs.values()
        yield from (site for _, _, site, _ in record.opaque.values())
        for mapping in self._role_mappings():
            yield mapping.site
            for entry in mapping.entries.values():
                yield from (s for s in (entry.key_site, entry.value_site, entry.site) if s is not None)
            for read in mapping.reads:
                yield read.site
                if read.key_site is not None:
                    yield read.key_site
        if record.main is not None:
            yield record.main.code.site

    def _role_mappings(self, role: str | None = None) -> list[Mapping]:
        found = [m for m in self.record.mappings if m.role is not None and (role is None or m.role == role)]
        return list({id(m): m for m in found}.values())

    def span(self, site: ir.Site) -> Span:
        if self.ev.owns(site):
            return site.home.span(site.node)
        return Span(1, 1, 1, 1)

    def freeze(self, path: str) -> facts.ScriptFacts:
        record = self.record
        harvest_maps = self._role_mappings("environ")
        harvest = tuple(sorted(self._harvest(harvest_maps), key=lambda h: h.span))
        closed = [m for m in harvest_maps if not m.open]
        return facts.ScriptFacts(
            path=path,
            env_reads=tuple(sorted((self._env_read(r) for r in record.env.values()), key=lambda r: (r.span, r.name))),
            env_writes=tuple(
                sorted(
                    (facts.EnvWrite(n, self.span(s)) for (_, n), s in record.env_writes.items()),
                    key=lambda w: (w.span, w.name),
                )
            ),
            env_families=tuple(facts.EnvFamily(p, self.span(s)) for p, s in sorted(record.families.items())),
            harvest=harvest,
            harvest_span=self.span(closed[0].site) if closed else None,
            environ_keys=tuple(sorted(self._environ_keys(harvest_maps), key=lambda k: (k.span, k.name))),
            arguments=tuple(sorted(self._arguments(), key=lambda a: (a.span, a.dest))),
            argument_uses=tuple(sorted(self._argument_uses(), key=lambda u: (u.span, u.dest))),
            parsers=tuple(
                facts.Parser(p.kind, self.span(p.site), p.known_only, p.open, p.is_handed_over)  # type: ignore[arg-type]
                for p in self.parsers
            ),
            channels=tuple(sorted(self._channels(), key=lambda c: (c.span, c.side, c.key))),
            channel_uses=tuple(sorted(self._channel_uses(), key=lambda c: (c.span, c.side, c.key))),
            paths=tuple(sorted(self._paths(), key=lambda p: (p.span, p.path, p.key or ""))),
            imports=tuple(sorted(self._imports(), key=lambda i: (i.span, i.module))),
            installs=tuple(facts.PipInstall(r, self.span(s)) for r, s in sorted(record.installs.items())),
            main=self._main(),
            entry_block=record.entry_block,
            delegated=self.span(record.delegated) if record.delegated is not None else None,
            opaque=tuple(sorted(self._opaque(), key=lambda o: (o.span, o.kind, o.reason))),
            siblings=tuple(str(p) for p in self.ev.siblings.read),
        )

    def _env_read(self, record: EnvRecord) -> facts.EnvRead:
        return facts.EnvRead(
            name=record.name,
            span=self.span(record.site),
            strict=record.strict,
            fallback=record.fallback,
            form=record.form,  # type: ignore[arg-type]
            key=self.harvested.get(record),
            log_only=record.logged and not record.consumed,
            converts=record.converts,
            rejects_empty=record.rejects_empty,
        )

    def _harvest(self, mappings: list[Mapping]) -> Iterator[facts.HarvestEntry]:
        for mapping in mappings:
            for key, entry in mapping.entries.items():
                if isinstance(key, str):
                    names = {o.name for o in origins_of(entry.value) if isinstance(o, EnvRecord)}
                    start, end = self.span(entry.key_site), self.span(entry.value_site)
                    span = (
                        self.span(entry.site) if entry.site is not None else Span(*start[:2], *max(start[2:], end[2:]))
                    )
                    yield facts.HarvestEntry(key, span, tuple(sorted(names)), is_certain(entry, mapping, self.ev))

    def _environ_keys(self, mappings: list[Mapping]) -> Iterator[facts.EnvironKey]:
        for mapping in mappings:
            for read in mapping.reads:
                if (read.is_test and not read.strict) or (read.iterated and not read.consumed):
                    continue
                yield facts.EnvironKey(
                    read.name, self.span(read.site), read.strict, read.fallback,
                    log_only=read.logged and not read.consumed, dead=not read.logged and not read.consumed,
                )  # fmt: skip

    def _definitions(self) -> Iterator[tuple[int, ArgumentDefinition]]:
        for number, parser in enumerate(self.parsers):
            for definition in parser.arguments.values():
                if definition.action not in ("set_defaults",):
                    yield number, definition

    def _arguments(self) -> Iterator[facts.Argument]:
        for number, a in self._definitions():
            choices = (
                tuple(c if isinstance(c, (str, int, float, bool)) else str(c) for c in a.choices)
                if a.choices is not None
                else None
            )
            yield facts.Argument(
                a.flags, a.dest, self.span(a.site), a.required, a.default, a.type, choices, a.action, a.nargs, number
            )

    def _argument_uses(self) -> Iterator[facts.ArgumentUse]:
        for use in self.record.arguments.values():
            parsers = tuple(i for i, p in enumerate(self.parsers) if p in use.parsers)
            yield facts.ArgumentUse(use.name, self.span(use.site), use.guarded, parsers)

    def _channels(self) -> Iterator[facts.ChannelEntry]:
        for side in ("input", "output"):
            for mapping in self._role_mappings(side):
                for key, entry in mapping.entries.items():
                    if isinstance(key, str):
                        yield facts.ChannelEntry(
                            side, key, _paths_of(entry.value), self.span(entry.value_site),
                            certain=is_certain(entry, mapping, self.ev), key_span=self.span(entry.key_site),
                        )  # fmt: skip

    def _channel_uses(self) -> Iterator[facts.ChannelUse]:
        for side in ("input", "output"):
            for mapping in self._role_mappings(side):
                asked: set[str] = set()
                for read in mapping.reads:
                    if read.iterated or (read.is_test and not read.strict):
                        continue
                    asked.add(read.name)
                    site = read.key_site or read.site
                    yield facts.ChannelUse(
                        side, read.name, self.span(site), read.strict,
                        supplied=mapping.open or read.name in mapping.entries,
                        conditional=read.conditional,
                    )  # fmt: skip
                for path in self.record.paths.values():
                    if path.mapping is mapping and path.key is not None and path.key not in asked:
                        asked.add(path.key)
                        yield facts.ChannelUse(side, path.key, self.span(path.site), False, True)

    def _paths(self) -> Iterator[facts.PathUse]:
        for use in self.record.paths.values():
            side = use.mapping.role if use.mapping is not None and use.mapping.role in ("input", "output") else None
            direction = use.direction
            if direction == "unknown" and side is not None:
                direction = side  # type: ignore[assignment]
            yield facts.PathUse(
                use.text.pattern, self.span(use.site), direction, True, tuple(sorted(use.opened)),
                use.key if side else None, side, use.fallback_only,  # type: ignore[arg-type]
            )  # fmt: skip
        yield from self._unasked()

    def _unasked(self) -> Iterator[facts.PathUse]:
        """Paths handed to `main()` in its dicts that nothing opens: they reach it, and no further."""
        seen = {(id(p.mapping), p.key) for p in self.record.paths.values()}
        for side in ("input", "output"):
            for mapping in self._role_mappings(side):
                for key, entry in mapping.entries.items():
                    if isinstance(key, str) and (id(mapping), key) not in seen:
                        for path in _paths_of(entry.value):
                            yield facts.PathUse(path, self.span(entry.value_site), side, True, (), key, side)

    def _imports(self) -> Iterator[facts.Import]:
        installed = {_module_of(r) for r in self.record.installs}
        for found in self.record.imports.values():
            third = not found.local and not is_standard_library(found.module)
            yield facts.Import(
                found.module,
                self.span(found.site),
                third,
                found.optional,
                installed=third and _is_installed(found.module, installed),
                maybe_local=third and not is_known(found.module),
            )

    def _main(self) -> facts.Main | None:
        function = self.record.main
        if function is None:
            return None
        calls = self.record.main_calls
        supplied = frozenset.intersection(*(c.supplied for c in calls)) if calls else frozenset()
        parameters = tuple(
            facts.MainParameter(
                p.name,
                p.default is not None,
                p.kind == "keyword",
                p.kind in ("args", "kwargs"),
                isinstance(p.default, ir.Literal) and p.default.value is None,
                self.span(self.record.main_unguarded[p.name]) if p.name in self.record.main_unguarded else None,
            )
            for p in function.code.parameters
        )
        order = [p.name for p in parameters if p.name in supplied]
        return facts.Main(self.span(function.code.site), parameters, bool(calls), tuple(order))

    def _opaque(self) -> Iterator[facts.Opaque]:
        if self.ev.steps > bounds.STEPS:
            reason = f"the script takes more than {bounds.STEPS:,} steps to read"
            for kind in get_args(facts.OpaqueKind):
                yield facts.Opaque(kind, reason, Span(1, 1, 1, 1))
        refused = any(p.kind == "argparse" and p.arguments and not (p.known_only or p.open) for p in self.parsers)
        for kind, reason, site, side in self.record.opaque.values():
            if not (refused and reason == READ_BY_HAND):
                yield facts.Opaque(kind, reason, self.span(site), side)
        for mapping in self._role_mappings():
            for site, reason in mapping.escapes:
                if mapping.role == "environ":
                    yield facts.Opaque("env", reason, self.span(site))
                else:
                    yield facts.Opaque("channel", reason, self.span(site), mapping.role)  # type: ignore[arg-type]
        for parser in self.parsers:
            if parser.open:
                yield facts.Opaque("argument", "arguments are added that cannot be seen", self.span(parser.site))
            if parser.is_handed_over:
                yield facts.Opaque("argument", "the namespace is handed over whole", self.span(parser.site))


def _paths_of(value: Value) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for option in options(value):
        text = option.text if isinstance(option, PathObject) else option
        if isinstance(text, Text):
            found[text.pattern] = None
    return tuple(found)


def _is_installed(module: str, installed: set[str]) -> bool:
    names = {_module_of(module.split(".")[0]), *(_module_of(d) for d in providers_of(module))}
    return bool(names & installed)


def _module_of(requirement: str) -> str:
    name = requirement
    for mark in "=<>!~[; ":
        name = name.split(mark)[0]
    return name.strip().lower().replace("-", "_")
