"""Two people act in the same moment, and what one of them changes is true for the other one already."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.domain import wire
from bot.domain.checkins import CHECK_IN
from bot.domain.forms import READ
from bot.domain.lines.together import TOGETHER, Line
from bot.domain.people import Person, Role
from bot.domain.presses import CaseCard, HandTo, NewPhone, Press, Suspend
from bot.store.caseload import cases, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Tx
from bot.store.engine.tables import checkins, people, prompts
from bot.store.people.people import Overtaken
from bot.turn import Reply, Turn
from handlers.mentor.days import all_well
from handlers.mentor.lines import together
from tests.driver import TUESDAY, Someone, Town
from tests.office import Office

GRACE = 10.0
SaveForm = Callable[[Turn, Draft], list[Reply]]


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


def of_a_list(case: Case, tx: Tx, siti: Person) -> tuple[str, SaveForm, dict[str, Any]]:
    """A check-in that was typed, on the list that holds it."""
    line = Line(0, 0, "", [["", "w1"]] * 3).as_kept()
    told = {"contact": "visit", "overall": "fine", "next": "w1", READ: line}
    drafts.keep(tx, siti, Draft(0, CHECK_IN.name, "of a line", case.id, None, {}), told, case)
    return TOGETHER.name, together.save, {together.OF: ["of a line"], together.SENT: [0]}


def of_a_day(case: Case, tx: Tx, siti: Person) -> tuple[str, SaveForm, dict[str, Any]]:
    """The same, chosen from the sheet."""
    return all_well.ALL_WELL.name, all_well.save, {all_well.WHO: [str(case.id)], "contact": "visit", "next": "w1"}


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("several", [of_a_list, of_a_day])
def test_whoever_saves_several_waits_until_one_of_them_is_handed_on_and_saves_nothing_of_them(
    migrated_url: str, tmp_path: Path, several: Callable[[Case, Tx, Person], tuple[str, SaveForm, dict[str, Any]]]
) -> None:
    office = Office(migrated_url, tmp_path / "test.key", TUESDAY)
    with office.tx() as tx:
        siti, dewi = (office.joins(tx, Role.MENTOR, name, "Asia/Jakarta") for name in ("Siti", "Dewi"))
        case = cases.add(tx, "R", "Arman", siti, 1)
        filled = several(case, tx, siti)

    def saves() -> None:
        with office.tx() as tx:
            office.fills(tx, siti, filled[0], filled[1], filled[2])

    with ThreadPoolExecutor(1) as pool:
        with office.tx() as tx:
            cases.set_mentor(tx, None, [case.id], dewi)
            late = pool.submit(saves)
            waits_for_a_row(office, late.done)
        late.result()
    with office.tx() as tx:
        assert not tx.execute(select(checkins.c.id)).all()
    office.closes()
