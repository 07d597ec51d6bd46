"""The audit: who did what to what, append-only. Ids and verbs, never content.

Rows are chained by a keyed hash shortly after they are written, in the order of their ids, so that a row changed or
taken out later shows. Chaining apart from writing keeps people from waiting for each other.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from bot.store.engine.database import Tx
from bot.store.engine.tables import audit
from bot.store.sealing.vault import CannotOpen

_NOTE = insert(audit)
# All that is ever noted. A new verb stands here, or `note` refuses it; tests/store/test_audit.py tries each.
VERBS = frozenset(
    (
        *("invited", "joined", "adult", "not_adult", "left_chat", "rebound", "account_cut_off"),
        *("person_active", "person_suspended", "person_removed", "person_erased", "participant_added"),
        *("settings_kept", "consent_given", "consent_withdrawn"),
        *("case_added", "case_imported", "case_transferred", "case_active", "case_paused", "case_closed"),
        *("case_erased", "cadence_changed", "quiet_days_set", "wall_added"),
        *("checkin_saved", "checkin_corrected", "checkin_imported"),
        *("referral_added", "referral_asked", "referral_accepted", "referral_finished", "referral_dropped"),
        *("read_name", "read_checkin", "read_request", "reading_granted", "glass_broken", "refused"),
        *("flag_raised", "flag_acknowledged", "flag_closed", "duty_set"),
        *("request_info", "request_callback", "request_support", "request_complaint", "request_access"),
        *("request_correct", "request_restrict", "request_pause", "request_withdraw", "request_erase"),
        *("request_taken", "request_done", "request_refused", "request_told", "request_added_to"),
        *("leave_asked", "leave_approved", "leave_refused", "leave_ended", "stand_in_named", "leader_changed"),
        *("request_released", "flag_released", "case_offered", "offer_agreed", "offer_declined", "offer_withdrawn"),
        *("link_made", "phone_asked", "phone_alone", "phone_agreed", "phone_refused"),
        *("day_closed", "day_opened"),
        *("entry_added", "entry_mended", "entry_checked", "entry_retired", "entry_shown"),
        *("export_asked", "exported", "keys_rotated", "purged", "breach_assessed"),
    )
)
CHAINED_AT_ONCE = 2000


def note(
    tx: Tx, actor_id: int | None, verb: str, subject: str, subject_id: int | None, reason: str | None = None
) -> None:
    """Write a row. A `reason` a person gave is sealed; what is said about a case goes with the case.

    Raises ValueError for a verb that stands in no list.
    """
    if verb not in VERBS:
        raise ValueError(f"the audit has no verb {verb!r}")
    sealed = None if reason is None else _sealed(tx, verb, subject, subject_id, reason)
    tx.execute(
        _NOTE,
        {
            "at": tx.now,
            "actor_id": actor_id,
            "verb": verb,
            "subject": subject,
            "subject_id": subject_id,
            "reason": sealed,
        },
    )


def reason_given(tx: Tx, actor_id: int, verb: str, subject: str, subject_id: int, at: datetime) -> str:
    """The reason of a row; empty where there is none, or where it went with whom it was about."""
    row = tx.execute(
        select(audit.c.reason)
        .where(
            audit.c.actor_id == actor_id,
            audit.c.verb == verb,
            audit.c.subject == subject,
            audit.c.subject_id == subject_id,
            audit.c.at == at,
        )
        .order_by(audit.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None or not row.reason:
        return ""
    try:
        return tx.open(row.reason, "audit", "reason", verb)
    except (CannotOpen, KeyError):
        return ""


def _sealed(tx: Tx, verb: str, subject: str, subject_id: int | None, reason: str) -> bytes:
    place = ("audit", "reason", verb)
    try:
        return tx.key_for(subject, subject_id).seal(reason.encode(), *place)
    except KeyError:  # about the deployment, or about what has no key of its own
        return tx.seal_standing(reason.encode(), *place)


def chain(tx: Tx) -> int:
    """Chain the rows not yet chained; returns how many. One process does this at a time."""
    fresh = tx.execute(select(audit).where(audit.c.chain.is_(None)).order_by(audit.c.id).limit(CHAINED_AT_ONCE)).all()
    if not fresh:
        return 0
    last = tx.execute(
        select(audit.c.position, audit.c.chain)
        .where(audit.c.position.is_not(None))
        .order_by(audit.c.position.desc())
        .limit(1)
    ).one_or_none()
    position, link = (last.position, last.chain) if last else (0, b"")
    links = []
    for row in fresh:
        position, link = position + 1, _link(tx, link, row)
        links.append({"row": row.id, "position": position, "chain": link})
    tx.execute(
        update(audit)
        .where(audit.c.id == bindparam("row"))
        .values(position=bindparam("position"), chain=bindparam("chain")),
        links,
    )
    return len(fresh)


def first_break(tx: Tx) -> int | None:
    """The position of the first row that does not follow from the one before; None when the chain holds."""
    link, expected = b"", 1
    for row in tx.execute(select(audit).where(audit.c.position.is_not(None)).order_by(audit.c.position)):
        if row.position != expected or not hmac.compare_digest(row.chain, _link(tx, link, row)):
            return expected
        link, expected = row.chain, expected + 1
    return None


def length(tx: Tx) -> int:
    """How many rows there are."""
    return int(tx.execute(select(func.count()).select_from(audit)).scalar_one())


def _link(tx: Tx, before: bytes, row: Any) -> bytes:
    content = f"{row.id}|{row.at.isoformat()}|{row.actor_id}|{row.verb}|{row.subject}|{row.subject_id}".encode()
    return tx.digest(before + content + (row.reason or b""))
