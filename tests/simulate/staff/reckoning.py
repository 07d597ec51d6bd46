"""Who can act for whom at one moment, reckoned from the rows alone and apart from the bot's own conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.domain.people import Role
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences, cases, chats, people, walls


@dataclass(frozen=True)
class Reckoning:
    """The staff, who is away, and whose case is whose, as of one moment."""

    staff: dict[int, Any]
    away: dict[int, int | None]
    cases: dict[int, Any]
    covers: dict[int, tuple[int | None, datetime]]  # an absence that is agreed -> who stands in by it, and until when
    admins: list[int] = field(default_factory=list)

    def can_act(self, number: int | None) -> bool:
        """Whether somebody is let in and has a phone on which the bot may speak."""
        one = self.staff.get(number or 0)
        return one is not None and one.status == "active" and one.chat is not None and one.blocked_at is None

    def stands_in(self, number: int) -> int | None:
        """Who does what this person would do: they, whoever stands in for them, or nobody."""
        if number not in self.away:
            return number
        other = self.away[number]
        return None if other is None or other in self.away else other

    def leads(self, number: int) -> int | None:
        """Who leads this person now and is let in: their supervisor, or a deputy."""
        above = self.staff[number].supervisor_id
        leader = None if above is None else self.stands_in(above)
        one = self.staff.get(leader or 0)
        return leader if one is not None and one.role == Role.SUPERVISOR and one.status == "active" else None

    def accompanies(self, case_id: int) -> int | None:
        """Who accompanies a case now, with a phone or without one; None while its mentor is away and nobody covers."""
        return self.does_for(self.cases[case_id].mentor_id)

    def does_for(self, mentor: int) -> int | None:
        """Who accompanies the cases of this mentor now."""
        found = self.stands_in(mentor)
        if found is None and self.staff[mentor].status == "suspended":
            return self.leads(mentor)
        return found

    def may_hear(self, case_id: int) -> set[int]:
        """Whom a mentor's prompt may reach: whoever accompanies, else the leader, else an admin."""
        mentor = self.cases[case_id].mentor_id
        found = self.stands_in(mentor)
        if found is not None:
            return {found}
        return self.above(mentor)

    def above(self, number: int) -> set[int]:
        """Who hears what is a supervisor's to hear: whoever leads now, or else the admins."""
        leader = self.leads(number)
        if leader is not None and self.can_act(leader):
            return {leader}
        return {one for one in self.admins if self.can_act(one)}


def reckon(tx: Tx) -> Reckoning:
    """Read it all."""
    who = (people.c.id, people.c.code, people.c.role, people.c.chat, people.c.supervisor_id, people.c.status)
    rows = tx.execute(
        select(*who, chats.c.blocked_at)
        .select_from(people.outerjoin(chats, chats.c.id == people.c.chat))
        .where(people.c.role != Role.PARTICIPANT)
    )
    staff = {row.id: row for row in rows}
    away: dict[int, int | None] = {}
    covers: dict[int, tuple[int | None, datetime]] = {}
    leave = (absences.c.id, absences.c.person_id, absences.c.cover_id, absences.c.from_at, absences.c.until_at)
    agreed = (absences.c.state == "approved", absences.c.until_at > tx.now)
    found = tx.execute(select(*leave, absences.c.suspended).where(*agreed).order_by(absences.c.id)).all()
    for row in sorted(found, key=lambda one: bool(one.suspended)):
        covers[row.id] = (row.cover_id, row.until_at)
        if row.from_at <= tx.now:
            away[row.person_id] = row.cover_id
    running = (cases.c.id, cases.c.code, cases.c.mentor_id, cases.c.status, cases.c.track)
    found = tx.execute(select(*running).where(cases.c.status.in_(("active", "paused")))).all()
    admins = [one.id for one in staff.values() if one.role == Role.ADMIN and one.status == "active"]
    return Reckoning(staff, away, {row.id: row for row in found}, covers, admins)


def walled(tx: Tx) -> set[tuple[int, int]]:
    """The pairs that must never meet."""
    return {(row.one_id, row.other_id) for row in tx.execute(select(walls.c.one_id, walls.c.other_id))}
