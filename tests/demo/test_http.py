"""The phones over HTTP: what tests in other processes and the page use, and who may not."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from bot.demo.page import FILES, FOLDER
from bot.demo.server import Controls, PhoneSpec
from tests.demo.place import TOKEN, Clock, Place, place

SITI = PhoneSpec(7, "Siti", "Pendamping")


@asynccontextmanager
async def browser(**options: Any) -> AsyncIterator[tuple[Place, ClientSession]]:
    async with place(seed=(SITI,), **options) as here, ClientSession(here.url) as session:
        yield here, session


async def read(answer: ClientResponse) -> Any:
    return json.loads(await answer.text())


def test_a_conversation_over_http() -> None:
    async def story() -> None:
        async with browser() as (here, session):
            listed = await read(await session.get("/phones"))
            assert [(one["id"], one["name"], one["role"]) for one in listed["phones"]] == [(7, "Siti", "Pendamping")]
            await session.post("/phones/7/opens", json={"link": "https://t.me/uji_bot?start=abc"})
            await session.post("/phones/7/types", json={"text": "halo"})
            keyboard = {"inline_keyboard": [[{"text": "Simpan", "callback_data": "s"}]]}
            await here.bot.send_message(7, "<b>Ya?</b>", parse_mode="HTML", api_kwargs={"reply_markup": keyboard})
            look = await read(await session.get("/phones/7"))
            assert [message["text"] for message in look["messages"]] == ["/start abc", "halo", "Ya?"]
            assert look["messages"][-1]["buttons"] == [[{"label": "Simpan", "data": "s"}]]
            tapped = await read(await session.post("/phones/7/taps", json={"label": "Simpan"}))
            look = await read(await session.get("/phones/7?last=1"))
            assert (look["waiting"], len(look["messages"])) == ([tapped["query_id"]], 1)
            await here.bot.answer_callback_query(tapped["query_id"], "Tersimpan")
            look = await read(await session.get("/phones/7"))
            assert (look["waiting"], look["answer"]["text"]) == ([], "Tersimpan")
            await session.post("/phones/7/blocks")
            assert (await session.post("/phones/7/types", json={"text": "x"})).status == 400
            assert (await read(await session.get("/stats")))["sent"] == 1

    asyncio.run(story())


def test_waiting_for_a_phone_to_change() -> None:
    async def story() -> None:
        async with browser() as (here, session):
            rev = (await read(await session.get("/phones/7")))["rev"]
            waiting = asyncio.ensure_future(session.get(f"/phones/7?rev={rev}&wait=20"))
            await asyncio.sleep(0.05)
            assert not waiting.done()
            here.server.phone(7, "Siti").types("halo")
            async with asyncio.timeout(2):
                assert (await read(await waiting))["rev"] > rev

    asyncio.run(story())


def test_new_phones_and_faults_over_http() -> None:
    async def story() -> None:
        async with browser() as (here, session):
            assert (await session.post("/phones", json={"id": 8, "name": "Yusuf"})).status == 201
            await session.post("/phones/8/types", json={"text": "halo"})
            for what in ("photo", "voice", "sticker", "location", "contact", "document"):
                assert (await session.post("/phones/8/sends", json={"what": what})).status == 200
            assert len(here.server.unconfirmed) == 7
            fault = {"method": "sendMessage", "retry_after": 3, "times": 2}
            assert await read(await session.post("/faults", json=fault)) == {"waiting": 2}
            assert await read(await session.post("/faults", json={"clear": True})) == {"waiting": 0}
            await session.post("/limits", json={"on": True})
            assert here.server.limits
            await session.post("/updates", json={"message": {"message_id": 1}})
            assert here.server.unconfirmed[-1].data["message"] == {"message_id": 1}

    asyncio.run(story())


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/phones/9/types", {"text": "halo"}, 404),
        ("/phones/7/types", {"text": "  "}, 400),
        ("/phones/7/dances", {}, 404),
        ("/phones/7/taps", {"label": "Simpan"}, 404),
        ("/phones/7/sends", {"what": "money"}, 400),
        ("/faults", {"kind": "magic"}, 400),
        ("/controls/advance", {"hours": 1}, 404),
        ("/controls/next", {}, 404),
    ],
)
def test_mistakes(path: str, body: dict[str, Any], status: int) -> None:
    async def story() -> None:
        async with browser() as (_, session):
            answer = await session.post(path, json=body)
            assert (answer.status, list(await read(answer))) == (status, ["error"])

    asyncio.run(story())


def test_other_sites_cannot_reach_in() -> None:
    async def story() -> None:
        async with browser() as (here, session):
            for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
                assert (await session.post("/phones/7/types", json={"text": "x"}, headers=headers)).status == 403
            ours = {"Origin": here.url}
            assert (await session.post("/phones/7/types", json={"text": "x"}, headers=ours)).status == 200
            assert (await session.get(f"/bot{TOKEN}/getMe", headers=ours)).status == 403

    asyncio.run(story())


def test_the_page_may_load_nothing_from_elsewhere() -> None:
    async def story() -> None:
        async with browser() as (_, session):
            for path in FILES:
                answer = await session.get(path)
                assert answer.status == 200 and "default-src 'none'" in answer.headers["Content-Security-Policy"]
                text = (await answer.text()).replace("http://www.w3.org/2000/svg", "").replace("https://t.me/", "")
                assert text.strip() and "://" not in text.replace("https://${", ""), path

    asyncio.run(story())


def test_every_file_of_the_page_is_served() -> None:
    served = {name for name, _ in FILES.values()}
    assert served == {path.name for path in FOLDER.iterdir() if path.suffix in (".html", ".js", ".css", ".svg")}


def test_the_clock_and_the_panel() -> None:
    async def story() -> None:
        clock = Clock()

        async def advance(by: timedelta) -> None:
            clock.at += by

        async def to_next_prompt() -> None:
            clock.at += timedelta(days=3)

        async def panel() -> dict[str, object]:
            return {"inbox": {"title": "Kotak masuk", "columns": ["No."], "rows": [["1"]]}, "counts": {"inbox": 1}}

        controls = Controls(panel, advance, to_next_prompt, clock.now)
        async with browser(controls=controls) as (_, session):
            shown = await read(await session.get("/controls"))
            assert shown == {"now": "2026-11-24T03:00+00:00", "advance": True, "next": True, "panel": True}
            moved = await read(await session.post("/controls/advance", json={"hours": 24}))
            assert moved == {"now": "2026-11-25T03:00+00:00"}
            assert (await session.post("/controls/advance", json={"hours": -1})).status == 400
            assert (await read(await session.post("/controls/next")))["now"] == "2026-11-28T03:00+00:00"
            assert (await read(await session.get("/controls/panel")))["counts"] == {"inbox": 1}

    asyncio.run(story())


def test_events_tell_what_changed() -> None:
    async def story() -> None:
        async with browser() as (here, session), asyncio.timeout(5), session.get("/events") as stream:
            assert await stream.content.readline() == b"event: clock\n"
            await stream.content.readuntil(b"\n\n")
            here.server.phone(7, "Siti").types("halo")
            assert await stream.content.readline() == b"event: phone\n"
            data = (await stream.content.readline()).removeprefix(b"data: ")
            assert json.loads(data)["id"] == 7

    asyncio.run(story())


def test_as_a_process_of_its_own() -> None:
    async def story() -> None:
        command = ("-m", "bot.demo", "--port", "0", "--token", TOKEN)
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert process.stdout is not None
        word, url = (await process.stdout.readline()).decode().split()
        assert word == "ready"
        async with ClientSession(url) as session:
            assert (await read(await session.get(f"/bot{TOKEN}/getMe")))["ok"]
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0

    asyncio.run(story())
