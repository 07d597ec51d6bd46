"""What somebody is told because it happened: data. News passes the one door out like every prompt, and asks nothing.

Each is a fact that waits until it may be said (what, about whom or what, to whom), and is put into words only then.
"""

from bot.domain.presses import (
    ApartCard,
    CaseCard,
    ContactPlan,
    FlagList,
    LeaveCard,
    OfferCard,
    OwnRequest,
    PersonCard,
    PhoneCard,
    RequestCard,
    RequestList,
    TheirPhone,
)
from bot.domain.prompting.kinds import Arises, Carries, Event, FollowUp, Offer
from bot.domain.text import N_

ANSWERED = "answered"  # the one news that reaches participants
REFUSED, NOT_SHOWN = "refused", "not_shown"
PLAN_CHANGED = "plan_changed"
# What is asked of the next one too, where it was said already to whoever had the case before.
ASKS = ("link_opened",)
WHY = N_("It was told once, because it happened.")


def _news(
    kind: str,
    about: str,
    text: str,
    *answers: Offer,
    to: str = "named",
    urgent: bool = False,
    label: str = N_("News"),
) -> FollowUp:
    """label: what it is called in the history of whom it is about, where it stands in one."""
    return FollowUp(
        kind,
        label,
        text,
        WHY,
        Arises(Event.NEWS),
        to=to,
        answers=answers,
        stopped_by=(),
        urgent=urgent,
        say="alert",
        about=about,
    )


OPEN_REQUESTS = Offer(N_("📨 Open requests"), RequestList, Carries.NOTHING)
OPEN_REQUEST = Offer(N_("Open the request"), RequestCard, Carries.SUBJECT)
OPEN_FLAGS = Offer(N_("🆘 Flags"), FlagList, Carries.NOTHING)
OPEN_CASE = Offer(N_("Open"), CaseCard, Carries.SUBJECT)
OPEN_LEAVE = Offer(N_("Open"), LeaveCard, Carries.SUBJECT)
OPEN_OFFER = Offer(N_("Open"), OfferCard, Carries.SUBJECT)
OPEN_PERSON = Offer(N_("Open"), PersonCard, Carries.SUBJECT)
OPEN_PHONE = Offer(N_("Open"), PhoneCard, Carries.SUBJECT)
OPEN_CONSENTS = Offer(N_("Open"), TheirPhone, Carries.SUBJECT)
WHO_IS_IT = Offer(N_("Say who it is"), TheirPhone, Carries.SUBJECT)
OPEN_PLAN = Offer(N_("Open"), ContactPlan, Carries.SUBJECT)
OPEN_APART = Offer(N_("Open"), ApartCard, Carries.SUBJECT)
OPEN_OWN = Offer(N_("Open"), OwnRequest, Carries.SUBJECT)
FLAG = N_("There is an urgent flag. Please open the menu and look under Flags.")
LAST_DAY = N_("A request not answered yet (its last day)")
RECALLED = N_("What was urgent was taken back from that phone. Please ask the person themselves all the same.")
NEWS: tuple[FollowUp, ...] = (
    # To participants: not a word of what it is about.
    _news(
        ANSWERED,
        "request",
        N_("There is news. Please open it when it suits you."),
        OPEN_OWN,
        label=N_("News of an answered request"),
    ),
    # Of urgent flags.
    _news("flag_raised", "flag", FLAG, OPEN_FLAGS, to="duty", urgent=True, label=N_("News of an urgent flag")),
    _news("flag_of_yours", "flag", FLAG, OPEN_FLAGS, urgent=True),
    _news("flag_taken", "flag", N_("{who} has taken the flag on."), urgent=True),
    _news(
        "flag_retracted",
        "flag",
        N_("{who} says: the flag of {code} just now was a slip of the thumb, and is closed. Nothing is to be done."),
        urgent=True,
    ),
    _news(
        "flag_slip",
        "flag",
        N_(
            "The phone that raised the flag of {code} says that it was a slip. Whose hand that was cannot be known: "
            "please get in touch all the same, in the way that is safe."
        ),
        OPEN_FLAGS,
        urgent=True,
    ),
    # Of requests.
    _news(
        "request_came",
        "request",
        N_("There is a new request. Please open Requests in the menu."),
        OPEN_REQUESTS,
        to="handler",
    ),
    _news(
        "request_urgent",
        "request",
        N_("There is an urgent request. Please open it."),
        OPEN_REQUEST,
        to="handler",
        urgent=True,
        label=N_("News of an urgent request"),
    ),
    _news(
        "request_recalled",
        "request",
        N_("A request was taken back by whoever made it; nothing is to be answered."),
        label=N_("News of a request taken back"),
    ),
    # Whose hand held the phone is not known.
    _news(
        "urgent_recalled",
        "request",
        RECALLED,
        OPEN_REQUEST,
        urgent=True,
        label=N_("News of an urgent request taken back"),
    ),
    # Where nobody who handles it had heard of it: it waits for whoever does, as it would have itself.
    _news(
        "recalled_unheard",
        "request",
        RECALLED,
        OPEN_REQUEST,
        to="handler",
        urgent=True,
        label=N_("News of an urgent request taken back"),
    ),
    # Of the law's clock.
    _news(
        "clock_next",
        "request",
        N_(
            "A request of {code} is with {who}, and {hours} hours are left until {moment}. Please see that it is "
            "answered."
        ),
        OPEN_REQUEST,
        label=LAST_DAY,
    ),
    _news(
        "clock_above",
        "request",
        N_("A request in a team is with {who}, and {hours} hours are left until {moment}. Please call them."),
        OPEN_REQUEST,
        label=LAST_DAY,
    ),
    _news(
        "clock_ends",
        "request",
        N_("A request must be answered by {moment}: {hours} hours are left, and it is with {who}."),
        OPEN_REQUEST,
        urgent=True,
        label=N_("A request not answered yet (its last hours)"),
    ),
    _news(
        "clock_over",
        "request",
        N_("The 72 hours of a request have passed at {moment}; it is with {who}. Please answer it today."),
        OPEN_REQUEST,
        urgent=True,
        label=N_("A request not answered yet (72 hours are over)"),
    ),
    _news(
        "urgent_above",
        "request",
        N_("For an hour nobody has taken on an urgent request in a team; it is with {who}. Please call them."),
        OPEN_REQUEST,
        urgent=True,
    ),
    _news(
        "urgent_over",
        "request",
        N_("The time of an urgent request ran out on {moment}; it is with {who}. Please answer it today."),
        OPEN_REQUEST,
        urgent=True,
    ),
    # Of leave.
    _news("leave_asked", "leave", N_("{code} asks for leave. Open it when it suits you."), OPEN_LEAVE),
    _news("leave_agreed", "leave", N_("Your leave has been agreed.")),
    _news("leave_refused", "leave", N_("Your leave could not be agreed yet. Please talk with whoever decides.")),
    _news("leave_covered", "leave", N_("You cover for {code} {days}; see /menu in those days.")),
    _news("cover_freed", "leave", N_("{code} is back; you no longer stand in for them. Thank you.")),
    # Of who accompanies whom: no name, no code.
    _news("list_longer", "person", N_("Your list has grown; see /dampingan.")),
    _news(
        "list_shorter",
        "person",
        N_("Your list has changed: who was on it is with another mentor now. Thank you."),
    ),
    _news("new_leader", "person", N_("Your supervisor is {code} from now on.")),
    _news("team_longer", "person", N_("Your team has grown; see My team in the menu.")),
    _news("team_shorter", "person", N_("{code} is led by another supervisor from now on. Thank you.")),
    _news("team_gone", "person", N_("{code} leads your team from now on. Thank you.")),
    _news("stands_in", "person", N_("You stand in for {code} until further notice; see /menu.")),
    _news("stood_in", "person", N_("{code} is back; you no longer stand in for them. Thank you.")),
    _news("stands_in_no_more", "person", N_("You no longer stand in for {code}. Thank you.")),
    _news("uncovered", "person", N_("{code} has nobody who stands in. Please choose somebody."), OPEN_PERSON),
    _news(
        "alone",
        "case",
        N_("While the mentor is away nobody stands in for {code}; what is asked about them comes to you."),
        OPEN_CASE,
    ),
    _news("case_offered", "offer", N_("{who} asks whether your team could take somebody over."), OPEN_OFFER),
    _news("offer_agreed", "offer", N_("{code} has gone over to the other team. Thank you.")),
    _news("offer_declined", "offer", N_("The other team cannot take {code} over now.")),
    _news("offer_lapsed", "offer", N_("{code} was offered to a team that cannot answer now. Please ask again.")),
    # Of phones.
    _news("phone_asked", "phone", N_("{who} asks for another phone for {code}. Please have a look."), OPEN_PHONE),
    _news("phone_agreed", "phone", N_("The other phone of {code} has been agreed to."), OPEN_PHONE),
    _news("phone_refused", "phone", N_("The other phone of {code} has not been agreed to. Please talk about it.")),
    _news(
        "their_phone_changed",
        "case",
        N_("{code} gets another phone, and the one so far is cut off. Please ask them whether they wished it."),
    ),
    # Of two who must not meet: not a word of who.
    _news("apart_asked", "wall", N_("Something waits for a second yes, yours. Please open it."), OPEN_APART),
    _news("apart_answered", "wall", N_("What you asked for has been answered. Please open it."), OPEN_APART),
    _news("went_on_in_person", "case", N_("{code} goes on in person from now on, without this chat."), to="nearest"),
    _news(
        "case_erased",
        "case",
        N_("{code} has been erased, as was asked for. Nothing reminds of them any more. Thank you."),
    ),
    # It stays when all that was kept of them is gone: no code, and not what it was.
    _news(
        "erased_while_open",
        "person",
        N_(
            "{who} has erased somebody while something urgent of theirs, or something told in confidence, was open. "
            "Please look into it today."
        ),
        urgent=True,
    ),
    _news(
        "consent_changed",
        "case",
        N_("The consent of {code} has changed; please look before you write."),
        OPEN_CONSENTS,
        to="nearest",
    ),
    # Whose hand held the phone is not known.
    _news(
        PLAN_CHANGED,
        "case",
        N_("Safe contact of {code} was changed on the phone. Please read it, and make sure when you meet."),
        OPEN_PLAN,
        to="nearest",
    ),
    # Of reading what was recorded.
    _news("reading", "grant", N_("{who} may read what was recorded about {code} for 60 minutes.\nReason: {reason}")),
    _news("glass_broken", "grant", N_("{who} opened {code} in an emergency, for 60 minutes. It is in the audit.")),
    # Of staff, and of participants.
    _news("joined", "person", N_("{code} has joined.")),
    _news(
        "link_opened",
        "case",
        N_("{code} is joining: the link was opened. Please make sure who it is."),
        WHO_IS_IT,
        to="nearest",
    ),
    _news(
        "still_unmet",
        "case",
        N_("{code} is joining: since yesterday whoever opened the link waits. Please make sure who it is."),
        WHO_IS_IT,
        to="nearest",
    ),
    _news("joining", "case", N_("{code} is joining: the code was typed."), OPEN_CONSENTS, to="nearest"),
    _news(
        "way_in_ended",
        "case",
        N_(
            "{code}: the link or code was used, and it ended at the question of age. If need be, another one can be "
            "made."
        ),
        OPEN_CONSENTS,
        to="nearest",
    ),
    _news("talk", "person", N_("{code} would like to talk with you, in confidence. Please call soon."), urgent=True),
    _news(
        "unreachable",
        "person",
        N_("{code} cannot be written to: the bot is blocked there. Please get in touch another way."),
    ),
    _news("reachable", "person", N_("{code} can be written to again.")),
    _news(
        "file_ready",
        "file",
        N_("The file you asked for is ready. Please ask whoever looks after the machine to hand it over."),
    ),
    # Of the machine.
    _news(
        "away",
        "machine",
        N_(
            "This service was away for a while, and messages sent meanwhile may be lost. "
            "If you wrote something since yesterday, please send it once more."
        ),
        urgent=True,
    ),
    _news(
        "stands_still",
        "part",
        N_("A part of the service stands still ({part}). Please tell whoever looks after the machine."),
        urgent=True,
    ),
    _news(
        "audit_broken",
        "entry",
        N_(
            "The record of who did what does not fit any more, from entry {number} on. Care goes on as usual. "
            "Please tell whoever looks after the machine."
        ),
        urgent=True,
    ),
    _news(
        "record_signed",
        "entry",
        N_(
            "The record of who did what is signed up to entry {number}, mark {mark}. Please keep this message: with it "
            "anybody can tell later whether something was changed."
        ),
    ),
    _news(
        "fault",
        "update",
        N_(
            "A message could not be handled (number {number}). Nothing of it is shown here. "
            "Please tell whoever looks after the machine."
        ),
        urgent=True,
    ),
    _news(
        REFUSED,
        "letter",
        N_(
            "Telegram refused a message for good (number {number}), and it was not delivered. "
            "Please tell whoever looks after the machine."
        ),
        urgent=True,
    ),
    _news(
        NOT_SHOWN,
        "letter",
        N_("Something could not be shown just now. What you wrote before is safe. Please open /menu."),
        urgent=True,
    ),
)
# The parts of the machine that may stand still, in the order in which news of them is numbered.
PARTS = (
    ("clock", N_("the clock")),
    ("poller", N_("taking in messages")),
    ("sender", N_("sending messages")),
    ("prompts", N_("reminders")),
)
# A last word passes the same door as news to that person.
LAST_WORD = _news("last_word", "chat", N_("Thank you, and all the best."))
# The last thing said to a chat that is nobody's any more.
LAST_WORDS = {
    "erased": N_("Hello. What you asked for is done. Thank you, and all the best."),
    "cut_off": N_("Hello. This chat is no longer connected. If that is a mistake, please tell whom you know here."),
    "staff_cut_off": N_("Hello. This account is no longer connected. If that is a mistake, please ask your team."),
}
