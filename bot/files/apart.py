"""Who of a caseload must not meet whom: lines and cases that seem to be one person have all their walls together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.store.caseload import walls
from bot.store.engine.database import Tx


class Row(Protocol):
    """A row, what others may call it, and whom it names: cases that are here, and what other rows are called."""

    @property
    def line(self) -> int: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def apart_from(self) -> tuple[int, ...]: ...
    @property
    def apart_from_rows(self) -> tuple[str, ...]: ...


@dataclass(slots=True)
class Apart:
    """First which lines and cases are one person (`are_one`), then whom each names (`name`); then it can be asked.

    A person goes by one of their lines. A wall that somebody who is here has already counts like one that is named.
    """

    _above: dict[int, int] = field(default_factory=dict)
    _lines: dict[int, list[int]] = field(default_factory=dict)
    _here: dict[int, set[int]] = field(default_factory=dict)
    _of_case: dict[int, int] = field(default_factory=dict)
    _far: dict[int, set[int]] = field(default_factory=dict)
    _named: dict[int, set[int]] = field(default_factory=dict)
    # Where a row names another one that seems to be the same person: these lines and cases alone.
    _own_lines: dict[int, set[int]] = field(default_factory=dict)
    _own_cases: dict[int, set[int]] = field(default_factory=dict)

    def are_one(self, line: int, lines: Iterable[int], case_ids: Iterable[int]) -> None:
        """A line is about the same person as these other ones, and as whoever is here with these numbers."""
        self._one_person(line)
        for other in lines:
            self._join(line, other)
        for case_id in case_ids:
            if case_id in self._of_case:
                self._join(line, self._of_case[case_id])
            self._of_case[case_id] = line
            self._here[self._one_person(line)].add(case_id)

    def _one_person(self, line: int) -> int:
        if line not in self._above:
            self._above[line], self._lines[line], self._here[line] = line, [line], set()
        while self._above[line] != line:
            self._above[line] = line = self._above[self._above[line]]
        return line

    def _join(self, one: int, other: int) -> None:
        few, many = sorted((self._one_person(one), self._one_person(other)), key=lambda who: len(self._lines[who]))
        if few != many:
            self._above[few] = many
            self._lines[many] += self._lines.pop(few)
            self._here[many] |= self._here.pop(few)

    def name(self, rows: Collection[Row]) -> None:
        """Whom the rows name, from either side of each pair."""
        lines = {name: row.line for row in rows for name in row.names}
        for row in rows:
            for other in (lines[name] for name in row.apart_from_rows if name in lines):
                self._part(row.line, other)
            for case_id in row.apart_from:
                self._part_from_case(row.line, case_id)

    def _part(self, line: int, other: int) -> None:
        one, two = self._one_person(line), self._one_person(other)
        if one == two:
            self._own_lines.setdefault(line, set()).add(other)
            self._own_lines.setdefault(other, set()).add(line)
        else:
            self._far.setdefault(one, set()).add(two)
            self._far.setdefault(two, set()).add(one)

    def _part_from_case(self, line: int, case_id: int) -> None:
        one = self._one_person(line)
        two = self._one_person(self._of_case[case_id]) if case_id in self._of_case else None
        if two is None:
            self._named.setdefault(one, set()).add(case_id)
        elif one == two:
            self._own_cases.setdefault(line, set()).add(case_id)
        else:
            self._part(line, two)

    def is_named(self, line: int) -> bool:
        """Whether the file keeps whoever stands on a line apart from anybody."""
        who = self._one_person(line)
        those = self._far, self._named
        return any(who in one for one in those) or line in self._own_lines or line in self._own_cases

    def cases(self) -> list[int]:
        """The numbers of all who are here already."""
        return sorted(self._of_case)

    def far_lines(self, line: int) -> set[int]:
        """The lines about those whom the file keeps apart from whoever stands on this one."""
        return {other for who in self._far.get(self._one_person(line), ()) for other in self._lines[who]}

    def same(self, line: int, added: Mapping[int, int]) -> set[int]:
        """The numbers of whoever seems to be the person on a line: who is here, and who came in (`added`, by line)."""
        return self._those(self._one_person(line), added)

    def _those(self, who: int, added: Mapping[int, int]) -> set[int]:
        return self._here[who] | {added[line] for line in self._lines[who] if line in added}

    def beyond(self, tx: Tx, line: int, added: Mapping[int, int]) -> set[int]:
        """Whom the person on a line must not meet, as far as they are here or came in: by the file, by walls there are.

        This is all that decides where somebody may be written, and which walls are written with them.
        """
        who = self._one_person(line)
        same = self._those(who, added)
        named = {one for far in self._far.get(who, ()) for one in self._those(far, added)} | self._named.get(who, set())
        own = {added[other] for other in self._own_lines.get(line, ()) if other in added}
        return ((named | walls.behind(tx, same)) - same) | own | self._own_cases.get(line, set())
