"""What stands on each menu and in the settings: only what there is something behind, and only for those it is for."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.presses import Address, SafeHours, Zone
from bot.store.caseload import flags, requests
from bot.store.rights import participants
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_participant import by_phone, joined

pytestmark = ON_ONE_DATABASE

FLAGS, RESUME, RECORD = "🆘 Penanda", "✏️ Lanjutkan isian", "📝 Catat kabar"


def menu(who: Someone) -> list[str]:
    """The words on the buttons of the menu."""
    return who.sends("/menu").labels


def test_a_mentors_menu_holds_what_is_open_and_nothing_else(town: Town, yusuf: Someone, siti: Someone) -> None:
    usual = {RECORD, "📅 Jadwal", "👥 Dampingan", "🆘 Mendesak", "ℹ️ Info bantuan", "⚙️ Pengaturan"}
    assert set(menu(siti)) == usual
    siti.sees("Belum ada dampingan untuk Ibu.")
    case = town.case(siti, hours=1)
    assert set(menu(siti)) == usual
    siti.sees("Tidak ada yang menunggu.")
    flag = town.asks(lambda tx: flags.raise_one(tx, siti.person, case, "health")[0])
    arman = joined(town, siti, case)
    arman.sends("/menu").taps("📞 Minta dihubungi")
    siti.sends("/catat").taps("R-001", "Kunjungan")
    assert set(menu(siti)) == usual | {FLAGS, "📨 Permintaan (1)", RESUME}
    town.passes(hours=2)
    siti.sends("/menu").sees("Yang menunggu kabar: 1.")
    town.asks(lambda tx: flags.acknowledge(tx, yusuf.person, flag))
    assert FLAGS in menu(siti), "taken on is not closed"
    taken = town.asks(lambda tx: flags.visible(tx, yusuf.person, flag.id))
    assert taken is not None
    town.asks(lambda tx: flags.close(tx, yusuf.person, taken, case.key_id, "Sudah aman"))
    siti.taps(RESUME, "Batal")
    assert set(menu(siti)) == usual | {"📨 Permintaan (1)"}


def test_a_leader_records_only_where_they_accompany_somebody(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti)
    assert RECORD not in menu(yusuf) and FLAGS in yusuf.labels
    town.case(yusuf, name="Bayu")
    assert RECORD in menu(yusuf)


def test_the_greeting_goes_by_their_own_clock(town: Town, siti: Someone) -> None:
    for hours, greeting in ((0, "pagi"), (1, "siang"), (4, "sore"), (4, "malam"), (8, "malam"), (1, "pagi")):
        town.clock.at += timedelta(hours=hours)  # 10, 11, 15, 19, 3 and 4 o'clock
        siti.sends("/menu").sees(f"Selamat {greeting}, Ibu.")


def test_news_waits_on_a_participants_menu_until_it_is_read(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = joined(town, siti, town.case(siti))
    assert "Ada kabar" not in arman.sends("/menu").screen
    arman.taps("📨 Permintaan saya").sees("Belum ada. Silakan minta apa saja")
    arman.taps("📞 Minta dihubungi").taps("Permintaan saya", "No. 1").sees("Batas waktu menjawab:")
    assert "Kendala:" not in arman.screen
    asked = town.asks(lambda tx: requests.mine(tx, by_phone(tx, arman), 1))
    assert asked is not None
    town.asks(lambda tx: requests.refuse(tx, siti.person, asked, "Kami belum sempat"))
    arman.sends("/menu").sees("Ada kabar di Permintaan saya.")
    arman.taps("📨 Permintaan saya")
    assert "Belum ada." not in arman.screen
    arman.taps("No. 1").sees("Kendala: Kami belum sempat")
    assert "Batas waktu menjawab:" not in arman.screen
    assert "Ada kabar" not in arman.sends("/menu").screen, "they know"


def test_behind_a_pin_the_menu_tells_of_no_news(town: Town, siti: Someone) -> None:
    arman = joined(town, siti, town.case(siti))
    arman.sends("/menu").taps("📞 Minta dihubungi")
    asked = town.asks(lambda tx: requests.mine(tx, by_phone(tx, arman), 1))
    assert asked is not None
    town.asks(lambda tx: requests.refuse(tx, siti.person, asked, "Kami belum sempat"))
    town.asks(lambda tx: participants.set_pin(tx, by_phone(tx, arman), "2468"))
    town.clock.at += timedelta(minutes=11)
    assert "Ada kabar" not in arman.sends("/menu").screen


def test_settings_hold_what_a_role_may(yusuf: Someone, siti: Someone, ratna: Someone) -> None:
    usual = ["Ubah sapaan", "Ubah zona waktu", "Jam pesan", "Menu"]
    for who, more in (
        (siti, ["Cuti", "Saya butuh teman bicara", "Lembar harian"]),
        (yusuf, ["Cuti", "Minta berkas", "Daftar piket", "Baca darurat"]),
        (ratna, ["Daftar piket"]),
    ):
        assert sorted(who.sends("/atur").labels) == sorted([*usual, *more])


def test_what_is_set_is_shown_and_kept(town: Town, siti: Someone) -> None:
    siti.sends("/atur").sees("di luar waktu salat").taps("Jam pesan").sees("Hal mendesak datang kapan saja.")
    siti.taps("Boleh juga di waktu salat")
    assert "di luar waktu salat" not in siti.screen
    siti.taps("09.00–16.00").sees("pukul 09.00 sampai 16.00")
    siti.forges(SafeHours("never")).sees("pukul 09.00 sampai 16.00")
    siti.taps("Kembali").sees("pukul 09.00 sampai 16.00")
    siti.taps("Ubah zona waktu", "WIT (").sees("Zona waktu: WIT").taps("Ubah sapaan", "Bapak").sees("Sapaan: Bapak")
    siti.forges(Address("kak")).sees("Selamat siang, Bapak.").forges(Zone("WIB")).sends("/atur")
    siti.sees("Sapaan: Bapak", "Zona waktu: WIT")
