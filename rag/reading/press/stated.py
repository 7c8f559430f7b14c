"""Small things that the exports of several databases have in common."""

from __future__ import annotations

import re

from rag.language.fold import fold_marks as fold
from rag.reading.article import headings
from rag.reading.article.dates import parse_date
from rag.reading.article.lexicon import kind_of

_GERMAN = {
    "januar": "january",
    "februar": "february",
    "marz": "march",
    "mai": "may",
    "juni": "june",
    "juli": "july",
    "oktober": "october",
    "dezember": "december",
}
_GERMAN_DATE = re.compile(rf"\b(\d{{1,2}})\.? ({'|'.join(_GERMAN)})\b")
_NOBODY = re.compile(r"(?:auteur inconnu|unknown|n\.? ?c\.?|none|anonym\w*|no author|sans auteur)")


def stated_date(text: str) -> str | None:
    """A field's text where it holds a date, German month names in English; None where it does not."""
    bare = " ".join(text.split())
    folded = fold(bare)
    if _GERMAN_DATE.search(folded):
        bare = _GERMAN_DATE.sub(lambda found: f"{found[1]} {_GERMAN[found[2]]}", folded)
    return bare if bare and parse_date(bare) else None


def stated_author(text: str | None) -> str | None:
    """The names of a field for authors; « unknown » and the like are nobody."""
    bare = " ".join((text or "").split()).strip(" ,;")
    return None if not bare or _NOBODY.fullmatch(fold(bare)) else bare


def may_be_names(text: str) -> bool:
    """Whether a line has the shape of the names of its authors: few words, a name or a small one each, or a byline."""
    if len(text.split()) <= 15 and kind_of(fold(text)) == "byline":
        return True
    parts = [part for part in re.split(r"[\s,;/()]+", text.strip()) if part]
    if not 1 <= len(parts) <= 12 or text.rstrip().endswith((".", "!", "?", "…", ":", "»")):
        return False
    return text.strip()[:1].isupper() and all(headings.NAME_PART.fullmatch(part) for part in parts)
