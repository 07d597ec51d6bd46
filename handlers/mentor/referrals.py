"""Referrals of a participant to other services, followed until they are received."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.checkins import TOPIC_LABELS
from bot.domain.directory import Entry, fitting, for_track
from bot.domain.forms import Form, Free
from bot.domain.presses import NewReferral, ReferralCard, Referrals, Timeline
from bot.domain.rights import consent
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, prompts, referrals
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.caseload.referrals import Referral
from bot.store.rights import consents, participants
from bot.turn import Button, Reply, Row, Say, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.entries import find, in_force
from handlers.home import menu_screen
from handlers.over import no_case, over
from handlers.screens import GONE, PAGE, PERSONAL, menu, paging, pairs

NOTED = N_("Noted. Thank you, {you}.")
NO_NOTES = N_("They want no notes, so no referral is kept here. Please tell them the address yourself, {you}.")
STATES = (
    ("asked", N_("asked for")),
    ("accepted", N_("accepted")),
    ("finished", N_("finished")),
    ("dropped", N_("not taken up")),
)
# Instead of an entry's id: the name is typed.
TYPED = "-"
NAMED = Form(
    "referral",
    (
        Free(
            "service",
            N_("Which service was asked? Its name is enough; please no names of people."),
            60,
            skip=N_("Without a name"),
        ),
    ),
)


def listing(turn: Turn, pressed: Referrals) -> list[Reply]:
    """A participant's referrals."""
    case = cases.steered(turn.tx, turn.me, pressed.case)
    return [no_case(turn, pressed.case)] if case is None else [_page(turn, case)]


def _page(turn: Turn, case: Case, before: str | None = None) -> Say:
    found = referrals.of(turn.tx, case, PAGE)
    lines: list[str] = [turn.t(before)] if before else []
    lines.append(turn.t(N_("<b>Referrals of {code}</b>"), code=case.code))
    lines += [_line(turn, case, one) for one in found] or [turn.t(N_("There is none yet."))]
    buttons = [
        Button(turn.t(dict(TOPIC_LABELS)[one.topic]), ReferralCard(one.id))
        for one in found
        if one.state in referrals.OPEN
    ]
    add = Button(turn.t(N_("➕ Add a referral")), NewReferral(case.id))
    back = Button(turn.t(N_("Back")), Timeline(case.id))
    hides = PERSONAL if any(one.sealed_name for one in found) else None
    return turn.say(turn.lines(*lines), *pairs(buttons, 3), (add,), (back, menu(turn)), hides_after=hides)


def _line(turn: Turn, case: Case, one: Referral) -> str:
    return turn.t(
        N_("• {topic}: {state}, {day}"),
        topic=about(turn, one.topic, _service(turn, case, one)),
        state=turn.t(dict(STATES)[one.state]),
        day=turn.day(one.changed_at),
    )


def _service(turn: Turn, case: Case, one: Referral) -> str:
    """Which service was asked. One that was typed is opened for whoever accompanies, and nobody else."""
    if one.sealed_name is not None and cases.is_accompanied_by(turn.tx, case, turn.me):
        return referrals.name(turn.tx, turn.me, one)
    return known_service(turn, one.service, typed=one.sealed_name is not None)


def known_service(turn: Turn, service: str | None, *, typed: bool) -> str:
    """Which service was asked, as far as nothing has to be opened for it; empty where none was named."""
    entry = find(turn, service) if service else None
    if entry is not None:
        return entry.name
    return turn.t(N_("another service")) if typed or service else ""


def about(turn: Turn, topic: str, service: str) -> Markup:
    """The topic of a referral, and which service was asked where that is known."""
    label = turn.t(dict(TOPIC_LABELS)[topic])
    return turn.t(N_("{topic} ({service})"), topic=label, service=service) if service else label


def new(turn: Turn, pressed: NewReferral) -> list[Reply]:
    """About what was another service asked, and which one?"""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    if (unwanted := _unwanted(turn, case)) is not None:
        return [unwanted]
    topic = pressed.topic
    if topic not in dict(TOPIC_LABELS):
        buttons = [Button(turn.t(label), NewReferral(case.id, code)) for code, label in TOPIC_LABELS]
        text = turn.lines(
            turn.t(N_("What is the other service asked for? Only with the participant's consent.")), *_hint(turn, case)
        )
        return [turn.say(text, *pairs(buttons, 3), (Button(turn.t(N_("Back")), Referrals(case.id)), menu(turn)))]
    fitting = _fitting(turn, case, topic)
    if pressed.service == TYPED:
        return [asking.open_form(turn, FILLING, case, answers={"topic": topic})]
    if pressed.service not in {entry.id for entry in fitting}:
        return [_which(turn, case, topic, fitting, pressed.page)]
    return [_added(turn, case, topic, service=pressed.service)]


def _unwanted(turn: Turn, case: Case) -> Say | None:
    """What is said of somebody who wants no notes: what they need is one."""
    if not consents.lets_notes_be_kept(turn.tx, case):
        return _page(turn, case, NO_NOTES)
    return None


def _fitting(turn: Turn, case: Case, topic: str) -> tuple[Entry, ...]:
    """What the support directory has for somebody of this kind of service."""
    return fitting(for_track(in_force(turn), case.track), topic)


def _which(turn: Turn, case: Case, topic: str, fitting: Sequence[Entry], page: int) -> Say:
    """Which service: what the directory has for it, or another one."""
    size = PAGE if len(fitting) <= PAGE else PAGE - 2
    shown = fitting[page * size : (page + 1) * size]
    if not shown and page:
        return _which(turn, case, topic, fitting, 0)
    names = [turn.t(N_("{number}. {name}"), number=at, name=one.name) for at, one in enumerate(shown, page * size + 1)]
    buttons = [Button(label, NewReferral(case.id, topic, one.id)) for label, one in zip(names, shown, strict=True)]
    turns = paging(turn, page, len(fitting) > (page + 1) * size, lambda at: NewReferral(case.id, topic, page=at))
    other = Button(turn.t(N_("Another one")), NewReferral(case.id, topic, TYPED))
    back = (Button(turn.t(N_("Back")), NewReferral(case.id)), menu(turn))
    asks = turn.t(N_("{topic}: which service?"), topic=turn.t(dict(TOPIC_LABELS)[topic]))
    text = turn.lines(turn.t(N_("<b>{code}</b>"), code=case.code), asks, *names)
    last = ((*turns, other), back) if turns else ((other, *back),)
    return turn.say(text, *pairs(buttons), *last)


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Another service than the directory has: its name is sealed."""
    drafts.drop(turn.tx, draft)
    case = cases.to_change(turn.tx, turn.me, draft.case_id or 0)
    topic = str(draft.answers.get("topic", ""))
    if case is None or topic not in dict(TOPIC_LABELS):
        return [no_case(turn, draft.case_id)]
    if (unwanted := _unwanted(turn, case)) is not None:
        return [unwanted]
    return [_added(turn, case, topic, named=str(draft.answers.get("service") or ""))]


def leave(turn: Turn, draft: Draft) -> list[Reply]:
    """Back from the name: to what the directory has."""
    return new(turn, NewReferral(draft.case_id or 0, str(draft.answers.get("topic", ""))))


def _added(turn: Turn, case: Case, topic: str, *, service: str | None = None, named: str = "") -> Say:
    frame = prompts.frame_for(turn.tx, turn.me, turn.calendar, case)
    referrals.add(turn.tx, turn.me, case, topic, frame, service=service, named=named)
    return _page(turn, case, N_("Noted. In a week you will be asked how it went."))


def _hint(turn: Turn, case: Case) -> list[str]:
    """Somebody who is asked here has not said yes to passing anything on: a reminder, no more."""
    person = participants.of_case(turn.tx, case.id)
    if person is None or person.chat is None or consent.SHARED in consents.current(turn.tx, person):
        return []
    return [turn.t(N_("No yes to passing on is noted here yet; please ask first (Their phone, Pass on)."))]


def one(turn: Turn, pressed: ReferralCard) -> list[Reply]:
    """One referral: has it been received?"""
    found, case = _referral(turn, pressed.referral)
    if found is None or case is None:
        return [over(turn, GONE)]
    own = cases.steered(turn.tx, turn.me, case.id) is not None
    if pressed.state in dict(STATES) and case.goes_on and found.state in referrals.OPEN:
        referrals.change(turn.tx, turn.me, found, pressed.state)
        return [_page(turn, case, NOTED) if own else menu_screen(turn, NOTED)]
    rows: tuple[Row, ...] = (
        (
            Button(turn.t(N_("Accepted")), ReferralCard(found.id, "accepted")),
            Button(turn.t(N_("Finished")), ReferralCard(found.id, "finished")),
        ),
        (
            Button(turn.t(N_("Not taken up")), ReferralCard(found.id, "dropped")),
            Button(turn.t(N_("No news yet")), ReferralCard(found.id, "asked")),
        ),
        ((Button(turn.t(N_("Back")), Referrals(case.id)), menu(turn)) if own else (menu(turn),)),
    )
    text = turn.lines(turn.t(N_("<b>{code}</b>"), code=case.code), _line(turn, case, found))
    return [turn.say(text, *rows, hides_after=PERSONAL if found.sealed_name else None)]


def _referral(turn: Turn, referral_id: int) -> tuple[Referral | None, Case | None]:
    """The referral of a button and its case; a cover has it only while its prompt waits for them."""
    found = referrals.by_id(turn.tx, referral_id)
    case = None if found is None else cases.visible(turn.tx, turn.me, found.case_id)
    if found is None or case is None:
        return None, None
    theirs = cases.steered(turn.tx, turn.me, case.id) is not None or prompts.is_asked(turn.tx, f"referral:{found.id}")
    return (found, case) if theirs else (None, None)


FILLING = Filling(NAMED, asking.title_of, save, leave, shows_words=True)
FILLINGS = (FILLING,)
