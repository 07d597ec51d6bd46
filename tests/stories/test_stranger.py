"""People the bot does not know, groups, and odd updates."""

import json

import pytest

from bot.domain.presses import Answer, CheckIn
from bot.store.queues.backlog import waiting_rows
from tests.driver import Someone, Town

NEUTRAL = "Halo. Layanan ini memakai undangan."


def test_every_stranger_gets_the_same_sentence(town: Town, siti: Someone) -> None:
    town.case(siti)
    stranger = town.phone("Orang")
    for text in ("/start", "/mulai", "/menu", "/catat", "halo", "/jadwal", "siti"):
        stranger.sends(text).sees(NEUTRAL)
    stranger.forges(CheckIn(1)).sees(NEUTRAL)
    stranger.forges(Answer("contact", "visit", token="1", form="checkin", about=1)).sees(NEUTRAL)
    stranger.phone.opens("tidak-berlaku")
    town.settles()
    stranger.sees("Tautan ini sudah tidak berlaku.").sees_no("Siti", "R-001")
    assert stranger.labels[0] == "🆘 Darurat", "no dead end"


def test_a_group_gets_one_neutral_line_and_is_left(town: Town, siti: Someone) -> None:
    town.case(siti)
    group = town.server.group(-100, "Keluarga besar")
    group.adds_bot(siti.phone)
    group.types(siti.phone, "/catat@uji_bot R-001")
    town.settles()
    assert not group.has_bot
    words = [message.text for message in group.messages if message.from_bot]
    assert words and set(words) == {"Saya hanya melayani percakapan pribadi."}


@pytest.mark.parametrize(
    "update",
    [
        {"poll": {"id": "1"}},
        {"message": {"message_id": 1, "date": 0}},
        {"message": {"chat": {"id": "x"}, "text": "a"}},
        {"message": {"chat": {"id": 7001, "type": "private"}, "message_id": 3, "date": 0, "text": "\x00\u202e/menu"}},
        {"callback_query": {"id": "1", "from": {"id": 7001}}},
        {"callback_query": {"id": "1", "from": {"id": 7001}, "data": "Answer:" + ":" * 50}},
        {"callback_query": {"id": "1", "from": {"id": 7001}, "data": "Save"}},
        {"callback_query": {"id": "1", "from": {"id": 7001}, "data": "CaseCard:99999999999999999999999999"}},
        {"callback_query": {"id": "1", "from": {"id": 7001}, "data": "PickDate:next:x:checkin:1"}},
        {"callback_query": {"id": "1", "from": {"id": 7001}, "data": "\ud800" * 9}},
        {"edited_message": {"chat": {"id": 7001, "type": "private"}, "message_id": 3, "date": 0, "text": "/menu"}},
        {"my_chat_member": {"chat": {"id": 7001, "type": "private"}}},
        {"channel_post": {"chat": {"id": -1, "type": "channel"}, "message_id": 1, "date": 0, "text": "x"}},
        {"message": {"chat": {"id": 7001, "type": "private"}, "message_id": 4, "date": 0, "dice": {}}},
        {"something_new": {"a": [1, 2]}},
    ],
    ids=lambda update: json.dumps(update)[:40],
)
def test_odd_updates_break_nothing(town: Town, siti: Someone, update: dict[str, object]) -> None:
    town.case(siti)
    siti.sends("/menu")
    town.server.inject(update)
    town.settles()
    town.passes(minutes=2)
    backlog = town.asks(waiting_rows)
    assert (backlog["inbox_new"], backlog["inbox_failed"]) == (0, 0)
    siti.sends("/menu").sees("Selamat pagi")


@pytest.mark.parametrize(
    "pasted",
    ["{link}", "ini ya bu {link} terima kasih", "t.me/uji_bot?start={token}", "tg://resolve?domain=uji_bot&start={token}",
     "<{link}>", "{link}.", "Tautan sekali pakai untuk M-02, berlaku 72 jam:\n{link}\nMohon serahkan sendiri."],
)  # fmt: skip
def test_a_link_that_was_pasted_is_opened(town: Town, yusuf: Someone, pasted: str) -> None:
    yusuf.sends("/menu").taps("Undang pendamping").types("Dewi")
    link = next(word for word in yusuf.finds("https://t.me/").text.split() if word.startswith("https://t.me/"))
    dewi = town.phone("Dewi")
    dewi.types(pasted.format(link=link, token=link.partition("start=")[2])).sees("Sapaan apa").sees_no("start=")
    other = town.phone("Orang lain")
    other.types(pasted.format(link=link, token=link.partition("start=")[2])).sees("sudah tidak berlaku")


def test_what_only_looks_like_a_link_is_a_question(town: Town, siti: Someone) -> None:
    stranger = town.phone("Orang")
    for text in ("start", "start=abc", "https://contoh.id/?start=1", "mulai dari mana?"):
        stranger.types(text)
        assert "sudah tidak berlaku" not in stranger.screen
