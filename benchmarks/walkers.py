"""The load: people who tap through the check-in, the next button as soon as the bot has spoken."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bot.demo.phones import Phone
from bot.demo.telegram import Message
from tests.blackbox import Chatter, World, until


class Walker:
    """One chat. Notes how long each tap waited for the message to change; rests when told to."""

    def __init__(self, phone: Phone, code: str) -> None:
        self.phone, self.code = phone, code
        self.walks = False
        self.waits: list[float] = []
        self.stray = 0
        self._tapped_at: float | None = None
        self._screen: Message | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it has a screen, and no tap is unanswered."""
        return self._screen is not None and self._tapped_at is None

    def sets_out(self) -> None:
        """Begin to walk, or go on."""
        self.walks = True
        if self._screen is None:
            self.phone.types("/menu")
        else:
            self._taps(self._screen)

    def hears(self, message: Message) -> None:
        """The bot has said or changed something."""
        heard_at = time.perf_counter()
        if self._tapped_at is not None:
            self.waits.append(heard_at - self._tapped_at)
        elif self._screen is not None:
            self.stray += 1
            return
        self._tapped_at, self._screen = None, message
        if self.walks:
            self._taps(message)

    def _taps(self, message: Message) -> None:
        text = message.text
        label = next(label for words, label in Chatter.STEPS if words in text) or self.code
        assert message.markup is not None, text
        for row in message.markup["inline_keyboard"]:
            for button in row:
                if button["text"].endswith(label):
                    self._tapped_at = time.perf_counter()
                    self.phone.taps_on(message.id, button["callback_data"])
                    return
        raise LookupError(f"no button {label!r} under {text!r}")


class Crowd:
    """All walkers of one Telegram."""

    def __init__(self, world: World, walkers: Sequence[Walker]) -> None:
        self.walkers = walkers
        by_chat = {walker.phone.chat.id: walker for walker in walkers}
        world.server.on_bot_message = lambda chat, message: by_chat[chat].hears(message)

    def sets_out(self, number: int) -> None:
        """The first `number` walk; what they noted before is forgotten."""
        for walker in self.walkers[:number]:
            walker.sets_out()

    def rests(self) -> None:
        """Nobody taps any more, and every tap is answered."""
        for walker in self.walkers:
            walker.walks = False
        until(lambda: all(w.is_ready or w._screen is None for w in self.walkers), "every tap is answered", 30)

    def forget(self) -> None:
        """Count anew from here."""
        for walker in self.walkers:
            walker.waits = []

    def waits(self) -> list[float]:
        """Seconds from each tap to the changed message, ascending."""
        return sorted(wait for walker in self.walkers for wait in walker.waits)
