"""What a conversation has spoken of: the noun phrases of its last question and the names of its last answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.language.detect import language_of_question
from rag.language.fold import fold
from rag.question.context.genders import Gender
from rag.question.context.noun_phrases import Noun, nouns
from rag.question.patterns import any_of, words

_LABEL = re.compile(r"^- [^«“\n]{1,120}\([^()\n]{3,40}\) ?: ?(?=[«“])", re.MULTILINE)
"""Before each quotation of an answer: its outlet and date were not spoken of."""
_ATTRIBUTION = re.compile(r"(?<=[»”]) ?— [^\n\[]{3,90}")
"""After a quotation: its outlet and date."""
_DATELINE = re.compile(
    r"(?<![^\W_])[A-ZÀ-Ý][A-ZÀ-Ý' -]{2,40}, [^()—–\n]{3,40}\([A-Z]{2,9}\) ?[-–—] ?|\([^()\n]{1,60}\)"
)
"""A place, a day and an agency before a dispatch, and what stands in brackets, are not what is told."""
_NO_REPLY = re.compile(r"articles? (?:\w+ )?(?:ne|n')|articles? (?:do|does) not|no lo dicen|los articulos no")
_READ = 500
"""Characters of an answer that are read: its first lines."""
_MEASURES = re.compile(
    words(
        """
        appels? couts? montants? prix dates? nombres? bilans? causes? ages? raisons? durees? budgets? tailles?
        longueurs? hauteurs?
        superficies? horaires? tarifs? noms? origines? consequences? objectifs? roles? professions? carrieres? parcours
        avis reactions? positions? depart arrivees? fermetures? ouvertures? costs? prices? dates? ages? names? causes?
        reasons? lengths? numbers? amounts? results? resultats?
        """
    )
)
"""Of "le coût du pont" the pont is what one goes on speaking of."""
_WHO = re.compile(
    r"\W*(?:(?:a|de|par|avec|chez|pour|contre) )?qui\b|.*\bpar qui\b|\W*comment s'appelle|\W*(?:by |to |with )?whom?\b"
    r"|\W*(?:\w+ )?(?:quel(?:le)?s?|which|what) (?:(?:est|etait|sont|fut|is|was) )?(?:(?:le|la|l'"
    r"|the) ?)?(?:nom|name|person"
    r"|ministre|maire|architecte?)\b"
)
_WHICH_BODY = re.compile(
    r"\W*(?:\w+ )?(?:quel(?:le)?s?|which|what) (?:entreprises?|societes?|groupes?|compan(?:y|ies)|parti"
    r"|pays|club|equipe|firm"
    r"|team|group|party|country|bank|banque|cabinet|journal|newspaper|association|syndicat|village|ville"
    r"|commune|town)\b"
)
_BODIES = re.compile(
    words(
        """
        entreprise societe groupe ville mairie etat region departement conseil gouvernement ministere association
        syndicat
        parti commune direction police justice tribunal cooperative club equipe banque prefecture opposition company
        group
        city council government party union team board collectif famille cabinet agence
        """
    )
)
_WHO_IS = re.compile(r"\W*(?:qui|who) (?:est|etait|is|was)\b")
""" "Qui est Pavel Marek ?" is answered by what he is."""
_OF_THINGS = any_of(
    """
    \\b(?:cout|rouv|ouv|ferm|vend|achet|constru|mesur|dure|invent|fabriqu|inaugur|detrui|batir|bati|dessin|financ|pay|decouv)\\w*
    \\b(?:existe|compte|longueur|hauteur|surface|taille|horaires?|prix|ouverture|construction|fermeture|tarifs?)\\w*
    \\b(?:built|cost|open|opened|closed|reopen\\w*|located|long|wide|high|price|length|height|founded)\\b
    """
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What was last spoken of: the question as it was understood, its phrases, and those of its answer."""

    question: str
    asked: tuple[Noun, ...]
    told: tuple[Noun, ...]
    who: bool
    """Whether the question asked for a person or a body: the answer's first name is then what is spoken of."""
    before: Scene | None = None
    answer: str = ""
    leaned: bool = False
    """Whether the question itself leaned on the scene before: what its answer tells by the way is no new topic."""

    @classmethod
    def of(cls, question: str, answer: str, before: Scene | None, *, leaned: bool = False) -> Scene:
        """The scene after a question and its answer."""
        asked = tuple(nouns(question))
        text = fold(question)
        described = _WHO_IS.match(text) and asked and asked[0].name and asked[0].person
        told = _told(answer)
        if language_of_question(question) != "en":
            told = [noun for noun in told if not noun.text.startswith("the ")]
        if body := bool(_WHICH_BODY.match(text)):
            told = [replace(noun, person=False) if noun.name else noun for noun in told]
        who = body or (bool(_WHO.match(text)) and not described)
        return cls(question, asked, tuple(told), who, before, answer[:_READ], leaned)

    @property
    def answered(self) -> Noun | None:
        """Who or what the answer names, where that was asked for."""
        if not self.who:
            return None
        known = {noun.head for noun in self.asked}
        fresh = [noun for noun in self.told if noun.head not in known]
        named = (n for n in fresh if (n.person or n.name) and any(word[:1].isupper() for word in n.text.split()))
        return next(named, fresh[0] if fresh else None)

    @property
    def sure(self) -> Noun | None:
        """Who the answer names, where it names one person only."""
        known = {noun.head for noun in self.asked}
        people = [noun for noun in self.told if noun.person and noun.head not in known]
        return self.answered if len(people) < 2 else None

    def candidates(self, *, by_the_way: bool = True) -> list[Noun]:
        """What a pronoun may stand for, the likeliest first; ``by_the_way``: also what the answer tells besides."""
        asked = [noun for noun in self.asked if not _is_place(noun) and noun.lead != "quel"]
        wanted = [noun for noun in self.asked if noun.lead == "quel"]
        whole = [noun for noun in asked if not _MEASURES.fullmatch(noun.head)]
        # of "le coût du pont" the pont comes before the coût, of "le pont des Tanneurs" the pont before the Tanneurs
        lifted = [noun for noun in whole if not noun.within or _of_measure(noun, asked)]
        parts = [noun for noun in whole if noun not in lifted and (noun.person or not noun.name)]
        measures = [noun for noun in asked if noun not in whole and by_the_way]
        names = [noun for noun in self.told if noun.name and not _is_place(noun)]
        things = [noun for noun in self.told if not noun.name and by_the_way]
        first = [self.answered] if self.answered else self._named()
        return [*first, *lifted, *wanted, *names, *measures, *parts, *things]

    def _named(self) -> list[Noun]:
        """The name that an answer begins with, where the question had only "le maire"."""
        first = next(iter(self.told), None)
        people = [noun for noun in self.asked if noun.person]
        roles = bool(people) and not any(noun.name for noun in people)
        return [first] if first and roles and first.name and first.person else []

    def topic(self) -> Noun | None:
        """What the question was about as a whole, or the one before."""
        known = [noun for noun in self.candidates() if noun in self.asked and noun.lead != "quel"]
        own = next((noun for noun in known if not noun.person and not is_body(noun)), next(iter(known), None))
        return own or (self.before.topic() if self.before else None)

    def place(self) -> Noun | None:
        """Where: a name after "à", else any name of no person."""
        found = [noun for noun in (*self.asked, *self.told) if noun.name and not noun.person]
        after_in = [noun for noun in found if noun.lead in ("à", "in", "en")]
        own = next(iter([*after_in, *found]), None)
        return own or (self.before.place() if self.before else None)


def antecedent(
    scene: Scene | None,
    clause: str,
    *,
    gender: Gender = "",
    plural: bool = False,
    human: bool | None = None,
    other_than: Sequence[Noun] = (),
    bodies: bool = False,
    object_of: bool = False,
) -> Noun | None:
    """What a pronoun of this gender and number stands for in ``clause``; None where nothing fits.

    ``bodies``: "leur" may be a company's. ``object_of``: of "Quelle amende la laiterie a-t-elle reçue ?" the amende is
    rather what "Qui l'a prononcée ?" means.
    """
    bodily = human is None and bool(re.search(_OF_THINGS, fold(clause)))
    human = False if bodily else human
    while scene is not None:
        only_measures = not any(not _MEASURES.fullmatch(noun.head) for noun in scene.asked)
        answered, deeper = scene.answered, (scene.leaned or only_measures) and scene.before is not None
        every = scene.candidates(by_the_way=not deeper)
        known = [noun for noun in every if noun not in other_than and noun.plural == plural]
        if bodily:  # "Quelle est sa longueur ?" is not asked of the company that built the bridge
            known.sort(key=lambda noun: noun is answered or is_body(noun))
        if object_of:
            known.sort(key=lambda noun: noun.lead != "quel" and (bodily or noun is not answered))
        if not known and bodies:
            known = [noun for noun in every if is_body(noun)]
        if found := _fitting(known, gender, human):
            return _fuller(found, scene)
        scene = scene.before
    return None


def _fuller(noun: Noun, scene: Scene) -> Noun:
    """ "la passerelle" as the answer calls it: "la passerelle des Saules"."""
    if noun.name:
        return noun
    return next((told for told in scene.told if told.text.lower().startswith(f"{noun.text.lower()} ")), noun)


def _fitting(known: Sequence[Noun], gender: Gender, human: bool | None) -> Noun | None:
    right: Callable[[Noun], bool] = lambda noun: not gender or noun.gender in ("", gender)  # noqa: E731
    kind: Callable[[Noun], bool] = lambda noun: human is None or noun.person == human  # noqa: E731
    for noun in known:
        if right(noun) and kind(noun):
            return noun
    for noun in known:
        if right(noun):
            return noun
    # the gender of a name is a guess
    return next((noun for noun in known if noun.name and noun.person), None) if human is not False else None


def is_body(noun: Noun) -> bool:
    """Whether it is a company, a town or another body of people."""
    return bool(_BODIES.fullmatch(noun.head))


def _told(answer: str) -> list[Noun]:
    text = _DATELINE.sub("", _ATTRIBUTION.sub("", _LABEL.sub("", answer)[:_READ]))
    if _NO_REPLY.search(fold(text)):
        return []
    seen: set[str] = set()
    kept: list[Noun] = []
    for noun in nouns(re.sub(r"\[\d+\]|[*_#`>|]", " ", text)):
        if noun.head not in seen and not (noun.within and not noun.name):
            seen.add(noun.head)
            kept.append(noun)
    return kept


def _is_place(noun: Noun) -> bool:
    return noun.name and not noun.person and noun.lead in ("à", "in", "en", "at")


def _of_measure(noun: Noun, others: Sequence[Noun]) -> bool:
    """Whether it is the complement, at once, of a measure."""
    around = [other for other in others if other.start < noun.start < other.end]
    return bool(around) and all(_MEASURES.fullmatch(other.head) for other in around)
