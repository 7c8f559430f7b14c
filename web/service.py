"""What serving needs of the library's facade, and how it is reached while it is still opening."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

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
from rag.errors import SourcierError, Unavailable
from rag.types import (
    Answerer,
    Article,
    CheckedSentence,
    Coverage,
    Event,
    Filters,
    Hit,
    IngestReport,
    Question,
    Relabel,
    Standing,
    Turn,
)


class DeskService(Protocol):
    """What is done with the archive beside asking it: ``rag.desk.desk_work.DeskWork``."""

    @property
    def batches(self) -> BatchStore:
        """Many questions at once, kept with their answers."""

    def check(
        self, text: str, *, filters: Filters = ..., sources: Sequence[str] = ..., passages: Sequence[str] = ...
    ) -> Iterator[CheckedSentence]:
        """The sentences of a text as soon as each is checked."""

    def embed(self, texts: Sequence[str], *, query: bool = ...) -> list[list[float]]:
        """The vector of each text, as a question or as a passage."""

    def standing(self) -> list[Standing]:
        """The standing questions, those with something new first."""

    def add_standing(self, question: str) -> Standing:
        """Keep a question."""

    def remove_standing(self, number: int) -> None:
        """Keep a question no longer; NotFound where there is none."""


class Service(Protocol):
    """The facade ``rag.sourcier.Sourcier`` as far as serving uses it."""

    @property
    def desk(self) -> DeskService:
        """Texts checked and standing questions."""

    @property
    def folders(self) -> FolderStore:
        """The folders that are watched."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, answerer: Answerer | None = None, filters: Filters = ...
    ) -> Iterator[Event]:
        """Sources, tokens, then the whole answer; closing the iterator stops the model."""

    def search(self, question: str, k: int = 10, *, filters: Filters = ...) -> tuple[Question, list[Hit]]:
        """The question as understood and its best passages."""

    def articles(self, limit: int, offset: int = 0, query: str | None = None) -> tuple[list[Article], int]:
        """One page of the articles and their number."""

    def archive(self, query: ArticleQuery, limit: int, offset: int = 0, *, facets: bool = False) -> ArticlePage:
        """What a search with operators and filters finds."""

    def annotation(self, article_id: str) -> Annotation:
        """Tags, star and notes of an article; NotFound where there is none."""

    def annotate(self, article_id: str, change: AnnotationChange) -> Annotated:
        """Change them."""

    def tags(self) -> dict[str, int]:
        """The tags with their numbers of articles."""

    def tag(self, tag: str, add: Sequence[str], remove: Sequence[str]) -> None:
        """Put a tag on articles and take it from others."""

    def rename_tag(self, tag: str, new: str) -> int:
        """Another name for a tag, or none; the number of its articles."""

    @property
    def conversations(self) -> ConversationStore:
        """What was asked on this machine."""

    def annotations(self) -> list[Annotation]:
        """All annotations."""

    def merge_annotations(self, given: Sequence[Annotation]) -> list[str]:
        """Take annotations in; the ids of articles whose own note stayed."""

    def article(self, article_id: str) -> Article:
        """One article; NotFound where there is none."""

    def add(self, data: bytes, name: str, told: Callable[[int, int], None] | None = None) -> IngestReport:
        """Take in one uploaded file; ``told`` hears which page of a scan is read."""

    def correct(self, article_id: str, fields: Mapping[str, str | None], lines: Sequence[Relabel] = ...) -> Article:
        """Correct an article by hand, and the labels of lines; NotFound where there is none."""

    def forget(self, article_id: str) -> None:
        """Remove an article everywhere; NotFound where there is none."""

    def coverage(self) -> Coverage:
        """What the archive holds."""

    def months(self) -> list[tuple[str | None, str | None, int]]:
        """Articles by month (or year, or None) and outlet."""

    def state(self) -> dict[str, Any]:
        """Readiness, counts, answerer in use, download of the weights."""

    def close(self) -> None:
        """Let go of the data folder."""


class Opening:
    """The facade, or the promise of it: pages and probes answer while it opens in a thread."""

    def __init__(self, service: Service | None = None) -> None:
        self._service = service
        self._failure: SourcierError | None = None
        self._done = threading.Event()
        if service is not None:
            self._done.set()

    def start(self, open_service: Callable[[], Service], failed: Callable[[], None]) -> threading.Thread:
        """Open in a thread of its own; ``failed`` is told of a SourcierError, which calls and ``close`` raise."""

        def work() -> None:
            try:
                self._service = open_service()
            except SourcierError as error:
                self._failure = error
                failed()
            finally:
                self._done.set()

        thread = threading.Thread(target=work, name="opening", daemon=True)
        thread.start()
        return thread

    def get(self) -> Service:
        """The open facade; Unavailable while it opens, its own fault where it could not."""
        if self._failure is not None:
            raise self._failure
        if self._service is None:
            raise Unavailable(
                "La bibliothèque s'ouvre encore : réessayez dans quelques secondes.",
                "The library is still opening: try again in a few seconds.",
            )
        return self._service

    @property
    def is_open(self) -> bool:
        """Whether ``get`` gives the facade."""
        return self._service is not None

    def state(self) -> dict[str, Any]:
        """The facade's state, or that it is starting."""
        if self._service is None:
            return {"ready": False, "stage": "failed" if self._failure else "starting"}
        return self._service.state()

    def close(self) -> None:
        """Close the facade, waiting first for an opening under way; raises what kept it from opening."""
        self._done.wait(timeout=30)
        if self._failure is not None:
            raise self._failure
        if self._service is not None:
            self._service.close()
