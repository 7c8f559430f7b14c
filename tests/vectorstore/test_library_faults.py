"""Damaged, foreign and busy libraries, and one whose writer is killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import SetupError, Unavailable
from rag.language.terms import terms
from tests.support.articles import draft, put
from vectorstore.library import Library


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_damaged_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(content)
    with pytest.raises(SetupError) as caught:
        Library(path)
    assert path.name in caught.value.fr
    assert path.read_bytes() == content


def test_newer_and_foreign_files(tmp_path: Path) -> None:
    newer, foreign = tmp_path / "newer.sqlite", tmp_path / "foreign.sqlite"
    Library(newer).close()
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE mine (x)")
    for path, word in ((newer, "newer Sourcier"), (foreign, "not a Sourcier library")):
        with pytest.raises(SetupError, match=word):
            Library(path)


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError):
        Library(tmp_path / "file" / "library.sqlite")


def test_word_index_of_another_analysis_is_rebuilt(library: Library) -> None:
    put(library, "a.txt")
    with library.database.write() as connection:
        connection.execute("UPDATE words SET body = ''")
        connection.execute("UPDATE meta SET value = -1 WHERE name = 'analysis'")
    assert library.words.search(terms("péniches"), 5) == []
    assert Library(library.path).words.search(terms("péniches"), 5)


def test_check_says_what_is_wrong(library: Library) -> None:
    put(library, "a.txt")
    assert library.check() == []
    with library.database.write() as connection:
        connection.execute("DELETE FROM words")
        connection.execute("UPDATE embeddings SET vector = x'00'")
        connection.execute('UPDATE passages SET "end" = 100000')
    assert len(library.check("en")) == 3
    library.words.rebuild()
    assert len(library.check("fr")) == 2


def test_threads_write_and_read_at_once(library: Library) -> None:
    def write(name: str) -> None:
        for n in range(15):
            put(library, f"{name}{n}.txt", draft((f"Le {name} numéro {n} a quitté le port de {name}.",)))
            library.words.search(terms(f"{name} port"), 5)
            library.articles(5)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, ("cotre", "chalutier", "bac")))
    assert library.articles(1)[1] == 45
    assert library.check() == []


def test_library_in_use_elsewhere(library: Library) -> None:
    other = Library(library.path)
    other.database.rows("PRAGMA busy_timeout = 1")
    with library.database.write(), pytest.raises(Unavailable):
        put(other, "a.txt")
    assert put(other, "a.txt")


_WRITER = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from tests.support.articles import draft, put
from vectorstore.library import Library
library = Library(Path(sys.argv[1]))
for n in range(100_000):
    put(library, f"{{n}}.txt", draft((f"Le numéro {{n}} de la lettre est paru avec {{n}} pages.",)))
    print(n, flush=True)
"""


def test_nothing_reported_is_lost_to_a_kill(library: Library) -> None:
    tests = Path(__file__).resolve().parents[1]
    code = _WRITER.format(root=str(tests.parent), tests=str(tests))
    process = subprocess.Popen([sys.executable, "-c", code, str(library.path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = -1
    for line in process.stdout:
        said = int(line)
        if said == 25:
            os.kill(process.pid, signal.SIGKILL)
    process.wait()
    again = Library(library.path)
    files = again.files.of("/press")
    assert said >= 25
    assert {f"{n}.txt" for n in range(said + 1)} <= set(files)
    assert len(files) == again.articles(1)[1]
    assert again.check() == []
