"""What sentences promise and no other story looks at: each is the test of a row in tests/promises."""

from __future__ import annotations

from sqlalchemy import update

from bot.files import asked_for
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.caseload import cases as store
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases
from bot.turn import Say, Turn, Words
from bot.worker import Worker
from handlers import router
from handlers.participant import danger
from handlers.screens import NOT_WATCHED
from tests.driver import Someone, Town
from tests.stories.test_participant import code_for, link_for
from tests.stories.test_requests import Companion

DANGER = "suami saya mau bunuh saya, tolong"


def test_words_typed_where_a_mentor_is_chosen_do_not_get_into_the_name(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    yusuf.sends("/menu").taps("Tambah dampingan", "R (reintegrasi)").types("Arman").sees("Siapa pendampingnya?")
    town.passes(minutes=20)
    yusuf.types("rapatnya jam berapa").sees("Silakan pilih salah satu tombol", "tidak disimpan")
    yusuf.taps("M-01", "Setiap minggu").sees("Arman").sees_no("rapat")


def test_a_picture_of_a_leader_who_accompanies_nobody_is_taken_out_of_the_chat(town: Town, yusuf: Someone) -> None:
    yusuf.sends("/menu").phone.sends_photo("")
    town.settles()
    yusuf.sees("ditarik dari obrolan ini", "Silakan sampaikan langsung.")
    assert not any(message.photo for message in yusuf.phone.messages)


def test_a_cry_in_a_complaint_still_rings_whoever_handles_it(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti).phone
    arman.sends("/menu").taps("Permintaan", "Ada yang kurang berkenan").types(DANGER).sees("112", "Sudah diterima, Kak")
    yusuf.finds("Ada permintaan mendesak.")


def test_what_was_kept_of_somebody_in_danger_is_said_to_be_kept(town: Town, siti: Someone) -> None:
    companion = Companion(town, siti)

    def said(tx: Tx, number: int) -> str:
        turn = Turn(tx, tx.now, companion.person, language("id"), 1, calendar)
        begun = Draft(0, "mendmine", turn.token, None, None, {})
        pieces = [[7, "tolong", int(tx.now.timestamp())]]
        drafts.keep(tx, companion.person, begun, {"text?": "tolong", "pieces": {"text": pieces}}, None)
        screen = turn.say(turn.t(NOT_WATCHED))
        (first,) = [one for one in danger.help_first(turn, Words(DANGER, number), [screen]) if isinstance(one, Say)]
        return str(first.text)

    assert "Tulisan tadi tersimpan" in town.asks(lambda tx: said(tx, 7))
    assert "tidak disimpan di sini" in town.asks(lambda tx: said(tx, 8))


def test_a_turn_that_fails_leaves_what_was_written_before_it(town: Town, siti: Someone) -> None:
    """The card with the name cannot be shown; that it would have put the form aside is undone with it."""
    town.case(siti)
    siti.sends("/menu").taps("Catat kabar", "R-001", "Kunjungan").sees("Bagaimana kabarnya?")
    shown = siti.data_of("CaseCard:1:1")
    town.asks(lambda tx: tx.execute(update(cases).values(name=b"\x01" + b"0" * 60)))
    siti.phone.taps_on(siti.phone.last.id, shown)
    town.settles()
    town.passes(minutes=1)
    siti.sees("Mohon maaf, Ibu", "Isian sebelumnya aman")
    assert town.asks(lambda tx: drafts.open_one(tx, siti.person)) is not None


def test_another_rhythm_leaves_what_is_planned(town: Town, siti: Someone) -> None:
    case = town.case(siti, days=5)
    planned = siti.sends("/jadwal").screen
    siti.sends("/dampingan").taps(case.code, "Irama dan jeda", "Ganti irama", "Setiap 8 minggu")
    siti.sees("Yang sudah direncanakan tetap.")
    assert siti.sends("/jadwal").screen == planned


def test_a_link_that_was_used_opens_nothing_after_the_phone_was_cut_off(
    town: Town, siti: Someone, case: object
) -> None:
    found = town.case(siti, name="Bayu", days=90)
    token, other = link_for(town, siti, found), town.phone("Orang lain")
    who = town.phone("Bayu")
    who.sends(f"/start {token}").taps("Ya", "Bapak", "WIB (").sees("akan memastikan dulu")
    siti.taps("Pastikan orangnya", "Ya, ini orangnya")
    who.sends("/menu").taps("Ya", "Ya", "Ya").sees("Semuanya sudah siap")
    siti.sends("/dampingan").taps(found.code, "Peserta", "Ganti ponsel", "Ya, lanjutkan").sees("belum bergabung")
    other.sends(f"/start {token}").sees("sudah tidak berlaku")


def test_why_a_file_was_asked_for_is_kept_for_the_admins(
    town: Town, yusuf: Someone, siti: Someone, ratna: Someone
) -> None:
    town.case(siti)
    yusuf.sends("/atur").taps("Minta berkas", "R (reintegrasi)", "XLSX").types("Laporan triwulan dinas")
    ratna.sends("/menu").taps("Catatan jejak").sees("meminta berkas", "Laporan triwulan dinas")


def test_what_has_ended_does_not_begin_again(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    siti.sends("/dampingan").taps(case.code, "Irama dan jeda", "Jeda", "2 minggu").sees("Dijeda")
    going_on = siti.remembers("Lanjutkan")
    yusuf.sends("/dampingan").taps(case.code, "Irama dan jeda", "Akhiri").types(case.code).sees("Pendampingan selesai")
    siti.presses(going_on).sees("sudah selesai")
    town.asks(lambda tx: store.go_on(tx, siti.person, case))  # whichever door it came by
    assert town.asks(lambda tx: tx.execute(cases.select()).one().status) == "closed"


def test_each_part_of_the_consent_is_a_question_of_its_own(town: Town, siti: Someone) -> None:
    """An answer to another one than the one that is asked counts for nothing."""
    case = town.case(siti, days=90)
    who = town.phone("Arman")
    who.types(code_for(town, siti, case)).taps("Ya", "Bapak", "WIB (").sees("Lewat Telegram")
    yes = who.remembers("Ya")
    who.taps("Ya").sees("Pesan dari kami")
    town.passes(minutes=1)
    who.presses(yes).sees("Pesan dari kami")


def test_whoever_asked_for_a_file_is_told_when_it_is_ready(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    yusuf.sends("/atur").taps("Minta berkas", "R (reintegrasi)", "XLSX").types("Laporan triwulan dinas")
    worker = Worker(router(), lambda code: language(code, strict=True), calendar())

    def made(tx: Tx) -> None:
        for asked, _ in asked_for.gather(tx):
            asked_for.mark_done_and_tell(tx, worker, asked)

    town.asks(made)
    town.settles()
    yusuf.finds("Berkas yang diminta sudah siap.")
