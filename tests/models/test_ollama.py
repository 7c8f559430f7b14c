"""Against a real Ollama server with the small model; faults that it does not show on demand from a local server."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from rag.errors import TooLarge, Unavailable
from rag.models import ollama as adapter
from rag.models.writers import Models, stream_chat
from rag.settings import Settings
from rag.sourcier import Sourcier
from tests.support.ollama_server import VERSION, OllamaServer
from tests.support.smollm import smollm
from vectorstore.library import Library

PROMPT = [SystemMessage("You are brief."), HumanMessage("Name three harbours.")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OllamaServer]:
    running = OllamaServer(tmp_path_factory.mktemp("ollama"))
    running.start()
    try:
        running.create("smollm2", smollm())
        yield running
    finally:
        running.stop()


def settings(server: OllamaServer, tmp_path: Path, model: str | None = None) -> Settings:
    return Settings(data=tmp_path, ollama_host=server.host, model=model)


@pytest.mark.ollama
def test_lists_and_chooses_the_model(server: OllamaServer, tmp_path: Path) -> None:
    assert adapter.answers(server.host)
    assert adapter.list_models(server.host) == ["smollm2:latest"]
    models = Models(settings(server, tmp_path))
    assert models.describe() == ("ollama", "smollm2:latest")
    writer = models.writer()
    assert (writer.kind, writer.model, writer.context, writer.note) == (
        "ollama",
        "smollm2:latest",
        adapter.CONTEXT,
        None,
    )
    assert Models(settings(server, tmp_path, "smollm2")).writer("ollama").model == "smollm2:latest"


@pytest.mark.ollama
def test_streams_the_same_words_each_time_and_sends_the_window(server: OllamaServer, tmp_path: Path) -> None:
    writer = Models(settings(server, tmp_path)).writer()
    pieces = list(stream_chat(writer, PROMPT, max_tokens=12))
    assert len(pieces) > 3
    assert "".join(stream_chat(writer, PROMPT, max_tokens=12)) == "".join(pieces)
    assert writer.chat is not None
    reply = writer.chat.invoke(PROMPT, max_tokens=12)
    assert reply.content == "".join(pieces)
    assert reply.usage_metadata is not None
    assert 0 < reply.usage_metadata["input_tokens"] <= writer.chat.count_prompt(PROMPT)
    if VERSION != "0.6.5":
        loaded = httpx.get(f"{server.host}/api/ps").json()["models"][0]
        assert loaded["context_length"] == adapter.CONTEXT


@pytest.mark.ollama
def test_a_prompt_longer_than_the_window_is_never_sent(server: OllamaServer, tmp_path: Path) -> None:
    writer = Models(settings(server, tmp_path)).writer()
    sent = server.requests("/api/chat")
    with pytest.raises(TooLarge, match="window holds 4096"):
        next(stream_chat(writer, [HumanMessage("marée " * 2000)], max_tokens=20))
    assert server.requests("/api/chat") == sent


SAMPLES = {
    "prose": "À Kerval, la criée a rouvert après des travaux ; les pêcheurs disent leur soulagement, l'été s'achève. "
    * 6,
    "figures": "Le 12/03/2031, 3 452 718,95 € ; 06 12 34 56 78 ; n° 2031-0457-B. " * 8,
    "capitals": "ÉTÉ À L'HÔPITAL : GRÈVE DES INFIRMIÈRES, « ÇA NE PASSE PLUS ! » " * 8,
    "signs": "🎉🚧 quai fermé 😀 ... !!! ??? --- ,;:/()[]{}* " * 8,
    "arabic": "أعيد فتح الجسر بعد عام من الأشغال في المدينة " * 8,
    "addresses": "https://exemple.fr/a?q=x1Zk9&utm_source=qW7x#Jk2 " * 8,
    "blank": " \n\n  \t " * 40,
}


@pytest.mark.ollama
@pytest.mark.parametrize("kind", SAMPLES)
def test_no_text_has_more_tokens_than_are_reckoned(server: OllamaServer, kind: str) -> None:
    """With the small model's English vocabulary, which needs more tokens for these than those of the default models."""
    chat = adapter.make_chat(server.host, "smollm2")
    prompt = [SystemMessage("Sois bref."), HumanMessage(SAMPLES[kind])]
    reckoned = chat.count_prompt(prompt)
    assert chat.invoke(prompt, max_tokens=1).response_metadata["prompt_eval_count"] <= reckoned


@pytest.mark.ollama
def test_a_prompt_as_long_as_the_window_is_sent_whole(server: OllamaServer, tmp_path: Path) -> None:
    whole = Models(settings(server, tmp_path)).writer()
    assert whole.chat is not None
    chat = whole.chat.model_copy(update={"num_ctx": 512})
    writer = replace(whole, chat=chat, context=512)
    room = 512 - 8 - chat.count_prompt([SystemMessage("Sois bref."), HumanMessage("")])
    words = ("la mer monte au port " * 100)[: int(room * adapter.LETTERS_A_TOKEN)]
    prompt = [SystemMessage("Sois bref."), HumanMessage(words)]
    assert chat.count_prompt(prompt) + 8 == 512
    assert list(stream_chat(writer, prompt, max_tokens=8))
    assert not server.logged("truncating input prompt")
    sent = server.requests("/api/chat")
    with pytest.raises(TooLarge, match="window holds 512"):
        next(stream_chat(writer, [*prompt, HumanMessage("é")], max_tokens=8))
    assert server.requests("/api/chat") == sent


@pytest.mark.ollama
def test_a_prompt_that_ollama_cut_after_all_is_no_answer(server: OllamaServer) -> None:
    """Words of no language may be longer than reckoned: the reply says so, and nothing of it passes for an answer."""
    chat = adapter.make_chat(server.host, "smollm2").model_copy(update={"num_ctx": 256})
    prompt = [SystemMessage("Sois bref."), HumanMessage("xqzjk kwvqx zzxkj qpwjz " * 20)]
    assert chat.count_prompt(prompt) < 256
    with pytest.raises(TooLarge):
        list(chat.stream(prompt, max_tokens=1))
    with pytest.raises(TooLarge):
        chat.invoke(prompt, max_tokens=1)


@pytest.mark.ollama
def test_a_schema_binds_the_reply(server: OllamaServer) -> None:
    schema = {"type": "object", "properties": {"found": {"enum": ["A", "B"]}}, "required": ["found"]}
    chat = adapter.make_chat(server.host, "smollm2")
    reply = "".join(str(piece.text) for piece in chat.stream(PROMPT, max_tokens=40, format=schema))
    assert json.loads(reply)["found"] in ("A", "B")


def wait_for(happened: Callable[[], bool]) -> None:
    """The time limit only ends a test that has failed."""
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.ollama
def test_closing_the_stream_stops_the_server(server: OllamaServer, tmp_path: Path) -> None:
    writer = Models(settings(server, tmp_path)).writer()
    assert writer.chat is not None
    ended = server.requests("/api/chat")
    stream = writer.chat.stream([HumanMessage("Count from one to ten thousand, in words.")], max_tokens=100_000)
    next(piece for piece in stream if piece.text)
    stream.close()  # type: ignore[attr-defined]
    wait_for(lambda: server.requests("/api/chat") > ended)
    # One request at a time: had the first not been stopped, this one would wait for 100,000 tokens.
    assert list(stream_chat(writer, PROMPT, max_tokens=3))


@pytest.mark.ollama
def test_closing_while_the_prompt_is_read_does_not_wait_for_it(server: OllamaServer, tmp_path: Path) -> None:
    """The reader is free at once; Ollama itself reads the prompt to its end, then writes nothing."""
    writer = Models(settings(server, tmp_path)).writer()
    ended = server.requests("/api/chat")
    stream = stream_chat(writer, [HumanMessage("la lune et la mer " * 400)], max_tokens=100, pulse=True)
    assert next(stream) == ""
    stream.close()  # type: ignore[attr-defined]
    wait_for(lambda: server.requests("/api/chat") > ended)
    assert list(stream_chat(writer, PROMPT, max_tokens=3))


@pytest.mark.ollama
def test_warming_up_loads_the_model_and_keeps_it(server: OllamaServer, tmp_path: Path) -> None:
    httpx.post(f"{server.host}/api/generate", json={"model": "smollm2", "keep_alive": 0}, timeout=60)
    wait_for(lambda: not httpx.get(f"{server.host}/api/ps").json()["models"])
    Models(settings(server, tmp_path)).warm_up()
    (loaded,) = httpx.get(f"{server.host}/api/ps").json()["models"]
    until = dt.datetime.fromisoformat(re.sub(r"\.\d+", "", loaded["expires_at"]))
    assert loaded["name"] == "smollm2:latest"
    assert dt.timedelta(minutes=20) < until - dt.datetime.now(dt.UTC) <= dt.timedelta(minutes=31)


@pytest.mark.ollama
def test_a_missing_model_names_the_command(server: OllamaServer, tmp_path: Path) -> None:
    models = Models(settings(server, tmp_path, "nope"))
    with pytest.raises(Unavailable, match="ollama pull nope") as caught:
        models.writer("ollama")
    assert "« nope »" in caught.value.fr
    writer = models.writer("auto")
    assert writer.kind == "extractive"
    gone = adapter.make_chat(server.host, "smollm2")
    gone.model = "nope"
    with pytest.raises(Unavailable, match="ollama pull nope"):
        list(gone.stream(PROMPT))


@pytest.mark.ollama
def test_vectors_of_a_served_model(server: OllamaServer) -> None:
    from vectorstore.embedding.ollama_embedder import OllamaEmbedder

    vectors = OllamaEmbedder("smollm2", server.host).passages(["le port", "le quai"])
    assert vectors.shape == (2, 576)


@pytest.mark.ollama
def test_another_embedder_is_noticed_and_the_index_made_again(server: OllamaServer, tmp_path: Path) -> None:
    """From the embedded model to one of Ollama; one that is not there costs no vector."""
    first = Settings(data=tmp_path, answerer="extractive", ollama_host=server.host)
    sourcier = Sourcier.open(first)
    sourcier.add("Le quai rouvre\n\nLe quai des Brumes a rouvert le 4 mai 2031 à Kerval.".encode(), "quai.txt")
    old = (sourcier.embedder.name, sourcier.library.feed.passage_count())
    sourcier.close()
    with pytest.raises(Unavailable, match="ollama pull nope"):
        Sourcier.open(replace(first, embeddings="ollama:nope"))
    with pytest.raises(Unavailable, match="SOURCIER_EMBEDDINGS=embedded"):
        Sourcier.open(replace(first, embeddings="ollama:smollm2", ollama_host="http://127.0.0.1:1"))
    kept = Library(tmp_path / "library.sqlite")
    assert (kept.feed.embedder(), kept.feed.missing_vectors()) == (old[0], 0)
    kept.close()
    sourcier = Sourcier.open(replace(first, embeddings="ollama:smollm2"))
    try:
        assert (sourcier.library.feed.embedder(), sourcier.library.feed.dimensions()) == ("ollama:smollm2", 576)
        assert (sourcier.index.count(), sourcier.library.feed.missing_vectors()) == (old[1], 0)
        (found,) = sourcier.search("Quand le quai a-t-il rouvert ?")[1]
        assert found.passage.file == "quai.txt"
    finally:
        sourcier.close()


@pytest.mark.ollama
def test_a_server_that_dies_in_its_reply_and_comes_back(server: OllamaServer, tmp_path: Path) -> None:
    writer = Models(settings(server, tmp_path)).writer()
    stream = stream_chat(writer, [HumanMessage("Count from one to ten thousand.")], max_tokens=1500)
    while not next(stream):
        pass
    server.stop()
    with pytest.raises(Unavailable, match="smollm2"):
        list(stream)
    with pytest.raises(Unavailable, match="ollama serve"):
        list(stream_chat(writer, PROMPT, max_tokens=3))
    server.start()
    assert list(stream_chat(writer, PROMPT, max_tokens=3))


class Oddity(http.server.BaseHTTPRequestHandler):
    """Answers every request with what its server was given."""

    def do_POST(self) -> None:
        status, body = self.server.oddity  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, b'{"error":"model \\"m\\" not found, try pulling it first"}', "ollama pull m"),
        (404, b'{"error":"model \'m\' not found"}', "ollama pull m"),
        (500, b'{"error":"llama runner process has terminated"}', "llama runner process has terminated"),
        (500, b"<html>Bad gateway</html>", "did not finish"),
        (200, b"<html>hello</html>", "did not finish"),
        (200, b"[1, 2]\n", "did not finish"),
        (200, b'{"message":{"role":"assistant","content":"Le quai"},"done":false}\n', "did not finish"),
        (200, b"", "did not finish"),
    ],
)
def test_odd_replies_are_faults_with_a_plain_sentence(status: int, body: bytes, said: str) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Oddity) as odd:
        odd.oddity = (status, body)  # type: ignore[attr-defined]
        threading.Thread(target=odd.serve_forever, daemon=True).start()
        chat = adapter.OllamaChat(model="m", base_url=f"http://127.0.0.1:{odd.server_port}", num_ctx=2048)
        try:
            with pytest.raises(Unavailable, match=said):
                list(chat.stream(PROMPT))
        finally:
            odd.shutdown()


def test_no_server_at_all(tmp_path: Path) -> None:
    nowhere = Settings(data=tmp_path, ollama_host="http://127.0.0.1:1")
    started = time.monotonic()
    assert not adapter.answers(nowhere.ollama_host)
    assert time.monotonic() - started < 30
    with pytest.raises(Unavailable, match="ollama serve"):
        Models(nowhere).writer("ollama")
    writer = Models(nowhere).writer("auto")
    assert writer.kind == "extractive"
    assert "python -m rag models" in (writer.note or "")


@pytest.mark.ollama
def test_a_model_imported_without_a_template_still_gets_the_system_message(server: OllamaServer) -> None:
    bare = {"model": "bare", "from": "smollm2", "template": "{{ .Prompt }}", "stream": False}
    try:
        httpx.post(f"{server.host}/api/create", json=bare, timeout=60).raise_for_status()
        chat = adapter.make_chat(server.host, "bare")
        assert chat.form == "plain"
        short = chat.invoke([HumanMessage("Bonjour")], max_tokens=1).usage_metadata
        both = chat.invoke(
            [SystemMessage("Réponds en vers. " * 20), HumanMessage("Bonjour")], max_tokens=1
        ).usage_metadata
        assert short
        assert both
        assert both["input_tokens"] > short["input_tokens"] + 60
    finally:
        httpx.request("DELETE", f"{server.host}/api/delete", json={"model": "bare"}, timeout=60)
    assert adapter.make_chat(server.host, "smollm2").form == "chat"


def test_a_qwen_without_a_template_is_spoken_to_in_chatml() -> None:
    assert adapter._form("{{ .Prompt }}", "qwen2") == "chatml"
    chat = adapter.OllamaChat(model="played", form="chatml")
    (message,) = chat._formed([SystemMessage("Sois bref."), HumanMessage("Quand ?")])
    assert message.content == (
        "<|im_start|>system\nSois bref.<|im_end|>\n<|im_start|>user\nQuand ?<|im_end|>\n<|im_start|>assistant\n"
    )
