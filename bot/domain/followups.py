"""Follow-ups as data: which prompts exist, when the next one is due, when one is no longer needed."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.checkins import reached
from bot.domain.forms import Answers
from bot.domain.quiet import Calendar, next_allowed
from bot.domain.text import N_

MORNING = time(9, 0)
CADENCES = (1, 2, 4, 8)
# A failed prompt stays open: it shows as overdue, and a check-in still answers it.
OPEN = ("waiting", "said", "held", "failed")
SNOOZES = (("1h", N_("In 1 hour")), ("morning", N_("Tomorrow morning")))


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A kind of prompt: what it says at its hour. `repeats` = sent again if a send stays in doubt."""

    kind: str
    text: str
    repeats: bool = True


FOLLOW_UPS = (
    FollowUp("next_contact", N_("Hello, {you}. A moment you planned has come. Open it when it suits you.")),
    FollowUp("try_again", N_("Hello, {you}. You wished to try once more. Open it when it suits you.")),
)
KINDS = {follow_up.kind: follow_up for follow_up in FOLLOW_UPS}


@dataclass(frozen=True, slots=True)
class Planned:
    """A prompt to come: its kind and its moment (aware UTC).

    `exact`: somebody named this very moment, so that quiet hours do not move it.
    """

    kind: str
    due_at: datetime
    exact: bool = True


def plan(answers: Answers, cadence_weeks: int, zone: ZoneInfo, now: datetime, calendar: Calendar) -> Planned:
    """The next contact that a finished check-in asks for; the case's cadence where it names none."""
    if reached(answers):
        return asked("next_contact", answers.get("next", f"w{cadence_weeks}"), zone, now, calendar)
    return asked("try_again", answers.get("retry", "d1"), zone, now, calendar)


def asked(kind: str, choice: str, zone: ZoneInfo, now: datetime, calendar: Calendar) -> Planned:
    """A prompt at a chosen step; one that names no hour of its own moves out of quiet hours and holidays."""
    at = moment(choice, zone, now)
    exact = choice.startswith("@") or choice == "1h"
    return Planned(kind, at if exact else next_allowed(at, zone, calendar), exact)


def moment(choice: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Turn a chosen step ("d3", "w2", "1h", "morning", "@<epoch seconds>") into aware UTC.

    Steps of days and weeks land on the morning of that local day: a prompt is for a person's working hours.
    """
    if choice.startswith("@"):
        return datetime.fromtimestamp(int(choice[1:]), UTC)
    if choice == "1h":
        return now + timedelta(hours=1)
    days = 1 if choice == "morning" else int(choice[1:]) * (7 if choice[0] == "w" else 1)
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def still_needed(state: str, case_status: str, recipient_is_mentor: bool) -> bool:
    """Whether a prompt may still speak: it waits, its case is open, and it is still this mentor's."""
    return state == "waiting" and case_status == "active" and recipient_is_mentor
