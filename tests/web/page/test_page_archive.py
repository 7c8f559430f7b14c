"""The archive tab in a real Chromium: searching, filtering, tagging, with the keyboard too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.support.browser import chromium, find_chromium
from tests.support.fake_service import FakeService
from tests.support.page_reader import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="Debian's chromium and chromium-driver are not installed"),
]
ROWS = "table.archive tbody tr"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium(1440, 900) as driver:
        yield driver


@pytest.fixture
def page(browser: Chrome, url: str, service: FakeService) -> Page:
    service.reset()
    page = Page(browser, f"{url}/")
    page.tab("Archive")
    page.until(lambda: len(page.texts(ROWS)) == 3)
    return page


def search(page: Page, text: str) -> None:
    box = page.one("#archive-search textarea, #archive-search input")
    box.send_keys(Keys.CONTROL + "a")
    box.send_keys(text or Keys.BACKSPACE)


def focused(page: Page) -> str | None:
    key: str | None = page.driver.execute_script("return document.activeElement.dataset.key || null")
    return key


def test_a_search_with_operators_marks_its_words_and_tells_slips(page: Page) -> None:
    search(page, '"délais" OR horaires')
    page.until(lambda: len(page.texts(ROWS)) == 0 or page.texts("mark") != [])
    search(page, '"tenu les délais"')
    page.until(lambda: page.texts(".excerpt mark") == ["tenu les délais"])
    page.click("table.archive a.open")
    page.one("#reader iframe")
    page.driver.switch_to.frame("reader-frame")
    page.until(lambda: page.texts("mark#spot") == ["tenu les délais"])
    page.driver.switch_to.default_content()
    page.driver.execute_script("document.querySelector('#reader').close()")
    search(page, '"tenu les')
    page.until(lambda: any("guillemet" in text for text in page.texts(".note")))
    search(page, "AND OR")
    page.until(lambda: any("Aucun mot" in text for text in page.texts(".outcome.fault")))
    search(page, "")
    page.until(lambda: len(page.texts(ROWS)) == 3)


def test_facets_a_month_and_chips_by_keyboard(page: Page) -> None:
    page.one("[data-key=facets]").send_keys(Keys.ENTER)
    chosen = page.one('.facets button[data-field=outlet][data-value="Le Courrier de Valombre"]')
    chosen.send_keys(Keys.ENTER)
    page.until(lambda: len(page.texts(ROWS)) == 1)
    page.until(lambda: focused(page) == "outlet-Le Courrier de Valombre")
    assert page.texts(".facets button[aria-pressed=true]") == ["Le Courrier de Valombre\n1"]
    page.one("[data-key=drop-outlet]").send_keys(Keys.ENTER)
    page.until(lambda: len(page.texts(ROWS)) == 3)
    page.click("#archive-chart summary")
    page.one("#archive-chart button[data-value='2023-03']").send_keys(Keys.ENTER)
    page.until(lambda: page.texts(".chip") == ["Période : mars 2023\n×"])
    page.until(lambda: len(page.texts(ROWS)) == 1)
    page.click("[data-key=clear]")
    page.until(lambda: len(page.texts(ROWS)) == 3)


def test_order(page: Page) -> None:
    page.driver.execute_script(
        "const box = document.querySelector('[data-key=sort]'); box.value = 'title';"
        "box.dispatchEvent(new Event('change', {bubbles: true}))"
    )
    page.until(lambda: page.texts("[data-key=order]") == ["↑ croissant"])
    titles = page.texts("table.archive a.open")
    page.click("[data-key=order]")
    page.until(lambda: page.texts("table.archive a.open") == titles[::-1])


def test_tags_a_star_and_a_note_stay(page: Page, service: FakeService, url: str) -> None:
    tag = "pont, <b>travaux</b> 🐟"
    page.click(".annotation summary")
    # the driver cannot type signs beyond the first plane
    page.driver.execute_script("document.querySelector('.new-tag').value = arguments[0]", tag)
    page.one(".new-tag").send_keys(Keys.ENTER)
    page.until(lambda: page.texts(".chip.tag .word") == [tag])
    page.one("textarea.new-note").send_keys("À relire avant lundi")
    page.click("[data-act=note]")
    page.until(lambda: page.texts(".own-note") == ["À relire avant lundi"])
    page.click(".star")
    page.until(lambda: page.texts(".star")[0] == "★")
    page.open(f"{url}/")
    page.tab("Archive")
    page.until(lambda: page.texts(".chip.tag .word") == [tag])
    assert page.texts(".own-note") == ["À relire avant lundi"]
    page.click(".chip.tag .word")
    page.until(lambda: len(page.texts(ROWS)) == 1)
    page.click(".chip.tag [data-act=untag]")
    page.until(lambda: service.tags() == {})


def test_what_was_set_aside_is_looked_at_and_taken_in(page: Page, service: FakeService) -> None:
    identity = next(iter(service.library))
    page.click(f"[data-act=aside][data-id='{identity}']")
    page.until(lambda: any("idées de sorties" in text for text in page.texts(".aside li")))
    page.click(".aside [data-act=take_in]")
    page.until(lambda: page.texts(".aside [data-act=put_aside]") == ["Remettre de côté"])
    assert len(service.article(identity).labels_read) == 1
    page.click(".aside [data-act=put_aside]")
    page.until(lambda: page.texts(".aside [data-act=put_aside]") == [])
    assert service.article(identity).labels_read == {}
    page.click(f"[data-act=aside][data-id='{identity}']")
    page.until(lambda: page.texts(".aside") == [])


def test_the_second_of_two_windows_is_told_what_it_replaced(page: Page, service: FakeService) -> None:
    from rag.archive_types import AnnotationChange

    page.click(".annotation summary")
    box = page.one("textarea.new-note")
    identity = page.one("[data-act=note]").get_attribute("data-id")
    assert identity
    service.annotate(identity, AnnotationChange(note="écrit ailleurs"))
    box.send_keys("écrit ici")
    page.click("[data-act=note]")
    page.until(lambda: any("écrit ailleurs" in text for text in page.texts("#archive-told")))
    assert service.annotation(identity).note == "écrit ici"


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False), (390, True)])
def test_axe_finds_nothing_serious_in_the_open_archive(page: Page, url: str, width: int, dark: bool) -> None:
    from axe_selenium_python import Axe

    size = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": False}
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    page.open(f"{url}/")
    page.tab("Archive")
    page.click(".annotation summary")
    page.click("[data-key=facets]")
    page.click('.facets button[data-field=outlet][data-value="Le Courrier de Valombre"]')
    page.until(lambda: len(page.texts(ROWS)) == 1)
    page.click(".annotation summary")
    page.click("[data-act=aside]")
    page.until(lambda: page.texts(".aside li") != [])
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= width
    axe = Axe(page.driver)
    axe.inject()
    faults = [
        (fault["id"], [node["target"] for node in fault["nodes"]])
        for fault in axe.run()["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert faults == []
    assert page.driver.find_elements(By.CSS_SELECTOR, ".facets[open]")
