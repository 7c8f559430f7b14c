"""The archive as a list: search with operators, filters, facets; tags, stars and notes."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from rag.archive_types import Annotation, AnnotationChange, ArticleQuery, QuoteNote, Sort
from rag.contract import (
    AnnotatedReply,
    AnnotationReply,
    AnnotationsReply,
    ArticlesReply,
    MergedReply,
    TagsReply,
)
from rag.present import annotation_object, page_object
from rag.settings import Settings
from web.api.requests import Date, Text
from web.problems import promised
from web.request_limits import PAGE_LIMIT, Wrong
from web.service import Opening
from web.words import language_of
from web.work import Lane

Json = dict[str, Any]
SEARCH_LIMIT = 1_000
"""Characters of a search of the archive."""
IDS_LIMIT = 10_000
_MISSING = promised(s404="No such article")
Values = Annotated[list[Annotated[str, Field(max_length=200)]], Query(max_length=50)]
Tag = Annotated[Text, Field(min_length=1, max_length=200)]
Ids = list[Annotated[Text, Field(max_length=200)]]
_QUERY = 'Words; "exact phrase", AND, OR, NOT, prefix*, source: author: date:2023-05..2023-09 tag: language: title:'


class ListParameters(BaseModel):
    """The parameters of ``GET /api/articles``."""

    limit: int = Field(50, ge=1, le=PAGE_LIMIT)
    offset: int = Field(0, ge=0, le=10**9)
    q: Text | None = Field(None, max_length=SEARCH_LIMIT, description=_QUERY)
    sort: Sort = "date"
    order: Literal["asc", "desc"] | None = None
    outlet: Values = Field(default_factory=list)
    author: Values = Field(default_factory=list)
    language: Values = Field(default_factory=list)
    format: Values = Field(default_factory=list)
    tag: Values = Field(default_factory=list)
    start: Date | None = Field(None, alias="from")
    end: Date | None = Field(None, alias="to")
    warning: bool | None = None
    starred: bool | None = None
    copies: Literal["all", "first", "only"] = "all"
    facets: bool = False

    def query(self) -> ArticleQuery:
        """The same for the facade."""
        return ArticleQuery(
            self.q or "",
            self.sort,
            None if self.order is None else self.order == "desc",
            tuple(self.outlet),
            tuple(self.author),
            tuple(self.language),
            tuple(self.format),
            tuple(self.tag),
            self.start,
            self.end,
            self.warning,
            self.starred,
            self.copies,
        )


class AnnotationBody(BaseModel):
    """What to change; what is left out stays. With ``start`` and ``end`` star and note are a quotation's."""

    model_config = ConfigDict(extra="forbid")
    tags: list[Tag] | None = Field(None, max_length=50)
    starred: bool | None = None
    note: Text | None = Field(None, max_length=20_000)
    version: int | None = Field(None, ge=0, description="The version that you saw")
    start: int | None = Field(None, ge=0, le=10**9)
    end: int | None = Field(None, ge=0, le=10**9)

    @model_validator(mode="after")
    def _whole(self) -> AnnotationBody:
        if (self.start is None) != (self.end is None):
            raise Wrong("Donnez start et end ensemble.", "Give start and end together.")
        return self

    def change(self) -> AnnotationChange:
        """The same for the facade."""
        span = None if self.start is None or self.end is None else (self.start, self.end)
        return AnnotationChange(
            None if self.tags is None else tuple(self.tags), self.starred, self.note, self.version, span
        )


class TagBody(BaseModel):
    """A tag to put on articles, take from articles, rename, or delete (``rename`` empty)."""

    model_config = ConfigDict(extra="forbid")
    tag: Tag
    add: Ids = Field(default_factory=list, max_length=IDS_LIMIT)
    remove: Ids = Field(default_factory=list, max_length=IDS_LIMIT)
    rename: Text | None = Field(None, max_length=200)


class QuoteNoteBody(BaseModel):
    """Star and note on a quotation, as exported."""

    start: int = Field(ge=0, le=10**9)
    end: int = Field(ge=1, le=10**9)
    quote: Text = Field("", max_length=10_000)
    starred: bool = False
    note: Text = Field("", max_length=20_000)


class ExportedAnnotation(BaseModel):
    """An annotation as exported."""

    article_id: Text = Field(max_length=200)
    tags: list[Tag] = Field(default_factory=list, max_length=50)
    starred: bool = False
    note: Text = Field("", max_length=20_000)
    quotes: list[QuoteNoteBody] = Field(default_factory=list, max_length=1_000)

    def annotation(self) -> Annotation:
        """The same for the facade."""
        quotes = tuple(QuoteNote(q.start, q.end, q.quote, q.starred, q.note) for q in self.quotes)
        return Annotation(self.article_id, tuple(self.tags), self.starred, self.note, quotes=quotes)


class AnnotationsBody(BaseModel):
    """Annotations to take in."""

    annotations: list[ExportedAnnotation] = Field(max_length=100_000)


def add_routes(api: APIRouter, opening: Opening, lane: Lane, settings: Settings) -> None:
    """The list of articles, and what readers put on them."""

    @api.get(
        "/articles", responses={200: {"model": ArticlesReply}}, summary="The articles: searched, filtered, counted"
    )
    async def articles(given: Annotated[ListParameters, Query()], request: Request) -> Json:
        language = language_of(request.headers, settings.language)
        call = partial(opening.get().archive, given.query(), given.limit, given.offset, facets=given.facets)
        return dict(page_object(await lane.run(call), language))

    _add_annotations(api, opening, lane)

    @api.get("/tags", responses={200: {"model": TagsReply}}, summary="The tags")
    async def tags() -> Json:
        found = await lane.run(lambda: opening.get().tags())
        return {"tags": [{"tag": tag, "articles": count} for tag, count in found.items()]}

    @api.post("/tags", responses={200: {"model": TagsReply}, **_MISSING}, summary="Tag articles, rename a tag")
    async def change_tag(body: TagBody) -> Json:
        service = opening.get()
        if body.add or body.remove:
            await lane.run(lambda: service.tag(body.tag, body.add, body.remove))
        if (new := body.rename) is not None:
            await lane.run(lambda: service.rename_tag(body.tag, new))
        return await tags()


def _add_annotations(api: APIRouter, opening: Opening, lane: Lane) -> None:
    path = "/articles/{article_id}/annotation"

    @api.get(
        path, responses={200: {"model": AnnotationReply}, **_MISSING}, summary="Tags, star and notes of an article"
    )
    async def annotation(article_id: str) -> Json:
        return dict(annotation_object(await lane.run(lambda: opening.get().annotation(article_id))))

    @api.put(path, responses={200: {"model": AnnotatedReply}, **_MISSING}, summary="Change them")
    async def annotate(article_id: str, body: AnnotationBody) -> Json:
        done = await lane.run(lambda: opening.get().annotate(article_id, body.change()))
        return annotation_object(done.annotation) | {"overwrote": done.overwrote}

    @api.get("/annotations", responses={200: {"model": AnnotationsReply}}, summary="All annotations, to keep")
    async def annotations() -> Json:
        return {
            "annotations": [annotation_object(each) for each in await lane.run(lambda: opening.get().annotations())]
        }

    @api.post("/annotations", responses={200: {"model": MergedReply}}, summary="Take annotations in")
    async def merge(body: AnnotationsBody) -> Json:
        given = [each.annotation() for each in body.annotations]
        kept = await lane.run(lambda: opening.get().merge_annotations(given))
        return {"taken": len(given), "kept": kept}
