"""Mending an entry field by field, and adding one: looked over as a card before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.domain import forms
from bot.domain.directory import (
    CATEGORIES,
    LONGEST_CARD,
    Entry,
    Problem,
    Wrong,
    card_length,
    read_deadline,
    validate,
)
from bot.domain.forms import Form
from bot.domain.presses import AddEntry, MendField, Save, Upkeep
from bot.domain.text import N_
from bot.reference.directory import block_of, dated, unchecked
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.store.institution import directory as store
from bot.turn import Reply, Say, Turn
from handlers import asking, directory, entries
from handlers.asking import Filling
from handlers.entries import find
from handlers.leader.directory_entries import entry_page, home
from handlers.leader.directory_fields import (
    ADD,
    ALL,
    ASKED,
    CHOSEN,
    MEND,
    NOTHING,
    QUESTIONS,
    YET,
    as_typed,
    categories,
    value_of,
)

REASONS = {
    Wrong.MISSING: N_("This cannot stay empty."),
    Wrong.UNKNOWN: N_("“{words}” is not known here. A province is written like Jawa Barat, a day like 8 Juni 2028."),
    Wrong.TOO_LONG: N_("The card becomes {length} characters long, there is room for {most}. Please shorten this."),
    Wrong.FORBIDDEN_WORD: N_(
        "“{words}” is not shown to anybody here, it may hurt or give away. Please say it another way."
    ),
    Wrong.UNOFFICIAL_LINK: N_(
        "“{words}” is not an official address. Those of .go.id, healing119.id and aida.or.id are."
    ),
}


def mend(turn: Turn, pressed: MendField) -> list[Reply]:
    """Ask for one field; what it holds now can be kept."""
    entry, field = find(turn, pressed.entry), pressed.field
    if entry is None or field not in (*ASKED, *CHOSEN):
        return home(turn, Upkeep())
    answers = {"entry": entry.id, "field": field}
    if field in ASKED and (now := as_typed(field, block_of(entry).get(field, ""))):
        answers[field + forms.MAKING] = now
    return [asking.open_form(turn, MENDING, answers=answers)]


def add(turn: Turn, pressed: AddEntry) -> list[Reply]:
    """A new entry of this category, or the one that was left half filled in."""
    code = pressed.category
    if code not in dict(CATEGORIES):
        return home(turn, Upkeep())
    unfinished = drafts.of_form(turn.tx, turn.me, ADD.name)
    if unfinished is not None and unfinished.answers.get("category") == code:
        drafts.resume(turn.tx, turn.me, unfinished)
        return [asking.show(turn, ADDING, unfinished)]
    return [asking.open_form(turn, ADDING, answers={"field": ALL, "category": code})]


def save(turn: Turn, draft: Draft) -> list[Reply]:
    """Keep one mended field."""
    entry, field = _of(turn, draft), str(draft.answers["field"])
    drafts.drop(turn.tx, draft)
    if entry is None:
        return home(turn, Upkeep())
    value = value_of(field, str(draft.answers[field]))
    if value != block_of(entry).get(field, ""):
        store.mend(turn.tx, turn.me, entry.id, {field: value})
        entries.forget_changes(turn)
    return [entry_page(turn, find(turn, entry.id) or entry, N_("Noted. Thank you, {you}."))]


def save_new(turn: Turn, draft: Draft) -> list[Reply]:
    """Keep a new entry; its id comes from the draft, so that it cannot be added twice."""
    block = _block(turn, draft)
    drafts.drop(turn.tx, draft)
    store.mend(turn.tx, turn.me, block["id"], block, "entry_added")
    entries.forget_changes(turn)
    entry = find(turn, block["id"])
    return home(turn, Upkeep()) if entry is None else [entry_page(turn, entry, N_("✅ Added."))]


def summary(turn: Turn, draft: Draft) -> Say:
    """The card once more before it is kept (a mended field is kept with its answer)."""
    entry = unchecked(dated(_block(turn, draft)))
    save = asking.button(draft, turn.t(N_("💾 Save")), Save())
    return turn.say(turn.lines(*directory.card_lines(turn, entry)), (save,), asking.way_out(turn, draft, ""))


def check(turn: Turn, draft: Draft) -> tuple[str, str] | None:
    """What is wrong with the answers so far: the question to ask again, and why."""
    answered = [q.key for q in forms.applicable(ADD, draft.answers) if q.key in draft.answers]
    entry = _of(turn, draft)
    if not answered or (draft.form == MEND.name and entry is None):
        return None
    if draft.answers.get("deadline") and read_deadline(str(draft.answers["deadline"])) is None:
        return "deadline", _reason(turn, Problem("deadline", Wrong.UNKNOWN, str(draft.answers["deadline"])))
    made = unchecked(dated(_block(turn, draft)))
    for problem in validate(made):
        if problem.field in answered and problem.wrong is not Wrong.TOO_LONG:
            return problem.field, _reason(turn, problem)
    texts = [key for key in answered if key in ASKED]
    if card_length(made) > LONGEST_CARD and texts:
        return texts[-1], turn.t(REASONS[Wrong.TOO_LONG], length=card_length(made), most=LONGEST_CARD)
    return None


def _reason(turn: Turn, problem: Problem) -> str:
    return turn.t(REASONS[problem.wrong], words=asking.shortened(problem.words, 60), length="", most="")


def _block(turn: Turn, draft: Draft) -> dict[str, Any]:
    """The entry the answers make: over the one that is mended, or over nothing."""
    entry, given = _of(turn, draft), draft.answers
    month = f"{entries.today(turn).replace(day=1):%Y-%m}"
    base = block_of(entry) if entry else {**YET, **NOTHING, "id": f"lokal_{draft.token}", "checked": month}
    answered = [q.key for q in QUESTIONS if q.key in given]
    block = {**base, **{key: value_of(key, str(given[key])) for key in answered}}
    return {**block, "deadline": value_of("deadline", block.get("deadline", ""))}


def _of(turn: Turn, draft: Draft) -> Entry | None:
    return find(turn, str(draft.answers.get("entry", "")))


def _title_mending(turn: Turn, draft: Draft) -> str:
    entry = _of(turn, draft)
    return turn.t(N_("<b>{title}</b>"), title=entry.name if entry else "")


def _title_adding(turn: Turn, draft: Draft) -> str:
    return turn.t(N_("<b>A new entry</b>"))


def _leave(turn: Turn, draft: Draft) -> list[Reply]:
    return home(turn, Upkeep())


def _filling(form: Form, title: Callable[[Turn, Draft], str], keep: Callable[[Turn, Draft], list[Reply]]) -> Filling:
    return Filling(form, title, keep, _leave, summary if form is ADD else None, categories, check)


MENDING = _filling(MEND, _title_mending, save)
ADDING = _filling(ADD, _title_adding, save_new)
FILLINGS = (MENDING, ADDING)
