"""What is asked of the archive as a list of articles, what comes back, and what readers put on articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from rag.errors import SourcierError
from rag.types import Answer, Answerer, Article, Span

Sort = Literal["date", "outlet", "title", "added"]
CORRECTABLE = ("title", "source", "author", "published", "language")
"""What may be corrected of an article by hand."""


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """What is asked of the archive: a search with operators, filters (any of several values), and an order.

    ``copies``: every article, one of each dispatch (``first``: the one that came out first), or those alone that have
    copies. ``descending`` None is the order that readers expect: newest first, names from A to Z.
    """

    text: str = ""
    sort: Sort = "date"
    descending: bool | None = None
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    warned: bool | None = None
    starred: bool | None = None
    copies: Literal["all", "first", "only"] = "all"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of an article around what was searched; ``start``, ``end`` and ``marks`` are offsets in its text."""

    start: int
    end: int
    text: str
    marks: tuple[Span, ...]


Facets = dict[str, tuple[tuple[str | None, int], ...]]
"""By name of a facet, its values (None where the article does not say) with their numbers of articles."""


@dataclass(frozen=True, slots=True)
class QuoteNote:
    """A star and a note on one quotation: ``text[start:end] == quote`` in the article's text when it was made."""

    start: int
    end: int
    quote: str
    starred: bool = False
    note: str = ""
    version: int = 0
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """What readers put on an article. ``version`` goes up with each change; 0 where there is nothing yet."""

    article_id: str
    tags: tuple[str, ...] = ()
    starred: bool = False
    note: str = ""
    version: int = 0
    changed: str | None = None
    """When, ISO 8601 in UTC."""
    quotes: tuple[QuoteNote, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One page of what was found in the archive, the number of all, and what the reader should know of the search."""

    articles: tuple[Article, ...]
    total: int
    excerpts: Mapping[str, tuple[Excerpt, ...]] = field(default_factory=dict)
    """By article id."""
    facets: Facets | None = None
    notes: tuple[tuple[str, str], ...] = ()
    """Remarks in French and English."""
    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    """By article id."""


@dataclass(frozen=True, slots=True)
class AnnotationChange:
    """What to change; None leaves as it is. ``version`` is what the writer saw: another one means that it was changed
    meanwhile. ``span`` and ``quote`` put star and note on a quotation rather than on the article."""

    tags: tuple[str, ...] | None = None
    starred: bool | None = None
    note: str | None = None
    version: int | None = None
    span: Span | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotation after a change, and the note that it replaced where that had been changed meanwhile."""

    annotation: Annotation
    overwrote: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was asked and answered in a row: ``asked`` questions, ``turns`` as the page keeps them."""

    id: str
    name: str
    asked: int
    turns: tuple[dict[str, Any], ...]
    changed: str
    """When, ISO 8601 in UTC."""
    first: str = ""
    """How the first question begins."""


class ConversationStore(Protocol):
    """Where conversations are kept."""

    def all(self) -> list[Conversation]:
        """All of them without their turns, the last one changed first."""

    def get(self, identity: str) -> Conversation | None:
        """One with its turns, or None."""

    def keep(
        self, turns: Sequence[Mapping[str, Any]], identity: str | None = None, name: str | None = None
    ) -> str | None:
        """Keep one as it is now; its id, None where it was deleted."""

    def take_in(self, identity: str, name: str, turns: Sequence[Mapping[str, Any]]) -> None:
        """Take in one that a browser kept."""

    def rename(self, identity: str, name: str) -> bool:
        """Give it a name; False where there is none."""

    def delete(self, identity: str) -> bool:
        """Delete it for good; False where there is none."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Many questions that are asked one after the other: how many there are, are answered or refused, and failed."""

    id: str
    name: str
    made: str
    """When, ISO 8601 in UTC."""
    answerer: Answerer | None
    total: int
    done: int
    failed: int

    @property
    def left(self) -> int:
        """Questions that are still to be asked, those that failed too."""
        return self.total - self.done


class BatchStore(Protocol):
    """Where batches and their answers are kept."""

    def all(self) -> list[Batch]:
        """All of them, the newest first."""

    def get(self, identity: str) -> Batch:
        """One; NotFound where there is none."""

    def read(self, file: Path) -> list[str]:
        """The questions of a table; BadInput where there is none, Unreadable for a broken file."""

    def begin(self, name: str, questions: Sequence[str], answerer: Answerer | None) -> Batch:
        """Keep questions; BadInput for none or too many."""

    def missing(self, identity: str) -> list[tuple[int, str]]:
        """The questions still to be asked, with their places."""

    def answered(self, identity: str, place: int, answer: Answer) -> None:
        """Keep an answer, on the disk before this returns."""

    def failed(self, identity: str, place: int, reason: str) -> None:
        """Keep why a question was not answered; it stays to be asked."""

    def rows(self, identity: str, first: int, most: int) -> list[dict[str, Any]]:
        """The rows of the table from a place on, those not asked yet without a status."""

    def table(self, identity: str, ending: str) -> bytes:
        """What is answered so far as ``.csv``, ``.xlsx`` or ``.jsonl``."""

    def remove(self, identity: str) -> None:
        """Remove one with its answers."""


FolderState = Literal["followed", "polled", "away", "failing"]
"""Followed by events of the system, looked through where there are none, not there, or something is wrong."""


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A folder whose files are taken in as they land; ``fixed`` is the one of the settings."""

    path: str
    state: FolderState
    fixed: bool
    fault: SourcierError | None = None


class FolderStore(Protocol):
    """The folders that are watched."""

    def all(self) -> list[WatchedFolder]:
        """The folders with their states, the articles' folder first."""

    def add(self, path: str) -> WatchedFolder:
        """Watch another folder from now on; BadInput for what cannot be watched."""

    def remove(self, path: str) -> None:
        """Watch a folder no longer; its articles stay. NotFound for one that was not added."""
