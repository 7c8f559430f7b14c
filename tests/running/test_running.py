"""Commands ask the program that runs: found by its file, believed by its lock, done without when it is gone."""

from __future__ import annotations

import argparse
import io
import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.__main__ import _parser, main
from rag.errors import SourcierError
from rag.ingest.pace import Progress
from rag.models.weights import WeightsStatus
from rag.running import address
from rag.running.asked_archive import Archive
from rag.running.served import Gone, Served
from rag.running.telling import Telling
from rag.settings import Settings, load_settings
from rag.sourcier import Sourcier
from rag.types import Filters, Hit, Question
from tests.support.browser import serving
from tests.support.fake_service import FakeService
from vectorstore.index.lock import DataLock
from web.server import create_app

QUESTION = "Combien ont coûté les travaux du pont de Valombre ?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A data folder that this process holds and serves, with the address noted."""
    settings = Settings(data=tmp_path_factory.mktemp("served"), answerer="extractive")
    with serving(create_app(FakeService(), settings, page=False)) as url, DataLock(settings.data):
        address.note(settings, int(url.rpartition(":")[2]))
        yield settings
        address.unnote(settings)
        assert address.running(settings) is None


@pytest.fixture
def nothing_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a library here, fails."""

    def opened(settings: Settings) -> Sourcier:
        raise AssertionError("a second copy was opened")

    monkeypatch.setattr(Sourcier, "open", opened)


def told(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *command: str) -> str:
    """What a command prints, with these settings in its environment."""
    monkeypatch.setenv("SOURCIER_DATA", str(settings.data))
    monkeypatch.setenv("SOURCIER_ANSWERER", settings.answerer)
    assert main(command) == 0
    return capsys.readouterr().out


def test_the_commands_ask_the_running_program(
    settings: Settings,
    nothing_opened: None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = json.loads(told(settings, capsys, monkeypatch, "ask", QUESTION, "--json"))
    assert answer["status"] == "answered"
    assert " ".join(answer["citations"][0]["quote"].split()) in told(settings, capsys, monkeypatch, "ask", QUESTION)
    found = json.loads(told(settings, capsys, monkeypatch, "search", "travaux", "-k", "1", "--to", "2023", "--json"))
    assert len(found["passages"]) == 1
    draft = tmp_path / "draft.txt"
    draft.write_text("Les travaux du pont ont coûté cher.", "utf-8")
    assert "CONFIRMÉ" in told(settings, capsys, monkeypatch, "check", str(draft))
    assert "NON CONFIRMÉ" in told(settings, capsys, monkeypatch, "check", str(draft), "--source", "Ailleurs")
    asked = tmp_path / "asked.csv"
    asked.write_text(f"{QUESTION}\n", "utf-8")
    assert "1 avec réponse" in told(settings, capsys, monkeypatch, "batch", str(asked), "-o", str(tmp_path / "a.csv"))


def test_both_ways_give_the_same(sourcier: Sourcier) -> None:
    filters, question = Filters(source="Le Courrier de la Loude"), "Pourquoi le pont des Tanneurs a-t-il été fermé ?"
    with serving(create_app(sourcier, sourcier.settings, page=False)) as url:
        served = Served(address.Address(url, os.getpid(), None), sourcier.settings)
        answer, found = served.ask(question, None, filters), served.search(question, 3, filters)
        checked = served.check("Le pont des Tanneurs de Saint-Avelin a été ouvert en 1913.", filters)
    here = Archive(replace(sourcier.settings, data=sourcier.settings.data / "nowhere"))
    here._own = sourcier
    assert answer["status"] == "answered"
    for one, other in ((answer, here.ask(question, None, filters)), (found, here.search(question, 3, filters))):
        assert {**one, "timings": None} == {**json.loads(json.dumps(other)), "timings": None}
    here_checked = list(here.check("Le pont des Tanneurs de Saint-Avelin a été ouvert en 1913.", filters))
    assert checked == json.loads(json.dumps(here_checked))
    assert checked[0]["text"]


def test_what_the_program_refuses_is_a_fault_in_the_readers_language(settings: Settings, nothing_opened: None) -> None:
    with closing(Archive(replace(settings, language="en"))) as archive:
        with pytest.raises(SourcierError, match="The question is empty") as caught:
            archive.ask(" ", None, Filters())
        assert caught.value.status == 422
        with pytest.raises(SourcierError, match="date"):
            archive.search("pont", 3, Filters("2023-13"))


def test_a_file_is_believed_only_while_its_process_holds_the_folder(settings: Settings, tmp_path: Path) -> None:
    assert address.running(settings)
    assert address.running(replace(settings, model="another")) is None
    elsewhere = replace(settings, data=tmp_path)
    for content in (b"", b"{", b"[]", b'{"url": 1}', (settings.data / "server.json").read_bytes()):
        (tmp_path / "server.json").write_bytes(content)
        assert address.running(elsewhere) is None  # nobody holds the lock of this folder
    (tmp_path / "server.json").write_text(json.dumps({"url": "http://x", "pid": os.getpid() + 1, "model": None}))
    address.unnote(elsewhere)
    assert (tmp_path / "server.json").exists()


@pytest.mark.parametrize(
    ("host", "url"), [("0.0.0.0", "http://127.0.0.1:1"), ("::", "http://[::1]:1"), ("127.0.0.1", "http://127.0.0.1:1")]
)
def test_an_address_can_be_asked(host: str, url: str) -> None:
    assert address.url_of(host, 1) == url


class Own:
    """What stands for the library opened here."""

    def search(self, question: str, k: int, *, filters: Filters) -> tuple[Question, list[Hit]]:
        return Question(question, question), []


def test_a_program_that_is_gone_is_done_without(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive(settings)
    archive._served, archive._own = Served(address.Address("http://127.0.0.1:9", 1, None), settings), Own()
    assert archive.search("pont", 1, Filters())["passages"] == []
    assert "127.0.0.1:9" in capsys.readouterr().err
    assert archive.search("pont", 1, Filters())["passages"] == []
    assert capsys.readouterr().err == ""


def test_a_program_with_another_key_is_done_without(settings: Settings) -> None:
    locked = replace(settings, api_key="rue-des-lices")
    with serving(create_app(FakeService(), locked, page=False)) as url:
        found = address.Address(url, os.getpid(), None)
        assert Served(found, locked).search("travaux", 1, Filters())["passages"]
        with pytest.raises(Gone):
            Served(found, settings).search("travaux", 1, Filters())


def test_the_help_is_in_both_languages() -> None:
    pairs = list(zip(texts(_parser("fr")), texts(_parser("en")), strict=True))
    assert len(pairs) > 40
    assert [one for one, other in pairs if one and one == other] == []


def texts(parser: argparse.ArgumentParser) -> Iterator[str | None]:
    """The texts of a parser's help and of its commands', those of argparse itself left out."""
    yield parser.description
    for action in parser._actions:
        if not isinstance(action, argparse._HelpAction | argparse._VersionAction):
            yield action.help
        if isinstance(action, argparse._SubParsersAction):
            yield from (text for command in action.choices.values() for text in texts(command))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_start_is_told_in_lines_and_on_a_terminal_in_one_place() -> None:
    for out, ends in ((io.StringIO(), "\n"), (Terminal(), "")):
        telling = Telling("en", out)
        telling.reading(Progress(3, 20, "a.txt", 1.0, 125.0))
        assert out.getvalue().removeprefix("\r\033[K") == f"Files read: 3 of 20, 2 min left{ends}"
        telling.reading(Progress(4, 20, "b.txt", 1.0, 80.0))
        assert ("4 of 20, 80 s left" in out.getvalue()) is isinstance(out, Terminal)
        telling.reading(Progress(20, 20, "", 1.0, 0.0))
        assert out.getvalue().endswith("Files read: 20 of 20\n")
    telling = Telling("fr", out := io.StringIO())
    telling.downloading(WeightsStatus("partial", 340_000_000, 1_117_000_000))
    telling.say("Un titre\x1b[31m", "")
    assert out.getvalue() == "Modèle de langage : 340 sur 1117 Mo (30 %)\nUn titre�[31m\n"


@pytest.mark.parametrize(
    ("given", "language"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "de_DE"}, "en"),
        ({"LANG": "en_GB.UTF-8", "SOURCIER_LANGUAGE": "fr"}, "fr"),
    ],
)
def test_the_terminal_speaks_the_language_of_the_locale(given: dict[str, str], language: str, tmp_path: Path) -> None:
    settings = load_settings(given, tmp_path / "none")
    assert settings.terminal == language
    assert settings.language == "fr"
