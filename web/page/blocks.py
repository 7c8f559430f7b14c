"""The page, in Gradio: one set of Blocks a language, mounted in an app of their own."""

from __future__ import annotations

import gradio as gr
from fastapi import FastAPI

from rag.models.ollama_pull import Puller
from rag.settings import Settings
from rag.types import Language
from web.page.archive_tab import ArchiveTab
from web.page.chat_tab import EVENT, PLAIN, ChatTab
from web.page.desk.batch_runner import BatchRunner
from web.page.desk.batch_tab import BatchTab
from web.page.desk.check_tab import CheckTab
from web.page.desk.folders_panel import FoldersPanel
from web.page.desk.standing_tab import StandingTab
from web.page.frame import masthead, settled, status_line
from web.page.kept_tab import KeptTab
from web.page.models_tab import ModelsTab
from web.service import Opening
from web.words import say
from web.work import Desk


def mount_pages(opening: Opening, desk: Desk, settings: Settings) -> FastAPI:
    """French at ``/``, English at ``/en/``."""
    inner = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    puller, runner = Puller(settings.ollama_host), BatchRunner(opening, desk)
    languages: tuple[tuple[Language, str], ...] = (("en", "/en"), ("fr", "/"))
    for language, path in languages:
        gr.mount_gradio_app(
            inner,
            build(opening, desk, puller, runner, settings, language),
            path,
            footer_links=[],
            run_history=False,
            show_error=False,
            ssr_mode=False,
            mcp_server=False,
            max_file_size="32mb",
            theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        )
    return inner


def build(
    opening: Opening, desk: Desk, puller: Puller, runner: BatchRunner, settings: Settings, language: Language
) -> gr.Blocks:
    """The page in one language."""
    chat = ChatTab(opening, desk, settings, language)
    archive = ArchiveTab(opening, desk, language)
    check = CheckTab(opening, desk.calls, language)
    folders = FoldersPanel(opening, desk.calls, settings, language)
    batch = BatchTab(opening, desk.calls, runner, language)
    standing = StandingTab(opening, desk.calls, settings, language)
    models = ModelsTab(opening, desk.calls, puller, language)
    kept = KeptTab(chat, opening, desk.calls, language)

    async def status() -> tuple[str, gr.Timer]:
        state = opening.state() if not opening.is_open else await desk.calls.run(opening.get().state)
        coverage = await desk.calls.run(opening.get().coverage) if state.get("ready") else None
        return status_line(state, coverage, language), gr.Timer(active=not settled(state))

    blocks: gr.Blocks
    with gr.Blocks(title="Sourcier", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        gr.HTML(masthead(language), elem_id="masthead", **PLAIN)
        line = gr.HTML("", elem_id="status", **PLAIN)
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
            with gr.Tab(say("tab_ask", language), id="ask"):
                chat.build()
            with gr.Tab(say("tab_archive", language), id="archive") as archive_tab:
                archive.build(archive_tab, folders.build)
            with gr.Tab(say("tab_check", language), id="check"):
                check.build()
            with gr.Tab(say("tab_batch", language), id="batch") as batch_tab:
                batch.build(batch_tab)
            with gr.Tab(say("tab_standing", language), id="standing") as standing_tab:
                standing.build(standing_tab)
            with gr.Tab(say("tab_kept", language), id="kept") as kept_tab:
                kept.build(kept_tab)
            with gr.Tab(say("tab_models", language), id="models") as models_tab:
                models.build(models_tab)
        timer = gr.Timer(2)
        timer.tick(status, None, [line, timer], **EVENT)
        blocks.load(status, None, [line, timer], **EVENT)
        blocks.load(chat.restore, [chat.kept], [chat.log, chat.outlet, chat.tag, chat.kept], **EVENT)
        archive.changed(status, [line, timer])
        models.ticked.then(status, None, [line, timer], **EVENT)
        gr.events.api(chat.answer, api_name="ask", concurrency_limit=None)
    # a mounted page never launches, and until then Gradio takes any path of the machine for a file that was uploaded
    blocks.has_launched = True
    return blocks
