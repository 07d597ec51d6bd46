"""The first words with Telegram: it is asked more than once, with a breath in between, and told how updates come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
import structlog
from aiohttp import web

from bot.telegram import greeting
from bot.telegram.greeting import Me, NoAnswer, WebhookRefused, WrongToken, choose_intake, who_am_i
from bot.telegram.transport import Wire, wire
from tests.driver import TOKEN

T = TypeVar("T")
ME = {"ok": True, "result": {"id": 1, "is_bot": True, "username": "uji_bot"}}
YES = {"ok": True, "result": True}
BUSY = {"ok": False, "error_code": 502, "description": "Bad Gateway"}
UNKNOWN = {"ok": False, "error_code": 401, "description": "Unauthorized"}
REFUSED = {"ok": False, "error_code": 400, "description": "Bad Request: bad webhook"}
Call = tuple[str, dict[str, Any], float]


def met(story: Callable[[Wire], Awaitable[T]], *answers: dict[str, Any]) -> tuple[T | Exception, list[Call]]:
    """What came of a story with a Telegram that gives these answers; which calls it heard, with what, and when."""
    calls: list[Call] = []

    async def answer(request: web.Request) -> web.Response:
        calls.append((request.path.rpartition("/")[2], await request.json(), time.monotonic()))
        said = answers[min(len(calls), len(answers)) - 1]
        return web.json_response(said, status=said.get("error_code", 200))

    async def begin() -> T | Exception:
        app = web.Application()
        app.router.add_post("/{path:.*}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        line = wire(TOKEN, f"http://127.0.0.1:{runner.addresses[0][1]}")
        await line.open()
        try:
            return await story(line)
        except (WrongToken, NoAnswer, WebhookRefused) as error:
            return error
        finally:
            await line.close()
            await runner.cleanup()

    return asyncio.run(begin()), calls


def test_a_busy_telegram_is_asked_again_after_a_breath_that_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greeting, "PAUSE", 0.04)
    found, calls = met(who_am_i, BUSY, BUSY, ME)
    assert found == Me(1, "uji_bot")
    first, second, third = (at for _, _, at in calls)
    assert second - first >= 0.04 and third - second >= 0.08


def test_after_three_tries_there_is_no_answer_and_nobody_waits_for_a_fourth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greeting, "PAUSE", 0.01)
    found, calls = met(who_am_i, BUSY)
    assert isinstance(found, NoAnswer) and len(calls) == 3


@pytest.mark.parametrize("answer", [{"ok": True, "result": []}, {"ok": True, "result": {"id": 1, "username": None}}])
def test_who_tells_no_name_has_not_answered(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]) -> None:
    monkeypatch.setattr(greeting, "PAUSE", 0.01)
    assert met(who_am_i, answer, ME)[0] == Me(1, "uji_bot")
    assert isinstance(met(who_am_i, answer)[0], NoAnswer)


def test_a_token_that_nobody_knows_is_not_asked_about_twice() -> None:
    found, calls = met(who_am_i, UNKNOWN)
    assert isinstance(found, WrongToken) and len(calls) == 1


def test_without_a_webhook_the_former_one_goes_and_nothing_that_waits_is_dropped() -> None:
    _, calls = met(lambda line: choose_intake(line, None), YES)
    assert [name for name, _, _ in calls] == ["deleteWebhook", "deleteMyCommands"]
    assert calls[0][1].get("drop_pending_updates") in (None, False)


def test_a_webhook_is_told_its_address_its_secret_and_what_to_bring() -> None:
    _, calls = met(lambda line: choose_intake(line, ("https://titian.example/hook", "s3cret")), YES)
    assert [name for name, _, _ in calls] == ["setWebhook", "deleteMyCommands"]
    asked = calls[0][1]
    assert (asked["url"], asked["secret_token"]) == ("https://titian.example/hook", "s3cret")
    assert "callback_query" in asked["allowed_updates"] and not asked.get("drop_pending_updates")


def test_a_refused_webhook_ends_the_start_and_a_refused_goodbye_does_not() -> None:
    found, _ = met(lambda line: choose_intake(line, ("https://titian.example/hook", "s3cret")), REFUSED)
    assert isinstance(found, WebhookRefused) and "titian.example" not in str(found)
    with structlog.testing.capture_logs() as log:
        assert met(lambda line: choose_intake(line, None), REFUSED)[0] is None
    assert [line["event"] for line in log] == ["greeting_incomplete"]
