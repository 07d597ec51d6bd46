"""What was recorded, as plain rows by kind: neutral codes, moments by local clocks, free text only when asked for.

What each column means stands in `dictionary`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import and_, func, or_, select

from bot.domain.followups import CONTACT
from bot.store.caseload import requests as asking
from bot.store.engine.database import Tx
from bot.store.engine.lives import APART
from bot.store.engine.tables import absences, cases, checkins, flags, prompts, referrals, requests, walls
from bot.store.keeping import course, dictionary
from bot.store.keeping.dictionary import DICTIONARY
from bot.store.keeping.recorded import AT_ONCE, Reader
from bot.store.keeping.wanted import Everybody, Rows, Wanted
from bot.store.people.absences import APPROVED, ENDED, NO_END

__all__ = ["CHECKINS", "KINDS", "Rows", "Wanted", "collect", "explained", "kinds", "walled"]

CHECKINS = "checkins"
# What people plan is one kind of row; the reminders, reviews and alarms that follow by rule are another.
KINDS = (
    *("cases", CHECKINS, "revisions", "course", "prompts", "reminders", "flags", "requests", "referrals"),
    *("absences", DICTIONARY),
)
Shown = Callable[[str, Iterable[Any]], Iterable[Any]]


def _untouched(kind: str, rows: Iterable[Any]) -> Iterable[Any]:
    return rows


def kinds(wanted: Wanted) -> tuple[str, ...]:
    """The kinds of rows that stand in such a file: one about a single person tells of nobody's leave."""
    return KINDS if wanted.case is None else tuple(kind for kind in KINDS if kind != "absences")


def collect(tx: Tx, wanted: Wanted, *, only: Collection[str] = KINDS, shown: Shown = _untouched) -> dict[str, Rows]:
    """Everything exported, by kind; `shown` wraps each kind's rows as they are read, for a progress bar."""
    made = _Made(tx, wanted, shown)
    return {kind: list(getattr(made, kind)()) for kind in kinds(wanted) if kind in only}


def explained(wanted: Wanted) -> Rows:
    """The dictionary of such a file."""
    return dictionary.rows([kind for kind in kinds(wanted) if kind != DICTIONARY], with_text=wanted.with_text)


def walled(tx: Tx, wanted: Wanted) -> bool:
    """Whether two who must never meet would stand in one file."""
    among = wanted.among()
    return (
        tx.execute(
            select(walls.c.one_id).where(APART, walls.c.one_id.in_(among), walls.c.other_id.in_(among)).limit(1)
        ).first()
        is not None
    )


class _Made:
    """The rows of each kind, under its name."""

    def __init__(self, tx: Tx, wanted: Wanted, shown: Shown) -> None:
        self._tx, self._wanted, self._shown = tx, wanted, shown
        self._everybody = Everybody(tx, wanted.zone)
        self._reader = Reader(tx, wanted, self._everybody)

    def cases(self) -> Iterator[dict[str, Any]]:
        last = select(func.max(checkins.c.contact_at)).where(checkins.c.case_id == cases.c.id).scalar_subquery()
        chosen = select(cases, last.label("last_contact_at")).where(cases.c.id.in_(self._wanted.among()))
        rows = self._tx.execute(chosen.order_by(cases.c.code)).all()
        for at, row in enumerate(self._shown("cases", rows)):
            if self._wanted.with_text and at % AT_ONCE == 0:
                self._tx.fetch_keys(one.name for one in rows[at : at + AT_ONCE])
            yield {
                "code": row.code,
                "track": row.track,
                "mentor": self._everybody.code(row.mentor_id),
                "team": self._everybody.team(row.mentor_id),
                "cadence_weeks": row.cadence_weeks,
                "status": row.status,
                "intake_at": self._everybody.at(row.intake_at, row.mentor_id),
                # When something was recorded last, and when the last contact was.
                "last_at": self._everybody.at(row.last_at, row.mentor_id),
                "last_contact_at": self._everybody.at(row.last_contact_at, row.mentor_id),
                "closed_at": self._everybody.at(row.closed_at, row.mentor_id),
                "closed_reason": row.closed_reason,
                **self._words(name=("cases", "name", row.name, row.id)),
            }

    def checkins(self) -> Iterator[dict[str, Any]]:
        yield from self._reader.checkins(partial(self._shown, "checkins"))

    def revisions(self) -> Iterator[dict[str, Any]]:
        yield from self._reader.revisions(partial(self._shown, "revisions"))

    def course(self) -> Iterator[dict[str, Any]]:
        yield from course.rows(self._tx, self._wanted, self._everybody)

    def prompts(self) -> Iterator[dict[str, Any]]:
        yield from self._prompts("prompts", prompts.c.kind.in_(CONTACT))

    def reminders(self) -> Iterator[dict[str, Any]]:
        yield from self._prompts("reminders", prompts.c.kind.not_in(CONTACT))

    def _prompts(self, kind: str, which: Any) -> Iterator[dict[str, Any]]:
        planned = (prompts.c.kind, prompts.c.recipient_id, prompts.c.slot, prompts.c.version, prompts.c.due_at)
        went = (prompts.c.state, prompts.c.created_at, prompts.c.said_at, prompts.c.ended_at)
        rows = self._tx.execute(
            select(*planned, *went, cases.c.code)
            .join(cases, cases.c.id == prompts.c.case_id)
            .where(which, prompts.c.case_id.in_(self._wanted.among()), *self._wanted.between(prompts.c.due_at))
            .order_by(prompts.c.id)
        )
        for row in self._shown(kind, rows.all()):
            yield {
                "kind": row.kind,
                "code": row.code,
                "recipient": self._everybody.code(row.recipient_id),
                "slot": self._everybody.at(row.slot, row.recipient_id),
                "version": row.version,
                "due_at": self._everybody.at(row.due_at, row.recipient_id),
                "state": row.state,
                "created_at": self._everybody.at(row.created_at, row.recipient_id),
                "said_at": self._everybody.at(row.said_at, row.recipient_id),
                "ended_at": self._everybody.at(row.ended_at, row.recipient_id),
            }

    def flags(self) -> Iterator[dict[str, Any]]:
        rows = self._of_cases(flags, flags.c.raised_at)
        for row in self._shown("flags", rows):
            yield {
                "code": row.code,
                "kind": row.kind,
                "raised_by": self._everybody.code(row.raised_by),
                "raised_at": self._everybody.at(row.raised_at, row.raised_by),
                "acknowledged_by": self._everybody.code(row.acknowledged_by),
                "acknowledged_at": self._everybody.at(row.acknowledged_at, row.raised_by),
                "closed_by": self._everybody.code(row.closed_by),
                "closed_at": self._everybody.at(row.closed_at, row.raised_by),
                **self._words(note=("flags", "note", self._noted(row, row.note), row.id)),
            }

    def requests(self) -> Iterator[dict[str, Any]]:
        """What was asked for and when it was answered. A leader's file holds no complaint about themselves."""
        leader = self._wanted.supervisor_id
        others = [] if leader is None else [~asking.may_be_about(leader, self._tx.now)]
        rows = self._of_cases(requests, requests.c.received_at, *others)
        for row in self._shown("requests", rows):
            yield {
                "code": row.code,
                "kind": row.kind,
                "topic": row.topic,
                "received_at": self._everybody.at(row.received_at, row.of_mentor),
                "due_at": self._everybody.at(row.due_at, row.of_mentor),
                "state": row.state,
                "handled_by": self._everybody.code(row.handled_by),
                "done_at": self._everybody.at(row.done_at, row.of_mentor),
                "told_at": self._everybody.at(row.told_at, row.of_mentor),
                **self._words(
                    text=("requests", "text", row.text, row.id), reason=("requests", "reason", row.reason, row.id)
                ),
            }

    def referrals(self) -> Iterator[dict[str, Any]]:
        """What other services were asked for: an entry of the directory by its id, one that was typed as a word."""
        for row in self._shown("referrals", self._of_cases(referrals, referrals.c.created_at)):
            yield {
                "code": row.code,
                "topic": row.topic,
                "service": row.service,
                "state": row.state,
                "by": self._everybody.code(row.by_id),
                "created_at": self._everybody.at(row.created_at, row.of_mentor),
                "changed_at": self._everybody.at(row.changed_at, row.of_mentor),
                "accepted_at": self._everybody.at(row.accepted_at, row.of_mentor),
                **self._words(named=("referrals", "named", self._noted(row, row.named), row.id)),
            }

    def absences(self) -> Iterator[dict[str, Any]]:
        """When staff were away, as agreed, and who stood in: of a part of the cases, those who accompany them."""
        agreed = or_(
            absences.c.state == APPROVED,
            and_(absences.c.state == ENDED, or_(absences.c.decided_by.is_not(None), absences.c.suspended.is_(True))),
        )
        whose = self._wanted.among().with_only_columns(cases.c.mentor_id)
        within = [
            *([] if self._wanted.is_everybody else [absences.c.person_id.in_(whose)]),
            *([absences.c.until_at > self._wanted.since] if self._wanted.since else []),
            *([absences.c.from_at < self._wanted.until] if self._wanted.until else []),
        ]
        rows = self._tx.execute(select(absences).where(agreed, *within).order_by(absences.c.id))
        for row in self._shown("absences", rows.all()):
            until = None if row.until_at == NO_END else row.until_at
            yield {
                "person": self._everybody.code(row.person_id),
                "from_at": self._everybody.at(row.from_at, row.person_id),
                "until_at": self._everybody.at(until, row.person_id),
                "cover": self._everybody.code(row.cover_id),
                "state": row.state,
            }

    def dictionary(self) -> Iterator[dict[str, Any]]:
        yield from explained(self._wanted)

    def _of_cases(self, table: Any, at: Any, *which: Any) -> list[Any]:
        """Rows about these cases in this period, with the code of each case and its mentor."""
        found = (
            select(table, cases.c.code, cases.c.mentor_id.label("of_mentor"))
            .join(cases, cases.c.id == table.c.case_id)
            .where(table.c.case_id.in_(self._wanted.among()), *self._wanted.between(at), *which)
        )
        return list(self._tx.execute(found.order_by(table.c.id)))

    def _noted(self, row: Any, sealed: bytes | None) -> bytes | None:
        """What staff noted of somebody, unless they want no notes."""
        return None if row.case_id in self._reader.unwanted else sealed

    def _words(self, **columns: tuple[str, str, bytes | None, int]) -> dict[str, str | None]:
        """Sealed columns, opened, where words are wanted: each as table, column, what is sealed, and the row."""
        if not self._wanted.with_text:
            return {}
        return {
            name: self._tx.open(sealed, table, column, row_id) if sealed else None
            for name, (table, column, sealed, row_id) in columns.items()
        }
