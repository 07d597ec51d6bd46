"""What people do in the machine: tap what stands there, an older button or any button; type what is asked for."""

from __future__ import annotations

from dataclasses import MISSING
from datetime import timedelta
from typing import Any

from sqlalchemy import select

import handlers
from bot.domain import forms
from bot.domain.checkins import TOPICS
from bot.domain.forms import Free
from bot.domain.people import Person, Role
from bot.domain.presses import KINDS, Answer, InForm, Press, Save, Suspend
from bot.domain.wire import FIELDS
from bot.store.caseload import drafts
from bot.store.engine.database import Tx
from bot.store.engine.tables import (
    absences,
    cases,
    checkins,
    consents,
    flags,
    grants,
    invites,
    offers,
    people,
    prompts,
    referrals,
    requests,
    walls,
)
from bot.store.engine.tables import phones as phones_table
from bot.store.people import people as staff
from handlers.fillings import FILLINGS
from tests.machine import aims
from tests.machine.programme import Programme

ROLES: dict[str, frozenset[Role]] = {}
for _route in handlers.ROUTES:
    if issubclass(_route.on, Press):
        _name = _route.on.__name__
        ROLES[_name] = ROLES.get(_name, frozenset()) | (frozenset(Role) if _route.roles is None else _route.roles)
FORGED = [kind for kind in KINDS.values() if not issubclass(kind, InForm) and kind.__name__ in ROLES]
# What seldom comes about by itself and has to, for every transition to be seen.
RARELY = """
Suspend Suspend Remove Remove HandAllTo LedBy NewPhone AgreePhone RefusePhone OfferTo OfferTo AcceptOffer
DeclineOffer WithdrawOffer AgreeLeave RefuseLeave EndLeave OwnLeave TakeFlag CloseFlag RaiseFlag TakeRequest
RequestAnswered RefuseRequest EraseForRequest EndCase Pause GoOn NewReferral ReferralCard ReferralCard Skip Later
Reviewed TakeOver HandTo TheirNewPhone LeaveChat CallMe Wish StandInIs KeepApart KeepApart NewCase Invite
AgreeApart AgreeApart RefuseApart AskLift AskLift AgreeLift RefuseLift
"""
RARE = RARELY.split()
BY_NAME = {kind.__name__: kind for kind in FORGED}
WORDS: dict[str, tuple[Any, ...]] = {
    "topic": ("", *(topic.code for topic in TOPICS)), "service": ("", "-", "puskesmas", "dinsos"),
    "state": ("asked", "accepted", "finished", "dropped"), "reason": ("met", "asked", "goal"),
    "kind": ("health", "self", "erase", "correct", "pause"), "tick": ("", "notes"), "how": ("voice", "back"),
    "word": ("yes",), "address": ("bapak",), "zone": ("WITA",), "choice": ("short", "prayers"), "figure": ("contacts",),
    "field": ("name",), "meant": ("answer", "other"), "found": ("1.2",), "wrong": ("number",), "weeks": (1, 2, 4),
}  # fmt: skip
LIVED = {
    "case": cases, "checkin": checkins, "flag": flags, "leave": absences, "person": people, "prompt": prompts,
    "referral": referrals, "request": requests, "offer": offers, "phone": phones_table, "grant": grants,
    "consent": consents, "wall": walls, "invite": invites,
}  # fmt: skip
MOST_ANSWERS = 14
STEPS = [timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=2), timedelta(hours=9), timedelta(days=1),
         timedelta(days=3), timedelta(days=8)]  # fmt: skip


def step(programme: Programme) -> str:
    """One thing happens; returns what."""
    chance = programme.chance
    dice = 0.3 if programme.meant else chance.random()
    if dice < 0.10:
        span = chance.choices(STEPS, (5, 5, 5, 4, 4, 2, 1))[0]
        programme.time_passes(span)
        return f"time {span}"
    if dice < 0.17:
        return _world(programme)
    if dice < 0.36 and (wished := aims.wish(programme)) is not None:
        who, press = wished
        programme.presses(who, press)
        return f"{who.code} means {press}{_finishes(programme, who)}"
    who = chance.choice(_acting(programme))
    if dice < 0.62:
        return _taps_what_stands_there(programme, who)
    if dice < 0.68 and programme.phones[who.id].old:
        press = chance.choice(programme.phones[who.id].old)
        programme.presses(who, press)
        return f"{who.code} old {press}"
    return _presses_anything(programme)


def _acting(programme: Programme) -> list[Person]:
    """Whoever is let in; those kept out tap too, seldom."""
    everybody = programme.everybody()
    return everybody if programme.chance.random() < 0.1 else [one for one in everybody if one.is_active]


def _world(programme: Programme) -> str:
    chance = programme.chance
    dice = chance.random()
    who = chance.choice(programme.everybody())
    if dice < 0.30:
        programme.somebody_joins()
        return "somebody joins"
    if dice < 0.40:
        return _lets_somebody_in(programme)
    if dice < 0.43:
        programme.somebody_new()
        return "somebody new"
    if dice < 0.60:
        noticed = chance.random() < 0.4
        programme.blocks(who, now_blocked=True, noticed=noticed)
        return f"{who.code} blocks{'' if noticed else ' unnoticed'}"
    if dice < 0.75:
        for one in [one for one in programme.everybody() if one.id in programme.deaf]:
            programme.blocks(one, now_blocked=False)
        return "all unblock"
    if dice < 0.95:
        programme.refuses_a_message(chance.choice(("said", "waiting")))
        return "refused"
    programme.office.restarts()
    return "restart"


def _lets_somebody_in(programme: Programme) -> str:
    """An admin lets somebody in again."""
    admins = [one for one in programme.everybody() if one.role is Role.ADMIN and one.is_active]
    with programme.looks() as tx:
        kept_out = tx.execute(select(people.c.id).where(people.c.status == "suspended")).scalars().all()
    if not kept_out or not admins:
        return "nobody to let in"
    who, press = programme.chance.choice(admins), Suspend(programme.chance.choice(kept_out))
    programme.presses(who, press)
    return f"{who.code} {press}"


def _finishes(programme: Programme, who: Person) -> str:
    """Fill in the form that stands open, to its end."""
    done = []
    for _ in range(MOST_ANSWERS):
        with programme.looks() as tx:
            fresh = at_the_phone(tx, who)
            draft = None if fresh is None else drafts.open_one(tx, fresh)
        if fresh is None or draft is None or draft.form not in FILLINGS:
            break
        asked = _asked(programme, fresh)
        onward = [press for press in programme.shown(fresh) if isinstance(press, Answer | Save)]
        if asked is not None:
            programme.types(fresh, asked)
        elif onward:
            programme.presses(fresh, programme.chance.choice(onward))
        else:
            programme.types(fresh, "tiga hari lagi")
        done.append(draft.form)
    return f" and fills {sorted(set(done))}" if done else ""


def at_the_phone(tx: Tx, who: Person) -> Person | None:
    """The person as they are now, if they still have that phone and are let in."""
    found = staff.by_id(tx, who.id)
    return found if found is not None and found.is_active and found.chat == who.chat else None


def _fitting(tx: Tx, press: Press) -> set[int]:
    """Who could do this with some sense: by the case, person, offer, leave or request it is about."""
    found: set[int | None] = set()
    case_id = getattr(press, "case", None)
    for of, table in (("flag", flags), ("request", requests), ("referral", referrals), ("offer", offers)):
        number = getattr(press, of, None)
        if number:
            row = tx.execute(select(table).where(table.c.id == number)).one_or_none()
            case_id = None if row is None else row.case_id
            found |= set() if row is None else {getattr(row, "to_id", None), getattr(row, "person_id", None)}
    if getattr(press, "prompt", None):
        case_id = tx.execute(select(prompts.c.case_id).where(prompts.c.id == press.prompt)).scalar()  # type: ignore[attr-defined]
    about = [getattr(press, "person", None)]
    if getattr(press, "leave", None):
        about.append(tx.execute(select(absences.c.person_id).where(absences.c.id == press.leave)).scalar())  # type: ignore[attr-defined]
        found |= set(about)
    if case_id:
        mentor = tx.execute(select(cases.c.mentor_id).where(cases.c.id == case_id)).scalar()
        found.add(mentor)
        about.append(mentor)
    above = select(people.c.supervisor_id).where(people.c.id.in_([one for one in about if one]))
    return {one for one in (*found, *tx.execute(above).scalars()) if one}


def _taps_what_stands_there(programme: Programme, who: Person) -> str:
    """Fill in what is asked; else a button of the screen; else the menu."""
    asked = _asked(programme, who)
    if asked is not None and programme.chance.random() < 0.9:
        programme.types(who, asked)
        return f"{who.code} types {asked}"
    standing = programme.shown(who)
    if standing:
        press = programme.chance.choice(standing)
        programme.presses(who, press)
        return f"{who.code} taps {press}" + (_finishes(programme, who) if programme.chance.random() < 0.3 else "")
    programme.types(who, "/menu")
    return f"{who.code} menu"


def _asked(programme: Programme, who: Person) -> str | None:
    """What is to be typed for the question that stands open, if it wants words."""
    with programme.looks() as tx:
        draft = drafts.open_one(tx, who)
        if draft is None or draft.form not in FILLINGS:
            return None
        question = forms.current(FILLINGS[draft.form].form, draft.answers)
        if not isinstance(question, Free):
            return None
        return _code_for(programme, tx, draft) if question.takes_code else "Kata-kata yang cukup panjang"


def _code_for(programme: Programme, tx: Tx, draft: Any) -> str:
    """The code a form asks for: nearly always the right one, anybody's for a wall."""
    if programme.chance.random() < 0.1:
        return "R-999"
    if draft.form == "reqerase":
        of_request = select(cases.c.code).join(requests, requests.c.case_id == cases.c.id)
        return str(tx.execute(of_request.where(requests.c.id == draft.answers["request"])).scalar_one())
    if draft.form == "removal":
        return str(tx.execute(select(people.c.code).where(people.c.id == draft.answers["person"])).scalar_one())
    if draft.form == "apart":
        others = select(cases.c.code).where(cases.c.id != draft.case_id, cases.c.status == "active")
        found = tx.execute(others).scalars().all()
        return str(programme.chance.choice(found)) if found else "P-999"
    if draft.case_id is not None:
        return str(tx.execute(select(cases.c.code).where(cases.c.id == draft.case_id)).scalar_one())
    return str(programme.chance.choice(tx.execute(select(cases.c.code)).scalars().all()))


def _presses_anything(programme: Programme) -> str:
    """Any button at all, about anything, by whoever may come in by that door (or, seldom, by anybody)."""
    chance = programme.chance
    kind = BY_NAME[chance.choice(RARE)] if chance.random() < 0.75 else chance.choice(FORGED)
    with programme.looks() as tx:
        values = {one.name: _value(programme, tx, one) for one in FIELDS[kind]}
        press: Press = kind(**values)
        fitting = _fitting(tx, press)
    everybody = _acting(programme)
    allowed = [one for one in everybody if one.role in ROLES[kind.__name__]]
    near = [one for one in allowed if one.id in fitting]
    admins = [one for one in allowed if one.role is Role.ADMIN]
    dice = chance.random()
    wanted = near if dice < 0.65 else admins if dice < 0.8 else allowed if dice < 0.95 else everybody
    who = chance.choice(wanted or allowed or everybody)
    programme.presses(who, press)
    return f"{who.code} forges {press}" + (_finishes(programme, who) if chance.random() < 0.8 else "")


def _value(programme: Programme, tx: Tx, one: Any) -> Any:
    chance = programme.chance
    if one.of in LIVED:
        table = LIVED[one.of]
        query = select(table.c.id).order_by(table.c.id.desc())
        if one.of == "person":
            query = query.where(table.c.role != Role.PARTICIPANT)
        if one.of == "prompt":
            query = query.where(table.c.state.in_(("said", "waiting", "held", "failed", "answered")))
        found = tx.execute(query.limit(60)).scalars().all()
        if one.default == 0 and chance.random() < 0.1:
            return 0
        return chance.choice(found) if found else 1
    if one.name in WORDS:
        found = chance.choice(WORDS[one.name])
        return found if one.read(str(found)) == found else one.default
    if isinstance(one.default, bool):
        return chance.random() < 0.6
    match one.of:
        case "track":
            return chance.choice("RP")
        case "day":
            return programme.office.now.toordinal() + 1
        case "entry" | "category" | "period" | "month" | "token":
            return {"entry": "bpjs", "category": "jiwa", "period": "d1", "month": "2026-10"}.get(one.of, "x")
    if one.default is not MISSING:
        return one.default
    return one.read("1") if isinstance(one.read("1"), int) else "x"
