"""Handles what waits: claims updates and due moments, gives each a turn in its own savepoint, one COMMIT for all.

The one place where turns fail: passing trouble leaves the row for later, a bug is
tried three times and then set aside with an apology to the person and a notice to the admins.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.domain.followups import BY_KIND, SHEET_CHANGED, SHEET_DUE, still_needed
from bot.domain.people import Person, Role
from bot.domain.presses import OldButton
from bot.domain.prompting.news import LAST_WORDS
from bot.domain.speaking import WAITS, At, Never, Now, Rests, names_an_hour, speaking, still_then
from bot.domain.text import N_
from bot.domain.timing.quiet import Calendar
from bot.i18n import DEFAULT, Language
from bot.router import Router
from bot.store.caseload import clocks, flags, news, prompts, requests, second_yes
from bot.store.caseload.prompts import Prompt
from bot.store.day import of_a_day
from bot.store.engine.database import Tx, is_passing
from bot.store.institution import closed_days
from bot.store.people import people
from bot.store.people.people import Overtaken, Speaker
from bot.store.queues import buttons, chats, incoming, outgoing, pages, sheets, taking_back
from bot.store.rights import listeners, participants, self_checks
from bot.store.rights.listeners import Hearer
from bot.store.sealing.data_keys import CannotOpen
from bot.telegram.faces import Came, Faces, row_of
from bot.telegram.parse import Pressed, command_in, event_of, tidy
from bot.turn import Blocked, Due, Effect, Event, LastWord, Leave, Say, TakeAllBack, TakeBack, Tap, Tell, Turn, Words

log = structlog.get_logger()
MOST_AT_ONCE = 32
TRIES = 3
UPDATE = "u"
# What stands with somebody is changed once they have left it alone for so long: one change for a whole handful.
QUIET_FOR = timedelta(seconds=15)
SEEN_TO = N_("Hello, {you}. This waits for nothing any more.")
APOLOGY = N_(
    "Sorry, {you}, something went wrong on our side. What you wrote before is safe. "
    "Please try once more, or open /menu."
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to handle, from either queue.

    `cause` names it in the outbox: an update's words are said once even if it were handled twice. A prompt may
    speak again (it was held back and released), so each of its causes is new. `mark` is what a press is known by.
    `on_page`: it was done on the sealed page, and is answered there.
    """

    cause: str
    event: Event
    chat: int
    attempts: int
    number: int
    who: Person | None
    behind: Person | None
    mark: str | None
    on_page: bool
    fail: Callable[[Tx, str], None]
    postpone: Callable[[Tx, int, str], None]


class Worker:
    """Turns queued rows into effects. Stateless: any number of threads and processes may `work` at once."""

    def __init__(
        self,
        router: Router,
        language: Callable[[str], Language],
        calendar: Calendar,
        count_old: Callable[[int], None] = lambda number: None,
        *,
        page: str | None = None,
    ) -> None:
        """`count_old` hears how many pressed buttons were old; they are counted, and never an alarm.

        page: the address of the sealed page, where there is one: then nothing personal is said through Telegram.
        """
        self._router, self._language, self._calendar, self._count_old = router, language, calendar, count_old
        self._faces = Faces(page, router.is_plain)

    def work(self, tx: Tx) -> int:
        """Handle up to a batch of updates, due prompts and personal screens to take away; returns how many.

        The updates first: whose a prompt is may be just what they change.
        """
        answered = self.answer(tx)
        amended = self._amend(tx)  # before somebody else is told of what stands with one who has it no more
        due, settled = self._prompts(tx)
        if due:
            self.tell(tx, self._handle(tx, due))
        return answered + len(due) + settled + self._hide(tx) + amended

    def answer(self, tx: Tx, chat: int | None = None) -> int:
        """Handle up to a batch of updates and what they bring about, as quickly as can be; `work` finds the rest.

        chat: those of this chat alone, one at a time, as they follow each other.
        """
        items, of_no_use = self._updates(tx, chat)
        if items:
            self.tell(tx, self._handle(tx, items))
        return len(items) + of_no_use

    def look_round(self, tx: Tx) -> None:
        """What need not be looked for at every turn: last words whose hour has come, what could not be sent in time,
        flags and requests that are in nobody's hands any more, clocks of the law that end, whose a second yes is now.
        """
        self._say_last_words(tx)
        flags.keep_ringing(tx)
        requests.keep_ringing(tx)
        self.tell(tx, [*clocks.tell(tx), *second_yes.ask(tx)])
        prompts.ask_anew(tx, outgoing.drop_late(tx))

    def tell(self, tx: Tx, facts: list[int]) -> None:
        """Tell what has just become known where it may be told at once; the rest waits."""
        if facts:
            due, _ = self._decided(tx, prompts.claim(tx, facts))
            self._handle(tx, due)

    def _updates(self, tx: Tx, chat: int | None) -> tuple[list[Item], int]:
        """Claimed updates that mean something, and how many did not and are finished."""
        rows = incoming.claim_updates(tx, MOST_AT_ONCE, chat)
        free = incoming.lock_chats(tx, {row.chat for row in rows if row.chat is not None})
        mine = [row for row in rows if row.chat is None or row.chat in free]
        known = people.speakers(tx, {row.chat for row in mine})
        meanings = [(row, *_meaning_of(tx, row)) for row in mine if row.chat is not None]
        items = [
            _item_of_update(row, event, known.get(row.chat), mark)
            for row, event, mark in meanings
            if event is not None and (mark is None or not incoming.is_second_tap(tx, row, mark))
        ]
        self._count_old(sum(isinstance(item.event, Tap) and item.event.press == OldButton() for item in items))
        meant = {item.number for item in items}
        incoming.finish_updates(tx, [row.id for row in mine if row.id not in meant])
        return items, len(mine) - len(items)

    def _prompts(self, tx: Tx) -> tuple[list[Item], int]:
        """Claimed prompts that may speak, and how many may not and are settled."""
        due = prompts.claim_due(tx, MOST_AT_ONCE)
        return self._decided(tx, due) if due else ([], 0)

    def _decided(self, tx: Tx, due: list[Prompt]) -> tuple[list[Item], int]:
        calendar = closed_days.calendar(tx, self._calendar)
        hearers = listeners.of(tx, due, calendar)
        released = [
            (prompt, hearers[prompt.id].person)
            for prompt in due
            if self._settle_or_release(tx, prompt, hearers.get(prompt.id))
        ]
        free = incoming.lock_chats(tx, {who.chat for _, who in released if who.chat is not None})
        told = [(prompt, who) for prompt, who in released if who.chat in free]
        together, apart = of_a_day.told_together(tx, told, calendar)
        items = [_item_of_prompts([prompt], prompt.kind, who, self._calendar) for prompt, who in apart]
        items += [_item_of_prompts(found, SHEET_DUE, who, self._calendar) for who, found in together]
        return items, len(due) - len(released)

    @staticmethod
    def _settle_or_release(tx: Tx, prompt: Prompt, to: Hearer | None) -> bool:
        """Release a due prompt to speak now; otherwise settle what becomes of it instead, and return False."""
        if not still_needed(prompt.kind, prompt.state, prompt.case_status) or prompts.is_dealt_with(tx, prompt):
            prompts.lapse(tx, prompt.id)
            return False
        heard = None if to is None else to.listener
        exact = prompt.exact and still_then(prompt.due_at, tx.now)
        day_only = to is not None and not names_an_hour(prompt.exact, prompt.due_at, to.person)
        match speaking(BY_KIND[prompt.kind], heard, tx.now, exact=exact, named_by=prompt.set_by, day_only=day_only):
            case Now():
                return True
            case At(moment):
                prompts.move(tx, prompt, moment, None if heard is None else WAITS)
            case Rests():
                prompts.hold(tx, [prompt.id])
            case Never(why):
                prompts.lapse(tx, prompt.id, why.name.lower())
        return False

    @staticmethod
    def _hide(tx: Tx) -> int:
        """Take personal screens away that have stood long enough, without a word; returns how many."""
        due = chats.due_to_hide(tx, MOST_AT_ONCE)
        for chat, _ in due:
            chats.forget_screen(tx, chat)
        shown = ((chat, screen) for chat, screen in due if screen is not None)
        outgoing.send_later(tx, [taking_back.one(chat, screen, ours=True) for chat, screen in shown])
        return len(due)

    def _amend(self, tx: Tx) -> int:
        """Change what stands with people and is not so any more: sheets, and prompts that were seen to elsewhere."""
        ended = sheets.look(tx)
        rows = [
            row_of(tx, f"e{one.prompt_id}@{secrets.token_hex(6)}", one.chat, self._is_over(tx, one)) for one in ended
        ]
        outgoing.send_later(tx, [_in_a_while(tx, row) for row in rows])
        stale = sheets.stale(tx, MOST_AT_ONCE)
        if not stale:
            return len(rows)
        theirs = people.active(tx, stale)
        free = incoming.lock_chats(tx, {who.chat for who in theirs if who.chat is not None})
        items = [_item_of_sheet(who) for who in theirs if who.chat in free]
        self._handle(tx, items)
        return len(rows) + len(items)

    def _is_over(self, tx: Tx, one: sheets.Ended) -> Say:
        who = people.by_id(tx, one.person_id)
        speaks = self._language(who.language if who else DEFAULT)
        text = speaks.t(SEEN_TO, you=speaks.address(who))
        return Say(text, kind=outgoing.AMEND, amends=one.message_id)

    def _say_last_words(self, tx: Tx) -> None:
        """Say the last word to chats that are nobody's any more, where its hour has come."""
        due = chats.due_last_words(tx, MOST_AT_ONCE)
        speaks = self._language(DEFAULT)
        said = [(chat, Say(speaks.t(LAST_WORDS[kind]), kind="receipt", protect=False)) for chat, kind in due]
        outgoing.send_later(tx, [row_of(tx, f"l{chat}@{secrets.token_hex(6)}", chat, say) for chat, say in said])

    def _handle(self, tx: Tx, items: list[Item]) -> list[int]:
        """All together in one savepoint, as nearly always nothing goes wrong; otherwise each in one of its own, with
        whoever speaks by then: also where one turn has changed who speaks from the chat of another.

        Returns the facts that somebody else is to hear of.
        """
        try:
            with tx.savepoint():
                facts = self._turns(tx, items)
                if len(items) > 1 and _afresh(tx, items) != items:
                    raise Overtaken
                return facts
        except Exception as error:
            if is_passing(error):
                raise
            return [fact for item in items for fact in self._attempt(tx, item)]

    def _attempt(self, tx: Tx, item: Item) -> list[int]:
        try:
            with tx.savepoint():
                return self._turns(tx, _afresh(tx, [item]))
        except Exception as error:
            if is_passing(error):
                raise
            return self._give_up(tx, item, error)

    def _turns(self, tx: Tx, items: list[Item]) -> list[int]:
        rows: list[dict[str, Any]] = []
        facts: list[int] = []
        for item in items:
            self._faces.listen(tx)
            turn = self._open(tx, item)
            replies = self._router.find(item.event, item.who)(turn)
            facts += _keep_facts(tx, item, replies)
            rows += self._rows(turn, item, replies)
        self._faces.make_room(tx, rows)
        outgoing.send_later(tx, rows)
        incoming.finish_handled(tx, {item.number: item.mark for item in items if item.cause[0] == UPDATE})
        return facts

    def _open(self, tx: Tx, item: Item) -> Turn:
        turn = self._bare(tx, item)
        if item.who is not None and item.who.role is Role.PARTICIPANT and not item.who.unmet:
            turn.becomes(item.who, participants.chosen_name(tx, item.who))
        return turn

    def _bare(self, tx: Tx, item: Item) -> Turn:
        """A turn for which nothing sealed was opened, so that nothing about its person can be in the way."""
        speaks = self._language(item.who.language if item.who else DEFAULT)
        calendar = partial(closed_days.calendar, tx, self._calendar)
        return Turn(tx, tx.now, item.who, speaks, item.chat, calendar, item.behind, self._faces.has_page)

    def _rows(self, turn: Turn, item: Item, replies: list[Effect]) -> list[dict[str, Any]]:
        """Says become outbox rows. A pressed message becomes the screen; typed words that stay need a new one."""
        tx = turn.tx
        edits = item.event.message_id if isinstance(item.event, Tap) and not item.event.press.below else None
        if any(isinstance(reply, TakeAllBack) for reply in replies):
            edits = None
        erases = any(isinstance(reply, TakeBack) and not reply.after for reply in replies)
        fresh = edits is None and not erases and not isinstance(item.event, Due)
        came, rows = _came(item, replies), []
        for number, reply in enumerate(replies):
            match reply:
                case TakeBack() if reply.message_id < 0:
                    pass  # typed on the page: it stands nowhere
                case TakeBack():
                    at = tx.now + reply.after if reply.after else None
                    rows.append(taking_back.one(item.chat, reply.message_id, ours=reply.ours, at=at))
                case TakeAllBack():
                    pages.clear(tx, item.chat)
                    rows.append(self._sweep(turn, item, reply.then, f"{item.cause}.{number + 1}"))
                case LastWord():
                    chats.plan_last_word(tx, reply.chat, reply.kind, reply.at)
                    self._say_last_words(tx)
                case Say() | Leave():
                    said = self._faces.rows(turn, f"{item.cause}.{number}", reply, edits, came, fresh=fresh)
                    rows += [_in_a_while(tx, row) if isinstance(item.event, Due) else row for row in said]
        if item.on_page:
            rows += self._faces.moved_on(turn, item.cause, replies)
        return rows

    def _sweep(self, turn: Turn, item: Item, then: Say | None, answer: str) -> dict[str, Any]:
        """Take everything of a chat away, also what waits to be said there; its answer is the next thing said."""
        tx = turn.tx
        prompts.hold(tx, outgoing.drop_waiting(tx, item.chat))
        chats.forget_screen(tx, item.chat)
        rows = [] if then is None else self._faces.rows(turn, answer, then, None)
        said = rows[-1]["payload"] if rows else None
        return taking_back.everything(item.chat, item.number, said, answer)

    def _give_up(self, tx: Tx, item: Item, error: Exception) -> list[int]:
        attempts, name = item.attempts + 1, type(error).__name__
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
            return []
        item.fail(tx, name)
        turn = self._bare(tx, item)
        apology = Say(turn.t(APOLOGY), kind="receipt", plain=True)
        outgoing.send_later(tx, self._rows(turn, item, [] if isinstance(item.event, Due) else [apology]))
        if item.on_page:  # whoever has put the page away hears of it all the same
            outgoing.send_later(tx, self._faces.rows(turn, f"{item.cause}~", apology, None))
        return [] if item.who is None else self._tell_admins(tx, item, where(error))

    @staticmethod
    def _tell_admins(tx: Tx, item: Item, place: str) -> list[int]:
        """Once an hour for each place in the code; nothing that a stranger sends rings anybody."""
        place = place[-news.LONGEST_ORIGIN :]
        if news.was_told(tx, "fault", place, tx.now - news.ONE_NOTICE):
            return []
        return [news.tell(tx, "fault", item.number, one, origin=place) for one in people.to_tell(tx, Role.ADMIN)]


def _keep_facts(tx: Tx, item: Item, replies: list[Effect]) -> list[int]:
    """What others are to hear of this turn, kept until it may be told them."""
    by = None if item.who is None else item.who.id
    told = [reply for reply in replies if isinstance(reply, Tell)]
    return [news.tell(tx, one.kind, one.about, one.to, by=by, case_id=one.case_id) for one in told]


def _in_a_while(tx: Tx, row: dict[str, Any]) -> dict[str, Any]:
    """What changes a message that nobody is looking for just now has time."""
    return {**row, "not_before": tx.now + QUIET_FOR} if row["method"] == outgoing.AMEND else row


def _meaning_of(tx: Tx, row: Any) -> tuple[Event | None, str | None]:
    """What an update means, and what it is known by if it is a press.

    None also for one that does not open, so that it cannot stop the others.
    """
    try:
        raw = incoming.raw_of(tx, row)
        if pages.is_from_page(row.update_id):
            return _done_on_page(tx, row, pages.done(raw))
        found = event_of(raw)
    except (CannotOpen, KeyError):
        log.error("update_does_not_open", row=row.id)
        return None, None
    except Exception as error:  # noqa: BLE001 one update that is not understood must not stop the others
        log.error("update_set_aside", row=row.id, error=type(error).__name__, at=where(error))
        return None, None
    if not isinstance(found, Pressed):
        return found, None
    mark = incoming.mark_of_press(tx, found.message_id, found.data)
    return Tap(buttons.opened(tx, row.chat, found.data), found.message_id), mark


def _done_on_page(tx: Tx, row: Any, done: pages.Act) -> tuple[Event | None, str | None]:
    """What was done on the page, and what it is known by: a form that is posted twice is one update already.

    Words that say nothing are none: what stands there is shown again.
    """
    if done.press is None:
        words, (into, _, question) = tidy(done.words or ""), done.form.partition("-")
        found = command_in(words, -row.id)
        typed = Words(words, -row.id, at=tx.now, on_page=True, into=into, question=question)
        return (found or typed) if words else None, None
    return Tap(buttons.opened(tx, row.chat, done.press), 0), incoming.mark_of_press(tx, row.update_id, done.press)


def _came(item: Item, replies: list[Effect]) -> Came:
    """How what is answered came; what was typed on the page and would stay in a chat for a while, to be shortened or
    copied, stands there again.
    """
    typed = item.event if isinstance(item.event, Words) else None
    stays = typed is not None and any(
        isinstance(one, TakeBack) and one.message_id == typed.message_id and one.after for one in replies
    )
    emptied = any(isinstance(one, TakeAllBack) for one in replies)
    return Came(item.on_page, typed is not None, typed if stays and item.on_page else None, emptied)


def _who_speaks(event: Event, speaker: Speaker | None) -> tuple[Person | None, Person | None]:
    """While an empty bot is shown there, whatever somebody does is done by nobody, so that every screen is a
    stranger's to the letter."""
    person = None if speaker is None else speaker.person
    if speaker is not None and speaker.is_hidden and not isinstance(event, Blocked):
        return None, person
    return person, None


def _afresh(tx: Tx, items: list[Item]) -> list[Item]:
    """The same, with whoever speaks from each chat now, where that is somebody else, or nobody any more."""
    chats_of_updates = {item.chat for item in items if item.cause[0] == UPDATE}
    if not chats_of_updates:
        return items
    known, found = people.speakers(tx, chats_of_updates), []
    for item in items:
        who, behind = _who_speaks(item.event, known.get(item.chat))
        same = [one and one.id for one in (who, behind)] == [one and one.id for one in (item.who, item.behind)]
        found.append(item if same or item.cause[0] != UPDATE else replace(item, who=who, behind=behind))
    return found


def _item_of_update(row: Any, event: Event, speaker: Speaker | None, mark: str | None) -> Item:
    return Item(
        f"{UPDATE}{row.id}",
        event,
        row.chat,
        row.attempts,
        row.id,
        *_who_speaks(event, speaker),
        mark,
        pages.is_from_page(row.update_id),
        lambda tx, error: incoming.finish_updates(tx, [row.id], "failed", error),
        lambda tx, attempts, error: incoming.postpone_update(tx, row.id, attempts, tx.now + pause(attempts), error),
    )


def _item_of_prompts(found: list[Prompt], kind: str, who: Person, calendar: Calendar) -> Item:
    """What is said of these in one message; where its words cannot be found, that is so of each."""
    assert who.chat is not None
    lead, others = found[0], tuple(one.id for one in found[1:])

    def fail(tx: Tx, error: str) -> None:
        for one in found:
            _give_up(tx, one, who, closed_days.calendar(tx, calendar))

    def postpone(tx: Tx, attempts: int, error: str) -> None:
        for one in found:
            prompts.postpone(tx, one, attempts, tx.now + pause(attempts))

    cause, event = f"p{lead.id}@{secrets.token_hex(6)}", Due(kind, lead.id, others)
    return Item(cause, event, who.chat, lead.attempts, lead.id, who, None, None, False, fail, postpone)


def _item_of_sheet(who: Person) -> Item:
    """A sheet that is to be changed. Where its words cannot be found it stands as it is."""
    assert who.chat is not None

    def stays(tx: Tx, *why: object) -> None:
        sheets.mark(tx, who, stale=False)

    cause, event = f"s{who.id}@{secrets.token_hex(6)}", Due(SHEET_CHANGED)
    return Item(cause, event, who.chat, 0, who.id, who, None, None, False, stays, stays)


def _give_up(tx: Tx, prompt: Prompt, who: Person, calendar: Calendar) -> None:
    """Its words could not be found, three times: what was to come after it comes all the same, if it can be known."""
    prompts.fail(tx, prompt.id)
    try:
        with tx.savepoint():
            _plan_after(tx, prompt, who, calendar)
    except Exception as error:
        if is_passing(error):
            raise
        log.error("nothing_follows", event_kind=prompt.kind, error=type(error).__name__, at=where(error))


def _plan_after(tx: Tx, prompt: Prompt, who: Person, calendar: Calendar) -> None:
    prompts.plan_on(tx, who, prompt, calendar)
    case = participants.case_of(tx, who) if prompt.kind == self_checks.KIND else None
    if case is not None:
        self_checks.plan(tx, who, case, participants.settings(tx, who).greet_weeks, calendar, again=True)


def pause(attempts: int) -> timedelta:
    """How long a row rests after its nth failed try."""
    return timedelta(seconds=2 * 4 ** (attempts - 1))


def where(error: BaseException) -> str:
    """File and line of an error's origin, without its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
