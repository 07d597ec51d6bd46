"""What people do about what they are told: they answer, decide, agree, take on, take over, or leave it for days."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.followups import CONTACT, OPEN
from bot.domain.people import Person, Role
from bot.domain.presses import (
    AcceptOffer,
    AgreeLeave,
    AgreePhone,
    Answer,
    ChooseCover,
    CloseFlag,
    DeclineOffer,
    EndLeave,
    EraseForRequest,
    GoOn,
    HandOn,
    HandTo,
    NewLink,
    NewPhone,
    OfferCard,
    RefuseLeave,
    RefusePhone,
    RefuseRequest,
    RequestAnswered,
    Reviewed,
    Skip,
    TakeFlag,
    TakeOver,
    TakeRequest,
    WithdrawOffer,
)
from bot.store.caseload import cases, offers, prompts, requests
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.engine.database import Tx
from bot.store.engine.tables import flags, invites
from bot.store.engine.tables import prompts as prompt_table
from bot.store.engine.tables import requests as request_table
from bot.store.people import absences, leading, people, phones
from handlers.mentor import checkin
from handlers.mentor.prompt_answers import snooze
from tests.simulate.lives import WAYS
from tests.simulate.staff.institution import Institution

ENDLESS = timedelta(days=9)
KEEPS_ASKING = timedelta(days=1)


class Reactions(Institution):
    """How a person goes on who has read something."""

    def reacts(self, tx: Tx, prompt: Prompt) -> None:
        """By the kind of what was said."""
        to = self._said_to(tx, prompt)
        match prompt.kind:
            case kind if kind in CONTACT:
                self._contact_read(prompt, to)
            case "pause_over":
                self.later(self.hours(1, 20), lambda tx: self._goes_on(tx, prompt.case_id or 0))
            case "plan_review" | "consent_renewal":
                self.later(self.hours(1, 40), lambda tx: self._reviews(tx, prompt))
            case "leave_asked":
                self.later(self._sometime(), lambda tx: self._decides_leave(tx, to, prompt.about))
            case "phone_asked":
                self.later(self.hours(0.2, 20), lambda tx: self._answers_phone(tx, to, prompt.about))
            case "phone_agreed":
                self.later(self.hours(0.1, 8), lambda tx: self._makes_link(tx, to, prompt.about))
            case "case_offered":
                self.later(self.hours(1, 60), lambda tx: self._answers_offer(tx, to, prompt.about))
            case "request_came" | "request_due" | "request_soon":
                self.later(self.hours(0.5, 30), lambda tx: self._takes_request(tx, to, prompt.about))
            case "flag_raised" | "flag_of_yours" | "urgent_15" | "urgent_30" | "urgent_60":
                self.later(self.hours(0.05, 3), lambda tx: self._takes_flag(tx, to, prompt.about))

    def _said_to(self, tx: Tx, prompt: Prompt) -> int:
        found = tx.execute(select(prompt_table.c.said_to).where(prompt_table.c.id == prompt.id)).scalar()
        return int(found or 0)

    def _sometime(self) -> timedelta:
        """Mostly within a day; one in eight lies for days, until after the leave perhaps."""
        return self.hours(60, 160) if self.chance.random() < 0.12 else self.hours(0.3, 24)

    # Contacts, by whoever accompanies then.

    def _contact_read(self, prompt: Prompt, to: int) -> None:
        _, way, least, most = self.chance.choices(WAYS, [way[0] for way in WAYS])[0]
        self.later(self.hours(least, most), lambda tx: self._answers(tx, prompt.id, way, to))

    def accompanying(self, tx: Tx, case: Case) -> Person | None:
        """Whoever may record something now: the mentor, a cover, the leader of somebody kept out."""
        mentor = people.by_id(tx, case.mentor_id)
        away = absences.in_force(tx, {case.mentor_id})
        number = away.get(case.mentor_id, case.mentor_id)
        if number is None and mentor is not None and mentor.status == "suspended":
            leader = leading.leader_now(tx, mentor)
            number = None if leader is None else leader.id
        who = None if number is None else people.by_id(tx, number)
        return who if who is not None and who.is_active and who.chat is not None else None

    def _answers(self, tx: Tx, prompt_id: int, way: str, to: int, tried: int = 0) -> None:
        prompt = prompts.by_id(tx, prompt_id)
        case = None if prompt is None else cases.by_id(tx, prompt.case_id or 0)
        if prompt is None or case is None or prompt.state not in OPEN or case.status != "active":
            return
        who = self.accompanying(tx, case)
        if who is None:
            if tried == 2 and self.chance.random() < 0.3:
                self._takes_over(tx, case, to)
            if tried < 30:
                self.later(timedelta(days=1), lambda tx: self._answers(tx, prompt_id, way, to, tried + 1))
        elif way == "snooze":
            until = self.chance.choice(("1h", "morning", "morning"))
            self.records(tx, who, "later", snooze, {"prompt": prompt_id, "until": until}, None)
        elif way == "skip":
            self.presses(tx, who.id, Skip(prompt_id, self.chance.choice(("met", "asked", "occasion", "unable"))))
        else:
            self._records_checkin(tx, who, case, reached=way == "answer")

    def _records_checkin(self, tx: Tx, who: Person, case: Case, *, reached: bool) -> None:
        self.records(tx, who, "checkin", checkin.save, self.answers(tx, case, reached=reached), case.id)
        self.did["a check-in recorded by " + ("the mentor" if who.id == case.mentor_id else "who stands in")] += 1

    def _takes_over(self, tx: Tx, case: Case, to: int) -> None:
        """The leader who heard that nobody covers accompanies them, and hands them back after a while."""
        who = people.by_id(tx, to)
        if who is None or who.role is not Role.SUPERVISOR:
            return
        before = case.mentor_id
        self.presses(tx, to, TakeOver(case.id, sure=True))
        if self.is_with(tx, case.id, to):
            self.did["a case taken over by the leader"] += 1
            self.later(timedelta(days=10), lambda tx: self.hands_on(tx, case.id, before))

    def hands_on(self, tx: Tx, case_id: int, wish: int | None = None) -> None:
        """Whoever leads chooses another mentor of the team, from what is shown."""
        case = cases.by_id(tx, case_id)
        mentor = None if case is None else people.by_id(tx, case.mentor_id)
        if case is None or mentor is None or not case.goes_on:
            return
        leader = mentor.id if mentor.role is Role.SUPERVISOR else (leading.leader_now(tx, mentor) or mentor).id
        self.presses(tx, leader, HandOn(case.id))
        found = self.standing(tx, leader, HandTo)
        wanted = [one for one in found if one.mentor == wish] or found
        if wanted:
            chosen = self.chance.choice(wanted)
            self.presses(tx, leader, chosen)
            self.did["a case handed on"] += self.is_with(tx, case.id, chosen.mentor)

    @staticmethod
    def is_with(tx: Tx, case_id: int, person_id: int) -> bool:
        """Whether this is the case's mentor now."""
        found = cases.by_id(tx, case_id)
        return found is not None and found.mentor_id == person_id

    def _goes_on(self, tx: Tx, case_id: int) -> None:
        case = cases.by_id(tx, case_id)
        if case is not None and case.status == "paused":
            self.presses(tx, case.mentor_id, GoOn(case_id))

    def _reviews(self, tx: Tx, prompt: Prompt) -> None:
        case = cases.by_id(tx, prompt.case_id or 0)
        if case is not None and (who := self.accompanying(tx, case)) is not None:
            self.presses(tx, who.id, Reviewed(prompt.id))

    # Leave.

    def _decides_leave(self, tx: Tx, leader: int, leave_id: int) -> None:
        found = absences.by_id(tx, leave_id)
        if found is None or found.state != absences.ASKED:
            return
        dice = self.chance.random()
        if dice < 0.12:
            self.presses(tx, leader, RefuseLeave(leave_id))
        elif dice < 0.35:
            self.presses(tx, leader, AgreeLeave(leave_id, 0))
        elif dice < 0.55:
            self.presses(tx, leader, ChooseCover(leave_id))
            choices = self.standing(tx, leader, AgreeLeave)
            if choices:
                self.presses(tx, leader, self.chance.choice(choices))
        else:
            self.presses(tx, leader, AgreeLeave(leave_id, found.cover_id or 0))
        fresh = absences.by_id(tx, leave_id)
        if fresh is not None and fresh.state == absences.APPROVED:
            self.leave_agreed(tx, leave_id)
        if found.until_at <= tx.now:
            self.did["leave: decided after it was over"] += 1
        elif found.from_at <= tx.now and fresh is not None and fresh.state == absences.APPROVED:
            self.did["leave: agreed after it began"] += 1

    def leave_agreed(self, tx: Tx, leave_id: int) -> None:
        """What comes of an agreed leave."""

    def ends_leave(self, tx: Tx, leave_id: int, how: str) -> None:
        """Whoever is away is back, or does not go after all."""
        found = absences.by_id(tx, leave_id)
        if found is not None and found.state in (absences.ASKED, absences.APPROVED) and found.until_at > tx.now:
            self.presses(tx, found.person_id, EndLeave(leave_id))
            fresh = absences.by_id(tx, leave_id)
            self.did[how] += fresh is not None and fresh.state == absences.ENDED

    # Phones.

    def _answers_phone(self, tx: Tx, who: int, phone_id: int) -> None:
        phone = phones.by_id(tx, phone_id)
        if phone is not None and phone.state == "asked":
            press = RefusePhone(phone_id) if self.chance.random() < 0.2 else AgreePhone(phone_id)
            self.presses(tx, who, press)

    def _makes_link(self, tx: Tx, who: int, phone_id: int) -> None:
        phone = phones.by_id(tx, phone_id)
        if phone is not None and phone.state == "agreed":
            self.links(tx, who, phone.person_id)

    def links(self, tx: Tx, who: int, person_id: int) -> None:
        """A link is made, and opened a few hours later on the new phone."""
        made = select(invites.c.id).where(
            invites.c.person_id == person_id, invites.c.created_at == tx.now, invites.c.used_at.is_(None)
        )
        self.presses(tx, who, NewLink(person_id))
        if tx.execute(made).first() is not None:
            self.later(self.hours(0.2, 12), lambda tx: self._joins_anew(tx, person_id))

    def _joins_anew(self, tx: Tx, person_id: int) -> None:
        person = people.by_id(tx, person_id)
        if person is not None and person.is_active and person.chat is None and not phones.bars_a_link(tx, person):
            self.opens_link(tx, person)
            self.did["a new phone joined"] += 1

    def chases(self, tx: Tx, person_id: int) -> None:
        """Somebody without a phone asks every day until they have one again; whoever may, does what is next."""
        person = people.by_id(tx, person_id)
        if person is None or person.chat is not None:
            return
        self.later(KEEPS_ASKING, lambda tx: self.chases(tx, person_id))
        if not person.is_active:
            return
        change = phones.newest(tx, person)
        leaders = [one for one in leading.above(tx, person) if one.chat is not None]
        leaders += [one for one in self.able(tx, Role.ADMIN) if one.id != person.id]
        if not leaders:
            return
        asks = leaders[0]
        if change is None or change.state == "agreed":
            self.links(tx, asks.id, person_id)
        elif change.state == "refused":
            self.did["a phone asked for again"] += 1
            self.presses(tx, asks.id, NewPhone(person_id))
        elif change.state == "asked":
            others = phones.could_agree(tx, change.asked_by, person)
            if others:
                self._answers_phone(tx, self.chance.choice(others).id, change.id)
            else:
                self.presses(tx, asks.id, NewPhone(person_id))

    # Offers.

    def _answers_offer(self, tx: Tx, who: int, offer_id: int) -> None:
        found = offers.by_id(tx, offer_id)
        if found is None or found.state != "offered":
            return
        dice = self.chance.random()
        if dice < 0.2:
            self.later(timedelta(days=2), lambda tx: self._withdraws(tx, offer_id))
        elif dice < 0.4:
            self.presses(tx, who, DeclineOffer(offer_id))
        else:
            self.presses(tx, who, OfferCard(offer_id))
            choices = [one for one in self.standing(tx, who, AcceptOffer) if one.offer == offer_id]
            self.presses(tx, who, self.chance.choice(choices) if choices else DeclineOffer(offer_id))

    def _withdraws(self, tx: Tx, offer_id: int) -> None:
        found = offers.by_id(tx, offer_id)
        if found is not None and found.state == "offered":
            self.presses(tx, found.from_id, WithdrawOffer(offer_id))

    # Requests and flags.

    def _takes_request(self, tx: Tx, who: int, request_id: int) -> None:
        person, found = people.by_id(tx, who), requests.by_id(tx, request_id)
        if person is None or found is None or not found.is_open or self.chance.random() < 0.1:
            return
        if requests.visible(tx, person, request_id) is None:
            return
        self.presses(tx, who, TakeRequest(request_id))
        self.later(self.hours(1, 50), lambda tx: self._ends_request(tx, request_id))

    def _ends_request(self, tx: Tx, request_id: int) -> None:
        """Whoever has it, or whoever may; a tenth is refused."""
        found = requests.by_id(tx, request_id)
        if found is None or not found.is_open:
            return
        who = self._handler(tx, request_id, found.handled_by)
        if who is None:
            self.later(timedelta(days=1), lambda tx: self._ends_request(tx, request_id))
            return
        case = None if found.case_id is None else cases.by_id(tx, found.case_id)
        if self.chance.random() < 0.1:
            self.presses(tx, who, RefuseRequest(request_id))
            self.types(tx, who, "Belum bisa sekarang, mohon maaf.")
        elif found.kind_code == "erase" and case is not None:
            self.presses(tx, who, EraseForRequest(request_id))
            self.presses(tx, who, *(one for one in self.standing(tx, who, Answer) if one.value == "visit"))
            self.types(tx, who, case.code)
        else:
            self.presses(tx, who, RequestAnswered(request_id, found.kind.rings))

    def _handler(self, tx: Tx, request_id: int, taken_by: int | None) -> int | None:
        found = requests.by_id(tx, request_id)
        those = [taken_by, *([] if found is None else requests.handlers_of(tx, found))]
        for number in those:
            person = None if number is None else people.by_id(tx, number)
            there = person is not None and person.is_active and person.chat is not None
            if person is not None and there and requests.visible(tx, person, request_id) is not None:
                return person.id
        return None

    def overdue(self, tx: Tx) -> None:
        """What has lain for days is ended by whoever may, so that little is open at once."""
        rows = select(request_table.c.id).where(
            request_table.c.state.in_(("open", "taken")), request_table.c.received_at < tx.now - ENDLESS
        )
        for number in tx.execute(rows).scalars().all():
            self._ends_request(tx, number)
        old = select(flags.c.id).where(flags.c.closed_at.is_(None), flags.c.raised_at < tx.now - ENDLESS)
        for number in tx.execute(old).scalars().all():
            who = self.chance.choice(self.able(tx, Role.SUPERVISOR, Role.ADMIN))
            self._takes_flag(tx, who.id, number)
            self._closes_flag(tx, number)

    def _takes_flag(self, tx: Tx, who: int, flag_id: int) -> None:
        row = tx.execute(select(flags).where(flags.c.id == flag_id)).one_or_none()
        if row is None or row.closed_at is not None or row.acknowledged_by is not None or self.chance.random() < 0.3:
            return
        self.presses(tx, who, TakeFlag(flag_id))
        self.later(self.hours(2, 90), lambda tx: self._closes_flag(tx, flag_id))

    def _closes_flag(self, tx: Tx, flag_id: int) -> None:
        row = tx.execute(select(flags).where(flags.c.id == flag_id)).one_or_none()
        if row is None or row.closed_at is not None or row.acknowledged_by is None:
            return
        if self.presses(tx, row.acknowledged_by, CloseFlag(flag_id)):
            self.types(tx, row.acknowledged_by, "Sudah ditemani pulang.")

    @staticmethod
    def midnight(who: Person, at: datetime, days: int) -> datetime:
        """Midnight of somebody's own day, so many days on."""
        local = at.astimezone(who.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return local + timedelta(days=days)
