"""Which sentences an extractive answer quotes, and in which order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from rag.answering.compose import citation_of
from rag.answering.evidence import Evidence
from rag.answering.latest import outdated, outside
from rag.answering.layout import lay_out
from rag.checking.source import source_of
from rag.language.sentences import split_sentences
from rag.present import citation_object
from rag.question import understand
from rag.types import Passage, Published, Question

NOWHERE = np.zeros(1, np.float32)


def passage(n: int, text: str, day: str | None = None, superseded_by: str | None = None) -> Passage:
    """One passage of an article of its own."""
    published = Published(day, "day", "page") if day else None
    return Passage(
        passage_id=n, article_id=f"a{n}", file=f"{n}.txt", record=None, n=0, start=0, end=len(text), text=text,
        sentences=tuple(split_sentences(text)), title=None, source="La Gazette", author=None, url=None,
        published=published, updated=None, language="fr", copies=(), dispatch=None, superseded_by=superseded_by,
    )  # fmt: skip


def scored(*rows: tuple[Passage, int, float], typed: bool = True) -> list[Evidence]:
    """Evidence from passage, number of the sentence and score."""
    found = [(source_of(p, p.sentences[n]), score) for p, n, score in rows]
    return [Evidence(s, score, 0.5, 0.8, 0.5, typed, n, NOWHERE, words=score) for n, (s, score) in enumerate(found)]


def asked(text: str) -> Question:
    """The question as understood."""
    return understand(text, today=dt.date(2026, 1, 5))


PANIC = passage(1, "Les nitrates dépassent la norme.\n\nFaut-il paniquer ?\n\nNon, dit le médecin de Larnac.")


def test_a_question_of_the_article_is_quoted_only_where_there_is_nothing_else() -> None:
    about = asked("Que dit le médecin des nitrates ?")
    first = lay_out(about, scored((PANIC, 1, 9.0), (PANIC, 2, 8.0)))
    assert [s.quote for s in first.sources] == ["Non, dit le médecin de Larnac."]
    nothing_else = lay_out(about, scored((PANIC, 1, 9.0)))
    assert [s.quote for s in nothing_else.sources] == ["Faut-il paniquer ?"]


TABLE = "Gare | Tarif\nLarnac | 3 euros\nBrisac | 4 euros\nVannes | 5 euros\nSerre | 6 euros"


def test_a_question_about_the_whole_table_gets_its_rows() -> None:
    table = passage(9, TABLE)
    scores = [(table, n, 9.0 - n / 4) for n in range(1, len(table.sentences))]
    laid = lay_out(asked("Quels sont les tarifs du train par gare ?"), scored(*scores))
    assert len(table.sentences) == 5
    assert [s.quote for s in laid.sources] == TABLE.splitlines()[1:]


WORKS = ("Le pont", "Le quai", "La halle", "Le port")


def test_at_most_two_quotations_follow_the_first_and_the_others_are_kept_behind() -> None:
    works = passage(6, " ".join(f"{what} a coûté {n} millions." for n, what in enumerate(WORKS, 2)))
    laid = lay_out(asked("Combien ont coûté les travaux ?"), scored(*((works, n, 9.0 - n / 4) for n in range(4))))
    assert [s.quote[:7] for s in laid.sources] == ["Le pont", "Le quai", "La hall"]
    assert [item.source.quote[:7] for item in laid.others] == ["Le port"]


def test_a_sentence_far_below_the_best_is_not_told() -> None:
    laid = lay_out(asked("Combien la halle a-t-elle coûté ?"), scored((OLD, 0, 9.0), (FAR, 0, 3.0)))
    assert [s.passage for s in laid.sources] == [OLD]
    assert laid.others == ()


def test_equal_values_are_one_claim_and_copies_count_once() -> None:
    same = passage(7, "Selon le budget, la halle coûtera 2 millions d'euros.", "2021-03-04")
    copy = replace(same, passage_id=8, article_id="a8", dispatch="d")
    first = replace(OLD, dispatch="d")
    laid = lay_out(asked("Combien la halle a-t-elle coûté ?"), scored((first, 0, 9.0), (same, 0, 8.9), (copy, 0, 8.8)))
    assert [(claim.value, claim.kind, len(claim.evidence)) for claim in laid.claims] == [("2000000 €", "number", 2)]
    assert [s.passage for s in laid.sources] == [first]


OLD = passage(2, "La halle coûtera 2 millions d'euros.", "2021-03-02")
NEW = passage(3, "La halle a coûté 3 millions d'euros.", "2023-09-12")
FAR = passage(4, "La digue a coûté 9 millions d'euros.", "2025-01-20")
GONE = passage(5, "La halle a coûté 4 millions d'euros.", "2024-02-01", superseded_by="a3")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Combien la halle a-t-elle coûté ?", OLD),
        ("Combien la halle a-t-elle coûté finalement ?", NEW),
        ("Combien la halle devait-elle coûter à l'origine ?", OLD),
        ("Quel est le coût actuel de la halle ?", NEW),
        ("Quel était en mars 2021 le dernier coût annoncé de la halle ?", OLD),
    ],
)
def test_the_end_that_is_asked_for_comes_first(question: str, first: Passage) -> None:
    given = lay_out(asked(question), scored((OLD, 0, 9.0), (NEW, 0, 8.0), (FAR, 0, 5.0), (GONE, 0, 8.5))).sources
    assert given[0].passage is first


def test_a_newer_sentence_that_lacks_what_is_asked_does_not_lead() -> None:
    kept = scored((OLD, 0, 9.0)) + scored((NEW, 0, 8.0), typed=False)
    assert lay_out(asked("Combien la halle a-t-elle coûté finalement ?"), kept).sources[0].passage is OLD


def test_the_day_of_an_update_counts_where_no_other_is_known() -> None:
    updated = replace(FAR, published=None, updated=FAR.published)
    old, newest, undated = (source_of(p, p.sentences[0]) for p in (OLD, updated, replace(FAR, published=None)))
    assert not outdated(newest, [old, newest])
    assert outdated(old, [old, newest])
    assert outdated(undated, [old])


def test_the_day_comes_before_a_time_counted_back() -> None:
    back = passage(21, "La piscine, rouverte deux mois plus tôt, a fermé une journée.", "2024-11-20")
    day = passage(22, "Le 14 septembre, la piscine a rouvert ses portes.", "2024-09-15")
    ask = asked("Quand la piscine a-t-elle rouvert ?")
    assert lay_out(ask, scored((back, 0, 9.0), (day, 0, 7.5))).sources[0].passage is day
    assert lay_out(ask, scored((back, 0, 9.0), (day, 0, 3.0))).sources[0].passage is back


def test_of_an_outlet_that_is_named_the_others_do_not_stand_among_the_answers() -> None:
    here = passage(23, "La fête a réuni 300 personnes.", "2024-06-01")
    there = replace(passage(24, "La fête a réuni 500 personnes.", "2024-06-02"), source="L'Écho d'Yverne")
    ask = understand(
        "Combien de personnes selon L'Écho d'Yverne ?", today=dt.date(2026, 1, 5), sources=["L'Écho d'Yverne"]
    )
    assert [s.passage for s in lay_out(ask, scored((here, 0, 9.0), (there, 0, 7.0))).sources] == [there]
    assert outside(ask, [source_of(there, (0, 5))]) is None
    assert outside(ask, [source_of(here, (0, 5))]) == "outside_outlet"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Combien la halle a-t-elle coûté en 2019 ?", "outside_period"),
        ("Combien la halle a-t-elle coûté en 2021 ?", None),
        ("Combien la halle a-t-elle coûté ?", None),
    ],
)
def test_what_is_of_another_period_is_told_as_that(question: str, said: str | None) -> None:
    assert outside(asked(question), [source_of(OLD, (0, 5))]) == said


def test_the_days_that_words_certainly_mean_go_with_the_citation() -> None:
    closed = passage(25, "La mairie a fermé le pont lundi soir. Il rouvrira jeudi.", "2023-03-14")
    cited = [citation_of(source_of(closed, span), 1) for span in closed.sentences]
    assert [c.days for c in cited] == [(("lundi", dt.date(2023, 3, 13)),), ()]
    assert citation_object(cited[0])["days"] == [{"text": "lundi", "value": "2023-03-13"}]
