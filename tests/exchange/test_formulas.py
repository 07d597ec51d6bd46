"""No cell begins a formula, wherever a spreadsheet splits it; and what is read back is what was written."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.files.formulas import BREAKS, SIGNS, guarded, unguarded

PIECES = st.sampled_from([*SIGNS, *BREAKS, " ", "\u00a0", "'", "''", '"', "a", "1", "'=", "Lancar;=1+1"])
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


SHOWN = tuple(sign for sign in SIGNS if sign not in "\t\r")


@given(TEXTS)
@example("'=1")
@example("\uff1d1;'\uff0d2")
@example("a;''=1\t\t'\r-2")
@example('a, "\'=1"')
def test_what_was_guarded_is_read_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(TEXTS)
def test_no_part_of_a_guarded_text_begins_a_formula(text: str) -> None:
    for part in re.split("[;,\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]", guarded(text)):
        assert not part.startswith(SIGNS)
        assert not part.lstrip(' \u00a0"').startswith(SHOWN)
    for part in re.split("[\t\r]", guarded(text)):
        assert not part.startswith(SHOWN)


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Lancar;=1+1", "Lancar;'=1+1"),
        ("=1+1", "'=1+1"),
        ("sakit, -2 kg", "sakit, '-2 kg"),
        ("baris\n@ibu", "baris\n'@ibu"),
        ("\tmenjorok", "'\tmenjorok"),
        ("=1;'=2", "'=1;''=2"),
        ("\uff1d1+1; \uff20ibu", "'\uff1d1+1; '\uff20ibu"),
        ("a\uff0bb \uff0d c", "a\uff0bb \uff0d c"),
        ("a-b = c, Jumat'at", "a-b = c, Jumat'at"),
        ("", ""),
    ],
)
def test_only_what_may_begin_a_formula_has_an_apostrophe_before_it(text: str, becomes: str) -> None:
    assert guarded(text) == becomes
