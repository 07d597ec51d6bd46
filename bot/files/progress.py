"""A progress bar on the terminal for long work; nothing where there is no terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")
WORTH_A_BAR = 200


def bar(items: Iterable[T], what: str) -> Iterable[T]:
    """The same items, counted before the eyes of whoever waits."""
    found = list(items)
    console = Console(stderr=True)
    if len(found) < WORTH_A_BAR or not console.is_terminal:
        return found
    return track(found, description=what, console=console, transient=True)
