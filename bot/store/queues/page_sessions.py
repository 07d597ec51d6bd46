"""Who stands on the sealed page: ways in that were used, and sessions that end soon, with who they were opened by."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from bot.domain.people import Person
from bot.store.engine.database import Tx
from bot.store.engine.tables import page_doors, page_sessions
from bot.store.people import people
from bot.store.people.people import Speaker

# Since it was last used, and in all.
STANDS, LONGEST = timedelta(minutes=10), timedelta(hours=1)
# Longer than what Telegram signed is believed (bot/page/init_data.py): until then it is known that it was used.
DOORS_KEPT = timedelta(minutes=10)
TOKEN_BYTES = 32
NOBODY: tuple[int | None, bool] = (None, False)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody on the page. person_id: whose chat it is; is_hidden: they are shown an empty bot.

    language: that of who they are here, empty for nobody.
    """

    id: int
    chat: int
    person_id: int | None
    is_hidden: bool
    opened_at: datetime
    language: str

    @property
    def known_id(self) -> int | None:
        """To whom what may be read here was said; None for nobody."""
        return None if self.is_hidden else self.person_id


_BY_TOKEN = select(page_sessions).where(
    page_sessions.c.token == bindparam("kept"), page_sessions.c.until > bindparam("now")
)
_PROLONG = (
    update(page_sessions).where(page_sessions.c.id == bindparam("session")).values(until=bindparam("new_until"))
)  # fmt: skip
_CLOSE = delete(page_sessions).where(page_sessions.c.chat == bindparam("of_chat"))


def opens(tx: Tx, chat: int, mark: bytes) -> str | None:
    """Open the page for this chat; the new token. None where this way in was used before."""
    if not tx.insert_new(page_doors, [{"mark": mark, "at": tx.now}], page_doors.c.at).all():
        return None
    return _begun(tx, chat)


def find(tx: Tx, token: str) -> Session | None:
    """The session of this token, as long as it stands and its chat is whose it was when it was opened."""
    row = tx.execute(_BY_TOKEN, {"kept": _kept(tx, token), "now": tx.now}).one_or_none()
    if row is None:
        return None
    speaker = people.speakers(tx, {row.chat}).get(row.chat)
    if _whose(speaker) != (row.person_id, row.hidden):
        return None
    known = None if speaker is None or speaker.is_hidden else speaker.person
    language = "" if known is None else known.language
    return Session(row.id, row.chat, row.person_id, row.hidden, row.opened_at, language)


def speaks(tx: Tx, session: Session) -> Person | None:
    """Who this is, where they are still who they were when it was found, and not nobody."""
    speaker = people.speakers(tx, {session.chat}).get(session.chat)
    same = speaker is not None and not speaker.is_hidden and speaker.person.id == session.known_id
    return speaker.person if same and speaker is not None else None


def prolong(tx: Tx, session: Session, stands: timedelta = STANDS) -> None:
    """It was used just now, and stands so long."""
    until = min(tx.now + stands, session.opened_at + LONGEST)
    tx.execute(_PROLONG, {"session": session.id, "new_until": until})


def goes_on(tx: Tx, session: Session) -> str:
    """The page stays open where an act of its own has just changed who they are there: nobody, or somebody again. The
    new token; the former one is over.
    """
    tx.execute(delete(page_sessions).where(page_sessions.c.id == session.id))
    return _begun(tx, session.chat)


def close(tx: Tx, chat: int) -> None:
    """Close every page of this chat."""
    tx.execute(_CLOSE, {"of_chat": chat})


def forget(tx: Tx, token: str) -> None:
    """This one stands no more, whatever becomes of its chat."""
    tx.execute(delete(page_sessions).where(page_sessions.c.token == _kept(tx, token)))


def forget_old(tx: Tx) -> None:
    """Forget sessions that are over, and ways in that are too old to be used again."""
    tx.execute(delete(page_sessions).where(page_sessions.c.until <= tx.now))
    tx.execute(delete(page_doors).where(page_doors.c.at < tx.now - DOORS_KEPT))


def _begun(tx: Tx, chat: int) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    person_id, hidden = _whose(people.speakers(tx, {chat}).get(chat))
    whose = {"chat": chat, "person_id": person_id, "hidden": hidden}
    tx.execute(
        insert(page_sessions), {**whose, "token": _kept(tx, token), "opened_at": tx.now, "until": tx.now + STANDS}
    )
    return token


def _whose(speaker: Speaker | None) -> tuple[int | None, bool]:
    return NOBODY if speaker is None else (speaker.person.id, speaker.is_hidden)


def _kept(tx: Tx, token: str) -> bytes:
    """What is kept of a token: nobody comes in with that."""
    return tx.digest(token.encode(), b"page")
