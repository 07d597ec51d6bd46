"""The first meeting: a link or a code, once; the questions that are asked once; what is planned and noted then."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.domain.people import Role
from bot.store.engine.tables import audit, prompts
from bot.store.people import invitations, people
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE

ALREADY = "sudah terdaftar; tidak ada yang berubah."
ADDRESS, ZONE = "Sapaan apa", "zona waktu"


def link(town: Town, by: Someone, role: Role = Role.MENTOR, name: str = "Tono") -> str:
    """The token of a link for somebody new."""
    above = by.person.id if role is Role.MENTOR else None
    return town.asks(lambda tx: invitations.make_link(tx, people.add(tx, role, name, above), by.person.id))


def joined(town: Town) -> int:
    """How often the audit says that somebody has joined."""
    noted = select(func.count()).select_from(audit).where(audit.c.verb == "joined")
    return int(town.asks(lambda tx: tx.execute(noted).scalar_one()))


def test_a_link_is_opened_once_and_noted(town: Town, yusuf: Someone) -> None:
    before, token, tono = joined(town), link(town, yusuf), town.phone("Tono")
    tono.sends(f"/start {token}").sees("Selamat datang.", ADDRESS)
    assert joined(town) == before + 1
    tono.sends("/start").sees(ADDRESS).sends(f"/start {token}").sees(ADDRESS)
    tono.taps("Mas").sees(ZONE).sends("/start").sees(ZONE).taps("WIB (").sees("Semuanya sudah siap")
    assert ALREADY not in tono.sends("/start").screen
    tono.sends(f"/start {token}").sees("Mas " + ALREADY)
    other = town.phone("Orang").sends(f"/start {token}").sees("sudah tidak berlaku")
    other.sends("/start").sees("Layanan ini memakai undangan.")
    assert joined(town) == before + 1


def test_a_link_that_was_pasted_is_opened(town: Town, yusuf: Someone) -> None:
    tono = town.phone("Tono").types(f"Ini tautannya https://t.me/uji_bot?start={link(town, yusuf)} ya")
    tono.sees("Selamat datang.", ADDRESS).sees_no("start=")


def test_what_is_typed_or_sent_to_the_first_questions_does_not_stay(town: Town, yusuf: Someone) -> None:
    tono = town.phone("Tono").sends(f"/start {link(town, yusuf)}")
    tono.phone.sends_photo()
    town.settles()
    tono.sees(ADDRESS)
    tono.types("halo semua").sees(ADDRESS).sees_no("halo semua").types("mas").sees(ZONE).sees_no("mas")
    assert all(message.from_bot or message.text.startswith("/") for message in tono.phone.messages if message.text)


def test_an_answer_of_the_first_meeting_stays_as_it_was_given(town: Town, yusuf: Someone) -> None:
    tono = town.phone("Tono").sends(f"/start {link(town, yusuf)}")
    address = tono.remembers("Bapak")
    tono.taps("Mas")
    zone = tono.remembers("WIT (")
    tono.taps("WIB (").presses(address).presses(zone).sends("/atur").sees("Sapaan: Mas", "WIB")


def test_a_new_leader_has_digests_coming_and_a_mentor_none(town: Town, ratna: Someone, yusuf: Someone) -> None:
    digests = select(func.count()).select_from(prompts).where(prompts.c.kind.startswith("digest"))
    before = town.asks(lambda tx: tx.execute(digests).scalar_one())
    town.phone("Tono").sends(f"/start {link(town, yusuf)}").taps("Mas", "WIB (")
    assert town.asks(lambda tx: tx.execute(digests).scalar_one()) == before
    town.phone("Wati").sends(f"/start {link(town, ratna, Role.SUPERVISOR, 'Wati')}").taps("Ibu", "WIB (")
    assert town.asks(lambda tx: tx.execute(digests).scalar_one()) == before + 2


def test_a_phone_that_was_blocked_under_another_name_is_written_to_again(town: Town, yusuf: Someone) -> None:
    budi = town.joins(Role.MENTOR, "Budi", supervisor=yusuf)
    budi.phone.blocks()
    town.settles()

    def goes() -> None:
        town.asks(lambda tx: people.cut_off(tx, yusuf.person, budi.person))
        town.asks(lambda tx: people.remove(tx, yusuf.person, budi.person))

    goes()
    budi.phone.unblocks()
    town.settles()
    budi.sends(f"/start {link(town, yusuf)}").taps("Mas", "WIB (")
    tono = town.asks(lambda tx: people.by_code(tx, "M-02"))
    assert tono is not None
    budi.person = tono
    town.case(budi, hours=1)
    town.passes(hours=1)
    assert any("Ini waktu yang sudah direncanakan." in text for text in budi.phone.texts())
