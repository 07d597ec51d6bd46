"""Whatever people do and however the clock jumps: no prompt speaks twice, none is lost, the right person hears it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from bot.domain.followups import BY_KIND, CONTACT, LADDER, OPEN, SKIPS
from bot.domain.people import Person, Role
from bot.domain.presses import (
    AgreeLeave,
    AskSkip,
    EndLeave,
    GoOn,
    HandTo,
    Later,
    LongerPause,
    NotReached,
    Press,
    PromptShown,
    RaiseFlag,
    RecordNow,
    ResumeCase,
    Reviewed,
    Skip,
    TakeFlag,
    TakeOver,
    Why,
)
from bot.reference.calendar import calendar
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences as leaves
from bot.store.engine.tables import outbox
from bot.store.engine.tables import prompts as prompt_rows
from bot.store.institution import closed_days
from bot.store.people import absences
from bot.store.queues import chats, outgoing
from bot.turn import Blocked
from handlers import home
from handlers.mentor import checkin, leave, rhythm
from handlers.mentor.prompt_answers import snooze
from tests.office import Office

TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
FINISHED = frozenset({"answered", "snoozed", "skipped", "lapsed", "cancelled"})
# `TITIAN_EXAMPLES=500 pytest tests/test_followups_machine.py` looks deeper.
DEEP = int(os.environ.get("TITIAN_EXAMPLES", "0"))
MENTORS, CASES = 4, 3
CASE, MENTOR = st.integers(0, CASES - 1), st.integers(0, MENTORS - 1)
STEPS = st.sampled_from(
    [timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=5)]
    + [timedelta(days=days) for days in (1, 1, 2, 3, 7, 30)]
)


# What may be pressed under a prompt, by the prompt's number.
ON_PROMPTS: list[Callable[[int], Press]] = [
    *(RecordNow, Later, NotReached, AskSkip, Reviewed, PromptShown, Why, LongerPause, ResumeCase),
    lambda number: Skip(number, "met"),
]


class FollowUps(RuleBasedStateMachine):
    """Three cases, three mentors of one team, a supervisor (who can accompany too), and a mentor without one."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.office = Office(self.make_url(self.folder), self.folder / "test.key", TUESDAY)
        self.letter = 0
        self.heard, self.again = Counter[int](), Counter[int]()
        self.states: dict[int, str] = {}
        self.deaf: set[int] = set()

    @initialize()
    def people_and_cases(self) -> None:
        with self.office.tx() as tx:
            self.admin = self.office.joins(tx, Role.ADMIN, "Ratna", "Asia/Jakarta")
            self.leader = self.office.joins(tx, Role.SUPERVISOR, "Yusuf", "Asia/Makassar")
            team = [
                self.office.joins(tx, Role.MENTOR, name, zone, self.leader)
                for name, zone in (("Siti", "Asia/Jakarta"), ("Budi", "Asia/Makassar"), ("Dewi", "Asia/Jayapura"))
            ]
            self.mentors = [*team, self.office.joins(tx, Role.MENTOR, "Rina", "Asia/Jakarta")]
            self.staff = {one.id: one for one in (self.admin, self.leader, *self.mentors)}
            self.cases = []
            for number, mentor in enumerate((team[0], team[1], self.mentors[3])):
                case = cases.add(tx, "R", f"Nama {number}", mentor, 1)
                at = tx.now + timedelta(hours=number + 1)
                prompts.plan_first(tx, case, mentor, calendar(), mentor.id, "cadence", at)
                self.cases.append(case.id)

    def teardown(self) -> None:
        self.office.closes()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def make_url(folder: Path) -> str:
        """A fresh database with tables."""
        raise NotImplementedError

    # What people do.

    @rule(which=CASE, way=st.sampled_from(["w1", "w4", "soon", "d1", "d3"]))
    def checks_in(self, which: int, way: str) -> None:
        with self.office.tx() as tx:
            case = self._case(tx, which)
            if case.status == "closed":
                return
            answers: dict[str, Any] = {"contact": "visit", "overall": "fine", "next": way}
            if way == "soon":
                answers["next"] = f"@{int((tx.now + timedelta(hours=3)).timestamp())}"
            elif way[0] == "d":
                answers = {"contact": "not_reached", "reason": "ill", "retry": way}
            self.office.fills(tx, self._acting(tx, case), "checkin", checkin.save, answers, case.id)

    @rule(which=CASE, until=st.sampled_from(["1h", "morning", "date"]), of=st.sampled_from([*CONTACT, *LADDER]))
    def puts_it_off(self, which: int, until: str, of: str) -> None:
        with self.office.tx() as tx:
            case, found = self._open(tx, which, of)
            if found is not None:
                at = f"@{int((tx.now + timedelta(days=2)).timestamp())}" if until == "date" else until
                answers = {"prompt": found, "until": at}
                self.office.fills(tx, self._acting(tx, case), "later", snooze, answers)

    @rule(which=CASE, reason=st.sampled_from([code for code, _ in SKIPS]), of=st.sampled_from([*CONTACT, *LADDER]))
    def skips(self, which: int, reason: str, of: str) -> None:
        with self.office.tx() as tx:
            case, found = self._open(tx, which, of)
            if found is not None:
                self.office.taps(tx, self._acting(tx, case), Skip(found, reason))

    @rule(which=CASE, to=st.integers(0, 2))
    def is_handed_on(self, which: int, to: int) -> None:
        with self.office.tx() as tx:
            self._may_be_heard_again(tx, [self.cases[which]])
            self.office.taps(tx, self.leader, HandTo(self.cases[which], self.mentors[to].id))

    @rule(which=CASE)
    def is_taken_over(self, which: int) -> None:
        with self.office.tx() as tx:
            self._may_be_heard_again(tx, [self.cases[which]])
            self.office.taps(tx, self.leader, TakeOver(self.cases[which], sure=True))

    @rule(former=MENTOR, to=MENTOR)
    def a_whole_caseload_moves(self, former: int, to: int) -> None:
        with self.office.tx() as tx:
            moved = cases.of_mentor(tx, self.mentors[former].id)
            if moved and former != to:
                self._may_be_heard_again(tx, moved)
                cases.set_mentor(tx, self.leader, moved, self.mentors[to])
                prompts.hand_over(tx, self.leader, moved, self.mentors[to], calendar())

    @rule(which=CASE, until=st.sampled_from(["w2", "none"]))
    def pauses(self, which: int, until: str) -> None:
        with self.office.tx() as tx:
            case = self._case(tx, which)
            if case.status != "closed":
                who = self.staff[case.mentor_id]
                self.office.fills(tx, who, "pause", rhythm.save_pause, {"until": until}, case.id)

    @rule(which=CASE)
    def goes_on(self, which: int) -> None:
        with self.office.tx() as tx:
            self.office.taps(tx, self.staff[self._case(tx, which).mentor_id], GoOn(self.cases[which]))

    @precondition(lambda self: self.office.now > TUESDAY + timedelta(days=20))
    @rule(which=CASE)
    def is_closed(self, which: int) -> None:
        with self.office.tx() as tx:
            case = self._case(tx, which)
            cases.end(tx, self.admin, case)
            prompts.end_stopped(tx, case, "closing")

    @rule(who=st.integers(0, 2), begins=st.sampled_from(["d0", "d1"]), agreed=st.booleans(), cover=st.integers(-1, 2))
    def asks_for_leave(self, who: int, begins: str, agreed: bool, cover: int) -> None:
        mentor = self.mentors[who]
        with self.office.tx() as tx:
            self.office.fills(tx, mentor, "leave", leave.save, {"from": begins, "until": "d3", "cover": "-"})
            found = tx.execute(select(leaves.c.id).order_by(leaves.c.id.desc()).limit(1)).scalar_one()
            if agreed:
                number = 0 if cover in (-1, who) else self.mentors[cover].id
                self.office.taps(tx, self.leader, AgreeLeave(found, number))

    @rule(who=st.integers(0, 2))
    def comes_back_early(self, who: int) -> None:
        with self.office.tx() as tx:
            found = absences.of(tx, self.mentors[who])
            if found is not None:
                self.office.taps(tx, self.mentors[who], EndLeave(found.id))

    @rule(ahead=st.integers(0, 3))
    def a_day_is_closed(self, ahead: int) -> None:
        with self.office.tx() as tx:
            closed_days.change(tx, self.admin, (tx.now + timedelta(days=ahead)).date(), closed=True)

    @rule(which=CASE, ahead=st.integers(0, 3))
    def quiet_days_are_set(self, which: int, ahead: int) -> None:
        with self.office.tx() as tx:
            case = self._case(tx, which)
            day: date = (tx.now + timedelta(days=ahead)).date()
            cases.set_quiet(tx, self.admin, case, [(day, day + timedelta(days=1), False)])

    @rule(which=CASE)
    def a_flag_is_raised(self, which: int) -> None:
        with self.office.tx() as tx:
            self.office.taps(tx, self.leader, RaiseFlag(self.cases[which], "health"))

    @rule(number=st.integers(1, 3))
    def a_flag_is_taken_on(self, number: int) -> None:
        with self.office.tx() as tx:
            self.office.taps(tx, self.leader, TakeFlag(number))

    @precondition(lambda self: self.states)
    @rule(data=st.data(), press=st.sampled_from(ON_PROMPTS))
    def an_old_button_is_pressed(self, data: st.DataObject, press: Callable[[int], Press]) -> None:
        number = data.draw(st.sampled_from(sorted(self.states)))
        who = data.draw(st.sampled_from(self.mentors))
        if self.states[number] not in FINISHED:
            return
        with self.office.tx() as tx:
            self.office.taps(tx, who, press(number))

    # What the world does.

    @rule(step=STEPS)
    def time_passes(self, step: timedelta) -> None:
        self.office.now += step

    @rule(step=STEPS)
    def time_passes_and_nobody_is_late(self, step: timedelta) -> None:
        """The clock as it really goes: everything at its own moment."""
        end = self.office.now + step
        for _ in range(40):
            with self.office.tx() as tx:
                at = prompts.next_due_at(tx)
            if at is None or at >= end:
                break
            self.office.now = max(self.office.now, at)
            self._everything_due_is_done()
        self.office.now = max(end, self.office.now)

    @rule(hours=st.integers(1, 6))
    def the_clock_is_set_back(self, hours: int) -> None:
        self.office.now -= timedelta(hours=hours)

    @rule(who=MENTOR)
    def blocks_the_bot(self, who: int) -> None:
        self._blocks(self.mentors[who])

    @rule(who=MENTOR)
    def blocks_without_a_word(self, who: int) -> None:
        """Telegram did not tell: it shows only when something is sent."""
        self.deaf.add(self.mentors[who].id)

    @rule(who=MENTOR)
    def lets_it_speak_again(self, who: int) -> None:
        mentor = self.mentors[who]
        self.deaf.discard(mentor.id)
        with self.office.tx() as tx:
            home.blocked(self.office.turn(tx, mentor), Blocked(now_blocked=False))

    @rule()
    def the_process_dies(self) -> None:
        self.office.restarts()

    # What must always be true.

    @invariant()
    def all_is_well(self) -> None:
        if not hasattr(self, "cases"):
            return
        self._everything_due_is_done()
        with self.office.tx() as tx:
            rows = tx.execute(select(prompt_rows).order_by(prompt_rows.c.id)).all()
            self._nothing_finished_comes_back(rows)
            self._nothing_is_late_or_held_for_no_reason(tx, rows)
            for number in self.cases:
                case = cases.by_id(tx, number)
                assert case is not None
                self._has_a_next_moment_or_a_reason(case, [row for row in rows if row.case_id == number])

    def _everything_due_is_done(self) -> None:
        while True:
            self.office.settles()
            with self.office.tx() as tx:
                unheard = self._deliver(tx)
            if not unheard:
                return
            for person in unheard:
                self._blocks(person)

    def _deliver(self, tx: Tx) -> list[Person]:
        """What was said arrives, and reached the right person; returns those whose phone refused it."""
        fresh = tx.execute(select(outbox).where(outbox.c.id > self.letter).order_by(outbox.c.id)).all()
        by_chat = {one.chat: one for one in self.staff.values()}
        refused = {by_chat[row.chat].id: by_chat[row.chat] for row in fresh if by_chat[row.chat].id in self.deaf}
        for row in fresh:
            self.letter = row.id
            if row.prompt_id is None:
                continue
            prompt = prompts.by_id(tx, row.prompt_id)
            assert prompt is not None
            assert by_chat[row.chat].id == self._hears(tx, prompt), f"{prompt.kind} reached {by_chat[row.chat].code}"
            if by_chat[row.chat].id not in refused:
                self.heard[row.prompt_id] += 1
        for person in refused.values():
            assert person.chat is not None
            prompts.hold(tx, outgoing.drop_letters(tx, person.chat))  # as the sender does
        tx.execute(update(outbox).where(outbox.c.state == "ready").values(state="sent", payload=None))
        return list(refused.values())

    def _hears(self, tx: Tx, prompt: prompts.Prompt) -> int | None:
        """Who is to hear it by the rules, told apart from the bot's own way of finding out."""
        mentor = self.staff[prompt.case_mentor_id or 0]
        above = [one for one in (mentor.supervisor_id, self.admin.id) if one is not None]
        to = BY_KIND[prompt.kind].to
        if to == "duty":
            return int(tx.execute(select(prompt_rows.c.said_to).where(prompt_rows.c.id == prompt.id)).scalar_one())
        if to == "mentor":
            leave = tx.execute(
                select(leaves)
                .where(leaves.c.person_id == mentor.id, leaves.c.state == "approved")
                .where(leaves.c.from_at <= self.office.now, leaves.c.until_at > self.office.now)
                .order_by(leaves.c.id.desc())
            ).first()
            if leave is None or leave.cover_id is not None:
                return mentor.id if leave is None else int(leave.cover_id)
        reachable = [one for one in above if not self._is_blocked(tx, one)]
        return (reachable or above)[0]

    def _is_blocked(self, tx: Tx, person_id: int) -> bool:
        chat = self.staff[person_id].chat
        return chat is not None and chats.is_blocked(tx, chat)

    def _nothing_finished_comes_back(self, rows: Sequence[Any]) -> None:
        keys = Counter((row.kind, row.subject, row.slot, row.version) for row in rows)
        assert max(keys.values()) == 1
        for row in rows:
            before = self.states.get(row.id)
            if before in FINISHED:
                assert row.state == before, f"{row.kind} {row.id} was {before} and is {row.state}"
            assert self.heard[row.id] <= 1 + self.again[row.id], (
                f"{row.kind} {row.id} was heard {self.heard[row.id]} times"
            )
        self.states = {row.id: row.state for row in rows}

    def _nothing_is_late_or_held_for_no_reason(self, tx: Tx, rows: Sequence[Any]) -> None:
        for row in rows:
            if row.state == "waiting":
                assert row.due_at > self.office.now, f"{row.kind} {row.id} was passed over"
            elif row.state == "held":
                prompt = prompts.by_id(tx, row.id)
                assert prompt is not None
                hears = self._hears(tx, prompt)
                assert hears is not None and self._is_blocked(tx, hears), f"{row.kind} {row.id} is held for no reason"

    def _has_a_next_moment_or_a_reason(self, case: Case, rows: Sequence[Any]) -> None:
        contacts = [row for row in rows if row.kind in CONTACT and row.state in OPEN]
        rungs = [row for row in rows if row.kind in LADDER and row.state in OPEN]
        if case.status != "active":
            assert not contacts and not rungs, f"{case.code} is {case.status} and yet asked about"
            return
        assert len(contacts) == 1, f"{case.code} has {len(contacts)} open contacts"
        if contacts[0].state != "said":
            return
        kinds = [row.kind for row in rungs]
        assert kinds == list(LADDER[: len(kinds)]), f"the ladder of {case.code} is {kinds}"
        assert all(row.state == "said" for row in rungs[:-1])
        assert rungs and (rungs[-1].state in ("waiting", "held") or len(rungs) == len(LADDER)), "the ladder has ended"

    # Short ways.

    def _may_be_heard_again(self, tx: Tx, case_ids: list[int]) -> None:
        """What was said to the former mentor is said to the new one."""
        open_ones = select(prompt_rows.c.id).where(prompt_rows.c.case_id.in_(case_ids), prompt_rows.c.state.in_(OPEN))
        self.again.update(tx.execute(open_ones.where(prompt_rows.c.said_at.is_not(None))).scalars())

    def _case(self, tx: Tx, which: int) -> Case:
        found = cases.by_id(tx, self.cases[which])
        assert found is not None
        return found

    def _acting(self, tx: Tx, case: Case) -> Person:
        away = absences.in_force(tx, {case.mentor_id})
        return self.staff[away.get(case.mentor_id) or case.mentor_id]

    def _open(self, tx: Tx, which: int, kind: str) -> tuple[Case, int | None]:
        case = self._case(tx, which)
        found = prompts.open_of(tx, case, (kind,))
        return case, found[0].id if found else None

    def _blocks(self, person: Person) -> None:
        self.deaf.add(person.id)
        with self.office.tx() as tx:
            home.blocked(self.office.turn(tx, person), Blocked(now_blocked=True))


def looks(examples: int, steps: int) -> settings:
    return settings(
        max_examples=DEEP or examples,
        stateful_step_count=60 if DEEP else steps,
        derandomize=not DEEP,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_on_sqlite(sqlite_template: Path) -> None:
    """Two workers take turns."""

    class OnSqlite(FollowUps):
        @staticmethod
        def make_url(folder: Path) -> str:
            shutil.copy(sqlite_template, folder / "titian.db")
            return f"sqlite:///{folder / 'titian.db'}"

    run_state_machine_as_test(OnSqlite, settings=looks(25, 25))


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_on_postgresql(another_url: Callable[[], str]) -> None:
    """Two workers at once, in two transactions."""

    class OnPostgresql(FollowUps):
        @staticmethod
        def make_url(folder: Path) -> str:
            return another_url()

    run_state_machine_as_test(OnPostgresql, settings=looks(3, 25))
