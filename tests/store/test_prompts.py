"""What happens to prompts happens to those that are meant and to no other row; what is asked about them finds its own.

Of everything there are two: Arman's and Bayu's, both accompanied by Siti. What is done here is done about Arman.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain.followups import BY_KIND, CONTACT, OPEN, following
from bot.domain.people import Person, Role
from bot.domain.planning import Frame, Planned
from bot.domain.prompting.kinds import CLOSING, PAUSE, Event
from bot.reference.calendar import calendar
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import Prompt
from bot.store.engine.database import Database, Tx
from bot.store.engine.tables import chats as chat_table
from bot.store.engine.tables import prompts as table
from bot.store.people import absences, invitations, people
from bot.store.queues import chats
from tests.store.conftest import House

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
SITI, DEWI = 7001, 7002
# Everything that may stand open about a case: a name, the kind, in how many days, in which state.
STANDING = (
    ("contact", "next_contact", 0, "said"),
    ("retry", "try_again", 3, "waiting"),
    ("reminder", "reminder", 0, "held"),
    ("missed", "missed", 0, "failed"),
    ("silent", "silent", 0, "waiting"),
    ("later rung", "reminder", 3, "waiting"),
    ("twice", "second_miss", 0, "said"),
    ("greeting", "nudge", 0, "waiting"),
    ("pause", "pause_over", 5, "waiting"),
    ("review", "plan_review", 60, "waiting"),
    ("consent", "consent_renewal", 300, "waiting"),
    ("answered", "next_contact", -7, "answered"),
)


@dataclass
class Desk:
    """Siti accompanies Arman and Bayu, Dewi accompanies Citra; Yusuf leads both, Rahmat nobody."""

    tx: Tx
    siti: Person
    dewi: Person
    yusuf: Person
    rahmat: Person
    admin: Person
    arman: Case
    bayu: Case
    citra: Case
    named: dict[str, int] = field(default_factory=dict)

    def plans(self, case: Case, kind: str, *, days: float = 0, state: str = "waiting", **more: Any) -> int:
        """A row as it stands after a while: `more` as in the table."""
        at = self.tx.now + days * DAY
        about = more.pop("subject", f"case:{case.id}")
        number = prompts.insert_new(
            self.tx, Planned(kind, at, False), at, about, case.id, case.mentor_id, self.siti.id, "test"
        )
        self.tx.execute(update(table).where(table.c.id == number).values(state=state, **more))
        return number

    def stand(self) -> None:
        """All that may stand open, about Arman and about Bayu."""
        for whose, case in (("", self.arman), ("other ", self.bayu)):
            for name, kind, days, state in STANDING:
                self.named[whose + name] = self.plans(case, kind, days=days, state=state)

    def row(self, number: int) -> Any:
        return self.tx.execute(select(table).where(table.c.id == number)).one()

    def prompt(self, number: int) -> Prompt:
        found = prompts.by_id(self.tx, number)
        assert found is not None and found.id == number
        return found

    def called(self, name: str) -> Prompt:
        return self.prompt(self.named[name])

    def rows(self) -> dict[str, Any]:
        return {name: self.row(number) for name, number in self.named.items()}


@pytest.fixture
def desk(database: Database, house: House) -> Iterator[Desk]:
    with database.transaction() as tx:
        rahmat = people.add(tx, Role.SUPERVISOR, "Rahmat", None)
        dewi = people.add(tx, Role.MENTOR, "Dewi", house.yusuf.id)
        bayu, citra = cases.add(tx, "R", "Bayu", house.siti, 2), cases.add(tx, "P", "Citra", dewi, 1)
        yield Desk(tx, house.siti, dewi, house.yusuf, rahmat, house.admin, house.case, bayu, citra)


def on_phones(desk: Desk) -> tuple[int, int]:
    """Siti and Dewi join; the numbers of their chats."""
    one, other = joined_staff(desk.tx, desk.siti, SITI), joined_staff(desk.tx, desk.dewi, DEWI)
    assert one.chat is not None and other.chat is not None
    desk.siti, desk.dewi = one, other
    return one.chat, other.chat


def joined_staff(tx: Tx, who: Person, number: int) -> Person:
    """Somebody of the staff opens their link."""
    chat = tx.blind(number)
    chats.meet(tx, {chat: number})
    found = invitations.join(tx, invitations.make_link(tx, who, None), chat)
    assert found is not None
    return found


# What is done, what becomes of a row and with which reason, and of which rows; all others stay as they are.
Act = Callable[[Desk], object]
ENDS: dict[str, tuple[Act, str, str | None, str]] = {
    "a check-in answers the whole ladder": (
        lambda desk: prompts.end_answered(desk.tx, desk.arman),
        "answered",
        None,
        "contact, retry, reminder, missed, silent, later rung, twice, greeting",
    ),
    "another contact took place": (
        lambda desk: prompts.end_replaced(desk.tx, desk.arman, [desk.called("contact").slot]),
        "cancelled",
        "replaced",
        "contact, reminder, missed, silent",
    ),
    "nothing is replaced": (lambda desk: prompts.end_replaced(desk.tx, desk.arman, []), "", None, ""),
    "a check-in was put right": (
        lambda desk: prompts.end_corrected(desk.tx, desk.arman),
        "cancelled",
        None,
        "contact, retry, reminder, missed, silent, later rung, twice, greeting",
    ),
    "a pause begins": (
        lambda desk: prompts.end_stopped(desk.tx, desk.arman, PAUSE),
        "cancelled",
        PAUSE,
        "contact, retry, reminder, missed, silent, later rung, twice, greeting, review",
    ),
    "an accompaniment ends": (
        lambda desk: prompts.end_stopped(desk.tx, desk.arman, CLOSING),
        "cancelled",
        CLOSING,
        "contact, retry, reminder, missed, silent, later rung, twice, greeting, pause, review, consent",
    ),
    "everything about it is answered": (
        lambda desk: prompts.end_all(desk.tx, desk.called("contact").subject),
        "answered",
        None,
        "contact, retry, reminder, missed, silent, later rung, twice, greeting, pause, review, consent",
    ),
    "of these kinds it is answered": (
        lambda desk: prompts.end_all(desk.tx, desk.called("contact").subject, ["pause_over"]),
        "answered",
        None,
        "pause",
    ),
    "of no kind": (lambda desk: prompts.end_all(desk.tx, desk.called("contact").subject, []), "", None, ""),
    "it is needless by now": (
        lambda desk: prompts.stop_all(desk.tx, desk.called("contact").subject, ["pause_over", "plan_review"]),
        "cancelled",
        None,
        "pause, review",
    ),
    "what was said is answered": (
        lambda desk: prompts.end_said(desk.tx, desk.called("contact").subject),
        "answered",
        None,
        "contact, reminder, missed, twice",
    ),
    "a contact is skipped": (
        lambda desk: prompts.skip(desk.tx, desk.arman, "asked"),
        "skipped",
        "asked",
        "contact, retry, reminder, missed, silent, later rung, greeting",
    ),
    "one is answered": (
        lambda desk: prompts.answer(desk.tx, desk.called("review"), "yes"),
        "answered",
        "yes",
        "review",
    ),
    "one will not speak": (
        lambda desk: prompts.lapse(desk.tx, desk.named["silent"], "needless"),
        "lapsed",
        "needless",
        "silent",
    ),
    "something newer is to be told": (
        lambda desk: prompts.end_told(desk.tx, "plan_review", desk.called("review").subject, desk.siti.id),
        "lapsed",
        "newer",
        "review",
    ),
    "something newer is to be told to somebody else": (
        lambda desk: prompts.end_told(desk.tx, "plan_review", desk.called("review").subject, desk.dewi.id),
        "",
        None,
        "",
    ),
    "it speaks a second time": (
        lambda desk: prompts.end_what_followed(desk.tx, desk.called("contact"), following_of("next_contact")),
        "lapsed",
        None,
        "reminder, missed, silent, later rung",
    ),
    "a rung speaks a second time": (
        lambda desk: prompts.end_what_followed(desk.tx, desk.called("later rung"), ["next_contact", "reminder"]),
        "",
        None,
        "",
    ),
    "a contact is put off, with its ladder": (
        lambda desk: prompts.snooze(desk.tx, desk.called("contact"), later(desk, "next_contact"), desk.siti),
        "snoozed",
        None,
        "contact, reminder, missed, silent",
    ),
    "something else is put off": (
        lambda desk: prompts.snooze(desk.tx, desk.called("pause"), later(desk, "pause_over"), desk.siti),
        "snoozed",
        None,
        "pause",
    ),
}


def following_of(kind: str) -> list[str]:
    return following(BY_KIND[kind])


def later(desk: Desk, kind: str) -> Planned:
    return Planned(kind, desk.tx.now + HOUR)


@pytest.mark.parametrize("what", ENDS)
def test_what_ends_ends_now_and_alone(desk: Desk, what: str) -> None:
    act, state, reason, names = ENDS[what]
    desk.stand()
    desk.tx.now += 2 * HOUR
    before = desk.rows()
    act(desk)
    after = desk.rows()
    assert ", ".join(name for name in before if before[name] != after[name]) == names
    for name in filter(None, names.split(", ")):
        row = after[name]
        assert (row.state, row.reason, row.ended_at) == (state, reason, desk.tx.now)


# What is done to one row that stays open; what it says then.
STAYS: dict[str, tuple[Act, str, dict[str, Any]]] = {
    "it could not be said": (
        lambda desk: prompts.fail(desk.tx, desk.named["retry"], "BadRequest"),
        "retry",
        {"state": "failed", "reason": "BadRequest", "ended_at": None},
    ),
    "it has spoken": (
        lambda desk: prompts.mark_said(desk.tx, desk.called("retry"), desk.dewi),
        "retry",
        {"state": "said", "reason": None},
    ),
    "it is kept until somebody can be reached": (
        lambda desk: prompts.hold(desk.tx, [desk.named["retry"]]),
        "retry",
        {"state": "held"},
    ),
    "nothing is kept": (lambda desk: prompts.hold(desk.tx, []), "", {}),
    "it is decided anew": (
        lambda desk: prompts.ask_anew(desk.tx, [desk.named["contact"]]),
        "contact",
        {"state": "waiting", "exact": False},
    ),
    "nothing is decided anew": (lambda desk: prompts.ask_anew(desk.tx, []), "", {}),
    "it speaks later": (
        lambda desk: prompts.move(desk.tx, desk.called("retry"), desk.tx.now + WEEK, "waits"),
        "retry",
        {"state": "waiting", "reason": "waits"},
    ),
    "it is tried again": (
        lambda desk: prompts.postpone(desk.tx, desk.called("retry"), 3, desk.tx.now + WEEK),
        "retry",
        {"state": "waiting", "attempts": 3},
    ),
}


@pytest.mark.parametrize("what", STAYS)
def test_what_is_done_to_one_is_done_to_no_other(desk: Desk, what: str) -> None:
    act, name, values = STAYS[what]
    desk.stand()
    desk.tx.now += 2 * HOUR
    before = desk.rows()
    act(desk)
    after = desk.rows()
    assert [one for one in before if before[one] != after[one]] == [name] * bool(name)
    assert {key: getattr(after[name], key) for key in values} == values


def test_what_was_put_off_comes_back_at_its_slot_for_the_same_person(desk: Desk) -> None:
    desk.stand()
    contact, at = desk.called("contact"), desk.tx.now + 5 * HOUR
    prompts.snooze(desk.tx, contact, Planned("next_contact", at), desk.dewi)
    [again] = [one for one in prompts.open_of(desk.tx, desk.arman, CONTACT) if one.slot == contact.slot]
    assert (again.due_at, again.state, again.version, again.set_by) == (at, "waiting", 2, desk.dewi.id)
    assert (again.recipient_id, again.case_id) == (desk.siti.id, desk.arman.id)


def test_how_often_a_contact_was_put_off_is_counted_by_its_own_slot(desk: Desk) -> None:
    desk.plans(desk.bayu, "next_contact", state="snoozed")  # somebody else's
    desk.plans(desk.arman, "next_contact", days=1, state="snoozed")  # another one's
    desk.plans(desk.arman, "try_again", state="snoozed")  # another kind
    for state in ("answered", "lapsed"):
        desk.plans(desk.arman, "next_contact", state=state)
    often, number = [], desk.plans(desk.arman, "next_contact", state="said")
    for _ in range(3):
        often.append(prompts.snooze(desk.tx, desk.prompt(number), later(desk, "next_contact"), desk.siti))
        [number] = [one.id for one in prompts.open_of(desk.tx, desk.arman, CONTACT)]
    assert often == [1, 2, 3]


def test_each_slot_of_each_kind_counts_its_own_versions(desk: Desk) -> None:
    first = desk.plans(desk.arman, "next_contact", state="answered")
    others = [
        desk.plans(desk.arman, "next_contact", days=1),
        desk.plans(desk.arman, "try_again"),
        desk.plans(desk.bayu, "next_contact"),
    ]
    assert [desk.prompt(one).version for one in (first, *others)] == [1, 1, 1, 1]
    assert desk.prompt(desk.plans(desk.arman, "next_contact")).version == 2


def test_what_is_held_is_looked_at_again_but_for_what_rests_in_doubt(desk: Desk) -> None:
    held, doubted, said = (desk.plans(desk.arman, "next_contact", days=n, state="held") for n in range(3))
    desk.tx.execute(update(table).where(table.c.id == doubted).values(reason=prompts.DOUBT))
    desk.tx.execute(update(table).where(table.c.id == said).values(state="said"))
    prompts.release(desk.tx)
    assert [desk.row(one).state for one in (held, doubted, said)] == ["waiting", "held", "said"]


def doubted_chats(tx: Tx) -> set[int]:
    return set(tx.execute(select(chat_table.c.id).where(chat_table.c.doubted_at.is_not(None))).scalars())


def test_what_rests_in_doubt_waits_for_a_sign_from_its_own_chat(desk: Desk) -> None:
    hers, other = on_phones(desk)
    mine, theirs, never_said = (desk.plans(desk.arman, "next_contact", days=n) for n in range(3))
    for number, who, chat in ((mine, desk.siti, hers), (theirs, desk.dewi, other)):
        prompts.mark_said(desk.tx, desk.prompt(number), who)
        prompts.rest_in_doubt(desk.tx, number, chat)
        assert (desk.row(number).state, desk.row(number).reason) == ("held", prompts.DOUBT)
        assert doubted_chats(desk.tx) == ({hers} if number == mine else {hers, other})
    prompts.rest_in_doubt(desk.tx, never_said, hers)
    assert desk.row(never_said).state == "waiting", "only what was said may have arrived"
    desk.tx.now += HOUR
    prompts.release_doubted(desk.tx, hers)
    assert (desk.row(mine).state, desk.row(mine).reason, desk.row(mine).due_at) == ("waiting", None, desk.tx.now)
    assert (desk.row(theirs).state, desk.row(theirs).reason) == ("held", prompts.DOUBT), "nobody spoke there"
    assert doubted_chats(desk.tx) == {other}


def test_a_case_that_is_handed_on_takes_its_own_prompts_along(desk: Desk) -> None:
    """What its mentor is asked goes with it; a greeting was for the former one; what leaders are told stays theirs."""
    desk.stand()
    desk.tx.now += 2 * HOUR
    before = desk.rows()
    prompts.hand_over(desk.tx, None, [desk.arman.id], desk.dewi, calendar())
    after = desk.rows()
    moved = ["contact", "retry", "reminder", "missed", "later rung", "pause", "review", "consent"]
    assert [name for name in before if before[name] != after[name]] == sorted(
        [*moved, "greeting"], key=list(before).index
    )
    assert after["greeting"].state == "cancelled"
    for name in moved:
        row = after[name]
        assert (row.state, row.recipient_id, row.handed_by) == ("waiting", desk.dewi.id, None), name
        assert row.due_at >= max(before[name].due_at, desk.tx.now), name
    assert after["contact"].due_at == desk.tx.now + HOUR, "after the midday prayer"
    assert after["retry"].due_at > desk.tx.now + 2 * DAY, "what is to come keeps its day"


def test_greetings_are_sent_once_for_each_case_until_something_is_recorded(desk: Desk) -> None:
    day = desk.tx.now.replace(hour=0)
    desk.tx.execute(update(table).where(table.c.id == desk.plans(desk.arman, "next_contact")).values(slot=day))
    sent = [
        prompts.greet(desk.tx, *about)
        for about in (
            (desk.bayu, desk.yusuf, day),
            (desk.arman, desk.yusuf, day - DAY),
            (desk.arman, desk.yusuf, day),
            (desk.arman, desk.rahmat, day + DAY),
        )
    ]
    assert sent == [None, None, desk.tx.now, desk.tx.now]
    [first, *_] = prompts.open_of(desk.tx, desk.bayu, ("nudge",))
    assert (first.recipient_id, first.set_by, first.slot, first.due_at) == (
        desk.siti.id,
        desk.yusuf.id,
        day,
        desk.tx.now,
    )
    assert len(prompts.open_of(desk.tx, desk.arman, ("nudge",))) == 1
    prompts.end_answered(desk.tx, desk.arman)
    assert prompts.greet(desk.tx, desk.arman, desk.yusuf, day - DAY) == desk.tx.now, "of that day there is one"
    assert prompts.greet(desk.tx, desk.arman, desk.yusuf, day) is None, "this is about something new"


def test_after_two_misses_the_supervisor_is_to_ask_the_mentor(desk: Desk) -> None:
    prompts.ask_supervisor(desk.tx, desk.arman)
    [asked] = prompts.open_of(desk.tx, desk.arman)
    assert (asked.kind, asked.due_at, asked.exact) == ("second_miss", desk.tx.now, False)


# What comes first


@pytest.mark.parametrize("named", [True, False])
def test_the_first_contact_is_at_the_hour_that_was_named_or_in_the_rhythm(desk: Desk, named: bool) -> None:
    at = desk.tx.now + timedelta(days=2, hours=11)  # at nine in the evening
    planned = prompts.plan_first(
        desk.tx, desk.arman, desk.siti, calendar(), desk.yusuf.id, "import", at if named else None
    )
    [first] = prompts.open_of(desk.tx, desk.arman, CONTACT)
    assert (first.due_at, first.slot, first.recipient_id, first.set_by) == (
        planned.due_at,
        planned.due_at,
        desk.siti.id,
        desk.yusuf.id,
    )
    assert (first.due_at == at) is named
    assert named or f"{first.due_at.astimezone(desk.siti.zone):%Y-%m-%d %H:%M}" == "2026-12-01 09:00"


def test_reviews_are_planned_with_the_first_contact_and_never_twice(desk: Desk) -> None:
    def reviews(case: Case) -> list[str]:
        found = prompts.open_of(desk.tx, case, ("plan_review", "consent_renewal"))
        assert all(f"{one.due_at.astimezone(desk.siti.zone):%H:%M}" == "09:00" for one in found)
        return [one.kind for one in found]

    prompts.plan_first(desk.tx, desk.bayu, desk.siti, calendar(), None, "import")
    assert reviews(desk.arman) == []
    for _ in range(2):
        prompts.plan_first(desk.tx, desk.arman, desk.siti, calendar(), None, "import")
        assert reviews(desk.arman) == ["plan_review", "consent_renewal"]
    prompts.end_all(desk.tx, f"case:{desk.arman.id}", ["plan_review"])
    assert reviews(desk.arman) == ["consent_renewal"]
    frame = prompts.frame_for(desk.tx, desk.siti, calendar(), desk.arman)
    prompts.arise(desk.tx, Event.INTAKE, desk.arman, desk.siti, frame)
    assert reviews(desk.arman) == ["plan_review", "consent_renewal"] and len(reviews(desk.bayu)) == 2


# What follows


def after(desk: Desk, number: int) -> list[Any]:
    """What came into being when this one spoke."""
    prompts.plan_on(desk.tx, desk.siti, desk.prompt(number), calendar())
    return list(desk.tx.execute(select(table).where(table.c.id > number).order_by(table.c.id)))


def test_a_rung_belongs_to_the_slot_of_its_contact_and_asks_whoever_accompanies(desk: Desk) -> None:
    number = desk.plans(desk.arman, "next_contact", days=-3, recipient_id=desk.dewi.id)
    [rung] = after(desk, number)
    assert (rung.kind, rung.slot, rung.subject) == ("reminder", desk.row(number).slot, f"case:{desk.arman.id}")
    assert rung.due_at >= desk.tx.now + DAY and rung.recipient_id == desk.siti.id
    [last] = after(desk, desk.plans(desk.arman, "missed", recipient_id=desk.dewi.id))
    assert (last.kind, last.recipient_id) == ("silent", desk.dewi.id), "it goes to whoever leads them, at its hour"


def test_an_alarm_follows_an_alarm_by_its_own_clock(desk: Desk) -> None:
    """At any hour of the night."""
    desk.tx.now += 14 * HOUR
    number = desk.plans(desk.arman, "urgent_15", subject="flag:1", recipient_id=desk.yusuf.id)
    [rung] = after(desk, number)
    assert (rung.kind, rung.slot, rung.due_at) == ("urgent_30", *[desk.tx.now + timedelta(minutes=15)] * 2)
    assert (rung.subject, rung.recipient_id) == ("flag:1", desk.yusuf.id)
    [again] = after(desk, desk.plans(desk.arman, "urgent_60", subject="flag:1"))
    assert (again.kind, again.slot, again.due_at, again.exact) == ("urgent_60", *[desk.tx.now + HOUR] * 2, True)


def test_what_comes_back_every_week_comes_at_a_good_hour(desk: Desk) -> None:
    desk.tx.now += 14 * HOUR
    number = desk.plans(desk.arman, "referral_review", subject="referral:1")
    [again] = after(desk, number)
    assert (again.kind, again.slot, again.exact) == ("referral_review", desk.tx.now + WEEK, False)
    assert f"{again.due_at.astimezone(desk.siti.zone):%a %H:%M}" == "Wed 08:00", "the slot was at midnight"


def test_the_last_of_a_ladder_is_followed_by_nothing(desk: Desk) -> None:
    assert after(desk, desk.plans(desk.arman, "silent")) == []
    assert after(desk, desk.plans(desk.arman, "pause_over")) == []


def test_nothing_is_planned_into_a_persons_own_quiet_days(desk: Desk) -> None:
    quiet = date(2026, 12, 1)
    cases.set_quiet(desk.tx, desk.siti, desk.arman, [(quiet, quiet, False)])
    about = {one: desk.prompt(desk.plans(one, "next_contact")) for one in (desk.arman, desk.bayu)}
    alone = desk.plans(desk.arman, "digest_daily", subject="person:1", case_id=None)
    frames = [prompts.frame_about(desk.tx, desk.siti, calendar(), one) for one in (*about.values(), desk.prompt(alone))]
    assert [frame.own for frame in frames] == [frozenset({quiet}), frozenset(), frozenset()]
    fresh = cases.by_id(desk.tx, desk.arman.id)
    assert fresh is not None
    assert prompts.frame_for(desk.tx, desk.siti, calendar(), fresh).own == frozenset({quiet})
    assert prompts.frame_for(desk.tx, desk.siti, calendar()).own == frozenset()


# Whose it is to answer


def test_who_may_answer_which_prompt(desk: Desk) -> None:
    about_arman = {
        "next_contact": "siti",
        "silent": "yusuf",
        "urgent_15": "yusuf",
        "request_due": "dewi",
        "digest_daily": "dewi",
    }
    everybody = {name: getattr(desk, name) for name in ("siti", "dewi", "yusuf", "rahmat", "admin")}
    for kind, whose in about_arman.items():
        of_no_case: dict[str, Any] = {"case_id": None} if kind == "digest_daily" else {}
        number = desk.plans(desk.arman, kind, subject="flag:1", recipient_id=desk.dewi.id, **of_no_case)
        assert [name for name, who in everybody.items() if prompts.visible(desk.tx, who, number)] == [whose], kind
    assert prompts.visible(desk.tx, desk.siti, number + 1) is None


@pytest.mark.parametrize("told", ("silent", "urgent_15", "request_due", "digest_daily"))
def test_whoever_was_told_may_answer_too_but_not_what_somebody_else_was_told(desk: Desk, told: str) -> None:
    desk.plans(desk.arman, told, days=1, said_to=desk.admin.id, recipient_id=desk.yusuf.id)
    number = desk.plans(desk.arman, told, said_to=desk.rahmat.id, recipient_id=desk.yusuf.id)
    assert prompts.visible(desk.tx, desk.rahmat, number) is not None
    assert prompts.visible(desk.tx, desk.admin, number) is None
    assert prompts.visible(desk.tx, desk.yusuf, number) is not None


def test_a_mentors_prompt_is_their_covers_and_no_leaders(desk: Desk) -> None:
    number = desk.plans(desk.arman, "next_contact", said_to=desk.yusuf.id)
    lead = desk.plans(desk.arman, "silent")
    assert prompts.visible(desk.tx, desk.yusuf, number) is None, "also not when it was said to them"
    for away, cover in ((desk.siti, desk.dewi), (desk.yusuf, desk.rahmat)):
        absence = absences.by_id(desk.tx, absences.ask(desk.tx, away, desk.tx.now, desk.tx.now + WEEK, cover.id))
        assert absence is not None and absences.agree(desk.tx, desk.admin, absence, cover.id) is None
    assert prompts.visible(desk.tx, desk.dewi, number) is not None
    assert prompts.visible(desk.tx, desk.rahmat, number) is None
    assert prompts.visible(desk.tx, desk.rahmat, lead) is not None, "a deputy leads the team"


def test_a_rung_leads_to_the_open_contact_of_its_slot(desk: Desk) -> None:
    first = desk.plans(desk.arman, "next_contact", state="snoozed")
    contact = desk.plans(desk.arman, "next_contact", state="said")
    rung = desk.prompt(desk.plans(desk.arman, "missed", state="said"))
    desk.plans(desk.bayu, "next_contact")
    desk.plans(desk.arman, "next_contact", days=1)
    desk.plans(desk.arman, "next_contact", state="answered")
    desk.plans(desk.arman, "plan_review")
    assert prompts.contact_of(desk.tx, rung).id == contact
    assert prompts.contact_of(desk.tx, desk.prompt(first)).id == first, "it is one itself"
    review = desk.prompt(desk.plans(desk.arman, "plan_review"))
    assert prompts.contact_of(desk.tx, review) == review
    desk.tx.execute(update(table).where(table.c.id == contact).values(state="answered"))
    assert prompts.contact_of(desk.tx, rung) == rung, "there is no contact left"


# What is asked about them


def test_only_what_waits_and_has_come_is_claimed_the_oldest_first(desk: Desk) -> None:
    for state in ("said", "held", "failed", "answered"):
        desk.plans(desk.arman, "next_contact", state=state)
    tomorrow = desk.plans(desk.arman, "next_contact", days=1)
    now, earlier = desk.plans(desk.arman, "try_again"), desk.plans(desk.bayu, "next_contact", days=-1)
    assert [one.id for one in prompts.claim_due(desk.tx, 9)] == [earlier, now]
    assert [one.id for one in prompts.claim_due(desk.tx, 1)] == [earlier]
    assert [one.id for one in prompts.claim(desk.tx, [now, tomorrow])] == [now]
    assert prompts.claim(desk.tx, []) == []


def test_the_next_moment_is_of_what_waits(desk: Desk) -> None:
    assert prompts.next_due_at(desk.tx) is None
    for days, state in ((-2, "answered"), (-1, "said"), (1, "waiting"), (2, "waiting")):
        desk.plans(desk.arman, "next_contact", days=days, state=state)
    assert prompts.next_due_at(desk.tx) == desk.tx.now + DAY


def test_the_open_moments_of_a_case_soonest_first(desk: Desk) -> None:
    desk.stand()
    by_name = {number: name for name, number in desk.named.items()}
    kinds = ("next_contact", "reminder", "plan_review")
    assert [by_name[one.id] for one in prompts.open_of(desk.tx, desk.arman, kinds)] == [
        "contact",
        "reminder",
        "later rung",
        "review",
    ]
    assert [by_name[one.id] for one in prompts.open_of(desk.tx, desk.arman)] == sorted(
        (name for name, _, _, state in STANDING if state in OPEN),
        key=lambda name: (desk.called(name).due_at, desk.named[name]),
    )
    following = prompts.next_of(desk.tx, desk.arman)
    assert following is not None and by_name[following.id] == "contact"


def test_what_was_agreed_on_and_by_what_also_after_it_was_put_off(desk: Desk) -> None:
    made, day = desk.tx.now, desk.tx.now + DAY
    first = desk.plans(desk.arman, "next_contact", days=1, origin="answer")
    desk.plans(desk.arman, "try_again", days=2, origin="skip")
    for other in (
        desk.plans(desk.bayu, "next_contact", days=1, origin="import"),
        desk.plans(desk.arman, "next_contact", days=3, state="answered"),
        desk.plans(desk.arman, "reminder", days=1),
    ):
        assert other
    desk.tx.now += HOUR
    prompts.snooze(desk.tx, desk.prompt(first), Planned("next_contact", desk.tx.now + WEEK), desk.siti)
    found = prompts.agreements(desk.tx, desk.arman)
    assert [(one.slot, one.kind, one.origin, one.made_at) for one in found] == [
        (day, "next_contact", "answer", made),
        (day + DAY, "try_again", "skip", made),
    ]
    assert [one.by_check_in for one in found] == [True, False]
    prompts.stop_all(desk.tx, f"case:{desk.arman.id}", CONTACT)
    desk.plans(desk.arman, "next_contact", days=1 - 1 / 24, origin="import")
    (again,) = prompts.agreements(desk.tx, desk.arman)
    assert (again.slot, again.origin, again.by_check_in) == (day, "import", False), "what planned it the last time"


def test_what_the_course_brings_is_planned_by_the_day_of_whoever_accompanies(desk: Desk) -> None:
    """A quarter past midnight here is the day before in Greenwich."""
    desk.tx.now = datetime(2026, 11, 25, 0, 15, tzinfo=desk.siti.zone).astimezone(UTC)
    prompts.arise(desk.tx, Event.INTAKE, desk.arman, desk.siti, Frame(desk.siti.zone, calendar()))
    (review,) = prompts.open_of(desk.tx, desk.arman, ("plan_review",))
    assert review.due_at.astimezone(desk.siti.zone) == datetime(2027, 2, 24, 9, 0, tzinfo=desk.siti.zone)


def test_how_many_cases_wait_for_somebody(desk: Desk) -> None:
    assert prompts.waiting_for(desk.tx, desk.siti) == 0
    desk.plans(desk.arman, "next_contact", days=1)
    desk.plans(desk.arman, "next_contact", state="answered")
    desk.plans(desk.arman, "plan_review", state="said")
    desk.plans(desk.citra, "next_contact", state="said")
    assert prompts.waiting_for(desk.tx, desk.siti) == 0
    assert prompts.waiting_for(desk.tx, desk.dewi) == 1
    desk.plans(desk.arman, "next_contact", state="said")
    desk.plans(desk.arman, "try_again", days=-1, state="failed")
    assert prompts.waiting_for(desk.tx, desk.siti) == 1, "a case counts once"
    desk.plans(desk.bayu, "next_contact", state="waiting")
    assert prompts.waiting_for(desk.tx, desk.siti) == 2
    assert prompts.waiting_for(desk.tx, desk.yusuf) == 0, "they accompany nobody"


def test_whether_something_was_asked_about_this(desk: Desk) -> None:
    desk.plans(desk.arman, "referral_review", subject="referral:2", state="said")
    for days, state in enumerate(("waiting", "held", "answered")):
        desk.plans(desk.arman, "referral_review", subject="referral:1", days=days, state=state)
    assert not prompts.is_asked(desk.tx, "referral:1") and prompts.is_asked(desk.tx, "referral:2")


def test_a_week_counts_once_it_was_said_for_its_own_slot(desk: Desk) -> None:
    slot, about = desk.tx.now, f"case:{desk.arman.id}"
    told: dict[str, Any] = {"said_at": desk.tx.now}
    desk.plans(desk.arman, "silent")  # not said
    desk.plans(desk.arman, "silent", days=7, **told)
    desk.plans(desk.bayu, "silent", **told)
    desk.plans(desk.arman, "missed", **told)
    assert not prompts.week_counted(desk.tx, about, slot)
    number = desk.plans(desk.arman, "silent", state="answered", **told)
    assert prompts.week_counted(desk.tx, about, slot)
    assert not prompts.week_counted(desk.tx, about, slot, number), "but for this one"


def test_what_waits_for_an_answer_is_ones_own_and_was_said_and_asks_something(desk: Desk) -> None:
    def waits_for(who: Person) -> str | None:
        found = prompts.first_waiting(desk.tx, who)
        return None if found is None else desk.row(found.id).kind

    def said(case: Case, kind: str, who: Person, **more: Any) -> int:
        return desk.plans(case, kind, state="said", said_to=who.id, **more)

    desk.plans(desk.arman, "next_contact")  # not said
    desk.plans(desk.arman, "next_contact", days=-1, state="answered", said_to=desk.siti.id)
    said(desk.arman, "reminder", desk.siti)  # repeats what stands there
    said(desk.arman, "list_longer", desk.siti)  # news
    said(desk.arman, "digest_daily", desk.yusuf)
    said(desk.citra, "next_contact", desk.dewi)
    said(desk.arman, "silent", desk.rahmat)  # about the contact above, which is no question to a leader
    assert [waits_for(who) for who in (desk.siti, desk.yusuf, desk.admin)] == [None, None, None]
    assert (waits_for(desk.dewi), waits_for(desk.rahmat)) == ("next_contact", "silent")
    said(desk.arman, "plan_review", desk.dewi)  # said to whoever covered for her
    assert waits_for(desk.siti) == "plan_review"
    said(desk.arman, "pause_over", desk.siti, days=-1)
    assert waits_for(desk.siti) == "pause_over", "what has waited longest"
    said(desk.arman, "urgent_15", desk.siti)
    assert waits_for(desk.siti) == "urgent_15", "an alarm before all"
    assert waits_for(desk.yusuf) is None


def test_a_schedule_has_the_open_moments_of_those_one_accompanies(desk: Desk) -> None:
    def listed(who: Person) -> list[str]:
        return [one.kind for one in prompts.schedule(desk.tx, who, 0, 9)[0]]

    desk.plans(desk.arman, "plan_review", days=2)
    desk.plans(desk.bayu, "next_contact", state="failed")
    for kind in ("reminder", "missed", "silent", "second_miss", "request_due"):
        desk.plans(desk.arman, kind, state="said")
    desk.plans(desk.arman, "next_contact", days=-3, state="answered")
    desk.plans(desk.citra, "pause_over")
    assert (listed(desk.siti), listed(desk.dewi)) == (["next_contact", "plan_review"], ["pause_over"])
    assert listed(desk.yusuf) == []
    assert [one.kind for one in prompts.schedule(desk.tx, desk.siti, 1, 1)[0]] == ["plan_review"]
    assert [prompts.schedule(desk.tx, desk.siti, page, 1)[1] for page in (0, 1)] == [True, False]


def test_a_day_has_its_first_moment_and_not_the_next_days(desk: Desk) -> None:
    midnight: datetime = desk.tx.now + HOUR
    second = timedelta(seconds=1)
    wanted = [
        desk.plans(desk.arman, kind, due_at=midnight + after)
        for kind, after in (("next_contact", timedelta()), ("plan_review", DAY - second))
    ]
    for days, after in ((1, -second), (2, DAY)):
        desk.plans(desk.arman, "next_contact", days=days, due_at=midnight + after)
    desk.plans(desk.citra, "next_contact", due_at=midnight + HOUR)
    assert [one.id for one in prompts.between(desk.tx, desk.siti, midnight, midnight + DAY)] == wanted
