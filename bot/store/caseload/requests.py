"""What participants ask for: received, taken on, answered or refused with a reason, and the clock on each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.domain.rights.requests import (
    BYPASSING,
    HANDLED,
    NOT_BYPASSING,
    OPEN_STATES,
    PAST_LEADERS,
    REQUEST_KINDS,
    RINGING,
    RINGS_AFTER,
    Kind,
    Mentor,
    Tie,
    handling_order,
)
from bot.store.caseload import lists, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.scope import accompanying, kept_apart
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import REQUEST
from bot.store.engine.tables import absences as absence_rows
from bot.store.engine.tables import cases, checkins, invites, outbox, requests
from bot.store.engine.tables import people as staff
from bot.store.engine.tables import prompts as prompt_rows
from bot.store.people import absences, leading, people

LEAST_REASON = 5
# So long whoever handled something urgent that was taken back may still read how the person is reached.
ASKED_FOR = timedelta(days=3)
RINGS = "request_rings"
_led = staff.alias("led_by")


class NoReason(ValueError):
    """A request cannot be refused without saying why."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a participant. `case_code` is None where there is no case; texts are opened by `text`, `reason`."""

    id: int
    person_id: int
    case_id: int | None
    case_code: str | None
    kind_code: str
    topic: str | None
    received_at: datetime
    due_at: datetime
    state: str
    handled_by: int | None
    done_at: datetime | None
    told_at: datetime | None
    sealed_text: bytes | None
    sealed_reason: bytes | None

    @property
    def kind(self) -> Kind:
        """What its kind says about it."""
        return REQUEST_KINDS[self.kind_code]

    @property
    def clock_from(self) -> datetime:
        """From when its clock runs: since it came, or since it was passed by somebody."""
        return self.due_at - self.kind.term

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in OPEN_STATES

    @property
    def is_told(self) -> bool:
        """Whether whoever asked knows what became of it."""
        return self.told_at is not None

    @property
    def subject(self) -> str:
        """What its prompts are about."""
        return f"request:{self.id}"


_COLUMNS = (
    requests.c.id,
    requests.c.person_id,
    requests.c.case_id,
    cases.c.code,
    requests.c.kind,
    requests.c.topic,
    requests.c.received_at,
    requests.c.due_at,
    requests.c.state,
    requests.c.handled_by,
    requests.c.done_at,
    requests.c.told_at,
    requests.c.text,
    requests.c.reason,
)
# Of a case that is erased nothing is handled any more.
_LIVING = or_(cases.c.id.is_(None), cases.c.status != "erased")
_FROM = requests.outerjoin(cases, cases.c.id == requests.c.case_id).outerjoin(_led, _led.c.id == cases.c.mentor_id)


def _request(row: Any) -> Request:
    return Request(*row)


def raise_one(
    tx: Tx,
    person: Person,
    case: Case | None,
    kind_code: str,
    *,
    text: str = "",
    topic: str | None = None,
    anew: bool = False,
) -> tuple[Request, bool]:
    """Receive a request and set its clock; one of the same kind and topic still open is found again, unless `anew`.

    Returns the request, and whether it is new: then whoever `handlers_of` names is to be told.
    """
    open_one = tx.execute(
        _select().where(
            _own(person),
            requests.c.kind == kind_code,
            requests.c.state.in_(OPEN_STATES),
            requests.c.topic.is_(None) if topic is None else requests.c.topic == topic,
        )
    ).first()
    if open_one is not None and not text and not anew:
        return _request(open_one), False
    kind = REQUEST_KINDS[kind_code]
    request_id: int = tx.execute(
        insert(requests)
        .values(
            person_id=person.id,
            case_id=None if case is None else case.id,
            kind=kind_code,
            topic=topic,
            received_at=tx.now,
            due_at=kind.due_at(tx.now),
            **_accompanied_by(tx, case),
            **lives.born(REQUEST, "receive"),
        )
        .returning(requests.c.id)
    ).scalar_one()
    if text:
        key = tx.key_for("person", person.id) if case is None else tx.key(case.key_id)
        sealed = key.seal(text.encode(), "requests", "text", request_id)
        tx.execute(update(requests).where(requests.c.id == request_id).values(text=sealed))
    found = by_id(tx, request_id)
    assert found is not None
    _plan_reminders(tx, found)
    audit.note(tx, person.id, f"request_{kind_code}", "request", request_id)
    return found, True


def _accompanied_by(tx: Tx, case: Case | None) -> dict[str, int | None]:
    """Who accompanies at this moment: a complaint goes past both of them, wherever the case goes later."""
    if case is None:
        return {}
    mentor = _mentor(tx, case.id)
    return {"mentor_id": case.mentor_id, "cover_id": None if mentor is None else mentor.accompanies}


def _plan_reminders(tx: Tx, request: Request) -> None:
    """Each reminder is a version of one slot: the moment the request is due. The law's clock knows no holidays."""
    kind, since = request.kind, request.clock_from
    recipients = handlers_of(tx, request)
    if not recipients:
        return
    for after in kind.reminders:
        planned = Planned(kind.prompt, since + after, exact=kind.is_right)
        prompts.insert_new(
            tx,
            planned,
            request.due_at,
            request.subject,
            _told_of(request),
            recipients[0],
            request.person_id,
            "request",
        )
    if kind.rings and request.state == "open":
        _ring(tx, request, max(since + RINGS_AFTER, tx.now))


def _ring(tx: Tx, request: Request, at: datetime) -> None:
    """Let it ring from that moment on, until somebody takes it on; while nobody could hear it, `keep_ringing` waits."""
    planned = Planned(RINGS, at)
    for first in handlers_of(tx, request)[:1]:
        prompts.insert_new(tx, planned, at, request.subject, _told_of(request), first, request.person_id, "request")


def _told_of(request: Request) -> int | None:
    """In whose history what is said of it stands: nobody's, where it goes past the mentor."""
    return None if request.kind.bypasses else request.case_id


def remind_anew(tx: Tx, request_id: int) -> None:
    """What should have reminded of an open request is gone: plan it anew, what has passed at once."""
    found = by_id(tx, request_id)
    if found is not None and found.is_open:
        _plan_reminders(tx, found)


def _select() -> Any:
    return select(*_COLUMNS).select_from(_FROM)


def by_id(tx: Tx, request_id: int, *, lock: bool = False) -> Request | None:
    """A request for the bot's own work; whatever a person sees or does goes through `visible` or `of_person`."""
    asked = _select().where(requests.c.id == request_id)
    row = tx.execute(asked.with_for_update(of=requests) if lock else asked).one_or_none()
    return None if row is None else _request(row)


def handlers_of(tx: Tx, request: Request) -> list[int]:
    """Whose it is now, in order: nobody who could not open it."""
    admins = [one.id for one in people.of_role(tx, Role.ADMIN)]
    mentor = None if request.case_id is None else _mentor(tx, request.case_id)
    has_it = in_hands_of(tx, request)
    order = handling_order(request.kind, None if has_it is None else has_it.id, mentor, admins)
    known = [people.by_id(tx, one) for one in order]
    return [one.id for one in known if one is not None and _can_open(tx, one, request)]


def a_leader_is_asked(tx: Tx, case: Case) -> bool:
    """Whether what goes past the mentor of this case is for somebody who leads them, and never accompanied it."""
    mentor = _mentor(tx, case.id)
    if mentor is None or mentor.leads or mentor.supervisor in (None, mentor.accompanies):
        return False
    who, now = literal(mentor.supervisor), literal(tx.now, cases.c.intake_at.type)
    did = _ever_accompanied(Role.SUPERVISOR, who, now, [cases.c.mentor_id])
    return tx.execute(select(cases.c.id).where(cases.c.id == case.id, did)).first() is None


def in_hands_of(tx: Tx, request: Request) -> Person | None:
    """Who has taken it on, while they are there and may still open it; after that anybody who handles it may."""
    if request.state != "taken" or request.handled_by is None:
        return None
    person = people.by_id(tx, request.handled_by)
    if person is None or not _can_open(tx, person, request):
        return None
    return None if person.id in absences.in_force(tx, [person.id]) else person


def _can_open(tx: Tx, person: Person, request: Request) -> bool:
    return person.is_active and visible(tx, person, request.id) is not None


def _mentor(tx: Tx, case_id: int) -> Mentor | None:
    row = tx.execute(
        select(staff.c.id, staff.c.role, staff.c.supervisor_id)
        .join(cases, cases.c.mentor_id == staff.c.id)
        .where(cases.c.id == case_id)
    ).one_or_none()
    if row is None:
        return None
    accompanies = absences.in_force(tx, {row.id}).get(row.id, row.id)
    return Mentor(row.role == Role.SUPERVISOR, accompanies, leading.acts_for(tx, row.supervisor_id))


def on_their_phone() -> ColumnElement[bool]:
    """Which of their requests a participant's phone shows: of what goes past somebody only what came since its way in.

    Whoever accompanies makes the ways in (a link, digits to join by or in place of the PIN), and may hold the phone.
    """
    opened = select(literal(1)).where(
        invites.c.person_id == requests.c.person_id, invites.c.used_at > requests.c.received_at
    )
    return or_(requests.c.kind.in_(NOT_BYPASSING), ~opened.correlate(requests).exists())


def _own(person: Person) -> ColumnElement[bool]:
    return and_(requests.c.person_id == person.id, on_their_phone())


def of_person(tx: Tx, person: Person, page: int, size: int) -> tuple[list[Request], bool]:
    """A page of a participant's own requests, open ones first; and whether more follow."""
    rows = tx.execute(
        _select()
        .where(_own(person))
        .order_by(requests.c.state.not_in(OPEN_STATES), requests.c.id.desc())
        .offset(page * size)
        .limit(size + 1)
    ).all()
    return [_request(row) for row in rows[:size]], len(rows) > size


def has_untold(tx: Tx, person: Person) -> bool:
    """Whether something this person asked for is over and they do not know it yet."""
    over = (_own(person), requests.c.state.not_in(OPEN_STATES), requests.c.told_at.is_(None))
    return tx.execute(select(requests.c.id).where(*over).limit(1)).first() is not None


def mine(tx: Tx, person: Person, request_id: int) -> Request | None:
    """A participant's own request, where their phone shows it."""
    row = tx.execute(_select().where(requests.c.id == request_id, _own(person))).one_or_none()
    return None if row is None else _request(row)


def newest_written(tx: Tx, person: Person) -> Request | None:
    """The newest question or complaint of this person, if it is open and nobody has taken it yet."""
    theirs = (_own(person), requests.c.text.is_not(None), requests.c.state == "open")
    row = tx.execute(_select().where(*theirs).order_by(requests.c.id.desc()).limit(1)).first()
    return None if row is None else _request(row)


def add_words(tx: Tx, person: Person, request: Request, more: str, most: int) -> str | None:
    """Add words to what somebody asked. Returns all of them, or None: no room for so many, or somebody has it."""
    if request.person_id != person.id:
        return None
    said = request.sealed_text and tx.open(request.sealed_text, "requests", "text", request.id)
    whole = f"{said}\n{more}" if said else more
    if len(whole) > most or lives.move(tx, REQUEST, "add", request.id, text=_seal(tx, request, whole)) is not None:
        return None
    audit.note(tx, person.id, "request_added_to", "request", request.id)
    return whole


def _seal(tx: Tx, request: Request, text: str) -> bytes:
    if request.sealed_text is not None:
        return tx.seal_like(request.sealed_text, text, "requests", "text", request.id)
    scope = ("person", request.person_id) if request.case_id is None else ("case", request.case_id)
    return tx.key_for(*scope).seal(text.encode(), "requests", "text", request.id)


def urgent_of(tx: Tx, person: Person, states: Collection[str] = OPEN_STATES) -> Request | None:
    """The newest urgent request of this person in one of these states: not over yet, where none is named."""
    theirs = (_own(person), requests.c.kind.in_(RINGING), REQUEST.in_state(*states))
    row = tx.execute(_select().where(*theirs).order_by(requests.c.id.desc()).limit(1)).first()
    return None if row is None else _request(row)


def is_passing_by(tx: Tx, person: Person) -> bool:
    """Whether something this person asked for goes past whoever accompanies them, and is not over."""
    theirs = (requests.c.person_id == person.id, requests.c.kind.in_(BYPASSING), REQUEST.in_state(*OPEN_STATES))
    return tx.execute(select(requests.c.id).where(*theirs).limit(1)).first() is not None


def open_for(tx: Tx, who: Person, page: int, size: int, key: str | None = None) -> tuple[list[Request], bool]:
    """A page of the open requests this person may handle, the next due first; and whether more follow.

    key: only that list, and what belongs to no case.
    """
    within = None if key is None else lists.standing_in(tx, _asked_about(who, tx.now), key)
    which = () if within is None else (or_(cases.c.id.is_(None), within),)
    rows = tx.execute(
        _select()
        .where(_may(who, tx.now), REQUEST.in_state(*OPEN_STATES), *which)
        .order_by(requests.c.due_at, requests.c.id)
        .offset(page * size)
        .limit(size + 1)
    ).all()
    return [_request(row) for row in rows[:size]], len(rows) > size


def kinds_open(tx: Tx, who: Person, case_id: int) -> list[str]:
    """The kinds of the open requests of a case that this person may handle, the next due first.

    Nothing of what goes past somebody, whoever looks: it stands in the list of requests alone.
    """
    which = (requests.c.case_id == case_id, requests.c.kind.in_(NOT_BYPASSING), REQUEST.in_state(*OPEN_STATES))
    rows = select(requests.c.kind).select_from(_FROM).where(*which, _may(who, tx.now))
    return list(tx.execute(rows.order_by(requests.c.due_at, requests.c.id)).scalars())


def in_hand(tx: Tx, who: Person, case_id: int) -> Request | None:
    """The newest request of this case for which this person is about to get in touch.

    They have taken one on that asks for a call, or that rings; or one that rang was taken back of late, and whoever
    handles it asks all the same.
    """
    calls = requests.c.kind.in_(("callback", *RINGING))
    taken = and_(requests.c.handled_by == who.id, REQUEST.in_state("taken"), calls)
    of_late = (requests.c.kind.in_(RINGING), requests.c.done_at > tx.now - ASKED_FOR)
    either = or_(taken, and_(REQUEST.in_state("recalled"), *of_late))
    found = _select().where(requests.c.case_id == case_id, either, _may(who, tx.now))
    row = tx.execute(found.order_by(requests.c.id.desc()).limit(1)).first()
    return None if row is None else _request(row)


def keys(tx: Tx, who: Person) -> list[str]:
    """The lists of the open requests this person may handle."""
    return lists.keys(tx, _asked_about(who, tx.now))


def _asked_about(who: Person, now: datetime) -> Select[Any]:
    asked = select(cases.c.id).select_from(_FROM).where(_may(who, now), REQUEST.in_state(*OPEN_STATES))
    return asked.where(cases.c.id.is_not(None))


def count_open(tx: Tx, who: Person) -> int:
    """How many open requests this person may handle."""
    asked = select(func.count()).select_from(_FROM).where(_may(who, tx.now), REQUEST.in_state(*OPEN_STATES))
    return int(tx.execute(asked).scalar_one())


def visible(tx: Tx, who: Person, request_id: int, *, lock: bool = False) -> Request | None:
    """A request this person may handle; a complaint is never visible to whoever it may be about."""
    asked = _select().where(requests.c.id == request_id, _may(who, tx.now))
    row = tx.execute(asked.with_for_update(of=requests) if lock else asked).one_or_none()
    return None if row is None else _request(row)


def _may(who: Person, now: datetime) -> ColumnElement[bool]:
    """Which requests this person may handle, as the domain's table HANDLED says."""
    return and_(_handles(who.role, literal(who.id), literal(now, cases.c.intake_at.type)), _LIVING)


def _handles(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Which requests somebody of this role handles; `who` may be a column of the question around it."""
    theirs = [and_(requests.c.kind.in_(one.kinds), _tied(one.tie, role, who, now)) for one in HANDLED.get(role, ())]
    return or_(false(), *theirs)


def _tied(tie: Tie, role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    match tie:
        case Tie.ACCOMPANIES:
            return accompanying(role, who, now)
        case Tie.LEADS:
            return _leads(role, who, now)
        case Tie.LEADS_APART:
            return and_(_leads(role, who, now), ~_has_accompanied(role, who, now))
        case Tie.NO_CASE:
            return cases.c.id.is_(None)
        case Tie.NO_LEADER:
            return ~_a_leader_handles(now)


def _leads(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Of the team they lead, or are deputy for, but where a wall keeps them from it."""
    return and_(leading.leads(_led.c.supervisor_id, who, now), ~kept_apart(role, who, now))


def may_be_about(leader_id: int, now: datetime) -> ColumnElement[bool]:
    """Which requests (beside their cases) may be about this supervisor, so that no file of theirs holds them."""
    who, at = literal(leader_id), literal(now, cases.c.intake_at.type)
    accompanied = and_(requests.c.kind.in_(BYPASSING), _has_accompanied(Role.SUPERVISOR, who, at))
    return or_(requests.c.kind.in_(PAST_LEADERS), accompanied)


def _has_accompanied(role: Role, who: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whom a request about the accompaniment may be about: see HANDLED."""
    # Of older requests nobody knows who accompanied then.
    did_then = [one.is_not_distinct_from(who) for one in (requests.c.mentor_id, requests.c.cover_id)]
    mentors = [cases.c.mentor_id, requests.c.mentor_id]
    return or_(*did_then, _ever_accompanied(role, who, now, mentors))


def _ever_accompanied(
    role: Role,
    who: ColumnElement[Any],
    now: ColumnElement[Any],
    mentors: Sequence[ColumnElement[Any]],
) -> ColumnElement[bool]:
    """Who accompanies a case, recorded something of it, or stood in for one of these mentors since it began.

    Whether it was with that mentor already is not asked: rather past somebody who had nothing to do with it.
    """
    recorded = select(literal(1)).where(checkins.c.case_id == cases.c.id, checkins.c.by_id == who)
    since_it_began = absence_rows.c.until_at > cases.c.intake_at
    stood_in = absences.has_stood_in(who, now, absence_rows.c.person_id.in_(mentors), since_it_began)
    return or_(accompanying(role, who, now), recorded.correlate_except(checkins).exists(), stood_in)


def _a_leader_handles(now: ColumnElement[Any]) -> ColumnElement[bool]:
    """A supervisor who can act handles it: active, not away, with a phone that is not closed to the bot."""
    leader = staff.alias("leader")
    there = (~people.is_out_of_reach(leader.c.id), ~absences.is_away(leader.c.id, now))
    found = select(leader.c.id).where(leader.c.role == Role.SUPERVISOR, leader.c.status == "active", *there)
    handles = found.where(_handles(Role.SUPERVISOR, leader.c.id, now))
    return handles.correlate(requests, cases, _led).exists()


def text(tx: Tx, who: Person, request: Request) -> str:
    """Open what was written; the reading is in the audit."""
    if request.sealed_text is None:
        return ""
    audit.note(tx, who.id, "read_request", "request", request.id)
    return tx.open(request.sealed_text, "requests", "text", request.id)


def readers(tx: Tx, request: Request) -> list[int]:
    """Who has opened what was written."""
    return audit.noted_by(tx, "read_request", "request", request.id)


def reason(tx: Tx, request: Request) -> str:
    """Open why it was refused: for the participant, and for who reviews it."""
    return tx.open(request.sealed_reason, "requests", "reason", request.id) if request.sealed_reason else ""


def take(tx: Tx, who: Person, request: Request) -> Refusal | None:
    """Take it on; what reminds of it reminds this person. None when they have it, otherwise why not.

    What is in the hands of somebody who cannot act on it any more may be taken from them.
    """
    has_it = in_hands_of(tx, request)
    if has_it is not None and has_it.id == who.id:
        return None
    if request.state == "taken" and has_it is None:
        _let_go(tx, who, requests.c.id == request.id)
    refusal = lives.move(tx, REQUEST, "take", request.id, handled_by=who.id)
    if refusal is None:
        prompts.end_all(tx, request.subject, (RINGS,))
        audit.note(tx, who.id, "request_taken", "request", request.id)
    return refusal


def release(tx: Tx, by: Person | None, person_id: int) -> None:
    """Whoever had taken these on cannot any more: they wait again, and remind whoever handles them now."""
    _let_go(tx, by, requests.c.handled_by == person_id)


def _let_go(tx: Tx, by: Person | None, which: ColumnElement[bool]) -> None:
    let_go = lives.moving(REQUEST, "release", which).values(handled_by=None)
    for request_id in tx.execute(let_go.returning(requests.c.id)).scalars().all():
        audit.note(tx, None if by is None else by.id, "request_released", "request", request_id)
        found = by_id(tx, request_id)
        if found is not None and found.kind.rings:
            _ring(tx, found, tx.now)


def keep_ringing(tx: Tx) -> None:
    """What is urgent and in nobody's hands rings. Time itself brings it about.

    So does what is in the hands of somebody who is away since, or may not open it any more; and what came when nobody
    was there to hear it.
    """
    urgent = (requests.c.kind.in_(RINGING), REQUEST.in_state(*OPEN_STATES), _LIVING)
    for row in tx.execute(_select().where(*urgent).order_by(requests.c.id)).all():
        request = _request(row)
        if request.state == "taken" and in_hands_of(tx, request) is None:
            _let_go(tx, None, requests.c.id == request.id)
        elif request.state == "open" and not prompts.is_to_come(tx, request.subject, RINGS):
            _ring(tx, request, max(request.clock_from + RINGS_AFTER, tx.now))


def finish(tx: Tx, who: Person, request: Request) -> Refusal | None:
    """It is answered; None when it is by this, otherwise why not. What rings is answered by whoever has taken it on."""
    theirs = (requests.c.handled_by == who.id, REQUEST.in_state("taken")) if request.kind.rings else ()
    return _end(tx, who, request, "answer", "request_done", None, *theirs)


def refuse(tx: Tx, who: Person, request: Request, why: str) -> Refusal | None:
    """It cannot be done (Ps 33: somebody's safety, other people's data), for a reason that is kept.

    None when it is refused by this, otherwise why not. Raises NoReason.
    """
    if len(why.strip()) < LEAST_REASON:
        raise NoReason("a request is refused with a reason, or not at all")
    sealed_like = request.sealed_text
    if sealed_like is not None:
        sealed = tx.seal_like(sealed_like, why.strip(), "requests", "reason", request.id)
    else:
        scope = ("person", request.person_id) if request.case_id is None else ("case", request.case_id)
        sealed = tx.key_for(*scope).seal(why.strip().encode(), "requests", "reason", request.id)
    return _end(tx, who, request, "refuse", "request_refused", sealed)


def _end(
    tx: Tx, who: Person, request: Request, event: str, verb: str, sealed: bytes | None, *which: ColumnElement[bool]
) -> Refusal | None:
    values = {"handled_by": who.id, "done_at": tx.now, "reason": sealed}
    refusal = lives.move(tx, REQUEST, event, request.id, *which, **values)
    if refusal is None:
        prompts.end_all(tx, request.subject)
        audit.note(tx, who.id, verb, "request", request.id)
    return refusal


def note_confirmed(tx: Tx, who: Person, request: Request, how: str) -> None:
    """That somebody asked the person themselves before erasing; `how`: "visit" or "call"."""
    audit.note(tx, who.id, "erasure_confirmed", "request", request.id, how)


def pass_by(tx: Tx, person: Person, request: Request, kind_code: str) -> Refusal | None:
    """It becomes a request of this kind: past whoever it may be about, and on the clock of that kind from now on.

    None when it has, otherwise why not. Then whoever `handlers_of` names is to be told.
    """
    kind = REQUEST_KINDS[kind_code]
    values = {"kind": kind_code, "handled_by": None, "due_at": kind.due_at(tx.now)}
    refusal = lives.move(tx, REQUEST, "pass_by", request.id, requests.c.person_id == person.id, **values)
    if refusal is None:
        prompts.stop_all(tx, request.subject)
        audit.note(tx, person.id, "request_passed_by", "request", request.id)
        remind_anew(tx, request.id)
    return refusal


def recall(tx: Tx, person: Person, request: Request) -> Refusal | None:
    """Whoever asked takes it back; what they wrote goes with it. None when it is taken back, otherwise why not."""
    gone = {"done_at": tx.now, "told_at": tx.now, "text": None, "topic": None}
    refusal = lives.move(tx, REQUEST, "recall", request.id, **gone)
    if refusal is None:
        prompts.stop_all(tx, request.subject)
        audit.note(tx, person.id, "request_recalled", "request", request.id)
    return refusal


_ENDING = (
    _select()
    .where(REQUEST.in_state(*OPEN_STATES), requests.c.kind.in_(bindparam("kinds", expanding=True)))
    .where(requests.c.due_at <= bindparam("before"), _LIVING)
    .order_by(requests.c.due_at, requests.c.id)
)


def ending(tx: Tx, kinds: Collection[str], within: timedelta) -> list[Request]:
    """Open requests of these kinds whose time ends so soon, or has ended; the first to end first."""
    rows = tx.execute(_ENDING, {"kinds": list(kinds), "before": tx.now + within}).all()
    return [_request(row) for row in rows]


def mark_told(tx: Tx, who: Person, request: Request) -> None:
    """The participant knows the result: they opened it, or somebody told them."""
    if lives.move(tx, REQUEST, "tell", request.id, requests.c.told_at.is_(None), told_at=tx.now) is None:
        audit.note(tx, who.id, "request_told", "request", request.id)


def remove(tx: Tx, which: ColumnElement[bool]) -> int:
    """Remove requests and what reminded of them; returns how many."""
    ids = list(tx.execute(select(requests.c.id).where(which)).scalars())
    if ids:
        about = prompt_rows.c.subject.in_([f"request:{one}" for one in ids])
        tx.execute(delete(outbox).where(outbox.c.prompt_id.in_(select(prompt_rows.c.id).where(about))))
        tx.execute(delete(prompt_rows).where(about))
        tx.execute(delete(requests).where(requests.c.id.in_(ids)))
    return len(ids)
