"""What reading a line can end in: check-ins, a person to be opened, or nothing; and what has to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.domain.checkins import CHECK_IN
from bot.domain.forms import CALLED, Form

# What a doubt is about that is no question of the form.
WHOSE, CODE = "whose", "code"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom this mentor accompanies: the code, and the words of the name, plainly."""

    code: str
    name: frozenset[str]


class Why(StrEnum):
    """Why something is asked; the caller has one sentence for each."""

    WHOSE = "whose"  # nobody is named, or more than one may be meant
    WHICH_DAY = "which_day"  # the day of the contact: "minggu lalu"
    WHEN = "when"  # the next contact: "minggu depan", "5.12", "akhir bulan"
    EITHER = "either"  # "kunjungan Kamis": the contact's own day, or the next one
    WHICH_ONE = "which_one"  # two answers to one question
    MEANS = "means"  # said, but not how the form asks it: "keluarga kurang"
    TOO_LONG = "too_long"  # the note is longer than the form keeps


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that has to be asked: about which question, why, the words, and what may be meant.

    choices: the answers that stand if one of them is meant; WHOSE has {CODE: "R-014"}. None: the form asks it.
    """

    about: str
    why: Why
    words: str = ""
    choices: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of the text, as they were typed, and which question they were read as; "" for what says nothing."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One check-in that the message tells of.

    code: None where it does not surely say whose. answers: as the form keeps them. unread: what was not understood,
    word for word; it is the note. heard: everything else that was said, and as what it was read. words: all of it, as
    it was typed.
    """

    code: str | None
    answers: Mapping[str, Any]
    doubts: tuple[Doubt, ...] = ()
    unread: tuple[str, ...] = ()
    heard: tuple[Heard, ...] = ()
    words: str = ""

    def chosen(self, doubt: Doubt, choice: int) -> Entry:
        """The same with a doubt settled by one of its choices. Raises IndexError where it has no such choice."""
        meant = dict(doubt.choices[choice])
        code = meant.pop(CODE, self.code)
        rest = tuple(one for one in self.doubts if one is not doubt)
        return replace(self, code=code, answers=with_calls({**self.answers, **meant}), doubts=rest)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message tells of.

    entries: its check-ins. opens: the codes that a bare code or name may mean; one is opened, of several it is asked.
    too_long: nothing was read, because it is longer than anybody's check-in.
    """

    entries: tuple[Entry, ...] = ()
    opens: tuple[str, ...] = ()
    too_long: bool = field(default=False)

    @property
    def nothing(self) -> bool:
        """Whether it tells of no check-in and names nobody: it is something else."""
        return not self.entries and not self.opens


def with_calls(answers: Mapping[str, Any], form: Form = CHECK_IN) -> dict[str, Any]:
    """These answers; those that the form would not ask by itself are called for."""
    added = [q.key for q in form.questions if q.key in answers and q.record is not None and q.record.add]
    return {**answers, **{key + CALLED: "yes" for key in added}}
