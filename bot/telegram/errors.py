"""One table for everything Telegram may answer with: what it means for the row being sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.error import TelegramError as TelegramError

from bot.store.queues.outgoing import TOLD_TO_WAIT
from bot.telegram.transport import NotSent


class Fate(Enum):
    """What becomes of a row."""

    DONE = "done"  # it is as we wanted it
    TOO_OLD = "too_old"  # a message that Telegram does not delete any more
    NEW_MESSAGE = "new_message"  # the message to change is gone: say it anew
    LATER = "later"  # certainly not sent: same row later
    IN_DOUBT = "in_doubt"  # may have arrived
    UNREACHABLE = "unreachable"  # this chat refuses us
    REFUSED = "refused"  # this row will never go
    MISCONFIGURED = "misconfigured"  # nothing will go: the token is wrong, or another program took over


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fate, a name for the log (never the server's text: it may quote us), and when to try again."""

    fate: Fate
    name: str
    after: timedelta | None = None


# Parts of descriptions, in lower case: Telegram has changed their case before.
BAD_REQUESTS = (
    ("message is not modified", Fate.DONE),
    ("query is too old", Fate.DONE),
    ("message to delete not found", Fate.DONE),
    ("message can't be deleted", Fate.TOO_OLD),
    ("message identifier is not specified", Fate.NEW_MESSAGE),
    ("message to edit not found", Fate.NEW_MESSAGE),
    ("message_id_invalid", Fate.NEW_MESSAGE),
    ("message can't be edited", Fate.NEW_MESSAGE),
    ("there is no text in the message to edit", Fate.NEW_MESSAGE),  # a button under a picture was pressed
    ("chat not found", Fate.UNREACHABLE),
    ("user not found", Fate.UNREACHABLE),
    ("peer_id_invalid", Fate.UNREACHABLE),
)


def told_to_wait(error: RetryAfter) -> timedelta:
    """How long Telegram told us to wait."""
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)


def verdict(error: TelegramError) -> Verdict:
    """Classify an error; one never seen before is refused, named by its class, and counted."""
    match error:
        case RetryAfter():
            return Verdict(Fate.LATER, TOLD_TO_WAIT, told_to_wait(error))
        case Forbidden():
            return Verdict(Fate.UNREACHABLE, "forbidden")
        case ChatMigrated():
            return Verdict(Fate.UNREACHABLE, "chat_migrated")
        case BadRequest():
            text = error.message.lower()
            return next(
                (Verdict(fate, part) for part, fate in BAD_REQUESTS if part in text),
                Verdict(Fate.REFUSED, "bad_request"),
            )
        case InvalidToken() | Conflict():
            return Verdict(Fate.MISCONFIGURED, type(error).__name__.lower())
        case NotSent():
            return Verdict(Fate.LATER, "no_connection")
        case NetworkError():
            return Verdict(Fate.IN_DOUBT, "network")
        case _:
            return Verdict(Fate.REFUSED, type(error).__name__.lower())
