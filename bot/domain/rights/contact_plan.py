"""How somebody may safely be reached, in their own words: asked of them, with an end; each part may stay empty.

After techsafety.org's "safe contact methods": never in a way the person has not said is safe, asked again regularly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.forms import Answers, Choice, Form, Free, Is, Several, Ticked
from bot.domain.text import N_

# After so long it is asked again, and whoever reads it sees that it is old.
HOLDS = timedelta(days=91)
WE, THEY = "we", "they"
FIRST = (WE, THEY)
THROUGH = "through"
WAYS = (
    ("visit", N_("A visit")),
    ("call", N_("A call")),
    ("message", N_("A message")),
    (THROUGH, N_("Through somebody")),
)
YES_NO = (("yes", N_("Yes")), ("no", N_("No")))
LONGEST = 120
# What stands in a line of the plan, in this order.
LINES = {
    "ways": N_("Safe ways: {value}"),
    THROUGH: N_("Through: {value}"),
    "hours": N_("Days and hours: {value}"),
    "leave": N_("Leave a message: {value}"),
    "shared": N_("Others use the phone: {value}"),
    "says": N_("If somebody else answers: {value}"),
    "knows": N_("Who knows of it: {value}"),
    "word": N_("Word to know the mentor by: {value}"),
}
THEY_ALONE = N_("They get in touch themselves. Please do not call, write or visit first.")
ASKED_ON = N_("Asked on {day}.")
OLD = N_("It is old, or something has changed: please ask again when you meet.")
_MAY = Is("first", (WE, ""))
_EMPTY = N_("Leave it empty")


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """What was said, when it was asked last, and whether it has to be asked again whatever its age."""

    first: str
    answers: Answers
    asked_at: datetime
    again: bool = False

    def is_old(self, now: datetime) -> bool:
        """Whether it has to be asked again."""
        return self.again or now - self.asked_at >= HOLDS


def _form(name: str, first: Choice) -> Form:
    return Form(
        name,
        (
            first,
            Several("ways", N_("Which ways are safe?"), WAYS, when=_MAY),
            _words(THROUGH, N_("Through whom? As little as is needed."), Ticked("ways", THROUGH)),
            _words("hours", N_("Which days and hours are safe? For example: weekday mornings, not on Sunday."), _MAY),
            Choice("leave", N_("May a message be left?"), YES_NO, when=_MAY, skip=_EMPTY),
            Choice("shared", N_("Is the phone used by others too?"), YES_NO, skip=_EMPTY),
            _words("says", N_("If somebody else answers: what is best said?"), _MAY),
            _words("knows", N_("Who knows that there is a mentor?"), None),
            _words("word", N_("A word by which to know that it is really the mentor? For example: mango."), None),
        ),
    )


def _words(key: str, text: str, when: Is | Ticked | None) -> Free:
    return Free(key, text, LONGEST, when=when, skip=_EMPTY)


# As the mentor asks it, face to face; and as the person reads it on their own phone.
ASKED = _form(
    "safe",
    Choice(
        "first",
        N_("Please ask the person themselves. Who gets in touch first?"),
        ((WE, N_("The mentor may")), (THEY, N_("Only they themselves"))),
        skip=_EMPTY,
    ),
)
OWN = _form(
    "ownsafe",
    Choice(
        "first",
        N_("May your mentor get in touch with you first, {you}? Each of these may stay empty."),
        ((WE, N_("Yes, they may")), (THEY, N_("I get in touch myself"))),
        skip=_EMPTY,
    ),
)


def kept(answers: Answers) -> dict[str, object]:
    """What of these answers is kept: nothing that was left empty."""
    keys = ("first", *LINES)
    return {key: answers[key] for key in keys if answers.get(key)}
