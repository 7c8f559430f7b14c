"""llama.cpp in the process, with the small model: streaming, cancelling, counting, faults, and nobody else let in."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage

from rag.errors import SetupError, TooLarge, Unavailable
from rag.models import llama_server
from rag.models.llama import LlamaChat
from rag.models.llama_server import LlamaServer
from rag.models.ollama import OllamaChat
from rag.models.writers import Models, Writer, stream_chat
from rag.settings import Settings
from tests.support.smollm import smollm

pytestmark = pytest.mark.model
PROMPT = [SystemMessage("You are brief."), HumanMessage("Name three harbours.")]
ENDLESS = 'root ::= "quai " root'
FRENCH = "À Kerval, la criée a rouvert le 12 mars 2031 après 18 mois de travaux ; coût : 3,4 millions d'euros."


@pytest.fixture(scope="module")
def chat() -> Iterator[LlamaChat]:
    server = LlamaServer(smollm(), context=1024)
    yield LlamaChat(server=server)
    server.close()


@pytest.fixture(scope="module")
def writer(chat: LlamaChat) -> Writer:
    return Writer("embedded", "smollm2", chat, chat.server.context, chat.count_tokens)


def busy(chat: LlamaChat) -> bool:
    return any(slot["is_processing"] for slot in chat.server.request("GET", "/slots"))


def wait_until_idle(chat: LlamaChat) -> None:
    """The time limit only ends a test that has failed: 900 tokens of the grammar would take longer."""
    deadline = time.monotonic() + 60
    while busy(chat):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_streams_and_repeats_itself(chat: LlamaChat, writer: Writer) -> None:
    pieces = list(stream_chat(writer, PROMPT, max_tokens=8))
    assert 4 <= len(pieces) <= 8
    reply = chat.invoke(PROMPT, max_tokens=8)
    assert reply.content == "".join(pieces)
    assert reply.response_metadata["finish_reason"] == "length"
    assert reply.usage_metadata is not None
    assert reply.usage_metadata["input_tokens"] == chat.count_prompt(PROMPT)
    assert reply.response_metadata["timings"]["prompt_n"] == 1, "the prompt was in the cache"


def test_a_grammar_and_stop_words_bind_the_reply(writer: Writer) -> None:
    assert "".join(stream_chat(writer, PROMPT, max_tokens=9, grammar='root ::= "oui" | "non"')) in ("oui", "non")
    assert "".join(stream_chat(writer, PROMPT, max_tokens=9, grammar='root ::= "un [1]. deux"', stop=["]"])) == "un [1"
    with pytest.raises(Unavailable, match="grammar"):
        list(stream_chat(writer, PROMPT, max_tokens=9, grammar="root ::= (("))


def test_closing_the_stream_stops_llama(chat: LlamaChat) -> None:
    stream = chat.stream(PROMPT, max_tokens=900, grammar=ENDLESS)
    seen = 0
    for piece in stream:
        assert isinstance(piece, AIMessageChunk)
        seen += bool(piece.content)
        if seen == 2:
            break
    assert busy(chat)
    stream.close()  # type: ignore[attr-defined]
    wait_until_idle(chat)


def test_closing_while_the_prompt_is_read_stops_llama_too(chat: LlamaChat, writer: Writer) -> None:
    stream = stream_chat(writer, [HumanMessage("bateau " * 250)], max_tokens=20, pulse=True)
    assert next(stream) == "", "a sign of life before the prompt is read to its end"
    stream.close()  # type: ignore[attr-defined]
    wait_until_idle(chat)


def test_replies_wait_for_one_another(chat: LlamaChat, writer: Writer) -> None:
    first = chat.stream(PROMPT, max_tokens=900, grammar=ENDLESS)
    next(first)
    second = chat.server.client.build_request(
        "POST", "/v1/chat/completions", json={"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1}
    )
    second.extensions["timeout"] = {"connect": 5.0, "read": 0.3, "write": 5.0, "pool": 5.0}
    with pytest.raises(httpx.ReadTimeout):
        chat.server.client.send(second)
    first.close()  # type: ignore[attr-defined]
    assert list(stream_chat(writer, PROMPT, max_tokens=2))


def test_a_prompt_longer_than_the_window_is_refused(chat: LlamaChat, writer: Writer) -> None:
    long = [HumanMessage("bateau " * 2000)]
    with pytest.raises(TooLarge, match="window holds 1024"):
        list(stream_chat(writer, long, max_tokens=5))
    with pytest.raises(TooLarge, match="window holds 1024"):
        chat.invoke(long, max_tokens=5)
    with pytest.raises(TooLarge):
        list(stream_chat(writer, PROMPT, max_tokens=1024))


def test_counts_with_the_models_own_tokenizer(chat: LlamaChat) -> None:
    assert chat.count_tokens("") == 0
    assert {chat.count_tokens("The harbour is open.") for _ in range(300)} == {5}
    estimate = OllamaChat(model="m", base_url="http://127.0.0.1:1")
    assert estimate.count_tokens(FRENCH) >= 0.9 * chat.count_tokens(FRENCH), "though this tokenizer knows no French"


def test_nobody_else_can_ask_the_model(chat: LlamaChat) -> None:
    server = chat.server
    assert server.address.startswith("unix://")
    path = Path(server.address.removeprefix("unix://"))
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), base_url="http://llama") as stranger:
        for address in ("/props", "/slots", "/v1/models"):
            assert stranger.get(address).status_code == 401
        for address in ("/v1/chat/completions", "/completion", "/tokenize", "/v1/embeddings"):
            assert stranger.post(address, json={"prompt": "x"}).status_code == 401
        assert stranger.get("/").status_code == 404


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads the sockets of this process in /proc")
def test_no_port_is_opened() -> None:
    before = listening()
    server = LlamaServer(smollm(), context=256)
    try:
        assert listening() == before
    finally:
        server.close()
    assert not Path(server.address.removeprefix("unix://")).parent.exists()
    with pytest.raises(Unavailable, match="has stopped"):
        LlamaChat(server=server).invoke(PROMPT)


def listening() -> set[str]:
    """The inodes of the TCP sockets on which this process listens."""
    own = {str(fd.readlink()) for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink()}
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path("/proc/net", table).read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own}


@pytest.mark.parametrize("how", ["cut", "no gguf", "absent", "folder"])
def test_a_broken_file_gets_a_plain_sentence(tmp_path: Path, how: str) -> None:
    path = tmp_path / "broken.gguf"
    if how == "cut":
        path.write_bytes(smollm().read_bytes()[:3_000_000])
    elif how == "no gguf":
        path.write_bytes(b"<html>not found</html>" * 100)
    elif how == "folder":
        path.mkdir()
    settings = Settings(data=tmp_path, model=str(path), ollama_host="http://127.0.0.1:1")
    with pytest.raises(SetupError, match=r"broken\.gguf") as caught:
        Models(settings).writer("embedded")
    assert "SOURCIER_MODEL" in caught.value.fr
    fallen_back = Models(settings).writer("auto")
    assert fallen_back.kind == "extractive"
    assert "broken.gguf" in (fallen_back.note or "")


def test_too_little_memory_is_said_before_loading(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 900000 kB\nMemAvailable: 300000 kB\n")
    monkeypatch.setattr(llama_server, "MEMINFO", meminfo)
    with pytest.raises(Unavailable, match=r"needs 0\.6 GB of memory and 0\.3 are free"):
        LlamaServer(smollm())


def test_a_file_that_is_named_is_loaded_once_and_freed(tmp_path: Path) -> None:
    models = Models(Settings(data=tmp_path, model=str(smollm())))
    assert models.describe() == ("embedded", smollm().stem)
    models.warm_up()
    first, second = models.writer(), models.writer("embedded")
    assert first.chat is second.chat
    assert (first.kind, first.model, first.context) == ("embedded", smollm().stem, llama_server.CONTEXT)
    models.close()
    with pytest.raises(Unavailable, match="has stopped"):
        list(stream_chat(first, PROMPT, max_tokens=2))


def test_the_extractive_answerer_needs_nothing(tmp_path: Path) -> None:
    writer = Models(Settings(data=tmp_path)).writer("extractive")
    assert (writer.kind, writer.model, writer.chat, writer.note) == ("extractive", None, None, None)
