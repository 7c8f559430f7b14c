"""The registry says which formats are read, and everything that names them says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import TooLarge, Unreadable
from rag.ingest.folders import READ
from rag.reading.exports.many import Entry, articles
from rag.reading.formats.format import Given
from rag.reading.formats.registry import FORMATS, endings, recognise
from rag.reading.in_process import read
from rag.types import CITABLE
from web.page_words import PAGE_WORDS

ROOT = Path(__file__).resolve().parents[2]
FIRST = "Le bac de Cormeray a repris ses rotations lundi, après onze jours d'arrêt pour un câble usé."
LAST = "Le prochain contrôle est prévu en avril."


@pytest.mark.parametrize("document", ["README.md", "README.fr.md", "docs/reading.md"])
def test_the_documents_name_every_ending(document: str) -> None:
    named = (ROOT / document).read_text("utf-8").replace("`", " ").split()
    assert [ending for ending in endings() if ending not in named] == []


def test_folders_and_the_page_take_what_the_registry_reads() -> None:
    assert set(endings()) | {""} == READ
    assert all(ending in said for said in PAGE_WORDS["add_kinds"] for ending in endings())


def test_names_and_endings_are_well_formed() -> None:
    assert len({format.name for format in FORMATS}) == len(FORMATS)
    assert all(ending.startswith(".") and ending == ending.lower() for ending in endings())
    assert len(endings()) == len(set(endings()))


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
@pytest.mark.parametrize(
    "data", [b"x", b"PK\x03\x04", b"{\\rtf1", b"%PDF-", b"<html>", b"{", b"\xff\xfe<\x00", b"\x1f\x8b"]
)
def test_no_format_stumbles_over_a_fragment(format: object, data: bytes) -> None:
    assert format.sniff(Given(data, "fragment.bin")) in (True, False)  # type: ignore[attr-defined]


def test_a_refusal_says_what_is_read() -> None:
    with pytest.raises(Unreadable) as fault:
        read(b"\x7fELF\x02\x01" + bytes(500), "image.txt")
    assert all(ending[1:] in said for said in (fault.value.fr, fault.value.en) for ending in endings())


def test_the_limit_of_size_is_that_of_the_format() -> None:
    large = FIRST.encode() * 130_000
    with pytest.raises(TooLarge, match="10 Mi"):
        read(large, "grand.txt")
    assert recognise(Given(large, "grand.jsonl")).most >= 64 * 2**20


def entry(title: str) -> Entry:
    made = Entry(title=title, source="Le Passeur", published="3 mars 2024")
    made.add(title, "title")
    made.add("Par Odile Brassac", "byline")
    made.add_body([FIRST, "Réactions", "« On a vécu à l'heure du détour »,\nsoupire un éleveur.", LAST])
    made.add("© 2024 Le Passeur. Tous droits réservés.")
    return made


def test_stated_parts_become_an_article_and_nothing_else_is_looked_for() -> None:
    draft = articles(Given(b"", "a.html"), [entry("Le bac repart").raw("essai")]).drafts[0]
    labels = [(draft.text[line.start : line.end], line.label) for line in draft.lines]
    assert labels == [
        ("Le bac repart", "title"),
        ("Par Odile Brassac", "byline"),
        (FIRST, "body"),
        ("Réactions", "subhead"),
        ("« On a vécu à l'heure du détour », soupire un éleveur.", "body"),
        (LAST, "body"),
        ("© 2024 Le Passeur. Tous droits réservés.", "furniture"),
    ]
    assert (draft.title, draft.source, draft.author, draft.record) == ("Le bac repart", "Le Passeur", None, 0)
    assert draft.published is not None
    assert draft.published.value == "2024-03-03"


def test_fewer_articles_than_marks_is_said_in_the_report_and_on_each() -> None:
    reading = articles(Given(b"", "a.html"), [entry("Un").raw("essai"), entry("Deux").raw("essai")], marks=3)
    assert [draft.record for draft in reading.drafts] == [0, 1]
    assert "annonce 3 articles, 2 en ont été lus" in reading.problems[0]
    assert all(reading.problems[0] in draft.warnings for draft in reading.drafts)


def test_no_article_at_all_is_a_refusal() -> None:
    with pytest.raises(Unreadable, match="could not be told apart"):
        articles(Given(b"", "a.html"), [], what="export Europresse")


def test_every_citable_line_of_a_stated_body_counts() -> None:
    draft = articles(Given(b"", "a.html"), [entry("Le bac repart").raw("essai")]).drafts[0]
    assert sum(line.label in CITABLE for line in draft.lines) == 5
