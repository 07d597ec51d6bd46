"""What is said where a button leads nowhere any more; what waits for the person stands below it (see `Instead`)."""

from __future__ import annotations

from bot.domain.text import N_
from bot.store.caseload import cases
from bot.turn import Instead, Turn
from handlers.screens import GONE

EARLIER = N_("That button is from an earlier screen.")
ENDED = N_("The accompaniment of {code} has ended.")


def over(turn: Turn, said: str) -> Instead:
    """Why it leads nowhere."""
    return Instead(turn.t(said))


def no_case(turn: Turn, case_id: int | None, said: str = GONE) -> Instead:
    """A participant this person can do nothing about here: where the accompaniment has ended, that is why."""
    found = cases.visible(turn.tx, turn.me, case_id or 0)
    return Instead(turn.t(said) if found is None or found.goes_on else turn.t(ENDED, code=found.code))
