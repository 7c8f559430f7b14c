"""Bytes to clean text: what the file really is, its encoding, and what had to be repaired."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from rag.errors import TooLarge, Unreadable

MAX_BYTES = 10 * 2**20
MAX_MANY_BYTES = 64 * 2**20
"""Of a file that holds many articles."""
MAX_LINES = 20_000
MIN_WORDS = 3

_BINARY = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x7fELF": "ELF",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"OggS": "Ogg",
    b"ID3": "MP3",
    b"SQLite format 3": "SQLite",
    b"\xd0\xcf\x11\xe0": "Word 97 (.doc)",
    b"{\\rtf": "RTF",
    b"%!PS": "PostScript",
}
_CONTROLS = bytes({*range(1, 32)} - {*b"\t\n\r\x0b\x0c\x1b"})
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf\u0152-\u0178\u2013-\u2122]|â€|Â[«»\u00a0°©]|Å“")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_EMOJI_JOIN = re.compile(
    "(?<=[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])"
)
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]|\x0c")
_WESTERN = frozenset("éèàùâêîôûçëïüœæÉÈÀÙÂÊÎÔÛÇËÏÜŒ«»’‘“”–—…€°ñáíóúÑÁÍÓÚ¿¡äößÄÖ\u00a0©®·•")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Clean text and, in French, what was repaired to get it."""

    text: str
    repairs: tuple[str, ...] = ()


def is_blank(data: bytes) -> bool:
    """Whether there is nothing in a file but blanks, NULs and byte order marks."""
    return not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe")


def binary_kind(start: bytes) -> str | None:
    """The name of a binary kind that is not read, by its magic number."""
    return next((what for magic, what in _BINARY.items() if start.startswith(magic)), None)


def looks_binary(data: bytes) -> bool:
    """Whether there are more control bytes near the head than any text has; NULs are UTF-16's."""
    sample = data[:20_000]
    return sum(sample.count(byte) for byte in _CONTROLS) > 0.02 * len(sample)


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Decode, repair and clean; the text is not checked."""
    repairs: list[str] = []
    return Decoded(clean(_to_text(data, declared, repairs), repairs), tuple(repairs))


def decode_only(data: bytes, repairs: list[str]) -> str:
    """Decode without cleaning, for formats whose own syntax comes first; line ends are folded."""
    return re.sub("\r\n?", "\n", _to_text(data, None, repairs).removeprefix("\ufeff"))


def declared_charset(data: bytes) -> str | None:
    """The character set that an HTML page names for itself."""
    found = _CHARSET.search(data[:4096])
    return found.group(1).decode("ascii", "ignore").lower() if found else None


def clean(text: str, repairs: list[str] | None = None) -> str:
    """One kind of line end, mojibake undone, unseen characters removed, NFC; NBSP and quotes kept."""
    notes = repairs if repairs is not None else []
    text = _BREAKS.sub("\n", text.removeprefix("\ufeff"))
    if len(_MOJIBAKE.findall(text)) >= 2:
        text = _undo_mojibake(text, notes)
    kept = _EMOJI_JOIN.sub("\ue000", text)
    kept, removed = _UNSEEN.subn("", kept)
    text = kept.replace("\ue000", "\u200d")
    if removed:
        notes.append(
            f"{removed} caractère{'s' * (removed > 1)} invisible{'s' * (removed > 1)} retiré{'s' * (removed > 1)}"
        )
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        notes.append("accents recomposés")
    return text


def check_text(text: str, name: str) -> None:
    """Refuse a text that is empty, is not text, or has too many lines."""
    words = text.split(None, MIN_WORDS)
    if not words:
        raise Unreadable(f"{name} : fichier vide.", f"{name}: the file is empty.")
    counts = Counter(text[:20_000])
    odd = sum(count for char, count in counts.items() if char == "\ufffd" or unicodedata.category(char) in ("Cn", "Co"))
    shown = sum(count for char, count in counts.items() if not char.isspace())
    letters = sum(count for char, count in counts.items() if char.isalnum())
    if len(words) < MIN_WORDS or odd > 0.1 * shown or letters < 0.4 * shown:
        raise Unreadable(f"{name} : ce n'est pas du texte d'article.", f"{name}: this is not the text of an article.")
    if text.count("\n") > MAX_LINES:
        raise TooLarge(
            f"{name} : plus de {MAX_LINES} lignes ; découpez le fichier.",
            f"{name}: more than {MAX_LINES} lines; split the file.",
        )


def _to_text(data: bytes, declared: str | None, repairs: list[str]) -> str:
    for mark, codec in ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32")):
        if data.startswith(mark):
            return data.decode(codec, "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        repairs.append("encodage UTF-16 converti")
        return data.decode("utf-16", "replace")
    if codec16 := _utf16_without_mark(data):
        repairs.append("encodage UTF-16 converti")
        return data.decode(codec16, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(ord(char) > 127 for char in text) - bad
    # What is valid UTF-8 beyond ASCII is hardly ever so by chance in an older encoding.
    if bad <= good:
        repairs.append(f"{bad} octet{'s' * (bad > 1)} illisible{'s' * (bad > 1)} dans un texte UTF-8")
        return text
    return _legacy(data, declared, repairs)


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark shows as NUL bytes at every other place."""
    sample = data[:4096]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if odd > 0.4 * len(sample) / 2 > even * 4:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * len(sample) / 2 > odd * 4 else None


def _legacy(data: bytes, declared: str | None, repairs: list[str]) -> str:
    """An 8-bit encoding: the declared one, else the one that gives the most letters of western Europe."""
    if declared and declared not in ("utf-8", "utf8", "iso-8859-1", "latin-1", "ascii", "us-ascii"):
        try:
            text = data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
        else:
            repairs.append(f"encodage {declared} converti")
            return text
    texts = {codec: data.decode(codec, "replace") for codec in ("cp1252", "mac_roman")}
    shares = {codec: _western_share(text[:100_000]) for codec, text in texts.items()}
    best = max(shares, key=lambda codec: shares[codec])
    if shares[best] < 0.6:
        from charset_normalizer import from_bytes

        guess = from_bytes(data[:200_000]).best()
        if guess is not None:
            repairs.append(f"encodage {guess.encoding} converti")
            return data.decode(guess.encoding, "replace")
    repairs.append(f"encodage {'Windows-1252' if best == 'cp1252' else 'Mac Roman'} converti")
    return texts[best]


def _western_share(text: str) -> float:
    high = [char for char in text if ord(char) > 127]
    return sum(char in _WESTERN for char in high) / len(high) if high else 1.0


def _undo_mojibake(text: str, notes: list[str]) -> str:
    import ftfy

    fixed = "\n".join(
        ftfy.fix_encoding(line) if _MOJIBAKE.search(line) or "Ã" in line else line for line in text.split("\n")
    )
    if fixed != text:
        notes.append("accents abîmés réparés (UTF-8 lu comme Windows-1252)")
    return fixed
