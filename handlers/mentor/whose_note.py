"""Words that came without a question: whose note are they? They are held, sealed, until that is answered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.checkins import NOTE_LIMIT
from bot.domain.forms import Choice, Form, Free, Option
from bot.domain.text import N_
from bot.store.caseload import cases, drafts
from bot.store.caseload.drafts import Draft
from bot.turn import Reply, Turn
from handlers.asking import Filling
from handlers.home import to_menu
from handlers.mentor import checkin, notes
from handlers.mentor.checkin import label
from handlers.over import no_case

WORDS, CASE = "words", "case"
WHOSE = Form(
    "whosenote",
    (
        Free(WORDS, N_("What would you like to note? Without names or addresses."), NOTE_LIMIT, False),
        Choice(CASE, N_("Whose note is this? It goes into a check-in, and is saved with it."), source="own"),
    ),
)
# More than anybody accompanies.
MOST = 200


def begin(turn: Turn) -> Draft:
    """Open the form that asks it; what was typed answers its first question. An earlier one waits on the menu."""
    return drafts.keep(turn.tx, turn.me, Draft(0, WHOSE.name, turn.token, None, None, {}), {}, None)


def own(turn: Turn, source: str) -> Sequence[Option]:
    """Whom this person accompanies now."""
    lines, _ = cases.lines(turn.tx, turn.me, 0, MOST, own=True)
    return [(str(line.id), label(line)) for line in lines]


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """It goes into the check-in of that case, to be confirmed there."""
    chosen = str(draft.answers[CASE])
    case = cases.mine(turn.tx, turn.me, int(chosen)) if chosen.isdecimal() else None
    if case is None:
        return [no_case(turn, None)]
    piece = (0, str(draft.answers[WORDS]), int(turn.now.timestamp()))
    begun = drafts.of_case(turn.tx, turn.me, case.id)
    if begun is None or notes.fits(begun, piece):
        drafts.drop(turn.tx, draft)
    else:
        # It waits, to be gone on with from the menu: whose it is has to be said anew.
        drafts.keep(turn.tx, turn.me, draft, {k: v for k, v in draft.answers.items() if k != CASE}, None)
    return [checkin.open_with_note(turn, case, piece)]


def _title(turn: Turn, draft: Draft) -> str:
    return turn.t(N_("<b>A note</b>"))


FILLING = Filling(WHOSE, _title, save, to_menu, options=own)
FILLINGS = (FILLING,)
