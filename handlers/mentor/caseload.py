"""The people a mentor walks beside (or a supervisor's team does): the list, and the card of one of them."""

from __future__ import annotations

from datetime import datetime

from bot.domain.people import Role
from bot.domain.presses import (
    AskReading,
    CaseCard,
    CaseList,
    CaseOfDigest,
    CheckIn,
    ContactPlan,
    DigestList,
    Greet,
    HandOn,
    History,
    NewCase,
    PastCheckIns,
    Referrals,
    Rhythm,
    TakeOver,
    TheirPhone,
    UrgentWhat,
)
from bot.domain.rights.contact_plan import OLD, PHONE, THEY
from bot.domain.rights.self_checks import FEELINGS
from bot.domain.text import N_
from bot.domain.timing.cadence import RHYTHMS
from bot.store.caseload import cases, checkins, drafts, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.rights import contact_plans, self_checks
from bot.turn import Button, Reply, Row, Turn
from handlers.home import menu_screen
from handlers.over import no_case
from handlers.screens import (
    PAGE,
    PERSONAL,
    day_of,
    list_rows,
    menu,
    shown_list,
    they_first,
)

REMEMBERED = 5
SAID = {code: label for code, label in FEELINGS if code != "0"}


def listing(turn: Turn, pressed: CaseList) -> list[Reply]:
    """Everybody active, by code."""
    drafts.put_aside(turn.tx, turn.me)
    page = pressed.page
    keys, key = shown_list(turn, cases.keys, pressed.track)
    lines, more = cases.lines(turn.tx, turn.me, page, PAGE, key=key)
    if not lines:
        return [menu_screen(turn)] if turn.me.role is Role.MENTOR else [_none(turn)]
    text = [turn.t(N_("<b>Participants</b>: {number}"), number=cases.count(turn.tx, turn.me, key))]
    text += [
        turn.t(N_("🔔 {code}: waiting since {moment}"), code=line.code, moment=turn.day(line.open_since))
        if line.open_since
        else turn.t(N_("{code}: {moment}"), code=line.code, moment=turn.day(line.due_at))
        if line.due_at
        else turn.t(N_("{code}: paused"), code=line.code)
        if line.paused
        else turn.t(N_("{code}: nothing planned"), code=line.code)
        for line in lines
    ]
    buttons = [Button(line.code, CaseCard(line.id)) for line in lines]
    return [turn.say(turn.lines(*text), *list_rows(turn, buttons, page, more, CaseList, keys, key))]


def _none(turn: Turn) -> Reply:
    add = Button(turn.t(N_("➕ Add a participant")), NewCase())
    return turn.say(turn.t(N_("Your team has no participants yet.")), (add,), (menu(turn),))


def one(turn: Turn, pressed: CaseCard | CaseOfDigest) -> list[Reply]:
    """One participant: rhythm, next moment, what was recorded. The name is shown for a while, and noted."""
    case = cases.visible(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    drafts.put_aside(turn.tx, turn.me)
    weeks = turn.t(dict(RHYTHMS)[case.weeks(turn.now)])
    lines = [
        turn.t(N_("<b>{code}</b> {name}"), code=case.code, name=cases.name(turn.tx, turn.me, case)),
        turn.t(N_("The accompaniment has ended."))
        if not case.goes_on
        else turn.t(N_("{rhythm}. Paused."), rhythm=weeks)
        if case.status == "paused"
        else turn.t(N_("{rhythm}."), rhythm=weeks),
        _coming(turn, prompts.next_of(turn.tx, case)),
    ]
    lines += _safe_way(turn, case)
    recorded = checkins.moments(turn.tx, case, REMEMBERED)
    if not recorded:
        lines.append(turn.t(N_("Nothing has been recorded yet.")))
    if (said := self_checks.newest(turn.tx, case)) is not None and said.answers.get("feeling") in SAID:
        feeling = turn.t(SAID[said.answers["feeling"]])
        lines.append(turn.t(N_("From the participant: {feeling} ({day})"), feeling=feeling, day=turn.day(said.at)))
    lines += [
        turn.t(
            N_("{moment}: in touch") if row.reached else N_("{moment}: not reached"),
            moment=when(turn, row.at, row.contact_at),
        )
        for row in recorded
    ]
    return [
        turn.say(turn.lines(*lines), *_rows(turn, case, recorded, _back(turn, pressed, case)), hides_after=PERSONAL)
    ]


def _safe_way(turn: Turn, case: Case) -> list[str]:
    """How old what they said is of how to reach them; what it is stands behind the button."""
    plan = contact_plans.standing(turn.tx, case.id) if case.goes_on else None
    if plan is None:
        return []
    said = (
        N_("Safe contact: filled in on their phone on {day}.")
        if PHONE in plan.since
        else N_("Safe contact: asked on {day}.")
    )
    asked = turn.t(said, day=day_of(turn, plan.asked_at))
    alone = [they_first(turn, case.id, plan)] if plan.first == THEY else []
    return [*alone, asked, *([turn.t(OLD)] if plan.is_old(turn.now) else [])]


def when(turn: Turn, at: datetime, contact_at: datetime) -> str:
    """When a contact was; only the day, where it was recorded (`at`) on a later one."""
    return turn.day(at) if contact_at == at else turn.short_day(contact_at.astimezone(turn.me.zone).date())


def _coming(turn: Turn, contact: Prompt | None) -> str:
    if contact is None:
        return turn.t(N_("Nothing is planned."))
    if contact.is_overdue(turn.now):
        return turn.t(N_("🔔 Waiting since {moment}"), moment=turn.moment(contact.slot))
    return turn.t(N_("Next contact: {moment}"), moment=turn.moment(contact.due_at))


def _rows(turn: Turn, case: Case, recorded: list[object], leads_back: Button) -> tuple[Row, ...]:
    safe = Button(turn.t(N_("Safe contact")), ContactPlan(case.id))
    back: Row = (*((safe,) if cases.is_accompanied_by(turn.tx, case, turn.me) else ()), leads_back, menu(turn))
    if not case.goes_on:
        return _rows_of_ended(turn, case, recorded, back)
    record = Button(turn.t(N_("📝 Record a check-in")), CheckIn(case.id))
    urgent = Button(turn.t(N_("🆘 Urgent")), UrgentWhat(case.id))
    own = case.mentor_id == turn.me.id
    if turn.me.role is Role.MENTOR and not own:  # a cover sees what is needed for the contact, and no more
        return ((record, urgent), back)
    rhythm = Button(turn.t(N_("Rhythm and pause")), Rhythm(case.id))
    history = Button(turn.t(N_("History")), History(case.id))
    referrals = Button(turn.t(N_("Referrals")), Referrals(case.id))
    phone = Button(turn.t(N_("Their phone")), TheirPhone(case.id))
    past = (Button(turn.t(N_("Read and correct")), PastCheckIns(case.id)),) if recorded else ()
    if turn.me.role is Role.MENTOR:
        return ((record, urgent), (*past, rhythm), (history, referrals, phone), back)
    hand_on = Button(turn.t(N_("Hand on")), HandOn(case.id))
    if own:
        return ((record, *past), (urgent, rhythm, history), (referrals, phone, hand_on), back)
    covers = cases.is_accompanied_by(turn.tx, case, turn.me)
    greet = record if covers else Button(turn.t(N_("👋 Greet the mentor")), Greet(case.id))
    take_over = Button(turn.t(N_("Take over")), TakeOver(case.id))
    read = Button(turn.t(N_("Read")), AskReading(case.id)) if recorded else None
    return ((greet, urgent), (hand_on, take_over, rhythm), (history, referrals, *((read,) if read else ())), back)


def _rows_of_ended(turn: Turn, case: Case, recorded: list[object], back: Row) -> tuple[Row, ...]:
    """What was is there to be read; there is no course to set any more."""
    if cases.steered(turn.tx, turn.me, case.id) is None:
        return (back,)
    reads: Row = ()
    if recorded and case.mentor_id == turn.me.id:
        reads = (Button(turn.t(N_("Read and correct")), PastCheckIns(case.id)),)
    elif recorded:
        reads = (Button(turn.t(N_("Read")), AskReading(case.id)),)
    return ((*reads, Button(turn.t(N_("History")), History(case.id))), back)


def _back(turn: Turn, came: CaseCard | CaseOfDigest, case: Case) -> Button:
    """To the list one came from: a digest's, or all participants; a leader's shows one kind of service."""
    if isinstance(came, CaseOfDigest):
        return Button(turn.t(N_("Back")), DigestList(came.period, came.figure, came.track, came.page))
    return Button(turn.t(N_("Back")), CaseList() if turn.me.role is Role.MENTOR else CaseList(track=case.track))
