"""The page's manners: its language down to Gradio's own words, every width, the keyboard, faults and waiting."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from rag.settings import Settings
from tests.support.browser import chromium, find_chromium, serving, wait_for_page
from tests.support.fake_service import FakeService
from tests.support.page_reader import Page
from web.server import create_app

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="Debian's chromium and chromium-driver are not installed"),
]
QUESTION = "Combien ont coûté les travaux du pont de Valombre en 2023 ?"
OF_THE_ARTICLES = "table.archive td, .card, .answer, .question, .headline, #models li, .masthead a, .timeline, .chart"
VISIBLE = """
const out = new Set();
const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
while (walk.nextNode()) {
  const node = walk.currentNode, element = node.nodeType === 3 ? node.parentElement : node;
  if (element.closest('script, style, [name=viewport], ' + arguments[0])) continue;
  const texts = node.nodeType === 3 ? [node.data]
    : ['aria-label', 'title', 'placeholder', 'alt', 'content'].map((name) => node.getAttribute(name));
  for (const text of texts) if (text && text.trim()) out.add(text.trim());
}
return [...out];
"""
ENGLISH = re.compile(
    r"(?i)\b(the|and|of|to|your|with|is|are|no|not|more|search|clear|close|upload|download|drop|here|click|file|"
    r"error|lost|connection|server|loading|submit|remove|settings|built|use|textbox|select|tabs|share|stop|retry)\b"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium(language="en") as driver:  # what the browser prefers must not show through
        yield driver


@pytest.fixture
def page(browser: Chrome, url: str, service: FakeService) -> Page:
    service.reset()
    browser.get(f"{url}/readyz")
    browser.execute_script("localStorage.clear()")
    return Page(browser, f"{url}/?lang=fr")


def resize(page: Page, width: int) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def english(page: Page) -> list[str]:
    texts = page.driver.execute_script(VISIBLE, OF_THE_ARTICLES)
    assert len(texts) > 20
    return [text for text in texts if ENGLISH.search(text)]


def test_in_french_nothing_is_left_in_english(page: Page) -> None:
    page.ask(QUESTION)
    page.ask("xyzzy plugh")
    page.ask("PANNE", ".outcome.fault")
    page.click("#refine > button")
    for tab, css in (("Archive", "table.archive"), ("Conversations", ".kept li"), ("Modèles", ".model")):
        page.tab(tab)
        page.one(css)
        assert english(page) == []


def test_words_of_gradio_itself_are_put_into_french(page: Page, tmp_path: Path, url: str) -> None:
    (tmp_path / "gros.txt").write_bytes(b"x" * (34 << 20))
    page.tab("Archive")
    page.one("#add input[type=file]").send_keys(str(tmp_path / "gros.txt"))
    page.until(lambda: "Trop volumineux (32 Mo au plus par fichier)" in "".join(page.texts(".toast-body")))
    assert english(page) == []
    page.open(f"{url}/?lang=fr")  # a file input that WebDriver fills twice keeps both choices
    page.tab("Archive")
    for number in (1, 2, 3):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * (25 << 20))
    page.one("#add input[type=file]").send_keys("\n".join(str(tmp_path / f"{number}.txt") for number in (1, 2, 3)))
    page.until(lambda: "64 Mo au plus à la fois" in "".join(page.texts(".toast-body")))
    assert "{" not in "".join(page.texts(".toast-body"))
    assert english(page) == []


def test_a_server_that_goes_away_is_told_in_french_and_comes_back(browser: Chrome) -> None:
    app = create_app(FakeService(), Settings())
    with serving(app) as url:
        wait_for_page(url)
        page = Page(browser, f"{url}/?lang=fr")
        page.one(".welcome, #question")
    page.type(QUESTION)
    page.until(lambda: "Le serveur ne répond plus" in "".join(page.texts(".toast-body")))
    assert english(page) == []


@pytest.mark.parametrize("width", [360, 600, 1024, 2560])
def test_no_width_scrolls_sideways(page: Page, width: int) -> None:
    resize(page, width)
    try:
        page.ask(QUESTION)
        page.ask("xyzzy " + "plugh" * 60)
        shown = {"Questions": ".turn", "Archive": "table.archive", "Conversations": ".kept li", "Modèles": ".model"}
        for name, css in shown.items():
            page.tab(name)
            page.one(css)
            assert page.driver.execute_script("return document.documentElement.scrollWidth") <= width, name
    finally:
        resize(page, 1280)


def press(page: Page, key: str, until: str, most: int = 40) -> None:
    """Press a key until what has the focus matches."""
    for _ in range(most):
        page.driver.switch_to.active_element.send_keys(key)
        if page.driver.execute_script("return document.activeElement.matches(arguments[0])", until):
            return
    raise AssertionError(f"the keyboard does not reach {until}")


def test_with_the_keyboard_alone_from_the_question_to_the_article_and_back(page: Page) -> None:
    page.driver.execute_script("document.querySelector('.masthead a').focus()")
    press(page, Keys.TAB, "#question textarea")
    page.driver.switch_to.active_element.send_keys(QUESTION + Keys.ENTER)
    page.one(".turn .foot")
    press(page, Keys.SHIFT + Keys.TAB, "a.cite")
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    page.until(lambda: page.driver.execute_script("return document.activeElement.matches('.card.active')"))
    press(page, Keys.TAB, "a.open")
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    page.one("#reader[open]")
    page.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    page.until(lambda: not page.driver.execute_script("return document.querySelector('#reader').open"))
    press(page, Keys.SHIFT + Keys.TAB, "[data-act=edit]")
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    page.until(lambda: page.one("#question textarea").get_attribute("value") == QUESTION)
    assert page.driver.execute_script("return document.activeElement.matches('#question textarea')")


def test_a_fault_that_nobody_foresaw_ends_the_answer(page: Page, service: FakeService) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("ne-pas-dire")

    service.stream = broken  # type: ignore[method-assign, assignment]
    try:
        page.ask(QUESTION, ".outcome.fault")
    finally:
        del service.stream  # type: ignore[method-assign]
    assert page.texts(".outcome.fault p")[0].startswith("Une erreur inattendue")
    assert "ne-pas-dire" not in page.driver.page_source
    page.until(lambda: page.one("#go").is_displayed())


def test_who_waits_is_told_the_place_in_line(page: Page, service: FakeService, url: str) -> None:
    import httpx

    service.gate = threading.Event()
    others = [
        threading.Thread(
            target=httpx.post, args=(f"{url}/api/ask",), kwargs={"json": {"question": "pont"}, "timeout": 30}
        )
        for _ in range(3)
    ]
    for other in others:
        other.start()
    page.until(lambda: len(service.asked) == 2)
    page.type(QUESTION)
    page.until(lambda: "Dans la file : 1 avant vous…" in "".join(page.texts(".turn .progress")))
    service.gate.set()
    page.one(".turn .foot")
    for other in others:
        other.join()


def test_copying_takes_the_sources_along(page: Page) -> None:
    page.ask(QUESTION)
    text = page.one("[data-copy]").get_attribute("data-copy") or ""
    page.click("[data-copy]")
    page.until(lambda: page.texts("[data-copy]") == ["Copié"])
    page.one("#question textarea").send_keys(Keys.CONTROL + "v")
    page.until(lambda: page.one("#question textarea").get_attribute("value") == text)
    assert text.startswith(QUESTION)
    assert "[1] Le Courrier de Valombre, Le pont de Valombre rouvre après deux ans de travaux, 14 mars 2023" in text


def test_a_browser_that_is_full_of_conversations_keeps_the_newest(page: Page, url: str) -> None:
    page.ask(QUESTION)
    page.tab("Conversations")
    for count in (1, 2, 3):
        page.click("#new")
        page.until(lambda count=count: len(page.texts(".kept li")) == count)
        page.tab("Questions")
        page.ask(f"{QUESTION} {count}")
        page.tab("Conversations")
        page.until(lambda count=count: len(page.texts(".kept li")) == count + 1)
    page.click("[data-act=kept_open]", 2)
    page.until(lambda: page.texts(".turn .question") == [QUESTION])
    page.open(f"{url}/?lang=fr")
    page.until(lambda: page.texts(".turn .question") == [QUESTION])


def test_a_deleted_conversation_does_not_come_back(page: Page, url: str, service: FakeService) -> None:
    page.ask(QUESTION)
    page.tab("Conversations")
    page.click(".kept .sure summary")
    page.click(".kept .sure [data-close]")  # thought better of it
    page.until(lambda: not page.driver.find_elements(By.CSS_SELECTOR, ".kept .sure[open]"))
    page.click(".kept .sure summary")
    assert page.texts(".kept .sure button") == ["Oui, supprimer", "Annuler"]
    page.click(".kept [data-act=kept_delete]")
    page.until(lambda: page.texts(".kept li") == [])
    assert service.conversations.all() == []
    page.open(f"{url}/?lang=fr")
    page.until(lambda: page.texts(".welcome") != [] or page.texts("#log") == [""])
    assert page.texts(".turn") == []
    page.tab("Conversations")
    page.until(lambda: len(page.texts("#kept-list .none")) == 1)


def test_a_conversation_is_renamed_in_place_and_open_in_another_browser(page: Page, url: str) -> None:
    page.ask(QUESTION)
    page.tab("Conversations")
    page.click(".kept .rename summary")
    box = page.one(".kept .rename input")
    box.send_keys(Keys.CONTROL + "a")
    box.send_keys("Le pont, <b>dossier</b>" + Keys.ENTER)
    page.until(lambda: "Le pont, <b>dossier</b>" in page.texts(".kept .headline")[0])
    page.driver.execute_script("localStorage.clear()")  # as another browser has none
    page.open(f"{url}/?lang=fr")
    page.tab("Conversations")
    page.click("[data-act=kept_open]")
    page.until(lambda: page.texts(".turn .question") == [QUESTION])


def test_a_wrong_date_is_told_and_costs_no_question(page: Page) -> None:
    page.click("#refine > button")
    page.one("#refine textarea, #refine input").send_keys("2023-99")
    page.type(QUESTION)
    page.until(lambda: any("calendrier" in text for text in page.texts(".toast-message-text, .toast-text")))
    assert page.texts(".turn") == []
    assert page.one("#question textarea").get_attribute("value") == QUESTION
