"""A chat's pace is learned: quick for whoever taps, slower after "too many", and quick again after a while."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.pace import RECOVERS, SLOWEST, Bucket, Pace

DETAILED = 30  # screens of a detailed check-in, and some


def taps(pace: Pace, number: int, every: float, *, begins: float = 0.0) -> list[float]:
    """What somebody waits for each screen, who taps so often whether or not the last one has come."""
    return [pace.wait(1, begins + every * at) for at in range(number)]


def test_whoever_taps_three_times_a_second_waits_for_no_screen_of_a_detailed_check_in() -> None:
    assert max(taps(Pace(30, 1, 5), DETAILED, 1 / 3)) <= 0.3


def test_what_nobody_asked_for_keeps_to_one_a_second_after_a_handful() -> None:
    pace = Pace(30, 1, 5)
    waits = [pace.wait(1, 0.0, asked=False) for _ in range(10)]
    assert waits[:3] == [0, 0, 0]
    assert waits[9] - waits[8] == pytest.approx(1.0)


def test_too_many_means_half_as_quick_and_in_some_minutes_as_before() -> None:
    pace = Pace(30, 1, 5)
    taps(pace, 3, 1.0)
    pace.slow_down(1, 3.0)
    waits = taps(pace, 10, 0.25, begins=3.0)
    assert waits[-1] > 1.5, "half as quick"
    assert max(taps(pace, 10, 0.25, begins=3.0 + 4 * RECOVERS)) == 0, "and in some minutes as before"
    assert pace.wait(2, 3.0) == 0, "nobody else waits for it"


def test_each_time_it_says_so_it_goes_half_as_quick_as_before_and_never_stops() -> None:
    bucket = Bucket(4.0, 20.0, 20.0, 0.0)
    for at in range(40):
        bucket.slow_down(float(at))
    assert bucket.part == SLOWEST
    assert bucket.would_wait(60.0) < 1 / (4.0 * SLOWEST)


def test_what_is_urgent_does_not_wait_for_what_went_before() -> None:
    pace = Pace(30, 0.1, 1)
    assert taps(pace, 8, 0.0)[-1] > 1
    assert pace.wait(1, 0.0, asked=False, ahead=True) == 0


@given(burst=st.integers(3, 40), rate=st.floats(0.5, 5), every=st.floats(0.2, 2))
def test_against_a_limit_that_nobody_knows_it_is_told_so_seldom_and_all_arrives(
    burst: int, rate: float, every: float
) -> None:
    """A hundred screens, as quickly as they are tapped; each refusal costs the wait that it asks for."""
    pace, server, now, refused = Pace(1000, 1, 5), Bucket(rate, burst, burst, 0.0), 0.0, 0
    for _ in range(100):
        now += every
        now += pace.wait(1, now)
        while server.would_wait(now) > 0:
            after = max(1.0, server.would_wait(now))
            refused += 1
            pace.slow_down(1, now)
            now += after
        server.take(now)
    assert refused <= 12
    assert now < 100 * max(every, 1 / rate) * 4 + 60
