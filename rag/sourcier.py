"""The whole of Sourcier in one flow: ingest, store, retrieve, answer, verify, present."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.archive_types import Annotated, Annotation, AnnotationChange, ArticlePage, ArticleQuery, ConversationStore
from rag.desk.desk_work import DeskWork
from rag.errors import BadInput, NotFound, SourcierError, Unavailable
from rag.ingest.by_hand import correct
from rag.ingest.watched_folders import WatchedFolders
from rag.reader.calibration import tell_if_foreign
from rag.settings import Settings
from rag.types import (
    Answer,
    Answerer,
    Article,
    Coverage,
    Event,
    Filters,
    Hit,
    IngestReport,
    Question,
    Relabel,
    Turn,
)

if TYPE_CHECKING:
    from rag.conversation import Looked
    from rag.ingest.run import Progress
    from rag.models.writers import Models
    from rag.reader.reader import Reader as AnswerReader
    from rag.reading.worker import Reader
    from rag.retrieval import Retriever
    from vectorstore.embedding.embedder import Embedder
    from vectorstore.index.chroma import Index
    from vectorstore.index.exact import ExactIndex
    from vectorstore.index.lock import DataLock
    from vectorstore.library import Library

QUOTE_KEPT = 4_000
"""Characters of a quotation that are kept beside its note."""
PASSAGES = 12
"""Passages handed to the answer step and shown as sources."""


class Sourcier:
    """One data folder: its library, its index, its models. Safe to call from several threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        library: Library,
        embedder: Embedder,
        index: Index | ExactIndex,
        lock: DataLock,
        models: Models,
        reader: Reader,
        retriever: Retriever,
        answer_reader: AnswerReader,
    ) -> None:
        self.settings = settings
        self.library = library
        self.embedder = embedder
        self.index = index
        self.lock = lock
        self.models = models
        self.reader = reader
        self.retriever = retriever
        self.answer_reader = answer_reader
        self.desk = DeskWork(self)
        self.folders = WatchedFolders(settings.data / "folders.json", settings.articles, self.ingest)
        self._writing = threading.Lock()
        self._stop = threading.Event()
        self._loaded = threading.Event()
        self._background: list[threading.Thread] = []
        self._fault: SourcierError | None = None

    @classmethod
    def open(cls, settings: Settings) -> Sourcier:
        """Open the data folder; the first process to do so owns its Chroma index, others search exactly."""
        from rag.models.writers import Models
        from rag.reader.lazy import LazyReader
        from rag.reading.worker import Reader
        from rag.retrieval import Retriever
        from vectorstore.embedding.embedder import make_embedder
        from vectorstore.index.chroma import Index
        from vectorstore.index.exact import ExactIndex
        from vectorstore.index.lock import DataLock
        from vectorstore.library import Library

        library = Library(settings.data / "library.sqlite")
        embedder = make_embedder(settings)
        _same_embedder(library, embedder)
        lock = DataLock(settings.data)
        index: Index | ExactIndex = ExactIndex(library.feed, embedder.dimensions)
        if lock.acquire():
            index = Index.open(settings, embedder.name, embedder.dimensions)
        sourcier = cls(
            settings,
            library=library,
            embedder=embedder,
            index=index,
            lock=lock,
            models=Models(settings),
            reader=Reader(),
            retriever=Retriever(library, index, embedder),
            answer_reader=LazyReader(settings.data / "models"),
        )
        if isinstance(index, Index):
            # a large graph takes minutes to build; searches are exact meanwhile
            index.sync(library.feed, wait=index.nearly_done(library.feed))
        return sourcier

    def prepare(self, progress: Callable[[Progress], None] | None = None) -> None:
        """In the background: fetch the default weights, follow the articles' folder, load what answers."""
        told = partial(setattr, self, "_fault")
        work: dict[str, Callable[[], None]] = {
            "prepare": lambda: self._prepare(progress),
            "watch": lambda: self.folders.follow(self._stop, told),
            "standing": lambda: self.desk.questions.follow(self._stop, self._loaded.is_set),
        }
        self._background = [threading.Thread(target=run, name=name, daemon=True) for name, run in work.items()]
        for thread in self._background:
            thread.start()

    def _prepare(self, progress: Callable[[Progress], None] | None) -> None:
        try:
            if self.settings.answerer in ("auto", "embedded"):
                self.models.start_download()
            if self.settings.articles.exists():
                self.ingest([self.settings.articles], progress)
        except SourcierError as error:
            self._fault = error
        finally:
            self._loaded.set()
        if not self._stop.is_set():
            with suppress(SourcierError):
                self.search("archive", 1)  # reads the vectors and loads the embedder: seconds in a large archive
                self.answer_reader.read("archive", ())
            self.models.warm_up()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        answerer: Answerer | None = None,
        filters: Filters = Filters(),
    ) -> Answer:
        """Answer from the articles, or say plainly that they do not say."""
        answer = None
        for event in self.stream(question, history, answerer=answerer, filters=filters):
            answer = event.answer or answer
        assert answer is not None, "the answer step always ends with an answer"
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        answerer: Answerer | None = None,
        filters: Filters = Filters(),
    ) -> Iterator[Event]:
        """The sources, the words as they are written, the checked answer; closing it stops the model."""
        from rag.answering.answer import Asked, answer
        from rag.conversation import better

        started = time.perf_counter()
        questions = self.readings(question, history, filters)
        if self._reading() and not self.library.feed.passage_count():
            raise Unavailable(
                "Les premiers articles sont en cours de lecture : réessayez dans quelques secondes.",
                "The first articles are being read: try again in a few seconds.",
            )
        writer = self.models.writer(answerer)
        self.sync()
        coverage = self.library.coverage()
        read = better(questions, self._look, self.embedder, self.answer_reader, coverage)
        asked = Asked(read.question, read.hits, read.weights, coverage, started)
        yield from answer(asked, writer, self.embedder, self.answer_reader)

    def _look(self, question: Question) -> Looked:
        """The passages for one reading of a question."""
        from rag.answering.orders import citable
        from rag.conversation import Looked
        from rag.retrieval.reranking import rerank

        found = self.retriever.find(question, PASSAGES)
        hits = rerank(question, [citable(hit) for hit in found.hits], found.weights, self.embedder)
        return Looked(question, hits, found.weights)

    def readings(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> tuple[Question, ...]:
        """The question as read, bare, and completed from the conversation where it points back."""
        from rag.question import readings

        return readings(question, history, filters=filters, today=dt.date.today(), sources=self.library.sources())

    def understand(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Question:
        """The question as read: standalone, with its period, outlet and kind."""
        return self.readings(question, history, filters)[-1]

    def search(self, question: str, k: int = 10, *, filters: Filters = Filters()) -> tuple[Question, list[Hit]]:
        """The ranked passages alone."""
        from rag.retrieval.reranking import READ, rerank

        understood = self.understand(question, (), filters)
        self.sync()
        found = self.retriever.find(understood, max(k, READ))
        return understood, rerank(understood, found.hits, found.weights, self.embedder)[:k]

    def ingest(
        self, paths: Sequence[Path], progress: Callable[[Progress], None] | None = None, skip: Collection[Path] = ()
    ) -> IngestReport:
        """Add or update files and folders, save those that are still being written."""
        from rag.ingest.run import ingest

        with self._writing:
            take_in = partial(ingest, self.library, self.embedder, self.reader)
            report = take_in(paths, progress=progress, stop=self._stop, language=self.settings.language, skip=skip)
        self.sync()
        return report

    def add(self, data: bytes, name: str, told: Callable[[int, int], None] | None = None) -> IngestReport:
        """Take in one uploaded file or pasted text; ``told`` hears which page of a scan of how many is read."""
        from rag.ingest.run import add_upload

        with self._writing:
            report = add_upload(self.library, self.embedder, self.reader, data, name, told, self.settings.language)
        self.sync()
        return report

    def correct(self, article_id: str, fields: Mapping[str, str | None], lines: Sequence[Relabel] = ()) -> Article:
        """Correct an article by hand; NotFound where there is none, BadInput for a value that cannot be."""
        with self._writing:
            correct(self.library, self.embedder, self.article(article_id), fields, self.settings.language, lines)
        self.sync()
        return self.article(article_id)

    def forget(self, article_id: str) -> None:
        """Remove an article everywhere; NotFound where there is none."""
        with self._writing:
            known = self.library.forget(article_id)
            self.library.annotations.forget(article_id)
        if not known:
            raise _no_article(article_id)
        self.sync()

    def articles(self, limit: int, offset: int = 0, query: str | None = None) -> tuple[list[Article], int]:
        """One page of the articles and the number of all."""
        return self.library.articles(limit, offset, query)

    def archive(self, query: ArticleQuery, limit: int, offset: int = 0, *, facets: bool = False) -> ArticlePage:
        """The articles that a search with operators and filters finds, with excerpts; BadInput for one unreadable."""
        found = self.library.catalogue.find(query, limit, offset, facets=facets)
        articles = tuple(self.library.listed(found.article_ids))
        annotations = self.library.annotations.of(found.article_ids)
        return ArticlePage(articles, found.total, found.excerpts, found.facets, found.notes, annotations)

    def annotation(self, article_id: str) -> Annotation:
        """Tags, star and notes of an article; NotFound where there is none."""
        self.article(article_id)
        return self.library.annotations.of([article_id])[article_id]

    def annotate(self, article_id: str, change: AnnotationChange) -> Annotated:
        """Change them; NotFound for an unknown article, BadInput for a quotation that is not in its text."""
        text = self.article(article_id).draft.text
        if change.span:
            start, end = change.span
            if not 0 <= start < end <= len(text):
                where = f"{start}-{end}"
                raise BadInput(f"L'article n'a pas de caractères {where}.", f"The article has no characters {where}.")
            change = replace(change, quote=text[start:end][:QUOTE_KEPT])
        return self.library.annotations.change(article_id, change)

    def tags(self) -> dict[str, int]:
        """The tags in alphabetical order, with their numbers of articles."""
        return {tag: len(articles) for tag, articles in self.library.annotations.by_tag().items()}

    def tag(self, tag: str, add: Sequence[str], remove: Sequence[str]) -> None:
        """Put a tag on articles and take it from others; NotFound where one of them is not there."""
        known = {article.article_id for article in self.library.listed([*add, *remove])}
        for article_id in (*add, *remove):
            if article_id not in known:
                raise _no_article(article_id)
        self.library.annotations.tag(tag, add, remove)

    def rename_tag(self, tag: str, new: str) -> int:
        """Another name for a tag, or none where ``new`` is empty; the number of its articles."""
        return self.library.annotations.rename(tag, new)

    @property
    def conversations(self) -> ConversationStore:
        """What was asked on this machine."""
        return self.library.conversations

    def annotations(self) -> list[Annotation]:
        """All of them, for an export."""
        return self.library.annotations.all()

    def merge_annotations(self, given: Sequence[Annotation]) -> list[str]:
        """Take annotations in; the ids of articles whose own note stayed since the two differ."""
        return self.library.annotations.merge(given)

    def article(self, article_id: str) -> Article:
        """One article with its text; NotFound where there is none."""
        article = self.library.article(article_id)
        if article is None:
            raise _no_article(article_id)
        return article

    def coverage(self) -> Coverage:
        """What the archive holds."""
        return self.library.coverage()

    def months(self) -> list[tuple[str | None, str | None, int]]:
        """Articles by month and outlet."""
        from vectorstore.months import months

        return months(self.library)

    def _reading(self) -> bool:
        """Whether the articles' folder is being looked through for the first time."""
        return bool(self._background) and not self._loaded.is_set()

    def sync(self) -> None:
        """Let the index follow the library; nothing to do is nearly free."""
        from vectorstore.index.chroma import Index

        if isinstance(self.index, Index):
            self.index.sync(self.library.feed)

    def state(self) -> dict[str, Any]:
        """Readiness, counts, the answerer in use and the download of the weights."""
        download = self.models.download_state()
        kind, model = self.models.describe()
        ready = not self._reading()
        fault = self._fault or getattr(self.index, "fault", None)
        return {
            "ready": ready,
            "stage": "ready" if ready else "loading",
            "message_fr": fault.fr if fault else None,
            "message_en": fault.en if fault else None,
            "articles": self.library.coverage().articles,
            "passages": self.library.feed.passage_count(),
            "answerer": {"kind": kind, "model": model, "note": None},
            "download": {"state": download.state, "done": download.done, "total": download.total},
        }

    def models_overview(self) -> dict[str, Any]:
        """What Ollama has and how far the embedded model is."""
        return self.models.overview()

    def close(self) -> None:
        """Stop the models and let go of the data folder."""
        from vectorstore.index.chroma import Index

        self._stop.set()
        self.models.close()
        for thread in self._background:
            thread.join(timeout=20)
        self.reader.close()
        if isinstance(self.index, Index):
            self.index.close()
        self.library.close()
        self.lock.release()


def _same_embedder(library: Library, embedder: Embedder) -> None:
    """Vectors of two embedders never meet: after a change every passage is embedded again."""
    tell_if_foreign(embedder.name)
    library.feed.set_embedder(embedder.name, embedder.dimensions)
    if library.feed.missing_vectors():
        from rag.ingest.run import reembed

        reembed(library, embedder)


def _no_article(article_id: str) -> NotFound:
    return NotFound(
        f"Aucun article ne porte l'identifiant « {article_id} » : `python -m rag articles` les liste.",
        f"No article has the id '{article_id}': `python -m rag articles` lists them.",
    )
