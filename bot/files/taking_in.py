"""Takes in what stands in a file: first all of it is understood, then it is written; nothing is guessed in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.people import Person
from bot.domain.timing.quiet import Calendar
from bot.files import batches, caseload, csvfile, earlier_checkins, staff
from bot.files.caseload import Added, Caseload
from bot.files.csvfile import BadFile, File
from bot.files.earlier_checkins import Coming
from bot.files.judged import Judged
from bot.store.engine.database import Database, Tx
from bot.store.figures import levels
from bot.store.keeping import known_already

# As sheets of an export are called; the first that fits a header counts.
STAFF, CHECKINS, CASES = "staff", "checkins", "cases"
KINDS = {STAFF: staff.SHAPE, CHECKINS: earlier_checkins.SHAPE, CASES: caseload.SHAPE}
NOT_TAKEN_IN = {
    CASES: "it has no names: export it with --with-text",
    "revisions": "earlier versions of a check-in stay where they were, the newest one is in checkins",
    **dict.fromkeys(("prompts", "reminders"), "what is planned comes with the caseload"),
    **dict.fromkeys(("flags", "requests", "referrals"), "what was asked for and answered elsewhere stays there"),
    "course": "how it went until now stays where it was noted",
    "absences": "leave is asked for anew",
    "dictionary": "",
}


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears of what was written, as it is kept."""

    case: Callable[[Added], None]
    person: Callable[[Person, str], None]


@dataclass(slots=True)
class Found:
    """What a file would bring in, a part for each kind that is in it."""

    people: Judged[staff.Entry] | None
    cases: Caseload | None
    checkins: Judged[earlier_checkins.Entry] | None
    said: list[str]
    others: frozenset[str] = frozenset()

    @property
    def parts(self) -> list[Judged[staff.Entry] | Caseload | Judged[earlier_checkins.Entry]]:
        """Those that are there, in the order in which they are written."""
        return [one for one in (self.people, self.cases, self.checkins) if one is not None]

    @property
    def known(self) -> int:
        """How many rows seem to be here already."""
        return sum(len(one.known) for one in self.parts)

    def lines(self) -> list[str]:
        """The preview, and what is not taken in."""
        return [*(line for one in self.parts for line in (one.preview(), *one.said)), *self.said]

    def refuse_wrong(self, *, again: bool = False) -> None:
        """Raises BadFile naming all that is wrong, or that there is nothing at all; `again`: also what is here already
        is to be added.
        """
        wrong = [line for one in self.parts for line in (*one.wrong, *(one.wrong_again if again else ()))]
        is_example = any(one.table.examples for one in self.parts)
        if wrong or not (is_example or any(one.entries for one in self.parts)):
            csvfile.whole([], wrong)

    def checkins_for(self, *, again: bool) -> list[earlier_checkins.Entry]:
        """The check-ins to write: of whom the code is somebody else's, only those who come in under another one."""
        found = self.checkins
        if found is None:
            return []
        entries = found.entries if again else found.fresh()
        return [one for one in entries if again or one.code not in self.others]


def opened(path: Path, sheet: str | None) -> File:
    """The tables of a file. Raises BadFile."""
    return csvfile.tables(path, KINDS, sheet)


def judged(database: Database, file: File, zone: ZoneInfo) -> Found:
    """Understand all of it, without holding up anybody who writes; `zone` is for wall times in it."""
    with database.reading() as tx:
        found = understood(tx, file, zone)
    if found.cases is not None and found.cases.opened:
        with database.transaction() as tx:
            known_already.note_compared(tx)
    return found


def understood(tx: Tx, file: File, zone: ZoneInfo) -> Found:
    """What stands in the tables of a file, seen from what is here now."""
    tables = {table.kind: table for table in file.tables}
    people = staff.read(tx, tables[STAFF]) if STAFF in tables else None
    cases = caseload.read(tx, tables[CASES], zone) if CASES in tables else None
    coming = {} if cases is None else _coming(tx, cases)
    checkins = earlier_checkins.read(tx, tables[CHECKINS], zone, coming) if CHECKINS in tables else None
    others = frozenset(code for code, one in coming.items() if one.is_other)
    return Found(people, cases, checkins, _said(file), others)


def _coming(tx: Tx, found: Caseload) -> Mapping[str, Coming]:
    """Whom the codes in a caseload are: here already, to come, or somebody else here."""
    here = earlier_checkins.by_number(tx, set(found.here.values()))
    coming = {}
    for one in found.entries:
        if one.code and one.code not in coming:
            is_erased = one.line in found.erased  # also of a name that is here: what was erased stays so
            case = None if is_erased else here.get(found.here.get(one.line, 0))
            begins = one.intake_at or (tx.now if case is None else case.intake_at)
            is_other = case is None and one.line in found.known and one.line not in found.twins
            coming[one.code] = Coming(case, begins, is_other, is_erased)
    return coming


def _said(file: File) -> list[str]:
    """Which kinds, sheets and columns are not taken in."""
    said = []
    for name, place in file.others:
        why = NOT_TAKEN_IN.get(name)
        if why is None:
            said.append(f"{place} is not taken in")
        elif why:
            said.append(f"{name} is not taken in: {why}")
    unnamed = [
        f"{table.place}column {at} has no name and is not taken in" for table in file.tables for at in table.unnamed
    ]
    return [*said, *unnamed]


def write(database: Database, found: Found, built_in: Calendar, told: Told, *, again: bool) -> list[str]:
    """Write it; `again`: also what seems to be here already. Which walls are not held yet.

    Raises BadFile where nothing could be written any more, Interrupted where only some could.
    """
    found.refuse_wrong(again=again)
    try:
        return _write(database, found, built_in, told, again=again)
    except batches.Changed as error:
        raise BadFile([str(error)]) from None


def _write(database: Database, found: Found, built_in: Calendar, told: Told, *, again: bool) -> list[str]:
    if found.people is not None:
        entries = found.people.entries if again else found.people.fresh()
        batches.write(database, entries, staff.Writing(told.person), "people", found.people.table.line)
    writing = None
    if found.cases is not None:
        writing = caseload.Writing(found.cases, built_in, again, told.case)
        batches.write(database, writing.items(), writing, "cases", found.cases.table.line)
    checkins = found.checkins_for(again=again)
    if found.checkins is not None and checkins:
        try:
            work = earlier_checkins.Writing(_whom(writing))
            batches.write(database, checkins, work, "check-ins", found.checkins.table.line)
        except (Exception, KeyboardInterrupt) as error:
            if writing is None or not writing.cases or isinstance(error, batches.Interrupted):
                raise
            raise batches.interrupted(0, len(checkins), "check-ins", error) from error
        finally:
            with database.transaction() as tx:
                levels.look_again(tx)  # many of their weeks are over
    if writing is None or not writing.apart:
        return []
    with database.reading() as tx:
        return caseload.not_held(tx, writing.apart)


def _whom(writing: caseload.Writing | None) -> Callable[[str], int | None]:
    """Whose number a code of the file is by now."""
    if writing is None:
        return lambda code: None
    lines = {one.code: one for one in reversed(writing.found.entries) if one.code}
    return lambda code: writing.whom(lines[code]) if code in lines else None
