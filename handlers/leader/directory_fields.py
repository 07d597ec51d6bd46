"""The fields of an entry as admins fill them in: how each is asked for, and how what is typed becomes what is kept."""

from __future__ import annotations

from typing import Any

from bot.domain.directory import (
    AUDIENCES,
    CATEGORIES,
    LONGEST_NAME,
    province_of,
    read_deadline,
)
from bot.domain.forms import Choice, Form, Free, Is, Option, Question
from bot.domain.text import N_
from bot.store.caseload.drafts import Draft
from bot.turn import Turn

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


def value_of(field: str, text: str) -> Any:
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


def as_typed(field: str, value: Any) -> str:
    """What a field holds, as somebody would type it."""
    return ("\n" if field in LINES else ", ").join(value) if isinstance(value, list) else str(value)


def categories(turn: Turn, draft: Draft) -> list[Option]:
    """The nine categories."""
    return [(code, turn.t(label)) for code, label in CATEGORIES]
