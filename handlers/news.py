"""News: what somebody is told because it happened, put into words at the moment it is said, if it still is so."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.followups import BY_KIND
from bot.domain.people import Role
from bot.domain.presses import ContactPlan, Press, RequestCard, TheirPhone
from bot.domain.prompting.kinds import Offer
from bot.domain.prompting.news import PARTS
from bot.domain.speaking import FIRST_LINE
from bot.domain.text import N_
from bot.store.caseload import cases, flags, offers, prompts, requests, second_yes, walls
from bot.store.caseload.cases import Case
from bot.store.caseload.flags import Flag
from bot.store.caseload.prompts import Prompt
from bot.store.keeping import audit_chain
from bot.store.people import absences, leading, people, phones
from bot.store.rights import grants, participants
from bot.turn import Button, Due, Reply, Say, Turn
from handlers.mentor.contact_plan import readable
from handlers.mentor.leave import span
from handlers.mentor.participant_phone import phone_of

# What a sentence names, or None where it is not so any more and nobody need hear of it.
Values = dict[str, object]
About = Callable[[Turn, Prompt], Values | None]


def due(turn: Turn, due: Due) -> list[Reply]:
    """Its hour has come."""
    prompt = prompts.by_id(turn.tx, due.prompt_id, lock=True)
    if prompt is None or prompt.state != "waiting":
        return []
    values = ABOUT[prompt.kind](turn, prompt)
    if values is None:
        prompts.lapse(turn.tx, prompt.id)
        return []
    prompts.mark_said(turn.tx, prompt, turn.me)
    kind = BY_KIND[prompt.kind]
    offers = [offer for offer in kind.answers if _leads_on(turn, prompt, offer)]
    rows = tuple((Button(turn.t(offer.label), offer.pressed(prompt.id, prompt.about)),) for offer in offers)
    text = turn.lines(turn.t(FIRST_LINE), turn.t(kind.text, **values))
    return [Say(text, rows, kind=kind.sent_as, prompt_id=prompt.id)]


def _leads_on(turn: Turn, prompt: Prompt, offer: Offer) -> bool:
    """Whether whoever hears of it may open what the button opens."""
    may_open = MAY_OPEN.get(offer.press)
    return may_open is None or may_open(turn, prompt.about)


def _as_it_is(turn: Turn, prompt: Prompt) -> Values:
    return {}


def _who(turn: Turn, prompt: Prompt) -> Values:
    """Whoever brought it about."""
    by = None if prompt.set_by is None else people.by_id(turn.tx, prompt.set_by)
    return {"who": "" if by is None else by.code}


def _person(turn: Turn, prompt: Prompt) -> Values | None:
    person = people.by_id(turn.tx, prompt.about)
    return None if person is None else {"code": person.code}


def _opened_link(turn: Turn, prompt: Prompt) -> Values | None:
    """Of somebody who still waits to be known."""
    person = participants.of_case(turn.tx, prompt.about)
    return _case(turn, prompt) if person is not None and person.unmet else None


def _joining(turn: Turn, prompt: Prompt) -> Values | None:
    """Of somebody who is still there."""
    person = participants.of_case(turn.tx, prompt.about)
    return _case(turn, prompt) if person is not None and person.chat is not None else None


def _way_in_ended(turn: Turn, prompt: Prompt) -> Values | None:
    """While nobody has joined since."""
    person = participants.of_case(turn.tx, prompt.about)
    return _case(turn, prompt) if person is None or person.chat is None else None


def _own_leader(turn: Turn, prompt: Prompt) -> Values | None:
    return _person(turn, prompt) if turn.me.supervisor_id == prompt.about else None


def _of_another_team(turn: Turn, prompt: Prompt) -> Values | None:
    mentor = people.by_id(turn.tx, prompt.about)
    return None if mentor is None or mentor.supervisor_id == turn.me.id else {"code": mentor.code}


def _stood_in_for(turn: Turn, prompt: Prompt) -> Values | None:
    """Somebody who is kept out, and for whom this person stands in: named for it, or as whoever leads."""
    person = people.by_id(turn.tx, prompt.about)
    if person is None or person.status != "suspended":
        return None
    named = absences.in_force(turn.tx, [person.id]).get(person.id)
    leader = leading.leader_now(turn.tx, person) if named is None else None
    return {"code": person.code} if turn.me.id in (named, None if leader is None else leader.id) else None


def _stood_in_for_no_more(turn: Turn, prompt: Prompt) -> Values | None:
    """Also of somebody who is gone by now."""
    person = people.ever_by_id(turn.tx, prompt.about)
    again = person is None or absences.is_covered_by(turn.tx, person.id, turn.me)
    return None if person is None or again else {"code": person.code}


def _uncovered(turn: Turn, prompt: Prompt) -> Values | None:
    """Somebody about whom this person decides now, and who still lacks a stand-in."""
    person = people.by_id(turn.tx, prompt.about)
    if person is None or not absences.lacks_a_stand_in(turn.tx, person.id):
        return None
    return {"code": person.code} if turn.me.id in {one.id for one in leading.above(turn.tx, person)} else None


def _case(turn: Turn, prompt: Prompt) -> Values | None:
    """Of somebody whom this person still sees: between the evening and the morning a case may change hands."""
    case = cases.visible(turn.tx, turn.me, prompt.about)
    return None if case is None else {"code": case.code}


def _watched(turn: Turn, prompt: Prompt) -> Values | None:
    """The same, and an admin, who sees no case, hears its code too: of what somebody has to watch over."""
    return {"code": case.code} if (case := _watched_case(turn, prompt.about)) is not None else None


def _watched_case(turn: Turn, case_id: int) -> Case | None:
    watches = turn.me.role is Role.ADMIN
    return cases.by_id(turn.tx, case_id) if watches else cases.visible(turn.tx, turn.me, case_id)


def _erased(turn: Turn, prompt: Prompt) -> Values | None:
    """Somebody of whom the code alone is left, which names nobody."""
    case = cases.by_id(turn.tx, prompt.about)
    return {"code": case.code} if case is not None and case.status == "erased" else None


def _alone(turn: Turn, prompt: Prompt) -> Values | None:
    """Somebody this leader sees, whom whoever stands in for the mentor still must not."""
    case = cases.visible(turn.tx, turn.me, prompt.about)
    return {"code": case.code} if case is not None and walls.alone_meanwhile(turn.tx, [case.id]) else None


def _own_request(turn: Turn, prompt: Prompt) -> Values | None:
    """News for whoever asked, unless they know it already."""
    request = requests.mine(turn.tx, turn.me, prompt.about)
    return None if request is None or request.is_open or request.is_told else {}


def _open_request(turn: Turn, prompt: Prompt) -> Values | None:
    request = requests.by_id(turn.tx, prompt.about)
    return {} if request is not None and request.is_open else None


def _untaken_request(turn: Turn, prompt: Prompt) -> Values | None:
    request = requests.by_id(turn.tx, prompt.about)
    return {} if request is not None and request.state == "open" else None


def _recalled_request(turn: Turn, prompt: Prompt) -> Values | None:
    request = requests.by_id(turn.tx, prompt.about)
    return {} if request is not None and request.state == "recalled" else None


def _clock(turn: Turn, prompt: Prompt) -> Values | None:
    """A request whose time ends: whose it is, with whom, how long there is; a leader hears no more than they see."""
    request = requests.by_id(turn.tx, prompt.about)
    if request is None or not request.is_open:
        return None
    first = next(iter(requests.handlers_of(turn.tx, request)), None)
    has_it = None if first is None else people.by_id(turn.tx, first)
    hours = max(0, int((request.due_at - turn.now).total_seconds() // 3600))
    who = turn.t(N_("nobody")) if has_it is None else turn.you if has_it.id == turn.me.id else has_it.code
    return {"code": request.case_code or "–", "who": who, "hours": hours, "moment": turn.moment(request.due_at)}


def _clock_of_untaken(turn: Turn, prompt: Prompt) -> Values | None:
    return None if _untaken_request(turn, prompt) is None else _clock(turn, prompt)


def _untaken_flag(turn: Turn, prompt: Prompt) -> Values | None:
    flag = flags.by_id(turn.tx, prompt.about)
    return {} if flag is not None and flag.acknowledged_at is None and flag.closed_at is None else None


def _taken_flag(turn: Turn, prompt: Prompt) -> Values | None:
    flag = flags.by_id(turn.tx, prompt.about)
    return None if flag is None or flag.closed_at is not None else _who(turn, prompt)


def _open_flag(turn: Turn, prompt: Prompt) -> Values | None:
    flag = flags.by_id(turn.tx, prompt.about)
    return None if flag is None or flag.closed_at is not None else _whose(turn, flag)


def _retracted_flag(turn: Turn, prompt: Prompt) -> Values | None:
    flag = flags.by_id(turn.tx, prompt.about)
    return None if flag is None else {**_who(turn, prompt), **_whose(turn, flag)}


def _whose(turn: Turn, flag: Flag) -> Values:
    """Whose flag it is, for whoever may see it still: they may have been kept from that person since."""
    return {"code": "–" if flags.visible(turn.tx, turn.me, flag.id) is None else flag.case_code}


def _leave(*states: str) -> About:
    """Of a leave that stands so and has not passed: whose it is."""

    def about(turn: Turn, prompt: Prompt) -> Values | None:
        found = absences.by_id(turn.tx, prompt.about)
        if found is None or found.state not in states or found.until_at <= turn.now:
            return None
        mentor = people.by_id(turn.tx, found.person_id)
        return {"code": "" if mentor is None else mentor.code}

    return about


def _covered_leave(turn: Turn, prompt: Prompt) -> Values | None:
    found = absences.by_id(turn.tx, prompt.about)
    about = _leave(absences.APPROVED)(turn, prompt)
    if found is None or about is None or found.cover_id != turn.me.id:
        return None
    return {**about, "days": span(turn, found)}


def _grant(turn: Turn, prompt: Prompt) -> Values | None:
    grant = grants.by_id(turn.tx, prompt.about)
    if grant is None:
        return None
    who, case = people.by_id(turn.tx, grant.person_id), _watched_case(turn, grant.case_id)
    if case is None:
        return None
    return {"who": "" if who is None else who.code, "code": case.code, "reason": grants.reason(turn.tx, grant)}


def _offer(state: str) -> About:
    """Of an offer that ended so: whose it was."""

    def about(turn: Turn, prompt: Prompt) -> Values | None:
        found = offers.by_id(turn.tx, prompt.about)
        case = None if found is None or found.state != state else cases.by_id(turn.tx, found.case_id)
        return None if case is None else {"code": case.code}

    return about


def _open_offer(turn: Turn, prompt: Prompt) -> Values | None:
    return None if offers.received(turn.tx, turn.me, prompt.about) is None else _who(turn, prompt)


def _phone(state: str) -> About:
    """Of another phone that stands so: whose it is."""

    def about(turn: Turn, prompt: Prompt) -> Values | None:
        found = phones.by_id(turn.tx, prompt.about)
        person = None if found is None or found.state != state else people.by_id(turn.tx, found.person_id)
        return None if person is None else {"code": person.code}

    return about


def _asked_phone(turn: Turn, prompt: Prompt) -> Values | None:
    found = _phone("asked")(turn, prompt)
    return None if found is None else {**found, **_who(turn, prompt)}


def _apart(turn: Turn, prompt: Prompt) -> Values | None:
    found = second_yes.visible(turn.tx, turn.me, prompt.about)
    return {} if found is not None and second_yes.may_answer(turn.tx, turn.me, found) else None


def _apart_answered(turn: Turn, prompt: Prompt) -> Values | None:
    found = second_yes.visible(turn.tx, turn.me, prompt.about)
    return {} if found is not None and found.state not in second_yes.WAITS else None


def _part(turn: Turn, prompt: Prompt) -> Values:
    return {"part": turn.t(PARTS[prompt.about][1])}


def _number(turn: Turn, prompt: Prompt) -> Values:
    return {"number": prompt.about}


def _signed(turn: Turn, prompt: Prompt) -> Values | None:
    found = audit_chain.signed(turn.tx, prompt.about)
    return None if found is None else {"number": found.position, "mark": found.mark}


def _may_open_request(turn: Turn, about: int) -> bool:
    return requests.visible(turn.tx, turn.me, about) is not None


def _may_open_plan(turn: Turn, about: int) -> bool:
    return readable(turn, about) is not None


def _may_open_phone(turn: Turn, about: int) -> bool:
    return phone_of(turn, about) is not None


# What not everybody who hears of it may open: an admin is told of a clock, and not what was asked for; a cover hears
# that a consent has changed, and only the mentor's own screen says how they stand; who opened a link, they may say.
MAY_OPEN: dict[Callable[..., Press], Callable[[Turn, int], bool]] = {
    RequestCard: _may_open_request,
    TheirPhone: _may_open_phone,
    ContactPlan: _may_open_plan,
}
ABOUT: dict[str, About] = {
    "answered": _own_request,
    "flag_raised": _untaken_flag,
    "flag_of_yours": _untaken_flag,
    "flag_taken": _taken_flag,
    "flag_retracted": _retracted_flag,
    "flag_slip": _open_flag,
    "request_came": _open_request,
    "request_urgent": _untaken_request,
    "request_recalled": _recalled_request,
    "urgent_recalled": _recalled_request,
    "recalled_unheard": _recalled_request,
    "clock_next": _clock,
    "clock_above": _clock,
    "clock_ends": _clock,
    "clock_over": _clock,
    "urgent_above": _clock_of_untaken,
    "urgent_over": _clock,
    "leave_asked": _leave(absences.ASKED),
    "leave_agreed": _leave(absences.APPROVED),
    "leave_refused": _leave(absences.REFUSED),
    "leave_covered": _covered_leave,
    "cover_freed": _leave(absences.ENDED),
    "list_longer": _as_it_is,
    "list_shorter": _as_it_is,
    "new_leader": _own_leader,
    "team_longer": _as_it_is,
    "team_shorter": _of_another_team,
    "team_gone": _person,
    "stands_in": _stood_in_for,
    "stood_in": _stood_in_for_no_more,
    "stands_in_no_more": _stood_in_for_no_more,
    "uncovered": _uncovered,
    "alone": _alone,
    "case_offered": _open_offer,
    "offer_agreed": _offer("agreed"),
    "offer_declined": _offer("declined"),
    "offer_lapsed": _offer("withdrawn"),
    "phone_asked": _asked_phone,
    "phone_agreed": _phone("agreed"),
    "phone_refused": _phone("refused"),
    "their_phone_changed": _watched,
    "apart_asked": _apart,
    "apart_answered": _apart_answered,
    "went_on_in_person": _case,
    "case_erased": _erased,
    "erased_while_open": _who,
    "consent_changed": _case,
    "plan_changed": _case,
    "reading": _grant,
    "glass_broken": _grant,
    "joined": _person,
    "link_opened": _opened_link,
    "still_unmet": _opened_link,
    "joining": _joining,
    "way_in_ended": _way_in_ended,
    "talk": _person,
    "unreachable": _person,
    "reachable": _person,
    "file_ready": _as_it_is,
    "away": _as_it_is,
    "stands_still": _part,
    "audit_broken": _number,
    "record_signed": _signed,
    "fault": _number,
    "refused": _number,
    "not_shown": _as_it_is,
}
