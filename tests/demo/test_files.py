"""Documents and pictures, both ways, as python-telegram-bot sees it."""

import asyncio
import struct
from contextlib import nullcontext

import pytest
from telegram.error import BadRequest, NetworkError

from tests.demo.place import place, refused


def picture(width: int = 1080, height: int = 2160, size: int = 500) -> bytes:
    """The beginning of a PNG, which is all that is looked at."""
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)
    return head + b"0" * (size - len(head))


PNG = picture()


def test_a_document_there_and_back() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            sent = await here.bot.send_document(
                7, b"id;nama\n", filename="kasus.csv", caption="<b>Arsip</b>", parse_mode="HTML"
            )
            assert sent.document is not None and sent.document.file_name == "kasus.csv"
            assert siti.last.file is not None and siti.last.file.data == b"id;nama\n"
            assert (siti.last.text, siti.last.html) == ("Arsip", "<b>Arsip</b>")
            there = await here.bot.get_file(sent.document.file_id)
            assert bytes(await there.download_as_bytearray()) == b"id;nama\n"
            again = await here.bot.send_document(7, sent.document.file_id)
            assert again.document is not None and again.document.file_id == sent.document.file_id
            await here.bot.edit_message_caption(7, sent.id, caption="Arsip baru")
            assert siti.messages[-2].text == "Arsip baru"

    asyncio.run(story())


def test_pictures() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            sent = await here.bot.send_photo(7, PNG, caption="foto")
            assert sent.caption == "foto" and sent.photo[-1].file_size == len(PNG)
            assert (sent.photo[-1].width, sent.photo[-1].height) == (1080, 2160)
            assert (siti.last.photo, siti.last.document, siti.last.protected) == (PNG, None, False)
            await here.bot.send_photo(7, PNG, caption="x" * 1024, protect_content=True)
            assert siti.last.protected and len(siti.last.text) == 1024
            assert (await here.bot.send_photo(7, PNG)).caption is None
            async with refused(BadRequest, "there is no text in the message to edit"):
                await here.bot.edit_message_text("x", 7, sent.id)
            async with refused(BadRequest, "message caption is too long"):
                await here.bot.send_photo(7, PNG, caption="x" * 1025)
            async with refused(BadRequest, "wrong file identifier"):
                await here.bot.send_photo(7, "unknown")

    asyncio.run(story())


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (picture(size=10 * 1024 * 1024), ""),
        (
            picture(size=10 * 1024 * 1024 + 1),
            "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
        (picture(5000, 5000), ""),
        (picture(5000, 5001), "PHOTO_INVALID_DIMENSIONS"),
        (picture(100, 2000), ""),
        (picture(100, 2001), "PHOTO_INVALID_DIMENSIONS"),
        (b"a chart that was never drawn", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
    ],
)
def test_what_a_picture_may_be(data: bytes, problem: str) -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            async with refused(BadRequest, problem) if problem else nullcontext():
                await here.bot.send_photo(7, data)
            assert len(siti.texts()) == (0 if problem else 1)

    asyncio.run(story())


def test_what_a_document_may_be() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            await here.bot.send_document(7, b"BEGIN:VCALENDAR", filename="../kalender pendamping.ics")
            assert siti.last.document is not None and siti.last.photo is None
            assert (siti.last.document.name, siti.last.document.data) == ("kalender pendamping.ics", b"BEGIN:VCALENDAR")
            await here.bot.send_document(7, b"x", filename="a" * 300 + ".ics")
            assert siti.last.document.name == "a" * 60 + ".ics"
            async with refused(BadRequest, "message caption is too long"):
                await here.bot.send_document(7, b"x", caption="x" * 1025)
            async with refused(NetworkError, "Request Entity Too Large"):
                await here.bot.send_document(7, bytes(50 * 1024 * 1024 + 1), write_timeout=30, read_timeout=30)

    asyncio.run(story())


def test_what_people_send() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.sends_photo("kuitansi", PNG, album="a1")
            siti.sends_voice(5)
            siti.sends_sticker("👍")
            siti.sends_location(-6.9, 107.6)
            siti.sends_contact("+62811", "Arman")
            siti.sends_document("surat.pdf")
            photo, voice, sticker, place_, contact, document = [
                update.message for update in await here.bot.get_updates() if update.message
            ]
            assert (photo.caption, photo.media_group_id) == ("kuitansi", "a1")
            assert bytes(await (await photo.photo[-1].get_file()).download_as_bytearray()) == PNG
            assert voice.voice is not None and sticker.sticker is not None and sticker.sticker.emoji == "👍"
            assert place_.location is not None and place_.location.latitude == -6.9
            assert contact.contact is not None and contact.contact.first_name == "Arman"
            assert document.document is not None and document.document.file_name == "surat.pdf"

    asyncio.run(story())
