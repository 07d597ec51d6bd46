"""What was recorded about a participant: which check-ins, one in full, correcting it. Each reading leaves a note."""

from __future__ import annotations

from bot.domain import forms
from bot.domain.checkins import CHECK_IN
from bot.domain.presses import CaseCard, CorrectCheckIn, PastCheckIns, ReadCheckIn
from bot.domain.text import N_
from bot.store.caseload import cases, checkins, drafts
from bot.store.caseload.drafts import Draft
from bot.store.rights import grants
from bot.turn import Button, Reply, Row, Turn
from handlers import asking
from handlers.mentor import checkin
from handlers.mentor.caseload import REMEMBERED, when
from handlers.over import no_case
from handlers.screens import PERSONAL, menu, pairs


def past(turn: Turn, pressed: PastCheckIns) -> list[Reply]:
    """Earlier check-ins, newest first, to read or to correct: for whoever may read them."""
    case = grants.readable(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    recorded = checkins.moments(turn.tx, case, REMEMBERED)
    buttons = [Button(when(turn, row.at, row.contact_at), ReadCheckIn(case.id, row.id)) for row in recorded]
    text = turn.lines(
        turn.t(N_("<b>{code}</b>"), code=case.code),
        turn.t(N_("Which check-in? Whoever reads one leaves a note of it.")),
    )
    back = Button(turn.t(N_("Back")), CaseCard(case.id))
    return [turn.say(text, *pairs(buttons), (back, menu(turn)))]


def read(turn: Turn, pressed: ReadCheckIn) -> list[Reply]:
    """One check-in in full; the reading is in the audit."""
    case = grants.readable(turn.tx, turn.me, pressed.case)
    found = None if case is None else checkins.read(turn.tx, turn.me, case, pressed.checkin)
    if case is None or found is None:
        return [no_case(turn, pressed.case)]
    lines: list[str] = [
        turn.t(N_("<b>{code}</b>, {moment}"), code=case.code, moment=when(turn, found.at, found.contact_at))
    ]
    if found.contact_at != found.at:
        lines.append(turn.t(N_("Recorded: {moment}"), moment=turn.day(found.at)))
    lines += asking.in_words(turn, CHECK_IN, found.answers)
    if found.revision > 1:
        lines.append(turn.t(N_("Corrected; this is version {number}."), number=found.revision))
    own = case.mentor_id == turn.me.id
    rows: tuple[Row, ...] = (
        *(((Button(turn.t(N_("✏️ Correct it")), CorrectCheckIn(case.id, found.id)),),) if own else ()),
        (Button(turn.t(N_("Back")), PastCheckIns(case.id)), menu(turn)),
    )
    return [turn.say(turn.lines(*lines), *rows, hides_after=PERSONAL)]


def correct(turn: Turn, pressed: CorrectCheckIn) -> list[Reply]:
    """Open a saved check-in for correction: a new revision will be added, the old one stays."""
    case = cases.entrusted(turn.tx, turn.me, pressed.case)
    found = None if case is None else checkins.read(turn.tx, turn.me, case, pressed.checkin)
    if case is None or found is None:
        return [no_case(turn, pressed.case)]
    draft = drafts.of_case(turn.tx, turn.me, case.id, corrects=found.id)
    if draft is None:
        blank = Draft(0, CHECK_IN.name, turn.token, case.id, found.id, {})
        draft = drafts.keep(turn.tx, turn.me, blank, forms.as_begun(CHECK_IN, found.answers), case)
    else:
        drafts.resume(turn.tx, turn.me, draft)
    return [asking.show(turn, checkin.FILLING, draft)]
