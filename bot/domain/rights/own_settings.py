"""What a participant chose for their own phone, and the two words they agreed on with themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.domain.typed import plainly

QUIET, DURESS = "quiet", "duress"
SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What a participant chose.

    quiet_word: "not now", answered with something harmless; duress_word: somebody else is reading along.
    consents_seen: the last line of their consents that somebody noted for them and that they have seen.
    plan_seen: when what they last saw of their safe contact was noted by somebody else; empty where nothing was.
    Their safe hours are the person's `hours`, which every routine message respects.
    """

    chosen_name: str = ""
    quiet_word: str = ""
    duress_word: str = ""
    pin: str = ""
    greet_weeks: int = 0
    consents_seen: int = 0
    plan_seen: str = ""


def settings_of(kept: Mapping[str, Any]) -> OwnSettings:
    """What was kept, without what earlier versions kept beside it."""
    known = {field.name for field in fields(OwnSettings)}
    return OwnSettings(**{name: value for name, value in kept.items() if name in known})


def agreed_word(chosen: OwnSettings, typed: str) -> str | None:
    """Which of the two agreed words was typed: "quiet", "duress" or neither."""
    said = plainly(typed)
    for word, name in ((chosen.duress_word, DURESS), (chosen.quiet_word, QUIET)):
        if said and said == plainly(word):
            return name
    return None
