"""What reading a typed date can end in: a moment, a question or a refusal, each reason from a closed set."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Asks(StrEnum):
    """Why a Question is asked; the caller has one sentence for each."""

    WHICH_WEEK = "which_week"  # "Jumat depan", or today's weekday: this one or the one after
    WHICH_DAY = "which_day"  # "minggu depan", "akhir pekan": the week is known, the day is not
    WHICH_DATE = "which_date"  # "Desember"; "besok jam 12 malam": the night before or after
    WHICH_HOUR = "which_hour"  # "hari ini" in the afternoon; "jam 8" when the morning is over
    WHICH_ONE = "which_one"  # "Senin atau Selasa", or a weekday and a date that do not meet
    DATE_OR_TIME = "date_or_time"  # "5.12"


class Refuses(StrEnum):
    """Why no moment was read; the caller has one sentence for each."""

    UNKNOWN = "unknown"  # a word that is not known, or known words in an unknown order
    PAST = "past"
    TOO_FAR = "too_far"
    NO_SUCH_DATE = "no_such_date"  # "31/2"
    NO_SUCH_TIME = "no_such_time"  # "jam 25"
    CONTRADICTION = "contradiction"  # "jam 5 malam", "2 jam lagi jam 9"
    SAY_A_DATE = "say_a_date"  # "habis Lebaran", "akhir bulan": real, but nobody can say which day
    MOVES = "moves"  # "Lebaran", where a whole day is asked for: its date is another one every year


@dataclass(frozen=True)
class Moment:
    """One moment, understood. The caller still shows it and asks for a yes.

    at:          aware UTC, always later than the `now` it was read at
    has_time:    the person named an hour or a part of the day; False: it is the default time
    approximate: "habis magrib", "besok pagi", "sekitar jam 9"
    """

    at: datetime
    has_time: bool
    approximate: bool = False


@dataclass(frozen=True)
class Question:
    """Understood in more than one way, or a part is missing.

    choices: 0 to 7 different moments in time order, each later than now, to be offered as buttons
    """

    choices: tuple[Moment, ...]
    reason: Asks


@dataclass(frozen=True)
class Refused:
    """Not understood, or not possible."""

    reason: Refuses


class Stop(Exception):
    """Ends the reading early with an answer; never leaves bot.domain.dates."""

    def __init__(self, reason: Refuses | Asks, choices: tuple[Moment, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.choices = choices


class Clash(Stop):
    """Two days or two hours that cannot both be meant: a question, unless another reading makes sense."""
