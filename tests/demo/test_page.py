"""The web page in a real Chromium: a person taps and types, and a real python-telegram-bot answers."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from playwright.async_api import Page, expect
from telegram import Bot, BotCommand, Update
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard

from bot.demo.server import Controls, PhoneSpec
from tests.demo.browser import LAPTOP, NEEDED, SMALL, overflow, shown
from tests.demo.place import Clock, place

pytestmark = NEEDED
SEED = (PhoneSpec(7, "Siti", "Pendamping"), PhoneSpec(8, "Yusuf", "Supervisor"), PhoneSpec(9, "Ratna", "Admin"))
LINK = "https://t.me/uji_bot?start=undang"
DOTS = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAAAAAA+i0toAAAADElEQVR4nGNgaPgPAAIDAYAkYfWXAAAAAElFTkSuQmCC")


async def answer(bot: Bot, update: Update, may_edit: asyncio.Event) -> None:
    """An echo with two buttons; a tap turns the message into another."""
    if (query := update.callback_query) is not None and query.message is not None:
        await may_edit.wait()
        await query.answer("Tersimpan")
        where = query.from_user.id, query.message.message_id
        await bot.edit_message_text("Sudah <b>disimpan</b>", *where, parse_mode="HTML")
    elif update.message is not None and update.message.text == "berkas":
        chat = update.message.chat.id
        await bot.send_photo(chat, DOTS, caption="Ringkasan")
        await bot.send_document(chat, b"BEGIN:VCALENDAR", filename="kalender.ics")
        await bot.send_document(chat, b"BEGIN:VCALENDAR", filename="rahasia.ics", protect_content=True)
    elif update.message is not None:
        rows = Keyboard([[Button("Simpan", callback_data="s"), Button("Batal", callback_data="b")]])
        words = f"Menerima <i>{update.message.text}</i>\n{LINK}"
        await bot.send_message(update.message.chat.id, words, parse_mode="HTML", reply_markup=rows)


async def run_bot(bot: Bot, may_edit: asyncio.Event) -> None:
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=20):
            offset = update.update_id + 1
            await answer(bot, update, may_edit)


def controls(clock: Clock) -> Controls:
    async def advance(by: timedelta) -> None:
        clock.at += by

    async def to_next_prompt() -> None:
        clock.at += timedelta(days=3)

    async def panel() -> dict[str, object]:
        rows = [["1", clock.now().isoformat(timespec="minutes"), "selesai"]]
        inbox = {"title": "Kotak masuk", "columns": ["No.", "Waktu", "Keadaan"], "rows": rows}
        prompts = {"title": "Pengingat", "columns": ["Untuk"], "rows": []}
        return {"inbox": inbox, "prompts": prompts, "counts": {"inbox": 1}}

    return Controls(panel, advance, to_next_prompt, clock.now)


@asynccontextmanager
async def opened(viewport: Any) -> AsyncIterator[tuple[Page, asyncio.Event]]:
    """The page, and the leave for the bot to answer taps."""
    may_edit = asyncio.Event()
    async with place(seed=SEED, controls=controls(Clock())) as here:
        await here.bot.set_my_commands([BotCommand("menu", "Menu utama")])
        running = asyncio.ensure_future(run_bot(here.bot, may_edit))
        try:
            async with shown(here.url, viewport) as page:
                yield page, may_edit
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def test_a_conversation_on_a_laptop() -> None:
    async def story() -> None:
        async with opened(LAPTOP) as (page, may_edit):
            siti = page.get_by_role("region", name="Siti", exact=True)
            await siti.get_by_role("button", name="Mulai").click()
            await siti.get_by_label("Tulis pesan sebagai Siti").fill("halo")
            await siti.get_by_label("Tulis pesan sebagai Siti").press("Enter")
            await expect(siti.locator(".theirs em").last).to_have_text("halo")
            await siti.get_by_role("button", name="Simpan").last.click()
            await expect(siti.locator(".key.pressed")).to_have_count(1)
            may_edit.set()
            await expect(siti.locator(".theirs strong")).to_have_text("disimpan")
            await expect(siti.locator(".theirs .edited")).to_have_text("diedit")
            await expect(siti.locator(".notice.shown")).to_have_text("Tersimpan")
            await expect(siti.locator(".key.pressed")).to_have_count(0)
            await siti.get_by_role("button", name=LINK).first.click()
            await page.get_by_role("button", name="Yusuf · Supervisor").click()
            yusuf = page.get_by_role("region", name="Yusuf", exact=True)
            await expect(yusuf.locator(".mine .words")).to_have_text("/start undang")
            assert await overflow(page) <= 0

    asyncio.run(story())


def test_the_clock_the_panel_and_blocking() -> None:
    async def story() -> None:
        async with opened(LAPTOP) as (page, _):
            await expect(page.locator("#clock .long")).to_have_text("Selasa, 24 November 2026 pukul 10.00 WIB")
            await expect(page.locator("#panel h2").first).to_have_text("Kotak masuk1")
            await expect(page.locator("#panel .none")).to_have_text("Kosong")
            await page.get_by_role("button", name="+1 jam").click()
            await expect(page.locator("#clock .long")).to_have_text("Selasa, 24 November 2026 pukul 11.00 WIB")
            await page.get_by_role("button", name="Ke pengingat berikutnya").click()
            await expect(page.locator("#clock .long")).to_have_text("Jumat, 27 November 2026 pukul 11.00 WIB")
            await expect(page.locator("#panel td").nth(1)).to_have_text("2026-11-27T04:00+00:00")
            siti = page.get_by_role("region", name="Siti", exact=True)
            await siti.get_by_role("button", name="Mulai").click()
            await siti.get_by_label("Pilihan ponsel Siti").click()
            await siti.get_by_role("button", name="Blokir bot").click()
            await siti.get_by_role("button", name="Buka blokir bot").click()
            await expect(siti.get_by_label("Tulis pesan sebagai Siti")).to_be_visible()

    asyncio.run(story())


def test_a_small_screen_shows_one_phone_at_a_time() -> None:
    async def story() -> None:
        async with opened(SMALL) as (page, _):
            assert await overflow(page) <= 0
            siti, yusuf = (page.get_by_role("region", name=name, exact=True) for name in ("Siti", "Yusuf"))
            await expect(siti).to_be_in_viewport(ratio=0.9)
            await page.get_by_role("tab", name="Yusuf, Supervisor").click()
            await expect(yusuf).to_be_in_viewport(ratio=0.9)
            await expect(siti).not_to_be_in_viewport()
            await yusuf.get_by_role("button", name="Mulai").click()
            await expect(yusuf.get_by_role("button", name="Simpan")).to_be_visible()
            await expect(page.locator("#panel")).to_be_hidden()
            await page.get_by_role("button", name="Antrean").click()
            await expect(page.get_by_role("region", name="Kotak masuk").last).to_be_visible()
            assert await overflow(page) <= 0

    asyncio.run(story())


def test_pictures_and_papers() -> None:
    async def story() -> None:
        async with opened(LAPTOP) as (page, _):
            siti = page.get_by_role("region", name="Siti", exact=True)
            await siti.get_by_role("button", name="Mulai").click()
            await siti.get_by_label("Tulis pesan sebagai Siti").fill("berkas")
            await siti.get_by_label("Tulis pesan sebagai Siti").press("Enter")
            picture = siti.locator(".theirs .picture img")
            await expect(picture).to_have_js_property("naturalWidth", 3)
            await expect(siti.locator(".theirs .words", has_text="Ringkasan")).to_be_visible()
            async with page.expect_download() as download:
                await siti.get_by_role("link", name="kalender.ics").click()
            paper = await download.value
            assert paper.suggested_filename == "kalender.ics"
            assert (await paper.path()).read_bytes() == b"BEGIN:VCALENDAR"
            await expect(siti.locator(".theirs .file", has_text="rahasia.ics")).to_be_visible()
            await expect(siti.get_by_role("link", name="rahasia.ics")).to_have_count(0)

    asyncio.run(story())


def test_what_people_write_stays_text() -> None:
    async def story() -> None:
        async with opened(LAPTOP) as (page, _):
            siti = page.get_by_role("region", name="Siti", exact=True)
            await siti.get_by_role("button", name="Mulai").click()
            await siti.get_by_label("Tulis pesan sebagai Siti").fill("1 < 2 & 'x'")
            await siti.get_by_role("button", name="Kirim", exact=True).click()
            await expect(siti.locator(".mine .words").last).to_have_text("1 < 2 & 'x'")
            await siti.locator(".mine .change").last.focus()
            await page.keyboard.press("Enter")
            await page.keyboard.type("!")
            await page.keyboard.press("Enter")
            await expect(siti.locator(".mine .words").last).to_have_text("1 < 2 & 'x'!")
            await expect(siti.locator(".mine .edited")).to_have_text("diedit")

    asyncio.run(story())
