"""Tables with an article a row, and feeds."""

from __future__ import annotations

import csv
import io
import zipfile
from xml.sax.saxutils import escape

import pytest

from rag.errors import SourcierError, TooLarge, Unreadable
from rag.reading.in_process import read
from tests.reading.files.specimens import BAC, BOTH, FOUR, Specimen, body, citable, expected, facts

NAMES = ["N°", "Titre", "Journal", "Auteur(s)", "Date de parution", "Texte intégral", "Nb mots", "Lien"]


def row(number: int, of: Specimen, date: str | None = None) -> list[str]:
    day = date or "/".join(reversed(of.day.split("-")))
    return [str(number), of.title, of.source, of.author or "", day, of.text, "66", f"https://passeur.example/{number}"]


ROWS = [NAMES, *(row(number, of) for number, of in enumerate(BOTH, start=1))]


def written(rows: list[list[str]], delimiter: str = ";") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


def xlsx(rows: list[list[str]], more: str = "") -> bytes:
    """A minimal workbook: texts in the cells, what is all figures a number; ``more`` is a second sheet's row."""

    def cell(value: str) -> str:
        inline = f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        return f"<c><v>{value}</v></c>" if value.isdigit() else inline

    def sheet(lines: list[list[str]]) -> str:
        data = "".join(f"<row>{''.join(map(cell, line))}</row>" for line in lines)
        return f'<worksheet xmlns="{space}"><sheetData>{data}</sheetData></worksheet>'

    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = [rows, [[more]]] if more else [rows]
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        f'ContentType="{kind}.sheet.main+xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{office}"><sheets>'
        + "".join(f'<sheet name="F{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/s{n}.xml"/>' for n in numbers)
        + "</Relationships>",
        **{f"xl/worksheets/s{n}.xml": sheet(lines) for n, lines in enumerate(sheets, start=1)},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("corpus.csv", written(ROWS).encode("cp1252")),
        ("corpus.tsv", written(ROWS, "\t").encode()),
        ("virgules.csv", b"\xef\xbb\xbf" + written(ROWS, ",").encode()),
        ("sep.csv", b"sep=;\r\n" + written(ROWS).encode()),
        ("sans_nom", written(ROWS).encode("utf-16")),
        ("corpus.txt", written(ROWS).encode()),
        ("titre_au_dessus.csv", written([["Revue de presse", ""], [], *ROWS, ["", "", "", "Total", "2"]]).encode()),
        ("corpus.xlsx", xlsx(ROWS)),
        ("corpus.zip", xlsx([["Revue de presse"], *ROWS])),
    ],
)
def test_a_row_is_an_article_with_the_fields_of_its_columns(name: str, data: bytes) -> None:
    reading = read(data, name)
    assert [facts(draft) for draft in reading.drafts] == [expected(of) for of in BOTH]
    assert [body(draft) for draft in reading.drafts] == ["\n".join(of.body) for of in BOTH]
    assert [draft.record for draft in reading.drafts] == [0, 1]
    assert reading.drafts[1].url == "https://passeur.example/2"
    assert not reading.problems


def test_serial_numbers_of_days_and_dates_in_words() -> None:
    days = [row(1, BAC, "44264"), row(2, FOUR, "avril 2021"), row(3, FOUR, "15.04.2021"), row(4, FOUR, "bientôt")]
    found = [facts(draft)[3] for draft in read(xlsx([NAMES, *days]), "dates.xlsx").drafts]
    assert found == ["2021-03-09", "2021-04", "2021-04-15", None]


def test_months_stand_first_only_where_a_date_of_the_column_says_so() -> None:
    def days(*dates: str) -> list[str | None]:
        rows = [NAMES, *(row(number, FOUR, date) for number, date in enumerate(dates))]
        return [facts(draft)[3] for draft in read(written(rows).encode(), "us.csv").drafts]

    assert days("04/05/2021", "04/15/2021") == ["2021-04-05", "2021-04-15"]
    assert days("04/05/2021", "06/07/2021") == ["2021-05-04", "2021-07-06"]


def test_unknown_columns_are_refused_with_their_names() -> None:
    rows = [["Rubrique", "Note libre", "Pays"], ["Culture", BAC.text, "France"]]
    for data, name in ((written(rows).encode(), "x.csv"), (xlsx(rows), "x.xlsx")):
        with pytest.raises(Unreadable) as fault:
            read(data, name)
        assert "Rubrique, Note libre, Pays" in fault.value.fr
        assert "texte" in fault.value.fr


def test_a_sheet_that_is_no_list_of_articles_is_said_to_be_left_out() -> None:
    reading = read(xlsx(ROWS, "Légende des couleurs"), "deux.xlsx")
    assert len(reading.drafts) == 2
    assert "F2" in reading.problems[0]


def test_a_row_without_a_text_is_named_and_a_cut_cell_warned_of() -> None:
    rows = [*ROWS, [*row(3, FOUR)[:5], "", "", ""], [*row(4, FOUR)[:5], ("mot de plus " * 3000)[:32_767], "", ""]]
    reading = read(xlsx(rows), "coupe.xlsx")
    assert [draft.record for draft in reading.drafts] == [0, 1, 3]
    assert "article 3" in reading.problems[0]
    assert "32 767" in reading.drafts[2].warnings[0]


def test_formulas_are_not_worked_out_and_links_show_their_words() -> None:
    cells = row(1, BAC)
    cells[1] = f'=LIEN_HYPERTEXTE("https://passeur.example/1";"{BAC.title}")'
    cells[2], cells[3] = f'="{BAC.source}"', '=cmd|"/c calc"!A1'
    draft = read(written([NAMES, cells]).encode(), "formules.csv").drafts[0]
    assert facts(draft) == (BAC.title, BAC.source, None, BAC.day)


def test_a_quotation_mark_that_never_closes_is_said() -> None:
    broken = written(ROWS).replace(f'{BAC.body[-1]}"', BAC.body[-1], 1)
    reading = read(broken.encode(), "casse.csv")
    assert "guillemet" in reading.problems[0]


def test_markup_in_a_cell_and_a_column_of_standfirsts() -> None:
    rows = [["headline", "dek", "body", "published_at"]]
    rows += [[BAC.title, "Un bac, deux crues.", "".join(f"<p>{part}</p>" for part in BAC.body), "2021-03-09T08:00:00Z"]]
    draft = read(written(rows, ",").encode(), "html.csv").drafts[0]
    assert body(draft) == "\n".join(["Un bac, deux crues.", *BAC.body])


def test_zoteros_table_and_gargantexts() -> None:
    names = ["Key", "Item Type", "Publication Year", "Author", "Title", "Publication Title", "Abstract Note", "Date"]
    names += ["Date Added", "Access Date", "Notes"]
    rows = [["A1", "newspaperArticle", "2021", "Brassac, Odile", BAC.title, BAC.source, BAC.text, BAC.day]]
    rows[0] += ["2025-01-01", "2025-01-02", "à relire"]
    assert facts(read(written([names, *rows], ",").encode(), "zotero.csv").drafts[0]) == expected(BAC)
    names = ["title", "source", "publication_year", "publication_month", "publication_day", "abstract", "authors"]
    rows = [[BAC.title, BAC.source, "2021", "3", "9", BAC.text.replace("\n", " "), "Odile Brassac"]]
    assert facts(read(written([names, *rows], "\t").encode(), "gargantext.csv").drafts[0]) == expected(BAC)


def test_damaged_and_swollen_workbooks_are_refused() -> None:
    whole = xlsx(ROWS)
    for data in (whole[:400], whole[:-60]):
        with pytest.raises(SourcierError):
            read(data, "coupe.xlsx")
    swollen = io.BytesIO(whole)
    with zipfile.ZipFile(swollen, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/rien.bin", bytes(60 * 2**20))
    with pytest.raises(TooLarge):
        read(swollen.getvalue(), "bombe.xlsx")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    with pytest.raises(Unreadable, match="password"):
        read(locked, "protege.xlsx")


def item(of: Specimen, day: str) -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in of.body)
    tail = f"<p>L'article <a href='x'>{of.title}</a> est apparu en premier sur <a href='y'>{of.source}</a>.</p>"
    author = f"<dc:creator><![CDATA[{of.author}]]></dc:creator>" if of.author else ""
    return (
        f"<item><title>{escape(of.title)}</title><link>https://passeur.example/a?xtor=RSS-1</link>{author}"
        f"<pubDate>{day}</pubDate><description>{escape(of.body[0][:50])}&amp;hellip; Lire la suite</description>"
        f"<content:encoded><![CDATA[{paragraphs}{tail}]]></content:encoded></item>"
    )


RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Le Passeur de Cormeray</title>'
    "<description>L'actualité du fleuve</description><lastBuildDate>Tue, 27 Feb 2024 06:30:00 +0100</lastBuildDate>"
    + item(BAC, "Tue, 09 Mar 2021 06:05:00 +0100")
    + item(FOUR, "Thu, 15 Apr 2021 23:05:00 +0200")
    + "</channel></rss>"
)


def test_rss_gives_the_whole_text_and_the_date_of_each_item() -> None:
    reading = read(RSS.encode(), "flux.xml")
    assert [facts(draft) for draft in reading.drafts] == [
        expected(BAC),
        (FOUR.title, BAC.source, None, FOUR.day),
    ]
    assert [body(draft) for draft in reading.drafts] == ["\n".join(of.body) for of in BOTH]
    assert "apparu en premier" not in citable(reading.drafts[0])
    assert not reading.problems


def test_atom_tells_publication_from_change_and_a_summary_says_so() -> None:
    entry = (
        f"<entry><title type='html'>{escape(escape(BAC.title))}</title><updated>2024-01-01T00:00:00Z</updated>{{}}"
        f"<summary>{escape(BAC.text)}</summary></entry>"
    )
    both = entry.format("<published>2021-03-09T08:00:00+01:00</published>") + entry.format("")
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Passeur</title>{both}</feed>'
    one, two = read(atom.encode(), "flux.atom").drafts
    assert (facts(one)[3], facts(two)[3]) == ("2021-03-09", None)
    assert two.updated is not None
    assert "résumé" in one.warnings[0]


def test_feeds_that_are_broken_empty_or_suspect() -> None:
    cut = read(RSS[: RSS.index(FOUR.body[1])].encode(), "coupe.rss")
    assert facts(cut.drafts[0]) == expected(BAC)
    bomb = RSS.replace("<rss", '<!DOCTYPE r [<!ENTITY a "ha">]><rss')
    for bad in (bomb, "<rss version='2.0'><channel><title>Vide</title></channel></rss>"):
        with pytest.raises(Unreadable):
            read(bad.encode(), "flux.rss")


@pytest.mark.parametrize("names", [["id", "contenu"], ["Texte"]])
def test_a_table_of_texts_alone_gives_articles_of_which_nothing_else_is_known(names: list[str]) -> None:
    rows = [names, [BAC.text] * len(names)]
    for data, name in ((written(rows).encode(), "x.csv"), (xlsx(rows), "x.xlsx")):
        draft = read(data, name).drafts[0]
        assert facts(draft) == (None, None, None, None)
        assert body(draft) == "\n".join(BAC.body)
