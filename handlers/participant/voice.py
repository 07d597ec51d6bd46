"""A participant's voice: asking to be called, a question, a complaint, and what became of each; help at once."""

from __future__ import annotations

from typing import Any

from bot.domain import forms
from bot.domain.directory import CATEGORIES
from bot.domain.forms import Choice, Form, Free, Is
from bot.domain.people import Role
from bot.domain.presses import (
    AskContact,
    AskInfo,
    CallAtOnce,
    CallMe,
    Complain,
    InfoCategory,
    OwnRequest,
    OwnRequests,
    OwnSlip,
    RecallRequest,
)
from bot.domain.rights.requests import BYPASSING, COMPLAINT, COMPLAINT_ABOVE, RINGING, STATE_LABELS
from bot.domain.text import N_
from bot.domain.urgent import UNSAID
from bot.reference.danger import harm_by_staff, may_be_about_staff
from bot.store.caseload import drafts, flags, prompts, requests
from bot.store.caseload import requests as store
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.caseload.requests import Request
from bot.store.people import people
from bot.store.rights import participants
from bot.turn import Button, Reply, Row, Say, Tell, Turn
from handlers import asking, telling
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.participant import harm
from handlers.screens import PAGE, PERSONAL, menu, paging, pairs

PASSED_ON = N_("Your wish has been passed on, {you}. We try to call as soon as possible, which cannot be promised.")
SLIP_PASSED_ON = N_("That is all right, {you}; it is passed on. Somebody may still ask how you are.")
SLIP_TOO_LATE = N_("If somebody gets in touch, {you}, it is enough to say that it was a slip.")
# Among the answers: that somebody of the staff is spoken of. Who may read that is for whoever asks to say.
ABOUT, STAFF = "about", "staff"
READERS = (
    ("mentor", N_("My mentor")),
    ("leader", N_("Whoever leads")),
    ("admins", N_("The admins alone")),
)
# Among the answers: the urgent request of their own that what is written belongs to.
URGENT = "urgent"
# What it becomes, by who may read it.
PAST = {"leader": COMPLAINT, "admins": COMPLAINT_ABOVE}
ASK = Form(
    "askinfo",
    (
        Free("text", N_("What would you like to know, {you}? Write only what is needed."), 500, optional=False),
        Choice("reader", N_("Who may read this, {you}?"), READERS, when=Is(ABOUT, (STAFF,))),
    ),
)
COMPLAIN = Form(
    "complain",
    (Free("text", N_("What happened, {you}?"), 500, optional=False),),
)


def listing(turn: Turn, pressed: OwnRequests) -> list[Reply]:
    """A participant's own requests, and the ways to make one."""
    drafts.put_aside(turn.tx, turn.me)
    page = pressed.page
    found, more = store.of_person(turn.tx, turn.me, page, PAGE // 2)
    lines = [turn.t(N_("<b>My requests</b>")), *(_line(turn, one) for one in found)]
    if not found:
        lines.append(turn.t(N_("There is none. Ask for anything below; a no is never held against you.")))
    ids = [Button(turn.t(N_("No. {number}"), number=one.id), OwnRequest(one.id)) for one in found]
    ways = (
        Button(turn.t(N_("📞 Please call me")), CallMe()),
        Button(turn.t(N_("❓ Ask something")), AskInfo()),
        Button(turn.t(N_("✉️ Something was not right")), Complain()),
    )
    rows: tuple[Row, ...] = (*pairs(ids, 3), ways[:2], ways[2:], (*paging(turn, page, more, OwnRequests), menu(turn)))
    return [turn.say(turn.lines(*lines), *(row for row in rows if row), hides_after=PERSONAL)]


def _line(turn: Turn, one: Request) -> str:
    return turn.t(
        N_("• No. {number}, {kind}: {state}"),
        number=one.id,
        kind=turn.t(one.kind.label),
        state=turn.t(STATE_LABELS[one.state]),
    )


def one(turn: Turn, pressed: OwnRequest) -> list[Reply]:
    """One request and what became of it. Opening a result counts as knowing it."""
    found = store.mine(turn.tx, turn.me, pressed.request)
    if found is None:
        return listing(turn, OwnRequests())
    lines = [
        turn.t(N_("<b>{kind}</b>"), kind=turn.t(found.kind.label)),
        turn.t(N_("Received: {moment}"), moment=turn.moment(found.received_at)),
        turn.t(N_("State: {state}"), state=turn.t(STATE_LABELS[found.state])),
    ]
    if found.is_open:
        lines.append(turn.t(N_("To be answered by: {moment}"), moment=turn.moment(found.due_at)))
    else:
        requests.mark_told(turn.tx, turn.me, found)
    if found.state == "refused":
        lines.append(turn.t(N_("Reason: {value}"), value=store.reason(turn.tx, found)))
    recall: Row = ()
    passing = (*harm.write_rows(turn, found), *harm.pass_by_rows(turn, found))
    if found.is_open:
        recall = (Button(turn.t(N_("Take this request back")), RecallRequest(found.id)),)
    back = (Button(turn.t(N_("Back")), OwnRequests()), menu(turn))
    return [turn.say(turn.lines(*lines), *passing, *((recall,) if recall else ()), back, hides_after=PERSONAL)]


def recall(turn: Turn, pressed: RecallRequest) -> list[Reply]:
    """Take it back: asked once, then it is over, and whoever had it in hand hears that nothing is to be done."""
    found = store.mine(turn.tx, turn.me, pressed.request)
    if found is None or not found.is_open:
        return one(turn, OwnRequest(pressed.request))
    if not pressed.sure:
        yes = Button(turn.t(N_("Yes, take it back")), RecallRequest(found.id, sure=True))
        back = Button(turn.t(N_("Back")), OwnRequest(found.id))
        text = turn.t(N_("Take request no. {number} back, {you}? You may ask again at any time."), number=found.id)
        return [turn.say(text, (yes,), (back, menu(turn)))]
    told = _who_hears(turn, found)
    if store.recall(turn.tx, turn.me, found) is not None:
        return one(turn, OwnRequest(found.id))
    done = N_("Done, {you}. Request no. {number} is taken back.")
    if found.sealed_text is not None:
        done = N_("Done, {you}. Request no. {number} is taken back, and what you wrote is gone.")
    mine = Button(turn.t(N_("My requests")), OwnRequests())
    return [turn.say(turn.t(done, number=found.id), (mine, menu(turn))), *told]


def _who_hears(turn: Turn, request: Request) -> list[Reply]:
    """Who hears that it is taken back: whoever has it in hand; of what rings everybody who was told and handles it, and
    the admins who were. Where nobody who handles it had heard, whoever does when it can be said.
    """
    handlers, has_it = store.handlers_of(turn.tx, request), store.in_hands_of(turn.tx, request)
    if not request.kind.rings:
        return [] if has_it is None else [Tell("request_recalled", request.id, has_it.id, telling.case_told(request))]
    heard = {*prompts.said_to(turn.tx, request.subject), *([] if has_it is None else [has_it.id])}
    may = dict.fromkeys((*handlers, *people.to_tell(turn.tx, Role.ADMIN)))
    told: list[Reply] = [Tell("urgent_recalled", request.id, one) for one in may if one in heard]
    return told if heard.intersection(handlers) else [*told, Tell("recalled_unheard", request.id, turn.me.id)]


def raise_one(turn: Turn, kind: str, *, text: str = "", topic: str | None = None) -> list[Reply]:
    """Receive it: a receipt with its number and due time; whoever handles it hears that there is something."""
    kind = harm.kind_of(turn, kind, text)
    if kind in RINGING:
        return harm.receive(turn, kind, text)
    case = participants.case_of(turn.tx, turn.me)
    found, is_new = store.raise_one(turn.tx, turn.me, case, kind, text=text, topic=topic)
    news = telling.a_request_came(turn, found) if is_new else []
    if kind in BYPASSING:
        return [harm.received(turn, found), *news]
    said = turn.lines(
        turn.t(N_("✅ Received as no. {number}, {you}."), number=found.id),
        turn.t(N_("To be answered by: {moment}"), moment=turn.moment(found.due_at)),
    )
    open_it = Button(turn.t(N_("My requests")), OwnRequests())
    return [turn.say(said, (open_it, menu(turn)), kind="saved"), *news]


def call_me(turn: Turn, pressed: CallMe) -> list[Reply]:
    """ "Please call me"."""
    return raise_one(turn, "callback")


def ask_contact(turn: Turn, pressed: AskContact) -> list[Reply]:
    """From a card of the directory: help with just that; the mentor sees the category alone."""
    if pressed.category not in dict(CATEGORIES):
        return listing(turn, OwnRequests())
    return raise_one(turn, "support", topic=pressed.category)


def ask(turn: Turn, pressed: AskInfo) -> list[Reply]:
    """A question in own words."""
    return [asking.open_form(turn, ASKING)]


def complain(turn: Turn, pressed: Complain) -> list[Reply]:
    """Something was not right: past the mentor, past whoever leads if they wish; or more words for what is urgent."""
    urgent = harm.own_urgent(turn, pressed.request)
    if urgent is not None:
        return [asking.open_form(turn, COMPLAINING, answers={URGENT: urgent.id})]
    return [asking.open_form(turn, COMPLAINING, answers={"reader": "admins"} if pressed.above else {})]


def _leave(turn: Turn, draft: Draft) -> list[Reply]:
    return listing(turn, OwnRequests())


def _save(turn: Turn, draft: Draft, kind: str) -> list[Reply]:
    drafts.drop(turn.tx, draft)
    urgent = _urgent(turn, draft)
    becomes = PAST.get(str(draft.answers.get("reader")), kind) if urgent is None else urgent.kind_code
    return raise_one(turn, becomes, text=str(draft.answers["text"]))


def _urgent(turn: Turn, draft: Draft) -> Request | None:
    """The urgent request that what is written belongs to."""
    return harm.own_urgent(turn, int(draft.answers.get(URGENT, 0)))


def _about_staff(turn: Turn, draft: Draft, answers: dict[str, Any]) -> dict[str, Any]:
    """Where a question speaks of somebody of the staff, and not of harm: that goes past the mentor without asking."""
    text = harm.as_roles(turn, turn.me, str(answers.get("text", "")))
    if harm_by_staff(text) or not may_be_about_staff(text):
        return forms.without(answers, ABOUT)
    return {**answers, ABOUT: STAFF}


def _who_reads(turn: Turn, draft: Draft) -> str:
    """Above the question: whom it goes past, said before anybody hears of it."""
    urgent = _urgent(turn, draft)
    if urgent is not None:
        return turn.lines(turn.t(N_("<b>{kind}</b>"), kind=turn.t(urgent.kind.label)), harm.goes_to(turn, urgent))
    leads = _a_leader_is_asked(turn) and not _is_above(draft)
    return turn.lines(turn.t(N_("<b>Something was not right</b>")), turn.t(harm.PAST[False, leads]))


def _to_whom(turn: Turn, draft: Draft) -> tuple[Row, ...]:
    """Past whoever leads as well, or not: chosen before it is written."""
    if _urgent(turn, draft) is not None or not _a_leader_is_asked(turn):
        return ()
    label = N_("The supervisor may read it") if _is_above(draft) else N_("Only admins may read it")
    return ((Button(turn.t(label), Complain(above=not _is_above(draft))),),)


def _is_above(draft: Draft) -> bool:
    return draft.answers.get("reader") == "admins"


def _a_leader_is_asked(turn: Turn) -> bool:
    case = participants.case_of(turn.tx, turn.me)
    return case is not None and store.a_leader_is_asked(turn.tx, case)


ASKING = Filling(
    ASK,
    lambda turn, draft: turn.t(N_("<b>A question</b>")),
    lambda turn, draft: _save(turn, draft, "info"),
    _leave,
    given=_about_staff,
    shows_words=True,
)
COMPLAINING = Filling(
    COMPLAIN,
    _who_reads,
    lambda turn, draft: _save(turn, draft, COMPLAINT),
    _leave,
    shows_words=True,
    beside=_to_whom,
)
FILLINGS = (ASKING, COMPLAINING)


def at_once(turn: Turn, pressed: CallAtOnce) -> list[Reply]:
    """An urgent call-back: it alerts as an urgent flag does, and help stands on the screen at once."""
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    past_staff = harm.called(turn)
    if past_staff is not None and not participants.pin_is_asked(turn.tx, turn.me):
        return past_staff
    told = _alerts(turn, case) if past_staff is None else [one for one in past_staff if not isinstance(one, Say)]
    text = turn.lines(
        turn.t(PASSED_ON),
        turn.t(N_("Nobody watches these messages around the clock. In danger: 112, 119 or 110.")),
    )
    emergency = Button(turn.t(N_("🆘 Emergency")), InfoCategory("darurat"))
    # Also where it was raised before: this screen comes without a PIN, and tells nobody whether it was.
    slipped = Button(turn.t(N_("It was a slip")), OwnSlip())
    return [turn.say(text, (emergency,), (slipped, menu(turn)), kind="saved"), *told]


def _alerts(turn: Turn, case: Case) -> list[Reply]:
    flag, is_new = flags.raise_one(turn.tx, turn.me, case, UNSAID)
    return telling.a_flag_was_raised(turn, case, flag) if is_new else []


def slip(turn: Turn, pressed: OwnSlip) -> list[Reply]:
    """It was a slip: those who heard of it hear that too, once. It rings on: another hand may hold the phone."""
    case = participants.case_of(turn.tx, turn.me)
    flag = None if case is None else flags.just_asked_for(turn.tx, turn.me, case)
    if flag is None:
        return [menu_screen(turn, SLIP_TOO_LATE)]
    said = turn.say(turn.t(SLIP_PASSED_ON), (menu(turn),), kind="saved")
    if not flags.note_slip(turn.tx, turn.me, flag):
        return [said]
    return [said, *telling.whoever_heard_of(turn, flag, "flag_slip")]
