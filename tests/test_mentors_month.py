"""A month of one mentor with forty people: how often the phone speaks, and that nothing is lost by speaking seldom."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.store.caseload import cases, prompts
from bot.store.engine import schema
from bot.store.engine.database import Tx, open_engine
from bot.store.engine.tables import outbox
from tests.simulate.checks import problems, rows_of
from tests.simulate.lives import Lives

PEOPLE, DAYS = 40, 31
USUAL, MOST = 3, 8
JAKARTA = ZoneInfo("Asia/Jakarta")
# What comes unasked and is a message of its own; a change of what stands there is none.
PUSHED = ("prompt", "nudge", "sheet", "alert", "digest")


class Month(Lives):
    """One mentor, forty people in every rhythm, appointments to the hour among their contacts, and a leave later on."""

    def _people(self) -> None:
        with self.office.tx() as tx:
            self.admin = self._joins(tx, Role.ADMIN, "Admin", "Asia/Jakarta", None)
            leader = self._joins(tx, Role.SUPERVISOR, "Supervisor", "Asia/Jakarta", None)
            self.mentors = [self._joins(tx, Role.MENTOR, "Pendamping", "Asia/Jakarta", leader)]
        for number in range(self.size):
            self.later(timedelta(hours=self.chance.uniform(0, 72)), partial(self._intake, number=number))
        for _ in range(12):
            self.later(self.some_day(4), self._makes_an_appointment)

    def _makes_an_appointment(self, tx: Tx) -> None:
        """A contact to the hour, on one of the next days."""
        number = cases.of_mentor(tx, self.mentors[0].id)[self.chance.randrange(self.size // 2)]
        case = cases.by_id(tx, number)
        assert case is not None
        prompts.end_corrected(tx, case)
        at = tx.now.replace(hour=self.chance.choice((3, 6, 7)), minute=30) + timedelta(days=self.chance.randint(1, 3))
        prompts.plan(tx, case, Planned("next_contact", at), case.mentor_id, case.mentor_id, "answer")


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    folder: Path = tmp_path_factory.mktemp("month")
    url = f"sqlite:///{folder / 'month.db'}"
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    played = Month(url, folder / "month.key", PEOPLE, DAYS)
    played.play(lambda tx: None)
    return played


def messages(month: Month) -> Counter[date]:
    """How many messages came to the mentor on each day, but for what was urgent."""
    chat = month.mentors[0].chat
    with month.office.tx() as tx:
        rows = select(outbox.c.created_at).where(
            outbox.c.chat == chat, outbox.c.method == "push", outbox.c.kind.in_(PUSHED)
        )
        return Counter(at.astimezone(JAKARTA).date() for at in tx.execute(rows).scalars())


def test_the_phone_speaks_seldom(month: Month) -> None:
    found = messages(month)
    days = [found[(month.begins + timedelta(days=at)).astimezone(JAKARTA).date()] for at in range(3, DAYS)]
    assert median(days) <= USUAL
    assert max(days) <= MOST
    assert sum(days) > DAYS / 2, "and it does speak"


def test_nothing_is_lost_by_it(month: Month) -> None:
    with month.office.tx() as tx:
        assert {name: found for name, found in problems(rows_of(tx)).items() if found} == {}
