"""The admin's digest: when it comes and to whom, what each line says, and that it tells of no participant."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.domain.directory import old_ones
from bot.domain.followups import ADMIN_DIGEST
from bot.domain.people import Role
from bot.domain.presses import Digest, Suspend
from bot.reference.directory import together
from bot.store.caseload import prompts
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences, audit, cases
from bot.store.engine.tables import people as people_rows
from bot.store.engine.tables import prompts as prompt_rows
from bot.store.institution import directory
from bot.store.keeping import audit_chain
from bot.store.queues import signs_of_life
from tests.driver import Someone, Town
from tests.stories.test_digest import begins, is_at, sleeps_until
from tests.stories.test_participant import joined
from tests.stories.test_record_watched import SIGNED, OnPatrol, keeps_house, patrol
from tests.stories.test_requests import Companion
from tests.stories.test_silence import look

TOLD, STANDS = "Ringkasan untuk admin sudah siap.", "Keadaan per "
IN_ORDER, WORKS = "Petugas, permintaan, dan info bantuan: semuanya beres.", "Semua bagian layanan bekerja."
LED_BY_NOBODY, AWAY = "Belum punya supervisor yang bisa bertindak: ", "Sedang cuti atau ditangguhkan tanpa pengganti"
RIGHTS, DIRECTORY, MENTOR_GONE = "Permintaan hak", "Info bantuan: ", "Dampingan yang belum punya pendamping lagi: "
STILL, UNSENT, BROKEN = (
    "Bagian yang berhenti: ",
    "Pesan yang tidak dapat dikirim: ",
    "Catatan jejak tidak utuh lagi mulai",
)

__all__ = ["patrol"]


def checks_the_directory(town: Town, admin: Someone) -> None:
    """Every entry was looked at this month."""

    def check(tx: Tx) -> None:
        for entry in old_ones(together(directory.changes(tx)), date(2026, 11, 24)):
            directory.mend(tx, admin.person, entry.id, {"checked": "2026-11"}, "entry_checked")

    town.asks(check)


def stands(who: Someone) -> str:
    """How it stands now, in the words of the digest."""
    return who.sends("/ringkasan").sees(STANDS).screen


@pytest.fixture
def quiet(town: Town, ratna: Someone) -> Town:
    """Nothing is to be seen to in the directory."""
    checks_the_directory(town, ratna)
    return town


# -- when it comes -----------------------------------------------------------------------------------------------------


def test_it_comes_every_monday_at_half_past_seven_and_once(town: Town, ratna: Someone, yusuf: Someone) -> None:
    begins(town)
    begins(town)
    town.passes(seconds=(datetime(2026, 11, 30, 0, 29, tzinfo=UTC) - town.clock.at).total_seconds())
    assert ratna.heard(TOLD) == 0, "no day brings it but Monday"
    town.passes(minutes=1)
    assert ratna.screen.startswith("Salam, Ibu. " + TOLD)
    ratna.sees("Keadaan per Senin, 30 November 2026 pukul 07.30 WIB")
    town.restarts()
    begins(town)
    is_at(town, 6, 23)
    assert ratna.heard(TOLD) == 1
    is_at(town, 7)
    assert ratna.heard(TOLD) == 2 and yusuf.heard(TOLD) == 0
    begins(town)
    to_come = select(prompt_rows.c.recipient_id).where(
        prompt_rows.c.kind == ADMIN_DIGEST, prompt_rows.c.state == "waiting"
    )
    assert town.asks(lambda tx: list(tx.execute(to_come).scalars())) == [ratna.person.id]


def test_a_closed_monday_moves_it_to_tuesday(town: Town, ratna: Someone) -> None:
    begins(town)
    ratna.sends("/menu").taps("Hari libur", "Tambah hari libur").types("30 November").taps("Ya")
    is_at(town, 30, 20, month=11)
    assert ratna.heard(TOLD) == 0
    is_at(town, 1)
    assert ratna.heard(TOLD) == 1 and "Keadaan per Selasa, 1 Desember" in ratna.finds(TOLD).text
    is_at(town, 8)
    assert ratna.heard(TOLD) == 2, "the next Monday keeps its own"


def test_a_missed_one_comes_late_once_and_tells_of_then(town: Town, ratna: Someone, yusuf: Someone) -> None:
    begins(town)
    sleeps_until(town, 2, 10)
    assert ratna.heard(TOLD) == 1
    assert "Keadaan per Rabu, 2 Desember 2026 pukul 10.00" in ratna.finds(TOLD).text
    assert WORKS in ratna.finds(TOLD).text, "that it comes shows that reminders move"
    town.restarts()
    town.passes(hours=12)
    assert ratna.heard(TOLD) == 1
    is_at(town, 7)
    assert ratna.heard(TOLD) == 2


def test_a_late_one_waits_for_a_good_hour(town: Town, ratna: Someone) -> None:
    begins(town)
    sleeps_until(town, 30, 23, month=11)
    assert ratna.heard(TOLD) == 0
    is_at(town, 1, 7)
    assert ratna.heard(TOLD) == 0
    is_at(town, 1, 8)
    assert ratna.heard(TOLD) == 1


def test_weeks_without_the_bot_end_in_one(town: Town, ratna: Someone) -> None:
    begins(town)
    sleeps_until(town, 19, 10)
    assert ratna.heard(TOLD) == 1
    is_at(town, 21)
    assert ratna.heard(TOLD) == 2


def test_an_admin_who_blocks_the_bot_hears_once_when_back(town: Town, ratna: Someone) -> None:
    begins(town)
    ratna.phone.chat.blocked = True
    is_at(town, 8)
    begins(town)
    ratna.phone.unblocks()
    town.settles()
    assert ratna.heard(TOLD) == 1 and "Keadaan per Selasa, 8 Desember" in ratna.finds(TOLD).text
    is_at(town, 14)
    assert ratna.heard(TOLD) == 2


def test_an_admin_who_joins_is_planned_for_at_once_by_their_own_clock(town: Town, ratna: Someone) -> None:
    ratna.sends("/menu").taps("Undang admin").types("Made")
    link = next(word for word in ratna.finds("https://t.me/").text.split() if word.startswith("https://t.me/"))
    made = town.phone("Made")
    made.phone.opens(link)
    town.settles()
    begins(town)
    to_come = select(prompt_rows.c.slot).where(prompt_rows.c.kind == ADMIN_DIGEST).order_by(prompt_rows.c.slot)
    assert len(town.asks(lambda tx: tx.execute(to_come).all())) == 1, "whoever has not settled has none"
    made.taps("Bapak", "WITA")
    assert town.asks(lambda tx: list(tx.execute(to_come).scalars())) == [
        datetime(2026, 11, 29, 23, 30, tzinfo=UTC),  # pukul 07.30 WITA
        datetime(2026, 11, 30, 0, 30, tzinfo=UTC),
    ]
    begins(town)
    is_at(town, 30, 7, month=11)
    assert made.heard("Salam, Bapak. " + TOLD) == 1 and ratna.heard(TOLD) == 0
    assert "pukul 07.30 WITA" in made.finds(TOLD).text
    is_at(town, 30, month=11)
    assert made.heard(TOLD) == 1 and ratna.heard("Salam, Ibu. " + TOLD) == 1, "each has their own"


def test_whoever_is_kept_out_or_gone_gets_none(town: Town, ratna: Someone) -> None:
    made, rina = town.joins(Role.ADMIN, "Made", address="bapak"), town.joins(Role.ADMIN, "Rina")
    begins(town)
    gone = {made.person.id: "suspended", rina.person.id: "removed"}
    for number, status in gone.items():
        town.asks(
            lambda tx, number=number, status=status: tx.execute(  # type: ignore[misc]
                update(people_rows).where(people_rows.c.id == number).values(status=status)
            )
        )
    is_at(town, 30, month=11)
    assert (ratna.heard(TOLD), made.heard(TOLD), rina.heard(TOLD)) == (1, 0, 0)


def test_why_it_comes_and_the_way_to_how_it_stands_now(town: Town, ratna: Someone) -> None:
    begins(town)
    is_at(town, 30, month=11)
    ratna.taps("Mengapa saya menerima ini?").sees("setiap admin setiap Senin pukul 07.30", "/ringkasan")
    ratna.taps("Kembali").sees(TOLD).taps("📊 Ringkasan").sees("Keadaan per Senin, 30 November 2026 pukul 08.00 WIB")


# -- whose it is -------------------------------------------------------------------------------------------------------


def test_nobody_else_gets_it_or_opens_it(town: Town, ratna: Someone, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti, days=300)
    arman = joined(town, siti, case)
    begins(town)
    is_at(town, 30, month=11)
    assert ratna.heard(TOLD) == 1
    for other in (yusuf, siti, arman):
        other.sends("/ringkasan")
        other.forges(Digest())
        assert other.heard(TOLD) == other.heard(STANDS) == other.heard(WORKS) == 0
    yusuf.sees("Ringkasan 30 Nov–6 Des")
    stranger = town.phone("Orang lain")
    stranger.sends("/ringkasan")
    assert stranger.heard(STANDS) == 0


# -- what it says ------------------------------------------------------------------------------------------------------


def test_where_nothing_is_to_be_seen_to_one_line_says_so(quiet: Town, ratna: Someone, siti: Someone) -> None:
    quiet.case(siti)
    stands(ratna)
    ratna.sees(IN_ORDER, WORKS)
    for line in (LED_BY_NOBODY, AWAY, RIGHTS, DIRECTORY, MENTOR_GONE, STILL, UNSENT, BROKEN, SIGNED, "baru"):
        assert line not in ratna.screen
    assert ratna.labels == ["🤝 Petugas", "ℹ️ Info bantuan", "🗂 Catatan jejak", "Menu"]


def test_mentors_whom_nobody_leads_stand_there_up_to_six(
    quiet: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    alone = quiet.joins(Role.MENTOR, "Dewi")
    stands(ratna)
    ratna.sees(f"{LED_BY_NOBODY}{alone.person.code}").sees_no(IN_ORDER)
    ratna.forges(Suspend(yusuf.person.id, suspended=True))
    assert f"{LED_BY_NOBODY}M-01, M-02\n" in stands(ratna)
    ratna.sees("tanpa pengganti: S-01")
    for number in range(5):
        quiet.joins(Role.MENTOR, f"Pendamping {number}")
    assert f"{LED_BY_NOBODY}M-01, M-02, M-03, M-04, M-05, M-06 dan 1 lagi\n" in stands(ratna)
    ratna.forges(Suspend(yusuf.person.id, suspended=False))
    assert f"{LED_BY_NOBODY}M-02, M-03, M-04, M-05, M-06, M-07\n" in stands(ratna)
    ratna.sees_no("S-01")


def test_whose_mentor_is_gone_is_told_by_the_number_alone(quiet: Town, ratna: Someone, siti: Someone) -> None:
    quiet.case(siti)
    quiet.asks(lambda tx: tx.execute(update(people_rows).values(status="removed").where(people_rows.c.code == "M-01")))
    stands(ratna)
    ratna.sees(f"{MENTOR_GONE}1").sees_no("R-001", IN_ORDER)
    quiet.asks(lambda tx: tx.execute(update(cases).values(status="closed")))
    assert MENTOR_GONE not in stands(ratna)


def test_who_is_away_uncovered_stands_there_while_it_is_so(
    quiet: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    dewi = quiet.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    siti.sends("/atur").taps("Cuti", "Besok", "3 hari", "Belum ada")
    assert AWAY not in stands(ratna), "nothing is agreed to"
    yusuf.taps("Buka", "Setuju")
    assert AWAY not in stands(ratna), "it begins tomorrow"
    quiet.passes(days=1)
    assert f"{AWAY}: M-01\n" in stands(ratna)
    covered = update(absences).where(absences.c.person_id == siti.person.id)
    quiet.asks(lambda tx: tx.execute(covered.values(cover_id=dewi.person.id)))
    assert AWAY not in stands(ratna)
    now = quiet.clock.at
    leave = {"person_id": dewi.person.id, "state": "approved", "suspended": False, "from_at": now, "created_at": now}
    quiet.asks(lambda tx: tx.execute(insert(absences).values(**leave, until_at=now + timedelta(days=1))))
    assert f"{AWAY}: M-01, M-02\n" in stands(ratna), "whoever was to stand in is away too"
    quiet.passes(days=4)
    assert AWAY not in stands(ratna)


def test_the_laws_clocks_are_counted_and_of_nobody(quiet: Town, ratna: Someone, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(quiet, siti)
    arman.asks("info", "Rahasia?")
    assert RIGHTS not in stands(ratna), "a question has no clock of the law"
    asked = arman.asks("access")
    assert f"{RIGHTS}: terbuka 1, habis waktunya dalam 24 jam 0, sudah lewat waktu 0\n" in stands(ratna)
    quiet.passes(hours=48)
    arman.asks("correct", "Rahasia")
    assert f"{RIGHTS}: terbuka 2, habis waktunya dalam 24 jam 1, sudah lewat waktu 0\n" in stands(ratna)
    quiet.passes(hours=24)
    assert f"{RIGHTS}: terbuka 2, habis waktunya dalam 24 jam 0, sudah lewat waktu 1\n" in stands(ratna)
    yusuf.sends("/menu").taps("Permintaan")
    quiet.asks(lambda tx: tx.execute(update(cases).values(status="erased")))
    assert RIGHTS not in stands(ratna) and asked.kind.is_right, "of somebody erased nothing is left to answer"
    for text in ratna.phone.texts():
        assert "Rahasia" not in text and ("R-001" not in text or STANDS not in text)


def test_the_button_to_requests_is_there_where_any_is_hers(quiet: Town, ratna: Someone, yusuf: Someone) -> None:
    arman = Companion(quiet, quiet.joins(Role.MENTOR, "Dewi", supervisor=yusuf))
    arman.asks("access")
    stands(ratna)
    assert not any("Permintaan" in label for label in ratna.labels), "the supervisor's to answer"
    ratna.forges(Suspend(yusuf.person.id, suspended=True))
    stands(ratna)
    assert ratna.labels[1] == "📨 Permintaan (1)" and len(ratna.rows) == 3
    ratna.taps("📨 Permintaan (1)")


def test_what_is_old_or_reported_in_the_directory(town: Town, ratna: Someone) -> None:
    assert f"{DIRECTORY}45 perlu diperiksa lagi\n" in stands(ratna)
    for entry, kind in (("sejiwa", "number"), ("sejiwa", "closed"), ("bpjs", "number")):
        town.asks(lambda tx, entry=entry, kind=kind: directory.report(tx, entry, kind, by_stranger=True))  # type: ignore[misc]
    assert f"{DIRECTORY}45 perlu diperiksa lagi, 2 dilaporkan\n" in stands(ratna), "two entries, however often"
    checks_the_directory(town, ratna)
    town.asks(lambda tx: directory.report(tx, "sejiwa", "number", by_stranger=True))
    assert re.search(rf"{DIRECTORY}\d dilaporkan\n", stands(ratna))


def test_a_part_that_stands_still_is_named(quiet: Town, ratna: Someone) -> None:
    quiet.asks(lambda tx: signs_of_life.beat(tx, tx.now))
    quiet.clock.at += timedelta(minutes=6)
    stands(ratna)
    ratna.sees(f"{STILL}jam dan penerimaan pesan").sees_no(WORKS)
    quiet.asks(lambda tx: signs_of_life.beat(tx, None))
    assert f"{STILL}penerimaan pesan" in stands(ratna)
    assert look(quiet, polls=False) == []
    assert WORKS in stands(ratna), "where Telegram comes by itself, nobody polls"
    assert look(quiet, polls=False) == []


def test_what_could_not_be_sent_is_counted_until_it_is_seen_to(quiet: Town, ratna: Someone, siti: Someone) -> None:
    case = quiet.case(siti, hours=1)
    number = quiet.asks(
        lambda tx: tx.execute(select(prompt_rows.c.id).where(prompt_rows.c.case_id == case.id)).scalar()
    )
    quiet.passes(hours=1)
    quiet.asks(lambda tx: prompts.fail(tx, number or 0, "BadRequest"))
    stands(ratna)
    ratna.sees(f"{UNSENT}1").sees_no(WORKS, "R-001")
    siti.checks_in("R-001")
    assert UNSENT not in stands(ratna) and WORKS in ratna.screen


def test_how_far_the_record_is_signed_and_where_it_breaks(
    quiet: Town, ratna: Someone, siti: Someone, patrol: OnPatrol
) -> None:
    keeps_house(quiet, patrol)
    found = re.search(SIGNED + r" (\d+), tanda ([0-9a-f-]{14})", stands(ratna))
    assert found is not None
    number, mark = found.groups()
    assert quiet.asks(lambda tx: audit_chain.is_mark(tx, int(number), mark))
    actor = quiet.asks(lambda tx: tx.execute(select(audit.c.actor_id).where(audit.c.position == 3)).scalar())
    quiet.asks(lambda tx: tx.execute(update(audit).where(audit.c.position == 3).values(actor_id=99)))
    for _ in range(2):
        keeps_house(quiet, patrol)
    stands(ratna)
    ratna.sees(f"{BROKEN} nomor 3")
    assert SIGNED not in ratna.screen and WORKS not in ratna.screen, "what does not fit is not called signed"
    quiet.asks(lambda tx: tx.execute(update(audit).where(audit.c.position == 3).values(actor_id=actor)))
    for _ in range(3):
        keeps_house(quiet, patrol)
    assert BROKEN not in stands(ratna) and SIGNED in ratna.screen and WORKS in ratna.screen


def test_what_is_new_since_the_last_one_stands_first_in_its_line(
    quiet: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    made = quiet.joins(Role.ADMIN, "Made", address="bapak")
    arman = Companion(quiet, siti)
    begins(quiet)
    is_at(quiet, 28, month=11)
    arman.asks("access")
    is_at(quiet, 30, month=11)
    assert f"{RIGHTS}: terbuka 1" in ratna.finds(TOLD).text, "the first one calls nothing new"
    arman.asks("correct")
    siti.sends("/atur").taps("Cuti", "Hari ini", "2 minggu", "Belum ada")
    yusuf.finds("cuti")
    yusuf.taps("Buka", "Setuju")
    assert f"{RIGHTS} (baru 1): terbuka 2" in stands(ratna)
    is_at(quiet, 7)
    assert f"{RIGHTS} (baru 1): terbuka 2" in ratna.finds(TOLD).text
    assert f"{AWAY} (baru 1): M-01" in ratna.finds(TOLD).text
    rina = quiet.joins(Role.ADMIN, "Rina")
    assert f"{AWAY}: M-01" in stands(rina), "to whom nothing was told yet, nothing is new"
    assert f"{AWAY}: M-01" in stands(made), "told this morning"
    begins(quiet)
    is_at(quiet, 8)
    assert ratna.heard(TOLD) == made.heard(TOLD) == 2 and rina.heard(TOLD) == 0


# -- the record's head, once a week ------------------------------------------------------------------------------------


def test_the_digest_tells_how_far_the_record_is_signed_in_the_place_of_the_news(
    quiet: Town, ratna: Someone, patrol: OnPatrol
) -> None:
    begins(quiet)
    made = quiet.joins(Role.ADMIN, "Made", address="bapak")  # who has no digest to come
    for _ in range(14):
        keeps_house(quiet, patrol)
        quiet.passes(days=1)
    assert ratna.heard(TOLD) == ratna.heard(SIGNED) == 2, "once a week, in the digest"
    assert made.heard(SIGNED) == 2 and made.heard(TOLD) == 0


@pytest.mark.parametrize(
    "lost",
    [
        lambda tx: tx.execute(update(prompt_rows).where(prompt_rows.c.kind == ADMIN_DIGEST).values(state="lapsed")),
        lambda tx: tx.execute(
            update(prompt_rows)
            .where(prompt_rows.c.kind == ADMIN_DIGEST)
            .values(due_at=tx.now + timedelta(days=60), slot=tx.now + timedelta(days=60))
        ),
    ],
    ids=["none to come", "far ahead"],
)
def test_where_no_digest_is_to_come_the_news_tells_it(
    quiet: Town, ratna: Someone, patrol: OnPatrol, lost: Callable[[Tx], object]
) -> None:
    begins(quiet)
    keeps_house(quiet, patrol)
    quiet.asks(lost)
    quiet.clock.at += timedelta(days=7)
    keeps_house(quiet, patrol)
    quiet.passes(hours=2)
    assert ratna.heard(SIGNED) == 1 and ratna.heard(TOLD) == 0
