"""Lives as tables: whole, as their pictures show them, and what they forbid however it comes about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.domain import lives
from bot.domain.lives import LIVES, Life, Refusal, life
from tests.map.pictures import FILE, pages

CELLS = [(one, state, event) for one in LIVES for state in one.states for event in one.events]


def reached(one: Life) -> set[str]:
    """The states that birth and events lead to."""
    found, fresh = set[str](), set(one.born.values())
    while fresh:
        found |= fresh
        fresh = {
            to for state in found for event in one.events if not isinstance(to := one.after(state, event), Refusal)
        } - found
    return found


@pytest.mark.parametrize("one", LIVES, ids=lambda one: one.name)
def test_every_state_is_reached_and_every_event_happens_somewhere(one: Life) -> None:
    assert reached(one) == set(one.states)
    assert all(one.before(event) for event in one.events)


@pytest.mark.parametrize(("one", "state", "event"), CELLS, ids=lambda it: getattr(it, "name", it))
def test_a_cell_is_a_state_or_a_refusal_and_the_statement_says_the_same(one: Life, state: str, event: str) -> None:
    to = one.after(state, event)
    if isinstance(to, Refusal):
        assert state not in one.before(event) and one.refusal(state, event) is to
    else:
        assert state in one.before(event) and to in (one.target(event) or state)
        assert one.refusal(state, event) is Refusal.TAKEN, "it may by now: somebody was faster"
    assert one.refusal(None, event) is Refusal.OVER


def ends(one: Life) -> Iterator[str]:
    """The states nothing leads out of."""
    for state in one.states:
        if all(one.after(state, event) in (state, *Refusal) for event in one.events):
            yield state


def test_what_has_ended_stays_so() -> None:
    assert {one.name: set(ends(one)) for one in LIVES} == {
        "case": {"erased"},
        "staff member": {"removed"},
        "participant": {"gone"},
        "request": {"done", "refused", "recalled"},
        "flag": {"closed"},
        "prompt": {"answered", "snoozed", "skipped", "lapsed", "cancelled"},
        "leave": {"refused", "ended"},
        "referral": {"finished", "dropped"},
        "offer": {"agreed", "declined", "withdrawn"},
        "phone": {"used", "replaced"},
        "wall": {"gone"},
    }
    assert [event for event in lives.CASE.events if not isinstance(lives.CASE.after("closed", event), Refusal)] == [
        "erase"
    ], "an ended case is erased one day, and nothing else"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("     go\n a   b\n", "a state that is none"),
        ("     go  stop\n a   a\n b   !over !over !over", "argument"),
        ("     go\n a   b\n b   a\n", "leads a thing to"),
        ("     go\n a   !never\n", "Refusal"),
    ],
)
def test_a_table_that_is_not_whole_does_not_come_about(table: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        life("thing", {"begin": "a"}, table)


def test_an_event_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError):
        lives.CASE.before("reopen")


def test_the_pictures_are_of_these_tables() -> None:
    assert FILE.read_text(encoding="utf-8") == pages(), "python -m tests.map writes them anew"
