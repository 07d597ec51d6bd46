"""What needs a supervisor's look, and what nearly does: a contact that is due and heard by nobody, walls, silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update

from bot.domain.followups import MISSES_IN_A_ROW
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.store.caseload import cases, flags, handing_over, prompts, walls
from bot.store.caseload.cases import Case
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import absences as leaves
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import people as people_table
from bot.store.engine.tables import prompts as prompt_table
from bot.store.figures import attention
from bot.store.people import people
from tests.store.test_truths import undone

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Team:
    """A supervisor with three mentors who all have phones; a contact of the first mentor's case is due."""

    tx: Tx
    yusuf: Person
    siti: Person
    dewi: Person
    rina: Person
    case: Case
    other: Case

    def signs(self) -> dict[str, set[str]]:
        """Which signs are shown of which case."""
        found, _ = attention.concerns(self.tx, self.yusuf, 0, 9)
        names = ("since", "flagged", "uncovered", "unheard", "apart", "led", "in_hand")
        return {one.code: {name for name in names if getattr(one, name)} for one in found}

    def is_due(self, case: Case, ago: timedelta, state: str = "said") -> None:
        planned = Planned("next_contact", self.tx.now - ago)
        number = prompts.plan(self.tx, case, planned, case.mentor_id, None, "test")
        self.tx.execute(update(prompt_table).where(prompt_table.c.id == number).values(state=state))

    def sets(self, person: Person, **values: Any) -> None:
        self.tx.execute(update(people_table).where(people_table.c.id == person.id).values(**values))

    def ends(self, case: Case) -> None:
        self.tx.execute(update(case_table).where(case_table.c.id == case.id).values(status="closed"))

    def is_away(self, person: Person, cover: Person | None, **values: Any) -> None:
        row: dict[str, Any] = {
            "person_id": person.id,
            "cover_id": None if cover is None else cover.id,
            "state": "approved",
        }
        row |= {"from_at": self.tx.now - DAY, "until_at": self.tx.now + DAY, "created_at": self.tx.now}
        self.tx.execute(insert(leaves).values(**{**row, **values}))


def team_of(tx: Tx) -> Team:
    yusuf = people.add(tx, Role.SUPERVISOR, "Yusuf", None)
    mentors = [people.add(tx, Role.MENTOR, name, yusuf.id) for name in ("Siti", "Dewi", "Rina")]
    tx.execute(update(people_table).values(chat=people_table.c.id))
    siti, dewi, rina = mentors
    team = Team(tx, yusuf, siti, dewi, rina, cases.add(tx, "R", "A", siti, 1), cases.add(tx, "P", "B", dewi, 1))
    team.is_due(team.case, HOUR)
    return team


TOMORROW = {"from_at": timedelta(days=1), "until_at": timedelta(days=2)}
Act = Callable[[Team], object]


def tomorrow(team: Team, person: Person, cover: Person | None) -> None:
    team.is_away(person, cover, **{name: team.tx.now + ahead for name, ahead in TOMORROW.items()})


def both(*acts: Act) -> Act:
    return lambda team: [act(team) for act in acts]


def shut(*names: str) -> Act:
    def shuts(team: Team) -> None:
        for name in names:
            team.sets(getattr(team, name), chat=None)

    return shuts


def kept_out_on_leave(named: str | None) -> Act:
    """Whoever covers their leave does not any more: whoever is named stands in."""

    def keeps_out(team: Team) -> None:
        team.is_away(team.siti, team.rina)
        yusuf = people.by_id(team.tx, team.yusuf.id)
        assert yusuf is not None
        handing_over.keep_out(team.tx, yusuf, team.siti, None if named is None else getattr(team, named))

    return keeps_out


def not_due(team: Team) -> None:
    team.tx.execute(update(prompt_table).values(due_at=team.tx.now + HOUR))


def takes_on(team: Team, ago: timedelta) -> flags.Flag:
    """Whoever accompanies took a flag on so long ago."""
    now, team.tx.now = team.tx.now, team.tx.now - ago
    flag, _ = flags.raise_one(team.tx, team.yusuf, team.case, "threat")
    assert flags.acknowledge(team.tx, team.siti, flag) is None
    team.tx.now = now
    return flag


def closes(team: Team, flag: flags.Flag) -> None:
    assert flags.close(team.tx, team.siti, flag, team.case.key_id, "selesai") is None


# What is so of a case whose contact is due, and which sign the supervisor sees of it (None: it stands in no list).
SIGNS: dict[str, tuple[Act, str | None]] = {
    "all is well": (lambda team: None, None),
    "on leave, and nobody covers": (lambda team: team.is_away(team.siti, None), "uncovered"),
    "on leave, and a cover": (lambda team: team.is_away(team.siti, team.dewi), None),
    "on leave, nobody covers, nothing is due": (both(not_due, lambda team: team.is_away(team.siti, None)), None),
    "on leave from tomorrow": (lambda team: tomorrow(team, team.siti, None), None),
    "another is on leave": (lambda team: team.is_away(team.dewi, None), None),
    "on leave, and the cover is away too": (
        both(lambda team: team.is_away(team.siti, team.dewi), lambda team: team.is_away(team.dewi, None)),
        "uncovered",
    ),
    "on leave, and the cover will be away tomorrow": (
        both(lambda team: team.is_away(team.siti, team.dewi), lambda team: tomorrow(team, team.dewi, None)),
        None,
    ),
    "on leave and kept out, and nobody is named": (kept_out_on_leave(None), "uncovered"),
    "on leave and kept out, and somebody is named": (kept_out_on_leave("dewi"), None),
    "no phone": (shut("siti"), "unheard"),
    "no phone, nothing is due": (both(not_due, shut("siti")), None),
    "no phone, and a cover": (both(shut("siti"), lambda team: team.is_away(team.siti, team.dewi)), None),
    "a cover without a phone": (both(shut("dewi"), lambda team: team.is_away(team.siti, team.dewi)), "unheard"),
    "a cover of tomorrow without a phone": (
        both(shut("dewi"), lambda team: tomorrow(team, team.siti, team.dewi)),
        None,
    ),
    "another's cover has no phone": (both(shut("rina"), lambda team: team.is_away(team.dewi, team.rina)), None),
    "open for days": (lambda team: team.is_due(team.case, 3 * DAY), "since"),
    "open for nearly as long": (lambda team: team.is_due(team.case, 3 * DAY - HOUR), None),
    "answered long ago": (lambda team: team.is_due(team.case, 9 * DAY, "answered"), None),
    "a flag taken on a day ago": (lambda team: takes_on(team, DAY), "in_hand"),
    "a flag taken on nearly as long ago": (lambda team: takes_on(team, DAY - HOUR), None),
    "a flag taken on long ago and closed": (lambda team: closes(team, takes_on(team, 9 * DAY)), None),
    "a flag": (lambda team: flags.raise_one(team.tx, team.siti, team.case, "threat"), "flagged"),
}


def test_what_needs_a_look_and_what_nearly_does(database: Database) -> None:
    with database.transaction() as tx:
        team = team_of(tx)
        for what, (act, sign) in SIGNS.items():
            with undone(tx):
                act(team)
                assert team.signs() == ({} if sign is None else {team.case.code: {sign}}), what
                team.ends(team.case)
                assert team.signs() == {}, f"{what}: what has ended needs no look"


def test_each_case_has_its_own_signs_and_its_own_track(database: Database) -> None:
    with database.transaction() as tx:
        team = team_of(tx)
        team.is_due(team.other, 5 * DAY)
        assert team.signs() == {team.other.code: {"since"}}
        flags.raise_one(tx, team.siti, team.case, "threat")
        assert team.signs() == {team.case.code: {"flagged"}, team.other.code: {"since"}}
        assert [one.code for one in attention.concerns(tx, team.yusuf, 0, 9, "P")[0]] == [team.other.code]
        assert attention.keys(tx, team.yusuf) == ["R", "P"]
        team.sets(team.dewi, supervisor_id=None)
        assert team.signs() == {team.case.code: {"flagged"}}, "and another team's is another's"


def test_the_longest_open_comes_first_and_what_is_not_open_last(database: Database) -> None:
    with database.transaction() as tx:
        team = team_of(tx)
        longest = cases.add(tx, "R", "C", team.rina, 1)
        for case, ago in ((team.case, 4 * DAY), (longest, 9 * DAY)):
            team.is_due(case, ago)
        tx.execute(update(case_table).where(case_table.c.id == team.other.id).values(misses=MISSES_IN_A_ROW))
        assert list(team.signs()) == [longest.code, team.case.code, team.other.code]
        takes_on(team, 2 * DAY)
        assert list(team.signs()) == [team.case.code, longest.code, team.other.code], "and a flag before all of it"


def handed(team: Team) -> None:
    cases.set_mentor(team.tx, None, [team.other.id], team.siti)


# Two who must not meet, of one team: what is so, and what the supervisor sees of both, beside that one could move.
MEETINGS: dict[str, tuple[Act, set[str]]] = {
    "two mentors": (lambda team: None, set()),
    "one mentor": (handed, {"apart"}),
    "one of them has ended": (both(handed, lambda team: team.ends(team.other)), set()),
    "the other's mentor covers": (lambda team: team.is_away(team.siti, team.dewi), {"uncovered"}),
    "one covers both": (
        both(lambda team: team.is_away(team.siti, team.rina), lambda team: team.is_away(team.dewi, team.rina)),
        {"uncovered"},
    ),
    "two cover": (
        both(lambda team: team.is_away(team.siti, team.rina), lambda team: team.is_away(team.dewi, team.yusuf)),
        set(),
    ),
    "a cover of tomorrow": (lambda team: tomorrow(team, team.siti, team.dewi), set()),
}


def test_two_who_must_not_meet_are_shown_as_long_as_one_mentor_has_both(database: Database) -> None:
    """Whoever stands in does not see both: whom they do not see, nobody has."""
    with database.transaction() as tx:
        team = team_of(tx)
        cases.add(tx, "R", "C", team.siti, 1)  # behind no wall
        walls.add(tx, None, team.case.id, team.other.id)
        for how, (act, signs) in MEETINGS.items():
            with undone(tx):
                act(team)
                assert team.signs().get(team.case.code, set()) == signs, how
                assert ("apart" in team.signs().get(team.other.code, set())) == ("apart" in signs), how


def test_two_of_one_team_are_shown_where_there_is_another_team(database: Database) -> None:
    with database.transaction() as tx:
        team = team_of(tx)
        alone = cases.add(tx, "R", "C", team.siti, 1)
        walls.add(tx, None, team.case.id, team.other.id)
        wati = people.add(tx, Role.SUPERVISOR, "Wati", None)
        assert team.signs() == {team.case.code: {"led"}, team.other.code: {"led"}} and alone.code not in team.signs()
        with undone(tx):
            people.suspend(tx, wati, wati)
            assert team.signs() == {}, "there is nobody else to lead one of them"
        with undone(tx):
            team.ends(team.other)
            assert team.signs() == {}
        team.sets(team.dewi, supervisor_id=wati.id)
        assert team.signs() == {} and attention.concerns(tx, wati, 0, 9)[0] == []
