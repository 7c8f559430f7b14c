"""The limits on what clients send, and the fault that says which one was passed."""

from __future__ import annotations

QUESTION_LIMIT = 4_000
"""Characters of a question; a page of text is some 3,000."""
TURN_LIMIT = 50_000
TURNS_LIMIT = 200
TEXT_LIMIT = 2_000_000
BATCH_LIMIT = 1_000
"""Questions of one request."""
PAGE_LIMIT = 1_000
FILES_LIMIT = 200
MEGABYTE = 1024 * 1024
JSON_LIMIT = 16 * MEGABYTE
UPLOAD_LIMIT = 64 * MEGABYTE


class Wrong(ValueError):
    """A value that is refused with a sentence in each language."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(en)
        self.fr = fr
        self.en = en
