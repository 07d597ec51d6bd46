"""Makes what hostile hands might send: the text of buttons, and whole updates, by a seeded chance."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

from bot.domain.presses import KINDS
from bot.domain.wire import FIELDS
from bot.store.queues.buttons import SEAL_LENGTH

ANYTHING = "aZ09:;._-@?+= \t\x00\u202e²é🙈\U0010ffff\ud800"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
NUMBERS = ("0", "1", "2", "7", "99", "-1", "", "999999999999999", "9" * 16, "9" * 30, "²", "1e3", "0x1", " 1")
WORDS = (
    "",
    "yes",
    "R",
    "P",
    "health",
    "checkin",
    "later",
    "ok",
    "+kerja",
    "-kerja",
    "kerja=1",
    "@1",
    "@9999999999",
    "x" * 41,
)
# The routes of the first version, whose buttons still stand in chats.
EARLIER = (
    "home",
    "c:1",
    "a:1f:c1:contact:visit",
    "s:1f:c1",
    "now:1",
    "reviewed:1",
    "takeover:1:yes",
    "resume:p3",
    "case:1",
)
WORDS_TYPED = ("/start abc", "/menu", "halo", "besok jam 9", "123456")
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63 - 1, 2**63, 2**70, -(2**70), 1.5, float("inf"), "",
    "7001", "\ud800", "x" * 5000, [], {}, [[]], {"id": {}}, [1, {"chat": 2}], "\x00\u202e",
)  # fmt: skip


def text_of_a_press(chance: Random) -> str:
    """The text of a press that could be, or nearly: a true name and odd values, more or fewer of them than it has."""
    name = chance.choice(list(KINDS))
    values = [chance.choice(NUMBERS if chance.random() < 0.7 else WORDS) for _ in FIELDS[KINDS[name]]]
    if chance.random() < 0.2:
        values = values[: chance.randrange(3)] + ["1"] * chance.randrange(4)
    return ":".join((name, *values))


def button(chance: Random, true_ones: list[str]) -> str:
    """What a forged button carries: noise, an earlier version's words, a press without a seal or under a wrong one."""
    kind = chance.randrange(6)
    if kind == 0:
        return "".join(chance.choice(ANYTHING) for _ in range(chance.randrange(1, 64)))
    if kind == 1:
        return chance.choice(EARLIER)
    if kind == 2:
        return text_of_a_press(chance)
    if kind == 3:
        return "".join(chance.choice(ALPHABET) for _ in range(SEAL_LENGTH)) + text_of_a_press(chance)
    genuine = chance.choice(true_ones)
    if kind == 4:  # somebody else's true button, or a true seal on another press
        return genuine if chance.random() < 0.5 else genuine[:SEAL_LENGTH] + text_of_a_press(chance)
    at = chance.randrange(len(genuine))
    return genuine[:at] + chance.choice(ALPHABET) + genuine[at + 1 :]


def pressing(number: int, user: int, data: Any) -> dict[str, Any]:
    """An update: this person pressed a button in their own chat."""
    chat, person = {"id": user, "type": "private"}, {"id": user, "is_bot": False, "first_name": "Orang"}
    message = {"message_id": 5, "date": 1764000000, "chat": chat, "text": "x"}
    query = {"id": str(number), "from": person, "chat_instance": "1", "data": data, "message": message}
    return {"update_id": number, "callback_query": query}


def typing(number: int, user: int, text: str) -> dict[str, Any]:
    """An update: this person typed something in their own chat."""
    chat, person = {"id": user, "type": "private"}, {"id": user, "is_bot": False, "first_name": "Orang"}
    message = {"message_id": 5, "date": 1764000000, "chat": chat, "from": person, "text": text}
    return {"update_id": number, "message": message}


def ordinary(chance: Random, number: int, user: int) -> dict[str, Any]:
    """An update as Telegram sends them, to be broken."""
    chat, person = {"id": user, "type": "private"}, {"id": user, "is_bot": False, "first_name": "Orang"}
    message: dict[str, Any] = {"message_id": 5, "date": 1764000000, "chat": chat, "from": person}
    status = {"user": {"id": 1, "is_bot": True, "first_name": "x"}, "status": "kicked"}
    shapes: tuple[Callable[[], dict[str, Any]], ...] = (
        lambda: {"message": {**message, "text": chance.choice(WORDS_TYPED)}},
        lambda: {"edited_message": {**message, "edit_date": 1764000001, "text": "diubah"}},
        lambda: {"message": {**message, "photo": [{"file_id": "x"}], "caption": "R-001"}},
        lambda: {"message": {**message, "voice": {"file_id": "x"}}},
        lambda: {
            "my_chat_member": {"chat": chat, "from": person, "new_chat_member": status, "old_chat_member": status}
        },
        lambda: {"channel_post": {**message, "chat": {"id": -100, "type": "channel"}, "text": "x"}},
        lambda: pressing(number, user, text_of_a_press(chance)),
    )
    return {"update_id": number, **chance.choice(shapes)()}


def broken(chance: Random, update: dict[str, Any]) -> Any:
    """The same with something of it gone, odd, doubled or elsewhere; one in fifty is no update at all."""
    if chance.random() < 0.02:
        return chance.choice(ODD)
    found = copy.deepcopy(update)
    for _ in range(chance.randrange(1, 4)):
        place, key = _somewhere(chance, found)
        if chance.random() < 0.3:
            del place[key]
        else:
            place[key] = copy.deepcopy(chance.choice(ODD))
        if not found:
            break
    return found


def _somewhere(chance: Random, found: dict[str, Any]) -> tuple[dict[str, Any], str]:
    place = found
    while True:
        key = chance.choice(list(place))
        inner = place[key]
        if not isinstance(inner, dict) or not inner or chance.random() < 0.3:
            return place, key
        place = inner


def as_received(update: Any) -> Any:
    """As it comes out of the JSON of a reply."""
    return json.loads(json.dumps(update))
