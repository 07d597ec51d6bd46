"""Where the PIN is asked: what it says while one is looked at and while none is; what the owner reads behind it."""

from __future__ import annotations

from datetime import datetime, timedelta

from markupsafe import Markup

from bot.domain.text import N_
from bot.store.rights import participants
from bot.turn import Say, Turn
from handlers.screens import menu

ASKED = N_("Please type your PIN, {you}.")
NO_FIT = N_("That PIN does not fit.")
TOO_MANY = N_("Too many PINs did not fit. Please try again from {hour} on; what is typed before that is not looked at.")
SINCE = N_("{number} PINs did not fit since this was last opened.")


def asked(turn: Turn, hint: str | None = None) -> Say:
    """Asks for it; while none is looked at it says so instead."""
    lines = [turn.t(hint)] if hint else []
    return turn.say(turn.lines(*lines, waiting(turn) or turn.t(ASKED)), (menu(turn),))


def waiting(turn: Turn) -> Markup | None:
    """That none is looked at now, and from which minute on one is; None: one may be tried."""
    until = participants.pin_waits_until(turn.tx, turn.chat)
    return None if until is None else turn.t(TOO_MANY, hour=turn.language.clock(_whole_minute(until), turn.me.zone))


def since(turn: Turn, wrong: int) -> list[Markup]:
    """What the owner reads once behind the PIN: that somebody tried."""
    return [turn.t(SINCE, number=wrong)] if wrong else []


def _whole_minute(moment: datetime) -> datetime:
    """The first whole minute that is not before it."""
    return moment + timedelta(minutes=1) - timedelta(microseconds=1)
