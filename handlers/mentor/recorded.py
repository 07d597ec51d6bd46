"""What was recorded about a participant: which check-ins, one in full, correcting it. Each reading leaves a note."""

from __future__ import annotations

from typing import Any

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, WHYS
from bot.domain.presses import CaseCard, CorrectCheckIn, MendCheckIn, PastCheckIns, PastFlags, ReadCheckIn, ReadVersion
from bot.domain.text import N_
from bot.domain.urgent import FLAG_KINDS, NOT_SAID
from bot.store.caseload import cases, checkins, drafts, flags
from bot.store.caseload.drafts import Draft
from bot.store.rights import grants
from bot.turn import Button, Reply, Row, Turn
from handlers import asking
from handlers.asking import BESIDE_ANOTHER
from handlers.mentor import checkin
from handlers.mentor.caseload import when
from handlers.over import no_case
from handlers.screens import PAGE, PERSONAL, menu, paging, pairs

KINDS_OF_FLAGS = dict(FLAG_KINDS)
NOTES_SHOWN = 2
# What was recorded may take up so much of a screen, beside who recorded it and when.
WHOLE = 560


def past(turn: Turn, pressed: PastCheckIns) -> list[Reply]:
    """All check-ins, newest first, six a page, to read or to correct: for whoever may read them."""
    case = grants.readable(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    has_noted = flags.has_closed(turn.tx, case)
    noted = ((Button(turn.t(N_("What was noted about flags")), PastFlags(case.id)),),) if has_noted else ()
    size, page = _size(has_noted=has_noted), pressed.page
    found = checkins.moments(turn.tx, case, size + 1, page * size)
    if not found and page:
        return past(turn, PastCheckIns(case.id))
    buttons = [Button(_label(turn, row), ReadCheckIn(case.id, row.id)) for row in found[:size]]
    text = turn.lines(
        turn.t(N_("<b>{code}</b>"), code=case.code),
        turn.t(N_("Which check-in? Whoever reads one leaves a note of it.")),
    )
    turns: Row = (Button(turn.t(N_("◀")), PastCheckIns(case.id, page - 1)),) if page else ()
    turns += (Button(turn.t(N_("▶")), PastCheckIns(case.id, page + 1)),) if len(found) > size else ()
    back = Button(turn.t(N_("Back")), CaseCard(case.id))
    return [turn.say(text, *pairs(buttons), *noted, (*turns, back, menu(turn)))]


def _size(*, has_noted: bool) -> int:
    """How many stand on a page; what was noted about flags takes a row."""
    return PAGE - 2 if has_noted else PAGE


def _label(turn: Turn, row: Any) -> str:
    """When a contact was; beside a year there is no room for its weekday."""
    label = when(turn, row.at, row.contact_at)
    return label if len(label) <= BESIDE_ANOTHER else label.partition(", ")[2]


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
    lines += asking.in_words(turn, CHECK_IN, found.answers, WHOLE)
    earlier: Row = ()
    if found.revision > 1:
        lines.append(turn.t(N_("Corrected; this is version {number}."), number=found.revision))
        earlier = (Button(turn.t(N_("Earlier version")), ReadVersion(case.id, found.id, found.revision - 1)),)
    page = checkins.after(turn.tx, case, found) // _size(has_noted=flags.has_closed(turn.tx, case))
    own = case.mentor_id == turn.me.id
    mend: Row = (Button(turn.t(N_("✏️ Correct it")), CorrectCheckIn(case.id, found.id)),) if own else ()
    rows: tuple[Row, ...] = (
        *(((*mend, *earlier),) if mend or earlier else ()),
        (Button(turn.t(N_("Back")), PastCheckIns(case.id, page)), menu(turn)),
    )
    return [turn.say(turn.lines(*lines), *rows, hides_after=PERSONAL)]


def version(turn: Turn, pressed: ReadVersion) -> list[Reply]:
    """A version that was corrected since: who recorded it and when, and why another took its place."""
    case = grants.readable(turn.tx, turn.me, pressed.case)
    found = None if case is None else checkins.version(turn.tx, turn.me, case, pressed.checkin, pressed.revision)
    if case is None or found is None:
        return [no_case(turn, pressed.case)]
    lines: list[str] = [
        turn.t(N_("<b>{code}</b>, version {number}"), code=case.code, number=found.revision),
        turn.t(N_("Recorded by {who}, {moment}."), who=found.by_code, moment=turn.day(found.at)),
    ]
    if found.replaced_why in WHYS:
        lines.append(turn.t(N_("Corrected because: {reason}."), reason=turn.t(WHYS[found.replaced_why])))
    lines += asking.in_words(turn, CHECK_IN, found.answers, WHOLE)
    earlier = turn.t(N_("Earlier version"))
    rows: Row = ()
    if found.revision > 1:
        rows = (Button(earlier, ReadVersion(case.id, pressed.checkin, found.revision - 1)),)
    back = Button(turn.t(N_("Back")), ReadCheckIn(case.id, pressed.checkin))
    return [turn.say(turn.lines(*lines), *((rows,) if rows else ()), (back, menu(turn)), hides_after=PERSONAL)]


def noted_about_flags(turn: Turn, pressed: PastFlags) -> list[Reply]:
    """What was noted when flags were closed, two a page; each reading leaves a note of it."""
    case = grants.readable(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    found, more = flags.closed_of(turn.tx, turn.me, case, pressed.page, NOTES_SHOWN)
    lines = [turn.t(N_("<b>{code}</b>: flags that are over"), code=case.code)]
    for one in found:
        kind = turn.t(KINDS_OF_FLAGS.get(one.kind, NOT_SAID))
        day = turn.day(one.closed_at)
        lines.append(turn.t(N_("• {kind}, closed {moment} by {who}:"), kind=kind, moment=day, who=one.closed_by))
        lines.append(turn.t(N_("“{note}”"), note=one.note) if one.note else turn.t(N_("nothing was noted")))
    if not found:
        lines.append(turn.t(N_("No flag of theirs is over.")))
    turns = paging(turn, pressed.page, more, lambda other: PastFlags(case.id, other))
    back = Button(turn.t(N_("Back")), PastCheckIns(case.id))
    return [turn.say(turn.lines(*lines), (*turns, back), (menu(turn),), hides_after=PERSONAL)]


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


def mend(turn: Turn, pressed: MendCheckIn) -> list[Reply]:
    """Put a wrong choice right, a few minutes after it was saved: which one? Later it is a correction as any other."""
    case = cases.entrusted(turn.tx, turn.me, pressed.case)
    found = None if case is None else checkins.as_kept(turn.tx, case, pressed.checkin)
    if case is None or found is None:
        return [no_case(turn, pressed.case)]
    begun = drafts.of_case(turn.tx, turn.me, case.id, corrects=found.id)
    if not checkin.is_fresh(turn, found) or (begun is not None and forms.QUICK not in begun.answers):
        return correct(turn, CorrectCheckIn(case.id, found.id))
    if begun is not None:
        drafts.drop(turn.tx, begun)
    checkins.read(turn.tx, turn.me, case, found.id)  # its questions show what was answered
    blank = Draft(0, CHECK_IN.name, turn.token, case.id, found.id, {})
    answers = {**forms.as_begun(CHECK_IN, found.answers), forms.QUICK: True}
    return [checkin.what_was_wrong(turn, drafts.keep(turn.tx, turn.me, blank, answers, case))]
