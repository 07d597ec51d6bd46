"""Prints what was measured as plain tables, and each bar as kept or missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDE = 46


@dataclass(frozen=True)
class Bar:
    """A figure that Titian is held to: at least or at most `limit`."""

    name: str
    found: float
    sign: str
    limit: float
    unit: str = "x"

    @property
    def is_kept(self) -> bool:
        """Whether the figure is on the right side of the limit."""
        return self.found >= self.limit if self.sign == ">=" else self.found <= self.limit

    def __str__(self) -> str:
        verdict = "PASS" if self.is_kept else "FAIL"
        return f"{verdict}  {self.name}: {self.found:.2f}{self.unit}  (bar {self.sign} {self.limit:g}{self.unit})"


def table(title: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Print a table: a title, the columns' names, and a line for each row."""
    print(f"\n{title}")
    print(" " * WIDE + "".join(f"{column:>20}" for column in columns))
    for name, cells in rows:
        print(f"  {name:<{WIDE - 2}}" + "".join(f"{cell:>20}" for cell in cells))


def note(text: str) -> None:
    """Print what a reader of the table should know."""
    print(f"  {text}")


def verdicts(bars: Sequence[Bar]) -> bool:
    """Print each bar; whether all are kept."""
    print("\nBars")
    for bar in bars:
        print(f"  {bar}")
    return all(bar.is_kept for bar in bars)
