"""Quiet hours as people meet them: routine reminders wait for a good hour, a moment somebody named does not."""

from datetime import UTC, datetime

import pytest

from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.store.caseload import prompts
from tests.driver import Someone, Town


def planned(town: Town, siti: Someone, at: datetime, *, exact: bool = False) -> None:
    case = town.case(siti, days=300)
    town.asks(lambda tx: prompts.end_stopped(tx, case, "closing"))
    town.asks(lambda tx: prompts.plan(tx, case, Planned("next_contact", at, exact), siti.person.id, None, "cadence"))


@pytest.mark.parametrize(
    ("due", "arrives"),
    [
        (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), datetime(2026, 11, 24, 6, 0, tzinfo=UTC)),  # 12.00 -> 13.00 WIB
        (datetime(2026, 11, 24, 13, 0, tzinfo=UTC), datetime(2026, 11, 25, 1, 0, tzinfo=UTC)),  # 20.00 -> 08.00 WIB
        (datetime(2026, 12, 25, 3, 0, tzinfo=UTC), datetime(2026, 12, 28, 1, 0, tzinfo=UTC)),  # Christmas -> Monday
    ],
)
def test_a_routine_reminder_waits_for_a_good_hour(town: Town, siti: Someone, due: datetime, arrives: datetime) -> None:
    planned(town, siti, due)
    town.passes(seconds=(arrives - town.clock.at).total_seconds() - 1)
    assert not siti.phone.texts()
    town.passes(seconds=1)
    siti.sees("Ini waktu yang sudah direncanakan.")


def test_a_moment_somebody_named_is_kept(town: Town, siti: Someone) -> None:
    planned(town, siti, datetime(2026, 11, 24, 14, 0, tzinfo=UTC), exact=True)
    town.passes(hours=11)
    siti.sees("Ini waktu yang sudah direncanakan.")


def test_the_summary_already_shows_the_day_after_the_holiday(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    town.passes(days=23)  # Kamis, 17 Desember
    siti.sends("/catat").taps("R-001", "Kunjungan", "Semua baik", "1 minggu")
    siti.sees("Senin, 28 Desember 2026 pukul 08.00 WIB").taps("Simpan").sees("Senin, 28 Desember 2026")


def test_an_admin_closes_a_day_and_opens_it_again(town: Town, siti: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    planned(town, siti, datetime(2026, 11, 26, 2, 0, tzinfo=UTC))
    ratna.sends("/menu").taps("Hari libur").sees("Kamis, 24 Desember 2026", "Jumat, 25 Desember 2026")
    ratna.taps("Tambah hari libur").types("lusa").taps("Ya").sees("Kamis, 26 November 2026")
    town.passes(days=2)
    assert not siti.phone.texts()
    ratna.sends("/menu").taps("Hari libur", "Batalkan 26/11").sees_no("Batalkan")
    assert "Kamis, 26 November 2026" not in ratna.screen
    town.passes(days=1)
    siti.sees("Ini waktu yang sudah direncanakan.")
