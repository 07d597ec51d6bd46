"""Which contacts are overdue, in SQL: bot/domain/timing/overdue.py says what that is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal

from bot.domain.followups import CONTACT, OPEN
from bot.store.caseload.scope import NOW
from bot.store.engine.tables import prompts


def is_open_contact() -> ColumnElement[bool]:
    """A contact, or another try, that was planned and has no answer."""
    return and_(prompts.c.kind.in_(CONTACT), prompts.c.state.in_(OPEN))


def has_come(now: datetime | None = None) -> ColumnElement[bool]:
    """The moment at which it is to ask is here. `now`: None for a statement made once, which is told `:now`."""
    return prompts.c.due_at <= (NOW if now is None else literal(now, prompts.c.due_at.type))


def is_overdue(now: datetime | None = None) -> ColumnElement[bool]:
    """A contact that has come and is open."""
    return and_(is_open_contact(), has_come(now))


def open_since() -> ColumnElement[Any]:
    """Of the overdue contacts of a case: the hour for which the first of them was planned."""
    return func.min(prompts.c.slot)


def for_so_long(since: ColumnElement[Any], span: timedelta, now: datetime) -> ColumnElement[bool]:
    """Open since then for at least that long."""
    return since <= literal(now - span, prompts.c.slot.type)
