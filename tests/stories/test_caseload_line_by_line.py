"""The card of each of a mentor's people, line by line and button by button, for whoever may see it; and the lists."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.domain.presses import CaseCard, CaseList, CheckInList, Press, Schedule
from bot.store.caseload import cases, checkins, drafts, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Tx
from bot.store.people import absences
from bot.turn import Say
from tests.driver import TUESDAY
from tests.office import Office

Shown = Callable[[str, Press], tuple[list[str], list[str]]]
NAMES = ("planned", "overdue", "unplanned", "paused", "ended", "reached", "unreached", "earlier")
WEEKLY = "Setiap minggu."
PLANNED = "Kontak berikut: Jumat, 27 November 2026 pukul 10.00 WIB"
NEVER = "Belum ada kabar yang dicatat."
NOTHING = "Belum ada yang direncanakan."
OUT = ["Kembali", "Menu"]
OUT_OF_THEIRS = ["Kontak aman", *OUT]
RECORD, URGENT = "📝 Catat kabar", "🆘 Mendesak"
NAME, BEHIND = "Lihat nama", ["Lihat nama", "Linimasa", "Peserta"]


def _cases(tx: Tx, siti: Person, yusuf: Person) -> dict[str, Case]:
    """Somebody in each situation, by its name: R-001 is planned, R-002 overdue, and so on."""
    found = {name: cases.add(tx, "R", f"Nama {name}", siti, 1) for name in NAMES}
    for name, case in found.items():
        if name != "unplanned":
            hours = -3 if name == "overdue" else 72
            prompts.plan(tx, case, Planned("next_contact", TUESDAY + timedelta(hours=hours)), siti.id, None, "cadence")
    for name, contact in (("reached", "visit"), ("unreached", "not_reached"), ("earlier", "visit"), ("ended", "call")):
        at = TUESDAY - timedelta(days=1) if name == "earlier" else TUESDAY
        checkins.save(tx, siti, found[name], f"saved{name}", {"contact": contact}, contact_at=at)
    overdue = prompts.next_of(tx, found["overdue"])
    assert overdue is not None
    prompts.mark_said(tx, overdue, siti)
    cases.pause(tx, siti, found["paused"])
    cases.end(tx, yusuf, found["ended"])
    drafts.keep(tx, siti, Draft(0, "checkin", "begun", found["paused"].id, None, {}), {"contact": "call"}, None)
    return found


@pytest.fixture(scope="module")
def shown(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """The lines and the buttons of the screen that a press brings."""
    folder = tmp_path_factory.mktemp("caseload")
    shutil.copy(sqlite_template, folder / "caseload.db")
    office = Office(f"sqlite:///{folder / 'caseload.db'}", folder / "test.key", TUESDAY)
    with office.tx() as tx:
        yusuf = office.joins(tx, Role.SUPERVISOR, "Yusuf", "Asia/Jakarta")
        siti, budi = (office.joins(tx, Role.MENTOR, name, "Asia/Jakarta", yusuf) for name in ("Siti", "Budi"))
        _cases(tx, siti, yusuf)
        own = cases.add(tx, "R", "Nama own", yusuf, 1)
        prompts.plan(tx, own, Planned("next_contact", TUESDAY + timedelta(hours=72)), yusuf.id, None, "cadence")
        asked = absences.ask(tx, siti, TUESDAY, TUESDAY + timedelta(days=9), budi.id)
        leave = absences.by_id(tx, asked)
        assert leave is not None
        absences.agree(tx, yusuf, leave, budi.id)
    people = {"mentor": siti, "leader": yusuf, "cover": budi}

    def look(who: str, press: Press) -> tuple[list[str], list[str]]:
        with office.tx() as tx:
            (screen,) = office.taps(tx, people[who], press)
        assert isinstance(screen, Say)
        labels = [button.label for row in screen.rows for button in row]
        return _lines(screen), labels

    yield look
    office.closes()


def _lines(screen: Say) -> list[str]:
    return [part.replace("<b>", "").replace("</b>", "") for part in str(screen.text).split("\n")]


MENTORS = [RECORD, URGENT, "Irama dan jeda", *BEHIND, *OUT_OF_THEIRS]
MENTORS_READ = [RECORD, URGENT, "Baca dan perbaiki", "Irama dan jeda", *BEHIND, *OUT_OF_THEIRS]
LEADERS = ["👋 Sapa pendamping", URGENT, "Ganti pendamping", "Ambil alih", "Irama dan jeda", NAME, "Linimasa"]


@pytest.mark.parametrize(
    ("who", "number", "lines", "labels"),
    [
        ("mentor", 1, [WEEKLY, PLANNED, NEVER], MENTORS),
        ("mentor", 2, [WEEKLY, "🔔 Menunggu sejak Selasa, 24 November 2026 pukul 07.00 WIB", NEVER], MENTORS),
        ("mentor", 3, [WEEKLY, NOTHING, NEVER], MENTORS),
        ("mentor", 4, ["Setiap minggu. Sedang jeda.", PLANNED, NEVER], MENTORS),
        ("mentor", 5, ["Pendampingan ini sudah selesai.", PLANNED, "Sel, 24 Nov, 10.00: terhubung (Telepon)"],
         ["Baca dan perbaiki", "Linimasa", NAME, *OUT]),
        ("mentor", 6, [WEEKLY, PLANNED, "Sel, 24 Nov, 10.00: terhubung (Kunjungan)"], MENTORS_READ),
        ("mentor", 7, [WEEKLY, PLANNED, "Sel, 24 Nov, 10.00: belum terhubung"], MENTORS_READ),
        ("mentor", 8, [WEEKLY, PLANNED, "Sen, 23 Nov: terhubung (Kunjungan)"], MENTORS_READ),
        ("cover", 1, [WEEKLY, PLANNED, NEVER], [RECORD, URGENT, NAME, *OUT_OF_THEIRS]),
        ("cover", 6, [WEEKLY, PLANNED, "Sel, 24 Nov, 10.00: terhubung"], [RECORD, URGENT, NAME, *OUT_OF_THEIRS]),
        ("leader", 1, [WEEKLY, PLANNED, NEVER], [*LEADERS, *OUT]),
        ("leader", 5, ["Pendampingan ini sudah selesai.", PLANNED, "Sel, 24 Nov, 10.00: terhubung"],
         ["Baca catatan", "Linimasa", "Alasan selesai", NAME, *OUT]),
        ("leader", 6, [WEEKLY, PLANNED, "Sel, 24 Nov, 10.00: terhubung"], [*LEADERS, "Baca catatan", *OUT]),
        ("leader", 9, [WEEKLY, PLANNED, NEVER],
         [RECORD, URGENT, "Irama dan jeda", "Linimasa", NAME, "Peserta", "Ganti pendamping", *OUT_OF_THEIRS]),
    ],
)  # fmt: skip
def test_the_card(shown: Shown, who: str, number: int, lines: list[str], labels: list[str]) -> None:
    name = (*NAMES, "own")[number - 1]
    assert shown(who, CaseCard(number)) == ([f"R-00{number}", *lines], labels)
    hide = ["Tutup nama" if label == NAME else label for label in labels]
    assert shown(who, CaseCard(number, named=True)) == ([f"R-00{number} Nama {name}", *lines], hide)


def test_the_list(shown: Shown) -> None:
    first, labels = shown("mentor", CaseList())
    more, _ = shown("mentor", CaseList(1))
    assert first[:2] == ["Dampingan: 7", "🔔 R-002: menunggu sejak Sel, 24 Nov, 07.00"] and labels[0] == "R-002"
    assert sorted([*first[2:], *more[1:]]) == sorted(
        ["R-003: belum ada rencana", *(f"R-00{number}: Jum, 27 Nov, 10.00" for number in (1, 4, 6, 7, 8))]
    )


def test_whose_check_in(shown: Shown) -> None:
    _, labels = shown("mentor", CheckInList())
    assert labels[:2] == ["🔔 R-002", "R-001"] and "R-005" not in labels


def test_the_schedule(shown: Shown) -> None:
    lines, _ = shown("mentor", Schedule())
    assert lines[:3] == ["Jadwal", "<i>Menunggu jawaban</i>", "🔔 R-002: menunggu sejak Sel, 24 Nov, 07.00"]
    assert lines[3:5] == ["<i>Minggu ini</i>", "R-001: Jum, 27 Nov, 10.00"]
