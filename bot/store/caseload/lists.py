"""In which list a case stands: one for each kind of service, and further ones for whoever must not meet somebody there.

A list goes by its key: "R" and "P" are the kinds, "R2" is the second list of a kind. Nearly always there is none: only
whoever leads both sides of a wall within a kind sees further ones, and only until one of the two has moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from bot.store.engine.database import Tx
from bot.store.engine.lives import APART
from bot.store.engine.tables import cases, walls

_OTHER = cases.alias("other")


@dataclass(frozen=True, slots=True)
class Lists:
    """Which of some cases stand in a further list, by number (2 and up); all others stand in the first one."""

    further: Mapping[int, int] = field(default_factory=dict)

    @property
    def numbers(self) -> range:
        """The number of each list of a kind there is: 1, nearly always."""
        return range(1, max(self.further.values(), default=1) + 1)

    def within(self, number: int) -> ColumnElement[bool] | None:
        """The condition to stand in this list of a kind; None where nobody is in another one."""
        if number == 1:
            return cases.c.id.not_in(sorted(self.further)) if self.further else None
        return cases.c.id.in_(sorted(one for one, at in self.further.items() if at == number))


def split(tx: Tx, among: Select[Any]) -> Lists:
    """How these cases (`among`: a select of their ids) are spread over lists, so that no two who are kept apart share
    one.
    """
    pairs = among.with_only_columns(walls.c.one_id, walls.c.other_id).order_by(None)
    # Joined in the conditions: whatever these cases are found by, they may have several tables to start from.
    beside = (walls.c.one_id == cases.c.id, _OTHER.c.id == walls.c.other_id, _OTHER.c.track == cases.c.track)
    rows: Any = tx.execute(pairs.where(APART, *beside).distinct()).all()
    if not rows:
        return Lists()
    far = sorted({row.other_id for row in rows})
    here = set(tx.execute(among.where(cases.c.id.in_(far)).order_by(None)).scalars())
    return Lists(_numbered([(one, two) for one, two in rows if two in here]))


def _numbered(pairs: list[tuple[int, int]]) -> dict[int, int]:
    """The number of the list of whoever cannot stand in the first one: the first that has nobody they must not meet."""
    found: dict[int, int] = {}
    for case_id in sorted({number for pair in pairs for number in pair}):
        near = {one if two == case_id else two for one, two in pairs if case_id in (one, two)}
        taken = {found[number] for number in near if number in found}
        found[case_id] = next(number for number in count(1) if number not in taken)
    return {number: at for number, at in found.items() if at > 1}


def keys(tx: Tx, among: Select[Any], whole: Select[Any] | None = None) -> list[str]:
    """The lists in which any of these cases stands, R before P; `whole`: of which they are some, and which is easier to
    ask for.
    """
    further = split(tx, among if whole is None else whole).further
    plain = among.order_by(None)
    first = plain.with_only_columns(cases.c.track).where(*([cases.c.id.not_in(sorted(further))] if further else []))
    found = {(track, 1) for track in tx.execute(first.distinct()).scalars()}
    if further:
        rows: Any = tx.execute(
            plain.with_only_columns(cases.c.id, cases.c.track).where(cases.c.id.in_(sorted(further)))
        )
        found |= {(row.track, further[row.id]) for row in rows}
    ordered = sorted(found, key=lambda one: (-ord(one[0]), one[1]))
    return [kind if number == 1 else f"{kind}{number}" for kind, number in ordered]


def standing_in(tx: Tx, whole: Select[Any], key: str) -> ColumnElement[bool]:
    """The condition that a case stands in this list of all these cases."""
    kind, within = cases.c.track == key[:1], split(tx, whole).within(int(key[1:] or 1))
    return kind if within is None else and_(kind, within)


def are_kept_apart(tx: Tx, case_ids: list[int]) -> bool:
    """Whether two of these must not stand side by side."""
    both = (APART, walls.c.one_id.in_(case_ids), walls.c.other_id.in_(case_ids))
    return tx.execute(select(walls.c.id).where(*both).limit(1)).first() is not None
