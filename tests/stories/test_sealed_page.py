"""Where an institution has a sealed page: Telegram carries codes and content-free sentences, the page all the rest."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from bot.domain.people import Role
from bot.domain.rights.consent import VERSION, WITH_PAGE
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import checkins, outbox, people
from bot.store.engine.tables import consents as ledger
from bot.store.people import invitations
from bot.store.people import people as people_store
from bot.store.queues import pruning
from bot.store.queues.pages import PAGE, SCREENS_STAND
from tests.driver import OPEN, Someone, Town
from tests.stories.conftest import PAGE as PAGE_OF_TOWN
from tests.stories.test_participant import code_for
from tests.stories.test_taking_back import agreed

pytestmark = pytest.mark.sealed
NOTE = "Kakinya bengkak, minta diantar ke puskesmas."
NOWHERE_ELSE, GOES_ON = "Yang ini hanya ditampilkan di halaman aman.", "Ini dilanjutkan di halaman aman."
WITH_DETAILS = ("Catat kabar", "R-001", "Kunjungan", "Ada yang perlu dicatat")


def told_telegram(town: Town) -> str:
    """All that the bot ever told Telegram."""
    calls = [call for call in town.server.calls if call.method != "getUpdates"]
    return json.dumps([call.params for call in calls], ensure_ascii=False, default=repr)


def count_of_edits(town: Town) -> int:
    return sum(call.method == "editMessageText" for call in town.server.calls)


def on_pages(town: Town) -> int:
    """How many Says stand on a page now."""
    return len(town.asks(lambda tx: tx.execute(select(outbox.c.id).where(outbox.c.state == PAGE)).all()))


def saved(tx: Tx) -> int:
    return len(tx.execute(select(checkins.c.id)).all())


def test_an_all_well_check_in_never_leaves_the_chat(town: Town, siti: Someone, case: Case) -> None:
    before = siti.taps_made
    siti.sends("/menu").taps("Catat kabar", "R-001", "Kunjungan", "Semua baik", "1 minggu", "Simpan").sees("Tersimpan")
    assert siti.taps_made - before == 6 and siti.sheet.read == [] and town.asks(saved) == 1


def test_a_note_is_asked_typed_and_saved_on_the_page(town: Town, siti: Someone, case: Case) -> None:
    siti.sends("/menu").taps(*WITH_DETAILS)
    assert siti.phone.last.text == NOWHERE_ELSE and siti.sheet.lies_open
    siti.taps("Lanjut", "Tidak ada").sees("Catatan singkat").types(NOTE).taps("1 minggu").sees(NOTE)
    siti.taps("Simpan").sees("Tersimpan")
    assert town.asks(saved) == 1 and NOTE not in told_telegram(town)
    assert NOTE not in "\n".join(siti.phone.texts()), "it was never typed into the chat"
    siti.sends("/dampingan").sees("R-001")


def test_a_name_stands_on_the_page_alone(town: Town, siti: Someone, case: Case) -> None:
    siti.sends("/menu").taps("Dampingan", "R-001", "Lihat nama").sees("Arman")
    assert "Arman" not in told_telegram(town)


def test_what_is_typed_into_the_chat_is_kept_taken_back_and_answered_with_the_way(
    town: Town, siti: Someone, case: Case
) -> None:
    siti.sends(f"R-001 kunjungan, semua baik. {NOTE}")
    assert siti.phone.last.text == "Tulisan Ibu menunggu di halaman aman."
    assert siti.phone.last.buttons[0][0].label == OPEN
    siti.sees("Kabar R-001")
    assert NOTE not in "\n".join(siti.phone.texts()), "it is taken back"
    siti.taps("1 minggu").sees(NOTE.rstrip(".")).taps("Simpan").sees("Tersimpan")
    assert town.asks(saved) == 1 and NOTE not in told_telegram(town)


def test_a_question_in_the_chat_makes_way_for_the_page_once(town: Town, siti: Someone, case: Case) -> None:
    siti.sends("/menu").taps("Catat kabar", "R-001", "Kunjungan")
    stale = siti.remembers("Semua baik")
    siti.taps("Mendesak")
    assert "Bagaimana kabarnya?" in siti.phone.last.text, "what the page shows is about something else"
    siti.taps("Menu", "Catat kabar", "R-001").sees("Bagaimana kabarnya?")
    assert siti.phone.last.text == GOES_ON
    assert [[one.label for one in row] for row in siti.phone.last.buttons] == [[OPEN], ["Menu"]]
    edited = count_of_edits(town)
    siti.taps("Kembali")
    assert count_of_edits(town) == edited, "once"
    siti.presses(stale).taps("Kunjungan", "Semua baik", "1 minggu", "Simpan").sees("Tersimpan")
    assert town.asks(saved) == 1, "a button that was remembered is as good as it was"


def test_what_nobody_came_to_read_stands_no_longer_than_on_a_phone(town: Town, siti: Someone, case: Case) -> None:
    siti.sends("R-001").sees("R-001")
    way = siti.phone.opens_web_app(OPEN)
    town.passes(seconds=SCREENS_STAND.total_seconds() + 1)
    siti.sheet.opens(way, 0)
    siti.sees("Tombol itu dari layar lama.", "Ini menu terbaru.")
    town.passes(seconds=SCREENS_STAND.total_seconds() + 1)
    assert on_pages(town) > 0
    town.asks(pruning.prune)
    assert on_pages(town) == 0, "and nothing of it is kept"


def test_nothing_is_left_on_the_page_of_whoever_puts_the_phone_away(town: Town, arman: Someone) -> None:
    arman.sends("/menu").taps("Data saya").sees("Data")
    assert on_pages(town) == 1
    arman.sends("/menu").taps("Rapikan")
    assert on_pages(town) == 0


def test_behind_an_empty_bot_the_page_is_a_strangers(town: Town, arman: Someone) -> None:
    data = agreed(arman).phone.opens_web_app("Data saya")
    arman.types("beli galon")
    assert on_pages(town) == 0
    stranger = town.phone("Orang lain").sends("/menu")
    arman.sheet.opens(data, arman.phone.last.id)
    assert arman.screen == stranger.screen and arman.labels == stranger.labels


def test_the_same_form_posted_twice_is_one_act(town: Town, siti: Someone, case: Case) -> None:
    siti.sends("/menu").taps(*WITH_DETAILS).taps("Lanjut", "Tidak ada").types(NOTE).taps("1 minggu")
    siti.taps_twice("Simpan").sees("Tersimpan")
    assert town.asks(saved) == 1


def test_what_was_too_long_stands_in_the_field_again(town: Town, siti: Someone, case: Case) -> None:
    long = "Ia bercerita panjang. " * 30
    siti.sends("/menu").taps(*WITH_DETAILS, "Lanjut", "Tidak ada").types(long)
    siti.sees("Panjangnya 659 huruf, ruangnya 500. Mohon dipersingkat; tulisannya masih ada di bawah.")
    field = siti.sheet.said[-1].field or {}
    assert (field["wanted"], field["most"], field["typed"]) == (True, 500, long.strip())
    siti.types(NOTE).taps("1 minggu").sees(NOTE)


def versions(town: Town) -> list[str]:
    return town.asks(lambda tx: list(tx.execute(select(ledger.c.version).order_by(ledger.c.id)).scalars()))


def test_the_consent_says_what_passes_telegram_and_is_asked_anew_where_more_does(
    town: Town, siti: Someone, case: Case
) -> None:
    who = town.phone("Arman")
    who.types(code_for(town, siti, case)).taps("Ya", "Bapak", "WIB (")
    who.sees("Lewat Telegram", "di halaman aman milik kami", "tetap dapat dibaca Telegram")
    who.taps("Ya", "Ya", "Ya").sees("Semuanya sudah siap")
    assert set(versions(town)) == {WITH_PAGE}
    town.page = None
    town.restarts()
    who.sends("/menu").sees("Yang kita tulis di sini lewat Telegram.").taps("Ya").sees("Semuanya sudah siap")
    assert versions(town)[-1] == VERSION, "of the others the words are the same"
    town.page = PAGE_OF_TOWN
    town.restarts()
    who.sends("/menu").sees("Selamat pagi")


def test_the_word_that_empties_is_not_shown_again(town: Town, arman: Someone) -> None:
    agreed(arman).taps("Data saya").types("beli galon")
    stranger = town.phone("Orang lain").types("beli galon")
    assert arman.screen == stranger.screen == arman.phone.last.text, "and the chat behind it is a stranger's too"
    assert all(one.copy == "" and (one.field or {}).get("typed", "") == "" for one in arman.sheet.said)


def test_words_under_a_question_that_is_over_are_kept_nowhere_and_can_be_copied(
    town: Town, siti: Someone, case: Case
) -> None:
    siti.sends("/menu").taps(*WITH_DETAILS, "Lanjut", "Tidak ada")
    asked = siti.sheet.said
    siti.taps("Batal")
    siti.sheet.said = asked
    siti.types(NOTE).sees("Yang diketik tadi tidak disimpan.")
    assert siti.sheet.said[-1].copy == NOTE and siti.sheet.said[-1].field is None
    siti.sends("/menu").taps(*WITH_DETAILS, "Lanjut", "Tidak ada")
    asked = siti.sheet.said
    siti.types("Sehat.").sheet.said = asked
    siti.types(NOTE).sees("Yang diketik tadi tidak disimpan.", "Kapan Ibu akan terhubung lagi?")
    assert siti.sheet.said[-1].copy == NOTE, "it answers the question it was typed under, or none"


def test_what_was_said_to_one_is_not_read_by_who_has_the_chat_next(
    town: Town, siti: Someone, yusuf: Someone, case: Case
) -> None:
    siti.sends("R-001")
    way, chat = siti.phone.opens_web_app(OPEN), siti.phone.user.id

    def takes_over(tx: Tx) -> None:
        tx.execute(update(people).where(people.c.id == siti.person.id).values(chat=None))
        other = people_store.add(tx, Role.MENTOR, "Budi", yusuf.person.id)
        invitations.join(tx, invitations.make_link(tx, other, yusuf.person.id), tx.blind(chat))
        people_store.settle(tx, other, address="bapak", zone="Asia/Jakarta")

    town.asks(takes_over)
    siti.sheet.opens(way, 0)
    assert "R-001" not in siti.sheet.text


def test_help_in_danger_is_said_at_once_and_nothing_beside_it(town: Town, arman: Someone) -> None:
    arman.sends("/menu").taps("Permintaan saya", "Ada yang kurang berkenan")
    arman.sheet.lies_open = False
    arman.types("saya mau bunuh diri saja")
    assert "119" in arman.phone.last.text and "supervisor" not in told_telegram(town).casefold()
    assert "PassBy" not in told_telegram(town)


def test_a_flag_is_raised_in_the_chat_however_slow_a_page_is(town: Town, siti: Someone, case: Case) -> None:
    siti.sends("/menu").taps("Mendesak", "R-001").sees("Penanda R-001")
    assert siti.sheet.read == []
