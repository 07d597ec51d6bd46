"""A programme of fourteen weeks, lived by chance: three teams in three zones, and all that figures count.

Everything goes through the store's own functions, at the moment of an injected clock. What an export does not tell of
the past does not happen here: nobody is erased, a mentor stays in their team, a rhythm and a no to notes are chosen
at the beginning, a leave that ends early does so in its week, a case is handed on after a contact with its mentor,
and never while a mentor has a flag of it in hand; nobody is kept out.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import planning
from bot.domain.checkins import CONTACTS, REASONS, TALKED, TOPICS, without_notes
from bot.domain.figures.endings import ENDING_CODES
from bot.domain.followups import CONTACT
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.domain.prompting.kinds import CLOSING, PAUSE
from bot.domain.rights import consent
from bot.domain.rights.requests import REQUEST_KINDS
from bot.domain.urgent import FLAG_KINDS
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins, flags, handing_over, prompts, referrals, requests
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.figures import levels, months
from bot.store.people import absences, people
from bot.store.rights import consents, participants
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from tests.driver import Clock

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
BEGINNING = datetime(2026, 8, 31, 0, 30, tzinfo=UTC)  # Senin, 31 Agustus 2026 pukul 07.30 WIB
END = datetime(2026, 12, 2, 5, 34, 56, tzinfo=UTC)  # Rabu, 2 Desember 2026: September to November are over
OVER = datetime(2026, 9, 6, 18, 10, tzinfo=UTC)  # Senin pukul 01.10 WIB: the first week is over, and an hour more
Span = tuple[float, float]
# This week is not counted in time, but with the one after it.
NOT_IN_TIME = 4
# By mentor (three of each team in turn): so many cases of each track. Of track P the third team has too few.
CASES = ((10, 6), (9, 5), (9, 4), (8, 6), (7, 5), (7, 3), (5, 1), (4, 0), (4, 2))
OLD, LATER = 0.2, 0.25
# How a contact goes on: how many of a hundred, what is done, after how many hours at least and at most.
WAYS = (
    (50, "records", 0.5, 8.0),
    (14, "records", 26.0, 70.0),
    (7, "records", 80.0, 260.0),
    (3, "records", 260.0, 700.0),
    (9, "misses", 1.0, 60.0),
    (8, "puts_off", 0.0, 5.0),
    (4, "skips", 0.0, 20.0),
    (3, "cannot_be_told", 0.0, 1.0),
    (2, "lets_it_be", 0.0, 0.0),
)


class Programme:
    """All of it; `counted` are the moments at which weeks and months that were over were counted."""

    def __init__(self, url: str, key_file: Path, seed: int) -> None:
        create_key_file(key_file)
        self.clock, self.chance = Clock(BEGINNING), random.Random(seed)
        self.database = Database(url, Vault(key_file), self.clock.now)
        self.leaders: list[Person] = []
        self.mentors: list[Person] = []
        self.counted: list[datetime] = []
        self._to_come: list[tuple[datetime, int, Callable[[Tx], None]]] = []
        self._order, self._tokens = count(), count()
        self._may_be_handed_on: set[int] = set()

    def lives(self, until: datetime = END) -> None:
        """Everything up to that moment."""
        self.clock.at = BEGINNING - 230 * DAY
        with self.database.transaction() as tx:
            self._everybody(tx)
        self._plans_everything()
        while self._to_come and self._to_come[0][0] <= until:
            at, _, happens = heapq.heappop(self._to_come)
            # A check-in is known in an export by its second: no two things happen in one.
            self.clock.at = max(at.replace(microsecond=0), self.clock.at + timedelta(seconds=1))
            if happens == self._counts:
                self._counts(None)
                continue
            with self.database.transaction() as tx:
                happens(tx)
        self.clock.at = until

    def _everybody(self, tx: Tx) -> None:
        for number in range(3):
            leader = people.add(tx, Role.SUPERVISOR, "x", None)
            self.leaders.append(people.settle(tx, leader, address="ibu", zone=ZONES[number]))
        for number in range(9):
            mentor = people.add(tx, Role.MENTOR, "x", self.leaders[number // 3].id)
            self.mentors.append(people.settle(tx, mentor, address="ibu", zone=ZONES[number % 3]))

    def _plans_everything(self) -> None:
        for mentor, numbers in zip(self.mentors, CASES, strict=True):
            for track, number in zip("RP", numbers, strict=True):
                for each in range(number):
                    self._plans_an_intake(mentor, track, sure=each == 0)
        for leader in self.leaders[:2]:  # who accompany somebody themselves
            self._plans_an_intake(leader, "R", sure=True)
        for week in range((END - OVER) // WEEK + 1):
            if week != NOT_IN_TIME:
                self.at(OVER + week * WEEK, self._counts)
        for mentor in self.mentors:
            self.at(BEGINNING + self.chance.uniform(3, 80) * DAY, partial(self._goes_away, who=mentor))

    def _plans_an_intake(self, mentor: Person, track: str, *, sure: bool) -> None:
        drawn = self.chance.random()
        if drawn < OLD:
            at = BEGINNING - self.chance.uniform(1, 220) * DAY
        elif drawn < OLD + LATER and not sure:
            at = BEGINNING + self.chance.uniform(5, 75) * DAY
        else:
            at = BEGINNING + self.chance.uniform(0, 5) * DAY
        self.at(at, lambda tx: self._takes_up(tx, mentor, track))

    def at(self, at: datetime, happens: Callable[[Any], None]) -> None:
        """Something to come."""
        heapq.heappush(self._to_come, (at, next(self._order), happens))

    def later(self, hours: Span, happens: Callable[[Tx], None]) -> None:
        """Something to come so many hours from now, at least and at most."""
        self.at(self.clock.at + self.chance.uniform(*hours) * HOUR, happens)

    def _counts(self, _: object) -> None:
        levels.count_weeks(self.database)
        months.keep_months(self.database)
        self.counted.append(self.clock.at)

    # -- a case --------------------------------------------------------------------------------------------------------

    def _takes_up(self, tx: Tx, mentor: Person, track: str) -> None:
        case = cases.add(tx, track, "x", mentor, self.chance.choice((0, 0, 0, 1, 1, 2, 4, 8)))
        person = participants.add(tx, case, mentor)
        if self.chance.random() < 0.06:
            consents.give(tx, person, case, consent.NOTES, channel=consent.VOICE, explained_by=mentor.id)
            consents.withdraw(tx, person, case, consent.NOTES, channel=consent.VOICE, explained_by=mentor.id)
        planned = prompts.plan_first(tx, case, mentor, calendar(), mentor.id, "cadence")
        # Of those who were there before, the first contact that is told of falls into the weeks that are lived.
        self._waits_for(case, max(planned.due_at, BEGINNING - self.chance.uniform(0, 60) * DAY))
        some = self.chance.random
        for share, happens in (
            (0.25, self._pauses),
            (0.18, self._ends),
            (0.3, self._is_handed_on),
            (0.1, self._is_handed_on),
            (0.3, self._flag_is_raised),
            (0.15, self._flag_is_raised),
            (0.5, self._asks_for_something),
            (0.4, self._asks_for_something),
            (0.5, self._is_referred),
            (0.3, self._is_referred),
        ):
            if some() < share:
                at = max(self.clock.at, BEGINNING) + self.chance.uniform(0, 88) * DAY
                self.at(at, partial(happens, case_id=case.id))

    def _running(self, tx: Tx, case_id: int, status: str = "active") -> tuple[Case, Person] | None:
        case = cases.by_id(tx, case_id)
        mentor = None if case is None else people.by_id(tx, case.mentor_id)
        return None if case is None or mentor is None or case.status != status else (case, mentor)

    def _waits_for(self, case: Case, due_at: datetime) -> None:
        _, way, least, most = self.chance.choices(WAYS, [one[0] for one in WAYS])[0]
        at = max(due_at, self.clock.at) + self.chance.uniform(least, most) * HOUR
        self.at(at, lambda tx: self._contact(tx, case.id, way))

    def _contact(self, tx: Tx, case_id: int, way: str) -> None:
        found = self._running(tx, case_id)
        if found is None:
            return
        case, mentor = found
        planned = next(iter(prompts.open_of(tx, case, CONTACT)), None)
        if planned is None:
            return
        if planned.due_at > tx.now:  # handed on meanwhile, or planned anew
            self._waits_for(case, planned.due_at)
        elif way == "skips":
            prompts.skip(tx, case, self.chance.choice(("met", "asked", "occasion", "unable")))
            self._may_be_handed_on.add(case.id)
            frame = prompts.frame_for(tx, mentor, calendar(), case)
            after = planning.after_skip(planned.slot, case.weeks(tx.now), frame, tx.now)
            prompts.plan(tx, case, after, mentor.id, mentor.id, "skip")
            self._waits_for(case, after.due_at)
        elif way == "puts_off":
            frame = prompts.frame_for(tx, mentor, calendar(), case)
            until = planning.asked(planned.kind, self.chance.choice(("1h", "morning")), frame, tx.now)
            prompts.snooze(tx, planned, until, mentor)
            self._waits_for(case, until.due_at)
        elif way == "cannot_be_told":
            prompts.mark_said(tx, planned, mentor)
            prompts.hold(tx, [planned.id])
            self.later((5, 150), prompts.release)
            self._waits_for(case, tx.now)
        elif way != "lets_it_be":
            self._records(tx, case, mentor, reached=way == "records")

    def _records(self, tx: Tx, case: Case, mentor: Person, *, reached: bool) -> None:
        """As the bot saves one: what waited is answered, the next contact planned."""
        said = self._answers(reached=reached)
        if self.chance.random() < 0.15:
            back = tx.now - self.chance.uniform(0.5, 5) * DAY
            said["on"] = planning.step_at(planning.morning(back.astimezone(mentor.zone).date(), mentor.zone))
        if not consents.lets_notes_be_kept(tx, case):
            said = without_notes(said, wanted=False)
        contact_at = planning.contact_at(said, mentor.zone, tx.now)
        frame = prompts.frame_for(tx, mentor, calendar(), case)
        following = planning.plan(said, case.weeks(tx.now), frame, tx.now, contact_at)
        prompts.end_answered(tx, case)
        self._may_be_handed_on.add(case.id)
        number = checkins.save(tx, mentor, case, f"t{next(self._tokens)}", said, contact_at=contact_at)
        cases.note_contact(tx, case, 0 if reached else case.misses + 1)
        prompts.plan(tx, case, following, mentor.id, mentor.id, "answer")
        self._waits_for(case, following.due_at)
        if self.chance.random() < 0.12:
            self.later(
                self.chance.choice(((0.1, 20), (20, 150), (150, 800))), lambda tx: self._corrects(tx, number, case)
            )

    def _answers(self, *, reached: bool) -> dict[str, Any]:
        some = self.chance
        if not reached:
            return {
                "contact": "not_reached",
                "reason": some.choice(REASONS)[0],
                "retry": some.choice(("d1", "d3", "w1")),
            }
        said: dict[str, Any] = {"contact": some.choice(CONTACTS[:-1])[0], "overall": "fine"}
        assert said["contact"] in TALKED
        if some.random() < 0.7:
            spoken = some.sample(TOPICS, some.choice((0, 1, 2, 3, 5, 8)))
            given = {topic.code: some.choice((4, 4, 4, 3, 3, 2, 1)) for topic in spoken}
            said |= {"overall": "details", "levels": given, "needs": [], "note": "x"}
        if some.random() < 0.2:
            said["next"] = some.choice(("w1", "w2", "d2"))
        return said

    def _corrects(self, tx: Tx, number: int, was: Case) -> None:
        """Another way, other levels, another day; and by chance the contact that was planned by it is planned anew."""
        case = cases.by_id(tx, was.id)
        if case is None or not case.goes_on:
            return
        earlier = checkins.as_kept(tx, case, number)
        by = None if earlier is None else people.by_id(tx, earlier.by_id)
        assert earlier is not None and by is not None
        said = self._answers(reached=self.chance.random() < 0.75) | {"next": "w1"}
        if self.chance.random() < 0.3:
            day = (earlier.at - self.chance.uniform(0, 6) * DAY).astimezone(by.zone).date()
            said["on"] = planning.step_at(planning.morning(day, by.zone))
        elif "on" in earlier.answers:
            said["on"] = earlier.answers["on"]
        if not consents.lets_notes_be_kept(tx, case):
            said = without_notes(said, wanted=False)
        contact_at = planning.contact_at(said, by.zone, earlier.at)
        checkins.correct(tx, by, case, earlier, said, self.chance.choice(("mistake", "added", "other")), contact_at)
        if case.status == "active" and self.chance.random() < 0.3:
            prompts.end_corrected(tx, case)
            planned = Planned("next_contact", tx.now + self.chance.uniform(5, 150) * HOUR)
            prompts.plan(tx, case, planned, case.mentor_id, by.id, "answer")
            self._waits_for(case, planned.due_at)

    def _pauses(self, tx: Tx, case_id: int) -> None:
        if (found := self._running(tx, case_id)) is not None:
            case, mentor = found
            cases.pause(tx, mentor, case)
            prompts.end_stopped(tx, case, PAUSE)
            if self.chance.random() < 0.8:
                self.later((10, 700), lambda tx: self._goes_on(tx, case_id))

    def _goes_on(self, tx: Tx, case_id: int) -> None:
        if (found := self._running(tx, case_id, "paused")) is not None:
            case, mentor = found
            cases.go_on(tx, mentor, case)
            self._waits_for(case, prompts.plan_first(tx, case, mentor, calendar(), mentor.id, "resume").due_at)

    def _ends(self, tx: Tx, case_id: int) -> None:
        if (found := self._running(tx, case_id) or self._running(tx, case_id, "paused")) is not None:
            case, mentor = found
            cases.end(tx, mentor, case)
            prompts.end_stopped(tx, case, CLOSING)
            if self.chance.random() < 0.8:
                cases.explain_end(tx, mentor, case, self.chance.choice(ENDING_CODES))

    def _is_handed_on(self, tx: Tx, case_id: int) -> None:
        """To somebody of the same team, or of another one."""
        found = self._running(tx, case_id)
        if found is None or case_id not in self._may_be_handed_on:
            return
        case, mentor = found
        if cases.of_mentor(tx, mentor.id) == [case.id]:
            return
        self._may_be_handed_on.discard(case_id)
        to = self.chance.choice([one for one in self.mentors if one.id != mentor.id])
        assert handing_over.move_cases(tx, self.leaders[0], [case.id], to, calendar()) == [case.id]

    # -- what hangs on a case ------------------------------------------------------------------------------------------

    def _leader_of(self, mentor: Person) -> Person:
        return next(one for one in self.leaders if one.id in (mentor.id, mentor.supervisor_id))

    def _flag_is_raised(self, tx: Tx, case_id: int) -> None:
        found = self._running(tx, case_id)
        if found is None:
            return
        flag, _ = flags.raise_one(tx, found[1], found[0], self.chance.choice(FLAG_KINDS)[0])
        drawn = self.chance.random()
        if drawn < 0.15:
            self.later((0.01, 0.06), lambda tx: self._flag(tx, flag.id, "retract"))
        elif drawn < 0.85:
            self.later(
                self.chance.choice(((0.05, 0.5), (0.5, 5), (5, 200))), lambda tx: self._flag(tx, flag.id, "take")
            )

    def _flag(self, tx: Tx, flag_id: int, what: str) -> None:
        flag = flags.by_id(tx, flag_id)
        assert flag is not None
        case, by = cases.by_id(tx, flag.case_id), people.by_id(tx, flag.raised_by)
        assert case is not None and by is not None
        if what == "retract":
            assert flags.retract(tx, by, flag) is None
        elif what == "take":
            flags.acknowledge(tx, self._leader_of(by), flag)
            if self.chance.random() < 0.7:
                self.later((1, 400), lambda tx: self._flag(tx, flag_id, "close"))
        else:
            assert flags.close(tx, self._leader_of(by), flag, case.key_id, "x") is None

    def _asks_for_something(self, tx: Tx, case_id: int) -> None:
        """Anything there is; some of it goes past the mentor, some past the leader."""
        found = self._running(tx, case_id)
        person = participants.of_case(tx, case_id)
        if found is None or person is None:
            return
        asked, _ = requests.raise_one(tx, person, found[0], self.chance.choice(list(REQUEST_KINDS)), text="kata")
        drawn = self.chance.random()
        if asked.kind.bypasses and drawn < 0.2:
            self.later((0.5, 30), lambda tx: self._request(tx, asked.id, "pass_by"))
        if drawn < 0.8:
            what = self.chance.choice(("finish", "finish", "finish", "refuse", "recall"))
            hours = self.chance.choice(((0.5, 60), (0.5, 71), (73, 400)))
            self.later(hours, lambda tx: self._request(tx, asked.id, what))

    def _request(self, tx: Tx, request_id: int, what: str) -> None:
        request = requests.by_id(tx, request_id)
        assert request is not None
        person, leader = people.by_id(tx, request.person_id), self.leaders[0]
        assert person is not None
        if not request.is_open:
            return
        if what == "pass_by":
            if request.kind_code in ("complaint", "harm"):
                requests.pass_by(tx, person, request, f"{request.kind_code}_above")
        elif what == "recall":
            requests.recall(tx, person, request)
        elif what == "refuse":
            requests.refuse(tx, leader, request, "tidak dapat")
        else:
            if request.kind.rings:
                requests.take(tx, leader, request)
                request = requests.by_id(tx, request_id) or request
            requests.finish(tx, leader, request)

    def _is_referred(self, tx: Tx, case_id: int) -> None:
        if (found := self._running(tx, case_id)) is not None:
            case, mentor = found
            frame = prompts.frame_for(tx, mentor, calendar(), case)
            made = referrals.add(tx, mentor, case, self.chance.choice(TOPICS).code, frame, service="lk3")
            self.later((10, 300), lambda tx: self._refers_on(tx, mentor, made.id))

    def _refers_on(self, tx: Tx, by: Person, referral_id: int) -> None:
        found = referrals.by_id(tx, referral_id)
        assert found is not None
        if found.state in referrals.OPEN:
            referrals.change(tx, by, found, self.chance.choice(("asked", "accepted", "finished", "dropped")))
            if self.chance.random() < 0.7:
                self.later((10, 400), lambda tx: self._refers_on(tx, by, referral_id))

    def _goes_away(self, tx: Tx, who: Person) -> None:
        """On leave, with somebody of the team who covers, or whoever leads it; one that ends early ends in its week."""
        jakarta = ZoneInfo(ZONES[0])
        ends_early = tx.now.astimezone(jakarta).weekday() < 2 and self.chance.random() < 0.6
        begins = tx.now + (0 if ends_early else self.chance.uniform(0, 40)) * HOUR
        until = begins + (3 if ends_early else self.chance.uniform(0.5, 12)) * DAY
        beside = [one for one in self.mentors if one.supervisor_id == who.supervisor_id and one.id != who.id]
        leader = self._leader_of(who)
        leave = absences.by_id(tx, absences.ask(tx, who, begins, until, None))
        assert leave is not None
        if self.chance.random() < 0.15:
            absences.refuse(tx, leader, leave)
        else:
            assert absences.agree(tx, leader, leave, self.chance.choice([*beside, leader]).id) is None
            if ends_early:
                self.later((10, 40), lambda tx: self._is_back(tx, who, leave.id))
        self.later((300, 900), lambda tx: self._goes_away(tx, who))

    def _is_back(self, tx: Tx, who: Person, leave_id: int) -> None:
        found = absences.by_id(tx, leave_id)
        assert found is not None and absences.end(tx, who, found) is None
