"""The system's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
)

ATTEMPTS = 1500
"""How often `until` looks, 20 ms apart."""


def executable() -> str | None:
    """Return the path of the browser, None where there is none."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


class Chromium:
    """One page of a browser.

    `problems` are the page's console errors, warnings and uncaught exceptions, `requested` every address that it asked
    for, since it was opened.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        self.requested: list[str] = []
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._note)

    def _note(self, message: Any) -> None:
        if message.type in ("error", "assert", "warning"):
            self.problems.append(message.text)

    def open(self, address: str) -> None:
        """Open an address from an empty page and wait until it has loaded."""
        self.page.goto("about:blank")
        self.problems.clear()
        self.requested.clear()
        self.page.goto(address)

    def evaluate(self, expression: str) -> Any:
        """Return the JSON value of an expression in the page, awaited where it is a promise."""
        return self.page.evaluate(expression)

    def until(self, expression: str) -> None:
        """Wait until an expression is true. The page's own policy forbids what `wait_for_function` does."""
        for _ in range(ATTEMPTS):
            if self.evaluate(expression):
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"never true: {expression}")

    def press(self, key: str) -> None:
        """Press and release a key."""
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Type text into what has the focus."""
        self.page.keyboard.insert_text(text)

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window, in CSS pixels."""
        self.page.set_viewport_size({"width": width, "height": height})

    def prefer(self, scheme: Literal["light", "dark"]) -> None:
        """Prefer a colour scheme."""
        self.page.emulate_media(color_scheme=scheme)

    def accessibility_violations(self) -> list[str]:
        """Return what axe finds wrong with the page as it is: the rule and the first place that breaks it.

        It is not asked to describe what is right as well, which takes most of its time on a page of this size.
        """
        found = Axe().run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html']}" for rule in found]


@contextmanager
def chromium_page(program: str) -> Iterator[Chromium]:
    """Start the browser with one page, 1440 by 1000 CSS pixels, and end it afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield Chromium(browser.new_page(viewport={"width": 1440, "height": 1000}))
        finally:
            browser.close()
