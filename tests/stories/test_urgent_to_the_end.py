"""A flag, from raised to closed: what stands on the screens, and who hears what."""

from __future__ import annotations

from bot.domain.people import Role
from bot.domain.presses import CallAtOnce, FlagCard, FlagList, RaiseFlag
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card
from tests.stories.test_participant import joined

pytestmark = ON_ONE_DATABASE

TAKEN = "sudah menangani penanda itu."


def test_a_flag_from_raised_to_closed(town: Town, yusuf: Someone, rahmat: Someone, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/menu").forges(RaiseFlag(1, "threat")).sees("Penanda R-001 dinaikkan")
    assert "Lanjut mencatat kabar" in siti.labels
    rahmat.sends("/menu").taps("Penanda")
    yusuf.sends("/menu").taps("Penanda").sees("• R-001: menunggu sejak Sel, 24 Nov, 10.00").taps("R-001")
    yusuf.sees("R-001: Ancaman", "Dinaikkan oleh M-01 pada Selasa, 24 November 2026", "Belum ada yang menangani.")
    assert yusuf.labels == ["✋ Saya tangani", "Kembali", "Menu"]
    rahmat.forges(FlagCard(1))
    take = rahmat.remembers("Saya tangani")
    yusuf.taps("Saya tangani").sees("Ditangani oleh S-01.")
    assert yusuf.labels == ["Tutup penanda", "Kontak aman", "Kembali", "Menu"]
    assert siti.heard(TAKEN) == 1
    rahmat.presses(take).sees("Penanda ini sudah ada yang menangani.", "Ditangani oleh S-01.")
    assert siti.heard(TAKEN) == 1, "it is taken on once"
    yusuf.taps("Kembali").sees("• R-001: sudah ditangani")
    yusuf.taps("R-001", "Tutup penanda").types("Sudah aman.").sees("Penanda sudah ditutup.")
    rahmat.taps("Tutup penanda").sees("Tidak ada penanda yang terbuka.")
    rahmat.forges(FlagCard(1))
    assert "Tutup penanda" not in rahmat.labels and "✋ Saya tangani" not in rahmat.labels


def test_what_was_taken_on_by_whoever_raised_it_is_no_news(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(yusuf)
    yusuf.sends("/menu").forges(RaiseFlag(1, "threat")).taps("🆘 Penanda", "R-001", "Saya tangani").sees(
        "Ditangani oleh S-01."
    )
    assert not yusuf.heard(TAKEN) and not siti.heard(TAKEN)


def test_a_participants_own_flag_names_nobody_and_tells_nobody_back(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = joined(town, siti, town.case(siti))
    arman.forges(CallAtOnce()).sees("Sudah diteruskan")
    before = len(arman.phone.texts())
    yusuf.sends("/menu").taps("Penanda", "R-001").sees("Dinaikkan oleh peserta pada", "belum disebutkan")
    yusuf.taps("Saya tangani").sees("Ditangani oleh S-01.")
    assert len(arman.phone.texts()) == before


def test_a_leader_who_raises_one_does_not_go_on_with_a_check_in(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone
) -> None:
    town.case(siti)
    card(yusuf).taps("🆘 Mendesak", "Ancaman").sees("Penanda R-001 dinaikkan")
    assert "Lanjut mencatat kabar" not in yusuf.labels
    yusuf.forges(RaiseFlag(1, "nothing"))
    for who in (yusuf, rahmat):
        assert who.sends("/menu").taps("Penanda").screen.count("R-001") == 1


def test_a_page_of_flags_that_is_gone_is_the_first_one(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/menu").forges(RaiseFlag(1, "threat")).forges(FlagList(3)).sees("R-001: menunggu sejak")


def test_two_kinds_of_service_never_stand_on_one_list(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.case(dewi, track="P", name="Ani")
    for number in (1, 2):
        yusuf.sends("/menu").forges(RaiseFlag(number, "threat"))
    for way in ("Penanda", "👥 Dampingan"):
        yusuf.sends("/menu").taps(way).sees("R-001")
        assert "P-001" not in yusuf.screen and "R (reintegrasi)" not in yusuf.labels
        yusuf.taps("P (pemulihan)").sees("P-001")
        assert "R-001" not in yusuf.screen and "P (pemulihan)" not in yusuf.labels
    assert not any("(" in label for label in dewi.sends("/dampingan").labels)
