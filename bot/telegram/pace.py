"""Telegram's pace: about 30 messages a second for a bot, one a second for a chat after a short burst. Pure."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

REMEMBERED_CHATS = 5000


@dataclass(slots=True)
class Bucket:
    """A token bucket: `rate` a second, at most `burst` saved up. Times are seconds on any steady clock."""

    rate: float
    burst: float
    tokens: float
    at: float

    def would_wait(self, now: float) -> float:
        """The seconds to wait for a token, which is not taken."""
        return max(0.0, (1 - self.tokens) / self.rate - max(0.0, now - self.at))

    def take(self, now: float) -> float:
        """Take a token, on credit if need be; returns the seconds to wait before using it."""
        self.tokens = min(self.burst, self.tokens + max(0.0, now - self.at) * self.rate) - 1
        self.at = now
        return max(0.0, -self.tokens / self.rate)


class Pace:
    """How long to wait before the next message to a chat."""

    def __init__(self, per_second: float, per_chat: float, chat_burst: float) -> None:
        self._all = Bucket(per_second, max(1.0, per_second / 10), max(1.0, per_second / 10), 0.0)
        self._per_chat, self._chat_burst = per_chat, chat_burst
        self._chats: OrderedDict[int, Bucket] = OrderedDict()

    def would_wait(self, chat: int, now: float) -> float:
        """Seconds from `now` until a message to `chat` could go; nobody's place is taken."""
        bucket = self._chats.get(chat)
        return max(0.0 if bucket is None else bucket.would_wait(now), self._all.would_wait(now))

    def wait(self, chat: int, now: float) -> float:
        """Seconds from `now` until a message to `chat` may go; the place is taken."""
        bucket = self._chats.pop(chat, None) or Bucket(self._per_chat, self._chat_burst, self._chat_burst, now)
        self._chats[chat] = bucket
        if len(self._chats) > REMEMBERED_CHATS:
            self._chats.popitem(last=False)
        own = bucket.take(now)
        return max(own, self._all.take(now + own) + own if own else self._all.take(now))
