"""The wall: pairs of cases that must never meet in one mentor, cover, list or export. Nobody is told why.

It is in force from the moment it is asked for. Who agrees to it, and lets it end: bot/store/caseload/second_yes.py.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, case, func, insert, literal, or_, select, union

from bot.domain.people import Person, Role
from bot.store.caseload.scope import NOW, WHO, cover_is_kept, kept_apart
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import APART, WALL
from bot.store.engine.tables import absences as leaves
from bot.store.engine.tables import cases, people, walls
from bot.store.people import absences

# What every writer waits for that could bring two together: a number that means nothing else in the database.
_LOCK = 7_461_001


def lock(tx: Tx) -> None:
    """Let nobody else set a wall, or give anybody anything one may keep from them, before this turn is over.

    Only PostgreSQL needs it; SQLite has one writer at a time.
    """
    if tx.connection.dialect.name != "sqlite":
        tx.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def add(tx: Tx, who: Person | None, one_id: int, other_id: int) -> bool:
    """These two must not meet; False where they are one, or are kept apart already, and stay so as they were.

    The first one is the side of whoever asks. Whoever stands in so that they would meet does not see them any more
    (bot/store/caseload/scope.py). Two who share a mentor or a leader are their leader's to part ("Perlu perhatian").
    """
    lock(tx)
    low, high = sorted((one_id, other_id))
    if low == high or other_id in behind(tx, [one_id]):
        return False
    by_id, side_id = (None, None) if who is None else (who.id, one_id)
    asked = {"one_id": low, "other_id": high, "by_id": by_id, "side_id": side_id, "at": tx.now}
    tx.execute(insert(walls).values(**asked, **lives.born(WALL, "ask")))
    audit.note(tx, by_id, "wall_added", "case", low)
    return True


def alone_meanwhile(tx: Tx, case_ids: Collection[int]) -> list[tuple[int, int]]:
    """Of these cases those which a wall keeps from whoever stands in for their mentor, now or in leave that is agreed:
    pairs of case and mentor.
    """
    theirs = leaves.alias("theirs")  # what is asked of its moment further in asks other leaves, which has a name too
    begins = theirs.c.from_at
    from_then_on = case((begins > tx.now, begins), else_=literal(tx.now, begins.type))
    agreed = (theirs.c.state == absences.APPROVED, theirs.c.until_at > tx.now, theirs.c.cover_id.is_not(None))
    found = (
        select(cases.c.id, cases.c.mentor_id)
        .join(theirs, theirs.c.person_id == cases.c.mentor_id)
        .where(cases.c.id.in_(case_ids), *agreed, cover_is_kept(theirs.c.cover_id, from_then_on))
    )
    return [(row.id, row.mentor_id) for row in tx.execute(found.distinct().order_by(cases.c.id))]


def behind(tx: Tx, case_ids: Collection[int]) -> set[int]:
    """The cases that must not meet any of these."""
    if not case_ids:
        return set()
    found = union(
        select(walls.c.other_id).where(APART, walls.c.one_id.in_(case_ids)),
        select(walls.c.one_id).where(APART, walls.c.other_id.in_(case_ids)),
    )
    return set(tx.execute(found).scalars())


def keeps_apart(tx: Tx, mentor_id: int, case_ids: Collection[int]) -> bool:
    """Whether a wall keeps this mentor from these cases: they, one they cover for, or one who covers for them
    accompany somebody behind it. Also true when the cases are walled from each other.
    """
    others = behind(tx, case_ids)
    return bool(others & set(case_ids)) or accompanies_any(tx, mentor_id, others)


def leader_meets(tx: Tx, leader_id: int, case_ids: Collection[int]) -> bool:
    """Whether somebody whom one of these must not meet is in a leader's sight, or will be: in their team, in one they
    stand in for, or in that of somebody who stands in for them; now or in leave to come, agreed or asked for.

    Also one that has ended: it stays in the list. Those who are together already are no news to anybody.
    """
    others = behind(tx, case_ids) - set(case_ids)
    if not others:
        return False
    leaders = _connected(tx, leader_id)
    led = select(people.c.id).where(people.c.supervisor_id.in_(leaders))
    seen = select(cases.c.id).where(
        cases.c.id.in_(others),
        cases.c.status != "erased",
        or_(cases.c.mentor_id.in_(leaders), cases.c.mentor_id.in_(led)),
    )
    return tx.execute(seen.limit(1)).first() is not None


def _connected(tx: Tx, person_id: int) -> set[int]:
    """They, whom they stand in for, who stands in for them, and so on."""
    found, fresh = set[int](), {person_id}
    while fresh:
        found |= fresh
        rows = tx.execute(
            select(leaves.c.person_id, leaves.c.cover_id).where(
                absences.is_claimed(tx.now),
                leaves.c.cover_id.is_not(None),
                or_(leaves.c.person_id.in_(fresh), leaves.c.cover_id.in_(fresh)),
            )
        )
        fresh = {one for row in rows for one in row} - found
    return found


def kept(tx: Tx, persons: Collection[Person], case_ids: Collection[int]) -> set[tuple[int, int]]:
    """Whom a wall keeps from which of these cases at this moment: pairs of person and case."""
    walled = sorted(with_a_wall(tx, case_ids))
    if not walled:
        return set()
    found = set[tuple[int, int]]()
    for one in persons:
        asked = {"ids": walled, "who": one.id, "now": tx.now}
        found |= {(one.id, number) for number in tx.execute(_kept(one.role), asked).scalars()}
    return found


@lru_cache
def _kept(role: Role) -> Select[Any]:
    """The statement for anybody of this role, made once: making it costs more than asking it."""
    return select(cases.c.id).where(cases.c.id.in_(bindparam("ids", expanding=True)), kept_apart(role, WHO, NOW))


def with_a_wall(tx: Tx, case_ids: Collection[int]) -> set[int]:
    """Those of these cases that must not meet somebody; nearly always none."""
    if not case_ids:
        return set()
    sides = union(*(select(side).where(APART, side.in_(case_ids)) for side in (walls.c.one_id, walls.c.other_id)))
    return set(tx.execute(sides).scalars())


def accompanies_any(tx: Tx, mentor_id: int, others: Collection[int]) -> bool:
    """Whether a mentor, one they cover for, or one who covers for them accompanies any of these cases.

    Also one that has ended: they can still read what they recorded.
    """
    if not others:
        return False
    theirs = select(cases.c.id).where(
        cases.c.id.in_(others),
        or_(cases.c.mentor_id == mentor_id, cases.c.mentor_id.in_(_beside(tx, mentor_id))),
    )
    return tx.execute(theirs.limit(1)).first() is not None


def would_meet(tx: Tx, mentor_id: int, other_id: int) -> bool:
    """Whether two would meet of whom these mentors accompany one each: they are one, or one stands in for the other."""
    if mentor_id == other_id:
        return True
    beside = select(people.c.id).where(people.c.id == other_id, people.c.id.in_(_beside(tx, mentor_id)))
    return tx.execute(beside).first() is not None


def _beside(tx: Tx, mentor_id: int) -> CompoundSelect[Any]:
    """Whom a mentor stands in for, and who stands in for them."""
    standing = absences.is_claimed(tx.now)
    return union(
        select(leaves.c.person_id).where(leaves.c.cover_id == mentor_id, standing),
        select(leaves.c.cover_id).where(leaves.c.person_id == mentor_id, standing, leaves.c.cover_id.is_not(None)),
    )
