"""A digest's figures against a small team built by hand, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.domain.figures import digests as periods
from bot.domain.followups import ADMIN_DIGEST, DIGESTS
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.domain.timing.cadence import STEPS, rhythm
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins, flags, prompts, requests
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import absences as absences_table
from bot.store.engine.tables import cases as cases_table
from bot.store.engine.tables import checkins as checkins_table
from bot.store.engine.tables import flags as flags_table
from bot.store.engine.tables import outbox
from bot.store.engine.tables import people as people_table
from bot.store.engine.tables import prompts as prompt_rows
from bot.store.engine.tables import requests as requests_table
from bot.store.figures import digests, figure_lists, figures, upkeep, workload
from bot.store.figures.figures import Contacts, Flags, Recorded, Requests, Silent, Waiting, Workload
from bot.store.keeping import records
from bot.store.keeping.erasing import erase
from bot.store.people import absences, people
from bot.store.queues import outgoing
from bot.store.rights import participants
from bot.store.sealing.key_file import create_key_file
from bot.store.sealing.vault import Vault
from tests.driver import Clock
from tests.overhearing import overheard

MET, MISSED = {"contact": "visit"}, {"contact": "not_reached"}
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 26, 3, 0, tzinfo=UTC))  # Kamis, 26 November 2026 pukul 10.00 WIB


@pytest.fixture
def database(migrated_url: str, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    create_key_file(tmp_path / "titian.key")
    database = Database(migrated_url, Vault(tmp_path / "titian.key"), clock.now)
    yield database
    database.close()


class Team:
    """A supervisor, two mentors, and hands to build with."""

    def __init__(self, tx: Tx) -> None:
        self.tx, self._saved = tx, 0
        self.yusuf = self.joins(Role.SUPERVISOR, None)
        self.siti, self.dewi = (self.joins(Role.MENTOR, self.yusuf.id) for _ in range(2))

    def joins(self, role: Role, above: int | None) -> Person:
        return people.settle(self.tx, people.add(self.tx, role, "x", above), address="ibu", zone="Asia/Jakarta")

    def case(self, mentor: Person, track: str = "R", since: timedelta = timedelta()) -> Case:
        added = cases.add(self.tx, track, "Arman", mentor, 1)
        self.tx.execute(update(cases_table).where(cases_table.c.id == added.id).values(intake_at=self.tx.now - since))
        return added

    def plans(self, case: Case, ago: timedelta, state: str = "said", kind: str = "next_contact") -> int:
        planned = Planned(kind, self.tx.now - ago)
        added = prompts.plan(self.tx, case, planned, case.mentor_id, None, "import")
        self.tx.execute(update(prompt_rows).where(prompt_rows.c.id == added).values(state=state))
        return added

    def records(self, case: Case, ago: timedelta, answers: dict[str, Any] = MET, by: Person | None = None) -> int:
        self._saved += 1
        added = checkins.save(self.tx, by or self.siti, case, f"t{self._saved}", answers)
        self.tx.execute(
            update(checkins_table)
            .where(checkins_table.c.id == added)
            .values(at=self.tx.now - ago, contact_at=self.tx.now - ago)
        )
        return added

    def flags(self, case: Case, ago: timedelta, after: timedelta | None = None, *, closed: bool = False) -> None:
        flag, _ = flags.raise_one(self.tx, self.siti, case, "threat")
        raised = self.tx.now - ago
        values: dict[str, Any] = {"raised_at": raised, "acknowledged_at": None if after is None else raised + after}
        values["closed_at"] = self.tx.now if closed else None
        self.tx.execute(update(flags_table).where(flags_table.c.id == flag.id).values(**values))

    @property
    def week(self) -> periods.Period:
        return periods.current(self.yusuf.zone, self.tx.now)

    @property
    def last_week(self) -> periods.Period:
        return periods.week((self.tx.now - 7 * DAY).date(), self.yusuf.zone, self.tx.now)

    def figures(self) -> dict[str, figures.Figures]:
        return figures.figures(self.tx, self.yusuf, self.week)


@pytest.fixture
def team(database: Database) -> Iterator[Team]:
    with database.transaction() as tx:
        yield Team(tx)


@contextmanager
def counting(tx: Tx) -> Iterator[list[str]]:
    """The statements that were run meanwhile."""
    seen: list[str] = []
    with overheard(tx.connection, seen.append):
        yield seen


def test_check_ins_done_of_planned_now_and_a_week_ago(team: Team) -> None:
    case = team.case(team.siti)
    team.plans(case, 2 * DAY, "answered")
    team.plans(case, DAY, "skipped")
    team.plans(case, timedelta(hours=1), "said", "try_again")
    team.plans(case, -DAY, "waiting")  # to come, so not planned for the week so far
    team.plans(case, 3 * DAY, "cancelled")
    team.plans(case, 3 * DAY, "lapsed")
    team.plans(case, timedelta(hours=2), "said", "plan_review")
    team.plans(case, 9 * DAY, "answered")
    team.plans(case, 10 * DAY, "answered")
    team.plans(case, 6 * DAY, "answered")  # Jumat of last week: later in the week than it is now
    assert team.figures()["R"].contacts == Contacts(3, 1, 2, 2)


def test_a_contact_that_was_put_off_or_planned_again_counts_once(team: Team) -> None:
    case = team.case(team.siti)
    team.plans(case, DAY, "snoozed")
    team.plans(case, DAY, "snoozed")
    team.plans(case, DAY, "answered")
    team.plans(case, 2 * DAY, "answered")
    team.plans(case, 2 * DAY, "said")
    assert team.figures()["R"].contacts == Contacts(2, 1, 0, 0)


def test_reached_and_not_by_the_newest_revision(team: Team) -> None:
    case = team.case(team.siti)
    team.records(case, DAY)
    team.records(case, DAY, MISSED)
    team.records(case, 8 * DAY, MISSED)
    corrected = team.records(case, 2 * DAY, MET)
    earlier = checkins.read(team.tx, team.siti, case, corrected)
    assert earlier is not None
    checkins.correct(team.tx, team.siti, case, earlier, MISSED, "mistake")
    assert team.figures()["R"].recorded == Recorded(1, 2, 0, 1, 1, 1)


def test_waiting_by_how_long_it_has_been_planned(team: Team) -> None:
    for ago in (timedelta(hours=1), 2 * DAY, 3 * DAY, 6 * DAY, 7 * DAY, 40 * DAY):
        team.plans(team.case(team.siti), ago)
    held, failed, again = (team.case(team.dewi) for _ in range(3))
    team.plans(held, DAY, "held")
    team.plans(failed, 4 * DAY, "failed")
    team.plans(team.case(team.siti), -DAY, "waiting")
    team.plans(team.case(team.siti), DAY, "answered")
    put_off = team.plans(again, 5 * DAY, "waiting")  # put off until tomorrow: it does not wait now
    team.tx.execute(update(prompt_rows).where(prompt_rows.c.id == put_off).values(due_at=team.tx.now + DAY))
    paused = team.case(team.siti)
    team.plans(paused, 9 * DAY)
    cases.pause(team.tx, team.yusuf, paused)
    assert team.figures()["R"].waiting == Waiting(3, 3, 2, 3, 1), (
        "all of 3 to 6 days since Monday, and one of the others"
    )
    found, more = figure_lists.waiting_list(team.tx, team.yusuf, "R", team.week, 0, 6)
    assert more and [(team.tx.now - item.at).days for item in found if item.at] == [40, 7, 6, 4, 3, 2]
    assert len(figure_lists.waiting_list(team.tx, team.yusuf, "R", team.week, 1, 6)[0]) == 2


def test_flags_open_and_how_soon_they_are_taken_on(team: Team) -> None:
    one, two, three, four = (team.case(team.siti) for _ in range(4))
    team.flags(one, 9 * DAY)
    team.flags(two, DAY, timedelta(minutes=10))
    team.flags(three, DAY, timedelta(minutes=31), closed=True)
    team.flags(four, 9 * DAY, timedelta(hours=9), closed=True)  # taken on before this week
    assert team.figures()["R"].flags == Flags(2, 1, 2, 2, 20)
    found, _ = figure_lists.flag_list(team.tx, team.yusuf, "R", team.week, 0, 6)
    assert [(item.code, item.state) for item in found] == [(one.code, "alone"), (two.code, "taken")]


def test_without_contact_since_the_last_that_worked_out(team: Team) -> None:
    team.case(team.siti, since=13 * DAY)
    team.case(team.siti, since=14 * DAY)
    team.case(team.siti, since=60 * DAY)
    seen = team.case(team.siti, since=300 * DAY)
    team.records(seen, 40 * DAY)
    team.records(seen, DAY, MISSED)
    fresh = team.case(team.siti, since=300 * DAY)
    team.records(fresh, 40 * DAY)
    team.records(fresh, 2 * DAY)
    late = team.case(team.siti, since=300 * DAY)  # of weeks ago, recorded today
    checkins.save(team.tx, team.siti, late, "late", MET, contact_at=team.tx.now - 15 * DAY)
    undone = team.case(team.siti, since=29 * DAY)
    earlier = checkins.read(team.tx, team.siti, undone, team.records(undone, DAY))
    assert earlier is not None
    checkins.correct(team.tx, team.siti, undone, earlier, MISSED, "mistake")
    assert team.figures()["R"].silent == Silent(6, 3, 1, 1, 0, 0, 1)
    found, more = figure_lists.silent_list(team.tx, team.yusuf, "R", team.week, 0, 6)
    told = [((team.tx.now - item.at).days, item.state) for item in found if item.at]
    assert not more and told == [(60, "new"), (40, ""), (29, ""), (15, ""), (14, ""), (13, "")]


def test_load_a_mentor(team: Team) -> None:
    for mentor, number in ((team.siti, 3), (team.yusuf, 1)):
        for _ in range(number):
            team.case(mentor)
    closed = team.case(team.siti)
    cases.end(team.tx, team.yusuf, closed)
    assert team.figures()["R"].workload == Workload(4, 2, 3)
    found, _ = figure_lists.workload_list(team.tx, team.yusuf, "R", team.week, 0, 6)
    assert [(item.code, item.number) for item in found] == [("M-01", 3), ("S-01", 1), ("M-02", 0)]


def test_only_the_own_team_and_tracks_apart(team: Team) -> None:
    wati = team.joins(Role.SUPERVISOR, None)
    theirs, alone = team.joins(Role.MENTOR, wati.id), team.joins(Role.MENTOR, None)
    for mentor, track in ((team.siti, "R"), (team.siti, "P"), (team.dewi, "P"), (theirs, "R"), (alone, "P")):
        case = team.case(mentor, track, since=20 * DAY)
        team.plans(case, DAY)
        team.records(case, DAY, MISSED, mentor)
        team.flags(case, DAY)
    found = team.figures()
    assert list(found) == ["R", "P"]
    assert [found[track].contacts.planned for track in found] == [1, 2]
    assert [found[track].recorded.missed for track in found] == [1, 2]
    assert [sum(found[track].waiting) for track in found] == [1, 2]
    assert [found[track].flags.open for track in found] == [1, 2]
    assert [found[track].silent.from_14 for track in found] == [1, 2]
    assert [found[track].workload for track in found] == [Workload(1, 1, 1), Workload(2, 2, 1)]
    assert list(figures.figures(team.tx, wati, team.week)) == figures.tracks(team.tx, wati) == ["R"]
    lists: tuple[Callable[..., tuple[list[figure_lists.Item], bool]], ...] = (
        figure_lists.contact_list,
        figure_lists.recorded_list,
    )
    for one in lists:
        assert {item.code for item in one(team.tx, team.yusuf, "P", team.week, 0, 6)[0]} == {"P-001", "P-002"}
    now_lists = (figure_lists.waiting_list, figure_lists.flag_list, figure_lists.silent_list)
    for of_now in now_lists:
        assert {item.code for item in of_now(team.tx, team.yusuf, "R", team.week, 0, 6)[0]} == {"R-001"}


def test_what_is_erased_is_in_no_figure(team: Team) -> None:
    case = team.case(team.siti, since=20 * DAY)
    team.plans(case, DAY)
    team.records(case, DAY)
    team.flags(case, DAY)
    erase(team.tx, case, team.yusuf)
    assert team.figures() == {} and figures.tracks(team.tx, team.yusuf) == []


def test_open_requests_but_no_complaint_about_the_supervisor(team: Team) -> None:
    with_siti, own = team.case(team.siti), team.case(team.yusuf)
    for case in (with_siti, own):
        person = participants.add(team.tx, case, team.siti)
        for kind in ("complaint", "info"):
            raised, _ = requests.raise_one(team.tx, person, case, kind, text="kata-kata")
            received = team.tx.now - (3 * DAY if case is own else DAY)
            values = {"received_at": received, "due_at": received + timedelta(days=len(kind))}
            team.tx.execute(update(requests_table).where(requests_table.c.id == raised.id).values(**values))
    found = team.figures()["R"].requests
    assert found == Requests(3, 72)
    assert requests.take(team.tx, team.siti, raised) is None
    items, more = figure_lists.request_list(team.tx, team.yusuf, "R", team.week, 0, 2)
    assert [(one.code, one.state) for one in items] == [(own.code, "taken"), (with_siti.code, "waiting")] and more
    rows = records.collect(team.tx, records.Wanted(supervisor_id=team.yusuf.id))["requests"]
    assert sorted((row["code"], row["kind"]) for row in rows) == [
        (with_siti.code, "complaint"),
        (with_siti.code, "info"),
        (own.code, "info"),
    ]
    assert "text" not in rows[0] and rows[2]["handled_by"] == team.siti.code
    row = records.collect(team.tx, records.Wanted(case=own.code, with_text=True))["requests"][1]
    assert (row["text"], row["reason"]) == ("kata-kata", None)
    erase(team.tx, own, team.yusuf)
    assert team.figures()["R"].requests.open == 2


@pytest.mark.parametrize("number", [1, 12])
def test_one_statement_a_figure_however_many_cases(team: Team, number: int) -> None:
    for _ in range(number):
        case = team.case(team.siti)
        team.plans(case, DAY)
        team.records(case, DAY)
    with counting(team.tx) as seen:
        team.figures()
    assert len(seen) == 7
    with counting(team.tx) as seen:
        figures.planned_and_done(team.tx, team.yusuf, team.week.start)
    assert len(seen) == 1
    with counting(team.tx) as seen:
        figure_lists.contact_list(team.tx, team.yusuf, "R", team.week, 0, 6)
    assert len(seen) == 2, "one asks who is kept apart"


def test_planned_and_done_week_by_week(team: Team) -> None:
    case = team.case(team.siti)
    team.plans(case, DAY, "answered")
    team.plans(case, 7 * DAY, "said")
    team.plans(case, 7 * DAY + timedelta(hours=1), "answered")
    team.plans(case, 49 * DAY, "answered")
    team.plans(case, 56 * DAY, "answered")
    late = team.plans(case, 21 * DAY, "answered")
    team.tx.execute(update(prompt_rows).where(prompt_rows.c.id == late).values(ended_at=team.tx.now - 10 * DAY))
    team.plans(team.case(team.siti, "P"), 14 * DAY)
    team.plans(team.case(team.siti), 0 * DAY, "answered")  # of this very moment
    start = team.week.start - 7 * periods.WEEK
    found = figures.planned_and_done(team.tx, team.yusuf, start)
    assert found["R"] == [(1, 1), (0, 0), (0, 0), (0, 0), (1, 0), (0, 0), (2, 1), (2, 2)], "not what came too late"
    assert found["P"] == [(0, 0)] * 5 + [(1, 0), (0, 0), (0, 0)]


def test_each_supervisor_who_joined_has_both_to_come_and_never_twice(team: Team) -> None:
    assert digests.ensure(team.tx, calendar) == 0, "nobody has joined with a phone yet"
    team.tx.execute(update(people_table).values(chat=people_table.c.id))
    assert digests.ensure(team.tx, calendar) == 2
    assert digests.ensure(team.tx, calendar) == 0
    digests.begin(team.tx, team.yusuf, calendar())
    planned = team.tx.execute(
        select(prompt_rows.c.kind, prompt_rows.c.slot, prompt_rows.c.version, prompt_rows.c.subject)
    ).all()
    subject = f"person:{team.yusuf.id}"
    assert sorted(planned) == [
        ("digest_daily", datetime(2026, 11, 27, 0, 30, tzinfo=UTC), 1, subject),
        ("digest_weekly", datetime(2026, 11, 30, 0, 30, tzinfo=UTC), 1, subject),
    ]
    team.tx.execute(update(people_table).values(status="suspended"))
    team.tx.execute(update(prompt_rows).values(state="answered"))
    assert digests.ensure(team.tx, calendar) == 0


def test_each_number_of_check_ins_is_its_own(team: Team) -> None:
    case = team.case(team.siti)
    for number, (ago, answers) in enumerate(((DAY, MET), (DAY, MISSED), (8 * DAY, MET), (8 * DAY, MISSED)), start=1):
        for _ in range(number):
            team.records(case, ago, answers)
    for ago, state in ((DAY, "answered"), (9 * DAY, "answered"), (10 * DAY, "said"), (10 * DAY, "skipped")):
        team.plans(case, ago, state)
    found = team.figures()["R"]
    assert found.recorded == Recorded(1, 2, 3, 4, 1, 1)
    assert found.contacts == Contacts(1, 1, 2, 1), "of two at the same hour the newer one"


def test_what_lies_between_the_two_weeks_makes_no_track(team: Team) -> None:
    """Jumat of last week is no part of a Kamis' week so far, nor of the same stretch a week earlier."""
    case = team.case(team.siti)
    team.plans(case, 6 * DAY, "answered")
    team.records(case, 6 * DAY)
    team.flags(case, 6 * DAY, timedelta(minutes=5), closed=True)
    cases.end(team.tx, team.yusuf, case)
    assert team.figures() == {} and figures.tracks(team.tx, team.yusuf) == ["R"]


def test_only_a_newer_version_of_the_same_moment_takes_its_place(team: Team) -> None:
    mine, other = team.case(team.siti), team.case(team.siti)
    team.plans(mine, DAY)
    for _ in range(2):
        team.plans(other, DAY)  # another case's, at the same hour
        team.plans(mine, DAY, "said", "reminder")  # another kind
        team.plans(mine, 2 * DAY)  # another hour
    assert team.figures()["R"].contacts.planned == 3
    start = team.week.start - 7 * periods.WEEK
    team.plans(mine, 8 * DAY, "cancelled")
    team.plans(team.case(team.joins(Role.MENTOR, None)), 8 * DAY)
    assert figures.planned_and_done(team.tx, team.yusuf, start) == {"R": [(0, 0)] * 7 + [(3, 0)]}


def test_the_lists_hold_what_the_figures_count(team: Team) -> None:
    case, other_track = team.case(team.siti), team.case(team.siti, "P")
    others = [other_track, team.case(team.joins(Role.MENTOR, None))]
    for one in (case, *others):
        team.plans(one, DAY, "answered")
        person = participants.add(team.tx, one, team.siti)
        requests.raise_one(team.tx, person, one, "info", text="kata")
        done, _ = requests.raise_one(team.tx, person, one, "callback")
        assert requests.finish(team.tx, team.siti, done) is None
    team.plans(case, 2 * DAY, "said")
    team.plans(case, DAY, "cancelled", "try_again")
    team.plans(case, 8 * DAY, "said")
    team.records(case, DAY, MISSED)
    team.records(case, 8 * DAY)
    earlier = checkins.read(team.tx, team.siti, case, team.records(case, 2 * DAY, MISSED))
    assert earlier is not None
    checkins.correct(team.tx, team.siti, case, earlier, MET, "mistake")
    of_week = (team.tx, team.yusuf, "R", team.week, 0, 6)
    assert [(one.code, one.state) for one in figure_lists.contact_list(*of_week)[0]] == [
        (case.code, ""),
        (case.code, "answered"),
    ]
    assert [(one.code, one.state) for one in figure_lists.recorded_list(*of_week)[0]] == [
        (case.code, "missed"),
        (case.code, "reached"),
    ]
    asked = figure_lists.request_list(team.tx, team.yusuf, "R", team.week, 0, 6)[0]
    assert [(one.code, one.state) for one in asked] == [(case.code, "waiting")]
    assert [found.requests.open for found in team.figures().values()] == [1, 1]


def test_who_carries_how_much_is_of_the_own_team_and_the_track(team: Team) -> None:
    gone, wati = team.joins(Role.MENTOR, team.yusuf.id), team.joins(Role.SUPERVISOR, None)
    theirs = team.joins(Role.MENTOR, wati.id)
    for mentor, track in ((team.siti, "R"), (team.siti, "P"), (theirs, "R")):
        team.case(mentor, track)
    team.tx.execute(update(people_table).where(people_table.c.id == gone.id).values(status="removed"))
    found, more = figure_lists.workload_list(team.tx, team.yusuf, "R", team.week, 0, 6)
    assert [(one.code, one.number) for one in found] == [("M-01", 1), ("M-02", 0)] and not more
    # A deputy may have a leader too: nobody's mentor, and so in no list of mentors.
    team.tx.execute(update(people_table).where(people_table.c.id == wati.id).values(supervisor_id=team.yusuf.id))
    paused = team.case(team.dewi)
    cases.pause(team.tx, team.yusuf, paused)
    assert [(one.code, one.cases) for one in workload.of_team(team.tx, team.yusuf)] == [("M-01", 2), ("M-02", 0)]
    assert workload.carried(team.tx, [team.siti.id, team.dewi.id]) == {team.siti.id: 2, team.dewi.id: 1}
    cases.end(team.tx, team.yusuf, paused)
    assert workload.carried(team.tx, [team.siti.id, team.dewi.id]) == {team.siti.id: 2}


def test_nobody_is_silent_whose_case_does_not_go_on(team: Team) -> None:
    paused, ended = (team.case(team.siti, since=40 * DAY) for _ in range(2))
    cases.pause(team.tx, team.yusuf, paused)
    cases.end(team.tx, team.yusuf, ended)
    assert team.figures() == {}
    assert figure_lists.silent_list(team.tx, team.yusuf, "R", team.week, 0, 6) == ([], False)


def test_whatever_an_older_version_left_of_somebody_erased_is_in_no_figure(team: Team) -> None:
    case = team.case(team.siti, since=20 * DAY)
    for ago in (DAY, 8 * DAY):
        team.plans(case, ago)
        team.records(case, ago)
        team.flags(case, ago)
    requests.raise_one(team.tx, participants.add(team.tx, case, team.siti), case, "info")
    team.tx.execute(update(requests_table).values(received_at=team.tx.now - 8 * DAY))
    team.tx.execute(update(cases_table).values(status="erased"))
    assert figures.tracks(team.tx, team.yusuf) == []
    listed: tuple[Callable[..., tuple[list[figure_lists.Item], bool]], ...] = (
        figure_lists.contact_list,
        figure_lists.recorded_list,
        figure_lists.waiting_list,
        figure_lists.flag_list,
        figure_lists.request_list,
        figure_lists.silent_list,
    )
    for week in (team.week, team.last_week):
        assert figures.figures(team.tx, team.yusuf, week) == {}
        assert figures.planned_and_done(team.tx, team.yusuf, week.start) == {}
        of_week = (team.tx, team.yusuf, "R", week, 0, 6)
        assert [one(*of_week) for one in listed] == [([], False)] * 6
        assert not any(one.number for one in figure_lists.workload_list(*of_week)[0])


def test_who_lacks_a_digest_is_given_one_and_nobody_else(team: Team) -> None:
    has, lacks, no_words, no_clock = team.yusuf, *(team.joins(Role.SUPERVISOR, None) for _ in range(3))
    everybody = people_table.c.id.in_([one.id for one in (has, lacks, no_words, no_clock)])
    team.tx.execute(update(people_table).where(everybody).values(chat=people_table.c.id))
    team.tx.execute(update(people_table).where(people_table.c.id == no_words.id).values(address=None))
    team.tx.execute(update(people_table).where(people_table.c.id == no_clock.id).values(zone=None))
    digests.begin(team.tx, has, calendar())
    assert digests.ensure(team.tx, calendar) == 2
    team.tx.execute(update(prompt_rows).where(prompt_rows.c.recipient_id == has.id).values(state="held"))
    assert digests.ensure(team.tx, calendar) == 0, "what is held is still to come"
    team.tx.execute(update(prompt_rows).where(prompt_rows.c.recipient_id == has.id).values(state="said"))
    assert digests.ensure(team.tx, calendar) == 2
    planned = team.tx.execute(select(prompt_rows.c.recipient_id).distinct()).scalars()
    assert sorted(planned) == sorted((has.id, lacks.id))


def test_whose_digests_are_whose(team: Team) -> None:
    kinds = select(prompt_rows.c.kind, prompt_rows.c.slot).order_by(prompt_rows.c.kind)
    admin, other = (team.joins(Role.ADMIN, None) for _ in range(2))
    for one in (team.siti, admin):
        digests.begin(team.tx, one, calendar())
    assert [tuple(row) for row in team.tx.execute(kinds)] == [(ADMIN_DIGEST, datetime(2026, 11, 30, 0, 30, tzinfo=UTC))]
    team.tx.execute(update(people_table).values(chat=people_table.c.id))
    assert digests.ensure(team.tx, calendar) == 3 and digests.ensure(team.tx, calendar) == 0
    planned = team.tx.execute(select(prompt_rows.c.recipient_id, prompt_rows.c.kind)).all()
    of_leader = [(team.yusuf.id, kind) for kind in DIGESTS]
    assert sorted(planned) == sorted([*of_leader, (admin.id, ADMIN_DIGEST), (other.id, ADMIN_DIGEST)])


def test_who_has_a_digest_to_come_and_when_one_was_told_last(team: Team) -> None:
    admin, other = (team.joins(Role.ADMIN, None) for _ in range(2))
    for one in (admin, other, team.yusuf):
        digests.begin(team.tx, one, calendar())
    due = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)

    def awaiting(state: str, until: datetime = due) -> set[int]:
        team.tx.execute(update(prompt_rows).where(prompt_rows.c.recipient_id == admin.id).values(state=state))
        return digests.awaiting(team.tx, ADMIN_DIGEST, until)

    both = {admin.id, other.id}
    assert awaiting("waiting", due - timedelta(seconds=1)) == set()
    assert (awaiting("waiting"), awaiting("held"), awaiting("said")) == (both, both, {other.id})
    assert digests.last_said(team.tx, admin, ADMIN_DIGEST) is None
    team.tx.execute(update(prompt_rows).where(prompt_rows.c.kind != "digest_daily").values(said_at=team.tx.now))
    team.tx.execute(update(prompt_rows).where(prompt_rows.c.recipient_id == other.id).values(said_at=team.tx.now - DAY))
    assert digests.last_said(team.tx, admin, ADMIN_DIGEST) == team.tx.now
    assert digests.last_said(team.tx, other, ADMIN_DIGEST) == team.tx.now - DAY
    assert digests.last_said(team.tx, team.yusuf, "digest_daily") is None


def test_a_clock_ends_within_a_day_or_is_over_and_each_is_counted_once(team: Team) -> None:
    person, now = participants.add(team.tx, case := team.case(team.siti), team.siti), team.tx.now
    kinds = ("access", "correct", "restrict", "pause", "withdraw", "erase")
    ends = (timedelta(), timedelta(seconds=1), DAY, DAY + timedelta(seconds=1), 3 * DAY, -DAY)
    for kind, after in zip(kinds, ends, strict=True):
        found, _ = requests.raise_one(team.tx, person, case, kind)
        moments = {"due_at": now + after, "received_at": now + after - 3 * DAY}
        team.tx.execute(update(requests_table).where(requests_table.c.id == found.id).values(**moments))
    requests.raise_one(team.tx, person, case, "callback")
    assert upkeep.clocks(team.tx, None) == upkeep.Clocks(open=6, soon=2, over=2, new=0)
    assert upkeep.clocks(team.tx, now - 2 * DAY).new == 2, "not what came at that very moment"
    taken, _ = requests.raise_one(team.tx, person, None, "access", anew=True)
    assert requests.take(team.tx, team.siti, taken) is None
    assert upkeep.clocks(team.tx, now).open == 7, "in hand, and of no case"
    team.tx.execute(update(requests_table).values(state="recalled"))
    assert upkeep.clocks(team.tx, now) == upkeep.Clocks(0, 0, 0, 0)


def test_who_is_away_uncovered_and_since_when(team: Team) -> None:
    now, admin = team.tx.now, team.joins(Role.ADMIN, None)
    for one, since in ((team.siti, 2 * DAY), (team.yusuf, DAY), (admin, DAY)):
        absences.stand_in(team.tx, None, one, None)
        began = {"from_at": now - since, "created_at": now - since}
        team.tx.execute(update(absences_table).where(absences_table.c.person_id == one.id).values(**began))
    codes = [team.yusuf.code, team.siti.code]
    assert upkeep.uncovered(team.tx, None) == upkeep.Uncovered(codes, 0)
    assert upkeep.uncovered(team.tx, now - 2 * DAY) == upkeep.Uncovered(codes, 1)
    noted = update(absences_table).where(absences_table.c.person_id == team.siti.id).values(created_at=now)
    team.tx.execute(noted)
    assert upkeep.uncovered(team.tx, now - 2 * DAY) == upkeep.Uncovered(codes, 2), "noted only since"
    absences.stand_in(team.tx, None, team.siti, team.dewi.id)
    assert upkeep.uncovered(team.tx, now - 2 * DAY) == upkeep.Uncovered(codes[:1], 1)


# An earlier digest beside the one that comes now: how it differs, and its state when that one has been claimed.
BESIDE: dict[str, tuple[dict[str, Any], str]] = {
    "held": ({"state": "held"}, "lapsed"),
    "failed": ({"state": "failed"}, "lapsed"),
    "its hour is over": ({"state": "waiting", "slot": -DAY}, "lapsed"),
    "to come": ({"state": "waiting", "slot": DAY}, "waiting"),
    "said yesterday": ({"state": "said", "said_at": -DAY}, "answered"),
    "said yesterday, planned for today": ({"state": "said", "said_at": -DAY, "slot": -2 * DAY}, "answered"),
    "answered today": ({"state": "answered", "said_at": timedelta()}, "answered"),
    "another kind, said today": ({"state": "said", "said_at": timedelta(), "kind": "digest_weekly"}, "said"),
    "another's, said today": ({"state": "said", "said_at": timedelta(), "subject": "person:0"}, "said"),
    "another's, held": ({"state": "held", "subject": "person:0"}, "held"),
    "another kind, held": ({"state": "held", "kind": "digest_weekly"}, "held"),
}


def test_a_digest_takes_the_place_of_earlier_ones_and_is_said_once(team: Team) -> None:
    now, hours = team.tx.now, count(1)
    since = periods.turn_of("workday", team.yusuf.zone, now)

    def digest(**values: Any) -> int:
        moments = {name: now + one for name, one in values.items() if isinstance(one, timedelta)}
        row = {"kind": "digest_daily", "subject": f"person:{team.yusuf.id}", "recipient_id": team.yusuf.id}
        row |= {"slot": now - next(hours) * timedelta(minutes=1), "version": 1, "due_at": now, "state": "said"}
        inserted = insert(prompt_rows).values(**{**row, "origin": "digest", "created_at": now, **values, **moments})
        return int(team.tx.execute(inserted.returning(prompt_rows.c.id)).scalar_one())

    def is_first(number: int) -> bool:
        return digests.claim_first(team.tx, team.yusuf, "digest_daily", number, since)

    others = {name: digest(**how) for name, (how, _) in BESIDE.items()}
    mine = digest(said_at=now)
    assert is_first(mine)
    states = {row.id: row.state for row in team.tx.execute(select(prompt_rows.c.id, prompt_rows.c.state))}
    assert {name: states[number] for name, number in others.items()} == {name: to for name, (_, to) in BESIDE.items()}
    assert states[mine] == "said" and not is_first(digest())


def test_a_second_chart_is_not_drawn_for_an_impatient_thumb(team: Team) -> None:
    def drawn(chat: int, kind: str, ago: timedelta) -> None:
        row = {"cause": f"{chat} {kind} {ago}", "chat": chat, "method": "draw", "kind": kind, "prompt_id": None}
        outgoing.send_later(team.tx, [{**row, "payload": {}}])
        made = {"created_at": team.tx.now - ago}
        team.tx.execute(update(outbox).where(outbox.c.cause == row["cause"]).values(**made))

    drawn(1, "screen", timedelta())
    drawn(1, "digest", digests.DRAWN_LATELY)
    drawn(2, "digest", timedelta())
    assert not digests.drawn_lately(team.tx, 1) and digests.drawn_lately(team.tx, 2)


def test_what_waited_and_was_handed_on_since_had_waited(team: Team) -> None:
    case = team.case(team.siti, since=40 * DAY)
    team.plans(case, 12 * DAY)
    past = periods.week((team.tx.now - 7 * DAY).date(), team.yusuf.zone, team.tx.now)
    before = figures.figures(team.tx, team.yusuf, past)
    assert before["R"].waiting == Waiting(0, 0, 1, 0, 1)
    prompts.hand_over(team.tx, team.yusuf, [case.id], team.dewi, calendar())
    assert figures.figures(team.tx, team.yusuf, past) == before, "it speaks to the new mentor at an hour of this week"
    items, _ = figure_lists.waiting_list(team.tx, team.yusuf, "R", past, 0, 6)
    assert [(one.code, one.state) for one in items] == [(case.code, figure_lists.NEW)]
    earlier = periods.week((team.tx.now - 14 * DAY).date(), team.yusuf.zone, team.tx.now)
    assert figures.figures(team.tx, team.yusuf, earlier)["R"].waiting == Waiting(1)


def test_who_was_past_their_rhythm_as_it_was_then_is_not_new(team: Team) -> None:
    """Weekly as the week began, every two weeks since: past both."""
    case = team.case(team.siti, since=92 * DAY)
    team.tx.execute(update(cases_table).where(cases_table.c.id == case.id).values(cadence_weeks=0))
    team.records(case, 16 * DAY, MET)
    assert team.figures()["R"].silent == Silent(1, 1, 0, 0, 0, 0, 0)
    items, _ = figure_lists.silent_list(team.tx, team.yusuf, "R", team.week, 0, 6)
    assert [(one.code, one.state) for one in items] == [(case.code, "")]


def test_who_rested_and_was_handed_on_rested(team: Team) -> None:
    case, now = team.case(team.siti, since=12 * DAY), team.tx.now
    team.tx.now = now - 10 * DAY
    cases.pause(team.tx, team.siti, case)
    team.tx.now = now - 9 * DAY
    assert cases.set_mentor(team.tx, team.yusuf, [case.id], team.dewi) == [case.id]
    team.tx.now = now - DAY
    assert cases.go_on(team.tx, team.dewi, case) is None
    team.tx.now = now
    assert figures.figures(team.tx, team.yusuf, team.last_week) == {}
    assert team.figures()["R"].workload == Workload(1, 1, 1)


def test_who_ended_as_a_week_was_over_had_ended(team: Team) -> None:
    over = team.last_week.end
    for ended_at in (over, over + timedelta(seconds=1)):
        case = team.case(team.siti, since=12 * DAY)
        cases.end(team.tx, team.siti, case)
        team.tx.execute(update(cases_table).where(cases_table.c.id == case.id).values(closed_at=ended_at))
    assert figures.figures(team.tx, team.yusuf, team.last_week)["R"].workload == Workload(1, 1, 1)


def test_a_rhythm_grows_slower_on_the_day_from_which_contacts_are_planned_so(team: Team) -> None:
    expected = {}
    for span, _ in STEPS:
        for since in (span - timedelta(seconds=1), span):
            case = team.case(team.siti, since=since)
            team.tx.execute(update(cases_table).where(cases_table.c.id == case.id).values(cadence_weeks=0))
            expected[case.code] = rhythm(0, team.tx.now - since, team.tx.now)
    found, _ = figure_lists.silent_list(team.tx, team.yusuf, "R", team.week, 0, 6)
    assert {one.code: one.number for one in found} == expected and sorted(expected.values()) == [1, 2, 2, 4]
