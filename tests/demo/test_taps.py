"""Buttons, links and groups: what phones do and what the bot gets, through python-telegram-bot."""

import asyncio

import pytest
from telegram import BotCommand, BotCommandScopeChat
from telegram import CallbackQuery as Query
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from tests.demo.place import Place, another_bot, place, refused

ROWS = Keyboard([[Button("💾 Simpan", callback_data="s"), Button("Simpan nanti", callback_data="l")]])


async def newest_query(here: Place) -> Query:
    query = (await here.bot.get_updates(offset=-1))[0].callback_query
    assert query is not None
    return query


def test_a_tap_and_its_notice() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            sent = await here.bot.send_message(7, "Simpan?", reply_markup=ROWS)
            tapped = siti.taps("Simpan")
            query = await newest_query(here)
            assert (query.id, query.data, query.from_user.id) == (tapped, "s", 7)
            assert query.message is not None and query.message.message_id == sent.id
            await query.answer("Tersimpan")
            assert siti.notices == ["Tersimpan"]
            async with refused(BadRequest, "query is too old and response timeout expired or query ID is invalid"):
                await query.answer("Lagi")
            siti.taps("nanti")
            late = await newest_query(here)
            here.clock.passes(seconds=61)
            async with refused(BadRequest, "query is too old"):
                await late.answer()
            assert here.server.answered == 1
            with pytest.raises(LookupError, match="Siti sees no button 'Hapus'"):
                siti.taps("Hapus")

    asyncio.run(story())


def test_a_tap_on_a_message_that_is_gone() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            sent = await here.bot.send_message(7, "Simpan?", reply_markup=ROWS)
            await sent.delete()
            siti.taps_on(sent.id, "s")
            gone = here.server.unconfirmed[-1].body["message"]
            assert gone == {"chat": siti.chat.to_api(), "message_id": sent.id, "date": 0}

    asyncio.run(story())


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ("https://t.me/uji_bot?start=abc_-9", "/start abc_-9"),
        ("abc", "/start abc"),
        ("", "/start"),
        ("https://t.me/uji_bot?start=" + "a" * 64, "/start " + "a" * 64),
        ("https://t.me/uji_bot?start=" + "a" * 65, "/start"),
        ("https://t.me/uji_bot?start=a.b", "/start"),
        ("https://t.me/uji_bot?start=a%20b", "/start"),
    ],
)
def test_what_a_link_carries(link: str, text: str) -> None:
    async def story() -> None:
        async with place() as here:
            here.server.phone(7, "Siti").opens(link)
            message = (await here.bot.get_updates())[0].message
            assert message is not None and message.text == text
            assert message.entities[0].type == "bot_command"

    asyncio.run(story())


def test_edits_and_blocking_reach_the_bot() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            first = siti.types("halo")
            siti.edits(first.message_id, "halo Bu")
            siti.blocks()
            siti.unblocks()
            _, edit, blocked, unblocked = await here.bot.get_updates()
            assert edit.edited_message is not None and edit.edited_message.text == "halo Bu"
            assert blocked.my_chat_member is not None and unblocked.my_chat_member is not None
            assert blocked.my_chat_member.new_chat_member.status == "kicked"
            assert unblocked.my_chat_member.new_chat_member.status == "member"

    asyncio.run(story())


def test_a_group() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            group = here.server.group(-5, "Keluarga")
            async with refused(Forbidden, "bot is not a member of the group chat"):
                await here.bot.send_message(-5, "halo")
            group.adds_bot(siti)
            group.types(siti, "halo semua")
            joined, service, message = await here.bot.get_updates()
            assert joined.my_chat_member is not None and service.message is not None and message.message is not None
            assert service.message.new_chat_members[0].id == here.bot.id
            assert message.message.chat.title == "Keluarga"
            sent = await here.bot.send_message(-5, "halo", reply_markup=ROWS)
            group.taps_on(siti, sent.id, "s")
            assert (await newest_query(here)).data == "s"
            group.migrates(-1005)
            with pytest.raises(ChatMigrated) as caught:
                await here.bot.send_message(-5, "halo")
            assert caught.value.new_chat_id == -1005
            await here.bot.leave_chat(-1005)
            assert here.server.telegram.chats[-1005].open is False

    asyncio.run(story())


def test_who_the_bot_is() -> None:
    async def story() -> None:
        async with place() as here:
            me = await here.bot.get_me()
            assert (me.username, me.is_bot, me.id) == ("uji_bot", True, 123456)
            await here.bot.set_my_commands([BotCommand("menu", "Menu utama")])
            await here.bot.set_my_commands([BotCommand("impor", "Impor")], scope=BotCommandScopeChat(7))
            assert [command.command for command in await here.bot.get_my_commands()] == ["menu"]
            async with refused(BadRequest, "bot_command_invalid"):
                await here.bot.set_my_commands([BotCommand("Menu", "Menu utama")])
            await here.bot.delete_my_commands()
            assert await here.bot.get_my_commands() == ()
            await here.bot.set_my_description("Teman para pendamping")
            await here.bot.set_my_name("Titian Uji")
            assert (await here.bot.get_me()).first_name == "Titian Uji"

    asyncio.run(story())


def test_a_wrong_token() -> None:
    async def story() -> None:
        async with place() as here:
            with pytest.raises(InvalidToken):
                async with another_bot(here.url, "123456:wrong"):
                    pass

    asyncio.run(story())
