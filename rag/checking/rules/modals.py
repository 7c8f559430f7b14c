"""The words by which a text wishes, plans, supposes or makes conditions; for folded text."""

from __future__ import annotations

import re

WISH = (
    r"(?:voul(?:ai|oi|u)|veu[lt]|voudr|souhait|envisag|propos(?:e|er|ait|aient|ent|ed|es)?\b|demand|reclam|plaid|exig|menac"
    r"|esper|crain|craign|tabl(?:e|ent|ait)\b|encour|redout|pourrai|pourra|pourront|peut\b|peuvent\b|pouvai|devrai|etudi(?:e|ent|er|ait|aient)\b|reflech|refus|tent(?:e|ent|er|ait|aient)\b"
    r"|objectif|intention|volonte|renonc|echou|song(?:e|ent|er|ait)\b|cherch(?:e|ent|er|ait|aient)\b|hesit|exclu\w*|ecarte|whether\b|sollicit|conseill(?:e|ent|er|ait|aient)\b|recommand|would\b|could\b|may\b|might\b|should\b|hop(?:e|es|ed|ing)\b"
    r"|consider|want|ask(?:s|ed|ing)?\b|urg(?:e|es|ed|ing)\b|threat|likely\b|possib|eventu|risqu"
    r"|probabl|sans doute|peut-etre"
    r"|vraisembl|apparemment|sembl|accus|soupconn|presum|alleg|suspect|perhaps|maybe|seek|invit|appel(?:le|lent|ait)\b"
    r"|suppos|hypothes|piste|favorable a|rev(?:e|ent) d|call(?:s|ed|ing)? (?:for|on)\b|appeal(?:s|ed|ing)? (?:for|to)\b"
    r"|request(?:s|ed|ing)?\b|lobb|plead|press(?:es|ed|ing)? for|milit(?:e|ent|er|ait)\b|pron(?:e|ent|er"
    r"|ait)\b|preconis|exhort|enjoin|suppli(?:e|ent)"
    r"|somm(?:e|ent|er|ait)\b|insist\w* pour|pret(?:e|s|es)? (?:_|a)\b|_ l'etude|en discussion|pretend"
    r"|pens(?:e|ent|ait|aient)\b|croi(?:t|ent)\b|believ|thinks?\b"
    r"|consent|depend|hing|subject to|conditional|pending|sous reserve|_ condition|subordonn|conditionn"
    r"|point(?:s|ed|ing)? to\b|suggest|contempl|mull|weigh|ponder|pencil|hypothe)"
)
PLAN = (
    r"(?:va\b|vont\b|allai(?:t|ent)\b|doi[tv]|devra\b|devront\b|prevoi|prevu|projet|promet|promis|promess|engag|annonc|compte(?:nt)?\b"
    r"|attend(?:u|ue|us|ues|ent)?\b|will\b|plan(?:s|ned|ning)?\b|due\b|schedul|expect|decid|programm"
    r"|prochain|promis|vow|pledg|set to"
    r"|agreed to|destine|vis(?:e|ent)\b|requ[ie]|sera\b|seront\b|aura\b|auront\b|prepar|d'ici\b"
    r"|fix(?:e|ee|es|ees)\b|intend|aim)"
)
HEDGE = re.compile(rf"\b{WISH}\w*")
PLANNING = re.compile(rf"\b{PLAN}\w*")
CONDITIONAL = re.compile(r"(?:[^aeiou]|e|i|o|u)r(?:ait|aient)$")
FUTURE = re.compile(
    r"(?:er|ir|dr|tr|vr|rr)(?:a|ont)$|^(?:sera|seront|aura|auront|fera|feront|pourra|pourront|ira|iront|devra|devront)$"
)
INFINITIVE = re.compile(r"(?:er|ir|oir|dre|tre|ire|ure|ore|uivre|ivre)$")
AUXILIARY = re.compile(
    r"\b(?:a|ont|avait|avaient|est|sont|etait|etaient|ete|n'a|n'ont|l'a|l'ont|s'est|has|have|had|was|were|been)\s+"
    r"(?:(?:\w+ment|deja|egalement|ete|depuis|aussi|enfin|encore|toujours|bien|tous|also|already|since|now)\s+){0,2}$"
)
WILL_BE = re.compile(
    r"\b(?:sera|seront|aura|auront|(?:va|vont|doi\w+|devra|devront) etre|will be|is to be)\s+(?:\w+ment\s+)?$"
)
WOULD_BE = re.compile(r"\b(?:(?:aurai|serai|pourrai|devrai)(?:t|ent))\s+(?:(?:ete|etre|avoir)\s+){0,2}(?:\w+ment\s+)?$")
SUBJUNCTIVE = re.compile(
    r"\bqu(?:e |')[^;.:]*\b(?:soit|soient|puisse|puissent)\s+(?:(?:lui|elle|eux|aussi|enfin|bientot|etre|\w+ment)\s+)*$"
)
IF = re.compile(
    r"\b(?:si|s'ils?|if|unless|whether|provided(?: that)?|providing|_ condition qu\w*|pourvu qu\w*"
    r"|sous reserve qu\w*|_ moins qu\w*"
    r"|au cas ou|en cas d\w*|dans l'hypothese)[\s'](?:\S+\s+){0,5}$"
)
PARTICIPLE = re.compile(r"\w{3,}(?:ee?s?|ie?s?|ue?s?|ite?s?|ise?s?|erte?s?)")
REGRETTED = re.compile(
    r"\b(?:bien que|quoique|encore que|que ce|deplor\w+|regrett\w+|indign\w+|rejoui\w+|dommage|heureux|normal)\b"
)
MAY_HAVE = re.compile(
    r"\b(?:(?:may|might|could|should|must)|(?:appear|seem|thought|believed|alleged|reported|understood|suspected|feared|accused)\w*"
    r" (?:to|of)|reportedly|allegedly|apparently)\s+(?:have|having|had)\s+(?:\w+ly\s+)?(?:been\s+)?$"
    r"|\b(?:soupconn|accus|suspect|presum|sembl|parai|pretend|pourrai|devrai|poursuivi|mis\w* en (?:cause|examen))\w*"
    r"(?: \w+){0,3}? (?:d'|de |pour )?(?:avoir|etre|s'etre)\s+(?:ete\s+)?(?:\w+ment\s+)?$"
)
PENDING = re.compile(
    r"\b(?:qu'(?:apres|une fois)|avant|sous (?:reserve|condition) d\w*|_ condition d\w*|en attendant"
    r"|(?:dans l'|en )attente d\w*"
    r"|subordonn\w+ _|conditionn\w+ (?:_|par)|suspendu\w* _|soumis\w* _|pending|subject to|await\w*"
    r"|depend\w* (?:on|d\w*)"
    r"|conditional on|(?:doi\w+|devra|devront|reste(?:nt)?) (?:encore )?(?:_ )?(?:recevoir|obtenir|passer|attendre)"
    r"|(?:must|has|have|needs?) (?:still |yet )?to (?:get|receive|obtain|win|secure)|still needs?)"
    r"[\s']*(?:(?:l'|la|le|les|son|sa|ses|leurs?|une?|d'|du|des?|the|its|their|an?|_|par|by)\s*)*(?:\w+ )?$"
)
ACT = re.compile(
    r"(?:tion|sion|ment|ance|age|ure|val|val)$|^(?:feu|light|accord|avis|permis|vote|visa|examen|nod|consent)$"
)
"""What somebody else still has to give: approbation, feu vert, accord."""
SUPPOSED = re.compile(
    r"\b(?:probablement|sans doute|peut-etre|vraisemblablement|apparemment|possibly|probably|likely"
    r"|perhaps|presumably)\s+(?:\S+\s+){0,2}$"
)
SURE = re.compile(
    r"\b(?:il est (?:desormais )?(?:etabli|certain|avere|prouve|demontre)|c'est certain|sans aucun doute|definitivement"
    r"|it is (?:now )?(?:certain|established|proven|clear)|has been proven|(?:a|ont) (?:prouve|demontre"
    r"|etabli)|no doubt)\b"
)
DOUBT = re.compile(
    r"\b(?:may|might|could|suggest\w*|suppos\w+|soupconn\w+|peut-etre|sans doute|probabl\w+|sembl\w+"
    r"|hypothes\w+|possibl\w+"
    r"|vraisembl\w+|perhaps|likely|appears?|seems?|envisag\w+|songe\w*|reflech\w+|hesit\w+|apparemment|allegedly"
    r"|reportedly|presum\w+|considering|hopes? to|mulling|pourrai(?:t|ent)|aurai(?:t|ent)|serai(?:t|ent))\b"
)
"""What makes a supposition of a fact, or an idea of a decision."""


MAY = re.compile(r"\b(?:pourrai(?:t|ent)|peut|peuvent|might|may|could)\s+(?:\w+\s+)?$")


TO_DO = re.compile(
    r"[^,;.:]{0,60}?\bto\s+(?:be\s+)?(?:\w+ly\s+)?"
    r"|\s*(?:(?:encore|aussi|bientot|\w+ment|pas) )*(?:d'|de |_ )?(?:etre|avoir|s'etre|voir|faire"
    r"|se voir)\s+(?:\w+ment\s+)?"
    r"|\s*(?:_ ce )?qu(?:e |')(?:(?:l'|d')?[^\s,;.:]+\s+){1,4}"
)
"""What may stand between a wish and a verb that is no French infinitive: urged it to waive, peut être fermé."""
OBJECT = re.compile(
    r"\s*(?:(?:surtout|encore|toujours|aussi|notamment|\w+ment|still|also) )*(?:(?:d'|de |des |du |le |la "
    r"|les |un |une |l'|son |sa |ses |leur |_ |a |an |the |to |its |his |her |their )+"
    r"(?:(?!\w+(?:er|ir|re) )[^\W\d_]+ )?)?"
)
