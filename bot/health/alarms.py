"""Watches over the machine's own silence: says when messages may be lost, and which part stands still."""

from __future__ import annotations

from datetime import datetime

from bot.domain.people import Role
from bot.domain.text import N_
from bot.store.caseload import recipients
from bot.store.engine import deployment
from bot.store.engine.database import Tx
from bot.store.people import people
from bot.store.queues import signs_of_life
from bot.worker import Worker

MAY_BE_LOST = N_(
    "Hello, {you}. This service was away for a while, and messages sent meanwhile may be lost. "
    "If you wrote something since yesterday, please send it once more."
)
STANDS_STILL = N_(
    "Hello, {you}. A part of the service stands still ({part}). Please tell whoever looks after the machine."
)
PARTS = {
    "clock": N_("the clock"),
    "poller": N_("taking in messages"),
    "sender": N_("sending messages"),
    "prompts": N_("reminders"),
}


def wake(tx: Tx, worker: Worker) -> None:
    """A process begins: say it where messages may be lost, and leave a sign of life. Nothing can stand still yet."""
    if (since := signs_of_life.away_since(tx)) is not None:
        staff = [one for role in (Role.MENTOR, Role.SUPERVISOR) for one in people.to_tell(tx, role)]
        worker.announce(tx, recipients.reachable(tx, staff), MAY_BE_LOST, f"away{since:%Y%m%d%H%M}")
    signs_of_life.beat(tx, None)


def look(tx: Tx, worker: Worker, *, polls: bool, polled_at: datetime | None = None) -> list[str]:
    """Leave a sign of life, and tell the admins once of each part that stands still. Returns those parts."""
    signs_of_life.beat(tx, polled_at)
    still = signs_of_life.still(tx, polls=polls)
    for part in PARTS:
        _alarm(tx, worker, part, part in still)
    return still


def _alarm(tx: Tx, worker: Worker, part: str, is_still: bool) -> None:
    """Tell the admins when a part falls still, once until it moves again."""
    name = f"alarm_{part}"
    raised = deployment.get(tx, name) or ""
    if is_still and not raised:
        deployment.put(tx, name, tx.now.isoformat())
        admins = recipients.reachable(tx, people.to_tell(tx, Role.ADMIN))
        worker.announce(tx, admins, STANDS_STILL, f"{part}{tx.now:%Y%m%d%H%M}", part=PARTS[part])
    elif raised and not is_still:
        deployment.put(tx, name, "")
