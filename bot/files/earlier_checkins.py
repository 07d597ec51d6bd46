"""Reads earlier check-ins from a table, for people who come from another system; they plan nothing and tell nobody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import forms
from bot.domain.checkins import CHECK_IN, DAY, DETAILS, REASONS, SOME_LEFT, reached, without_notes
from bot.domain.forms import Choice, Day, Free, Levels, Question, Several
from bot.domain.people import Person, Role
from bot.domain.planning import step_at
from bot.files import moments
from bot.files.batches import Changed
from bot.files.csvfile import Shape, Table
from bot.files.judged import Judged
from bot.files.spoken import code_of
from bot.files.tables.columns import called
from bot.store.caseload import cases, checkins
from bot.store.caseload.cases import Case
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.figures import months
from bot.store.keeping import known_already
from bot.store.keeping.known_already import Moments, to_minute, to_second
from bot.store.people import people
from bot.store.rights import consents

# What is planned comes with the caseload; all else that is asked can be brought in.
COMES_IN = tuple(question for question in CHECK_IN.questions if not isinstance(question, Day))
COLUMNS = tuple(
    column
    for question in COMES_IN
    for column in ([topic.code for topic in question.topics] if isinstance(question, Levels) else [question.key])
)
# What an export has besides: the levels in one cell, which are read, and what an earlier check-in does not bring in.
LEVELS = tuple(question.key for question in COMES_IN if isinstance(question, Levels))
EXPORTED = (*LEVELS, "contact_at", "next_at", "revision", "slot", "version")
SHAPE = Shape(
    ("code", "at", "by", "contact"),
    (*(column for column in COLUMNS if column != "contact"), *EXPORTED),
    ("no",),
    called(
        code="kode,kode dampingan,kode peserta,dampingan",
        at="waktu,tanggal,dicatat,dicatat pada,tanggal dicatat,waktu dicatat",
        by="oleh,pendamping,pencatat,dicatat oleh,kode pendamping",
        contact="kontak,cara,cara kontak,bentuk kontak",
        contact_at="tanggal kontak,waktu kontak,kontak pada",
        reason="alasan,hambatan",
        overall="kabar,keadaan umum",
        needs="kebutuhan,perlu bantuan",
        note="catatan,keterangan",
        good="yang baik,hal baik,kabar baik",
        agreed="kesepakatan,disepakati",
        diri="perasaan",
        sehat="kesehatan",
        pokok="kebutuhan pokok",
        kerja="pekerjaan",
        sosial="hubungan,lingkungan",
        levels="bidang,tingkat",
        urusan="surat,surat dan hak",
        aman="keamanan,rasa aman",
        no="nomor,nomor urut,no urut",
    ),
    ("at", "contact_at", "next_at", "slot"),
    tuple(question.key for question in COMES_IN if isinstance(question, Free)),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood: whose, when (recorded, and in touch; aware UTC), by whom, and the answers as kept.

    case: None where it comes in with the same file, under that code. said: to which questions the row says something.
    day: of the contact, where the row says no hour of it.
    """

    line: int
    code: str
    case: Case | None
    at: datetime
    contact_at: datetime
    by: Person
    answers: dict[str, Any]
    said: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """Of a code of the same file: who has it here already, and since when they are accompanied.

    is_other: somebody else has it here; is_erased: or had it, and was erased. case: None where they come in with it.
    """

    case: Case | None
    intake_at: datetime
    is_other: bool = False
    is_erased: bool = False


def by_number(tx: Tx, numbers: Collection[int]) -> dict[int, Case]:
    """The cases with these numbers."""
    return {one.id: one for one in cases.by_codes(tx).values() if one.id in numbers} if numbers else {}


def read(tx: Tx, table: Table, zone: ZoneInfo, coming: Mapping[str, Coming]) -> Judged[Entry]:
    """Understand a whole table; `zone` is for wall times in it, `coming` the cases of the same file, by code."""
    known = cases.by_codes(tx)
    staff = {one.code: one for role in (Role.MENTOR, Role.SUPERVISOR) for one in people.of_role(tx, role)}
    found, left, early = Judged[Entry](table), dict[str, list[int]](), list[int]()
    of_others, of_erased = list[int](), list[int]()
    for line, row in table.rows:
        code, by = row["code"].upper(), staff.get(row["by"].upper())
        whose = coming.get(code) or (Coming(known[code], known[code].intake_at) if code in known else None)
        at, contact_at, wrong = _moments(row, zone, tx.now)
        answers, given, more = _understood(row)
        wrong += more
        if whose is None:
            wrong.append(("code", "there is no participant with this code"))
        if by is None:
            wrong.append(("by", "there is no mentor or supervisor with this staff code"))
        if found.refuse(line, wrong) or whose is None or by is None or at is None or contact_at is None:
            continue
        for column in (one for one in given if one not in answers):
            left.setdefault(column, []).append(line)
        if whose.is_other:
            (of_erased if whose.is_erased else of_others).append(line)
        if contact_at < whose.intake_at:
            early.append(line)
        day = contact_at.astimezone(zone).date() if _is_day(row) else None
        found.entries.append(Entry(line, code, whose.case, at, contact_at, by, answers, given, day))
    _compare(tx, found, zone)
    for column, lines in left.items():
        found.say(lines, f"column {column} is left out where it does not go with the contact, or with the rest")
    found.say(_without_notes(tx, found.entries), "only the contact is kept of whoever wants no notes")
    found.say(early, "before the intake, and taken in")
    found.say(of_others, "not taken in without --add-again, as the code is somebody else's here")
    found.say(of_erased, "not taken in, as the code was somebody's who was erased")
    found.entries.sort(key=lambda entry: entry.at)
    return found


def _without_notes(tx: Tx, entries: Sequence[Entry]) -> list[int]:
    """The lines of which anything is left out for that reason."""
    wanted: dict[int, bool] = {}
    for entry in entries:
        if entry.case is not None and entry.case.id not in wanted:
            wanted[entry.case.id] = consents.lets_notes_be_kept(tx, entry.case)
    return [entry.line for entry in entries if entry.case is not None and not wanted[entry.case.id] and _loses(entry)]


def _loses(entry: Entry) -> bool:
    """Whether something that a row says is not kept of whoever wants no notes."""
    kept = _kept(entry.answers, wanted=False)
    return any(key in entry.answers and key not in kept for key in entry.said)


def _is_day(row: Mapping[str, str]) -> bool:
    """Whether a row says of its contact no more than the day: another import of it may read another hour."""
    return moments.is_day(row["at"]) and (not row.get("contact_at") or moments.is_day(row["contact_at"]))


def _compare(tx: Tx, found: Judged[Entry], zone: ZoneInfo) -> None:
    """Find out what is here already, and what stands in the file twice."""
    here = known_already.check_ins_of(tx, [entry.case.id for entry in found.entries if entry.case is not None])
    nothing = Moments(frozenset(), frozenset())
    seen: dict[tuple[object, ...], int] = {}
    for entry in found.entries:
        of_case = nothing if entry.case is None else here.get(entry.case.id, nothing)
        recorded, contact = to_second(entry.at), (to_minute(entry.contact_at), entry.by.id)
        marks: tuple[tuple[object, ...], ...] = ((entry.code, recorded), (entry.code, contact))
        twin = min((seen[mark] for mark in marks if mark in seen), default=None)
        if recorded in of_case.recorded:
            found.known[entry.line] = f"{entry.code} has a check-in that was recorded at that moment"
        elif contact in of_case.contacts:
            found.known[entry.line] = f"{entry.code} has a check-in of that hour by {entry.by.code}"
        elif entry.day is not None and (entry.day, entry.by.id) in of_case.days(zone):
            found.known[entry.line] = f"{entry.code} has a check-in of that day by {entry.by.code}"
        elif twin is not None:
            found.known[entry.line] = f"{found.table.word} {twin} says the same"
        for mark in marks:
            seen.setdefault(mark, entry.line)


@dataclass(slots=True)
class Writing:
    """Saves them; then says of each case when something was recorded last, and how many misses there are in a row.

    whom: the case of a code that came with the same file; None where nobody has it.
    """

    whom: Callable[[str], int | None]
    _cases: dict[int, Case] = field(default_factory=dict)
    _notes: dict[int, bool] = field(default_factory=dict)
    _last: dict[int, datetime | None] = field(default_factory=dict)
    _newest: dict[int, Entry] = field(default_factory=dict)
    _recorded: dict[int, datetime] = field(default_factory=dict)
    _oldest: datetime | None = None

    def begin(self, tx: Tx) -> None:
        """What was known of the cases may have changed."""
        for known in (self._cases, self._notes, self._last, self._newest, self._recorded):
            known.clear()
        self._oldest = None

    def add(self, tx: Tx, item: Entry) -> None:
        """Save one. How somebody was who wants no notes is left out. Raises Changed."""
        case = self._case(tx, item)
        answers = _kept(item.answers, wanted=self._notes[case.id])
        contact, recorded = (at.astimezone(item.by.zone).date() for at in (item.contact_at, item.at))
        if contact != recorded:  # as whoever records another day says it
            answers[DAY] = step_at(item.contact_at)
        token = f"i{tx.now:%y%m%d%H%M%S%f}.{item.line}"
        checkins.save(tx, item.by, case, token, answers, contact_at=item.contact_at, at=item.at)
        audit.note(tx, None, "checkin_imported", "case", case.id)
        self._recorded[case.id] = max(item.at, self._recorded.get(case.id, item.at))
        self._oldest = item.at if self._oldest is None else min(item.at, self._oldest)
        newest = self._newest.get(case.id)
        if newest is None or item.contact_at >= newest.contact_at:
            self._newest[case.id] = item

    def _case(self, tx: Tx, item: Entry) -> Case:
        number = item.case.id if item.case is not None else self.whom(item.code)
        if number is not None and number not in self._cases:
            found = cases.by_id(tx, number)
            if found is not None and found.status != "erased":
                self._cases[number] = found
                self._notes[number] = consents.lets_notes_be_kept(tx, found)
                self._last[number] = checkins.last_contact(tx, found)
        if number is None or number not in self._cases:
            raise Changed(f"line {item.line}, column code: this participant is not here any more")
        return self._cases[number]

    def end(self, tx: Tx) -> None:
        """Misses in a row begin anew with a newer contact; what was counted since the last one that is known stays."""
        for number, case in self._cases.items():
            last, newest, in_a_row = self._last[number], self._newest[number], checkins.misses_in_a_row(tx, case)
            begins_anew = reached(newest.answers) and (last is None or newest.contact_at >= last)
            misses = in_a_row if begins_anew else max(in_a_row, case.misses)
            cases.note_history(tx, number, self._recorded[number], misses)
        if self._oldest is not None:
            months.look_again(tx, self._oldest)

    def keep(self) -> None:
        """Nothing waits for that."""


def _kept(answers: Mapping[str, Any], *, wanted: bool) -> dict[str, Any]:
    return forms.without(without_notes(answers, wanted=wanted), forms.BARE)


def _moments(
    row: Mapping[str, str], zone: ZoneInfo, now: datetime
) -> tuple[datetime | None, datetime | None, list[tuple[str, str]]]:
    """When it was recorded, when the contact was, and what is wrong with that."""
    at = moments.past(row["at"], zone, now)
    if at is None:
        return None, None, [("at", moments.refused(moments.PAST, row["at"]))]
    text = row.get("contact_at", "")
    if not text:
        return at, at, []
    contact_at = moments.past(text, zone, now, until=at)
    wrong = moments.refused(f"{moments.PAST}, not after it was recorded", text)
    return at, contact_at, [] if contact_at is not None else [("contact_at", wrong)]


def _understood(row: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...], list[tuple[str, str]]]:
    """The answers as kept, to which questions the row says something, and what is wrong."""
    wrong: list[tuple[str, str]] = []
    given: dict[str, Any] = {}
    for question in COMES_IN:
        value, problems = _given(question, row)
        wrong += problems
        if value:
            given[question.key] = value
    said = tuple(given)
    details = any(given.get(question.key) for question in COMES_IN if question.when in (DETAILS, SOME_LEFT))
    if details or "overall" not in row:  # a cell left empty says that nothing was said of it
        given.setdefault("overall", "details" if details else "fine")
    if given.get("contact") == "not_reached" and "reason" not in given:
        wrong.append(("reason", _one_of(REASONS)))
    if wrong:
        return {}, (), wrong
    return forms.pruned(CHECK_IN, forms.as_begun(CHECK_IN, given)), said, []


def _given(question: Question, row: Mapping[str, str]) -> tuple[Any, list[tuple[str, str]]]:
    """What a row says to a question, and what is wrong with it."""
    if isinstance(question, Levels):
        return _levels(question, row)
    text = row.get(question.key, "").strip()
    match question:
        case Choice(options=options):
            required, code = question.key == "contact", code_of(text, options)
            fine = code in dict(options) or not (text or required)
            return code, [] if fine else [(question.key, _one_of(options))]
        case Several(options=options):
            codes = [code_of(one, options) for one in text.replace(";", ",").split(",") if one.strip()]
            fine = all(code in dict(options) for code in codes)
            return codes, [] if fine else [(question.key, f"must be some of {', '.join(dict(options))}")]
        case Free(limit=limit):
            return text, [] if len(text) <= limit else [(question.key, f"must be at most {limit} characters")]
        case _:
            return "", []


def _levels(question: Levels, row: Mapping[str, str]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """The levels of a row: in one cell, in a column each, or in both, where they say the same."""
    topics = [(topic.code, topic.short) for topic in question.topics]
    parts = [part.strip().partition("=") for part in row.get(question.key, "").split(",") if part.strip()]
    together = {code_of(code, topics): _figure(level, question) for code, _, level in parts}
    if len(together) < len(parts):
        return {}, [(question.key, "names a topic twice")]
    known = [topic.code for topic in question.topics]
    apart = {code: _figure(row[code], question) for code in known if row.get(code)}
    if any(together.get(code, level) != level for code, level in apart.items()):
        return {}, [(question.key, "says another level than the column of the topic")]
    levels = {code: level for code in known if (level := apart.get(code) or together.get(code))}
    wrong = [
        (code, f"must be {_scale(question)}, or empty") for code, level in apart.items() if level not in set("1234")
    ]
    wrong += [
        (question.key, f"must be some of {', '.join(known)}, each with = and {_scale(question)}")
        for code, level in together.items()
        if code not in known or level not in set("1234")
    ][:1]
    return {} if wrong else {code: int(level) for code, level in levels.items()}, wrong


def _figure(text: str, question: Levels) -> str:
    """A level in words as its number; a whole number as it is written without what some programs put behind it."""
    said = code_of(text, [(str(level), label) for level, label, _ in question.levels])
    whole, _, rest = said.replace(",", ".").partition(".")
    return whole if not rest.strip("0") else said


def _scale(question: Levels) -> str:
    worst, best = min(question.levels), max(question.levels)
    return f"a number from {worst[0]} ({worst[1]}) to {best[0]} ({best[1]}), or its word in the bot"


def _one_of(options: Sequence[tuple[str, str]]) -> str:
    return f"must be one of {', '.join(dict(options))}"
