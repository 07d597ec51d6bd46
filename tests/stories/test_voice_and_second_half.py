"""What participants ask for: their own list, each wish once, and words in one breath."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.presses import OwnRequest
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_participant import joined

pytestmark = ON_ONE_DATABASE


def test_own_requests_have_pages_and_nobody_elses(town: Town, siti: Someone, arman: Someone) -> None:
    ani = joined(town, siti, town.case(siti, name="Ani", days=60), "Ani")
    ani.sends("/menu").taps("📞 Minta dihubungi")
    for number in range(4):
        arman.sends("/menu").taps("Permintaan saya", "Tanya sesuatu").types(f"Pertanyaan {number}?")
        town.clock.at += timedelta(minutes=5)
    arman.sends("/menu").taps("Permintaan saya")
    assert [label for label in arman.labels if label.startswith("No.")] == ["No. 5", "No. 4", "No. 3"]
    arman.taps("Berikutnya")
    assert [label for label in arman.labels if label.startswith("No.")] == ["No. 2"]
    arman.forges(OwnRequest(1)).sees("Permintaan saya").sees_no("Nomornya 1")


def test_a_second_wish_to_be_called_rings_nobody_twice(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/menu").taps("📞 Minta dihubungi").sees("Nomornya 1")
    town.clock.at += timedelta(minutes=1)
    arman.sends("/menu").taps("📞 Minta dihubungi").sees("Nomornya 1")
    assert siti.heard("Ada permintaan baru") == 1


def test_words_in_one_breath_belong_together_and_later_ones_do_not(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/menu").taps("Permintaan saya", "Tanya sesuatu").types("Kapan kartunya jadi?").sees("Nomornya 1")
    arman.types("Saya butuh minggu ini.").sees("Sudah ditambahkan ke nomor 1")
    town.clock.at += timedelta(minutes=10)
    arman.types("bpjs mati")
    assert "ditambahkan" not in arman.screen
