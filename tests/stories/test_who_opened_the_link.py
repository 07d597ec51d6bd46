"""A participant's link may have been passed on: nothing is told there before somebody who met them confirms it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from bot.domain.people import Role
from bot.domain.presses import (
    AnswerTick,
    AskContact,
    CallAtOnce,
    CallMe,
    ChangeConsent,
    ForgottenPin,
    Greetings,
    Home,
    ItIsThem,
    LeaveChat,
    NotNow,
    OwnConsents,
    OwnData,
    OwnRequests,
    OwnSetting,
    Press,
    SelfCheck,
    Settings,
    SomebodyElse,
    Sweep,
    TheirPhone,
    Wish,
)
from bot.domain.timing.quiet import Calendar
from bot.store.caseload import cases, prompts, walls
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import consents, flags, requests
from bot.store.people import invitations, people
from bot.store.rights import participants
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_caseload import card, stands_in
from tests.stories.test_participant import code_for, joined, link_for

pytestmark = ON_ONE_DATABASE

WAITS = "akan memastikan dulu"
PERSONAL = ("R-001", "W-01", "Arman", "Siti", "M-01", "Data saya", "Permintaan", "pendamping", "Lewat Telegram")


def opens_link(town: Town, siti: Someone, case: Case, name: str = "Arman") -> Someone:
    """Somebody opens the link and answers what is asked of everybody who does."""
    who = town.phone(name)
    who.sends(f"/start {link_for(town, siti, case)}").sees("18 tahun").taps("Ya", "Bapak", "WIB (")
    return who.sees(WAITS, "Informasi bantuan")


@pytest.fixture
def somebody(town: Town, siti: Someone, case: Case) -> Someone:
    return opens_link(town, siti, case)


def how_many(town: Town, *tables: object) -> list[int]:
    counts = [select(func.count()).select_from(table) for table in tables]  # type: ignore[arg-type]
    return [town.asks(lambda tx, one=one: int(tx.execute(one).scalar_one())) for one in counts]  # type: ignore[misc]


def test_whoever_opened_it_sees_what_is_open_to_everybody(town: Town, siti: Someone, somebody: Someone) -> None:
    stranger = town.phone("Orang lain")
    assert somebody.labels == [*stranger.sends("/info").labels, "Menu"]
    for text in ("bpjs mati", "/info", "darurat"):
        somebody.types(text)
        stranger.types(text)
        assert somebody.screen == stranger.screen, text
    somebody.sends("/menu").sees(WAITS).sees_no(*PERSONAL, "bpjs mati")


@pytest.mark.parametrize(
    "press",
    [
        *(OwnData(), OwnRequests(), OwnConsents(), SelfCheck(), CallMe(), CallAtOnce(), AskContact("sehat"), NotNow()),
        *(
            Settings(),
            OwnSetting("pin"),
            Greetings(1),
            AnswerTick("abroad", yes=True),
            ChangeConsent("notes", yes=True),
        ),
        *(Sweep(), Wish("erase", sure=True), LeaveChat(sure=True), Home()),
    ],
    ids=lambda press: type(press).__name__,
)
def test_no_button_leads_past_it_and_nothing_counts(town: Town, siti: Someone, somebody: Someone, press: Press) -> None:
    told = len(siti.phone.texts())
    somebody.forges(press).sees(WAITS).sees_no(*PERSONAL)
    assert how_many(town, consents, requests, flags) == [0, 0, 0]
    assert len(siti.phone.texts()) == told


def test_in_danger_the_numbers_stand_there_and_nobody_is_named(town: Town, siti: Someone, somebody: Someone) -> None:
    told = len(siti.phone.texts())
    somebody.types("suami mukul lagi, saya mau mati aja").sees("112", "119").sees_no(*PERSONAL, "mukul")
    assert "Minta dihubungi sekarang" not in somebody.labels
    assert len(siti.phone.texts()) == told and how_many(town, flags) == [0]


def test_the_mentor_says_that_it_is_them(town: Town, siti: Someone, case: Case, somebody: Someone) -> None:
    siti.sees("R-001 sedang bergabung", "tautannya sudah dibuka").sees_no("sudah bergabung", "Arman").taps(
        "Pastikan orangnya"
    )
    siti.sees("orangnya belum dipastikan", "Sudah bertemu atau bicara langsung")
    assert {"Ya, ini orangnya", "Bukan orangnya"} <= set(siti.labels)
    assert not {"Ganti ponsel", "Lupa PIN", "Kode 6 angka"} & set(siti.labels)
    said = len(somebody.phone.texts())
    siti.taps("Ya, ini orangnya").sees("Sudah dipastikan", "membuka /menu", "W-01: sudah bergabung.")
    assert len(somebody.phone.texts()) == said, "nothing is pushed there"
    somebody.sends("/menu").sees("Sebelum mulai", "Lewat Telegram").taps("Ya", "Ya", "Ya").sees("Semuanya sudah siap")
    somebody.sends("/data").sees("Data saya")


def test_the_mentor_says_that_it_is_somebody_else(town: Town, siti: Someone, case: Case, somebody: Someone) -> None:
    siti.taps("Pastikan orangnya", "Bukan orangnya").sees("langsung diputus").taps("Ya, lanjut").sees("Sudah diputus")
    assert {"Tautan sekali pakai", "Kode 6 angka"} <= set(siti.labels)
    assert somebody.phone.texts() == [], "nothing is said there, and what stood there is taken back"
    stranger = town.phone("Orang lain")
    for text in ("/menu", "/data", "halo"):
        somebody.sends(text)
        stranger.sends(text)
        assert (somebody.screen, somebody.labels) == (stranger.screen, stranger.labels)
    arman = town.phone("Arman yang benar")
    arman.types(code_for(town, siti, case)).sees("18 tahun").taps("Ya", "Kak", "WITA (").sees("Lewat Telegram")
    assert siti.heard("R-001 sedang bergabung: kodenya sudah diketik.") == 1


def test_six_digits_that_were_read_out_confirm_it_by_themselves(town: Town, siti: Someone, case: Case) -> None:
    joined(town, siti, case)
    siti.sees("R-001 sedang bergabung: kodenya sudah diketik.")
    assert not siti.heard("Pastikan orangnya") and not siti.heard("sudah dibuka")
    town.passes(days=2)
    assert not siti.heard("sejak kemarin")


def test_it_is_asked_once_more_after_a_day_and_then_never(town: Town, siti: Someone, somebody: Someone) -> None:
    town.passes(days=5)
    assert siti.heard("sejak kemarin") == 1
    siti.finds("sejak kemarin")


def opening(town: Town, case: Case) -> int:
    """By which link somebody came in."""

    def look(tx: Tx) -> int:
        person = participants.of_case(tx, case.id)
        return 0 if person is None else invitations.came_by(tx, person)

    return town.asks(look)


@pytest.mark.parametrize("way", ["Ya, ini orangnya", "Bukan orangnya"])
def test_a_button_about_one_who_opened_a_link_says_nothing_of_the_next(
    town: Town, siti: Someone, case: Case, somebody: Someone, way: str
) -> None:
    old = siti.taps("Pastikan orangnya").remembers(way)
    siti.taps("Bukan orangnya", "Ya, lanjutkan")
    other = opens_link(town, siti, case)
    siti.presses(old)
    person = town.asks(lambda tx: participants.of_case(tx, case.id))
    assert person is not None and person.unmet
    other.sends("/menu").sees_no("Lewat Telegram")
    card(siti).taps("Peserta", "Ya, ini orangnya").sees("W-01: sudah bergabung.")


def test_it_is_not_asked_again_where_it_is_known(town: Town, siti: Someone, somebody: Someone) -> None:
    siti.taps("Pastikan orangnya", "Ya, ini orangnya")
    town.passes(days=3)
    assert not siti.heard("sejak kemarin")


def test_nobody_else_says_who_it_is_while_the_mentor_is_there(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, case: Case, somebody: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)
    for who in (dewi, yusuf, ratna, somebody):
        for press in (ItIsThem(case.id, opening(town, case)), SomebodyElse(case.id, opening(town, case), sure=True)):
            who.sends("/menu").forges(press)
    person = town.asks(lambda tx: participants.of_case(tx, case.id))
    assert person is not None and person.unmet and person.chat is not None


def test_whoever_has_it_now_is_asked(town: Town, yusuf: Someone, siti: Someone, case: Case, somebody: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)
    town.asks(lambda tx: cases.set_mentor(tx, yusuf.person, [case.id], dewi.person))
    siti.sends("/menu").forges(ItIsThem(case.id, opening(town, case))).sees("tidak bersama")
    card(dewi).taps("Peserta", "Ya, ini orangnya").sees("W-01: sudah bergabung.")


def test_a_late_tap_on_either_button_changes_nothing(town: Town, siti: Someone, case: Case, somebody: Someone) -> None:
    siti.taps("Pastikan orangnya", "Ya, ini orangnya")
    for sure in (False, True):
        siti.forges(SomebodyElse(case.id, opening(town, case), sure=sure)).sees("W-01: sudah bergabung.").sees_no(
            "diputus"
        )
    somebody.sends("/menu").sees("Lewat Telegram")


def test_on_another_phone_by_a_link_nothing_of_the_owner_is_shown_or_at_work(
    town: Town, siti: Someone, case: Case, arman: Someone
) -> None:
    """Neither their name nor their words, and nothing is pushed there that waits for them."""
    arman.sends("/atur").taps("Nama saya").types("Mas Bro").taps("Kata: jangan dulu").types("sudah makan")
    arman.taps("Sapaan rutin").sees("setiap minggu")
    card(siti).taps("Peserta", "Ganti ponsel", "Ya, lanjut")
    other = town.phone("Orang lain")
    other.sends(f"/start {link_for(town, siti, case)}").sees(WAITS).sees_no("Mas Bro", "Bapak")
    other.types("sudah makan").sees_no("Baik. Terima kasih.").sends("/menu").sees(WAITS)
    said = len(other.phone.texts())
    town.passes(days=9)
    assert len(other.phone.texts()) == said, "no greeting"
    card(siti).taps("Peserta", "Ya, ini orangnya")
    town.passes(days=9)
    other.finds("Apa kabar?")
    other.sends("/menu").sees("Mas Bro").sends("/data").sees("Data saya")


def test_what_somebody_else_answered_is_void(town: Town, siti: Someone, case: Case, somebody: Someone) -> None:
    siti.taps("Pastikan orangnya", "Bukan orangnya", "Ya, lanjut")
    person = town.asks(lambda tx: participants.of_case(tx, case.id))
    assert person is not None and (person.address, person.zone_name, person.unmet) == (None, None, None)
    assert town.asks(lambda tx: participants.is_adult(tx, person)) is None
    assert town.asks(lambda tx: people.by_id(tx, person.id)) == person


def test_a_photo_does_not_stay_there_either(town: Town, somebody: Someone) -> None:
    somebody.phone.sends_photo("di depan rumah")
    town.settles()
    somebody.sees_no("di depan rumah")
    assert not [message for message in somebody.phone.messages if message.photo and not message.from_bot]


def dewi_of(town: Town, yusuf: Someone) -> Someone:
    """Another mentor of the team."""
    return town.joins(Role.MENTOR, "Dewi", address="mbak", supervisor=yusuf)


def is_asked(who: Someone) -> bool:
    return who.heard("R-001 sedang bergabung: tautannya") > 0


def test_whoever_covers_is_asked_and_may_say_it_and_sees_no_more(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, case: Case
) -> None:
    dewi = dewi_of(town, yusuf)
    stands_in(town, yusuf, siti, dewi)
    somebody = opens_link(town, siti, case)
    assert [is_asked(one) for one in (siti, dewi, yusuf, ratna)] == [False, True, False, False]
    for who in (yusuf, ratna):
        which = opening(town, case)
        who.sends("/menu").forges(ItIsThem(case.id, which)).forges(SomebodyElse(case.id, which, sure=True))
    dewi.taps("Pastikan orangnya").sees("orangnya belum dipastikan").sees_no("persetujuan")
    assert dewi.labels == ["Ya, ini orangnya", "Bukan orangnya", "Kembali", "Menu"]
    dewi.taps("Ya, ini orangnya").sees("Sudah dipastikan", "W-01: sudah bergabung.")
    assert dewi.labels == ["Kembali", "Menu"]
    dewi.sends("/menu").forges(TheirPhone(case.id)).sees("tidak bersama")
    somebody.sends("/menu").sees("Lewat Telegram")


def test_whoever_covers_may_say_that_it_is_somebody_else(town: Town, yusuf: Someone, siti: Someone, case: Case) -> None:
    dewi = dewi_of(town, yusuf)
    stands_in(town, yusuf, siti, dewi)
    somebody = opens_link(town, siti, case)
    dewi.taps("Pastikan orangnya", "Bukan orangnya", "Ya, lanjut").sees("Sudah diputus", "pendamping tetapnya")
    assert dewi.labels == ["Kembali", "Menu"]
    assert somebody.phone.texts() == []
    card(siti).taps("Peserta").sees("belum bergabung", "sudah dipakai dan tidak tersambung lagi")


@pytest.mark.parametrize("way", ["on leave", "kept out"])
def test_where_nobody_accompanies_whoever_leads_is_asked_and_never_an_admin(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, case: Case, way: str
) -> None:
    token = link_for(town, siti, case)
    if way == "on leave":
        stands_in(town, yusuf, siti, None)
    else:
        town.asks(lambda tx: people.suspend(tx, yusuf.person, siti.person))
    somebody = town.phone("Arman")
    somebody.sends(f"/start {token}").sees("18 tahun")
    assert [is_asked(one) for one in (siti, yusuf, ratna)] == [False, True, False]
    yusuf.taps("Pastikan orangnya", "Ya, ini orangnya").sees("Sudah dipastikan", "W-01: sudah bergabung.")
    yusuf.sends("/menu").forges(TheirPhone(case.id)).sees("tidak bersama")


def test_where_nobody_can_be_asked_it_waits_for_whoever_can(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone, case: Case
) -> None:
    token, dewi = link_for(town, siti, case), dewi_of(town, yusuf)
    stands_in(town, ratna, yusuf, None, days=20)
    stands_in(town, yusuf, siti, None, days=20)
    town.phone("Arman").sends(f"/start {token}").sees("18 tahun")
    town.passes(hours=3)
    assert [is_asked(one) for one in (siti, yusuf, ratna, dewi)] == [False] * 4
    hands_to(town, yusuf, case, dewi)
    town.passes(days=1)
    assert [is_asked(one) for one in (siti, yusuf, ratna, dewi)] == [False, False, False, True]


def hands_to(town: Town, yusuf: Someone, case: Case, mentor: Someone) -> None:
    """The case goes to another mentor, with all that is open about it."""

    def hands(tx: Tx) -> None:
        cases.set_mentor(tx, yusuf.person, [case.id], mentor.person)
        prompts.hand_over(tx, yusuf.person, [case.id], mentor.person, Calendar())

    town.asks(hands)


def test_whoever_has_it_next_is_asked_too_and_news_is_not_said_twice(
    town: Town, yusuf: Someone, siti: Someone, case: Case, somebody: Someone
) -> None:
    other = town.case(siti, name="Bayu", days=60)
    joined(town, siti, other, "Bayu")
    dewi = dewi_of(town, yusuf)
    hands_to(town, yusuf, case, dewi)
    hands_to(town, yusuf, other, dewi)
    town.passes(minutes=1)
    assert is_asked(dewi) and not dewi.heard("R-002 sedang bergabung")
    town.passes(days=3)
    assert [one.heard("sejak kemarin") for one in (siti, dewi)] == [0, 1]


def test_whoever_stands_in_when_it_is_said_once_more_hears_it(
    town: Town, yusuf: Someone, siti: Someone, case: Case, somebody: Someone
) -> None:
    dewi = dewi_of(town, yusuf)
    assert is_asked(siti)
    stands_in(town, yusuf, siti, dewi)
    town.passes(days=3)
    assert [one.heard("sejak kemarin") for one in (siti, dewi)] == [0, 1]


def test_not_yet_an_adult_ends_the_link_alone_and_whoever_invited_hears_of_it(
    town: Town, siti: Someone, case: Case
) -> None:
    before = town.asks(lambda tx: participants.add(tx, case, siti.person))
    opener = town.phone("Adik")
    opener.sends(f"/start {link_for(town, siti, case)}").taps("Belum").sees("hanya untuk orang dewasa")
    siti.sees("R-001: tautan atau kodenya sudah dipakai", "pertanyaan usia").taps("Buka")
    siti.sees("W-01: belum bergabung.", "sudah dipakai dan tidak tersambung lagi")
    assert {"Tautan sekali pakai", "Kode 6 angka"} <= set(siti.labels)
    assert town.asks(lambda tx: participants.of_case(tx, case.id)) == before, "nothing of whoever opened it"
    assert town.asks(lambda tx: participants.is_adult(tx, before)) is None
    stranger = town.phone("Orang lain")
    for who in (opener, stranger):
        who.sends("/menu")
    assert (opener.screen, opener.labels) == (stranger.screen, stranger.labels)
    town.passes(days=3)
    assert not siti.heard("sejak kemarin")
    joined(town, siti, case)
    card(siti).taps("Peserta").sees("W-01: sudah bergabung.")


def test_of_a_code_that_ended_so_whoever_invited_hears_too(town: Town, siti: Someone, case: Case) -> None:
    town.phone("Adik").types(code_for(town, siti, case)).taps("Belum")
    siti.sees("R-001: tautan atau kodenya sudah dipakai").taps("Buka").sees("Belum ada yang diundang.")
    assert "Kode 6 angka" in siti.labels


def test_of_a_code_that_ended_at_night_nobody_hears_who_sees_them_joined_since(
    town: Town, siti: Someone, case: Case
) -> None:
    town.passes(hours=12)  # 22.00: it is told in the morning
    town.phone("Adik").types(code_for(town, siti, case)).taps("Belum")
    joined(town, siti, case)
    town.passes(hours=14)
    assert siti.heard("sudah dipakai, dan") + siti.heard("pertanyaan usia") == 0
    siti.finds("sedang bergabung")


def test_of_whoever_has_left_by_the_morning_nobody_hears_that_they_are_joining(
    town: Town, siti: Someone, case: Case
) -> None:
    town.passes(hours=12)
    arman = joined(town, siti, case)
    arman.forges(LeaveChat(sure=True))
    town.passes(hours=14)
    assert siti.heard("sedang bergabung") == 0


def test_the_way_past_a_pin_is_not_made_for_whoever_is_not_known(
    town: Town, siti: Someone, case: Case, arman: Someone
) -> None:
    """Whoever opened the link has no PIN, and a code would open nothing there."""
    arman.sends("/atur").taps("PIN").types("2580").types("2580")
    card(siti).taps("Peserta", "Ganti ponsel", "Ya, lanjut")
    other = town.phone("Orang lain")
    other.sends(f"/start {link_for(town, siti, case)}").sees(WAITS)
    for sure in (False, True):
        siti.sends("/menu").forges(ForgottenPin(case.id, sure=sure)).sees("orangnya belum dipastikan")
        assert not re.search(r"\d{3} \d{3}", siti.screen)


def test_where_a_wall_keeps_whoever_covers_whoever_leads_is_asked(
    town: Town, yusuf: Someone, siti: Someone, case: Case
) -> None:
    dewi = dewi_of(town, yusuf)
    other = town.case(dewi, name="Bayu", days=60)
    stands_in(town, yusuf, siti, dewi)
    town.asks(lambda tx: walls.add(tx, yusuf.person, case.id, other.id))
    opens_link(town, siti, case)
    assert [is_asked(one) for one in (siti, dewi, yusuf)] == [False, False, True]
    dewi.sends("/menu").forges(ItIsThem(case.id, opening(town, case))).sees("tidak bersama")
    yusuf.taps("Pastikan orangnya", "Ya, ini orangnya").sees("Sudah dipastikan")
