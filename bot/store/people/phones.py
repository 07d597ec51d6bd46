"""Another phone for one of the staff: asked for by one leader, agreed to by a second one, used when it joins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import PHONE
from bot.store.engine.tables import phones
from bot.store.people import leading, people


@dataclass(frozen=True, slots=True)
class Phone:
    """A change of phone for `person_id`."""

    id: int
    person_id: int
    asked_by: int
    state: str


_COLUMNS = (phones.c.id, phones.c.person_id, phones.c.asked_by, phones.c.state)
# No link is made while it stands like this.
BARS = ("asked", "refused")


def could_agree(tx: Tx, asked_by: int, person: Person) -> list[Person]:
    """Who could say the second yes: the admins and whoever leads them; any supervisor where there is no other."""

    def others(those: list[Person]) -> list[Person]:
        return [one for one in those if one.id not in (asked_by, person.id) and one.is_active and one.chat is not None]

    near = others([*people.of_role(tx, Role.ADMIN), *leading.above(tx, person)])
    found = near or others(people.of_role(tx, Role.SUPERVISOR))
    return list({one.id: one for one in found}.values())


def is_alone(tx: Tx, by: Person, person: Person) -> bool:
    """Whether there is no second leader at all, also none who has yet to join or is kept out for a while."""
    leaders = [*people.of_role(tx, Role.ADMIN), *people.of_role(tx, Role.SUPERVISOR)]
    return not [one for one in leaders if one.id not in (by.id, person.id)]


def ask(tx: Tx, by: Person, person: Person, *, alone: bool) -> int:
    """Ask for another phone; an earlier change that was not used gives way. `alone`: nobody could agree."""
    lives.move_all(tx, PHONE, "replace", phones.c.person_id == person.id)
    begins = lives.born(PHONE, "agree_alone" if alone else "ask")
    values = {"person_id": person.id, "asked_by": by.id, "at": tx.now, **begins}
    number: int = tx.execute(insert(phones).values(**values).returning(phones.c.id)).scalar_one()
    audit.note(tx, by.id, "phone_alone" if alone else "phone_asked", "person", person.id)
    return number


def by_id(tx: Tx, phone_id: int) -> Phone | None:
    """One change."""
    row: Any = tx.execute(select(*_COLUMNS).where(phones.c.id == phone_id)).one_or_none()
    return None if row is None else Phone(*row)


def newest(tx: Tx, person: Person) -> Phone | None:
    """The newest change of somebody's phone."""
    row: Any = tx.execute(
        select(*_COLUMNS).where(phones.c.person_id == person.id).order_by(phones.c.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None else Phone(*row)


def waiting_for(tx: Tx, who: Person) -> Phone | None:
    """The oldest change that waits for this person's yes or no."""
    rows: Any = tx.execute(select(*_COLUMNS).where(PHONE.in_state("asked")).order_by(phones.c.id)).all()
    return next((found for row in rows if may_answer(tx, who, found := Phone(*row))), None)


def bars_a_link(tx: Tx, person: Person) -> bool:
    """Whether a second leader has still to agree before they can have a link."""
    found = newest(tx, person)
    return found is not None and found.state in BARS


def may_answer(tx: Tx, who: Person, phone: Phone) -> bool:
    """Whether this person may say the second yes, or no."""
    person = people.by_id(tx, phone.person_id)
    return person is not None and who.id in {one.id for one in could_agree(tx, phone.asked_by, person)}


def agree(tx: Tx, who: Person, phone: Phone) -> Refusal | None:
    """The second yes; None when it counts, otherwise why not."""
    return _decide(tx, who, phone, "agree", "phone_agreed")


def refuse(tx: Tx, who: Person, phone: Phone) -> Refusal | None:
    """A no: no link is made; None when it counts, otherwise why not."""
    return _decide(tx, who, phone, "refuse", "phone_refused")


def _decide(tx: Tx, who: Person, phone: Phone, event: str, verb: str) -> Refusal | None:
    refusal = lives.move(tx, PHONE, event, phone.id, decided_by=who.id, decided_at=tx.now)
    if refusal is None:
        audit.note(tx, who.id, verb, "person", phone.person_id)
    return refusal
