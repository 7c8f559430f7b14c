"""A text held to articles: the verdict of each sentence, where it stands, what it cites."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.__main__ import main
from rag.desk.check_text import MOST, other_fact
from rag.desk.draft_sentences import drafted, states_something
from rag.errors import BadInput, NotFound, TooLarge
from rag.settings import Settings
from rag.sourcier import Sourcier
from rag.types import CheckedSentence, Filters
from web.server import create_app

POND = (
    "L'étang de Marsac a été vidé lundi pour la première fois depuis 1998. Les pêcheurs y ont repris 3 400 kilos de "
    "carpes. « La vase cachait une pompe de 1910 », raconte le garde, Émile Sorbet. La baignade n'y est pas autorisée."
)
SET = [json.loads(line) for line in Path(__file__).parents[1].joinpath("data/desk_checks.jsonl").open(encoding="utf-8")]


def verdicts(found: list[CheckedSentence]) -> list[str]:
    return [sentence.support for sentence in found]


def test_each_sentence_is_told_by_what_the_passages_say(sourcier: Sourcier) -> None:
    text = (
        "# L'étang\n\nL'étang de Marsac a été vidé lundi. Les pêcheurs y ont repris **4 300** kilos de carpes [2]. "
        "La baignade y est autorisée. Un marchand de Lunel a acheté les carpes. Et maintenant ?"
    )
    found = list(sourcier.desk.check(text, passages=["Rien à voir ici : le boulanger prend sa retraite.", POND]))
    expected = ["none", "supported", "contradicted", "contradicted", "unsupported", "none"]
    assert verdicts(found) == expected
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)
    (cited,) = found[2].citations
    assert cited.passage.article_id == "passage:1"
    assert POND[cited.start : cited.end] == cited.quote == "Les pêcheurs y ont repris 3 400 kilos de carpes."
    assert [(check.name, check.passed) for check in found[2].checks if check.detail.startswith("4 300")]
    assert found[0].citations == found[5].citations == ()


def test_the_archive_and_single_articles_are_asked(sourcier: Sourcier) -> None:
    text = "Le pont des Tanneurs de Saint-Avelin a été ouvert en 1931. Son architecte était hongrois."
    anywhere = list(sourcier.desk.check(text))
    assert verdicts(anywhere) == ["supported", "unsupported"]
    cited = anywhere[0].citations[0]
    assert sourcier.article(cited.passage.article_id).draft.text[cited.start : cited.end] == cited.quote
    other = next(a for a in sourcier.articles(100)[0] if "mosa" in (a.draft.title or ""))
    assert verdicts(list(sourcier.desk.check(text, sources=[other.article_id]))) == ["unsupported", "unsupported"]
    assert verdicts(list(sourcier.desk.check(text, sources=[cited.passage.article_id])))[0] == "supported"
    assert verdicts(list(sourcier.desk.check(text, filters=Filters(end="2020"))))[0] == "unsupported"


def test_what_cannot_be_checked_is_said_at_once(sourcier: Sourcier) -> None:
    with pytest.raises(TooLarge, match="50000"):
        sourcier.desk.check("Un mot. " * (1_000_000 // 8))
    assert MOST == 50_000
    for empty in ("", " \n ", "***"):
        with pytest.raises(BadInput):
            sourcier.desk.check(empty)
    with pytest.raises(NotFound):
        sourcier.desk.check("Le pont a rouvert en mai.", sources=["unknown"])
    assert verdicts(list(sourcier.desk.check("Qui a fermé le pont de Marsac ? Pourquoi en 2021 ?"))) == ["none", "none"]


def test_signs_of_lists_and_headings_are_no_words() -> None:
    found = drafted("- **Le pont** a rouvert [1, 2].\n\n## 2) Les suites\n\n> Rien de plus.\n\n---")
    assert [sentence.text for sentence in found] == ["Le pont a rouvert.", "Les suites", "Rien de plus."]
    assert [states_something(sentence.text) for sentence in found] == [True, False, False]
    assert states_something("Le pont de Marsac a rouvert.")


@pytest.mark.parametrize(
    ("check", "sentence", "quote", "other"),
    [
        ("dates", "Le bac est arrêté depuis le 3 mai 2021.", "Le bac est arrêté depuis le 3 mai.", False),
        ("dates", "Le bac est arrêté depuis le 3 mai.", "Le bac est arrêté depuis le 13 mai.", True),
        ("dates", "Le bac est arrêté depuis le 3 mai.", "Le bac est arrêté.", False),
        ("dates", "Le bac date de 1912.", "Le bac, de 1921, est arrêté depuis le 3 mai.", True),
        ("figures", "Le bac a coûté 12 millions d'euros.", "Le bac a coûté cher.", False),
        ("figures", "Le bac a coûté 12 millions d'euros.", "Le bac a coûté 21 millions d'euros.", True),
        ("names", "Le bac relie Orme à Brisac.", "Le bac relie Orme à Lunel.", True),
        ("names", "Le bac relie Orme à Brisac.", "Le bac relie les deux rives.", False),
        ("negation", "Le bac roule.", "Le bac ne roule pas.", True),
    ],
)
def test_what_is_merely_not_said_is_no_other_fact(check: str, sentence: str, quote: str, other: bool) -> None:
    assert other_fact(check, sentence, quote) is other


def test_the_routes_reply_and_the_command(
    sourcier: Sourcier, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestClient(create_app(sourcier, Settings(), page=False), base_url="http://127.0.0.1:7860") as client:
        body = {"text": "L'étang de Marsac a été vidé lundi.", "passages": [POND]}
        (sentence,) = client.post("/api/check", json=body).json()["sentences"]
        assert (sentence["support"], sentence["start"], sentence["citations"][0]["n"]) == ("supported", 0, 1)
        long = client.post("/api/check", json={"text": "Un mot. " * 125_000}, headers={"Accept-Language": "en"})
        assert (long.status_code, "in parts" in long.json()["detail"]) == (413, True)
        assert client.post("/api/check", json={"text": ""}).status_code == 422
        assert client.post("/api/check", json={"text": "a", "surprise": 1}).status_code == 422
    draft = tmp_path / "draft.txt"
    draft.write_text("Le pont des Tanneurs de Saint-Avelin a été ouvert en 1913.", "utf-8")
    monkeypatch.setenv("SOURCIER_DATA", str(sourcier.settings.data))
    assert main(["check", str(draft), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["sentences"]
    assert (told["support"], told["citations"][0]["title"] is not None) == ("contradicted", True)
    assert main(["check", str(draft)]) == 0
    assert "CONTREDIT : dates (1913)" in capsys.readouterr().out
    draft.write_bytes(b"\xff\xfe\x00")
    assert main(["check", str(draft)]) == 1
    assert "UTF-8" in capsys.readouterr().err


FLOORS = {"supported": 0.84, "contradicted": 0.8, "absent": 0.86}


def test_a_labelled_set_is_told_apart(sourcier: Sourcier) -> None:
    passages = [row["text"] for row in SET if "text" in row]
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in SET:
        for kind in FLOORS:
            for item in row.get(kind, ()):
                sentence = item if isinstance(item, str) else item[1]
                (found,) = sourcier.desk.check(sentence, passages=passages)
                total[kind] += 1
                right[kind] += found.support == ("unsupported" if kind == "absent" else kind)
    assert sum(total.values()) >= 150
    assert {kind: right[kind] / total[kind] >= least for kind, least in FLOORS.items()} == dict.fromkeys(FLOORS, True)
    assert not [text for row in SET for text in row.get("none", ()) if states_something(text)]
