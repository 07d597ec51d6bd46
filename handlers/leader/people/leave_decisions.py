"""Deciding about a mentor's leave: agreed with a cover or without, or not; those concerned are told."""

from __future__ import annotations

from bot.domain.people import Person, Role
from bot.domain.presses import AgreeLeave, ChooseCover, LeaveCard, RefuseLeave
from bot.domain.text import N_
from bot.store.caseload import flags
from bot.store.engine import audit
from bot.store.people import absences, leading, people
from bot.store.people.absences import ASKED, Absence
from bot.turn import Button, Instead, Reply, Tell, Turn
from handlers.home import menu_screen
from handlers.leader.people import choosing, left_alone
from handlers.mentor.leave import could_cover, cover_line, span_line
from handlers.over import over
from handlers.screens import PERSONAL, menu

DECIDED = N_("That has been decided already, or taken back.")
ALONE = N_("Without a cover the reminders come to you.")
ALONE_LEADER = N_("Without a deputy their team is with the admins meanwhile.")
PAST = N_("Those days of leave are over; there is nothing left to decide.")


def request(turn: Turn, pressed: LeaveCard) -> list[Reply]:
    """A leave that was asked for, as whoever decides sees it."""
    asked = _asked(turn, pressed.leave)
    if isinstance(asked, Instead):
        return [asked]
    found, mentor = asked
    agree = Button(turn.t(N_("✅ Agree")), AgreeLeave(found.id, found.cover_id or 0))
    refuse = Button(turn.t(N_("Not agree")), RefuseLeave(found.id))
    others = Button(turn.t(N_("Another cover")), ChooseCover(found.id))
    text = turn.lines(
        turn.t(N_("<b>Leave of {code}</b>"), code=mentor.code),
        span_line(turn, found),
        cover_line(turn, found),
        turn.t(ALONE_LEADER if mentor.role is Role.SUPERVISOR else ALONE),
        *left_alone.line(turn, mentor, absences.covered_during(turn.tx, found)),
    )
    return [turn.say(text, (agree, refuse), (others,), (menu(turn),))]


def choose_cover(turn: Turn, pressed: ChooseCover) -> list[Reply]:
    """Another cover than the one proposed."""
    asked = _asked(turn, pressed.leave)
    if isinstance(asked, Instead):
        return [asked]
    found, mentor = asked
    lines, rows = choosing.choice(
        turn,
        could_cover(turn, mentor),
        pressed.page,
        lambda one: AgreeLeave(found.id, one.id),
        lambda page: ChooseCover(found.id, page),
    )
    nobody = Button(turn.t(N_("Nobody yet")), AgreeLeave(found.id))
    back = Button(turn.t(N_("Back")), LeaveCard(found.id))
    text = turn.lines(turn.t(N_("Who covers?")), *lines)
    return [turn.say(text, *rows, (nobody, back, menu(turn)), hides_after=PERSONAL)]


def agree(turn: Turn, pressed: AgreeLeave) -> list[Reply]:
    """Agreed: mentor and cover are told. A wall that has come up meanwhile leaves it without that cover."""
    asked = _asked(turn, pressed.leave)
    if isinstance(asked, Instead):
        return [asked]
    found, mentor = asked
    cover = next((one for one in could_cover(turn, mentor) if one.id == pressed.cover), None)
    if pressed.cover and cover is None:
        return choose_cover(turn, ChooseCover(found.id))
    if absences.agree(turn.tx, turn.me, found, cover.id if cover else None) is not None:
        return [over(turn, DECIDED)]
    if found.from_at <= turn.now:
        flags.release(turn.tx, turn.me, mentor.id)  # agreed after it began: nothing else would notice
    news: list[Reply] = [Tell("leave_agreed", found.id, mentor.id)]
    if cover is not None:
        news.append(Tell("leave_covered", found.id, cover.id))
    others = absences.covered_during(turn.tx, found)
    said = turn.lines(turn.t(N_("Agreed; those concerned are told.")), *left_alone.line(turn, mentor, others))
    return [menu_screen(turn, None, said), *news, *left_alone.uncovered(turn, others)]


def refuse(turn: Turn, pressed: RefuseLeave) -> list[Reply]:
    """Not agreed: the supervisor talks with the mentor."""
    asked = _asked(turn, pressed.leave)
    if isinstance(asked, Instead):
        return [asked]
    found, mentor = asked
    if absences.refuse(turn.tx, turn.me, found) is not None:
        return [over(turn, DECIDED)]
    return [
        menu_screen(turn, N_("Not agreed; whoever asked for it is told.")),
        Tell("leave_refused", found.id, mentor.id),
    ]


def _asked(turn: Turn, leave_id: int) -> tuple[Absence, Person] | Instead:
    """A leave that waits to be decided and its mentor, if it is this person's to decide; otherwise why not."""
    found = absences.by_id(turn.tx, leave_id)
    mentor = None if found is None else people.by_id(turn.tx, found.person_id)
    if found is None or mentor is None or found.state != ASKED:
        return over(turn, DECIDED)
    if turn.me.id not in {leader.id for leader in leading.above(turn.tx, mentor)}:
        audit.note(turn.tx, turn.me.id, "refused", "person", mentor.id)
        return over(turn, DECIDED)
    return (found, mentor) if found.until_at > turn.now else over(turn, PAST)
