"""Handles what waits: claims updates and due moments, gives each a turn in its own savepoint, one COMMIT for all.

The one place where turns fail: a Refusal is told to the person, passing trouble leaves the row for later, a bug is
tried three times and then set aside with an apology to the person and a notice to the admins.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from bot.domain.followups import still_needed
from bot.domain.people import Person, Role
from bot.domain.text import N_
from bot.i18n import Language
from bot.router import Router
from bot.store import chats, followups, people, queues
from bot.store.db import Tx, is_passing
from bot.store.followups import Prompt
from bot.telegram.parse import event_of
from bot.telegram.render import payload_of
from bot.turn import Button, Due, Erase, Event, Leave, Refusal, Reply, Say, Tap, Turn

log = structlog.get_logger()
MOST_AT_ONCE = 32
TRIES = 3
APOLOGY = N_(
    "Sorry, {you}, something went wrong on our side. What you wrote before is safe. "
    "Please try once more, or open /menu."
)
NOTICE = N_(
    "A message could not be handled (number {number}). Nothing of it is shown here. "
    "Please tell whoever looks after the machine."
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to handle, from either queue.

    `cause` names it in the outbox: an update's words are said once even if it were handled twice. A prompt may
    speak again (it was held back and released), so each of its causes is new.
    """

    cause: str
    event: Event | None
    chat: int
    telegram_id: int
    attempts: int
    number: int
    who: Person | None
    fail: Callable[[Tx, str], None]
    postpone: Callable[[Tx, int, str], None]


class Worker:
    """Turns queued rows into effects. Stateless: any number of threads and processes may `work` at once."""

    def __init__(self, router: Router, language: Callable[[str], Language]) -> None:
        self._router, self._language = router, language

    def work(self, tx: Tx) -> int:
        """Handle up to a batch of updates, due prompts and personal screens to take away; returns how many."""
        done = self._updates(tx)
        prompts = self._prompts(tx)
        return done + prompts + self._hides(tx)

    def _updates(self, tx: Tx) -> int:
        rows = queues.claim_updates(tx, MOST_AT_ONCE)
        free = queues.lock_chats(tx, {row.chat for row in rows if row.chat is not None})
        mine = [row for row in rows if row.chat is None or row.chat in free]
        queues.finish_updates(tx, [row.id for row in mine if row.chat is None or self._update(tx, row)])
        return len(mine)

    def _update(self, tx: Tx, row: Any) -> bool:
        raw = queues.payload_of(tx, row)
        event = event_of(raw)
        if event is None:
            return True
        telegram_id = chats.telegram_id(tx, row.chat) or 0
        item = Item(
            f"u{row.id}",
            event,
            row.chat,
            telegram_id,
            row.attempts,
            row.id,
            None,
            lambda tx, error: queues.finish_updates(tx, [row.id], "failed", error),
            lambda tx, attempts, error: queues.postpone_update(tx, row.id, attempts, tx.now + pause(attempts), error),
        )
        return self._attempt(tx, item)

    def _prompts(self, tx: Tx) -> int:
        due = followups.claim_due(tx, MOST_AT_ONCE)
        for prompt in due:
            self._prompt(tx, prompt)
        return len(due)

    def _prompt(self, tx: Tx, prompt: Prompt) -> None:
        if not still_needed(prompt.state, prompt.case_status, prompt.case_mentor_id == prompt.recipient_id):
            followups.set_state(tx, prompt.id, "lapsed")
            return
        who = people.by_id(tx, prompt.recipient_id)
        if who is None or who.chat is None or chats.is_blocked(tx, who.chat):
            followups.hold(tx, [prompt.id])
            return
        if who.chat not in queues.lock_chats(tx, {who.chat}):
            return
        item = Item(
            f"p{prompt.id}@{secrets.token_hex(6)}",
            Due(prompt.kind, prompt.id),
            who.chat,
            chats.telegram_id(tx, who.chat) or 0,
            prompt.attempts,
            prompt.id,
            who,
            lambda tx, error: followups.set_state(tx, prompt.id, "failed"),
            lambda tx, attempts, error: followups.postpone(tx, prompt, attempts, tx.now + pause(attempts)),
        )
        self._attempt(tx, item)

    def _hides(self, tx: Tx) -> int:
        rows = chats.due_to_hide(tx, MOST_AT_ONCE)
        for row in rows:
            chats.hidden(tx, row.id)
            item = Item(
                f"h{row.id}@{secrets.token_hex(6)}",
                Due("hide"),
                row.id,
                chats.telegram_id(tx, row.id) or 0,
                TRIES,
                row.id,
                None,
                lambda tx, error: None,
                lambda tx, attempts, error: None,
            )
            self._attempt(tx, item)
        return len(rows)

    def _attempt(self, tx: Tx, item: Item) -> bool:
        """Give an item its turn; False when its row must not be marked done."""
        try:
            with tx.savepoint():
                self._turn(tx, item)
        except Refusal as refusal:
            self._tell(tx, item, refusal.msgid, **refusal.values)
        except Exception as error:
            if is_passing(error):
                raise
            return self._give_up(tx, item, error)
        return True

    def _turn(self, tx: Tx, item: Item) -> None:
        who = item.who or people.by_chat(tx, item.chat)
        turn = self._open(tx, item, who)
        replies = self._router.find(turn.event, who)(turn)
        if replies:
            self._post(tx, item, turn, replies)

    def _open(self, tx: Tx, item: Item, who: Person | None) -> Turn:
        return Turn(tx, tx.now, who, item.event, self._language("id"), token_of(item), item.chat, item.telegram_id)

    def _post(self, tx: Tx, item: Item, turn: Turn, replies: list[Reply]) -> None:
        """Says become outbox rows. A pressed message becomes the screen; typed words that stay need a new one."""
        edits = turn.event.message_id if isinstance(turn.event, Tap) else None
        erases = any(isinstance(reply, Erase) for reply in replies)
        fresh = edits is None and not erases and not isinstance(turn.event, Due)
        rows = []
        for number, reply in enumerate(replies):
            found = self._address(tx, item, reply)
            if found is None:
                continue
            chat, telegram_id = found
            own = chat == item.chat
            rows.append(
                {
                    "cause": f"{item.cause}.{number}",
                    "chat": chat,
                    "method": method_of(reply),
                    "kind": reply.kind if isinstance(reply, Say) else "nudge",
                    "prompt_id": reply.prompt_id if isinstance(reply, Say) else None,
                    "payload": payload_of(reply, telegram_id, edits if own else None, fresh=fresh and own),
                }
            )
        queues.send_later(tx, rows)

    @staticmethod
    def _address(tx: Tx, item: Item, reply: Reply) -> tuple[int, int] | None:
        """Where a reply goes; None for a person who has not joined or cannot be reached."""
        if not isinstance(reply, Say) or reply.to is None:
            return item.chat, item.telegram_id
        person = people.by_id(tx, reply.to)
        if person is None or person.chat is None or chats.is_blocked(tx, person.chat):
            return None
        return person.chat, chats.telegram_id(tx, person.chat) or 0

    def _tell(self, tx: Tx, item: Item, msgid: str, **values: object) -> None:
        turn = self._open(tx, item, item.who or people.by_chat(tx, item.chat))
        menu = Button(turn.t(N_("Menu")), "home")
        self._post(tx, item, turn, [Say(turn.t(msgid, **values), ((menu,),))])

    def _give_up(self, tx: Tx, item: Item, error: Exception) -> bool:
        attempts = item.attempts + 1
        name = type(error).__name__
        # The error's own text stays out of the log: it may quote what a person wrote.
        log.error(
            "turn_failed",
            cause=item.cause,
            event_kind=type(item.event).__name__,
            error=name,
            at=where(error),
            attempt=attempts,
        )
        if attempts < TRIES:
            item.postpone(tx, attempts, name)
            return False
        item.fail(tx, name)
        turn = self._open(tx, item, item.who or people.by_chat(tx, item.chat))
        says: list[Reply] = [Say(turn.t(APOLOGY), kind="receipt")] if not isinstance(item.event, Due) else []
        says += [
            Say(turn.t(NOTICE, number=item.number), kind="alert", to=admin) for admin in people.to_tell(tx, Role.ADMIN)
        ]
        self._post(tx, item, turn, says)
        return False


def pause(attempts: int) -> timedelta:
    """How long a row rests after its nth failed try."""
    return timedelta(seconds=2 * 4 ** (attempts - 1))


def token_of(item: Item) -> str:
    """A short name for what this turn begins: unique, and the same if the turn is run again."""
    return f"{item.number:x}" if item.cause.startswith("u") else f"p{item.number:x}"


def method_of(reply: Reply) -> str:
    """The outbox method of a reply."""
    match reply:
        case Erase():
            return "delete"
        case Leave():
            return "leave"
        case Say():
            return "screen" if reply.kind in ("screen", "saved") else "push"


def where(error: BaseException) -> str:
    """File and line of an error's origin, without its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
