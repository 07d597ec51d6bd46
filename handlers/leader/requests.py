"""What participants ask for, as mentors and leaders handle it: taken on, answered, refused with a reason, erased.

No message about a request says what it is about; what was written is read behind a button, which leaves a note of it.
"""

from __future__ import annotations

from markupsafe import Markup

from bot.domain import forms
from bot.domain.directory import CATEGORIES
from bot.domain.forms import Choice, Form, Free, Is
from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.domain.presses import (
    ContactPlan,
    EraseForRequest,
    HandOn,
    ReadRequest,
    RefuseRequest,
    RequestAnswered,
    RequestCard,
    RequestList,
    Rhythm,
    TakeRequest,
)
from bot.domain.prompting.news import ANSWERED
from bot.domain.rights.consent import BY_CODE
from bot.domain.rights.contact_plan import THEY
from bot.domain.rights.requests import COMPLAINT, COMPLAINT_ABOVE, HARM, HARM_ABOVE, STATE_LABELS
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, recipients, requests
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.caseload.requests import NoReason, Request
from bot.store.keeping import erasing
from bot.store.people import people
from bot.store.rights import consents, contact_plans
from bot.turn import Button, LastWord, Reply, Row, Say, Tell, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.over import over
from handlers.screens import (
    PAGE,
    PERSONAL,
    WRONG_CODE,
    list_rows,
    menu,
    shown_list,
    they_first,
)
from handlers.telling import case_told, last_word_of

TOLD_LATER = N_("They find it under My requests; a message goes out at a good hour of theirs.")
TELL_THEM = N_("No message goes to them from here; please tell them yourself.")
GONE = N_("That request is not with you, {you}, or is over.")
TAKEN = N_("Somebody else has it in hand already.")
TAKE_IT_FIRST = N_("It is not ended: please take it on first, {you}, and read it.")
OVER = N_("It has been answered already.")
RECALLED = N_("Whoever asked has taken it back; nothing is to be answered.")
THANKS = N_("Noted. Thank you, {you}.")
ERASED = N_(
    "All that was recorded has been erased. What remains is the code and, without the name, what was done and agreed "
    "to. Thank you, {you}."
)
ASK_FIRST = N_("Nothing was erased. Please ask the person first, {you}; the request waits here.")
REFUSAL = Form(
    "reqno",
    (
        Free(
            "reason",
            N_("Why is it not possible? In kind, plain words: they are read by the one who asked."),
            500,
            optional=False,
        ),
    ),
)
TRY_AGAIN = N_("That is not the code, so nothing was erased. It can be tried {left} more times.")
# How often the code may be typed before one has to begin anew.
TRIES = 3
BY_CALL, BY_VISIT, NOT_YET = "call", "visit", "not_yet"
ERASURE = Form(
    "reqerase",
    (
        Choice(
            "asked",
            N_(
                "A phone may be in other hands. Have you asked the person themselves, in a way that is safe for them, "
                "whether everything is to be erased, {you}?"
            ),
            (
                (BY_VISIT, N_("Yes, face to face")),
                (BY_CALL, N_("Yes, on the phone, I know the voice")),
                (NOT_YET, N_("Not yet")),
            ),
        ),
        Free(
            "code",
            N_("This cannot be undone, and no backup brings it back. To go on, type the code."),
            12,
            False,
            takes_code=True,
            when=Is("asked", (BY_VISIT, BY_CALL)),
        ),
    ),
)
HEED = N_(
    "Please get in touch yourself today, in the way that is safe, and not through the mentor, who does not see this. "
    "Listen first; if they wish, another mentor, or a door outside: 129, Ombudsman 137."
)
LISTEN = N_("Please listen first. The mentor does not see this.")
BY_THEM = N_("Please read under Safe contact how they can be reached, before anything else.")
# What to do about a kind before it is answered; the others speak for themselves.
ADVICE = {
    COMPLAINT: LISTEN,
    COMPLAINT_ABOVE: LISTEN,
    HARM: HEED,
    HARM_ABOVE: HEED,
    "callback": N_("Please call at a good hour, and say who you are only to the person."),
    "access": N_(
        "Hand over a copy: on paper, or as a file that whoever looks after the server makes "
        "(titian export --case {code} --with-text)."
    ),
    "correct": N_("Please put it right together; a recorded note is corrected under Read and correct."),
    "restrict": N_("From now on fewer notes: only what the next contact needs."),
    "pause": N_("Please agree on how long; it is set under Rhythm and pause."),
    "withdraw": N_(
        "It holds from the moment it was asked. Please stop what rested on that yes, and tell who is in it."
    ),
    "erase": N_(
        "Please ask the person themselves first, in the way that is safe for them and not through this chat. "
        "Afterwards what remains is the code and, without the name, what was done and agreed to; other open requests "
        "of this person end with it."
    ),
}


def listing(turn: Turn, pressed: RequestList) -> list[Reply]:
    """Open requests, the next due first; leaders see one track at a time."""
    drafts.put_aside(turn.tx, turn.me)
    page = pressed.page
    keys, key = shown_list(turn, requests.keys, pressed.track)
    found, more = requests.open_for(turn.tx, turn.me, page, PAGE, key)
    if not found and page:
        return listing(turn, RequestList())  # the page has gone since, which is not to say that nothing is open
    if not found:
        return [turn.say(turn.t(N_("No request is open now. Thank you, {you}.")), (menu(turn),))]
    numbered = list(enumerate(found, page * PAGE + 1))
    lines = [turn.t(N_("<b>Open requests</b>")), *(_line(turn, at, one) for at, one in numbered)]
    buttons = [Button(f"{at}. {one.case_code or '–'}", RequestCard(one.id)) for at, one in numbered]
    return [turn.say(turn.lines(*lines), *list_rows(turn, buttons, page, more, RequestList, keys, key))]


def _line(turn: Turn, at: int, one: Request) -> str:
    in_hand = requests.in_hands_of(turn.tx, one) is not None
    text = N_("{at}. {code}: {kind}, by {day}, in hand") if in_hand else N_("{at}. {code}: {kind}, by {day}")
    return turn.t(text, at=at, code=one.case_code or "–", kind=turn.t(one.kind.label), day=turn.day(one.due_at))


def one(turn: Turn, pressed: RequestCard) -> list[Reply]:
    """One request: what, since when, until when, in whose hands, and what can be done."""
    request = _request(turn, pressed.request)
    if request is None:
        return _gone(turn)
    drafts.put_aside(turn.tx, turn.me)
    return [_page(turn, request)]


def _page(turn: Turn, request: Request, *before: str) -> Say:
    lines: list[str] = [turn.t(text) for text in before]
    lines.append(turn.t(N_("<b>{code}</b>: {kind}"), code=request.case_code or "–", kind=turn.t(request.kind.label)))
    if request.topic is not None and (topic := _topic(request.topic)) is not None:
        lines.append(turn.t(N_("About: {topic}"), topic=turn.t(topic)))
    lines.append(turn.t(N_("Received: {moment}"), moment=turn.moment(request.received_at)))
    lines += _clock(turn, request)
    handler = _who_did(turn, request)
    state = turn.t(STATE_LABELS["open" if request.is_open and handler is None else request.state])
    lines.append(
        turn.t(N_("{state}."), state=state)
        if handler is None
        else turn.t(N_("{state} ({who})."), state=state, who=handler.code)
    )
    if request.is_open and request.kind_code in ADVICE:
        lines.append(turn.t(ADVICE[request.kind_code], code=request.case_code or "–"))
    lines += _how_to_reach(turn, request)
    return turn.say(
        turn.lines(*lines), *_acts(turn, request, handler), (Button(turn.t(N_("Back")), RequestList()), menu(turn))
    )


def _who_did(turn: Turn, request: Request) -> Person | None:
    """In whose hands it is, or was when it ended."""
    if request.is_open:
        return requests.in_hands_of(turn.tx, request)
    return None if request.handled_by is None else people.by_id(turn.tx, request.handled_by)


def _topic(code: str) -> str | None:
    """The words for what a request is about, where they are known: a kind of help, or a piece of consent."""
    return dict(CATEGORIES).get(code) or (BY_CODE[code].label if code in BY_CODE else None)


def _clock(turn: Turn, request: Request) -> list[str]:
    """Until when, in absolute words, and how long that is."""
    due = turn.moment(request.due_at)
    if not request.is_open:
        return []
    hours = int((request.due_at - turn.now).total_seconds() // 3600)
    if hours < 0:
        return [turn.t(N_("Due: {moment}; that was {hours} hours ago."), moment=due, hours=-hours)]
    return [turn.t(N_("Due: {moment}; {hours} hours are left."), moment=due, hours=hours)]


def _acts(turn: Turn, request: Request, handler: Person | None) -> tuple[Row, ...]:
    """The buttons under a request, as far as there is something to do. `handler`: who has it in hand."""
    read = (Button(turn.t(N_("👁 Read")), ReadRequest(request.id)),) if request.sealed_text else ()
    if not request.is_open:
        first = (*read, *_safe_contact(turn, request))
        return (first,) if first else ()
    take = () if handler else (Button(turn.t(N_("✋ I take it on")), TakeRequest(request.id)),)
    # Of what is urgent nobody says that it is not possible.
    refuse = () if request.kind.rings else (Button(turn.t(N_("Not possible")), RefuseRequest(request.id)),)
    # What rings ends by whoever has taken it on: not unread at one tap.
    mine = handler is not None and handler.id == turn.me.id
    if request.kind.rings and not mine:
        end: Row = ()
    elif _erases(request):
        end = (Button(turn.t(N_("Erase everything")), EraseForRequest(request.id)), *refuse)
    else:
        end = (Button(turn.t(N_("✅ Answered")), RequestAnswered(request.id, request.kind.rings)), *refuse)
    case = _case(turn, request) if request.kind_code == "pause" else None
    rhythm = () if case is None else (Button(turn.t(N_("Rhythm and pause")), Rhythm(case.id)),)
    first = (*read, *take, *_safe_contact(turn, request))
    return (*(row for row in (first, end, rhythm) if row), *_another_mentor(turn, request))


def _safe_contact(turn: Turn, request: Request) -> Row:
    """How they may be reached, for whoever has it in hand and is about to."""
    if request.case_id is None or requests.in_hand(turn.tx, turn.me, request.case_id) is None:
        return ()
    return (Button(turn.t(N_("Safe contact")), ContactPlan(request.case_id)),)


def _how_to_reach(turn: Turn, request: Request) -> list[Markup]:
    """Of what asks for a call, before anybody calls: that they said how, or that they get in touch themselves."""
    asks = request.is_open and (request.kind.rings or request.kind_code == "callback")
    if not asks or request.case_id is None or (plan := contact_plans.standing(turn.tx, request.case_id)) is None:
        return []
    if plan.first != THEY:
        return [turn.t(BY_THEM)]
    return [they_first(turn, request.case_id, plan, asked=request.received_at >= plan.asked_at)]


def _another_mentor(turn: Turn, request: Request) -> tuple[Row, ...]:
    """Of harm that somebody tells of: who accompanies them is changed from here."""
    case = _case(turn, request) if request.kind.rings else None
    if case is None or cases.to_change(turn.tx, turn.me, case.id) is None:
        return ()
    return ((Button(turn.t(N_("Another mentor")), HandOn(case.id)),),)


def _erases(request: Request) -> bool:
    return request.kind_code == "erase" and request.case_id is not None


def read(turn: Turn, pressed: ReadRequest) -> list[Reply]:
    """What was written; the reading is in the audit, and the screen closes by itself."""
    request = _request(turn, pressed.request)
    if request is None:
        return _gone(turn)
    text = turn.lines(
        turn.t(N_("<b>{code}</b>: {kind}"), code=request.case_code or "–", kind=turn.t(request.kind.label)),
        requests.text(turn.tx, turn.me, request),
    )
    back = Button(turn.t(N_("Back")), RequestCard(request.id))
    return [turn.say(text, (back, menu(turn)), hides_after=PERSONAL)]


def take(turn: Turn, pressed: TakeRequest) -> list[Reply]:
    """Take it on: reminders come to whoever did."""
    request = _request(turn, pressed.request, lock=True)
    if request is None:
        return _gone(turn)
    if (refusal := requests.take(turn.tx, turn.me, request)) is not None:
        return [_page(turn, request, TAKEN if refusal is Refusal.TAKEN else _over(request))]
    return [_page(turn, _fresh(turn, request), N_("Thank you, {you}. It is in your hands."))]


def mark_answered(turn: Turn, pressed: RequestAnswered) -> list[Reply]:
    """It is answered, and whoever asked is told that there is news."""
    request = _request(turn, pressed.request, lock=True)
    if request is None:
        return _gone(turn)
    if request.is_open and (_erases(request) or _has_become_urgent(request, pressed)):
        return [_page(turn, request)]
    if requests.finish(turn.tx, turn.me, request) is not None:
        return [_page(turn, request, _not_answered(turn, request))]
    return _ended(turn, request)


def _has_become_urgent(request: Request, pressed: RequestAnswered) -> bool:
    """Whether the page they pressed on is from before it was urgent: what was answered is not what is asked now."""
    return request.kind.rings and not pressed.urgent


def _not_answered(turn: Turn, request: Request) -> str:
    if not request.is_open:
        return _over(request)
    return TAKE_IT_FIRST if requests.in_hands_of(turn.tx, request) is None else TAKEN


def _over(request: Request) -> str:
    return RECALLED if request.state == "recalled" else OVER


def begin_refusal(turn: Turn, pressed: RefuseRequest) -> list[Reply]:
    """It cannot be done: only with a reason."""
    request = _request(turn, pressed.request)
    if request is None:
        return _gone(turn)
    if not request.is_open:
        return [_page(turn, request, _over(request))]
    if request.kind.rings:
        return [_page(turn, request)]
    return [asking.open_form(turn, REFUSING, _case(turn, request), answers={"request": request.id})]


def save_refusal(turn: Turn, draft: Draft) -> list[Reply]:
    """Refused, if the reason is one; otherwise it is asked for once more, and nothing has changed."""
    request = requests.visible(turn.tx, turn.me, int(draft.answers["request"]), lock=True)
    if request is None or not request.is_open:
        drafts.drop(turn.tx, draft)
        return _gone(turn) if request is None else [_page(turn, request, _over(request))]
    if request.kind.rings:
        drafts.drop(turn.tx, draft)  # it was none when this was begun
        return [_page(turn, request)]
    try:
        requests.refuse(turn.tx, turn.me, request, str(draft.answers["reason"]))
    except NoReason:
        answers = {key: value for key, value in draft.answers.items() if key != "reason"}
        draft = drafts.keep(turn.tx, turn.me, draft, answers, asking.case_of(turn, draft))
        hint = turn.t(N_("Please write a little more, {you}, so that it can be understood."))
        return [asking.show(turn, REFUSING, draft, hint)]
    drafts.drop(turn.tx, draft)
    return _ended(turn, request)


def begin_erasure(turn: Turn, pressed: EraseForRequest) -> list[Reply]:
    """Erase everything: asked for by typing the code."""
    request = _request(turn, pressed.request)
    if request is None:
        return _gone(turn)
    if not request.is_open or not _erases(request):
        return [_page(turn, request, _over(request)) if not request.is_open else _page(turn, request)]
    return [asking.open_form(turn, ERASING, answers={"request": request.id})]


def save_erasure(turn: Turn, draft: Draft) -> list[Reply]:
    """The typed code decides."""
    request = requests.visible(turn.tx, turn.me, int(draft.answers["request"]), lock=True)
    if request is None or not request.is_open or not _erases(request):
        drafts.drop(turn.tx, draft)
        return _gone(turn) if request is None else [_page(turn, request, _over(request))]
    case = cases.by_id(turn.tx, request.case_id or 0)
    asked = str(draft.answers["asked"])
    confirmed = asked in (BY_VISIT, BY_CALL)
    if confirmed and (case is None or str(draft.answers["code"]).strip().upper() != case.code):
        return [_wrong_code(turn, draft, request)]
    drafts.drop(turn.tx, draft)
    if not confirmed or case is None:
        return [_page(turn, request, ASK_FIRST)]
    return _erased(turn, request, case, asked)


def _erased(turn: Turn, request: Request, case: Case, asked: str) -> list[Reply]:
    """Everything goes. A last word goes to the chat, which is nobody's any more; whoever accompanied them hears it."""
    person = people.by_id(turn.tx, request.person_id)
    may = None if person is None else last_word_of(turn, person)
    requests.note_confirmed(turn.tx, turn.me, request, asked)
    accompany = {case.mentor_id, *recipients.accompanying(turn.tx, case)} - {turn.me.id}
    erased = erasing.erase(turn.tx, case, turn.me, request.id)
    said: list[Reply] = [menu_screen(turn, ERASED)]
    if erased.chat is not None and may is not None:
        said.append(LastWord(erased.chat, "erased", may))
    # Kept as news of nobody's case: what is kept about the person goes with them.
    return [*said, *(Tell("case_erased", case.id, one) for one in sorted(accompany))]


def _wrong_code(turn: Turn, draft: Draft, request: Request) -> Say:
    """Asked for again, and how often that still goes; after the last time the request stands there as it was."""
    left = TRIES - int(draft.answers.get("tries", 0)) - 1
    if left <= 0:
        drafts.drop(turn.tx, draft)
        return _page(turn, request, WRONG_CODE)
    answers = {**forms.without(draft.answers, "code"), "tries": TRIES - left}
    kept = drafts.keep(turn.tx, turn.me, draft, answers, None)
    return asking.show(turn, ERASING, kept, turn.t(TRY_AGAIN, left=left))


def _ended(turn: Turn, request: Request) -> list[Reply]:
    """The page once more, and news for whoever asked, if the bot may write to them."""
    person = people.by_id(turn.tx, request.person_id)
    fresh = _fresh(turn, request)
    if person is None or not _can_be_told(turn, person, request):
        return [_page(turn, fresh, THANKS, TELL_THEM)]
    return [_page(turn, fresh, THANKS, TOLD_LATER), Tell(ANSWERED, request.id, person.id, case_told(request))]


def _can_be_told(turn: Turn, person: Person, request: Request) -> bool:
    if requests.mine(turn.tx, person, request.id) is None:
        return False
    return bool(recipients.reachable(turn.tx, [person.id])) and consents.may_write(turn.tx, person.id)


def _request(turn: Turn, request_id: int, *, lock: bool = False) -> Request | None:
    """The request, if it is this person's to handle."""
    return requests.visible(turn.tx, turn.me, request_id, lock=lock)


def _fresh(turn: Turn, request: Request) -> Request:
    return requests.by_id(turn.tx, request.id) or request


def _case(turn: Turn, request: Request) -> Case | None:
    """The case of a request that is theirs to handle; an admin sees none."""
    if request.case_id is None or turn.me.role is Role.ADMIN:
        return None
    return cases.by_id(turn.tx, request.case_id)


def _gone(turn: Turn) -> list[Reply]:
    return [over(turn, GONE)]


def _title(turn: Turn, draft: Draft) -> str:
    request = requests.by_id(turn.tx, int(draft.answers["request"]))
    if request is None:
        return turn.t(N_("<b>A request</b>"))
    return turn.t(N_("<b>{code}</b>: {kind}"), code=request.case_code or "–", kind=turn.t(request.kind.label))


def _leave(turn: Turn, draft: Draft) -> list[Reply]:
    return listing(turn, RequestList())


def _has_ended(turn: Turn, draft: Draft) -> list[Reply] | None:
    """Taken back or answered meanwhile: said at once, before anything more is asked about it."""
    request = _request(turn, int(draft.answers["request"]))
    if request is None:
        return _gone(turn)
    return None if request.is_open else [_page(turn, request, _over(request))]


REFUSING = Filling(REFUSAL, _title, save_refusal, _leave, over=_has_ended)
ERASING = Filling(ERASURE, _title, save_erasure, _leave, over=_has_ended)
FILLINGS = (REFUSING, ERASING)
