"""A week that is over: as it was then, for two years, and as it was told; what is new is said first, and once."""

import re
from datetime import date

from sqlalchemy import select

from bot.domain.figures import digests as periods
from bot.domain.presses import Digest, DigestMonth, DigestWeeks
from bot.store.caseload import cases
from bot.store.engine.tables import closed_weeks
from bot.store.keeping import erasing
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_digest import TODAY, WEEK, begins, is_at

pytestmark = ON_ONE_DATABASE
SILENT_NEWS = "Tidak ada hal baru yang perlu dilihat."


def daily(yusuf: Someone) -> str:
    """The newest daily digest."""
    return yusuf.finds(TODAY).text


def test_what_is_new_is_said_once_a_step_and_before_the_numbers(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)  # Selasa, 24 November pukul 11.00
    begins(town)
    is_at(town, 27, month=11)
    assert SILENT_NEWS in daily(yusuf) and "Menunggu kabar 1" in daily(yusuf)
    is_at(town, 30, month=11)
    assert "Baru: 1 menunggu 3 hari" in daily(yusuf) and daily(yusuf).index("Baru:") < daily(yusuf).index("Kabar")
    assert "Baru:" not in yusuf.finds(WEEK).text and SILENT_NEWS not in yusuf.finds(WEEK).text, (
        "said day by day already"
    )
    found = {}
    for day in range(1, 12):
        is_at(town, day)
        found[day] = re.findall(r"Baru: .*|" + SILENT_NEWS, daily(yusuf))
    said = {day: lines[0] for day, lines in found.items() if lines != [SILENT_NEWS]}
    assert said == {2: "Baru: 1 menunggu 7 hari", 3: "Baru: 1 melewati irama"}, "each once, also over a weekend"
    yusuf.sends("/ringkasan").sees(SILENT_NEWS).taps("Pekan lalu")
    yusuf.sees("Baru: 1 menunggu 7 hari, 1 melewati irama").taps("Menunggu").sees("• R-001 (M-01): 12 hari, baru")
    yusuf.taps("Kembali", "Tanpa kontak").sees("• R-001 (M-01): 12 hari, irama 1 minggu, baru")


def test_a_past_week_is_told_as_it_was_then(town: Town, yusuf: Someone, siti: Someone) -> None:
    """Answered, closed and paused in the next week: all that was not so yet on Sunday night."""
    town.case(siti, hours=1), town.case(siti, hours=2)
    third = town.case(siti, hours=3)
    siti.sends("/menu").taps("Mendesak", "R-002")
    is_at(town, 30, month=11)
    siti.checks_in("R-001")
    yusuf.sends("/menu").taps("Penanda", "R-002", "Saya tangani")
    town.asks(lambda tx: cases.pause(tx, siti.person, third))
    town.passes(hours=1)
    yusuf.sends("/ringkasan").sees("Ringkasan 30 Nov–6 Des", "Menunggu kabar 1").sees_no("Keadaan pada akhir")
    yusuf.taps("Pekan lalu").sees("Ringkasan 23–29 Nov", "Keadaan pada akhir Min, 29 Nov.", "Menunggu kabar 3")
    yusuf.sees("R: 3 dampingan", "Kabar 0 dari 3 rencana, 0%", "Penanda terbuka 1")
    yusuf.taps("Menunggu").sees("Keadaan pada akhir Min, 29 Nov.", "• R-001 (M-01): 5 hari", "R-002", "R-003")
    yusuf.taps("Kembali", "Penanda").sees("R-002 (M-01)", "belum ada yang menangani")
    yusuf.taps("Kembali", "Beban").sees("• M-01: 3 dampingan").taps("Kembali", "Rencana").sees(
        "R-001", "menunggu kabar"
    )
    yusuf.sees_no("sudah ada kabar", "Daftar menurut")
    yusuf.taps("Kembali", "Pekan ini", "Beban").sees("• M-01: 2 dampingan")


def test_what_was_told_of_a_week_stays_also_when_somebody_is_erased(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, hours=1)
    town.case(siti, hours=2)
    begins(town)
    is_at(town, 30, month=11)
    assert "Kabar 0 dari 2 rencana" in yusuf.finds(WEEK).text
    town.asks(lambda tx: erasing.erase(tx, case, yusuf.person))
    yusuf.sends("/ringkasan").sees("R: 1 dampingan").taps("Pekan lalu").sees("R: 2 dampingan", "Kabar 0 dari 2 rencana")
    yusuf.taps("Rencana").sees("R-002", "Keadaan pada akhir Min, 29 Nov.")
    yusuf.sees_no("R-001")
    yusuf.taps("Kembali", "Tercatat").sees("Daftar menurut keadaan sekarang; angka di ringkasan tetap")
    yusuf.taps("Kembali", "Pekan ini", "Tercatat").sees_no("Daftar menurut").taps("Kembali", "Rencana")
    assert "Keadaan pada akhir" not in yusuf.screen
    yusuf.taps("Kembali", "Pekan lalu", "Menunggu").sees("R-002", "Keadaan pada akhir Min, 29 Nov.")
    assert "Daftar menurut" not in yusuf.screen
    yusuf.taps("Kembali", "Gambar").sees_picture("23–29 Nov: 0 dari 2")
    kept = town.asks(lambda tx: tx.execute(select(closed_weeks.c.figures)).scalars().all())
    assert len(kept) == 1 and "R-00" not in kept[0], "counts, and nobody"


def test_the_list_of_a_day_says_nothing_of_its_week_that_was_told_since(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    town.case(siti, hours=1)
    begins(town)
    is_at(town, 1)
    monday = yusuf.remembers("Rencana")
    is_at(town, 7)
    listed = yusuf.presses(monday).finds("rencana kontak, Sen, 30 Nov").text
    assert "Daftar menurut" not in listed


def test_any_week_of_two_years_can_be_chosen(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=300)
    yusuf.sends("/ringkasan").taps("Pekan lalu", "Pekan lain").sees("Pekan di bulan apa?")
    assert yusuf.labels[:2] == ["Nov 2026", "Okt 2026"]
    yusuf.taps("Okt 2026").sees("Pekan mana di Oktober 2026?")
    assert yusuf.labels[:5] == ["28 Sep–4 Okt", "5–11 Okt", "12–18 Okt", "19–25 Okt", "26 Okt–1 Nov"]
    yusuf.taps("19–25 Okt").sees("Ringkasan 19–25 Okt", "Saat itu tim Bapak belum memiliki dampingan.")
    yusuf.sends("/ringkasan").taps("Pekan lalu", "Pekan lain", *["Berikutnya"] * 4, "Nov 2024")
    yusuf.taps("25 Nov–1 Des 2024").sees("Ringkasan 25 Nov–1 Des 2024").taps("Pekan lain", "Nov 2026", "23–29 Nov")
    yusuf.sees("Ringkasan 23–29 Nov", "R: 1 dampingan")


def test_from_an_old_month_the_way_back_leads_to_where_it_was_chosen(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=300)
    yusuf.sends("/ringkasan").taps("Pekan lalu", "Pekan lain", "Berikutnya", "Apr 2026")
    yusuf.sees("Pekan mana di April 2026?").taps("Kembali").sees("Pekan di bulan apa?")
    assert yusuf.labels[:2] == ["Mei 2026", "Apr 2026"], "the page that it stood on"
    yusuf.taps("Kembali").sees("Ringkasan 16–22 Nov")


def test_weeks_to_come_and_forged_ones_are_this_week(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=300)
    ahead = periods.week(date(2026, 12, 7), yusuf.person.zone, town.clock.at).code
    yusuf.sends("/menu").forges(Digest(ahead)).sees("Ringkasan 23–29 Nov")
    yusuf.forges(DigestWeeks("w1", 99)).sees("Pekan di bulan apa?").taps("Kembali").sees("Ringkasan 23–29 Nov")
    yusuf.forges(DigestMonth("w1", "2019-01")).sees("Pekan di bulan apa?")
    yusuf.forges(DigestMonth("w1", "2026-11")).sees("November 2026")
    assert "30 Nov–6 Des" not in yusuf.labels, "it has not begun"
