"""How soon the page of a running Sourcier is painted and ready: python bench/page.py http://127.0.0.1:7860

Prints medians of ten loads in a real Chromium, with an empty cache and with a full one, in milliseconds after the
navigation began: the first contentful paint, and the moment at which a question can be typed.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from selenium.webdriver import Chrome

from tests.support.browser import chromium, wait_for_page

LOADS = 10
READY = """
const paint = performance.getEntriesByName("first-contentful-paint")[0];
return paint && document.querySelector("#question textarea") ? [paint.startTime, performance.now()] : null;
"""


def load(driver: Chrome, url: str) -> tuple[float, float]:
    """First paint and readiness of one load."""
    driver.get("about:blank")
    driver.get(url)
    while not (times := driver.execute_script(READY)):
        time.sleep(0.01)
    return times[0], times[1]


def main(url: str) -> None:
    """Measure and print."""
    wait_for_page(url)
    with chromium() as driver:
        load(driver, url)
        for name in ("empty cache", "full cache"):
            found = []
            for _ in range(LOADS):
                if name == "empty cache":
                    driver.execute_cdp_cmd("Network.clearBrowserCache", {})
                found.append(load(driver, url))
            paints, ready = zip(*found, strict=True)
            print(
                f"{name}: first paint {statistics.median(paints):.0f} ms (worst {max(paints):.0f}), "
                f"ready {statistics.median(ready):.0f} ms (worst {max(ready):.0f})"
            )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7860")
