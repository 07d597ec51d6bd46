"""What a screen shows, the bot reads: every label of the form, and a summary's own lines; also of an option to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.checkins import CHECK_IN, CONTACTS, LEVELS, NEXT_TRIES, NEXT_WEEKS, REASONS, TOPICS
from bot.domain.forms import Choice, Form
from bot.domain.lines import read
from bot.domain.planning import morning
from bot.i18n import language
from bot.reference.lines import words_of_lines
from tests.lines.judging import JAKARTA, KNOWN, MOMENT, fields_of, reading_of

SAID = language()
YESTERDAY = MOMENT.date() - timedelta(days=1)


def answers_of(text: str) -> dict[str, object]:
    (entry,) = reading_of(text).entries
    assert entry.code == "R-014" and not entry.doubts
    return dict(entry.answers)


@pytest.mark.parametrize(("code", "label"), CONTACTS)
def test_ways_of_contact(code: str, label: str) -> None:
    assert answers_of(f"R-014 {SAID.label(label)}")["contact"] == code
    assert answers_of(f"R-014: {SAID.label(label).upper()} kemarin")["contact"] == code


@pytest.mark.parametrize(("code", "label"), REASONS)
def test_what_stood_in_the_way(code: str, label: str) -> None:
    assert answers_of(f"R-014 belum terhubung, {SAID.label(label)}")["reason"] == code


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: str(topic.code))
@pytest.mark.parametrize(("level", "label"), [(level, label) for level, label, _ in LEVELS])
def test_topics_at_their_levels(topic: object, level: int, label: str) -> None:
    assert hasattr(topic, "short") and hasattr(topic, "label") and hasattr(topic, "code")
    for shown in (topic.short, topic.label):
        line = SAID.label("{topic}: {level}", topic=SAID.label(shown), level=SAID.label(label))
        assert answers_of(f"R-014\n{line}")["levels"] == {topic.code: level}


@pytest.mark.parametrize("code", [topic.code for topic in TOPICS])
def test_what_they_need(code: str) -> None:
    short = {topic.code: SAID.label(topic.short) for topic in TOPICS}
    assert answers_of(f"R-014\n{SAID.label('Needs help with: {value}', value=short[code])}")["needs"] == [code]


def test_several_needs() -> None:
    shown = SAID.listing(SAID.label(topic.short) for topic in TOPICS)
    found = answers_of(f"R-014\n{SAID.label('Needs help with: {value}', value=shown)}")
    assert found["needs"] == [topic.code for topic in TOPICS]


@pytest.mark.parametrize(("step", "label"), NEXT_WEEKS)
def test_steps_to_the_next_contact(step: str, label: str) -> None:
    assert answers_of(f"R-014 kunjungan tadi, baik, {SAID.label(label)}")["next"] == step


@pytest.mark.parametrize(("step", "label"), NEXT_TRIES)
def test_steps_to_the_next_try(step: str, label: str) -> None:
    assert answers_of(f"R-014 belum terhubung, {SAID.label(label)}")["retry"] == step


def test_a_whole_summary() -> None:
    note = "antar KTP Senin, jangan lupa tgl 5"
    at = morning(MOMENT.date() + timedelta(days=14), JAKARTA)
    needs = SAID.listing(SAID.label(topic.short) for topic in TOPICS[:3])
    lines = (
        SAID.label("<b>Check-in {code}</b>", code="R-014").replace("<b>", "").replace("</b>", ""),
        SAID.label("Contact: {value}", value=SAID.label("Visit")),
        SAID.label("Day: {value}", value=SAID.short_day(YESTERDAY, today=MOMENT.date())),
        SAID.label("{topic}: {level}", topic=SAID.label("Health"), level=SAID.label("Fair")),
        SAID.label("{topic}: {level}", topic=SAID.label("Safety"), level=SAID.label("Urgent")),
        SAID.label("Needs help with: {value}", value=needs),
        SAID.label("Note: {value}", value=note),
        SAID.label("Next contact: {moment}", moment=SAID.moment(at, JAKARTA)),
    )
    (entry,) = reading_of("\n".join(lines)).entries
    found = fields_of(entry, MOMENT)
    assert entry.code == "R-014" and not entry.doubts
    assert found.pop("next") == at
    assert found == {
        "contact": "visit",
        "on": YESTERDAY.isoformat(),
        "levels": {"sehat": 3, "aman": 1},
        "needs": ["diri", "sehat", "keluarga"],
        "overall": "details",
        "note": note,
    }


def test_an_option_to_come_is_read_without_a_word_about_it() -> None:
    letters = (*CONTACTS, ("letter", "By letter"))
    questions = tuple(
        replace(one, options=letters) if isinstance(one, Choice) and one.key == "contact" else one
        for one in CHECK_IN.questions
    )

    def label(msgid: str, **values: object) -> str:
        return "Surat pos" if msgid == "By letter" else SAID.label(msgid, **values)

    words = words_of_lines(label, form=Form("checkin", questions))
    (entry,) = read("R-014 surat pos kemarin, baik", MOMENT, JAKARTA, KNOWN, words).entries
    assert (entry.answers["contact"], entry.answers["overall"]) == ("letter", "fine")
