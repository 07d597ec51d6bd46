"""What became of each prompt: what was sent, what was answered, and what was not."""

from __future__ import annotations

from bot.store.caseload import prompts
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card
from tests.stories.test_requests import Companion

pytestmark = ON_ONE_DATABASE


def test_the_history_tells_what_was_sent_and_what_was_not(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    card(siti).taps("Linimasa", "Riwayat").sees("Kontak, Sel, 24 Nov, 11.00: direncanakan. Belum dikirim.")
    town.passes(hours=1)
    card(siti).taps("Linimasa", "Riwayat").sees("Sel, 24 Nov, 11.00: menunggu jawaban. Ke M-01, Sel, 24 Nov, 11.00.")
    siti.checks_in("R-001")
    town.asks(lambda tx: prompts.end_stopped(tx, case, "closing"))
    card(siti).taps("Linimasa", "Riwayat").sees(
        "11.00: sudah dijawab. Ke M-01", "tidak diperlukan lagi. Tidak dikirim."
    )


def test_the_history_says_what_was_told_and_names_nobody(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    companion = Companion(town, siti)
    companion.asks("access")
    town.passes(hours=73)
    read = card(siti).taps("Linimasa", "Riwayat").screen
    while "Berikutnya ▶" in siti.labels:
        read += siti.taps("Berikutnya ▶").screen
    for left, told in (("hari terakhir", 1), ("jam terakhir", 2), ("lewat 72 jam", 2)):
        assert read.count(f"Permintaan belum dijawab ({left}), ") == told
    assert "Kabar, " not in read and "Arman" not in read
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001", "Sudah dijawab")
    siti.sends("/menu").taps("🆘 Mendesak", "R-001")
    card(siti).taps("Linimasa", "Riwayat").sees("Kabar penanda mendesak, ", "Kabar permintaan dijawab, ")


def test_the_history_says_that_a_request_was_taken_back(town: Town, yusuf: Someone, siti: Someone) -> None:
    companion = Companion(town, siti)
    request = companion.asks("callback")
    siti.sends("/menu").taps("Permintaan (1)", "R-001", "Saya tangani")
    companion.phone.sends("/menu").taps("Permintaan saya", f"No. {request.id}", "Tarik permintaan ini")
    companion.phone.taps("Ya, tarik kembali")
    card(siti).taps("Linimasa", "Riwayat").sees("Kabar permintaan ditarik, ", "tidak diperlukan lagi")
    assert "sudah dijawab" not in siti.screen
