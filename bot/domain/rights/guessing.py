"""How often codes and PINs may be guessed: whoever guesses is slowed, and whoever only mistyped is not kept out.

A code to join by: so many wrong ones an hour, from one chat and from all together, then nobody may try for a while.

A PIN: five wrong ones, then one try every ten minutes. What is typed meanwhile is not looked at: it opens nothing, and
the wait does not grow by it. The right one opens after the wait at the latest, and the count is forgotten. There are
10 000 PINs of four digits: who types day and night tries 148 of them on the first day (five, then 143), one in 68; half
of them take 35 days, all of them 70. Of six digits half take nine years and a half. What is guessed first (1234, 0000)
is no PIN.

What begins with a number of help is none either: whoever types 119 or "119 8" where the PIN is asked wants help, and
has not guessed. A PIN may have been set so before that was refused: it opens still, and what begins so has a count of
its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
CODE, PIN, HELP = "code", "pin", "help"
SHORTEST_PIN, LONGEST_PIN = 4, 8
FREE_PINS, PIN_WAIT = 5, timedelta(minutes=10)
DIGITS_IN_A_ROW = "01234567890"
FOR_HELP = ("110", "112", "119", "129")


@dataclass(frozen=True, slots=True)
class Limit:
    """The most wrong ones within the window: from one chat, and from all chats together (None: no such limit)."""

    of_chat: int
    of_all: int | None = None


LIMITS = {CODE: Limit(5, 20)}


def like_a_pin(text: str) -> bool:
    """Whether this could be a PIN: four to eight digits, and nothing else."""
    return text.isascii() and text.isdecimal() and SHORTEST_PIN <= len(text) <= LONGEST_PIN


def is_trivial(pin: str) -> bool:
    """Whether it is among the first that anybody tries: one digit over and over, or digits in a row."""
    return len(set(pin)) == 1 or pin in DIGITS_IN_A_ROW or pin[::-1] in DIGITS_IN_A_ROW


def calls_for_help(digits: str) -> bool:
    """Whether it begins with a number that somebody in danger would type."""
    return digits.startswith(FOR_HELP)


def counted_as(digits: str) -> str:
    """The count to which they belong where they do not fit: a number of help is no guess, and nobody reads of it."""
    return HELP if calls_for_help(digits) else PIN


def may_try(kind: str, of_chat: int, of_all: int) -> bool:
    """Whether another try is allowed after so many wrong ones within the window."""
    limit = LIMITS[kind]
    return of_chat < limit.of_chat and (limit.of_all is None or of_all < limit.of_all)


def waits_until(wrong: int, newest: datetime | None, now: datetime) -> datetime | None:
    """Until when no PIN is looked at, after so many wrong ones of which the newest came then; None: it is looked at."""
    if newest is None or wrong < FREE_PINS or newest + PIN_WAIT <= now:
        return None
    return newest + PIN_WAIT
