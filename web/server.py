"""The application: every interface of the service in one FastAPI app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from rag import __version__
from rag.settings import Settings
from web import article_page as reader
from web import problems
from web.api import openai as openai_api
from web.api import rest as api
from web.api.embeddings import add_embeddings
from web.api.mcp import mcp_server
from web.page.late import LatePage
from web.security import Guard, check_binding
from web.service import Opening, Service
from web.work import Desk

STATIC = Path(__file__).parent / "static"


def create_app(sourcier: Service | Opening, settings: Settings, *, page: bool = True) -> FastAPI:
    """The app over an open facade, or over one that is still opening; ``page=False`` leaves Gradio out.

    Raises SetupError where the address needs a key and there is none.
    """
    check_binding(settings)
    opening = sourcier if isinstance(sourcier, Opening) else Opening(sourcier)
    desk = Desk()
    tools = mcp_server(opening, desk, settings)
    late = LatePage(opening, desk, settings) if page else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            if late is None:
                yield
            else:
                async with late.running():
                    yield

    app = FastAPI(
        title="Sourcier", version=__version__, description=_ABOUT, docs_url=None, redoc_url=None, lifespan=lifespan
    )
    problems.install(app, settings)
    app.include_router(api.router(opening, desk, settings))
    v1 = openai_api.router(opening, desk)
    add_embeddings(v1, opening, desk)
    app.include_router(v1)
    app.include_router(reader.router(opening, desk.calls, settings))
    _add_probes(app, opening, desk)
    app.router.routes.append(Route("/mcp", _Handler(tools.session_manager.handle_request)))
    app.mount("/ui", StaticFiles(directory=STATIC))
    if late is not None:
        app.mount("/", late)
    app.add_middleware(Guard, settings=settings, metrics=desk.metrics)
    return app


class _Handler:
    """An ASGI endpoint for a route: starlette hands a class instance the raw request, with every method."""

    def __init__(self, handle: ASGIApp) -> None:
        self._handle = handle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        await self._handle(scope, receive, send)


def _add_probes(app: FastAPI, opening: Opening, desk: Desk) -> None:
    @app.get("/healthz", tags=["Probes"], summary="The process is alive")
    async def healthz() -> dict[str, str]:
        return {"status": "ok", "version": __version__}

    @app.get("/readyz", tags=["Probes"], summary="The library is open", responses={503: {"description": "Not yet"}})
    async def readyz() -> Response:
        state = opening.state()
        ready = bool(state.get("ready"))
        return JSONResponse({"ready": ready, "stage": state.get("stage")}, 200 if ready else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return PlainTextResponse(desk.metrics.text(desk.asks.ahead), media_type="text/plain; version=0.0.4")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(_DOCS)


_ABOUT = """Questions about press articles, answered with checked citations.

**MCP** (streamable HTTP) is at `/mcp`, with the tools `ask`, `search`, `read_article` and `check`; the OpenAI
protocol at `/v1`. The page is at `/`."""
_DOCS = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sourcier API</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="stylesheet" href="/ui/swagger/swagger-ui.css"><link rel="stylesheet" href="/ui/docs.css"></head>
<body><div id="swagger-ui"></div><script src="/ui/swagger/swagger-ui-bundle.js"></script>
<script src="/ui/docs.js"></script></body></html>"""
