"""The one door out: whether something may be said first to somebody, now, later, or never. Pure.

Whatever nobody asked for just now passes here: a prompt, an alarm, a greeting, a digest, news, a last word. An answer
to what somebody has just pressed or typed needs no leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.people import Person
from bot.domain.planning import Frame
from bot.domain.prompting.kinds import FollowUp
from bot.domain.text import N_
from bot.domain.timing.mornings import MORNING

# The first line of all that is said first: it may be read on a locked screen, by whoever holds the phone.
FIRST_LINE = N_("Hello, {you}.")
# What is kept as the reason of something that waits for a good hour; nothing tells why the hour is none.
WAITS = "good_hour"
# How long something rests for which there is nobody yet who could be told.
NOBODY_YET = timedelta(hours=1)
# How long a moment that somebody named is that moment.
MOMENT_LASTS = timedelta(minutes=30)
# How often it is looked again whether an empty bot without an end of its own has become itself.
LOOKED_AGAIN = timedelta(days=1)


class Reason(Enum):
    """Why something is never said."""

    HIDDEN = "an empty bot is shown there: it waits in the menu, behind the PIN"
    NOT_ALLOWED = "they do not wish to be written to first: it waits in the menu"
    NOBODY = "whom it was for is not here any more"


@dataclass(frozen=True, slots=True)
class Now:
    """It may be said now."""


@dataclass(frozen=True, slots=True)
class At:
    """It is asked again at this moment (aware)."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class Rests:
    """It waits until the chat can be reached again."""


@dataclass(frozen=True, slots=True)
class Never:
    """It stays unsaid."""

    why: Reason


Decision = Now | At | Rests | Never


@dataclass(frozen=True, slots=True)
class Listener:
    """All that bears on whether somebody may be spoken to.

    frame: their clock, hours and calendar, and the quiet days of what is spoken about. hidden_until, quiet_until: until
    when an empty bot is shown there, and until when they asked for rest. allows: whether they let the bot write first.
    """

    person_id: int
    reachable: bool
    frame: Frame
    allows: bool = True
    hidden_until: datetime | None = None
    quiet_until: datetime | None = None


def still_then(due_at: datetime, now: datetime) -> bool:
    """Whether the very moment somebody named is still now: hours later it is any other hour."""
    return now - due_at <= MOMENT_LASTS


def names_an_hour(exact: bool, due_at: datetime, listener: Person) -> bool:
    """Whether somebody named this very moment; a day that was named without an hour stands for its morning."""
    return exact and due_at.astimezone(listener.zone).time() not in (MORNING, listener.day_sheet.at)


def speaking(
    kind: FollowUp,
    listener: Listener | None,
    now: datetime,
    *,
    exact: bool = False,
    named_by: int | None = None,
    day_only: bool = False,
) -> Decision:
    """Whether this kind may be said to this listener (None: there is nobody) now.

    exact: somebody (`named_by`; None: the plan itself) named this very moment. It binds only whoever named it: their
    hours move it for everybody else. day_only: it was the day that was named, and not the hour.
    """
    if listener is None:
        return Never(Reason.NOBODY) if kind.is_news and kind.to == "named" else At(now + NOBODY_YET)
    if listener.hidden_until is not None and listener.hidden_until > now:
        return Never(Reason.HIDDEN) if kind.is_news else At(min(listener.hidden_until, now + LOOKED_AGAIN))
    if not listener.allows:
        return Never(Reason.NOT_ALLOWED)
    if not listener.reachable:
        return Rests()
    if kind.urgent:
        return Now()
    at = max(now, listener.quiet_until or now)
    if not (exact and named_by in (None, listener.person_id)):
        at = listener.frame.opens(at) if kind.on_sheet else listener.frame.allowed(at)
    elif kind.on_sheet and day_only:
        at = max(at, listener.frame.begins(at))
    return Now() if at <= now else At(at)
