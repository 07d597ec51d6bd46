"""The machine's own signs of life, in the database: any process can see that another has fallen silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case as when
from sqlalchemy import func, select

from bot.store.engine import deployment
from bot.store.engine.database import Tx
from bot.store.engine.tables import outbox, prompts
from bot.store.queues.waiting import READY, SENDING

HEARTBEAT, POLLED, BROKEN = "heartbeat", "polled", "record_broken"
# Telegram keeps an update for 24 hours: after this long away some may have been lost.
LOST_AFTER = timedelta(hours=20)
STILL_AFTER = timedelta(minutes=5)
MOVING = timedelta(minutes=1)
# Prompts are spread by Telegram's pace and may wait in line, but not this long.
LATE_AFTER = timedelta(minutes=15)


def beat(tx: Tx, polled_at: datetime | None) -> None:
    """A sign of life: housekeeping ran; and when Telegram last answered a poll, where this process polls."""
    deployment.put(tx, HEARTBEAT, tx.now.isoformat())
    if polled_at is not None:
        deployment.put(tx, POLLED, polled_at.isoformat())


def polls_no_more(tx: Tx) -> None:
    """Telegram comes by itself now: when it last answered a poll says nothing of how things are."""
    if deployment.get(tx, POLLED):
        deployment.put(tx, POLLED, "")


def note_record(tx: Tx, broken_at: int | None) -> None:
    """What the newest look at the record found: from which entry on it does not fit any more; None: all of it fits."""
    found = "" if broken_at is None else str(broken_at)
    if (deployment.get(tx, BROKEN) or "") != found:
        deployment.put(tx, BROKEN, found)


def record_broken_at(tx: Tx) -> int | None:
    """From which entry on the record does not fit any more, by the newest look."""
    found = deployment.get(tx, BROKEN)
    return int(found) if found else None


def away_since(tx: Tx) -> datetime | None:
    """When the last sign of life was, if that is so long ago that messages may have been lost."""
    last = _at(tx, HEARTBEAT)
    return last if last is not None and tx.now - last > LOST_AFTER else None


def still(tx: Tx, *, polls: bool) -> list[str]:
    """Which parts have been still for too long: "clock", "poller" (where there is polling), "sender", "prompts"."""
    found = []
    if _is_old(tx, HEARTBEAT):
        found.append("clock")
    if polls and _is_old(tx, POLLED):
        found.append("poller")
    since = when((outbox.c.not_before > outbox.c.created_at, outbox.c.not_before), else_=outbox.c.created_at)
    # Each by its own index; what is being sent may be taken again and again, and never arrive.
    oldest = [tx.execute(select(func.min(since)).where(outbox.c.state == one)).scalar_one() for one in (READY, SENDING)]
    if any(_is_late(tx, at, STILL_AFTER) for at in oldest) and not _sent_lately(tx):
        found.append("sender")
    due = select(func.min(prompts.c.due_at)).where(prompts.c.state == "waiting")
    if _is_late(tx, tx.execute(due).scalar_one(), LATE_AFTER):
        found.append("prompts")
    return found


def _sent_lately(tx: Tx) -> bool:
    """A long line that moves is no stillness: Telegram's pace allows some thirty messages a second."""
    sent = select(outbox.c.id).where(outbox.c.state == "sent", outbox.c.sent_at > tx.now - MOVING)
    return tx.execute(sent.limit(1)).first() is not None


def _at(tx: Tx, name: str) -> datetime | None:
    kept = deployment.get(tx, name)
    return datetime.fromisoformat(kept) if kept else None


def _is_old(tx: Tx, name: str) -> bool:
    return _is_late(tx, _at(tx, name), STILL_AFTER)


def _is_late(tx: Tx, at: datetime | None, after: timedelta) -> bool:
    return at is not None and tx.now - at > after
