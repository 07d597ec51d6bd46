"""What could go wrong with lines that come one after the other: days, words that wait, restarts."""

from __future__ import annotations

import json

import pytest

from bot.store.caseload.cases import Case
from bot.store.keeping import erasing
from tests.driver import Someone, Town
from tests.stories.test_lines import saved
from tests.stories.test_no_notes import says_no
from tests.stories.together import TWO
from tests.stories.together.test_tried_hard import all_drafts, days_of, draft_of, somewhere


def test_a_line_after_the_day_was_answered_is_of_its_own_day(town: Town, siti: Someone, people: list[Case]) -> None:
    """What waited was written yesterday; what is typed now is written now."""
    town.passes(hours=20)
    for code in ("R-001", "R-002"):
        siti.types(f"{code} kunjungan kemarin, baik, 2 minggu lagi")
    siti.taps("Sel, 24 Nov").sees("R-001: Kunjungan · Sen, 23 Nov")
    town.passes(minutes=5)
    siti.types("R-003 ditelepon kemarin, baik, 2 minggu lagi")
    assert "R-003: Telepon · Sel, 24 Nov" in siti.screen, siti.screen


def test_the_same_words_on_the_next_day_without_a_plan(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 ditelepon, baik, 2 minggu lagi\nR-002 ditelepon, baik")
    town.passes(days=1)
    siti.types("R-002 ditelepon, baik")
    assert "sudah ada di sini" not in siti.screen, siti.screen


def test_the_first_of_two_over_midnight(town: Town, siti: Someone, people: list[Case]) -> None:
    """Two lines that came at once, one before midnight and one after it."""
    town.passes(hours=13, minutes=59, seconds=59)
    siti.phone.types("R-001 kunjungan kemarin, baik, 2 minggu lagi")
    town.settles()
    town.passes(seconds=2)
    siti.types("R-002 kunjungan kemarin, baik, 2 minggu lagi")
    siti.taps("Sel, 24 Nov")
    assert "R-001: Kunjungan · Sen, 23 Nov" in siti.screen, siti.screen
    assert "R-002: Kunjungan · Sen, 23 Nov" in siti.screen, siti.screen


def test_notes_refused_meanwhile_are_said_of_everybody(town: Town, siti: Someone) -> None:
    from tests.stories.test_participant import joined

    more = [town.case(siti, name=f"Orang{at}", days=90) for at in range(9)]
    last = town.case(siti, name="Arman", days=90)
    arman = joined(town, siti, last)
    lines = [f"{one.code} kunjungan kemarin, baik, 2 minggu lagi" for one in more]
    siti.types("\n".join([*lines, f"{last.code} kunjungan kemarin, baik, antar KTP Senin, 2 minggu lagi"]))
    says_no(arman)
    siti.taps("Simpan semua")
    said = siti.finds("Tersimpan: 10").text
    assert last.code in said, said


def test_a_code_put_right_before_it_is_read(town: Town, siti: Someone, people: list[Case]) -> None:
    """The bot was away for a minute: both reach it together, and it says that the change is not read."""
    text = "R-002 kunjungan kemarin, baik, 2 minggu lagi\nR-003 ditelepon kemarin, baik, 2 minggu lagi"
    siti.phone.types(text)
    siti.phone.edits(siti.phone.messages[-1].id, text.replace("R-002", "R-004"))
    town.settles()
    siti.sees("Pesan yang diubah tidak dibaca lagi", "R-002: Kunjungan")


def test_long_words_of_a_name_that_two_have(town: Town, siti: Someone, case: Case) -> None:
    town.case(siti, name="Joko Santoso", days=60)
    town.case(siti, name="Joko Widodo", days=60)
    long = ", ".join(["ditelepon kemarin", "baik", "2 minggu lagi"])
    words = f"Pak Joko {long}, minta dicarikan kerja di pabrik " + "dan cerita soal anaknya yang sekolah " * 12
    siti.types(words[:490])
    town.passes(minutes=1)
    if "R-002" in siti.labels:
        siti.taps("R-002")
    assert somewhere(town, siti, "soal anaknya")


def test_held_words_are_not_lost_where_no_notes_are_wanted(
    town: Town, siti: Someone, arman: Someone, case: Case
) -> None:
    town.case(siti, name="Bayu", days=60)
    town.case(siti, name="Cipto", days=60)
    siti.types(TWO)
    siti.types("minta dicarikan bibit ayam").taps("Periksa", "Catatan")
    says_no(arman)
    siti.taps("R-001")
    assert somewhere(town, siti, "bibit ayam") or siti.heard("tidak ingin") or siti.heard("tidak disimpan")


@pytest.mark.parametrize("second", ["wah", "30", "Wati", "sen", "mar"])
def test_the_rest_of_a_note_in_one_breath(town: Town, siti: Someone, people: list[Case], second: str) -> None:
    for name in ("Wahyudi", "Watiningsih", "Senoaji", "Martono"):
        town.case(siti, name=name, days=60)
    siti.phone.types("Istrinya cerita panjang sekali tadi di rumah soal utang")
    siti.phone.types(second)
    town.settles()
    siti.sees("tentang siapa?")
    assert not [one for one in all_drafts(town, siti) if one.form == "checkin"], siti.screen


def test_what_is_kept_of_whoever_is_erased(town: Town, siti: Someone, yusuf: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    siti.types("R-002 minta dicarikan bibit ayam")
    town.asks(lambda tx: erasing.erase(tx, people[1], yusuf.person))
    assert not any("bibit" in json.dumps(one.answers) for one in all_drafts(town, siti))
    siti.sends("/menu").taps("Lanjutkan").sees_no("R-002:")


@pytest.mark.parametrize(
    "words",
    [
        "R-001 dan R-002 ketemu kemarin, yang satu sakit gigi, yang lain baik",
        "Ketemu R-001 sama R-002 di pasar, dia minta dicarikan kerja",
        "R-001, R-002 kunjungan kemarin. Istrinya sakit gigi",
    ],
)
def test_what_waits_of_two_is_gone_with_whoever_is_erased(
    town: Town, siti: Someone, yusuf: Someone, people: list[Case], words: str
) -> None:
    siti.types(words)
    town.asks(lambda tx: erasing.erase(tx, people[0], yusuf.person))
    left = [(one.form, json.dumps(one.answers)) for one in all_drafts(town, siti)]
    assert not any("R-001" in one for _, one in left)


@pytest.mark.parametrize("is_first", [False, True])
def test_another_mentors_code(town: Town, siti: Someone, yusuf: Someone, people: list[Case], is_first: bool) -> None:
    budi = town.joins(type(siti.person.role)("mentor"), "Budi", supervisor=yusuf)
    his = town.case(budi, name="Lain", days=60)
    typed = ["R-001 kunjungan kemarin, baik, 2 minggu lagi"]
    typed.insert(0 if is_first else 1, f"{his.code} ditelepon kemarin, minta kerja, 2 minggu lagi")
    siti.types("\n".join(typed))
    assert not draft_of(town, siti, his)
    assert "minta kerja" not in draft_of(town, siti, people[0])
    assert somewhere(town, siti, "minta kerja")
    siti.sees(his.code)


def test_a_restart_between(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    town.restarts()
    town.passes(minutes=1)
    siti.types("R-003 kunjungan kemarin, baik, 2 minggu lagi").sees("3 catatan dibaca")
    town.restarts()
    siti.taps("Simpan semua").sees("Tersimpan: 3")
    assert saved(town) == 3


def test_double_taps(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    siti.taps_twice("Simpan semua")
    assert saved(town) == 2


def test_saved_alone_and_then_all(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    every = siti.remembers("Simpan semua")
    siti.taps("Periksa", "R-002")
    one = siti.remembers("💾 Simpan")
    siti.presses(one).presses(every).presses(one).presses(every)
    assert saved(town) == 2
    assert len(days_of(town, people[1])) == 1


def test_the_same_code_with_two_days_in_one_message(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(
        "R-001 kunjungan tgl 20 Nov, baik, 2 minggu lagi\n"
        "R-002 ditelepon kemarin, baik, 2 minggu lagi\n"
        "R-001 ditelepon kemarin, minta kerja, 2 minggu lagi"
    )
    assert somewhere(town, siti, "minta kerja")
    assert siti.screen.count("R-001:") == 2, siti.screen


def test_two_messages_at_the_same_moment(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.phone.types("R-001 kunjungan hari Jumat kemarin, baik, 2 minggu lagi")
    siti.phone.types("R-002 ditelepon hari Jumat kemarin, baik, 2 minggu lagi")
    town.settles()
    siti.taps("Sel, 24 Nov")
    assert "R-001" in siti.screen and "R-002" in siti.screen


def test_an_edit_of_one_line_before_it_is_taken(town: Town, siti: Someone, people: list[Case]) -> None:
    text = "R-001 kunjungan kemarin, antar KTP Senin, 2 minggu lagi"
    siti.phone.types(text)
    number = siti.phone.messages[-1].id
    siti.phone.edits(number, text + ".")
    town.settles()
    notes = [one.answers.get("note") for one in all_drafts(town, siti)]
    assert notes == ["antar KTP Senin"], notes


def test_a_short_answer_to_when_it_was_written(town: Town, siti: Someone, people: list[Case]) -> None:
    town.passes(hours=20)
    for code in ("R-001", "R-002"):
        siti.types(f"{code} kunjungan kemarin, baik, 2 minggu lagi")
    siti.sees("Kapan Ibu menulisnya").types("kemarin")
    assert not [one for one in all_drafts(town, siti) if one.form == "whosenote"], siti.screen


def test_a_list_left_over_of_days_ago(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    town.passes(days=3)
    siti.types("R-001 ditelepon tadi, baik, 2 minggu lagi")
    siti.taps("Simpan semua")


def test_words_in_the_middle_of_changing_one(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO).taps("Periksa", "R-002", "Ubah isian")
    siti.types("R-003 kunjungan kemarin, baik, 2 minggu lagi")
    siti.taps("Sel, 24 Nov")
    assert "R-001" in siti.screen and "R-002" in siti.screen and "R-003" in siti.screen, siti.screen


def test_a_list_is_not_shown_with_whoever_is_gone(
    town: Town, siti: Someone, yusuf: Someone, people: list[Case]
) -> None:
    from tests.stories.test_forgotten_pin import hands_over

    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, minggu depan")
    hands_over(town, yusuf, siti, people[1])
    siti.taps("Simpan yang siap: 1")
    if "Yang lain: 1" in siti.labels:
        siti.taps("Yang lain: 1")
        siti.taps("Periksa")


MISSED = """kunjungan kemarin, mboten wonten
kunjungan kemarin, sudah meninggal
kunjungan kemarin, katanya di Palu
kunjungan kemarin, mobil mogok di jalan
kunjungan kemarin, jalan longsor
kunjungan kemarin, gelap rumahnya
saya ke rumahnya kemarin, dia lari
WA kemarin, cuma dibaca
WA kemarin, di-read aja
telp kemarin, suara orang lain, baik"""


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("words", MISSED.splitlines())
def test_whoever_was_not_met_is_asked_about(town: Town, siti: Someone, case: Case, words: str) -> None:
    siti.types(f"R-001 {words}, 2 minggu lagi")
    (draft,) = all_drafts(town, siti)
    assert draft.answers.get("contact") not in ("visit", "call", "message"), siti.screen


def test_those_of_the_next_day_are_asked_about_by_themselves(town: Town, siti: Someone, people: list[Case]) -> None:
    """What was answered of the first that waited stays theirs, and is no answer for the next."""
    town.passes(hours=20)
    for code in ("R-001", "R-002"):
        siti.types(f"{code} kunjungan kemarin, baik, 2 minggu lagi")
    siti.taps("Sel, 24 Nov").sees("R-001: Kunjungan · Sen, 23 Nov")
    town.passes(days=1)
    for code in ("R-003", "R-004"):
        siti.types(f"{code} kunjungan kemarin, baik, 2 minggu lagi")
    siti.sees("Kapan Ibu menulisnya").taps("Kam, 26 Nov")
    siti.sees("R-001: Kunjungan · Sen, 23 Nov", "R-003: Kunjungan · Rab, 25 Nov")
