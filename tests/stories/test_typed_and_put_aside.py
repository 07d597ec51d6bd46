"""What is typed after a form was left by other words belongs to what stands on the screen, and not to the form."""

from __future__ import annotations

from datetime import timedelta

from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE


def test_after_thanks_a_name_opens_the_card(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman", days=30)
    town.case(siti, name="Bayu", days=30)
    siti.types("Jualannya ramai.").sees("Ini catatan tentang siapa?")
    town.clock.at += timedelta(minutes=5)
    siti.types("terima kasih").sees("Selamat pagi, Ibu.")
    siti.types("Bayu").sees("R-002 Bayu")
    assert "Dicatat dulu" not in siti.screen


def test_after_a_line_about_somebody_elses_a_name_is_no_answer(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=30)
    yusuf.sends("/menu").taps("Undang pendamping").types("R-001 Sudah bekerja.").sees("R-001")
    yusuf.types("Tono")
    assert not any("start=" in text for text in yusuf.phone.texts()), "nobody was invited"
