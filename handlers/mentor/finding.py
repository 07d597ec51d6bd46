"""A code, its number or a name that was typed, whole or begun, opens the card; of several the codes are listed."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.people import Person, Role
from bot.domain.presses import CaseCard, PersonCard
from bot.domain.text import N_
from bot.domain.typed import as_name, code_at_start, codes_in, is_begun, is_knowledge, is_named, number_of_code
from bot.store.caseload import cases, lists
from bot.store.caseload.cases import Case
from bot.store.people import leading, people
from bot.turn import Button, Follow, Reply, Turn, Words
from handlers.asking import NO, PLEASANTRIES, YES, words_of
from handlers.home import menu_screen
from handlers.screens import menu, pairs

SEVERAL = N_("More than one fits. Which one?")
SEVERAL_KINDS = N_("More than one fits. Please type the code.")
MORE = N_("There are others: please type more of the name.")
# So many codes that are not theirs are named.
MOST_CODES = 3
NO_SUCH_CODE = N_("{code} is not with you, {you}. Please look at the code once more.")
# Short words that are nobody's name begun, a comma between.
ORDINARY = N_(
    "I, we, they, this, that, what, who, there is, not yet, already, later, tomorrow, earlier, again, want, can"
)
# So many stand on a list beside the way out.
MOST = 9


def not_theirs(turn: Turn, text: str) -> list[Markup]:
    """What is said of codes in a text that nobody of theirs has: the same whether there is such a code or not, since of
    whom they do not see nobody learns that.
    """
    others = [code for code in sorted(codes_in(text)) if cases.called(turn.tx, turn.me, code) is None]
    return [turn.t(NO_SUCH_CODE, code=", ".join(others[:MOST_CODES]))] if others else []


def own_cases(turn: Turn, text: str, *, begun: bool = False) -> list[Case]:
    """The cases that somebody accompanies and calls by just this code or name.

    begun: or by the number of a code, or by how a name begins.
    """
    if (found := code_at_start(text)) is not None:
        case = None if found[1] else cases.called(turn.tx, turn.me, found[0])
        return [case] if case is not None and cases.is_accompanied_by(turn.tx, case, turn.me) else []
    if begun and (number := number_of_code(text)) is not None:
        return cases.numbered(turn.tx, turn.me, number, own=True)
    if (words := as_name(text)) is None:
        return []
    meant = cases.named(turn.tx, turn.me, words, own=True)
    whole = [case for case, is_whole in meant if is_whole]
    return whole or ([case for case, _ in meant] if begun and not _are_ordinary(turn, words) else [])


def by_code(turn: Turn, typed: Words) -> list[Reply] | None:
    """A code and nothing else, or its number."""
    if (number := number_of_code(typed.text)) is not None:
        staff = [one for one in leading.answered_for(turn.tx, turn.me) if int(one.code.partition("-")[2]) == number]
        return _opened(turn, cases.numbered(turn.tx, turn.me, number), staff, named=False)
    if (found := code_at_start(typed.text)) is None or found[1]:
        return None
    if (case := cases.called(turn.tx, turn.me, found[0])) is not None:
        return [Follow(CaseCard(case.id))]
    one = next((one for one in leading.answered_for(turn.tx, turn.me) if one.code == found[0]), None)
    if one is not None:
        return [Follow(PersonCard(one.id))]
    return [menu_screen(turn, None, turn.t(NO_SUCH_CODE, code=found[0]))]


def by_name(turn: Turn, typed: Words) -> list[Reply] | None:
    """A name and nothing else: of somebody who is accompanied, or of a leader's own staff. Whole, or else begun.

    Whoever typed only two letters of it is shown no name: so much is guessed.
    """
    if (words := as_name(typed.text)) is None:
        return None
    team = leading.answered_for(turn.tx, turn.me)
    names = people.names(turn.tx, [one.id for one in team])
    called = [(one, names.get(one.id, "")) for one in team]
    found = cases.named(turn.tx, turn.me, words)
    whole = [case for case, is_whole in found if is_whole], [one for one, name in called if is_named(words, name)]
    if any(whole):
        return _opened(turn, *whole, named=True)
    if _are_ordinary(turn, words):
        return None
    begun = [case for case, _ in found], [one for one, name in called if is_begun(words, name)]
    return _opened(turn, *begun, named=is_knowledge(words))


def _are_ordinary(turn: Turn, words: frozenset[str]) -> bool:
    """Whether any of these is said for something else than a name."""
    listed = (YES, NO, PLEASANTRIES, ORDINARY)
    return any(words & set(said.split()) for one in listed for said in words_of(turn, one))


def _opened(turn: Turn, found: Sequence[Case], staff: Sequence[Person], *, named: bool) -> list[Reply] | None:
    """The card of the one who is meant, or the codes of those who may be; None for nobody."""
    if not found and not staff:
        return None
    if len(found) + len(staff) == 1:
        return [Follow(CaseCard(found[0].id, named=named) if found else PersonCard(staff[0].id))]
    two_kinds = turn.me.role is not Role.MENTOR and len({case.track for case in found}) > 1
    if two_kinds or lists.are_kept_apart(turn.tx, [case.id for case in found]):
        # Those who are kept apart never stand on one list, nor two kinds of service.
        return [turn.say(turn.t(SEVERAL_KINDS), (menu(turn),))]
    buttons = [Button(case.code, CaseCard(case.id, named=named)) for case in found]
    buttons += [Button(one.code, PersonCard(one.id)) for one in staff]
    text = turn.lines(turn.t(SEVERAL), *([turn.t(MORE)] if len(buttons) > MOST else []))
    return [turn.say(text, *pairs(buttons[:MOST], 3), (menu(turn),))]
