"""getUpdates and webhooks, as python-telegram-bot sees them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from telegram.error import BadRequest, Conflict

from tests.demo.place import Place, another_bot, place, refused


async def ids(here: Place, offset: int | None = None, limit: int | None = None) -> list[int]:
    return [update.update_id for update in await here.bot.get_updates(offset=offset, limit=limit)]


def test_an_offset_confirms_what_is_before_it() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            one, two, three = (siti.types(text).id for text in ("satu", "dua", "tiga"))
            assert await ids(here) == [one, two, three]
            assert await ids(here, limit=2) == [one, two]
            assert await ids(here, offset=two) == [two, three]
            assert [update.id for update in here.server.unconfirmed] == [two, three]
            assert await ids(here, offset=-1) == [three]
            assert await ids(here) == [three]
            assert await ids(here, offset=three + 1) == []

    asyncio.run(story())


def test_old_updates_expire() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            siti.types("kemarin")
            here.clock.passes(hours=23)
            today = siti.types("hari ini").id
            here.clock.passes(hours=2)
            assert await ids(here) == [today]

    asyncio.run(story())


def test_a_long_poll_answers_at_once_when_something_comes() -> None:
    async def story() -> None:
        async with place() as here:
            poll = asyncio.ensure_future(here.bot.get_updates(timeout=20))
            await asyncio.sleep(0.05)
            assert not poll.done()
            update = here.server.phone(7, "Siti").types("halo")
            async with asyncio.timeout(2):
                assert [found.update_id for found in await poll] == [update.id]

    asyncio.run(story())


def test_allowed_updates_stick() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            await here.bot.get_updates(allowed_updates=["message"])
            siti.types("halo")
            siti.edits(1, "halo!")
            siti.blocks()
            assert [update.message is not None for update in await here.bot.get_updates()] == [True]
            assert list((await here.bot.get_webhook_info()).allowed_updates) == ["message"]

    asyncio.run(story())


def test_two_pollers() -> None:
    async def story() -> None:
        async with place() as here, another_bot(here.url) as other:
            first = asyncio.ensure_future(here.bot.get_updates(timeout=20))
            await asyncio.sleep(0.05)
            assert not await other.get_updates()
            async with refused(Conflict, "terminated by other getUpdates request"):
                await first

    asyncio.run(story())


def test_taps_go_stale_sooner_than_messages() -> None:
    async def story() -> None:
        async with place() as here:
            siti = here.server.phone(7, "Siti")
            message = siti.types("halo")
            siti.taps_on(message.message_id, "x")
            here.clock.passes(seconds=151)
            assert [update.callback_query for update in await here.bot.get_updates()] == [None]

    asyncio.run(story())


@asynccontextmanager
async def listener(statuses: list[int]) -> AsyncIterator[tuple[str, list[tuple[str, int]]]]:
    """A webhook that answers these statuses and then 200; and what it got: secret and update id."""
    got: list[tuple[str, int]] = []

    async def take(request: web.Request) -> web.Response:
        update = await request.json()
        got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), update["update_id"]))
        return web.Response(status=statuses.pop(0) if statuses else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", got
    finally:
        await runner.cleanup()


async def until_confirmed(here: Place) -> None:
    for _ in range(500):
        if not here.server.unconfirmed:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the webhook never took everything")


def test_a_webhook_gets_everything_in_order_until_it_says_yes() -> None:
    async def story() -> None:
        async with place() as here, listener([500, 403]) as (url, got):
            here.server.webhook.retry_seconds = 0.01
            siti = here.server.phone(7, "Siti")
            one, two = siti.types("satu").id, siti.types("dua").id
            await here.bot.set_webhook(url, secret_token="R4hasia_-", allowed_updates=["message"])
            await until_confirmed(here)
            assert got == [("R4hasia_-", number) for number in (one, one, one, two)]
            info = await here.bot.get_webhook_info()
            assert (info.url, info.pending_update_count) == (url, 0)
            assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"
            async with refused(Conflict, "can't use getUpdates method while webhook is active"):
                await here.bot.get_updates()
            await here.bot.delete_webhook()
            three = siti.types("tiga").id
            assert await ids(here) == [three]
            await here.bot.delete_webhook(drop_pending_updates=True)
            assert await ids(here) == []

    asyncio.run(story())


def test_setting_a_webhook_ends_a_long_poll() -> None:
    async def story() -> None:
        async with place() as here, listener([]) as (url, _):
            poll = asyncio.ensure_future(here.bot.get_updates(timeout=20))
            await asyncio.sleep(0.05)
            await here.bot.set_webhook(url)
            async with refused(Conflict, "terminated by setWebhook request"):
                await poll

    asyncio.run(story())


def test_bad_webhooks_are_refused() -> None:
    async def story() -> None:
        async with place() as here:
            async with refused(BadRequest, "bad webhook"):
                await here.bot.set_webhook("ftp://x")
            async with refused(BadRequest, "secret token contains unallowed characters"):
                await here.bot.set_webhook("http://127.0.0.1:1/", secret_token="a b")
            assert (await here.bot.get_webhook_info()).url == ""

    asyncio.run(story())
