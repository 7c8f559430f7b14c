"""Outlet, author and agency, cleaned of the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.calendar_words import WEEKDAYS
from rag.language.fold import fold
from rag.reading.article.outlets import PRESS, find_outlet
from rag.types import Line

_NEWSWIRES = (
    "AFP|Reuters|AP|ATS|Keystone-ATS|Belga|EFE|TASS|Xinhua|DPA|ANSA|APA|UPI|APS|MAP|TAP|ANP|AWP|PA Media|RIA "
    "Novosti|Bloomberg"
    "|Kyodo|Europa Press|Agefi-Dow Jones|Relaxnews|Media Services|Zonebourse|Interfax|Anadolu|IPS|ANI|Yonhap"
    "|Jiji|STT|NTB"
)
_AGENCIES = {name.lower(): name for name in _NEWSWIRES.split("|")} | {
    "agence france-presse": "AFP",
    "agence france presse": "AFP",
    "agencia efe": "EFE",
    "associated press": "AP",
    "the associated press": "AP",
    "chine nouvelle": "Xinhua",
    "la presse canadienne": "La Presse canadienne",
}
_AGENCY_WORD = re.compile(r"\b(?:agence|agency|agencia|newswire|press agency)\b")
_DONE_BY = (
    "publie redige ecrit texte realise enquete reportage dossier article posted written reported published edited"
)
_LEAD = re.compile(
    r"(?:propos )?recueillis? par "
    rf"|(?:{'|'.join(_DONE_BY.split())}) (?:de |par |by )"
    r"|(?:par|by|por|from|de|auteur|author|autor|texte|text) ?:? (?=\S)|(?:auteur|author|autor|texte) ?: ?"
)
_ROLE = re.compile(
    r",? (?:correspondant|envoye|journaliste|redacteur|redactrice|chef\w* de service|corresponsal"
    r"|correspondent|reporter|editor\b).*"
    r"| (?:in|at|en|a) [a-z][\w' -]{1,30}$"
)
_OFFICES = (
    "journalistes? redact(?:eurs?|rices?) reporters? correspond(?:ante?|ent)s? editors?"
    " editorialistes? chroniqueu(?:rs?|ses?)"
    " photographes? pigistes? contribut(?:eurs?|rices?|ors?) stagiaires? auteurs? autrices? authors? writers?"
)
_OFFICE = "|".join(_OFFICES.split())
_BEFORE_NAME = re.compile(rf"(?:{_OFFICE})(?: web| politique| sportif| sportive)? ?:? (?=\S)")
_AFTER_NAME = re.compile(
    r"(?:[ ,·|-]+(?:le|on|el|du|the|publie\w*|post\w*|updated|published|mis a jour|a|at|en|in"
    rf"|{'|'.join(name for name in WEEKDAYS if len(name) > 4)}))+$"
)
"""What stands between a name and a date: « Par Anne Colin le », « publié mardi »."""
_NOBODY = re.compile(
    rf"(?:{_OFFICE})(?: (?:a|au|aux|chez|de|des|du|en|pour|web|of|at|for|in)\b.*)?|"
    r"(?:la |the |notre |l')?(?:newsroom|newsdesk|staff|admin\w*|editors?|webmaster|team|anonyme|inconnu"
    r"|unknown|null|none)"
    r"|.*\b(?:redaction|redaccion|equipe)\b.*"
)
_SPLIT = re.compile(r"\s*(?:[;|/\t]|, | et | and | y | avec | with | con | & )\s*", re.I)
_SMALL_WORDS = "de du des la le les et of the and del el los en y à a au"
_WIDEST, _MOST = 300, 20
_TRACKER = re.compile(r"[a-z]{2,5}-[a-z]{2,4}-\d{1,5}")
_BY = re.compile(r"(?:^|[\s|–—-])(?:par|by|por) (?=\S)|(?:recueillis? par) ")
_WITH = re.compile(r"\b(?:avec|with|con|source ?:|fournie par) (?P<names>[^\d|()\n]{2,60})")
_PARENTHESIS = re.compile(r"(?:[^()\d\n]{0,60}|.{0,40}\d{4} ?)\((?P<names>[^()\n]{2,50})\)\s*[-–—.:]")
_SEGMENTS = re.compile(r" [-–—] |[|·•]| {3,}|\t")


def clean_author(raw: str | None, source: str | None) -> tuple[str | None, str | None]:
    """Author and agency of a byline; the outlet's own name and « la rédaction » are nobody."""
    text = _plain(raw)
    people: list[str] = []
    agencies: list[str] = []
    for part in _SPLIT.split(text):
        name = _person(part)
        agency = _agency(name)
        if agency:
            agencies.append(agency)
        elif (
            name
            and _is_name(name)
            and not (people and PRESS.search(fold(name)))
            and _key(name) != _key(source)
            and name not in people
        ):
            people.append(name)
    return ", ".join(people) or None, ", ".join(dict.fromkeys(agencies)) or None


def clean_source(raw: str | None) -> str | None:
    """The outlet's name without slogan, address or markup; capitals become capitalised words."""
    text = re.sub(r"\s*\([^()]*\)$", "", _plain(raw))
    text = re.sub(r"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:/.*)?$", r"\1", text)
    text = re.split(r"\s+[-–—:|•·]{1,2}\s+|\s{3,}|\t", text)[0].strip(" .,:;-–—|·•")
    if not text or _TRACKER.fullmatch(text) or not any(char.isalpha() for char in text):
        return None
    return _capitalised(text) if text.isupper() and " " in text else text


def find_byline(text: str, lines: Sequence[Line]) -> tuple[str | None, str | None, str | None]:
    """Author, outlet and agency as the header, the bylines and the dateline say."""
    first = next((n for n, line in enumerate(lines) if line.label in ("body", "subhead")), len(lines))
    source = clean_source(find_outlet(text, lines, first))
    authors: list[str] = []
    agencies: list[str] = []
    said = [line for line in lines if line.label in ("byline", "date")]
    for line in said[:_MOST]:
        if line.end - line.start <= _WIDEST:
            author, agency = _read(text[line.start : line.end], source, byline=line.label == "byline")
            authors += [author] if author else []
            agencies += [agency] if agency else []
    if first < len(lines):
        agencies += _dateline(text[lines[first].start : lines[first].end][:160])
    return ", ".join(dict.fromkeys(authors)) or None, source, ", ".join(dict.fromkeys(agencies)) or None


def _read(raw: str, source: str | None, *, byline: bool) -> tuple[str | None, str | None]:
    """Author and agency of a line: after « par », in a « avec AFP », or a byline that is a bare name."""
    line = _plain(raw)
    folded = fold(line)
    by, told = _BY.search(folded), _WITH.search(folded)
    with_agency = clean_author(line[told.start("names") : told.end("names")], source)[1] if told else None
    if by:
        names = re.split(r"[\d(]", line[by.end() :])[0]
        author, agency = clean_author(_SEGMENTS.split(names)[0], source)
        return author, agency or with_agency
    if told:
        return None, with_agency
    if byline and ":" not in line:
        author, agency = clean_author(_SEGMENTS.split(line)[0], source)
        return (author if author and re.fullmatch(r"[^\W\d_][\w'’.-]+(?: [\w'’.-]+){1,3}", author) else None), agency
    return None, None


def _dateline(opening: str) -> list[str]:
    match = _PARENTHESIS.match(opening)
    agency = clean_author(match["names"], None)[1] if match else None
    return [agency] if agency else []


def _plain(raw: str | None) -> str:
    text = re.sub(r"<[^>]*>|[*_#>\[\]]+", " ", raw or "")
    return re.sub(r"[^\S\t]{1,2}(?=\S)", " ", text).strip()


def _person(part: str) -> str:
    text = part.strip(" .,:;-–—()")
    while (match := _LEAD.match(fold(text))) is not None:
        text = text[match.end() :].strip()
    match = _ROLE.search(fold(text))
    text = (text[: match.start()] if match else text).strip(" .,:;-–—()")
    before = _BEFORE_NAME.match(fold(text))
    if before and text[before.end()].isupper():
        text = text[before.end() :]
    after = _AFTER_NAME.search(fold(text))
    # A family name may be « Le »: only small letters, or a day's name, are of the date.
    if after and (text[after.start() :].islower() or fold(text[after.start() :]).strip(" ,·|-") in WEEKDAYS):
        text = text[: after.start()]
    return text.strip(" .,:;-–—()·|")


def _agency(name: str) -> str | None:
    known = _AGENCIES.get(fold(name))
    return known or (name if _AGENCY_WORD.search(fold(name)) and len(name.split()) <= 5 else None)


def _is_name(name: str) -> bool:
    words = name.split()
    plain = not re.search(r"[@\d]|https?:|www\.|\.\w{2,3}$", name) and not _NOBODY.fullmatch(fold(name))
    return plain and 1 <= len(words) <= 6 and words[0][:1].isupper()


def _key(name: str | None) -> str:
    letters = re.sub(r"\W", "", fold(name or ""))
    return re.sub(r"^(?:les|le|la|the|l)(?=\w{3})|(?:fr|com)$", "", letters)


def _capitalised(text: str) -> str:
    small = frozenset(_SMALL_WORDS.split())
    words = [word.lower() if n and word.lower() in small else word.capitalize() for n, word in enumerate(text.split())]
    joined = re.sub(r"\b([LlDd]['’])(\w)", lambda m: m[1].lower() + m[2].upper(), " ".join(words))
    return joined[:1].upper() + joined[1:]
