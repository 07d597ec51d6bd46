"""An admin's digest: who is left alone, which clocks run, what waits, how the machine is, the record's head."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.domain.followups import ADMIN_DIGEST, BY_KIND
from bot.domain.people import Role
from bot.domain.presses import Digest, RequestList, Team, Trail, Upkeep, Why
from bot.domain.prompting.news import PARTS
from bot.domain.text import N_
from bot.store.caseload import drafts, prompts, requests
from bot.store.figures import digests, upkeep
from bot.store.institution import directory, truths
from bot.store.keeping import audit_chain
from bot.store.queues import signs_of_life
from bot.turn import Button, Due, Reply, Row, Say, Turn
from handlers import entries
from handlers.leader.digest_prompt import first_of_its_turn
from handlers.screens import first_said, menu

MOST_CODES = 6
ALL_IN_ORDER = N_("Staff, requests and support information: all is in order.")


def due(turn: Turn, due: Due) -> list[Reply]:
    """Its hour has come, perhaps long ago: it tells how things stand now, and its successor is planned."""
    prompt = first_of_its_turn(turn, due, Role.ADMIN)
    if prompt is None:
        return []
    since = digests.last_said(turn.tx, turn.me, prompt.kind)
    prompts.mark_said(turn.tx, prompt, turn.me)
    kind = BY_KIND[prompt.kind]
    # It has come, so that reminders do move, however many wait behind it after an outage.
    lines = (first_said(turn, turn.t(kind.text)), *_lines(turn, since, moving=("prompts",)))
    why = Button(turn.t(N_("Why do I receive this?")), Why(prompt.id))
    return [Say(turn.lines(*lines), _rows(turn, why), kind=kind.say, prompt_id=prompt.id)]


def show(turn: Turn, pressed: Digest) -> list[Reply]:
    """How it stands at this moment."""
    drafts.put_aside(turn.tx, turn.me)
    since = digests.last_said(turn.tx, turn.me, ADMIN_DIGEST)
    return [turn.say(turn.lines(*_lines(turn, since)), *_rows(turn))]


def _rows(turn: Turn, *why: Button) -> tuple[Row, ...]:
    open_ones = requests.count_open(turn.tx, turn.me)
    asked = (Button(turn.t(N_("📨 Requests ({number})"), number=open_ones), RequestList()),) if open_ones else ()
    return (
        (Button(turn.t(N_("🤝 Staff")), Team()), *asked),
        (Button(turn.t(N_("ℹ️ Support information")), Upkeep()), Button(turn.t(N_("🗂 The record")), Trail())),
        (*why, menu(turn)),
    )


# -- the text ----------------------------------------------------------------------------------------------------------


def _lines(turn: Turn, since: datetime | None, moving: Sequence[str] = ()) -> list[Markup]:
    """`since`: what came after it is called new. moving: parts that surely do not stand still."""
    to_see = [*_left_alone(turn), *_uncovered(turn, since), *_clocks(turn, since), *_directory(turn)]
    broken_at = signs_of_life.record_broken_at(turn.tx)
    return [
        turn.t(N_("<b>How it stands on {moment}</b>"), moment=turn.moment(turn.now)),
        *(to_see or [turn.t(ALL_IN_ORDER)]),
        *(_machine(turn, moving, broken_at) or [turn.t(N_("All parts of the service work."))]),
        *(_signed(turn) if broken_at is None else []),
    ]


def _left_alone(turn: Turn) -> list[Markup]:
    """Mentors whom nobody leads but the admins; and participants whose mentor is gone, by their number alone."""
    led_by_nobody, alone = truths.to_decide(turn.tx), truths.accompanied_by_nobody(turn.tx)
    codes = turn.t(N_("Without a supervisor who can act: {codes}"), codes=_codes(turn, led_by_nobody))
    number = turn.t(N_("Participants whose mentor is gone: {number}"), number=alone)
    return [*([codes] if led_by_nobody else []), *([number] if alone else [])]


def _uncovered(turn: Turn, since: datetime | None) -> list[Markup]:
    found = upkeep.uncovered(turn.tx, since)
    if not found.codes:
        return []
    text = N_("Away, with nobody who stands in{new}: {codes}")
    return [turn.t(text, new=_new(turn, found.new), codes=_codes(turn, found.codes))]


def _clocks(turn: Turn, since: datetime | None) -> list[Markup]:
    """The rights of participants and the law's hours for them: numbers, of nobody's in particular."""
    found = upkeep.clocks(turn.tx, since)
    if not found.open:
        return []
    text = N_("Requests by right{new}: {open} open, {soon} end within 24 hours, {over} are past their time")
    return [turn.t(text, new=_new(turn, found.new), open=found.open, soon=found.soon, over=found.over)]


def _directory(turn: Turn) -> list[Markup]:
    old, told = entries.old_count(turn), len(directory.reports(turn.tx))
    parts = [
        *([turn.t(N_("{number} to be checked again"), number=old)] if old else []),
        *([turn.t(N_("{number} reported"), number=told)] if told else []),
    ]
    return [turn.t(N_("Support information: {what}"), what=", ".join(parts))] if parts else []


def _machine(turn: Turn, moving: Sequence[str], broken_at: int | None) -> list[Markup]:
    """What is not well with it; nothing where all is."""
    still = [part for part in signs_of_life.still(turn.tx, polls=True) if part not in moving]
    parts = turn.language.listing(turn.t(words) for part, words in PARTS if part in still)
    unsent = upkeep.unsent(turn.tx)
    broken = N_("The record does not fit from entry {number} on")
    return [
        *([turn.t(N_("Parts that stand still: {parts}"), parts=parts)] if still else []),
        *([turn.t(N_("Messages that could not be sent: {number}"), number=unsent)] if unsent else []),
        *([] if broken_at is None else [turn.t(broken, number=broken_at)]),
    ]


def _signed(turn: Turn) -> list[Markup]:
    """How far the record is signed: the admin's chat remembers it, whatever happens here."""
    last = audit_chain.head(turn.tx)
    text = N_("The record is signed up to entry {number}, mark {mark}.")
    return [turn.t(text, number=last.position, mark=last.mark)] if last.position else []


def _codes(turn: Turn, codes: Sequence[str]) -> str:
    rest = len(codes) - MOST_CODES
    more = [turn.t(N_("and {number} more"), number=rest)] if rest > 0 else []
    return " ".join([", ".join(codes[:MOST_CODES]), *more])


def _new(turn: Turn, number: int) -> str:
    """After what a line is about: how many of them are so only since the last digest."""
    said = turn.t(N_("(new: {number})"), number=number)
    return f" {said}" if number else ""
