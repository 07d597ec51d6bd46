"""Raw updates, one by one: whose they are, which message they are about, what is to be answered, what they mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.telegram.parse import Pressed, chat_of, event_of, message_of, number_of, query_of
from bot.turn import Blocked, Command, InGroup, Media, Words

HERE = {"id": 7, "type": "private"}
GROUP = {"id": -7, "type": "group"}
TEXT = {"message_id": 5, "chat": HERE, "text": "halo"}
TAP = {"id": "q", "from": {"id": 7}, "data": "abc", "message": {"message_id": 9, "chat": HERE}}
ODD: tuple[Any, ...] = (None, True, "5", 5.0, [], {}, 2**63)
NO_TEXT: tuple[Any, ...] = (None, 5, [], {})


def pressed(**fields: Any) -> dict[str, Any]:
    return {"callback_query": {**TAP, **fields}}


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"message": TEXT}, 7),
        ({"edited_message": TEXT}, 7),
        ({"channel_post": {"chat": GROUP}}, -7),
        ({"edited_channel_post": {"chat": GROUP}}, -7),
        ({"my_chat_member": {"chat": HERE}}, 7),
        ({"chat_member": {"chat": GROUP}}, -7),
        (pressed(), 7),
        (pressed(message=None), 7),
        ({"callback_query": {}}, None),
        ({"message": {}}, None),
        ({"message": None}, None),
        ({}, None),
        *(({"message": {"chat": {"id": odd}}}, None) for odd in ODD),
        *(({"callback_query": {"from": {"id": odd}}}, None) for odd in ODD),
    ],
)
def test_whose_it_is(update: dict[str, Any], chat: int | None) -> None:
    assert chat_of(update) == chat


@pytest.mark.parametrize(
    ("update", "number", "query"),
    [
        ({"message": TEXT}, 5, None),
        ({"edited_message": TEXT}, 5, None),
        (pressed(), 9, "q"),
        (pressed(message=None), None, "q"),
        ({"my_chat_member": {"chat": HERE, "message_id": 5}}, None, None),
        ({"message": {"message_id": 0}}, None, None),
        ({"message": {"message_id": -1}}, None, None),
        *(({"message": {"message_id": odd}}, None, None) for odd in ODD),
        *((pressed(id=odd), 9, None) for odd in NO_TEXT),
    ],
)
def test_which_message_it_is_about_and_which_press_is_to_be_answered(
    update: Any, number: int | None, query: str | None
) -> None:
    assert (message_of(update), query_of(update)) == (number, query)


@pytest.mark.parametrize(
    ("update", "number"), [({"update_id": 5}, 5), ({"update_id": -5}, -5), (None, None), ([], None)]
)
def test_its_number(update: Any, number: int | None) -> None:
    assert number_of(update) == number
    for odd in ODD:
        assert number_of({"update_id": odd}) is None


@pytest.mark.parametrize(
    ("update", "event"),
    [
        ({"message": TEXT}, Words("halo", 5)),
        ({"message": {**TEXT, "message_id": None}}, Words("halo", 0)),
        ({"edited_message": TEXT}, Words("halo", 5, edited=True)),
        ({"message": {**TEXT, "chat": GROUP}}, InGroup()),
        ({"channel_post": {**TEXT, "chat": GROUP}}, InGroup()),
        ({"message": {"text": "halo"}}, Words("halo", 0)),
        (pressed(), Pressed("abc", 9)),
        (pressed(message=None), Pressed("abc", 0)),
        ({"my_chat_member": {"chat": HERE, "new_chat_member": {"status": "kicked"}}}, Blocked(now_blocked=True)),
        ({"my_chat_member": {"chat": HERE, "new_chat_member": {"status": "member"}}}, Blocked(now_blocked=False)),
        ({"chat_member": {"chat": HERE}}, None),
        ({"poll": {}}, None),
        # A stroke begins a command where it can be one, and a sentence otherwise.
        ({"message": {**TEXT, "text": "/menu"}}, Command("menu", "", 5)),
        ({"message": {**TEXT, "text": "/start abc"}}, Command("start", "abc", 5)),
        ({"message": {**TEXT, "text": "/menu dan lagi"}}, Words("menu dan lagi", 5)),
        ({"edited_message": {**TEXT, "text": "/menu"}}, Words("menu", 5, edited=True)),
        ({"message": {**TEXT, "text": "1/2 dosis"}}, Words("1/2 dosis", 5)),
        ({"message": {**TEXT, "text": "/ 5 dari 7"}}, Words("/ 5 dari 7", 5)),
        # Of something sent, its words; without them what it is; of Telegram's own lines nothing.
        ({"message": {"message_id": 5, "chat": HERE, "voice": {}}}, Media("voice", 5)),
        (
            {"message": {"message_id": 5, "chat": HERE, "photo": [], "caption": "lihat"}},
            Words("lihat", 5, under="photo"),
        ),
        ({"message": {"message_id": 5, "chat": HERE, "text": 7}}, Media("other", 5)),
        ({"message": {"message_id": 5, "chat": HERE, "photo": [], "caption": 7}}, Media("photo", 5)),
        ({"edited_message": {"message_id": 5, "chat": HERE, "location": {}}}, None),
        ({"message": {"message_id": 5, "chat": HERE, "pinned_message": {}}}, None),
    ],
)
def test_what_it_means(update: dict[str, Any], event: object) -> None:
    assert event_of(json.dumps(update).encode()) == event
