"""What needs a person's look today, and what a supervisor can do about it: greet, take over, hand on, pause."""

from __future__ import annotations

from datetime import UTC, datetime, time

from bot.domain.people import Person, Role
from bot.domain.presses import Attention, CaseCard, Greet, HandOn, HandTo, TakeOver
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, prompts, walls
from bot.store.caseload.cases import Case
from bot.store.figures import attention
from bot.store.figures.attention import Concern
from bot.store.people import absences, people
from bot.turn import Button, Reply, Tell, Turn
from handlers.over import no_case
from handlers.screens import (
    NOT_OF_TEAM,
    NOT_POSSIBLE,
    PAGE,
    list_rows,
    menu,
    other_tracks,
    paging,
    pairs,
    shown_track,
)

NOT_YOU = N_("That is not possible for you here, {you}. Please choose somebody else.")


def listing(turn: Turn, pressed: Attention) -> list[Reply]:
    """Flags, contacts open for days, misses in a row, mentors away without a cover, and who needs another mentor."""
    drafts.put_aside(turn.tx, turn.me)
    page = pressed.page
    tracks = cases.tracks(turn.tx, turn.me)
    track = shown_track(turn, tracks, pressed.track)
    found, more = attention.concerns(turn.tx, turn.me, page, PAGE, track)
    if not found:
        others = other_tracks(turn, tracks, track, Attention)
        quiet = turn.t(N_("Nothing needs your attention now. Thank you, {you}."))
        return [turn.say(quiet, *((others,) if others else ()), (menu(turn),))]
    lines = [turn.t(N_("<b>Needs attention</b>")), *(_line(turn, one) for one in found)]
    buttons = [Button(one.code, CaseCard(one.case_id)) for one in found]
    return [turn.say(turn.lines(*lines), *list_rows(turn, buttons, page, more, Attention, tracks, track))]


def _line(turn: Turn, one: Concern) -> str:
    if one.flagged:
        why = turn.t(N_("an urgent flag waits"))
    elif one.since is not None:
        why = turn.t(N_("open for {days} days"), days=(turn.now - one.since).days)
    elif one.apart:
        why = turn.t(N_("needs another mentor"))
    elif one.uncovered:
        why = turn.t(N_("the mentor is away without a cover"))
    else:
        why = turn.t(N_("not reached {times} times"), times=one.misses)
    return turn.t(N_("• {code} ({mentor}): {why}"), code=one.code, mentor=one.mentor, why=why)


def greet(turn: Turn, pressed: Greet) -> list[Reply]:
    """A kind, ready-made greeting to the mentor; once a day, and not in quiet hours."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case, NOT_OF_TEAM)]
    midnight = datetime.combine(turn.now.astimezone(turn.me.zone).date(), time(), turn.me.zone).astimezone(UTC)
    first = prompts.greet(turn.tx, case, turn.me, midnight)
    text = N_("The mentor is greeted at the next good hour.") if first else N_("The mentor has been greeted today.")
    return [turn.say(turn.t(text), (_back(turn, case), menu(turn)))]


def take_over(turn: Turn, pressed: TakeOver) -> list[Reply]:
    """The supervisor accompanies this person from now on, unless a wall stands in between; asked once more first."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case, NOT_OF_TEAM)]
    if walls.keeps_apart(turn.tx, turn.me.id, [case.id]):
        return [turn.say(turn.t(NOT_YOU), (_back(turn, case), menu(turn)))]
    if not pressed.sure:
        text = turn.t(
            N_("You accompany {code} yourself from now on, until you hand it on. Shall it be so?"), code=case.code
        )
        yes = Button(turn.t(N_("Yes, take over")), TakeOver(case.id, sure=True))
        return [turn.say(text, (yes,), (_back(turn, case), menu(turn)))]
    return _move(turn, case, turn.me)


def hand_on(turn: Turn, pressed: HandOn) -> list[Reply]:
    """Another mentor of the team. A mentor who cannot be is simply not in the list."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case, NOT_OF_TEAM)]
    page = pressed.page
    possible = [one for one in mentors(turn, case.mentor_id) if not walls.keeps_apart(turn.tx, one.id, [case.id])]
    shown = possible[page * PAGE : (page + 1) * PAGE]
    buttons = [Button(one.code, HandTo(case.id, one.id)) for one in shown]
    text = turn.t(
        N_("Who shall accompany {code} from now on?") if shown else N_("There is no other mentor for {code}."),
        code=case.code,
    )
    more = paging(turn, page, len(possible) > (page + 1) * PAGE, lambda other: HandOn(case.id, other))
    return [turn.say(text, *pairs(buttons, 3), *((more,) if more else ()), (_back(turn, case), menu(turn)))]


def hand_to(turn: Turn, pressed: HandTo) -> list[Reply]:
    """It is handed on, with everything that is planned."""
    case = cases.to_change(turn.tx, turn.me, pressed.case)
    mentor = next((one for one in mentors(turn, 0) if one.id == pressed.mentor), None)
    if case is None:
        return [no_case(turn, pressed.case, NOT_OF_TEAM)]
    if mentor is None or walls.keeps_apart(turn.tx, mentor.id, [case.id]):
        return [turn.say(turn.t(NOT_POSSIBLE), (_back(turn, case), menu(turn)))]
    return _move(turn, case, mentor)


def mentors(turn: Turn, but: int) -> list[Person]:
    """The mentors of this supervisor's team who can act: they have joined, nobody suspended them, they are not away."""
    team = [one for one in people.team(turn.tx, turn.me) if one.chat is not None and one.is_active]
    away = absences.in_force(turn.tx, [one.id for one in team])
    return [one for one in team if one.id not in away and one.id != but]


def _move(turn: Turn, case: Case, mentor: Person) -> list[Reply]:
    former = case.mentor_id
    said = turn.t(N_("{code} is with {mentor} from now on."), code=case.code, mentor=mentor.code)
    if former == mentor.id:
        return [turn.say(said, (_back(turn, case), menu(turn)))]
    cases.set_mentor(turn.tx, turn.me, [case.id], mentor)
    prompts.hand_over(turn.tx, [case.id], mentor.id)
    return [turn.say(said, (_back(turn, case), menu(turn))), *told(turn, former, mentor)]


def told(turn: Turn, former_id: int, mentor: Person) -> list[Reply]:
    """Both mentors hear of it, without a name or a code."""
    news: list[Reply] = []
    former = people.by_id(turn.tx, former_id)
    if former is not None and former.id != turn.me.id and former.role is Role.MENTOR:
        news.append(Tell("list_shorter", former.id, former.id))
    if mentor.id != turn.me.id:
        news.append(Tell("list_longer", mentor.id, mentor.id))
    return news


def _back(turn: Turn, case: Case) -> Button:
    return Button(turn.t(N_("Back")), CaseCard(case.id))
