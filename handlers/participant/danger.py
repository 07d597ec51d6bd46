"""Whether somebody needs help now: the lines and a human stand first, whatever they typed it into; the words count too.

All of what was typed is read, in any form and in none. Where it is not sure, the ordinary answer comes, with the lines
below it. Nothing is concluded from it, and nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot.domain import forms
from bot.domain.danger import Danger
from bot.domain.forms import PENDING
from bot.domain.people import Person
from bot.domain.presses import Again
from bot.domain.rights.personal import Personal
from bot.domain.text import N_
from bot.reference.danger import danger_in, harm_by_staff, may_name_staff, may_need_help, speaks_of_staff
from bot.store.caseload import drafts, requests
from bot.store.caseload.drafts import Draft
from bot.store.rights import participants
from bot.turn import Follow, Reply, Row, Say, TakeAllBack, TakeBack, Turn, Words
from handlers import asking, directory
from handlers.entries import own_case
from handlers.participant import harm
from handlers.screens import menu

KEPT = N_("What you wrote is kept; it goes on here whenever you like.")
NOT_KEPT = N_("What you wrote has not been kept here. A person can hear it.")
# Where the lines at length would make a page longer than this, they stand in short.
LONGEST = 680
ABOUT_STAFF = N_("If this is about somebody from here, pass them by with the buttons below.")
WAS_IT = N_("Shall what you wrote also go into the form that stands open here?")


def help_first(turn: Turn, typed: Words, said: list[Reply]) -> list[Reply]:
    """What was going to be said to this, with help before it where somebody may need it now.

    Their words do not stay in the chat, not even to be shortened there.
    """
    if any(isinstance(reply, Follow | TakeAllBack) for reply in said):
        return said
    if turn.who is not None and may_name_staff(typed.text):
        typed = replace(typed, text=harm.as_roles(turn, turn.who, typed.text))
    asked = any(isinstance(reply, Say) and reply.kind == "saved" for reply in said)
    match may_need_help(typed.text) if asked else danger_in(typed.text):
        case Danger.NONE:
            return said
        case Danger.UNSURE:
            calls = not _is_about_staff(turn, typed, asked=asked)
            return [directory.with_lines(turn, one, calls=calls) if isinstance(one, Say) else one for one in said]
    says = [reply for reply in said if isinstance(reply, Say)]
    others: list[Reply] = [reply for reply in said if not isinstance(reply, Say | TakeBack)]
    return [TakeBack(typed.message_id), *others, _first(turn, typed, says)]


def _first(turn: Turn, typed: Words, says: list[Say]) -> Say:
    saved = next((say for say in says if say.kind == "saved"), None)
    if turn.who is not None and harm_by_staff(typed.text) and own_case(turn) is not None:
        return _past_staff(turn, turn.who, typed, saved)
    if saved is not None:
        # A receipt all the same: what is written in the same breath is added to it.
        told = replace(directory.help_at_once(turn, [saved.text], saved.rows), kind="saved")
        return told if len(told.text) <= LONGEST else replace(told, text=Personal(_in_short(turn, saved)))
    draft = None if turn.who is None or turn.who.unmet else drafts.open_one(turn.tx, turn.who)
    past = _past_them(turn, typed)
    about = [turn.t(ABOUT_STAFF)] if past else []
    if past and draft is None:
        return directory.help_at_once(turn, about, (*past, (menu(turn),)))
    if turn.who is None or draft is None:
        return directory.urgent(turn, typed.text)
    if participants.pin_is_asked(turn.tx, turn.who):
        return directory.help_at_once(turn, [*about, turn.t(NOT_KEPT)], (*past, (menu(turn),)))
    if PENDING in draft.answers and says:
        return directory.help_at_once(turn, [turn.t(WAS_IT)], says[0].rows[:1])
    return directory.help_at_once(turn, [*about, turn.t(_kept(draft, typed))], (*past, _goes_on(turn, draft)))


def _kept(draft: Draft, typed: Words) -> str:
    return NOT_KEPT if forms.piece_with(draft.answers, typed.message_id) is None else KEPT


def _past_them(turn: Turn, typed: Words) -> tuple[Row, ...]:
    """Where somebody of the staff is named beside the danger: the call would reach who that may be."""
    if turn.who is None or turn.who.unmet or not speaks_of_staff(typed.text):
        return ()
    return harm.rows(turn, turn.who, typed.text)


def _is_about_staff(turn: Turn, typed: Words, *, asked: bool) -> bool:
    """Whether it speaks of the staff, or was asked for past them: a call would reach the very person."""
    if turn.who is None or turn.who.unmet or own_case(turn) is None:
        return False
    return speaks_of_staff(typed.text) or (asked and requests.is_passing_by(turn.tx, turn.who))


def _goes_on(turn: Turn, draft: Draft) -> Row:
    return (asking.button(draft, turn.t(N_("Go on")), Again()), menu(turn))


def _in_short(turn: Turn, said: Say) -> Markup:
    return turn.lines(*directory.lines_below(turn), said.text)


def _past_staff(turn: Turn, person: Person, typed: Words, saved: Say | None) -> Say:
    """Harm by staff: whoever would be called by the usual button may be who does it."""
    said, draft = saved, drafts.open_one(turn.tx, person)
    if said is not None:
        said = replace(said, text=_in_short(turn, said))
    elif draft is None or PENDING in draft.answers or participants.pin_is_asked(turn.tx, person):
        said = harm.offer(turn, person, typed.text, None, ((menu(turn),),))
    else:
        said = harm.offer(turn, person, typed.text, _kept(draft, typed), (_goes_on(turn, draft),))
    return replace(said, anywhere=turn.lines(*directory.lines_below(turn)))
