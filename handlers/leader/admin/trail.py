"""The trail for admins: what was opened, handed out, done to all that is kept, kept apart, or stands on paper."""

from __future__ import annotations

from markupsafe import Markup

from bot.domain.presses import Trail
from bot.domain.text import N_
from bot.store.keeping import audit_chain, who_looked
from bot.store.keeping.who_looked import Look
from bot.turn import Reply, Turn
from handlers.mentor.past.who_looked import with_reason
from handlers.screens import menu, paging

SHOWN, LONGEST_REASON = 5, 60
DONE = {
    "reading_granted": N_("may read about {code}"),
    "glass_broken": N_("opened {code} in an emergency"),
    "reading_ended": N_("the reading of {code} was ended"),
    "export_asked": N_("asked for a file"),
    "exported": N_("a file was made"),
    "case_erased": N_("{code} was erased"),
    "restored": N_("a backup was restored"),
    "audit_shown": N_("the record was read on the machine"),
    "audit_accepted": N_("the record was accepted as it was"),
    "keys_rotated": N_("the keys were renewed"),
    "keys_retired": N_("an old key was taken away"),
    "purged": N_("what was kept long enough was removed"),
    "breach_assessed": N_("it was looked into who may have been seen"),
    "wall_added": N_("asked to keep {code} apart from somebody"),
    "wall_agreed": N_("agreed to keep {code} apart"),
    "wall_refused": N_("did not agree to keep {code} apart"),
    "lift_asked": N_("asked to end keeping {code} apart"),
    "lift_refused": N_("did not agree to end keeping {code} apart"),
    "wall_lifted": N_("agreed to end keeping {code} apart"),
    "consent_given": N_("noted a yes of {code} that is on paper"),
    "consent_withdrawn": N_("noted a no of {code} that is on paper"),
}


def listing(turn: Turn, pressed: Trail) -> list[Reply]:
    """The newest first, five a page, and how far the record is signed."""
    found, more = who_looked.trail(turn.tx, pressed.page, SHOWN)
    if not found and pressed.page:
        return listing(turn, Trail())
    lines = [turn.t(N_("<b>The record</b>")), _signed(turn), *(_line(turn, one) for one in found)]
    turns = paging(turn, pressed.page, more, Trail)
    return [turn.say(turn.lines(*lines), (*turns, menu(turn)))]


def _signed(turn: Turn) -> Markup:
    last = audit_chain.head(turn.tx)
    if not last.position:
        return turn.t(N_("Nothing has been signed yet."))
    return turn.t(N_("Signed up to entry {number}, mark {mark}."), number=last.position, mark=last.mark)


def _line(turn: Turn, one: Look) -> Markup:
    who = one.by_code or turn.t(N_("the machine's keeper"))
    done = turn.t(DONE[one.verb], code=one.case_code or "–")
    line = turn.t(N_("• {moment}, {who}: {done}."), moment=turn.day(one.at), who=who, done=done)
    # What somebody gave as a reason for reading is for the leaders of that person, who are told it.
    return with_reason(turn, line, one.reason if one.case_code is None else "", LONGEST_REASON)
