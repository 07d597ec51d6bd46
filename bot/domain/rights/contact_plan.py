"""How somebody may safely be reached, in their own words: asked of them, with an end; each part may stay empty.

After techsafety.org's "safe contact methods": never in a way the person has not said is safe, asked again regularly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.forms import MAKING, Answers, Choice, Form, Free, Is, Several, Ticked
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
# All of it has to fit on one screen of a phone.
LONGEST = 50
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
# What the first screen of their own phone says of them; the others stand behind one more tap.
AT_FIRST = ("hours",)
THEY_THIS_TIME = N_(
    "They get in touch themselves. Please do not call, write or visit first, but for what they ask for this time. "
    "Please read Safe contact first."
)
THEY_ALONE = N_("They get in touch themselves. Please do not call, write or visit first.")
YOU_ALONE = N_("You get in touch yourself: nothing comes here first, and your mentor is asked to wait for you.")
ONLY_THERE = N_("They said so on their own phone, and it is changed only there.")
PHONE_HAS_LEFT = N_(
    "They said so on their own phone, and that phone has left since; whose hand it was is not known. Please ask them "
    "face to face when you meet."
)
# When something of it was last said, and where; and when their own phone took or changed the word known before.
FACE, PHONE, WORD = "face", "phone", "word"
ASKED_ON, FILLED_ON = N_("Asked on {day}."), N_("Filled in on {day}.")
OLD = N_("It is old, or something has changed: please ask again when you meet.")
_MAY = Is("first", (WE, ""))
_EMPTY = N_("Leave it empty")


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """What was said, when it was asked last, and whether it has to be asked again whatever its age.

    own: the parts that they said on their own phone; the others were written down for them. since: what was said where,
    and when last (FACE, PHONE), and when the word changed without anybody asking (WORD).
    """

    first: str
    answers: Answers
    asked_at: datetime
    again: bool = False
    own: frozenset[str] = frozenset()
    since: Mapping[str, datetime] = field(default_factory=dict)

    def is_old(self, now: datetime) -> bool:
        """Whether it has to be asked again."""
        return self.again or now - self.asked_at >= HOLDS

    @property
    def is_alone_by_own_word(self) -> bool:
        """Whether their own phone said that they get in touch themselves: it ends only there, while it is there."""
        return self.first == THEY and "first" in self.own

    @property
    def their_own(self) -> dict[str, Any]:
        """What does not rest on their yes to notes: what they said on their own phone, and that they are first."""
        alone = {"first"} if self.first == THEY else set()
        return {key: value for key, value in self.answers.items() if key in self.own | alone}

    @property
    def is_written_by_others(self) -> bool:
        """Whether a part of it was written down for them."""
        return len(self.their_own) < len(self.answers)


def _form(name: str, first: Choice, shared: str, knows: str) -> Form:
    return Form(
        name,
        (
            first,
            Several("ways", N_("Which ways are safe?"), WAYS, when=_MAY),
            _words(THROUGH, N_("Through whom? As little as is needed."), Ticked("ways", THROUGH)),
            _words("hours", N_("Which days and hours are safe? For example: weekday mornings, not on Sunday."), _MAY),
            Choice("leave", N_("May a message be left?"), YES_NO, when=_MAY, skip=_EMPTY),
            Choice("shared", shared, YES_NO, skip=_EMPTY),
            _words("says", N_("If somebody else answers: what is best said?"), _MAY),
            _words("knows", knows, None),
            _words("word", N_("A word to know each other by, known to you two? No name or date of birth."), None),
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
    N_("Is the phone used by others too?"),
    N_("Who knows that there is a mentor?"),
)
OWN = _form(
    "ownsafe",
    Choice(
        "first",
        N_("May your mentor get in touch with you first, {you}? Each of these may stay empty."),
        ((WE, N_("Yes, they may")), (THEY, N_("I get in touch myself"))),
        skip=_EMPTY,
    ),
    N_("Is this phone used by others too?"),
    N_("Who knows of your mentor, {you}?"),
)


def as_begun(plan: ContactPlan) -> dict[str, Any]:
    """What a form begins with: each earlier answer waits at its question, where one tap keeps it."""
    return {key + MAKING: value for key, value in plan.answers.items()}


def after(before: Answers, answers: Answers) -> dict[str, Any]:
    """What is kept after these answers: nothing that was left empty, but who is first, which stays as it was then.

    Whoever gets in touch themselves is not asked how they are reached: what was said of that before stays too.
    """
    unasked = {key: before[key] for key in before if answers.get("first") == THEY and key not in answers}
    said = {**unasked, **answers, "first": answers.get("first") or before.get("first")}
    return {key: said[key] for key in ("first", *LINES) if said.get(key)}


def since(before: ContactPlan | None, said: Answers, now: datetime, *, on_phone: bool) -> dict[str, datetime]:
    """When what was last said, once this is said now: whoever asks face to face knows the word from then on.

    A word that a phone takes away or changes may be known to whoever holds it: that stays to be seen until it is asked.
    """
    known: dict[str, datetime] = {} if before is None else dict(before.since)
    if not on_phone:
        return {key: at for key, at in known.items() if key != WORD} | {FACE: now}
    word = None if before is None else before.answers.get("word")
    changed = {WORD: now} if word and said.get("word") != word else {}
    return known | {PHONE: now} | changed
