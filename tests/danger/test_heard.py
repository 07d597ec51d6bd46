"""What the rules hear, counted: of danger with the lines, of everyday need drowned by them; however it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.shared import MENDABLE
from bot.domain.danger import Danger, Rule, heard, lexicon
from bot.reference.danger import DangerWordsError, danger_in, rule_of, words_of_danger
from tests.danger import HALVES, LINES, Sentence, more, sentences
from tests.danger.figures import drowned, missed, said_to

# Of danger with the lines, first or below; of everyday need with the lines first.
HEARD, DROWNED, PLAIN = 0.95, 0.05, 0.6
OPEN = sentences("open", "danger")
FIRST = [one for one in OPEN if danger_in(one.text) is Danger.SURE]


@pytest.mark.parametrize("half", HALVES)
def test_danger_is_heard(half: str) -> None:
    # The number alone: a failure must not print what is blind.
    heard_of = LINES - len(missed(half))
    assert heard_of >= HEARD * LINES


def test_hints_are_heard_too() -> None:
    """What people only hint at ("tomorrow nobody need look for me"), written by three who knew that it is one."""
    danger, everyday = more("danger"), more("everyday")
    assert len(said_to(danger, Danger.NONE)) <= (1 - HEARD) * len(danger)
    assert len(said_to(everyday, Danger.SURE)) <= DROWNED * len(everyday)
    assert len(said_to(everyday, Danger.NONE)) >= PLAIN * len(everyday), "most of it stands without the lines"


@pytest.mark.parametrize("half", HALVES)
def test_everyday_need_is_not_drowned(half: str) -> None:
    drowned_of = len(drowned(half))
    assert drowned_of <= DROWNED * LINES


def test_all_of_a_message_is_read() -> None:
    before = "Saya mau cerita panjang dulu soal warung dan anak sekolah, lalu soal hujan. " * 40
    assert danger_in(before) is Danger.NONE
    for one in FIRST:
        if one.kind != "tolong":  # a bare call is a message of its own
            assert danger_in(before + one.text) is Danger.SURE, one.text


SIGNS = st.text(st.sampled_from("\u200b\u2060!?.,…\N{CRYING FACE}"), max_size=3)


@given(st.sampled_from(FIRST), st.data())
def test_however_it_is_typed(one: Sentence, data: st.DataObject) -> None:
    """Capitals, letters held down, signs and what cannot be seen change nothing."""
    words = [
        "".join(letter * data.draw(st.sampled_from((1, 1, 3))) for letter in word) if word.isalpha() else word
        for word in one.text.split()
    ]
    typed = " ".join(word.upper() + data.draw(SIGNS) for word in words)
    assert danger_in(typed) is Danger.SURE, typed


# -- the rules themselves ----------------------------------------------------------------------------------------------

WORDS = {"wish": "mau ingin", "die": "mati -bunuh-", "device": "hp lampu", "help": "tolong", "now": "sekarang cepat"}
RULES = (Rule(("wish", "die"), frozenset({"device"}), near=3, in_order=True),)
SMALL = lexicon(WORDS, RULES, (Rule(("die",)),), ["help", "now"])


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("saya mau mati", Danger.SURE),
        ("mau dibunuhnya", Danger.SURE),
        ("mati mau", Danger.UNSURE),
        ("hp saya mau mati", Danger.NONE + 1),
        ("mau makan nasi dulu lalu mati", Danger.UNSURE),
        ("tolong cepat", Danger.SURE),
        ("tolong kirim cepat", Danger.NONE),
        ("cepat sekarang", Danger.NONE),
        ("", Danger.NONE),
        ("mt", Danger.NONE),
    ],
)
def test_a_rule_is_kinds_near_each_other(typed: str, says: Danger) -> None:
    assert heard(typed, SMALL) is Danger(says)


def test_one_slip_is_read_and_another_letter_is_another_word() -> None:
    known = lexicon({"weapon": "pedang senjata"}, (), (Rule(("weapon",)),), [])
    for typed in ("pedang", "peddang", "pedanng", "snjt", "sennjata", "senjta", "senajta", "senjataa"):
        assert heard(typed, known) is Danger.UNSURE, typed
    for typed in ("padang", "dedang", "pedas", "sanjata"):
        assert heard(typed, known) is Danger.NONE, typed


@pytest.mark.parametrize("line", ["a b / close 3", "a / near", "a / near x", "a / order 2"])
def test_a_rule_that_is_not_understood_is_named(line: str) -> None:
    with pytest.raises(ValueError):
        rule_of(line)


def test_a_rule_names_kinds_there_are() -> None:
    with pytest.raises(ValueError, match="nothing"):
        lexicon({"wish": "mau"}, (Rule(("wish", "nothing")),), (), [])
    assert issubclass(DangerWordsError, ValueError)
    assert issubclass(DangerWordsError, MENDABLE), "whoever starts the bot reads one line"


def test_every_kind_of_words_is_used() -> None:
    known = words_of_danger()
    used = {kind for rule in (*known.sure, *known.unsure) for kind in (*rule.says, *rule.but)} | known.calls
    kinds = {kind for found in known.exact.values() for kind in found}
    assert kinds - used == {"everyday", "question"}
