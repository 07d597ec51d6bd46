"""Check-ins and their revisions as rows of an export: a column a question, and one a topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, groupby
from typing import Any

from sqlalchemy import and_, select

from bot.domain.checkins import CHECK_IN, DAY, NOT_KEPT
from bot.domain.followups import CONTACT
from bot.domain.forms import Answers, Day, Free, Levels, Question, Several, without
from bot.domain.planning import contact_at
from bot.store.caseload.checkins import NEWEST
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases, checkin_revisions, checkins, prompts
from bot.store.keeping.wanted import Everybody, Wanted
from bot.store.rights import consents

# The keys of so many texts are fetched in one go.
AT_ONCE = 500
Shown = Callable[[Iterable[Any]], Iterable[Any]]


def _revisions(tx: Tx, wanted: Wanted) -> Any:
    revised = (checkin_revisions.c.by_id.label("revised_by"), checkin_revisions.c.at.label("revised_at"))
    kept = (checkin_revisions.c.revision, checkin_revisions.c.why, checkin_revisions.c.answers)
    return (
        select(checkins, cases.c.code, NEWEST.label("newest"), *revised, *kept)
        .join(cases, cases.c.id == checkins.c.case_id)
        .join(checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id)
        .where(checkins.c.case_id.in_(wanted.among()), *wanted.between(checkins.c.at))
        .order_by(checkins.c.id, checkin_revisions.c.revision)
    )


def newest(tx: Tx, wanted: Wanted) -> list[Any]:
    """Check-ins with the answers as they stand now, sealed, the oldest first."""
    return list(tx.execute(_revisions(tx, wanted).where(checkin_revisions.c.revision == NEWEST)))


def opened(tx: Tx, row: Any) -> dict[str, Any]:
    """The answers of one of these, as they are kept."""
    found: dict[str, Any] = tx.open_facts(row.answers, "checkin_revisions", "answers", f"{row.id}.{row.revision}")
    return found


def answered(answers: Answers) -> dict[str, Any]:
    """A column a question that has no words of a person's own, and one a topic."""
    return dict(chain.from_iterable(_cells(one, answers) for one in CHECK_IN.questions if _is_plain(one)))


def worded(answers: Answers) -> dict[str, Any]:
    """A column a question that is answered in a person's own words."""
    return {one.key: answers.get(one.key) or None for one in CHECK_IN.questions if isinstance(one, Free)}


def _is_plain(question: Question) -> bool:
    """Whether an answer has no words of a person's own, and is no moment: those stand as `contact_at` and `next_at`."""
    return not isinstance(question, Free | Day)


def _cells(question: Question, answers: Answers) -> Iterator[tuple[str, Any]]:
    nothing: Any = {} if isinstance(question, Levels) else [] if isinstance(question, Several) else None
    value = answers.get(question.key) or nothing
    yield question.key, value
    if isinstance(question, Levels):
        yield from ((topic.code, value.get(topic.code)) for topic in question.topics)


class Reader:
    """Opens what was recorded. Of whoever wants no notes now there is but that there was a contact, or none."""

    def __init__(self, tx: Tx, wanted: Wanted, everybody: Everybody) -> None:
        self._tx, self._wanted, self._everybody = tx, wanted, everybody
        self.unwanted = consents.without_notes(tx, wanted.among())
        self._newest: dict[int, dict[str, Any]] = {}

    def checkins(self, shown: Shown) -> list[dict[str, Any]]:
        """A row of each as it stands now, the oldest first."""
        slots = _answered_slots(self._tx, self._wanted)
        rows = newest(self._tx, self._wanted)
        return _in_order((row, self._checkin(row, answers, slots)) for row, answers in self._opened(rows, shown))

    def revisions(self, shown: Shown) -> list[dict[str, Any]]:
        """A row of every version of each, the oldest first."""
        rows = list(self._tx.execute(_revisions(self._tx, self._wanted)))
        found: list[tuple[Any, dict[str, Any]]] = []
        for _, versions in groupby(self._opened(rows, shown), key=lambda one: one[0].id):
            of_one = list(versions)
            day = of_one[-1][1].get(DAY)
            found += [(row, self._revision(row, answers, day)) for row, answers in of_one]
        return _in_order(found)

    def _opened(self, rows: list[Any], shown: Shown) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Each with its answers, case by case: of more keys than some thousand the first are forgotten again."""
        by_case = sorted(rows, key=lambda row: (row.case_id, row.id, row.revision))
        for at, row in enumerate(shown(by_case)):
            if at % AT_ONCE == 0:
                self._tx.fetch_keys(one.answers for one in by_case[at : at + AT_ONCE] if one.id not in self._newest)
            yield row, self._answers(row)

    def _answers(self, row: Any) -> dict[str, Any]:
        """The answers of a version; those that count are opened once for both kinds of rows."""
        if row.revision == row.newest and row.id in self._newest:
            return self._newest[row.id]
        found = opened(self._tx, row)
        if row.case_id in self.unwanted:
            found = without(found, *NOT_KEPT)
        if row.revision == row.newest:
            self._newest[row.id] = found
        return found

    def _told(self, answers: Answers) -> dict[str, Any]:
        return worded(answers) if self._wanted.with_text else {}

    def _checkin(self, row: Any, answers: Answers, slots: dict[int, Any]) -> dict[str, Any]:
        planned = slots.get(row.id)
        return {
            "code": row.code,
            "at": self._everybody.at(row.at, row.by_id),
            "contact_at": self._everybody.at(row.contact_at, row.by_id),
            "by": self._everybody.code(row.by_id),
            **answered(answers),
            "next_at": self._next_at(answers, row.by_id),
            "revision": row.revision,
            # Of the planned contact that this one answered.
            "slot": None if planned is None else self._everybody.at(planned.slot, row.by_id),
            "version": None if planned is None else planned.version,
            **self._told(answers),
        }

    def _revision(self, row: Any, answers: Answers, day: Any) -> dict[str, Any]:
        was = row.contact_at
        if answers.get(DAY) != day:  # another day was put in its place since
            was = contact_at(answers, self._everybody.zone(row.by_id), row.at)
        return {
            "code": row.code,
            "checkin_at": self._everybody.at(row.at, row.by_id),
            "revision": row.revision,
            "by": self._everybody.code(row.revised_by),
            "at": self._everybody.at(row.revised_at, row.revised_by),
            "why": row.why or None,
            "contact_at": self._everybody.at(was, row.by_id),
            **answered(answers),
            "next_at": self._next_at(answers, row.by_id),
            **self._told(answers),
        }

    def _next_at(self, answers: Answers, by_id: int) -> datetime | None:
        said = answers.get("next_at")
        return self._everybody.at(datetime.fromisoformat(said), by_id) if said else None


def _in_order(made: Iterable[tuple[Any, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [cells for _, cells in sorted(made, key=lambda one: (one[0].id, one[0].revision))]


def _answered_slots(tx: Tx, wanted: Wanted) -> dict[int, Any]:
    """By check-in: the planned contact that it answered. Both were written in one moment; of several contacts the
    earliest counts, of several check-ins the first.
    """
    among = wanted.among()
    rows = tx.execute(
        select(checkins.c.id.label("checkin_id"), prompts.c.id, prompts.c.slot, prompts.c.version)
        .join(prompts, and_(prompts.c.case_id == checkins.c.case_id, prompts.c.ended_at == checkins.c.at))
        .where(
            checkins.c.case_id.in_(among),
            prompts.c.state == "answered",
            prompts.c.kind.in_(CONTACT),
            prompts.c.created_at < checkins.c.at,
            *wanted.between(checkins.c.at),
        )
        .order_by(prompts.c.slot, prompts.c.id, checkins.c.id)
    )
    return _each_once(rows)


def _each_once(rows: Iterable[Any]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    taken: set[int] = set()
    for row in rows:
        if row.checkin_id not in found and row.id not in taken:
            found[row.checkin_id] = row
            taken.add(row.id)
    return found


def own_answers(tx: Tx, rows: Iterable[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """By check-in, of `newest`: all that is kept, for the copy of whoever it is about."""
    for row in rows:
        answers = opened(tx, row)
        yield (
            row.id,
            {**answered(answers), **worded(answers), "next_at": answers.get("next_at"), "revision": row.revision},
        )
