"""What may be printed on a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text without control characters: an article's words cannot drive the reader's terminal."""
    return "".join(c if c in "\n\t" or (ord(c) >= 32 and not 127 <= ord(c) < 160) else "�" for c in text)
