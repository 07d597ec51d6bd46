"""The sealed page in the process: its own site, and acts on it answered by the worker as taps in the chat are."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.domain.presses import Home
from bot.page.door import Answers, Door
from bot.page.headers import TELEGRAM
from bot.page.place import place_of
from bot.page.site import server_of
from bot.startup.config import Settings
from bot.startup.preconditions import CannotStart
from bot.store.engine.database import Tx, is_passing
from bot.store.engine.desk import Desk
from bot.store.queues import buttons, pages
from bot.store.queues.page_sessions import Session
from bot.store.queues.pages import Act, Shown
from bot.worker import Worker

log = structlog.get_logger()
MOST_BEFORE = 8


async def listen_for_page(
    settings: Settings,
    desk: Desk,
    worker: Worker,
    clock: Clock,
    look: Callable[[], None] = lambda: None,
    framed_by: Sequence[str] = (TELEGRAM,),
) -> web.ServerRunner | None:
    """Begin to listen; None where there is no page. `look` wakes the lanes and the sender after each act.

    Raises CannotStart when it cannot: what the chat says would lead nowhere.
    """
    if settings.page_url is None:
        return None
    place = place_of(settings.page_url)
    answers = answers_of(worker)
    door = Door(
        *(desk, settings.token, place, clock.now, answers),
        stands=stands_by(answers),
        after=look,
        framed_by=framed_by,
    )
    runner = web.ServerRunner(server_of(door), shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, *settings.page_address).start()
    except OSError:
        await runner.cleanup()
        raise CannotStart(f"{settings.page_listen} is taken: free it, or set TITIAN_PAGE_LISTEN to another") from None
    return runner


def stands_by(answers: Answers) -> Callable[[Tx, Session], list[Shown]]:
    """What is on somebody's page now, or else what the menu button brings: for nobody that alone."""

    def stands(tx: Tx, session: Session) -> list[Shown]:
        found = pages.waiting(tx, session.chat) if session.is_somebody else []
        home = Act(secrets.token_urlsafe(), press=buttons.sealed(tx, session.chat, Home()))
        return found or answers(tx, session, home) or []

    return stands


def answers_of(worker: Worker) -> Answers:
    """What an act brings: kept, handled and read in one transaction.

    Handling it at once is a short cut, as with taps (bot/app/lanes.py): if it fails, the act is kept all the same, and
    the lanes find it.
    """

    def answers(tx: Tx, session: Session, act: Act) -> list[Shown] | None:
        kept = pages.kept(tx, session.chat, act.press) if session.is_somebody and act.press is not None else None
        if kept is not None:
            return kept
        number = pages.act(tx, session.chat, act, session.id)
        try:
            with tx.savepoint():
                # What the chat sent before it comes first.
                for _ in range(MOST_BEFORE):
                    if pages.shown(tx, session.chat, number) is not None or not worker.answer(tx, session.chat):
                        break
        except Exception as error:
            if is_passing(error):
                raise
            log.error("short_cut_failed", error=type(error).__name__)
        return pages.shown(tx, session.chat, number)

    return answers
