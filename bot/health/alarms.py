"""Watches over the machine's own silence: says when messages may be lost, and which part stands still."""

from __future__ import annotations

from datetime import datetime

from bot.domain.people import Role
from bot.domain.prompting.news import PARTS
from bot.store.caseload import news
from bot.store.engine import deployment
from bot.store.engine.database import Tx
from bot.store.people import people
from bot.store.queues import signs_of_life
from bot.worker import Worker


def wake(tx: Tx, worker: Worker) -> None:
    """A process begins: say it where messages may be lost, and leave a sign of life. Nothing can stand still yet."""
    if (since := signs_of_life.away_since(tx)) is not None:
        staff = [one for role in (Role.MENTOR, Role.SUPERVISOR) for one in people.to_tell(tx, role)]
        worker.tell(tx, [news.tell(tx, "away", int(since.timestamp()), one) for one in staff])
    signs_of_life.beat(tx, None)


def look(tx: Tx, worker: Worker, *, polls: bool, polled_at: datetime | None = None) -> list[str]:
    """Leave a sign of life, and tell the admins once of each part that stands still. Returns those parts."""
    signs_of_life.beat(tx, polled_at)
    still = signs_of_life.still(tx, polls=polls)
    for number, (part, _) in enumerate(PARTS):
        _alarm(tx, worker, number, part, part in still)
    return still


def _alarm(tx: Tx, worker: Worker, number: int, part: str, is_still: bool) -> None:
    """Tell the admins when a part falls still, once until it moves again."""
    name = f"alarm_{part}"
    raised = deployment.get(tx, name) or ""
    if is_still and not raised:
        deployment.put(tx, name, tx.now.isoformat())
        worker.tell(tx, [news.tell(tx, "stands_still", number, one) for one in people.to_tell(tx, Role.ADMIN)])
    elif raised and not is_still:
        deployment.put(tx, name, "")
