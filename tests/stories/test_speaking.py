"""What is said first: never to an empty bot, not on a day of rest, at a good hour; what must wait is met in the end."""

import random
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.domain.followups import NEWS_KINDS
from bot.domain.people import Role
from bot.domain.presses import EraseForRequest, RequestAnswered, TheirNewPhone
from bot.domain.timing.quiet import hours_of
from bot.store.caseload import news, requests
from bot.store.engine.database import Tx
from bot.store.engine.tables import outbox, participants, prompts
from bot.store.people import people
from bot.store.queues.outgoing import UNASKED
from bot.store.rights import consents
from bot.store.rights import participants as phones
from tests.driver import Someone, Town
from tests.stories.test_requests import Companion

NEWS = "Ada kabar. Silakan dibuka saat longgar."
IN_MENU = "Ada kabar di Permintaan saya."
PIN = "2580"


@pytest.fixture
def arman(town: Town, siti: Someone) -> Companion:
    """A participant with a PIN, a name of their own and a word for each need."""
    arman = Companion(town, siti)
    who = arman.phone
    who.sends("/atur").taps("Nama saya").types("Bunga").sends("/atur").taps("Kata: jangan dulu").types("sudah makan")
    who.sends("/atur").taps("Kata: kosongkan").types("beli galon").sends("/atur").taps("PIN").types(PIN).types(PIN)
    return arman


def answers(yusuf: Someone, siti: Someone, arman: Companion) -> None:
    """A question that was asked is answered."""
    question = arman.asks("info", "Rahasia")
    siti.sends("/menu").forges(RequestAnswered(question.id))


def waiting(town: Town, kind: str) -> list[datetime]:
    found = select(prompts.c.due_at).where(prompts.c.kind == kind, prompts.c.state == "waiting")
    return town.asks(lambda tx: list(tx.execute(found).scalars()))


@pytest.mark.in_chat("it looks at where messages stand in the chat")
def test_an_empty_bot_says_nothing_and_the_menu_has_it_behind_the_pin(
    town: Town, yusuf: Someone, siti: Someone, arman: Companion
) -> None:
    arman.phone.types("beli galon").sees("undangan")
    before = len(arman.phone.phone.texts())
    answers(yusuf, siti, arman)
    siti.sees("pesannya terkirim pada jam yang dipilihnya")
    town.passes(days=3)
    assert len(arman.phone.phone.texts()) == before
    arman.phone.types(PIN).sees(IN_MENU, "Bunga")
    town.passes(days=3)
    assert arman.told() == 0, "held news is not pushed when hiding ends"
    arman.phone.sends("/menu").sees_no(IN_MENU)
    arman.phone.types(PIN).sends("/menu").sees(IN_MENU).taps("Permintaan saya", "No. 1", "Menu")
    arman.phone.sees("Pesan ini tidak dipantau").sees_no(IN_MENU)


@pytest.mark.parametrize("does", ["beli galon", "sudah makan", "Rapikan"])
def test_what_waited_to_be_sent_when_all_is_taken_away_is_not_sent_after_it(
    town: Town, yusuf: Someone, siti: Someone, arman: Companion, does: str
) -> None:
    phone = arman.phone.sends("/menu")
    question = arman.asks("info", "Rahasia")
    town.server.fail_next("sendMessage", retry_after=30, chat_id=phone.phone.user.id)
    siti.sends("/menu").forges(RequestAnswered(question.id))
    assert arman.told() == 0, "it waits"
    phone.sends("/menu").taps(does) if does == "Rapikan" else phone.types(does)
    town.passes(minutes=5)
    assert arman.told() == 0, "nobody is there to read it"


def test_a_day_of_rest_holds_for_everything(town: Town, yusuf: Someone, siti: Someone, arman: Companion) -> None:
    arman.phone.types("sudah makan").sees("Baik. Terima kasih.")
    answers(yusuf, siti, arman)
    town.passes(hours=23)
    assert arman.told() == 0
    town.passes(hours=2)
    assert arman.told() == 1
    assert f"Salam, Bunga.\n{NEWS}" in arman.phone.phone.texts(), "by the name they chose"


def test_news_keeps_to_the_hours_they_chose(town: Town, yusuf: Someone, siti: Someone, arman: Companion) -> None:
    arman.phone.sends("/atur").types(PIN).sends("/atur").taps("Jam aman", "09.00–16.00")
    town.passes(hours=13, minutes=30)  # 23.30
    answers(yusuf, siti, arman)
    assert arman.told() == 0
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat").sees("Kabar", "menunggu jam aman")
    town.passes(hours=9)
    assert arman.told() == 0
    town.passes(hours=1)
    assert arman.told() == 1
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat").sees("Kabar", "disampaikan. Ke W-01")


def test_who_takes_back_their_consent_finds_it_in_the_menu(
    town: Town, yusuf: Someone, siti: Someone, arman: Companion
) -> None:
    town.asks(lambda tx: consents.withdraw(tx, arman.person, arman.case, "messages", channel="chat"))
    answers(yusuf, siti, arman)
    siti.sees("mohon sampaikan sendiri")
    town.passes(days=2)
    assert arman.told() == 0
    arman.phone.types(PIN).sends("/menu").sees(IN_MENU)


def test_a_complaint_stands_in_nobodys_history(town: Town, yusuf: Someone, siti: Someone, arman: Companion) -> None:
    complaint = arman.asks("complaint", "Rahasia")
    town.passes(hours=13)
    yusuf.sends("/menu").forges(RequestAnswered(complaint.id))
    siti.sends("/dampingan").taps("R-001", "Linimasa", "Riwayat").sees_no("Kabar,")
    town.passes(hours=12)
    assert arman.told() == 1


@pytest.mark.parametrize("hidden", [False, True])
def test_a_last_word_waits_for_a_good_hour_or_stays_unsaid(
    town: Town, yusuf: Someone, siti: Someone, arman: Companion, hidden: bool
) -> None:
    erase = arman.asks("erase")
    if hidden:
        arman.phone.types("beli galon").sees("undangan")
    before = len(arman.phone.phone.texts())
    town.passes(hours=14, minutes=42)  # 00.42
    yusuf.sends("/menu").forges(EraseForRequest(erase.id)).taps("Ya, saat bertemu").types("R-001")
    yusuf.sees("Semua catatannya sudah dihapus")
    town.passes(hours=6)
    assert len(arman.phone.phone.texts()) <= before
    town.passes(hours=3)
    said = [text for text in arman.phone.phone.texts() if "semoga sehat selalu" in text]
    assert said == ([] if hidden else ["Salam. Permintaannya sudah selesai. Terima kasih, semoga sehat selalu."])


def test_a_phone_that_is_cut_off_at_night_hears_it_in_the_morning(town: Town, siti: Someone, arman: Companion) -> None:
    town.passes(hours=13)
    siti.sends("/menu").forges(TheirNewPhone(arman.case.id, sure=True)).sees("Silakan pilih cara bergabung")
    assert not any("tidak terhubung lagi" in text for text in arman.phone.phone.texts())
    arman.phone.sends("/menu").sees("undangan")
    town.passes(hours=12)
    assert any("tidak terhubung lagi" in text for text in arman.phone.phone.texts())


def test_a_leaders_news_waits_for_the_morning_and_the_newest_is_enough(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.case(siti, days=60)
    town.case(siti, name="Rini", days=60)
    town.passes(hours=12)
    for code in ("R-001", "R-002"):
        yusuf.sends("/dampingan").taps(code, "Ganti pendamping", "M-02").sees("bersama M-02")
    assert dewi.phone.texts() == [], "nothing at ten in the evening"
    town.passes(hours=12)
    assert [text for text in dewi.phone.texts() if "Daftar" in text] == [
        "Salam, Ibu.\nDaftar dampingan Ibu bertambah; silakan lihat /dampingan."
    ]


def test_news_for_a_blocked_phone_is_told_when_it_can_be(town: Town, yusuf: Someone, siti: Someone) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    town.case(siti, days=60)
    dewi.sends("/menu").phone.blocks()
    town.settles()
    yusuf.sends("/dampingan").taps("R-001", "Ganti pendamping", "M-02")
    assert not any("Daftar dampingan" in text for text in dewi.phone.texts())
    dewi.phone.unblocks()
    town.settles()
    assert any("Daftar dampingan Ibu" in text for text in dewi.phone.texts())


def test_what_is_not_so_any_more_is_not_told(town: Town, yusuf: Someone, siti: Someone, arman: Companion) -> None:
    town.passes(hours=12)
    question = arman.asks("info", "Rahasia")

    town.asks(lambda tx: news.tell(tx, "request_came", question.id, siti.person.id))
    town.settles()
    yusuf.sends("/menu").forges(RequestAnswered(question.id))
    town.passes(hours=12)
    assert not any("permintaan baru" in text for text in siti.phone.texts())


def test_an_urgent_word_goes_ahead_of_what_waits(town: Town, yusuf: Someone, siti: Someone) -> None:
    """A screen whose sending is in doubt holds up what comes after it; an alarm does not wait behind it."""
    case = town.case(siti, days=60)
    yusuf.sends("/menu")
    town.server.drop_before_delivery("editMessageText", times=9, chat_id=yusuf.phone.user.id)
    yusuf.phone.taps("Tim saya")
    town.settles()
    siti.sends("/dampingan").taps(case.code, "Mendesak", "Kesehatan")
    assert any("Ada penanda mendesak" in text for text in yusuf.phone.texts())


ACTS = ("hide", "unhide", "rest", "hours", "consent", "no consent", "block", "unblock", "ask and answer", "greet")


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_done_at_whatever_hour(town: Town, yusuf: Someone, siti: Someone, seed: int) -> None:
    """Nothing pushed while hidden, on a day of rest, outside own hours, against consent; each fact is met at last."""
    chance = random.Random(seed)
    arman = Companion(town, siti)
    who = arman.person
    town.asks(lambda tx: phones.set_pin(tx, who, PIN if seed % 2 else None))
    asked, checked = 0, 0
    for _ in range(25):
        match chance.choice(ACTS):
            case "hide":
                town.asks(lambda tx: phones.hide(tx, who))
            case "unhide":
                town.asks(lambda tx: phones.show_again(tx, who))
            case "rest":
                town.asks(lambda tx: phones.rest(tx, who))
            case "hours":
                hours = hours_of(
                    chance.choice(("0900-1600", "0800-1930+", "1300-1700")), chance.choice(("", "2x", "6x"))
                )
                town.asks(partial(people.settle, person=who, hours=hours))
            case "consent":
                town.asks(lambda tx: consents.give(tx, who, arman.case, "messages", channel="chat", explained_by=None))
            case "no consent":
                town.asks(lambda tx: consents.withdraw(tx, who, arman.case, "messages", channel="chat"))
            case "block":
                arman.phone.phone.blocks()
            case "unblock":
                arman.phone.phone.unblocks()
            case "greet":
                town.asks(
                    lambda tx: tx.execute(prompts.update().where(prompts.c.kind == "self_check").values(due_at=tx.now))
                )
            case _:
                asked += 1
                answers(yusuf, siti, arman)
        town.settles()
        checked = pushed_well(town, arman, who.id, checked)
        town.passes(hours=chance.choice((0.2, 3, 9, 20)))
        checked = pushed_well(town, arman, who.id, checked)
    arman.phone.phone.unblocks()
    town.asks(lambda tx: phones.show_again(tx, who))
    town.passes(days=5)
    open_news = select(prompts.c.kind).where(prompts.c.kind.in_(NEWS_KINDS), prompts.c.state.in_(("waiting", "held")))
    assert town.asks(lambda tx: tx.execute(open_news).all()) == []
    told = town.asks(
        lambda tx: len(
            tx.execute(select(prompts.c.id).where(prompts.c.kind == "answered", prompts.c.said_at.is_not(None))).all()
        )
    )
    assert told <= asked
    if told < asked:
        assert town.asks(lambda tx: requests.has_untold(tx, who))


def pushed_well(town: Town, arman: Companion, person: int, after: int) -> int:
    """Each push since that row went out when it might; the number of the last row looked at."""

    def look(tx: Tx) -> int:
        phone = tx.execute(select(participants).where(participants.c.person_id == person)).one()
        found = people.by_id(tx, person)
        assert found is not None and found.chat is not None
        rows = tx.execute(
            select(outbox)
            .where(outbox.c.id > after, outbox.c.chat == found.chat, outbox.c.kind.in_(UNASKED))
            .order_by(outbox.c.id)
        ).all()
        for row in rows:
            if row.state in ("ready", "sending"):
                return int(row.id) - 1
            if row.state != "sent":
                continue
            at = row.sent_at
            assert phone.hidden_until is None or phone.hidden_until <= at
            assert phone.quiet_until is None or phone.quiet_until <= at
            local = at.astimezone(found.zone).time()
            assert found.hours.start <= local < found.hours.end
            assert consents.may_write(tx, person)
        return max((row.id for row in rows), default=after)

    return town.asks(look)


def test_the_hours_of_these_tests_are_what_they_say(town: Town) -> None:
    assert town.clock.at == datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert (town.clock.at + timedelta(hours=7)).time() == time(10)
