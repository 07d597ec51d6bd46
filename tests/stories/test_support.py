"""Support information: the right door in three taps, for strangers too; kept up by admins in the chat."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.app.housekeeping import keep_house
from bot.domain.directory import CATEGORIES, for_track, is_shown, of_category
from bot.domain.people import Role
from bot.domain.presses import (
    InfoCard,
    InfoCategory,
    InfoTell,
    MarkChecked,
    MendField,
    OldEntries,
    Retire,
    Upkeep,
    UpkeepEntry,
)
from bot.reference.directory import directory
from bot.store.engine.database import Tx
from bot.store.engine.tables import audit as audit_rows
from bot.store.engine.tables import chats, people, prompts, support_entries
from bot.store.institution import directory as store
from bot.store.queues.backlog import waiting_rows
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_participant import joined

pytestmark = ON_ONE_DATABASE

NEUTRAL = "Halo. Layanan ini memakai undangan."
FRONT = "Informasi bantuan"
LABELS = {
    "darurat": "Darurat", "jiwa": "Perasaan", "sehat": "Kesehatan", "dokumen": "KTP, dokumen",
    "bansos": "Bantuan sosial", "kerja": "Pekerjaan", "sekolah": "Sekolah", "hukum": "Hukum, hak",
    "ponsel": "Ponsel aman",
}  # fmt: skip
OPEN = for_track(directory(), None)


@pytest.fixture
def ratna(town: Town) -> Someone:
    """An admin."""
    return town.joins(Role.ADMIN, "Ratna")


@pytest.fixture
def orang(town: Town) -> Someone:
    """Somebody the bot does not know, who has pressed Start."""
    someone = town.phone("Orang")
    someone.phone.opens()
    town.settles()
    return someone.sees(NEUTRAL, FRONT)


def reminded(town: Town) -> int:
    """How often something of the directory was planned to be said."""
    of_it = select(func.count()).where(prompts.c.kind != "digest_admin")
    return int(town.asks(lambda tx: tx.execute(of_it).scalar_one()))


def count(town: Town, table: str) -> int:
    def ask(tx: Tx) -> int:
        return int(tx.execute(select(func.count()).select_from(people.metadata.tables[table])).scalar_one())

    return town.asks(ask)


def verbs(town: Town) -> list[str]:
    return list(town.asks(lambda tx: tx.execute(select(audit_rows.c.verb).order_by(audit_rows.c.id)).scalars().all()))


# -- reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [code for code, _ in CATEGORIES])
def test_a_stranger_is_at_each_first_card_in_two_taps(orang: Someone, code: str) -> None:
    first = of_category(OPEN, code)[0]
    orang.taps(LABELS[code], first.name)
    assert orang.taps_made == 2
    orang.sees(first.name, first.helps, *first.how, "Sumber: ")


@pytest.mark.parametrize("code", [code for code, _ in CATEGORIES])
def test_a_mentor_is_at_each_first_card_in_three_taps(siti: Someone, code: str) -> None:
    first = of_category(OPEN, code)[0]
    siti.sends("/menu").taps("Info bantuan", LABELS[code], first.name)
    assert siti.taps_made == 3
    siti.sees(first.name, *first.how).taps("Kembali").sees("Darurat" if code == "darurat" else first.name)


def test_every_card_is_reached_and_fits_a_small_phone(orang: Someone) -> None:
    for code, _ in CATEGORIES:
        for entry in of_category(OPEN, code):
            orang.sends("/info").taps(LABELS[code])
            if not any(entry.name in label for label in orang.labels):
                orang.taps("Berikutnya")
            orang.taps(entry.name).sees(entry.helps)
            assert ("Bisa berubah." in orang.screen) == (entry.status == "P")
            assert ("Informasi per " in orang.screen) == (entry.checked is not None)


def test_a_card_says_when_it_was_checked(orang: Someone) -> None:
    orang.taps("KTP, dokumen", "KTP hilang").sees("Informasi per September 2024")


@pytest.mark.parametrize(
    ("typed", "name"),
    [("bpjs mati", "BPJS gratis yang tidak aktif"), ("ktp ilang", "KTP hilang"), ("susah tidur", "Healing119")],
)
def test_words_find_a_card(orang: Someone, siti: Someone, typed: str, name: str) -> None:
    helps = next(entry.helps for entry in directory() if name in entry.name)
    for who in (orang, siti.sends("/info")):
        who.types(typed).sees("Mungkin ini membantu:", name, helps).taps(name).sees("Sumber: ")
        who.taps("Kembali").sees("Mungkin ini membantu:", name).taps("Kembali").sees(FRONT)


@pytest.mark.parametrize("typed", ["ingin mati saja", "pengen bunuh diri", "ada kebakaran"])
def test_an_emergency_in_words_puts_the_numbers_first(orang: Someone, typed: str) -> None:
    orang.types(typed)
    assert orang.screen.startswith("Darurat\nBila keadaan mendesak atau terasa sangat berat")
    assert "akta" not in orang.screen, "nothing about papers now"
    orang.sees("119", "110", "Healing119", "jangan menunggu sendirian", "Pesan ini tidak dipantau 24 jam.")
    assert "Panggilan darurat 112" in orang.labels[0]


def test_the_emergency_screen_says_the_limits(orang: Someone, siti: Someone) -> None:
    for who in (orang, siti.sends("/info")):
        assert who.labels[0] == "🆘 Darurat", "the first button of all"
        who.taps("Darurat").sees("belum ada di semua kabupaten dan kota", "bukan satu-satunya jalan")
        who.sees("kesiapan tiap daerah berbeda", "Jawaban bisa lama", "Pesan ini tidak dipantau 24 jam.")
        who.taps("Healing119").sees("Situs healing119.id")


def test_darurat_is_one_tap_away_from_everywhere(orang: Someone) -> None:
    for way in (("Perasaan",), ("Perasaan", "Konsultasi jiwa"), ("Hukum, hak",)):
        orang.sends("/info").taps(*way).taps("Darurat").sees("Pesan ini tidak dipantau 24 jam.")


def test_a_place_is_asked_only_where_it_matters(orang: Someone) -> None:
    orang.taps("Perasaan").sees("Daerah: Semua daerah", "JakCare").taps("📍 Daerah").sees("Untuk daerah mana?")
    orang.taps("Daerah lain").sees("Daerah: Daerah lain")
    assert "JakCare" not in orang.screen
    orang.taps("Konsultasi jiwa", "Kembali").sees("Daerah: Daerah lain").taps("📍 Daerah", "DKI Jakarta", "JakCare")
    orang.sees("Daerah: DKI Jakarta").sends("/info").taps("Kesehatan")
    assert not any("Daerah" in label for label in orang.labels)


def test_what_is_unverified_or_for_one_track_only_is_shown_to_no_stranger(orang: Someone) -> None:
    hidden = [entry for entry in directory() if entry not in OPEN]
    assert {entry.audience for entry in hidden} == {"all", "P", "R"}
    for code, _ in CATEGORIES:
        orang.sends("/info").taps(LABELS[code])
        assert not any(entry.name in orang.screen for entry in hidden)
    for entry in hidden:
        orang.sends("/info").forges(InfoCard(entry.id)).sees(FRONT)
        orang.forges(InfoTell(entry.id, "number")).sees(FRONT)
        orang.types(entry.name)
        assert entry.name not in orang.screen


def test_a_track_of_its_own_sees_its_deadline(town: Town, siti: Someone) -> None:
    ani = joined(town, siti, town.case(siti, "P", "Ani", days=60), "Ani")
    name = next(entry.name for entry in directory() if entry.id == "surat_penetapan")
    ani.sends("/info").taps("Hukum, hak", "Berikutnya", name).sees("Batas waktu: 562 hari lagi (8 Juni 2028)")
    for entry in for_track(directory(), "P"):
        ani.forges(InfoCard(entry.id)).sees(entry.name)
        assert len(ani.screen) <= 700


def test_nothing_is_kept_about_a_stranger(town: Town, orang: Someone) -> None:
    before = {name: count(town, name) for name in people.metadata.tables}
    orang.types("ktp ilang").taps("KTP hilang", "Kembali", "Kembali", "Perasaan", "📍 Daerah", "DKI Jakarta")
    after = {name: count(town, name) for name in people.metadata.tables}
    assert {name for name in after if after[name] != before[name]} <= {"inbox", "outbox"}
    assert count(town, "people") == 0
    assert town.asks(lambda tx: tx.execute(select(func.count()).select_from(chats)).scalar_one()) == 1


def test_a_card_can_be_copied_by_a_stranger(orang: Someone, siti: Someone) -> None:
    assert not orang.taps("Perasaan", "Konsultasi jiwa").phone.last.protected
    assert siti.sends("/menu").taps("Info bantuan", "Perasaan").phone.last.protected


@pytest.mark.parametrize(
    "data",
    [
        "Info:x", "InfoCategory", "InfoCategory:x", "InfoCategory:jiwa:99:9", "InfoCategory:jiwa:²:²", "InfoPlaces",
        "InfoPlaces:x:1", "InfoFound", "InfoFound:?", "InfoFound:a.99", "InfoFound:999999.1", "InfoCard", "InfoCard:x",
        "InfoTell", "InfoTell:bpjs", "InfoTell:bpjs:x", "InfoWrong", "InfoWrong:x:y", "InfoCard:bpjs:::9:?",
        "InfoCard:bpjs::::99", "InfoFound:", "InfoCategory:jiwa:999999", "InfoCategory:jiwa::999999999999999", "Upkeep",
        "ReportedEntries", "Retire:bpjs:1", "MarkChecked:bpjs", "MendField:bpjs:name",
    ],
)  # fmt: skip
def test_forged_buttons_break_nothing(town: Town, orang: Someone, ratna: Someone, data: str) -> None:
    for who in (orang, ratna.sends("/info")):
        who.forges_text(data).presses((who.phone.last.id, data))
        assert who.labels
    orang.types("ktp ilang").sees("KTP hilang")
    backlog = town.asks(waiting_rows)
    assert (backlog["inbox_new"], backlog["inbox_failed"]) == (0, 0)


def test_words_for_a_form_stay_with_the_form(town: Town, siti: Someone) -> None:
    town.case(siti)
    siti.sends("/catat").taps("R-001", "Kunjungan", "Ada yang perlu dicatat", "Lanjut", "Tidak ada")
    siti.types("bpjs mati").sees("Kapan Ibu akan terhubung lagi?")
    siti.sends("/info").types("bpjs mati").sees("Mungkin ini membantu:")
    siti.types("xyzzy").sees("Untuk itu belum ada yang cocok.")
    siti.sends("/menu").taps("Lanjutkan isian").sees("Kapan Ibu akan terhubung lagi?")


# -- reports -----------------------------------------------------------------------------------------------


def test_a_report_reaches_the_admin_without_a_name(town: Town, orang: Someone, ratna: Someone) -> None:
    orang.taps("KTP, dokumen", "KTP hilang", "Tidak sesuai").sees("Apa yang tidak sesuai?")
    orang.taps("Nomor tidak aktif").sees("Terima kasih. Ini akan diperiksa.", "KTP hilang")
    assert not ratna.phone.messages, "nothing that a stranger does rings anybody"
    town.passes(days=1)
    ratna.sees("Ada yang menemukan hal yang tidak sesuai").sees_no("Orang", "KTP hilang")
    ratna.taps("Buka daftarnya").sees("Dilaporkan", "KTP hilang (laporan: 1, lama)")
    ratna.taps("KTP hilang").sees("Nomor tidak aktif: 1").taps("Sudah diperiksa bulan ini")
    ratna.sees("Informasi per November 2026")
    assert "Nomor tidak aktif" not in ratna.screen
    assert town.asks(store.reports) == {}


def test_a_thumb_that_taps_twice_reports_once_and_admins_hear_once_a_day(
    town: Town, orang: Someone, ratna: Someone
) -> None:
    def told() -> int:
        return len([m for m in ratna.phone.messages if "tidak sesuai di informasi" in m.text])

    orang.taps("Kesehatan", "BPJS Kesehatan", "Tidak sesuai").taps_twice("Hal lain")
    assert town.asks(store.reports) == {"bpjs": {"other": 1}}
    for minute in range(3):
        town.passes(minutes=2)
        orang.sends("/info").taps("Kesehatan", "BPJS Kesehatan", "Tidak sesuai", "Syarat berbeda")
        assert town.asks(store.reports)["bpjs"]["terms"] == minute + 1
    assert told() == 0
    town.passes(days=1)
    assert told() == 1
    orang.sends("/info").taps("Kesehatan", "BPJS Kesehatan", "Tidak sesuai", "Syarat berbeda")
    town.passes(days=2)
    assert told() == 2
    ratna.taps("Mengapa saya menerima ini?").sees("siapa orangnya tidak disimpan")


def test_a_report_waits_for_the_admins_hours(town: Town, orang: Someone, ratna: Someone) -> None:
    town.passes(hours=12)  # 22.00
    orang.sends("/info").taps("Kesehatan", "BPJS Kesehatan", "Tidak sesuai", "Hal lain")
    assert not ratna.phone.messages
    town.passes(hours=11)
    ratna.sees("Ada yang menemukan hal yang tidak sesuai")


def test_whoever_has_read_the_reports_is_not_told_of_them_again(town: Town, orang: Someone, ratna: Someone) -> None:
    other = town.joins(Role.ADMIN, "Wulan")
    orang.taps("Kesehatan", "BPJS Kesehatan", "Tidak sesuai", "Hal lain")
    ratna.sends("/menu").taps("Info bantuan", "Dilaporkan").sees("BPJS Kesehatan 165 (laporan: 1")
    town.passes(days=1)
    told = "tidak sesuai di informasi"
    assert not any(told in text for text in ratna.phone.texts())
    other.finds("Ada yang menemukan hal yang tidak sesuai")


# -- upkeep ------------------------------------------------------------------------------------------------


def test_mending_a_field(town: Town, orang: Someone, ratna: Someone) -> None:
    ratna.sends("/menu").taps("Info bantuan").sees("Entri: ", "Dilaporkan: 0")
    ratna.taps("Kesehatan", "BPJS Kesehatan", "Perbaiki").sees("Apa yang mau diperbaiki?").taps("Cara")
    ratna.sees("Bagaimana menghubunginya?", "Telepon 165").types("Telepon 165\n- WhatsApp 0811-0000-165")
    ratna.sees("Sudah dicatat. Terima kasih, Ibu.").taps("Lihat kartunya").sees("• WhatsApp 0811-0000-165")
    orang.taps("Kesehatan", "BPJS Kesehatan").sees("• WhatsApp 0811-0000-165")
    orang.types("nomor bpjs").taps("BPJS Kesehatan").sees("0811-0000-165")
    assert verbs(town)[-1] == "entry_mended"
    ratna.taps("Kembali", "Perbaiki", "Kepastian", "Belum pasti").sees("Kepastian: Belum pasti: tidak tampil")
    orang.sends("/info").taps("Kesehatan")
    assert "BPJS Kesehatan" not in orang.screen
    ratna.taps("Perbaiki", "Kategori", "Berikutnya", "Bantuan sosial", "Perbaiki", "Kepastian", "Resmi")
    orang.sends("/info").taps("Bantuan sosial").sees("BPJS Kesehatan")


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("Nama", "Untuk mantan napi", "Kata “napi” tidak ditampilkan"),
        ("Nama", "LPSK", "Kata “lpsk” tidak ditampilkan"),
        ("Nama", "x" * 33, "Panjangnya 33 huruf"),
        ("Cara", "Buka bantuan-murah.com", "“bantuan-murah.com” bukan alamat resmi"),
        ("Langkah", "x" * 399, "Mohon bagian ini dipendekkan"),
        ("Daerah", "Jawa Barat, Negeri Atas Awan", "“Negeri Atas Awan” belum dikenal"),
        ("Batas waktu", "31 Februari 2028", "“31 Februari 2028” belum dikenal"),
    ],
)
def test_what_cannot_stay_is_said_why_and_is_not_lost(
    town: Town, ratna: Someone, field: str, typed: str, reason: str
) -> None:
    ratna.sends("/menu").taps("Info bantuan", "Kesehatan", "BPJS gratis", "Perbaiki", field)
    question = ratna.screen.splitlines()[1]
    ratna.types(typed).sees(reason, question)
    assert count(town, "support_entries") == 0
    if len(typed) != 33:
        ratna.sees(f"Catatan tadi: {typed[:30]}")
    town.restarts()
    good = {"Batas waktu": "8 Juni 2028", "Daerah": "jawa barat, bali", "Cara": "Buka kemensos.go.id"}
    ratna.types(good.get(field, "Lewat Dinas Sosial")).sees("Sudah dicatat")
    assert count(town, "support_entries") == 1


def test_clearing_a_field_and_keeping_one_as_it_is(town: Town, ratna: Someone, orang: Someone) -> None:
    ratna.sends("/menu").taps("Info bantuan", "Kesehatan", "BPJS gratis", "Perbaiki", "Perhatian", "Pakai yang tadi")
    assert count(town, "support_entries") == 0
    ratna.taps("Perbaiki", "Perhatian", "Kosongkan")
    orang.taps("Kesehatan", "BPJS gratis")
    assert "Perhatian:" not in orang.screen


def test_adding_an_entry(town: Town, ratna: Someone, orang: Someone) -> None:
    ratna.sends("/menu").taps("Info bantuan", "Pekerjaan", "Tambah").sees("Entri baru", "Apa namanya?")
    ratna.types("Bengkel Maju").types("Belajar servis motor.").sees("Bagaimana menghubunginya?")
    ratna.types("Telepon 0812-0000-0000\nDatang ke balai desa").taps("Kosongkan", "Kosongkan")
    ratna.types("Jawa Barat")
    town.restarts()
    ratna.sends("/menu").taps("Info bantuan", "Pekerjaan", "Tambah").sees("Apa saja langkahnya?")
    ratna.taps("Kosongkan").types("2 Desember 2026").taps("Kosongkan").types("Dinas Sosial, November 2026")
    ratna.types("bengkel, servis motor, montir").taps("Satu sumber", "Semua orang")
    ratna.sees("Bengkel Maju", "Daerah: Jawa Barat", "Batas waktu: 8 hari lagi (2 Desember 2026)", "Bisa berubah.")
    ratna.taps_twice("Simpan").sees("Sudah ditambahkan.", "Informasi per November 2026")
    assert count(town, "support_entries") == 1
    orang.types("montir").taps("Bengkel Maju").sees("Telepon 0812-0000-0000")
    orang.sends("/info").taps("Pekerjaan", "📍 Daerah", "Daerah lain")
    assert "Bengkel" not in orang.screen
    town.passes(days=9)
    orang.types("montir").taps("Bengkel Maju").sees("Batas waktu: sudah lewat (2 Desember 2026)")
    assert verbs(town)[-1] == "entry_added"


def test_adding_is_thrown_away_only_when_that_is_meant(town: Town, ratna: Someone) -> None:
    ratna.sends("/menu").taps("Info bantuan", "Pekerjaan", "Tambah").types("Bengkel").types("Servis motor.")
    ratna.taps("Batal").sees("mau dibuang").taps("Simpan untuk nanti").taps("Info bantuan", "Pekerjaan", "Tambah")
    ratna.sees("Bagaimana menghubunginya?").taps("Kembali").sees("Catatan tadi: Servis motor.")
    ratna.taps("Pakai yang tadi", "Batal", "Buang isian").sees("Dibatalkan")
    assert count(town, "drafts") == 0


def test_retiring_and_showing_again(town: Town, ratna: Someone, orang: Someone) -> None:
    ratna.sends("/menu").taps("Info bantuan", "Perasaan", "JakCare").taps_twice("Tarik").sees("Ditarik: tidak tampil")
    assert verbs(town).count("entry_retired") == 1
    orang.taps("Perasaan")
    assert "JakCare" not in orang.screen
    orang.forges(InfoCard("jakcare")).sees(FRONT)
    ratna.taps("Kembali").sees("JakCare (Jakarta) (ditarik)").taps("JakCare", "Tampilkan lagi")
    orang.taps("Perasaan", "JakCare").sees("0800-1500-119")
    assert verbs(town)[-1] == "entry_shown"


def test_what_is_not_verified_is_marked_where_it_is_mended(town: Town, ratna: Someone) -> None:
    ratna.sends("/menu").taps("Info bantuan", "Sekolah").sees("Kartu Prakerja (tidak tampil)")
    assert ratna.screen.count("tidak tampil") == 1


def test_only_admins_mend(town: Town, siti: Someone, yusuf: Someone) -> None:
    for who in (siti.sends("/menu"), yusuf.sends("/menu")):
        for press in (
            Upkeep(),
            OldEntries(),
            UpkeepEntry("bpjs"),
            Retire("bpjs", retired=True),
            MarkChecked("bpjs"),
            MendField("bpjs", "how"),
        ):
            who.forges(press).sees("Tombol itu dari layar lama.")
        assert not any("Perbaiki" in label for label in who.taps("Info bantuan", "Perasaan", "JakCare").labels)
    assert count(town, "support_entries") == 0


def test_a_change_that_is_no_longer_sound_is_left_out(town: Town, ratna: Someone, orang: Someone) -> None:
    def spoil(tx: Tx) -> None:
        for name in ("bpjs", "lokal_x"):
            row = {"id": name, "retired": False, "block": '{"name": "teroris"}', "changed_at": tx.now}
            tx.insert_new(support_entries, [{**row, "changed_by": ratna.person.id}])

    town.asks(spoil)
    orang.taps("Kesehatan").sees("BPJS Kesehatan 165")


# -- old entries -------------------------------------------------------------------------------------------


def test_admins_hear_of_old_entries_once_a_month(town: Town, ratna: Someone) -> None:
    old = len([e for e in directory() if is_shown(e) and (not e.checked or e.checked.isoformat() < "2026-05-29")])

    def reminders() -> int:
        return len([m for m in ratna.phone.messages if "belum diperiksa." in m.text])

    town.asks(keep_house)
    town.asks(keep_house)
    assert reminded(town) == 1
    town.passes(days=1)
    ratna.sees("Salam, Ibu. Informasi bantuan perlu ditengok", f"{old} entri sudah lebih dari 180 hari")
    ratna.taps("Mengapa saya menerima ini?").sees("sebulan sekali").taps("Kembali", "Buka daftarnya").sees("Yang lama")
    town.asks(keep_house)
    town.passes(days=20)
    assert reminders() <= 1
    town.passes(days=13)
    assert reminders() >= 1
    assert reminded(town) == 3, "one said, said again, one to come"


def test_nobody_is_reminded_while_nothing_is_old(town: Town, ratna: Someone) -> None:
    town.asks(keep_house)

    def all_checked(tx: Tx) -> None:
        for entry in directory():
            store.mend(tx, ratna.person, entry.id, {"checked": "2026-11"}, "entry_checked")

    town.asks(all_checked)
    town.asks(keep_house)
    states = town.asks(
        lambda tx: tx.execute(select(prompts.c.state).where(prompts.c.kind != "digest_admin")).scalars().all()
    )
    assert list(states) == ["answered"]
    town.passes(days=150)
    town.asks(keep_house)
    assert reminded(town) == 1
    town.clock.at += timedelta(days=40)
    town.asks(keep_house)
    assert reminded(town) == 2


def test_from_the_numbers_one_gets_back_to_where_one_was(town: Town, siti: Someone, arman: Someone) -> None:
    arman.sends("/menu").taps("Darurat").sees("112")
    assert arman.labels[-2:] == ["Info bantuan", "Menu"]
    arman.taps("Menu").sees("Selamat").taps("Darurat", "Info bantuan").sees("Informasi bantuan")
    siti.sends("/info").taps("Darurat").taps("Info bantuan").sees("Informasi bantuan")
    stranger = town.phone("Orang")
    stranger.sends("/info").taps("Darurat").taps("Kembali").sees("Informasi bantuan")
    arman.sends("/atur").taps("Nama saya").sees("mau dipanggil apa")
    arman.forges(InfoCategory("darurat")).sees("112").taps("Kembali").sees("mau dipanggil apa").types("Mas Bro")
    arman.sees("Sudah disimpan")
