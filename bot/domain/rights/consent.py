"""Consent: what a participant may say yes or no to, piece by piece, and what the ledger of both allows now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.text import N_
from bot.domain.typed import plainly

# The version of the sentences below. A change of meaning is a new version, and everybody is asked anew.
VERSION = "2026-12"
# The same sentences where there is a sealed page: of what passes through Telegram another one.
WITH_PAGE = "2026-12 page"
MESSAGES, NOTES, SHARED, ABROAD = "messages", "notes", "shared", "abroad"
# How it was given; what was said out loud or stands on a paper is noted by whoever explained it.
CHAT, VOICE, PAPER = "chat", "voice", "paper"
CHANNELS = (CHAT, VOICE, PAPER)


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing to say yes or no to. `needs` are others it means nothing without."""

    code: str
    label: str
    text: str
    needs: tuple[str, ...] = ()


INTRODUCTION = (
    N_("Before we begin, {you}: here is what happens with your words. Each part is a question of its own."),
    N_("A no is fine and changes nothing in the accompaniment. Every yes can be taken back at any time."),
)
ADULT = N_("This is for adults. Are you 18 or older, {you}?")
TICKS = (
    Tick(
        ABROAD,
        N_("Through Telegram"),
        N_(
            "What we write to each other here passes through Telegram, whose machines are abroad; it can read along. "
            "Is that all right, {you}? If not, we go on in person only."
        ),
    ),
    Tick(
        MESSAGES,
        N_("Messages from us"),
        N_(
            "May this bot write to you first, at hours you choose, for instance when what you asked for has been "
            "answered? If not, it only answers when you press or type something."
        ),
        (ABROAD,),
    ),
    Tick(
        NOTES,
        N_("Notes"),
        N_(
            "May your mentor keep short notes about how you are? They are kept locked, and lists show a code instead "
            "of your name. A supervisor reads them only with a reason, and each reading is noted."
        ),
    ),
    Tick(
        SHARED,
        N_("Passing on"),
        N_(
            "May we tell one service, named here: {service}, what it needs in order to help you? "
            "Only this one; for another you are asked again."
        ),
    ),
)
BY_CODE = {tick.code: tick for tick in TICKS}
# What is said instead, where there is a sealed page (UU 27/2022 Ps 56; what is personal stays with the institution).
TEXTS_WITH_PAGE = {
    ABROAD: N_(
        "Through Telegram, whose machines are abroad and which can read along, go short notices and buttons alone. "
        "What is about you is read and written on a safe page of our own, which opens from here. What you type into "
        "this chat itself Telegram can read all the same. Is that all right, {you}? If not, we go on in person only."
    ),
}


def version_of(*, page: bool) -> str:
    """Which sentences are asked now. page: whether there is a sealed page."""
    return WITH_PAGE if page else VERSION


def asked(tick: str, *, page: bool) -> str:
    """What is asked now. Raises KeyError for what is no tick."""
    plain = BY_CODE[tick].text
    return TEXTS_WITH_PAGE.get(tick, plain) if page else plain


def text_of(tick: str, version: str) -> str | None:
    """What was asked in that version; None where it is not known any more."""
    known = tick in BY_CODE and version in (VERSION, WITH_PAGE)
    return asked(tick, page=version == WITH_PAGE) if known else None


def covers(version: str, tick: str, *, page: bool) -> bool:
    """Whether an answer in that version answers what is asked now: a yes to more is one to less, and so is a no."""
    return version == VERSION or (version == WITH_PAGE and (page or tick not in TEXTS_WITH_PAGE))


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that says yes or no: the day that stands on it, and who was there as a witness, if anybody was.

    It counts from the moment it is noted, not from its day: nobody here could have known of it before. A yes from
    before a no does not count at all; a no always does.
    """

    signed_on: date
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger. A withdrawal ends the yes numbered `ends_id`, or every yes of its tick."""

    id: int
    tick: str
    given: bool
    at: datetime
    version: str = VERSION
    ends_id: int | None = None


def where_said(channel: str, signed_on: date | None) -> str:
    """How and on which {day} a yes or a no was given; of a paper the day that stands on it, if that is known."""
    if channel == PAPER:
        return N_("on a paper, noted {day}") if signed_on is None else N_("on paper, {day}")
    return N_("told to the mentor, {day}") if channel == VOICE else N_("said here, {day}")


def one_service(name: str, other: str) -> bool:
    """Whether both may be names of one service: the same words, or those of one within the other."""
    one, another = plainly(name).split(), plainly(other).split()
    return set(one) <= set(another) or set(another) <= set(one)


def standing(ledger: Iterable[Entry]) -> list[Entry]:
    """Every yes that nothing has ended, in the order of the ledger."""
    found: list[Entry] = []
    for entry in sorted(ledger, key=lambda one: one.id):
        if entry.given:
            found.append(entry)
        elif entry.ends_id is not None:
            found = [one for one in found if one.id != entry.ends_id]
        else:
            found = [one for one in found if one.tick != entry.tick]
    return found


def allowed(ledger: Iterable[Entry]) -> frozenset[str]:
    """The ticks in force now. Nothing is, without a yes; nor what needs another tick that is missing."""
    said_yes = {entry.tick for entry in standing(ledger)}
    return frozenset(
        code for code in said_yes & set(BY_CODE) if all(other in said_yes for other in BY_CODE[code].needs)
    )
