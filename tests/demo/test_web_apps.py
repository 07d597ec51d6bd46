"""Buttons that open a page: which the bot may send, and what Telegram hands to the page that is opened."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import ClientSession
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram import WebAppInfo
from telegram.error import BadRequest

from bot.demo.server import BotServer, PhoneSpec
from tests.demo.place import TOKEN, TUESDAY, Place, place, refused

PAGE = "http://127.0.0.1:8090/titian?b=x.1"
SITI, YUSUF = PhoneSpec(7, "Siti & Ümi", username="siti"), PhoneSpec(8, "Yusuf")
OPEN = Keyboard([[Button("Buka", web_app=WebAppInfo(PAGE)), Button("Nanti", callback_data="n")]])


@asynccontextmanager
async def two_phones(**options: Any) -> AsyncIterator[tuple[Place, ClientSession]]:
    async with place(seed=(SITI, YUSUF), **options) as here, ClientSession(here.url) as session:
        for phone in here.server.page.phones.values():
            phone.opens()
        yield here, session


async def send(here: Place, chat: int, *button: dict[str, Any]) -> int:
    """A message with these buttons as they are, past what python-telegram-bot would let through."""
    markup = {"inline_keyboard": [list(button)]}
    return (await here.bot.send_message(chat, "Ada kabar", api_kwargs={"reply_markup": markup})).message_id


async def opens(session: ClientSession, phone: int, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = await session.post(f"/phones/{phone}/web_apps", json=body)
    return answer.status, json.loads(await answer.text())


def is_from_telegram(init_data: str, token: str) -> bool:
    """As https://core.telegram.org/bots/webapps describes it to whoever receives it."""
    pairs = dict(part.split("=", 1) for part in init_data.split("&"))
    given = dict(parse_qsl(init_data, strict_parsing=True))
    assert pairs.keys() == given.keys()
    claimed = given.pop("hash")
    check = "\n".join(f"{key}={given[key]}" for key in sorted(given))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return hmac.new(secret, check.encode(), hashlib.sha256).hexdigest() == claimed


# -- what the bot may send ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["https://titian.example/b?x=1#y", PAGE, "http://localhost:9/", "http://[::1]:9/", "HTTPS://TITIAN.EXAMPLE"]
)
def test_a_button_that_opens_a_page_comes_to_the_phone(url: str) -> None:
    async def story() -> None:
        async with two_phones() as (here, session):
            number = await send(here, 7, {"text": "Buka", "web_app": {"url": url}})
            look = json.loads(await (await session.get("/phones/7?last=1")).text())
            assert look["messages"][0]["buttons"] == [[{"label": "Buka", "web_app": url}]]
            await here.bot.edit_message_text("Sudah dibaca", 7, number)
            assert here.server.phone(7, "").last.buttons == []
            edited = await here.bot.edit_message_text("Ada lagi", 7, number, reply_markup=OPEN)
            assert not isinstance(edited, bool) and edited.reply_markup is not None
            assert edited.reply_markup.inline_keyboard[0][0].web_app == WebAppInfo(PAGE)

    asyncio.run(story())


HTTPS_ONLY = "inline keyboard button Web App URL '{}' is invalid: Only HTTPS links are allowed"


@pytest.mark.parametrize(
    ("button", "words"),
    [
        *(
            ({"web_app": {"url": url}}, HTTPS_ONLY.format(url))
            for url in (
                "http://titian.example/",
                "http://127.0.0.1.example/",
                "titian.example",
                "tg://x",
                "javascript:1",
            )
        ),
        ({"web_app": {"url": ""}}, "inline keyboard button Web App URL '' is invalid: URL host is empty"),
        (
            {"web_app": {"url": "https://"}},
            "inline keyboard button Web App URL 'https://' is invalid: URL host is empty",
        ),
        ({"web_app": {"url": "https://a b"}}, "inline keyboard button Web App URL 'https://a b' is invalid: Wrong"),
        ({"web_app": {"url": "https://[x"}}, "inline keyboard button Web App URL 'https://[x' is invalid: Wrong"),
        ({"web_app": {"url": "https://a:b"}}, "inline keyboard button Web App URL 'https://a:b' is invalid: Wrong"),
        ({"web_app": {"url": 1}}, 'can\'t parse inline keyboard button: Field "url" must be of type String'),
        ({"web_app": {}}, "can't parse inline keyboard button: Can't find field \"url\""),
        ({"web_app": PAGE}, 'can\'t parse inline keyboard button: Field "web_app" must be of type Object'),
        ({"web_app": {"url": PAGE}, "callback_data": "x"}, "BUTTON_TYPE_INVALID"),
        ({"web_app": {"url": PAGE}, "url": "https://titian.example"}, "BUTTON_TYPE_INVALID"),
        ({"callback_data": "x", "url": "https://titian.example"}, "BUTTON_TYPE_INVALID"),
        ({"style": "primary"}, "Text buttons are unallowed in the inline keyboard"),
    ],
)
def test_buttons_that_telegram_refuses(button: dict[str, Any], words: str) -> None:
    async def story() -> None:
        async with two_phones() as (here, _):
            number = await send(here, 7, {"text": "Buka", "web_app": {"url": PAGE}})
            async with refused(BadRequest, words):
                await send(here, 7, {"text": "Buka", **button})
            markup = {"inline_keyboard": [[{"text": "Buka", **button}]]}
            async with refused(BadRequest, words):
                await here.bot.edit_message_text("Lain", 7, number, api_kwargs={"reply_markup": markup})
            siti = here.server.phone(7, "")
            assert siti.texts() == ["Ada kabar"] and siti.last.buttons[0][0].web_app == PAGE

    asyncio.run(story())


def test_pages_are_opened_in_private_only() -> None:
    async def story() -> None:
        async with two_phones() as (here, _):
            group = here.server.group(-5, "Keluarga")
            group.adds_bot(here.server.phone(7, ""))
            async with refused(BadRequest, "BUTTON_TYPE_INVALID"):
                await send(here, -5, {"text": "Buka", "web_app": {"url": PAGE}})
            number = await send(here, -5, {"text": "Nanti", "callback_data": "n"})
            async with refused(BadRequest, "BUTTON_TYPE_INVALID"):
                await here.bot.edit_message_reply_markup(-5, number, reply_markup=OPEN)
            assert [message.text for message in group.messages if message.from_bot] == ["Ada kabar"]

    asyncio.run(story())


# -- what the page is handed -------------------------------------------------------------------------------


def test_what_stands_in_the_fragment() -> None:
    async def story() -> None:
        async with two_phones(web_app_origin="http://127.0.0.1:8090") as (here, session):
            number = (await here.bot.send_message(7, "Ada kabar", reply_markup=OPEN)).message_id
            before = len(here.server.unconfirmed)
            status, opened = await opens(session, 7, message_id=number, url=PAGE)
            assert (status, opened["framed"]) == (200, True)
            address, _, fragment = opened["address"].partition("#")
            assert address == PAGE
            handed = dict(parse_qsl(fragment, strict_parsing=True))
            assert list(handed) == ["tgWebAppData", "tgWebAppVersion", "tgWebAppPlatform", "tgWebAppThemeParams"]
            assert (handed["tgWebAppVersion"], handed["tgWebAppPlatform"]) == ("9.0", "weba")
            assert json.loads(handed["tgWebAppThemeParams"])["bg_color"] == "#ffffff"
            _, dark = await opens(session, 7, message_id=number, url=PAGE, dark=True)
            colours = json.loads(dict(parse_qsl(urlsplit(dark["address"]).fragment))["tgWebAppThemeParams"])
            assert colours["bg_color"] == "#172120"
            assert len(here.server.unconfirmed) == before  # the bot hears of it from its page, not from Telegram

    asyncio.run(story())


def test_who_opened_it_is_proved() -> None:
    async def story() -> None:
        async with two_phones() as (here, _):
            await here.bot.send_message(7, "Ada kabar", reply_markup=OPEN)
            siti = here.server.phone(7, "")
            init_data = init_data_of(siti.opens_web_app("Buka"))
            assert is_from_telegram(init_data, TOKEN) and not is_from_telegram(init_data, TOKEN + "x")
            for part in ("7", "ignature=", "auth_date=1"):
                assert not is_from_telegram(init_data.replace(part, part + "1", 1), TOKEN)
            fields = dict(parse_qsl(init_data))
            assert set(fields) == {"query_id", "user", "auth_date", "signature", "hash"}
            user = json.loads(fields["user"])
            assert (user["id"], user["first_name"], user["username"]) == (7, "Siti & Ümi", "siti")
            assert user["language_code"] == "id"
            assert fields["auth_date"] == str(int(TUESDAY.timestamp()))
            assert len(fields["signature"]) == 86 and len(base64.urlsafe_b64decode(fields["signature"] + "==")) == 64
            again = dict(parse_qsl(init_data_of(siti.opens_web_app("Buka"))))
            assert again["query_id"] != fields["query_id"] and again["hash"] != fields["hash"]
            here.clock.passes(hours=1)
            later = dict(parse_qsl(init_data_of(siti.opens_web_app("Buka"))))
            assert int(later["auth_date"]) - int(fields["auth_date"]) == 3600

    asyncio.run(story())


def init_data_of(address: str) -> str:
    return dict(parse_qsl(urlsplit(address).fragment))["tgWebAppData"]


@pytest.mark.parametrize(("own", "joint"), [("", "#"), ("#menu", "?"), ("#a=1", "&"), ("#menu?a", "&"), ("#", "")])
def test_a_fragment_of_its_own_stays(own: str, joint: str) -> None:
    async def story() -> None:
        async with two_phones() as (here, _):
            await send(here, 7, {"text": "Buka", "web_app": {"url": PAGE + own}})
            assert here.server.phone(7, "").opens_web_app("Buka").startswith(f"{PAGE}{own}{joint}tgWebAppData=")

    asyncio.run(story())


# -- wrong moves -------------------------------------------------------------------------------------------


def test_only_a_button_that_one_has_can_be_opened() -> None:
    async def story() -> None:
        async with two_phones() as (here, session):
            mine = (await here.bot.send_message(7, "Ada kabar", reply_markup=OPEN)).message_id
            plain = await send(here, 7, {"text": "Lain", "callback_data": "l"})
            gone = (await here.bot.send_message(7, "Ada kabar", reply_markup=OPEN)).message_id
            await here.bot.delete_message(7, gone)
            wrong: list[tuple[int, dict[str, Any]]] = [
                (8, {"message_id": mine, "url": PAGE}),
                (8, {"label": "Buka"}),
                (7, {"message_id": gone, "url": PAGE}),
                (7, {"message_id": plain, "url": PAGE}),
                (7, {"message_id": mine, "url": "http://127.0.0.1:8090/elsewhere"}),
                (7, {"message_id": mine, "url": ""}),
                (7, {"label": "Nanti"}),
                (7, {"label": "Tidak ada"}),
                (9, {"message_id": mine, "url": PAGE}),
            ]
            for phone, body in wrong:
                status, answer = await opens(session, phone, **body)
                assert (status, list(answer)) == (404, ["error"]), (phone, body)
            for body in ({}, {"url": PAGE}, {"message_id": "x", "url": PAGE}):
                assert (await opens(session, 7, **body))[0] in (400, 404), body
            assert (await opens(session, 7, message_id=mine, url=PAGE))[0] == 200
            await here.bot.edit_message_text("Sudah dibaca", 7, mine)
            assert (await opens(session, 7, message_id=mine, url=PAGE))[0] == 404

    asyncio.run(story())


def test_who_has_blocked_the_bot_opens_nothing() -> None:
    async def story() -> None:
        async with two_phones() as (here, session):
            number = (await here.bot.send_message(7, "Ada kabar", reply_markup=OPEN)).message_id
            here.server.phone(7, "").blocks()
            assert (await opens(session, 7, message_id=number, url=PAGE))[0] == 400

    asyncio.run(story())


# -- what the phones may show ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "policy"),
    [
        (None, None),
        ("http://127.0.0.1:8090", "frame-src http://127.0.0.1:8090"),
        (PAGE, "frame-src http://127.0.0.1:8090"),
        ("https://Titian.example:443/b", "frame-src https://titian.example"),
        ("http://[::1]:8090", "frame-src http://[::1]:8090"),
    ],
)
def test_only_the_given_origin_may_be_framed(given: str | None, policy: str | None) -> None:
    async def story() -> None:
        async with two_phones(web_app_origin=given) as (here, session):
            rules = (await session.get("/")).headers["Content-Security-Policy"].split("; ")
            assert [rule for rule in rules if rule.startswith("frame-src")] == ([policy] if policy else [])
            assert "default-src 'none'" in rules
            await here.bot.send_message(7, "Ada kabar", reply_markup=OPEN)
            _, opened = await opens(session, 7, label="Buka")
            assert opened["framed"] is (policy == "frame-src http://127.0.0.1:8090")
            # The framed page itself has no hand in the demo.
            page = {"Origin": "http://127.0.0.1:8090"}
            assert (await session.post("/phones/7/types", json={"text": "x"}, headers=page)).status == 403

    asyncio.run(story())


@pytest.mark.parametrize("given", ["*", "", "data:x", "127.0.0.1:8090", "http://a;script-src", "http://a b", "http://"])
def test_what_is_no_origin(given: str) -> None:
    with pytest.raises(ValueError, match="not the address of a page"):
        BotServer(TOKEN, now=lambda: TUESDAY, web_app_origin=given)
