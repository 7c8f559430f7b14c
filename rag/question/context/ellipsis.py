"""French questions that leave out what the last one said: "Pourquoi ?", "Et le musée ?", "Et en 2025 ?"."""

from __future__ import annotations

import datetime as dt
import re

from rag.language.fold import fold
from rag.question.context.agreement import agree, inverted_plural
from rag.question.context.antecedents import Scene, antecedent
from rag.question.context.noun_phrases import Noun, after, nouns, vowel
from rag.question.context.pointers import owned, stressed
from rag.question.patterns import any_of
from rag.question.period.find import find_period
from rag.types import Period

OPENING = re.compile(r"^\W*(?:et|mais|alors|donc|ou)\b(?! alors)[ ,]*(?:(?:alors|donc|sinon)\b[ ,]*)?", re.IGNORECASE)
_END = re.compile(r"[\s?!.…]+$")
_LONE = re.compile(
    any_of(
        r"""
        pourquoi(?: (?:ça|cela|donc))?|comment(?: (?:ça|cela))?|quand(?: (?:ça|exactement|précisément))?
        o[ùu](?: (?:ça|exactement))?
        depuis (?:quand|combien de temps)|jusqu['’][àa] quand|pour quand|par qui|avec qui|contre qui|pour qui|chez qui
        pour quelles? raisons?|[àa] quelle (?:date|heure)|en quelle année|quel(?:le)? (?:jour|année)|dans quel but
        de quelle (?:façon|manière)|[àa] quel (?:endroit|prix)|(?:pour |de |[àa] )?combien|qui(?: (?:ça|donc))?
        lesquel(?:le)?s
        (?:(?:[àa]|de|par|pour|depuis|en|avec|sur|contre|dans|chez|vers) )?quel(?:le)?s? [\w-]+
        (?:(?:[àa]|de|par|pour|depuis|en|avec|sur|contre|dans|chez|vers) )?combien d(?:e |['’])[\w-]+
        lequel|laquelle|dans quelle ville|qui exactement|quoi
        """
    ),
    re.IGNORECASE,
)
_SWAPPABLE = re.compile(
    r"(?:pourquoi|comment|quand|o[ùu]|depuis quand|depuis combien de temps|jusqu['’][àa] quand|par qui"
    r"|avec qui|pour qui|contre qui"
    r"|pour quelles? raisons?|[àa] quelle (?:date|heure)|en quelle année|dans quel but|de quelle (?:façon|manière)"
    r"|(?:[àa]|par|pour|depuis|en|avec|contre|dans|chez) (?:quel(?:le)?s? |combien d(?:e |['’]))[\w-]+)",
    re.IGNORECASE,
)
_HOW_MUCH_THEN = re.compile(
    r"^(?:combien|qui|quand|où) (?P<time>(?:en|aujourd|maintenant|depuis|l['’]an).*)$", re.IGNORECASE
)
_MORE = re.compile(
    any_of(
        r"""
        (?:peux-tu|pouvez-vous|tu peux|vous pouvez|pourr\w+-(?:tu|vous)) (?:m['’]|me |nous )?en dire (?:un peu )?plus
        (?:peux-tu|pouvez-vous|tu peux|vous pouvez|pourr\w+-(?:tu|vous)) (?:m['’])?(?:précis|expliqu|détaill|répét)er
        (?:peux-tu|pouvez-vous|tu peux|vous pouvez|pourr\w+-(?:tu|vous)) (?:développer|être plus précise?)
        (?:plus|davantage) de (?:détails|précisions)|c['’]est-à-dire|précise[rz]?|développe[rz]?|détaille[rz]?|vraiment
        (?:tu es|vous êtes|es-tu|êtes-vous|t['’]es) s[ûu]re?s?(?: de (?:toi|vous|ça))?|dis-m['’]en plus
        dites-m['’]en plus
        """
    ),
    re.IGNORECASE,
)
_WH = (
    r"(?:(?:[àa]|de|par|pour|depuis|en|avec|sur|contre|dans"
    r"|jusqu['’][àa]) ?)?(?:quel(?:le)?s? (?:[\w-]+ )?|combien (?:de |d['’])[\w-]+ "
    r"|(?:qui|quand|o[ùu]|combien|comment|pourquoi|quoi) )"
)
_CLAUSE = re.compile(rf"^(?P<wh>{_WH})(?P<clause>.+?-(?:t-)?(?:ils?|elles?)\b.*)$", re.IGNORECASE | re.DOTALL)
_OBJECT_ASKED = re.compile(r"^(?P<lead>quel(?:le)?s?|combien d(?:e |['’])) ?(?P<noun>[\w-]+) $", re.IGNORECASE)
_ASKED_WHO = re.compile(
    r"^qui (?P<verb>[^\W\d_]+)(?P<done> (?:été )?[^\W\d_]+[éiust]e?s?)? (?P<rest>.+)$", re.IGNORECASE | re.DOTALL
)
_YES_NO = re.compile(
    r"^(?!qu|o[ùu] |combien|comment|pourquoi|[àa] qu|de qu|en qu|depuis)(?P<clause>.+?-(?:t-)?(?:ils?|elles?)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NOUN_FIRST = re.compile(rf"^{_WH}(?P<verb>[^\W\d_]+)(?P<done> [^\W\d_]+é)? $", re.IGNORECASE)
_TIMES = re.compile(
    r"(?:aujourd['’]hui|maintenant|actuellement|depuis|ensuite|après|avant|désormais|à présent"
    r"|cette année|l['’]an dernier)$",
    re.IGNORECASE,
)
_NOW = re.compile(r"(?:aujourd['’]hui|maintenant|actuellement|désormais|à présent)$", re.IGNORECASE)
_NEXT_YEAR = re.compile(r"l['’]an(?:née)? (?P<way>suivante?|d['’]après|précédente?|d['’]avant)$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(?:pour|avec|sans|selon|d['’]après|dans|sur|contre|chez|par|en|à|au|aux|de|du|des|d['’]|après|avant"
    r"|pendant|depuis|le|la|l['’]) ?",
    re.IGNORECASE,
)
_PLACE_OR_WAY = re.compile(
    r"^(?P<prep>pour|avec|sans|selon|d['’]après|dans|sur|contre|chez|par|en|à|au|aux|depuis|après|avant|pendant) .+",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^(?:le|les) (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|week-end|matin|soir|après-midi|weekend)s?\b.*",
    re.IGNORECASE,
)
_ON_DAYS = re.compile(
    r"\b(?:en semaine|(?:le|les) (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|week-end|weekend)s?)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTH_ALONE = re.compile(r"(?:\d{1,2} )?[^\W\d_]+")
_OWN = re.compile(r"^(?P<own>son|sa|ses|leurs?) (?P<noun>.+)$", re.IGNORECASE)
_OTHER = re.compile(r"^(?:celui|celle|ceux|celles) (?P<of>(?:de|du|des|d['’]|à|au|aux).+)$", re.IGNORECASE)
_OF = re.compile(r"^(?:de |d['’]|du |des )(?P<whom>.+)$", re.IGNORECASE)
_VERB = re.compile(
    r"-(?:t-)?(?:ils?|elles?|on|ce|vous|tu)\b|(?<![\w-])(?:est|sont|a|ont|était|étaient|avait|avaient"
    r"|sera|seront|aura|va|vont|fait|dit"
    r"|y a|peut|doit|fut)(?![\w-])|\bqu['’](?:il|elle|on|est)\b",
    re.IGNORECASE,
)
_PRONOUN_SUBJECT = re.compile(r"[^\W\d_]+-(?:t-)?(?:il|elle)(?P<plural>s?)\b.*$", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:combien|qui|quand|où|comment|pourquoi|quoi|quel(?:le)?s?|que)\b|\bqu['’]", re.IGNORECASE)
"""A fragment has no question word of its own."""
_ANY = dt.date(2000, 1, 1)


def fill(asked: str, scene: Scene) -> str | None:
    """The last question with what ``asked`` changes in it; None where ``asked`` is a whole question."""
    text = _END.sub("", asked.strip())
    opened = OPENING.match(text)
    body = text[opened.end() :].strip() if opened else text
    last = _END.sub("", scene.question)
    if not body or not last:
        return None
    if _MORE.fullmatch(body):
        return scene.question
    if (timed := _HOW_MUCH_THEN.match(body)) and (found := _other_time(timed["time"], last, scene)):
        return _finished(found)
    if _LONE.fullmatch(body):
        return _finished(_asked_of(body, last, scene))
    if _ASKS.search(body) or (opened is None and not _bare_fragment(body)):
        return None
    if found := _other_time(body, last, scene):
        return _finished(found)
    if _VERB.search(body):
        return None
    for rule in (_other_way, _other_owner, _other_noun):
        if found := rule(body, last, scene):
            return _finished(found)
    return None


def _finished(text: str | None) -> str | None:
    return f"{text[:1].upper()}{text[1:].rstrip(' ,')} ?" if text else None


def _bare_fragment(body: str) -> bool:
    """Whether words without "Et" are a mere date or the like: "En 2025 ?", "Pour les enfants ?"."""
    return bool(_PLACE_OR_WAY.match(body) or _WEEKDAY.match(body)) and len(body.split()) <= 5


# --- another question about the same


def _asked_of(word: str, last: str, scene: Scene) -> str:
    """The clause of the last question with another question word; "…, et combien ?" where grammar is not sure."""
    word = re.sub(r" (?:ça|cela|donc|exactement|précisément)$", "", word, flags=re.IGNORECASE)
    word = word[:1].lower() + word[1:]
    if _SWAPPABLE.fullmatch(word) and (clause := _clause(last, scene, word)):
        return f"{word} {clause}"
    last = re.sub(rf", et {_LONE.pattern}$", "", last, flags=re.IGNORECASE)
    return f"{last}, et {word}"


def _clause(last: str, scene: Scene, word: str) -> str | None:
    """What was asked, without its question word: "le pont a-t-il été fermé"."""
    if found := _CLAUSE.match(last):
        clause = found["clause"]
        if not nouns(clause[: re.search(r"-(?:t-)?(?:ils?|elles?)\b", clause).start()]):  # type: ignore[union-attr]
            return None
        asked = _OBJECT_ASKED.match(found["wh"])
        if asked and not re.match(r"(?:[àa]|de|par|pour|depuis|en|avec|dans) ?", found["wh"], re.IGNORECASE):
            return _with_object(clause, asked)
        return clause if not re.match(r"(?:combien|quoi)", found["wh"], re.IGNORECASE) or not asked else None
    if found := _YES_NO.match(last):
        clause = found["clause"]
        named = scene.asked and scene.asked[0].start == 0 and scene.asked[0].text[:1].isupper()
        return clause if named else clause[:1].lower() + clause[1:]
    return _who_clause(last, scene) or _turned(last, scene)


def _with_object(clause: str, asked: re.Match[str]) -> str:
    """ "la ville a-t-elle voté ce budget": what was asked for stands after its verb."""
    this = {"quel": "ce", "quelle": "cette", "quels": "ces", "quelles": "ces"}.get(fold(asked["lead"]), "ces")
    noun = asked["noun"]
    this = "cet" if this == "ce" and vowel(noun) else this
    done = re.match(
        r"(.+?-(?:t-)?(?:ils?|elles?)\b(?: (?:pas|déjà|été|[^\W\d_]+(?:é|i|u|is|it|ert)(?:e|s|es)?\b))*)", clause
    )
    if not done:
        return clause
    return f"{agree(done[0], 'm', plural=False, last_only=True)} {this} {noun}{clause[done.end() :]}"


def _who_clause(last: str, scene: Scene) -> str | None:
    """ "Qui dirige le musée ?": "Odile Marchetti dirige-t-elle le musée"."""
    found = _ASKED_WHO.match(last)
    if not found:
        return None
    verb, done, rest = found["verb"], found["done"] or "", found["rest"]
    perfect = fold(verb) in ("a", "avait", "aura")
    if done and not perfect:
        rest, done = f"{done.strip()} {rest}", ""
    who = scene.sure
    if who is not None and not who.plural and fold(verb) not in ("est", "etait", "sont", "sera"):
        link = "-t-" if re.search(r"[aec]$", verb, re.IGNORECASE) else "-"
        return f"{who.text} {verb}{link}{who.subject}{done} {rest}"
    return None


def _turned(last: str, scene: Scene) -> str | None:
    """ "Quand rouvre le pont ?": "le pont rouvre-t-il"."""
    first = next((noun for noun in scene.asked if not noun.lead), None)
    if first is None or _END.sub("", last[first.end :]):
        return None
    found = _NOUN_FIRST.match(last[: first.start])
    if not found or re.match(r"\W*(?:qui|quel)", last, re.IGNORECASE):
        return None
    verb = found["verb"]
    link = "-t-" if re.search(r"[aec]$", verb, re.IGNORECASE) else "-"
    return f"{first.text} {verb}{link}{first.subject}{found['done'] or ''}"


# --- the same question about something else


def _other_time(body: str, last: str, scene: Scene) -> str | None:
    """ "en 2025", "aujourd'hui", "le dimanche", "l'année suivante"."""
    period = find_period(last, _ANY)
    if found := _NEXT_YEAR.fullmatch(body):
        step = 1 if fold(found["way"]).startswith(("suiv", "d'apres", "d’apres")) else -1
        if period and (year := _YEAR.search(period.text)):
            at = period.span[0] + year.start()
            return f"{last[:at]}{int(year[0]) + step}{last[at + 4 :]}"
        return f"{last} {body}"
    if _NOW.fullmatch(body):
        return f"{_without(last, period.span) if period else last} {body}"
    if _TIMES.fullmatch(body):
        return f"{last}, et {body}"
    if _WEEKDAY.match(body):
        if other := _ON_DAYS.search(last):
            return f"{last[: other.start()]}{body}{last[other.end() :]}"
        return f"{last} {body}"
    return _in_another_period(body, last, period)


def _in_another_period(body: str, last: str, period: Period | None) -> str | None:
    """The last question of the period that ``body`` is, in the place of its own."""
    own = find_period(body, _ANY)
    if own is None or len(_PREPOSITION.sub("", body[: own.span[0]])) > 2 or body[own.span[1] :].strip():
        return None
    if period is None:
        return f"{last} {'en ' if body[0].isdigit() else ''}{body}"
    year = _YEAR.search(period.text)
    if year and _MONTH_ALONE.fullmatch(own.text) and not _YEAR.search(own.text):
        body = f"{body} {year[0]}"  # "Et en février ?" after January 2024
    start = _PREPOSITION_BEFORE.search(last[: period.span[0]])
    if _PREPOSITION.match(body) and start:
        return f"{last[: start.start()]}{body}{last[period.span[1] :]}"
    return f"{last[: period.span[0]]}{own.text}{last[period.span[1] :]}"


_PREPOSITION_BEFORE = re.compile(
    r"\b(?:en|au|à|dans|pendant|depuis|avant|après|le|la|de|du|d['’]|fin|début) ?$", re.IGNORECASE
)


def _without(text: str, span: tuple[int, int]) -> str:
    before = _PREPOSITION_BEFORE.sub("", text[: span[0]]).rstrip()
    return f"{before}{text[span[1] :]}".strip()


def _other_way(body: str, last: str, scene: Scene) -> str | None:
    """ "pour les enfants", "selon le syndicat", "à Sarmont": in the place of what has the same preposition."""
    found = _PLACE_OR_WAY.match(body)
    if not found:
        return None
    body = stressed(body, scene) or body
    body, preposition = f"{body[:1].lower()}{body[1:]}", fold(found["prep"])
    if preposition == "avant":
        last = _earlier(last)
    preposition = "a" if preposition in ("au", "aux") else preposition
    places = [noun for noun in scene.asked if noun.name and not noun.person and noun.lead]
    if preposition in ("a", "en"):
        place = next(iter(nouns(body)), None)
        if place is not None and place.name and places:
            old = places[-1]
            named = old.lead == "de"
            return f"{last[: old.start]}{after('de', place.text) if named else body}{last[old.end :]}"
    same = re.search(rf" {re.escape(found['prep'])} [^,?]+$", last, re.IGNORECASE)
    if same and preposition not in ("a", "en"):
        return f"{last[: same.start()]} {body}"
    period = find_period(last, _ANY)
    if period and not last[period.span[1] :].strip() and (start := _PREPOSITION_BEFORE.search(last[: period.span[0]])):
        return f"{last[: start.start()].rstrip()} {body} {last[start.start() :]}"
    return f"{last} {body}"


def _earlier(last: str) -> str:
    """ "Qui dirige le port aujourd'hui": "Qui dirigeait le port"."""
    last = re.sub(rf"[ ,]+{_NOW.pattern[:-1]}", "", last, flags=re.IGNORECASE)
    last = re.sub(r"^(qui) est\b", r"\1 était", last, flags=re.IGNORECASE)
    return re.sub(r"^(qui [^\W\d_]+?)(g?)e(?= )", lambda f: f"{f[1]}{f[2] and 'ge'}ait", last, flags=re.IGNORECASE)


def _other_owner(body: str, last: str, scene: Scene) -> str | None:
    """ "son adjoint", "celui de Sarmont", "de Larnac"."""
    if found := _OWN.match(body):
        owner = antecedent(scene, body, plural=found["own"].lower().startswith("leur"), bodies=True)
        if owner is None or len(found["noun"].split()) > 4:
            return None
        phrase = owned(found["own"].lower(), found["noun"], owner)
        had = nouns(phrase)[0]
        if (had.start, had.end) != (0, len(phrase)):
            return None
        if owner is scene.answered:
            period = find_period(last, _ANY)
            when = f" {last[period.span[0] : period.span[1]]}" if period else ""
            was = "était" if re.match(r"qui (?:était|[^\W\d_]+ait)\b", last, re.IGNORECASE) else "est"
            start = _PREPOSITION_BEFORE.search(last[: period.span[0]]) if period else None
            when = f" {last[start.start() : period.span[1]]}" if start and period else when
            return f"qui {was} {phrase}{when}"
        return _swapped(had, last, scene)
    of = _OTHER.match(body) or _OF.match(body)
    whom = of and (of["of"] if "of" in of.groupdict() else body)
    if not whom:
        return None
    old = [noun for noun in scene.asked if noun.lead == "de" and noun.within]
    if old:
        return f"{last[: old[-1].start]}{whom}{last[old[-1].end :]}"
    whole = next((noun for noun in scene.asked if not noun.lead), None)
    return f"{last[: whole.end]} {whom}{last[whole.end :]}" if whole else None


def _other_noun(body: str, last: str, scene: Scene) -> str | None:
    """ "le musée", "Solène Kervadec"."""
    named = [noun for noun in nouns(f"x {body}") if noun.name and fold(noun.text) == fold(body)]
    found = named or nouns(body)
    if not found or (not named and (found[0].start > 0 or found[0].end < len(body) or found[0].lead)):
        return None
    return _swapped(found[0], last, scene)


def _swapped(new: Noun, last: str, scene: Scene) -> str | None:
    """The last question about another noun, the verb and its participle in agreement; None where none is alike."""
    old = _alike(new, scene)
    if old is None:
        return _as_subject(new, last)
    before, rest = last[: old.start], last[old.end :]
    if old.lead in ("de", "à"):
        return f"{before}{after(old.lead, new.text)}{rest}"
    if old.lead == "" and re.search(r"\b(?:que|qu['’]) ?$", before):
        before = re.sub(r"qu(?:e |['’])$", "qu'" if vowel(new.text) else "que ", before)
    inverted = re.match(r"(?P<verb> [^-]*?[^\W\d_]+)-(?:t-)?(?:ils?|elles?)\b(?P<rest>.*)$", rest, re.DOTALL)
    if inverted:
        clause = agree(rest, new.gender or "m", plural=new.plural, was_plural=old.plural)
        return f"{before}{new.text}{clause}"
    if new.plural != old.plural:
        # "Combien coûte le pont ?": the verb before its subject
        verb = re.match(rf"^(?P<wh>{_WH}|que |qu['’])(?P<verb>[^\W\d_]+) $", before, re.IGNORECASE)
        if verb and not verb["wh"].lower().startswith("qui"):
            changed = inverted_plural(verb["verb"], singular=old.plural)
            return f"{verb['wh']}{changed} {new.text}{rest}"
        if not re.match(r"qui ", last, re.IGNORECASE):
            return None
    if old.start == 0 and not new.name:
        return f"{new.text}{rest}"
    quel = re.match(r"quel(?:le)?s? (est|sont|était|étaient) $", before, re.IGNORECASE)
    if quel:
        which = "quel" + ("le" if new.gender == "f" else "") + ("s" if new.plural else "")
        before = f"{which} {quel[1]} "
    return f"{before}{new.text}{rest}"


def _as_subject(new: Noun, last: str) -> str | None:
    """The noun before the verb, where the last question had a pronoun: "Combien Cristal & Fils a-t-il gardé"."""
    subject = _PRONOUN_SUBJECT.search(last)
    if subject is None:
        return None
    clause = agree(subject[0], new.gender or "m", plural=new.plural, was_plural=subject["plural"] == "s")
    return f"{last[: subject.start()]}{new.text} {clause}"


def _alike(new: Noun, scene: Scene) -> Noun | None:
    """Which phrase of the last question the new one takes the place of: of its kind, the likeliest."""
    asked = [noun for noun in scene.candidates() if noun in scene.asked and noun.lead != "quel"]
    if new.name and not new.person:
        places = [noun for noun in scene.asked if noun.name and not noun.person]
        return places[-1] if places else None
    people = [noun for noun in asked if noun.person]
    if new.person:
        subject = next((noun for noun in asked if not noun.lead), None)
        return people[0] if people else subject
    things = [noun for noun in asked if not noun.person]
    return things[0] if things else (people[0] if people else None)
