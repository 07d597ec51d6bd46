"""Dates as they stand in files: the day first, the whole day, its year; what could be two days is none."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates.names import MONTHS
from bot.domain.dates.written import read

JAKARTA = ZoneInfo("Asia/Jakarta")
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
HOURS = st.times().map(lambda at: at.replace(microsecond=0))
FORMS = (
    "{d:%Y-%m-%d}",
    "{d:%Y/%m/%d}",
    "{d.day}/{d.month}/{d.year}",
    "{d:%d-%m-%Y}",
    "{d:%d.%m.%Y}",
    "{d.day} {month} {d.year}",
)


@given(
    day=DAYS,
    at=HOURS,
    form=st.sampled_from(FORMS),
    sign=st.sampled_from(".:"),
    gap=st.sampled_from((" ", " pukul ", ", ")),
)
def test_whatever_is_written_out_is_read_back(day: date, at: time, form: str, sign: str, gap: str) -> None:
    month = list(MONTHS)[day.month - 1].title()
    said = form.format(d=day, month=month)
    found = read(said)
    assert found is not None and (found.day, found.hour) == (day, None)
    assert found.moment(JAKARTA) == datetime.combine(day, time(9), JAKARTA)
    found = read(f"{said}{gap}{at.hour}{sign}{at:%M}{sign}{at:%S}")
    assert found is not None and found.moment(JAKARTA) == datetime.combine(day, at, JAKARTA)


@given(day=DAYS, at=HOURS, minutes=st.integers(-14 * 60, 14 * 60))
def test_an_offset_counts(day: date, at: time, minutes: int) -> None:
    moment = datetime.combine(day, at, timezone(timedelta(minutes=minutes)))
    for sep in " T":
        found = read(moment.isoformat(sep=sep))
        assert found is not None and found.moment(JAKARTA) == moment


@given(st.text(max_size=30))
def test_anything_may_stand_in_a_cell(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    "said",
    ["13/25/2026", "31/02/2026", "2026-13-01", "29/02/2027", "5/12", "2026-12", "12/5/2026 9:30 AM", "2026-12-05 24:00",
     "2026-12-05 9.3", "20261205", "46361", "besok", "Jumat, 5 Desember 2026", "Budi, 5 Desember 2026", "5 Budi 2026",
     "05/12-2026", "0001-01-01", "2026-12-05 09:30+25:00", "2026-12-05 09.30:15", ""],
)  # fmt: skip
def test_what_is_no_day_or_could_be_two_is_none(said: str) -> None:
    assert read(said) is None


@pytest.mark.parametrize(
    ("said", "hour"),
    [("5 Desember 2026 09.30 WITA", "01:30"), ("2026-12-05T09:30:00.123456Z", "09:30"),
     ("5 nopember 2026 jam 9.00", "02:00"), ("Sab, 5 Des 2026 pukul 09.30 WIT", "00:30"), ("5/12/26 09:30", "02:30"),
     ("5 Dec 2026", "02:00"), ("05-Des-26", "02:00")],
)  # fmt: skip
def test_clocks_and_short_names(said: str, hour: str) -> None:
    found = read(said)
    assert found is not None and f"{found.moment(JAKARTA):%H:%M}" == hour
