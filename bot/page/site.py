"""What listens for the page: a plain HTTP server with one handler, the headers on whatever it answers, and no log."""

from __future__ import annotations

import logging
from typing import Any

from aiohttp import web

from bot.page.door import Door
from bot.page.headers import set_on

IDLE_SECONDS = 20.0
# aiohttp's own lines quote what could not be read, and say who sent it.
SILENT = logging.Logger("bot.page", logging.CRITICAL + 1)


def server_of(door: Door) -> web.Server:
    """The server of a door; to be made where the loop runs."""

    class Request(web.BaseRequest):
        """What is answered to it has the headers, also where it could not even be read."""

        async def _prepare_hook(self, response: web.StreamResponse) -> None:
            set_on(response, door.framed_by)

    def made(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        return Request(message, payload, protocol, writer, task, task.get_loop())

    return web.Server(
        door.answer,
        request_factory=made,
        access_log=None,
        logger=SILENT,
        keepalive_timeout=IDLE_SECONDS,
        # Of what is refused before it was read, nothing more is read.
        lingering_time=0.0,
        auto_decompress=False,
    )
