"""What is typed lands where it belongs: read in one order, bound to its question, seen from its own hour, and gone."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.rights.consent import NOTES
from bot.store.caseload import checkins
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import drafts as drafts_table
from bot.store.engine.tables import requests as requests_table
from bot.store.rights import consents
from tests.driver import Someone, Town
from tests.stories.test_requests import Companion

# Buttons that end the walk, or go round in a circle.
LEADS_OUT = ("Kembali", "Batal", "🆘 Mendesak", "Pilih tanggal", "Ubah isian")
DANGER = "suami mukul lagi, saya pengen mati aja"
NOTE = "Kapan Ibu akan terhubung lagi?"


def to_the_note(siti: Someone, code: str = "R-001") -> Someone:
    """As far as the note of a check-in."""
    return siti.sends("/catat").taps(code, "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")


def noted(town: Town, siti: Someone, case: Case) -> list[str]:
    """The notes that were saved about a case, oldest first."""

    def ask(tx: Tx) -> list[str]:
        found = [checkins.read(tx, siti.person, case, row.id) for row in checkins.moments(tx, case, 9)]
        return [str(one.answers.get("note", "")) for one in reversed(found) if one is not None]

    return town.asks(ask)


def answered(town: Town, siti: Someone, case: Case) -> dict[str, object]:
    """The answers of the newest check-in about a case."""

    def ask(tx: Tx) -> dict[str, object]:
        found = checkins.read(tx, siti.person, case, checkins.moments(tx, case, 1)[0].id)
        assert found is not None
        return dict(found.answers)

    return town.asks(ask)


def asked(town: Town) -> list[str]:
    """What participants have asked for, opened."""

    def ask(tx: Tx) -> list[str]:
        rows = tx.execute(select(requests_table.c.id, requests_table.c.text)).all()
        return [tx.open(row.text, "requests", "text", row.id) for row in rows if row.text]

    return town.asks(ask)


# -- staff -------------------------------------------------------------------------------------------------------------


def test_words_without_a_question_are_a_note_and_never_a_search(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman")
    bayu = town.case(siti, name="Bayu Pratama")
    siti.types("Jualan nasi uduk mulai ramai.").sees(
        "Ini catatan tentang siapa?", "“Jualan nasi uduk mulai ramai.”"
    ).sees_no("112")
    assert all(message.from_bot or message.text == "" for message in siti.phone.messages), "it is taken out of the chat"
    assert {"R-001", "R-002"} <= set(siti.labels)
    siti.taps("R-002").sees("R-002", "Dicatat dulu, belum disimpan", "Bagaimana Ibu terhubung")
    siti.taps("Kunjungan", "Semua baik").sees("Catatan tadi: Jualan nasi uduk mulai ramai.")
    siti.taps("Pakai yang tadi", "2 minggu", "Simpan").sees("Tersimpan")
    assert noted(town, siti, bayu) == ["Jualan nasi uduk mulai ramai."]


def test_a_second_note_without_a_question_loses_neither(town: Town, siti: Someone) -> None:
    arman, bayu = town.case(siti, name="Arman"), town.case(siti, name="Bayu")
    siti.types("Jualan mulai ramai.").sees("Ini catatan tentang siapa?")
    town.passes(minutes=5)
    siti.types("Anaknya masuk sekolah.").sees("Ini catatan tentang siapa?").types("Bayu").sees("R-002", "Dicatat dulu")
    siti.taps("Kunjungan", "Semua baik", "Pakai yang tadi", "1 minggu", "Simpan")
    siti.sends("/menu").taps("Lanjutkan isian").sees("Ini catatan tentang siapa?").types("r1").sees(
        "R-001", "Dicatat dulu"
    )
    siti.taps("Telepon", "Semua baik", "Pakai yang tadi", "1 minggu", "Simpan")
    assert noted(town, siti, bayu) == ["Anaknya masuk sekolah."]
    assert noted(town, siti, arman) == ["Jualan mulai ramai."]


def test_a_note_for_which_there_is_no_room_waits_until_there_is(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti).types("Jualan ramai. " * 35)
    siti.sends("/menu").types("Anaknya masuk sekolah.").taps("R-001").sees("Yang terakhir tidak ditambahkan")
    siti.sends("/catat").taps("R-001", "1 minggu", "Simpan").sees("Tersimpan")
    siti.sends("/menu").taps("Lanjutkan isian").sees("“Anaknya masuk sekolah.”").taps("R-001")
    siti.taps("Kunjungan", "Semua baik", "Pakai yang tadi", "1 minggu", "Simpan")
    assert noted(town, siti, case)[-1] == "Anaknya masuk sekolah."


def test_a_note_of_nobody_yet_can_be_put_aside_or_thrown_away(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.types("Jualan mulai ramai.").taps("Batal").sees("mau dibuang").taps("Simpan untuk nanti").sees(
        "Isiannya tetap ada"
    )
    siti.taps("Lanjutkan isian").sees("Ini catatan tentang siapa?").taps("Batal", "Buang")
    assert "▶️ Lanjutkan isian" not in siti.sends("/menu").labels
    assert town.asks(lambda tx: tx.execute(drafts_table.select()).all()) == []


def test_a_code_or_a_name_opens_the_card(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, name="Arman")
    town.case(siti, name="Bayu Pratama")
    for typed in ("R-002", "r002", "r 2", "Bayu", "pak bayu", "BAYU PRATAMA"):
        siti.sends("/menu").types(typed).sees("R-002")
        assert ("Bayu Pratama" in siti.screen) is ("2" not in typed), "whoever types a code is shown a code"
        assert all(message.text != typed for message in siti.phone.messages), "it is taken out of the chat"
    siti.types("R-019").sees("R-019 tidak ada di daftar Ibu")
    yusuf.types("bu siti").sees("M-01 Siti")
    yusuf.types("M-01").sees("M-01 Siti")
    yusuf.types("P-001").sees("P-001 tidak ada di daftar Bapak")
    rahma = town.joins(Role.MENTOR, "Rahma", supervisor=town.joins(Role.SUPERVISOR, "Wati"))
    rahma.types("Bayu").sees_no("R-002", "Pratama", "Polisi")


def test_one_name_for_several_is_told_apart_by_codes(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, name="Bayu Pratama")
    town.case(siti, name="Bayu Saputra")
    siti.types("Bayu").sees("Ada lebih dari satu yang cocok").sees_no("Pratama", "Saputra")
    siti.taps("R-002").sees("Bayu Saputra")
    town.case(siti, track="P", name="Bayu Wulan")
    yusuf.types("bayu").sees("ketik kodenya").sees_no("R-001", "P-001")


def test_staff_words_reach_the_directory_only_where_they_opened_it(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.types("BPJS mati").sees("Ini catatan tentang siapa?")
    siti.sends("/info").types("BPJS mati").sees("Mungkin ini membantu", "BPJS")
    siti.types("kejang").sees("119")
    town.passes(hours=4)
    siti.types("BPJS mati").sees("Ini catatan tentang siapa?")
    siti.sends("/info").sends("/menu").types("BPJS mati").sees("Ini catatan tentang siapa?")


def test_a_line_with_another_code_never_answers_the_open_question(town: Town, siti: Someone) -> None:
    arman = town.case(siti, name="Arman")
    bayu = town.case(siti, name="Bayu")
    to_the_note(siti).types("R-002 anaknya sakit").sees("R-002", "Dicatat dulu, belum disimpan")
    siti.taps("Telepon", "Semua baik", "Pakai yang tadi", "1 minggu", "Simpan").sees("Tersimpan")
    assert noted(town, siti, bayu) == ["anaknya sakit"]
    siti.sends("/menu").taps("Lanjutkan isian").sees("R-001", "Catatan singkat")
    siti.types("R-001 mulai jualan.").sees(NOTE).taps("1 minggu", "Simpan").sees("Tersimpan")
    assert noted(town, siti, arman) == ["R-001 mulai jualan."]


def test_a_code_is_the_answer_where_a_code_is_asked_for(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, name="Arman")
    town.case(siti, name="Bayu")
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda")
    yusuf.taps("Akhiri bersama").types("R-002").sees("Kodenya tidak sesuai").sees_no("Bayu")
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Akhiri bersama").types("R-001").sees("Terima kasih")


def test_staff_without_anybody_are_told_kindly_and_nothing_stays(town: Town, yusuf: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    for who in (yusuf, ratna):
        who.types("Pak Bayu istrinya sakit, rumahnya di Jl Melati 4").sees(
            "Saat ini saya tidak sedang menunggu tulisan"
        )
        who.sees_no("Melati")


# -- an answer belongs to its question ---------------------------------------------------------------------------------


def test_the_second_half_of_a_note_joins_the_first(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti)
    siti.phone.types("Jualan mulai ramai.")
    siti.phone.types("Istrinya ikut membantu di pasar.")
    town.settles()
    siti.sees("Ditambahkan ke catatan", NOTE)
    assert "2 minggu" in siti.labels, "the buttons stay"
    siti.taps("2 minggu").sees("Jualan mulai ramai.", "Istrinya ikut membantu").taps("Simpan")
    assert noted(town, siti, case) == ["Jualan mulai ramai.\nIstrinya ikut membantu di pasar."]


def test_later_words_at_the_date_ask_and_may_join_the_note(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti).types("Jualan mulai ramai.").sees(NOTE)
    town.passes(minutes=3)
    siti.types("ibunya masih sakit").sees("Tanggal itu belum saya pahami", NOTE).sees_no("ibunya")
    assert {"1 minggu", "2 minggu", "Pilih tanggal"} <= set(siti.labels)
    siti.taps("Jadikan catatan").sees("Ditambahkan ke catatan", NOTE)
    siti.types("2 minggu").taps("Simpan")
    assert noted(town, siti, case) == ["Jualan mulai ramai.\nibunya masih sakit"]


def test_words_beside_a_choice_are_held_as_the_note(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan").types("Pak Bayu istrinya sakit").sees("Dicatat dulu")
    siti.taps("Semua baik").sees("Catatan tadi: Pak Bayu istrinya sakit").taps("Pakai yang tadi", "1 minggu")
    siti.types("dan anaknya juga").sees("Ditambahkan ke catatan", "dan anaknya juga").taps("Simpan").sees("Tersimpan")
    assert noted(town, siti, case) == ["Pak Bayu istrinya sakit\ndan anaknya juga"]


def test_an_edit_counts_only_for_the_message_the_question_received(town: Town, siti: Someone) -> None:
    arman = town.case(siti, name="Arman")
    bayu = town.case(siti, track="P", name="Bayu")
    siti.phone.types("Catatan lama tentang orang lain.")
    town.settles()
    old = siti.phone.transcript[0]
    siti.taps("Batal", "Buang") if "Batal" in siti.labels else None
    to_the_note(siti)
    stray = siti.phone.chat
    number = max(stray.messages) + 50
    for text in ("Kalimat R-001 rahasia", "/catat"):
        town.server.inject(edited(siti, number, text, town))
        town.settles()
    assert old is not None
    siti.sees("Catatan singkat")
    siti.phone.types("Jualan mulai rame.")
    sent = max(number for number, message in stray.messages.items() if message.text == "Jualan mulai rame.")
    town.settles()
    siti.sees(NOTE)
    town.server.inject(edited(siti, sent, "Jualan mulai ramai sekali.", town))
    town.settles()
    siti.sees("Perbaikannya sudah masuk", NOTE).taps("1 minggu", "Simpan").sees("Tersimpan")
    assert noted(town, siti, arman) == ["Jualan mulai ramai sekali."] and noted(town, siti, bayu) == []


def edited(who: Someone, number: int, text: str, town: Town) -> dict[str, object]:
    """A message of this phone that was changed, as Telegram tells it; also of a reaction."""
    user = {"id": who.phone.user.id, "is_bot": False, "first_name": "x"}
    chat = {"id": who.phone.user.id, "type": "private"}
    at = int(town.clock.at.timestamp())
    return {
        "edited_message": {
            "message_id": number, "from": user, "chat": chat, "date": at - 86_400, "edit_date": at, "text": text,
        }
    }  # fmt: skip


def test_an_old_edit_invites_nobody(town: Town, siti: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    ratna.sends("/menu").taps("Undang supervisor").sees("nama supervisor baru")
    town.server.inject(edited(ratna, 5, "Selamat pagi semuanya", town))
    town.settles()
    ratna.sees("nama supervisor baru")
    assert not any("start=" in text for text in ratna.phone.texts())


@pytest.mark.in_chat("a page closes after a while, and is no screen to come back to")
def test_a_question_that_stood_for_hours_asks_first(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti)
    town.passes(hours=4)
    siti.types("Istrinya sudah melahirkan").sees("Terakhir diisi", "“Istrinya sudah melahirkan” mau dimasukkan")
    siti.taps("Ya, masukkan").sees(NOTE)
    town.passes(hours=4)
    siti.types("besok jam 9").taps("Bukan").sees("Ini catatan tentang siapa?")
    siti.taps("R-001").sees("Ditambahkan ke catatan", NOTE).taps("1 minggu", "Simpan")
    assert noted(town, siti, case) == ["Istrinya sudah melahirkan\nbesok jam 9"]
    to_the_note(siti)
    town.passes(hours=9)
    siti.types("Batal").sees("Dibatalkan")


# -- its own hour ------------------------------------------------------------------------------------------------------


def test_tomorrow_is_seen_from_the_hour_it_was_written(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti).taps("Tanpa catatan")
    siti.phone.types("besok jam 14")
    town.clock.at += timedelta(hours=20)
    town.settles()
    siti.sees("Rabu, 25 November 2026 pukul 14.00 WIB", "Sudah benar?")
    siti.taps("Ganti")
    siti.phone.types("hari ini jam 14")
    town.clock.at += timedelta(hours=23)
    town.settles()
    siti.sees("Rabu, 25 November 2026 pukul 14.00 WIB sudah lewat")
    assert "2 minggu" in siti.labels


# -- what a screen shows, the bot reads --------------------------------------------------------------------------------


def test_a_whole_check_in_by_typing_what_stands_on_the_buttons(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    siti.sends("/menu").types("catat kabar").taps("R-001").types("kunjungan").types("ada yang perlu dicatat")
    siti.types("Kesehatan").types("cukup").types("lanjut").types("tidak ada").types("tanpa catatan.")
    siti.types("2 minggu").sees("Kesehatan: Cukup", "8 Desember").types("SIMPAN").sees("Tersimpan")
    assert noted(town, siti, case) == [""]
    siti.types("Jadwal").sees("R-001").types("pengaturan").sees("Sapaan: Ibu")


@pytest.mark.parametrize("seed", range(6))
def test_any_check_in_is_the_same_typed_as_tapped(town: Town, siti: Someone, seed: int) -> None:
    """The same walk over the buttons, once pressed and once typed: what is kept of both is the same."""
    walks: list[list[str]] = []
    kept = []
    for case in (town.case(siti, name="Arman"), town.case(siti, name="Bayu")):
        chance, walk = random.Random(seed), list[str]()
        siti.sends("/menu").taps("Catat kabar", case.code)
        while "Tersimpan" not in siti.screen:
            labels = [label for label in siti.labels if label not in LEADS_OUT]
            label = "💾 Simpan" if "💾 Simpan" in labels else chance.choice(labels)
            walk.append(label)
            siti.types(label) if walks else siti.taps(label)
        walks.append(walk)
        kept.append(answered(town, siti, case))
    assert walks[0] == walks[1] and kept[0] == kept[1]


@pytest.mark.parametrize("who", ["siti", "yusuf", "ratna", "arman"])
def test_every_menu_is_the_same_typed_as_tapped(town: Town, yusuf: Someone, siti: Someone, who: str) -> None:
    companion = Companion(town, siti)
    ratna = town.joins(Role.ADMIN, "Ratna")
    person = {"siti": siti, "yusuf": yusuf, "ratna": ratna, "arman": companion.phone}[who]
    for label in person.sends("/menu").labels:
        tapped = person.sends("/menu").taps(label).screen
        words = label if label[0].isascii() else label.partition(" ")[2].lower()
        typed = person.sends("/menu").types(words).screen
        numbers = re.compile(r"\d+")
        assert numbers.sub("", typed) == numbers.sub("", tapped), label


@pytest.mark.parametrize("typed", ["2 minggu", "3 hari", "seminggu", "4 Minggu", "Sel, 8 Des", "Jum, 1 Jan 2027"])
def test_button_words_and_printed_dates_are_read_at_the_date(town: Town, siti: Someone, typed: str) -> None:
    town.case(siti)
    to_the_note(siti).taps("Tanpa catatan").types(typed)
    if "Sudah benar?" in siti.screen:
        siti.taps("Ya")
    siti.sees("Kontak berikut:").taps("Simpan").sees("Tersimpan")


# -- pictures and voices -----------------------------------------------------------------------------------------------


def test_a_caption_counts_and_the_picture_goes(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti)
    siti.phone.sends_photo("Warungnya sudah buka.")
    town.settles()
    siti.sees("tulisannya dibaca", NOTE)
    assert not any(message.photo for message in siti.phone.messages)
    siti.taps("1 minggu", "Simpan")
    assert noted(town, siti, case) == ["Warungnya sudah buka."]


def test_a_picture_in_a_form_leaves_the_question_there(town: Town, siti: Someone) -> None:
    town.case(siti)
    to_the_note(siti)
    for send in (siti.phone.sends_photo, siti.phone.sends_voice, siti.phone.sends_location, siti.phone.sends_contact):
        send()
        town.settles()
        siti.sees("tidak disimpan di sini, Ibu", "Catatan singkat")
    assert [message for message in siti.phone.messages if not message.from_bot and not message.text] == []


@pytest.mark.parametrize("sort", ["checklist", "rich_message", "story", "paid_media", "game", "something_new"])
def test_a_kind_nobody_has_heard_of_is_answered(town: Town, siti: Someone, sort: str) -> None:
    user, chat = {"id": siti.phone.user.id, "is_bot": False, "first_name": "x"}, {"id": siti.phone.user.id}
    said = {"message_id": 4_000, "from": user, "chat": {**chat, "type": "private"}, "date": 1_790_000_000, sort: {}}
    town.server.inject({"message": said})
    town.settles()
    siti.sees("tidak disimpan di sini")
    before = len(siti.phone.transcript)
    town.server.inject({"message": {**{k: v for k, v in said.items() if k != sort}, "pinned_message": {}}})
    town.settles()
    assert len(siti.phone.transcript) == before, "what Telegram itself writes is nobody's word"


def test_a_picture_is_to_be_typed_by_whoever_accompanies_somebody_and_told_by_others(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    town.case(siti)
    for who, told in ((siti, "Silakan ketik saja."), (yusuf, "Silakan sampaikan langsung.")):
        who.phone.sends_photo()
        town.settles()
        who.sees(told)


def test_a_participants_voice_is_taken_back_with_a_way_to_be_heard(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)
    companion.phone.sends("/menu").phone.sends_voice()
    town.settles()
    companion.phone.sees("tidak disimpan di sini, Kak")
    assert {"📞 Minta dihubungi", "🆘 Darurat"} <= set(companion.phone.labels)
    assert all(message.media is None for message in companion.phone.phone.messages)


# -- help first --------------------------------------------------------------------------------------------------------


def test_help_comes_first_and_the_words_are_still_the_answer(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)
    arman = companion.phone
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").types(DANGER)
    arman.sees("112", "119", "Sudah diterima, Kak").sees_no("mukul")
    assert "Minta dihubungi sekarang" in arman.labels
    assert asked(town) == [DANGER]
    arman.taps("Minta dihubungi sekarang").sees("diteruskan")


@pytest.mark.parametrize("before", [(), ("Permintaan", "Tanya sesuatu"), ("Pengaturan", "Nama saya"), ("Data saya",)])
def test_the_whole_text_is_read_in_any_form_and_in_none(town: Town, siti: Someone, before: tuple[str, ...]) -> None:
    companion = Companion(town, siti)
    arman = companion.phone.sends("/menu")
    arman.taps(*before) if before else None
    arman.types("Saya mau cerita panjang dulu soal warung. " * 10 + "Malam ini saya mau bunuh diri.")
    arman.sees("112", "119").sees_no("cerita panjang") if not before else arman.sees("112", "119")
    assert "Minta dihubungi sekarang" in arman.labels


def test_a_stranger_in_danger_reads_the_lines_whatever_the_length(town: Town) -> None:
    nobody = town.phone("Entah")
    nobody.phone.chat.open = True
    nobody.types("halo " * 90 + DANGER).sees("112", "119").sees_no("mukul")


@pytest.mark.parametrize("typed", ["xyzzy qwerty", "besok tidak usah cari saya", "dia mulai lagi"])
def test_what_is_not_understood_offers_a_person_and_the_lines(town: Town, siti: Someone, typed: str) -> None:
    arman, nobody = Companion(town, siti).phone, town.phone("Entah")
    nobody.phone.chat.open = True
    arman.sends("/menu").types(typed).sees("119", "129").taps("Minta dihubungi sekarang").sees("diteruskan")
    nobody.types(typed).sees("119", "129")
    assert "Minta dihubungi sekarang" not in nobody.labels, "nobody here can be reached by a stranger"


def test_unsure_words_get_their_answer_and_the_lines_below(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/menu").types("susah tidur sudah seminggu, rasanya sepi").sees("Mungkin ini membantu", "119, lalu")
    assert "Minta dihubungi sekarang" in arman.labels
    screen = arman.screen
    assert screen.index("Mungkin ini membantu") < screen.index("Jika sekarang ada bahaya")
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").types("dia mulai lagi").sees("Sudah diterima", "119, lalu")
    arman.sends("/menu").types("BPJS mati").sees("Mungkin ini membantu").sees_no("Jika sekarang ada bahaya")


def test_what_is_written_in_the_same_breath_after_danger_is_added(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu")
    arman.phone.types(DANGER)
    arman.phone.types("anak saya juga")
    town.settles()
    arman.sees("Sudah ditambahkan ke nomor 1")
    assert asked(town) == [f"{DANGER}\nanak saya juga"]


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_help_stands_before_the_pin_and_the_first_meeting(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)
    arman = companion.phone
    arman.sends("/menu").taps("Pengaturan", "PIN").types("4711").types("4711")
    town.passes(minutes=30)
    arman.sends("/menu").taps("Permintaan").sees("PIN")
    arman.types(DANGER).sees("112", "119").sees_no("mukul")
    town.case(siti)
    new = town.phone("Baru")
    siti.sends("/dampingan").taps("R-002", "Peserta", "Tautan")
    link = next(text for text in reversed(siti.phone.texts()) if "start=" in text)
    new.phone.opens(link.partition("start=")[2].split()[0])
    town.settles()
    new.types(DANGER).sees("112", "119")


def test_what_was_searched_for_does_not_stay(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)
    arman = companion.phone
    arman.sends("/menu").types("suami kasar takut pulang").sees_no("suami kasar")
    arman.types("BPJS mati").sees("Mungkin ini membantu").taps("1.").sees("BPJS").sees_no("BPJS mati")
    town.passes(minutes=11)
    assert not any("BPJS" in text for text in arman.phone.texts()), "nor the card it opened"


def test_nothing_of_a_draft_is_left_when_it_is_saved(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.types("Jualan mulai ramai.").taps("R-001", "Kunjungan", "Semua baik", "Pakai yang tadi", "1 minggu", "Simpan")
    assert town.asks(lambda tx: tx.execute(drafts_table.select()).all()) == []


# -- what stands in the chat is what counts ----------------------------------------------------------------------------


def test_words_on_any_screen_do_what_its_buttons_do(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti).taps("🆘 Mendesak").types("Ancaman").sees("Penanda R-001 dinaikkan")
    yusuf.sees("penanda mendesak")
    siti.sends("/catat").types("R-001").sees("Catatan singkat").types("menu").sees("Selamat pagi")
    siti.taps("Lanjutkan isian").types("Jualan ramai.")
    town.passes(minutes=2)
    siti.types("besok jam 9").sees("Sudah benar?").types("iya").sees("Kontak berikut: Rabu, 25 November")
    siti.sends("/menu").taps("Lanjutkan isian").taps("Batal").types("lanjut").sees("Kontak berikut: Rabu")
    siti.types("simpan").sees("Tersimpan")
    assert noted(town, siti, case) == ["Jualan ramai."]


def test_words_that_are_on_no_button_here_press_none(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Kesehatan", "Kembali")
    siti.types("baik").sees("Dicatat dulu", "“baik”")
    siti.taps("Lanjut", "Tidak ada", "Pakai yang tadi", "1 minggu", "Ubah isian").types("Simpan")
    assert noted(town, siti, case) == [], "no such button stood there"


def test_an_urgent_screen_and_a_prompt_below_are_read_too(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(hours=1, minutes=1)
    siti.sees("Ini waktu yang").types("nanti").sees("Kapan saya boleh mengingatkan")
    siti.types("1 jam lagi").sees("Baik, Ibu")


# -- codes that are not the one ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["R-009 anaknya sakit", "Ramai.\nR-002 anaknya sakit", "ada R-002 di pasar"])
def test_another_code_in_a_note_is_asked_about(town: Town, siti: Someone, typed: str) -> None:
    arman = town.case(siti, name="Arman")
    town.case(siti, name="Bayu")
    to_the_note(siti).types(typed).sees("Catatan singkat", "mau dimasukkan ke isian ini?")
    siti.taps("Kembali").sees("Adakah yang perlu dibantu?").taps("Tidak ada").types(typed).taps("Bukan").sees(
        "Ini catatan tentang siapa?"
    )
    siti.sends("/catat").taps("R-001").types(typed).taps("Ya, masukkan").sees(NOTE).taps("1 minggu", "Simpan")
    assert noted(town, siti, arman) == [typed]


def test_another_name_beside_a_choice_opens_that_card(town: Town, siti: Someone) -> None:
    town.case(siti, name="Arman")
    town.case(siti, name="Bayu")
    siti.sends("/catat").taps("R-001", "Kunjungan").types("pak Bayu").sees("R-002 Bayu")
    siti.sends("/menu").taps("Lanjutkan isian").sees("Kabar R-001", "Bagaimana kabarnya?")
    siti.types("pak Arman").sees("Kabar R-001", "Dicatat dulu, belum disimpan: “pak Arman”")


def test_two_lines_for_two_people_in_one_breath(town: Town, siti: Someone) -> None:
    arman, bayu = town.case(siti, name="Arman"), town.case(siti, name="Bayu")
    siti.phone.types("Jualan mulai ramai.")
    siti.phone.types("R-002 anaknya sakit")
    town.settles()
    siti.sees("Kabar R-002", "“anaknya sakit”").taps("Telepon", "Semua baik", "Pakai yang tadi", "1 minggu", "Simpan")
    siti.sends("/menu").taps("Lanjutkan isian").sees("“Jualan mulai ramai.”").taps("R-001")
    siti.taps("Telepon", "Semua baik", "Pakai yang tadi", "1 minggu", "Simpan")
    assert noted(town, siti, arman) == ["Jualan mulai ramai."] and noted(town, siti, bayu) == ["anaknya sakit"]


def test_a_flag_is_closed_with_its_own_code_in_the_note(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/menu").taps("Mendesak", "R-001")
    yusuf.sends("/menu").taps("Penanda", "R-001", "Saya tangani", "Tutup penanda")
    yusuf.types("R-001 sudah aman di rumah kakaknya").sees("Penanda sudah ditutup")


# -- what waits, and what is too long ----------------------------------------------------------------------------------


def test_words_that_wait_wait_together_and_are_asked_about_again(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    to_the_note(siti)
    town.passes(hours=4)
    siti.phone.types("Istrinya sudah melahirkan")
    siti.phone.types("Bayinya sehat")
    town.settles()
    siti.sees("Istrinya sudah melahirkan\nBayinya sehat")
    town.passes(minutes=11)
    siti.sends("/menu").taps("Lanjutkan isian").sees("“Istrinya sudah melahirkan\nBayinya sehat” mau dimasukkan")
    siti.types("ya").sees(NOTE).taps("1 minggu", "Simpan")
    assert noted(town, siti, case) == ["Istrinya sudah melahirkan\nBayinya sehat"]


@pytest.mark.in_chat("what is typed on a page stands in no chat, and is not changed there")
def test_what_was_too_long_goes_in_the_end_whatever_comes_of_it(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)
    arman = companion.phone
    arman.sends("/menu").taps("Permintaan", "Ada yang kurang").types("Pendamping saya sering terlambat. " * 20)
    assert any("terlambat" in message.text for message in arman.phone.messages)
    arman.sends("/menu").taps("Permintaan", "Ada yang kurang")
    town.passes(minutes=31)
    arman.sees_no("terlambat")


def test_a_complaint_in_two_messages_is_one(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)
    arman = companion.phone
    arman.sends("/menu").taps("Permintaan", "Ada yang kurang")
    arman.phone.types("Pendamping saya kasar")
    arman.phone.types("dan dia minta uang saya")
    town.settles()
    arman.sees("Sudah ditambahkan ke nomor 1, Kak").sees_no("uang")
    assert asked(town) == ["Pendamping saya kasar\ndan dia minta uang saya"]
    arman.sends("/menu").types("BPJS mati").sees("Mungkin ini membantu")
    assert len(asked(town)) == 1


# -- a no to notes, a PIN, a first meeting -----------------------------------------------------------------------------


def test_a_note_typed_before_a_no_is_not_saved(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)

    def says_no(tx: Tx) -> None:
        consents.withdraw(tx, companion.person, companion.case, NOTES, channel="chat", explained_by=None)

    siti.sends("/catat").taps("R-001", "Kunjungan").types("Pak Bayu istrinya sakit")
    town.asks(says_no)
    siti.taps("Semua baik", "Pakai yang tadi", "1 minggu", "Simpan").sees("Tersimpan", "tidak ada catatan")
    assert noted(town, siti, companion.case) == [""]


def test_an_edit_counts_for_nothing_before_the_pin(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)
    arman = companion.phone
    arman.sends("/menu").taps("Pengaturan", "PIN").types("4711").types("4711").sends("/menu").taps("Permintaan").types(
        "4711"
    )
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").types("Saya mau tanya soal warung. " * 30)
    number = max(number for number, message in arman.phone.chat.messages.items() if not message.from_bot)
    town.passes(minutes=20)
    arman.phone.edits(number, "Orang lain menulis ini")
    town.settles()
    assert asked(town) == []


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_at_the_first_meeting_answers_are_read_and_nothing_stays(town: Town, yusuf: Someone) -> None:
    yusuf.sends("/menu").taps("Undang pendamping").types("Dewi")
    link = next(text for text in reversed(yusuf.phone.texts()) if "start=" in text)
    new = town.phone("Dewi")
    new.phone.opens(link.partition("start=")[2].split()[0])
    town.settles()
    new.types("Pak Bayu istrinya sakit").sees_no("Bayu").types("ibu").sees("Ibu")
    new.phone.sends_voice()
    town.settles()
    assert all(message.media is None for message in new.phone.messages)
    new.types("Bu Siti").sees_no("Siti").taps("WIB").sees("Selamat")


@pytest.mark.parametrize("typed", ["/tolong suami mukul lagi, saya pengen mati aja", "/start saya pengen mati aja"])
def test_a_sentence_behind_a_stroke_is_a_sentence(town: Town, siti: Someone, typed: str) -> None:
    companion = Companion(town, siti)
    nobody = town.phone("Entah")
    nobody.phone.chat.open = True
    for who in (companion.phone.sends("/menu"), nobody):
        who.types(typed).sees("112", "119").sees_no("mati aja")


def test_nobody_is_told_that_danger_is_kept_where_it_is_not(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)
    arman = companion.phone
    arman.sends("/menu").taps("Kabar saya").types(DANGER).sees("112", "tidak disimpan di sini")
    assert "Minta dihubungi sekarang" in arman.labels
    arman.sends("/menu").taps("Permintaan", "Tanya sesuatu").types("Saya cerita dulu ya. " * 40 + DANGER)
    arman.sees("112", "tidak disimpan di sini").sees_no("cerita dulu")
    number = max(arman.phone.chat.messages)
    town.server.inject(edited(arman, number + 1, DANGER, town))
    town.settles()
    arman.sees("112")
