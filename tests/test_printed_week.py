"""A week on paper: what stands where, on at most two pages; and that it is a PDF that says nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.charts import printed
from tests.test_chart import chart

NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def facts(*contacts: int, **more: Any) -> dict[str, Any]:
    """A week with so many contacts on its days."""
    lines = [[f"{8 + at % 10:02d}.00", f"R-{at + 1:03d}", "Kontak"] for at in range(max(contacts))]
    days = [
        {"name": f"{name}, {at} Desember 2026", "closed": "", "quiet": "", "lines": lines[:count]}
        for at, (name, count) in enumerate(zip(NAMES, contacts, strict=False), 1)
    ]
    return {"title": "Rencana 1–7 Des", "keep": "Simpan.", "days": days, "more": "dan {number} lagi", **more}


def pages_of(pdf: bytes) -> int:
    assert pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")
    return len(re.findall(rb"/Type /Page\b", pdf))


@pytest.mark.parametrize(
    ("contacts", "pages"),
    [
        ((1,), 1),
        ((0, 0, 0, 0, 0, 0, 0), 1),
        ((5, 5, 5, 5, 5, 0, 0), 1),
        ((9, 9, 8, 7, 5, 1, 1), 2),  # forty
        ((40, 0, 0, 0, 0, 0, 0), 2),
        ((0, 0, 0, 0, 0, 0, 40), 2),
        ((20, 20, 10, 10, 10, 5, 5), 2),
        ((60, 60, 0, 0, 0, 0, 0), 2),
    ],
)
def test_a_week_is_a_page_or_two(contacts: tuple[int, ...], pages: int) -> None:
    asked = facts(*contacts)
    drawn = chart({"name": "week", "facts": asked}, "-W", "error")
    assert (drawn.returncode, drawn.stderr, pages_of(drawn.stdout)) == (0, b"", pages)
    laid, high = printed.laid_out(asked)
    assert len(laid) == pages and all(len(page) * high <= printed.ROOM for page in laid)


def test_all_of_it_stands_there_once_and_each_part_below_its_day() -> None:
    asked = facts(30, 5, 5, 5, 5, 0, 0)
    laid, _ = printed.laid_out(asked)
    written = [(row.left, row.middle) for page in laid for row in page if row.middle and not row.is_day]
    assert written == [(hour, code) for day in asked["days"] for hour, code, _ in day["lines"]]
    assert all(page[0].is_day for page in laid), "no contact without its day above it"


def test_whoever_accompanies_forty_has_room_to_write() -> None:
    assert printed.laid_out(facts(9, 9, 8, 7, 5, 1, 1))[1] >= 7


def test_what_has_no_room_is_counted() -> None:
    laid, _ = printed.laid_out(facts(40, 40, 40, 40, 0, 0, 0))
    written = sum(bool(row.middle) and not row.is_day for page in laid for row in page)
    assert len(laid) == 2 and laid[-1][-1].left == f"dan {160 - written} lagi"


def test_a_day_without_anything_leaves_a_line_to_write_on() -> None:
    ((name, line),) = printed.laid_out(facts(0))[0]
    assert name.is_day and line == printed.Row("")


def test_what_is_said_of_a_day_stands_beside_its_name() -> None:
    asked = facts(1, 1)
    asked["days"][0] |= {"closed": "Hari libur", "quiet": "Hari tenang: R-001, P-002"}
    first, *_, second, _ = printed.laid_out(asked)[0][0]
    assert (first.middle, first.right) == ("Hari libur", "Hari tenang: R-001, P-002")
    assert (second.middle, second.right) == ("", "")


def test_long_codes_and_foreign_letters_are_drawn() -> None:
    asked = facts(1, 1)
    asked["days"][0] |= {"quiet": "Hari tenang: " + ", ".join(f"R-{at:03d}" for at in range(40))}
    asked["days"][0]["lines"] = [["09.00", "MÜLLER-ÄÖÜ-00012", "Kontak $x$ {ß}"], ["10.00", "é" * 60, "🗓"]]
    assert chart({"name": "week", "facts": asked}).returncode == 0


def test_a_file_says_neither_when_nor_by_what_it_was_made() -> None:
    drawn = chart({"name": "week", "facts": facts(1)}).stdout
    assert b"CreationDate" not in drawn and b"Matplotlib" not in drawn


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"keep": None},
        {"days": []},
        {"days": [{}] * 8},
        {"days": ["Senin"]},
        {"days": [{"name": "Senin", "lines": ["09.00"]}]},
        {"days": [{"name": "Senin", "lines": [["09.00", "R-001", 3]]}]},
        {"days": [{"name": " ", "lines": []}]},
        {"more": 3},
    ],
)
def test_facts_that_are_no_week(changes: dict[str, Any]) -> None:
    drawn = chart({"name": "week", "facts": facts(1, **changes)})
    assert (drawn.returncode, drawn.stdout, drawn.stderr) == (1, b"", b"WrongFacts")
