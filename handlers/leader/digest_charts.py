"""A digest's chart, and the same in numbers: one track at a time, groups of a few not broken down."""

from __future__ import annotations

from bot.domain.checkins import LEVELS, TOPICS
from bot.domain.figures import digests as periods
from bot.domain.figures.digests import Period, broken_down
from bot.domain.presses import Digest, DigestChart, DigestWords
from bot.domain.text import N_
from bot.store.figures import digests, figures
from bot.turn import Button, Drawing, Reply, Say, Turn
from handlers.leader.digest import back_to, days_of, period_on, show
from handlers.screens import menu, pairs


def chart(turn: Turn, pressed: DigestChart) -> list[Reply]:
    """The chart of each track, below; a second tap within a minute brings no second one."""
    if digests.drawn_lately(turn.tx, turn.chat):
        return []
    return charts(turn, period_on(turn, pressed.period), figures.tracks(turn.tx, turn.me))


def charts(turn: Turn, period: Period, tracks: list[str]) -> list[Reply]:
    """A chart a track, with the same in words under it."""
    mondays = periods.chart_weeks(period.monday)
    start = periods.week(mondays[0], turn.me.zone, turn.now).start
    contacts = figures.planned_and_done(turn.tx, turn.me, start)
    levels = figures.levels(turn.tx, turn.me, mondays[0], mondays[-1])
    weeks = [days_of(turn, monday, periods.sunday_of(monday)) for monday in mondays]
    said: list[Reply] = []
    for track in tracks:
        pairs_of_weeks = contacts.get(track, [(0, 0)] * len(weeks))
        counted = [[levels.get(track, {}).get((topic.code, monday), []) for monday in mondays] for topic in TOPICS]
        facts = {
            "title": turn.language.label(N_("Digest {track}, {days}"), track=track, days=f"{weeks[0]} … {weeks[-1]}"),
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
                    {"name": turn.language.label(topic.short), "weeks": [broken_down(one) for one in numbers]}
                    for topic, numbers in zip(TOPICS, counted, strict=True)
                ],
            },
            "note": turn.language.label(N_("A dash stands for fewer than five records. Only what was talked about.")),
        }
        lines = [
            turn.t(N_("{days}: {done} of {planned}"), days=week, done=done, planned=planned)
            for week, (planned, done) in zip(weeks, pairs_of_weeks, strict=True)
        ]
        text = turn.lines(
            turn.t(N_("Chart {track}: check-ins of planned contacts, week by week."), track=track), *lines
        )
        words = Button(turn.t(N_("🔤 Topics in numbers")), DigestWords(period.code, track))
        said.append(Say(text, ((words,),), kind="digest", drawing=Drawing("digest", facts)))
    return said


def in_words(turn: Turn, pressed: DigestWords) -> list[Reply]:
    """What the chart shows of one topic, in numbers."""
    period, track = period_on(turn, pressed.period), pressed.track
    if track not in figures.tracks(turn.tx, turn.me):
        return show(turn, Digest(pressed.period))
    topic, mondays = TOPICS[min(pressed.topic, len(TOPICS) - 1)], periods.chart_weeks(period.monday)
    counted = figures.levels(turn.tx, turn.me, mondays[0], mondays[-1]).get(track, {})
    lines: list[str] = [turn.t(N_("<b>{track}: {topic}</b>"), track=track, topic=turn.t(topic.short))]
    for monday in mondays:
        days = days_of(turn, monday, periods.sunday_of(monday))
        numbers = counted.get((topic.code, monday), [])
        parts = broken_down(numbers)
        if parts is None:
            text = N_("{days}: fewer than five") if sum(numbers) else N_("{days}: not talked about")
            lines.append(turn.t(text, days=days))
        else:
            named = [f"{turn.t(label)} {one}" for (_, label, _), one in zip(LEVELS, parts, strict=True)]
            lines.append(turn.t(N_("{days}: {numbers}"), days=days, numbers=", ".join(named)))
    buttons = [Button(turn.t(one.short), DigestWords(period.code, track, place)) for place, one in enumerate(TOPICS)]
    return [turn.say(turn.lines(*lines), *pairs(buttons, 3), (back_to(turn, period), menu(turn)))]
