"""Reckons when a prompt is to speak: the next contact, the next rung, the next digest; always ahead, at a good hour."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.checkins import DAY, reached
from bot.domain.followups import BY_KIND, CONSENT_TERM, MONTH, PLAN_REVIEW, REFERRAL_REVIEW
from bot.domain.forms import Answers
from bot.domain.prompting.kinds import FollowUp
from bot.domain.timing.midnights import midnight_after
from bot.domain.timing.mornings import MORNING, evening_after
from bot.domain.timing.quiet import FURTHEST, ORDINARY, Calendar, Hours, is_workday, next_allowed

DIGEST = time(7, 30)


@dataclass(frozen=True, slots=True)
class Planned:
    """A prompt to come: its kind and its moment (aware UTC).

    `exact`: somebody named this very moment, so that quiet hours do not move it.
    """

    kind: str
    due_at: datetime
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """What a moment is planned within: a person's zone and hours, the calendar, a case's own quiet days, and that
    person's mornings: when a step of days lands, and (opens_at) before when nothing of a day is said, where they chose.
    """

    zone: ZoneInfo
    calendar: Calendar
    hours: Hours = ORDINARY
    own: frozenset[date] = frozenset()
    morning: time = MORNING
    opens_at: time | None = None

    def begins(self, at: datetime) -> datetime:
        """When the person's day begins on which `at` falls; `at` itself where they chose no hour."""
        if self.opens_at is None:
            return at
        return morning(at.astimezone(self.zone).date(), self.zone, self.opens_at)

    def opens(self, at: datetime) -> datetime:
        """The first moment from `at` on at which a routine message may go, and the day has begun."""
        allowed = self.allowed(max(at, self.begins(at)))
        return self.allowed(max(allowed, self.begins(allowed)))

    def allowed(self, at: datetime) -> datetime:
        """The first moment from `at` on at which a routine message may go."""
        return next_allowed(at, self.zone, self.calendar, self.own, self.hours)


def plan(answers: Answers, weeks: int, frame: Frame, now: datetime, contact_at: datetime | None = None) -> Planned:
    """The next contact that a finished check-in asks for; in `weeks` where it names none.

    It is counted from the day of the contact (`contact_at`; None: now), when it was agreed on, not from its recording.
    """
    if reached(answers):
        return asked("next_contact", answers.get("next", f"w{weeks}"), frame, now, contact_at)
    return asked("try_again", answers.get("retry", "d1"), frame, now, contact_at)


def contact_at(answers: Answers, zone: ZoneInfo, recorded_at: datetime) -> datetime:
    """When a contact was: the morning of the day that was named, or the moment of recording where that was its day."""
    if not answers.get(DAY):
        return recorded_at
    at = moment(str(answers[DAY]), zone, recorded_at)
    return recorded_at if at.astimezone(zone).date() == recorded_at.astimezone(zone).date() else at


def asked(kind: str, choice: str, frame: Frame, now: datetime, since: datetime | None = None) -> Planned:
    """A prompt at a chosen step from `since` (None: now); where that has passed, tomorrow morning.

    One that names no hour of its own moves out of quiet hours and holidays.
    """
    at = moment(choice, frame.zone, since or now, frame.morning)
    if since is not None and at <= now and not choice.startswith("@"):
        at = moment("morning", frame.zone, now, frame.morning)
    exact = choice.startswith("@") or choice == "1h"
    return Planned(kind, at if exact else frame.allowed(at), exact)


def after_skip(slot: datetime, weeks: int, frame: Frame, now: datetime) -> Planned:
    """The next contact in the planned rhythm when one is skipped: so many weeks after its slot, but ahead of now."""
    step = timedelta(weeks=weeks)
    missed = max(0, (now - slot) // step)
    return Planned("next_contact", frame.allowed(slot + (missed + 1) * step), exact=False)


def rung(follow_up: FollowUp, frame: Frame, said_at: datetime) -> Planned | None:
    """What comes next if this prompt, said just now, stays without an answer."""
    if follow_up.then is None:
        return None
    at, urgent = said_at + follow_up.then.after, BY_KIND[follow_up.then.kind].urgent
    return Planned(follow_up.then.kind, at if urgent else frame.allowed(at), urgent)


def renewal(follow_up: FollowUp, slot: datetime, now: datetime, frame: Frame) -> datetime | None:
    """The slot of a repeating prompt's successor: by its rule, and ahead of now, however long nobody looked."""
    match follow_up.renews:
        case None:
            return None
        case "workday" | "monday" as rule:
            return digest_slot(rule, max(slot, now), frame)
        case "evening":
            return evening_after(max(slot, now), frame.hours, frame.zone)
        case rule:
            step = STEPS[rule]
            missed = max(0, (now - slot) // step)
            return slot + (missed + 1) * step


STEPS = {
    "hour": timedelta(hours=1),
    "week": REFERRAL_REVIEW,
    "month": MONTH,
    "quarter": PLAN_REVIEW,
    "year": CONSENT_TERM,
}


def digest_slot(rule: str, after: datetime, frame: Frame) -> datetime:
    """The next workday morning, or the next Monday, strictly after `after`; 07.30 by the person's clock."""
    day = after.astimezone(frame.zone).date()
    while True:
        at = datetime.combine(day, DIGEST, frame.zone)
        fits = day.weekday() == 0 if rule == "monday" else is_workday(day, frame.calendar)
        if fits and at > after:
            return at.astimezone(UTC)
        day += timedelta(days=1)


def digest_at(rule: str, after: datetime, frame: Frame) -> datetime:
    """The first moment from `after` on at which a digest may be said: 07.30, or late, but never on a closed day.

    A late one keeps to good hours like any other message, and a daily one to workdays. Who chose hours that begin after
    eight is not written to before them.
    """
    earliest = max(DIGEST, frame.hours.start) if frame.hours.start > ORDINARY.start else DIGEST
    at = after.astimezone(frame.zone)
    for _ in range(FURTHEST):
        day = at.date()
        if is_workday(day, frame.calendar) or (rule == "monday" and day not in frame.calendar.holidays):
            at = max(at, datetime.combine(day, earliest, frame.zone))
            if at.time() < ORDINARY.start:
                return at.astimezone(UTC)
            allowed = frame.allowed(at)
            if allowed.astimezone(frame.zone).date() == day:
                return allowed
        at = midnight_after(day, frame.zone).astimezone(frame.zone)
    return after


def moment(choice: str, zone: ZoneInfo, now: datetime, begins: time = MORNING) -> datetime:
    """Turn a chosen step ("d3", "w2", "1h", "morning", "@<epoch seconds>") into aware UTC.

    Steps of days and weeks land on the morning of that local day, when it `begins` for that person.
    """
    if choice.startswith("@"):
        return datetime.fromtimestamp(int(choice[1:]), UTC)
    if choice == "1h":
        return now + timedelta(hours=1)
    days = 1 if choice == "morning" else int(choice[1:]) * (7 if choice[0] == "w" else 1)
    return morning(now.astimezone(zone).date() + timedelta(days=days), zone, begins)


def step_at(at: datetime) -> str:
    """A moment as a chosen step; `moment` reads it."""
    return f"@{int(at.timestamp())}"


def morning(day: date, zone: ZoneInfo, begins: time = MORNING) -> datetime:
    """The morning of a local day, in aware UTC; nine o'clock, if it `begins` at no other hour."""
    return datetime.combine(day, begins, zone).astimezone(UTC)
