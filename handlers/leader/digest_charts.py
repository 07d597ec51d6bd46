"""A digest's chart, and the same in numbers: one track at a time, levels only of five people and more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.domain.checkins import LEVELS, TOPICS
from bot.domain.figures import digests as periods
from bot.domain.figures.cells import alone_or_together
from bot.domain.figures.digests import WEEK, Period
from bot.domain.presses import Digest, DigestChart, DigestWords
from bot.domain.text import N_
from bot.store.figures import closed_weeks, digests, figures, levels
from bot.store.figures.levels import LevelCell
from bot.turn import Button, Drawing, Reply, Say, Turn
from handlers.leader.digest import back_to, days_of, period_on, show
from handlers.screens import menu, pairs

NOTE = N_(
    "Each person once, as it was last. A dash: too few people, or somebody might be recognised, or the week is not "
    "over. Where needed, several weeks stand together. "
    "“All well” counts as good for each topic."
)


def chart(turn: Turn, pressed: DigestChart) -> list[Reply]:
    """The chart of each track, below; a second tap within a minute brings no second one."""
    if digests.drawn_lately(turn.tx, turn.chat):
        return []
    return charts(turn, period_on(turn, pressed.period), figures.tracks(turn.tx, turn.me))


def charts(turn: Turn, period: Period, tracks: list[str]) -> list[Reply]:
    """A chart a track, with the same in words under it."""
    mondays = periods.chart_weeks(period.monday)
    weeks, whole = [_days(turn, monday) for monday in mondays], _days(turn, mondays[0], len(mondays))
    contacts = _contacts(turn, mondays)
    cells = levels.told(turn.tx, [turn.me.id], mondays[0], mondays[-1])
    said: list[Reply] = []
    for track in tracks:
        pairs_of_weeks = contacts.get(track, [(0, 0)] * len(weeks))
        facts = {
            "title": turn.language.label(N_("Digest {track}, {days}"), track=track, days=whole),
            "weeks": {
                "title": turn.language.label(N_("Contacts and check-ins")),
                "weeks": weeks,
                "planned": [planned for planned, _ in pairs_of_weeks],
                "done": [done for _, done in pairs_of_weeks],
                "planned_label": turn.language.label(N_("planned")),
                "done_label": turn.language.label(N_("has a check-in")),
            },
            "levels": {
                "title": turn.language.label(N_("Levels of each topic")),
                "weeks": weeks,
                "levels": [turn.language.label(label) for _, label, _ in LEVELS],
                "topics": [
                    {"name": turn.language.label(topic.short), "spans": _spans(_of(cells, track, topic.code), mondays)}
                    for topic in TOPICS
                ],
            },
            "note": turn.language.label(NOTE),
        }
        lines = [
            turn.t(N_("{days}: {done} of {planned}"), days=week, done=done, planned=planned)
            if planned
            else turn.t(N_("{days}: nothing planned"), days=week)
            for week, (planned, done) in zip(weeks, pairs_of_weeks, strict=True)
        ]
        text = turn.lines(
            turn.t(N_("Chart {track}: check-ins of planned contacts, week by week."), track=track), *lines
        )
        words = Button(turn.t(N_("🔤 Topics in numbers")), DigestWords(period.code, track))
        said.append(Say(text, ((words,),), kind="digest", drawing=Drawing("digest", facts)))
    return said


def _days(turn: Turn, monday: date, weeks: int = 1) -> str:
    return days_of(turn, monday, periods.sunday_of(monday + (weeks - 1) * WEEK))


def _contacts(turn: Turn, mondays: Sequence[date]) -> dict[str, list[tuple[int, int]]]:
    """By track: planned contacts and those with a check-in, week by week; of a week that was told, as it was told."""
    start = periods.week(mondays[0], turn.me.zone, turn.now).start
    found = figures.planned_and_done(turn.tx, turn.me, start)
    for monday, of_week in closed_weeks.told(turn.tx, turn.me, mondays).items():
        for track, pairs_of_weeks in found.items():
            met = of_week[track].contacts if track in of_week else figures.Contacts()
            pairs_of_weeks[mondays.index(monday)] = (met.planned, met.done)
    return found


def _of(cells: Sequence[LevelCell], track: str, topic: str) -> list[LevelCell]:
    return [one for one in cells if (one.track, one.topic) == (track, topic)]


def _spans(cells: Sequence[LevelCell], mondays: Sequence[date]) -> list[list[Any]]:
    """What stands where in a chart: from which week, how many weeks wide, and how often each level."""
    told = alone_or_together([(one.monday, one.weeks, one.numbers) for one in cells], mondays)
    return sorted([mondays.index(first), count, numbers] for numbers, runs in told for first, count in runs)


def in_words(turn: Turn, pressed: DigestWords) -> list[Reply]:
    """What the chart shows of one topic, in numbers."""
    period, track = period_on(turn, pressed.period), pressed.track
    if track not in figures.tracks(turn.tx, turn.me):
        return show(turn, Digest(pressed.period))
    topic, mondays = TOPICS[min(pressed.topic, len(TOPICS) - 1)], periods.chart_weeks(period.monday)
    cells = _of(levels.told(turn.tx, [turn.me.id], mondays[0], mondays[-1]), track, topic.code)
    together = {one.monday + at * WEEK for one in cells for at in range(one.weeks)}
    lines: list[str] = [turn.t(N_("<b>{track}: {topic}</b>"), track=track, topic=turn.t(topic.short))]
    told = [(one.monday, _cell_line(turn, one)) for one in cells]
    untold = [(one, _untold_line(turn, one)) for one in mondays if one not in together]
    lines += [line for _, line in sorted([*told, *untold])]
    lines.append(turn.t(N_("Each person once, as it was last. Not told: too few people, or they might be recognised.")))
    buttons = [Button(turn.t(one.short), DigestWords(period.code, track, place)) for place, one in enumerate(TOPICS)]
    return [turn.say(turn.lines(*lines), *pairs(buttons, 3), (back_to(turn, period), menu(turn)))]


def _cell_line(turn: Turn, cell: LevelCell) -> str:
    named = [f"{turn.t(label)} {one}" for (_, label, _), one in zip(LEVELS, cell.numbers, strict=True)]
    text = N_("{days}: {numbers}") if cell.weeks == 1 else N_("{days}, the other weeks together: {numbers}")
    return turn.t(text, days=_days(turn, cell.monday, cell.weeks), numbers=", ".join(named))


def _untold_line(turn: Turn, monday: date) -> str:
    is_over = periods.week(monday, turn.me.zone, turn.now).end < turn.now
    text = N_("{days}: not told") if is_over else N_("{days}: not over yet")
    return turn.t(text, days=_days(turn, monday))
