"""Whom a prompt reaches at its hour: the mentor or who covers for them, a supervisor, the next on duty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from bot.domain.followups import BY_KIND
from bot.domain.people import Person, Role
from bot.store.caseload import requests
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.engine.database import Tx
from bot.store.engine.tables import chats, duty, people, prompts
from bot.store.people import absences
from bot.store.people.people import COLUMNS, person_of


@dataclass(frozen=True, slots=True)
class Reached:
    """A recipient: `stands_in` for a mentor on leave whom nobody covers; `blocked` when the bot is blocked there."""

    person: Person
    blocked: bool
    stands_in: bool = False

    @property
    def can_be_told(self) -> bool:
        """Whether words would arrive."""
        return self.person.chat is not None and not self.blocked


_PEOPLE = (
    select(*COLUMNS, chats.c.blocked_at)
    .select_from(people.outerjoin(chats, chats.c.id == people.c.chat))
    .where(people.c.status == "active", people.c.id.in_(bindparam("ids", expanding=True)))
)
_ADMINS = select(people.c.id).where(people.c.role == Role.ADMIN, people.c.status == "active").order_by(people.c.id)


def of(tx: Tx, due: Sequence[Prompt]) -> dict[int, Reached]:
    """The recipient of each prompt by its id; a prompt for whom there is nobody at all is missing."""
    leaves = absences.in_force(
        tx, {p.case_mentor_id for p in due if p.case_mentor_id and BY_KIND[p.kind].to == "mentor"}
    )
    admins = list(tx.execute(_ADMINS).scalars())
    wanted = [(prompt, _candidates(tx, prompt, leaves, admins)) for prompt in due]
    known = _known(tx, {person for _, candidates in wanted for person, _ in candidates})
    found = {}
    for prompt, candidates in wanted:
        reached = [Reached(*known[person], stands_in) for person, stands_in in candidates if person in known]
        if reached:
            found[prompt.id] = _first(prompt, reached)
    return found


def _first(prompt: Prompt, reached: list[Reached]) -> Reached:
    """A mentor's own prompt is held while they cannot be reached: it never passes to somebody else unasked."""
    if BY_KIND[prompt.kind].to == "mentor" and not reached[0].stands_in:
        return reached[0]
    return next((one for one in reached if one.can_be_told), reached[0])


def _candidates(tx: Tx, prompt: Prompt, leaves: dict[int, int | None], admins: list[int]) -> list[tuple[int, bool]]:
    """Who may hear it, in order, and whether they stand in for a mentor on leave, suspended or gone."""
    mentor = prompt.case_mentor_id
    above = [*([prompt.supervisor_id] if prompt.supervisor_id is not None else []), *admins]
    match BY_KIND[prompt.kind].to:
        case "mentor" if mentor is not None:
            accompanies = leaves.get(mentor, mentor)
            first = [] if accompanies is None else [(accompanies, False)]
            return [*first, *((one, True) for one in above)]
        case "supervisor":
            return [(one, False) for one in above]
        case "duty":
            return [(one, False) for one in _on_duty(tx, prompt)]
        case "handler":
            request = requests.by_id(tx, prompt.about)
            return [] if request is None else [(one, False) for one in requests.handlers_of(tx, request)]
        case _:
            return [(prompt.recipient_id, False)]


def duty_list(tx: Tx, supervisor_id: int | None) -> list[int]:
    """Who is told of an urgent flag, in order: the mentor's supervisor, the duty list, other supervisors, admins."""
    listed = tx.execute(select(duty.c.person_id).order_by(duty.c.position)).scalars()
    leaders = tx.execute(
        select(people.c.id).where(people.c.role == Role.SUPERVISOR, people.c.status == "active").order_by(people.c.id)
    ).scalars()
    first = [supervisor_id] if supervisor_id is not None else []
    return list(dict.fromkeys([*first, *listed, *leaders, *tx.execute(_ADMINS).scalars()]))


def accompanying(tx: Tx, case: Case) -> list[int]:
    """Who accompanies a case at this moment: the mentor, or the cover while they are on leave."""
    leaves = absences.in_force(tx, {case.mentor_id})
    cover = leaves.get(case.mentor_id)
    return [cover if cover is not None else case.mentor_id]


def _on_duty(tx: Tx, prompt: Prompt) -> list[int]:
    """The duty list, beginning with the next after those who were told of this flag already."""
    everyone = duty_list(tx, prompt.supervisor_id)
    told = select(func.count()).where(prompts.c.subject == prompt.subject, prompts.c.said_at.is_not(None))
    at = (1 + int(tx.execute(told).scalar_one())) % len(everyone) if everyone else 0
    return [*everyone[at:], *everyone[:at]]


def reachable(tx: Tx, ids: Sequence[int]) -> list[Person]:
    """Those of these people who can be told something, in the given order."""
    known = _known(tx, ids)
    found = [Reached(*known[one]) for one in ids if one in known]
    return [one.person for one in found if one.can_be_told]


def _known(tx: Tx, ids: Iterable[int]) -> dict[int, tuple[Person, bool]]:
    rows: Any = tx.execute(_PEOPLE, {"ids": list(ids)})
    return {row[0]: (person_of(row[:-1]), row[-1] is not None) for row in rows}


def leaders(tx: Tx) -> list[int]:
    """Everybody who may be put on the duty list."""
    wanted = or_(people.c.role == Role.SUPERVISOR, people.c.role == Role.ADMIN)
    return list(
        tx.execute(select(people.c.id).where(wanted, people.c.status == "active").order_by(people.c.id)).scalars()
    )
