from __future__ import annotations

import random

from rag.types import Draft, Line, Published
from vectorstore.copies import SAME_DISPATCH, containment, relation, shingles, sketch, supersedes


def story(seed: int, words: int = 300) -> str:
    source = random.Random(seed)
    return " ".join("".join(source.choices("abcdefilmnoprstu", k=source.randint(2, 7))) for _ in range(words))


def draft(
    text: str, source: str | None = None, agency: str | None = None, day: str | None = None, updated: str | None = None
) -> Draft:
    def date(value: str | None) -> Published | None:
        return Published(value, "day", value) if value else None

    return Draft(
        text, (Line(0, len(text), "body"),), source=source, agency=agency, published=date(day), updated=date(updated)
    )


def test_shingles_are_stable_folded_and_fit_sqlite() -> None:
    assert shingles("Été à Pékin, demain") == shingles("ete a pekin demain")
    assert shingles("un deux trois") == {4566423719585355939}
    assert all(-(2**63) <= value < 2**63 for value in shingles(story(1)))
    assert shingles("") == frozenset()
    assert len(shingles("seul")) == 1


def test_containment_of_cut_and_different_texts() -> None:
    whole, words = story(1), story(1).split()
    assert containment(shingles(whole), shingles(" ".join(words[:150]))) == 1
    assert containment(shingles(whole), shingles(story(2))) == 0
    assert containment(frozenset(), shingles(whole)) == 0


def test_sketches_of_copies_meet() -> None:
    whole, half = story(3, 900), " ".join(story(3, 900).split()[:450])
    assert len(sketch(shingles(whole))) < 200
    assert len(sketch(shingles(whole)) & sketch(shingles(half))) > 20
    assert sketch(shingles("un deux trois quatre")) == shingles("un deux trois quatre")


def test_copy_or_version() -> None:
    text = story(4)
    longer = text + " " + story(5, 100)
    assert relation(draft(text, "La Feuille"), draft(longer, "Le Phare")) == "copy"
    assert relation(draft(text, "La Feuille"), draft(longer, "LA FEUILLE")) == "version"
    assert relation(draft(text), draft(longer)) == "copy"
    assert relation(draft(text, "La Feuille"), draft(text, "La Feuille")) == "copy"
    assert relation(draft(text), draft(story(6))) is None


def test_one_agency_needs_less() -> None:
    first, second = (
        draft("x", agency="Agence Nord", day="2024-03-01"),
        draft("y", agency="agence nord", day="2024-03-02"),
    )
    later = draft("y", agency="Agence Nord", day="2024-03-20")
    assert relation(first, second, 0.45) == "copy"
    assert relation(first, later, 0.45) is None
    assert relation(draft("x"), draft("y"), 0.45) is None
    assert relation(draft("x"), draft("y"), SAME_DISPATCH) == "copy"


def test_supersedes() -> None:
    old, new = draft("a", day="2024-03-01"), draft("b", day="2024-03-01", updated="2024-03-02")
    assert supersedes(new, old)
    assert not supersedes(old, new)
    assert not supersedes(draft("a"), new)
    assert not supersedes(old, old)
