"""A page in a sheet over a phone, in a real Chromium: a small page of another origin stands behind the button."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web
from playwright.async_api import FrameLocator, Locator, Page, expect
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram import WebAppInfo

from bot.demo.server import PhoneSpec
from tests.demo.browser import LAPTOP, NEEDED, SMALL, overflow, shown
from tests.demo.place import TOKEN, Place, place
from tests.demo.test_web_apps import is_from_telegram

pytestmark = NEEDED
SEED = (PhoneSpec(7, "Siti", "Pendamping"), PhoneSpec(8, "Yusuf", "Supervisor"))
OFFICE = {"width": 1366, "height": 768}
HEAD = """<!doctype html><html lang="id"><meta charset="utf-8"><title>Kabar</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">"""
SHELL = f"""{HEAD}<form method="post" action="/page/open"><input type="hidden" name="d">
<input type="hidden" name="b"><noscript>-</noscript></form><script src="/page/shell.js"></script>"""
SCRIPT = """const form = document.querySelector("form");
form.d.value = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
form.b.value = new URLSearchParams(location.search).get("b");
form.submit();"""
FORM = f"""{HEAD}<h1>Kabar R-014</h1><form method="post" action="/page/act">
<label>Catatan <textarea name="w" rows="3"></textarea></label> <button>Simpan</button></form>"""


@asynccontextmanager
async def small_page() -> AsyncIterator[tuple[str, list[dict[str, str]]]]:
    """The page's origin, and what was posted to it: a shell with one script, then forms only."""
    posted: list[dict[str, str]] = []

    async def shell(request: web.Request) -> web.Response:
        return web.Response(text=SHELL, content_type="text/html")

    async def script(request: web.Request) -> web.Response:
        return web.Response(text=SCRIPT, content_type="text/javascript")

    async def taken(request: web.Request) -> web.Response:
        posted.append({name: str(value) for name, value in (await request.post()).items()})
        done = f"{HEAD}<p>Tersimpan</p>" if request.path == "/page/act" else FORM
        return web.Response(text=done, content_type="text/html")

    app = web.Application()
    app.router.add_get("/page", shell)
    app.router.add_get("/page/shell.js", script)
    app.router.add_post("/page/open", taken)
    app.router.add_post("/page/act", taken)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", posted
    finally:
        await runner.cleanup()


@asynccontextmanager
async def opened(
    viewport: Any, *, framed: bool = True, **options: Any
) -> AsyncIterator[tuple[Page, Place, list[dict[str, str]]]]:
    """Two phones with a message that opens the page."""
    async with small_page() as (origin, posted), place(seed=SEED, web_app_origin=origin if framed else None) as here:
        rows = [
            [Button("Baca di sini", web_app=WebAppInfo(f"{origin}/page?b=x.1"))],
            [Button("Nanti", callback_data="n")],
        ]
        for phone in here.server.page.phones.values():
            phone.opens()
            await here.bot.send_message(phone.user.id, "Ada kabar untuk Anda.", reply_markup=Keyboard(rows))
        async with shown(here.url, viewport, **options) as page:
            yield page, here, posted


def phone_of(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def key_of(phone: Locator, label: str) -> Locator:
    return phone.get_by_role("button", name=label, exact=True)


def sheet_of(phone: Locator) -> tuple[Locator, FrameLocator]:
    return phone.get_by_role("dialog"), phone.frame_locator("iframe")


def who(posted: dict[str, str]) -> int:
    """Whose initData was posted."""
    return int(json.loads(parse_qs(posted["d"])["user"][0])["id"])


def test_a_page_is_opened_filled_in_and_closed() -> None:
    async def story() -> None:
        async with opened(LAPTOP) as (page, here, posted):
            siti = phone_of(page, "Siti")
            box = siti.get_by_label("Tulis pesan sebagai Siti")
            await box.fill("setengah ka")
            await key_of(siti, "Baca di sini").click()
            sheet, inside = sheet_of(siti)
            await expect(sheet).to_have_attribute("aria-label", "Titian, Siti · Pendamping")
            await expect(sheet.locator("iframe")).to_have_attribute("title", "Halaman Titian, Siti · Pendamping")
            await expect(sheet.get_by_role("button", name="Tutup")).to_be_focused()
            await expect(inside.get_by_role("heading")).to_have_text("Kabar R-014")
            assert posted[0]["b"] == "x.1" and is_from_telegram(posted[0]["d"], TOKEN)
            assert who(posted[0]) == 7
            await inside.get_by_label("Catatan").fill("butuh modal & doa")
            await inside.get_by_role("button", name="Simpan").click()
            await expect(inside.get_by_text("Tersimpan")).to_be_visible()
            assert posted[1] == {"w": "butuh modal & doa"}
            await here.bot.send_message(7, "Sementara itu")
            await sheet.get_by_role("button", name="Tutup").click()
            await expect(siti.locator("iframe")).to_have_count(0)
            await expect(key_of(siti, "Baca di sini")).to_be_focused()
            await expect(box).to_have_value("setengah ka")
            await expect(siti.locator(".theirs .words").last).to_have_text("Sementara itu")
            await box.press("Enter")
            await expect(siti.locator(".mine .words").last).to_have_text("setengah ka")

    asyncio.run(story())


def test_by_keyboard_alone() -> None:
    async def story() -> None:
        async with opened(LAPTOP) as (page, _, posted):
            siti = phone_of(page, "Siti")
            await key_of(siti, "Baca di sini").focus()
            await page.keyboard.press("Enter")
            sheet, inside = sheet_of(siti)
            await expect(inside.get_by_label("Catatan")).to_be_visible()
            await page.keyboard.press("Tab")
            await page.keyboard.type("baik")
            await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
            await expect(inside.get_by_text("Tersimpan")).to_be_visible()
            assert posted[1] == {"w": "baik"}
            await sheet.get_by_role("button", name="Tutup").focus()
            await page.keyboard.press("Escape")
            await expect(sheet).to_have_count(0)
            await expect(key_of(siti, "Baca di sini")).to_be_focused()

    asyncio.run(story())


def test_the_chat_below_waits_while_other_phones_go_on() -> None:
    async def story() -> None:
        async with opened(OFFICE) as (page, _, posted):
            siti, yusuf = phone_of(page, "Siti"), phone_of(page, "Yusuf")
            for phone in (siti, yusuf):
                await key_of(phone, "Baca di sini").click()
                await expect(sheet_of(phone)[1].get_by_role("heading")).to_be_visible()
            assert [who(one) for one in posted] == [7, 8]
            await sheet_of(siti)[1].get_by_label("Catatan").fill("masih di sini")
            await key_of(siti, "Nanti").evaluate("node => node.focus()")
            await expect(key_of(siti, "Nanti")).not_to_be_focused()  # inert: out of reach, also for a screen reader
            await sheet_of(yusuf)[0].get_by_role("button", name="Tutup").press("Escape")
            await key_of(yusuf, "Nanti").click()
            await expect(yusuf.locator(".key.pressed")).to_have_count(1)
            await expect(sheet_of(siti)[1].get_by_label("Catatan")).to_have_value("masih di sini")
            whole, sheet = await siti.bounding_box(), await sheet_of(siti)[0].bounding_box()
            assert whole and sheet and sheet["height"] >= whole["height"] - 2 and sheet["width"] >= whole["width"] - 2
            assert await overflow(page) <= 0

    asyncio.run(story())


def test_on_a_small_screen() -> None:
    async def story() -> None:
        async with opened(SMALL, color_scheme="dark") as (page, _, _):
            siti = phone_of(page, "Siti")
            mark = key_of(siti, "Baca di sini").locator(".icon-window")
            await expect(mark).to_be_visible()
            await expect(key_of(siti, "Nanti").locator(".icon-window")).to_have_count(0)
            await key_of(siti, "Baca di sini").click()
            await expect(sheet_of(siti)[1].get_by_role("heading")).to_be_visible()
            frame = await siti.locator("iframe").bounding_box()
            assert frame and frame["width"] >= 358 and frame["height"] >= 480
            assert await overflow(page) <= 0
            await page.get_by_role("tab", name="Yusuf, Supervisor").click()
            await key_of(phone_of(page, "Yusuf"), "Baca di sini").click()
            await expect(sheet_of(phone_of(page, "Yusuf"))[1].get_by_role("heading")).to_be_visible()
            await page.get_by_role("tab", name="Siti, Pendamping").click()
            await siti.get_by_role("button", name="Tutup").click()
            await expect(key_of(siti, "Baca di sini")).to_be_focused()

    asyncio.run(story())


def test_a_message_that_is_taken_back_meanwhile() -> None:
    async def story() -> None:
        async with opened(LAPTOP) as (page, here, _):
            siti = phone_of(page, "Siti")
            await key_of(siti, "Baca di sini").click()
            await expect(sheet_of(siti)[1].get_by_role("heading")).to_be_visible()
            await here.bot.delete_message(7, here.server.phone(7, "").last.id)
            await expect(siti.locator(".theirs")).to_have_count(0)
            await expect(sheet_of(siti)[1].get_by_role("heading")).to_be_visible()
            await siti.get_by_role("button", name="Tutup").click()
            await expect(siti.get_by_role("log")).to_be_focused()

    asyncio.run(story())


def test_a_page_from_elsewhere_is_not_shown() -> None:
    async def story() -> None:
        async with opened(LAPTOP, framed=False) as (page, _, posted):
            siti = phone_of(page, "Siti")
            await key_of(siti, "Baca di sini").click()
            await expect(siti.locator(".notice.shown")).to_have_text("Halaman ini tidak bisa dibuka di peragaan.")
            await expect(siti.get_by_role("dialog")).to_have_count(0)
            assert posted == []

    asyncio.run(story())
