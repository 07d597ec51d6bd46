"""Turns Telegram's JSON into events. Whatever arrives, it answers with an event or None; it never raises."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.turn import Blocked, Command, Event, InGroup, Media, Tap, Words

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+(.*))?\Z", re.DOTALL)
# Control characters, and the marks that make text run backwards: neither belongs in a note or a name.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
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
Json = dict[str, Any]


def chat_of(update: Json) -> int | None:
    """The Telegram id of the chat an update belongs to; None when it has none we serve."""
    chat = _chat(update)
    chat_id = chat.get("id") if chat else None
    return chat_id if isinstance(chat_id, int) and not isinstance(chat_id, bool) and abs(chat_id) < 2**63 else None


def query_of(update: Json) -> str | None:
    """The callback query to answer, if the update is a pressed button."""
    query = _dict(update.get("callback_query")).get("id")
    return query if isinstance(query, str) else None


def event_of(raw: bytes) -> Event | None:
    """The event in a raw update; None for what the bot has no use for."""
    try:
        update = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(update, dict):
        return None
    if _chat(update).get("type", "private") != "private":
        return InGroup()
    if "callback_query" in update:
        return _tap(_dict(update["callback_query"]))
    if "my_chat_member" in update:
        status = _dict(_dict(update["my_chat_member"]).get("new_chat_member")).get("status")
        return Blocked(now_blocked=status in {"kicked", "left"})
    for key in ("message", "edited_message"):
        if key in update:
            return _message(_dict(update[key]), edited=key == "edited_message")
    return None


def _message(message: Json, *, edited: bool) -> Event | None:
    message_id = _int(message.get("message_id"))
    text = message.get("text")
    if isinstance(text, str):
        text = UNWANTED.sub("", text).strip()
        command = COMMAND.match(text)
        if command and not edited:
            return Command(command[1].lower(), (command[2] or "").strip(), message_id)
        return Words(text, message_id, edited)
    if edited:
        return None
    kind = next((kind for kind in MEDIA if kind in message), None)
    return None if kind is None else Media(kind, message_id)


def _tap(query: Json) -> Event | None:
    data = query.get("data")
    message_id = _int(_dict(query.get("message")).get("message_id"))
    if not isinstance(data, str) or not data:
        return None
    route, *args = UNWANTED.sub("", data).split(":")
    return Tap(route, tuple(args), message_id)


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
    return value if isinstance(value, int) else 0
