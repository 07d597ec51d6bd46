"""Prompts: the moments to come, as rows. waiting -> said -> answered; or snoozed, skipped, held, lapsed, cancelled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, func, insert, or_, select, update

from bot.domain import planning
from bot.domain.followups import (
    BY_KIND,
    CONTACT,
    EVERY_DIGEST,
    GREETINGS,
    LADDER,
    OPEN,
    arising,
    kinds_ended_by,
    kinds_stopped_by,
)
from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.domain.planning import Frame, Planned
from bot.domain.prompting.kinds import CHECK_IN, SKIP, Event, FollowUp
from bot.domain.prompting.news import ASKS
from bot.domain.rights.requests import OPEN_STATES
from bot.domain.timing import overdue
from bot.domain.timing.quiet import Calendar
from bot.domain.timing.quiet_days import coming_days
from bot.store.caseload.cases import Case, quiet_spans
from bot.store.caseload.overdue import is_open_contact, is_overdue
from bot.store.caseload.scope import accompanied, accompanies, kept_from
from bot.store.engine import lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import FLAG, PROMPT, REQUEST
from bot.store.engine.tables import cases, chats, flags, prompts, requests
from bot.store.engine.tables import people as mentors
from bot.store.people import absences


@dataclass(frozen=True, slots=True)
class Prompt:
    """A planned moment: `slot` as planned, `due_at` when it speaks, `version` counts how often the slot was planned.

    What it is about is `subject`; the fields of a case are None where it is about something else.
    """

    id: int
    kind: str
    subject: str
    case_id: int | None
    recipient_id: int
    slot: datetime
    version: int
    due_at: datetime
    state: str
    attempts: int
    exact: bool
    set_by: int | None
    created_at: datetime
    said_at: datetime | None
    handed_by: int | None
    handed_at: datetime | None
    case_code: str | None
    case_status: str | None
    case_mentor_id: int | None
    case_quiet: bytes | None
    supervisor_id: int | None

    @property
    def about(self) -> int:
        """The number of what it is about."""
        return int(self.subject.partition(":")[2])

    def is_overdue(self, now: datetime) -> bool:
        """Whether it has come and is open."""
        return self.state in OPEN and overdue.is_overdue(self.due_at, now)


# Why a contact ended that another one took the place of.
REPLACED = "replaced"
# Why a prompt is held that may have arrived already.
DOUBT = "doubt"
FROM = prompts.outerjoin(cases, cases.c.id == prompts.c.case_id).outerjoin(mentors, mentors.c.id == cases.c.mentor_id)
COLUMNS = (
    prompts.c.id,
    prompts.c.kind,
    prompts.c.subject,
    prompts.c.case_id,
    prompts.c.recipient_id,
    prompts.c.slot,
    prompts.c.version,
    prompts.c.due_at,
    prompts.c.state,
    prompts.c.attempts,
    prompts.c.exact,
    prompts.c.set_by,
    prompts.c.created_at,
    prompts.c.said_at,
    prompts.c.handed_by,
    prompts.c.handed_at,
    cases.c.code,
    cases.c.status,
    cases.c.mentor_id,
    cases.c.quiet,
    mentors.c.supervisor_id,
)


# The same where only what is about a case is wanted: found by the cases, not by all that is open anywhere.
OF_CASES = cases.join(prompts, prompts.c.case_id == cases.c.id).join(mentors, mentors.c.id == cases.c.mentor_id)


def prompt_of(row: Any) -> Prompt:
    """A row of COLUMNS as a prompt."""
    return Prompt(*row)


def plan(tx: Tx, case: Case, planned: Planned, recipient_id: int, set_by: int | None, origin: str) -> int:
    """Insert a case's next moment. A slot that was planned before gets a new version, so nothing is lost or doubled."""
    return insert_new(tx, planned, planned.due_at, f"case:{case.id}", case.id, recipient_id, set_by, origin)


def plan_first(
    tx: Tx, case: Case, mentor: Person, calendar: Calendar, set_by: int | None, origin: str, at: datetime | None = None
) -> Planned:
    """The first contact of a case (or the first after a pause): at `at`, or in its rhythm; and the reviews to come."""
    frame = frame_for(tx, mentor, calendar, case)
    planned = planning.plan({"contact": "visit"}, case.weeks(tx.now), frame, tx.now)
    if at is not None:
        planned = Planned(planned.kind, at)
    plan(tx, case, planned, mentor.id, set_by, origin)
    arise(tx, Event.INTAKE, case, mentor, frame)
    return planned


def arise(tx: Tx, event: Event, case: Case, mentor: Person, frame: Frame) -> None:
    """Plan, on a morning, what this event brings about by itself; a kind that is still open is not planned twice."""
    for kind, after in arising(event):
        if not open_of(tx, case, (kind,)):
            day = (tx.now + after).astimezone(mentor.zone).date()
            planned = Planned(kind, frame.allowed(planning.morning(day, mentor.zone, frame.morning)), exact=False)
            plan(tx, case, planned, mentor.id, None, "course")


# Made once: every prompt is planned with these.
_VERSION = select(func.coalesce(func.max(prompts.c.version), 0) + 1).where(
    prompts.c.kind == bindparam("kind"), prompts.c.subject == bindparam("subject"), prompts.c.slot == bindparam("slot")
)
_INSERT = insert(prompts).returning(prompts.c.id)


def insert_new(
    tx: Tx,
    planned: Planned,
    slot: datetime,
    subject: str,
    case_id: int | None,
    recipient_id: int,
    set_by: int | None,
    origin: str,
) -> int:
    """Insert a moment about `subject` ("case:12"); unique on (kind, subject, slot, version)."""
    key = {"kind": planned.kind, "subject": subject, "slot": slot}
    row = {
        **key,
        "version": tx.execute(_VERSION, key).scalar_one(),
        "case_id": case_id,
        "recipient_id": recipient_id,
        "due_at": planned.due_at,
        "exact": planned.exact,
        **lives.born(PROMPT, "plan"),
        "attempts": 0,
        "set_by": set_by,
        "origin": origin,
        "created_at": tx.now,
    }
    new_id: int = tx.execute(_INSERT, row).scalar_one()
    return new_id


def plan_on(tx: Tx, who: Person, prompt: Prompt, calendar: Calendar) -> None:
    """What comes after a prompt that speaks now, or would have: the next rung of its ladder, its successor."""
    kind, frame = BY_KIND[prompt.kind], frame_about(tx, who, calendar, prompt)
    if (rung := planning.rung(kind, frame, tx.now)) is not None:
        follow(tx, prompt, rung, rung.due_at if kind.urgent else prompt.slot, "ladder")
    if (slot := planning.renewal(kind, prompt.slot, tx.now, frame)) is not None:
        due_at = slot if kind.urgent else frame.allowed(slot)
        follow(tx, prompt, Planned(prompt.kind, due_at, kind.urgent), slot, "renewal")


def follow(tx: Tx, prompt: Prompt, planned: Planned, slot: datetime, origin: str) -> int:
    """Insert what comes after a prompt: the next rung of its ladder, or its successor."""
    recipient = prompt.case_mentor_id if BY_KIND[planned.kind].to == "mentor" else None
    return insert_new(
        tx, planned, slot, prompt.subject, prompt.case_id, recipient or prompt.recipient_id, prompt.set_by, origin
    )


def end_what_followed(tx: Tx, prompt: Prompt, kinds: list[str]) -> None:
    """It speaks a second time (released, handed over, put off): what followed from the first time ends, unsaid."""
    follows = (prompts.c.subject == prompt.subject, prompts.c.slot >= prompt.slot, prompts.c.id != prompt.id)
    _end(tx, "lapse", *follows, prompts.c.kind.in_(kinds))


def end_answered(tx: Tx, case: Case) -> None:
    """A check-in was saved: it answers the whole ladder of a contact."""
    tx.execute(_ANSWERED, {"case": case.id, "kinds": kinds_ended_by(CHECK_IN), "at": tx.now})


def _ending(event: str, *which: ColumnElement[bool], reason: str | None = None) -> Update:
    """The statement by which what is open about a `:case` ends, at the moment `:at`."""
    ends = lives.moving(PROMPT, event, prompts.c.case_id == bindparam("case"), *which)
    return ends.values(reason=reason, ended_at=bindparam("at"))


_ANSWERED = _ending("answer", prompts.c.kind.in_(bindparam("kinds", expanding=True)))


def end_replaced(tx: Tx, case: Case, slots: Collection[datetime]) -> None:
    """Another contact took place, and another day was agreed on then: the planned ones give way, with their ladders."""
    if slots:
        tx.execute(_REPLACED, {"case": case.id, "slots": list(slots), "at": tx.now})


_REPLACED = _ending(
    "stop",
    prompts.c.slot.in_(bindparam("slots", expanding=True)),
    prompts.c.kind.in_((*CONTACT, *LADDER)),
    reason=REPLACED,
)


def end_corrected(tx: Tx, case: Case) -> None:
    """A check-in was put right: what was planned by it gives way."""
    _end(tx, "stop", prompts.c.case_id == case.id, prompts.c.kind.in_(kinds_ended_by(CHECK_IN)))


def end_stopped(tx: Tx, case: Case, event: str) -> None:
    """End what a pause or a closing makes needless."""
    _end(tx, "stop", prompts.c.case_id == case.id, prompts.c.kind.in_(kinds_stopped_by(event)), reason=event)


def end_all(tx: Tx, subject: str, kinds: Collection[str] | None = None) -> None:
    """Everything open about a subject is answered; `kinds`: only of these."""
    _end(tx, "answer", prompts.c.subject == subject, *_of(kinds))


def stop_all(tx: Tx, subject: str, kinds: Collection[str] | None = None) -> None:
    """What is open about a subject is needless by now; `kinds`: only of these."""
    _end(tx, "stop", prompts.c.subject == subject, *_of(kinds))


def _of(kinds: Collection[str] | None) -> list[ColumnElement[bool]]:
    return [] if kinds is None else [prompts.c.kind.in_(kinds)]


def end_told(tx: Tx, kind: str, subject: str, recipient_id: int) -> None:
    """What was to be told to this person about the same thing gives way to something newer."""
    same = (prompts.c.kind == kind, prompts.c.subject == subject, prompts.c.recipient_id == recipient_id)
    _end(tx, "lapse", *same, reason="newer")


def end_said(tx: Tx, subject: str) -> None:
    """What has been said about a subject is answered; what is still to come stays planned."""
    _end(tx, "answer", prompts.c.subject == subject, prompts.c.state != "waiting")


def _end(tx: Tx, event: str, *which: Any, reason: str | None = None) -> int:
    return lives.move_all(tx, PROMPT, event, *which, reason=reason, ended_at=tx.now)


def answer(tx: Tx, prompt: Prompt, word: str | None = None) -> Refusal | None:
    """Somebody answered this one (`word`: with which word); None when they have, otherwise why not."""
    return lives.move(tx, PROMPT, "answer", prompt.id, reason=word, ended_at=tx.now)


def lapse(tx: Tx, prompt_id: int, why: str | None = None) -> None:
    """It will not speak: `why` says it in a word."""
    _end(tx, "lapse", prompts.c.id == prompt_id, reason=why)


def fail(tx: Tx, prompt_id: int, why: str | None = None) -> None:
    """It could not be said, nor what was to be said with it. It stays open: it shows as overdue, and a check-in still
    answers it.
    """
    lives.move_all(tx, PROMPT, "fail", _under([prompt_id]), reason=why, ended_at=None)


def is_to_come(tx: Tx, subject: str, kind: str) -> bool:
    """Whether one of this kind about a subject still waits for its hour, or for somebody who can be reached."""
    found = select(prompts.c.id).where(prompts.c.subject == subject, prompts.c.kind == kind)
    return tx.execute(found.where(PROMPT.in_state("waiting", "held")).limit(1)).first() is not None


def is_dealt_with(tx: Tx, prompt: Prompt) -> bool:
    """Whether what this rings for or reminds of is over, or what it rings for is in somebody's hands.

    Taking something on ends what is planned about it; what was being planned in that very moment ends here.
    """
    kind = BY_KIND[prompt.kind]
    if kind.is_news or kind.to not in ("duty", "handler"):
        return False
    table, waits = (flags, FLAG.in_state("raised")) if kind.to == "duty" else (requests, _waits(kind))
    return tx.execute(select(table.c.id).where(table.c.id == prompt.about, waits)).first() is None


def _waits(kind: FollowUp) -> ColumnElement[bool]:
    return REQUEST.in_state(*(("open",) if kind.renews else OPEN_STATES))


_BY_ID = select(*COLUMNS).select_from(FROM).where(prompts.c.id == bindparam("prompt"))


def by_id(tx: Tx, prompt_id: int, *, lock: bool = False) -> Prompt | None:
    """A prompt with what decides whether it may still speak."""
    row = tx.execute(_BY_ID.with_for_update(of=prompts) if lock else _BY_ID, {"prompt": prompt_id}).one_or_none()
    return None if row is None else prompt_of(row)


def visible(tx: Tx, who: Person, prompt_id: int, *, lock: bool = False) -> Prompt | None:
    """A prompt that is this person's to answer: of a case that is theirs (or covered by them), or said to them."""
    found = by_id(tx, prompt_id, lock=lock)
    if found is None:
        return None
    if found.case_id is None or BY_KIND[found.kind].to in ("named", "handler"):
        return found if found.recipient_id == who.id or was_said_to(tx, found, who) else None
    if BY_KIND[found.kind].to == "mentor":
        mine = select(cases.c.id).where(cases.c.id == found.case_id, accompanies(who, tx.now))
        return found if tx.execute(mine).first() else None
    if tx.execute(select(cases.c.id).where(cases.c.id == found.case_id, kept_from(who, tx.now))).first() is not None:
        return None
    leader = found.supervisor_id
    leads = leader is not None and (leader == who.id or absences.is_covered_by(tx, leader, who))
    return found if leads or was_said_to(tx, found, who) else None


def contact_of(tx: Tx, prompt: Prompt) -> Prompt:
    """The contact a rung repeats to whoever accompanies: the newest version of the same slot. The prompt itself if it
    is one, or speaks to a leader of their own.
    """
    if prompt.kind not in LADDER or BY_KIND[prompt.kind].to != "mentor":
        return prompt
    row = tx.execute(
        select(*COLUMNS)
        .select_from(FROM)
        .where(
            prompts.c.subject == prompt.subject,
            prompts.c.slot == prompt.slot,
            prompts.c.kind.in_(CONTACT),
            prompts.c.state.in_(OPEN),
        )
        .order_by(prompts.c.id.desc())
        .limit(1)
    ).first()
    return prompt if row is None else prompt_of(row)


def snooze(tx: Tx, prompt: Prompt, planned: Planned, who: Person) -> int:
    """Ask again when `planned` says; the slot stays where it was. Returns how often in a row this contact was put off.

    The rungs of its ladder end with it and begin anew when it has spoken again.
    """
    same = (prompts.c.subject == prompt.subject, prompts.c.slot == prompt.slot)
    kinds = [prompt.kind, *(LADDER if prompt.kind in CONTACT else ())]
    _end(tx, "put_off", *same, prompts.c.kind.in_(kinds))
    insert_new(tx, planned, prompt.slot, prompt.subject, prompt.case_id, prompt.recipient_id, who.id, "snooze")
    often = select(func.count()).where(*same, prompts.c.kind == prompt.kind, prompts.c.state == "snoozed")
    return int(tx.execute(often).scalar_one())


def ask_supervisor(tx: Tx, case: Case) -> None:
    """Twice in a row it did not work out: the supervisor asks the mentor whether help is needed."""
    planned = Planned("second_miss", tx.now, exact=False)
    plan(tx, case, planned, case.mentor_id, None, "misses")


def greet(tx: Tx, case: Case, who: Person, day: datetime) -> datetime | None:
    """A supervisor's greeting to the mentor, once about the same thing: until something is recorded, and once a `day`.

    None when it is sent by this, otherwise when the earlier one was.
    """
    same = or_(prompts.c.slot == day, PROMPT.in_state(*OPEN))
    earlier = (prompts.c.kind == "nudge", prompts.c.subject == f"case:{case.id}", same)
    sent: datetime | None = tx.execute(select(func.max(prompts.c.created_at)).where(*earlier)).scalar_one()
    if sent is None:
        planned = Planned("nudge", tx.now, exact=False)
        insert_new(tx, planned, day, f"case:{case.id}", case.id, case.mentor_id, who.id, "nudge")
    return sent


def skip(tx: Tx, case: Case, reason: str) -> None:
    """End a case's open contact as skipped, with its reason."""
    _end(tx, "skip", prompts.c.case_id == case.id, prompts.c.kind.in_(kinds_ended_by(SKIP)), reason=reason)


_CLAIM = (
    select(*COLUMNS)
    .select_from(FROM)
    .where(PROMPT.in_state("waiting"), prompts.c.due_at <= bindparam("now"))
    .order_by(prompts.c.due_at, prompts.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=prompts, skip_locked=True)
)


def claim_due(tx: Tx, most: int) -> list[Prompt]:
    """Prompts whose moment has come, locked for this transaction."""
    return [prompt_of(row) for row in tx.execute(_CLAIM, {"now": tx.now, "most": most})]


def claim(tx: Tx, ids: list[int]) -> list[Prompt]:
    """These prompts, where their moment has come, locked for this transaction."""
    rows = tx.execute(_CLAIM.where(prompts.c.id.in_(ids)), {"now": tx.now, "most": len(ids)})
    return [prompt_of(row) for row in rows]


_SAID = lives.moving(PROMPT, "speak", prompts.c.id == bindparam("prompt")).values(
    reason=None,
    said_at=bindparam("at"),
    said_to=bindparam("who"),
    said_with=bindparam("lead"),
    listed_for=bindparam("on"),
)


def mark_said(tx: Tx, prompt: Prompt, who: Person, lead: int | None = None) -> bool:
    """It has spoken (in the same transaction that puts its words into the outbox); False where it waits no more.

    lead: the prompt under whose message it is said too. What is one of the things of a day stands with `who` as open.
    """
    said_with = None if lead == prompt.id else lead
    on = who.id if BY_KIND[prompt.kind].on_sheet else None
    said = {"prompt": prompt.id, "at": tx.now, "who": who.id, "lead": said_with, "on": on}
    return tx.execute(_SAID, said).rowcount > 0


_LEAD = prompts.alias("lead")


def _under(prompt_ids: Collection[int]) -> ColumnElement[bool]:
    """These prompts, and those that were said in the same message, or added to it since."""
    together = select(_LEAD.c.id).where(_LEAD.c.id == prompts.c.said_with, _LEAD.c.said_at <= prompts.c.said_at)
    theirs = (prompts.c.said_with.is_not(None), prompts.c.said_with.in_(prompt_ids))
    return or_(prompts.c.id.in_(prompt_ids), and_(*theirs, together.correlate(prompts).exists()))


def was_said_to(tx: Tx, prompt: Prompt, who: Person) -> bool:
    """Whether this prompt spoke to this person."""
    found = select(prompts.c.id).where(prompts.c.id == prompt.id, prompts.c.said_to == who.id)
    return tx.execute(found).first() is not None


def said_to(tx: Tx, subject: str) -> list[int]:
    """Everybody to whom something about this was said, by number."""
    heard = select(prompts.c.said_to).where(prompts.c.subject == subject, prompts.c.said_to.is_not(None))
    return sorted(tx.execute(heard.distinct()).scalars())


def hold(tx: Tx, prompt_ids: list[int]) -> None:
    """Keep prompts that could not be delivered until somebody can be reached, with what was to be said with them."""
    if prompt_ids:
        lives.move_all(tx, PROMPT, "keep", _under(prompt_ids))


def ask_anew(tx: Tx, prompt_ids: list[int]) -> None:
    """What was decided and could not be sent in time is decided anew."""
    if prompt_ids:
        lives.move_all(tx, PROMPT, "ask_anew", _under(prompt_ids), due_at=tx.now, exact=False)


def release(tx: Tx) -> None:
    """Look at all held prompts again: their recipient may be reachable now, or another one (a leave began or ended)."""
    at_rest = prompts.c.reason.is_not_distinct_from(DOUBT)
    lives.move_all(tx, PROMPT, "release", ~at_rest)


def rest_in_doubt(tx: Tx, prompt_id: int, chat: int) -> None:
    """Twice it is not known whether a prompt arrived: it rests until something arrives there."""
    lives.move_all(tx, PROMPT, "keep", _under([prompt_id]), prompts.c.state == "said", reason=DOUBT)
    tx.execute(update(chats).where(chats.c.id == chat).values(doubted_at=tx.now))


def release_doubted(tx: Tx, chat: int) -> None:
    """Something arrives there: what rested for this chat is said once more, when it may be."""
    theirs = select(mentors.c.id).where(mentors.c.chat == chat)
    resting = (prompts.c.reason == DOUBT, prompts.c.said_to.in_(theirs))
    lives.move_all(tx, PROMPT, "release", *resting, reason=None, due_at=tx.now)
    tx.execute(update(chats).where(chats.c.id == chat).values(doubted_at=None))


def hand_over(tx: Tx, who: Person | None, case_ids: list[int], mentor: Person, calendar: Calendar) -> None:
    """These cases have another mentor: what is open speaks to them in their good hours, also what the former one was
    told already; of news only what is asked of the new one too.

    An exact hour was the former mentor's own. `who` handed them over, which the new mentor may read under "why".
    """
    handed = {
        "recipient_id": mentor.id,
        "exact": False,
        "handed_by": None if who is None else who.id,
        "handed_at": tx.now,
    }
    for case_id in case_ids:
        about = prompts.c.case_id == case_id
        kinds = [kind for kind, one in BY_KIND.items() if one.to in ("mentor", "nearest")]
        _end(tx, "stop", about, prompts.c.kind.in_(GREETINGS))
        open_ones = (
            select(*COLUMNS).select_from(FROM).where(about, prompts.c.state.in_(OPEN), prompts.c.kind.in_(kinds))
        )
        for one in map(prompt_of, tx.execute(open_ones).all()):
            if one.state == "said" and BY_KIND[one.kind].is_news and one.kind not in ASKS:
                continue
            begins = one.due_at if one.state == "waiting" else tx.now
            at = frame_about(tx, mentor, calendar, one).allowed(max(begins, tx.now))
            lives.move(tx, PROMPT, "hand_on", one.id, due_at=at, attempts=0, **handed)


def move(tx: Tx, prompt: Prompt, due_at: datetime, why: str | None = None) -> None:
    """Let a prompt speak later: its moment fell into quiet hours, or there is nobody yet who could be told."""
    lives.move(tx, PROMPT, "move", prompt.id, due_at=due_at, reason=why)


def postpone(tx: Tx, prompt: Prompt, attempts: int, due_at: datetime) -> None:
    """Try a prompt again after a bug or passing trouble."""
    lives.move(tx, PROMPT, "move", prompt.id, attempts=attempts, due_at=due_at)


def next_due_at(tx: Tx) -> datetime | None:
    """When the next waiting prompt speaks."""
    return tx.execute(
        select(prompts.c.due_at).where(prompts.c.state == "waiting").order_by(prompts.c.due_at).limit(1)
    ).scalar_one_or_none()


def open_of(tx: Tx, case: Case, kinds: tuple[str, ...] | None = None) -> list[Prompt]:
    """The open moments of a case, soonest first."""
    rows = tx.execute(_OPEN_OF, {"case": case.id, "kinds": list(BY_KIND if kinds is None else kinds)})
    return [prompt_of(row) for row in rows]


_OPEN_OF = (
    select(*COLUMNS)
    .select_from(FROM)
    .where(
        prompts.c.case_id == bindparam("case"),
        prompts.c.state.in_(OPEN),
        prompts.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(prompts.c.due_at, prompts.c.id)
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An open contact: for when it is planned, and what planned it when. Putting it off agrees on nothing new."""

    slot: datetime
    kind: str
    origin: str
    made_at: datetime

    @property
    def by_check_in(self) -> bool:
        """Whether a check-in planned it."""
        return self.origin == "answer"


def agreements(tx: Tx, case: Case) -> list[Agreement]:
    """The open contacts of a case, soonest first."""
    rows: Any = tx.execute(_AGREEMENTS, {"case": case.id})
    found = {(row.slot, row.kind): Agreement(*row) for row in rows}
    return list(found.values())


_MADE = prompts.alias("made")
_AGREEMENTS = (
    select(prompts.c.slot, prompts.c.kind, _MADE.c.origin, _MADE.c.created_at)
    .join(_MADE, and_(*(_MADE.c[name] == prompts.c[name] for name in ("kind", "subject", "slot"))))
    .where(prompts.c.case_id == bindparam("case"), is_open_contact(), _MADE.c.origin != "snooze")
    .order_by(prompts.c.slot, _MADE.c.id)
)


def next_of(tx: Tx, case: Case) -> Prompt | None:
    """The next contact planned for a case, or the one that is overdue."""
    return next(iter(open_of(tx, case, CONTACT)), None)


def waiting_for(tx: Tx, who: Person) -> int:
    """How many of this person's cases have a contact that has come and is not answered."""
    return int(tx.execute(_waiting_for(who.role), {"who": who.id, "now": tx.now}).scalar_one())


@lru_cache
def _waiting_for(role: Role) -> Any:
    return (
        select(func.count(func.distinct(prompts.c.case_id)))
        .select_from(prompts.join(cases, cases.c.id == prompts.c.case_id))
        .where(
            accompanied(role),
            is_overdue(),
        )
    )


def is_asked(tx: Tx, subject: str) -> bool:
    """Whether something was said about this that waits for an answer."""
    said = select(prompts.c.id).where(prompts.c.subject == subject, prompts.c.state == "said")
    return tx.execute(said.limit(1)).first() is not None


def first_waiting(tx: Tx, who: Person) -> Prompt | None:
    """What was said to this person and waits for their answer: an alarm before all, else what has waited longest."""
    asks = {
        kind: follow_up
        for kind, follow_up in BY_KIND.items()
        if follow_up.say != "nudge" and kind not in EVERY_DIGEST and not follow_up.is_news
    }
    of_cases = [kind for kind, follow_up in asks.items() if follow_up.to == "mentor"]
    alarms = [kind for kind, follow_up in asks.items() if follow_up.urgent]
    theirs = or_(
        and_(prompts.c.kind.in_(of_cases), accompanies(who, tx.now)),
        and_(prompts.c.kind.in_(asks.keys() - of_cases), prompts.c.said_to == who.id),
    )
    row = tx.execute(
        select(*COLUMNS)
        .select_from(FROM)
        .where(prompts.c.state == "said", theirs)
        .order_by(prompts.c.kind.in_(alarms).desc(), prompts.c.due_at, prompts.c.id)
        .limit(1)
    ).first()
    return None if row is None else contact_of(tx, prompt_of(row))


def schedule(tx: Tx, who: Person, page: int, size: int) -> tuple[list[Prompt], bool]:
    """A page of the open moments this person answers, in order of time, overdue first; and whether more follow."""
    rows = tx.execute(_scheduled(who, tx.now).offset(page * size).limit(size + 1)).all()
    return [prompt_of(row) for row in rows[:size]], len(rows) > size


def between(tx: Tx, who: Person, first: datetime, last: datetime) -> list[Prompt]:
    """The open moments this person answers from `first` up to `last`."""
    rows = tx.execute(_scheduled(who, tx.now).where(prompts.c.due_at >= first, prompts.c.due_at < last))
    return [prompt_of(row) for row in rows]


def _scheduled(who: Person, now: datetime) -> Any:
    listed = [kind for kind, follow_up in BY_KIND.items() if follow_up.to == "mentor" and kind not in LADDER]
    return (
        select(*COLUMNS)
        .select_from(OF_CASES)
        .where(accompanies(who, now), prompts.c.state.in_(OPEN), prompts.c.kind.in_(listed))
        .order_by(prompts.c.due_at, prompts.c.id)
    )


def frame_for(tx: Tx, who: Person, calendar: Calendar, case: Case | None = None) -> Frame:
    """What a moment for this person, about this case, is planned within."""
    return _frame(who, calendar, frozenset() if case is None else case.quiet_days(tx))


def frame_about(tx: Tx, who: Person, calendar: Calendar, prompt: Prompt) -> Frame:
    """What a moment for this person is planned within, about what this prompt is about."""
    return _frame(who, calendar, _quiet_days(tx, prompt))


def _frame(who: Person, calendar: Calendar, own: frozenset[date]) -> Frame:
    sheet = who.day_sheet
    return Frame(who.zone, calendar, who.hours, own, sheet.at, sheet.opens_at)


def _quiet_days(tx: Tx, prompt: Prompt) -> frozenset[date]:
    """The days on which what a prompt is about is not raised."""
    if prompt.case_id is None or prompt.case_quiet is None:
        return frozenset()
    return coming_days(quiet_spans(tx, prompt.case_id, prompt.case_quiet), tx.now)


def week_counted(tx: Tx, subject: str, slot: datetime, but: int = 0) -> bool:
    """Whether the contact of this slot was counted as a miss already, also if it was put off or handed on since."""
    same = (prompts.c.subject == subject, prompts.c.slot == slot, prompts.c.kind == "silent", prompts.c.id != but)
    return tx.execute(select(prompts.c.id).where(*same, prompts.c.said_at.is_not(None)).limit(1)).first() is not None
