"""Who opened the page: only what Telegram has signed for this bot, just now, once, of a person."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.init_data import LONGEST, Refused, Visitor, visitor
from tests.driver import TOKEN, TUESDAY
from tests.page.signing import data, fields, signed

SECOND = timedelta(seconds=1)


def why(init_data: str) -> str:
    with pytest.raises(Refused) as refused:
        visitor(init_data, TOKEN, TUESDAY)
    return refused.value.reason


def test_whoever_telegram_names_is_believed() -> None:
    assert visitor(data(7712345678), TOKEN, TUESDAY).telegram_id == 7712345678
    assert visitor(data(7, start_param="abc", chat_type="private", new_field=""), TOKEN, TUESDAY).telegram_id == 7


@pytest.mark.parametrize("age", [timedelta(minutes=5), timedelta(0), -30 * SECOND])
def test_for_some_minutes(age: timedelta) -> None:
    assert visitor(data(at=TUESDAY - age), TOKEN, TUESDAY).telegram_id == 7


def test_what_is_old_or_comes_from_the_future_is_not() -> None:
    assert why(data(at=TUESDAY - timedelta(minutes=5) - SECOND)) == "old"
    assert why(data(at=TUESDAY - timedelta(days=400))) == "old"
    assert why(data(at=TUESDAY + 31 * SECOND)) == "early"
    assert why(data(auth_date="9" * 11)) == "early"


@pytest.mark.parametrize("written", ["", "x", "-5", "1e9", "１７", "9" * 12, "1.5", " 1795489200", "0x7"])
def test_an_hour_that_is_none(written: str) -> None:
    assert why(data(auth_date=written)) == "malformed"


def test_another_bots_data() -> None:
    assert why(data(token="654321:Another-bots-token")) == "forged"


def test_every_field_is_signed() -> None:
    """Changed, left out or added: also the signature that is meant for others."""
    told = signed(fields())
    assert visitor(urlencode(told), TOKEN, TUESDAY).telegram_id == 7
    for at, (name, value) in enumerate(told):
        other = [*told]
        other[at] = (name, "f" * 64 if name == "hash" else value + "1")
        assert why(urlencode(other)) == "forged", name
        left_out = [one for one in told if one[0] != name]
        assert why(urlencode(left_out)) == ("malformed" if name == "hash" else "forged"), name
    assert why(urlencode([*told, ("is_admin", "1")])) == "forged"


def test_nobody_is_made_out_of_somebody_elses_line() -> None:
    """Two fields written as one, with a line's end in it, would have the same signature."""
    told = signed(fields())
    named = dict(told)
    joined = {"auth_date": f"{named['auth_date']}\nquery_id={named['query_id']}"}
    rest = {name: value for name, value in named.items() if name not in ("auth_date", "query_id")}
    assert why(urlencode({**joined, **rest})) == "malformed"
    assert why(urlencode([*told, ("x=1\ny", "2")])) == "malformed"
    assert why(urlencode([*told, ("x=1", "2")])) == "malformed"


def test_no_field_twice() -> None:
    told = signed(fields())
    for name, value in told:
        assert why(urlencode([*told, (name, value)])) == "malformed"


@pytest.mark.parametrize("hashed", ["", "0", "A" * 64, "g" * 64, "f" * 63, "f" * 65, "ｆ" * 64])
def test_a_hash_that_is_none(hashed: str) -> None:
    told = [*fields().items(), ("hash", hashed)]
    assert why(urlencode(told)) == "malformed"


@pytest.mark.parametrize(
    "user",
    [
        *("", "7", "[]", "null", "{}", "{", "[" * 1200, '{"id": "7"}', '{"id": 7.0}', '{"id": true}', '{"id": null}'),
        *('{"id": 0}', '{"id": -7}', f'{{"id": {"9" * 900}}}', f'{{"id": {2**52}}}', '{"id": 1e5}', '{"id": [7]}'),
    ],
)
def test_somebody_who_is_none(user: str) -> None:
    assert why(data(user=user)) == "malformed"


@pytest.mark.parametrize("is_bot", [True, 1, "false"])
def test_no_bot_comes_in(is_bot: object) -> None:
    assert why(data(user=json.dumps({"id": 7, "is_bot": is_bot}))) == "nobody"
    assert visitor(data(user='{"id": 7, "is_bot": false}'), TOKEN, TUESDAY).telegram_id == 7


def test_nothing_endless_is_read() -> None:
    whole = data(start_param="")
    assert visitor(data(start_param="a" * (LONGEST - len(whole))), TOKEN, TUESDAY).telegram_id == 7
    assert why(data(start_param="a" * (LONGEST - len(whole) + 1))) == "too_long"
    assert why("&".join(f"a{number}=1" for number in range(100))) == "malformed"


@pytest.mark.parametrize(
    "written",
    ["", "&", "=", "a", "a=1", "hash", "hash=&user=", "%", "user=%ff", "user=%ed%a0%80", "\ud800=1", "a=\ud800", "\0"],
)
def test_what_is_no_data_at_all(written: str) -> None:
    assert why(written) == "malformed"


def test_written_otherwise_it_is_the_same_way_in() -> None:
    """In another order, or with other letters escaped: what was used is used."""
    told = signed(fields())
    first = visitor(urlencode(told), TOKEN, TUESDAY)
    again = visitor(urlencode(told[::-1]), TOKEN, TUESDAY)
    escaped = "&".join(f"{name}=" + "".join(f"%{byte:02x}" for byte in value.encode()) for name, value in told)
    assert first == again == visitor(escaped, TOKEN, TUESDAY)
    assert first == visitor("&".join(f"{name}={quote(value)}" for name, value in told), TOKEN, TUESDAY)


def test_each_way_in_has_its_own_mark_which_tells_nothing() -> None:
    marks = {visitor(data(query_id=str(number)), TOKEN, TUESDAY).mark for number in range(5)}
    assert len(marks) == 5 and {len(mark) for mark in marks} == {32}
    assert dict(signed(fields()))["hash"] != visitor(data(), TOKEN, TUESDAY).mark.hex()


def refused_or_let_in(init_data: str) -> Visitor | None:
    try:
        return visitor(init_data, TOKEN, TUESDAY)
    except Refused:
        return None


@given(st.text() | st.text("a=&%+;0123456789fh\n\ud800"))
def test_whatever_arrives_it_is_refused_quietly(written: str) -> None:
    assert refused_or_let_in(written) is None
    assert refused_or_let_in(written + "&hash=" + "f" * 64) is None


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=6), st.text(max_size=80))
def test_whatever_is_signed_too(told: dict[str, str], user: str) -> None:
    told = {name: value for name, value in told.items() if name != "hash"}
    try:
        plain = urlencode(signed({**fields(), **told}))
        odd = urlencode(signed({**fields(), **told, "user": user}))
    except UnicodeEncodeError:
        return
    refused_or_let_in(plain)
    refused_or_let_in(odd)
