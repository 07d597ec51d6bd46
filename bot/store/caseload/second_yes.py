"""The second yes to a wall: who may say it, to its standing and to its end; whether it is held now; the register.

Who asks stands on one side and sees that one alone; an admin sees both codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.store.caseload import news, walls
from bot.store.caseload.scope import in_scope
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import APART, WALL
from bot.store.engine.tables import absences as leaves
from bot.store.engine.tables import cases, people
from bot.store.engine.tables import walls as table
from bot.store.people import absences
from bot.store.people import people as staff
from bot.store.people.people import COLUMNS, person_of

# The states that wait for a second yes.
WAITS = ("asked", "lifting")
# The news that something waits for a second yes.
ASKED = "apart_asked"
# What is in the way of a wall's being held: they share a mentor or a cover, a leader, the only leader there is.
MENTOR, LEADER, ONLY_LEADER = "mentor", "leader", "only_leader"


@dataclass(frozen=True, slots=True)
class Wall:
    """Two cases, by number and code; who asked from which side; who asked to let it end from which side."""

    id: int
    one_id: int
    one: str
    other_id: int
    other: str
    by_id: int | None
    side_id: int | None
    at: datetime
    state: str
    decided_by: int | None
    decided_at: datetime | None
    lift_by: int | None
    lift_side_id: int | None

    @property
    def asked_by(self) -> int | None:
        """Who asked for what waits for a second yes now."""
        return self.lift_by if self.state == "lifting" else self.by_id

    @property
    def waits_since(self) -> datetime:
        """From when on it can have been asked for: its end not before it stood."""
        return self.decided_at if self.state == "lifting" and self.decided_at is not None else self.at

    @property
    def asked_side(self) -> int | None:
        """The case on whose side they stood."""
        return self.lift_side_id if self.state == "lifting" else self.side_id


_ONE, _OTHER = cases.alias("one"), cases.alias("other")
_FROM = table.join(_ONE, _ONE.c.id == table.c.one_id).join(_OTHER, _OTHER.c.id == table.c.other_id)
_COLUMNS = (
    table.c.id,
    table.c.one_id,
    _ONE.c.code,
    table.c.other_id,
    _OTHER.c.code,
    table.c.by_id,
    table.c.side_id,
    table.c.at,
    table.c.state,
    table.c.decided_by,
    table.c.decided_at,
    table.c.lift_by,
    table.c.lift_side_id,
)

_WAITING = select(*_COLUMNS).select_from(_FROM).where(APART, WALL.in_state(*WAITS)).order_by(table.c.id)


def _concerns(who: Person, now: datetime) -> ColumnElement[bool]:
    """The walls this leader may know of: an admin all, a supervisor those of cases they have in sight."""
    if who.role is Role.ADMIN:
        return true()
    if who.role is not Role.SUPERVISOR:
        return false()
    mine = select(cases.c.id).where(in_scope(who, now))
    return or_(table.c.one_id.in_(mine), table.c.other_id.in_(mine))


def listed(tx: Tx, who: Person, page: int, size: int) -> tuple[list[Wall], bool]:
    """A page of the register, what waits for a second yes first; and whether more follow."""
    rows: Any = tx.execute(_register(who, tx.now).offset(page * size).limit(size + 1)).all()
    return [Wall(*row) for row in rows[:size]], len(rows) > size


def line_of(tx: Tx, who: Person, wall: Wall) -> int | None:
    """On which line of this leader's register it stands, from 1 on; None where it is not in force any more."""
    ids = list(tx.execute(_register(who, tx.now).with_only_columns(table.c.id)).scalars())
    return ids.index(wall.id) + 1 if wall.id in ids else None


def _register(who: Person, now: datetime) -> Select[Any]:
    first = table.c.state == "agreed"
    return select(*_COLUMNS).select_from(_FROM).where(APART, _concerns(who, now)).order_by(first, table.c.id)


def any_for(tx: Tx, who: Person) -> bool:
    """Whether there is anything in this leader's register."""
    return tx.execute(select(table.c.id).where(APART, _concerns(who, tx.now)).limit(1)).first() is not None


def every(tx: Tx) -> list[Wall]:
    """All that are in force, for whoever looks after the machine."""
    rows: Any = tx.execute(select(*_COLUMNS).select_from(_FROM).where(APART).order_by(table.c.id))
    return [Wall(*row) for row in rows]


def visible(tx: Tx, who: Person, wall_id: int) -> Wall | None:
    """One this leader may know of, in force or not any more."""
    row: Any = tx.execute(
        select(*_COLUMNS).select_from(_FROM).where(table.c.id == wall_id, _concerns(who, tx.now))
    ).one_or_none()
    return None if row is None else Wall(*row)


def between(tx: Tx, one_id: int, other_id: int) -> Wall | None:
    """The one in force between these two."""
    low, high = sorted((one_id, other_id))
    row: Any = tx.execute(
        select(*_COLUMNS).select_from(_FROM).where(APART, table.c.one_id == low, table.c.other_id == high)
    ).first()
    return None if row is None else Wall(*row)


def own_sides(tx: Tx, who: Person, wall: Wall) -> list[int]:
    """Which of the two this leader has in sight; an admin both."""
    both = [wall.one_id, wall.other_id]
    if who.role is Role.ADMIN:
        return both
    seen = select(cases.c.id).where(cases.c.id.in_(both), in_scope(who, tx.now))
    return sorted(tx.execute(seen).scalars())


def in_the_way(tx: Tx, wall: Wall) -> list[str]:
    """What keeps it from being held now; nothing where it is."""
    found = [MENTOR] if _sees_both(tx, wall, _accompany(tx, wall)) else []
    leading = _of_role(tx, Role.SUPERVISOR)
    if _sees_both(tx, wall, leading):
        found.append(ONLY_LEADER if len(leading) == 1 else LEADER)
    return found


def is_held(tx: Tx, wall: Wall) -> bool:
    """Whether nothing is in the way but, as an admin has agreed, that there is one supervisor in all."""
    named = {ONLY_LEADER} if wall.state in ("agreed", "lifting") else set()
    return set(in_the_way(tx, wall)) <= named


def _of_role(tx: Tx, role: Role) -> list[Person]:
    return [one for one in staff.of_role(tx, role) if one.is_active]


def _accompany(tx: Tx, wall: Wall) -> list[Person]:
    """The mentors of the two, and whoever stands in for one of them now."""
    both = select(cases.c.mentor_id).where(cases.c.id.in_((wall.one_id, wall.other_id)))
    covers = select(leaves.c.cover_id).where(leaves.c.person_id.in_(both), absences.is_claimed(tx.now))
    asked = select(*COLUMNS).where(
        people.c.role == Role.MENTOR, or_(people.c.id.in_(both), people.c.id.in_(covers.where(leaves.c.cover_id > 0)))
    )
    rows: Any = tx.execute(asked)
    return [person_of(row) for row in rows]


def _sees_both(tx: Tx, wall: Wall, among: Iterable[Person]) -> bool:
    for one in among:
        both = and_(cases.c.id.in_((wall.one_id, wall.other_id)), in_scope(one, tx.now))
        if tx.execute(select(func.count()).select_from(cases).where(both)).scalar_one() == 2:
            return True
    return False


def may_answer(tx: Tx, who: Person, wall: Wall) -> bool:
    """Whether this leader says the second yes, or the no, to what waits: whoever leads the other side and that one
    alone. An admin says it to what ends, and to what the command line or a leader of both asked for.
    """
    if wall.state not in WAITS or who.id == wall.asked_by:
        return False
    if who.role is Role.ADMIN:
        return wall.state == "lifting" or wall.asked_side is None or not _here(tx, _answerers(tx, wall))
    return who.id in {one.id for one in _answerers(tx, wall)}


def _answerers(tx: Tx, wall: Wall) -> list[Person]:
    """The supervisors who have the other side in sight, and not that of whoever asked."""
    if wall.asked_side is None:
        return []
    far = wall.other_id if wall.asked_side == wall.one_id else wall.one_id
    able = [one for one in _around(tx, far) if one.is_active and one.id != wall.asked_by]
    return [one for one in able if own_sides(tx, one, wall) == [far]]


def _around(tx: Tx, case_id: int) -> list[Person]:
    """The supervisors who could have this case in sight: its mentor, whoever leads them, and those who stand in."""
    mentor = select(cases.c.mentor_id).where(cases.c.id == case_id)
    leader = select(people.c.supervisor_id).where(people.c.id.in_(mentor))
    own = or_(people.c.id.in_(mentor), people.c.id.in_(leader))
    named = select(leaves.c.cover_id).where(or_(leaves.c.person_id.in_(mentor), leaves.c.person_id.in_(leader)))
    covers = named.where(leaves.c.cover_id > 0, absences.is_claimed(tx.now))
    found = select(*COLUMNS).where(people.c.role == Role.SUPERVISOR, or_(own, people.c.id.in_(covers)))
    rows: Any = tx.execute(found.order_by(people.c.id))
    return [person_of(row) for row in rows]


def _here(tx: Tx, among: list[Person]) -> list[Person]:
    """Those of them who can answer today: with a phone, and not away."""
    away = absences.in_force(tx, [one.id for one in among])
    return [one for one in among if one.chat is not None and one.id not in away]


def to_ask(tx: Tx, wall: Wall) -> list[Person]:
    """Who is told that it waits for their answer: the leaders of the other side, and the admins where none is there."""
    here = _here(tx, _answerers(tx, wall))
    return here or [one for one in _of_role(tx, Role.ADMIN) if one.id != wall.asked_by]


def ask(tx: Tx) -> list[int]:
    """Ask those who may answer what waits and were not asked: it is new, or whoever might has moved, has gone on leave,
    was kept out or has left since. What was asked a month ago and is forgotten is asked again. The facts' numbers.
    """
    rows: Any = tx.execute(_WAITING)
    together: dict[datetime, list[Wall]] = {}
    for wall in (Wall(*row) for row in rows):
        together.setdefault(wall.waits_since, []).append(wall)
    return [news.tell(tx, *fact) for since, asked in together.items() for fact in _unasked(tx, since, asked)]


def _unasked(tx: Tx, since: datetime, asked: list[Wall]) -> list[tuple[str, int, int]]:
    """One word to each for all that were asked for at one moment, by a file: the register names what waits."""
    told = {one for wall in asked for one in news.whom_told(tx, ASKED, wall.id, since)}
    first = {one.id: wall.id for wall in reversed(asked) for one in to_ask(tx, wall)}
    return [(ASKED, wall_id, one) for one, wall_id in first.items() if one not in told]


def agree(tx: Tx, who: Person, wall: Wall) -> Refusal | None:
    """The second yes: not before it is held. That there is one supervisor in all is an admin's to agree to."""
    walls.lock(tx)
    blocked = set(in_the_way(tx, wall)) - ({ONLY_LEADER} if who.role is Role.ADMIN else set())
    return Refusal.NOT_YET if blocked else _decide(tx, who, wall, "agree", "wall_agreed")


def refuse(tx: Tx, who: Person, wall: Wall) -> Refusal | None:
    """A no: it ends."""
    return _decide(tx, who, wall, "refuse", "wall_refused")


def lift(tx: Tx, who: Person, wall: Wall) -> Refusal | None:
    """The second yes to its end."""
    return _decide(tx, who, wall, "lift", "wall_lifted")


def keep(tx: Tx, who: Person, wall: Wall) -> Refusal | None:
    """It does not end: it stands as it stood."""
    return _decide(tx, who, wall, "keep", "lift_refused")


def _decide(tx: Tx, who: Person, wall: Wall, event: str, verb: str) -> Refusal | None:
    if not may_answer(tx, who, wall):
        return Refusal.OVER
    refusal = lives.move(tx, WALL, event, wall.id, decided_by=who.id, decided_at=tx.now)
    if refusal is None:
        audit.note(tx, who.id, verb, "case", wall.one_id)
    return refusal


def ask_lift(tx: Tx, who: Person, wall: Wall) -> Refusal | None:
    """Ask that it may end; until a second leader says yes it stands."""
    sides = own_sides(tx, who, wall)
    if who.role is not Role.SUPERVISOR or not sides:
        return Refusal.OVER
    refusal = lives.move(tx, WALL, "ask_lift", wall.id, lift_by=who.id, lift_side_id=sides[0])
    if refusal is None:
        audit.note(tx, who.id, "lift_asked", "case", wall.one_id)
    return refusal
