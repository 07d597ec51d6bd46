"""A bell many coroutines can wait for and any thread may ring."""

import asyncio
import threading


class Bell:
    """Ringing wakes everybody who waits at that moment; nothing is counted or kept."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0

    def hang(self) -> None:
        """Bind to the running loop; before that, and after `take_down`, ringing does nothing."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()

    def take_down(self) -> None:
        """Wake everybody a last time."""
        self._wake()
        self._loop = None

    def ring(self) -> None:
        """Wake those who wait."""
        if self._loop is None:
            return
        if threading.get_ident() == self._thread:
            self._wake()
        else:
            self._loop.call_soon_threadsafe(self._wake)

    async def wait(self, seconds: float) -> None:
        """Until it rings or `seconds` have passed. Check your condition before and after."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        self._waiters.add(waiter)
        timer = loop.call_later(max(0.0, seconds), _finish, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiters.discard(waiter)

    def _wake(self) -> None:
        for waiter in self._waiters:
            _finish(waiter)


def _finish(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
