"""Turns Telegram's JSON into events. Whatever arrives, it answers with an event or None; it never raises."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeGuard

from bot.domain.typed import FIRST_MESSAGE
from bot.store.queues.pages import NUMBERS
from bot.turn import Blocked, Command, Event, InGroup, Media, Words

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+(.*))?\Z", re.DOTALL)
# Control characters, the marks that make text run backwards, and halves of characters that no database takes: none
# belongs in a note or a name.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# The largest number a column of ours holds.
LARGEST = 2**63 - 1
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
WRITTEN = ("message", "edited_message")
# What Telegram itself writes into a private chat; nobody said it, so nobody is answered.
SERVICE = frozenset(
    {
        "pinned_message",
        "message_auto_delete_timer_changed",
        "write_access_allowed",
        "chat_background_set",
        "connected_website",
        "users_shared",
        "chat_shared",
        "boost_added",
        "giveaway_created",
        "giveaway_completed",
        "successful_payment",
        "refunded_payment",
        "passport_data",
        "proximity_alert_triggered",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
    }
)
MEDIA = (
    "photo",
    "voice",
    "video",
    "video_note",
    "audio",
    "document",
    "sticker",
    "animation",
    "location",
    "venue",
    "contact",
    "poll",
    "dice",
)
# What is none of them: a kind that came after this was written.
OTHER = "other"
# The year 9999: a number beyond it is no moment.
LATEST = 253_402_300_000
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A pressed button as it came: what stood on it, not yet known to be ours, and the message it stands under."""

    data: str
    message_id: int


def chat_of(update: Json) -> int | None:
    """The Telegram id of the chat an update belongs to; None when it has none we serve."""
    chat = _chat(update)
    chat_id = chat.get("id") if chat else None
    return chat_id if is_number(chat_id) else None


def number_of(update: Any) -> int | None:
    """The number of an update; None for what is no update that can be kept."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if is_number(number) and number < NUMBERS else None


def is_number(value: Any) -> TypeGuard[int]:
    """Whether this is a whole number that a column of ours can hold."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


def message_of(update: Any) -> int | None:
    """The number of the message an update is about: what was written, or what a pressed button stands under."""
    query = _dict(_dict(update).get("callback_query"))
    message = _dict(query.get("message")) or next((_dict(update[key]) for key in WRITTEN if key in update), {})
    number = message.get("message_id")
    return number if is_number(number) and number > 0 else None


def tidy(text: str) -> str:
    """What was typed, without what belongs in no note or name."""
    return UNWANTED.sub("", text).strip()


def command_in(text: str, message_id: int) -> Command | None:
    """The command that a text is, if it is one."""
    found = COMMAND.match(text)
    return None if found is None else _command(found, message_id)


def query_of(update: Any) -> str | None:
    """The callback query to answer, if the update is a pressed button."""
    query = _dict(_dict(update).get("callback_query")).get("id")
    return query if isinstance(query, str) else None


def event_of(raw: bytes) -> Event | Pressed | None:
    """The event in a raw update; None for what the bot has no use for."""
    try:
        update = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict):
        return None
    if _chat(update).get("type", "private") != "private":
        return InGroup()
    if "callback_query" in update:
        return _tap(_dict(update["callback_query"]))
    if "my_chat_member" in update:
        status = _dict(_dict(update["my_chat_member"]).get("new_chat_member")).get("status")
        return Blocked(now_blocked=status in ("kicked", "left"))
    for key in WRITTEN:
        if key in update:
            return _message(_dict(update[key]), edited=key == "edited_message")
    return None


def _message(message: Json, *, edited: bool) -> Event | None:
    message_id = _int(message.get("message_id"))
    text, caption = message.get("text"), message.get("caption")
    kind = next((kind for kind in MEDIA if kind in message), OTHER)
    if isinstance(text, str):
        text = tidy(text)
        command = COMMAND.match(text)
        if command and not edited and (found := _command(command, message_id)) is not None:
            return found
        return Words(text.lstrip("/") if command else text, message_id, edited, _at(message))
    if isinstance(caption, str) and (caption := tidy(caption)):
        return Words(caption, message_id, edited, _at(message), kind)
    # A place that is shared for hours is edited all the while.
    return None if edited or message.keys() & SERVICE else Media(kind, message_id)


def _command(found: re.Match[str], message_id: int) -> Command | None:
    """A command; None for a sentence that begins with a stroke: no command of ours takes one, only a link's token."""
    name, argument = found[1].lower(), (found[2] or "").strip()
    is_command = not argument or (name in ("start", "mulai") and TOKEN.fullmatch(argument) is not None)
    return Command(name, argument, message_id) if is_command else None


def _at(message: Json) -> datetime | None:
    """When a message reached Telegram; of one that was changed, when that was."""
    said = message.get("edit_date", message.get("date"))
    return datetime.fromtimestamp(said, UTC) if is_number(said) and FIRST_MESSAGE < said < LATEST else None


def _tap(query: Json) -> Pressed | None:
    """A pressed button; None where somebody else pressed it than the person whose chat it stands in."""
    data, message = query.get("data"), _dict(query.get("message"))
    presser, chat = _dict(query.get("from")).get("id"), _dict(message.get("chat")).get("id")
    if not isinstance(data, str) or not data or (message and presser != chat):
        return None
    return Pressed(UNWANTED.sub("", data), _int(message.get("message_id")))


def _chat(update: Json) -> Json:
    for key in (
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "my_chat_member",
        "chat_member",
    ):
        if key in update:
            return _dict(_dict(update[key]).get("chat"))
    query = _dict(update.get("callback_query"))
    chat = _dict(_dict(query.get("message")).get("chat"))
    return chat or ({"id": _dict(query.get("from")).get("id"), "type": "private"} if query else {})


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _int(value: Any) -> int:
    return value if is_number(value) else 0
