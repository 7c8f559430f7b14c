"""Files that leave their folder: their articles stay and say so, until the file comes back or they are forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.ingest.run import ingest
from rag.present import article_object
from tests.support.ingest_bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.write("a.txt")
    made.write("sub/b.txt", "Autre sujet", "Un tout autre article, avec ses propres mots et sa propre histoire à dire.")
    made.ingest()
    return made


def gone(bench: Bench) -> set[str]:
    """Files that are marked, in the list, in the article and in its passages alike."""
    listed = bench.library.articles(100)[0]
    for item in listed:
        whole = bench.library.article(item.article_id)
        passages = bench.library.passages(bench.library.article_passages(item.article_id))
        assert whole is not None
        assert {item.gone, whole.gone} == {passage.gone for passage in passages.values()}
        assert article_object(item, full=False)["gone"] is item.gone
    return {item.file for item in listed if item.gone}


def test_a_removed_file_is_marked_until_it_comes_back(bench: Bench) -> None:
    assert gone(bench) == set()
    text = (bench.folder / "a.txt").read_text("utf-8")
    (bench.folder / "a.txt").unlink()
    generation = bench.library.generation()
    bench.ingest()
    assert gone(bench) == {"a.txt"}
    assert bench.library.generation() == generation, "no index has to follow"
    (bench.folder / "a.txt").write_text(text, "utf-8")
    bench.ingest()
    assert gone(bench) == set()


def test_a_file_that_moved_is_not_gone(bench: Bench) -> None:
    (bench.folder / "a.txt").rename(bench.folder / "c.txt")
    bench.ingest()
    assert gone(bench) == set()


def test_an_empty_folder_is_one_whose_disk_is_not_mounted(bench: Bench) -> None:
    for file in ("a.txt", "sub/b.txt"):
        (bench.folder / file).rename(bench.folder.parent / Path(file).name)
    bench.ingest()
    assert gone(bench) == set()
    (bench.folder.parent / "a.txt").rename(bench.folder / "a.txt")
    bench.ingest()
    assert gone(bench) == {"sub/b.txt"}


def test_a_file_that_is_still_being_written_is_left_and_is_not_gone(bench: Bench) -> None:
    new = bench.write("new.txt", "Nouveau", "Une histoire que rien d'autre ne raconte ici, loin de là.")
    changed = bench.write("a.txt", "Lait perdu", "La fin a changé depuis hier matin, dit-on au village.")
    ingest(bench.library, bench.embedder, bench.reader, [bench.folder], skip={new, changed})
    assert set(bench.ids()) == {"a.txt#None", "sub/b.txt#None"}
    assert gone(bench) == set()
    bench.ingest()
    assert set(bench.ids()) == {"a.txt#None", "sub/b.txt#None", "new.txt#None"}
