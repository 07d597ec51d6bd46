"""People and caseloads: inviting staff, adding participants, the lists of both."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.figures.workload import unequal
from bot.domain.forms import Choice, Form, Free, Option
from bot.domain.people import Person, Role
from bot.domain.presses import (
    ApartList,
    HandAll,
    Invite,
    InviteAdmin,
    Leaderless,
    LeaveCard,
    NewCase,
    NewLeader,
    NewLink,
    NewPhone,
    OfferList,
    PersonCard,
    PhoneCard,
    Remove,
    Save,
    StandIn,
    Suspend,
    Team,
)
from bot.domain.text import N_
from bot.domain.timing.cadence import RHYTHMS
from bot.store.caseload import cases, drafts, offers, prompts, second_yes
from bot.store.caseload.drafts import Draft
from bot.store.engine import audit, deployment
from bot.store.figures import workload
from bot.store.people import absences, invitations, leading, people, phones
from bot.turn import Button, Reply, Row, Say, Tell, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import menu_screen, to_menu
from handlers.leader.people import choosing
from handlers.screens import PAGE, PERSONAL, menu, paging, pairs

NAME_LIMIT = 80
TRACKS = (("R", N_("R (coming home)")), ("P", N_("P (recovery)")))
LINK = N_("One-time link for {code}, good for 72 hours:\n{link}\nPlease hand it over yourself, to that person alone.")
NO_MENTOR = N_("There is no mentor in your team yet, {you}. Please invite one first.")

CASE = Form(
    "case",
    (
        Choice("track", N_("Which kind of service?"), TRACKS),
        Free("name", N_("The participant's name? It is kept sealed; screens show a code."), NAME_LIMIT, optional=False),
        Choice("mentor", N_("Which mentor?"), source="team"),
        Choice("cadence", N_("How often, to begin with?"), tuple((str(weeks), label) for weeks, label in RHYTHMS)),
    ),
)
INVITED_BY = {Role.MENTOR: Role.SUPERVISOR, Role.SUPERVISOR: Role.ADMIN, Role.ADMIN: Role.ADMIN}
INVITES = {
    Role.MENTOR: Form(
        "mentor",
        (Free("name", N_("The new mentor's name? Only your team and the admins see it."), NAME_LIMIT, optional=False),),
    ),
    Role.SUPERVISOR: Form("supervisor", (Free("name", N_("The new supervisor's name?"), NAME_LIMIT, optional=False),)),
    Role.ADMIN: Form("admin", (Free("name", N_("The new admin's name?"), NAME_LIMIT, optional=False),)),
}


def invite(turn: Turn, pressed: Invite) -> list[Reply]:
    """Begin an invitation: a supervisor's for a mentor, an admin's for a supervisor."""
    return _begin(turn, NEW_STAFF[Role.MENTOR if turn.me.role is Role.SUPERVISOR else Role.SUPERVISOR])


def invite_admin(turn: Turn, pressed: InviteAdmin) -> list[Reply]:
    """Begin an invitation for another admin."""
    return _begin(turn, NEW_STAFF[Role.ADMIN])


def new_case(turn: Turn, pressed: NewCase) -> list[Reply]:
    """Begin to add a participant."""
    if not leading.team(turn.tx, turn.me):
        return [menu_screen(turn, NO_MENTOR)]
    return _begin(turn, NEW_CASE)


def _begin(turn: Turn, filling: Filling) -> list[Reply]:
    return [asking.begin(turn, filling, Draft(0, filling.form.name, turn.token, None, None, {}))]


def save_invite(turn: Turn, draft: Draft) -> list[Reply]:
    """Add the person and hand out their link, in a message of its own that can be forwarded."""
    role = Role(draft.form)
    supervisor = turn.me.id if role is Role.MENTOR else None
    person = people.add(turn.tx, role, draft.answers["name"], supervisor)
    drafts.drop(turn.tx, draft)
    audit.note(turn.tx, turn.me.id, "invited", "person", person.id)
    return [person_screen(turn, person, N_("✅ Added.")), link_for(turn, person)]


def link_for(turn: Turn, person: Person) -> Say:
    """A fresh one-time link; earlier ones stop working."""
    token = invitations.make_link(turn.tx, person, turn.me.id)
    text = turn.t(LINK, code=person.code, link=deployment.join_link(turn.tx, token))
    return Say(text, kind="receipt", protect=False)


def new_link(turn: Turn, pressed: NewLink) -> list[Reply]:
    """Another link for somebody who has not joined."""
    person = choosing.one_of_mine(turn, pressed.person)
    if person is None or person.chat is not None:
        return team(turn, Team())
    if phones.bars_a_link(turn.tx, person):
        return [person_screen(turn, person, N_("No link is made before a second leader has agreed."))]
    return [person_screen(turn, person), link_for(turn, person)]


def save_case(turn: Turn, draft: Draft) -> list[Reply]:
    """Add the participant with a first moment, and tell the mentor without saying who."""
    mentor = people.by_code(turn.tx, draft.answers["mentor"])
    if mentor is None or mentor.code not in dict(choices(turn, draft)):
        return [menu_screen(turn, NO_MENTOR)]
    case = cases.add(turn.tx, draft.answers["track"], draft.answers["name"], mentor, int(draft.answers["cadence"]))
    drafts.drop(turn.tx, draft)
    audit.note(turn.tx, turn.me.id, "case_added", "case", case.id)
    planned = prompts.plan_first(turn.tx, case, mentor, turn.calendar, turn.me.id, "cadence")
    text = turn.lines(
        turn.t(N_("✅ Saved. The code is <b>{code}</b>, with mentor {mentor}."), code=case.code, mentor=mentor.code),
        turn.t(N_("First contact: {moment}"), moment=turn.moment(planned.due_at)),
    )
    another = Button(turn.t(N_("Add another")), NewCase())
    return [turn.say(text, (another, menu(turn)), kind="saved"), Tell("list_longer", mentor.id, mentor.id)]


def case_summary(turn: Turn, draft: Draft) -> Say:
    """Everything once more before the participant is added."""
    answers = draft.answers
    text = turn.lines(
        _title(turn, draft),
        turn.t(N_("Service: {value}"), value=turn.t(dict(TRACKS)[answers["track"]])),
        turn.t(N_("Name: {value}"), value=answers["name"]),
        turn.t(N_("Mentor: {value}"), value=answers["mentor"]),
        turn.t(dict(RHYTHMS)[int(answers["cadence"])]),
    )
    save = asking.button(draft, turn.t(N_("💾 Save")), Save())
    return turn.say(text, (save,), asking.way_out(turn, draft, ""), hides_after=PERSONAL)


def choices(turn: Turn, draft: Draft) -> list[Option]:
    """The mentors a supervisor may choose from: nobody who is kept out or away; they may join later."""
    team = leading.team(turn.tx, turn.me)
    away = absences.in_force(turn.tx, [person.id for person in team])
    return asking.staff_options(turn, [one for one in team if one.is_active and one.id not in away])


def team(turn: Turn, pressed: Team) -> list[Reply]:
    """A supervisor's mentors, or an admin's staff."""
    drafts.put_aside(turn.tx, turn.me)
    everyone = leading.answered_for(turn.tx, turn.me)
    page = pressed.page
    shown = everyone[page * PAGE : (page + 1) * PAGE]
    if not shown:
        waits = _waiting(turn)
        return [turn.say(turn.t(N_("Nobody has been added yet.")), *((waits,) if waits else ()), (menu(turn),))]
    lines = choosing.described(turn, shown)
    buttons = [Button(person.code, PersonCard(person.id)) for person in shown]
    if page == 0 and turn.me.role is Role.SUPERVISOR:
        lines += _balance(turn)
    turns = paging(turn, page, len(everyone) > (page + 1) * PAGE, Team)
    more = _waiting(turn)
    rows: tuple[Row, ...] = (*pairs(buttons, 3), *((more,) if more else ()))
    return [turn.say(turn.lines(*lines), *rows, (*turns, *_apart(turn, page), menu(turn)), hides_after=PERSONAL)]


def _apart(turn: Turn, page: int) -> Row:
    """The way to those who are kept apart, while there are any: on the first page."""
    shown = page == 0 and second_yes.any_for(turn.tx, turn.me)
    return (Button(turn.t(N_("Kept apart")), ApartList()),) if shown else ()


def _waiting(turn: Turn) -> Row:
    """For an admin those whom nobody leads, for a supervisor what other teams offer: while there is any. And whose
    other phone waits for this leader's yes.
    """
    phone = phones.waiting_for(turn.tx, turn.me)
    person = None if phone is None else people.by_id(turn.tx, phone.person_id)
    more: Row = ()
    if phone is not None and person is not None:
        more = (Button(turn.t(N_("Other phone of {code}?"), code=person.code), PhoneCard(phone.id)),)
    if turn.me.role is Role.ADMIN:
        number = len(leading.leaderless(turn.tx))
        found = Button(turn.t(N_("Without a supervisor ({number})"), number=number), Leaderless())
    else:
        number = offers.count(turn.tx, turn.me)
        found = Button(turn.t(N_("Offered by other teams ({number})"), number=number), OfferList())
    return (found, *more) if number else more


def person(turn: Turn, pressed: PersonCard) -> list[Reply]:
    """One of the team."""
    found = choosing.one_of_mine(turn, pressed.person)
    return team(turn, Team()) if found is None else [person_screen(turn, found)]


def person_screen(
    turn: Turn, person: Person, before: str | None = None, also: Sequence[Markup] = (), **values: object
) -> Say:
    """One of the staff, and what can be done. `before`: what has just been done, with its `values`; `also`: lines."""
    lines = [*([turn.t(before, **values)] if before else []), *also]
    lines += [*choosing.described(turn, [person]), *_around(turn, person)]
    whole = Button(turn.t(N_("🤝 My team") if turn.me.role is Role.SUPERVISOR else N_("🤝 Staff")), Team())
    return turn.say(turn.lines(*lines), *acts(turn, person), (whole, menu(turn)), hides_after=PERSONAL)


def _around(turn: Turn, person: Person) -> list[Markup]:
    """Who leads them, for an admin, and who stands in for them now."""
    lines = []
    if turn.me.role is Role.ADMIN and person.role is Role.MENTOR:
        leader = None if person.supervisor_id is None else people.by_id(turn.tx, person.supervisor_id)
        lines.append(
            turn.t(N_("Supervisor: {code}"), code=leader.code) if leader else turn.t(N_("Supervisor: nobody yet"))
        )
    away = absences.in_force(turn.tx, [person.id])
    if person.id in away:
        other = people.by_id(turn.tx, away[person.id] or 0)
        if other is None and person.status == "suspended" and person.role is Role.MENTOR:
            other = leading.leader_now(turn.tx, person)
        lines.append(turn.t(N_("Stands in: {code}"), code=other.code) if other else turn.t(N_("Stands in: nobody")))
    return lines


def acts(turn: Turn, person: Person) -> tuple[Row, ...]:
    """The buttons under one of the staff, as far as they are this leader's to press."""
    if person.id == turn.me.id:
        return ()
    suspended = person.status == "suspended"
    pause = Button(
        turn.t(N_("Let in again") if suspended else N_("Suspend")), Suspend(person.id, suspended=not suspended)
    )
    first: Row = (_link(turn, person), pause)
    second: Row = ()
    if choosing.decides_for_good(turn, person):
        second = (*_handing_on(turn, person), Button(turn.t(N_("Remove")), Remove(person.id)))
    return tuple(row for row in (first, second, _of_leave(turn, person)) if row)


def _of_leave(turn: Turn, person: Person) -> Row:
    """Who stands in, for somebody who is kept out or has leave that is agreed; leave that waits to be decided."""
    buttons: list[Button] = []
    if person.status == "suspended" or person.id in absences.standing(turn.tx, [person.id]):
        buttons.append(Button(turn.t(N_("Who stands in")), StandIn(person.id)))
    asked = absences.asked_by(turn.tx, [person.id])
    if asked and turn.me.id in {leader.id for leader in leading.above(turn.tx, person)}:
        buttons.append(Button(turn.t(N_("Leave asked for")), LeaveCard(asked[0].id)))
    return tuple(buttons)


def _link(turn: Turn, person: Person) -> Button:
    """Another phone; a link where there is none; where a second leader has to agree first, the question to them."""
    if person.chat is not None:
        return Button(turn.t(N_("Another phone")), NewPhone(person.id))
    change = phones.newest(turn.tx, person)
    if change is not None and change.state == "asked" and phones.may_answer(turn.tx, turn.me, change):
        return Button(turn.t(N_("Other phone?")), PhoneCard(change.id))
    if change is not None and change.state in phones.BARS:
        return Button(turn.t(N_("Ask once more")), NewPhone(person.id))
    return Button(turn.t(N_("New link")), NewLink(person.id))


def _handing_on(turn: Turn, person: Person) -> Row:
    """What they have can be handed on; a mentor's leader changes by an admin's hand alone."""
    if person.role is Role.MENTOR and turn.me.role is Role.ADMIN:
        other = Button(turn.t(N_("Other supervisor")), NewLeader(person.id))
        return (other, Button(turn.t(N_("Hand on everybody")), HandAll(person.id)))
    if person.role is Role.MENTOR:
        return (Button(turn.t(N_("Hand on everybody")), HandAll(person.id)),)
    return (Button(turn.t(N_("Hand on the team")), HandAll(person.id)),) if person.role is Role.SUPERVISOR else ()


def _balance(turn: Turn) -> list[Markup]:
    """Who carries much more than another, by contacts a month: a suggestion, never a figure about a person's worth."""
    loads = workload.of_team(turn.tx, turn.me)
    pair = unequal(loads)
    if pair is None:
        return []
    text = N_("{heavy} carries about {more} contacts a month, {light} about {less}. Perhaps some can be handed on.")
    heavy, light = pair
    return [turn.t(text, heavy=heavy.code, more=heavy.contacts, light=light.code, less=light.contacts)]


def _title(turn: Turn, draft: Draft) -> str:
    text = {
        "case": N_("<b>A new participant</b>"),
        Role.MENTOR: N_("<b>A new mentor</b>"),
        Role.SUPERVISOR: N_("<b>A new supervisor</b>"),
        Role.ADMIN: N_("<b>A new admin</b>"),
    }[draft.form]
    return turn.t(text)


NEW_CASE = Filling(CASE, _title, save_case, to_menu, case_summary, choices, first_for=(Role.SUPERVISOR,))
NEW_STAFF = {
    role: Filling(form, _title, save_invite, to_menu, first_for=(INVITED_BY[role],)) for role, form in INVITES.items()
}
FILLINGS = (NEW_CASE, *NEW_STAFF.values())
