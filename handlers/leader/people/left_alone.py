"""What somebody who goes leaves alone: said to the leader who did it, told to whoever decides about each now."""

from __future__ import annotations

from collections.abc import Collection

from markupsafe import Markup

from bot.domain.people import Person
from bot.domain.text import N_
from bot.store.caseload.handing_over import LeftAlone, freed_news, uncovered_news
from bot.store.people import absences, leading, people
from bot.turn import Reply, Tell, Turn
from handlers.leader.people.handing_on import but_me

UNCOVERED = N_("{code} was to stand in for {others}. Please choose somebody else for them.")


def line(turn: Turn, person: Person, uncovered: Collection[int]) -> list[Markup]:
    """For whom this person would have stood in, where there is anybody."""
    codes = [one.code for one in _known(turn, uncovered)]
    return [turn.t(UNCOVERED, code=person.code, others=", ".join(codes))] if codes else []


def told(turn: Turn, left: LeftAlone) -> list[Reply]:
    """Whoever decides about those who are uncovered, whoever is freed, and whoever had offered what lapsed."""
    offered = [(one, people.by_id(turn.tx, one.from_id)) for one in left.offers]
    lapsed = [("offer_lapsed", one.id, by.id) for one, by in offered if by is not None and by.is_active]
    return but_me(turn, [*uncovered_news(turn.tx, left.uncovered), *freed_news(left.freed), *lapsed])


def uncovered(turn: Turn, person_ids: Collection[int]) -> list[Reply]:
    """Whoever decides about those for whom nobody stands in any more; not the one who did it."""
    return but_me(turn, uncovered_news(turn.tx, person_ids))


def asked_of(turn: Turn, leader: Person) -> list[Reply]:
    """The leave that this leader's mentors have asked for waits for whoever decides about it now."""
    mentors = {one.id: one for one in leading.own_team(turn.tx, leader.id)}
    return [
        Tell("leave_asked", asked.id, other.id)
        for asked in absences.asked_by(turn.tx, list(mentors))
        for other in leading.above(turn.tx, mentors[asked.person_id])
    ]


def _known(turn: Turn, person_ids: Collection[int]) -> list[Person]:
    return [one for one in (people.by_id(turn.tx, number) for number in person_ids) if one is not None]
