"""The contract of the map: who may do what to what, in which of its lives, and what comes of it. Default: nothing.

`contract.txt` holds a line for each act that brings anything about; everything else, for everybody else, in every
other life, brings about nothing at all. `doors.txt` holds the roles that each route lets in, as some rooms only show
people lists of their own. `python -m tests.map` writes both down as they are now, to be read line by line before they
are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.domain.people import Role
from bot.domain.presses import KINDS, Press
from bot.router import Route
from tests.map.pressing import Tries, described, presses_about
from tests.map.world import ACTORS, LIVES, World

FILE = Path(__file__).parent / "contract.txt"
DOORS = Path(__file__).parent / "doors.txt"
NOTHING = "nothing"
# (press, actor, life) -> what comes of it
Contract = dict[tuple[str, str, str], str]


def observed(world: World, tries: Tries, kind: type[Press]) -> Contract:
    """What comes of each variant of a press, by everybody, in each life; only what is not nothing."""
    found: Contract = {}
    for life in LIVES:
        for press in presses_about(kind, world, world.lots[life]):
            for actor in ACTORS:
                outcome = tries.press(world.name_of_actor(actor, life), press)
                said = outcome.written().replace(f"participant {life}", "participant")
                if said != NOTHING:
                    found[described(press, world, world.lots[life]), actor, life] = said
    return found


def lines(contract: Contract) -> Iterator[str]:
    """The contract as text: a press, then who and in which life, then what comes of it."""
    presses: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for (press, actor, life), said in contract.items():
        presses[press][said][actor].append(life)
    for press, outcomes in presses.items():
        yield press
        for said, actors in outcomes.items():
            yield from (f"    {who}: {said}" for who in _together(actors))


def _together(actors: dict[str, list[str]]) -> Iterator[str]:
    """Actors of the same lives in one line."""
    same: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for actor, lives in actors.items():
        same[tuple(lives)].append(actor)
    for when, names in same.items():
        yield f"{', '.join(names)} | {'any' if len(when) == len(LIVES) else ', '.join(when)}"


def parsed(text: Iterable[str]) -> Contract:
    """The contract that stands in lines."""
    found: Contract = {}
    press = ""
    for line in text:
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            press = line.strip()
            continue
        who, _, said = line.strip().partition(": ")
        names, _, lives = who.partition(" | ")
        for actor in names.split(", "):
            for life in LIVES if lives == "any" else lives.split(", "):
                found[press, actor, life] = said
    return found


def doors(routes: Iterable[Route[Any]]) -> list[str]:
    """A line a route: what leads there (of moments the kind; of commands their names), and the roles it lets in."""
    return [
        " ".join(filter(None, (route.on.__name__, route.kind, *(f"/{name}" for name in route.commands))))
        + ": "
        + ("anyone" if route.roles is None else ", ".join(role for role in Role if role in route.roles))
        for route in routes
    ]


def kept() -> Contract:
    """What was agreed."""
    return parsed(FILE.read_text(encoding="utf-8").splitlines())


def kind_of(press: str) -> type[Press]:
    """The kind of a press that is written in a contract."""
    return KINDS[press.partition("(")[0]]
