"""Messages that ask nothing of the articles: greetings, thanks, chores, questions about the program itself.

Precision first: a message counts only where the whole of it is such a message.
"""

from __future__ import annotations

import re

from rag.calendar_words import fold

_FILLER = (
    r"(?:a tous|a toutes|tout le monde|l'ami|les amis|mon ami|mes amis|sourcier|et|ou|donc|alors|bien|beaucoup|infiniment|encore"
    r"|tres|vraiment|super|ok|okay|d'accord|entendu|oui|non|bon|there|everyone|all|again|so much|very much|a lot|well|tout|toi"
    r"|vous|you|sir|madame|monsieur|mademoiselle|ce matin|ce soir|aujourd'hui|today|this morning|tonight|pour tout|for everything"
    r"|pour (?:ton|votre) aide|for (?:your|the) help|pour (?:la|ta|votre|cette|ces) (?:reponse|info|aide|precision)s?|de rien|a vous"
    r"|y a quelqu'un|quelqu'un|cher|chere|dear|buenas|dias|tardes|noches|muchas|amigo|pues|hein|je|suis|content|contente)"
)
_GREETING = (
    r"(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|hola|yo|bienvenue|good (?:morning|evening|afternoon|night|day)|bonne"
    r" (?:journee|nuit|soiree|annee|continuation)|au revoir|adieu|a bientot|a plus(?: tard)?|a demain|ciao|goodbye|bye|see you"
    r"(?: later)?|adios|merci|thanks|thank you|thx|gracias|bravo|parfait|genial|excellent|great|perfect|nice|cool|lol|mdr"
    r"|enchantee?|buen(?:os|as))"
)
_HOW_ARE_YOU = (
    r"(?:comment (?:ca va|vas[- ]tu|allez[- ]vous|tu vas|vous allez|va)|(?:est-ce que )?(?:ca|tu|vous) (?:va|vas|allez) bien|ca va"
    r"|ca roule|quoi de neuf|la forme|tu vas bien|vous allez bien|how are (?:you|things)(?: doing)?|how's it going|how do you do"
    r"|what's up|que tal|como estas|et (?:toi|vous))"
)
_ABOUT_YOU = (
    r"(?:(?:mais )?(?:qui|qu') ?(?:es[- ]tu|etes[- ]vous)(?: exactement| au juste| toi| vous)?|tu es qui|vous etes qui"
    r"|c'est quoi ton nom|(?:quel est|c'est quoi) (?:ton|votre) (?:nom|prenom|modele|age|role|but|createur|fonctionnement)"
    r"|comment (?:tu t'appelles|t'appelles[- ]tu|vous appelez[- ]vous|tu (?:marches|fonctionnes)|fonctionnes[- ]tu"
    r"|fonctionnez[- ]vous)|(?:es[- ]tu|etes[- ]vous|tu es|t'es|vous etes) (?:un |une )?(?:robot|ia|humaine?|machine|personne"
    r"|programme|reelle?|intelligence artificielle|vivante?|amoureux|chatgpt|la)|que (?:sais|peux)[- ]tu(?: faire)?"
    r"|que (?:savez|pouvez)[- ]vous(?: faire)?|qu'est-ce que tu (?:sais|peux) faire|tu (?:peux|sais) faire quoi"
    r"|a quoi (?:sers[- ]tu|servez[- ]vous|tu sers)|qui (?:t'a|vous a) (?:cree|creee|fait|programmee?|concue?|developpee?|invente)e?"
    r"|(?:tu|vous) (?:parles|parlez) (?:anglais|francais|espagnol|quelles langues)|quel age as[- ]tu|(?:who|what) are you(?: exactly)?"
    r"|what(?:'s| is) your (?:name|purpose|model)|what can you do(?: for me)?|are you (?:a |an )?(?:robot|ai|human|bot|real|alive"
    r"|chatgpt)|who (?:made|created|built|programmed) you|how do you work|do you (?:love|like) me|je t'aime|i love you|quien eres"
    r"|m'aimes[- ]tu|tu m'aimes|raconte[- ]moi ta vie|parle[- ]moi de toi|quel(?:le)? est (?:ta|votre) (?:couleur|chanson"
    r"|musique|film|plat|equipe)s? preferee?)"
)
_PLEASE = (
    r"(?:(?:bonjour|salut|hello|hi|hey|bonsoir|coucou|hola)?[ ,!.]*(?:(?:est-ce que )?(?:tu peux|peux[- ]tu|pourrais[- ]tu|tu pourrais"
    r"|vous pouvez|pouvez[- ]vous|pourriez[- ]vous|tu veux bien|veux[- ]tu|j'aimerais que tu|je veux que tu|je voudrais que tu|il faut que tu)"
    r"|(?:can|could|would|will) you|please|s'il te plait|s'il vous plait|stp|puedes|aide[- ]moi a|help me(?: to)?)?[ ,]*)"
)
_VERB = (
    r"(?:(?:m'|me |nous )?(?:ecri[rstv]\w*|compose[rz]?|redige[rz]?|invente[rz]?|cree[rz]?|chante[rz]?|raconte[rz]?|dis|dites|dire"
    r"|fais|faites|faire|genere[rz]?|code[rz]?|programme[rz]?|imagine[rz]?)(?:[- ]moi|[- ]nous)?"
    r"|write|compose|sing|tell|make up|create|generate|make|code|escrib\w*|cuenta\w*)(?: me| us| for me)?"
)
_CHORE = (
    r"(?:un|une|des|le|la|a|an|some|un petit|une petite|un court|a short|une courte|un joli|un beau|una|encore un|another|du) ?(?:petite? |courte? |short |jolie? |bel |belle |bonne |"
    r"little |funny |nice )?(?:poemes?|poesies?|haikus?|chansons?|blagues?|histoires? drole|devinettes?|contes?|sonnets?"
    r"|fonctions?|scripts?|code|programme python|boucle|regex|requete sql|page html|lettre de motivation|cv|recettes?|comptines?"
    r"|slogans?|limericks?|poems?|songs?|jokes?|riddles?|fairy tales?|bedtime stor(?:y|ies)|functions?|python\b.*|program|essay|dissertation"
    r"|cover letter|recipes?|poema|cancion|chiste|cuento|rap|discours de mariage|story|histoire)\b"
)
_TRANSLATE = r"(?:tradui[st]\w*|traduire|translate|traduce)\b"
_OTHER_CHORES = (
    r"(?:quel temps (?:fait-il|fera-t-il)(?: \w+){0,3}|quelle heure est[- ]il|what time is it|what's the weather(?: like)?(?: today)?"
    r"|quel jour (?:sommes[- ]nous|on est)|on est quel jour|calcule\w* [\d ]+.*|combien font [\d ]+.*|[\d ]+[+*/x-] ?[\d ]+=?"
    r"|(?:oublie|ignore)\w* (?:toutes )?(?:tes|les|vos) (?:consignes|instructions)\b.*|(?:ignore|forget) (?:all )?(?:your |the |previous )+"
    r"instructions\b.*|test(?: test)*|(?:je m'ennuie|i'm bored)|je m'appelle \w+|my name is \w+)"
)
_END = r"[\s!?.,;:)(…'\"❤-]*"
_CHAT = re.compile(
    rf"{_END}(?:(?:{_GREETING}|{_HOW_ARE_YOU}|{_ABOUT_YOU}|{_FILLER}|{_OTHER_CHORES})(?!\w){_END}){{1,12}}", re.DOTALL
)
_ONLY_FILLER = re.compile(rf"{_END}(?:{_FILLER}(?!\w){_END}){{1,12}}")
_REQUEST = re.compile(
    rf"{_END}{_PLEASE}(?:{_VERB} {_CHORE}|{_TRANSLATE}|(?:une|un|a) (?:blague|joke|poeme|poem|chanson)\b)"
)
_FROM_ARTICLES = re.compile(
    r"\b(?:articles?|presse|journaux|sources?|chronologie|affaire|crise|declaration|d'apres|selon|according|newspapers?|press)\b"
)
_LONGEST = 300


def is_smalltalk(question: str) -> bool:
    """Whether the message as a whole is chat or a chore that no article could answer."""
    text = fold(question.strip())
    if not text or len(text) > _LONGEST:
        return False
    if _CHAT.fullmatch(text):
        return not _ONLY_FILLER.fullmatch(text) or text.strip(" .!?") in (
            "ok",
            "okay",
            "d'accord",
            "super",
            "tres bien",
        )
    return bool(_REQUEST.match(text)) and not _FROM_ARTICLES.search(text)
