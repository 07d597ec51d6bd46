"""The history of a participant's prompts: when planned, said, answered or put off, and how each was delivered."""

from __future__ import annotations

from bot.domain.followups import BY_KIND, SKIPS
from bot.domain.presses import History, Timeline, WhoLooked
from bot.domain.speaking import WAITS
from bot.domain.text import N_
from bot.store.caseload import cases, delivery_history
from bot.store.caseload.delivery_history import Entry
from bot.store.caseload.prompts import REPLACED
from bot.turn import Button, Reply, Turn
from handlers.over import no_case
from handlers.screens import menu, paging

SHOWN = 5
STATES = {
    "waiting": N_("planned"),
    "said": N_("waiting for an answer"),
    "answered": N_("answered"),
    "snoozed": N_("put off"),
    "skipped": N_("skipped"),
    "held": N_("held until the phone can be reached"),
    "lapsed": N_("no longer needed"),
    "cancelled": N_("no longer needed"),
    "failed": N_("could not be said"),
}


def listing(turn: Turn, pressed: History) -> list[Reply]:
    """Newest first, five a page."""
    case = cases.steered(turn.tx, turn.me, pressed.case)
    if case is None:
        return [no_case(turn, pressed.case)]
    page = pressed.page
    found, more = delivery_history.of_case(turn.tx, case, page, SHOWN)
    lines = [turn.t(N_("<b>History of {code}</b>"), code=case.code), *(_line(turn, entry) for entry in found)]
    if not found:
        lines.append(turn.t(N_("Nothing has been planned yet.")))
    back = Button(turn.t(N_("Back")), Timeline(case.id))
    turns = paging(turn, page, more, lambda other: History(case.id, other))
    looked = Button(turn.t(N_("Who looked")), WhoLooked(case.id))
    return [turn.say(turn.lines(*lines), (looked,), (*turns, back), (menu(turn),))]


def _line(turn: Turn, entry: Entry) -> str:
    state = turn.t(_state(entry))
    if entry.reason in dict(SKIPS):
        state = turn.t(N_("{state}: {reason}"), state=state, reason=turn.t(dict(SKIPS)[entry.reason]))
    return turn.t(
        N_("• {kind}, {planned}: {state}. {delivery}"),
        kind=turn.t(BY_KIND[entry.kind].label),
        planned=turn.day(entry.slot),
        state=state,
        delivery=_delivery(turn, entry),
    )


def _state(entry: Entry) -> str:
    """What became of it, in words; of what waits for a good hour never why the hour is none."""
    if entry.state == "waiting" and entry.reason == WAITS:
        return N_("waits for a good hour")
    if entry.state == "cancelled" and entry.reason == REPLACED:
        return N_("another contact took its place")
    if BY_KIND[entry.kind].is_news and entry.state in ("said", "lapsed"):
        return N_("told") if entry.state == "said" else N_("stands in their menu")
    return STATES[entry.state]


def _delivery(turn: Turn, entry: Entry) -> str:
    if entry.said_at is None:
        return turn.t(N_("Not sent yet.")) if entry.state == "waiting" else turn.t(N_("Not sent."))
    to = entry.said_to or "?"
    if entry.sent_at is None:
        return turn.t(N_("On its way to {who}."), who=to)
    if entry.uncertain:
        return turn.t(N_("To {who}, {moment}, perhaps twice."), who=to, moment=turn.day(entry.sent_at))
    return turn.t(N_("To {who}, {moment}."), who=to, moment=turn.day(entry.sent_at))
