"""A code or a name that was typed opens the card it belongs to; several of one name are told apart by their codes."""

from __future__ import annotations

from markupsafe import Markup

from bot.domain.people import Role
from bot.domain.presses import CaseCard, PersonCard
from bot.domain.text import N_
from bot.domain.typed import as_name, code_at_start, codes_in, is_named
from bot.store.caseload import cases, lists
from bot.store.caseload.cases import Case
from bot.store.people import leading, people
from bot.turn import Button, Follow, Reply, Turn, Words
from handlers.home import menu_screen
from handlers.screens import PAGE, menu, pairs

SEVERAL = N_("There is more than one of that name. Which one?")
SEVERAL_KINDS = N_("There is more than one of that name. Please type the code.")
# So many codes that are not theirs are named.
MOST_CODES = 3
NO_SUCH_CODE = N_("{code} is not with you, {you}. Please look at the code once more.")


def not_theirs(turn: Turn, text: str) -> list[Markup]:
    """What is said of codes in a text that nobody of theirs has: the same whether there is such a code or not, since of
    whom they do not see nobody learns that.
    """
    others = [code for code in sorted(codes_in(text)) if cases.called(turn.tx, turn.me, code) is None]
    return [turn.t(NO_SUCH_CODE, code=", ".join(others[:MOST_CODES]))] if others else []


def own_cases(turn: Turn, text: str) -> list[Case]:
    """The cases that somebody accompanies and calls by just this code or name."""
    if (found := code_at_start(text)) is not None:
        case = None if found[1] else cases.called(turn.tx, turn.me, found[0])
        return [case] if case is not None and cases.is_accompanied_by(turn.tx, case, turn.me) else []
    words = as_name(text)
    return [] if words is None else cases.named(turn.tx, turn.me, words, PAGE, own=True)


def by_code(turn: Turn, typed: Words) -> list[Reply] | None:
    """A code and nothing else."""
    if (found := code_at_start(typed.text)) is None or found[1]:
        return None
    if (case := cases.called(turn.tx, turn.me, found[0])) is not None:
        return [Follow(CaseCard(case.id))]
    staff = next((one for one in leading.answered_for(turn.tx, turn.me) if one.code == found[0]), None)
    if staff is not None:
        return [Follow(PersonCard(staff.id))]
    return [menu_screen(turn, None, turn.t(NO_SUCH_CODE, code=found[0]))]


def by_name(turn: Turn, typed: Words) -> list[Reply] | None:
    """A name and nothing else: of somebody who is accompanied, or of a leader's own staff."""
    if (words := as_name(typed.text)) is None:
        return None
    found = cases.named(turn.tx, turn.me, words, PAGE)
    team = leading.answered_for(turn.tx, turn.me)
    names = people.names(turn.tx, [one.id for one in team])
    staff = [one for one in team if is_named(words, names.get(one.id, ""))]
    if not found and not staff:
        return None
    if len(found) + len(staff) == 1:
        return [Follow(CaseCard(found[0].id, named=True) if found else PersonCard(staff[0].id))]
    two_kinds = turn.me.role is not Role.MENTOR and len({case.track for case in found}) > 1
    if two_kinds or lists.are_kept_apart(turn.tx, [case.id for case in found]):
        # Those who are kept apart never stand on one list, nor two kinds of service.
        return [turn.say(turn.t(SEVERAL_KINDS), (menu(turn),))]
    buttons = [Button(case.code, CaseCard(case.id, named=True)) for case in found]
    buttons += [Button(one.code, PersonCard(one.id)) for one in staff]
    return [turn.say(turn.t(SEVERAL), *pairs(buttons[:PAGE], 3), (menu(turn),))]
