"""ROUTES: the map of the bot, by who meets what; one line a command, button or due kind, a block a screen.

One name may lead staff and participants to different rooms. A participant's own rooms are behind `own` (the empty bot,
the consent, the PIN) or `seen` (the empty bot alone).
"""

from bot.domain.followups import DIGESTS, FOLLOW_UPS
from bot.domain.people import STAFF, Role
from bot.domain.text import N_
from bot.router import Route, Router
from bot.store.rights.self_checks import KIND as SELF_CHECK
from bot.turn import Blocked, Command, Due, InGroup, Media, Tap, Words
from handlers import agreeing, answering, directory, guard, home, settings, start
from handlers.guard import own, seen
from handlers.leader import (
    attention,
    closed_days,
    digest,
    digest_charts,
    digest_lists,
    digest_prompt,
    directory_entries,
    directory_mending,
    ending,
    exports,
    leave_decisions,
    reading,
    requests,
    staff,
    team,
    walls,
)
from handlers.mentor import (
    caseload,
    checkin,
    history,
    leave,
    participant_phone,
    prompt_answers,
    prompts,
    recorded,
    referrals,
    rhythm,
    schedule,
    talk,
    urgent,
)
from handlers.participant import own_data, own_phone, self_checks, voice

MENTOR = frozenset({Role.MENTOR})
SUPERVISOR = frozenset({Role.SUPERVISOR})
ADMIN = frozenset({Role.ADMIN})
PARTICIPANT = frozenset({Role.PARTICIPANT})
EVERYONE = STAFF | PARTICIPANT
LEADS = SUPERVISOR | ADMIN
CASE_STAFF = MENTOR | SUPERVISOR

ANYBODY = (
    # The first meeting.
    Route(Command, "start", start.start, unsettled=True),
    Route(Command, "mulai", start.start, unsettled=True),
    Route(Tap, "address", start.address, EVERYONE, unsettled=True),
    Route(Tap, "zone", start.zone, EVERYONE, unsettled=True),
    # The support directory.
    Route(Command, "info", directory.home),
    Route(Tap, "info", directory.home),
    Route(Tap, "infocat", directory.category),
    Route(Tap, "infoplace", directory.choose_place),
    Route(Tap, "infofound", directory.found_again),
    Route(Tap, "infocard", directory.card),
    Route(Tap, "infowrong", directory.ask_what_is_wrong),
    Route(Tap, "infotell", directory.report),
    # What happens around it.
    Route(Blocked, "", home.blocked, EVERYONE),
    Route(InGroup, "", home.in_group),
    Route(Due, "hide", home.hide, EVERYONE),
)

ALL_STAFF = (
    # The menu, the help page, and what nobody asked for.
    Route(Command, "menu", home.home, STAFF),
    Route(Tap, "home", home.home, STAFF),
    Route(Command, "bantuan", home.help_page, STAFF),
    Route(Media, "", home.no_media, STAFF),
    # Settings.
    Route(Command, "atur", settings.settings, STAFF),
    Route(Tap, "atur", settings.settings, STAFF),
    Route(Tap, "newaddress", settings.new_address, STAFF),
    Route(Tap, "newzone", settings.new_zone, STAFF),
    Route(Tap, "hours", settings.choose_hours, STAFF),
    # Filling in a form, whichever it is.
    Route(Words, "", answering.words, STAFF),
    Route(Command, "batal", answering.cancel_open, STAFF),
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
    Route(Tap, "parts", answering.what_to_change, CASE_STAFF),
    Route(Tap, "resume", answering.resume, STAFF),
    # Prompts, whoever they reach.
    *(Route(Due, kind.kind, prompts.due, STAFF) for kind in FOLLOW_UPS if kind.kind not in (*DIGESTS, SELF_CHECK)),
    Route(Tap, "prompt", prompts.shown, STAFF),
    Route(Tap, "why", prompts.why, STAFF),
    # Urgent flags.
    Route(Tap, "flags", urgent.listing, STAFF),
    Route(Tap, "flag", urgent.one, STAFF),
    Route(Tap, "ack", urgent.acknowledge, STAFF),
    Route(Tap, "flagclose", urgent.begin_closing, STAFF),
    # What participants ask for.
    Route(Tap, "requests", requests.listing, STAFF),
    Route(Tap, "request", requests.one, STAFF),
    Route(Tap, "reqread", requests.read, STAFF),
    Route(Tap, "reqtake", requests.take, STAFF),
    Route(Tap, "reqdone", requests.mark_answered, STAFF),
    Route(Tap, "reqno", requests.begin_refusal, STAFF),
    Route(Tap, "reqerase", requests.begin_erasure, STAFF),
)

MENTORS = (
    # Recording a check-in.
    Route(Command, "catat", checkin.who, CASE_STAFF),
    Route(Tap, "list", checkin.who, CASE_STAFF),
    Route(Tap, "c", checkin.begin, CASE_STAFF),
    # The buttons of a prompt.
    Route(Tap, "now", prompt_answers.now, CASE_STAFF),
    Route(Tap, "later?", prompt_answers.later, CASE_STAFF),
    Route(Tap, "notyet", prompt_answers.not_yet, CASE_STAFF),
    Route(Tap, "skip?", prompt_answers.ask_skip, CASE_STAFF),
    Route(Tap, "skip", prompt_answers.skip, CASE_STAFF),
    Route(Tap, "reviewed", prompt_answers.mark_reviewed, CASE_STAFF),
    # The schedule, and a day of it as a file.
    Route(Command, "jadwal", schedule.schedule, CASE_STAFF),
    Route(Tap, "jadwal", schedule.schedule, CASE_STAFF),
    Route(Tap, "ics?", schedule.ask_day, CASE_STAFF),
    Route(Tap, "ics", schedule.calendar_file, CASE_STAFF),
    # The people who are with them, and one of them.
    Route(Command, "dampingan", caseload.listing, CASE_STAFF),
    Route(Tap, "cases", caseload.listing, CASE_STAFF),
    Route(Tap, "case", caseload.one, CASE_STAFF),
    Route(Tap, "past", recorded.past, CASE_STAFF),
    Route(Tap, "read", recorded.read, CASE_STAFF),
    Route(Tap, "correct", recorded.correct, CASE_STAFF),
    Route(Tap, "history", history.listing, CASE_STAFF),
    # Rhythm, pause, quiet days.
    Route(Tap, "rhythm", rhythm.rhythm, CASE_STAFF),
    Route(Tap, "cadence", rhythm.choose_cadence, CASE_STAFF),
    Route(Tap, "pause", rhythm.pause, CASE_STAFF),
    Route(Tap, "longer", rhythm.longer, CASE_STAFF),
    Route(Tap, "goon", rhythm.go_on, CASE_STAFF),
    Route(Tap, "resumecase", rhythm.resume_case, CASE_STAFF),
    Route(Tap, "quiet", rhythm.quiet, CASE_STAFF),
    Route(Tap, "noquiet", rhythm.clear_quiet, CASE_STAFF),
    # Referrals.
    Route(Tap, "referrals", referrals.listing, CASE_STAFF),
    Route(Tap, "newreferral", referrals.new, CASE_STAFF),
    Route(Tap, "referral", referrals.one, CASE_STAFF),
    # The participant of a case on their own phone.
    Route(Tap, "pp", participant_phone.one, CASE_STAFF),
    Route(Tap, "pplink", participant_phone.hand_link, CASE_STAFF),
    Route(Tap, "ppcode", participant_phone.read_out_code, CASE_STAFF),
    Route(Tap, "ppphone", participant_phone.new_phone, CASE_STAFF),
    Route(Tap, "ppsay", participant_phone.note_consent, CASE_STAFF),
    Route(Tap, "ppshare", participant_phone.note_sharing, CASE_STAFF),
    # Raising an urgent flag.
    Route(Tap, "sos", urgent.whose, CASE_STAFF),
    Route(Tap, "sos?", urgent.what, CASE_STAFF),
    Route(Tap, "sos!", urgent.raise_one, CASE_STAFF),
    # Leave, and someone to talk to.
    Route(Tap, "leave", leave.leave, MENTOR),
    Route(Tap, "endleave", leave.end, MENTOR),
    Route(Tap, "talk", talk.talk, MENTOR),
)

LEADERS = (
    # What needs a look today.
    Route(Tap, "attention", attention.listing, SUPERVISOR),
    Route(Tap, "greet", attention.greet, SUPERVISOR),
    Route(Tap, "takeover", attention.take_over, SUPERVISOR),
    Route(Tap, "handon", attention.hand_on, SUPERVISOR),
    Route(Tap, "handto", attention.hand_to, SUPERVISOR),
    # The digest.
    *(Route(Due, kind, digest_prompt.due, SUPERVISOR) for kind in DIGESTS),
    Route(Command, "ringkasan", digest.show, SUPERVISOR),
    Route(Tap, "digest", digest.show, SUPERVISOR),
    Route(Tap, "digestlist", digest_lists.listing, SUPERVISOR),
    Route(Tap, "digestchart", digest_charts.chart, SUPERVISOR),
    Route(Tap, "digestwords", digest_charts.in_words, SUPERVISOR),
    # A mentor's leave.
    Route(Tap, "leave?", leave_decisions.request, LEADS),
    Route(Tap, "cover?", leave_decisions.choose_cover, LEADS),
    Route(Tap, "leave!", leave_decisions.agree, LEADS),
    Route(Tap, "noleave", leave_decisions.refuse, LEADS),
    # The team, and one of it.
    Route(Tap, "team", team.team, LEADS),
    Route(Tap, "person", team.person, LEADS),
    Route(Tap, "invite", team.invite, LEADS),
    Route(Tap, "inviteadmin", team.invite_admin, ADMIN),
    Route(Tap, "newlink", team.new_link, LEADS),
    Route(Tap, "newcase", team.new_case, SUPERVISOR),
    Route(Tap, "newphone", staff.new_phone, LEADS),
    Route(Tap, "suspend", staff.suspend, LEADS),
    Route(Tap, "remove", staff.remove, LEADS),
    Route(Tap, "handall", staff.hand_all, SUPERVISOR),
    Route(Tap, "handallto", staff.hand_all_to, SUPERVISOR),
    Route(Tap, "duty", staff.choose_duty, LEADS),
    # Reading with a reason, walls, endings, files.
    Route(Tap, "reading", reading.ask, SUPERVISOR),
    Route(Tap, "glass", reading.ask_glass, SUPERVISOR),
    Route(Tap, "apart", walls.keep_apart, SUPERVISOR),
    Route(Tap, "ending", ending.end, SUPERVISOR),
    Route(Tap, "export", exports.ask, SUPERVISOR),
    # Closed days.
    Route(Tap, "days", closed_days.days, ADMIN),
    Route(Tap, "newday", closed_days.new_day, ADMIN),
    Route(Tap, "openday", closed_days.open_day, ADMIN),
    # The upkeep of the support directory.
    Route(Tap, "upkeep", directory_entries.home, ADMIN),
    Route(Tap, "uplist", directory_entries.listing, ADMIN),
    Route(Tap, "upentry", directory_entries.one, ADMIN),
    Route(Tap, "upcard", directory_entries.card, ADMIN),
    Route(Tap, "upfields", directory_entries.fields, ADMIN),
    Route(Tap, "upchecked", directory_entries.mark_checked, ADMIN),
    Route(Tap, "upretire", directory_entries.retire, ADMIN),
    Route(Tap, "upnew", directory_mending.add, ADMIN),
    Route(Tap, "upfield", directory_mending.mend, ADMIN),
)

PARTICIPANTS = (
    # The first meeting's questions to participants alone.
    Route(Tap, "adult", seen(start.answer_adult), PARTICIPANT, unsettled=True),
    Route(Tap, "tick", seen(agreeing.answer_tick), PARTICIPANT),
    # The menu, and what is said to it.
    Route(Command, "menu", guard.home, PARTICIPANT),
    Route(Tap, "home", guard.home, PARTICIPANT),
    Route(Command, "bantuan", guard.home, PARTICIPANT),
    Route(Command, "batal", guard.home, PARTICIPANT),
    Route(Words, "", guard.words, PARTICIPANT),
    Route(Media, "", own(home.no_media), PARTICIPANT),
    Route(Tap, "sweep", seen(guard.sweep), PARTICIPANT),
    # Filling in a form.
    Route(Tap, "a", own(answering.answer), PARTICIPANT),
    Route(Tap, "b", own(answering.back), PARTICIPANT),
    Route(Tap, "q", own(answering.again), PARTICIPANT),
    Route(Tap, "x", own(answering.cancel), PARTICIPANT),
    Route(Tap, "xx", own(answering.throw_away), PARTICIPANT),
    Route(Tap, "keep", own(answering.cancel_open), PARTICIPANT),
    Route(Tap, "s", own(answering.save), PARTICIPANT),
    # A voice: to be called, to ask, to complain; and what became of it.
    Route(Tap, "callme", own(voice.call_me), PARTICIPANT),
    Route(Tap, "askcontact", own(voice.ask_contact), PARTICIPANT),
    Route(Tap, "atonce", seen(voice.at_once), PARTICIPANT),
    Route(Tap, "askinfo", own(voice.ask), PARTICIPANT),
    Route(Tap, "complain", own(voice.complain), PARTICIPANT),
    Route(Tap, "myreqs", own(voice.listing), PARTICIPANT),
    Route(Tap, "myreq", own(voice.one), PARTICIPANT),
    # How they say they are.
    Route(Due, SELF_CHECK, self_checks.due, PARTICIPANT),
    Route(Tap, "selfcheck", own(self_checks.begin), PARTICIPANT),
    Route(Tap, "notnow", seen(self_checks.not_now), PARTICIPANT),
    # Their data.
    Route(Command, "data", own(own_data.page), PARTICIPANT),
    Route(Tap, "data", own(own_data.page), PARTICIPANT),
    Route(Tap, "wish", own(own_data.wish), PARTICIPANT),
    Route(Tap, "mendmine", own(own_data.correct), PARTICIPANT),
    Route(Tap, "consents", own(own_data.choices), PARTICIPANT),
    Route(Tap, "consent", own(own_data.change), PARTICIPANT),
    Route(Tap, "pleave", own(agreeing.leave), PARTICIPANT),
    # Their phone.
    Route(Command, "atur", own(own_phone.page), PARTICIPANT),
    Route(Tap, "atur", own(own_phone.page), PARTICIPANT),
    Route(Tap, "newaddress", own(own_phone.new_address), PARTICIPANT),
    Route(Tap, "newzone", own(own_phone.new_zone), PARTICIPANT),
    Route(Tap, "hours", own(settings.choose_hours), PARTICIPANT),
    Route(Tap, "ownset", own(own_phone.change), PARTICIPANT),
    Route(Tap, "greetme", own(own_phone.greet_me), PARTICIPANT),
)

ROUTES = (*ANYBODY, *ALL_STAFF, *MENTORS, *LEADERS, *PARTICIPANTS)

# The list Telegram shows beside the text box: name, description.
COMMANDS = (
    ("menu", N_("Menu")),
    ("catat", N_("Record a check-in")),
    ("jadwal", N_("What is planned")),
    ("dampingan", N_("People I walk beside")),
    ("ringkasan", N_("The team's figures")),
    ("atur", N_("How I am addressed, my clock")),
    ("info", N_("Support information: whom to turn to")),
    ("data", N_("What is kept about me")),
    ("bantuan", N_("What this bot can do")),
    ("batal", N_("Leave a form")),
)


def router() -> Router:
    """The bot's router."""
    return Router(ROUTES, otherwise=guard.otherwise, first=start.first_meeting, stranger=start.unknown)
