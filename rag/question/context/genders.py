"""The probable gender of a French noun by its ending, and of a person by the first name."""

from __future__ import annotations

import re
from typing import Literal

from rag.language.fold import fold
from rag.question.patterns import words

Gender = Literal["m", "f", ""]

_MALE = words(
    """
    philippe pierre antoine jerome guillaume alexandre maxime baptiste etienne christophe gregoire stephane andre rene
    jean-pierre jean-baptiste jean-philippe jean-claude eugene achille ambroise blaise come edgar george mike luke kyle
    joe pete steve dave jake blake wayne bruce pascale? aristide emile jules gilles yves georges charles jacques
    theodore isidore hippolyte luca noa andrea mika sacha
    """
)
_FEMALE = words(
    """
    ingrid ines agnes sarah elisabeth edith astrid carmen manon marion margot anais maud rachel judith esther ruth
    doris iris muriel karin lou nour solen katell harriet margaret janet helen susan karen megan kathleen jennifer emily
    mary betty nancy lucy amy kelly elizabeth anne-lise marie-lou gwen alison ellen carol jill jean-marie
    """
)
_MASCULINE_IN_E = words(
    """
    incendies? immeubles? orchestres? articles? arbres? espaces? exercices? organismes? edifices? lycees? musees?
    gymnases?
    theatres? stades? colleges? ministeres? commerces? centres? groupes? siecles? chiffres? titres? livres? problemes?
    systemes? programmes? maires? ministres? juges? membres? sites? peuples? commissaires? monuments? domaines?
    services?
    vignobles? fleuves? barrages? temples? cinemas? cirques? golfes? phares? controles? doutes? manques? hommes? hotes?
    parlementaires? architectes? capitaines? syndicalistes? journalistes? artistes? litiges? cles-modeles? modeles?
    troubles? risques? bombes-pieges? verdicts? textes? contrats? drames? crimes? meurtres? dommages? domestiques?
    concerts? spectacles? trophees? navires? horaires? salaires? itineraires? sanctuaires? observatoires? laboratoires?
    territoires? conservatoires? reservoirs? vaccins? virus crematoriums? aerodromes? diametres? perimetres? parcs?
    """
)
_MASCULINE = re.compile(rf"{_MASCULINE_IN_E}|\w+(?:ages?|ismes?|ments?|istes?)")
_FEMININE = re.compile(
    r"\w*(?:[st]ions?|ions?|tes|te)|\w+(?:es?)|(?:eaux?|voix|croix|nuits?|mains?|fins?|forets?|lois?|fois"
    r"|parts?|morts?)"
)


def gender_of_noun(noun: str) -> Gender:
    """The probable gender of a French noun, by its ending; a few hundred common ones are known."""
    word = fold(noun)
    if _MASCULINE.fullmatch(word):
        return "m"
    return "f" if _FEMININE.fullmatch(word) else "m"


def gender_of_name(name: str) -> Gender:
    """A guess by the first name: of the French and English ones most that end in e or a are women's."""
    first = fold(name.split()[0])
    if re.fullmatch(_MALE, first) or name.split()[0].endswith("é"):
        return "m"
    if re.fullmatch(_FEMALE, first):
        return "f"
    return "f" if first.endswith(("e", "a")) else "m"


def pronoun_gender(pronoun: str) -> tuple[Gender, bool]:
    """Gender and number that a pronoun asks for."""
    word = fold(pronoun).strip(" '’")
    gender: Gender = "m" if word in ("il", "ils", "le", "eux") else "f" if word in ("elle", "elles", "la") else ""
    return gender, word in ("ils", "elles", "les", "leur", "leurs", "eux")
