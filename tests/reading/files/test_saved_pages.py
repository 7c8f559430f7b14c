"""Pages as browsers and crawlers save them: MHTML and WARC."""

from __future__ import annotations

import io
import quopri

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from rag.errors import Unreadable
from rag.reading.in_process import read
from tests.reading.files.specimens import BAC, BOTH, FOUR, body, citable, expected, facts, page


def mhtml(html: bytes, kind: str = "text/html") -> bytes:
    place = "https://passeur.example/ecluse"
    return (
        (
            f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {place}\r\nSubject: x\r\n"
            "Date: Sun, 9 Mar 2025 21:14:55 +0100\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b"\r\n\r\n\r\n----b\r\n'
            f"Content-Type: {kind}\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: {place}\r\n\r\n"
        ).encode()
        + quopri.encodestring(html)
        + b"\r\n----b\r\nContent-Type: text/css\r\n\r\n.x {}\r\n----b--\r\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("name", ["page.mhtml", "page.mht", "page.txt"])
def test_a_saved_page_keeps_its_accents_and_its_own_date(encoding: str, name: str) -> None:
    html = page(BAC).replace("utf-8", encoding.replace("cp", "windows-")).encode(encoding)
    (draft,) = read(mhtml(html), name).drafts
    assert facts(draft) == expected(BAC)
    assert body(draft) == "\n".join(BAC.body)
    assert draft.url == "https://passeur.example/ecluse"


def test_a_saved_page_without_a_date_has_none() -> None:
    html = page(BAC).replace(BAC.day, "").encode()
    assert read(mhtml(html), "page.mhtml").drafts[0].published is None


def test_mhtml_without_a_page_and_one_that_is_cut() -> None:
    with pytest.raises(Unreadable, match="no page"):
        read(mhtml(b"corps", "image/gif"), "page.mhtml")
    whole = mhtml(page(BAC).encode())
    with pytest.raises(Unreadable):
        read(whole[:300], "page.mhtml")
    assert facts(read(whole[: whole.index(b"multipart") + 900], "page.mhtml").drafts[0])[0] == BAC.title


def warc(*pages: tuple[str, bytes, str, str], packed: bool = False) -> bytes:
    """An archive of pages: address, content, type, status."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    for url, content, kind, status in pages:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(content),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2025-06-01T12:00:00Z"},
            )
        )
    return buffer.getvalue()


def crawl(packed: bool = False) -> bytes:
    html, good, site = "text/html; charset=utf-8", "200 OK", "https://passeur.example"
    return warc(
        (f"{site}/robots.txt", b"User-agent: *", "text/plain", good),
        (f"{site}/", page(FOUR).encode(), html, good),
        (
            f"{site}/liste",
            b"<html><body><h1>Toutes nos archives du mois</h1><a href=/a>Le bac</a></body></html>",
            html,
            good,
        ),
        (f"{site}/bac", page(BAC).replace(BAC.body[0], "Premier état.").encode(), html, good),
        (f"{site}/bac", page(BAC).encode(), html, good),
        (f"{site}/four", page(FOUR).encode("cp1252"), "text/html; charset=windows-1252", good),
        (f"{site}/perdu", page(FOUR).encode(), html, "404 Not Found"),
        (f"{site}/p.gif", b"GIF89a", "image/gif", good),
        packed=packed,
    )


def test_the_articles_of_an_archive_are_told_from_its_other_records() -> None:
    reading = read(crawl(), "site.warc")
    assert [facts(draft) for draft in reading.drafts] == [expected(of) for of in BOTH]
    assert [draft.record for draft in reading.drafts] == [0, 1]
    assert reading.drafts[0].url == "https://passeur.example/bac"
    assert "2 pages sans article" in reading.problems[0]
    assert all("Loutre12" not in citable(draft) for draft in reading.drafts)


def test_a_cut_archive_gives_what_stands_before_the_cut() -> None:
    whole = crawl()
    reading = read(whole[: whole.rindex(b"WARC/1.0", 0, whole.rindex(b"/four"))] + b"WARC/1.0\r\nrien", "site.warc")
    assert [facts(draft) for draft in reading.drafts] == [expected(BAC)]


def test_an_archive_without_an_article_is_refused() -> None:
    with pytest.raises(Unreadable, match="web archive"):
        read(warc(("https://passeur.example/", page(BAC).encode(), "text/html", "200 OK")), "site.warc")
    with pytest.raises(Unreadable):
        read(b"WARC/1.0\r\nWARC-Type: response\r\n", "site.warc")
