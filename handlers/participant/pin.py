"""Where the PIN is asked: what it says while one is looked at and while none is; what the owner reads behind it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.domain.directory import numbers
from bot.domain.people import Person
from bot.domain.rights import guessing
from bot.domain.text import N_
from bot.store.rights import participants, pin_codes
from bot.turn import Say, Turn
from handlers.entries import in_force
from handlers.screens import menu

OPENED = N_("Open for ten minutes.")
BY_A_CODE = N_("It is open, and there is no PIN any more. Another one can be set under Settings.")
ASKED = N_("Please type your PIN, {you}. If it is forgotten, talk to whoever invited you here.")
NO_FIT = N_("That PIN does not fit.")
TOO_MANY = N_("Too many PINs did not fit. Please try again from {hour} on; what is typed before that is not looked at.")
SINCE = N_("{number} PINs did not fit since this was last opened.")


def in_words(text: str) -> str | None:
    """The digits of what may be a PIN, or a code in its place; None for anything else."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if guessing.like_a_pin(digits) else None


def wants_help(text: str) -> bool:
    """Whether a number of help was typed where a PIN is asked, unless it opens: it may be a PIN of former times."""
    digits = re.sub(r"[\s-]", "", text)
    return digits.isdecimal() and len(digits) <= guessing.LONGEST_PIN and guessing.calls_for_help(digits)


def unfit(turn: Turn, pin: str) -> str | None:
    """Why this is not taken for a PIN; None where it is."""
    if wants_help(pin) or any(pin in numbers(entry) for entry in in_force(turn)):
        return N_("Somebody may need that number to call for help. Please choose another PIN.")
    if not guessing.like_a_pin(pin):
        return N_("A PIN has 4 to 8 digits, and nothing else.")
    return N_("That is guessed first. Please choose another PIN.") if guessing.is_trivial(pin) else None


def asked(turn: Turn, hint: str | None = None) -> Say:
    """Asks for it; while none is looked at it says so instead."""
    lines = [turn.t(hint)] if hint else []
    return turn.say(turn.lines(*lines, waiting(turn) or turn.t(ASKED)), (menu(turn),), stays=True)


def waiting(turn: Turn) -> Markup | None:
    """That none is looked at now, and from which minute on one is; None: one may be tried."""
    until = participants.pin_waits_until(turn.tx, turn.chat)
    return None if until is None else turn.t(TOO_MANY, hour=turn.language.clock(_whole_minute(until), turn.me.zone))


def opens(turn: Turn, person: Person, digits: str) -> list[Markup] | None:
    """What is read first behind the PIN, if it or a code in its place was typed; None where it stays shut."""
    if participants.pin_waits_until(turn.tx, turn.chat) is not None:
        return None
    wrong = participants.wrong_pins(turn.tx, turn.chat)
    if len(digits) == pin_codes.DIGITS and pin_codes.use(turn.tx, person, digits):
        return [*since(turn, wrong), turn.t(BY_A_CODE)]
    return [*since(turn, wrong), turn.t(OPENED)] if participants.try_pin(turn.tx, person, digits, turn.chat) else None


def since(turn: Turn, wrong: int) -> list[Markup]:
    """What the owner reads once behind the PIN: that somebody tried."""
    return [turn.t(SINCE, number=wrong)] if wrong else []


def _whole_minute(moment: datetime) -> datetime:
    """The first whole minute that is not before it."""
    return moment + timedelta(minutes=1) - timedelta(microseconds=1)
