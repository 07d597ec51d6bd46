"""ROUTES: the map of the bot, one line per command, button and due kind."""

from bot.domain.followups import DIGESTS, FOLLOW_UPS
from bot.domain.people import STAFF, Role
from bot.domain.text import N_
from bot.router import Route, Router
from bot.turn import Blocked, Command, Due, InGroup, Media, Tap, Words
from handlers import (
    absence,
    answering,
    apart,
    attention,
    calendar,
    checkin,
    digest,
    exporting,
    followup,
    history,
    home,
    participants,
    reading,
    referral,
    rhythm,
    schedule,
    settings,
    staff,
    start,
    support,
    team,
    upkeep,
    urgent,
)

MENTOR = frozenset({Role.MENTOR})
SUPERVISOR = frozenset({Role.SUPERVISOR})
ADMIN = frozenset({Role.ADMIN})
LEADS = SUPERVISOR | ADMIN
CASE_STAFF = MENTOR | SUPERVISOR

ROUTES = (
    Route(Command, "start", start.start, unsettled=True),
    Route(Command, "mulai", start.start, unsettled=True),
    Route(Command, "menu", home.home, STAFF),
    Route(Command, "catat", checkin.who, CASE_STAFF),
    Route(Command, "jadwal", schedule.schedule, CASE_STAFF),
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
    Route(Tap, "list", checkin.who, CASE_STAFF),
    Route(Tap, "c", checkin.begin, CASE_STAFF),
    Route(Tap, "a", answering.answer, STAFF),
    Route(Tap, "b", answering.back, STAFF),
    Route(Tap, "q", answering.again, STAFF),
    Route(Tap, "x", answering.cancel, STAFF),
    Route(Tap, "xx", answering.throw_away, STAFF),
    Route(Tap, "keep", answering.cancel_open, STAFF),
    Route(Tap, "d", answering.pick_date, STAFF),
    Route(Tap, "l", answering.topic, CASE_STAFF),
    Route(Tap, "e", answering.reopen, STAFF),
    Route(Tap, "s", answering.save, STAFF),
    Route(Tap, "pg", answering.page, STAFF),
    Route(Tap, "parts", answering.parts, CASE_STAFF),
    Route(Tap, "resume", answering.resume, STAFF),
    Route(Words, "", answering.words, STAFF),
    Route(Media, "", home.no_media, STAFF),
    # Participants.
    Route(Tap, "cases", participants.listing, CASE_STAFF),
    Route(Tap, "case", participants.one, CASE_STAFF),
    Route(Tap, "past", participants.past, CASE_STAFF),
    Route(Tap, "read", participants.read, CASE_STAFF),
    Route(Tap, "correct", participants.correct, CASE_STAFF),
    # Follow-ups.
    *(Route(Due, kind.kind, digest.due if kind.kind in DIGESTS else followup.due, STAFF) for kind in FOLLOW_UPS),
    Route(Tap, "prompt", followup.shown, STAFF),
    Route(Tap, "now", followup.now, CASE_STAFF),
    Route(Tap, "later?", followup.later, CASE_STAFF),
    Route(Tap, "notyet", followup.not_yet, CASE_STAFF),
    Route(Tap, "skip?", followup.ask_skip, CASE_STAFF),
    Route(Tap, "skip", followup.skip, CASE_STAFF),
    Route(Tap, "reviewed", followup.reviewed, CASE_STAFF),
    Route(Tap, "why", followup.why, STAFF),
    Route(Tap, "jadwal", schedule.schedule, CASE_STAFF),
    Route(Tap, "ics?", schedule.ask_day, CASE_STAFF),
    Route(Tap, "ics", schedule.calendar_file, CASE_STAFF),
    # One participant: rhythm, pause, quiet days, referrals, the history of prompts.
    Route(Tap, "rhythm", rhythm.rhythm, CASE_STAFF),
    Route(Tap, "cadence", rhythm.cadence, CASE_STAFF),
    Route(Tap, "pause", rhythm.pause, CASE_STAFF),
    Route(Tap, "longer", rhythm.longer, CASE_STAFF),
    Route(Tap, "goon", rhythm.go_on, CASE_STAFF),
    Route(Tap, "resumecase", rhythm.resume_case, CASE_STAFF),
    Route(Tap, "quiet", rhythm.quiet, CASE_STAFF),
    Route(Tap, "noquiet", rhythm.clear_quiet, CASE_STAFF),
    Route(Tap, "referrals", referral.listing, CASE_STAFF),
    Route(Tap, "newreferral", referral.new, CASE_STAFF),
    Route(Tap, "referral", referral.one, CASE_STAFF),
    Route(Tap, "history", history.listing, CASE_STAFF),
    # Urgent flags.
    Route(Tap, "sos", urgent.whose, CASE_STAFF),
    Route(Tap, "sos?", urgent.what, CASE_STAFF),
    Route(Tap, "sos!", urgent.raise_one, CASE_STAFF),
    Route(Tap, "flags", urgent.listing, STAFF),
    Route(Tap, "flag", urgent.one, STAFF),
    Route(Tap, "ack", urgent.acknowledge, STAFF),
    Route(Tap, "flagclose", urgent.begin_closing, STAFF),
    # What needs a supervisor today.
    Route(Tap, "attention", attention.listing, SUPERVISOR),
    Route(Tap, "greet", attention.greet, SUPERVISOR),
    Route(Tap, "takeover", attention.take_over, SUPERVISOR),
    Route(Tap, "handon", attention.hand_on, SUPERVISOR),
    Route(Tap, "handto", attention.hand_to, SUPERVISOR),
    # Digests.
    Route(Command, "ringkasan", digest.show, SUPERVISOR),
    Route(Tap, "digest", digest.show, SUPERVISOR),
    Route(Tap, "digestlist", digest.listing, SUPERVISOR),
    Route(Tap, "digestchart", digest.chart, SUPERVISOR),
    Route(Tap, "digestwords", digest.in_words, SUPERVISOR),
    # Leave and cover.
    Route(Tap, "leave", absence.leave, MENTOR),
    Route(Tap, "endleave", absence.end, MENTOR),
    Route(Tap, "leave?", absence.request, LEADS),
    Route(Tap, "cover?", absence.choose_cover, LEADS),
    Route(Tap, "leave!", absence.agree, LEADS),
    Route(Tap, "noleave", absence.refuse, LEADS),
    Route(Tap, "hours", settings.hours, STAFF),
    # People.
    Route(Tap, "invite", team.invite, LEADS),
    Route(Tap, "inviteadmin", team.invite_admin, ADMIN),
    Route(Tap, "newlink", team.new_link, LEADS),
    Route(Tap, "team", team.team, LEADS),
    Route(Tap, "person", team.person, LEADS),
    Route(Tap, "newphone", staff.new_phone, LEADS),
    Route(Tap, "suspend", staff.suspend, LEADS),
    Route(Tap, "remove", staff.remove, LEADS),
    Route(Tap, "handall", staff.hand_all, SUPERVISOR),
    Route(Tap, "handallto", staff.hand_all_to, SUPERVISOR),
    Route(Tap, "duty", staff.duty, LEADS),
    Route(Tap, "talk", settings.talk, MENTOR),
    Route(Tap, "reading", reading.ask, SUPERVISOR),
    Route(Tap, "glass", reading.ask_glass, SUPERVISOR),
    Route(Tap, "apart", apart.keep_apart, SUPERVISOR),
    Route(Tap, "ending", apart.end, SUPERVISOR),
    Route(Tap, "export", exporting.ask, SUPERVISOR),
    Route(Tap, "newcase", team.new_case, SUPERVISOR),
    Route(Tap, "days", calendar.days, ADMIN),
    Route(Tap, "newday", calendar.new_day, ADMIN),
    Route(Tap, "openday", calendar.open_day, ADMIN),
    # The support directory: strangers too.
    Route(Command, "info", support.home),
    Route(Tap, "info", support.home),
    Route(Tap, "infocat", support.category),
    Route(Tap, "infoplace", support.choose_place),
    Route(Tap, "infofound", support.found_again),
    Route(Tap, "infocard", support.card),
    Route(Tap, "infowrong", support.ask_what_is_wrong),
    Route(Tap, "infotell", support.report),
    # Its upkeep.
    Route(Tap, "upkeep", upkeep.home, ADMIN),
    Route(Tap, "uplist", upkeep.listing, ADMIN),
    Route(Tap, "upentry", upkeep.one, ADMIN),
    Route(Tap, "upcard", upkeep.card, ADMIN),
    Route(Tap, "upnew", upkeep.add, ADMIN),
    Route(Tap, "upfields", upkeep.fields, ADMIN),
    Route(Tap, "upfield", upkeep.mend, ADMIN),
    Route(Tap, "upchecked", upkeep.checked, ADMIN),
    Route(Tap, "upretire", upkeep.retire, ADMIN),
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
    ("ringkasan", N_("The team's figures")),
    ("atur", N_("How I am addressed, my clock")),
    ("info", N_("Support information: whom to turn to")),
    ("bantuan", N_("What this bot can do")),
    ("batal", N_("Leave a form")),
)


def router() -> Router:
    """The bot's router."""
    return Router(ROUTES, otherwise=home.otherwise, first=start.first_meeting, stranger=support.stranger)
