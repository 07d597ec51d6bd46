"""Each way in which a question to the directory is read, by what it finds."""

from __future__ import annotations

from bot.domain.directory import for_track
from bot.reference.directory import directory
from bot.reference.search import search

# What a question finds by each way in which it is read (the first lines of bot/reference/search.py), for everybody.
READ: dict[str, tuple[str, ...]] = {
    "kdrt": ("sapa_129", "komnas_perempuan"),
    "cek pkh": ("cek_bansos",),
    "bpjs mati": ("bpjs", "pbi_aktif", "kk_akta"),
    "surat kelakuan baik": ("skck", "komnas_ham"),
    "gak punya duit makan": ("dinsos", "daftar_bansos", "kemensos_171"),
    "bansos gak cair cair": ("kemensos_171", "cek_bansos", "daftar_bansos"),
    "mau daftar bpjs sekeluarga": ("bpjs", "nik", "daftar_bansos"),
    "mau kerja ke taiwan": ("kp2mi", "kemnaker"),
    "bikin katepe": ("dukcapil", "ktp_hilang"),
    "krtu tnd pnduduk": ("dukcapil", "ktp_hilang"),
    "ktp ilangg": ("dukcapil", "ktp_hilang", "nik"),
    "berobat murah": ("puskesmas", "puskesmas_jiwa", "halo_kemenkes"),
    "bunuhdiri": ("darurat_112", "healing119", "polisi_110"),
    "mau izin keluar kota": (),
    "lupa jadwal apel": (),
    "cincin emas": (),
    "laptop rusak": (),
    "tiket konser": (),
    "asdfgh": (),
    "penyadapan": ("ponsel_dibaca",),
    "sandi telegram": ("kunci_telegram", "sesi_telegram"),
    "hapus chat": ("hapus_pesan",),
}


def test_each_way_of_reading_a_question() -> None:
    entries = for_track(directory(), None)
    assert {words: tuple(entry.id for entry in search(entries, words)) for words in READ} == READ
