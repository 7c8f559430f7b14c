"""Messages that ask nothing of the articles: greetings, thanks, chores, questions about the program itself.

Precision first: a message counts only where the whole of it is such a message.
"""

from __future__ import annotations

import re
from typing import Literal

from rag.language.fold import fold
from rag.question.patterns import any_of, words

_FILLER = any_of(
    """
    a tous|a toutes|tout le monde|l'ami|les amis|mon ami|mes amis|sourcier|et|ou|donc|alors|bien|beaucoup|infiniment
    encore
    tres|vraiment|super|ok|okay|d'accord|entendu|oui|non|bon|there|everyone|all|again|so much|very much|a lot|well
    tout|toi
    vous|you|sir|madame|monsieur|mademoiselle|ce matin|ce soir|aujourd'hui|today|this morning|tonight|pour tout
    for everything|pour (?:ton|votre) aide|for (?:your|the) help
    pour (?:la|ta|votre|cette|ces|les|vos|tes|toutes ces) (?:reponse|info|information|precision|explication|detail)s?
    pour (?:l'|votre |ton |cette )aide
    bcp|a toi|rien|c'est tout|pour moi|very helpful|that's (?:all|great|perfect|clear|helpful)
    for (?:the|your) (?:answer|info)
    c'est (?:tres |vraiment )?(?:gentil|sympa|clair|parfait|bien|note|super)|j'ai besoin d'aide|(?:i need )?help
    de rien|a vous|ah|oh|eh|y a quelqu'un|quelqu'un|cher|chere|dear|dias|tardes|noches|muchas|amigo|pues|hein
    je suis contente?
    """
)
_GREETING = any_of(
    r"""
    bonjour|bonsoir|salut|coucou|hello|hi|hey|hola|yo|bienvenue|good (?:morning|evening|afternoon|night|day)
    bonne (?:journee|nuit|soiree|annee|continuation)|au revoir|adieu|a bientot|a plus(?: tard)?|a demain|ciao|goodbye
    bye
    see you(?: later)?|adios|merci|thanks|thank you|thx|gracias|bravo|parfait|genial|excellent|great|perfect|nice|cool
    lol|mdr|enchantee?|buen[oa]s|top|nickel|impeccable|formidable|c'est note|je (?:vois|comprends|note)|c'est compris
    (?:tres |super )?interessant|ah (?:ok|d'accord|bon)|hmm+|(?:ha){2,}|(?:hi){2,}|bien joue|pas mal|c'est bon|compris
    got it|i (?:see|understand)|awesome|good (?:job|to know)|well done|you're (?:great|the best)
    have a (?:nice|good|great) \w+
    desolee?|pardon|sorry|oups|oops|my bad|de rien|you're welcome|very interesting|interesting|understood
    """
)
_HOW_ARE_YOU = any_of(
    """
    comment (?:ca va|vas[- ]tu|allez[- ]vous|tu vas|vous allez|va)|(?:est-ce que )?(?:ca|tu|vous) (?:va|vas|allez) bien
    ca va|ca roule|quoi de neuf|la forme|how are (?:you|things)(?: doing)?|how's it going|how do you do|what's up
    que tal|como estas|et (?:toi|vous)
    """
)
_ABOUT_YOU = any_of(
    """
    aide|aide[- ]moi|a l'aide|au secours|help(?: me)?|t'es qui|(?:c'est quoi|qu'est-ce que|what is|what's) sourcier
    (?:comment|how) (?:ca marche|t'utiliser|te servir|vous utiliser|utiliser sourcier|does (?:this|it|sourcier) work)
    (?:how (?:do|can) i use (?:this|you|it|sourcier))|comment (?:fonctionne|marche)(?:-t-il)? (?:sourcier|cet outil)
    (?:mais )?(?:qui|qu') ?(?:es[- ]tu|etes[- ]vous)(?: exactement| au juste| toi| vous)?|tu es qui|vous etes qui
    (?:quel est|c'est quoi) (?:ton|votre) (?:nom|prenom|modele|age|role|but|createur|fonctionnement)
    comment (?:tu t'appelles|t'appelles[- ]tu|vous appelez[- ]vous|tu (?:marches|fonctionnes))
    comment (?:fonctionnes[- ]tu|fonctionnez[- ]vous|marches[- ]tu)|a quoi (?:sers[- ]tu|servez[- ]vous|tu sers)
    (?:es[- ]tu|etes[- ]vous|tu es|t'es|vous etes) (?:une? )?(?:robot|ia|humaine?|machine|programme|reelle?|la|chatgpt)
    (?:es[- ]tu|etes[- ]vous|tu es|vous etes) (?:une )?intelligence artificielle|tu (?:peux|sais) faire quoi
    que (?:sais|peux)[- ]tu(?: faire)?|que (?:savez|pouvez)[- ]vous(?: faire)?|qu'est-ce que tu (?:sais|peux) faire
    qui (?:t'a|vous a) (?:cree|creee|fait|programmee?|concue?|developpee?|inventee?)|quel age as[- ]tu
    (?:tu|vous) (?:parles|parlez) (?:anglais|francais|espagnol|quelles langues)|(?:who|what) are you(?: exactly)?
    what(?:'s| is) your (?:name|purpose|model)|what can you do(?: for me)?|who (?:made|created|built|programmed) you
    are you (?:a |an )?(?:robot|ai|human|bot|real|alive|chatgpt)|how do you work|do you (?:love|like) me|quien eres
    je t'aime|i love you|m'aimes[- ]tu|tu m'aimes|raconte[- ]moi ta vie|parle[- ]moi de toi
    quel(?:le)? est (?:ta|votre|ton) (?:couleur|chanson|musique|film|plat|equipe)s? preferee?
    """
)
_OTHER_CHORES = any_of(
    r"""
    quel temps (?:fait-il|fera-t-il)(?: \w+){0,3}|quelle heure est[- ]il|what time is it|on est quel jour
    what's the weather(?: like)?(?: today)?|quel jour (?:sommes[- ]nous|on est)|calcule\w* [\d +*/x-]{1,40}
    combien font [\d +*/x-]{1,40}|[\d ]{1,9}[+*/x-] ?[\d ]{1,9}=?|test(?: test)*|je m'ennuie|i'm bored
    je m'appelle \w+|my name is \w+
    (?:oublie|ignore)\w* (?:toutes )?(?:tes|les|vos) (?:consignes|instructions)\b.*
    (?:ignore|forget) (?:all )?(?:your |the |previous ){1,3}instructions\b.*
    """
)
_PLEASE = any_of(
    """
    (?:est-ce que )?(?:tu peux|peux[- ]tu|pourrais[- ]tu|tu pourrais|vous pouvez|pouvez[- ]vous|pourriez[- ]vous)
    tu veux bien|veux[- ]tu|(?:j'aimerais|je veux|je voudrais|il faut) que tu|(?:can|could|would|will) you
    please|s'il te plait|s'il vous plait|stp|puedes|aide[- ]moi a|help me(?: to)?
    """
)
_ME = "(?:[- ](?:moi|nous))"
_VERB = any_of(
    rf"""
    (?:m'|me |nous )?(?:ecri[rstv]\w*|compose[rz]?|redige[rz]?|invente[rz]?|cree[rz]?|chante[rz]?){_ME}?
    (?:m'|me |nous )?(?:raconte[rsz]?|donne[rsz]?){_ME}?
    (?:m'|me |nous )?(?:dis|dites|dire|fais|faites|faire|genere[rz]?|code[rz]?|programme[rz]?){_ME}?
    (?:write|compose|sing|tell|make up|create|generate|make|code|escrib\w*|cuenta\w*)(?: me| us)?
    """
)
_DETERMINER = r"(?:une?|des|le|la|les|an?|some|the|una?|du|encore une?|another)"
_SORT = words("petite? court courte jolie? bel beau belle bonne short little funny nice long")
_CHORE = words(
    r"""
    poemes? poesies? haikus? chansons? blagues? devinettes? contes? sonnets? fonctions? scripts? code regex
    comptines? slogans? recettes?
    limericks? poems? songs? jokes? riddles? functions? essay dissertation recipes? poema cancion chiste cuento
    rap boucle cv program
    histoire\s+drole programme\s+python requete\s+sql page\s+html lettre\s+de\s+motivation discours\s+de\s+mariage
    python\b.* story
    fairy\s+tales? bedtime\s+stor(?:y|ies) cover\s+letter
    """
)
_EMOJI = "\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d"
_EDGE = rf"[\s!?.,;:)(…'\"¡¿{_EMOJI}-]*"
_ONLY_EMOJI = re.compile(rf"[\s{_EMOJI}]*[\U0001f300-\U0001faff\u2764\u263a][\s!{_EMOJI}]*")
_CHAT = re.compile(
    rf"{_EDGE}(?:(?:{_GREETING}|{_HOW_ARE_YOU}|{_ABOUT_YOU}|{_FILLER}|{_OTHER_CHORES})(?!\w){_EDGE}){{1,12}}", re.DOTALL
)
_ONLY_FILLER = re.compile(rf"{_EDGE}(?:{_FILLER}(?!\w){_EDGE}){{1,12}}")
_REQUEST = re.compile(
    rf"{_EDGE}(?:(?:{_GREETING}|{_HOW_ARE_YOU}|{_FILLER})(?!\w){_EDGE}){{0,6}}(?:{_PLEASE}[ ,]*)?"
    rf"(?:(?:tu |vous )?{_VERB} {_DETERMINER} (?:{_SORT} )?{_CHORE}\b"
    rf"|(?:(?:me )?tradui[st]\w*|traduire|translate|traduce)\b"
    rf"|(?:une?|a) (?:blague|joke|poeme|poem|chanson)\b)"
)
_FROM_ARTICLES = re.compile(
    r"\b(?:articles?|presse|journaux|sources?|chronologie|affaire|crise|declaration|d'apres|selon|according"
    r"|newspapers?|press)\b"
)
_ACCEPTED = re.compile(
    rf"{_EDGE}(?:(?:ok|okay|d'accord|super|tres bien|bien|entendu|oui|non|bon|ah|oh|de rien"
    rf"|c'est (?:tres |vraiment )?(?:gentil|sympa|clair|parfait|bien|note|super|tout)|j'ai besoin d'aide"
    rf"|(?:i need )?help)"
    rf"(?!\w){_EDGE}){{1,4}}"
)
_LONGEST = 300
Chat = Literal["about", "hello", "thanks", "bye", "noted", "other"]
_SORTS: dict[Chat, str] = {
    "about": _ABOUT_YOU,
    "thanks": r"(?:merci|thanks?|thank you|thx|gracias)",
    "bye": r"(?:au revoir|adieu|a bientot|a plus|a demain|ciao|goodbye|bye|see you|adios|bonne \w+|good night)",
    "hello": rf"(?:{_HOW_ARE_YOU}|bonjour|bonsoir|salut|coucou|bienvenue|hello|hi|hey|hola"
    r"|good (?:morning|evening|afternoon))",
    "other": _OTHER_CHORES,
}


def is_smalltalk(question: str) -> bool:
    """Whether the message as a whole is chat or a chore that no article could answer."""
    text = fold(question.strip())
    if _ONLY_EMOJI.fullmatch(text):
        return True
    if not text or len(text) > _LONGEST:
        return False
    if _CHAT.fullmatch(text):
        return not _ONLY_FILLER.fullmatch(text) or _ACCEPTED.fullmatch(text) is not None
    return bool(_REQUEST.match(text)) and not _FROM_ARTICLES.search(text)


def chat_of(question: str) -> Chat:
    """What a message of small talk is, for a line that fits it; what was merely noted where nothing else shows."""
    text = fold(question.strip())
    if not _CHAT.fullmatch(text):
        return "noted" if _ONLY_EMOJI.fullmatch(text) else "other"
    found = (sort for sort, pattern in _SORTS.items() if re.search(rf"(?<!\w){pattern}(?!\w)", text))
    return next(found, "noted")
