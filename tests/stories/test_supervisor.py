"""A supervisor's days: inviting mentors, adding participants, seeing the team."""

from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.presses import CaseCard, NewLink, PersonCard
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit
from bot.store.people import people
from tests.driver import Someone, Town


def link_in(who: Someone) -> str:
    return next(word for word in who.finds("https://t.me/").text.split() if word.startswith("https://t.me/"))


def audit_verbs(tx: Tx) -> list[str]:
    """What has been noted."""
    return list(tx.execute(select(audit.c.verb).order_by(audit.c.id)).scalars())


def test_inviting_a_mentor_who_joins_and_settles(town: Town, yusuf: Someone) -> None:
    town.asks(lambda tx: people.settle(tx, yusuf.person, address="bapak"))
    yusuf.sends("/menu").sees("Selamat pagi, Bapak.").taps("Undang pendamping").sees("Siapa nama pendamping baru itu?")
    yusuf.types("Dewi <Lestari>").sees("Tautan sekali pakai untuk M-01")
    assert "M-01 Dewi <Lestari>: belum bergabung" in yusuf.finds("belum bergabung").text
    assert not yusuf.finds("https://t.me/").protected, "the link has to be handed on"
    dewi = town.phone("Dewi")
    dewi.phone.opens(link_in(yusuf))
    town.settles()
    dewi.sees("Selamat datang. Sapaan apa yang Bapak/Ibu sukai?")
    dewi.types("halo").sees("Sapaan apa").taps("Mbak").sees("Mbak berada di zona waktu mana?").taps("WITA")
    dewi.sees("Terima kasih, Mbak. Semuanya sudah siap.", "Selamat siang, Mbak.", "Belum ada dampingan untuk Mbak")
    yusuf.sees("M-01 sudah bergabung.")
    assert {"invited", "joined"} <= set(town.asks(audit_verbs))
    yusuf.sends("/menu").taps("Tim saya").sees("M-01 Dewi <Lestari>: 0 dampingan")


def test_a_link_works_once_for_one_account_and_not_for_ever(town: Town, yusuf: Someone) -> None:
    yusuf.sends("/menu").taps("Undang pendamping").types("Dewi")
    first = link_in(yusuf)
    dewi, other = town.phone("Dewi"), town.phone("Orang lain")
    dewi.phone.opens(first)
    town.settles()
    other.phone.opens(first)
    town.settles()
    other.sees("Tautan ini sudah tidak berlaku.")
    dewi.taps("Mbak", "WIB").phone.opens(first)
    town.settles()
    dewi.sees("Mbak sudah terdaftar; tidak ada yang berubah.")
    yusuf.sends("/menu").taps("Undang pendamping").types("Rina")
    late = link_in(yusuf)
    yusuf.taps("M-02", "Tautan baru") if "M-02" in yusuf.labels else yusuf.taps("Tim saya", "M-02", "Tautan baru")
    fresh = link_in(yusuf)
    assert fresh != late
    other.phone.opens(late)
    town.settles()
    other.sees("Tautan ini sudah tidak berlaku.")
    town.passes(hours=73)
    other.phone.opens(fresh)
    town.settles()
    other.sees("Tautan ini sudah tidak berlaku.")


def test_adding_a_participant_tells_the_mentor_without_a_name(town: Town, yusuf: Someone, siti: Someone) -> None:
    yusuf.sends("/menu").taps("Tambah dampingan").sees("Jenis layanannya?").taps("P (pemulihan)")
    yusuf.types("Citra & anak").sees_no("Citra").sees("Siapa pendampingnya?").taps("M-01")
    yusuf.taps("Setiap 2 minggu").sees("Nama: Citra & anak", "Pendamping: M-01")
    yusuf.taps_twice("Simpan").sees("Kodenya P-001", "Selasa, 8 Desember 2026 pukul 09.00 WIB")
    siti.sees("Daftar dampingan Ibu bertambah").sees_no("Citra", "P-001")
    assert "case_added" in town.asks(audit_verbs)
    siti.sends("/dampingan").taps("P-001", "Lihat nama").sees("P-001 Citra & anak", "Setiap 2 minggu.")
    yusuf.sends("/dampingan").sees("P-001").taps("P-001", "Lihat nama").sees(
        "Citra & anak", "Belum ada kabar yang dicatat."
    )
    yusuf.taps("Kembali", "Menu", "Tambah dampingan", "Batal").sees("Dibatalkan")


def test_back_through_the_form_and_a_restart_midway(town: Town, yusuf: Someone, siti: Someone) -> None:
    yusuf.sends("/menu").taps("Tambah dampingan", "R (reintegrasi)").types("Arman")
    town.restarts()
    yusuf.taps("Kembali").sees("Catatan tadi: Arman").taps("Pakai yang tadi", "M-01", "Setiap 4 minggu")
    yusuf.taps("Simpan").sees("Kodenya R-001")


def test_without_a_mentor_there_is_nothing_to_choose(town: Town, yusuf: Someone) -> None:
    yusuf.sends("/menu").taps("Tambah dampingan").sees("belum memiliki pendamping")
    yusuf.taps("Tim saya").sees("Belum ada yang ditambahkan.")
    yusuf.taps("Menu", "Dampingan").sees("belum memiliki dampingan")


def test_many_mentors_page_by_six(town: Town, yusuf: Someone) -> None:
    for number in range(8):
        town.joins(Role.MENTOR, f"Pendamping {number}", supervisor=yusuf)
    yusuf.sends("/menu").taps("Tambah dampingan", "R (reintegrasi)").types("Arman")
    yusuf.taps("Berikutnya").sees("Siapa pendampingnya?").taps("Sebelumnya", "Berikutnya")
    assert "M-01" not in " ".join(yusuf.labels)
    yusuf.taps("M-08", "Setiap minggu", "Simpan").sees("bersama pendamping M-08")
    yusuf.sends("/menu").taps("Tim saya").sees("M-06").taps("Berikutnya").sees("M-07", "M-08")


def test_a_mentor_who_blocks_the_bot_is_named_and_keeps_the_prompt(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    siti.phone.blocks()
    town.settles()
    yusuf.sees("M-01 tidak dapat dihubungi lewat sini")
    town.passes(hours=3)
    siti.phone.unblocks()
    town.settles()
    yusuf.sees("M-01 sudah dapat dihubungi lagi")
    siti.sees("Ini waktu yang sudah direncanakan.", "R-001")


def test_a_block_that_telegram_did_not_tell_of(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti, hours=1)
    siti.phone.chat.blocked = True
    town.passes(hours=1)
    yusuf.sees("M-01 tidak dapat dihubungi lewat sini")
    siti.phone.unblocks()
    town.settles()
    siti.sees("Ini waktu yang sudah direncanakan.")


def test_other_teams_are_not_seen(town: Town, yusuf: Someone, siti: Someone) -> None:
    other = town.joins(Role.SUPERVISOR, "Wati")
    case = town.case(siti)
    other.sends("/dampingan").sees("belum memiliki dampingan")
    other.forges(CaseCard(case.id)).sees("tidak bersama Ibu")
    other.forges(PersonCard(siti.person.id)).sees("Belum ada yang ditambahkan.").sees_no("Siti", "R-001")
    other.forges(NewLink(siti.person.id)).sees_no("https://t.me/")
