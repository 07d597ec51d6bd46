"""Cases offered to another team: one supervisor asks, another one says yes by choosing a mentor, or no."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, literal, or_, select

from bot.domain.lives import Refusal
from bot.domain.people import Person
from bot.store.caseload import lists
from bot.store.caseload.cases import RUNNING, Case
from bot.store.caseload.scope import kept_from
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import APART, OFFER
from bot.store.engine.tables import cases, offers, walls
from bot.store.people import leading


@dataclass(frozen=True, slots=True)
class Offer:
    """A case that the supervisor `from_id` offers to the team of `to_id`."""

    id: int
    case_id: int
    from_id: int
    to_id: int
    state: str
    at: datetime


_EARLIER = offers.alias("earlier")
_COLUMNS = (offers.c.id, offers.c.case_id, offers.c.from_id, offers.c.to_id, offers.c.state, offers.c.at)


def make(tx: Tx, who: Person, case: Case, to: Person) -> int:
    """Offer a case; an earlier offer of it that nobody has answered gives way."""
    withdraw_of(tx, who, [case.id])
    values = {"case_id": case.id, "from_id": who.id, "to_id": to.id, "at": tx.now, **lives.born(OFFER, "offer")}
    number: int = tx.execute(insert(offers).values(**values).returning(offers.c.id)).scalar_one()
    audit.note(tx, who.id, "case_offered", "case", case.id)
    return number


def by_id(tx: Tx, offer_id: int) -> Offer | None:
    """Any offer, for news of it to whoever was chosen to hear it."""
    row: Any = tx.execute(select(*_COLUMNS).where(offers.c.id == offer_id)).one_or_none()
    return None if row is None else Offer(*row)


def received(tx: Tx, who: Person, offer_id: int) -> Offer | None:
    """An offer that this person may answer now: to their team, or to one they are deputy for; of a case that lives."""
    row: Any = tx.execute(_received(tx, who).where(offers.c.id == offer_id)).one_or_none()
    return None if row is None else Offer(*row)


def waiting(tx: Tx, who: Person, page: int, size: int, key: str | None = None) -> tuple[list[Offer], bool]:
    """A page of the offers this person may answer of one list, the oldest first; and whether more follow."""
    query = _received(tx, who)
    if key is not None:
        within = lists.standing_in(tx, _offered(tx, who), key)
        query = query.where(offers.c.case_id.in_(select(cases.c.id).where(within)))
    rows: Any = tx.execute(query.order_by(offers.c.id).offset(page * size).limit(size + 1)).all()
    return [Offer(*row) for row in rows[:size]], len(rows) > size


def keys(tx: Tx, who: Person) -> list[str]:
    """The lists of the offers this person may answer."""
    return lists.keys(tx, _offered(tx, who))


def _offered(tx: Tx, who: Person) -> Select[Any]:
    return select(cases.c.id).where(cases.c.id.in_(_received(tx, who).with_only_columns(offers.c.case_id)))


def count(tx: Tx, who: Person) -> int:
    """How many offers this person may answer."""
    return int(tx.execute(select(func.count()).select_from(_received(tx, who).subquery())).scalar_one())


def _received(tx: Tx, who: Person) -> Any:
    theirs = leading.leads(offers.c.to_id, literal(who.id), literal(tx.now, offers.c.at.type))
    lives_on = (cases.c.id == offers.c.case_id, cases.c.status.in_(RUNNING), ~kept_from(who, tx.now))
    goes_on = exists(select(literal(1)).where(*lives_on).correlate(offers))
    two = offers.c.from_id != who.id
    return select(*_COLUMNS).where(OFFER.in_state("offered"), two, theirs, goes_on, ~_the_other_is_first(tx, who))


def _the_other_is_first(tx: Tx, who: Person) -> ColumnElement[bool]:
    """The condition that somebody whom it must not meet was offered to this person earlier and waits: one by one."""
    theirs = leading.leads(_EARLIER.c.to_id, literal(who.id), literal(tx.now, offers.c.at.type))
    apart = or_(
        and_(walls.c.one_id == offers.c.case_id, walls.c.other_id == _EARLIER.c.case_id),
        and_(walls.c.other_id == offers.c.case_id, walls.c.one_id == _EARLIER.c.case_id),
    )
    waits = (_EARLIER.c.state == "offered", _EARLIER.c.id < offers.c.id, theirs, APART)
    return exists(select(literal(1)).select_from(_EARLIER.join(walls, apart)).where(*waits).correlate(offers))


def is_offered(tx: Tx, leader_id: int, case_ids: Collection[int]) -> bool:
    """Whether one of these waits for the answer of a supervisor."""
    which = (offers.c.to_id == leader_id, offers.c.case_id.in_(case_ids), OFFER.in_state("offered"))
    return bool(case_ids) and tx.execute(select(offers.c.id).where(*which).limit(1)).first() is not None


def open_of(tx: Tx, case_id: int) -> Offer | None:
    """The offer of a case that nobody has answered."""
    row: Any = tx.execute(select(*_COLUMNS).where(offers.c.case_id == case_id, OFFER.in_state("offered"))).first()
    return None if row is None else Offer(*row)


def accept(tx: Tx, who: Person, offer: Offer) -> Refusal | None:
    """The other yes; None when it counts, otherwise why not."""
    return _decide(tx, who, offer, "accept", "offer_agreed")


def decline(tx: Tx, who: Person, offer: Offer) -> Refusal | None:
    """Not into this team; None when it counts, otherwise why not."""
    return _decide(tx, who, offer, "decline", "offer_declined")


def withdraw(tx: Tx, who: Person, offer: Offer) -> Refusal | None:
    """Whoever offered it thought again; None when it counts, otherwise why not."""
    return _decide(tx, who, offer, "withdraw", "offer_withdrawn")


def _decide(tx: Tx, who: Person, offer: Offer, event: str, verb: str) -> Refusal | None:
    refusal = lives.move(tx, OFFER, event, offer.id, decided_at=tx.now)
    if refusal is None:
        audit.note(tx, who.id, verb, "case", offer.case_id)
    return refusal


def withdraw_of(tx: Tx, who: Person | None, case_ids: Collection[int]) -> None:
    """These went another way: nobody need answer any more."""
    _withdraw(tx, who, offers.c.case_id.in_(case_ids))


def withdraw_between(tx: Tx, who: Person | None, person: Person) -> list[Offer]:
    """Somebody who made or was to answer offers cannot any more. Returns those that lapsed."""
    return _withdraw(tx, who, or_(offers.c.from_id == person.id, offers.c.to_id == person.id))


def _withdraw(tx: Tx, who: Person | None, which: ColumnElement[bool]) -> list[Offer]:
    gone = lives.moving(OFFER, "withdraw", which).values(decided_at=tx.now).returning(*_COLUMNS)
    rows: Any = tx.execute(gone).all()
    for row in rows:
        audit.note(tx, None if who is None else who.id, "offer_withdrawn", "case", row.case_id)
    return [Offer(*row) for row in rows]
