"""What people do in the machine with an aim: press what leads along a certain arrow, whoever is right for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, select

from bot.domain.followups import CONTACT, LADDER, SKIPS
from bot.domain.people import Person, Role
from bot.domain.presses import (
    AcceptOffer,
    AgreeApart,
    AgreeLeave,
    AgreeLift,
    AgreePhone,
    AskLift,
    DeclineOffer,
    EndCase,
    EraseForRequest,
    GoOn,
    HandTo,
    ItIsThem,
    Later,
    NewPhone,
    NewReferral,
    OfferTo,
    Pause,
    Press,
    RecallRequest,
    ReferralCard,
    RefuseApart,
    RefuseLeave,
    RefuseLift,
    RefusePhone,
    Remove,
    RequestAnswered,
    Skip,
    Slip,
    SomebodyElse,
    Suspend,
    TakeRequest,
    TheirNewPhone,
    WithdrawOffer,
)
from bot.domain.urgent import UNSAID
from bot.store.caseload import cases as case_store
from bot.store.caseload import flags as flag_store
from bot.store.caseload import requests as request_store
from bot.store.caseload import second_yes
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences, cases, offers, people, phones, prompts, referrals, requests, walls
from bot.store.engine.tables import participants as participants_table
from bot.store.people import invitations, leading
from bot.store.people import people as staff
from bot.store.rights import participants
from tests.machine.programme import Programme

# Who presses what; None where nothing in the programme allows it just now.
Wish = tuple[Person, Press] | None
CASE_STATES = ("active", "paused", "closed")
ENOUGH = 8
TRIED = 3  # aims a step, where nothing allows the first
PHONE_STATES = ("asked", "agreed", "refused")
OPEN_PROMPTS = ("waiting", "said", "held", "held", "failed", "failed")
LOST = ("failed", "held")


def wish(programme: Programme) -> Wish:
    """Something to be pressed that is worth the while now. What has to get lost before is lost now, pressed next."""
    if programme.meant:
        return programme.meant.pop()
    found, lost = None, programme.lost
    with programme.looks() as tx:
        for aim in programme.chance.sample(AIMS, TRIED):
            if (found := aim(programme, tx)) is not None or programme.meant:
                break
    if found is None or programme.lost == lost:
        return found
    programme.meant.append(found)
    return None


def _one(programme: Programme, tx: Tx, query: Select[Any]) -> Any:
    rows = tx.execute(query).all()
    return programme.chance.choice(rows) if rows else None


def _there(programme: Programme, tx: Tx, number: int | None) -> Person | None:
    """They have a phone of the programme, and are let in."""
    found = None if number is None else staff.by_id(tx, number)
    able = found is not None and found.is_active and found.chat is not None and found.id in programme.phones
    return found if able else None


def _any(programme: Programme, tx: Tx, those: list[Person]) -> Person | None:
    able = [one for one in those if _there(programme, tx, one.id) is not None]
    return programme.chance.choice(able) if able else None


def _admin(programme: Programme, tx: Tx, *, but: int = 0) -> Person | None:
    return _any(programme, tx, [one for one in staff.of_role(tx, Role.ADMIN) if one.id != but])


def _accompanied(programme: Programme, tx: Tx) -> tuple[case_store.Case, Person] | None:
    """A case that goes on, with whoever accompanies it."""
    row = _one(programme, tx, select(cases.c.id, cases.c.mentor_id).where(cases.c.status == "active"))
    case = None if row is None else case_store.by_id(tx, row.id)
    who = None if row is None else _there(programme, tx, row.mentor_id)
    return None if case is None or who is None else (case, who)


def _invite(programme: Programme, tx: Tx) -> Wish:
    """Somebody may use the bot, and has yet to; or they have another phone."""
    found = _accompanied(programme, tx)
    if found is None:
        return None
    case, who = found
    person = participants.of_case(tx, case.id)
    if person is None:
        participants.add(tx, case, who)
    return who, TheirNewPhone(case.id, sure=True)


def _met(programme: Programme, tx: Tx) -> Wish:
    """Whoever accompanies says who opened the link: them, or, seldom, somebody else."""
    unmet = select(people.c.id, participants_table.c.case_id, cases.c.mentor_id)
    joined = people.join(participants_table, participants_table.c.person_id == people.c.id).join(
        cases, cases.c.id == participants_table.c.case_id
    )
    row = _one(programme, tx, unmet.select_from(joined).where(people.c.unmet, people.c.chat.is_not(None)))
    who = None if row is None else _there(programme, tx, row.mentor_id)
    person = None if row is None else staff.by_id(tx, row.id)
    if row is None or who is None or person is None:
        return None
    way = invitations.came_by(tx, person)
    them = programme.chance.random() < 0.9
    return who, ItIsThem(row.case_id, way) if them else SomebodyElse(row.case_id, way, sure=True)


def _slip(programme: Programme, tx: Tx) -> Wish:
    """A flag is raised now; it is said to have been a slip of the thumb next."""
    found = _accompanied(programme, tx)
    if found is None:
        return None
    case, who = found
    flag, _ = flag_store.raise_one(tx, who, case, UNSAID)
    programme.meant.append((who, Slip(flag.id)))
    return None


def _erase(programme: Programme, tx: Tx) -> Wish:
    """Somebody asks for everything to be erased, and whoever handles it does; also of one who has not joined."""
    case = _case_to_erase(programme, tx)
    mentor = None if case is None else staff.by_id(tx, case.mentor_id)
    if case is None or mentor is None:
        return None
    person = participants.of_case(tx, case.id) or participants.add(tx, case, mentor)
    request, _ = request_store.raise_one(tx, person, case, "erase")
    handler = next((one for one in request_store.handlers_of(tx, request) if _there(programme, tx, one)), None)
    who = _there(programme, tx, handler)
    return None if who is None else (who, EraseForRequest(request.id))


def _case_to_erase(programme: Programme, tx: Tx) -> case_store.Case | None:
    """In any state, while enough go on; at times one whose participant is only invited, every other time one
    on a side of a wall.
    """
    many = len(tx.execute(select(cases.c.id).where(cases.c.status == "active")).all())
    running = select(cases.c.id).where(cases.c.status == programme.chance.choice(CASE_STATES[many < ENOUGH :]))
    dice = programme.chance.random()
    if dice < 0.3:
        invited = select(participants_table.c.case_id).join(people, people.c.id == participants_table.c.person_id)
        running = running.where(cases.c.id.in_(invited.where(people.c.chat.is_(None))))
    elif dice < 0.8 and (sides := _sides_of_a_wall(programme, tx)):
        running = select(cases.c.id).where(cases.c.id.in_(sides), cases.c.status != "erased")
    row = _one(programme, tx, running)
    return None if row is None else case_store.by_id(tx, row.id)


def _sides_of_a_wall(programme: Programme, tx: Tx) -> tuple[int, ...]:
    """Whom one of the walls is between, in any state, the seldom ones too; every other time one that stands."""
    state = _one(programme, tx, select(walls.c.state).distinct().order_by(walls.c.state))
    if state is None:
        return ()
    named = programme.chance.choice((state.state, "agreed"))
    row = _one(programme, tx, select(walls.c.one_id, walls.c.other_id).where(walls.c.state == named))
    if row is None:
        return ()
    return row.one_id, row.other_id


def _wall(programme: Programme, tx: Tx) -> Wish:
    """A second yes or no, of whoever may say it; or the end of a wall that stands is asked for."""
    answers = {"asked": (AgreeApart, RefuseApart), "lifting": (AgreeLift, RefuseLift)}
    found = [one for one in second_yes.every(tx) if one.state in (*answers, "agreed")]
    if not found:
        return None
    wall = programme.chance.choice(found)
    leaders = staff.of_role(tx, Role.SUPERVISOR)
    if wall.state == "agreed":
        who = _any(programme, tx, [one for one in leaders if second_yes.own_sides(tx, one, wall)])
        return None if who is None else (who, AskLift(wall.id))
    able = [*leaders, *staff.of_role(tx, Role.ADMIN)]
    who = _any(programme, tx, [one for one in able if second_yes.may_answer(tx, one, wall)])
    return None if who is None else (who, programme.chance.choice(answers[wall.state])(wall.id))


def _recall(programme: Programme, tx: Tx) -> Wish:
    """Whoever asked takes it back, also what somebody has taken on."""
    state = programme.chance.choice(("open", "taken", "taken"))
    row = _one(programme, tx, select(requests).where(requests.c.state == state))
    who = None if row is None else _there(programme, tx, row.person_id)
    return None if who is None or row is None else (who, RecallRequest(row.id, sure=True))


def _decide_leave(programme: Programme, tx: Tx) -> Wish:
    row = _one(programme, tx, select(absences).where(absences.c.state == "asked", absences.c.until_at > tx.now))
    away = None if row is None else staff.by_id(tx, row.person_id)
    who = None if away is None else _any(programme, tx, leading.above(tx, away))
    if who is None or row is None:
        return None
    return who, RefuseLeave(row.id) if programme.chance.random() < 0.3 else AgreeLeave(row.id, row.cover_id or 0)


def _offer(programme: Programme, tx: Tx) -> Wish:
    """A case is offered to another team; one that is offered is answered, or taken back."""
    row = _one(programme, tx, select(offers).where(offers.c.state == "offered"))
    if row is None:
        return _make_an_offer(programme, tx)
    to, by = _there(programme, tx, row.to_id), _there(programme, tx, row.from_id)
    dice = programme.chance.random()
    if dice < 0.2 and by is not None:
        return by, WithdrawOffer(row.id)
    if dice < 0.4 and to is not None:
        return to, DeclineOffer(row.id)
    mentor = None if to is None else _any(programme, tx, leading.own_team(tx, to.id))
    return None if to is None or mentor is None else (to, AcceptOffer(row.id, mentor.id))


def _make_an_offer(programme: Programme, tx: Tx) -> Wish:
    row = _one(programme, tx, select(cases.c.id, cases.c.mentor_id).where(cases.c.status == "active"))
    mentor = None if row is None else staff.by_id(tx, row.mentor_id)
    who = None if mentor is None else _there(programme, tx, mentor.team_of)
    others = [one for one in staff.of_role(tx, Role.SUPERVISOR) if who is not None and one.id != who.id]
    to = _any(programme, tx, others)
    return None if who is None or to is None else (who, OfferTo(row.id, to.id))


def _paused(programme: Programme, tx: Tx) -> Wish:
    """A pause begins, is over, or is followed by the end."""
    state = programme.chance.choice(("active", "paused", "paused", "paused"))
    row = _one(programme, tx, select(cases.c.id, cases.c.mentor_id).where(cases.c.status == state))
    mentor = None if row is None else staff.by_id(tx, row.mentor_id)
    who = None if mentor is None else _there(programme, tx, mentor.team_of)
    if who is None or row is None:
        return None
    return who, Pause(row.id) if state == "active" else programme.chance.choice([GoOn(row.id), EndCase(row.id)])


def _referral(programme: Programme, tx: Tx) -> Wish:
    """Somebody is referred; what became of it: nothing yet, accepted, finished, dropped."""
    joined = referrals.join(cases, cases.c.id == referrals.c.case_id)
    columns = (referrals.c.id, referrals.c.state, cases.c.mentor_id)
    open_ones = select(*columns).select_from(joined).where(cases.c.status.in_(("active", "paused")))
    states = ["accepted", "asked"] if programme.chance.random() < 0.7 else ["asked"]
    row = next((row for one in states if (row := _one(programme, tx, open_ones.where(referrals.c.state == one)))), None)
    if row is None:
        return _refer(programme, tx)
    who = _there(programme, tx, row.mentor_id)
    if who is None:
        return None
    to = ("accepted", "accepted", "dropped", "finished") if row.state == "asked" else ("asked", "dropped", "finished")
    return who, ReferralCard(row.id, programme.chance.choice(to))


def _refer(programme: Programme, tx: Tx) -> Wish:
    found = _accompanied(programme, tx)
    if found is None:
        return None
    case, who = found
    asked = programme.chance.choice((("sehat", "puskesmas"), ("pokok", "dinsos"), ("kerja", "-"), ("diri", "")))
    return who, NewReferral(case.id, *asked)


def _phone(programme: Programme, tx: Tx) -> Wish:
    """Asked for, agreed to, not agreed to, asked for once more."""
    state = programme.chance.choice(PHONE_STATES)
    newest = select(phones).where(phones.c.state == state).order_by(phones.c.id.desc()).limit(3)
    row = _one(programme, tx, newest)
    if row is None or programme.chance.random() < 0.2:
        mentor = _any(programme, tx, staff.of_role(tx, Role.MENTOR))
        who = _admin(programme, tx)
        return None if mentor is None or who is None else (who, NewPhone(mentor.id, sure=True))
    who = _admin(programme, tx, but=row.asked_by)
    if who is None:
        return None
    again = NewPhone(row.person_id, sure=True)
    if state != "asked":
        return who, again
    return who, programme.chance.choice([again, AgreePhone(row.id), RefusePhone(row.id)])


def _of_prompt(press: Callable[[int], Press]) -> Callable[[Programme, Tx], Wish]:
    """What whoever accompanies says to a contact's prompt, whatever has become of it."""

    def aim(programme: Programme, tx: Tx) -> Wish:
        row = _contact(programme, tx, programme.chance.choice(OPEN_PROMPTS))
        who = None if row is None else _there(programme, tx, row.mentor_id)
        return None if who is None else (who, press(row.id))

    return aim


def _contact(programme: Programme, tx: Tx, state: str, kinds: Sequence[str] = CONTACT) -> Any:
    """A prompt of such a contact in this state; what was said gets lost, where none is."""
    joined = prompts.join(cases, cases.c.id == prompts.c.case_id)
    asked = (
        select(prompts.c.id, prompts.c.case_id, cases.c.mentor_id)
        .select_from(joined)
        .where(prompts.c.kind.in_(kinds), cases.c.status != "erased")
    )
    row = _one(programme, tx, asked.where(prompts.c.state == state))
    if row is None and state in LOST:
        row = _one(programme, tx, asked.where(prompts.c.state == "said"))
        if row is not None:
            programme.loses(tx, row.id, state)
    return row


def _end(programme: Programme, tx: Tx) -> Wish:
    """An accompaniment ends while something of it could not be said."""
    row = _contact(programme, tx, programme.chance.choice(LOST), (*CONTACT, *LADDER))
    mentor = None if row is None else staff.by_id(tx, row.mentor_id)
    who = None if mentor is None else _there(programme, tx, mentor.team_of)
    return None if who is None else (who, EndCase(row.case_id))


def _hand_on(programme: Programme, tx: Tx) -> Wish:
    """Somebody of whom something could not be said is handed on."""
    row = _contact(programme, tx, programme.chance.choice(LOST), programme.chance.choice((CONTACT, LADDER)))
    mentor = None if row is None else staff.by_id(tx, row.mentor_id)
    who = None if mentor is None else _there(programme, tx, mentor.team_of)
    other = None if who is None else _any(programme, tx, leading.own_team(tx, who.id))
    return None if who is None or other is None else (who, HandTo(row.case_id, other.id))


def _hand_is_gone(programme: Programme, tx: Tx) -> Wish:
    """Whoever took a request on answers it or is kept out; or somebody takes one on."""
    row = _one(programme, tx, select(requests).where(requests.c.state == programme.chance.choice(("open", "taken"))))
    if row is None:
        return None
    if row.state == "open":
        request = request_store.by_id(tx, row.id)
        able = [] if request is None else request_store.handlers_of(tx, request)
        who = next((one for number in able if (one := _there(programme, tx, number)) is not None), None)
        return None if who is None else (who, TakeRequest(row.id))
    has_it = _there(programme, tx, row.handled_by)
    if has_it is not None and programme.chance.random() < 0.5:
        return has_it, RequestAnswered(row.id, urgent=True)
    who = _admin(programme, tx, but=row.handled_by)
    return None if who is None else (who, Suspend(row.handled_by, suspended=True))


def _remove_kept_out(programme: Programme, tx: Tx) -> Wish:
    """Somebody who is kept out goes for good; what they have goes to another one."""
    row = _one(programme, tx, select(people).where(people.c.status == "suspended"))
    who = None if row is None else _admin(programme, tx, but=row.id)
    if row is None or who is None:
        return None
    others = [one for one in staff.of_role(tx, Role(row.role)) if one.id != row.id and one.is_active]
    near = [one for one in others if one.supervisor_id == row.supervisor_id]
    to = _any(programme, tx, near)
    return who, Remove(row.id, 0 if to is None else to.id)


AIMS: tuple[Callable[[Programme, Tx], Wish], ...] = (
    _invite,
    _met,
    _slip,
    _erase,
    _erase,
    _decide_leave,
    _offer,
    _paused,
    _referral,
    _referral,
    _refer,
    _phone,
    _of_prompt(lambda number: Skip(number, SKIPS[0][0])),
    _of_prompt(Later),
    _end,
    _hand_on,
    _hand_is_gone,
    _remove_kept_out,
    _wall,
    _recall,
)
