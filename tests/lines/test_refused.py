"""A contact that may not have come about is asked: whatever word for no stands beside it, in whichever tongue."""

from __future__ import annotations

from itertools import product

import pytest

from bot.domain.lines import Entry
from bot.reference.content import content
from tests.lines.judging import reading_of

REFUSED = {kind: words.split() for kind, words in content("lines.toml")["refused"].items()}
NO, FELL, AWAY = REFUSED["no"], [*REFUSED["fell"], *REFUSED["lost"]], REFUSED["away"]
VISITS = ("kunjungan", "kunjungan rumah", "saya kunjungi", "mampir", "ketemu", "sy ke rumahnya", "tatap muka")
CALLS = ("telp", "saya telepon", "ditelepon", "vc", "wa", "saya wa", "dichat")
FAMILY = ("ketemu istrinya", "telp ibunya")
REACHED = ("visit", "call", "message", "family")
# Words of the meeting itself, behind a "not".
UNDONE = ("jadi", "sido", "sempat", "mau", "ada", "mau keluar", "buka pintu", "ada orang", "di tempat", "ketemu")


# What is said where a call or a message reached nobody.
ELSE = (
    "yang angkat orang lain",
    "temannya yg ngangkat",
    "salah sambung",
    "sibuk terus",
    "masuk kotak suara",
    "direject",
    "nomornya sudah ganti",
    "centang abu2",
    "di luar jangkauan",
    "kata ibunya lagi kerja",
)


def is_silent(entry: Entry) -> bool:
    """Whether it is kept as a contact, and nothing is asked; R-021 is the one who was reached."""
    reached = entry.answers.get("contact") in REACHED and entry.code != "R-021"
    return reached and not any(one.about == "contact" for one in entry.doubts)


def kept_in(texts: list[str]) -> list[str]:
    return [text for text in texts if any(is_silent(entry) for entry in reading_of(text).entries)]


@pytest.mark.parametrize("contact", [*VISITS, *CALLS])
def test_words_for_no_right_behind_it(contact: str) -> None:
    frames = ("R-014 {c} kemarin, {n} {u}", "R-014 {c} kemarin tapi {n} {u}", "R-014 {c} kemarin. Tapi {n} {u}.")
    said = [frame.format(c=contact, n=no, u=UNDONE[0]) for frame, no in product(frames, NO)]
    said += [frame.format(c=contact, n=no, u=undone) for frame, no, undone in product(frames, NO[::7], UNDONE)]
    assert not kept_in(said)


@pytest.mark.parametrize("contact", [*VISITS, *CALLS, *FAMILY])
def test_words_for_no_right_before_it(contact: str) -> None:
    frames = ("R-014 kemarin {n} jadi {c}", "kemarin {n} sido {c} R-014", "R-014 {n} sempat {c} kemarin, baik")
    assert not kept_in([frame.format(c=contact, n=no) for frame, no in product(frames, [*NO, *FELL])])


@pytest.mark.parametrize("contact", [*VISITS, *CALLS, *FAMILY])
def test_what_fell_through_or_was_refused(contact: str) -> None:
    frames = (
        "R-014 {c} kemarin, {n}",
        "R-014 {c} kemarin tapi {n}",
        "R-014 {c} kemarin ternyata {n} karena banjir bandang",
        "rencana {c} R-014 kemarin {n} hujan",
        "R-014 {c} kemarin, dia {n} lagi pusing",
        "R-014 {c} kemarin. {n}.",
        "Kemarin {c}: R-014 {n} katanya, R-021 baik",
    )
    assert not kept_in([frame.format(c=contact, n=fell) for frame, fell in product(frames, FELL)])


@pytest.mark.parametrize("contact", VISITS)
def test_nobody_was_there(contact: str) -> None:
    frames = ("R-014 {c} kemarin, {n}", "R-014 {c} kemarin tapi orangnya {n} ke ladang", "R-014 {c} kemarin, dia {n}")
    assert not kept_in([frame.format(c=contact, n=away) for frame, away in product(frames, AWAY)])


@pytest.mark.parametrize("why", ["gak ada sinyal", "lagi melaut", "lagi kondangan", "butuh waktu"])
def test_what_may_be_why_they_were_not_reached(why: str) -> None:
    assert not kept_in([f"R-014 {contact} kemarin, {why}" for contact in (*VISITS, *CALLS)])


@pytest.mark.parametrize("contact", VISITS)
@pytest.mark.parametrize(
    "instead",
    [
        "dia ke gereja",
        "orangnya lagi di sawah",
        "lagi ke Palu",
        "ga sempat ketemu krn dia ke kota",
        "ketemu ibu'e wae",
        "tapi cuma ada anaknya",
        "tapi hanya bertemu adiknya",
        "pintunya terkunci",
        "tidak mau ditemui siapa2",
        "kata istrinya dia ke kebun",
        "sudah tidak tinggal di situ",
        "saya disuruh pulang",
        "ga dibukain",
    ],
)
def test_whoever_was_there_instead(contact: str, instead: str) -> None:
    assert not kept_in([f"R-014 {contact} kemarin{sign} {instead}" for sign in (",", ".")])


@pytest.mark.parametrize("contact", [*VISITS, *CALLS])
def test_what_was_to_be(contact: str) -> None:
    frames = (
        "R-014 niatnya jadi {c}",
        "R-014 rencananya besok dan {c}",
        "R-014 kalau baik dan {c}",
        "R-014 {c} kemarin, mestinya",
        "R-014 lanjut {c}",
        "R-014 {c} lagi",
        "R-014 perlu {c}",
        "R-014 besok, {c}",
    )
    assert not kept_in([frame.format(c=contact) for frame in frames])


@pytest.mark.parametrize("contact", CALLS)
def test_somebody_else_who_answered(contact: str) -> None:
    assert not kept_in([f"R-014 {contact} tadi, {who}" for who in ELSE])


@pytest.mark.parametrize(
    "note",
    [
        "belum punya KTP",
        "tidak ada masalah",
        "belum dapat kerja",
        "anaknya pergi sekolah",
        "anaknya belum lulus ujian",
        "gak punya beras",
        "tidak enak badan",
        "dia cerita suaminya pergi",
        "ada konflik dengan tetangga, belum selesai",
        "ibunya sakit, belum bisa jalan",
    ],
)
def test_a_no_of_something_else_spoils_no_contact(note: str) -> None:
    texts = [f"R-014 {contact} kemarin{sign} {note}" for contact in VISITS for sign in (",", ".", ", baik.")]
    assert kept_in(texts) == texts


def test_who_is_well_first_was_met_unless_somebody_else_says_so() -> None:
    well = [f"R-014 ketemu di gereja tadi, sehat, {said}" for said in ("belum ada rencana", "katanya mau pindah rumah")]
    assert kept_in(well) == well
    assert not kept_in(["R-014 kunjungan tadi, baik kata ibunya, dia ke kebun", "R-014 kunjungan tadi, baik tapi emoh"])


def test_either_answer_stands() -> None:
    (entry,) = reading_of("P-002 kunjungan kemarin tapi dia emoh keluar").entries
    (doubt,) = entry.doubts
    assert [entry.chosen(doubt, at).answers["contact"] for at in (0, 1)] == ["visit", "not_reached"]
    assert "emoh keluar" in entry.answers["note"] and "overall" not in entry.answers


# Words of no tongue, where a word for "not" would stand: it may be one that is on no list.
STRANGE = (
    "zorp jadi {c}",
    "zorp zarp jadi {c} kemarin",
    "dia zorp jadi {c}",
    "kemarin zorp jadi {c}",
    "{c} tapi zorp",
    "{c} kemarin tapi zorp",
    "{c}, tapi kemarin zorp",
    "{c} kemarin jam 3 tapi zorp",
)


@pytest.mark.parametrize("contact", ["ketemu", "telp"])
def test_a_word_that_nobody_knows_may_be_a_no(contact: str) -> None:
    assert not kept_in([f"R-014 {frame.format(c=contact)}" for frame in STRANGE])


@pytest.mark.parametrize(
    "said",
    [
        "dia jadi {c}",
        "tadi jadi {c}",
        "{c} kemarin, butuh modal, tapi zorp",
        "{c} kemarin, dia kerja di toko, tapi zorp",
    ],
)
def test_where_something_else_is_told_first_a_strange_word_is_of_that(said: str) -> None:
    lines = [f"R-014 {said.format(c=contact)}" for contact in ("ketemu", "telp")]
    assert kept_in(lines) == lines
