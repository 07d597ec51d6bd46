"""Reads a caseload from a table: every bad row is named with its line, column and reason; then it is written."""

from __future__ import annotations

import re
from collections import ChainMap, Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.figures.endings import ENDING_CODES, ENDINGS
from bot.domain.people import Person, Role
from bot.domain.rights.retention import BY_CODE
from bot.domain.timing.cadence import CADENCES, COURSE
from bot.domain.timing.quiet import Calendar
from bot.files import moments
from bot.files.apart import Apart
from bot.files.batches import Changed
from bot.files.csvfile import Shape, Table
from bot.files.judged import Judged
from bot.files.spoken import code_of
from bot.files.tables.columns import called
from bot.store.caseload import cases, news, prompts, second_yes, walls
from bot.store.caseload.cases import Case
from bot.store.caseload.handing_over import alone_news
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.figures import months
from bot.store.institution import closed_days
from bot.store.keeping import known_already
from bot.store.keeping.known_already import Known
from bot.store.people import people

OPTIONAL = "next_at"
APART = "apart_from"
KEY, CODE = "key", "code"
INTAKE, CLOSED, STATUS, REASON = "intake_at", "closed_at", "status", "closed_reason"
# What an export says of a case that is not taken in, and why not.
DROPPED = {
    "team": "it follows from the mentor",
    "last_at": "it follows from the check-ins",
    "last_contact_at": "it follows from the check-ins",
}
SHAPE = Shape(
    ("track", "name", "mentor", "cadence_weeks"),
    (OPTIONAL, APART, KEY, INTAKE, CODE),
    (CLOSED, STATUS, REASON, *DROPPED, "no"),
    called(
        track="jalur,layanan,kelompok",
        name="nama,nama lengkap,nama dampingan,nama peserta",
        mentor="pendamping,kode pendamping,mentor code,nama pendamping",
        cadence_weeks="irama,irama minggu,frekuensi,frekuensi minggu,setiap minggu,cadence,weeks,minggu",
        next_at="kontak berikut,tanggal kontak berikut,kontak berikutnya,jadwal berikut,next contact",
        apart_from="jangan dipertemukan,jangan dipertemukan dengan,pisahkan dari,dipisahkan dari",
        key="kunci,penanda",
        intake_at="tanggal masuk,masuk,tanggal mulai,mulai,mulai pendampingan,intake,intake date",
        code="kode,kode dampingan,kode peserta",
        closed_at="tanggal selesai,selesai",
        closed_reason="alasan selesai,sebab selesai",
        status="keadaan",
        no="nomor,nomor urut,no urut",
    ),
    (OPTIONAL, INTAKE, CLOSED, "last_at", "last_contact_at"),
    (),
)
NAME_LIMIT = 80
# So many others a row may name: all its walls are written in the transaction in which it is.
MOST_APART = 100
ACCOMPANY = (Role.MENTOR, Role.SUPERVISOR)
# So many numbers beyond the highest one (here, or that a file of so many rows can need) a code may lie that comes from
# elsewhere: the next ones follow it, and codes have six digits at most.
FAR_AHEAD = 10_000
REASONABLE = timedelta(days=2 * 366)
TRACKS = {"r": "R", "reintegrasi": "R", "p": "P", "pemulihan": "P"}
USUAL = ("biasa", "usual", "course")
WEEKS = re.compile(r"(?:setiap |tiap )?(\d{1,2})(?:[.,]0+)?(?: ?(?:minggu|mgg|weeks?))?")
CODES = re.compile(r"[RP]-\d{3,6}")
SHORT = re.compile(r"[A-Z]{0,2}-?\d{0,6}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood: `next_at` and the others in aware UTC, None where the cadence, or now, decides.

    code: its own from elsewhere. names: what other rows may call it. apart_from: cases that are here already;
    apart_from_rows: what other rows of the same file may be called.
    """

    line: int
    track: str
    name: str
    mentor: Person
    cadence_weeks: int
    next_at: datetime | None
    intake_at: datetime | None = None
    closed_at: datetime | None = None
    closed_reason: str | None = None
    code: str = ""
    names: tuple[str, ...] = ()
    apart_from: tuple[int, ...] = ()
    apart_from_rows: tuple[str, ...] = ()


@dataclass(slots=True)
class Caseload(Judged[Entry]):
    """Those of a table; also whose number each row has that is here already, on which line one is that another
    repeats, on which lines a code was somebody's who was erased, and who must not meet whom; and how many names were
    opened to find that out.
    """

    here: dict[int, int] = field(default_factory=dict)
    twins: dict[int, int] = field(default_factory=dict)
    erased: set[int] = field(default_factory=set)
    apart: Apart = field(default_factory=Apart)
    opened: int = 0


def read(tx: Tx, table: Table, zone: ZoneInfo) -> Caseload:
    """Understand a whole table; `zone` is for wall times in it."""
    mentors = {one.code: one for role in ACCOMPANY for one in people.of_role(tx, role)}
    found = Caseload(table)
    called_so = Counter(name for _, row in table.rows for name in _names(row))
    whose = {name: row["mentor"].upper() for _, row in table.rows for name in _names(row)}
    twice = _given_twice(table)
    last = {track: max(cases.highest_number(tx, track), len(table.rows)) + FAR_AHEAD for track in cases.TRACKS}
    for line, row in table.rows:
        entry, wrong = _entry(tx, line, row, mentors, called_so, zone)
        if row.get(CODE, "").upper() in twice:
            wrong.append((CODE, "is on another row too, with another name"))
        wrong += _too_far(row, last)
        wrong += _wrong_names(tx, row, called_so) + _wrong_sides(tx, row, called_so, whose, mentors)
        if not found.refuse(line, wrong) and entry is not None:
            found.entries.append(entry)
    _say_what_is_dropped(found, BY_CODE["notes"].before(tx.now))
    _compare(tx, found, zone)
    found.apart.name(found.entries)
    _keep_apart(tx, found)
    return found


def _given_twice(table: Table) -> set[str]:
    """The codes of which rows have more than one name."""
    names: dict[str, set[str]] = {}
    for _, row in table.rows:
        if row.get(CODE):
            names.setdefault(row[CODE].upper(), set()).add(known_already.same_name(row["name"]))
    return {code for code, those in names.items() if len(those) > 1}


def _too_far(row: Mapping[str, str], last: Mapping[str, int]) -> list[tuple[str, str]]:
    """Whether the codes to come would follow one that is a typing error, or another system's number."""
    code = row.get(CODE, "").upper()
    if not CODES.fullmatch(code) or cases.number_of(code) <= last[code[0]]:
        return []
    return [(CODE, f"is more than {FAR_AHEAD} beyond the highest code here: leave it empty, and the next one is given")]


def _entry(
    tx: Tx, line: int, row: dict[str, str], mentors: dict[str, Person], called_so: Mapping[str, int], zone: ZoneInfo
) -> tuple[Entry | None, list[tuple[str, str]]]:
    wrong = []
    track = TRACKS.get(row["track"].casefold(), "")
    if not track:
        wrong.append(("track", "must be R or P"))
    if not 0 < len(row["name"]) <= NAME_LIMIT or not row["name"].isprintable():
        wrong.append(("name", f"must be 1 to {NAME_LIMIT} letters"))
    mentor = _mentor(row, mentors)
    if mentor is None:
        wrong.append(("mentor", "there is no mentor with this staff code; `titian invite --role mentor` adds one"))
    weeks = _weeks(row["cadence_weeks"])
    if weeks is None:
        wrong.append(("cadence_weeks", f"must be one of {', '.join(map(str, CADENCES))}, or 0 for the usual course"))
    code = row.get(CODE, "").upper()
    if code and not (CODES.fullmatch(code) and code == f"{track}-{cases.number_of(code):03d}" != f"{track}-000"):
        wrong.append((CODE, "must be a code of the same track such as R-014, or empty"))
    next_at, reasons = _next(row.get(OPTIONAL, ""), zone, tx.now)
    intake_at, closed_at, more = _span(row, zone, tx.now)
    reason = code_of(row.get(REASON, ""), ENDINGS) or None
    if reason is not None and (reason not in ENDING_CODES or not row.get(CLOSED)):
        wrong.append((REASON, f"must be one of {', '.join(ENDING_CODES)}, or empty; and only where {CLOSED} is there"))
    if next_at is not None and closed_at is not None:
        wrong.append((OPTIONAL, f"must be empty where {CLOSED} is there"))
    wrong += reasons + more
    apart = cases.ids_of(tx, [name for name in _apart_from(row)[:MOST_APART] if name not in called_so])
    if mentor is not None and walls.accompanies_any(tx, mentor.id, apart):
        wrong.append(("mentor", "this mentor is not possible here: choose another one"))
    if wrong or mentor is None or weeks is None:
        return None, wrong
    beside = (next_at, intake_at, closed_at, reason, code, _names(row), tuple(apart), tuple(_apart_from(row)))
    return Entry(line, track, row["name"], mentor, weeks, *beside), []


def _mentor(row: Mapping[str, str], mentors: Mapping[str, Person]) -> Person | None:
    """Who accompanies: a mentor, or a leader in the rows of an export, which have codes: they took somebody over."""
    found = mentors.get(row["mentor"].upper())
    return found if found is None or found.role is Role.MENTOR or row.get(CODE) else None


def _weeks(text: str) -> int | None:
    if text.casefold() in USUAL:
        return COURSE
    found = WEEKS.fullmatch(text.casefold())
    weeks = int(found[1]) if found else None
    return weeks if weeks in (COURSE, *CADENCES) else None


def _next(text: str, zone: ZoneInfo, now: datetime) -> tuple[datetime | None, list[tuple[str, str]]]:
    if not text:
        return None, []
    at = moments.moment(text, zone)
    if at is None:
        return None, [(OPTIONAL, moments.refused(moments.AS_ISO, text))]
    return at, [(OPTIONAL, "is more than two years away")] if abs(at - now) > REASONABLE else []


def _span(
    row: Mapping[str, str], zone: ZoneInfo, now: datetime
) -> tuple[datetime | None, datetime | None, list[tuple[str, str]]]:
    """When it began, when it ended, where that is said; and what is wrong with it."""
    found: dict[str, datetime | None] = {}
    wrong = []
    for column in (INTAKE, CLOSED):
        text = row.get(column, "")
        found[column] = at = moments.past(text, zone, now) if text else None
        if text and at is None:
            wrong.append((column, moments.refused(moments.PAST_DAY, text)))
    intake_at, closed_at, status = found[INTAKE], found[CLOSED], row.get(STATUS, "").casefold()
    if closed_at is not None and (intake_at is None or closed_at < intake_at) and not wrong:
        wrong.append((CLOSED, f"must not be before {INTAKE}, which has to be there too"))
    if (status == "closed") != bool(row.get(CLOSED)) and status:
        wrong.append((CLOSED, "must be there where status is closed, and nowhere else"))
    return intake_at, closed_at, wrong


def _apart_from(row: Mapping[str, str]) -> list[str]:
    """Whom a row names as never to be met: codes, and what other rows are called."""
    return list(dict.fromkeys(row.get(APART, "").upper().replace(";", " ").replace(",", " ").split()))


def _key(row: Mapping[str, str]) -> str:
    return row.get(KEY, "").upper()


def _names(row: Mapping[str, str]) -> tuple[str, ...]:
    """What other rows of the file may call a row: its key, its code from elsewhere."""
    return tuple(dict.fromkeys(name for name in (_key(row), row.get(CODE, "").upper()) if name))


def _shown(name: str) -> str:
    """What a row is called, where that can be nobody's name."""
    return name if SHORT.fullmatch(name) else "it"


def _wrong_names(tx: Tx, row: Mapping[str, str], called_so: Mapping[str, int]) -> list[tuple[str, str]]:
    """What does not fit of what a row is called."""
    key, wrong = _key(row), []
    if called_so.get(key, 0) > 1:
        wrong.append((KEY, f"{_shown(key)} names more than one row"))
    if key and (not key.isprintable() or re.search(r"[\s;,]", key) or cases.ids_of(tx, [key])):
        wrong.append((KEY, "must be one word, and no participant's code"))
    return wrong


def _wrong_sides(
    tx: Tx,
    row: Mapping[str, str],
    called_so: Mapping[str, int],
    whose: Mapping[str, str],
    mentors: Mapping[str, Person],
) -> list[tuple[str, str]]:
    """What does not fit of whom a row is kept apart from."""
    named = _apart_from(row)
    if len(named) > MOST_APART:
        return [(APART, f"names {len(named)} others: at most {MOST_APART} in one row, the rest from their own rows")]
    wrong, own = [], mentors.get(row["mentor"].upper())
    for other in named:
        if other in _names(row):
            wrong.append((APART, f"{_shown(other)} is this row itself"))
        elif other not in called_so:
            if not cases.ids_of(tx, [other]):
                code = f"the code {other}" if CODES.fullmatch(other) else "this code"
                wrong.append((APART, f"there is no participant with {code}, and no row with this key"))
        elif called_so[other] > 1:
            wrong.append((APART, f"{_shown(other)} names more than one row"))
        elif whose[other] == row["mentor"].upper():
            wrong.append(("mentor", f"{_shown(other)} has the same mentor: choose another one"))
        elif own is not None and whose[other] in mentors and walls.would_meet(tx, own.id, mentors[whose[other]].id):
            wrong.append(
                ("mentor", f"this one and that of {_shown(other)} stand in for each other: choose another one")
            )
    return wrong


def _say_what_is_dropped(found: Caseload, erased_before: datetime) -> None:
    table = found.table
    for column, why in DROPPED.items():
        if any(row.get(column) for _, row in table.rows):
            found.said.append(f"{table.place}column {column} is not taken in: {why}")
    old = [one.line for one in found.entries if one.closed_at is not None and one.closed_at < erased_before]
    rest = [line for line, row in table.rows if row.get(STATUS, "").casefold() == "paused"]
    found.say(old, "closed so long ago that the next purge erases it")
    found.say(rest, "column status is not taken in but for closed: whoever is paused comes in active")


def _compare(tx: Tx, found: Caseload, zone: ZoneInfo) -> None:
    """Find out who is here already, and who stands in the file twice."""
    rows = [
        known_already.Row(one.line, one.track, one.name, one.mentor.id, _day(one.intake_at, zone), one.code)
        for one in found.entries
    ]
    here, found.opened = known_already.cases_like(tx, rows, zone)
    seen: dict[tuple[object, ...], dict[str, int]] = {}
    for row in rows:
        known = here.get(row.line)
        if known is not None:
            found.known[row.line] = _why(row, known)
            if "name" in known.shared:
                found.here[row.line] = known.id
            if known.is_erased:
                found.erased.add(row.line)
                why = "was somebody's who was erased: leave the code out if this is somebody else"
                found.wrong_again.append(found.table.problem(row.line, CODE, why))
        # Two codes of one name are two people to whoever gave them.
        alike = {
            line
            for mark in _marks(row)
            for code, line in seen.get(mark, {}).items()
            if not (code and row.code) or code == row.code
        }
        if alike and known is None:
            twin = min(alike)
            found.known[row.line] = f"{found.table.word} {twin} says the same"
            found.twins[row.line] = twin
        found.apart.are_one(row.line, alike, () if known is None else known.those)
        for mark in _marks(row):
            seen.setdefault(mark, {}).setdefault(row.code, row.line)


def _keep_apart(tx: Tx, found: Caseload) -> None:
    """Refuse a row whose mentor has, or stands in for whoever has, somebody whom the person on it must not meet.

    A row that seems to be here already is refused only where it is added again.
    """
    fresh, why = {one.line for one in found.fresh()}, "this mentor is not possible here: choose another one"
    walled = known_already.with_a_wall(tx, found.apart.cases())
    mentors = {one.line: one.mentor.id for one in found.entries}
    for one in list(found.entries):
        if not found.apart.is_named(one.line) and not walled & found.apart.same(one.line, {}):
            continue
        beside = {mentors[line] for line in found.apart.far_lines(one.line) if one.line not in fresh or line in fresh}
        meets = walls.accompanies_any(tx, one.mentor.id, found.apart.beyond(tx, one.line, {}))
        if not meets and not any(walls.would_meet(tx, one.mentor.id, other) for other in beside):
            continue
        if one.line not in fresh:
            found.wrong_again.append(found.table.problem(one.line, "mentor", why))
        elif found.refuse(one.line, [("mentor", why)]):
            found.entries.remove(one)


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return None if at is None else at.astimezone(zone).date()


def _marks(row: known_already.Row) -> list[tuple[object, ...]]:
    """By what a row is known again within its file."""
    name = known_already.same_name(row.name)
    day = [] if row.day is None else [(name, row.day)]
    code = [(row.code,)] if row.code else []
    return [(row.track, row.mentor_id, name), *day, *code]


def _why(row: known_already.Row, known: Known) -> str:
    if known.is_erased:
        return f"the code {row.code} was somebody's who was erased"
    if "name" not in known.shared:
        return f"the code {known.code} is somebody else's here"
    words = {"code": "code", "name": "name", "mentor": "mentor", "day": "day of intake"}
    shared = [word for what, word in words.items() if what in known.shared]
    return f"{known.code} has the same {', '.join(shared[:-1])} and {shared[-1]}"


@dataclass(frozen=True, slots=True)
class Added:
    """A case as imported, and its first moment (aware UTC); None where it has ended."""

    case: Case
    mentor: Person
    next_at: datetime | None


@dataclass(slots=True)
class Writing:
    """Writes a caseload: each case with its first moment, and each wall together with the later one of its sides.

    again: those that are here already are added all the same, with all the walls they have; otherwise only the walls of
    the file are. told: hears of each case once it is kept. cases: by the line of its row, whoever it is about. apart:
    all pairs that were parted.
    """

    found: Caseload
    built_in: Calendar
    again: bool
    told: Callable[[Added], None]
    cases: dict[int, int] = field(default_factory=dict)
    apart: list[tuple[int, int]] = field(default_factory=list)
    _mentors: set[int] = field(default_factory=set)
    _calendar: Calendar | None = None
    _fresh: list[Added] = field(default_factory=list)
    _written: dict[int, int] = field(default_factory=dict)
    _parted: list[tuple[int, int]] = field(default_factory=list)

    def items(self) -> list[Entry]:
        """The rows there is something to write of."""
        return [one for one in self.found.entries if self._is_new(one) or self._is_parted(one)]

    def _is_new(self, one: Entry) -> bool:
        return self.again or one.line not in self.found.known

    def _is_parted(self, one: Entry) -> bool:
        return one.line in self.found.here and self.found.apart.is_named(one.line)

    def begin(self, tx: Tx) -> None:
        """What has to be so as it was when the file was read, is looked at once more."""
        self._fresh, self._written, self._parted = [], {}, []
        self._mentors = {one.id for role in ACCOMPANY for one in people.of_role(tx, role)}
        self._calendar = closed_days.calendar(tx, self.built_in)
        walls.lock(tx)

    def add(self, tx: Tx, item: Entry) -> None:
        """A case, or only the walls of one that is here. Raises Changed."""
        apart, so_far = self.found.apart, ChainMap(self._written, self.cases)
        others = apart.beyond(tx, item.line, so_far)
        ids = apart.same(item.line, so_far)
        if self._is_new(item):
            added = self._add(tx, item, others)
            self._fresh.append(added)
            self._written[item.line] = added.case.id
            ids.add(added.case.id)
        else:
            self._written[item.line] = self.found.here[item.line]
        pairs = [(one, other) for one in sorted(ids) for other in sorted(others)]
        self._parted += [pair for pair in pairs if walls.add(tx, None, *pair)]

    def _add(self, tx: Tx, item: Entry, others: Collection[int]) -> Added:
        table, mentor = self.found.table, item.mentor
        if mentor.id not in self._mentors or walls.accompanies_any(tx, mentor.id, others):
            raise Changed(table.problem(item.line, "mentor", "this mentor is not possible here any more"))
        is_free = item.code and item.line not in self.found.known
        if is_free and cases.is_given(tx, item.code):
            raise Changed(table.problem(item.line, CODE, "this code was given to somebody meanwhile"))
        case = cases.add(
            *(tx, item.track, item.name, mentor, item.cadence_weeks),
            code=item.code if is_free else None,
            intake_at=item.intake_at,
            closed_at=item.closed_at,
            closed_reason=item.closed_reason,
        )
        audit.note(tx, None, "case_imported", "case", case.id)
        if item.closed_at is not None or self._calendar is None:
            return Added(case, mentor, None)
        planned = prompts.plan_first(tx, case, mentor, self._calendar, None, "import", item.next_at)
        return Added(case, mentor, planned.due_at)

    def end(self, tx: Tx) -> None:
        """Whoever leads hears of those whom nobody stands in for any more; whose the second yes is, the bot finds."""
        if self._fresh:
            months.look_again(tx, min(added.case.intake_at for added in self._fresh))
        for fact in alone_news(tx, [side for pair in self._parted for side in pair]) if self._parted else ():
            news.tell(tx, *fact)

    def keep(self) -> None:
        """It was committed."""
        self.apart += self._parted
        self.cases |= self._written
        for added in self._fresh:
            self.told(added)

    def whom(self, entry: Entry) -> int | None:
        """Whose number a row has by now; None where it is not here, or its code is somebody else's."""
        line = entry.line if self.again else self.found.twins.get(entry.line, entry.line)
        return self.cases.get(line, self.found.here.get(line))


def not_held(tx: Tx, apart: Collection[tuple[int, int]]) -> list[str]:
    """The walls of these pairs that are not held yet, by their codes."""
    found = [second_yes.between(tx, *pair) for pair in apart]
    return [f"{one.one} {one.other}" for one in found if one is not None and not second_yes.is_held(tx, one)]
