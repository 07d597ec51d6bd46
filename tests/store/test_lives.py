"""Nobody writes a state past the tables, and whoever is second changes nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.domain.lives import Refusal
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.store.caseload import cases, prompts, requests
from bot.store.engine import lives
from bot.store.engine.database import Database, Tx
from bot.store.engine.lives import Lived
from bot.store.engine.tables import people as people_table
from bot.store.people import invitations, people
from tests.store.conftest import House

ROOT = Path(__file__).parents[2]
LIVED = {name: found for name, found in vars(lives).items() if isinstance(found, Lived)}
STATES = {"state", "status", "acknowledged_at", "closed_at"}
# Queues of the machine's own, and a file that is asked for: each has its one writer.
MACHINES = {"inbox", "outbox", "exports"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        if "migrations" not in path.parts and path.name != "lives.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def root_of(node: ast.expr) -> ast.Call | None:
    """`update(cases)` of `update(cases).where(...).values(...)`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return node if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None


def test_only_the_tables_of_lives_write_a_state() -> None:
    past = []
    for place, call in calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr == "values":
            root = root_of(call)
            if root is not None and ast.unparse(root.func) in ("update", "insert"):
                named = {keyword.arg for keyword in call.keywords} & STATES
                if named and ast.unparse(root.args[0]) not in MACHINES:
                    past.append(f"{place} writes {sorted(map(str, named))}")
    assert not past


def test_every_event_that_is_named_is_one() -> None:
    seen = set()
    for place, call in calls():
        name = ast.unparse(call.func)
        if name not in ("lives.move", "lives.move_all", "lives.moving", "lives.born"):
            continue
        lived, event = call.args[1:3] if name in ("lives.move", "lives.move_all") else call.args[:2]
        found = LIVED[ast.unparse(lived).removeprefix("lives.")]
        if isinstance(event, ast.Constant):
            known = found.life.born if name == "lives.born" else found.life.events
            assert event.value in known, f"{place}: no event of a {found.life.name}"
            seen.add((found.life.name, event.value))
    assert len(seen) > 30


def in_every_state(tx: Tx, lived: Lived, house: House) -> Iterator[tuple[str, int]]:
    """A row of this life in each of its states, made as birth makes it and set by hand."""
    if lived in (lives.STAFF_MEMBER, lives.PARTICIPANT):
        role = Role.MENTOR if lived is lives.STAFF_MEMBER else Role.PARTICIPANT
        for state in lived.life.states:
            person = people.add(tx, role, "x", None)
            chat = {"chat": 100 + person.id} if state in ("unmet", "joined") else {}
            tx.execute(lived.table.update().where(lived.table.c.id == person.id).values(**lived.sets[state], **chat))
            yield state, person.id
        return
    for state in lived.life.states:
        values: dict[str, Any] = {**_row(tx, lived, house), **lived.sets[state]}
        if lived is lives.FLAG and state != "raised":
            values |= {"acknowledged_at": tx.now, "acknowledged_by": house.siti.id}
        if lived is lives.FLAG and state == "closed":
            values |= {"closed_at": tx.now}
        if lived is lives.REQUEST and state == "refused":
            values |= {"reason": b"x"}
        yield state, tx.execute(insert(lived.table).values(**values).returning(lived.table.c.id)).scalar_one()


def _row(tx: Tx, lived: Lived, house: House) -> dict[str, Any]:
    later = tx.now + timedelta(days=1)
    count = len(tx.execute(select(lived.table.c.id)).all())
    of_case = {"case_id": house.case.id}
    return {
        "case": {"code": f"R-{900 + count}", "track": "R", "mentor_id": house.siti.id, "cadence_weeks": 1,
                 "intake_at": tx.now, "name": b"x"},
        "request": {"person_id": house.arman.id, **of_case, "kind": "info", "received_at": tx.now, "due_at": later},
        "flag": {**of_case, "kind": "health", "raised_by": house.siti.id, "raised_at": tx.now},
        "prompt": {"kind": "next_contact", "subject": f"case:{house.case.id}", **of_case, "version": 900 + count,
                   "recipient_id": house.siti.id, "slot": later, "due_at": later, "origin": "test",
                   "created_at": tx.now},
        "leave": {"person_id": house.siti.id, "from_at": tx.now, "until_at": later, "created_at": tx.now},
        "offer": {**of_case, "from_id": house.yusuf.id, "to_id": house.admin.id, "at": tx.now},
        "wall": {"one_id": house.case.id, "other_id": cases.add(tx, "P", "x", house.siti, 1).id, "at": tx.now}
        if lived is lives.WALL
        else {},
        "phone": {"person_id": house.siti.id, "asked_by": house.yusuf.id, "at": tx.now},
        "referral": {**of_case, "topic": "kerja", "by_id": house.siti.id, "created_at": tx.now, "changed_at": tx.now},
    }[lived.life.name]  # fmt: skip


@pytest.mark.parametrize("name", LIVED)
def test_the_statement_does_what_the_cell_says(database: Database, house: House, name: str) -> None:
    """Every cell of every table, tried on a real row."""
    lived = LIVED[name]
    for event in lived.life.events:
        with database.transaction() as tx:
            for state, row_id in in_every_state(tx, lived, house):
                expected = lived.life.after(state, event)
                refusal = lives.move(tx, lived, event, row_id, **_touched(tx, house, lived, event, row_id))
                after = tx.execute(select(lived.state).where(lived.table.c.id == row_id)).scalar_one()
                if isinstance(expected, Refusal):
                    assert (refusal, after) == (expected, state), f"{state} x {event}"
                else:
                    assert (refusal, after) == (None, expected), f"{state} x {event}"


def _touched(tx: Tx, house: House, lived: Lived, event: str, row_id: int) -> dict[str, Any]:
    """What the writer of this event gives besides."""
    given: dict[tuple[str, str], dict[str, Any]] = {
        ("participant", "open_link"): {"chat": 5000 + row_id},
        ("participant", "heard"): {"chat": 5000 + row_id},
        ("flag", "retract"): {"closed_at": tx.now},
        ("staff member", "join"): {"chat": 5000 + row_id},
        ("staff member", "cut_off"): {"chat": None},
        ("staff member", "lead"): {"language": "id"},
        ("leave", "cover"): {"cover_id": house.yusuf.id},
        ("staff member", "follow"): {"supervisor_id": house.yusuf.id},
        ("flag", "take"): {"acknowledged_at": tx.now},
        ("flag", "close"): {"closed_at": tx.now},
        ("request", "refuse"): {"reason": b"x"},
        ("request", "add"): {"text": b"x"},
        ("request", "tell"): {"told_at": tx.now},
        ("prompt", "move"): {"due_at": tx.now},
        ("case", "record"): {"last_at": tx.now},
        ("case", "miss"): {"misses": 1},
        ("case", "steer"): {"quiet": None},
        ("case", "hand_on"): {"misses": 0},
    }
    return given.get((lived.life.name, event), {})


def test_whoever_is_second_changes_nothing(database: Database, house: House) -> None:
    """Read by both before either wrote: the state in the statement decides, not what was read."""
    with database.transaction() as tx:
        request, _ = requests.raise_one(tx, house.arman, house.case, "info", text="kata")
        assert requests.take(tx, house.siti, request) is None
        assert requests.take(tx, house.yusuf, request) is Refusal.TAKEN
        assert requests.finish(tx, house.yusuf, request) is None
        assert requests.refuse(tx, house.siti, request, "karena sudah dijawab") is Refusal.OVER
        assert requests.take(tx, house.siti, request) is Refusal.OVER


def test_an_ended_case_has_no_course_no_contact_and_no_other_mentor(database: Database, house: House) -> None:
    with database.transaction() as tx:
        one = house.case
        assert cases.end(tx, house.yusuf, one) is None
        before = cases.by_id(tx, one.id)
        cases.set_cadence(tx, house.yusuf, one, 8)
        cases.set_quiet(tx, house.yusuf, one, [(tx.now.date(), tx.now.date(), False)])
        cases.note_contact(tx, one, 3)
        assert cases.count_miss(tx, one) == 0
        assert cases.set_mentor(tx, house.yusuf, [one.id], house.yusuf) == []
        assert cases.by_id(tx, one.id) == before


@pytest.mark.parametrize("kept_out", (people.suspend, people.remove))
def test_nobody_who_is_kept_out_is_given_a_case(database: Database, house: House, kept_out: Any) -> None:
    with database.transaction() as tx:
        dewi = people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id)
        kept_out(tx, house.yusuf, dewi)
        assert cases.set_mentor(tx, house.yusuf, [house.case.id], dewi) == []
        found = cases.by_id(tx, house.case.id)
        assert found is not None and found.mentor_id == house.siti.id


@pytest.mark.parametrize("kept_out", (people.suspend, people.remove))
def test_a_link_of_somebody_kept_out_opens_nothing(database: Database, house: House, kept_out: Any) -> None:
    with database.transaction() as tx:
        dewi = people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id)
        token = invitations.make_link(tx, dewi, house.yusuf.id)
        kept_out(tx, house.yusuf, dewi)
        assert invitations.join(tx, token, 4711) is None
        chat = select(people_table.c.chat).where(people_table.c.id == dewi.id)
        assert tx.execute(chat).scalar_one() is None


def test_what_was_answered_does_not_come_back_when_its_message_is_refused(database: Database, house: House) -> None:
    """The letter of a prompt may be refused long after somebody answered it from another screen."""
    with database.transaction() as tx:
        at = tx.now + timedelta(days=1)
        number = prompts.plan(tx, house.case, Planned("next_contact", at), house.siti.id, None, "test")
        found = prompts.by_id(tx, number)
        assert found is not None and prompts.answer(tx, found) is None
        prompts.fail(tx, number, "BadRequest")
        prompts.lapse(tx, number)
        prompts.release(tx)
        prompts.hold(tx, [number])
        again = prompts.by_id(tx, number)
        assert again is not None and again.state == "answered"
