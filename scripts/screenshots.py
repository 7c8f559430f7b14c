"""Screenshots of a running Sourcier, for looking at and for the documentation.

    python scripts/screenshots.py http://127.0.0.1:7860 FOLDER
    python scripts/screenshots.py http://127.0.0.1:7860 docs/screenshots desktop-light-answered phone-dark-answered

The second form keeps the pictures named alone. Takes the empty page, a streaming and a finished answer, a marked
source, the article, a refusal, a wrong date, a model that is not there, the archive,
the conversations and the models, on a desktop and a phone, light and dark.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.support.browser import chromium, wait_for_page

PATIENCE_S = 120
UNANSWERABLE = "Quel est le prix du mètre carré sur la planète Mars ?"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}


def main(url: str, folder: Path, wanted: frozenset[str]) -> None:
    """Take them all, or those wanted."""
    wait_for_page(url)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (width, height) in SIZES.items():
        for dark in (False, True):
            prefix = f"{name}-{'dark' if dark else 'light'}"
            if wanted and not any(picture.startswith(f"{prefix}-") for picture in wanted):
                continue
            with chromium(width, height, dark=dark) as driver:
                tour(driver, url, Keeper(driver, folder, prefix, wanted))


class Keeper:
    """Keeps a picture under a name, where it is wanted."""

    def __init__(self, driver: Chrome, folder: Path, prefix: str, wanted: frozenset[str]) -> None:
        self._driver = driver
        self._folder = folder
        self._prefix = prefix
        self._wanted = wanted

    def __call__(self, step: str, pause_s: float = 0.4) -> None:
        """Keep what the browser shows, once it has settled."""
        name = f"{self._prefix}-{step}"
        if not self._wanted or name in self._wanted:
            time.sleep(pause_s)
            path = self._folder / f"{name}.png"
            self._driver.save_screenshot(str(path))
            with Image.open(path) as picture:  # 256 colours are plenty for text, at a third of the size
                few = picture.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            few.save(path, optimize=True)


def tour(driver: Chrome, url: str, keep: Keeper) -> None:
    """Walk through the page, keeping a picture of each state."""

    def wait(css: str) -> None:
        WebDriverWait(driver, PATIENCE_S, 0.05).until(lambda _: driver.find_elements(By.CSS_SELECTOR, css))

    driver.get(url)
    wait("#status p")
    wait(".welcome button")
    keep("empty")
    driver.find_element(By.CSS_SELECTOR, ".welcome button").click()
    wait(".turn .sources .card")
    keep("streaming", 0)
    wait(".turn .foot")
    driver.execute_script("scrollTo(0, 0)")
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
    box = driver.find_element(By.CSS_SELECTOR, "#refine textarea")
    box.send_keys(Keys.BACKSPACE * 10)
    choose_ollama(driver)
    ask(driver, UNANSWERABLE)
    wait(".turn:nth-child(4) .actions")
    keep("no-model")
    tabs = (("archive", "table.archive"), ("kept", ".kept li"), ("models", ".model"))
    driver.execute_script("scrollTo(0, 0)")
    for place, (name, css) in enumerate(tabs, 1):
        driver.execute_script("document.querySelectorAll('button[role=tab]')[arguments[0]].click()", place)
        wait(css)
        keep(name)


def choose_ollama(driver: Chrome) -> None:
    """Let Ollama write, whether it is there or not."""
    writer = driver.find_elements(By.CSS_SELECTOR, "#refine input[role=combobox]")[-1]
    writer.click()
    writer.send_keys(Keys.BACKSPACE * 30 + "Ollama" + Keys.ENTER)


def ask(driver: Chrome, question: str) -> None:
    """Put a question and send it."""
    box = driver.find_element(By.CSS_SELECTOR, "#question textarea")
    box.send_keys(question + Keys.ENTER)
    time.sleep(1)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: python scripts/screenshots.py URL FOLDER [PICTURE...]")
    main(sys.argv[1], Path(sys.argv[2]), frozenset(sys.argv[3:]))
