"""The conversations tab: those kept in this browser, to open, rename, delete or export."""

from __future__ import annotations

import datetime as dt
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

import gradio as gr
from pydantic import ValidationError

from rag.errors import SourcierError
from rag.types import Language
from web.api.requests import ExportBody
from web.escape import esc
from web.export.export import export
from web.page.ask import newest
from web.page.chat_tab import ACT, EVENT, PLAIN, ChatTab, turns_of
from web.page.exchange import Kept
from web.service import Opening
from web.words import say
from web.work import Lane

SHELF_LIMIT = 30
SHELF_BYTES = 2_200_000
"""A browser keeps 5 million characters a site; Gradio's coding of them takes a third more, and the current
conversation (``TURNS_BYTES``) needs its room."""
SAVE = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-save]');
  if (button) trigger('save', {...button.dataset});
});
"""
_FORMATS = {"print": "html", "html": "html", "markdown": "markdown", "bibtex": "bibtex", "ris": "ris"}


class KeptTab:
    """Its components, and what happens on each event."""

    def __init__(self, chat: ChatTab, opening: Opening, lane: Lane, language: Language) -> None:
        self._chat = chat
        self._opening = opening
        self._lane = lane
        self._language = language

    def build(self, tab: gr.Tab) -> None:
        """Lay the tab out and wire it."""
        self.shelf = gr.BrowserState(None, storage_key="sourcier_shelf", secret="sourcier")
        self.new = gr.Button(say("new", self._language), elem_id="new", size="md")
        self.list = gr.HTML("", elem_id="kept-list", js_on_load=ACT + SAVE, **PLAIN)
        self.file = gr.Textbox(label=say("export", self._language), visible="hidden", elem_id="file")
        state = [self._chat.kept, self.shelf]
        tab.select(self.show, state, [self.list], **EVENT)
        after = [*state, self.list, self._chat.log]
        gr.on([self.new.click, self._chat.new.click], self.on_new, state, after, **EVENT)
        self.list.act(self.on_act, state, after, **EVENT)
        saved = self.list.save(self.on_save, state, [self.file], **EVENT)
        saved.then(None, [self.file], None, js="(file) => { window.sourcier.save(file) }")

    def show(self, kept: Kept | None, shelf: list[Kept] | None) -> str:
        """The list, the current conversation first."""
        current: Kept | None = {**kept, "id": ""} if kept and turns_of(kept) else None
        rows = [self._row(item) for item in [current, *shelved(shelf)] if item]
        return f'<ul class="kept">{"".join(rows)}</ul>' if rows else f'<p class="none">{self._say("kept_none")}</p>'

    def on_new(self, kept: Kept | None, shelf: list[Kept] | None) -> tuple[Any, ...]:
        """Put the current conversation on the shelf and begin another."""
        left = put_away(kept, shelved(shelf))
        return None, left, self.show(None, left), self._chat.show([])

    def on_act(self, event: gr.EventData, kept: Kept | None, shelf: list[Kept] | None) -> tuple[Any, ...]:
        """Open, rename or delete the conversation of a row."""
        data: Mapping[str, Any] = event._data or {}
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

    async def on_save(self, event: gr.EventData, kept: Kept | None, shelf: list[Kept] | None) -> str:
        """The dossier of a row's conversation, for the browser to save or print; else why there is none."""
        data: Mapping[str, Any] = event._data or {}
        identity, wanted = str(data.get("id") or ""), str(data.get("save"))
        chosen = next((item for item in shelved(shelf) if item["id"] == identity), None) if identity else kept
        turns = turns_of(chosen)
        answers = [turn["answer"] for turn in turns if turn.get("answer")]
        title = (chosen or {}).get("name") or (turns[0]["question"][:100] if turns else None)
        try:
            body = ExportBody.model_validate({"format": _FORMATS.get(wanted), "answers": answers, "title": title})
            made = dt.date.today()
            file = await self._lane.run(lambda: export(self._opening.get(), body, self._language, made))
        except ValidationError:
            return json.dumps({"fault": say("export_nothing", self._language)})
        except SourcierError as error:
            return json.dumps({"fault": error.message(self._language)})
        print_it = wanted == "print"
        return json.dumps({"name": file.name, "type": file.media_type, "text": file.text, "print": print_it})

    def _row(self, item: Kept) -> str:
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
            f"{button('kept_delete')}</details></div>{self._exports(identity)}</li>"
        )

    def _exports(self, identity: str) -> str:
        buttons = "".join(
            f'<button type="button" data-save="{name}" data-id="{identity}">{self._say(f"export_{name}")}</button>'
            for name in _FORMATS
        )
        return f'<div class="actions exports"><span>{self._say("export")}</span>{buttons}</div>'

    def _say(self, key: str) -> str:
        return esc(say(key, self._language))


def shelved(shelf: list[Kept] | None) -> list[Kept]:
    """The conversations on the shelf; nothing that is not of our making."""
    items = shelf if isinstance(shelf, list) else []
    return [{**item} for item in items if isinstance(item, dict) and item.get("id") and turns_of(item)]


def put_away(kept: Kept | None, shelf: list[Kept]) -> list[Kept]:
    """The shelf with the current conversation on it, newest first."""
    if not kept or not turns_of(kept):
        return shelf
    current: Kept = {**kept, "id": kept.get("id") or uuid.uuid4().hex, "at": int(time.time())}
    return newest([current, *shelf][:SHELF_LIMIT], SHELF_BYTES)
