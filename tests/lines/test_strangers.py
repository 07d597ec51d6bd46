"""Somebody who is not known, told of among others: what is said of them is theirs alone, and whose it is is asked."""

from __future__ import annotations

from itertools import product

import pytest

from bot.domain.lines import WHOSE
from tests.lines.judging import reading_of

KNOWN = ("R-003 ditelp tadi, baik", "Siti kunjungan kemarin, baik", "P-002 kunjungan kemarin, anaknya demam")
STRANGERS = (
    "Pak Darto jg baik, minta dicarikan kerja",
    "Bu Marni telp tadi, sehat",
    "slamet kunjungan kmrn sakit",
    "wati tlp tdk diangkat",
    "Dewi tdk ketemu, HP disita suaminya",
    "24/11 anton wa baik",
)
# Words that no name is, where a line begins.
THEIRS = ("KTPnya belum jadi", "jualannya lancar", "anaknya sudah sekolah", "modalnya habis", "tidak ada keluhan")


def told(text: str) -> list[tuple[str | None, dict[str, object]]]:
    return [(one.code, dict(one.answers)) for one in reading_of(text).entries]


@pytest.mark.parametrize(("line", "at"), [*product(STRANGERS, range(len(KNOWN) + 1))])
def test_a_line_about_somebody_who_is_not_known_is_nobody_elses(line: str, at: int) -> None:
    several = "\n".join((*KNOWN[:at], line, *KNOWN[at:]))
    entries = reading_of(several).entries
    assert [one for one in told(several) if one[0] is not None] == told("\n".join(KNOWN)), several
    (strange,) = [one for one in entries if one.code is None]
    assert [doubt.about for doubt in strange.doubts][:1] == [WHOSE] and line.split(",")[0] in strange.words


@pytest.mark.parametrize(("line", "known"), [*product(STRANGERS, KNOWN)])
def test_nor_is_it_of_the_only_one_who_is(line: str, known: str) -> None:
    found = told(f"{known}\n{line}")
    assert [code for code, _ in found].count(None) == 1
    assert found[0] == told(known)[0]


@pytest.mark.parametrize(("line", "known"), [*product(THEIRS, KNOWN)])
def test_what_is_told_without_a_name_belongs_to_the_line_above(line: str, known: str) -> None:
    assert {one.code for one in reading_of(f"{known}\n{line}").entries} == {
        one.code for one in reading_of(known).entries
    }


@pytest.mark.parametrize("names", ["R-014 (Joko)", "R-014 - Joko", "Joko (R-014)", "R-014/Joko", "Joko = R-014"])
def test_a_code_and_anothers_name_beside_it_are_asked(names: str) -> None:
    (entry,) = reading_of(f"{names} kunjungan kmrn baik").entries
    assert entry.code is None
    assert [dict(one) for one in entry.doubts[0].choices] == [{"code": "R-014"}, {"code": "R-026"}]
    (same,) = reading_of(f"{names.replace('R-014', 'R-026')} kunjungan kmrn baik").entries
    assert same.code == "R-026" and not same.doubts


@pytest.mark.parametrize("two", ["Bu Siti dan Bu Marni", "slamet dan R-014", "R-003 sama Karto"])
def test_a_name_beside_one_that_is_known_is_somebody_too(two: str) -> None:
    codes = [one.code for one in reading_of(f"{two} tlp td, baik").entries]
    assert len(codes) == 2 and codes.count(None) == 1
