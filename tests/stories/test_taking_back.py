"""What is taken back: asked again whatever Telegram answers, by its own number, and claimed only when it is done."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.demo.telegram import Message
from bot.domain.presses import Sweep
from bot.store.caseload.cases import Case
from bot.store.engine.tables import outbox
from tests.driver import Someone, Town
from tests.stories.test_participant import joined

GONE = ("deleteMessage", "deleteMessages")
Trouble = Callable[[Town, str], None]
TROUBLES: dict[str, Trouble] = {
    "an error of the server": lambda town, method: town.server.fail_next(method, 500, "Internal Server Error"),
    "a bad gateway": lambda town, method: town.server.fail_next(method, 502, "Bad Gateway"),
    "something never seen": lambda town, method: town.server.fail_next(method, 400, "Bad Request: no idea"),
    "too many requests": lambda town, method: town.server.fail_next(method, retry_after=7),
    "cut before it arrives": lambda town, method: town.server.drop_before_delivery(method),
    "cut after it arrived": lambda town, method: town.server.drop_after_delivery(method),
    "blocked for a moment": lambda town, method: town.server.fail_next(
        method, 403, "Forbidden: bot was blocked by the user"
    ),
}


def troubled(town: Town, kind: str, times: int = 3) -> None:
    """The next calls that take something back go wrong."""
    for _ in range(times):
        for method in GONE:
            TROUBLES[kind](town, method)


def typed(who: Someone) -> list[str]:
    """What of the person's own words stands in the chat."""
    return [message.text for message in who.phone.messages if not message.from_bot]


def said(who: Someone) -> list[Message]:
    return [message for message in who.phone.messages if message.from_bot]


def agreed(who: Someone) -> Someone:
    return who.sends("/atur").taps("Kata: kosongkan").types("beli galon").sends("/menu")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_typed_note_goes_whatever_telegram_answers(town: Town, siti: Someone, trouble: str) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    troubled(town, trouble)
    siti.types("Kontrakan habis bulan depan.").sees("Kapan")
    town.passes(minutes=3)
    siti.sees_no("Kontrakan habis")
    assert ended_as(town) == set(), "all of it is known to be done"


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_page_with_a_name_closes_whatever_telegram_answers(town: Town, siti: Someone, trouble: str) -> None:
    town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Lihat nama").sees("Arman")
    troubled(town, trouble)
    town.passes(minutes=14)
    siti.sees_no("Arman")
    siti.sends("/menu").sees("Selamat")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_former_page_goes_whatever_telegram_answers(town: Town, siti: Someone, trouble: str) -> None:
    town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Lihat nama").sees("Arman")
    troubled(town, trouble)
    siti.sends("/menu").sees("Selamat")
    town.passes(minutes=3)
    siti.sees_no("Arman").sees("Selamat")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_word_that_empties_goes_whatever_telegram_answers(
    town: Town,
    siti: Someone,
    case: Case,
    trouble: str,
) -> None:
    who = agreed(joined(town, siti, case))
    troubled(town, trouble)
    who.types("beli galon").sees("undangan")
    town.passes(minutes=3)
    assert typed(who) == [] and len(said(who)) == 1
    who.sees("undangan")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_nothing_is_claimed_before_telegram_confirmed(
    town: Town,
    siti: Someone,
    case: Case,
    trouble: str,
) -> None:
    who = joined(town, siti, case)
    who.sends("/bantuan").sends("/menu")
    troubled(town, trouble)
    who.taps("Rapikan").sees("Selamat pagi")
    if trouble != "cut after it arrived":
        assert "/bantuan" in typed(who)
    assert "Sudah rapi" not in who.screen
    town.passes(minutes=3)
    assert typed(who) == []
    who.sees("Sudah rapi.")
    assert len(said(who)) == 1


def test_whoever_went_on_meanwhile_is_not_called_back(town: Town, siti: Someone, case: Case) -> None:
    who = joined(town, siti, case)
    troubled(town, "a bad gateway")
    who.taps("Rapikan").taps("Data saya").sees("Data saya")
    town.passes(minutes=3)
    who.sees("Data saya")
    assert not any("Sudah rapi" in message.text for message in said(who))


@pytest.mark.in_chat("what is typed on a page is not typed there")
def test_much_that_others_write_in_between_saves_nothing(
    town: Town,
    siti: Someone,
    yusuf: Someone,
    case: Case,
) -> None:
    """A bot's message numbers count over all of its chats: they are kept, not reckoned with."""
    who = agreed(joined(town, siti, case))
    who.types("suami mukul lagi")
    for _ in range(60):
        siti.sends("/menu")
        yusuf.sends("/menu")
    who.types("beli galon").sees("undangan")
    assert typed(who) == [] and len(said(who)) == 1


def test_what_stood_there_for_days_is_emptied(town: Town, siti: Someone, case: Case) -> None:
    """Telegram deletes nothing that is older than two days; what the bot said can still be changed."""
    who = joined(town, siti, case)
    who.sends("/menu").sees("Selamat")
    town.passes(hours=50)
    who.forges(Sweep()).sees("Selamat")
    assert [message.text for message in said(who)][:-1] == ["…"]
    assert "/menu" in typed(who), "their own words of three days ago are theirs alone to delete: it was said so"
    assert "Sudah rapi" in who.screen


def ended_as(town: Town) -> set[tuple[str, str | None]]:
    """How what takes something back has ended."""
    rows = select(outbox.c.state, outbox.c.error).where(outbox.c.method == "delete", outbox.c.state != "sent")
    return {(row.state, row.error) for row in town.asks(lambda tx: tx.execute(rows).all())}


@pytest.mark.in_chat("what is typed on a page is not typed there")
def test_what_telegram_will_not_delete_is_written_down_and_not_claimed(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    town.server.fail_next("deleteMessage", 400, "Bad Request: message can't be deleted for everyone")
    siti.types("Kontrakan habis bulan depan.").sees("Kapan")
    town.passes(days=3)
    assert typed(siti)[-1] == "Kontrakan habis bulan depan." and ended_as(town) == {("failed", "remains")}


@pytest.mark.in_chat("what is typed on a page is not typed there")
def test_after_two_days_it_is_not_asked_for_any_more(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    town.server.fail_next("deleteMessage", 400, "Bad Request: no idea", times=10_000)
    siti.types("Kontrakan habis bulan depan.").sees("Kapan")
    town.passes(minutes=5)
    assert ended_as(town) == {("ready", "bad_request")}
    earlier = update(outbox).where(outbox.c.state == "ready").values(created_at=town.clock.at - timedelta(hours=48))
    town.asks(lambda tx: tx.execute(earlier))
    town.passes(hours=1)
    assert ended_as(town) == {("failed", "bad_request")}


def test_a_screen_in_use_again_is_not_taken_away(town: Town, siti: Someone) -> None:
    """Its closing was asked for and Telegram was slow; its button was pressed, and another screen stands there."""
    town.case(siti)
    siti.sends("/dampingan").taps("R-001", "Lihat nama").sees("Arman")
    troubled(town, "a bad gateway", 4)
    town.passes(minutes=10)
    siti.taps("Menu").sees("Selamat")
    town.passes(minutes=5)
    siti.sees("Selamat").sees_no("Arman")


@pytest.mark.parametrize("seed", range(6))
def test_any_trouble_at_any_call_leaves_nothing_and_harms_no_order(
    town: Town,
    siti: Someone,
    case: Case,
    seed: int,
) -> None:
    chance = random.Random(seed)
    who = joined(town, siti, case)
    kinds = [kind for kind in TROUBLES if kind != "blocked for a moment" or chance.random() < 0.5]
    for at in range(8):
        for method in GONE:
            for _ in range(chance.randrange(3)):
                TROUBLES[chance.choice(kinds)](town, method)
        match chance.randrange(3):
            case 0:
                who.sends("/menu").taps("Rapikan")
            case 1:
                who.sends("/menu").taps("Permintaan saya", "Tanya sesuatu").types(f"rahasia {at}").sees("diterima")
            case _:
                who.sends("/data").sees("Data saya")
        numbers = [message.id for message in who.phone.messages]
        assert numbers == sorted(numbers)
        town.passes(seconds=chance.randrange(1, 40))
    town.passes(minutes=25)
    who.sees_no("rahasia", "Data saya")
