"""Files as people have them: each with the title, outlet, author and dates that a reader would give it."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from dataclasses import dataclass

import pytest

from rag.errors import Unreadable
from rag.reading.in_process import read
from rag.types import CITABLE, Draft
from tests.support.hostile import docx, pdf, placed_pdf

TODAY = dt.date(2025, 6, 1)
TITLE = "Vallorgues reconstruira sa halle en bois"
FIRST = (
    "La commune de Vallorgues a voté lundi soir la reconstruction de sa halle, détruite par un incendie au mois de"
    " janvier. Le chantier, estimé à 2,4 millions d'euros, doit durer dix-huit mois, selon la maire Odile Charrasse."
)
SECOND = (
    "« Nous ne voulions pas d'un hangar de tôle », a expliqué l'élue devant une soixantaine d'habitants. Les"
    " commerçants, installés depuis sous des barnums, réclamaient une aide que le conseil a portée à 1 200 euros."
)
THIRD = "L'opposition s'est abstenue, faute d'avoir obtenu le rapport de l'architecte. Une réunion est promise."
BODY = "\n\n".join((FIRST, SECOND, THIRD))
HTML_BODY = "".join(f"<p>{part}</p>" for part in (FIRST, SECOND, THIRD))


@dataclass(frozen=True)
class Case:
    """A file and what it says of itself."""

    name: str
    data: str | bytes
    published: str | None = None
    updated: str | None = None
    source: str | None = None
    author: str | None = None
    title: str = TITLE
    never: tuple[str, ...] = ()
    """Words that no passage may hold."""


CASES = [
    Case("premier.txt", f"Le Messager\n\n{TITLE}\n\nLe 1er mars 2024\n\n{BODY}", "2024-03-01", source="Le Messager"),
    Case("hier.txt", f"Le Messager\n\n{TITLE}\n\nPublié hier à 14h\n\n{BODY}", source="Le Messager", never=("hier",)),
    Case("courte.txt", f"{TITLE}\n12/03/24\nPar Jean Maurel\n\n{BODY}", "2024-03-12", author="Jean Maurel"),
    Case("maj.txt", f"{TITLE}\n\nPublié le 11 mars 2024 à 08h10 - Mis à jour il y a 2 h\n\n{BODY}", "2024-03-11"),
    Case(
        "windows.txt",
        f"Le Messager\n\n{TITLE}\n\nLe mardi 12 mars 2024, 18h30\n\n{BODY} …".replace("\n", "\r\n").encode("cp1252"),
        "2024-03-12",
        source="Le Messager",
    ),
    Case(
        "deux-fois-abime.txt",
        f"{TITLE}\n\nPublié le 12 mars 2024\n\n{BODY}".encode()
        .decode("cp1252", "ignore")
        .encode()
        .decode("cp1252", "ignore"),
        "2024-03-12",
    ),
    Case("fins.txt", f"{TITLE}\r\n\rPublié le 12 mars 2024\r\r{FIRST}\n\r\n{SECOND}\r\r{THIRD}", "2024-03-12"),
    Case(
        "base-de-presse.txt",
        f"Le Messager du Midi\nÉconomie, jeudi 14 mars 2024, p. 12\n\n{TITLE}\n\n{BODY}\n\nCet article est paru dans Le"
        " Messager du Midi\n\n© 2024 Le Messager du Midi. Tous droits réservés.\n\nCertificat émis le 3 juin 2025 à la"
        " médiathèque à des fins de visualisation personnelle et temporaire.",
        "2024-03-14",
        source="Le Messager du Midi",
        never=("est paru", "Certificat"),
    ),
    Case(
        "courriel.txt",
        f"De : Jean Maurel <jean@exemple.invalid>\nDate : Thu, 14 Mar 2024 09:12:00 +0100\nObjet : {TITLE}\n\n"
        f"Bonjour,\n\n{BODY}\n\nCordialement,\nJean",
        "2024-03-14",
        never=("Cordialement", "exemple.invalid"),
    ),
    Case(
        "entete.md",
        f'---\ntitle: "{TITLE}"\ndate: 2024-03-12T08:00:00+01:00\nauthors:\n  - Jean Maurel\n  - Lise Roche\n'
        f"source: Le Messager\n---\n\n# {TITLE}\n\n{BODY}",
        "2024-03-12",
        source="Le Messager",
        author="Jean Maurel, Lise Roche",
    ),
    Case(
        "adresse.txt",
        f"{TITLE}\nhttps://www.messager.invalid/2024/03/12/halle\nconsulté le 5 mai 2025\n\n{BODY}",
        "2024-03-12",
        source="messager.invalid",
    ),
    Case(
        "us.txt",
        "Harbor Falls to rebuild its market\nBy Dana Whitlock\nUpdated Mar 12, 2024 4:05 PM ET\n\nThe town council of"
        ' Harbor Falls voted Monday night to rebuild the covered market that burned in January.\n\n"Nobody wanted a tin'
        ' shed," said Mayor Ruth Calloway, who had promised a decision before spring to the vendors.\n\nRead'
        " more: Ferry"
        " strike enters second week\n\nComments (12)\nJoe: waste of money",
        updated="2024-03-12",
        author="Dana Whitlock",
        title="Harbor Falls to rebuild its market",
        never=("Ferry", "waste"),
    ),
    Case(
        "uk.html",
        "<html><head><title>Market to be rebuilt - The Selby"
        " Post</title></head><body><nav><a>Home</a></nav><main><h1>Market"
        " to be rebuilt</h1><p>Published</p><time datetime='2024-03-12T09:15:00Z'>3 hours ago</time><p>The council has"
        " voted to rebuild the harbour market, which burned down in January, at a cost of two million pounds.</p><p>The"
        " plan was opposed by residents who feared noise and lorries in the narrow streets around the"
        " quay.</p><h2>More on"
        " this story</h2><ul><li><time datetime='2019-01-01'>2019</time> <a>Ferry"
        " strike</a></li></ul></main></body></html>",
        "2024-03-12",
        source="The Selby Post",
        title="Market to be rebuilt",
        never=("Published", "Ferry"),
    ),
    Case(
        "maj.html",
        f"<html><body><main><h1>{TITLE}</h1><p>Mis à jour <time"
        f" datetime='2024-03-12'>mardi</time></p>{HTML_BODY}</main>"
        "</body></html>",
    ),
    Case(
        "ribera.txt",
        "LA VOZ DE LA RIBERA\nInicio | Local | Deportes\n\nEl ayuntamiento reconstruirá el mercado\n\nMarta Iruña\n"
        "Actualizado a 12/03/2024 18:40 h.\n\nEl pleno aprobó el lunes la reconstrucción del mercado, destruido por un"
        " incendio en enero, con dos millones de euros.\n\n«No queríamos una nave de chapa», explicó la"
        " alcaldesa, Pilar"
        " Otxoa, ante unos sesenta vecinos que acudieron a la sesión.\n\nTe puede interesar\nLa huelga cumple"
        " una semana",
        updated="2024-03-12",
        source="La Voz de la Ribera",
        title="El ayuntamiento reconstruirá el mercado",
        never=("Actualizado", "huelga"),
    ),
    Case(
        "markt.html",
        "<html lang='de'><head><meta name='date' content='2024-03-12'></head><body><article><h1>Markthalle wird"
        " gebaut</h1>"
        "<p>Der Gemeinderat hat am Montag beschlossen, die im Januar abgebrannte Markthalle neu zu bauen.</p><p>Die"
        " Händler sagten, dass sie nicht länger warten könnten und dass die Arbeiten bald"
        " beginnen.</p></article></body>",
        "2024-03-12",
        title="Markthalle wird gebaut",
    ),
    Case("tableau.json", json.dumps([{"title": TITLE, "date": "2024-03-12", "text": BODY}]), "2024-03-12"),
    Case(
        "service.json",
        json.dumps(
            {"status": "ok", "articles": [{"title": TITLE, "publishedAt": "2024-03-12", "content": BODY}]}, indent=1
        ),
        "2024-03-12",
    ),
    Case(
        "texte.docx", docx(f"{TITLE}\n\nPar Jean Maurel\n\n12 mars 2024\n\n{BODY}"), "2024-03-12", author="Jean Maurel"
    ),
    Case(
        "page-locale.txt",
        f"Accueil\nSports\n\n{TITLE}\n\nRéservé aux abonnés\nPublié le mar. 12 mars 2024 à 6h00, modifié le"
        f" mer. 13 mars"
        f" 2024 à 9h41\nTemps de lecture : 2 min\n\n{FIRST}\n\nPublicité\n\n{SECOND}\n\n> Lire aussi | Les"
        f" barnums coûtent"
        f" cher\n\n{THIRD}\n\nIncendie\nUrbanisme\n\nÀ la une\nLe budget voté de justesse à Estrade, après une nuit de"
        " débats.",
        "2024-03-12",
        "2024-03-13",
        never=("Estrade", "Urbanisme", "coûtent cher"),
    ),
    Case(
        "colonnes.pdf",
        placed_pdf(
            [(50, 800, 8, "Le Messager - jeudi 14 mars 2024 - page 3"), (50, 770, 20, "Vallorgues reconstruira")]
            + [(50, 747, 20, "sa halle en bois"), (50, 725, 9, "Par Jean Maurel")]
            + [(50, 700 - 12 * n, 10, line) for n, line in enumerate(textwrap.wrap(FIRST, 45))]
            + [(50, 620 - 12 * n, 10, line) for n, line in enumerate(textwrap.wrap(SECOND, 45))]
            + [(310, 700 - 12 * n, 10, line) for n, line in enumerate(textwrap.wrap(THIRD, 45))]
        ),
        "2024-03-14",
        source="Le Messager",
        author="Jean Maurel",
    ),
    Case(
        "avec-agence.txt",
        f"{TITLE}\nPar Jean Maurel (avec AFP) - Publié le 12/03/2024 à 10:20 | Mis à jour à 11:05\n\n{BODY}",
        "2024-03-12",
        author="Jean Maurel",
    ),
    Case("saison.txt", f"{TITLE}\nPrintemps 2024\n\n{BODY}", never=("Printemps",)),
    Case(
        "blog.html",
        f"<html><body><article><h1>{TITLE}</h1><span>Publié le <time class='published' datetime='2024-03-12T08:00'>12"
        " mars 2024</time><time class='updated' datetime='2024-03-13'>13 mars 2024</time></span> <span class='byline'>"
        f"par <a>Jean Maurel</a></span>{HTML_BODY}<div>Partager :</div></article><div id='comments'><p>Riton dit :"
        " bravo à toute l'équipe pour ce beau projet.</p></div></body></html>",
        "2024-03-12",
        author="Jean Maurel",
        never=("Riton", "Partager"),
    ),
    Case(
        "imprimer.html",
        f"<html><head><title>Imprimer - {TITLE}</title></head><body>{HTML_BODY}<p>URL : https://messager.invalid/halle"
        " - imprimé le 03/05/2025</p></body></html>",
    ),
    Case(
        "temoins.txt",
        "Nous utilisons des cookies pour mesurer l'audience de notre site et vous proposer des contenus adaptés à vos"
        " centres d'intérêt. En poursuivant votre navigation, vous acceptez leur utilisation.\nAccepter\nRefuser\n\n"
        f"{TITLE}\n12 mars 2024\n\n{BODY}\n",
        "2024-03-12",
        never=("cookies",),
    ),
]


def citable(draft: Draft) -> str:
    return "\n".join(draft.text[line.start : line.end] for line in draft.lines if line.label in CITABLE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_file_says_of_itself(case: Case) -> None:
    data = case.data.encode() if isinstance(case.data, str) else case.data
    (draft,) = read(data, case.name, today=TODAY).drafts
    dates = tuple(date.value if date else None for date in (draft.published, draft.updated))
    assert (draft.title, draft.source, draft.author, dates) == (
        case.title,
        case.source,
        case.author,
        (case.published, case.updated),
    )
    if case.title == TITLE:
        assert [part for part in (FIRST, SECOND, THIRD) if part not in citable(draft)] == []
    assert [words for words in case.never if words in citable(draft)] == []


@pytest.mark.parametrize(
    ("record", "published", "source", "author"),
    [
        (
            {
                "Titre": TITLE,
                "Date de parution": "14/03/2024",
                "Média": "Le Messager",
                "Corps": BODY,
                "Auteur(s)": "Jean Maurel",
            },
            "2024-03-14",
            "Le Messager",
            "Jean Maurel",
        ),
        (
            {
                "headline": TITLE,
                "publishedAt": "2024-03-12T08:00:00Z",
                "source": {"id": "m", "name": "Le Messager"},
                "content": BODY,
            },
            "2024-03-12",
            "Le Messager",
            None,
        ),
        (
            {"title": {"rendered": TITLE}, "content": {"rendered": HTML_BODY}, "date": "2024-03-12T08:00:00"},
            "2024-03-12",
            None,
            None,
        ),
        (
            {"title": TITLE, "timestamp": 1710230400, "full_text": BODY, "domain": "messager.invalid"},
            "2024-03-12",
            "messager.invalid",
            None,
        ),
        (
            {"titre": TITLE, "pub_date": "Tue, 12 Mar 2024 08:00:00 GMT", "body_html": HTML_BODY},
            "2024-03-12",
            None,
            None,
        ),
        (
            {"title": TITLE, "date": "mars 2024", "paragraphs": [FIRST, SECOND, THIRD], "byline": "Par Jean Maurel"},
            "2024-03",
            None,
            "Jean Maurel",
        ),
        (
            {"title": TITLE, "date": 1710230400000, "articleBody": BODY, "sourceName": "Le Messager"},
            "2024-03-12",
            "Le Messager",
            None,
        ),
    ],
)
def test_names_of_fields(record: dict[str, object], published: str, source: str | None, author: str | None) -> None:
    (draft,) = read(json.dumps(record).encode(), "export.jsonl", today=TODAY).drafts
    assert draft.published is not None
    assert (draft.title, draft.published.value, draft.source, draft.author) == (TITLE, published, source, author)
    assert [part for part in (FIRST, SECOND, THIRD) if part not in citable(draft)] == []


def test_a_scan_is_refused_with_what_to_do() -> None:
    with pytest.raises(Unreadable, match="scan"):
        read(pdf([[]]), "scan.pdf")
