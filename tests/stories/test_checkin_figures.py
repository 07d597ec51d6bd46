"""What was talked about is counted when it is saved, and as it was put right."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.engine.tables import tallies
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins, corrects

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
