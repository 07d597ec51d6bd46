"""A planned moment has come: one neutral sentence, and what a mentor can do with it."""

from __future__ import annotations

from bot.domain import followups as plans
from bot.domain.followups import KINDS, SNOOZES
from bot.domain.forms import Day, Form
from bot.domain.text import N_
from bot.store import cases, drafts, followups
from bot.store.drafts import Draft
from bot.store.followups import Prompt
from bot.turn import Button, Due, Reply, Say, Tap, Turn
from handlers import asking, checkin
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.screens import PAGE, menu, number, page_of, paging

OVER = N_("That has been dealt with already, or is no longer with you. Here is the menu.")
LATER = Form("later", (Day("until", N_("When may I ask again?"), SNOOZES),))


def due(turn: Turn) -> list[Reply]:
    """Say it. The first line tells nothing about anyone: it may be read on a locked screen."""
    assert isinstance(turn.event, Due)
    prompt = followups.visible(turn.tx, turn.me, turn.event.prompt_id, lock=True)
    if prompt is None:
        return []
    followups.said(turn.tx, prompt)
    text = turn.lines(turn.t(KINDS[prompt.kind].text), turn.t(N_("Participant {code}."), code=prompt.case_code))
    number = str(prompt.id)
    return [
        Say(
            text,
            (
                (Button(turn.t(N_("📝 Record it now")), "now", (number,)),),
                (
                    Button(turn.t(N_("⏰ Later")), "later?", (number,)),
                    Button(turn.t(N_("Not reached yet")), "notyet", (number,)),
                ),
            ),
            kind="prompt",
            prompt_id=prompt.id,
        )
    ]


def now(turn: Turn) -> list[Reply]:
    """ "Record it now": the check-in of that case, also from a prompt that was put off."""
    prompt = _open(turn, (*plans.OPEN, "snoozed"))
    case = prompt and cases.visible(turn.tx, turn.me, prompt.case_id)
    return [checkin.open_for(turn, case)] if case else [menu_screen(turn, OVER)]


def not_yet(turn: Turn) -> list[Reply]:
    """ "Not reached yet": the same check-in, its first question answered."""
    prompt = _open(turn)
    case = prompt and cases.visible(turn.tx, turn.me, prompt.case_id)
    if not case:
        return [menu_screen(turn, OVER)]
    draft = drafts.of_case(turn.tx, turn.me, case.id) or Draft(0, "checkin", turn.token, case.id, None, {})
    draft = drafts.keep(turn.tx, turn.me, draft, {**draft.answers, "contact": "not_reached"}, case)
    return [asking.show(turn, checkin.FILLING, draft)]


def later(turn: Turn) -> list[Reply]:
    """ "Later": in an hour, tomorrow morning, or a date of one's own."""
    prompt = _open(turn)
    if prompt is None:
        return [menu_screen(turn, OVER)]
    drafts.put_aside(turn.tx, turn.me)
    return [asking.show(turn, FILLING, Draft(0, LATER.name, turn.token, None, None, {"prompt": prompt.id}))]


def title(turn: Turn, draft: Draft) -> str:
    """Which participant it is about."""
    prompt = followups.visible(turn.tx, turn.me, int(draft.answers["prompt"]))
    return turn.t(N_("Participant {code}."), code=prompt.case_code if prompt else "")


def snooze(turn: Turn, draft: Draft) -> list[Reply]:
    """Ask again then. The planned rhythm stays as it was."""
    if draft.id:
        drafts.drop(turn.tx, draft)
    prompt = followups.visible(turn.tx, turn.me, int(draft.answers["prompt"]), lock=True)
    if prompt is not None and prompt.state == "snoozed":
        return []  # a second tap: the answer stands on the screen already
    if prompt is None or prompt.state not in plans.OPEN:
        return [menu_screen(turn, OVER)]
    planned = plans.asked(prompt.kind, str(draft.answers["until"]), turn.me.zone, turn.now, turn.calendar)
    followups.snooze(turn.tx, prompt, planned, turn.me)
    said = turn.t(N_("All right, {you}. I will ask again on {moment}."), moment=turn.moment(planned.due_at))
    return [turn.say(said, (menu(turn),), kind="saved")]


def leave(turn: Turn) -> list[Reply]:
    """Back from "Later": the prompt stays open and is found in the schedule."""
    return schedule(turn)


def schedule(turn: Turn) -> list[Reply]:
    """What is planned, in order of time, overdue first."""
    drafts.put_aside(turn.tx, turn.me)
    page = page_of(turn) if isinstance(turn.event, Tap) and turn.event.route == "jadwal" else 0
    found, more = followups.schedule(turn.tx, turn.me, page, PAGE)
    if not found:
        return [turn.say(turn.t(N_("Nothing is planned.")), (menu(turn),))]
    lines = [turn.t(N_("<b>Schedule</b>")), *(_line(turn, prompt) for prompt in found)]
    buttons = tuple(
        tuple(Button(prompt.case_code, "c", (str(prompt.case_id),)) for prompt in found[at : at + 3])
        for at in range(0, len(found), 3)
    )
    return [turn.say(turn.lines(*lines), *buttons, (*paging(turn, page, more, "jadwal"), menu(turn)))]


def _line(turn: Turn, prompt: Prompt) -> str:
    text = N_("🔔 {code}: waiting since {moment}") if prompt.due_at <= turn.now else N_("{code}: {moment}")
    return turn.t(text, code=prompt.case_code, moment=turn.day(prompt.due_at))


def _open(turn: Turn, states: tuple[str, ...] = plans.OPEN) -> Prompt | None:
    """The prompt a button belongs to, if it is still this person's and still waits for an answer."""
    assert isinstance(turn.event, Tap)
    prompt = followups.visible(turn.tx, turn.me, number(turn.event.args, 0))
    return prompt if prompt is not None and prompt.state in states else None


FILLING = Filling(LATER, title, snooze, leave)
