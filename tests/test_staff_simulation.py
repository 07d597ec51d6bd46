"""Two months of staff changes on each database: everybody keeps somebody who can act, nothing is lost or twice said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.domain.followups import CONTACT
from bot.domain.people import Role
from bot.store.caseload import prompts as planned
from bot.store.engine import schema
from bot.store.engine.database import Tx, open_engine
from bot.store.engine.tables import cases, flags, outbox, participants, people, prompts, requests
from tests.office import TakenBack
from tests.simulate.staff.__main__ import Year, is_known, play

SIZE, SEED = 20, 3
DAYS = {"sqlite": 60, "postgresql": 25}
LEAST = {"sqlite": 55, "postgresql": 45}


def test_whoever_goes_or_comes_every_case_keeps_somebody_who_can_act(
    another_url: Callable[[], str], kind: str, tmp_path: Path
) -> None:
    year, happened = play(another_url(), tmp_path, SIZE, DAYS[kind], SEED)
    year.office.closes()
    assert year.failures == []
    assert {what: found[:3] for what, found in year.watch.found.items() if not is_known(what)} == {}
    assert sum(number > 0 for number in happened.values()) >= LEAST[kind], f"too little happens: {happened}"


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """A few days on which nobody goes, for something to be planted in."""
    folder = tmp_path_factory.mktemp("staff")
    url = f"sqlite:///{folder / 'staff.db'}"
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    year = Year(url, folder / "staff.key", 12, 9, SEED)
    year.acts.clear()
    year.play(year.watch.day)
    assert year.watch.found == {}
    yield year
    year.office.closes()


def some(tx: Tx, table: Any, *where: Any) -> Any:
    """A row of a table."""
    return tx.execute(select(table).where(*where).order_by(table.c.id).limit(1)).one()


def of_a_mentor(tx: Tx) -> Any:
    mentors = select(people.c.id).where(people.c.role == Role.MENTOR)
    return some(tx, cases, cases.c.mentor_id.in_(mentors), cases.c.status == "active")


def keeps_out(tx: Tx, *roles: Role) -> None:
    tx.execute(update(people).where(people.c.role.in_(roles)).values(status="suspended"))


def nobody_above(tx: Tx, year: Year) -> None:
    keeps_out(tx, Role.SUPERVISOR, Role.ADMIN)
    year.watch.look(tx, None)
    year.watch.finish(Tx(tx.connection, tx.vault, tx.now + timedelta(hours=1), {}))


def nobody_at_all(tx: Tx, year: Year) -> None:
    keeps_out(tx, Role.MENTOR)
    nobody_above(tx, year)


def moved_in_silence(tx: Tx, year: Year) -> None:
    one = of_a_mentor(tx)
    other = some(tx, people, people.c.role == Role.MENTOR, people.c.id != one.mentor_id)
    tx.execute(update(cases).where(cases.c.id == one.id).values(mentor_id=other.id))
    year.watch.look(tx, None)


def led_in_silence(tx: Tx, year: Year) -> None:
    one = some(tx, people, people.c.role == Role.MENTOR)
    other = some(tx, people, people.c.role == Role.SUPERVISOR, people.c.id != one.supervisor_id)
    tx.execute(update(people).where(people.c.id == one.id).values(supervisor_id=other.id))
    year.watch.look(tx, None)


def letter_of(tx: Tx, **values: Any) -> Any:
    """A letter that spoke of a contact, with something else about it."""
    mentors = select(people.c.id).where(people.c.role == Role.MENTOR)
    contact = some(tx, prompts, prompts.c.kind.in_(CONTACT), prompts.c.said_to.in_(mentors))
    letter = tx.execute(select(outbox).where(outbox.c.prompt_id == contact.id)).mappings().first()
    assert letter is not None
    tx.execute(insert(outbox).values({**letter, "id": None, "cause": "planted", **values}))
    return some(tx, outbox, outbox.c.cause == "planted"), planned.by_id(tx, contact.id)


def said_twice(tx: Tx, year: Year) -> None:
    year.watch.letter(tx, *letter_of(tx))


def said_to_somebody_else(tx: Tx, year: Year) -> None:
    admin = some(tx, people, people.c.role == Role.ADMIN)
    year.watch.letter(tx, *letter_of(tx, chat=admin.chat))


def said_to_whoever_is_kept_out(tx: Tx, year: Year) -> None:
    keeps_out(tx, Role.MENTOR)
    year.watch.letter(tx, *letter_of(tx))


def to_come(tx: Tx) -> int:
    """A contact that waits."""
    return int(some(tx, prompts, prompts.c.kind.in_(CONTACT), prompts.c.state == "waiting").id)


def passed_over(tx: Tx, year: Year) -> None:
    tx.execute(update(prompts).where(prompts.c.id == to_come(tx)).values(due_at=tx.now))
    year.watch.day(tx)


def held_needlessly(tx: Tx, year: Year) -> None:
    tx.execute(update(prompts).where(prompts.c.id == to_come(tx)).values(state="held", due_at=tx.now))
    year.watch.day(tx)


def ended_without_a_word(tx: Tx, year: Year) -> None:
    ends = {"state": "lapsed", "reason": None, "ended_at": tx.now}
    tx.execute(update(prompts).where(prompts.c.id == to_come(tx)).values(**ends))
    year.watch.day(tx)


def rings_nowhere(tx: Tx, year: Year) -> None:
    at = tx.now - timedelta(hours=2)
    tx.execute(insert(flags).values(case_id=of_a_mentor(tx).id, kind="health", raised_by=3, raised_at=at))
    year.watch.look(tx, None)


def taken_by_somebody_gone(tx: Tx, year: Year) -> None:
    rings_nowhere(tx, year)
    mentor = of_a_mentor(tx).mentor_id
    tx.execute(update(flags).values(acknowledged_by=mentor, acknowledged_at=tx.now))
    keeps_out(tx, Role.MENTOR)
    year.watch.look(tx, None)


def asks(tx: Tx, kind: str, hours: int) -> Any:
    """Somebody of a mentor's cases asked for something so long ago."""
    mentors, joined = select(people.c.id).where(people.c.role == Role.MENTOR), select(participants.c.case_id)
    case = some(tx, cases, cases.c.mentor_id.in_(mentors), cases.c.id.in_(joined))
    who = tx.execute(select(participants.c.person_id).where(participants.c.case_id == case.id)).scalar_one()
    at = tx.now - timedelta(hours=hours)
    values = {"person_id": who, "case_id": case.id, "kind": kind, "received_at": at, "due_at": at, "state": "open"}
    tx.execute(insert(requests).values(values))
    return case


def opened_by_nobody(tx: Tx, year: Year) -> None:
    asks(tx, "access", 1)
    keeps_out(tx, Role.SUPERVISOR, Role.ADMIN)
    year.watch.look(tx, None)


def told_to_nobody(tx: Tx, year: Year) -> None:
    asks(tx, "access", 67)
    year.watch.look(tx, None)


def read_by_whom_it_is_about(tx: Tx, year: Year) -> None:
    case = asks(tx, "complaint", 1)
    # Whoever accompanies is an admin, whom no rule of the bot's keeps from what no leader handles.
    tx.execute(update(people).where(people.c.id == case.mentor_id).values(role=Role.ADMIN, supervisor_id=None))
    year.watch.look(tx, None)


def a_truth_broken(tx: Tx, year: Year) -> None:
    one = of_a_mentor(tx)
    tx.execute(update(prompts).where(prompts.c.case_id == one.id, prompts.c.kind.in_(CONTACT)).values(state="answered"))
    year.watch.day(tx)


@pytest.mark.parametrize(
    ("plants", "what"),
    [
        (nobody_above, "nobody above who can act"),
        (nobody_at_all, "nobody at all who can act"),
        (moved_in_silence, "news once: list_longer"),
        (led_in_silence, "news once: new_leader"),
        (said_twice, "said twice"),
        (said_to_somebody_else, "said to the wrong person"),
        (said_to_whoever_is_kept_out, "somebody who is not there is spoken to"),
        (passed_over, "a moment was passed over"),
        (held_needlessly, "held though somebody could hear it"),
        (ended_without_a_word, "a contact ended without a reason"),
        (rings_nowhere, "a flag rings nowhere"),
        (taken_by_somebody_gone, "a flag is in the hands of somebody"),
        (opened_by_nobody, "a request nobody can open"),
        (told_to_nobody, "a request of which nobody was told"),
        (read_by_whom_it_is_about, "a complaint is readable"),
        (a_truth_broken, "truth: an active case has a next moment"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_check_can_fail(days: Year, plants: Callable[[Tx, Year], None], what: str) -> None:
    watch = days.watch
    kept = dict(vars(watch))
    watch.found = defaultdict(list)
    try:
        with days.office.tx() as tx, pytest.raises(TakenBack), tx.savepoint():
            watch.stirs()
            plants(tx, days)
            assert any(found.startswith(what) for found in watch.found), f"planted, and not seen: {list(watch.found)}"
            raise TakenBack
    finally:
        vars(watch).update(kept)
