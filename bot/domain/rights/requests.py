"""What a participant may ask for: who handles it, by when, and when whoever handles it is reminded.

The rights of UU 27/2022 (access Ps 32, correction Ps 30, restriction Ps 41, withdrawal Ps 40, erasure Ps 43-44) have
3 x 24 hours from receipt. They are hours of the clock: nights, Sundays and holidays count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from bot.domain.people import Role
from bot.domain.text import N_

RIGHT_TERM = timedelta(hours=72)
# In the last of these hours somebody above knows, in the last of those an admin does.
LAST_DAY, LAST_HOURS = timedelta(hours=24), timedelta(hours=6)
RIGHT_REMINDERS = (timedelta(hours=24), timedelta(hours=48), timedelta(hours=66))
MENTOR, SUPERVISOR, ADMIN = "mentor", "supervisor", "admin"
# What is urgent rings so soon after it came, and from then on every hour until somebody takes it on; where nobody has
# within the time after that, an admin knows with whom it is.
RINGS_AFTER, ABOVE_AFTER = timedelta(minutes=15), timedelta(hours=1)
# So many characters one request may hold in all.
MOST_WORDS = 2000
HARM_TERM, HARM_REMINDERS = timedelta(hours=24), (timedelta(hours=12), timedelta(hours=20))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request.

    to:     "mentor" (whoever accompanies now), "supervisor" (of the mentor; an admin where there is none) or "admin"
    bypasses: it is about the mentor perhaps, so that they do not see it
    prompt: the kind of follow-up that reminds, so long after receipt, each once
    rings:  it is told at once, at any hour, and again until somebody takes it on
    """

    code: str
    label: str
    to: str
    term: timedelta
    reminders: tuple[timedelta, ...]
    prompt: str = "request_soon"
    bypasses: bool = False
    rings: bool = False

    @property
    def is_right(self) -> bool:
        """Whether the law's clock runs on it."""
        return self.prompt == "request_due"

    def due_at(self, received_at: datetime) -> datetime:
        """When it must be answered."""
        return received_at + self.term


def _right(code: str, label: str, to: str = SUPERVISOR) -> Kind:
    return Kind(code, label, to, RIGHT_TERM, RIGHT_REMINDERS, "request_due")


def _harm(code: str, to: str) -> Kind:
    return Kind(code, N_("Something urgent"), to, HARM_TERM, HARM_REMINDERS, bypasses=True, rings=True)


def _complaint(code: str, to: str) -> Kind:
    return Kind(code, N_("Something was not right"), to, timedelta(days=7), (timedelta(days=5),), bypasses=True)


HARM, HARM_ABOVE, COMPLAINT, COMPLAINT_ABOVE = "harm", "harm_above", "complaint", "complaint_above"
_KINDS = (
    Kind("info", N_("A question"), MENTOR, timedelta(days=3), (timedelta(days=2),)),
    Kind("callback", N_("Please call me"), MENTOR, timedelta(hours=24), (timedelta(hours=12),)),
    Kind("support", N_("Help I am looking for"), MENTOR, timedelta(days=3), (timedelta(days=2),)),
    # About whoever accompanies, and about whoever leads; then harm by either of them.
    _complaint(COMPLAINT, SUPERVISOR),
    _complaint(COMPLAINT_ABOVE, ADMIN),
    _harm(HARM, SUPERVISOR),
    _harm(HARM_ABOVE, ADMIN),
    _right("access", N_("See what is kept about me")),
    _right("correct", N_("Correct something")),
    _right("restrict", N_("Do less with my data")),
    _right("pause", N_("A pause"), MENTOR),
    _right("withdraw", N_("Take back a yes")),
    _right("erase", N_("Erase my data")),
)
REQUEST_KINDS = {kind.code: kind for kind in _KINDS}
RIGHTS = tuple(kind.code for kind in _KINDS if kind.is_right)
# Once answered, these are of no further use; the rights stay, as proof that they were honoured.
PASSING = tuple(kind.code for kind in _KINDS if not kind.is_right)
# About the mentor perhaps: whoever that is does not see them.
BYPASSING = tuple(kind.code for kind in _KINDS if kind.bypasses)
OPEN_STATES, STATES = ("open", "taken"), ("open", "taken", "done", "refused", "recalled")
TO_MENTOR = tuple(kind.code for kind in _KINDS if kind.to == MENTOR)
RINGING = tuple(kind.code for kind in _KINDS if kind.rings)
# About whoever leads perhaps: no supervisor sees them, admins do.
PAST_LEADERS = tuple(kind.code for kind in _KINDS if kind.to == ADMIN)
NOT_BYPASSING = tuple(kind.code for kind in _KINDS if not kind.bypasses)
# What whoever asked may still say of an open one: that it is urgent, and that no leader is to have it.
PASSES_BY = {COMPLAINT: (HARM, COMPLAINT_ABOVE), COMPLAINT_ABOVE: (HARM_ABOVE,), HARM: (HARM_ABOVE,)}
STATE_LABELS = {
    "open": N_("Received"),
    "taken": N_("In hand"),
    "done": N_("Answered"),
    "refused": N_("Not possible, with the reason"),
    "recalled": N_("Taken back"),
}


class Tie(StrEnum):
    """How somebody is tied to a request, by its case and that case's mentor."""

    ACCOMPANIES = "accompanies"  # they accompany the case now
    LEADS = "leads"  # they are the mentor's supervisor, or their deputy
    LEADS_APART = "leads_apart"  # the same, and they have never accompanied this person
    NO_CASE = "no_case"  # it is about no case
    NO_LEADER = "no_leader"  # no supervisor who is there and can be reached handles it


@dataclass(frozen=True, slots=True)
class Handles:
    """Whoever is tied like this handles requests of these kinds."""

    tie: Tie
    kinds: tuple[str, ...] = tuple(REQUEST_KINDS)


# Who handles what, role by role; nobody else does, and an erased case has nothing to handle. A complaint is never
# handled by whoever it may be about: who accompanies now, who did when it came in, who ever recorded a contact. Where
# no supervisor is there the admins see to it that no clock runs out.
HANDLED: Mapping[Role, tuple[Handles, ...]] = MappingProxyType(
    {
        Role.MENTOR: (Handles(Tie.ACCOMPANIES, TO_MENTOR),),
        Role.SUPERVISOR: (
            Handles(Tie.LEADS, NOT_BYPASSING),
            Handles(Tie.ACCOMPANIES, NOT_BYPASSING),
            Handles(Tie.LEADS_APART, tuple(code for code in BYPASSING if code not in PAST_LEADERS)),
        ),
        Role.ADMIN: (Handles(Tie.NO_CASE), Handles(Tie.NO_LEADER)),
    }
)


@dataclass(frozen=True, slots=True)
class Mentor:
    """The mentor of a request's case: whether they lead, who accompanies now and who leads them now, by numbers."""

    leads: bool
    accompanies: int | None
    supervisor: int | None


def handling_order(kind: Kind, taken_by: int | None, mentor: Mentor | None, admins: Sequence[int]) -> list[int]:
    """Who is asked for, in order: who has it in hand; who accompanies; the mentor's supervisor; the admins."""
    found: list[int | None] = [taken_by]
    if mentor is not None:
        if not kind.bypasses and (kind.to == MENTOR or mentor.leads):
            found.append(mentor.accompanies)
        if kind.to != ADMIN:
            found.append(mentor.supervisor)
    return [one for one in dict.fromkeys([*found, *admins]) if one is not None]
