"""What needs a supervisor today, and the acts one tap away: greet, take over, hand on."""

import pytest
from sqlalchemy import update

from bot.domain.people import Role
from bot.domain.presses import (
    Attention,
    CheckIn,
    FlagList,
    Greet,
    HandOn,
    History,
    NewPhone,
    Pause,
    Referrals,
    Rhythm,
    TakeOver,
    UrgentWhat,
)
from bot.store.caseload import walls
from bot.store.engine.tables import cases
from tests.driver import Someone, Town


def test_a_flag_that_was_taken_on_a_day_ago_and_is_not_closed(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=60)
    siti.sends("/menu").taps("Mendesak", "R-001").taps("Penanda", "R-001", "Saya tangani")
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu perhatian")
    town.passes(days=1)
    yusuf.sends("/menu").taps("Perlu perhatian")
    yusuf.sees("R-001 (M-01): penanda mendesak sudah ditangani, tetapi belum ditutup")
    siti.sends("/menu").taps("Penanda", "R-001", "Tutup penanda").types("Sudah aman.")
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu perhatian")


def test_who_has_gone_silent_and_a_kind_greeting(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu perhatian")
    town.passes(days=4)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-001 (M-01): terbuka 3 hari")
    yusuf.taps("R-001", "Sapa pendamping").sees("disapa pada jam baik terdekat")
    siti.sees("Supervisor menitip salam", "R-001")
    yusuf.sends("/dampingan").taps("R-001", "Sapa pendamping").sees("sudah disapa hari ini")
    siti.taps("Catat sekarang", "Telepon", "Semua baik", "1 minggu", "Simpan").sees("Tersimpan")
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu perhatian")


def test_a_greeting_comes_once_about_the_same_silence_and_then_a_call_is_asked_for(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    town.case(siti, hours=1)
    town.passes(days=1)
    yusuf.sends("/dampingan").taps("R-001", "Sapa pendamping").sees("disapa pada jam baik terdekat")
    for _ in range(2):
        town.passes(days=1)
        yusuf.sends("/dampingan").taps("R-001", "Sapa pendamping").sees("sudah disapa pada Rab, 25 Nov", "Menelepon")
    assert siti.heard("Supervisor menitip salam") == 1
    assert yusuf.heard("Tiga hari lalu") == 0
    town.passes(days=1.5)
    assert "Dampingan R-001." in yusuf.finds("Tiga hari lalu").text
    yusuf.sees_no("Arman")


@pytest.mark.parametrize(
    "ends", [("Kunjungan", "Semua baik", "1 minggu"), ("Belum terhubung", "Sedang bekerja", "Besok")]
)
def test_what_is_recorded_after_a_greeting_asks_nobody_for_a_call(
    town: Town, yusuf: Someone, siti: Someone, ends: tuple[str, ...]
) -> None:
    town.case(siti, hours=1)
    town.passes(days=1)
    yusuf.sends("/dampingan").taps("R-001", "Sapa pendamping")
    town.passes(hours=1)
    siti.checks_in("R-001", *ends, "Simpan")
    town.passes(days=6)
    assert yusuf.heard("Tiga hari lalu") == 0


def test_twice_not_reached_is_the_supervisors_to_ask_about(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    for _ in range(2):
        siti.checks_in("R-001", "Belum terhubung", "Sedang bekerja", "Besok", "Simpan")
    yusuf.sees("Dua kali berturut-turut", "R-001").taps("Perlu perhatian").sees("2 kali belum terhubung")
    told = len(yusuf.phone.texts())
    siti.checks_in("R-001", "Belum terhubung", "Sedang bekerja", "Besok", "Simpan")
    assert len(yusuf.phone.texts()) == told, "each once"


def test_taking_over_and_handing_on(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    case = town.case(siti, hours=1)
    town.passes(hours=1)
    yusuf.sends("/menu").forges(CheckIn(case.id)).finds("tidak bersama Bapak")
    assert "Kunjungan" not in yusuf.labels
    old = siti.remembers("Catat sekarang")
    yusuf.sends("/dampingan").taps("R-001", "Ambil alih").sees("sendiri yang mendampingi R-001")
    yusuf.taps_twice("Ya, ambil alih").finds("Mulai sekarang R-001 bersama S-01")
    siti.sees("ada yang kini bersama pendamping lain").sees_no("bersama S-01")
    siti.presses(old).finds("Itu sudah selesai")
    yusuf.finds("Bapak mengambil alih, Sel, 24 Nov, 11.00.")
    yusuf.sends("/menu").taps("Catat kabar", "R-001", "Telepon", "Semua baik", "1 minggu", "Simpan").sees("Tersimpan")
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping").sees("Siapa yang mendampingi R-001").taps("M-02")
    yusuf.sees("R-001 bersama M-02")
    dewi.sees("Daftar dampingan Ibu bertambah")
    town.passes(days=7)
    dewi.sees("Ini waktu yang sudah direncanakan.", "R-001")


def test_another_team_cannot_act(town: Town, yusuf: Someone, siti: Someone) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    case = town.case(siti)
    wati.sends("/menu")
    for press in (Greet, TakeOver, HandOn, Rhythm, Pause, History, Referrals, UrgentWhat):
        wati.forges(press(case.id))
        assert "R-001" not in wati.screen, press
    wati.forges(TakeOver(case.id, sure=True)).sees_no("R-001")
    siti.sends("/menu").forges(TakeOver(case.id, sure=True)).sees("layar lama")


def test_flags_first_and_only_while_nobody_has_taken_them_on(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.case(siti, days=30)
    town.passes(days=4)
    siti.sends("/menu").taps("Mendesak", "R-002")
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-002 (M-01): ada penanda", "R-001 (M-01): terbuka")
    assert yusuf.screen.index("R-002") < yusuf.screen.index("R-001")
    yusuf.sends("/menu").taps("Penanda", "R-002", "Saya tangani").sends("/menu").taps("Perlu perhatian")
    assert "R-002" not in yusuf.screen and "R-001" in yusuf.screen


def test_an_ended_case_needs_no_look(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(days=4)
    town.asks(lambda tx: tx.execute(update(cases).values(status="closed", misses=2)))
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu perhatian")


def test_a_leave_with_a_cover_needs_no_look(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.case(siti, days=2)
    siti.sends("/atur").taps("Cuti", "Besok", "1 minggu", "M-02")
    yusuf.finds("cuti")
    yusuf.taps("Buka", "Setuju")
    town.passes(days=3)
    dewi.finds("Ini waktu yang sudah direncanakan.")
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu perhatian")


def test_an_alarm_waits_for_whoever_it_was_said_to(town: Town, yusuf: Someone, siti: Someone) -> None:
    """An old button shows it to them, before all that has waited longer; the mentor has nothing to answer there."""
    town.case(siti, days=30)
    for _ in range(2):
        siti.checks_in("R-001", "Belum terhubung", "Sedang bekerja", "Pilih tanggal").types("15 Desember").taps(
            "Ya", "Simpan"
        )
    yusuf.sees("Dua kali berturut-turut")
    old = {who: who.sends("/menu").phone.last.id for who in (yusuf, siti)}
    yusuf.presses((old[yusuf], "x")).sees("Dua kali berturut-turut")
    siti.presses((old[siti], "x")).sees("layar lama").sees_no("Dua kali berturut-turut")
    siti.sends("/menu").taps("Mendesak", "R-001")
    town.passes(minutes=20)
    old = {who: who.sends("/menu").phone.last.id for who in (yusuf, siti)}
    yusuf.presses((old[yusuf], "x"))
    assert "penanda mendesak" in yusuf.screen and "Dua kali" not in yusuf.screen
    siti.presses((old[siti], "x")).sees("layar lama").sees_no("Ada penanda mendesak")


def test_a_mentor_without_a_phone_is_seen_at_the_hour_of_a_contact(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    town.case(siti, hours=20)
    yusuf.sends("/menu").forges(NewPhone(siti.person.id, sure=True)).sees("Sudah diputus")
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu perhatian")
    town.passes(days=1)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-001 (M-01): yang mendampingi sedang tidak bisa dikirimi pesan")


def test_a_cover_without_a_phone_is_seen_too(town: Town, ratna: Someone, yusuf: Someone, siti: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.case(siti, days=2)
    siti.sends("/atur").taps("Cuti", "Besok", "1 minggu", "M-02")
    yusuf.finds("cuti")
    yusuf.taps("Buka", "Setuju").forges(NewPhone(dewi.person.id, sure=True))
    town.passes(days=3)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-001 (M-01): yang mendampingi sedang tidak bisa dikirimi pesan")


def test_a_wall_between_people_who_never_meet_shows_nothing(
    town: Town, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=rahmat)
    one, other = town.case(siti, days=9), town.case(dewi, "P", "Citra", days=9)
    town.case(siti, days=9)
    town.asks(lambda tx: walls.add(tx, None, one.id, other.id))
    for leader in (yusuf, rahmat):
        leader.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu perhatian")


def test_whom_a_wall_keeps_from_the_cover_is_nobodys_until_the_leave_is_over(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    """The wall was noted when the leave was agreed to already."""
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    one, other = town.case(siti, days=3), town.case(dewi, "P", "Citra", days=9)
    siti.sends("/atur").taps("Cuti", "Hari ini", "1 minggu", "M-02")
    yusuf.finds("cuti")
    yusuf.taps("Buka", "Setuju")
    town.asks(lambda tx: walls.add(tx, None, one.id, other.id))
    town.passes(days=4)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-001 (M-01): pendamping tidak bertugas, belum ada penggantinya")
    town.passes(days=4)
    yusuf.sends("/menu").taps("Perlu perhatian")
    assert "belum ada penggantinya" not in yusuf.screen, "the leave is over"


def test_nothing_needs_a_look_is_said_of_every_kind_of_service(town: Town, yusuf: Someone, siti: Someone) -> None:
    """The list shows one kind at a time: an empty one does not stand before one that is not."""
    town.case(siti, days=30)
    town.case(siti, "P", "Citra", hours=1)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu perhatian")
    assert "P (pemulihan)" not in yusuf.labels
    town.passes(days=4)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("P-001 (M-01): terbuka 3 hari").sees_no(
        "tidak ada dampingan yang perlu"
    )


def test_an_alarm_leads_to_the_list_it_stands_in(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.case(siti, "P", "Citra", days=30)
    town.passes(days=4)
    for _ in range(2):
        siti.checks_in("P-001", "Belum terhubung", "Sedang bekerja", "Besok", "Simpan")
    yusuf.sees("Dua kali berturut-turut", "P-001").taps("Perlu perhatian").sees("P-001 (M-01): 2 kali").sees_no("R-001")
    yusuf.taps("R (reintegrasi)").sees("R-001 (M-01): terbuka 3 hari")


def test_a_page_that_has_gone_is_not_an_empty_list(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(days=4)
    siti.sends("/menu").taps("Mendesak", "R-001")
    yusuf.sends("/menu").forges(Attention(page=1)).sees("R-001 (M-01)")
    yusuf.sends("/menu").forges(FlagList(page=1)).sees("R-001")
