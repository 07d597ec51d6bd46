"""A mentor's days: recording, going back, leaving and coming back, correcting, being reminded."""

import pytest
from sqlalchemy import func, select

from bot.domain.people import Role
from bot.domain.presses import (
    Again,
    Answer,
    CaseCard,
    CheckIn,
    CorrectCheckIn,
    Invite,
    Later,
    NewCase,
    NewLink,
    NotReached,
    PastCheckIns,
    PersonCard,
    ReadCheckIn,
    RecordNow,
    Team,
)
from bot.store.engine.tables import checkins
from bot.store.queues import backlog
from tests.driver import Someone, Town


def saved(town: Town) -> int:
    """How many check-ins there are."""
    return int(town.asks(lambda tx: tx.execute(select(func.count()).select_from(checkins)).scalar_one()))


def test_an_all_well_visit_takes_six_taps(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/menu").sees("Selamat pagi, Ibu.", "Tidak ada yang menunggu.")
    siti.taps("Catat kabar").sees("Kabar siapa yang mau dicatat?")
    siti.taps("R-001").sees("Kabar R-001", "Bagaimana Ibu terhubung kali ini?")
    siti.taps("Kunjungan").sees("Bagaimana kabarnya?")
    siti.taps("Semua baik").sees("Kapan Ibu akan terhubung lagi?")
    siti.taps("2 minggu").sees("Kontak: Kunjungan", "Semua baik", "Selasa, 8 Desember 2026 pukul 09.00 WIB")
    siti.taps("Simpan").sees("Tersimpan. Terima kasih, Ibu.", "Selasa, 8 Desember 2026 pukul 09.00 WIB")
    assert siti.taps_made == 6
    assert saved(town) == 1
    assert len([message for message in siti.phone.messages if message.from_bot]) == 1, "one screen, edited in place"


def test_details_levels_needs_and_a_note(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Telepon", "Ada yang perlu dicatat").sees("Apa saja yang dibicarakan?")
    siti.taps("Keluarga").sees("pasangan, anak (sekolah)", "Mendesak, misalnya: kekerasan")
    siti.taps("Cukup").sees("Keluarga: Cukup")
    siti.taps("Kesehatan", "Perlu perhatian").sees("Kesehatan: Perlu perhatian")
    siti.taps("Keluarga", "Tidak dibahas").sees_no("Keluarga: Cukup")
    siti.taps("Lanjut").sees("Adakah yang perlu dibantu?")
    siti.taps("Kesehatan", "Urusan", "Kesehatan", "Lanjut").sees("Tulis seperlunya")
    siti.types("Obat rutin tinggal dua hari <segera>.")
    siti.sees_no("Obat rutin").taps("1 minggu").sees("Obat rutin tinggal dua hari <segera>.", "Perlu dibantu: Urusan")
    siti.taps("Simpan").sees("Tersimpan").sees_no("Obat rutin")


def test_an_urgent_level_says_what_to_do_now(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Rasa aman", "Mendesak", "Lanjut")
    siti.taps("Tidak ada", "Tanpa catatan", "1 minggu", "Simpan").sees("telepon supervisor", "112", "119")


def test_not_reached_plans_the_next_try_without_blame(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Belum terhubung").sees("tidak ada yang disalahkan")
    siti.taps("Sedang bekerja", "Besok").sees("Kendala: Sedang bekerja", "Rabu, 25 November 2026 pukul 09.00 WIB")
    siti.taps("Simpan").sees("Tersimpan")
    town.passes(hours=24)
    siti.sees("Ini waktu untuk mencoba lagi.", "R-001")


def test_back_goes_one_question_back_and_keeps_what_was_said(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    siti.types("Sudah mulai bekerja.").sees("Kapan Ibu akan terhubung lagi?")
    siti.taps("Kembali").sees("Catatan tadi: Sudah mulai bekerja.")
    siti.taps("Pakai yang tadi", "4 minggu").sees("Sudah mulai bekerja.")
    siti.taps("Kembali").sees("Kapan Ibu akan terhubung lagi?")
    siti.taps("Kembali", "Kembali", "Kembali", "Kembali", "Kembali").sees("Bagaimana Ibu terhubung")
    siti.taps("Kembali").sees("Kabar siapa yang mau dicatat?")
    assert any("✏️" in label for label in siti.labels), "the unfinished one is marked"


def test_cancel_asks_only_where_there_is_something_to_lose(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Batal").sees("Dibatalkan. Tidak ada yang disimpan.")
    siti.taps("Catat kabar", "R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Baik", "Batal")
    siti.sees("mau dibuang").taps("Simpan untuk nanti").sees("Isiannya tetap ada")
    siti.taps("Lanjutkan isian").sees("Kesehatan: Baik")
    siti.taps("Batal", "Lanjut").sees("Kesehatan: Baik")
    siti.taps("Batal", "Buang isian").sees("Dibatalkan")
    siti.taps("Catat kabar", "R-001").sees("Bagaimana Ibu terhubung kali ini?")
    assert saved(town) == 0


def test_an_old_cancel_leaves_no_other_form_open_to_words(town: Town, siti: Someone) -> None:
    """Home stands on the screen: what is typed there belongs to no form that was open meanwhile."""
    town.case(siti, days=30)
    town.case(siti, name="Bayu", days=30)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Batal")
    throw = siti.remembers("Buang isian")
    siti.sends("/catat").taps("R-002", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    siti.sees("Catatan singkat").presses(throw).sees("Dibatalkan")
    siti.types("Jualannya ramai.").sees("Ini catatan tentang siapa?")


def test_a_draft_survives_days_other_screens_and_a_restart(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    town.case(siti, name="Bayu", days=30)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup")
    siti.sends("/menu").taps("Jadwal").sees("R-001")
    siti.sends("/catat").taps("R-002", "Pesan")
    town.restarts()
    town.passes(days=5)
    siti.sends("/catat").taps("R-001").sees("Ini isian yang tadi", "Kesehatan: Cukup")
    siti.taps("Lanjut", "Tidak ada", "Tanpa catatan", "1 minggu", "Simpan").sees("Tersimpan")
    siti.sends("/catat").taps("R-002").sees("Bagaimana kabarnya?")


def test_double_taps_and_old_buttons_change_nothing(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001")
    contact = siti.remembers("Telepon")
    siti.taps_twice("Kunjungan").sees("Bagaimana kabarnya?")
    siti.presses(contact).sees("Bagaimana kabarnya?")
    siti.taps("Semua baik", "1 minggu").sees("Kontak: Kunjungan")
    save = siti.remembers("Simpan")
    siti.taps_twice("Simpan").sees("✅ Tersimpan", "Kontak berikut")
    town.passes(seconds=6)
    siti.presses(contact).sees("Kabar itu sudah tersimpan.", "Ini menu terbaru.").sees_no("✅")
    siti.presses(save).sees("✅ Tersimpan", "Dampingan R-001.", "Kontak berikut", "Ini menu terbaru.")
    assert saved(town) == 1


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_however_often_it_is_tapped_the_whole_receipt_stands_there(town: Town, siti: Someone) -> None:
    """What to do about something urgent must not go with a second tap."""
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Mendesak", "Lanjut")
    siti.taps("Tidak ada", "Tanpa catatan", "1 minggu")
    save, told = siti.remembers("Simpan"), ("✅ Tersimpan", "R-001", "Kontak berikut", "telepon supervisor", "112")
    siti.taps("Simpan").sees(*told)
    for seconds in (1, 2, 6, 60, 3600):
        town.passes(seconds=seconds)
        siti.presses(save).sees(*told)
    assert saved(town) == 1


def test_an_old_button_leads_back_to_what_is_being_filled_in(town: Town, siti: Someone) -> None:
    """A button of a form that is saved must not tell that the one now open is."""
    town.case(siti)
    town.case(siti, name="Fajar")
    siti.sends("/catat").taps("R-001", "Kunjungan", "Semua baik", "1 minggu")
    old = [siti.remembers(label) for label in ("Batal", "Kembali", "Ubah isian")]
    siti.taps("Simpan", "Catat lagi", "R-002", "Telepon")
    for button in old:
        siti.presses(button).sees("Kabar itu sudah tersimpan.", "Isian Ibu berlanjut di sini:", "Kabar R-002")
    siti.taps("Semua baik", "1 minggu", "Simpan").sees("✅ Tersimpan", "R-002")
    assert saved(town) == 2


def test_an_old_button_leads_to_the_prompt_that_waits(town: Town, siti: Someone) -> None:
    """Whichever old button it is: of a prompt that was answered, of a form that is saved, of the menu."""
    town.case(siti, hours=1)
    town.case(siti, name="Fajar", hours=30)
    town.passes(hours=1)
    old = [siti.remembers(label) for label in ("Catat sekarang", "Belum terhubung", "Nanti", "Lewati")]
    siti.taps("Catat sekarang", "Kunjungan", "Semua baik", "1 minggu")
    old.append(siti.remembers("Batal"))
    siti.taps("Simpan")
    town.passes(hours=29)
    for button in old:
        siti.presses(button).finds("Ini yang sedang menunggu:\nIni waktu yang")


@pytest.mark.in_chat("on a page the same button of the same form is one act")
def test_a_tap_counts_again_once_something_else_was_said_or_some_time_has_passed(town: Town, siti: Someone) -> None:
    def links() -> int:
        return sum("Tautan untuk bergabung" in text for text in siti.phone.texts())

    town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Peserta")
    link = siti.remembers("Tautan sekali pakai")
    siti.presses(link).presses(link)
    assert links() == 1, "an impatient thumb"
    town.passes(seconds=6)
    siti.presses(link)
    assert links() == 2
    siti.types("halo").presses(link)
    assert links() == 3


def test_a_saved_check_in_is_corrected_as_a_new_version(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.checks_in("R-001").sees("Tersimpan")
    town.passes(days=1)
    siti.sends("/dampingan").taps("R-001", "Lihat nama").sees("Arman", "Setiap minggu.", "terhubung")
    siti.taps("Baca dan perbaiki", "24 Nov", "Perbaiki").sees("Perbaikan kabar R-001")
    siti.taps("Tambah catatan").types("Sudah punya KTP.")
    siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki", "24 Nov", "Perbaiki").sees("Sudah punya KTP.")
    siti.presses((siti.phone.last.id, "x")).sees("Perbaikan kabar R-001")  # an old button leads back to it
    siti.taps("Ubah isian", "Kontak")
    siti.taps("Telepon").sees("Kontak: Telepon", "Sudah punya KTP.")
    siti.taps("Simpan").sees("Mengapa diperbaiki?").taps("Salah pilih").sees("Tersimpan")
    siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki", "24 Nov").sees("versi ke-2", "Sudah punya KTP.")
    assert saved(town) == 1
    town.passes(minutes=11)
    siti.sees_no("Sudah punya KTP.", "versi ke-2")
    siti.sends("/menu").sees("Selamat")


@pytest.mark.in_chat("what is typed on a page stands in no chat, and is not changed there")
def test_a_note_that_is_too_long_is_not_lost(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    long = "Bercerita panjang lebar. " * 30
    siti.types(long).sees("ruangnya 500", "pesan di atas masih ada")
    assert siti.finds("Bercerita panjang lebar.").text == long
    siti.types("Bercerita.").sees("Kapan Ibu akan terhubung lagi?").taps("1 minggu", "Simpan").sees("Tersimpan")


def test_choosing_a_date_in_words(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Semua baik", "Pilih tanggal").sees("besok jam 9")
    siti.types("entah kapan").sees("belum saya pahami", "besok jam 9")
    siti.types("kemarin").sees("sudah lewat")
    siti.types("Jumat depan").sees("?")
    assert "Jum, 27 Nov, 09.00" in siti.labels and "Jum, 4 Des, 09.00" in siti.labels
    siti.types("bsk jam 2 siang").sees("Rabu, 25 November 2026 pukul 14.00 WIB", "Sudah benar?")
    siti.taps("Ganti").types("lusa").taps("Ya").sees("Kamis, 26 November 2026 pukul 09.00 WIB")
    siti.taps("Simpan").sees("Tersimpan")
    town.passes(days=2)
    siti.sees("Ini waktu yang sudah direncanakan.")


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_a_date_confirmed_too_late_is_asked_anew(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Semua baik", "Pilih tanggal").types("1 menit lagi")
    town.passes(hours=2)
    siti.taps("Ya").sees("Waktu itu sudah lewat.").types("1 menit lagi").taps("Ya", "Simpan").sees("Tersimpan")
    town.passes(minutes=1)
    siti.sees("Ini waktu yang sudah direncanakan.")


def test_the_prompt_arrives_and_is_answered(town: Town, siti: Someone) -> None:
    town.case(siti, hours=2)
    siti.sends("/menu")
    town.passes(hours=1, minutes=59)
    siti.sees("Tidak ada yang menunggu.")
    town.passes(minutes=1)
    prompt = siti.finds("Ini waktu yang sudah direncanakan.")
    assert prompt.text.splitlines()[0] == "Salam, Ibu. Ini waktu yang sudah direncanakan. Silakan dibuka saat longgar."
    assert prompt.protected
    siti.taps("Catat sekarang").sees("Kabar R-001").taps("Kunjungan", "Semua baik", "1 minggu", "Simpan")
    siti.sees("Tersimpan")
    town.passes(days=6)
    assert len([m for m in siti.phone.messages if "rencanakan" in m.text]) == 0


def test_a_check_in_saved_meanwhile_resolves_the_prompt(town: Town, siti: Someone) -> None:
    town.case(siti, hours=2)
    siti.checks_in("R-001").sees("Tersimpan")
    town.passes(hours=5)
    siti.sees("Tersimpan")


def test_later_in_an_hour_tomorrow_or_on_a_date(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(hours=1)
    now = siti.remembers("Catat sekarang")
    siti.taps("Nanti").sees("Kapan saya boleh mengingatkan lagi?")
    siti.taps("1 jam lagi").sees("Baik, Ibu. Saya ingatkan lagi Selasa, 24 November 2026 pukul 12.00 WIB.")
    town.passes(hours=1)
    siti.sees("Ini waktu yang sudah direncanakan.").taps("Nanti", "Besok pagi").sees("25 November 2026 pukul 09.00")
    town.passes(days=1)
    siti.taps("Nanti", "Pilih tanggal").types("lusa jam 10").taps("Ya").sees("27 November 2026 pukul 10.00")
    siti.presses(now).sees("Kabar R-001")
    town.passes(days=2)
    siti.taps("Nanti", "Kembali").sees("Ini waktu yang sudah direncanakan.", "Dampingan R-001")
    assert "Belum terhubung" in siti.labels


def test_not_reached_straight_from_the_prompt(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(hours=1)
    siti.taps("Belum terhubung").sees("Apa kendalanya?").taps("Belum diketahui", "3 hari", "Simpan").sees("Tersimpan")


def test_words_nobody_asked_for_and_other_things(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.types("halo").sees("Selamat pagi, Ibu.").types("/entahapa").sees("Selamat pagi")
    siti.phone.sends_photo()
    town.settles()
    siti.sees("Foto, suara, berkas, dan sejenisnya tidak disimpan")
    siti.sends("/catat").taps("R-001", "Pesan").types("baik").sees(
        "Dicatat dulu, belum disimpan: “baik”", "Bagaimana kabarnya?"
    )
    siti.sends("/batal").sees("Isiannya tetap ada").sends("/batal").sees("Selamat pagi").sends("/bantuan").sees("112")


def test_settings_change_the_address_and_the_clock(town: Town, siti: Someone) -> None:
    siti.sends("/atur").sees("Sapaan: Ibu", "WIB", "M-01").taps("Ubah sapaan", "Kak").sees("Sapaan: Kak")
    siti.taps("Ubah zona waktu", "WIT (").sees("Zona waktu: WIT").taps("Menu").sees("Selamat siang, Kak.")


def test_a_mentor_sees_only_their_own_people(town: Town, siti: Someone, yusuf: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", address="mas", supervisor=yusuf)
    case = town.case(siti)
    budi.sends("/dampingan").sees("Belum ada dampingan untuk Mas")
    budi.sends("/menu")
    for press in (
        CheckIn(case.id),
        CaseCard(case.id),
        PastCheckIns(case.id),
        ReadCheckIn(case.id, 1),
        CorrectCheckIn(case.id, 1),
    ):
        budi.forges(press).sees("tidak bersama Mas")
    budi.forges(Answer("contact", "visit", token="ff", form="checkin", about=case.id)).sees("tidak lagi bersama Mas")
    for answer in (RecordNow(1), Later(1), NotReached(1)):
        budi.forges(answer).sees("tidak lagi bersama Mas")
    for act in (Team(), NewCase(), Invite(), PersonCard(1), NewLink(1)):
        budi.forges(act).sees("Tombol itu dari layar lama.")
    budi.sees_no("R-001", "Arman")
    assert town.asks(backlog.waiting_rows)["inbox_failed"] == 0


def test_a_form_begins_with_its_first_question_and_an_old_back_takes_nothing(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/menu").forges(Again(token="zz")).sees("Tombol itu dari layar lama")
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    siti.taps_twice("Kembali").sees("Adakah yang perlu dibantu?")
