"""The tabs of the desk in a real Chromium: a text checked, many questions, standing questions; with keys, bad input."""

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
QUESTION = "Combien ont coûté les travaux du pont de Valombre en 2023 ?"
DRAFT = (
    "Les travaux du pont de Valombre ont coûté 99 millions. Le pont de Valombre rouvre mardi. "
    "Xyzzy plugh frotz. Qui le savait ?"
)
PUT = (
    "const box = document.querySelector(arguments[0]); box.value = arguments[1];"
    "box.dispatchEvent(new Event('input', {bubbles: true}))"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium(1440, 900) as driver:
        yield driver


@pytest.fixture
def page(browser: Chrome, url: str, service: FakeService) -> Page:
    service.reset()
    browser.get(f"{url}/readyz")
    browser.execute_script("localStorage.clear()")
    return Page(browser, f"{url}/?lang=fr")


def put(page: Page, box: str, text: str) -> None:
    page.one(f"{box} textarea")
    page.driver.execute_script(PUT, f"{box} textarea", text)


def check(page: Page, draft: str) -> None:
    page.tab("Vérifier")
    put(page, "#draft", draft)
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
    page.tab("Vérifier")
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


def test_many_questions_go_into_a_table_that_is_saved(page: Page, service: FakeService, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    page.tab("En série")
    put(page, "#batch-questions", "Combien a coûté le pont de Valombre ?\n\n=2+3 xyzzy\nPANNE")
    page.click("#batch-go")
    page.until(lambda: page.texts("#batch-open .exports a") == ["XLSX", "CSV", "JSONL"])
    assert page.texts("table.batch .status") == ["répond", "l'archive n'en dit rien", "échec"]
    assert "Le Courrier de Valombre, 14 mars 2023" in page.texts("table.batch .origin")[0]
    behaviour = {"behavior": "allow", "downloadPath": str(tmp_path)}
    page.driver.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
    page.click("#batch-open .exports a")
    page.until(lambda: list(tmp_path.glob("reponses-*.xlsx")))
    sheet = load_workbook(next(tmp_path.glob("*.xlsx"))).worksheets[0]
    assert [row[0] for row in sheet.values] == [
        "question",
        "Combien a coûté le pont de Valombre ?",
        "'=2+3 xyzzy",
        "PANNE",
    ]
    assert len(service.asked) == 3
    page.click("[data-act=resume]")  # what failed is asked again, nothing else
    page.until(lambda: len(service.asked) == 4)


def test_a_batch_is_stopped_resumed_and_there_after_a_reload(page: Page, service: FakeService, url: str) -> None:
    service.gate = threading.Event()
    page.tab("En série")
    put(page, "#batch-questions", "\n".join(f"Le pont de Valombre, question {n} ?" for n in range(60)))
    page.click("#batch-go")
    page.until(lambda: "0 sur 60" in "".join(page.texts("#batch-open [role=status]")))
    page.click("#batch-open [data-act=stop]")
    service.gate.set()
    page.until(lambda: "arrêtée à" in "".join(page.texts("#batch-open [role=status]")))
    page.open(f"{url}/?lang=fr")
    page.tab("En série")
    page.click("#batch-list [data-act=open]")
    page.click("#batch-open [data-act=resume]")
    page.until(lambda: "60 questions" in "".join(page.texts("#batch-open [role=status]")))
    assert page.texts("#batch-open .pager span") == ["1 à 25 sur 60"]
    page.click("[data-key=batch-next]")
    page.until(lambda: page.texts("table.batch td:first-child")[0] == "26")
    assert len(set(question for question, *_ in service.asked)) == 60


def test_tables_are_read_and_what_cannot_be_asked_is_told(page: Page, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(
        "theme;question\nponts;Combien a coûté le pont ?\nponts;Qui l'a rouvert ?\n", "utf-8"
    )
    (tmp_path / "vide.csv").write_text("", "utf-8")
    (tmp_path / "faux.xlsx").write_bytes(b"PK not a workbook")
    page.tab("En série")
    page.click("#batch-go")
    page.until(lambda: "une par ligne" in "".join(page.texts("#batch-told .fault")))
    for name, words in (("vide.csv", "0 questions"), ("faux.xlsx", "ne se lit pas"), ("q.csv", "2 questions")):
        page.one("#batch-row input[type=file]").send_keys(str(tmp_path / name))
        page.until(lambda words=words: words in "".join(page.texts("#batch-told")))
        assert str(tmp_path) not in "".join(page.texts("#batch-told"))
    box = page.one("#batch-questions textarea")
    assert box.get_attribute("value") == "Combien a coûté le pont ?\nQui l'a rouvert ?"
    put(page, "#batch-questions", "a\n" * 10_001)
    page.click("#batch-go")
    page.until(lambda: "10001 questions" in "".join(page.texts("#batch-told .fault")))


def test_a_question_is_followed_from_an_answer_and_removed(page: Page, service: FakeService) -> None:
    page.ask(f"{QUESTION} <img src=x onerror=pwn()>")
    page.click("[data-act=keep]")
    page.until(lambda: any("Veille" in text for text in page.texts(".toast-message-text, .toast-text")))
    page.tab("Veille")
    page.until(lambda: len(page.texts(".standing > li")) == 2)
    assert page.texts(".chip.news")[0] == "1 nouveauté"
    assert page.texts(".new-mark")[0] == "nouveau"
    assert page.texts(".feed a")[0].endswith("/api/standing.atom")
    page.click(".standing .sure summary")
    page.click(".standing [data-close]")
    page.until(lambda: not page.texts(".standing .sure[open]"))
    page.click(".standing .sure summary")
    page.click(".standing [data-act=remove]")
    page.until(lambda: len(page.texts(".standing > li")) == 1)
    page.one("#standing-new textarea, #standing-new input").send_keys("Qui a rouvert le pont ?", Keys.ENTER)
    page.until(lambda: len(page.texts(".standing > li")) == 2)
    assert len(service.standing()) == 2


def test_a_stop_keeps_the_quotations(page: Page, service: FakeService, url: str) -> None:
    service.endless = True
    page.one("#question textarea").send_keys(QUESTION, Keys.ENTER)
    page.until(lambda: page.texts(".answer.draft"))
    page.click("#halt")
    page.until(lambda: page.texts(".outcome.stopped"))
    assert "tenu les délais" in page.texts(".answer")[0]
    assert page.texts(".turn .card mark")
    service.endless = False
    page.open(f"{url}/?lang=fr")
    page.until(lambda: page.texts(".turn .answer"))


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_axe_finds_nothing_serious(page: Page, width: int, dark: bool) -> None:
    check(page, DRAFT)
    page.until(lambda: page.texts("#checked .exports"))
    assert page.faults(width, dark=dark) == []
    page.tab("En série")
    put(page, "#batch-questions", "Le pont de Valombre rouvre-t-il ?\nPANNE")
    page.click("#batch-go")
    page.until(lambda: page.texts("#batch-open .exports"))
    assert page.faults(width, dark=dark) == []
    page.tab("Veille")
    page.click(".standing .sure summary")
    assert page.faults(width, dark=dark) == []
