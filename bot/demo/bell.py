"""A bell many coroutines can wait for and any thread may ring."""

import asyncio
import threading

EVERYTHING = 0


class Bell:
    """Ringing wakes everybody who waits at that moment; nothing is counted or kept.

    A `topic` (the id of a chat) spares those who wait for another one: hundreds of phones may be watched.
    """

    def __init__(self) -> None:
        self._waiters: dict[int, set[asyncio.Future[None]]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0

    def hang(self) -> None:
        """Bind to the running loop; before that, and after `take_down`, ringing does nothing."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()

    def take_down(self) -> None:
        """Wake everybody a last time."""
        for topic in list(self._waiters):
            self._wake(topic)
        self._loop = None

    def ring(self, topic: int = EVERYTHING) -> None:
        """Wake those who wait for this topic or for everything."""
        if self._loop is None:
            return
        if threading.get_ident() == self._thread:
            self._wake(topic)
        else:
            self._loop.call_soon_threadsafe(self._wake, topic)

    async def wait(self, seconds: float, topic: int = EVERYTHING) -> None:
        """Until it rings or `seconds` have passed. Check your condition before and after."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        self._waiters.setdefault(topic, set()).add(waiter)
        timer = loop.call_later(max(0.0, seconds), _finish, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._forget(topic, waiter)

    def _forget(self, topic: int, waiter: asyncio.Future[None]) -> None:
        self._waiters[topic].discard(waiter)
        if not self._waiters[topic]:
            del self._waiters[topic]

    def _wake(self, topic: int) -> None:
        for waiting in {topic, EVERYTHING}:
            for waiter in self._waiters.get(waiting, ()):
                _finish(waiter)


def _finish(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
