"""The outlet's name in the header of an article's text: said outright, or the masthead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.language.fold import fold
from rag.types import Line

_SAID = re.compile(r"[\s*_#-]*(?:source|fuente|journal|media|outlet|publication)\s*:\s*(?P<name>\S.{1,80})")
_PROVIDED = re.compile(r"informations? fournies? par (?P<name>.{2,60}?)(?= avec |[ ,]*\d|$)")
_SEPARATOR = re.compile(r" [-–—] |\s*[|·•>»]\s*|::| {3,}|\t| / |(?<=\w) ?! ")
_WIDEST, _DEEPEST, _FAR = 300, 40, 60_000
"""Characters of a line, lines of a header and characters of a text that are looked at."""
_TAIL = re.compile(
    rf",? (?:fonde\w* en |depuis |edition |n[°o] ?\d|{'|'.join(name for name in WEEKDAYS if len(name) > 4)}\b"
    rf"|\d{{1,2}}(?:er)? (?:{'|'.join(name for name in MONTHS if len(name) > 3)})\b).*"
)
_PRESS_WORDS = (
    "courrier courier echo gazette journal nouvelles nouvelle matin soir libre info infos hebdo lettre fil "
    "times post "
    "herald tribune diario depeche eclaireur quotidien voix presse telegramme republicain progres "
    "independant union "
    "chronicle guardian daily magazine revue news actu observateur observer mercure messager reveil "
    "periodico noticias "
    "correo mundo pais heraldo gaceta weekly review bulletin capitale semaine televisions radio"
)
PRESS = re.compile(rf"\b(?:{'|'.join(_PRESS_WORDS.split())})\b|^(?:le|the) (?:monde|figaro|parisien|point|temps|soir)$")
_DATED = re.compile(
    rf"(?:\W*\b(?:l|le|la|les|du|de|des|the|on|el|edition|publie\w*|{'|'.join(WEEKDAYS)}|{'|'.join(MONTHS)})\b\W*)+"
)
"""What is left of a date once its figures are cut off: no name of a newspaper."""
_ENTRY = re.compile(r"(?:magazine|journal|radio|revue|podcasts?|videos?|newsletters?|hebdo)\b (?!d[eu]s?\b|d')")
"""How the entry of a menu begins that leads to a part of the site."""
_ARTICLE = re.compile(r"(?:Le|La|Les|The|El|LE|LA|LES|THE|EL) [A-ZÀ-Þ]\w|L['’][A-ZÀ-Þ]\w")
_MENU_WORDS = (
    "menu accueil home portada inicio une news actu actus actualites info infos newsletter newsletters "
    "connexion recherche "
    "rechercher fermer monde international politique economie culture sport sports societe archives local "
    "locale subscribe "
    "login search publicite urgent journal magazine video videos podcast podcasts radio abonne abonnes par "
    "by tags tag "
    "nouvelle nouvelles"
)
_OTHER_ENTRIES = frozenset({"contact", "contacts", "a propos", "agenda", "blog", "forum", "boutique", "kiosque"})
_MENU = re.compile(
    rf"{'|'.join(_MENU_WORDS.split())}|a la une|(?:en )?direct.*|se connecter|s'abonner.*|aller au contenu.*"
    rf"|sign in|log in"
    r"|(?:alerte|flash|edition|lire|ecouter|temps de|publi\w+|mis a jour|par|by|photo|nos|votre|vos|nous|avec"
    r"|partager|share)\b.*"
    r"|fil info|le journal|le fil|l'info|petites annonces"
)


def find_outlet(text: str, lines: Sequence[Line], first_body: int) -> str | None:
    """The outlet as printed above the body, uncleaned; None where nothing there looks like one."""
    above = [line for line in lines[:first_body] if line.label in ("furniture", "date", "byline")]
    above = above if len(above) <= 2 * _DEEPEST else above[:_DEEPEST] + above[-_DEEPEST:]
    header = [text[line.start : min(line.end, line.start + _WIDEST)] for line in above]
    for line in header:
        folded = fold(line)
        said = _SAID.match(folded) or _PROVIDED.search(folded)
        if said:
            return line[said.start("name") : said.end("name")]
    everything = fold(text[:_FAR])
    scored = [(score, -n, name) for n, name, score in _mastheads(header, everything) if score >= 2]
    if scored:
        return max(scored)[2]
    address = next(
        (found for line in header[:2] if (found := re.match(r"(?:https?://)?www\.[\w.-]+", line.strip()))), None
    )
    return address.group() if address else None


def _mastheads(header: list[str], everything: str) -> Iterator[tuple[int, str, int]]:
    """Names that could be the outlet's, with their place and how much speaks for each."""
    for n, line in enumerate(header):
        parts = [part.strip(" *_#[]()\"'.,") for part in _SEPARATOR.split(line)]
        parts = [part for part in parts if part]
        menu = _in_menu(header, n)
        crumbs = len(parts) > 3 or (parts and re.match(r"accueil|home|portada|inicio", fold(parts[0])))
        for at, part in enumerate(parts):
            cut = _TAIL.search(fold(part))
            name = part[: cut.start()] if cut else part
            folded = fold(name)
            opens = n == at == 0 and any(
                word[0].isupper() for word in name.split()[1:2]
            )  # « Radio Untel » above its menu
            if (crumbs and (n or at)) or not _nameable(name) or (menu and _ENTRY.match(folded) and not opens):
                continue
            press = 2 * bool(PRESS.search(folded)) if len(name.split()) > 1 else 0
            again = everything.count(folded) > 1
            first = (n == 0 and at == 0) * (2 if _ARTICLE.match(name) else 1)
            yield n, name, press + first + again + (name.isupper() and n < 2)


def _in_menu(header: list[str], n: int) -> bool:
    """Whether a line stands next to an entry of a menu."""
    return any(
        _MENU.fullmatch(fold(line.strip())) or fold(line.strip()) in _OTHER_ENTRIES
        for line in header[max(0, n - 1) : n + 2]
    )


def _nameable(name: str) -> bool:
    words = name.split()
    plain = bool(words) and len(words) <= 7 and name[0].isupper() and not re.search(r"[\d:@?…€%]|www\.", name)
    whole = name.count("«") == name.count("»") and name.count("(") == name.count(")")
    return plain and whole and not _MENU.fullmatch(fold(name)) and not _DATED.fullmatch(fold(name))
