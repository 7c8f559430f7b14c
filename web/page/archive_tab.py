"""The archive tab: list, search, removal, upload and paste."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import SourcierError
from rag.types import Language
from web.api.requests import ArticleBody
from web.api.uploads import add_one, article_file, safe_name, summarise
from web.escape import esc
from web.page.archive import ROWS, listing, progress, report
from web.page.chart import chart
from web.page.chat_tab import ACT, EVENT, PLAIN
from web.service import Opening
from web.words import say
from web.work import Desk


class ArchiveTab:
    """Its components, and what happens on each event."""

    def __init__(self, opening: Opening, desk: Desk, language: Language) -> None:
        self._opening = opening
        self._lane = desk.calls
        self._language = language

    def build(self, tab: gr.Tab) -> None:
        """Lay the tab out and wire it."""
        with gr.Row(elem_id="archive-row"):
            with gr.Column(scale=3, min_width=320):
                self.search = gr.Textbox(label=self._say("find"), placeholder=self._say("find_hint"), max_length=200)
                self.chart = gr.HTML("", elem_id="archive-chart", **PLAIN)
                self.list = gr.HTML("", elem_id="archive-list", js_on_load=ACT, **PLAIN)
            with gr.Column(scale=1, min_width=280, elem_id="add"):
                gr.HTML(f"<h2>{self._say('add')}</h2><p>{self._say('add_kinds')}</p>", **PLAIN)
                self.files = gr.UploadButton(self._say("add_files"), file_count="multiple", size="md")
                self.folder = gr.UploadButton(self._say("add_folder"), file_count="directory", size="md")
                self.report = gr.HTML("", elem_id="report", **PLAIN)
                with gr.Accordion(self._say("paste"), open=False):
                    self._paste_form()
        shown = [self.list, self.chart]
        self.refreshed = [tab.select(self.refresh, [self.search], shown, **EVENT)]
        self.search.submit(self.refresh, [self.search], shown, **EVENT)
        self.search.change(self.refresh, [self.search], shown, trigger_mode="always_last", **EVENT)
        outcome = [self.report, *shown]
        self.refreshed += [
            self.files.upload(self.on_files, [self.files, self.search], outcome, **EVENT),
            self.folder.upload(self.on_files, [self.folder, self.search], outcome, **EVENT),
            self.list.act(self.on_act, [self.search], outcome, **EVENT),
        ]
        self._wire_paste(outcome)

    def _paste_form(self) -> None:
        self.title = gr.Textbox(label=self._say("paste_title"), max_length=1000)
        self.outlet = gr.Textbox(label=self._say("outlet"), max_length=200)
        self.date = gr.Textbox(label=self._say("date"), placeholder=self._say("date_hint"), max_length=100)
        self.text = gr.Textbox(label=self._say("paste_text"), lines=6, max_lines=16)
        self.paste = gr.Button(self._say("paste_add"))

    def _wire_paste(self, outcome: list[Any]) -> None:
        fields = [self.title, self.outlet, self.date, self.text]
        pasted = self.paste.click(self.on_paste, [*fields, self.search], [*outcome, *fields], **EVENT)
        self.refreshed.append(pasted)

    def changed(self, call: Callable[..., Any], outputs: list[Any]) -> None:
        """Run ``call`` whenever the archive may have changed."""
        for event in self.refreshed:
            event.then(call, None, outputs, **EVENT)

    async def refresh(self, query: str, offset: int = 0) -> tuple[str, str]:
        """The list from ``offset`` on, and the chart of the whole."""
        try:
            service = self._opening.get()
            call = partial(service.articles, ROWS, offset, query.strip() or None)
            articles, total = await self._lane.run(call)
            if not articles and offset:
                return await self.refresh(query, max(0, offset - ROWS))
            counts = await self._lane.run(service.months)
        except SourcierError as error:
            return f'<p class="outcome fault">{esc(error.message(self._language))}</p>', ""
        return listing(articles, total, offset, self._language), chart(counts, self._language)

    async def on_act(self, event: gr.EventData, query: str) -> tuple[str, str, str]:
        """A button in the list: turn the page, or remove an article."""
        data: Mapping[str, Any] = event._data or {}
        told = ""
        if data.get("act") == "forget":
            try:
                await self._lane.run(partial(self._opening.get().forget, str(data.get("id"))))
                told = esc(say("removed", self._language, title=data.get("title", "")))
            except SourcierError as error:
                told = esc(error.message(self._language))
            told = f'<p class="report" role="status">{told}</p>'
        offset = str(data.get("offset") or "0")
        return told, *await self.refresh(query, int(offset) if offset.isdigit() else 0)

    async def on_files(self, paths: list[str] | None, query: str) -> AsyncIterator[tuple[Any, ...]]:
        """Take the files in one after the other, saying how far it has come."""
        results = []
        chosen = [Path(path) for path in paths or []]
        for done, path in enumerate(chosen):
            yield progress(done, len(chosen), self._language), gr.skip(), gr.skip()
            data = path.read_bytes()
            path.unlink(missing_ok=True)  # Gradio's own copy; the library keeps what it needs
            results.append((safe_name(path.name), await self._add(data, safe_name(path.name))))
        if not results:
            return
        body = summarise(results, self._language).report
        yield report(body, self._language), *await self.refresh(query)

    async def on_paste(self, title: str, outlet: str, date: str, text: str, query: str) -> tuple[Any, ...]:
        """Take pasted text in; the form is emptied when that worked."""
        kept = (gr.skip(),) * 4
        try:
            fields = {"title": title.strip() or None, "source": outlet.strip() or None, "date": date.strip() or None}
            data, name = article_file(ArticleBody.model_validate({"text": text or " ", **fields}))
        except SourcierError as error:
            told = f'<p class="report fault" role="alert">{esc(error.message(self._language))}</p>'
            return told, gr.skip(), gr.skip(), *kept
        taken = summarise([(name, await self._add(data, name))], self._language)
        left = ("",) * 4 if taken.changed else kept
        return report(taken.report, self._language), *await self.refresh(query), *left

    async def _add(self, data: bytes, name: str) -> Any:  # noqa: ANN401
        return await add_one(self._opening, self._lane, data, name)

    def _say(self, key: str) -> str:
        return say(key, self._language)
