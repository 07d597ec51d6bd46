"""Leave, from asked for to ended: what stands on the screens, and who hears what."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.people import Role
from bot.domain.presses import AgreeLeave, EndLeave, LeaveCard, Suspend
from bot.store.people import people
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import stands_in

pytestmark = ON_ONE_DATABASE


def asks_for_leave(who: Someone, cover: str, *days: str) -> Someone:
    """From the settings on."""
    return who.sends("/atur").taps("Cuti", *(days or ("Besok", "3 hari")), cover)


def test_leave_that_was_asked_for_is_taken_back(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    asks_for_leave(siti, "M-02").sees("Supervisor yang memutuskan", "Rabu, 25 November 2026 sampai Jumat, 27 November")
    siti.sends("/atur").taps("Cuti").sees("menunggu keputusan supervisor", "Pengganti: M-02")
    siti.taps("Tarik permohonan").sees("Permohonan cuti Ibu sudah ditarik.")
    siti.sends("/atur").taps("Cuti").sees("Mulai hari apa")


def test_leave_of_one_day_and_of_none_who_covers(town: Town, yusuf: Someone, siti: Someone) -> None:
    asks_for_leave(siti, "Belum ada", "Besok", "1 hari").sees("Rabu, 25 November 2026")
    assert "sampai" not in siti.screen
    siti.sends("/atur").taps("Cuti").sees("Pengganti: belum ada")


def test_the_last_day_comes_after_the_first_within_half_a_year(town: Town, siti: Someone) -> None:
    siti.sends("/atur").taps("Cuti", "Seminggu lagi", "Pilih tanggal").types("Jumat").taps("Ya", "Belum ada")
    siti.sees("Hari terakhir").taps("Pilih tanggal").types("1 November 2027").taps("Ya", "Belum ada")
    siti.sees("Hari terakhir").taps("1 minggu", "Belum ada").sees("Selasa, 1 Desember 2026 sampai Senin, 7 Desember")


def test_agreed_leave_is_called_off_before_it_begins_and_ended_after(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.case(siti)
    asks_for_leave(siti, "M-02")
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Permohonan cuti", "✅ Setuju")
    siti.sends("/atur").taps("Cuti").sees("Disetujui.").taps("Batalkan cuti").sees("Cuti Ibu sudah dibatalkan.")
    assert budi.heard("tidak lagi menggantikan M-01") == 1
    stands_in(town, yusuf, siti, budi)
    siti.sends("/atur").taps("Cuti", "Akhiri sekarang").sees("Cuti sudah berakhir; pengingat datang ke Ibu lagi.")
    siti.forges(EndLeave(1)).sees("Cuti sudah berakhir")
    stands_in(town, yusuf, siti, None)
    town.clock.at += timedelta(minutes=1)
    siti.forges(EndLeave(1)).sees("Disetujui.")


def test_a_leaders_leave_is_the_admins_to_decide(
    town: Town, ratna: Someone, yusuf: Someone, rahmat: Someone, siti: Someone
) -> None:
    asks_for_leave(yusuf, "S-02").sees("Admin yang memutuskan")
    yusuf.sends("/atur").taps("Cuti").sees("menunggu keputusan admin", "Pengganti: S-02")
    assert ratna.heard("S-01 mengajukan cuti.") == 1 and not rahmat.heard("mengajukan cuti.")
    yusuf.taps("Tarik permohonan").sends("/atur").taps("Cuti", "Besok", "3 hari")
    assert not any("M-01" in label for label in yusuf.labels)
    stands_in(town, ratna, yusuf, rahmat)
    yusuf.sends("/atur").taps("Cuti", "Akhiri sekarang").sees("Cuti Bapak sudah selesai.")


def test_nobody_covers_who_is_away_or_has_not_joined(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    other = town.joins(Role.SUPERVISOR, "Wati")
    town.joins(Role.MENTOR, "Fajar", supervisor=other)
    yusuf.sends("/menu").taps("Undang pendamping").types("Gita")
    stands_in(town, yusuf, budi, None, days=20)
    siti.sends("/atur").taps("Cuti", "Besok", "3 hari")
    assert [label for label in siti.labels if label.startswith("M-")] == ["M-03 Dewi, 0 dampingan"]
    town.clock.at += timedelta(days=21)
    siti.sends("/atur").taps("Cuti", "Besok", "3 hari")
    assert [label[:4] for label in siti.labels if label.startswith("M-")] == ["M-02", "M-03"]


def test_leave_that_never_began_is_called_off_and_nobody_is_back(town: Town, yusuf: Someone, siti: Someone) -> None:
    """It would have begun at midnight, which is today still by the clock of the rows."""
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    asks_for_leave(siti, "M-02")
    yusuf.taps("Buka", "✅ Setuju")
    siti.sends("/atur").taps("Cuti", "Batalkan cuti")
    assert budi.heard("tidak lagi menggantikan M-01") == 1 and not budi.heard("M-01 sudah kembali")


def test_nobody_hears_that_a_leave_is_taken_back_who_was_never_named(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    asks_for_leave(siti, "M-02", "Hari ini", "3 hari").sends("/atur").taps("Cuti", "Tarik permohonan")
    assert not budi.heard("menggantikan M-01") and not budi.heard("M-01")


def test_the_days_are_those_of_whoever_is_away(town: Town, yusuf: Someone, siti: Someone) -> None:
    """At eleven in the evening of Jakarta it is midnight in Makassar."""
    town.asks(lambda tx: people.settle(tx, yusuf.person, zone="Asia/Makassar"))
    asks_for_leave(siti, "Belum ada")
    yusuf.taps("Buka").sees("Rabu, 25 November 2026 sampai Jumat, 27 November 2026")


def test_an_admin_does_not_decide_about_leave_over_the_head_of_whoever_leads(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    asks_for_leave(siti, "Belum ada")
    ratna.sends("/menu").forges(AgreeLeave(1)).sees("Hal itu sudah diputuskan")
    ratna.forges(LeaveCard(1)).sees("Hal itu sudah diputuskan")
    assert not siti.heard("Cutinya sudah disetujui")


def test_whoever_covers_reads_the_days_of_whoever_is_away(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.asks(lambda tx: people.settle(tx, budi.person, zone="Asia/Makassar"))
    asks_for_leave(siti, "M-02")
    yusuf.taps("Buka", "✅ Setuju")
    budi.finds("menggantikan M-01 dari Rab, 25 Nov sampai Jum, 27 Nov.")


def test_whoever_decides_alone_reads_to_whom_the_reminders_come(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    ratna.sends("/menu").forges(Suspend(yusuf.person.id, suspended=True))
    asks_for_leave(siti, "Belum ada").sees("Admin yang memutuskan")
    ratna.taps("Buka").sees("pengingatnya datang ke Ibu")
    assert "timnya" not in ratna.screen
    siti.sends("/atur").taps("Cuti").sees("menunggu keputusan admin")
