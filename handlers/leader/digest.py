"""A supervisor's digest: counts and codes of the team, each figure a button to what stands behind it.

The two tracks never share a line, a list or a chart. Groups of a few are not broken down.
"""

from __future__ import annotations

from markupsafe import Markup

from bot.domain import digests as periods
from bot.domain import planning
from bot.domain.checkins import LEVELS, TOPICS
from bot.domain.digests import Period, broken_down
from bot.domain.followups import BY_KIND
from bot.domain.people import Role
from bot.domain.text import N_
from bot.store.caseload import drafts, prompts
from bot.store.figures import digests, figure_lists, figures
from bot.store.figures.figure_lists import Item
from bot.store.figures.figures import Figures
from bot.turn import Button, Drawing, Due, Reply, Row, Say, Turn
from handlers.mentor.caseload import FROM_DIGEST
from handlers.screens import PAGE, menu, numbered, paging, pairs

LONGEST = 700
# Figure -> its button, and the heading of the list behind it.
FIGURES = {
    "contacts": (N_("Planned"), N_("<b>{track}: planned contacts, {days}</b>")),
    "recorded": (N_("In touch"), N_("<b>{track}: check-ins, {days}</b>")),
    "waiting": (N_("Waiting"), N_("<b>{track}: contacts waiting for a check-in</b>")),
    "flags": (N_("Flags"), N_("<b>{track}: open flags</b>")),
    "silent": (N_("Without contact"), N_("<b>{track}: 14 days or longer without contact</b>")),
    "requests": (N_("Requests"), N_("<b>{track}: open requests</b>")),
    "load": (N_("Mentors"), N_("<b>{track}: participants of each mentor</b>")),
}
LINES = {
    "answered": N_("• {code} ({mentor}), {day}: has a check-in"),
    "skipped": N_("• {code} ({mentor}), {day}: skipped"),
    "reached": N_("• {code} ({mentor}), {day}: in touch"),
    "missed": N_("• {code} ({mentor}), {day}: not reached yet"),
    "alone": N_("• {code} ({mentor}), {day}: nobody has taken it on"),
    "taken": N_("• {code} ({mentor}), {day}: taken on"),
}
STILL_OPEN = N_("• {code} ({mentor}), {day}: waiting")
FOR_DAYS = N_("• {code} ({mentor}): {days} days")


def show(turn: Turn) -> list[Reply]:
    """The running week, or the period of a button."""
    drafts.put_aside(turn.tx, turn.me)
    period = _period(turn)
    found = figures.figures(turn.tx, turn.me, period)
    return [turn.say(_text(turn, period, found), *_rows(turn, period, found))]


def due(turn: Turn) -> list[Reply]:
    """A digest's hour has come, perhaps long ago: one is said for the newest period, and its successor planned."""
    assert isinstance(turn.event, Due)
    prompt = prompts.by_id(turn.tx, turn.event.prompt_id, lock=True)
    if prompt is None or prompt.state != "waiting":
        return []
    rule = BY_KIND[prompt.kind].renews or ""
    frame = prompts.frame_for(turn.tx, turn.me, turn.calendar)
    if (at := planning.digest_at(rule, turn.now, frame)) > turn.now:
        prompts.move(turn.tx, prompt, at)
        return []
    digests.plan(turn.tx, turn.me, prompt.kind, frame, max(prompt.slot, turn.now))
    since = periods.turn_of(rule, turn.me.zone, turn.now)
    period = periods.pushed(rule, turn.calendar, turn.me.zone, turn.now)
    first = digests.claim_first(turn.tx, turn.me, prompt.kind, prompt.id, since) and turn.me.role is Role.SUPERVISOR
    found = figures.figures(turn.tx, turn.me, period) if first else {}
    if not first or (not found and not period.is_week):  # a team without participants hears of it once a week
        prompts.set_state(turn.tx, prompt.id, "lapsed")
        return []
    prompts.mark_said(turn.tx, prompt, turn.me)
    text = _text(turn, period, found, BY_KIND[prompt.kind].text)
    rows = _rows(turn, period, found, str(prompt.id))
    said: Reply = Say(text, rows, kind=BY_KIND[prompt.kind].say, prompt_id=prompt.id)
    return [said, *(_charts(turn, period, list(found)) if period.is_week else [])]


def _period(turn: Turn) -> Period:
    return periods.period_of(_arg(turn, 0), turn.calendar, turn.me.zone, turn.now)


def _arg(turn: Turn, position: int) -> str:
    args: tuple[str, ...] = getattr(turn.event, "args", ())
    return args[position] if position < len(args) else ""


# -- the text ----------------------------------------------------------------------------------------------------------


def _text(turn: Turn, period: Period, found: dict[str, Figures], before: str | None = None) -> Markup:
    """Each track on lines of its own; without the small print where it would not fit on a screen."""
    head = [turn.t(before)] if before else []
    head.append(turn.t(N_("<b>Digest of {days}</b>"), days=turn.language.span(period.first, period.last)))
    if not found:
        return turn.lines(*head, turn.t(N_("Your team has no participants yet.")))
    for brief in (False, True):
        lines = [line for track, one in found.items() for line in ("", *_lines(turn, track, one, brief))]
        text = turn.lines(*head, *lines)
        if len(text.striptags()) + len(lines) <= LONGEST:
            break
    return text


def _lines(turn: Turn, track: str, one: Figures, brief: bool) -> list[str]:
    return [
        _load_line(turn, track, one),
        turn.t(
            N_("Check-ins: {done} of {planned} planned, before {done_before} of {planned_before} ({change})"),
            change=_change(one.contacts.done, one.contacts.done_before),
            **one.contacts._asdict(),
        ),
        _recorded_line(turn, one, brief),
        _waiting_line(turn, one, brief),
        *_flag_lines(turn, one),
        _request_line(turn, one),
        _silent_line(turn, one, brief),
    ]


def _load_line(turn: Turn, track: str, one: Figures) -> str:
    text = N_("<b>{track}</b>: {cases} participants, {mentors} mentors")
    if one.workload.mentors > 1 and one.workload.cases >= periods.FEW:
        text = N_("<b>{track}</b>: {cases} participants, {mentors} mentors (at most {most})")
    return turn.t(text, track=track, **one.workload._asdict())


def _recorded_line(turn: Turn, one: Figures, brief: bool) -> str:
    reached, missed, *before = one.recorded
    change = _change(reached + missed, sum(before))
    if brief or broken_down((reached, missed)) is None:
        return turn.t(N_("Recorded: {total} ({change})"), total=reached + missed, change=change)
    text = N_("Recorded: {total} ({change}), in touch {reached}, not yet {missed}")
    return turn.t(text, total=reached + missed, change=change, reached=reached, missed=missed)


def _waiting_line(turn: Turn, one: Figures, brief: bool) -> str:
    total, parts = sum(one.waiting), broken_down(one.waiting)
    if brief or parts is None:
        return turn.t(N_("Waiting for a check-in: {total}"), total=total)
    text = N_("Waiting for a check-in: {total}; 0–2 days {few}, 3–6 days {some}, 7 or more {many}")
    return turn.t(text, total=total, few=parts[0], some=parts[1], many=parts[2])


def _flag_lines(turn: Turn, one: Figures) -> list[str]:
    raised = one.flags
    parts = broken_down((raised.open - raised.alone, raised.alone))
    text = N_("Open flags: {open}") if parts is None else N_("Open flags: {open}, not taken on {alone}")
    lines: list[str] = [turn.t(text, open=raised.open, alone=raised.alone)]
    if raised.taken:
        in_minutes = raised.minutes < 120
        after = N_("Flags taken on: {taken}, after {minutes} minutes on average")
        if not in_minutes:
            after = N_("Flags taken on: {taken}, after {hours} hours on average")
        lines.append(turn.t(after, taken=raised.taken, minutes=raised.minutes, hours=round(raised.minutes / 60)))
    return lines


def _request_line(turn: Turn, one: Figures) -> str:
    waiting, oldest = one.requests
    if oldest is None:
        return turn.t(N_("Open requests: {open}"), open=waiting)
    hours = int((turn.now - oldest).total_seconds() // 3600)
    return turn.t(N_("Open requests: {open}, the oldest for {hours} hours"), open=waiting, hours=hours)


def _silent_line(turn: Turn, one: Figures, brief: bool) -> str:
    total, parts = sum(one.silent), broken_down(one.silent)
    if brief or parts is None:
        return turn.t(N_("Without contact for 14 days: {total}"), total=total)
    text = N_("Without contact: {total}; 14–29 days {few}, 30–59 {some}, 60 or more {many}")
    return turn.t(text, total=total, few=parts[0], some=parts[1], many=parts[2])


def _change(now: int, before: int) -> str:
    return f"{now - before:+d}".replace("-", "−") if now != before else "="


def _rows(turn: Turn, period: Period, found: dict[str, Figures], prompt_id: str | None = None) -> tuple[Row, ...]:
    why = () if prompt_id is None else (Button(turn.t(N_("Why do I receive this?")), "why", (prompt_id,)),)
    if not found:
        return ((*why, menu(turn)),)
    behind = [Button(turn.t(label), "digestlist", (period.code, name)) for name, (label, _) in FIGURES.items()]
    other = Button(turn.t(N_("This week")), "digest")
    if period == periods.current(turn.me.zone, turn.now):
        past = periods.week(period.first - periods.WEEK, turn.me.zone, turn.now)
        other = Button(turn.t(N_("Week before")), "digest", (past.code,))
    picture = Button(turn.t(N_("📊 Chart")), "digestchart", (period.code,))
    return (*pairs(behind[:6], 3), (*behind[6:], picture, other), (*why, menu(turn)))


# -- what stands behind a figure ---------------------------------------------------------------------------------------


def listing(turn: Turn) -> list[Reply]:
    """The codes behind a figure, six a page, one track at a time."""
    period, name, page = _period(turn), _arg(turn, 1), numbered(turn, 3)
    if name not in FIGURES:
        return show(turn)
    tracks = figures.tracks(turn.tx, turn.me)
    track = _arg(turn, 2) if _arg(turn, 2) in tracks else next(iter(tracks), "R")
    found, more = _page(turn, name, track, period, page)
    here = (period.code, name, track, str(page))
    days = turn.language.span(period.first, period.last)
    lines = [turn.t(FIGURES[name][1], track=track, days=days), *(_line(turn, name, item) for item in found)]
    if not found:
        lines.append(turn.t(N_("There is nothing here.")))
    buttons = [
        Button(item.code, "person", (str(item.id),))
        if name == "load"
        else Button(item.code, "request", (str(item.id),))
        if name == "requests"
        else Button(item.code, "case", (str(item.id), FROM_DIGEST, *here))
        for item in found
        if item.state != Role.SUPERVISOR
    ]
    others = [
        Button(turn.t(N_("To {track}"), track=one), "digestlist", (period.code, name, one))
        for one in tracks
        if one != track
    ]
    turns = (*paging(turn, page, more, "digestlist", *here[:3]), *others)
    rows = (*pairs(buttons, 3), *((turns,) if turns else ()), (_back(turn, period), menu(turn)))
    return [turn.say(turn.lines(*lines), *rows)]


def _page(turn: Turn, name: str, track: str, period: Period, page: int) -> tuple[list[Item], bool]:
    match name:
        case "contacts":
            return figure_lists.contact_list(turn.tx, turn.me, track, period, page, PAGE)
        case "recorded":
            return figure_lists.recorded_list(turn.tx, turn.me, track, period, page, PAGE)
        case "waiting":
            return figure_lists.waiting_list(turn.tx, turn.me, track, page, PAGE)
        case "flags":
            return figure_lists.flag_list(turn.tx, turn.me, track, page, PAGE)
        case "requests":
            return figure_lists.request_list(turn.tx, turn.me, track, page, PAGE)
        case "silent":
            return figure_lists.silent_list(turn.tx, turn.me, track, page, PAGE)
        case _:
            return figure_lists.workload_list(turn.tx, turn.me, track, page, PAGE)


def _line(turn: Turn, name: str, item: Item) -> str:
    if item.at is None:
        return turn.t(N_("• {code}: {number} participants"), code=item.code, number=item.number)
    if name in ("waiting", "silent"):
        return turn.t(FOR_DAYS, code=item.code, mentor=item.mentor, days=(turn.now - item.at).days)
    return turn.t(LINES.get(item.state, STILL_OPEN), code=item.code, mentor=item.mentor, day=turn.day(item.at))


# -- the chart, and the same in words ----------------------------------------------------------------------------------


def chart(turn: Turn) -> list[Reply]:
    """The chart of each track, below; a second tap within a minute brings no second one."""
    if digests.drawn_lately(turn.tx, turn.chat):
        return []
    return _charts(turn, _period(turn), figures.tracks(turn.tx, turn.me))


def _charts(turn: Turn, period: Period, tracks: list[str]) -> list[Reply]:
    mondays = periods.chart_weeks(period.monday)
    start = periods.week(mondays[0], turn.me.zone, turn.now).start
    contacts = figures.planned_and_done(turn.tx, turn.me, start)
    levels = figures.levels(turn.tx, turn.me, mondays[0], mondays[-1])
    weeks = [turn.language.span(monday, periods.sunday_of(monday)) for monday in mondays]
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
        words = Button(turn.t(N_("🔤 Topics in numbers")), "digestwords", (period.code, track))
        said.append(Say(text, ((words,),), kind="digest", drawing=Drawing("digest", facts)))
    return said


def in_words(turn: Turn) -> list[Reply]:
    """What the chart shows of one topic, in numbers."""
    period, track, at = _period(turn), _arg(turn, 1), numbered(turn, 2)
    if track not in figures.tracks(turn.tx, turn.me):
        return show(turn)
    topic, mondays = TOPICS[min(at, len(TOPICS) - 1)], periods.chart_weeks(period.monday)
    counted = figures.levels(turn.tx, turn.me, mondays[0], mondays[-1]).get(track, {})
    lines: list[str] = [turn.t(N_("<b>{track}: {topic}</b>"), track=track, topic=turn.t(topic.short))]
    for monday in mondays:
        days = turn.language.span(monday, periods.sunday_of(monday))
        numbers = counted.get((topic.code, monday), [])
        parts = broken_down(numbers)
        if parts is None:
            text = N_("{days}: fewer than five") if sum(numbers) else N_("{days}: not talked about")
            lines.append(turn.t(text, days=days))
        else:
            named = [f"{turn.t(label)} {one}" for (_, label, _), one in zip(LEVELS, parts, strict=True)]
            lines.append(turn.t(N_("{days}: {numbers}"), days=days, numbers=", ".join(named)))
    buttons = [
        Button(turn.t(one.short), "digestwords", (period.code, track, str(place))) for place, one in enumerate(TOPICS)
    ]
    return [turn.say(turn.lines(*lines), *pairs(buttons, 3), (_back(turn, period), menu(turn)))]


def _back(turn: Turn, period: Period) -> Button:
    return Button(turn.t(N_("Back")), "digest", (period.code,))
