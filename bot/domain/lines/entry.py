"""The parts that are about one person as one check-in: answers, doubts, and the note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import dropwhile
from typing import Any

from bot.domain.checkins import DAYS_BACK, NOTE_LIMIT
from bot.domain.danger import Danger, heard
from bot.domain.lines.answers import CODE, WHOSE, Doubt, Entry, Heard, Why, with_calls
from bot.domain.lines.parts import Part
from bot.domain.lines.subjects import Subject
from bot.domain.lines.tokens import Piece, Token
from bot.domain.lines.when import Clock, When
from bot.domain.lines.words import (
    BACK,
    EITHER,
    HOUR,
    LASTING,
    LEVEL,
    PAST,
    PERSON,
    TOPIC,
    UNCLEAR,
    LineWords,
)
from bot.domain.planning import morning, step_at

# Keys of phrases that say nothing of their own.
SILENT = ("", "whose")
# What only a day says, and a piece that has more than that in it may mean otherwise.
_DAYS = ("on", "either", "next", "more")
# Of a contact that did not work out: the words which say that it was tried so.
_TRIED = {
    "visit": ("visit", "visited", "met", "home", "homeits", "they", "cancelled"),
    "call": ("call", "called", "answer", "active", "off", "phone", "reach"),
    "message": ("message", "messaged", "answer", "one_tick", "phone", "reach"),
}
_HOW = ("visit", "visited", "call", "called", "message", "messaged", "touched", "there", "homeits")
_MET = ("reach", "answer", "active", "met", "home", "at")
_FINE, _DETAILS, _NOT_REACHED = "fine", "details", "not_reached"


@dataclass(slots=True)
class Draft:
    """A check-in while it is put together."""

    text: str
    words: LineWords
    clock: Clock
    parts: list[Part]
    pieces: Sequence[Piece]
    code: str | None
    answers: dict[str, Any] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    noted: set[Token] = field(default_factory=set)

    def of(self, key: str) -> list[Part]:
        """The parts that answer this."""
        return [part for part in self.parts if part.key == key]

    def said(self, parts: Sequence[Part]) -> str:
        """Their words, as they were typed."""
        return ", ".join(dict.fromkeys(_written(self.text, part.tokens) for part in parts))

    def ask(self, about: str, why: Why, parts: Sequence[Part], choices: Sequence[Mapping[str, Any]] = ()) -> None:
        """It has to be asked."""
        self.doubts.append(Doubt(about, why, self.said(parts), tuple(choices)))

    def note(self, parts: Sequence[Part]) -> None:
        """Their words stand in the note as well."""
        self.noted.update(token for part in parts for token in part.tokens)

    def on(self, day: date) -> str:
        """A day as the form keeps it."""
        return step_at(morning(day, self.clock.zone))


def entry(
    text: str, parts: Sequence[Part], pieces: Sequence[Piece], subject: Subject, words: LineWords, clock: Clock
) -> Entry:
    """The check-in that these parts tell of; pieces: all of the message."""
    draft = Draft(text, words, clock, list(parts), pieces, subject.code)
    if subject.code is None:
        choices = [{CODE: code} for code in sorted(subject.codes)]
        draft.doubts.append(Doubt(WHOSE, Why.WHOSE, subject.words, tuple(choices)))
    _contact(draft)
    _turn_back(draft)
    _levels(draft)
    _day(draft)
    _next(draft)
    _reason(draft)
    _needs(draft)
    _overall(draft)
    unread = _note(draft)
    heard_as = tuple(
        Heard("whose" if part.key is None else part.key, _written(text, part.tokens))
        for part in draft.parts
        if part.key is not None or part.tokens[0].has(PERSON)
    )
    return Entry(subject.code, with_calls(draft.answers), tuple(draft.doubts), unread, heard_as)


def as_the_others(found: Entry, others: Sequence[Entry]) -> Entry:
    """ "R-014 ditelepon tadi, baik. R-021 juga baik": how and when it was of the others may be meant of this one."""
    known = [one.answers for one in others if "contact" in one.answers]
    if not known or "on" in found.answers or any(doubt.about in ("contact", "on") for doubt in found.doubts):
        return found
    if "contact" in found.answers:
        days = {one["on"] for one in known if "on" in one}
        asked = Doubt("on", Why.WHICH_DAY, "", tuple({"on": day} for day in sorted(days)))
        return replace(found, doubts=(*found.doubts, asked)) if days else found
    meant = {key: known[-1][key] for key in ("contact", "on") if key in known[-1]}
    return replace(found, doubts=(*found.doubts, Doubt("contact", Why.MEANS, "", (meant,))))


def without_a_person(text: str, parts: Sequence[Part], subject: Subject) -> Entry:
    """Where it cannot be said which part is about whom: all of it as a note, and whose that is."""
    tokens = [token for part in parts for token in part.tokens]
    choices = tuple({CODE: code} for code in sorted(subject.codes))
    whole = text[min(token.start for token in tokens) : max(token.end for token in tokens)].strip()
    doubts = [Doubt(WHOSE, Why.WHOSE, whole, choices)]
    answers = {"note": whole} if len(whole) <= NOTE_LIMIT else {}
    doubts += [] if answers else [Doubt("note", Why.TOO_LONG, whole)]
    return Entry(None, with_calls(answers), tuple(doubts), (whole,))


# -- how they were in touch --------------------------------------------------------------------------------------------


def _contact(draft: Draft) -> None:
    claims = draft.of("contact")
    sure = [part for part in claims if not _is_either(part, draft)]
    values = {value for part in sure if (value := _value(part))}
    missed = [part for part in sure if _value(part) == _NOT_REACHED]
    if missed:
        others = values - {_NOT_REACHED}
        tells = [part for key in ("overall", "levels", "needs", "rest") for part in draft.of(key)]
        tried = {token for part in missed for token in part.tokens}
        fits = all(
            other in _TRIED and any(not token.kinds.isdisjoint(_TRIED[other]) for token in tried) for other in others
        )
        if fits and not tells:
            draft.answers["contact"] = _NOT_REACHED
            draft.note([part for part in missed if part.phrase is not None and part.phrase.rule.note])
        else:
            draft.ask("contact", Why.WHICH_ONE, [*sure, *tells], [{"contact": value} for value in sorted(values)])
            draft.note([*sure, *tells])
        return
    if values == {"family", "call"} and any(part.has("answer") for part in sure if _value(part) == "family"):
        values = {"family"}
    if len(values) == 1:
        draft.answers["contact"] = values.pop()
    elif values:
        draft.ask("contact", Why.WHICH_ONE, sure, [{"contact": value} for value in sorted(values)])
        draft.note(sure)
    elif touched := draft.of("touched"):
        draft.ask("contact", Why.MEANS, touched)
        draft.note(touched)


def _value(part: Part) -> str:
    return "" if part.phrase is None else part.phrase.rule.value


def _whens(part: Part) -> list[When]:
    return [token.when for token in part.tokens if token.when is not None]


def _is_either(part: Part, draft: Draft) -> bool:
    """ "kunjungan Kamis": the day it was, or the day it is to be; "sudah" says that it was."""
    either = [when for when in _whens(part) if when.kind == EITHER]
    return bool(either) and not part.has("done") and not all(when.leans_back for when in either)


def _turn_back(draft: Draft) -> None:
    """What answers nothing in a check-in like this is not understood after all; a day beside it is part of it."""
    reached = draft.answers.get("contact") != _NOT_REACHED
    lost = {part.piece for part in draft.parts if part.key == "reason" and reached}
    lost |= {part.piece for part in draft.parts if part.key is None}
    asks = {part.piece for part in draft.parts if part.key == "needs"}
    turned = {part.piece for part in draft.parts if part.key == "reason" and reached}
    turned |= {part.piece for part in draft.parts if part.key == "more" and part.piece - 1 not in asks}
    found: list[Part] = []
    for part, after in zip(draft.parts, (*draft.parts[1:], None), strict=True):
        # Of whom it is not surely said, the name stays before the words that may be the rest of it: "Siti Aminah ...".
        goes_on = after is not None and after.key is None and after.piece == part.piece
        gone = (part.key == "reason" and reached) or part.key == "rest"
        gone |= part.key in _DAYS and part.piece in lost and not part.has("again", "try", "plan")
        gone |= part.key in ("overall", "okay") and part.piece in turned  # "keluarga sehat semua"
        gone |= part.key == "more" and part.piece - 1 not in asks
        gone |= part.key == "whose" and draft.code is None and goes_on
        if part.key == "more" and not gone:
            asks.add(part.piece)
        found.append(Part(part.tokens, None, part.piece, part.key or "", part.shared) if gone else part)
    draft.parts = found


# -- days --------------------------------------------------------------------------------------------------------------


def _day(draft: Draft) -> None:
    """The day of the contact."""
    in_contact = [*draft.of("contact"), *draft.of("touched")]
    pieces = {part.piece for part in in_contact}
    alone = [part for part in draft.of("on") if part.piece in pieces or _is_alone(part, draft)]
    beside = [part for part in draft.of("on") if part not in alone]
    days: dict[date, Part] = {}
    for part in (*in_contact, *alone):
        for when in _whens(part):
            if when.kind == PAST:
                days.setdefault(when.days[0], part)
            elif when.kind == EITHER and not _is_either(part, draft):
                if not when.days:
                    draft.ask("on", Why.WHICH_DAY, [part])
                    draft.note([part])
                    return
                days.setdefault(when.days[0], part)
            elif when.kind == BACK:
                draft.ask("on", Why.WHICH_DAY, [part], [{"on": draft.on(day)} for day in when.days])
                return
    if not days and (vague := [part for part in in_contact if part.has("part", HOUR)]):
        draft.ask("on", Why.WHICH_DAY, vague, [{"on": draft.on(draft.clock.today)}])
        return
    if not days and not beside and (told := [part for part in draft.parts if _tells_of_a_try(part)]):
        choices = [{"on": draft.on(day)} for part in told for when in _whens(part) for day in when.days]
        draft.ask("on", Why.WHICH_DAY, told, choices)
        return
    oldest = draft.clock.today.toordinal() - DAYS_BACK + 1
    if len(days) > 1 or beside:
        found = sorted({*days, *(when.days[0] for part in beside for when in _whens(part) if when.kind == PAST)})
        draft.ask("on", Why.WHICH_DAY, [*days.values(), *beside], [{"on": draft.on(day)} for day in found])
        return
    for day, part in days.items():
        if oldest <= day.toordinal() <= draft.clock.today.toordinal():
            draft.answers["on"] = draft.on(day)
        else:
            draft.ask("on", Why.WHICH_DAY, [part])
            draft.note([part])


def _tells_of_a_try(part: Part) -> bool:
    """ "kemarin dicoba ditelepon", in words that were not understood."""
    return part.key is None and part.has(*_HOW) and any(when.kind in (PAST, BACK) for when in _whens(part))


def _is_alone(part: Part, draft: Draft) -> bool:
    return all(other is part or other.key in SILENT for other in draft.parts if other.piece == part.piece)


def _next(draft: Draft) -> None:
    """When they will be in touch again, or try to."""
    key = "retry" if draft.answers.get("contact") == _NOT_REACHED else "next"
    values: dict[str, Part] = {}
    asked: list[tuple[Part, list[str], str | None]] = []
    for part in draft.of("next"):
        for when in _whens(part):
            _ahead(draft, key, part, when, values, asked)
    for part in (*draft.of("either"), *(one for one in draft.of("contact") if _is_either(one, draft))):
        _either(draft, key, part, values)
    if len(values) > 1 or (values and asked):
        choices = [{key: value} for value in dict.fromkeys([*values, *(one for _, some, _ in asked for one in some)])]
        draft.ask(key, Why.WHICH_ONE, [*values.values(), *(part for part, _, _ in asked)], choices)
        return
    for part, some, _ in asked:
        draft.ask(key, Why.WHEN, [part], [{key: value} for value in some])
        if part.phrase is not None and part.phrase.rule.ask:
            draft.note([part])
    for value in values:
        draft.answers[key] = value


def _ahead(
    draft: Draft,
    key: str,
    part: Part,
    when: When,
    values: dict[str, Part],
    asked: list[tuple[Part, list[str], str | None]],
) -> None:
    if when.kind in (PAST, BACK):
        return
    moments = [step_at(one.at) for one in when.ahead]
    doubtful = when.kind in (UNCLEAR, HOUR) or len(moments) != 1
    doubtful |= part.phrase is not None and part.phrase.rule.ask
    # A day by itself, beside words that were not understood, may be theirs: "sidang di Poso, Kamis".
    # "kontak lagi Senin dan Kamis ..."
    unread = [other for other in draft.parts if other.key is None]
    doubtful |= any(other.piece == part.piece and (_whens(other) or other.has(LASTING)) for other in unread)
    by_itself = not part.has("again", "try", "plan", *_HOW)
    doubtful |= by_itself and not when.from_now and not _is_alone(part, draft) and bool(draft.of("contact"))
    doubtful |= when.bare and not _is_alone(part, draft)  # "2 minggu baik"
    doubtful |= when.bare and not part.has("again") and part.has(*_HOW)  # "kunjungan 2 hari"
    doubtful |= by_itself and (when.bare or not when.from_now) and bool(unread)
    if doubtful:
        asked.append((part, moments, None))
    else:
        values[_step(draft, key, when) or moments[0]] = part


def _step(draft: Draft, key: str, when: When) -> str | None:
    """The step of the form that these words are; steps are counted from the day of the contact."""
    today = draft.on(draft.clock.today)
    if draft.answers.get("on", today) != today or any(doubt.about == "on" for doubt in draft.doubts):
        return None
    return draft.words.steps.get(key, {}).get(when.step)


def _either(draft: Draft, key: str, part: Part, values: dict[str, Part]) -> None:
    """A day that may be the contact's own, or the next one's."""
    when = next(when for when in _whens(part) if when.kind == EITHER)
    if draft.answers.get("on") in [draft.on(day) for day in when.days]:
        return  # "Sabtu (21/11)"
    moments = [step_at(one.at) for one in when.ahead]
    contact = _value(part) if part.key == "contact" else None
    settled = "on" in draft.answers and draft.answers.get("contact") is not None
    says_none = not draft.of("contact") and not when.leans_back and part.key == "either" and not draft.of("touched")
    alone = any(other.key is None for other in draft.parts) and not part.has("touched")
    if (settled or says_none) and len(moments) == 1 and contact is None and not alone:
        values[moments[0]] = part
        return
    own = [{"on": draft.on(day), **({"contact": contact} if contact else {})} for day in when.days]
    draft.ask("on", Why.EITHER, [part], [*own, *({key: moment} for moment in moments)])


# -- how they are ------------------------------------------------------------------------------------------------------


def _reason(draft: Draft) -> None:
    claims = draft.of("reason")
    reasons = {_value(part) for part in claims}
    if len(reasons) == 1:
        draft.answers["reason"] = reasons.pop()
        draft.note([part for part in claims if part.phrase is not None and part.phrase.rule.note])
    elif reasons:
        draft.ask("reason", Why.WHICH_ONE, claims, [{"reason": reason} for reason in sorted(reasons)])
        draft.note(claims)


def _named(part: Part, kind: str) -> list[str]:
    """Which of a kind its words name: of topics "kerja"."""
    found = (one.partition("=") for token in part.tokens for one in sorted(token.kinds))
    return list(dict.fromkeys(value for general, sign, value in found if sign and general == kind))


def _levels(draft: Draft) -> None:
    levels: dict[str, int] = {}
    asked: list[tuple[Part, str]] = []
    if _doubts(draft, "contact", Why.WHICH_ONE) or draft.answers.get("contact") == _NOT_REACHED:
        return
    for part in draft.of("levels"):
        found = _named(part, LEVEL)
        asks = part.phrase is not None and part.phrase.rule.ask
        for topic in _all_topics(part):
            twice = len(found) != 1 or levels.get(topic, int(found[0])) != int(found[0])
            if asks or twice or _is_taken_back(draft, part):
                asked.append((part, topic))
            else:
                levels[topic] = int(found[0])
    for part, topic in asked:
        levels.pop(topic, None)
        draft.note([part])
    for part, topic in asked:
        draft.ask("levels", Why.MEANS, [part], [{"levels": {**levels, topic: level}} for level in (4, 3, 2, 1)])
    if levels:
        draft.answers["levels"] = levels


def _is_taken_back(draft: Draft, part: Part) -> bool:
    """ "kerja baik tapi upah belum dibayar"."""
    place = draft.parts.index(part)
    after = draft.parts[place + 1] if place + 1 < len(draft.parts) else None
    return after is not None and after.lead == "but" and after.key is None


def _needs(draft: Draft) -> None:
    if draft.answers.get("contact") == _NOT_REACHED:
        draft.note([*draft.of("needs"), *draft.of("more")])
        return
    claims = [*draft.of("needs"), *draft.of("more")]
    topics = list(dict.fromkeys(topic for part in claims for topic in _all_topics(part)))
    sentences = {draft.pieces[part.piece].sentence for part in claims}
    first = next((place for place, part in enumerate(draft.parts) if part in claims), 0)
    if topics and any(_goes_on(draft, part, sentences) for part in draft.parts[first:]):
        # The list may go on in words that were not understood.
        draft.ask("needs", Why.MEANS, claims, [{"needs": topics}])
        draft.note(claims)
    elif topics and any(part.phrase is not None and part.phrase.rule.ask for part in claims):
        draft.ask("needs", Why.MEANS, claims, [{"needs": topics}])  # "butuh bantuan keluarga": for them, or by them?
        draft.note(claims)
    elif topics:
        draft.answers["needs"] = topics


def _goes_on(draft: Draft, part: Part, sentences: set[int]) -> bool:
    return part.key is None and draft.pieces[part.piece].sentence in sentences


def _all_topics(part: Part) -> Iterator[str]:
    """Each topic of a list; "urusan kesehatan" is one."""
    for token, after in zip(part.tokens, (*part.tokens[1:], None), strict=True):
        named = [kind for kind in sorted(token.kinds) if kind.startswith(f"{TOPIC}=")]
        if named and not (token.has("about") and after is not None and after.has(TOPIC)):
            yield named[0].partition("=")[2]


def _overall(draft: Draft) -> None:
    """Whether all is well: only if nothing else that is said says otherwise."""
    claims = draft.of("overall")
    if draft.answers.get("contact") == _NOT_REACHED or _doubts(draft, "contact", Why.WHICH_ONE):
        return
    if "contact" not in draft.answers and any(_hints_at_a_miss(part) for part in draft.parts if part.key is None):
        return
    fine = [part for part in claims if _value(part) == _FINE and not _answers_somebody(draft, part)]
    answering = [part for part in claims if _value(part) == _FINE and _answers_somebody(draft, part)]
    details = [part for part in claims if _value(part) == _DETAILS]
    told = max((_trouble(draft, part) for part in draft.parts if part.key is None), default=Danger.NONE)
    if "contact" not in draft.answers and not details and not _is_grave(draft):
        # "sakit, coba lagi lusa": how they are, or what stood in the way?
        told = min(told, Danger.UNSURE)
    draft.note([part for part in details if part.phrase is not None and part.phrase.rule.note])
    more = "levels" in draft.answers or bool(details) or told is Danger.SURE
    # Help may be wanted where all is well, too: needs alone say nothing of it.
    else_said = "needs" in draft.answers or any(doubt.about in ("levels", "needs") for doubt in draft.doubts)
    if fine and (more or told is not Danger.NONE or else_said):
        draft.ask("overall", Why.WHICH_ONE, fine, [{"overall": _FINE}, {"overall": _DETAILS}])
    elif more:
        draft.answers["overall"] = _DETAILS
    elif fine:
        draft.answers["overall"] = _FINE
    elif okay := [*draft.of("okay"), *answering]:
        draft.ask("overall", Why.MEANS, okay, [{"overall": _FINE}, {"overall": _DETAILS}])


def _hints_at_a_miss(part: Part) -> bool:
    """Whether words that are not understood may say that they were not in touch: how they are was not learned then."""
    return part.has("cancelled", "postponed", "empty") or (part.has("no") and part.has(*_HOW, *_MET))


def _answers_somebody(draft: Draft, part: Part) -> bool:
    """ "Baik. R-014 besok saya kunjungi": a word that begins a message may be a yes."""
    begins = part.piece == 0 and next(one for one in draft.parts if one.key != "") is part
    return begins and all(token.has("good") or token.has("small", "greeting") for token in part.tokens)


def _is_grave(draft: Draft) -> bool:
    """Whether words that are not understood surely tell of danger."""
    unread = (part for part in draft.parts if part.key is None)
    return any(heard(_written(draft.text, part.tokens), draft.words.danger) is Danger.SURE for part in unread)


def _trouble(draft: Draft, part: Part) -> Danger:
    """How surely words that are not understood say that not all is well."""
    said = _written(draft.text, part.tokens)
    if part.lead == "rest":
        return Danger.NONE
    if part.shared:
        return Danger.UNSURE  # said of several at once it is said too roughly
    told = heard(said, draft.words.troubled)
    if told is not Danger.NONE:
        return told
    # The words of danger are those of whoever is in it, and rather say too much: here they only raise the question.
    return Danger.UNSURE if heard(said, draft.words.danger) is Danger.SURE else Danger.NONE


def _doubts(draft: Draft, about: str, why: Why) -> bool:
    return any(doubt.about == about and doubt.why is why for doubt in draft.doubts)


# -- the note ----------------------------------------------------------------------------------------------------------


def _note(draft: Draft) -> tuple[str, ...]:
    """What was not understood, and what is kept besides, word for word; what follows each other stays together."""
    spans: list[tuple[int, int]] = []
    open_span: tuple[int, int] | None = None
    for part in draft.parts:
        kept = part.key is None or any(token in draft.noted for token in part.tokens)
        start, end = _spoken(part, draft.code)
        if not kept:
            open_span = None
            continue
        if open_span is not None and start >= open_span[0]:
            spans.pop()
            start = open_span[0]
        spans.append((start, end))
        open_span = (start, end)
    unread = tuple(draft.text[start:end] for start, end in spans)
    note = "\n".join(unread)
    if len(note) > NOTE_LIMIT:
        draft.ask("note", Why.TOO_LONG, [])
    elif note:
        draft.answers["note"] = note
    return unread


def _spoken(part: Part, code: str | None) -> tuple[int, int]:
    """From where to where its words go, without the name before them, if that says whose they are."""
    after = list(dropwhile(lambda token: token.has(PERSON), part.tokens)) if code else []
    return (after or part.tokens)[0].start, part.tokens[-1].end


def _written(text: str, tokens: Sequence[Token]) -> str:
    return text[tokens[0].start : tokens[-1].end]
