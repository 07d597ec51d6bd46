"""Urgent flags: two taps, no content in any message, taken on by somebody, repeated down the duty list until then."""

import pytest
from sqlalchemy import select

from bot.domain.followups import OPEN
from bot.domain.people import Role
from bot.domain.presses import FlagCard, RaiseFlag, TakeFlag
from bot.store.caseload import flags
from bot.store.caseload.recipients import ON_DUTY
from bot.store.engine.tables import prompts
from tests.driver import Someone, Town
from tests.stories.test_caseload import stands_in
from tests.stories.test_requests import Companion

ALERT = "Ada penanda mendesak. Mohon buka menu Penanda."


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_two_taps_from_the_menu_and_somebody_takes_it_on(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, name="Arman")
    siti.sends("/menu").taps("Mendesak").sees("Tentang siapa?").taps("R-001")
    siti.sees("Penanda R-001 dinaikkan", "112", "119")
    assert siti.taps_made == 2
    yusuf.sees(ALERT).sees_no("R-001", "Arman")
    yusuf.taps("Penanda").sees("R-001: menunggu sejak").taps("R-001").sees("belum disebutkan", "M-01")
    yusuf.taps_twice("Saya tangani").sees("Terima kasih, Bapak. Pengingatnya dihentikan.", "Ditangani oleh S-01")
    siti.sees("S-01 sudah menangani penanda itu.")
    rings = select(prompts.c.id).where(prompts.c.kind.in_(ON_DUTY), prompts.c.state.in_(OPEN))
    assert town.asks(lambda tx: tx.execute(rings).first()) is None, "nothing of it is still to come"
    town.passes(hours=5)
    assert sum(ALERT in text for text in yusuf.phone.texts()) == 0, "the alert became the screen and is not repeated"
    yusuf.sends("/menu").taps("Penanda", "R-001", "Tutup penanda").sees("Bagaimana akhirnya?")
    yusuf.types("Sudah ditemani ke puskesmas.").sees("Penanda sudah ditutup").sees_no("puskesmas")
    yusuf.taps("Penanda").sees("Tidak ada penanda yang terbuka.")


def test_a_leader_who_accompanies_and_is_first_on_duty_is_told_once(town: Town, yusuf: Someone, siti: Someone) -> None:
    companion = Companion(town, yusuf)
    companion.phone.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    told = [text for text in yusuf.phone.texts() if "mendesak" in text or "segera" in text]
    assert len(told) == 1 and ALERT in told[0]


def test_two_taps_from_a_check_in_which_goes_on_afterwards(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup")
    before = siti.taps_made
    siti.taps("🆘", "Ancaman").sees("Penanda R-001 dinaikkan")
    assert siti.taps_made == before + 2
    siti.taps("Lanjut mencatat").sees("Kesehatan: Cukup")
    yusuf.sees(ALERT)


def test_a_double_tap_raises_one_flag(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Mendesak").taps_twice("Ancaman")
    assert sum(ALERT in text for text in yusuf.phone.texts()) == 1
    yusuf.sends("/menu").taps("Penanda")
    assert yusuf.screen.count("R-001") == 1


def test_nobody_answers_and_the_next_on_duty_is_told(town: Town, yusuf: Someone, siti: Someone) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    ratna = town.joins(Role.ADMIN, "Ratna")
    town.case(siti)
    town.passes(hours=13)  # 23.00: a flag does not wait for the morning
    siti.sends("/menu").taps("Mendesak", "R-001")
    assert not wati.phone.texts()
    town.passes(minutes=15)
    wati.sees(ALERT).sees_no("R-001")
    town.passes(minutes=15)
    ratna.sees("Penanda mendesak masih menunggu").sees_no("R-001")
    town.passes(minutes=30)
    yusuf.sees("menunggu satu jam atau lebih")
    told = [len(who.phone.texts()) for who in (yusuf, wati, ratna)]
    town.passes(hours=1)
    assert sum(len(who.phone.texts()) for who in (yusuf, wati, ratna)) == sum(told) + 1, "one an hour"
    wati.taps("Penanda", "R-001", "Saya tangani")
    told = [len(who.phone.texts()) for who in (yusuf, wati, ratna)]
    town.passes(hours=6)
    assert [len(who.phone.texts()) for who in (yusuf, wati, ratna)] == told


def test_whoever_is_on_leave_is_told_after_everybody_who_is_there(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    town.case(siti)
    stands_in(town, ratna, yusuf, None)
    town.asks(lambda tx: flags.set_duty(tx, ratna.person, [yusuf.person.id, rahmat.person.id]))
    siti.sends("/menu").taps("Mendesak", "R-001")
    assert [who.heard(ALERT) for who in (rahmat, ratna, yusuf)] == [1, 0, 0]
    town.passes(minutes=15)
    assert [who.heard(ALERT) for who in (rahmat, ratna, yusuf)] == [1, 1, 0]
    town.passes(minutes=15)
    yusuf.finds("Penanda mendesak masih menunggu")


def test_a_deputy_is_told_first_and_the_leader_on_leave_last(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    town.joins(Role.SUPERVISOR, "Wati")
    town.case(siti)
    stands_in(town, ratna, yusuf, rahmat)
    siti.sends("/menu").taps("Mendesak", "R-001")
    assert rahmat.heard(ALERT) == 1 and not yusuf.heard(ALERT)
    town.passes(minutes=31)
    assert not yusuf.heard("mendesak"), "two others are there"


def test_whoever_is_on_leave_is_told_at_once_where_nobody_else_is_there(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    town.case(siti)
    stands_in(town, yusuf, yusuf, None)
    siti.sends("/menu").taps("Mendesak", "R-001")
    assert yusuf.heard(ALERT) == 1


def test_a_blocked_supervisor_is_passed_over(town: Town, yusuf: Someone, siti: Someone) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    town.case(siti)
    yusuf.phone.blocks()
    town.settles()
    siti.sends("/menu").taps("Mendesak", "R-001")
    wati.sees(ALERT)


def test_others_do_not_raise_or_see_what_is_not_theirs(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    case = town.case(siti)
    dewi.sends("/menu").forges(RaiseFlag(case.id, "threat")).sees("tidak bersama Ibu")
    siti.sends("/menu").taps("Mendesak", "R-001")
    dewi.sends("/menu").forges(FlagCard(1)).sees("Tidak ada penanda yang terbuka.")
    dewi.forges(TakeFlag(1)).sees("Tidak ada penanda")


def test_whoever_raised_it_is_not_told_and_the_next_on_duty_once(town: Town, yusuf: Someone, siti: Someone) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    ratna = town.joins(Role.ADMIN, "Ratna")
    town.case(siti)
    yusuf.sends("/dampingan").taps("R-001", "Mendesak", "Ancaman")
    assert "Lanjut mencatat kabar" not in yusuf.labels, "it is the mentor's to record"
    wati.sees(ALERT)
    town.passes(minutes=15)
    ratna.sees(ALERT)
    assert [sum(ALERT in text for text in who.phone.texts()) for who in (yusuf, wati, ratna)] == [0, 1, 1]


def test_from_the_middle_of_a_form_back_leads_into_it(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup")
    siti.taps("🆘").sees("Apa yang mendesak?").taps("Kembali").sees("Kesehatan: Cukup")
    siti.sends("/dampingan").taps("R-001", "🆘 Mendesak").taps("Kembali").sees("R-001")
    assert "Catat kabar" in " ".join(siti.labels)
