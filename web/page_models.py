"""The models tab: who writes now, what the built-in model lacks, what Ollama has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

from rag.errors import SourcierError
from rag.types import Language
from web.markup import esc
from web.page_chat import EVENT, PLAIN
from web.page_frame import is_downloading
from web.page_turn import answerer_name
from web.service import Opening
from web.words import say
from web.work import Lane

Json = dict[str, Any]


class ModelsTab:
    """Its one component, looked up again whenever the tab is opened, and while a model is on its way."""

    def __init__(self, opening: Opening, lane: Lane, language: Language) -> None:
        self._opening = opening
        self._lane = lane
        self._language = language

    def build(self, tab: gr.Tab) -> None:
        """Lay the tab out and wire it."""
        shown = gr.HTML("", elem_id="models", **PLAIN)
        timer = gr.Timer(3, active=False)
        tab.select(self.refresh, None, [shown, timer], **EVENT)
        timer.tick(self.refresh, None, [shown, timer], **EVENT)

    async def refresh(self) -> tuple[str, gr.Timer]:
        """The tab as things stand, and whether to look again soon."""
        try:
            service = self._opening.get()
            state = await self._lane.run(service.state)
            look = getattr(service, "models_overview", None)
            overview = await self._lane.run(look) if look else None
        except SourcierError as error:
            told = esc(error.message(self._language))
            return f'<p class="outcome fault" role="alert">{told}</p>', gr.Timer(active=False)
        return models(state, overview, self._language), gr.Timer(active=is_downloading(state))


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
