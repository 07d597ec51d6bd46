"""Each verb of the audit is written by some act, with who did it and about what; what is no verb is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.people import Person, Role
from bot.domain.rights.consent import Paper
from bot.domain.rights.requests import REQUEST_KINDS
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins, flags, offers, prompts, referrals, requests, second_yes, walls
from bot.store.caseload.referrals import Referral
from bot.store.caseload.requests import Request
from bot.store.caseload.second_yes import Wall
from bot.store.engine import audit
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import audit as audit_rows
from bot.store.institution import closed_days, directory
from bot.store.keeping import asked_files, erasing, retention, who_looked
from bot.store.people import absences, invitations, leading, people, phones
from bot.store.queues.chats import meet
from bot.store.rights import consents, contact_plans, grants, participants, pin_codes
from handlers.leader.admin import trail
from tests.driver import Clock
from tests.store.conftest import House

Act = Callable[[Tx, House], Any]
NOON = timedelta(hours=12)


def wants(kind: str) -> Act:
    return lambda tx, house: requests.raise_one(tx, house.arman, house.case, kind, text="x")


def written(tx: Tx, house: House) -> Request:
    """A question in words, to which more can be added."""
    return requests.raise_one(tx, house.arman, house.case, "info", text="Kapan?")[0]


def raised(tx: Tx, house: House) -> Request:
    return requests.raise_one(tx, house.arman, house.case, "info", text="x")[0]


def ended(tx: Tx, house: House) -> Request:
    found = raised(tx, house)
    requests.finish(tx, house.siti, found)
    fresh = requests.by_id(tx, found.id)
    assert fresh is not None
    return fresh


def flagged(tx: Tx, house: House) -> flags.Flag:
    return flags.raise_one(tx, house.siti, house.case, "health")[0]


def taken(tx: Tx, house: House) -> flags.Flag:
    found = flagged(tx, house)
    flags.acknowledge(tx, house.yusuf, found)
    return found


def read_closing(tx: Tx, house: House) -> None:
    flags.close(tx, house.yusuf, taken(tx, house), house.case.key_id, "selesai")
    flags.closed_of(tx, house.yusuf, house.case, 0, 5)


def referred(tx: Tx, house: House) -> Referral:
    frame = prompts.frame_for(tx, house.siti, calendar(), house.case)
    return referrals.add(tx, house.siti, house.case, "kerja", frame, named="Koperasi")


def away(tx: Tx, house: House) -> absences.Absence:
    found = absences.by_id(tx, absences.ask(tx, house.siti, tx.now, tx.now + NOON, None))
    assert found is not None
    return found


def recorded(tx: Tx, house: House) -> checkins.CheckIn:
    number = checkins.save(tx, house.siti, house.case, "t", {"contact": "visit"})
    found = checkins.read(tx, house.siti, house.case, number)
    assert found is not None
    return found


def file_asked(tx: Tx, house: House) -> asked_files.Asked:
    asked_files.ask(tx, house.yusuf, "R", "json", "untuk rapat")
    return asked_files.waiting(tx)[0]


def paused(tx: Tx, house: House) -> cases.Case:
    cases.pause(tx, house.siti, house.case)
    return house.case


def closed(tx: Tx, house: House) -> cases.Case:
    cases.end(tx, house.yusuf, house.case)
    return house.case


def other(tx: Tx, house: House) -> cases.Case:
    return cases.add(tx, "P", "Bayu", house.siti, 1)


def hidden_and_shown(tx: Tx, house: House) -> None:
    for retired in (True, False):
        directory.retire(tx, house.admin, "bpjs", retired=retired)


def kept_out(tx: Tx, house: House) -> Person:
    people.suspend(tx, house.yusuf, house.siti)
    return house.siti


def in_hand(tx: Tx, house: House) -> Person:
    requests.take(tx, house.siti, raised(tx, house))
    return house.siti


def has_a_flag(tx: Tx, house: House) -> Person:
    taken(tx, house)
    return house.yusuf


def offered(tx: Tx, house: House) -> offers.Offer:
    found = offers.by_id(tx, offers.make(tx, house.yusuf, house.case, people.add(tx, Role.SUPERVISOR, "Rahmat", None)))
    assert found is not None
    return found


def asked_for(tx: Tx, house: House) -> phones.Phone:
    found = phones.by_id(tx, phones.ask(tx, house.yusuf, house.siti, alone=False))
    assert found is not None
    return found


def _becomes_of(state: str) -> Act:
    return lambda tx, house: referrals.change(tx, house.siti, referred(tx, house), state)


def _mends(verb: str) -> Act:
    return lambda tx, house: directory.mend(tx, house.admin, "bpjs", {"cost": "gratis"}, verb)


def walled(tx: Tx, house: House) -> Wall:
    """Asked for from the command line, so that an admin says the second yes."""
    far = people.add(tx, Role.MENTOR, "Dewi", people.add(tx, Role.SUPERVISOR, "Rahmat", None).id)
    number = cases.add(tx, "R", "Bayu", far, 1).id
    walls.add(tx, None, house.case.id, number)
    found = second_yes.between(tx, house.case.id, number)
    assert found is not None
    return found


def lifting(tx: Tx, house: House) -> Wall:
    one = walled(tx, house)
    assert second_yes.agree(tx, house.admin, one) is None
    agreed = second_yes.between(tx, one.one_id, one.other_id)
    assert agreed is not None and second_yes.ask_lift(tx, house.yusuf, agreed) is None
    found = second_yes.between(tx, one.one_id, one.other_id)
    assert found is not None
    return found


def waits(tx: Tx, house: House) -> Person:
    """Somebody who opened a link, and nobody has said yet who it is."""
    person, chat = participants.add(tx, other(tx, house), house.siti), tx.blind(99)
    meet(tx, {chat: 99})
    found = invitations.join(tx, participants.make_link(tx, person, house.siti), chat)
    assert found is not None and found.unmet
    return found


DAY = date(2026, 12, 30)
# verb -> who does it, and the act that writes it.
ACTS: dict[str, tuple[str, Act]] = {
    "invited": ("siti", lambda tx, house: participants.make_link(tx, house.arman, house.siti)),
    "adult": ("arman", lambda tx, house: participants.keep_adult(tx, house.arman, True)),
    "not_adult": ("arman", lambda tx, house: participants.keep_adult(tx, house.arman, False)),
    "left_chat": ("arman", lambda tx, house: participants.remove(tx, house.arman)),
    "rebound": ("siti", lambda tx, house: participants.rebind(tx, house.arman, house.siti)),
    "person_met": ("siti", lambda tx, house: participants.confirm(tx, waits(tx, house), house.siti)),
    "not_them": ("siti", lambda tx, house: participants.was_somebody_else(tx, waits(tx, house), house.siti)),
    "account_cut_off": ("yusuf", lambda tx, house: people.cut_off(tx, house.yusuf, house.siti)),
    "person_suspended": ("yusuf", lambda tx, house: people.suspend(tx, house.yusuf, house.siti)),
    "person_active": ("yusuf", lambda tx, house: people.let_in(tx, house.yusuf, kept_out(tx, house))),
    "person_removed": ("yusuf", lambda tx, house: people.remove(tx, house.yusuf, house.siti)),
    "participant_added": ("siti", lambda tx, house: participants.add(tx, other(tx, house), house.siti)),
    "pin_code_made": ("siti", lambda tx, house: pin_codes.make(tx, house.arman, house.case, house.siti)),
    "pin_code_used": ("arman", lambda tx, house: pin_codes.use(
        tx, house.arman, pin_codes.make(tx, house.arman, house.case, house.siti))),
    "settings_kept": ("arman", lambda tx, house: participants.choose(tx, house.arman, chosen_name="Bunga")),
    "consent_given": ("arman", lambda tx, house: consents.give(
        tx, house.arman, house.case, "abroad", channel="chat", explained_by=None)),
    "consent_withdrawn": ("arman", lambda tx, house: consents.withdraw(
        tx, house.arman, house.case, "abroad", channel="chat")),
    "case_transferred": ("yusuf", lambda tx, house: cases.set_mentor(tx, house.yusuf, [house.case.id], house.yusuf)),
    "case_active": ("siti", lambda tx, house: cases.go_on(tx, house.siti, paused(tx, house))),
    "case_paused": ("siti", lambda tx, house: cases.pause(tx, house.siti, house.case)),
    "case_closed": ("yusuf", lambda tx, house: cases.end(tx, house.yusuf, house.case)),
    "end_explained": ("yusuf", lambda tx, house: cases.explain_end(tx, house.yusuf, closed(tx, house), "goal")),
    "case_erased": ("yusuf", lambda tx, house: erasing.erase(tx, house.case, house.yusuf)),
    "person_erased": ("yusuf", lambda tx, house: erasing.erase(tx, house.case, house.yusuf)),
    "cadence_changed": ("siti", lambda tx, house: cases.set_cadence(tx, house.siti, house.case, 4)),
    "quiet_days_set": ("siti", lambda tx, house: cases.set_quiet(tx, house.siti, house.case, [(DAY, DAY, False)])),
    "wall_added": ("yusuf", lambda tx, house: walls.add(tx, house.yusuf, house.case.id, other(tx, house).id)),
    "wall_agreed": ("admin", lambda tx, house: second_yes.agree(tx, house.admin, walled(tx, house))),
    "wall_refused": ("admin", lambda tx, house: second_yes.refuse(tx, house.admin, walled(tx, house))),
    "lift_asked": ("yusuf", lambda tx, house: lifting(tx, house)),
    "lift_refused": ("admin", lambda tx, house: second_yes.keep(tx, house.admin, lifting(tx, house))),
    "wall_lifted": ("admin", lambda tx, house: second_yes.lift(tx, house.admin, lifting(tx, house))),
    "checkin_saved": ("siti", recorded),
    "checkin_corrected": ("siti", lambda tx, house: checkins.correct(
        tx, house.siti, house.case, recorded(tx, house), {"contact": "call"}, "mistake")),
    "referral_added": ("siti", referred),
    **{
        f"referral_{state}": (
            "siti", _becomes_of(state)
        )
        for state in ("asked", "accepted", "finished", "dropped")
    },
    "read_name": ("siti", lambda tx, house: cases.name(tx, house.siti, house.case)),
    "read_checkin": ("siti", recorded),
    "read_referral": ("siti", lambda tx, house: referrals.name(tx, house.siti, referred(tx, house))),
    "read_request": ("siti", lambda tx, house: requests.text(tx, house.siti, raised(tx, house))),
    "reading_granted": ("yusuf", lambda tx, house: grants.give(tx, house.yusuf, house.case, "perlu", glass=False)),
    "glass_broken": ("yusuf", lambda tx, house: grants.give(tx, house.yusuf, house.case, "perlu", glass=True)),
    "flag_raised": ("siti", flagged),
    "flag_acknowledged": ("yusuf", taken),
    "flag_closed": ("yusuf", lambda tx, house: flags.close(
        tx, house.yusuf, taken(tx, house), house.case.key_id, "selesai")),
    "flag_retracted": ("siti", lambda tx, house: flags.retract(tx, house.siti, flagged(tx, house))),
    "flag_slip": ("siti", lambda tx, house: flags.note_slip(tx, house.siti, flagged(tx, house))),
    "contact_plan_kept": ("siti", lambda tx, house: contact_plans.keep(tx, house.siti, house.case, {"first": "we"})),
    "read_contact_plan": ("siti", lambda tx, house: contact_plans.note_read(tx, house.siti, house.case)),
    "seen_to": ("siti", lambda tx, house: flags.note_seen_to(tx, house.siti, house.case)),
    "duty_set": ("yusuf", lambda tx, house: flags.set_duty(tx, house.yusuf, [house.yusuf.id])),
    **{f"request_{kind}": ("arman", wants(kind)) for kind in REQUEST_KINDS},
    "request_taken": ("siti", lambda tx, house: requests.take(tx, house.siti, raised(tx, house))),
    "request_done": ("siti", ended),
    "request_refused": ("siti", lambda tx, house: requests.refuse(
        tx, house.siti, raised(tx, house), "Belum bisa sekarang, mohon maaf")),
    "request_told": ("arman", lambda tx, house: requests.mark_told(tx, house.arman, ended(tx, house))),
    "request_added_to": ("arman", lambda tx, house: requests.add_words(
        tx, house.arman, written(tx, house), "dan satu lagi", 500)),
    "request_recalled": ("arman", lambda tx, house: requests.recall(tx, house.arman, raised(tx, house))),
    "request_passed_by": ("arman", lambda tx, house: requests.pass_by(
        tx, house.arman, written(tx, house), "harm")),
    "erasure_confirmed": ("yusuf", lambda tx, house: requests.note_confirmed(
        tx, house.yusuf, raised(tx, house), "visit")),
    "stand_in_named": ("yusuf", lambda tx, house: absences.stand_in(tx, house.yusuf, house.siti, house.yusuf.id)),
    "leader_changed": ("admin", lambda tx, house: leading.follow(
        tx, house.admin, house.siti, people.add(tx, Role.SUPERVISOR, "Rahmat", None))),
    "request_released": ("yusuf", lambda tx, house: requests.release(tx, house.yusuf, in_hand(tx, house).id)),
    "flag_released": ("admin", lambda tx, house: flags.release(tx, house.admin, has_a_flag(tx, house).id)),
    "case_offered": ("yusuf", offered),
    "offer_agreed": ("yusuf", lambda tx, house: offers.accept(tx, house.yusuf, offered(tx, house))),
    "offer_declined": ("yusuf", lambda tx, house: offers.decline(tx, house.yusuf, offered(tx, house))),
    "offer_withdrawn": ("yusuf", lambda tx, house: offers.withdraw(tx, house.yusuf, offered(tx, house))),
    "link_made": ("yusuf", lambda tx, house: invitations.make_link(tx, house.siti, house.yusuf.id)),
    "phone_asked": ("yusuf", asked_for),
    "phone_alone": ("yusuf", lambda tx, house: phones.ask(tx, house.yusuf, house.siti, alone=True)),
    "phone_agreed": ("admin", lambda tx, house: phones.agree(tx, house.admin, asked_for(tx, house))),
    "phone_refused": ("admin", lambda tx, house: phones.refuse(tx, house.admin, asked_for(tx, house))),
    "leave_asked": ("siti", away),
    "leave_approved": ("yusuf", lambda tx, house: absences.agree(tx, house.yusuf, away(tx, house), None)),
    "leave_refused": ("yusuf", lambda tx, house: absences.refuse(tx, house.yusuf, away(tx, house))),
    "leave_ended": ("siti", lambda tx, house: absences.end(tx, house.siti, away(tx, house))),
    "day_closed": ("admin", lambda tx, house: closed_days.change(tx, house.admin, DAY, closed=True)),
    "day_opened": ("admin", lambda tx, house: closed_days.change(tx, house.admin, DAY, closed=False)),
    **{
        verb: ("admin", _mends(verb))
        for verb in ("entry_added", "entry_mended", "entry_checked")
    },
    "entry_retired": ("admin", lambda tx, house: directory.retire(tx, house.admin, "bpjs", retired=True)),
    "entry_shown": ("admin", hidden_and_shown),
    "read_flag": ("yusuf", read_closing),
    "reading_ended": ("arman", lambda tx, house: grants.end(
        tx, house.arman, grants.give(tx, house.yusuf, house.case, "perlu", glass=False))),
    "export_asked": ("yusuf", file_asked),
    "exported": ("yusuf", lambda tx, house: asked_files.mark_done(tx, file_asked(tx, house))),
    "purged": ("", lambda tx, house: retention.purge(tx)),
}  # fmt: skip
# Written where a story or a command is needed, and asserted there.
ELSEWHERE = {
    "joined": "tests/stories/test_supervisor.py", "case_added": "tests/stories/test_supervisor.py",
    "refused": "tests/map/contract.txt", "case_imported": "tests/test_exchange.py",
    "checkin_imported": "tests/test_exchange.py", "keys_rotated": "tests/test_commands.py",
    "breach_assessed": "tests/test_commands.py", "keys_retired": "tests/test_belonging.py",
    "audit_shown": "tests/test_belonging.py",
    "restored": "tests/store/test_backup.py", "audit_accepted": "tests/store/test_audit_chain.py",
}  # fmt: skip


# Another way to what is noted under one verb.
ALSO: dict[str, tuple[str, str, Act]] = {
    "invited by a code": ("invited", "siti", lambda tx, house: participants.make_code(tx, house.arman, house.siti)),
    "a consent noted by a mentor": ("consent_given", "siti", lambda tx, house: consents.give(
        tx, house.arman, house.case, "abroad", channel="voice", explained_by=house.siti.id)),
    "a request that erasing answers": ("request_done", "yusuf", lambda tx, house: erasing.erase(
        tx, house.case, house.yusuf, raised(tx, house).id)),
}  # fmt: skip
EACH = {**{verb: (verb, *way) for verb, way in ACTS.items()}, **ALSO}


@pytest.mark.parametrize("name", EACH)
def test_an_act_writes_its_verb(database: Database, house: House, name: str) -> None:
    verb, who, act = EACH[name]
    with database.transaction() as tx:
        before = set(tx.execute(select(audit_rows.c.id)).scalars())
        act(tx, house)
        written = [row for row in tx.execute(select(audit_rows)) if row.id not in before and row.verb == verb]
    assert written, f"nothing wrote {verb}"
    actor = {"": None, "siti": house.siti.id, "yusuf": house.yusuf.id, "admin": house.admin.id, "arman": house.arman.id}
    assert {row.actor_id for row in written} == {actor[who]}
    assert all(row.subject for row in written)


def test_every_verb_is_tried() -> None:
    assert set(ACTS) | set(ELSEWHERE) == audit.VERBS and not set(ACTS) & set(ELSEWHERE)


def test_what_is_no_verb_is_refused(database: Database, house: House) -> None:
    with database.transaction() as tx, pytest.raises(ValueError, match="no verb"):
        audit.note(tx, house.siti.id, "looked_around", "case", house.case.id)


# What the admins' trail leaves out, and why. A new verb stands here or is shown.
LEFT_OUT = {
    "the daily care of somebody stands in their own history, before those who accompany and lead": (
        *("case_added", "case_imported", "case_transferred", "case_active", "case_paused", "case_closed"),
        "end_explained",
        *("case_offered", "offer_agreed", "offer_declined", "offer_withdrawn", "cadence_changed", "quiet_days_set"),
        *("checkin_saved", "checkin_corrected", "checkin_imported", "participant_added"),
        *("referral_added", "referral_asked", "referral_accepted", "referral_finished", "referral_dropped"),
        *("flag_raised", "flag_acknowledged", "flag_released", "flag_closed", "flag_retracted", "flag_slip"),
        *("seen_to", "contact_plan_kept"),
    ),
    "what was read about one person is told to them and to those who lead": (
        *("read_name", "read_checkin", "read_request", "read_flag", "pin_code_made", "read_contact_plan"),
        "read_referral",
    ),
    "what somebody asks for is no admin's to follow: it could be a complaint": (
        *("request_info", "request_callback", "request_support", "request_complaint", "request_access"),
        "request_complaint_above",
        *("request_correct", "request_restrict", "request_pause", "request_withdraw", "request_erase"),
        *("request_taken", "request_done", "request_refused", "request_told", "request_added_to"),
        *("request_recalled", "request_released", "erasure_confirmed"),
        *("request_harm", "request_harm_above", "request_passed_by"),
    ),
    "what a participant sets for themselves is theirs": (
        "adult",
        "not_adult",
        "left_chat",
        "settings_kept",
        "pin_code_used",
    ),
    "staff and their phones stand on their cards": (
        *("invited", "joined", "person_met", "not_them", "rebound", "account_cut_off", "link_made"),
        *("person_active", "person_suspended", "person_removed", "leader_changed", "stand_in_named"),
        *("phone_asked", "phone_alone", "phone_agreed", "phone_refused", "duty_set"),
        *("leave_asked", "leave_approved", "leave_refused", "leave_ended"),
    ),
    "it says the same once more as case_erased, beside it": ("person_erased",),
    "the support information and the closed days show how they are now, and are about nobody": (
        *("day_closed", "day_opened", "entry_added", "entry_mended", "entry_checked", "entry_retired", "entry_shown"),
    ),
    "a door that stayed shut: nothing was done": ("refused",),
}


def test_each_verb_is_shown_in_the_trail_or_left_out_for_a_reason() -> None:
    left_out = [verb for verbs in LEFT_OUT.values() for verb in verbs]
    assert sorted([*trail.DONE, *left_out]) == sorted(audit.VERBS)


def test_the_trail_has_who_was_kept_apart_and_what_stands_on_paper(
    database: Database, house: House, clock: Clock
) -> None:
    said_by = house.siti.id
    for channel, paper in (("voice", None), ("paper", Paper(date(2026, 3, 12)))):
        clock.at += timedelta(minutes=1)
        with database.transaction() as tx:
            consents.give(tx, house.arman, house.case, "notes", channel=channel, explained_by=said_by, paper=paper)
    with database.transaction() as tx:
        walls.add(tx, house.yusuf, house.case.id, other(tx, house).id)
        found, more = who_looked.trail(tx, 0, 5)
    assert not more
    shown = [(one.verb, one.by_code, one.case_code) for one in found]
    assert shown == [("wall_added", "S-01", "R-001"), ("consent_given", "M-01", "R-001")]


def test_a_no_of_whoever_opened_a_link_is_noted_as_nobodys(database: Database, house: House) -> None:
    with database.transaction() as tx:
        opener = waits(tx, house)
        participants.keep_adult(tx, opener, False)
        noted = select(audit_rows.c.actor_id, audit_rows.c.subject_id).where(audit_rows.c.verb == "not_adult")
        found = tx.execute(noted).all()
    assert [tuple(row) for row in found] == [(None, opener.id)], "who it was is not known"
