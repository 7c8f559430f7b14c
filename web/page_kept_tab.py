"""The conversations tab: those kept in this browser, to open, rename, delete or export."""

from __future__ import annotations

import time
import uuid
from typing import Any

import gradio as gr

from rag.types import Language
from web.page_chat import ACT, EVENT, PLAIN, ChatTab, turns_of
from web.page_turn import esc
from web.words import say

Json = dict[str, Any]
SHELF_LIMIT = 30


class KeptTab:
    """Its components, and what happens on each event."""

    def __init__(self, chat: ChatTab, language: Language) -> None:
        self._chat = chat
        self._language = language

    def build(self, tab: gr.Tab) -> None:
        """Lay the tab out and wire it."""
        self.shelf = gr.BrowserState(None, storage_key="sourcier_shelf", secret="sourcier")
        self.new = gr.Button(say("new", self._language), elem_id="new", size="md")
        self.list = gr.HTML("", elem_id="kept-list", js_on_load=ACT, **PLAIN)
        state = [self._chat.kept, self.shelf]
        tab.select(self.show, state, [self.list], **EVENT)
        after = [*state, self.list, self._chat.log]
        self.new.click(self.on_new, state, after, **EVENT)
        self.list.act(self.on_act, state, after, **EVENT)

    def show(self, kept: Json | None, shelf: list[Json] | None) -> str:
        """The list, the current conversation first."""
        current = {**(kept or {}), "id": ""} if turns_of(kept) else None
        rows = [self._row(item) for item in [current, *shelved(shelf)] if item]
        return f'<ul class="kept">{"".join(rows)}</ul>' if rows else f'<p class="none">{self._say("kept_none")}</p>'

    def on_new(self, kept: Json | None, shelf: list[Json] | None) -> tuple[Any, ...]:
        """Put the current conversation on the shelf and begin another."""
        left = put_away(kept, shelved(shelf))
        return None, left, self.show(None, left), self._chat.show([])

    def on_act(self, event: gr.EventData, kept: Json | None, shelf: list[Json] | None) -> tuple[Any, ...]:
        """Open, rename or delete the conversation of a row."""
        data: Json = event._data or {}
        identity, act, items = str(data.get("id") or ""), data.get("act"), shelved(shelf)
        chosen = next((item for item in items if item["id"] == identity), None)
        others = [item for item in items if item is not chosen]
        if act == "kept_rename":
            name = str(data.get("name") or "").strip()[:100]
            if chosen is not None:
                chosen["name"] = name
            else:
                kept = {**(kept or {}), "name": name}
        elif act == "kept_delete":
            kept, items = (kept, others) if chosen else (None, items)
        elif act == "kept_open" and chosen:
            items, kept = put_away(kept, others), chosen
        return kept, items, self.show(kept, items), self._chat.show(turns_of(kept))

    def _row(self, item: Json) -> str:
        turns = turns_of(item)
        name = item.get("name") or turns[0]["question"][:100]
        identity = esc(item["id"])
        here = f' <span class="chip">{self._say("current")}</span>' if not item["id"] else ""
        count = esc(say("kept_turns", self._language, count=len(turns)))

        def button(act: str, more: str = "") -> str:
            return f'<button type="button" data-act="{act}" data-id="{identity}"{more}>{self._say(act)}</button>'

        rename = button("kept_rename", f' data-prompt="{self._say("kept_name")}" data-name="{esc(name)}"')
        return (
            f'<li><p class="headline">{esc(name)}{here}</p><p class="origin">{count}</p>'
            f'<div class="actions">{"" if here else button("kept_open")}{rename}'
            f'<details class="sure"><summary>{self._say("kept_delete")}</summary><p>{self._say("kept_sure")}</p>'
            f"{button('kept_delete')}</details></div></li>"
        )

    def _say(self, key: str) -> str:
        return esc(say(key, self._language))


def shelved(shelf: list[Json] | None) -> list[Json]:
    """The conversations on the shelf; nothing that is not of our making."""
    items = shelf if isinstance(shelf, list) else []
    return [dict(item) for item in items if isinstance(item, dict) and item.get("id") and turns_of(item)]


def put_away(kept: Json | None, shelf: list[Json]) -> list[Json]:
    """The shelf with the current conversation on it, newest first."""
    if not turns_of(kept):
        return shelf
    identity = (kept or {}).get("id") or uuid.uuid4().hex
    return [{**(kept or {}), "id": identity, "at": int(time.time())}, *shelf][:SHELF_LIMIT]
