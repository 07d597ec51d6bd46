"""Who is away, and who stands in: leave begins and ends by itself, a suspension ends when it is lifted.

A mentor is covered by another mentor (or by whoever leads them), a supervisor by a deputy.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, Select, and_, cast, exists, insert, literal, or_, select, update

from bot.domain.lives import Refusal
from bot.domain.people import Person
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import LEAVE
from bot.store.engine.tables import absences, people

ASKED, APPROVED, REFUSED, ENDED = "asked", "approved", "refused", "ended"
_KEPT_OUT = absences.c.suspended.is_(True)
# A suspension lasts until it is lifted.
NO_END = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave from `from_at` up to `until_at` (aware UTC); `cover_id` is who receives the prompts meanwhile."""

    id: int
    person_id: int
    cover_id: int | None
    from_at: datetime
    until_at: datetime
    state: str

    def days(self, zone: ZoneInfo) -> tuple[date, date]:
        """The first day and the last one, by this clock."""
        return self.from_at.astimezone(zone).date(), (self.until_at - timedelta(hours=1)).astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Freed:
    """Somebody who does not stand in for `person_id` any more, by number."""

    person_id: int
    cover_id: int


_COLUMNS = (
    absences.c.id,
    absences.c.person_id,
    absences.c.cover_id,
    absences.c.from_at,
    absences.c.until_at,
    absences.c.state,
)


def _absence(row: Any) -> Absence:
    return Absence(*row)


def is_in_force(at: ColumnElement[Any], of: FromClause = absences) -> ColumnElement[bool]:
    """The condition that an absence is agreed and holds at the moment `at`; `of` is another name of their table."""
    return and_(of.c.state == APPROVED, of.c.from_at <= at, of.c.until_at > at)


def is_claimed(now: datetime) -> ColumnElement[bool]:
    """The condition that an absence is asked for or agreed, and not over."""
    return and_(absences.c.state.in_((ASKED, APPROVED)), absences.c.until_at > now)


def _now(now: datetime) -> ColumnElement[bool]:
    return is_in_force(literal(now, absences.c.from_at.type))


def covered_by(
    person_id: ColumnElement[Any], who_id: ColumnElement[Any], now: ColumnElement[Any]
) -> ColumnElement[bool]:
    """The condition that `who_id` stands in for `person_id` at the moment `now`."""
    return _away_so(now, absences.c.person_id == person_id, absences.c.cover_id == who_id)


def is_away(person_id: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that `person_id` is on leave or kept out at the moment `now`."""
    return _away_so(now, absences.c.person_id == person_id)


def _away_so(now: ColumnElement[Any], *how: ColumnElement[bool]) -> ColumnElement[bool]:
    # Whatever else is named is of the questions around it, however far out.
    return exists(select(literal(1)).where(*how, is_in_force(now)).correlate_except(absences))


def themselves_and_covered(who_id: ColumnElement[Any], now: ColumnElement[Any]) -> list[Select[Any]]:
    """What finds the ids of `who_id` and of everybody they stand in for at the moment `now`: parts of a union."""
    covers = select(absences.c.person_id).where(absences.c.cover_id == who_id, is_in_force(now))
    return [select(cast(who_id, people.c.id.type)).correlate_except(), covers.correlate_except(absences)]


def is_covered_by(tx: Tx, person_id: int, who: Person) -> bool:
    """Whether they stand in for this person now."""
    covers = (absences.c.person_id == person_id, absences.c.cover_id == who.id)
    return tx.execute(select(absences.c.id).where(*covers, _now(tx.now)).limit(1)).first() is not None


def has_stood_in(who_id: ColumnElement[Any], now: ColumnElement[Any], *of: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that `who_id` stood in during an absence that was agreed and has begun, of which all this is so.

    Where nobody was named for somebody who was kept out, whoever leads did: `who_id`, where that is who is asked about
    and they were not away themselves when it began. A leave of their own that ended early, or was never agreed, does
    not count: rather one too many stood in.
    """
    agreed = or_(
        absences.c.state == APPROVED,
        and_(absences.c.state == ENDED, or_(absences.c.decided_by.is_not(None), _KEPT_OUT)),
    )
    own = absences.alias("own")
    away = select(literal(1)).where(own.c.person_id == who_id, is_in_force(absences.c.from_at, own))
    nobody_named = and_(_KEPT_OUT, absences.c.cover_id.is_(None), ~away.correlate_except(own).exists())
    stood_in = or_(absences.c.cover_id == who_id, nobody_named)
    began = select(literal(1)).where(stood_in, agreed, absences.c.from_at <= now, *of)
    return exists(began.correlate_except(absences))


def has_a_stand_in(person_id: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that somebody is named who stands in for `person_id` at the moment `now`."""
    return _away_so(now, absences.c.person_id == person_id, absences.c.cover_id.is_not(None))


def in_force(tx: Tx, person_ids: Collection[int]) -> dict[int, int | None]:
    """Of these people those who are away now, each with who stands in; a suspension goes before leave.

    None: nobody, also where whoever was to stand in is away themselves.
    """
    found = _away(tx, person_ids)
    gone = _away(tx, {cover for cover in found.values() if cover is not None})
    return {person: None if cover in gone else cover for person, cover in found.items()}


def begun_since(tx: Tx, person_ids: Collection[int], since: datetime) -> set[int]:
    """Of these people those whose absence that is in force began, or was noted, after that moment (aware)."""
    lately = or_(absences.c.from_at > since, absences.c.created_at > since)  # a leave of today begins at midnight
    begun = (absences.c.person_id.in_(person_ids), _now(tx.now), lately)
    return set(tx.execute(select(absences.c.person_id).where(*begun)).scalars()) if person_ids else set()


def _away(tx: Tx, person_ids: Collection[int]) -> dict[int, int | None]:
    if not person_ids:
        return {}
    rows = tx.execute(
        select(absences.c.person_id, absences.c.cover_id)
        .where(absences.c.person_id.in_(person_ids), _now(tx.now))
        .order_by(_KEPT_OUT, absences.c.id)
    )
    return {row.person_id: row.cover_id for row in rows}


def covered_now(tx: Tx, who: Person) -> list[int]:
    """Whom this person stands in for now."""
    return sorted(covers(tx, [who.id]))


def covers(tx: Tx, cover_ids: Collection[int]) -> dict[int, int]:
    """Whom these people stand in for now, each with who does."""
    rows = tx.execute(
        select(absences.c.person_id, absences.c.cover_id).where(absences.c.cover_id.in_(cover_ids), _now(tx.now))
    )
    return {row.person_id: row.cover_id for row in rows}


def standing(tx: Tx, person_ids: Collection[int]) -> dict[int, Absence]:
    """Of these people the leave that is agreed and in force or to come, the soonest of each."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(
            absences.c.person_id.in_(person_ids),
            ~_KEPT_OUT,
            absences.c.state == APPROVED,
            absences.c.until_at > tx.now,
        )
        .order_by(absences.c.from_at.desc(), absences.c.id)
    )
    return {row.person_id: _absence(row) for row in rows}


def ask(tx: Tx, person: Person, from_at: datetime, until_at: datetime, cover_id: int | None) -> int:
    """Somebody asks for leave; an earlier request that nobody has decided on gives way to it."""
    lives.move_all(tx, LEAVE, "replace", absences.c.person_id == person.id)
    audit.note(tx, person.id, "leave_asked", "person", person.id)
    return _insert(tx, person, "ask", from_at, until_at, cover_id)


def _insert(tx: Tx, person: Person, event: str, from_at: datetime, until_at: datetime, cover_id: int | None) -> int:
    new_id: int = tx.execute(
        insert(absences)
        .values(
            person_id=person.id,
            cover_id=cover_id,
            from_at=from_at,
            until_at=until_at,
            created_at=tx.now,
            suspended=True if event == "stand_in" else None,
            **lives.born(LEAVE, event),
        )
        .returning(absences.c.id)
    ).scalar_one()
    return new_id


def by_id(tx: Tx, absence_id: int) -> Absence | None:
    """One leave."""
    row = tx.execute(select(*_COLUMNS).where(absences.c.id == absence_id)).one_or_none()
    return None if row is None else _absence(row)


def agree(tx: Tx, leader: Person, absence: Absence, cover_id: int | None) -> Refusal | None:
    """Agreed, with who covers; None when this was the decision that counts (the first one, before it is over)."""
    return _decide(tx, leader, absence, "agree", "leave_approved", cover_id)


def refuse(tx: Tx, leader: Person, absence: Absence) -> Refusal | None:
    """Not agreed; None when this was the decision that counts."""
    return _decide(tx, leader, absence, "refuse", "leave_refused", None)


def _decide(tx: Tx, leader: Person, absence: Absence, event: str, verb: str, cover_id: int | None) -> Refusal | None:
    to_come = absences.c.until_at > tx.now
    refusal = lives.move(tx, LEAVE, event, absence.id, to_come, cover_id=cover_id, decided_by=leader.id)
    if refusal is None:
        audit.note(tx, leader.id, verb, "person", absence.person_id)
    return refusal


def of(tx: Tx, person: Person) -> Absence | None:
    """This person's own leave that is asked for, to come or in force."""
    row = tx.execute(
        select(*_COLUMNS)
        .where(
            absences.c.person_id == person.id,
            ~_KEPT_OUT,
            is_claimed(tx.now),
        )
        .order_by(absences.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _absence(row)


def end(tx: Tx, who: Person, absence: Absence) -> Refusal | None:
    """Back earlier than planned, or not going after all; None when it is so, otherwise why not."""
    refusal = lives.move(tx, LEAVE, "end", absence.id)
    if refusal is None:
        audit.note(tx, who.id, "leave_ended", "person", absence.person_id)
    return refusal


def cover(tx: Tx, by: Person, absence: Absence, cover_id: int) -> Refusal | None:
    """Somebody else stands in during a leave that is agreed; None when it is so, otherwise why not."""
    refusal = lives.move(tx, LEAVE, "cover", absence.id, absences.c.until_at > tx.now, cover_id=cover_id)
    if refusal is None:
        audit.note(tx, by.id, "stand_in_named", "person", absence.person_id)
    return refusal


def stand_in(tx: Tx, by: Person | None, person: Person, cover_id: int | None) -> list[Freed]:
    """Name who stands in for somebody who is kept out from now on (None: nobody); who did, and does not any more."""
    freed = end_suspension(tx, person)
    _insert(tx, person, "stand_in", tx.now, NO_END, cover_id)
    audit.note(tx, None if by is None else by.id, "stand_in_named", "person", person.id)
    return [one for one in freed if one.cover_id != cover_id]


def stand_in_falls_back(tx: Tx, person: Person) -> list[Freed]:
    """Whoever was named to stand in for somebody who is kept out does not any more: whoever leads them does."""
    return _uncover(tx, absences.c.person_id == person.id, _KEPT_OUT)


def uncover_leave(tx: Tx, person: Person) -> list[Freed]:
    """They are kept out: whoever covered their leave does not any more, but who is named now."""
    return _uncover(tx, absences.c.person_id == person.id, ~_KEPT_OUT)


def release_cover(tx: Tx, person_id: int) -> list[Freed]:
    """They cannot stand in for anybody any more: nobody does, now or in days to come. For whom they would have."""
    return _uncover(tx, absences.c.cover_id == person_id)


def _uncover(tx: Tx, *which: ColumnElement[bool]) -> list[Freed]:
    found = (*which, absences.c.cover_id.is_not(None), is_claimed(tx.now))
    freed = _freed(tx, *found)
    tx.execute(update(absences).where(*found).values(cover_id=None))
    return freed


def _freed(tx: Tx, *which: ColumnElement[bool]) -> list[Freed]:
    """Who stands in, or was to by what is agreed, in any of these."""
    agreed = (*which, absences.c.state == APPROVED, absences.c.until_at > tx.now, absences.c.cover_id.is_not(None))
    rows: Any = tx.execute(select(absences.c.person_id, absences.c.cover_id).where(*agreed).distinct())
    return [Freed(*row) for row in rows]


def covered_during(tx: Tx, absence: Absence) -> list[int]:
    """For whom whoever goes on this leave would have stood in on one of these days."""
    rows = select(absences.c.person_id).where(
        absences.c.cover_id == absence.person_id,
        absences.c.state == APPROVED,
        absences.c.from_at < absence.until_at,
        absences.c.until_at > absence.from_at,
    )
    return sorted(set(tx.execute(rows).scalars()))


def lacks_a_stand_in(tx: Tx, person_id: int) -> bool:
    """Whether they are or will be away, as agreed, and whoever was to stand in cannot for one of the days."""
    other = absences.alias("of_the_cover")
    away_too = exists(
        select(literal(1)).where(
            other.c.person_id == absences.c.cover_id,
            other.c.state == APPROVED,
            other.c.from_at < absences.c.until_at,
            other.c.until_at > absences.c.from_at,
        )
    )
    open_days = select(absences.c.id).where(
        absences.c.person_id == person_id,
        absences.c.state == APPROVED,
        absences.c.until_at > tx.now,
        or_(absences.c.cover_id.is_(None), away_too),
    )
    return tx.execute(open_days.limit(1)).first() is not None


def asked_by(tx: Tx, person_ids: Collection[int]) -> list[Absence]:
    """The leave these people have asked for that nobody has decided on, and that has not passed."""
    which = (absences.c.person_id.in_(person_ids), absences.c.state == ASKED, absences.c.until_at > tx.now)
    return [_absence(row) for row in tx.execute(select(*_COLUMNS).where(*which).order_by(absences.c.id))]


def end_suspension(tx: Tx, person: Person) -> list[Freed]:
    """They are let in again, or gone: nobody stands in for them any more. Who did."""
    freed = _freed(tx, absences.c.person_id == person.id, _KEPT_OUT)
    lives.move_all(tx, LEAVE, "end", absences.c.person_id == person.id, _KEPT_OUT)
    return freed


def end_all(tx: Tx, person: Person) -> list[Freed]:
    """They are gone for good: no leave of theirs is left. Who stood in."""
    freed = _freed(tx, absences.c.person_id == person.id)
    lives.move_all(tx, LEAVE, "end", absences.c.person_id == person.id, absences.c.until_at > tx.now)
    return freed
