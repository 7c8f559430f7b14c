"""Serve Sourcier: the chat at ``/``, the API under ``/api``."""

from __future__ import annotations

import logging
import signal
import sys
import threading

from rag.errors import SourcierError
from rag.settings import Settings, load_settings

log = logging.getLogger("sourcier")


def main() -> int:
    """Serve until stopped; 0, or 1 with one plain line that says what to do."""
    language = "fr"
    try:
        settings = load_settings()
        language = settings.terminal
        serve(settings)
    except SourcierError as error:
        print(error.message(language), file=sys.stderr)  # noqa: T201
        return 1
    return 0


def serve(settings: Settings) -> None:
    """Answer at once while the library opens in a thread; a library that cannot open ends the service."""
    from rag.running import address
    from rag.running.telling import Telling
    from web.binding import bind

    listener = bind(settings)
    port = listener.getsockname()[1]
    url, telling, over = address.url_of(settings.host, port), Telling(settings.terminal), threading.Event()
    telling.say(
        f"Sourcier s'ouvre : {url} (données dans {settings.data})", f"Sourcier opens: {url} (data in {settings.data})"
    )
    import uvicorn

    from web.server import create_app
    from web.service import Opening, Service

    def open_service() -> Service:
        from rag.sourcier import Sourcier

        sourcier = Sourcier.open(settings)
        if settings.chroma is None and not sourcier.lock.held:
            log.warning("%s", _held_elsewhere(sourcier.lock.owner_pid(), settings.terminal))
        if sourcier.lock.held:
            address.note(settings, port)
        sourcier.prepare(telling.reading)
        threading.Thread(target=telling.follow, args=(sourcier, url, over), name="telling", daemon=True).start()
        return sourcier

    _log()
    opening = Opening()
    app = create_app(opening, settings)
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning", timeout_graceful_shutdown=3))
    opening.start(open_service, failed=lambda: setattr(server, "should_exit", True))
    # uvicorn raises the signal that stopped it once more at its end: by then there is still a library to close.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: None)
    server.run(sockets=[listener])
    over.set()
    address.unnote(settings)
    telling.say("Sourcier s'arrête : la bibliothèque se ferme.", "Sourcier stops: the library is being closed.")
    opening.close()
    telling.say("Sourcier est arrêté.", "Sourcier has stopped.")


def _log() -> None:
    begin = "\r\033[K" if sys.stderr.isatty() else ""  # in the place of a line on what is under way
    logging.basicConfig(level=logging.INFO, format=f"{begin}%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("httpx", "httpx2", "mcp"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _held_elsewhere(pid: int | None, language: str) -> str:
    if language == "en":
        return f"Process {pid} already serves this data folder: its index is left alone and searched without."
    return f"Le processus {pid} sert déjà ce dossier de données : son index lui est laissé, la recherche s'en passe."


if __name__ == "__main__":
    sys.exit(main())
