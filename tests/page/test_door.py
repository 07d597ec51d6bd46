"""Who comes in by the page's door, and what comes of what they do there: over real HTTP, on both databases."""

from __future__ import annotations

import logging
import socket
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from bot.store.engine.database import Database
from bot.store.engine.tables import chats as chat_table
from bot.store.engine.tables import page_sessions
from bot.store.engine.tables import participants as participant_table
from bot.store.rights import participants
from tests.driver import TOKEN, Clock
from tests.page.signing import data
from tests.page.site import NAME, ORIGIN, Page, Site
from tests.store.conftest import PHONE, House

MINUTE = timedelta(minutes=1)
SAVE = "AAAAAAAAAAASave:1"
OVER = "Halaman ini sudah ditutup. Mohon buka lagi dari percakapan di Telegram."


def is_over(page: Page) -> bool:
    return (
        page.status == 403
        and OVER in page.text
        and "name=" not in page.body.replace('name="viewport"', "").replace('name="color-scheme"', "")
    )


# -- coming in -------------------------------------------------------------------------------------------------------


def test_somebody_comes_in_presses_and_types(site: Site) -> None:
    page = site.opens(press=SAVE)
    assert page.status == 200 and f"{SAVE} (1)" in page.text and "Tersimpan" in page.text
    page = site.acts(page, p=SAVE)
    assert f"{SAVE} (2)" in page.text
    page = site.acts(page, w="baik <b>sekali</b>\r\n& terus", f="abc23456")
    assert "baik <b>sekali</b> & terus (3)" in page.text
    assert [(act.press, act.words, act.form) for _, act in site.answerer.came] == [
        (SAVE, None, ""),
        (SAVE, None, ""),
        (None, "baik <b>sekali</b>\n& terus", "abc23456"),
    ]
    assert site.looks == 3, "what it brings about for others goes out"


def test_without_a_button_it_shows_what_waits(site: Site) -> None:
    page = site.opens()
    assert page.status == 200 and "Yang menunggu" in page.text
    assert site.answerer.came == [] and site.kept() == 0


def test_whoever_comes_is_met_under_their_number(site: Site, database: Database) -> None:
    site.opens(telegram_id=4711)
    with database.transaction() as tx:
        assert list(tx.execute(select(chat_table.c.id)).scalars()) == [tx.blind(4711)]
        assert list(tx.execute(select(page_sessions.c.chat)).scalars()) == [tx.blind(4711)]


def test_each_has_a_page_of_their_own(site: Site) -> None:
    one, other = site.opens(telegram_id=7, press=SAVE), site.opens(telegram_id=8, press=SAVE)
    site.acts(one, p="AAAAAAAAAAAOne")
    site.acts(other, p="AAAAAAAAAAATwo")
    with site.database.transaction() as tx:
        chats = [tx.blind(7), tx.blind(8)]
    assert [chat for chat, _ in site.answerer.came] == [*chats, *chats]
    mixed = Page(200, {}, "", {**one.fields, "n": other.fields["n"]})
    site.acts(mixed, p=SAVE)
    assert site.answerer.came[-1][0] == chats[0], "whose token it is"


def test_forged_data(site: Site) -> None:
    whole = data(7)
    other_bots = data(7, token="654321:Another-bots-token")
    for told in (
        whole[:-1] + ("0" if whole[-1] != "0" else "1"),
        other_bots,
        whole + "&x=1",
        "",
        "a=b",
        "{}",
        "\u2764",
    ):
        page = site.opens(told)
        assert page.status == 403 and "tidak dapat dibuka dari sini" in page.text
    assert site.answerer.came == [] and sessions(site) == 0


def test_data_that_are_too_old_or_too_new(site: Site, clock: Clock) -> None:
    told = data(7, clock.at)
    clock.at += 5 * MINUTE + timedelta(seconds=1)
    page = site.opens(told)
    assert page.status == 403 and "sudah lewat" in page.text and "buka lagi" in page.text
    page = site.opens(data(7, clock.at + timedelta(seconds=31)))
    assert page.status == 403 and "gangguan di sistem kami" in page.text
    assert sessions(site) == 0


def test_data_that_were_used(site: Site, clock: Clock) -> None:
    told = data(7, clock.at)
    assert site.opens(told, press=SAVE).status == 200
    page = site.opens(told, press=SAVE)
    assert page.status == 409 and "sudah pernah dibuka" in page.text
    otherwise = "&".join(reversed(told.split("&")))
    assert site.opens(otherwise, press=SAVE).status == 409
    assert site.kept() == 1 and sessions(site) == 1


def sessions(site: Site) -> int:
    with site.database.transaction() as tx:
        return len(tx.execute(select(page_sessions.c.id)).all())


# -- sessions --------------------------------------------------------------------------------------------------------


def test_a_page_that_nobody_uses_is_over(site: Site, clock: Clock) -> None:
    page = site.opens(press=SAVE)
    clock.at += 10 * MINUTE
    assert is_over(site.acts(page, p=SAVE))
    assert site.kept() == 1


def test_after_an_hour_it_is_over_whoever_uses_it(site: Site, clock: Clock) -> None:
    page = site.opens(press=SAVE)
    for _ in range(6):
        page = site.acts(page, p=SAVE)
        assert page.status == 200
        clock.at += 9 * MINUTE
    page = site.acts(page, p=SAVE)
    assert page.status == 200
    clock.at += 6 * MINUTE
    assert is_over(site.acts(page, p=SAVE))


@pytest.mark.parametrize("token", ["A" * 43, "-" * 43])
def test_a_guessed_token(site: Site, token: str) -> None:
    page = site.opens(press=SAVE)
    assert is_over(site.acts(Page(200, {}, "", {**page.fields, "s": token}), p=SAVE))
    assert site.kept() == 1


def test_what_was_typed_too_late_is_handed_back(site: Site, clock: Clock) -> None:
    page = site.opens()
    clock.at += 10 * MINUTE
    few = site.acts(page, w="beli galon")
    assert few.status == 403 and OVER in few.text and "beli galon" not in few.body, "it may be an agreed word"
    page = site.acts(page, w="\nPagi ini kami </textarea> bertemu di pasar, dan ia sehat.", f="abc23456")
    assert page.status == 403 and OVER in page.text and "salin dulu" in page.text
    typed = "Pagi ini kami &lt;/textarea&gt; bertemu di pasar, dan ia sehat."
    assert f'<textarea id="typed" rows="5" readonly>\n\n{typed}</textarea>' in page.body
    assert site.kept() == 0


def test_hiding_closes_every_page_and_one_that_hides_goes_on_empty(site: Site, house: House) -> None:
    """As in the conversation: whoever looks at that page meets a bot that knows nobody."""
    mine, elsewhere = site.opens(telegram_id=PHONE), site.opens(data(PHONE, query_id="two"))

    site.answerer.also = lambda tx: participants.hide(tx, house.arman)
    page = site.acts(mine, w="beli kopi")
    assert page.status == 200 and page.fields["s"] != mine.fields["s"]
    site.answerer.also = lambda tx: None
    assert is_over(site.acts(elsewhere, p=SAVE)) and is_over(site.acts(mine, p=SAVE))
    assert site.acts(page, p=SAVE).status == 200
    with site.database.transaction() as tx:
        participants.show_again(tx, house.arman)
    assert is_over(site.acts(page, p=SAVE))


def test_a_page_that_was_found_closed_stays_closed(site: Site, house: House) -> None:
    page = site.opens(telegram_id=PHONE)
    with site.database.transaction() as tx:
        tx.execute(participant_table.update().values(hidden_until=tx.now + MINUTE))  # by another process
    assert is_over(site.acts(page, p=SAVE))
    with site.database.transaction() as tx:
        participants.show_again(tx, house.arman)
    assert is_over(site.acts(page, p=SAVE))


# -- acts ------------------------------------------------------------------------------------------------------------


def test_the_same_on_the_same_page_is_done_once(site: Site) -> None:
    page = site.opens(press=SAVE)
    first, second = site.acts(page, p=SAVE), site.acts(page, p=SAVE)
    assert f"{SAVE} (2)" in first.text and f"{SAVE} (2)" in second.text
    assert first.fields["n"] != second.fields["n"] != page.fields["n"], "each page has a name of its own"
    one, other = site.acts(page, w="halo"), site.acts(page, w="halo")
    assert one.text == other.text and "(3)" in one.text
    assert site.kept() == 3


def test_something_else_on_the_same_page_is_something_else(site: Site) -> None:
    page = site.opens(press=SAVE)
    texts = [
        site.acts(page, p="AAAAAAAAAAACancel").text,
        site.acts(page, w="AAAAAAAAAAACancel").text,
        site.acts(page, w="AAAAAAAAAAACancel", f="abc23456").text,
    ]
    assert [f"({number})" in text for number, text in enumerate(texts, 2)] == [True, True, True]


def test_what_is_not_handled_yet_is_asked_for_again_and_done_once(site: Site) -> None:
    site.answerer.pending = True
    page = site.opens(press=SAVE)
    assert page.status == 202 and "sedang diproses" in page.text and "Lihat lagi" in page.text
    assert site.again(page).status == 202
    site.answerer.pending = False
    page = site.again(page)
    assert page.status == 200 and f"{SAVE} (1)" in page.text
    site.answerer.pending = True
    page = site.acts(page, w='a\r\n"b" & <c>', f="abc23456")
    assert page.status == 202
    page = site.again(page)
    site.answerer.pending = False
    page = site.again(page)
    assert page.status == 200 and '"b" & <c> (2)' in page.text
    assert site.kept() == 2 and len({act.nonce for _, act in site.answerer.came}) == 2


def test_nothing_typed_is_no_act(site: Site) -> None:
    page = site.opens(press=SAVE)
    for words in ("", "  ", "\r\n \t", "\x00"):
        page = site.acts(page, w=words)
        assert page.status == 200 and "Yang menunggu" in page.text
    assert site.kept() == 1


def test_an_act_that_shows_nothing_shows_what_waits(site: Site) -> None:
    page = site.opens(press=SAVE)
    site.answerer.silent = True
    assert "Yang menunggu" in site.acts(page, p=SAVE).text
    site.answerer.empty = True
    found = site.acts(page, p=SAVE)
    assert found.status == 200 and "sedang kosong" in found.text and "percakapan di Telegram" in found.text


def test_a_bug_takes_everything_back_and_may_be_tried_again(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    page = site.opens(press=SAVE)
    site.answerer.breaks = True
    broken = site.acts(page, w="kata rahasia", f="abc23456")
    assert broken.status == 500 and "gangguan di sistem kami" in broken.text and "Lihat lagi" in broken.text
    assert "Bug" not in broken.body and "Traceback" not in broken.body
    site.answerer.breaks = False
    assert "kata rahasia (2)" in site.again(broken).text
    assert site.kept() == 2


def test_a_bug_on_the_way_in_leaves_the_way_open(site: Site, clock: Clock) -> None:
    told = data(7, clock.at)
    site.answerer.breaks = True
    broken = site.opens(told, press=SAVE)
    assert broken.status == 500 and "buka lagi dari percakapan" in broken.text and broken.fields == {}
    site.answerer.breaks = False
    assert site.opens(told, press=SAVE).status == 200


def test_the_way_in_and_the_act_are_one(site: Site, clock: Clock) -> None:
    """Where the act is taken back, so is the session."""
    site.answerer.breaks = True
    site.opens(press=SAVE)
    assert sessions(site) == 0 and site.looks == 0


# -- from where ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://web.telegram.org"},
        {"Origin": "https://contoh.id.jahat.id"},
        {"Origin": "http://contoh.id"},
        {"Origin": "https://contoh.id:8443"},
        {"Origin": "https://contoh.id/"},
        {"Origin": "HTTPS://CONTOH.ID"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://jahat.id", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "Same-Origin"},
    ],
)
def test_no_other_site_hands_anything_in(site: Site, headers: dict[str, str]) -> None:
    page = site.opens(press=SAVE)
    assert site.acts(page, headers=headers, p=SAVE).status == 403
    told = {"d": data(7, site.clock.at, query_id="x")}
    assert site.asks("POST", "/titian/open", data=told, headers=headers).status == 403
    assert site.kept() == 1 and sessions(site) == 1


def test_two_origins_are_none(site: Site) -> None:
    body = urlencode({"d": data(7, site.clock.at)})
    both = "Origin: https://contoh.id\r\nOrigin: https://contoh.id\r\n"
    assert posted(site, body, both).startswith(b"HTTP/1.1 403")
    assert posted(site, body, "Origin: https://contoh.id\r\n").startswith(b"HTTP/1.1 200")


def test_a_browser_that_names_no_origin_may_say_where_it_stands(site: Site) -> None:
    page = site.opens(press=SAVE)
    assert site.acts(page, headers={"Sec-Fetch-Site": "same-origin"}, p=SAVE).status == 200


def posted(site: Site, body: str, headers: str, kind: str = "application/x-www-form-urlencoded") -> bytes:
    head = f"POST /titian/open HTTP/1.1\r\nHost: contoh.id\r\nContent-Type: {kind}\r\nConnection: close\r\n{headers}"
    return site.raw(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())


# -- bodies ----------------------------------------------------------------------------------------------------------


def test_ten_megabytes_are_not_read(site: Site) -> None:
    """Said in advance, or piece by piece: nobody waits for the rest."""
    head = (
        "POST /titian/act HTTP/1.1\r\nHost: contoh.id\r\nOrigin: https://contoh.id\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
    )
    found = site.raw(f"{head}Content-Length: 10485760\r\n\r\n".encode())
    assert found.startswith(b"HTTP/1.1 413") and "terlalu panjang" in found.decode()
    piece = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    found = site.raw(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + piece + b"1\r\na\r\n")
    assert found.startswith(b"HTTP/1.1 413")


def test_a_page_is_as_long_as_a_message_may_be(site: Site) -> None:
    page = site.opens()
    assert site.acts(page, w="\U0001f642" * 4096).status == 200
    assert site.acts(page, w="a" * 4097).status == 413
    assert len(site.answerer.came) == 1


def test_a_body_that_does_not_come(database: Database, clock: Clock) -> None:
    site = Site(database, clock, body_seconds=0.05)
    try:
        head = (
            "POST /titian/act HTTP/1.1\r\nHost: contoh.id\r\nOrigin: https://contoh.id\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\n"
        )
        assert site.raw(head.encode() + b"s=1").startswith(b"HTTP/1.1 408")
        site.raw(head.encode() + b"s=1", ends=True)
        assert site.opens().status == 200, "and the next one is served"
    finally:
        site.closes()


def fields(page: Page, **other: str) -> list[tuple[str, str]]:
    return [*((name, page.fields[name]) for name in ("s", "n", "dark")), *other.items()]


def test_what_no_form_of_ours_sends(site: Site) -> None:
    page = site.opens(press=SAVE)
    whole = fields(page, p=SAVE)
    odd: list[list[tuple[str, str]]] = [
        *([*whole, one] for one in whole),
        [*whole, ("x", "1")],
        [*whole, ("w", "halo")],
        [*whole, ("f", "abc")],
        [*whole, ("d", "x")],
        *([one for one in whole if one[0] != name] for name in ("s", "n", "p")),
        *(
            [*((name, value) for name, value in whole if name != changed), (changed, other)]
            for changed, other in (
                *(("s", "A" * 42), ("s", "A" * 44), ("s", "A" * 42 + "/"), ("s", ""), ("n", "short"), ("n", "n" * 65)),
                *(("n", "a b" * 8), ("n", "\u0627" * 20), ("dark", "2"), ("dark", "11"), ("dark", "x")),
                *(("p", ""), ("p", "a b"), ("p", "p" * 65), ("p", "\u00e9"), ("p", "a\nb")),
            )
        ),
        fields(page, w="halo", f="a b"),
        fields(page, w="halo", f="a" * 41),
    ]
    for given in odd:
        found = site.asks("POST", "/titian/act", data=given, headers=ORIGIN)
        assert found.status == 400 and "tidak terbaca" in found.text, given
    assert site.kept() == 1


@pytest.mark.parametrize(
    "body", ["", "&", "s", "%", "s=%ff", "s=%ed%a0%80", "\u2764=1", "s=1;n=2", "=", "&".join("abcdefghij"), "s=1&&n=2"]
)
def test_a_body_that_is_no_form(site: Site, body: str) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert site.asks("POST", "/titian/act", data=body.encode(), headers={**ORIGIN, **kind}).status == 400


@pytest.mark.parametrize("type_", ["multipart/form-data; boundary=x", "text/plain", "application/json", ""])
def test_another_kind_of_body(site: Site, type_: str) -> None:
    body = urlencode({"d": data(7, site.clock.at)})
    assert posted(site, body, "Origin: https://contoh.id\r\n", type_).startswith(b"HTTP/1.1 400")
    squeezed = "Origin: https://contoh.id\r\nContent-Encoding: gzip\r\n"
    assert posted(site, body, squeezed).startswith(b"HTTP/1.1 400")


# -- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/titian/", "/titian/open", "/titian/act", "/Titian", "/titian/page.py", "/titian/door.py", "/titian//"),
        *("//titian", "/titian/../titian", "/titian/%2e%2e/titian", "/titian/./page.css", "/titian/%70age.css"),
        *("/titian/page.css/", "/titian/page.css%00", "/titian/..%2fpage.css", "/titian;x", "/titian/shell.html"),
        *("/../../etc/passwd", "/healthz", "/metrics", "/favicon.ico", "/titian/" + "a" * 7000, "/titian%3Fb"),
    ],
)
def test_there_is_nothing_else(site: Site, path: str) -> None:
    found = site.asks("GET", path)
    assert (found.status, found.body) == (404, "404\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND"])
def test_nothing_else_is_done(site: Site, method: str) -> None:
    for path in ("/titian", "/titian/page.css", "/titian/open.js"):
        assert site.asks(method, path, headers=ORIGIN).status == 404
    if method != "POST":
        for path in ("/titian/open", "/titian/act"):
            assert site.asks(method, path, headers=ORIGIN, data={"d": data(7, site.clock.at)}).status == 404
    assert sessions(site) == 0


def test_odd_targets(site: Site) -> None:
    for target in ("*", "http://contoh.id/titian", "https://jahat.id/titian", "titian", "/titian\\page.css"):
        found = site.raw(f"GET {target} HTTP/1.1\r\nHost: contoh.id\r\nConnection: close\r\n\r\n".encode())
        assert found.split()[1] in (b"404", b"400"), target


def test_the_shell_holds_nothing(site: Site) -> None:
    plain = site.asks("GET", "/titian")
    with_button = site.asks("GET", f"/titian?b={SAVE}&x=<script>")
    assert plain.status == 200 and plain.body == with_button.body
    assert "JavaScript" in plain.text and '<script src="/titian/open.js" defer></script>' in plain.body
    assert plain.body.count("<script") == 1 and "telegram.org" not in plain.body


@pytest.mark.parametrize(
    ("address", "paths"),
    [
        ("https://contoh.id", ("/", "/page.css", "/open.js", "/open", "/act")),
        ("https://contoh.id/", ("/", "/page.css", "/open.js", "/open", "/act")),
        ("https://contoh.id/a/b/", ("/a/b/", "/a/b/page.css", "/a/b/open.js", "/a/b/open", "/a/b/act")),
    ],
)
def test_wherever_it_stands(database: Database, clock: Clock, address: str, paths: tuple[str, ...]) -> None:
    site = Site(database, clock, address)
    try:
        shell, style, script, opened, acted = paths
        assert [site.asks("GET", path).status for path in (shell, style, script)] == [200, 200, 200]
        found = site.asks("POST", opened, data={"d": data(7, clock.at)}, headers=ORIGIN)
        assert found.status == 200 and f'action="{acted}"' in found.body and f'href="{style}"' in found.body
    finally:
        site.closes()


# -- what is told of it ----------------------------------------------------------------------------------------------


def test_nothing_of_anybody_is_in_any_line(site: Site, capfd: pytest.CaptureFixture[str], clock: Clock) -> None:
    """Whatever a library would say, and whatever goes wrong."""
    lines: list[str] = []

    class Keeps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {record.exc_info}")

    root, keeps = logging.getLogger(), Keeps(0)
    level = root.level
    root.addHandler(keeps)
    root.setLevel(0)
    try:
        told = data(7712345678, clock.at)
        page = site.opens(told, press=SAVE)
        site.opens(told)
        site.opens(told + "x")
        site.opens(data(7712345678, clock.at + MINUTE))
        site.answerer.breaks = True
        site.acts(page, w="kata rahasia")
        site.acts(page, w="kata rahasia", f="a b")
        site.raw(b"GET /titian?rahasia\x00 HTTP/1.1\r\nHost: x\r\nX: rahasia\x01\r\n\r\n")
        site.raw(b"rahasia rahasia\r\n\r\n")
    finally:
        root.removeHandler(keeps)
        root.setLevel(level)
    out = capfd.readouterr()
    said = "\n".join([*lines, out.out, out.err])
    assert "page_failed" in said and "page_refused" in said
    for secret in (told, "7712345678", "rahasia", page.fields["s"], page.fields["n"], TOKEN, "hash", NAME, SAVE):
        assert secret not in said, secret


# -- headers ---------------------------------------------------------------------------------------------------------

ALWAYS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = (
    "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors https://web.telegram.org"
)


def has_the_headers(found: Page, script: str = "'none'") -> None:
    assert {name: found.headers.get(name) for name in ALWAYS} == ALWAYS, found
    assert found.headers["Content-Security-Policy"] == POLICY.format(script=script)
    off = found.headers["Permissions-Policy"]
    assert "camera=()" in off and "geolocation=()" in off and "self" not in off and "*" not in off
    assert not {"Server", "Set-Cookie", "X-Frame-Options", "ETag", "Last-Modified"} & found.headers.keys()


def answers(site: Site) -> dict[str, Page]:
    """An answer of each kind there is: of every file and way of the page, and of each trouble."""
    page = site.opens(press=SAVE)
    found = {path: site.asks("GET", path) for path in site.door.files}
    found |= {f"{path} of another site": site.asks("POST", path) for path in site.door.ways}
    found |= {f"{path} of nobody": site.asks("POST", path, headers=ORIGIN) for path in site.door.ways}
    found |= {f"{path} asked": site.asks("GET", path) for path in site.door.ways}
    site.answerer.pending = True
    found["saving"] = site.acts(page, p="AAAAAAAAAAAOther")
    site.answerer.pending, site.answerer.breaks = False, True
    found["broken"] = site.acts(page, p="AAAAAAAAAAABroken")
    site.answerer.breaks = False
    found["shown"] = site.acts(page, p=SAVE)
    found["forged"] = site.opens("x=1")
    found["used"] = site.opens(data(7, site.clock.at))
    found["long"] = site.acts(page, w="a" * 5000)
    found["over"] = site.acts(Page(200, {}, "", {**page.fields, "s": "A" * 43}), p=SAVE)
    for method in ("GET", "HEAD", "OPTIONS", "PUT"):
        found[f"{method} nothing"] = site.asks(method, "/nothing")
    return found


def test_every_answer_has_the_headers(site: Site) -> None:
    found = answers(site)
    assert len(site.door.files) == 3 and len(site.door.ways) == 2
    assert {one.status for one in found.values()} == {200, 202, 400, 403, 404, 409, 413, 500}
    for name, page in found.items():
        has_the_headers(page, "'self'" if name == site.place.shell else "'none'")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/9\r\n\r\n",
        b"rahasia\r\n\r\n",
        b"GET /titian HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n",
        b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n\r\n",
        b"POST /titian/act HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
    ],
)
def test_also_where_a_request_could_not_be_read(site: Site, request_: bytes) -> None:
    head = site.raw(request_).decode().partition("\r\n\r\n")[0]
    status, *lines = head.split("\r\n")
    assert status.split()[1] in {"400", "414", "505"}
    has_the_headers(Page(400, dict(line.split(": ", 1) for line in lines), ""))


def test_a_demo_may_frame_it_itself(database: Database, clock: Clock) -> None:
    site = Site(database, clock, framed_by=("http://127.0.0.1:8080",))
    try:
        for path in ("/titian", "/nothing"):
            policy = site.asks("GET", path).headers["Content-Security-Policy"]
            assert policy.endswith("; frame-ancestors http://127.0.0.1:8080")
    finally:
        site.closes()


def test_what_stands_there_goes_by_itself(site: Site) -> None:
    """As a personal screen in the conversation does; where an answer is waited for, as long as it can be given."""
    page = site.opens()
    assert page.headers["Refresh"] == "600; url=/titian"
    site.answerer.asks = {"into": "abc23456", "question": "", "wanted": True, "most": 500, "typed": ""}
    assert site.acts(page, p=SAVE).headers["Refresh"] == "3600; url=/titian"


def test_nobody_waits_on_a_connection(site: Site) -> None:
    """Two requests on one, and the second is served; then the other side may go."""
    one = b"GET /titian/page.css HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /titian/open.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert site.raw(one + last).count(b"HTTP/1.1 200 OK") == 2
    with socket.create_connection(("127.0.0.1", site.port)):
        assert site.asks("GET", "/titian").status == 200
