"""A programme in three zones of which something of every kind is recorded, and how its files are opened again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain.checkins import without_notes
from bot.domain.followups import CONTACT
from bot.domain.people import Person, Role
from bot.domain.planning import Frame, Planned
from bot.domain.rights import consent
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins, flags, prompts, referrals, requests
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.keeping import erasing
from bot.store.people import absences, people
from bot.store.rights import consents, participants
from bot.store.sealing.vault import Vault
from tests.blackbox import Place
from tests.driver import Clock

NAME, NOTE, WORDS, TYPED = "Kenari Cendrawasih", "Lancar;=1+1", "Burung, -2 ekor\n@jendela", "Yayasan Merpati"
SECRETS = (NAME, "Lancar", "Burung", "jendela", TYPED)
REASON = ("--with-text", "--reason", "Laporan triwulan")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OFFSETS = {"M-01": "+07:00", "M-02": "+08:00", "M-03": "+09:00", "S-01": "+07:00", "S-02": "+08:00"}
LEVELS = {"sehat": 2, "kerja": 4}


@dataclass
class Programme:
    """Two teams; `place` is where they are, `clock` the hour at which something is recorded."""

    place: Place
    clock: Clock = field(default_factory=Clock)
    staff: dict[str, Person] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)

    @contextmanager
    def turn(self, **later: float) -> Iterator[Tx]:
        """One transaction, so much later than the last one."""
        self.clock.at += timedelta(**later)
        database = Database(self.place.database_url, Vault(self.place.key_file), self.clock.now)
        try:
            with database.transaction() as tx:
                yield tx
        finally:
            database.close()

    def checks_in(self, tx: Tx, case: Case, by: Person, answers: dict[str, Any]) -> int:
        """A check-in that answers what is planned, as the bot saves one."""
        prompts.end_answered(tx, case)
        return checkins.save(tx, by, case, f"t{self.clock.at:%d%H%M%S}{case.id}", answers)


def programme(place: Place) -> Programme:
    """All of it: R-001 of M-01 (WIB), R-002 of M-02 (WITA), P-001 of M-03 (WIT) who is of the other team, R-003 erased,
    R-004 of the leader S-01, R-005 who wants no notes any more, R-006 handed on from M-01 to M-02.
    """
    place.does("init")
    here = Programme(place)
    with here.turn() as tx:
        yusuf, rahmat = (people.add(tx, Role.SUPERVISOR, name, None) for name in ("Yusuf", "Rahmat"))
        led = [("Siti", yusuf), ("Dewi", yusuf), ("Joko", rahmat)]
        everybody = [yusuf, rahmat, *(people.add(tx, Role.MENTOR, name, leader.id) for name, leader in led)]
        zones = {"+07:00": "Asia/Jakarta", "+08:00": "Asia/Makassar", "+09:00": "Asia/Jayapura"}
        for one in everybody:
            here.staff[one.code] = people.settle(tx, one, address="ibu", zone=zones[OFFSETS[one.code]])
    with here.turn(seconds=0.25) as tx:
        for mentor in ("M-01", "M-02", "M-01", "S-01", "M-01", "M-01"):
            _taken_up(here, tx, "R", mentor)
        _taken_up(here, tx, "P", "M-03")
    for code in ("R-001", "R-002", "P-001", "R-003", "R-004"):
        _lived(here, code)
    _wants_no_notes(here, "R-005")
    with here.turn(hours=1) as tx:
        erasing.erase(tx, here.cases["R-003"], here.staff["S-01"])
    _went(here)
    return here


def _taken_up(here: Programme, tx: Tx, track: str, mentor: str) -> None:
    case = cases.add(tx, track, NAME, here.staff[mentor], 1)
    here.cases[case.code] = case
    prompts.plan_first(tx, case, here.staff[mentor], calendar(), None, "import", tx.now + DAY)


def _lived(here: Programme, code: str) -> None:
    """A contact that was put off and then answered, a correction, a flag, requests, referrals."""
    case = here.cases[code]
    with here.turn() as tx:
        mentor = people.by_id(tx, case.mentor_id)
        assert mentor is not None
        (planned,) = prompts.open_of(tx, case, CONTACT)
        prompts.snooze(tx, planned, Planned(planned.kind, tx.now + 2 * DAY), mentor)
    with here.turn(hours=1) as tx:
        said = {"contact": "visit", "overall": "details", "levels": LEVELS, "needs": ["kerja"], "note": NOTE}
        number = here.checks_in(tx, case, mentor, {**said, "next_at": (tx.now + 7 * DAY).isoformat()})
        # What is planned by a check-in in the same moment is not what it answered.
        prompts.plan(tx, case, Planned("next_contact", tx.now + 7 * DAY), mentor.id, mentor.id, "answer")
    with here.turn(hours=1) as tx:
        kept = checkins.as_kept(tx, case, number)
        assert kept is not None
        checkins.correct(tx, mentor, case, kept, {**kept.answers, "levels": {"sehat": 3}, "good": WORDS}, "mistake")
        flag, _ = flags.raise_one(tx, mentor, case, "health")
        flags.acknowledge(tx, mentor, flag)
        flags.close(tx, mentor, flag, case.key_id, WORDS)
        person = participants.add(tx, case, mentor)
        requests.raise_one(tx, person, case, "complaint", text=WORDS)
        refused, _ = requests.raise_one(tx, person, case, "correct", text=WORDS)
        requests.refuse(tx, here.staff["S-01"], refused, WORDS)
        frame = Frame(mentor.zone, calendar())
        referrals.change(tx, mentor, referrals.add(tx, mentor, case, "sehat", frame, named=TYPED), "accepted")
        referrals.add(tx, mentor, case, "kerja", frame, service="lk3")


def _wants_no_notes(here: Programme, code: str) -> None:
    """What was noted before they took their yes back, and put right since."""
    case, mentor = here.cases[code], here.staff["M-01"]
    with here.turn(hours=1) as tx:
        person = participants.add(tx, case, mentor)
        consents.give(tx, person, case, consent.NOTES, channel=consent.VOICE, explained_by=mentor.id)
        said = {"contact": "visit", "overall": "details", "levels": LEVELS, "needs": ["kerja"], "note": WORDS}
        number = checkins.save(tx, mentor, case, "unwanted", said)
    with here.turn(hours=1) as tx:
        consents.withdraw(tx, person, case, consent.NOTES, channel=consent.VOICE, explained_by=mentor.id)
        kept = checkins.as_kept(tx, case, number)
        assert kept is not None
        checkins.correct(tx, mentor, case, kept, without_notes(kept.answers, wanted=False), "other")


def _went(here: Programme) -> None:
    """R-001 pauses and goes on, R-002 ends, R-006 is handed on; M-01 and M-03 are away."""
    siti, dewi, joko, yusuf, rahmat = (here.staff[code] for code in ("M-01", "M-02", "M-03", "S-01", "S-02"))
    with here.turn(days=1) as tx:
        cases.pause(tx, siti, here.cases["R-001"])
    with here.turn(days=1) as tx:
        again = cases.by_code(tx, "R-001")
        assert again is not None
        cases.go_on(tx, siti, again)
        cases.end(tx, dewi, here.cases["R-002"])
        cases.explain_end(tx, dewi, here.cases["R-002"], "goal")
    with here.turn(hours=1) as tx:
        here.checks_in(tx, here.cases["R-006"], siti, {"contact": "call", "overall": "fine"})
        prompts.plan(tx, here.cases["R-006"], Planned("next_contact", tx.now + 7 * DAY), siti.id, siti.id, "answer")
    with here.turn(days=1) as tx:
        moved = cases.set_mentor(tx, yusuf, [here.cases["R-006"].id], dewi)
        prompts.hand_over(tx, yusuf, moved, dewi, calendar())
        for one, leader, cover in ((siti, yusuf, dewi), (joko, rahmat, rahmat)):
            asked = absences.by_id(tx, absences.ask(tx, one, tx.now, tx.now + DAY, None))
            assert asked is not None
            absences.agree(tx, leader, asked, cover.id)
        absences.ask(tx, dewi, tx.now, tx.now + DAY, None)


def exported(place: Place, name: str, *more: str) -> Path:
    """A file that `titian export` wrote."""
    path = place.folder / name
    place.does("export", "--out", str(path), *more)
    return path


def in_json(path: Path) -> dict[str, list[dict[str, Any]]]:
    """A JSON file as somebody's program reads it."""
    found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def in_csv(path: Path) -> list[dict[str, str]]:
    """A CSV file as Excel opens it here."""
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(keepends=True), delimiter=";", strict=True))
