"""People come and go: a leader leaves, returns, is kept out; teams and caseloads move, and nobody is left alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.domain.people import Role
from bot.domain.presses import (
    AgreeLeave,
    AgreePhone,
    Attention,
    CaseCard,
    HandAllTo,
    LedBy,
    NewLink,
    NewPhone,
    PersonCard,
    Remove,
    StandInIs,
    Suspend,
    TakeFlag,
)
from bot.store.caseload import walls
from bot.store.caseload.cases import Case
from bot.store.engine.tables import people as people_table
from bot.store.people import leading, people, phones
from tests.driver import Someone, Town
from tests.stories.test_caseload import stands_in


def leader_of(town: Town, mentor: Someone) -> int | None:
    return town.asks(
        lambda tx: tx.execute(
            select(people_table.c.supervisor_id).where(people_table.c.id == mentor.person.id)
        ).scalar()
    )


def test_a_mentor_has_another_supervisor(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    town.case(siti)
    ratna.sends("/menu").taps("Petugas", "M-01").sees("M-01 Siti: 1 dampingan", "Supervisor: S-01")
    ratna.taps("Ganti supervisor").sees("Siapa supervisor M-01 mulai sekarang?", "S-02 Rahmat: 0 pendamping")
    assert not any("S-01" in label for label in ratna.labels), "who leads them already is no choice"
    ratna.taps("S-02").sees("Mulai sekarang supervisor M-01 adalah S-02.", "Supervisor: S-02")
    siti.finds("Mulai sekarang supervisor Ibu adalah S-02.")
    rahmat.finds("Tim Bapak bertambah")
    yusuf.finds("Mulai sekarang M-01 bersama supervisor lain.")
    rahmat.sends("/dampingan").sees("R-001").sends("/menu").taps("Tim saya").sees("M-01 Siti: 1 dampingan")
    yusuf.sends("/dampingan").sees_no("R-001")


def test_a_supervisor_who_leaves_hands_the_team_on_first(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    case = town.case(siti, hours=1)
    ratna.sends("/menu").taps("Petugas", "S-01", "Keluarkan")
    ratna.sees("Siapa yang meneruskan tim S-01? Pendamping: 1.", "S-02 Rahmat").taps("S-02")
    ratna.sees("Mengeluarkan S-01", "Diteruskan oleh S-02 (pendamping: 1, dampingan sendiri: 0).").types("S-01")
    ratna.sees("Sudah dikeluarkan.")
    assert leader_of(town, siti) == rahmat.person.id
    siti.finds("Mulai sekarang supervisor Ibu adalah S-02.")
    yusuf.sends("/menu").sees("undangan").forges(CaseCard(case.id)).sees_no("Arman")
    rahmat.sends("/dampingan").taps("R-001", "Lihat nama").sees("Arman")
    ratna.sends("/menu").taps("Petugas").sees_no("Tanpa supervisor")


@pytest.mark.parametrize("stands_in", [False, True], ids=["somebody else", "whoever stands in"])
def test_a_team_and_its_leaders_own_case_go_on_together_though_a_wall_was_noted_between_them(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone, stands_in: bool
) -> None:
    """Who are together already are no news to anybody: neither stays behind with somebody who is gone."""
    case, own = town.case(siti, hours=1), town.case(yusuf, track="P", name="Citra")
    town.asks(lambda tx: walls.add(tx, ratna.person, case.id, own.id))
    if stands_in:
        yusuf.sends("/atur").taps("Cuti", "Hari ini", "3 hari", "S-02 Rahmat")
        ratna.taps("Buka", "Setuju")
    ratna.sends("/menu").taps("Petugas", "S-01", "Keluarkan", "S-02").types("S-01").sees("Sudah dikeluarkan.")
    assert leader_of(town, siti) == rahmat.person.id
    siti.finds("Mulai sekarang supervisor Ibu adalah S-02.")
    rahmat.sends("/dampingan").sees("R-001").taps("P (pemulihan)").sees("P-001")


def test_without_anybody_to_take_over_a_supervisor_stays(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    ratna.sends("/menu").taps("Petugas", "S-01", "Keluarkan").sees("S-01 belum bisa dikeluarkan")
    ratna.forges(Remove(yusuf.person.id, yusuf.person.id)).sees("S-01 belum bisa dikeluarkan")
    yusuf.sends("/menu").taps("Tim saya").sees("M-01")


def test_an_orphaned_team_is_a_list_mended_from_the_same_screen(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    """As an older database has it: the supervisor was removed, and nothing ever changed whose team it was."""
    town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)

    def orphaned(tx: object) -> None:
        tx.execute(update(people_table).where(people_table.c.id == yusuf.person.id).values(status="removed", chat=None))  # type: ignore[attr-defined]

    town.asks(orphaned)
    ratna.sends("/menu").taps("Petugas", "Tanpa supervisor (2)").sees("M-01 Siti", "M-02 Dewi")
    ratna.taps("M-01", "S-02").sees("Mulai sekarang supervisor M-01 adalah S-02.", "M-02 Dewi").sees_no("M-01 Siti: ")
    ratna.taps("M-02", "S-02").sees("Mulai sekarang supervisor M-02 adalah S-02.")
    ratna.sends("/menu").taps("Petugas")
    assert not any("Tanpa supervisor" in label for label in ratna.labels)


def test_whom_nobody_leads_is_on_the_list_whatever_the_reason(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    def alone() -> list[str]:
        return [one.code for one in town.asks(leading.leaderless)]

    assert alone() == []
    ratna.sends("/menu").forges(Suspend(yusuf.person.id, suspended=True))
    assert alone() == [], "the only other supervisor stands in"
    ratna.forges(Suspend(rahmat.person.id, suspended=True))
    assert alone() == ["M-01"], "whoever stood in is kept out too"
    ratna.forges(Suspend(yusuf.person.id))
    assert alone() == []


def test_a_whole_team_moves_at_once(town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone) -> None:
    own = town.case(yusuf, name="Joko")
    town.case(siti)
    ratna.sends("/menu").taps("Petugas", "S-01", "Serahkan tim")
    ratna.sees("Siapa yang meneruskan tim S-01? Pendamping: 1. Dampingan sendiri: 1.").taps("S-02")
    ratna.sees("Mulai sekarang tim S-01 bersama S-02.")
    assert leader_of(town, siti) == rahmat.person.id
    rahmat.sends("/dampingan").sees("R-001", "R-002").taps(own.code, "Lihat nama").sees("Joko")
    yusuf.finds("Mulai sekarang tim Bapak dipimpin S-02.")
    yusuf.sends("/dampingan").sees("Tim Bapak belum memiliki dampingan.")


def test_no_team_moves_past_a_wall(town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=rahmat)
    one, other = town.case(siti), town.case(dewi, track="P", name="Citra")
    town.asks(lambda tx: walls.add(tx, yusuf.person, one.id, other.id))
    ratna.sends("/menu").taps("Petugas", "S-01", "Serahkan tim").sees("belum ada yang dapat menerima")
    ratna.forges(HandAllTo(yusuf.person.id, rahmat.person.id)).sees("Belum bisa")
    ratna.sends("/menu").taps("Petugas", "M-01", "Ganti supervisor").sees("Belum ada supervisor lain untuk M-01")
    ratna.forges(LedBy(siti.person.id, rahmat.person.id)).sees("Belum bisa")
    ratna.forges(Suspend(yusuf.person.id, suspended=True)).sees("sampai ke admin")
    assert "silakan pilih" not in ratna.screen, "there is nobody to choose"
    ratna.forges(StandInIs(yusuf.person.id, rahmat.person.id)).sees("Belum bisa")
    yusuf_leads = leader_of(town, siti) == yusuf.person.id
    assert yusuf_leads
    rahmat.sends("/menu").forges(CaseCard(one.id)).sees_no("Arman")


def test_a_supervisor_on_leave_has_a_deputy(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    case = town.case(siti, hours=1)
    own = town.case(yusuf, name="Joko", hours=30)
    yusuf.sends("/atur").taps("Cuti", "Hari ini", "3 hari").sees("Siapa yang bisa menggantikan?").taps("S-02 Rahmat")
    yusuf.sees("Sudah diajukan. Admin yang memutuskan")
    ratna.finds("S-01 mengajukan cuti")
    ratna.taps("Buka").sees("Cuti S-01", "Pengganti: S-02", "Tanpa pengganti, timnya sementara ini bersama admin").taps(
        "Setuju"
    )
    rahmat.finds("Bapak menggantikan S-01 dari Sel, 24 Nov sampai Kam, 26 Nov.")
    rahmat.sends("/dampingan").sees("R-001", "R-002").taps("R-001", "Lihat nama").sees("Arman")
    town.passes(hours=30)
    rahmat.finds("Ini waktu yang sudah direncanakan.")
    rahmat.checks_in(own.code, "Telepon", "Semua baik", "1 minggu", "Simpan")
    siti.sends("/atur").taps("Cuti", "Besok", "1 hari", "Belum ada")
    rahmat.finds("M-01 mengajukan cuti")
    rahmat.taps("Buka", "Setuju").sees("Disetujui")
    town.passes(days=3)
    assert leader_of(town, siti) == yusuf.person.id, "it was a stand-in, and no more"
    rahmat.forges(CaseCard(case.id)).sees_no("Arman").forges(Attention()).sees_no("R-001")
    yusuf.sends("/dampingan").sees("R-001")


def test_without_a_deputy_the_admins_hear_of_a_team(town: Town, ratna: Someone, yusuf: Someone, siti: Someone) -> None:
    yusuf.sends("/atur").taps("Cuti", "Hari ini", "3 hari", "Belum ada")
    ratna.taps("Buka", "Setuju")
    ratna.sends("/menu").taps("Petugas", "Tanpa supervisor (1)").sees("M-01 Siti")
    siti.sends("/atur").taps("Saya butuh teman bicara", "Ya, sampaikan").sees("hanya admin yang diberi tahu")
    town.passes(days=3)
    ratna.sends("/menu").taps("Petugas")
    assert not any("Tanpa supervisor" in label for label in ratna.labels)


def test_suspending_a_supervisor_names_who_stands_in(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    case = town.case(siti, hours=1)
    ratna.sends("/menu").taps("Petugas", "S-01", "Tangguhkan")
    ratna.sees("Ditangguhkan. Sementara ini S-02 menggantikan.", "Pengganti: S-02")
    rahmat.finds("Sampai ada kabar lagi, Bapak menggantikan S-01")
    rahmat.sends("/dampingan").taps(case.code, "Lihat nama").sees("Arman")
    yusuf.sends("/menu").sees("undangan")
    town.passes(days=14)
    rahmat.sends("/menu").taps("Perlu perhatian").sees(case.code)
    ratna.sends("/menu").taps("Petugas", "S-01", "Izinkan lagi").sees("Sudah diizinkan lagi.")
    rahmat.finds("S-01 sudah kembali")
    rahmat.forges(CaseCard(case.id)).sees_no("Arman")
    yusuf.sends("/dampingan").sees(case.code)


def test_another_stand_in_can_be_chosen(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)
    case = town.case(siti, hours=1)
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Tangguhkan").sees("Sementara ini S-01 menggantikan.")
    yusuf.taps("Pilih pengganti").sees("Siapa yang menggantikan M-01?", "M-02 Dewi: 0 dampingan").taps("M-02")
    yusuf.sees("Mulai sekarang M-02 menggantikan M-01.", "Pengganti: M-02")
    town.passes(hours=1)
    dewi.finds("Ini waktu yang sudah direncanakan.")
    dewi.checks_in(case.code, "Telepon", "Semua baik", "1 minggu", "Simpan")


def test_who_is_kept_out_or_away_is_offered_nowhere(town: Town, yusuf: Someone, siti: Someone) -> None:
    away, kept_out, gone = (
        town.joins(Role.MENTOR, name, address="mbak", supervisor=yusuf) for name in ("Dewi", "Rina", "Ayu")
    )
    case = town.case(siti)
    away.sends("/atur").taps("Cuti", "Hari ini", "3 hari").taps("Belum ada")
    yusuf.taps("Buka", "Setuju")
    yusuf.sends("/menu").taps("Tim saya", "M-03", "Tangguhkan")
    yusuf.sends("/menu").taps("Tim saya", "M-04", "Keluarkan").types("M-04").sees("Sudah dikeluarkan")
    yusuf.sends("/menu").taps("Tim saya").sees("M-02 Dewi: 0 dampingan, cuti", "M-03 Rina: ditangguhkan").sees_no(
        "M-04"
    )
    for screen in (("Tim saya", "M-01", "Serahkan semua"), ("Tim saya", "M-01", "Keluarkan")):
        yusuf.sends("/menu").taps(*screen)
        assert not {"M-02", "M-03", "M-04"} & set(yusuf.labels), screen
    yusuf.sends("/dampingan").taps(case.code, "Ganti pendamping").sees("Belum ada pendamping lain")
    yusuf.sends("/menu").taps("Tambah dampingan", "R (reintegrasi)").types("Budi")
    assert not any(code in label for label in yusuf.labels for code in ("M-02", "M-03", "M-04"))
    siti.sends("/atur").taps("Cuti", "Besok", "1 hari")
    assert not any(code in label for label in siti.labels for code in ("M-02", "M-03", "M-04"))
    siti.taps("Belum ada")
    for one in (kept_out, gone):
        yusuf.forges(AgreeLeave(2, one.person.id)).sees_no("Disetujui")


def test_what_somebody_had_taken_on_rings_again_when_they_go(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Mendesak", "Kesehatan").sees("Penanda R-001 dinaikkan")
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani").sees("Ditangani")
    ratna.sends("/menu")
    before = {one: len(one.phone.texts()) for one in (ratna, rahmat)}
    ratna.forges(Suspend(yusuf.person.id, suspended=True))
    town.passes(minutes=1)
    heard = [text for one, seen in before.items() for text in one.phone.texts()[seen:]]
    assert sum("penanda mendesak" in text for text in heard) == 1, "it is on somebody's phone again"
    rahmat.forges(TakeFlag(1)).sees("Ditangani oleh S-02")


def test_a_contact_handed_on_keeps_the_hours_of_whoever_has_it_now_and_says_so(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)
    town.case(siti)
    siti.checks_in("R-001", "Telepon", "Semua baik", "Pilih tanggal").types("besok jam 5 pagi").taps("Ya", "Simpan")
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping", "M-02")
    dewi.sends("/dampingan").taps("R-001").sees("Kontak berikut: Rabu, 25 November 2026 pukul 08.00")
    town.passes(days=1)
    dewi.finds("Diserahkan kepada Mbak oleh S-01")
    dewi.taps("Mengapa saya menerima ini?").sees("Jamnya mengikuti jam Mbak")


def test_names_stand_beside_codes_and_long_lists_have_pages(town: Town, yusuf: Someone, siti: Someone) -> None:
    for number in range(8):
        town.joins(Role.MENTOR, f"Pendamping{number}", supervisor=yusuf)
    case = town.case(siti)
    yusuf.sends("/dampingan").taps(case.code, "Ganti pendamping").sees("M-02 Pendamping0: 0 dampingan", "M-07")
    yusuf.taps("Berikutnya").sees("M-09 Pendamping7").taps("Sebelumnya").sees("M-02 Pendamping0")


def test_a_mentor_is_not_given_to_a_leader_by_a_supervisor(
    town: Town, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    rahmat.sends("/menu")
    yusuf.sends("/menu")
    for press in (LedBy(siti.person.id, rahmat.person.id), HandAllTo(yusuf.person.id, rahmat.person.id)):
        rahmat.forges(press)
        yusuf.forges(press)
    rahmat.forges(PersonCard(siti.person.id)).sees_no("Siti")
    assert leader_of(town, siti) == yusuf.person.id
    found = town.asks(lambda tx: people.by_id(tx, siti.person.id))
    assert found is not None and found.is_active


def asked(town: Town, yusuf: Someone, siti: Someone, rahmat: Someone) -> Someone:
    """Yusuf asks Rahmat's team to take R-001 over; Ayu is of that team."""
    ayu = town.joins(Role.MENTOR, "Ayu", address="mbak", supervisor=rahmat)
    town.case(siti, hours=1)
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping", "Tim lain")
    yusuf.sees("Tim siapa yang akan diminta meneruskan R-001?", "S-02 Rahmat: 1 pendamping").taps("S-02")
    yusuf.sees("Sudah ditanyakan.", "R-001 ditawarkan kepada S-02; belum ada jawaban.")
    return ayu


def test_a_case_goes_to_another_team_with_the_yes_of_both(
    town: Town, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    ayu = asked(town, yusuf, siti, rahmat)
    rahmat.finds("S-01 bertanya: bisakah tim Bapak meneruskan satu dampingan?")
    siti.sends("/dampingan").sees("R-001"), rahmat.sends("/dampingan").sees_no("R-001")
    rahmat.sends("/menu").taps("Tim saya", "Tawaran tim lain (1)", "R-001")
    rahmat.sees("bisakah tim Bapak meneruskan R-001?", "Setiap minggu", "M-02 Ayu").sees_no("Arman").taps("M-02")
    rahmat.sees("Mulai sekarang R-001 bersama M-02").taps("Buka", "Lihat nama").sees("Arman")
    yusuf.finds("R-001 kini bersama tim lain.")
    yusuf.sends("/dampingan").sees("Tim Bapak belum memiliki dampingan.")
    siti.finds("ada yang kini bersama pendamping lain")
    ayu.finds("bertambah; silakan lihat")
    town.passes(hours=1)
    ayu.finds("Ini waktu yang sudah direncanakan.")
    siti.sends("/menu").sees("Belum ada dampingan")


def test_a_no_leaves_everything_as_it_is(town: Town, yusuf: Someone, siti: Someone, rahmat: Someone) -> None:
    asked(town, yusuf, siti, rahmat)
    rahmat.taps("Buka", "Belum bisa").sees("Sudah dicatat; tim yang bertanya diberi tahu.")
    yusuf.finds("Tim lain belum bisa meneruskan R-001.")
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping", "Tim lain").sees("Tim siapa yang akan diminta")
    siti.sends("/dampingan").sees("R-001")


def test_an_offer_that_went_another_way_is_answered_no_more(
    town: Town, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)
    ayu = asked(town, yusuf, siti, rahmat)
    old = rahmat.taps("Buka").remembers("M-03")
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping", "M-02").sees("bersama M-02")
    rahmat.presses(old).sees("Itu sudah dijawab, atau tidak ditawarkan lagi.")
    dewi.sends("/dampingan").sees("R-001")
    ayu.sends("/menu").sees("Belum ada dampingan")


def test_an_offer_is_taken_back_and_ends_with_the_case(
    town: Town, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    asked(town, yusuf, siti, rahmat)
    old = rahmat.taps("Buka").remembers("M-02")
    yusuf.taps("Tarik tawaran").sees("Tawarannya sudah ditarik.", "Tim siapa yang akan diminta")
    rahmat.presses(old).sees("Itu sudah dijawab")
    yusuf.taps("S-02")
    rahmat.finds("bisakah tim Bapak meneruskan satu dampingan?")
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Akhiri").types("R-001").sees("Pendampingan selesai")
    rahmat.sends("/menu").taps("Tim saya")
    assert not any("Tawaran" in label for label in rahmat.labels)


def test_nobody_behind_a_wall_is_asked_or_can_say_yes(
    town: Town, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    ayu = asked(town, yusuf, siti, rahmat)
    other = town.case(ayu, track="P", name="Citra")
    old = rahmat.taps("Buka").remembers("M-02")
    town.asks(lambda tx: walls.add(tx, yusuf.person, 1, other.id))
    rahmat.presses(old).finds("Itu sudah dijawab, atau tidak ditawarkan lagi.")
    siti.sends("/dampingan").sees("R-001")
    yusuf.taps("Tarik tawaran").sees("Belum ada tim lain yang bisa meneruskan R-001.")


def test_another_phone_needs_the_yes_of_a_second_leader(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Ganti ponsel").sees("setelah satu pemimpin lain setuju")
    yusuf.taps("Ya, lanjutkan").sees("Sudah diputus. Menunggu persetujuan A-01")
    siti.finds("Akun ini tidak lagi terhubung")
    yusuf.forges(NewLink(siti.person.id)).sees("Tautan baru dibuat setelah satu pemimpin lain setuju.")
    assert not any("https://" in text for text in yusuf.phone.texts())
    ratna.finds("S-01 minta ponsel baru untuk M-01.")
    ratna.taps("Buka").sees("Apakah Ibu sudah bicara sendiri dengan M-01", "M-01 Siti").taps("Ya, setuju")
    yusuf.finds("Ponsel baru M-01 sudah disetujui.")
    yusuf.taps("Buka").sees("Sudah disetujui. Tautannya bisa dibuat sekarang.").taps("Tautan baru")
    link = next(word for word in yusuf.finds("https://t.me/").text.split() if word.startswith("https://"))
    fresh = town.phone("Siti, ponsel baru")
    fresh.phone.opens(link)
    town.settles()
    fresh.sees("Selamat")


def test_a_no_to_another_phone_makes_no_link(town: Town, ratna: Someone, yusuf: Someone, siti: Someone) -> None:
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Ganti ponsel", "Ya, lanjutkan")
    old = ratna.taps("Buka").remembers("Ya, setuju")
    ratna.taps("Belum setuju").sees("Tidak disetujui.")
    yusuf.finds("Ponsel baru M-01 tidak disetujui.")
    ratna.presses(old).sees("Hal itu sudah diputuskan")
    yusuf.sends("/menu").forges(NewLink(siti.person.id)).sees("setelah satu pemimpin lain setuju")
    siti.sends("/menu").sees("undangan")
    yusuf.taps("Minta sekali lagi").sees("Menunggu persetujuan A-01")
    ratna.taps("Buka", "Ya, setuju")
    yusuf.finds("Ponsel baru M-01 sudah disetujui.")


def test_whoever_asks_is_not_their_own_second_leader(town: Town, ratna: Someone, yusuf: Someone, siti: Someone) -> None:
    ratna.sends("/menu").taps("Petugas", "S-01", "Ganti ponsel", "Ya, lanjutkan")
    ratna.finds("tercatat bahwa Ibu memutuskan sendiri")
    town.joins(Role.SUPERVISOR, "Rahmat", address="bapak")
    yusuf_again = town.joins(Role.MENTOR, "Dewi", address="mbak")
    ratna.sends("/menu").taps("Petugas", "M-02", "Ganti ponsel", "Ya, lanjutkan").sees("Menunggu persetujuan S-02")
    ratna.forges(AgreePhone(2)).sees("Hal itu sudah diputuskan")
    ratna.forges(NewLink(yusuf_again.person.id)).sees("setelah satu pemimpin lain setuju")
    yusuf_again.sends("/menu").sees("undangan")


def test_nobody_decides_alone_by_keeping_the_others_out(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    ratna.sends("/menu").forges(Suspend(yusuf.person.id, suspended=True))
    ratna.forges(NewPhone(siti.person.id, sure=True)).sees("Saat ini belum ada pemimpin lain yang bisa menyetujui")
    ratna.forges(NewLink(siti.person.id))
    assert not any("https://" in text for text in ratna.phone.texts())
    ratna.forges(Suspend(yusuf.person.id)).forges(NewPhone(siti.person.id)).sees("Menunggu persetujuan S-01")


def test_a_link_of_somebody_kept_out_is_not_used_up(town: Town, ratna: Someone, yusuf: Someone, siti: Someone) -> None:
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Ganti ponsel", "Ya, lanjutkan")
    ratna.taps("Buka", "Ya, setuju")
    yusuf.taps("Buka", "Tautan baru")
    link = next(word for word in yusuf.finds("https://t.me/").text.split() if word.startswith("https://"))
    yusuf.forges(Suspend(siti.person.id, suspended=True))
    fresh = town.phone("Siti, ponsel baru")
    fresh.phone.opens(link)
    town.settles()
    found = town.asks(lambda tx: phones.newest(tx, siti.person))
    assert found is not None and found.state == "agreed"


@pytest.mark.parametrize("word", ["berubah", "secara langsung"])
def test_what_waits_for_the_morning_is_told_to_whoever_has_them_then(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone, case: Case, word: str
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.passes(hours=13)
    if word == "berubah":
        arman.sends("/data").taps("Persetujuan saya", "Catatan")
    else:
        arman.sends("/data").taps("Keluar", "Ya, keluar")
    heard = len(siti.phone.texts())
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping", "M-02")
    town.passes(hours=14)
    assert not [text for text in siti.phone.texts()[heard:] if "R-001" in text]
    assert dewi.heard(word) == 1, "it is theirs to know now"


def test_why_somebody_read_is_not_told_to_whoever_has_them_no_more(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    siti.checks_in("R-001")
    town.passes(hours=13)
    yusuf.sends("/dampingan").taps("R-001", "Baca catatan").types("Ada dugaan kekerasan oleh suaminya")
    heard = len(siti.phone.texts())
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping", "M-02")
    town.passes(hours=14)
    assert not [text for text in siti.phone.texts()[heard:] if "R-001" in text or "dugaan" in text]


def test_news_that_waits_does_not_pass_a_wall(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    other = town.case(dewi, track="P", name="Bunga")
    stands_in(town, yusuf, siti, dewi)
    town.passes(hours=13)
    arman.sends("/data").taps("Persetujuan saya", "Catatan")
    town.asks(lambda tx: walls.add(tx, yusuf.person, case.id, other.id))
    town.passes(hours=14)
    assert dewi.heard("Persetujuan R-001") == 0 and yusuf.heard("Persetujuan R-001") == 1
