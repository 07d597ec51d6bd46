"""What makes a phone safer, for whoever asks: nothing is promised, and nothing tells who it is meant for."""

from __future__ import annotations

import pytest

from bot.domain.directory import of_category
from bot.reference.directory import directory
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE
CARDS = of_category(directory(), "ponsel")


def test_it_has_a_button_for_strangers_and_for_staff(town: Town, siti: Someone) -> None:
    for who in (town.phone("Orang"), siti):
        who.sends("/info").taps("Ponsel aman").sees(*(card.name for card in CARDS))
        assert "🆘 Darurat" in who.labels


def test_it_stands_behind_safe_contact_in_the_settings_of_a_phone(arman: Someone) -> None:
    arman.sends("/atur").taps("Kontak aman", "Ponsel aman", "Menghapus pesan").sees(
        "48 jam", "bukti", "Percakapan yang mendadak kosong"
    )
    arman.taps("Minta bantuan pendamping").sees("Sudah diterima")


@pytest.mark.parametrize(
    ("typed", "card"),
    [
        ("penyadapan", "ponsel_dibaca"),
        ("hp disadap", "ponsel_dibaca"),
        ("hp saya disadap suami", "ponsel_dibaca"),
        ("keamanan ponsel", "ponsel_dibaca"),
        ("lokasi saya dilacak", "ponsel_dibaca"),
        ("wa saya dibaca orang", "ponsel_dibaca"),
        ("sandi telegram", "kunci_telegram"),
        ("notifikasi telegram", "kunci_telegram"),
        ("telegram dibajak", "sesi_telegram"),
        ("hapus pesan", "hapus_pesan"),
    ],
)
def test_it_is_found_by_what_people_type(town: Town, typed: str, card: str) -> None:
    """Where that is danger the numbers stand first, and the card beside them."""
    name = next(entry.name for entry in CARDS if entry.id == card)
    who = town.phone("Orang")
    who.types(typed)
    assert any(name in label for label in who.labels), who.screen
    assert not [message for message in who.phone.messages if not message.from_bot]


def test_a_person_comes_before_any_setting_and_nothing_is_called_safe(town: Town) -> None:
    words = {card.id: " ".join((card.helps, *card.how, card.caution)) for card in CARDS}
    assert "lebih aman daripada pengaturan apa pun" in words["ponsel_dibaca"]
    assert "Tidak ada pengaturan yang menjamin aman" in words["ponsel_dibaca"]
    for number, said in words.items():
        assert any(hint in said for hint in ("dipercaya", "bicaralah", "pertimbangkan")), number
        assert "pendamping" not in said.casefold()
    who = town.phone("Orang")
    for card in CARDS:
        who.sends("/info").taps("Ponsel aman", card.name).sees(card.helps, card.caution)
        assert not any("pendamping" in label.casefold() for label in who.labels)
