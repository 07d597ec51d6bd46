"""The timeline of somebody: month by month, for whoever sets the course; nothing sealed is opened for it."""

from __future__ import annotations

import pytest

from bot.domain.people import Role
from bot.domain.presses import Timeline
from bot.store.caseload import cases, flags, requests, timeline
from bot.store.caseload.cases import Case
from bot.store.engine.tables import checkin_revisions, prompts
from bot.store.keeping import erasing
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_agreed import AGREED, agrees
from tests.stories.test_asking_and_answering import corrects
from tests.stories.test_card import complains, looks
from tests.stories.test_caseload import card, stands_in
from tests.stories.test_participant import by_phone


def reads(who: Someone) -> str:
    """All of the timeline that stands open."""
    card(who).taps("Linimasa")
    text = who.screen
    while "Berikutnya ▶" in who.labels:
        text += "\n" + who.taps("Berikutnya ▶").screen
    return text


def lines(who: Someone) -> list[str]:
    return [line.removeprefix("• ") for line in reads(who).splitlines()]


def test_what_happened_stands_there_by_months_with_their_year(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, case: Case
) -> None:
    siti.checks_in("R-001", "Telepon", "Semua baik", "4 minggu", "Simpan")
    corrects(siti).taps("Tambah catatan").types("Ada kabar.").taps("Simpan", "Ada yang")
    card(siti).taps("Linimasa", "Rujukan", "Tambah rujukan", "Kesehatan", "Lainnya", "Tanpa nama")
    town.passes(days=3)
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Rujukan", "Kesehatan", "Diterima")
    siti.sends("/dampingan").taps("R-001", "🆘 Mendesak", "Darurat")
    town.asks(lambda tx: cases.pause(tx, siti.person, case))
    town.passes(days=7)
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Tutup penanda").types("Sudah aman.")
    town.asks(lambda tx: cases.go_on(tx, siti.person, case))
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Rujukan", "Kesehatan", "Selesai")
    town.passes(days=40)
    siti.checks_in("R-001", "Belum terhubung", "Sedang bekerja", "Besok", "Simpan")
    opened = looks(town)
    assert lines(siti) == [
        "Linimasa R-001: Januari 2027",
        "Rab, 13 Jan: belum terhubung",
        "Linimasa R-001: Desember 2026",
        "Jum, 4 Des 2026: rujukan Kesehatan selesai",
        "Jum, 4 Des 2026: penanda mendesak ditutup",
        "Jum, 4 Des 2026: dilanjutkan",
        "Linimasa R-001: November 2026",
        "Jum, 27 Nov 2026: rujukan Kesehatan diterima",
        "Jum, 27 Nov 2026: penanda mendesak (Darurat kesehatan)",
        "Jum, 27 Nov 2026: dijeda",
        "Sel, 24 Nov 2026: rujukan Kesehatan diajukan",
        "Sel, 24 Nov 2026: terhubung (Telepon), dibetulkan",
        "Sel, 24 Nov 2026: pendampingan dimulai",
    ]
    assert looks(town) == opened, "what was opened before was opened to be put right"
    siti.taps("◀ Sebelumnya").sees("Desember 2026").taps("◀ Sebelumnya").sees("Januari 2027")
    town.passes(minutes=11)
    siti.sees_no("Linimasa R-001")


@ON_ONE_DATABASE
def test_nothing_sealed_is_opened_for_it(town: Town, siti: Someone, case: Case) -> None:
    agrees(siti).taps("Simpan")
    town.asks(lambda tx: tx.execute(checkin_revisions.update().values(answers=b"\x01" + b"0" * 60)))
    assert AGREED not in reads(siti) and "Arman" not in siti.screen and looks(town) == []
    siti.sees("Sel, 24 Nov: terhubung (Kunjungan)")


@ON_ONE_DATABASE
def test_a_month_full_of_contacts_takes_pages(town: Town, siti: Someone, case: Case) -> None:
    for _ in range(6):
        siti.checks_in("R-001")
        siti.checks_in("R-001")
        town.clock.at = town.clock.at.replace(minute=town.clock.at.minute + 1)
    card(siti).taps("Linimasa").sees("November 2026")
    assert siti.screen.count("•") == 8
    siti.taps("Berikutnya ▶").sees("November 2026", "pendampingan dimulai")
    assert siti.screen.count("•") == 5 and "Berikutnya ▶" not in siti.labels
    siti.forges(Timeline(case.id, 99)).sees("pendampingan dimulai")


@ON_ONE_DATABASE
def test_other_mentors_and_leave_stand_there_by_code(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping", "M-02")
    town.passes(days=1)
    stands_in(town, yusuf, budi, siti, days=4)
    told = [
        "Rab, 25 Nov: digantikan M-01 selama cuti, sampai Min, 29 Nov",
        "Sel, 24 Nov: berganti pendamping, bersama M-02",
    ]
    for who in (budi, yusuf):
        assert set(told) <= set(lines(who))
        assert "Budi" not in reads(who) and "Siti" not in reads(who)
    town.asks(lambda tx: tx.execute(prompts.update().values(handed_at=None)))
    assert "Sel, 24 Nov: berganti pendamping" in lines(budi)


@ON_ONE_DATABASE
def test_a_leader_reads_of_a_flag_that_is_over_that_there_was_one(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    siti.checks_in("R-001")
    flag, _ = town.asks(lambda tx: flags.raise_one(tx, siti.person, case, "health"))
    assert "Sel, 24 Nov: penanda mendesak (Darurat kesehatan)" in lines(yusuf), "it is open, and theirs to see to"
    town.asks(lambda tx: flags.acknowledge(tx, yusuf.person, flag))
    town.asks(lambda tx: flags.close(tx, yusuf.person, flag, case.key_id, "aman"))
    assert "Sel, 24 Nov: penanda mendesak" in lines(yusuf) and "Darurat" not in reads(yusuf)
    assert "Sel, 24 Nov: penanda mendesak (Darurat kesehatan)" in lines(siti)
    assert "Sel, 24 Nov: terhubung" in lines(yusuf), "how they were in touch is read with a reason"


@ON_ONE_DATABASE
def test_what_goes_past_somebody_is_in_nobodys_timeline(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone, case: Case
) -> None:
    before = {who: reads(who) for who in (siti, yusuf)}
    complains(town, arman, case)
    town.asks(lambda tx: requests.raise_one(tx, by_phone(tx, arman), case, "info", text="Apa kabar?"))
    assert {who: reads(who) for who in (siti, yusuf)} == before


@ON_ONE_DATABASE
def test_only_whoever_sets_the_course_reads_it(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, case: Case
) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    for who in (budi, rahmat):
        who.sends("/menu").forges(Timeline(case.id)).sees_no("Linimasa R-001")
    stands_in(town, yusuf, siti, budi)
    card(budi)
    assert "Linimasa" not in budi.labels
    budi.forges(Timeline(case.id)).sees_no("Linimasa R-001")


@ON_ONE_DATABASE
@pytest.mark.parametrize("who", ["siti", "yusuf"])
def test_what_has_ended_can_be_read_and_what_is_erased_cannot(
    town: Town, yusuf: Someone, siti: Someone, case: Case, who: str
) -> None:
    looker = {"siti": siti, "yusuf": yusuf}[who]
    town.asks(lambda tx: cases.end(tx, yusuf.person, case))
    looker.types("R-001").taps("Linimasa").sees("pendampingan selesai")
    assert "Rujukan" not in looker.labels
    looker.taps("Riwayat").sees("Riwayat R-001").taps("Kembali").sees("Linimasa R-001")
    town.asks(lambda tx: erasing.erase(tx, case, yusuf.person))
    looker.sends("/menu").forges(Timeline(case.id)).sees_no("Linimasa R-001")


@ON_ONE_DATABASE
def test_the_history_is_ordered_by_when_it_was_planned(town: Town, siti: Someone, case: Case) -> None:
    """What was planned first may come last: a number tells nothing of when."""
    siti.checks_in("R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    found = card(siti).taps("Linimasa", "Riwayat").screen
    assert found.index("Kontak, Sab, 23 Jan 2027") < found.index("Kontak, Sel, 1 Des")
    assert town.asks(lambda tx: [one.what for one in timeline.of_case(tx, case)]) == ["contact", "began"]
