"""The lists are whole: as many sentences as they promise, of every kind and language, none twice."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.danger import HALVES, LINES, LISTS, more, sentences

KINDS = {
    "danger": {"selfharm", "violence", "threat", "flight", "medical", "tolong", "staffharm", "others"},
    "everyday": {"papers", "health", "aid", "work", "school", "law", "feeling", "figure", "talk", "harvest"},
}
LANGUAGES = {"id", "jv", "su", "min", "bug", "en", "mix"}


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("which", LISTS)
def test_each_list_has_every_kind_and_language(half: str, which: str) -> None:
    found = sentences(half, which)
    assert len(found) == LINES
    assert {one.kind for one in found} == KINDS[which]
    assert {one.language for one in found} == LANGUAGES
    assert all(one.text.strip() == one.text and one.text for one in found)


def test_no_sentence_stands_twice() -> None:
    said = Counter(one.text.casefold() for half in HALVES for which in LISTS for one in sentences(half, which))
    twice = sum(times > 1 for times in said.values())
    assert twice == 0


def test_nothing_blind_stands_where_the_rules_were_bettered() -> None:
    blind = {one.text.casefold() for which in LISTS for one in sentences("blind", which)}
    seen = {one.text.casefold() for which in LISTS for one in [*sentences("open", which), *more(which)]}
    both = len(blind & seen)
    assert both == 0
