"""Faults as ``application/problem+json`` (RFC 9457), in the caller's language."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException

from rag.contract import ProblemReply
from rag.errors import SourcierError
from rag.settings import Settings
from rag.types import Language
from web.request_limits import Wrong
from web.words import language_of, say
from web.work import Busy

log = logging.getLogger("sourcier.web")

_TITLES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method",
    413: "too_large",
    415: "unreadable",
    422: "invalid",
    503: "unavailable",
}
_OPENAI_TYPES = {401: "authentication_error", 404: "not_found_error", 503: "server_error", 500: "server_error"}


def promised(**texts: str) -> dict[int | str, dict[str, Any]]:
    """Faults for the OpenAPI: ``s404="No such article"``."""
    content = {"application/problem+json": {"schema": TypeAdapter(ProblemReply).json_schema()}}
    return {int(status[1:]): {"description": text, "content": content} for status, text in texts.items()}


def problem(status: int, detail: str, language: Language, **more: object) -> dict[str, Any]:
    """The members of a problem document."""
    title = say(_TITLES.get(status, "internal" if status >= 500 else "bad_request"), language)
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


def problem_response(path: str, status: int, detail: str, language: Language, **more: object) -> JSONResponse:
    """A fault as a response: OpenAI's own form under ``/v1``, problem+json elsewhere."""
    headers = {"Retry-After": str(Busy.retry_after_s)} if status == 503 else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if path.startswith("/v1/"):
        kind = _OPENAI_TYPES.get(status, "invalid_request_error")
        error = {"message": detail, "type": kind, "param": more.get("param"), "code": more.get("code")}
        return JSONResponse({"error": error}, status, headers)
    body = problem(status, detail, language, **more)
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def install(app: FastAPI, settings: Settings) -> None:
    """Answer every exception of the app with a problem document."""

    def reply(request: Request, status: int, detail: str, **more: object) -> JSONResponse:
        language = language_of(request.headers, settings.language)
        return problem_response(request.url.path, status, detail, language, **more)

    async def known(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, SourcierError)
        language = language_of(request.headers, settings.language)
        return reply(request, error.status, error.message(language), **getattr(error, "more", {}))

    async def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        language = language_of(request.headers, settings.language)
        plain = {404: "no_route", 405: "no_method", 400: "bad_json"}.get(error.status_code)
        response = reply(request, error.status_code, say(plain, language) if plain else str(error.detail))
        response.headers.update(error.headers or {})
        return response

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        language = language_of(request.headers, settings.language)
        detail, fields = explain(error, language)
        status = 400 if request.url.path.startswith("/v1/") else 422
        return reply(request, status, detail, errors=fields, param=fields[0]["field"] if fields else None)

    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("unexpected fault at %r", request.url.path, exc_info=error)
        return reply(request, 500, say("unexpected", language_of(request.headers, settings.language)))

    app.add_exception_handler(SourcierError, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unexpected)


def explain(error: RequestValidationError, language: Language) -> tuple[str, list[dict[str, str]]]:
    """One plain sentence, and the fields that are wrong; never the input itself."""
    fields = []
    sentences = []
    for fault in error.errors():
        if fault["type"] == "json_invalid":
            return say("bad_json", language), []
        where = ".".join(str(part) for part in fault["loc"][1:]) or str(fault["loc"][0])
        reason = (fault.get("ctx") or {}).get("error")
        if isinstance(reason, Wrong):
            sentence = reason.en if language == "en" else reason.fr
        elif fault["type"] == "extra_forbidden":
            sentence = say("unknown_field", language, field=where[:80])
        else:
            sentence = say("bad_field", language, field=where[:80])
        fields.append({"field": where[:80], "error": fault["type"]})
        sentences.append(sentence)
    return " ".join(dict.fromkeys(sentences)), fields
