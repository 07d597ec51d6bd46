"""A check-in in which something is urgent is on somebody's phone; a slip of the thumb is mended in time."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.domain.people import Role
from bot.domain.presses import OwnSlip, Save, Slip, Talk
from bot.store.caseload.cases import Case
from bot.store.engine.tables import audit, flags
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_asking_and_answering import begins, corrects
from tests.stories.test_urgent import ALERT

LEVELS = ("Kunjungan", "Ada yang perlu dicatat", "Rasa aman", "Mendesak", "Lanjut", "Tidak ada", "Tanpa catatan")
FINE = ("Kunjungan", "Ada yang perlu dicatat", "Rasa aman", "Perlu perhatian", "Lanjut", "Tidak ada", "Tanpa catatan")
SLIPPED, STILL = "M-01 mengabarkan: penanda R-001 tadi salah ketuk dan sudah ditutup.", "mohon tetap hubungi"
TOLD, LEFT, IN_HAND = "sedang diberi tahu", "tangani sendiri", "sedang ditangani"
SEES_TO_IT = "Saya tangani, simpan"
LATE = "padahal ada yang mendesak. Bisakah dalam tiga hari?"


def raised(town: Town) -> int:
    return int(town.asks(lambda tx: tx.execute(select(func.count()).select_from(flags)).scalar_one()))


def noted(town: Town, verb: str) -> int:
    found = select(func.count()).select_from(audit).where(audit.c.verb == verb)
    return int(town.asks(lambda tx: tx.execute(found).scalar_one()))


def test_it_reaches_whoever_is_on_duty_without_a_word_of_what_it_is(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    begins(siti, *LEVELS, "Besok").sees("Saat disimpan, supervisor piket diberi tahu, tanpa isi catatan.")
    assert raised(town) == 0, "nothing before it is saved"
    siti.taps_twice("Simpan").sees("✅ Tersimpan", "Supervisor piket sedang diberi tahu", "telepon supervisor", "112")
    assert raised(town) == 1 and yusuf.heard(ALERT) == 1
    yusuf.sees_no("R-001", "Rasa aman", "Arman")
    town.passes(minutes=16)
    assert yusuf.heard(ALERT) + yusuf.heard("mendesak") >= 1
    yusuf.sends("/menu").taps("Penanda", "R-001").sees("belum disebutkan", "M-01").taps("Saya tangani")
    siti.sees("S-01 sudah menangani penanda itu.")


def test_the_next_on_duty_hears_of_it_where_nobody_takes_it_on(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    town.passes(hours=13)  # 23.00: what is urgent does not wait for the morning
    begins(siti, *LEVELS, "Besok", "Simpan")
    assert yusuf.heard(ALERT) == 1 and not wati.heard(ALERT)
    town.passes(minutes=15)
    assert wati.heard(ALERT) == 1


@pytest.mark.parametrize("levels", [LEVELS, FINE])
def test_whoever_sees_to_it_themselves_alarms_nobody_and_neither_does_what_is_not_urgent(
    town: Town, yusuf: Someone, siti: Someone, case: Case, levels: tuple[str, ...]
) -> None:
    begins(siti, *levels, *(("Besok", "Saya tangani") if levels is LEVELS else ("1 minggu", "Simpan")))
    siti.sees("✅ Tersimpan")
    assert ("tangani sendiri, jadi belum ada yang diberi tahu" in siti.screen) == (levels is LEVELS)
    assert ("🆘 Mendesak" in siti.labels) == (levels is LEVELS), "help is one tap away all the same"
    town.passes(hours=3)
    assert raised(town) == 0 and yusuf.heard("mendesak") == 0
    assert noted(town, "seen_to") == (levels is LEVELS)


def test_of_what_is_known_already_nobody_is_told_twice(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    begins(siti, *LEVELS, "Besok").taps("🆘 Mendesak", "Ancaman", "Lanjut mencatat kabar")
    assert SEES_TO_IT not in siti.labels and "Saat disimpan" not in siti.screen
    siti.sees("tidak memberi tahu siapa pun lagi").taps("Simpan").sees("Supervisor piket sedang diberi tahu")
    assert raised(town) == 1 and yusuf.heard(ALERT) == 1
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani")
    begins(siti, *LEVELS, "Besok", "Simpan").sees(IN_HAND, "112")
    assert "🆘 Mendesak" in siti.labels, "it may be something else"
    assert raised(town) == 1, "somebody has it in hand"
    town.passes(hours=13)
    begins(siti, *LEVELS, "Besok", "Simpan")
    assert raised(town) == 2, "that was another day"
    yusuf.taps("Penanda")
    assert yusuf.screen.count("R-001") == 2


def test_what_is_put_right_as_urgent_rings_and_what_was_urgent_before_does_not(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    begins(siti, *FINE, "1 minggu", "Simpan")
    corrects(siti).taps("Ubah isian", "Bidang", "Rasa aman", "Mendesak", "Lanjut").sees("Saat disimpan")
    siti.taps("Simpan", "Salah pilih atau salah ketik").sees("Supervisor piket sedang diberi tahu")
    assert raised(town) == 1 and yusuf.heard(ALERT) == 1
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Tutup penanda").types("Sudah aman.")
    corrects(siti).taps("Simpan", "Ada yang perlu ditambahkan")
    assert raised(town) == 1


def test_a_correction_that_somebody_sees_to_rings_nowhere(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    begins(siti, *FINE, "1 minggu", "Simpan")
    corrects(siti).taps("Ubah isian", "Bidang", "Rasa aman", "Mendesak", "Lanjut")
    siti.taps("Saya tangani", "Salah pilih atau salah ketik").sees("tangani sendiri")
    assert raised(town) == 0 and yusuf.heard(ALERT) == 0 and noted(town, "seen_to") == 1


@pytest.mark.in_chat("on a page the same button of the same form is one act")
def test_the_receipt_says_what_was_done_and_later_only_what_still_is_so(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    begins(siti, *LEVELS, "Besok")
    save = siti.remembers("Simpan")
    siti.taps("Simpan").sees(TOLD)
    assert "🆘 Mendesak" not in siti.labels, "it rings already"
    town.passes(minutes=2)
    siti.presses(save).sees("✅ Tersimpan", TOLD)
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani")
    town.passes(minutes=2)
    assert IN_HAND in siti.presses(save).finds("✅ Tersimpan").text
    yusuf.taps("Tutup penanda").types("Sudah aman.")
    town.passes(minutes=2)
    said = siti.presses(save).finds("✅ Tersimpan").text
    assert "R-001" in said and not {words for words in (TOLD, LEFT, IN_HAND) if words in said}


@pytest.mark.in_chat("on a page the same button of the same form is one act")
def test_what_somebody_sees_to_is_said_again_until_somebody_is_told(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    begins(siti, *LEVELS, "Besok")
    save = siti.remembers(SEES_TO_IT)
    siti.taps(SEES_TO_IT).sees(LEFT, "112", "119, lalu tekan 8")
    assert "🆘 Mendesak" in siti.labels
    town.passes(minutes=2)
    siti.presses(save).sees("✅ Tersimpan", LEFT)
    yusuf.sends("/dampingan").taps("R-001", "Mendesak", "Ancaman", "Salah ketuk")
    town.passes(minutes=2)
    said = siti.presses(save).finds("✅ Tersimpan")
    assert LEFT not in said.text, "somebody was told meanwhile"


@pytest.mark.in_chat("on a page the same button of the same form is one act")
def test_what_they_saw_to_earlier_says_nothing_of_a_later_one(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    begins(siti, *LEVELS, "Besok", SEES_TO_IT).sees(LEFT)
    town.passes(minutes=30)
    siti.sends("/menu").taps("🆘 Mendesak", "R-001")
    town.passes(minutes=1)
    begins(siti, *LEVELS, "Besok")
    save = siti.remembers("Simpan")
    siti.taps("Simpan").sees(TOLD)
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Tutup penanda").types("Sudah aman.")
    town.passes(minutes=2)
    said = siti.presses(save).finds("✅ Tersimpan").text
    assert not {words for words in (TOLD, LEFT, IN_HAND) if words in said}


def test_what_was_known_at_the_summary_and_is_over_meanwhile_rings_and_says_so(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    siti.sends("/menu").taps("Mendesak", "R-001")
    town.passes(minutes=1)
    begins(siti, *LEVELS, "Besok").sees("tidak memberi tahu siapa pun lagi")
    town.passes(minutes=1)
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Tutup penanda").types("Sudah aman.")
    said = siti.taps("Simpan").finds("Penanda yang tadi sudah tidak berlaku")
    assert "supervisor piket diberi tahu lagi" in said.text and "112" in said.text
    assert raised(town) == 2 and yusuf.heard(ALERT) == 2
    siti.taps("Salah ketuk").finds("Catatannya tetap tersimpan.")
    begins(siti, *LEVELS, "Besok", "Simpan").sees(TOLD)
    assert "sudah tidak berlaku" not in siti.screen, "the summary said so this time"


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_what_is_in_hand_for_long_counts_no_more_by_the_time_it_is_saved(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    siti.sends("/menu").taps("Mendesak", "R-001")
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani")
    town.passes(hours=11)
    begins(siti, *LEVELS, "Besok").sees("tidak memberi tahu siapa pun lagi")
    town.passes(hours=2)
    siti.taps("Simpan").sees("sudah tidak berlaku")
    assert raised(town) == 2
    town.passes(hours=14)
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani")
    town.passes(hours=14)
    begins(siti, *LEVELS, "Besok").sees("Saat disimpan")
    town.passes(minutes=1)
    siti.taps("Simpan").sees(TOLD)
    assert "sudah tidak berlaku" not in siti.screen, "it did not count at the summary either"


def test_what_they_want_noted_nowhere_is_urgent_all_the_same(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    """They said so while the summary, which said that it rings, stood on the screen."""
    begins(siti, *LEVELS, "Besok").sees("Saat disimpan")
    arman.sends("/data").taps("Persetujuan saya", "Catatan")
    siti.taps("Simpan").finds("agar tidak ada catatan")
    siti.finds(TOLD)
    assert raised(town) == 1 and yusuf.heard(ALERT) == 1


def test_what_is_put_right_after_the_end_rings_nowhere_and_says_so(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    begins(siti, *FINE, "1 minggu", "Simpan")
    corrects(siti).taps("Ubah isian", "Bidang", "Rasa aman", "Mendesak", "Lanjut").sees("Saat disimpan")
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Akhiri").types("R-001").sees("Pendampingan selesai")
    siti.taps("Simpan", "Salah pilih atau salah ketik").sees("belum ada yang diberi tahu", "112")
    assert raised(town) == 0


def test_each_way_to_save_has_a_row_of_its_own(town: Town, siti: Someone, case: Case) -> None:
    begins(siti, *LEVELS, "1 minggu")
    rows = [[button.label for button in row] for row in siti.rows]
    assert rows[:3] == [["💾 Simpan"], [SEES_TO_IT], ["Lebih awal", "Ubah isian"]] and len(rows) == 4


def test_a_choice_whose_words_would_wrap_has_a_row_of_its_own(town: Town, siti: Someone, case: Case) -> None:
    begins(siti, "Kunjungan")
    rows = [[button.label for button in row] for row in siti.rows]
    assert rows[:2] == [["Semua baik"], ["Ada yang perlu dicatat"]]
    siti.taps("Kembali", "Belum terhubung")
    assert len(siti.rows[0]) == 2, "of many, two stand in a row"


def test_where_there_is_room_no_more_than_two_stand_in_a_row(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Kontak aman", "Isi", "Boleh")
    rows = [[button.label for button in row] for row in arman.rows]
    assert rows[0] == ["Datang langsung", "Telepon"] and len(rows) == 4
    arman.types("/batal")
    arman.types("mau mati aja").sees("1. Panggilan darurat 112", "2. Teman bicara")
    assert [len(row) for row in arman.rows] == [1, 1, 1, 2]


def test_the_next_days_come_first_and_a_late_one_is_asked_about(town: Town, siti: Someone, case: Case) -> None:
    begins(siti, *LEVELS)
    assert siti.labels[:5] == ["Besok", "2 hari", "3 hari", "1 minggu", "Pilih tanggal"]
    siti.taps("3 hari").sees("Kontak berikut: Jumat, 27 November 2026")
    assert LATE not in siti.screen and "Lebih awal" not in siti.labels
    siti.taps("Ubah isian", "Kontak berikut", "1 minggu").sees(f"Kontak berikutnya baru Sel, 1 Des, {LATE}")
    siti.taps("Lebih awal", "2 hari").sees("Kontak berikut: Kamis, 26 November 2026")
    assert LATE not in siti.screen
    siti.taps("Ubah isian", "Kontak berikut", "Pilih tanggal").types("5 januari").taps("Ya").sees(LATE)
    siti.taps("Simpan").sees("✅ Tersimpan", "5 Januari 2027")
    assert LATE not in siti.screen


def test_without_anything_urgent_weeks_come_first_and_nothing_is_asked(town: Town, siti: Someone, case: Case) -> None:
    begins(siti, *FINE)
    assert siti.labels[:4] == ["1 minggu", "2 minggu", "4 minggu", "8 minggu"]
    siti.taps("8 minggu")
    assert LATE not in siti.screen and "Lebih awal" not in siti.labels and SEES_TO_IT not in siti.labels


def test_old_weeks_of_a_form_that_became_urgent_are_asked_about(town: Town, siti: Someone, case: Case) -> None:
    begins(siti, *FINE, "8 minggu").taps("Ubah isian", "Bidang", "Rasa aman", "Mendesak", "Lanjut").sees(LATE)


# -- a slip of the thumb -----------------------------------------------------------------------------------------------


def test_a_slip_is_taken_back_within_five_minutes_and_whoever_heard_hears_that(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    siti.sends("/menu").taps("Mendesak", "R-001").sees("Penanda R-001 dinaikkan")
    town.passes(minutes=4)
    siti.taps_twice("Salah ketuk")
    assert siti.heard("Penandanya sudah ditutup") + ("Penandanya sudah ditutup" in siti.screen) >= 1
    assert yusuf.heard(SLIPPED) == 1 and siti.heard(SLIPPED) == 0
    assert not siti.heard("Catatannya") and "Catatannya" not in siti.screen, "nothing was written here"
    yusuf.sends("/menu").taps("Penanda").sees("Tidak ada penanda yang terbuka.")
    before = len(yusuf.phone.texts())
    town.passes(hours=4)
    assert len(yusuf.phone.texts()) == before, "it does not ring any more"
    assert noted(town, "flag_retracted") == 1


@pytest.mark.parametrize("late", ["minutes", "taken"])
def test_it_is_too_late_for_a_slip_after_five_minutes_or_once_somebody_has_it(
    town: Town, yusuf: Someone, siti: Someone, case: Case, late: str
) -> None:
    siti.sends("/menu").taps("Mendesak", "R-001")
    slip = siti.remembers("Salah ketuk")
    if late == "taken":
        yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani")
    else:
        town.passes(minutes=6)
    assert "telepon supervisor" in siti.presses(slip).finds("tidak bisa ditarik").text
    assert yusuf.heard("salah ketuk") == 0 and noted(town, "flag_retracted") == 0
    yusuf.sends("/menu").taps("Penanda").sees("R-001")


def test_nobody_else_calls_it_a_slip(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    siti.sends("/menu").taps("Mendesak", "R-001")
    yusuf.forges(Slip(1)).sees("tidak bisa ditarik")
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    dewi.sends("/menu").forges(Slip(1))
    assert noted(town, "flag_retracted") == 0
    yusuf.sends("/menu").taps("Penanda").sees("R-001")


def test_the_flag_of_a_check_in_may_be_a_slip_too(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    begins(siti, *LEVELS, "Besok", "Simpan", "Salah ketuk").sees("Penandanya sudah ditutup")
    siti.sees("Catatannya tetap tersimpan.")
    assert yusuf.heard(SLIPPED) == 1
    siti.forges(Save("", True))
    assert raised(town) == 1


@ON_ONE_DATABASE
def test_a_flag_beside_an_earlier_check_in_did_not_come_with_it(town: Town, siti: Someone, case: Case) -> None:
    begins(siti, *FINE, "1 minggu", "Simpan")
    town.passes(minutes=2)
    siti.sends("/menu").taps("Mendesak", "R-001", "Salah ketuk").sees("Penandanya sudah ditutup")
    assert "Catatannya" not in siti.screen, "nothing was written with it"


def test_a_participants_slip_is_passed_on_and_rings_on(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    """Another hand may hold the phone: nothing that is tapped on it takes an alarm back."""
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang", "Salah ketuk").sees("Tidak apa-apa")
    assert yusuf.heard(STILL) == 1 and siti.heard(STILL) == 1 and raised(town) == 1
    yusuf.sends("/menu").taps("Penanda").sees("R-001: menunggu sejak")
    town.passes(minutes=16)
    yusuf.sees("mendesak")
    assert noted(town, "flag_slip") == 1 and noted(town, "flag_retracted") == 0


def test_a_participants_slip_is_passed_on_once_however_often_it_is_tapped(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    slip = arman.remembers("Salah ketuk")
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani")
    arman.taps("Salah ketuk").sees("Tidak apa-apa")
    assert yusuf.heard(STILL) == 1, "also whoever has taken it on, and is on their way"
    for _ in range(2):
        town.passes(minutes=1.5)
        arman.presses(slip).sees("Tidak apa-apa")
    assert yusuf.heard(STILL) == 1 and siti.heard(STILL) == 1 and noted(town, "flag_slip") == 1
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang", "Salah ketuk")
    assert yusuf.heard(STILL) == 2 and noted(town, "flag_slip") == 2, "that was another call"


@pytest.mark.parametrize("minutes", [1, 7, 9.5, 11])
def test_before_the_pin_nothing_tells_that_a_call_was_asked_for_before(
    town: Town, siti: Someone, arman: Someone, minutes: float
) -> None:
    """Whoever holds the phone then asks for one too, and calls it a slip: the screens are those of a first call."""
    arman.sends("/atur").taps("PIN").types("258013").types("258013")
    shown = []
    for _ in range(2):
        arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang").sees("Sudah diteruskan")
        shown.append((arman.screen, arman.labels))
        town.passes(minutes=minutes)
    assert shown[0] == shown[1] and "Salah ketuk" in shown[0][1]
    assert raised(town) == (1 if minutes < 10 else 2), "of minutes ago it is the same call, still ringing"


def test_a_slip_of_a_call_that_was_asked_for_before_is_passed_on_as_of_a_first_one(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    town.passes(minutes=9)
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    slip = arman.remembers("Salah ketuk")
    town.passes(minutes=4)
    arman.presses(slip).sees("Tidak apa-apa")
    assert raised(town) == 1 and yusuf.heard(STILL) == 1 and noted(town, "flag_slip") == 1
    town.passes(minutes=3)
    arman.presses(slip)
    assert "Tidak apa-apa" not in arman.screen


@ON_ONE_DATABASE
def test_a_slip_of_what_somebody_has_closed_is_told_to_nobody(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    slip = arman.remembers("Salah ketuk")
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Tutup penanda").types("Sudah bicara.")
    arman.presses(slip)
    assert "Tidak apa-apa" not in arman.screen
    assert yusuf.heard(STILL) == 0 and noted(town, "flag_slip") == 0


def test_what_the_mentor_raised_is_not_the_participants_and_the_other_way_round(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    """Each is a flag of its own: a slip of one says nothing of the other, and takes nothing of it back."""
    siti.sends("/menu").taps("Mendesak", "R-001")
    mentors = siti.remembers("Salah ketuk")
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    assert raised(town) == 2 and yusuf.heard(ALERT) == 2
    arman.taps("Salah ketuk").sees("Tidak apa-apa")
    assert noted(town, "flag_slip") == 1
    siti.presses(mentors)
    assert noted(town, "flag_retracted") == 1
    yusuf.sends("/menu").taps("Penanda").sees("R-001: menunggu sejak").taps("R-001").sees("oleh peserta")


def test_a_participants_slip_is_of_their_own_call_and_not_of_what_was_raised_since(
    town: Town, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    siti.sends("/menu").taps("Mendesak", "R-001")
    arman.taps("Salah ketuk").sees("Tidak apa-apa")
    found = select(audit.c.subject_id).where(audit.c.verb == "flag_slip")
    first = select(func.min(flags.c.id))
    assert town.asks(lambda tx: tx.execute(found).scalar_one() == tx.execute(first).scalar_one())


def test_a_mentors_flag_leaves_the_participants_call_as_it_is(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    siti.sends("/menu").taps("Mendesak", "R-001", "Salah ketuk").sees("Penandanya sudah ditutup")
    assert raised(town) == 2
    yusuf.sends("/menu").taps("Penanda").sees("R-001: menunggu sejak")
    siti.sends("/menu").taps("Mendesak", "R-001")
    town.passes(minutes=2)
    siti.sends("/menu").taps("Mendesak", "R-001")
    assert raised(town) == 3, "their own of minutes ago is the same"


def test_after_a_quarter_of_an_hour_a_participants_slip_says_nothing_more(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    slip = arman.remembers("Salah ketuk")
    town.passes(minutes=16)
    arman.presses(slip).sees("Bila ada yang menghubungi")
    assert "Tidak apa-apa" not in arman.screen and yusuf.heard(STILL) == 0
    siti.sends("/menu").forges(OwnSlip())
    assert noted(town, "flag_slip") == 0


def test_a_wish_to_talk_is_asked_about_once(town: Town, yusuf: Someone, siti: Someone) -> None:
    siti.sends("/atur").taps("Saya butuh teman bicara").sees("Hanya itu yang disampaikan")
    assert yusuf.heard("ingin bicara") == 0
    siti.taps("Kembali")
    assert yusuf.heard("ingin bicara") == 0
    siti.taps("Saya butuh teman bicara", "Ya, sampaikan").sees("Hanya supervisor yang diberi tahu")
    assert yusuf.heard("ingin bicara") == 1
    siti.forges(Talk())
    assert yusuf.heard("ingin bicara") == 1


def test_after_a_slip_a_call_is_a_new_one(town: Town, yusuf: Someone, siti: Someone, arman: Someone) -> None:
    """A feared hand tapped the slip; minutes later the person has their phone back, and calls."""
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang", "Salah ketuk").sees("Tidak apa-apa")
    town.passes(minutes=2)
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang").sees("Sudah diteruskan")
    assert raised(town) == 2 and yusuf.heard(ALERT) == 2
    yusuf.sends("/menu").taps("Penanda")
    first, second = (label for label in yusuf.labels if label.startswith("R-001"))
    assert first != second, "two flags of one person are told apart"
