"""Office documents other than Word's: RTF and OpenDocument."""

import pytest

from rag.errors import SourcierError, Unreadable
from rag.reading.exports.press_line import press_line
from rag.reading.formats.rtf import read_rtf, rtf_text
from rag.reading.in_process import read
from tests.reading.files.specimens import BAC, BOTH, FOUR, Specimen, body, expected, facts
from tests.support.hostile import ARTICLE, MARKER, docx, packed, rtf


def test_rtf_paragraphs_accents_and_pages() -> None:
    raw = read_rtf(rtf(ARTICLE), "article.rtf")
    assert MARKER in raw.text
    assert "chœur" in raw.text
    assert raw.text.split("\n")[0] == "La fanfare de Saint-Brévin est de retour"
    assert rtf_text(rtf("Un\n\nDeux").replace(b"Deux", rb"\page Deux"), "x").count("\f") == 1


def test_rtf_leaves_objects_pictures_and_heads_of_pages_out() -> None:
    data = rtf(ARTICLE).replace(
        b"\\pard",
        rb"{\header Page 1\par}{\object\objdata "
        + b"01050000" * 300
        + rb"}{\pict\pngblip "
        + b"89504e47" * 300
        + b"}\\pard",
        1,
    )
    assert read_rtf(data, "objets.rtf").text == read_rtf(rtf(ARTICLE), "article.rtf").text


def test_rtf_signs_of_two_halves_and_of_no_code_page() -> None:
    assert "😀" in rtf_text(rb"{\rtf1 \u-10179?\u-8704? ri}", "x")
    repairs: list[str] = []
    assert rtf_text(rb"{\rtf1\ansi\ansicpg1252 caf\'e9 \'81 noir}", "x", repairs).startswith("café")
    assert repairs


@pytest.mark.parametrize("data", [b"{\\rtf1" + b"{" * 5000, b"rien", b"{\\rtf1\\ansi }", b"{\\rtf1"])
def test_rtf_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_rtf(data, "abime.rtf")


ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def odt(content: str, head: str = "", manifest: str = "<manifest/>") -> bytes:
    """A minimal OpenDocument text."""
    xml = f"<?xml version='1.0'?>{head}<office:document-content {ODF}><office:body><office:text>{content}"
    xml += "</office:text></office:body></office:document-content>"
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": xml.encode(),
            "styles.xml": b"<x>pied de page</x>",
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<text:p>{text}</text:p>" for text in texts)


def test_odt_of_one_article() -> None:
    first, *rest = BAC.body
    content = (
        "<text:tracked-changes><text:p>mot biffé</text:p></text:tracked-changes>"
        f"<text:h text:outline-level='1'>{BAC.title}</text:h>"
        + paragraphs(f"Par {BAC.author}", "Publié le 9 mars 2021", first.replace(" ", "<text:s/>", 1))
        + paragraphs(f"{rest[0]}<text:note><text:note-body><text:p>Voir plus bas</text:p></text:note-body></text:note>")
        + paragraphs(f"<text:span>{rest[1][:5]}</text:span>{rest[1][5:]}", "<text:hidden-text>caché</text:hidden-text>")
        + "<table:table><table:table-row><table:table-cell><text:p>Année</text:p></table:table-cell>"
        "<table:table-cell><text:p>Bateaux</text:p></table:table-cell></table:table-row></table:table>"
    )
    (draft,) = read(odt(content), "bac.odt").drafts
    assert facts(draft)[0] == BAC.title
    assert facts(draft)[2:] == (BAC.author, BAC.day)
    assert all(part in draft.text for part in (*BAC.body, "Année | Bateaux"))
    assert not any(word in draft.text for word in ("biffé", "Voir plus bas", "caché", "pied de page"))
    assert "note" in " ".join(draft.warnings)


def review() -> str:
    parts = ["<text:h text:outline-level='1'>Revue de presse</text:h>", paragraphs("Semaine 11", "Sommaire", BAC.title)]
    for of in BOTH:
        line = f"{of.source}, {'mardi 9 mars' if of is BAC else 'jeudi 15 avril'} 2021, p. 4"
        names = [of.author] if of.author else []
        parts.append(f"<text:h text:outline-level='2'>{of.title}</text:h>")
        parts.append(paragraphs(line, *names, *of.body, f"© {of.source}"))
    return "".join(parts)


def test_odt_of_a_press_review_is_split() -> None:
    reading = read(odt(review()), "revue.odt")
    assert [facts(draft) for draft in reading.drafts] == [expected(of) for of in BOTH]
    assert [body(draft) for draft in reading.drafts] == ["\n".join(of.body) for of in BOTH]
    assert not any("Semaine" in draft.text for draft in reading.drafts)


def test_odt_that_is_locked_swollen_cut_or_suspect_is_refused() -> None:
    whole = odt(review())
    locked = odt("x", manifest="<m><encryption-data/></m>")
    suspect = odt(review(), head='<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    swollen = packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b" " * (40 * 2**20)})
    for data, words in ((locked, "password"), (suspect, "suspect"), (swollen, "limit"), (whole[:300], "damaged")):
        with pytest.raises(SourcierError, match=words):
            read(data, "revue.odt")


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Le Passeur, mardi 9 mars 2021, p. 4", ("Le Passeur", "mardi 9 mars 2021", None)),
        ("Le Passeur - 9 mars 2021 - Odile Brassac", ("Le Passeur", "9 mars 2021", "Odile Brassac")),
        ("Ouest-Fleuve, no. 4501 (09/03/2021)", ("Ouest-Fleuve", "09/03/2021", None)),
        ("9 mars 2021 | Radio Val d'Orvane", ("Radio Val d'Orvane", "9 mars 2021", None)),
        ("The River Post — March 9, 2021 — p. B4", ("The River Post", "March 9, 2021", None)),
        ("Le chantier a repris, mardi 9 mars 2021, après onze semaines d'arrêt et deux crues", None),
        ("Odile Brassac", None),
    ],
)
def test_lines_with_outlet_and_date(line: str, parts: tuple[str, str, str | None] | None) -> None:
    found = press_line(line)
    assert (found and (found.source, found.date, found.author)) == parts


def plain_review(of: Specimen, section: str | None) -> str:
    day = "mardi 9 mars 2021" if of is BAC else "jeudi 15 avril 2021"
    head = f"{of.source}\n{section}, {day}, p. 4\n\n{of.title}" if section else f"{of.title}\n{of.source}, {day}, p. 4"
    author = f"\n\n{of.author}" if of.author else ""
    return f"{head}{author}\n\n{of.text}\n\n© {of.source}. Tous droits réservés.\nDate d'émission : 2024-06-17\n"


@pytest.mark.parametrize("section", ["Sports", None])
@pytest.mark.parametrize("mark", ["\n", f"\n{'_' * 60}\n\n"])
def test_a_review_as_plain_text_is_split_at_its_lines_with_outlet_and_date(section: str | None, mark: str) -> None:
    text = mark.join(plain_review(of, section) for of in BOTH)
    apart = text.replace("\n", "\n\n")
    for data, name in ((text.encode(), "revue.txt"), (rtf(apart), "revue.rtf"), (docx(apart), "revue.docx")):
        reading = read(data, name)
        assert [facts(draft) for draft in reading.drafts] == [expected(of) for of in BOTH]
        assert [body(draft) for draft in reading.drafts] == ["\n".join(of.body) for of in BOTH]


def test_one_article_that_names_other_papers_is_no_review() -> None:
    text = f"{BAC.title}\nLe Passeur, 9 mars 2021\n\n{BAC.text}\n\nÀ lire dans La Gazette, 3 mars 2021\n\n{FOUR.text}"
    assert len(read(text.encode(), "article.txt").drafts) == 1


def test_headings_of_word_open_the_articles_of_a_review() -> None:
    parts = [("Revue de presse", "Heading1"), ("Sommaire", "")]
    for of in BOTH:
        day = "9 mars 2021" if of is BAC else "15 avril 2021"
        parts += [(of.title, "Heading2"), (f"{of.source} - {day} - p. 4", ""), *((text, "") for text in of.body)]
    style = '<w:pPr><w:pStyle w:val="{}"/></w:pPr>'
    xml = "".join(
        f"<w:p>{style.format(name) if name else ''}<w:r><w:t>{text}</w:t></w:r></w:p>" for text, name in parts
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{space}"><w:body>{xml}</w:body></w:document>'
    data = packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})
    reading = read(data, "revue.docx")
    assert [facts(draft)[:2] for draft in reading.drafts] == [(of.title, of.source) for of in BOTH]
    assert [body(draft) for draft in reading.drafts] == ["\n".join(of.body) for of in BOTH]
