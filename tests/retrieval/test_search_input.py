"""Whatever is typed into a search gives passages or a plain sentence, on the command line and over the API."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from rag.__main__ import main
from rag.settings import Settings
from rag.sourcier import Sourcier
from web.server import create_app

ODD = {
    "stop words": "est-ce que ce qui était avec nous et pour vous ?",
    "stop words of three languages": "le the el y and et",
    "punctuation": "?!… « » — ; : , . ( ) [ ] { } / \\ | ~ ^ # @ & % $ * + = < >",
    "one sign": ".",
    "emoji": "🔥🌊🏚️👩‍🚒🇫🇷",
    "a period to come": "Que s'est-il passé en mars 2199 ?",
    "a reversed period": "Qu'a dit le maire entre décembre 2030 et janvier 1990 ?",
    "no such day": "Que s'est-il passé le 31 février 2023 ?",
    "an unknown outlet": "Selon Le Phare de Quimerch, que devient le pont ?",
    "quotes": '"pont des Tanneurs" \'verrerie "" «"» ``',
    "operators": "NEAR(pont verrerie, 5) AND NOT title:crue OR (musée* ^eau) -loude + {title body}: x",
    "a statement": "pont'; DROP TABLE words; --",
    "a null": "pont\0verrerie",
    "half a character": "pont \udc9f\ud83d des Tanneurs",
    "control characters": "\x1b[31mpont\x07 \u202everrerie\u200b",
    "one word of 3,000 letters": "pont" * 750,
    "800 different words": " ".join(f"mot{n}" for n in range(500)),
    "figures": "1.234.567,89 12/13/14 0x1F ½ ²",
    "other alphabets": "мост закрыт 橋は閉鎖 الجسر",
    "combining marks": "p" + "\u0301" * 500 + "ont",
    "a path": "../../etc/passwd file:///etc/hosts http://127.0.0.1/",
}


@pytest.fixture(scope="module")
def client(sourcier: Sourcier) -> TestClient:
    """The API over the samples; not entered, so that the shared archive stays open."""
    return TestClient(create_app(sourcier, Settings(), page=False), base_url="http://127.0.0.1:7860")


@pytest.fixture
def _opened(sourcier: Sourcier, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line over the samples."""
    monkeypatch.setattr(Sourcier, "open", lambda settings: sourcier)
    monkeypatch.setattr(sourcier, "close", lambda: None)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_the_api_gives_passages(client: TestClient, odd: str) -> None:
    reply = client.get("/api/search", params={"q": odd.encode("utf-8", "replace").decode(), "k": 5})
    assert reply.status_code == 200, reply.text
    passages = reply.json()["passages"]
    assert 0 < len(passages) <= 5
    assert all(0 <= passage["score"] <= 1 for passage in passages)


@pytest.mark.parametrize("odd", [value for value in ODD.values() if "\0" not in value and value != "."])
@pytest.mark.usefixtures("_opened")
def test_the_command_line_gives_passages(odd: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--json", "-k", "5", "--", odd]) == 0
    printed = capsys.readouterr()
    assert 0 < len(json.loads(printed.out)["passages"]) <= 5
    assert printed.err == ""


@pytest.mark.parametrize(
    "nothing", ["", "   \t\n", "x " * 10_000, "🙂" * 5_000], ids=["empty", "blank", "long", "emoji"]
)
@pytest.mark.usefixtures("_opened")
def test_nothing_and_too_much_are_said_plainly(
    client: TestClient, nothing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = client.get("/api/search", params={"q": nothing})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert main(["search", nothing]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert len(printed.err) < 200


@pytest.mark.parametrize(
    ("filters", "status"),
    [
        ({"from": "2199"}, 200),
        ({"from": "0001", "to": "0002"}, 200),
        ({"source": "Le Phare de Quimerch"}, 200),
        ({"source": "Le Phare \udc9f"}, 200),
        ({"source": "' OR 1=1 --", "to": "9999-12-31"}, 200),
        ({"from": "2024", "to": "2023"}, 422),
        ({"from": "2023-02-31"}, 422),
        ({"from": "mars"}, 422),
        ({"from": "0000"}, 422),
    ],
)
@pytest.mark.usefixtures("_opened")
def test_filters_of_every_kind(
    client: TestClient, capsys: pytest.CaptureFixture[str], filters: dict[str, str], status: int
) -> None:
    sent = {name: value.encode("utf-8", "replace").decode() for name, value in filters.items()}
    reply = client.get("/api/search", params={"q": "pont", **sent})
    assert reply.status_code == status, reply.text
    if status == 200:
        assert reply.json()["passages"] == []
    options = [part for name, value in filters.items() for part in (f"--{name}", value)]
    assert main(["search", "pont", "--json", *options]) == (0 if status == 200 else 1)
    printed = capsys.readouterr()
    assert bool(printed.err) == (status == 422)


def test_an_outlet_is_found_however_it_is_written(client: TestClient) -> None:
    for written in ("La Gazette de Tersagne", "la gazette de tersagne", " LA GAZETTE DE TERSAGNE "):
        passages = client.get("/api/search", params={"q": "mosaïque", "source": written}).json()["passages"]
        assert {passage["source"] for passage in passages} == {"La Gazette de Tersagne"}
