"""What participants say of how they are, sealed with the case's key; and the greeting that asks, if they wish one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from bot.domain import planning
from bot.domain.people import Person
from bot.domain.planning import Planned
from bot.domain.timing.quiet import Calendar
from bot.store.caseload import prompts
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import selfchecks
from bot.store.rights import participants

KIND = "self_check"


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """What a participant said, and when."""

    at: datetime
    answers: dict[str, Any]


def save(tx: Tx, person: Person, case: Case, answers: dict[str, Any]) -> None:
    """Keep it."""
    new_id = tx.execute(
        insert(selfchecks)
        .values(case_id=case.id, person_id=person.id, at=tx.now, answers=b"")
        .returning(selfchecks.c.id)
    ).scalar_one()
    sealed = tx.key(case.key_id).seal(json.dumps(answers).encode(), "selfchecks", "answers", new_id)
    tx.execute(selfchecks.update().where(selfchecks.c.id == new_id).values(answers=sealed))
    prompts.end_said(tx, f"person:{person.id}")


def newest(tx: Tx, case: Case) -> SelfCheck | None:
    """The last one, for whoever accompanies."""
    row = tx.execute(
        select(selfchecks.c.id, selfchecks.c.at, selfchecks.c.answers)
        .where(selfchecks.c.case_id == case.id)
        .order_by(selfchecks.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return SelfCheck(row.at, tx.open_facts(row.answers, "selfchecks", "answers", row.id))


def plan(tx: Tx, person: Person, case: Case, weeks: int, calendar: Calendar, *, again: bool = False) -> None:
    """Plan the next greeting in `weeks`; 0 = none any more. `again`: the one just said stays as it is.

    None comes during a pause, or after the end; going on plans it (`plan_as_wished`).
    """
    subject = f"person:{person.id}"
    if not again:
        prompts.stop_all(tx, subject, [KIND])
    if weeks == 0 or case.status != "active":
        return
    frame = prompts.frame_for(tx, person, calendar, case)
    day = (tx.now + timedelta(weeks=weeks)).astimezone(person.zone).date()
    at = frame.allowed(planning.morning(day, person.zone))
    prompts.insert_new(tx, Planned(KIND, at, exact=False), at, subject, case.id, person.id, person.id, "greeting")


def plan_as_wished(tx: Tx, case: Case, calendar: Calendar) -> None:
    """The accompaniment goes on: so does the greeting, as often as its participant wished to be asked."""
    person = participants.of_case(tx, case.id)
    if person is not None and person.chat is not None:
        plan(tx, person, case, participants.settings(tx, person).greet_weeks, calendar)
