"""The support directory as admins keep it: what there is, what is old, what was reported; checked, retired."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.directory import (
    CATEGORIES,
    Entry,
    is_old,
    is_shown,
    of_category,
    old_ones,
)
from bot.domain.presses import (
    AddEntry,
    Info,
    MarkChecked,
    MendField,
    OldEntries,
    Press,
    ReportedEntries,
    Retire,
    Upkeep,
    UpkeepCard,
    UpkeepEntry,
    UpkeepFields,
    UpkeepList,
)
from bot.domain.text import N_
from bot.store.caseload import drafts
from bot.store.institution import directory as store
from bot.turn import Button, Reply, Row, Say, Turn
from handlers import directory, entries
from handlers.entries import find
from handlers.leader.directory_fields import (
    ASKED,
    CHOSEN,
    FOR,
    STATUS,
)
from handlers.screens import PAGE, menu, paging, pairs


def home(turn: Turn, pressed: Upkeep) -> list[Reply]:
    """What there is, what is old, what was reported."""
    drafts.put_aside(turn.tx, turn.me)
    told, old = store.reports(turn.tx), entries.old_count(turn)
    text = turn.lines(
        turn.t(N_("<b>Support information</b>")),
        turn.t(N_("Entries: {number}"), number=len([e for e in entries.in_force(turn) if is_shown(e)])),
        turn.t(N_("Not checked for 180 days: {number}"), number=old),
        turn.t(N_("Reported: {number}"), number=len(told)),
        turn.t(N_("Choose a category to look at its entries or to add one.")),
    )
    buttons = [Button(turn.t(directory.SHORT[code]), UpkeepList(code)) for code, _ in CATEGORIES]
    others = (
        Button(turn.t(N_("Old ones")), OldEntries()),
        Button(turn.t(N_("Reported")), ReportedEntries()),
        Button(turn.t(N_("As people see it")), Info()),
        menu(turn),
    )
    return [turn.say(text, *pairs(buttons, 3), others)]


def listing(turn: Turn, pressed: UpkeepList) -> list[Reply]:
    """The entries of a category."""
    title = dict(CATEGORIES).get(pressed.category)
    if title is None:
        return home(turn, Upkeep())
    found = of_category(entries.everything(turn), pressed.category)
    add = Button(turn.t(N_("➕ Add")), AddEntry(pressed.category))
    return [_list(turn, title, found, pressed.page, lambda page: UpkeepList(pressed.category, page), add)]


def old(turn: Turn, pressed: OldEntries) -> list[Reply]:
    """Those nobody has checked for long."""
    found = old_ones(entries.in_force(turn), entries.today(turn))
    return [_list(turn, N_("Old ones"), found, pressed.page, OldEntries)]


def reported(turn: Turn, pressed: ReportedEntries) -> list[Reply]:
    """Those that were reported, the most often first; whoever has seen the list is not told of them again."""
    told = store.reports(turn.tx)
    store.settle_reports(turn.tx, turn.me)
    found = sorted((e for e in entries.everything(turn) if e.id in told), key=lambda e: -sum(told[e.id].values()))
    return [_list(turn, N_("Reported"), found, pressed.page, ReportedEntries)]


def _list(
    turn: Turn, title: str, found: Sequence[Entry], page: int, at: Callable[[int], Press], *more: Button
) -> Reply:
    drafts.put_aside(turn.tx, turn.me)
    here = list(enumerate(found[page * PAGE : (page + 1) * PAGE], page * PAGE + 1))
    lines = [turn.t(N_("<b>{title}</b>"), title=turn.t(title))]
    lines += [
        turn.t(N_("{number}. {name}{marks}"), number=number, name=entry.name, marks=_marks(turn, entry))
        for number, entry in here
    ]
    if not here:
        lines.append(turn.t(N_("There is nothing here yet.")))
    buttons = [
        Button(turn.t(N_("{number}. {name}"), number=number, name=entry.name), UpkeepEntry(entry.id))
        for number, entry in here
    ]
    nav = paging(turn, page, len(found) > (page + 1) * PAGE, at)
    return turn.say(turn.lines(*lines), *pairs(buttons), (*nav, *more, Button(turn.t(N_("Back")), Upkeep())))


def _marks(turn: Turn, entry: Entry) -> str:
    told = sum(turn.once("reports", lambda: store.reports(turn.tx)).get(entry.id, {}).values())
    marks = [turn.t(N_("reports: {number}"), number=told)] if told else []
    if _is_retired(turn, entry):
        marks.append(turn.t(N_("retired")))
    elif not is_shown(entry):
        marks.append(turn.t(N_("hidden")))
    elif is_old(entry, entries.today(turn)):
        marks.append(turn.t(N_("old")))
    return f" ({', '.join(marks)})" if marks else ""


def one(turn: Turn, pressed: UpkeepEntry) -> list[Reply]:
    """One entry, and what can be done with it."""
    entry = find(turn, pressed.entry)
    return home(turn, Upkeep()) if entry is None else [entry_page(turn, entry)]


def entry_page(turn: Turn, entry: Entry, before: str | None = None) -> Say:
    """One entry: how it stands, and what can be done with it."""
    retired = _is_retired(turn, entry)
    told = store.reports(turn.tx).get(entry.id, {})
    lines = [turn.t(before)] if before else []
    lines += [
        turn.t(N_("<b>{title}</b>"), title=entry.name),
        turn.t(N_("{text}"), text=entry.helps),
        turn.t(N_("{label}: {value}"), label=turn.t(CHOSEN["status"][0]), value=turn.t(dict(STATUS)[entry.status])),
        turn.t(N_("{label}: {value}"), label=turn.t(CHOSEN["for"][0]), value=turn.t(dict(FOR)[entry.audience])),
        turn.t(N_("Source: {text}"), text=entry.source),
        turn.t(N_("Information as of {month}"), month=turn.language.month(entry.checked))
        if entry.checked
        else turn.t(N_("Information as of: not known")),
    ]
    lines += [
        turn.t(N_("{label}: {value}"), label=turn.t(label), value=told[kind])
        for kind, label in directory.WRONG
        if kind in told
    ]
    if retired:
        lines.append(turn.t(N_("Retired: nobody sees it.")))
    turned = Button(turn.t(N_("Show it again")), Retire(entry.id))
    if not retired:
        turned = Button(turn.t(N_("Retire")), Retire(entry.id, retired=True))
    rows: tuple[Row, ...] = (
        (Button(turn.t(N_("✏️ Mend")), UpkeepFields(entry.id)), turned),
        (Button(turn.t(N_("✅ Checked this month")), MarkChecked(entry.id)),),
        (Button(turn.t(N_("Its card")), UpkeepCard(entry.id)),),
        (Button(turn.t(N_("Back")), UpkeepList(entry.category)), menu(turn)),
    )
    return turn.say(turn.lines(*lines), *rows)


def card(turn: Turn, pressed: UpkeepCard) -> list[Reply]:
    """The card as people see it."""
    entry = find(turn, pressed.entry)
    if entry is None:
        return home(turn, Upkeep())
    back = Button(turn.t(N_("Back")), UpkeepEntry(entry.id))
    return [turn.say(turn.lines(*directory.card_lines(turn, entry)), (back, menu(turn)))]


def mark_checked(turn: Turn, pressed: MarkChecked) -> list[Reply]:
    """It was looked at and is right: it counts from this month on."""
    entry = find(turn, pressed.entry)
    if entry is None:
        return home(turn, Upkeep())
    month = entries.today(turn).replace(day=1)
    if entry.checked != month or entry.id in store.reports(turn.tx):
        store.mend(turn.tx, turn.me, entry.id, {"checked": f"{month:%Y-%m}"}, "entry_checked")
    return [entry_page(turn, replace(entry, checked=month), N_("Noted. Thank you, {you}."))]


def retire(turn: Turn, pressed: Retire) -> list[Reply]:
    """Take it out, or put it back."""
    entry = find(turn, pressed.entry)
    if entry is None:
        return home(turn, Upkeep())
    store.retire(turn.tx, turn.me, entry.id, retired=pressed.retired)
    entries.forget_changes(turn)
    return [entry_page(turn, entry)]


def fields(turn: Turn, pressed: UpkeepFields) -> list[Reply]:
    """What is to be mended?"""
    entry = find(turn, pressed.entry)
    if entry is None:
        return home(turn, Upkeep())
    labels = {field: label for field, (label, _) in (*ASKED.items(), *CHOSEN.items())}
    buttons = [Button(turn.t(label), MendField(entry.id, field)) for field, label in labels.items()]
    text = turn.lines(turn.t(N_("<b>{title}</b>"), title=entry.name), turn.t(N_("What is to be mended?")))
    return [turn.say(text, *pairs([*buttons, Button(turn.t(N_("Back")), UpkeepEntry(entry.id))], 4))]


def _is_retired(turn: Turn, entry: Entry) -> bool:
    return all(kept.id != entry.id for kept in entries.in_force(turn))
