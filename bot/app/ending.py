"""How a process ends: somebody asks it to, or something is wrong that only a person can mend."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from bot.startup.preconditions import CannotStart
from bot.store.engine.database import FileReplaced

log = structlog.get_logger()


class Ending:
    """Asked for or forced; `wrong` is the one line that says what is to be mended."""

    def __init__(self) -> None:
        self.wrong: str | None = None
        self._asked = asyncio.Event()

    def ask(self, wrong: str | None = None) -> None:
        """Finish what is in hand and end; with a line where something is wrong."""
        self.wrong = wrong or self.wrong
        self._asked.set()

    async def wait(self) -> None:
        """Until somebody asks."""
        await self._asked.wait()

    async def guard(self, loop: Coroutine[Any, Any, None]) -> None:
        """A loop that ends by a bug ends the process: half a bot is worse than one that is started anew."""
        try:
            await loop
        except (CannotStart, FileReplaced) as error:
            self.ask(str(error))
        except Exception as error:  # noqa: BLE001 the last line of defence; its text stays out of the log
            log.critical("loop_failed", error=type(error).__name__)
            self.ask(f"the bot stopped by a bug ({type(error).__name__}); start it again, nothing is lost")
