"""The page in a real Chromium, as Telegram opens it: the shell hands on who came, and everything can be reached."""

from __future__ import annotations

import asyncio
import html
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from aiohttp import web
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from bot.page.door import Door
from bot.page.place import place_of
from bot.page.site import server_of
from bot.store.engine.database import Database
from bot.store.engine.desk import Desk
from tests.blackbox import free_port
from tests.driver import TOKEN, Clock
from tests.page.signing import data
from tests.page.site import Answerer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the page is not tried"),
]
SMALL: ViewportSize = {"width": 360, "height": 640}
DARK = json.dumps({"bg_color": "#17212b"})


@pytest.fixture
def kind() -> str:
    """A browser is the same on every database."""
    return "sqlite"


@asynccontextmanager
async def opened(
    database: Database, clock: Clock, complains: str = "", **more: Any
) -> AsyncIterator[tuple[Page, str, Answerer]]:
    """A window on a phone, the page's address, and who answers; no other word may appear on the browser's console."""
    address = f"http://localhost:{free_port()}/titian"
    place, answerer, complaints = place_of(address), Answerer(), []
    door = Door(
        Desk(database), TOKEN, place, clock.now, lambda *given: answerer.answers(*given), stands=answerer.stands
    )
    runner = web.ServerRunner(server_of(door))
    await runner.setup()
    await web.TCPSite(runner, "localhost", int(place.origin.rpartition(":")[2])).start()
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await chromium.new_page(viewport=SMALL, **more)
        page.set_default_timeout(5000)
        page.on("console", lambda message: complaints.append(f"{message.text} {message.location['url']}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        try:
            yield page, address, answerer
            assert [
                one for one in complaints if not one.endswith("/favicon.ico") and not (complains and complains in one)
            ] == []
        finally:
            await chromium.close()
            await runner.cleanup()


def link(address: str, clock: Clock, press: str = "", theme: str = "{}") -> str:
    """The address as Telegram opens it."""
    told = urlencode({"tgWebAppData": data(7, clock.at), "tgWebAppVersion": "9.1", "tgWebAppThemeParams": theme})
    return f"{address}?b={quote(press)}#{told}"


def test_telegram_opens_it_and_one_goes_on_without_a_script(database: Database, clock: Clock) -> None:
    async def story() -> None:
        async with opened(database, clock) as (page, address, answerer):
            answerer.asks = {"into": "abc23456", "question": "", "wanted": True, "most": 500, "typed": ""}
            await page.goto(link(address, clock, "AAAAAAAAAAASave:1", DARK))
            await expect(page.get_by_text("AAAAAAAAAAASave:1 (1)")).to_be_visible()
            assert page.url == f"{address}/open"
            await expect(page.locator("html")).to_have_class("dark")
            await page.get_by_label("Jawaban").fill("baik,\nsehat")
            await page.get_by_role("button", name="Kirim").click()
            await expect(page.get_by_role("status")).to_contain_text("Tersimpan")
            await page.get_by_role("button", name="Kembali").click()
            await expect(page.get_by_text("AAAAAAAAAAABack (3)")).to_be_visible()
            assert answerer.came[1][1].words == "baik,\nsehat"
            await page.reload()
            await expect(page.get_by_text("AAAAAAAAAAABack (3)")).to_be_visible()

    asyncio.run(story())


def test_opened_without_telegram_it_says_what_to_do(database: Database, clock: Clock) -> None:
    async def story() -> None:
        async with opened(database, clock) as (page, address, answerer):
            await page.goto(address)
            await expect(page.get_by_role("alert")).to_contain_text("kembali ke sana")
            await expect(page.get_by_text("sedang dibuka")).to_be_hidden()
            await expect(page.get_by_text("perlu JavaScript")).to_be_hidden()
            assert answerer.came == []

    asyncio.run(story())


def test_without_javascript_it_says_so(database: Database, clock: Clock) -> None:
    async def story() -> None:
        async with opened(database, clock, java_script_enabled=False) as (page, address, _):
            await page.goto(link(address, clock))
            await expect(page.get_by_text("perlu JavaScript")).to_be_visible()
            assert page.url.startswith(address + "?"), "it goes nowhere"

    asyncio.run(story())


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_everything_is_reached_on_a_small_phone(database: Database, clock: Clock, size: str, tmp_path: Path) -> None:
    """With letters twice as large, too."""

    async def story() -> None:
        async with opened(database, clock) as (page, address, answerer):
            answerer.asks = {"into": "abc23456", "question": "", "wanted": True, "most": 32, "typed": ""}
            await page.goto(link(address, clock, "AAAAAAAAAAASave:1"))
            await page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            assert await page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
            boxes = [await one.bounding_box() for one in await page.locator("button, input[type=text]").all()]
            assert len(boxes) == 5 and all(box is not None and box["height"] >= 44 for box in boxes)
            order = []
            for _ in range(5):
                await page.keyboard.press("Tab")
                order.append(await page.evaluate("document.activeElement.innerText || document.activeElement.name"))
            assert [order[0], order[1], *order[3:]] == ["w", "Kirim", "Batal", "Kembali"]
            if size == "100%":
                await page.screenshot(path=tmp_path / "page.png")

    asyncio.run(story())


def test_another_site_cannot_frame_it(database: Database, clock: Clock) -> None:
    async def story() -> None:
        async with opened(database, clock, "frame-ancestors https://web.telegram.org") as (page, address, answerer):
            framed = html.escape(link(address, clock, "AAAAAAAAAAASave:1"))
            await page.set_content(f'<iframe src="{framed}"></iframe>')
            await page.wait_for_load_state("networkidle")
            assert answerer.came == []
            assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]

    asyncio.run(story())
