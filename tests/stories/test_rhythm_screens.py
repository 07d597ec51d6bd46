"""Rhythm, pause and quiet days: what stands there, and what going on brings back."""

from __future__ import annotations

from datetime import date

from bot.domain.people import Role
from bot.store.caseload import cases
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card, stands_in
from tests.stories.test_participant import joined

pytestmark = ON_ONE_DATABASE


def test_the_course_is_spoken_of_only_by_those_who_follow_it(town: Town, siti: Someone) -> None:
    town.case(siti)
    card(siti).taps("Irama dan jeda").sees("Setiap minggu")
    assert "Saat ini:" not in siti.screen and "Hapus hari tenang" not in siti.labels
    siti.taps("Ganti irama", "Mengikuti perjalanan").sees("Saat ini: Setiap minggu")


def test_walls_and_endings_are_a_leaders(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    leaders = {"Jangan dipertemukan", "Akhiri bersama"}
    assert leaders <= set(card(yusuf).taps("Irama dan jeda").labels)
    assert not leaders & set(card(siti).taps("Irama dan jeda").labels)


def test_quiet_days_are_written_by_their_year(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    spans = [(date(2026, 12, 8), date(2026, 12, 9), False), (date(2027, 1, 4), date(2027, 1, 4), True)]
    town.asks(lambda tx: cases.set_quiet(tx, siti.person, case, spans))
    card(siti).taps("Irama dan jeda").sees("Tenang: Sel, 8 Des sampai Rab, 9 Des", "Tenang setiap tahun: ")
    assert "Hapus hari tenang" in siti.labels


def test_going_on_brings_back_the_greetings_they_wished_for(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    arman = joined(town, siti, case)
    arman.sends("/menu").taps("Pengaturan", "Sapaan").sees("setiap minggu")
    card(siti).taps("Irama dan jeda", "Jeda", "2 minggu")
    town.passes(days=8)
    assert not any("Apa kabar?" in text for text in arman.phone.texts())
    card(siti).taps("Irama dan jeda", "▶️ Lanjutkan").sees("Dilanjutkan. Kontak berikut:")
    town.passes(days=8)
    assert any("Apa kabar?" in text for text in arman.phone.texts())


def test_whoever_covers_hears_that_it_goes_on(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.case(siti)
    card(siti).taps("Irama dan jeda", "Jeda", "2 minggu").sees("Dijeda.")
    town.passes(days=10)
    stands_in(town, yusuf, siti, budi)
    town.passes(days=4)
    budi.sees("Jeda yang disepakati selesai hari ini.")
    assert "Perpanjang jeda" not in budi.labels, "how long a pause is, is not theirs to say"
    budi.taps("Lanjutkan").sees("Dilanjutkan. Kontak berikut:", "Terima kasih, Ibu.")
    assert budi.labels == ["Menu"]
