"""A press as the text on its button, and back: whatever comes back, it is answered with a press, never an exception."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass
from typing import Any, get_type_hints

from bot.domain.presses import KINDS, Of, OldButton, Press

LARGEST = 15  # digits of a number on a button
LONGEST = 40  # characters of a word on one
WORD = re.compile(r"[A-Za-z0-9_.@?+=-]*")


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a press.

    default: what it is when nothing is written (MISSING: something must be). of: what it is one of. read: None for text
    that is no such value.
    """

    name: str
    default: Any
    of: str
    read: Callable[[str], Any]


def written(press: Press) -> str:
    """A press as the text of its button. Raises ValueError for a word or number that no button can carry."""
    parts = [type(press).__name__]
    for field in FIELDS[type(press)]:
        value = getattr(press, field.name)
        parts.append("" if value == field.default else _as_text(field, value))
    while not parts[-1]:
        parts.pop()
    return ":".join(parts)


def read(text: str) -> Press:
    """The press that `text` means; an OldButton for anything that `written` would not have made."""
    name, *parts = text.split(":")
    kind = KINDS.get(name)
    if kind is None or len(parts) > len(FIELDS[kind]):
        return OldButton()
    values: dict[str, Any] = {}
    for at, field in enumerate(FIELDS[kind]):
        value = field.read(parts[at]) if at < len(parts) and parts[at] else field.default
        if value is MISSING or value is UNREADABLE:
            return OldButton()
        values[field.name] = value
    return kind(**values)


class _Unreadable:
    """What text is read as that is no value of its field."""


UNREADABLE = _Unreadable()


def _comes_late(field: dataclasses.Field[Any]) -> bool:
    return bool(field.kw_only)


def _field(name: str, default: Any, hint: Any) -> Field:
    of = next((one.what for one in getattr(hint, "__metadata__", ()) if isinstance(one, Of)), "")
    plain = getattr(hint, "__origin__", hint)
    return Field(name, default, of, _yes if plain is bool else _word if plain is str else _number)


def _yes(text: str) -> Any:
    return True if text == "1" else UNREADABLE


def _number(text: str) -> Any:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LARGEST else UNREADABLE


def _word(text: str) -> Any:
    return text if len(text) <= LONGEST and WORD.fullmatch(text) else UNREADABLE


def _as_text(field: Field, value: Any) -> str:
    text = "1" if value is True else str(value)
    if field.read(text) != value:
        raise ValueError(f"no button can carry this {field.of or field.name}")
    return text


def _fields_of(kind: type[Press]) -> tuple[Field, ...]:
    """In the order they are written: what nearly always stands at its default comes last."""
    hints = get_type_hints(kind, include_extras=True)
    declared = dataclasses.fields(kind)  # type: ignore[arg-type]
    return tuple(_field(one.name, one.default, hints[one.name]) for one in sorted(declared, key=_comes_late))


# The values of every kind.
FIELDS = {kind: _fields_of(kind) for kind in KINDS.values()}
