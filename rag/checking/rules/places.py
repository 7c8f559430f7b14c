"""Names of countries, peoples and a few cities that differ between French and English."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

_SAME = """
allemagne germany | allemand german | londres london | angleterre england | anglais english | royaume-uni britain uk
britannique british | ecosse scotland | irlande ireland | espagne spain | espagnol spanish | italie italy
italien italian | belgique belgium | belge belgian | suisse switzerland swiss | autriche austria | pologne poland
polonais polish | russie russia | russe russian | chine china | chinois chinese | japon japan | japonais japanese
etats-unis usa us america american americain | mexique mexico | bresil brazil | turquie turkey | turc turkish
grece greece | grec greek | suede sweden | norvege norway | danemark denmark | finlande finland | pays-bas netherlands
hongrie hungary | roumanie romania | bulgarie bulgaria | croatie croatia | serbie serbia | ukraine ukraine
ukrainien ukrainian | inde india | indien indian | egypte egypt | maroc morocco | algerie algeria | tunisie tunisia
france french francais | bruxelles brussels | geneve geneva | moscou moscow | pekin beijing | varsovie warsaw
vienne vienna | venise venice | milan milano | rome roma | athenes athens | lisbonne lisbon | le-caire cairo
europe european europeen | afrique africa african africain | asie asia | australie australia australian australien
canada canadian canadien | nouvelle-zelande zealand | liban lebanon | israel israeli israelien | coree korea
parlement parliament | commission commission | senat senate | etat state | gouvernement government | onu un
otan nato | ue eu | oms who | fmi imf | mer sea | manche channel | mediterranee mediterranean | paques easter
noel christmas
"""
_TRANSLATED_ONLY = frozenset(
    """mayor minister president prime council court supreme parliament government senate city university hospital
    museum police north south east west northern southern eastern western river lake island mount bay street bridge
    union national royal international department ministry party church cathedral school
    maire ministre president conseil cour parlement gouvernement senat universite musee eglise parti
    ministere departement region""".split()
)


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    lines = _SAME.replace("\n", "|").split("|")
    groups = [frozenset(words.split()) for words in lines if words.strip()]
    return {word: group for group in groups for word in group}


def same_place(name: str, known: Set[str], *, translated: bool) -> bool:
    """Whether the source holds ``name`` in another form: London for Londres, les Américains for America."""
    if translated and name in _TRANSLATED_ONLY:
        return True
    stems = {name, name.rstrip("s"), name.removesuffix("es"), name.removesuffix("e"), name.removesuffix("ne")}
    return any(_groups().get(stem, frozenset()) & known for stem in stems)
