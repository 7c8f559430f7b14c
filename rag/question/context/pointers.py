"""French words that point back otherwise than as a verb's pronoun: "son parcours", "ce pont", "ce jour-là", "cela"."""

from __future__ import annotations

import datetime as dt
import re

from rag.language.fold import fold
from rag.question.context.antecedents import Scene, antecedent
from rag.question.context.genders import Gender, gender_of_noun, pronoun_gender
from rag.question.context.noun_phrases import Noun, after, definite, nouns, vowel
from rag.question.period.find import find_period

_POSSESSIVE = re.compile(r"\b(?P<own>son|sa|ses|leurs?) (?P<noun>[^\W\d_][\w-]*)", re.IGNORECASE)
_STRESSED = re.compile(
    r"\b(?P<preposition>avec|pour|contre|chez|sans|avant|après|selon|vers|sur|par|de|à|chez"
    r"|d['’])\s?(?P<pronoun>lui|elles?|eux)(?![\w-])",
    re.IGNORECASE,
)
_DEMONSTRATIVE = re.compile(r"\b(?P<this>ce|cet|cette|ces) (?P<noun>[^\W\d_][\w-]*)", re.IGNORECASE)
_NOT_POINTING = re.compile(
    r"\w*-?(?:qui|que|qu|sont|est|soir|matin|mois|jour|jours|annee|annees|semaine|week-end|trimestre"
    r"|printemps|ete|automne|hiver"
    r"|dernier|nuit|fut|sera|serait|etait)"
)
_IT = re.compile(r"\b(?:cela|ça)\b", re.IGNORECASE)
_GOES_ON_THERE = re.compile(
    r"^(?P<wh>que |qu['’]est-ce qui )s['’]y (?P<verb>(?:passe|fait|passait)(?:-t-il|-il)?)", re.IGNORECASE
)
_EVENTS = re.compile(
    r"\w+(?:tion|sion|ure|ment)s?|vente|decision|mesure|accident|incendie|crue|affaire|annonce|greve|vol"
    r"|rachat|achat|accord"
    r"|projet|loi|plan|travaux|prix|peine|amende"
)
_THAT_DAY = re.compile(
    r"\b(?:[àa] )?(?:ce (?:jour|soir|matin|moment|mois)|cette (?:date|ann[ée]e|nuit"
    r"|[ée]poque))(?:-l[àa])\b|\b[àa] cette date\b",
    re.IGNORECASE,
)
_END = re.compile(r"[\s?!.…]+$")


def that_day(asked: str, scene: Scene) -> str | None:
    """ "Que s'est-il passé ce jour-là ?": the one day, month or year that was told."""
    found = _THAT_DAY.search(asked)
    if not found or nouns(asked[: found.start()]):
        return None
    for text in (scene.question, scene.answer):
        if period := find_period(text, dt.date(2000, 1, 1)):
            day = re.sub(r"^(?:le|en|au|depuis|avant|après) ", "", period.text, flags=re.IGNORECASE)
            if not re.search(r"\b(?:19|20)\d\d$", day):
                continue
            opening = "le" if day[0].isdigit() and " " in day else "en"
            return f"{asked[: found.start()]}{opening} {day}{asked[found.end() :]}"
    return None


def there(scene: Scene | None) -> Noun | None:
    """What "y" stands for: what the last question was about, of its own before of its answer."""
    if scene is None:
        return None
    topic = scene.topic()
    return topic if topic and not topic.person else scene.place()


def possessive(asked: str, scene: Scene) -> str | None:
    """ "Quel est son parcours ?", "Quand son mandat se termine-t-il ?"."""
    for found in _POSSESSIVE.finditer(asked):
        own, plural = found["own"].lower(), found["own"].lower().startswith("leur")
        noun = antecedent(scene, asked, plural=plural, bodies=True)
        if noun is None:
            continue
        body, end = _possessed(asked, found)
        return f"{asked[: found.start()]}{owned(own, body, noun)}{asked[end:]}"
    return None


def owned(own: str, body: str, owner: Noun) -> str:
    """ "son", "adjoint" and Odile Marchetti: "l'adjoint d'Odile Marchetti"."""
    gender: Gender = "f" if own == "sa" else "" if own in ("leur", "son") and vowel(body) else "m"
    if own == "leur" and not vowel(body):
        gender = gender_of_noun(body.split()[0])
    return f"{definite(body, gender, plural=own in ('ses', 'leurs'))} {after('de', owner.text)}"


def _possessed(asked: str, found: re.Match[str]) -> tuple[str, int]:
    """What is had, with its adjectives and complements, and where that ends."""
    start, end = found.start("noun"), found.end("noun")
    rest = asked[end:]
    if more := re.match(r" (?:d['’]|de )[^\W\d_][\w-]*", rest):
        end += more.end()
        rest = asked[end:]
    copula = re.match(
        r"\W*quel(?:le)?s? (?:est|sont|[ée]tai(?:t|ent)|fut|sera) $", asked[: found.start()], re.IGNORECASE
    )
    if (
        copula
        and (more := re.match(r"(?: [^\W\d_][\w-]*){1,2}(?=\s*\?)", rest))
        and not re.match(r" (?:en|à|au|depuis|dans)\b", rest)
    ):
        end += more.end()
    return asked[start:end], end


def stressed(asked: str, scene: Scene) -> str | None:
    """ "pour eux", "avant elle": with what they stand for; None where none stands there."""
    found = _STRESSED.search(asked)
    if not found or asked[found.end() :].startswith(("-même", "-meme")):
        return None
    gender, plural = pronoun_gender(found["pronoun"])
    noun = antecedent(scene, asked, gender=gender, plural=plural, human=True)
    if noun is None:
        return None
    preposition = fold(found["preposition"]).strip("'’ ")
    preposition = {"d": "de", "a": "à", "apres": "après"}.get(preposition, preposition)
    return f"{asked[: found.start()]}{after(preposition, noun.text)}{asked[found.end() :]}"


def demonstrative(asked: str, scene: Scene) -> str | None:
    """ "Quand ce pont a-t-il rouvert ?": the pont that was spoken of; "ce groupe": its name; "cette vente": of what."""
    for found in _DEMONSTRATIVE.finditer(asked):
        head = re.sub(r"-(?:la|ci)$", "", fold(found["noun"]))
        if _NOT_POINTING.fullmatch(head):
            continue
        end = found.end()
        plural = found["this"].lower() == "ces"
        if full := _same_head(scene, head, end, asked):
            return f"{asked[: found.start()]}{full}{asked[end:]}"
        gender: Gender = {"cette": "f", "ce": "m", "cet": "m"}.get(found["this"].lower(), "")  # type: ignore[assignment]
        body = re.sub(r"-(?:là|ci)$", "", asked[found.start("noun") : end])
        told = next(
            (noun for noun in scene.told if noun.name and not noun.person and noun.lead not in ("à", "en")), None
        )
        if _EVENTS.fullmatch(head):
            named = re.search(rf"\b{re.escape(head)}\b", fold(scene.question))
            # "Quelle décision le tribunal a-t-il rendue ?" names whose it is
            topic = next((n for n in scene.asked if not n.lead), None) if named else scene.topic()
            if topic is not None and topic.head != head and not topic.person:
                own = definite(body, gender, plural=plural)
                return f"{asked[: found.start()]}{own} {after('de', topic.text)}{asked[end:]}"
        elif told is not None and not plural:
            return f"{asked[: found.start()]}{definite(body, gender)} {told.text}{asked[end:]}"
    return None


def _same_head(scene: Scene | None, head: str, end: int, asked: str) -> str | None:
    """The phrase of that very noun that was last spoken of."""
    while scene is not None:
        for noun in (*scene.asked, *scene.told):
            if noun.head == head or noun.head.rstrip("s") == head.rstrip("s"):
                return noun.text
        scene = scene.before
    return None


def it(asked: str, scene: Scene) -> str | None:
    """ "Combien ça coûte ?", "Combien cela a-t-il coûté ?"."""
    found = _IT.search(asked)
    topic = scene.topic()
    if not found or topic is None or topic.plural:
        return None
    rest = asked[found.end() :]
    if found.start() == 0 or re.match(r"\s*(?:[?!.,]|$)", rest):
        return None
    if re.fullmatch(r"\s[^\W\d_]+\s*\??", rest) and re.match(r"combien", asked, re.IGNORECASE):
        return f"{asked[: found.start()]}{_END.sub('', rest).strip()} {topic.text} ?"
    inverted = re.sub(r"-il\b", f"-{topic.subject}", rest, count=1)
    return f"{asked[: found.start()]}{topic.text}{inverted}"


def place(asked: str, scene: Scene) -> str | None:
    """ "Que s'y passe-t-il depuis ?"."""
    found, topic = _GOES_ON_THERE.match(asked), there(scene)
    if not found or not topic:
        return None
    return f"{found['wh']}se {found['verb']} {after('à', topic.text)}{asked[found.end() :]}"
