"""What became of each prompt: what was sent, what was answered, and what was not."""

from __future__ import annotations

from bot.store.caseload import prompts
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card

pytestmark = ON_ONE_DATABASE


def test_the_history_tells_what_was_sent_and_what_was_not(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    card(siti).taps("Riwayat").sees("Kontak, Sel, 24 Nov, 11.00: direncanakan. Belum dikirim.")
    town.passes(hours=1)
    card(siti).taps("Riwayat").sees("Sel, 24 Nov, 11.00: menunggu jawaban. Ke M-01, Sel, 24 Nov, 11.00.")
    siti.checks_in("R-001")
    town.asks(lambda tx: prompts.end_stopped(tx, case, "closing"))
    card(siti).taps("Riwayat").sees("11.00: sudah dijawab. Ke M-01", "tidak diperlukan lagi. Tidak dikirim.")
