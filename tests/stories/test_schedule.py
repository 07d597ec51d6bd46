"""What is planned, by the day: what the schedule names, and what it says where there is nothing."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.planning import Planned
from bot.store.caseload import prompts
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE


def test_the_schedule_names_what_is_not_the_planned_contact(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=2)
    town.asks(
        lambda tx: prompts.plan(
            tx, case, Planned("plan_review", town.clock.now() + timedelta(days=3)), siti.person.id, None, "cadence"
        )
    )
    siti.sends("/jadwal").sees("R-001: Kam, 26 Nov, 10.00\n", "(Tinjau rencana)")
    assert siti.screen.count("(") == 1
    assert siti.labels.count("R-001") == 1, "one button for all that is planned with somebody"


def test_an_empty_schedule_and_an_empty_day_say_so(town: Town, siti: Someone) -> None:
    siti.sends("/jadwal").sees("Belum ada yang direncanakan.")
    town.case(siti, days=2)
    siti.sends("/jadwal").taps("Berkas kalender", "Rab, 25 Nov").sees("Tidak ada rencana pada Rabu, 25 November 2026.")
    siti.taps("Kembali", "Berkas kalender", "Kam, 26 Nov").sees("Kalender untuk Kamis, 26 November 2026.")
