"""The day sheet of each person: which message it is, and whether what stands on it is still so.

Whatever answers a prompt, puts it off or calls it off ends its row, and that is all a sheet asks to know that it has to
be changed: no writer of prompts has to remember that there are sheets.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, or_, select, update

from bot.domain.followups import OPEN
from bot.domain.people import Person
from bot.store.engine.database import Tx
from bot.store.engine.lives import PROMPT
from bot.store.engine.tables import chats, outbox, people, prompts, sheets
from bot.store.queues.waiting import READY, SENDING

# What comes later on the day is added to the sheet; after so long the sheet is said anew below, so that it is seen.
STANDS = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet somebody has: of which day, which message (None: it is on its way), and which page of it is shown.

    lead_id: the prompt under which it was sent.
    """

    day: date
    lead_id: int
    message_id: int | None
    said_at: datetime
    page: int


def of(tx: Tx, who: Person) -> Sheet | None:
    """The sheet this person has on the phone they use now, of whichever day."""
    row = tx.execute(_OF, {"who": who.id, "at": who.chat}).one_or_none()
    return None if row is None else Sheet(date.fromordinal(row.day), row.lead_id, row.message_id, row.said_at, row.page)


_OF = select(sheets.c.day, sheets.c.lead_id, sheets.c.message_id, sheets.c.said_at, sheets.c.page).where(
    sheets.c.person_id == bindparam("who"), sheets.c.chat == bindparam("at")
)


def stands(tx: Tx, sheet: Sheet, day: date) -> bool:
    """Whether what comes due on this day is added to the sheet: it is that day's, was said not long ago, and stands
    there or is on its way.
    """
    if sheet.day != day or tx.now - sheet.said_at >= STANDS:
        return False
    if sheet.message_id is not None:
        return True
    letter = (outbox.c.prompt_id == sheet.lead_id, outbox.c.state.in_((READY, SENDING)))
    return tx.execute(select(outbox.c.id).where(*letter).limit(1)).first() is not None


def begin(tx: Tx, who: Person, day: date, lead_id: int, listed: Collection[int]) -> int | None:
    """A new sheet is on its way to this person, on which these prompts stand; returns the message of the one before,
    which is to go.
    """
    before = of(tx, who)
    fresh = {"chat": who.chat, "day": day.toordinal(), "lead_id": lead_id, "message_id": None, "said_at": tx.now}
    fresh |= {"page": 0, "stale": False}
    if tx.execute(update(sheets).where(sheets.c.person_id == who.id).values(**fresh)).rowcount == 0:
        tx.insert_new(sheets, [{"person_id": who.id, **fresh}])
    _list(tx, who, listed)
    return None if before is None else before.message_id


def write(tx: Tx, who: Person, page: int, listed: Collection[int]) -> None:
    """The sheet is changed: this page of it is shown, and these prompts stand on it."""
    tx.execute(update(sheets).where(sheets.c.person_id == who.id).values(page=page, stale=False))
    _list(tx, who, listed)


def _list(tx: Tx, who: Person, listed: Collection[int]) -> None:
    if listed:
        tx.execute(update(prompts).where(prompts.c.id.in_(listed)).values(listed_for=who.id))


def note_message(tx: Tx, chat: int, message_id: int) -> None:
    """A sheet has arrived, and is this message."""
    tx.execute(update(sheets).where(sheets.c.chat == chat).values(message_id=message_id))


def lose(tx: Tx, chat: int, message_id: int | None) -> list[int]:
    """The sheet of this chat that is this message stands there no more: whoever holds the phone took it away. Returns
    what was added to it since it was said, which nobody may have seen; nothing, where a newer one stands there.
    """
    mine = (sheets.c.chat == chat, sheets.c.message_id == message_id)
    if tx.execute(select(sheets.c.person_id).where(*mine)).first() is None:
        return []
    theirs = select(sheets.c.person_id).where(sheets.c.chat == chat).scalar_subquery()
    said_at = select(sheets.c.said_at).where(sheets.c.chat == chat).scalar_subquery()
    unseen = (prompts.c.listed_for == theirs, prompts.c.said_at > said_at, PROMPT.in_state("said"))
    added = list(tx.execute(select(prompts.c.id).where(prompts.c.listed_for.is_not(None), *unseen)).scalars())
    tx.execute(delete(sheets).where(sheets.c.chat == chat))
    return added


def mark(tx: Tx, who: Person, *, stale: bool) -> None:
    """The sheet is to be changed, as something more stands on it; or it stays as it is for now."""
    tx.execute(update(sheets).where(sheets.c.person_id == who.id).values(stale=stale))


def unlist(tx: Tx, *which: ColumnElement[bool]) -> None:
    """These prompts go to somebody else, or away: the sheets on which they stand are to be changed."""
    theirs = select(prompts.c.listed_for).where(prompts.c.listed_for.is_not(None), *which)
    tx.execute(update(sheets).where(sheets.c.person_id.in_(theirs)).values(stale=True))


@dataclass(frozen=True, slots=True)
class Ended:
    """A prompt that had a message of its own, and has been dealt with elsewhere: which message, in which chat."""

    prompt_id: int
    person_id: int
    chat: int
    message_id: int


# It was pressed, and what it became is in use.
_is_screen = exists(select(1).where(chats.c.id == outbox.c.chat, chats.c.screen_id == outbox.c.message_id))
# It has an answer, or waits for its hour once more: with somebody else, or on another day.
_OVER = and_(
    prompts.c.listed_for.is_not(None),
    or_(
        PROMPT.in_state(*(state for state in PROMPT.life.states if state not in OPEN)),
        and_(PROMPT.in_state("waiting"), prompts.c.said_at.is_not(None)),
    ),
)


def look(tx: Tx) -> list[Ended]:
    """Mark the sheets as stale on which something stands that waits no more, and take that off them.

    Returns what had a message of its own, whose buttons lead nowhere any more.
    """
    if tx.execute(select(prompts.c.id).where(_OVER).limit(1)).first() is None:
        return []
    tx.execute(
        update(sheets).where(sheets.c.person_id.in_(select(prompts.c.listed_for).where(_OVER))).values(stale=True)
    )
    alone: Any = tx.execute(
        select(prompts.c.id, people.c.id, outbox.c.chat, outbox.c.message_id)
        .select_from(
            prompts.join(outbox, outbox.c.prompt_id == prompts.c.id).join(people, people.c.chat == outbox.c.chat)
        )
        .where(_OVER, outbox.c.kind.in_(("prompt", "nudge")), outbox.c.message_id.is_not(None), ~_is_screen)
    )
    found = [Ended(*row) for row in alone]
    tx.execute(update(prompts).where(_OVER).values(listed_for=None))
    return found


def stale(tx: Tx, most: int) -> list[int]:
    """Whose sheet stands and is to be changed, by the numbers of the people."""
    there = (sheets.c.stale.is_(True), sheets.c.message_id.is_not(None))
    same = exists(
        select(1).where(people.c.id == sheets.c.person_id, people.c.chat == sheets.c.chat, people.c.status == "active")
    )
    return list(tx.execute(select(sheets.c.person_id).where(*there, same).limit(most)).scalars())
