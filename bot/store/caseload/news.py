"""Facts that wait to be told, kept as prompts are: one of a kind, about a thing, to a person; the newest wins."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from bot.domain.followups import BY_KIND, NEWS_KINDS
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.domain.prompting.news import NOT_SHOWN, REFUSED
from bot.store.caseload import prompts
from bot.store.engine.database import Tx
from bot.store.engine.tables import outbox
from bot.store.engine.tables import prompts as prompt_table
from bot.store.people import people

LONGEST_ORIGIN = 16
# What rings the admins for one and the same reason rings once in so long.
ONE_NOTICE = timedelta(hours=1)
# What has been told is no use to anybody after this time.
KEPT = timedelta(days=31)
# With more kinds in one statement SQLite would rather read all prompts than use their index.
AT_ONCE = 16


def tell(
    tx: Tx,
    kind: str,
    about: int,
    to: int,
    *,
    by: int | None = None,
    case_id: int | None = None,
    origin: str = "news",
    at: datetime | None = None,
) -> int:
    """Keep a fact until it may be said to this person; an earlier one that still waits gives way. Returns its number.

    `about` is the number of the kind's subject, `by` whoever brought it about. `at` (aware): not before then.
    """
    subject, at = f"{BY_KIND[kind].about}:{about}", at or tx.now
    prompts.end_told(tx, kind, subject, to)
    return prompts.insert_new(tx, Planned(kind, at, exact=False), at, subject, case_id, to, by, origin)


def was_told(tx: Tx, kind: str, origin: str, since: datetime) -> bool:
    """Whether news of this kind and origin was kept after `since` (aware)."""
    alike = (prompt_table.c.kind == kind, prompt_table.c.origin == origin, prompt_table.c.created_at > since)
    return tx.execute(select(prompt_table.c.id).where(*alike).limit(1)).first() is not None


def whom_told(tx: Tx, kind: str, about: int, since: datetime) -> set[int]:
    """For whom news of this kind about this was kept since then (aware), by number."""
    subject = f"{BY_KIND[kind].about}:{about}"
    alike = (prompt_table.c.subject == subject, prompt_table.c.kind == kind, prompt_table.c.created_at >= since)
    return set(tx.execute(select(prompt_table.c.recipient_id).where(*alike)).scalars())


def tell_refused(tx: Tx, row: int, chat: int, kind: str | None, name: str) -> None:
    """Telegram refused a row of the outbox for good: the admins hear of it, and whoever waits for an answer.

    kind: of the prompt that was refused, None for an answer. name: the kind of refusal; each is told once an hour.
    """
    if kind in (REFUSED, NOT_SHOWN):
        return
    origin = name[-LONGEST_ORIGIN:]
    if not was_told(tx, REFUSED, origin, tx.now - ONE_NOTICE):
        for admin in people.to_tell(tx, Role.ADMIN):
            tell(tx, REFUSED, row, admin, origin=origin)
    if kind is None and (person := people.by_chats(tx, {chat}).get(chat)) is not None:
        tell(tx, NOT_SHOWN, row, person.id)


def forget_told(tx: Tx) -> None:
    """What was told long ago goes, once nothing of it is on its way."""
    on_its_way = exists(select(1).where(outbox.c.prompt_id == prompt_table.c.id))
    over = (prompt_table.c.state.not_in(("waiting", "held")), ~on_its_way)
    for at in range(0, len(NEWS_KINDS), AT_ONCE):
        told = (prompt_table.c.kind.in_(NEWS_KINDS[at : at + AT_ONCE]), prompt_table.c.created_at < tx.now - KEPT)
        tx.execute(delete(prompt_table).where(*told, *over))
