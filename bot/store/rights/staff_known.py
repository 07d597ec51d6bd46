"""Whom of the staff a participant may name: who accompanies them, stands in, leads, or recorded something of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.domain.people import Role
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import checkins
from bot.store.engine.tables import people as people_table
from bot.store.people import absences, people


@dataclass(frozen=True, slots=True)
class StaffKnown:
    """Their names, as they were written: of those who accompany, and of those who lead."""

    staff: tuple[str, ...]
    leaders: tuple[str, ...]


def of_case(tx: Tx, case: Case) -> StaffKnown:
    """Opened for one judgement alone: whether words are about one of them. Nothing of it is shown."""
    mentor = people.by_id(tx, case.mentor_id)
    led_by = None if mentor is None else mentor.supervisor_id
    around = {one for one in (case.mentor_id, led_by) if one is not None}
    around |= {cover for cover in absences.in_force(tx, around).values() if cover is not None}
    around |= set(tx.execute(select(checkins.c.by_id).where(checkins.c.case_id == case.id).distinct()).scalars())
    leading = (people_table.c.id.in_(around), people_table.c.role == Role.SUPERVISOR)
    leaders = set(tx.execute(select(people_table.c.id).where(*leading)).scalars())
    names = people.names(tx, around)
    return StaffKnown(
        tuple(name for one, name in names.items() if one not in leaders),
        tuple(name for one, name in names.items() if one in leaders),
    )
