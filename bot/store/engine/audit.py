"""The audit: who did what to what, append-only. Ids and verbs, never content.

Each entry carries a mark that only this program can make, and is signed in a chain shortly afterwards
(bot/store/keeping/audit_chain.py).
"""

from __future__ import annotations

import hmac
import os
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select

from bot.store.engine.database import Tx
from bot.store.engine.tables import audit
from bot.store.sealing.data_keys import VERSION, CannotOpen

_NOTE = insert(audit)
# All that is ever noted. A new verb stands here, or `note` refuses it; tests/store/test_audit.py tries each.
VERBS = frozenset(
    (
        *("invited", "joined", "person_met", "not_them", "adult", "not_adult", "left_chat", "rebound"),
        *("account_cut_off", "person_active", "person_suspended", "person_removed", "person_erased"),
        *("participant_added", "pin_code_made", "pin_code_used"),
        *("settings_kept", "consent_given", "consent_withdrawn"),
        *("case_added", "case_imported", "case_transferred", "case_active", "case_paused", "case_closed"),
        "end_explained",
        *("case_erased", "cadence_changed", "quiet_days_set"),
        *("wall_added", "wall_agreed", "wall_refused", "lift_asked", "lift_refused", "wall_lifted"),
        *("checkin_saved", "checkin_corrected", "checkin_imported"),
        *("referral_added", "referral_asked", "referral_accepted", "referral_finished", "referral_dropped"),
        *("read_name", "read_checkin", "read_request", "read_flag", "read_referral", "refused"),
        *("reading_granted", "glass_broken", "reading_ended"),
        *("flag_raised", "flag_acknowledged", "flag_closed", "flag_retracted", "flag_slip", "seen_to", "duty_set"),
        *("contact_plan_kept", "read_contact_plan"),
        *("request_info", "request_callback", "request_support", "request_complaint", "request_complaint_above"),
        *("request_access",),
        *("request_correct", "request_restrict", "request_pause", "request_withdraw", "request_erase"),
        *("request_taken", "request_done", "request_refused", "request_told", "request_added_to"),
        *("request_recalled", "erasure_confirmed", "request_harm", "request_harm_above", "request_passed_by"),
        *("leave_asked", "leave_approved", "leave_refused", "leave_ended", "stand_in_named", "leader_changed"),
        *("request_released", "flag_released", "case_offered", "offer_agreed", "offer_declined", "offer_withdrawn"),
        *("link_made", "phone_asked", "phone_alone", "phone_agreed", "phone_refused"),
        *("day_closed", "day_opened"),
        *("entry_added", "entry_mended", "entry_checked", "entry_retired", "entry_shown"),
        *("export_asked", "exported", "restored", "audit_shown", "audit_accepted"),
        *("keys_rotated", "keys_retired", "purged", "breach_assessed"),
    )
)
# Of a mark: what makes two like entries differ, and how much of the hash is kept (bytes).
NONCE, DIGEST = 8, 24


def note(
    tx: Tx, actor_id: int | None, verb: str, subject: str, subject_id: int | None, reason: str | None = None
) -> None:
    """Write a row. A `reason` a person gave is sealed; what is said about a case goes with the case.

    Raises ValueError for a verb that stands in no list.
    """
    if verb not in VERBS:
        raise ValueError(f"the audit has no verb {verb!r}")
    sealed = None if reason is None else _sealed(tx, verb, subject, subject_id, reason)
    nonce = os.urandom(NONCE)
    mark = nonce + _digest(tx, nonce, tx.now, actor_id, verb, subject, subject_id, sealed)
    values = {"at": tx.now, "actor_id": actor_id, "verb": verb, "subject": subject, "subject_id": subject_id}
    tx.execute(_NOTE, {**values, "reason": sealed, "mark": mark})


def is_ours(tx: Tx, row: Any) -> bool:
    """Whether an entry was written by this program, and stands as it was written."""
    mark = row.mark or b""
    made = _digest(tx, mark[:NONCE], row.at, row.actor_id, row.verb, row.subject, row.subject_id, row.reason)
    return is_whole(row) and hmac.compare_digest(mark, mark[:NONCE] + made)


def is_whole(row: Any) -> bool:
    """Whether the reason of an entry is a sealed one, or none.

    What is hashed ends in a number and goes on with the reason: no digit of the number may be taken for the reason's.
    """
    return row.reason is None or row.reason[: len(VERSION)] == VERSION


def _digest(tx: Tx, nonce: bytes, at: datetime, *said: object) -> bytes:
    *told, reason = said
    content = "|".join(map(str, (at.astimezone(UTC).isoformat(), *told))).encode()
    return tx.digest(nonce + content + (reason if isinstance(reason, bytes) else b""), b"entry")[:DIGEST]


def is_noted(tx: Tx, verb: str, subject: str, subject_id: int, at: datetime | None = None) -> bool:
    """Whether this was noted of that very subject before; `at`: at that very moment."""
    told = (audit.c.verb == verb, audit.c.subject == subject, audit.c.subject_id == subject_id)
    then = () if at is None else (audit.c.at == at,)
    return tx.execute(select(audit.c.id).where(*told, *then).limit(1)).first() is not None


def noted_by(tx: Tx, verb: str, subject: str, subject_id: int) -> list[int]:
    """Who did this to that very subject, each once."""
    told = (audit.c.verb == verb, audit.c.subject == subject, audit.c.subject_id == subject_id)
    found = select(audit.c.actor_id).where(*told, audit.c.actor_id.is_not(None)).distinct()
    return sorted(tx.execute(found).scalars())


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
    return "" if row is None else opened_reason(tx, verb, row.reason)


def opened_reason(tx: Tx, verb: str, sealed: bytes | None) -> str:
    """The reason of an entry with this verb; empty where none was given, or where it went with whom it was about."""
    try:
        return tx.open(sealed, "audit", "reason", verb) if sealed else ""
    except (CannotOpen, KeyError):
        return ""


def _sealed(tx: Tx, verb: str, subject: str, subject_id: int | None, reason: str) -> bytes:
    place = ("audit", "reason", verb)
    try:
        return tx.key_for(subject, subject_id).seal(reason.encode(), *place)
    except KeyError:  # about the deployment, or about what has no key of its own
        return tx.seal_standing(reason.encode(), *place)


def length(tx: Tx) -> int:
    """How many rows there are."""
    return int(tx.execute(select(func.count()).select_from(audit)).scalar_one())
