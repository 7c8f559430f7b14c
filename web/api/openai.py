"""The OpenAI protocol: ``/v1/models`` and ``/v1/chat/completions``.

The last user turn is the question, the turns before it the history; system messages have no
effect. Citations come in the extra field ``citations``; the model ``sourcier-sources`` (or
``include_sources: true``) also ends the text with a list of the sources, for clients that drop
fields they do not know.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from rag.errors import BadInput, NotFound, SourcierError
from rag.present import citation_object
from rag.types import Answer, Citation, Event, Turn
from web.api.requests import ChatBody, clean_question, clean_text
from web.api.rest import first_then_rest, unless_gone
from web.request_limits import Wrong
from web.service import Opening
from web.work import Desk

PLAIN, WITH_SOURCES = "sourcier", "sourcier-sources"
_CREATED = 1_760_000_000
Json = dict[str, Any]


class Refused(BadInput):
    """A request that OpenAI's own servers refuse too."""

    status = 400

    def __init__(self, fr: str, en: str, param: str) -> None:
        super().__init__(fr, en)
        self.more = {"param": param, "code": "invalid_value" if param == "messages" else "unsupported_parameter"}


class NoModel(NotFound):
    """A model name that is not served here."""

    def __init__(self, name: str, names: tuple[str, ...] = (PLAIN, WITH_SOURCES)) -> None:
        served = ", ".join(names)
        super().__init__(
            f"Le modèle « {name[:80]} » n'existe pas ici ; modèles servis : {served}.",
            f"The model '{name[:80]}' does not exist here; models served: {served}.",
        )
        self.more = {"param": "model", "code": "model_not_found"}


@dataclass
class Completion:
    """One completion: its id, the model asked for, and whether the text ends with the sources."""

    model: str
    sources: bool
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def head(self, kind: str) -> Json:
        """The members that every object of a completion carries."""
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}

    def whole(self, answer: Answer, asked: str) -> Json:
        """The reply when it is not streamed."""
        text = answer.text + (source_list(answer) if self.sources else "")
        message = {"role": "assistant", "content": text, "refusal": None, **extras(answer)}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self.head("chat.completion"), "choices": [choice], "usage": usage(asked, text), **extras(answer)}

    def chunk(self, delta: Json, finish: str | None = None, **more: object) -> str:
        """One line of the reply when it is streamed."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _line({**self.head("chat.completion.chunk"), "choices": [choice], **more})


def router(opening: Opening, desk: Desk) -> APIRouter:
    """The routes under ``/v1``."""
    api = APIRouter(prefix="/v1", tags=["OpenAI"])

    @api.get("/models", summary="The models served")
    async def models() -> Json:
        return {"object": "list", "data": [_model(PLAIN), _model(WITH_SOURCES)]}

    @api.get("/models/{model}", summary="One model")
    async def model(model: str) -> Json:
        _known(model)
        return _model(model)

    @api.post("/chat/completions", response_model=None, summary="A chat completion, with citations")
    async def complete(body: ChatBody, request: Request) -> Response:
        _known(body.model)
        _check_supported(body)
        question, history = conversation(body)
        events = desk.asks.stream(partial(opening.get().stream, question, history))
        completion = Completion(body.model, body.include_sources or body.model == WITH_SOURCES)
        if body.stream:
            with_usage = bool(body.stream_options and body.stream_options.include_usage)
            lines = _lines(completion, await first_then_rest(events), question, with_usage)
            return StreamingResponse(lines, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})
        answer = await unless_gone(request, events)
        return JSONResponse(completion.whole(answer, question)) if answer else Response(status_code=499)

    return api


def conversation(body: ChatBody) -> tuple[str, tuple[Turn, ...]]:
    """The question, and the turns before it."""
    try:
        turns = [Turn(m.role, clean_text(m.text())) for m in body.messages if m.role == "user" or m.role == "assistant"]
        if not turns or turns[-1].role != "user":
            raise Wrong("Le dernier message doit être de l'utilisateur.", "The last message must be the user's.")
        return clean_question(turns[-1].content), tuple(turn for turn in turns[:-1] if turn.content.strip())
    except Wrong as error:
        raise Refused(error.fr, error.en, "messages") from error


def extras(answer: Answer) -> Json:
    """What is not in OpenAI's protocol: the citations and whether the question was answered."""
    return {"citations": [citation_object(citation) for citation in answer.citations], "status": answer.status}


def source_list(answer: Answer) -> str:
    """The sources as Markdown, to end the text with."""
    if not answer.citations:
        return ""
    return "\n\n---\n" + "\n".join(source_line(citation) for citation in answer.citations)


def source_line(citation: Citation) -> str:
    """One source: outlet, title, date and the words quoted."""
    passage = citation.passage
    date = passage.published.value if passage.published else "s. d."
    origin = ", ".join(_plain(part) for part in (passage.source, passage.title, date) if part)
    return f"{citation.n}. {origin} : « {_plain(citation.quote)} »"


def usage(asked: str, text: str) -> Json:
    """Counts of words and signs; there is no tokenizer that all answerers share."""
    prompt, completion = count(asked), count(text)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def count(text: str) -> int:
    """Words and signs of a text."""
    return len(re.findall(r"\w+|[^\w\s]", text))


async def _lines(
    completion: Completion, events: AsyncIterator[Event], asked: str, with_usage: bool
) -> AsyncIterator[str]:
    more: Json = {"usage": None} if with_usage else {}
    yield completion.chunk({"role": "assistant", "content": ""}, **more)
    answer: Answer | None = None
    try:
        async for event in events:
            answer = event.answer or answer
    except SourcierError as error:
        yield _line({"error": {"message": error.en, "type": "server_error", "param": None, "code": None}})
        return
    if answer is None:
        return
    text = answer.text + (source_list(answer) if completion.sources else "")
    for piece in re.findall(r"\s*\S+\s*$|\s*\S+", text):
        yield completion.chunk({"content": piece}, **more)
    yield completion.chunk(extras(answer), "stop", **extras(answer), **more)
    if with_usage:
        yield _line({**completion.head("chat.completion.chunk"), "choices": [], "usage": usage(asked, text)})
    yield "data: [DONE]\n\n"


def _line(data: Json) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _model(name: str) -> Json:
    return {"id": name, "object": "model", "created": _CREATED, "owned_by": "sourcier"}


def _known(name: str) -> None:
    if name not in (PLAIN, WITH_SOURCES):
        raise NoModel(name)


def _check_supported(body: ChatBody) -> None:
    asked = {
        "n": (body.n or 1) != 1,
        "tools": bool(body.tools),
        "functions": bool(body.functions),
        "logprobs": bool(body.logprobs),
        "response_format": (body.response_format or {}).get("type", "text") != "text",
    }
    for name, given in asked.items():
        if given:
            raise Refused(f"« {name} » n'est pas pris en charge.", f"'{name}' is not supported.", name)


def _plain(text: str) -> str:
    """Text of an article as inert Markdown on one line."""
    return re.sub(r"([\\`*_\[\]<>!#|~])", r"\\\1", " ".join(text.split()))
