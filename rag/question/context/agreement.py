"""Agreement of a French verb with another subject: "rouvre-t-il" with la piscine is "rouvre-t-elle"."""

from __future__ import annotations

import re
from typing import Literal

_PLURALS = {
    "a": "ont", "est": "sont", "va": "vont", "fait": "font", "doit": "doivent", "peut": "peuvent", "veut": "veulent",
    "dit": "disent", "met": "mettent", "prend": "prennent", "vend": "vendent", "perd": "perdent", "sort": "sortent",
    "part": "partent", "vient": "viennent", "tient": "tiennent", "reçoit": "reçoivent", "fut": "furent",
    "vaut": "valent",
    "produit": "produisent", "construit": "construisent", "sert": "servent", "ouvrit": "ouvrirent",
}  # fmt: skip
_SINGULARS = {plural: singular for singular, plural in _PLURALS.items()}
_INVERTED = re.compile(
    r"(?P<verb>[^\W\d_]+)-(?:t-)?(?P<pronoun>ils?|elles?)\b(?P<done>(?: (?:pas|déjà|été|enfin|bien"
    r"|jamais))*)(?: (?P<past>[^\W\d_]+))?",
    re.IGNORECASE,
)
_BE = re.compile(r"(?:est|sont|était|étaient|sera|seront|fut|furent|serait|soit)", re.IGNORECASE)
_PARTICIPLE = re.compile(r"(?P<stem>[^\W\d_]+(?:é|i|u|is|it|ert|eint|uit|ort))(?:e|s|es)?", re.IGNORECASE)


def inverted_plural(verb: str, *, singular: bool = False) -> str:
    """The third person plural of a singular form, or the other way round."""
    low = verb.lower()
    if singular:
        if low in _SINGULARS:
            return _SINGULARS[low]
        for ending, other in (("aient", "ait"), ("ront", "ra"), ("issent", "it"), ("ent", "e")):
            if low.endswith(ending):
                return verb[: -len(ending)] + other
        return verb
    if low in _PLURALS:
        return _PLURALS[low]
    for ending, other in (("ait", "aient"), ("ra", "ront"), ("it", "issent"), ("e", "ent")):
        if low.endswith(ending):
            return verb[: -len(ending)] + other
    return verb


def agree(
    clause: str, gender: Literal["m", "f", ""], *, plural: bool, was_plural: bool | None = None, last_only: bool = False
) -> str:
    """The clause with its inverted verb, pronoun and (after "être") participle of this gender and number.

    ``last_only`` changes the participle alone: "votée" before its object is "voté".
    """
    found = _INVERTED.search(clause)
    if not found:
        return clause
    verb = found["verb"]
    if was_plural is not None and was_plural != plural:
        verb = inverted_plural(verb, singular=was_plural)
    link = "-t-" if re.search(r"[aec]$", verb, re.IGNORECASE) else "-"
    pronoun = ("elle" if gender == "f" else "il") + "s" * plural
    past = found["past"] or ""
    passive = bool(_BE.fullmatch(found["verb"])) or "été" in found["done"]
    participle = _PARTICIPLE.fullmatch(past) if past else None
    if participle and (passive or last_only):
        stem = participle["stem"]
        past = (
            stem
            + ("e" if gender == "f" else "")
            + ("s" if plural and not (stem.endswith("s") and gender != "f") else "")
        )
    head = f"{found['verb']}{found[0][len(found['verb']) : found.start('pronoun') - found.start()]}{found['pronoun']}"
    if not last_only:
        head = f"{verb}{link}{pronoun}"
    return f"{clause[: found.start()]}{head}{found['done']}{' ' + past if past else ''}{clause[found.end() :]}"
