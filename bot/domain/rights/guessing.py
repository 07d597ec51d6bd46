"""How often codes and PINs may be guessed: so many wrong ones an hour, then nobody may try for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(hours=1)
CODE, PIN = "code", "pin"
SHORTEST_PIN, LONGEST_PIN = 4, 8


@dataclass(frozen=True, slots=True)
class Limit:
    """The most wrong ones within the window: from one chat, and from all chats together (None: no such limit)."""

    of_chat: int
    of_all: int | None = None


LIMITS = {CODE: Limit(5, 20), PIN: Limit(5)}


def like_a_pin(text: str) -> bool:
    """Whether this could be a PIN: four to eight digits, and nothing else."""
    return text.isdecimal() and SHORTEST_PIN <= len(text) <= LONGEST_PIN


def may_try(kind: str, of_chat: int, of_all: int) -> bool:
    """Whether another try is allowed after so many wrong ones within the window."""
    limit = LIMITS[kind]
    return of_chat < limit.of_chat and (limit.of_all is None or of_all < limit.of_all)
