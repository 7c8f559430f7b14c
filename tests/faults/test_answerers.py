"""Language models not there, slow, broken or killed: an answer that says so, and recovery without a restart."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.phrases import say
from rag.errors import Unavailable
from rag.models import ollama as adapter
from rag.models.writers import Models
from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier
from rag.types import Answer
from tests.faults.stand_in import MODEL, StandIn
from tests.support.ollama_server import OllamaServer
from tests.support.smollm import smollm

QUESTION = "Combien d'habitants d'Orcevaux sont privés d'eau ?"
UNKNOWN = "Quel est le nombre d'habitants de la planète Vénus ?"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, sourcier: Sourcier) -> Path:
    """A copy of the samples' library."""
    folder = tmp_path_factory.mktemp("answerers") / "data"
    folder.mkdir()
    sourcier.library.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(sourcier.library.path, folder)
    shutil.copytree(sourcier.settings.data / "models", folder / "models")
    return folder


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture(scope="module")
def served(data: Path, stand_in: StandIn) -> Iterator[Sourcier]:
    opened = Sourcier.open(Settings(data=data, ollama_host=stand_in.host, articles=SAMPLES))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def well(stand_in: StandIn) -> Iterator[None]:
    """Nothing is remembered of how the server was before."""
    stand_in.be("well")
    stand_in.reply = "1 870 habitants d'Orcevaux sont privés d'eau potable."
    adapter._looked.clear()
    yield
    stand_in.be("well")


def quotes_stand(sourcier: Sourcier, answer: Answer) -> bool:
    """Whether every quotation is in its article, where it is said to be."""
    texts = {c.passage.article_id: sourcier.article(c.passage.article_id).draft.text for c in answer.citations}
    return all(texts[c.passage.article_id][c.start : c.end] == c.quote for c in answer.citations)


FAULTS = {
    "500": "llama runner process has terminated",
    "gone model": f"ollama pull {MODEL}",
    "garbage": "n'a pas fini sa réponse",
    "broken off": "n'a pas fini sa réponse",
}


@pytest.mark.parametrize("how", FAULTS)
def test_a_model_that_fails_leaves_quotations_which_say_so(served: Sourcier, stand_in: StandIn, how: str) -> None:
    stand_in.be(how)
    answer = served.ask(QUESTION)
    assert (answer.status, answer.answerer.kind) == ("answered", "extractive")
    assert FAULTS[how] in (answer.answerer.note or "")
    assert answer.citations
    assert quotes_stand(served, answer)
    assert served.ask(UNKNOWN).status == "refused"
    stand_in.be("well")
    again = served.ask(QUESTION)
    assert (again.answerer.kind, again.answerer.model, again.answerer.note) == ("ollama", MODEL, None)


def test_a_model_that_hangs_is_given_up(served: Sourcier, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "SILENCE_S", 0.5)
    monkeypatch.setattr(served.models, "_served", {})
    stand_in.be("hanging")
    answer = served.ask(QUESTION)
    assert (answer.status, answer.answerer.kind) == ("answered", "extractive")
    assert "n'a pas fini sa réponse" in (answer.answerer.note or "")


def test_a_server_that_does_not_say_its_name_in_time_is_passed_over(served: Sourcier, stand_in: StandIn) -> None:
    stand_in.be("deaf")
    answer = served.ask(QUESTION)
    assert (answer.status, answer.answerer.kind) == ("answered", "extractive")
    with pytest.raises(Unavailable):
        served.models.writer("ollama")


def test_a_server_without_models_names_the_command(served: Sourcier, stand_in: StandIn) -> None:
    stand_in.be("no model")
    with pytest.raises(Unavailable, match="ollama pull"):
        served.ask(QUESTION, answerer="ollama")
    assert served.ask(QUESTION).answerer.kind == "extractive"


def test_a_window_too_small_for_the_prompt(
    served: Sourcier, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_in, "context", 200)
    monkeypatch.setattr(served.models, "_served", {})
    answer = served.ask(QUESTION)
    assert (answer.status, answer.answerer.kind) == ("answered", "extractive")
    assert "200" in (answer.answerer.note or "")


def test_nobody_at_the_address(data: Path) -> None:
    models = Models(Settings(data=data, ollama_host="http://127.0.0.1:1", model="barque"))
    with pytest.raises(Unavailable, match="ollama serve"):
        models.writer("ollama")
    writer = models.writer()
    assert writer.kind == "extractive"


@pytest.mark.ollama
def test_a_real_ollama_killed_in_mid_answer_and_back_again(data: Path, tmp_path: Path) -> None:
    server = OllamaServer(tmp_path)
    server.start()
    try:
        server.create("smollm2", smollm())
        settings = Settings(data=data, ollama_host=server.host, answerer="ollama")
        whole = Sourcier.open(settings)
        try:
            events = whole.stream(QUESTION)
            kinds = []
            for event in events:
                kinds.append(event.kind)
                if event.kind == "token" and event.token:
                    server.stop()
                if event.answer is not None:
                    killed = event.answer
            assert "token" in kinds
            assert (killed.status, killed.answerer.kind) == ("answered", "extractive")
            assert "smollm2" in (killed.answerer.note or "")
            assert quotes_stand(whole, killed)
            with pytest.raises(Unavailable, match="ollama serve"):
                whole.ask(QUESTION)
            server.start()
            adapter._looked.clear()
            back = whole.ask(QUESTION)
            assert back.answerer.kind == "ollama"
            assert back.answerer.note in (
                None,
                say("dropped", "fr"),
            )  # what so small a model writes may fail its checks
        finally:
            whole.close()
    finally:
        server.stop()


@pytest.mark.model
def test_a_damaged_model_is_said_and_a_whole_one_in_its_place_is_used(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "petit.gguf"
    whole = smollm().read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    settings = Settings(data=data, model=str(path))
    opened = Sourcier.open(settings)
    try:
        answer = opened.ask(QUESTION)
        assert (answer.status, answer.answerer.kind) == ("answered", "extractive")
        assert "petit.gguf" in (answer.answerer.note or "")
        path.write_bytes(whole)
        again = opened.ask(QUESTION)
        assert again.answerer.kind == "embedded"
        assert again.answerer.note in (None, say("dropped", "fr"))  # what so small a model writes may fail its checks
        events = opened.stream(QUESTION)
        assert next(events).kind == "sources"
        next(events)
        events.close()  # a reader who leaves: the next one is answered
        assert opened.ask(QUESTION).answerer.kind == "embedded"
    finally:
        opened.close()


SMALL = """
import sys
from pathlib import Path
from rag.settings import Settings
from rag.sourcier import Sourcier
import resource
sourcier = Sourcier.open(Settings(data=Path(sys.argv[1]), model=sys.argv[2]))
sourcier.embedder.query("le quai")
sourcier.answer_reader.read("le quai", ())
import langchain_core.language_models
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 300_000_000, used + 300_000_000))
answer = sourcier.ask(sys.argv[3])
print(answer.status, answer.answerer.kind, answer.answerer.note)
"""


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux's")
def test_too_little_memory_for_the_model_is_an_answer_without_it(data: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", SMALL, str(data), str(smollm()), QUESTION],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert run.returncode == 0, (run.returncode, run.stderr[-2000:])
    assert run.stdout.startswith("answered extractive")
    assert smollm().name in run.stdout
