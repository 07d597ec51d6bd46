"""What a field of an entry holds is shown as it would be typed, and read back as it was."""

import pytest

from handlers.leader.directory_fields import as_typed, value_of


@pytest.mark.parametrize(
    ("field", "value", "typed"),
    [
        ("how", ["112", "119 ext. 8"], "112\n119 ext. 8"),
        ("steps", ["Satu, lalu tunggu", "Dua"], "Satu, lalu tunggu\nDua"),
        ("keywords", ["ktp", "kartu keluarga"], "ktp, kartu keluarga"),
        ("name", "Dukcapil", "Dukcapil"),
        ("cost", "", ""),
    ],
)
def test_a_field_is_read_back_as_it_is_shown(field: str, value: str | list[str], typed: str) -> None:
    assert as_typed(field, value) == typed
    assert value_of(field, typed) == value
