"""Words that came without a question: whose note are they? They are held, sealed, until that is answered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import forms
from bot.domain.checkins import NOTE_LIMIT
from bot.domain.forms import Choice, Form, Free, Option
from bot.domain.text import N_
from bot.store.caseload import cases, drafts
from bot.store.caseload.drafts import Draft
from bot.turn import Reply, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import to_menu
from handlers.mentor import checkin, finding, notes
from handlers.mentor.lines import filled
from handlers.screens import GONE

WORDS, CASE = "words", "case"
WHOSE = Form(
    "whosenote",
    (
        Free(WORDS, N_("What would you like to note? Without names or addresses."), NOTE_LIMIT, False),
        Choice(CASE, N_("Whose note is this? It goes into a check-in, and is saved with it."), source="own"),
    ),
)


def begin(turn: Turn) -> Draft:
    """Open the form that asks it; what was typed answers its first question. An earlier one waits on the menu."""
    return drafts.keep(turn.tx, turn.me, Draft(0, WHOSE.name, turn.token, None, None, {}), {}, None)


def hold(turn: Turn, piece: forms.Piece, token: str) -> Draft:
    """Words of a message about several, of which it is not sure whose they are: asked like any other."""
    answers = forms.with_pieces({}, WORDS, [piece])
    return drafts.keep(turn.tx, turn.me, Draft(0, WHOSE.name, token, None, None, {}), answers, None)


def own(turn: Turn, draft: Draft) -> Sequence[Option]:
    """Whom this person accompanies now; whoever they were in touch with last comes first."""
    return [(str(case_id), code) for case_id, code in cases.own_by_last(turn.tx, turn.me)]


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """It goes into the check-in of that case, to be confirmed there. Where it cannot, it waits here."""
    chosen = str(draft.answers[CASE])
    case = cases.mine(turn.tx, turn.me, int(chosen)) if chosen.isdecimal() else None
    written = forms.pieces_of(draft.answers, WORDS)
    piece = (0, str(draft.answers[WORDS]), written[0][2] if written else int(turn.now.timestamp()))
    begun = None if case is None else drafts.of_case(turn.tx, turn.me, case.id)
    full = begun is not None and not notes.fits(checkin.FILLING, begun, notes.NOTE, piece)
    if case is None or full:
        draft = drafts.keep(turn.tx, turn.me, draft, forms.without(draft.answers, CASE), None)
    else:
        drafts.drop(turn.tx, draft)
    if case is None:
        return [asking.show(turn, FILLING, draft, turn.t(GONE))]
    return [filled.open_held(turn, case, piece)]


def _title(turn: Turn, draft: Draft) -> str:
    if not (words := draft.answers.get(WORDS)):
        return turn.t(N_("<b>A note</b>"))
    title = turn.t(N_("<b>A note</b>: “{text}”"), text=asking.shortened(str(words), 100))
    return turn.lines(title, *finding.not_theirs(turn, str(words)))


FILLING = Filling(WHOSE, _title, save, to_menu, options=own, shows_words=True)
FILLINGS = (FILLING,)
