"""What a mentor does with a contact's prompt: record it now, later, not reached yet, skip; a review: done."""

from __future__ import annotations

from bot.domain import followups, forms, planning
from bot.domain.followups import BY_KIND, SNOOZES
from bot.domain.forms import Day, Form
from bot.domain.planning import Planned
from bot.domain.presses import (
    AskSkip,
    Later,
    NotReached,
    PromptShown,
    RecordNow,
    Reviewed,
    Rhythm,
    Said,
    Skip,
)
from bot.domain.text import N_
from bot.domain.timing.cadence import slower
from bot.store.caseload import cases, drafts, prompts
from bot.store.caseload.drafts import Draft
from bot.store.caseload.prompts import Prompt
from bot.turn import Button, Reply, Row, Turn
from handlers import asking
from handlers.asking import Filling
from handlers.mentor import checkin
from handlers.mentor.prompts import OVER, case_of_prompt, shown, still_open
from handlers.over import over
from handlers.screens import menu, pairs

LATER = Form("later", (Day("until", N_("When may I ask again?"), SNOOZES, plain=True),))


def now(turn: Turn, pressed: RecordNow) -> list[Reply]:
    """ "Record it now": the check-in of that case, also from a prompt that was put off."""
    case = case_of_prompt(turn, still_open(turn, pressed.prompt, RecordNow, (*followups.OPEN, "snoozed")))
    return [checkin.open_for(turn, case)] if case else [over(turn, OVER)]


def not_yet(turn: Turn, pressed: NotReached) -> list[Reply]:
    """ "Not reached yet": the same check-in, its first question answered."""
    case = case_of_prompt(turn, still_open(turn, pressed.prompt, type(pressed)))
    if not case:
        return [over(turn, OVER)]
    draft = drafts.of_case(turn.tx, turn.me, case.id) or Draft(0, "checkin", turn.token, case.id, None, {})
    # Of today, whatever was begun before.
    answers = {**forms.without(draft.answers, forms.BEGUN), "contact": "not_reached"}
    draft = drafts.keep(turn.tx, turn.me, draft, answers, case)
    return [asking.show(turn, checkin.FILLING, draft)]


def later(turn: Turn, pressed: Later) -> list[Reply]:
    """ "Later": in an hour, tomorrow morning, or a date of one's own."""
    prompt = still_open(turn, pressed.prompt, type(pressed))
    if prompt is None:
        return [over(turn, OVER)]
    drafts.drop_form(turn.tx, turn.me, LATER.name)
    return [asking.begin(turn, FILLING, Draft(0, LATER.name, turn.token, None, None, {"prompt": prompt.id}))]


def may_be_put_off(turn: Turn, prompt_id: int) -> bool:
    """Whether this prompt is this person's to put off, or has just been put off by them."""
    return _put_off(turn, prompt_id) is not None


def _put_off(turn: Turn, prompt_id: int) -> Prompt | None:
    return still_open(turn, prompt_id, Later, (*followups.OPEN, "snoozed"), lock=True)


def title(turn: Turn, draft: Draft) -> str:
    """Which participant it is about."""
    prompt = prompts.visible(turn.tx, turn.me, int(draft.answers["prompt"]))
    return turn.t(N_("Participant {code}."), code=prompt.case_code if prompt else "")


def snooze(turn: Turn, draft: Draft) -> list[Reply]:
    """Ask again then. The planned rhythm stays as it was; after three times in a row another one is suggested."""
    if draft.id:
        drafts.drop(turn.tx, draft)
    prompt = _put_off(turn, int(draft.answers["prompt"]))
    if prompt is None:
        return [over(turn, OVER)]
    if prompt.state == "snoozed":
        return []  # a second tap: the answer stands on the screen already
    contact = prompts.contact_of(turn.tx, prompt)
    frame = prompts.frame_about(turn.tx, turn.me, turn.calendar, prompt)
    planned = planning.asked(contact.kind, str(draft.answers["until"]), frame, turn.now)
    often = prompts.snooze(turn.tx, contact, planned, turn.me)
    said = [turn.t(N_("All right, {you}. I will ask again on {moment}."), moment=turn.moment(planned.due_at))]
    rows: tuple[Row, ...] = ((menu(turn),),)
    case = cases.steered(turn.tx, turn.me, contact.case_id or 0)
    if case is not None and contact.kind in followups.CONTACT and often >= followups.SNOOZES_IN_A_ROW:
        said.append(turn.t(N_("That is the third time in a row. Would a slower rhythm suit better?")))
        rows = ((Button(turn.t(N_("Rhythm and pause")), Rhythm(case.id)),), *rows)
        if slower(case.weeks(turn.now)) is None:
            said.pop()
            rows = rows[1:]
    return [turn.say(turn.lines(*said), *rows, kind="saved")]


def ask_skip(turn: Turn, pressed: AskSkip) -> list[Reply]:
    """Skip this contact: with a reason, which is kept in the history."""
    prompt = still_open(turn, pressed.prompt, type(pressed))
    if prompt is None:
        return [over(turn, OVER)]
    reasons = [Button(turn.t(label), Skip(prompt.id, code)) for code, label in followups.SKIPS]
    text = turn.lines(
        turn.t(N_("Participant {code}."), code=prompt.case_code or ""),
        turn.t(
            N_("Skipping leaves the rhythm as it is; the next contact comes at its planned time. Why skip this one?")
        ),
    )
    return [turn.say(text, *pairs(reasons), (Button(turn.t(N_("Back")), PromptShown(prompt.id)), menu(turn)))]


def skip(turn: Turn, pressed: Skip) -> list[Reply]:
    """It is skipped; the next one comes in the planned rhythm."""
    prompt = still_open(turn, pressed.prompt, type(pressed))
    case = case_of_prompt(turn, prompt, lock=True)
    if prompt is None or case is None or pressed.reason not in dict(followups.SKIPS):
        return [over(turn, OVER)]
    slot = prompts.contact_of(turn.tx, prompt).slot
    frame = prompts.frame_for(turn.tx, turn.me, turn.calendar, case)
    planned = planning.after_skip(slot, case.weeks(turn.now), frame, turn.now)
    prompts.skip(turn.tx, case, pressed.reason)
    prompts.plan(turn.tx, case, planned, case.mentor_id, turn.me.id, "skip")
    said = turn.t(N_("Skipped. Next contact: {moment}"), moment=turn.moment(planned.due_at))
    return [turn.say(said, (menu(turn),), kind="saved")]


def mark_reviewed(turn: Turn, pressed: Reviewed) -> list[Reply]:
    """The plan, or consent, was talked about; the next time is planned already."""
    prompt = still_open(turn, pressed.prompt, type(pressed))
    if prompt is None:
        return [over(turn, OVER)]
    prompts.answer(turn.tx, prompt)
    return [turn.say(turn.t(N_("Noted. Thank you, {you}.")), (menu(turn),), kind="saved")]


def said(turn: Turn, pressed: Said) -> list[Reply]:
    """An answer that is a word by itself: the prompt ends with it, and what is to follow then is planned."""
    prompt = still_open(turn, pressed.prompt, Said, lock=True)
    offers = () if prompt is None else BY_KIND[prompt.kind].answers
    offer = next((one for one in offers if one.word and one.word == pressed.word), None)
    if prompt is None or offer is None:
        return [over(turn, OVER)]
    prompts.answer(turn.tx, prompt, offer.word)
    if offer.then is not None:
        frame = prompts.frame_about(turn.tx, turn.me, turn.calendar, prompt)
        at = frame.allowed(turn.now + offer.then.after)
        prompts.follow(turn.tx, prompt, Planned(offer.then.kind, at, exact=False), at, "answer")
    return [turn.say(turn.t(N_("Noted. Thank you, {you}.")), (menu(turn),), kind="saved")]


def leave(turn: Turn, draft: Draft) -> list[Reply]:
    """Back from "Later": the prompt with all its answers."""
    return shown(turn, PromptShown(int(draft.answers["prompt"])))


FILLING = Filling(LATER, title, snooze, leave)
FILLINGS = (FILLING,)
