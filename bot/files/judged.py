"""What was found out about the rows of a table before anything is written, and how that is said in a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from bot.files.csvfile import Table

# So many rows are named where there may be more.
MOST_SHOWN = 5


class Understood(Protocol):
    """A row that was understood, by its line."""

    @property
    def line(self) -> int: ...


E = TypeVar("E", bound=Understood)


@dataclass(slots=True)
class Judged(Generic[E]):
    """The rows that were understood; of these by line which seem to be here already, and why; what is wrong; what would
    be where those are added again; and what has to be said of columns and cells that are not taken in.
    """

    table: Table
    entries: list[E] = field(default_factory=list)
    known: dict[int, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    wrong_lines: set[int] = field(default_factory=set)
    wrong_again: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def refuse(self, line: int, wrong: Iterable[tuple[str, str]]) -> bool:
        """Keep what is wrong with the cells of a line; whether anything is. What a cell cannot say counts alone."""
        broken = self.table.wrong.get(line, [])
        found = [*broken, *(one for one in wrong if one[0] not in {column for column, _ in broken})]
        self.wrong += [self.table.problem(line, column, why) for column, why in found]
        if found:
            self.wrong_lines.add(line)
        return bool(found)

    def fresh(self) -> list[E]:
        """The rows that nobody knows yet."""
        return [entry for entry in self.entries if entry.line not in self.known]

    def say(self, lines: Sequence[int], what: str) -> None:
        """Say something of these lines, where there are any."""
        if lines:
            self.said.append(f"{self.table.place}{what} ({self.on(lines)})")

    def on(self, lines: Sequence[int]) -> str:
        """Which lines, the first ones by number."""
        shown = ", ".join(map(str, lines[:MOST_SHOWN]))
        more = f" and {len(lines) - MOST_SHOWN} more" if len(lines) > MOST_SHOWN else ""
        return f"{self.table.word}{'s' if len(lines) > 1 else ''} {shown}{more}"

    def preview(self) -> str:
        """The whole table in a line: how many rows are new, here already, wrong, or only an example."""
        table = self.table
        counts = [f"{len(self.fresh())} new"]
        if self.known:
            named = [f"{table.line(line)}: {why}" for line, why in sorted(self.known.items())]
            counts.append(f"{len(named)} seem to be here already ({_some(named)})")
        if self.wrong_lines:
            counts.append(f"{len(self.wrong_lines)} wrong ({_some(self.wrong)})")
        if table.examples:
            counts.append(f"{len(table.examples)} passed over as an example ({self.on(table.examples)})")
        return f"{table.place}{len(table.rows) + len(table.examples)} rows: {', '.join(counts)}"


def _some(named: Sequence[str]) -> str:
    more = [f"and {len(named) - MOST_SHOWN} more"] if len(named) > MOST_SHOWN else []
    return "; ".join([*named[:MOST_SHOWN], *more])
