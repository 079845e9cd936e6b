"""The server with a stage that fails on scripts that ask for it."""

from __future__ import annotations

from cursus_lint.cli.targets import configured_files, engine_targets
from cursus_lint.discovery import Discovery
from cursus_lint.engine.target import Target
from cursus_lint.server.binding import Stages
from cursus_lint.server.serving import serve


def failing(found: Discovery, data: bytes | None, today: str) -> list[Target]:
    if data is not None and b"fail here" in data:
        raise ZeroDivisionError("as it was asked to")
    return engine_targets(found, data, today)


serve(Stages(failing, configured_files))
