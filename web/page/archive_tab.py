"""The archive tab: list, search, removal, upload and paste."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from rag.archive_types import CORRECTABLE, AnnotationChange
from rag.errors import NotFound, SourcierError
from rag.types import CITABLE, Article, Language
from web.api.requests import ArticleBody
from web.api.uploads import add_one, article_file, safe_name, summarise
from web.archive_filters import View, controls
from web.escape import esc
from web.page.archive import ROWS, listing, progress, report
from web.page.chart import chart
from web.page.chat_tab import ACT, EVENT, PLAIN
from web.service import Opening
from web.words import say
from web.work import Desk, Lane

SEARCH_LIMIT = 1000
PAGE_LOOK_S = 0.5
"""Between two looks at which page of a scan is being read."""
FIELDS = """
element.addEventListener('change', (event) => {
  const field = event.target.closest('[data-field]');
  if (!field || field.tagName === 'BUTTON') return;
  const value = field.type === 'checkbox' ? String(field.checked) : field.value;
  trigger('act', {act: 'field', field: field.dataset.field, value});
});
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-from]');
  if (button) button.dataset.value = button.closest('details').querySelector(button.dataset.from).value;
}, true);
element.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !event.target.matches('.new-tag')) return;
  event.preventDefault();
  event.target.closest('details').querySelector('[data-act=tag]').click();
});
"""

_LABELS = ("paste_title", "outlet", "author_field", "date", "language_field")


class ArchiveTab:
    """Its components, and what happens on each event."""

    def __init__(self, opening: Opening, desk: Desk, language: Language) -> None:
        self._opening = opening
        self._lane = desk.calls
        self._language = language
        self.correction = CorrectionForm(opening, desk.calls, language)

    def build(self, tab: gr.Tab, beside: Callable[[gr.Tab], None]) -> None:
        """Lay the tab out and wire it; ``beside`` lays out what stands below the forms."""
        with gr.Row(elem_id="archive-row"):
            with gr.Column(scale=3, min_width=320):
                self.view = gr.State(View())
                self.search = gr.Textbox(
                    label=self._say("find"),
                    placeholder=self._say("find_hint"),
                    max_length=SEARCH_LIMIT,
                    elem_id="archive-search",
                )
                gr.HTML(f'<p class="help">{self._say("find_help")}</p>', **PLAIN)
                self.chart = gr.HTML("", elem_id="archive-chart", js_on_load=ACT, **PLAIN)
                self.told = gr.HTML("", elem_id="archive-told", **PLAIN)
                self.list = gr.HTML("", elem_id="archive-list", js_on_load=FIELDS + ACT, **PLAIN)
            with gr.Column(scale=1, min_width=280, elem_id="add"):
                gr.HTML(f"<h2>{self._say('add')}</h2><p>{self._say('add_kinds')}</p>", **PLAIN)
                self.files = gr.UploadButton(self._say("add_files"), file_count="multiple", size="md")
                self.folder = gr.UploadButton(self._say("add_folder"), file_count="directory", size="md")
                self.report = gr.HTML("", elem_id="report", **PLAIN)
                self.correction.build()
                with gr.Accordion(self._say("paste"), open=False):
                    self._paste_form()
                beside(tab)
        shown, asked = [self.list, self.chart], [self.search, self.view]
        self.refreshed = [tab.select(self.refresh, asked, shown, **EVENT)]
        self.search.submit(self.on_search, asked, [*shown, self.view], **EVENT)
        self.search.change(self.on_search, asked, [*shown, self.view], trigger_mode="always_last", **EVENT)
        outcome = [self.report, *shown]
        acted = [self.told, *shown, self.view]
        self.refreshed += [
            self.files.upload(self.on_files, [self.files, *asked], outcome, **EVENT),
            self.folder.upload(self.on_files, [self.folder, *asked], outcome, **EVENT),
            self.list.act(self.on_act, asked, acted, **EVENT),
        ]
        self.chart.act(self.on_act, asked, acted, **EVENT)
        self._wire_paste(outcome)
        self.list.act(self.correction.fill, None, self.correction.filled, **EVENT)
        corrected = [self.correction.article, *self.correction.fields, *asked]
        self.refreshed.append(self.correction.save.click(self.on_correct, corrected, outcome, **EVENT))

    def _paste_form(self) -> None:
        self.title = gr.Textbox(label=self._say("paste_title"), max_length=1000)
        self.outlet = gr.Textbox(label=self._say("outlet"), max_length=200)
        self.date = gr.Textbox(label=self._say("date"), placeholder=self._say("date_hint"), max_length=100)
        self.text = gr.Textbox(label=self._say("paste_text"), lines=6, max_lines=16)
        self.paste = gr.Button(self._say("paste_add"))

    def _wire_paste(self, outcome: list[Any]) -> None:
        fields = [self.title, self.outlet, self.date, self.text]
        pasted = self.paste.click(self.on_paste, [*fields, self.search, self.view], [*outcome, *fields], **EVENT)
        self.refreshed.append(pasted)

    def changed(self, call: Callable[..., Any], outputs: list[Any]) -> None:
        """Run ``call`` whenever the archive may have changed."""
        for event in self.refreshed:
            event.then(call, None, outputs, **EVENT)

    async def refresh(self, query: str, view: View) -> tuple[str, str]:
        """The list as the reader wants it, and the chart of the whole."""
        try:
            service = self._opening.get()
            call = partial(service.archive, view.query(query), ROWS, view.offset, facets=True)
            page = await self._lane.run(call)
            if not page.articles and view.offset:
                return await self.refresh(query, replace(view, offset=max(0, view.offset - ROWS)))
            counts = await self._lane.run(service.months)
            tags = await self._lane.run(service.tags)
            aside = await self._lane.run(partial(service.article, view.aside)) if view.aside else None
        except NotFound:
            return await self.refresh(query, replace(view, aside=""))
        except SourcierError as error:
            told = f'<p class="outcome fault" role="status">{esc(error.message(self._language))}</p>'
            return controls(view, {}, self._language) + told, ""
        return listing(page, view, list(tags), query, self._language, aside), chart(counts, self._language)

    async def on_search(self, query: str, view: View) -> tuple[str, str, View]:
        """Another search begins on its first page."""
        view = replace(view, offset=0)
        return *await self.refresh(query, view), view

    async def on_act(self, event: gr.EventData, query: str, view: View) -> tuple[str, str, str, View]:
        """A control of the list or the chart: filter, turn the page, annotate, remove."""
        data: Mapping[str, object] = event._data or {}
        view = view.after(data)
        told = ""
        try:
            told, view = await self._lane.run(partial(self._carry_out, data, view))
        except SourcierError as error:
            told = error.message(self._language)
        shown = f'<p class="report" role="status">{esc(told)}</p>' if told else ""
        return shown, *await self.refresh(query, view), view

    def _carry_out(self, data: Mapping[str, object], view: View) -> tuple[str, View]:
        """What a control does to an article; what the reader is told of it, and the view after."""
        service = self._opening.get()
        act, identity, value = (str(data.get(name) or "") for name in ("act", "id", "value"))
        if act == "forget":
            service.forget(identity)
            return say("removed", self._language, title=data.get("title", "")), view
        if act in ("take_in", "put_aside"):
            return say("aside_changed", self._language, count=self._relabel(identity, data, act == "take_in")), view
        if act == "star":
            service.annotate(identity, AnnotationChange(starred=value == "true"))
        elif act in ("tag", "untag") and value.strip():
            service.tag(value, *(([identity], []) if act == "tag" else ([], [identity])))
            view = replace(view, opened=identity)
        elif act == "note":
            version = str(data.get("version") or "")
            change = AnnotationChange(note=value, version=int(version) if version.isdigit() else None)
            overwrote = service.annotate(identity, change).overwrote
            if overwrote is not None:
                return say("note_replaced", self._language, note=overwrote), replace(view, opened=identity)
            return say("note_saved", self._language), replace(view, opened="")
        return "", view

    def _relabel(self, identity: str, data: Mapping[str, object], take_in: bool) -> int:
        """Take in a line that was set aside, or all of them, or put one aside again; the number of lines."""
        service = self._opening.get()
        spans = [(line.start, line.end) for line in service.article(identity).draft.lines if line.label not in CITABLE]
        start, end = (str(data.get(name) or "") for name in ("start", "end"))
        if start.isdigit() and end.isdigit():
            spans = [(int(start), int(end))]
        service.correct(identity, {}, [(span, "body" if take_in else None) for span in spans])
        return len(spans)

    async def on_correct(self, article_id: str, *given: Any) -> tuple[str, str, str]:  # noqa: ANN401
        """Store a correction; ``given`` are the form's fields, the search and the view."""
        *fields, query, view = given
        return await self.correction.put(article_id, *fields), *await self.refresh(query, view)

    async def on_files(self, paths: list[str] | None, query: str, view: View) -> AsyncIterator[tuple[Any, ...]]:
        """Take the files in one after the other, saying how far it has come."""
        results = []
        chosen = [Path(path) for path in paths or []]
        for done, path in enumerate(chosen):
            yield progress(done, len(chosen), self._language), gr.skip(), gr.skip()
            data = path.read_bytes()
            path.unlink(missing_ok=True)  # Gradio's own copy; the library keeps what it needs
            pages: list[tuple[int, int]] = []
            work = asyncio.ensure_future(self._add(data, safe_name(path.name), _noted(pages)))
            shown = 0
            while not (await asyncio.wait({work}, timeout=PAGE_LOOK_S))[0]:
                if len(pages) > shown:
                    shown = len(pages)
                    yield progress(done, len(chosen), self._language, pages[-1]), gr.skip(), gr.skip()
            results.append((safe_name(path.name), work.result()))
        if not results:
            return
        body = summarise(results, self._language).report
        yield report(body, self._language), *await self.refresh(query, view)

    async def on_paste(self, title: str, outlet: str, date: str, text: str, query: str, view: View) -> tuple[Any, ...]:
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
        return report(taken.report, self._language), *await self.refresh(query, view), *left

    async def _add(self, data: bytes, name: str, told: Callable[[int, int], None] | None = None) -> Any:  # noqa: ANN401
        return await add_one(self._opening, self._lane, data, name, told)

    def _say(self, key: str) -> str:
        return say(key, self._language)


def _noted(pages: list[tuple[int, int]]) -> Callable[[int, int], None]:
    """Puts each page of a scan that is begun, and of how many, into the list."""
    return lambda page, of: pages.append((page, of))


class CorrectionForm:
    """Its components; filled by the button of an article in the list."""

    def __init__(self, opening: Opening, lane: Lane, language: Language) -> None:
        self._opening = opening
        self._lane = lane
        self._language = language

    def build(self) -> None:
        """Lay the form out, closed."""
        with gr.Accordion(say("correct", self._language), open=False, elem_id="correction") as self.form:
            self.article = gr.Textbox(label=say("correct_which", self._language), max_length=40)
            self.fields = [gr.Textbox(label=say(label, self._language), max_length=1000) for label in _LABELS]
            self.save = gr.Button(say("correct_save", self._language))

    @property
    def filled(self) -> list[Any]:
        """What ``fill`` gives values for."""
        return [self.form, self.article, *self.fields]

    async def fill(self, event: gr.EventData) -> tuple[Any, ...]:
        """Open the form with the values of the article whose button was pressed; nothing for other buttons."""
        data: Mapping[str, str] = event._data or {}
        if data.get("act") != "edit":
            return (gr.skip(),) * (len(CORRECTABLE) + 2)
        try:
            article = await self._lane.run(partial(self._opening.get().article, str(data.get("id"))))
        except SourcierError:
            return (gr.skip(),) * (len(CORRECTABLE) + 2)
        return gr.update(open=True), article.article_id, *_values(article).values()

    async def put(self, article_id: str, *values: str) -> str:
        """Store what differs from the article as it is; what to tell the reader."""
        try:
            service = self._opening.get()
            article = await self._lane.run(partial(service.article, article_id.strip()))
            now = _values(article)
            changed = {
                name: value or None for name, value in zip(CORRECTABLE, values, strict=True) if value != now[name]
            }
            await self._lane.run(partial(service.correct, article.article_id, changed))
        except SourcierError as error:
            return f'<p class="report fault" role="alert">{esc(error.message(self._language))}</p>'
        return f'<p class="report" role="status">{esc(say("corrected", self._language, title=values[0]))}</p>'


def _values(article: Article) -> dict[str, str]:
    draft = article.draft
    date = draft.published.value if draft.published else ""
    values = (draft.title or "", draft.source or "", draft.author or "", date, draft.language)
    return dict(zip(CORRECTABLE, values, strict=True))
