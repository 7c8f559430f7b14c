"""One article in each format comes out with the same words, its metadata and labelled lines."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.decode import clean
from rag.reading.formats.format import Given
from rag.reading.formats.registry import recognise
from rag.reading.in_process import read
from rag.reading.worker import Reader
from rag.types import CITABLE, Draft
from tests.support.hostile import ARTICLE, BODY, MARKER, docx, pdf, wrapped

TODAY = dt.date(2025, 6, 1)
PAGE = """<!doctype html><html lang="fr"><head><title>Le pont de Vars rouvre - La Gazette de Vars</title>
<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "X"}, {"@type": ["NewsArticle"],
"headline": "Le pont de Vars rouvre", "datePublished": "2024-02-03T08:00:00Z", "dateModified": "2024-02-04",
"author": [{"name": "Zoé Lin"}], "isAccessibleForFree": "False", "publisher": {"name": "La Gazette de Vars"}}]}</script>
<link rel="canonical" href="https://vars.invalid/2024/02/03/pont"></head>
<body class="has-comments"><header><nav><a>Accueil</a><a>Sports</a></nav></header>
<div class="article-with-comments"><div class="content"><h1>Le pont de Vars rouvre</h1>
<p class="chapo">Fermé deux ans, l'ouvrage accueille de nouveau les camions.</p>
<p>Le pont de Vars a rouvert samedi matin à la circulation, après deux ans de travaux menés
par le département et payés pour <b>moitié</b> par la région.</p><h2>Un chantier long</h2>
<p>Les ingénieurs ont remplacé les câbles un à un, la nuit, pour ne pas gêner les bateaux.<br>Le coût final dépasse
la prévision de 8&nbsp;%.</p><figure><img src="x.jpg"><figcaption>Le pont, samedi.</figcaption></figure>
<ul><li>Longueur : 212 mètres</li><li>Poids : 900 tonnes</li></ul>
<table><tr><th>Année</th><th>Véhicules par jour</th></tr><tr><td>2020</td><td>8 400</td></tr></table>
<div class="newsletter-box"><p>Recevez nos alertes chaque matin dans votre boîte mail.</p></div>
<blockquote>« On a rendu un pont, pas un péage », a dit la préfète, Anne Ruel, devant les élus du canton.</blockquote>
<p>Le prochain chantier est prévu en 2026.</p></div>
<aside><h4>Les plus lus</h4><p>Un sanglier dans la piscine</p></aside>
<section class="comments"><h3>Commentaires</h3>
<p>Bob : ils ont payé le double, tout le monde le sait.</p></section></div>
<footer>Mentions légales. Page générée le 14/01/2025.</footer><script>var x = "caché";</script></body></html>"""

LATER = {
    2: "La deuxième marche a été jouée deux fois, parce que la foule le demandait et que chacun le voulait bien.",
    3: "Au café du port, on a compté les verres cassés, puis les présents, avant de fixer la date de septembre.",
}


def one(data: bytes, name: str) -> Draft:
    (draft,) = read(data, name, today=TODAY).drafts
    return draft


def label_of(draft: Draft, words: str) -> str:
    return next(line.label for line in draft.lines if words in draft.text[line.start : line.end])


def citable(draft: Draft) -> str:
    return "\n".join(draft.text[line.start : line.end] for line in draft.lines if line.label in CITABLE)


def test_a_page_gives_its_metadata_and_all_its_visible_lines() -> None:
    draft = one(PAGE.encode(), "pont.html")
    assert (draft.format, draft.language, draft.title) == ("html", "fr", "Le pont de Vars rouvre")
    assert (draft.source, draft.author) == ("La Gazette de Vars", "Zoé Lin")
    assert draft.url == "https://vars.invalid/2024/02/03/pont"
    assert draft.published is not None
    assert (draft.published.value, draft.published.precision) == ("2024-02-03", "day")
    assert draft.updated is not None
    assert draft.updated.value == "2024-02-04"
    assert any("abonnés" in warning for warning in draft.warnings)
    assert "caché" not in draft.text


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Accueil Sports", "furniture"),
        ("Le pont de Vars rouvre", "title"),
        ("Fermé deux ans", "standfirst"),
        ("payés pour moitié par", "body"),
        ("Un chantier long", "subhead"),
        ("Le coût final dépasse la prévision de 8\u00a0%.", "body"),
        ("Le pont, samedi.", "caption"),
        ("Longueur : 212 mètres", "body"),
        ("2020 | 8 400", "body"),
        ("Recevez nos alertes", "furniture"),
        ("pas un péage", "body"),
        ("Le prochain chantier", "body"),
        ("Un sanglier", "teaser"),
        ("Bob :", "comment"),
        ("Page générée", "furniture"),
    ],
)
def test_lines_of_a_page(words: str, label: str) -> None:
    assert label_of(one(PAGE.encode(), "pont.html"), words) == label


def test_the_outlet_may_stand_in_the_page_title_and_the_month_in_the_address() -> None:
    bare = PAGE[: PAGE.index("<script")] + PAGE[PAGE.index("<link") :].replace("/2024/02/03/", "/2024/02/")
    draft = one(bare.encode(), "pont.html")
    assert draft.source == "La Gazette de Vars"
    assert draft.published is not None
    assert (draft.published.value, draft.published.precision) == ("2024-02", "month")


def test_a_page_in_an_old_encoding_that_it_declares() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">')
    assert one(page.encode("cp1252"), "pont.html").text == one(page.encode(), "pont.html").text


def test_markdown_front_matter_headings_tables_and_links() -> None:
    text = (
        '---\ntitle: "Le Rex baisse le rideau"\ndate: 2025-01\nsource: Le Petit Journal de Vaise\n---\n\n'
        "# Le Rex baisse le rideau\n\n*Temps de lecture : 4 min - [Partager](#)*\n\n"
        "Le cinéma Rex a projeté dimanche son **dernier film**, devant une salle comble et un peu triste.\n\n"
        "## Un rachat\n\n"
        "| Année | Entrées |\n|---|---|\n| 2010 | 41 000 |\n\n> **À lire aussi** : [Le Palace ferme](/palace)\n\n"
        "La ville étudie un rachat à 240 000 euros, que l'opposition juge trop cher pour une salle de cette taille.\n"
    )
    draft = one(text.encode(), "rex.md")
    assert (draft.title, draft.source) == ("Le Rex baisse le rideau", "Le Petit Journal de Vaise")
    assert draft.published is not None
    assert (draft.published.value, draft.published.precision) == ("2025-01", "month")
    assert draft.text == text
    assert label_of(draft, "## Un rachat"[3:]) == "subhead"
    assert label_of(draft, "2010 | 41 000") == "body"
    assert label_of(draft, "Le Palace ferme") == "teaser"
    assert label_of(draft, "Temps de lecture") == "furniture"


def test_jsonl_aliases_bad_lines_and_numbers() -> None:
    records = [
        {"titre": "Le moulin tourne", "date_publication": "2024-05-06T10:00:00+02:00", "site": "Le Meunier libre",
         "auteur": ["Anne Roy"], "lien": "https://meunier.invalid/1",
         "contenu": "<p>Le moulin de Trescol tourne de nouveau depuis samedi.</p>"
         "<p>Il moud <b>deux tonnes</b> par jour.</p>"
         "<p>Lire aussi : Le pain à 2 euros</p>"},
        {"title": "Brève", "text": "Pékin a démenti à l'été."},
    ]  # fmt: skip
    lines = [json.dumps(records[0]), "", "{cassé", json.dumps(records[1]), '{"title": "vide"}']
    reading = read("\n".join(lines).encode(), "export.jsonl", today=TODAY)
    first, second = reading.drafts
    assert (first.record, second.record) == (0, 2)
    assert (first.title, first.source, first.author) == ("Le moulin tourne", "Le Meunier libre", "Anne Roy")
    assert first.published is not None
    assert first.published.value == "2024-05-06"
    assert "Il moud deux tonnes par jour." in citable(first)
    assert "pain" not in citable(first)
    assert second.text == "Brève\n\nPékin a démenti à l'été."
    assert [problem.split(" :")[0] for problem in reading.problems] == ["ligne 3", "ligne 5"]


def test_text_with_tags_in_it_keeps_its_line_breaks() -> None:
    text = (
        "Le Soir de Vaise :: Politique\n<h1>La mairie change de mains</h1>\n<p>Il était minuit quand le résultat est"
        " tombé : la liste sortante est battue de <b>43 voix</b>, selon la mairie.</p>\nRésultats définitifs :\n"
        "Anne Roy ...... 9.227 voix\nLuc Ber ....... 9.184 voix\n"
        "<p>Le camp battu conteste aussitôt et demande un nouveau"
        " décompte&nbsp;; la commission répondra jeudi.</p>\n"
        '<script>var pub = 1;</script><div id="comments">Jo : tricheurs !</div>'
    )
    draft = one(text.encode(), "soir.txt")
    assert "battue de 43 voix, selon" in citable(draft)
    assert label_of(draft, "Luc Ber") == "body"
    assert label_of(draft, "Jo :") == "comment"
    assert "pub = 1" not in draft.text


def test_pdf_joins_wrapped_lines_and_labels_running_heads() -> None:
    pages = [
        [
            "La Gazette de Vars - édition du soir",
            "",
            *wrapped(LATER.get(n, BODY)),
            "",
            f"Page {n} / 3",
        ]
        for n in (1, 2, 3)
    ]
    draft = one(pdf(pages), "fanfare.pdf")
    assert draft.format == "pdf"
    assert label_of(draft, "édition du soir") == "furniture"
    assert label_of(draft, "Page 2 / 3") == "furniture"
    assert BODY.split("\n\n")[0] in draft.text
    assert LATER[3] in draft.text
    assert any(note.startswith("Pages") for note in draft.notes)


def test_a_printer_s_hyphen_is_undone() -> None:
    lines = [
        "Les habitants du quartier demandent depuis longtemps la réouver-",
        "ture de la passerelle, fermée en mars.",
    ]
    assert "la réouverture de la passerelle" in one(pdf([lines]), "p.pdf").text


def test_docx_paragraphs() -> None:
    draft = one(docx(ARTICLE.strip()), "fanfare.docx")
    assert draft.format == "docx"
    assert draft.text == ARTICLE.strip()
    assert MARKER in citable(draft)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
def test_every_encoding_gives_the_same_text(codec: str) -> None:
    assert one(ARTICLE.encode(codec), "a.txt").text == ARTICLE


def test_mojibake_is_undone_and_quotes_and_no_break_spaces_are_kept() -> None:
    text = ARTICLE + "\n« Déjà 12\u00a0% de plus », dit-on “ici” — l’été…\n"
    reading = read(text.encode("utf-8").decode("latin-1").encode("utf-8"), "a.txt", today=TODAY)
    assert reading.drafts[0].text == text
    assert reading.repaired


def test_unseen_characters_go_and_emoji_stay() -> None:
    assert clean("a\u200bb\u00adc\x00d\r\ne\u202ef") == "abcd\nef"
    assert clean("👩\u200d🌾 e\u0301") == "👩\u200d🌾 é"


def sniff(data: bytes, name: str) -> str:
    return recognise(Given(data, name)).endings[0].removeprefix(".")


def test_content_not_name_tells_the_format() -> None:
    assert sniff(PAGE.encode(), "x.txt") == "html"
    assert sniff(b"%PDF-1.4", "x.txt") == "pdf"
    assert sniff(docx("a"), "x.txt") == "docx"
    assert sniff(b'{"text": "x"}', "x.jsonl") == "jsonl"
    assert sniff(b"# Titre", "x.md") == "md"
    with pytest.raises(Unreadable):
        sniff(b"", "x.txt")


def test_the_child_process_gives_what_reading_here_gives() -> None:
    with Reader() as reader:
        for data, name in ((PAGE.encode(), "pont.html"), (ARTICLE.encode(), "a.txt")):
            here: Reading = read(data, name)
            assert reader.read(data, name) == here
