"""A press review: the articles of a search and a period in order, each with its reference and its best sentences."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from rag.archive_types import ArticleQuery, Excerpt
from rag.errors import BadInput
from rag.types import Article, Language, Span
from web.day_text import readable
from web.escape import CONTROLS
from web.export.dossier import web_address
from web.export.pages import POLICY, STYLE, mark_down, quote_down
from web.wording.templating import render
from web.words import say

if TYPE_CHECKING:
    from web.service import Service

By = Literal["day", "outlet"]
MOST = 500
"""Articles of a press review."""
SENTENCES = 3
"""Sentences of an article that are quoted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article: its number, its reference, what is quoted of it, and what a reader must know of it."""

    n: int
    article: Article
    quotes: tuple[Span, ...]
    remarks: tuple[str, ...]
    note: str

    def words(self, span: Span) -> str:
        """A quotation, character for character."""
        return self.article.draft.text[span[0] : span[1]]


@dataclass(frozen=True, slots=True)
class Review:
    """The whole: its groups by day or outlet."""

    title: str
    about: str
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    left_out: int
    """Articles beyond ``MOST``."""
    language: Language

    def entries(self) -> Iterator[Entry]:
        """All articles in their order."""
        for _, entries in self.groups:
            yield from entries


def collect(
    service: Service, query: ArticleQuery, by: By, title: str | None, language: Language, made: dt.date
) -> Review:
    """The review of what a search finds; BadInput where it finds nothing."""
    page = service.archive(query, MOST)
    if not page.articles:
        raise BadInput(
            "Aucun article pour cette revue de presse : élargissez la recherche ou la période.",
            "No article for this press review: widen the search or the period.",
        )
    whole = [service.article(article.article_id) for article in page.articles]
    ordered = sorted(whole, key=lambda article: _heading(article, by, language)[0])
    entries = [
        Entry(
            n,
            article,
            tuple(best_sentences(article, page.excerpts.get(article.article_id, ()))),
            tuple(_remarks(service, article, language)),
            page.annotations[article.article_id].note if article.article_id in page.annotations else "",
        )
        for n, article in enumerate(ordered, 1)
    ]
    grouped = groupby(entries, key=lambda entry: _heading(entry.article, by, language)[1])
    groups = tuple((heading, tuple(group)) for heading, group in grouped)
    about = say("review_about", language, count=page.total, date=readable(made.isoformat(), language))
    return Review(title or say("review", language), about, groups, page.total - len(whole), language)


def best_sentences(article: Article, excerpts: Sequence[Excerpt]) -> list[Span]:
    """The sentences that hold the words that were searched; else the first ones that are cited."""
    spans = list(dict.fromkeys(span for chunk in article.chunks for span in chunk.sentences))
    marks = [mark for excerpt in excerpts for mark in excerpt.marks]
    title_end = next((line.end for line in article.draft.lines if line.label == "title"), 0)
    body = [span for span in spans if span[0] >= title_end]
    holding = [span for span in body if any(span[0] <= low and high <= span[1] for low, high in marks)]
    return sorted(sorted(holding, key=lambda span: -_held(span, marks))[:SENTENCES]) or body[: SENTENCES - 1]


def _held(span: Span, marks: Sequence[Span]) -> int:
    return sum(span[0] <= low and high <= span[1] for low, high in marks)


def _heading(article: Article, by: By, language: Language) -> tuple[tuple[object, ...], str]:
    """What an article is sorted and grouped by: the day as far as it is known, or the outlet."""
    draft = article.draft
    dated = draft.published
    day = (0 if dated else 1, dated.first_day if dated else 0, dated.value if dated else "")
    if by == "outlet":
        name = draft.source or say("no_source", language)
        return (draft.source is None, name.casefold(), *day, article.article_id), name
    return (*day, article.article_id), readable(dated.value, language) if dated else say("no_date", language)


def _remarks(service: Service, article: Article, language: Language) -> Iterator[str]:
    if article.superseded_by:
        newer = service.article(article.superseded_by).draft
        date = newer.updated or newer.published
        when = readable(date.value, language) if date else say("no_date", language)
        yield say("review_superseded", language, title=newer.title or say("untitled", language), date=when)
    if article.copies:
        yield say("same_dispatch", language, count=len(article.copies)) + f" : {', '.join(article.copies[:5])}"


def reference(article: Article, language: Language) -> list[str]:
    """Outlet, day, author: the parts of a clean reference that stand before the title."""
    draft = article.draft
    date = readable(draft.published.value, language) if draft.published else say("no_date", language)
    return [part for part in (draft.source or say("no_source", language), date, draft.author) if part]


def appendix(entry: Entry, language: Language) -> list[str]:
    """Where the quotations of an article stand, with their fingerprints."""
    article = entry.article
    where = article.file if article.draft.record is None else f"{article.file} #{article.draft.record}"
    lines = [f"{say('article_in', language, file=where)} ({article.article_id})"]
    for start, end in entry.quotes:
        digest = hashlib.sha256(entry.words((start, end)).encode()).hexdigest()
        lines.append(f"{say('offsets', language, start=start, end=end)}, SHA-256 {digest}")
    return lines


def review_markdown(review: Review) -> str:
    """The review as Markdown."""
    language = review.language
    parts = [f"# {mark_down(review.title)}", mark_down(review.about)]
    for heading, entries in review.groups:
        parts.append(f"## {mark_down(heading)}")
        for entry in entries:
            draft = entry.article.draft
            address = web_address(draft.url)
            title = mark_down(draft.title or say("untitled", language))
            about = ", ".join(map(mark_down, reference(entry.article, language)))
            parts.append(f"**{entry.n}. {title}**\\\n{about}{f', <{address}>' if address else ''}")
            parts += [quote_down(entry.words(span)) for span in entry.quotes]
            parts += [f"*{mark_down(remark)}*" for remark in entry.remarks]
            parts += [f"{say('note', language)} : {mark_down(entry.note)}"] if entry.note else []
    parts.append(f"## {say('appendix', language)}")
    for entry in review.entries():
        listed = "\n".join(f"  - {mark_down(fact)}" for fact in appendix(entry, language))
        parts.append(f"- {entry.n}\\.\n{listed}")
    return "\n\n".join(parts) + "\n"


def review_page(review: Review) -> str:
    """The review as a page of its own, to print; it fetches nothing and runs nothing."""
    filled = render(
        "review_page.html",
        review.language,
        title=review.title,
        about=review.about,
        groups=[(heading, [_shown(entry, review.language) for entry in entries]) for heading, entries in review.groups],
        proofs=[(entry.n, appendix(entry, review.language)) for entry in review.entries()],
        policy=POLICY,
        style=STYLE,
    )
    return filled.translate(CONTROLS)


@dataclass(frozen=True, slots=True)
class _Shown:
    """One article as the template shows it."""

    n: int
    title: str
    origin: Sequence[str]
    address: str | None
    quotes: Sequence[str]
    remarks: Sequence[str]
    note: str


def _shown(entry: Entry, language: Language) -> _Shown:
    draft = entry.article.draft
    title, about = draft.title or say("untitled", language), reference(entry.article, language)
    quotes = [entry.words(span) for span in entry.quotes]
    return _Shown(entry.n, title, about, web_address(draft.url), quotes, entry.remarks, entry.note or "")
