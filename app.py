"""Serve Sourcier: the chat at ``/``, the API under ``/api``."""

from __future__ import annotations

import logging
import socket
import sys

from rag.errors import SetupError, SourcierError
from rag.settings import Settings, load_settings


def main() -> int:
    """Serve until stopped; 0, or 1 with one plain line that says what to do."""
    try:
        settings = load_settings()
        return serve(settings, bind(settings))
    except SourcierError as error:
        print(error.fr, file=sys.stderr)  # noqa: T201
        return 1


def bind(settings: Settings) -> socket.socket:
    """The listening socket, before anything slow; SetupError when the address is taken or unknown."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=128)
    except OSError as error:
        raise SetupError(
            f"Impossible d'écouter sur {settings.host}:{settings.port} ({error.strerror}) : arrêtez le programme qui "
            "occupe ce port, ou choisissez-en un autre avec SOURCIER_PORT.",
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}): stop the program that holds the "
            "port, or choose another with SOURCIER_PORT.",
        ) from error


def serve(settings: Settings, listener: socket.socket) -> int:
    """Answer at once while the library opens in a thread; a library that cannot open ends the service."""
    import uvicorn

    from web.server import create_app
    from web.service import Opening, Service

    def open_service() -> Service:
        from rag.sourcier import Sourcier

        sourcier = Sourcier.open(settings)
        sourcier.prepare()
        return sourcier

    failures: list[SourcierError] = []
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("httpx", "httpx2", "mcp"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    opening = Opening()
    config = uvicorn.Config(
        create_app(opening, settings), access_log=False, log_level="warning", server_header=False,
        timeout_graceful_shutdown=3,
    )  # fmt: skip
    server = uvicorn.Server(config)

    def failed(error: SourcierError) -> None:
        failures.append(error)
        server.should_exit = True

    opening.start(open_service, failed)
    print(f"Sourcier : http://{settings.host}:{listener.getsockname()[1]}", file=sys.stderr)  # noqa: T201
    server.run(sockets=[listener])
    opening.close()
    if failures:
        raise failures[0]
    return 0


if __name__ == "__main__":
    sys.exit(main())
