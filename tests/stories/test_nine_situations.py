"""The nine situations of a contact, each played on phones: what becomes of the plan, the timeline, the figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.domain.figures import digests as periods
from bot.domain.followups import CONTACT, LADDER
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from bot.store.caseload.prompts import REPLACED
from bot.store.engine.database import Tx
from bot.store.engine.tables import cases as case_rows
from bot.store.engine.tables import checkin_revisions, checkins
from bot.store.engine.tables import prompts as rows
from bot.store.figures import counting, figures
from bot.store.people import absences
from tests.driver import TUESDAY, Someone, Town
from tests.map import situations
from tests.map.situations import NINE, SITUATIONS, Act, Corrected, Pressed, Recorded, Situation, Waited, day_of

NINE_OCLOCK, TEN = time(9, 0), time(10, 0)
STATES = {"snoozed": "put off", "cancelled": "called off"}
FIRST = day_of("1 Dec")


class Story:
    """Siti with her participant, Budi who covers for her, and Yusuf who leads both."""

    def __init__(self, town: Town, yusuf: Someone, siti: Someone) -> None:
        self.town, self.yusuf, self.siti = town, yusuf, siti
        self.budi = town.joins(Role.MENTOR, "Budi", address="mas", supervisor=yusuf)
        self.zone = siti.person.zone
        self.case = town.asks(self._plans)

    def _plans(self, tx: Tx) -> Case:
        case = cases.add(tx, "R", "Arman", self.siti.person, 1)
        first = datetime.combine(FIRST, NINE_OCLOCK, self.zone).astimezone(UTC)
        prompts.plan(tx, case, Planned("next_contact", first), self.siti.person.id, None, "import")
        return case

    def is_covered(self) -> None:
        """Siti is away, and Budi covers; she records all the same."""

        def agree(tx: Tx) -> None:
            number = absences.ask(tx, self.siti.person, TUESDAY, TUESDAY + timedelta(days=30), None)
            asked = absences.by_id(tx, number)
            assert asked is not None and absences.agree(tx, self.yusuf.person, asked, self.budi.person.id) is None

        self.town.asks(agree)

    def plays(self, act: Act) -> None:
        at = datetime.combine(day_of(act.day), TEN, self.zone)
        self.town.passes(seconds=max(0.0, (at - self.town.clock.at).total_seconds()))
        match act:
            case Recorded(labels=labels, on=on, by=by):
                who = self.siti if by == "siti" else self.budi
                who.sends("/menu").taps("Catat kabar", "R-001", *labels, *(("Hari lain", on) if on else ()))
                summary = who.screen
                who.taps("Simpan").sees("Tersimpan")
                for line in summary.splitlines():
                    if line.startswith(("Kontak berikut", "Dicoba lagi", "Ini menggantikan", "Itu sebelum")):
                        who.sees(line)  # what the summary promised is what was done
            case Pressed(labels=labels):
                self.siti.taps(*labels)
            case Corrected(labels=labels):
                self.siti.sends("/dampingan").taps("R-001", "Baca dan perbaiki")
                self.siti.taps(self.siti.labels[0], "Perbaiki", *labels).sees("Tersimpan")
            case Waited():
                pass

    # -- what came of it ---------------------------------------------------------------------------------------------

    def day(self, at: datetime) -> str:
        local = at.astimezone(self.zone).date()
        return f"{local.day} {local:%b}"

    def contacts(self, tx: Tx) -> tuple[tuple[str, str], ...]:
        found = tx.execute(
            select(rows).where(rows.c.case_id == self.case.id, rows.c.kind.in_(CONTACT)).order_by(rows.c.id)
        )
        return tuple(
            (self.day(row.slot), REPLACED if row.reason == REPLACED else STATES.get(row.state, row.state))
            for row in found
        )

    def asks(self, tx: Tx) -> str:
        [one] = prompts.open_of(tx, self.case, CONTACT)  # one, and no second
        return self.day(one.due_at)

    def ladder(self, tx: Tx) -> tuple[str, ...]:
        spoke = (rows.c.case_id == self.case.id, rows.c.kind.in_(LADDER), rows.c.said_at.is_not(None))
        return tuple(tx.execute(select(rows.c.kind).where(*spoke).order_by(rows.c.said_at)).scalars())

    def counted(self, tx: Tx) -> tuple[int, int]:
        week = periods.week(FIRST, self.zone, tx.now + timedelta(days=60))
        found = figures.contacts(tx, self.yusuf.person, week).get("R", figures.Contacts())
        return found.planned, found.done

    def reached(self, tx: Tx) -> int:
        newest: dict[int, bool] = {}
        joined = checkins.join(checkin_revisions, checkin_revisions.c.checkin_id == checkins.c.id)
        found = select(checkins.c.id, checkin_revisions.c.reached).select_from(joined)
        for row in tx.execute(found.order_by(checkin_revisions.c.revision)):
            newest[row.id] = row.reached
        weeks = [periods.week(FIRST + timedelta(weeks=step), self.zone, tx.now) for step in (-1, 0, 1, 2)]
        told = sum(figures.recorded(tx, self.yusuf.person, week).get("R", figures.Recorded()).reached for week in weeks)
        assert told == sum(newest.values()), "each is counted once, in some week"
        return told

    def silent_since(self, tx: Tx) -> str | None:
        found = tx.execute(counting.silent_cases(counting.in_team(self.yusuf.person), *[tx.now] * 3)).one()
        return self.day(found.at)

    def misses(self, tx: Tx) -> int:
        return int(tx.execute(select(case_rows.c.misses).where(case_rows.c.id == self.case.id)).scalar_one())

    def timeline(self) -> tuple[str, ...]:
        """The days of the contacts on the card, as the mentor reads them."""
        self.siti.sends("/dampingan").taps("R-001")
        told = [line.rpartition(": ") for line in self.siti.screen.splitlines() if ": " in line]
        return tuple(day for day, _, word in told if word.startswith(("terhubung (", "belum terhubung")))


def shown(entry: str) -> str:
    """How the card says the day of an entry of the table ("1 Dec, recorded 3 Dec")."""
    day = day_of(entry.partition(",")[0])
    word = f"{('Sen', 'Sel', 'Rab', 'Kam', 'Jum', 'Sab', 'Min')[day.weekday()]}, {day.day} "
    return word + {11: "Nov", 12: "Des"}[day.month]


@pytest.mark.parametrize("one", SITUATIONS, ids=[f"{number}-{one.name}" for number, one in enumerate(SITUATIONS)])
def test_what_comes_of_a_contact(town: Town, yusuf: Someone, siti: Someone, one: Situation) -> None:
    story = Story(town, yusuf, siti)
    if any(isinstance(act, Recorded) and act.by == "budi" for act in one.acts):
        story.is_covered()
    for act in one.acts:
        story.plays(act)
    siti.sees(*one.receipt)
    for text in one.not_said:
        assert text not in siti.screen, siti.screen
    assert town.asks(story.contacts) == one.plan
    assert town.asks(story.asks) == one.asks
    assert town.asks(story.ladder) == one.ladder
    assert town.asks(story.counted) == one.counted
    assert town.asks(story.reached) == one.recorded
    assert town.asks(story.misses) == one.misses
    days = story.timeline()
    assert len(days) == len(one.timeline), days
    for said, entry in zip(days, one.timeline, strict=True):
        assert said.startswith(shown(entry)), (said, entry)
    if "terhubung" in siti.screen and one.recorded:
        assert town.asks(story.silent_since) in [entry.partition(",")[0] for entry in one.timeline]
    late = [entry for entry in one.timeline if "recorded" in entry]
    if late:
        siti.taps("Baca dan perbaiki")
        siti.taps(siti.labels[one.timeline.index(late[0])]).sees(f"Dicatat: {shown(late[0].partition('recorded ')[2])}")


def test_all_nine_are_there() -> None:
    assert tuple(dict.fromkeys(one.name for one in SITUATIONS)) == NINE and len(NINE) == 9


def test_the_page_for_readers_is_up_to_date() -> None:
    assert situations.FILE.read_text(encoding="utf-8") == situations.pages(), "write it anew: python -m tests.map"


def test_an_hour_of_the_plan_is_ahead_whatever_was_named(town: Town, yusuf: Someone, siti: Someone) -> None:
    """Nine days are offered, and a button from the day before is not taken for one of today's."""
    story = Story(town, yusuf, siti)
    siti.sends("/menu").taps("Catat kabar", "R-001", "Kunjungan", "Semua baik", "1 minggu", "Hari lain")
    assert siti.labels[:3] == ["Hari ini", "Kemarin", "Min, 22 Nov"] and siti.labels[8] == "Sen, 16 Nov"
    oldest = siti.remembers("Sen, 16 Nov")
    siti.types("kemarin").sees("Hari: Sen, 23 Nov").taps("Ubah isian", "Hari")
    town.passes(days=1)
    siti.presses(oldest).sees("Hari apa kontaknya")
    siti.taps("Kembali").sees("Hari: Sen, 23 Nov", "rencana tetap").taps("Simpan").sees("rencana tetap")
    assert town.asks(story.contacts) == (("1 Dec", "waiting"),)
    assert (
        date(2026, 11, 23)
        == town.asks(lambda tx: tx.execute(select(checkins.c.contact_at)).scalar_one()).astimezone(story.zone).date()
    )


@pytest.mark.parametrize(
    ("typed", "day"),
    [("20 November", "Jum, 20 Nov"), ("18/11", "Rab, 18 Nov"), ("Senin", "Sen, 23 Nov"), ("hari jumat", "Jum, 20 Nov"),
     ("16 nov 2026", "Sen, 16 Nov"), ("tanggal 24", "Sel, 24 Nov")],
)  # fmt: skip
def test_the_day_of_a_contact_may_be_typed(town: Town, yusuf: Someone, siti: Someone, typed: str, day: str) -> None:
    town.case(siti, hours=200)
    siti.sends("/menu").taps("Catat kabar", "R-001", "Kunjungan", "Semua baik", "1 minggu", "Hari lain")
    siti.types(typed).sees(f"Hari: {day}")


@pytest.mark.parametrize("typed", ["besok", "3 hari lagi", "15 November", "25 November", "ibunya sakit"])
def test_what_is_none_of_those_days_is_held_as_words(town: Town, yusuf: Someone, siti: Someone, typed: str) -> None:
    town.case(siti, hours=200)
    siti.sends("/menu").taps("Catat kabar", "R-001", "Kunjungan", "Semua baik", "1 minggu", "Hari lain")
    siti.types(typed).sees("Hari apa kontaknya", typed)
