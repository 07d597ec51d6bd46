"""What somebody who goes leaves alone is told to whoever decides about it now, and can be mended from there."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.presses import (
    HandTo,
    NewPhone,
    OfferTo,
    StandIn,
    StandInIs,
    Suspend,
    TakeFlag,
    TakeRequest,
)
from bot.store.caseload import cases, flags, recipients, requests, walls
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit
from bot.store.institution import truths
from bot.store.people import leading, people
from tests.driver import Someone, Town
from tests.stories.test_caseload import stands_in
from tests.stories.test_requests import Companion

RINGS = "penanda mendesak"
UNCOVERED = "Belum ada yang menggantikan"


def keeps_out(leader: Someone, person: Someone) -> Someone:
    return leader.sends("/menu").forges(Suspend(person.person.id, suspended=True))


def mentor(town: Town, name: str, leader: Someone) -> Someone:
    return town.joins(Role.MENTOR, name, address="mbak", supervisor=leader)


def goes_on_leave(who: Someone, agrees: Someone, begins: str, days: str, cover: str) -> None:
    who.sends("/atur").taps("Cuti", begins, days, cover)
    agrees.taps("Buka", "Setuju")


def accompanying(town: Town, case_id: int) -> list[str]:
    def now(tx: Tx) -> list[str]:
        case = cases.by_id(tx, case_id)
        assert case is not None
        return [one.code for number in recipients.accompanying(tx, case) if (one := people.by_id(tx, number))]

    return town.asks(now)


def test_whoever_covers_is_kept_out_and_another_one_is_chosen_from_the_card(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    dewi, rina = mentor(town, "Dewi", yusuf), mentor(town, "Rina", yusuf)
    case = town.case(siti)
    goes_on_leave(siti, yusuf, "Hari ini", "2 minggu", "M-02")
    assert accompanying(town, case.id) == ["M-02"]
    yusuf.sends("/menu").taps("Tim saya", "M-02", "Tangguhkan")
    yusuf.sees("Ditangguhkan.", "M-02 sedianya menggantikan M-01. Mohon pilih pengganti lain.").sees_no("tertinggal")
    yusuf.taps("Tim saya", "M-01").sees("Pengganti: belum ada").taps("Pilih pengganti").sees("M-03 Rina")
    assert not any("M-02" in label for label in yusuf.labels), "nobody who is kept out"
    yusuf.taps("M-03").sees("M-03 menggantikan M-01 selama cuti.", "Pengganti: M-03")
    rina.finds("menggantikan M-01")
    assert accompanying(town, case.id) == ["M-03"]
    yusuf.forges(StandInIs(siti.person.id, dewi.person.id)).sees_no("M-02 menggantikan")
    town.passes(days=15)
    assert "Siapa yang menggantikan" not in yusuf.forges(StandIn(siti.person.id)).screen, "the days are over"


def test_an_admin_keeps_the_cover_out_and_the_supervisor_is_told(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    dewi = mentor(town, "Dewi", yusuf)
    goes_on_leave(siti, yusuf, "Besok", "2 minggu", "M-02")
    keeps_out(ratna, dewi).sees("M-02 sedianya menggantikan M-01")
    yusuf.finds(f"{UNCOVERED} M-01. Mohon pilih penggantinya.")
    yusuf.taps("Buka").sees("M-01 Siti").taps("Pilih pengganti")
    yusuf.sees("Belum ada yang bisa menggantikan M-01")


def test_leave_of_somebody_who_covers_says_for_whom_before_and_after(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi, _ = mentor(town, "Dewi", yusuf), mentor(town, "Rina", yusuf)
    goes_on_leave(siti, yusuf, "Hari ini", "2 minggu", "M-02")
    dewi.sends("/atur").taps("Cuti", "Besok", "3 hari", "Belum ada")
    yusuf.taps("Buka").sees("M-02 sedianya menggantikan M-01").taps("Setuju")
    yusuf.sees("Disetujui", "M-02 sedianya menggantikan M-01")
    yusuf.taps("Tim saya", "M-01", "Pilih pengganti", "M-03").sees("M-03 menggantikan M-01 selama cuti.")


def test_a_deputy_who_is_removed_leaves_a_team_and_the_other_admin_hears(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    budi = town.joins(Role.ADMIN, "Budi", address="bapak")
    tono = town.joins(Role.SUPERVISOR, "Tono", address="bapak")
    goes_on_leave(yusuf, ratna, "Hari ini", "2 minggu", "S-02 Rahmat")
    ratna.sends("/menu").taps("Petugas", "S-02", "Keluarkan").types("S-02")
    ratna.sees("Sudah dikeluarkan.", "S-02 sedianya menggantikan S-01")
    assert [one.code for one in town.asks(leading.leaderless)] == ["M-01"]
    budi.finds(f"{UNCOVERED} S-01")
    budi.taps("Buka").taps("Pilih pengganti", "S-03")
    budi.sees("S-03 menggantikan S-01 selama cuti.")
    tono.finds("menggantikan S-01")
    assert town.asks(leading.leaderless) == []


def test_leave_asked_of_a_leader_who_is_then_kept_out_reaches_whoever_decides_now(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    siti.sends("/atur").taps("Cuti", "Besok", "1 minggu", "Belum ada")
    keeps_out(ratna, yusuf)
    ratna.finds("M-01 mengajukan cuti")
    ratna.sends("/menu").taps("Petugas", "M-01", "Permohonan cuti").sees("Cuti M-01").taps("Setuju")
    siti.finds("Cutinya sudah disetujui")
    ratna.sends("/menu").taps("Petugas", "M-01")
    assert "Permohonan cuti" not in ratna.labels


def test_leave_asked_of_a_leader_waits_for_whoever_leads_after_them(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    siti.sends("/atur").taps("Cuti", "Besok", "1 minggu", "Belum ada")
    ratna.sends("/menu").taps("Petugas", "M-01", "Ganti supervisor", "S-02")
    assert "Permohonan cuti" not in ratna.labels, "it is not an admin's to decide"
    rahmat.finds("M-01 mengajukan cuti")
    rahmat.sends("/menu").taps("Tim saya", "M-01", "Permohonan cuti", "Setuju")
    siti.finds("Cutinya sudah disetujui")


def test_an_offer_lapses_with_whoever_was_to_answer(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    mentor(town, "Ayu", rahmat)
    case = town.case(siti)
    yusuf.sends("/menu").forges(OfferTo(case.id, rahmat.person.id))
    keeps_out(ratna, rahmat)
    yusuf.finds("R-001 ditawarkan ke tim yang sekarang tidak dapat menjawab")
    noted = select(audit.c.actor_id).where(audit.c.verb == "offer_withdrawn", audit.c.subject_id == case.id)
    assert town.asks(lambda tx: tx.execute(noted).scalars().all()) == [ratna.person.id]


def test_a_leader_without_a_phone_leads_nobody(town: Town, ratna: Someone, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.ADMIN, "Budi", address="bapak")
    ratna.sends("/menu").forges(NewPhone(yusuf.person.id, sure=True))
    assert [one.code for one in town.asks(leading.leaderless)] == ["M-01"]
    budi.sends("/menu").taps("Petugas", "Tanpa supervisor (1)").sees("M-01 Siti")
    siti.sends("/atur").taps("Cuti", "Besok", "1 hari", "Belum ada").sees("Admin yang memutuskan")
    budi.finds("M-01 mengajukan cuti")
    budi.taps("Buka", "Setuju")
    siti.finds("Cutinya sudah disetujui")


def test_another_supervisor_finds_the_phone_that_waits_for_their_yes(
    town: Town, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    """There is no admin; the news may be long gone from the chat."""
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Ganti ponsel", "Ya, lanjutkan")
    rahmat.sends("/menu").taps("Tim saya", "Ponsel lain M-01?").sees("S-01", "M-01").sees_no("Siti").taps("Ya, setuju")
    rahmat.sends("/menu").taps("Tim saya")
    assert not any("Ponsel lain" in label for label in rahmat.labels)
    assert not any("Ponsel lain" in label for label in yusuf.sends("/menu").taps("Tim saya").labels)


def test_what_is_not_so_any_more_in_the_morning_is_not_said(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    town.passes(hours=12)
    keeps_out(ratna, yusuf)
    ratna.sends("/menu").taps("Petugas", "M-01", "Ganti supervisor", "S-02")
    town.passes(minutes=5)
    ratna.forges(Suspend(yusuf.person.id))
    ratna.sends("/menu").taps("Petugas", "M-01", "Ganti supervisor", "S-01")
    begins = {one: len(one.phone.texts()) for one in (siti, rahmat, yusuf)}
    town.passes(hours=14)
    said = {one.person.code: " ".join(one.phone.texts()[begins[one] :]) for one in begins}
    assert "menggantikan S-01 sampai" not in said["S-02"], "he is back"
    assert "supervisor Ibu adalah S-02" not in said["M-01"]
    assert "supervisor Ibu adalah S-01" in said["M-01"]
    assert "bersama supervisor lain" not in said["S-01"]


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_every_admin_hears_of_a_new_leader(town: Town, ratna: Someone, yusuf: Someone) -> None:
    """Whoever could invite a leader alone, and give them a team, is not unseen."""
    budi = town.joins(Role.ADMIN, "Budi", address="bapak")
    ratna.sends("/menu").taps("Undang supervisor").types("Rahmat")
    link = next(word for text in reversed(ratna.phone.texts()) for word in text.split() if "start=" in word)
    phone = town.phone("new")
    phone.phone.opens(link)
    town.settles()
    phone.taps(phone.labels[0]).taps(phone.labels[0])
    budi.finds("S-02 sudah bergabung")
    ratna.finds("S-02 sudah bergabung")


def test_a_flag_in_the_hands_of_a_former_mentor_rings_again(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi = mentor(town, "Dewi", yusuf)
    case = town.case(siti)
    flag, _ = town.asks(lambda tx: flags.raise_one(tx, yusuf.person, case, "threat"))
    siti.sends("/menu").forges(TakeFlag(flag.id))
    yusuf.sends("/menu").forges(HandTo(case.id, dewi.person.id))
    found = town.asks(lambda tx: flags.by_id(tx, flag.id))
    assert found is not None and found.acknowledged_by is None
    town.passes(minutes=1)
    assert any("penanda mendesak" in text for text in yusuf.phone.texts()[-3:])


def rings(*whom: Someone) -> int:
    """How often an alarm rang on these phones."""
    return sum(RINGS in text for one in whom for text in one.phone.texts())


def test_what_is_in_the_hands_of_somebody_whose_phone_is_cut_off_is_taken_on_anew(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    budi = town.joins(Role.ADMIN, "Budi", address="bapak")
    arman = Companion(town, siti)
    asked, complaint = arman.asks("callback"), arman.asks("complaint", "Sering terlambat")
    siti.sends("/menu").taps("Permintaan (1)", "R-001", "Saya tangani").sees("di tangan Ibu")
    budi.sends("/menu").forges(TakeRequest(complaint.id)).sees("di tangan Bapak")
    siti.sends("/menu").taps("Mendesak", "R-001")
    yusuf.sends("/menu").taps("Penanda")
    budi.sends("/menu").taps("Penanda", "R-001", "Saya tangani").sees("Ditangani oleh A-02")
    told = rings(yusuf, ratna)
    ratna.sends("/menu").taps("Petugas", "A-02", "Ganti ponsel", "Ya, lanjutkan")
    assert ratna.heard("Sudah diputus") == 1
    yusuf.sends("/menu").taps("Tim saya", "M-01", "Ganti ponsel", "Ya, lanjutkan").sees("Sudah diputus")
    for one in (asked, complaint):
        found = town.asks(lambda tx, one=one: requests.by_id(tx, one.id))  # type: ignore[misc]
        assert found is not None and found.state == "open"
    town.passes(minutes=1)
    assert rings(yusuf, ratna) == told + 1, "at once, with whoever is next, as nobody has it in hand"
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani").sees("Ditangani oleh S-01")
    yusuf.sends("/menu").taps("Permintaan").sees("R-001").forges(TakeRequest(asked.id)).sees("di tangan Bapak")
    assert not town.asks(truths.breaches)


def test_a_flag_in_the_hands_of_somebody_who_goes_on_leave_rings_again(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    case = town.case(siti)
    goes_on_leave(siti, yusuf, "Besok", "3 hari", "Belum ada")
    flag, _ = town.asks(lambda tx: flags.raise_one(tx, yusuf.person, case, "threat"))
    siti.sends("/menu").forges(TakeFlag(flag.id))
    town.passes(hours=13)
    held = town.asks(lambda tx: flags.by_id(tx, flag.id))
    assert held is not None and held.acknowledged_by == siti.person.id
    town.passes(hours=2)
    found = town.asks(lambda tx: flags.by_id(tx, flag.id))
    assert found is not None and found.acknowledged_by is None
    assert any("penanda mendesak" in text for text in (*ratna.phone.texts(), *yusuf.phone.texts()))
    siti.forges(TakeFlag(flag.id))
    town.passes(hours=1)
    again = town.asks(lambda tx: flags.by_id(tx, flag.id))
    assert again is not None and again.acknowledged_by == siti.person.id, "taken on although on leave: theirs"


def test_a_leader_away_with_nobody_who_stands_in_is_on_the_admins_list_with_their_own_cases(
    town: Town, ratna: Someone, yusuf: Someone, rahmat: Someone
) -> None:
    town.case(yusuf)
    goes_on_leave(yusuf, ratna, "Hari ini", "2 minggu", "Belum ada")
    ratna.sends("/menu").taps("Petugas", "Tanpa supervisor (1)", "S-01", "Pilih pengganti", "S-02")
    ratna.sees("S-02 menggantikan S-01 selama cuti.")
    ratna.sends("/menu").taps("Petugas")
    assert not any("Tanpa supervisor" in label for label in ratna.labels)


def test_nobody_covers_past_a_wall_or_without_the_right(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    dewi = mentor(town, "Dewi", yusuf)
    one, other = town.case(siti), town.case(dewi, track="P", name="Citra")
    goes_on_leave(siti, yusuf, "Besok", "3 hari", "Belum ada")
    town.asks(lambda tx: walls.add(tx, yusuf.person, one.id, other.id))
    yusuf.sends("/menu").forges(StandInIs(siti.person.id, dewi.person.id)).sees_no("menggantikan M-01 selama")
    rahmat.sends("/menu").forges(StandInIs(siti.person.id, dewi.person.id)).sees_no("menggantikan M-01 selama")
    dewi.sends("/menu").forges(StandInIs(siti.person.id, dewi.person.id)).sees_no("menggantikan M-01 selama")
    assert accompanying(town, one.id) == ["M-01"]
    town.passes(days=1)
    assert accompanying(town, one.id) == ["M-01"], "on leave, with nobody who covers"


def test_who_accompanies_beside_somebody_whose_time_has_ended_does_not_cover_for_them(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    """Whoever covers finds in the list also what has ended, and could open what was recorded."""
    dewi, _ = mentor(town, "Dewi", yusuf), mentor(town, "Rina", yusuf)
    ended, other = town.case(siti), town.case(dewi, track="P", name="Citra")
    town.asks(lambda tx: walls.add(tx, yusuf.person, ended.id, other.id))
    town.asks(lambda tx: cases.end(tx, yusuf.person, ended))
    siti.sends("/atur").taps("Cuti", "Besok", "3 hari")
    assert [label[:4] for label in siti.labels if label.startswith("M-")] == ["M-03"]
    siti.taps("Belum ada")
    yusuf.taps("Buka").taps("Setuju").sends("/menu").forges(StandInIs(siti.person.id, dewi.person.id))
    yusuf.sees_no("M-02 menggantikan M-01")
    dewi.sends("/atur").taps("Cuti", "Besok", "3 hari")
    assert [label[:4] for label in dewi.labels if label.startswith("M-")] == ["M-03"]


def test_what_nobody_could_be_told_waits_and_no_hour_is_blamed(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=3)
    for who in (siti, yusuf):
        stands_in(town, yusuf, who, None)
    town.passes(hours=4)
    yusuf.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat").sees("Kontak", "direncanakan. Belum dikirim.")
