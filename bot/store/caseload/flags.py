"""Urgent flags: raised, taken on by somebody, closed with a note. What happened is never written into the flag."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, insert, literal, or_, select

from bot.domain.followups import URGENT_FIRST
from bot.domain.lives import Refusal
from bot.domain.people import STAFF, Person, Role
from bot.domain.planning import Planned
from bot.domain.urgent import KNOWN_FOR, READS_FOR, SLIP
from bot.store.caseload import lists, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.scope import NOW, in_scope, kept_apart, seeing
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import FLAG
from bot.store.engine.tables import absences, cases, checkin_revisions, checkins, duty, flags, people
from bot.store.people.absences import is_in_force

SOON = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Flag:
    """An urgent flag of a case; `acknowledged_by` has taken it on."""

    id: int
    case_id: int
    case_code: str
    kind: str
    raised_by: int
    raised_at: datetime
    acknowledged_by: int | None
    acknowledged_at: datetime | None
    closed_at: datetime | None


_COLUMNS = (
    flags.c.id,
    flags.c.case_id,
    cases.c.code,
    flags.c.kind,
    flags.c.raised_by,
    flags.c.raised_at,
    flags.c.acknowledged_by,
    flags.c.acknowledged_at,
    flags.c.closed_at,
)
_FROM = flags.join(cases, cases.c.id == flags.c.case_id)


def _may_so(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Supervisors and admins may be next on duty for any flag but one that a wall keeps from them; a mentor sees those
    of their own cases. `who` may be a column of the question around it.
    """
    return seeing(role, who, now) if role is Role.MENTOR else ~kept_apart(role, who, now)


def _has_it() -> ColumnElement[bool]:
    """The condition that whoever has taken a flag on still has it at the moment `:now`: they act here, may see it, and
    have not gone on leave since.
    """
    taker = people.alias("taker")
    may = or_(*(and_(taker.c.role == role, _may_so(role, taker.c.id, NOW)) for role in sorted(STAFF)))
    acts = (cases.c.id == flags.c.case_id, taker.c.id == flags.c.acknowledged_by, taker.c.status == "active")
    since = (absences.c.person_id == flags.c.acknowledged_by, absences.c.from_at > flags.c.acknowledged_at)
    has_gone = select(absences.c.id).where(*since, is_in_force(NOW)).correlate(flags)
    return and_(select(taker.c.id).where(*acts, may).correlate(flags).exists(), ~has_gone.exists())


# Made once: making them costs more than asking.
_HAS_IT = _has_it()
_OUT_OF_HAND = lives.moving(FLAG, "release", flags.c.closed_at.is_(None), ~_HAS_IT).returning(flags.c.id)


def _flag(row: Any) -> Flag:
    return Flag(*row)


def raise_one(tx: Tx, who: Person, case: Case, kind: str) -> tuple[Flag, bool]:
    """Raise a flag, and plan the first repetition; their own of minutes ago that nobody has taken on is the same.

    What somebody else raised about the same person stays theirs: each rings, and a slip of one leaves the other.
    Returns the flag, and whether it is new.
    """
    recent = tx.execute(
        select(*_COLUMNS)
        .select_from(_FROM)
        .where(
            flags.c.case_id == case.id,
            flags.c.kind == kind,
            flags.c.raised_by == who.id,
            FLAG.in_state("raised"),
            flags.c.raised_at > tx.now - SOON,
        )
        .order_by(flags.c.id.desc())
        .limit(1)
    ).first()
    # After a slip it may be another hand that called that, and now the person themselves.
    if recent is not None and not audit.is_noted(tx, "flag_slip", "flag", recent.id):
        return _flag(recent), False
    flag_id = tx.execute(
        insert(flags).values(case_id=case.id, kind=kind, raised_by=who.id, raised_at=tx.now).returning(flags.c.id)
    ).scalar_one()
    audit.note(tx, who.id, "flag_raised", "flag", flag_id)
    at = tx.now + URGENT_FIRST.after
    prompts.insert_new(
        tx, Planned(URGENT_FIRST.kind, at), at, f"flag:{flag_id}", case.id, case.mentor_id, who.id, "flag"
    )
    return Flag(flag_id, case.id, case.code, kind, who.id, tx.now, None, None, None), True


def visible(tx: Tx, who: Person, flag_id: int) -> Flag | None:
    """A flag this person may act on: of a case in their scope, or any for those who may be called on duty."""
    row = tx.execute(select(*_COLUMNS).select_from(_FROM).where(flags.c.id == flag_id, _may(who, tx.now))).one_or_none()
    return None if row is None else _flag(row)


def by_id(tx: Tx, flag_id: int) -> Flag | None:
    """Any flag, for news of it to whoever was chosen to hear it."""
    row = tx.execute(select(*_COLUMNS).select_from(_FROM).where(flags.c.id == flag_id)).one_or_none()
    return None if row is None else _flag(row)


def open_ones(tx: Tx, who: Person, page: int, size: int, key: str | None = None) -> tuple[list[Flag], bool]:
    """A page of open flags of one list, those nobody has taken on first; and whether more follow."""
    within = [] if key is None else [lists.standing_in(tx, _flagged(tx, who), key)]
    rows = tx.execute(
        select(*_COLUMNS)
        .select_from(_FROM)
        .where(flags.c.closed_at.is_(None), _may(who, tx.now), *within)
        .order_by(flags.c.acknowledged_at.is_not(None), flags.c.raised_at, flags.c.id)
        .offset(page * size)
        .limit(size + 1)
    ).all()
    return [_flag(row) for row in rows[:size]], len(rows) > size


def open_of(tx: Tx, who: Person, case_id: int) -> Flag | None:
    """The open flag of a case that this person may see: one that nobody has taken on before the others."""
    found = select(*_COLUMNS).select_from(_FROM).where(flags.c.case_id == case_id, flags.c.closed_at.is_(None))
    first = (flags.c.acknowledged_at.is_not(None), flags.c.raised_at, flags.c.id)
    row = tx.execute(found.where(_may(who, tx.now)).order_by(*first).limit(1)).first()
    return None if row is None else _flag(row)


def _may(who: Person, now: datetime) -> ColumnElement[bool]:
    return _may_so(who.role, literal(who.id), literal(now, flags.c.raised_at.type))


def keys(tx: Tx, who: Person) -> list[str]:
    """The lists of the open flags this person sees."""
    return lists.keys(tx, _flagged(tx, who))


def _flagged(tx: Tx, who: Person) -> Select[Any]:
    """The cases with an open flag, by their numbers: they are few, among many flags."""
    found = select(cases.c.id).select_from(_FROM).where(flags.c.closed_at.is_(None), _may(who, tx.now)).distinct()
    return select(cases.c.id).where(cases.c.id.in_(sorted(tx.execute(found).scalars())))


def in_hand(tx: Tx, who: Person, case_id: int) -> Flag | None:
    """The newest flag of this case that this person has taken on, is open, and lets them get in touch: it does so for
    some days, unless the case is in their scope anyway.
    """
    taken = (flags.c.case_id == case_id, flags.c.acknowledged_by == who.id, FLAG.in_state("taken"))
    of_late = or_(flags.c.acknowledged_at > tx.now - READS_FOR, in_scope(who, tx.now))
    found = select(*_COLUMNS).select_from(_FROM).where(*taken, of_late, cases.c.status != "erased", _may(who, tx.now))
    row = tx.execute(found.order_by(flags.c.id.desc()).limit(1)).first()
    return None if row is None else _flag(row)


def acknowledge(tx: Tx, who: Person, flag: Flag) -> Refusal | None:
    """Take a flag on: it is not repeated any more. None when they have, otherwise why not."""
    refusal = lives.move(tx, FLAG, "take", flag.id, acknowledged_by=who.id, acknowledged_at=tx.now)
    if refusal is None:
        prompts.end_all(tx, f"flag:{flag.id}")
        audit.note(tx, who.id, "flag_acknowledged", "flag", flag.id)
    return refusal


def close(tx: Tx, who: Person, flag: Flag, key_id: int, note: str) -> Refusal | None:
    """Close a flag that somebody has taken on; the note is sealed with the case's key.

    None when it is closed by this, otherwise why not.
    """
    sealed = tx.key(key_id).seal(note.encode(), "flags", "note", flag.id)
    refusal = lives.move(tx, FLAG, "close", flag.id, closed_by=who.id, closed_at=tx.now, note=sealed)
    if refusal is None:
        prompts.end_all(tx, f"flag:{flag.id}")
        audit.note(tx, who.id, "flag_closed", "flag", flag.id)
    return refusal


def is_known(tx: Tx, case: Case, at: datetime | None = None) -> bool:
    """Whether something urgent about this case is known already: a flag rings, or somebody has taken one on of late,
    and still has it.

    at: as it stood at that moment, which has passed.
    """
    at = at or tx.now
    stood = (flags.c.raised_at <= at, or_(flags.c.closed_at.is_(None), flags.c.closed_at > at))
    rang = or_(flags.c.acknowledged_at.is_(None), flags.c.acknowledged_at > at)
    counted = or_(rang, and_(flags.c.raised_at > at - KNOWN_FOR, _HAS_IT))
    found = select(flags.c.id).where(flags.c.case_id == case.id, *stood, counted)
    return tx.execute(found.limit(1), {"now": at}).first() is not None


def rings(tx: Tx, case: Case) -> bool:
    """Whether a flag of this case rings: nobody has taken it on yet."""
    found = select(flags.c.id).where(flags.c.case_id == case.id, FLAG.in_state("raised"))
    return tx.execute(found.limit(1)).first() is not None


def is_left_to_them(tx: Tx, case: Case, at: datetime) -> bool:
    """Whether what was urgent then was left to whoever recorded it, and nobody was told of anything since."""
    since = select(flags.c.id).where(flags.c.case_id == case.id, flags.c.raised_at >= at)
    return audit.is_noted(tx, "seen_to", "case", case.id, at=at) and tx.execute(since.limit(1)).first() is None


def note_seen_to(tx: Tx, who: Person, case: Case) -> None:
    """That what was marked as urgent is seen to by whoever recorded it, and nobody was told."""
    audit.note(tx, who.id, "seen_to", "case", case.id)


def just_raised(tx: Tx, who: Person, case: Case) -> Flag | None:
    """The newest flag of this case that this person raised minutes ago, where nobody has taken it on yet."""
    return _newest(tx, case, *_may_be_a_slip(tx, who), FLAG.in_state("raised"))


def just_asked_for(tx: Tx, who: Person, case: Case) -> Flag | None:
    """The newest flag that this person raised minutes ago and nobody has closed, also where somebody has taken it on:
    they are on their way then, and hear of a slip all the more.

    Also one that was raised before and asked for again since: what is said of a slip does not tell which it was.
    """
    theirs = (flags.c.raised_by == who.id, flags.c.raised_at > tx.now - SOON - SLIP)
    return _newest(tx, case, *theirs, flags.c.closed_at.is_(None))


def _newest(tx: Tx, case: Case, *which: ColumnElement[bool]) -> Flag | None:
    found = select(*_COLUMNS).select_from(_FROM).where(flags.c.case_id == case.id, *which)
    row = tx.execute(found.order_by(flags.c.id.desc()).limit(1)).first()
    return None if row is None else _flag(row)


def _may_be_a_slip(tx: Tx, who: Person) -> tuple[ColumnElement[bool], ...]:
    return (flags.c.raised_by == who.id, flags.c.raised_at > tx.now - SLIP)


def retract(tx: Tx, who: Person, flag: Flag) -> Refusal | None:
    """A flag that this person raised by a slip, minutes ago, is over. None when it is by this, otherwise why not."""
    over = {"closed_by": who.id, "closed_at": tx.now}
    refusal = lives.move(tx, FLAG, "retract", flag.id, *_may_be_a_slip(tx, who), **over)
    if refusal is None:
        prompts.end_all(tx, f"flag:{flag.id}")
        audit.note(tx, who.id, "flag_retracted", "flag", flag.id)
    return refusal


def came_with_a_check_in(tx: Tx, flag: Flag) -> bool:
    """Whether saving or correcting a check-in raised it: that is kept, also where the flag was a slip."""
    with_it = (
        checkins.c.case_id == flag.case_id,
        checkin_revisions.c.by_id == flag.raised_by,
        checkin_revisions.c.at == flag.raised_at,
    )
    found = select(checkins.c.id).join(checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id)
    return tx.execute(found.where(*with_it).limit(1)).first() is not None


def note_slip(tx: Tx, who: Person, flag: Flag) -> bool:
    """That the phone which raised a flag says that it was a slip. It rings on: who holds the phone is not known.

    Returns whether this is the first time: of one flag it is noted, and passed on, once.
    """
    if audit.is_noted(tx, "flag_slip", "flag", flag.id):
        return False
    audit.note(tx, who.id, "flag_slip", "flag", flag.id)
    return True


def release(tx: Tx, by: Person | None, person_id: int) -> None:
    """Whoever had taken these on cannot any more: they ring again, at once."""
    _ring_anew(tx, by, flags.c.acknowledged_by == person_id)


def keep_ringing(tx: Tx) -> None:
    """What was taken on by somebody who does not have it any more rings again. Time itself brings it about.

    They have gone on leave since, or are kept out; or they may not see it any more: the leave they covered is over,
    somebody else covers it, a wall has come between.
    """
    _rung_anew(tx, None, tx.execute(_OUT_OF_HAND, {"now": tx.now}).scalars().all())


def release_of(tx: Tx, by: Person | None, case_ids: Collection[int], mentor: Person) -> None:
    """These cases have another mentor: what a former one had taken on rings again, at once. A leader keeps theirs."""
    of_mentors = select(people.c.id).where(people.c.role == Role.MENTOR, people.c.id != mentor.id)
    _ring_anew(tx, by, flags.c.case_id.in_(case_ids), flags.c.acknowledged_by.in_(of_mentors))


def _ring_anew(tx: Tx, by: Person | None, *which: ColumnElement[bool]) -> None:
    ringing = lives.moving(FLAG, "release", *which).returning(flags.c.id)
    _rung_anew(tx, by, tx.execute(ringing).scalars().all())


def _rung_anew(tx: Tx, by: Person | None, flag_ids: Iterable[int]) -> None:
    for flag_id in flag_ids:
        audit.note(tx, None if by is None else by.id, "flag_released", "flag", flag_id)
        ring_again(tx, flag_id)


def ring_again(tx: Tx, flag_id: int) -> None:
    """Let a flag that nobody has taken on ring at once, and on from there."""
    row = tx.execute(
        select(flags.c.case_id, cases.c.mentor_id)
        .select_from(_FROM)
        .where(flags.c.id == flag_id, FLAG.in_state("raised"))
    ).one_or_none()
    if row is not None:
        planned = Planned(URGENT_FIRST.kind, tx.now)
        prompts.insert_new(tx, planned, tx.now, f"flag:{flag_id}", row.case_id, row.mentor_id, None, "flag")


@dataclass(frozen=True, slots=True)
class Closed:
    """A flag that is over: what kind, when it was raised and closed, by whom, and what was noted then."""

    id: int
    kind: str
    raised_at: datetime
    closed_at: datetime
    closed_by: str
    note: str


def closed_of(tx: Tx, who: Person, case: Case, page: int, size: int) -> tuple[list[Closed], bool]:
    """A page of what was noted when flags of a case were closed, the newest first; each reading is in the audit."""
    closer = people.alias("closer")
    rows = tx.execute(
        select(flags, closer.c.code)
        .outerjoin(closer, closer.c.id == flags.c.closed_by)
        .where(flags.c.case_id == case.id, flags.c.closed_at.is_not(None))
        .order_by(flags.c.closed_at.desc(), flags.c.id.desc())
        .offset(page * size)
        .limit(size + 1)
    ).all()
    found = []
    for row in rows[:size]:
        audit.note(tx, who.id, "read_flag", "flag", row.id)
        note = tx.open(row.note, "flags", "note", row.id) if row.note else ""
        found.append(Closed(row.id, row.kind, row.raised_at, row.closed_at, row.code or "?", note))
    return found, len(rows) > size


def has_closed(tx: Tx, case: Case) -> bool:
    """Whether a flag of a case was ever closed."""
    over = select(flags.c.id).where(flags.c.case_id == case.id, flags.c.closed_at.is_not(None))
    return tx.execute(over.limit(1)).first() is not None


def on_duty(tx: Tx) -> list[int]:
    """The duty list as it was set."""
    return list(tx.execute(select(duty.c.person_id).order_by(duty.c.position)).scalars())


def set_duty(tx: Tx, who: Person, ids: list[int]) -> None:
    """Set the duty list."""
    tx.execute(delete(duty))
    for position, person_id in enumerate(ids):
        tx.execute(insert(duty).values(position=position, person_id=person_id))
    audit.note(tx, who.id, "duty_set", "deployment", None)
