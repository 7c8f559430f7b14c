"""The tab of many questions: pasted or from a table, asked while the reader looks on or not, saved as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast, get_args

import gradio as gr
from markupsafe import Markup

from rag.archive_types import Batch
from rag.errors import SourcierError
from rag.types import Answerer, Language
from web.day_text import readable
from web.escape import esc
from web.page.cards import article_link
from web.page.chat_tab import ACT, EVENT, PLAIN
from web.page.desk.batch_runner import BatchRunner
from web.page.desk.checked import markup
from web.page.desk.under_way import time_left
from web.page.kept_tab import RENAME
from web.service import Opening
from web.wording.templating import render
from web.words import say
from web.work import Lane

ROWS = 25
"""Rows of the table on one page."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """The batch that is open, from which row on."""

    batch: str = ""
    first: int = 0


class BatchTab:
    """Its components, and what happens on each event."""

    def __init__(self, opening: Opening, lane: Lane, runner: BatchRunner, language: Language) -> None:
        self._opening = opening
        self._lane = lane
        self._runner = runner
        self._language = language

    def build(self, tab: gr.Tab) -> None:
        """Lay the tab out and wire it."""
        gr.HTML(f'<p class="help">{esc(self._say("batch_about"))}</p>', **PLAIN)
        # no limit here: a browser would cut a long list off in silence
        box = gr.Textbox(label=self._say("batch_questions"), lines=4, max_lines=12, elem_id="batch-questions")
        writers = [(self._say(f"writer_{kind}"), kind) for kind in ("extractive", "auto", "ollama", "embedded")]
        with gr.Row(elem_id="batch-row"):
            go = gr.Button(self._say("batch_go"), variant="primary", scale=0, min_width=190, elem_id="batch-go")
            file = gr.UploadButton(self._say("batch_file"), scale=0, min_width=190, elem_id="batch-file")
            writer = gr.Dropdown(writers, value="extractive", label=self._say("writer"), scale=0, min_width=220)
        told = gr.HTML("", elem_id="batch-told", **PLAIN)
        opened = gr.HTML("", elem_id="batch-open", js_on_load=ACT, **PLAIN)
        kept = gr.HTML("", elem_id="batch-list", js_on_load=RENAME + ACT, **PLAIN)
        viewed, name, timer = gr.State(Viewed()), gr.State(""), gr.Timer(1, active=False)
        shown = [told, opened, kept, viewed, timer]
        tab.select(self.show, [viewed], shown, **EVENT)
        go.click(self.on_go, [box, name, writer, viewed], [box, name, *shown], **EVENT)
        file.upload(self.on_file, [file], [told, box, name], **EVENT)
        timer.tick(self.on_tick, [viewed], [opened, kept, timer], **EVENT)
        opened.act(self.on_act, [viewed], shown, **EVENT)
        kept.act(self.on_act, [viewed], shown, **EVENT)

    async def show(self, viewed: Viewed, fault: str = "") -> tuple[Any, ...]:
        """What is told, the open batch, the others, which is open, and whether to look again soon."""
        opened, kept = "", ""
        try:
            batches = await self._lane.run(lambda: self._opening.get().desk.batches.all())
            if viewed.batch not in {batch.id for batch in batches}:
                at_work = [batch.id for batch in batches if self._runner.at_work(batch.id)]
                viewed = Viewed(at_work[0] if at_work else "")
            opened = await self._opened(viewed)
            kept = self._list([batch for batch in batches if batch.id != viewed.batch])
        except SourcierError as error:
            fault = fault or error.message(self._language)
        told = f'<p class="outcome fault" role="alert">{esc(fault)}</p>' if fault else ""
        return told, opened, kept, viewed, gr.Timer(active=self._runner.at_work(viewed.batch))

    async def on_go(self, text: str, name: str, writer: str, viewed: Viewed) -> tuple[Any, ...]:
        """Begin with what stands in the box, which is emptied when that worked."""
        answerer = cast(Answerer, writer) if writer in get_args(Answerer) else None
        try:
            begin = partial(self._opening.get().desk.batches.begin, name, text.splitlines(), answerer)
            batch = await self._lane.run(begin)
        except SourcierError as error:
            return text, name, *await self.show(viewed, error.message(self._language))
        self._runner.start(batch.id, self._language)
        return "", "", *await self.show(Viewed(batch.id))

    async def on_file(self, path: str) -> tuple[str, Any, str]:
        """Put the questions of a table into the box, where they can be read over."""
        file = Path(path)
        try:
            questions = await self._lane.run(partial(self._opening.get().desk.batches.read, file))
        except SourcierError as error:
            shown = error.message(self._language).replace(str(file), file.name)
            return f'<p class="outcome fault" role="alert">{esc(shown)}</p>', gr.skip(), ""
        finally:
            file.unlink(missing_ok=True)  # Gradio's own copy
        told = esc(say("batch_read", self._language, name=file.name, count=len(questions)))
        text = "\n".join(" ".join(question.split()) for question in questions)
        return f'<p class="report" role="status">{told}</p>', text, file.name

    async def on_tick(self, viewed: Viewed) -> tuple[Any, ...]:
        """The open batch as it goes; the list, whose rows may be open, only when it has ended."""
        at_work = self._runner.at_work(viewed.batch)
        if not at_work:
            _, opened, kept, _, timer = await self.show(viewed)
            return opened, kept, timer
        try:
            return await self._opened(viewed), gr.skip(), gr.skip()
        except SourcierError:
            return gr.skip(), gr.skip(), gr.skip()

    async def on_act(self, event: gr.EventData, viewed: Viewed) -> tuple[Any, ...]:
        """Stop, resume, open, turn a page, remove."""
        data: Mapping[str, object] = event._data or {}
        act, identity = str(data.get("act")), str(data.get("id") or "")
        try:
            if act == "stop":
                await self._runner.stop(identity)
            elif act == "resume":
                self._runner.start((await self._batch(identity)).id, self._language)
            elif act == "open":
                viewed = Viewed((await self._batch(identity)).id)
            elif act == "page":
                first = str(data.get("offset") or "")
                viewed = replace(viewed, first=int(first) if first.isdigit() else 0)
            elif act == "remove":
                await self._runner.stop(identity)
                await self._lane.run(partial(self._opening.get().desk.batches.remove, identity))
        except SourcierError as error:
            return await self.show(viewed, error.message(self._language))
        return await self.show(viewed)

    async def _batch(self, identity: str) -> Batch:
        return await self._lane.run(partial(self._opening.get().desk.batches.get, identity))

    async def _opened(self, viewed: Viewed) -> str:
        """The open batch; nothing where none is."""
        if not viewed.batch:
            return ""
        batch = await self._batch(viewed.batch)
        rows = await self._lane.run(partial(self._opening.get().desk.batches.rows, viewed.batch, viewed.first, ROWS))
        left = self._runner.seconds_left(batch.id, batch.total - batch.done - batch.failed)
        return render(
            "batch.html",
            self._language,
            batch=batch,
            rows=rows,
            first=viewed.first,
            most=ROWS,
            running=self._runner.at_work(batch.id),
            left=time_left(left, self._language) if left is not None else "",
            told=self._told(batch),
            typeset=markup,
            link=lambda source: Markup(article_link(source, self._language)),
        )

    def _list(self, batches: Sequence[Batch]) -> str:
        rows = [(batch, self._told(batch), self._runner.at_work(batch.id)) for batch in batches]
        return render("batches.html", self._language, rows=rows)

    def _told(self, batch: Batch) -> list[str]:
        """When it was begun, how far it is, how many failed."""
        told = [readable(batch.made[:10], self._language)]
        if batch.left > batch.failed:
            key = "batch_running" if self._runner.at_work(batch.id) else "batch_left"
            told.append(say(key, self._language, done=batch.done + batch.failed, total=batch.total))
        else:
            told.append(say("batch_done", self._language, count=batch.total))
        return [*told, *([say("batch_failed", self._language, count=batch.failed)] if batch.failed else [])]

    def _say(self, key: str) -> str:
        return say(key, self._language)
