"""HTML in, entities out, and back; and which button a label means."""

import pytest

from bot.demo.formatting import BadText, detect, from_html, tidy, to_html, width
from bot.demo.phones import bare
from bot.demo.server import BotServer
from tests.demo.place import TOKEN, Clock


@pytest.mark.parametrize(
    "html",
    [
        "<b>tebal <i>dan miring</i></b> biasa",
        "👍 <code>R-01</code> &amp; <u>garis</u>",
        '<a href="https://t.me/uji_bot?start=a">tautan</a>',
        "<tg-spoiler>rahasia</tg-spoiler> <s>lama</s>",
        "<blockquote>kata orang</blockquote>",
        "<pre>a &lt; b</pre>",
    ],
)
def test_html_survives_the_round_trip(html: str) -> None:
    assert to_html(*from_html(html)) == html


def test_offsets_are_in_utf16_units() -> None:
    assert from_html("👍👍 <b>ya</b>") == ("👍👍 ya", [{"type": "bold", "offset": 5, "length": 2}])
    assert (width("👍"), width("é"), width("a")) == (2, 1, 1)


def test_white_space_around_a_text_goes_with_its_entities() -> None:
    text, entities = tidy(*from_html("\n <b> ya </b> "))
    assert (text, entities) == ("ya", [{"type": "bold", "offset": 0, "length": 2}])


def test_commands_and_links_are_found() -> None:
    found = detect("/start lalu https://contoh.id/a, bukan a/b atau 1/2", [])
    assert [(entity["type"], entity["offset"]) for entity in found] == [("bot_command", 0), ("url", 12)]
    code = [{"type": "code", "offset": 0, "length": 6}]
    assert detect("/start", code) == code


@pytest.mark.parametrize("html", ["<b", "<b>", "</b>", "<b>x</i>", "<p>x</p>", "<a href='x>y</a>", "<span>x</span>"])
def test_bad_html(html: str) -> None:
    with pytest.raises(BadText, match="can't parse entities"):
        from_html(html)


def test_emoji_on_a_label_do_not_count() -> None:
    labels = {"✅ Simpan": "simpan", "1️⃣ Satu": "satu", "⬅️": "", "Hapus?": "hapus"}
    assert {label: bare(label) for label in labels} == labels


def test_a_phone_presses_what_fits_best_on_the_newest_message() -> None:
    server = BotServer(TOKEN, now=Clock().now)
    siti = server.phone(7, "Siti")
    siti.opens()
    old, new = ["Simpan"], ["💾 Simpan dan tutup", "Jangan simpan", "Tutup"]
    for labels in (old, new):
        rows = [[{"text": label, "callback_data": label}] for label in labels]
        server.telegram.bot_sends(siti.chat, "?", [], {"inline_keyboard": rows})
    for label in ("Simpan", "Tutup", "jangan"):
        siti.taps(label)
    assert [entry.text for entry in siti.transcript if entry.kind == "tap"] == [new[0], new[2], new[1]]
