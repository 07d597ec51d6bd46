"""What a check-in does, beside being kept: to the plan, to the count of misses, to the figures, to the list."""

from __future__ import annotations

from sqlalchemy import select

from bot.domain.rights.consent import NOTES
from bot.store.caseload import cases
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases as case_rows
from bot.store.rights import consents, participants
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins
from tests.stories.test_caseload import card

pytestmark = ON_ONE_DATABASE

WELL = ("Kunjungan", "Semua baik", "1 minggu")
FAILED = ("Belum terhubung", "Sedang bekerja", "Besok")
BOTH = "Ada kabar lain dari hari itu; keduanya disimpan."
STAYS, PAUSED = "jadi rencana tetap", "Dijeda."
PLACE = "Ini menggantikan kontak yang direncanakan"


def on(siti: Someone, day: str, *labels: str) -> Someone:
    """A check-in of another day, as far as its summary."""
    return begins(siti, *(labels or WELL)).taps("Hari lain", day)


def misses(town: Town) -> int:
    """How many contacts in a row did not work out."""
    return int(town.asks(lambda tx: tx.execute(select(case_rows.c.misses)).scalar_one()))


def test_what_was_before_the_plan_leaves_it_and_counts_no_miss(town: Town, siti: Someone) -> None:
    town.case(siti, days=9)
    on(siti, "Kemarin", *FAILED).sees(STAYS, "Kamis, 3 Desember 2026 pukul 10.00 WIB")
    siti.taps("Simpan").sees("Tersimpan", STAYS)
    assert misses(town) == 0
    begins(siti, *FAILED).taps("Simpan").sees("Dicoba lagi: Rabu, 25 November 2026")
    assert STAYS not in siti.screen and misses(town) == 1


def test_in_a_pause_it_neither_plans_nor_speaks_of_a_plan(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=9)
    town.asks(lambda tx: cases.pause(tx, siti.person, case))
    card(siti).taps("Catat kabar", *WELL, "Hari lain", "Kemarin").sees(PAUSED)
    assert STAYS not in siti.screen
    siti.taps("Simpan").sees("Tersimpan", PAUSED)
    assert STAYS not in siti.screen and "Kontak berikut:" not in siti.screen


def test_an_early_contact_takes_the_place_of_the_planned_one_and_one_in_time_answers_it(
    town: Town, siti: Someone
) -> None:
    town.case(siti, days=9)
    begins(siti, *WELL).sees(f"{PLACE} Kam, 3 Des.").taps("Simpan").sees(f"{PLACE} Kam, 3 Des.")
    card(siti).taps("Linimasa", "Riwayat").sees("Kontak, Kam, 3 Des, 10.00: digantikan")
    town.passes(days=7)
    begins(siti, *WELL)
    assert PLACE not in siti.screen
    siti.taps("Simpan")
    assert PLACE not in siti.screen
    card(siti).taps("Linimasa", "Riwayat").sees("Kontak, Sel, 1 Des, 09.00: sudah dijawab")


def test_whose_time_it_is_and_what_is_unfinished_is_marked(town: Town, siti: Someone) -> None:
    for hours in (1, 2, 900):
        town.case(siti, hours=hours)
    town.passes(hours=3)
    siti.sends("/catat").taps("R-002", "Kunjungan").sends("/catat")
    assert {"🔔 R-001", "✏️ R-002", "R-003"} <= set(siti.labels)


def test_a_line_about_somebody_who_wants_no_notes_goes_on_where_it_was_left(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=30)

    def refuses(tx: Tx) -> None:
        person = participants.add(tx, case, siti.person)
        consents.give(tx, person, case, NOTES, channel="voice", explained_by=siti.person.id)
        consents.withdraw(tx, person, case, NOTES, channel="voice", explained_by=siti.person.id)

    town.asks(refuses)
    begins(siti, "Kunjungan").sends("/menu").types("R-001 Sudah bekerja.").sees("tidak ada catatan")
    siti.types("besok jam 9").sees("Rabu, 25 November 2026 pukul 09.00 WIB. Sudah benar?")


def test_a_plain_check_in_says_nothing_about_notes(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    begins(siti, *WELL).taps("Simpan").sees("Tersimpan")
    assert "catatan" not in siti.screen and "mendesak" not in siti.screen and "🆘 Mendesak" not in siti.labels
