"""Days of the calendar as mentors type them: no hour is asked, and of a day that comes back the coming one is meant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import Moment, Question, Refused, read_day
from bot.domain.timing.quiet_days import coming_days

JAKARTA = ZoneInfo("Asia/Jakarta")
# Tuesday, 24 November 2026, ten in the morning.
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
# Typed => the day, "?" and the days that are offered, "x" and why not.
TYPED = """
12 Oktober => 12 Oct 2027
12 Okt => 12 Oct 2027
12 okt. => 12 Oct 2027
12/10 => 12 Oct 2027
12-10 => 12 Oct 2027
12.10 => 12 Oct 2027
tgl 12 oktober => 12 Oct 2027
12 Oktober setiap tahun => 12 Oct 2027
12 oktober tiap thn => 12 Oct 2027
12 Oktober tahun depan => 12 Oct 2027
12 Oktober 2027 => 12 Oct 2027
12 Oktober 2026 => x past
12 Oktober tahun ini => x past
kemarin => x past
23 November => 23 Nov 2027
24 November => 24 Nov 2026
hari ini => 24 Nov 2026
hari ini jam 9 pagi => 24 Nov 2026
sekarang => 24 Nov 2026
nanti sore => 24 Nov 2026
besok => 25 Nov 2026
besok jam 12 malam => 25 Nov 2026
bsk habis magrib => 25 Nov 2026
lusa => 26 Nov 2026
Jumat => 27 Nov 2026
Selasa => ? 24 Nov 2026, 1 Dec 2026
Jumat depan => ? 27 Nov 2026, 4 Dec 2026
malam Jumat => ? 26 Nov 2026, 27 Nov 2026
5 => 5 Dec 2026
tgl 31 => 31 Dec 2026
5.12 => 5 Dec 2026
seminggu lagi => 1 Dec 2026
29 Februari => 29 Feb 2028
29/2 => 29 Feb 2028
29 Feb 2028 => 29 Feb 2028
29 Februari 2027 => x no_such_date
31 Februari => x no_such_date
31/4 => x no_such_date
28 Februari => 28 Feb 2027
1 Januari => 1 Jan 2027
31 Desember => 31 Dec 2026
tahun baru => 1 Jan 2027
Natal => 25 Dec 2026
malam Natal => 24 Dec 2026
17 Agustus => 17 Aug 2027
17 Agustusan => 17 Aug 2027
Lebaran => x moves
habis Lebaran => x moves
Idul Fitri => x moves
Idul Adha => x moves
Nyepi => x moves
Imlek => x moves
ramadan => x moves
tanggal muda => x say_a_date
akhir bulan => x say_a_date
Desember => ?
12 atau 13 Oktober => ? 12 Oct 2027, 13 Oct 2027
12-15 Oktober => ? 12 Oct 2027, 15 Oct 2027
jam 9 => x unknown
2 jam lagi => x unknown
pagi => x unknown
jangan besok => x unknown
5 Desember 2099 => x too_far
panen => x unknown
"""
# The first day, and what is typed for the last one.
LASTS = """
2026-12-28: 2 Januari => 2 Jan 2027
2026-12-31: 1 jan => 1 Jan 2027
2027-10-12: 14 Oktober => 14 Oct 2027
2027-10-12: 14 Desember => 14 Dec 2027
2027-10-12: 12 Oktober => 12 Oct 2027
2027-10-12: 15 => 15 Oct 2027
2028-02-29: 1 Maret => 1 Mar 2028
2027-02-28: 29 Februari => 29 Feb 2028
2026-11-24: hari ini => 24 Nov 2026
2026-11-24: besok => 25 Nov 2026
2026-12-12: Jumat => 18 Dec 2026
2026-12-12: Sabtu => 12 Dec 2026
2026-12-12: 10 Desember => 10 Dec 2026
2026-12-12: minggu depan => ? 30 Nov 2026, 1 Dec 2026, 2 Dec 2026, 3 Dec 2026, 4 Dec 2026, 5 Dec 2026, 6 Dec 2026
2026-12-12: 3 minggu lagi => 15 Dec 2026
2026-12-12: besok => 25 Nov 2026
2026-12-12: lusa => 26 Nov 2026
2026-12-12: 10 Desember 2026 => 10 Dec 2026
2026-12-12: Lebaran => x moves
2026-11-25: Selasa => 1 Dec 2026
2026-11-24: Selasa => ? 24 Nov 2026, 1 Dec 2026
"""


def rows(table: str) -> list[tuple[str, str]]:
    halves = (line.partition(" => ") for line in table.strip().splitlines())
    return [(typed, said) for typed, _, said in halves]


def in_words(found: Moment | Question | Refused) -> str:
    match found:
        case Moment(at=at):
            return _day(at)
        case Question(choices=choices):
            return f"? {', '.join(_day(one.at) for one in choices)}".strip()
        case Refused(reason=reason):
            return f"x {reason}"


def _day(at: datetime) -> str:
    return f"{at.astimezone(JAKARTA):%d %b %Y}".lstrip("0")


@pytest.mark.parametrize(("typed", "said"), rows(TYPED))
def test_what_is_typed(typed: str, said: str) -> None:
    assert in_words(read_day(typed, NOW, JAKARTA, coming=True)) == said


@pytest.mark.parametrize(("typed", "said"), rows(LASTS))
def test_the_last_day_does_not_come_before_the_first_where_it_can_be_helped(typed: str, said: str) -> None:
    first, _, words = typed.partition(": ")
    found = read_day(words, NOW, JAKARTA, since=date.fromisoformat(first), coming=True)
    assert in_words(found) == said


def test_where_no_coming_one_is_meant_a_day_just_gone_is_a_slip() -> None:
    assert in_words(read_day("12 Oktober", NOW, JAKARTA)) == "x past"
    assert in_words(read_day("29 Februari", NOW, JAKARTA)) == "x no_such_date"
    assert in_words(read_day("hari ini", NOW, JAKARTA)) == "24 Nov 2026"


def test_the_day_is_that_of_whoever_types() -> None:
    late = datetime(2026, 11, 24, 16, tzinfo=UTC)  # eleven at night in Jakarta, one in the morning in Jayapura
    assert in_words(read_day("besok", late, JAKARTA)) == "25 Nov 2026"
    jayapura = ZoneInfo("Asia/Jayapura")
    found = read_day("besok", late, jayapura)
    assert isinstance(found, Moment) and found.at.astimezone(jayapura).date() == date(2026, 11, 26)


WORDS = "12,okt,tgl,jumat,besok,jam,malam,atau,29,februari,lebaran,tiap tahun,5,-,/"


@given(
    st.text(max_size=40) | st.lists(st.sampled_from(WORDS.split(","))).map(" ".join),
    st.dates(date(2026, 1, 1), date(2036, 1, 1)),
)
def test_whatever_is_typed_a_day_ahead_or_none(text: str, since: date) -> None:
    found = read_day(text, NOW, JAKARTA, since=since, coming=True)
    choices = () if isinstance(found, Refused) else (found,) if isinstance(found, Moment) else found.choices
    assert all(one.at.astimezone(JAKARTA).date() >= date(2026, 11, 24) for one in choices)


# -- what is kept of them ----------------------------------------------------------------------------------------------


def days(*spans: tuple[str, str, bool], at: datetime = NOW) -> set[str]:
    kept = [(date.fromisoformat(first), date.fromisoformat(last), yearly) for first, last, yearly in spans]
    return {day.isoformat() for day in coming_days(kept, at)}


def test_a_yearly_day_is_a_day_and_a_month() -> None:
    found = days(("2027-10-12", "2027-10-12", True))
    assert {"2026-10-12", "2027-10-12", "2028-10-12"} <= found and "2027-10-13" not in found


def test_a_span_over_new_year_comes_back_whole() -> None:
    found = days(("2026-12-30", "2027-01-02", True), at=NOW + timedelta(days=40))
    assert {"2026-12-31", "2027-01-01", "2027-01-02", "2027-12-30", "2028-01-02"} <= found
    assert not {"2027-01-03", "2027-12-29"} & found


def test_the_29th_of_february_is_the_28th_where_there_is_none_and_lengthens_nothing() -> None:
    assert {"2027-02-28", "2028-02-29"} <= days(("2028-02-29", "2028-02-29", True))
    assert "2028-02-28" not in days(("2028-02-29", "2028-02-29", True))
    from_leap, from_plain = days(("2028-02-28", "2028-03-01", True)), days(("2027-02-28", "2027-03-01", True))
    assert from_leap == from_plain
    assert {"2027-02-28", "2027-03-01", "2028-02-29", "2028-03-01"} <= from_leap and "2027-03-02" not in from_leap


def test_what_is_for_once_does_not_come_back() -> None:
    assert days(("2026-12-08", "2026-12-09", False)) == {"2026-12-08", "2026-12-09"}
