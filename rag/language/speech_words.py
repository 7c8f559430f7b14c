"""Verbs of speech and the words around them, as patterns over folded text (lower case, no accents)."""

from __future__ import annotations

import re

from rag.language.calendar_words import WEEKDAYS

_STEMS = (
    "accus affirm ajout agac alarm amus analys annonc argu articul assur attaqu balay blagu certifi clam "
    "comment conced "
    "confi confirm consider constat conseill cont critiqu declar denonc deplor detaill enchain enumer esper "
    "estim evoqu "
    "expliqu explos felicit fustig gliss grinc indiqu indign inquiet insist interrog ironis jug lach lanc "
    "lament martel "
    "mentionn murmur narr not nuanc observ pest plaid plaisant point precis proclam pronostiqu protest "
    "racont raill "
    "rapport rappel recapitul regrett relat relev remarqu repet repliqu resum retorqu revel rigol scand "
    "signal soulign "
    "souffl soupir sugger temoign tempet temper tonn tranch tweet complet assen demand savour ecri suggere "
    "encourag raisonn"
)
_OTHERS = (
    "dit disait repond repondu reagit reagi previent prevenu avertit averti poursuit poursuivi conclut "
    "conclu soutient soutenu "
    "promet promis admet admis reconnait reconnu ecrit sourit souri maintient maintenu convient convenu "
    "rejouit rejoui "
    "redit predit defend defendu pretend pretendu rencherit rencheri emporte"
)
_DAYS = "|".join(name for name in WEEKDAYS if len(name) > 4)
_SAID = rf"(?:(?:{'|'.join(_STEMS.split())})(?:e|ent|ee|es|ees|ait|aient)|{'|'.join(_OTHERS.split())})\b"
_ADVERB = (
    rf"(?:(?:{_DAYS})(?: (?:soir|matin|midi|dernier))?|hier|alors|encore|egalement|aussi|ainsi|aussitot|notamment"
    r"|pour sa part|de son cote|a son tour)"
)
VERB = re.compile(
    r"(?:l'|lui |leur |nous |m'|s'|se |me |n'|y )?(?:(?:est|sont|etait) |(?:a|ont|avait|avaient|aurait|auraient) "
    rf"(?:\w+ ){{0,3}}?)?{_SAID}(?: {_ADVERB})*"
    r"|(?:said|says|added|explained|asked|replied|warned|insisted|joked)\b(?! (?:that|he|she|they|on|in|to)\b)"
    r"|(?:dijo|explico|conto|anadio|aseguro|afirmo|declaro|senalo|sostuvo|indico|comento|preciso|advirtio"
    r"|lamento)\b"
)
"""A verb before its subject, with what may stand between: « a, mardi, déclaré »."""
WITH_PRONOUN = re.compile(
    rf"(?:s'|lui )?(?:(?:a|ont|est)-(?:t-)?(?P<p1>ils?|elles?|on) (?:\w+ )?{_SAID}|{_SAID}-(?:t-)?(?P<p2>ils?"
    rf"|elles?|on)\b)"
)
"""« a-t-il ajouté », « dit-elle »: the speaker is a pronoun."""
NAMED = re.compile(
    r"(?P<name>[Hh]e|[Ss]he|[Tt]hey|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,4})"
    r" (?:said|says|added|joked|told|wrote|replied|warned|explained|asked|insisted)\b"
)
"""The English order: « , she said »."""
ACCORDING = re.compile(r"(?:selon|d'apres|according to|segun) ")
DETERMINER = re.compile(
    r"(?:l[ea]s? |l'|une? |son |sa |ses |leurs? |ce(?:t|tte)? |ces |des |plusieurs |the |el |los |su |m\. "
    r"|mme |me |dr "
    r"|notre |nos )"
)
STOP = re.compile(
    r"(?<!\bm)(?<!\bdr)[.,;:!?()«»“”\"–—]| - "
    r"| (?:lors|dans|sur|aux?|a|en|devant|apres|avant|qui|que|dont|pour|par|depuis|sans|avec|pendant|face"
    r"|vers|chez|contre"
    r"|sous|malgre|alors|afin|tout|toujours|encore|interroge\w*|cite\w*|joint\w*|hier|ce (?=\w+di\b)|entre"
    r"|parmi|quant"
    rf"|{_DAYS}|after|before|during|in|on|at|who|as|while|when|tras|durante|ante|and|but|mais|to)\b"
)
"""Where the noun phrase of a speaker ends."""
NO_SPEAKER = re.compile(
    r"(?:l[ea]s? |l'|une? |son |the )?(?:meme )?(?:communique|source|agence|media|texte|rapport|document|same"
    r"|statement)\b"
)
"""After « selon », a paper or a channel: who spoke stands elsewhere."""
INDEFINITE = re.compile(r"(?:une?|des|plusieurs) ")
"""After a short expression this is an object as often as a speaker: « et annonce un recours »."""
BESIDE = re.compile(
    r", (?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:de |du |d['’]|[Ll]e |[Ll]a |van |von |el |ben )?[A-ZÀ-Þ][\w’'-]+)+)"
)
"""The name set beside a function: « la présidente du conseil, Anne Martin »."""
