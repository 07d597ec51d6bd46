"""The support directory as admins keep it: what they changed, what was reported, and when they are reminded of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from bot.domain import planning
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.store.caseload import prompts
from bot.store.engine import audit
from bot.store.engine.database import Tx
from bot.store.engine.tables import prompts as prompt_rows
from bot.store.engine.tables import support_entries, support_reports
from bot.store.people import people

# Entry, whether it is retired, and its changed fields as JSON.
Change = tuple[str, bool, str]
OLD, REPORT = "directory_old", "directory_report"
# A second tap in the same minute is the same report.
SAME_TAP = timedelta(minutes=1)
# However much is reported, an admin hears of it once a day.
TELL_AGAIN = timedelta(days=1)
TO_COME = ("waiting", "held", "failed")


def changes(tx: Tx) -> tuple[Change, ...]:
    """Everything admins changed, in the order it was first changed."""
    rows = tx.execute(
        select(support_entries.c.id, support_entries.c.retired, support_entries.c.block).order_by(support_entries.c.id)
    )
    return tuple((row.id, row.retired, row.block) for row in rows)


def mend(tx: Tx, who: Person, entry_id: str, fields: Mapping[str, Any], verb: str = "entry_mended") -> None:
    """Keep changed fields of an entry over what was there; what was reported about it is seen to."""
    _, _, block = _row(tx, entry_id)
    _keep(tx, who, entry_id, {"block": json.dumps({**json.loads(block), **fields}, ensure_ascii=False)})
    audit.note(tx, who.id, verb, entry_id[:24], None, reason=" ".join(sorted(fields)))


def retire(tx: Tx, who: Person, entry_id: str, *, retired: bool) -> None:
    """Take an entry out of the directory, or put it back; it is never lost."""
    if _row(tx, entry_id)[1] == retired:
        return
    _keep(tx, who, entry_id, {"retired": retired})
    audit.note(tx, who.id, "entry_retired" if retired else "entry_shown", entry_id[:24], None)


def _row(tx: Tx, entry_id: str) -> Change:
    return next((change for change in changes(tx) if change[0] == entry_id), (entry_id, False, "{}"))


def _keep(tx: Tx, who: Person, entry_id: str, values: dict[str, Any]) -> None:
    new = {"id": entry_id, "retired": False, "block": "{}", "changed_by": who.id, "changed_at": tx.now}
    tx.insert_new(support_entries, [new])
    tx.execute(
        update(support_entries)
        .where(support_entries.c.id == entry_id)
        .values(changed_by=who.id, changed_at=tx.now, **values)
    )
    tx.execute(delete(support_reports).where(support_reports.c.entry == entry_id))


def report(tx: Tx, entry_id: str, kind: str, *, by_stranger: bool) -> None:
    """Count that an entry does not fit, and let the admins know; who said so is kept nowhere.

    What a stranger says waits for a morning: nothing that strangers do rings anybody.
    """
    this = (support_reports.c.entry == entry_id, support_reports.c.kind == kind)
    tx.insert_new(support_reports, [{"entry": entry_id, "kind": kind, "at": tx.now - 2 * SAME_TAP, "count": 0}])
    counted = tx.execute(
        update(support_reports)
        .where(*this, support_reports.c.at <= tx.now - SAME_TAP)
        .values(at=tx.now, count=support_reports.c.count + 1)
    ).rowcount
    if counted:
        _tell_admins(tx, in_the_morning=by_stranger)


def reports(tx: Tx) -> dict[str, dict[str, int]]:
    """What was reported and not seen to yet: entry -> kind -> how often."""
    found: dict[str, dict[str, int]] = {}
    for row in tx.execute(select(support_reports).order_by(support_reports.c.entry, support_reports.c.kind)):
        found.setdefault(row.entry, {})[row.kind] = row._mapping["count"]
    return found


def settle_reports(tx: Tx, who: Person) -> None:
    """This admin has the list of reports before them: nothing more to tell until another comes in."""
    prompts.end_all(tx, subject_of(who), [REPORT])


def subject_of(admin: Person) -> str:
    """What their reminders of the directory are about."""
    return f"person:{admin.id}"


def _tell_admins(tx: Tx, *, in_the_morning: bool) -> None:
    """One neutral prompt an admin a day; their own hours hold for it as for anything routine."""
    for admin in _admins(tx, REPORT):
        last = select(func.max(prompt_rows.c.said_at)).where(
            prompt_rows.c.subject == subject_of(admin), prompt_rows.c.kind == REPORT
        )
        said_at = tx.execute(last).scalar_one_or_none()
        at = max(tx.now, said_at + TELL_AGAIN) if said_at else tx.now
        if in_the_morning:
            at = planning.morning(at.astimezone(admin.zone).date() + timedelta(days=1), admin.zone)
        _plan(tx, admin, Planned(REPORT, at, exact=False))


def remind_of_age(tx: Tx, old: int) -> None:
    """While entries are old, each admin has a reminder to come (it renews itself); when none is, there is none."""
    if old:
        for admin in _admins(tx, OLD):
            day = tx.now.astimezone(admin.zone).date() + timedelta(days=1)
            _plan(tx, admin, Planned(OLD, planning.morning(day, admin.zone), exact=False))
    else:
        for admin in people.of_role(tx, Role.ADMIN):
            prompts.end_all(tx, subject_of(admin), [OLD])


def _admins(tx: Tx, kind: str) -> list[Person]:
    """The admins who have joined and have no prompt of this kind to come."""
    joined = [admin for admin in people.of_role(tx, Role.ADMIN) if admin.chat is not None]
    waiting = select(prompt_rows.c.recipient_id).where(
        prompt_rows.c.subject.in_([subject_of(admin) for admin in joined]),
        prompt_rows.c.state.in_(TO_COME),
        prompt_rows.c.kind == kind,
    )
    have = set(tx.execute(waiting).scalars())
    return [admin for admin in joined if admin.id not in have]


def _plan(tx: Tx, admin: Person, planned: Planned) -> None:
    prompts.insert_new(tx, planned, planned.due_at, subject_of(admin), None, admin.id, None, "directory")
