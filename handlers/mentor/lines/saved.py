"""The receipt of several check-ins that were saved with one tap."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.presses import CheckInList
from bot.domain.text import N_
from bot.turn import Button, Row, Say, Turn
from handlers.mentor.checkin import Recorded
from handlers.screens import fitting, menu

SAVED = N_("✅ Saved: {number}. Thank you, {you}.")
# So much of what was saved is shown.
ROOM = 560


def receipt(turn: Turn, saved: Sequence[tuple[str, Recorded]], hints: Sequence[str] = (), others: Row = ()) -> Say:
    """What was saved, of each code: first where a note was not kept, then as much as there is room for.

    hints: what else is to be said. others: the way to those that are left.
    """
    order = sorted(saved, key=lambda one: not one[1].left_out)
    told = [turn.t(N_("{code}: {said}"), code=code, said=turn.lines(*done.lines)) for code, done in order]
    shown = fitting(turn, told, ROOM - sum(map(len, hints)))
    lines = [turn.t(SAVED, number=len(saved)), *hints, *shown]
    again = (Button(turn.t(N_("Record another")), CheckInList()), menu(turn))
    return turn.say(turn.lines(*map(Markup, lines)), *((others,) if others else ()), again, kind="saved")
