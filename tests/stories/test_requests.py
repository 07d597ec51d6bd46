"""What participants ask for, from the staff's side: told without content, taken on, answered, refused, erased."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from bot.domain.people import Person, Role
from bot.domain.presses import (
    EraseForRequest,
    ReadRequest,
    RefuseRequest,
    RequestAnswered,
    RequestCard,
    RequestList,
    TakeRequest,
    TheirPhone,
)
from bot.domain.rights.consent import ABROAD, MESSAGES, NOTES
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.caseload import cases, drafts, news, requests
from bot.store.caseload.cases import Case
from bot.store.caseload.requests import Request
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit, invites, prompts
from bot.store.engine.tables import requests as table
from bot.store.people import invitations, people
from bot.store.queues import chats
from bot.store.rights import consents, participants
from bot.turn import Tell, Turn
from handlers.telling import a_request_came
from tests.driver import Someone, Town

NEWS, REMINDER = "Ada kabar. Silakan dibuka", "Ada permintaan yang mendekati batas waktunya"


class Companion:
    """A participant on their own phone, driven through the store: their screens are another story's."""

    def __init__(self, town: Town, mentor: Someone, *, allows: bool = True, track: str = "R") -> None:
        self.town, self.phone = town, town.phone("Arman")
        self.case: Case = town.case(mentor, track=track, name="Arman Rahasia", days=200)
        self.phone.phone.chat.open = True
        number = self.phone.phone.user.id

        def joins(tx: Tx) -> Person:
            person = participants.add(tx, self.case, mentor.person)
            chats.meet(tx, {tx.blind(number): number})
            invitations.join(tx, participants.make_link(tx, person, mentor.person), tx.blind(number))
            participants.confirm(tx, person, mentor.person)
            participants.keep_adult(tx, person, True)
            said = consents.give if allows else consents.withdraw
            for tick in (ABROAD, MESSAGES, NOTES):
                said(tx, person, self.case, tick, channel="chat", explained_by=None)
            return people.settle(tx, person, address="kak", zone="Asia/Jakarta")

        self.phone.person = self.person = town.asks(joins)

    def asks(self, kind: str, text: str = "", topic: str | None = None) -> Request:
        found = self.town.asks(lambda tx: requests.raise_one(tx, self.person, self.case, kind, text=text, topic=topic))
        self.town.settles()
        return found[0]

    def told(self) -> int:
        return sum(NEWS in text for text in self.phone.phone.texts())

    def state(self, request: Request) -> str:
        return str(
            self.town.asks(lambda tx: tx.execute(select(table.c.state).where(table.c.id == request.id)).scalar())
        )


def test_a_question_is_taken_on_read_and_answered(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti)
    siti.sends("/menu")
    assert not any("Permintaan" in label for label in siti.labels), "only while something is open"
    request = arman.asks("info", "apa itu puskesmas Rahasia?")
    siti.sends("/menu").taps("Permintaan (1)").sees("R-001: ", "paling lambat")
    siti.taps("R-001").sees("Diterima:", "Paling lambat:", "masih 72 jam", "WIB", "Sudah diterima")
    siti.sees_no("Rahasia")
    old = siti.remembers("Sudah dijawab")
    siti.taps_twice("Saya tangani").sees("Sedang dikerjakan (M-01)")
    siti.taps("Baca").sees("puskesmas Rahasia")
    read = select(audit.c.id).where(audit.c.verb == "read_request")
    assert len(town.asks(lambda tx: tx.execute(read).all())) == 1
    siti.taps("Kembali").sees_no("puskesmas Rahasia").taps_twice("Sudah dijawab").sees("Sudah dijawab")
    assert arman.told() == 1 and arman.state(request) == "done"
    arman.phone.sees_no("R-001", "Rahasia", "puskesmas")
    town.passes(seconds=6)
    siti.presses(old).sees("sudah dijawab")
    assert arman.told() == 1
    siti.taps("Menu")
    assert not any("Permintaan" in label for label in siti.labels)


def test_no_refusal_without_a_reason(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti)
    request = arman.asks("access")
    siti.sends("/menu")
    assert not any("Permintaan" in label for label in siti.labels), "the supervisor's"
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001").sees("titian export --case R-001").taps("Tidak dapat dipenuhi")
    yusuf.types("tdk").sees("sedikit lebih panjang", "Mengapa belum dapat dipenuhi?")
    assert arman.state(request) == "open"
    yusuf.types("Catatan itu menyebut orang lain.").sees("Tidak dapat dipenuhi", "S-01").sees_no("menyebut orang lain")
    assert arman.state(request) == "refused" and arman.told() == 1
    arman.phone.sees_no("menyebut orang lain").taps("Buka").sees("menyebut orang lain")
    known = town.asks(lambda tx: requests.by_id(tx, request.id))
    assert known is not None and known.told_at is not None
    town.passes(days=8)
    assert not any(REMINDER in text for text in yusuf.phone.texts())


def test_a_reason_that_comes_too_late_is_kept_nowhere(town: Town, yusuf: Someone, siti: Someone) -> None:
    request = Companion(town, siti).asks("access")
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001", "Tidak dapat dipenuhi")
    assert town.asks(lambda tx: requests.finish(tx, yusuf.person, request)) is None
    yusuf.types("Catatan itu menyebut orang lain.").sees("sudah dijawab").sees_no("menyebut orang lain")
    assert town.asks(lambda tx: drafts.of_form(tx, yusuf.person, "reqno")) is None


def test_whoever_wants_no_messages_is_told_by_a_person(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti, allows=False)
    arman.asks("callback")
    siti.sends("/menu").taps("Permintaan (1)", "R-001", "Sudah dijawab").sees("mohon sampaikan sendiri")
    assert arman.told() == 0


@pytest.mark.in_chat("on a page the same button of the same form is one act")
def test_erasing_by_typing_the_code_leaves_nothing(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti)
    other = arman.asks("info", "pertanyaan Rahasia")
    request = arman.asks("erase")
    yusuf.sends("/menu").taps("Permintaan (2)", "1. R-001")
    if "Hapus data saya" not in yusuf.screen:
        yusuf.taps("Kembali", "2. R-001")
    assert "✅ Sudah dijawab" not in yusuf.labels, "it is answered by erasing"
    old = yusuf.remembers("Hapus semua datanya")
    yusuf.taps("Hapus semua datanya", "Ya, saat bertemu").types("R-002").sees("tidak ada yang dihapus")
    assert arman.state(request) == "open"
    yusuf.taps("Kembali", "Ya, lewat telepon").types("r-001").sees("Semua catatannya sudah dihapus")
    arman.phone.sees("Permintaannya sudah selesai.").sees_no("R-001", "Rahasia")
    assert arman.state(request) == arman.state(other) == "done"
    assert town.asks(lambda tx: cases.visible(tx, siti.person, arman.case.id)) is None
    assert town.asks(lambda tx: people.by_id(tx, arman.person.id)) is None
    assert not town.asks(lambda tx: tx.execute(select(prompts.c.id).where(prompts.c.case_id == arman.case.id)).all())
    yusuf.presses(old).sees("tidak sedang di tangan")
    town.passes(days=8)
    assert not any(REMINDER in text for text in yusuf.phone.texts())


def test_a_complaint_passes_the_mentor_by(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti)
    request = arman.asks("complaint", "tidak nyaman")
    siti.sends("/menu").forges(RequestCard(request.id)).sees("tidak sedang di tangan")
    siti.forges(RequestList()).sees("Tidak ada permintaan")
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001").sees("Pendampingnya tidak melihat").taps("Baca")
    yusuf.sees("tidak nyaman")


@pytest.mark.in_chat("on a page the same button of the same form is one act")
def test_one_takes_it_on_and_whoever_is_second_reads_that(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti)
    request = arman.asks("support", topic="sehat")
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001").sees("Tentang: Kesehatan dan BPJS")
    second = yusuf.remembers("Saya tangani")
    siti.sends("/menu").taps("Permintaan (1)", "R-001", "Saya tangani").sees("Sedang dikerjakan (M-01)")
    yusuf.presses(second).sees("sudah ditangani rekan lain", "Sedang dikerjakan (M-01)")
    siti.taps("Sudah dijawab")
    town.passes(seconds=6)
    yusuf.presses(second).sees("sudah dijawab")
    assert arman.state(request) == "done"


def test_what_a_request_is_about_is_said_where_it_is_known(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti)
    arman.asks("withdraw", topic=NOTES)
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001").sees("Tentang: Catatan")
    arman.asks("info", topic="tidak dikenal")
    siti.sends("/menu").taps("Permintaan (1)", "R-001").sees("Sudah diterima").sees_no("Tentang:")


def test_reminders_reach_whose_it_is(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti)
    arman.asks("correct")
    arman.asks("pause")
    for hours, times in ((24, 1), (24, 2), (18, 3)):
        town.passes(hours=hours)
        for who in (yusuf, siti):
            assert sum("mendekati" in text for text in who.phone.texts()) == times, who.screen
    yusuf.taps("Buka permintaan").sees("R-001", "masih 6 jam")
    siti.taps("Buka permintaan").sees("R-001").taps("Irama dan jeda").sees("R-001")


def test_others_see_and_do_nothing(town: Town, yusuf: Someone, siti: Someone) -> None:
    wati = town.joins(Role.SUPERVISOR, "Wati")
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    arman = Companion(town, siti)
    request = arman.asks("info", "Rahasia")
    for who in (wati, dewi):
        who.sends("/menu")
        for press in (RequestCard, ReadRequest, TakeRequest, RequestAnswered, RefuseRequest, EraseForRequest):
            who.forges(press(request.id)).sees("tidak sedang di tangan")
        who.forges(TheirPhone(arman.case.id)).sees("tidak bersama")
    assert arman.state(request) == "open"


def test_two_tracks_never_stand_in_one_list(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    for one in (Companion(town, siti), Companion(town, dewi, track="P")):
        one.asks("correct")
    yusuf.sends("/menu").taps("Permintaan (2)").sees("R-001")
    assert "P-001" not in yusuf.screen
    yusuf.taps("P (pemulihan)").sees("P-001")
    assert "R-001" not in yusuf.screen


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_the_participants_page_a_link_a_code_and_another_phone(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=200)
    siti.sends("/dampingan").taps("R-001", "Peserta").sees("Belum ada yang diundang")
    siti.taps("Tautan sekali pakai").finds("https://t.me/")
    message = siti.finds("https://t.me/")
    assert not message.protected and "R-001" not in message.text
    siti.sends("/dampingan").taps("R-001", "Peserta").sees("W-01: belum bergabung").taps("Kode 6 angka")
    siti.sees("bacakan langsung")
    town.passes(minutes=11)
    siti.sees_no("Kode: ")
    number = 7555

    def joins(tx: Tx) -> None:
        person = people.by_code(tx, "W-01")
        assert person is not None
        chats.meet(tx, {tx.blind(number): number})
        invitations.join(tx, participants.make_link(tx, person, siti.person), tx.blind(number))
        participants.confirm(tx, person, siti.person)

    town.asks(joins)
    siti.sends("/dampingan").taps("R-001", "Peserta").sees("W-01: sudah bergabung", "Belum ada persetujuan")
    siti.taps("Catat persetujuan")
    assert "Pesan dari kami" not in siti.labels, "it means nothing without the first"
    siti.taps("Lewat Telegram").taps_twice("Ya, secara lisan").sees("Sudah setuju: Lewat Telegram")
    siti.taps("Lewat Telegram", "Ditarik kembali").sees("Belum ada persetujuan")
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Rujukan", "Tambah rujukan").sees("Bagikan ke layanan")
    siti.sends("/dampingan").taps("R-001", "Peserta", "Bagikan ke layanan").types("Klinik Melati").taps("Ya, di kertas")
    siti.taps("Kemarin", "Tanpa saksi")
    siti.sees("hanya untuk satu layanan", "Diteruskan").sees_no("Melati")
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Rujukan", "Tambah rujukan")
    assert "Bagikan ke layanan" not in siti.screen
    siti.sends("/dampingan").taps("R-001", "Peserta", "Ganti ponsel").sees("langsung diputus").taps("Ya, lanjutkan")
    siti.sees("Silakan pilih cara bergabung", "W-01: belum bergabung")
    ways_in = select(invites.c.id).where(invites.c.used_at.is_(None), invites.c.expires_at > town.clock.at)
    assert town.asks(lambda tx: tx.execute(ways_in).all()) == []


def test_a_new_request_is_announced_without_a_word_of_it(town: Town, yusuf: Someone, siti: Someone) -> None:
    """To the first who handles it and can be reached."""
    arman = Companion(town, siti)
    complaint, question = arman.asks("complaint", "Rahasia"), arman.asks("info", "Rahasia")
    siti.phone.blocks()
    town.settles()

    def told(tx: Tx, request: Request) -> None:
        turn = Turn(tx, tx.now, arman.person, language("id"), arman.person.chat or 0, calendar)
        for one in a_request_came(turn, request):
            assert isinstance(one, Tell)
            news.tell(tx, one.kind, one.about, one.to)

    for request in (complaint, question):
        before = len(yusuf.phone.texts())
        town.asks(partial(told, request=request))
        town.settles()
        assert yusuf.phone.texts()[before:] == ["Salam, Bapak.\nAda permintaan baru. Silakan buka menu Permintaan."]


def test_the_digest_counts_them(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti)
    arman.asks("info")
    town.passes(hours=5)
    yusuf.sends("/ringkasan").sees("Permintaan terbuka 1, terlama 5 jam").taps("Permintaan").sees("R-001 (M-01)")
    yusuf.taps("R-001").sees("Paling lambat:")
