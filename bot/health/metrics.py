"""What the loops report of themselves: numbers only, never content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.clock import Clock

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """Counts since the process began, and when Telegram last answered a poll."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._polled: datetime | None = None
        self._registry = CollectorRegistry()
        self._received = Counter("titian_updates_received", "Updates kept in the inbox", registry=self._registry)
        self._handled = Counter("titian_turns_handled", "Updates and due moments handled", registry=self._registry)
        self._old_buttons = Counter(
            "titian_old_buttons", "Pressed buttons of an earlier version or not made here", registry=self._registry
        )
        self._sends = Counter("titian_sends", "Sends by what became of them", ["fate"], registry=self._registry)
        self._waiting = Gauge(
            "titian_rows_waiting", "Rows that wait or are in doubt", ["queue"], registry=self._registry
        )

    @property
    def polled_at(self) -> datetime | None:
        """When Telegram last answered a poll, if it was asked."""
        return None if self._polled is None else self._clock.here(self._polled)

    def count_poll(self, updates: int) -> None:
        """A poll came back."""
        self._polled = self._clock.in_real_time(self._clock.now())
        self._received.inc(updates)

    def count_turns(self, rows: int) -> None:
        """The worker handled rows."""
        self._handled.inc(rows)

    def count_old_buttons(self, number: int) -> None:
        """So many pressed buttons led nowhere any more."""
        self._old_buttons.inc(number)

    def count_send(self, fate: str) -> None:
        """A send came to its end."""
        self._sends.labels(fate).inc()

    def exposition(self, waiting: Mapping[str, int]) -> bytes:
        """Everything counted, and how many rows wait in each queue, as Prometheus reads it."""
        for queue, rows in waiting.items():
            self._waiting.labels(queue).set(rows)
        return generate_latest(self._registry)
