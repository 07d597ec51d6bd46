"""The demo's panel: the queues in words, moving while one watches."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.followups import KINDS
from bot.domain.text import N_
from bot.i18n import Language
from bot.store.engine.database import Tx
from bot.store.queues import newest

INBOX, PROMPTS, OUTBOX = N_("Inbox"), N_("Prompts"), N_("Outbox")
NUMBER, TIME, STATE, WHO, WHAT = N_("No."), N_("Time"), N_("State"), N_("For"), N_("Kind")
STATE_LABELS = {
    "page": N_("on the page"),
    "new": N_("waits"),
    "done": N_("handled"),
    "failed": N_("failed"),
    "waiting": N_("planned"),
    "said": N_("said"),
    "answered": N_("answered"),
    "snoozed": N_("put off"),
    "skipped": N_("skipped"),
    "held": N_("held back"),
    "lapsed": N_("lapsed"),
    "cancelled": N_("withdrawn"),
    "ready": N_("ready"),
    "sending": N_("on its way"),
    "sent": N_("delivered"),
    "uncertain": N_("in doubt"),
    "dropped": N_("dropped"),
}
KIND_LABELS = {
    **{follow_up.kind: follow_up.label for follow_up in KINDS},
    "screen": N_("screen"),
    "saved": N_("saved screen"),
    "receipt": N_("receipt"),
    "prompt": N_("prompt"),
    "alert": N_("notice"),
    "nudge": N_("nudge"),
    "digest": N_("digest"),
    "paper": N_("file"),
    "urgent": N_("urgent"),
    "taken": N_("taken back"),
    "quiet": N_("list of commands"),
    "sheet": N_("day sheet"),
    "amend": N_("put right in its place"),
}


def look(tx: Tx, language: Language, zone: ZoneInfo) -> dict[str, object]:
    """Three sections, each {"title", "columns", "rows"}, and the total of each as "counts"."""

    def said(kind: str, at: datetime, state: str) -> list[str]:
        return [
            language.label(KIND_LABELS[kind]),
            language.short_moment(at, zone, now=tx.now),
            language.label(STATE_LABELS[state]),
        ]

    came = [
        [str(row.id), language.clock(row.received_at, zone), language.label(STATE_LABELS[row.state])]
        for row in newest.updates(tx)
    ]
    planned = [[row.code or "–", *said(row.kind, row.due_at, row.state)] for row in newest.moments(tx)]
    went = [[str(row.id), *said(row.kind, row.created_at, row.state)] for row in newest.letters(tx)]
    return {
        "inbox": _section(language, INBOX, (NUMBER, TIME, STATE), came),
        "prompts": _section(language, PROMPTS, (WHO, WHAT, TIME, STATE), planned),
        "outbox": _section(language, OUTBOX, (NUMBER, WHAT, TIME, STATE), went),
        "counts": newest.totals(tx),
    }


def _section(language: Language, title: str, columns: tuple[str, ...], rows: list[list[str]]) -> dict[str, object]:
    return {"title": language.label(title), "columns": [language.label(name) for name in columns], "rows": rows}
