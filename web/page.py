"""The page."""

from __future__ import annotations

from fastapi import FastAPI

from rag.settings import Settings
from web.service import Opening
from web.work import Desk


def mount_pages(opening: Opening, desk: Desk, settings: Settings) -> FastAPI:
    """French and English pages, mounted in an app of their own."""
    import gradio as gr

    inner = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    with gr.Blocks(title="Sourcier", analytics_enabled=False) as blocks:
        gr.Markdown("# Sourcier")
    gr.mount_gradio_app(inner, blocks, "/")
    return inner
