"""Harm by somebody of the staff: past whoever does it, at once, to whoever leads or the admins; and doors outside."""

from __future__ import annotations

from bot.domain.danger import Danger
from bot.domain.people import Role
from bot.domain.presses import Complain, ComplainAtOnce, OwnRequest, OwnRequests, PassBy
from bot.domain.rights.requests import COMPLAINT, HARM, HARM_ABOVE, MOST_WORDS, PASSES_BY
from bot.domain.text import N_
from bot.reference.danger import danger_in, harm_by_leader, harm_by_staff
from bot.store.caseload import requests
from bot.store.caseload.requests import Request
from bot.store.people import people
from bot.store.rights import participants
from bot.turn import Button, Follow, Reply, Row, Say, Turn
from handlers import directory, telling
from handlers.home import menu_screen
from handlers.screens import menu

PAST_MENTOR = N_("It goes past your mentor, to whoever leads them, and rings there until somebody takes it on.")
PAST_BOTH = N_("It goes past your mentor and whoever leads them, to the admins, and rings there until one takes it on.")
OUTSIDE = N_(
    "Outside, with nobody from here: 129 (women and children), Komnas Perempuan (021) 390-3963, Ombudsman 137."
)
OFFERED = N_(
    "Nobody may do that to you, {you}. With the button below it goes past your mentor, at once, to whoever leads them. "
    "Asking to be called now would reach your mentor too."
)
NOT_KEPT = N_("What was just typed is not kept here.")
SAY_SO = {HARM: N_("This is urgent"), HARM_ABOVE: N_("It is about whoever leads")}


def kind_of(turn: Turn, kind: str, text: str) -> str:
    """What words typed to a request of this kind are: harm by staff never goes to whoever may have done it."""
    if kind not in ("info", COMPLAINT) or not text:
        return kind
    going_on = requests.urgent_of(turn.tx, turn.me)
    past_leaders = going_on is not None and going_on.kind_code == HARM_ABOVE
    if harm_by_staff(text):
        above = past_leaders or (harm_by_leader(text) and people.of_role(turn.tx, Role.ADMIN))
        return HARM_ABOVE if above else HARM
    if kind == COMPLAINT and (going_on is not None or danger_in(text) is Danger.SURE):
        return HARM_ABOVE if past_leaders else HARM
    return kind


def receive(turn: Turn, kind: str, text: str) -> list[Reply]:
    """Receive it, or add to what rings already; whoever handles it is told at once."""
    found = requests.urgent_of(turn.tx, turn.me, ("open",))
    if found is not None and text and requests.add_words(turn.tx, turn.me, found, text, MOST_WORDS) is not None:
        if kind != HARM_ABOVE or found.kind_code == HARM_ABOVE:
            return _received(turn, found)
        return _passed_by(turn, found, kind)
    case = participants.case_of(turn.tx, turn.me)
    found, is_new = requests.raise_one(turn.tx, turn.me, case, kind, text=text)
    return [*_received(turn, found), *(telling.a_request_came(turn, found) if is_new else [])]


def _received(turn: Turn, request: Request) -> list[Reply]:
    """The receipt: past whom it goes, by when, and the doors outside."""
    said = turn.lines(
        turn.t(N_("✅ Received as no. {number}, {you}."), number=request.id),
        turn.t(PAST_MENTOR if _a_leader_hears(turn, request) else PAST_BOTH),
        turn.t(N_("To be answered by: {moment}"), moment=turn.moment(request.due_at)),
        turn.t(OUTSIDE),
    )
    write = () if request.sealed_text else ((Button(turn.t(N_("✍️ Write what happened")), Complain()),),)
    last = (Button(turn.t(N_("My requests")), OwnRequests()), menu(turn))
    return [turn.say(said, *write, *pass_by_row(turn, request), last, kind="saved")]


def _a_leader_hears(turn: Turn, request: Request) -> bool:
    """Whether it is with a supervisor: one who accompanied this person is passed by as well."""
    found = [people.by_id(turn.tx, one) for one in requests.handlers_of(turn.tx, request)]
    return any(one is not None and one.role is Role.SUPERVISOR for one in found)


def row(turn: Turn) -> tuple[Row, ...]:
    """At one tap, for whoever has a mentor and has not said so already."""
    if turn.who is None or participants.case_of(turn.tx, turn.who) is None:
        return ()
    if requests.urgent_of(turn.tx, turn.who, ("open",)) is not None:
        return ()
    return ((Button(turn.t(N_("✉️ Something was not right (urgent)")), ComplainAtOnce()),),)


def offer(turn: Turn, kept: str | None, rows: tuple[Row, ...]) -> Say:
    """The lines in short, past whom a wish to be heard goes, the doors outside, and what became of the words."""
    lines = [*directory.lines_below(turn), turn.t(OFFERED), turn.t(OUTSIDE), turn.t(kept or NOT_KEPT)]
    return turn.say(turn.lines(*lines), *row(turn), *rows)


def at_once(turn: Turn, pressed: ComplainAtOnce) -> list[Reply]:
    """Something urgent was not right: whoever leads is told at one tap, and what it is may be written afterwards."""
    if participants.case_of(turn.tx, turn.me) is None:
        return [menu_screen(turn)]
    return receive(turn, HARM, "")


def pass_by_row(turn: Turn, request: Request) -> tuple[Row, ...]:
    """What may still be said of it."""
    kind = PASSES_BY.get(request.kind_code)
    if not request.is_open or kind is None or (kind == HARM_ABOVE and not people.of_role(turn.tx, Role.ADMIN)):
        return ()
    return ((Button(turn.t(SAY_SO[kind]), PassBy(request.id, kind)),),)


def pass_by(turn: Turn, pressed: PassBy) -> list[Reply]:
    """It is urgent, or about whoever leads as well."""
    found = requests.mine(turn.tx, turn.me, pressed.request)
    if found is None or not pass_by_row(turn, found) or PASSES_BY[found.kind_code] != pressed.kind:
        return [Follow(OwnRequest(pressed.request))]
    return _passed_by(turn, found, pressed.kind)


def passes_on(turn: Turn, request: Request, text: str) -> list[Reply] | None:
    """All its words by now make it one of harm: it goes past whoever it may be about. None where they do not."""
    kind = kind_of(turn, request.kind_code, text)
    return None if kind == request.kind_code else _passed_by(turn, request, kind)


def _passed_by(turn: Turn, request: Request, kind: str) -> list[Reply]:
    if requests.pass_by(turn.tx, turn.me, request, kind) is not None:
        return _received(turn, request)
    fresh = requests.mine(turn.tx, turn.me, request.id) or request
    return [*_received(turn, fresh), *telling.a_request_came(turn, fresh)]
