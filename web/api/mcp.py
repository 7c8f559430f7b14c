"""MCP over streamable HTTP at ``/mcp``: the tools ask, search, read_article and check, and those alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError

from rag.archive_types import ArticleQuery
from rag.errors import SourcierError
from rag.present import answer_object, article_object, checked_object, hit_object, page_object, question_object
from rag.settings import Settings
from rag.types import Answerer, Filters, Language
from web.api.requests import AskBody, CheckBody, FiltersBody
from web.service import Opening
from web.work import Desk, last_answer

if TYPE_CHECKING:
    from mcp.server.fastmcp import FastMCP

Json = dict[str, Any]
From = Annotated[str | None, Field(description="First date, YYYY, YYYY-MM or YYYY-MM-DD")]
To = Annotated[str | None, Field(description="Last date, YYYY, YYYY-MM or YYYY-MM-DD")]
Outlet = Annotated[str | None, Field(description="Name of the outlet")]
Operators = Annotated[
    str | None,
    Field(
        description='Words with operators: "exact phrase", AND, OR, NOT or -, prefix*, brackets, source:, auteur:, '
        "titre:, tag:, langue:, format:, date:2023-05..2023-09. In place of `question`."
    ),
]


def mcp_server(opening: Opening, desk: Desk, settings: Settings) -> FastMCP:
    """The server; its ``session_manager`` must run as long as the app does."""
    from mcp.server.fastmcp import FastMCP
    from mcp.server.transport_security import TransportSecuritySettings

    server = FastMCP(
        "Sourcier",
        instructions="Questions about a collection of press articles. Every sentence of an answer cites its passage.",
        stateless_http=True,
        json_response=True,
        log_level="WARNING",
        # hosts and origins are checked for every route in web/security.py
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    _add_asking(server, opening, desk, settings.language)
    _add_reading(server, opening, desk, settings.language)
    server.streamable_http_app()  # makes the session manager
    return server


def _add_asking(server: FastMCP, opening: Opening, desk: Desk, language: Language) -> None:
    @server.tool(description="Answer a question from the articles, each sentence with checked citations, or refuse.")
    async def ask(
        question: str,
        from_date: From = None,
        to_date: To = None,
        source: Outlet = None,
        answerer: Answerer | None = None,
    ) -> Json:
        with _told(language):
            body = AskBody.model_validate({"question": question, "answerer": answerer})
            start = partial(
                opening.get().stream, body.question, (), answerer=answerer, filters=_filters(from_date, to_date, source)
            )
            return dict(answer_object(await last_answer(desk.asks.stream(start))))

    @server.tool(
        description="Search the articles: by `question` the passages that fit it best, ranked; or by `query`, with "
        "operators, all articles that hold the words, with excerpts and the total."
    )
    async def search(
        question: str | None = None,
        k: Annotated[int, Field(ge=1, le=50)] = 10,
        from_date: From = None,
        to_date: To = None,
        source: Outlet = None,
        query: Operators = None,
    ) -> Json:
        with _told(language):
            if query:
                listed = _listed(query, from_date, to_date, source)
                page = await desk.calls.run(partial(opening.get().archive, listed, k))
                return dict(page_object(page, language))
            body = AskBody.model_validate({"question": question or ""})
            filters = _filters(from_date, to_date, source)
            read, hits = await desk.calls.run(partial(opening.get().search, body.question, k, filters=filters))
            return {"passages": [hit_object(hit) for hit in hits], "question": question_object(read)}


def _add_reading(server: FastMCP, opening: Opening, desk: Desk, language: Language) -> None:
    @server.tool(description="One article: its text, labelled lines, passages and where it comes from.")
    async def read_article(article_id: Annotated[str, Field(max_length=200)]) -> Json:
        with _told(language):
            return dict(article_object(await desk.calls.run(partial(opening.get().article, article_id)), full=True))

    @server.tool(
        description="Hold a text to the articles, sentence by sentence: supported, contradicted, unsupported, or none "
        "where nothing checkable is stated; with the sentences of the articles that say so."
    )
    async def check(text: str, from_date: From = None, to_date: To = None, source: Outlet = None) -> Json:
        with _told(language):
            body = CheckBody.model_validate({"text": text})
            call = partial(opening.get().desk.check, body.text, filters=_filters(from_date, to_date, source))
            return {"sentences": [checked_object(s) for s in await desk.calls.run(lambda: list(call()))]}


@contextmanager
def _told(language: Language) -> Iterator[None]:
    """Turns our faults into the tool errors of MCP, as one plain sentence."""
    from mcp.server.fastmcp.exceptions import ToolError

    try:
        yield
    except SourcierError as error:
        raise ToolError(error.message(language)) from error
    except ValidationError as error:
        first = error.errors()[0]
        reason = (first.get("ctx") or {}).get("error")
        raise ToolError(getattr(reason, language, None) or first["msg"]) from error


def _listed(query: str, start: str | None, end: str | None, source: str | None) -> ArticleQuery:
    """What to list; as in ``GET /api/articles`` the outlet is meant exactly."""
    filters = _filters(start, end, source)
    return ArticleQuery(query, start=filters.start, end=filters.end, outlets=(source,) if source else ())


def _filters(start: str | None, end: str | None, source: str | None) -> Filters:
    return FiltersBody.model_validate({"from": start, "to": end, "source": source}).filters()
