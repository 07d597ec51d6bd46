"""A world in which every press has something to be about: two teams, each role, and a case of each life.

Each case has all that belongs to one: check-ins, prompts of every kind, a flag, referrals, requests, a participant.
Whatever must not be shown carries a word of its own, so that a test can say what was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.domain.followups import FOLLOW_UPS
from bot.domain.people import Person, Role
from bot.domain.planning import Planned
from bot.domain.rights.consent import SHARED, TICKS
from bot.reference.calendar import calendar
from bot.store.caseload import cases, checkins, drafts, flags, offers, prompts, referrals, requests, second_yes, walls
from bot.store.caseload.cases import Case
from bot.store.caseload.drafts import Draft
from bot.store.engine.database import Tx
from bot.store.keeping import erasing
from bot.store.people import absences, invitations, people, phones
from bot.store.queues import chats
from bot.store.rights import consents, contact_plans, grants, participants
from tests.office import Office

TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LIVES = ("open", "paused", "ended", "erased")
# Whoever may press, by what they are to the cases of the team.
ACTORS = (
    "owner", "cover", "colleague", "leader", "other mentor", "other leader", "third leader", "suspended", "removed",
    "admin", "participant", "other participant", "stranger",
)  # fmt: skip
# A word in each text that not everybody may read -> what it is called in the contract.
SECRETS = {
    "Namarahasia": "name",
    "Catatanrahasia": "note",
    "Permintaanrahasia": "request text",
    "Petugasrahasia": "staff name",
    "Kontakrahasia": "contact plan",
    "17 Agu": "quiet days",
    "R-001": "code", "R-002": "code", "R-003": "code", "R-004": "code",
}  # fmt: skip
NEVER_JOINED = 9_000


@dataclass
class Lot:
    """All that belongs to one case."""

    case: Case
    participant: Person
    prompts: dict[str, int] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)
    checkin: int = 0
    flag: int = 0
    taken_flag: int = 0
    referral: int = 0
    offer: int = 0
    grant: int = 0
    consent: int = 0
    invite: int = 0


class World:
    """The people of two teams by name, and a lot for each life."""

    def __init__(self, folder: Path, url: str) -> None:
        self.office = Office(url, folder / "test.key", TUESDAY)
        self.people: dict[str, Person] = {}
        self.chats: dict[str, int] = {}
        self.numbers: dict[str, int] = {}
        self.lots: dict[str, Lot] = {}
        self.tokens: dict[str, str] = {}
        self.wall = 0
        self.walls: tuple[int, ...] = ()
        self.lists: tuple[str, ...] = ("R",)
        with self.office.tx() as tx:
            self._joins(tx)
            self._cases(tx)
            self._around(tx)

    def _joins(self, tx: Tx) -> None:
        self._person(tx, "admin", Role.ADMIN)
        leader = self._person(tx, "leader", Role.SUPERVISOR)
        for name in ("owner", "cover", "colleague", "suspended", "removed"):
            self._person(tx, name, Role.MENTOR, leader)
        self._person(tx, "other mentor", Role.MENTOR, self._person(tx, "other leader", Role.SUPERVISOR))
        self._person(tx, "alone", Role.MENTOR)
        self._person(tx, "third mentor", Role.MENTOR, self._person(tx, "third leader", Role.SUPERVISOR))
        self._person(tx, "fourth leader", Role.SUPERVISOR)
        self.numbers["stranger"] = NEVER_JOINED
        self.chats["stranger"] = tx.blind(NEVER_JOINED)
        chats.meet(tx, {self.chats["stranger"]: NEVER_JOINED})

    def _person(self, tx: Tx, name: str, role: Role, above: Person | None = None) -> Person:
        person = people.add(tx, role, f"Petugasrahasia {name}", None if above is None else above.id)
        return self._in_chat(tx, name, person)

    def _in_chat(self, tx: Tx, name: str, person: Person) -> Person:
        number = 7_000 + len(self.numbers)
        self.numbers[name], self.chats[name] = number, tx.blind(number)
        chats.meet(tx, {self.chats[name]: number})
        invitations.join(tx, invitations.make_link(tx, person, None), self.chats[name])
        if person.role is Role.PARTICIPANT:
            participants.confirm(tx, person, person)
        self.people[name] = people.settle(tx, person, address="ibu", zone="Asia/Jakarta")
        return self.people[name]

    def _cases(self, tx: Tx) -> None:
        for life in LIVES:
            self.lots[life] = self._lot(tx, life)
        other = cases.add(tx, "P", "Namarahasia P", self.people["other mentor"], 1)
        self._in_chat(tx, "other participant", self._joined(tx, other, self.people["other mentor"]))
        self._walls(tx, cases.add(tx, "P", "Namarahasia Q", self.people["third mentor"], 1))
        self._ends(tx)

    def _walls(self, tx: Tx, other: Case) -> None:
        """One that was asked for, one that is agreed, and one whose end is asked for."""
        leader, answers = self.people["leader"], self.people["third leader"]

        def between(life: str) -> second_yes.Wall:
            found = second_yes.between(tx, self.lots[life].case.id, other.id)
            assert found is not None
            return found

        for life in ("open", "ended", "paused"):
            walls.add(tx, leader, self.lots[life].case.id, other.id)
            if life != "open":
                assert second_yes.agree(tx, answers, between(life)) is None
        assert second_yes.ask_lift(tx, leader, between("paused")) is None
        self.wall = between("open").id
        self.walls = tuple(between(life).id for life in ("open", "ended", "paused"))

    def _joined(self, tx: Tx, case: Case, mentor: Person) -> Person:
        person = participants.add(tx, case, mentor)
        participants.keep_adult(tx, person, True)
        for tick in TICKS:
            if tick.code == SHARED:
                continue
            consents.give(tx, person, case, tick.code, channel="chat", explained_by=None)
        return person

    def _lot(self, tx: Tx, life: str, mentor: str = "owner") -> Lot:
        owner, leader = self.people[mentor], self.people["leader"]
        case = cases.add(tx, "R", f"Namarahasia {life}", owner, 1)
        person = self._in_chat(tx, f"participant {life}", self._joined(tx, case, owner))
        lot = Lot(case, person)
        answers = {"contact": "visit", "overall": "details", "levels": {"kerja": 2}, "needs": [], "next": "w1"}
        lot.checkin = checkins.save(tx, owner, case, f"saved{life}", {**answers, "note": "Catatanrahasia"})
        contact_plans.keep(tx, owner, case, {"first": "we", "word": "Kontakrahasia"})
        lot.taken_flag = flags.raise_one(tx, owner, case, "health")[0].id
        flags.acknowledge(tx, leader, self._flag(tx, leader, lot.taken_flag))
        lot.flag = flags.raise_one(tx, owner, case, "threat")[0].id
        over = self._flag(tx, leader, flags.raise_one(tx, owner, case, "self")[0].id)
        flags.acknowledge(tx, leader, over)
        flags.close(tx, leader, over, case.key_id, "Catatanrahasia")
        lot.grant = grants.give(tx, self.people["third leader"], case, "Menyiapkan rujukan", glass=True).id
        lot.consent = consents.give(
            tx, person, case, SHARED, channel="voice", explained_by=owner.id, service="Puskesmas"
        )
        frame = prompts.frame_for(tx, owner, calendar(), case)
        lot.referral = referrals.add(tx, owner, case, "kerja", frame).id
        lot.offer = offers.make(tx, leader, case, self.people["other leader"])
        for kind in ("info", "callback", "complaint", "complaint_above", "harm", "harm_above", "correct", "erase"):
            found, _ = requests.raise_one(tx, person, case, kind, text="Permintaanrahasia")
            lot.requests[kind] = found.id
        lot.invite = invitations.came_by(tx, person)
        self._prompts(tx, lot, owner)
        day = date(2027, 8, 17)
        cases.set_quiet(tx, owner, case, [(day, day, True)])
        return lot

    def _flag(self, tx: Tx, who: Person, flag_id: int) -> flags.Flag:
        found = flags.visible(tx, who, flag_id)
        assert found is not None
        return found

    def _prompts(self, tx: Tx, lot: Lot, owner: Person) -> None:
        """A prompt of each kind, said to whom it is for."""
        about = {"flag": lot.flag, "referral_review": lot.referral, "request": lot.requests["correct"]}
        leader = self.people["leader"]
        for follow_up in FOLLOW_UPS:
            to = {"mentor": owner, "supervisor": leader, "duty": leader, "handler": leader}.get(follow_up.to)
            if to is None:
                continue
            subject = f"case:{lot.case.id}"
            if follow_up.kind.startswith("urgent"):
                subject = f"flag:{about['flag']}"
            elif follow_up.kind.startswith("request"):
                subject = f"request:{about['request']}"
            elif follow_up.kind == "referral_review":
                subject = f"referral:{about['referral_review']}"
            at = TUESDAY - timedelta(hours=len(lot.prompts) + 1)
            planned = Planned(follow_up.kind, at, follow_up.urgent)
            number = prompts.insert_new(tx, planned, at, subject, lot.case.id, to.id, owner.id, "test")
            lot.prompts[follow_up.kind] = number
            said = prompts.by_id(tx, number)
            assert said is not None
            prompts.mark_said(tx, said, to)

    def _ends(self, tx: Tx) -> None:
        """The lives, once all that belongs to each case is there."""
        leader = self.people["leader"]
        greeting = prompts.by_id(tx, self.lots["paused"].prompts["nudge"])
        assert greeting is not None
        prompts.answer(tx, greeting)  # so that there may be another one
        cases.pause(tx, leader, self.lots["paused"].case)
        cases.end(tx, leader, self.lots["ended"].case)
        erasing.erase(tx, self.lots["erased"].case, leader)

    def _around(self, tx: Tx) -> None:
        """Leave with a cover, a suspended and a removed mentor, a form of somebody's, and a leave to decide about."""
        owner, leader, cover = self.people["owner"], self.people["leader"], self.people["cover"]
        agreed = absences.ask(tx, owner, TUESDAY - timedelta(days=1), TUESDAY + timedelta(days=3), cover.id)
        found = absences.by_id(tx, agreed)
        assert found is not None
        absences.agree(tx, leader, found, cover.id)
        colleague = self.people["colleague"]
        self.asked_leave = absences.ask(tx, colleague, TUESDAY, TUESDAY + timedelta(days=9), None)
        people.suspend(tx, leader, self.people["suspended"])
        self.phone = phones.ask(tx, leader, self.people["suspended"], alone=False)
        people.cut_off(tx, leader, self.people["removed"])
        people.remove(tx, leader, self.people["removed"])
        case = next(iter(self.lots.values())).case
        draft = Draft(0, "checkin", "ownersform", case.id, None, {})
        answers = {"contact": "visit", "overall": "details", "note": "Catatanrahasia"}
        drafts.keep(tx, owner, draft, answers, case)

    def name_of_actor(self, actor: str, life: str) -> str:
        """Who presses: the participant is the one of the case itself (once erased, whoever holds that phone)."""
        return f"participant {life}" if actor == "participant" else actor
