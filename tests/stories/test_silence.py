"""The machine's own silence: after a long absence people are told; a part that stands still is named to the admin."""

from datetime import timedelta

from sqlalchemy import update

from bot.app.housekeeping import look_and_keep_house
from bot.domain.people import Role
from bot.health import alarms
from bot.store.engine.tables import prompts
from bot.store.queues import outgoing, signs_of_life
from bot.worker import Worker
from tests.driver import Someone, Town
from tests.stories.test_caseload import stands_in
from tests.stories.test_digest import TODAY
from tests.stories.test_out_of_hand import calls, takes_it_on
from tests.stories.test_urgent_check_in import noted


def look(town: Town, *, polls: bool = False) -> list[str]:
    assert town.process is not None
    worker: Worker = town.process.worker
    return town.asks(lambda tx: alarms.look(tx, worker, polls=polls))


def test_after_more_than_twenty_hours_people_hear_that_messages_may_be_lost(town: Town, siti: Someone) -> None:
    siti.sends("/menu")
    town.restarts()
    town.clock.at += timedelta(hours=25)
    town.settles()
    siti.sees("layanan ini sempat berhenti", "mohon kirim sekali lagi")
    town.restarts()
    town.settles()
    assert sum("sempat berhenti" in text for text in siti.phone.texts()) == 1


def test_a_short_absence_is_not_worth_a_word(town: Town, siti: Someone) -> None:
    siti.sends("/menu")
    town.restarts()
    town.clock.at += timedelta(hours=19)
    town.settles()
    siti.sees_no("sempat berhenti")


def test_a_part_that_stands_still_is_named_to_the_admin_once(town: Town, siti: Someone) -> None:
    ratna = town.joins(Role.ADMIN, "Ratna")
    ratna.sends("/menu")
    town.asks(lambda tx: signs_of_life.beat(tx, tx.now))
    town.clock.at += timedelta(minutes=6)
    assert look(town, polls=True) == ["poller"]
    look(town, polls=True)
    look(town, polls=True)
    town.settles()
    ratna.sees("Ada bagian yang berhenti (penerimaan pesan)")
    assert sum("Ada bagian yang berhenti" in text for text in ratna.phone.texts()) == 1
    town.asks(lambda tx: signs_of_life.beat(tx, tx.now))
    assert look(town, polls=True) == []
    town.clock.at += timedelta(minutes=6)
    look(town, polls=True)
    town.settles()
    assert sum("Ada bagian yang berhenti" in text for text in ratna.phone.texts()) == 2, "it fell still again"


def test_letters_that_nobody_sends_are_noticed(town: Town, siti: Someone) -> None:
    siti.sends("/menu")
    chat = siti.person.chat
    row: dict[str, object] = {
        "cause": "x",
        "chat": chat,
        "method": "push",
        "kind": "alert",
        "prompt_id": None,
        "payload": {},
    }
    town.asks(lambda tx: outgoing.send_later(tx, [row]))
    town.clock.at += timedelta(minutes=6)
    assert "sender" in town.asks(lambda tx: signs_of_life.still(tx, polls=False))


def test_what_waits_for_a_mentor_who_cannot_be_reached_is_no_part_that_stands_still(town: Town, siti: Someone) -> None:
    """Each round it is looked at again: for a moment it is as late as what nobody cares for."""
    ratna = town.joins(Role.ADMIN, "Ratna")
    ratna.sends("/menu")
    town.case(siti, hours=1)
    siti.phone.blocks()
    town.passes(hours=3)
    assert town.process is not None
    worker: Worker = town.process.worker
    for _ in range(3):
        assert town.asks(lambda tx: look_and_keep_house(tx, worker, polls=False, polled_at=None)) == []
        town.clock.at += timedelta(seconds=30)
        town.settles()
    ratna.sees_no("Ada bagian yang berhenti")
    town.asks(lambda tx: tx.execute(update(prompts).values(state="waiting")))
    assert town.asks(lambda tx: look_and_keep_house(tx, worker, polls=False, polled_at=None)) == ["prompts"]


def test_a_round_plans_what_repeats_and_rings_what_is_in_nobodys_hands_any_more(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    dewi = town.joins(Role.MENTOR, "Dewi", supervisor=yusuf)
    stands_in(town, yusuf, siti, dewi, days=1)
    calls(arman)
    takes_it_on(dewi)
    town.clock.at += timedelta(hours=25)  # the leave is over
    assert town.process is not None
    worker: Worker = town.process.worker
    town.asks(lambda tx: look_and_keep_house(tx, worker, polls=False, polled_at=None))
    assert noted(town, "flag_released") == 1
    town.passes(days=1)
    yusuf.finds(TODAY)
