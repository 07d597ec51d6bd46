"""The one door out as a table: who may be spoken to, when, and about what."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.followups import BY_KIND
from bot.domain.planning import Frame
from bot.domain.prompting.kinds import FollowUp
from bot.domain.prompting.news import ANSWERED
from bot.domain.speaking import (
    LOOKED_AGAIN,
    NOBODY_YET,
    At,
    Decision,
    Listener,
    Never,
    Now,
    Reason,
    Rests,
    speaking,
)
from bot.domain.timing.quiet import Calendar

JAKARTA = ZoneInfo("Asia/Jakarta")
FRAME = Frame(JAKARTA, Calendar())
MORNING, NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC), datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
DAY = timedelta(days=1)
NEWS, PROMPT, GREETING, ALARM = (BY_KIND[kind] for kind in (ANSWERED, "next_contact", "self_check", "urgent_15"))
TOMORROW = At(datetime(2026, 11, 25, 1, tzinfo=UTC))  # 08.00
THEN_THE_DAY_BEGINS = At(datetime(2026, 11, 25, 2, tzinfo=UTC))  # 09.00
SEVEN, EIGHT = (datetime(2026, 11, 25, hour, tzinfo=UTC) for hour in (0, 1))


def listener(**more: object) -> Listener:
    return Listener(7, **{"reachable": True, "frame": FRAME, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "heard", "now", "decided"),
    [
        (NEWS, listener(), MORNING, Now()),
        (NEWS, listener(), NIGHT, TOMORROW),
        (ALARM, listener(), NIGHT, Now()),
        (NEWS, listener(reachable=False), MORNING, Rests()),
        (ALARM, listener(reachable=False), MORNING, Rests()),
        (NEWS, listener(allows=False), MORNING, Never(Reason.NOT_ALLOWED)),
        (ALARM, listener(allows=False), MORNING, Never(Reason.NOT_ALLOWED)),
        (NEWS, listener(hidden_until=MORNING + DAY), MORNING, Never(Reason.HIDDEN)),
        (ALARM, listener(hidden_until=MORNING + DAY), MORNING, At(MORNING + DAY)),
        (GREETING, listener(hidden_until=MORNING + DAY), MORNING, At(MORNING + DAY)),
        (GREETING, listener(hidden_until=MORNING + 30 * DAY), MORNING, At(MORNING + LOOKED_AGAIN)),
        (NEWS, listener(hidden_until=MORNING), MORNING, Now()),
        (NEWS, listener(quiet_until=MORNING + DAY), MORNING, At(MORNING + DAY)),
        (NEWS, listener(quiet_until=MORNING), MORNING, Now()),
        (ALARM, listener(quiet_until=MORNING + DAY), MORNING, Now()),
        (NEWS, None, MORNING, Never(Reason.NOBODY)),
        (PROMPT, None, MORNING, At(MORNING + NOBODY_YET)),
        (ALARM, None, MORNING, At(MORNING + NOBODY_YET)),
    ],
)
def test_who_may_be_spoken_to(kind: FollowUp, heard: Listener | None, now: datetime, decided: Decision) -> None:
    assert speaking(kind, heard, now) == decided


@pytest.mark.parametrize(
    ("exact", "named_by", "decided"),
    [(True, 7, Now()), (True, None, Now()), (True, 8, TOMORROW), (False, 7, TOMORROW)],
)
def test_an_hour_binds_whoever_named_it(exact: bool, named_by: int | None, decided: Decision) -> None:
    assert speaking(PROMPT, listener(), NIGHT, exact=exact, named_by=named_by) == decided


@pytest.mark.parametrize(
    ("begins", "exact", "day_only", "now", "decided"),
    [
        (time(9), False, False, EIGHT, THEN_THE_DAY_BEGINS),
        (time(8), False, False, EIGHT, Now()),
        (time(7), False, False, SEVEN, TOMORROW),  # its hours begin at eight
        (time(10), False, False, EIGHT + timedelta(hours=2), Now()),
        (time(10), False, False, EIGHT, At(EIGHT + timedelta(hours=2))),
        (time(10), True, True, EIGHT, At(EIGHT + timedelta(hours=2))),
        (time(10), True, False, EIGHT, Now()),
    ],
)
def test_the_things_of_a_day_wait_until_it_begins(
    begins: time, exact: bool, day_only: bool, now: datetime, decided: Decision
) -> None:
    """But not what somebody named to the hour, and nothing of another kind."""
    heard = listener(frame=Frame(JAKARTA, Calendar(), morning=begins, opens_at=begins))
    assert speaking(PROMPT, heard, now, exact=exact, named_by=7, day_only=day_only) == decided
    assert speaking(NEWS, heard, EIGHT, exact=exact, named_by=7, day_only=day_only) == Now()


def test_a_day_that_was_named_keeps_its_day_and_not_its_hour() -> None:
    """Also where it is closed: whoever named it knew."""
    holiday = Frame(JAKARTA, Calendar(frozenset({date(2026, 11, 25)})), morning=time(10), opens_at=time(10))
    heard = listener(frame=holiday)
    assert speaking(PROMPT, heard, EIGHT, exact=True, named_by=7, day_only=True) == At(EIGHT + timedelta(hours=2))
    assert speaking(PROMPT, heard, EIGHT, named_by=7) == At(EIGHT + timedelta(days=1, hours=2))


@given(
    kind=st.sampled_from(list(BY_KIND.values())),
    minutes=st.integers(0, 60 * 24 * 40),
    rest=st.integers(0, 60 * 48),
    exact=st.booleans(),
    by=st.sampled_from((None, 7, 8)),
)
def test_what_is_put_off_may_be_said_then(kind: FollowUp, minutes: int, rest: int, exact: bool, by: int | None) -> None:
    now = MORNING + timedelta(minutes=minutes)
    heard = listener(quiet_until=now + timedelta(minutes=rest))
    decided = speaking(kind, heard, now, exact=exact, named_by=by)
    if isinstance(decided, At):
        assert decided.moment > now
        assert speaking(kind, heard, decided.moment, exact=exact, named_by=by) == Now()
    else:
        assert decided == Now()
