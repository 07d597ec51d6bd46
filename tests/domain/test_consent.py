"""Consent: nothing without a yes, nothing after a no, each tick for itself."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rights.consent import BY_CODE, TICKS, Entry, allowed, standing
from bot.i18n import language

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def ledger(*said: str) -> list[Entry]:
    """`notes`, `-notes`, or `-shared:1`, in this order."""
    entries = []
    for number, word in enumerate(said, 1):
        tick, _, ends = word.removeprefix("-").partition(":")
        entries.append(Entry(number, tick, word[0] != "-", NOW, ends_id=int(ends) if ends else None))
    return entries


@pytest.mark.parametrize(
    ("said", "is_allowed"),
    [
        ((), set()),
        (("notes",), {"notes"}),
        (("notes", "-notes"), set()),
        (("notes", "-notes", "notes"), {"notes"}),
        (("messages",), set()),
        (("messages", "abroad"), {"messages", "abroad"}),
        (("messages", "abroad", "-abroad"), set()),
        (("abroad", "notes", "-messages"), {"abroad", "notes"}),
        (("shared", "shared", "-shared:1"), {"shared"}),
        (("shared", "shared", "-shared:1", "-shared:2"), set()),
        (("shared", "shared", "-shared"), set()),
        (("-notes", "notes"), {"notes"}),
        (("something", "notes"), {"notes"}),
    ],
)
def test_what_the_ledger_allows(said: tuple[str, ...], is_allowed: set[str]) -> None:
    assert allowed(ledger(*said)) == is_allowed
    assert allowed(reversed(ledger(*said))) == is_allowed, "the numbers are the order, not the rows"


@given(
    st.lists(st.sampled_from(["notes", "-notes", "messages", "-messages", "abroad", "-abroad", "shared", "-shared"]))
)
def test_the_last_word_on_a_tick_counts(said: list[str]) -> None:
    last = {word.removeprefix("-"): word[0] != "-" for word in said}
    assert {entry.tick for entry in standing(ledger(*said))} == {tick for tick, yes in last.items() if yes}
    assert allowed(ledger(*said)) <= set(BY_CODE)


def test_each_tick_is_said_in_plain_words() -> None:
    for tick in TICKS:
        said = language(strict=True).t(tick.text, you="Ibu", service="Puskesmas")
        assert len(said) < 300 and said.endswith((".", "?")) and set(tick.needs) <= set(BY_CODE)
    order = [tick.code for tick in TICKS]
    assert all(order.index(need) < order.index(tick.code) for tick in TICKS for need in tick.needs)
