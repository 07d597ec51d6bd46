"""What a digest and a month's report tell is what anybody finds who counts an export: number by number."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.checkins import TOPICS
from bot.domain.figures import digests as periods
from bot.domain.figures.endings import ENDINGS
from bot.domain.figures.months import Month
from bot.domain.people import Person
from bot.files import exports
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.engine import schema
from bot.store.engine.tables import closed_weeks, month_figures
from bot.store.figures import figures, levels, months
from bot.store.keeping import records
from bot.turn import Turn
from handlers.leader import digest, month_tables, month_words
from tests.conftest import DATABASES, empty_database
from tests.recount.programme import END, ZONES, Programme
from tests.recount.recount import Numbers, Recount, kept_at, minutes, months_from

WEEK = timedelta(weeks=1)
# The running week, and those before it, none of which was ever told.
MONDAYS = [date(2026, 11, 30) - number * WEEK for number in range(14)]


@dataclass
class Lived:
    """A programme that was lived, and its export, which somebody else counts."""

    programme: Programme
    recount: Recount

    @property
    def leaders(self) -> list[tuple[Person, str]]:
        """Each with the clock they live by."""
        return list(zip(self.programme.leaders, ZONES, strict=True))

    @property
    def months(self) -> list[date]:
        """Those that are over, from the first intake on."""
        first = min(one.intake_at for one in self.recount.cases.values()).date()
        return [one for one in months_from(first, END.date()) if one < date(2026, 12, 1)]

    def month(self, first: date) -> dict[str | None, Numbers]:
        moments = self.programme.counted
        return self.recount.month(first, kept_at(first, moments), self.recount.cells(moments))


@pytest.fixture(scope="module", params=[f"{kind}-{seed}" for kind in DATABASES for seed in (1, 2)])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Read by all of these tests, written by none."""
    kind, _, seed = request.param.partition("-")
    folder = tmp_path_factory.mktemp("recount")
    with empty_database(kind, request, folder) as url:
        programme = Programme(url, folder / "titian.key", int(seed))
        schema.upgrade(programme.database.engine)
        programme.lives()
        yield Lived(programme, Recount(exported(programme, folder / "all.json")))
        programme.database.close()


def exported(programme: Programme, path: Path) -> Any:
    """What `titian export` writes of everybody, read by somebody's program."""
    with programme.database.reading() as tx:
        exports.write(path, records.collect(tx, records.Wanted()))
    return json.loads(path.read_text(encoding="utf-8"))


def differing(found: list[str], where: str, told: Any, counted: Any) -> None:
    """Name each number that is not the same, down to its name."""
    if isinstance(told, dict) and isinstance(counted, dict):
        for name in sorted({*told, *counted}, key=str):
            differing(found, f"{where} {name}", told.get(name), counted.get(name))
    elif told != counted:
        found.append(f"{where}: the bot tells {told}, the export says {counted}")


def listed(told: Any) -> Any:
    """Tuples as lists, as in a file."""
    return json.loads(json.dumps(told))


def test_every_figure_of_each_digest(lived: Lived) -> None:
    wrong: list[str] = []
    seen: dict[str, int] = defaultdict(int)
    with lived.programme.database.transaction() as tx:
        assert tx.execute(select(closed_weeks)).all() == [], "nothing was told"
        for who, zone in lived.leaders:
            for monday in MONDAYS:
                found = figures.figures(tx, who, periods.week(monday, who.zone, tx.now))
                told = {
                    track: {name: getattr(one, name)._asdict() for name in figures.Figures.__slots__}
                    for track, one in found.items()
                }
                counted = lived.recount.digest(who.code, zone, monday, tx.now)
                differing(wrong, f"{who.code}, week of {monday}:", told, counted)
                for parts in told.values():
                    for part, numbers in parts.items():
                        for name, number in numbers.items():
                            seen[f"{part} {name}"] += bool(number)
    assert not wrong, "\n".join(wrong)
    never = [name for name in sorted(seen) if not seen[name]]
    assert len(seen) == 32 and never == [], f"a figure that is always 0 proves nothing: {never}"


def test_levels_are_told_of_what_stood_in_the_check_ins_when_their_week_was_counted(lived: Lived) -> None:
    cells = lived.recount.cells(lived.programme.counted)
    wrong: list[str] = []
    first, last = MONDAYS[-1] - 40 * WEEK, MONDAYS[0]
    with lived.programme.database.transaction() as tx:
        for who in lived.programme.leaders:
            told = {
                (one.track, one.topic, one.monday, one.weeks): one.numbers
                for one in levels.told(tx, [who.id], first, last)
            }
            counted = {
                (one.track, one.topic, one.monday, one.weeks): one.numbers for one in cells if one.team == who.code
            }
            assert len(counted) == sum(one.team == who.code for one in cells)
            differing(wrong, f"{who.code}, levels of", told, counted)
        total = sum(sum(one.numbers) for one in levels.told(tx, None, first, last))
        assert total == sum(sum(one.numbers) for one in cells), "with what was left of all teams together"
    assert not wrong, "\n".join(wrong)
    assert {one.weeks for one in cells} == {1, 4, 8} and None in {one.team for one in cells}


def test_every_number_of_each_month(lived: Lived) -> None:
    wrong: list[str] = []
    hidden: set[str] = set()
    with lived.programme.database.transaction() as tx:
        kept = tx.execute(select(month_figures.c.month, month_figures.c.team_id)).all()
        assert {date.fromordinal(row.month) for row in kept} == set(lived.months)
        codes = {None: None} | {who.id: who.code for who in lived.programme.leaders}
        for first in lived.months:
            told: dict[str | None, Any] = {}
            for team_id, code in codes.items():
                found = months.of(tx, Month(first), team_id)
                if found is not None:
                    tracks = {track: listed(asdict(one)) for track, one in found.tracks.items()}
                    told[code] = {"tracks": tracks, "staff": found.staff and asdict(found.staff)}
                    hidden |= {name for one in tracks.values() for name, value in one.items() if value is None}
            differing(wrong, f"{first:%Y-%m}, team", told, lived.month(first))
    assert not wrong, "\n".join(wrong)
    assert hidden >= {"ended_by", "reached", "in_time", "taken", "waits", "received", "dropped"}, hidden


# -- what is read ------------------------------------------------------------------------------------------------------

# Numbers, and shares in percent, as they stand in a line.
Read = tuple[list[int], list[int]]


def read(line: str) -> Read:
    shares = [int(number) for number in re.findall(r"(\d+)%", line)]
    return [int(number) for number in re.findall(r"\d+", re.sub(r"\d+%", "", line))], shares


def differs(line: str, numbers: list[int], *shares: tuple[int, int]) -> str:
    """What a line says otherwise than these numbers and these parts of a whole."""
    told, percents = read(line)
    expected = [100 * part / whole for part, whole in shares if whole]
    near = len(percents) == len(expected) and all(
        abs(one - other) <= 0.5 for one, other in zip(percents, expected, strict=True)
    )
    return "" if told == numbers and near else f"{line!r}, and not {numbers} {expected}"


def test_the_words_of_a_digest_are_what_was_counted(lived: Lived) -> None:
    wrong: list[str] = []
    with lived.programme.database.transaction() as tx:
        for who, zone in lived.leaders:
            turn = Turn(tx, tx.now, who, language("id"), 1, lambda *_: calendar())
            for monday in MONDAYS:
                period = periods.week(monday, who.zone, tx.now)
                text = digest.words_of(turn, period, figures.figures(tx, who, period)).unescape()
                _, *parts = re.split(r"\n\n(?=<b>[RP]</b>:)", text)
                counted = lived.recount.digest(who.code, zone, monday, tx.now)
                assert len(parts) == len(counted)
                for part, one in zip(parts, counted.values(), strict=True):
                    lines = re.sub(r"<[^>]+>", "", part).split("\n")
                    found = [_read_of(lines, one, brief=brief) for brief in (False, True)]
                    if all(found):
                        wrong.append(f"{who.code}, week of {monday}: {found[0]}\n{part}")
    assert not wrong, "\n".join(wrong)


def _read_of(lines: list[str], one: dict[str, Numbers], *, brief: bool) -> list[str]:
    """Which of the lines about a track say something else."""
    contacts, recorded, waiting = one["contacts"], one["recorded"], one["waiting"]
    flags, asked, silent, load = one["flags"], one["requests"], one["silent"], one["workload"]
    news = [(waiting["new_longer"], 7), (waiting["new_week"], 3), (silent["new_60"], 60), (silent["new_30"], 30)]
    new = [number for pair in news if pair[0] for number in pair] + [silent["new_beyond"]] * bool(silent["new_beyond"])
    if brief:
        sums = waiting["new_longer"] + waiting["new_week"], silent["new_60"] + silent["new_30"] + silent["new_beyond"]
        new = [number for number in sums if number]
    ages = [waiting[name] for name in ("days", "week", "longer")]
    long = [silent[name] for name in ("from_14", "from_30", "from_60")]
    total, total_before = (recorded[f"reached{when}"] + recorded[f"missed{when}"] for when in ("", "_before"))
    expected: list[tuple[Any, ...]] = [
        ([load["cases"], load["mentors"], *([load["most"]] if load["mentors"] > 1 and load["cases"] >= 5 else [])],),
        *([(new,)] if new else []),
        (
            [contacts["done"], contacts["planned"]] if contacts["planned"] else [],
            (contacts["done"], contacts["planned"]),
            (contacts["done_before"], contacts["planned_before"]),
        ),
        ([total],)
        if brief or recorded["people"] < 5
        else (
            [total, recorded["reached"], recorded["missed"]],
            (recorded["reached"], total),
            (recorded["reached_before"], total_before if recorded["people_before"] >= 5 else 0),
        ),
        ([sum(ages)],) if brief or sum(ages) < 5 else ([sum(ages), 0, 2, ages[0], 3, 6, ages[1], 7, ages[2]],),
        ([flags["open"], *([flags["alone"]] if flags["people"] >= 5 else [])],),
    ]
    if flags["taken"]:
        minutes_of = flags["minutes"]
        expected.append(([flags["taken"], minutes_of if minutes_of < 120 else round(minutes_of / 60)],))
    expected.append(([asked["open"], asked["hours"]] if asked["open"] else [0],))
    by_age = [14, 29, long[0], 30, 59, long[1], 60, long[2]]
    expected.append(([silent["beyond"], *([14, sum(long)] if brief or sum(long) < 5 else by_age)],))
    if len(lines) != len(expected):
        return [f"{len(lines)} lines and not {len(expected)}"]
    return [found for line, said in zip(lines, expected, strict=True) if (found := differs(line, *said))]


def test_the_page_and_the_tables_of_a_month_are_what_was_counted(lived: Lived) -> None:
    wrong: list[str] = []
    words = language("id")
    with lived.programme.database.transaction() as tx:
        for first in lived.months[-3:]:
            counted = lived.month(first)
            before = lived.month((first - timedelta(days=1)).replace(day=1))
            for code, team_id in [(None, None), *((who.code, who.id) for who in lived.programme.leaders)]:
                series = months.series(tx, Month(first), team_id)
                one, was = (of.get(code, {}).get("tracks", {}) for of in (counted, before))
                page = month_words.page(words, series, month_words.whose(words, code))
                assert len(page["tracks"]) == len(one)
                for track, told in zip(page["tracks"], one.values(), strict=True):
                    earlier = was.get("RP"["P" in track["name"].split(",")])
                    lines = [
                        found
                        for line, now, then in zip(track["lines"], _page_of(told), _page_of(earlier), strict=True)
                        for found in (differs(line[1], *now), differs(line[2], *then))
                        if found
                    ]
                    topics = [told["levels"][topic.code] for topic in TOPICS if topic.code in told["levels"]]
                    if [numbers for _, numbers in track["topics"]] != topics:
                        lines.append(f"{track['topics']}, and not {topics}")
                    said = told["ended_by"] or {}
                    by = [said[reason] for reason in (*dict(ENDINGS), "") if said.get(reason)]
                    lines += [found for found in [differs(track["more"], by)] if found]
                    share, at_end = (one["values"][-1] for one in track["series"])
                    if (
                        at_end != told["at_end"]
                        or abs((share or 0) - 100 * (told["done"] or 0) / max(told["planned"], 1)) > 1e-9
                    ):
                        lines.append(f"{share} and {at_end} at the end of the twelve months")
                    wrong += [f"{code}, {first:%Y-%m} {track['name']}: {found}" for found in lines]
                if code in counted:
                    staff = [one for one in (counted[code]["staff"] or {}).values() if one is not None]
                    wrong += [found for found in [differs(page["staff"], staff)] if found]
                wrong += _in_tables(
                    month_tables.book(words, series, "", months.teams(tx, Month(first))), first, counted, code
                )
    assert not wrong, "\n".join(wrong)


def _page_of(one: Numbers | None) -> list[tuple[Any, ...]]:
    """The numbers of each line of a page, and of what a share is."""
    if one is None:
        return [([],)] * 12
    after = minutes(one["waits"] or [])
    return [
        ([one["at_start"]],),
        ([one["new"]],),
        ([one["ended"]],),
        ([one["at_end"], *([one["resting"]] if one["resting"] else [])],),
        _part(one["done"], one["planned"]),
        _part(one["reached"], one["recorded"]),
        (_known(one["beyond"]),),
        _part(one["taken"], one["flags"]),
        ([] if after is None else [after if after < 120 else round(after / 60)],),
        # In the words themselves: "72 hours" stands in the label.
        _part(one["in_time"], one["asked"]),
        ([one["referred"]],),
        ([*_known(one["received"]), *_known(one["dropped"])],),
    ]


def _known(number: int | None) -> list[int]:
    return [] if number is None else [number]


def _part(part: int | None, whole: int) -> tuple[Any, ...]:
    if not whole or part is None:
        return ([whole] if whole else [],)
    return [part, whole], (part, whole)


COLUMNS = (
    *("at_start", "new", "ended", "at_end", "resting", "planned", "done", "recorded", "reached", "beyond", "flags"),
    *("taken", "minutes", "asked", "in_time", "referred", "received", "dropped"),
)


def _in_tables(book: Any, first: date, counted: dict[str | None, Numbers], code: str | None) -> list[str]:
    """What a table says otherwise: of the month among twelve, and of each team."""
    wrong: list[str] = []
    _, twelve, _, *teams = (sheet["rows"] for sheet in book["sheets"])
    rows = [row for row in twelve if row[0] == f"{first:%Y-%m}"]
    expected = [[f"{first:%Y-%m}", *one] for one in _rows_of(counted.get(code))]
    if rows != expected:
        wrong.append(f"{code}, {first:%Y-%m}: {rows}, and not {expected}")
    each = [
        [team, *one, *counted[team]["staff"].values()]
        for team in sorted(team for team in counted if team)
        for one in _rows_of(counted[team])
    ]
    if [row for sheet in teams for row in sheet[1:]] != each:
        wrong.append(f"teams of {first:%Y-%m}: {teams}, and not {each}")
    return wrong


def _rows_of(told: Numbers | None) -> list[list[Any]]:
    tracks = {} if told is None else told["tracks"]
    return [
        [track, *(minutes(one["waits"] or []) if name == "minutes" else one[name] for name in COLUMNS)]
        for track, one in tracks.items()
    ]
