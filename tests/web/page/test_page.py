"""The page in a real Chromium, over a small facade in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.support.browser import chromium, find_chromium, requests_of
from tests.support.fake_service import FakeService
from tests.support.page_reader import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="Debian's chromium and chromium-driver are not installed"),
]
QUESTION = "Combien ont coûté les travaux du pont de Valombre en 2023 ?"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium() as driver:
        yield driver


@pytest.fixture
def page(browser: Chrome, url: str, service: FakeService) -> Page:
    service.reset()
    browser.get(f"{url}/readyz")
    browser.execute_script("localStorage.clear()")
    return Page(browser, f"{url}/")


def test_an_answer_its_citation_and_the_words_in_the_article(page: Page) -> None:
    page.ask(QUESTION)
    assert "4,2 millions" in page.texts(".answer")[0] + page.texts(".card")[0]
    page.click(".cite")
    page.one("#t1-s1.active")
    marked = page.texts("#t1-s1 mark")[0]
    page.click("#t1-s1 a.open")
    page.one("#reader iframe")
    page.driver.switch_to.frame("reader-frame")
    page.until(lambda: page.texts("mark") == [marked])
    assert page.texts("p.grey.furniture") == ["Partager cet article"]
    page.driver.switch_to.default_content()


def test_answers_refusals_and_faults_look_different(page: Page) -> None:
    page.ask("xyzzy plugh", ".outcome.refused")
    assert page.texts(".turn .sources h3") == ["CE QUI S'EN APPROCHE LE PLUS"]
    page.ask("PANNE", ".outcome.fault")
    assert page.texts(".outcome.fault p") == ["Le modèle ne répond pas."]


def test_sources_come_first_and_stopping_ends_the_work(page: Page, service: FakeService) -> None:
    service.endless = True
    page.type(QUESTION)
    page.one(".turn .sources .card")
    page.until(lambda: page.texts(".answer.draft") and "encore" in page.texts(".answer.draft")[0])
    assert "tenu les délais" in page.texts(".answer:not(.draft)")[0], "the quotations stand before anything is written"
    page.click("#halt")
    page.until(lambda: page.texts(".outcome.stopped") == ["Réponse interrompue."])
    page.until(lambda: service.closed_streams == 1)
    assert "tenu les délais" in page.texts(".answer")[0], "a stop keeps the quotations"
    service.endless = False
    page.click("[data-act=again]")
    page.until(lambda: len(page.texts(".turn .foot")) == 1)


def test_a_reader_who_leaves_stops_the_work(page: Page, service: FakeService, url: str) -> None:
    service.endless = True
    page.type(QUESTION)
    page.one(".answer.draft")
    page.driver.get(f"{url}/readyz")
    page.until(lambda: service.closed_streams == 1)


def test_a_chip_shows_the_period_read_and_drops_it(page: Page, service: FakeService) -> None:
    page.ask(QUESTION)
    assert "Période : 2023" in page.texts(".chip")[0]
    page.click(".chip button")
    page.until(lambda: len(page.texts(".turn .foot")) == 2)
    assert service.asked[-1][0] == "Combien ont coûté les travaux du pont de Valombre ?"


def test_a_reload_finds_the_conversation_again(page: Page, service: FakeService, url: str) -> None:
    page.ask(QUESTION)
    page.open(f"{url}/")
    page.until(lambda: page.texts(".turn .question") == [QUESTION])
    assert page.texts(".card mark")
    page.ask("Et la limitation à 30 km/h ?")
    assert [turn.role for turn in service.asked[-1][1]] == ["user", "assistant"]


def test_markup_is_text_everywhere_and_nothing_leaves_the_machine(page: Page, url: str) -> None:
    page.ask("Le marché de Brisac <img src=x onerror=window.pwned=1> ${window.pwned=1} {{#if x}} attire ?")
    page.tab("Archive")
    page.one("table.archive")
    assert page.driver.execute_script("return window.pwned") is None
    hosts = {urlsplit(request).netloc for request in requests_of(page.driver) if request.startswith("http")}
    assert hosts == {urlsplit(url).netloc}


def test_the_archive_takes_in_lists_and_removes(page: Page, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Une note ajoutée\nLe texte de la note.", "utf-8")
    (tmp_path / "mauvais.exe").write_bytes(b"MZ")
    page.tab("Archive")
    page.until(lambda: len(page.texts("table.archive tbody tr")) == 3)
    chosen = "\n".join(str(tmp_path / name) for name in ("note.txt", "mauvais.exe"))
    page.driver.find_element(By.CSS_SELECTOR, "#add input[type=file]").send_keys(chosen)
    page.until(lambda: len(page.texts(".report li")) == 2)
    assert sorted(text.split()[1] for text in page.texts(".report li")) == ["ajouté", "refusé"]
    page.until(lambda: len(page.texts("table.archive tbody tr")) == 4)
    page.click("table.archive .sure summary", 3)
    page.click("table.archive .sure button", 3)
    page.until(lambda: len(page.texts("table.archive tbody tr")) == 3)


def test_a_folder_is_taken_in_with_its_folders(page: Page, tmp_path: Path) -> None:
    for year in ("2021", "2022"):
        (tmp_path / year).mkdir()
        (tmp_path / year / f"foire-{year}.txt").write_text(f"La foire de {year}\nLe texte.", "utf-8")
    page.tab("Archive")
    page.until(lambda: len(page.texts("table.archive tbody tr")) == 3)
    page.driver.find_elements(By.CSS_SELECTOR, "#add input[type=file]")[1].send_keys(str(tmp_path))
    page.until(lambda: sorted(page.texts(".report li b")) == ["foire-2021.txt", "foire-2022.txt"])
    page.until(lambda: len(page.texts("table.archive tbody tr")) == 5)


def test_examples_and_keyboard_alone(page: Page, service: FakeService) -> None:
    example = page.one(".welcome button")
    box = page.driver.execute_script("return arguments[0].getBoundingClientRect().bottom", example)
    assert box < 800
    active = "return document.activeElement.className + document.activeElement.getAttribute('data-act')"
    page.driver.execute_script("document.querySelector('.masthead a').focus()")
    for _ in range(12):
        page.driver.switch_to.active_element.send_keys(Keys.TAB)
        if "example" in page.driver.execute_script(active):
            break
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    page.until(lambda: len(page.texts(".turn")) == 1)
    page.until(lambda: service.asked)


def test_a_conversation_is_exported(page: Page, tmp_path: Path) -> None:
    behaviour = {"behavior": "allow", "downloadPath": str(tmp_path)}
    page.driver.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
    page.ask(QUESTION)
    page.tab("Conversations")
    for name, ending in (("markdown", "md"), ("ris", "ris"), ("bibtex", "bib")):
        page.click(f"[data-save={name}]")
        page.until(lambda ending=ending: list(tmp_path.glob(f"sourcier-*.{ending}")))
    assert QUESTION in next(tmp_path.glob("*.md")).read_text("utf-8").replace("\\", "")
    page.click("[data-save=print]")
    page.one("#print-frame")
    shown = "return document.querySelector('#print-frame').contentDocument.querySelector('h2')?.textContent"
    page.until(lambda: page.driver.execute_script(shown) == QUESTION)


def test_the_models_tab_says_who_writes_and_what_is_there(page: Page, service: FakeService) -> None:
    page.tab("Modèles")
    page.until(lambda: len(page.texts("#models .model")) == 2)
    assert "citations, sans modèle de langue" in page.texts("#models")[0]
    models = {"host": "http://127.0.0.1:11434", "reachable": True, "models": ["qwen2.5:3b", "<b>x</b>"]}
    service.models_overview = lambda: {"ollama": models, "embedded": {"model": "petit"}}  # type: ignore[attr-defined]
    page.tab("Archive")
    page.tab("Modèles")
    page.until(lambda: page.texts("#models .model li") == ["qwen2.5:3b", "<b>x</b>"])
    del service.models_overview  # type: ignore[attr-defined]


def test_a_narrow_screen_has_no_sideways_scroll_and_sources_under_the_answer(page: Page) -> None:
    size = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": False}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        page.ask(QUESTION)
        assert page.driver.execute_script("return document.documentElement.scrollWidth") <= 360
        top, bottom = page.driver.execute_script(
            "const box = (css) => document.querySelector(css).getBoundingClientRect();"
            "return [box('.turn .sources').top, box('.turn .said').bottom]"
        )
        assert top >= bottom
    finally:
        wide = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", wide)


def test_english_has_its_own_page(page: Page, url: str) -> None:
    page.open(f"{url}/en/")
    page.ask(QUESTION)
    assert page.texts("button[role=tab]")[:3] == ["Questions", "Archive", "Check"]
    assert page.texts("#go") == ["Ask"]
    assert page.driver.execute_script("return document.documentElement.lang") == "en"


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False)])
def test_axe_finds_nothing_serious(page: Page, width: int, dark: bool) -> None:
    from axe_selenium_python import Axe

    def look(width: int, dark: bool) -> None:
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        page.driver.refresh()

    look(width, dark)
    try:
        page.one("#question textarea")
        page.ask(QUESTION)
        page.ask("xyzzy plugh")
        page.click(".cite")
        page.click("#refine > button")
        axe = Axe(page.driver)
        axe.inject()
        shown = {"Questions": ".turn", "Archive": "table.archive", "Conversations": ".kept li", "Modèles": ".model"}
        for name, css in shown.items():
            page.tab(name)
            page.one(css)
            serious = [
                (name, fault["id"], [node["target"] for node in fault["nodes"]])
                for fault in axe.run()["violations"]
                if fault["impact"] in ("serious", "critical")
            ]
            assert serious == []
    finally:
        look(1280, False)


def test_gradio_clients_see_the_endpoint_ask_alone(url: str) -> None:
    from gradio_client import Client

    client = Client(url, verbose=False)
    assert client.predict(QUESTION, api_name="/ask")["status"] == "answered"
    assert list(client.view_api(return_format="dict")["named_endpoints"]) == ["/ask"]
