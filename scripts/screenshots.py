"""Screenshots of a running Sourcier, for looking at and for the documentation.

    python scripts/screenshots.py http://127.0.0.1:7860 docs/screenshots

Takes the empty page, a streaming and a finished answer, a marked source, the article, a refusal, a
fault and the archive, on a desktop and a phone, light and dark.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser import chromium, wait_for_page

PATIENCE_S = 120
UNANSWERABLE = "Quel est le prix du mètre carré sur la planète Mars ?"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}


def main(url: str, folder: Path) -> None:
    """Take them all."""
    wait_for_page(url)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (width, height) in SIZES.items():
        for dark in (False, True):
            with chromium(width, height, dark=dark) as driver:
                scheme = "dark" if dark else "light"
                tour(driver, url, lambda step, n=name, s=scheme: folder / f"{n}-{s}-{step}.png")  # type: ignore[misc]


def tour(driver: Chrome, url: str, path: Callable[[str], Path]) -> None:
    """Walk through the page, keeping a picture of each state."""

    def wait(css: str) -> None:
        WebDriverWait(driver, PATIENCE_S, 0.05).until(lambda _: driver.find_elements(By.CSS_SELECTOR, css))

    def keep(step: str) -> None:
        time.sleep(0.4)
        driver.save_screenshot(str(path(step)))

    driver.get(url)
    wait("#status p")
    wait(".welcome button")
    keep("empty")
    driver.find_element(By.CSS_SELECTOR, ".welcome button").click()
    wait(".turn .sources .card")
    driver.save_screenshot(str(path("streaming")))
    wait(".turn .foot")
    keep("answered")
    if driver.find_elements(By.CSS_SELECTOR, ".cite"):
        driver.execute_script("document.querySelector('.cite').click()")
        keep("source")
        driver.execute_script("document.querySelector('.card a.open').click()")
        time.sleep(1)
        keep("article")
        driver.execute_script("document.querySelector('#reader').close()")
    ask(driver, UNANSWERABLE)
    wait(".turn:last-child .actions")
    keep("refused")
    driver.find_element(By.CSS_SELECTOR, "#refine > button").click()
    wait("#refine textarea")
    driver.find_element(By.CSS_SELECTOR, "#refine textarea").send_keys("2023-99")
    ask(driver, UNANSWERABLE)
    wait(".turn:last-child .outcome.fault")
    keep("error")
    tab = next(tab for tab in driver.find_elements(By.CSS_SELECTOR, "button[role=tab]") if tab.text == "Archive")
    tab.click()
    wait("table.archive")
    keep("archive")


def ask(driver: Chrome, question: str) -> None:
    """Put a question and send it."""
    box = driver.find_element(By.CSS_SELECTOR, "#question textarea")
    box.send_keys(question + Keys.ENTER)
    time.sleep(1)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python scripts/screenshots.py URL FOLDER")
    main(sys.argv[1], Path(sys.argv[2]))
