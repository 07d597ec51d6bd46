"""What holds for every line: no text breaks the reading, no word is lost, and no manner of typing changes an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.checkins import CHECK_IN
from bot.domain.forms import CALLED, current, pruned
from bot.domain.lines import LONGEST, Entry, Reading, read
from tests.lines.judging import BLIND, JAKARTA, KNOWN, MOMENT, MORE, line_words, lines, moment_of, reading_of

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)
ZONES = st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]).map(ZoneInfo)
NOWS = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
SPOKEN = """R-014 r21 P-002 014 bayu Siti Joko pak bu kunjungan telp wa ketemu dikunjungi ditelp dihubungi baik aman
sehat kurang tidak belum gak ada bisa diangkat ketemu sinyal sakit kerja keluarga kesehatan cukup mendesak perlu
dibantu soal istrinya kemarin tadi pagi malam semalam senin kamis minggu lalu depan lagi 2 3 tgl 5 5/12 5.12 jam 9
besok lusa sejak sampai dan tapi karena jadi katanya dia saya
anaknya demam utang ladang qwx , . : ; ? ! ( ) " - / keduanya
semua sudah mau coba"""
SENTENCES = st.lists(st.sampled_from(SPOKEN.split()), min_size=1, max_size=22).map(" ".join)
TYPED = [line for half in ("open", MORE) for line in lines(half)]
PIECES = [
    "kunjungan kemarin",
    "kesehatan cukup",
    "kerja perlu perhatian",
    "antar KTP Senin",
    "2 minggu lagi",
    "istrinya hamil",
]
_WORD = re.compile(r"[^\W_]+")


def fields(found: Reading) -> list[tuple[str | None, dict[str, Any]]]:
    return [
        (one.code, {key: said for key, said in one.answers.items() if not key.startswith("note")})
        for one in found.entries
    ]


@settings(max_examples=300, deadline=2000)
@given(text=st.one_of(ANY_TEXT, SENTENCES), now=NOWS, zone=ZONES)
def test_no_text_breaks_the_reading(text: str, now: datetime, zone: ZoneInfo) -> None:
    for entry in read(text, now, zone, KNOWN, line_words()).entries:
        assert entry.code is not None or entry.doubts
        _fits_the_form(entry)


def _fits_the_form(entry: Entry) -> None:
    """Whatever was read is an answer of the form's own, and the form goes on with it."""
    keys = {question.key for question in CHECK_IN.questions}
    assert {key.removesuffix(CALLED) for key in entry.answers} <= keys
    pruned(CHECK_IN, entry.answers)
    current(CHECK_IN, entry.answers)


@pytest.mark.parametrize(
    "text", ["", " ", "\ud800", "\udfff R-014 \ud83d", "😀" * 700, "x" * 4000, "R-014 " + "😀" * 40, "\x00"]
)
def test_odd_texts(text: str) -> None:
    assert all(entry.code in (None, "R-014") for entry in reading_of(text).entries)
    assert reading_of(text).too_long is (len(text) > LONGEST)


def said_in(found: Reading) -> str:
    said = [words for entry in found.entries for words in entry.unread]
    said += [one.words for entry in found.entries for one in entry.heard]
    return "\n".join(said)


def is_whole(text: str) -> bool:
    found = reading_of(text)
    kept = set(_WORD.findall(said_in(found)))
    return not found.entries or not set(_WORD.findall(text)) - kept


@settings(max_examples=400, deadline=2000)
@given(text=SENTENCES)
def test_no_word_is_lost(text: str) -> None:
    assert is_whole(text)


def test_no_word_of_the_lists_is_lost() -> None:
    lost = [line["typed"] for line in TYPED if not is_whole(line["typed"])]
    assert not lost
    assert sum(not is_whole(line["typed"]) for half in BLIND for line in lines(half)) == 0


# A capital letter is all that says that it is another's name.
TELLS_BY_CASE = (
    "Siti Aminah telp td, baik",
    "Joko Susanto td kunjungan baik",
    "Siti Aminah sakit, minta obat. sy kesana td",
)
MANNERS: dict[str, Callable[[str], str]] = {
    "a full stop": lambda text: text.rstrip(" .!") + ".",
    "doubled spaces": lambda text: text.replace(" ", "  "),
    "upper case": str.upper,
    "ya bu": lambda text: text.rstrip(" .!") + " ya bu",
}


@pytest.mark.parametrize("manner", MANNERS)
def test_no_manner_of_typing_changes_a_field(manner: str) -> None:
    changed = []
    for line in TYPED:
        if manner == "upper case" and line["typed"] in TELLS_BY_CASE:
            continue
        text, at = line["typed"], moment_of(line)
        if reading_of(text, at).entries and fields(reading_of(MANNERS[manner](text), at)) != fields(
            reading_of(text, at)
        ):
            changed.append(text)
    assert not changed


@settings(max_examples=150, deadline=2000)
@given(pieces=st.permutations(PIECES), many=st.integers(1, len(PIECES)))
def test_the_order_of_pieces_changes_no_field(pieces: list[str], many: int) -> None:
    some = pieces[:many]
    ordered = sorted(some, key=PIECES.index)
    one, other = (reading_of("R-014, " + ", ".join(said)) for said in (some, ordered))
    assert fields(one) == fields(other)
    notes = [sorted("\n".join(found.entries[0].unread).replace(", ", "\n").split("\n")) for found in (one, other)]
    assert notes[0] == notes[1]


def test_a_day_within_a_note_is_no_next_contact() -> None:
    for day in ("Senin", "tgl 5", "besok", "lusa", "5 Desember", "jam 9"):
        (entry,) = read(f"R-014 kunjungan tadi, baik, antar KTP {day}", MOMENT, JAKARTA, KNOWN, line_words()).entries
        assert "next" not in entry.answers and f"antar KTP {day}" in entry.answers["note"]
