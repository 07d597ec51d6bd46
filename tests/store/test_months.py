"""A month's numbers: as of its end, team by team and track by track, and kept as they were told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.domain.figures.months import Month, Staff, TrackMonth
from bot.domain.people import Role
from bot.reference.calendar import calendar
from bot.store.caseload import cases, prompts, referrals, requests
from bot.store.engine import deployment
from bot.store.engine.database import Database
from bot.store.engine.tables import absences, month_figures
from bot.store.engine.tables import cases as case_rows
from bot.store.engine.tables import people as people_rows
from bot.store.engine.tables import prompts as prompt_rows
from bot.store.engine.tables import requests as request_rows
from bot.store.figures import levels, months
from bot.store.keeping.erasing import erase
from bot.store.rights import participants
from bot.store.sealing.vault import Vault
from tests.driver import Clock
from tests.importing import takes_in
from tests.store.test_digests import DAY, MET, MISSED, Team
from tests.store.test_levels import Beside

NOVEMBER = Month(date(2026, 11, 1))  # 2 to 29 November
NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
END = datetime(2026, 11, 29, 17, tzinfo=UTC)
BEGINNING = datetime(2026, 11, 1, 17, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def team(database: Database) -> Iterator[Team]:
    levels.count_weeks(database)
    with database.transaction() as tx:
        yield Team(tx)


def ago(at: datetime) -> timedelta:
    return NOW - at


def kept(team: Team, month: Month = NOVEMBER) -> bool:
    return months.keep(team.tx, month, months.count(team.tx, month, with_teams=True))


def told(team: Team, track: str = "R") -> TrackMonth:
    assert kept(team)
    found = months.of(team.tx, NOVEMBER, team.yusuf.id)
    assert found is not None
    return found.tracks[track]


def test_who_was_accompanied_came_and_went(team: Team) -> None:
    old = [team.case(team.siti, since=ago(BEGINNING - DAY)) for _ in range(6)]
    new = [team.case(team.dewi, since=ago(BEGINNING + 3 * DAY)) for _ in range(2)]
    late = team.case(team.siti, since=ago(END + timedelta(hours=1)))
    closed = {old[0]: END - DAY, old[1]: BEGINNING - timedelta(hours=1), old[2]: END + timedelta(hours=2)}
    for case, at in closed.items():
        cases.end(team.tx, team.yusuf, case)
        team.tx.execute(update(case_rows).where(case_rows.c.id == case.id).values(closed_at=at))
    cases.pause(team.tx, team.yusuf, old[3])  # since December only
    one = told(team)
    assert (one.at_start, one.new, one.ended, one.at_end, one.resting) == (5, 2, 1, 6, 0)
    assert one.people == 7 and late.id and new and one.ended_by is None, "of one nothing is broken down"


def test_of_a_kind_of_service_in_which_nobody_was_there_is_no_line(team: Team) -> None:
    for _ in range(5):
        team.case(team.siti, since=ago(BEGINNING - DAY))
    team.case(team.siti, "P", since=ago(END + DAY))
    gone = team.case(team.dewi, "P", since=ago(BEGINNING - 60 * DAY))
    cases.end(team.tx, team.dewi, gone)
    team.tx.execute(update(case_rows).where(case_rows.c.id == gone.id).values(closed_at=BEGINNING - DAY))
    assert kept(team)
    of_all = months.of(team.tx, NOVEMBER, None)
    assert of_all is not None and list(of_all.tracks) == ["R"]


def test_contacts_as_they_stood_when_the_month_was_over(team: Team) -> None:
    those = [team.case(team.siti, since=ago(BEGINNING - 60 * DAY)) for _ in range(6)]
    for case in those[:5]:
        answered = team.plans(case, ago(BEGINNING + 8 * DAY), "answered")
        team.tx.execute(update(prompt_rows).where(prompt_rows.c.id == answered).values(ended_at=BEGINNING + 9 * DAY))
        team.records(case, ago(BEGINNING + 9 * DAY), MET)
    afterwards = team.plans(those[5], ago(END - DAY), "answered")
    team.tx.execute(update(prompt_rows).where(prompt_rows.c.id == afterwards).values(ended_at=END + DAY))
    called_off = team.plans(those[5], ago(BEGINNING + 2 * DAY), "cancelled")
    team.tx.execute(update(prompt_rows).where(prompt_rows.c.id == called_off).values(ended_at=BEGINNING + DAY))
    team.plans(those[5], ago(BEGINNING - timedelta(minutes=1)), "answered")
    team.plans(those[5], ago(END), "answered")
    team.records(those[0], ago(END - DAY), MISSED)
    team.records(those[0], ago(END + timedelta(minutes=1)), MET)
    one = told(team)
    assert (one.planned, one.done, one.recorded, one.recorded_people, one.reached) == (6, 5, 6, 5, 5)
    assert one.beyond == 6, "five were met two weeks before, one never"


def test_flags_requests_and_referrals(team: Team) -> None:
    those = [team.case(team.siti, since=ago(BEGINNING - 60 * DAY)) for _ in range(6)]
    for case, minutes in zip(those, (10, 15, 20, 90, 95, None), strict=True):
        team.flags(case, ago(BEGINNING + DAY), None if minutes is None else timedelta(minutes=minutes))
    team.flags(those[0], ago(BEGINNING + 20 * DAY), timedelta(days=8))  # taken on when December begins
    for number, case in enumerate(those):
        person = participants.add(team.tx, case, team.siti)
        asked, _ = requests.raise_one(team.tx, person, case, "info", text="kata")
        complaint, _ = requests.raise_one(team.tx, person, case, "complaint", text="kata")
        received = BEGINNING + 5 * DAY
        done = received + timedelta(hours=72 if number < 4 else 73)
        values = {"received_at": received, "done_at": done, "state": "done"}
        team.tx.execute(update(request_rows).where(request_rows.c.id.in_([asked.id, complaint.id])).values(**values))
    tx = team.tx
    tx.now = BEGINNING + 2 * DAY
    frame = prompts.frame_for(tx, team.siti, calendar(), those[0])
    made = [referrals.add(tx, team.siti, case, "sehat", frame) for case in those[:5]]
    referrals.change(tx, team.siti, made[0], "accepted")
    referrals.change(tx, team.siti, made[0], "finished")
    referrals.change(tx, team.siti, made[1], "dropped")
    tx.now = NOW
    one = told(team)
    assert (one.flags, one.taken, one.taken_people, one.waits, one.minutes) == (7, 5, 5, (20,), 20)
    assert (one.asked, one.asked_people, one.in_time) == (6, 6, 4), "what may be about whoever leads is in no number"
    assert (one.referred, one.received, one.dropped) == (5, 1, 1)


def test_a_request_is_counted_when_its_72_hours_are_over_and_not_where_it_was_taken_back(team: Team) -> None:
    """Of what came on the last Saturday nobody knows on Monday whether it will be answered in time."""
    hour = timedelta(hours=1)
    came = {
        "last Saturday": (END - 30 * hour, None),
        "last Thursday": (END - 72 * hour - hour, END - 20 * hour),
        "too late": (END - 80 * hour, None),
        "Saturday before": (BEGINNING - 30 * hour, BEGINNING + 20 * hour),
        "Thursday before": (BEGINNING - 73 * hour, BEGINNING),
        "taken back": (BEGINNING + 50 * hour, BEGINNING + 52 * hour),
        "taken back late": (BEGINNING + 50 * hour, BEGINNING + 150 * hour),
        "refused": (BEGINNING + 50 * hour, BEGINNING + 52 * hour),
    }
    for name, (received, done) in came.items():
        case = team.case(team.siti, since=ago(BEGINNING - 60 * DAY))
        person = participants.add(team.tx, case, team.siti)
        for number in range(2 if name == "refused" else 1):
            asked, _ = requests.raise_one(team.tx, person, case, "info", text="kata", anew=number > 0)
            state = "recalled" if "taken" in name else "open" if done is None else "done"
            values = {"received_at": received, "done_at": done, "state": state}
            if name == "refused":
                assert requests.refuse(team.tx, team.siti, asked, "tidak dapat") is None
                values["state"] = "refused"
            team.tx.execute(update(request_rows).where(request_rows.c.id == asked.id).values(**values))
    for case in (team.case(team.siti, since=ago(BEGINNING - 60 * DAY)),):
        asked, _ = requests.raise_one(team.tx, participants.add(team.tx, case, team.siti), case, "access", text="kata")
        values = {"received_at": BEGINNING, "done_at": BEGINNING + 72 * hour, "state": "done"}
        team.tx.execute(update(request_rows).where(request_rows.c.id == asked.id).values(**values))
    one = told(team)
    assert (one.asked, one.asked_people, one.in_time) == (7, 6, 5)


def test_a_small_team_is_counted_with_all_only_and_each_track_apart(team: Team) -> None:
    wati = team.joins(Role.SUPERVISOR, None)
    joko = team.joins(Role.MENTOR, wati.id)
    for mentor, track, number in ((team.siti, "R", 6), (joko, "R", 5), (joko, "P", 4), (team.siti, "P", 5)):
        for _ in range(number):
            team.case(mentor, track, since=ago(BEGINNING - DAY))
    assert kept(team)
    of_all = months.of(team.tx, NOVEMBER, None)
    assert of_all is not None and {track: one.people for track, one in of_all.tracks.items()} == {"R": 11, "P": 9}
    assert list(of_all.tracks) == ["R", "P"]
    shown = {
        code: {track: one.people for track, one in found.tracks.items()}
        for code, found in months.teams(team.tx, NOVEMBER)
    }
    assert shown == {"S-01": {"R": 6}, "S-02": {"R": 5}}, "the rest of P would be four: so nobody's P is told apart"
    assert of_all.staff == Staff(3, None, None), "of three it is known whose that is"


def test_a_month_is_kept_once_and_stays(team: Team) -> None:
    those = [team.case(team.siti, since=ago(BEGINNING - DAY)) for _ in range(7)]
    before = told(team)
    erase(team.tx, those[0], team.yusuf)
    assert not kept(team)
    found = months.of(team.tx, NOVEMBER, team.yusuf.id)
    assert found is not None and found.tracks["R"] == before
    series = months.series(team.tx, NOVEMBER, team.yusuf.id)
    assert [month.code for month, _ in series][::11] == ["2025-12", "2026-11"]
    assert [one is not None for _, one in series] == [False] * 11 + [True]


def test_leave_counts_by_its_days_in_the_month(team: Team) -> None:
    for _ in range(3):
        team.joins(Role.MENTOR, team.yusuf.id)
    for _ in range(5):
        team.case(team.siti, since=ago(BEGINNING - DAY))
    spans = (
        (team.siti, BEGINNING - 3 * DAY, BEGINNING + 2 * DAY, "approved", None),
        (team.dewi, END - DAY, END + 9 * DAY, "approved", None),
        (team.dewi, BEGINNING + 5 * DAY, BEGINNING + 9 * DAY, "refused", None),
        (team.dewi, BEGINNING + 5 * DAY, BEGINNING + 9 * DAY, "approved", True),
    )
    for who, first, last, state, suspended in spans:
        row = {"person_id": who.id, "from_at": first, "until_at": last, "state": state, "suspended": suspended}
        team.tx.execute(absences.insert().values(**row, created_at=NOW))
    assert kept(team)
    found = months.of(team.tx, NOVEMBER, team.yusuf.id)
    assert found is not None and found.staff == Staff(5, 5, 3)


def test_housekeeping_tells_of_each_month_once_and_of_two_years(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        here = Team(tx)
        for _ in range(6):
            here.case(here.siti, since=timedelta(days=100))
    assert months.keep_months(database) == 0, "its weeks are not counted yet"
    levels.count_weeks(database)
    assert months.keep_months(database) == 4, "August to November: it began then"
    assert months.keep_months(database) == 0
    clock.at = datetime(2026, 12, 27, 18, 30, tzinfo=UTC)  # Senin, 28 Desember pukul 01.30: four weeks of December
    levels.count_weeks(database)
    assert levels.weeks_over(clock.at) == date(2026, 12, 28) and months.keep_months(database) == 0
    clock.at += 7 * DAY
    assert months.keep_months(database) == 0
    levels.count_weeks(database)
    assert months.keep_months(database) == 1
    with database.transaction() as tx:
        assert [one.code for one in months.kept(tx)] == ["2026-12", "2026-11", "2026-10", "2026-09", "2026-08"]
        assert tx.execute(select(people_rows.c.id)).all()


def test_of_older_months_the_whole_is_told_and_no_team_nor_staff(database: Database, clock: Clock) -> None:
    """Who was of which team then nobody knows any more."""
    with database.transaction() as tx:
        here = Team(tx)
        for _ in range(6):
            here.case(here.siti, since=timedelta(days=100))
    levels.count_weeks(database)
    assert months.keep_months(database) == 4
    with database.transaction() as tx:
        teams = {one.code: [code for code, _ in months.teams(tx, one)] for one in months.kept(tx)}
        assert teams == {"2026-11": ["S-01"], "2026-10": [], "2026-09": [], "2026-08": []}
        newest, older = (months.of(tx, one, None) for one in (NOVEMBER, NOVEMBER.before))
        assert newest is not None and newest.staff == Staff(2, None, None)
        assert older is not None and older.staff is None and older.tracks["R"].people == 6
        series = months.series(tx, NOVEMBER, here.yusuf.id)
        assert [found is not None for _, found in series] == [False] * 11 + [True]


def test_no_month_is_told_before_what_was_recorded_in_its_weeks_is_counted(database: Database, clock: Clock) -> None:
    """Housekeeping may have been away: what would be told would stay without its levels."""
    clock.at = NOW - 7 * DAY
    levels.count_weeks(database)
    with database.transaction() as tx:
        here = Team(tx)
        for number in range(5):
            case = here.case(here.siti, since=timedelta(days=40))
            here.records(case, DAY, {**MET, "overall": "details", "levels": {"sehat": 4 - number % 2}})
    clock.at = NOW
    assert months.keep_months(database) == 0
    levels.count_weeks(database)
    assert months.keep_months(database) == 2
    with database.transaction() as tx:
        found = months.of(tx, NOVEMBER, None)
        assert found is not None and found.tracks["R"].levels == {"sehat": [3, 2, 0, 0]}


def test_a_month_without_anybody_is_not_told_of_until_somebody_is_brought_in(database: Database, clock: Clock) -> None:
    """It would stay empty for ever: an office begins with Titian, and brings its history in the week after."""
    levels.count_weeks(database)
    assert months.keep_months(database) == 0
    with database.transaction() as tx:
        assert months.kept(tx) == []
        here = Team(tx)
        for _ in range(5):
            here.case(here.siti, since=timedelta(days=45))
    assert months.keep_months(database) == 0, "it was looked at already"
    with database.transaction() as tx:
        months.look_again(tx, tx.now - 45 * DAY)
    assert months.keep_months(database) == 0, "more of it may be coming in: check-ins after the cases"
    clock.at += timedelta(hours=23)
    assert months.keep_months(database) == 0
    clock.at += timedelta(hours=1)
    assert months.keep_months(database) == 2
    with database.transaction() as tx:
        assert [one.code for one in months.kept(tx)] == ["2026-11", "2026-10"]
        months.look_again(tx, tx.now - 45 * DAY)
    clock.at += DAY
    assert months.keep_months(database) == 0, "what is told stays"


@pytest.mark.parametrize("brings_check_ins", [False, True])
def test_months_are_told_of_a_day_after_the_last_file_of_what_was_in_them(
    database: Database, clock: Clock, tmp_path: Path, brings_check_ins: bool
) -> None:
    """What stands in it of today delays nothing, and hides nothing."""
    levels.count_weeks(database)
    assert months.keep_months(database) == 0

    def brings(*lines: str) -> None:
        (tmp_path / "in.csv").write_text("\n".join(lines), encoding="utf-8")
        with database.transaction() as tx:
            takes_in(tx, tmp_path / "in.csv")

    with database.transaction() as tx:
        code = Team(tx).siti.code
    head = "track,name,mentor,cadence_weeks,code,intake_at"
    brings(head, f"R,Bayu,{code},1,R-001,2026-10-05", f"R,Endah,{code},1,R-002,2026-12-01")
    if brings_check_ins:
        clock.at += timedelta(hours=23)
        brings("code,at,by,contact", f"R-001,2026-11-10,{code},visit", f"R-001,2026-12-01,{code},visit")
    clock.at += timedelta(hours=23)
    assert months.keep_months(database) == 0
    clock.at += timedelta(hours=1)
    assert months.keep_months(database) == 2


def test_what_is_brought_in_of_the_running_month_delays_nothing(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        here = Team(tx)
        here.case(here.siti, since=timedelta(days=45))
    levels.count_weeks(database)
    with database.transaction() as tx:
        months.look_again(tx, END)  # Senin, 30 November pukul 00.00: December has begun
    assert months.keep_months(database) == 2
    with database.transaction() as tx:
        months.look_again(tx, END - timedelta(seconds=1))
    assert months.keep_months(database) == 0
    clock.at += DAY
    assert months.keep_months(database) == 0, "both are told of"


def test_what_is_brought_in_while_months_are_counted_is_looked_at(
    database: Database, clock: Clock, migrated_url: str, key_file: Path
) -> None:
    """The oldest is looked at first; then somebody is brought in who was accompanied in it."""
    levels.count_weeks(database)
    long_ago = ago(datetime(2024, 12, 10, tzinfo=UTC))

    def brings_in() -> None:
        with database.transaction() as tx:
            here = Team(tx)
            here.case(here.siti, since=long_ago)
            months.look_again(tx, tx.now - long_ago)

    beside = Beside(migrated_url, Vault(key_file), clock.now)
    with beside.reading():
        pass  # the keys of the day are made
    beside.then = brings_in
    assert months.keep_months(beside) == 0, "what was counted is not so any more"
    beside.close()
    with database.transaction() as tx:
        assert months.kept(tx) == [] and months.is_coming_in(tx)
    clock.at += DAY
    assert months.keep_months(database) == 24
    with database.transaction() as tx:
        assert months.kept(tx)[-1].code == "2024-12" and not months.is_coming_in(tx)


def test_whoever_brought_in_and_was_stopped_leaves_no_month_without_its_levels(
    database: Database, clock: Clock
) -> None:
    """Weeks are looked at again when all of a file is in; before that the machine may go dark."""
    levels.count_weeks(database)
    assert months.keep_months(database) == 0
    with database.transaction() as tx:
        here = Team(tx)
        for number in range(6):
            case = here.case(here.siti, since=timedelta(days=45))
            said = {**MET, "overall": "details", "levels": {"sehat": 4 - number % 2}}
            here.records(case, ago(BEGINNING + 3 * DAY), said)
        months.look_again(tx, tx.now - 45 * DAY)
    clock.at += DAY
    levels.count_weeks(database)
    assert months.keep_months(database) == 2
    with database.transaction() as tx:
        found = months.of(tx, NOVEMBER, None)
        assert found is not None and found.tracks["R"].levels == {"sehat": [3, 3, 0, 0]}


def test_what_is_brought_in_every_night_keeps_no_month_back_for_more_than_a_week(
    database: Database, clock: Clock
) -> None:
    told: list[int] = []
    for _ in range(10):
        with database.transaction() as tx:
            here = Team(tx)
            here.case(here.siti, since=timedelta(days=45))
            months.look_again(tx, tx.now - 45 * DAY)
        clock.at += timedelta(hours=20)
        levels.count_weeks(database)
        told.append(months.keep_months(database))
    assert told == [0] * 8 + [2, 0], "after 180 hours"


def test_a_clock_a_little_behind_waits_all_the_same(database: Database, clock: Clock) -> None:
    """The import may run on another machine."""
    with database.transaction() as tx:
        here = Team(tx)
        here.case(here.siti, since=timedelta(days=45))
        months.look_again(tx, tx.now - 45 * DAY)
    clock.at -= timedelta(seconds=5)
    levels.count_weeks(database)
    assert months.keep_months(database) == 0


def test_a_second_import_is_waited_for_anew(database: Database, clock: Clock) -> None:
    """Nobody kept house since the first one was over."""
    with database.transaction() as tx:
        here = Team(tx)
        here.case(here.siti, since=timedelta(days=45))
        months.look_again(tx, tx.now - 45 * DAY)
    clock.at += 8 * DAY
    levels.count_weeks(database)
    with database.transaction() as tx:
        assert not months.is_coming_in(tx)
        months.look_again(tx, tx.now - 45 * DAY)
        assert months.is_coming_in(tx)
    assert months.keep_months(database) == 0


def test_what_an_earlier_version_wrote_of_an_import_is_read(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        here = Team(tx)
        here.case(here.siti, since=timedelta(days=45))
        deployment.put(tx, months.KEPT, f"again {tx.now.isoformat()}")
        assert months.is_coming_in(tx)
    levels.count_weeks(database)
    assert months.keep_months(database) == 0
    clock.at += DAY
    assert months.keep_months(database) == 2


def test_for_now_nothing_is_counted_but_while_something_comes_in(database: Database, clock: Clock) -> None:
    """Nor of months that are too long ago to be kept: they would be another number each time."""
    with database.transaction() as tx:
        here = Team(tx)
        for _ in range(6):
            here.case(here.siti, since=timedelta(days=900))
        assert months.for_now(tx, NOVEMBER) == {}
        months.look_again(tx, tx.now - 900 * DAY)
        found = months.for_now(tx, NOVEMBER)
        assert len(found) == 12 and found[NOVEMBER][None].tracks["R"].people == 6
        assert months.for_now(tx, Month(date(2024, 11, 1))) == {} and NOVEMBER.after not in months.for_now(
            tx, NOVEMBER.after
        )


def test_a_clock_that_was_ahead_keeps_no_month_back(database: Database, clock: Clock) -> None:
    clock.at = NOW + 300 * DAY
    with database.transaction() as tx:
        here = Team(tx)
        here.case(here.siti, since=timedelta(days=345))
        months.look_again(tx, tx.now - 345 * DAY)
    clock.at = NOW
    levels.count_weeks(database)
    assert months.keep_months(database) == 2


def test_of_whoever_went_before_there_is_no_line_though_something_was_recorded_since(
    database: Database, clock: Clock
) -> None:
    with database.transaction() as tx:
        here = Team(tx)
        for _ in range(6):
            case = here.case(here.siti, since=timedelta(days=90))
            here.records(case, ago(BEGINNING + DAY))
            cases.end(tx, here.yusuf, case)
        tx.execute(update(case_rows).values(closed_at=BEGINNING - DAY))
    levels.count_weeks(database)
    months.keep_months(database)
    with database.transaction() as tx:
        assert [one.code for one in months.kept(tx)] == ["2026-10", "2026-09"]


def test_a_month_of_an_earlier_version_tells_no_part_of_which_it_does_not_say_of_how_many(team: Team) -> None:
    for _ in range(6):
        team.case(team.siti, since=ago(BEGINNING - DAY))
    told(team)
    for row in team.tx.execute(select(month_figures.c.id, month_figures.c.figures)).all():
        found = json.loads(row.figures)
        for name in ("planned_people", "flag_people", "taken_people", "referred_people"):
            del found["tracks"]["R"][name]
        written = json.dumps(found)
        team.tx.execute(update(month_figures).where(month_figures.c.id == row.id).values(figures=written))
    for whose in (None, team.yusuf.id):
        found = months.of(team.tx, NOVEMBER, whose)
        assert found is not None
        one = found.tracks["R"]
        assert (one.done, one.taken, one.waits, one.received, one.dropped) == (None,) * 5
        assert (one.at_end, one.resting, one.planned, one.flags) == (6, 0, 0, 0)


def test_of_a_few_nothing_is_broken_down(team: Team) -> None:
    """Five are accompanied; flags, referrals and contacts are of four of them."""
    those = [team.case(team.siti, since=ago(BEGINNING - 60 * DAY)) for _ in range(5)]
    tx = team.tx
    tx.now = BEGINNING + 2 * DAY
    frame = prompts.frame_for(tx, team.siti, calendar(), those[0])
    for case in those[:4]:
        referrals.change(tx, team.siti, referrals.add(tx, team.siti, case, "sehat", frame), "dropped")
        team.plans(case, timedelta(0), "answered")
    tx.now = NOW
    for case in those[:4] * 2:
        team.flags(case, ago(BEGINNING + DAY), timedelta(minutes=10))
    one = told(team)
    assert (one.people, one.flags, one.flag_people, one.referred, one.referred_people) == (5, 8, 4, 4, 4)
    assert (one.taken, one.waits, one.minutes, one.received, one.dropped) == (None,) * 5
    assert (one.planned, one.planned_people, one.done) == (4, 4, None)
    assert (one.resting, one.beyond) == (0, 5)
