"""A code or a name that was typed opens the card it belongs to; several of one name are told apart by their codes."""

from __future__ import annotations

from bot.domain.people import Role
from bot.domain.presses import CaseCard, PersonCard
from bot.domain.text import N_
from bot.domain.typed import as_name, code_at_start, is_named
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.people import people
from bot.turn import Button, Follow, Reply, Turn, Words
from handlers.home import menu_screen
from handlers.screens import PAGE, menu, pairs

SEVERAL = N_("There is more than one of that name. Which one?")
SEVERAL_KINDS = N_("There is more than one of that name. Please type the code.")
NO_SUCH_CODE = N_("{code} is not with you, {you}. Please look at the code once more.")


def case_at_start(turn: Turn, text: str) -> tuple[Case, str] | None:
    """The case of this person's whose code a line begins with, and the rest of the line."""
    if (found := code_at_start(text)) is None:
        return None
    case = cases.called(turn.tx, turn.me, found[0])
    return None if case is None else (case, found[1])


def own_case(turn: Turn, text: str) -> Case | None:
    """The one case that somebody accompanies and calls by its code or its name."""
    found = case_at_start(turn, text)
    if found is not None:
        return found[0] if not found[1] and cases.is_accompanied_by(found[0], turn.me) else None
    words = as_name(text)
    named = [] if words is None else cases.named(turn.tx, turn.me, words, PAGE, own=True)
    return named[0] if len(named) == 1 else None


def is_of_several(turn: Turn, text: str) -> bool:
    """Whether this is the name of more than one whom somebody accompanies."""
    words = as_name(text)
    return words is not None and len(cases.named(turn.tx, turn.me, words, 2, own=True)) > 1


def by_code(turn: Turn, typed: Words) -> list[Reply] | None:
    """A code and nothing else."""
    if (found := code_at_start(typed.text)) is None or found[1]:
        return None
    if (case := cases.called(turn.tx, turn.me, found[0])) is not None:
        return [Follow(CaseCard(case.id))]
    staff = next((one for one in people.answered_for(turn.tx, turn.me) if one.code == found[0]), None)
    if staff is not None:
        return [Follow(PersonCard(staff.id))]
    return [menu_screen(turn, None, turn.t(NO_SUCH_CODE, code=found[0]))]


def by_name(turn: Turn, typed: Words) -> list[Reply] | None:
    """A name and nothing else: of somebody who is accompanied, or of a leader's own staff."""
    if (words := as_name(typed.text)) is None:
        return None
    found = cases.named(turn.tx, turn.me, words, PAGE)
    staff = _staff_named(turn, words)
    if len(found) + len(staff) == 1:
        return [Follow(CaseCard(found[0].id) if found else PersonCard(staff[0]))]
    if not found and not staff:
        return None
    if turn.me.role is not Role.MENTOR and len({case.track for case in found}) > 1:
        # Two kinds of service never stand on one list.
        return [turn.say(turn.t(SEVERAL_KINDS), (menu(turn),))]
    buttons = [Button(case.code, CaseCard(case.id)) for case in found]
    people_of = {one.id: one.code for one in people.answered_for(turn.tx, turn.me) if one.id in staff}
    buttons += [Button(code, PersonCard(person)) for person, code in people_of.items()]
    return [turn.say(turn.t(SEVERAL), *pairs(buttons[:PAGE], 3), (menu(turn),))]


def _staff_named(turn: Turn, words: frozenset[str]) -> list[int]:
    names = people.names(turn.tx, [one.id for one in people.answered_for(turn.tx, turn.me)])
    return [person for person, name in names.items() if is_named(words, name)]
