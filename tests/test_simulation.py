"""Two months of the simulated year in seconds, and proof that each of its checks can fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from bot.domain.followups import CONTACT, LADDER
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases, flags, outbox, prompts
from tests.office import TakenBack
from tests.simulate.__main__ import play
from tests.simulate.checks import CHECKS, Rows, problems, rows_of
from tests.simulate.lives import Lives
from tests.simulate.table import counted

HOURS, DOUBLES, RUNGS, NEXT, WHO, URGENT = (name for name, _ in CHECKS)
Year = tuple[Lives, Rows, list[str]]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    played = play(tmp_path_factory.mktemp("year"), 30, 60)
    yield played
    played[0].office.closes()


def test_nothing_is_early_twice_or_lost(year: Year) -> None:
    lives, rows, lost = year
    assert not lost
    assert {name: found for name, found in problems(rows).items() if found} == {}
    assert lives.turns > 200
    sums = {name: sum(month[name] for month in counted(rows).values()) for name in ("answered", *LADDER, "moved")}
    assert all(sums.values()), f"something never happens: {sums}"


def one(tx: Tx, *where: object) -> int:
    """A prompt that has spoken."""
    spoken = select(prompts.c.id).where(prompts.c.said_at.is_not(None), *where)  # type: ignore[arg-type]
    return int(tx.execute(spoken.order_by(prompts.c.id).limit(1)).scalar_one())


def _said_at(tx: Tx, number: int) -> datetime:
    found: datetime = tx.execute(select(prompts.c.said_at).where(prompts.c.id == number)).scalar_one()
    return found


def at_three_in_the_morning(tx: Tx) -> None:
    number = one(tx, prompts.c.kind == "next_contact", prompts.c.exact.is_(False))
    at = _said_at(tx, number)
    night = at.replace(hour=20, minute=0) - timedelta(days=1)  # 03.00 WIB, 05.00 WIT
    tx.execute(update(prompts).where(prompts.c.id == number).values(said_at=night))


def on_christmas(tx: Tx) -> None:
    number = one(tx, prompts.c.kind == "next_contact", prompts.c.exact.is_(False))
    at = _said_at(tx, number)
    tx.execute(
        update(prompts).where(prompts.c.id == number).values(said_at=at.replace(month=12, day=25, hour=3, minute=0))
    )


def said_twice(tx: Tx) -> None:
    letter = tx.execute(select(outbox).where(outbox.c.prompt_id == one(tx))).mappings().one()
    tx.execute(insert(outbox).values({**letter, "id": None, "cause": "again"}))


def never_sent(tx: Tx) -> None:
    tx.execute(delete(outbox).where(outbox.c.prompt_id == one(tx)))


def two_open_contacts(tx: Tx) -> None:
    contact = tx.execute(select(prompts).where(prompts.c.kind.in_(CONTACT), prompts.c.state == "waiting")).mappings()
    tx.execute(insert(prompts).values({**contact.first(), "id": None, "version": 9}))  # type: ignore[dict-item]


def a_reminder_too_early(tx: Tx) -> None:
    number = one(tx, prompts.c.kind == "reminder")
    tx.execute(update(prompts).where(prompts.c.id == number).values(said_at=_said_at(tx, number) - timedelta(days=1)))


def a_reminder_never_planned(tx: Tx) -> None:
    silent = tx.execute(select(prompts).where(prompts.c.id == one(tx, prompts.c.kind == "silent"))).one()
    subject, at = silent.subject, silent.slot
    rungs = (prompts.c.subject == subject, prompts.c.slot == at, prompts.c.kind.in_(LADDER))
    numbers = select(prompts.c.id).where(*rungs)
    tx.execute(delete(outbox).where(outbox.c.prompt_id.in_(numbers)))
    tx.execute(delete(prompts).where(*rungs))
    contact = (prompts.c.subject == subject, prompts.c.slot == at, prompts.c.kind.in_(CONTACT))
    tx.execute(update(prompts).where(*contact).values(ended_at=tx.now))


def a_rung_twice(tx: Tx) -> None:
    row = tx.execute(select(prompts).where(prompts.c.id == one(tx, prompts.c.kind == "reminder"))).mappings().one()
    tx.execute(
        insert(prompts).values({**row, "id": None, "version": 9, "said_at": row["said_at"] + timedelta(minutes=1)})
    )


def nothing_planned(tx: Tx) -> None:
    active = select(cases.c.id).where(cases.c.status == "active").limit(1).scalar_subquery()
    tx.execute(
        update(prompts).where(prompts.c.case_id == active, prompts.c.kind.in_(CONTACT)).values(state="cancelled")
    )


def passed_over(tx: Tx) -> None:
    tx.execute(update(prompts).where(prompts.c.id == one(tx)).values(state="waiting"))


def somebody_elses_phone(tx: Tx) -> None:
    mentor = one(tx, prompts.c.kind == "next_contact")
    tx.execute(update(prompts).where(prompts.c.id == mentor).values(said_to=1))


def a_flag_forgotten(tx: Tx) -> None:
    number = one(tx, prompts.c.kind == "urgent_15")
    tx.execute(
        update(prompts).where(prompts.c.id == number).values(said_at=_said_at(tx, number) + timedelta(minutes=1))
    )


def a_flag_never_repeated(tx: Tx) -> None:
    at = tx.now - timedelta(hours=3)
    tx.execute(insert(flags).values(case_id=1, kind="health", raised_by=3, raised_at=at))


@pytest.mark.parametrize(
    ("planted", "check"),
    [
        (at_three_in_the_morning, HOURS),
        (on_christmas, HOURS),
        (said_twice, DOUBLES),
        (never_sent, DOUBLES),
        (two_open_contacts, DOUBLES),
        (a_reminder_too_early, RUNGS),
        (a_reminder_never_planned, RUNGS),
        (a_rung_twice, RUNGS),
        (nothing_planned, NEXT),
        (passed_over, NEXT),
        (somebody_elses_phone, WHO),
        (a_flag_forgotten, URGENT),
        (a_flag_never_repeated, URGENT),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_check_can_fail(year: Year, planted: object, check: str) -> None:
    assert callable(planted)
    with year[0].office.tx() as tx, pytest.raises(TakenBack), tx.savepoint():
        planted(tx)
        assert problems(rows_of(tx))[check], "planted, and not seen"
        raise TakenBack
