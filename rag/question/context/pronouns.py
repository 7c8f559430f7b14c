"""French pronouns that point back, and the question with what they stand for in their place."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.language.fold import fold
from rag.question.context.antecedents import Scene, antecedent
from rag.question.context.genders import pronoun_gender
from rag.question.context.noun_phrases import Noun, after, nouns, vowel
from rag.question.context.pointers import demonstrative, it, place, possessive, stressed, that_day, there
from rag.question.patterns import any_of, words

_WH = any_of(
    r"""
    (?:(?:[àa]|de|par|pour|depuis|en|avec|sur|contre|chez|vers|dans|sous) )?(?:quel(?:le)?s? (?:[\w-]+ ){1,4}?|quoi )
    (?:(?:[àa]|de|par|pour|depuis|avec|sur|contre|chez|jusqu'[àa]) )?(?:qui |quand |o[ùu] |combien (?:de temps )?)
    (?:[àa] |de |pour |en )?combien (?:de |d['’])[\w-]+ |d'o[ùu] |comment |pourquoi |que |qu['’]|quel(?:le)?s?
    """
)
_CLITICS = r"(?:ne |n['’])?(?:(?:l['’]|le |la |les |lui |leur |y |en |se |s['’]))*"
_INVERTED = re.compile(
    rf"^(?P<wh>{_WH})?(?P<clitics>{_CLITICS})(?P<verb>[^\W\d_]+)(?P<link>-t-|-)(?P<pronoun>ils?|elles?)\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_IMPERSONAL = re.compile(
    r"\b(?:y a(?:vait)?|y aura|s['’]est|faut|fallait|faudra|s['’]agit|existe|reste|fait|faisait|fera"
    r"|pleut|manque)-(?:t-)?il\b"
    r"|\best-il (?:vrai|possible|pr[ée]vu|question|interdit|obligatoire|n[ée]cessaire)|\b(?:s['’]y"
    r"|se) (?:passe|fait|peut|passait)-(?:t-)?il\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?P<before>^|\b(?:est-ce |lors|puis)?qu['’]|\bo[uù] |\b(?:quand|combien|comment|pourquoi) |\bs['’]|\bâge |, )"
    r"(?P<pronoun>ils?|elles?) (?!y a\b|y avait|faut\b|fallait|s['’]agit|est (?:vrai|possible|pr[ée]vu)|existe\b)",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"^(?P<before>(?:et |mais )?(?:qui|quand|comment|pourquoi|o[uù]|combien (?:de |d['’])[\w-]+"
    r"|quel(?:le)?s? (?!est\b|sont\b|[ée]t)[\w-]+)"
    r"(?: ne)? )(?P<pronoun>l['’]|le |la |les |lui |leur |y )(?P<verb>[^\W\d_]+)(?P<one>-(?:t-)?on)?(?P<rest>\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_TO_WHOM = re.compile(
    r"^(?P<que>que |qu['’])(?P<pronoun>lui |leur )(?P<rest>.+-(?:t-)?on\b)(?P<end>.*)$", re.IGNORECASE
)
_OF_IT = re.compile(
    r"^(?:qui|quel(?:le)?s?) en (?P<verb>est|sont|[ée]tait|[ée]taient|fut|sera) (?P<noun>(?:l['’]|le |la "
    r"|les )[^?]+?)(?P<end>\s*\??)$",
    re.IGNORECASE,
)
_SAID_OF_IT = re.compile(
    r"^qu['’]en (?P<verb>(?:dit|disent|pense|pensent|disait|pensait) [^?]+?)(?P<end>\s*\??)$", re.IGNORECASE
)
_AUXILIARY = re.compile(
    words(
        """(?:l['’])?a ont avait avaient aura auront aurait est sont etait etaient sera va vont veut veulent
        doit doivent
        peut peuvent compte comptent fait pourra devra devait voulait pouvait souhaite souhaitent allait"""
    )
)
_VERBAL = re.compile(
    r"(?:été|pas|déjà|bien|donc|eu|encore|toujours|dit|fait|lu|vu|pu|mis|pris|su|\w{2,}(?:er|ir|re|oir|é|i|u|is|it|ert|eint|uit|ait)(?:e|s|es)?)$",
    re.IGNORECASE,
)
_NAMED_BEFORE = re.compile(r"[«“\"]")


def resolve(asked: str, scene: Scene) -> str | None:
    """The question with its pronoun replaced by what it stands for; None where none points back or nothing fits."""
    if dated := that_day(asked, scene):
        return dated
    if _antecedent_within(asked):
        return None
    for rule in _RULES:
        if found := rule(asked, scene):
            return found[:1].upper() + found[1:]
    return None


def _antecedent_within(asked: str) -> bool:
    """Whether the question names itself what its pronouns may stand for, before the first of them."""
    pronoun = re.search(
        r"-(?:t-)?(?:ils?|elles?)\b|\b(?:ils?|elles?|lui|leurs?|eux|son|sa|ses|cela|ça)\b|\b(?:ce|cet|cette"
        r"|ces) (?!qu)|\bl['’]a\b",
        asked,
        re.IGNORECASE,
    )
    if pronoun is None:
        return False
    before = asked[: pronoun.start()]
    return any(noun.lead != "quel" for noun in nouns(before)) or bool(_NAMED_BEFORE.search(before))


def _inverted(asked: str, scene: Scene) -> str | None:
    """ "Quand a-t-il rouvert ?", "A-t-elle fait appel ?"."""
    found = _INVERTED.match(asked)
    if not found or _IMPERSONAL.search(asked[: found.end("pronoun") + 12]):
        return None
    gender, plural = pronoun_gender(found["pronoun"])
    noun = antecedent(scene, asked, gender=gender, plural=plural)
    if noun is None:
        return None
    wh, verb, rest = found["wh"] or "", found["verb"], found["rest"]
    clitics = found["clitics"]
    pronoun = found["pronoun"] if not noun.gender or noun.plural != plural else noun.subject
    if re.match(r"qu(?:e |['’])$", wh, re.IGNORECASE):
        said = _verbal(verb, rest)
        que = "Qu'" if vowel(clitics + verb) else "Que "
        return f"{que}{clitics}{verb}{said} {noun.text}{rest[len(said) :]}"
    bare_end = not rest.strip(" ?!.")
    if (wh and bare_end and fold(wh).strip() not in ("pourquoi", "combien")) or (
        bare_end and fold(wh).strip() == "combien"
    ):
        return f"{wh}{clitics}{verb} {noun.text}{rest}"
    link = "-t-" if re.search(r"[aec]$", verb, re.IGNORECASE) else "-"
    lowered = clitics + verb if wh else (clitics + verb)[:1].lower() + (clitics + verb)[1:]
    return f"{wh}{noun.text} {lowered}{link}{pronoun}{rest}"


def _verbal(verb: str, rest: str) -> str:
    """Of the words after an auxiliary those that belong to the verb: " été élu"."""
    if not _AUXILIARY.fullmatch(fold(verb)):
        return ""
    taken = ""
    for word in re.findall(r"\s+[^\W\d_]+", rest):
        if not rest.startswith(taken + word) or not _VERBAL.match(word.strip()):
            break
        taken += word
    return taken


def _unagreed(participle: str) -> str:
    """The participle before its object: "fermée" becomes "fermé"."""
    return re.sub(r"(?<=[éiu])(?:e|s|es)$|(?<=[st])(?:e|es)$", "", participle)


def _subject(asked: str, scene: Scene) -> str | None:
    """ "Où est-ce qu'il habite ?", "Il a quel âge ?"."""
    found = _SUBJECT.search(asked)
    if not found:
        return None
    gender, plural = pronoun_gender(found["pronoun"])
    noun = antecedent(scene, asked, gender=gender, plural=plural)
    if noun is None:
        return None
    before = found["before"]
    if re.search(r"s['’]$", before, re.IGNORECASE):
        before = f"{before[:-1]}i "
    elif before[-1:] in "'’":
        before = before[:-1] + ("'" if vowel(noun.text) else "e ")
    return f"{asked[: found.start()]}{before}{noun.text} {asked[found.end() :]}"


def _object(asked: str, scene: Scene) -> str | None:
    """ "Qui l'a remplacé ?", "Qui lui succède ?", "Combien d'ouvriers y travaillent ?"."""
    found = _OBJECT.match(asked)
    if not found or re.match(r"-(?:t-)?(?:ils?|elles?)\b", found["rest"]):
        return None
    pronoun, verb, rest = found["pronoun"], found["verb"], found["rest"]
    low = fold(pronoun).strip(" '’")
    if low in ("l", "le", "la", "les") and not (_AUXILIARY.fullmatch(fold(verb)) or _alone(verb, rest)):
        return None
    if low == "y":
        if fold(verb) in ("a", "avait", "aura", "compris"):
            return None
        noun = there(scene)
        preposition = "à"
    else:
        gender, plural = pronoun_gender(pronoun)
        if low == "l" and (said := _verbal(verb, rest)):  # "Où l'a-t-on retrouvée ?"
            gender = "f" if said.endswith("e") else "m"
        noun = antecedent(
            scene, asked, gender=gender, plural=plural, human=True if low in ("lui", "leur") else None, object_of=True
        )
        preposition = "à" if low in ("lui", "leur") else ""
    if noun is None:
        return None
    said = _verbal(verb, rest)
    kept = said if low in ("lui", "leur", "y") else _unagreed(said)
    before = found["before"]
    return f"{before}{verb}{found['one'] or ''}{kept} {after(preposition, noun.text)}{rest[len(said) :]}"


def _alone(verb: str, rest: str) -> bool:
    """Whether "la" before it is a pronoun and no article: the verb ends the question, or a preposition follows."""
    following = re.match(
        r"\s*(?:[?!.]|$|\b(?:en|à|au|aux|depuis|dans|pour|chaque|par|avec|chez|sur|aujourd|actuel|maintenant)\b)", rest
    )
    return bool(following) and bool(re.search(r"(?:e|ent|it|d|t|a|ra|ront)$", verb))


def _to_whom(asked: str, scene: Scene) -> str | None:
    """ "Que lui reproche-t-on ?"."""
    found = _TO_WHOM.match(asked)
    if not found:
        return None
    _, plural = pronoun_gender(found["pronoun"])
    noun = antecedent(scene, asked, plural=plural, human=True)
    if noun is None:
        return None
    que = "Qu'" if vowel(found["rest"]) else "Que "
    return f"{que}{found['rest']} {after('à', noun.text)}{found['end']}"


def _of_it(asked: str, scene: Scene) -> str | None:
    """ "Qui en est le patron ?", "Qu'en pense le syndicat ?"."""
    if found := _OF_IT.match(asked):
        noun = _thing(scene, asked)
        opening = asked.split(" ", 1)[0]
        return f"{opening} {found['verb']} {found['noun']} {after('de', noun.text)}{found['end']}" if noun else None
    if found := _SAID_OF_IT.match(asked):
        topic = scene.topic()
        return f"Que {found['verb']} {after('de', topic.text)}{found['end']}" if topic else None
    return None


def _thing(scene: Scene, asked: str) -> Noun | None:
    return antecedent(scene, asked, human=False) or antecedent(scene, asked, human=False, plural=True)


_RULES: tuple[Callable[[str, Scene], str | None], ...] = (
    _inverted, _to_whom, _of_it, _object, _subject, it, possessive, stressed, demonstrative, place,
)  # fmt: skip
