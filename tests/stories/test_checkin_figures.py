"""What was talked about is counted when it is saved, and as it was put right."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot.store.engine.tables import tallies
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins, corrects
from tests.stories.test_caseload import card

pytestmark = ON_ONE_DATABASE


def test_levels_are_counted_once_and_as_they_were_put_right(town: Town, siti: Someone) -> None:
    def counted() -> dict[tuple[str, int], int]:
        rows = town.asks(lambda tx: tx.execute(select(tallies)).mappings().all())
        return {(row["topic"], row["level"]): row["count"] for row in rows if row["count"]}

    town.case(siti, days=30)
    begins(siti, "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut", "Tidak ada", "Tanpa catatan")
    siti.taps("1 minggu")
    assert counted() == {}
    siti.taps("Simpan")
    assert counted() == {("sehat", 3): 1}
    corrects(siti).taps("Ubah isian", "Bidang", "Kesehatan", "Baik", "Lanjut", "Simpan", "Salah pilih")
    assert counted() == {("sehat", 4): 1}


def test_a_contact_of_last_week_is_counted_once_also_as_it_was_put_right(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    town.clock.at = datetime(2026, 12, 1, 3, tzinfo=UTC)
    begins(siti, "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut", "Tidak ada", "Tanpa catatan")
    siti.taps("1 minggu", "Hari lain", "Min, 29 Nov", "Simpan").sees("Tersimpan")
    card(siti).taps("Baca dan perbaiki", "Min, 29 Nov", "Perbaiki")
    siti.taps("Ubah isian", "Bidang", "Kesehatan", "Baik", "Lanjut", "Simpan", "Salah pilih")
    rows = town.asks(lambda tx: tx.execute(select(tallies)).mappings().all())
    assert [(row["topic"], row["level"], row["count"]) for row in rows if row["count"]] == [("sehat", 4, 1)]
