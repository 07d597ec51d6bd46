"""Whatever somebody types, says or photographs is taken out of the chat, whoever holds the phone.

What it found closes by itself where it says what somebody needs.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.demo.phones import Phone
from bot.store.caseload.cases import Case
from bot.store.engine.tables import requests
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_participant import code_for, joined, link_for

pytestmark = ON_ONE_DATABASE

Opens = Callable[[Town, Someone, Case], Someone]


def stranger(town: Town, siti: Someone, case: Case) -> Someone:
    return town.phone("Orang").sends("/info")


def participant(town: Town, siti: Someone, case: Case) -> Someone:
    return joined(town, siti, case).sends("/menu")


def with_a_question_open(town: Town, siti: Someone, case: Case) -> Someone:
    return joined(town, siti, case).taps("Permintaan saya", "Tanya sesuatu")


def where_the_pin_is_asked(town: Town, siti: Someone, case: Case) -> Someone:
    return (
        joined(town, siti, case).sends("/atur").taps("PIN").types("2580").types("2580").sends("/data").sees("ketik PIN")
    )


def an_empty_bot(town: Town, siti: Someone, case: Case) -> Someone:
    who = joined(town, siti, case).sends("/atur").taps("Kata: kosongkan").types("beli galon")
    return who.types("beli galon").sees("undangan")


def an_empty_bot_with_a_pin(town: Town, siti: Someone, case: Case) -> Someone:
    who = joined(town, siti, case).sends("/atur").taps("Kata: kosongkan").types("beli galon").taps("PIN")
    return who.types("2580").types("2580").types("beli galon").sees("undangan")


def nobody_has_confirmed(town: Town, siti: Someone, case: Case) -> Someone:
    who = town.phone("Orang")
    return who.sends(f"/start {link_for(town, siti, case)}").taps("Ya", "Bapak", "WIB (")


def first_questions(town: Town, siti: Someone, case: Case) -> Someone:
    return town.phone("Arman").types(code_for(town, siti, case)).sees("18 tahun")


def before_the_consent(town: Town, siti: Someone, case: Case) -> Someone:
    return first_questions(town, siti, case).taps("Ya", "Bapak", "WIB (").sees("Lewat Telegram")


PHONES = (
    stranger,
    participant,
    with_a_question_open,
    where_the_pin_is_asked,
    an_empty_bot,
    an_empty_bot_with_a_pin,
    nobody_has_confirmed,
    first_questions,
    before_the_consent,
)
SENT: dict[str, Callable[[Phone], object]] = {
    "words": lambda phone: phone.types("suami mukul lagi semalam"),
    "a need": lambda phone: phone.types("bpjs mati"),
    "digits": lambda phone: phone.types("482913"),
    "a photo": lambda phone: phone.sends_photo(),
    "a photo with words": lambda phone: phone.sends_photo("ini rumah saya"),
    "a voice": lambda phone: phone.sends_voice(),
    "a place": lambda phone: phone.sends_location(),
    "a contact": lambda phone: phone.sends_contact(),
    "a file": lambda phone: phone.sends_document(),
    "a sticker": lambda phone: phone.sends_sticker(),
}


def theirs(who: Someone) -> list[str]:
    """What they sent and still stands in the chat; commands say nothing."""
    return [
        message.text or "media"
        for message in who.phone.messages
        if not message.from_bot and not message.text.startswith("/")
    ]


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("opens", PHONES, ids=lambda opens: str(opens.__name__))
def test_it_is_taken_back(town: Town, siti: Someone, case: Case, opens: Opens, sent: str) -> None:
    who = opens(town, siti, case)
    assert theirs(who) == []
    SENT[sent](who.phone)
    town.settles()
    assert theirs(who) == []
    assert who.phone.last.from_bot and who.labels, "it is answered"


@pytest.mark.parametrize("opens", [stranger, participant, an_empty_bot, nobody_has_confirmed])
def test_what_was_found_and_its_card_close_by_themselves(town: Town, siti: Someone, case: Case, opens: Opens) -> None:
    who = opens(town, siti, case)
    who.types("bpjs mati").sees("Mungkin ini membantu").taps("1. ").sees("Sumber: ")
    if "Tidak sesuai" in who.labels:
        who.taps("Tidak sesuai")
    town.passes(minutes=11)
    who.sees_no("BPJS")


@pytest.mark.parametrize("opens", [stranger, participant, an_empty_bot, nobody_has_confirmed])
@pytest.mark.parametrize("words", ["suami memperkosa saya", "saya mau bunuh diri", "suami mau bunuh saya, tolong"])
def test_what_was_found_in_danger_closes_too(town: Town, siti: Someone, case: Case, opens: Opens, words: str) -> None:
    who = opens(town, siti, case)
    who.types(words).sees("112", "119")
    town.passes(minutes=11)
    assert not who.heard("112") and not who.heard("mendesak"), "the numbers are where they are for everybody"
    who.sends("/menu").taps("Darurat").sees("112", "119")
    town.passes(minutes=11)
    who.sees("112", "119")


CALLED = (
    ("Darurat", "Minta dihubungi sekarang"),
    ("Darurat", "Minta dihubungi sekarang", "Salah ketuk"),
    ("Minta dihubungi",),
    ("Minta dihubungi", "Permintaan saya", "No. 1", "Tarik"),
    ("Minta dihubungi", "Permintaan saya", "No. 1", "Tarik", "Ya, tarik"),
    ("Kabar saya", "Berat"),
    ("Kabar saya", "Berat", "Ya"),
    ("Data saya", "Hapus semua"),
    ("Data saya", "Keluar"),
)


@pytest.mark.parametrize("way", CALLED, ids=" ".join)
@pytest.mark.parametrize("pin", [False, True])
def test_what_says_that_somebody_called_for_help_closes(
    town: Town, arman: Someone, way: tuple[str, ...], pin: bool
) -> None:
    if pin:
        arman.sends("/atur").taps("PIN").types("258013").types("258013").sends("/atur").types("258013")
    arman.sends("/menu").taps(*way)
    before = arman.screen
    town.passes(minutes=11)
    assert before not in arman.phone.texts()


def test_any_card_closes_on_a_participants_phone(arman: Someone, town: Town) -> None:
    arman.sends("/menu").taps("Info bantuan", "Hukum, hak", "1. ").sees("Sumber: ")
    town.passes(minutes=11)
    arman.sees_no("Sumber: ")


def test_what_explains_a_word_or_a_pin_closes_too(arman: Someone, town: Town) -> None:
    for label, says in (
        ("Kata: kosongkan", "mengosongkan"),
        ("Kata: jangan dulu", "jangan sekarang"),
        ("PIN", "Pilih"),
    ):
        arman.sends("/atur").taps(label).sees(says)
        town.passes(minutes=11)
        arman.sees_no(says)


def test_no_label_and_no_answer_says_that_something_is_hidden(arman: Someone, town: Town) -> None:
    """Each screen that somebody who only looks on can see; what the words do is explained behind a tap, beforehand."""
    told = ("embunyi", "mengosongkan", "agar tidak", "rahasia", "terbaca")
    for way in ((), ("Pengaturan",), ("Rapikan",), ("Permintaan saya",), ("Data saya",)):
        arman.sends("/menu").taps(*way)
        assert not any(word in f"{arman.screen} {' '.join(arman.labels)}".casefold() for word in told), arman.screen


def test_what_is_typed_after_start_is_sent_to_nobody(town: Town, siti: Someone, arman: Someone) -> None:
    """The question is out of sight: whoever begins anew and types something is not asking."""
    arman.sends("/menu").taps("Permintaan saya", "Tanya sesuatu")
    arman.sends("/start").types("kata lain")
    assert town.asks(lambda tx: tx.execute(select(func.count()).select_from(requests)).scalar_one()) == 0
    arman.sends("/menu").taps("Permintaan saya", "Tanya sesuatu").types("kata lain").sees("diterima")
