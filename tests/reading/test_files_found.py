"""Faults met in texts, Word files and PDFs: each kind as a small file of its own, and its sisters."""

from __future__ import annotations

import io
import zipfile

import pytest

from rag.reading.article.hyphens import without_cuts
from tests.reading.test_pages_found import BODY, PARAGRAPHS, TITLE, citable, one
from tests.support.hostile import placed_pdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
LISTS = {
    "résultats": [f"{place} : {votes} voix" for place, votes in zip("ABCDEFGHIJKL", range(120, 132), strict=True)],
    "équipes": [f"Brest {n} : Le Guen (cap.), Morvan, Tanguy" for n in range(1, 11)],
    "recette": [f"{n}0 g de farine de blé noir" for n in range(1, 12)],
    "scores": [f"Landerneau - Quimper {n}-1" for n in range(10)],
    "prix": [f"Le bar de ligne {n},50 €" for n in range(10, 21)],
}


@pytest.mark.parametrize("kind", LISTS)
def test_the_text_goes_on_after_a_list_of_short_lines(kind: str) -> None:
    text = "\n".join((TITLE, "", *PARAGRAPHS[:2], "", "Le détail", "", *LISTS[kind], "", *PARAGRAPHS[2:]))
    assert all(part in citable(one(text, "a.txt")) for part in PARAGRAPHS)


def test_titles_of_other_articles_are_no_such_list() -> None:
    others = [f"{what} fermera ses portes à la fin du mois prochain" for what in ("Le cinéma", "La crèche", "Le port")]
    text = "\n\n".join((TITLE, *PARAGRAPHS, "À lire aussi", *others * 2, "S'abonner"))
    assert not any(other in citable(one(text, "a.txt")) for other in others)


@pytest.mark.parametrize("name", ["Le Courrier de Brest", "L'Écho du Léon", "La Gazette de Landerneau"])
@pytest.mark.parametrize("below", ["Publié le 12 mai 2022\nPar Jo Rozec\n", "Par Jo Rozec\n", ""])
def test_the_outlet_of_a_brief_is_no_text(name: str, below: str) -> None:
    draft = one(f"{name}\n{TITLE}\n{below}\nLe guichet rouvre lundi à neuf heures, avec deux agents.\n", "a.txt")
    assert (draft.title, draft.source) == (TITLE, name)
    assert name not in citable(draft)


@pytest.mark.parametrize(
    "line", ["Le 1er août 2012", "SAMEDI 4 AOÛT 2012", "Édition du 4 août 2012", "Mardi 7 août 2012"]
)
def test_what_is_left_of_a_date_is_no_outlet(line: str) -> None:
    assert one(f"{line}\n{TITLE}\n\n{BODY}", "a.txt").source is None
    assert one(f"{TITLE}\n{line}\n\n{BODY}", "a.txt").source is None


@pytest.mark.parametrize("entry", ["Magazine « Mer vive »", "Radio Iroise", "Podcasts Le Large", "Vidéos « Marée"])
def test_an_entry_of_a_menu_is_no_outlet(entry: str) -> None:
    assert one(f"Accueil\n{entry}\nContact\n\n{TITLE}\n\n{BODY}", "a.txt").source is None


def test_a_radio_named_above_its_menu_is_the_outlet() -> None:
    assert one(f"Radio Marivel\nDirect | Podcasts | Contact\n\n{TITLE}\n\n{BODY}", "a.txt").source == "Radio Marivel"


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (
            "Le vent a arraché le toit dans la nuit de mercredi à jeudi.",
            {"mercredi": "2 mars 2022", "jeudi": "3 mars 2022"},
        ),
        ("Le vent a arraché le toit dans la nuit de jeudi à vendredi.", {}),
        ("Deux hommes ont été arrêtés mercredi et jeudi.", {"mercredi": "2 mars 2022", "jeudi": "3 mars 2022"}),
        ("Deux hommes ont été arrêtés jeudi et vendredi.", {}),
        ("Police arrested two men between Thursday and Friday.", {}),
    ],
)
def test_two_days_in_a_row(said: str, days: dict[str, str]) -> None:
    notes = one(f"{TITLE}\nPublié le 3 mars 2022\n\n{said} {BODY}", "a.txt").notes
    found = dict(note.removeprefix("« ").split(" » = ") for note in notes if "jeudi" in note or "mercredi" in note)
    assert found == days
    assert not any("vendredi" in note for note in notes)


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("la réno-\nvation", "la rénovation"),
        ("l'entre-\nprise", "l'entreprise"),
        ("le sous-\npréfet", "le sous-préfet"),
        ("une sous-\ncription", "une souscription"),
        ("Jean-\nMarie", "Jean-Marie"),
        ("a-\nt-elle dit", "a-t-elle dit"),
        ("dit-\nil", "dit-il"),
        ("vingt-\ndeux", "vingt-deux"),
        ("l'ex-\nministre", "l'ex-ministre"),
        ("l'ex-\nposition", "l'exposition"),
        ("c'est-\nà-dire", "c'est-à-dire"),
        ("la BRE-\nTAGNE", "la BRETAGNE"),
        ("le micro-\nclimat, ce micro-climat", "le micro-climat, ce micro-climat"),
        ("la réno\u2010\nvation", "la rénovation"),
        ("1914-\n1918", "1914-\n1918"),
        ("fin -\nsuite", "fin -\nsuite"),
    ],
)
def test_whose_hyphen_stands_at_the_end_of_a_line(cut: str, whole: str) -> None:
    assert without_cuts(cut)[0] == whole


COLUMN = """La chambre de commerce a
signé lundi le marché des
travaux. Trois grues seront
montées sur le quai nord d'ici
à la fin de l'année, et la
jetée sera prolongée de cent
vingt mètres vers le large."""


def test_lines_of_a_narrow_column_are_joined() -> None:
    draft = one(f"{TITLE}\nLe Phare, 4 juin 2021\n\n{COLUMN}\n\n{PARAGRAPHS[0]}\n", "a.txt")
    assert draft.title == TITLE
    (first, *_) = [line for line in draft.lines if line.label == "body"]
    assert draft.text[first.start : first.end] == COLUMN


def test_verse_and_lists_are_not_joined() -> None:
    rows = "\n".join(("Brest", "Quimper", "Lorient", "Vannes", "Rennes", "Dinan"))
    draft = one(f"{TITLE}\n\n{BODY}\n\n{rows}\n\n{PARAGRAPHS[0]} Fin.", "a.txt")
    assert all("\n" not in draft.text[line.start : line.end] for line in draft.lines)


def columns(texts: list[list[str]], *, indent: bool) -> list[tuple[int, int, int, str]]:
    """Lines of columns side by side; the first line of each paragraph is indented."""
    pieces = [(40, 800, 9, "Le Phare de Brest — jeudi 3 mars 2022 — page 4"), (40, 760, 24, TITLE)]
    for number, lines in enumerate(texts):
        for row, line in enumerate(lines):
            first = indent and (row == 0 or lines[row - 1].endswith("."))
            pieces.append((40 + 180 * number + 8 * first, 720 - 12 * row, 10, line))
    return pieces


LEFT = [
    "Le bureau de poste du bourg",
    "restera ouvert quatre mati-",
    "nées par semaine, a promis la",
    "direction.",
    "Les habitants avaient mani-",
    "festé tout l'hiver devant la",
    "mairie pour le garder.",
]
RIGHT = [
    "Deux agents se partageront",
    "le guichet, et la tournée du",
    "facteur ne change pas.",
    "Une boîte sera posée au port.",
]


@pytest.mark.parametrize("indent", [True, False])
def test_columns_of_a_newspaper_page(indent: bool) -> None:
    draft = one(placed_pdf(columns([LEFT, RIGHT], indent=indent)), "page.pdf")
    assert (draft.title, draft.source) == (TITLE, "Le Phare de Brest")
    assert draft.published
    assert draft.published.value == "2022-03-03"
    text = citable(draft)
    assert "ouvert quatre matinées par semaine, a promis la direction." in text
    assert "Les habitants avaient manifesté tout l'hiver devant la mairie pour le garder." in text
    assert "Deux agents se partageront le guichet, et la tournée du facteur ne change pas." in text


def test_a_short_pdf_keeps_its_headline_and_its_last_paragraph() -> None:
    lines = ["Le guichet rouvre lundi matin.", "Deux agents y seront présents."]
    pieces = [(40, 780, 20, TITLE), *((40, 700 - 40 * n, 10, line) for n, line in enumerate(lines))]
    draft = one(placed_pdf(pieces), "bref.pdf")
    assert draft.title == TITLE
    assert all(line in citable(draft) for line in lines)


def word(body: str, *, space: str = W, main: str = "word/document.xml", notes: str = "") -> bytes:
    """A Word file with this body; the prefixes of Word are declared."""
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        relation = f'<Relationship Type="http://x/relationships/officeDocument" Target="/{main}"/>'
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", f"<Relationships>{relation}</Relationships>")
        archive.writestr(main, f'<w:document xmlns:w="{space}" xmlns:mc="{mc}"><w:body>{body}</w:body></w:document>')
        if notes:
            archive.writestr("word/footnotes.xml", f'<w:footnotes xmlns:w="{space}">{notes}</w:footnotes>')
    return out.getvalue()


def paragraph(inner: str) -> str:
    """A paragraph of Word; plain text becomes a run."""
    return f"<w:p>{inner if inner.startswith('<') else f'<w:r><w:t>{inner}</w:t></w:r>'}</w:p>"


TEXT = "".join(map(paragraph, (TITLE, *PARAGRAPHS)))
BOX = "<w:txbxContent><w:p><w:r><w:t>Le bureau date de 1931.</w:t></w:r></w:p></w:txbxContent>"


@pytest.mark.parametrize("space", [W, STRICT])
@pytest.mark.parametrize("main", ["word/document.xml", "word/document2.xml"])
def test_word_files_under_other_names(space: str, main: str) -> None:
    draft = one(word(TEXT, space=space, main=main), "a.docx")
    assert draft.title == TITLE
    assert all(part in citable(draft) for part in PARAGRAPHS)


@pytest.mark.parametrize(
    ("inner", "there", "gone"),
    [
        (
            "<w:moveFrom><w:r><w:t>Ancienne place.</w:t></w:r></w:moveFrom><w:r><w:t>Ici.</w:t></w:r>",
            "Ici.",
            "Ancienne",
        ),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>À vérifier.</w:t></w:r><w:r><w:t>Vu.</w:t></w:r>", "Vu.", "vérifier"),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>Montré.</w:t></w:r>", "Montré.", "absent"),
        ("<w:r><w:t>dit l</w:t><w:sym w:font='Symbol' w:char='F0A2'/><w:t>élu.</w:t></w:r>", "dit l’élu.", "lélu"),
    ],
)
def test_moved_hidden_and_special_runs(inner: str, there: str, gone: str) -> None:
    text = one(word(TEXT + paragraph(inner)), "a.docx").text
    assert there in text
    assert gone not in text


@pytest.mark.parametrize(
    "inner",
    [
        f"<w:r><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent></w:r>",
        f"<w:r><w:t>Avant.</w:t></w:r><w:r>{BOX}</w:r>",
    ],
)
def test_a_text_box_is_read_once(inner: str) -> None:
    assert one(word(TEXT + paragraph(inner)), "a.docx").text.count("Le bureau date de 1931.") == 1


def test_notes_at_the_foot_are_kept() -> None:
    rule = f"<w:footnote w:type='separator'>{paragraph('—')}</w:footnote>"
    said = f"{rule}<w:footnote>{paragraph('Voir le rapport.')}</w:footnote>"
    assert one(word(TEXT, notes=said), "a.docx").text.endswith("Voir le rapport.")
