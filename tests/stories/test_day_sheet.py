"""The day sheet: one message for all that is due on a day, and it stays true while the day goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.demo.objects import Message
from bot.domain.people import Role
from bot.domain.planning import Planned
from bot.domain.presses import OnSheet, PutOffAll, SheetPage
from bot.domain.timing.quiet import Calendar
from bot.store.caseload import cases, prompts
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import outbox
from bot.store.engine.tables import prompts as prompt_rows
from bot.store.keeping import erasing
from tests.driver import Someone, Town
from tests.stories.test_caseload import stands_in

SHEET = "Ini lembar"
ALONE = "Ini waktu yang sudah direncanakan."
DONE = "Di lembar ini tidak ada lagi yang menunggu."
OVER = "Yang ini sudah tidak menunggu lagi."
MORNING = 23  # hours from the beginning of a story, Tuesday at ten, to Wednesday at nine


def due(town: Town, mentor: Someone, number: int, hours: float = MORNING) -> list[Case]:
    """So many cases whose contact is due then."""
    return [town.case(mentor, name=f"Orang {at}", hours=hours) for at in range(number)]


def pushed(who: Someone) -> list[Message]:
    """What stands in this chat from the bot."""
    return [message for message in who.phone.messages if message.from_bot]


def sheet(who: Someone) -> Message:
    """The sheet that stands in this chat; there is never a second one."""
    found = [one for one in pushed(who) if SHEET in one.text or DONE in one.text]
    assert len(found) == 1, f"{len(found)} sheets"
    return found[0]


def labels(message: Message) -> list[str]:
    return [button.label for row in message.buttons for button in row]


def press_on_sheet(who: Someone, label: str) -> Someone:
    """Press a button of the sheet, wherever it stands."""
    found = sheet(who)
    button = next(one.data for row in found.buttons for one in row if label in one.label and one.data)
    return who.presses((found.id, button))


def states(town: Town, case: Case) -> list[str]:
    rows = select(prompt_rows.c.state).where(prompt_rows.c.case_id == case.id).order_by(prompt_rows.c.id)
    return list(town.asks(lambda tx: tx.execute(rows).scalars().all()))


def test_thirty_two_at_nine_are_one_message(town: Town, siti: Someone) -> None:
    due(town, siti, 32)
    town.passes(hours=MORNING)
    assert len(pushed(siti)) == 1
    found = sheet(siti)
    assert found.text.startswith("Salam, Ibu."), "the first line tells nothing"
    assert "Ini lembar Rabu, 25 November 2026: ada 32." in found.text
    assert labels(found) == [f"R-{at:03d}" for at in range(1, 7)] + [
        "Berikutnya ▶",
        "Beberapa sekaligus",
        "⏰ Tunda semua",
    ]
    town.passes(hours=6)
    assert len(pushed(siti)) == 1, "nothing more comes on this day"
    town.passes(hours=18)
    assert len(pushed(siti)) == 1, (
        "one gentle reminder on the next day for all of them, in the place of the sheet before"
    )
    assert "Kamis, 26 November 2026: ada 32" in sheet(siti).text


def test_one_alone_is_the_prompt_with_its_labels(town: Town, siti: Someone) -> None:
    due(town, siti, 1)
    town.passes(hours=MORNING)
    siti.sees(ALONE, "R-001")
    assert siti.labels == [
        "📝 Catat sekarang",
        "☎️ Kontak aman",
        "⏰ Nanti",
        "Belum terhubung",
        "Lewati",
        "Mengapa saya menerima ini?",
    ]
    siti.taps("Catat sekarang", "Kunjungan", "Semua baik", "2 minggu", "Simpan").sees("Tersimpan")


def test_what_is_recorded_goes_from_the_sheet_in_its_place(town: Town, siti: Someone) -> None:
    due(town, siti, 3)
    town.passes(hours=MORNING)
    number = sheet(siti).id
    press_on_sheet(siti, "R-002").sees("R-002")
    assert "R-002" in sheet(siti).text, "the sheet stays where it is; what was pressed opens below"
    siti.taps("Catat sekarang", "Kunjungan", "Semua baik", "2 minggu", "Simpan").sees("Tersimpan")
    town.passes(seconds=20)
    found = sheet(siti)
    assert found.id == number
    assert "R-002" not in found.text
    assert labels(found)[:2] == ["R-001", "R-003"]
    siti.sees("Tersimpan")


def test_a_handful_recorded_at_once_is_one_change(town: Town, siti: Someone) -> None:
    due(town, siti, 5)
    town.passes(hours=MORNING)
    for code in ("R-001", "R-002", "R-003"):
        siti.checks_in(code)
    before = len([call for call in town.server.calls if call.method == "editmessagetext"])
    town.passes(seconds=30)
    assert len([call for call in town.server.calls if call.method == "editmessagetext"]) == before + 1
    assert labels(sheet(siti))[:2] == ["R-004", "R-005"]


def test_a_sheet_on_which_all_is_done_says_so(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    town.passes(hours=MORNING)
    siti.checks_in("R-001").checks_in("R-002")
    town.passes(seconds=20)
    assert DONE in sheet(siti).text
    assert labels(sheet(siti)) == []


def test_what_was_recorded_elsewhere_does_not_stay_looking_open(town: Town, siti: Someone) -> None:
    due(town, siti, 1)
    town.passes(hours=MORNING)
    prompt = siti.phone.last
    siti.checks_in("R-001").sees("Tersimpan")
    town.passes(seconds=20)
    assert OVER in siti.finds(OVER).text
    assert siti.finds(OVER).id == prompt.id
    assert labels(siti.finds(OVER)) == []
    siti.sees("Tersimpan")


def test_paging_turns_the_sheet_in_its_place(town: Town, siti: Someone) -> None:
    due(town, siti, 8)
    town.passes(hours=MORNING)
    siti.sends("/menu")
    number = sheet(siti).id
    press_on_sheet(siti, "Berikutnya")
    assert sheet(siti).id == number
    assert labels(sheet(siti))[:2] == ["R-007", "R-008"]
    for code in ("R-007", "R-008"):
        press_on_sheet(siti, code).taps("Catat sekarang", "Kunjungan", "Semua baik", "2 minggu", "Simpan")
    town.passes(seconds=20)
    assert labels(sheet(siti))[:6] == [f"R-{at:03d}" for at in range(1, 7)], "that page has nothing on it any more"


def test_a_page_that_is_turned_does_not_wait_for_what_was_recorded(town: Town, siti: Someone) -> None:
    due(town, siti, 9)
    town.passes(hours=MORNING)
    press_on_sheet(siti, "R-001").taps("Catat sekarang", "Kunjungan", "Semua baik", "2 minggu", "Simpan")
    press_on_sheet(siti, "Berikutnya")
    assert labels(sheet(siti))[:2] == ["R-008", "R-009"]


def test_overdue_comes_first(town: Town, siti: Someone) -> None:
    first, second = due(town, siti, 1)[0], due(town, siti, 2, hours=MORNING + 24)
    town.passes(hours=MORNING)
    siti.sees(ALONE, first.code)
    town.passes(hours=24)
    found = sheet(siti)
    assert labels(found)[:3] == [f"🔔 {first.code}", *(one.code for one in second)]
    assert f"🔔 {first.code}: sejak Rab, 25 Nov" in found.text
    assert len(pushed(siti)) == 2, "the reminder of the one and the contacts of the others are one message"


def test_an_hour_that_was_named_is_a_message_of_its_own(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    appointment = town.case(siti, hours=MORNING + 5)
    town.passes(hours=MORNING)
    found = sheet(siti)
    assert f"{appointment.code}: pukul 14.00, ditanyakan saat itu" in found.text
    assert "ada 3" in found.text
    town.passes(hours=5)
    siti.sees(ALONE, appointment.code)
    assert len(pushed(siti)) == 2


def test_of_an_hour_at_which_many_come_it_is_not_said_that_each_is_asked_about(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    three = due(town, siti, 3, hours=MORNING + 5)
    town.passes(hours=MORNING)
    assert f"{three[0].code}: pukul 14.00" in sheet(siti).text and "ditanyakan saat itu" not in sheet(siti).text
    town.passes(hours=5)
    assert len(pushed(siti)) == 1


def test_what_would_come_later_on_the_day_comes_with_the_sheet(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    later = town.case(siti, days=60)
    at = town.clock.now() + timedelta(hours=MORNING + 6)
    planned = Planned("plan_review", at, exact=False)
    town.asks(lambda tx: prompts.plan(tx, later, planned, siti.person.id, None, "course"))
    town.passes(hours=MORNING)
    assert f"{later.code}: Tinjau rencana" in sheet(siti).text
    town.passes(hours=10)
    assert len(pushed(siti)) == 1


def test_what_comes_to_somebody_later_is_added_and_seen(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", address="bapak", supervisor=yusuf)
    (handed,) = due(town, budi, 1)
    due(town, siti, 2)
    town.passes(hours=MORNING)
    town.passes(hours=1)
    town.asks(lambda tx: goes_to(tx, handed, siti))
    town.passes(minutes=1)
    assert handed.code in sheet(siti).text, "within three hours of the sheet it is added without a sound"
    town.passes(minutes=1)
    assert OVER in budi.finds(OVER).text, "whoever had it sees that it waits no more"


def goes_to(tx: Tx, case: Case, to: Someone) -> None:
    cases.set_mentor(tx, None, [case.id], to.person)
    prompts.hand_over(tx, None, [case.id], to.person, Calendar())


def test_all_is_put_off_to_another_day_in_two_taps(town: Town, siti: Someone) -> None:
    found = due(town, siti, 12)
    town.passes(hours=MORNING)
    press_on_sheet(siti, "Tunda semua").sees("Semua 12 ini ditunda sampai hari apa?")
    assert siti.labels[:2] == ["Kam, 26 Nov", "Jum, 27 Nov"]
    siti.taps("Kam, 26 Nov").sees("Ada 12 yang ditunda sampai Kam, 26 Nov")
    for case in found:
        assert states(town, case) == ["snoozed", "snoozed", "waiting"], "the contact, what would follow, and it again"
    town.passes(seconds=20)
    assert DONE in sheet(siti).text
    town.passes(days=1)
    assert "Kamis, 26 November 2026: ada 12" in sheet(siti).text


def test_urgent_is_two_taps_away_for_whoever_is_on_it(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    town.passes(hours=MORNING)
    press_on_sheet(siti, "R-002").taps("🆘 Mendesak").sees("R-002")


def test_a_phone_that_was_away_gets_one_sheet_and_loses_nothing(town: Town, siti: Someone) -> None:
    found = due(town, siti, 3)
    siti.phone.blocks()
    town.passes(hours=MORNING)
    assert all(states(town, case)[0] == "held" for case in found)
    siti.phone.unblocks()
    town.passes(minutes=2)
    assert "ada 3" in sheet(siti).text
    assert all(states(town, case)[0] == "said" for case in found)


def test_a_phone_that_refuses_just_then_gets_it_when_it_is_back(town: Town, siti: Someone) -> None:
    due(town, siti, 3)
    siti.phone.chat.blocked = True
    town.passes(hours=MORNING)
    siti.phone.unblocks()
    town.passes(minutes=2)
    assert "ada 3" in sheet(siti).text


def test_who_may_not_opens_nothing_of_a_sheet(town: Town, yusuf: Someone, siti: Someone) -> None:
    due(town, siti, 2)
    town.passes(hours=MORNING)
    budi = town.joins(Role.MENTOR, "Budi", address="bapak", supervisor=yusuf)
    number = town.asks(lambda tx: tx.execute(select(prompt_rows.c.id).limit(1)).scalar_one())
    for who in (budi, yusuf):
        who.sends("/menu").forges(OnSheet(number)).sees("sudah selesai, atau tidak lagi bersama").sees_no("R-001")
        who.sends("/menu").forges(PutOffAll(town.clock.now().toordinal() + 2)).sees_no("ditunda")
        who.sends("/menu").forges(SheetPage(1)).sees_no("R-001")
    assert states(town, town.asks(lambda tx: cases.by_code(tx, "R-001")) or pytest.fail("gone")) == ["said", "waiting"]


def test_one_row_of_the_outbox_speaks_for_all(town: Town, siti: Someone) -> None:
    due(town, siti, 4)
    town.passes(hours=MORNING)
    rows = select(outbox.c.kind, outbox.c.state).where(outbox.c.prompt_id.is_not(None))
    assert [tuple(row) for row in town.asks(lambda tx: tx.execute(rows).all())] == [("sheet", "sent")]
    siti.sends("/menu").taps("Dampingan", "R-003", "Linimasa", "Riwayat").sees("Ke M-01, Rab, 25 Nov")


def test_the_sheet_comes_at_an_hour_of_ones_own(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    for case in due(town, siti, 2):
        siti.checks_in(case.code, "Kunjungan", "Semua baik", "1 minggu", "Simpan")
    siti.sends("/menu").taps("Pengaturan", "Lembar harian").sees("pukul 09.00", "Malam sebelumnya tidak ada")
    siti.taps("10.00").sees("pukul 10.00")
    town.passes(hours=MORNING)
    assert not [one for one in pushed(siti) if SHEET in one.text]
    town.passes(hours=1)
    assert "ada 2" in sheet(siti).text
    siti.sends("/menu").taps("Pengaturan", "Lembar harian", "08.00")
    town.passes(days=6, hours=-2)
    assert "Selasa, 1 Desember 2026: ada 4" in sheet(siti).text, "what was planned for nine comes at eight"


def test_the_evening_before_if_it_is_wished(town: Town, siti: Someone) -> None:
    due(town, siti, 3)
    siti.sends("/menu").taps("Pengaturan", "Lembar harian", "Gambaran malam juga").sees(
        "gambaran hari berikutnya dikirim"
    )
    town.passes(hours=8, minutes=59)
    siti.sees_no("Ini yang direncanakan untuk besok")
    town.passes(minutes=1)
    siti.sees("Salam, Ibu. Ini yang direncanakan untuk besok.", "Rabu, 25 November 2026", "R-001", "R-003")
    siti.taps("Mengapa saya menerima ini?").sees("Pengaturan, Lembar harian")
    siti.sends("/menu").taps("Pengaturan", "Lembar harian", "Tanpa gambaran malam")
    heard = siti.heard("Ini yang direncanakan untuk besok")
    town.passes(days=3)
    assert siti.heard("Ini yang direncanakan untuk besok") == heard


def test_an_evening_before_nothing_says_nothing(town: Town, siti: Someone) -> None:
    siti.sends("/menu").taps("Pengaturan", "Lembar harian", "Gambaran malam juga")
    town.passes(days=2)
    siti.sees_no("Ini yang direncanakan untuk besok")
    due(town, siti, 1, hours=24)
    town.passes(hours=10)
    siti.sees("Ini yang direncanakan untuk besok", "R-001")


def test_a_sheet_that_was_taken_away_is_said_again_with_what_came_since(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    budi = town.joins(Role.MENTOR, "Budi", address="bapak", supervisor=yusuf)
    (handed,) = due(town, budi, 1)
    due(town, siti, 2)
    town.passes(hours=MORNING)
    siti.phone.deletes(sheet(siti).id)
    town.passes(minutes=5)
    town.asks(lambda tx: goes_to(tx, handed, siti))
    town.passes(minutes=2)
    assert handed.code in sheet(siti).text
    assert "ada 3" in sheet(siti).text


def test_late_in_the_day_what_is_added_brings_the_sheet_below(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", address="bapak", supervisor=yusuf)
    (handed,) = due(town, budi, 1)
    due(town, siti, 2)
    town.passes(hours=MORNING)
    first = sheet(siti).id
    town.passes(hours=4, minutes=30)
    town.asks(lambda tx: goes_to(tx, handed, siti))
    town.passes(minutes=1)
    assert sheet(siti).id != first
    assert "ada 3" in siti.screen


def test_where_nobody_covers_whoever_leads_hears_of_many_in_one_message(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    due(town, siti, 5)
    stands_in(town, yusuf, siti, None)
    town.passes(hours=MORNING)
    assert len(pushed(yusuf)) == 1
    yusuf.sees("Ada 5 kontak yang sudah tiba waktunya").sees_no("R-001")
    yusuf.taps("Perlu perhatian").sees("R-001")
    assert not [one for one in pushed(siti) if SHEET in one.text]


def test_whoever_covers_has_them_on_a_sheet_of_their_own(town: Town, yusuf: Someone, siti: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", address="bapak", supervisor=yusuf)
    due(town, siti, 3)
    due(town, budi, 2)
    stands_in(town, yusuf, siti, budi)
    town.passes(hours=MORNING)
    assert "ada 5" in sheet(budi).text
    assert len(pushed(budi)) == 1


def test_somebody_who_is_erased_goes_from_it(town: Town, yusuf: Someone, siti: Someone) -> None:
    first, *_ = due(town, siti, 3)
    town.passes(hours=MORNING)
    town.asks(lambda tx: erasing.erase(tx, first, yusuf.person))
    town.settles()
    town.passes(seconds=30)
    assert first.code not in sheet(siti).text
    assert "ada 2" in sheet(siti).text


def test_what_was_to_be_said_with_somebody_who_is_erased_is_said_all_the_same(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    first, *others = due(town, siti, 3)
    town.server.fail_next("sendMessage", retry_after=120, chat_id=siti.phone.user.id)
    town.passes(hours=MORNING)
    assert not pushed(siti)
    town.asks(lambda tx: erasing.erase(tx, first, yusuf.person))
    town.passes(minutes=5)
    assert "ada 2" in sheet(siti).text
    assert all(states(town, case)[0] == "said" for case in others)


def test_a_pause_and_a_skip_go_from_it_too(town: Town, siti: Someone) -> None:
    due(town, siti, 4)
    town.passes(hours=MORNING)
    siti.sends("/menu").taps("Dampingan", "R-001", "Irama dan jeda", "Jeda", "2 minggu")
    press_on_sheet(siti, "R-002").taps("Lewati", "Minta waktu")
    town.passes(seconds=20)
    assert labels(sheet(siti))[:2] == ["R-003", "R-004"]


def test_on_monday_it_shows_the_week(town: Town, siti: Someone) -> None:
    due(town, siti, 2, hours=MORNING + 5 * 24)
    due(town, siti, 3, hours=MORNING + 7 * 24)
    due(town, siti, 1, hours=MORNING + 9 * 24)
    due(town, siti, 1, hours=MORNING + 13 * 24)
    town.passes(hours=MORNING + 5 * 24)
    assert "Berikutnya minggu ini: Rabu 3 dan Jumat 1" in sheet(siti).text


def test_what_is_put_off_to_a_quiet_day_waits_until_after_it(town: Town, siti: Someone) -> None:
    first, _ = due(town, siti, 2)
    day = (town.clock.now() + timedelta(days=2)).date()
    town.asks(lambda tx: cases.set_quiet(tx, siti.person, first, [(day, day, False)]))
    town.passes(hours=MORNING)
    press_on_sheet(siti, "Tunda semua").taps("Kam, 26 Nov")
    planned = town.asks(lambda tx: [prompts.next_of(tx, one) for one in (first, _)])
    assert [one.due_at.astimezone(siti.person.zone).day for one in planned if one is not None] == [27, 26]


def test_an_evening_before_many_says_how_many_it_has_no_room_for(town: Town, siti: Someone) -> None:
    due(town, siti, 14)
    siti.sends("/menu").taps("Pengaturan", "Lembar harian", "Gambaran malam juga")
    town.passes(hours=9)
    siti.sees("Ini yang direncanakan untuk besok", "R-012", "dan 2 lagi").sees_no("R-013")


def test_an_hour_that_was_named_is_not_put_off_with_all(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    town.case(siti, hours=MORNING + 5)
    town.passes(hours=MORNING)
    assert "ada 3" in sheet(siti).text
    press_on_sheet(siti, "Tunda semua").sees("Semua 2 ini ditunda sampai hari apa?")


def test_what_was_said_of_the_evening_before_waits_for_nothing(town: Town, siti: Someone) -> None:
    due(town, siti, 2)
    siti.sends("/menu").taps("Pengaturan", "Lembar harian", "Gambaran malam juga")
    town.passes(hours=9)
    siti.sees("Ini yang direncanakan untuk besok")
    said = select(prompt_rows.c.kind).where(prompt_rows.c.state.in_(("said", "held")))
    assert not town.asks(lambda tx: tx.execute(said).all())
