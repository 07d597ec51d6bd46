"""The check-in: what a mentor may record, as data. Needs and support only: no score, no belief, no network."""

from collections.abc import Mapping
from typing import Any

from bot.domain.forms import (
    BARE,
    CALLED,
    MAKING,
    SINGLY,
    Answers,
    AtLevel,
    Choice,
    Day,
    Form,
    Free,
    Is,
    Levels,
    Record,
    Several,
    SomeLeft,
    Topic,
    Unless,
    whole,
    without,
)
from bot.domain.text import N_

NOTE_LIMIT, WORDS_LIMIT = 500, 300

CONTACTS = (
    ("visit", N_("Visit")),
    ("call", N_("Phone call")),
    ("message", N_("Message")),
    ("family", N_("Through the family")),
    ("not_reached", N_("Not reached yet")),
)
FINE = "fine"
OVERALL = ((FINE, N_("All well")), ("details", N_("Something to record")))
WANTS_PAUSE = "wants_pause"
# Neutral on purpose: none of them is a fault of the person.
REASONS = (
    ("signal", N_("No signal or credit")),
    ("work", N_("At work")),
    ("ill", N_("Ill")),
    ("family_event", N_("Family occasion")),
    (WANTS_PAUSE, N_("Would like a pause")),
    ("unknown", N_("Not known yet")),
)
LEVELS = (
    (4, N_("Good"), N_("going smoothly")),
    (3, N_("Fair"), N_("some difficulty, being handled")),
    (2, N_("Needs attention"), N_("needs help soon")),
    (1, N_("Urgent"), N_("needs action today")),
)
_LEVEL_CODES = tuple(level for level, _, _ in LEVELS)
# Eight parts of life, the same for everybody (ATENSI's bio-psycho-social-spiritual view made askable).
TOPICS = (
    Topic(
        "diri",
        N_("Feelings"),
        N_("How they feel"),
        N_("mood, sleep, spirits, worries"),
        N_("poor sleep for weeks"),
        N_("wishes to end their life"),
    ),
    Topic(
        "sehat",
        N_("Health"),
        N_("Health"),
        N_("illness, medicine, check-ups, disability or old wounds"),
        N_("regular medicine has run out"),
        N_("medical emergency"),
    ),
    Topic(
        "keluarga",
        N_("Family"),
        N_("Family"),
        N_("partner, children (school), parents, the mood at home"),
        N_("frequent quarrels, a child out of school"),
        N_("violence"),
    ),
    Topic(
        "pokok",
        N_("Basic needs"),
        N_("Home and basic needs"),
        N_("rent, food, pressing debts"),
        N_("rent overdue"),
        N_("no place to stay or no food"),
    ),
    Topic(
        "kerja",
        N_("Work"),
        N_("Work and income"),
        N_("job, business, training, obstacles"),
        N_("income has stopped"),
        N_("exploited, or debts collected with threats"),
    ),
    Topic(
        "sosial",
        N_("Neighbours"),
        N_("Relations and surroundings"),
        N_("neighbours, worship, community, acceptance"),
        N_("shunned by neighbours"),
        N_("driven out"),
    ),
    Topic(
        "urusan",
        N_("Papers"),
        N_("Papers and rights"),
        N_("ID and family card, health insurance, social aid, compensation, legal matters"),
        N_("no ID card yet"),
        N_("a deadline or official summons within 3 days"),
    ),
    Topic(
        "aman",
        N_("Safety"),
        N_("Sense of safety"),
        N_("threats, intimidation, pressure by others, strangers"),
        N_("visited by unknown people"),
        N_("a direct threat"),
    ),
)
TOPIC_LABELS = tuple((topic.code, topic.short) for topic in TOPICS)

TALKED = ("visit", "call", "message", "family")
NEXT_WEEKS = (("w1", N_("1 week")), ("w2", N_("2 weeks")), ("w4", N_("4 weeks")), ("w8", N_("8 weeks")))
NEXT_TRIES = (("d1", N_("Tomorrow")), ("d3", N_("3 days")), ("w1", N_("1 week")))
URGENT_LEVEL = 1
# Where something is urgent, contact within three days comes first (safety plans: contact again within 24 to 72 hours).
NEXT_DAYS, SOON_DAYS = (("d1", N_("Tomorrow")), ("d2", N_("2 days")), ("d3", N_("3 days")), ("w1", N_("1 week"))), 3
CORRECTIONS = (
    ("mistake", N_("Wrong choice or typing")),
    ("added", N_("There is more to tell")),
    ("other", N_("Another reason")),
)

WHYS = dict(CORRECTIONS)

DETAILS, IN_TOUCH = Is("overall", ("details",)), Is("contact", TALKED)
# Of whoever wants no notes nothing is recorded but that there was a contact, or none: how they are is a note, and so is
# what stood in the way ("ill").
NOTED = Unless(BARE, IN_TOUCH)
# A note may be added to a contact that did not work out, too: what was tried, and what was heard.
NOTABLE = Unless(BARE, Is("contact", tuple(way for way, _ in CONTACTS)))
NOT_KEPT = ("reason", "overall", "levels", "needs", "note", "good", "agreed")
NEXT_CONTACT = Day(
    "next",
    N_("When will you be in touch again?"),
    NEXT_WEEKS,
    when=IN_TOUCH,
    plans=True,
    record=Record(N_("Next contact")),
    soon=NEXT_DAYS,
    soon_when=AtLevel("levels", URGENT_LEVEL),
    soon_days=SOON_DAYS,
    plain=True,
)
# Where each part of life has a level, that says what needs help; more may be added.
SOME_LEFT = SomeLeft("levels", tuple(topic.code for topic in TOPICS), "needs", DETAILS)
# Asked only where somebody calls for it.
NEVER = Is("contact", ())
LEFT_EMPTY = N_("Leave it empty")
# Of what may be called for, this stands on the summary first: a contact that goes well seldom brings a need to light.
OFFERED_FIRST = ("on", "agreed", "note", "needs", "good")
# A contact is recorded within so many days, its own included; the question on which of them it was.
DAYS_BACK, DAY = 9, "on"
# A question is a line here, with the record of how its answer is spoken of: asked, shown before and after saving,
# changed, corrected, exported, in a person's own copy, brought in from files. `whole` refuses one that lacks something.
CHECK_IN = whole(
    Form(
        "checkin",
        (
            Choice(
                "contact",
                N_("How were you in touch?"),
                CONTACTS,
                record=Record(N_("Contact"), N_("Contact: {value}")),
                plain=True,
            ),
            Day(
                DAY,
                N_("On which day were you in touch, or did you try?"),
                (),
                when=NEVER,
                hour=False,
                back=DAYS_BACK,
                record=Record(N_("Day"), N_("Day: {value}"), add=N_("Other day")),
                plain=True,
            ),
            Choice(
                "reason",
                N_("What stood in the way? Choose what comes closest; nobody is to blame."),
                REASONS,
                when=Unless(BARE, Is("contact", ("not_reached",))),
                record=Record(N_("Reason"), N_("Reason: {value}")),
            ),
            Day(
                "retry",
                N_("When would you like to try again?"),
                NEXT_TRIES,
                when=Is("contact", ("not_reached",)),
                plans=True,
                record=Record(N_("Next try")),
                plain=True,
            ),
            Choice(
                "overall",
                N_("How are they doing?"),
                OVERALL,
                when=NOTED,
                record=Record(N_("Overall"), N_("Overall: {value}"), unsaid=("details",)),
                plain=True,
            ),
            Levels(
                "levels",
                N_(
                    "Which of these did you talk about? Tap one to note how it is. "
                    "What you leave alone counts as not discussed."
                ),
                TOPICS,
                LEVELS,
                when=DETAILS,
                record=Record(N_("Topics")),
                rest=N_("Others: good"),
                rest_level=4,
            ),
            Several(
                "needs",
                N_("Is there anything they need help with?"),
                TOPIC_LABELS,
                when=SOME_LEFT,
                record=Record(N_("Needs"), N_("Needs help with: {value}"), add=N_("Add needs"), when=NOTED),
            ),
            Free(
                "note",
                N_(
                    "A short note, if you wish. First what happened and what they said; "
                    "mark your own view: “I think: …”. Write only what is needed: "
                    "no ID numbers, no full address, no names of others."
                ),
                NOTE_LIMIT,
                when=DETAILS,
                record=Record(N_("Note"), N_("Note: {value}"), add=N_("Add a note"), when=NOTABLE),
            ),
            Free(
                "good",
                N_(
                    "What goes well, or what are they proud of? In their words or yours, "
                    "without names or addresses of others."
                ),
                WORDS_LIMIT,
                when=NEVER,
                skip=LEFT_EMPTY,
                record=Record(N_("Going well"), N_("Going well: {value}"), add=N_("Add what goes well"), when=NOTED),
            ),
            Free(
                "agreed",
                N_("What was agreed: who does what, and by when? Without names or addresses of others."),
                WORDS_LIMIT,
                when=NEVER,
                skip=LEFT_EMPTY,
                record=Record(N_("Agreed"), N_("Agreed: {value}"), add=N_("Add what was agreed"), when=NOTED),
            ),
            NEXT_CONTACT,
        ),
    )
)


def without_notes(answers: Answers, *, wanted: bool) -> dict[str, Any]:
    """These answers, as they may be kept of somebody who wants notes or wants none."""
    if wanted:
        return without(answers, BARE)
    ways = [key + suffix for key in NOT_KEPT for suffix in ("", MAKING, CALLED, SINGLY)]
    return {**without(answers, *ways), BARE: True}


def reached(answers: Answers) -> bool:
    """Whether the mentor was in touch, directly or through the family."""
    return answers.get("contact") in TALKED


def spoken_levels(answers: Answers) -> dict[str, int]:
    """The level of each topic that was spoken of, by code; where all is well, that each is good."""
    if not reached(answers):
        return {}
    if answers.get("overall") == FINE:
        return {topic.code: max(_LEVEL_CODES) for topic in TOPICS}
    kept: Mapping[str, Any] = answers.get("levels", {})
    return {topic.code: kept[topic.code] for topic in TOPICS if kept.get(topic.code) in _LEVEL_CODES}


def urgent_topics(answers: Answers) -> list[str]:
    """Codes of the topics marked urgent (level 1): something has to happen today."""
    levels: Mapping[str, Any] = answers.get("levels", {})
    return [topic.code for topic in TOPICS if levels.get(topic.code) == URGENT_LEVEL]
