"""Starts the server, over standard input and output or over TCP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event

from pygls.io_ import run_async

from cursus_lint.server import actions, knowledge, synchronisation
from cursus_lint.server.binding import Stages
from cursus_lint.server.server import ContractServer


def make_server(stages: Stages) -> ContractServer:
    """A server that answers everything it can."""
    server = ContractServer(stages)
    for module in (synchronisation, actions, knowledge):
        module.register(server)
    return server


def serve(stages: Stages) -> None:
    """Serve one editor over standard input and output, until it goes."""
    server = make_server(stages)
    try:
        server.start_io()
    finally:
        server.end()


def serve_tcp(stages: Stages, host: str, port: int, listening: Callable[[str], object]) -> None:
    """Serve every editor that connects, each with a server of its own, until the process is ended.

    Port 0 is any that is free; `listening` is told the address once there is one.

    Raises:
        OSError: it is not possible to listen there.
    """
    asyncio.run(_serve_tcp(stages, host, port, listening))


async def _serve_tcp(stages: Stages, host: str, port: int, listening: Callable[[str], object]) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server = make_server(stages)
        server.protocol.set_writer(writer)
        try:
            await run_async(Event(), reader, server.protocol, error_handler=server.report_server_error)
        except (SystemExit, ConnectionError, asyncio.IncompleteReadError):
            pass  # `exit` ends the one connection
        finally:
            server.end()
            writer.close()

    listener = await asyncio.start_server(connected, host, port)
    for socket in listener.sockets:
        address = socket.getsockname()
        listening(f"[{address[0]}]:{address[1]}" if ":" in address[0] else f"{address[0]}:{address[1]}")
    async with listener:
        await listener.serve_forever()
