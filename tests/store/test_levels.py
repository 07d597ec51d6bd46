"""Levels as figures tell of them: whoever holds everything that was ever shown learns nothing of fewer than five."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.domain.checkins import LEVELS, TOPICS
from bot.domain.figures.cells import block_of
from bot.domain.figures.digests import monday_of
from bot.domain.figures.months import Month, TrackMonth, month_of
from bot.domain.people import Person, Role
from bot.domain.presses import DigestWords
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import checkins as checkin_rows
from bot.store.engine.tables import level_cells, month_figures
from bot.store.engine.tables import people as people_rows
from bot.store.figures import levels, months
from bot.store.keeping.erasing import erase
from bot.store.people import people
from bot.store.sealing.vault import Vault
from bot.turn import Turn
from handlers.leader import digest_charts
from tests.driver import Clock
from tests.overhearing import overheard

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
BEGINNING = datetime(2026, 11, 9, 3, tzinfo=UTC)  # Senin, 9 November 2026 pukul 10.00 WIB: a block begins
MET = {"contact": "visit", "overall": "details"}


@pytest.fixture
def clock() -> Clock:
    return Clock(BEGINNING)


@dataclass
class Office:
    """Two leaders with two mentors each, and hands to record with."""

    database: Database
    clock: Clock
    leaders: list[Person] = field(default_factory=list)
    mentors: list[Person] = field(default_factory=list)
    saved: int = 0

    def __post_init__(self) -> None:
        with self.database.transaction() as tx:
            for _ in range(2):
                leader = self._joins(tx, Role.SUPERVISOR, None)
                self.leaders.append(leader)
                self.mentors += [self._joins(tx, Role.MENTOR, leader.id) for _ in range(2)]

    def _joins(self, tx: Tx, role: Role, above: int | None) -> Person:
        return people.settle(tx, people.add(tx, role, "x", above), address="ibu", zone="Asia/Jakarta")

    def cases(self, number: int, mentor: int = 0, track: str = "R") -> list[Case]:
        with self.database.transaction() as tx:
            return [cases.add(tx, track, "Arman", self.mentors[mentor], 1) for _ in range(number)]

    def records(self, case: Case, answers: dict[str, Any], mentor: int = 0, at: datetime | None = None) -> int:
        self.saved += 1
        with self.database.transaction() as tx:
            return checkins.save(tx, self.mentors[mentor], case, f"t{self.saved}", answers, at=at)

    def says(self, case: Case, mentor: int = 0, **spoken: int) -> int:
        return self.records(case, {**MET, "levels": spoken}, mentor)

    def counts(self) -> int:
        return levels.count_weeks(self.database)

    def passes(self, span: timedelta) -> None:
        self.clock.at += span

    def cells(
        self, leader: int | None = 0, track: str = "R", topic: str = "sehat"
    ) -> list[tuple[date, int, list[int]]]:
        """What was told of a topic: from which Monday, of how many weeks, good first."""
        teams = None if leader is None else [self.leaders[leader].id]
        today = self.clock.at.date()
        with self.database.transaction() as tx:
            found = levels.told(tx, teams, monday_of(today) - 60 * WEEK, monday_of(today))
        return [(one.monday, one.weeks, one.numbers) for one in found if one.topic == topic]


@pytest.fixture
def office(database: Database, clock: Clock) -> Office:
    return Office(database, clock)


MONDAY = BEGINNING.date()


def test_nothing_is_told_before_a_week_is_over_and_an_hour_has_passed(office: Office) -> None:
    for number, case in enumerate(office.cases(5)):
        office.says(case, sehat=4 - number % 2)
    assert office.counts() == 0
    office.clock.at = BEGINNING + 6 * DAY + timedelta(hours=14, minutes=59)  # Senin pukul 00.59
    assert office.counts() == 0 and office.cells() == []
    office.passes(timedelta(minutes=1))
    assert office.counts() == 1 and office.cells() == [(MONDAY, 1, [3, 2, 0, 0])]
    assert office.counts() == 0 and office.cells(None) == office.cells() and office.cells(1) == []


def test_what_was_told_stays_whatever_becomes_of_it(office: Office) -> None:
    those = office.cases(6)
    numbers = [office.says(case, sehat=4 - place % 2, kerja=3) for place, case in enumerate(those)]
    office.passes(WEEK)
    office.counts()
    told = office.cells()
    assert told == [(MONDAY, 1, [3, 3, 0, 0])] and office.cells(topic="kerja") == [], "all alike, and not well"
    with office.database.transaction() as tx:
        earlier = checkins.as_kept(tx, those[0], numbers[0])
        assert earlier is not None
        checkins.correct(
            tx, office.mentors[0], those[0], earlier, {**MET, "levels": {"sehat": 1, "kerja": 4}}, "mistake"
        )
        erase(tx, those[1], office.leaders[0])
        levels.look_again(tx)
    late = office.records(those[2], {**MET, "levels": {"sehat": 1}}, at=BEGINNING)
    for _ in range(8):
        office.passes(WEEK)
        office.counts()
    assert office.cells() == told, "one that came late is fewer than five"
    assert office.cells(topic="kerja") == [(MONDAY, 1, [1, 4, 0, 0])], "not told yet, it was put right"
    with office.database.transaction() as tx:
        rows = select(checkin_rows.c.settled).where(checkin_rows.c.id == late)
        assert tx.execute(rows).scalar_one() is True


def test_who_says_no_to_notes_and_who_was_not_reached_speak_of_nothing(office: Office) -> None:
    those = office.cases(6)
    for case in those[:4]:
        office.says(case, sehat=4)
    office.records(those[4], {"contact": "visit", "bare": True})
    office.records(those[5], {"contact": "not_reached", "levels": {"sehat": 4}})
    office.passes(WEEK)
    assert office.counts() == 0
    office.records(those[4], {"contact": "call", "overall": "fine"}, at=BEGINNING)
    with office.database.transaction() as tx:
        levels.look_again(tx)
    assert office.counts() == 1 and office.cells() == [(MONDAY, 1, [5, 0, 0, 0])], "all well is good"


def test_what_is_left_of_all_teams_is_told_together_to_nobody_of_them(office: Office) -> None:
    for mentor in range(4):
        for number, case in enumerate(office.cases(2, mentor)):
            office.says(case, mentor, sehat=4 - number)
    for _ in range(7):
        office.passes(WEEK)
        assert office.counts() == 0
    office.passes(WEEK)
    assert office.counts() == 1
    assert office.cells(None) == [(MONDAY, 8, [4, 4, 0, 0])] and office.cells(0) == office.cells(1) == []


def test_a_mentor_who_changes_teams_is_told_of_once(office: Office) -> None:
    """In the team that told of it first; what is told of the other holds nothing of it."""
    first = office.cases(5, 0)
    for number, case in enumerate(first):
        office.says(case, 0, sehat=4 - number % 2, kerja=4 - number % 2 if number < 4 else 0)
    office.passes(WEEK)
    office.counts()
    with office.database.transaction() as tx:
        moves = update(people_rows).where(people_rows.c.id == office.mentors[0].id)
        tx.execute(moves.values(supervisor_id=office.leaders[1].id))
    for number, case in enumerate(office.cases(5, 2)):
        office.says(case, 2, sehat=3 - number % 2, kerja=3)
    for _ in range(8):
        office.passes(WEEK)
        office.counts()
    assert office.cells(0) == [(MONDAY, 1, [3, 2, 0, 0])]
    assert office.cells(1) == [(MONDAY + WEEK, 1, [0, 3, 2, 0])], "not what was told there before"
    assert office.cells(1, topic="kerja") == [(MONDAY, 4, [2, 7, 0, 0])] and office.cells(0, topic="kerja") == []


def test_weeks_that_were_not_counted_in_time_are_told_as_if_they_had_been(office: Office) -> None:
    chance = random.Random(7)
    those = office.cases(9, 0)
    for week in range(8):
        for case in chance.sample(those, chance.choice((2, 4, 6, 9))):
            office.records(case, {**MET, "levels": {"sehat": chance.choice((4, 4, 3, 2))}}, at=BEGINNING + week * WEEK)
    office.passes(8 * WEEK)
    office.counts()
    at_once = office.cells()
    with office.database.transaction() as tx:
        tx.execute(level_cells.delete())
        tx.execute(update(checkin_rows).values(told_topics=None, settled=None))
        levels.look_again(tx)
    office.clock.at = BEGINNING
    for _ in range(8):
        office.passes(WEEK)
        office.counts()
    assert office.cells() == at_once and len(at_once) > 3


def test_whoever_was_stopped_in_the_middle_goes_on(office: Office) -> None:
    """A crash between two teams; and a second process that counts the same."""
    for mentor in (0, 2):
        for number, case in enumerate(office.cases(5, mentor)):
            office.says(case, mentor, sehat=4 - number % 2)
    office.passes(WEEK)
    block, leader = block_of(MONDAY), office.leaders[0].id
    with office.database.reading() as tx:
        ahead = levels.read_ahead(tx, {}, block, MONDAY + WEEK, levels.of_team(leader))
    with office.database.transaction() as tx:
        assert levels.tell_of_team(tx, leader, block, MONDAY + WEEK, ahead) == 1
    assert office.counts() == 1 and office.cells(0) == office.cells(1) == [(MONDAY, 1, [3, 2, 0, 0])]
    with office.database.transaction() as tx:
        assert levels.tell_of_team(tx, leader, block, MONDAY + WEEK, ahead) == 0, "what was read ahead is told already"
    with office.database.transaction() as tx:
        levels.look_again(tx)
    assert office.counts() == 0


def test_answers_are_opened_some_at_a_time_and_each_is_counted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "AT_ONCE", 2)
    for number, case in enumerate(office.cases(7)):
        office.says(case, sehat=4 - number % 2)
    office.passes(WEEK)
    assert office.counts() == 1 and office.cells() == [(MONDAY, 1, [4, 3, 0, 0])]
    with office.database.transaction() as tx:
        assert set(tx.execute(select(checkin_rows.c.told_topics)).scalars()) == {",sehat,"}


def test_what_changes_between_reading_and_telling_counts_as_it_is(office: Office) -> None:
    """Put right, erased, recorded late: it is read again, and only that is opened."""
    those = office.cases(7)
    numbers = [office.says(case, sehat=4 - place % 2) for place, case in enumerate(those[:6])]
    office.passes(WEEK)
    block, leader = block_of(MONDAY), office.leaders[0].id
    with office.database.reading() as tx:
        ahead = levels.read_ahead(tx, {}, block, MONDAY + WEEK, levels.of_team(leader))
    assert len(ahead.opened) == 6
    with office.database.transaction() as tx:
        earlier = checkins.as_kept(tx, those[0], numbers[0])
        assert earlier is not None
        checkins.correct(tx, office.mentors[0], those[0], earlier, {**MET, "levels": {"sehat": 1}}, "mistake")
        erase(tx, those[1], office.leaders[0])
    office.records(those[6], {**MET, "levels": {"sehat": 2}}, at=BEGINNING)
    with office.database.transaction() as tx:
        assert levels.tell_of_team(tx, leader, block, MONDAY + WEEK, ahead) == 1
    assert office.cells() == [(MONDAY, 1, [2, 2, 1, 1])] and len(ahead.opened) == 8


class Overheard(Database):
    """A database that says what is asked while others wait to write."""

    asked: list[str]

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """As in Database."""
        with super().transaction() as tx, overheard(tx.connection, self.asked.append):
            yield tx


def test_nothing_is_opened_while_others_wait_to_write(office: Office, migrated_url: str, key_file: Path) -> None:
    """Thousands of check-ins take seconds to open: that is done by reading alone, once for all of a block."""
    for mentor in range(4):
        for number, case in enumerate(office.cases(3, mentor)):
            office.says(case, mentor, sehat=4 - number % 2)
    office.passes(8 * WEEK)
    database = Overheard(migrated_url, Vault(key_file), office.clock.now)
    database.asked = []
    assert levels.count_weeks(database) > 0
    database.close()
    assert database.asked and not [statement for statement in database.asked if "answers" in statement]


class Beside(Database):
    """A database in which something else is written once, after the first transaction of whoever has it."""

    then: Callable[[], None] | None = None

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """As in Database."""
        with super().transaction() as tx:
            yield tx
        then, self.then = self.then, None
        if then is not None:
            then()


@pytest.mark.parametrize("again", [False, True])
def test_what_is_brought_in_while_a_round_is_on_its_way_is_told_of_at_the_next(
    office: Office, migrated_url: str, key_file: Path, again: bool
) -> None:
    """Weeks before those it is telling of; also where it began because something had been brought in before."""
    those = office.cases(5)
    for number, case in enumerate(those):
        office.says(case, sehat=4 - number % 2)
    office.passes(WEEK)
    early = BEGINNING - 3 * WEEK

    def looks_again() -> None:
        with office.database.transaction() as tx:
            levels.look_again(tx)

    def brings_in() -> None:
        for case in those:
            office.records(case, {**MET, "levels": {"sehat": 4}}, at=early)
        looks_again()

    if again:
        looks_again()
    database = Beside(migrated_url, Vault(key_file), office.clock.now)
    with database.reading():
        pass  # the keys of the day are made
    database.then = brings_in
    assert levels.count_weeks(database) == 1
    database.close()
    assert office.cells() == [(MONDAY, 1, [3, 2, 0, 0])]
    office.counts()
    assert sum(sum(numbers) for _, _, numbers in office.cells()) == 10, "each answer once"
    assert office.counts() == 0


# -- the adversary -----------------------------------------------------------------------------------------------------


def said_text(said: Any) -> str:
    return str(said.text)


def shown(office: Office, leader: int, track: str) -> dict[tuple[str, str], dict[str, int]]:
    """The lines of a leader's screens, topic by topic: what is behind which days."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    words = language("id")
    with office.database.transaction() as tx:
        turn = Turn(tx, tx.now, office.leaders[leader], words, 1, lambda *_: calendar())
        for place, topic in enumerate(TOPICS):
            (said,) = digest_charts.in_words(turn, DigestWords("", track, place))
            for line in said_text(said).split("\n")[1:]:
                days, _, numbers = line.partition(": ")
                told = dict(re.findall(r"([A-Z][a-z ]+) (\d+)", numbers))
                if told:
                    found[topic.code, re.sub(" 20..", "", days)] = {name: int(number) for name, number in told.items()}
    return found


@pytest.mark.parametrize("seed", range(3))
def test_an_adversary_with_every_screen_there_ever_was_learns_nothing_of_fewer_than_five(
    office: Office, seed: int
) -> None:
    """Two years of small teams: corrections, erasures, moves, late entries; the adversary knows who was recorded when.

    Whatever was shown once never changes, and any two cells that were ever shown share no answer: so that no sum or
    difference of them is about fewer than the five people who stand behind each.
    """
    chance = random.Random(seed)
    names = {language("id").label(label) for _, label, _ in LEVELS}
    those = [(mentor, case) for mentor in range(4) for case in office.cases(chance.randint(2, 4), mentor)]
    truth: dict[int, tuple[int, int, dict[str, int]]] = {}  # check-in -> whose, in which week, what was spoken of
    seen: list[dict[tuple[str, str], dict[str, int]]] = [{}, {}]
    pages: dict[tuple[int, int | None], dict[str, TrackMonth]] = {}
    for week in range(24):
        for mentor, case in chance.sample(those, chance.randint(3, len(those))):
            spoken = {topic.code: chance.choice((4, 4, 4, 3, 2, 1)) for topic in chance.sample(TOPICS, 3)}
            truth[office.says(case, mentor, **spoken)] = (case.id, week, spoken)
        if week % 5 == 4:
            with office.database.transaction() as tx:
                moved = update(people_rows).where(people_rows.c.id == office.mentors[chance.randrange(4)].id)
                tx.execute(moved.values(supervisor_id=chance.choice(office.leaders).id))
        if week % 7 == 6:
            mentor, case = those.pop(chance.randrange(len(those)))
            with office.database.transaction() as tx:
                erase(tx, case, office.leaders[0])
        office.passes(WEEK)
        office.counts()
        for leader in (0, 1):
            for place, numbers in shown(office, leader, "R").items():
                assert seen[leader].setdefault(place, numbers) == numbers, "what was shown once has changed"
        months.keep_months(office.database)
        for whose, page in month_pages(office).items():
            assert pages.setdefault(whose, page) == page, "a month that was told has changed"
    assert sum(map(len, seen)) > 10
    assert names >= {name for one in seen for numbers in one.values() for name in numbers}
    with office.database.transaction() as tx:
        kept = tx.execute(select(level_cells)).all()
        marks = {row.id: row.told_topics or "" for row in tx.execute(select(checkin_rows))}
        total = tx.execute(select(func.sum(level_cells.c.urgent + level_cells.c.attention))).scalar_one()
    # No more was told than was recorded, topic by topic; and each answer that still is stands in one cell at most.
    recorded: dict[str, int] = defaultdict(int)
    for _, _, spoken in truth.values():
        for topic in spoken:
            recorded[topic] += 1
    for topic in recorded:
        told = sum(row.urgent + row.attention + row.fair + row.good for row in kept if row.topic == topic)
        assert told <= recorded[topic]
    assert total and all(mark.split(",").count(topic) <= 1 for mark in marks.values() for topic in recorded)
    for row in kept:
        each = [row.urgent, row.attention, row.fair, row.good]
        assert sum(each) >= 5 and (sum(map(bool, each)) > 1 or row.good), "of each of them it would be known"
    holds_no_more_than_cells(pages, kept)


def month_pages(office: Office) -> dict[tuple[int, int | None], dict[str, TrackMonth]]:
    """What every page of a month holds, of each team and of all: by the month's first day."""
    with office.database.reading() as tx:
        found = {}
        for row in tx.execute(select(month_figures.c.month, month_figures.c.team_id)).all():
            told = months.of(tx, Month(date.fromordinal(row.month)), row.team_id)
            assert told is not None
            found[row.month, row.team_id] = dict(told.tracks)
        return found


def holds_no_more_than_cells(pages: dict[tuple[int, int | None], dict[str, TrackMonth]], kept: Sequence[Any]) -> None:
    """Levels of a month are sums of what was told: whatever is taken from whatever, cells of five and more are left."""
    summed: dict[tuple[int, int | None, str, str], list[int]] = defaultdict(lambda: [0] * 4)
    for row in kept:
        month = month_of(date.fromordinal(row.monday) + (row.weeks - 1) * WEEK).first.toordinal()
        for whose in {row.team_id, None}:
            numbers = summed[month, whose, row.track, row.topic]
            for place, number in enumerate((row.good, row.fair, row.attention, row.urgent)):
                numbers[place] += number
    shown = {
        (month, team_id, track, topic): list(numbers)
        for (month, team_id), tracks in pages.items()
        for track, one in tracks.items()
        for topic, numbers in one.levels.items()
    }
    assert shown and not [place for place, numbers in shown.items() if summed[place] != numbers]
    told_of = {
        (month, track): one
        for (month, team_id), tracks in pages.items()
        if team_id is None
        for track, one in tracks.items()
    }
    for (month, track), whole in told_of.items():
        teams = [
            tracks[track] for (other, team), tracks in pages.items() if other == month and team and track in tracks
        ]
        rest = whole.people - sum(one.people for one in teams)
        assert rest == 0 or rest >= 5, "whoever has the list of who is accompanied takes the teams from the whole"
