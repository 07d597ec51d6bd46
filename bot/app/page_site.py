"""The sealed page in the process: its own site, and acts on it answered by the worker as taps in the chat are."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.domain.followups import OPEN
from bot.domain.people import Person
from bot.domain.presses import Home
from bot.page.door import Answers, Door
from bot.page.headers import TELEGRAM
from bot.page.place import place_of
from bot.page.site import server_of
from bot.startup.config import Settings
from bot.startup.preconditions import CannotStart
from bot.store.caseload import prompts
from bot.store.engine.database import Tx, is_passing
from bot.store.engine.desk import Desk
from bot.store.queues import buttons, incoming, page_sessions, pages
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
        if session.known_id is not None and (found := pages.waiting(tx, session.chat, session.known_id)):
            return found
        home = Act(secrets.token_urlsafe(), press=buttons.sealed(tx, session.chat, Home()))
        return answers(tx, session, home) or []

    return stands


def answers_of(worker: Worker) -> Answers:
    """What an act brings: kept, handled and read in one transaction.

    Handling it at once is a short cut, as with taps (bot/app/lanes.py): if it fails, the act is kept all the same, and
    the lanes find it. What the chat sent before comes first, and may have changed who stands there.
    """

    def answers(tx: Tx, session: Session, act: Act) -> list[Shown] | None:
        if act.press is not None and pages.is_way(tx, session.chat, act.press):
            if not _handled(tx, worker, session.chat):
                return None
            if (found := _kept(tx, session, act.press)) is not None:
                return found
        number = pages.act(tx, session.chat, act, session.id)
        _handled(tx, worker, session.chat)
        return pages.shown(tx, session.chat, number)

    return answers


def _handled(tx: Tx, worker: Worker, chat: int) -> bool:
    """Handle what waits from this chat, one after the other; whether that was all."""
    try:
        with tx.savepoint():
            for _ in range(MOST_BEFORE):
                if not worker.answer(tx, chat):
                    break
    except Exception as error:
        if is_passing(error):
            raise
        log.error("short_cut_failed", error=type(error).__name__)
    return not incoming.waits(tx, chat)


def _kept(tx: Tx, session: Session, press: str) -> list[Shown] | None:
    """What was said to this person, as long as they are who they were and may hear of it still."""
    who = page_sessions.speaks(tx, session)
    if who is None:
        return None
    found = pages.kept(tx, session.chat, press, who.id)
    told = [one for one in found if one.prompt_id is None or _is_still_told(tx, who, one.prompt_id)]
    return told or None


def _is_still_told(tx: Tx, who: Person, prompt_id: int) -> bool:
    prompt = prompts.visible(tx, who, prompt_id)
    return prompt is not None and prompt.state in OPEN
