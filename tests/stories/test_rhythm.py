"""The rhythm of one participant: cadence, pause without a reason, quiet days, skipping, putting off, referrals."""

from datetime import UTC, datetime

import pytest

from bot.domain.planning import Planned
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from tests.driver import Someone, Town


def routine(town: Town, siti: Someone, at: datetime) -> Case:
    """A case whose only contact is a routine one at that moment."""
    case = town.case(siti, days=300)
    town.asks(lambda tx: prompts.end_stopped(tx, case, "closing"))
    town.asks(lambda tx: prompts.plan(tx, case, Planned("next_contact", at, False), siti.person.id, None, "cadence"))
    return case


@pytest.mark.in_chat("a page does not stand for two months")
def test_a_pause_needs_no_reason_and_asks_at_its_end(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda").sees("Tidak sedang jeda.")
    siti.taps("Jeda").sees("Tidak perlu alasan.").taps("2 minggu").sees("Selasa, 8 Desember 2026 pukul 09.00 WIB")
    town.passes(days=13)
    assert not any("Ini waktu" in text for text in siti.phone.texts())
    siti.sends("/dampingan").sees("R-001: sedang jeda")
    town.passes(days=1)
    siti.sees("Jeda yang disepakati selesai hari ini.").taps("Perpanjang jeda", "Sampai ada kabar lagi").sees("Dijeda.")
    town.passes(days=60)
    assert not any("Ini waktu" in text for text in siti.phone.texts())
    siti.taps("Lanjutkan").sees("Dilanjutkan. Kontak berikut:")


def test_another_rhythm_is_chosen_and_the_usual_course_grows_slower(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Ganti irama", "Setiap 4 minggu")
    siti.sees("Setiap 4 minggu", "Yang sudah direncanakan tetap.")
    siti.taps("Ganti irama", "Mengikuti perjalanan").sees("Saat ini: Setiap minggu")
    town.passes(days=100)
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda").sees("Saat ini: Setiap 2 minggu")


def test_nothing_is_raised_on_a_quiet_day(town: Town, siti: Someone) -> None:
    routine(town, siti, datetime(2026, 12, 8, 2, tzinfo=UTC))
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Tambah hari tenang").sees("Mulai hari apa")
    siti.types("8 Desember").taps("Ya").sees("Sampai hari apa?").types("9 Desember").taps("Ya", "Setiap tahun")
    siti.sees("Disimpan: tenang 8 Desember sampai 9 Desember, setiap tahun.", "Tenang setiap tahun: 8 Desember")
    town.passes(days=15)
    assert not any("Ini waktu" in text for text in siti.phone.texts())
    town.passes(days=1)
    siti.sees("Ini waktu yang sudah direncanakan.")
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Hapus hari tenang")
    assert "Tenang setiap tahun" not in siti.screen


def test_skipping_asks_a_reason_and_keeps_the_rhythm(town: Town, siti: Someone) -> None:
    routine(town, siti, datetime(2026, 11, 25, 2, tzinfo=UTC))
    town.passes(days=1)
    siti.taps("Lewati").sees("Mengapa yang ini dilewati?").taps("Kembali").sees("Ini waktu yang sudah direncanakan.")
    siti.taps("Lewati", "Sudah terhubung").sees("Dilewati. Kontak berikut: Rabu, 2 Desember 2026 pukul 09.00 WIB")
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat").sees(
        "dilewati: Sudah terhubung", "Ke M-01, Rab, 25 Nov"
    )


def test_putting_off_leaves_the_plan_and_suggests_after_three(town: Town, siti: Someone) -> None:
    routine(town, siti, datetime(2026, 11, 25, 2, tzinfo=UTC))
    town.passes(days=1)
    for _ in range(2):
        siti.taps("Nanti", "1 jam lagi").sees("Saya ingatkan lagi")
        assert "tiga kali" not in siti.screen
        town.passes(hours=1)
    siti.taps("Nanti", "1 jam lagi").sees("tiga kali berturut-turut")
    siti.taps("Irama dan jeda").sees("Setiap minggu")
    town.passes(hours=1)
    siti.taps("Lewati", "Minta waktu").sees("Rabu, 2 Desember 2026 pukul 09.00 WIB")


def test_where_nothing_is_slower_nothing_slower_is_suggested(town: Town, siti: Someone) -> None:
    case = routine(town, siti, datetime(2026, 11, 25, 2, tzinfo=UTC))
    town.asks(lambda tx: cases.set_cadence(tx, siti.person, case, 8))
    town.passes(days=1)
    for _ in range(3):
        siti.taps("Nanti", "1 jam lagi").sees("Saya ingatkan lagi")
        assert "tiga kali" not in siti.screen and "Irama dan jeda" not in siti.labels
        town.passes(hours=1)


def test_the_history_of_whom_nothing_was_planned_for_says_so(town: Town, siti: Someone) -> None:
    town.asks(lambda tx: cases.add(tx, "R", "Arman", siti.person, 1))
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat").sees("Belum ada yang direncanakan.")
    other = town.case(siti, name="Bayu")
    siti.sends("/dampingan").taps(other.code, "Linimasa", "Riwayat")
    assert "Belum ada yang direncanakan." not in siti.screen


def test_a_prompt_says_why_it_came(town: Town, yusuf: Someone, siti: Someone) -> None:
    yusuf.sends("/menu").taps("Tambah dampingan", "R (reintegrasi)").types("Arman").taps(
        "M-01", "Setiap minggu", "Simpan"
    )
    town.passes(days=7)
    siti.taps("Mengapa saya menerima ini?").sees("S-01", "Sel, 24 Nov", "Selasa, 1 Desember 2026 pukul 09.00 WIB")
    siti.taps("Kembali").sees("Ini waktu yang sudah direncanakan.").taps("Catat sekarang").sees("Kabar R-001")


def test_a_referral_is_followed_until_it_is_received(town: Town, siti: Someone) -> None:
    town.case(siti, days=60)
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Rujukan").sees("Belum ada.").taps(
        "Tambah rujukan", "Kesehatan", "Lainnya", "Tanpa nama"
    )
    siti.sees("Kesehatan: diajukan", "Seminggu lagi")
    town.passes(days=7)
    siti.sees("Ada rujukan yang perlu ditengok").taps("Buka rujukan", "Belum ada kabar").sees("Sudah dicatat.")
    town.passes(days=7)
    siti.sees("Ada rujukan yang perlu ditengok").taps("Buka rujukan", "Selesai").sees("Kesehatan: selesai")
    before = len(siti.phone.texts())
    town.passes(days=20)
    assert len(siti.phone.texts()) == before


def test_the_schedule_by_parts_of_time_and_as_a_calendar_file(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.case(siti, name="Bayu", hours=5)
    town.case(siti, name="Citra", track="P", days=2)
    town.case(siti, name="Dedi", days=12)
    town.passes(hours=2)
    siti.sends("/jadwal").sees("Menunggu jawaban", "Hari ini", "Minggu ini", "Sesudahnya")
    assert siti.screen.index("R-001") < siti.screen.index("R-002") < siti.screen.index("P-001")
    siti.taps("Berkas kalender", "Kam, 26 Nov").sees("Kalender untuk Kamis, 26 November 2026")
    text = siti.paper.data.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and "SUMMARY:Rencana kontak" in text and "DTSTART:20261126T" in text
    assert "Citra" not in text and "P-001" not in text


def test_own_hours_for_routine_messages(town: Town, siti: Someone) -> None:
    routine(town, siti, datetime(2026, 11, 24, 11, tzinfo=UTC))  # 18.00 WIB, a time of prayer
    siti.sends("/atur").sees("08.00 sampai 19.30").taps("Jam pesan", "Boleh juga di waktu salat", "08.00–17.00")
    siti.sees("08.00 sampai 17.00")
    town.passes(hours=9)
    assert not any("Ini waktu" in text for text in siti.phone.texts())
    town.passes(hours=13)
    siti.sees("Ini waktu yang sudah direncanakan.")
