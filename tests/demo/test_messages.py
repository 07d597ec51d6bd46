"""Sending, editing and deleting, as python-telegram-bot sees it."""

import asyncio

import pytest
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram import MessageEntity, ReplyKeyboardMarkup, ReplyKeyboardRemove, ReplyParameters
from telegram.error import BadRequest, Forbidden

from bot.demo.objects import Button as Seen
from tests.demo.place import place, refused

OK = Keyboard([[Button("✅ Simpan", callback_data="save"), Button("Batal", callback_data="no")]])
WHOLE = {MessageEntity.BOLD: "Tersimpan", MessageEntity.ITALIC: "R-01", MessageEntity.CODE: "a<b"}


def test_html_arrives_as_words_and_entities() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            sent = await here.bot.send_message(
                7, "  <b>Tersimpan</b> 👍 <i>R-01</i> <code>a&lt;b</code>\n", parse_mode="HTML", reply_markup=OK
            )
            assert sent.text == "Tersimpan 👍 R-01 a<b" == siti.last.text
            assert {kind: sent.parse_entity(e) for e in sent.entities for kind in [e.type]} == WHOLE
            assert siti.last.html == "<b>Tersimpan</b> 👍 <i>R-01</i> <code>a&lt;b</code>"
            assert siti.last.buttons == [[Seen("✅ Simpan", "save"), Seen("Batal", "no")]]
            assert sent.reply_markup == OK
            assert sent.date == here.clock.now()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<b>Tersimpan", "can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("Tersimpan</b>", "can't parse entities: unexpected end tag at byte offset 9"),
        ("<div>x</div>", 'can\'t parse entities: unsupported start tag "div" at byte offset 0'),
        ("<b>x</i>", "can't parse entities: unmatched end tag"),
        ("1 < 2", "can't parse entities: unsupported start tag"),
        ("<b></b>", "message text is empty"),
        ("  \n ", "message text is empty"),
        ("x" * 4097, "message is too long"),
    ],
)
def test_bad_text_is_refused(html: str, words: str) -> None:
    async def story() -> None:
        async with place() as here:
            here.server.phone(7, "Siti").opens()
            async with refused(BadRequest, words):
                await here.bot.send_message(7, html, parse_mode="HTML")
            assert here.server.sent == 0
            await here.bot.send_message(7, "x" * 4096)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("button", "words"),
    [
        (Button("x", callback_data="é" * 32 + "x"), "button_data_invalid"),
        (Button("x", url="javascript"), "is invalid"),
        (Button("x"), "text buttons are unallowed in the inline keyboard"),
        (Button("", callback_data="x"), 'field "text"'),
    ],
)
def test_bad_buttons_are_refused(button: Button, words: str) -> None:
    async def story() -> None:
        async with place() as here:
            here.server.phone(7, "Siti").opens()
            async with refused(BadRequest, words):
                await here.bot.send_message(7, "x", reply_markup=Keyboard([[button]]))
            longest = Keyboard([[Button("x", callback_data="é" * 32)]])
            await here.bot.send_message(7, "x", reply_markup=longest)

    asyncio.run(story())


def test_edits() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            mine = siti.types("halo")
            sent = await here.bot.send_message(7, "<b>Satu</b>", parse_mode="HTML", reply_markup=OK)
            for again in ("<b>Satu</b>", "<strong>Satu</strong> "):
                async with refused(BadRequest, "message is not modified: specified new message content and reply"):
                    await here.bot.edit_message_text(again, 7, sent.id, parse_mode="HTML", reply_markup=OK)
            await here.bot.edit_message_text("Dua", 7, sent.id)
            assert (siti.last.text, siti.last.buttons, siti.last.edited) == ("Dua", [], True)
            await here.bot.edit_message_reply_markup(7, sent.id, reply_markup=OK)
            assert [button.label for button in siti.last.buttons[0]] == ["✅ Simpan", "Batal"]
            async with refused(BadRequest, "message to edit not found"):
                await here.bot.edit_message_text("x", 7, 999)
            async with refused(BadRequest, "message can't be edited"):
                await here.bot.edit_message_text("x", 7, mine.message_id)
            assert [entry.kind for entry in siti.transcript] == ["user", "bot", "edit", "edit"]
            assert here.server.edited == 2

    asyncio.run(story())


def test_deletes() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            typed = siti.types("nama lengkap")
            first = await here.bot.send_message(7, "satu")
            second = await here.bot.send_message(7, "dua")
            third = await here.bot.send_message(7, "tiga")
            await here.bot.delete_message(7, typed.message_id)
            await here.bot.delete_messages(7, [first.id, second.id, 999])
            assert [message.text for message in siti.messages] == ["tiga"]
            async with refused(BadRequest, "message to delete not found"):
                await here.bot.delete_message(7, first.id)
            here.clock.passes(hours=48)
            async with refused(BadRequest, "message can't be deleted"):
                await here.bot.delete_message(7, third.id)
            assert here.server.deleted == 3

    asyncio.run(story())


def test_who_cannot_be_reached() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            async with refused(Forbidden, "bot can't initiate conversation with a user"):
                await here.bot.send_message(7, "halo")
            async with refused(BadRequest, "chat not found"):
                await here.bot.send_message(8, "halo")
            siti.opens()
            await here.bot.send_message(7, "halo")
            siti.blocks()
            async with refused(Forbidden, "bot was blocked by the user"):
                await here.bot.send_message(7, "halo")
            async with refused(Forbidden, "bot was blocked by the user"):
                await here.bot.send_chat_action(7, "typing")
            with pytest.raises(PermissionError):
                siti.types("halo")
            siti.unblocks()
            await here.bot.send_message(7, "halo lagi")
            siti.deactivates()
            async with refused(Forbidden, "user is deactivated"):
                await here.bot.send_message(7, "halo")
            assert siti.texts() == ["halo", "halo lagi"]

    asyncio.run(story())


def test_the_reply_keyboard_stays_with_the_chat() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            await here.bot.send_message(7, "x", reply_markup=ReplyKeyboardMarkup([["📋 Menu"], ["Bantuan"]]))
            await here.bot.send_message(7, "y")
            assert siti.taps("Menu") == ""
            assert siti.messages[-1].text == "📋 Menu"
            await here.bot.send_message(7, "z", reply_markup=ReplyKeyboardRemove())
            assert siti.keyboard == []

    asyncio.run(story())


def test_replies_and_quiet_messages() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            asked = siti.types("halo")
            reply = await here.bot.send_message(
                7,
                "ya",
                reply_parameters=ReplyParameters(asked.message_id),
                disable_notification=True,
                protect_content=True,
            )
            assert reply.reply_to_message is not None and reply.reply_to_message.text == "halo"
            assert (siti.last.silent, siti.last.protected, reply.has_protected_content) == (True, True, True)
            async with refused(BadRequest, "message to be replied not found"):
                await here.bot.send_message(7, "ya", reply_parameters=ReplyParameters(999))
            gone = ReplyParameters(999, allow_sending_without_reply=True)
            assert (await here.bot.send_message(7, "ya", reply_parameters=gone)).reply_to_message is None

    asyncio.run(story())


def test_entities_instead_of_html() -> None:
    async def story() -> None:
        async with place() as here:
            here.server.phone(7, "Siti").opens()
            bold = MessageEntity("bold", 3, 4)
            sent = await here.bot.send_message(7, "👍 kata", entities=[bold])
            assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 3, 4)]
            async with refused(BadRequest, "entity beginning at utf-16 offset 1"):
                await here.bot.send_message(7, "👍 kata", entities=[MessageEntity("bold", 1, 4)])

    asyncio.run(story())
