"""The pictures of bot/domain/lives.py: each table as a drawing of its states, and as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.domain.lives import LIVES, Life, Refusal

FILE = Path(__file__).parents[2] / "docs" / "lives.md"
HEAD = """# Lives

What may happen to a case, a person, a request and the like, and where it leads. Written by `python -m tests.map` from
`bot/domain/lives.py`; whatever writes a state goes through these tables (`bot/store/engine/lives.py`).

A cell is the next state; `=`: nothing changes; *in slanted letters*: it is refused, and why.
"""


def pages() -> str:
    """All of docs/lives.md."""
    return "\n".join([HEAD, *("\n".join(_page(one)) for one in LIVES)])


def _page(life: Life) -> Iterator[str]:
    yield f"## {life.name[0].upper()}{life.name[1:]}\n"
    yield from _drawing(life)
    yield ""
    yield from _table(life)
    yield ""


def _drawing(life: Life) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield from (f"    [*] --> {state}: {event}" for event, state in life.born.items())
    for state in life.states:
        led: dict[str, list[str]] = {}
        for event in life.events:
            to = life.after(state, event)
            if not isinstance(to, Refusal) and (to != state or life.target(event) is not None):
                led.setdefault(to, []).append(event)
        yield from (f"    {state} --> {to}: {', '.join(events)}" for to, events in led.items())
        if all(isinstance(life.after(state, event), Refusal) for event in life.events):
            yield f"    {state} --> [*]"
    yield "```"


def _table(life: Life) -> Iterator[str]:
    yield f"| | {' | '.join(f'`{event}`' for event in life.events)} |"
    yield "|---" * (len(life.events) + 1) + "|"
    for state in life.states:
        yield f"| **{state}** | {' | '.join(_cell(life, state, event) for event in life.events)} |"


def _cell(life: Life, state: str, event: str) -> str:
    to = life.after(state, event)
    if isinstance(to, Refusal):
        return f"*{to.value.replace('_', ' ')}*"
    return "=" if to == state and life.target(event) is None else to
