"""The menu, the help page, and an answer to whatever has no other answer."""

from markupsafe import Markup

from bot.domain.people import Role
from bot.domain.presses import (
    Attention,
    CallMe,
    CaseList,
    CheckInList,
    ClosedDays,
    Digest,
    FlagList,
    Help,
    Home,
    Info,
    InfoCategory,
    Invite,
    InviteAdmin,
    MonthReports,
    NewCase,
    OwnData,
    OwnRequests,
    RequestList,
    Resume,
    Schedule,
    SelfCheck,
    Settings,
    Sweep,
    Team,
    Trail,
    Upkeep,
    UrgentWhose,
)
from bot.domain.text import N_
from bot.store.caseload import cases, drafts, flags, prompts, requests
from bot.store.caseload.drafts import Draft
from bot.store.people import people
from bot.store.queues import chats
from bot.store.rights import contact_plans, participants
from bot.turn import Blocked, Button, Event, InGroup, Leave, Reply, Row, Say, Tell, Turn
from handlers.screens import NOT_WATCHED, menu

GREETINGS = ((11, N_("Good morning, {you}.")), (15, N_("Good day, {you}.")), (19, N_("Good afternoon, {you}.")))
NIGHT = N_("Good evening, {you}.")
NEWS = (
    (N_("Is the way to reach you still safe? See Settings, Safe contact."), contact_plans.is_to_be_asked_again),
    (N_("Something was noted for you. See Settings, Safe contact."), participants.has_unseen_plan),
    (N_("There is news under My requests."), requests.has_untold),
    (N_("There is news under My data."), participants.has_unseen_consents),
)


def home(turn: Turn, pressed: Home) -> list[Reply]:
    """The menu of this person's role. What was half filled in is put aside, not lost."""
    drafts.put_aside(turn.tx, turn.me)
    return [menu_screen(turn)]


def to_menu(turn: Turn, draft: Draft) -> list[Reply]:
    """Back from the first question of a form that was opened from a menu."""
    return [menu_screen(turn)]


def menu_screen(turn: Turn, before: str | None = None, *said: Markup) -> Say:
    """The menu, with a sentence before it if there is something to say first (`said`, finished, above that)."""
    lines: list[str] = [*said, *([turn.t(before)] if before else [])]
    lines.append(turn.t(greeting(turn)))
    match turn.me.role:
        case Role.MENTOR:
            lines, rows = lines + _mentor_lines(turn), _mentor_rows(turn)
        case Role.PARTICIPANT:
            lines, rows = [*lines, *_news(turn), turn.t(NOT_WATCHED)], _participant_rows(turn)
        case Role.SUPERVISOR:
            lines, rows = [*lines, turn.t(N_("What would you like to do?"))], _supervisor_rows(turn)
        case _:
            lines, rows = [*lines, turn.t(N_("What would you like to do?"))], _admin_rows(turn)
    alone = before is None and not said
    return turn.say(turn.lines(*lines), *rows, stays=alone, plain=alone)


def _news(turn: Turn) -> list[str]:
    """News that nobody has read yet waits here, for whoever knows the PIN: also where it could not be said."""
    found: list[str] = [turn.t(text) for text, has_come in NEWS if has_come(turn.tx, turn.me)]
    return [] if not found or participants.pin_is_asked(turn.tx, turn.me) else found


def greeting(turn: Turn) -> str:
    """Good morning, day, afternoon or evening, by the person's own clock."""
    hour = turn.now.astimezone(turn.me.zone).hour
    return next((text for before, text in GREETINGS if 4 <= hour < before), NIGHT)


def _mentor_lines(turn: Turn) -> list[str]:
    if cases.count_own(turn.tx, turn.me) == 0:
        return [turn.t(N_("Nobody has been entrusted to you yet. Your supervisor adds them; you will be told."))]
    waiting = prompts.waiting_for(turn.tx, turn.me)
    return [turn.t(N_("Waiting for you: {number}."), number=waiting) if waiting else turn.t(N_("Nothing is waiting."))]


def _mentor_rows(turn: Turn) -> tuple[Row, ...]:
    unfinished = drafts.newest(turn.tx, turn.me)
    resume = Button(turn.t(N_("Go on with what is unfinished")), Resume(unfinished.token)) if unfinished else None
    return (
        (Button(turn.t(N_("📝 Record a check-in")), CheckInList()), *_flags(turn)),
        *(((resume,),) if resume else ()),
        (
            Button(turn.t(N_("📅 Schedule")), Schedule()),
            Button(turn.t(N_("👥 Participants")), CaseList()),
            *_requests(turn),
        ),
        (
            Button(turn.t(N_("🆘 Urgent")), UrgentWhose()),
            _information(turn),
            Button(turn.t(N_("⚙️ Settings")), Settings()),
        ),
    )


def _participant_rows(turn: Turn) -> tuple[Row, ...]:
    """Help first; nothing here tells anything about whoever holds the phone."""
    return (
        (Button(turn.t(N_("🆘 Emergency")), InfoCategory("darurat")),),
        (_information(turn), Button(turn.t(N_("📞 Please call me")), CallMe())),
        (
            Button(turn.t(N_("🙂 How I am")), SelfCheck()),
            Button(turn.t(N_("📨 My requests")), OwnRequests()),
            Button(turn.t(N_("🔒 My data")), OwnData()),
        ),
        (Button(turn.t(N_("⚙️ Settings")), Settings()), Button(turn.t(N_("🧹 Tidy up")), Sweep())),
    )


def _supervisor_rows(turn: Turn) -> tuple[Row, ...]:
    own = cases.count_own(turn.tx, turn.me)
    record: Row = (Button(turn.t(N_("📝 Record a check-in")), CheckInList()),) if own else ()
    return (
        (Button(turn.t(N_("🔎 Needs attention")), Attention()), Button(turn.t(N_("🆘 Flags")), FlagList()), *record),
        (Button(turn.t(N_("➕ Add a participant")), NewCase()), Button(turn.t(N_("➕ Invite a mentor")), Invite())),
        (
            Button(turn.t(N_("🤝 My team")), Team()),
            Button(turn.t(N_("👥 Participants")), CaseList()),
            *_requests(turn),
        ),
        (
            Button(turn.t(N_("📊 Digest")), Digest()),
            _information(turn),
            Button(turn.t(N_("⚙️ Settings")), Settings()),
        ),
    )


def _flags(turn: Turn) -> Row:
    """On a mentor's menu only while a flag of theirs is open."""
    open_ones, _ = flags.open_ones(turn.tx, turn.me, 0, 1)
    return (Button(turn.t(N_("🆘 Flags")), FlagList()),) if open_ones else ()


def _requests(turn: Turn) -> Row:
    """On the menu only while something is open."""
    open_ones = requests.count_open(turn.tx, turn.me)
    return (Button(turn.t(N_("📨 Requests ({number})"), number=open_ones), RequestList()),) if open_ones else ()


def _information(turn: Turn) -> Button:
    return Button(turn.t(N_("ℹ️ Support information")), Info())


def _admin_rows(turn: Turn) -> tuple[Row, ...]:
    return (
        (
            Button(turn.t(N_("➕ Invite a supervisor")), Invite()),
            Button(turn.t(N_("➕ Invite an admin")), InviteAdmin()),
        ),
        (Button(turn.t(N_("🤝 Staff")), Team()), Button(turn.t(N_("📆 Closed days")), ClosedDays()), *_requests(turn)),
        (Button(turn.t(N_("🆘 Flags")), FlagList()), Button(turn.t(N_("ℹ️ Support information")), Upkeep())),
        (
            Button(turn.t(N_("Month's report")), MonthReports()),
            Button(turn.t(N_("🗂 The record")), Trail()),
            Button(turn.t(N_("⚙️ Settings")), Settings()),
        ),
    )


def help_page(turn: Turn, pressed: Help) -> list[Reply]:
    """What the bot can do, in a few lines."""
    text = {
        Role.MENTOR: N_(
            "/catat records a check-in. /jadwal shows what is planned. /dampingan shows the people with you. "
            "/atur changes how you are addressed and your time zone. /batal leaves a form. "
            "You can stop anywhere: what you filled in stays."
        ),
        Role.SUPERVISOR: N_(
            "From the menu you add participants and invite mentors. /dampingan shows the team's participants, "
            "/ringkasan the team's figures. "
            "/atur changes how you are addressed and your time zone. /batal leaves a form."
        ),
    }.get(
        turn.me.role,
        N_(
            "From the menu you invite supervisors and admins. /ringkasan tells how it all stands. "
            "/atur changes how you are addressed and your time zone. /batal leaves a form."
        ),
    )
    machine = turn.t(
        N_("This bot does not replace a talk, official reporting duties or emergency help (112). Telegram is abroad.")
    )
    return [turn.say(turn.lines(turn.t(text), machine), (menu(turn),))]


def otherwise(turn: Turn, event: Event) -> list[Reply]:
    """Nobody asked for this just now."""
    return [menu_screen(turn, N_("I did not ask for anything just now. Please choose from the menu."))]


def in_group(turn: Turn, event: InGroup) -> list[Reply]:
    """The bot works in private chats only."""
    return [Say(turn.t(N_("I only work in a private chat.")), kind="nudge"), Leave()]


def blocked(turn: Turn, event: Blocked) -> list[Reply]:
    """A person blocked the bot or let it speak again: their prompts wait, their supervisor is told once."""
    if event.now_blocked:
        if not chats.mark_unreachable(turn.tx, turn.chat):
            return []
        kind = "unreachable"
    else:
        if not chats.is_blocked(turn.tx, turn.chat):
            return []
        chats.mark_reachable(turn.tx, turn.chat)
        prompts.release(turn.tx)
        kind = "reachable"
    if turn.me.role is Role.PARTICIPANT:
        return []  # whether somebody blocks the bot is their own affair
    above = turn.me.supervisor_id
    to_tell = [above] if above is not None else people.to_tell(turn.tx, Role.ADMIN)
    return [Tell(kind, turn.me.id, person) for person in to_tell if person != turn.me.id]
