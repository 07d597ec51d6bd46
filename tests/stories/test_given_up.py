"""A prompt that fails three times has not been said, and stands so; what was to come after it comes all the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

import handlers
from bot.domain.followups import NEWS_KINDS
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.router import Route, Router
from bot.store.engine.tables import prompts
from bot.turn import Due, Reply, Turn
from bot.worker import Worker
from handlers import guard, start, typed
from tests.driver import Someone, Town
from tests.stories.test_participant import joined


def fails(turn: Turn, due: Due) -> list[Reply]:
    """A bug waits behind every prompt."""
    raise LookupError("its words cannot be found")


@contextmanager
def a_bug_behind_prompts(town: Town) -> Iterator[None]:
    """Meanwhile no prompt finds its words; news and everything else go on."""
    town.settles()
    assert town.process is not None
    sound = town.process.worker
    asks = [one for one in handlers.ROUTES if one.on is Due and one.kind not in NEWS_KINDS]
    broken = [Route(Due, fails, kind=one.kind) for one in asks]
    router = Router(
        [*(one for one in handlers.ROUTES if one not in asks), *broken],
        otherwise=guard.otherwise,
        first=start.first_meeting,
        stranger=typed.unknown,
        instead=guard.instead,
    )
    town.process.worker = Worker(router, language, calendar())
    yield
    town.process.worker = sound


def planned(town: Town) -> list[tuple[str, str, int]]:
    """Every prompt there is, with its state, and how often it was tried."""
    found = select(prompts.c.kind, prompts.c.state, prompts.c.attempts).order_by(prompts.c.id)
    return [(row.kind, row.state, row.attempts) for row in town.asks(lambda tx: tx.execute(found).all())]


def test_a_contact_whose_prompt_fails_is_asked_about_a_day_later(town: Town, siti: Someone, ratna: Someone) -> None:
    town.case(siti, hours=1)
    with a_bug_behind_prompts(town):
        town.passes(hours=1)
        assert planned(town)[0] == ("next_contact", "waiting", 1)
        town.passes(minutes=2)
    contact = [(kind, state) for kind, state, _ in planned(town) if kind in ("next_contact", "reminder")]
    assert contact == [("next_contact", "failed"), ("reminder", "waiting")]
    assert siti.phone.texts() == []
    siti.sends("/menu").sees("Yang menunggu kabar: 1.")
    town.passes(days=1)
    siti.finds("R-001")
    assert any("tidak dapat diolah" in text for text in ratna.phone.texts()), "an admin hears of the place that fails"


def test_a_greeting_that_fails_comes_in_its_time_the_week_after(town: Town, siti: Someone) -> None:
    arman = joined(town, siti, town.case(siti, days=60))
    arman.taps("Pengaturan", "Sapaan rutin").sends("/menu")
    with a_bug_behind_prompts(town):
        town.passes(days=8)
    assert [state for kind, state, _ in planned(town) if kind == "self_check"] == ["failed", "waiting"]
    town.passes(days=7)
    assert any("Apa kabar" in text for text in arman.phone.texts())
