"""The names a typed date is made of: weekdays, months, small numbers, units, zones and prayers."""

from collections.abc import Mapping
from types import MappingProxyType

WEEKDAYS: Mapping[str, int] = MappingProxyType(
    {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "minggu": 6, "ahad": 6}
)
MONTHS: Mapping[str, int] = MappingProxyType(
    {
        "januari": 1,
        "februari": 2,
        "maret": 3,
        "april": 4,
        "mei": 5,
        "juni": 6,
        "juli": 7,
        "agustus": 8,
        "september": 9,
        "oktober": 10,
        "november": 11,
        "desember": 12,
    }
)
UNITS: Mapping[str, int] = MappingProxyType(
    {
        "satu": 1,
        "dua": 2,
        "tiga": 3,
        "empat": 4,
        "lima": 5,
        "enam": 6,
        "tujuh": 7,
        "delapan": 8,
        "sembilan": 9,
    }
)
ZONES: Mapping[str, str] = MappingProxyType({"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"})
PRAYERS = frozenset({"subuh", "zuhur", "asar", "magrib", "isya", "jumatan"})
# What is counted, but for hours: "2 jam" counts, "jam 2" does not.
COUNTED = frozenset({"menit", "hari", "minggu", "pekan", "bulan", "tahun"})
ONE_OF: Mapping[str, str] = MappingProxyType(
    {
        "semenit": "menit",
        "sejam": "jam",
        "sehari": "hari",
        "seminggu": "minggu",
        "sebulan": "bulan",
        "setahun": "tahun",
    }
)
