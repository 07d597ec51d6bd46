"""Eight topics of which two are not well: the others are marked as good together, by one tap that the mentor means."""

from __future__ import annotations

from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.test_asking_and_answering import begins, corrects
from tests.stories.test_no_notes import kept, says_no

DETAILS = ("Kunjungan", "Ada yang perlu dicatat")
TWO = ("Kesehatan", "Perlu perhatian", "Pekerjaan", "Cukup")
OTHERS = "Lain: baik"
ALL = {"diri": 4, "sehat": 2, "keluarga": 4, "pokok": 4, "kerja": 3, "sosial": 4, "urusan": 4, "aman": 4}
PLACES = [["Perasaan", "✓ Kesehatan", "Keluarga"], ["Kebutuhan", "Pekerjaan", "Lingkungan"]]


def rows(siti: Someone) -> list[list[str]]:
    return [[button.label for button in row] for row in siti.rows]


def test_twelve_taps_from_the_menu_to_saved(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    way = ["Catat kabar", "R-001", *DETAILS, *TWO, OTHERS, "Tanpa catatan", "1 minggu", "Simpan"]
    siti.sends("/menu")
    for label in way:
        siti.taps(label)
    siti.sees("Tersimpan")
    assert len(way) <= 12
    (answers,) = kept(town, case)
    assert answers["levels"] == ALL and "needs" not in answers


def test_what_it_marked_stands_in_the_summary_and_what_needs_help_may_be_added(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, *TWO, OTHERS, "Tanpa catatan", "1 minggu")
    siti.sees("Perasaan: Baik", "Kesehatan: Perlu perhatian", "Pekerjaan: Cukup", "Rasa aman: Baik")
    siti.taps("Tambah bantuan", "Kesehatan", "Lanjut").sees("Perasaan: Baik", "Perlu dibantu: Kesehatan")
    siti.taps("Simpan").sees("Tersimpan")
    assert kept(town, case)[0]["needs"] == ["sehat"] and kept(town, case)[0]["levels"] == ALL


def test_not_discussed_stays_what_is_left_alone(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, *TWO, "Lanjut").sees("perlu dibantu")
    siti.taps("Tidak ada", "Tanpa catatan", "1 minggu")
    assert "Perasaan" not in siti.screen
    siti.taps("Simpan").sees("Tersimpan")
    assert kept(town, case)[0]["levels"] == {"sehat": 2, "kerja": 3}


def test_where_the_buttons_stand(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *DETAILS)
    out = ["Kembali", "Batal", "Lanjut", "🆘"]
    assert rows(siti)[2:] == [["Urusan", "Rasa aman"], out], "of nothing there are no others"
    siti.taps("Kesehatan", "Cukup").sees("“Lain: baik” menandai semua yang belum dinilai sebagai Baik.")
    assert rows(siti) == [*PLACES, ["Urusan", "Rasa aman", OTHERS], out]
    siti.taps("Kesehatan", "Tidak dibahas")
    assert rows(siti)[2:] == [["Urusan", "Rasa aman"], out]
    siti.taps("🆘").sees("Apa yang mendesak?").taps("Kembali").sees("Apa saja yang dibicarakan?")


def test_back_shows_what_was_rated_singly(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, *TWO, OTHERS, "Kembali").sees("Kesehatan: Perlu perhatian", "Pekerjaan: Cukup")
    assert "Perasaan: Baik" not in siti.screen and OTHERS in siti.labels
    siti.taps("Lanjut", "Tidak ada", "Tanpa catatan", "1 minggu", "Simpan").sees("Tersimpan")
    assert kept(town, case)[0]["levels"] == {"sehat": 2, "kerja": 3}


def test_a_second_tap_answers_nothing_else(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, *TWO).taps_twice(OTHERS).sees("Catatan singkat")
    siti.taps("Tanpa catatan", "1 minggu", "Simpan").sees("Tersimpan")
    assert kept(town, case)[0]["levels"] == ALL


def test_an_old_button_marks_nothing_where_nothing_is_rated(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, "Kesehatan", "Cukup")
    old = siti.remembers(OTHERS)
    siti.taps("Kesehatan", "Tidak dibahas").presses(old).sees("Apa saja yang dibicarakan?")
    siti.taps("Lanjut", "Tidak ada", "Tanpa catatan", "1 minggu", "Simpan").sees("Tersimpan")
    assert kept(town, case)[0]["levels"] == {}


def test_what_was_said_of_needs_before_stands(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, *TWO, "Lanjut", "Kesehatan", "Lanjut", "Tanpa catatan", "1 minggu")
    siti.taps("Ubah isian", "Bidang", OTHERS).sees("Perasaan: Baik", "Perlu dibantu: Kesehatan").taps("Simpan")
    assert kept(town, case)[0]["needs"] == ["sehat"] and kept(town, case)[0]["levels"] == ALL


def test_a_note_that_was_typed_on_the_way_is_asked_for_all_the_same(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, *TWO).types("Obat habis Senin.").taps(OTHERS).sees("Catatan tadi: Obat habis Senin.")
    siti.taps("Pakai yang tadi", "1 minggu", "Simpan").sees("Tersimpan")
    assert kept(town, case)[0]["note"] == "Obat habis Senin."


def test_it_can_be_put_right(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, *TWO, OTHERS, "Tanpa catatan", "1 minggu", "Simpan")
    corrects(siti).sees("Perasaan: Baik").taps("Ubah isian", "Bidang")
    assert OTHERS not in siti.labels, "none is left"
    assert rows(siti)[-1] == ["Kembali", "Batal", "Lanjut"]
    siti.taps("Perasaan", "Tidak dibahas", "Lanjut").sees("perlu dibantu").taps("Tidak ada")
    siti.taps("Simpan", "Salah pilih").sees("Tersimpan")
    assert "diri" not in kept(town, case)[0]["levels"]


def test_something_urgent_asks_when_soon_all_the_same(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    begins(siti, *DETAILS, "Rasa aman", "Mendesak", OTHERS, "Tanpa catatan")
    assert "Besok" in siti.labels
    siti.taps("Besok").sees("Rasa aman: Mendesak", "Perasaan: Baik", "Ada yang mendesak")


def test_of_whoever_says_no_to_notes_meanwhile_nothing_of_it_is_kept(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    begins(siti, *DETAILS, *TWO, OTHERS, "Tanpa catatan", "1 minggu")
    says_no(arman)
    siti.taps("Simpan").finds("agar tidak ada catatan")
    assert set(kept(town, case)[0]) == {"contact", "next", "next_at"}


def test_cancelling_keeps_nothing(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=60)
    begins(siti, *DETAILS, *TWO, OTHERS, "Batal").taps("Buang")
    assert kept(town, case) == []
