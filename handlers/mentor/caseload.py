"""The people a mentor walks beside (or a supervisor's team does): the list, and the card of one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.domain.checkins import CONTACTS
from bot.domain.people import Role
from bot.domain.presses import (
    AskReading,
    CaseCard,
    CaseList,
    CaseOfDigest,
    CheckIn,
    ContactPlan,
    DigestList,
    EndedBecause,
    Greet,
    HandOn,
    NewCase,
    PastCheckIns,
    Rhythm,
    TakeOver,
    TheirPhone,
    Timeline,
    UrgentWhat,
)
from bot.domain.rights.requests import REQUEST_KINDS
from bot.domain.rights.self_checks import FEELINGS
from bot.domain.text import N_
from bot.domain.timing.cadence import RHYTHMS
from bot.store.caseload import cases, checkins, drafts, flags, prompts, referrals, requests
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.people import people
from bot.store.rights import consents, contact_plans, self_checks
from bot.turn import Button, Reply, Row, Turn
from handlers.asking import shortened
from handlers.home import menu_screen
from handlers.mentor.referrals import about, known_service
from handlers.over import no_case
from handlers.screens import (
    PAGE,
    PERSONAL,
    list_rows,
    menu,
    safe_way,
    shown_list,
)

# Of the newest check-ins, so many are looked at and so many stand on the card.
REMEMBERED, SHOWN = 5, 3
# Characters on the card, and of them for what was agreed on last; so many things that are waited for.
ROOM, MOST_AGREED, LEAST_AGREED, MOST_WAITING = 640, 160, 60, 4
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
    """What is needed before a contact, on one screen. The name after a tap, for a while, and noted."""
    case = cases.visible(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    drafts.put_aside(turn.tx, turn.me)
    recorded = checkins.moments(turn.tx, case, REMEMBERED)
    first = [*_urgent(turn, case), _title(turn, case, named=pressed.named), _state(turn, case)]
    contact = prompts.next_of(turn.tx, case)
    first += [_coming(turn, contact)] if case.goes_on or contact is not None else []
    first += [*_safe_way(turn, case), *_own_word(turn, case)]
    contacts = _contacts(turn, case, recorded)
    last = _waiting(turn, case)
    while len(contacts) > 1 and len(turn.lines(*first, *contacts, *last)) > ROOM:
        contacts.pop()
    room = ROOM - len(turn.lines(*first, *contacts, *last))
    agreed = agreed_last(turn, case, recorded, room) if pressed.named else []
    lines = turn.lines(*first, *contacts, *agreed, *last)
    return [turn.say(lines, *_rows(turn, case, recorded, pressed), hides_after=PERSONAL)]


def _urgent(turn: Turn, case: Case) -> list[str]:
    """What is urgent comes first, where whoever looks may see it; what it is stands behind its own button."""
    flag = flags.open_of(turn.tx, turn.me, case.id)
    if flag is None:
        return []
    taken = None if flag.acknowledged_by is None else people.by_id(turn.tx, flag.acknowledged_by)
    moment = turn.day(flag.raised_at)
    if taken is None:
        return [turn.t(N_("🆘 Urgent since {moment}: nobody has taken it on yet."), moment=moment)]
    return [turn.t(N_("🆘 Urgent since {moment}: {who} has it in hand."), moment=moment, who=taken.code)]


def _title(turn: Turn, case: Case, *, named: bool) -> str:
    if not named:
        return turn.t(N_("<b>{code}</b>"), code=case.code)
    return turn.t(N_("<b>{code}</b> {name}"), code=case.code, name=cases.name(turn.tx, turn.me, case))


def _state(turn: Turn, case: Case) -> str:
    weeks = turn.t(dict(RHYTHMS)[case.weeks(turn.now)])
    if not case.goes_on:
        return turn.t(N_("The accompaniment has ended."))
    return turn.t(N_("{rhythm}. Paused.") if case.status == "paused" else N_("{rhythm}."), rhythm=weeks)


def _own_word(turn: Turn, case: Case) -> list[str]:
    """How they said they are, on their own phone."""
    said = self_checks.newest(turn.tx, case)
    if said is None or said.answers.get("feeling") not in SAID:
        return []
    feeling = turn.t(SAID[said.answers["feeling"]])
    return [turn.t(N_("From the participant: {feeling} ({day})"), feeling=feeling, day=turn.day(said.at))]


def _contacts(turn: Turn, case: Case, recorded: Sequence[Any]) -> list[str]:
    """The last contacts, a line each: how they were in touch is told to whoever may read what was recorded."""
    if not recorded:
        return [turn.t(N_("Nothing has been recorded yet."))]
    return [contact_line(turn, case, row, when(turn, row.at, row.contact_at)) for row in recorded[:SHOWN]]


def contact_line(turn: Turn, case: Case, row: Any, moment: str) -> str:
    """Whether a contact (a row of `checkins.moments`) worked out, and how they were in touch."""
    if not row.reached:
        return turn.t(N_("{moment}: not reached"), moment=moment)
    how = dict(CONTACTS).get(row.contact or "") if case.mentor_id == turn.me.id else None
    if how is None:
        return turn.t(N_("{moment}: in touch"), moment=moment)
    return turn.t(N_("{moment}: in touch ({how})"), moment=moment, how=turn.t(how))


def agreed_last(turn: Turn, case: Case, recorded: Sequence[Any], room: int) -> list[str]:
    """What the last contact that worked out agreed on, for whoever may read that without being let in.

    Nothing of whoever wants no notes: it stays where it was written.
    """
    last = next((row for row in recorded if row.reached), None)
    if last is None or case.mentor_id != turn.me.id or not case.goes_on:
        return []
    if not consents.lets_notes_be_kept(turn.tx, case):
        return []
    found = checkins.agreed(turn.tx, turn.me, case, last.id)
    if found is None:
        return []
    text, by = found[0], people.by_id(turn.tx, found[1])
    said = turn.t(N_("Agreed last ({who}): {text}"), who="?" if by is None else by.code, text="")
    return [said + shortened(text, min(MOST_AGREED, max(LEAST_AGREED, room - len(said))))]


def _waiting(turn: Turn, case: Case) -> list[str]:
    """What they are waiting for: services that were asked, and what they asked for themselves."""
    lines: list[str] = []
    if case.goes_on and cases.is_steered_by(case, turn.me):
        asked = [one for one in referrals.of(turn.tx, case, PAGE) if one.state in referrals.OPEN]
        topics = Counter(
            about(turn, one.topic, known_service(turn, one.service, typed=one.sealed_name is not None)) for one in asked
        )
        lines += [turn.t(N_("Open referrals: {topics}"), topics=_counted(turn, topics))] if asked else []
    kinds = Counter(turn.t(REQUEST_KINDS[kind].label) for kind in requests.kinds_open(turn.tx, turn.me, case.id))
    return [*lines, *([turn.t(N_("Open requests: {kinds}"), kinds=_counted(turn, kinds))] if kinds else [])]


def _counted(turn: Turn, found: Counter[Markup]) -> str:
    """Some words, each once, and how often where that is more; what is too many is left to their own list."""
    words = [word if many == 1 else f"{word} ({many})" for word, many in found.items()]
    return turn.language.listing(words[:MOST_WAITING]) + (" …" if len(words) > MOST_WAITING else "")


def _safe_way(turn: Turn, case: Case) -> list[str]:
    """How old what they said is of how to reach them; what it is stands behind the button."""
    plan = contact_plans.standing(turn.tx, case.id) if case.goes_on else None
    if plan is None:
        return []
    return [*safe_way(turn, case.id, plan, dated=True)]


def when(turn: Turn, at: datetime, contact_at: datetime) -> str:
    """When a contact was; only the day, where it was recorded (`at`) on a later one."""
    return turn.day(at) if contact_at == at else turn.short_day(contact_at.astimezone(turn.me.zone).date())


def _coming(turn: Turn, contact: Prompt | None) -> str:
    if contact is None:
        return turn.t(N_("Nothing is planned."))
    if contact.is_overdue(turn.now):
        return turn.t(N_("🔔 Waiting since {moment}"), moment=turn.moment(contact.slot))
    return turn.t(N_("Next contact: {moment}"), moment=turn.moment(contact.due_at))


def _rows(turn: Turn, case: Case, recorded: Sequence[Any], came: CaseCard | CaseOfDigest) -> tuple[Row, ...]:
    label = N_("Hide the name") if came.named else N_("See the name")
    name = Button(turn.t(label), replace(came, named=not came.named))
    safe = Button(turn.t(N_("Safe contact")), ContactPlan(case.id))
    back: Row = (_back(turn, came, case), menu(turn))
    if not case.goes_on:
        return _rows_of_ended(turn, case, recorded, (name, *back))
    back = (*((safe,) if cases.is_accompanied_by(turn.tx, case, turn.me) else ()), *back)
    record = Button(turn.t(N_("📝 Record a check-in")), CheckIn(case.id))
    urgent = Button(turn.t(N_("🆘 Urgent")), UrgentWhat(case.id))
    own = case.mentor_id == turn.me.id
    if turn.me.role is Role.MENTOR and not own:  # a cover sees what is needed for the contact, and no more
        return ((record, urgent), (name,), back)
    rhythm = Button(turn.t(N_("Rhythm and pause")), Rhythm(case.id))
    course = Button(turn.t(N_("Timeline")), Timeline(case.id))
    phone = Button(turn.t(N_("Their phone")), TheirPhone(case.id))
    past = (Button(turn.t(N_("Read and correct")), PastCheckIns(case.id)),) if recorded else ()
    if turn.me.role is Role.MENTOR:
        return ((record, urgent), (*past, rhythm), (name, course, phone), back)
    hand_on = Button(turn.t(N_("Hand on")), HandOn(case.id))
    if own:
        return ((record, *past), (urgent, rhythm, course), (name, phone, hand_on), back)
    covers = cases.is_accompanied_by(turn.tx, case, turn.me)
    greet = record if covers else Button(turn.t(N_("👋 Greet the mentor")), Greet(case.id))
    take_over = Button(turn.t(N_("Take over")), TakeOver(case.id))
    read = Button(turn.t(N_("Read")), AskReading(case.id)) if recorded else None
    return ((greet, urgent), (hand_on, take_over, rhythm), (name, course, *((read,) if read else ())), back)


def _rows_of_ended(turn: Turn, case: Case, recorded: Sequence[Any], back: Row) -> tuple[Row, ...]:
    """What was is there to be read; there is no course to set any more."""
    if not cases.is_steered_by(case, turn.me):
        return (back,)
    reads: Row = ()
    if recorded and case.mentor_id == turn.me.id:
        reads = (Button(turn.t(N_("Read and correct")), PastCheckIns(case.id)),)
    elif recorded:
        reads = (Button(turn.t(N_("Read")), AskReading(case.id)),)
    why: Row = (Button(turn.t(N_("Why it ended")), EndedBecause(case.id)),) if turn.me.role is Role.SUPERVISOR else ()
    return ((*reads, Button(turn.t(N_("Timeline")), Timeline(case.id))), *((why,) if why else ()), back)


def _back(turn: Turn, came: CaseCard | CaseOfDigest, case: Case) -> Button:
    """To the list one came from: a digest's, or all participants; a leader's shows one kind of service."""
    if isinstance(came, CaseOfDigest):
        return Button(turn.t(N_("Back")), DigestList(came.period, came.figure, came.track, came.page))
    return Button(turn.t(N_("Back")), CaseList() if turn.me.role is Role.MENTOR else CaseList(track=case.track))
