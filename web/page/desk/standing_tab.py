"""The tab of standing questions: what is new since last time, adding, removing, the address of the feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import gradio as gr
from markupsafe import Markup

from rag.desk_contract import FindingReply, StandingReply
from rag.errors import SourcierError
from rag.present import standing_object
from rag.settings import Settings
from rag.types import Language
from web.day_text import published, readable
from web.escape import esc
from web.page.cards import article_link
from web.page.chat_tab import ACT, EVENT, PLAIN
from web.page.desk.checked import markup
from web.page.kept_tab import RENAME
from web.request_limits import QUESTION_LIMIT
from web.service import Opening
from web.wording.templating import render
from web.words import say
from web.work import Lane

SHOWN = 5
"""Findings that are shown at once where none is new; the others unfold."""
Shown = tuple[str, gr.Timer]


class StandingTab:
    """Its components, and what happens on each event."""

    def __init__(self, opening: Opening, lane: Lane, settings: Settings, language: Language) -> None:
        self._opening = opening
        self._lane = lane
        self._needs_key = bool(settings.api_key)
        self._language = language

    def build(self, tab: gr.Tab) -> None:
        """Lay the tab out and wire it."""
        gr.HTML(f'<p class="help">{esc(say("standing_about", self._language))}</p>', **PLAIN)
        with gr.Row(elem_id="standing-row"):
            box = gr.Textbox(
                label=say("standing_new", self._language), max_length=QUESTION_LIMIT, scale=8, elem_id="standing-new"
            )
            add = gr.Button(say("standing_add", self._language), variant="primary", scale=0, min_width=110)
        shown = gr.HTML("", elem_id="standing-list", js_on_load=RENAME + ACT, **PLAIN)
        timer = gr.Timer(4, active=False)
        outputs = [shown, timer]
        tab.select(self.show, None, outputs, **EVENT)
        timer.tick(self.show, None, outputs, **EVENT)
        gr.on([add.click, box.submit], self.on_add, [box], [box, *outputs], **EVENT)
        shown.act(self.on_act, None, outputs, **EVENT)

    async def show(self, request: gr.Request, fault: str = "") -> Shown:
        """The list, looked at again soon while a question waits to be asked."""
        kept: list[StandingReply] = []
        try:
            found = await self._lane.run(lambda: self._opening.get().desk.standing())
            kept = [standing_object(item) for item in found]
        except SourcierError as error:
            fault = fault or error.message(self._language)
        address = f"{request.url.scheme}://{request.headers.get('host', '')}/api/standing.atom"
        html = standing_html(kept, address, self._language, fault=fault, needs_key=self._needs_key)
        return html, gr.Timer(active=any(item["asked"] is None for item in kept))

    async def on_add(self, question: str, request: gr.Request) -> tuple[str, str, gr.Timer]:
        """Keep the question in the box, which is emptied when that worked."""
        try:
            await self._lane.run(lambda: self._opening.get().desk.add_standing(question))
        except SourcierError as error:
            return question, *await self.show(request, error.message(self._language))
        return "", *await self.show(request)

    async def on_act(self, event: gr.EventData, request: gr.Request) -> Shown:
        """Remove the question of a row; one that another window removed is gone already."""
        data: Mapping[str, object] = event._data or {}
        number = str(data.get("id") or "")
        if data.get("act") == "remove" and number.isdigit():
            try:
                await self._lane.run(partial(self._opening.get().desk.remove_standing, int(number)))
            except SourcierError as error:
                return await self.show(request, error.message(self._language))
        return await self.show(request)


def standing_html(
    kept: Sequence[StandingReply], address: str, language: Language, *, fault: str = "", needs_key: bool = False
) -> str:
    """The standing questions under the address of their feed."""
    rows = [_row(item, language) for item in kept]
    return render("standing.html", language, rows=rows, feed=address, fault=fault, needs_key=needs_key, typeset=markup)


def _row(item: StandingReply, language: Language) -> dict[str, object]:
    findings = [_finding(finding, language) for finding in item["findings"]]
    first = item["new"] or min(SHOWN, len(findings))
    told = [say("standing_since", language, date=readable(item["added"][:10], language))]
    if item["asked"] is None:
        told.append(say("standing_waiting", language))
    else:
        day, time = readable(item["asked"][:10], language), f"{item['asked'][11:16]} UTC"
        told.append(say("standing_asked", language, date=day, time=time))
    if item["status"] == "refused":
        told.append(say("standing_silent", language))
    fresh, older = findings[:first], findings[first:]
    return {
        "id": item["id"],
        "question": item["question"],
        "new": item["new"],
        "told": told,
        "fresh": fresh,
        "older": older,
    }


def _finding(finding: FindingReply, language: Language) -> dict[str, object]:
    citation = finding["citation"]
    return {
        "new": finding["new"],
        "found": finding["found"][:10],
        "outlet": citation["source"] or say("no_source", language),
        "date": published(citation["published"], language, say("no_date", language)),
        "gone": citation.get("gone"),
        "title": citation["title"] or say("untitled", language),
        "quote": citation["quote"],
        "link": Markup(article_link(citation, language)),
    }
