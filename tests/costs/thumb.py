"""A thumb that presses what it sees, by the words on it; each tap is what the bot does for one, and is counted."""

from __future__ import annotations

import json
from typing import Any

from bot.store.engine.database import Tx
from bot.store.queues import incoming, outgoing
from bot.store.queues.incoming import Received
from tests.costs.explaining import KINDS, Statements
from tests.hostile.forging import pressing
from tests.map.world import World

MESSAGE = 7


class Thumb:
    """Somebody of the world with a phone. Nobody else does anything meanwhile."""

    def __init__(self, world: World, who: str, statements: Statements) -> None:
        self._world, self._number, self._statements = world, world.numbers[who], statements
        self._updates, self._rows = 2**41, list[list[dict[str, str]]]()
        self.said = ""

    def types(self, words: str) -> list[str]:
        """Send words; the statements that it took."""
        number = self._number
        message = {"message_id": MESSAGE, "chat": {"id": number, "type": "private"}, "text": words}
        return self._comes({"message": {**message, "from": {"id": number}}})

    def taps(self, label: str) -> list[str]:
        """Press the button with these words; the statements that it took."""
        data = next(one["callback_data"] for row in self._rows for one in row if label in one["text"])
        return self._comes(pressing(0, self._number, data))

    def _comes(self, update: dict[str, Any]) -> list[str]:
        """As bot/app/lanes.py does it: one COMMIT that keeps, answers and claims, and one that notes what was sent."""
        self._updates += 1
        raw = json.dumps({**update, "update_id": self._updates}).encode()
        received = [Received(self._updates, self._number, raw, MESSAGE)]
        self._statements.told.clear()
        with self._world.office.tx() as tx:
            incoming.receive(tx, received)
            with tx.savepoint():
                assert self._world.office.workers[0].answer(tx) == 1
                letters = outgoing.claim_letters(tx, 64)
        with self._world.office.tx() as tx:
            for letter in letters:
                self._is_sent(tx, letter)
        return [one for one in self._statements.told if one.startswith(KINDS)]

    def _is_sent(self, tx: Tx, letter: outgoing.Letter) -> None:
        outgoing.close_letter(tx, letter, "sent", message_id=MESSAGE)
        if letter.method == "screen":
            self._rows, self.said = letter.payload["rows"], letter.payload["text"]
