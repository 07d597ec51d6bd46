"""What is looked at after each step: the states of every life before and after, and what always holds."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from bot.domain.lives import LIVES, Refusal
from bot.domain.people import Role
from bot.store.engine import lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import Lived
from bot.store.engine.tables import absences, cases, people, walls
from bot.store.institution import truths
from tests.machine.apart import Apart

KEPT = {found.life.name: found for found in vars(lives).values() if isinstance(found, Lived)}
MEET = "two who must not meet share nobody"
States = dict[str, dict[Any, str]]
Edge = tuple[str, str, str]


def edges() -> set[Edge]:
    """Every arrow of the pictures between two states: (life, from, to)."""
    found = set()
    for one in LIVES:
        for state in one.states:
            for event in one.events:
                to = one.after(state, event)
                if not isinstance(to, Refusal) and to != state:
                    found.add((one.name, state, to))
    return found


def reachable() -> dict[str, dict[str, set[str]]]:
    """From each state of a life the states that any number of events may lead to."""
    found: dict[str, dict[str, set[str]]] = {}
    for one in LIVES:
        steps = {
            state: {to for event in one.events if not isinstance(to := one.after(state, event), Refusal)}
            for state in one.states
        }
        for _ in one.states:
            for state in one.states:
                steps[state] |= {far for near in steps[state] for far in steps[near]}
        found[one.name] = steps
    return found


def states(tx: Tx) -> States:
    """Where everything stands."""
    found: States = {}
    for name, lived in KEPT.items():
        query = select(lived.table.c.id, lived.state)
        if name in ("staff member", "participant"):
            of_participants = lived.table.c.role == Role.PARTICIPANT
            query = query.where(of_participants if name == "participant" else ~of_participants)
        rows: Any = tx.execute(query)
        found[name] = {row[0]: row[1] for row in rows}
    found["wall"] = {row.id: row.state for row in tx.execute(select(walls))}
    return found


class Watch:
    """Counts each arrow that was gone along, and names what must not be."""

    def __init__(self, tx: Tx) -> None:
        self.seen = Counter[Edge]()
        self._before, self._reachable = states(tx), reachable()
        self._met_before: set[str] = set()
        self._apart = Apart()

    def look(self, tx: Tx) -> list[str]:
        """What is wrong after this step."""
        now, wrong = states(tx), []
        for life, before in self._before.items():
            for key, state in before.items():
                after = now[life].get(key, "gone" if life == "wall" else state)
                if after == state:
                    continue
                self.seen[life, state, after] += 1
                if after not in self._reachable[life][state]:
                    wrong.append(f"a {life} went from {state} to {after}")
        fresh = now["wall"].keys() - self._before["wall"].keys()
        self._before = now
        for one in truths.breaches(tx):
            codes = set(one.codes)
            if one.truth.says == MEET:
                codes = self._met_after_the_wall(tx, fresh, codes)
            wrong += [f"{one.truth.says}: {sorted(codes)}"] if codes else []
        return wrong + _nobody_can_act(tx) + self._apart.look(tx)

    def _met_after_the_wall(self, tx: Tx, fresh: set[Any], met: set[str]) -> set[str]:
        """Those who met although the wall stood: two who were together when it was noted wait to be parted."""
        codes = {row.id: row.code for row in tx.execute(select(cases.c.id, cases.c.code))}
        pairs = tx.execute(select(walls.c.one_id, walls.c.other_id).where(walls.c.id.in_(fresh)))
        since = {f"{codes[row.one_id]}/{codes[row.other_id]}" for row in pairs}
        self._met_before = (self._met_before & met) | since
        return met - self._met_before


def _nobody_can_act(tx: Tx) -> list[str]:
    """Cases that go on without anybody who can act, reckoned apart: a mentor, who stands in, who leads, an admin."""
    known = {row.id: row for row in tx.execute(select(people))}
    away: dict[int, set[int | None]] = {}
    for row in tx.execute(select(absences).where(absences.c.state == "approved")):
        if row.from_at <= tx.now < row.until_at:
            away.setdefault(row.person_id, set()).add(row.cover_id)
    admins = [one for one in known.values() if one.role == Role.ADMIN and one.status == "active"]

    def act(number: int | None) -> bool:
        one = known.get(number or 0)
        return one is not None and one.status == "active"

    wrong = [] if admins else ["there is no admin who can act"]
    for case in tx.execute(select(cases.c.code, cases.c.mentor_id).where(cases.c.status.in_(("active", "paused")))):
        mentor = known[case.mentor_id]
        near = [mentor.id, *away.get(mentor.id, ()), mentor.supervisor_id, *away.get(mentor.supervisor_id or 0, ())]
        if mentor.status == "removed":
            wrong.append(f"{case.code} is with somebody who is gone")
        elif not any(act(one) for one in near) and not admins:
            wrong.append(f"{case.code} has nobody who can act")
    return wrong
