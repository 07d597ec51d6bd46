"""Answers who stands around a prompt, and which of them can be told; bot/domain/prompting/recipients.py decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from bot.domain.followups import BY_KIND
from bot.domain.people import Person, Role
from bot.domain.prompting.recipients import Around, Candidate, Reached, candidates, chosen, duty_order
from bot.store.caseload import cases, requests, walls
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.engine.database import Tx
from bot.store.engine.tables import chats, duty, flags, people, prompts
from bot.store.people import absences
from bot.store.people.people import COLUMNS, person_of

_PEOPLE = (
    select(*COLUMNS, chats.c.blocked_at)
    .select_from(people.outerjoin(chats, chats.c.id == people.c.chat))
    .where(people.c.status == "active", people.c.id.in_(bindparam("ids", expanding=True)))
)
ON_DUTY = [kind for kind, follow_up in BY_KIND.items() if follow_up.to == "duty"]
_ADMINS = select(people.c.id).where(people.c.role == Role.ADMIN, people.c.status == "active").order_by(people.c.id)


def of(tx: Tx, due: Sequence[Prompt]) -> dict[int, Reached]:
    """The recipient of each prompt by its id; a prompt for whom there is nobody at all is missing.

    Nobody is one whom a wall keeps from the case it is about.
    """
    leaves = absences.in_force(tx, {one for p in due for one in (p.case_mentor_id, p.supervisor_id) if one is not None})
    admins = list(tx.execute(_ADMINS).scalars())
    wanted = [(prompt, candidates(BY_KIND[prompt.kind].to, _around(tx, prompt, leaves, admins))) for prompt in due]
    known = _known(tx, {one.person_id for _, asked in wanted for one in asked})
    kept = walls.kept(tx, [one for one, _ in known.values()], {p.case_id for p in due if p.case_id is not None})
    found = {}
    for prompt, asked in wanted:
        may = [one for one in asked if one.person_id in known and (one.person_id, prompt.case_id) not in kept]
        reached = [_reached(known, one) for one in may]
        if reached:
            found[prompt.id] = chosen(BY_KIND[prompt.kind].to, reached)
    return found


def _reached(known: dict[int, tuple[Person, bool]], one: Candidate) -> Reached:
    return Reached(*known[one.person_id], one.stands_in)


def _around(tx: Tx, prompt: Prompt, leaves: dict[int, int | None], admins: list[int]) -> Around:
    """Who stands around a prompt; what only some kinds ask for is looked up for those alone."""
    to, mentor, leads = BY_KIND[prompt.kind].to, prompt.case_mentor_id, _leads(prompt.supervisor_id, leaves)
    return Around(
        named=prompt.recipient_id,
        mentor=mentor,
        accompanies=None if mentor is None else leaves.get(mentor, mentor),
        above=tuple(one for one in (leads, *admins) if one is not None),
        leads=() if leads is None else (leads,),
        on_duty=_on_duty(tx, prompt) if to == "duty" else (),
        handlers=_handlers(tx, prompt) if to == "handler" else (),
    )


def _leads(supervisor_id: int | None, leaves: dict[int, int | None]) -> int | None:
    """A team's supervisor; while they are away, their deputy alone."""
    return None if supervisor_id is None else leaves.get(supervisor_id, supervisor_id)


def _handlers(tx: Tx, prompt: Prompt) -> tuple[int, ...]:
    request = requests.by_id(tx, prompt.about)
    return () if request is None else tuple(requests.handlers_of(tx, request))


def _on_duty(tx: Tx, prompt: Prompt) -> tuple[int, ...]:
    """The duty list, beginning with the next after those who were told."""
    said = select(func.count()).where(
        prompts.c.subject == prompt.subject, prompts.c.kind.in_(ON_DUTY), prompts.c.said_at.is_not(None)
    )
    raised_by = tx.execute(select(flags.c.raised_by).where(flags.c.id == prompt.about)).scalar_one_or_none()
    told = int(tx.execute(said).scalar_one())
    return duty_list(tx, prompt.case_id, prompt.supervisor_id, raised_by, told)


def duty_list(
    tx: Tx, case_id: int | None, supervisor_id: int | None, raised_by: int | None, told: int = 0
) -> tuple[int, ...]:
    """Who is told of an urgent flag of a case, in order; see `duty_order`. Nobody whom a wall keeps from it."""
    listed = list(tx.execute(select(duty.c.person_id).order_by(duty.c.position)).scalars())
    leading = select(people.c.id).where(people.c.role == Role.SUPERVISOR, people.c.status == "active")
    supervisors = list(tx.execute(leading.order_by(people.c.id)).scalars())
    admins = list(tx.execute(_ADMINS).scalars())
    own = [] if supervisor_id is None else [supervisor_id]
    away = absences.in_force(tx, {*own, *listed, *supervisors, *admins})
    leader = _leads(supervisor_id, away)
    barred = _barred(tx, case_id, {*listed, *supervisors, *(() if leader is None else (leader,))})
    return duty_order(
        None if leader in barred else leader,
        [one for one in listed if one not in barred],
        [one for one in supervisors if one not in barred],
        admins,
        raised_by=raised_by,
        told=told,
        away=away.keys(),
    )


def _barred(tx: Tx, case_id: int | None, ids: set[int]) -> set[int]:
    """Those of these people whom a wall keeps from a case."""
    if case_id is None or not walls.behind(tx, [case_id]):
        return set()
    return {person_id for person_id, _ in walls.kept(tx, [one for one, _ in _known(tx, ids).values()], [case_id])}


def first_on_duty(tx: Tx, case_id: int, supervisor_id: int | None, raised_by: int) -> int | None:
    """Who is told first of an urgent flag that this person raised about a case of this supervisor's team."""
    found = reachable(tx, duty_list(tx, case_id, supervisor_id, raised_by))
    return found[0].id if found else None


def accompanying(tx: Tx, case: Case) -> list[int]:
    """Who accompanies a case at this moment: the mentor, or the cover while they are on leave."""
    leaves = absences.in_force(tx, {case.mentor_id})
    cover = leaves.get(case.mentor_id)
    covers = cover is not None and cover not in _barred(tx, case.id, {cover})
    return [cover if cover is not None and covers else case.mentor_id]


def nearest(tx: Tx, who: Person, case_id: int) -> Case | None:
    """A case, also after its end, of which this person hears what goes to the "nearest": its mentor; while they are
    away whoever accompanies it instead, and where nobody does, whoever leads.
    """
    found = cases.visible(tx, who, case_id)
    if found is None or found.mentor_id == who.id or cases.is_accompanied_by(tx, found, who):
        return found
    return found if who.role is Role.SUPERVISOR and _is_left_alone(tx, found) else None


def _is_left_alone(tx: Tx, case: Case) -> bool:
    """Whether its mentor is away, and nobody covers for them, or a wall keeps whoever does."""
    leaves = absences.in_force(tx, {case.mentor_id})
    cover = leaves.get(case.mentor_id)
    return case.mentor_id in leaves and (cover is None or cover in _barred(tx, case.id, {cover}))


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
