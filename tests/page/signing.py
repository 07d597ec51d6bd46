"""What Telegram would put into the address, signed as it does, for this bot or another."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tests.driver import TOKEN, TUESDAY


def fields(telegram_id: Any = 7, at: datetime = TUESDAY, **more: str) -> dict[str, str]:
    """The fields as they come, not signed yet."""
    user = {"id": telegram_id, "first_name": 'Siti \u2665 "Rahma"', "language_code": "id"}
    told = {"query_id": "AAE", "user": json.dumps(user), "auth_date": str(int(at.timestamp())), "signature": "x_-1"}
    return {**told, **more}


def signed(told: dict[str, str], token: str = TOKEN) -> list[tuple[str, str]]:
    """All of them, and Telegram's hash."""
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    check = "\n".join(f"{name}={told[name]}" for name in sorted(told))
    return [*told.items(), ("hash", hmac.new(secret, check.encode(), hashlib.sha256).hexdigest())]


def data(telegram_id: Any = 7, at: datetime = TUESDAY, token: str = TOKEN, **more: str) -> str:
    """As it stands in the address."""
    return urlencode(signed(fields(telegram_id, at, **more), token))
