"""Prompts: the moments to come, as rows. waiting -> said -> answered; or snoozed, held, lapsed, cancelled, failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from bot.domain.followups import OPEN, Planned
from bot.domain.people import Person
from bot.store.cases import Case
from bot.store.db import Tx
from bot.store.people import COLUMNS, person_of
from bot.store.tables import cases, chats, people, prompts


@dataclass(frozen=True, slots=True)
class Prompt:
    """A planned moment: `slot` as planned, `due_at` when it speaks, `version` counts its snoozes."""

    id: int
    kind: str
    case_id: int
    recipient_id: int
    slot: datetime
    version: int
    due_at: datetime
    state: str
    attempts: int
    exact: bool
    case_code: str
    case_status: str
    case_mentor_id: int


_FROM = prompts.join(cases, cases.c.id == prompts.c.case_id)
_COLUMNS = (
    prompts.c.id,
    prompts.c.kind,
    prompts.c.case_id,
    prompts.c.recipient_id,
    prompts.c.slot,
    prompts.c.version,
    prompts.c.due_at,
    prompts.c.state,
    prompts.c.attempts,
    prompts.c.exact,
    cases.c.code,
    cases.c.status,
    cases.c.mentor_id,
)


def _prompt(row: Any) -> Prompt:
    return Prompt(*row)


def plan(tx: Tx, case: Case, planned: Planned, recipient_id: int, set_by: int | None, origin: str) -> int:
    """Insert a case's next moment. A slot that was planned before gets a new version, so nothing is lost or doubled."""
    return _insert(tx, planned, planned.due_at, case.id, recipient_id, set_by, origin)


def _insert(
    tx: Tx, planned: Planned, slot: datetime, case_id: int, recipient_id: int, set_by: int | None, origin: str
) -> int:
    version = tx.execute(
        select(func.coalesce(func.max(prompts.c.version), 0) + 1).where(
            prompts.c.kind == planned.kind, prompts.c.case_id == case_id, prompts.c.slot == slot
        )
    ).scalar_one()
    new_id: int = tx.execute(
        insert(prompts)
        .values(
            kind=planned.kind,
            case_id=case_id,
            recipient_id=recipient_id,
            slot=slot,
            version=version,
            due_at=planned.due_at,
            exact=planned.exact,
            state="waiting",
            attempts=0,
            set_by=set_by,
            origin=origin,
            created_at=tx.now,
        )
        .returning(prompts.c.id)
    ).scalar_one()
    return new_id


def resolve(tx: Tx, case: Case, state: str = "answered") -> None:
    """End every open moment of a case: a check-in answers them all."""
    tx.execute(
        update(prompts)
        .where(prompts.c.case_id == case.id, prompts.c.state.in_(OPEN))
        .values(state=state, ended_at=tx.now)
    )


_BY_ID = select(*_COLUMNS).select_from(_FROM).where(prompts.c.id == bindparam("prompt"))


def by_id(tx: Tx, prompt_id: int, *, lock: bool = False) -> Prompt | None:
    """A prompt with what decides whether it may still speak."""
    row = tx.execute(_BY_ID.with_for_update(of=prompts) if lock else _BY_ID, {"prompt": prompt_id}).one_or_none()
    return None if row is None else _prompt(row)


def visible(tx: Tx, who: Person, prompt_id: int, *, lock: bool = False) -> Prompt | None:
    """A prompt that is this person's to answer: of a case that is still theirs."""
    found = by_id(tx, prompt_id, lock=lock)
    return found if found is not None and found.case_mentor_id == who.id else None


def snooze(tx: Tx, prompt: Prompt, planned: Planned, who: Person) -> None:
    """Ask again when `planned` says. The slot stays where it was."""
    tx.execute(update(prompts).where(prompts.c.id == prompt.id).values(state="snoozed", ended_at=tx.now))
    _insert(tx, planned, prompt.slot, prompt.case_id, prompt.recipient_id, who.id, "snooze")


_CLAIM = (
    select(*_COLUMNS, *COLUMNS, chats.c.blocked_at)
    .select_from(
        _FROM.join(people, people.c.id == prompts.c.recipient_id).outerjoin(chats, chats.c.id == people.c.chat)
    )
    .where(prompts.c.state == "waiting", prompts.c.due_at <= bindparam("now"))
    .order_by(prompts.c.due_at, prompts.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=prompts, skip_locked=True)
)


def claim_due(tx: Tx, most: int) -> list[tuple[Prompt, Person, bool]]:
    """Prompts whose moment has come, locked for this transaction; each with its recipient, and if they blocked us."""
    size = len(_COLUMNS)
    rows = tx.execute(_CLAIM, {"now": tx.now, "most": most})
    return [(_prompt(row[:size]), person_of(row[size:-1]), row[-1] is not None) for row in rows]


_END = (
    update(prompts)
    .where(prompts.c.id == bindparam("prompt"))
    .values(state=bindparam("new_state"), said_at=bindparam("said"))
)


def said(tx: Tx, prompt: Prompt) -> None:
    """It has spoken (in the same transaction that puts its words into the outbox)."""
    tx.execute(_END, {"prompt": prompt.id, "new_state": "said", "said": tx.now})


def set_state(tx: Tx, prompt_id: int, state: str) -> None:
    """Move a prompt to another state."""
    tx.execute(update(prompts).where(prompts.c.id == prompt_id).values(state=state))


def hold(tx: Tx, prompt_ids: list[int]) -> None:
    """Keep prompts that could not be delivered until their recipient can be reached again."""
    if prompt_ids:
        tx.execute(
            update(prompts)
            .where(prompts.c.id.in_(prompt_ids), prompts.c.state.in_(("said", "waiting")))
            .values(state="held")
        )


def release(tx: Tx, recipient_id: int) -> None:
    """The recipient can be reached: held prompts speak now."""
    tx.execute(
        update(prompts).where(prompts.c.recipient_id == recipient_id, prompts.c.state == "held").values(state="waiting")
    )


def move(tx: Tx, prompt: Prompt, due_at: datetime) -> None:
    """Let a prompt speak later: its moment fell into quiet hours."""
    tx.execute(update(prompts).where(prompts.c.id == prompt.id).values(due_at=due_at))


def postpone(tx: Tx, prompt: Prompt, attempts: int, due_at: datetime) -> None:
    """Try a prompt again after a bug or passing trouble."""
    tx.execute(update(prompts).where(prompts.c.id == prompt.id).values(attempts=attempts, due_at=due_at))


def next_due_at(tx: Tx) -> datetime | None:
    """When the next waiting prompt speaks."""
    return tx.execute(
        select(prompts.c.due_at).where(prompts.c.state == "waiting").order_by(prompts.c.due_at).limit(1)
    ).scalar_one_or_none()


def next_of(tx: Tx, case: Case) -> datetime | None:
    """The next moment planned for a case."""
    at: datetime | None = tx.execute(
        select(func.min(prompts.c.due_at)).where(prompts.c.case_id == case.id, prompts.c.state.in_(OPEN))
    ).scalar_one()
    return at


def waiting_for(tx: Tx, who: Person) -> int:
    """How many of this mentor's cases have a moment that has come and is not answered."""
    return int(
        tx.execute(
            select(func.count(func.distinct(prompts.c.case_id))).where(
                prompts.c.recipient_id == who.id, prompts.c.state.in_(OPEN), prompts.c.due_at <= tx.now
            )
        ).scalar_one()
    )


def schedule(tx: Tx, who: Person, page: int, size: int) -> tuple[list[Prompt], bool]:
    """A page of a mentor's open moments in order of time, overdue first; and whether more follow."""
    rows = tx.execute(
        select(*_COLUMNS)
        .select_from(_FROM)
        .where(prompts.c.recipient_id == who.id, cases.c.mentor_id == who.id, prompts.c.state.in_(OPEN))
        .order_by(prompts.c.due_at, prompts.c.id)
        .offset(page * size)
        .limit(size + 1)
    ).all()
    return [_prompt(row) for row in rows[:size]], len(rows) > size
