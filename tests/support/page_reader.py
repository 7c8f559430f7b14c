"""What a reader does with the page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE_S = 30


class Page:
    """What a reader does."""

    def __init__(self, driver: Chrome, url: str) -> None:
        self.driver = driver
        self.open(url)

    def open(self, url: str) -> None:
        self.driver.get(url)
        self.one("#question textarea")
        self.one("#status p")

    def one(self, css: str) -> WebElement:
        self.until(lambda: self.driver.find_elements(By.CSS_SELECTOR, css))
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def until(self, condition: Callable[[], object]) -> object:
        return WebDriverWait(self.driver, PATIENCE_S, 0.05).until(lambda _: condition())

    def texts(self, css: str) -> list[str]:
        script = "return [...document.querySelectorAll(arguments[0])].map((node) => node.innerText)"
        return list(self.driver.execute_script(script, css))

    def click(self, css: str, number: int = 0) -> None:
        self.one(css)
        find = "const node = document.querySelectorAll(arguments[0])[arguments[1]];"
        node = self.driver.execute_script(f"{find} node.scrollIntoView({{block: 'center'}}); return node", css, number)
        node.click()

    def ask(self, question: str, outcome: str = ".foot") -> None:
        before = len(self.texts(".turn"))
        self.type(question)
        self.until(lambda: len(self.texts(".turn")) == before + 1)
        self.until(lambda: self.driver.find_elements(By.CSS_SELECTOR, f".turn:last-child {outcome}"))
        self.until(lambda: self.driver.find_element(By.ID, "go").is_displayed())

    def type(self, question: str) -> None:
        self.driver.find_element(By.CSS_SELECTOR, "#question textarea").send_keys(question + Keys.ENTER)

    def tab(self, name: str) -> None:
        self.one("button[role=tab]")
        # in one go, since Gradio lays its tabs out again whenever their room changes
        find = "[...document.querySelectorAll('button[role=tab]')].find((tab) => tab.innerText.trim() === arguments[0])"
        self.until(lambda: self.driver.execute_script(f"const tab = {find}; tab?.click(); return Boolean(tab)", name))

    def faults(self, width: int, *, dark: bool) -> list[object]:
        """What axe finds serious in the page at this width, and a scroll sideways; the window is as before after."""
        from axe_selenium_python import Axe

        before = self.driver.execute_script("return [innerWidth, innerHeight]")
        try:
            still = "document.head.insertAdjacentHTML('beforeend', '<style>* {transition: none !important}</style>')"
            self.driver.execute_script(still)  # colours on their way are none of ours
            self.look(width, 844, dark=dark)
            self.driver.set_script_timeout(600)  # on a busy machine
            axe = Axe(self.driver)
            axe.inject()
            found: list[object] = [
                (fault["id"], [node["target"] for node in fault["nodes"]])
                for fault in axe.run()["violations"]
                if fault["impact"] in ("serious", "critical")
            ]
            wide = self.driver.execute_script("return document.documentElement.scrollWidth")
            return found + ([("wide", wide)] if wide > width else [])
        finally:
            self.look(*before, dark=False)

    def look(self, width: int, height: int, *, dark: bool) -> None:
        """Give the window this size and colour scheme."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
