"""Has charts drawn by a process of their own: the bot never loads the drawing library, and a hung one is ended."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from tempfile import TemporaryDirectory

import structlog

from bot.turn import Drawing

log = structlog.get_logger()
DRAWING_SECONDS = 30.0
LARGEST = 10 * 1024 * 1024
COMMAND = (sys.executable, "-P", "-m", "bot.charts.chart")


class Renderer:
    """Where charts are drawn. The library's cache lives in a folder of this process, gone with `close`."""

    def __init__(self, command: tuple[str, ...] = COMMAND, seconds: float = DRAWING_SECONDS) -> None:
        self._command, self._seconds = command, seconds
        self._folder: TemporaryDirectory[str] | None = None

    async def draw(self, drawing: Drawing) -> bytes | None:
        """The PNG of a chart, or the PDF of a paper; None, and a line in the log, if it cannot be drawn in time."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._run(json.dumps({"name": drawing.name, "facts": drawing.facts}).encode())
        except (OSError, TimeoutError, NotDrawn) as error:
            name = str(error) if isinstance(error, NotDrawn) else type(error).__name__
            log.warning("chart_not_drawn", chart=drawing.name, error=name)
            return None

    async def _run(self, asked: bytes) -> bytes:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env=self._surroundings(),
            start_new_session=True,  # a Ctrl-C for the bot is not for the chart
        )
        try:
            picture, complaint = await process.communicate(asked)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode or not 0 < len(picture) <= LARGEST:
            raise NotDrawn(_class_name(complaint))
        return picture

    def _surroundings(self) -> dict[str, str]:
        """The environment without the bot's secrets, and a folder for the library's cache of fonts."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="titian-chart-", ignore_cleanup_errors=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TITIAN_")}
        return {**kept, "MPLCONFIGDIR": self._folder.name}

    def close(self) -> None:
        """Remove the cache."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


class NotDrawn(Exception):
    """The process ended without a picture; holds the name of its error."""


def _class_name(complaint: bytes) -> str:
    """The last word the process said, if it is the name of an error; never more, it may quote the facts."""
    last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
    return last if last.isidentifier() and len(last) <= 60 else "NoPicture"
