"""What a file holds: whom it is about and when, each filter by itself; words and names only where asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.domain import planning
from bot.domain.people import Person, Role
from bot.domain.planning import Frame, Planned
from bot.domain.rights import consent
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins, flags, prompts, referrals, requests, second_yes, walls
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import cases as case_rows
from bot.store.keeping import erasing, recorded, records
from bot.store.keeping.records import Wanted
from bot.store.people import people
from bot.store.rights import consents, participants
from bot.store.sealing.vault import Vault
from tests.driver import TUESDAY, Clock
from tests.overhearing import overheard
from tests.store.conftest import House

WORDS = "Burung itu bernyanyi di jendela"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MET = {"contact": "visit"}
AT = "2026-11-{} 10:00:00+07:00"


@pytest.fixture
def programme(database: Database, house: House, clock: Clock) -> dict[str, Case]:
    """Five cases of two teams and two tracks, of each something of every kind; one erased; a day between them."""
    found = {}
    with database.transaction() as tx:
        rahmat = people.add(tx, Role.SUPERVISOR, "Rahmat", None)
        dewi = people.add(tx, Role.MENTOR, "Dewi", rahmat.id)
    by: list[tuple[str, str, Person]] = [
        ("own", "R", house.siti),
        ("other track", "P", house.siti),
        ("other team", "R", dewi),
        ("the leader's own", "R", house.yusuf),
        ("erased", "R", house.siti),
    ]
    for name, track, mentor in by:
        with database.transaction() as tx:
            case = found[name] = cases.add(tx, track, f"{WORDS}: {name}", mentor, 1)
            checkins.save(tx, mentor, case, name, {"contact": "visit", "note": WORDS})
            flag, _ = flags.raise_one(tx, mentor, case, "health")
            flags.acknowledge(tx, mentor, flag)
            flags.close(tx, mentor, flag, case.key_id, WORDS)
            prompts.plan(tx, case, Planned("next_contact", tx.now), mentor.id, None, "import")
            person = participants.add(tx, case, mentor)
            requests.raise_one(tx, person, case, "complaint", text=WORDS)
            refused, _ = requests.raise_one(tx, person, case, "correct", text=WORDS)
            requests.refuse(tx, house.yusuf, refused, WORDS)
            if name == "erased":
                erasing.erase(tx, case, house.yusuf)
        clock.at += DAY
    return found


def codes_of(database: Database, wanted: Wanted, kind: str) -> set[str]:
    with database.transaction() as tx:
        return {row["code"] for row in records.collect(tx, wanted)[kind]}


@pytest.mark.parametrize("sort", ["cases", "checkins", "flags", "requests", "prompts"])
def test_each_filter_by_itself(database: Database, house: House, programme: dict[str, Case], sort: str) -> None:
    own, track, team, leaders, gone = (case.code for case in programme.values())
    beside = {house.case.code} if sort == "cases" else set()
    assert codes_of(database, Wanted(), sort) == {own, track, team, leaders} | beside, "nothing of the erased one"
    assert codes_of(database, Wanted(track="P"), sort) == {track}
    assert codes_of(database, Wanted(mentor="M-02"), sort) == {team}
    assert codes_of(database, Wanted(case=own), sort) == {own}
    assert codes_of(database, Wanted(case=gone), sort) == set()
    assert codes_of(database, Wanted(supervisor_id=house.yusuf.id), sort) == {own, track, leaders} | beside
    if sort != "cases":
        assert codes_of(database, Wanted(since=TUESDAY + DAY), sort) == {track, team, leaders}
        assert codes_of(database, Wanted(until=TUESDAY + DAY), sort) == {own}
        assert codes_of(database, Wanted(since=TUESDAY + DAY, until=TUESDAY + 2 * DAY), sort) == {track}


def test_a_leaders_file_holds_no_complaint_about_themselves(
    database: Database, house: House, programme: dict[str, Case]
) -> None:
    own, leaders = programme["own"].code, programme["the leader's own"].code

    def asked(wanted: Wanted) -> set[tuple[str, str]]:
        with database.transaction() as tx:
            return {(row["code"], row["kind"]) for row in records.collect(tx, wanted)["requests"]}

    theirs = asked(Wanted(supervisor_id=house.yusuf.id))
    assert (own, "complaint") in theirs and (leaders, "correct") in theirs
    assert (leaders, "complaint") not in theirs
    assert (leaders, "complaint") in asked(Wanted())


def test_words_and_names_stand_in_it_only_where_they_are_asked_for(
    database: Database, programme: dict[str, Case]
) -> None:
    with database.transaction() as tx:
        assert WORDS not in str(records.collect(tx, Wanted()))
        full: dict[str, list[dict[str, Any]]] = records.collect(tx, Wanted(with_text=True, case=programme["own"].code))
    assert [row["name"] for row in full["cases"]] == [f"{WORDS}: own"]
    assert [row["note"] for row in full["checkins"]] == [WORDS]
    assert [row["note"] for row in full["flags"]] == [WORDS]
    assert [(row["kind"], row["text"], row["reason"]) for row in full["requests"]] == [
        ("complaint", WORDS, None),
        ("correct", WORDS, WORDS),
    ]


def test_what_staff_noted_of_whoever_wants_no_notes_any_more_stands_in_no_file(
    database: Database, house: House, programme: dict[str, Case]
) -> None:
    """Neither how a flag ended nor which service was typed; what they asked for themselves is theirs."""
    own = programme["own"]

    def noted() -> list[str | None]:
        with database.transaction() as tx:
            found = records.collect(tx, Wanted(track="R", with_text=True))
        of_own = {kind: [row for row in found[kind] if row["code"] == own.code] for kind in ("flags", "referrals")}
        assert [row["note"] for row in found["flags"] if row["code"] != own.code] == [WORDS, WORDS]
        assert [row["text"] for row in found["requests"] if row["code"] == own.code] == [WORDS, WORDS]
        return [*(row["note"] for row in of_own["flags"]), *(row["named"] for row in of_own["referrals"])]

    with database.transaction() as tx:
        referrals.add(tx, house.siti, own, "sehat", Frame(house.siti.zone, calendar()), named=WORDS)
        person = participants.of_case(tx, own.id)
        assert person is not None
        consents.give(tx, person, own, consent.NOTES, channel=consent.VOICE, explained_by=house.siti.id)
    assert noted() == [WORDS, WORDS]
    with database.transaction() as tx:
        consents.withdraw(tx, person, own, consent.NOTES, channel=consent.VOICE, explained_by=house.siti.id)
    assert noted() == [None, None]


def test_who_did_what_stands_as_a_code(database: Database, house: House, programme: dict[str, Case]) -> None:
    with database.transaction() as tx:
        found = records.collect(tx, Wanted(case=programme["own"].code))
        flags.raise_one(tx, house.siti, programme["own"], "safety")
        fresh = records.collect(tx, Wanted(case=programme["own"].code))["flags"]
    at = TUESDAY
    assert [(row["by"], row["at"], row["revision"]) for row in found["checkins"]] == [("M-01", at, 1)]
    assert [(row["raised_by"], row["acknowledged_by"], row["closed_at"]) for row in found["flags"]] == [
        ("M-01", "M-01", at)
    ]
    assert [(row["raised_by"], row["acknowledged_by"], row["closed_at"]) for row in fresh][1:] == [("M-01", None, None)]
    assert [(row["recipient"], row["kind"], row["due_at"]) for row in found["prompts"]] == [
        ("M-01", "next_contact", at)
    ]
    assert [(row["handled_by"], row["done_at"]) for row in found["requests"]] == [(None, None), ("S-01", at)]


def test_each_moment_of_a_flag_or_a_request_is_its_own_by_the_clock_of_whose_it_is(
    database: Database, house: House, clock: Clock
) -> None:
    """The leader who sees to both lives by another clock than the mentor, and says a day later what came of it."""
    with database.transaction() as tx:
        yusuf = people.settle(tx, house.yusuf, zone="Asia/Jayapura")
        flag, _ = flags.raise_one(tx, house.siti, house.case, "health")
        request, _ = requests.raise_one(tx, house.arman, house.case, "correct", text=WORDS)
    acts: tuple[Callable[[Tx], object], ...] = (
        lambda tx: flags.acknowledge(tx, yusuf, flag),
        lambda tx: requests.finish(tx, yusuf, request),
        lambda tx: requests.mark_told(tx, yusuf, request),
    )
    for act in acts:
        clock.at += DAY
        with database.transaction() as tx:
            act(tx)
    with database.transaction() as tx:
        found = records.collect(tx, Wanted(case=house.case.code))
    ((flagged,), (asked,)) = (found["flags"], found["requests"])
    assert [str(flagged[one]) for one in ("raised_at", "acknowledged_at")] == [AT.format(24), AT.format(25)]
    told = [str(asked[one]) for one in ("received_at", "done_at", "told_at")]
    assert told == [AT.format(day) for day in (24, 26, 27)]


def test_what_somebody_recorded_who_has_gone_since_stands_under_their_code(
    database: Database, house: House, programme: dict[str, Case]
) -> None:
    with database.transaction() as tx:
        people.remove(tx, house.yusuf, house.siti)
        found = records.collect(tx, Wanted(case=programme["own"].code))
    assert [row["by"] for row in found["checkins"]] == ["M-01"]
    assert [row["raised_by"] for row in found["flags"]] == ["M-01"]


def test_two_who_must_not_meet_are_noticed_only_where_both_would_stand(
    database: Database, house: House, programme: dict[str, Case]
) -> None:
    own, track, team = (programme[name] for name in ("own", "other track", "other team"))
    with database.transaction() as tx:
        assert not records.walled(tx, Wanted())
        walls.add(tx, house.yusuf, own.id, track.id)
        walls.add(tx, house.yusuf, own.id, team.id)
        assert records.walled(tx, Wanted())
        assert records.walled(tx, Wanted(supervisor_id=house.yusuf.id))
        assert not records.walled(tx, Wanted(track="P")), "one of them alone"
        assert not records.walled(tx, Wanted(case=own.code)) and not records.walled(tx, Wanted(case=track.code))
        assert not records.walled(tx, Wanted(mentor="M-02"))


def test_a_version_is_of_whoever_put_it_right_by_their_clock_and_of_the_day_that_it_named(
    database: Database, house: House
) -> None:
    days = [planning.morning(date(2026, 11, day), ZoneInfo("Asia/Jakarta")) for day in (20, 22)]
    said = [{**MET, "on": planning.step_at(day)} for day in days]
    with database.transaction() as tx:
        for one, zone in ((house.siti, "Asia/Jakarta"), (house.yusuf, "Asia/Jayapura")):
            people.settle(tx, one, address="ibu", zone=zone)
        number = checkins.save(tx, house.siti, house.case, "named", said[0], contact_at=days[0])
        kept = checkins.as_kept(tx, house.case, number)
        assert kept is not None
        checkins.correct(tx, house.yusuf, house.case, kept, said[1], "mistake", contact_at=days[1])
        found = records.collect(tx, Wanted())["revisions"]
    assert [(row["by"], row["contact_at"]) for row in found] == [("M-01", days[0]), ("S-01", days[1])]
    assert [row["at"].utcoffset() for row in found] == [7 * HOUR, 9 * HOUR]


def test_what_a_check_in_planned_in_the_same_moment_it_did_not_answer(database: Database, house: House) -> None:
    with database.transaction() as tx:
        checkins.save(tx, house.siti, house.case, "first", MET)
        prompts.plan(tx, house.case, Planned("next_contact", tx.now + DAY), house.siti.id, house.siti.id, "answer")
        prompts.end_answered(tx, house.case)
        (row,) = records.collect(tx, Wanted())["checkins"]
    assert (row["slot"], row["version"]) == (None, None)


def test_keys_are_fetched_some_at_a_time_and_none_by_itself(
    database: Database, house: House, migrated_url: str, key_file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorded, "AT_ONCE", 3)
    with database.transaction() as tx:
        for number in range(6):
            case = cases.add(tx, "R", WORDS, house.siti, 1)
            checkins.save(tx, house.siti, case, f"{number}", MET)
    other = Database(migrated_url, Vault(key_file), clock.now)  # that remembers no key
    seen: list[str] = []
    with other.transaction() as tx, overheard(tx.connection, seen.append):
        assert len(records.collect(tx, Wanted())["checkins"]) == 6
    other.close()
    assert sum("FROM keys" in " ".join(statement.split()) for statement in seen) == 2


def went(tx: Tx, case: Case) -> list[tuple[str, str | None, str | None]]:
    """How an accompaniment went: what happened, by whom, and with which mentor from then on."""
    found = records.collect(tx, Wanted(case=case.code))["course"]
    return [(row["what"], row["by"], row["mentor"]) for row in found]


@pytest.mark.parametrize(("beside", "between"), [(False, "M-02"), (True, None)])
def test_whose_somebody_was_between_two_who_handed_them_on(
    database: Database, house: House, clock: Clock, beside: bool, between: str | None
) -> None:
    """It is known by whom contacts were planned for, where that was one person."""
    with database.transaction() as tx:
        dewi, rina = (people.add(tx, Role.MENTOR, name, house.yusuf.id) for name in ("Dewi", "Rina"))
    mentor = house.siti
    for after in (dewi, rina):
        for whom in (mentor, *((house.yusuf,) if beside and mentor is dewi else ())):
            clock.at += HOUR
            with database.transaction() as tx:
                prompts.plan(tx, house.case, Planned("next_contact", tx.now + DAY), whom.id, None, "import")
                prompts.end_answered(tx, house.case)
        clock.at += HOUR
        with database.transaction() as tx:
            cases.set_mentor(tx, house.yusuf, [house.case.id], after)
            prompts.hand_over(tx, house.yusuf, [house.case.id], after, calendar())
        mentor = after
    with database.transaction() as tx:
        assert went(tx, house.case) == [
            ("taken_up", None, "M-01"),
            ("handed_over", "S-01", between),
            ("handed_over", "S-01", "M-03"),
        ]


def test_an_end_stands_once_also_where_it_came_in_from_elsewhere(database: Database, house: House) -> None:
    with database.transaction() as tx:
        ended = cases.add(tx, "R", WORDS, house.siti, 1)
        assert cases.end(tx, house.siti, ended) is None
        came_in = update(case_rows).where(case_rows.c.id == house.case.id)
        tx.execute(came_in.values(status="closed", closed_at=tx.now))
        for case, by in ((ended, "M-01"), (house.case, None)):
            assert went(tx, case) == [("taken_up", None, "M-01"), ("closed", by, "M-01")]


def test_two_whose_wall_was_refused_may_stand_in_one_file(
    database: Database, house: House, programme: dict[str, Case]
) -> None:
    with database.transaction() as tx:
        rahmat = people.by_code(tx, "S-02")
        assert rahmat is not None
        walls.add(tx, house.yusuf, programme["own"].id, programme["other team"].id)
        wall = second_yes.between(tx, programme["own"].id, programme["other team"].id)
        assert wall is not None
        assert records.walled(tx, Wanted(track="R")), "also while it waits"
        assert second_yes.refuse(tx, rahmat, wall) is None
        assert not records.walled(tx, Wanted(track="R"))
