"""How somebody is, as a line says it: levels of topics, needs, whether all is well; and what stood in the way."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.checkins import LEVELS
from bot.domain.danger import Danger, heard
from bot.domain.lines.answers import Why
from bot.domain.lines.draft import HOW, NOT_REACHED, Draft, asks, notes, value_of, written
from bot.domain.lines.parts import Part
from bot.domain.lines.words import LEVEL, TOPIC

FINE, DETAILS = "fine", "details"
# Kinds of words by which people are met or missed.
_MET = ("reach", "answer", "active", "met", "home", "at")


def reason(draft: Draft) -> None:
    """What stood in the way."""
    claims = draft.of("reason")
    reasons = {value_of(part) for part in claims}
    if len(reasons) == 1:
        draft.answers["reason"] = reasons.pop()
        draft.note([part for part in claims if notes(part)])
    elif reasons:
        draft.ask("reason", Why.WHICH_ONE, claims, [{"reason": reason} for reason in sorted(reasons)])
        draft.note(claims)


def levels(draft: Draft) -> None:
    """The level of each topic, where both are said."""
    said: dict[str, int] = {}
    asked: list[tuple[Part, str]] = []
    if draft.doubts_of("contact", Why.WHICH_ONE) or draft.answers.get("contact") == NOT_REACHED:
        return
    for part in draft.of("levels"):
        found = _named(part, LEVEL)
        for topic in _topics_of(part):
            twice = len(found) != 1 or said.get(topic, int(found[0])) != int(found[0])
            if asks(part) or twice or _is_taken_back(draft, part):
                asked.append((part, topic))
            else:
                said[topic] = int(found[0])
    for part, topic in asked:
        said.pop(topic, None)
        draft.note([part])
    for part, topic in asked:
        meant = [{"levels": {**said, topic: level}, "overall": DETAILS} for level, _, _ in LEVELS]
        draft.ask("levels", Why.MEANS, [part], meant)
    if said:
        draft.answers["levels"] = said


def _is_taken_back(draft: Draft, part: Part) -> bool:
    """ "kerja baik tapi upah belum dibayar"."""
    place = draft.parts.index(part)
    after = draft.parts[place + 1] if place + 1 < len(draft.parts) else None
    return after is not None and after.lead == "but" and after.key is None


def _named(part: Part, kind: str) -> list[str]:
    """Which of a kind its words name: of topics "kerja"."""
    found = (one.partition("=") for token in part.tokens for one in sorted(token.kinds))
    return list(dict.fromkeys(value for general, sign, value in found if sign and general == kind))


def needs(draft: Draft) -> None:
    """What they need help with, where all of the list is understood."""
    if draft.answers.get("contact") == NOT_REACHED:
        draft.note([*draft.of("needs"), *draft.of("more")])
        return
    claims = [*draft.of("needs"), *draft.of("more")]
    topics = list(dict.fromkeys(topic for part in claims for topic in _topics_of(part)))
    sentences = {draft.pieces[part.piece].sentence for part in claims}
    first = next((place for place, part in enumerate(draft.parts) if part in claims), 0)
    if topics and any(_goes_on(draft, part, sentences) for part in draft.parts[first:]):
        # The list may go on in words that were not understood.
        draft.ask("needs", Why.MEANS, claims, [{"needs": topics}])
        draft.note(claims)
    elif topics and any(asks(part) for part in claims):
        draft.ask("needs", Why.MEANS, claims, [{"needs": topics}])  # "butuh bantuan keluarga": for them, or by them?
        draft.note(claims)
    elif topics:
        draft.answers["needs"] = topics


def _goes_on(draft: Draft, part: Part, sentences: set[int]) -> bool:
    return part.key is None and draft.pieces[part.piece].sentence in sentences


def _topics_of(part: Part) -> Iterator[str]:
    """Each topic of a list; "urusan kesehatan" is one."""
    for token, after in zip(part.tokens, (*part.tokens[1:], None), strict=True):
        named = [kind for kind in sorted(token.kinds) if kind.startswith(f"{TOPIC}=")]
        if named and not (token.has("about") and after is not None and after.has(TOPIC)):
            yield named[0].partition("=")[2]


def overall(draft: Draft) -> None:
    """Whether all is well: only if nothing else that is said says otherwise."""
    claims = draft.of("overall")
    if draft.answers.get("contact") == NOT_REACHED or draft.doubts_of("contact", Why.WHICH_ONE):
        return
    if "contact" not in draft.answers and any(_hints_at_a_miss(part) for part in draft.parts if part.key is None):
        return
    fine = [part for part in claims if value_of(part) == FINE and not _answers_somebody(draft, part)]
    answering = [part for part in claims if value_of(part) == FINE and _answers_somebody(draft, part)]
    details = [part for part in claims if value_of(part) == DETAILS]
    told = max((_trouble(draft, part) for part in draft.parts if part.key is None), default=Danger.NONE)
    if "contact" not in draft.answers and not details and not _is_grave(draft):
        # "sakit, coba lagi lusa": how they are, or what stood in the way?
        told = min(told, Danger.UNSURE)
    draft.note([part for part in details if notes(part)])
    more = "levels" in draft.answers or bool(details) or told is Danger.SURE
    # Help may be wanted where all is well, too: needs alone say nothing of it.
    else_said = "needs" in draft.answers or any(doubt.about in ("levels", "needs") for doubt in draft.doubts)
    if fine and (more or told is not Danger.NONE or else_said):
        draft.ask("overall", Why.WHICH_ONE, fine, [{"overall": FINE}, {"overall": DETAILS}])
    elif more:
        draft.answers["overall"] = DETAILS
    elif fine:
        draft.answers["overall"] = FINE
    elif okay := [*draft.of("okay"), *answering]:
        draft.ask("overall", Why.MEANS, okay, [{"overall": FINE}, {"overall": DETAILS}])


def _hints_at_a_miss(part: Part) -> bool:
    """Whether words that are not understood may say that they were not in touch: how they are was not learned then."""
    return part.has("cancelled", "postponed", "empty") or (part.has("no") and part.has(*HOW, *_MET))


def _answers_somebody(draft: Draft, part: Part) -> bool:
    """ "Baik. R-014 besok saya kunjungi": a word that begins a message may be a yes."""
    begins = part.piece == 0 and next(one for one in draft.parts if one.key != "") is part
    return begins and all(token.has("good") or token.has("small", "greeting") for token in part.tokens)


def _is_grave(draft: Draft) -> bool:
    """Whether words that are not understood surely tell of danger."""
    unread = (part for part in draft.parts if part.key is None)
    return any(heard(written(draft.text, part.tokens), draft.words.danger) is Danger.SURE for part in unread)


def _trouble(draft: Draft, part: Part) -> Danger:
    """How surely words that are not understood say that not all is well."""
    said = written(draft.text, part.tokens)
    if part.lead == "rest":
        return Danger.NONE
    if part.shared:
        return Danger.UNSURE  # said of several at once it is said too roughly
    told = heard(said, draft.words.troubled)
    if told is not Danger.NONE:
        return told
    # The words of danger are those of whoever is in it, and rather say too much: here they only raise the question.
    return Danger.UNSURE if heard(said, draft.words.danger) is Danger.SURE else Danger.NONE
