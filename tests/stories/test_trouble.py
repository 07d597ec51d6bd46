"""Telegram in trouble: limits, cut connections, deleted messages, repeated and jumping updates."""

import pytest
from sqlalchemy import insert, select, update

from bot.domain.people import Role
from bot.store.engine.tables import cases, inbox, outbox, participants, people, prompts, support_entries
from bot.store.queues import incoming, outgoing
from bot.store.queues.backlog import waiting_rows
from bot.store.rights import self_checks
from tests.driver import Someone, Town
from tests.stories.test_participant import joined


def backlog(town: Town) -> dict[str, int]:
    return town.asks(waiting_rows)


@pytest.mark.parametrize("seconds", [1, 30, 3000])
def test_too_many_requests_loses_nothing_and_keeps_order(town: Town, siti: Someone, seconds: int) -> None:
    town.case(siti, hours=1)
    town.server.fail_next("sendMessage", retry_after=seconds)
    town.passes(hours=1)
    assert not siti.phone.texts()
    siti.phone.types("/menu")
    town.settles()
    town.passes(seconds=seconds)
    texts = siti.phone.texts()
    if seconds > outgoing.GOOD_FOR.total_seconds():
        # What is said first is decided anew meanwhile: it is ten to twelve now, and the noon prayer is left alone.
        town.passes(hours=2)
        texts = siti.phone.texts()[::-1]
    assert "rencanakan" in texts[0] and "Yang menunggu kabar: 1." in texts[1]
    assert backlog(town)["outbox_ready"] == 0


def test_a_connection_cut_after_delivery_repeats_once_and_is_counted(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.server.drop_after_delivery("sendMessage")
    town.passes(hours=1)
    town.passes(minutes=1)
    assert len([text for text in siti.phone.texts() if "rencanakan" in text]) == 2
    assert backlog(town)["outbox_uncertain"] == 1


def test_a_connection_cut_before_delivery_loses_nothing(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.server.drop_before_delivery("sendMessage", times=2)
    town.passes(hours=1)
    town.passes(minutes=1)
    assert siti.phone.texts() == [], "it may have arrived twice for all the bot knows"
    siti.sends("/menu").finds("Yang menunggu kabar: 1.")
    town.passes(minutes=1)
    assert len([text for text in siti.phone.texts() if "rencanakan" in text]) == 1


def test_whatever_arrives_later_brings_what_rested(town: Town, siti: Someone) -> None:
    """A mentor who never writes is told all the same: the next thing that arrives shows that somebody is there."""
    town.case(siti, hours=1)
    town.case(siti, hours=5, name="Rini")
    town.server.drop_before_delivery("sendMessage", times=2)
    town.passes(hours=4)
    assert siti.phone.texts() == []
    town.passes(hours=2)
    assert sorted(text.rpartition("Dampingan ")[2] for text in siti.phone.texts()) == ["R-001.", "R-002."]


def test_a_server_error_is_tried_again(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/menu")
    town.server.fail_next("editMessageText", 502, "Bad Gateway", times=2)
    siti.phone.taps("Catat kabar")
    town.settles()
    town.passes(minutes=1)
    siti.sees("Kabar siapa yang mau dicatat?")


def test_a_screen_that_was_deleted_is_said_anew(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat")
    contact = siti.remembers("R-001")
    siti.phone.deletes(siti.phone.last.id)
    siti.presses(contact).sees("Bagaimana Ibu terhubung")


def test_a_tap_whose_answer_is_too_late_still_counts(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat")
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    town.server.fail_next("answerCallbackQuery", 400, too_old)
    siti.taps("R-001").sees("Bagaimana Ibu terhubung")


def test_the_same_tap_delivered_under_another_number(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Semua baik", "1 minggu")
    save = siti.remembers("Simpan")
    siti.presses(save).presses(save).presses(save).sees("Tersimpan")


def test_numbers_of_updates_may_jump_anywhere(town: Town, siti: Someone) -> None:
    siti.sends("/menu").sees("Selamat pagi")
    town.server.jump_update_ids(10)
    siti.sends("/atur").sees("Sapaan: Ibu")
    town.server.jump_update_ids(900_000_000)
    siti.sends("/bantuan").sees("112")


def test_ten_messages_at_once_are_handled_in_order(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    for text in ("Catatan pertama.", "besok jam 9", "/menu", "halo", "/catat", "/jadwal", "/atur", "/bantuan", "/menu"):
        siti.phone.types(text)
    town.settles()
    siti.sees("Selamat pagi, Ibu.")
    siti.taps("Lanjutkan isian").sees("Kapan Ibu akan terhubung lagi?")
    assert backlog(town)["inbox_new"] == 0


@pytest.mark.in_chat("what is typed on a page stands in no chat, and is not changed there")
def test_an_edited_note_is_read_anew_and_an_edited_command_is_not(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    siti.types("Panjang sekali. " * 40).sees("ruangnya 500")
    siti.phone.edits(siti.finds("Panjang sekali.").id, "Singkat saja.")
    town.settles()
    siti.sees("Kapan Ibu akan terhubung lagi?").taps("1 minggu").sees("Singkat saja.")
    siti.sends("/menu")
    before = len(siti.phone.transcript)
    siti.phone.edits(next(m.id for m in siti.phone.messages if m.text == "/menu"), "/catat")
    town.settles()
    assert all(entry.kind == "user edit" for entry in siti.phone.transcript[before:])


def test_after_a_long_silence_everything_due_comes_once(town: Town, siti: Someone) -> None:
    for name in ("Arman", "Bayu", "Dedi"):
        town.case(siti, name=name, hours=1)
    town.clock.at = town.clock.at.replace(year=2027)
    town.settles()
    assert len(siti.phone.texts()) == siti.heard("ada 3") == 1
    town.passes(days=2)
    assert len(siti.phone.texts()) == siti.heard("ada 3") == 1, "one reminder of all of them, in the place of the first"


def test_a_clock_that_jumps_back_says_nothing_twice(town: Town, siti: Someone) -> None:
    from datetime import timedelta

    town.case(siti, hours=1)
    town.passes(hours=1)
    town.clock.at -= timedelta(hours=3)
    town.settles()
    town.passes(hours=6)
    assert len([text for text in siti.phone.texts() if "rencanakan" in text]) == 1


def test_a_row_that_does_not_open_stops_nobody(town: Town, siti: Someone, yusuf: Someone) -> None:
    town.case(siti)
    siti.sends("/menu")
    town.asks(lambda tx: incoming.receive(tx, [incoming.Received(77, siti.phone.user.id, b"{}")]))
    town.asks(lambda tx: tx.execute(update(inbox).where(inbox.c.update_id == 77).values(payload=b"\x01" + b"0" * 60)))
    siti.sends("/atur").sees("Sapaan: Ibu")
    yusuf.sends("/menu").sees("Selamat pagi, Bapak.")
    said: dict[str, object] = {"cause": "x", "chat": siti.person.chat, "method": "push", "kind": "alert", "payload": {}}
    town.asks(lambda tx: outgoing.send_later(tx, [said]))
    town.asks(lambda tx: tx.execute(update(outbox).where(outbox.c.cause == "x").values(payload=b"\x01" + b"0" * 60)))
    siti.sends("/bantuan").sees("112")
    assert backlog(town)["inbox_new"] == backlog(town)["outbox_ready"] == 0


def test_a_refusal_and_a_bug_leave_their_neighbours_alone(town: Town, siti: Someone, yusuf: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)
    case, spoiled = town.case(siti), town.case(dewi, name="Bayu")
    menus = {who: who.sends("/menu").phone.last.id for who in (siti, dewi, yusuf)}
    town.asks(lambda tx: tx.execute(update(cases).where(cases.c.id == spoiled.id).values(name=b"\x01" + b"0" * 60)))
    siti.phone.taps_on(menus[siti], siti.data_of(f"Answer:contact:visit:ff:checkin:{spoiled.id}"))
    dewi.phone.taps_on(menus[dewi], dewi.data_of(f"CaseCard:{spoiled.id}:1"))
    yusuf.phone.taps_on(menus[yusuf], yusuf.data_of(f"CaseCard:{case.id}:1"))
    town.settles()
    siti.sees("tidak lagi bersama Ibu")
    yusuf.sees("R-001 Arman")
    dewi.sees("Selamat pagi, Mbak.")
    town.passes(minutes=1)
    dewi.sees("Mohon maaf, Mbak")


def test_a_language_without_a_catalog_stops_nobody(town: Town, siti: Someone, yusuf: Someone) -> None:
    """An import or a later version may have left one behind."""
    town.asks(lambda tx: tx.execute(update(people).where(people.c.id == siti.person.id).values(language="xx")))
    siti.sends("/menu").sees("Selamat pagi, Ibu.")
    yusuf.sends("/menu").sees("Selamat pagi, Bapak.")


@pytest.fixture
def ratna(town: Town) -> Someone:
    """An admin."""
    return town.joins(Role.ADMIN, "Ratna")


def spoil(town: Town, code: str) -> None:
    """A bug waits behind the card of this case."""
    town.asks(lambda tx: tx.execute(update(cases).where(cases.c.code == code).values(name=b"\x01" + b"0" * 60)))


def notices(ratna: Someone) -> int:
    return sum("satu pesan yang tidak dapat diolah" in text for text in ratna.phone.texts())


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_admins_hear_of_a_place_that_fails_once_an_hour(town: Town, siti: Someone, ratna: Someone) -> None:
    ratna.sends("/menu")
    town.case(siti)
    spoil(town, "R-001")
    for _ in range(3):
        siti.sends("/dampingan").taps("R-001").phone.taps("Lihat nama")
        town.settles()
        town.passes(minutes=1)
    assert notices(ratna) == 1
    town.passes(minutes=70)
    siti.sends("/dampingan").taps("R-001").phone.taps("Lihat nama")
    town.settles()
    town.passes(minutes=1)
    assert notices(ratna) == 2


def test_nothing_a_stranger_sends_rings_an_admin(town: Town, ratna: Someone) -> None:
    """Not even what fails."""
    ratna.sends("/menu")
    block = {
        "id": "bpjs",
        "retired": False,
        "block": "rusak",
        "changed_by": ratna.person.id,
        "changed_at": town.clock.at,
    }
    town.asks(lambda tx: tx.execute(insert(support_entries), block))
    before = len(ratna.phone.transcript)
    orang = town.phone("Orang")
    for text in ("halo", "/info", "/start abc", "123456"):
        orang.phone.types(text)
        town.settles()
        town.passes(minutes=1)
    assert town.asks(lambda tx: tx.execute(select(inbox.c.state).where(inbox.c.error.is_not(None))).scalars().all())
    assert len(ratna.phone.transcript) == before


def test_somebody_whose_own_words_do_not_open_stops_nobody(town: Town, siti: Someone) -> None:
    """Their very name: no turn of theirs can begin, and they are still told so."""
    case = town.case(siti, days=60)
    arman = joined(town, siti, case)
    arman.taps("Pengaturan", "Nama saya").types("Bunga")
    town.asks(lambda tx: tx.execute(update(participants).values(settings=b"\x01" + b"0" * 60)))
    arman.phone.types("/menu")
    town.settles()
    for _ in range(3):
        town.passes(minutes=1)
    siti.sends("/menu").sees("Selamat")
    arman.finds("Mohon maaf, Bapak")
    assert backlog(town)["inbox_new"] == 0


def test_a_greeting_whose_week_does_not_open_stops_nobody(town: Town, siti: Someone, ratna: Someone) -> None:
    """It fails, and when the next one is wished cannot be read either."""
    town.case(siti, hours=24 * 8 + 1)
    arman = joined(town, siti, town.case(siti, days=60))
    arman.taps("Pengaturan", "Sapaan rutin").sends("/menu")
    town.asks(lambda tx: tx.execute(update(participants).values(settings=b"\x01" + b"0" * 60)))
    town.passes(days=8)
    town.passes(hours=2)
    siti.finds("R-001")
    town.passes(hours=1)
    greeting = select(prompts.c.state).where(prompts.c.kind == self_checks.KIND)
    assert town.asks(lambda tx: tx.execute(greeting).scalars().all()) == ["failed"]
    assert notices(ratna) == 1


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_a_notice_goes_to_no_chat_that_blocked_the_bot(town: Town, siti: Someone, ratna: Someone) -> None:
    other = town.joins(Role.ADMIN, "Wulan")
    for who in (ratna, other):
        who.sends("/menu")
    other.phone.blocks()
    town.settles()
    town.case(siti)
    spoil(town, "R-001")
    siti.sends("/dampingan").taps("R-001").phone.taps("Lihat nama")
    town.settles()
    before = len(town.server.calls)
    town.passes(minutes=1)
    assert notices(ratna) == 1
    refused = [call for call in list(town.server.calls)[before:] if not call.ok and call.method == "sendmessage"]
    assert refused == []


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_two_places_that_fail_ring_twice(town: Town, siti: Someone, ratna: Someone) -> None:
    ratna.sends("/menu")
    arman = joined(town, siti, town.case(siti, days=60))
    arman.taps("Pengaturan", "Nama saya").types("Bunga")
    spoil(town, "R-001")
    siti.sends("/dampingan").taps("R-001").phone.taps("Lihat nama")
    town.settles()
    town.passes(minutes=1)
    assert notices(ratna) == 1
    sealed = town.asks(lambda tx: tx.execute(select(participants.c.settings)).scalar_one())
    town.asks(lambda tx: tx.execute(update(participants).values(settings=sealed[:-1] + bytes([sealed[-1] ^ 1]))))
    arman.phone.types("/menu")
    town.settles()
    town.passes(minutes=1)
    assert notices(ratna) == 2


def test_what_may_have_arrived_twice_rests_until_the_chat_speaks(town: Town, siti: Someone) -> None:
    """Told twice at most, and not forgotten: whoever is there again is told once more."""
    town.case(siti, hours=1)
    town.server.drop_after_delivery("sendMessage", times=2)
    town.passes(hours=5)
    prompts = [text for text in siti.phone.texts() if "direncanakan" in text]
    assert len(prompts) == 2
    siti.sends("/menu")
    town.passes(minutes=1)
    assert len([text for text in siti.phone.texts() if "direncanakan" in text]) == 3
    siti.sees("direncanakan")


def test_an_answer_does_not_wait_behind_a_doubtful_one(town: Town, siti: Someone) -> None:
    """Somebody who writes is there: what waited for a better moment waits no longer."""
    siti.sends("/menu")
    town.server.drop_before_delivery("sendMessage", times=8)
    siti.phone.types("/jadwal")
    town.settles()
    town.passes(minutes=4)
    town.server.faults.waiting.clear()
    waits = select(outbox.c.not_before).where(outbox.c.state == "ready")
    assert town.asks(lambda tx: tx.execute(waits).scalar_one()) > town.clock.at, "it would wait longer"
    siti.sends("/bantuan").sees("/batal")


def test_what_telegram_told_us_to_wait_for_is_waited_for(town: Town, siti: Someone) -> None:
    siti.sends("/menu")
    town.server.fail_next("sendMessage", retry_after=60)
    siti.phone.types("/jadwal")
    town.settles()
    town.passes(seconds=10)
    siti.phone.types("/bantuan")
    town.settles()
    assert not any("/batal" in text for text in siti.phone.texts())
    town.passes(seconds=60)
    siti.sees("/batal")


def test_what_could_not_be_sent_in_time_is_decided_anew(town: Town, siti: Someone) -> None:
    """The network was away from before half past seven in the evening until eleven: nobody is written to at eleven."""
    town.case(siti, hours=9)  # 19.00
    town.server.fail_next("sendMessage", retry_after=4 * 3600)
    town.passes(hours=14)
    assert siti.phone.texts() == []
    town.passes(hours=10)
    assert len([text for text in siti.phone.texts() if "direncanakan" in text]) == 1


def test_what_is_refused_for_good_is_somebodys_to_see(town: Town, siti: Someone, yusuf: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    town.case(siti, hours=1)
    chat = siti.phone.user.id
    town.server.fail_next("sendMessage", 400, "Bad Request: something nobody has seen", chat_id=chat)
    town.passes(hours=1)
    town.passes(minutes=1)
    assert any("ditolak Telegram" in text for text in ratna.phone.texts())
    assert siti.phone.texts() == []
    yusuf.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat").sees("tidak dapat disampaikan")
    siti.sends("/menu").sees("menunggu")
    town.server.fail_next("editMessageText", 400, "Bad Request: something nobody has seen", chat_id=chat)
    siti.phone.taps("Jadwal")
    town.settles()
    town.passes(minutes=1)
    siti.sees("tidak dapat dimunculkan", "/menu")
    assert sum("ditolak Telegram" in text for text in ratna.phone.texts()) == 1, "once an hour for one reason"


def test_what_telegram_shows_already_is_said(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/menu")
    shown = len(siti.phone.messages)
    town.server.fail_next("editMessageText", 400, "Bad Request: message is not modified: same content")
    siti.phone.taps("Catat kabar")
    town.settles()
    town.passes(minutes=5)
    assert len(siti.phone.messages) == shown, "it is not said anew"
    assert set(town.asks(lambda tx: tx.execute(select(outbox.c.state)).scalars())) == {"sent"}


def test_a_greeting_that_may_have_arrived_is_not_repeated(town: Town, siti: Someone) -> None:
    who = joined(town, siti, town.case(siti, days=60))
    who.taps("Pengaturan", "Sapaan rutin").sends("/menu")
    town.server.drop_before_delivery("sendMessage")
    town.passes(days=7)
    who.sends("/menu")
    town.passes(days=3)
    assert not any("Apa kabar" in text for text in who.phone.texts())
    said = select(outbox.c.state).where(outbox.c.kind == "nudge")
    assert town.asks(lambda tx: tx.execute(said).scalars().all()) == ["uncertain"]
    town.passes(days=4)
    assert any("Apa kabar" in text for text in who.phone.texts()), "the next one comes in its time"


def test_what_is_about_somebody_who_is_gone_stays_unsaid(town: Town, siti: Someone) -> None:
    """Whoever ends a case ends its prompts with it; one that came in between is not said all the same."""
    case = town.case(siti, hours=1)
    town.asks(lambda tx: tx.execute(update(cases).where(cases.c.id == case.id).values(status="closed")))
    town.passes(hours=3)
    assert siti.phone.texts() == []
    due = select(prompts.c.state).where(prompts.c.kind == "next_contact")
    assert town.asks(lambda tx: tx.execute(due).scalars().all()) == ["lapsed"]
