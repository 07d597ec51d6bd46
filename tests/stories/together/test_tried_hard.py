"""What could go wrong with check-ins that are typed together: the wrong person, lost words, the wrong day."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.domain.presses import Answer, ChoicePage, Resume, Save
from bot.store.caseload import checkins, drafts
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine.tables import drafts as draft_rows
from tests.driver import Someone, Town
from tests.stories.test_forgotten_pin import hands_over
from tests.stories.test_lines import saved
from tests.stories.test_no_notes import says_no
from tests.stories.together import TWO

JAKARTA = ZoneInfo("Asia/Jakarta")


def all_drafts(town: Town, who: Someone) -> list[Draft]:
    def read(tx: Any) -> list[Draft]:
        tokens = tx.execute(select(draft_rows.c.token).where(draft_rows.c.person_id == who.person.id)).scalars().all()
        return drafts.those(tx, who.person, list(tokens))

    return town.asks(read)


def draft_of(town: Town, who: Someone, case: Case) -> str:
    """All that stands in somebody's check-in draft of a case."""
    return " || ".join(
        json.dumps(one.answers, ensure_ascii=False) for one in all_drafts(town, who) if one.case_id == case.id
    )


def somewhere(town: Town, who: Someone, words: str) -> bool:
    """Whether the words are kept in a draft, or stand in the chat still."""
    kept = any(words in json.dumps(one.answers, ensure_ascii=False) for one in all_drafts(town, who))
    return kept or any(words in message.text for message in who.phone.messages if not message.from_bot)


def days_of(town: Town, case: Case) -> list[date]:
    return [one.contact_at.astimezone(JAKARTA).date() for one in town.asks(lambda tx: checkins.moments(tx, case, 9))]


# -- wrong person ------------------------------------------------------------------------------------------------------


def test_words_of_nobody_after_an_answer_for_all(town: Town, siti: Someone, people: list[Case]) -> None:
    """After a question is answered for all, the list is what words belong to: not one of its check-ins."""
    siti.types("R-001, R-003 dan R-007 semua baik").taps("Telepon", "Sesuai irama").sees("3 catatan dibaca")
    town.passes(minutes=1)
    siti.types("minta dicarikan bibit ayam")
    for at in (0, 2, 6):
        assert "bibit ayam" not in draft_of(town, siti, people[at]), people[at].code
    siti.sees("tentang siapa?")


def test_only_one_form_is_open(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001, R-003 dan R-007 semua baik").taps("Telepon")
    rows = town.asks(lambda tx: tx.execute(select(draft_rows.c.form).where(draft_rows.c.open)).scalars().all())
    assert rows == ["lines"]


def test_another_line_after_an_answer_for_all(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001, R-003 dan R-007 semua baik").taps("Telepon", "Sesuai irama").sees("3 catatan dibaca")
    town.passes(minutes=1)
    siti.types("R-009 kunjungan kemarin, baik, 2 minggu lagi").sees("4 catatan dibaca")


def test_nothing_but_notes_of_two(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 minta dicarikan kerja\nR-002 minta dicarikan bibit ayam")
    assert "bibit ayam" not in draft_of(town, siti, people[0])


def test_twenty_five_short_lines(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("\n".join(f"{one.code} telp, baik" for one in people[:25]))
    assert "R-002" not in draft_of(town, siti, people[0])


@pytest.mark.in_chat("what is typed on a page stands in no chat, and is not changed there")
def test_an_edit_of_a_message_about_several(town: Town, siti: Someone, people: list[Case]) -> None:
    """One of its lines had no room and it stays; changed, it must not go as a whole into one check-in."""
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi, " + "ceritanya panjang sekali " * 17)
    town.passes(minutes=2)
    text = f"R-001 {'dia cerita lagi panjang ' * 8}\nR-002 ditelepon kemarin, sakit gigi, 2 minggu lagi"
    siti.types(text)
    (standing,) = [one for one in siti.phone.messages if not one.from_bot and "sakit gigi" in one.text]
    town.passes(minutes=1)
    siti.taps("Periksa", "R-002")
    siti.phone.edits(standing.id, text.replace("dia cerita lagi panjang " * 8, "dia cerita singkat"))
    town.settles()
    assert "cerita singkat" not in draft_of(town, siti, people[1])


def test_an_edit_of_a_line_before_it_is_taken(town: Town, siti: Someone, people: list[Case]) -> None:
    """A reaction or a link changes a message too: the note of a line stays what it was."""
    text = "R-001 kunjungan kemarin, antar KTP Senin, 2 minggu lagi\nR-002 ditelepon kemarin, sakit gigi, 2 minggu lagi"
    siti.phone.types(text)
    number = siti.phone.messages[-1].id
    siti.phone.edits(number, text + ".")
    town.settles()
    siti.sends("/menu").taps("Lanjutkan").taps("Periksa", "R-001")
    assert "sakit gigi" not in draft_of(town, siti, people[0])


# -- lost words --------------------------------------------------------------------------------------------------------


def test_a_note_of_whoever_wants_none_is_said(town: Town, siti: Someone, arman: Someone, case: Case) -> None:
    says_no(arman)
    town.case(siti, name="Bayu", days=90)
    siti.types("R-001 kunjungan kemarin, antar KTP Senin, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    said = siti.screen
    siti.taps("Simpan")
    assert "tidak ingin" in said + siti.screen or "tidak disimpan" in said + siti.screen or "dicatat" in said, said


def test_one_of_them_too_long(town: Town, siti: Someone, people: list[Case]) -> None:
    long = "ceritanya panjang sekali " * 24
    siti.types(f"R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, {long}, 2 minggu lagi")
    assert somewhere(town, siti, "R-002"), siti.screen


def test_thirty_lines(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("\n".join(f"{one.code} ditelepon kemarin, baik, 2 minggu lagi" for one in people))
    assert somewhere(town, siti, "R-030") or "R-030" in siti.screen, siti.screen


@pytest.mark.in_chat("what is typed on a page stands in no chat, and is not changed there")
def test_thirty_lines_while_a_list_is_open(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    siti.types("\n".join(f"{one.code} ditelepon kemarin, baik, 2 minggu lagi" for one in people))
    assert somewhere(town, siti, "R-030"), siti.screen


@pytest.mark.in_chat("what is typed on a page stands in no chat, and is not changed there")
def test_an_edit_of_what_had_no_room(town: Town, siti: Someone, people: list[Case]) -> None:
    """Shortened where it stands, as everywhere else in the bot."""
    siti.types(TWO)
    town.passes(minutes=1)
    long = "ceritanya panjang sekali " * 24
    siti.types(long)
    standing = next(one for one in siti.phone.messages if not one.from_bot and "ceritanya" in one.text)
    siti.phone.edits(standing.id, "ceritanya singkat saja")
    town.settles()
    assert somewhere(town, siti, "singkat saja") and "singkat" in siti.screen, siti.screen
    town.passes(minutes=31)
    assert somewhere(town, siti, "singkat saja")


def test_a_picture_with_long_words_does_not_stay(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    siti.phone.sends_photo("ceritanya panjang sekali " * 24)
    town.settles()
    assert not [one for one in siti.phone.messages if one.photo is not None and not one.from_bot], siti.screen


def test_a_picture_with_lines_that_have_no_room_does_not_stay(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi, " + "ceritanya panjang sekali " * 17)
    town.passes(minutes=2)
    siti.phone.sends_photo(
        f"R-001 {'dia cerita lagi panjang ' * 8}\nR-002 ditelepon kemarin, sakit gigi, 2 minggu lagi"
    )
    town.settles()
    assert not [one for one in siti.phone.messages if one.photo is not None and not one.from_bot], siti.screen


def test_handed_over_meanwhile_is_said(town: Town, siti: Someone, people: list[Case], yusuf: Someone) -> None:
    siti.types(TWO.replace("R-002 ditelepon kemarin", "R-002 ditelepon kemarin, antar KTP Senin"))
    hands_over(town, yusuf, siti, people[1])
    siti.taps("Simpan semua").sees("Tersimpan: 1")
    assert "R-002" in siti.screen or "tidak lagi" in siti.screen, siti.screen


def test_handed_over_and_not_ready(town: Town, siti: Someone, people: list[Case], yusuf: Someone) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, minggu depan")
    hands_over(town, yusuf, siti, people[1])
    siti.taps("Simpan yang siap: 1")
    assert "Yang lain: 1" not in siti.labels, siti.labels


def test_more_of_the_same_that_could_be_meant_in_two_ways(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik")
    town.passes(minutes=1)
    siti.types("R-002 ditelepon kemarin, baik, minggu depan")
    assert "sudah ada di sini" not in siti.screen, siti.screen


# -- wrong day ---------------------------------------------------------------------------------------------------------


def test_the_same_words_on_the_next_day(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 ditelepon, baik, 2 minggu lagi\nR-002 ditelepon, baik, 2 minggu lagi")
    town.passes(days=1)
    siti.types("R-002 ditelepon, baik, 2 minggu lagi").sees("3 catatan dibaca")


def test_those_of_the_evening_before_keep_their_days(town: Town, siti: Someone, people: list[Case]) -> None:
    """What was typed yesterday, one by one, is not counted from another day because today's came together."""
    siti.types("R-001 kunjungan kemarin, baik, 2 minggu lagi")
    town.passes(minutes=5)
    siti.types("R-002 kunjungan kemarin, baik, 2 minggu lagi").sees("R-001: Kunjungan · Sen, 23 Nov")
    town.passes(days=1)
    for code in ("R-003", "R-004"):
        siti.types(f"{code} kunjungan kemarin, baik, 2 minggu lagi")
    siti.sees("Kapan Ibu menulisnya").taps("Sel, 24 Nov")
    assert "R-003: Kunjungan · Sen, 23 Nov" in siti.screen, siti.screen
    assert "R-001: Kunjungan · Sen, 23 Nov" in siti.screen, siti.screen


def test_today_said_and_unsaid_are_one_day(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types("R-001 ditelepon hari ini, baik, 2 minggu lagi\nR-002 ditelepon hari ini, baik, 2 minggu lagi")
    town.passes(minutes=1)
    siti.types("R-002 ditelepon, dia minta kerja, 2 minggu lagi").sees("2 catatan dibaca")


# -- personal words ----------------------------------------------------------------------------------------------------


def test_what_was_added_does_not_stay_on_the_screen(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    town.passes(minutes=1)
    siti.types("R-001 minta dicarikan kerja").sees("minta dicarikan kerja")
    town.passes(minutes=11)
    siti.sees_no("minta dicarikan kerja")


# -- forged ------------------------------------------------------------------------------------------------------------


def token_of(town: Town, who: Someone, form: str) -> str:
    return next(one.token for one in all_drafts(town, who) if one.form == form)


def test_forged_answers(town: Town, siti: Someone, people: list[Case]) -> None:
    town.passes(hours=20)
    for one in people[:2]:
        siti.types(f"{one.code} kunjungan kemarin, baik, 2 minggu lagi")
    siti.sees("Kapan Ibu menulisnya")
    token = token_of(town, siti, "lines")
    for value in ("99", "-1", "abc", "+999"):
        siti.forges(Answer("written", value, token=token))
        assert "galat" not in siti.screen.lower() and "Maaf" not in siti.screen, (value, siti.screen)
        siti.sees("Kapan Ibu menulisnya")


def test_forged_pages(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.types(TWO)
    token = token_of(town, siti, "lines")
    for page in (99999, 7):
        siti.forges(ChoicePage(page, token=token)).sees("R-001: Kunjungan")


def test_a_list_of_somebody_else(town: Town, siti: Someone, people: list[Case], yusuf: Someone) -> None:
    budi = town.joins(type(siti.person.role)("mentor"), "Budi", supervisor=yusuf)
    town.case(budi, name="Lain", days=60)
    siti.types(TWO)
    tokens = [one.token for one in all_drafts(town, siti)]
    for who in (budi, yusuf):
        who.sends("/menu")
        for token in tokens:
            for press in (Resume(token), Save(token=token), Answer("contact", "call", token=token)):
                who.forges(press).sees_no("Kunjungan", "catatan dibaca")
    assert saved(town) == 0


# -- urgent words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["dia bilang mau bunuh diri", "katanya mau mati saja", "pengen mengakhiri hidupnya"])
def test_danger_in_one_of_several(town: Town, siti: Someone, people: list[Case], words: str) -> None:
    siti.types(f"R-001 kunjungan kemarin, baik, {words}, 2 minggu lagi")
    alone = siti.screen
    siti.taps("Batal")
    if "Buang" in " ".join(siti.labels):
        siti.taps("Buang")
    siti.types(f"R-001 kunjungan kemarin, baik, {words}, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi")
    assert "Simpan semua" not in " ".join(siti.labels), f"{alone}\n----\n{siti.screen}"


def test_all_of_them_handed_over(town: Town, siti: Someone, people: list[Case], yusuf: Someone) -> None:
    """What was not saved is not said to be "saved or thrown away"."""
    siti.types(TWO)
    for one in people[:2]:
        hands_over(town, yusuf, siti, one)
    siti.taps("Simpan semua")
    assert saved(town) == 0
    assert "R-001" in siti.screen or "tidak lagi" in siti.screen, siti.screen


def test_a_form_of_before_is_not_thrown_away_with_the_list(town: Town, siti: Someone, people: list[Case]) -> None:
    siti.sends("/catat").taps("R-005").types("utang koperasinya lunas bulan depan").sends("/menu")
    town.passes(minutes=10)
    siti.types(TWO + "\nR-005 minta dicarikan kerja")
    siti.taps("Batal", "Buang")
    assert somewhere(town, siti, "utang koperasinya"), siti.screen
