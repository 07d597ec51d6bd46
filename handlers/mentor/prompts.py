"""A planned moment has come: one neutral sentence, and what a person can do with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain import followups, planning
from bot.domain.followups import BY_KIND, FollowUp
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.domain.presses import (
    AskSkip,
    Attention,
    Digest,
    FlagList,
    Later,
    LongerPause,
    NotReached,
    Press,
    PromptShown,
    RecordNow,
    ReferralCard,
    RequestCard,
    ResumeCase,
    Reviewed,
    UpkeepList,
    Why,
)
from bot.domain.text import N_
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.people import people
from bot.turn import Button, Due, Reply, Row, Say, Turn
from handlers import entries
from handlers.home import menu_screen
from handlers.screens import menu, pairs

OVER = N_("That has been dealt with already, or is no longer with you. Here is the menu.")
STANDS_IN = N_("Hello, {you}. A mentor of your team is on leave without a cover, and a contact has come due.")


@dataclass(frozen=True, slots=True)
class PromptButton:
    """A button under prompts, and what it means under this one.

    at_once: it deals with the prompt now; the others put it off.
    """

    label: str
    press: Callable[[Prompt], Press]
    at_once: bool = True


# What FollowUp.answers may name.
BUTTONS = {
    "now": PromptButton(N_("📝 Record it now"), lambda prompt: RecordNow(prompt.id)),
    "resume": PromptButton(N_("▶️ Go on"), lambda prompt: ResumeCase(prompt.id)),
    "referral": PromptButton(N_("Open the referral"), lambda prompt: ReferralCard(prompt.about)),
    "reviewed": PromptButton(N_("✅ Done"), lambda prompt: Reviewed(prompt.id)),
    "attention": PromptButton(N_("Needs attention"), lambda prompt: Attention()),
    "digest": PromptButton(N_("📊 Digest"), lambda prompt: Digest()),
    "request": PromptButton(N_("Open the request"), lambda prompt: RequestCard(prompt.about)),
    "flag": PromptButton(N_("🆘 Flags"), lambda prompt: FlagList()),
    "oldentries": PromptButton(N_("Open the list"), lambda prompt: UpkeepList("old")),
    "reports": PromptButton(N_("Open the list"), lambda prompt: UpkeepList("told")),
    "later": PromptButton(N_("⏰ Later"), lambda prompt: Later(prompt.id), at_once=False),
    "notyet": PromptButton(N_("Not reached yet"), lambda prompt: NotReached(prompt.id), at_once=False),
    "longer": PromptButton(N_("A longer pause"), lambda prompt: LongerPause(prompt.id), at_once=False),
    "skip": PromptButton(N_("Skip"), lambda prompt: AskSkip(prompt.id), at_once=False),
}


def due(turn: Turn, due: Due) -> list[Reply]:
    """Say it, and plan what follows if nobody answers."""
    prompt = prompts.by_id(turn.tx, due.prompt_id, lock=True)
    if prompt is None or prompt.state != "waiting":
        return []
    kind = BY_KIND[prompt.kind]
    prompts.mark_said(turn.tx, prompt, turn.me)
    if kind.renews or prompt.said_at is not None:
        prompts.end_what_followed(turn.tx, prompt, followups.following(kind))
    _plan_on(turn, prompt, kind)
    if prompt.kind == "silent":
        _count_miss(turn, prompt)
    return [_words_of(turn, prompt, kind)]


def _count_miss(turn: Turn, prompt: Prompt) -> None:
    """A contact stayed open for a week, counted once: the second in a row is the supervisor's to ask about."""
    if prompts.week_counted(turn.tx, prompt.subject, prompt.slot, prompt.id):
        return
    case = cases.by_id(turn.tx, prompt.case_id or 0)
    if case is not None and cases.count_miss(turn.tx, case) == followups.MISSES_IN_A_ROW:
        prompts.ask_supervisor(turn.tx, case)


def _plan_on(turn: Turn, prompt: Prompt, kind: FollowUp) -> None:
    """The next rung of its ladder, and its own successor where it repeats."""
    frame = prompts.frame_about(turn.tx, turn.me, turn.calendar, prompt)
    if (rung := planning.rung(kind, frame, turn.now)) is not None:
        prompts.follow(turn.tx, prompt, rung, rung.due_at if kind.urgent else prompt.slot, "ladder")
    if (slot := planning.renewal(kind, prompt.slot, turn.now, frame)) is not None:
        due_at = slot if kind.urgent else frame.allowed(slot)
        prompts.follow(turn.tx, prompt, Planned(prompt.kind, due_at, kind.urgent), slot, "renewal")


def _words_of(turn: Turn, prompt: Prompt, kind: FollowUp) -> Say:
    """The first line tells nothing about anyone: it may be read on a locked screen."""
    text, rows = _screen(turn, prompt, kind)
    return Say(text, rows, kind=kind.say, prompt_id=prompt.id)


def _screen(turn: Turn, prompt: Prompt, kind: FollowUp) -> tuple[Markup, tuple[Row, ...]]:
    stands_in = kind.to == "mentor" and turn.me.role is not Role.MENTOR and turn.me.id != prompt.case_mentor_id
    lines = [turn.t(STANDS_IN if stands_in else kind.text)]
    if prompt.case_code is not None and not kind.urgent:
        lines.append(turn.t(N_("Participant {code}."), code=prompt.case_code))
    if prompt.kind == "directory_old":
        number = entries.old_count(turn)
        lines.append(turn.t(N_("{number} entries have not been checked for more than 180 days."), number=number))
    return turn.lines(*lines), _rows(turn, prompt, ("attention",) if stands_in else kind.answers)


def _rows(turn: Turn, prompt: Prompt, names: tuple[str, ...]) -> tuple[Row, ...]:
    """What deals with it stands in rows of its own; what puts it off in pairs, with "Why" where a place is free."""
    if turn.me.role is not Role.SUPERVISOR:  # an admin, where there is no supervisor, has no such list
        names = tuple(name for name in names if name != "attention")
    at_once = [(_button(turn, prompt, name),) for name in names if BUTTONS[name].at_once]
    put_off = [_button(turn, prompt, name) for name in names if not BUTTONS[name].at_once]
    return (*at_once, *pairs(put_off[:-1] if len(put_off) % 2 else put_off), _last_row(turn, prompt, put_off))


def _last_row(turn: Turn, prompt: Prompt, put_off: Sequence[Button]) -> Row:
    why = Button(turn.t(N_("Why do I receive this?")), Why(prompt.id))
    return (put_off[-1], why) if len(put_off) % 2 else (why,)


def _button(turn: Turn, prompt: Prompt, name: str) -> Button:
    one = BUTTONS[name]
    return Button(turn.t(one.label), one.press(prompt))


def shown(turn: Turn, pressed: PromptShown) -> list[Reply]:
    """The prompt once more, from the screen behind one of its buttons."""
    prompt = still_open(turn, pressed.prompt)
    if prompt is None:
        return [menu_screen(turn, OVER)]
    text, rows = _screen(turn, prompt, BY_KIND[prompt.kind])
    return [turn.say(text, *rows)]


def reminded(turn: Turn, prompt: Prompt, before: str) -> Say:
    """A prompt that waits, on the screen of a button that leads nowhere any more; that is said first."""
    text, rows = _screen(turn, prompt, BY_KIND[prompt.kind])
    return turn.say(turn.lines(turn.t(before), text), *rows)


def why(turn: Turn, pressed: Why) -> list[Reply]:
    """Why this message came: the rule, the dates, who set it, what comes next."""
    prompt = prompts.visible(turn.tx, turn.me, pressed.prompt) or _told_me(turn, pressed.prompt)
    if prompt is None:
        return [menu_screen(turn, OVER)]
    values = {
        "planned": turn.day(prompt.created_at),
        "slot": turn.moment(prompt.slot),
        "who": _who(turn, prompt.set_by),
    }
    lines = [turn.t(N_("<b>Why this message?</b>")), turn.t(BY_KIND[prompt.kind].why, **values)]
    if prompt.kind in (*followups.CONTACT, *followups.LADDER):
        lines.append(turn.t(N_("It stops by itself when a check-in is saved, or from Rhythm and pause.")))
    elif prompt.case_id is not None:
        lines.append(turn.t(N_("How often it has been sent is under History of the participant.")))
    return [turn.say(turn.lines(*lines), (Button(turn.t(N_("Back")), PromptShown(prompt.id)), menu(turn)))]


def _told_me(turn: Turn, prompt_id: int) -> Prompt | None:
    """A prompt said to this person on duty: they may ask why, whoever's case it is."""
    found = prompts.by_id(turn.tx, prompt_id)
    return found if found is not None and prompts.was_said_to(turn.tx, found, turn.me) else None


def _who(turn: Turn, person_id: int | None) -> str:
    if person_id is None:
        return turn.t(N_("The programme's plan"))
    if person_id == turn.me.id:
        return turn.you
    found = people.by_id(turn.tx, person_id)
    return found.code if found is not None else turn.t(N_("Somebody of the team"))


def still_open(turn: Turn, prompt_id: int, states: tuple[str, ...] = followups.OPEN) -> Prompt | None:
    """The prompt a button belongs to, if it is still this person's and still waits for an answer."""
    prompt = prompts.visible(turn.tx, turn.me, prompt_id)
    return prompt if prompt is not None and prompt.state in states else None


def case_of_prompt(turn: Turn, prompt: Prompt | None, *, lock: bool = False) -> Case | None:
    """The case a prompt is about, if this person accompanies it."""
    if prompt is None or prompt.case_id is None:
        return None
    return cases.mine(turn.tx, turn.me, prompt.case_id, lock=lock)
