"""What several rooms say to somebody else than whoever this turn belongs to; never a word of content."""

from __future__ import annotations

from bot.domain.presses import FlagList, RequestList
from bot.domain.text import N_
from bot.store.caseload import recipients, requests
from bot.store.caseload.cases import Case
from bot.store.caseload.requests import Request
from bot.store.people import invitations, people
from bot.turn import Button, Reply, Say, Turn

FLAG = N_("Hello, {you}. There is an urgent flag. Please open the menu and look under Flags.")
NEW_REQUEST = N_("Hello, {you}. There is a new request. Please open Requests in the menu.")


def a_request_came(turn: Turn, request: Request) -> list[Reply]:
    """A request came in: the first who handles it and can be reached is told, without a word of what it is."""
    ids = [one for one in requests.handlers_of(turn.tx, request) if turn.who is None or one != turn.who.id]
    row = (Button(turn.t(N_("📨 Open requests")), RequestList()),)
    first = recipients.reachable(turn.tx, ids)[:1]
    return [Say(turn.t_for(one, NEW_REQUEST), (row,), kind="alert", to=one.id) for one in first]


def a_flag_was_raised(turn: Turn, case: Case) -> list[Reply]:
    """Tell whoever accompanies now and the first reachable on duty; not the one who raised it."""
    mentor = people.by_id(turn.tx, case.mentor_id)
    duty = recipients.duty_list(turn.tx, mentor.supervisor_id if mentor else None, turn.me.id)
    first = recipients.reachable(turn.tx, duty)[:1]
    accompanying = recipients.reachable(turn.tx, recipients.accompanying(turn.tx, case))
    told = {person.id: person for person in (*accompanying, *first) if person.id != turn.me.id}
    button = (Button(turn.t(N_("🆘 Flags")), FlagList()),)
    return [Say(turn.t_for(one, FLAG), (button,), kind="alert", to=one.id) for one in told.values()]


def whoever_accompanies(turn: Turn, case: Case, text: str) -> list[Reply]:
    """Tell whoever accompanies this person now; nothing but the code is said."""
    return [
        Say(turn.t_for(one, text, code=case.code), kind="alert", to=one.id)
        for one in recipients.reachable(turn.tx, recipients.accompanying(turn.tx, case))
    ]


def the_inviter(turn: Turn) -> list[Reply]:
    """Whoever made the link or the code hears that it was used."""
    inviter = invitations.invited_by(turn.tx, turn.me) or turn.me.supervisor_id
    if inviter is None:
        return []
    return [Say(turn.t(N_("{code} has joined."), code=turn.me.code), kind="receipt", to=inviter)]
