"""Whose is what in a message about several people: numbers within a line, days above lines, one person a sentence."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from tests.lines.judging import MOMENT, fields_of, reading_of

SAID = {
    "R-003": "ditelp tadi, baik",
    "Siti": "kunjungan kemarin, anaknya demam",
    "P-002": "gak diangkat",
    "Pak Joko": "kerja perlu perhatian",
}
# As seen from a Tuesday.
DAYS = {
    "Rabu": "2026-11-18",
    "Kamis": "2026-11-19",
    "Jumat": "2026-11-20",
    "Senin": "2026-11-23",
    "Kemarin": "2026-11-23",
    "Tgl 20": "2026-11-20",
    "Hari ini": "2026-11-24",
}


def told(text: str) -> list[tuple[str | None, dict[str, object]]]:
    return [(one.code, fields_of(one, MOMENT)) for one in reading_of(text).entries]


@pytest.mark.parametrize("sign", [")", "."])
def test_numbers_within_a_line_are_of_nobody(sign: str) -> None:
    for people in permutations(SAID, 3):
        lines = [f"{person} {SAID[person]}" for person in people]
        numbered = " ".join(f"{at}{sign} {line}" for at, line in enumerate(lines, 1))
        assert told(numbered) == told("\n".join(lines)), numbered


def test_a_number_that_begins_no_list_stays_where_it_is() -> None:
    for text in (
        "R-014 utang ke 2) Siti baik",
        "R-014 anak no 1. Siti baik",
        "R-014 anak no 1) Siti baik 2) Joko baik",
    ):
        assert not [one for one in reading_of(text).entries if one.code == "R-014" and "overall" in one.answers]


@pytest.mark.parametrize(
    ("first", "second"), [pair for pair in permutations(DAYS, 2) if DAYS[pair[0]] != DAYS[pair[1]]]
)
def test_a_day_above_is_of_those_below_it_alone(first: str, second: str) -> None:
    frames = (
        "{a}: R-003 ditelp, baik\n{b}: R-007 dikunjungi, baik",
        "{a}:\nR-003 telp, baik\n{b}:\nR-007 kunjungan, baik",
        "{a}\nR-003 telp, baik\n{b}\nR-007 kunjungan, baik",
        "{a} - R-003 ditelp, baik\n{b} - R-007 dikunjungi, baik",
        "{a}, R-003 ditelp, baik\n{b}, R-007 dikunjungi, baik",
    )
    for frame in frames:
        days = {code: fields.get("on") for code, fields in told(frame.format(a=first, b=second))}
        assert days == {"R-003": DAYS[first], "R-007": DAYS[second]}, frame


def test_a_day_above_several_lines_is_of_each_of_them() -> None:
    days = {
        code: fields.get("on") for code, fields in told("Kamis:\nR-003 telp, baik\nR-014 telp, baik\nR-021 telp, baik")
    }
    assert days == dict.fromkeys(("R-003", "R-014", "R-021"), "2026-11-19")


def test_a_day_after_somebodys_lines_is_no_contact_of_the_next() -> None:
    (one, other) = told("R-014 kunjungan tadi, baik\nKamis\nR-021 telp tadi, baik")
    assert (one[1]["on"], other[1]["on"]) == ("2026-11-24", "2026-11-24") and "next" not in other[1]


@pytest.mark.parametrize("day", ["Besok", "Lusa", "2 minggu lagi", "Tgl 5 Desember", "Jumat ini"])
def test_a_contact_under_a_day_to_come_has_not_been(day: str) -> None:
    for frame, contact in product(
        ("{d}: R-003 {c}", "{d}, R-003 {c}", "{d}:\nR-003 {c}\nR-007 {c}"), ("kunjungan", "telp")
    ):
        for entry in reading_of(frame.format(d=day, c=contact)).entries:
            assert "contact" not in entry.answers and "on" not in entry.answers


@pytest.mark.parametrize("who", ["Dia", "Katanya", "Temannya", "Menurut beliau", "Anaknya juga"])
def test_who_is_met_by_somebody_else_is_none_of_the_mentors_contacts(who: str) -> None:
    for contact in ("ketemu", "telp", "mampir ke", "sudah ketemu"):
        entries = reading_of(f"R-003 saya telepon kemarin, sehat. {who} {contact} R-007.").entries
        assert not [one for one in entries if one.code == "R-007" and "contact" in one.answers], contact
