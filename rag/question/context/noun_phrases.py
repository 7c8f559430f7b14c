"""Noun phrases of a short text: their article, gender and number, and what they are the name of.

Enough grammar to put "le pont des Tanneurs" where "il" stood, in French ("du pont", "l'école") and in English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.language.fold import fold
from rag.language.names import name_phrases
from rag.question.context.genders import Gender, gender_of_name, gender_of_noun
from rag.question.patterns import words
from rag.types import Span

TOKEN = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu)['’]|[^\W_]+(?:[-'’.][^\W_]+)*(?:(?<=s)['’](?= ))?", re.IGNORECASE)
_ARTICLES: dict[str, tuple[str, Gender, bool]] = {
    "le": ("", "m", False), "la": ("", "f", False), "l'": ("", "", False), "les": ("", "", True),
    "un": ("", "m", False), "une": ("", "f", False), "du": ("de", "m", False), "des": ("de", "", True),
    "au": ("à", "m", False), "aux": ("à", "", True), "ce": ("", "m", False), "cet": ("", "m", False),
    "cette": ("", "f", False), "ces": ("", "", True), "the": ("", "", False), "a": ("", "", False),
    "an": ("", "", False),
}  # fmt: skip
_BEFORE = re.compile(
    words(
        """
        premiere?s? seconde? nouve(?:au|l|lle|aux|lles) anciens? anciennes? dernier derniere futurs? futures? petite?s?
        grande?s? vieux vieille jeunes? autres? actuel actuelle bons? bonne mauvaise? hautes? principal principale
        plus moins deux trois quatre cinq six sept huit neuf dix onze douze vingt cent mille millions? \\d[\\d.,]*
        new former old first next last main other big small great young two three four five"""
    )
)
_ADJECTIVE = re.compile(
    r"\w{2,}(?:al|ales?|aux|els?|elles?|iques?|ifs?|ives?|euses?|eux|iers?|ieres?|ains?|aines?|iens?|iennes?|ois|oises?"
    r"|aises?|aires?|ables?|ibles?|ants?|antes?|entes?)"
)
_LINKED = re.compile(
    r"(?:climat|verte?s?|rouges?|noire?s?|bleue?s?|blan(?:c|che)s?|potables?|romaine?s?|velo|record|fleurie?s?|couverte?s?)"
)
_NO_ADJECTIVE = frozenset(
    """selon depuis apres avant pendant elle elles quelle quelles entre contre comment combien lequel laquelle
    lesquels lesquelles celle celles celui deux mieux ailleurs jamais etre ete eu vu du dues devant durant pourquoi
    quand leur aura aurait avait etait serait sera celles-ci moyennant cependant""".split()
)
"""A word of these endings after a noun is no adjective."""
_NOT_NOUN = frozenset(
    """a ont est sont ete etait avait plus moins meme suite quel quelle quels quelles qui que quoi dont ou et
    combien pourquoi comment quand la-bas si se ne pas lui y en was were is are has had did does do other most more
    lot few many""".split()
)
_ASKED_FOR = re.compile(
    r"\b(?P<which>quel(?:le)?s?|combien d(?:e |['’])|how many) ?(?P<noun>[^\W\d_]{3,})", re.IGNORECASE
)
_ENGLISH_QUESTION = re.compile(
    r"\W*(?:who|what|when|where|why|how|which|is|are|was|were|do|does|did|has|have|had|will|can)\b", re.I
)
_STAYS = re.compile(r"\W*(?:where|what|who) (?:is|are|was|were)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(
    r"\w+ed|found|built|held|born|made|sold|shot|hit|seen|kept|lost|bought|taken|given|hidden|done"
)
_AUXILIARIES = frozenset("is are was were do does did has have had will would can could should may might must".split())
_CLOSING_VERBS = frozenset("cost take last open close start end begin happen work say mean need look go come".split())
_NO_COMPOUND = (
    frozenset(
        """still ever yet not be been being to and or in on at of for from by with about after before during since until
    under over into the a an his her its their this that these those who which whose when where why how last next now
    today there so than as if because currently already finally really actually again only also according""".split()
    )
    | _AUXILIARIES
)
_SAID_OF = re.compile(r"\W*(?:mais |et )?qu(?:e |['’]).{0,25}\b(?:di(?:t|sent)|pensent?|raconten?t?)\b", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyœæàâéèêëîïôöùûü]|h(?=[eéèêiîuyô]|abit|or[aimst]|omm|onn|arm|all[ué])", re.IGNORECASE)
_HARD = re.compile(r"(?:h(?:éros|eros|ibou|iéra|iera|uit|urle|ockey|onte|ors)|oui|onz|yacht)", re.IGNORECASE)
ROLES = words(
    """
    maires? mairesses? ministres? prefete?s? president\\w* vice-president\\w* directeurs? directrices? chef\\w*
    patron\\w*
    depute\\w* senat\\w+ avocate?s? juges? procureure?s? experte?s? delegue\\w* secretaires? adjointe?s? conseill\\w+
    ingenieure?s? architectes? historien\\w* chercheu\\w+ medecins? docteurs? professeure?s? boulang\\w+ journalistes?
    porte-parole candidate?s? entraineu\\w+ capitaines? armat\\w+ joueu\\w+ chanteu\\w+ artistes? auteure?s? autrices?
    ecrivaine?s? acteurs? actrices? rois? reines? princes? princesses? papes? eveques? pretres? hommes? femmes?
    victimes? suspecte?s? accuse\\w* temoins? habitante?s? riveraine?s? commercante?s? salarie\\w* syndicalistes?
    proprietaires? gerante?s? fondat\\w+ predecesseurs? successeurs? neveux? nieces? fils filles? freres? soeurs? pere
    mere epou\\w+ mari compagnons? compagnes? infirmier\\w* enseignante?s? eleves? agricult\\w+ pompiers? polici\\w+
    mayors? ministers? directors? presidents? managers? captains? judges? lawyers? owners? deput(?:y|ies) husbands?
    wi(?:fe|ves) sons? daughters? m[ae]n wom[ae]n professors? doctors? chiefs? leaders? residents? kings? queens?
    """
)
_ROLE = re.compile(ROLES)


@dataclass(frozen=True, slots=True)
class Noun:
    """One noun phrase; ``text[start:end]`` of its text also holds a preposition that its article is melted with."""

    text: str
    """With its own definite article: "le pont des Tanneurs", "Paul Morvan", "the bridge"."""
    head: str
    """The noun itself, folded."""
    start: int
    end: int
    gender: Gender = ""
    plural: bool = False
    person: bool = False
    name: bool = False
    lead: str = ""
    """ "de" or "à" where that stands before it, "en" before a country."""
    within: bool = False
    """Whether it is the complement of another noun."""

    @property
    def subject(self) -> str:
        """The pronoun that stands for it, French."""
        return ("elle" if self.gender == "f" else "il") + "s" * self.plural


def vowel(text: str) -> bool:
    """Whether "le" and "de" lose their vowel before it."""
    return bool(_VOWEL.match(text)) and not _HARD.match(text)


def definite(noun: str, gender: Gender, *, plural: bool = False) -> str:
    """The noun with le, la, l' or les."""
    if plural:
        return f"les {noun}"
    return f"l'{noun}" if vowel(noun) else f"{'la' if gender == 'f' else 'le'} {noun}"


def after(preposition: str, phrase: str) -> str:
    """The phrase after "de" or "à", melted with its article: du pont, aux élus, d'Odile."""
    for article, melted in (("le ", {"de": "du ", "à": "au "}), ("les ", {"de": "des ", "à": "aux "})):
        if phrase.startswith(article) and preposition in melted:
            return melted[preposition] + phrase[len(article) :]
    if preposition in ("de", "que") and vowel(phrase):
        return f"{preposition[:-1]}'{phrase}"
    return f"{preposition} {phrase}" if preposition else phrase


def nouns(text: str) -> list[Noun]:
    """The phrases of a text with an article and its proper names, in order; a complement after its noun."""
    tokens = list(TOKEN.finditer(text))
    found: list[Noun] = []
    place = 0
    # "Que dit le syndicat de la fermeture ?": of the fermeture it is said
    loose = bool(_SAID_OF.match(text))
    while place < len(tokens):
        phrases, following = _phrase(text, tokens, place, loose=loose)
        found += phrases
        place = max(following, place + 1)
    found += _asked_for(text)
    covered = [(noun.start, noun.end) for noun in found]
    for start, end in _joined([phrase.span for phrase in name_phrases(text)], text):
        if not any(a <= start < b for a, b in covered):
            found.append(_name(text, start, end))
    return sorted(found, key=lambda noun: (noun.start, noun.within))


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    """The spans of names, those of a firm's partners as one: Cristal & Fils."""
    found: list[Span] = []
    for start, end in spans:
        if found and text[found[-1][1] : start] == " & ":
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _asked_for(text: str) -> list[Noun]:
    """What "quelle amende" or "combien de personnes" asks for, which one may go on speaking of."""
    found = _ASKED_FOR.search(text)
    if not found or fold(found["noun"]) in _NOT_NOUN:
        return []
    noun, which = found["noun"], fold(found["which"])
    if which.startswith("combien"):
        plural, gender = noun.endswith(("s", "x")), gender_of_noun(noun)
    else:
        plural, gender = which.endswith("s"), "f" if "elle" in which else "m"
    own = definite(noun, gender, plural=plural)
    if which == "how many":
        plural, gender, own = True, "", f"the {noun}"
    person = bool(_ROLE.fullmatch(fold(noun)))
    return [Noun(own, fold(noun), found.start(), found.end(), gender, plural, person, lead="quel")]


def _name(text: str, start: int, end: int) -> Noun:
    name = text[start:end]
    person = (
        " " in name
        and "&" not in name
        and not re.search(r"\b(?:de|du|des|la|les)\b", name[name.index(" ") :].rpartition(" ")[0])
    )
    before = re.search(r"(?:\b(de|à|en|in|at|of|to|from) |\b(d)['’])$", text[:start], re.IGNORECASE)
    lead = fold(before[1] or "de") if before else ""
    lead = {"a": "à", "of": "de", "at": "à"}.get(lead, lead)
    role = re.search(r"\b(le|la|the) ([\w-]+)[^,.;]{0,40}, $", text[max(0, start - 70) : start], re.IGNORECASE)
    gender: Gender = gender_of_name(name) if person else ""
    if role and role[1].lower() != "the" and _ROLE.fullmatch(fold(role[2])):
        gender, person = ("f" if role[1].lower() == "la" else "m"), True
    at = before.start() if before and lead in ("de", "à") else start
    return Noun(name, fold(name), at, end, gender, person=person, name=True, lead=lead)


def _phrase(text: str, tokens: Sequence[re.Match[str]], place: int, *, loose: bool = False) -> tuple[list[Noun], int]:
    """The phrase that begins at ``place`` with those within it, and the place after it; nothing where none begins."""
    first = place
    lead = ""
    word = _plain(tokens[place])
    if word in ("de", "d'", "à", "of", "a") and place + 1 < len(tokens):
        determiner = _plain(tokens[place + 1])
        if determiner in ("le", "la", "l'", "les", "un", "une", "cette", "ce", "cet", "ces", "the"):
            lead, place, word = "à" if word in ("à", "a") else "de", place + 1, determiner
    if word not in _ARTICLES or place + 1 >= len(tokens) or _apart(text, tokens, place):
        return [], first + 1
    melted, gender, plural = _ARTICLES[word]
    lead = lead or melted
    head = place + 1
    while head + 1 < len(tokens) and _BEFORE.fullmatch(fold(tokens[head][0])) and not _apart(text, tokens, head):
        head += 1
    noun = tokens[head][0]
    folded, opening = fold(noun), tokens[place + 1].start()
    if folded in _NOT_NOUN or "-t-" in folded or folded.endswith(("-il", "-elle", "-ils", "-elles")) or len(folded) < 2:
        return [], first + 1
    if (
        folded in MONTHS
        or folded.endswith(("-la", "-ci"))
        or folded in WEEKDAYS
        or folded in ("fois", "jour", "annee", "mois", "semaine")
        or folded.isdigit()
    ):
        return [], head + 1
    if word in ("a", "an") and not re.match(
        r"\W*(?:who|what|when|where|why|how|which|is|does|did|was|the)\b", text.lower()
    ):
        return [], first + 1  # "a" is the French verb
    english = word in ("the", "a", "an")
    if english and _ENGLISH_QUESTION.match(text):
        head = _compound(text, tokens, head, before=_plain(tokens[place - 1]) if place else "")
    end, following, inner = _rest(text, tokens, head, english=english, loose=loose and not lead)
    body = text[opening:end]
    if english:
        own = f"the {body}"
        plural = folded.endswith("s") and not folded.endswith("ss")
    else:
        own = definite(body, gender, plural=plural)
        gender = gender or gender_of_noun(noun)
    person = bool(_ROLE.fullmatch(folded))
    start = tokens[first].start() if lead else tokens[place].start()
    whole = Noun(own, folded, start, end, gender, plural, person, noun[:1].isupper(), lead)
    return [whole, *(replace(noun, within=True) for noun in inner)], following


def _rest(
    text: str, tokens: Sequence[re.Match[str]], head: int, *, english: bool, loose: bool = False
) -> tuple[int, int, list[Noun]]:
    """Where the phrase of this head ends, the place after it, and the phrases within."""
    end, place, inner = tokens[head].end(), head + 1, list[Noun]()
    while place < len(tokens) and not _apart(text, tokens, place - 1):
        token = tokens[place][0]
        word = fold(token)
        if token[:1].isupper():
            end, place = tokens[place].end(), place + 1
            continue
        if not english and _is_adjective(word):
            end, place = tokens[place].end(), place + 1
            continue
        if word in ("de", "d'", "du", "des", "of") and place + 1 < len(tokens):
            phrases, beyond = _phrase(text, tokens, place)
            if phrases and loose:
                break
            if phrases:
                return phrases[0].end, beyond, [*inner, *phrases]
            following_word = tokens[place + 1]
            if fold(following_word[0]) in _NOT_NOUN or following_word[0][0].isdigit():
                break
            stop, beyond, deeper = _rest(text, tokens, place + 1, english=english)
            if following_word[0][:1].isupper():
                inner.append(_name(text, following_word.start(), stop))
            return stop, beyond, [*inner, *deeper]
        if word in ("en",) and place + 1 < len(tokens) and fold(tokens[place + 1][0]) == "appel":
            end, place = tokens[place + 1].end(), place + 2
            continue
        break
    return end, place, inner


def _compound(text: str, tokens: Sequence[re.Match[str]], head: int, *, before: str) -> int:
    """The last noun of "the tram line": what stands before the verb, or before what follows the object."""
    last = head
    while last + 1 < len(tokens) and not _apart(text, tokens, last) and _plain(tokens[last + 1]) not in _NO_COMPOUND:
        last += 1
    verb_taken = last + 1 < len(tokens) and _plain(tokens[last + 1]) in ("still", "ever", "yet", "already", "finally")
    stays = _STAYS.match(text) and not _PARTICIPLE.fullmatch(_plain(tokens[last]))
    if before in _AUXILIARIES and last > head and not verb_taken and not stays:
        last -= 1  # the verb: "Why was the tram line delayed?"
    if last > head and _plain(tokens[last]) in _CLOSING_VERBS and last + 1 == len(tokens):
        last -= 1  # "How much did the works on the bridge cost?"
    return last


def _is_adjective(word: str) -> bool:
    if word in _NO_ADJECTIVE or "-" in word:
        return False
    return bool(_LINKED.fullmatch(word) or (_ADJECTIVE.fullmatch(word) and not word.endswith(("ront", "aient"))))


def _apart(text: str, tokens: Sequence[re.Match[str]], place: int) -> bool:
    """Whether anything but a space stands between this token and the next."""
    return place + 1 >= len(tokens) or bool(text[tokens[place].end() : tokens[place + 1].start()].strip())


def _plain(token: re.Match[str]) -> str:
    return token[0].lower().replace("’", "'")
