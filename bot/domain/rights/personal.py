"""What is personal says so itself: texts that the vault opened, and the sentences that they are part of.

Nobody has to remember to mark a screen: whatever is made of an `Opened` in the ways sentences are made (t, lines, a
label, a piece cut out of it) is personal too. A few ways lose it (an f-string): see `is_quoted`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from markupsafe import Markup, escape

# Ways to get a text out of a text; Markup sees to its own.
WAYS = (
    *("strip", "lstrip", "rstrip", "lower", "upper", "casefold", "capitalize", "title", "swapcase", "replace"),
    *("removeprefix", "removesuffix", "expandtabs", "translate", "split", "rsplit", "splitlines", "partition"),
    *("rpartition", "join", "ljust", "rjust", "center", "__getitem__", "__add__", "__mul__", "__rmul__"),
)
# A shorter text says nothing of anybody where it happens to stand in a sentence.
SHORTEST = 3


class Opened(str):
    """A text that stood sealed."""

    __slots__ = ()

    def __radd__(self, before: str) -> Opened:
        """Text before it."""
        return Opened(before + str(self))


class Personal(Markup):
    """A sentence or label with something of that kind in it."""

    __slots__ = ()

    def __radd__(self, before: Any) -> Personal:
        """Text before it."""
        return Personal(str(escape(before)) + str(self))


def _carried(way: Callable[..., Any]) -> Callable[..., Any]:
    """The way of a plain text, of which what comes out is known as opened."""

    @wraps(way)
    def carried(self: Opened, *args: Any, **more: Any) -> Any:
        return opened(way(self, *args, **more))

    return carried


for _name in WAYS:
    setattr(Opened, _name, _carried(getattr(str, _name)))


def opened(said: Any) -> Any:
    """A text, or facts as JSON gives them, of which each text is known as opened; the names of facts are not."""
    match said:
        case str():
            return Opened(said)
        case list():
            return [opened(one) for one in said]
        case tuple():
            return tuple(opened(one) for one in said)
        case dict():
            return {name: opened(value) for name, value in said.items()}
        case _:
            return said


def is_personal(*texts: object) -> bool:
    """Whether there is anything personal among these."""
    return any(isinstance(text, Opened | Personal) for text in texts)


def marked(text: Markup, *parts: object) -> Markup:
    """A sentence that was made of these parts."""
    return Personal(text) if is_personal(*parts) else text


def is_quoted(texts: Collection[str], said: str) -> bool:
    """Whether one of these texts stands in what is said, as HTML or plain."""
    found = [text.strip() for text in map(str, texts)]
    return any(len(one) >= SHORTEST and (one in said or str(escape(one)) in said) for one in found)
