"""What must not happen where people type: who may not, in which state not, what must be gone, what must not be lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.domain import forms
from bot.domain.checkins import NOTE_LIMIT
from bot.domain.people import Role
from bot.domain.rights.consent import NOTES
from bot.domain.typed import as_name
from bot.store.caseload import cases, drafts
from bot.store.engine.tables import drafts as drafts_table
from bot.store.rights import consents
from bot.telegram.parse import SERVICE
from bot.turn import Words
from tests.driver import Someone, Town
from tests.stories.test_participant import code_for
from tests.stories.test_requests import Companion
from tests.stories.test_typed import DANGER, NOTE, asked, edited, noted, to_the_note


def inject(town: Town, who: Someone, number: int, text: str) -> Someone:
    town.server.inject(edited(who, number, text, town))
    town.settles()
    return who


def typed_at(town: Town, who: Someone, text: str) -> int:
    """Type it, and let the bot answer; the number of the message."""
    who.phone.types(text)
    number = max(number for number, message in who.phone.chat.messages.items() if message.text == text)
    town.settles()
    return number


def stays(who: Someone, text: str) -> bool:
    """Whether a message they typed still stands in the chat."""
    return any(message.text == text and not message.from_bot for message in who.phone.messages)


def open_drafts(town: Town) -> int:
    query = select(func.count()).select_from(drafts_table).where(drafts_table.c.open)
    return town.asks(lambda tx: int(tx.execute(query).scalar_one()))


def handed(town: Town, siti: Someone, yusuf: Someone, case: cases.Case) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.asks(lambda tx: cases.set_mentor(tx, yusuf.person, [case.id], dewi.person))


def with_pin(town: Town, siti: Someone, pin: str = "4711") -> Someone:
    arman = Companion(town, siti).phone
    arman.sends("/menu").taps("Pengaturan", "PIN").types(pin).types(pin)
    arman.sends("/atur").types(pin)
    return arman


# -- an edit -----------------------------------------------------------------------------------------------------------


def test_an_edit_that_begins_with_another_code_moves_nothing(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman")
    bayu = town.case(siti, name="Bayu")
    to_the_note(siti)
    inject(town, siti, 4_000, "R-002 anaknya sakit").sees("R-001", "Catatan singkat")
    assert noted(town, siti, bayu) == []


@pytest.mark.parametrize("text", ["Jadwal", "R-001", "Arman", "Ibunya sakit."])
def test_an_edit_opens_nothing_where_nothing_is_asked(town: Town, siti: Someone, text: str) -> None:
    town.case(siti, name="Arman")
    before = siti.sends("/menu").screen
    assert inject(town, siti, 4_000, text).screen == before
    assert town.asks(lambda tx: tx.execute(select(drafts_table)).all()) == []


def test_an_edit_of_a_participant_or_a_stranger_is_not_answered(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    before = arman.sends("/menu").screen
    assert inject(town, arman, 4_000, DANGER).screen == before, "a reaction is an edit too"
    nobody = town.phone("Entah")
    nobody.phone.chat.open = True
    said = len(nobody.types("halo").phone.transcript)
    inject(town, nobody, 4_000, DANGER)
    assert len(nobody.phone.transcript) == said


def test_the_agreed_word_counts_in_an_edit(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/atur").taps("Kata: kosongkan").types("beli galon").sends("/menu")
    inject(town, arman, 4_000, "Beli galon.").sees("undangan")


def test_a_reaction_to_a_piece_says_nothing(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti)
    number = typed_at(town, siti, "Jualan mulai ramai.")
    before = siti.sees(NOTE).screen
    assert inject(town, siti, number, "Jualan mulai ramai.").screen == before
    assert inject(town, siti, number, "x" * (NOTE_LIMIT + 1)).screen == before
    siti.taps("1 minggu", "Simpan").sees("Tersimpan")
    assert noted(town, siti, case) == ["Jualan mulai ramai."]


def test_a_held_note_that_is_changed_is_still_shown_before_it_counts(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan")
    number = typed_at(town, siti, "Pak Bayu istrinya sakit")
    inject(town, siti, number, "Istrinya sakit").sees("Perbaikannya", "Bagaimana kabarnya?")
    siti.taps("Semua baik").sees("Catatan tadi: Istrinya sakit")
    assert "Pakai yang tadi" in siti.labels


def test_a_refused_date_may_be_mended_however_many_were_refused(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti).taps("Tanpa catatan")
    numbers = [typed_at(town, siti, f"31/2/{year}") for year in range(2027, 2037)]
    inject(town, siti, numbers[-1], "besok jam 9").sees("25 November 2026 pukul 09.00", "Sudah benar?")


def test_an_edit_of_what_another_question_refused_is_nothing(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti)
    number = typed_at(town, siti, "x" * (NOTE_LIMIT + 1))
    before = siti.taps("Tanpa catatan").sees(NOTE).screen
    assert inject(town, siti, number, "besok jam 9").screen == before


# -- another case ------------------------------------------------------------------------------------------------------


def test_a_bare_code_puts_the_open_form_aside(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman")
    town.case(siti, name="Bayu")
    to_the_note(siti).types("R-002").sees("R-002\nSetiap minggu.")
    siti.types("anaknya sakit").sees("Ini catatan tentang siapa?")


def test_a_leader_who_types_a_line_about_a_case_is_told_and_nothing_stays(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    town.case(siti, name="Arman")
    yusuf.types("R-001 anaknya sakit").sees("R-001 dicatat oleh pendampingnya", "tidak disimpan").sees_no("anaknya")
    assert town.asks(lambda tx: tx.execute(select(drafts_table)).all()) == []


def test_whose_note_it_is_may_be_typed_as_a_name_or_a_code(town: Town, siti: Someone, yusuf: Someone) -> None:
    town.case(siti, name="Bayu Pratama")
    second = town.case(siti, name="Arman")
    town.case(siti, name="Bayu Saputra")
    siti.types("Jualan ramai.").types("bayu").sees("“Jualan ramai.”", "Ada lebih dari satu yang cocok")
    assert "R-003" in siti.labels, "two of that name: nothing is chosen"
    siti.types("pak Arman").sees("R-002", "Bagaimana Ibu terhubung")
    assert not stays(siti, "pak Arman")
    siti.taps("Kunjungan", "Semua baik").sees("Catatan tadi: Jualan ramai.").taps("Pakai yang tadi", "1 minggu")
    siti.taps("Simpan").sees("Tersimpan")
    assert "ramai" in noted(town, siti, second)[0]


def test_a_code_with_words_behind_it_is_no_code(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.types("R-019 anaknya sakit").sees("R-019 tidak ada di daftar Ibu", "Ini catatan tentang siapa?")


def test_a_line_about_somebody_of_another_mentor_is_not_offered_as_a_note_unsaid(
    town: Town, siti: Someone, yusuf: Someone
) -> None:
    town.case(town.joins(Role.MENTOR, "Dewi", supervisor=yusuf))
    town.case(siti)
    siti.types("R-001 tadi baik").sees("R-001 tidak ada di daftar Ibu", "Ini catatan tentang siapa?")
    siti.taps("Batal", "Buang").types("R-002 tadi baik").sees("Bagaimana Ibu terhubung")
    siti.sends("/menu").types("tadi ketemu R-002 dan R-001").sees("“tadi ketemu", "R-001 tidak ada di daftar Ibu")
    assert "R-002, " not in siti.screen


def test_one_name_of_two_kinds_is_told_apart_for_the_mentor(town: Town, siti: Someone) -> None:
    town.case(siti, name="Bayu Pratama")
    town.case(siti, track="P", name="Bayu Wulan")
    siti.types("Bayu").taps("P-001").sees("Bayu Wulan")


def test_a_menu_word_does_not_stay(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/menu").types("Jadwal").sees("R-001")
    assert not stays(siti, "Jadwal")


# -- pieces ------------------------------------------------------------------------------------------------------------


def test_three_halves_in_one_breath_each(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti).types("Satu.")
    for text in ("Dua.", "Tiga."):
        town.clock.at += timedelta(seconds=10)
        siti.types(text).sees("Ditambahkan ke catatan")
    siti.taps("1 minggu", "Simpan")
    assert noted(town, siti, case) == ["Satu.\nDua.\nTiga."]


def test_what_was_written_before_the_bot_answered_joins(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti)
    for text in ("Satu.", "Dua sekali.", "Tiga kali."):
        siti.phone.types(text)
        town.clock.at += timedelta(minutes=2)
    town.settles()
    siti.sees("Ditambahkan ke catatan").taps("1 minggu", "Simpan")
    assert noted(town, siti, case) == ["Satu.\nDua sekali.\nTiga kali."]


def test_halves_before_a_choice_of_another_form(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman")
    siti.phone.types("Jualan mulai ramai.")
    siti.phone.types("Istrinya ikut membantu.")
    town.settles()
    siti.sees("Ditambahkan ke catatan", "Ini catatan tentang siapa?")
    town.passes(minutes=3)
    siti.types("hujan deras").sees("Catatan: “hujan deras”", "Ini catatan tentang siapa?")


def test_a_note_of_just_the_limit_fits_and_one_more_does_not(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti).types("x" * NOTE_LIMIT).sees(NOTE)
    siti.types("y").sees("502", "tidak ditambahkan", NOTE).taps("1 minggu", "Simpan").sees("Tersimpan")
    assert noted(town, siti, case) == ["x" * NOTE_LIMIT]
    siti.sends("/catat").taps("R-001", "Kunjungan").types("x" * NOTE_LIMIT).sees("Dicatat dulu")


def test_too_long_a_caption_goes_with_its_picture(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti)
    siti.phone.sends_photo("x" * (NOTE_LIMIT + 1))
    town.settles()
    siti.sees("tidak ditambahkan", "Catatan singkat")
    assert not any(message.photo for message in siti.phone.messages)


def test_no_note_is_held_where_none_may_be_kept(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)
    town.asks(
        lambda tx: consents.withdraw(tx, companion.person, companion.case, NOTES, channel="chat", explained_by=None)
    )
    siti.sends("/catat").taps("R-001", "Kunjungan").types("istrinya sakit").sees("akan terhubung lagi?")
    siti.taps("2 minggu").sees_no("istrinya").taps("Simpan").sees("Tersimpan")
    assert noted(town, siti, companion.case) == [""]


# -- at the date -------------------------------------------------------------------------------------------------------


def test_only_a_text_that_is_no_date_may_be_a_note(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti).types("Jualan ramai.")
    town.passes(minutes=3)
    siti.types("31/2").sees("Tanggal itu tidak ada")
    assert not any("Jadikan catatan" in label for label in siti.labels)
    siti.types("Desember").sees("Tanggal berapa?")
    siti.types("Ibunya masih sakit. " * 9).sees("Ditambahkan ke catatan", NOTE)
    town.passes(minutes=3)
    siti.types("hujan deras")
    button = siti.remembers("Jadikan catatan")
    siti.presses(button).presses(button)
    siti.taps("1 minggu", "Simpan").sees("Tersimpan")
    assert noted(town, siti, case)[0].count("hujan deras") == 1


def test_an_hour_that_passed_meanwhile_is_not_offered(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti).taps("Tanpa catatan")
    siti.phone.types("hari ini jam 11 atau jam 14")
    town.clock.at += timedelta(hours=2)
    town.settles()
    assert any("14.00" in label for label in siti.labels) and not any("11.00" in label for label in siti.labels)


# -- a question that stood for hours -----------------------------------------------------------------------------------


def test_what_was_asked_about_is_seen_from_when_it_was_written(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti).taps("Tanpa catatan")
    town.passes(hours=4)
    siti.phone.types("besok jam 9")
    town.clock.at += timedelta(hours=15)
    town.settles()
    siti.taps("Ya, masukkan").sees("Rabu, 25 November 2026 pukul 09.00 WIB")


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_an_old_question_asks_each_time_and_shows_nothing_for_long(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti)
    town.passes(hours=4)
    siti.types("Pertama sekali").sees("Terakhir diisi", "10.00")
    assert not stays(siti, "Pertama sekali")
    siti.types("Kedua kali").sees("Terakhir diisi", "10.00", "Kedua kali” mau dimasukkan")
    town.passes(minutes=11)
    siti.sees_no("Kedua kali")
    siti.sends("/menu").taps("Lanjutkan isian").sees("Pertama sekali").taps("Ya, masukkan", "1 minggu", "Simpan")
    assert noted(town, siti, case) == ["Pertama sekali\nKedua kali"]


def test_what_would_not_fit_an_old_question_is_said_at_once(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti)
    town.passes(hours=4)
    siti.types("x" * (NOTE_LIMIT + 1)).sees("501", "Catatan singkat")


def test_an_old_yes_leaves_one_form_open(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman")
    town.case(siti, name="Bayu")
    to_the_note(siti)
    town.passes(hours=4)
    yes = siti.types("Istrinya melahirkan").remembers("Ya, masukkan")
    siti.sends("/catat").taps("R-002", "Kunjungan")
    siti.presses(yes)
    assert open_drafts(town) == 1


@pytest.mark.parametrize("hours", [0, 4])
@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_a_form_about_somebody_who_is_theirs_no_more_takes_nothing(
    town: Town, siti: Someone, yusuf: Someone, hours: int
) -> None:
    case = town.case(siti)
    to_the_note(siti)
    handed(town, siti, yusuf, case)
    if hours:
        town.passes(hours=hours)
    siti.phone.sends_photo()
    town.settles()
    siti.sees("tidak disimpan").sees_no("Catatan singkat")
    siti.types("Istrinya sakit").sees("tidak lagi bersama Ibu").sees_no("Istrinya")


# -- participants ------------------------------------------------------------------------------------------------------


def test_a_pin_stands_before_an_open_form_which_comes_back(town: Town, siti: Someone) -> None:
    arman = with_pin(town, siti)
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").sees("ingin")
    town.passes(minutes=30)
    arman.types("kapan jadwal saya?").sees("Sudah agak lama", "PIN")
    assert asked(town) == [] and not stays(arman, "kapan jadwal saya?")
    arman.types("4711").sees("Terbuka selama sepuluh menit", "Apa yang ingin")
    assert not stays(arman, "4711")
    arman.types("kapan jadwal saya?").sees("Sudah diterima")
    assert asked(town) == ["kapan jadwal saya?"]


def test_words_without_a_form_need_no_pin(town: Town, siti: Someone) -> None:
    arman = with_pin(town, siti)
    arman.sends("/menu")
    town.passes(minutes=30)
    arman.types("BPJS mati").sees("Mungkin ini membantu")


def test_danger_behind_a_pin_or_too_long_or_long_after(town: Town, siti: Someone) -> None:
    arman = with_pin(town, siti)
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").types(DANGER + "x" * 500).sees("112", "tidak disimpan")
    town.passes(minutes=30)
    arman.types(DANGER).sees("112", "119", "tidak disimpan")
    assert not any("Lanjut" in label for label in arman.labels)


def test_danger_typed_to_an_old_question_asks_below_the_lines(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu")
    town.passes(hours=4)
    arman.types(DANGER).sees("112", "119", "mau dimasukkan juga ke isian").sees_no("mukul")
    arman.taps("Ya, masukkan")
    assert asked(town) == [DANGER]


def test_too_long_a_cry_is_not_said_to_be_kept(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").types(DANGER + " saya" * 120)
    arman.sees("112", "119", "tidak disimpan di sini").sees_no("tersimpan")


def test_an_agreed_word_closes_what_stood_open(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/atur").taps("Kata: jangan dulu").types("minta resep kue")
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").types("Minta resep kue").sees("Baik. Terima kasih.")
    arman.sees_no("112", "119")
    assert open_drafts(town) == 0


def test_the_word_that_empties_the_bot_closes_what_stood_open(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/atur").taps("Kata: kosongkan").types("beli galon")
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").types("beli galon").sees("undangan")
    assert open_drafts(town) == 0


def test_a_pin_of_six_digits_opens_an_empty_bot(town: Town, siti: Someone) -> None:
    arman = with_pin(town, siti, "971530")
    arman.sends("/atur").types("971530").sends("/atur").taps("Kata: kosongkan").types("beli galon")
    arman.sends("/menu").types("beli galon").sees("undangan").types("971530")
    assert "Permintaan" in " ".join(arman.labels)


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_what_was_typed_before_anything_was_agreed_does_not_stay(town: Town, siti: Someone) -> None:
    town.case(siti, name="Rini")
    siti.sends("/dampingan").taps("R-001", "Peserta", "Tautan")
    link = next(text for text in reversed(siti.phone.texts()) if "start=" in text)
    new = town.phone("Baru")
    new.phone.opens(link.partition("start=")[2].split()[0])
    town.settles()
    new.sees("18").types("suami kasar").sees("18").sees_no("suami kasar")
    new.taps("Ya").types("suami kasar").sees_no("suami kasar")


def test_a_strangers_picture_does_not_stay(town: Town) -> None:
    nobody = town.phone("Entah")
    nobody.phone.chat.open = True
    nobody.phone.sends_photo()
    town.settles()
    nobody.sees("tidak disimpan di sini")
    assert not any(message.photo for message in nobody.phone.messages)


def test_a_picture_behind_the_pin_does_not_stay(town: Town, siti: Someone) -> None:
    arman = with_pin(town, siti)
    arman.sends("/menu")
    town.passes(minutes=30)
    arman.phone.sends_photo()
    town.settles()
    assert not any(message.photo for message in arman.phone.messages)


# -- more --------------------------------------------------------------------------------------------------------------


def test_what_was_found_does_not_stay(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/menu").types("BPJS mati").sees("Mungkin ini membantu")
    town.passes(minutes=11)
    assert not any("BPJS" in text for text in arman.phone.texts())


def test_a_typed_code_does_not_stay(town: Town, siti: Someone) -> None:
    nobody = town.phone("Entah")
    nobody.phone.chat.open = True
    nobody.types("123456").sees("tidak cocok")
    assert not stays(nobody, "123456")
    town.case(siti, name="Rini")
    code = code_for(town, siti, town.case(siti, name="Wulan"))
    nobody.types(code).sees("18")
    assert not stays(nobody, code)


def test_a_note_that_waits_is_not_shown_for_long(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan").types("istrinya sakit").taps("Semua baik").sees("istrinya sakit")
    town.passes(minutes=11)
    siti.sees_no("istrinya")


def test_back_on_the_levels_is_back_whatever_part_was_looked_at(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup")
    siti.types("kembali").sees("Bagaimana kabarnya?")


def test_what_waited_to_be_explained_goes_with_the_answer(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti).types("Jualan ramai.")
    town.passes(minutes=3)
    siti.types("hujan deras").taps("1 minggu")
    found = town.asks(lambda tx: drafts.open_one(tx, siti.person))
    assert found is not None and "hujan" not in str(found.answers)


def test_a_held_note_is_not_cancelled_at_one_tap(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan").types("istrinya sakit").taps("Batal").sees_no("Dibatalkan")


def test_three_hours_are_long_and_a_minute_is_no_breath(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti)
    town.passes(hours=3)
    siti.types("Satu.").sees("Terakhir diisi").taps("Ya, masukkan").sees(NOTE)
    town.passes(minutes=1)
    siti.types("Dua kali.").sees("belum saya pahami")


@pytest.mark.parametrize("typed", ["Ja\u200ddwal", "JADWAL.", " jadwal \u2764\ufe0f"])
def test_a_word_with_joiners_is_the_word(town: Town, siti: Someone, typed: str) -> None:
    town.case(siti)
    siti.sends("/menu").types(typed).sees("R-001").sees_no("Ini catatan tentang siapa?")


def test_a_leader_who_accompanies_is_asked_about_their_own(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(yusuf, name="Arman")
    town.case(siti, name="Bayu")
    yusuf.types("Jualan ramai.").sees("Ini catatan tentang siapa?")
    assert "R-001" in yusuf.labels and "R-002" not in yusuf.labels
    yusuf.types("R-002").sees("Ini catatan tentang siapa?").types("Bayu").sees("Ini catatan tentang siapa?")
    yusuf.types("R-001").sees("Dicatat dulu")


def test_dates_of_another_year_fit_their_buttons(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti).taps("Tanpa catatan").types("4 Januari atau 5 Januari 2027")
    offered = [label for label in siti.labels if "2027" in label]
    assert offered == ["4 Jan 2027, 09.00", "5 Jan 2027, 09.00"]


def test_halves_that_came_while_the_bot_was_away(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti).types("Satu.")
    for seconds, text in ((5, "Dua sekali."), (300, "Tiga kali.")):
        town.clock.at += timedelta(seconds=seconds)
        siti.phone.types(text)
    town.clock.at += timedelta(minutes=5)
    town.settles()
    siti.sees("Ditambahkan ke catatan").taps("1 minggu", "Simpan")
    assert noted(town, siti, case) == ["Satu.\nDua sekali.\nTiga kali."]


def test_a_line_with_the_code_waits_at_the_note_where_the_form_was_left(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti).sends("/menu").types("R-001 jualan ramai").sees("Catatan tadi: jualan ramai", "Catatan singkat")
    assert "Pakai yang tadi" in siti.labels


def test_the_front_of_the_directory_puts_a_participants_form_aside(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").sends("/info").types("BPJS mati").sees("Mungkin ini")
    assert asked(town) == []


def test_pieces_of_several_answers_and_what_is_held() -> None:
    first, second = (7, "Satu.", 100), (9, "Dua.", 110)
    answers = forms.with_pieces(forms.with_pieces({}, "note", [first]), "words", [second])
    assert forms.piece_with(answers, 7) == "note" and forms.piece_with(answers, 9) == "words"
    held = forms.added({"note?": "Lama."}, "note", first, reached=True)
    assert held["note?"] == "Lama.\nSatu." and "note" not in held, "held, however it came there"


def test_every_address_is_left_out_of_a_name() -> None:
    before = (
        "bapak", "pak", "bpk", "pk", "ibu", "bu", "ibuk", "bunda", "mas", "mbak", "mba", "kak", "kakak", "bang",
        "abang", "dik", "adik",
    )  # fmt: skip
    assert [one for one in before if as_name(f"{one} Bayu") != frozenset({"bayu"})] == []
    assert as_name("satu " + "a" * 60) is None


def test_a_menu_word_is_an_answer_where_something_is_asked(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").types("Pengaturan").sees("Sudah diterima")
    assert asked(town) == ["Pengaturan"]


def test_what_was_typed_to_the_question_of_consent_does_not_stay(town: Town, siti: Someone) -> None:
    nobody = town.phone("Rini")
    nobody.phone.chat.open = True
    nobody.types(code_for(town, siti, town.case(siti, name="Rini"))).taps("Ya", "Kak", "WIB")
    asked_now = nobody.screen
    nobody.types("BPJS mati").sees(asked_now)
    assert not stays(nobody, "BPJS mati")


def test_a_check_in_that_was_only_opened_is_nothing_to_go_on_with(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman")
    town.case(siti, name="Bayu")
    dewi = town.joins(Role.MENTOR, "Dewi")
    town.case(dewi, name="Citra")
    dewi.sends("/catat").taps("R-003")
    siti.sends("/catat").taps("R-001").sends("/catat")
    assert {"R-001", "R-002"} <= set(siti.labels), "no pencil on either"
    siti.taps("R-002").sends("/menu")
    assert not any("Lanjutkan" in label for label in siti.labels)
    query = select(drafts_table.c.person_id).order_by(drafts_table.c.person_id)
    assert town.asks(lambda tx: list(tx.execute(query).scalars())) == sorted([siti.person.id, dewi.person.id])
    dewi.types("Kunjungan").sees("Bagaimana kabarnya?")


def test_a_form_taken_up_again_has_not_stood(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti)
    town.passes(hours=9)
    siti.sends("/menu").taps("Lanjutkan isian").types("Jualan ramai.").sees(NOTE)


def test_a_code_or_a_name_of_another_team_is_as_good_as_none(town: Town, siti: Someone) -> None:
    town.case(siti, name="Bayu Pratama")
    town.case(siti, name="Bayu Saputra")
    rahma = town.joins(Role.MENTOR, "Rahma", supervisor=town.joins(Role.SUPERVISOR, "Wati"))
    town.case(rahma, name="Citra")
    rahma.sends("/menu").types("Bayu").sees("Ini catatan tentang siapa?").sends("/menu")
    rahma.types("R-001").sees("R-001 tidak ada di daftar Ibu")
    rahma.types("R-001 sakit").sees("Ini catatan tentang siapa?")
    rahma.types("Bayu").sees("Ini catatan tentang siapa?")
    assert "R-001" not in rahma.labels
    siti.types("S-01").sees("S-01 tidak ada di daftar Ibu").types("Yusuf").sees("Ini catatan tentang siapa?")


def test_whose_case_is_closed_is_found_by_name_no_more(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman")
    bayu = town.case(siti, name="Bayu")
    town.asks(lambda tx: cases.end(tx, siti.person, bayu))
    siti.types("Bayu").sees("Ini catatan tentang siapa?")


def test_an_admin_finds_everybody(town: Town, siti: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    town.joins(Role.ADMIN, "Lestari")
    ratna.types("Lestari").sees("A-02").types("A-02").sees("A-02").types("S-01").sees("S-01").types("M-01").sees("M-01")


def test_an_hour_that_has_not_come_is_no_hour_to_see_from() -> None:
    now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert Words("besok", 1, at=now + timedelta(days=2)).seen_from(now) == now
    assert Words("besok", 1, at=now - timedelta(days=2)).seen_from(now) == now - timedelta(days=2)


def test_the_chosen_name_is_back_with_the_pin(town: Town, siti: Someone) -> None:
    arman = with_pin(town, siti)
    arman.sends("/atur").taps("Nama saya").types("Bunga")
    arman.sends("/atur").taps("Kata: kosongkan").types("beli galon").sends("/menu").types("beli galon")
    arman.sees("undangan").types("4711").sees("Bunga")


def test_a_leader_behind_one_who_cannot_be_told_is_told_once(town: Town, yusuf: Someone) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    arman = Companion(town, wati).phone
    yusuf.phone.blocks()
    town.settles()
    arman.sends("/menu").taps("Darurat", "Minta dihubungi sekarang")
    told = [text for text in wati.phone.texts() if "mendesak" in text or "segera" in text]
    assert len(told) == 1


@pytest.mark.parametrize("kind", ["users_shared", "chat_shared", "pinned_message", "boost_added", "successful_payment"])
def test_what_telegram_writes_itself_is_on_the_list(kind: str) -> None:
    assert kind in SERVICE


def test_a_note_typed_where_none_may_be_kept_any_more_is_not_kept(town: Town, siti: Someone) -> None:
    """They withdraw it while the question stands open."""
    one = Companion(town, siti)
    to_the_note(siti)
    town.asks(lambda tx: consents.withdraw(tx, one.person, one.case, NOTES, channel="chat", explained_by=None))
    siti.types("istrinya sakit").sees("meminta agar tidak ada catatan").sees_no("istrinya")


def test_an_earlier_first_question_may_still_be_answered(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman")
    town.case(siti, name="Bayu")
    visit = siti.sends("/catat").taps("R-001").remembers("Kunjungan")
    siti.sends("/catat").taps("R-002")
    siti.presses(visit).sees("R-001", "Bagaimana kabarnya?")


def test_back_on_the_levels_that_are_being_changed_is_back(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Cukup", "Lanjut")
    siti.taps("Tidak ada", "Tanpa catatan", "1 minggu", "Ubah isian")
    siti.taps(next(label for label in siti.labels if "idang" in label or "eadaan" in label or "Kesehatan" in label))
    siti.taps("Kesehatan", "Baik").types("kembali").sees("Kesehatan: Cukup")


def test_a_line_about_a_case_goes_on_where_it_was_left(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman")
    bayu = town.case(siti, name="Bayu")
    siti.sends("/catat").taps("R-002", "Kunjungan")
    siti.sends("/catat").taps("R-001", "Telepon").types("R-002 anaknya sakit").sees("R-002", "Dicatat dulu")
    siti.types("semua baik").sees("R-002", "Catatan tadi").taps("Pakai yang tadi", "1 minggu", "Simpan")
    assert noted(town, siti, bayu) == ["anaknya sakit"]
