"""A small facade in memory, of invented articles: serving is tested against it without library or model."""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rag.archive_types import (
    Annotated,
    Annotation,
    AnnotationChange,
    ArticlePage,
    ArticleQuery,
    BatchStore,
    ConversationStore,
    FolderStore,
)
from rag.desk.kept_batches import KeptBatches
from rag.errors import BadInput, NotFound, TooLarge, Unavailable, Unreadable
from rag.ingest.intake import relabelled
from rag.ingest.watched_folders import WatchedFolders
from rag.present import nearest_object
from rag.types import (
    Answer,
    Answerer,
    AnswererUsed,
    Article,
    Check,
    CheckedSentence,
    Coverage,
    Event,
    FileReport,
    Filters,
    Finding,
    Hit,
    IngestReport,
    Period,
    Published,
    Question,
    Refusal,
    Relabel,
    Sentence,
    Standing,
    Timings,
    Turn,
    Verdict,
)
from tests.support.articles import cite, make_article, passages, samples
from vectorstore.catalogue.annotations import Annotations
from vectorstore.catalogue.conversations import Conversations
from vectorstore.catalogue.excerpts import excerpts, finders
from vectorstore.catalogue.operators import And, Expression, FieldIs, Not, Or, leaves, parse
from vectorstore.corrections import corrected
from vectorstore.database import Database


class FakeService:
    """Answers by the words that questions and passages share; refuses where there are none."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin afresh."""
        self.library = {article.article_id: article for article in samples()}
        self._folder = tempfile.TemporaryDirectory(prefix="sourcier-notes-")
        database = Database(Path(self._folder.name) / "notes.sqlite")
        self.conversations: ConversationStore = Conversations(database)
        self.batches: BatchStore = KeptBatches(Path(self._folder.name) / "batches")
        data = Path(self._folder.name) / "data"
        (Path(self._folder.name) / "articles").mkdir()
        self.folders: FolderStore = WatchedFolders(
            data / "folders.json", Path(self._folder.name) / "articles", lambda paths, skip=(): None
        )
        self.notes = Annotations(database)
        """The real ones, in a file of their own."""
        self.gate: threading.Event | None = None
        """When set to an event, answers wait for it after their sources."""
        self.endless = False
        """When true, tokens come until the stream is closed."""
        self.closed_streams = 0
        self.kept: dict[int, Standing] = {}
        self.add_standing("Où en est le pont de Valombre ?")
        self.asked: list[tuple[str, tuple[Turn, ...], Filters]] = []
        self.download: dict[str, Any] = {"state": "none", "done": 0, "total": 0}

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        answerer: Answerer | None = None,
        filters: Filters = Filters(),
    ) -> Iterator[Event]:
        self.asked.append((question, tuple(history), filters))
        if "PANNE" in question:
            raise Unavailable("Le modèle ne répond pas.", "The model does not answer.")
        read, hits = self.search(question, 5, filters=filters)
        try:
            yield Event("sources", hits=hits)
            if self.gate is not None:
                self.gate.wait(10)
            if "COUPURE" in question:
                raise Unavailable("Le modèle s'est arrêté.", "The model stopped.")
            answer = self._answer(read, hits)
            if answer.status == "answered":
                yield Event("quotations", quotations=answer)
            while self.endless:
                yield Event("token", token="encore ")
                time.sleep(0.02)  # as a model would
            for token in re.findall(r"\S+\s*", answer.text):
                yield Event("token", token=token)
            yield Event("answer", answer=answer)
        finally:
            self.closed_streams += 1

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        filters: Filters = Filters(),
    ) -> tuple[Question, list[Hit]]:
        words = {word for word in re.findall(r"\w{5,}", question.casefold())}
        hits = []
        for article in self.library.values():
            for passage in passages(article):
                score = len(words & set(re.findall(r"\w{5,}", passage.text.casefold()))) / (len(words) or 1)
                if score > 0 and filters.source in (None, article.draft.source):
                    hits.append(Hit(passage, score))
        year = re.search(r"\b(?:en )?(20\d\d)\b", question)
        period = None
        if year and filters.start is None:
            days = Published(year[1], "year", year[0])
            period = Period(days.first_day, days.last_day, "year", year[0], year.span())
        return Question(question, question, period=period), sorted(hits, key=lambda hit: -hit.score)[:k]

    @property
    def desk(self) -> FakeService:
        return self

    def check(
        self, text: str, *, filters: Filters = Filters(), sources: Sequence[str] = (), passages: Sequence[str] = ()
    ) -> Iterator[CheckedSentence]:
        if not text.strip():
            raise BadInput("Le texte est vide.", "The text is empty.")
        if len(text) > 50_000:
            raise TooLarge(f"Le texte compte {len(text)} caractères.", f"The text has {len(text)} characters.")
        return self._checked(text, filters)

    def _checked(self, text: str, filters: Filters) -> Iterator[CheckedSentence]:
        """By the words that sentence and passages share; a number that the passage has not contradicts it."""
        for found in re.finditer(r"[^.?\s][^.?]*[.?]?", text):
            sentence, span = found[0], found.span()
            if self.gate is not None:
                self.gate.wait(10)
            _, hits = self.search(sentence, 1, filters=filters)
            if sentence.endswith("?"):
                yield CheckedSentence(sentence, *span, "none")
            elif not hits:
                yield CheckedSentence(sentence, *span, "unsupported", (Check("content", False),))
            else:
                passage = hits[0].passage
                wrong = next((word for word in re.findall(r"\d+", sentence) if word not in passage.text), "")
                checks = (Check("figures", not wrong, wrong),)
                verdict: Verdict = "contradicted" if wrong else "supported"
                yield CheckedSentence(sentence, *span, verdict, checks, (cite(1, passage, 0),))

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        return [[float(len(text)), float(query), 0.5] for text in texts]

    def standing(self) -> list[Standing]:
        return list(self.kept.values())

    def add_standing(self, question: str) -> Standing:
        number = max(self.kept, default=0) + 1
        cited = nearest_object(cite(1, passages(next(iter(self.library.values()), samples()[0]))[0], 0))
        finding = Finding("2024-05-02T10:00:00+00:00", True, cited)
        self.kept[number] = Standing(number, question, "2024-05-01T10:00:00+00:00", None, None, 1, (finding,))
        return self.kept[number]

    def remove_standing(self, number: int) -> None:
        if self.kept.pop(number, None) is None:
            raise NotFound("Aucune question de ce numéro.", "No question of this number.")

    def articles(self, limit: int, offset: int = 0, query: str | None = None) -> tuple[list[Article], int]:
        found = [a for a in self.library.values() if not query or query.casefold() in (a.draft.title or "").casefold()]
        return found[offset : offset + limit], len(found)

    def archive(self, query: ArticleQuery, limit: int, offset: int = 0, *, facets: bool = False) -> ArticlePage:
        search = parse(query.text)
        if search.fault:
            raise BadInput(*search.fault)
        words = list(leaves(search.expression))
        find = finders(words)
        found = [a for a in self.library.values() if search.expression is None or holds(search.expression, a)]
        if query.outlets:
            found = [a for a in found if (a.draft.source or "") in query.outlets]
        if query.tags:
            tagged = frozenset().union(*map(self.notes.tagged, query.tags))
            found = [a for a in found if a.article_id in tagged]
        if query.start:
            found = [a for a in found if a.draft.published and a.draft.published.value.startswith(query.start)]
        if query.sort == "title":
            found.sort(key=lambda a: a.draft.title or "", reverse=bool(query.descending))
        ids = [a.article_id for a in found]
        shown = found[offset : offset + limit]
        parts = {a.article_id: excerpts([(p.start, p.text) for p in passages(a)], find) for a in shown} if words else {}
        counts = {
            "outlet": tuple(Counter(a.draft.source for a in found).items()),
            "tag": tuple((tag, len(some & set(ids))) for tag, some in self.notes.by_tag().items() if some & set(ids)),
            "month": tuple(Counter(p.value[:7] if (p := a.draft.published) else None for a in found).items()),
        }
        return ArticlePage(
            tuple(shown), len(found), parts, counts if facets else None, search.notes, self.notes.of(ids)
        )

    def annotation(self, article_id: str) -> Annotation:
        self.article(article_id)
        return self.notes.of([article_id])[article_id]

    def annotate(self, article_id: str, change: AnnotationChange) -> Annotated:
        self.article(article_id)
        return self.notes.change(article_id, change)

    def tags(self) -> dict[str, int]:
        return {tag: len(ids) for tag, ids in self.notes.by_tag().items()}

    def tag(self, tag: str, add: Sequence[str], remove: Sequence[str]) -> None:
        for article_id in (*add, *remove):
            self.article(article_id)
        self.notes.tag(tag, add, remove)

    def rename_tag(self, tag: str, new: str) -> int:
        return self.notes.rename(tag, new)

    def annotations(self) -> list[Annotation]:
        return self.notes.all()

    def merge_annotations(self, given: Sequence[Annotation]) -> list[str]:
        return self.notes.merge(given)

    def article(self, article_id: str) -> Article:
        if article_id not in self.library:
            raise NotFound("Aucun article ne porte cet identifiant.", "No article has this id.")
        return self.library[article_id]

    def add(self, data: bytes, name: str, told: Callable[[int, int], None] | None = None) -> IngestReport:
        if name.endswith(".exe"):
            raise Unreadable(f"{name} : ce type de fichier n'est pas lu.", f"{name}: this type of file is not read.")
        article = make_article(data.decode("utf-8", "replace"), name, None, None)
        known = article.article_id in self.library
        self.library[article.article_id] = article
        return IngestReport((FileReport(name, "same" if known else "taken", 1),), 1, len(article.chunks), 0.1)

    def correct(self, article_id: str, fields: Mapping[str, str | None], lines: Sequence[Relabel] = ()) -> Article:
        article = self.article(article_id)
        draft = corrected(article.draft, fields, "corrigé à la main")
        read = {draft.text[line.start : line.end]: line.label for line in draft.lines} | dict(article.labels_read)
        named = {draft.text[start:end]: label for (start, end), label in lines}
        put = {words: label or read[words] for words, label in named.items() if words in read}
        draft = relabelled(draft, put)
        now = {draft.text[line.start : line.end]: line.label for line in draft.lines}
        article = replace(article, labels_read={words: read[words] for words in now if now[words] != read[words]})
        self.library[article_id] = replace(article, draft=draft, read=dict.fromkeys(fields))
        return self.library[article_id]

    def forget(self, article_id: str) -> None:
        self.article(article_id)
        del self.library[article_id]

    def coverage(self) -> Coverage:
        outlets = tuple(sorted({a.draft.source for a in self.library.values() if a.draft.source}))
        return Coverage(len(self.library), "2022-01-01", "2023-03-14", outlets)

    def months(self) -> list[tuple[str | None, str | None, int]]:
        drafts = [article.draft for article in self.library.values()]
        return [(d.published.value[:7] if d.published else None, d.source, 1) for d in drafts]

    def state(self) -> dict[str, Any]:
        used = {"kind": "extractive", "model": None, "note": None}
        counts = {"articles": len(self.library), "passages": 5}
        return {"ready": True, "stage": "ready", "answerer": used, "download": self.download, **counts}

    def close(self) -> None:
        pass

    def _answer(self, question: Question, hits: list[Hit]) -> Answer:
        used = AnswererUsed("extractive", None, "le modèle n'est pas encore là")
        timings = Timings(0.01, None, 0.02)
        if not hits:
            nearest = tuple(cite(0, passage, 0) for passage in passages(next(iter(self.library.values())))[:1])
            refusal = Refusal("Aucun passage ne traite de cela.", nearest, self.coverage())
            text = "Les articles ne le disent pas."
            return Answer("refused", text, (), (), question, used, timings, refusal)
        citations = tuple(cite(n, hit.passage, -1) for n, hit in enumerate(hits[:2], 1))
        supports = ("verbatim", "supported")
        sentences = tuple(
            Sentence(c.quote, (c.n,), "verbatim" if supports[i] == "verbatim" else "supported", repaired=i == 1)
            for i, c in enumerate(citations)
        )
        text = " ".join(f"{sentence.text} [{sentence.citations[0]}]" for sentence in sentences)
        return Answer("answered", text, sentences, citations, question, used, timings)


def holds(expression: Expression, article: Article) -> bool:
    """Whether an article is what a search asks for, as far as its text tells."""
    if isinstance(expression, Not):
        return not holds(expression.part, article)
    if isinstance(expression, And | Or):
        parts = (holds(part, article) for part in expression.parts)
        return all(parts) if isinstance(expression, And) else any(parts)
    return isinstance(expression, FieldIs) or bool(finders([expression])[0](article.draft.text))
