"""The book of screens, a reader and a kind of press at a time: it is said at once who would read something else.

tests/map/test_map.py compares whole pages, of all readers in every life of a case; here it is the open ones, for
`make mutants` alone.
"""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from bot.domain.presses import KINDS, Home
from tests.driver import CHANCE
from tests.map import screens
from tests.map.pressing import Outcome, Tries, described, presses_about
from tests.map.screens import READERS, UNSEALED, WIDE
from tests.map.world import World

# (kind, reader) -> press -> what they read of it
Book = dict[tuple[str, str], dict[str, str]]
LIFE = "open"
WHO = re.compile(r"([a-z]+)(?: \(([a-z, ]+)\))?(?:, |$)")


def kept() -> Book:
    """What stands in the book, by who reads it."""
    found: Book = defaultdict(dict)
    for kind, lines in screens.kept().items():
        press, readers = "", list[str]()
        for line in lines:
            if line.startswith("# "):
                press = line[2:]
            elif line.startswith("## "):
                readers = [who for who, lives in WHO.findall(line[3:]) if not lives or LIFE in lives.split(", ")]
            elif line:
                for who in readers:
                    found[kind, who][press] = f"{found[kind, who].get(press, '')}{line}\n"
    return found


BOOK = kept()


def test_the_readers_of_the_book_are_known() -> None:
    assert {who for _, who in BOOK} == set(READERS)


@pytest.mark.closely
@pytest.mark.parametrize(("kind", "reader"), BOOK, ids=lambda one: str(one))
def test_what_they_read(tried: tuple[World, Tries], kind: str, reader: str) -> None:
    world, tries = tried
    lot, actor = world.lots[LIFE], world.name_of_actor(reader, LIFE)
    turned_away = tries.press(actor, Home(), UNSEALED)
    found = {}
    for press in presses_about(KINDS[kind], world, lot):
        outcome = tries.press(actor, press)
        if outcome.said != turned_away.said:
            found[described(press, world, lot)] = _written(outcome, actor).replace(f"participant {LIFE}", "participant")
    assert found == BOOK[kind, reader]


def _written(outcome: Outcome, actor: str) -> str:
    lines = []
    for who, text, rows in outcome.said:
        if who != actor:
            lines.append(f"-> {who}:")
        lines += [f"{WIDE}{CHANCE.sub('…', line)}" for line in text.split("\n")]
        lines += [WIDE + " ".join(f"[{label}]" for label in row) for row in rows]
    return "".join(f"{line}\n" for line in lines)
