"""Serve Sourcier: the chat at ``/``, the API under ``/api``."""

from __future__ import annotations

import logging
import signal
import sys

from rag.errors import SourcierError
from rag.settings import Settings, load_settings

log = logging.getLogger("sourcier")


def main() -> int:
    """Serve until stopped; 0, or 1 with one plain line that says what to do."""
    language = "fr"
    try:
        settings = load_settings()
        language = settings.language
        serve(settings)
    except SourcierError as error:
        print(error.message(language), file=sys.stderr)  # noqa: T201
        return 1
    return 0


def serve(settings: Settings) -> None:
    """Answer at once while the library opens in a thread; a library that cannot open ends the service."""
    from web.binding import bind

    listener = bind(settings)
    import uvicorn

    from web.server import create_app
    from web.service import Opening, Service

    def open_service() -> Service:
        from rag.sourcier import Sourcier

        sourcier = Sourcier.open(settings)
        if settings.chroma is None and not sourcier.lock.held:
            log.warning("%s", _held_elsewhere(sourcier.lock.owner_pid(), settings.language))
        sourcier.prepare()
        return sourcier

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("httpx", "httpx2", "mcp"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    opening = Opening()
    app = create_app(opening, settings)
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning", timeout_graceful_shutdown=3))
    opening.start(open_service, failed=lambda: setattr(server, "should_exit", True))
    print(f"Sourcier : http://{settings.host}:{listener.getsockname()[1]}", file=sys.stderr)  # noqa: T201
    # uvicorn raises the signal that stopped it once more at its end: by then there is still a library to close.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: None)
    server.run(sockets=[listener])
    opening.close()


def _held_elsewhere(pid: int | None, language: str) -> str:
    if language == "en":
        return f"Process {pid} already serves this data folder: its index is left alone and searched without."
    return f"Le processus {pid} sert déjà ce dossier de données : son index lui est laissé, la recherche s'en passe."


if __name__ == "__main__":
    sys.exit(main())
