"""Whoever forgot their PIN talks with whoever accompanies them; six digits, read out, open the phone once."""

from __future__ import annotations

import re

import pytest

from bot.domain.people import Role
from bot.domain.presses import ForgottenPin
from bot.store.caseload import cases
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.people import people
from bot.store.rights import participants, pin_codes
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card, stands_in
from tests.stories.test_participant import by_phone, joined

pytestmark = ON_ONE_DATABASE


@pytest.fixture
def arman(town: Town, siti: Someone, case: Case) -> Someone:
    """Who has forgotten the PIN, which somebody else may have set."""
    who = joined(town, siti, case)
    return who.sends("/atur").taps("PIN").types("2580").types("2580").sends("/data").sees("ketik PIN")


def read_out(siti: Someone) -> str:
    """The digits, as they stand on the mentor's screen."""
    card(siti).taps("Peserta", "Lupa PIN").sees("bertemu atau bicara langsung").taps("Ya, sudah bicara langsung")
    found = re.search(r"\d{3} \d{3}", siti.screen)
    assert found is not None
    return found[0]


def emptied(who: Someone) -> Someone:
    """With the word that shows an empty bot, and there it is."""
    who.types("2580").sends("/atur").taps("Kata: kosongkan").types("beli galon").types("beli galon")
    return who.sees("undangan")


def test_it_is_asked_once_and_the_code_opens_and_takes_the_pin_away(town: Town, siti: Someone, arman: Someone) -> None:
    told = len(arman.phone.texts())
    code = read_out(siti)
    assert len(arman.phone.texts()) == told, "nobody who holds the phone hears that there is a code"
    arman.types(code).sees("Sudah terbuka", "PIN sudah dihapus").sees_no(code, code.replace(" ", ""))
    arman.sends("/atur").sees("Belum ada PIN.")
    town.passes(minutes=11)
    arman.sends("/data").sees("Data saya")
    siti.sees_no(code)


def test_a_code_works_once_and_for_an_hour(town: Town, siti: Someone, arman: Someone) -> None:
    late = read_out(siti)
    town.passes(minutes=60)
    arman.types(late).sees("belum cocok")
    former, code = read_out(siti), read_out(siti)
    if former != code:
        arman.types(former).sees("belum cocok")
    arman.types(code).sees("PIN sudah dihapus").sends("/atur").taps("PIN").types("8642").types("8642").sends(
        "/data"
    ).types(code)
    arman.sees("belum cocok", "ketik PIN")


def test_it_opens_an_empty_bot_and_a_wrong_one_is_answered_as_a_strangers(
    town: Town, siti: Someone, arman: Someone
) -> None:
    emptied(arman)
    code, stranger = read_out(siti).replace(" ", ""), town.phone("Orang lain")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for who in (arman, stranger):
        who.types(wrong)
    assert (arman.screen, arman.labels) == (stranger.screen, stranger.labels)
    arman.types(code).sees("PIN sudah dihapus", "Ada 1 PIN yang tidak cocok", "Selamat")
    arman.sends("/data").sees("Data saya")


def test_a_wrong_code_is_a_guess_like_any_other(town: Town, siti: Someone, arman: Someone) -> None:
    code = read_out(siti)
    for _ in range(5):
        arman.types(f"{(int(code.replace(' ', '')) + 1) % 10**6:06}")
    arman.sees("Terlalu banyak").types(code).sees("Terlalu banyak").sees_no("PIN sudah dihapus")
    town.passes(minutes=10)
    arman.types(code).sees("Ada 5 PIN", "PIN sudah dihapus")


def test_it_is_taken_where_the_pin_as_it_is_now_is_asked(town: Town, siti: Someone, arman: Someone) -> None:
    arman.types("2580").sends("/atur").taps("PIN", "Ganti PIN").types(read_out(siti)).sees("Pilih PIN").types(
        "8642"
    ).types("8642")
    arman.sees("PIN terpasang").sends("/data").types("8642").sees("Terbuka")


def test_it_binds_no_phone_and_opens_nobody_elses(town: Town, siti: Someone, arman: Someone) -> None:
    other = joined(town, siti, town.case(siti, name="Bayu", days=60), "Bayu")
    other.sends("/atur").taps("PIN").types("8642").types("8642").sends("/data")
    code = read_out(siti)
    town.phone("Orang lain").types(code).sees("tidak cocok atau sudah lewat")
    other.types(code).sees("belum cocok")
    arman.types(code).sees("PIN sudah dihapus")


def test_only_the_own_mentor_makes_one(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, case: Case, arman: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)
    for who in (dewi, yusuf, ratna, arman):
        who.sends("/menu").forges(ForgottenPin(case.id, sure=True))
        assert not re.search(r"\d{3} \d{3}", who.screen)
    stands_in(town, yusuf, siti, dewi)
    dewi.sends("/menu").forges(ForgottenPin(case.id, sure=True)).sees("tidak bersama")


def hands_over(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    town.asks(lambda tx: cases.set_mentor(tx, yusuf.person, [case.id], yusuf.person))


def suspends(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    town.asks(lambda tx: people.suspend(tx, yusuf.person, siti.person))


def another_code(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    def makes(tx: Tx) -> None:
        person = participants.of_case(tx, case.id)
        assert person is not None
        pin_codes.make(tx, person, case, siti.person)

    town.asks(makes)


@pytest.mark.parametrize("ends", [hands_over, suspends, another_code])
def test_what_ends_a_code(town: Town, yusuf: Someone, siti: Someone, case: Case, arman: Someone, ends: object) -> None:
    code = read_out(siti)
    assert callable(ends)
    ends(town, yusuf, siti, case)
    arman.types(code).sees("belum cocok")


def test_another_phone_ends_it(town: Town, siti: Someone, case: Case, arman: Someone) -> None:
    code = read_out(siti)
    siti.sends("/dampingan").taps("R-001", "Peserta", "Ganti ponsel", "Ya, lanjut")
    arman.types(code).sees("tidak cocok atau sudah lewat")


def test_nothing_is_made_for_whoever_has_no_phone(town: Town, siti: Someone) -> None:
    case = town.case(siti, name="Bayu", days=60)
    siti.sends("/menu").forges(ForgottenPin(case.id, sure=True)).sees("Belum ada yang diundang.")


def test_whoever_it_opens_for_and_whoever_leads_read_of_it(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    arman.types(read_out(siti)).sends("/data").taps("Siapa yang melihat").sees("pendamping (kode PIN)")
    yusuf.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat", "Siapa yang melihat").sees(
        "M-01 membuat kode pembuka PIN"
    )


def test_no_code_begins_like_a_number_of_help(town: Town, siti: Someone, case: Case, arman: Someone) -> None:
    def makes(tx: Tx) -> list[str]:
        person = by_phone(tx, arman)
        return [pin_codes.make(tx, person, case, siti.person) for _ in range(300)]

    assert not any(code.startswith(("110", "112", "119", "129")) for code in town.asks(makes))
