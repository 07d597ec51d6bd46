"""Cases: the only way to one is `visible`, which knows who may see it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, insert, literal, or_, select, update

from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.domain.timing.cadence import rhythm
from bot.domain.timing.quiet_days import QuietSpan, coming_days
from bot.domain.typed import is_begun, is_named, words_of_name
from bot.store.caseload import lists
from bot.store.caseload.overdue import has_come, is_open_contact
from bot.store.caseload.scope import WHO, accompanied, accompanies, in_scope, seen_by
from bot.store.engine import audit, deployment, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import CASE, STAFF_MEMBER
from bot.store.engine.tables import cases, checkins, drafts, people, prompts
from bot.store.sealing.data_keys import key_id_of

TRACKS = ("R", "P")


@dataclass(frozen=True, slots=True)
class Case:
    """A person who is accompanied, by neutral code. `sealed_name` names the key of all their text."""

    id: int
    code: str
    track: str
    mentor_id: int
    cadence_weeks: int
    status: str
    intake_at: datetime
    last_at: datetime | None
    misses: int
    sealed_name: bytes
    sealed_quiet: bytes | None

    @property
    def key_id(self) -> int:
        """The id of the case's data key."""
        return key_id_of(self.sealed_name)

    @property
    def goes_on(self) -> bool:
        """Whether the accompaniment has not ended."""
        return self.status in RUNNING

    def weeks(self, now: datetime) -> int:
        """Weeks between two contacts as of `now`."""
        return rhythm(self.cadence_weeks, self.intake_at, now)

    def quiet_days(self, tx: Tx) -> frozenset[date]:
        """The coming days on which this person's matters are not raised."""
        return (
            frozenset()
            if self.sealed_quiet is None
            else coming_days(quiet_spans(tx, self.id, self.sealed_quiet), tx.now)
        )


# An accompaniment that has not ended; a pause is no end.
RUNNING = ("active", "paused")
COLUMNS = (
    cases.c.id,
    cases.c.code,
    cases.c.track,
    cases.c.mentor_id,
    cases.c.cadence_weeks,
    cases.c.status,
    cases.c.intake_at,
    cases.c.last_at,
    cases.c.misses,
    cases.c.name,
    cases.c.quiet,
)


def case_of(row: Any) -> Case:
    """A row of COLUMNS as a case."""
    return Case(*row)


def visible(tx: Tx, who: Person, case_id: int, *, lock: bool = False) -> Case | None:
    """A case this person may see, locked until the turn ends if it will be changed; None otherwise."""
    values = {"case": case_id, "who": who.id, "now": tx.now}
    row = tx.execute(_visible(who.role, lock), values).one_or_none()
    return None if row is None else case_of(row)


_BY_ID = select(*COLUMNS).where(cases.c.id == bindparam("case"))


def by_id(tx: Tx, case_id: int) -> Case | None:
    """A case for the bot's own work; whatever a person sees or does goes through `visible`."""
    row = tx.execute(_BY_ID, {"case": case_id}).one_or_none()
    return None if row is None else case_of(row)


def lock(tx: Tx, case_id: int) -> None:
    """Let nobody else change what hangs on this case before this turn is over (see people.lock)."""
    tx.execute(select(cases.c.id).where(cases.c.id == case_id).with_for_update())


def by_codes(tx: Tx) -> dict[str, Case]:
    """Every case that is not erased, by its code: for imports."""
    rows = tx.execute(select(*COLUMNS).where(cases.c.status != "erased"))
    return {row.code: case_of(row) for row in rows}


def by_code(tx: Tx, code: str) -> Case | None:
    """The case of that code (any case), unless it is erased: for whoever looks after the machine."""
    found = select(*COLUMNS).where(cases.c.code == code.upper(), cases.c.status != "erased")
    row = tx.execute(found).one_or_none()
    return None if row is None else case_of(row)


def called(tx: Tx, who: Person, code: str) -> Case | None:
    """The case of that code, if this person may see it."""
    found = select(*COLUMNS).where(cases.c.code == code, in_scope(who, tx.now))
    row = tx.execute(found).one_or_none()
    return None if row is None else case_of(row)


def numbered(tx: Tx, who: Person, number: int, *, own: bool = False) -> list[Case]:
    """The cases this person sees (`own`: accompanies) whose code has this number, by code."""
    codes = [f"{track}-{number:03d}" for track in TRACKS]
    seen = _not_ended(who, tx.now, own=own).where(cases.c.code.in_(codes))
    return [case_of(row) for row in tx.execute(seen)]


def named(tx: Tx, who: Person, words: frozenset[str], *, own: bool = False) -> list[tuple[Case, bool]]:
    """The cases this person sees (`own`: accompanies) whose name has words that begin with all these, by code; and
    whether they are whole words of it.

    Opening names to compare them shows nobody anything, so that the audit has only those that are shown.
    """
    rows = tx.execute(_not_ended(who, tx.now, own=own)).all()
    tx.fetch_keys(row.name for row in rows)
    names = [(case_of(row), tx.open(row.name, "cases", "name", row.id)) for row in rows]
    found = [(one, is_named(words, name), name) for one, name in names]
    return [(one, whole) for one, whole, name in found if whole or is_begun(words, name)]


def _not_ended(who: Person, now: datetime, *, own: bool) -> Select[Any]:
    may = accompanies(who, now) if own else in_scope(who, now)
    return select(*COLUMNS).where(may, cases.c.status.in_(RUNNING)).order_by(cases.c.code)


def own_names(tx: Tx, who: Person) -> list[tuple[str, frozenset[str]]]:
    """The code of each active case this person accompanies, and the words of its name, to be compared with what was
    typed: that shows nobody anything (see `named`).
    """
    mine = select(*COLUMNS).where(accompanies(who, tx.now), cases.c.status.in_(RUNNING)).order_by(cases.c.code)
    return [(row.code, words_of_name(tx.open(row.name, "cases", "name", row.id))) for row in tx.execute(mine)]


def own_running(tx: Tx, who: Person) -> list[tuple[int, str]]:
    """All cases this person accompanies that have not ended, also those that rest, as (id, code), by code."""
    mine = select(cases.c.id, cases.c.code).where(accompanies(who, tx.now), cases.c.status.in_(RUNNING))
    return [(row.id, row.code) for row in tx.execute(mine.order_by(cases.c.code))]


def own_by_last(tx: Tx, who: Person) -> list[tuple[int, str]]:
    """The active cases this person accompanies, as (id, code): whoever they were in touch with last comes first."""
    mine = select(cases.c.id, cases.c.code).where(accompanies(who, tx.now), cases.c.status == "active")
    last = select(func.max(checkins.c.contact_at)).where(checkins.c.case_id == cases.c.id).scalar_subquery()
    rows = tx.execute(mine.order_by(last.is_(None), last.desc(), cases.c.code))
    return [(row.id, row.code) for row in rows]


def ids_of(tx: Tx, codes: list[str]) -> list[int]:
    """Ids of the cases with these codes; unknown and erased ones are passed over."""
    if not codes:
        return []
    found = select(cases.c.id).where(cases.c.code.in_(codes), cases.c.status != "erased")
    return list(tx.execute(found.order_by(cases.c.id)).scalars())


def mine(tx: Tx, who: Person, case_id: int, *, lock: bool = False) -> Case | None:
    """A case this person accompanies at this moment: theirs, or covered by them; one that has ended is nobody's."""
    found = visible(tx, who, case_id, lock=lock)
    return found if found is not None and is_accompanied_by(tx, found, who) else None


def is_accompanied_by(tx: Tx, case: Case, who: Person) -> bool:
    """Whether, of a case this person may see, they are the one who accompanies it now, or covers for them."""
    if not case.goes_on:
        return False
    if case.mentor_id == who.id or who.role is Role.MENTOR:
        return True
    theirs = select(cases.c.id).where(cases.c.id == case.id, accompanies(who, tx.now))
    return tx.execute(theirs).first() is not None


def entrusted(tx: Tx, who: Person, case_id: int, *, lock: bool = False) -> Case | None:
    """A case whose own mentor this person is, also after its end; a cover may not, nor whoever leads the team."""
    found = visible(tx, who, case_id, lock=lock)
    return found if found is not None and found.mentor_id == who.id else None


def steered(tx: Tx, who: Person, case_id: int, *, lock: bool = False) -> Case | None:
    """A case whose course this person sets: theirs, or of their team. A cover keeps it company, and no more."""
    found = visible(tx, who, case_id, lock=lock)
    return found if found is not None and is_steered_by(found, who) else None


def is_steered_by(case: Case, who: Person) -> bool:
    """Whether, of a case this person may see, they set its course."""
    return case.mentor_id == who.id or who.role is Role.SUPERVISOR


def to_change(tx: Tx, who: Person, case_id: int) -> Case | None:
    """A case whose course this person sets now, locked: one that has ended has no course any more."""
    found = steered(tx, who, case_id, lock=True)
    return found if found is not None and found.goes_on else None


@lru_cache
def _visible(role: Role, lock: bool) -> Any:
    """Made once: it is asked in nearly every turn."""
    may = seen_by(role)
    found = select(*COLUMNS).where(cases.c.id == bindparam("case"), may)
    return found.with_for_update(of=cases) if lock else found


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list: when its next contact comes, since when an overdue one is open, whether a draft stands open."""

    id: int
    code: str
    due_at: datetime | None
    open_since: datetime | None
    has_draft: bool
    paused: bool


def lines(
    tx: Tx, who: Person, page: int, size: int, *, own: bool = False, key: str | None = None
) -> tuple[list[Line], bool]:
    """A page of the cases in this person's scope, those whose moment has come first; and whether more follow.

    own: only those they accompany, and only active ones: for recording. key: only those of that list.
    """
    values = {"who": who.id, "now": tx.now, "skip": page * size, "most": size + 1}
    within = None if key is None else lists.standing_in(tx, _open_ones(who, tx.now), key)
    rows = tx.execute(_LINES(who.role, own) if within is None else _lines(who.role, own, within), values).all()
    found = [
        Line(row.id, row.code, row.due_at, row.open_since, bool(row.has_draft), row.status == "paused") for row in rows
    ]
    return found[:size], len(found) > size


def _lines(role: Role, own: bool, *within: ColumnElement[bool]) -> Any:
    contact = (prompts.c.case_id == cases.c.id, is_open_contact())
    planned_for = func.min(case((has_come(), prompts.c.slot)))
    has_draft = exists(
        select(literal(1)).where(drafts.c.case_id == cases.c.id, drafts.c.person_id == WHO, drafts.c.blank.is_not(True))
    )
    # Asked of each case that is listed, by the index on its prompts: everybody else's are not looked at.
    listed = (
        select(
            cases.c.id,
            cases.c.code,
            cases.c.status,
            select(func.min(prompts.c.due_at)).where(*contact).scalar_subquery().label("due_at"),
            select(planned_for).where(*contact).scalar_subquery().label("open_since"),
            has_draft.label("has_draft"),
        )
        .where(
            accompanied(role) if own else seen_by(role),
            cases.c.status.in_(("active",) if own else ("active", "paused")),
            *within,
        )
        .subquery()
    )
    one = listed.c
    return (
        select(one.id, one.code, one.status, one.due_at, one.open_since, one.has_draft)
        .order_by(one.open_since.is_(None), one.due_at.is_(None), one.due_at, one.code)
        .offset(bindparam("skip"))
        .limit(bindparam("most"))
    )


# Whoever accompanies sees one list, which is asked for many times a day.
_LINES = lru_cache(_lines)


def _open_ones(who: Person, now: datetime) -> Select[Any]:
    return select(cases.c.id).where(in_scope(who, now), cases.c.status.in_(RUNNING))


def keys(tx: Tx, who: Person) -> list[str]:
    """The lists of the open cases this person sees."""
    return lists.keys(tx, _open_ones(who, tx.now))


def count(tx: Tx, who: Person, key: str | None = None) -> int:
    """How many open cases this person sees; `key`: in that list."""
    among = _open_ones(who, tx.now)
    within = [] if key is None else [lists.standing_in(tx, among, key)]
    return int(tx.execute(among.with_only_columns(func.count()).where(*within)).scalar_one())


def name(tx: Tx, who: Person, one: Case) -> str:
    """Open a case's name for a screen of `who`; the reading is in the audit."""
    audit.note(tx, who.id, "read_name", "case", one.id)
    return tx.open(one.sealed_name, "cases", "name", one.id)


def add(
    tx: Tx,
    track: str,
    title: str,
    mentor: Person,
    cadence_weeks: int,
    *,
    code: str | None = None,
    intake_at: datetime | None = None,
    closed_at: datetime | None = None,
    closed_reason: str | None = None,
) -> Case:
    """Add a case under the next code of its track, with a key of its own.

    What comes from elsewhere has its own code (the codes to come are beyond it), began then, and may have ended since
    (aware), for a reason. Raises sqlalchemy IntegrityError for a code that is taken.
    """
    highest = highest_number(tx, track)
    if code is not None:
        deployment.put(tx, HIGHEST + track, str(max(highest, number_of(code))))
    case_id = tx.execute(
        insert(cases)
        .values(
            code=code or f"{track}-{highest + 1:03d}",
            track=track,
            mentor_id=mentor.id,
            cadence_weeks=cadence_weeks,
            **lives.born(CASE, "admit"),
            intake_at=intake_at or tx.now,
        )
        .returning(cases.c.id)
    ).scalar_one()
    sealed = tx.new_key("case", str(case_id)).seal(title.encode(), "cases", "name", case_id)
    row = tx.execute(update(cases).where(cases.c.id == case_id).values(name=sealed).returning(*COLUMNS)).one()
    if closed_at is None:
        return case_of(row)
    lives.move(tx, CASE, "end", case_id, closed_at=closed_at, closed_reason=closed_reason)
    return case_of(tx.execute(_BY_ID, {"case": case_id}).one())


# Under which name the highest number is kept that came from elsewhere: what was added after it may be lower.
HIGHEST = "highest_code_"


def is_given(tx: Tx, code: str) -> bool:
    """Whether a code is, or ever was, somebody's."""
    return tx.execute(select(cases.c.id).where(cases.c.code == code)).first() is not None


def number_of(code: str) -> int:
    """The number in a code."""
    return int(code.partition("-")[2])


def highest_number(tx: Tx, track: str) -> int:
    """The highest number a code of this track ever had: of the newest one, or of one that came from elsewhere."""
    newest = select(cases.c.code).where(cases.c.track == track).order_by(cases.c.id.desc()).limit(1)
    code = tx.execute(newest).scalar_one_or_none()
    return max(0 if code is None else number_of(code), int(deployment.get(tx, HIGHEST + track) or 0))


def count_own(tx: Tx, who: Person) -> int:
    """How many active cases this person accompanies now."""
    return int(tx.execute(_count_own(who.role), {"who": who.id, "now": tx.now}).scalar_one())


@lru_cache
def _count_own(role: Role) -> Any:
    return select(func.count()).select_from(cases).where(accompanied(role), cases.c.status == "active")


def of_mentor(tx: Tx, mentor_id: int) -> list[int]:
    """Ids of the open cases of a mentor."""
    rows = select(cases.c.id).where(cases.c.mentor_id == mentor_id, cases.c.status.in_(("active", "paused")))
    return list(tx.execute(rows.order_by(cases.c.id)).scalars())


_TOUCHED = lives.moving(CASE, "record", cases.c.id == bindparam("case")).values(
    last_at=bindparam("at"), misses=bindparam("number")
)


def note_contact(tx: Tx, one: Case, misses: int) -> None:
    """A check-in was saved just now; so many contacts in a row have not worked out."""
    tx.execute(_TOUCHED, {"case": one.id, "at": tx.now, "number": misses})


def correct_misses(tx: Tx, one: Case, misses: int) -> None:
    """The newest check-in was put right: so many contacts in a row have not worked out."""
    tx.execute(lives.moving(CASE, "record", cases.c.id == one.id).values(misses=misses))


_AT: ColumnElement[Any] = bindparam("at", type_=cases.c.last_at.type)
_HAD = (
    update(cases)
    .where(cases.c.id == bindparam("case"), cases.c.status != "erased")
    .values(
        last_at=case((or_(cases.c.last_at.is_(None), cases.c.last_at < _AT), _AT), else_=cases.c.last_at),
        misses=bindparam("number"),
    )
)


def note_history(tx: Tx, case_id: int, at: datetime, misses: int) -> None:
    """Earlier check-ins came in, the newest recorded at `at` (aware): so many contacts in a row have not worked out.

    Also of somebody whose accompaniment has ended; nothing is planned by it, and nobody told.
    """
    tx.execute(_HAD, {"case": case_id, "at": at, "number": misses})


def count_miss(tx: Tx, one: Case) -> int:
    """A contact stayed open for a week; returns how many in a row did not work out (0 where it has ended)."""
    missed = lives.moving(CASE, "miss", cases.c.id == one.id).values(misses=cases.c.misses + 1)
    return tx.execute(missed.returning(cases.c.misses)).scalar_one_or_none() or 0


def set_cadence(tx: Tx, who: Person, one: Case, weeks: int) -> None:
    """Another rhythm (0 = the usual course)."""
    if lives.move(tx, CASE, "steer", one.id, cadence_weeks=weeks) is None:
        audit.note(tx, who.id, "cadence_changed", "case", one.id)


def pause(tx: Tx, who: Person, one: Case) -> Refusal | None:
    """Nothing routine is asked from now on, until it goes on; None when it is so, otherwise why not."""
    return _noted(tx, who, one, "pause", "case_paused")


def go_on(tx: Tx, who: Person, one: Case) -> Refusal | None:
    """The end of a pause; None when it is so, otherwise why not."""
    return _noted(tx, who, one, "go_on", "case_active")


def end(tx: Tx, who: Person, one: Case) -> Refusal | None:
    """The accompaniment has ended: what is kept of it is kept for so long after that, counted once."""
    return _noted(tx, who, one, "end", "case_closed", closed_at=tx.now)


def why_ended(tx: Tx, one: Case) -> str | None:
    """What was said of why it ended; None where nothing was."""
    found: str | None = tx.execute(select(cases.c.closed_reason).where(cases.c.id == one.id)).scalar_one()
    return found


def explain_end(tx: Tx, who: Person, one: Case, reason: str) -> None:
    """Why it ended; whoever ended it may put that right."""
    ended = (cases.c.id == one.id, cases.c.status == "closed")
    if tx.execute(update(cases).where(*ended).values(closed_reason=reason)).rowcount:
        audit.note(tx, who.id, "end_explained", "case", one.id)


def _noted(tx: Tx, who: Person, one: Case, event: str, verb: str, **values: Any) -> Refusal | None:
    refusal = lives.move(tx, CASE, event, one.id, **values)
    if refusal is None:
        audit.note(tx, who.id, verb, "case", one.id)
    return refusal


def set_mentor(tx: Tx, who: Person | None, case_ids: Iterable[int], mentor: Person) -> list[int]:
    """These cases are with another mentor from now on, where they go on and that person may be given any.

    Returns those that moved.
    """
    can = exists(
        select(literal(1)).where(people.c.id == mentor.id, STAFF_MEMBER.in_state(*STAFF_MEMBER.life.before("lead")))
    )
    moved = [one for one in case_ids if lives.move(tx, CASE, "hand_on", one, can, mentor_id=mentor.id) is None]
    for case_id in moved:
        audit.note(tx, None if who is None else who.id, "case_transferred", "case", case_id)
    return moved


def quiet_spans(tx: Tx, case_id: int, sealed: bytes | None) -> list[QuietSpan]:
    """Quiet days as (first, last, whether they come back every year)."""
    if sealed is None:
        return []
    kept = tx.open_facts(sealed, "cases", "quiet", case_id)
    return [(date.fromisoformat(first), date.fromisoformat(last), yearly) for first, last, yearly in kept]


def quiet_in(tx: Tx, who: Person, first: date, last: date) -> dict[date, list[str]]:
    """Of those whom this person accompanies, by code, who has a quiet day on each day of these."""
    mine = select(*COLUMNS).where(accompanies(who, tx.now), cases.c.status == "active", cases.c.quiet.is_not(None))
    found: dict[date, list[str]] = {}
    for row in tx.execute(mine.order_by(cases.c.code)):
        one = case_of(row)
        for day in one.quiet_days(tx):
            if first <= day <= last:
                found.setdefault(day, []).append(one.code)
    return found


def set_quiet(tx: Tx, who: Person, one: Case, spans: list[QuietSpan]) -> None:
    """Keep the quiet days, sealed with the case's key."""
    text = json.dumps([(first.isoformat(), last.isoformat(), yearly) for first, last, yearly in spans])
    sealed = tx.key(one.key_id).seal(text.encode(), "cases", "quiet", one.id) if spans else None
    if lives.move(tx, CASE, "steer", one.id, quiet=sealed) is None:
        audit.note(tx, who.id, "quiet_days_set", "case", one.id)
