"""A phone in other hands, or another phone: what stood open there is neither shown nor answered by whoever holds it."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.domain.people import Role
from bot.domain.presses import ChangeConsent, Sweep
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import consents, prompts, requests
from bot.store.rights import participants
from tests.driver import Someone, Town
from tests.stories.test_participant import code_for, joined

TYPED = "Kamu bicara dengan siapa?"


@pytest.fixture
def arman(town: Town, siti: Someone, case: Case) -> Someone:
    """With a PIN, and a word for each need."""
    who = joined(town, siti, case)
    who.taps("Pengaturan", "Kata: jangan dulu").types("sudah makan")
    who.sends("/atur").taps("PIN").types("2580").types("2580").sends("/atur").types("2580")
    return who.sends("/atur").taps("Kata: kosongkan").types("beli galon").sends("/menu")


def asked(town: Town) -> int:
    """How many requests there are."""
    return town.asks(lambda tx: int(tx.execute(select(func.count()).select_from(requests)).scalar_one()))


def complains(who: Someone) -> Someone:
    return who.sends("/menu").taps("Permintaan saya", "Ada yang kurang berkenan").sees("tidak lewat pendamping")


def says_not_now(town: Town, who: Someone) -> None:
    who.types("sudah makan").sees("Baik. Terima kasih.")


def hides(town: Town, who: Someone) -> None:
    who.forges(Sweep()).sees("Sudah rapi.")


def empties(town: Town, who: Someone) -> None:
    who.types("beli galon").sees("undangan")


def waits(town: Town, who: Someone) -> None:
    town.passes(minutes=15)


@pytest.mark.parametrize("puts_away", [says_not_now, hides, empties, waits])
def test_words_typed_after_the_phone_was_put_away_answer_no_form(
    town: Town, arman: Someone, puts_away: Callable[[Town, Someone], None]
) -> None:
    complains(arman)
    puts_away(town, arman)
    arman.types(TYPED)
    assert asked(town) == 0
    assert not any("diterima" in text or "kurang berkenan" in text for text in arman.phone.texts())
    arman.types("2580")
    if puts_away is not waits:  # then the PIN leads back to it
        arman.types(TYPED)
    assert asked(town) == 0


def test_the_pin_leads_back_to_the_form_that_stood_open(town: Town, arman: Someone) -> None:
    complains(arman)
    town.passes(minutes=15)
    arman.types(TYPED).sees("ketik PIN", "tidak disimpan").sees_no(TYPED)
    arman.types("0000").sees("belum cocok").types("2580").sees("Terbuka selama sepuluh menit", "tidak lewat pendamping")
    arman.types("Janji sering batal.").sees("Nomornya 1")
    assert asked(town) == 1


def test_an_old_button_leads_to_no_form_past_the_pin(town: Town, arman: Someone) -> None:
    old = complains(arman).phone.last.id
    town.passes(minutes=15)
    arman.presses((old, "x")).sees("ketik PIN").sees_no("tidak lewat pendamping")


def test_an_agreed_word_asks_for_the_pin_again(town: Town, arman: Someone) -> None:
    arman.sends("/data").sees("Data saya")
    says_not_now(town, arman)
    arman.sends("/data").sees("ketik PIN")


def test_another_phone_begins_without_the_empty_bot_of_the_former(
    town: Town, siti: Someone, case: Case, arman: Someone
) -> None:
    empties(town, arman)
    siti.sends("/dampingan").taps("R-001", "Peserta", "Ganti ponsel", "Ya, lanjut")
    new = town.phone("Arman")
    new.types(code_for(town, siti, case)).sees("Selamat").sends("/data").sees("Data saya")
    arman.sends("/data").sees("undangan")


def test_who_joins_again_is_told_to_whoever_accompanies_them_now(
    town: Town, yusuf: Someone, siti: Someone, case: Case, arman: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)

    def moves_on(tx: Tx) -> None:
        cases.set_mentor(tx, yusuf.person, [case.id], dewi.person)
        person = participants.of_case(tx, case.id)
        assert person is not None
        participants.rebind(tx, person, dewi.person)

    before = sum("sedang bergabung" in text for text in siti.phone.texts())
    town.asks(moves_on)
    town.phone("Arman").types(code_for(town, dewi, case))
    dewi.sees("R-001 sedang bergabung")
    assert sum("sedang bergabung" in text for text in siti.phone.texts()) == before


def test_another_phone_begins_without_the_pin_of_whoever_had_the_former(
    town: Town, siti: Someone, case: Case, arman: Someone
) -> None:
    """Their name and their words are there all the same: whoever relies on a word must find it at work."""
    arman.sends("/atur").taps("Nama saya").types("Mas Bro")
    siti.sends("/dampingan").taps("R-001", "Peserta", "Ganti ponsel", "Ya, lanjut").sees("mulai tanpa PIN")
    new = town.phone("Arman")
    new.types(code_for(town, siti, case)).sends("/menu").sees("Mas Bro").sends("/data").sees("Data saya")
    new.sends("/atur").sees("Belum ada PIN.").taps("PIN").sees("Pilih PIN").types("8642").types("8642").sends(
        "/data"
    ).types("2580")
    new.sees("belum cocok").types("8642").sees("Terbuka")
    new.types("sudah makan").sees("Baik. Terima kasih.").types("beli galon").sees("undangan")


def test_an_empty_bot_lasts_a_day_and_not_a_moment_longer(town: Town, arman: Someone) -> None:
    empties(town, arman)
    town.passes(hours=23, minutes=59)
    arman.sends("/menu").sees("undangan")
    town.passes(minutes=1)
    arman.sends("/menu").sees("tidak dipantau 24 jam")


def test_a_late_yes_says_yes_to_what_it_stood_under_alone(town: Town, siti: Someone, case: Case) -> None:
    who = town.phone("Arman")
    who.types(code_for(town, siti, case)).taps("Ya", "Bapak", "WIB (").sees("Lewat Telegram")
    yes = who.remembers("Ya")
    who.presses(yes).sees("Pesan dari kami")
    town.passes(seconds=10)
    who.presses(yes).sees("Pesan dari kami")
    assert town.asks(lambda tx: list(tx.execute(select(consents.c.tick)).scalars())) == ["abroad"]


def test_taking_back_the_first_yes_leads_out(town: Town, arman: Someone) -> None:
    arman.forges(ChangeConsent("abroad")).sees("Pendampingan tetap berjalan", "?")
    assert any("keluar" in label.casefold() for label in arman.labels)


def test_a_greeting_that_was_said_stands_as_said(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/atur").taps("Sapaan rutin")
    town.passes(days=8)
    arman.finds("Apa kabar?")
    states = select(prompts.c.state).where(prompts.c.kind == "self_check").order_by(prompts.c.id)
    assert town.asks(lambda tx: list(tx.execute(states).scalars())) == ["said", "waiting"]
