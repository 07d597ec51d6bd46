"""Role x action x scope in one table: an undeclared route fails, and every forbidden act is tried by everybody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import handlers
from bot.domain.people import Role
from bot.domain.presses import Answer, Press
from bot.store.caseload import flags, prompts, referrals, requests
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences as absence_table
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import consents as consent_table
from bot.store.engine.tables import invites as invite_table
from bot.store.engine.tables import people as people_table
from bot.store.keeping.records import Wanted, collect
from bot.store.people import absences
from bot.store.rights import participants
from handlers.fillings import FILLINGS
from tests.driver import Someone, Town

# What a button of a route is about: whose it must be for the press to do or show anything.
#   self    the person's own settings, lists and forms: others' ids mean nothing to it
#   case    a case in the person's scope        mine    a case they accompany themselves
#   prompt  a prompt that is theirs to answer   person  one of the people they lead
#   flag    any flag, for those who may be next on duty; a mentor's own cases' otherwise
#   leave   a leave that is theirs to decide    open    anybody, strangers too
#   request a request of one's own participant (mentor) or team (leaders)
#   upkeep  the support directory, which admins keep; nothing in it is about a person
SCOPES = {
    "self": " ".join(
        (
            "Help OldButton Address Zone Home Settings NewAddress NewZone CheckInList Answer Back Again Cancel",
            "ThrowAway PutAside PickDate Rate Reopen Save ChoicePage WhatToChange Resume CaseList Schedule",
            "CalendarDays CalendarFile UrgentWhose FlagList RequestList Attention OwnLeave EndLeave SafeHours",
            "Invite InviteAdmin Team NewCase ClosedDays CloseDay OpenDay Duty Talk BreakGlass AskExport Digest",
            "DigestWords DigestChart DigestList",
        )
    ),
    "case": " ".join(
        (
            "CaseOfDigest CaseCard Rhythm Cadence Pause GoOn QuietDays ClearQuiet Referrals NewReferral History",
            "UrgentWhat RaiseFlag Greet TakeOver HandOn HandTo AskReading KeepApart EndCase PastCheckIns",
            "ReadCheckIn CorrectCheckIn",
        )
    ),
    "mine": "CheckIn TheirPhone HandLink ReadOutCode TheirNewPhone NoteConsent NoteSharing",
    "prompt": "PromptShown RecordNow Later NotReached AskSkip Skip Reviewed Why LongerPause ResumeCase",
    "referral": "ReferralCard",
    "person": "PersonCard NewLink NewPhone Suspend Remove HandAll HandAllTo",
    "flag": "FlagCard TakeFlag CloseFlag",
    "request": "RequestCard ReadRequest TakeRequest RequestAnswered RefuseRequest EraseForRequest",
    "leave": "LeaveCard ChooseCover AgreeLeave RefuseLeave",
    "open": "Info InfoCategory InfoPlaces InfoFound InfoCard InfoWrong InfoTell",
    "own": " ".join(
        (
            "Adult AnswerTick Sweep CallMe AskContact CallAtOnce AskInfo Complain OwnRequests OwnRequest",
            "SelfCheck NotNow OwnData Wish CorrectOwn OwnConsents ChangeConsent LeaveChat OwnSetting Greetings",
        )
    ),
    "upkeep": "Upkeep UpkeepList UpkeepEntry UpkeepCard AddEntry UpkeepFields MendField MarkChecked Retire",
}
SCOPE_OF = {name: scope for scope, names in SCOPES.items() for name in names.split()}


def test_every_route_is_declared_with_its_scope() -> None:
    assert {route.on.__name__ for route in handlers.ROUTES if issubclass(route.on, Press)} == set(SCOPE_OF)


def test_who_may_do_what() -> None:
    """The roles of each scope, as this table says them; a route that grants more fails here."""
    most = {
        "case": {Role.MENTOR, Role.SUPERVISOR},
        "mine": {Role.MENTOR, Role.SUPERVISOR},
        "referral": {Role.MENTOR, Role.SUPERVISOR},
        "person": {Role.SUPERVISOR, Role.ADMIN},
        "leave": {Role.SUPERVISOR, Role.ADMIN},
        "request": {Role.MENTOR, Role.SUPERVISOR, Role.ADMIN},
        "upkeep": {Role.ADMIN},
        "own": {Role.PARTICIPANT},
    }
    for route in handlers.ROUTES:
        scope = SCOPE_OF.get(route.on.__name__)
        if scope in most:
            assert route.roles is not None and route.roles <= most[scope], route.on


def test_what_leaders_alone_may_do() -> None:
    """Routes about nobody in particular, which no scope narrows: exactly these roles."""
    alone = {
        Role.ADMIN: "InviteAdmin ClosedDays CloseDay OpenDay",
        Role.SUPERVISOR: "AskExport NewCase Attention BreakGlass Digest DigestList DigestChart DigestWords",
        Role.MENTOR: "OwnLeave EndLeave Talk",
    }
    roles = {route.on.__name__: route.roles for route in handlers.ROUTES}
    for role, names in alone.items():
        assert {name: roles[name] for name in names.split()} == dict.fromkeys(names.split(), frozenset({role}))


class Theirs:
    """Everything of one team that others might reach for, by its numbers."""

    def __init__(self, town: Town, supervisor: Someone, mentor: Someone) -> None:
        self.case = town.case(mentor, name="Arman Rahasia", hours=1)
        self.mentor, self.supervisor = mentor, supervisor
        mentor.checks_in("R-001")
        mentor.sends("/dampingan").taps("R-001", "Rujukan", "Tambah rujukan", "Kesehatan")
        mentor.sends("/menu").taps("Mendesak", "R-001")
        mentor.sends("/atur").taps("Cuti", "Besok", "1 minggu", "Belum ada")
        mentor.sends("/menu")
        town.asks(self._asks)
        town.passes(days=8)

    def _asks(self, tx: Tx) -> None:
        """What the participant asks for: something of the mentor, something of the supervisor."""
        person = participants.add(tx, self.case, self.mentor.person)
        for kind in ("info", "correct", "erase"):
            requests.raise_one(tx, person, self.case, kind, text="perihal Rahasia")

    def ids(self, scope: str) -> Iterator[tuple[str, ...]]:
        """Arguments a forged button might carry."""
        case = str(self.case.id)
        match scope:
            case "person":
                yield from ((str(one.person.id), "1") for one in (self.mentor, self.supervisor))
            case "prompt":
                yield from (args for n in range(1, 5) for args in ((str(n),), (str(n), "met")))
            case "case" | "mine":
                yield from ((case,), (case, "1"), (case, "4"), (case, "notes", "voice"))
            case "request":
                yield from ((str(number),) for number in (1, 2, 3))
            case _:
                yield from (("1",), ("1", "1"), ("1", "accepted"))

    def as_it_stands(self, tx: Tx) -> Any:
        """All of it that must not change by somebody else's hand."""
        tables = (case_table, absence_table, people_table, consent_table, invite_table)
        rows = [tx.execute(select(table)).all() for table in tables]
        kept = [
            prompts.open_of(tx, self.case),
            referrals.of(tx, self.case, 9),
            flags.on_duty(tx),
            absences.by_id(tx, 1),
        ]
        return collect(tx, Wanted(with_text=True)), kept, rows


@pytest.fixture
def town(sqlite_template: Path, tmp_path: Path) -> Iterator[Town]:
    import shutil

    shutil.copy(sqlite_template, tmp_path / "titian.db")
    found = Town(f"sqlite:///{tmp_path / 'titian.db'}", tmp_path)
    yield found
    found.closes()


def test_forbidden_acts_are_tried_by_everybody_else(town: Town) -> None:
    yusuf = town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")
    siti = town.joins(Role.MENTOR, "Siti Rahasia", supervisor=yusuf)
    theirs = Theirs(town, yusuf, siti)
    others = {
        "another mentor": town.joins(Role.MENTOR, "Joko", supervisor=town.joins(Role.SUPERVISOR, "Wati")),
        "a mentor of the team": town.joins(Role.MENTOR, "Dewi", supervisor=yusuf),
        "another supervisor": town.joins(Role.SUPERVISOR, "Wira"),
        "an admin": town.joins(Role.ADMIN, "Ratna"),
        "a stranger": town.phone("Orang lain"),
    }
    for name, who in others.items():
        who.sends("/menu")
        before = town.asks(theirs.as_it_stands)
        for route, scope in SCOPE_OF.items():
            if _may(name, scope, route):
                continue
            for args in theirs.ids(scope):
                who.forges_text(":".join((route, *args)))
                shown = " ".join(who.phone.texts())
                # A name is never shown, and a code only to those who may be called to a flag.
                assert "Rahasia" not in shown, f"{name}: {route}:{args}\n{who.screen}"
                assert "R-001" not in who.screen or scope == "flag" or name in ALERTED, f"{name}: {route}:{args}"
        assert town.asks(theirs.as_it_stands) == before, f"{name} changed something"


ALERTED = {"another supervisor", "an admin"}


def _may(name: str, scope: str, route: str) -> bool:
    """What is theirs after all: own lists and forms, flags for those on duty, an admin's people, own duty list."""
    if scope == "self":
        return True
    if scope == "flag":
        return name in ALERTED
    return name == "an admin" and scope == "person"


def test_a_wall_shows_in_no_count_and_no_answer(town: Town) -> None:
    """The same words, the same number of messages, whether the other code exists or not."""
    yusuf = town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")
    siti = town.joins(Role.MENTOR, "Siti", supervisor=yusuf)
    joko = town.joins(Role.MENTOR, "Joko", supervisor=town.joins(Role.SUPERVISOR, "Wati"))
    town.case(siti)
    town.case(joko, track="P", name="Citra")
    yusuf.sends("/menu")
    said = []
    for code in ("P-001", "P-777", "R-001", "halo"):
        before = len(yusuf.phone.transcript)
        yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jangan dipertemukan").types(code)
        said.append((yusuf.screen, len(yusuf.phone.transcript) - before))
    assert len(set(said)) == 1


def test_nobody_opens_a_form_that_is_not_theirs(town: Town) -> None:
    """A forged first question of a form that has no draft yet: only those may answer it whose screens show it."""
    yusuf = town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")
    siti = town.joins(Role.MENTOR, "Siti", supervisor=yusuf)
    siti.sends("/menu")
    for number, (name, filling) in enumerate(FILLINGS.items()):
        if Role.MENTOR not in filling.first_for and name not in ("checkin", "later"):
            key = filling.form.questions[0].key
            siti.forges(Answer(key, "x", token=f"z{number}", form=name)).sees("Layar itu sudah lama")
