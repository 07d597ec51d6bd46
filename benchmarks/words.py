"""The words and buttons of the check-in as Titian says them, so that the same taps lead through every form measured."""

from __future__ import annotations

CODE = "R-001"
Rows = tuple[tuple[tuple[str, str], ...], ...]
BACK: tuple[tuple[str, str], ...] = (("⬅️ Kembali", "back"), ("Batal", "cancel"))
WELCOME, MENU = "Selamat datang, Ibu.", ((("Catat kabar", "begin"),),)
WHOSE, CASES = "Kabar siapa yang mau dicatat? 🔔 = sudah waktunya, ✏️ = belum selesai.", (((CODE, CODE),),)
HOW_MET = f"Dampingan {CODE}\n\nBagaimana Ibu terhubung kali ini?"
CONTACTS: Rows = (
    (("Kunjungan", "contact:visit"), ("Telepon", "contact:call")),
    (("Pesan", "contact:message"), ("Belum terhubung", "contact:none")),
    BACK,
)
HOW_IT_IS = f"Dampingan {CODE}\nKontak: Kunjungan\n\nBagaimana kabarnya?"
OVERALLS: Rows = (
    (("Semua baik", "overall:well"), ("Ada yang perlu dicatat", "overall:more")),
    (("Mendesak", "overall:urgent"),),
    BACK,
)
WHEN = f"Dampingan {CODE}\nKontak: Kunjungan\n\nKapan Ibu akan terhubung lagi?"
NEXTS: Rows = (
    (("1 minggu", "next:w1"), ("2 minggu", "next:w2"), ("4 minggu", "next:w4")),
    (("Besok", "next:d1"), ("Tanggal lain", "next:other")),
    BACK,
)
REVIEW = f"Dampingan {CODE}\nKontak: Kunjungan\nKabar: Semua baik\nKontak berikut: 1 minggu"
REVIEWS: Rows = ((("Simpan", "save"),), BACK)
THANKS = "✅ Tersimpan. Terima kasih, Ibu.\nKontak berikut: 1 minggu"
SAVED: Rows = ((("Catat lagi", "begin"), ("Menu", "home")),)
