"""Two participants who must never meet: asked for by a code, agreed to by a second leader; and the register."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from bot.domain.forms import Form, Free
from bot.domain.lives import Refusal
from bot.domain.people import Person, Role
from bot.domain.presses import (
    AgreeApart,
    AgreeLift,
    ApartCard,
    ApartList,
    AskLift,
    KeepApart,
    RefuseApart,
    RefuseLift,
    Team,
)
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, second_yes, walls
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.caseload.handing_over import alone_news
from bot.store.caseload.second_yes import LEADER, MENTOR, ONLY_LEADER, Wall
from bot.store.engine.database import Tx
from bot.turn import Button, Reply, Row, Say, Tell, Turn
from handlers import asking
from handlers.asking import Filling, title_of
from handlers.home import menu_screen
from handlers.mentor.rhythm import to_page
from handlers.over import no_case, over
from handlers.screens import NOT_OF_TEAM, menu, paging, pairs

ANSWERED = N_("That has been answered already.")
UNKNOWN = N_("There is no participant with this code. Please type it again.")
THEMSELVES = N_("That is this participant's own code. Please type the other one's.")
HELD = N_("Looked at just now: it is held.")
STATES = {
    "asked": N_("in force, waits for a second yes"),
    "agreed": N_("in force, agreed"),
    "lifting": N_("in force, its end is asked for"),
    "refused": N_("not agreed, no longer in force"),
    "lifted": N_("ended"),
}
OVER = ("refused", "lifted")
# A page of the register: with a number the two codes of a line fill half a row.
LISTED = 4
WAYS = {
    MENTOR: N_("Not held yet: a mentor, or who stands in, has both. One of them has to be handed on."),
    LEADER: N_("Not held yet for a supervisor who leads both. One of them has to be offered to another team."),
    ONLY_LEADER: N_("There is only one supervisor, who leads both: for them it cannot be held."),
}
APART = Form(
    "apart",
    (
        Free(
            "code",
            N_(
                "Type the code of the person they must never meet. Neither the two nor who accompanies them are told; "
                "a second leader is asked. No reason is kept."
            ),
            12,
            optional=False,
            takes_code=True,
        ),
    ),
)


def keep_apart(turn: Turn, pressed: KeepApart) -> list[Reply]:
    """Ask for the other code."""
    case = cases.visible(turn.tx, turn.me, pressed.case)
    return [no_case(turn, pressed.case, NOT_OF_TEAM)] if case is None else [asking.open_form(turn, WALLING, case)]


def save_wall(turn: Turn, draft: Draft) -> list[Reply]:
    """In force from now on, of whichever kind of service the other one is; a second leader is asked at the next beat
    (bot/store/caseload/second_yes.py).
    """
    case = cases.visible(turn.tx, turn.me, draft.case_id or 0)
    if case is None:
        drafts.drop(turn.tx, draft)
        return [no_case(turn, draft.case_id, NOT_OF_TEAM)]
    code = str(draft.answers["code"]).strip().upper()
    other = next(iter(cases.ids_of(turn.tx, [code])), None)
    if other is None or other == case.id:
        return [_asked_anew(turn, draft, case, UNKNOWN if other is None else THEMSELVES)]
    drafts.drop(turn.tx, draft)
    added = walls.add(turn.tx, turn.me, case.id, other)
    found = second_yes.between(turn.tx, case.id, other)
    if found is None:
        return [over(turn, ANSWERED)]
    if not added:
        return [_card(turn, found, N_("That is noted already, and stands so:"))]
    noted = _card(turn, found, N_("Noted, and in force from now on. A second leader is asked to agree."))
    return [noted, *(Tell(*one) for one in alone_news(turn.tx, (case.id, other)))]


def _asked_anew(turn: Turn, draft: Draft, case: Case, said: str) -> Say:
    """The same question; from the second time on how often, or nobody would see that it was read."""
    tries = int(draft.answers.get("tries", 0)) + 1
    kept = drafts.keep(turn.tx, turn.me, draft, {"tries": tries}, case)
    counted = [turn.t(N_("Tried {number} times now."), number=tries)] if tries > 1 else []
    return asking.show(turn, WALLING, kept, turn.lines(turn.t(said), *counted))


def register(turn: Turn, pressed: ApartList) -> list[Reply]:
    """Those who are kept apart: a supervisor sees their own side alone."""
    found, more = second_yes.listed(turn.tx, turn.me, pressed.page, LISTED)
    if not found and pressed.page:
        return register(turn, ApartList())  # the page has gone since, which is not to say that there is nobody
    numbered = list(enumerate(found, pressed.page * LISTED + 1))
    lines = [turn.t(N_("<b>Never to meet</b>")), *(_line(turn, at, one) for at, one in numbered)]
    if not found:
        lines.append(turn.t(N_("Nobody now.")))
    buttons = [Button(f"{at}. {_codes(turn, one)}", ApartCard(one.id)) for at, one in numbered]
    turns = paging(turn, pressed.page, more, ApartList)
    back = Button(turn.t(N_("Back")), Team())
    return [turn.say(turn.lines(*lines), *pairs(buttons), *((turns,) if turns else ()), (back, menu(turn)))]


def _codes(turn: Turn, wall: Wall) -> str:
    known = {wall.one_id: wall.one, wall.other_id: wall.other}
    return "/".join(known[one] for one in second_yes.own_sides(turn.tx, turn.me, wall))


def _line(turn: Turn, at: int, wall: Wall) -> Markup:
    held, open_ = N_("{at}. {codes}, since {day}: {state}"), N_("{at}. {codes}, since {day}: {state}, not held yet")
    text = held if second_yes.is_held(turn.tx, wall) else open_
    return turn.t(text, at=at, codes=_codes(turn, wall), day=_since(turn, wall), state=turn.t(STATES[wall.state]))


def _since(turn: Turn, wall: Wall) -> str:
    return turn.short_day(wall.at.astimezone(turn.me.zone).date())


def one(turn: Turn, pressed: ApartCard) -> list[Reply]:
    """How it stands, looked at anew; and what this leader can do."""
    found = second_yes.visible(turn.tx, turn.me, pressed.wall)
    return [over(turn, ANSWERED)] if found is None else [_card(turn, found)]


def _card(turn: Turn, wall: Wall, before: str | None = None) -> Say:
    # Of somebody who must not meet two, a leader sees the same code twice: as in the register, a number tells which.
    at = second_yes.line_of(turn.tx, turn.me, wall)
    text = (
        N_("<b>{codes}</b>, since {day}: {state}.") if at is None else N_("<b>{at}. {codes}</b>, since {day}: {state}.")
    )
    values = {"codes": _codes(turn, wall), "day": _since(turn, wall), "state": turn.t(STATES[wall.state])}
    lines = [*([turn.t(before)] if before else []), turn.t(text, at=at, **values)]
    if wall.state not in OVER:
        lines += [turn.t(WAYS[one]) for one in second_yes.in_the_way(turn.tx, wall)] or [turn.t(HELD)]
    again = Button(turn.t(N_("Check again")), ApartCard(wall.id))
    whole = Button(turn.t(N_("Kept apart")), ApartList())
    acts = _acts(turn, wall)
    looks = () if wall.state in OVER else ((again,),)
    return turn.say(turn.lines(*lines), *((acts,) if acts else ()), *looks, (whole, menu(turn)))


def _acts(turn: Turn, wall: Wall) -> Row:
    if second_yes.may_answer(turn.tx, turn.me, wall):
        if wall.state == "lifting":
            yes = Button(turn.t(N_("Yes, end it")), AgreeLift(wall.id))
            return (yes, Button(turn.t(N_("Keep apart")), RefuseLift(wall.id)))
        yes = Button(turn.t(N_("Yes, agree")), AgreeApart(wall.id))
        return (yes, Button(turn.t(N_("Not agree")), RefuseApart(wall.id)))
    if wall.state == "agreed" and turn.me.role is Role.SUPERVISOR:
        return (Button(turn.t(N_("Ask to end it")), AskLift(wall.id)),)
    return ()


def agree(turn: Turn, pressed: AgreeApart) -> list[Reply]:
    """The second yes; not before it is held."""
    return _answered(turn, pressed.wall, second_yes.agree, N_("Agreed; whoever asked is told."))


def refuse(turn: Turn, pressed: RefuseApart) -> list[Reply]:
    """A no: it ends."""
    return _answered(turn, pressed.wall, second_yes.refuse, N_("Not agreed. Whoever asked is told."))


def agree_lift(turn: Turn, pressed: AgreeLift) -> list[Reply]:
    """The second yes to its end."""
    return _answered(turn, pressed.wall, second_yes.lift, N_("Ended. Whoever asked is told."))


def refuse_lift(turn: Turn, pressed: RefuseLift) -> list[Reply]:
    """It stands as it stood."""
    return _answered(turn, pressed.wall, second_yes.keep, N_("It stands as it stood. Whoever asked is told."))


def _answered(turn: Turn, wall_id: int, decide: Callable[[Tx, Person, Wall], Refusal | None], said: str) -> list[Reply]:
    found = second_yes.visible(turn.tx, turn.me, wall_id)
    if found is None:
        return [over(turn, ANSWERED)]
    refusal = decide(turn.tx, turn.me, found)
    if refusal is Refusal.NOT_YET and second_yes.may_answer(turn.tx, turn.me, found):
        return [_card(turn, found, N_("It can be agreed to once it is held."))]
    if refusal is not None and found.state in second_yes.WAITS:
        return [_card(turn, found)]
    if refusal is not None:
        return [_as_it_stands(turn, wall_id)]
    asked_by = found.asked_by
    return [menu_screen(turn, said), *([] if asked_by is None else [Tell("apart_answered", found.id, asked_by)])]


def _as_it_stands(turn: Turn, wall_id: int) -> Reply:
    """Where it still waits, though not for this person any more: how it stands, and not that it was answered."""
    now = second_yes.visible(turn.tx, turn.me, wall_id)
    return _card(turn, now) if now is not None and now.state in second_yes.WAITS else over(turn, ANSWERED)


def ask_lift(turn: Turn, pressed: AskLift) -> list[Reply]:
    """Ask that it may end: a second leader says yes or no, and until then it stands."""
    found = second_yes.visible(turn.tx, turn.me, pressed.wall)
    if found is None:
        return [over(turn, ANSWERED)]
    if second_yes.ask_lift(turn.tx, turn.me, found) is not None:
        # Asked already, perhaps by somebody else: that it has been answered would not be so.
        return [_card(turn, found)]
    asked = second_yes.visible(turn.tx, turn.me, found.id) or found
    return [_card(turn, asked, N_("Asked. It stands until a second leader agrees."))]


WALLING = Filling(APART, title_of, save_wall, to_page)
FILLINGS = (WALLING,)
