"""The folders that are watched, beside the archive: their states, adding one, removing one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import gradio as gr

from rag.archive_types import WatchedFolder
from rag.errors import SourcierError
from rag.settings import Settings
from rag.types import Language
from web.page.chat_tab import ACT, EVENT, PLAIN
from web.page.kept_tab import RENAME
from web.security import is_loopback
from web.service import Opening
from web.wording.templating import render
from web.work import Lane


class FoldersPanel:
    """Its component, and what happens on each event."""

    def __init__(self, opening: Opening, lane: Lane, settings: Settings, language: Language) -> None:
        self._opening = opening
        self._lane = lane
        self._may_add = is_loopback(settings.host)
        """Who reaches the page from another machine must not read this one's folders."""
        self._language = language

    def build(self, tab: gr.Tab) -> None:
        """Lay the panel out and wire it."""
        shown = gr.HTML("", elem_id="folders", js_on_load=RENAME + ACT, **PLAIN)
        tab.select(self.show, None, [shown], **EVENT)
        shown.act(self.on_act, None, [shown], **EVENT)

    async def show(self) -> str:
        """The panel, closed where all is well."""
        return await self._shown()

    async def on_act(self, event: gr.EventData) -> str:
        """Add the folder that was typed, or remove one; what was typed stays where it cannot be."""
        data: Mapping[str, object] = event._data or {}
        act, typed, path = (str(data.get(name) or "") for name in ("act", "value", "path"))
        try:
            folders = self._opening.get().folders
            if act == "add" and self._may_add:
                await self._lane.run(partial(folders.add, typed))
            elif act == "remove":
                await self._lane.run(partial(folders.remove, path))
        except SourcierError as error:
            return await self._shown(error.message(self._language), typed, opened=True)
        return await self._shown(opened=True)

    async def _shown(self, fault: str = "", typed: str = "", *, opened: bool = False) -> str:
        folders: list[WatchedFolder] = []
        try:
            folders = await self._lane.run(lambda: self._opening.get().folders.all())
        except SourcierError as error:
            fault = fault or error.message(self._language)
        rows = [
            {
                "path": folder.path,
                "state": folder.state,
                "fixed": folder.fixed,
                "told": folder.fault.message(self._language) if folder.fault else "",
            }
            for folder in folders
        ]
        troubled = any(folder.state in ("away", "failing") for folder in folders)
        return render(
            "folders.html",
            self._language,
            rows=rows,
            fault=fault,
            typed=typed,
            may_add=self._may_add,
            opened=opened or troubled,
        )
