"""`titian run`: the bot."""

from __future__ import annotations

import asyncio
import sys

import handlers
from bot.app.process import App
from bot.clock import Clock
from bot.commands.shared import plainly, settings_and_log
from bot.reference.directory import directory

if sys.platform == "win32":
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop


def run() -> None:
    """Run the bot until it is told to stop."""
    with plainly():
        settings = settings_and_log()
        directory()  # an entry that is not whole is found out now, not by whoever opens it
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(App(settings, handlers.router(), handlers.COMMANDS, Clock()).run())
