"""The listening socket, taken before anything slow begins."""

from __future__ import annotations

import os
import socket

from rag.errors import SetupError
from rag.settings import Settings


def bind(settings: Settings) -> socket.socket:
    """The socket at the address of the settings; SetupError when it is taken or unknown."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=128)
    except OSError as error:
        where = f"{settings.host}:{settings.port} ({os.strerror(error.errno) if error.errno else error})"
        raise SetupError(
            f"Impossible d'écouter sur {where} : arrêtez le programme qui occupe ce port, ou choisissez-en un autre "
            "avec SOURCIER_PORT.",
            f"Cannot listen on {where}: stop the program that holds the port, or choose another with SOURCIER_PORT.",
        ) from error
