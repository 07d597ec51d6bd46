"""Harm by somebody of the staff: past whoever does it, at once, to whoever leads or the admins; and doors outside."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from bot.domain.danger import Danger
from bot.domain.people import Person, Role
from bot.domain.presses import Complain, ComplainAtOnce, OwnRequest, OwnRequests, PassBy
from bot.domain.rights.requests import (
    BYPASSING,
    COMPLAINT,
    COMPLAINT_ABOVE,
    HARM,
    HARM_ABOVE,
    MOST_WORDS,
    PASSES_BY,
    PAST_LEADERS,
    REQUEST_KINDS,
)
from bot.domain.text import N_
from bot.reference.danger import danger_in, harm_by_leader, harm_by_staff, may_name_staff, with_roles
from bot.store.caseload import prompts, recipients, requests
from bot.store.caseload.requests import Request
from bot.store.people import people
from bot.store.rights import participants, staff_known
from bot.turn import Button, Follow, Reply, Row, Say, Turn
from handlers import directory, telling
from handlers.home import menu_screen
from handlers.screens import PERSONAL, menu

# Past whom a request goes, by whether it rings and whether a supervisor has it.
PAST = {
    (True, True): N_("It goes past your mentor, to whoever leads them, and rings there until somebody takes it on."),
    (True, False): N_(
        "It goes past your mentor and whoever leads them, to the admins, and rings there until one takes it on."
    ),
    (False, True): N_("It goes past your mentor, to whoever leads them."),
    (False, False): N_("It goes past your mentor and whoever leads them, to the admins."),
}
NOBODY = N_("Nobody here can hear it just now. It is kept, and rings as soon as somebody can; please do not wait.")
RECEIVED = N_("✅ Received, {you}. It goes past your mentor.")
STAYS = N_("No. {number} stays where it was, too.")
IN_HAND = N_("Somebody has it in hand.")
HEARD_BEFORE = N_(
    "Whoever leads had been told that something waits. From now on they cannot open it any more, only admins can."
)
READ_BEFORE = N_(
    "Whoever leads has opened what was written. From now on they cannot open it any more, only admins can."
)
OUTSIDE = N_(
    "Outside, with nobody from here: 129 (women and children), Komnas Perempuan (021) 390-3963, Ombudsman 137."
)
OFFERED = N_(
    "Nobody may do that to you, {you}. Below it can be passed on at once, and your mentor hears nothing of it."
)
NOT_KEPT = N_("What was just typed is not kept. Please write it again later, if you wish.")
# Written for another purpose: harm that is told there all the same does not go where those go.
WRITTEN = ("info", "correct")
OFFERED_ABOVE = N_(
    "Nobody may do that to you, {you}. Below it can be passed on at once, and neither your mentor nor whoever leads "
    "them hears anything of it."
)
GOES_ON = N_(
    "Nobody may do that to you, {you}. What was passed on before is still open. Below what happened can be added to "
    "it, and your mentor does not read it."
)
TO_LEADER, TO_ADMINS = N_("✉️ Tell whoever leads"), N_("✉️ Tell the admins alone")
URGENT, NO_LEADER = N_("This is urgent"), N_("Not to whoever leads")
ADDED_TO = {
    True: N_("It is added to no. {number}, and read by whoever leads, not by your mentor."),
    False: N_("It is added to no. {number}, and read by the admins alone."),
}
BESIDE = {
    True: N_("No. {number} is in hand, so this is passed on as urgent of its own. Your mentor does not read it."),
    False: N_("No. {number} is in hand, so this is passed on as urgent of its own. Only admins read it."),
}


def as_roles(turn: Turn, person: Person, text: str) -> str:
    """The words with what somebody of the staff is in the place of their name, as they are judged here.

    People name whoever did it by their name, and what they write would go to that very person.
    """
    case = participants.case_of(turn.tx, person)
    if case is None:
        return text
    known = staff_known.of_case(turn.tx, case)
    return with_roles(text, known.staff, known.leaders)


def kind_of(turn: Turn, kind: str, text: str) -> str:
    """What words typed to a request of this kind are: harm by staff never goes to whoever may have done it."""
    if kind not in (*WRITTEN, *BYPASSING) or (kind in WRITTEN and not text):
        return kind
    text = as_roles(turn, turn.me, text) if may_name_staff(text) else text
    going_on = requests.urgent_of(turn.tx, turn.me)
    above = _is_past_leaders(going_on) or kind in PAST_LEADERS or (harm_by_staff(text) and harm_by_leader(text))
    complains = kind in (COMPLAINT, COMPLAINT_ABOVE)
    urgent = complains and (going_on is not None or danger_in(text) is Danger.SURE)
    if REQUEST_KINDS[kind].rings or urgent or harm_by_staff(text):
        return HARM_ABOVE if above else HARM
    return kind


def _is_past_leaders(request: Request | None) -> bool:
    return request is not None and request.kind_code in PAST_LEADERS


def receive(turn: Turn, kind: str, text: str) -> list[Reply]:
    """Receive it, or add to what rings already; whoever handles it is told at once."""
    return _said(turn, *_reaches(turn, kind, text))


# What somebody's words or tap came to: the request, what is said before its receipt, and who is told.
Reached = tuple[Request, tuple[Markup, ...], list[Reply]]


def _said(turn: Turn, request: Request, before: tuple[Markup, ...], news: list[Reply]) -> list[Reply]:
    return [received(turn, request, *before), *news]


def _reaches(turn: Turn, kind: str, text: str) -> Reached:
    found = requests.urgent_of(turn.tx, turn.me, ("open",))
    if found is not None and _stays(turn, found, kind):
        return _beside(turn, found, kind, text)
    if found is None or (text and requests.add_words(turn.tx, turn.me, found, text, MOST_WORDS) is None):
        return _raised(turn, kind, text)
    fresh = requests.mine(turn.tx, turn.me, found.id) or found
    return (fresh, (), []) if kind in (HARM, fresh.kind_code) else _moved(turn, fresh, kind)


def _raised(turn: Turn, kind: str, text: str, *, anew: bool = False) -> Reached:
    case = participants.case_of(turn.tx, turn.me)
    found, is_new = requests.raise_one(turn.tx, turn.me, case, kind, text=text, anew=anew)
    return found, (), telling.a_request_came(turn, found) if is_new else []


def _stays(turn: Turn, request: Request, kind: str) -> bool:
    """Whether it does not leave whoever leads: before the PIN, since whose hand holds the phone is not known; and while
    no admin could hear it.
    """
    leaves = kind in PAST_LEADERS and request.kind_code not in PAST_LEADERS
    return leaves and (participants.pin_is_asked(turn.tx, turn.me) or not _can_hear(turn, _admins(turn)))


def _beside(turn: Turn, request: Request, kind: str, text: str) -> Reached:
    """What is not for whoever leads is one of its own, and what they have stays with them."""
    found, _, news = _raised(turn, kind, text)
    return found, (turn.t(STAYS, number=request.id),), news


def _admins(turn: Turn) -> list[int]:
    return people.to_tell(turn.tx, Role.ADMIN)


def _can_hear(turn: Turn, ids: list[int]) -> bool:
    return bool(recipients.reachable(turn.tx, ids))


def received(turn: Turn, request: Request, *before: Markup) -> Say:
    """The receipt: past whom it goes, by when, and the doors outside where it is urgent."""
    rings = request.kind.rings
    said = turn.lines(
        turn.t(N_("✅ Received as no. {number}, {you}."), number=request.id),
        *before,
        turn.t(_past(turn, request)),
        turn.t(N_("To be answered by: {moment}"), moment=turn.moment(request.due_at)),
        *([turn.t(OUTSIDE)] if rings else []),
    )
    write = () if request.sealed_text else write_rows(turn, request)
    last = (Button(turn.t(N_("My requests")), OwnRequests()), menu(turn))
    return turn.say(said, *write, *pass_by_rows(turn, request), last, kind="saved", hides_after=PERSONAL)


def _past(turn: Turn, request: Request) -> str:
    handlers = requests.handlers_of(turn.tx, request)
    if not handlers:
        return NOBODY
    if request.kind.rings and requests.in_hands_of(turn.tx, request) is not None:
        return IN_HAND
    if not _can_hear(turn, handlers):
        return NOBODY
    return PAST[request.kind.rings, _is_a_leader_among(turn, handlers)]


def _a_leader_hears(turn: Turn, request: Request) -> bool:
    """Whether it is with a supervisor: one who accompanied this person is passed by as well."""
    return _is_a_leader_among(turn, requests.handlers_of(turn.tx, request))


def write_rows(turn: Turn, request: Request) -> tuple[Row, ...]:
    """Words, or more of them, for what is urgent and goes on."""
    if not request.is_open or not request.kind.rings:
        return ()
    return ((Button(turn.t(N_("✍️ Write what happened")), Complain(request.id)),),)


def goes_to(turn: Turn, request: Request) -> Markup:
    """Where words go that are written for an urgent request of their own; once it is over they are urgent anew."""
    if not request.is_open:
        return turn.t(PAST[True, _a_leader_hears(turn, request)])
    said = ADDED_TO if request.state == "open" else BESIDE
    return turn.t(said[_a_leader_hears(turn, request)], number=request.id)


def own_urgent(turn: Turn, request_id: int) -> Request | None:
    """An urgent request of their own, also one that is over: what belongs to it goes where it went."""
    found = requests.mine(turn.tx, turn.me, request_id) if request_id else None
    return found if found is not None and found.kind.rings else None


def rows(turn: Turn, person: Person, text: str) -> tuple[Row, ...]:
    """At one tap, to whoever leads or the admins alone; where something urgent goes on already, more words for that."""
    case = participants.case_of(turn.tx, person)
    if case is None:
        return ()
    going_on = _going_on(turn, person)
    if going_on is not None:
        return write_rows(turn, going_on)
    to_admins = (Button(turn.t(TO_ADMINS), ComplainAtOnce(above=True)),)
    if harm_by_leader(text) or not requests.a_leader_is_asked(turn.tx, case):
        return (to_admins,)
    return ((Button(turn.t(TO_LEADER), ComplainAtOnce()),), to_admins)


def _going_on(turn: Turn, person: Person) -> Request | None:
    """Before the PIN whoever holds the phone is not told that something goes on."""
    return None if participants.pin_is_asked(turn.tx, person) else requests.urgent_of(turn.tx, person)


def offer(turn: Turn, person: Person, text: str, kept: str | None, ways: tuple[Row, ...]) -> Say:
    """The lines in short, past whom a wish to be heard goes, the doors outside, and what became of the words."""
    going_on = _going_on(turn, person)
    offered = OFFERED_ABOVE if harm_by_leader(text) else OFFERED
    lines = [
        *directory.lines_below(turn),
        turn.t(offered if going_on is None else GOES_ON),
        turn.t(OUTSIDE),
        turn.t(kept or NOT_KEPT),
    ]
    return turn.say(turn.lines(*lines), *rows(turn, person, text), *ways, hides_after=PERSONAL)


def at_once(turn: Turn, pressed: ComplainAtOnce) -> list[Reply]:
    """Something urgent was not right: somebody is told at one tap, and what it is may be written afterwards."""
    if participants.case_of(turn.tx, turn.me) is None:
        return [menu_screen(turn)]
    request, before, news = _reaches(turn, kind_of(turn, HARM_ABOVE if pressed.above else HARM, ""), "")
    if not participants.pin_is_asked(turn.tx, turn.me):
        return _said(turn, request, before, news)
    # Before the PIN whoever holds the phone reads of nothing that went before.
    heard = () if _can_hear(turn, requests.handlers_of(turn.tx, request)) else (NOBODY,)
    lines = [turn.t(line) for line in (RECEIVED, *heard, OUTSIDE)]
    return [turn.say(turn.lines(*lines), (menu(turn),), kind="saved", hides_after=PERSONAL), *news]


def called(turn: Turn) -> list[Reply] | None:
    """A call for somebody while harm by staff is being dealt with goes where that goes, and not to whoever accompanies.

    None where nothing such goes on, or nobody could hear of it there: then it is a call like any other.
    """
    going_on = requests.urgent_of(turn.tx, turn.me)
    if going_on is None or not _can_hear(turn, requests.handlers_of(turn.tx, going_on)):
        return None
    kind = kind_of(turn, HARM, "")
    if going_on.state == "open":
        return receive(turn, kind, "")
    # Whoever has it in hand may be asleep: it rings again, for them first.
    return _said(turn, *_raised(turn, kind, "", anew=True))


def pass_by_rows(turn: Turn, request: Request) -> tuple[Row, ...]:
    """What may still be said of it: that it is urgent, that no leader is to have it."""
    if not request.is_open or not request.kind.bypasses:
        return ()
    return tuple((Button(turn.t(_says(request, kind)), PassBy(request.id, kind)),) for kind in _ways(turn, request))


def _ways(turn: Turn, request: Request) -> list[str]:
    """The kinds it may become; past leaders only where one of them would hear of it."""
    kinds = PASSES_BY.get(request.kind_code, ())
    heard = _a_leader_hears(turn, request)
    return [kind for kind in kinds if heard or kind not in PAST_LEADERS or request.kind_code in PAST_LEADERS]


def _says(request: Request, kind: str) -> str:
    return URGENT if REQUEST_KINDS[kind].rings and not request.kind.rings else NO_LEADER


def pass_by(turn: Turn, pressed: PassBy) -> list[Reply]:
    """It is urgent, or not for whoever leads."""
    found = requests.mine(turn.tx, turn.me, pressed.request)
    if found is None or not found.is_open or pressed.kind not in _ways(turn, found):
        return [Follow(OwnRequest(pressed.request))]
    return _passed_by(turn, found, kind_of(turn, pressed.kind, ""))


def passes_on(turn: Turn, request: Request, text: str) -> list[Reply] | None:
    """All its words by now make it one of harm: it goes past whoever it may be about. None where they do not."""
    kind = kind_of(turn, request.kind_code, text)
    return None if kind == request.kind_code else _passed_by(turn, request, kind)


def goes_beside(turn: Turn, request: Request, more: str) -> list[Reply] | None:
    """More words that are not for whoever has it, where it cannot leave them: one of its own. None where it can."""
    kind = kind_of(turn, request.kind_code, more)
    return _said(turn, *_beside(turn, request, kind, more)) if _stays(turn, request, kind) else None


def _passed_by(turn: Turn, request: Request, kind: str) -> list[Reply]:
    return _said(turn, *_moved(turn, request, kind))


def _moved(turn: Turn, request: Request, kind: str) -> Reached:
    if _stays(turn, request, kind):
        return _beside(turn, request, kind, "")
    known = _known_to_a_leader(turn, request) if kind in PAST_LEADERS else ()
    if requests.pass_by(turn.tx, turn.me, request, kind) is not None:
        return request, (), []
    fresh = requests.mine(turn.tx, turn.me, request.id) or request
    return fresh, tuple(turn.t(one) for one in known), telling.a_request_came(turn, fresh)


def _known_to_a_leader(turn: Turn, request: Request) -> tuple[str, ...]:
    """What one of them knows of it already: what was written, or that something waits."""
    if _is_a_leader_among(turn, requests.readers(turn.tx, request)):
        return (READ_BEFORE,)
    return (HEARD_BEFORE,) if _is_a_leader_among(turn, prompts.said_to(turn.tx, request.subject)) else ()


def _is_a_leader_among(turn: Turn, ids: Iterable[int]) -> bool:
    found = [people.by_id(turn.tx, one) for one in ids]
    return any(one is not None and one.role is Role.SUPERVISOR for one in found)
