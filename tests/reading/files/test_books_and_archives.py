"""EPUB, ZIP and gzip."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from rag.errors import SourcierError, TooLarge, Unreadable
from rag.reading.in_process import read
from tests.reading.files.specimens import BAC, BOTH, FOUR, Specimen, body, facts, page
from tests.support.hostile import docx, packed

XHTML = (
    "<?xml version='1.0'?><!DOCTYPE html><html xmlns:epub='http://www.idpf.org/2007/ops'><head><title>R</title></head>"
)


def chapter(of: Specimen, tag: str = "h1") -> str:
    author = f"<p class='auteur'>Par {of.author}</p>" if of.author else ""
    paragraphs = "".join(f"<p>{part}</p>" for part in of.body)
    note = "<aside epub:type='footnote'><p>1. Photographies de la rédaction, tous droits réservés.</p></aside>"
    return f"<section><p class='rubrique'>ENQUÊTE</p><{tag}>{of.title}</{tag}>{author}{paragraphs}{note}</section>"


def epub(chapters: dict[str, str], more: dict[str, bytes] | None = None, date: str = "2021-03") -> bytes:
    """A minimal book: the chapters in order, under the names given."""
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name == 'nav.xhtml' else ''}/>"
        for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:opf="http://www.idpf.org/2007/opf"><metadata><dc:title>Les Cahiers du Val - n° 12, mars 2021</dc:title>'
        f'<dc:date opf:event="modification">2024-05-01</dc:date><dc:date>{date}</dc:date></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}"
        "</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="O/c.opf"/></rootfiles></container>'
    parts = {"mimetype": b"application/epub+zip", "META-INF/container.xml": container.encode()}
    parts["O/c.opf"] = package.encode()
    for name, text in chapters.items():
        parts[f"O/{name}"] = f"{XHTML}<body>{text}</body></html>".encode()
    return packed(parts | (more or {}))


BOOK = {
    "couverture.xhtml": "<h1>Les Cahiers du Val</h1><p>Mars 2021 - 9,50 €</p>",
    "nav.xhtml": f"<nav epub:type='toc'><h1>Sommaire</h1><ol><li>{BAC.title}</li></ol></nav>",
    "un.xhtml": chapter(BAC),
    "deux.xhtml": chapter(FOUR),
    "ours.xhtml": "<h1>Ours</h1><p>Directrice de la publication : Blanche Vauzelle, imprimé à Cormeray.</p>",
}


def test_the_articles_of_a_book_are_told_from_its_cover_contents_and_imprint() -> None:
    reading = read(epub(BOOK), "cahiers.epub")
    assert [facts(draft) for draft in reading.drafts] == [
        (of.title, "Les Cahiers du Val", of.author, "2021-03") for of in BOTH
    ]
    assert [body(draft) for draft in reading.drafts] == ["\n".join(of.body) for of in BOTH]
    assert "« Ours »" in reading.problems[0]


def test_several_articles_in_one_chapter_and_one_article_in_several() -> None:
    both = {"tout.xhtml": "".join(map(chapter, BOTH))}
    assert [draft.title for draft in read(epub(both), "x.epub").drafts] == [of.title for of in BOTH]
    first, *rest = BAC.body
    parts = {
        "a.xhtml": f"<h1>{BAC.title}</h1><p>{first}</p>",
        "b.xhtml": "".join(f"<p>{part}</p>" for part in rest),
        "c.xhtml": chapter(FOUR),
    }
    one, two = read(epub(parts), "x.epub").drafts
    assert body(one) == "\n".join(BAC.body)
    assert two.title == FOUR.title


def test_subheads_open_no_article_and_an_article_printed_twice_is_one() -> None:
    text = chapter(BAC).replace(f"<p>{BAC.body[1]}", f"<h2>Deux crues</h2><p>{BAC.body[1]}")
    reading = read(epub({"a.xhtml": text, "b.xhtml": text, "c.xhtml": chapter(FOUR)}), "x.epub")
    assert [draft.title for draft in reading.drafts] == [of.title for of in BOTH]
    assert "Deux crues" in body(reading.drafts[0])


def test_an_issue_without_a_day_and_books_that_cannot_be_read() -> None:
    assert read(epub(BOOK, date="0101-01-01"), "x.epub").drafts[0].published is None
    locked = b'<encryption><CipherReference URI="O/un.xhtml"/></encryption>'
    fonts = b'<encryption><CipherReference URI="O/fonts/a.otf"/></encryption>'
    assert len(read(epub(BOOK, {"META-INF/encryption.xml": fonts}), "x.epub").drafts) == 2
    with pytest.raises(Unreadable, match="DRM"):
        read(epub(BOOK, {"META-INF/encryption.xml": locked}), "x.epub")
    with pytest.raises(Unreadable, match="recognised"):
        read(epub({"a.xhtml": BOOK["couverture.xhtml"]}), "x.epub")
    with pytest.raises(SourcierError):
        read(epub(BOOK)[:500], "x.epub")
    with pytest.raises(TooLarge):
        read(epub(BOOK, {"O/big.xhtml": b" " * (60 * 2**20)}), "x.epub")


def test_a_zip_gives_the_articles_of_all_its_files_numbered_through() -> None:
    records = "\n".join(f'{{"title": "{of.title}", "text": "{of.body[0]} {of.body[1]}"}}' for of in BOTH)
    archive = packed(
        {
            "b/corpus.jsonl": records.encode(),
            "a/bac.html": page(BAC).encode(),
            "c/four.docx": docx(f"{FOUR.title}\n\n{FOUR.text}"),
            "c/image.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
            "__MACOSX/a/._bac.html": b"\x00\x05\x16\x07",
            ".DS_Store": b"\x00",
        }
    )
    reading = read(archive, "tout.zip")
    assert [draft.title for draft in reading.drafts] == [BAC.title, BAC.title, FOUR.title, FOUR.title]
    assert [draft.record for draft in reading.drafts] == [0, 1, 2, 3]
    assert [draft.format for draft in reading.drafts] == ["html", "jsonl", "jsonl", "docx"]
    assert len(reading.problems) == 1
    assert "image.png" in reading.problems[0]


def test_gzip_of_one_member_and_of_several() -> None:
    html = page(BAC).encode()
    assert read(gzip.compress(html), "bac.html.gz").drafts[0].title == BAC.title
    halves = gzip.compress(html[:300]) + gzip.compress(html[300:])
    assert read(halves, "bac.html.gz").drafts[0].title == BAC.title
    assert read(packed({"bac.gz": gzip.compress(html)}), "x.zip").drafts[0].title == BAC.title
    with pytest.raises(Unreadable, match="damaged"):
        read(gzip.compress(html)[:200], "bac.html.gz")


def test_archives_in_archives_are_bounded_and_none_unpacks_without_end() -> None:
    nested = page(BAC).encode()
    for _ in range(5):
        nested = packed({"dedans.zip" if nested[:2] == b"PK" else "bac.html": nested})
    with pytest.raises(SourcierError, match="archive"):
        read(nested, "poupees.zip")
    for bomb, name in (
        (packed({"zeros.txt": b" " * (60 * 2**20)}), "bombe.zip"),
        (gzip.compress(b" " * (70 * 2**20)), "bombe.gz"),
        (packed({f"{n}.txt": b"x" for n in range(2_100)}), "nombre.zip"),
    ):
        with pytest.raises(TooLarge):
            read(bomb, name)


def test_locked_cut_and_empty_archives_are_refused_with_a_reason() -> None:
    whole = packed({"bac.html": page(BAC).encode()})
    locked = bytearray(whole)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[whole.index(mark) + offset] |= 1
    for data, words in ((bytes(locked), "archive"), (whole[:-80], "damaged"), (packed({"a/": b""}), "archive")):
        with pytest.raises(Unreadable, match=words):
            read(data, "x.zip")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../etc/bac\x07.html", page(BAC))
    assert read(buffer.getvalue(), "chemins.zip").drafts[0].title == BAC.title
