"""Office documents other than Word's: RTF and OpenDocument."""

import pytest

from rag.errors import Unreadable
from rag.reading.formats.rtf import read_rtf, rtf_text
from tests.support.hostile import ARTICLE, MARKER, rtf


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
