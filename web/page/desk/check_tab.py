"""The tab that holds a text to the archive, sentence by sentence."""

from __future__ import annotations

import datetime as dt
import json
import time
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from functools import partial
from typing import Any

import gradio as gr

from rag.desk_contract import CheckedReply
from rag.errors import SourcierError
from rag.present import checked_object
from rag.types import CheckedSentence, Language
from web.escape import esc
from web.export.checked_text import export_checked
from web.page.chat_tab import EVENT, PLAIN
from web.page.desk.checked import FORMATS, checked_html
from web.page.desk.under_way import Stops, time_left
from web.page.kept_tab import SAVE
from web.service import Opening
from web.words import say
from web.work import Lane, until

Checked = list[CheckedReply]
REFRESH_S = 0.4
"""Least time between two updates of the list."""


class CheckTab:
    """Its components, and what happens on each event."""

    def __init__(self, opening: Opening, lane: Lane, language: Language) -> None:
        self._opening = opening
        self._lane = lane
        self._language = language
        self._stops = Stops()

    def build(self) -> None:
        """Lay the tab out and wire it."""
        gr.HTML(f'<p class="help">{esc(self._say("check_about"))}</p>', **PLAIN)
        # no limit here: a browser would cut a long text off in silence
        draft = gr.Textbox(
            label=self._say("check_draft"), placeholder=self._say("check_hint"), lines=7, max_lines=20, elem_id="draft"
        )
        with gr.Row(elem_id="check-row"):
            go = gr.Button(self._say("check_go"), variant="primary", scale=0, min_width=140, elem_id="check-go")
            halt = gr.Button(self._say("stop"), visible=False, scale=0, min_width=140, elem_id="check-halt")
        shown = gr.HTML("", elem_id="checked", js_on_load=SAVE, **PLAIN)
        checked = gr.State([])
        file = gr.Textbox(label=self._say("export"), visible="hidden", elem_id="checked-file")
        go.click(self.on_check, [draft], [shown, checked, go, halt], **EVENT)
        halt.click(self.on_stop, None, None, **EVENT)
        saved = shown.save(self.on_save, [checked], [file], **EVENT)
        saved.then(None, [file], None, js="(file) => { window.sourcier.save(file) }")

    async def on_check(self, draft: str, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        """The sentences as they are checked; a stop keeps those that are."""
        checked: Checked = []
        with self._stops.working(request.session_hash) as stop:
            try:
                async with aclosing(until(stop, self._sentences(draft))) as sentences:
                    began = shown = time.monotonic()
                    yield self._step([], draft, began), [], *self._buttons(busy=True)
                    async for sentence in sentences:
                        checked.append(checked_object(sentence))
                        if time.monotonic() - shown > REFRESH_S:
                            shown = time.monotonic()
                            yield self._step(checked, draft, began), checked, *self._buttons(busy=True)
            except SourcierError as error:
                told = f'<p class="outcome fault" role="alert">{esc(error.message(self._language))}</p>'
                yield told, [], *self._buttons(busy=False)
                return
            told = say("check_stopped" if stop.is_set() else "check_done", self._language, count=len(checked))
        yield checked_html(checked, told, self._language), checked, *self._buttons(busy=False)

    async def _sentences(self, draft: str) -> AsyncGenerator[CheckedSentence]:
        sentences: Iterator[CheckedSentence] = await self._lane.run(lambda: self._opening.get().desk.check(draft))
        while (sentence := await self._lane.run(partial(next, sentences, None))) is not None:
            yield sentence

    async def on_stop(self, request: gr.Request) -> None:
        """Stop checking."""
        self._stops.stop(request.session_hash)

    async def on_save(self, event: gr.EventData, checked: Checked) -> str:
        """The checked text as a file, for the browser to save or print."""
        wanted = str((event._data or {}).get("save"))
        if not checked or wanted not in FORMATS:
            return json.dumps({"fault": say("export_nothing", self._language)})
        kind = "html" if wanted == "print" else wanted
        made = dt.date.today()
        file = await self._lane.run(lambda: export_checked(checked, kind, self._language, made))
        told = {"name": file.name, "type": file.media_type, "print": wanted == "print"}
        if wanted == "docx":
            return json.dumps({**told, "base64": b64encode(file.data).decode()})
        return json.dumps({**told, "text": file.data.decode()})

    def _step(self, checked: Checked, draft: str, began: float) -> str:
        done = (checked[-1]["end"] if checked else 0) / max(1, len(draft))
        percent = int(100 * done)
        told = say("check_under_way", self._language, count=len(checked), percent=percent)
        passed = time.monotonic() - began
        if done > 0 and passed > 2:
            told += f" · {time_left(passed / done - passed, self._language)}"
        return checked_html(checked, told, self._language, percent=percent)

    def _buttons(self, *, busy: bool) -> tuple[gr.Button, gr.Button]:
        return gr.Button(visible=not busy), gr.Button(visible=busy)

    def _say(self, key: str) -> str:
        return say(key, self._language)
