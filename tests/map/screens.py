"""The book of screens: what each press shows to whom, and what others are told of it, word for word.

`screens.txt` is written by `python -m tests.map`. It is there to be read: a changed sentence, a label or a line that
went missing stands in the difference. Whoever is shown what an old button shows does not stand there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.domain.presses import KINDS, Home, Press
from tests.driver import CHANCE
from tests.map.pressing import Outcome, Tries, described, presses_about
from tests.map.world import World

FILE = Path(__file__).parent / "screens.txt"
# Who reads the book: each role, and who stands in.
READERS = ("owner", "cover", "leader", "admin", "participant", "stranger")
LIVES = ("open", "paused", "ended")
WIDE = "    "
UNSEALED = "an old one"


def pages(world: World, tries: Tries, kind: type[Press]) -> list[str]:
    """The pages of one kind of press: each variant, who reads it, and what."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for life in LIVES:
        lot = world.lots[life]
        turned_away = {one: tries.press(one, Home(), UNSEALED).said for one in _actors(world, life)}
        for press in presses_about(kind, world, lot):
            for reader in READERS:
                actor = world.name_of_actor(reader, life)
                found = tries.press(actor, press)
                if found.said == turned_away[actor]:
                    continue
                text = "\n".join(_written(found, actor)).replace(f"participant {life}", "participant")
                said[described(press, world, lot)][text].append(f"{reader} {life}")
    return list(_lines(said))


def _actors(world: World, life: str) -> list[str]:
    return [world.name_of_actor(reader, life) for reader in READERS]


def _lines(said: dict[str, dict[str, list[str]]]) -> Iterator[str]:
    for press, texts in said.items():
        yield f"# {press}"
        for text, who in texts.items():
            yield f"## {_together(who)}"
            yield text
        yield ""


def _together(who: list[str]) -> str:
    """Readers of the same lives in one word."""
    lives: dict[str, list[str]] = defaultdict(list)
    for one in who:
        reader, _, life = one.rpartition(" ")
        lives[reader].append(life)
    return ", ".join(
        reader if len(found) == len(LIVES) else f"{reader} ({', '.join(found)})" for reader, found in lives.items()
    )


def _written(found: Outcome, actor: str) -> Iterator[str]:
    for who, text, rows in found.said:
        if who != actor:
            yield f"-> {who}:"
        yield from (f"{WIDE}{CHANCE.sub('…', line)}" for line in text.split("\n"))
        yield from (WIDE + " ".join(f"[{label}]" for label in row) for row in rows)


def kept() -> dict[str, list[str]]:
    """The pages that were agreed on, by the kind of press."""
    found: dict[str, list[str]] = {kind.__name__: [] for kind in KINDS.values()}
    name = ""
    for line in FILE.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# "):
            name = line[2:].partition("(")[0]
        if name:
            found[name].append(line)
    return found
