"""The press articles of training/, and the examples made of them: what is learned stands where it is said to stand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from rag.language.terms import terms
from training.claim_examples import checked_examples, claim_development, claim_examples
from training.data import CHECKED, HERE, press
from training.encode import LONGEST, Example, Text, encode, held_out, present, read_examples, window, write_examples
from training.near import Nearest
from training.perturb import alter
from training.press_parts import Article, read_part
from training.question_examples import development, gold, question_examples
from vectorstore.embedding.e5_weights import packaged_weights, read_weights

PARTS = sorted((HERE / "press").glob("p*"))
TEXT = (
    "Le conseil de Rocheval a voté mardi 12 mars un prêt de 340 000 euros. Selon la maire Odile Garrec, il ne couvrira "
    "pas la toiture. L'opposant Yvan Corlay réclame 90 000 euros de plus. Les travaux commenceront lundi 8 avril."
)


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return read_part(PARTS[0])[:3]


@pytest.fixture(scope="module")
def vocabulary() -> list[str]:
    return [piece for piece, _ in read_weights(packaged_weights()).vocabulary]


def words(example: Example, vocabulary: list[str], first: int, last: int) -> str:
    return "".join(vocabulary[n] for n in example.ids[first : last + 1]).replace("▁", " ").strip()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_part_has_its_form(part: Path) -> None:
    done = subprocess.run([sys.executable, HERE / "press" / "check.py", part], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "20 articles, 280 questions, 240 claims" in done.stdout


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    for name in ("articles", "questions", "claims"):
        text = (PARTS[0] / f"{name}.jsonl").read_text("utf-8")
        (tmp_path / f"{name}.jsonl").write_text(text.replace('"supported"', '"true"', 1), "utf-8")
    done = subprocess.run([sys.executable, HERE / "press" / "check.py", tmp_path], capture_output=True, text=True)
    assert done.returncode == 1
    assert "no such label: true" in done.stdout


def test_spans_are_what_answers(articles: list[Article], vocabulary: list[str]) -> None:
    rows = {row["id"]: row for article in articles for row in article.questions}
    found = list(present(question_examples(articles, Random(1))))
    right = [example for example in found if example.answers]
    assert len(right) >= 8 * len(articles)
    for example in right:
        assert example.begin <= example.first <= example.last < example.end <= LONGEST
        span = words(example, vocabulary, example.first, example.last)
        assert any(set(terms(answer)) & set(terms(span)) for answer in rows[example.group]["answers"]), example
    assert all(example.first == example.last == 0 for example in found if not example.answers)
    assert {example.kind for example in found} >= {"press", "press near miss", "press same article", "press removed"}


def test_no_passage_is_taught_to_hold_and_not_to_hold_an_answer(articles: list[Article]) -> None:
    for article in articles:
        for row in article.questions:
            if row["answerable"]:
                assert gold(row, article), row["id"]
    kept = list(present(development(articles)))
    answering = {(e.group, tuple(e.ids)) for e in kept if e.kind == "gold"}
    assert not answering & {(e.group, tuple(e.ids)) for e in kept if e.kind == "other"}


def test_a_claim_is_read_like_a_question_whose_answer_is_its_source(
    articles: list[Article], vocabulary: list[str]
) -> None:
    found = list(present([*claim_examples(articles, Random(1)), *checked_examples(CHECKED[0], Random(1))]))
    assert all(e.kind.startswith("claim ") and e.answers == (e.first > 0) for e in found)
    assert 0.3 < sum(e.answers for e in found) / len(found) < 0.6
    own = [e for e in found if e.kind == "claim own words"]
    for example in own:
        claim = words(example, vocabulary, 1, example.ids.index(2, 1) - 1)
        assert claim.strip() == words(example, vocabulary, example.first, example.last).strip()
    assert len(own) > 10
    kept = list(present(claim_development(articles)))
    assert sum(e.answers for e in kept) == len(kept) / 2 == 6 * len(articles)


def test_measuring_sets_are_not_trained_on() -> None:
    assert [path.stem for path in CHECKED] == [f"checks_blind{n}" for n in (1, 2, 3, 4)]
    shares = [held_out(article.name) for article in press([HERE / "press"])]
    assert 0.05 < sum(shares) / len(shares) < 0.15


def test_the_same_seed_draws_the_same(articles: list[Article], tmp_path: Path) -> None:
    drawn = [list(present(question_examples(articles, Random(seed)))) for seed in (3, 3, 4)]
    assert drawn[0] == drawn[1] != drawn[2]
    for name in ("one", "two"):
        write_examples(tmp_path / name, drawn[0])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert read_examples(tmp_path / "one") == drawn[0]


def test_altered_sentences_are_other_sentences() -> None:
    sentences = [TEXT[a:b] for a, b in ((0, 69), (70, 127), (128, 177), (178, len(TEXT)))]
    kinds = set()
    for seed in range(60):
        for sentence in sentences:
            altered = alter(sentence, TEXT, Random(seed))
            assert altered is not None
            assert altered[0] != sentence
            assert altered[0] not in TEXT
            kinds.add(altered[1])
    assert kinds >= {"figure", "date", "denial", "speaker", "opinion"}
    assert alter("Rien ici.", "Rien ici.", Random(1)) is None


def test_windows_are_whole_sentences_around_what_is_kept() -> None:
    at = TEXT.index("90 000")
    for longest in (1, 120, 200, 1000):
        start, end = window(TEXT, (at, at + 6), longest)
        assert start <= at < end
        assert TEXT[end - 1] == "."
        assert end - start <= max(longest, len("L'opposant Yvan Corlay réclame 90 000 euros de plus."))


def test_a_span_that_is_cut_off_is_no_example() -> None:
    long = "Un mot de plus. " * 200
    assert encode("Combien ?", Text("", long + "Douze."), (len(long), len(long) + 5), "press") is None


def test_the_nearest_shares_the_rare_words() -> None:
    passages = [Text("", "La crue de l'Ourbe a noyé les caves."), Text("", "Le maire inaugure le gymnase de la ville.")]
    nearest = Nearest([*passages, *(Text("", f"Le maire de la ville numéro {n} parle.") for n in range(9))])
    assert nearest.order("Que dit le maire des caves noyées par la crue ?")[0] == 0
