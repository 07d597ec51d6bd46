"""What an export is to hold: whom, of when, with words or without; and by whose clock each moment in it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select

from bot.store.engine.database import Tx
from bot.store.engine.tables import cases, people
from bot.store.people.leading import TEAM

Rows = list[dict[str, Any]]
ZONE = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export: from `since` up to `until` (aware), of one track, one mentor (by code), one supervisor's team.

    case: only one participant's, by code. within: only those of whom this is true. zone: whose clock counts where
    somebody has chosen none.
    """

    since: datetime | None = None
    until: datetime | None = None
    track: str | None = None
    mentor: str | None = None
    supervisor_id: int | None = None
    with_text: bool = False
    case: str | None = None
    within: ColumnElement[bool] | None = None
    zone: ZoneInfo = ZONE

    @property
    def is_everybody(self) -> bool:
        """Whether it is of the whole installation."""
        some = (self.track, self.mentor, self.supervisor_id, self.case, self.within)
        return all(one is None for one in some)

    def between(self, column: Any) -> list[Any]:
        """The conditions on a moment."""
        return ([column >= self.since] if self.since else []) + ([column < self.until] if self.until else [])

    def among(self) -> Any:
        """The ids of the cases."""
        found = select(cases.c.id).join(people, people.c.id == cases.c.mentor_id).where(cases.c.status != "erased")
        if self.track is not None:
            found = found.where(cases.c.track == self.track)
        if self.mentor is not None:
            found = found.where(people.c.code == self.mentor)
        if self.case is not None:
            found = found.where(cases.c.code == self.case)
        if self.within is not None:
            found = found.where(self.within)
        if self.supervisor_id is not None:
            found = found.where(or_(people.c.supervisor_id == self.supervisor_id, people.c.id == self.supervisor_id))
        return found


class Everybody:
    """Each person's code and clock, by their number, also of those who have gone."""

    def __init__(self, tx: Tx, zone: ZoneInfo) -> None:
        rows: Any = tx.execute(select(people.c.id, people.c.code, people.c.zone, TEAM.label("team"))).all()
        self._codes: dict[int, str] = {row.id: row.code for row in rows}
        self._zones: dict[int, ZoneInfo] = {row.id: ZoneInfo(row.zone) if row.zone else zone for row in rows}
        self._teams: dict[int, int | None] = {row.id: row.team for row in rows}
        self._zone = zone

    def code(self, number: int | None) -> str | None:
        """Somebody's code."""
        return None if number is None else self._codes.get(number)

    def team(self, number: int) -> str | None:
        """The code of whoever leads the team that somebody of the staff is in now."""
        return self.code(self._teams.get(number))

    def zone(self, number: int | None) -> ZoneInfo:
        """By whose clock they live; the installation's where they have chosen none."""
        return self._zone if number is None else self._zones.get(number, self._zone)

    def at(self, at: datetime | None, number: int | None) -> datetime | None:
        """A moment by this person's clock, to the second."""
        return None if at is None else at.astimezone(self.zone(number)).replace(microsecond=0)
