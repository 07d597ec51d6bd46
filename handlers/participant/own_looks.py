"""Siapa yang melihat: on which days whom of the staff something about the participant was shown, and taking it back."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from markupsafe import Markup

from bot.domain.people import Role
from bot.domain.presses import EndReading, OwnData, OwnLooks
from bot.domain.text import N_
from bot.store.caseload.cases import Case
from bot.store.keeping import who_looked
from bot.store.keeping.who_looked import Look
from bot.store.people import people
from bot.store.rights import grants, participants
from bot.turn import Button, Reply, Turn
from handlers.home import menu_screen
from handlers.screens import PERSONAL, menu

DAYS_SHOWN = 8
LOOKED_BACK = timedelta(days=90)
# In whose role: never by name or code.
ROLES = {
    Role.MENTOR: N_("the mentor"),
    Role.SUPERVISOR: N_("a supervisor"),
    Role.ADMIN: N_("an admin"),
    None: N_("whoever looks after the machine"),
}
# Of what is no looking, what it was.
WITH_IT = {"pin_code_made": N_("{role} (code for the PIN)"), "rebound": N_("{role} (another phone)")}


def page(turn: Turn, pressed: OwnLooks) -> list[Reply]:
    """The last days on which somebody looked, and who may read right now."""
    case = participants.case_of(turn.tx, turn.me)
    return [menu_screen(turn)] if case is None else _page(turn, case)


def end(turn: Turn, pressed: EndReading) -> list[Reply]:
    """Whoever was let in reads no more."""
    case = participants.case_of(turn.tx, turn.me)
    if case is None:
        return [menu_screen(turn)]
    grant = grants.by_id(turn.tx, pressed.grant)
    if grant is None or grant.case_id != case.id:
        return _page(turn, case)
    ended = grants.end(turn.tx, turn.me, grant)
    return _page(turn, case, N_("Done, {you}. The reading is over.") if ended else N_("That reading was over already."))


def _page(turn: Turn, case: Case, before: str | None = None) -> list[Reply]:
    lines = [*([turn.t(before)] if before else []), turn.t(N_("<b>Who looked</b>"))]
    lines.append(turn.t(N_("On these days somebody opened something about you, {you}:")))
    since = turn.now - LOOKED_BACK
    days = _by_day(turn, who_looked.of_case(turn.tx, case, for_staff=False, on_phone=True, since=since))
    lines += [turn.t(N_("• {day}: {roles}"), day=day, roles=roles) for day, roles in days[:DAYS_SHOWN]]
    if not days:
        lines[-1] = turn.t(N_("Nobody opened anything about you in the last 90 days, {you}."))
    standing = grants.standing(turn.tx, case)
    for grant in standing:
        who = people.by_id(turn.tx, grant.person_id)
        role = turn.t(ROLES[None if who is None else who.role])
        lines.append(turn.t(N_("May read now: {role}, until {moment}."), role=role, moment=turn.day(grant.until)))
    ends = tuple((Button(turn.t(N_("End this reading")), EndReading(grant.id)),) for grant in standing[:2])
    back = (Button(turn.t(N_("Back")), OwnData()), menu(turn))
    return [turn.say(turn.lines(*lines), *ends, back, hides_after=PERSONAL)]


def _by_day(turn: Turn, looks: list[Look]) -> list[tuple[str, str]]:
    """Day -> in which roles, and who opened a phone; what they did themselves is no looking."""
    found = []
    for day, those in groupby(looks, lambda one: one.at.astimezone(turn.me.zone).date()):
        roles = dict.fromkeys(_in_a_role(turn, one) for one in those if one.by_role is not Role.PARTICIPANT)
        if roles:
            found.append((turn.short_day(day), ", ".join(roles)))
    return found


def _in_a_role(turn: Turn, look: Look) -> Markup:
    role = turn.t(ROLES[look.by_role])
    with_it = WITH_IT.get(look.verb)
    return role if with_it is None else turn.t(with_it, role=role)
