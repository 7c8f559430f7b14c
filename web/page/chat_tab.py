"""The chat tab: the conversation, the question box and what refines it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, suppress
from functools import partial
from typing import Any, cast

import gradio as gr

from rag.archive_types import Conversation
from rag.contract import AnswerReply
from rag.errors import SourcierError
from rag.present import answer_object
from rag.settings import Settings
from rag.types import Language
from web.api.requests import clean_question
from web.page.ask import Chat, read_filters, without, wrong_filter
from web.page.exchange import Exchange, Kept
from web.page.frame import welcome
from web.request_limits import QUESTION_LIMIT
from web.service import Opening
from web.words import say
from web.work import Desk, last_answer, until

Step = dict[Any, Any]
"""What to show: component to value."""
EVENT: Mapping[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}
PLAIN: Mapping[str, Any] = {"apply_default_css": False, "container": False, "padding": False}
ACT = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-act]');
  if (button && !button.disabled) trigger('act', {...button.dataset});
});
"""


class ChatTab:
    """Its components, and what happens on each event."""

    def __init__(self, opening: Opening, desk: Desk, settings: Settings, language: Language) -> None:
        self.chat = Chat(opening, desk, language)
        self._opening = opening
        self._desk = desk
        self._settings = settings
        self._language = language
        self._stops: dict[str | None, set[asyncio.Event]] = defaultdict(set)
        """What stops the answers under way, by the browser's session."""

    def build(self) -> None:
        """Lay the tab out and wire it."""
        self.kept = gr.BrowserState(None, storage_key="sourcier_conversation", secret="sourcier")
        self.log = gr.HTML(self.show([]), elem_id="log", js_on_load=ACT, **PLAIN)
        with gr.Column(elem_id="composer"):
            with gr.Row(elem_id="ask-row"):
                self.box = gr.Textbox(
                    label=self._say("ask_label"),
                    placeholder=self._say("ask_hint"),
                    lines=1,
                    max_lines=6,
                    max_length=QUESTION_LIMIT,
                    scale=8,
                    elem_id="question",
                )
                self.go = gr.Button(self._say("ask"), variant="primary", scale=0, min_width=110, elem_id="go")
                self.halt = gr.Button(self._say("stop"), visible=False, scale=0, min_width=110, elem_id="halt")
            self.new = gr.Button(self._say("new"), elem_id="new-here", size="sm")
            with gr.Accordion(self._say("refine"), open=False, elem_id="refine"), gr.Row():
                self._refinements()
        self._wire()

    def _refinements(self) -> None:
        dates: Mapping[str, Any] = {
            "placeholder": self._say("date_hint"),
            "max_length": 10,
            "min_width": 150,
            "elem_classes": "date-box",
        }
        self.first = gr.Textbox(label=self._say("from"), **dates)
        self.last = gr.Textbox(label=self._say("to"), **dates)
        everything = (self._say("all_outlets"), "")
        self.outlet = gr.Dropdown([everything], value="", label=self._say("outlet"), min_width=160)
        self.tag = gr.Dropdown([(self._say("all_tags"), "")], value="", label=self._say("tag"), min_width=160)
        writers = [(self._say(f"writer_{kind}"), kind) for kind in ("auto", "ollama", "embedded", "extractive")]
        self.writer = gr.Dropdown(writers, value=self._settings.answerer, label=self._say("writer"), min_width=160)

    def _wire(self) -> None:
        refine = [self.first, self.last, self.outlet, self.tag, self.writer]
        shown = [self.log, self.kept, self.box, self.go, self.halt]
        gr.on([self.box.submit, self.go.click], self.on_ask, [self.box, self.kept, *refine], shown, **EVENT)
        self.log.act(self.on_act, [self.kept, *refine], shown, **EVENT)
        # not Gradio's ``cancels``: there a last update of the answer may come in after the word that it was stopped
        self.halt.click(self.on_stop, None, None, **EVENT)

    async def on_ask(
        self,
        question: str,
        kept: Kept | None,
        first: str,
        last: str,
        outlet: str,
        tag: str,
        writer: str,
        request: gr.Request,
    ) -> AsyncIterator[Step]:
        """Answer what stands in the box."""
        if not question.strip():
            yield self._unchanged(kept)
            return
        refine: dict[str, str | None] = {"from": first, "to": last, "source": outlet, "tag": tag, "answerer": writer}
        async for step in self._ask(question, kept, refine, request.session_hash):
            yield step

    async def on_act(
        self,
        event: gr.EventData,
        kept: Kept | None,
        first: str,
        last: str,
        outlet: str,
        tag: str,
        writer: str,
        request: gr.Request,
    ) -> AsyncIterator[Step]:
        """A button inside the conversation: an example, ask again, edit, drop a chip, delete."""
        data: Mapping[str, Any] = event._data or {}
        refine: dict[str, str | None] = {"from": first, "to": last, "source": outlet, "tag": tag, "answerer": writer}
        turns = turns_of(kept)
        number = int(data.get("turn") or 0)
        item = turns[number - 1] if 0 < number <= len(turns) else None
        act = data.get("act")
        if act == "example":
            question = str(data.get("question", ""))
        elif item is None:
            yield self._unchanged(kept)
            return
        elif act == "edit":
            yield {self.box: item["question"], **self._unchanged(kept)}
            return
        elif act == "remove_turn":
            left = [*turns[: number - 1], *turns[number:]]
            yield {self.log: self.show(left), self.kept: await self._kept(kept, left)}
            return
        elif act == "keep":
            await self._keep_asking(item)
            yield self._unchanged(kept)
            return
        elif act == "drop" and item.get("answer"):
            question, refine = without(item, str(data.get("part")))
        else:
            question, refine = item["question"], item.get("refine") or refine
        async for step in self._ask(question, kept, refine, request.session_hash):
            yield step

    async def _keep_asking(self, item: Exchange) -> None:
        """Let a question stand, as it was understood; say so, or why not."""
        answer = item.get("answer")
        question = (answer["question"].get("standalone") if answer else None) or item["question"]
        try:
            await self._desk.calls.run(lambda: self._opening.get().desk.add_standing(question))
        except SourcierError as error:
            gr.Warning(error.message(self._language))
            return
        gr.Info(self._say("standing_kept"))

    async def on_stop(self, request: gr.Request) -> None:
        """Stop the answers under way in this browser; they themselves say so on the page."""
        for stop in self._stops.get(request.session_hash, ()):
            stop.set()

    async def restore(self, kept: Kept | None) -> tuple[str, gr.Dropdown, gr.Dropdown, Kept]:
        """The conversation that was open in this browser, the outlets and the tags to choose from."""
        outlets, tags = [(self._say("all_outlets"), "")], [(self._say("all_tags"), "")]
        if self._opening.is_open:
            service = self._opening.get()
            coverage = await self._desk.calls.run(service.coverage)
            outlets += [(name, name) for name in coverage.sources]
            tags += [(name, name) for name in await self._desk.calls.run(service.tags)]
        kept = await self._current(kept)
        return self.show(turns_of(kept)), gr.Dropdown(outlets), gr.Dropdown(tags), kept

    async def _current(self, kept: Kept | None) -> Kept:
        """The conversation as the library has it, nothing where it was deleted; kept there if only a browser had it."""
        turns, identity = turns_of(kept), (kept or {}).get("id")
        if not self._opening.is_open or not turns:
            return kept_with(kept, turns) if turns else kept_with(None, [])
        store = self._opening.get().conversations
        if identity is None:
            return await self._kept(kept, turns)
        known = await self._desk.calls.run(lambda: store.get(str(identity)))
        return kept_of(known) if known else kept_with(None, [])

    async def _kept(self, kept: Kept | None, turns: list[Exchange]) -> Kept:
        """The conversation with these turns, kept in the library; one that was deleted there does not come back."""
        if not turns and not (kept or {}).get("id"):
            return kept_with(None, [])
        with suppress(SourcierError):
            store, now = self._opening.get().conversations, kept_with(kept, turns)
            identity = await self._desk.calls.run(partial(store.keep, turns, now.get("id"), now.get("name")))
            return {**now, "id": identity or now.get("id")}
        return kept_with(kept, turns)

    async def answer(self, question: str, first: str = "", last: str = "", source: str = "") -> AnswerReply:
        """Answer from the articles: the contract's answer object."""
        filters = read_filters({"from": first, "to": last, "source": source})
        asked = clean_question(question)
        events = self._desk.asks.stream(lambda: self._opening.get().stream(asked, (), filters=filters))
        return answer_object(await last_answer(events))

    def show(self, turns: list[Exchange]) -> str:
        """The conversation, or the welcome where there is none."""
        return self.chat.show(turns) or welcome(self._settings, self._language)

    async def _ask(
        self, question: str, kept: Kept | None, refine: dict[str, str | None], session: str | None
    ) -> AsyncIterator[Step]:
        # Gradio sends what changed between two yields: an output left out once would spoil the next one,
        # so log and conversation are given every time
        if (wrong := wrong_filter(refine, self._language)) is not None:
            gr.Warning(wrong)
            yield {self.box: question, **self._unchanged(kept)}
            return
        kept = await self._current(kept)
        turns = turns_of(kept)
        busy: Step = {}
        stop = asyncio.Event()
        self._stops[session].add(stop)
        try:
            async with aclosing(until(stop, self.chat.ask(question, turns, refine))) as steps:
                async for shown, new_turns in steps:
                    if new_turns is not None:
                        turns = new_turns
                        kept = await self._kept(kept, turns)
                    step = {} if busy else {self.box: ""}
                    busy = {self.go: gr.Button(visible=False), self.halt: gr.Button(visible=True)}
                    yield {self.log: shown, self.kept: kept_with(kept, turns), **busy, **step}
            yield {self.log: self.show(turns), self.kept: kept_with(kept, turns), **self._idle()}
        finally:
            self._stops[session].discard(stop)
            if not self._stops[session]:
                del self._stops[session]

    def _unchanged(self, kept: Kept | None) -> Step:
        return {self.log: self.show(turns_of(kept)), self.kept: kept_with(kept, turns_of(kept))}

    def _idle(self) -> Step:
        return {self.go: gr.Button(visible=True), self.halt: gr.Button(visible=False)}

    def _say(self, key: str) -> str:
        return say(key, self._language)


def turns_of(kept: Kept | None) -> list[Exchange]:
    """The turns of what the browser kept; nothing where it is not of our making."""
    turns = kept.get("turns") if isinstance(kept, dict) else None
    return [turn for turn in turns or [] if isinstance(turn, dict) and isinstance(turn.get("question"), str)]


def kept_with(kept: Kept | None, turns: list[Exchange]) -> Kept:
    """The conversation with other turns."""
    return {"id": (kept or {}).get("id"), "name": (kept or {}).get("name"), "turns": turns}


def kept_of(conversation: Conversation) -> Kept:
    """A conversation of the library as the browser keeps it."""
    turns = [cast(Exchange, turn) for turn in conversation.turns]
    return {"id": conversation.id, "name": conversation.name, "turns": turns}
