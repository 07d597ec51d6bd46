"""Statements that were rewritten so that an index answers them: what they find, against plain Python over all rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.domain.followups import CONTACT, OPEN
from bot.domain.people import Person, Role
from bot.domain.timing.overdue import NEEDS_A_LOOK
from bot.store.caseload import cases, checkins, delivery_history
from bot.store.caseload.cases import Case
from bot.store.caseload.scope import accompanies, in_scope
from bot.store.engine import audit
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import absences, checkin_revisions, outbox, people, prompts
from bot.store.engine.tables import audit as audit_rows
from bot.store.engine.tables import cases as case_rows
from bot.store.engine.tables import checkins as checkin_rows
from bot.store.figures import attention
from bot.store.keeping import audit_chain
from bot.store.people import people as staff
from tests.store.conftest import clock, database, key_file, signed

__all__ = ["clock", "database", "key_file"]
DAY = timedelta(days=1)
STATES = (*OPEN, "answered", "snoozed")
KINDS = (*CONTACT, "silent", "nudge")
SIZE = 7


class Team:
    """Three supervisors, nine mentors, forty cases, and by chance all that may be about them."""

    def __init__(self, tx: Tx, chance: Random) -> None:
        self.tx, self.chance = tx, chance
        self.leaders = [staff.add(tx, Role.SUPERVISOR, "x", None) for _ in range(3)]
        above = [*(one.id for one in self.leaders), None]
        self.mentors = [staff.add(tx, Role.MENTOR, "x", chance.choice(above)) for _ in range(9)]
        self.staff = [*self.leaders, *self.mentors]
        for one in self.staff:
            status = chance.choice(("active", "active", "active", "suspended"))
            tx.execute(update(people).where(people.c.id == one.id).values(status=status))
        self.cases = [cases.add(tx, chance.choice("RP"), "x", chance.choice(self.staff), 1) for _ in range(40)]
        for case in self.cases:
            status = chance.choice(("active", "active", "active", "paused", "closed", "erased"))
            values = {"status": status, "misses": chance.randrange(3)}
            tx.execute(update(case_rows).where(case_rows.c.id == case.id).values(values))
        self._leaves()
        self._prompts()

    def _leaves(self) -> None:
        for _ in range(12):
            person, cover = self.chance.sample(self.staff, 2)
            begins = self.tx.now + DAY * self.chance.randrange(-4, 3)
            row = {
                "person_id": person.id,
                "cover_id": self.chance.choice((cover.id, cover.id, None)),
                "from_at": begins,
                "until_at": begins + DAY * self.chance.randrange(1, 6),
                "state": self.chance.choice(("approved", "approved", "asked", "ended")),
                "created_at": self.tx.now,
                "suspended": self.chance.choice((True, None)),
            }
            self.tx.execute(insert(absences).values(row))

    def _prompts(self) -> None:
        for number in range(200):
            case, at = self.chance.choice(self.cases), self.tx.now + DAY * self.chance.randrange(-9, 9)
            row = {"kind": self.chance.choice(KINDS), "subject": f"case:{case.id}", "case_id": case.id, "slot": at}
            row |= {
                "recipient_id": case.mentor_id,
                "version": number,
                "due_at": at,
                "state": self.chance.choice(STATES),
            }
            row |= {"attempts": 0, "origin": "test", "created_at": self.tx.now}
            found = self.tx.execute(insert(prompts).values(row).returning(prompts.c.id)).scalar_one()
            for letter in range(self.chance.randrange(3)):
                sent = {"cause": f"{found}.{letter}", "chat": 1, "method": "push", "kind": "prompt", "state": "sent"}
                sent |= {"prompt_id": found, "not_before": at, "attempts": 1, "created_at": at, "payload": None}
                sent |= {"sent_at": at + DAY * letter, "uncertain": self.chance.random() < 0.3}
                self.tx.execute(insert(outbox).values(sent))

    def rows(self, table: Any) -> list[Any]:
        return list(self.tx.execute(select(table)))


@pytest.fixture(params=range(4))
def team(request: pytest.FixtureRequest, database: Database) -> Any:
    with database.transaction() as tx:
        yield Team(tx, Random(request.param))


def covered(team: Team, who: Person) -> set[int]:
    """Whom this person stands in for now."""
    now = team.tx.now
    return {
        one.person_id
        for one in team.rows(absences)
        if one.cover_id == who.id and one.state == "approved" and one.from_at <= now < one.until_at
    }


def led(team: Team, who: Person) -> dict[int, bool]:
    """Whom this supervisor leads now, each with whether nobody else stands in for them where they are kept out."""
    now, teams = team.tx.now, {who.id, *covered(team, who)}
    named = {
        one.person_id
        for one in team.rows(absences)
        if one.cover_id is not None and one.state == "approved" and one.from_at <= now < one.until_at
    }
    return {
        one.id: one.status == "suspended" and one.id not in named
        for one in team.rows(people)
        if one.supervisor_id in teams
    }


def accompanied(team: Team, who: Person) -> set[int]:
    """Whose cases this person accompanies."""
    stands_in = {one for one, alone in led(team, who).items() if alone} if who.role is Role.SUPERVISOR else set[int]()
    return {who.id, *covered(team, who), *stands_in}


def seen(team: Team, who: Person) -> set[int]:
    """Whose cases this person may see."""
    return {who.id, *covered(team, who), *(led(team, who) if who.role is Role.SUPERVISOR else ())}


def test_scope(team: Team) -> None:
    rows = team.rows(case_rows)
    for who in team.staff:
        for condition, mentors, hidden in (
            (accompanies(who, team.tx.now), accompanied(team, who), ()),
            (in_scope(who, team.tx.now), seen(team, who), ("erased",)),
        ):
            found = set(team.tx.execute(select(case_rows.c.id).where(condition)).scalars())
            assert found == {one.id for one in rows if one.mentor_id in mentors and one.status not in hidden}


def contacts(team: Team, case_id: int) -> list[Any]:
    """The open contacts of a case."""
    rows = team.rows(prompts)
    return [one for one in rows if one.case_id == case_id and one.kind in CONTACT and one.state in OPEN]


def pages(listed: Any) -> list[Any]:
    """All pages of a list, one after another."""
    found, page, more = [], 0, True
    while more:
        shown, more = listed(page)
        found += shown
        page += 1
    return found


@pytest.mark.parametrize("own", [True, False])
def test_lines(team: Team, own: bool) -> None:
    status = ("active",) if own else ("active", "paused")
    for who in team.staff:
        mentors = accompanied(team, who) if own else seen(team, who)
        expected = []
        for case in team.rows(case_rows):
            if case.mentor_id in mentors and case.status in status:
                due = [one.due_at for one in contacts(team, case.id)]
                since = [one.slot for one in contacts(team, case.id) if one.due_at <= team.tx.now]
                expected.append((case.id, min(due, default=None), min(since, default=None), case.code))
        far = datetime.max.replace(tzinfo=team.tx.now.tzinfo)
        expected.sort(key=lambda line: (line[2] is None, line[1] is None, line[1] or far, line[3]))
        lines = pages(lambda page, who=who: cases.lines(team.tx, who, page, SIZE, own=own))
        assert [(one.id, one.due_at, one.open_since, one.code) for one in lines] == expected


def test_attention_since(team: Team) -> None:
    for who in team.leaders:
        found = pages(lambda page, who=who: attention.concerns(team.tx, who, page, SIZE))
        listed = {one.case_id: one.since for one in found}
        assert len(listed) == len(found)
        assert [one.since is None for one in found if not one.flagged] == sorted(
            one.since is None for one in found if not one.flagged
        )
        for case in team.rows(case_rows):
            overdue = [one.slot for one in contacts(team, case.id) if one.due_at <= team.tx.now]
            since = min(overdue, default=None)
            late = since if since is not None and since <= team.tx.now - NEEDS_A_LOOK else None
            if case.mentor_id in seen(team, who) and case.status == "active" and (late or case.misses >= 2):
                assert listed[case.id] == late


def test_history(team: Team) -> None:
    for case in team.cases:
        expected = []
        for prompt in sorted(team.rows(prompts), key=lambda one: (one.slot, one.id), reverse=True):
            if prompt.case_id == case.id:
                sent = [one for one in team.rows(outbox) if one.prompt_id == prompt.id]
                newest = max((one.sent_at for one in sent), default=None)
                expected.append((prompt.kind, prompt.slot, prompt.state, newest, any(one.uncertain for one in sent)))
        found = pages(lambda page, case=case: delivery_history.of_case(team.tx, case, page, SIZE))
        assert [(one.kind, one.slot, one.state, one.sent_at, one.uncertain) for one in found] == expected


def corrected(team: Team, case: Case) -> None:
    """Some check-ins of a case, some of them put right, some at the same moment."""
    for number in range(team.chance.randrange(6)):
        at = team.tx.now - DAY * team.chance.randrange(4)
        was = at - DAY * team.chance.randrange(3)
        row = {"case_id": case.id, "by_id": case.mentor_id, "token": f"{case.id}.{number}", "at": at, "contact_at": was}
        found = team.tx.execute(insert(checkin_rows).values(row).returning(checkin_rows.c.id)).scalar_one()
        for revision in range(1, 2 + team.chance.randrange(3)):
            values = {"checkin_id": found, "revision": revision, "by_id": case.mentor_id, "at": at, "answers": b""}
            values["reached"] = team.chance.random() < 0.5
            team.tx.execute(insert(checkin_revisions).values(values))


def test_moments(team: Team) -> None:
    for case in team.cases:
        corrected(team, case)
    for case in team.cases:
        expected = []
        for one in sorted(team.rows(checkin_rows), key=lambda row: (row.contact_at, row.id), reverse=True):
            if one.case_id == case.id:
                last = max(
                    (row for row in team.rows(checkin_revisions) if row.checkin_id == one.id),
                    key=lambda row: row.revision,
                )
                expected.append((one.id, one.at, one.contact_at, last.reached, last.revision))
        found = checkins.moments(team.tx, case, 3)
        assert [(row.id, row.at, row.contact_at, bool(row.reached), row.revision) for row in found] == expected[:3]


def test_chain_goes_on_where_it_ended(team: Team) -> None:
    before = signed(team.tx).position
    for _ in range(3):
        for case in team.cases[: team.chance.randrange(1, 9)]:
            audit.note(team.tx, case.mentor_id, "case_paused", "case", case.id)
        assert signed(team.tx).position > before
        before = signed(team.tx).position
        assert audit_chain.first_break(team.tx) is None
    positions = [row.position for row in team.rows(audit_rows)]
    assert sorted(positions) == list(range(1, len(positions) + 1))
