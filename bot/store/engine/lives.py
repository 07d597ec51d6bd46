"""The one way to change the state of a row: by compare-and-set, as the tables of bot/domain/lives.py say.

The states in which an event may happen are a condition of the statement that writes it, so that whoever is second
changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, Update, case, select, update

from bot.domain import lives
from bot.domain.lives import Life, Refusal
from bot.store.engine import tables
from bot.store.engine.database import Tx
from bot.store.engine.words import written


@dataclass(frozen=True, slots=True)
class Lived:
    """Where a life is kept.

    state: the column (or what is read from several) that says the state; sets: per state, what has to be written so
    that it says so. Empty for a life whose rows say it by themselves.
    """

    life: Life
    table: Table
    state: ColumnElement[str]
    sets: Mapping[str, Mapping[str, Any]]

    def in_state(self, *states: str) -> ColumnElement[bool]:
        """The condition that a row is in one of these states.

        Written out and not bound, so that an index over the rows of a state alone can be seen to fit.
        """
        return self.state.in_(written(*states))


def _column(life: Life, table: Table, name: str) -> Lived:
    return Lived(life, table, table.c[name], {state: {name: state} for state in life.states})


_FLAG_STATE = case(
    (tables.flags.c.closed_at.is_not(None), "closed"),
    (tables.flags.c.acknowledged_at.is_not(None), "taken"),
    else_="raised",
)
_PARTICIPANT_STATE = case(
    (tables.people.c.status == "removed", "gone"),
    (tables.people.c.chat.is_(None), "invited"),
    (tables.people.c.unmet.is_(True), "unmet"),
    else_="joined",
)
CASE = _column(lives.CASE, tables.cases, "status")
STAFF_MEMBER = _column(lives.STAFF_MEMBER, tables.people, "status")
REQUEST = _column(lives.REQUEST, tables.requests, "state")
PROMPT = _column(lives.PROMPT, tables.prompts, "state")
LEAVE = _column(lives.LEAVE, tables.absences, "state")
REFERRAL = _column(lives.REFERRAL, tables.referrals, "state")
OFFER = _column(lives.OFFER, tables.offers, "state")
PHONE = _column(lives.PHONE, tables.phones, "state")
WALL = _column(lives.WALL, tables.walls, "state")
# The states in which two are kept apart.
APART = WALL.in_state("asked", "agreed", "lifting")
FLAG = Lived(
    lives.FLAG,
    tables.flags,
    _FLAG_STATE,
    {"raised": {"acknowledged_by": None, "acknowledged_at": None}, "taken": {}, "closed": {}},
)
PARTICIPANT = Lived(
    lives.PARTICIPANT,
    tables.people,
    _PARTICIPANT_STATE,
    {
        "invited": {"chat": None, "unmet": None},
        "unmet": {"unmet": True},
        "joined": {"unmet": None},
        "gone": {"status": "removed", "chat": None, "unmet": None},
    },
)


def moving(lived: Lived, event: str, *which: Any) -> Update:
    """The statement by which this event happens to those of `which` rows to which it may; add `.values` of your own."""
    target = lived.life.target(event)
    found = update(lived.table).where(*which, lived.in_state(*lived.life.before(event)))
    return found if target is None else found.values(**lived.sets[target])


def move_all(tx: Tx, lived: Lived, event: str, *which: Any, **values: Any) -> int:
    """Let this event happen to those of `which` rows to which it may; how many they were."""
    return tx.execute(moving(lived, event, *which).values(**values)).rowcount


def move(tx: Tx, lived: Lived, event: str, row_id: int, *which: Any, **values: Any) -> Refusal | None:
    """Let this event happen to one row; None when it did, otherwise why not. `which`: what else has to be true."""
    if move_all(tx, lived, event, lived.table.c.id == row_id, *which, **values):
        return None
    found = tx.execute(select(lived.state).where(lived.table.c.id == row_id)).scalar_one_or_none()
    return lived.life.refusal(found, event)


def born(lived: Lived, event: str) -> dict[str, Any]:
    """What a new row says of its state."""
    return dict(lived.sets[lived.life.born[event]])
