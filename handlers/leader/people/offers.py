"""A participant to another team: one supervisor asks, the other one says yes by choosing a mentor, or no.

Until then the other one sees a code and a rhythm, and no name.
"""

from __future__ import annotations

from bot.domain.people import Person, Role
from bot.domain.presses import (
    AcceptOffer,
    CaseCard,
    DeclineOffer,
    HandOn,
    OfferCard,
    OfferCase,
    OfferList,
    OfferTo,
    Team,
    WithdrawOffer,
)
from bot.domain.text import N_
from bot.domain.timing.cadence import RHYTHMS
from bot.store.caseload import cases, handing_over, offers
from bot.store.caseload.cases import Case
from bot.store.people import leading, people
from bot.turn import Button, Reply, Say, Tell, Turn
from handlers.home import menu_screen
from handlers.leader.people import choosing, handing_on
from handlers.over import no_case, over
from handlers.screens import NOT_OF_TEAM, NOT_POSSIBLE, PAGE, PERSONAL, list_name, menu, paging, pairs, shown_list

ANSWERED = N_("That has been answered already, or is no longer offered.")


def offer(turn: Turn, pressed: OfferCase) -> list[Reply]:
    """Which other team could take somebody over? Where it is offered already, to whom."""
    case = _to_offer(turn, pressed.case)
    return [no_case(turn, pressed.case, NOT_OF_TEAM)] if case is None else [_choice(turn, case, pressed.page)]


def _to_offer(turn: Turn, case_id: int) -> Case | None:
    """A case of this supervisor's own team, whose course they set; a deputy offers nobody."""
    case = cases.to_change(turn.tx, turn.me, case_id)
    return case if case is not None and handing_on.decides_for_good(turn, case) else None


def _choice(turn: Turn, case: Case, page: int, before: str | None = None) -> Say:
    back = (Button(turn.t(N_("Back")), HandOn(case.id)), menu(turn))
    said = [turn.t(before)] if before else []
    if (found := offers.open_of(turn.tx, case.id)) is not None:
        to = people.by_id(turn.tx, found.to_id)
        text = turn.t(N_("{code} is offered to {to}; no answer yet."), code=case.code, to=to.code if to else "")
        take_back = Button(turn.t(N_("Take the offer back")), WithdrawOffer(found.id))
        return turn.say(turn.lines(*said, text), (take_back,), back)
    possible = _leaders(turn, case)
    lines, rows = choosing.choice(
        turn, possible, page, lambda one: OfferTo(case.id, one.id), lambda other: OfferCase(case.id, other)
    )
    text = turn.t(
        N_("Whose team shall be asked to take {code} over?")
        if possible
        else N_("There is no other team that could take {code} over."),
        code=case.code,
    )
    return turn.say(turn.lines(*said, text, *lines), *rows, back, hides_after=PERSONAL)


def _leaders(turn: Turn, case: Case) -> list[Person]:
    """Other supervisors who can act, and whom no wall keeps from this person; whoever offers leads the team."""
    return [
        one
        for one in choosing.able(turn, people.of_role(turn.tx, Role.SUPERVISOR))
        if one.id != turn.me.id and handing_over.may_lead(turn.tx, one, [case.id])
    ]


def offer_to(turn: Turn, pressed: OfferTo) -> list[Reply]:
    """The other supervisor is asked; nothing moves before their yes."""
    case = _to_offer(turn, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case, NOT_OF_TEAM)]
    to = next((one for one in _leaders(turn, case) if one.id == pressed.leader), None)
    if to is None:
        return [_choice(turn, case, 0, NOT_POSSIBLE)]
    if (found := offers.open_of(turn.tx, case.id)) is not None and found.to_id == to.id:
        return [_choice(turn, case, 0)]
    number = offers.make(turn.tx, turn.me, case, to)
    return [_choice(turn, case, 0, N_("Asked. You will be told.")), Tell("case_offered", number, to.id)]


def withdraw(turn: Turn, pressed: WithdrawOffer) -> list[Reply]:
    """It is offered no more."""
    found = offers.by_id(turn.tx, pressed.offer)
    case = None if found is None else cases.to_change(turn.tx, turn.me, found.case_id)
    if found is None or case is None:
        return [over(turn, ANSWERED)]
    if offers.withdraw(turn.tx, turn.me, found) is not None:
        return [over(turn, ANSWERED)]
    return [_choice(turn, case, 0, N_("Taken back."))]


def listing(turn: Turn, pressed: OfferList) -> list[Reply]:
    """What other teams offer: one list at a time, as two who are kept apart may be offered to one team."""
    keys, key = shown_list(turn, offers.keys, pressed.track)
    found, more = offers.waiting(turn.tx, turn.me, pressed.page, PAGE, key)
    known = [(one, cases.by_id(turn.tx, one.case_id)) for one in found]
    buttons = [Button(case.code, OfferCard(one.id)) for one, case in known if case is not None]
    text = turn.t(N_("<b>Offered by other teams</b>") if buttons else N_("No other team offers anybody now."))
    others = [Button(list_name(turn, one), OfferList(track=one)) for one in keys if one != key]
    turns = (*paging(turn, pressed.page, more, lambda page: OfferList(page, key or "")), *others)
    back = (Button(turn.t(N_("🤝 My team")), Team()), menu(turn))
    return [turn.say(text, *pairs(buttons, 3), *((turns,) if turns else ()), back)]


def one(turn: Turn, pressed: OfferCard) -> list[Reply]:
    """One offer, with the mentors who could accompany; choosing one is the yes."""
    found = offers.received(turn.tx, turn.me, pressed.offer)
    case = None if found is None else cases.by_id(turn.tx, found.case_id)
    if found is None or case is None:
        return [over(turn, ANSWERED)]
    by = people.by_id(turn.tx, found.from_id)
    possible = _mentors(turn, case, found.to_id)
    lines, rows = choosing.choice(
        turn, possible, pressed.page, lambda one: AcceptOffer(found.id, one.id), lambda page: OfferCard(found.id, page)
    )
    text = turn.lines(
        turn.t(N_("{who} asks whether your team could take {code} over."), who=by.code if by else "", code=case.code),
        turn.t(N_("{rhythm}."), rhythm=turn.t(dict(RHYTHMS)[case.weeks(turn.now)])),
        turn.t(
            N_("Who shall accompany? Choosing somebody is your yes.") if possible else N_("Nobody of your team could.")
        ),
        *lines,
    )
    no = Button(turn.t(N_("Not possible now")), DeclineOffer(found.id))
    return [turn.say(text, *rows, (no, menu(turn)), hides_after=PERSONAL)]


def _mentors(turn: Turn, case: Case, team_of: int) -> list[Person]:
    team = choosing.able(turn, leading.own_team(turn.tx, team_of))
    return [one for one in team if handing_over.may_have(turn.tx, one, [case.id])]


def accept(turn: Turn, pressed: AcceptOffer) -> list[Reply]:
    """The second yes: the case moves with everything planned, and everybody concerned hears of it."""
    found = offers.received(turn.tx, turn.me, pressed.offer)
    case = None if found is None else cases.by_id(turn.tx, found.case_id)
    if found is None or case is None:
        return [over(turn, ANSWERED)]
    handing_over.hold_still(turn.tx, pressed.mentor)
    mentor = next((one for one in _mentors(turn, case, found.to_id) if one.id == pressed.mentor), None)
    if mentor is None:
        return [turn.say(turn.t(NOT_POSSIBLE), (Button(turn.t(N_("Back")), OfferCard(found.id)), menu(turn)))]
    if offers.accept(turn.tx, turn.me, found) is not None:
        return [over(turn, ANSWERED)]
    former = people.by_id(turn.tx, case.mentor_id)
    if not handing_over.move_cases(turn.tx, turn.me, [case.id], mentor, turn.calendar):
        # Looked at just now, and held: only a change beside this turn could be in the way, and it undoes the yes.
        raise RuntimeError("an offer was accepted and nothing moved")
    said = turn.t(N_("{code} is with {mentor} from now on."), code=case.code, mentor=mentor.code)
    card = Button(turn.t(N_("Open")), CaseCard(case.id))
    news = handing_on.told_of_cases(turn, former, mentor)
    return [turn.say(said, (card, menu(turn))), Tell("offer_agreed", found.id, found.from_id), *news]


def decline(turn: Turn, pressed: DeclineOffer) -> list[Reply]:
    """Not into this team; whoever asked hears of it."""
    found = offers.received(turn.tx, turn.me, pressed.offer)
    if found is None or offers.decline(turn.tx, turn.me, found) is not None:
        return [over(turn, ANSWERED)]
    said = menu_screen(turn, N_("Noted; the other team is told."))
    return [said, Tell("offer_declined", found.id, found.from_id)]
