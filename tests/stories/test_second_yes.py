"""Two who must not meet: kept apart at once, agreed to by a second leader, ended by two; each sees their own side."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.presses import AgreeApart, ApartCard, ApartList, Suspend
from bot.store.caseload import handing_over, second_yes
from bot.store.caseload import walls as kept_apart
from bot.store.engine.database import Tx
from bot.store.engine.tables import people, prompts, walls
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE


@pytest.fixture
def dewi(town: Town, rahmat: Someone) -> Someone:
    """A mentor of the other team."""
    return town.joins(Role.MENTOR, "Dewi", supervisor=rahmat)


def state(town: Town) -> str:
    return str(town.asks(lambda tx: tx.execute(select(walls.c.state)).scalar_one()))


def asks(yusuf: Someone, code: str) -> None:
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jangan dipertemukan").types(code)


def the_wall_that_waits(town: Town, siti: Someone, dewi: Someone, yusuf: Someone) -> None:
    town.case(siti, days=60)
    town.case(dewi, days=60)
    asks(yusuf, "R-002")


def test_a_second_leader_agrees_and_two_let_it_end(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone
) -> None:
    town.case(siti, days=60)
    town.case(dewi, days=60)
    asks(yusuf, "R-001")
    yusuf.sees("Itu kode dampingan ini sendiri").sees_no("Sudah dicoba").types("R-777").sees("Kode itu tidak ada")
    yusuf.sees("Sudah dicoba 2 kali").types("R-778").sees("Kode itu tidak ada", "Sudah dicoba 3 kali").types("R-002")
    yusuf.sees("Sudah dicatat dan mulai berlaku", "menunggu persetujuan kedua", "terjaga")
    assert "R-002" not in yusuf.screen
    assert state(town) == "asked"
    rahmat.sees("menunggu persetujuan").taps("Buka").sees("R-002", "menunggu persetujuan kedua", "terjaga")
    assert "R-001" not in rahmat.screen, "their own side alone"
    town.passes(minutes=1)
    rahmat.taps("Ya, setuju")
    assert state(town) == "agreed"
    yusuf.sees("sudah dijawab").taps("Buka").sees("R-001", "sudah disetujui")
    assert "R-002" not in yusuf.screen
    yusuf.taps("Minta diakhiri").sees("Tetap berlaku")
    assert state(town) == "lifting"
    rahmat.taps("Buka").taps("Ya, akhiri")
    assert state(town) == "lifted"


def test_from_whichever_side_it_is_asked_the_other_side_answers_and_nobody_else_is_told(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone, ratna: Someone
) -> None:
    town.case(dewi, days=60)
    town.case(siti, days=60)
    yusuf.sends("/dampingan").taps("R-002", "Irama dan jeda", "Jangan dipertemukan").types("R-001")
    rahmat.sees("menunggu persetujuan").taps("Buka").sees("R-001").taps("Ya, setuju")
    assert (state(town), ratna.heard("persetujuan")) == ("agreed", 0), "somebody leads the other side"
    number = town.asks(lambda tx: tx.execute(select(walls.c.id)).scalar_one())
    before = yusuf.heard("sudah dijawab")
    rahmat.forges(ApartCard(number)).taps("Minta diakhiri").sees("Tetap berlaku")
    yusuf.sees("menunggu persetujuan").taps("Buka", "Ya, akhiri")
    assert state(town) == "lifted" and yusuf.heard("sudah dijawab") == before
    rahmat.sees("sudah dijawab").taps("Buka").sees("R-001", "sudah diakhiri")


def test_in_the_register_what_waits_for_a_second_yes_comes_first(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone, ratna: Someone
) -> None:
    for whose in (siti, dewi, dewi):
        town.case(whose, days=60)
    asks(yusuf, "R-002")
    rahmat.taps("Buka", "Ya, setuju")
    asks(yusuf, "R-003")
    ratna.sends("/menu").forges(ApartList()).sees("1. R-001/R-003, sejak", "2. R-001/R-002, sejak")
    assert ratna.labels[:2] == ["1. R-001/R-003", "2. R-001/R-002"]


def test_a_leader_of_both_needs_an_admin_and_another_team_first(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, ratna: Someone
) -> None:
    town.case(siti, days=60)
    town.case(town.joins(Role.MENTOR, "Joko", supervisor=yusuf), days=60)
    asks(yusuf, "R-002")
    ratna.taps("Buka").sees("R-001/R-002", "Belum terjaga bagi supervisor yang memegang keduanya")
    ratna.taps("Ya, setuju").sees("baru dapat disetujui setelah terjaga")
    assert state(town) == "asked"
    ratna.taps("Belum setuju")
    assert state(town) == "refused"
    ratna.sends("/menu")
    number = town.asks(lambda tx: tx.execute(select(walls.c.id)).scalar_one())
    ratna.forges(ApartCard(number)).sees("R-001/R-002, sejak Sel, 24 Nov: tidak disetujui, tidak berlaku lagi")
    assert ratna.labels == ["Terpisah", "Menu"], "there is nothing to be looked at anew"


def test_whose_the_second_yes_is_after_one_of_them_moved_is_asked_anew(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, ratna: Someone
) -> None:
    town.case(siti, days=60)
    joko = town.joins(Role.MENTOR, "Joko", supervisor=yusuf)
    town.case(joko, days=60)
    asks(yusuf, "R-002")
    ratna.taps("Buka").sees("R-001/R-002", "Belum terjaga")
    town.asks(lambda tx: handing_over.move_team(tx, ratna.person, [joko.person], rahmat.person))
    town.passes(minutes=1)
    rahmat.sees("menunggu persetujuan").taps("Buka").sees("R-002", "terjaga")
    ratna.taps("Ya, setuju").sees("R-001/R-002", "menunggu persetujuan kedua").sees_no("sudah dijawab")
    assert state(town) == "asked"
    rahmat.taps("Ya, setuju")
    assert state(town) == "agreed"
    ratna.taps("Periksa lagi").sees("sudah disetujui")


def told(town: Town) -> list[str]:
    """Who was asked for a second yes, in their order."""
    asked = select(people.c.code).join(prompts, prompts.c.recipient_id == people.c.id).order_by(prompts.c.id)
    return list(town.asks(lambda tx: tx.execute(asked.where(prompts.c.kind == second_yes.ASKED)).scalars().all()))


def test_a_stand_in_is_asked_for_the_second_yes_that_a_leader_on_leave_was_asked_for(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone, ratna: Someone
) -> None:
    lina = town.joins(Role.SUPERVISOR, "Lina")
    the_wall_that_waits(town, siti, dewi, yusuf)
    rahmat.sends("/atur").taps("Cuti", "Hari ini", "3 hari", "S-03 Lina")
    assert told(town) == ["S-02"]
    ratna.taps("Buka").taps("Setuju")
    town.passes(minutes=1)
    assert told(town) == ["S-02", "S-03"]
    lina.sees("menunggu persetujuan").taps("Buka").sees("R-002").taps("Ya, setuju")
    assert state(town) == "agreed"


def test_where_whoever_was_asked_is_kept_out_an_admin_is_asked_once(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone, ratna: Someone
) -> None:
    the_wall_that_waits(town, siti, dewi, yusuf)
    ratna.sends("/menu").forges(Suspend(rahmat.person.id, suspended=True))
    town.passes(minutes=1)
    assert told(town) == ["S-02", "A-01"]
    town.passes(hours=3)
    assert told(town) == ["S-02", "A-01"], "nobody twice"
    ratna.sees("menunggu persetujuan").taps("Buka").sees("R-001/R-002").taps("Ya, setuju")
    assert state(town) == "agreed"


def test_of_walls_of_one_file_an_admin_hears_in_one_word(
    town: Town, siti: Someone, dewi: Someone, ratna: Someone
) -> None:
    ids = [town.case(whose, days=60).id for whose in (siti, dewi, dewi)]

    def in_one_file(tx: Tx) -> None:
        for other in ids[1:]:
            kept_apart.add(tx, None, ids[0], other)

    town.asks(in_one_file)
    town.passes(minutes=5)
    assert told(town) == ["A-01"]
    ratna.sends("/menu").forges(ApartList()).sees("1. R-001/R-002", "2. R-001/R-003")


def test_an_admin_does_not_answer_for_a_leader_who_can_and_does_where_that_one_has_no_phone(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone, ratna: Someone
) -> None:
    the_wall_that_waits(town, siti, dewi, yusuf)
    number = town.asks(lambda tx: tx.execute(select(walls.c.id)).scalar_one())
    ratna.sends("/menu").forges(AgreeApart(number))
    assert state(town) == "asked"
    town.passes(days=3)
    assert told(town) == ["S-02"]
    town.asks(lambda tx: handing_over.take_phone(tx, ratna.person, rahmat.person))
    town.passes(minutes=1)
    assert told(town) == ["S-02", "A-01"]
    ratna.forges(AgreeApart(number))
    assert state(town) == "agreed"


def test_whoever_asks_reads_how_it_stands_and_is_not_told_that_it_was_asked_anew(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone
) -> None:
    town.case(siti, days=60)
    town.case(dewi, days=60)
    town.case(siti, days=60)
    asks(yusuf, "r-003")
    yusuf.sees("R-001/R-003", "Belum terjaga: keduanya ada pada satu pendamping")
    asks(yusuf, "R-002")
    rahmat.taps("Buka", "Ya, setuju")
    asks(yusuf, "R-002")
    yusuf.sees("sudah pernah dicatat", "sudah disetujui")
    assert "diminta ikut menyetujui" not in yusuf.screen
    rahmat.sees("Disetujui")


def test_an_old_button_shows_how_it_stands_and_does_not_call_it_answered(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone
) -> None:
    the_wall_that_waits(town, siti, dewi, yusuf)
    town.passes(minutes=1)
    rahmat.taps("Buka", "Ya, setuju")
    yusuf.taps("Buka")
    ends = yusuf.remembers("Minta diakhiri")
    yusuf.taps("Minta diakhiri")
    town.passes(minutes=1)
    yusuf.presses(ends).sees("masih berlaku, diminta diakhiri")
    assert "sudah dijawab" not in yusuf.screen
    rahmat.taps("Buka", "Tetap terpisah")
    yusuf.taps("Buka").sees("tetap berlaku, sudah disetujui")


def test_each_time_its_end_is_asked_for_the_other_side_hears_of_it(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone
) -> None:
    the_wall_that_waits(town, siti, dewi, yusuf)
    number = town.asks(lambda tx: second_yes.every(tx)[0].id)
    town.passes(minutes=1)
    rahmat.taps("Buka", "Ya, setuju")
    for times in (2, 3):
        yusuf.forges(ApartCard(number)).taps("Minta diakhiri").sees("Tetap berlaku")
        town.passes(minutes=1)
        assert told(town) == ["S-02"] * times
        rahmat.taps("Buka", "Tetap terpisah").sees("Tetap seperti semula")
        town.passes(minutes=1)


def test_where_there_is_one_supervisor_in_all_an_admin_agrees_to_that(
    town: Town, yusuf: Someone, siti: Someone, ratna: Someone
) -> None:
    town.case(siti, days=60)
    town.case(town.joins(Role.MENTOR, "Joko", supervisor=yusuf), days=60)
    asks(yusuf, "R-002")
    ratna.taps("Buka").sees("Hanya ada satu supervisor").taps("Ya, setuju")
    assert state(town) == "agreed"
    yusuf.taps("Buka", "Minta diakhiri")
    assert state(town) == "lifting"
    for leader in (yusuf, ratna):
        leader.forges(ApartList()).sees("diminta diakhiri").sees_no("belum terjaga penuh")


def test_two_around_one_person_are_told_apart_by_a_number_and_the_day(
    town: Town, yusuf: Someone, rahmat: Someone, siti: Someone, dewi: Someone
) -> None:
    town.case(siti, days=60)
    town.case(dewi, days=60)
    town.case(dewi, days=60)
    asks(yusuf, "R-002")
    town.passes(days=1)
    asks(yusuf, "R-003")
    yusuf.sees("2. R-001, sejak Rab, 25 Nov")
    yusuf.sends("/menu").taps("Tim saya", "Terpisah")
    yusuf.sees("1. R-001, sejak Sel, 24 Nov: berlaku", "2. R-001, sejak Rab, 25 Nov: berlaku")
    assert yusuf.labels == ["1. R-001", "2. R-001", "Kembali", "Menu"]
    yusuf.taps("2. R-001").sees("2. R-001, sejak Rab, 25 Nov").sees_no("R-002", "R-003")
    yusuf.taps("Terpisah", "1. R-001").sees("1. R-001, sejak Sel, 24 Nov").taps("Terpisah", "Kembali").sees("M-01")
    rahmat.sends("/menu").taps("Tim saya", "Terpisah").sees("1. R-002, sejak", "2. R-003, sejak").sees_no("R-001")


def test_the_register_turns_its_pages_and_shows_an_admin_both_codes(
    town: Town, yusuf: Someone, siti: Someone, ratna: Someone
) -> None:
    for _ in range(6):
        town.case(siti, days=60)
    for number in range(2, 7):
        asks(yusuf, f"R-00{number}")
    ratna.sends("/menu").taps("Petugas", "Terpisah").taps("Berikutnya").sees("5. R-001/R-006, sejak")
    assert ratna.labels == ["5. R-001/R-006", "◀ Sebelumnya", "Kembali", "Menu"]
    ratna.taps("Sebelumnya").sees("4. R-001/R-005").sees_no("5. R-001/R-006")


def test_the_way_back_from_asking_leads_to_where_it_was_opened(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, days=60)
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jangan dipertemukan", "Kembali")
    yusuf.sees("R-001", "Tidak sedang jeda")
    assert "Jangan dipertemukan" in yusuf.labels
