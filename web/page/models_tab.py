"""The models tab: who writes now, what the built-in model lacks, what Ollama has, and pulling more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import gradio as gr

from rag.errors import SourcierError
from rag.models.ollama_pull import Pull, Puller
from rag.types import Language
from web.answer_text import answerer_name
from web.escape import esc
from web.page.chat_tab import ACT, EVENT, PLAIN
from web.page.frame import is_downloading
from web.service import Opening
from web.words import say
from web.work import Lane


class ModelsTab:
    """What there is, looked up again whenever the tab is opened and while a model is on its way; and pulling one."""

    def __init__(self, opening: Opening, lane: Lane, puller: Puller, language: Language) -> None:
        self._opening = opening
        self._lane = lane
        self._puller = puller
        self._language = language

    def build(self, tab: gr.Tab) -> None:
        """Lay the tab out and wire it."""
        say_it = partial(say, language=self._language)
        shown = gr.HTML("", elem_id="models", **PLAIN)
        with gr.Row(elem_id="pull", visible=False) as row:
            name = gr.Textbox(label=say_it("pull_name"), placeholder="qwen2.5:3b", max_length=200, scale=4)
            go = gr.Button(say_it("pull_go"), scale=0, min_width=140)
        progress = gr.HTML("", elem_id="pull-progress", js_on_load=ACT, **PLAIN)
        timer = gr.Timer(1, active=False)
        outputs = [shown, row, progress, timer]
        tab.select(self.refresh, None, outputs, **EVENT)
        self.ticked = timer.tick(self.refresh, None, outputs, **EVENT)
        gr.on([name.submit, go.click], self.on_pull, [name], [name, *outputs], **EVENT)
        progress.act(self.on_stop, None, outputs, **EVENT)

    async def refresh(self) -> tuple[str, gr.Row, str, gr.Timer]:
        """The tab as things stand, and whether to look again soon."""
        pull = self._puller.last
        told = pulling(pull, self._language) if pull else ""
        try:
            service = self._opening.get()
            state = await self._lane.run(service.state)
            look = getattr(service, "models_overview", None)
            overview = await self._lane.run(look) if look else None
        except SourcierError as error:
            return _fault(error, self._language), gr.Row(visible=False), told, gr.Timer(active=False)
        reachable = bool(((overview or {}).get("ollama") or {}).get("reachable"))
        soon = is_downloading(state) or (pull is not None and pull.under_way)
        return models(state, overview, self._language), gr.Row(visible=reachable), told, gr.Timer(active=soon)

    async def on_pull(self, name: str) -> tuple[Any, ...]:
        """Begin a pull; the name stays where it cannot be."""
        try:
            self._puller.start(name)
        except SourcierError as error:
            shown, row, _, timer = await self.refresh()
            return name, shown, row, _fault(error, self._language), timer
        return "", *await self.refresh()

    async def on_stop(self) -> tuple[str, gr.Row, str, gr.Timer]:
        """Stop the pull under way."""
        self._puller.stop()
        return await self.refresh()


def _fault(error: SourcierError, language: Language) -> str:
    return f'<p class="outcome fault" role="alert">{esc(error.message(language))}</p>'


def pulling(pull: Pull, language: Language) -> str:
    """How far a pull is, or how it ended."""
    if pull.fault:
        return _fault(pull.fault, language)
    if not pull.under_way:
        words = say("pull_done" if pull.finished else "pull_stopped", language, name=pull.name)
        return f'<p role="status">{esc(words)}</p>'
    stop = f'<button type="button" data-act="stop">{say("stop", language)}</button>'
    words = say("pull_checking" if pull.checking else "pull_under_way", language, name=pull.name)
    if not pull.total or pull.checking:
        return f'<p role="status">{esc(words)}</p><div class="actions">{stop}</div>'
    size = say("models_size", language, done=_megabytes(pull.done), total=_megabytes(pull.total))
    bar = f'<progress value="{pull.done}" max="{pull.total}" aria-label="{esc(size)}"></progress>'
    return f'<p role="status">{esc(words)}</p><p class="report">{bar} {esc(size)}</p><div class="actions">{stop}</div>'


def models(state: Mapping[str, Any], overview: Mapping[str, Any] | None, language: Language) -> str:
    """What is in use, the built-in model, and Ollama."""
    used = state.get("answerer") or {}
    note = f'<p class="origin">{esc(used["note"])}</p>' if used.get("note") else ""
    parts = [("models_used", f"<p>{esc(answerer_name(used, language))}</p>{note}")]
    embedded = (overview or {}).get("embedded") or {}
    parts.append(("models_embedded", _embedded(embedded, state.get("download") or {}, language)))
    if overview and overview.get("ollama"):
        parts.append(("models_ollama", _ollama(overview["ollama"], language)))
    return "".join(f'<section class="model"><h2>{say(key, language)}</h2>{body}</section>' for key, body in parts)


def _embedded(embedded: Mapping[str, Any], download: Mapping[str, Any], language: Language) -> str:
    name = embedded.get("model") or embedded.get("name")
    named = f"<p>{esc(name)}</p>" if name else ""
    done, total = int(download.get("done") or 0), int(download.get("total") or 0)
    state = str(download.get("state") or "none")
    if is_downloading({"download": download}):
        size = say("models_size", language, done=_megabytes(done), total=_megabytes(total))
        words = say("downloading", language, percent=int(100 * done / total))
        bar = f'<progress value="{done}" max="{total}" aria-label="{esc(size)}"></progress>'
        return f'{named}<p role="status">{esc(words)}</p><p class="report">{bar} {esc(size)}</p>'
    key = {"ready": "models_ready", "failed": "download_failed"}.get(state, "models_absent")
    return f"{named}<p>{esc(say(key, language))}</p>"


def _ollama(ollama: Mapping[str, Any], language: Language) -> str:
    host = str(ollama.get("host") or "")
    if not ollama.get("reachable"):
        return f"<p>{esc(say('models_no_ollama', language, host=host))}</p>"
    names = [name if isinstance(name, str) else str(name.get("name") or "") for name in ollama.get("models") or []]
    if not names:
        return f"<p>{esc(say('models_ollama_empty', language, host=host))}</p>"
    listed = "".join(f"<li>{esc(name)}</li>" for name in names)
    return f'<p class="origin">{esc(host)}</p><ul>{listed}</ul>'


def _megabytes(size: int) -> int:
    return round(size / 1e6)
