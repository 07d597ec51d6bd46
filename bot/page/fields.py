"""What a form of ours sent: a body read within bounds, each field once, each of the shape it can have."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection
from urllib.parse import parse_qsl

from aiohttp import ClientError, web

from bot.page.troubles import NOT_UNDERSTOOD, SLOW, TOO_LONG, Stopped

FORM = "application/x-www-form-urlencoded"
LARGEST_BODY = 64 * 1024
MOST_FIELDS = 8
# As Telegram has it of a message; what has no place on a page is left out of what was typed, as Telegram does.
LONGEST_WORDS = 4096
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
SHAPES = {
    "s": re.compile(r"[A-Za-z0-9_-]{43}"),
    "n": re.compile(r"[A-Za-z0-9_-]{16,64}"),
    "dark": re.compile(r"[01]?"),
    "p": re.compile(r"[!-~]{1,64}"),
    "b": re.compile(r"[!-~]{0,64}"),
    "f": re.compile(r"[A-Za-z0-9_-]{0,40}"),
}


async def body_of(request: web.BaseRequest, seconds: float) -> bytes:
    """The body of a form, read within so many seconds. Raises Stopped."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise Stopped(TOO_LONG)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.content.iter_any():
                body += piece
                if len(body) > LARGEST_BODY:
                    raise Stopped(TOO_LONG)
    except TimeoutError:
        raise Stopped(SLOW) from None
    except (ClientError, web.RequestPayloadError, OSError):  # whoever sent it is gone, or sent half of it
        raise Stopped(NOT_UNDERSTOOD) from None
    return bytes(body)


def fields_of(body: bytes, needed: Collection[str], possible: Collection[str]) -> dict[str, str]:
    """The fields of a body: all that are needed, some that are possible, none else. Raises Stopped."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Stopped(NOT_UNDERSTOOD) from None
    given = dict(pairs)
    if len(given) != len(pairs) or not set(needed) <= given.keys() <= {*needed, *possible}:
        raise Stopped(NOT_UNDERSTOOD)
    if not all(SHAPES[name].fullmatch(value) for name, value in given.items() if name in SHAPES):
        raise Stopped(NOT_UNDERSTOOD)
    return given


def words_of(typed: str) -> str:
    """What was typed, its lines as everywhere else. Raises Stopped where it is longer than a message may be."""
    words = UNSEEN.sub("", typed.replace("\r\n", "\n").replace("\r", "\n"))
    if len(words) > LONGEST_WORDS:
        raise Stopped(TOO_LONG)
    return words
