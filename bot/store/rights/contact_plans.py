"""How somebody may safely be reached: kept sealed with the case's key, read by whoever is about to get in touch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from bot.domain.forms import Answers
from bot.domain.people import Person, Role
from bot.domain.rights.contact_plan import ASKED, FACE, HOLDS, PHONE, THEY, WE, ContactPlan, after, since
from bot.domain.rights.requests import OPEN_STATES
from bot.domain.urgent import UNSAID
from bot.store.caseload import cases, drafts, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.requests import Request
from bot.store.engine import audit, lives
from bot.store.engine.database import Tx
from bot.store.engine.lives import REQUEST
from bot.store.engine.tables import contact_plans, flags, participants, people, requests
from bot.store.queues import outgoing

# Which parts were said on their own phone; it stands beside them, sealed.
OWN = "own"
# When what was said, and where; sealed too.
SINCE = "since"


def keep(tx: Tx, who: Person, case: Case, answers: Answers) -> None:
    """Keep what was said now, in the place of what was said before.

    That they get in touch themselves, said on their own phone, ends nowhere but there, while there is such a phone.
    """
    cases.lock(tx, case.id)
    before = of_case(tx, case)
    said = after({} if before is None else before.answers, answers)
    own = frozenset() if before is None else before.own
    on_phone = who.role is Role.PARTICIPANT
    if on_phone:
        own |= {key for key, value in answers.items() if value}
    elif before is not None:
        if before.is_alone_by_own_word and has_a_phone(tx, case):
            said["first"] = THEY
        own = frozenset(key for key in own if said.get(key) == before.answers.get(key))
    _write(tx, case, said, own, since(before, said, tx.now, on_phone=on_phone), **_asked_now(tx, who))
    audit.note(tx, who.id, "contact_plan_kept", "case", case.id)


def has_a_phone(tx: Tx, case: Case) -> bool:
    """Whether a phone of theirs is joined: without one, what ends only there is asked face to face again.

    Whose hand let it leave is not known, and nobody is to be left alone for good by a few taps of another one.
    """
    theirs = select(people.c.id).join(participants, participants.c.person_id == people.c.id)
    joined = theirs.where(participants.c.case_id == case.id, lives.PARTICIPANT.in_state("joined"))
    return tx.execute(joined).first() is not None


def add(tx: Tx, who: Person, case: Case, key: str, value: str) -> None:
    """Keep one part, said on their own phone, beside what was said before: that is as old as it was."""
    cases.lock(tx, case.id)
    before = of_case(tx, case)
    if before is None:
        return keep(tx, who, case, {key: value})
    if key not in before.own or before.answers.get(key) != value:
        said = {**before.answers, key: value}
        _write(tx, case, said, before.own | {key}, since(before, said, tx.now, on_phone=True))
        audit.note(tx, who.id, "contact_plan_kept", "case", case.id)
    return None


def keep_their_own(tx: Tx, case: Case, *, on_phone: bool) -> None:
    """The yes to notes is taken back: what was written down for them goes; what they said on their own phone stays.

    That they get in touch themselves stays whoever wrote it: it is no note about them, but a limit to everybody else.
    What a mentor was filling in begins with what was said, and goes too. on_phone: that is where it was taken back.
    """
    cases.lock(tx, case.id)
    drafts.drop_of_case(tx, case, ASKED.name)
    before = of_case(tx, case)
    if before is None or not before.is_written_by_others:
        return
    if before.their_own:
        changed = since(before, before.their_own, tx.now, on_phone=True) if on_phone else before.since
        _write(tx, case, before.their_own, before.own, changed)
    else:
        tx.execute(delete(contact_plans).where(contact_plans.c.case_id == case.id))


def _asked_now(tx: Tx, who: Person) -> dict[str, Any]:
    return {"asked_at": tx.now, "asked_by": who.id, "again": False}


def _write(tx: Tx, case: Case, said: Answers, own: frozenset[str], known: Mapping[str, datetime], **age: Any) -> None:
    """Seal it in its row; without an `age` the row there is keeps its own."""
    values = {"first": THEY if said.get("first") == THEY else WE, **age}
    beside = {OWN: sorted(own & said.keys()), SINCE: {key: at.isoformat() for key, at in known.items()}}
    written = json.dumps({**said, **beside}, ensure_ascii=False).encode()
    plan_id = tx.execute(select(contact_plans.c.id).where(contact_plans.c.case_id == case.id)).scalar_one_or_none()
    if plan_id is None:
        new = insert(contact_plans).values(case_id=case.id, plan=b"", **values).returning(contact_plans.c.id)
        plan_id = tx.execute(new).scalar_one()
    sealed = tx.key(case.key_id).seal(written, "contact_plans", "plan", plan_id)
    tx.execute(update(contact_plans).where(contact_plans.c.id == plan_id).values(plan=sealed, **values))
    if values["first"] == THEY:
        _say_nothing_first(tx, case)


def confirm(tx: Tx, who: Person, case: Case) -> None:
    """It was asked again, and still holds; nothing where there is none."""
    cases.lock(tx, case.id)
    before = of_case(tx, case)
    if before is None:
        return
    known = since(before, before.answers, tx.now, on_phone=who.role is Role.PARTICIPANT)
    _write(tx, case, before.answers, before.own, known, **_asked_now(tx, who))
    audit.note(tx, who.id, "contact_plan_kept", "case", case.id)


def of_case(tx: Tx, case: Case) -> ContactPlan | None:
    """What was said, opened; None where nobody has asked yet. Whoever shows it to somebody notes that (`note_read`)."""
    row = _row(tx, case.id)
    if row is None:
        return None
    said = tx.open_facts(row.plan, "contact_plans", "plan", row.id)
    own, known = frozenset(said.pop(OWN, ())), said.pop(SINCE, None)
    when = _asked(row) if known is None else {key: datetime.fromisoformat(at) for key, at in known.items()}
    return ContactPlan(row.first, said, row.asked_at, row.again, own, when)


def _row(tx: Tx, case_id: int) -> Any:
    """With the role of whoever kept it last."""
    kept = select(contact_plans, people.c.role).join(people, people.c.id == contact_plans.c.asked_by)
    return tx.execute(kept.where(contact_plans.c.case_id == case_id)).one_or_none()


def _asked(row: Any) -> dict[str, datetime]:
    """Where it was last asked as a whole."""
    return {PHONE if row.role == Role.PARTICIPANT.value else FACE: row.asked_at}


def _say_nothing_first(tx: Tx, case: Case) -> None:
    """What is on its way to them unasked stays unsaid."""
    theirs = select(people.c.chat).join(participants, participants.c.person_id == people.c.id)
    chat = tx.execute(theirs.where(participants.c.case_id == case.id)).scalar_one_or_none()
    if chat is not None:
        prompts.hold(tx, outgoing.drop_unasked(tx, chat))


def is_to_be_asked_again(tx: Tx, person: Person) -> bool:
    """Whether what this participant said is old, or was said before they asked for rest."""
    late = or_(contact_plans.c.again, contact_plans.c.asked_at <= tx.now - HOLDS)
    theirs = select(participants.c.case_id).where(participants.c.person_id == person.id).scalar_subquery()
    found = select(contact_plans.c.id).where(contact_plans.c.case_id == theirs, late)
    return tx.execute(found).first() is not None


def noted_by_others(tx: Tx, person: Person) -> str:
    """When somebody else last noted how this participant is reached (as written down); nothing where nobody did."""
    theirs = select(participants.c.case_id).where(participants.c.person_id == person.id).scalar_subquery()
    by_others = (contact_plans.c.case_id == theirs, contact_plans.c.asked_by != person.id)
    at = tx.execute(select(contact_plans.c.asked_at).where(*by_others)).scalar_one_or_none()
    return "" if at is None else at.isoformat()


def note_read(tx: Tx, who: Person, case: Case, request: Request | None = None) -> None:
    """That somebody of the staff read it; `request`: because they have this one in hand."""
    subject, about = ("case", case.id) if request is None else ("request", request.id)
    audit.note(tx, who.id, "read_contact_plan", subject, about)


def standing(tx: Tx, case_id: int) -> ContactPlan | None:
    """Whether they get in touch themselves and how old it is, without opening what was said."""
    row = _row(tx, case_id)
    return None if row is None else ContactPlan(row.first, {}, row.asked_at, row.again, since=_asked(row))


def asks_now(tx: Tx, case_id: int, plan: ContactPlan) -> bool:
    """Whether they asked since to be called themselves, and that is not over: a call back, or one at once."""
    open_since = (requests.c.received_at >= plan.asked_at, REQUEST.in_state(*OPEN_STATES))
    back = select(requests.c.id).where(requests.c.case_id == case_id, requests.c.kind == "callback", *open_since)
    of_now = (flags.c.kind == UNSAID, flags.c.raised_at >= plan.asked_at, flags.c.closed_at.is_(None))
    at_once = select(flags.c.id).where(flags.c.case_id == case_id, *of_now)
    return any(tx.execute(one.limit(1)).first() is not None for one in (back, at_once))


def ask_again(tx: Tx, person: Person) -> None:
    """They said "not now": what was safe may not be any more."""
    theirs = select(participants.c.case_id).where(participants.c.person_id == person.id).scalar_subquery()
    tx.execute(update(contact_plans).where(contact_plans.c.case_id == theirs).values(again=True))
