"""Which entries of the support directory this person sees: those in force, for everybody or for their own track."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.directory import (
    Entry,
    for_track,
    old_ones,
)
from bot.domain.people import Role
from bot.reference.directory import together
from bot.store.caseload.cases import Case
from bot.store.institution import directory as store
from bot.store.rights import participants
from bot.turn import Turn


def track_of(turn: Turn) -> str | None:
    """The track whose entries this person sees besides those for everybody: a participant's own, never named."""
    case = own_case(turn)
    return None if case is None else case.track


def own_case(turn: Turn) -> Case | None:
    """The case of the participant whose turn this is; None for anybody else, and while nobody knows who it is."""
    who = turn.who
    if who is None or who.role is not Role.PARTICIPANT or who.unmet:
        return None
    return turn.once("own case", lambda: participants.case_of(turn.tx, who))


def everything(turn: Turn) -> tuple[Entry, ...]:
    """Every entry, retired and hidden ones too, in a lasting order."""
    return together(_changes(turn), retired=True)


def in_force(turn: Turn) -> tuple[Entry, ...]:
    """The directory as it stands for this institution."""
    return together(_changes(turn))


def shown(turn: Turn) -> tuple[Entry, ...]:
    """What whoever this turn belongs to may see."""
    return turn.once("shown entries", lambda: for_track(in_force(turn), track_of(turn)))


def old_count(turn: Turn) -> int:
    """How many entries have not been checked for 180 days."""
    return len(old_ones(in_force(turn), today(turn)))


def forget_changes(turn: Turn) -> None:
    """The directory is another one from here on."""
    turn.forget("support")
    turn.forget("shown entries")


def today(turn: Turn) -> date:
    """The day by the person's own clock; Jakarta's for strangers."""
    return turn.now.astimezone(turn.who.zone if turn.who else ZoneInfo("Asia/Jakarta")).date()


def _changes(turn: Turn) -> tuple[store.Change, ...]:
    return turn.once("support", lambda: store.changes(turn.tx))


def find(turn: Turn, name: str) -> Entry | None:
    """The entry of that id, also one that is retired or hidden."""
    return next((entry for entry in everything(turn) if entry.id == name), None)
