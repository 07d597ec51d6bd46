"""A planned moment has come: one neutral sentence, and what a person can do with it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain import followups
from bot.domain.followups import BY_KIND
from bot.domain.people import Role
from bot.domain.presses import Attention, Press, PromptShown, Why
from bot.domain.prompting.kinds import FollowUp, Offer
from bot.domain.rights.contact_plan import THEY, ContactPlan
from bot.domain.rights.personal import Personal
from bot.domain.text import N_
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.people import people
from bot.store.rights import contact_plans
from bot.turn import Button, Due, Reply, Row, Say, Turn
from handlers import entries
from handlers.over import over
from handlers.screens import first_said, menu, pairs, safe_way

OVER = N_("That has been dealt with already, or is no longer with you.")
STANDS_IN = N_("A mentor of your team is away and nobody covers, and a contact has come due.")
# On the day of a contact with somebody who gets in touch themselves.
DAYS, WAITS = ("next_contact", "try_again"), N_("Today is a day to wait until you hear from them.")


def due(turn: Turn, due: Due) -> list[Reply]:
    """Say it, and plan what follows if nobody answers."""
    prompt = prompts.by_id(turn.tx, due.prompt_id, lock=True)
    if prompt is None or prompt.state != "waiting":
        return []
    speak(turn, prompt)
    if prompt.kind == "silent":
        _count_miss(turn, prompt)
    return [words_of(turn, prompt)]


def speak(turn: Turn, prompt: Prompt, lead: int | None = None) -> None:
    """Its hour has come and it is said, by itself or with `lead`; what follows without an answer is planned."""
    kind = BY_KIND[prompt.kind]
    if not prompts.mark_said(turn.tx, prompt, turn.me, lead):
        return
    if kind.renews or prompt.said_at is not None:
        prompts.end_what_followed(turn.tx, prompt, followups.following(kind))
    prompts.plan_on(turn.tx, turn.me, prompt, turn.calendar)


def _count_miss(turn: Turn, prompt: Prompt) -> None:
    """A contact stayed open for a week, counted once: the second in a row is the supervisor's to ask about."""
    if prompts.week_counted(turn.tx, prompt.subject, prompt.slot, prompt.id):
        return
    case = cases.by_id(turn.tx, prompt.case_id or 0)
    if case is not None and cases.count_miss(turn.tx, case) == followups.MISSES_IN_A_ROW:
        prompts.ask_supervisor(turn.tx, case)


def words_of(turn: Turn, prompt: Prompt) -> Say:
    """The first line tells nothing about anyone: it may be read on a locked screen."""
    kind = BY_KIND[prompt.kind]
    text, rows = _screen(turn, prompt, kind)
    return Say(first_said(turn, text), rows, kind=kind.sent_as, prompt_id=prompt.id)


def _screen(turn: Turn, prompt: Prompt, kind: FollowUp) -> tuple[Markup, tuple[Row, ...]]:
    """What there is to say, without its first line."""
    for_another = kind.to == "mentor" and stands_in(turn, prompt)
    answers = (followups.LOOK,) if for_another else kind.answers
    return what_it_says(turn, prompt, for_another=for_another), _rows(turn, prompt, answers)


def what_it_says(turn: Turn, prompt: Prompt, *, for_another: bool = False, dated: bool = False) -> Markup:
    """What has come, of whom, and what there is to know before. for_another: to a leader, where nobody accompanies.

    dated: and how old what is known of the safe way is.
    """
    kind, plan = BY_KIND[prompt.kind], _plan(turn, prompt)
    waits = prompt.kind in DAYS and plan is not None and plan.first == THEY
    lines = [turn.t(STANDS_IN) if for_another else Personal(turn.t(WAITS)) if waits else turn.t(kind.text)]
    if prompt.case_code is not None and not kind.urgent:
        lines.append(turn.t(N_("Participant {code}."), code=prompt.case_code))
    lines += [] if plan is None else safe_way(turn, prompt.case_id or 0, plan, dated=dated)
    if (handed := _handed_on(turn, prompt)) is not None:
        lines.append(handed)
    if prompt.kind == "directory_old":
        number = entries.old_count(turn)
        lines.append(turn.t(N_("{number} entries have not been checked for more than 180 days."), number=number))
    return turn.lines(*lines)


def _plan(turn: Turn, prompt: Prompt) -> ContactPlan | None:
    """Before a contact: who gets in touch first, and how old that is."""
    asks = prompt.case_id is not None and followups.PLAN in BY_KIND[prompt.kind].answers
    return contact_plans.standing(turn.tx, prompt.case_id or 0) if asks else None


def stands_in(turn: Turn, prompt: Prompt) -> bool:
    """Whether they hear it as a leader, because nobody accompanies the case just now."""
    if turn.me.role is Role.MENTOR or prompt.case_mentor_id is None or turn.me.id == prompt.case_mentor_id:
        return False
    return cases.mine(turn.tx, turn.me, prompt.case_id or 0) is None


def _handed_on(turn: Turn, prompt: Prompt) -> Markup | None:
    """That a moment came from another mentor, and keeps the hours of whoever has it now."""
    if prompt.handed_at is None:
        return None
    if prompt.handed_by == turn.me.id:
        text = N_("Taken over by you on {day}. The time keeps your own hours.")
        return turn.t(text, day=turn.day(prompt.handed_at))
    text = N_("Handed on to you by {who} on {day}. The time keeps your own hours.")
    return turn.t(text, who=_who(turn, prompt.handed_by), day=turn.day(prompt.handed_at))


def _rows(turn: Turn, prompt: Prompt, offers: tuple[Offer, ...]) -> tuple[Row, ...]:
    """What deals with it stands in rows of its own; what puts it off in pairs, with "Why" where a place is free."""
    at_once, put_off = buttons(turn, prompt, offers)
    return (
        *((one,) for one in at_once),
        *pairs(put_off[:-1] if len(put_off) % 2 else put_off),
        _last_row(turn, prompt, put_off),
    )


def buttons(turn: Turn, prompt: Prompt, offers: tuple[Offer, ...]) -> tuple[list[Button], list[Button]]:
    """What deals with a prompt at once, and what puts it off, as far as this person may."""
    may = [offer for offer in offers if _may(turn, prompt, offer)]
    at_once = [_button(turn, prompt, offer) for offer in may if offer.at_once]
    return at_once, [_button(turn, prompt, offer) for offer in may if not offer.at_once]


def why_button(turn: Turn, prompt: Prompt) -> Button:
    """The way to why it came."""
    return Button(turn.t(N_("Why do I receive this?")), Why(prompt.id))


def _may(turn: Turn, prompt: Prompt, offer: Offer) -> bool:
    """Whether this person has what a button leads to: the list of a team, or a say in how long a pause is."""
    if offer is followups.LOOK:  # an admin, where there is no supervisor, has no such list
        return turn.me.role is Role.SUPERVISOR
    return offer is not followups.LONGER or cases.steered(turn.tx, turn.me, prompt.case_id or 0) is not None


def _last_row(turn: Turn, prompt: Prompt, put_off: Sequence[Button]) -> Row:
    why = why_button(turn, prompt)
    return (put_off[-1], why) if len(put_off) % 2 else (why,)


def _button(turn: Turn, prompt: Prompt, offer: Offer) -> Button:
    if offer is followups.LOOK and prompt.case_code is not None:
        return Button(turn.t(offer.label), Attention(track=prompt.case_code[0]))  # the list in which it stands
    return Button(turn.t(offer.label), offer.pressed(prompt.id, prompt.about))


def shown(turn: Turn, pressed: PromptShown) -> list[Reply]:
    """The prompt once more, from the screen behind one of its buttons."""
    prompt = prompts.visible(turn.tx, turn.me, pressed.prompt)
    if prompt is None or prompt.state not in followups.OPEN:
        return [over(turn, OVER)]
    text, rows = _screen(turn, prompt, BY_KIND[prompt.kind])
    return [turn.say(text, *rows)]


def reminded(turn: Turn, prompt: Prompt, *before: Markup) -> Say:
    """A prompt that waits, below something said first."""
    text, rows = _screen(turn, prompt, BY_KIND[prompt.kind])
    return turn.say(turn.lines(*before, text), *rows)


def why(turn: Turn, pressed: Why) -> list[Reply]:
    """Why this message came: the rule, the dates, who set it, what comes next."""
    prompt = prompts.visible(turn.tx, turn.me, pressed.prompt) or _told_me(turn, pressed.prompt)
    if prompt is None:
        return [over(turn, OVER)]
    values = {
        "planned": turn.day(prompt.created_at),
        "slot": turn.moment(prompt.slot),
        "who": _who(turn, prompt.set_by),
    }
    lines = [turn.t(N_("<b>Why this message?</b>")), turn.t(BY_KIND[prompt.kind].why, **values)]
    lines += [one for one in (_handed_on(turn, prompt),) if one is not None]
    if (away := _covered(turn, prompt)) is not None:
        lines.append(turn.t(N_("You cover for {code} just now, so it comes to you."), code=away))
    if prompt.kind in (*followups.CONTACT, *followups.LADDER):
        stops = N_("It stops by itself when a check-in is saved, or from Rhythm and pause.")
        if cases.steered(turn.tx, turn.me, prompt.case_id or 0) is None:  # whoever covers has no say in the rhythm
            stops = N_("It stops by itself when a check-in is saved.")
        lines.append(turn.t(stops))
    elif prompt.case_id is not None:
        lines.append(turn.t(N_("How often it has been sent is under History of the participant.")))
    return [turn.say(turn.lines(*lines), (Button(turn.t(N_("Back")), PromptShown(prompt.id)), menu(turn)))]


def _covered(turn: Turn, prompt: Prompt) -> str | None:
    """Whose contact it is, where a mentor hears of it only because that one is away."""
    if turn.me.role is not Role.MENTOR or prompt.case_mentor_id in (None, turn.me.id):
        return None
    found = people.by_id(turn.tx, prompt.case_mentor_id or 0)
    return None if found is None else found.code


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


def still_open(
    turn: Turn, prompt_id: int, by: type[Press], states: tuple[str, ...] = followups.OPEN, *, lock: bool = False
) -> Prompt | None:
    """The prompt a button belongs to, if it is still this person's, still waits, and this is one of its answers."""
    prompt = prompts.visible(turn.tx, turn.me, prompt_id, lock=lock)
    if prompt is None or prompt.state not in states:
        return None
    return prompt if followups.is_offered(prompt.kind, by, prompt.case_status) else None


def case_of_prompt(turn: Turn, prompt: Prompt | None, *, lock: bool = False) -> Case | None:
    """The case a prompt is about, if this person accompanies it."""
    if prompt is None or prompt.case_id is None:
        return None
    return cases.mine(turn.tx, turn.me, prompt.case_id, lock=lock)
