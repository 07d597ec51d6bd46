"""What is looked at after everything that happens, at each letter, and once a day; every breach by its name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.domain.followups import BY_KIND, CONTACT, OPEN
from bot.domain.people import Role
from bot.domain.rights.requests import REQUEST_KINDS
from bot.domain.timing.overdue import NEEDS_A_LOOK
from bot.store.caseload import requests
from bot.store.caseload.prompts import Prompt
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences, flags, people, prompts
from bot.store.engine.tables import requests as request_table
from bot.store.figures import attention
from bot.store.institution import truths
from bot.store.people import leading
from bot.store.people import people as staff
from tests.simulate.staff.institution import Institution
from tests.simulate.staff.reckoning import Reckoning, reckon, walled

MEET = "two who must not meet share nobody"
HANDED = ("list_longer", "team_longer", "new_leader", "stands_in", "leave_covered")
COVERS = ("stands_in", "leave_covered")
FREED = ("cover_freed", "stood_in", "stands_in_no_more")
NOBODY, NOBODY_ABOVE = "nobody at all who can act", "nobody above who can act"
EVERYBODY = 10_000
A_RING = timedelta(minutes=61)


class Watch:
    """Looks, counts how often, and names what must not be: {what: [when and where]}."""

    def __init__(self, institution: Institution) -> None:
        self.found: dict[str, list[str]] = defaultdict(list)
        self.looks = Counter[str]()
        self.letters = Counter[str]()
        self.longest = {NOBODY: timedelta(), NOBODY_ABOVE: timedelta()}
        self._inside, self._now = institution, institution.begins
        self._before: Reckoning | None = None
        self._reckoned: Reckoning | None = None
        self._alone: dict[int, tuple[datetime, str]] = {}
        self._said: dict[int, list[tuple[datetime, int | None]]] = defaultdict(list)
        self._told: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
        self._written_with: dict[int, set[int]] = {}
        self._stood: object = None
        self._newest = 0
        self._met: set[str] = set()
        self._walls: set[tuple[int, int]] = set()
        self._chats: dict[int, tuple[int, str]] = {}

    def _breaks(self, what: str, where: object) -> None:
        self.found[what].append(f"{self._now:%a %Y-%m-%d %H:%M} {where} (last: {self._inside.last})")

    # After everything that happens.

    def look(self, tx: Tx, actor: int | None) -> None:
        """Who can act, what moved and who heard of it, what is open, and what always holds."""
        self._now, before = tx.now, self._before
        now = self._before = self._reckoned = reckon(tx)
        self.looks["after something happened"] += 1
        if before is not None:
            self._who_heard(tx, before, now, actor)
        self._who_has_the_flags(tx, now)
        rows = tx.execute(select(request_table).where(request_table.c.state.in_(("open", "taken")))).all()
        stands = (now, walled(tx), [(row.id, row.handled_by) for row in rows])
        if stands != self._stood or actor is None:  # otherwise nothing of all this can be different
            self._stood = stands
            self._who_can_act(tx, now)
            self._who_opens(tx, now, rows)
            self._what_always_holds(tx, stands[1])

    def _who_can_act(self, tx: Tx, now: Reckoning) -> None:
        """Somebody who accompanies, or a leader who sees that nobody does; and somebody above."""
        seen = {one.id for one in leading.leaderless(tx)}
        admin = any(now.can_act(one) for one in now.admins)
        why: dict[int, str | None] = {}
        for case in now.cases.values():
            if case.mentor_id not in why:
                why[case.mentor_id] = _alone(now, case.mentor_id, seen, admin=admin)
        alone = {case.id: reason for case in now.cases.values() if (reason := why[case.mentor_id]) is not None}
        for number in self._alone.keys() - alone.keys():
            self._is_over(number)
        for number, reason in alone.items():
            if number not in self._alone:
                self._alone[number] = (tx.now, reason)

    def _is_over(self, number: int) -> None:
        since, reason = self._alone.pop(number)
        if (lasted := self._now - since) > timedelta():
            self._breaks(reason, f"case {number} for {lasted}")
            name = NOBODY if reason.startswith(NOBODY) else NOBODY_ABOVE
            self.longest[name] = max(self.longest[name], lasted)

    def _who_heard(self, tx: Tx, before: Reckoning, now: Reckoning, actor: int | None) -> None:
        """Whoever was given something by this act hears of it, once."""
        wanted = (prompts.c.id, prompts.c.kind, prompts.c.recipient_id)
        fresh = tx.execute(select(*wanted).where(prompts.c.id > self._newest).order_by(prompts.c.id)).all()
        self._newest = fresh[-1].id if fresh else self._newest
        told = Counter((row.kind, row.recipient_id) for row in fresh if row.kind in (*HANDED, *FREED))
        due = Counter[tuple[str, int]]()
        for case in now.cases.values():
            former = before.cases.get(case.id)
            if former is None or former.mentor_id != case.mentor_id:
                due["list_longer", case.mentor_id] = 1
        for one in now.staff.values():
            former = before.staff.get(one.id)
            if one.role == Role.MENTOR and former is not None and former.supervisor_id != one.supervisor_id:
                due["new_leader", one.id] = due["team_longer", one.supervisor_id] = 1
        for number, (cover, _) in now.covers.items():
            if cover is not None and before.covers.get(number, (None, 0))[0] != cover:
                due["covers", cover] = 1
        for (name, to), number in list(told.items()):
            if name in COVERS:
                told["covers", to] += number
        for (kind, to), number in due.items():
            if to != actor and told[kind, to] != number:
                self._breaks(f"news once: {kind} told {told[kind, to]} times", now.staff[to].code)
        self.looks["news of what was handed"] += len(due)
        anew = {cover for number, (cover, _) in now.covers.items() if number not in before.covers}
        for number, (cover, until) in before.covers.items():
            if cover in anew:
                continue  # named once more for the same one
            gone = cover is not None and until > tx.now and now.covers.get(number, (None, 0))[0] != cover
            if gone and cover != actor and now.can_act(cover) and not any(told[kind, cover] for kind in FREED):
                self._breaks("whoever stands in no more is not told", now.staff[cover or 0].code)

    def _who_opens(self, tx: Tx, now: Reckoning, rows: Sequence[Any]) -> None:
        """Each open request can be opened by somebody who was told; a complaint by nobody who accompanies."""
        for row in rows:
            if row.case_id not in now.cases:
                continue
            self.looks["open requests"] += 1
            mentor = now.cases[row.case_id].mentor_id
            with_them = {one for one in (mentor, now.stands_in(mentor), now.accompanies(row.case_id)) if one}
            written = self._written_with.setdefault(row.id, with_them)
            open_it = {one for one in self._near(now, mentor, row.handled_by) if self._opens(tx, one, row.id)}
            able = {one for one in open_it if now.can_act(one) and one not in now.away}
            if not able:
                self._breaks(f"a request nobody can open: {_why_closed(now, mentor)}", f"{row.id} {row.kind}")
            if REQUEST_KINDS[row.kind].bypasses and (read := open_it & (with_them | written)):
                self._breaks("a complaint is readable by who accompanies or did", f"{row.id} {sorted(read)}")
            request = requests.by_id(tx, row.id)
            has_it = None if request is None else requests.in_hands_of(tx, request)
            if has_it is not None and has_it.id not in able:
                self._breaks("a request is in the hands of somebody who cannot", f"{row.id} {row.kind}")
            term = REQUEST_KINDS[row.kind]
            if able and tx.now > row.received_at + term.reminders[-1] + timedelta(minutes=5) and term.is_right:
                self.looks["requests told in time"] += 1
                if not any(who in able for _, who in self._told[f"request:{row.id}"]):
                    self._breaks("a request of which nobody was told who can open it", f"{row.id} {row.kind}")

    @staticmethod
    def _near(now: Reckoning, mentor: int, handler: int | None) -> set[int]:
        above = now.staff[mentor].supervisor_id
        those = (mentor, handler, now.away.get(mentor), above, now.away.get(above or 0), now.leads(mentor), *now.admins)
        return {one for one in those if one is not None}

    @staticmethod
    def _opens(tx: Tx, number: int, request_id: int) -> bool:
        who = staff.by_id(tx, number)
        return who is not None and who.is_active and requests.visible(tx, who, request_id) is not None

    def _who_has_the_flags(self, tx: Tx, now: Reckoning) -> None:
        """Each open flag is in the hands of somebody who can act, or rings at least every hour."""
        for row in tx.execute(select(flags).where(flags.c.closed_at.is_(None))):
            if row.case_id not in now.cases:
                continue
            self.looks["open flags"] += 1
            if row.acknowledged_by is None:
                heard = [at for at, who in self._told[f"flag:{row.id}"] if at >= row.raised_at]
                last = max(heard, default=row.raised_at)
                if tx.now - last > A_RING or (not heard and tx.now > row.raised_at):
                    self._breaks("a flag rings nowhere", row.id)
            elif not now.can_act(row.acknowledged_by) or self._went_away_with(tx, row):
                self._breaks(f"a flag is in the hands of somebody {_why_not(now, row.acknowledged_by)}", row.id)

    @staticmethod
    def _went_away_with(tx: Tx, flag: Any) -> bool:
        """Whoever took it on has gone on leave since; on leave already, they knew what they did."""
        leave = select(absences.c.id).where(
            absences.c.person_id == flag.acknowledged_by,
            absences.c.state == "approved",
            absences.c.from_at > flag.acknowledged_at,
            absences.c.from_at <= tx.now,
            absences.c.until_at > tx.now,
        )
        return tx.execute(leave.limit(1)).first() is not None

    def _what_always_holds(self, tx: Tx, pairs: set[tuple[int, int]]) -> None:
        fresh, self._walls = pairs - self._walls, pairs
        codes = {row.id: row.code for row in (self._reckoned.cases.values() if self._reckoned else ())}
        self.looks["standing truths"] += len(truths.TRUTHS)
        met: set[str] = set()
        for one in truths.breaches(tx):
            found = set(one.codes)
            if one.truth.says == MEET:
                met = found
                noted = {f"{codes.get(first)}/{codes.get(second)}" for first, second in fresh}
                found -= (self._met & met) | noted
                self._met = (self._met & met) | (noted & met)
            for code in sorted(found):
                self._breaks(f"truth: {one.truth.says}{self._by_a_cover(code)}", code)
        self._met &= met

    def _by_a_cover(self, codes: str) -> str:
        """Of two that meet: whether only somebody who stands in joins them."""
        known = {row.code: row.mentor_id for row in (self._reckoned.cases.values() if self._reckoned else ())}
        mentors = {known.get(code) for code in codes.split("/")}
        return ", but a cover joins them" if "/" in codes and len(mentors) > 1 else ""

    def stirs(self) -> None:
        """Somebody does something: who can act may not be as it was."""
        self._reckoned = None

    # At each letter.

    def letter(self, tx: Tx, letter: Any, prompt: Prompt | None) -> None:
        """Whoever is spoken to is there, is the right one, and hears it once."""
        self._now = tx.now
        if prompt is None:
            return
        now = self._reckoned = self._reckoned or reckon(tx)
        who, role = self._whose(tx, letter.chat)
        self.letters[role] += 1
        self.looks["letters"] += 1
        kind = BY_KIND[prompt.kind]
        if role in ("gone", "suspended", "removed"):
            self._breaks("somebody who is not there is spoken to", f"{prompt.kind} {prompt.id} {role}")
            return
        earlier = self._said[prompt.id]
        if earlier and not (prompt.handed_at is not None and prompt.handed_at >= earlier[-1][0]):
            self._breaks("said twice", f"{prompt.kind} {prompt.id} to {who}, before {earlier}")
        earlier.append((tx.now, who))
        self._told[prompt.subject].append((tx.now, who))
        if (right := self._right(tx, now, prompt, kind.to, who)) is not None and who not in right:
            self._breaks(f"said to the wrong person: {kind.to}", f"{prompt.kind} {prompt.id} to {who}, not {right}")

    def _right(self, tx: Tx, now: Reckoning, prompt: Prompt, to: str, who: int) -> set[int] | None:
        """Whom it may reach now; None where nothing can be said about it any more."""
        if prompt.case_id is not None and prompt.case_id not in now.cases and to != "named":
            return None
        if to in ("mentor", "nearest") and prompt.case_id is not None:
            return now.may_hear(prompt.case_id)
        if to == "supervisor" and prompt.case_id is not None:
            return now.above(now.cases[prompt.case_id].mentor_id)
        if to == "duty":
            return {one.id for one in now.staff.values() if one.role != Role.MENTOR and now.can_act(one.id)}
        if to == "handler":
            return {who} if self._opens(tx, who, prompt.about) else set()
        return {prompt.recipient_id}

    def _whose(self, tx: Tx, chat: int) -> tuple[int, str]:
        row = tx.execute(select(people.c.id, people.c.role, people.c.status).where(people.c.chat == chat)).first()
        if row is None:
            return 0, "gone"
        return row.id, str(row.role) if row.status == "active" else row.status

    # Once a day.

    def day(self, tx: Tx) -> None:
        """Nothing is passed over, and what nobody could hear is seen by somebody."""
        self._reckoned = None
        self.look(tx, None)
        now = self._before
        assert now is not None
        self.looks["days"] += 1
        wanted = (prompts.c.id, prompts.c.kind, prompts.c.state, prompts.c.case_id, prompts.c.due_at)
        rows = tx.execute(select(*wanted).where(prompts.c.state.in_(OPEN), prompts.c.due_at <= tx.now)).all()
        seen = self._seen(tx, now)
        for row in rows:
            self.looks["moments that have come"] += 1
            if row.state == "waiting":
                self._breaks("a moment was passed over", f"{row.kind} {row.id} due {row.due_at:%m-%d %H:%M}")
            elif row.case_id in now.cases and now.cases[row.case_id].status == "active":
                self._open_moment(now, row, seen)
        self._ended_unsaid(tx, now)

    def _open_moment(self, now: Reckoning, row: Any, seen: set[int]) -> None:
        to, mentor = BY_KIND[row.kind].to, now.cases[row.case_id].mentor_id
        right = now.may_hear(row.case_id) if to == "mentor" else set()
        if row.state == "held" and to == "mentor":
            if any(now.can_act(one) for one in right):
                self._breaks("held though somebody could hear it", f"{row.kind} {row.id}")
            elif row.kind in CONTACT and row.case_id not in seen:
                self._breaks(f"nobody could hear it, and no leader sees it: {_why_unseen(now, mentor)}", row.id)
        elif row.kind in CONTACT and row.due_at <= self._now - NEEDS_A_LOOK and row.case_id not in seen:
            self._breaks(f"open for days, and seen by nobody: {_why_unseen(now, mentor)}", f"{row.kind} {row.id}")

    def _seen(self, tx: Tx, now: Reckoning) -> set[int]:
        """The cases before somebody who can act: under "Perlu perhatian", or for the admins by their mentor."""
        found: set[int] = set()
        for one in now.staff.values():
            if one.role == Role.SUPERVISOR and now.can_act(one.id) and one.id not in now.away:
                who = staff.by_id(tx, one.id)
                if who is not None:
                    found |= {concern.case_id for concern in attention.concerns(tx, who, 0, EVERYBODY)[0]}
        listed = {one.id for one in leading.leaderless(tx)}
        return found | {case.id for case in now.cases.values() if case.mentor_id in listed}

    def _ended_unsaid(self, tx: Tx, now: Reckoning) -> None:
        """A contact that ended since yesterday without a word and without an answer says why."""
        ended = (prompts.c.state.in_(("lapsed", "cancelled")), prompts.c.reason.is_(None))
        since = (prompts.c.kind.in_(CONTACT), prompts.c.ended_at > tx.now - timedelta(days=1))
        for row in tx.execute(select(prompts).where(*ended, *since)):
            if row.case_id in now.cases and now.cases[row.case_id].status == "active":
                self._breaks("a contact ended without a reason", f"{row.kind} {row.id}")

    def finish(self, tx: Tx) -> None:
        """The last day is over."""
        self._now = tx.now
        for number in list(self._alone):
            self._is_over(number)


def _alone(now: Reckoning, mentor: int, seen: set[int], *, admin: bool) -> str | None:
    """Why nobody can act for a mentor's cases; None where somebody can."""
    leader = now.leads(mentor)
    if now.can_act(leader) and leader not in now.away:
        return None
    if admin and (mentor in seen or now.staff[mentor].role == Role.SUPERVISOR):
        return None
    what = NOBODY_ABOVE if now.can_act(now.does_for(mentor)) else NOBODY
    why = "nobody leads" if leader is None else f"the leader is {_why_not(now, leader)}"
    return f"{what}: {why}, and the admins do not see it"


def _why_not(now: Reckoning, number: int) -> str:
    one = now.staff[number]
    if one.status != "active":
        return "suspended or removed"
    if one.chat is None:
        return "without a phone"
    return "away" if number in now.away else "blocked"


def _why_closed(now: Reckoning, mentor: int) -> str:
    leader = now.leads(mentor)
    if now.staff[mentor].role == Role.SUPERVISOR:
        return "a leader's own case"
    if leader is None:
        return "nobody leads"
    return f"the leader is {_why_not(now, leader)}" if not now.can_act(leader) or leader in now.away else "though led"


def _why_unseen(now: Reckoning, mentor: int) -> str:
    leader = now.leads(mentor)
    if now.staff[mentor].role == Role.SUPERVISOR:
        return "a leader's own case"
    if leader is None:
        return "nobody leads"
    return "though led" if now.can_act(leader) and leader not in now.away else f"the leader is {_why_not(now, leader)}"
