"""ROUTES: the map of the bot, one line per command, button and due kind."""

from bot.domain.followups import FOLLOW_UPS
from bot.domain.people import STAFF, Role
from bot.domain.text import N_
from bot.router import Route, Router
from bot.turn import Blocked, Command, Due, InGroup, Media, Tap, Words
from handlers import answering, calendar, checkin, followup, home, participants, settings, start, team

MENTOR = frozenset({Role.MENTOR})
SUPERVISOR = frozenset({Role.SUPERVISOR})
ADMIN = frozenset({Role.ADMIN})
LEADS = SUPERVISOR | ADMIN
CASE_STAFF = MENTOR | SUPERVISOR

ROUTES = (
    Route(Command, "start", start.start, unsettled=True),
    Route(Command, "mulai", start.start, unsettled=True),
    Route(Command, "menu", home.home, STAFF),
    Route(Command, "catat", checkin.who, MENTOR),
    Route(Command, "jadwal", followup.schedule, MENTOR),
    Route(Command, "dampingan", participants.listing, CASE_STAFF),
    Route(Command, "bantuan", home.help_page, STAFF),
    Route(Command, "atur", settings.settings, STAFF),
    Route(Command, "batal", answering.cancel_open, STAFF),
    Route(Tap, "address", start.address, STAFF, unsettled=True),
    Route(Tap, "zone", start.zone, STAFF, unsettled=True),
    Route(Tap, "home", home.home, STAFF),
    Route(Tap, "atur", settings.settings, STAFF),
    Route(Tap, "newaddress", settings.new_address, STAFF),
    Route(Tap, "newzone", settings.new_zone, STAFF),
    # A check-in, and every other form.
    Route(Tap, "list", checkin.who, MENTOR),
    Route(Tap, "c", checkin.begin, MENTOR),
    Route(Tap, "a", answering.answer, STAFF),
    Route(Tap, "b", answering.back, STAFF),
    Route(Tap, "q", answering.again, STAFF),
    Route(Tap, "x", answering.cancel, STAFF),
    Route(Tap, "xx", answering.throw_away, STAFF),
    Route(Tap, "keep", answering.cancel_open, STAFF),
    Route(Tap, "d", answering.pick_date, STAFF),
    Route(Tap, "l", answering.topic, MENTOR),
    Route(Tap, "e", answering.reopen, STAFF),
    Route(Tap, "s", answering.save, STAFF),
    Route(Tap, "pg", answering.page, STAFF),
    Route(Tap, "parts", answering.parts, MENTOR),
    Route(Tap, "resume", answering.resume, STAFF),
    Route(Words, "", answering.words, STAFF),
    Route(Media, "", home.no_media, STAFF),
    # Participants.
    Route(Tap, "cases", participants.listing, CASE_STAFF),
    Route(Tap, "case", participants.one, CASE_STAFF),
    Route(Tap, "past", participants.past, MENTOR),
    Route(Tap, "read", participants.read, MENTOR),
    Route(Tap, "correct", participants.correct, MENTOR),
    # Follow-ups.
    *(Route(Due, kind.kind, followup.due, MENTOR) for kind in FOLLOW_UPS),
    Route(Tap, "now", followup.now, MENTOR),
    Route(Tap, "later?", followup.later, MENTOR),
    Route(Tap, "notyet", followup.not_yet, MENTOR),
    Route(Tap, "jadwal", followup.schedule, MENTOR),
    # People.
    Route(Tap, "invite", team.invite, LEADS),
    Route(Tap, "inviteadmin", team.invite_admin, ADMIN),
    Route(Tap, "newlink", team.new_link, LEADS),
    Route(Tap, "team", team.team, LEADS),
    Route(Tap, "person", team.person, LEADS),
    Route(Tap, "newcase", team.new_case, SUPERVISOR),
    Route(Tap, "days", calendar.days, ADMIN),
    Route(Tap, "newday", calendar.new_day, ADMIN),
    Route(Tap, "openday", calendar.open_day, ADMIN),
    # What happens around it.
    Route(Blocked, "", home.blocked, STAFF),
    Route(InGroup, "", home.in_group),
    Route(Due, "hide", home.hide, STAFF),
)

# The list Telegram shows beside the text box: name, description.
COMMANDS = (
    ("menu", N_("Menu")),
    ("catat", N_("Record a check-in")),
    ("jadwal", N_("What is planned")),
    ("dampingan", N_("People I walk beside")),
    ("atur", N_("How I am addressed, my clock")),
    ("bantuan", N_("What this bot can do")),
    ("batal", N_("Leave a form")),
)


def router() -> Router:
    """The bot's router."""
    return Router(ROUTES, otherwise=home.otherwise, first=start.first_meeting, stranger=home.stranger)
