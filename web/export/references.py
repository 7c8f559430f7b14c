"""The cited articles of a dossier as BibTeX and RIS; quotations go into the notes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote

from rag.contract import CitationReply
from web.export.dossier import Dossier, cited, facts, web_address
from web.words import say

_TEX = str.maketrans(
    {
        "\\": "{\\textbackslash}",
        "{": "{\\textbraceleft}",  # not \{ : BibTeX counts braces whatever stands before them
        "}": "{\\textbraceright}",
        "~": "{\\textasciitilde}",
        "^": "{\\textasciicircum}",
        **{sign: f"\\{sign}" for sign in "%&$#_"},
    }
)
_BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def cited_articles(dossier: Dossier) -> list[tuple[CitationReply, list[CitationReply]]]:
    """Each article that an answer cites, once, with its quotations."""
    found: dict[str, list[CitationReply]] = {}
    for answer in dossier.answers:
        for citation in cited(answer) if answer["citations"] else ():
            found.setdefault(citation["article_id"], []).append(citation)
    return [(citations[0], _distinct(citations)) for citations in found.values()]


def one_line(text: str) -> str:
    """A text on one line, without control characters."""
    return _BREAKS.sub(" ", text).strip(" ")


def bibtex(dossier: Dossier) -> str:
    """The cited articles for BibTeX and biblatex."""
    taken: set[str] = set()
    entries = []
    for article, quotations in cited_articles(dossier):
        fields = [f"  {name} = {value}," for name, value in _tex_fields(article, quotations, dossier)]
        entries.append("\n".join([f"@article{{{_key(article, taken)},", *fields, "}"]))
    return "\n\n".join(entries) + ("\n" if entries else "")


def _tex_fields(article: CitationReply, quotations: list[CitationReply], dossier: Dossier) -> list[tuple[str, str]]:
    date = _date(article)
    year, month = date[:4], date[5:7]
    fields = [("title", f"{{{_tex(article['title'] or say('untitled', dossier.language))}}}")]
    if article["author"]:
        fields.append(("author", f"{{{_tex(article['author'])}}}"))
    fields.append(("journal", _tex(article["source"] or say("no_source", dossier.language))))
    if date:
        fields += [("date", date), ("year", year)]
    pairs = [(name, f"{{{value}}}") for name, value in fields]
    if month:
        pairs.append(("month", _MONTHS[int(month) - 1]))
    address = web_address(article["url"])
    if address:
        pairs.append(("url", f"{{{quote(address, safe=_URL_SAFE)}}}"))
    if not date:
        pairs.append(("note", f"{{{_tex(say('no_date', dossier.language))}}}"))
    pairs.append(("annote", f"{{{' '.join(_tex(note) for note in _notes(quotations, dossier))}}}"))
    return pairs


_URL_SAFE = "%:/?#[]@!$&'()*+,;=-._~"
"""Signs that an address keeps; braces, backslashes and letters beyond ASCII become %XX."""


def _tex(text: str) -> str:
    return one_line(text).translate(_TEX)


def _key(article: CitationReply, taken: set[str]) -> str:
    """A key of plain letters and digits: outlet, year, and a few digits that belong to the article."""
    plain = unicodedata.normalize("NFKD", article["source"] or article["title"] or "article")
    name = re.sub(r"[^a-z0-9]", "", plain.encode("ascii", "ignore").decode().lower())[:24] or "article"
    year = _date(article)[:4] or "nd"
    digest = hashlib.sha256(article["article_id"].encode()).hexdigest()
    length = 6
    while (key := f"{name}{year}-{digest[:length]}") in taken:
        length += 1
    taken.add(key)
    return key


def ris(dossier: Dossier) -> str:
    """The cited articles as RIS, lines ended as its description asks."""
    lines: list[str] = []
    for article, quotations in cited_articles(dossier):
        lines += [f"{tag}  - {one_line(value)}" for tag, value in _ris_fields(article, quotations, dossier)]
        lines += ["ER  - ", ""]
    return "".join(f"{line}\r\n" for line in lines)


def _ris_fields(article: CitationReply, quotations: list[CitationReply], dossier: Dossier) -> list[tuple[str, str]]:
    fields = [("TY", "NEWS"), ("TI", article["title"] or say("untitled", dossier.language))]
    if article["author"]:
        fields.append(("AU", article["author"]))
    fields.append(("T2", article["source"] or say("no_source", dossier.language)))
    date = _date(article)
    if date:
        year, month, day = [*date.split("-"), "", ""][:3]
        fields += [("PY", year), ("DA", f"{year}/{month}/{day}/")]
    else:
        fields.append(("N1", say("no_date", dossier.language)))
    address = web_address(article["url"])
    if address:
        fields.append(("UR", address))
    return fields + [("N1", note) for note in _notes(quotations, dossier)]


def _notes(quotations: list[CitationReply], dossier: Dossier) -> list[str]:
    return [f"{citation['quote']} ({' ; '.join(facts(citation, dossier))})" for citation in quotations]


def _date(article: CitationReply) -> str:
    return article["published"]["value"] if article["published"] else ""


def _distinct(citations: list[CitationReply]) -> list[CitationReply]:
    return list({(citation["start"], citation["end"], citation["quote"]): citation for citation in citations}.values())
