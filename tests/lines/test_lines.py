"""Lines as mentors type them: none is silently read wrong, and most are read right."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest

from bot.domain.lines import CODE, LONGEST, MOST, WHOSE, Why
from tests.lines.figures import counts, report
from tests.lines.judging import BLIND, HALVES, KNOWN, MOMENT, MORE, Outcome, fields_of, lines, reading_of, verdict

# Of a hundred. The floor of the blind half was measured, never worked towards.
LEAST_RIGHT = {"open": 80, "blind": 60, "fresh": 35}
AN_ORDINARY_DAY = (
    "R-014 kunjungan kemarin, baik, antar KTP Senin, 2 minggu lagi telp. R-021 ditelp td, kerja perlu perhatian"
)


@pytest.mark.parametrize("half", HALVES)
def test_no_line_is_silently_wrong(half: str) -> None:
    found = counts(half)
    assert found[Outcome.WRONG] == 0
    assert found[Outcome.RIGHT] >= LEAST_RIGHT[half]


@pytest.mark.parametrize("line", lines(MORE), ids=lambda line: str(line["typed"]))
def test_what_a_rule_might_take_for_something_else(line: dict[str, Any]) -> None:
    found = verdict(line)
    assert found.outcome is not Outcome.WRONG, found.what


def test_figures_name_no_blind_line() -> None:
    said = report()
    assert not [line for half in BLIND for line in lines(half) if repr(line["typed"]) in said]


def test_each_half_is_whole() -> None:
    assert [len(lines(half)) for half in HALVES] == [100] * len(HALVES)
    typed = [line["typed"].casefold() for half in (*HALVES, MORE) for line in lines(half)]
    assert len(typed) - len(set(typed)) == 0


# -- what a doubt offers -----------------------------------------------------------------------------------------------


def test_a_day_that_may_be_either_is_asked_and_each_answer_stands() -> None:
    (entry,) = reading_of("P-002 kunjungan Kamis, baik").entries
    (doubt,) = entry.doubts
    assert doubt.why is Why.EITHER and "contact" not in entry.answers
    was, will = (fields_of(entry.chosen(doubt, at), MOMENT) for at in (0, 1))
    assert (was["contact"], was["on"]) == ("visit", "2026-11-19")
    assert "contact" not in will and will["next"].date().isoformat() == "2026-11-26"
    assert entry.chosen(doubt, 0).answers["on+"] == "yes" and not entry.chosen(doubt, 0).doubts


def test_whose_it_is_is_asked_with_those_who_may_be_meant() -> None:
    (entry,) = reading_of("Bayu ditelepon tadi, baik").entries
    (doubt,) = entry.doubts
    assert doubt.about == WHOSE and [dict(one) for one in doubt.choices] == [{CODE: "R-014"}, {CODE: "R-021"}]
    assert entry.chosen(doubt, 1).code == "R-021" and CODE not in entry.chosen(doubt, 1).answers


def test_a_bare_name_opens_and_two_of_a_name_are_both_named() -> None:
    assert reading_of("Pak Joko").opens == ("R-026",)
    assert reading_of("bayu").opens == ("R-014", "R-021")
    assert reading_of("R-118").nothing and reading_of("selamat pagi 🙏").nothing


def test_steps_are_counted_from_the_contact_so_an_earlier_one_gets_a_date() -> None:
    today, yesterday = (
        reading_of(f"R-014 kunjungan {day}, baik, 2 minggu lagi").entries[0] for day in ("tadi", "kmrn")
    )
    assert today.answers["next"] == "w2"
    assert fields_of(yesterday, MOMENT)["next"].date().isoformat() == "2026-12-08"
    assert str(yesterday.answers["next"]).startswith("@")


def test_a_note_that_is_too_long_is_not_cut() -> None:
    story = "cerita panjang tentang kebun di belakang rumah " * 12
    (entry,) = reading_of(f"R-014 {story.strip()}").entries
    assert "note" not in entry.answers and entry.unread == (story.strip(),)
    assert Why.TOO_LONG in [doubt.why for doubt in entry.doubts]


def test_what_is_longer_than_anybodys_check_in_is_left_alone() -> None:
    assert reading_of("R-014 baik. " * 200).too_long
    many = "\n".join(f"R-{number:03d} telp tadi" for number in range(MOST + 1))
    assert reading_of(many).too_long or reading_of(many).nothing


@pytest.mark.parametrize(
    "text", [AN_ORDINARY_DAY, "baik ", "senin ", "1 2 3 ", "5.12, ", "kunjungan kemarin baik senin "]
)
def test_the_longest_message_is_read_at_once(text: str) -> None:
    text = (text + ". ") * (LONGEST // len(text) + 1)
    took = []
    for _ in range(3):
        begun = perf_counter()
        reading_of(text[:LONGEST])
        took.append(perf_counter() - begun)
    assert min(took) < 0.5  # some hundredths, on a machine that does nothing else


def test_what_is_said_of_one_stands_in_nobody_elses_note() -> None:
    said = {"R-014": "anaknya demam", "R-021": "utangnya menumpuk", "R-026": "kangen ibunya"}
    lines_of = "\n".join(f"{code} {words}" for code, words in said.items())
    for text in (lines_of, lines_of + "\nR-014 atapnya bocor", lines_of.replace("\n", ". ")):
        entries = reading_of(text).entries
        assert [entry.code for entry in entries] == [*said]
        for entry in entries:
            others = [words for code, words in said.items() if code != entry.code]
            assert not [words for words in others if words in "\n".join(entry.unread)]
            assert said[str(entry.code)] in entry.unread[0]


def test_nobody_is_read_who_is_not_accompanied() -> None:
    codes = {one.code for one in KNOWN}
    entries = [entry for half in HALVES for line in lines(half) for entry in reading_of(line["typed"]).entries]
    assert {entry.code for entry in entries} - codes <= {None}
