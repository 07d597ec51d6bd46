"""Watches over the machine's own silence: says when messages may be lost, and which part stands still."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.followups import ADMIN_DIGEST
from bot.domain.people import Role
from bot.domain.prompting.news import PARTS
from bot.store.caseload import news
from bot.store.engine import deployment
from bot.store.engine.database import Tx
from bot.store.figures import digests
from bot.store.keeping import audit_chain
from bot.store.keeping.audit_chain import Break
from bot.store.people import people
from bot.store.queues import signs_of_life
from bot.worker import Worker

# In which week the admins were told last how far the audit is signed.
SIGNING_TOLD = "signing_told"
# A digest that is later than that tells nobody this week.
DIGEST_WITHIN = timedelta(days=8)


def wake(tx: Tx, worker: Worker) -> None:
    """A process begins: say it where messages may be lost, and leave a sign of life. Nothing can stand still yet."""
    if (since := signs_of_life.away_since(tx)) is not None:
        staff = [one for role in (Role.MENTOR, Role.SUPERVISOR) for one in people.to_tell(tx, role)]
        worker.tell(tx, [news.tell(tx, "away", int(since.timestamp()), one) for one in staff])
    signs_of_life.beat(tx, None)


def look(tx: Tx, worker: Worker, *, polls: bool, polled_at: datetime | None = None) -> list[str]:
    """Leave a sign of life, and tell the admins once of each part that stands still. Returns those parts."""
    signs_of_life.beat(tx, polled_at)
    if not polls:
        signs_of_life.polls_no_more(tx)
    still = signs_of_life.still(tx, polls=polls)
    for number, (part, _) in enumerate(PARTS):
        _raise(tx, worker, part, "stands_still", number, is_wrong=part in still)
    return still


def look_at_audit(tx: Tx, worker: Worker, broken: Break | None, *, untold: bool = False) -> None:
    """Tell the admins once where the audit does not fit any more; where it does, once a week how far it is signed.

    untold: this process has not told them, whatever stands here; who changes the audit could write that they know.
    """
    position = 0 if broken is None else broken.position
    signs_of_life.note_record(tx, None if broken is None else position)
    _raise(tx, worker, "audit", "audit_broken", position, is_wrong=broken is not None, anyway=untold)
    if broken is None:
        _tell_of_signing(tx, worker)


def _tell_of_signing(tx: Tx, worker: Worker) -> None:
    """Once a week the admins hear how far the audit is signed: their chats remember it, whatever happens here.

    Whoever has a digest to come hears it there: there is one a week, and it is planned anew whenever it is missing.
    """
    year, number, _ = tx.now.isocalendar()
    week, told = f"{year}-{number}", deployment.get(tx, SIGNING_TOLD)
    if told == week:
        return
    deployment.put(tx, SIGNING_TOLD, week)
    position = audit_chain.head(tx).position
    if told is not None and position:
        in_digest = digests.awaiting(tx, ADMIN_DIGEST, tx.now + DIGEST_WITHIN)
        admins = [one for one in people.to_tell(tx, Role.ADMIN) if one not in in_digest]
        worker.tell(tx, [news.tell(tx, "record_signed", position, one) for one in admins])


def _raise(tx: Tx, worker: Worker, part: str, kind: str, number: int, *, is_wrong: bool, anyway: bool = False) -> None:
    """Tell the admins that something is wrong, once until it is right again; `anyway`: once more."""
    name = f"alarm_{part}"
    raised = deployment.get(tx, name) or ""
    if is_wrong and (anyway or not raised):
        deployment.put(tx, name, tx.now.isoformat())
        worker.tell(tx, [news.tell(tx, kind, number, one) for one in people.to_tell(tx, Role.ADMIN)])
    elif raised and not is_wrong:
        deployment.put(tx, name, "")
