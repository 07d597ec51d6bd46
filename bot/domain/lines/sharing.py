"""Whom each piece of a message is about; where that is not sure of all of them, it is of none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.domain.lines.draft import DONE_TO
from bot.domain.lines.subjects import Subject, Told, people_in
from bot.domain.lines.tokens import Cut, Piece, Token
from bot.domain.lines.words import BACK, EITHER, PAST, PERSON

# Kinds of words that may stand before a name or a code which begins a piece.
_BEFORE = ("small", "greeting", "join", "bullet", "about", "condition", "turn", "so", "but", "yg", PAST, BACK, EITHER)
# Ways to be in touch with whoever is named beside them, and what may stand between.
_WITH = ("visit", "call", "message", "touched", *DONE_TO)
_BETWEEN = ("to", "at", "home", "homeits", "join", "me", "done", "small")
# Who else may have been in touch, where they are named before it.
_OTHERS = ("they", "friend", "hearsay")
# What a heading says ("Rabu:"), and the signs behind it that make it one.
_DAYS = ("on", "either", "next")
_HEADS = re.compile(r"\s*[:–—-]")


@dataclass(slots=True)
class Shares:
    """Who is told of, each with the pieces about them.

    unsure: it cannot be said which piece is about whom. lines: where it cannot; apart: these, where all else is sure.
    """

    of: dict[Subject, list[Told]] = field(default_factory=dict)
    unsure: bool = False
    lines: set[int] = field(default_factory=set)
    apart: dict[Subject, list[Told]] = field(default_factory=dict)

    def give(self, told: Told, subjects: Sequence[Subject]) -> None:
        """A piece is about each of these."""
        told = told.shared() if len(subjects) > 1 else told
        for subject in subjects:
            self.of.setdefault(subject, []).append(told)


def shares(text: str, told: Sequence[Told]) -> Shares:
    """The pieces of a message, each with whom it is about."""
    named = [people_in(text, one.piece.tokens) for one in told]
    told = _with_headings(text, told, named)
    everybody = _told_apart([subject for some in named for subject in some])
    if len(everybody) <= 1:
        only = everybody[0] if everybody else Subject(frozenset(), sure=True)
        # "kedua Bayu"
        several = len(only.codes) > 1 and any(part.has("both") for one in told for part in one.parts)
        return Shares({only: list(told)}, unsure=only.mixed or several)
    named = [[_as_known(subject, everybody) for subject in some] for some in named]
    found = _Sharing(text, everybody).of(told, named)
    mixed = {one.piece.line for one, some in zip(told, named, strict=True) if any(who.mixed for who in some)}
    nothing = {one.piece.line for some in found.of.values() for one in some if _is_said_too(some)}
    if unsure := found.lines | mixed | nothing:
        kept = _without(text, told, unsure)
        if kept is not None:
            return kept
    if unsure or any(all(one.says_nothing for one in some) for some in found.of.values()):
        return Shares(
            {Subject(frozenset().union(*(one.codes for one in everybody)), sure=False): list(told)}, unsure=True
        )
    return found


def _is_said_too(told: Sequence[Told]) -> bool:
    """ "Siti jg": that it is so of her as well, and no more, but for what is said of all."""
    own = [one for one in told if not any(part.shared for part in one.parts)]
    return (
        bool(own)
        and all(one.says_nothing for one in own)
        and any(token.has("too") for one in own for token in one.piece.tokens)
    )


def _without(text: str, told: Sequence[Told], unsure: set[int]) -> Shares | None:
    """What is sure without these lines, and what belongs to them; None where nothing is."""
    apart: dict[int, list[Told]] = {}
    rest: list[Told] = []
    at: int | None = None
    for one in told:
        if one.piece.line in unsure:
            at = one.piece.line
        elif people_in(text, one.piece.tokens):
            at = None
        if at is None:
            rest.append(one)
        else:  # what follows and names nobody goes with it
            apart.setdefault(at, []).append(one)
    if not any(people_in(text, one.piece.tokens) for one in rest):
        return None
    kept = shares(text, rest)
    if kept.unsure:
        return None
    for some in apart.values():
        people = [who for one in some for who in people_in(text, one.piece.tokens)]
        words = text[some[0].piece.tokens[0].start : some[-1].piece.tokens[-1].end]
        kept.apart[Subject(frozenset().union(*(who.codes for who in people)), sure=False, words=words)] = some
    return kept


def _told_apart(subjects: Sequence[Subject]) -> list[Subject]:
    """Each person once; half a name is whoever else is named and has it."""
    whole = [one for one in subjects if one.code is not None]
    apart: dict[frozenset[str], Subject] = {}
    for one in subjects:
        if one.code is None and one.sure and any(other.codes <= one.codes for other in whole):
            continue
        known = apart.get(one.codes)
        if known is None or (one.sure and not known.sure):
            apart[one.codes or frozenset({one.words})] = one
    return list(apart.values())


def _as_known(subject: Subject, everybody: Sequence[Subject]) -> Subject:
    same = [one for one in everybody if one.codes == subject.codes and (one.codes or one.words == subject.words)]
    if same:
        return same[0]
    within = [one for one in everybody if one.codes and one.codes <= subject.codes]
    return within[0] if len(within) == 1 else subject


def _with_headings(text: str, told: Sequence[Told], named: Sequence[Sequence[Subject]]) -> list[Told]:
    """The same pieces, days that begin a line before somebody's name as headings: "Rabu: R-003 ...", "Kamis, R-007"."""
    found = list(told)
    for at, (one, after) in enumerate(pairwise(told)):
        gap = text[one.piece.tokens[-1].end : after.piece.tokens[0].start]
        marked, breaks = _HEADS.match(gap) is not None, "\n" in gap
        days = {part.key for part in one.parts if part.key != ""}
        begins = one.piece.cut is Cut.LINE and not named[at] and bool(named[at + 1])
        # Without a sign, above other lines, it may as well belong to whoever was told of before.
        first = not any(named[:at]) or any(before.section for before in found[:at])
        if begins and days and days <= {*_DAYS} and (marked or not breaks or first):
            found[at] = one.as_heading(section=":" in gap or breaks)
    return found


class _Sharing:
    """Goes through the pieces in order, and knows whom it is about just now."""

    def __init__(self, text: str, everybody: Sequence[Subject]) -> None:
        self.text = text
        self.everybody = everybody
        self.now: list[Subject] = []
        self.gathers = False
        self.told: Sequence[Told] = ()
        self.before: list[Told] = []
        self.heading: Told | None = None
        self.shares = Shares()

    def of(self, told: Sequence[Told], named: Sequence[Sequence[Subject]]) -> Shares:
        self.told = told
        for place, (one, subjects) in enumerate(zip(told, named, strict=True)):
            self._may_leave_heading(one)
            if one.heads:
                self.heading = one
            elif not subjects and (any(part.has("both") for part in one.parts) or self._closes(place, named)):
                self._for_all(one)
            elif not subjects and self.now and self._heads_on(place, named):
                self._is_unsure(*told)
            elif not subjects:
                self._goes_on(one)
            elif leading := self._begins_with(one.piece, subjects):
                self._begins(one, leading, subjects[len(leading) :])
            else:
                listed = _listed(place, told, named)
                self._mentions(one, subjects, alone=_is_alone(place, told, named), listed=listed)
        if self.before:
            self._share_head()
        return self.shares

    def _is_unsure(self, *told: Told) -> None:
        self.shares.lines.update(one.piece.line for one in told)

    def _closes(self, place: int, named: Sequence[Sequence[Subject]]) -> bool:
        """ "... Semua aman": said at the end, of all who were named before it one by one."""
        one = self.told[place]
        of_all = any(token.has("all") for token in one.piece.tokens) and not _is_of_kin(one)
        return of_all and one.piece.cut >= Cut.SENTENCE and not any(named[place:])

    def _heads_on(self, place: int, named: Sequence[Sequence[Subject]]) -> bool:
        """ "R-003 baik. telp Selasa: R-007 baik": whether it stands above what comes after it."""
        if place + 1 == len(named) or not named[place + 1]:
            return False
        last, then = self.told[place].piece.tokens[-1], self.told[place + 1].piece.tokens[0]
        return ":" in self.text[last.end : then.start]

    def _may_leave_heading(self, one: Told) -> None:
        if self.heading is not None and not self.heading.section and one.piece.line != self.heading.piece.line:
            self.heading = None

    def _heads(self, subjects: Sequence[Subject]) -> None:
        """The day above is theirs as well."""
        for subject in subjects:
            if self.heading is not None and self.heading not in self.shares.of.get(subject, []):
                self.shares.give(self.heading, [subject])

    def _for_all(self, one: Told) -> None:
        self.before.append(one)

    def _goes_on(self, one: Told) -> None:
        if not self.now:
            self.before.append(one)
            return
        if one.piece.tokens[0].has("other_one"):
            self._turns_to_the_other(one)
        self.gathers = self.gathers and one.says_nothing
        self.shares.give(one, self.now)

    def _turns_to_the_other(self, one: Told) -> None:
        """ "yang satu lagi": of two the one who was not told of just now."""
        others = [subject for subject in self.everybody if subject not in self.now]
        if len(self.everybody) == 2 and len(others) == 1:
            self.now = others
        else:
            self._is_unsure(one)

    def _begins(self, one: Told, leading: list[Subject], more: Sequence[Subject]) -> None:
        # "R-003 dan R-026 kukunjungi tapi R-026 pergi": of one of those with whom it begins.
        if more and (len(leading) > 1 or any(subject not in leading for subject in more)):
            self._is_unsure(one)
        if not self._may_follow_head(one):
            self._is_unsure(*self.before, one)
        by_name = not any(sign.isdigit() for subject in leading for sign in subject.words)
        strange = by_name and bool(self.now) and not one.is_understood and not self._tells(one)
        if self.gathers and (one.piece.cut <= Cut.COMMA or one.says_nothing):
            self.now = [*self.now, *(subject for subject in leading if subject not in self.now)]
        else:
            # "Joko tetangganya sakit": about Joko, or about a neighbour of whoever it was about? "Joko yang bilang".
            told_by = any(who.has(PERSON) and after.has("yg") for who, after in pairwise(one.piece.tokens))
            if one.piece.cut < Cut.LINE and (strange or (bool(self.now) and told_by)):
                self._is_unsure(one)
            self.now = leading
        self.gathers = one.says_nothing and not any(token.has("too") for token in one.piece.tokens)
        self._heads(self.now)
        self.shares.give(one, self.now)

    def _tells(self, one: Told) -> bool:
        """Whether it is said of who is named that they were met, or how they are: "Joko agak pusing, telp tadi"."""
        if any(token.has("kin", "yg", *_OTHERS) for token in one.piece.tokens):
            return False
        sentence = [other for other in self.told if other.piece.sentence == one.piece.sentence]
        return any(part.key in ("contact", "overall", "levels") for other in sentence for part in other.parts)

    def _may_follow_head(self, one: Told) -> bool:
        """What stands before the first name is about all of them where a line of its own says it, or a sentence."""
        if self.now or not self.before:
            return True
        understood = all(told.is_understood for told in self.before)
        return one.piece.cut is Cut.LINE or (one.piece.cut is Cut.SENTENCE and understood)

    def _mentions(self, one: Told, subjects: Sequence[Subject], *, alone: bool, listed: Sequence[Subject]) -> None:
        """Somebody who is named amidst a piece; with those who are only `listed` after them."""
        if listed and not self.now and len(set(subjects)) == 1 and self._is_about(one) and not _is_of_kin(one):
            self.now = list(dict.fromkeys([*subjects, *listed]))
            self._heads(self.now)
            self.shares.give(one, self.now)
            self.gathers = True
            return
        self.gathers = False
        if not self.now and not self.before and self._are_all_together(one.piece, subjects):
            self.now = list(subjects)
        if all(subject in self.now for subject in subjects):
            if len(set(subjects)) < len(self.now):
                self._is_unsure(one)
            self._heads(self.now)
            self.shares.give(one, self.now)
        elif alone and len(set(subjects)) == 1 and self._is_about(one):
            self.now = [subjects[0]]
            self._heads(self.now)
            self.shares.give(one, self.now)
        else:
            self._is_unsure(one)
            self.shares.give(one, subjects)

    def _is_about(self, one: Told) -> bool:
        """Whether a piece is about whoever is named amidst it, and not about those before."""
        if self.now and _is_of_others(one.piece):
            return False
        return one.is_understood or _is_met(one.piece)

    def _are_all_together(self, piece: Piece, subjects: Sequence[Subject]) -> bool:
        """ "kunjungan ke R-014 dan R-021": nobody else is named, and nothing stands between them."""
        at = [place for place, token in enumerate(piece.tokens) if token.has(PERSON)]
        within = piece.tokens[at[0] : at[-1] + 1]
        return set(subjects) == set(self.everybody) and all(token.has(PERSON, "join") for token in within)

    def _begins_with(self, piece: Piece, subjects: Sequence[Subject]) -> list[Subject]:
        """Those with whom the piece begins."""
        at, tokens = 0, piece.tokens
        while at < len(tokens) and not tokens[at].has(PERSON) and not tokens[at].kinds.isdisjoint(_BEFORE):
            at += 1
        run: list[Token] = []
        while at < len(tokens) and (tokens[at].has(PERSON) or (run and tokens[at].has("join"))):
            run.append(tokens[at])
            at += 1
        return list(subjects[: len(people_in(self.text, run))]) if run else []

    def _share_head(self) -> None:
        """What is said before the first name, or of all of them, is about each."""
        for told in self.shares.of.values():
            told[:0] = [one.shared() for one in self.before]


def _is_met(piece: Piece) -> bool:
    """Whether the mentor is in touch with who is named: "mampir ke R-007", "R-007 saya telepon"."""
    at = next(place for place, token in enumerate(piece.tokens) if token.has(PERSON))
    before = next((token for token in reversed(piece.tokens[:at]) if not token.has(*_BETWEEN)), None)
    after = [token for token in piece.tokens[at + 1 :] if not token.has("small", "done")]
    mine = bool(after) and after[0].has("me") and any(token.has(*_WITH) for token in after[1:])
    return (before is not None and before.has(*_WITH)) or mine or (bool(after) and after[0].has(*DONE_TO))


def _is_of_others(piece: Piece) -> bool:
    """ "dia ketemu R-007", "anaknya ketemu R-007": others met who is named; "ketemu istrinya R-007" is the mentor's."""
    at = next(place for place, token in enumerate(piece.tokens) if token.has(PERSON))
    before = piece.tokens[:at]
    return any(token.has(*_OTHERS) for token in before) or any(token.has("kin") for token in before[:-1])


def _is_of_kin(told: Told) -> bool:
    return any(token.has("kin", "friend") for token in told.piece.tokens)


def _listed(place: int, told: Sequence[Told], named: Sequence[Sequence[Subject]]) -> list[Subject]:
    """ "Kemarin ketemu R-014, R-021 dan R-026.": those after it, where nothing else follows in its sentence."""
    sentence = told[place].piece.sentence
    within = [at for at, one in enumerate(told) if one.piece.sentence == sentence]
    rest = within[within.index(place) + 1 :]
    if within[0] != place or not all(named[at] and told[at].says_nothing for at in rest):
        return []
    return [subject for at in rest for subject in named[at]]


def _is_alone(place: int, told: Sequence[Told], named: Sequence[Sequence[Subject]]) -> bool:
    """Whether nobody else is named in the sentence, and it is named in its first piece."""
    sentence = told[place].piece.sentence
    within = [at for at, one in enumerate(told) if one.piece.sentence == sentence]
    return within[0] == place and not any(named[at] for at in within if at != place)
