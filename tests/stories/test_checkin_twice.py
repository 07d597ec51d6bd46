"""A check-in of a day that has one already, and one of a day before the plan was made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins
from tests.stories.test_checkin import BOTH, WELL, on
from tests.stories.test_rhythm import routine

pytestmark = ON_ONE_DATABASE


def test_two_of_one_day_are_both_kept_and_that_is_said(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    assert BOTH not in begins(siti, *WELL).screen
    siti.taps("Simpan")
    begins(siti, *WELL).sees(BOTH).taps("Ubah isian", "Kontak", "Belum terhubung", "Sedang bekerja", "Besok")
    assert BOTH not in siti.screen, "nobody was reached by this one"
    siti.taps("Batal")
    assert BOTH not in on(siti, "Min, 22 Nov").screen, "of that day there is none"
    siti.taps("Simpan").sees("Tersimpan")
    on(siti, "Min, 22 Nov").sees(BOTH)
    town.clock.at += timedelta(days=1)
    assert BOTH not in begins(siti, "Ubah isian", "Hari", "Hari ini").screen


def test_a_plan_that_stays_is_named_by_when_it_was_planned_for(town: Town, siti: Someone) -> None:
    """At six in the evening it could not be asked; it was asked later, and is overdue since six."""
    routine(town, siti, datetime(2026, 11, 24, 11, tzinfo=UTC))
    on(siti, "Kemarin").sees("jadi rencana tetap: Selasa, 24 November 2026 pukul")
    siti.taps("Batal")
    town.passes(days=2)
    on(siti, "Sen, 23 Nov").sees("jadi rencana tetap: Selasa, 24 November 2026 pukul 18.00 WIB")


def test_a_second_contact_of_an_earlier_day_is_no_contact_from_before_the_plan(town: Town, siti: Someone) -> None:
    """The plan was agreed on at the contact, and not when that was recorded."""
    town.case(siti, days=30)
    town.clock.at += timedelta(days=2)
    on(siti, "Kemarin").taps("Simpan").sees("Tersimpan")
    assert "rencana tetap" not in on(siti, "Kemarin").screen
