"""Reads a check-in that was typed in one message; what is not surely understood is asked, or stays as it was typed.

From text to check-ins, each step in its own file:
    words      the grammar as data: kinds of words, rules, the form's own labels
    tokens     text -> words that know where they stand; pieces between signs
    whose      words that are somebody's name or code
    when       words that are a day: behind, ahead, or either
    phrases    a piece -> phrases that rules read whole
    parts      a piece -> what is understood, and what stays as it is
    subjects   which pieces are about whom
    draft, planned, state, refused, entry
               parts -> answers, doubts and the note of one check-in: when, how they are, all of it
    reading    all of it
    answers    what it ends in
Nothing is guessed: every word is part of an answer, of a doubt, or of the note.
"""

from bot.domain.lines.answers import CODE, WHOSE, Doubt, Entry, Heard, Known, Reading, Why
from bot.domain.lines.reading import LONGEST, MOST, read
from bot.domain.lines.words import LineWords

__all__ = [
    "CODE",
    "LONGEST",
    "MOST",
    "WHOSE",
    "Doubt",
    "Entry",
    "Heard",
    "Known",
    "LineWords",
    "Reading",
    "Why",
    "read",
]
