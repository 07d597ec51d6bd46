"""The two pages a machine reads: /healthz says whether the bot is well, /metrics counts."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.health.metrics import CONTENT_TYPE, Metrics
from bot.store.engine.desk import Desk
from bot.store.queues import backlog, signs_of_life

STILL = timedelta(minutes=2)


class Endpoints:
    """Answers the two pages."""

    def __init__(self, desk: Desk, clock: Clock, metrics: Metrics) -> None:
        self._desk, self._clock, self._metrics = desk, clock, metrics

    def mount(self, site: web.Application) -> None:
        """Add the two pages."""
        site.router.add_get("/healthz", self._health)
        site.router.add_get("/metrics", self._figures)

    async def _health(self, request: web.Request) -> web.Response:
        state = {"database": "ok", "clock": "ok", "poller": "ok", "sender": "ok", "prompts": "ok"}
        try:
            still = await self._desk.run(lambda tx: signs_of_life.still(tx, polls=True))
        except DBAPIError:
            state["database"], still = "does not answer", []
        state |= dict.fromkeys(still, "still for too long")
        polled_at = self._metrics.polled_at
        if polled_at is not None and self._clock.now() - polled_at > STILL:
            state["poller"] = "still for more than two minutes"
        well = all(value == "ok" for value in state.values())
        return web.json_response(state, status=200 if well else 503)

    async def _figures(self, request: web.Request) -> web.Response:
        waiting = await self._desk.run(backlog.waiting_rows)
        return web.Response(body=self._metrics.exposition(waiting), headers={"Content-Type": CONTENT_TYPE})
