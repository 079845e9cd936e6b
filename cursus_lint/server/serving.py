"""Starts the server for one editor, over standard input and output or over TCP."""

from __future__ import annotations

from cursus_lint.server import actions, knowledge, synchronisation
from cursus_lint.server.binding import Stages
from cursus_lint.server.server import ContractServer


def make_server(stages: Stages) -> ContractServer:
    """A server that answers everything it can."""
    server = ContractServer(stages)
    for module in (synchronisation, actions, knowledge):
        module.register(server)
    return server


def serve(stages: Stages, address: tuple[str, int] | None = None) -> None:
    """Serve until the editor goes: at the TCP `address` (host and port), else over standard input and output."""
    server = make_server(stages)
    if address is None:
        server.start_io()
    else:
        server.start_tcp(*address)
