"""A planned moment has come: one neutral sentence, and what a person can do with it."""

from __future__ import annotations

from markupsafe import Markup

from bot.domain import followups, planning
from bot.domain.cadence import slower
from bot.domain.followups import BY_KIND, SNOOZES, FollowUp
from bot.domain.forms import Day, Form
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.caseload.prompts import Prompt
from bot.store.people import people
from bot.turn import Button, Due, Reply, Row, Say, Tap, Turn
from handlers import asking, support
from handlers.asking import Filling
from handlers.home import menu_screen
from handlers.mentor import checkin
from handlers.mentor.schedule import schedule
from handlers.screens import menu, numbered, pairs

OVER = N_("That has been dealt with already, or is no longer with you. Here is the menu.")
STANDS_IN = N_("Hello, {you}. A mentor of your team is on leave without a cover, and a contact has come due.")
LATER = Form("later", (Day("until", N_("When may I ask again?"), SNOOZES),))


def due(turn: Turn) -> list[Reply]:
    """Say it, and plan what follows if nobody answers."""
    assert isinstance(turn.event, Due)
    prompt = prompts.by_id(turn.tx, turn.event.prompt_id, lock=True)
    if prompt is None or prompt.state != "waiting":
        return []
    kind = BY_KIND[prompt.kind]
    prompts.mark_said(turn.tx, prompt, turn.me)
    if kind.renews or prompt.said_at is not None:
        prompts.begin_anew(turn.tx, prompt, followups.following(kind))
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
    frame = planning.Frame(turn.me.zone, turn.calendar, turn.me.hours, prompts.quiet_days(turn.tx, prompt))
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
        number = support.old_count(turn)
        lines.append(turn.t(N_("{number} entries have not been checked for more than 180 days."), number=number))
    return turn.lines(*lines), _rows(turn, prompt, ("attention",) if stands_in else kind.answers)


def _rows(turn: Turn, prompt: Prompt, names: tuple[str, ...]) -> tuple[Row, ...]:
    ids = (str(prompt.id),)
    about = (str(prompt.about),)
    if turn.me.role is not Role.SUPERVISOR:  # an admin, where there is no supervisor, has no such list
        names = tuple(name for name in names if name != "attention")
    first = {
        "now": Button(turn.t(N_("📝 Record it now")), "now", ids),
        "resume": Button(turn.t(N_("▶️ Go on")), "resumecase", ids),
        "referral": Button(turn.t(N_("Open the referral")), "referral", about),
        "reviewed": Button(turn.t(N_("✅ Done")), "reviewed", ids),
        "attention": Button(turn.t(N_("Needs attention")), "attention"),
        "digest": Button(turn.t(N_("📊 Digest")), "digest"),
        "request": Button(turn.t(N_("Open the request")), "request", about),
        "flag": Button(turn.t(N_("🆘 Flags")), "flags"),
        "oldentries": Button(turn.t(N_("Open the list")), "uplist", ("old",)),
        "reports": Button(turn.t(N_("Open the list")), "uplist", ("told",)),
    }
    more = {
        "later": Button(turn.t(N_("⏰ Later")), "later?", ids),
        "notyet": Button(turn.t(N_("Not reached yet")), "notyet", ids),
        "longer": Button(turn.t(N_("A longer pause")), "longer", ids),
        "skip": Button(turn.t(N_("Skip")), "skip?", ids),
    }
    why = Button(turn.t(N_("Why do I receive this?")), "why", ids)
    rows = [(first[name],) for name in names if name in first]
    rest = [more[name] for name in names if name in more]
    return (*rows, *pairs([*rest, why] if len(rest) % 2 else rest), *(() if len(rest) % 2 else ((why,),)))


def shown(turn: Turn) -> list[Reply]:
    """The prompt once more, from the screen behind one of its buttons."""
    prompt = _open(turn)
    if prompt is None:
        return [menu_screen(turn, OVER)]
    text, rows = _screen(turn, prompt, BY_KIND[prompt.kind])
    return [turn.say(text, *rows)]


def why(turn: Turn) -> list[Reply]:
    """Why this message came: the rule, the dates, who set it, what comes next."""
    prompt = prompts.visible(turn.tx, turn.me, _number(turn)) or _told_me(turn)
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
    return [turn.say(turn.lines(*lines), (Button(turn.t(N_("Back")), "prompt", (str(prompt.id),)), menu(turn)))]


def _told_me(turn: Turn) -> Prompt | None:
    """A prompt said to this person on duty: they may ask why, whoever's case it is."""
    found = prompts.by_id(turn.tx, _number(turn))
    return found if found is not None and prompts.was_said_to(turn.tx, found, turn.me) else None


def _who(turn: Turn, person_id: int | None) -> str:
    if person_id is None:
        return turn.t(N_("The programme's plan"))
    if person_id == turn.me.id:
        return turn.you
    found = people.by_id(turn.tx, person_id)
    return found.code if found is not None else turn.t(N_("Somebody of the team"))


def now(turn: Turn) -> list[Reply]:
    """ "Record it now": the check-in of that case, also from a prompt that was put off."""
    case = _case(turn, _open(turn, (*followups.OPEN, "snoozed")))
    return [checkin.open_for(turn, case)] if case else [menu_screen(turn, OVER)]


def not_yet(turn: Turn) -> list[Reply]:
    """ "Not reached yet": the same check-in, its first question answered."""
    case = _case(turn, _open(turn))
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
    prompt = prompts.visible(turn.tx, turn.me, int(draft.answers["prompt"]))
    return turn.t(N_("Participant {code}."), code=prompt.case_code if prompt else "")


def snooze(turn: Turn, draft: Draft) -> list[Reply]:
    """Ask again then. The planned rhythm stays as it was; after three times in a row another one is suggested."""
    if draft.id:
        drafts.drop(turn.tx, draft)
    prompt = prompts.visible(turn.tx, turn.me, int(draft.answers["prompt"]), lock=True)
    if prompt is not None and prompt.state == "snoozed":
        return []  # a second tap: the answer stands on the screen already
    if prompt is None or prompt.state not in followups.OPEN:
        return [menu_screen(turn, OVER)]
    contact = prompts.contact_of(turn.tx, prompt)
    frame = planning.Frame(turn.me.zone, turn.calendar, turn.me.hours, prompts.quiet_days(turn.tx, prompt))
    planned = planning.asked(contact.kind, str(draft.answers["until"]), frame, turn.now)
    often = prompts.snooze(turn.tx, contact, planned, turn.me)
    said = [turn.t(N_("All right, {you}. I will ask again on {moment}."), moment=turn.moment(planned.due_at))]
    rows: tuple[Row, ...] = ((menu(turn),),)
    case = _case(turn, contact)
    if case is not None and contact.kind in followups.CONTACT and often >= followups.SNOOZES_IN_A_ROW:
        said.append(turn.t(N_("That is the third time in a row. Would a slower rhythm suit better?")))
        rows = ((Button(turn.t(N_("Rhythm and pause")), "rhythm", (str(case.id),)),), *rows)
        if slower(case.weeks(turn.now)) is None:
            said.pop()
            rows = rows[1:]
    return [turn.say(turn.lines(*said), *rows, kind="saved")]


def ask_skip(turn: Turn) -> list[Reply]:
    """Skip this contact: with a reason, which is kept in the history."""
    prompt = _open(turn)
    if prompt is None:
        return [menu_screen(turn, OVER)]
    reasons = [Button(turn.t(label), "skip", (str(prompt.id), code)) for code, label in followups.SKIPS]
    text = turn.lines(
        turn.t(N_("Participant {code}."), code=prompt.case_code or ""),
        turn.t(
            N_("Skipping leaves the rhythm as it is; the next contact comes at its planned time. Why skip this one?")
        ),
    )
    return [turn.say(text, *pairs(reasons), (Button(turn.t(N_("Back")), "prompt", (str(prompt.id),)), menu(turn)))]


def skip(turn: Turn) -> list[Reply]:
    """It is skipped; the next one comes in the planned rhythm."""
    assert isinstance(turn.event, Tap)
    prompt = _open(turn)
    reason = turn.event.args[1] if len(turn.event.args) > 1 else ""
    case = _case(turn, prompt, lock=True)
    if prompt is None or case is None or reason not in dict(followups.SKIPS):
        return [menu_screen(turn, OVER)]
    slot = prompts.contact_of(turn.tx, prompt).slot
    frame = prompts.frame_for(turn.tx, turn.me, turn.calendar, case)
    planned = planning.after_skip(slot, case.weeks(turn.now), frame, turn.now)
    prompts.skip(turn.tx, case, reason)
    prompts.plan(turn.tx, case, planned, case.mentor_id, turn.me.id, "skip")
    said = turn.t(N_("Skipped. Next contact: {moment}"), moment=turn.moment(planned.due_at))
    return [turn.say(said, (menu(turn),), kind="saved")]


def reviewed(turn: Turn) -> list[Reply]:
    """The plan, or consent, was talked about; the next time is planned already."""
    prompt = _open(turn)
    if prompt is None:
        return [menu_screen(turn, OVER)]
    prompts.set_state(turn.tx, prompt.id, "answered")
    return [turn.say(turn.t(N_("Noted. Thank you, {you}.")), (menu(turn),), kind="saved")]


def leave(turn: Turn) -> list[Reply]:
    """Back from "Later": the prompt stays open and is found in the schedule."""
    return schedule(turn)


def _open(turn: Turn, states: tuple[str, ...] = followups.OPEN) -> Prompt | None:
    """The prompt a button belongs to, if it is still this person's and still waits for an answer."""
    prompt = prompts.visible(turn.tx, turn.me, _number(turn))
    return prompt if prompt is not None and prompt.state in states else None


def _case(turn: Turn, prompt: Prompt | None, *, lock: bool = False) -> Case | None:
    if prompt is None or prompt.case_id is None:
        return None
    return cases.mine(turn.tx, turn.me, prompt.case_id, lock=lock)


def _number(turn: Turn) -> int:
    return numbered(turn)


FILLING = Filling(LATER, title, snooze, leave)
