"""Faults a test asks for, flood limits, raw updates, hooks and counters."""

import asyncio
import threading
import time
from datetime import timedelta

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.demo.telegram import Message
from tests.demo.place import Place, place, refused


@pytest.fixture(autouse=True)
def spans_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it python-telegram-bot warns at each 429, and warnings are errors here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


async def seconds_asked_for(here: Place, chat_id: int) -> float:
    """What a 429 asks for."""
    with pytest.raises(RetryAfter) as caught:
        await here.bot.send_message(chat_id, "x")
    asked = caught.value.retry_after
    assert isinstance(asked, timedelta)
    return asked.total_seconds()


def test_refusals_on_demand() -> None:
    async def story() -> None:
        async with place() as here:
            siti, yusuf = here.server.phone(7, "Siti"), here.server.phone(8, "Yusuf")
            siti.opens()
            yusuf.opens()
            here.server.fail_next("sendMessage", 502, "Bad Gateway", times=2, chat_id=7)
            here.server.fail_next("sendMessage", retry_after=17, chat_id=7)
            await here.bot.send_message(8, "halo")
            for _ in range(2):
                async with refused(NetworkError, "Bad Gateway"):
                    await here.bot.send_message(7, "halo")
            assert await seconds_asked_for(here, 7) == 17
            await here.bot.send_message(7, "halo")
            assert (siti.texts(), yusuf.texts()) == (["halo"], ["halo"])
            assert here.server.faults.waiting == []

    asyncio.run(story())


def test_cut_connections() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            here.server.drop_before_delivery("sendMessage")
            with pytest.raises(NetworkError):
                await here.bot.send_message(7, "satu")
            here.server.drop_after_delivery("sendMessage")
            with pytest.raises(NetworkError):
                await here.bot.send_message(7, "dua")
            assert siti.texts() == ["dua"]

    asyncio.run(story())


def test_late_answers() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            here.server.delay("*", 5)
            with pytest.raises(TelegramError, match="Timed out"):
                await here.bot.send_message(7, "satu", read_timeout=0.1)
            assert siti.texts() == ["satu"]

    asyncio.run(story())


def test_flood_limits_of_a_chat_and_of_the_bot() -> None:
    async def story() -> None:
        async with place(limits=True) as here:
            for number in range(1, 8):
                here.server.phone(number, "Siti").opens()
            for _ in range(5):
                await here.bot.send_message(1, "x")
            assert await seconds_asked_for(here, 1) == 1
            async with refused(BadRequest, "message text is empty"):
                await here.bot.send_message(2, " ")
            for number in range(2, 7):
                for _ in range(5):
                    await here.bot.send_message(number, "x")
            assert await seconds_asked_for(here, 7) == 1
            here.clock.passes(seconds=1)
            await here.bot.send_message(1, "x")
            here.server.limits = False
            for _ in range(40):
                await here.bot.send_message(1, "x")

    asyncio.run(story())


def test_flood_limits_of_a_group() -> None:
    async def story() -> None:
        async with place(limits=True) as here:
            here.server.group(-5, "Keluarga").adds_bot(here.server.phone(7, "Siti"))
            for _ in range(20):
                await here.bot.send_message(-5, "x")
            assert await seconds_asked_for(here, -5) == 3

    asyncio.run(story())


def test_raw_updates_and_jumping_ids() -> None:
    async def story() -> None:
        async with place() as here:
            first = here.server.inject({"channel_post": {"message_id": 1, "chat": {"id": -9, "type": "channel"}}})
            here.server.inject({"update_id": 5, "something_new": {}})
            assert [update.id for update in here.server.unconfirmed] == [first.id, 5]
            here.server.jump_update_ids(3)
            assert here.server.phone(7, "Siti").types("halo").id == 3

    asyncio.run(story())


def test_calls_and_counters() -> None:
    async def story() -> None:
        async with place() as here:
            here.server.phone(7, "Siti").opens()
            await here.bot.send_message(7, "halo")
            async with refused(BadRequest, "chat not found"):
                await here.bot.send_message(8, "halo")
            last = [(call.method, int(call.params.get("chat_id", 0)), call.ok) for call in here.server.calls]
            assert last == [("getme", 0, True), ("sendmessage", 7, True), ("sendmessage", 8, False)]
            assert (here.server.sent, here.server.edited, here.server.deleted) == (1, 0, 0)

    asyncio.run(story())


def test_a_hook_may_act_at_once() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()

            def react(chat_id: int, message: Message) -> None:
                assert chat_id == 7
                siti.types(f"balasan untuk {message.text}")

            here.server.on_bot_message = react
            await here.bot.send_message(7, "halo")
            assert siti.messages[-1].text == "balasan untuk halo"

    asyncio.run(story())


def test_phones_may_be_used_from_another_thread() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            poll = asyncio.ensure_future(here.bot.get_updates(timeout=20))
            await asyncio.sleep(0.05)
            thread = threading.Thread(target=siti.types, args=("halo",))  # noqa: TID251  (what the test is about)
            thread.start()
            async with asyncio.timeout(2):
                assert len(await poll) == 1
            await asyncio.to_thread(thread.join)

    asyncio.run(story())


def test_it_is_quick() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.opens()
            began = time.process_time()  # the processor's time: another program beside this one does not count
            for _ in range(100):
                here.server.telegram.pending()
                siti.types("halo")
            assert (time.process_time() - began) / 100 < 0.001

    asyncio.run(story())
