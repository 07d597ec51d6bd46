"""What can be left out is still found in the code, and is code without it."""

from __future__ import annotations

import ast

import pytest

from tests.omissions.places import ROOT, Omission, all_of_them

PLACES = all_of_them()


def test_there_are_some_of_each_sort() -> None:
    sorts = {place.sort for place in PLACES}
    assert sorts == {"audit", "erasure", "payload", "seal", "permission", "guard", "role"}
    assert len(PLACES) > 250


@pytest.mark.parametrize("place", PLACES, ids=lambda place: str(place.name).replace(" ", ""))
def test_without_it_the_file_is_another_and_still_code(place: Omission) -> None:
    assert place.text != (ROOT / place.path).read_text(encoding="utf-8")
    ast.parse(place.text)
