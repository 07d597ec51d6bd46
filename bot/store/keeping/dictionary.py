"""The data dictionary: what each column of an export means, kind by kind; codes come from where they are defined."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields

from bot.domain.checkins import CHECK_IN, WHYS
from bot.domain.directory import CATEGORIES
from bot.domain.figures.endings import ENDINGS
from bot.domain.followups import CONTACT, KINDS
from bot.domain.forms import Choice, Day, Free, Levels, Question, Several
from bot.domain.lives import CASE, LEAVE, PROMPT, REFERRAL, REQUEST, Life
from bot.domain.rights.requests import REQUEST_KINDS, STATE_LABELS
from bot.domain.timing.cadence import RHYTHMS
from bot.domain.urgent import FLAG_KINDS, NOT_SAID, UNSAID
from bot.store.keeping import course
from bot.store.keeping.wanted import Rows
from bot.store.people.absences import APPROVED, ENDED

DICTIONARY = "dictionary"
TEXT, CODE, MOMENT, LEVEL, NUMBER, LIST, YES_NO = "text", "code", "moment", "number 1-4", "number", "list", "yes/no"
TYPES = (
    (TEXT, "words or names"),
    (CODE, "one of some neutral codes"),
    (MOMENT, "a local time with its offset from UTC, to the second"),
    (LEVEL, "a level"),
    (NUMBER, "a whole number"),
    (LIST, "several codes, with a comma between them"),
    (YES_NO, "yes or no"),
)
SENTENCE = re.compile(r"(?<=[.?!])\s")
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind of rows.

    values: its codes and what they stand for. is_text: it stands only in files with names and words.
    """

    name: str
    meaning: str
    type: str
    values: Options = ()
    may_be_empty: bool = False
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the dictionary, as it stands in a file."""

    kind: str
    column: str
    meaning: str
    type: str
    values: str
    may_be_empty: str


def columns(kind: str, *, with_text: bool) -> list[str]:
    """The columns of a kind, in their order; none of a kind that is not known."""
    return [one.name for one in _BY_KIND.get(kind, ()) if with_text or not one.is_text]


def rows(kinds: Collection[str], *, with_text: bool) -> Rows:
    """A line for each column of these kinds, and of the dictionary itself."""
    return [
        {field.name: getattr(line, field.name) or None for field in fields(Line)}
        for kind in (*kinds, DICTIONARY)
        for line in _lines(kind, with_text)
    ]


def _lines(kind: str, with_text: bool) -> Iterator[Line]:
    for one in _BY_KIND[kind]:
        if with_text or not one.is_text:
            values = "; ".join(f"{code}: {label}" for code, label in one.values)
            yield Line(kind, one.name, one.meaning, one.type, values, "yes" if one.may_be_empty else "no")


def _states(life: Life, said: dict[str, str]) -> Options:
    """What each state stands for. Raises KeyError for one about which nothing is said."""
    return tuple((state, said[state]) for state in life.states)


def _moment(name: str, meaning: str, *, may_be_empty: bool = True) -> Column:
    return Column(name, meaning, MOMENT, may_be_empty=may_be_empty)


def _code(name: str, meaning: str, values: Iterable[tuple[str, str]] = (), *, may_be_empty: bool = False) -> Column:
    return Column(name, meaning, CODE, tuple(values), may_be_empty)


def _words(name: str, meaning: str) -> Column:
    return Column(name, meaning, TEXT, may_be_empty=True, is_text=True)


def _asked(question: Question) -> Iterator[Column]:
    """The columns of a question that has no words of a person's own: see `recorded.answered`."""
    asked = f'the question "{_first(question.text)}"'
    match question:
        case Choice(options=options):
            yield _code(
                question.key,
                f"The code that answers {asked} here.",
                options,
                may_be_empty=not _is_always_asked(question),
            )
        case Several(options=options):
            yield Column(question.key, f"The codes that answer {asked} here, none or several.", LIST, options, True)
        case Levels(topics=topics, levels=levels):
            said = tuple((str(level), f"{label} ({about})") for level, label, about in levels)
            each = f"The answer to {asked} as code=level, topic by topic."
            yield Column(question.key, each, LIST, tuple((topic.code, topic.label) for topic in topics), True)
            for topic in topics:
                own = f"The level of the topic {topic.label} ({topic.about}); empty where it was not spoken of."
                yield Column(topic.code, own, LEVEL, said, True)
        case Day() | Free():
            return


def _first(text: str) -> str:
    """The first sentence: the rest tells whoever fills it in how."""
    return SENTENCE.split(text, maxsplit=1)[0]


def _is_always_asked(question: Choice) -> bool:
    return question.when is None and not question.skip


ANSWERS = tuple(column for question in CHECK_IN.questions for column in _asked(question))
WORDS = tuple(
    _words(question.key, f'The words that answer the question "{_first(question.text)}" here.')
    for question in CHECK_IN.questions
    if isinstance(question, Free)
)
OF_CASE = _code("code", "The neutral code of the participant.")
TOPICS = tuple(
    (topic.code, topic.label) for one in CHECK_IN.questions if isinstance(one, Levels) for topic in one.topics
)
TRACKS = (("R", "coming home after prison"), ("P", "survivors of violence"))
CASES = (
    OF_CASE,
    _code("track", "Which kind of service the participant is with.", TRACKS),
    _code("mentor", "The staff code of the mentor who accompanies now, or did last."),
    _code("team", "The staff code of the supervisor in whose team that mentor is now.", may_be_empty=True),
    Column(
        "cadence_weeks",
        "How many weeks lie between two planned contacts.",
        NUMBER,
        tuple((str(weeks), label) for weeks, label in RHYTHMS),
    ),
    _code(
        "status",
        "Where the accompaniment stands now.",
        [
            one
            for one in _states(
                CASE, {"active": "goes on", "paused": "rests", "closed": "has ended", "erased": "in no file"}
            )
            if one[0] != "erased"
        ],
    ),
    _moment("intake_at", "When the accompaniment began, by the mentor's clock.", may_be_empty=False),
    _moment("last_at", "When something was recorded last, by the mentor's clock."),
    _moment("last_contact_at", "When the last recorded contact or try was, by the mentor's clock."),
    _moment("closed_at", "When the accompaniment ended, by the mentor's clock."),
    _code("closed_reason", "Why the accompaniment ended, if somebody said so.", ENDINGS, may_be_empty=True),
    _words("name", "The name of the participant."),
)
CHECKINS = (
    OF_CASE,
    _moment("at", "When the check-in was recorded, by the clock of whoever recorded it.", may_be_empty=False),
    _moment("contact_at", "When the contact or the try was, by the clock of whoever recorded it.", may_be_empty=False),
    _code("by", "The staff code of whoever recorded it."),
    *ANSWERS,
    _moment("next_at", "When the next contact was planned by it, by the clock of whoever recorded it."),
    Column("revision", "How often it was written: 1 as first recorded, one more with each correction.", NUMBER),
    _moment("slot", "For when the contact was planned that this check-in answered; empty where none was."),
    Column("version", "Which version of that planned contact: one more each time it was put off.", NUMBER, (), True),
    *WORDS,
)
REVISIONS = (
    OF_CASE,
    _moment("checkin_at", "When the check-in was recorded: `at` of the check-ins.", may_be_empty=False),
    Column("revision", "Which version of the check-in this is; the highest one counts.", NUMBER),
    _code("by", "The staff code of whoever wrote this version."),
    _moment("at", "When this version was written, by the clock of whoever wrote it.", may_be_empty=False),
    _code("why", "Why it took the place of the version before; empty in the first.", WHYS.items(), may_be_empty=True),
    _moment("contact_at", "When the contact or the try was, as this version has it.", may_be_empty=False),
    *ANSWERS,
    _moment("next_at", "When the next contact was planned by it, by the clock of whoever recorded it."),
    *WORDS,
)
COURSE = (
    OF_CASE,
    _moment("at", "When it happened, by the clock of whoever is the mentor now.", may_be_empty=False),
    _code(
        "what",
        "What happened to the accompaniment.",
        (
            (course.TAKEN_UP, "it began"),
            ("paused", "nothing routine is planned from then on"),
            ("resumed", "a pause was over"),
            (course.CLOSED, "it ended"),
            (course.HANDED_OVER, "another mentor from then on"),
        ),
    ),
    _code("by", "Who did it; empty where nobody knows, or a command did.", may_be_empty=True),
    _code("mentor", "The staff code of the mentor from then on; empty where nobody knows.", may_be_empty=True),
)
PROMPT_STATES = _states(
    PROMPT,
    {
        "waiting": "is still to be said",
        "said": "was said and waits for an answer",
        "held": "waits until the phone can be reached",
        "failed": "could not be said",
        "answered": "was answered",
        "snoozed": "was put off: another version follows",
        "skipped": "was left out by choice",
        "lapsed": "ended without an answer",
        "cancelled": "became needless",
    },
)


def _planned(*, by_people: bool) -> tuple[Column, ...]:
    kinds = [(one.kind, one.label) for one in KINDS if (one.kind in CONTACT) is by_people]
    what = "What was planned." if by_people else "What followed by rule."
    return (
        _code("kind", what, kinds),
        OF_CASE,
        _code("recipient", "The code of whom it was planned for."),
        _moment("slot", "For when it was planned first, by the recipient's clock.", may_be_empty=False),
        Column("version", "Which version of this slot: one more each time it was put off.", NUMBER),
        _moment("due_at", "When it speaks, or was to speak, by the recipient's clock.", may_be_empty=False),
        _code("state", "What became of it.", PROMPT_STATES),
        _moment("created_at", "When it was planned, by the recipient's clock.", may_be_empty=False),
        _moment("said_at", "When it was said, by the recipient's clock."),
        _moment("ended_at", "When it was answered or ended otherwise, by the recipient's clock."),
    )


FLAGS = (
    OF_CASE,
    _code("kind", "What was urgent.", (*FLAG_KINDS, (UNSAID, NOT_SAID))),
    _code("raised_by", "The code of whoever raised it."),
    _moment("raised_at", "When it was raised, by the clock of whoever raised it.", may_be_empty=False),
    _code("acknowledged_by", "The staff code of whoever took it on.", may_be_empty=True),
    _moment("acknowledged_at", "When it was taken on, by the clock of whoever raised it."),
    _code("closed_by", "The code of whoever closed it.", may_be_empty=True),
    _moment("closed_at", "When it was closed, by the clock of whoever raised it."),
    _words("note", "What was noted when it was closed."),
)
REQUESTS = (
    OF_CASE,
    _code("kind", "What the participant asked for.", ((one.code, one.label) for one in REQUEST_KINDS.values())),
    _code("topic", "Which kind of help was looked for.", CATEGORIES, may_be_empty=True),
    _moment("received_at", "When it came, by the mentor's clock.", may_be_empty=False),
    _moment("due_at", "By when it is to be answered, by the mentor's clock.", may_be_empty=False),
    _code("state", "What became of it.", _states(REQUEST, STATE_LABELS)),
    _code("handled_by", "The staff code of whoever took it on or answered it.", may_be_empty=True),
    _moment("done_at", "When it was answered, refused or taken back, by the mentor's clock."),
    _moment("told_at", "When whoever asked knew of the answer, by the mentor's clock."),
    _words("text", "What was asked, in the participant's words."),
    _words("reason", "Why it was refused."),
)
REFERRALS = (
    OF_CASE,
    _code("topic", "What help was needed with.", TOPICS),
    _code(
        "service", "The entry of the support directory that was asked; empty where a name was typed.", may_be_empty=True
    ),
    _code(
        "state",
        "What became of it.",
        _states(
            REFERRAL,
            {
                "asked": "asked for",
                "accepted": "accepted by the service",
                "finished": "help was received",
                "dropped": "not taken up",
            },
        ),
    ),
    _code("by", "The staff code of whoever noted it."),
    _moment("created_at", "When it was noted, by the mentor's clock.", may_be_empty=False),
    _moment("changed_at", "When its state changed last, by the mentor's clock.", may_be_empty=False),
    _moment("accepted_at", "When the service accepted, by the mentor's clock."),
    _words("named", "The service's name, where it was typed."),
)
LEAVE_STATES = _states(
    LEAVE, {"asked": "", "approved": "as planned", "refused": "", "ended": "ended early, or not begun"}
)
ABSENCES = (
    _code("person", "The staff code of whoever was away."),
    _moment("from_at", "From when on, by their own clock.", may_be_empty=False),
    _moment("until_at", "Until when it was planned, by their own clock; empty where no end was named."),
    _code("cover", "The staff code of whoever stood in; empty where nobody did.", may_be_empty=True),
    _code("state", "Whether it went as agreed.", [one for one in LEAVE_STATES if one[0] in (APPROVED, ENDED)]),
)
OF_ITSELF = (
    _code("kind", "The kind of rows: a sheet of a spreadsheet, a list of a JSON file."),
    Column("column", "The name of the column.", TEXT),
    Column("meaning", "What stands in it.", TEXT),
    _code("type", "How it is written.", TYPES),
    Column("values", "The codes that may stand in it, each with what it stands for.", TEXT, (), True),
    Column("may_be_empty", "Whether it may be empty.", YES_NO),
)
_BY_KIND: dict[str, tuple[Column, ...]] = {
    "cases": CASES,
    "checkins": CHECKINS,
    "revisions": REVISIONS,
    "course": COURSE,
    "prompts": _planned(by_people=True),
    "reminders": _planned(by_people=False),
    "flags": FLAGS,
    "requests": REQUESTS,
    "referrals": REFERRALS,
    "absences": ABSENCES,
    DICTIONARY: OF_ITSELF,
}
