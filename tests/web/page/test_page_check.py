"""The tab that checks a text, in a real Chromium: the sentences with their sources, stopping, saving, bad input."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from tests.support.browser import chromium, find_chromium
from tests.support.fake_service import FakeService
from tests.support.page_reader import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="Debian's chromium and chromium-driver are not installed"),
]
DRAFT = (
    "Les travaux du pont de Valombre ont coûté 99 millions. Le pont de Valombre rouvre mardi. "
    "Xyzzy plugh frotz. Qui le savait ?"
)
PUT = (
    "const box = document.querySelector('#draft textarea'); box.value = arguments[0];"
    "box.dispatchEvent(new Event('input', {bubbles: true}))"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium(1440, 900) as driver:
        yield driver


@pytest.fixture
def page(browser: Chrome, url: str, service: FakeService) -> Page:
    service.reset()
    page = Page(browser, f"{url}/?lang=fr")
    page.tab("Vérifier")
    page.one("#draft textarea")
    return page


def check(page: Page, draft: str) -> None:
    page.driver.execute_script(PUT, draft)
    page.click("#check-go")


def test_each_sentence_has_its_state_what_differs_and_its_source(page: Page) -> None:
    check(page, DRAFT)
    page.until(lambda: len(page.texts(".verdict")) == 4 and page.texts("#checked .exports"))
    assert page.texts(".verdict .state") == ["contredite", "confirmée", "pas dans l'archive", "rien à vérifier"]
    assert page.texts(".differing") == ["Ne concorde pas : chiffres (99)"]
    assert page.texts("b.differs") == ["99"]
    assert "Le Courrier de Valombre" in page.texts(".verdict .origin")[0]
    assert "14 mars 2023" in page.texts(".verdict .origin")[0]
    page.click(".verdict a.open")
    page.one("#reader[open]")
    page.driver.execute_script("document.querySelector('#reader').close()")


def test_it_is_saved_as_word_markdown_and_page(page: Page, tmp_path: Path) -> None:
    import docx

    behaviour = {"behavior": "allow", "downloadPath": str(tmp_path)}
    page.driver.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
    check(page, DRAFT.replace("Xyzzy", "<img src=x onerror=pwn()> {{7}}"))
    page.until(lambda: page.texts("#checked .exports"))
    for name, ending in (("docx", "docx"), ("markdown", "md"), ("html", "html")):
        page.click(f"#checked [data-save={name}]")
        page.until(lambda ending=ending: list(tmp_path.glob(f"verification-*.{ending}")))
    page.until(lambda: not list(tmp_path.glob("*.crdownload")))
    data = next(tmp_path.glob("*.docx")).read_bytes()
    words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
    assert "≠ contredite · Ne concorde pas : chiffres (99)" in words
    assert "<img src=x onerror=pwn()> {{7}}" in words
    assert "<img" not in next(tmp_path.glob("*.html")).read_text("utf-8")
    assert "99 millions" in next(tmp_path.glob("*.md")).read_text("utf-8")
    assert page.driver.execute_script("return document.querySelectorAll('.verdict img').length") == 0


def test_a_stop_keeps_what_was_checked(page: Page, service: FakeService) -> None:
    service.gate = threading.Event()
    check(page, DRAFT)
    page.until(lambda: page.one("#check-halt").is_displayed())
    page.click("#check-halt")
    service.gate.set()
    page.until(lambda: any("interrompue" in text for text in page.texts("#checked .progress")))
    page.until(lambda: page.one("#check-go").is_displayed())


def test_a_text_of_a_million_characters_and_none_are_told_what_to_do(page: Page) -> None:
    check(page, "mot " * 250_000)
    page.until(lambda: any("1000000" in text for text in page.texts("#checked .fault")))
    check(page, "  ")
    page.until(lambda: any("vide" in text for text in page.texts("#checked .fault")))


def test_keyboard_alone(page: Page) -> None:
    box = page.one("#draft textarea")
    box.send_keys("Le pont de Valombre rouvre.", Keys.TAB)
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    page.until(lambda: page.texts("#checked .exports"))
    for _ in range(3):
        page.driver.switch_to.active_element.send_keys(Keys.TAB)
        if page.driver.execute_script("return document.activeElement.matches('.verdict a.open')"):
            break
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    page.one("#reader[open]")
    page.driver.switch_to.active_element.send_keys(Keys.ESCAPE)


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_axe_finds_nothing_serious(page: Page, width: int, dark: bool) -> None:
    check(page, DRAFT)
    page.until(lambda: page.texts("#checked .exports"))
    assert page.faults(width, dark=dark) == []
