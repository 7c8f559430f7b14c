"""What the desk's tabs do on each event, called as Gradio calls them, without a browser."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rag.settings import Settings
from tests.support.fake_service import FakeService
from web.service import Opening
from web.work import Desk

REQUEST: Any = SimpleNamespace(session_hash="a", headers={"host": "127.0.0.1:7860"}, url=SimpleNamespace(scheme="http"))


def event(**data: str) -> Any:  # noqa: ANN401 - an event of Gradio
    return SimpleNamespace(_data=data)


@pytest.fixture
def service() -> FakeService:
    return FakeService()


def test_the_page_builds_with_all_its_tabs(service: FakeService) -> None:
    from rag.models.ollama_pull import Puller
    from web.page.blocks import build
    from web.page.desk.batch_runner import BatchRunner

    opening, desk, settings = Opening(service), Desk(), Settings()
    page = build(opening, desk, Puller(settings.ollama_host), BatchRunner(opening, desk), settings, "fr")
    labels = [block.label for block in page.blocks.values() if type(block).__name__ == "Tab"]
    assert labels == ["Questions", "Archive", "Vérifier", "En série", "Veille", "Conversations", "Modèles"]


def test_a_batch_from_paste_to_removal(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    from web.page.desk.batch_runner import BatchRunner
    from web.page.desk.batch_tab import BatchTab, Viewed

    shown, stream = threading.Event(), service.stream

    def held(*asked: Any, **given: Any) -> Any:  # noqa: ANN401
        assert shown.wait(60), "nothing is answered before the table was looked at"
        return stream(*asked, **given)

    monkeypatch.setattr(service, "stream", held)

    async def work() -> None:
        opening, desk = Opening(service), Desk()
        runner = BatchRunner(opening, desk)
        tab = BatchTab(opening, desk.calls, runner, "fr")
        *_, fault, _, _, _, _ = await tab.on_go(" \n", "", "extractive", Viewed())
        assert "une par ligne" in fault
        box, _, told, opened, _, viewed, timer = await tab.on_go("Le pont de Valombre ?\nPANNE", "", "x", Viewed())
        assert (box, told) == ("", "")
        assert "0 sur 2" in opened
        assert timer.active
        shown.set()
        while runner.at_work(viewed.batch):
            await asyncio.sleep(0.01)
        opened, kept, timer = await tab.on_tick(viewed)
        assert "1 échec" in opened
        assert "/answers?file=xlsx" in opened
        assert not timer.active
        _, opened, kept, viewed, _ = await tab.on_act(event(act="remove", id=viewed.batch), viewed)
        assert (opened, viewed) == ("", Viewed())
        assert "Les séries restent ici" in kept
        told, *_ = await tab.on_act(event(act="open", id="../x"), viewed)
        assert "plus là" in told

    asyncio.run(work())


def test_a_table_that_is_none_is_told_by_its_name_alone(service: FakeService, tmp_path: Path) -> None:
    from web.page.desk.batch_runner import BatchRunner
    from web.page.desk.batch_tab import BatchTab

    async def work() -> None:
        opening, desk = Opening(service), Desk()
        tab = BatchTab(opening, desk.calls, BatchRunner(opening, desk), "fr")
        for name, data, words in (
            ("vide.csv", b"", "0 questions"),
            ("faux.xlsx", b"PK", "ne se lit pas"),
            ("q.exe", b"", "un tableau se termine par"),
            ("q.csv", b"question\nUn ?\nDeux ?\n", "2 questions"),
        ):
            file = tmp_path / name
            file.write_bytes(data)
            told, box, _ = await tab.on_file(str(file))
            assert words in told
            assert str(tmp_path) not in told
            assert not file.exists(), "Gradio's copy goes"
        assert box == "Un ?\nDeux ?"

    asyncio.run(work())


def test_standing_questions_are_added_and_removed(service: FakeService) -> None:
    from web.page.desk.standing_tab import StandingTab

    async def work() -> None:
        tab = StandingTab(Opening(service), Desk().calls, Settings(api_key="x"), "fr")
        shown, timer = await tab.show(REQUEST)
        assert "http://127.0.0.1:7860/api/standing.atom" in shown
        assert "X-API-Key" in shown
        assert "1 nouveauté" in shown
        assert timer.active, "it has not been asked yet"
        box, shown, _ = await tab.on_add("Qui a <b>rouvert</b> le pont ?", REQUEST)
        assert box == ""
        assert "&lt;b&gt;rouvert" in shown
        await tab.on_act(event(act="remove", id="1"), REQUEST)
        shown, _ = await tab.on_act(event(act="remove", id="1"), REQUEST)
        assert "Aucune question de ce numéro" in shown

    asyncio.run(work())


def test_a_text_is_checked_and_saved(service: FakeService) -> None:
    from web.page.desk.check_tab import CheckTab

    async def work() -> None:
        tab = CheckTab(Opening(service), Desk().calls, "fr")
        steps = [step async for step in tab.on_check("Le pont de Valombre rouvre en 1913. Qui ?", REQUEST)]
        shown, checked, go, halt = steps[-1]
        assert [item["support"] for item in checked] == ["contradicted", "none"]
        assert "2 phrases vérifiées" in shown
        assert (go.visible, halt.visible) == (True, False)
        assert '"base64"' in await tab.on_save(event(save="docx"), checked)
        assert '"fault"' in await tab.on_save(event(save="exe"), checked)
        (*_, (told, *_)) = [step async for step in tab.on_check("x" * 50_001, REQUEST)]
        assert "50001" in told

    asyncio.run(work())


def test_folders_are_added_by_who_sits_at_the_machine_alone(service: FakeService, tmp_path: Path) -> None:
    from web.page.desk.folders_panel import FoldersPanel

    async def work() -> None:
        here = FoldersPanel(Opening(service), Desk().calls, Settings(), "fr")
        shown = await here.on_act(event(act="add", value=str(tmp_path)))
        assert str(tmp_path) in shown
        assert len(service.folders.all()) == 2
        assert "chemin complet" in await here.on_act(event(act="add", value="nulle/part"))
        await here.on_act(event(act="remove", path=str(tmp_path)))
        assert len(service.folders.all()) == 1
        far = FoldersPanel(Opening(service), Desk().calls, Settings(host="0.0.0.0", api_key="x"), "fr")
        shown = await far.on_act(event(act="add", value=str(tmp_path)))
        assert len(service.folders.all()) == 1
        assert 'data-act="add"' not in shown

    asyncio.run(work())
