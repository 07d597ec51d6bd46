"""Telegram's pace, as far as it can be known: so much a second for a bot, and for each chat what it bears. Pure.

Telegram counts messages and edits of a chat together, publishes no figure, and answers 429 with a time to wait. So a
chat is paced by learning: whoever taps is answered as quickly as they tap, what is said first keeps to one a second,
and a chat of which Telegram says "too many" goes at half its pace from then on, and gets it back in some minutes.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

REMEMBERED_CHATS = 5000
# Answers to somebody who taps may go so many times as quickly as what nobody asked for.
QUICK = 4.0
# A 429 halves a chat's pace, down to this part of it; the pace doubles again in so many seconds.
SLOWEST, RECOVERS = 1 / 16, 60.0


@dataclass(slots=True)
class Bucket:
    """A token bucket: `rate` a second, at most `burst` saved up; `part` of both while it is slowed down.

    Times are seconds on any steady clock.
    """

    rate: float
    burst: float
    tokens: float
    at: float
    part: float = 1.0

    def would_wait(self, now: float) -> float:
        """The seconds to wait for a token, which is not taken."""
        part, tokens = self._seen(now)
        return max(0.0, (1.0 - tokens) / (self.rate * part))

    def take(self, now: float, cost: float = 1.0) -> float:
        """Take so many tokens, on credit if need be; returns the seconds to wait before using them."""
        self.part, tokens = self._seen(now)
        self.tokens, self.at = tokens - cost, now
        return max(0.0, -self.tokens / (self.rate * self.part))

    def slow_down(self, now: float) -> None:
        """It was too quick: half as quick from here on."""
        part, _ = self._seen(now)
        self.part, self.tokens, self.at = max(SLOWEST, part / 2), 0.0, now

    def _seen(self, now: float) -> tuple[float, float]:
        """The part of its pace by now, and the tokens."""
        elapsed = max(0.0, now - self.at)
        part = min(1.0, self.part * 2 ** min(elapsed / RECOVERS, 8))
        return part, min(max(1.0, self.burst * part), self.tokens + elapsed * self.rate * self.part)


class Pace:
    """How long to wait before the next message to a chat."""

    def __init__(self, per_second: float, per_chat: float, chat_burst: float) -> None:
        """per_chat: of what is said first; answers are QUICK times as quick, after a burst of `chat_burst`."""
        self._all = Bucket(per_second, max(1.0, per_second / 10), max(1.0, per_second / 10), 0.0)
        self._per_chat, self._chat_burst = per_chat, chat_burst
        self._chats: OrderedDict[int, Bucket] = OrderedDict()

    def would_wait(self, chat: int, now: float) -> float:
        """Seconds from `now` until an answer to `chat` could go; nobody's place is taken."""
        bucket = self._chats.get(chat)
        return max(0.0 if bucket is None else bucket.would_wait(now), self._all.would_wait(now))

    def wait(self, chat: int, now: float, *, asked: bool = True, ahead: bool = False) -> float:
        """Seconds from `now` until a message to `chat` may go; the place is taken.

        asked: somebody waits for it. ahead: it is urgent, and does not wait for what went to this chat before.
        """
        own = self._of(chat, now).take(now, 1.0 if asked else QUICK)
        own = 0.0 if ahead else own
        return max(own, self._all.take(now + own) + own if own else self._all.take(now))

    def slow_down(self, chat: int, now: float) -> None:
        """Telegram said "too many" of this chat. For how long it told us to wait, the outbox knows."""
        self._of(chat, now).slow_down(now)

    def _of(self, chat: int, now: float) -> Bucket:
        rate, burst = QUICK * self._per_chat, QUICK * self._chat_burst
        bucket = self._chats.pop(chat, None) or Bucket(rate, burst, burst, now)
        self._chats[chat] = bucket
        if len(self._chats) > REMEMBERED_CHATS:
            self._chats.popitem(last=False)
        return bucket
