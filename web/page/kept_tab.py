"""The conversations tab: those kept in the library, to open, rename, delete or export."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import gradio as gr
from pydantic import ValidationError

from rag.archive_types import Conversation
from rag.errors import SourcierError
from rag.types import Language
from web.api.requests import ExportBody
from web.day_text import readable
from web.escape import esc
from web.export.export import export
from web.page.chat_tab import ACT, EVENT, PLAIN, ChatTab, kept_of, kept_with, turns_of
from web.page.exchange import Kept
from web.service import Opening
from web.words import say
from web.work import Lane

RENAME = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-from]');
  if (button) button.dataset.value = button.closest('details').querySelector(button.dataset.from).value;
  const close = event.target.closest('[data-close]');
  if (close) { const sure = close.closest('details'); sure.open = false; sure.querySelector('summary').focus(); }
}, true);
element.addEventListener('keydown', (event) => {
  const details = event.target.closest('details.rename, details.sure');
  if (!details) return;
  if (event.key === 'Escape') { details.open = false; details.querySelector('summary').focus(); }
  if (event.key === 'Enter' && event.target.matches('input')) details.querySelector('[data-act]').click();
});
"""
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
        self.list = gr.HTML("", elem_id="kept-list", js_on_load=RENAME + ACT + SAVE, **PLAIN)
        self.file = gr.Textbox(label=say("export", self._language), visible="hidden", elem_id="file")
        kept = self._chat.kept
        tab.select(self.on_show, [kept, self.shelf], [self.list, self.shelf], **EVENT)
        after = [kept, self.list, self._chat.log]
        gr.on([self.new.click, self._chat.new.click], self.on_new, None, after, **EVENT)
        self.list.act(self.on_act, [kept], after, **EVENT)
        saved = self.list.save(self.on_save, None, [self.file], **EVENT)
        saved.then(None, [self.file], None, js="(file) => { window.sourcier.save(file) }")

    async def on_show(self, kept: Kept | None, shelf: list[Kept] | None) -> tuple[str, list[Kept]]:
        """The list; what an earlier version kept in this browser moves to the library."""
        with suppress(SourcierError):
            store = self._opening.get().conversations
            for item in shelved(shelf):
                await self._lane.run(
                    partial(store.take_in, str(item["id"]), str(item.get("name") or ""), turns_of(item))
                )
        return await self.show(kept), []

    async def show(self, kept: Kept | None) -> str:
        """The list, the last one changed first."""
        try:
            found = await self._lane.run(lambda: self._opening.get().conversations.all())
        except SourcierError as error:
            return f'<p class="outcome fault">{esc(error.message(self._language))}</p>'
        rows = [self._row(item, item.id == (kept or {}).get("id")) for item in found if item.asked]
        return f'<ul class="kept">{"".join(rows)}</ul>' if rows else f'<p class="none">{self._say("kept_none")}</p>'

    async def on_new(self) -> tuple[Any, ...]:
        """Begin another conversation; the one before is in the library."""
        fresh = kept_with(None, [])
        return fresh, await self.show(fresh), self._chat.show([])

    async def on_act(self, event: gr.EventData, kept: Kept | None) -> tuple[Any, ...]:
        """Open, rename or delete the conversation of a row."""
        data: Mapping[str, Any] = event._data or {}
        identity, act = str(data.get("id") or ""), data.get("act")
        kept = kept or kept_with(None, [])
        here = kept.get("id") == identity
        with suppress(SourcierError):
            store = self._opening.get().conversations
            if act == "kept_rename":
                name = str(data.get("value") or "").strip()
                await self._lane.run(partial(store.rename, identity, name))
                kept = {**kept, "name": name} if here else kept
            elif act == "kept_delete":
                await self._lane.run(partial(store.delete, identity))
                kept = kept_with(None, []) if here else kept
            elif act == "kept_open" and (chosen := await self._lane.run(partial(store.get, identity))):
                kept = kept_of(chosen)
        return kept, await self.show(kept), self._chat.show(turns_of(kept))

    async def on_save(self, event: gr.EventData) -> str:
        """The dossier of a row's conversation, for the browser to save or print; else why there is none."""
        data: Mapping[str, Any] = event._data or {}
        identity, wanted = str(data.get("id") or ""), str(data.get("save"))
        chosen = await self._lane.run(lambda: self._opening.get().conversations.get(identity))
        turns = turns_of(kept_of(chosen)) if chosen else []
        answers = [turn["answer"] for turn in turns if turn.get("answer")]
        title = (chosen.name if chosen else "") or (turns[0]["question"][:100] if turns else None)
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

    def _row(self, item: Conversation, here: bool) -> str:
        name = item.name or item.first or "…"
        identity = esc(item.id)
        chip = f' <span class="chip">{self._say("current")}</span>' if here else ""
        count = esc(say("kept_turns", self._language, count=item.asked))
        day = esc(readable(item.changed[:10], self._language))

        def button(act: str, key: str, more: str = "") -> str:
            return f'<button type="button" data-act="{act}" data-id="{identity}"{more}>{self._say(key)}</button>'

        field = f'<label>{self._say("kept_name")} <input type="text" maxlength="100" value="{esc(name)}"></label>'
        rename = button("kept_rename", "kept_save_name", ' data-from="input"')
        cancel = f'<button type="button" data-close>{self._say("cancel")}</button>'
        about = f' aria-label="{self._say("kept_delete")} : {esc(name)}"'
        return (
            f'<li><p class="headline">{esc(name)}{chip}</p><p class="origin">{day} · {count}</p>'
            f'<div class="actions">{"" if here else button("kept_open", "kept_open")}'
            f'<details class="rename"><summary>{self._say("kept_rename")}</summary>{field}{rename}</details>'
            f'<details class="sure"><summary{about}>{self._say("kept_delete")}</summary><p>{self._say("kept_sure")}</p>'
            f"{button('kept_delete', 'kept_delete_yes')} {cancel}</details></div>{self._exports(identity)}</li>"
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
    return [item for item in items if isinstance(item, dict) and item.get("id") and turns_of(item)]
