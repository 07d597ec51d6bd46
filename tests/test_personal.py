"""What is personal says so itself: whatever is made of a text that stood sealed, in the ways sentences are made."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from bot.domain.rights.personal import WAYS, Opened, Personal, is_personal, is_quoted, marked, opened
from bot.i18n import language

NAME = Opened("Arman Wijaya")
SPEAKS = language()
SENTENCE = "<b>{code}</b>"


@pytest.mark.parametrize(
    "made",
    [
        NAME[:5],
        NAME.strip(),
        NAME.upper(),
        NAME.split()[0],
        NAME.partition(" ")[2],
        "kata " + NAME,
        NAME + " kata",
        NAME.replace("Arman", "Budi"),
        SPEAKS.t(SENTENCE, code=NAME),
        SPEAKS.label(SENTENCE, code=NAME),
        SPEAKS.t(SENTENCE, code=SPEAKS.t(SENTENCE, code=NAME)),
        SPEAKS.listing(["satu", NAME, "tiga"]),
        marked(Markup("a b"), "a", NAME),
        Markup("a ") + Personal("b"),
        Personal("a") + "b",
        "✓ " + Personal("b"),
        opened({"note": ["panjang", {"who": "Arman"}]})["note"][1]["who"],
        opened(("Arman", 3))[0],
    ],
    ids=lambda made: type(made).__name__,
)
def test_what_is_made_of_it_is_personal(made: object) -> None:
    assert is_personal(made)


@pytest.mark.parametrize(
    "made",
    [
        SPEAKS.t(SENTENCE, code="R-014"),
        SPEAKS.label(SENTENCE, code="R-014"),
        SPEAKS.listing(["satu", "dua"]),
        marked(Markup("a b"), "a", Markup("b")),
        opened({"level": 3, "none": None})["level"],
        len(NAME),
        NAME.startswith("A"),
    ],
)
def test_what_is_made_of_other_things_is_not(made: object) -> None:
    assert not is_personal(made)


def test_a_text_stays_the_text_it_is() -> None:
    assert NAME == "Arman Wijaya" and hash(NAME) == hash("Arman Wijaya") and str(NAME) == NAME
    assert SPEAKS.t(SENTENCE, code=Opened("<i>")) == "<b>&lt;i&gt;</b>", "and is escaped as any is"
    assert "a <" + Personal("<b>") == "a &lt;<b>" and Personal("<b>") + "<" == "<b>&lt;"


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_a_text_is_one_of_texts(way: str) -> None:
    assert callable(getattr(str, way)) and getattr(Opened, way) is not getattr(str, way)


def test_a_text_is_found_in_what_is_said() -> None:
    assert is_quoted([NAME], "Kabar Arman Wijaya baik") and is_quoted(["a < b"], "bahwa a &lt; b")
    assert not is_quoted([NAME], "Kabar Arman baik") and not is_quoted(["ya", "  "], "ya, baik")
