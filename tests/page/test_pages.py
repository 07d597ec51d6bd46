"""How the page looks: plain, small, read by anybody, and nothing in it that somebody else wrote."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from bot.i18n import language
from bot.page import troubles
from bot.page.pages import FOLDER, Form, Pages
from bot.page.place import place_of
from bot.page.troubles import Trouble
from bot.store.queues.pages import Shown
from tests.page.site import ADDRESS, NAME, screen

FORM = Form("T" * 43, "1", "N" * 22)
STYLE = (FOLDER / "page.css").read_text(encoding="utf-8")
ALL_TROUBLES = [one for one in vars(troubles).values() if isinstance(one, Trouble)]
RECEIPT = Shown("saved", "Tersimpan", [], None)
FIRST_VIEW = 30_000


class Reader(HTMLParser):
    """Every tag with its attributes, in order; and that each is closed in its turn."""

    ALONE = ("meta", "link", "input", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        assert len(dict(attrs)) == len(attrs), f"{tag} says something twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in self.ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """It is the one that was opened last."""
        assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Those of this name."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def pages() -> Pages:
    return Pages(place_of(ADDRESS))


def shown(pages: Pages, *said: Shown, form: Form = FORM) -> str:
    return pages.shown(language(strict=True), said, form)


def test_a_screen_is_its_words_its_rows_and_a_field(pages: Pages) -> None:
    page = shown(pages, screen("Kabar <b>R-001</b>\nhari ini"))
    found = Reader(page)
    assert [tag for tag, _ in found.tags if tag in ("main", "h1", "section")] == ["main", "h1", "section"]
    assert found.named("html") == [{"lang": "id", "class": "dark"}]
    assert '<div class="said">Kabar <b>R-001</b>\nhari ini</div>' in page
    rows = page.split('<div class="row">')[1:]
    assert [row.count("<button") for row in rows[:-1]] == [2] and "Kembali" in rows[-1]
    presses = [one["value"] for one in found.named("button") if one.get("name") == "p"]
    assert presses == ["AAAAAAAAAAASave:1", "AAAAAAAAAAACancel", "AAAAAAAAAAABack"]
    assert len(found.named("form")) == 2, "all buttons are one form, the field is the other"
    assert [one["name"] for one in found.named("input")] == ["s", "n", "dark", "s", "n", "dark", "f", "w"]
    assert "Tulis atau cari" in page and "<textarea" not in page


@pytest.mark.parametrize("long", [True, False])
def test_where_an_answer_is_asked_for_its_field_comes_before_the_buttons(pages: Pages, long: bool) -> None:
    page = shown(
        pages,
        screen("Bagaimana kabarnya?", into="abc23456", question="", wanted=True, most=500 if long else 32, typed=""),
    )
    found = Reader(page)
    assert ("<textarea" in page) is long and page.count('name="w"') == 1
    assert '<input type="hidden" name="f" value="abc23456">' in page and "Jawaban" in page
    assert page.index('name="w"') < page.index('name="p"'), "the order in which one goes through it"
    assert found.named("label") == [{"for": "w"}]


def test_there_is_one_field_whatever_is_said(pages: Pages) -> None:
    asks = screen("Tanya", into="abc23456", question="", wanted=True, most=32, typed="")
    for said in ([asks, screen("x")], [screen("x"), asks], [asks, asks], [screen("x"), screen("y")], [RECEIPT]):
        assert shown(pages, *said).count('name="w"') == 1


def test_what_was_saved_stands_above_and_is_read_out(pages: Pages) -> None:
    page = shown(pages, screen("Menu"), RECEIPT)
    status = re.search(r'<div role="status">(.*?)</div>', page, re.DOTALL)
    assert status is not None and "Tersimpan" in status[1]
    assert page.index("Tersimpan") < page.index("Menu")
    prompt = Shown("prompt", "Ini waktu yang sudah direncanakan.", screen("").rows, None)
    assert Reader(shown(pages, screen("Menu"), prompt)).named("section") == [{}, {}], "with buttons it is a screen"


def test_nothing_that_somebody_wrote_is_a_tag(pages: Pages) -> None:
    evil = '"><script>alert(1)</script>{{ 7 * 7 }}'
    field = {"into": evil, "question": "", "wanted": True, "most": 500, "typed": evil}
    said = Shown("screen", evil, [[{"text": evil, "callback_data": evil}]], field)
    form = Form(evil, evil, evil, {"w": evil, "f": evil})
    everything = shown(pages, said, Shown("saved", evil, [], None), form=form)
    everything += pages.trouble(language(), troubles.WAITING, evil, form, evil)
    assert "<script" not in everything and "49" not in everything
    assert "&lt;script&gt;" in everything and "{{ 7 * 7 }}" in everything
    for button in Reader(shown(pages, screen("x"))).named("button"):
        assert "<" not in str(button.get("value"))
    assert NAME.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;") in shown(
        pages, screen("x")
    )


def test_no_script_and_nothing_from_elsewhere(pages: Pages) -> None:
    for page in (shown(pages, screen("x")), *(pages.trouble(language(), one) for one in ALL_TROUBLES)):
        found = Reader(page)
        assert not found.named("script") and not [a for _, a in found.tags if any(name.startswith("on") for name in a)]
        assert not [a for _, a in found.tags if "style" in a]
    for page in (shown(pages, screen("x")), pages.shell(language())):
        for _, attributes in Reader(page).tags:
            for name in ("src", "href", "action"):
                assert (attributes.get(name) or "/titian/").startswith("/titian/")
    assert "url(" not in STYLE and "@import" not in STYLE


@pytest.mark.parametrize(("dark", "look"), [("1", ' class="dark"'), ("0", ' class="light"'), ("", "")])
def test_light_or_dark_as_telegram_is(pages: Pages, dark: str, look: str) -> None:
    assert f'<html lang="id"{look}>' in shown(pages, screen("x"), form=Form("T", dark, "N"))
    assert f'<html lang="id"{look}>' in pages.trouble(language(), troubles.OVER, dark)


@pytest.mark.parametrize("trouble", ALL_TROUBLES, ids=lambda trouble: str(trouble.status))
def test_each_trouble_says_what_to_do(pages: Pages, trouble: Trouble) -> None:
    words = language(strict=True)
    page = pages.trouble(words, trouble, "1", FORM)
    found = Reader(page)
    for sentence in (words.label(trouble.says), words.label(trouble.do)):
        assert sentence in page and len(sentence) < 90 and sentence.endswith(".")
    assert found.named("div") == [{"role": "status"}, {"class": "row"}] or not trouble.again
    alone = Reader(pages.trouble(words, trouble))
    assert not alone.named("form") and [tag for tag, _ in alone.tags].count("h1") == 1


def test_the_first_view_is_small(pages: Pages) -> None:
    """Over a mobile line in the hills: the shell, its script, the looks, and a screen as long as there is."""
    rows = [[{"text": "x" * 34, "callback_data": "x" * 64}] for _ in range(4)]
    longest = Shown(
        "screen", "<b>x</b>" * 90, rows, {"into": "abc23456", "question": "", "wanted": True, "most": 500, "typed": ""}
    )
    script = (FOLDER / "open.js").read_text(encoding="utf-8")
    whole = [pages.shell(language()), script, STYLE, shown(pages, RECEIPT, longest)]
    assert sum(len(part.encode()) for part in whole) < FIRST_VIEW / 2


# -- looks -----------------------------------------------------------------------------------------------------------


def colours(start: str) -> dict[str, str]:
    block = STYLE[STYLE.index(start) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block[: block.index("}")]))


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("start", [":root {", ":root.dark {", ":root:not(.light) {"])
def test_everything_can_be_read(start: str) -> None:
    of = colours(start)
    for text, back in (
        *(
            ("text", "back"),
            ("text", "card"),
            ("text", "good"),
            ("text", "code"),
            ("accent", "key"),
            ("accent", "card"),
        ),
        *(("accent", "good"), ("on-accent", "accent")),
    ):
        assert contrast(of[text], of[back]) >= 4.5, (text, back)
    for edge, back in (("box-line", "card"), ("accent", "back"), ("accent", "card")):
        assert contrast(of[edge], of[back]) >= 3, (edge, back)


def test_dark_is_dark_by_telegram_and_by_the_phone() -> None:
    assert colours(":root.dark {") == colours(":root:not(.light) {") != colours(":root {")
    assert colours(":root {").keys() == colours(":root.dark {").keys()
