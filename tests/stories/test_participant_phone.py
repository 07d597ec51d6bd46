"""The phone of a participant, as whoever accompanies them sees it."""

from __future__ import annotations

from bot.store.caseload import cases
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card
from tests.stories.test_participant import joined

pytestmark = ON_ONE_DATABASE


def test_their_phone_can_be_changed_while_there_is_one(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    card(siti).taps("Peserta").sees("Belum ada yang diundang.")
    assert {"Tautan sekali pakai", "Kode 6 angka"} <= set(siti.labels) and "Ganti ponsel" not in siti.labels
    joined(town, siti, case)
    card(siti).taps("Peserta").sees("W-01: sudah bergabung.", "Sudah setuju: Lewat Telegram, Pesan dari kami, Catatan")
    assert "Diteruskan" not in siti.screen
    assert "Ganti ponsel" in siti.labels and "Tautan sekali pakai" not in siti.labels
    town.asks(lambda tx: cases.end(tx, yusuf.person, case))
    back = siti.remembers("Ganti ponsel")
    siti.presses(back).taps("Ya, lanjut").sees("W-01: belum bergabung.")
    assert siti.labels == ["Kembali", "Menu"], "after the end nobody is invited anew"
