"""Which cases of a supervisor's team need a person's look, and why: rows and dates only, nothing sealed is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, literal, or_, select, union_all

from bot.domain.followups import MISSES_IN_A_ROW
from bot.domain.people import Person, Role
from bot.domain.rights.requests import LAST_DAY, OPEN_STATES, RIGHTS, RINGING
from bot.domain.timing.overdue import NEEDS_A_LOOK
from bot.domain.urgent import LONG_IN_HAND
from bot.store.caseload import lists
from bot.store.caseload.cases import RUNNING
from bot.store.caseload.overdue import for_so_long, is_overdue, open_since
from bot.store.caseload.requests import may_be_about
from bot.store.caseload.scope import MET, across_a_wall, cover_is_kept, in_scope, is_in_the_same_hands
from bot.store.engine.database import Tx
from bot.store.engine.lives import APART
from bot.store.engine.tables import absences, cases, flags, people, prompts, requests, walls
from bot.store.engine.words import written
from bot.store.people.absences import is_away, is_in_force
from bot.store.people.people import is_out_of_reach

_LEADER = people.alias("leader")


@dataclass(frozen=True, slots=True)
class Concern:
    """A case that needs a look: since when its contact is open, misses in a row, whether a flag waits.

    uncovered: a contact is due and the mentor away without a cover; unheard: it is due, and whoever accompanies now
    cannot be written to; apart: its mentor accompanies somebody whom this person must not meet too; clock: one of the
    law's terms ends within a day, or has ended; led: its team has somebody whom this person must not meet; in_hand: a
    flag was taken on long ago, and is not closed.
    """

    case_id: int
    code: str
    mentor: str
    since: datetime | None
    misses: int
    flagged: bool
    uncovered: bool
    unheard: bool
    apart: bool
    clock: bool
    led: bool
    in_hand: bool


def concerns(tx: Tx, who: Person, page: int, size: int, key: str | None = None) -> tuple[list[Concern], bool]:
    """A page of them, of one list, flags first, then the longest open; and whether more follow."""
    all_of_them = _concerns(who, tx.now)
    within = [] if key is None else [lists.standing_in(tx, _active(who, tx.now), key)]
    rows: Any = tx.execute(all_of_them.where(*within).offset(page * size).limit(size + 1))
    found = [Concern(*row[:5], *map(bool, row[5:])) for row in rows]
    return found[:size], len(found) > size


def keys(tx: Tx, who: Person) -> list[str]:
    """The lists in which something needs a look: an empty one does not stand before one that is not."""
    concerned = _concerns(who, tx.now).with_only_columns(cases.c.id)
    return lists.keys(tx, concerned, _active(who, tx.now))


def _active(who: Person, now: datetime) -> Select[Any]:
    return select(cases.c.id).where(in_scope(who, now), cases.c.status == "active")


def _concerns(who: Person, now: datetime) -> Select[Any]:
    """Every case of this leader's about which something of all this holds."""
    late, flagged, apart = _late_since(now), _a_flag_waits(), _meets_whom_it_must_not()
    in_hand = _a_flag_is_not_closed(now)
    due = _exists(prompts.c.case_id == cases.c.id, is_overdue(now))
    nobodys, untold = _is_nobodys_now(now), _cannot_be_told(now)
    clock = _a_term_ends(who, now)
    led, missed = _its_leader_has_both(), cases.c.misses >= MISSES_IN_A_ROW
    # What is due is asked first, and once for both: nearly nobody's is.
    signs_of_case = (flagged, in_hand, missed, clock, apart, led)
    any_of_them = or_(*signs_of_case, and_(due, or_(nobodys, untold)), late.is_not(None))
    which = (in_scope(who, now), cases.c.status == "active", any_of_them)
    signs = (flagged, and_(due, nobodys), and_(due, untold), apart, clock, led, in_hand)
    return (
        select(cases.c.id, cases.c.code, people.c.code, late.label("since"), cases.c.misses)
        .add_columns(*(case((sign, 1), else_=0) for sign in signs))
        .select_from(cases.join(people, people.c.id == cases.c.mentor_id))
        .where(*which)
        .order_by(case((flagged, 0), (clock, 1), (in_hand, 2), else_=3), late.is_(None), late, cases.c.code)
    )


def _late_since(now: datetime) -> ScalarSelect[Any]:
    """Where its contact has been open for days: since when."""
    since = select(open_since()).where(prompts.c.case_id == cases.c.id, is_overdue(now))
    return since.having(for_so_long(open_since(), NEEDS_A_LOOK, now)).scalar_subquery()


def _a_flag_waits() -> ColumnElement[bool]:
    """Nobody has taken it on. Asked once for all: the open ones are few."""
    return _has_a_flag(flags.c.acknowledged_at.is_(None))


def _a_flag_is_not_closed(now: datetime) -> ColumnElement[bool]:
    """Somebody has taken it on, and has not closed it for long."""
    return _has_a_flag(flags.c.acknowledged_at <= now - LONG_IN_HAND)


def _has_a_flag(how: ColumnElement[bool]) -> ColumnElement[bool]:
    return cases.c.id.in_(select(flags.c.case_id).where(flags.c.closed_at.is_(None), how))


def _a_term_ends(who: Person, now: datetime) -> ColumnElement[bool]:
    """A right was asked for, and its 72 hours end within a day, or have ended; or something urgent waits that is not
    about this leader. Asked once for all, too.
    """
    asked = requests.join(cases, cases.c.id == requests.c.case_id)
    soon = and_(requests.c.kind.in_(RIGHTS), requests.c.due_at <= now + LAST_DAY)
    rings = and_(requests.c.kind.in_(RINGING), ~may_be_about(who.id, now))
    still_open = requests.c.state.in_(written(*OPEN_STATES))
    return cases.c.id.in_(select(requests.c.case_id).select_from(asked).where(still_open, or_(soon, rings)))


def _is_nobodys_now(now: datetime) -> ColumnElement[bool]:
    """Its mentor is away, and of those named for that time nobody is there: see `absences.in_force`."""
    named, at = absences.alias("named"), literal(now, absences.c.from_at.type)
    there = (named.c.cover_id.is_not(None), ~is_away(named.c.cover_id, at), ~cover_is_kept(named.c.cover_id, at))
    stands_in = _exists(named.c.person_id == cases.c.mentor_id, is_in_force(at, named), *there)
    return and_(is_away(cases.c.mentor_id, at), ~stands_in)


def _cannot_be_told(now: datetime) -> ColumnElement[bool]:
    """Whoever accompanies now has no phone here or blocks the bot: the mentor, or the cover while they are away."""
    at = literal(now, absences.c.from_at.type)
    stands_in = (absences.c.person_id == cases.c.mentor_id, is_in_force(at))
    covered = _exists(*stands_in, is_out_of_reach(absences.c.cover_id))
    return or_(covered, and_(is_out_of_reach(cases.c.mentor_id), ~is_away(cases.c.mentor_id, at)))


def _meets_whom_it_must_not() -> ColumnElement[bool]:
    """Its mentor accompanies somebody from behind a wall too; who stands in for a while never sees both."""
    return _is_with(MET.c.mentor_id == cases.c.mentor_id)


def _its_leader_has_both() -> ColumnElement[bool]:
    """Of one team with somebody from behind a wall, where there is another team that one of them could go to."""
    leads = (_LEADER.c.role == Role.SUPERVISOR, _LEADER.c.status == "active")
    several = select(func.count()).where(*leads).scalar_subquery() > 1
    return and_(several, _is_with(is_in_the_same_hands()))


def _is_with(together: ColumnElement[bool]) -> ColumnElement[bool]:
    # Who has a wall at all is asked once, and not of each.
    walled = union_all(*(select(side).where(APART) for side in (walls.c.one_id, walls.c.other_id)))
    return and_(cases.c.id.in_(walled), across_a_wall(MET.c.status.in_(RUNNING), together))


def _exists(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(literal(1)).where(*conditions))
