"""A real Chromium on the demo's page, where no word may appear on the console."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NEEDED = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the demo's page is not tried"),
]
LAPTOP, SMALL = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


@asynccontextmanager
async def shown(url: str, viewport: Any, **options: Any) -> AsyncIterator[Page]:
    """The page at this address, in a window of this size."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            page = await chromium.new_page(viewport=viewport, reduced_motion="reduce", **options)
            page.set_default_timeout(5000)
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto(url)
            yield page
            assert complaints == []
        finally:
            await chromium.close()


async def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
