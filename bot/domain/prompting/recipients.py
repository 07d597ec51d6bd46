"""Whom a prompt reaches at its hour: the mentor or who covers for them, a supervisor, the next on duty.

Pure: the store says who stands around a prompt, and this decides in which order they are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain.people import Person


@dataclass(frozen=True, slots=True)
class Around:
    """Who stands around a prompt, by their numbers.

    mentor:  of its case, None where there is none; `accompanies` is who does so now: they themselves, whoever covers
             for them, or None while they are on leave without a cover
    above:   the mentor's supervisor, then the admins
    leads:   the mentor's supervisor alone, or their deputy
    on_duty: who is told of an urgent flag, beginning with the next to be told
    handlers: whose request it is about, in order
    named:   the person it was planned for
    """

    named: int
    mentor: int | None = None
    accompanies: int | None = None
    above: tuple[int, ...] = ()
    leads: tuple[int, ...] = ()
    on_duty: tuple[int, ...] = ()
    handlers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may hear a prompt; `stands_in` for a mentor on leave, suspended or gone."""

    person_id: int
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """A recipient: `stands_in` for a mentor on leave whom nobody covers; `blocked` when the bot is blocked there."""

    person: Person
    blocked: bool
    stands_in: bool = False

    @property
    def can_be_told(self) -> bool:
        """Whether words would arrive."""
        return self.person.chat is not None and not self.blocked


def candidates(to: str, around: Around) -> list[Candidate]:
    """Who may hear a prompt, in order. `to` as in FollowUp.to."""
    match to:
        case "mentor" | "nearest" if around.mentor is not None:
            own = [] if around.accompanies is None else [Candidate(around.accompanies)]
            above = around.above if to == "mentor" else around.leads
            return [*own, *(Candidate(one, stands_in=True) for one in above)]
        case "supervisor":
            found: Sequence[int] = around.above
        case "duty":
            found = around.on_duty
        case "handler":
            found = around.handlers
        case _:
            found = (around.named,)
    return [Candidate(one) for one in found]


def chosen(to: str, reached: Sequence[Reached]) -> Reached:
    """Of those who are there (one at least), the one who is told.

    A mentor's own prompt is held while they cannot be reached: it never passes to somebody else unasked.
    """
    if to in ("mentor", "nearest") and not reached[0].stands_in:
        return reached[0]
    return next((one for one in reached if one.can_be_told), reached[0])


def duty_order(
    supervisor: int | None,
    listed: Sequence[int],
    leaders: Sequence[int],
    admins: Sequence[int],
    *,
    raised_by: int | None,
    told: int = 0,
    away: Collection[int] = (),
) -> tuple[int, ...]:
    """Who is told of an urgent flag: the mentor's supervisor, the duty list, the other supervisors, the admins.

    raised_by: who knows of it already, and is told only where there is nobody else. told: how many were told already;
    the next after those comes first. away: they come after everybody who is there, and are never left out.
    """
    first = [] if supervisor is None else [supervisor]
    known = list(dict.fromkeys([*first, *listed, *leaders, *admins]))
    to_tell = [one for one in known if one != raised_by] or known
    everyone = sorted(to_tell, key=lambda one: one in away)
    at = told % len(everyone) if everyone else 0
    return (*everyone[at:], *everyone[:at])
