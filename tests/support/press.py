"""Small exports of press databases, made on the spot from invented stories; each in the form its database gives it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One invented article."""

    title: str
    outlet: str
    day: str
    """YYYY-MM-DD."""
    french: str
    """The day in words."""
    author: str
    body: tuple[str, ...]
    page: str = "4"

    @property
    def number(self) -> str:
        """The document's number in Europresse."""
        return f"news·{self.day.replace('-', '')}·{self.outlet[:2].upper()}X·{len(self.body)}{len(self.title)}_881"


STORIES = (
    Story(
        "Le bac de Cormeray reprend du service",
        "La Feuille de Cormeray",
        "2019-02-05",
        "mardi 5 février 2019",
        "Odile Brassac",
        (
            "Le bac qui relie les deux rives de la Sorelle a repris ses rotations lundi, après onze jours d'arrêt.",
            "Le câble de traction, posé en 1987, s'était effiloché sur deux mètres. Le neuf a coûté 46 000 euros.",
            "Une attente trop longue",
            "« Nous faisions quarante kilomètres de détour », raconte Yvan Tréhot, éleveur sur la rive gauche.",
            "Le prochain contrôle aura lieu en avril.",
        ),
    ),
    Story(
        "Une école de Noirlac refuse du monde",
        "L'Avenir de Noirlac",
        "2019-02-06",
        "mercredi 6 février 2019",
        "",
        (
            "L'école de dentelle de Noirlac a reçu cent douze candidatures pour seize places.",
            "La directrice, Solange Keravec, demande à la région une salle de plus et deux professeurs.",
            "La réponse est attendue avant Pâques.",
        ),
    ),
    Story(
        "Les saulniers de Brézan vendent leur sel à l'encan",
        "La Feuille de Cormeray",
        "2019-02-06",
        "mercredi 6 février 2019",
        "Odile Brassac et Timothée Rouvre",
        (
            "Douze tonnes de gros sel ont été vendues aux enchères samedi à Brézan, pour la première fois depuis 1931.",
            "Le prix moyen a atteint 2,40 euros le kilo, soit le double de celui de la coopérative.",
            "Les saulniers recommenceront en juin.",
        ),
    ),
)
CERTIFICATE = "Ce certificat est émis à <b>Bibliothèque de Noirlac</b> à des fins de visualisation personnelle."
ISSUED = "Date d'émission : <b>2024-11-30</b>"


def europresse_old(stories: Sequence[Story] = STORIES) -> str:
    """The tables of before 2014."""

    def table(story: Story) -> str:
        author = f"{story.author}<br>" if story.author else ""
        body = "<p></p>".join(story.body)
        return (
            '<table style="width: 96%;"><tr><td><table id="tbHeaderImages"><tr><td><img src="x.gif"></td></tr></table>'
            f'<span class="DocPublicationName">{story.outlet}, no. 118</span><br>'
            '<span class="DocHeader">Région, </span>'
            f'<span class="DocHeader">{story.french}</span><span class="DocHeader">, p. {story.page}</span><br><br>'
            f'<span class="TitreArticleVisu">{story.title}</span><br><br>{author}<p></p>{body}<p></p>'
            f"<b><i>© 2019 {story.outlet}. Tous droits réservés.</i></b><p></p>Numéro de document : {story.number}<br>"
            f'<table><tr><td>{story.number}</td></tr><tr><td align="center">{CERTIFICATE}</td></tr>'
            f"<tr><td>{ISSUED}</td></tr></table></td></tr></table>\n"
        )

    return (
        '<html xmlns:n1="http://www.cedrom-sni.com/schema/newsv1.xsd"><head><META http-equiv="Content-Type" '
        'content="text/html; charset=ISO-8859-1"></head><body><form id="frmSave"><input type="button" '
        f'value="Sauvegarder"></form>{"".join(map(table, stories))}</body></html>'
    )


def europresse_classic(stories: Sequence[Story] = STORIES) -> str:
    """``<article>`` with header, section, aside and footer, 2014 to 2018."""

    def article(story: Story) -> str:
        author = f'<div class="docAuthors">{story.author}</div>' if story.author else ""
        body = "".join(f"<p>{part}</p>" for part in story.body)
        return (
            f'<article> <header> <img sourcecode="X"/> <div><span class="DocPublicationName">{story.outlet}   </span>'
            f'</div> <div><span class="DocHeader">Région, {story.french}, p. {story.page}</span></div> '
            f"<div><p>RIVIÈRE</p></div> "
            f'<div class="titreArticle"> <p class="titreArticleVisu">{story.title}</p> </div> {author}</header> '
            f"<section> <div class=\"DocText\"> <div class='docOcurrContainer'>{body}</div></div></section> <aside> "
            "<div><p><b>Illustration(s) : </b></p><div><p>Le bac à quai. Photo Lise Aubrac</p></div></div> <div><b>"
            f"Note(s) : </b><p>Voir aussi notre cahier.</p></div></aside> "
            f"<footer> <small>© 2019 {story.outlet}. Tous droits "
            f'réservés.</small> <p>Numéro de document : {story.number}</p> <div id="divPubliC"><span '
            f'id="PubliC_lblNodoc">{story.number}</span> <div>{CERTIFICATE}</div><div>{ISSUED}</div></div></footer> '
            "</article> "
        )

    return (
        '<!DOCTYPE html> <html> <head> <meta charset="utf-8"><style>.DocPublicationName{color:#83724e}</style></head> '
        f"<body> {''.join(map(article, stories))}</body></html>"
    )


def europresse_new(stories: Sequence[Story] = STORIES) -> str:
    """The same frame with the classes of 2018 and later."""

    def article(story: Story) -> str:
        author = f'<p class="sm-margin-bottomNews">{story.author}</p>' if story.author else ""
        body = "".join(f"<p>{part}</p>" for part in story.body)
        return (
            '<article>\n<header>\n<div class="sm-margin-bottom rdp__DocPublicationName">'
            f'<span class="DocPublicationName">{story.outlet}, no. 2118\n      </span>'
            '<span sourcecode="X" class="icon-Information"></span></div>\n'
            f'<div class="sm-margin-bottom rdp__DocHeader"><span class="DocHeader">Région, {story.french} 98 mots, '
            f'p. {story.page}</span></div>\n<div class="titreArticle"><p class="sm-margin-bottomNews">AU FIL DE '
            f'L\'EAU</p><p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">{story.title}</p><p '
            'class="sm-margin-TopNews rdp__subtitle">Les riverains s\'en réjouissent.</p></div>\n'
            f'{author}</header>\n<section><div class="DocText clearfix"><div class="docOcurrContainer">{body}'
            "<p>(lien : https://exemple.invalid/1)</p></div></div></section>\n"
            '<aside><div class="rdp__newsdoc"><p><b>Encadré(s) : </b></p><p>Le bac en trois dates.</p></div></aside>\n'
            f'<footer><div class="Doc-LegalInfo"><small>© 2019 {story.outlet}. Tous droits réservés.</small></div>'
            f'<div id="divPubliC"><div class="publiC-lblNodoc">{story.number}</div><div>{CERTIFICATE}</div>'
            f"<div>{ISSUED}</div></div></footer>\n</article>\n"
        )

    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Europresse</title></head><body>\n'
        f"{''.join(map(article, stories))}</body></html>"
    )


def europresse_page(story: Story = STORIES[0]) -> str:
    """One article saved from the viewer: its text is escaped in a script."""
    body = "".join(f"<p>{part}</p>" for part in story.body)
    return (
        "<!DOCTYPE html><html><head><title>Europresse</title></head><body>"
        f'<div class="rdp__DocPublicationName"><span class="DocPublicationName">{story.outlet}</span></div>'
        f'<div class="rdp__DocHeader"><span class="DocHeader">Région, {story.french} 98 mots, p. 4</span></div>'
        f'<div class="titreArticle"><p class="titreArticleVisu rdp__articletitle">{story.title}</p></div>'
        f"<script>var documentText = `\\n{html.escape(html.escape(body))}`; show(documentText);</script></body></html>"
    )


def europresse_text(stories: Sequence[Story] = STORIES) -> str:
    """Articles pasted from the viewer, or kept as text."""

    def article(story: Story) -> str:
        foot = (f"© 2019 {story.outlet}. Tous droits réservés.", f"Numéro de document : {story.number}", CERTIFICATE)
        head = f"{story.outlet}, no. 118\nRégion, {story.french} 98 mots, p. {story.page}"
        parts = (head, story.title, story.author, *story.body, *foot, ISSUED)
        return "\n\n".join(re.sub("<.*?>", "", part) for part in parts if part)

    return "\n\n".join(map(article, stories))


def accession(story: Story) -> str:
    """The document's number in Factiva."""
    letters = "".join(char for char in story.outlet.upper() if char.isascii() and char.isalpha())[:4].ljust(4, "X")
    return f"{letters}00{story.day.replace('-', '')}ef{len(story.title):02}0001{len(story.body)}"


def factiva_fields(story: Story) -> list[tuple[str, list[str]]]:
    """The coded fields of an article, those without a value left out."""
    given = [
        ("SE", ["Région"]),
        ("HD", [story.title]),
        ("BY", [story.author]),
        ("WC", ["1 098 mots"]),
        ("PD", [story.french.split(" ", 1)[1]]),
        ("ET", ["06:40"]),
        ("SN", [story.outlet]),
        ("SC", ["LFCX"]),
        ("PG", [story.page]),
        ("LA", ["Français"]),
        ("CY", [f"(c) 2019 {story.outlet}."]),
        ("LP", list(story.body[:1])),
        ("TD", list(story.body[1:])),
        ("NS", ["gtrans : Transports | gcat : Informations générales"]),
        ("PUB", [f"Éditions {story.outlet}"]),
        ("AN", [f"Document {accession(story)}"]),
    ]
    return [(code, values) for code, values in given if values[0]]


def factiva_lines(story: Story) -> list[str]:
    """An article without codes: its fields in the order in which they are printed."""
    fields = dict(factiva_fields(story))
    order = ("SE", "HD", "BY", "WC", "PD", "ET", "SN", "SC", "PG", "LA", "CY")
    return [*(line for code in order for line in fields.get(code, ())), *story.body, *fields["AN"]]


_FACTIVA_HEAD = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x"><html><head><title>Factiva</title></head><body>'
    '<table><tr><td class="factivalogo"><h1>Factiva</h1></td></tr></table><form><div id="contentLeft">'
)
_FACTIVA_FOOT = (
    '<table id="oddEvenPreview"><tr><td class="sbSummaryTitle">Résumé de la recherche</td></tr><tr><td>Horodatage</td>'
    '<td>30 novembre 2024 10:11</td></tr></table></div></form><span class="copyright">&copy; 2024 Factiva, Inc.</span>'
    "</body></html>"
)


def factiva_coded(stories: Sequence[Story] = STORIES) -> str:
    """HTML with indexing: a row a code."""

    def article(story: Story) -> str:
        rows = ""
        for code, values in factiva_fields(story):
            shown = [f"<b class='frHeadline'>{values[0]}</b>"] if code == "HD" else values
            if code in ("LP", "TD"):
                shown = [f'<p class="articleParagraph frarticleParagraph">{value}\n</p>' for value in values]
            rows += f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{"".join(shown)}</td></tr>\n'
        return f'<div class="article frArticle"><table>{rows}</table><br/></div><br/><span></span>'

    return _FACTIVA_HEAD + "".join(map(article, stories)) + _FACTIVA_FOOT


def factiva_plain(stories: Sequence[Story] = STORIES) -> str:
    """HTML of the article format: bare blocks in order."""

    def article(number: int, story: Story) -> str:
        fields = dict(factiva_fields(story))
        author = f'<div class="author">{story.author} </div>' if story.author else ""
        bare = "".join(f"<div>{fields[code][0]}</div>" for code in ("WC", "PD", "ET", "SN", "SC", "PG", "LA", "CY"))
        body = "".join(f'<p class="articleParagraph frarticleParagraph">{part}</p>' for part in story.body)
        return (
            f'<div id="article-{accession(story)}" class="article"><div class="article frArticle">'
            "<p>\n</p><div>Région</div>"
            f'<div id="hd"><span class="frHeadline counted">{number}) {story.title}</span>\n</div>{author}{bare}<p></p>'
            f"{body}<p>Passerelle Diffusion</p><p>Document {accession(story)}</p></div></div><br/>"
        )

    return _FACTIVA_HEAD + "".join(article(n, story) for n, story in enumerate(stories, start=1)) + _FACTIVA_FOOT


def rtf_letters(text: str) -> str:
    """A text as RTF writes it: braces escaped, letters beyond ASCII by their number."""
    return "".join("\\" + char if char in "\\{}" else char if char.isascii() else f"\\u{ord(char)}?" for char in text)


def rtf_file(body: str) -> bytes:
    """An RTF file around a body."""
    return (r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0 Arial;}}" + "\n" + body + "}").encode("ascii")


def factiva_rtf_coded(stories: Sequence[Story] = STORIES) -> bytes:
    """RTF with indexing: a table row a code, a page an article."""
    pages = []
    for story in stories:
        rows = [
            rf"\trowd\cellx800\cellx9600\pard\intbl\b {code}\b0\cell\pard\intbl "
            + (r"\par" + "\n").join(map(rtf_letters, values))
            + r"\cell\row"
            for code, values in factiva_fields(story)
        ]
        pages.append("\n".join(rows))
    summary = rtf_letters("Résumé de la recherche")
    return rtf_file("\n\\pard\\par\\page\n".join([*pages, rf"\pard {summary}\par Texte\tab bac\par"]))


def factiva_rtf_plain(stories: Sequence[Story] = STORIES) -> bytes:
    """RTF of the article format, with its table of contents before."""
    contents = "".join(
        rf'{{\field{{\*\fldinst HYPERLINK \\l "toc{n}"}}{{\fldrslt {rtf_letters(story.title)}}}}}\tab 2\par' + "\n"
        for n, story in enumerate(stories)
    )
    pages = ["".join(rf"\pard {rtf_letters(line)}\par" + "\n" for line in factiva_lines(story)) for story in stories]
    return rtf_file("\\page\n".join([rf"\pard {contents}", *pages, r"\pard Search Summary\par"]))
