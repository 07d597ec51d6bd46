"""One among forty: a number or how a name begins opens the card, and shows no more than whoever typed it knows."""

from __future__ import annotations

import pytest

from bot.domain.people import Role
from bot.store.caseload import cases, walls
from bot.store.engine.tables import audit
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import stands_in

WHICH, CODE = "Ada lebih dari satu yang cocok. Yang mana?", "Ada lebih dari satu yang cocok. Silakan ketik kodenya."
WHOSE_NOTE = "Ini catatan tentang siapa?"
NAMES = ("Sitorus", "Arman", "Sinta Dewi", "Bayu Pratama")


def forty(town: Town, siti: Someone) -> None:
    """R-001 to R-040: those above are the first four, and whoever else is called by no name that begins so."""
    for at in range(40):
        town.case(siti, name=NAMES[at] if at < len(NAMES) else f"Orang {at}", days=30)


def names_read(town: Town) -> int:
    rows = audit.select().where(audit.c.verb == "read_name")
    return len(town.asks(lambda tx: tx.execute(rows).all()))


def gone(who: Someone, typed: str) -> bool:
    """Nothing that was typed stays in the chat."""
    return all(message.from_bot or message.text != typed for message in who.phone.messages)


def test_a_number_opens_the_card_it_is_the_code_of(town: Town, siti: Someone) -> None:
    forty(town, siti)
    for typed in ("26", "026", "r26", "R-26", "26."):
        siti.sends("/menu").types(typed).sees("R-026\n")
        assert gone(siti, typed)
    assert "Orang" not in siti.screen and names_read(town) == 0, "whoever types a number is shown a code"
    siti.types("41").sees(WHOSE_NOTE, "“41”").taps("Batal", "Buang")
    siti.types("p9").sees("P-009 tidak ada di daftar Ibu")
    for at in range(9):
        town.case(siti, track="P", name=f"Orang P{at}")
    siti.sends("/menu").types("p9").sees("P-009\n")
    siti.sends("/menu").types("9").sees(WHICH)
    assert siti.labels[:2] == ["P-009", "R-009"]
    siti.taps("R-009").sees("R-009\n")


def test_two_letters_open_the_one_card_without_the_name(town: Town, siti: Someone) -> None:
    forty(town, siti)
    siti.sends("/menu").types("ar").sees("R-002\n")
    assert "Arman" not in siti.screen and names_read(town) == 0 and gone(siti, "ar")
    siti.sends("/menu").types("arm").sees("R-002 Arman")
    assert names_read(town) == 1
    siti.sends("/menu").types("pak bay").sees("R-004 Bayu Pratama")
    siti.sends("/menu").types("de").sees("R-003\n").sees_no("Dewi")
    siti.sends("/menu").types("sin de").sees("R-003 Sinta Dewi")


def test_several_that_begin_so_are_told_apart_by_codes(town: Town, siti: Someone) -> None:
    forty(town, siti)
    siti.sends("/menu").types("si").sees(WHICH).sees_no("Sitorus", "Sinta")
    assert siti.labels[:2] == ["R-001", "R-003"] and gone(siti, "si") and names_read(town) == 0
    siti.taps("R-003").sees("R-003\n").sees_no("Sinta")
    siti.sends("/menu").types("ora").sees(WHICH, "Masih ada yang lain")
    assert siti.labels[:9] == [f"R-{at:03d}" for at in range(5, 14)]
    siti.taps("R-005").sees("R-005 Orang 4")


@ON_ONE_DATABASE
def test_nine_that_begin_so_are_all_there(town: Town, siti: Someone) -> None:
    for at in range(9):
        town.case(siti, name=f"Orang {at}", days=30)
    siti.sends("/menu").types("ora").sees(WHICH).sees_no("Masih ada yang lain")
    assert siti.labels[:9] == [f"R-{at:03d}" for at in range(1, 10)]


@ON_ONE_DATABASE
def test_a_leader_opens_the_card_of_staff_by_the_number(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    yusuf.sends("/menu").types("2").sees("M-02 Dewi")
    yusuf.sends("/menu").types("1").sees("M-01 Siti")


@ON_ONE_DATABASE
def test_of_codes_that_are_nobodys_three_are_named(town: Town, siti: Someone) -> None:
    town.case(siti, days=30)
    town.case(siti, name="Bayu", days=30)
    siti.types("tadi ada P-009, R-097, R-096, R-095 di pasar").sees(WHOSE_NOTE, "P-009, R-095, R-096 tidak ada")


@ON_ONE_DATABASE
def test_a_whole_name_goes_before_what_it_begins(town: Town, siti: Someone) -> None:
    town.case(siti, name="Ari")
    town.case(siti, name="Ariyanto")
    siti.sends("/menu").types("ari").sees("R-001 Ari")
    siti.sends("/menu").types("ariy").sees("R-002 Ariyanto")


@ON_ONE_DATABASE
def test_where_a_list_stands_a_number_opens_the_card_too(town: Town, siti: Someone) -> None:
    forty(town, siti)
    for way in ("Catat kabar", "Dampingan", "Jadwal", "Pengaturan"):
        siti.sends("/menu").taps(way).types("26").sees("R-026\n")
        siti.sends("/menu").taps(way).types("bayu").sees("R-004 Bayu Pratama")
    assert {"📝 Catat kabar", "🆘 Mendesak"} <= set(siti.labels)


def test_whose_note_it_is_is_said_by_a_number_or_a_beginning(town: Town, siti: Someone) -> None:
    forty(town, siti)
    siti.types("Jualan ramai.").sees(WHOSE_NOTE)
    town.passes(seconds=3)
    siti.types("26").sees("Kabar R-026", "“Jualan ramai.”")
    siti.sends("/menu").types("Anaknya sehat.")
    town.passes(seconds=3)
    siti.types("ar").sees("Kabar R-002").sees_no("Arman")
    siti.sends("/menu").types("Ibunya sehat.")
    town.passes(seconds=3)
    siti.types("si").sees(WHOSE_NOTE, WHICH)
    siti.types("sin").sees("Kabar R-003").sees_no("Sinta")


# -- what is no search -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ya", "ok", "oke", "pak", "bu", "baik", "sip", "siap", "Oke."])
@ON_ONE_DATABASE
def test_what_is_only_said_is_no_search(town: Town, siti: Someone, typed: str) -> None:
    for name in ("Yanto", "Okta Oke Okean", "Pakusadewo", "Budi", "Baikuni", "Sipahutar", "Siapudin"):
        town.case(siti, name=name)
    siti.sends("/menu").types(typed).sees("Selamat")
    assert "R-00" not in siti.screen and gone(siti, typed)


@pytest.mark.parametrize("typed", ["ada", "dia", "belum", "tidak", "s", "sakit", "ar sakit", "dia ar", "2026", "0"])
@ON_ONE_DATABASE
def test_what_begins_nobodys_name_is_a_note(town: Town, siti: Someone, typed: str) -> None:
    for name in ("Adam", "Dian Arman", "Belumaris", "Tidakwati", "Sitorus"):
        town.case(siti, name=name)
    siti.sends("/menu").types(typed).sees(WHOSE_NOTE, f"“{typed}”")


@ON_ONE_DATABASE
def test_where_a_question_stands_open_words_answer_it(town: Town, siti: Someone) -> None:
    forty(town, siti)
    for code, typed in (("R-001", "ar"), ("R-002", "26"), ("R-003", "si")):
        siti.sends("/catat").taps(code, "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada").types(typed)
        siti.sees("akan terhubung lagi?").taps("2 minggu").sees(f"Kabar {code}", f"Catatan: {typed}").taps("Simpan")
    siti.sends("/catat").taps("R-006", "Kunjungan", "Semua baik").types("26").sees("R-006").sees_no("R-026")


# -- who is found by nobody else ---------------------------------------------------------------------------------------


def test_of_another_mentor_nobody_is_found(town: Town, yusuf: Someone, siti: Someone) -> None:
    forty(town, siti)
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.case(dewi, name="Rahma")
    for typed in ("26", "ar", "arm", "si", "bayu"):
        dewi.sends("/menu").types(typed).sees(WHOSE_NOTE).sees_no("R-026", "R-002", "R-001", "R-003", "R-004")
        dewi.taps("Batal", "Buang")
    rahmat = town.joins(Role.SUPERVISOR, "Rahmat")
    ratna = town.joins(Role.ADMIN, "Ratna")
    for who in (rahmat, ratna):
        for typed in ("26", "ar", "arm", "bayu"):
            who.sends("/menu").types(typed).sees_no("R-026", "R-002", "R-004")
    assert names_read(town) == 0


def test_whoever_covers_finds_them_while_they_do(town: Town, yusuf: Someone, siti: Someone) -> None:
    forty(town, siti)
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    stands_in(town, yusuf, siti, dewi)
    dewi.sends("/menu").types("26").sees("R-026\n")
    dewi.sends("/menu").types("ar").sees("R-002\n")
    town.passes(days=10)
    dewi.sends("/menu").types("26").sees_no("R-026")


@ON_ONE_DATABASE
def test_who_has_ended_is_found_by_the_whole_code_alone(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, name="Arman")
    town.case(siti, name="Bayu")
    town.asks(lambda tx: cases.end(tx, yusuf.person, case))
    for typed in ("1", "ar", "arman"):
        siti.sends("/menu").types(typed).sees(WHOSE_NOTE).sees_no("R-001")
        siti.taps("Batal", "Buang")
    siti.types("r1").sees("R-001", "sudah selesai")


def test_a_leader_sees_no_two_kinds_on_one_list(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, name="Arman")
    town.case(siti, track="P", name="Arumi")
    for typed in ("ar", "1"):
        yusuf.sends("/menu").types(typed).sees(CODE).sees_no("R-001", "P-001")
        assert gone(yusuf, typed)
    yusuf.types("aru").sees("P-001 Arumi")
    yusuf.sends("/menu").types("sit").sees("M-01 Siti")
    siti.types("ar").sees(WHICH)
    assert siti.labels[:2] == ["P-001", "R-001"]


def test_those_who_are_kept_apart_stand_on_no_list(town: Town, yusuf: Someone, siti: Someone) -> None:
    one = town.case(siti, name="Arman")
    other = town.case(siti, track="P", name="Arumi")
    third = town.case(siti, name="Arkan")
    town.asks(lambda tx: walls.add(tx, None, one.id, other.id))
    town.asks(lambda tx: walls.add(tx, None, one.id, third.id))
    for who in (siti, yusuf):
        for typed in ("ar", "1"):
            who.sends("/menu").types(typed).sees(CODE).sees_no("R-001", "P-001", "R-002")


@ON_ONE_DATABASE
def test_nothing_is_searched_by_a_participant(town: Town, siti: Someone, arman: Someone) -> None:
    for typed in ("1", "ar", "001"):
        arman.sends("/menu").types(typed).sees_no("R-001", "Ada lebih dari satu")


@ON_ONE_DATABASE
def test_a_leader_who_accompanies_says_whose_note_it_is_of_their_own_alone(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    town.case(siti, name="Arman", days=30)
    town.case(yusuf, name="Rahma", days=30)
    town.case(yusuf, name="Rudi", days=30)
    for typed in ("ar", "arman", "1", "R-001"):
        yusuf.sends("/menu").types("Jualan ramai.").sees(WHOSE_NOTE)
        town.passes(seconds=3)
        yusuf.types(typed)
        yusuf.sees(WHOSE_NOTE, f"Ditambahkan ke catatan: “{typed}”").sees_no("Kabar R-001", "tidak bersama Bapak")
        yusuf.sends("/menu")
    yusuf.types("Jualan ramai.")
    town.passes(seconds=3)
    yusuf.types("rah").sees("Kabar R-002")
