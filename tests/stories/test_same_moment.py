"""Two people act in the same moment, and what one of them changes is true for the other one already."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import select, text

from bot.domain import wire
from bot.domain.people import Person, Role
from bot.domain.presses import CaseCard, HandTo, NewPhone, Press, Suspend
from bot.store.engine.tables import people, prompts
from bot.store.people.people import Overtaken
from tests.driver import TUESDAY, Someone, Town
from tests.office import Office

GRACE = 10.0


def beside(first: Someone, press: Press, second: Someone, other: Press) -> None:
    """Both press, and the bot finds both presses at once, in this order."""
    for who in (first, second):
        who.sends("/menu")
    carried = [
        (who, who.phone.last.id, who.data_of(wire.written(one))) for who, one in ((first, press), (second, other))
    ]
    for who, message, data in carried:
        who.phone.taps_on(message, data)
    first.town.settles()


def test_two_admins_do_not_keep_each_other_out(town: Town, ratna: Someone) -> None:
    dewi = town.joins(Role.ADMIN, "Dewi")
    beside(ratna, Suspend(dewi.person.id, suspended=True), dewi, Suspend(ratna.person.id, suspended=True))
    found = town.asks(lambda tx: list(tx.execute(select(people.c.status).order_by(people.c.id)).scalars()))
    assert found == ["active", "suspended"]
    ratna.sees("Ditangguhkan")
    dewi.sees("Layanan ini memakai undangan")


def test_who_was_kept_out_just_before_reads_nothing_more(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    case = town.case(siti, name="Arman")
    beside(ratna, Suspend(yusuf.person.id, suspended=True), yusuf, CaseCard(case.id))
    yusuf.sees("Layanan ini memakai undangan").sees_no("Arman")


def test_who_is_handed_somebody_in_the_moment_of_a_contact_is_asked_and_the_former_one_is_not(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    case = town.case(siti, name="Arman", hours=2)
    yusuf.sends("/menu")
    hand_on = yusuf.phone.last.id, yusuf.data_of(wire.written(HandTo(case.id, dewi.person.id)))
    town.clock.at += timedelta(hours=2)
    yusuf.presses(hand_on).sees("R-001 bersama M-02")
    town.passes(hours=3)
    dewi.finds("Ini waktu yang sudah direncanakan")
    assert not any("R-001" in one for one in siti.phone.texts())
    said = select(prompts.c.state, prompts.c.recipient_id).where(prompts.c.kind == "next_contact")
    assert town.asks(lambda tx: tx.execute(said).one()) == ("said", dewi.person.id)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "press",
    [lambda one: Suspend(one.id, suspended=True), lambda one: NewPhone(one.id, sure=True)],
    ids=["kept out", "another phone"],
)
def test_also_in_two_transactions_one_admin_is_left(
    migrated_url: str, tmp_path: Path, press: Callable[[Person], Press]
) -> None:
    """The second one waits for the first, and then acts no more. Only PostgreSQL has two at once."""
    office = Office(migrated_url, tmp_path / "test.key", TUESDAY)
    with office.tx() as tx:
        one, other = (office.joins(tx, Role.ADMIN, name, "Asia/Jakarta") for name in ("Ratna", "Dewi"))

    def answers() -> None:
        with office.tx() as tx:
            office.taps(tx, other, press(one))

    with ThreadPoolExecutor(1) as pool:
        with office.tx() as tx:
            office.taps(tx, one, press(other))
            late = pool.submit(answers)
            waits_for_a_row(office, late.done)
        with pytest.raises(Overtaken):
            late.result()
    with office.tx() as tx:
        able = select(people.c.id).where(people.c.status == "active", people.c.chat.is_not(None))
        assert list(tx.execute(able).scalars()) == [one.id]
    office.closes()


def waits_for_a_row(office: Office, is_done: Callable[[], bool]) -> None:
    """Until another transaction waits for what this one holds, or has not had to."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until = monotonic() + GRACE
    with office.database.engine.connect() as connection:
        while not connection.execute(waiting).scalar_one() and not is_done():
            connection.rollback()
            assert monotonic() < until, "it neither waits nor comes to its end"
