"""Conversations in the library: kept as they were, and gone for good when deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import BadInput
from vectorstore.library import Library

TURNS = [{"question": "Qui tient le phare de Brévent ?", "answer": {"answer": "Une équipe de trois gardiens."}}]


def test_a_conversation_comes_back_as_it_was(library: Library) -> None:
    kept = library.conversations
    identity = kept.keep(TURNS)
    assert identity is not None
    found = kept.get(identity)
    assert found is not None
    assert (list(found.turns), found.asked, found.name) == (TURNS, 1, "")
    assert kept.keep([*TURNS, {"question": "Et depuis quand ?"}], identity) == identity
    assert kept.rename(identity, "  Le  phare ")
    (listed,) = kept.all()
    assert (listed.name, listed.asked, listed.turns, listed.first) == ("Le phare", 2, (), TURNS[0]["question"])
    assert kept.get("none") is None
    assert not kept.rename("none", "x")


def test_a_deleted_one_is_gone_from_the_file_and_does_not_come_back(library: Library) -> None:
    kept = library.conversations
    other = kept.keep([{"question": "Autre chose"}])
    identity = kept.keep([{"question": "Un secret de Brévent " * 400}])
    assert identity is not None
    assert kept.delete(identity)
    assert not kept.delete(identity)
    assert kept.keep(TURNS, identity) is None, "an answer that ends after the deletion does not bring it back"
    assert [item.id for item in kept.all()] == [other]
    for path in Path(library.path).parent.iterdir():
        assert "secret de Brévent".encode() not in path.read_bytes(), path.name


def test_what_a_browser_kept_is_taken_in_once(library: Library) -> None:
    kept = library.conversations
    for _ in range(2):
        kept.take_in("0123456789abcdef", "Ancienne", TURNS)
    kept.take_in("../etc", "Mauvaise", TURNS)
    assert [(item.id, item.name) for item in kept.all()] == [("0123456789abcdef", "Ancienne")]


def test_one_that_is_far_too_long_is_refused(library: Library) -> None:
    with pytest.raises(BadInput, match="too long"):
        library.conversations.keep([{"question": "x" * 4_000_001}])
