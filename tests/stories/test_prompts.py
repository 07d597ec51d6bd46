"""What a prompt says, which buttons stand under it, and why it came: for whoever it reaches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card, stands_in

pytestmark = ON_ONE_DATABASE

CONTACT = "Ini waktu yang sudah direncanakan."
WHY = "Mengapa saya menerima ini?"
TWICE = "Dua kali berturut-turut kontak belum terlaksana."
AT_A_CHECK_IN = "Pesan ini berhenti sendiri begitu kabar disimpan"
OR_FROM_THE_RHYTHM = "atau lewat Irama dan jeda"
HISTORY = "Kapan pesan ini dikirim dapat dilihat di Riwayat dampingan."


def plans(town: Town, siti: Someone, case: Case, kind: str, **due: float) -> None:
    """A prompt of that kind, besides what is planned."""
    at = town.clock.now() + timedelta(**due)
    town.asks(lambda tx: prompts.plan(tx, case, Planned(kind, at), siti.person.id, siti.person.id, "pause"))


def corrects_to_not_reached(siti: Someone) -> None:
    """What was recorded on the first day was a slip."""
    card(siti).taps("Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki", "Ubah isian", "Kontak", "Belum terhubung")
    siti.taps("Sedang bekerja", "Besok", "Simpan", "Salah pilih").sees("Tersimpan")


def test_what_deals_with_it_stands_alone_and_what_puts_it_off_in_pairs(town: Town, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    town.passes(hours=1)
    rows = [[button.label for button in row] for row in siti.rows]
    assert rows == [["📝 Catat sekarang"], ["☎️ Kontak aman"], ["⏰ Nanti", "Belum terhubung"], ["Lewati", WHY]]
    town.asks(lambda tx: prompts.end_stopped(tx, case, "closing"))
    town.asks(lambda tx: cases.pause(tx, siti.person, case))
    plans(town, siti, case, "pause_over", hours=1)
    town.passes(hours=1)
    rows = [[button.label for button in row] for row in siti.rows]
    assert rows == [["▶️ Lanjutkan"], ["⏰ Nanti", "Perpanjang jeda"], [WHY]]


def test_why_a_contact_came_and_what_ends_it(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.case(siti, hours=1)
    town.passes(hours=1)
    siti.taps(WHY).sees(AT_A_CHECK_IN, OR_FROM_THE_RHYTHM)
    assert HISTORY not in siti.screen and "menggantikan" not in siti.screen
    town.case(siti, name="Bayu", hours=3)
    stands_in(town, yusuf, siti, budi)
    town.passes(hours=3)
    budi.taps(WHY).sees(AT_A_CHECK_IN, "menggantikan M-01, jadi pesan ini datang")
    assert OR_FROM_THE_RHYTHM not in budi.screen


def test_why_a_review_came(town: Town, siti: Someone) -> None:
    plans(town, siti, town.case(siti, days=40), "plan_review", hours=1)
    town.passes(hours=1)
    siti.taps(WHY).sees(HISTORY)
    assert AT_A_CHECK_IN not in siti.screen
    siti.taps("Kembali", "✅ Sudah").sees("Sudah dicatat.")


def test_a_contact_that_was_handed_on_says_by_whom(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    town.case(siti, hours=30)
    card(yusuf).taps("Ganti pendamping", "M-02")
    card(yusuf).sees("R-001")
    town.passes(hours=30)
    budi.sees(CONTACT, "Diserahkan kepada Ibu oleh S-01, Sel, 24 Nov").taps(WHY).sees("oleh S-01")
    town.case(siti, name="Bayu", hours=17)
    card(yusuf, "R-002").taps("Ambil alih", "Ya, ambil alih")
    town.passes(hours=17)
    yusuf.sees(CONTACT, "Bapak mengambil alih, Rab, 25 Nov")


def test_a_leader_who_only_looks_is_led_to_the_list(town: Town, yusuf: Someone, siti: Someone) -> None:
    """Nobody covers: the leader is told, and can look; what a mentor does with it is not offered."""
    town.case(siti, hours=30)
    stands_in(town, yusuf, siti, None)
    town.passes(hours=30)
    yusuf.sees("Seorang pendamping di tim sedang tidak bertugas dan belum ada penggantinya", "Dampingan R-001.")
    assert yusuf.labels == ["Perlu perhatian", WHY]
    yusuf.taps("Perlu perhatian").sees("R-001")


def test_two_silent_weeks_in_a_row_are_the_leaders_to_ask_about(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(days=8)
    siti.taps("Lewati", "Saya berhalangan")
    assert not yusuf.heard(TWICE)
    town.passes(days=16)
    assert yusuf.heard(TWICE) == 1


@pytest.mark.parametrize("then", [(), ("Lewati", "Saya berhalangan")], ids=["still open", "skipped"])
def test_a_visit_put_right_to_not_reached_is_the_second_miss(
    town: Town, yusuf: Someone, siti: Someone, then: tuple[str, ...]
) -> None:
    """It was recorded as a visit, and the week after the next was silent: nobody was reached twice in a row."""
    town.case(siti, hours=1)
    siti.checks_in("R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    town.passes(days=15)
    siti.taps(*then)
    assert not yusuf.heard(TWICE)
    corrects_to_not_reached(siti)
    town.passes(days=1)
    assert yusuf.heard(TWICE) == 1


def test_one_miss_more_is_no_reason_to_ask(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    siti.checks_in("R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    town.passes(days=1)
    corrects_to_not_reached(siti)
    town.passes(days=2)
    assert not yusuf.heard(TWICE)
