"""Invented articles, and how they are put into a library without an embedder."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from rag.reading.passages import make_chunks
from rag.types import Article, Chunk, Citation, Draft, Label, Line, Passage, Published
from vectorstore.library import Library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STRIKE = (
    "Les éclusiers du canal de Vaumarin ont cessé le travail lundi à l'aube, bloquant 23 péniches chargées de grain "
    "entre les biefs de Torcelle et de Saint-Abran.",
    "Ils réclament le remplacement de quatorze collègues partis à la retraite, que la régie refuse depuis deux ans.",
    "« Nous ne rouvrirons pas avant d'avoir été reçus », a prévenu Hélène Jousseaume, déléguée du personnel.",
)
WEATHER = (
    "Une fine couche de neige est tombée dans la nuit sur les hauteurs du massif, sans gêner la circulation.",
    "Les stations espèrent ouvrir leurs premières pistes au début du mois prochain si le froid se maintient.",
)


def draft(
    paragraphs: tuple[str, ...] = STRIKE,
    *,
    title: str = "Le canal bloqué",
    source: str | None = "Le Halage",
    day: str | None = "2024-03-02",
    record: int | None = None,
) -> Draft:
    lines, at, text = [], 0, "\n\n".join((title, *paragraphs))
    for number, part in enumerate((title, *paragraphs)):
        lines.append(Line(at, at + len(part), "body" if number else "title"))
        at += len(part) + 2
    published = Published(day, "day" if len(day) > 7 else "month", f"le {day}") if day else None
    return Draft(text, tuple(lines), record=record, title=title, source=source, published=published, notes=("note",))


def vectors(count: int, dimensions: int = 4) -> NDArray[np.float32]:
    import numpy as np

    return np.arange(count * dimensions, dtype=np.float32).reshape(count, dimensions)


def put(library: Library, file: str, article: Draft | None = None) -> str:
    article = article or draft()
    chunks = make_chunks(article.text, article.lines)
    return library.put(
        root="/press",
        file=file,
        sha256=f"hash of {file}",
        draft=article,
        chunks=chunks,
        vectors=vectors(len(chunks)),
        mtime_ns=1,
        size=2,
    )


BRIDGE = (
    "Le pont de Valombre rouvre après deux ans de travaux\n"
    "Publié le 14 mars 2023\n"
    "Le pont de Valombre a rouvert à la circulation mardi matin. "
    "Les travaux ont coûté 4,2 millions d'euros, a indiqué le conseil départemental. "
    "« Nous avons tenu les délais », s'est félicitée la maire, Odile Brancard.\n"
    "À lire aussi : dix idées de sorties ce week-end\n"
    "La limitation à 30 km/h reste en vigueur jusqu'à l'automne.\n"
    "Partager cet article"
)
LIBRARY = (
    "La médiathèque d'Ormeval double ses horaires\n"
    "La médiathèque d'Ormeval ouvrira six jours sur sept à partir du mois prochain. "
    "Le budget prévoit trois postes de plus, selon l'adjoint à la culture."
)
HOSTILE = (
    "<script>window.pwned=1</script> Titre <img src=x onerror=window.pwned=1>\n"
    'Un texte avec ![image](http://example.org/x.png) et <img src="http://example.org/y.png"> '
    "et ${window.pwned=1} et {{#if x}} dedans. Le marché de Brisac attire 1 200 visiteurs."
)
_LABELS: dict[str, Label] = {"Publié": "date", "À lire": "teaser", "Partager": "furniture"}


def make_article(
    text: str, file: str, source: str | None, published: Published | None, copies: tuple[str, ...] = ()
) -> Article:
    """An article whose first line is the title and whose other lines are passages of their own."""
    lines: list[Line] = []
    chunks: list[Chunk] = []
    start = 0
    for index, line in enumerate(text.split("\n")):
        label: Label = next((kind for head, kind in _LABELS.items() if line.startswith(head)), "body")
        lines.append(Line(start, start + len(line), "title" if index == 0 else label))
        if lines[-1].label == "body":
            spans = tuple((start + m.start(), start + m.end()) for m in re.finditer(r"[^.]+(?:\.|$)", line))
            trimmed = tuple((a + (text[a] == " "), b) for a, b in spans)
            chunks.append(Chunk(len(chunks), start, start + len(line), trimmed))
        start += len(line) + 1
    title = text.split("\n", 1)[0]
    draft = Draft(text, tuple(lines), title=title, source=source, published=published, format=file.rsplit(".", 1)[-1])
    identity = hashlib.sha256(file.encode()).hexdigest()[:16]
    return Article(identity, file, draft, tuple(chunks), copies)


def samples() -> list[Article]:
    """The articles that the facade starts with."""
    day = Published("2023-03-14", "day", "Publié le 14 mars 2023")
    return [
        make_article(BRIDGE, "pont.txt", "Le Courrier de Valombre", day, copies=("depeche/pont-bis.txt",)),
        make_article(LIBRARY, "mediatheque.html", "L'Écho d'Ormeval", None),
        make_article(HOSTILE, "<b>hostile</b>.txt", "<i>Gazette</i>", Published("2022", "year", "2022")),
    ]


def passages(article: Article) -> list[Passage]:
    """The passages of an article as retrieval gives them."""
    draft = article.draft
    return [
        Passage(
            passage_id=chunk.n,
            article_id=article.article_id,
            file=article.file,
            record=None,
            n=chunk.n,
            start=chunk.start,
            end=chunk.end,
            text=draft.text[chunk.start : chunk.end],
            sentences=chunk.sentences,
            title=draft.title,
            source=draft.source,
            author=None,
            url="https://example.org/article",
            published=draft.published,
            updated=None,
            language="fr",
            copies=article.copies,
            dispatch=None,
            superseded_by=None,
        )
        for chunk in article.chunks
    ]


def cite(n: int, passage: Passage, sentence: int) -> Citation:
    """A citation of one sentence of a passage."""
    start, end = passage.sentences[sentence]
    return Citation(n, passage, passage.text[start - passage.start : end - passage.start], start, end)
