"""What holds for every typed date: no text breaks the reading, nothing read lies behind now, no word is read past."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dates import FURTHEST, Moment, Question, Refused, read
from bot.domain.dates.words import MONTHS, WEEKDAYS

ZONES = st.sampled_from(["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"]).map(ZoneInfo)
START = datetime(2026, 1, 1, tzinfo=UTC)
NOWS = st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
# Words of the grammar in any order reach further into it than letters do.
WORD_TEXT = """besok lusa nanti sekarang hari ini senin jumat minggu depan lagi lalu bulan tahun tgl jam setengah kurang
lewat seperempat menit pagi siang sore malam dini tengah habis sebelum bakda magrib subuh jumatan salat wib wita wit
atau / dua belas puluh sebelas sejam sebulan akhir awal pekan lebaran desember feb sekitar an dalam ke kira 2 0 5 9
12 24 31 99 2027 5.12 14.00 09:30 24:00 31/2 5/12 29-2 9-10 2026-12-05 5/12/26 999999"""
PHRASES = st.lists(st.sampled_from(WORD_TEXT.split()), min_size=1, max_size=7).map(" ".join)
# None of these may be read past: each turns the phrase around it into something else.
TURN_TEXT = """jangan tidak gak bukan belum kalau mungkin kecuali selain sampai antara tiap setiap mulai sejak batal
tunda mundur maju dan lupa qwx"""
STEADY = [
    "besok",
    "besok jam 9 pagi",
    "lusa sore",
    "tgl 5 jam 10",
    "habis magrib",
    "3 hari lagi",
    "setengah jam lagi",
    "5 Desember 2026 jam 14.00",
    "Jumat habis Jumatan",
    "Senin minggu depan jam setengah 8",
]
MONTH_NAMES = [name.capitalize() for name in MONTHS]
DAY_NAMES = [name.capitalize() for name, number in WEEKDAYS.items() if name != "ahad"]
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")


def moments(found: Moment | Question | Refused) -> tuple[Moment, ...]:
    match found:
        case Moment():
            return (found,)
        case Question(choices, _):
            return choices
        case Refused():
            return ()


@settings(max_examples=250, deadline=1000)
@given(text=st.one_of(PHRASES, PHRASES, st.text(max_size=200)), now=NOWS, zone=ZONES)
def test_whatever_is_read_lies_ahead_and_within_reach(text: str, now: datetime, zone: ZoneInfo) -> None:
    found = read(text, now, zone)
    times = [moment.at for moment in moments(found)]
    assert all(now < at <= now + FURTHEST and at.tzinfo is UTC for at in times)
    assert times == sorted(set(times)) and len(times) <= 7


@settings(max_examples=150, deadline=1000)
@given(days=st.integers(1, 390), minutes=st.integers(0, 24 * 60 - 1), now=NOWS, zone=ZONES)
def test_a_date_written_out_is_read_back(days: int, minutes: int, now: datetime, zone: ZoneInfo) -> None:
    day = now.astimezone(zone).date() + timedelta(days)
    at = time(*divmod(minutes, 60))
    wanted = datetime.combine(day, at, zone).astimezone(UTC)
    for text in spelled(day, at):
        found = read(text, now, zone)
        # Midnight by name belongs to two days, so it is asked about; both must be offered.
        assert wanted in [moment.at for moment in moments(found)], text
        assert isinstance(found, Moment) or at == time(0), text


def spelled(day: date, at: time) -> list[str]:
    month = MONTH_NAMES[day.month - 1]
    return [
        f"{DAY_NAMES[day.weekday()]}, {day.day} {month} {day.year} pukul {at:%H.%M} WIB".removesuffix(" WIB"),
        f"{day.day} {month[:3].upper()} {day.year} jam {at:%H:%M}",
        f"tgl {day.day}/{day.month}/{day.year} {at:%H.%M}",
        f"jam {at:%H.%M} tgl {day:%d-%m-%y}",
        f"{day.isoformat()} {at:%H:%M}",
    ]


@settings(max_examples=100, deadline=1000)
@given(phrase=st.sampled_from(STEADY), turn=st.sampled_from(TURN_TEXT.split()), place=st.integers(0, 9))
def test_an_unknown_word_anywhere_ends_the_reading(phrase: str, turn: str, place: int) -> None:
    words = phrase.split()
    words.insert(place % (len(words) + 1), turn)
    assert isinstance(read(phrase, NOW, JAKARTA), Moment)
    assert isinstance(read(" ".join(words), NOW, JAKARTA), Refused)


@settings(max_examples=150, deadline=1000)
@given(phrase=PHRASES, word=st.text("abdeghijklmnoprstuwy", max_size=9).map("xq{}".format), place=st.integers(0, 9))
def test_no_stray_word_makes_another_moment(phrase: str, word: str, place: int) -> None:
    words = phrase.split()
    words.insert(place % (len(words) + 1), word)
    assert isinstance(read(" ".join(words), NOW, JAKARTA), Refused)


@pytest.mark.parametrize("filler", ["ya pak", "insyaallah", "tolong", "🙏", "bu,"])
@pytest.mark.parametrize("phrase", STEADY)
def test_politeness_changes_nothing(phrase: str, filler: str) -> None:
    plain = read(phrase, NOW, JAKARTA)
    assert read(f"{filler} {phrase}", NOW, JAKARTA) == plain == read(f"{phrase} {filler}", NOW, JAKARTA)
