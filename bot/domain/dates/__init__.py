"""Reads when the next contact should be, as a mentor types it in Indonesian; never guesses.

From typed text to an answer, each step in its own file:
    shapes, slips, spellings, names
               what people type, and the names that the grammar knows
    words      text -> words in one spelling
    ways       words that can be read in two ways -> each way
    day_rules, distance_rules, feast_rules, hour_rules
               words -> pieces (a day, a clock, a part of the day ...)
    phrases    pieces -> phrases: one day and one hour each
    days, hours
               what a day and an hour can mean
    frame      now, the wall clock, the institution's own hours
    reckoning  a phrase and `now` -> a moment ahead, or a question
    reading    every reading of the text -> one answer
    whole_days the same for a day without an hour
Whatever is unknown, or can be meant in two ways, ends in a Question or in Refused. The rules are our own: no
library read "lusa", "setengah 8" or "habis magrib" right.
"""

from bot.domain.dates.answers import Asks, Moment, Question, Refused, Refuses
from bot.domain.dates.reading import FURTHEST, PRAYER_TIMES, read
from bot.domain.dates.whole_days import FURTHEST_COMING, read_day

__all__ = [
    "FURTHEST",
    "FURTHEST_COMING",
    "PRAYER_TIMES",
    "Asks",
    "Moment",
    "Question",
    "Refused",
    "Refuses",
    "read",
    "read_day",
]
