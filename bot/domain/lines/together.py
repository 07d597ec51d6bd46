"""Several check-ins that were typed together: what is asked of all of them once, and what each holds after that.

Each is a check-in that is filled in as any other; beside its answers stands what is known of its line, under READ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, CONTACTS, NEXT_WEEKS, TALKED, urgent_topics
from bot.domain.forms import CALLED, READ, Answers, Choice, Form, Is
from bot.domain.planning import moment
from bot.domain.text import N_

# Of a question that is asked once for all: under which key it is said that it has to be.
WRITTEN, CONTACT, NEXT = "written", "contact", "next"
ASKED = {WRITTEN: "unsure", CONTACT: "how", NEXT: "until"}
OWN = "own"
# So many days ago a message may have been written that waited for a signal.
DAYS = 3
# Nobody types the next line so soon: they waited, and came together.
AT_ONCE = timedelta(seconds=3)
# Of what is written before this hour, "yesterday" may be the day that has just ended, or the one before.
MORNING = time(4)
# How somebody was in touch with several, and when next: asked once for all.
WAYS = tuple(way for way in CONTACTS if way[0] in TALKED)
AFTER = ((OWN, N_("As each one's rhythm is")), *NEXT_WEEKS)
TOGETHER = Form(
    "lines",
    (
        Choice(
            WRITTEN,
            N_("When did you write this? “Yesterday”, “tomorrow” and the like are counted from that day."),
            when=Is(ASKED[WRITTEN], ("yes",)),
            source="days",
        ),
        Choice(
            CONTACT,
            N_("How were you in touch with those of whom you did not say it?"),
            WAYS,
            when=Is(ASKED[CONTACT], ("yes",)),
        ),
        Choice(
            NEXT,
            N_("When will you be in touch again with those of whom you did not say it?"),
            AFTER,
            when=Is(ASKED[NEXT], ("yes",)),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of the line that a check-in was read from.

    message, sent: its message, and when that reached Telegram, in seconds since 1970. words: a digest of what it says.
    days: the day of the contact and the next one as they are meant if it was written that day, a day before, two before
    ("" where nothing is said). ago: which of these holds. doubted: the questions that it could be read in two ways.
    given: what was answered once for all, as it was given.
    """

    message: int
    sent: int
    words: str
    days: Sequence[Sequence[str]]
    ago: int = 0
    doubted: Sequence[str] = ()
    given: Mapping[str, str] | None = None

    @property
    def is_relative(self) -> bool:
        """Whether it means other days if it was written on another one."""
        return any(list(one) != list(self.days[0]) for one in self.days)

    def sent_on(self, zone: ZoneInfo) -> date:
        """On which day it came, by this clock."""
        return datetime.fromtimestamp(self.sent, zone).date()

    def day(self, zone: ZoneInfo) -> date:
        """On which day the contact was that it tells of; the day it came, where it says none."""
        said = self.days[self.ago][0]
        at = datetime.fromtimestamp(self.sent, zone)
        return moment(said, zone, at).astimezone(zone).date() if said else at.date()

    def as_kept(self) -> dict[str, Any]:
        """As it stands beside the answers."""
        days = [list(one) for one in self.days]
        rest = {"ago": self.ago, "doubted": list(self.doubted), "given": dict(self.given or {})}
        return {"message": self.message, "sent": self.sent, "words": self.words, "days": days, **rest}


def line_of(answers: Answers) -> Line | None:
    """The line that these answers were read from."""
    kept = answers.get(READ)
    return None if kept is None else Line(**kept)


def is_ready(answers: Answers) -> bool:
    """Whether a check-in can be saved beside others: nothing is to be asked, all well was not read beside what may not
    be, and nothing is urgent in it; that is looked at by itself.
    """
    waits = any(key in answers for key in (forms.PENDING, forms.HELD))
    line = line_of(answers)
    well = answers.get("overall") == "fine" and line is not None and "overall" in line.doubted
    asks = waits or well or forms.current(CHECK_IN, answers) is not None
    return not asks and not urgent_topics(forms.pruned(CHECK_IN, answers))


def lacks(answers: Answers) -> set[str]:
    """The questions asked once for all that these answers say nothing to; what could be read in two ways is asked by
    its own form.
    """
    line = line_of(answers)
    if line is None:
        return set()
    contact = answers.get(CONTACT)
    missing = {key for key in (CONTACT, NEXT) if key not in answers and key not in line.doubted}
    return missing if contact is None or contact in TALKED else set()


def waited(sent: Sequence[int], zone: ZoneInfo) -> set[int]:
    """Of messages that were sent at these seconds: those of which it is not sure on which day they were written.

    They came together, so that they waited for a signal, or came at an hour of the night.
    """
    order, near = sorted(sent), AT_ONCE.total_seconds()
    close = [
        one
        for at, one in enumerate(order)
        if (at and one - order[at - 1] <= near) or (at + 1 < len(order) and order[at + 1] - one <= near)
    ]
    return {*close, *(one for one in order if is_late(one, zone))}


def is_late(sent: int, zone: ZoneInfo) -> bool:
    """Whether it was written at an hour of the night of which it is not sure which day is today."""
    return datetime.fromtimestamp(sent, zone).time() < MORNING


def ago_of(line: Line, written: date, zone: ZoneInfo) -> int:
    """How many days before it came a line was written, if it was on that day."""
    return min(max((line.sent_on(zone) - written).days, 0), len(line.days) - 1)


def given_to_all(answers: Answers, common: Answers, weeks: int, ago: int | None) -> dict[str, Any]:
    """These answers with what was answered once for all; what they said themselves, or was changed since, stays.

    weeks: how many weeks lie between two contacts with this one, where each is to have their own rhythm. ago: how many
    days before it came its line was written, where that was answered for it.
    """
    line = line_of(answers)
    if line is None:
        return dict(answers)
    ago = line.ago if ago is None else ago
    found = _as_written(answers, line, ago)
    given = dict(line.given or {})
    for key in (CONTACT, NEXT):
        if key not in common or not (key in lacks(found) or (key in found and found[key] == given.get(key))):
            continue
        given[key] = f"w{weeks}" if common[key] == OWN else str(common[key])
        found[key] = given[key]
    return {**found, READ: replace(line, ago=ago, given=given).as_kept()}


def _as_written(answers: Answers, line: Line, ago: int) -> dict[str, Any]:
    """The days that are meant if it was written so many days ago; where one was changed by hand, it stays."""
    found = dict(answers)
    for key, before, after in zip(("on", NEXT), line.days[line.ago], line.days[ago], strict=True):
        if str(found.get(key, "")) != before or before == after:
            continue
        if after:
            found |= {key: after, **({key + CALLED: "yes"} if key == "on" else {})}
        else:
            found = forms.without(found, key, key + CALLED)
    return found
