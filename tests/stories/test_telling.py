"""Who hears of what somebody else did: each once, and whoever is nearest first."""

from __future__ import annotations

from bot.domain.people import Role
from bot.domain.presses import CallAtOnce
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import stands_in
from tests.stories.test_participant import joined

pytestmark = ON_ONE_DATABASE


def test_a_leader_on_duty_who_covers_is_told_once_of_a_flag(town: Town, rahmat: Someone) -> None:
    """Another leader stands before theirs on the list of all: theirs is told first all the same, and once."""
    wati = town.joins(Role.SUPERVISOR, "Wati")
    budi = town.joins(Role.MENTOR, "Budi", supervisor=wati)
    arman = joined(town, budi, town.case(budi))
    stands_in(town, wati, budi, None)
    before, others = len(wati.phone.texts()), len(rahmat.phone.texts())
    arman.forges(CallAtOnce()).sees("Sudah diteruskan")
    assert (len(wati.phone.texts()), len(rahmat.phone.texts())) == (before + 1, others)


def test_a_leader_who_is_told_of_a_flag_first_is_not_told_twice(town: Town, rahmat: Someone) -> None:
    """Whoever is away raises it themselves, and their leader covers."""
    wati = town.joins(Role.SUPERVISOR, "Wati")
    budi = town.joins(Role.MENTOR, "Budi", supervisor=wati)
    town.case(budi)
    stands_in(town, wati, budi, wati)
    before, others = len(wati.phone.texts()), len(rahmat.phone.texts())
    budi.sends("/menu").taps("Mendesak", "R-001").sees("Penanda R-001 dinaikkan")
    assert (len(wati.phone.texts()), len(rahmat.phone.texts())) == (before + 1, others)


def test_whoever_invited_hears_that_somebody_joined_and_of_leaders_the_admins_too(
    town: Town, yusuf: Someone, ratna: Someone
) -> None:
    dewi = town.joins(Role.ADMIN, "Dewi")

    def joins(by: Someone, *ways: str) -> None:
        by.sends("/menu").taps(*ways).types("Tono")
        link = by.finds("start=").text.partition("start=")[2].split()[0]
        town.phone("Tono").sends(f"/start {link}").sees("Selamat datang")

    joins(yusuf, "Undang pendamping")
    assert any("M-01 sudah bergabung." in text for text in yusuf.phone.texts())
    assert not any("M-01 sudah bergabung." in text for text in ratna.phone.texts())
    joins(ratna, "Undang supervisor")
    for admin in (ratna, dewi):
        assert sum("S-02 sudah bergabung." in text for text in admin.phone.texts()) == 1
    assert not any("S-02 sudah bergabung." in text for text in yusuf.phone.texts())
