"""The conversations of the page over the REST API: to list, export, rename and delete for good."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from rag.contract import ConversationReply, ConversationsReply
from rag.errors import NotFound
from web.api.requests import Text
from web.problems import promised
from web.service import Opening
from web.work import Lane

Json = dict[str, Any]
_MISSING = promised(s404="No such conversation")


class NameBody(BaseModel):
    """Another name for a conversation."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[Text, Field(max_length=100)]


def add_routes(api: APIRouter, opening: Opening, lane: Lane) -> None:
    """The routes under ``/api/conversations``."""
    path = "/conversations/{conversation_id}"

    @api.get("/conversations", responses={200: {"model": ConversationsReply}}, summary="The conversations")
    async def conversations() -> Json:
        found = await lane.run(lambda: opening.get().conversations.all())
        names = ("id", "name", "asked", "changed", "first")
        return {"conversations": [{name: getattr(item, name) for name in names} for item in found]}

    @api.get(path, responses={200: {"model": ConversationReply}, **_MISSING}, summary="One with its turns, to keep")
    async def conversation(conversation_id: str) -> Json:
        found = await lane.run(lambda: opening.get().conversations.get(conversation_id))
        if found is None:
            raise _none()
        return asdict(found)

    @api.patch(path, status_code=204, responses=_MISSING, summary="Rename one")
    async def rename(conversation_id: str, body: NameBody) -> None:
        if not await lane.run(lambda: opening.get().conversations.rename(conversation_id, body.name)):
            raise _none()

    @api.delete(path, status_code=204, responses=_MISSING, summary="Delete one for good")
    async def delete(conversation_id: str) -> None:
        if not await lane.run(lambda: opening.get().conversations.delete(conversation_id)):
            raise _none()


def _none() -> NotFound:
    return NotFound(
        "Aucune conversation ne porte cet identifiant : GET /api/conversations les liste.",
        "No conversation has this id: GET /api/conversations lists them.",
    )
