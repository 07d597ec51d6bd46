"""ROUTES: the map of the bot, by who meets what; a line a press (and the command that means it), a block a screen.

One press may lead staff and participants to different rooms. A participant's own rooms are behind `own` (the consent,
the PIN); while their phone shows an empty bot they are nobody, and no route of theirs is there.
"""

from typing import Any

from bot.domain.followups import DIGESTS, FOLLOW_UPS, NEWS_KINDS
from bot.domain.people import STAFF, Role
from bot.domain.presses import (
    AddEntry,
    Address,
    Adult,
    Again,
    AgreeLeave,
    Answer,
    AnswerTick,
    AskContact,
    AskExport,
    AskInfo,
    AskReading,
    AskSkip,
    Attention,
    Back,
    BreakGlass,
    Cadence,
    CalendarDays,
    CalendarFile,
    CallAtOnce,
    CallMe,
    Cancel,
    CaseCard,
    CaseList,
    CaseOfDigest,
    ChangeConsent,
    CheckIn,
    CheckInList,
    ChoicePage,
    ChooseCover,
    ClearQuiet,
    CloseDay,
    ClosedDays,
    CloseFlag,
    Complain,
    CorrectCheckIn,
    CorrectOwn,
    Digest,
    DigestChart,
    DigestList,
    DigestWords,
    Duty,
    EndCase,
    EndLeave,
    EraseForRequest,
    FlagCard,
    FlagList,
    GoOn,
    Greet,
    Greetings,
    HandAll,
    HandAllTo,
    HandLink,
    HandOn,
    HandTo,
    Help,
    History,
    Home,
    Info,
    InfoCard,
    InfoCategory,
    InfoFound,
    InfoPlaces,
    InfoTell,
    InfoWrong,
    Invite,
    InviteAdmin,
    KeepApart,
    Later,
    Leaderless,
    LeaveCard,
    LeaveChat,
    LedBy,
    LongerPause,
    MarkChecked,
    MeantAs,
    MendField,
    NewAddress,
    NewCase,
    NewLeader,
    NewLink,
    NewPhone,
    NewReferral,
    NewZone,
    NoteConsent,
    NoteSharing,
    NotNow,
    NotReached,
    OldButton,
    OldEntries,
    OpenDay,
    OwnConsents,
    OwnData,
    OwnLeave,
    OwnRequest,
    OwnRequests,
    OwnSetting,
    PastCheckIns,
    Pause,
    PersonCard,
    PickDate,
    PromptShown,
    PutAside,
    QuietDays,
    RaiseFlag,
    Rate,
    ReadCheckIn,
    ReadOutCode,
    ReadRequest,
    RecordNow,
    ReferralCard,
    Referrals,
    RefuseLeave,
    RefuseRequest,
    Remove,
    Reopen,
    ReportedEntries,
    RequestAnswered,
    RequestCard,
    RequestList,
    Resume,
    ResumeCase,
    Retire,
    Reviewed,
    Rhythm,
    SafeHours,
    Said,
    Save,
    Schedule,
    SelfCheck,
    Settings,
    Skip,
    StandIn,
    StandInIs,
    Suspend,
    Sweep,
    TakeFlag,
    TakeOver,
    TakeRequest,
    Talk,
    Team,
    TheirNewPhone,
    TheirPhone,
    ThrowAway,
    Upkeep,
    UpkeepCard,
    UpkeepEntry,
    UpkeepFields,
    UpkeepList,
    UrgentWhat,
    UrgentWhose,
    WhatToChange,
    Why,
    Wish,
    Zone,
)
from bot.domain.prompting.news import ANSWERED, NOT_SHOWN
from bot.domain.text import N_
from bot.router import Route, Router
from bot.store.rights.self_checks import KIND as SELF_CHECK
from bot.turn import Blocked, Command, Due, InGroup, Media, Words
from handlers import agreeing, answering, directory, guard, home, news, settings, start, typed
from handlers.guard import own
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
    reading,
    requests,
    walls,
)
from handlers.leader.people import handing_on, leaders, leave_decisions, staff, standing_in, team
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

Map = tuple[Route[Any], ...]

ANYBODY: Map = (
    # The first meeting.
    Route(Command, start.start, unsettled=True, commands=("start", "mulai")),
    Route(Address, start.address, EVERYONE, unsettled=True),
    Route(Zone, start.zone, EVERYONE, unsettled=True),
    # The support directory.
    Route(Info, directory.home, commands=("info",)),
    Route(InfoCategory, directory.category),
    Route(InfoPlaces, directory.choose_place),
    Route(InfoFound, directory.found_again),
    Route(InfoCard, directory.card),
    Route(InfoWrong, directory.ask_what_is_wrong),
    Route(InfoTell, directory.report),
    # What happens around it.
    Route(OldButton, guard.old_button, EVERYONE),
    Route(Blocked, home.blocked, EVERYONE),
    Route(InGroup, home.in_group),
)

ALL_STAFF: Map = (
    # The menu, the help page, and what nobody asked for.
    Route(Home, home.home, STAFF, commands=("menu",)),
    Route(Media, typed.sent, STAFF),
    Route(Help, home.help_page, STAFF, commands=("bantuan",)),
    # Settings.
    Route(Settings, settings.settings, STAFF, commands=("atur",)),
    Route(NewAddress, settings.new_address, STAFF),
    Route(NewZone, settings.new_zone, STAFF),
    Route(SafeHours, settings.choose_hours, STAFF),
    # Filling in a form, whichever it is.
    Route(Words, typed.of_staff, STAFF),
    Route(MeantAs, typed.meant, STAFF),
    Route(Answer, answering.answer, STAFF),
    Route(Back, answering.back, STAFF),
    Route(Again, answering.again, STAFF),
    Route(Cancel, answering.cancel, STAFF),
    Route(ThrowAway, answering.throw_away, STAFF),
    Route(PutAside, answering.put_aside, STAFF, commands=("batal",)),
    Route(PickDate, answering.pick_date, STAFF),
    Route(Rate, answering.topic, CASE_STAFF),
    Route(Reopen, answering.reopen, STAFF),
    Route(Save, answering.save, STAFF),
    Route(ChoicePage, answering.page, STAFF),
    Route(WhatToChange, answering.what_to_change, CASE_STAFF),
    Route(Resume, answering.resume, STAFF),
    # Prompts, whoever they reach.
    *(Route(Due, prompts.due, STAFF, kind=kind.kind) for kind in FOLLOW_UPS if kind.kind not in (*DIGESTS, SELF_CHECK)),
    # News of what happened.
    *(Route(Due, news.due, EVERYONE if kind in (ANSWERED, NOT_SHOWN) else STAFF, kind=kind) for kind in NEWS_KINDS),
    Route(PromptShown, prompts.shown, STAFF),
    Route(Why, prompts.why, STAFF),
    # Urgent flags.
    Route(FlagList, urgent.listing, STAFF),
    Route(FlagCard, urgent.one, STAFF),
    Route(TakeFlag, urgent.acknowledge, STAFF),
    Route(CloseFlag, urgent.begin_closing, STAFF),
    # What participants ask for.
    Route(RequestList, requests.listing, STAFF),
    Route(RequestCard, requests.one, STAFF),
    Route(ReadRequest, requests.read, STAFF),
    Route(TakeRequest, requests.take, STAFF),
    Route(RequestAnswered, requests.mark_answered, STAFF),
    Route(RefuseRequest, requests.begin_refusal, STAFF),
    Route(EraseForRequest, requests.begin_erasure, STAFF),
)

MENTORS: Map = (
    # Recording a check-in.
    Route(CheckInList, checkin.who, CASE_STAFF, commands=("catat",)),
    Route(CheckIn, checkin.begin, CASE_STAFF),
    # The buttons of a prompt.
    Route(RecordNow, prompt_answers.now, CASE_STAFF),
    Route(Later, prompt_answers.later, CASE_STAFF),
    Route(NotReached, prompt_answers.not_yet, CASE_STAFF),
    Route(AskSkip, prompt_answers.ask_skip, CASE_STAFF),
    Route(Skip, prompt_answers.skip, CASE_STAFF),
    Route(Reviewed, prompt_answers.mark_reviewed, CASE_STAFF),
    Route(Said, prompt_answers.said, CASE_STAFF),
    # The schedule, and a day of it as a file.
    Route(Schedule, schedule.schedule, CASE_STAFF, commands=("jadwal",)),
    Route(CalendarDays, schedule.ask_day, CASE_STAFF),
    Route(CalendarFile, schedule.calendar_file, CASE_STAFF),
    # The people who are with them, and one of them.
    Route(CaseList, caseload.listing, CASE_STAFF, commands=("dampingan",)),
    Route(CaseCard, caseload.one, CASE_STAFF),
    Route(CaseOfDigest, caseload.one, SUPERVISOR),
    Route(PastCheckIns, recorded.past, CASE_STAFF),
    Route(ReadCheckIn, recorded.read, CASE_STAFF),
    Route(CorrectCheckIn, recorded.correct, CASE_STAFF),
    Route(History, history.listing, CASE_STAFF),
    # Rhythm, pause, quiet days.
    Route(Rhythm, rhythm.rhythm, CASE_STAFF),
    Route(Cadence, rhythm.choose_cadence, CASE_STAFF),
    Route(Pause, rhythm.pause, CASE_STAFF),
    Route(LongerPause, rhythm.longer, CASE_STAFF),
    Route(GoOn, rhythm.go_on, CASE_STAFF),
    Route(ResumeCase, rhythm.resume_case, CASE_STAFF),
    Route(QuietDays, rhythm.quiet, CASE_STAFF),
    Route(ClearQuiet, rhythm.clear_quiet, CASE_STAFF),
    # Referrals.
    Route(Referrals, referrals.listing, CASE_STAFF),
    Route(NewReferral, referrals.new, CASE_STAFF),
    Route(ReferralCard, referrals.one, CASE_STAFF),
    # The participant of a case on their own phone.
    Route(TheirPhone, participant_phone.one, CASE_STAFF),
    Route(HandLink, participant_phone.hand_link, CASE_STAFF),
    Route(ReadOutCode, participant_phone.read_out_code, CASE_STAFF),
    Route(TheirNewPhone, participant_phone.new_phone, CASE_STAFF),
    Route(NoteConsent, participant_phone.note_consent, CASE_STAFF),
    Route(NoteSharing, participant_phone.note_sharing, CASE_STAFF),
    # Raising an urgent flag.
    Route(UrgentWhose, urgent.whose, CASE_STAFF),
    Route(UrgentWhat, urgent.what, CASE_STAFF),
    Route(RaiseFlag, urgent.raise_one, CASE_STAFF),
    # Leave, and someone to talk to.
    Route(OwnLeave, leave.leave, CASE_STAFF),
    Route(EndLeave, leave.end, CASE_STAFF),
    Route(Talk, talk.talk, MENTOR),
)

LEADERS: Map = (
    # What needs a look today.
    Route(Attention, attention.listing, SUPERVISOR),
    Route(Greet, attention.greet, SUPERVISOR),
    Route(TakeOver, handing_on.take_over, SUPERVISOR),
    Route(HandOn, handing_on.hand_on, SUPERVISOR),
    Route(HandTo, handing_on.hand_to, SUPERVISOR),
    # The digest.
    *(Route(Due, digest_prompt.due, SUPERVISOR, kind=kind) for kind in DIGESTS),
    Route(Digest, digest.show, SUPERVISOR, commands=("ringkasan",)),
    Route(DigestList, digest_lists.listing, SUPERVISOR),
    Route(DigestChart, digest_charts.chart, SUPERVISOR),
    Route(DigestWords, digest_charts.in_words, SUPERVISOR),
    # A mentor's leave.
    Route(LeaveCard, leave_decisions.request, LEADS),
    Route(ChooseCover, leave_decisions.choose_cover, LEADS),
    Route(AgreeLeave, leave_decisions.agree, LEADS),
    Route(RefuseLeave, leave_decisions.refuse, LEADS),
    # The team, and one of it.
    Route(Team, team.team, LEADS),
    Route(PersonCard, team.person, LEADS),
    Route(Invite, team.invite, LEADS),
    Route(InviteAdmin, team.invite_admin, ADMIN),
    Route(NewLink, team.new_link, LEADS),
    Route(NewCase, team.new_case, SUPERVISOR),
    Route(NewPhone, staff.new_phone, LEADS),
    Route(Suspend, standing_in.suspend, LEADS),
    Route(StandIn, standing_in.stand_in, LEADS),
    Route(StandInIs, standing_in.stand_in_is, LEADS),
    Route(Remove, staff.remove, LEADS),
    Route(HandAll, handing_on.hand_all, LEADS),
    Route(HandAllTo, handing_on.hand_all_to, LEADS),
    Route(Leaderless, leaders.leaderless, ADMIN),
    Route(NewLeader, leaders.new_leader, ADMIN),
    Route(LedBy, leaders.led_by, ADMIN),
    Route(Duty, staff.choose_duty, LEADS),
    # Reading with a reason, walls, endings, files.
    Route(AskReading, reading.ask, SUPERVISOR),
    Route(BreakGlass, reading.ask_glass, SUPERVISOR),
    Route(KeepApart, walls.keep_apart, SUPERVISOR),
    Route(EndCase, ending.end, SUPERVISOR),
    Route(AskExport, exports.ask, SUPERVISOR),
    # Closed days.
    Route(ClosedDays, closed_days.days, ADMIN),
    Route(CloseDay, closed_days.new_day, ADMIN),
    Route(OpenDay, closed_days.open_day, ADMIN),
    # The upkeep of the support directory.
    Route(Upkeep, directory_entries.home, ADMIN),
    Route(UpkeepList, directory_entries.listing, ADMIN),
    Route(OldEntries, directory_entries.old, ADMIN),
    Route(ReportedEntries, directory_entries.reported, ADMIN),
    Route(UpkeepEntry, directory_entries.one, ADMIN),
    Route(UpkeepCard, directory_entries.card, ADMIN),
    Route(UpkeepFields, directory_entries.fields, ADMIN),
    Route(MarkChecked, directory_entries.mark_checked, ADMIN),
    Route(Retire, directory_entries.retire, ADMIN),
    Route(AddEntry, directory_mending.add, ADMIN),
    Route(MendField, directory_mending.mend, ADMIN),
)

PARTICIPANTS: Map = (
    # The first meeting's questions to participants alone.
    Route(Adult, start.answer_adult, PARTICIPANT, unsettled=True),
    Route(AnswerTick, agreeing.answer_tick, PARTICIPANT),
    # The menu, and what is said to it.
    Route(Home, guard.home, PARTICIPANT, commands=("menu",)),
    Route(Help, guard.home, PARTICIPANT, commands=("bantuan",)),
    Route(Words, typed.of_participant, PARTICIPANT, unsettled=True),
    Route(Media, own(typed.sent), PARTICIPANT),
    Route(Sweep, guard.sweep, PARTICIPANT),
    # Filling in a form.
    Route(Answer, own(answering.answer), PARTICIPANT),
    Route(MeantAs, own(typed.meant), PARTICIPANT),
    Route(Back, own(answering.back), PARTICIPANT),
    Route(Again, own(answering.again), PARTICIPANT),
    Route(Cancel, own(answering.cancel), PARTICIPANT),
    Route(ThrowAway, own(answering.throw_away), PARTICIPANT),
    Route(PutAside, own(answering.put_aside), PARTICIPANT, commands=("batal",)),
    Route(Save, own(answering.save), PARTICIPANT),
    # A voice: to be called, to ask, to complain; and what became of it.
    Route(CallMe, own(voice.call_me), PARTICIPANT),
    Route(AskContact, own(voice.ask_contact), PARTICIPANT),
    Route(CallAtOnce, voice.at_once, PARTICIPANT, unsettled=True),
    Route(AskInfo, own(voice.ask), PARTICIPANT),
    Route(Complain, own(voice.complain), PARTICIPANT),
    Route(OwnRequests, own(voice.listing), PARTICIPANT),
    Route(OwnRequest, own(voice.one), PARTICIPANT),
    # How they say they are.
    Route(Due, self_checks.due, PARTICIPANT, kind=SELF_CHECK),
    Route(SelfCheck, own(self_checks.begin), PARTICIPANT),
    Route(NotNow, self_checks.not_now, PARTICIPANT),
    # Their data.
    Route(OwnData, own(own_data.page), PARTICIPANT, commands=("data",)),
    Route(Wish, own(own_data.wish), PARTICIPANT),
    Route(CorrectOwn, own(own_data.correct), PARTICIPANT),
    Route(OwnConsents, own(own_data.choices), PARTICIPANT),
    Route(ChangeConsent, own(own_data.change), PARTICIPANT),
    Route(LeaveChat, own(agreeing.leave), PARTICIPANT),
    # Their phone.
    Route(Settings, own(own_phone.page), PARTICIPANT, commands=("atur",)),
    Route(NewAddress, own(own_phone.new_address), PARTICIPANT),
    Route(NewZone, own(own_phone.new_zone), PARTICIPANT),
    Route(SafeHours, own(settings.choose_hours), PARTICIPANT),
    Route(OwnSetting, own(own_phone.change), PARTICIPANT),
    Route(Greetings, own(own_phone.greet_me), PARTICIPANT),
)

ROUTES: Map = (*ANYBODY, *ALL_STAFF, *MENTORS, *LEADERS, *PARTICIPANTS)

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
    return Router(
        ROUTES,
        otherwise=guard.otherwise,
        first=start.first_meeting,
        stranger=typed.unknown,
        instead=guard.instead,
    )
