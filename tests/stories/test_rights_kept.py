"""Rights that are kept: clocks that reach somebody, requests taken back, an erasure that was asked about first."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.presses import RecallRequest, RequestAnswered, RequestCard, TakeRequest
from bot.store.caseload import requests
from bot.store.caseload.requests import Request
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit, cases, prompts
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_requests import Companion

pytestmark = ON_ONE_DATABASE
LEFT_24, LEFT_6, OVER = "waktunya tinggal", "harus dijawab paling lambat", "Waktu 72 jam satu permintaan sudah lewat"


def asked(town: Town, companion: Companion, kind: str = "access", text: str = "") -> Request:
    return companion.asks(kind, text)


def verbs(town: Town, verb: str) -> int:
    return len(town.asks(lambda tx: tx.execute(select(audit.c.id).where(audit.c.verb == verb)).all()))


# -- the law's clock ---------------------------------------------------------------------------------------------------


def test_what_a_supervisor_has_reaches_an_admin_a_day_and_six_hours_before_its_end(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    companion = Companion(town, siti)
    request = asked(town, companion)
    town.passes(hours=47)
    assert ratna.heard(LEFT_24) == 0
    town.passes(hours=2)
    assert ratna.heard(LEFT_24) == 1 and ratna.heard("S-01") == 1 and ratna.heard("R-001") == 0
    ratna.sends("/menu").forges(RequestCard(request.id)).sees("tidak sedang di tangan")
    town.passes(hours=18)
    assert ratna.heard(LEFT_6) == 1 and yusuf.heard(LEFT_6) == 1
    town.passes(hours=3)
    assert ratna.heard(LEFT_6) == 1, "once"
    town.passes(hours=4)
    assert ratna.heard(OVER) == 1 and yusuf.heard(OVER) == 1
    town.passes(days=3)
    assert ratna.heard(OVER) == 1


def test_what_a_mentor_has_reaches_their_supervisor_first(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    asked(town, Companion(town, siti), "pause")
    town.passes(hours=49)
    assert yusuf.heard("Permintaan dari R-001 masih ada pada M-01") == 1 and ratna.heard(LEFT_24) == 0
    town.passes(hours=18)
    assert ratna.heard(LEFT_6) == 1


def buttons_under(who: Someone, *words: str) -> list[tuple[str, tuple[int, str]]]:
    """The buttons under the newest message with the first of these words, where the others stand too."""
    message = who.finds(words[0])
    for text in words:
        assert text in message.text, message.text
    return [(button.label, (message.id, button.data or "")) for row in message.buttons for button in row]


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_news_of_the_clock_opens_the_request_for_whoever_may_and_says_to_them_that_it_is_theirs(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    asked(town, Companion(town, siti))
    for hours, words in ((49, LEFT_24), (18, LEFT_6), (6, OVER)):
        town.passes(hours=hours)
        assert buttons_under(ratna, words, "masih ada pada S-01") == [], "what was asked for is not an admin's to open"
        if words != LEFT_24:
            [(label, button)] = buttons_under(yusuf, words, "masih ada pada Bapak")
            assert label == "Buka permintaan"
            yusuf.presses(button).finds("R-001: Salinan data saya")


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_an_admin_who_has_it_themselves_is_asked_to_call_nobody(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    hendra = town.joins(Role.ADMIN, "Hendra", address="bapak")
    request = asked(town, Companion(town, siti))
    yusuf.phone.blocks()
    town.settles()
    hendra.sends("/menu").forges(TakeRequest(request.id)).sees("A-02")
    town.passes(hours=49)
    [(_, button)] = buttons_under(hendra, "Permintaan dari R-001 masih ada pada Bapak", "Mohon dipastikan dijawab")
    assert "A-02" in hendra.sees_no("Mohon hubungi petugasnya").presses(button).finds("R-001: Salinan data saya").text
    [(_, button)] = buttons_under(ratna, "Satu permintaan masih ada pada A-02", "Mohon hubungi petugasnya")
    assert "A-02" in ratna.presses(button).finds("R-001: Salinan data saya").text


def test_nothing_is_told_of_what_was_answered_in_time_or_has_no_such_clock(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    companion = Companion(town, siti)
    request = asked(town, companion)
    asked(town, companion, "info", "kapan?")
    yusuf.sends("/menu").taps("Permintaan (2)", "1. R-001").sees("Paling lambat")
    town.asks(lambda tx: requests.finish(tx, yusuf.person, request))
    town.passes(days=8)
    for leader in (ratna, yusuf):
        assert leader.heard(LEFT_24) == leader.heard(LEFT_6) == leader.heard(OVER) == 0


def test_it_reaches_them_also_when_nobodys_phone_can_be_reached(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    asked(town, Companion(town, siti))
    for one in (yusuf, siti):
        one.phone.blocks()
    town.passes(hours=67)
    assert ratna.heard(LEFT_6) == 1


def test_needs_attention_shows_it_before_it_ends(town: Town, yusuf: Someone, siti: Someone) -> None:
    companion = Companion(town, siti)
    request = asked(town, companion)
    town.passes(hours=47)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu")
    town.passes(hours=2)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("R-001 (M-01): ada permintaan yang perlu segera dijawab")
    town.passes(hours=48)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("perlu segera dijawab")
    town.asks(lambda tx: requests.finish(tx, yusuf.person, request))
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu")


def test_a_complaint_is_no_clock_of_the_law_and_shows_in_no_list_of_cases(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    asked(town, Companion(town, siti), "complaint", "tidak nyaman")
    town.passes(days=9)
    yusuf.sends("/menu").taps("Perlu perhatian").sees("tidak ada dampingan yang perlu")


# -- taken back -------------------------------------------------------------------------------------------------------


def test_a_request_is_taken_back_and_whoever_has_it_hears_that(town: Town, yusuf: Someone, siti: Someone) -> None:
    companion = Companion(town, siti)
    request = asked(town, companion, "correct", "Nama kecil keliru")
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001", "Saya tangani")
    phone = companion.phone.sends("/menu").taps("Permintaan saya", f"No. {request.id}").sees("Sedang dikerjakan")
    phone.taps("Tarik permintaan ini").sees(f"Permintaan no. {request.id} ditarik kembali, Kak?")
    again = phone.remembers("Ya, tarik kembali")
    phone.taps("Kembali").sees("Sedang dikerjakan").taps("Tarik permintaan ini", "Ya, tarik kembali")
    phone.sees("ditarik, dan yang ditulis di dalamnya sudah dihapus")
    yusuf.sees("Satu permintaan ditarik kembali").sees_no("Nama kecil")
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat").sees(
        "Kabar permintaan ditarik, Sel, 24 Nov, 10.00: disampaikan. Ke S-01"
    )
    assert siti.screen.count("Tidak dikirim") == 3, "nor is anybody reminded of it"
    town.passes(minutes=1)
    phone.presses(again).sees("Keadaan: Ditarik kembali")
    assert "Tarik permintaan ini" not in phone.labels
    assert verbs(town, "request_recalled") == 1 and companion.state(request) == "recalled"
    found = town.asks(lambda tx: requests.by_id(tx, request.id))
    assert found is not None and found.sealed_text is None
    phone.sends("/menu")
    assert "kabar di Permintaan saya" not in phone.screen, "what they did themselves is no news"
    yusuf.forges(TakeRequest(request.id)).sees("sudah ditarik kembali oleh yang mengajukan")
    town.passes(days=4)
    assert yusuf.heard(LEFT_6) == yusuf.heard(OVER) == 0
    asked(town, companion, "correct", "Sekali lagi")
    yusuf.sends("/menu").taps("Permintaan (1)").sees("R-001")


def test_what_held_no_words_is_taken_back_without_talking_of_any(town: Town, yusuf: Someone, siti: Someone) -> None:
    companion = Companion(town, siti)
    request = asked(town, companion)
    companion.phone.sends("/menu").taps("Permintaan saya", f"No. {request.id}", "Tarik permintaan ini")
    companion.phone.taps("Ya, tarik kembali").sees(f"Permintaan no. {request.id} ditarik.")
    companion.phone.sees_no("yang ditulis di dalamnya")


def test_nobody_takes_back_what_is_over_or_not_theirs(town: Town, yusuf: Someone, siti: Someone) -> None:
    companion, other = Companion(town, siti), Companion(town, siti)
    theirs, done = asked(town, other), asked(town, companion)
    town.asks(lambda tx: requests.finish(tx, yusuf.person, done))
    companion.phone.sends("/menu").forges(RecallRequest(theirs.id, sure=True)).sees("Permintaan saya")
    companion.phone.forges(RecallRequest(done.id, sure=True)).sees("Keadaan: Sudah dijawab")
    assert verbs(town, "request_recalled") == 0 and other.state(theirs) == "open"


def test_a_complaint_is_taken_back_without_the_mentor_hearing_of_it(town: Town, yusuf: Someone, siti: Someone) -> None:
    companion = Companion(town, siti)
    request = asked(town, companion, "complaint", "tidak nyaman")
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001", "Saya tangani")
    companion.phone.sends("/menu").taps("Permintaan saya", f"No. {request.id}", "Tarik permintaan ini")
    companion.phone.taps("Ya, tarik kembali").sees("ditarik")
    yusuf.sees("Satu permintaan ditarik kembali")
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat")
    assert "ditarik" not in siti.screen and "Kabar" not in siti.screen


# -- erasing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "word"), [("Ya, saat bertemu", "visit"), ("Ya, lewat telepon", "call")])
def test_the_person_is_asked_before_everything_is_erased(
    town: Town, yusuf: Someone, siti: Someone, how: str, word: str
) -> None:
    asked(town, Companion(town, siti), "erase")
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001").sees("tanyakan dulu langsung kepada orangnya")
    yusuf.taps("Hapus semua datanya").sees("Ponsel bisa saja dipegang orang lain").taps("Belum")
    yusuf.sees("Belum ada yang dihapus").taps("Hapus semua datanya", how).types("R-001")
    yusuf.sees("Semua catatannya sudah dihapus")

    def noted(tx: Tx) -> list[str]:
        rows = tx.execute(select(audit.c.reason).where(audit.c.verb == "erasure_confirmed"))
        return [tx.open(row.reason, "audit", "reason", "erasure_confirmed") for row in rows]

    assert town.asks(noted) == [word]
    assert town.asks(lambda tx: tx.execute(select(cases.c.status)).scalar_one()) == "erased"


def test_an_erasure_is_not_answered_by_saying_so(town: Town, yusuf: Someone, siti: Someone) -> None:
    companion = Companion(town, siti)
    request = asked(town, companion, "erase")
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001", "Saya tangani").forges(RequestAnswered(request.id))
    assert "Hapus semua datanya" in yusuf.labels and companion.state(request) == "taken"


def erases(yusuf: Someone) -> None:
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001", "Hapus semua datanya", "Ya, saat bertemu").types("R-001")
    yusuf.sees("Semua catatannya sudah dihapus")


def test_whoever_accompanied_hears_that_somebody_was_erased_and_not_a_word_of_them(
    town: Town, yusuf: Someone, siti: Someone, ratna: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    siti.sends("/atur").taps("Cuti", "Hari ini", "3 hari", "M-02 Dewi")
    yusuf.taps("Buka", "Setuju")
    asked(town, Companion(town, siti), "erase")
    erases(yusuf)
    for one in (siti, dewi):
        one.sees("Data R-001 sudah dihapus sesuai permintaan, dan tidak ada pengingat lagi").sees_no("Arman")
        assert one.labels == []
    assert yusuf.heard("Data R-001") == ratna.heard("Data R-001") == 0
    town.asks(kept_of_the_news)
    siti.sends("/dampingan")
    assert "R-001" not in siti.labels


def kept_of_the_news(tx: Tx) -> None:
    """What is kept of the news says whose it is and of which number, and stands in nobody's history."""
    kept = tx.execute(select(prompts).where(prompts.c.kind == "case_erased")).mappings().all()
    assert len(kept) == 2
    assert all(row["case_id"] is None and row["reason"] in (None, "") for row in kept)


def test_nobody_is_told_where_whoever_erases_accompanied_them(town: Town, yusuf: Someone, siti: Someone) -> None:
    asked(town, Companion(town, yusuf), "erase")
    erases(yusuf)
    assert yusuf.heard("Data R-001") == siti.heard("Data R-001") == 0


def test_a_wrong_code_erases_nothing_and_notes_nothing_and_is_asked_for_three_times(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    asked(town, Companion(town, siti), "erase")
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001", "Hapus semua datanya", "Ya, saat bertemu").types("R-002")
    yusuf.sees("Kodenya tidak sesuai", "dicoba 2 kali lagi", "ketik kodenya").types("R-002").sees("dicoba 1 kali lagi")
    yusuf.types("R-003").sees("Kodenya tidak sesuai, jadi tidak ada yang diubah", "R-001: Hapus data saya")
    assert "Hapus semua datanya" in yusuf.labels and verbs(town, "erasure_confirmed") == 0
    yusuf.taps("Hapus semua datanya", "Ya, saat bertemu").types("R-002").sees("dicoba 2 kali lagi")
    yusuf.types("r-001 ").sees("Semua catatannya sudah dihapus")


def test_who_erases_reads_at_once_that_the_wish_was_taken_back(town: Town, yusuf: Someone, siti: Someone) -> None:
    companion = Companion(town, siti)
    request = asked(town, companion, "erase")
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001")
    begins = yusuf.remembers("Hapus semua datanya")
    yusuf.taps("Hapus semua datanya")
    town.asks(lambda tx: requests.recall(tx, companion.person, request))
    yusuf.taps("Ya, saat bertemu").sees("sudah ditarik kembali oleh yang mengajukan", "Ditarik kembali.")
    yusuf.sees_no("tidak dapat dibatalkan")
    assert "Hapus semua datanya" not in yusuf.labels
    town.passes(minutes=1)
    yusuf.sends("/menu").presses(begins).sees("sudah ditarik kembali oleh yang mengajukan")
    yusuf.sees_no("Ponsel bisa saja dipegang orang lain")
    assert verbs(town, "erasure_confirmed") == 0


def test_no_better_reason_is_asked_for_what_was_taken_back(town: Town, yusuf: Someone, siti: Someone) -> None:
    companion = Companion(town, siti)
    request = asked(town, companion)
    yusuf.sends("/menu").taps("Permintaan (1)", "R-001", "Tidak dapat dipenuhi")
    town.asks(lambda tx: requests.recall(tx, companion.person, request))
    yusuf.types("Ya").sees("sudah ditarik kembali oleh yang mengajukan").sees_no("sedikit lebih panjang")
    yusuf.types("Baik").sees_no("sedikit lebih panjang")
    assert verbs(town, "request_refused") == 0
