"""An impatient thumb: the same button of the same message within five seconds is one tap, and no more than that."""

from sqlalchemy import func, select

from bot.store.caseload import checkins
from bot.store.engine.tables import inbox, outbox
from tests.driver import Someone, Town


def answers(town: Town) -> int:
    """How often the bot has spoken so far."""
    return town.asks(lambda tx: int(tx.execute(select(func.count()).where(outbox.c.kind != "taken")).scalar_one()))


def test_the_second_tap_is_answered_by_nothing_and_counts_from_the_first(town: Town, siti: Someone) -> None:
    siti.sends("/menu")
    schedule = siti.remembers("Jadwal")
    siti.presses(schedule)
    spoken = answers(town)
    for _ in range(3):
        town.passes(seconds=1.5)
        siti.presses(schedule)
        assert answers(town) == spoken
    town.passes(seconds=1)
    siti.presses(schedule)
    assert answers(town) == spoken + 1, "five and a half seconds after the first, however often in between"
    town.passes(seconds=4.5)
    siti.presses(schedule)
    assert answers(town) == spoken + 1


def test_another_button_a_word_or_another_message_between_makes_two_wishes(town: Town, siti: Someone) -> None:
    siti.sends("/menu")
    schedule, caseload = siti.remembers("Jadwal"), siti.remembers("Dampingan")
    siti.presses(schedule).presses(caseload)
    spoken = answers(town)
    siti.presses(schedule).presses(caseload)
    assert answers(town) == spoken + 2
    siti.types("selamat pagi").presses(caseload)
    assert answers(town) == spoken + 4
    siti.sends("/menu").taps("Jadwal")
    spoken = answers(town)
    siti.presses(schedule)
    assert answers(town) == spoken + 1, "the same words under another message"


def test_what_another_chat_does_between_makes_no_second_wish(town: Town, yusuf: Someone, siti: Someone) -> None:
    yusuf.sends("/menu")
    siti.sends("/menu")
    schedule = siti.remembers("Jadwal")
    siti.presses(schedule)
    yusuf.taps("Info bantuan")
    spoken = answers(town)
    siti.presses(schedule)
    assert answers(town) == spoken


def test_of_a_saved_check_in_no_second_tap_takes_the_answer_away(town: Town, siti: Someone) -> None:
    case = town.case(siti)
    siti.checks_in(case.code, "Kunjungan", "Semua baik", "1 minggu").taps_twice("Simpan").sees("Tersimpan")
    assert town.asks(lambda tx: checkins.how_many(tx, case)) == 1


def test_what_is_kept_of_a_press_names_nobody_and_goes_with_its_chat(town: Town, siti: Someone) -> None:
    siti.sends("/menu").taps("Jadwal").types("selamat pagi")
    kept = town.asks(lambda tx: list(tx.execute(select(inbox.c.pressed).order_by(inbox.c.id)).scalars()))
    assert [None if mark is None else len(mark) for mark in kept] == [0, 11, 0]
