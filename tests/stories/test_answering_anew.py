"""An answer that is given anew: what is kept of the earlier one, and what is not."""

from __future__ import annotations

from bot.domain.people import Role
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins
from tests.stories.test_caseload import card, stands_in

pytestmark = ON_ONE_DATABASE


def test_back_from_an_answer_that_is_being_changed_leaves_all_as_it_was(town: Town, siti: Someone) -> None:
    town.case(siti)
    begins(siti, "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut", "Tidak ada", "Tanpa catatan")
    siti.taps("1 minggu").sees("Kesehatan: Cukup")
    siti.taps("Ubah isian", "Bidang", "Kesehatan", "Baik", "Keluarga", "Baik").sees("Keluarga: Baik")
    siti.taps("Kembali").sees("Kesehatan: Cukup", "Kontak: Kunjungan")
    assert "Keluarga" not in siti.screen and "💾 Simpan" in siti.labels
    siti.taps("Ubah isian", "Bidang", "Kesehatan", "Baik", "Lanjut").sees("Kesehatan: Baik", "Kontak: Kunjungan")
    siti.taps("Kembali").sees("Kapan Ibu akan terhubung lagi?")


def test_a_held_note_that_was_confirmed_is_replaced_by_the_next_one(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    siti.types("R-001 Sudah bekerja.").sees("Dicatat dulu")
    siti.taps("Kunjungan", "Semua baik", "Pakai yang tadi", "1 minggu")
    siti.sees("Catatan: Sudah bekerja").taps("Ubah isian", "Catatan").types("Pindah rumah.")
    siti.sees("Catatan: Pindah rumah")
    assert "Sudah bekerja" not in siti.screen


def test_whoever_covers_answers_too(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.case(siti, days=30)
    stands_in(town, yusuf, siti, budi)
    begins(budi, "Kunjungan").sees("Bagaimana kabarnya?").taps("Semua baik", "1 minggu", "Simpan").sees("Tersimpan")
    card(siti).taps("Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki", "Ubah isian", "Kontak", "Telepon")
    siti.sees("Kontak: Telepon").taps("Simpan", "Salah pilih").sees("Tersimpan")
