"""Everything that can fail, each with a plain sentence that says what to do.

This module imports nothing of ours. ``status`` is the HTTP status of the fault, ``retryable``
whether the same call may succeed later. Messages exist in French and English.
"""

from __future__ import annotations


class SourcierError(Exception):
    """A fault with a message for the reader in each language."""

    status = 500
    retryable = False

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(en)
        self.fr = fr
        self.en = en

    def message(self, language: str) -> str:
        """The plain sentence in ``fr`` or ``en``."""
        return self.en if language == "en" else self.fr


class BadInput(SourcierError):
    """The request itself is wrong: empty, too long, a bad date."""

    status = 422


class NotFound(SourcierError):
    """No such article or file."""

    status = 404


class Unreadable(SourcierError):
    """A file cannot be taken in; the message says why."""

    status = 415


class TooLarge(SourcierError):
    """A file or a request over its limit."""

    status = 413


class Unavailable(SourcierError):
    """Something the program needs is not there now: a server, a model, a lock."""

    status = 503
    retryable = True


class SetupError(SourcierError):
    """The environment or the settings are wrong; starting again will not help."""

    status = 500
