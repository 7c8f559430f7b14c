"""The OpenAI protocol's ``/v1/embeddings``: the vectors with which the archive itself is searched.

``input_type`` (``passage``, ``query``) is not OpenAI's: the embedder reads questions and texts in two ways. Longer
texts than its window count by their beginning.
"""

from __future__ import annotations

import base64
import struct
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, BeforeValidator, Field

from web.api.openai import PLAIN, NoModel, Refused, count
from web.api.requests import Text
from web.service import Opening
from web.work import Desk

EMBEDDINGS = "sourcier-embeddings"
MOST, LONGEST = 256, 20_000
"""Texts of one request, and characters of a text."""
Json = dict[str, Any]


def _texts(given: object) -> object:
    """A text alone as a list; numbers of tokens are refused with what to do."""
    if isinstance(given, str):
        return [given]
    if isinstance(given, list) and given and isinstance(given[0], int | list):
        raise Refused(
            "« input » donne des numéros de jetons : envoyez du texte (LangChain : check_embedding_ctx_length=False).",
            "'input' gives numbers of tokens: send text (LangChain: check_embedding_ctx_length=False).",
            "input",
        )
    return given


class EmbeddingsBody(BaseModel):
    """Texts to embed; further fields of the protocol are ignored."""

    model: str = Field(max_length=200)
    input: Annotated[
        list[Annotated[Text, Field(min_length=1, max_length=LONGEST)]],
        BeforeValidator(_texts),
        Field(min_length=1, max_length=MOST),
    ]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = None
    input_type: Literal["passage", "query"] = "passage"


def add_embeddings(api: APIRouter, opening: Opening, desk: Desk) -> None:
    """Add the route to those under ``/v1``."""

    @api.post("/embeddings", summary="The vectors of texts")
    async def embed(body: EmbeddingsBody) -> Json:
        if body.model not in (PLAIN, EMBEDDINGS):
            raise NoModel(body.model, (EMBEDDINGS,))
        call = partial(opening.get().desk.embed, body.input, query=body.input_type == "query")
        vectors = await desk.calls.run(call)
        if body.dimensions not in (None, len(vectors[0])):
            raise Refused(
                f"Les vecteurs ont {len(vectors[0])} dimensions.",
                f"Vectors have {len(vectors[0])} dimensions.",
                "dimensions",
            )
        data = [
            {"object": "embedding", "index": n, "embedding": encoded(vector, body.encoding_format)}
            for n, vector in enumerate(vectors)
        ]
        tokens = sum(map(count, body.input))
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return {"object": "list", "data": data, "model": body.model, "usage": usage}


def encoded(vector: list[float], form: str) -> list[float] | str:
    """A vector as numbers, or as the bytes of little-endian 32-bit floats in base64."""
    return vector if form == "float" else base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
