"""The law's clocks that are about to end: whoever stands above is told in time, and an admin before it is too late.

Whoever handles a request is reminded of it by its own prompts. This does not hang on them: a phone that is off, a
leader who is ill, a mentor who left must not let 72 hours pass in silence (UU 27/2022 Ps 30, 32, 40, 41).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.rights.requests import ABOVE_AFTER, LAST_DAY, LAST_HOURS, RIGHTS, RINGING
from bot.store.caseload import news, requests
from bot.store.caseload.requests import Request
from bot.store.engine.database import Tx
from bot.store.engine.tables import prompts
from bot.store.people import people

NEXT, ABOVE, ENDS, OVER = "clock_next", "clock_above", "clock_ends", "clock_over"
# Of what rings, at any hour.
URGENT = {(NEXT, ABOVE): ("urgent_above",), (OVER,): ("urgent_over",)}
# So long before the end -> what is told from then on.
STAGES = ((timedelta(), (OVER,)), (LAST_HOURS, (ENDS,)), (LAST_DAY, (NEXT, ABOVE)))


def tell(tx: Tx) -> list[int]:
    """What is to be told now of clocks that end, each once a person; the facts' numbers."""
    return [fact for request in requests.ending(tx, (*RIGHTS, *RINGING), LAST_DAY) for fact in _told(tx, request)]


def _told(tx: Tx, request: Request) -> list[int]:
    left = request.due_at - tx.now
    kinds = next(kinds for before, kinds in STAGES if left <= before)
    soon = kinds[0] == NEXT
    kinds = URGENT.get(kinds, kinds) if request.kind.rings else kinds
    if _was_told(tx, request, kinds) or (soon and not _waits_long(tx, request)):
        return []
    handlers = [one for number in requests.handlers_of(tx, request) if (one := people.by_id(tx, number)) is not None]
    leaders = [one.id for one in handlers if one.role is Role.SUPERVISOR]
    admins = people.to_tell(tx, Role.ADMIN)
    if soon and request.kind.rings:
        to = [(kinds[0], one) for one in admins if not handlers or one != handlers[0].id]
    elif not soon:
        to = [(kinds[0], one) for one in dict.fromkeys((*leaders, *admins))]
    elif handlers and handlers[0].role is Role.MENTOR and leaders:
        to = [(NEXT, one) for one in leaders]
    else:
        # Whoever has it themselves is not asked to call anybody.
        to = [(NEXT if handlers and one == handlers[0].id else ABOVE, one) for one in admins]
    told_of = None if request.kind.bypasses else request.case_id
    return [news.tell(tx, kind, request.id, one, case_id=told_of) for kind, one in to]


def _waits_long(tx: Tx, request: Request) -> bool:
    """What is urgent has all of its time within the last day: who stands above hears where nobody takes it on."""
    return not request.kind.rings or (request.state == "open" and request.clock_from <= tx.now - ABOVE_AFTER)


def _was_told(tx: Tx, request: Request, kinds: tuple[str, ...]) -> bool:
    told = select(prompts.c.id).where(prompts.c.subject == request.subject, prompts.c.kind.in_(kinds))
    return tx.execute(told.limit(1)).first() is not None
