"""Choosing one of the staff: each with a name, what they carry, the leave they have; nobody is there who cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from bot.domain.people import Person, Role
from bot.domain.presses import Press
from bot.domain.text import N_
from bot.store.figures import workload
from bot.store.people import absences, leading, people
from bot.turn import Button, Row, Turn
from handlers.screens import PAGE, paging, pairs

NOT_JOINED = N_("{code} {name}: has not joined yet")
KEPT_OUT = N_("{code} {name}: suspended")
ACCOMPANIES = N_("{code} {name}: accompanies {number}")
ACCOMPANIES_AWAY = N_("{code} {name}: accompanies {number}, away {first} to {last}")
LEADS = N_("{code} {name}: leads {number}")
LEADS_AWAY = N_("{code} {name}: leads {number}, away {first} to {last}")
JOINED = N_("{code} {name}: has joined")


def one_of_mine(turn: Turn, person_id: int) -> Person | None:
    """One of the people this leader is responsible for, and not they themselves."""
    mine = leading.answered_for(turn.tx, turn.me)
    return next((one for one in mine if one.id == person_id and one.id != turn.me.id), None)


def lasting(turn: Turn, person_id: int) -> Person | None:
    """One of the people about whom this leader decides for good: an admin, or their own supervisor and no deputy."""
    found = one_of_mine(turn, person_id)
    return found if found is not None and decides_for_good(turn, found) else None


def decides_for_good(turn: Turn, one: Person) -> bool:
    """Whether, of those they are responsible for, this is somebody they do not only keep for another leader."""
    return turn.me.role is Role.ADMIN or one.supervisor_id == turn.me.id


def able(turn: Turn, those: Sequence[Person]) -> list[Person]:
    """Those who can act now: they have joined, nobody keeps them out, they are not away."""
    away = absences.in_force(turn.tx, [one.id for one in those])
    return [one for one in those if one.chat is not None and one.is_active and one.id not in away]


def described(turn: Turn, those: Sequence[Person]) -> list[Markup]:
    """A line about each: code, name, what they carry, leave that is agreed."""
    ids = [one.id for one in those]
    names, away = people.names(turn.tx, ids), absences.standing(turn.tx, ids)
    carried, led = workload.carried(turn.tx, ids), leading.team_sizes(turn.tx, ids)
    lines = []
    for one in those:
        number = led.get(one.id, 0) if one.role is Role.SUPERVISOR else carried.get(one.id, 0)
        values: dict[str, object] = {"code": one.code, "name": names.get(one.id, ""), "number": number}
        if (leave := away.get(one.id)) is not None:
            first, last = leave.days(one.zone)
            values |= {"first": turn.short_day(first), "last": turn.short_day(last)}
        lines.append(turn.t(_sentence(one, is_away=leave is not None), **values))
    return lines


def _sentence(one: Person, *, is_away: bool) -> str:
    if one.status == "suspended":
        return KEPT_OUT
    if one.chat is None:
        return NOT_JOINED
    if one.role is Role.SUPERVISOR:
        return LEADS_AWAY if is_away else LEADS
    if one.role is Role.MENTOR:
        return ACCOMPANIES_AWAY if is_away else ACCOMPANIES
    return JOINED


def choice(
    turn: Turn, those: Sequence[Person], page: int, to: Callable[[Person], Press], at: Callable[[int], Press]
) -> tuple[list[Markup], tuple[Row, ...]]:
    """A page of people to choose from: a line and a button each, and the way to the other pages."""
    shown = those[page * PAGE : (page + 1) * PAGE]
    buttons = [Button(one.code, to(one)) for one in shown]
    turns = paging(turn, page, len(those) > (page + 1) * PAGE, at)
    return described(turn, shown), (*pairs(buttons, 3), *((turns,) if turns else ()))
