"""The supervisor's digest: when it arrives, what it tells, and what stands behind its figures."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.domain.followups import DIGESTS
from bot.domain.people import Role
from bot.domain.presses import DigestWords
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins, walls
from bot.store.engine.database import Tx
from bot.store.engine.tables import prompts
from bot.store.figures import digests
from tests.driver import LONGEST_SCREEN, Someone, Town

TODAY, WEEK = "Ringkasan terbaru sudah siap.", "Ringkasan pekan lalu sudah siap."


def begins(town: Town) -> None:
    """Housekeeping looks whether everybody has their digests to come."""
    town.asks(lambda tx: digests.ensure(tx, calendar))


def is_at(town: Town, day: int, hour: int = 8, month: int = 12) -> None:
    """The clock goes on to this hour (WIB)."""
    at = datetime(2026, month, day, hour - 7, 0, tzinfo=UTC)
    town.passes(seconds=(at - town.clock.at).total_seconds())


def sleeps_until(town: Town, day: int, hour: int, month: int = 12) -> None:
    """Nobody looks until then: the bot was off."""
    town.restarts()
    town.clock.at = datetime(2026, month, day, hour - 7, 0, tzinfo=UTC)
    town.settles()


def told(who: Someone, words: str) -> int:
    return sum(words in text for text in who.phone.texts())


def pictures(who: Someone) -> int:
    return sum(message.photo is not None for message in who.phone.messages)


def test_monday_brings_the_week_with_a_chart_and_each_workday_its_own(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    town.case(siti, days=300)
    begins(town)
    begins(town)
    town.passes(seconds=(datetime(2026, 11, 25, 0, 29, tzinfo=UTC) - town.clock.at).total_seconds())
    assert not yusuf.phone.texts()
    town.passes(minutes=1)  # Rabu, 25 November pukul 07.30 WIB
    yusuf.sees("Salam, Bapak. " + TODAY, "Ringkasan Sel, 24 Nov", "R: 1 dampingan, 1 pendamping")
    assert yusuf.phone.texts()[-1].startswith("Salam, Bapak. ") and not pictures(yusuf)
    is_at(town, 29, month=11)  # Minggu
    assert told(yusuf, TODAY) == 3 and not told(yusuf, WEEK)
    is_at(town, 30, month=11)
    assert told(yusuf, TODAY) == 4 and told(yusuf, WEEK) == 1
    assert "Ringkasan 27–29 Nov" in yusuf.finds(TODAY).text, "Friday and the weekend"
    assert "Ringkasan 23–29 Nov" in yusuf.finds(WEEK).text
    yusuf.sees_picture("Gambar R", "23–29 Nov: tidak ada rencana")
    assert (yusuf.picture.name, pictures(yusuf)) == ("digest", 1)
    is_at(town, 7)
    assert told(yusuf, TODAY) == 9 and told(yusuf, WEEK) == 2
    begins(town)
    to_come = select(prompts.c.kind).where(prompts.c.kind.in_(DIGESTS), prompts.c.state == "waiting")
    assert sorted(town.asks(lambda tx: list(tx.execute(to_come).scalars()))) == sorted(DIGESTS)


def test_a_mentor_gets_none_and_a_supervisor_who_joins_is_planned_for_at_once(town: Town, siti: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    ratna.sends("/menu").taps("Undang supervisor").types("Wati")
    link = next(word for word in ratna.finds("https://t.me/").text.split() if word.startswith("https://t.me/"))
    wati = town.phone("Wati")
    wati.phone.opens(link)
    town.settles()
    wati.taps("Ibu", "WITA")
    hers = select(prompts.c.kind, prompts.c.slot).where(prompts.c.kind.in_(DIGESTS)).order_by(prompts.c.slot)
    planned = town.asks(lambda tx: list(tx.execute(hers)))
    assert planned == [
        ("digest_daily", datetime(2026, 11, 24, 23, 30, tzinfo=UTC)),  # pukul 07.30 WITA
        ("digest_weekly", datetime(2026, 11, 29, 23, 30, tzinfo=UTC)),
    ]
    begins(town)
    is_at(town, 30, month=11)
    assert not told(siti, "Ringkasan")
    assert not told(wati, TODAY) and told(wati, WEEK) == 1, "without participants the days are silent"
    assert "belum memiliki dampingan" in wati.finds(WEEK).text and not pictures(wati)


def test_no_digest_on_a_holiday(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=300)
    begins(town)
    is_at(town, 23)
    before = told(yusuf, TODAY)
    is_at(town, 27)  # 24 and 25 December are closed, then a weekend
    assert told(yusuf, TODAY) == before
    is_at(town, 28)
    assert told(yusuf, TODAY) == before + 1 and "23–27 Des" in yusuf.finds(TODAY).text


def test_a_monday_closed_late_moves_the_week_to_tuesday(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=300)
    ratna = town.joins(Role.ADMIN, "Ratna")
    begins(town)
    ratna.sends("/menu").taps("Hari libur", "Tambah hari libur").types("30 November").taps("Ya")
    is_at(town, 30, 20, month=11)
    assert not told(yusuf, WEEK)
    is_at(town, 1)
    assert told(yusuf, WEEK) == 1 and "23–29 Nov" in yusuf.finds(WEEK).text
    is_at(town, 8)
    assert told(yusuf, WEEK) == 2, "the next Monday keeps its own"


def test_a_missed_monday_arrives_late_and_once(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=300)
    begins(town)
    sleeps_until(town, 2, 10)  # Rabu; off since Tuesday a week ago
    assert told(yusuf, WEEK) == 1 and "23–29 Nov" in yusuf.finds(WEEK).text and pictures(yusuf) == 1
    assert told(yusuf, TODAY) == 1 and "Sel, 1 Des" in yusuf.finds(TODAY).text, "one, for the newest day"
    town.restarts()
    town.passes(hours=12)
    assert told(yusuf, WEEK) == told(yusuf, TODAY) == 1
    is_at(town, 7)
    assert told(yusuf, WEEK) == 2 and told(yusuf, TODAY) == 4


def test_a_late_one_waits_for_a_good_hour(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=300)
    begins(town)
    sleeps_until(town, 30, 23, month=11)
    assert not told(yusuf, WEEK) and not told(yusuf, TODAY)
    is_at(town, 1, 7)
    assert not told(yusuf, WEEK) and not told(yusuf, TODAY)
    is_at(town, 1, 8)
    assert told(yusuf, WEEK) == told(yusuf, TODAY) == 1


def test_weeks_without_the_bot_end_in_one_digest_of_the_newest(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=300)
    begins(town)
    sleeps_until(town, 19, 10)  # Sabtu, more than three weeks later
    assert told(yusuf, WEEK) == 1 and "7–13 Des" in yusuf.finds(WEEK).text
    assert not told(yusuf, TODAY)
    is_at(town, 21)
    assert told(yusuf, WEEK) == 2 and told(yusuf, TODAY) == 1


def test_a_blocked_supervisor_is_named_to_the_admin_and_hears_once_when_back(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    town.case(siti, days=300)
    begins(town)
    yusuf.phone.chat.blocked = True
    is_at(town, 2)
    assert told(ratna, "S-01 tidak dapat dihubungi lewat sini") == 1
    begins(town)
    is_at(town, 4, 10)
    yusuf.phone.unblocks()
    town.settles()
    assert told(yusuf, TODAY) == told(yusuf, WEEK) == 1 and "Kam, 3 Des" in yusuf.finds(TODAY).text
    is_at(town, 8)
    assert told(yusuf, TODAY) == 3 and told(yusuf, WEEK) == 2


def test_on_request_the_figures_follow_what_is_recorded(town: Town, yusuf: Someone, siti: Someone) -> None:
    for number in range(7):
        town.case(siti, hours=1 + number)
    town.passes(hours=8)
    yusuf.sends("/ringkasan").sees("Ringkasan 23–29 Nov", "R: 7 dampingan, 1 pendamping")
    yusuf.sees("Kabar 0 dari 7 rencana, 0%", "Menunggu kabar 7: 0–2 hari 7, 3–6 hari 0")
    for number in range(1, 6):
        siti.sends("/catat").taps(f"R-00{number}", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    siti.sends("/catat").taps("R-006", "Belum terhubung", "Sedang bekerja", "Besok", "Simpan")
    yusuf.sends("/ringkasan").sees("Kabar 6 dari 7 rencana, 86%", "Menunggu kabar 1")
    yusuf.sees("Tercatat 6: terhubung 5 (83%), belum 1").sees_no("0–2 hari 1")


def test_a_correction_does_not_make_a_contact_twice(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(hours=1)
    siti.checks_in("R-001")
    siti.sends("/dampingan").taps(
        "R-001", "Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki", "Ubah isian", "Kontak berikut"
    )
    siti.taps("Besok" if "Besok" in siti.labels else "1 minggu", "Simpan", "Salah pilih").sees("Tersimpan")
    town.passes(days=15)
    week = town.asks(lambda tx: list(tx.execute(select(prompts.c.state).where(prompts.c.kind == "next_contact"))))
    assert sorted(state for (state,) in week) == ["answered", "cancelled", "said"]
    yusuf.sends("/ringkasan").taps("Pekan lalu").sees("Kabar 0 dari 1 rencana, 0% ↓; pekan sebelumnya 100%")


def test_a_second_list_of_one_kind_is_called_the_same_everywhere(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    one, other = town.case(siti, hours=1), town.case(dewi, hours=1)
    town.asks(lambda tx: walls.add(tx, None, one.id, other.id))
    town.passes(days=4)
    yusuf.sends("/dampingan")
    assert "R, daftar 2" in yusuf.labels
    yusuf.sends("/ringkasan").taps("Menunggu").sees("R: kontak yang menunggu kabar", "• R-001").sees_no("R-002")
    yusuf.taps("R, daftar 2").sees("R, daftar 2: kontak yang menunggu kabar", "• R-002").sees_no("R2", "• R-001")
    yusuf.taps("Lihat R").sees("R: kontak yang menunggu kabar", "• R-001")


def test_behind_each_figure_are_codes_and_back_returns(town: Town, yusuf: Someone, siti: Someone) -> None:
    for number in range(8):
        town.case(siti, hours=1 + number)
    town.case(siti, "P", "Citra", hours=2)
    town.passes(days=4)
    yusuf.sends("/ringkasan").taps("Menunggu").sees("R: kontak yang menunggu kabar", "• R-001 (M-01): 3 hari")
    yusuf.sees_no("P-001 (", "R-007 (").taps("Berikutnya").sees("R-007", "R-008").sees_no("R-006 (")
    yusuf.taps("R-008", "Lihat nama").sees("R-008 Arman").taps("Kembali").sees(
        "R: kontak yang menunggu kabar", "R-007", "R-008"
    )
    yusuf.taps("Lihat P").sees("P: kontak yang menunggu kabar", "• P-001 (M-01)").sees_no("R-001 (")
    yusuf.taps("Kembali").sees("Ringkasan 23–29 Nov", "Menunggu kabar 8: 0–2 hari 0, 3–6 hari 8, 7+ hari 0")
    yusuf.taps("Rencana").sees("R: rencana kontak, 23–29 Nov", "R-001 (M-01), Sel, 24 Nov, 11.00: menunggu kabar")
    yusuf.taps("Kembali", "Beban").sees("• M-01: 8 dampingan").taps("M-01").sees("M-01 Siti")
    siti.sends("/catat").taps("R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    yusuf.sends("/ringkasan").taps("Tercatat").sees("R-001 (M-01), Sab, 28 Nov, 10.00: terhubung")
    siti.sends("/menu").taps("Mendesak", "R-002")
    yusuf.sends("/ringkasan").sees("Penanda terbuka 1").taps("Penanda").sees("R-002 (M-01)", "belum ada yang menangani")
    yusuf.taps("Kembali", "Tanpa kontak").sees("Tidak ada.")
    town.passes(days=12)
    yusuf.sends("/ringkasan").sees("Tanpa kontak: melewati irama 8; 14–29 hari 7, 30–59 hari 0, 60+ hari 0")
    yusuf.taps("Tanpa kontak").sees("• R-002 (M-01): 16 hari")


def test_a_pushed_digest_keeps_its_days_after_looking_behind(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    begins(town)
    is_at(town, 25, month=11)
    yusuf.taps("Rencana").sees("R: rencana kontak, Sel, 24 Nov", "R-001").taps("R-001", "Kembali", "Kembali")
    yusuf.sees("Ringkasan Sel, 24 Nov", "Kabar 0 dari 1 rencana").taps("Pekan ini").sees("Ringkasan 23–29 Nov")


def test_why_it_comes(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=300)
    begins(town)
    is_at(town, 25, month=11)
    yusuf.taps("Mengapa saya menerima ini?").sees("setiap hari kerja pukul 07.30").taps("Kembali").sees(TODAY)
    yusuf.taps("Ringkasan").sees("Ringkasan 23–29 Nov")


def record(siti: Someone, number: int, *levels: str) -> None:
    """A visit at which health, and maybe more, was spoken of."""
    siti.sends("/catat").taps(f"R-00{number}", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", levels[0])
    siti.taps("Lanjut", "Tidak ada", "Tanpa catatan", "1 minggu", "Simpan").sees("Tersimpan")


def health(who: Someone) -> list[object]:
    """What stands in the chart about health."""
    topics = who.picture.facts["levels"]["topics"]
    spans: list[object] = next(topic["spans"] for topic in topics if topic["name"] == "Kesehatan")
    return spans


def test_a_double_tap_brings_one_chart_and_levels_are_told_when_the_week_is_over(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    for number in range(5):
        town.case(siti, hours=1 + number)
    town.passes(hours=5)
    for number, level in enumerate(("Baik", "Baik", "Cukup", "Perlu perhatian", "Mendesak"), 1):
        record(siti, number, level)
    town.counts_weeks()
    yusuf.sends("/ringkasan").taps_twice("Gambar")
    assert pictures(yusuf) == 1
    yusuf.sees_picture("Gambar R", "23–29 Nov: 5 dari 5", "5–11 Okt: tidak ada rencana")
    facts = yusuf.picture.facts
    assert facts["title"] == "Ringkasan R, 5 Okt–29 Nov", "from the first day of its weeks to the last"
    assert (facts["weeks"]["planned"][-1], facts["weeks"]["done"][-1], len(facts["weeks"]["weeks"])) == (5, 5, 8)
    assert health(yusuf) == [], "the list says who was recorded since: nothing is told of a week that runs"
    yusuf.taps("Bidang dalam angka").sees("R: Perasaan").taps("Kesehatan").sees("23–29 Nov: belum selesai")
    is_at(town, 30, month=11)
    town.counts_weeks()
    yusuf.sends("/ringkasan").taps("Gambar").sees_picture("30 Nov–6 Des: tidak ada rencana")
    assert health(yusuf) == [[6, 1, [2, 1, 1, 1]]]
    yusuf.taps("Bidang dalam angka").sees("R: Perasaan", "23–29 Nov: tidak ditampilkan").taps("Kesehatan")
    yusuf.sees("R: Kesehatan", "23–29 Nov: Baik 2, Cukup 1, Perlu perhatian 1, Mendesak 1", "30 Nov–6 Des: belum")
    yusuf.taps("Kembali").sees("Ringkasan 30 Nov–6 Des")
    # A correction takes one away: what was told stays.
    siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki", "Sel, 24 Nov", "Perbaiki", "Ubah isian", "Bidang")
    siti.taps("Kesehatan", "Tidak dibahas", "Lanjut", "Simpan", "Salah pilih").sees("Tersimpan")
    town.passes(minutes=2)
    town.counts_weeks()
    yusuf.taps("Gambar").sees_picture()
    assert health(yusuf) == [[6, 1, [2, 1, 1, 1]]]


def test_of_four_people_nothing_is_told_and_all_well_counts_as_good(town: Town, yusuf: Someone, siti: Someone) -> None:
    for _ in range(5):
        town.case(siti, hours=200)
    town.passes(hours=5)
    for number in (1, 2, 3, 4):
        record(siti, number, "Cukup")
    record(siti, 4, "Baik")
    is_at(town, 30, month=11)
    town.counts_weeks()
    yusuf.sends("/ringkasan").taps("Pekan lalu", "Gambar").sees_picture()
    assert health(yusuf) == [], "five records, and four people"
    siti.checks_in("R-005")
    is_at(town, 7)
    town.counts_weeks()
    yusuf.sends("/ringkasan").taps("Gambar").sees_picture("7–13 Des")
    assert health(yusuf) == [[3, 4, [2, 3, 0, 0]]], "the weeks of half a block together, and all well is good"
    yusuf.taps("Bidang dalam angka", "Kesehatan").sees("9 Nov–6 Des, pekan lainnya bersama: Baik 2, Cukup 3,")
    yusuf.sees("2–8 Nov: tidak ditampilkan", "7–13 Des: belum selesai")
    assert "23–29 Nov: " not in yusuf.screen


def test_a_chart_and_its_words_hold_the_levels_of_the_own_team_alone(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=rahmat)
    for mentor in (siti, *[dewi] * 5):
        town.case(mentor, days=200)
    record(siti, 1, "Perlu perhatian")
    for number in range(2, 7):
        record(dewi, number, "Cukup" if number == 2 else "Baik")
    is_at(town, 30, month=11)
    town.counts_weeks()
    for who, spans, line in (
        (yusuf, [], "23–29 Nov: tidak ditampilkan"),
        (rahmat, [[7, 1, [4, 1, 0, 0]]], "23–29 Nov: Baik 4, Cukup 1, Perlu perhatian 0, Mendesak 0"),
    ):
        who.sends("/ringkasan").taps("Pekan lalu", "Gambar").sees_picture("Gambar R")
        assert health(who) == spans
        who.taps("Bidang dalam angka", "Kesehatan").sees(line)
    town.case(dewi, "P", "Citra", days=200)
    yusuf.forges(DigestWords("w1", "P", 1)).sees("Ringkasan 30 Nov–6 Des", "R: 1 dampingan").sees_no("P: Kesehatan")


def test_both_tracks_have_lines_and_charts_of_their_own(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, "P", "Citra", hours=1)
    town.case(siti, "R", "Arman", hours=1)
    town.passes(hours=2)
    yusuf.sends("/ringkasan").sees("R: 1 dampingan", "P: 1 dampingan")
    assert yusuf.screen.index("R: 1") < yusuf.screen.index("P: 1")
    for line in yusuf.screen.splitlines():
        assert not ("R:" in line and "P:" in line)
    yusuf.taps("Gambar")
    assert pictures(yusuf) == 2
    assert [message.text.split(":")[0] for message in yusuf.phone.messages if message.photo] == ["Gambar R", "Gambar P"]
    yusuf.sends("/ringkasan").taps("Tercatat").sees("R: kabar tercatat").taps("Lihat P").sees("P: kabar tercatat")


FORGED = (
    "Digest:w999999999",
    "Digest:x",
    "DigestList",
    "DigestList:w1:contacts",
    "DigestList:w1:nothing:Z:77",
    "DigestList:w1:load:Z:999999999999999",
    "DigestWords:d1:Q:99",
    "DigestWords:d1:R:99",
    "DigestChart:w-1",
)


@pytest.mark.parametrize("data", FORGED)
def test_forged_buttons_find_nothing(town: Town, yusuf: Someone, siti: Someone, data: str) -> None:
    town.case(siti, days=300)
    yusuf.sends("/ringkasan").forges_text(data)
    assert "gangguan" not in yusuf.screen and len(yusuf.screen) <= LONGEST_SCREEN


def test_other_teams_and_a_mentor_without_a_supervisor(town: Town, yusuf: Someone, siti: Someone) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    alone = town.joins(Role.MENTOR, "Rina")
    town.case(siti, hours=1)
    town.case(alone, hours=1)
    town.passes(hours=2)
    yusuf.sends("/ringkasan").sees("R: 1 dampingan, 1 pendamping").taps("Menunggu").sees("R-001").sees_no("R-002 (")
    wati.sends("/ringkasan").sees("belum memiliki dampingan")
    begins(town)
    is_at(town, 30, month=11)
    assert told(yusuf, WEEK) == told(wati, WEEK) == 1
    assert "Apa yang bisa saya bantu?" not in siti.sends("/ringkasan").screen and "Ringkasan" not in siti.screen
    alone.checks_in("R-002").sees("Tersimpan")


def test_a_hundred_of_everything_still_fits_on_a_screen(town: Town, yusuf: Someone, siti: Someone) -> None:
    def fill(tx: Tx) -> None:
        for track in ("R", "P"):
            for number in range(110):
                case = cases.add(tx, track, "Arman", siti.person, 1)
                checkins.save(tx, siti.person, case, f"{track}{number}", {"contact": "visit"})

    town.asks(fill)
    town.passes(days=16)
    yusuf.sends("/ringkasan").sees("R: 110 dampingan", "P: 110 dampingan", "Tanpa kontak: melewati irama 110")
