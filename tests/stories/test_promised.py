"""What a sentence promises, to its last word: who decides, who is told, what stays, whose turn it is."""

from __future__ import annotations

from bot.domain.people import Role
from bot.domain.presses import HandOn, NewPhone, OfferCard, OfferTo, Suspend, TakeOver
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_checkin import WELL, on

pytestmark = ON_ONE_DATABASE


def test_leave_is_decided_together_with_its_cover_and_whoever_asks_is_told(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    siti.sends("/atur").taps("Cuti", "Besok", "1 hari")
    siti.sees("Siapa yang bisa menggantikan? Ini diputuskan bersama cutinya.").taps("Belum ada")
    siti.sees("Sudah diajukan. Supervisor yang memutuskan, nanti dikabari.")
    yusuf.sends("/atur").taps("Cuti", "Besok", "1 hari", "Belum ada")
    yusuf.sees("Sudah diajukan. Admin yang memutuskan; nanti dikabari.")
    ratna.taps("Buka", "Setuju")
    yusuf.finds("Cutinya sudah disetujui")


def test_a_deputy_reads_until_when_it_waits(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    case = town.case(siti)
    ratna.sends("/menu").forges(Suspend(yusuf.person.id, suspended=True))
    rahmat.sends("/menu").forges(TakeOver(case.id))
    rahmat.sees("Itu menunggu supervisor timnya kembali; sampai saat itu Bapak mendampingi dulu.")
    assert "Tim lain" not in rahmat.forges(HandOn(case.id)).labels


def test_where_nobody_stands_in_yet_whoever_kept_them_out_is_to_choose(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    town.joins(Role.SUPERVISOR, "Tono")
    ratna.sends("/menu").forges(Suspend(yusuf.person.id, suspended=True))
    ratna.sees("Ditangguhkan. Belum ada penggantinya; silakan pilih.", "Siapa yang menggantikan S-01?", "S-02 Rahmat")


def test_whoever_leads_meanwhile_reads_what_has_come_due(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=30)
    siti.sends("/atur").taps("Cuti", "Hari ini", "3 hari", "Belum ada")
    yusuf.taps("Buka", "Setuju")
    town.passes(hours=31)
    yusuf.finds("sedang tidak bertugas dan belum ada penggantinya; ada kontak yang sudah waktunya.")


def test_whoever_asks_alone_or_too_early_reads_how_it_goes_on(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    yusuf.sends("/menu").forges(Suspend(siti.person.id, suspended=True))
    ratna.sends("/menu").forges(NewPhone(yusuf.person.id, sure=True))
    ratna.finds("Belum ada pemimpin lain yang bisa menyetujui; tercatat bahwa Ibu memutuskan sendiri.")


def test_where_those_who_could_agree_cannot_now_it_is_to_be_asked_again(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    ratna.sends("/menu").forges(Suspend(yusuf.person.id, suspended=True)).forges(NewPhone(siti.person.id, sure=True))
    ratna.finds("Saat ini belum ada pemimpin lain yang bisa menyetujui; mohon minta lagi bila sudah ada.")


def test_choosing_a_mentor_is_the_yes_and_what_lapsed_is_to_be_offered_again(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    town.joins(Role.MENTOR, "Ayu", supervisor=rahmat)
    case = town.case(siti)
    yusuf.sends("/menu").forges(OfferTo(case.id, rahmat.person.id))
    rahmat.sends("/menu").forges(OfferCard(1))
    rahmat.sees("Siapa yang akan mendampingi? Memilih seseorang berarti setuju.")
    ratna.sends("/menu").forges(Suspend(rahmat.person.id, suspended=True))
    yusuf.finds("R-001 ditawarkan ke tim yang sekarang tidak dapat menjawab. Silakan tawarkan lagi.")


def test_a_contact_from_before_the_plan_is_said_to_be_from_before(town: Town, siti: Someone) -> None:
    town.case(siti, days=9)
    on(siti, "Kemarin", *WELL).sees("Itu sebelum rencana ini dibuat, jadi rencana tetap: Kamis, 3 Desember 2026")
