"""Signs of life: /healthz says whether the bot is well, /metrics counts; numbers only, never content."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.store.engine.desk import Desk
from bot.store.queues import backlog, signs_of_life

STILL = timedelta(minutes=2)


class Watch:
    """Counts what the loops report, and answers the two pages."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk, self._clock = desk, clock
        self.polled_at: datetime | None = None
        self._registry = CollectorRegistry()
        self._received = Counter("titian_updates_received", "Updates kept in the inbox", registry=self._registry)
        self._handled = Counter("titian_turns_handled", "Updates and due moments handled", registry=self._registry)
        self._sends = Counter("titian_sends", "Sends by what became of them", ["fate"], registry=self._registry)
        self._waiting = Gauge(
            "titian_rows_waiting", "Rows that wait or are in doubt", ["queue"], registry=self._registry
        )

    def count_poll(self, updates: int) -> None:
        """A poll came back."""
        self.polled_at = self._clock.now()
        self._received.inc(updates)

    def count_turns(self, rows: int) -> None:
        """The worker handled rows."""
        self._handled.inc(rows)

    def count_send(self, fate: str) -> None:
        """A send came to its end."""
        self._sends.labels(fate).inc()

    def mount(self, site: web.Application) -> None:
        """Add the two pages."""
        site.router.add_get("/healthz", self._health)
        site.router.add_get("/metrics", self._metrics)

    async def _health(self, request: web.Request) -> web.Response:
        state = {"database": "ok", "clock": "ok", "poller": "ok", "sender": "ok", "prompts": "ok"}
        try:
            still = await self._desk.run(lambda tx: signs_of_life.still(tx, polls=True))
        except DBAPIError:
            state["database"], still = "does not answer", []
        state |= dict.fromkeys(still, "still for too long")
        if self.polled_at is not None and self._clock.now() - self.polled_at > STILL:
            state["poller"] = "still for more than two minutes"
        well = all(value == "ok" for value in state.values())
        return web.json_response(state, status=200 if well else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        for queue, rows in (await self._desk.run(backlog.waiting_rows)).items():
            self._waiting.labels(queue).set(rows)
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
