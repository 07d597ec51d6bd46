"""Participants who use the bot: joining by a link or a code read out loud, what they chose, another phone."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.domain.people import Person, Role
from bot.domain.rights import guessing
from bot.domain.rights.own_settings import OwnSettings, settings_of
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from bot.store.engine import audit, lives, telegram_ids
from bot.store.engine.database import Tx
from bot.store.engine.lives import PARTICIPANT
from bot.store.engine.tables import cases as cases_table
from bot.store.engine.tables import chats, drafts, invites, participants
from bot.store.engine.tables import people as people_table
from bot.store.people import attempts, invitations, people
from bot.store.queues import chats as known_chats
from bot.store.queues import outgoing, page_sessions, pruning, taking_back
from bot.store.rights import consents, contact_plans

CODE_TERM = timedelta(hours=24)
CODE_DIGITS = 6
PIN_OPENS_FOR = timedelta(minutes=10)
HIDDEN_FOR = timedelta(hours=24)
QUIET_FOR = timedelta(days=1)
# With a PIN it has no end of its own: whoever else holds the phone for a day must not see it come back.
UNTIL_THE_PIN = datetime(9999, 1, 1, tzinfo=UTC)


def add(tx: Tx, case: Case, by: Person) -> Person:
    """The participant of a case, who has yet to join; found again if there is one."""
    known = of_case(tx, case.id)
    if known is not None:
        return known
    person = people.add(tx, Role.PARTICIPANT, "", None)
    tx.execute(insert(participants).values(person_id=person.id, case_id=case.id))
    audit.note(tx, by.id, "participant_added", "case", case.id)
    return person


def make_link(tx: Tx, person: Person, by: Person) -> str:
    """A one-time token for a link; an earlier link or code is closed."""
    audit.note(tx, by.id, "invited", "person", person.id)
    return invitations.make_link(tx, person, by.id)


def make_code(tx: Tx, person: Person, by: Person) -> str:
    """A one-time code of six digits to be read out loud; an earlier link or code is closed."""
    while True:
        digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        if _free_code(tx, digits):
            break
    invitations.let_in(tx, person, by.id, _hash(tx, digits), CODE_TERM)
    audit.note(tx, by.id, "invited", "person", person.id)
    return digits


def _free_code(tx: Tx, digits: str) -> bool:
    """Clear away what is left of an earlier code like this; whether nobody joins by it now."""
    same = invites.c.hash == _hash(tx, digits)
    tx.execute(delete(invites).where(same, invites.c.used_at.is_(None), invites.c.expires_at <= tx.now))
    return tx.execute(select(invites.c.id).where(same)).first() is None


def may_try_code(tx: Tx, chat: int) -> bool:
    """Whether this chat may type a code now, or must wait."""
    return attempts.may_try(tx, guessing.CODE, chat)


def join_by_code(tx: Tx, digits: str, chat: int) -> Person | None:
    """Use a code: bind its person to this chat. None for a wrong, old or used one, and after too many wrong ones.

    The caller answers all these alike, and never by raising: a turn that is taken back forgets the attempt.
    """
    if not may_try_code(tx, chat):
        return None
    hashed = _hash(tx, "".join(digit for digit in digits if digit.isdecimal()))
    person = invitations.join_with(tx, hashed, chat, "heard")
    if person is None:
        attempts.count_wrong(tx, guessing.CODE, chat)
        return None
    # Nothing is left of a used code, so that its number can come again.
    tx.execute(update(invites).where(invites.c.hash == hashed).values(hash=os.urandom(32)))
    return person


def _hash(tx: Tx, digits: str) -> bytes:
    return tx.digest(digits.encode(), b"code")


def of_case(tx: Tx, case_id: int) -> Person | None:
    """The participant of a case; None while there is none."""
    row = tx.execute(select(participants.c.person_id).where(participants.c.case_id == case_id)).one_or_none()
    return None if row is None else people.by_id(tx, row.person_id)


def case_of(tx: Tx, person: Person) -> Case | None:
    """The case of a participant; None for anybody else."""
    found = tx.execute(
        select(participants.c.case_id)
        .join(cases_table, cases_table.c.id == participants.c.case_id)
        .where(participants.c.person_id == person.id, cases_table.c.status != "erased")
    ).scalar_one_or_none()
    return None if found is None else cases.by_id(tx, found)


def is_adult(tx: Tx, person: Person) -> bool | None:
    """What the participant said to that question; None while it was not asked."""
    return tx.execute(select(participants.c.adult).where(participants.c.person_id == person.id)).scalar_one_or_none()


def keep_adult(tx: Tx, person: Person, adult: bool) -> int | None:
    """Keep the answer. A no ends it: they are a stranger again, and nothing of them is kept.

    Whoever opened a link may be somebody else: whose link it was stays invited, and only the link is over.
    Returns the chat the last word goes to (Say.chat) after a no.
    """
    if adult:
        tx.execute(update(participants).where(participants.c.person_id == person.id).values(adult=True))
        audit.note(tx, person.id, "adult", "person", person.id)
        return None
    if person.unmet:
        audit.note(tx, None, "not_adult", "person", person.id)
        return _void(tx, person)
    audit.note(tx, person.id, "not_adult", "person", person.id)
    return remove(tx, person)


def remove(tx: Tx, person: Person) -> int | None:
    """This participant uses the bot no more; their case stays. Returns the chat a last word may go to (Say.chat)."""
    audit.note(tx, person.id, "left_chat", "person", person.id)
    chat = unbind(tx, person)
    tx.execute(delete(participants).where(participants.c.person_id == person.id))
    tx.execute(delete(drafts).where(drafts.c.person_id == person.id))
    lives.move(tx, PARTICIPANT, "leave", person.id, name=None, address=None, zone=None, hours=None, weekdays=None)
    return chat


def confirm(tx: Tx, person: Person, by: Person) -> None:
    """Somebody who has met them says that it is them who opened the link."""
    if lives.move(tx, PARTICIPANT, "confirm", person.id) is None:
        audit.note(tx, by.id, "person_met", "person", person.id)


def was_somebody_else(tx: Tx, person: Person, by: Person) -> None:
    """Whoever opened the link is nobody here, and what they answered is void; the link is over."""
    people.lock(tx, person.id)
    now = people.by_id(tx, person.id)
    if now is None or not now.unmet:
        return
    audit.note(tx, by.id, "not_them", "person", person.id)
    _void(tx, person)


def _void(tx: Tx, person: Person) -> int | None:
    """Cut off whoever opened the link, and forget what they answered. Returns their chat."""
    chat = unbind(tx, person)
    tx.execute(update(participants).where(participants.c.person_id == person.id).values(adult=None))
    tx.execute(update(people_table).where(people_table.c.id == person.id).values(address=None, zone=None))
    return chat


def rebind(tx: Tx, person: Person, by: Person) -> int | None:
    """Another phone: the chat so far is revoked at once; a new `link` or `code` binds the next one.

    It begins without a PIN: the one there was may be somebody else's who held the former phone, and would lock its
    owner out of the new one too. The name and the agreed words stay: whoever relies on a word must find it at work, and
    without a PIN the one that empties lasts a day, whoever chose it.

    Returns the chat that was revoked, to be told (Say.chat).
    """
    audit.note(tx, by.id, "rebound", "person", person.id)
    if settings(tx, person).pin:
        set_pin(tx, person, None)
    return unbind(tx, person)


def unbind(tx: Tx, person: Person) -> int | None:
    """Take the chat from a person, and what waited for it; returns it. Its id goes as soon as its last word is out."""
    tx.execute(
        update(invites).where(invites.c.person_id == person.id, invites.c.used_at.is_(None)).values(expires_at=tx.now)
    )
    row = tx.execute(select(people_table.c.chat).where(people_table.c.id == person.id).with_for_update()).one()
    chat: int | None = row.chat
    if chat is None:
        return None
    lives.move(tx, PARTICIPANT, "cut_off", person.id)
    of_this_phone = {"pin_ok_until": None, "hidden_until": None, "quiet_until": None}
    tx.execute(update(participants).where(participants.c.person_id == person.id).values(**of_this_phone))
    # What stands on the phone they had goes with it, as far as Telegram lets it.
    known_chats.forget_screen(tx, chat)
    outgoing.send_later(tx, taking_back.all_known(tx, chat))
    pruning.forget_chat(tx, chat)
    telegram_ids.give_to_nobody(tx, chat)
    tx.execute(update(chats).where(chats.c.id == chat).values(leaving_at=tx.now, hide_at=None))
    return chat


def settings(tx: Tx, person: Person) -> OwnSettings:
    """Open what a participant chose."""
    sealed = tx.execute(select(participants.c.settings).where(participants.c.person_id == person.id)).scalar_one()
    return OwnSettings() if sealed is None else settings_of(tx.open_facts(sealed, *_place(person)))


def chosen_name(tx: Tx, person: Person) -> str:
    """What a participant wants to be called here; empty while they have not said. They are greeted by it everywhere."""
    sealed = tx.execute(select(participants.c.settings).where(participants.c.person_id == person.id)).scalar()
    return "" if sealed is None else str(settings_of(tx.open_facts(sealed, *_place(person))).chosen_name)


def choose(tx: Tx, person: Person, **chosen: Any) -> None:
    """Keep what a participant chose (fields of OwnSettings) beside what stands, sealed with their own key."""
    _change(tx, person, **chosen)
    audit.note(tx, person.id, "settings_kept", "person", person.id)


def _change(tx: Tx, person: Person, **values: Any) -> None:
    """Nobody else changes them between the reading and the writing: a PIN that was taken away would come back."""
    people.lock(tx, person.id)
    chosen = replace(settings(tx, person), **values)
    sealed = people.seal_for(tx, person, json.dumps(asdict(chosen), ensure_ascii=False), *_place(person))
    tx.execute(update(participants).where(participants.c.person_id == person.id).values(settings=sealed))


def has_unseen_consents(tx: Tx, person: Person) -> bool:
    """Whether somebody noted a yes or a no for this participant, and they have not looked since."""
    newest = consents.newest_noted(tx, person)
    return newest > 0 and newest > settings(tx, person).consents_seen


def see_consents(tx: Tx, person: Person) -> None:
    """They look at what was noted for them up to now; they chose nothing by it, and nothing of it is in the audit."""
    _change(tx, person, consents_seen=consents.newest_noted(tx, person))


def has_unseen_plan(tx: Tx, person: Person) -> bool:
    """Whether somebody else noted how this participant is safely reached, and they have not looked since."""
    noted = contact_plans.noted_by_others(tx, person)
    return bool(noted) and noted != settings(tx, person).plan_seen


def see_plan(tx: Tx, person: Person) -> None:
    """They look at it; as with `see_consents`, they chose nothing by it."""
    _change(tx, person, plan_seen=contact_plans.noted_by_others(tx, person))


def _place(person: Person) -> tuple[str, str, int]:
    return "participants", "settings", person.id


def set_pin(tx: Tx, person: Person, pin: str | None) -> None:
    """Keep a PIN (hashed, then sealed), or take it away. What was guessed before is forgotten."""
    choose(tx, person, pin="" if pin is None else _hashed(pin))
    if person.chat is not None:
        _forget_guesses(tx, person.chat)
    tx.execute(update(participants).where(participants.c.person_id == person.id).values(pin_ok_until=None))


def put_pin_back(tx: Tx, person: Person, before: str) -> None:
    """The PIN that stood (hashed) holds again, open for whoever knew it minutes ago: the new one was mistyped."""
    choose(tx, person, pin=before)
    _open(tx, person)


def _open(tx: Tx, person: Person) -> None:
    open_until = {"pin_ok_until": tx.now + PIN_OPENS_FOR}
    tx.execute(update(participants).where(participants.c.person_id == person.id).values(**open_until))


def _hashed(pin: str) -> str:
    salt = os.urandom(16)
    return b64encode(salt + _scrypt(pin, salt)).decode()


def is_the_pin(tx: Tx, person: Person, typed: str) -> bool:
    """Whether this is the PIN; it opens nothing, and is no guess. Only for whoever has set it just now."""
    kept = b64decode(settings(tx, person).pin)
    return bool(kept) and hmac.compare_digest(kept[16:], _scrypt(typed, kept[:16]))


def pin_is_asked(tx: Tx, person: Person) -> bool:
    """Whether a PIN stands between this person and their own screens now."""
    until: datetime | None = tx.execute(
        select(participants.c.pin_ok_until).where(participants.c.person_id == person.id)
    ).scalar_one_or_none()
    return (until is None or until <= tx.now) and bool(settings(tx, person).pin)


def wrong_pins(tx: Tx, chat: int) -> int:
    """How many PINs typed in this chat did not fit since it was last opened."""
    return attempts.wrong_ones(tx, guessing.PIN, chat)[0]


def pin_waits_until(tx: Tx, chat: int) -> datetime | None:
    """Until when no PIN is looked at in this chat; None: one may be tried now."""
    return guessing.waits_until(*attempts.wrong_ones(tx, guessing.PIN, chat), tx.now)


def try_pin(tx: Tx, person: Person, pin: str, chat: int) -> bool:
    """Try a PIN: the right one opens for ten minutes and the count is forgotten, a wrong one is counted.

    One that is typed while none is looked at is neither.
    """
    count = guessing.counted_as(pin)
    if any(guessing.waits_until(*attempts.wrong_ones(tx, one, chat), tx.now) for one in {guessing.PIN, count}):
        return False
    if not is_the_pin(tx, person, pin):
        attempts.count_wrong(tx, count, chat)
        return False
    _forget_guesses(tx, chat)
    _open(tx, person)
    return True


def _forget_guesses(tx: Tx, chat: int) -> None:
    for count in (guessing.PIN, guessing.HELP):
        attempts.forget(tx, count, chat)


def hide(tx: Tx, person: Person) -> None:
    """Show an empty bot from now on: until the PIN, and where there is none for a day.

    What was on its way there unasked stays unsaid, and a page that is open there is closed.
    """
    if person.chat is not None:
        prompts.hold(tx, outgoing.drop_unasked(tx, person.chat))
        page_sessions.close(tx, person.chat)
    until = UNTIL_THE_PIN if settings(tx, person).pin else tx.now + HIDDEN_FOR
    values = {"hidden_until": until, "pin_ok_until": None}
    tx.execute(update(participants).where(participants.c.person_id == person.id).values(**values))


def rest(tx: Tx, person: Person) -> None:
    """ "Not now": nothing is said there first for a day, and how they are reached safely is to be asked again."""
    contact_plans.ask_again(tx, person)
    values = {"quiet_until": tx.now + QUIET_FOR, "pin_ok_until": None}
    tx.execute(update(participants).where(participants.c.person_id == person.id).values(**values))


def show_again(tx: Tx, person: Person) -> None:
    """The person themselves is back."""
    tx.execute(update(participants).where(participants.c.person_id == person.id).values(hidden_until=None))


def ask_pin_again(tx: Tx, person: Person) -> None:
    """The person put the phone aside: the PIN is asked again."""
    tx.execute(update(participants).where(participants.c.person_id == person.id).values(pin_ok_until=None))


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
