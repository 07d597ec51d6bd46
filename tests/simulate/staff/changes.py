"""What happens to the staff in a year: leave at every edge, people who go, come, swap and lose phones; and the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.people import Person, Role
from bot.domain.presses import (
    AskInfo,
    CallAtOnce,
    CallMe,
    Complain,
    CorrectOwn,
    EndCase,
    HandAll,
    HandAllTo,
    Invite,
    KeepApart,
    Leaderless,
    LedBy,
    NewLeader,
    NewPhone,
    OfferCase,
    OfferTo,
    RaiseFlag,
    Remove,
    StandIn,
    StandInIs,
    Suspend,
    Wish,
)
from bot.store.caseload import cases
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences as leaves
from bot.store.engine.tables import cases as case_table
from bot.store.engine.tables import flags
from bot.store.engine.tables import participants as participant_table
from bot.store.engine.tables import people as people_table
from bot.store.engine.tables import requests as request_table
from bot.store.people import absences, leading, people
from handlers.mentor import rhythm
from tests.simulate.clockwork import Does
from tests.simulate.staff.reactions import Reactions

SHAPES = (
    "begins today",
    "one day, today",
    "one day, tomorrow",
    "over a weekend",
    "next week",
    "adjacent to the last",
    "overlaps the last",
    "withdrawn before it was decided",
    "ends the day it began",
)
NEW_LEADER_COMES = timedelta(days=2)
WORDS = "Janji bertemu sering diundur, mohon dibantu."


class Changes(Reactions):
    """The year as it is drawn. Each kind comes about so often for a hundred cases and year, and twice at the least."""

    def begins_the_year(self) -> None:
        """Draw when what happens."""
        drawn: tuple[tuple[int, Does], ...] = (
            (40, self.mentor_leave), (8, self.leader_leave), (6, self.mentor_suspended), (2, self.mentor_removed),
            (2, self.leader_removed), (2, self.leader_gone_unseen), (2, self.leader_halved), (1, self.leaders_swap),
            (5, self.mentor_moves), (4, self.mentor_moves_alone), (8, self.phone_lost), (12, self.offered),
            (10, self.taken_in), (8, self.ended), (8, self.walled), (60, self.asks), (10, self.complains),
            (14, self.urgent), (5, self.calls_at_once), (12, self.pauses), (6, self.handed_on),
            (4, self.caseload_handed), (3, self.leader_suspended), (2, self.admin_phone_lost), (3, self.erased),
            (6, self.holder_kept_out),
        )  # fmt: skip
        share = len(self._numbers) / 180 * self.days / 365
        for often, does in drawn:
            for _ in range(max(2, round(often * share))):
                self.later(self.some_day(), does)
        self._shape, self._ending_today = 0, set[int]()
        for day in range(1, self.days, 2):
            self.later(timedelta(days=day), self.overdue)

    def one(self, found: list[Person]) -> Person | None:
        """Any of them."""
        return self.chance.choice(found) if found else None

    def leader_of(self, tx: Tx, person: Person) -> Person | None:
        """Somebody above who has a phone now: whoever leads, or an admin."""
        able = [one for one in leading.above(tx, person) if one.chat is not None and one.is_active]
        return self.one(able) or self.one([one for one in self.able(tx, Role.ADMIN) if one.id != person.id])

    # Leave.

    def mentor_leave(self, tx: Tx) -> None:
        """A mentor asks for leave, in each shape in turn."""
        self._asks_leave(tx, self.one(self.able(tx, Role.MENTOR)))

    def leader_leave(self, tx: Tx) -> None:
        """A supervisor does."""
        who = self.one(self.able(tx, Role.SUPERVISOR))
        self._asks_leave(tx, who)
        self.did["leave asked by a leader"] += who is not None

    def _asks_leave(self, tx: Tx, who: Person | None) -> None:
        if who is None:
            return
        shape = SHAPES[self._shape % len(SHAPES)]
        self._shape += 1
        last = absences.standing(tx, [who.id]).get(who.id)
        if "the last" in shape and last is None:
            known = absences.standing(tx, [one.id for one in self.able(tx, who.role)])
            found = self.one([one for one in self.able(tx, who.role) if one.id in known])
            who, last = (found, known[found.id]) if found is not None else (who, None)
        spans = {
            "begins today": ("d0", self.chance.choice(("d3", "w1"))),
            "one day, today": ("d0", "d1"),
            "ends the day it began": ("d0", "d3"),
            "one day, tomorrow": ("d1", "d1"),
            "next week": ("d7", self.chance.choice(("w1", "w2"))),
            "over a weekend": self._weekend(who, tx.now),
        }
        begin, length = spans.get(shape, ("d1", self.chance.choice(("d3", "w1", "w2"))))
        if last is not None and "the last" in shape:
            begin = self._epoch(last.until_at - (timedelta(days=2) if shape == "overlaps the last" else timedelta()))
        number = self.asks_leave(tx, who, begin, length)
        if number is None:
            return
        self.did[f"leave: {shape}"] += 1
        if shape == "withdrawn before it was decided":
            self.later(self.hours(0.05, 0.3), lambda tx: self.ends_leave(tx, number, "leave: withdrawn"))
        if shape == "ends the day it began":
            self._ending_today.add(number)

    def _weekend(self, who: Person, now: datetime) -> tuple[str, str]:
        """From Saturday to Monday."""
        ahead = (5 - now.astimezone(who.zone).weekday()) % 7 or 7
        return self._epoch(self.midnight(who, now, ahead)), "d3"

    @staticmethod
    def _epoch(at: datetime) -> str:
        return f"@{int(at.timestamp()) + 3600}"

    def asks_leave(self, tx: Tx, who: Person, begin: str, length: str, cover: str = "") -> int | None:
        """The form is filled in; returns the leave that was asked for."""
        if begin.startswith("@") and int(begin[1:]) < tx.now.timestamp():
            begin = "d0"
        newest = select(leaves.c.id).where(leaves.c.person_id == who.id).order_by(leaves.c.id.desc()).limit(1)
        before = tx.execute(newest).scalar()
        answers = {"from": begin, "until": length, "cover": cover or self._some_cover(tx, who)}
        if not self.fills(tx, who.id, "leave", answers, last="cover"):
            return None
        after = tx.execute(newest).scalar()
        return after if after != before else None

    def _some_cover(self, tx: Tx, who: Person) -> str:
        if self.chance.random() < 0.3:
            return "-"
        beside = [one for one in self.able(tx, who.role) if one.id != who.id and one.team_of != who.id]
        if who.role is Role.MENTOR:
            beside = [one for one in beside if one.supervisor_id == who.supervisor_id]
        found = self.one(beside)
        return "-" if found is None else found.code

    def leave_agreed(self, tx: Tx, leave_id: int) -> None:
        """Somebody comes back early or goes late, is away longer, or whoever covers cannot."""
        found = absences.by_id(tx, leave_id)
        assert found is not None
        begins = max(found.from_at, tx.now)
        inside = begins + (found.until_at - begins) * self.chance.uniform(0.1, 0.9)
        self.edge(found.from_at)
        self.edge(found.until_at)
        if leave_id in self._ending_today:
            self.at(
                begins + timedelta(hours=2), lambda tx: self.ends_leave(tx, leave_id, "leave: ended the day it began")
            )
            return
        dice = self.chance.random()
        if dice < 0.2:
            self.at(inside, lambda tx: self.ends_leave(tx, leave_id, "leave: back early"))
        elif dice < 0.3:
            self.at(found.until_at - timedelta(hours=9), lambda tx: self._stays_away(tx, found.person_id))
        if found.cover_id is not None and self.chance.random() < 0.5:
            does = self.chance.choice(
                (self._cover_leaves, self._cover_suspended, self._cover_removed, self._cover_phone)
            )
            self.at(inside, lambda tx: does(tx, leave_id))

    def edge(self, at: datetime) -> None:
        """Somebody's leave begins or ends then: the bot looks round, and it is looked at in that very minute."""

        def turns(tx: Tx) -> None:
            self.office.workers[0].look_round(tx)
            self.settles(tx)
            self.looked(tx, None)

        self.at(at, turns)

    def _stays_away(self, tx: Tx, person_id: int) -> None:
        who = people.by_id(tx, person_id)
        if who is not None and self.asks_leave(tx, who, "d1", "d3") is not None:
            self.did["leave: back late"] += 1

    def _cover_of(self, tx: Tx, leave_id: int) -> Person | None:
        found = absences.by_id(tx, leave_id)
        if found is None or found.state != absences.APPROVED or found.until_at <= tx.now or found.cover_id is None:
            return None
        return people.by_id(tx, found.cover_id)

    def _cover_leaves(self, tx: Tx, leave_id: int) -> None:
        cover = self._cover_of(tx, leave_id)
        if cover is not None and self.asks_leave(tx, cover, "d0", "d3", "-") is not None:
            self.did["leave: the cover goes on leave"] += 1

    def _cover_suspended(self, tx: Tx, leave_id: int) -> None:
        cover = self._cover_of(tx, leave_id)
        if cover is not None and self.suspends(tx, cover):
            self.did["leave: the cover is suspended"] += 1

    def _cover_removed(self, tx: Tx, leave_id: int) -> None:
        cover = self._cover_of(tx, leave_id)
        if cover is not None and self.removes(tx, cover):
            self.did["leave: the cover is removed"] += 1

    def _cover_phone(self, tx: Tx, leave_id: int) -> None:
        cover = self._cover_of(tx, leave_id)
        if cover is not None and self.loses_phone(tx, cover):
            self.did["leave: the cover loses the phone"] += 1

    # Mentors.

    def mentor_suspended(self, tx: Tx) -> None:
        """Kept out at once; let in again, or removed, after a while."""
        who = self.one(self.able(tx, Role.MENTOR))
        if who is not None:
            self.suspends(tx, who)

    def suspends(self, tx: Tx, who: Person) -> bool:
        """Somebody above keeps them out, and mostly names who stands in."""
        leader = self.leader_of(tx, who)
        if leader is None or not self.presses(tx, leader.id, Suspend(who.id, suspended=True)):
            return False
        fresh = people.by_id(tx, who.id)
        if fresh is None or fresh.status != "suspended":
            return False
        self.did[f"a {who.role} suspended"] += 1
        if self.chance.random() < 0.6:
            self.presses(tx, leader.id, StandIn(who.id))
            if choices := self.standing(tx, leader.id, StandInIs):
                self.presses(tx, leader.id, self.chance.choice(choices))
                self.did["a stand-in named"] += 1
        after = timedelta(days=self.chance.uniform(0.1, 20))
        back = who.role is not Role.MENTOR or self.chance.random() < 0.75
        self.later(after, lambda tx: self.lets_in(tx, who.id) if back else self._removes_later(tx, who.id))
        return True

    def lets_in(self, tx: Tx, person_id: int) -> None:
        """They are let in again."""
        who = people.by_id(tx, person_id)
        leader = None if who is None else self.leader_of(tx, who)
        if who is None or who.status != "suspended":
            return
        if leader is not None:
            self.presses(tx, leader.id, Suspend(person_id))
        fresh = people.by_id(tx, person_id)
        if fresh is not None and fresh.is_active:
            self.did["somebody let in again"] += 1
        else:
            self.later(timedelta(days=1), lambda tx: self.lets_in(tx, person_id))

    def _removes_later(self, tx: Tx, person_id: int) -> None:
        who = people.by_id(tx, person_id)
        if who is None or who.status != "suspended" or self.removes(tx, who):
            return
        self.lets_in(tx, person_id)

    def mentor_removed(self, tx: Tx) -> None:
        """Gone for good; what they have goes to another one."""
        who = self.one(self.able(tx, Role.MENTOR))
        if who is not None:
            self.removes(tx, who)

    def removes(self, tx: Tx, who: Person) -> bool:
        """By somebody above, with the code typed; a new mentor comes some days later."""
        by = self.leader_of(tx, who)
        if by is None or (by.role is Role.SUPERVISOR and who.supervisor_id != by.id):
            by = self.one(self.able(tx, Role.ADMIN))
        if by is None:
            return False
        self.presses(tx, by.id, Remove(who.id))
        if choices := [one for one in self.standing(tx, by.id, Remove) if one.to and one.person == who.id]:
            self.presses(tx, by.id, self.chance.choice(choices))
        self.types(tx, by.id, who.code)
        if people.by_id(tx, who.id) is not None:
            return False
        self.did[f"a {who.role} removed"] += 1
        if who.role is Role.MENTOR:
            self.later(self.hours(20, 90), self.mentor_invited)
        return True

    def mentor_invited(self, tx: Tx) -> None:
        """A supervisor invites somebody new, who opens the link the next day."""
        leader = self.one(self.able(tx, Role.SUPERVISOR))
        if leader is not None:
            self._invites(tx, leader.id, Role.MENTOR)

    def _invites(self, tx: Tx, by: int, role: Role) -> None:
        newest = select(people_table.c.id).where(people_table.c.role == role).order_by(people_table.c.id.desc())
        before = tx.execute(newest.limit(1)).scalar()
        self.presses(tx, by, Invite())
        self.types(tx, by, "Orang Baru")
        after = tx.execute(newest.limit(1)).scalar()
        if after is not None and after != before:
            self.did[f"a {role} invited"] += 1
            self.later(self.hours(1, 60), lambda tx: self._joins_anew(tx, after))
            self.later(timedelta(days=4), lambda tx: self.chases(tx, after))

    def mentor_moves(self, tx: Tx) -> None:
        """To another team, with everybody they accompany."""
        mentor = self.one([one for one in people.of_role(tx, Role.MENTOR) if one.is_active])
        if mentor is not None and self._is_led_elsewhere(tx, mentor):
            self.did["a mentor moved with the caseload"] += 1

    def mentor_moves_alone(self, tx: Tx) -> None:
        """To another team; whoever they accompany stays behind."""
        mentor = self.one(self.able(tx, Role.MENTOR))
        if mentor is not None and self.hands_all(tx, mentor) and self._is_led_elsewhere(tx, mentor):
            self.did["a mentor moved without the caseload"] += 1

    def caseload_handed(self, tx: Tx) -> None:
        """A whole caseload goes to another mentor of the team."""
        mentor = self.one(self.able(tx, Role.MENTOR))
        self.did["a caseload handed on"] += mentor is not None and self.hands_all(tx, mentor)

    def hands_all(self, tx: Tx, person: Person) -> bool:
        """By whoever may, to one of those who are shown."""
        by = self.leader_of(tx, person)
        if by is None or (by.role is Role.SUPERVISOR and person.supervisor_id != by.id):
            by = self.one(self.able(tx, Role.ADMIN))
        if by is None:
            return False
        self.presses(tx, by.id, HandAll(person.id))
        choices = self.standing(tx, by.id, HandAllTo)
        if not choices:
            return False
        self.presses(tx, by.id, self.chance.choice(choices))
        return not cases.of_mentor(tx, person.id)

    def _is_led_elsewhere(self, tx: Tx, mentor: Person, leader: int | None = None) -> bool:
        admin = self.one(self.able(tx, Role.ADMIN))
        if admin is None:
            return False
        self.presses(tx, admin.id, NewLeader(mentor.id))
        choices = [one for one in self.standing(tx, admin.id, LedBy) if leader in (None, one.leader)]
        if leader is not None and not choices:
            choices = [LedBy(mentor.id, leader)]
        if not choices:
            return False
        chosen = self.chance.choice(choices)
        self.presses(tx, admin.id, chosen)
        fresh = people.by_id(tx, mentor.id)
        return fresh is not None and fresh.supervisor_id == chosen.leader != mentor.supervisor_id

    # Leaders.

    def _leaders(self, tx: Tx) -> list[Person]:
        return [one for one in self.able(tx, Role.SUPERVISOR) if one.id not in absences.in_force(tx, [one.id])]

    def leader_suspended(self, tx: Tx) -> None:
        """Kept out for a while, with a deputy or without one."""
        found = self.able(tx, Role.SUPERVISOR)
        if len(found) > 2 and (who := self.one(found)) is not None:
            self.suspends(tx, who)

    def leader_removed(self, tx: Tx) -> None:
        """For good: the whole team goes to another one."""
        found = self._leaders(tx)
        if len(found) > 2 and (who := self.one(found)) is not None and self.removes(tx, who):
            self.did["a team went to another leader"] += 1
            self._somebody_new_leads(tx)

    def leader_halved(self, tx: Tx) -> None:
        """For good: the team is parted between two others, then they go."""
        found = self._leaders(tx)
        if len(found) < 3:
            return
        who, one, other = self.chance.sample(found, 3)
        for number, mentor in enumerate(leading.own_team(tx, who.id)):
            self._is_led_elsewhere(tx, mentor, (one, other)[number % 2].id)
        if not leading.own_team(tx, who.id) and self.removes(tx, who):
            self.did["a team went to two leaders"] += 1
            self._somebody_new_leads(tx)

    def leader_gone_unseen(self, tx: Tx) -> None:
        """Kept out at once with nobody named: an admin finds the hole in the list of everybody without a leader."""
        found, admin = self._leaders(tx), self.one(self.able(tx, Role.ADMIN))
        who = self.one(found)
        if len(found) < 3 or who is None or admin is None:
            return
        self.presses(tx, admin.id, Suspend(who.id, suspended=True))
        self.did["a hole above a team"] += bool(leading.leaderless(tx))
        self.later(self.hours(0.2, 30), lambda tx: self._finds_the_hole(tx, who.id))

    def _finds_the_hole(self, tx: Tx, gone: int) -> None:
        admin = self.one(self.able(tx, Role.ADMIN))
        if admin is None:
            return
        for _ in range(12):
            self.presses(tx, admin.id, Leaderless())
            listed = self.standing(tx, admin.id, NewLeader)
            if not listed:
                break
            self.presses(tx, admin.id, listed[0])
            choices = self.standing(tx, admin.id, LedBy)
            if not choices:
                break
            self.presses(tx, admin.id, self.chance.choice(choices))
            self.did["a mentor without a leader given one"] += 1
        who = people.by_id(tx, gone)
        if who is None:
            return
        if self.chance.random() < 0.5 and self.removes(tx, who):
            self._somebody_new_leads(tx)
        else:
            self.later(timedelta(days=3), lambda tx: self.lets_in(tx, gone))

    def _somebody_new_leads(self, tx: Tx) -> None:
        """A supervisor is invited, and gets a mentor from each of the largest teams."""
        admin = self.one(self.able(tx, Role.ADMIN))
        if admin is not None:
            self._invites(tx, admin.id, Role.SUPERVISOR)
            self.later(timedelta(days=5), self._gets_a_team)

    def _gets_a_team(self, tx: Tx) -> None:
        found = self._leaders(tx)
        sizes = leading.team_sizes(tx, [one.id for one in found])
        empty = [one for one in found if one.id not in sizes]
        large = sorted(sizes, key=lambda number: sizes[number])[-3:]
        for number in large if empty else ():
            team = leading.own_team(tx, number)
            if len(team) > 1 and self._is_led_elsewhere(tx, self.chance.choice(team), empty[0].id):
                self.did["a new leader given a mentor"] += 1

    def leaders_swap(self, tx: Tx) -> None:
        """Two teams change leaders, mentor by mentor."""
        found = self._leaders(tx)
        if len(found) < 2:
            return
        one, other = self.chance.sample(found, 2)
        first, second = leading.own_team(tx, one.id), leading.own_team(tx, other.id)
        moved = [self._is_led_elsewhere(tx, mentor, other.id) for mentor in first]
        moved += [self._is_led_elsewhere(tx, mentor, one.id) for mentor in second]
        self.did["two leaders swapped teams" + ("" if all(moved) else ", a wall kept some")] += bool(moved)

    def holder_kept_out(self, tx: Tx) -> None:
        """Whoever has a flag or a request in hand is kept out: it waits for somebody else again."""
        flagged = select(flags.c.acknowledged_by).where(flags.c.closed_at.is_(None))
        asked = select(request_table.c.handled_by).where(request_table.c.state == "taken")
        held = {one for rows in (flagged, asked) for one in tx.execute(rows).scalars()}
        found = [one for one in self.able(tx, Role.MENTOR, Role.SUPERVISOR) if one.id in held]
        if (who := self.one(found)) is not None and len(self.able(tx, Role.SUPERVISOR)) > 2:
            self.suspends(tx, who)
        elif self.chance.random() < 0.9:
            self.later(self.hours(5, 30), self.holder_kept_out)

    # Phones.

    def phone_lost(self, tx: Tx) -> None:
        """A mentor's or a leader's."""
        who = self.one(self.able(tx, Role.MENTOR, Role.SUPERVISOR))
        if who is not None:
            self.loses_phone(tx, who)

    def admin_phone_lost(self, tx: Tx) -> None:
        """One of the two admins; never while there is no other."""
        found = self.able(tx, Role.ADMIN)
        if len(found) > 1:
            self.loses_phone(tx, self.chance.choice(found))

    def loses_phone(self, tx: Tx, who: Person) -> bool:
        """Somebody above cuts the old one off; a second leader is asked."""
        by = self.leader_of(tx, who)
        if by is None or not self.presses(tx, by.id, NewPhone(who.id, sure=True)):
            return False
        fresh = people.by_id(tx, who.id)
        if fresh is None or fresh.chat is not None:
            return False
        self.did[f"a phone lost: {who.role}"] += 1
        self.later(timedelta(days=1), lambda tx: self.chases(tx, who.id))
        return True

    # Cases.

    def offered(self, tx: Tx) -> None:
        """One case to another team."""
        case = self.some_case(tx)
        mentor = None if case is None else people.by_id(tx, case.mentor_id)
        if case is None or mentor is None or mentor.team_of is None:
            return
        self.presses(tx, mentor.team_of, OfferCase(case.id))
        if choices := self.standing(tx, mentor.team_of, OfferTo):
            self.presses(tx, mentor.team_of, self.chance.choice(choices))

    def handed_on(self, tx: Tx) -> None:
        """One case to another mentor of the team."""
        if (case := self.some_case(tx)) is not None:
            self.hands_on(tx, case.id)

    def taken_in(self, tx: Tx) -> None:
        """Somebody new, in the team of any leader."""
        leader = self.one(self.able(tx, Role.SUPERVISOR))
        beside = [] if leader is None else [one for one in leading.team(tx, leader) if one.is_active]
        mentor = self.one([one for one in beside if one.id not in absences.in_force(tx, [one.id])])
        if leader is None or mentor is None:
            return
        newest = select(case_table.c.id).order_by(case_table.c.id.desc()).limit(1)
        before = tx.execute(newest).scalar()
        track = self.chance.choice("RP")
        answers = {"track": track, "name": "Nama", "mentor": mentor.code, "cadence": self.chance.choice("0124")}
        self.fills(tx, leader.id, "case", answers)
        after = tx.execute(newest).scalar()
        case = None if after is None or after == before else cases.by_id(tx, after)
        if case is not None and self.chance.random() < 0.6:
            self.participant_joins(tx, case, mentor)

    def ended(self, tx: Tx) -> None:
        """By agreement, with the code typed."""
        case = self.some_case(tx)
        mentor = None if case is None else people.by_id(tx, case.mentor_id)
        if case is None or mentor is None or mentor.team_of is None or len(self.running(tx)) < 15:
            return
        if self.presses(tx, mentor.team_of, EndCase(case.id)):
            self.types(tx, mentor.team_of, case.code)

    def walled(self, tx: Tx) -> None:
        """Two who must not meet; where they are together, one is handed on within days."""
        one, other = self.some_case(tx), self.some_case(tx)
        mentor = None if one is None else people.by_id(tx, one.mentor_id)
        if one is None or other is None or mentor is None or mentor.team_of is None or one.track == other.track:
            self._once_more(self.walled)
            return
        if self.presses(tx, mentor.team_of, KeepApart(one.id)):
            self.types(tx, mentor.team_of, other.code)
        if one.mentor_id == other.mentor_id:
            self.later(self.hours(5, 60), lambda tx: self.hands_on(tx, one.id))

    def _once_more(self, does: Does) -> None:
        if self.chance.random() < 0.8:
            self.later(self.hours(1, 5), does)

    def pauses(self, tx: Tx) -> None:
        """For weeks, or until somebody says."""
        case = self.some_case(tx)
        who = None if case is None else people.by_id(tx, case.mentor_id)
        if case is None or who is None or case.status != "active" or not who.is_active or who.chat is None:
            return
        until = self.chance.choice(("w2", "w4", "none"))
        self.records(tx, who, "pause", rhythm.save_pause, {"until": until}, case.id)
        if until == "none":
            self.later(timedelta(days=self.chance.uniform(5, 40)), lambda tx: self._goes_on(tx, case.id))

    # What participants raise, and what is urgent.

    def _participant(self, tx: Tx) -> int | None:
        joined = participant_table.join(people_table, people_table.c.id == participant_table.c.person_id)
        running = select(case_table.c.id).where(case_table.c.status.in_(("active", "paused")))
        rows = (
            select(people_table.c.id)
            .select_from(joined)
            .where(people_table.c.chat.is_not(None), participant_table.c.case_id.in_(running))
        )
        found = list(tx.execute(rows.order_by(people_table.c.id)).scalars())
        return self.chance.choice(found) if found else None

    def asks(self, tx: Tx) -> None:
        """To be called, a question, or one of the rights."""
        who = self._participant(tx)
        if who is None:
            return
        ways: tuple[Callable[[], bool], ...] = (
            lambda: self.presses(tx, who, CallMe()),
            lambda: self.presses(tx, who, AskInfo()) and self.types(tx, who, "Bagaimana mengurus kartu?"),
            lambda: self.presses(tx, who, CorrectOwn()) and self.types(tx, who, "Nama saya ditulis keliru."),
            lambda: self.presses(tx, who, Wish(self.chance.choice(("access", "restrict", "pause")), sure=True)),
        )
        self.chance.choice(ways)()

    def complains(self, tx: Tx) -> None:
        """Something was not right: past the mentor."""
        who = self._participant(tx)
        if who is not None and self.presses(tx, who, Complain()):
            self.types(tx, who, WORDS)

    def erased(self, tx: Tx) -> None:
        """Somebody wishes everything erased."""
        if len(self.running(tx)) > 15 and (who := self._participant(tx)) is not None:
            self.presses(tx, who, Wish("erase", sure=True))

    def urgent(self, tx: Tx) -> None:
        """Whoever accompanies raises a flag."""
        case = self.some_case(tx)
        who = None if case is None else self.accompanying(tx, case)
        if case is not None and who is not None:
            self.presses(tx, who.id, RaiseFlag(case.id, self.chance.choice(("health", "unsaid"))))

    def calls_at_once(self, tx: Tx) -> None:
        """A participant does."""
        if (who := self._participant(tx)) is not None:
            self.presses(tx, who, CallAtOnce())
