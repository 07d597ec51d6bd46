"""The outbox: letters that are decided and not yet sent, claimed one a chat, emptied when they are out.

ready -> sending -> sent | failed | uncertain | dropped     (sending -> ready: try again)
A payload is sealed with the key of its day and erased as soon as its row is finished. What is taken back stands outside
the order of its chat: it neither waits for what is to be said there nor holds it up (see taking_back.py). What only
changes a message that stands there already (AMEND) comes after all else, and the newest change of a sheet alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select, update
from sqlalchemy import case as when

from bot.store.engine import leases
from bot.store.engine.database import Tx
from bot.store.engine.leases import SEND, Held
from bot.store.engine.tables import EPOCH, chats, outbox
from bot.store.engine.telegram_ids import opened
from bot.store.engine.words import written
from bot.store.queues import passing
from bot.store.queues.taking_back import SWEEP, TAKING, Taken, forget_numbers, numbers_to_sweep
from bot.store.queues.waiting import READY, SENDING
from bot.store.sealing.data_keys import CannotOpen

# Whatever is urgent goes ahead of what else waits for its chat.
URGENT = "urgent"
SHEET, AMEND = "sheet", "amend"
UNASKED = ("prompt", "nudge", "digest", "alert", SHEET, URGENT)
# What is said first is decided anew when it could not be sent for so long: its good hour may be over.
DECIDED_ANEW = tuple(kind for kind in UNASKED if kind != URGENT)
GOOD_FOR = timedelta(minutes=15)
# The name under which a row keeps that Telegram told us to wait.
TOLD_TO_WAIT = "too_many_requests"
# A repeat of these is a small nuisance, their loss is not: when in doubt they are sent again.
SENT_AGAIN = ("screen", "saved", "receipt", "prompt", "alert", SHEET, AMEND, URGENT, "digest", "paper", "quiet")


@dataclass(frozen=True, slots=True)
class Letter:
    """An outbox row on its way: what to call, for whom, and what it says."""

    id: int
    chat: int
    method: str
    kind: str
    prompt_id: int | None
    attempts: int
    payload: dict[str, Any]
    superseded: bool
    screen_id: int | None
    last_id: int | None
    hide_at: datetime | None
    telegram_id: int
    created_at: datetime
    uncertain: bool = False
    is_doubted: bool = False
    takes: Taken | None = None

    @property
    def amends(self) -> bool:
        """Whether it only changes a message that stands there already."""
        return self.method == AMEND

    @property
    def takes_back(self) -> bool:
        """Whether it takes something back instead of saying something."""
        return self.method in TAKING


def send_later(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Put rows into the outbox; each `payload` is a dict and is sealed here. A `cause` already there is left alone.

    buttons: of what has some, the words on each and its press as text. state: of what no sender is to claim.
    """
    passing.look(tx, {row["chat"] for row in rows})
    for row in rows:
        shown, chat = row.get("buttons"), None if row["method"] in TAKING else row["chat"]
        row["buttons"] = (
            None if not shown else passing.seal(tx, chat, _json(shown), "outbox", f"{row['cause']}.buttons")
        )
        row["payload"] = passing.seal(tx, chat, _json(row["payload"]), "outbox", row["cause"])
        row.update(state=row.get("state", "ready"), attempts=0, uncertain=False, created_at=tx.now)
        # At once: no clock is asked, as another process's may be minutes away from ours.
        row.setdefault("not_before", EPOCH)
    if rows:
        tx.execute(tx.inserts_new(outbox), rows)


def _json(what: Any) -> bytes:
    return orjson.dumps(what, option=orjson.OPT_NON_STR_KEYS)


_earlier, _later = outbox.alias("earlier"), outbox.alias("later")


_SCREEN, _SHEET, _AMENDS = (written(one)[0] for one in ("screen", SHEET, AMEND))
_takes_back = outbox.c.method.in_(written(*TAKING))
_is_urgent = outbox.c.kind == written(URGENT)[0]
_is_sweep = outbox.c.method == written(SWEEP)[0]
_in_front = exists(
    select(1).where(
        _earlier.c.chat == outbox.c.chat,
        _earlier.c.state.in_((READY, SENDING)),
        _earlier.c.id < outbox.c.id,
        _earlier.c.method.not_in(written(*TAKING)),
        or_(_earlier.c.method != _AMENDS, _earlier.c.state == SENDING, outbox.c.method == _AMENDS),
        # A sweep takes what is on its way there as well, and so waits until it has arrived.
        or_(and_(~_takes_back, ~_is_urgent), and_(_is_sweep, _earlier.c.state == SENDING)),
    )
)
# What changes a message that stands there makes way for whatever is to be said.
_makes_way = and_(
    outbox.c.method == _AMENDS,
    exists(
        select(1).where(
            _later.c.chat == outbox.c.chat,
            _later.c.state.in_((READY, SENDING)),
            _later.c.id > outbox.c.id,
            _later.c.method.not_in(written(*TAKING, AMEND)),
        )
    ),
)
# Somebody is there: since the last try an answer came to wait behind it, so that the chat has spoken. What Telegram
# itself told us to wait for is waited for all the same.
_has_spoken = and_(
    outbox.c.error != written(TOLD_TO_WAIT)[0],
    exists(
        select(1).where(
            _later.c.chat == outbox.c.chat,
            _later.c.state == READY,
            _later.c.kind.not_in(written(*UNASKED)),
            _later.c.method.not_in(written(*TAKING, AMEND)),
            _later.c.created_at > outbox.c.attempted_at,
        )
    ),
)
# A newer change of the sheet waits behind it: it is never sent, and keeps the newer one waiting no longer.
_is_old_sheet = and_(
    outbox.c.method == _AMENDS,
    outbox.c.kind == _SHEET,
    exists(
        select(1).where(
            _later.c.chat == outbox.c.chat,
            _later.c.state == READY,
            _later.c.id > outbox.c.id,
            _later.c.kind == _SHEET,
        )
    ),
)
_CLAIM_OUTBOX = (
    select(
        outbox.c.id,
        outbox.c.cause,
        outbox.c.chat,
        outbox.c.method,
        outbox.c.kind,
        outbox.c.prompt_id,
        outbox.c.attempts,
        outbox.c.payload,
        chats.c.screen_id,
        chats.c.last_id,
        chats.c.hide_at,
        chats.c.telegram_id,
        chats.c.doubted_at,
        outbox.c.created_at,
        outbox.c.uncertain,
        or_(
            exists(
                select(1).where(
                    _later.c.chat == outbox.c.chat,
                    _later.c.state == READY,
                    _later.c.id > outbox.c.id,
                    and_(_later.c.method == _SCREEN, outbox.c.method == _SCREEN, outbox.c.kind == _SCREEN),
                )
            ),
            _is_old_sheet,
        ).label("superseded"),
    )
    .join(chats, chats.c.id == outbox.c.chat)
    .where(
        outbox.c.state == READY,
        or_(outbox.c.not_before <= bindparam("now"), _has_spoken, _is_old_sheet),
        or_(
            outbox.c.kind.not_in(written(*DECIDED_ANEW)),
            outbox.c.method == _AMENDS,  # it is no new message: no hour is too late for it
            outbox.c.created_at > bindparam("late"),
        ),
        ~_in_front,
        ~_makes_way,
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True)
)


@lru_cache
def _claim_under(dialect: str) -> Any:
    return _CLAIM_OUTBOX.where(leases.standing(dialect, SEND))


_SENDING = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(state="sending", attempted_at=bindparam("at"), attempts=outbox.c.attempts + 1)
)


def claim_letters(tx: Tx, most: int, held: Held | None = None) -> list[Letter]:
    """The next row of each chat that nothing is on its way to, and what is to be taken back; marked as attempted.

    held: the lease under which they are sent; nothing is claimed where it is somebody else's by now.
    """
    claim = _CLAIM_OUTBOX if held is None else _claim_under(tx.connection.dialect.name)
    under = {} if held is None else {"holder": held.holder, "fence": held.fence}
    rows = list(tx.execute(claim, {"now": tx.now, "late": tx.now - GOOD_FOR, "most": most, **under}))
    if rows:
        tx.fetch_keys(sealed for row in rows for sealed in (row.payload, row.telegram_id))
        passing.learn(tx, ((row.chat, row.telegram_id) for row in rows))
        tx.execute(_SENDING, [{"row": row.id, "at": tx.now} for row in rows])
    letters = [_letter(tx, row) for row in rows]
    return [letter for letter in letters if letter is not None]


def _letter(tx: Tx, row: Any) -> Letter | None:
    """A row as a letter; one that does not open is set aside, so that it cannot stop the others."""
    try:
        payload = orjson.loads(tx.open(row.payload, "outbox", row.cause))
        return Letter(
            row.id,
            row.chat,
            row.method,
            row.kind,
            row.prompt_id,
            row.attempts + 1,
            payload,
            bool(row.superseded),
            row.screen_id,
            row.last_id,
            row.hide_at,
            opened(tx, row.chat, row.telegram_id),
            row.created_at,
            bool(row.uncertain),
            row.doubted_at is not None,
            numbers_to_sweep(tx, row.chat, row.id, payload["upto"]) if row.method == SWEEP else None,
        )
    except (CannotOpen, KeyError):
        _close(tx, row.id, row.attempts + 1, "failed", "does not open")
        return None


# By compare-and-set on the attempt: whoever was held up until somebody else took the row over changes nothing of it.
_attempt = (
    outbox.c.id == bindparam("row"), outbox.c.state == SENDING, outbox.c.attempts == bindparam("attempt"),
)  # fmt: skip
_CLOSE = (
    update(outbox)
    .where(*_attempt)
    .values(
        state=bindparam("new_state"),
        payload=None,
        error=bindparam("why"),
        sent_at=bindparam("at"),
        message_id=bindparam("message"),
    )
)
_AGAIN = (
    update(outbox)
    .where(*_attempt)
    .values(
        state=READY,
        not_before=bindparam("later"),
        error=bindparam("why"),
        uncertain=or_(outbox.c.uncertain, bindparam("doubt")),
    )
)


def close_letter(tx: Tx, letter: Letter, state: str, error: str | None = None, message_id: int | None = None) -> bool:
    """Finish a row (sent, failed, uncertain, dropped), erase what it said, and keep the number of its message.

    False, and nothing changed, where the row is no longer this letter's.
    """
    return _close(tx, letter.id, letter.attempts, state, error, message_id)


def _close(tx: Tx, row: int, attempt: int, state: str, error: str | None, message_id: int | None = None) -> bool:
    values = {"row": row, "attempt": attempt, "new_state": state, "why": error, "at": tx.now, "message": message_id}
    return tx.execute(_CLOSE, values).rowcount > 0


def drop_overtaken(tx: Tx, letter: Letter) -> bool:
    """Drop a screen behind which a newer one has come to stand since it was claimed; whether that was so."""
    if letter.method != "screen" or letter.kind != "screen":
        return False
    newer = (_later.c.chat == letter.chat, _later.c.state == READY, _later.c.id > letter.id, _later.c.method == _SCREEN)
    if tx.execute(select(_later.c.id).where(*newer).limit(1)).first() is None:
        return False
    return close_letter(tx, letter, "dropped", "superseded")


def confirm_taken(tx: Tx, letter: Letter) -> None:
    """It is taken back: nothing of it is remembered, and what was to be said once it is done is said."""
    if not close_letter(tx, letter, "sent"):
        return
    end_waits(tx, letter.chat)
    if letter.takes is None:
        return
    forget_numbers(tx, letter.chat, letter.takes)
    then, answer = letter.payload["then"], letter.payload["answer"]
    if then is None:
        return
    went_on = exists(
        select(1).where(_later.c.chat == outbox.c.chat, _later.c.id > outbox.c.id, _later.c.method.not_in(TAKING))
    )
    if tx.execute(select(outbox.c.id).where(outbox.c.cause == answer, ~went_on)).first() is not None:
        said = {"chat": letter.chat, "method": "screen", "kind": "screen", "payload": then}
        send_later(tx, [{**said, "cause": f"{answer}+", "prompt_id": None}])


def try_again(tx: Tx, letter: Letter, not_before: datetime, error: str | None, *, uncertain: bool) -> None:
    """Send a row again later. `uncertain`: the last try may have arrived, and is counted as such."""
    values = {"row": letter.id, "attempt": letter.attempts, "later": not_before, "why": error, "doubt": uncertain}
    tx.execute(_AGAIN, values)


def end_waits(tx: Tx, chat: int) -> None:
    """Something arrived there out of its turn: what waited for a better moment need not wait any longer."""
    waits = (outbox.c.chat == chat, outbox.c.state == READY, outbox.c.not_before > tx.now)
    tx.execute(update(outbox).where(*waits, outbox.c.error != TOLD_TO_WAIT).values(not_before=EPOCH))


_DROP_LATE = (
    update(outbox)
    .where(
        outbox.c.state == READY,
        outbox.c.kind.in_(written(*DECIDED_ANEW)),
        outbox.c.method != _AMENDS,
        outbox.c.created_at <= bindparam("late"),
    )
    .values(state=when((outbox.c.uncertain, "uncertain"), else_="dropped"), payload=None, error="late")
    .returning(outbox.c.prompt_id, outbox.c.uncertain)
)


def drop_late(tx: Tx) -> list[int]:
    """Drop what was to be said first and could not be sent in time; returns its prompts, to be decided anew.

    What may have arrived already is dropped as in doubt, and not said again.
    """
    rows = tx.execute(_DROP_LATE, {"late": tx.now - GOOD_FOR}).all()
    return [row.prompt_id for row in rows if row.prompt_id is not None and not row.uncertain]


def recover_letters(tx: Tx, before: datetime | None = None) -> int:
    """After a sender died: rows it was sending (before that moment, by its own clock) are in doubt.

    Most kinds are sent again, nudges are not. Returns how many rows were in doubt.
    """
    doubtful = outbox.c.state == SENDING
    if before is not None:
        doubtful = and_(doubtful, outbox.c.attempted_at <= before)
    taken = tx.execute(update(outbox).where(doubtful, outbox.c.method.in_(TAKING)).values(state="ready"))
    again = tx.execute(
        update(outbox).where(doubtful, outbox.c.kind.in_(SENT_AGAIN)).values(state="ready", uncertain=True)
    )
    lost = tx.execute(update(outbox).where(doubtful).values(state="uncertain", uncertain=True, payload=None))
    return taken.rowcount + again.rowcount + lost.rowcount


def end_waits_of_another_clock(tx: Tx) -> None:
    """Another process sends now: when to try again was reckoned by the former one's clock, which may be minutes away.

    What Telegram itself told us to wait for is waited for all the same.
    """
    not_told = or_(outbox.c.error.is_(None), outbox.c.error != TOLD_TO_WAIT)
    waits = (outbox.c.state == READY, outbox.c.not_before > tx.now)
    tx.execute(update(outbox).where(*waits, not_told).values(not_before=EPOCH))


def drop_letters(tx: Tx, chat: int) -> list[int]:
    """Drop what still waits to be said to a chat that cannot be reached; returns the prompts among it."""
    return _drop(tx, "unreachable", _of(chat), outbox.c.state.in_((READY, SENDING)))


def drop_waiting(tx: Tx, chat: int) -> list[int]:
    """Drop what waits to be said there, as everything there is taken away; returns the prompts among it."""
    return _drop(tx, "swept", _of(chat), outbox.c.state == READY)


def drop_unasked(tx: Tx, chat: int) -> list[int]:
    """Drop what waits to be said first; answers to what was pressed still go. Returns the prompts among it."""
    return _drop(tx, "unasked", _of(chat), outbox.c.state == READY, outbox.c.kind.in_(UNASKED))


def _of(chat: int) -> ColumnElement[bool]:
    """What is said to a chat; what is taken back there goes on."""
    return and_(outbox.c.chat == chat, outbox.c.method.not_in(TAKING))


def _drop(tx: Tx, why: str, *which: ColumnElement[bool]) -> list[int]:
    dropped = update(outbox).where(*which).values(state="dropped", payload=None, error=why)
    return [prompt for prompt in tx.execute(dropped.returning(outbox.c.prompt_id)).scalars() if prompt is not None]
