"""Buttons on the wire: each press comes back as it was, fits Telegram, and holds only in its chat and under our key."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import presses, wire
from bot.domain.presses import KINDS, CaseCard, Home, OldButton, Press
from bot.domain.wire import FIELDS
from bot.store.engine.database import Database
from bot.store.keeping import rotation
from bot.store.queues import buttons
from bot.store.sealing.vault import Vault
from bot.telegram.render import MOST_DATA
from tests.driver import Clock

WORDS = st.text(alphabet="abzAZ09_.@?+=-", max_size=wire.LONGEST)
NUMBERS = st.integers(0, 10**wire.LARGEST - 1)


@st.composite
def any_press(draw: st.DrawFn) -> Press:
    kind = draw(st.sampled_from(sorted(KINDS.values(), key=lambda kind: kind.__name__)))
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for name, hint in ((one.name, hints[one.name]) for one in fields(kind)):  # type: ignore[arg-type]
        sort = st.booleans() if hint is bool else WORDS if hint is str else NUMBERS
        # Nothing stands for the default, so that what has to be said is never empty.
        values[name] = draw(sort if hint is not str else sort.filter(bool))
    return kind(**values)


@given(any_press())
def test_a_press_comes_back_as_it_was(press: Press) -> None:
    assert wire.read(wire.written(press)) == press


@given(st.text(max_size=70) | st.binary(max_size=70).map(lambda raw: raw.decode(errors="surrogateescape")))
def test_whatever_comes_back_is_a_press(text: str) -> None:
    assert isinstance(wire.read(text), Press)


NO_PRESS = (
    *(
        "",
        ":",
        "CaseCard",
        "CaseCard:",
        "CaseCard:-1",
        "CaseCard:²",
        "CaseCard:1:2",
        "CaseCard:" + "9" * 16,
        "CaseCard:1 ",
    ),
    *("Home:", "Home:1", "OldButton", "InForm", "Press", "Suspend:1:0", "Suspend:1:yes", "Skip:1", "Skip:1:a b"),
)


@pytest.mark.parametrize("text", [*NO_PRESS, "casecard:1"])
def test_what_no_press_is_written_as_is_an_old_button(text: str) -> None:
    assert wire.read(text) == OldButton()


def test_what_no_button_can_carry_is_refused_when_it_is_made() -> None:
    for press in (
        CaseCard(-1),
        CaseCard(10**15),
        presses.InfoCard("a b"),
        presses.InfoCard("a:b"),
        presses.InfoCard("x" * 41),
    ):
        with pytest.raises(ValueError, match="no button can carry"):
            wire.written(press)


def test_two_presses_of_one_name_are_refused() -> None:
    with pytest.raises(TypeError, match="two presses"):
        presses.press(type("Home", (Press,), {"__annotations__": {}}))


# The longest words that stand on buttons, by what they are: as many digits as a large institution needs.
ROW, PAGE = 9_999_999, 99


def longest(kind: type[Press], found: str = "") -> Press:
    """The press of this kind with the longest text that can come about; a card is of a list, or of what was found."""
    by: dict[str, Any] = {
        "page": 0 if found else PAGE, "day": 739_999, "entry": "x" * 20, "category": "" if found else "sekolah",
        "track": "R", "period": "w2999999", "month": "2026-11",
        "weeks": 8, "place": 99, "about": 0,
    }  # fmt: skip
    words = {"place": "" if found else "37", "found": found, "wrong": "number", "question": "keywords",
             "value": "keluarga=4", "service": "x" * 20,
             "token": "abcdefgh", "form": "", "topic": "keluarga", "why": "mistake", "address": "bapak", "zone": "WITA",
             "choice": "noprayers", "reason": "occasion", "state": "accepted", "tick": "recording", "how": "voice",
             "kind": "restrict", "meant": "answer", "figure": "contacts", "field": "keywords",
             "word": "abcdefgh"}  # fmt: skip
    hints = get_type_hints(kind)
    values = {
        field.name: True if hints[field.name] is bool else by.get(field.of, words.get(field.name, ROW))
        for field in FIELDS[kind]
    }
    return kind(**values)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: str(kind.__name__))
def test_the_longest_button_of_each_kind_fits(kind: type[Press]) -> None:
    for press in (longest(kind), longest(kind, "120.121.122")):
        assert buttons.SEAL_LENGTH + len(wire.written(press)) <= MOST_DATA


def test_the_first_question_of_a_form_fits_while_nothing_of_it_is_kept() -> None:
    for press in (
        presses.Answer("contact", "not_reached", token="abcdefgh", form="checkin", about=ROW),
        presses.Answer("until", "@1795755600", token="abcdefgh", form="later", about=ROW),
        presses.PickDate("until", token="abcdefgh", form="later", about=ROW),
    ):
        assert buttons.SEAL_LENGTH + len(wire.written(press)) <= MOST_DATA


def test_a_seal_holds_in_its_chat_alone(database: Database) -> None:
    with database.transaction() as tx:
        data = buttons.sealed(tx, 7, CaseCard(12))
        assert len(data) == buttons.SEAL_LENGTH + len("CaseCard:12")
        assert buttons.opened(tx, 7, data) == CaseCard(12)
        assert buttons.opened(tx, 8, data) == OldButton()
        for at in range(len(data)):
            other = "B" if data[at] != "B" else "C"
            assert buttons.opened(tx, 7, data[:at] + other + data[at + 1 :]) == OldButton()
        for nothing in ("", "x", data[:11], data[11:], "Home", "é" * 30, data + "\u0130"):
            assert buttons.opened(tx, 7, nothing) == OldButton()


def test_a_button_outlives_a_rotation_of_the_master_key(database: Database, key_file: Path, clock: Clock) -> None:
    with database.transaction() as tx:
        data = buttons.sealed(tx, 7, Home())
    Vault(key_file).add_master(tx.now)
    again = Database(database.engine.url.render_as_string(hide_password=False), Vault(key_file), clock.now)
    with again.transaction() as tx:
        assert rotation.rewrap(tx) and buttons.opened(tx, 7, data) == Home()
    again.close()
