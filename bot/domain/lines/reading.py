"""Reads what a mentor typed: which check-ins it tells of, whom it names, or that it is something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.domain.danger import Danger, heard
from bot.domain.lines.answers import Entry, Known, Reading
from bot.domain.lines.draft import SILENT
from bot.domain.lines.entry import as_the_others, entry, without_a_person
from bot.domain.lines.parts import parts_of
from bot.domain.lines.sharing import shares
from bot.domain.lines.strangers import with_strangers
from bot.domain.lines.subjects import Told, people_in
from bot.domain.lines.tokens import Piece, Token, pieces_of, with_bullets, with_days, without_own_family, words_of
from bot.domain.lines.when import Clock
from bot.domain.lines.whose import with_people
from bot.domain.lines.words import LABEL, PERSON, LineWords
from bot.domain.typed import as_name

LONGEST, MOST = 1500, 24
# A name and so many words in all may be another's name.
LONGEST_CALL = 3
_NOTE = f"{LABEL}=note"


def read(text: str, seen_from: datetime, zone: ZoneInfo, known: Sequence[Known], words: LineWords) -> Reading:
    """What `text` tells of, seen from when it was written (aware) on a wall clock in `zone`; never raises for any text.

    known: those whom its writer accompanies.
    """
    if len(text) > LONGEST:
        return Reading(too_long=True)
    clock = Clock(seen_from, zone)
    spoken = without_own_family(text, words_of(text, words), words)
    people = with_bullets(text, with_people(text, spoken, known, words))
    tokens = with_strangers(text, with_days(text, people, clock, words), words)
    if not tokens:
        return Reading()
    pieces = _with_notes(pieces_of(text, tokens))
    told = [Told(piece, tuple(parts_of(text, piece, number, words))) for number, piece in enumerate(pieces)]
    if all(one.says_nothing for one in told):
        return _named(text, told)
    if _is_of_another(text, told) or _asks(told) or _speaks_to_somebody(text, told):
        return Reading()
    found = shares(text, told)
    entries: list[Entry] = []
    for subject, some in found.of.items():
        if found.unsure:
            entries.append(without_a_person(text, [part for one in some for part in one.parts], subject))
            continue
        for together in _each_contact(text, some):
            parts = [part for one in together for part in one.parts]
            entries.append(entry(text, parts, pieces, subject, words, clock))
    for subject, some in found.apart.items():
        entries.append(without_a_person(text, [part for one in some for part in one.parts], subject))
    if len(entries) > MOST:
        return Reading(too_long=True)
    nobody = len(entries) == 1 and not any(people_in(text, one.piece.tokens) for one in told)
    if not nobody and len(entries) == 1 and _is_only_mentioned(text, told, entries[0]):
        return Reading()
    if nobody and not _is_a_check_in(text, told, entries[0], words):
        return Reading()
    return Reading(tuple(as_the_others(one, entries) for one in entries))


def _each_contact(text: str, some: Sequence[Told]) -> list[list[Told]]:
    """What is told of one person: lines that each begin with them and tell of a contact are a check-in each."""
    lines: dict[int, list[Told]] = {}
    for one in some:
        lines.setdefault(one.piece.line, []).append(one)
    contacts = [
        bool(people_in(text, line[0].piece.tokens)) and any(part.key == "contact" for one in line for part in one.parts)
        for line in lines.values()
    ]
    return list(lines.values()) if len(contacts) > 1 and all(contacts) else [list(some)]


def _with_notes(pieces: Sequence[Piece]) -> list[Piece]:
    """What follows "Catatan:" in a line is the note."""
    found: list[Piece] = []
    noting: int | None = None
    for piece in pieces:
        if piece.line == noting:
            found.append(replace(piece, closed=True))
            continue
        at = next((at for at, token in enumerate(piece.tokens) if token.has(_NOTE)), None)
        if at is None or at > 1:
            found.append(piece)
            continue
        noting = piece.line
        found.append(replace(piece, tokens=piece.tokens[: at + 1]))
        if piece.tokens[at + 1 :]:
            found.append(replace(piece, tokens=piece.tokens[at + 1 :], closed=True))
    return found


def _named(text: str, told: Sequence[Told]) -> Reading:
    """Nothing but a name or a code."""
    people = [subject for one in told for subject in people_in(text, one.piece.tokens)]
    others = [token for one in told for token in one.piece.tokens if not token.has(PERSON)]
    if any(as_name(text[token.start : token.end]) is not None for token in others):
        return Reading()  # "makasih Bu Siti"
    if len({subject.codes for subject in people}) != 1 or not all(subject.sure for subject in people):
        return Reading()
    return Reading(opens=tuple(sorted(people[0].codes)))


def _is_of_another(text: str, told: Sequence[Told]) -> bool:
    """Whether it is about a code that is none of theirs: what is said to that is said elsewhere."""
    people = [subject for one in told for subject in people_in(text, one.piece.tokens)]
    return bool(people) and all(not subject.codes and subject.is_whole_code for subject in people)


def _asks(told: Sequence[Told]) -> bool:
    """Whether it only asks or bids: "jadwal R-014?"."""
    parts = [part for one in told for part in one.parts]
    if any(part.key not in (None, *SILENT, "next", "either", "on", "okay", "touched") for part in parts):
        return False
    tokens = [token for one in told for token in one.piece.tokens]
    tagged = tokens[-1].has("no") and any(token.has("done") for token in tokens)  # "sudah ditutup belum"
    asked = any(one.piece.asked for one in told) or tokens[0].has("asks_first") or tagged
    return asked or any(part.key is None and not part.has("but") and part.has("inquiry") for part in parts)


def _speaks_to_somebody(text: str, told: Sequence[Told]) -> bool:
    """ "Baik, Bu Siti": a colleague is called so as well, and greeted or answered; nobody else is named."""
    first, *rest = (token for one in told for token in one.piece.tokens)
    named = [token for one in told for token in one.piece.tokens if token.has(PERSON)]
    if {part.key for one in told for part in one.parts} <= {"okay", *SILENT}:
        return True
    if _calls(text, told):
        return True
    if not first.has("good", "okay", "greeting", "part") or len(named) != 1 or _is_by_code(text, named):
        return False
    before = [first, *takewhile(lambda token: not token.has(PERSON), rest)]
    return all(token.has("good", "okay", "greeting", "part", "small") for token in before)


def _calls(text: str, told: Sequence[Told]) -> bool:
    """ "Pak Ahmad, data sudah saya kirim": somebody who is called, where nothing that follows is understood."""
    token = told[0].piece.tokens[0]
    alone = len(told[0].piece.tokens) == 1 and token.has(PERSON) and not _is_by_code(text, [token])
    titled = as_name(text[token.start : token.end].split()[0]) is None
    return alone and titled and not any(part.key not in (None, *SILENT) for one in told for part in one.parts)


def _is_by_code(text: str, named: Sequence[Token]) -> bool:
    return any(sign.isdigit() for token in named for sign in text[token.start : token.end])


def _is_only_mentioned(text: str, told: Sequence[Told], found: Entry) -> bool:
    """Whether it only names somebody on the way ("salam buat Pak Joko"), or somebody else: nothing is understood."""
    parts = [part for one in told for part in one.parts]
    if any(part.key not in (None, *SILENT, "on", "either") for part in parts) or found.answers.get("overall"):
        return False
    tokens = [token for one in told for token in one.piece.tokens]
    if _is_by_code(text, [token for token in tokens if token.has(PERSON)]):
        return False
    if not tokens[0].has(PERSON):
        return True
    # "joko widodo"
    strange = all(token.has(PERSON) or not token.kinds for token in tokens)
    return strange and len(tokens) <= LONGEST_CALL


def _is_a_check_in(text: str, told: Sequence[Told], found: Entry, words: LineWords) -> bool:
    """Whether words that name nobody tell of somebody all the same.

    They do where they speak of them ("beliau", "katanya", "ibunya"), or of trouble, and not of whoever writes; or where
    two things at least are said of a check-in. Whatever else it is, a note or a word to a colleague, is not read here.
    """
    parts = [part for one in told for part in one.parts]
    thanks = any(part.has("greeting", "all", "both") for part in parts)
    if thanks or any(one.piece.asked for one in told):
        return False
    keys = found.answers.keys() & {"contact", "on", "overall", "levels", "needs", "reason", "next", "retry"}
    unread = " ".join(found.unread)
    about_me = any(part.has("me") for part in parts)
    if any(part.has("they", "hearsay") for part in parts):
        return bool(unread or keys - {"next", "on"})
    if any(part.has("kin") and (part.key == "contact" or not about_me) for part in parts):
        return bool(unread or keys - {"next", "on", "levels", "overall"})
    if about_me:
        return False
    if unread and heard(unread, words.troubled) is Danger.SURE:
        return True
    said_well = any(part.key == "overall" and part.has("complaint") for part in parts)
    if "contact" not in keys and not said_well:
        keys -= {"overall"}  # "baik" answers whoever asked
    return len(keys - {"on"}) > 1
