"""What the furniture of a press page says: one regular expression a kind, on folded text.

Folded means lower case, no accents, straight quotes (see ``fold``). French first, then English
and Spanish. A line counts as furniture only where its whole text fits; see ``kind_of``.
"""

from __future__ import annotations

import re
from typing import Literal

LineKind = Literal["furniture", "weak", "teaser", "caption", "date", "byline", "comments", "teasers", "tool"]
"""``comments`` and ``teasers`` open a zone; ``weak`` is furniture only outside the article;
``tool`` speaks to a language model rather than to a reader."""

_MARKDOWN_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^()\s]{0,2000}\)")
_EDGE = re.compile(r"^[\s*_>#|•·▪◦‣►▶→➜✉☰×✕\-–—=~]+|[\s*_|•·▶►→\-–—=~]+$")
_WRAPPED = re.compile(r"^[\[(]([^\[\]()]*)[\])]$")
_FINAL = re.compile(r"""[.!?…]["')\]*_\s]*$""")
MONTHS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|janv|fevr?|avr|juil|sept|oct|nov"
    "|dec|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul"
    "|aug|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_WEEKDAYS = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    "|lunes|martes|miercoles|jueves|viernes|sabado|domingo|mon|tue|wed|thu|fri|sat|sun"
)
_HAS_DATE = re.compile(
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b|\b(?:{MONTHS})\b|\bil y a \d+ (?:minutes?|heures?|jours?|semaines?|mois|ans?)\b"
    r"|\b\d+ (?:minutes?|hours?|days?|weeks?) ago\b|\bhace \d+ (?:minutos?|horas?|dias?)\b"
)
_DATE_WORDS = re.compile(
    rf"\b(?:{MONTHS}|{_WEEKDAYS}|publie[es]?|paru|poste|mis|mise|jour|a|le|la|the|on|at|el|de|du|del|il|y|ago|hace|date|posted"
    r"|published|updated|last|modified|actualizado|publicado|modifie[e]?|derniere|modification|actualise|corrige|heures?"
    r"|hours?|minutes?|jours?|days?|min|mn|h|am|pm|cet|cest|gmt|utc|hs|temps|tiempo|de|lecture|lectura|read|edition|er|er"
    r"|semaines?|mois|ans?|weeks?|horas?|minutos?|dias?|et|reactions?|commentaires?|partages?|paris|the)\b|\d+(?:er|st|nd|rd|th)?\b"
)
_PUBLISHED = re.compile(r"\bpublie|\bmis a jour|\bupdated|\bpar |\blecture")
_RENDERED = re.compile(
    r"^(?:imprime|page (?:generee|rendered|imprimee)|nous sommes|printed|generated|impreso|pagina generada|document genere"
    r"|copyright|\(c\)|©|archives? du jour)\b|^(?:©|\(c\))|\btous droits reserves\b|\ball rights reserved\b"
    r"|\btodos los derechos\b|\breproduction (?:interdite|totale)\b"
)
_BYLINE = re.compile(
    r"^(?:par|by|por|avec|with|con|source|sources|auteur|author|texte|recit|propos recueillis|recueilli par|de notre"
    r"|information fournie|article de|redaction|la redaction|redige par|ecrit par|from our)\b(?! (?:la suite|exemple|ailleurs))"
)
_BYLINE_ROLE = re.compile(
    r"^[^.!?:]{3,70}, (?:envoyee? speciale?|correspondante?|notre correspondante?|journaliste|a [^.]{3,30}, correspond)"
    r"|\bavec (?:afp|reuters|ap|l'afp|agences?)\b[^.]{0,20}$|^\(?(?:afp|reuters|ap|efe)\)?$"
)
_CAPTION = re.compile(
    r"^(?:photos?|photographie|ph\.?|image|legende|illustration|infographie|croquis|dessin|video|picture|caption|foto|imagen)"
    r"(?: d'(?:illustration|archives?))? ?[:.\-(/]|\b(?:credits?|photos?|croquis|foto|picture|image|dessin) ?(?:photo)? ?: "
    r"|\( ?(?:ph\.|photos?|afp|reuters|ap|archives?|crédit|credit|dr|foto|getty)\b[^()]{0,60}\)\W*$"
    r"|\( ?[\w .'-]{2,40} / [\w .'-]{2,40}\)\W*$|[|/-] ?photo ?:|© ?[\w.'-]|\(c\) \w[^.]{2,40}$|\bgetty images\b"
    r"|/ ?(?:afp|reuters|ap|sipa|abaca|handout)\b"
)
_COMMENTS = re.compile(
    r"^(?:(?:laisser|ajouter|ecrire|poster) un commentaire|(?:vos |les |tous les |voir les |lire les )?(?:\d+ )?"
    r"(?:commentaires?|reactions?)(?: ?\(\d+\)| ?: ?\d+)?(?: ?[-:] ?(?:les |trier|classer).{0,40})?|reagir(?: a cet article)?"
    r"|commenter(?: ?\(\d+\))?|votre (?:avis|commentaire|reaction)|la parole est a vous|vos reactions|espace commentaires"
    r"|(?:\d+ )?comments?(?: ?\(\d+\))?(?: ?[-|:] ?sort.{0,30})?|leave a (?:comment|reply)|join the (?:conversation|discussion)"
    r"|(?:\d+ )?comentarios?(?: ?\(\d+\))?|deja (?:un|tu) comentario)$"
)
_COMMENT_LINE = re.compile(
    r"^commentaires? ?(?:de |d'|des |: )|^(?:reactions?|comments?|comentarios?) ?: ?\w|^pour reagir\b|^commentaire supprime"
)
_TEASERS = re.compile(
    r"^(?:(?:a )?lire (?:aussi|egalement|encore|ensuite)|a (?:voir|ecouter|decouvrir) (?:aussi|egalement)"
    r"|(?:sur|dans) (?:le|la) meme (?:sujet|theme|rubrique)|a ne pas (?:manquer|rater)|(?:articles?|contenus?|sujets?) (?:lies|similaires"
    r"|associes|recommandes)|les (?:plus|articles les plus) (?:lus|vus|consultes|partages|commentes)|pages les plus populaires"
    r"|en bref|l'essentiel de l'actualite|la suite apres cette publicite|nos (?:autres )?articles|dernieres? (?:infos?|minutes?|actus?|actualites)"
    r"|voir aussi|pour aller plus loin|plus d'(?:articles|actualites)|(?:recommande|selectionne) pour vous|vous aimerez (?:aussi|peut-etre)"
    r"|a la une|most (?:read|popular|viewed)|related(?: (?:articles?|stories|content|topics|coverage))?|read (?:more|next|also)"
    r"|more (?:on this story|stories|from .{2,30})|recommended(?: for you)?|you (?:may|might) also like|trending(?: now)?|see also"
    r"|lea tambien|lo mas (?:leido|visto)|te puede interesar|noticias relacionadas|mas (?:noticias|informacion)|top \d+|agenda)[ :.>]*$"
)
_TEASER_LINE = re.compile(
    r"^(?:(?:a|et) )?(?:lire|voir|ecouter|decouvrir|relire) (?:aussi|egalement|encore|notre)\b|^a (?:lire|voir|ecouter|decouvrir)"
    r"(?: aussi| egalement)? ?[:>|\-»]|^lire ?[:>]|^(?:notre )?(?:dossier|enquete|decryptage|infographie|video|podcast|diaporama) ?[:>]"
    r"|^(?:dans|sur) (?:la|le) meme (?:rubrique|sujet|theme) ?[:>]|^vous aimerez (?:aussi|peut-etre)|^retrouve[rz] (?:l'ensemble|tou|nos|ici|aussi|l'integralite)"
    r"|(?:\.\.\. ?|… ?)?(?:>+ ?)?lire (?:la suite|l'article(?: complet)?|plus)\W*$|^(?:les plus (?:lus|vus)|a ne pas (?:manquer|rater)|a la une) ?[:>]"
    r"|^(?:related|read (?:more|next|also)|see also|also read|more on this|don't miss|watch|listen) ?[:>\-]"
    r"|^(?:lea|vea|mire|escuche|lee) (?:tambien|ademas)\b|^(?:te puede interesar|mas informacion|noticia relacionada) ?[:>]|^top \d+ ?[:>]"
)
_CALL = re.compile(
    r"^(?:menu|fermer|close|cerrar|rechercher|recherche|search|buscar|connexion|se connecter|s'identifier|mon compte|s'inscrire|je m'inscris"
    r"|s'abonner|je m'abonne|abonnez-vous.*|abonnements?|deja abonne.*|inscri(?:s|vez|re)[- ].*|partager?.*|tweeter.*|envoyer(?: par .*)?|imprimer.*|ecouter(?: l'article)?.{0,40}"
    r"|lecture(?: du monde)? .*|offrir(?: l'article|cet article)?|commenter ?\(?\d*\)?|j'aime.{0,40}|enregistrer|sauvegarder|copier le lien.*|lien copie.*"
    r"|signaler .*|mode lecture.*|temps de lecture.*|(?:\d+ )?(?:min|minutes?) (?:de lecture|read).*|aller au (?:contenu|menu|pied).*|(?:retour )?(?:a l')?accueil"
    r"|publicite|annonce|contenu sponsorise|sponsorise|publi-?(?:information|redactionnel|reportage).*|advertisement|publicidad|pub"
    r"|article (?:reserve|offert).*|(?:cet article est )?reserve aux abonnes.*|contenu reserve.*|il vous reste \d.*|la suite est reservee.*|lire la suite.*|lisez la suite.*"
    r"|votre adresse (?:e-?mail|de messagerie).*|les champs obligatoires.*|nom ?\*?|e-?mail ?\*?|site web|envoyer|valider|ok|annuler|pour reagir, .*"
    r"|(?:accepter|refuser|gerer|parametrer|personnaliser|tout accepter|continuer sans).{0,60}|(?:mes |nos |politique de |gestion des )?cookies.{0,30}"
    r"|manage (?:your |my )?(?:cookie|consent|privacy).*|accept (?:all|cookies).*|mentions legales.*|cgu|cgv|contact(?:ez-nous)?|plan du site|qui sommes-nous.*"
    r"|suivez[- ].*|retrouvez-nous.*|rejoignez[- ].*|recevez .*|telechargez .*|soutenez .*|faites un don.*|newsletters?\b.{0,200}|dans votre boite.*|mots[- ]cles.*"
    r"|(?:tags?|etiquettes?|themes?|rubriques?|categories?|temas|topics) ?:.*|classe dans.*|partage[rz]?.*|share.*|tweet|save|print|sign (?:in|up).*|log ?in.*|subscribe.*|follow us.*"
    r"|skip to .*|\d+ min(?:ute)?s? read.*|compartir.*|suscri.*|tiempo de lectura.*|inicio|iniciar sesion|siguenos.*|imprimir|version imprimable|haut de page|bas de page"
    r"|suivant|precedent|next|previous|page \d+(?: ?(?:sur|/|of) ?\d+)?|edition du .{3,30}|en direct|alerte info.*|fil info.*|derniere minute|rss|archives"
    r"|(?:\d+ )?(?:votes?|vues?|views?|partages?|likes?|abonnes?|reactions?)|sondage ?:.*|notez .*|bulletin de neige)$"
)
_SEARCH = re.compile(
    r"\bnewsletters?\b|\bsans engagement\b|\bun seul appareil\b|\bdonnees personnelles\b.*\b(?:politique|traite|utilis|droit)|\binscrivez-vous\b|\babonnez-vous\b"
    r"|\bje m'(?:abonne|inscris)\b|\bs'abonner\b|\bdeja abonne\b|\bse connecter\b|\breserve aux abonnes\b|\ble premier mois\b|\bvotre e-?mail\b|\bvotre adresse e-?mail\b"
    r"|\bnos partenaires\b.*\bcookies\b|\butilis\w+ des cookies\b|\bpolitique de confidentialite\b|\bfaites un don\b|\bsoutenez\b.*\b(?:presse|journal|redaction|independan)"
    r"|\b(?:notez|partagez|commentez|likez)[- ](?:cet|le|la|cette)\b|\bvotre avis nous interesse\b|\bvoir conditions\b|\bsuscribase\b|\bboletin\b.*\bcorreo|\bpolitica de privacidad\b"
    r"|\bsign up (?:for|to)\b|\bsubscribe (?:to|now|for)\b|\bour newsletter\b|\bprivacy policy\b|\btoute reproduction\b|\bpage generee\b|\bcreez un compte\b|\bcontenu sponsorise\b"
    r"|\blorem\b|\bbas de page\b|\bhaut de page svp\b|\ba caler en page\b|\bencadre abonnes\b|\btestez notre offre\b|[★☆]{3}|\blecture du monde en cours\b"
)
_READER = re.compile(
    r"^(?:vous (?:appreciez|aimez|avez (?:vu|aime|une|des|ete temoin)|etes temoin|souhaitez)|(?:ce|cet) (?:billet|article) vous a|une (?:erreur|info(?:rmation)?|question|remarque) ?\?"
    r"|envie de (?:reagir|temoigner)|avez-vous (?:vu|aime)|did you (?:like|enjoy|see)|do you have|le ha gustado|[¿ ]*(?:quiere|te ha gustado))[^?]{0,90}\?"
)
_SYMBOLS = re.compile(
    r"^[\W\d_]*$|^(?:https?://|www\.)\S+$|^[a-z]{2,5}-[a-z]{2,4}-\d{1,5}$|^[@#]\w+(?: [@#]\w+)*$|^!\[[^\]]*\]\([^)]*\)$"
)
_BRACKETS = re.compile(r"^(?:\[[^\[\]]{1,120}\](?:\([^)]*\))?[\s|·•-]*)+$")
_SEPARATOR = re.compile(r"\s{2,}| [|·•>/»:;–—-]{1,2} |\s?[|·•>»]\s?")
_TOOL = re.compile(
    r"^\W*(?:note|message|instruction|consigne|avis|attention|important|system|nota)s? ?(?:a l'attention |a l'intention )?(?:aux?|des?|pour|to|for|a los|:)"
    r" ?(?:les |tous? les |the |all |any )?(?:assistants?|modeles?|ia|intelligences? artificielles?|robots?|chatbots?|llms?|ai|language models?|modelos?)\b"
    r"|^\W*(?:ignore[zr]?|oublie[zr]?|disregard|forget|olvida|ignora) (?:\w+ ){0,3}(?:instructions?|consignes|directives|instrucciones)\b"
    r"|^\W*(?:<\|?(?:im_start|system|assistant)|\[inst\]|###? ?(?:system|instruction))"
)
_INJECTION = re.compile(
    r"\b(?:ignore[zr]?|oublie[zr]?|ne tenez pas compte de) (?:\w+ ){0,3}(?:instructions?|consignes|directives)\b"
    r"|\b(?:ignore|disregard|forget) (?:\w+ ){0,3}(?:instructions?|prompts?|rules)\b|\b(?:ignora|olvida) (?:\w+ ){0,3}instrucciones\b"
    r"|\bsystem prompt\b|<\|?im_(?:start|end)|\[/?inst\]|\bmodeles? de langage\b[^.]{0,80}\b(?:ignorez|repondez|recommandez)"
    r"|\b(?:you are now|act as) (?:an?|the) (?:ai|assistant|dan)\b"
)


def tidy(folded: str) -> str:
    """A folded line without Markdown links and without the marks at its edges."""
    text = _MARKDOWN_LINK.sub(r"\1", folded)
    return " ".join(_EDGE.sub("", text).split())


def is_sentence(folded: str) -> bool:
    """At least three words and a final full stop."""
    return bool(_FINAL.search(folded)) and folded.count(" ") >= 2


def has_injection(folded: str) -> bool:
    """Whether the text speaks to a language model: a notice for the reader, not a defence."""
    return bool(_INJECTION.search(folded)) or bool(_TOOL.search(folded))


def kind_of(folded: str) -> LineKind | None:
    """What the lexicon says of one folded line; None where it says nothing."""
    if len(folded) > 600:
        return "tool" if _TOOL.match(folded[:200]) else None
    line = tidy(folded)
    bare = _EDGE.sub("", _WRAPPED.sub(r"\1", line).strip())
    if _SYMBOLS.match(folded.strip()) or not bare:
        return "furniture"
    if _TOOL.match(line):
        return "tool"
    if len(line) <= 300 and (zone := _zone(line, bare)):
        return zone
    if len(line) <= 260 and (label := _header(line, bare)):
        return label
    return _page(folded.strip(), line, bare)


def _zone(line: str, bare: str) -> LineKind | None:
    if _COMMENTS.match(bare):
        return "comments"
    if _TEASERS.match(bare):
        return "teasers"
    if _COMMENT_LINE.match(bare):
        return "comments"
    return "teaser" if _TEASER_LINE.search(bare) else None


def _header(line: str, bare: str) -> LineKind | None:
    """Date lines, bylines and captions."""
    if _RENDERED.search(bare):
        return "furniture"
    sentence = is_sentence(line)
    if _CAPTION.search(line) and (not sentence or len(line) < 200):
        return "caption"
    if len(line) > 160 or sentence:
        return None
    if (_BYLINE.match(bare) and len(bare) <= 120 and '"' not in bare) or _BYLINE_ROLE.search(bare):
        return "byline"
    return _dated(line) if _HAS_DATE.search(line) else None


def _dated(line: str) -> LineKind | None:
    """A line that holds a date and hardly anything else."""
    rest = re.sub(r"[\W_]+", " ", _DATE_WORDS.sub(" ", line)).strip()
    if rest.startswith(("saint ", "sainte ", "st ")):
        return "furniture"
    if len(rest) <= 12 or (len(rest) <= 32 and not re.search(r"\bla? |\bune? ", line)):
        return "date"
    return "date" if len(rest) <= 60 and _PUBLISHED.search(line) else None


def _page(folded: str, line: str, bare: str) -> LineKind | None:
    """Buttons, offers, notices and menus."""
    if len(bare) <= 200 and _CALL.match(bare) and not (is_sentence(line) and len(bare) > 120):
        return "furniture"
    if _BRACKETS.match(folded) and not is_sentence(bare):
        return "furniture"
    if len(line) <= 260 and '"' not in line and _SEARCH.search(line):
        return "furniture"
    if len(line) <= 260 and _READER.match(bare):
        return "furniture"
    return "weak" if is_menu(folded) else None


def is_menu(folded: str) -> bool:
    """A row of at least three short entries without a sentence: a menu, a breadcrumb."""
    if is_sentence(folded) or len(folded) > 300:
        return False
    parts = [part for part in _SEPARATOR.split(folded.strip(" |>·•-")) if part and part.strip()]
    return len(parts) >= 3 and max(len(part.split()) for part in parts) <= 5
