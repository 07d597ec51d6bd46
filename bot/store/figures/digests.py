"""When digests are said: each is a prompt of its own kind, one a person and slot, that plans its successor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select

from bot.domain import planning
from bot.domain.followups import BY_KIND, DIGESTS_OF
from bot.domain.people import Person
from bot.domain.planning import Frame
from bot.domain.timing.quiet import Calendar
from bot.store.engine import lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import PROMPT
from bot.store.engine.tables import outbox, people, prompts
from bot.store.people.people import COLUMNS, person_of

DRAWN_LATELY = timedelta(minutes=1)


def plan(tx: Tx, who: Person, kind: str, frame: Frame, after: datetime | None = None) -> None:
    """The next digest of a kind for whoever gets it. One a slot, ever: another attempt leaves the first alone."""
    rule = BY_KIND[kind].renews or ""
    slot = planning.digest_slot(rule, tx.now if after is None else after, frame)
    row = {
        "kind": kind,
        "subject": f"person:{who.id}",
        "recipient_id": who.id,
        "slot": slot,
        "version": 1,
        "due_at": planning.digest_at(rule, slot, frame),
        "exact": True,  # its hour is before the routine ones; digest_at has seen to closed days
        "state": "waiting",
        "attempts": 0,
        "origin": "digest",
        "created_at": tx.now,
    }
    tx.insert_new(prompts, [row])


def begin(tx: Tx, who: Person, calendar: Calendar) -> None:
    """Somebody has settled: the digests of their role are planned, where there are any."""
    for kind in DIGESTS_OF.get(who.role, ()):
        plan(tx, who, kind, Frame(who.zone, calendar, who.hours))


def ensure(tx: Tx, find_calendar: Callable[[], Calendar]) -> int:
    """See to it that everybody who is settled has the digests of their role to come; how many were planned."""
    planned = 0
    for role, kind in ((role, kind) for role, kinds in DIGESTS_OF.items() for kind in kinds):
        to_come = exists(
            select(literal(1)).where(
                prompts.c.recipient_id == people.c.id, prompts.c.kind == kind, prompts.c.state.in_(("waiting", "held"))
            )
        )
        lacking = select(*COLUMNS).where(
            people.c.role == role,
            people.c.status == "active",
            people.c.chat.is_not(None),
            people.c.address.is_not(None),
            people.c.zone.is_not(None),
            ~to_come,
        )
        for row in tx.execute(lacking).all():
            who = person_of(row)
            plan(tx, who, kind, Frame(who.zone, find_calendar(), who.hours))
            planned += 1
    return planned


def claim_first(tx: Tx, who: Person, kind: str, prompt_id: int, since: datetime) -> bool:
    """End what was said and what waits before this one; False where this kind was said since `since` already."""
    mine = (prompts.c.kind == kind, prompts.c.subject == f"person:{who.id}", prompts.c.id != prompt_id)
    unsaid = or_(prompts.c.state.in_(("held", "failed")), _late(tx.now))
    lives.move_all(tx, PROMPT, "lapse", *mine, unsaid, ended_at=tx.now)
    said = select(prompts.c.id).where(*mine, prompts.c.said_at >= since, prompts.c.state == "said")
    if tx.execute(said.limit(1)).first() is not None:
        return False
    lives.move_all(tx, PROMPT, "answer", *mine, prompts.c.state == "said", ended_at=tx.now)
    return True


def last_said(tx: Tx, who: Person, kind: str) -> datetime | None:
    """When this person was told the newest digest of a kind."""
    told = (prompts.c.subject == f"person:{who.id}", prompts.c.kind == kind)
    found: datetime | None = tx.execute(select(func.max(prompts.c.said_at)).where(*told)).scalar_one()
    return found


def awaiting(tx: Tx, kind: str, until: datetime) -> set[int]:
    """Who has a digest of this kind to come up to this moment (aware), by number."""
    to_come = (prompts.c.state.in_(("waiting", "held")), prompts.c.due_at <= until, prompts.c.kind == kind)
    return set(tx.execute(select(prompts.c.recipient_id).where(*to_come)).scalars())


def _late(now: datetime) -> ColumnElement[bool]:
    return and_(prompts.c.state == "waiting", prompts.c.slot <= now)


def drawn_lately(tx: Tx, chat: int) -> bool:
    """Whether a chart was put on its way to this chat just now: an impatient thumb does not want another."""
    found = select(outbox.c.id).where(
        outbox.c.chat == chat, outbox.c.kind == "digest", outbox.c.created_at > tx.now - DRAWN_LATELY
    )
    return tx.execute(found.limit(1)).first() is not None
