"""Standing truths: what holds after every turn, whatever anybody does; and the mend where an older database breaks one.

Nothing sealed is opened: each finds codes and numbers alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, delete, exists, func, literal, or_, select

from bot.domain.followups import BY_KIND, CONTACT, OPEN
from bot.domain.people import Role
from bot.domain.prompting.kinds import CLOSING, PAUSE
from bot.domain.rights.requests import OPEN_STATES
from bot.domain.timing.quiet import Calendar
from bot.store.caseload import cases as caseload
from bot.store.caseload import flags as urgent
from bot.store.caseload import offers as offering
from bot.store.caseload import prompts as planned
from bot.store.caseload import requests as asking
from bot.store.caseload.cases import RUNNING
from bot.store.engine import lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import APART, FLAG, OFFER, REQUEST
from bot.store.engine.tables import absences, cases, duty, flags, offers, people, prompts, requests, walls
from bot.store.people import absences as away
from bot.store.people import leading
from bot.store.people import people as staff

Mend = Callable[[Tx, list[int], Calendar], None]
ACTIVE = people.c.status == "active"
# Whoever has no phone takes nothing on, and has nothing in hand.
CAN_ACT = and_(ACTIVE, people.c.chat.is_not(None))
RINGING = tuple(kind for kind, follow_up in BY_KIND.items() if follow_up.to == "duty" and not follow_up.is_news)


@dataclass(frozen=True, slots=True)
class Truth:
    """Something that holds always.

    says: what holds; broken: a row of (number, code) for each breach; advice: what a person can do about it; mend: what
    `titian check --mend` does about those numbers, where that is nobody's to decide.
    """

    says: str
    broken: Callable[[Tx], Select[Any]]
    advice: str
    mend: Mend | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """A truth, and what breaks it: numbers of rows, and the codes a person knows them by."""

    truth: Truth
    numbers: list[int]
    codes: list[str]


def breaches(tx: Tx) -> list[Breach]:
    """What is broken now."""
    found = []
    for truth in TRUTHS:
        rows: Any = tx.execute(truth.broken(tx)).all()
        if rows:
            found.append(Breach(truth, [row[0] for row in rows], sorted({str(row[1]) for row in rows})))
    return found


def mend(tx: Tx, found: list[Breach], calendar: Calendar) -> list[Breach]:
    """Mend what is nobody's to decide; returns what is left."""
    for breach in found:
        if breach.truth.mend is not None:
            breach.truth.mend(tx, breach.numbers, calendar)
    return breaches(tx)


def to_decide(tx: Tx) -> list[str]:
    """The mentors whom nobody leads but the admins, by code: no breach, and somebody's to decide."""
    return [one.code for one in leading.leaderless(tx)]


def accompanied_by_nobody(tx: Tx) -> int:
    """How many cases go on whose mentor is gone, or kept out with nobody to hear of it."""
    return int(tx.execute(select(func.count()).select_from(_mentor_gone(tx).subquery())).scalar_one())


# -- who can act -------------------------------------------------------------------------------------------------------


def _now(tx: Tx) -> ColumnElement[Any]:
    return literal(tx.now, absences.c.from_at.type)


def _has_a_stand_in(tx: Tx, person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Somebody who is let in stands in for them now."""
    other = people.alias("other")
    stands_in = select(literal(1)).select_from(absences.join(other, other.c.id == absences.c.cover_id))
    return exists(
        stands_in.where(
            absences.c.person_id == person_id,
            away.is_in_force(_now(tx)),
            other.c.status == "active",
        )
    )


def _nobody_above(tx: Tx) -> ColumnElement[bool]:
    """There is no admin who is let in, so that nobody at all would hear."""
    admins = people.alias("admins")
    return ~exists(select(literal(1)).where(admins.c.role == Role.ADMIN, admins.c.status == "active"))


def _mentor_gone(tx: Tx) -> Select[Any]:
    """Cases that go on, whose mentor is gone, or kept out with nobody to hear of it."""
    leader = people.alias("leader")
    leads = exists(select(literal(1)).where(leader.c.id == people.c.supervisor_id, leader.c.status == "active"))
    alone = and_(people.c.status == "suspended", ~_has_a_stand_in(tx, people.c.id), ~leads, _nobody_above(tx))
    return (
        select(cases.c.id, cases.c.code)
        .join(people, people.c.id == cases.c.mentor_id)
        .where(cases.c.status.in_(RUNNING), or_(people.c.status == "removed", alone))
    )


def _leader_gone(tx: Tx) -> Select[Any]:
    """Mentors who are let in, whose own supervisor was removed."""
    leader = people.alias("leader")
    return (
        select(people.c.id, people.c.code)
        .join(leader, leader.c.id == people.c.supervisor_id)
        .where(people.c.role == Role.MENTOR, people.c.status != "removed", leader.c.status == "removed")
    )


def _stood_in_for_by_nobody(tx: Tx) -> Select[Any]:
    """People who are kept out, with no row that says who stands in (or that nobody does yet)."""
    row = select(literal(1)).where(
        absences.c.person_id == people.c.id,
        absences.c.until_at > _now(tx),
        absences.c.suspended.is_(True),
        absences.c.state == "approved",
    )
    led = people.c.role.in_((Role.MENTOR, Role.SUPERVISOR))
    return select(people.c.id, people.c.code).where(people.c.status == "suspended", led, ~exists(row))


def _name_who_stands_in(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    for number in numbers:
        person = staff.by_id(tx, number)
        if person is not None:
            away.stand_in(tx, None, person, None)


# -- what comes next ---------------------------------------------------------------------------------------------------


def _without_a_next_moment(tx: Tx) -> Select[Any]:
    """Active cases with no contact to come."""
    coming = exists(
        select(literal(1)).where(
            prompts.c.case_id == cases.c.id, prompts.c.kind.in_(CONTACT), prompts.c.state.in_(OPEN)
        )
    )
    return select(cases.c.id, cases.c.code).where(cases.c.status == "active", ~coming)


def _plan(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    for number in numbers:
        one = caseload.by_id(tx, number)
        mentor = None if one is None else staff.by_id(tx, one.mentor_id)
        if one is not None and mentor is not None:
            planned.plan_first(tx, one, mentor, calendar, None, "mend")


def _two_next_moments(tx: Tx) -> Select[Any]:
    """Cases with two contacts open at once."""
    return (
        select(func.max(prompts.c.id), cases.c.code)
        .join(cases, cases.c.id == prompts.c.case_id)
        .where(prompts.c.kind.in_(CONTACT), prompts.c.state.in_(OPEN))
        .group_by(cases.c.id, cases.c.code)
        .having(func.count() > 1)
    )


def _needless(tx: Tx) -> Select[Any]:
    """Prompts that wait although a pause or an ending has made them needless."""
    paused, ended = ([kind for kind, one in BY_KIND.items() if why in one.stopped_by] for why in (PAUSE, CLOSING))
    needless = or_(
        and_(cases.c.status == "paused", prompts.c.kind.in_(paused)),
        and_(cases.c.status.in_(("closed", "erased")), prompts.c.kind.in_(ended)),
    )
    return (
        select(prompts.c.id, cases.c.code)
        .join(cases, cases.c.id == prompts.c.case_id)
        .where(prompts.c.state.in_(OPEN), needless)
    )


def _stop(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    lives.move_all(tx, lives.PROMPT, "stop", prompts.c.id.in_(numbers), ended_at=tx.now)


def _told_to_somebody_else(tx: Tx) -> Select[Any]:
    """What waits to speak to a mentor, planned for somebody who is not the mentor of its case any more."""
    to_mentors = [kind for kind, one in BY_KIND.items() if one.to == "mentor" and not one.is_news]
    return (
        select(prompts.c.id, cases.c.code)
        .join(cases, cases.c.id == prompts.c.case_id)
        .where(
            prompts.c.state.in_(OPEN),
            prompts.c.kind.in_(to_mentors),
            prompts.c.recipient_id != cases.c.mentor_id,
            cases.c.status.in_(RUNNING),
        )
    )


def _to_the_mentor(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    for number in numbers:
        one = planned.by_id(tx, number)
        mentor = None if one is None or one.case_mentor_id is None else staff.by_id(tx, one.case_mentor_id)
        if one is not None and one.case_id is not None and mentor is not None:
            planned.hand_over(tx, None, [one.case_id], mentor, calendar)


# -- walls, alarms, clocks ---------------------------------------------------------------------------------------------


def _meets(tx: Tx) -> Select[Any]:
    """Walled cases that go on and share a mentor; whoever stands in does not see both (bot/store/caseload/scope.py)."""
    one, other = cases.alias("one"), cases.alias("other")
    return (
        select(one.c.id, (one.c.code + literal("/") + other.c.code).label("codes"))
        .select_from(
            walls.join(one, one.c.id == walls.c.one_id).join(
                other, and_(other.c.id == walls.c.other_id, other.c.mentor_id == one.c.mentor_id)
            )
        )
        .where(APART, one.c.status.in_(RUNNING), other.c.status.in_(RUNNING))
    )


def _rings_nowhere(tx: Tx) -> Select[Any]:
    """Flags that nobody has taken on, of which nothing more would be said."""
    subject = literal("flag:") + cast(flags.c.id, String)
    rings = exists(
        select(literal(1)).where(
            prompts.c.subject == subject, prompts.c.kind.in_(RINGING), prompts.c.state.in_(("waiting", "held"))
        )
    )
    return (
        select(flags.c.id, cases.c.code)
        .join(cases, cases.c.id == flags.c.case_id)
        .where(FLAG.in_state("raised"), cases.c.status != "erased", ~rings)
    )


def _ring(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    for number in numbers:
        urgent.ring_again(tx, number)


def _taken_by_nobody(tx: Tx) -> Select[Any]:
    """Flags in the hands of somebody who cannot act any more."""
    return (
        select(flags.c.acknowledged_by, cases.c.code)
        .join(cases, cases.c.id == flags.c.case_id)
        .join(people, people.c.id == flags.c.acknowledged_by)
        .where(FLAG.in_state("taken"), ~CAN_ACT)
    )


def _release_flags(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    for number in set(numbers):
        urgent.release(tx, None, number)


def _clock_of_nobody(tx: Tx) -> Select[Any]:
    """Open requests in the hands of somebody who cannot act any more."""
    return (
        select(requests.c.handled_by, func.coalesce(cases.c.code, literal("-")))
        .outerjoin(cases, cases.c.id == requests.c.case_id)
        .join(people, people.c.id == requests.c.handled_by)
        .where(REQUEST.in_state("taken"), ~CAN_ACT)
    )


def _release_requests(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    for number in set(numbers):
        asking.release(tx, None, number)


def _unheard(tx: Tx) -> Select[Any]:
    """Open requests whose term has not passed, of which nobody would be reminded again."""
    subject = literal("request:") + cast(requests.c.id, String)
    reminds = exists(select(literal(1)).where(prompts.c.subject == subject, prompts.c.state.in_(OPEN)))
    return (
        select(requests.c.id, func.coalesce(cases.c.code, literal("-")))
        .outerjoin(cases, cases.c.id == requests.c.case_id)
        .where(requests.c.state.in_(OPEN_STATES), requests.c.due_at > _now(tx), ~reminds)
    )


def _remind(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    for number in numbers:
        asking.remind_anew(tx, number)


# -- what is left of people who are gone -------------------------------------------------------------------------------


def _listed_though_kept_out(tx: Tx) -> Select[Any]:
    """Who is told next of a flag, and is kept out or gone."""
    return select(duty.c.person_id, people.c.code).join(people, people.c.id == duty.c.person_id).where(~ACTIVE)


def _unlist(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    tx.execute(delete(duty).where(duty.c.person_id.in_(numbers)))


def _covers_though_kept_out(tx: Tx) -> Select[Any]:
    """Leave, in force or to come, covered by somebody who is kept out or gone."""
    return (
        select(people.c.id, people.c.code)
        .join(absences, absences.c.cover_id == people.c.id)
        .where(absences.c.state.in_(("asked", "approved")), absences.c.until_at > _now(tx), ~ACTIVE)
        .distinct()
    )


def _uncover(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    for number in numbers:
        away.release_cover(tx, number)


def _dangling(tx: Tx) -> Select[Any]:
    """Offers of cases that have ended, or between people who cannot act any more."""
    one, other = people.alias("one"), people.alias("other")
    over = or_(cases.c.status.not_in(RUNNING), one.c.status != "active", other.c.status != "active")
    return (
        select(offers.c.case_id, cases.c.code)
        .join(cases, cases.c.id == offers.c.case_id)
        .join(one, one.c.id == offers.c.from_id)
        .join(other, other.c.id == offers.c.to_id)
        .where(OFFER.in_state("offered"), over)
    )


def _withdraw(tx: Tx, numbers: list[int], calendar: Calendar) -> None:
    offering.withdraw_of(tx, None, numbers)


HAND_OVER = "`titian hand-over M-01 M-02`, or in the chat: Tim saya, Serahkan semua"
TRUTHS = (
    Truth("a case that goes on has somebody who can act", _mentor_gone, HAND_OVER),
    Truth(
        "a mentor's supervisor is not gone",
        _leader_gone,
        "`titian hand-over S-01 S-02`, or in the chat: Petugas, Tanpa supervisor",
    ),
    Truth(
        "for whoever is kept out somebody is named who stands in, or that nobody does",
        _stood_in_for_by_nobody,
        "`titian check --mend`, then in the chat: Pilih pengganti",
        _name_who_stands_in,
    ),
    Truth("an active case has a next moment", _without_a_next_moment, "`titian check --mend` plans one", _plan),
    Truth("a case has one next contact", _two_next_moments, "`titian check --mend` leaves the earlier one", _stop),
    Truth("what is needless does not wait", _needless, "`titian check --mend` ends it", _stop),
    Truth(
        "what speaks to a mentor is planned for the mentor of its case",
        _told_to_somebody_else,
        "`titian check --mend` gives it to them",
        _to_the_mentor,
    ),
    Truth(
        "two who must not meet share nobody",
        _meets,
        "in the chat: Perlu perhatian, then hand one of them on (Ganti pendamping)",
    ),
    Truth("an urgent flag rings until somebody takes it on", _rings_nowhere, "`titian check --mend` rings", _ring),
    Truth("a flag is in the hands of somebody who can act", _taken_by_nobody, "`titian check --mend`", _release_flags),
    Truth(
        "a request is in the hands of somebody who can act",
        _clock_of_nobody,
        "`titian check --mend`",
        _release_requests,
    ),
    Truth("an open request reminds somebody before its term ends", _unheard, "`titian check --mend`", _remind),
    Truth("the duty list has nobody who is kept out", _listed_though_kept_out, "`titian check --mend`", _unlist),
    Truth("nobody who is kept out covers a leave", _covers_though_kept_out, "`titian check --mend`", _uncover),
    Truth("an offer is between people who can answer it", _dangling, "`titian check --mend`", _withdraw),
)
