"""Check-ins: each question is about one case, and of a check-in that was put right only the newest words count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.people import Person, Role
from bot.store.caseload import cases, checkins
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import audit
from bot.store.people import people
from tests.store.conftest import House

DAY = timedelta(days=1)
MET, MISSED = {"contact": "visit"}, {"contact": "not_reached"}


@dataclass
class Desk:
    """Siti records about Arman and Bayu, and Dewi about Bayu."""

    tx: Tx
    siti: Person
    dewi: Person
    arman: Case
    bayu: Case
    saved: int = 0

    def records(self, case: Case, days_ago: float, answers: dict[str, Any] = MET) -> int:
        """A contact some days ago that is recorded now."""
        self.saved += 1
        at = self.tx.now - days_ago * DAY
        return checkins.save(self.tx, self.siti, case, f"t{self.saved}", answers, contact_at=at)

    def puts_right(self, case: Case, number: int, answers: dict[str, Any], at: datetime | None = None) -> None:
        """Another word on it."""
        earlier = checkins.as_kept(self.tx, case, number)
        assert earlier is not None
        checkins.correct(self.tx, self.siti, case, earlier, answers, "slip", at)

    def verbs(self) -> list[Any]:
        """What the audit says of check-ins: who, what, of which number."""
        rows = select(audit.c.actor_id, audit.c.verb, audit.c.subject_id).where(audit.c.verb.like("%checkin%"))
        return list(self.tx.execute(rows.order_by(audit.c.id)))


@pytest.fixture
def desk(database: Database, house: House) -> Iterator[Desk]:
    with database.transaction() as tx:
        dewi = people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id)
        yield Desk(tx, house.siti, dewi, house.case, cases.add(tx, "R", "Bayu", house.siti, 1))


def test_a_filling_in_is_known_by_whose_it_is(desk: Desk) -> None:
    desk.records(desk.arman, 0)
    assert checkins.saved_with(desk.tx, desk.siti, "t1")
    assert not checkins.saved_with(desk.tx, desk.siti, "t2")
    assert not checkins.saved_with(desk.tx, desk.dewi, "t1")


def test_each_question_is_about_one_case(desk: Desk) -> None:
    arman, bayu, tx = desk.arman, desk.bayu, desk.tx
    assert (checkins.how_many(tx, arman), checkins.last_contact(tx, arman)) == (0, None)
    desk.records(bayu, 1)
    newest = desk.records(arman, 2, MISSED)
    desk.records(arman, 3)
    desk.records(bayu, 0)
    desk.records(bayu, 5)
    assert [checkins.how_many(tx, one) for one in (arman, bayu)] == [2, 3]
    assert [checkins.last_contact(tx, one) for one in (arman, bayu)] == [tx.now - 2 * DAY, tx.now]
    assert [tx.now - row.contact_at for row in checkins.moments(tx, arman, 9)] == [2 * DAY, 3 * DAY]
    assert [row.id for row in checkins.moments(tx, arman, 1)] == [newest]
    assert checkins.read(tx, desk.siti, bayu, newest) is checkins.as_kept(tx, bayu, newest) is None


def test_when_it_was_recorded_and_when_the_contact_was(desk: Desk) -> None:
    first = desk.records(desk.arman, 2)
    desk.tx.now += DAY
    second = desk.records(desk.arman, 0)
    assert [checkins.recorded_at(desk.tx, one) for one in (first, second)] == [desk.tx.now - DAY, desk.tx.now]
    earlier = checkins.save(desk.tx, desk.siti, desk.arman, "import", MET, at=desk.tx.now - 9 * DAY)
    found = checkins.as_kept(desk.tx, desk.arman, earlier)
    assert found is not None and found.at == found.contact_at == desk.tx.now - 9 * DAY


def test_the_last_contact_is_the_latest_and_of_one_moment_the_later_row(desk: Desk) -> None:
    early = desk.records(desk.arman, 2)
    desk.records(desk.bayu, 1)
    desk.records(desk.bayu, 2)
    at = desk.tx.now - 2 * DAY
    assert checkins.is_last(desk.tx, desk.arman, early, at), "what is known of somebody else is no matter"
    twin = desk.records(desk.arman, 2)
    assert [checkins.is_last(desk.tx, desk.arman, one, at) for one in (early, twin)] == [False, True]
    desk.records(desk.arman, 3)
    assert checkins.is_last(desk.tx, desk.arman, twin, at), "one that was recorded later was earlier"
    latest = desk.records(desk.arman, 1)
    assert not checkins.is_last(desk.tx, desk.arman, twin, at)
    assert not checkins.is_last(desk.tx, desk.arman, latest, at - DAY), "if it was moved before the others"
    assert checkins.is_last(desk.tx, desk.arman, latest, at + DAY / 2), "its own former day is no other contact"
    assert checkins.is_last(desk.tx, desk.arman, early, desk.tx.now)


def test_what_was_put_right_says_its_newest_words_alone(desk: Desk) -> None:
    one, other = desk.records(desk.arman, 1), desk.records(desk.arman, 2)
    desk.puts_right(desk.arman, one, MISSED)
    shown = [(row.id, row.reached, row.revision) for row in checkins.moments(desk.tx, desk.arman, 9)]
    assert shown == [(one, False, 2), (other, True, 1)]
    found = [checkins.read(desk.tx, desk.siti, desk.arman, number) for number in (one, other)]
    assert [each and (each.answers, each.revision) for each in found] == [(MISSED, 2), (MET, 1)]
    assert [each and each.by_id for each in found] == [desk.siti.id, desk.siti.id]


def test_another_day_is_kept_of_the_one_that_was_put_right(desk: Desk) -> None:
    one, other = desk.records(desk.arman, 1), desk.records(desk.arman, 2)
    for at in (None, desk.tx.now - DAY, desk.tx.now - 4 * DAY):
        desk.puts_right(desk.arman, one, MET, at)
        known = {row.id: desk.tx.now - row.contact_at for row in checkins.moments(desk.tx, desk.arman, 9)}
        assert known == {one: desk.tx.now - at if at else DAY, other: 2 * DAY}


def test_whether_a_contact_worked_out_on_a_day(desk: Desk) -> None:
    first, last = desk.tx.now - 2 * DAY, desk.tx.now - DAY

    def on_that_day() -> bool:
        return checkins.worked_out(desk.tx, desk.arman, first, last)

    desk.records(desk.bayu, 1.5)
    desk.records(desk.arman, 1)
    desk.records(desk.arman, 2.01)
    desk.records(desk.arman, 1.5, MISSED)
    assert not on_that_day(), "it was somebody else's, later, earlier, or in vain"
    number = desk.records(desk.arman, 2)
    assert on_that_day()
    desk.puts_right(desk.arman, number, MISSED)
    assert not on_that_day(), "it was a slip"
    desk.puts_right(desk.arman, number, MET)
    assert on_that_day()


def test_the_audit_says_who_saved_read_and_put_right_what(desk: Desk) -> None:
    number = desk.records(desk.arman, 0)
    desk.puts_right(desk.arman, number, MISSED)
    checkins.read(desk.tx, desk.dewi, desk.arman, number)
    checkins.read(desk.tx, desk.dewi, desk.bayu, number)
    assert desk.verbs() == [
        (desk.siti.id, "checkin_saved", desk.arman.id),
        (desk.siti.id, "checkin_corrected", desk.arman.id),
        (desk.dewi.id, "read_checkin", number),
    ], "the bot's own looking is noted nowhere, and what is not found was not read"
