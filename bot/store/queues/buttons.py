"""Buttons on their way: written and sealed for the one chat they are shown in, and read when they come back.

A seal says that this bot made this button for this chat. It says nothing about what may be done now: whoever answers a
press asks that anew.
"""

from __future__ import annotations

import hmac

from bot.domain import wire
from bot.domain.presses import OldButton, Press
from bot.store.engine.database import Tx

SEAL_LENGTH = 11
PURPOSE = b"button"


def sealed(tx: Tx, chat: int, press: Press) -> str:
    """What a button of this chat sends back: the seal, then the press as text."""
    return sealed_text(tx, chat, wire.written(press))


def sealed_text(tx: Tx, chat: int, text: str) -> str:
    """The same for a press that is written already."""
    return _seal(tx, chat, text) + text


def opened(tx: Tx, chat: int, data: str) -> Press:
    """The press that `data` means in this chat; an OldButton where the seal is not ours, or no such press exists."""
    text = data[SEAL_LENGTH:]
    genuine = hmac.compare_digest(_seal(tx, chat, text).encode(), data[:SEAL_LENGTH].encode())
    return wire.read(text) if genuine else OldButton()


def _seal(tx: Tx, chat: int, text: str) -> str:
    return tx.short_seal(f"{chat}:{text}".encode(), PURPOSE)
