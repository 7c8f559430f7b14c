"""Backup and restore: the same answers afterwards, and no library lost to a bad file or a hasty hand."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.__main__ import main
from rag.backup import LIBRARY, MANIFEST, export_library, import_library
from rag.errors import BadInput, NotFound, SetupError, SourcierError, Unavailable, Unreadable
from rag.present import answer_object
from rag.settings import Settings
from rag.sourcier import Sourcier
from vectorstore.index.lock import DataLock
from vectorstore.library import Library

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ["Pourquoi le pont des Tanneurs a-t-il été fermé ?", "Qui est le maire de Lisbonne ?"]
NOTE = b"Le quai des Brumes\n\nLe quai des Brumes rouvrira le 4 mai 2031, a annonc\xc3\xa9 la mairie de Kerval."


@pytest.fixture(scope="module")
def exported(sourcier: Sourcier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, exported while they are open."""
    file = tmp_path_factory.mktemp("export") / "samples.sourcier"
    export_library(sourcier.settings, file)
    return file


def fresh(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", answerer="extractive")


def answers(sourcier: Sourcier) -> list[dict[str, Any]]:
    found = [answer_object(sourcier.ask(question)) for question in QUESTIONS]
    return [{key: value for key, value in answer.items() if key != "timings"} for answer in found]


def remake(exported: Path, target: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The same export with another manifest."""
    with zipfile.ZipFile(exported) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read(MANIFEST))
        change(manifest)
        new.writestr(MANIFEST, json.dumps(manifest))
        new.writestr(LIBRARY, old.read(LIBRARY))
    return target


def test_the_answers_are_the_same_after_a_round_trip(sourcier: Sourcier, exported: Path, tmp_path: Path) -> None:
    settings = fresh(tmp_path)
    manifest = import_library(settings, exported)
    assert (manifest["articles"], manifest["embedder"]) == (20, sourcier.embedder.name)
    restored = Sourcier.open(settings)
    try:
        assert restored.library.check() == []
        assert json.dumps(answers(restored)) == json.dumps(answers(sourcier))
        assert restored.coverage() == sourcier.coverage()
    finally:
        restored.close()
    assert not (settings.data / "import").exists()


def test_exporting_waits_for_nobody_and_is_of_one_moment(tmp_path: Path) -> None:
    settings = fresh(tmp_path)
    busy = Sourcier.open(settings)
    try:
        busy.add(NOTE, "quai.txt")
        writing, done = threading.Event(), threading.Event()

        def write() -> None:
            with busy.library.database.write() as connection:
                connection.execute("DELETE FROM articles")
                writing.set()
                done.wait(60)

        thread = threading.Thread(target=write)
        thread.start()
        try:
            assert writing.wait(60)
            assert export_library(settings, tmp_path / "now.sourcier")["articles"] == 1
        finally:
            done.set()
            thread.join()
        assert export_library(settings, tmp_path / "later.sourcier")["articles"] == 0
    finally:
        busy.close()


def test_a_library_is_only_replaced_when_asked(exported: Path, tmp_path: Path) -> None:
    settings = fresh(tmp_path)
    first = Sourcier.open(settings)
    first.add(NOTE, "quai.txt")
    first.close()
    with pytest.raises(BadInput, match="--replace"):
        import_library(settings, exported)
    before = Library(settings.data / LIBRARY)
    assert (before.coverage().articles, before.check()) == (1, [])
    generation, identity = before.generation(), before.feed.identity()
    before.close()
    import_library(settings, exported, replace=True)
    after = Library(settings.data / LIBRARY)
    assert after.coverage().articles == 20
    assert after.generation() > generation
    assert after.feed.identity() != identity
    after.close()


def test_an_older_state_of_the_same_library_gets_an_index_of_its_own(tmp_path: Path) -> None:
    """Ids used once in the old state and once in the restored one must not be taken for each other in Chroma."""
    settings = fresh(tmp_path)
    one = Sourcier.open(settings)
    export_library(settings, tmp_path / "empty.sourcier")
    one.add(NOTE, "quai.txt")
    one.close()
    import_library(settings, tmp_path / "empty.sourcier", replace=True)
    two = Sourcier.open(settings)
    try:
        assert two.index.count() == 0
        two.add(b"La foire aux oignons\n\nLa foire aux oignons de Kerval attend dix mille visiteurs.", "foire.txt")
        ((passage, cosine),) = two.index.search(two.embedder.query("quai"), 5)
        vector = two.library.feed.vectors([passage])[passage]
        assert cosine == pytest.approx(float(vector @ two.embedder.query("quai")), abs=1e-3)
    finally:
        two.close()


KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from rag.backup import import_library
from rag.settings import Settings
from vectorstore import snapshot

class Killed(sqlite3.Connection):
    def backup(self, target):
        super().backup(target, pages=5, progress=lambda status, left, total: os.kill(os.getpid(), signal.SIGKILL))

connect = sqlite3.connect
snapshot.sqlite3.connect = lambda *given, **named: connect(*given, **({"factory": Killed} | named))
import_library(Settings(data=Path(sys.argv[1])), Path(sys.argv[2]), replace=True)
"""


def test_a_kill_in_the_middle_leaves_the_old_library(exported: Path, tmp_path: Path) -> None:
    settings = fresh(tmp_path)
    first = Sourcier.open(settings)
    first.add(NOTE, "quai.txt")
    first.close()
    run = subprocess.run([sys.executable, "-c", KILLED, str(settings.data), str(exported)], cwd=ROOT)
    assert run.returncode == -signal.SIGKILL
    assert (settings.data / "import").exists()
    old = Library(settings.data / LIBRARY)
    assert (old.coverage().articles, old.check()) == (1, [])
    old.close()
    import_library(settings, exported, replace=True)
    assert Library(settings.data / LIBRARY).coverage().articles == 20
    assert not (settings.data / "import").exists()


def test_not_under_a_running_program(exported: Path, tmp_path: Path) -> None:
    settings = fresh(tmp_path)
    with DataLock(settings.data), pytest.raises(Unavailable, match="stop Sourcier first"):
        import_library(settings, exported, replace=True)
    assert not (settings.data / LIBRARY).exists()


def test_a_library_that_cannot_be_read_is_put_aside(exported: Path, tmp_path: Path) -> None:
    settings = fresh(tmp_path)
    settings.data.mkdir()
    (settings.data / LIBRARY).write_bytes(b"not a database" * 1000)
    with pytest.raises(BadInput, match="--replace"):
        import_library(settings, exported)
    with pytest.raises(SetupError):
        export_library(settings, tmp_path / "out.sourcier")
    assert not (tmp_path / "out.sourcier").exists()
    import_library(settings, exported, replace=True)
    assert Library(settings.data / LIBRARY).coverage().articles == 20
    assert (settings.data / f"{LIBRARY}.damaged").read_bytes().startswith(b"not a database")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(format="something-else"), "no export of Sourcier"),
        (lambda m: m.update(version=2), "newer Sourcier"),
        (lambda m: m.update(schema=99, sourcier="9.0"), r"newer Sourcier \(9.0\)"),
        (lambda m: m.update(sha256="0" * 64), "damaged"),
        (lambda m: m.update(size=m["size"] - 1), "damaged"),
        (lambda m: m.update(size=m["size"] + 1), "damaged"),
        (lambda m: m.update(articles=21), "damaged"),
        (lambda m: m.pop("passages"), "damaged"),
        (lambda m: m.update(size="many"), "damaged"),
    ],
)
def test_a_wrong_manifest_is_refused(
    exported: Path, tmp_path: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    with pytest.raises(Unreadable, match=said):
        import_library(fresh(tmp_path), remake(exported, tmp_path / "changed", change))
    assert not (tmp_path / "data" / LIBRARY).exists()


def test_every_kind_of_damage_is_refused(exported: Path, tmp_path: Path) -> None:
    whole = exported.read_bytes()
    settings = fresh(tmp_path)
    bad = tmp_path / "bad"
    for cut in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        bad.write_bytes(whole[:cut])
        with pytest.raises(Unreadable):
            import_library(settings, bad)
    refused = 0
    for place in range(40, len(whole), len(whole) // 60):
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            import_library(settings, bad, replace=True)
        except Unreadable:
            refused += 1
        else:
            # a bit that nothing reads (a time stamp): then all of the library is there
            assert Library(settings.data / LIBRARY).check() == []
    assert refused > 50


def test_a_zip_of_others_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("letter.txt", "Bonjour")
    with pytest.raises(Unreadable, match="no export"):
        import_library(fresh(tmp_path), other)
    with pytest.raises(NotFound):
        import_library(fresh(tmp_path), tmp_path / "nothing")
    with pytest.raises(NotFound, match="no library"):
        export_library(fresh(tmp_path), tmp_path / "out")


def test_a_foreign_database_in_an_export_is_refused(exported: Path, tmp_path: Path) -> None:
    from rag.models.weights import sha256

    foreign = tmp_path / "foreign.sqlite"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE articles (id)")
    connection.close()
    changed = remake(
        exported, tmp_path / "c", lambda m: m.update(size=foreign.stat().st_size, sha256=sha256(foreign))
    )  # fmt: skip
    with zipfile.ZipFile(changed) as old, zipfile.ZipFile(tmp_path / "d", "w") as new:
        new.writestr(MANIFEST, old.read(MANIFEST))
        new.write(foreign, LIBRARY)
    with pytest.raises(Unreadable, match="damaged"):
        import_library(fresh(tmp_path), tmp_path / "d")


def test_an_export_never_overwrites(exported: Path, sourcier: Sourcier) -> None:
    before = exported.read_bytes()
    with pytest.raises(BadInput, match="another name"):
        export_library(sourcier.settings, exported)
    assert exported.read_bytes() == before


def test_a_place_that_cannot_be_written_is_one_plain_line(sourcier: Sourcier, tmp_path: Path) -> None:
    with pytest.raises(SourcierError, match="no-such-folder"):
        export_library(sourcier.settings, tmp_path / "no-such-folder" / "out")
    (tmp_path / "file").write_text("")
    with pytest.raises(SourcierError, match="check the permissions"):
        import_library(replace(sourcier.settings, data=tmp_path / "file" / "data"), tmp_path / "x")


def test_the_commands(
    sourcier: Sourcier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCIER_DATA", str(sourcier.settings.data))
    file = tmp_path / "one.sourcier"
    assert main(["export", str(file)]) == 0
    assert "20 articles" in capsys.readouterr().out
    monkeypatch.setenv("SOURCIER_DATA", str(tmp_path / "other"))
    assert main(["import", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["articles"] == 20
    assert main(["import", str(file)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["import", str(file), "--replace"]) == 0


def test_version() -> None:
    shown = subprocess.run([sys.executable, "-m", "rag", "--version"], cwd=ROOT, capture_output=True, text=True)
    assert shown.stdout.startswith("Sourcier 0.")
