"""Who opened the page: what Telegram says of them, believed where it is signed with this bot's token and fresh."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

LONGEST = 4096
MOST_FIELDS = 32
# From the moment Telegram signed it; clocks differ a little.
FRESH, AHEAD = timedelta(minutes=5), timedelta(seconds=30)
KEY_OF = b"WebAppData"
NAME = re.compile(r"[A-Za-z0-9_]{1,64}")
SIGNED = re.compile(r"[0-9a-f]{64}")
SECONDS = re.compile(r"[0-9]{1,11}")
# Between two fields stands a line's end: inside one it would let two data mean the same signature.
BREAKS = re.compile(r"[\x00-\x1f\x7f]")
LARGEST_ID = 2**52

TOO_LONG, MALFORMED, FORGED, OLD, EARLY, NOBODY = "too_long", "malformed", "forged", "old", "early", "nobody"


class Refused(Exception):
    """Nobody comes in with this; `reason` is one of a few codes."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who opened the page. mark: what this opening is known by, however the same data are written."""

    telegram_id: int
    mark: bytes


def visitor(init_data: str, token: str, now: datetime) -> Visitor:
    """Who Telegram says it is, to the bot with this token, at this moment (aware). Raises Refused, and nothing else."""
    fields = _fields(init_data)
    signature = _signature(fields, token)
    if not hmac.compare_digest(signature.hex().encode(), fields["hash"].encode()):
        raise Refused(FORGED)
    _check_age(fields.get("auth_date", ""), now)
    # Not of the data as they came: the same fields can be written in many ways, and are to be used once.
    return Visitor(_id_of(fields.get("user", "")), hashlib.sha256(signature).digest())


def _fields(init_data: str) -> dict[str, str]:
    if len(init_data) > LONGEST:
        raise Refused(TOO_LONG)
    try:
        pairs = parse_qsl(
            init_data, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MOST_FIELDS
        )
        for name, value in pairs:
            if not NAME.fullmatch(name) or BREAKS.search(value):
                raise Refused(MALFORMED)
            value.encode()
    except ValueError:  # no pairs, no UTF-8, half a character
        raise Refused(MALFORMED) from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or not SIGNED.fullmatch(fields.get("hash", "")):
        raise Refused(MALFORMED)
    return fields


def _signature(fields: dict[str, str], token: str) -> bytes:
    """What Telegram would have signed these with: all of them but the signature itself."""
    told = "\n".join(sorted(f"{name}={value}" for name, value in fields.items() if name != "hash"))
    secret = hmac.digest(KEY_OF, token.encode(), "sha256")
    return hmac.digest(secret, told.encode(), "sha256")


def _check_age(written: str, now: datetime) -> None:
    if not SECONDS.fullmatch(written):
        raise Refused(MALFORMED)
    age = now.timestamp() - int(written)
    if age > FRESH.total_seconds():
        raise Refused(OLD)
    if -age > AHEAD.total_seconds():
        raise Refused(EARLY)


def _id_of(written: str) -> int:
    try:
        user: Any = json.loads(written)
    except (ValueError, RecursionError):
        raise Refused(MALFORMED) from None
    number = user.get("id") if isinstance(user, dict) else None
    if type(number) is not int or not 0 < number < LARGEST_ID:
        raise Refused(MALFORMED)
    if user.get("is_bot", False) is not False:
        raise Refused(NOBODY)
    return number
