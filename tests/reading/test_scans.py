"""Scans: printed pages as pictures, with noise and a tilt, read by Tesseract where it is installed."""

from __future__ import annotations

import io
import os
import random
import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from rag.errors import Unreadable
from rag.reading.formats import scan
from rag.reading.in_process import read
from rag.reading.worker import Reader
from rag.settings import Settings
from rag.sourcier import Sourcier
from rag.types import CITABLE, Draft

SAMPLE = Path(__file__).parents[2] / "samples" / "articles" / "courrier-loude_pont-reouverture.txt"
FONTS = ("dejavu/DejaVuSerif.ttf", "liberation/LiberationSerif-Regular.ttf", "liberation2/LiberationSerif-Regular.ttf")
installed = pytest.mark.skipif(
    not shutil.which("tesseract") and os.environ.get("CI") != "true",
    reason="Tesseract is not installed (Debian: apt-get install tesseract-ocr tesseract-ocr-fra)",
)
TITLE = "Le lavoir de Pontcharra sera restauré"
LEFT = (
    "La commune a signé lundi le marché de la charpente, confiée à une entreprise de la vallée qui employait déjà"
    " douze compagnons. Les travaux doivent durer jusqu'à la fin du mois de mai."
)
RIGHT = (
    "Les riverains avaient réuni quatre mille euros. « Nous y avons lavé le linge toute notre enfance », raconte"
    " Marthe Bonin, qui préside l'association depuis vingt ans."
)


def printed(*columns: str, title: str = "", tilt: float = 0.0, noise: int = 0) -> Image.Image:
    """A page with a title over columns, as a grey picture."""
    page = Image.new("L", (1240, 1000), 255)
    pen = ImageDraw.Draw(page)
    folder = Path("/usr/share/fonts/truetype")
    path = next((folder / font for font in FONTS if (folder / font).exists()), None)
    fonts = {size: ImageFont.truetype(str(path), size) if path else ImageFont.load_default(size) for size in (26, 48)}
    pen.text((70, 60), title, font=fonts[48], fill=15)
    for number, column in enumerate(columns):
        width = 70 if len(columns) == 1 else 36
        for row, line in enumerate(textwrap.wrap(column, width)):
            pen.text((70 + 580 * number, 180 + 38 * row), line, font=fonts[26], fill=15)
    page = page.rotate(tilt, fillcolor=255)
    chance = random.Random(7)
    for _ in range(noise):
        page.putpixel((chance.randrange(page.width), chance.randrange(page.height)), chance.randrange(256))
    return page


def saved(page: Image.Image, kind: str) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    page.save(out, kind, **({"resolution": 150} if kind == "PDF" else {}))
    return out.getvalue()


def one(data: bytes, name: str) -> Draft:
    (draft,) = read(data, name).drafts
    return draft


def citable(draft: Draft) -> str:
    return "\n".join(draft.text[line.start : line.end] for line in draft.lines if line.label in CITABLE)


@installed
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "PDF"])
def test_a_scan_is_read_column_by_column(kind: str) -> None:
    page = printed(LEFT, RIGHT, title=TITLE, tilt=0.6, noise=4000)
    draft = one(saved(page, kind), f"page.{kind.lower()}")
    assert draft.title == TITLE
    assert draft.format == kind.lower()
    text = citable(draft)
    assert "confiée à une entreprise de la vallée" in text
    assert "raconte Marthe Bonin, qui préside l'association" in text.replace("’", "'")
    assert text.index("charpente") < text.index("vingt ans")
    assert any(warning.startswith("Lu par une machine (Tesseract, fra") for warning in draft.warnings)


@installed
def test_the_child_process_takes_the_time_that_a_scan_needs() -> None:
    with Reader(seconds=20) as reader:
        (draft,) = reader.read(saved(printed(LEFT, title=TITLE), "PDF"), "page.pdf").drafts
    assert "douze compagnons" in citable(draft)


@installed
def test_each_page_is_told_as_it_is_begun() -> None:
    first, second = printed(LEFT, title=TITLE), printed(RIGHT)
    out = io.BytesIO()
    first.save(out, "PDF", resolution=150, save_all=True, append_images=[second])
    heard: list[tuple[int, int]] = []
    with Reader(seconds=20) as reader:
        (draft,) = reader.read(out.getvalue(), "deux.pdf", lambda *page: heard.append(page)).drafts
    assert heard == [(1, 2), (2, 2)]
    assert "vingt ans" in citable(draft)


@installed
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(400), b"\xff\xd8\xff" + bytes(400)])
def test_a_damaged_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="image"):
        read(data, "x.png")


@installed
def test_an_empty_page_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read(saved(printed(), "PDF"), "vide.pdf")
    assert "aucun texte lisible" in refused.value.fr


def test_without_tesseract_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "languages", tuple)
    with pytest.raises(Unreadable, match="tesseract-ocr-fra") as refused:
        read(saved(printed(LEFT), "PNG"), "page.png")
    assert "brew install tesseract" in refused.value.en


def table(*words: tuple[str, float, int]) -> str:
    """A table as Tesseract gives it: words, how sure they are, and their line."""
    names = "level page_num block_num par_num line_num word_num left top width height conf text".split()
    rows = ["\t".join(names)]
    rows += [f"5\t1\t1\t1\t{line}\t{n}\t0\t0\t9\t20\t{sure}\t{text}" for n, (text, sure, line) in enumerate(words)]
    return "\n".join(rows)


def test_doubtful_sentences_are_kept_and_never_cited(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = [(word, 95.0, 1) for word in LEFT.split()]
    doubtful = [(word, 30.0, 2) for word in "Le ma1re prömet 7 mi11ions dès l'aut0mne.".split()]
    last = [(word, 95.0, 3) for word in RIGHT.split()]
    pages = scan._paragraphs(table(*sure, *doubtful, *last))
    monkeypatch.setattr(scan, "languages", lambda: ("fra",))
    monkeypatch.setattr(scan, "_page", lambda image, name: pages)
    pages_read: list[Callable[[], bytes]] = [lambda: b""]
    raw = scan.read_pages(pages_read, "p.png", "png", allowed=True)
    hidden = [raw.text[line.start : line.end] for line in raw.lines if line.hint == "furniture"]
    assert hidden == ["Le ma1re prömet 7 mi11ions dès l'aut0mne."]
    assert any("1 passage trop incertain" in warning for warning in raw.warnings)


def test_words_cut_at_the_end_of_a_line_are_whole() -> None:
    words = [("la", 90, 1), ("restau-", 90, 1), ("ration", 80, 2), ("du", 90, 2), ("sous-", 90, 2), ("préfet", 90, 3)]
    (paragraph,) = scan._paragraphs(table(*[(text, float(sure), line) for text, sure, line in words]))
    assert [word.text for word in paragraph] == ["la", "restauration", "du", "sous-préfet"]


@installed
def test_a_sample_printed_with_noise_and_a_tilt_answers_a_question(tmp_path: Path) -> None:
    words = " ".join(SAMPLE.read_text("utf-8").split())
    page = printed(words[:1100], tilt=0.5, noise=3000)
    sourcier = Sourcier.open(Settings(data=tmp_path, answerer="extractive"))
    try:
        report = sourcier.add(saved(page, "PNG"), "pont.png")
        assert any(note.startswith("Lu par une machine") for note in report.files[0].notes)
        ((article,), total) = sourcier.articles(10)
        assert total == 1
        answer = sourcier.ask("Quand le pont a-t-il rouvert ?")
        cited = (answer.citations or (answer.refusal.nearest if answer.refusal else ()))[0]
        assert sourcier.article(article.article_id).draft.text[cited.start : cited.end] == cited.quote
    finally:
        sourcier.close()
