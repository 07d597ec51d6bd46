"""News is said only while it still is so, and names whom it is about: each kind, as it stands when its hour comes.

Between what happened and the hour at which it may be said lies a night, a holiday, a phone that was off.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.people import Person
from bot.store.caseload import flags, news, offers, prompts, requests, second_yes
from bot.store.engine.database import Tx
from bot.store.engine.tables import absences as absences_table
from bot.store.engine.tables import people as people_table
from bot.store.keeping import erasing
from bot.store.people import absences, people, phones
from bot.store.rights import grants
from bot.turn import Due, Say
from handlers.news import ABOUT
from tests.map.world import TUESDAY, World
from tests.office import TakenBack
from tests.store.conftest import signed

FLAG, REQUEST, NEWS = "Ada penanda mendesak.", "Ada permintaan baru.", "Ada kabar."
Happens = Callable[[Tx, World], object]


@dataclass(frozen=True)
class Told:
    """Something that happened: to whom it is told, and in which words; none where it is not so any more.

    about: the number it is about. later: what has happened since.
    """

    kind: str
    to: str
    about: Callable[[Tx, World], int]
    says: tuple[str, ...] = ()
    later: Happens = lambda tx, world: None
    by: str = "leader"


def of(name: str) -> Callable[[Tx, World], int]:
    """The number of a person."""
    return lambda tx, world: world.people[name].id


def flag(tx: Tx, world: World) -> int:
    return world.lots["open"].flag


def taken_flag(tx: Tx, world: World) -> int:
    return world.lots["open"].taken_flag


def closes(which: Callable[[Tx, World], int]) -> Happens:
    """A flag is closed."""

    def later(tx: Tx, world: World) -> None:
        leader, case = world.people["leader"], world.lots["open"].case
        found = flags.visible(tx, leader, which(tx, world))
        assert found is not None
        flags.close(tx, leader, found, case.key_id, "Sudah aman")

    return later


def request(kind: str) -> Callable[[Tx, World], int]:
    return lambda tx, world: world.lots["open"].requests[kind]


def takes(kind: str) -> Happens:
    """Somebody takes a request on."""

    def later(tx: Tx, world: World) -> None:
        found = requests.by_id(tx, world.lots["open"].requests[kind])
        assert found is not None
        requests.take(tx, world.people["leader"], found)

    return later


def answers(tx: Tx, world: World) -> None:
    """The call was made."""
    found = requests.by_id(tx, world.lots["open"].requests["callback"])
    assert found is not None
    requests.finish(tx, world.people["owner"], found)


def answers_and_they_know(tx: Tx, world: World) -> None:
    answers(tx, world)
    person = world.lots["open"].participant
    found = requests.mine(tx, person, world.lots["open"].requests["callback"])
    assert found is not None
    requests.mark_told(tx, person, found)


def asked_leave(tx: Tx, world: World) -> int:
    return world.asked_leave


def decides(how: Callable[[Tx, Person, absences.Absence], object]) -> Happens:
    """What becomes of the leave that was asked for."""

    def later(tx: Tx, world: World) -> None:
        found = absences.by_id(tx, world.asked_leave)
        assert found is not None
        how(tx, world.people["leader"], found)

    return later


agrees = decides(lambda tx, leader, found: absences.agree(tx, leader, found, None))
refuses = decides(lambda tx, leader, found: absences.refuse(tx, leader, found))


def agreed_leave(tx: Tx, world: World) -> int:
    """The owner's, who is covered."""
    found = absences.of(tx, world.people["owner"])
    assert found is not None
    return found.id


def back_early(tx: Tx, world: World) -> None:
    found = absences.of(tx, world.people["owner"])
    assert found is not None
    absences.end(tx, world.people["owner"], found)


def uncovers(tx: Tx, world: World) -> None:
    """Whoever covers for the owner cannot any more."""
    absences.release_cover(tx, world.people["cover"].id)


def gone(name: str) -> Happens:
    """Somebody is removed."""

    def later(tx: Tx, world: World) -> None:
        people.cut_off(tx, world.people["leader"], world.people[name])
        people.remove(tx, world.people["leader"], world.people[name])

    return later


def recalls(kind: str) -> Happens:
    """Whoever asked takes a request back."""

    def later(tx: Tx, world: World) -> None:
        lot = world.lots["open"]
        found = requests.by_id(tx, lot.requests[kind])
        assert found is not None and requests.recall(tx, lot.participant, found) is None

    return later


def offer(tx: Tx, world: World) -> int:
    return world.lots["open"].offer


def of_offer(how: Callable[[Tx, Person, offers.Offer], object], who: str = "other leader") -> Happens:
    def later(tx: Tx, world: World) -> None:
        found = offers.by_id(tx, world.lots["open"].offer)
        assert found is not None
        how(tx, world.people[who], found)

    return later


def phone(tx: Tx, world: World) -> int:
    return world.phone


def of_phone(how: Callable[[Tx, Person, phones.Phone], object]) -> Happens:
    def later(tx: Tx, world: World) -> None:
        found = phones.by_id(tx, world.phone)
        assert found is not None
        how(tx, world.people["admin"], found)

    return later


def wall(tx: Tx, world: World) -> int:
    return world.wall


def answers_the_wall(tx: Tx, world: World) -> None:
    found = second_yes.visible(tx, world.people["third leader"], world.wall)
    assert found is not None and second_yes.agree(tx, world.people["third leader"], found) is None


def covered_past_the_wall(tx: Tx, world: World) -> None:
    """Whoever covers is named to be somebody who accompanies the other side."""
    others = world.people["third mentor"].id
    tx.execute(update(absences_table).where(absences_table.c.state == "approved").values(cover_id=others))


def case(tx: Tx, world: World) -> int:
    return world.lots["open"].case.id


def erases(tx: Tx, world: World) -> None:
    erasing.erase(tx, world.lots["open"].case, world.people["leader"])


def grant(tx: Tx, world: World) -> int:
    return grants.give(tx, world.people["leader"], world.lots["open"].case, "Rujukan", glass=False).id


def nothing(tx: Tx, world: World) -> int:
    return 987_654


def nobody_has_met_them(tx: Tx, world: World) -> None:
    """Somebody opened the link, and it has not been said who."""
    them = people_table.c.id == world.lots["open"].participant.id
    tx.execute(update(people_table).where(them).values(unmet=True))


def nobody_is_there(tx: Tx, world: World) -> None:
    """Their phone is nobody's any more."""
    them = people_table.c.id == world.lots["open"].participant.id
    tx.execute(update(people_table).where(them).values(chat=None, unmet=None))


IT_IS_SO = (
    Told("flag_raised", "leader", flag, (FLAG,)),
    Told("flag_raised", "leader", taken_flag),
    Told("flag_raised", "leader", nothing),
    Told("flag_of_yours", "owner", flag, (FLAG,)),
    Told("flag_of_yours", "owner", taken_flag),
    Told("flag_taken", "owner", taken_flag, ("S-01 sudah menangani",)),
    Told("flag_taken", "owner", taken_flag, later=closes(taken_flag)),
    Told("flag_taken", "owner", nothing),
    Told("flag_retracted", "leader", flag, ("penanda R-001 tadi salah ketuk",)),
    Told("flag_slip", "leader", taken_flag, ("penanda R-001 tadi", "mohon tetap hubungi")),
    # Whoever heard of it as long as it was theirs to hear, and from whom that person is kept now.
    Told("flag_retracted", "other mentor", flag, ("penanda – tadi salah ketuk",)),
    Told("flag_slip", "other mentor", taken_flag, ("penanda – tadi", "mohon tetap hubungi")),
    Told("flag_retracted", "leader", nothing),
    Told("flag_slip", "leader", taken_flag, later=closes(taken_flag)),
    Told("flag_slip", "leader", nothing),
    Told("request_came", "owner", request("callback"), (REQUEST,)),
    Told("request_came", "owner", request("callback"), later=answers),
    Told("request_came", "owner", nothing),
    Told("urgent_above", "admin", request("harm"), ("sudah satu jam", "Mohon telepon")),
    Told("urgent_above", "admin", request("harm"), later=takes("harm")),
    Told("urgent_above", "admin", nothing),
    Told("urgent_over", "leader", request("harm"), ("sudah lewat pada",)),
    Told("urgent_over", "leader", nothing),
    Told("request_urgent", "leader", request("harm"), ("permintaan mendesak",)),
    Told("request_urgent", "leader", request("harm"), later=takes("harm")),
    Told("request_urgent", "leader", nothing),
    Told("request_recalled", "leader", request("correct"), ("ditarik kembali",), later=recalls("correct")),
    Told("request_recalled", "leader", request("correct")),
    Told("request_recalled", "leader", nothing),
    Told("urgent_recalled", "leader", request("harm"), ("ditarik kembali",), later=recalls("harm")),
    Told("urgent_recalled", "leader", request("harm")),
    Told("urgent_recalled", "leader", nothing),
    Told("recalled_unheard", "leader", request("harm"), ("ditarik kembali",), later=recalls("harm")),
    Told("recalled_unheard", "leader", request("harm")),
    Told("recalled_unheard", "leader", nothing),
    Told("clock_next", "leader", request("correct"), ("R-001 masih ada pada Ibu", "72 jam")),
    Told("clock_next", "leader", request("callback"), ("R-001 masih ada pada M-02",)),
    Told("clock_next", "leader", request("callback"), later=answers),
    Told("clock_above", "admin", request("correct"), ("masih ada pada S-01", "72 jam")),
    Told("clock_above", "admin", nothing),
    Told("clock_ends", "admin", request("correct"), ("masih ada pada S-01",)),
    Told("clock_ends", "admin", request("callback"), later=answers),
    Told("clock_over", "leader", request("correct"), ("sudah lewat pada",)),
    Told("clock_over", "leader", nothing),
    Told("answered", "participant open", request("callback"), (NEWS,), later=answers),
    Told("answered", "participant open", request("callback")),
    Told("answered", "participant open", request("callback"), later=answers_and_they_know),
    Told("answered", "participant paused", request("callback"), later=answers),
    Told("leave_asked", "leader", asked_leave, ("M-03 mengajukan cuti.",)),
    Told("leave_asked", "leader", asked_leave, later=agrees),
    Told("leave_asked", "leader", nothing),
    Told("leave_agreed", "colleague", asked_leave, ("Cutinya sudah disetujui.",), later=agrees),
    Told("leave_agreed", "colleague", asked_leave),
    Told("leave_refused", "colleague", asked_leave, ("Cutinya belum dapat disetujui.",), later=refuses),
    Told("leave_refused", "colleague", asked_leave, later=agrees),
    Told("leave_covered", "cover", agreed_leave, ("menggantikan M-01 dari Sen, 23 Nov sampai Jum, 27 Nov",)),
    Told("leave_covered", "colleague", agreed_leave),
    Told("leave_covered", "cover", asked_leave),
    Told("leave_covered", "cover", nothing),
    Told("cover_freed", "cover", agreed_leave, ("M-01 sudah kembali",), later=back_early),
    Told("cover_freed", "cover", agreed_leave),
    Told("new_leader", "owner", of("leader"), ("S-01",)),
    Told("new_leader", "owner", of("other leader")),
    Told("team_shorter", "leader", of("other mentor"), ("M-06 bersama supervisor lain",)),
    Told("team_shorter", "leader", of("owner")),
    Told("team_shorter", "leader", of("other mentor"), later=gone("other mentor")),
    Told("team_gone", "leader", of("other leader"), ("S-02",)),
    Told("team_gone", "leader", of("other leader"), later=gone("other leader")),
    Told("stands_in", "leader", of("suspended"), ("M-04",)),
    Told("stands_in", "other leader", of("suspended")),
    Told("stands_in", "leader", of("colleague")),
    Told("stands_in_no_more", "other leader", of("colleague"), ("M-03",)),
    Told("stands_in_no_more", "cover", of("owner")),
    Told("stood_in", "other leader", of("removed"), ("M-05 sudah kembali",)),
    Told("uncovered", "leader", of("owner"), ("M-01",), later=uncovers),
    Told("uncovered", "other leader", of("owner"), later=uncovers),
    Told("uncovered", "leader", of("owner")),
    Told("uncovered", "leader", nothing),
    Told("alone", "leader", case, ("R-001 belum ada penggantinya",), later=covered_past_the_wall),
    Told("alone", "other leader", case, later=covered_past_the_wall),
    Told("alone", "leader", case),
    Told("alone", "leader", nothing),
    Told("case_offered", "other leader", offer, ("S-01 bertanya",)),
    Told("case_offered", "third leader", offer),
    Told("case_offered", "other leader", offer, later=of_offer(offers.decline)),
    Told("offer_declined", "leader", offer, ("Tim lain belum bisa meneruskan R-001.",), later=of_offer(offers.decline)),
    Told("offer_declined", "leader", offer),
    Told("offer_lapsed", "leader", offer, ("R-001",), later=of_offer(offers.withdraw, "leader")),
    Told("offer_agreed", "leader", offer, later=of_offer(offers.decline)),
    Told("offer_agreed", "leader", nothing),
    Told("phone_asked", "admin", phone, ("S-01 minta ponsel baru untuk M-04.",)),
    Told("phone_asked", "admin", phone, later=of_phone(phones.agree)),
    Told("phone_agreed", "leader", phone, ("M-04 sudah disetujui.",), later=of_phone(phones.agree)),
    Told("phone_agreed", "leader", phone),
    Told("phone_refused", "leader", phone, ("M-04 tidak disetujui.",), later=of_phone(phones.refuse)),
    Told("phone_refused", "leader", phone, later=of_phone(phones.agree)),
    Told("phone_refused", "leader", nothing),
    Told("apart_asked", "third leader", wall, ("menunggu persetujuan",)),
    Told("apart_asked", "third leader", wall, later=answers_the_wall),
    Told("apart_asked", "leader", wall),
    Told("apart_answered", "leader", wall, ("sudah dijawab",), later=answers_the_wall),
    Told("apart_answered", "leader", wall),
    Told("went_on_in_person", "owner", case, ("R-001",)),
    Told("case_erased", "owner", case, ("Data R-001 sudah dihapus",), later=erases),
    Told("case_erased", "owner", case),
    Told("case_erased", "owner", nothing),
    Told("erased_while_open", "admin", of("leader"), ("S-01 menghapus semua data seseorang",)),
    Told("consent_changed", "owner", case, ("Persetujuan R-001",)),
    Told("consent_changed", "owner", nothing),
    Told("consent_changed", "other mentor", case),
    Told("went_on_in_person", "other mentor", case),
    Told("reading", "other mentor", grant),
    Told("glass_broken", "other leader", grant),
    Told("glass_broken", "admin", grant, ("S-01", "R-001")),
    Told("plan_changed", "owner", case, ("Kontak aman R-001",)),
    Told("plan_changed", "other mentor", case),
    Told("plan_changed", "owner", nothing),
    Told("reading", "owner", grant, ("S-01 dapat membaca catatan R-001", "Alasan: Rujukan")),
    Told("glass_broken", "owner", grant, ("S-01", "R-001")),
    Told("reading", "owner", nothing),
    Told("joined", "leader", of("owner"), ("M-01 sudah bergabung.",)),
    Told("joined", "leader", of("removed")),
    Told("link_opened", "owner", case, ("R-001 sedang bergabung: tautannya",), later=nobody_has_met_them),
    Told("link_opened", "owner", case),
    Told("link_opened", "owner", nothing),
    Told("still_unmet", "owner", case, ("sejak kemarin", "R-001"), later=nobody_has_met_them),
    Told("still_unmet", "owner", case),
    Told("their_phone_changed", "leader", case, ("R-001 berganti ponsel",)),
    Told("their_phone_changed", "leader", nothing),
    Told("joining", "owner", case, ("R-001 sedang bergabung: kodenya",)),
    Told("joining", "owner", case, later=nobody_is_there),
    Told("way_in_ended", "owner", case, ("R-001", "pertanyaan usia"), later=nobody_is_there),
    Told("way_in_ended", "owner", case),
    Told("talk", "leader", of("owner"), ("M-01 ingin bicara berdua.",)),
    Told("unreachable", "leader", of("owner"), ("M-01 tidak dapat dihubungi",)),
    Told("reachable", "leader", of("owner"), ("M-01",)),
    Told("fault", "admin", nothing, ("987654",)),
    Told("record_signed", "admin", lambda tx, world: signed(tx).position, ("tersegel sampai nomor", "tanda")),
    Told("record_signed", "admin", nothing),
    Told("audit_broken", "admin", nothing, ("tidak utuh lagi mulai nomor 987654",)),
    Told("stands_still", "admin", lambda tx, world: 0, ("Ada bagian yang berhenti",)),
)


@pytest.mark.parametrize("one", IT_IS_SO, ids=lambda one: f"{one.kind} to {one.to}{'' if one.says else ', no more'}")
def test_it_is_told_while_it_is_so(world: World, one: Told) -> None:
    to = world.people[one.to]
    with suppress(TakenBack), world.office.tx() as tx:
        about = one.about(tx, world)
        one.later(tx, world)
        number = news.tell(tx, one.kind, about, to.id, by=world.people[one.by].id)
        effects = world.office.router.find(Due(one.kind, number), to)(world.office.turn(tx, to))
        said = [say.text.striptags() for say in effects if isinstance(say, Say)]
        assert len(said) == bool(one.says), said
        for words in one.says:
            assert words in said[0]
        kept = prompts.by_id(tx, number)
        assert kept is not None and kept.state == ("said" if one.says else "lapsed")
        raise TakenBack


def test_it_is_told_once(world: World) -> None:
    leader = world.people["leader"]
    with suppress(TakenBack), world.office.tx() as tx:
        number = news.tell(tx, "joined", world.people["owner"].id, leader.id, by=None)
        for times in (1, 0):
            assert len(world.office.router.find(Due("joined", number), leader)(world.office.turn(tx, leader))) == times
        raise TakenBack


def test_of_a_leave_that_has_passed_nobody_is_told(world: World) -> None:
    leader = world.people["leader"]
    with suppress(TakenBack), world.office.tx() as tx:
        found = absences.by_id(tx, world.asked_leave)
        assert found is not None and found.until_at == TUESDAY + timedelta(days=9)
        number = news.tell(tx, "leave_asked", world.asked_leave, leader.id, by=None)
        turn = world.office.turn(tx, leader)
        turn.now = found.until_at
        assert world.office.router.find(Due("leave_asked", number), leader)(turn) == []
        raise TakenBack


def test_each_kind_that_may_be_so_no_more_is_tried() -> None:
    plain = {kind for kind, about in ABOUT.items() if about.__name__ in ("_as_it_is", "_number", "_part")}
    assert plain | {one.kind for one in IT_IS_SO} == ABOUT.keys()
