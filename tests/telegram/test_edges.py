"""The edges: what arrives is parsed without fail, what leaves fits Telegram, every error has a fate."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.domain.presses import Home
from bot.telegram.errors import Fate, verdict
from bot.telegram.pace import Pace
from bot.telegram.parse import SERVICE, Pressed, chat_of, event_of, number_of, query_of
from bot.telegram.render import payload_of
from bot.telegram.transport import NotSent
from bot.turn import Button, Command, Media, Say, Words
from bot.worker import pause

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ("message", "chat", "id", "text", "callback_query", "data", "from", "type", "message_id", "my_chat_member",
         "new_chat_member", "status", "edited_message", "photo", "channel_post")), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip
PRIVATE = {"id": 7, "type": "private"}


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_whatever_arrives_breaks_nothing(update: object) -> None:
    event_of(json.dumps(update).encode())
    if isinstance(update, dict):
        chat_of(update)
        query_of(update)
    number_of(update)


@given(st.binary(max_size=40))
def test_bytes_that_are_no_json(raw: bytes) -> None:
    event_of(raw)


def message(**fields: object) -> bytes:
    return json.dumps({"update_id": 1, "message": {"message_id": 5, "chat": PRIVATE, **fields}}).encode()


def test_commands_words_taps_and_media() -> None:
    assert event_of(message(text="/Mulai@uji_bot  abc ")) == Command("mulai", "abc", 5)
    assert event_of(message(text=" halo\x00\u202e ")) == Words("halo", 5)
    assert event_of(message(voice={})) == Media("voice", 5)


def test_what_stands_under_a_picture_counts_as_words() -> None:
    at = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    said = {"date": int(at.timestamp()), "caption": " suami\x00 mukul "}
    assert event_of(message(photo=[{}], **said)) == Words("suami mukul", 5, at=at, under="photo")
    assert event_of(message(something_new={}, **said)) == Words("suami mukul", 5, at=at, under="other")
    assert event_of(message(voice={}, caption=" ", date=1)) == Media("voice", 5)


def test_a_message_says_when_it_reached_telegram() -> None:
    at, later = datetime(2026, 11, 24, 3, 0, tzinfo=UTC), datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    said = {"text": "besok", "date": int(at.timestamp())}
    assert event_of(message(**said)) == Words("besok", 5, at=at)
    changed = {"message_id": 5, "chat": PRIVATE, **said, "edit_date": int(later.timestamp())}
    raw = json.dumps({"update_id": 1, "edited_message": changed}).encode()
    assert event_of(raw) == Words("besok", 5, edited=True, at=later)
    for nonsense in (0, -1, 10**15, 2**63, "x", None, True, 1.5):
        assert event_of(message(text="besok", date=nonsense)) == Words("besok", 5)


@pytest.mark.parametrize("kind", ["checklist", "rich_message", "story", "paid_media", "game", "invoice", "tomorrow"])
def test_a_kind_that_nobody_has_heard_of_is_something_sent(kind: str) -> None:
    assert event_of(message(**{kind: {}})) == Media("other", 5)


def test_what_telegram_writes_itself_is_nobodys_word() -> None:
    for service in sorted(SERVICE):
        assert event_of(message(**{service: {}})) is None
    live = {"message_id": 5, "chat": PRIVATE, "location": {}}
    assert event_of(json.dumps({"update_id": 1, "edited_message": live}).encode()) is None


def pressed(presser: object, data: object) -> bytes:
    query = {"id": "1", "from": {"id": presser}, "data": data, "message": {"message_id": 9, "chat": PRIVATE}}
    return json.dumps({"callback_query": query}).encode()


def test_a_button_is_pressed_by_the_person_whose_chat_it_stands_in() -> None:
    assert event_of(pressed(7, "abc:1")) == Pressed("abc:1", 9)
    for nobody in (pressed(8, "abc:1"), pressed(None, "abc:1"), pressed("7", "abc:1"), pressed(7, ""), pressed(7, 5)):
        assert event_of(nobody) is None


@given(st.text(alphabet="abc.-", max_size=80))
def test_a_buttons_data_fits_or_is_refused(data: str) -> None:
    say = Say(Markup("x"), ((Button("x", Home()),),))
    if len(data) <= 64:
        assert payload_of(say, None, lambda press: data, fresh=False)["rows"][0][0]["callback_data"] == data
    else:
        with pytest.raises(ValueError, match="bytes"):
            payload_of(say, None, lambda press: data, fresh=False)


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (BadRequest("Message is not modified: specified new message content..."), Fate.DONE),
        (BadRequest("message is NOT modified"), Fate.DONE),
        (BadRequest("Query is too old and response timeout expired or query ID is invalid"), Fate.DONE),
        (BadRequest("Message to delete not found"), Fate.DONE),
        (BadRequest("Message can't be deleted"), Fate.TOO_OLD),
        (BadRequest("Message to edit not found"), Fate.NEW_MESSAGE),
        (BadRequest("Chat not found"), Fate.UNREACHABLE),
        (BadRequest("can't parse entities: ..."), Fate.REFUSED),
        (BadRequest("Message is too long"), Fate.REFUSED),
        (Forbidden("Forbidden: bot was blocked by the user"), Fate.UNREACHABLE),
        (Forbidden("Forbidden: user is deactivated"), Fate.UNREACHABLE),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Fate.UNREACHABLE),
        (ChatMigrated(-5), Fate.UNREACHABLE),
        (Conflict("terminated by other getUpdates request"), Fate.MISCONFIGURED),
        (InvalidToken(), Fate.MISCONFIGURED),
        (NotSent("no connection"), Fate.LATER),
        (TimedOut(), Fate.IN_DOUBT),
        (NetworkError("the connection broke"), Fate.IN_DOUBT),
        (TelegramError("something nobody has seen"), Fate.REFUSED),
    ],
)
def test_every_error_has_a_fate(error: TelegramError, fate: Fate) -> None:
    found = verdict(error)
    assert found.fate is fate
    assert error.message == "" or len(error.message) < 12 or error.message not in found.name


@pytest.mark.parametrize("seconds", [1, 30, 3000])
def test_too_many_requests_waits_as_long_as_it_is_told(seconds: int) -> None:
    found = verdict(RetryAfter(seconds))
    assert (found.fate, found.after) == (Fate.LATER, timedelta(seconds=seconds))


def test_the_pace_of_one_chat_and_of_all() -> None:
    pace = Pace(30, 1, 5)
    waits = [pace.wait(1, 0.0, asked=False) for _ in range(8)]
    assert waits[:3] == [0, 0, 0] and waits[5:] == sorted(waits[5:]) and waits[7] >= 3
    pace = Pace(30, 1, 5)
    last = max(pace.wait(chat, 0.0, asked=False) for chat in range(300))
    assert 8.5 <= last <= 10, "300 chats take about ten seconds"


def test_whoever_waits_for_their_own_place_takes_it_then_and_not_now() -> None:
    pace = Pace(1, 0.1, 1)
    assert [pace.wait(1, 0.0, asked=False), pace.wait(1, 0.0, asked=False)] == [0, 10]
    assert pace.wait(2, 0.0) == 1


def test_a_failing_turn_rests_longer_each_time() -> None:
    assert [pause(attempt) for attempt in (1, 2, 3)] == [timedelta(seconds=number) for number in (2, 8, 32)]


def test_no_error_of_the_transport_can_hold_the_token() -> None:
    """Each error is raised `from None` with words of our own."""
    source = (Path(__file__).parents[2] / "bot/telegram/transport.py").read_text(encoding="utf-8")
    raised = [
        line for line in source.splitlines() if "raise " in line and ("NotSent" in line or "NetworkError" in line)
    ]
    assert raised and all(
        "from None" in line and "url" not in line.lower().replace("titian_api_url", "") for line in raised
    )
