"""What was recorded about a participant: which check-ins, one in full, correcting it. Each reading leaves a note."""

from __future__ import annotations

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, EXTRAS
from bot.domain.text import N_
from bot.store.caseload import checkins, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.rights import grants
from bot.turn import Button, Reply, Row, Turn
from handlers import asking
from handlers.home import menu_screen
from handlers.mentor import checkin
from handlers.mentor.caseload import REMEMBERED
from handlers.screens import GONE, PERSONAL, case_on_button, menu, numbered, pairs


def past(turn: Turn) -> list[Reply]:
    """Earlier check-ins, newest first, to read or to correct: for whoever may read them."""
    case = _readable(turn)
    if case is None:
        return [menu_screen(turn, GONE)]
    recorded = checkins.moments(turn.tx, case, REMEMBERED)
    buttons = [Button(turn.day(row.at), "read", (str(case.id), str(row.id))) for row in recorded]
    text = turn.lines(
        turn.t(N_("<b>{code}</b>"), code=case.code),
        turn.t(N_("Which check-in? Whoever reads one leaves a note of it.")),
    )
    back = Button(turn.t(N_("Back")), "case", (str(case.id),))
    return [turn.say(text, *pairs(buttons), (back, menu(turn)))]


def read(turn: Turn) -> list[Reply]:
    """One check-in in full; the reading is in the audit."""
    case = _readable(turn)
    found = None if case is None else checkins.read(turn.tx, turn.me, case, _second(turn))
    if case is None or found is None:
        return [menu_screen(turn, GONE)]
    lines: list[str] = [turn.t(N_("<b>{code}</b>, {moment}"), code=case.code, moment=turn.day(found.at))]
    lines += checkin.answers_in_words(turn, found.answers)
    if found.revision > 1:
        lines.append(turn.t(N_("Corrected; this is version {number}."), number=found.revision))
    ids = (str(case.id), str(found.id))
    own = case.mentor_id == turn.me.id
    rows: tuple[Row, ...] = (
        *(((Button(turn.t(N_("✏️ Correct it")), "correct", ids),),) if own else ()),
        (Button(turn.t(N_("Back")), "past", ids[:1]), menu(turn)),
    )
    return [turn.say(turn.lines(*lines), *rows, hides_after=PERSONAL)]


def correct(turn: Turn) -> list[Reply]:
    """Open a saved check-in for correction: a new revision will be added, the old one stays."""
    case = _own(turn)
    found = None if case is None else checkins.read(turn.tx, turn.me, case, _second(turn))
    if case is None or found is None:
        return [menu_screen(turn, GONE)]
    draft = drafts.of_case(turn.tx, turn.me, case.id, corrects=found.id)
    if draft is None:
        called = {key + "+": "yes" for key in EXTRAS if key in found.answers}
        blank = Draft(0, CHECK_IN.name, turn.token, case.id, found.id, {})
        draft = drafts.keep(
            turn.tx, turn.me, blank, {**forms.pruned(CHECK_IN, {**found.answers, **called}), **called}, case
        )
    else:
        drafts.resume(turn.tx, turn.me, draft)
    return [asking.show(turn, checkin.FILLING, draft)]


def _readable(turn: Turn) -> Case | None:
    """The case, if this person may read what was recorded: their own, or let in for an hour. A cover may not."""
    return grants.readable(turn.tx, turn.me, numbered(turn))


def _own(turn: Turn) -> Case | None:
    case = case_on_button(turn)
    return case if case is not None and case.mentor_id == turn.me.id else None


def _second(turn: Turn) -> int:
    return numbered(turn, 1)
