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
    "Bpk. Karto telp td, baik",
)
# Words that no name is, where a line begins.
THEIRS = (
    "KTPnya belum jadi",
    "jualannya lancar",
    "anaknya sudah sekolah",
    "modalnya habis",
    "tidak ada keluhan",
    "Pak Lurah bantu urus KTP",
    "- mentalitas baik",
)


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


def test_nobody_is_named_where_nobody_is_known() -> None:
    assert reading_of("Pak Dul, baik, besok saya ke kantor").nothing
    assert reading_of("Bu Ratna sehat ya?").nothing


def test_a_name_behind_a_semicolon() -> None:
    found = told("maria tlp td baik; yanto tlp td tdk aktif")
    assert [code for code, _ in found] == ["P-002", None] and found[0][1]["overall"] == "fine"


def test_what_follows_a_line_that_is_not_sure_goes_with_it() -> None:
    text = "R-014 telp td, baik\nPak Dul titip salam utk R-026\nanaknya sakit\nR-021 telp td, baik"
    entries = reading_of(text).entries
    assert [one.code for one in entries] == ["R-014", "R-021", None]
    assert all(one.answers["overall"] == "fine" and not one.unread for one in entries[:2])
    assert entries[2].words == "Pak Dul titip salam utk R-026\nanaknya sakit"


def test_what_is_said_of_all_is_so_only_at_the_end() -> None:
    last = told("R-014 telp td. R-021 wa td. Semua aman")
    assert [answers.get("overall") for _, answers in last] == ["fine", "fine"]
    before = dict(told("R-014 telp td. R-021 wa td. Semua aman. R-026 kunjungan td, sakit"))
    assert "overall" not in before["R-014"]


def test_one_of_two_who_is_named_again_is_not_both() -> None:
    (entry,) = reading_of("R-003 dan R-026 telp td. Yang sakit R-026").entries
    assert entry.code is None and entry.doubts[0].about == WHOSE


def test_a_day_in_few_words_beside_a_contact_is_asked() -> None:
    (entry,) = reading_of("R-014 sdh 2x sy kunjungi, kemarin terakhir, baik").entries
    assert "on" in [doubt.about for doubt in entry.doubts]


def test_that_another_was_not_reached_is_offered_of_nobody_who_is_well() -> None:
    first, _ = reading_of("R-003 baik, R-026 ga ketemu. Kunjungan kemarin").entries
    assert [(doubt.about, doubt.choices) for doubt in first.doubts] == [("contact", ())]


def test_what_is_said_of_all_takes_nobodys_words() -> None:
    entries = reading_of("R-014 kunjungan kmrn\nR-021 telp td\nPak Dul telp td\nkeduanya sehat").entries
    assert [one.words.split()[0] for one in entries] == ["R-014", "R-021", "Pak"]
