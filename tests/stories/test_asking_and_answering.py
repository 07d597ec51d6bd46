"""What stands on the screens of a form: what was answered, what may still be, the way back, and for how long."""

from __future__ import annotations

from bot.domain.presses import Answer, ChoicePage
from bot.store.caseload import cases
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card

pytestmark = ON_ONE_DATABASE

NOTE = ("Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
EARLIER_DAYS = ["Sel, 24 Nov", "Sen, 23 Nov", "Min, 22 Nov", "Sab, 21 Nov", "Jum, 20 Nov"]


def begins(siti: Someone, *labels: str) -> Someone:
    """The check-in of R-001, as far as these labels lead."""
    return siti.sends("/catat").taps("R-001", *labels)


def corrects(siti: Someone) -> Someone:
    """The check-in of the first day, once more."""
    return card(siti).taps("Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki")


def token(siti: Someone) -> str:
    """Of the form that stands on the screen."""
    button = next(button for row in siti.rows for button in row if button.label == "Batal")
    assert button.data is not None
    return next(part for part in reversed(button.data.split(":")) if len(part) == 8)


def test_parts_of_life_that_were_talked_about_are_marked(town: Town, siti: Someone) -> None:
    town.case(siti)
    begins(siti, "Kunjungan", "Ada yang perlu dicatat")
    assert not any("✓" in label for label in siti.labels)
    siti.taps("Kesehatan").sees("Perlu perhatian, misalnya:").taps("Cukup").sees("Kesehatan: Cukup")
    assert [label for label in siti.labels if "✓" in label] == ["✓ Kesehatan"]
    siti.taps("Kesehatan", "Tidak dibahas")
    assert "Kesehatan:" not in siti.screen and not any("✓" in label for label in siti.labels)


def test_what_needs_help_is_ticked_and_taken_back(town: Town, siti: Someone) -> None:
    town.case(siti)
    begins(siti, "Kunjungan", "Ada yang perlu dicatat", "Lanjut")
    assert "Tidak ada" in siti.labels
    siti.taps("Pekerjaan")
    assert "✓ Pekerjaan" in siti.labels and "Lanjut" in siti.labels and "Tidak ada" not in siti.labels
    siti.taps("✓ Pekerjaan")
    assert "Tidak ada" in siti.labels
    siti.taps("Pekerjaan", "Keluarga", "Lanjut", "Tanpa catatan", "1 minggu")
    siti.sees("Perlu dibantu: Pekerjaan dan Keluarga")


def test_a_note_may_be_left_out_and_a_name_may_not(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    begins(siti, *NOTE)
    assert siti.labels == ["Tanpa catatan", "Kembali", "Batal", "🆘 Mendesak"]
    assert "Catatan tadi" not in siti.screen
    siti.types("Sudah bekerja.").taps("Kembali").sees("Catatan tadi: Sudah bekerja.")
    assert siti.labels == ["Pakai yang tadi", "Tanpa catatan", "Kembali", "Batal", "🆘 Mendesak"]
    yusuf.sends("/menu").taps("Undang pendamping")
    assert yusuf.labels == ["Kembali", "Batal"]


def test_help_is_a_tap_away_while_something_is_recorded_anew(town: Town, siti: Someone) -> None:
    town.case(siti)
    begins(siti)
    assert "🆘 Mendesak" in siti.labels
    siti.taps("Kunjungan", "Semua baik", "1 minggu", "Simpan")
    assert "🆘 Mendesak" not in corrects(siti).labels
    card(siti).taps("Irama dan jeda", "Jeda")
    assert "🆘 Mendesak" not in siti.labels


def test_whether_an_hour_belongs_to_it_is_said_where_a_date_is_typed(town: Town, siti: Someone) -> None:
    town.case(siti)
    begins(siti, "Kunjungan", "Semua baik", "Pilih tanggal").sees("Ketik tanggal dan jamnya.")
    siti.types("Jumat jam 9").sees("Jumat, 27 November 2026 pukul 09.00 WIB. Sudah benar?")
    siti.sends("/atur").taps("Cuti", "Pilih tanggal").sees("Ketik tanggalnya.")
    siti.types("Jumat").sees("Jumat, 27 November 2026. Sudah benar?").types("entah").sees("Ketik tanggalnya.")


def test_a_check_in_that_is_put_right_was_at_the_latest_when_it_was_recorded(town: Town, siti: Someone) -> None:
    town.case(siti, days=40)
    begins(siti, "Kunjungan", "Semua baik", "4 minggu", "Simpan")
    town.passes(days=3)
    corrects(siti).taps("Hari lain")
    assert siti.labels[:5] == EARLIER_DAYS
    siti.forges(Answer("on", "@1798000000", token=token(siti))).sees("Hari apa kontaknya")
    siti.taps("Min, 22 Nov").sees("Hari: Min, 22 Nov")
    begins(siti, "Pesan", "Semua baik", "4 minggu", "Hari lain")
    assert siti.labels[:3] == ["Hari ini", "Kemarin", "Rab, 25 Nov"]


def test_a_long_choice_has_pages(town: Town, siti: Someone) -> None:
    for number in range(7):
        town.case(siti, name=f"Orang {number}", days=30)
    siti.types("Jualannya mulai ramai.").sees("Ini catatan tentang siapa?")
    first = [label for label in siti.labels if label.startswith("R-")]
    assert len(first) == 4 and "◀ Sebelumnya" not in siti.labels
    siti.taps("Berikutnya")
    second = [label for label in siti.labels if label.startswith("R-")]
    assert len(second) == 3 and not set(first) & set(second) and "Berikutnya ▶" not in siti.labels
    siti.taps("Sebelumnya")
    assert first == [label for label in siti.labels if label.startswith("R-")]
    siti.taps("Berikutnya", second[0]).sees(second[0], "Dicatat dulu")


def test_a_choice_that_fits_has_no_pages(town: Town, siti: Someone) -> None:
    for number in range(6):
        town.case(siti, name=f"Orang {number}", days=30)
    siti.types("Jualannya mulai ramai.").sees("Ini catatan tentang siapa?")
    assert len([label for label in siti.labels if label.startswith("R-")]) == 6
    assert "Berikutnya ▶" not in siti.labels
    siti.forges(ChoicePage(1, token="nothing")).sees("Tombol itu dari layar lama")


def test_mentors_are_chosen_by_how_many_they_accompany_and_leaders_by_name(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone
) -> None:
    town.case(siti)
    yusuf.sends("/menu").taps("Tambah dampingan", "R (reintegrasi)").types("Bayu")
    assert "M-01 Siti, 1 dampingan" in yusuf.labels
    yusuf.sends("/atur").taps("Cuti", "Besok", "3 hari")
    assert "S-02 Rahmat" in yusuf.labels and "Belum ada" in yusuf.labels


def test_a_summary_with_a_note_closes_and_one_without_stays(town: Town, siti: Someone) -> None:
    town.case(siti)
    begins(siti, "Kunjungan", "Semua baik", "1 minggu").sees("Kontak: Kunjungan")
    town.passes(minutes=11)
    siti.sees("Kontak: Kunjungan").taps("Tambah catatan").types("Sudah bekerja.").sees("Catatan: Sudah bekerja.")
    town.passes(minutes=11)
    siti.sees_no("Sudah bekerja.")


def test_what_is_plain_is_not_said_twice(town: Town, siti: Someone) -> None:
    town.case(siti)
    begins(siti, "Kunjungan", "Semua baik", "1 minggu").sees("Kontak: Kunjungan", "Kabar: Semua baik")
    assert not {"Hari:", "Kendala:", "Perlu dibantu:", "Catatan:", "Hal", "Kesepakatan:"} & set(siti.screen.split())
    assert siti.labels[:4] == ["💾 Simpan", "Hari lain", "Tambah kesepakatan", "Tambah catatan"]
    begins(siti, "Ubah isian", "Kabar", "Ada yang perlu dicatat", "Lanjut", "Tidak ada", "Tanpa catatan")
    assert "Kabar: " not in siti.screen


def test_a_correction_in_a_pause_plans_nothing_and_says_so(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    begins(siti, "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    town.asks(lambda tx: cases.pause(tx, siti.person, case))
    corrects(siti).taps("Ubah isian", "Kontak berikut", "2 minggu").sees("Dijeda.")
    assert "Kontak berikut:" not in siti.screen
    siti.taps("Simpan", "Salah pilih").sees("Tersimpan", "Dijeda.")
    card(siti).taps("Catat kabar", "Pesan", "Semua baik", "1 minggu").sees("Dijeda.").taps("Simpan").sees(
        "Tersimpan", "Dijeda."
    )


def test_the_words_of_a_button_are_all_of_its_words(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/menu").types("info bantuan").sees("Informasi bantuan")
    siti.sends("/menu").types("bantuan").sees("Ini catatan tentang siapa?")
    siti.taps("Batal", "Buang isian").types("catat kabar").sees("Kabar siapa yang mau dicatat?")
    siti.sends("/menu").types("kabar").sees("Ini catatan tentang siapa?")


def test_yes_and_no_count_where_one_is_asked(town: Town, siti: Someone) -> None:
    town.case(siti)
    begins(siti, "Kunjungan", "Semua baik", "Pilih tanggal").types("besok jam 9").types("iya").sees("Kontak: Kunjungan")
    begins(siti, "Kembali", "Pilih tanggal").types("besok jam 9")
    siti.types("bukan").sees("Kapan Ibu akan terhubung lagi?")
