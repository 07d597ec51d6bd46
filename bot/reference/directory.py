"""The support directory: read from its file, with an institution's changes laid over it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from bot.domain.directory import Entry, merged, validate
from bot.reference.content import DEFAULT, ContentError, content

TEXTS = ("id", "category", "name", "helps", "source", "checked", "status", "for")
TEXTS_OR_NOTHING = ("cost", "hours", "caution")
LISTS = ("how", "keywords")
LISTS_OR_NOTHING = ("region", "steps")
FIELDS = {*TEXTS, *TEXTS_OR_NOTHING, *LISTS, *LISTS_OR_NOTHING, "deadline"}


class DirectoryError(ContentError):
    """The directory's file does not hold what it should; says which entry and which field."""


@lru_cache
def directory(code: str = DEFAULT) -> tuple[Entry, ...]:
    """Every entry of the file, those that are not shown included.

    Raises ContentError.
    """
    blocks = contents(code).get("entry", [])
    if not isinstance(blocks, list) or not blocks:
        raise DirectoryError("support.toml has no [[entry]]")
    entries = tuple(entry_of(block, number) for number, block in enumerate(blocks, start=1))
    ids = [entry.id for entry in entries]
    for name in ids:
        if ids.count(name) > 1:
            raise DirectoryError(f"support.toml: entry {name!r}: id: there are two of them")
    return entries


def entry_of(block: Mapping[str, Any], number: int) -> Entry:
    """The `number`th block of the file as an entry; raises DirectoryError."""
    where = f"support.toml: entry {block.get('id', f'number {number}')!r}"
    if unknown := block.keys() - FIELDS:
        raise DirectoryError(f"{where}: {', '.join(sorted(unknown))}: there is no such field")
    _check_kinds(block, where)
    entry = unchecked(block)
    if problems := validate(entry):
        first = problems[0]
        raise DirectoryError(f"{where}: {first.field}: {first.wrong}{f' ({first.words})' if first.words else ''}")
    return entry


def unchecked(block: Mapping[str, Any]) -> Entry:
    """A block with fields of the right kinds as an entry, sound or not; raises DirectoryError for a wrong month."""
    return Entry(
        id=block["id"],
        category=block["category"],
        name=block["name"],
        helps=block["helps"],
        how=tuple(block["how"]),
        cost=block.get("cost", ""),
        hours=block.get("hours", ""),
        region=tuple(block.get("region", ())),
        audience=block["for"],
        steps=tuple(block.get("steps", ())),
        deadline=block.get("deadline"),
        source=block["source"],
        checked=_month(block["checked"], f"support.toml: entry {block['id']!r}"),
        status=block["status"],
        caution=block.get("caution", ""),
        keywords=tuple(block["keywords"]),
    )


def block_of(entry: Entry) -> dict[str, Any]:
    """The entry as a block again, fit for JSON: the deadline as text."""
    lists = {field: list(getattr(entry, field)) for field in (*LISTS, *LISTS_OR_NOTHING)}
    texts = {field: getattr(entry, field) for field in ("id", "category", "name", "helps", "source", "status")}
    checked = f"{entry.checked:%Y-%m}" if entry.checked else ""
    more = {field: getattr(entry, field) for field in TEXTS_OR_NOTHING}
    deadline = {"deadline": entry.deadline.isoformat()} if entry.deadline else {}
    return {**texts, **more, **lists, "for": entry.audience, "checked": checked, **deadline}


@lru_cache(maxsize=32)
def together(changes: tuple[tuple[str, bool, str], ...], *, retired: bool = False) -> tuple[Entry, ...]:
    """The directory with an institution's changes over it: an entry's id, whether it is retired, its fields as JSON.

    A change that no longer makes a sound entry is left out. With `retired`, the retired ones stay in their places.
    """
    built_in = {entry.id: entry for entry in directory()}
    local: dict[str, Entry | None] = {}
    for name, is_retired, written in changes:
        entry = _changed(built_in.get(name), name, written)
        local[name] = entry if retired or not is_retired else None
    return merged(directory(), local)


def _changed(built_in: Entry | None, name: str, written: str) -> Entry | None:
    block = {**(block_of(built_in) if built_in else {}), **json.loads(written), "id": name}
    try:
        return entry_of(dated(block), 0)
    except DirectoryError:
        return built_in


def dated(block: Mapping[str, Any]) -> dict[str, Any]:
    """A block from JSON with its deadline as a date; no deadline where there is none."""
    deadline = block.get("deadline")
    rest = {field: value for field, value in block.items() if field != "deadline"}
    return {**rest, "deadline": date.fromisoformat(deadline)} if deadline else rest


def _check_kinds(block: Mapping[str, Any], where: str) -> None:
    for field in (*TEXTS, *LISTS):
        if field not in block:
            raise DirectoryError(f"{where}: {field}: missing")
    for field, value in block.items():
        if field in LISTS or field in LISTS_OR_NOTHING:
            fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
        elif field == "deadline":
            fits = type(value) is date
        else:
            fits = isinstance(value, str)
        if not fits:
            raise DirectoryError(f"{where}: {field}: not what it should be ({type(value).__name__})")


def _month(text: str, where: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise DirectoryError(f"{where}: checked: not a month like 2026-03 ({text})") from error


def contents(code: str = DEFAULT) -> dict[str, Any]:
    """The whole file, entries and words to search by. Raises ContentError."""
    return content("support.toml", code)
