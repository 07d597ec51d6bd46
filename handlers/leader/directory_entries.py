"""The support directory as admins keep it: what is old or reported, mending, adding, retiring. All of it is audited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.domain import forms
from bot.domain.directory import (
    AUDIENCES,
    CATEGORIES,
    LONGEST_CARD,
    LONGEST_NAME,
    Entry,
    Problem,
    Wrong,
    card_length,
    is_old,
    is_shown,
    of_category,
    old_ones,
    province_of,
    read_deadline,
    validate,
)
from bot.domain.forms import Choice, Form, Free, Is, Option, Question
from bot.domain.text import N_
from bot.reference.directory import block_of, dated, unchecked
from bot.store.caseload import drafts
from bot.store.caseload.drafts import Draft
from bot.store.institution import directory
from bot.store.institution import directory as store
from bot.turn import Button, Reply, Row, Say, Turn
from handlers import asking, support
from handlers.asking import Filling
from handlers.screens import PAGE, chosen_on, menu, page_of, paging, pairs

LINES, COMMAS = ("how", "steps"), ("keywords", "region")
EMPTY = N_("Leave it empty")
# What an answer not given yet stands for while the others are looked at.
YET = {"name": "-", "helps": "-", "how": ["-"], "source": "-", "keywords": ["-"], "status": "V", "for": AUDIENCES[0]}
NOTHING = {"cost": "", "hours": "", "caution": "", "region": [], "steps": [], "deadline": ""}
ALL = "all"
ASKED: dict[str, tuple[str, str]] = {
    "name": (N_("Name"), N_("What is it called? At most 32 characters.")),
    "helps": (N_("Helps"), N_("What does it help with? One sentence.")),
    "how": (N_("How"), N_("How is it reached? A line for each way, the number as it is dialled.")),
    "cost": (N_("Cost"), N_("What does it cost? Only what is sure.")),
    "hours": (N_("Hours"), N_("When is it open? Only what is sure.")),
    "region": (N_("Region"), N_("Only for some provinces? Their names, with commas. Empty: for all.")),
    "steps": (N_("Steps"), N_("What is to be done, step by step? A line for each.")),
    "deadline": (N_("Deadline"), N_("Is there a last day? For example: 8 Juni 2028.")),
    "caution": (N_("Caution"), N_("What should one know before?")),
    "source": (N_("Source"), N_("Where is this from, and of which month? For example: Kemensos, Maret 2026.")),
    "keywords": (N_("Words"), N_("Words people would type for it, with commas.")),
}
LIMITS = {"name": LONGEST_NAME, "helps": 200, "how": 400, "cost": 80, "hours": 80, "region": 200, "steps": 400}
STATUS = (("V", N_("Official, or two sources")), ("P", N_("One source")), ("U", N_("Not sure: hidden")))
FOR = ((AUDIENCES[0], N_("Everybody")), ("P", N_("P (recovery)")), ("R", N_("R (coming home)")))
CHOSEN: dict[str, tuple[str, str]] = {
    "status": (N_("Status"), N_("How sure is it?")),
    "for": (N_("For whom"), N_("Who is shown it?")),
    "category": (N_("Category"), N_("Which category?")),
}
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


def _free(field: str) -> Free:
    optional = field in NOTHING
    return Free(field, ASKED[field][1], LIMITS.get(field, 300), optional, when=Is("field", (field, ALL)), skip=EMPTY)


QUESTIONS: tuple[Question, ...] = (
    Choice("category", CHOSEN["category"][1], when=Is("field", ("category",)), source="categories"),
    *(_free(field) for field in ASKED),
    Choice("status", CHOSEN["status"][1], STATUS, when=Is("field", ("status", ALL))),
    Choice("for", CHOSEN["for"][1], FOR, when=Is("field", ("for", ALL))),
)
MEND, ADD = Form("mendinfo", QUESTIONS), Form("addinfo", QUESTIONS)


# -- looking -----------------------------------------------------------------------------------------------


def home(turn: Turn) -> list[Reply]:
    """What there is, what is old, what was reported."""
    drafts.put_aside(turn.tx, turn.me)
    told, old = store.reports(turn.tx), support.old_count(turn)
    text = turn.lines(
        turn.t(N_("<b>Support information</b>")),
        turn.t(N_("Entries: {number}"), number=len([e for e in support.in_force(turn) if is_shown(e)])),
        turn.t(N_("Not checked for 180 days: {number}"), number=old),
        turn.t(N_("Reported: {number}"), number=len(told)),
        turn.t(N_("Choose a category to look at its entries or to add one.")),
    )
    buttons = [Button(turn.t(support.SHORT[code]), "uplist", (code,)) for code, _ in CATEGORIES]
    buttons += [
        Button(turn.t(N_("Old ones")), "uplist", ("old",)),
        Button(turn.t(N_("Reported")), "uplist", ("told",)),
        Button(turn.t(N_("As people see it")), "info"),
        menu(turn),
    ]
    return [turn.say(text, *pairs(buttons, 3))]


def listing(turn: Turn) -> list[Reply]:
    """The entries of a category, the old ones, or those that were reported."""
    drafts.put_aside(turn.tx, turn.me)
    which, page = chosen_on(turn), page_of(turn, 1)
    found = _entries(turn, which)
    if found is None:
        return home(turn)
    if which == "told":
        directory.settle_reports(turn.tx, turn.me)
    here, first = found[page * PAGE : (page + 1) * PAGE], page * PAGE + 1
    lines = [turn.t(N_("<b>{title}</b>"), title=_heading(turn, which))]
    lines += [
        turn.t(N_("{number}. {name}{marks}"), number=at, name=entry.name, marks=_marks(turn, entry))
        for at, entry in enumerate(here, first)
    ]
    if not here:
        lines.append(turn.t(N_("There is nothing here yet.")))
    buttons = [
        Button(turn.t(N_("{number}. {name}"), number=at, name=entry.name), "upentry", (entry.id,))
        for at, entry in enumerate(here, first)
    ]
    nav = paging(turn, page, len(found) > (page + 1) * PAGE, "uplist", which)
    if which in dict(CATEGORIES):
        nav += (Button(turn.t(N_("➕ Add")), "upnew", (which,)),)
    nav += (Button(turn.t(N_("Back")), "upkeep"),)
    return [turn.say(turn.lines(*lines), *pairs(buttons), nav)]


def _entries(turn: Turn, which: str) -> Sequence[Entry] | None:
    if which == "old":
        return old_ones(support.in_force(turn), support.today(turn))
    if which == "told":
        told = store.reports(turn.tx)
        return sorted((e for e in support.everything(turn) if e.id in told), key=lambda e: -sum(told[e.id].values()))
    return of_category(support.everything(turn), which) if which in dict(CATEGORIES) else None


def _heading(turn: Turn, which: str) -> str:
    return turn.t({"old": N_("Old ones"), "told": N_("Reported"), **dict(CATEGORIES)}[which])


def _marks(turn: Turn, entry: Entry) -> str:
    told = sum(turn.once("reports", lambda: store.reports(turn.tx)).get(entry.id, {}).values())
    marks = [turn.t(N_("reports: {number}"), number=told)] if told else []
    if _is_retired(turn, entry):
        marks.append(turn.t(N_("retired")))
    elif not is_shown(entry):
        marks.append(turn.t(N_("hidden")))
    elif is_old(entry, support.today(turn)):
        marks.append(turn.t(N_("old")))
    return f" ({', '.join(marks)})" if marks else ""


def one(turn: Turn) -> list[Reply]:
    """One entry, and what can be done with it."""
    entry = _entry(turn)
    return home(turn) if entry is None else [_page(turn, entry)]


def _page(turn: Turn, entry: Entry, before: str | None = None) -> Say:
    retired = _is_retired(turn, entry)
    told = store.reports(turn.tx).get(entry.id, {})
    lines = [turn.t(before)] if before else []
    lines += [
        turn.t(N_("<b>{title}</b>"), title=entry.name),
        turn.t(N_("{text}"), text=entry.helps),
        turn.t(N_("{label}: {value}"), label=turn.t(CHOSEN["status"][0]), value=turn.t(dict(STATUS)[entry.status])),
        turn.t(N_("{label}: {value}"), label=turn.t(CHOSEN["for"][0]), value=turn.t(dict(FOR)[entry.audience])),
        turn.t(N_("Source: {text}"), text=entry.source),
        turn.t(N_("Checked: {month}"), month=turn.language.month(entry.checked))
        if entry.checked
        else turn.t(N_("Checked: not known when")),
    ]
    lines += [
        turn.t(N_("{label}: {value}"), label=turn.t(label), value=told[kind])
        for kind, label in support.WRONG
        if kind in told
    ]
    if retired:
        lines.append(turn.t(N_("Retired: nobody sees it.")))
    ids = (entry.id,)
    turned = Button(turn.t(N_("Show it again")), "upretire", (entry.id, "0"))
    if not retired:
        turned = Button(turn.t(N_("Retire")), "upretire", (entry.id, "1"))
    rows: tuple[Row, ...] = (
        (Button(turn.t(N_("✏️ Mend")), "upfields", ids), turned),
        (Button(turn.t(N_("✅ Checked this month")), "upchecked", ids),),
        (Button(turn.t(N_("Its card")), "upcard", ids),),
        (Button(turn.t(N_("Back")), "uplist", (entry.category,)), menu(turn)),
    )
    return turn.say(turn.lines(*lines), *rows)


def card(turn: Turn) -> list[Reply]:
    """The card as people see it."""
    entry = _entry(turn)
    if entry is None:
        return home(turn)
    back = Button(turn.t(N_("Back")), "upentry", (entry.id,))
    return [turn.say(turn.lines(*support.card_lines(turn, entry)), (back, menu(turn)))]


# -- changing ----------------------------------------------------------------------------------------------


def checked(turn: Turn) -> list[Reply]:
    """It was looked at and is right: it counts from this month on."""
    entry = _entry(turn)
    if entry is None:
        return home(turn)
    month = support.today(turn).replace(day=1)
    if entry.checked != month or entry.id in store.reports(turn.tx):
        store.mend(turn.tx, turn.me, entry.id, {"checked": f"{month:%Y-%m}"}, "entry_checked")
        support.forget_changes(turn)
    return [_page(turn, replace(entry, checked=month), N_("Noted. Thank you, {you}."))]


def retire(turn: Turn) -> list[Reply]:
    """Take it out, or put it back."""
    entry = _entry(turn)
    wanted = (*getattr(turn.event, "args", ()), "", "")[1]
    if entry is None or wanted not in ("0", "1"):
        return home(turn)
    store.retire(turn.tx, turn.me, entry.id, retired=wanted == "1")
    support.forget_changes(turn)
    return [_page(turn, entry)]


def fields(turn: Turn) -> list[Reply]:
    """What is to be mended?"""
    entry = _entry(turn)
    if entry is None:
        return home(turn)
    labels = {field: label for field, (label, _) in (*ASKED.items(), *CHOSEN.items())}
    buttons = [Button(turn.t(label), "upfield", (entry.id, field)) for field, label in labels.items()]
    text = turn.lines(turn.t(N_("<b>{title}</b>"), title=entry.name), turn.t(N_("What is to be mended?")))
    return [turn.say(text, *pairs([*buttons, Button(turn.t(N_("Back")), "upentry", (entry.id,))], 4))]


def mend(turn: Turn) -> list[Reply]:
    """Ask for one field; what it holds now can be kept."""
    entry = _entry(turn)
    field = (*getattr(turn.event, "args", ()), "", "")[1]
    if entry is None or field not in (*ASKED, *CHOSEN):
        return home(turn)
    answers = {"entry": entry.id, "field": field}
    if field in ASKED and (now := _written(field, block_of(entry).get(field, ""))):
        answers[field + "?"] = now
    return [asking.open_form(turn, MENDING, answers=answers)]


def add(turn: Turn) -> list[Reply]:
    """A new entry of this category, or the one that was left half filled in."""
    code = chosen_on(turn)
    if code not in dict(CATEGORIES):
        return home(turn)
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
        return home(turn)
    value = _value(field, str(draft.answers[field]))
    if value != block_of(entry).get(field, ""):
        store.mend(turn.tx, turn.me, entry.id, {field: value})
        support.forget_changes(turn)
    return [_page(turn, _known(turn, entry.id) or entry, N_("Noted. Thank you, {you}."))]


def save_new(turn: Turn, draft: Draft) -> list[Reply]:
    """Keep a new entry; its id comes from the draft, so that it cannot be added twice."""
    block = _block(turn, draft)
    drafts.drop(turn.tx, draft)
    store.mend(turn.tx, turn.me, block["id"], block, "entry_added")
    support.forget_changes(turn)
    entry = _known(turn, block["id"])
    return home(turn) if entry is None else [_page(turn, entry, N_("✅ Added."))]


def summary(turn: Turn, draft: Draft) -> Say:
    """The card once more before it is kept (a mended field is kept with its answer)."""
    entry = unchecked(dated(_block(turn, draft)))
    save = asking.button(turn, draft, turn.t(N_("💾 Save")), "s")
    return turn.say(turn.lines(*support.card_lines(turn, entry)), (save,), asking.way_out(turn, draft, ""))


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
    month = f"{support.today(turn).replace(day=1):%Y-%m}"
    base = block_of(entry) if entry else {**YET, **NOTHING, "id": f"lokal_{draft.token}", "checked": month}
    answered = [q.key for q in QUESTIONS if q.key in given]
    block = {**base, **{key: _value(key, str(given[key])) for key in answered}}
    return {**block, "deadline": _value("deadline", block.get("deadline", ""))}


def _value(field: str, text: str) -> Any:
    """What somebody typed, as the field holds it."""
    if field in LINES:
        return [line.strip().lstrip("•-").strip() for line in text.splitlines() if line.strip()]
    if field in COMMAS:
        parts = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
        return [province_of(part) for part in parts] if field == "region" else parts
    if field == "deadline":
        day = read_deadline(text)
        return day.isoformat() if day else ""
    return " ".join(text.split())


def _written(field: str, value: Any) -> str:
    """What a field holds, as somebody would type it."""
    return ("\n" if field in LINES else ", ").join(value) if isinstance(value, list) else str(value)


def categories(turn: Turn, source: str) -> list[Option]:
    """The eight categories."""
    return [(code, turn.t(label)) for code, label in CATEGORIES]


# -- pieces ------------------------------------------------------------------------------------------------


def _entry(turn: Turn) -> Entry | None:
    return _known(turn, chosen_on(turn))


def _known(turn: Turn, name: str) -> Entry | None:
    return next((entry for entry in support.everything(turn) if entry.id == name), None)


def _of(turn: Turn, draft: Draft) -> Entry | None:
    return _known(turn, str(draft.answers.get("entry", "")))


def _is_retired(turn: Turn, entry: Entry) -> bool:
    return all(kept.id != entry.id for kept in support.in_force(turn))


def _title_mending(turn: Turn, draft: Draft) -> str:
    entry = _of(turn, draft)
    return turn.t(N_("<b>{title}</b>"), title=entry.name if entry else "")


def _title_adding(turn: Turn, draft: Draft) -> str:
    return turn.t(N_("<b>A new entry</b>"))


def _filling(form: Form, title: Callable[[Turn, Draft], str], keep: Callable[[Turn, Draft], list[Reply]]) -> Filling:
    return Filling(form, title, keep, home, summary if form is ADD else None, categories, check)


MENDING = _filling(MEND, _title_mending, save)
ADDING = _filling(ADD, _title_adding, save_new)
FILLINGS = (MENDING, ADDING)
