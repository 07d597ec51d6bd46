"""Several check-ins that were typed together: what is asked of all of them once, and what each holds after that.

Each is a check-in that is filled in as any other; beside its answers stands what is known of its line, under READ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, CONTACTS, NEXT_WEEKS, TALKED, urgent_topics
from bot.domain.forms import CALLED, READ, Answers, Choice, Form, Is
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
            tuple(way for way in CONTACTS if way[0] in TALKED),
            when=Is(ASKED[CONTACT], ("yes",)),
        ),
        Choice(
            NEXT,
            N_("When will you be in touch again with those of whom you did not say it?"),
            ((OWN, N_("As each one's rhythm is")), *NEXT_WEEKS),
            when=Is(ASKED[NEXT], ("yes",)),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of the line that a check-in was read from.

    sent: when it reached Telegram, in seconds since 1970. days: the day of the contact and the next one as they are
    meant if it was written that day, a day before, two before ("" where nothing is said). ago: which of these holds.
    doubted: the questions that it could be read in two ways. given: what was answered once for all, as it was given.
    """

    sent: int
    days: Sequence[Sequence[str]]
    ago: int = 0
    doubted: Sequence[str] = ()
    given: Mapping[str, str] | None = None

    @property
    def is_relative(self) -> bool:
        """Whether it means other days if it was written on another one."""
        return any(one != self.days[0] for one in self.days)

    def as_kept(self) -> dict[str, Any]:
        """As it stands beside the answers."""
        days = [list(one) for one in self.days]
        rest = {"ago": self.ago, "doubted": list(self.doubted), "given": dict(self.given or {})}
        return {"sent": self.sent, "days": days, **rest}


def line_of(answers: Answers) -> Line | None:
    """The line that these answers were read from."""
    kept = answers.get(READ)
    return None if kept is None else Line(**kept)


def is_ready(answers: Answers) -> bool:
    """Whether a check-in can be saved beside others: nothing is to be asked, and nothing is urgent in it, which is
    looked at by itself.
    """
    waits = any(key in answers for key in (forms.PENDING, forms.HELD))
    return not waits and forms.current(CHECK_IN, answers) is None and not urgent_topics(forms.pruned(CHECK_IN, answers))


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


def came_at_once(sent: Sequence[int]) -> bool:
    """Whether messages that were sent at these seconds waited and came together."""
    return any(after - before <= AT_ONCE.total_seconds() for before, after in pairwise(sorted(sent)))


def is_late(sent: int, zone: ZoneInfo) -> bool:
    """Whether it was written at an hour of the night of which it is not sure which day is today."""
    return datetime.fromtimestamp(sent, zone).time() < MORNING


def given_to_all(answers: Answers, common: Answers, weeks: int) -> dict[str, Any]:
    """These answers with what was answered once for all; what they said themselves, or was changed since, stays.

    weeks: how many weeks lie between two contacts with this one, where each is to have their own rhythm.
    """
    line = line_of(answers)
    if line is None:
        return dict(answers)
    found = _as_written(answers, line, int(common.get(WRITTEN, line.ago)))
    given = dict(line.given or {})
    for key in (CONTACT, NEXT):
        if key not in common or not (key in lacks(found) or (key in found and found[key] == given.get(key))):
            continue
        given[key] = f"w{weeks}" if common[key] == OWN else str(common[key])
        found[key] = given[key]
    ago = int(common.get(WRITTEN, line.ago))
    kept = Line(line.sent, line.days, ago, line.doubted, given)
    return {**found, READ: kept.as_kept()}


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
