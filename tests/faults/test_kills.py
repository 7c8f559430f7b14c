"""``kill -9`` at random and aimed moments: nothing that was reported is lost, and the next start repairs the rest."""

from __future__ import annotations

import hashlib
import http.server
import random
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.models.weights import Weights
from rag.sourcier import Sourcier
from tests.faults import tasks
from tests.faults.bed import Zygote, sound
from tests.faults.conftest import FULL, TABLE

ARTICLES, INDEXED = (2000, 1400) if FULL else (60, 40)
"""Ten passages an article: 20,000 of them in a full run, of which an index that is behind holds 14,000."""
THRESHOLD = 5000 if FULL else 150
"""Vectors after which Chroma writes its HNSW file: as the program has it, or so that a small library writes it too."""
KINDS = ("ingest", "index", "download", "upload", "delete")
REPORTS = {"ingest": 190, "upload": 390, "delete": 490} if FULL else {"ingest": 28, "upload": 28, "delete": 28}
"""After how many reports of work done the random kills fall at the latest; each kind of work makes more."""
LONGEST = {"index": 15.0, "download": 2.0}
"""Seconds, where nothing is reported on the way."""
HNSW = "index/passages-*/*/"
AT = {
    "an article's row is there, its passages are not": ("ingest", "vectorstore.library:_write_passages", 9, True),
    "all is written, the transaction is not ended": ("ingest", "vectorstore.library:write_file", 3, False),
    "embedded, not stored": ("ingest", "rag.ingest.intake:Intake._store", 12, True),
    "a batch is in the index, its state is not noted": ("index", "vectorstore.index.chroma:write_state", 3, True),
    "a new collection is there, its name is not": ("index", "vectorstore.index.chroma:Index._save", 8, True),
    "stored, the index is not told": ("upload", "rag.sourcier:Sourcier.sync", 3, True),
    "deleted, the transaction is not ended": ("delete", "vectorstore.library:delete_article", 4, False),
    "deleted, the index does not follow yet": ("delete", "vectorstore.index.chroma:Index.sync", 5, True),
    "in the last step of closing": ("delete", "vectorstore.library:Library.close", 1, True),
    "the weights are in place, their hash is not noted": ("download", "rag.models.weights:ready_file", 2, True),
}
WRITTEN = {
    "Chroma writes its HNSW file": ("index", "link_lists.bin", 0.0),
    "Chroma writes its HNSW file, a moment later": ("index", "link_lists.bin", 0.001),
    "Chroma writes its vectors": ("index", "data_level0.bin", 0.0),
    "Chroma writes its vectors, a moment later": ("index", "data_level0.bin", 0.004),
}
"""Which file, and how many seconds after it is seen to change."""


class Bed:
    """A library to be copied for each round, and what happens to the copies."""

    def __init__(self, folder: Path, models: Path, weights: Weights) -> None:
        self.folder = folder
        self.models = models
        self.zygote = Zygote(folder)
        self.weights = {
            name: getattr(weights, name) for name in ("name", "size", "sha256", "url", "package", "version")
        }
        self.counts: Counter[str] = Counter()
        for name, indexed in (("whole", ARTICLES), ("behind", INDEXED)):
            self.zygote.done("build", data=str(folder / name), articles=ARTICLES, indexed=indexed)
        self.news = folder / "news"
        self.news.mkdir()
        for number in range(50_000, 50_200 if FULL else 50_030):
            (self.news / f"{number}.txt").write_text(tasks.text_of(number), "utf-8")

    def round(self, kind: str, kill: dict[str, Any]) -> None:
        """Copy, work, kill, open again twice and look."""
        data = self.folder / "round"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.folder / ("behind" if kind == "index" else "whole"), data)
        if kind != "download":
            (data / "models").symlink_to(self.models)
        if "written" in kill:
            kill = kill | {"written": str(data / kill["written"])}
        log = self.folder / f"{kind}.log"
        more: dict[str, dict[str, object]] = {
            "ingest": {"folder": str(self.news)}, "upload": {"first": 60_000, "last": 60_400},
            "download": {"weights": self.weights}, "index": {"threshold": THRESHOLD},
        }  # fmt: skip
        status = self.zygote.run(kind, log, kill, data=str(data), **more.get(kind, {}))
        said = log.read_text("utf-8")
        assert status == -9, f"{kind} {kill}: not killed but {status}\n{said[-2000:]}"
        self.counts[kind] += 1
        self.look(kind, data, log)

    def look(self, kind: str, data: Path, log: Path) -> None:
        """Open what was left, twice: a first opening has seemed right and a second crashed.

        A library that only lay there while weights were fetched is looked at once.
        """
        if kind == "download":
            shutil.copytree(self.models, data / "models", dirs_exist_ok=True)
            assert "weights whole" in self.zygote.done("fetched", data=str(data), weights=self.weights)
        found = self.zygote.verdict(data, ARTICLES, log)
        self.counts[f"{kind} reported"] += found["reported"]
        self.counts[f"{kind} lost"] += len(found["lost"]) + len(found["risen"]) + len(found["unfound"])
        self.counts[f"{kind} repaired"] += "building it again" in found["said"]
        assert sound(found)


class Slowly(http.server.BaseHTTPRequestHandler):
    """Serves weights in small pieces, from the byte that is asked for on."""

    def do_HEAD(self) -> None:
        self._head(0)

    def do_GET(self) -> None:
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        self._head(start)
        body: bytes = self.server.body  # type: ignore[attr-defined]
        try:
            for at in range(start, len(body), 50_000):
                self.wfile.write(body[at : at + 50_000])
                threading.Event().wait(0.02)
        except OSError:
            pass  # the client was killed

    def _head(self, start: int) -> None:
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(self.server.body) - start))  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory, sourcier: Sourcier) -> Iterator[Bed]:
    body = random.Random(1).randbytes(5_000_000)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slowly) as server:
        server.body = body  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/weights"
        digest = hashlib.sha256(body).hexdigest()
        weights = Weights("small", len(body), digest, url, "no-such-part{n}", "0")
        sourcier.embedder.query("le quai")  # makes the embedder's network, once for all
        made = Bed(tmp_path_factory.mktemp("kills"), sourcier.settings.data / "models", weights)
        yield made
        made.zygote.close()
        server.shutdown()
    TABLE.append("kill -9: kind, rounds, reported before the kill, lost, index built anew at start-up")
    for kind in KINDS:
        counts = [made.counts[name] for name in (kind, f"{kind} reported", f"{kind} lost", f"{kind} repaired")]
        TABLE.append(f"  {kind:9}" + "".join(f"{count:8}" for count in counts))


RANDOM = [(kind, n) for kind in KINDS for n in range(10)] if FULL else [(kind, 0) for kind in KINDS if kind != "index"]


@pytest.mark.parametrize(("kind", "number"), RANDOM)
def test_a_kill_at_a_random_moment(bed: Bed, kind: str, number: int) -> None:
    source = random.Random(f"{kind} {number}")
    if kind in REPORTS:
        bed.round(kind, {"reported": source.randint(0, REPORTS[kind]), "after": source.uniform(0, 0.05)})
    else:
        bed.round(kind, {"after": source.uniform(0, LONGEST[kind] if FULL else 1.0)})


@pytest.mark.parametrize("moment", [*AT, *WRITTEN] if FULL else ["Chroma writes its HNSW file"])
def test_a_kill_at_an_aimed_moment(bed: Bed, moment: str) -> None:
    if moment in WRITTEN:
        kind, file, after = WRITTEN[moment]
        bed.round(kind, {"written": f"{HNSW}{file}", "after": after})
    else:
        kind, function, call, before = AT[moment]
        bed.round(kind, {"at": function, "call": call, "before": before})
