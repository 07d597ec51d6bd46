"""The lives that are played: who answers when, who falls silent, pauses, goes on leave, and what is urgent."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from bot.domain.followups import CONTACT, OPEN
from bot.domain.people import Person, Role
from bot.domain.presses import AgreeLeave, GoOn, RaiseFlag, Reviewed, Skip, TakeFlag
from bot.domain.timing.quiet import hours_of
from bot.reference.calendar import calendar
from bot.store.caseload import cases, flags, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences as leaves
from bot.store.institution import closed_days
from bot.store.people import absences, people
from handlers.mentor import checkin, leave, rhythm
from handlers.mentor.prompt_answers import snooze
from tests.simulate.clockwork import ZONES, Clockwork

# How a contact goes on after its prompt: how many of a hundred, what is done, and after how many hours at most.
WAYS = (
    (46, "answer", 1, 8),
    (19, "answer", 18, 30),
    (10, "answer", 40, 150),
    (9, "not_reached", 1, 30),
    (7, "snooze", 0, 6),
    (4, "skip", 0, 20),
    (5, "answer", 240, 720),
)
RHYTHMS = (0, 0, 0, 1, 2, 2, 4, 4, 4, 8)
HOURS = (None, None, None, "0900-1700+", "0700-2100", "1000-1900+")
FLAGS_A_CASE = 0.12


class Lives(Clockwork):
    """A programme of so many cases."""

    def __init__(self, url: str, key_file: Path, size: int, days: int, seed: int = 7) -> None:
        super().__init__(url, key_file, days, seed)
        self.size = size
        self.staff: dict[int, Person] = {}
        self._people()

    def _people(self) -> None:
        """Everybody there is; one supervisor for five mentors, about twenty cases a mentor."""
        number = max(3, self.size // 20)
        with self.office.tx() as tx:
            self.admin = self._joins(tx, Role.ADMIN, "Admin", ZONES[0], None)
            leaders = [
                self._joins(tx, Role.SUPERVISOR, f"Supervisor {n}", ZONES[n % 3], None) for n in range(-(-number // 5))
            ]
            self.mentors = [
                self._joins(tx, Role.MENTOR, f"Pendamping {n}", ZONES[n % 3], leaders[n % len(leaders)])
                for n in range(number)
            ]
        for number in range(self.size):
            begins = timedelta(days=self.chance.random() * min(60, self.days / 3))
            self.later(begins, partial(self._intake, number=number))
        for mentor in self.mentors:
            self.later(self.some_day(), partial(self._goes_away, who=mentor))
        for _ in range(max(1, self.days // 120)):
            self.later(self.some_day(), self._closes_a_day)

    def _joins(self, tx: Tx, role: Role, name: str, zone: str, above: Person | None) -> Person:
        person = self.office.joins(tx, role, name, zone, above)
        hours = self.chance.choice(HOURS)
        if hours is not None and role is not Role.ADMIN:
            person = people.settle(tx, person, hours=hours_of(hours))
        self.staff[person.id] = person
        return person

    # What people do.

    def reacts(self, tx: Tx, prompt: Prompt) -> None:
        """An answer to a contact, the end of a pause, a review."""
        if prompt.kind in CONTACT:
            _, way, least, most = self.chance.choices(WAYS, [way[0] for way in WAYS])[0]
            after = timedelta(hours=self.chance.uniform(least, most))
            self.later(after, lambda tx: self._answers(tx, prompt.id, way))
        elif prompt.kind == "pause_over":
            self.later(self.hours(1, 20), lambda tx: self._goes_on(tx, prompt.case_id or 0))
        elif prompt.kind in ("plan_review", "consent_renewal"):
            self.later(self.hours(1, 40), lambda tx: self._reviews(tx, prompt.id))

    def _hours(self, least: float, most: float) -> timedelta:
        return timedelta(hours=self.chance.uniform(least, most))

    def _acting(self, tx: Tx, case: Case) -> Person | None:
        """Who accompanies now; nobody while the mentor is away without a cover."""
        away = absences.in_force(tx, {case.mentor_id})
        number = away.get(case.mentor_id, case.mentor_id)
        return None if number is None else self.staff[number]

    def _answers(self, tx: Tx, prompt_id: int, way: str) -> None:
        prompt = prompts.by_id(tx, prompt_id)
        case = None if prompt is None else cases.by_id(tx, prompt.case_id or 0)
        if prompt is None or case is None or prompt.state not in OPEN or case.status != "active":
            return
        who = self._acting(tx, case)
        if who is None:
            self.later(timedelta(days=1), lambda tx: self._answers(tx, prompt_id, way))
        elif way == "snooze":
            until = self.chance.choice(("1h", "morning", "morning"))
            self.office.fills(tx, who, "later", snooze, {"prompt": prompt_id, "until": until})
        elif way == "skip":
            self.office.taps(tx, who, Skip(prompt_id, self.chance.choice(("met", "asked", "occasion", "unable"))))
        else:
            self._records(tx, who, case, reached=way == "answer")

    def _records(self, tx: Tx, who: Person, case: Case, *, reached: bool) -> None:
        self.office.fills(tx, who, "checkin", checkin.save, self.answers(tx, case, reached=reached), case.id)

    def _goes_on(self, tx: Tx, case_id: int) -> None:
        case = cases.by_id(tx, case_id)
        if case is not None and case.status == "paused":
            self.office.taps(tx, self.staff[case.mentor_id], GoOn(case_id))

    def _reviews(self, tx: Tx, prompt_id: int) -> None:
        prompt = prompts.by_id(tx, prompt_id)
        case = None if prompt is None else cases.by_id(tx, prompt.case_id or 0)
        if case is not None and (who := self._acting(tx, case)) is not None:
            self.office.taps(tx, who, Reviewed(prompt_id))

    def _intake(self, tx: Tx, number: int) -> None:
        mentor = self.mentors[number % len(self.mentors)]
        case = cases.add(tx, "RP"[number % 2], f"Nama {number}", mentor, self.chance.choice(RHYTHMS))
        prompts.plan_first(tx, case, mentor, closed_days.calendar(tx, calendar()), mentor.id, "cadence")
        if self.chance.random() < 0.2:
            self.later(self.some_day(), lambda tx: self._pauses(tx, case.id))
        if self.chance.random() < 0.1:
            self.later(self.some_day(), lambda tx: self._is_left_alone(tx, case.id))
        if self.chance.random() < FLAGS_A_CASE:
            self.later(self.some_day(), lambda tx: self._is_urgent(tx, case.id))

    def _pauses(self, tx: Tx, case_id: int) -> None:
        case = cases.by_id(tx, case_id)
        if case is None or case.status != "active":
            return
        until = self.chance.choice(("w2", "w4", "none"))
        who = self.staff[case.mentor_id]
        self.office.fills(tx, who, "pause", rhythm.save_pause, {"until": until}, case_id)
        if until == "none":
            self.later(self.hours(24 * 20, 24 * 60), lambda tx: self._goes_on(tx, case_id))

    def _is_left_alone(self, tx: Tx, case_id: int) -> None:
        """Quiet days from the day after tomorrow on."""
        case = cases.by_id(tx, case_id)
        if case is None:
            return
        first, who = self.chance.randint(2, 9), self.staff[case.mentor_id]
        days = [int((tx.now + timedelta(days=first + more)).timestamp()) for more in (0, self.chance.randint(0, 6))]
        answers = {"first": f"@{days[0]}", "last": f"@{days[1]}", "again": "once"}
        self.office.fills(tx, who, "quiet", rhythm.save_quiet, answers, case_id)

    def _is_urgent(self, tx: Tx, case_id: int) -> None:
        case = cases.by_id(tx, case_id)
        if case is None:
            return
        who = self.staff[case.mentor_id]
        self.office.taps(tx, who, RaiseFlag(case_id, "health"))
        leader = self.staff[who.supervisor_id or 0]
        flag = flags.open_ones(tx, leader, 0, 1000)[0]
        mine = max((one for one in flag if one.case_id == case_id), key=lambda one: one.id)
        self.later(timedelta(minutes=self.chance.randint(3, 200)), lambda tx: self._takes_on(tx, leader, mine.id))

    def _takes_on(self, tx: Tx, who: Person, flag_id: int) -> None:
        self.office.taps(tx, who, TakeFlag(flag_id))

    def _goes_away(self, tx: Tx, who: Person) -> None:
        """Leave from tomorrow on, agreed at once; with a cover, or without one."""
        length = self.chance.choice(("d3", "w1", "w2"))
        self.office.fills(tx, who, "leave", leave.save, {"from": "d1", "until": length, "cover": "-"})
        asked = tx.execute(select(leaves.c.id).where(leaves.c.person_id == who.id).order_by(leaves.c.id.desc())).first()
        team = [one for one in self.mentors if one.supervisor_id == who.supervisor_id and one.id != who.id]
        cover = self.chance.choice([*team, None]) if team else None
        assert asked is not None
        number = cover.id if cover else 0
        self.office.taps(tx, self.staff[who.supervisor_id or 0], AgreeLeave(asked.id, number))

    def _closes_a_day(self, tx: Tx) -> None:
        day = (tx.now + timedelta(days=self.chance.randint(3, 10))).date()
        closed_days.change(tx, self.admin, day, closed=True)
