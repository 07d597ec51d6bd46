"""Referrals of a participant to other services, followed until they are received."""

from __future__ import annotations

from bot.domain.checkins import TOPIC_LABELS
from bot.domain.presses import NewReferral, ReferralCard, Referrals, Timeline
from bot.domain.rights import consent
from bot.domain.text import N_
from bot.store.caseload import cases, prompts, referrals
from bot.store.caseload.cases import Case
from bot.store.caseload.referrals import Referral
from bot.store.rights import consents, participants
from bot.turn import Button, Reply, Row, Say, Turn
from handlers.home import menu_screen
from handlers.over import no_case, over
from handlers.screens import GONE, PAGE, menu, pairs

NOTED = N_("Noted. Thank you, {you}.")
NO_NOTES = N_("They want no notes, so no referral is kept here. Please tell them the address yourself, {you}.")
STATES = (
    ("asked", N_("asked for")),
    ("accepted", N_("accepted")),
    ("finished", N_("finished")),
    ("dropped", N_("not taken up")),
)


def listing(turn: Turn, pressed: Referrals) -> list[Reply]:
    """A participant's referrals."""
    case = cases.steered(turn.tx, turn.me, pressed.case)
    return [no_case(turn, pressed.case)] if case is None else [_page(turn, case)]


def _page(turn: Turn, case: Case, before: str | None = None) -> Say:
    found = referrals.of(turn.tx, case, PAGE)
    lines: list[str] = [turn.t(before)] if before else []
    lines.append(turn.t(N_("<b>Referrals of {code}</b>"), code=case.code))
    lines += [_line(turn, one) for one in found] or [turn.t(N_("There is none yet."))]
    buttons = [
        Button(turn.t(dict(TOPIC_LABELS)[one.topic]), ReferralCard(one.id))
        for one in found
        if one.state in referrals.OPEN
    ]
    add = Button(turn.t(N_("➕ Add a referral")), NewReferral(case.id))
    back = Button(turn.t(N_("Back")), Timeline(case.id))
    return turn.say(turn.lines(*lines), *pairs(buttons, 3), (add,), (back, menu(turn)))


def _line(turn: Turn, one: Referral) -> str:
    return turn.t(
        N_("• {topic}: {state}, {day}"),
        topic=turn.t(dict(TOPIC_LABELS)[one.topic]),
        state=turn.t(dict(STATES)[one.state]),
        day=turn.day(one.changed_at),
    )


def new(turn: Turn, pressed: NewReferral) -> list[Reply]:
    """About what was another service asked?"""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    if not consents.lets_notes_be_kept(turn.tx, case):
        return [_page(turn, case, NO_NOTES)]  # what somebody needs is a note
    topic = pressed.topic
    if topic not in dict(TOPIC_LABELS):
        buttons = [Button(turn.t(label), NewReferral(case.id, code)) for code, label in TOPIC_LABELS]
        text = turn.lines(
            turn.t(N_("What is the other service asked for? Only with the participant's consent.")), *_hint(turn, case)
        )
        return [turn.say(text, *pairs(buttons, 3), (Button(turn.t(N_("Back")), Referrals(case.id)), menu(turn)))]
    frame = prompts.frame_for(turn.tx, turn.me, turn.calendar, case)
    referrals.add(turn.tx, turn.me, case, topic, frame)
    return [_page(turn, case, N_("Noted. In a week you will be asked how it went."))]


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
    return [turn.say(turn.lines(turn.t(N_("<b>{code}</b>"), code=case.code), _line(turn, found)), *rows)]


def _referral(turn: Turn, referral_id: int) -> tuple[Referral | None, Case | None]:
    """The referral of a button and its case; a cover has it only while its prompt waits for them."""
    found = referrals.by_id(turn.tx, referral_id)
    case = None if found is None else cases.visible(turn.tx, turn.me, found.case_id)
    if found is None or case is None:
        return None, None
    theirs = cases.steered(turn.tx, turn.me, case.id) is not None or prompts.is_asked(turn.tx, f"referral:{found.id}")
    return (found, case) if theirs else (None, None)
