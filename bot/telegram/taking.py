"""The calls that take messages back; each may be repeated as often as it takes."""

from __future__ import annotations

from telegram.error import TelegramError

from bot.store.queues.outgoing import Letter
from bot.store.queues.taking_back import DELETE, Taken
from bot.telegram.errors import Fate, verdict
from bot.telegram.transport import Fenced, Wire

# deleteMessages takes a hundred numbers (Bot API).
AT_ONCE = 100
# What is left of a message of the bot's that is too old to be deleted: nothing that tells anything.
EMPTY = "…"


class Remains(Exception):
    """Telegram will not let a message be taken away any more."""


async def take(wire: Wire | Fenced, letter: Letter) -> None:
    """Take away what a letter says. Raises TelegramError where it is to be tried again, Remains where it is in vain."""
    chat = letter.telegram_id
    if letter.method == DELETE:
        if not await _one(wire, chat, letter.payload["message"], ours=letter.payload["ours"]):
            raise Remains
        return
    taken = letter.takes or Taken((), ())
    numbers = [*((number, False) for number in taken.theirs), *((number, True) for number in taken.ours)]
    remain = False
    for at in range(0, len(numbers), AT_ONCE):
        remain |= not await _some(wire, chat, numbers[at : at + AT_ONCE])
    if remain:
        raise Remains


async def _some(wire: Wire | Fenced, chat: int, numbers: list[tuple[int, bool]]) -> bool:
    """Many in one call; where one of them is too old for that, each on its own."""
    try:
        await wire.call("deleteMessages", chat_id=chat, message_ids=[number for number, _ in numbers])
    except TelegramError as error:
        if verdict(error).fate not in (Fate.DONE, Fate.TOO_OLD):
            raise
    else:
        return True
    gone = [await _one(wire, chat, number, ours=ours) for number, ours in reversed(numbers)]
    return all(gone)


async def _one(wire: Wire | Fenced, chat: int, number: int, *, ours: bool) -> bool:
    """Whether nothing of it is left; what the bot said and Telegram no longer deletes is emptied instead."""
    try:
        await wire.call("deleteMessage", chat_id=chat, message_id=number)
    except TelegramError as error:
        match verdict(error).fate:
            case Fate.DONE:
                return True
            case Fate.TOO_OLD:
                return await _emptied(wire, chat, number) if ours else False
            case _:
                raise
    return True


async def _emptied(wire: Wire | Fenced, chat: int, number: int) -> bool:
    try:
        await wire.call("editMessageText", chat_id=chat, message_id=number, text=EMPTY)
    except TelegramError as error:
        match verdict(error).fate:
            case Fate.DONE:
                return True
            case Fate.NEW_MESSAGE | Fate.REFUSED:
                return False
            case _:
                raise
    return True
