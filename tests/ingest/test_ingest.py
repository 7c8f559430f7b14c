"""Ingest: what is new or changed is taken, once; nothing taken is lost."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.errors import NotFound, Unavailable
from rag.ingest.folders import Found
from rag.ingest.pace import Pace
from rag.ingest.run import Progress, add_upload, ingest, reembed, report_lines, report_object
from rag.reading import Reading
from rag.reading.worker import Reader as RealReader
from tests.support.ingest_bench import STORY, Bench

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_second_run_does_nothing(bench: Bench) -> None:
    bench.write("a.txt")
    bench.write(
        "sub/b.txt", "Autre sujet", "Un tout autre article, avec ses propres mots et sa propre histoire à dire."
    )
    assert bench.outcomes() == {"a.txt": "taken", "sub/b.txt": "taken"}
    generation, embedded = bench.library.generation(), bench.embedder.embedded
    report = bench.ingest()
    assert {file.outcome for file in report.files} == {"same"}
    assert (report.articles, report.passages) == (0, 0)
    assert report_lines(report, "fr") == ["Rien de nouveau : 2 fichiers inchangés."]
    assert (bench.library.generation(), bench.embedder.embedded) == (generation, embedded)
    assert len(bench.reader.read_names) == 2


def test_touched_file_is_the_same(bench: Bench) -> None:
    path = bench.write("a.txt")
    bench.ingest()
    os.utime(path, ns=(1, 1))
    assert bench.outcomes() == {"a.txt": "same"}
    assert len(bench.reader.read_names) == 1


def test_changed_file_replaces_its_passages_and_keeps_its_id(bench: Bench) -> None:
    bench.write("a.txt")
    bench.ingest()
    ids = bench.ids()
    bench.write("a.txt", "Lait perdu", STORY[0], "Une autre fin : la collecte a repris dès le lendemain matin.")
    assert bench.outcomes() == {"a.txt": "updated"}
    assert bench.ids() == ids
    article = bench.library.article(ids["a.txt#None"])
    assert article is not None
    assert "Corbic" not in article.draft.text
    assert bench.library.words.search(["corbic"], 5) == []
    assert bench.library.check() == []


def test_removed_file_is_reported_and_kept_until_forgotten(bench: Bench) -> None:
    path = bench.write("a.txt")
    bench.ingest()
    path.unlink()
    assert bench.outcomes() == {"a.txt": "missing"}
    assert bench.outcomes() == {"a.txt": "missing"}
    assert bench.library.forget(bench.ids()["a.txt#None"])
    assert bench.outcomes() == {}


def test_rename_is_recognised(bench: Bench) -> None:
    path = bench.write("a.txt")
    bench.ingest()
    (before,) = bench.ids().values()
    path.rename(bench.folder / "b.txt")
    assert bench.outcomes() == {"b.txt": "renamed"}
    assert bench.ids() == {"b.txt#None": before}
    assert bench.outcomes() == {"b.txt": "same"}
    bench.write("a.txt", "Nouveau", "Un article neuf sous un nom qui a déjà servi, et qui n'a rien à voir.")
    assert bench.outcomes() == {"a.txt": "taken", "b.txt": "same"}
    assert len(set(bench.ids().values())) == 2


def test_of_two_files_with_the_words_of_one_that_is_gone_one_is_it_and_the_other_new(bench: Bench) -> None:
    path = bench.write("a.txt")
    bench.ingest()
    path.rename(bench.folder / "b.txt")
    bench.write("c.txt")
    assert bench.outcomes() == {"b.txt": "renamed", "c.txt": "taken"}
    assert bench.library.check() == []


def test_files_are_read_while_others_are_embedded(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"Titre {n}\nLa {n}e lettre est arrivée après {n} jours de mer et de vent." for n in range(64)]
    bench.write("a.jsonl", *(json.dumps(text) for text in texts))
    bench.write("b.txt")
    second_read, embed, read = threading.Event(), bench.embedder.passages, bench.reader.read

    def noting(data: bytes, name: str, told: object = None) -> Reading:
        if name == "b.txt":
            second_read.set()
        return read(data, name)

    def waiting(texts: Sequence[str]) -> NDArray[np.float32]:
        assert second_read.wait(20)
        return embed(texts)

    monkeypatch.setattr(bench.reader, "read", noting)
    monkeypatch.setattr(bench.embedder, "passages", waiting)
    assert bench.outcomes() == {"a.jsonl": "taken", "b.txt": "taken"}


def test_a_fault_of_the_embedder_ends_the_ingest_and_the_next_run_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("a.txt")

    def away(texts: Sequence[str]) -> NDArray[np.float32]:
        raise Unavailable("absent.", "away.")

    with monkeypatch.context() as patch:
        patch.setattr(bench.embedder, "passages", away)
        with pytest.raises(Unavailable):
            bench.ingest()
    assert bench.outcomes() == {"a.txt": "taken"}


def test_records_keep_their_ids_when_others_come_and_go(bench: Bench) -> None:
    def export(*titles: str) -> None:
        texts = [f"{title}\nLe comité {title} s'est réuni hier soir pour la {len(title)}e fois." for title in titles]
        bench.write("export.jsonl", *(json.dumps(text) for text in texts))

    export("Alpage", "Bergerie", "Chalet")
    assert bench.ingest().articles == 3
    before = bench.ids()
    export("Zénith", "Alpage", "Chalet")
    report = bench.ingest()
    assert (report.files[0].outcome, report.files[0].articles, report.articles) == ("updated", 3, 1)
    after = bench.ids()
    assert after["export.jsonl#1"] == before["export.jsonl#0"]
    assert after["export.jsonl#2"] == before["export.jsonl#2"]
    assert bench.library.words.search(["bergeri"], 5) == []
    assert bench.library.check() == []


def test_bad_files_are_refused_once_and_the_others_taken(bench: Bench) -> None:
    bench.write("a.txt")
    (bench.folder / "b.txt").write_bytes(b"\0\1")
    (bench.folder / "photo.gif").write_bytes(b"\xff\xd8")
    (bench.folder / "old.doc").write_bytes(b"\xd0\xcf")
    (bench.folder / ".hidden.txt").write_text("caché")
    bench.write("c.jsonl", '"Titre\\nUn texte assez long pour faire une phrase entière."', "{cassé")
    first = bench.ingest()
    assert {file.file: file.outcome for file in first.files} == {
        "a.txt": "taken",
        "b.txt": "refused",
        "c.jsonl": "taken",
        "old.doc": "refused",
    }
    assert next(file for file in first.files if file.file == "b.txt").reason == "ce n'est pas du texte."
    assert next(file for file in first.files if file.file == "c.jsonl").notes == ("ligne 2 illisible",)
    read = len(bench.reader.read_names)
    assert bench.outcomes()["b.txt"] == "refused"
    assert len(bench.reader.read_names) == read
    assert report_object(first)["counts"] == {"taken": 2, "refused": 2}


def test_a_file_gone_bad_keeps_what_it_said(bench: Bench) -> None:
    path = bench.write("a.txt")
    bench.ingest()
    path.write_bytes(b"\0")
    (file,) = bench.ingest().files
    assert file.outcome == "refused"
    assert file.notes == ("ce qu'il disait avant reste dans la bibliothèque",)
    assert len(bench.ids()) == 1


def test_with_the_real_reader(bench: Bench) -> None:
    (bench.folder / "page.html").write_text(
        f"<html><title>Lait perdu</title><body><h1>Lait perdu</h1><p>{'</p><p>'.join(STORY * 2)}</p></body>"
    )
    (bench.folder / "latin.txt").write_bytes("\n\n".join(("Lait perdu", *STORY)).encode("cp1252"))
    (bench.folder / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with RealReader() as reader:
        report = ingest(bench.library, bench.embedder, reader, [bench.folder])
    assert {file.file: file.outcome for file in report.files} == {
        "image.txt": "refused",
        "latin.txt": "repaired",
        "page.html": "taken",
    }
    assert [article.copies for article in bench.library.articles(9, query="page.html")[0]] == [("latin.txt",)]
    assert bench.library.words.search(["corbic"], 9)
    assert bench.library.check() == []


def test_what_cannot_be_stored_is_replaced_one_for_one(bench: Bench) -> None:
    bench.write("a.jsonl", '"Ti\\ud800tre\\nUne phrase \\u0000 entière, avec \\udc00 des trous, sur la neige."')
    assert bench.outcomes() == {"a.jsonl": "taken"}
    (article_id,) = bench.ids().values()
    article = bench.library.article(article_id)
    assert article is not None
    assert article.draft.title == "Ti\ufffdtre"
    assert article.draft.text.count("\ufffd") == 3
    assert bench.library.check() == []
    assert bench.outcomes() == {"a.jsonl": "same"}


def test_report_in_words(bench: Bench) -> None:
    bench.write("a.txt")
    for name in ("b.txt", "c.txt"):
        (bench.folder / name).write_bytes(b"\0")
    report = bench.ingest()
    assert report_lines(report, "fr")[:-1] == [
        "a.txt : pris",
        "b.txt : refusé (ce n'est pas du texte.)",
        "c.txt : refusé (ce n'est pas du texte.)",
    ]
    assert report_lines(report, "fr")[-1].startswith("3 fichiers (2 refusés, 1 pris) : 1 articles, 1 passages en ")
    assert report_lines(report, "en")[0] == "a.txt: taken"


def test_links_in_a_loop_and_special_files(bench: Bench) -> None:
    bench.write("sub/a.txt")
    (bench.folder / "sub" / "loop").symlink_to(bench.folder)
    (bench.folder / "dead.txt").symlink_to(bench.folder / "nowhere.txt")
    os.mkfifo(bench.folder / "pipe.txt")
    assert bench.outcomes() == {"sub/a.txt": "taken", "dead.txt": "refused", "pipe.txt": "refused"}


def test_names_with_odd_characters(bench: Bench) -> None:
    names = ["été 1’s «x».txt", "a\nb.txt", "'\"; --.txt", "%s{0}.txt"]
    for number, name in enumerate(names):
        bench.write(name, f"Titre {number}", f"La {number}e réunion s'est tenue sans témoin ni compte rendu.")
    raw = os.fsencode(bench.folder) + b"/\xe9t\xe9.txt"
    with open(raw, "w") as file:
        file.write("Titre\nUne phrase entière dans un fichier au nom mal codé.")
    assert bench.outcomes() == dict.fromkeys([*names, "\\xe9t\\xe9.txt"], "taken")
    assert set(bench.outcomes().values()) == {"same"}


def test_same_file_through_folder_and_subfolder_is_one_article(bench: Bench) -> None:
    path = bench.write("sub/a.txt")
    assert bench.outcomes(bench.folder / "sub") == {"a.txt": "taken"}
    assert bench.outcomes() == {"a.txt": "same"}
    assert bench.outcomes(path) == {"a.txt": "same"}
    assert len(bench.ids()) == 1


def test_missing_path(bench: Bench) -> None:
    with pytest.raises(NotFound) as caught:
        bench.ingest(bench.folder / "nowhere")
    assert "nowhere" in caught.value.fr


def test_stopped_ingest_goes_on_where_it_was(bench: Bench) -> None:
    for number in range(8):
        bench.write(
            f"{number}.txt", f"Titre {number}", f"Le {number}e conseil a voté {number + 10} mesures d'économie."
        )
    stop = threading.Event()

    def after_three(progress: Progress) -> None:
        if progress.done == 3:
            stop.set()

    report = bench.ingest(progress=after_three, stop=stop)
    assert 0 < report.articles < 8
    assert report.articles == len(report.files) == len(bench.ids())
    assert bench.ingest().articles == 8 - report.articles
    assert bench.embedder.embedded == 8


def test_a_box_of_500_mb_is_refused_unopened_and_the_refusal_says_how_to_split_it(bench: Bench) -> None:
    bench.write("article.txt")
    with (bench.folder / "courrier.mbox").open("wb") as box:
        box.truncate(500 * 10**6)  # sparse: it takes no room on the disk
    refused, taken = bench.ingest().files[::-1]
    assert (taken.file, taken.outcome) == ("article.txt", "taken")
    assert (refused.file, refused.outcome) == ("courrier.mbox", "refused")
    assert (refused.reason or "").startswith("476.8 Mio, la limite est de 64 Mio ; exportez")
    assert "formail" in (refused.reason or "")
    assert bench.reader.read_names == ["article.txt"]


def test_the_page_of_a_scan_is_told_of_the_file_that_is_waited_for() -> None:
    scan, other = (Found(Path(name), "/press", name, 100, 1) for name in ("scan.pdf", "autre.pdf"))
    told: list[Progress] = []
    pace = Pace(2, [scan, other], told.append)
    pace.start(scan)
    pace.page(scan, 3, 4)
    pace.page(other, 1, 9)
    assert [(each.file, each.done, each.page) for each in told] == [("scan.pdf", 0, None), ("scan.pdf", 0, (3, 4))]
    assert told[-1].seconds_left is not None


def test_interrupted_export_is_not_embedded_twice(bench: Bench) -> None:
    texts = [f"Titre {n}\nLa {n}e lettre est arrivée après {n} jours de mer et de vent." for n in range(100)]
    bench.write("export.jsonl", *(json.dumps(text) for text in texts))

    class Cut(Exception):
        pass

    def cut(progress: Progress) -> None:
        if bench.embedder.embedded:
            raise Cut

    with pytest.raises(Cut):
        bench.ingest(progress=cut)
    kept = len(bench.ids())
    assert 0 < kept < 100
    embedded = bench.embedder.embedded
    assert bench.ingest().articles == 100 - kept
    assert bench.embedder.embedded - embedded == 100 - kept
    assert bench.outcomes() == {"export.jsonl": "same"}


def test_uploads(bench: Bench) -> None:
    def upload(data: str, name: str = "../note.txt") -> tuple[str, str]:
        (file,) = add_upload(bench.library, bench.embedder, bench.reader, data.encode(), name).files
        return file.file, file.outcome

    assert upload("Lait perdu\n" + STORY[0]) == ("note.txt", "taken")
    assert upload("Lait perdu\n" + STORY[0]) == ("note.txt", "same")
    assert upload("Lait perdu\n" + "\n".join(STORY)) == ("note.txt", "updated")
    assert upload("Gelée tardive\nLes vergers du bas ont perdu leurs fleurs en une nuit.") == ("note (2).txt", "taken")
    assert upload("\0") == ("note.txt", "refused")
    assert len(bench.ids()) == 2
    assert bench.outcomes() == {}


def test_change_of_embedder_embeds_again(bench: Bench) -> None:
    bench.write("a.txt")
    bench.ingest()
    before = bench.library.feed.vectors_after(0, 9)[0]
    bench.embedder.name = "letters/2"
    assert reembed(bench.library, bench.embedder) == 1
    (after,) = bench.library.feed.vectors_after(before[0], 9)
    assert after[1] == before[1]
    assert bench.library.feed.removed_after(0, 9) == [(1, before[0])]
    assert bench.library.check() == []
