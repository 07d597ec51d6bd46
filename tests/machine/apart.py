"""What is looked at of those who must never meet after each step: no person, list, alarm or file has both of a pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import Select, func, select

from bot.domain.people import Person, Role
from bot.files import asked_for
from bot.store.caseload import cases, flags, requests, walls
from bot.store.caseload.scope import seen_by
from bot.store.engine.database import Tx
from bot.store.engine.lives import APART
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import outbox, people, prompts
from bot.store.engine.tables import walls as table
from bot.store.figures import attention
from bot.store.keeping import asked_files
from bot.store.people.people import COLUMNS, person_of

ENOUGH, EVERY = 50, 3
# A list of a leader's by its key: the numbers of the cases in it.
Listed = Callable[[Tx, Person, str], list[int]]


def _pages(page: Callable[[int], tuple[list[Any], bool]]) -> Iterator[Any]:
    for number in count():
        found, more = page(number)
        yield from found
        if not more:
            return


LISTS: dict[str, tuple[Callable[[Tx, Person], list[str]], Listed]] = {
    "caseload": (
        cases.keys,
        lambda tx, who, key: [one.id for one in _pages(lambda at: cases.lines(tx, who, at, ENOUGH, key=key))],
    ),
    "flags": (
        flags.keys,
        lambda tx, who, key: [one.case_id for one in _pages(lambda at: flags.open_ones(tx, who, at, ENOUGH, key))],
    ),
    "attention": (
        attention.keys,
        lambda tx, who, key: [one.case_id for one in _pages(lambda at: attention.concerns(tx, who, at, ENOUGH, key))],
    ),
    "requests": (
        requests.keys,
        lambda tx, who, key: [one.case_id for one in _pages(lambda at: requests.open_for(tx, who, at, ENOUGH, key))],
    ),
}


def _by_number(rows: Any) -> dict[int, Any]:
    return dict(rows.all())


class Apart:
    """Looks at each pair; `_said` is the newest message whose hearer was looked at, `_looks` how often it looked.

    The leaders' lists are looked at in turn, one leader's every third time: they take longer than all the rest.
    """

    def __init__(self) -> None:
        self._said = self._looks = 0

    def look(self, tx: Tx) -> list[str]:
        """What is wrong after this step."""
        rows: Any = tx.execute(select(table.c.one_id, table.c.other_id).where(APART)).all()
        pairs = [(row.one_id, row.other_id) for row in rows]
        staff: Any = tx.execute(select(*COLUMNS).where(people.c.role.in_((Role.MENTOR, Role.SUPERVISOR))))
        everybody = [person_of(row) for row in staff]
        wrong = [line for one in everybody for line in _of_person(tx, one, pairs)] if pairs else []
        leaders = [one for one in everybody if one.role is Role.SUPERVISOR]
        self._looks += 1
        if pairs and leaders and self._looks % EVERY == 0:
            wrong += _of_lists(tx, leaders[self._looks // EVERY % len(leaders)], pairs)
        return [*wrong, *self._alarms(tx, pairs, everybody), *_files(tx, pairs)]

    def _alarms(self, tx: Tx, pairs: list[tuple[int, int]], everybody: list[Person]) -> list[str]:
        """Nothing new was said about somebody to a person whom a wall keeps from them."""
        walled = {number for pair in pairs for number in pair}
        said: Any = tx.execute(
            select(outbox.c.chat, prompts.c.case_id, prompts.c.kind)
            .join(prompts, prompts.c.id == outbox.c.prompt_id)
            .where(outbox.c.id > self._said, prompts.c.case_id.in_(walled))
        ).all()
        self._said = tx.execute(select(func.max(outbox.c.id))).scalar_one() or 0
        kept = walls.kept(tx, everybody, walled) if said else set()
        whose = {one.chat: one for one in everybody if one.chat is not None}
        heard = [(whose[row.chat], row.case_id, row.kind) for row in said if row.chat in whose]
        return [f"{who.code} was told {kind} of {case}" for who, case, kind in heard if (who.id, case) in kept]


def _of_person(tx: Tx, who: Person, pairs: list[tuple[int, int]]) -> Iterator[str]:
    """Nobody sees two but who has both for good: their mentor, whoever leads the team, who covers for such a mentor."""
    seen = _by_number(tx.execute(_seen(who.role), {"who": who.id, "now": tx.now}))
    hands = _by_number(tx.execute(select(people.c.id, func.coalesce(people.c.supervisor_id, people.c.id))))
    both = [pair for pair in pairs if set(pair) <= seen.keys()]
    for pair in both:
        one, other = (seen[number] for number in pair)
        if one != other and (who.role is Role.MENTOR or hands[one] != hands[other]):
            yield f"{who.code} sees both of {pair}"


@lru_cache
def _seen(role: Role) -> Select[Any]:
    """What anybody of this role sees, made once."""
    return select(case_table.c.id, case_table.c.mentor_id).where(seen_by(role))


def _of_lists(tx: Tx, who: Person, pairs: list[tuple[int, int]]) -> Iterator[str]:
    for name, (keys, listed) in LISTS.items():
        for key in keys(tx, who):
            found = set(listed(tx, who, key))
            yield from (f"{who.code} has both of {pair} in {name} {key}" for pair in pairs if set(pair) <= found)


def _files(tx: Tx, pairs: list[tuple[int, int]]) -> Iterator[str]:
    """What is asked for is made, and looked into."""
    codes = _by_number(tx.execute(select(case_table.c.id, case_table.c.code)))
    for asked, files in asked_for.gather(tx):
        for rows in files:
            found = {str(row["code"]) for row in rows["cases"]}
            yield from (f"a file has both of {pair}" for pair in pairs if {codes[one] for one in pair} <= found)
        asked_files.mark_done(tx, asked)
