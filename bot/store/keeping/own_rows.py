"""Every row and every column about one person, by what the tables say themselves; what is an exception stands here.

A table belongs to a person when it points to their case or to them, directly or through what does. A column that is
added appears by itself; a sealed one needs a line in SEALED, or one in LEFT_OUT that says why nobody gets it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, or_, select

from bot.domain.forms import BESIDE
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases, drafts, metadata, people

# Tables and columns that are in nobody's copy, each with the reason.
LEFT_OUT = {
    "keys": "keys",
    "chats": "the number of their own chat, sealed, and where the bot stands in it",
    "invites": "hashes of ways in",
    "tombstones": "of those who were erased",
    "walls": "nobody is to be told: it speaks of somebody else",
    "inbox": "on its way in, gone when it is answered",
    "outbox": "on its way out, gone when it is sent",
    "page_doors": "hashes of ways in",
    "page_sessions": "who has the page open, gone with it",
    "audit": "hashes and numbers; who looked, and why, stands in the readings",
    "absences": "staff's own leave",
    "sheets": "where a message to staff stands",
    "prompts.said_with": "which message to staff it was in",
    "prompts.listed_for": "on whose sheet it stands",
    "duty": "a list of leaders",
    "phones": "phones of staff",
    "exports": "files of many; those made of this person stand in the readings",
    "closed_days": "a calendar",
    "support_entries": "a public list",
    "people.chat": "a hash",
    "cases.quiet": "stands in the quiet days",
    "checkins.token": "a hash",
    "checkins.told_topics": "that it counts in figures, which tell of nobody",
    "checkins.settled": "the same",
    "level_cells": "counts of many",
    "closed_weeks": "counts of many",
    "month_figures": "counts of many",
    "drafts.token": "a hash",
    "participants.pin_ok_until": "tells of their PIN, and a paper may be found",
    "participants.hidden_until": "tells of an agreed word, and a paper may be found",
}
# What a participant chose, and saw: what of it is told. Agreed words and the PIN are their own secrets.
CHOSEN, SECRET = ("chosen_name", "greet_weeks", "consents_seen", "plan_seen"), ("quiet_word", "duress_word", "pin")
# Forms that are half filled in and speak of the person. Others are what staff do about staff, or (a wall) what nobody
# is to be told; or they hold an agreed word or a PIN.
TOLD_FORMS = (
    "checkin",
    "sharing",
    "paper",
    "endshare",
    "askinfo",
    "complain",
    "mendmine",
    "ownname",
    "ownquiet",
    "selfcheck",
)
ONLY = {"drafts": (drafts.c.form.in_(TOLD_FORMS),)}


@dataclass(frozen=True, slots=True)
class Seal:
    """How a sealed column is opened: the last part of its place, and how the text is read."""

    place: Callable[[Any], object]
    read: Callable[[str], Any] = str


def _beside_left_out(text: str) -> dict[str, Any]:
    """What a form only notes beside the answers may be about somebody else."""
    return {key: value for key, value in json.loads(text).items() if key not in BESIDE}


def _chosen(text: str) -> dict[str, Any]:
    return {key: value for key, value in json.loads(text).items() if key in CHOSEN}


def _own_id(row: Any) -> object:
    return row.id


SEALED = {
    "cases.name": Seal(_own_id),
    "people.name": Seal(_own_id),
    "participants.settings": Seal(lambda row: row.person_id, _chosen),
    "selfchecks.answers": Seal(_own_id, json.loads),
    "consents.service": Seal(lambda row: row.person_id),
    "consents.witness": Seal(lambda row: row.person_id),
    "requests.text": Seal(_own_id),
    "requests.reason": Seal(_own_id),
    "checkin_revisions.answers": Seal(lambda row: f"{row.checkin_id}.{row.revision}", json.loads),
    "flags.note": Seal(_own_id),
    "referrals.named": Seal(_own_id),
    "contact_plans.plan": Seal(_own_id, json.loads),
    "drafts.answers": Seal(lambda row: row.token, _beside_left_out),
}
# Columns that are called otherwise than their rule says: who without "_id", the case by its code.
CALLED = {
    "participants.case_id": "case",
    "offers.from_id": "by",
    "grants.person_id": "by",
    "drafts.person_id": "by",
    "drafts.updated_at": "at",
}


@dataclass(frozen=True, slots=True)
class Whose:
    """One person's case, and who they are or were here; `codes` of everybody by number, `named` those who came up."""

    case_id: int
    code: str
    persons: frozenset[int]
    codes: dict[int, str]
    named: set[int] = field(default_factory=set)

    def code_of(self, number: int | None) -> str | None:
        """Somebody's code."""
        if number is None:
            return None
        self.named.add(number)
        return self.codes.get(number)


ROOTS = (cases.name, people.name)


def tables() -> list[Table]:
    """The tables that can hold rows about one person, and are not left out."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT and _points(table)]


def undecided() -> set[str]:
    """Sealed columns about which nobody has said how they are opened, or why they are left out."""
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        if table.name not in LEFT_OUT
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    return sealed - SEALED.keys() - LEFT_OUT.keys()


def read(tx: Tx, table: Table, whose: Whose, *which: Any) -> list[dict[str, Any]]:
    """The rows of a table about one person, each with every column that is not left out, opened where it is sealed."""
    wanted = select(table).where(_about(table, whose.case_id, whose.persons), *ONLY.get(table.name, ()), *which)
    rows = tx.execute(wanted.order_by(*table.primary_key)).all()
    return [{called(column): _value(tx, column, row, whose) for column in shown(table)} for row in rows]


def shown(table: Table) -> list[Column[Any]]:
    """The columns of a table that are not left out."""
    return [column for column in table.columns if f"{table.name}.{column.name}" not in LEFT_OUT]


def _points(table: Table) -> bool:
    """Whether it leads to a case or a person."""
    return table.name in ROOTS or any(
        key.column.table is not table and _points(key.column.table) for key in table.foreign_keys
    )


def _about(table: Table, case_id: int, persons: Collection[int]) -> Any:
    """The condition that a row is about this person."""
    if table is cases:
        return cases.c.id == case_id
    if table is people:
        return people.c.id.in_(persons)
    ways = []
    for column in table.columns:
        for key in column.foreign_keys:
            to = key.column.table
            if to is cases:
                ways.append(column == case_id)
            elif to is people:
                ways.append(column.in_(persons))
            elif to is not table:
                ways.append(column.in_(select(key.column).where(_about(to, case_id, persons))))
    return or_(*ways)


def called(column: Column[Any]) -> str:
    """How a column is called in the copy."""
    own = CALLED.get(f"{column.table.name}.{column.name}")
    if own is not None:
        return own
    match _to(column):
        case "cases":
            return "code"
        case "people":
            return column.name.removesuffix("_id")
        case _:
            return column.name


def _to(column: Column[Any]) -> str | None:
    """The table that a column points to."""
    return next((key.column.table.name for key in column.foreign_keys), None)


def _value(tx: Tx, column: Column[Any], row: Any, whose: Whose) -> Any:
    value = row._mapping[column.name]
    if isinstance(column.type, LargeBinary):
        return _opened(tx, column, row, value)
    match _to(column):
        case "people":
            return whose.code_of(value)
        case "cases":
            return whose.code if value == whose.case_id else None
    return value.isoformat() if isinstance(value, datetime) else value


def _opened(tx: Tx, column: Column[Any], row: Any, value: bytes | None) -> Any:
    seal = SEALED[f"{column.table.name}.{column.name}"]
    if not value:
        return "" if seal.read is str else None
    return seal.read(tx.open(value, column.table.name, column.name, seal.place(row)))
