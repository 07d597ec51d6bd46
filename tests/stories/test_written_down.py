"""What leaders do stands somewhere: who let whom in, what was asked for, who tried what was not theirs."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.presses import AgreeLeave, LeaveCard, RefuseLeave
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit, exports
from bot.store.people import absences, people
from handlers.leader import exports as files
from handlers.leader.people import team
from tests.driver import TUESDAY, Someone, Town
from tests.office import Office

ZONE = "Asia/Jakarta"


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    office = Office(migrated_url, tmp_path / "test.key", TUESDAY)
    yield office
    office.closes()


def noted(tx: Tx) -> list[tuple[int | None, str, int | None]]:
    """Who did what to which number, the newest last."""
    found = select(audit.c.actor_id, audit.c.verb, audit.c.subject_id).order_by(audit.c.id)
    return [(row.actor_id, row.verb, row.subject_id) for row in tx.execute(found).all()]


def test_whoever_lets_somebody_in_is_noted(office: Office) -> None:
    with office.tx() as tx:
        yusuf = office.joins(tx, Role.SUPERVISOR, "Yusuf", ZONE)
        office.fills(tx, yusuf, "mentor", team.save_invite, {"name": "Siti"})
        siti = people.by_code(tx, "M-01")
        assert siti is not None and (yusuf.id, "invited", siti.id) in noted(tx)
        answers = {"track": "R", "name": "Arman", "mentor": "M-01", "cadence": "1"}
        office.fills(tx, yusuf, "case", team.save_case, answers)
        assert (yusuf.id, "case_added", 1) in noted(tx)


@pytest.mark.parametrize("tries", [LeaveCard, AgreeLeave, RefuseLeave])
def test_whoever_tries_to_decide_about_leave_that_is_not_theirs_is_noted(
    office: Office, tries: type[LeaveCard | AgreeLeave | RefuseLeave]
) -> None:
    with office.tx() as tx:
        yusuf, rahmat = (office.joins(tx, Role.SUPERVISOR, "Nama", ZONE) for _ in range(2))
        siti = office.joins(tx, Role.MENTOR, "Siti", ZONE, yusuf)
        leave = absences.ask(tx, siti, TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2), None)
        office.taps(tx, rahmat, tries(leave))
        assert noted(tx)[-1] == (rahmat.id, "refused", siti.id)
        found = absences.by_id(tx, leave)
        assert found is not None and found.state == absences.ASKED
        before = noted(tx)
        office.taps(tx, yusuf, LeaveCard(leave))
        assert noted(tx) == before, "whose it is to decide is noted when they do"


def test_a_file_that_is_asked_for_waits_to_be_made(office: Office) -> None:
    with office.tx() as tx:
        yusuf = office.joins(tx, Role.SUPERVISOR, "Yusuf", ZONE)
        asked = select(exports.c.by_id, exports.c.track, exports.c.format)
        office.fills(tx, yusuf, "export", files.save, {"track": "R", "format": "csv", "reason": "Laporan"})
        assert tx.execute(asked).all() == []
        office.fills(tx, yusuf, "export", files.save, {"track": "R", "format": "csv", "reason": "Laporan triwulan"})
        assert [tuple(row) for row in tx.execute(asked).all()] == [(yusuf.id, "R", "csv")]


def test_a_day_that_is_closed_or_open_again_stands_so_in_the_list_at_once(town: Town, ratna: Someone) -> None:
    ratna.sends("/menu").taps("Hari libur")
    assert "30 November" not in ratna.screen
    ratna.taps("Tambah hari libur").types("30 November").taps("Ya").sees("30 November")
    assert any("30/11" in label for label in ratna.labels)
    ratna.taps("30/11")
    assert "30 November" not in ratna.screen and not any("30/11" in label for label in ratna.labels)
