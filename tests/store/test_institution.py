"""What an institution sets for itself: closed days, entries of the directory; who hears of reports, and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain.people import Person, Role
from bot.domain.timing.quiet import Calendar
from bot.store.caseload import prompts
from bot.store.engine import deployment, leases
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import audit as audit_table
from bot.store.engine.tables import people as people_table
from bot.store.engine.tables import prompts as prompt_table
from bot.store.institution import closed_days, directory
from bot.store.people import people
from tests.driver import Clock
from tests.store.conftest import House

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def verbs(tx: Tx) -> list[str]:
    return [row.verb for row in tx.execute(select(audit_table.c.verb).order_by(audit_table.c.id))]


def test_a_day_is_closed_or_opened_and_others_stay(database: Database, house: House) -> None:
    first, second, third = (date(2026, 12, day) for day in (1, 2, 3))
    built_in = Calendar(frozenset({second, third}), ())
    with database.transaction() as tx:
        closed_days.change(tx, house.admin, first, closed=True)
        closed_days.change(tx, house.admin, second, closed=False)
        assert closed_days.calendar(tx, built_in).holidays == {first, third}
        closed_days.change(tx, house.admin, first, closed=False)
        assert closed_days.changed(tx) == {first: False, second: False}
        assert closed_days.calendar(tx, built_in).holidays == {third}
        assert verbs(tx)[-3:] == ["day_closed", "day_opened", "day_opened"]


def test_what_is_changed_of_one_entry_is_that_ones_alone(database: Database, house: House) -> None:
    with database.transaction() as tx:
        for name in ("lbh", "puskesmas"):
            directory.mend(tx, house.admin, name, {"cost": "gratis"})
            directory.report(tx, name, "wrong_number", by_stranger=False)
        directory.mend(tx, house.admin, "lbh", {"hours": "08.00"})
        assert directory.changes(tx) == (
            ("lbh", False, '{"cost": "gratis", "hours": "08.00"}'),
            ("puskesmas", False, '{"cost": "gratis"}'),
        )
        assert directory.reports(tx) == {"puskesmas": {"wrong_number": 1}}, "what was reported about it is seen to"
        assert verbs(tx)[-3:] == ["entry_mended"] * 3
        directory.retire(tx, house.admin, "puskesmas", retired=True)
        assert [(name, retired) for name, retired, _ in directory.changes(tx)] == [("lbh", False), ("puskesmas", True)]
        assert directory.reports(tx) == {}
        noted = verbs(tx)
        directory.retire(tx, house.admin, "puskesmas", retired=True)
        assert verbs(tx) == noted and noted[-1] == "entry_retired"
        directory.retire(tx, house.admin, "puskesmas", retired=False)
        assert verbs(tx) == [*noted, "entry_shown"]


def test_each_report_is_counted_for_itself_and_a_second_tap_is_none(database: Database, clock: Clock) -> None:
    def counts() -> dict[str, dict[str, int]]:
        with database.transaction() as tx:
            return directory.reports(tx)

    def reports(entry: str, kind: str) -> None:
        with database.transaction() as tx:
            directory.report(tx, entry, kind, by_stranger=True)

    reports("lbh", "closed")
    reports("lbh", "wrong_number")
    reports("puskesmas", "closed")
    clock.at += directory.SAME_TAP - timedelta(seconds=1)
    reports("lbh", "closed")
    assert counts() == {"lbh": {"closed": 1, "wrong_number": 1}, "puskesmas": {"closed": 1}}
    clock.at += timedelta(seconds=1)
    reports("lbh", "closed")
    assert counts() == {"lbh": {"closed": 2, "wrong_number": 1}, "puskesmas": {"closed": 1}}


def to_come(tx: Tx, kind: str) -> dict[int, datetime]:
    """Who has a prompt of this kind to come, and when."""
    waits = (prompt_table.c.kind == kind, prompt_table.c.state.in_(directory.TO_COME))
    found = tx.execute(select(prompt_table.c.recipient_id, prompt_table.c.due_at).where(*waits)).all()
    assert len({row.recipient_id for row in found}) == len(found), "never two"
    return {row.recipient_id: row.due_at for row in found}


@pytest.fixture
def admins(database: Database, house: House) -> tuple[Person, Person]:
    """Two admins who have joined; a third was invited and has not."""
    with database.transaction() as tx:
        other = people.add(tx, Role.ADMIN, "Wulan", None)
        people.add(tx, Role.ADMIN, "Bima", None)
        for one in (house.admin, other):
            values = {"chat": 9000 + one.id, "zone": "Asia/Jakarta"}
            tx.execute(update(people_table).where(people_table.c.id == one.id).values(**values))
        return house.admin, other


def said(tx: Tx, who: Person, kind: str, ago: timedelta = timedelta()) -> None:
    mine = (prompt_table.c.recipient_id == who.id, prompt_table.c.kind == kind)
    tx.execute(update(prompt_table).where(*mine).values(state="said", said_at=tx.now - ago))


def test_each_admin_hears_of_reports_once_a_day(database: Database, admins: tuple[Person, Person]) -> None:
    first, second = admins
    kinds = (f"kind {number}" for number in range(9))

    def reports(tx: Tx) -> dict[int, datetime]:
        directory.report(tx, "lbh", next(kinds), by_stranger=False)
        return to_come(tx, directory.REPORT)

    with database.transaction() as tx:
        assert reports(tx) == {first.id: tx.now, second.id: tx.now}
        assert reports(tx) == {first.id: tx.now, second.id: tx.now}, "and never twice at once"
        said(tx, first, directory.REPORT, timedelta(hours=3))
        directory.settle_reports(tx, second)  # who has read the list by themselves was told of nothing yet
        assert reports(tx) == {first.id: tx.now + timedelta(hours=21), second.id: tx.now}
        prompts.end_all(tx, directory.subject_of(first))
        said(tx, first, directory.REPORT, 2 * DAY)
        directory.settle_reports(tx, second)
        assert to_come(tx, directory.REPORT) == {}, "the list is before them: nothing more to tell"
        assert reports(tx) == {first.id: tx.now, second.id: tx.now}, "until another comes in"


def test_what_a_stranger_reports_waits_for_a_morning(database: Database, admins: tuple[Person, Person]) -> None:
    with database.transaction() as tx:
        directory.report(tx, "lbh", "closed", by_stranger=True)
        for at in to_come(tx, directory.REPORT).values():
            assert at.astimezone(admins[0].zone).date() == tx.now.astimezone(admins[0].zone).date() + DAY
        assert len(to_come(tx, directory.REPORT)) == 2


def test_admins_are_reminded_of_old_entries_and_of_reports_apart(
    database: Database, admins: tuple[Person, Person]
) -> None:
    first, second = admins
    with database.transaction() as tx:
        directory.remind_of_age(tx, 0)
        assert to_come(tx, directory.OLD) == {}
        directory.remind_of_age(tx, 3)
        when = to_come(tx, directory.OLD)
        assert when.keys() == {first.id, second.id}
        directory.report(tx, "lbh", "closed", by_stranger=False)
        assert set(to_come(tx, directory.REPORT).values()) == {tx.now}, "an old entry is no report"
        directory.settle_reports(tx, first)
        directory.remind_of_age(tx, 3)
        assert to_come(tx, directory.OLD) == when and to_come(tx, directory.REPORT).keys() == {second.id}
        said(tx, first, directory.OLD, timedelta(hours=1))
        directory.report(tx, "lbh", "moved", by_stranger=False)
        assert to_come(tx, directory.REPORT)[first.id] == tx.now, "what was said of old entries is no report either"
        directory.remind_of_age(tx, 0)
        assert to_come(tx, directory.OLD) == {} and to_come(tx, directory.REPORT).keys() == {first.id, second.id}


# -- what a deployment keeps of itself ---------------------------------------------------------------------------------


def test_what_is_kept_under_one_name_changes_no_other(database: Database) -> None:
    with database.transaction() as tx:
        assert deployment.get(tx, "username") is None and deployment.username(tx) == "bot"
        deployment.put(tx, "username", "uji_bot")
        deployment.put(tx, "heartbeat", "kemarin")
        deployment.put(tx, "heartbeat", "sekarang")
        assert (deployment.get(tx, "username"), deployment.get(tx, "heartbeat")) == ("uji_bot", "sekarang")
        assert deployment.join_link(tx, "abc") == "https://t.me/uji_bot?start=abc"


def test_each_lease_is_held_for_itself(database: Database) -> None:
    def never(holder: str) -> bool:
        return False

    with database.transaction() as tx:
        sends, polls = leases.take(tx, leases.SEND, "a", never), leases.take(tx, leases.POLL, "b", never)
        assert sends is not None and polls is not None
        assert leases.take(tx, leases.POLL, "a", never) is None
        assert leases.take(tx, leases.SEND, "a", never) == sends and leases.holds(tx, polls)
        taken: Any = leases.take(tx, leases.SEND, "c", lambda holder: holder == "a")
        assert (taken.fence, leases.holds(tx, polls), leases.holds(tx, sends)) == (sends.fence + 1, True, False)
        assert not leases.holds(tx, leases.Held(leases.SEND, "b", 1)), "nobody's under another name"
        leases.give_back(tx, "c")
        assert leases.holds(tx, polls) and not leases.holds(tx, taken)
