"""Trouble on demand: errors, cut connections and slowness that a test asks for, and Telegram's flood limits.

Pure: the time comes in as `now`; nobody sleeps here.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`, exactly as it goes over the wire."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.parameters: dict[str, int] = parameters

    def again(self) -> "ApiError":
        """The same once more: an exception raised twice would carry both tracebacks."""
        return ApiError(self.code, self.description, **self.parameters)

    def body(self) -> dict[str, Any]:
        """The JSON object of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def too_many(retry_after: int) -> ApiError:
    """The 429 that asks to come back in `retry_after` seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


@dataclass
class Fault:
    """One kind of trouble for the next `times` calls of a method (`*` is any), in one chat or in all."""

    method: str
    kind: str  # "fail", "drop_before", "drop_after" or "delay"
    times: int = 1
    chat_id: int | None = None
    error: ApiError | None = None
    seconds: float = 0.0


@dataclass
class Faults:
    """The faults still waiting to happen."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The first fault that fits this call, used up by one; None on a good day."""
        for fault in self.waiting:
            if fault.method.lower() in ("*", method.lower()) and fault.chat_id in (None, chat_id):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None


class Bucket:
    """Tokens that trickle in; a message costs one."""

    __slots__ = ("at", "capacity", "per_second", "tokens")

    def __init__(self, capacity: float, per_second: float, at: datetime) -> None:
        self.capacity, self.per_second = capacity, per_second
        self.tokens, self.at = capacity, at

    def wait(self, now: datetime) -> float:
        """Seconds until a token is there; 0.0 if there is one already."""
        passed = max(0.0, (now - self.at).total_seconds())
        self.tokens = min(self.capacity, self.tokens + passed * self.per_second)
        self.at = max(now, self.at)
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.per_second


class FloodLimits:
    """About 30 messages a second a bot, one a second a chat with short bursts, 20 a minute a group."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._overall = Bucket(30, 30, now())
        self._chats: dict[int, Bucket] = {}

    def spend(self, chat_id: int) -> None:
        """Pay for one message, or ApiError 429 (and then nothing is paid)."""
        now = self._now()
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = Bucket(5, 1, now) if chat_id > 0 else Bucket(20, 20 / 60, now)
            self._chats[chat_id] = chat
        seconds = max(self._overall.wait(now), chat.wait(now))
        if seconds > 0:
            raise too_many(max(1, math.ceil(seconds)))
        self._overall.tokens -= 1
        chat.tokens -= 1
