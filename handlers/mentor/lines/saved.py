"""The receipt of several check-ins that were saved with one tap."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.presses import CheckInList
from bot.domain.text import N_
from bot.turn import Button, Row, Say, Turn
from handlers.mentor.checkin import Recorded
from handlers.screens import menu

SAVED = N_("✅ Saved: {number}. Thank you, {you}.")
# So much of what was saved is shown.
ROOM = 560


def receipt(turn: Turn, saved: Sequence[tuple[str, Recorded]], hints: Sequence[str] = (), others: Row = ()) -> Say:
    """What was saved, of each code: first where a note was not kept, then as much as there is room for.

    hints: what else is to be said. others: the way to those that are left.
    """
    lines, room = [turn.t(SAVED, number=len(saved)), *hints], ROOM - sum(map(len, hints))
    order = sorted(saved, key=lambda one: not one[1].left_out)
    for number, (code, done) in enumerate(order):
        line = turn.t(N_("{code}: {said}"), code=code, said=turn.lines(*done.lines))
        room -= len(line)
        if room < 0:
            lines.append(turn.t(N_("and {number} more"), number=len(order) - number))
            break
        lines.append(line)
    again = (Button(turn.t(N_("Record another")), CheckInList()), menu(turn))
    return turn.say(turn.lines(*map(Markup, lines)), *((others,) if others else ()), again, kind="saved")
