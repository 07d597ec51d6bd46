"""Follow-ups as data: which prompts exist, what brings each about, whom it reaches, what follows if nobody answers.

A kind is one entry in FOLLOW_UPS. Storing, delivering, snoozing, ending and explaining are the same for all.
"""

from datetime import timedelta

from bot.domain.people import Role
from bot.domain.presses import (
    AskSkip,
    Attention,
    ContactPlan,
    Digest,
    FlagList,
    Later,
    LongerPause,
    NotReached,
    OldEntries,
    Press,
    RecordNow,
    ReferralCard,
    ReportedEntries,
    RequestCard,
    ResumeCase,
    Reviewed,
    Said,
    Skip,
)
from bot.domain.prompting.kinds import (
    CHECK_IN,
    CLOSING,
    ENDS,
    PAUSE,
    PLANS_BY_ITSELF,
    SKIP,
    STOPS,
    Arises,
    Carries,
    Event,
    FollowUp,
    Offer,
    Then,
)
from bot.domain.prompting.news import NEWS
from bot.domain.text import N_

# A failed prompt stays open: it shows as overdue, and a check-in still answers it.
OPEN = ("waiting", "said", "held", "failed")
SNOOZES = (("1h", N_("In 1 hour")), ("morning", N_("Tomorrow morning")))
SNOOZES_IN_A_ROW = 3
MISSES_IN_A_ROW = 2
SKIPS = (
    ("met", N_("Already in touch")),
    ("asked", N_("Asked for time")),
    ("occasion", N_("A holiday or occasion")),
    ("unable", N_("I could not")),
)
PLAN_REVIEW = timedelta(days=91)
CONSENT_TERM = timedelta(days=365)
REFERRAL_REVIEW = timedelta(days=7)
MONTH = timedelta(days=30)

# What may stand under a prompt. The words are a button's; the press says what becomes of it.
RECORD = Offer(N_("📝 Record it now"), RecordNow)
RESUME = Offer(N_("▶️ Go on"), ResumeCase)
REFERRAL = Offer(N_("Open the referral"), ReferralCard, Carries.SUBJECT)
REVIEWED = Offer(N_("✅ Done"), Reviewed)
LOOK = Offer(N_("Needs attention"), Attention, Carries.NOTHING)
FIGURES = Offer(N_("📊 Digest"), Digest, Carries.NOTHING)
REQUEST = Offer(N_("Open the request"), RequestCard, Carries.SUBJECT)
FLAGS = Offer(N_("🆘 Flags"), FlagList, Carries.NOTHING)
OLD_ENTRIES = Offer(N_("Open the list"), OldEntries, Carries.NOTHING)
REPORTS = Offer(N_("Open the list"), ReportedEntries, Carries.NOTHING)
LATER = Offer(N_("⏰ Later"), Later, at_once=False)
NOT_YET = Offer(N_("Not reached yet"), NotReached, at_once=False)
LONGER = Offer(N_("A longer pause"), LongerPause, at_once=False)
LEFT_OUT = Offer(N_("Skip"), AskSkip, at_once=False)

PLAN = Offer(N_("☎️ Safe contact"), ContactPlan, Carries.SUBJECT)

CONTACT_ANSWERS = (RECORD, PLAN, LATER, NOT_YET, LEFT_OUT)
CONTACT_ENDS = (CHECK_IN, SKIP)
FOLLOW_UPS: tuple[FollowUp, ...] = (
    FollowUp(
        "next_contact",
        N_("Contact"),
        N_("A planned moment has come. Open it when it suits you."),
        N_("{who} planned this contact on {planned}, for {slot}. After your check-in the next one is planned."),
        Arises(Event.CHOSEN),
        answers=CONTACT_ANSWERS,
        ended_by=CONTACT_ENDS,
        then=Then("reminder", timedelta(days=1)),
        on_sheet=True,
    ),
    FollowUp(
        "try_again",
        N_("Another try"),
        N_("It is time for another try. Open it when it suits you."),
        N_("The contact did not work out, and {who} chose on {planned} to try again on {slot}. Nobody is to blame."),
        Arises(Event.CHOSEN),
        answers=CONTACT_ANSWERS,
        ended_by=CONTACT_ENDS,
        then=Then("reminder", timedelta(days=1)),
        on_sheet=True,
    ),
    FollowUp(
        "reminder",
        N_("Reminder"),
        N_("One planned contact is still open. Open it when it suits you."),
        N_("The contact of {slot} has no check-in yet. If it stays so, you will be asked once more in two days."),
        Arises(Event.SILENCE),
        answers=CONTACT_ANSWERS,
        ended_by=CONTACT_ENDS,
        then=Then("missed", timedelta(days=2)),
        say="nudge",
        on_sheet=True,
    ),
    FollowUp(
        "missed",
        N_("Next step"),
        N_("A planned contact has not worked out yet. What would be a good next step?"),
        N_(
            "The contact of {slot} has been open for three days. "
            "If it stays so for a week, your supervisor sees it in order to help."
        ),
        Arises(Event.SILENCE),
        answers=CONTACT_ANSWERS,
        ended_by=CONTACT_ENDS,
        then=Then("silent", timedelta(days=4)),
        on_sheet=True,
    ),
    FollowUp(
        "silent",
        N_("Not reached for a week"),
        N_("One participant of your team has not been reached for a week. Please see who can help."),
        N_("The contact of {slot} has been open for seven days. It stays in your list until it is answered."),
        Arises(Event.SILENCE),
        to="supervisor",
        answers=(LOOK,),
        ended_by=CONTACT_ENDS,
    ),
    FollowUp(
        "second_miss",
        N_("Twice not reached"),
        N_("Twice in a row a contact did not work out. Please ask the mentor whether help is needed."),
        N_(
            "Two contacts in a row did not work out, the last one planned for {slot}. "
            "The mentor is to be asked, never the family or an office."
        ),
        Arises(Event.MISSES),
        to="supervisor",
        answers=(LOOK,),
        ended_by=(CHECK_IN,),
    ),
    FollowUp(
        "nudge",
        N_("A greeting"),
        N_("Your supervisor sends greetings and asks: is there anything you need for this contact?"),
        N_("{who} sent this greeting on {planned}. It asks nothing more; the planned contact stays as it is."),
        Arises(Event.CHOSEN),
        answers=(RECORD, NOT_YET),
        ended_by=CONTACT_ENDS,
        then=Then("unanswered_greeting", timedelta(days=3)),
        say="nudge",
    ),
    FollowUp(
        "unanswered_greeting",
        N_("After a greeting"),
        N_("Three days ago a mentor of your team was greeted, and nothing has been recorded since. A call helps more."),
        N_("{who} sent a greeting on {planned}. The same is not said to the mentor twice; a person may ask instead."),
        Arises(Event.SILENCE),
        to="supervisor",
        answers=(LOOK,),
        ended_by=CONTACT_ENDS,
    ),
    FollowUp(
        "pause_over",
        N_("End of a pause"),
        N_("A pause that was agreed on ends today. Shall we go on?"),
        N_("{who} agreed on a pause on {planned}, until {slot}. Going on plans the next contact."),
        Arises(Event.CHOSEN),
        answers=(RESUME, LATER, LONGER),
        stopped_by=(CLOSING,),
        on_sheet=True,
    ),
    FollowUp(
        "referral_review",
        N_("Referral"),
        N_("A referral you made is due for a look: has it been received?"),
        N_("{who} noted this referral on {planned}. It is asked about every week until it is finished or dropped."),
        Arises(Event.REFERRAL),
        answers=(REFERRAL,),
        stopped_by=(CLOSING,),
        renews="week",
        on_sheet=True,
    ),
    FollowUp(
        "plan_review",
        N_("Plan review"),
        N_("Three months have passed: please look at the plan together again."),
        N_("Every three months the plan is looked at together; the last time was counted from {planned}."),
        Arises(Event.INTAKE, PLAN_REVIEW),
        answers=(REVIEWED, PLAN, LATER),
        renews="quarter",
        on_sheet=True,
    ),
    FollowUp(
        "consent_renewal",
        N_("Consent"),
        N_("A year has passed: please talk about consent again, in your own words."),
        N_("Consent is asked for anew every year, so that it stays a free choice; it was last noted on {planned}."),
        Arises(Event.INTAKE, CONSENT_TERM),
        answers=(REVIEWED, LATER),
        stopped_by=(CLOSING,),
        renews="year",
        on_sheet=True,
    ),
    FollowUp(
        "request_due",
        N_("Request"),
        N_("A request is close to its due time. Please open it."),
        N_("A request came in on {planned}; the law's clock of 72 hours runs on holidays too, and ends on {slot}."),
        Arises(Event.REQUEST),
        to="handler",
        answers=(REQUEST,),
        stopped_by=(),
        urgent=True,
        say="alert",
    ),
    FollowUp(
        "self_check",
        N_("A greeting to the participant"),
        N_("How are you? Answer only if you wish."),
        N_("You asked for this greeting in the settings; there it can be ended at any time."),
        Arises(Event.CHOSEN),
        to="named",
        say="nudge",
    ),
    FollowUp(
        "request_soon",
        N_("Request"),
        N_("A request is close to its due time. Please open it."),
        N_("A request came in on {planned}, and is to be answered by {slot}."),
        Arises(Event.REQUEST),
        to="handler",
        answers=(REQUEST,),
        stopped_by=(),
    ),
    FollowUp(
        "request_rings",
        N_("An urgent request"),
        N_("An urgent request waits for somebody to take it on. Please open it."),
        N_("It came in on {planned} and nobody has taken it on yet. It is repeated every hour until then."),
        Arises(Event.REQUEST),
        to="handler",
        answers=(REQUEST,),
        stopped_by=(),
        urgent=True,
        renews="hour",
        say="alert",
    ),
    FollowUp(
        "urgent_15",
        N_("Urgent flag"),
        N_("There is an urgent flag. Please open the menu and look under Flags."),
        N_("The flag was raised on {planned} and nobody has taken it on yet. The next one on duty is told after this."),
        Arises(Event.FLAG),
        to="duty",
        answers=(FLAGS,),
        then=Then("urgent_30", timedelta(minutes=15)),
        stopped_by=(),
        urgent=True,
        say="alert",
    ),
    FollowUp(
        "urgent_30",
        N_("Urgent flag"),
        N_("An urgent flag is still waiting. Please open the menu and look under Flags."),
        N_("The flag was raised on {planned} and nobody has taken it on yet. The next one on duty is told after this."),
        Arises(Event.SILENCE),
        to="duty",
        answers=(FLAGS,),
        then=Then("urgent_60", timedelta(minutes=30)),
        stopped_by=(),
        urgent=True,
        say="alert",
    ),
    FollowUp(
        "urgent_60",
        N_("Urgent flag"),
        N_("An urgent flag has been waiting for an hour or more. Please open the menu, Flags."),
        N_("The flag was raised on {planned} and nobody has taken it on yet. It is repeated every hour until then."),
        Arises(Event.SILENCE),
        to="duty",
        answers=(FLAGS,),
        stopped_by=(),
        urgent=True,
        renews="hour",
        say="alert",
    ),
    FollowUp(
        "directory_old",
        N_("Support information"),
        N_("The support information would like a look when it suits you."),
        N_("Entries should be checked every 180 days. It is said once a month while some are older."),
        Arises(Event.DIRECTORY),
        to="named",
        answers=(OLD_ENTRIES,),
        stopped_by=(),
        renews="month",
        say="nudge",
    ),
    FollowUp(
        "directory_report",
        N_("Support information"),
        N_("Somebody found something in the support information that does not fit."),
        N_("Whoever reads an entry can say that it does not fit; nobody keeps who it was. You look after the entries."),
        Arises(Event.DIRECTORY),
        to="named",
        answers=(REPORTS,),
        stopped_by=(),
        say="nudge",
    ),
    FollowUp(
        "day_ahead",
        N_("A look at the next day"),
        N_("This is what stands in your plan for tomorrow."),
        N_("You asked for it under Settings, Day sheet; there it can be ended at any time."),
        Arises(Event.CHOSEN),
        to="named",
        stopped_by=(),
        renews="evening",
        say="nudge",
    ),
    FollowUp(
        "digest_daily",
        N_("Daily digest"),
        N_("The newest digest is ready."),
        N_("The team's figures come every workday at 07.30. Any time in between: /ringkasan."),
        Arises(Event.TEAM),
        to="named",
        answers=(FIGURES,),
        stopped_by=(),
        renews="workday",
    ),
    FollowUp(
        "digest_weekly",
        N_("Weekly digest"),
        N_("Last week's digest is ready."),
        N_("The team's figures of the past week come every Monday at 07.30. Any time in between: /ringkasan."),
        Arises(Event.TEAM),
        to="named",
        answers=(FIGURES,),
        stopped_by=(),
        renews="monday",
    ),
    FollowUp(
        "digest_admin",
        N_("Admin's digest"),
        N_("The digest for admins is ready."),
        N_("How it all stands comes to each admin every Monday at 07.30. Any time in between: /ringkasan."),
        Arises(Event.INSTITUTION),
        to="named",
        answers=(FIGURES,),
        stopped_by=(),
        renews="monday",
    ),
)
KINDS = (*FOLLOW_UPS, *NEWS)
BY_KIND = {follow_up.kind: follow_up for follow_up in KINDS}
NEWS_KINDS = tuple(news.kind for news in NEWS)
# The two kinds a contact's ladder begins with; the others of the ladder follow from them.
CONTACT = ("next_contact", "try_again")
LADDER = ("reminder", "missed", "silent")
# A leader's greeting, and what becomes of it where it brings nothing.
GREETINGS = ("nudge", "unanswered_greeting")
# A supervisor's digests: each has one row to come, which plans its successor when it speaks.
DIGESTS = ("digest_daily", "digest_weekly")
# An admin's, likewise; and whose is which.
ADMIN_DIGEST = "digest_admin"
DIGESTS_OF = {Role.SUPERVISOR: DIGESTS, Role.ADMIN: (ADMIN_DIGEST,)}
EVERY_DIGEST = tuple(kind for kinds in DIGESTS_OF.values() for kind in kinds)
# A mentor's look at the next day, likewise.
DAY_AHEAD = "day_ahead"
# Moments that are no prompt of their own: several for one person, and that in which their sheet is to be changed.
SHEET_DUE, SHEET_CHANGED = "sheet", "sheet_changed"
# What stands behind another button.
BEHIND: dict[type[Press], type[Press]] = {Skip: AskSkip}
URGENT_FIRST = Then("urgent_15", timedelta(minutes=15))


def arising(event: Event) -> list[tuple[str, timedelta]]:
    """The kinds that this event plans by itself, and how long after it."""
    found = ((one.kind, one.arises) for one in KINDS)
    return [(kind, arises.after) for kind, arises in found if arises.event is event and arises.after is not None]


def whole(follow_ups: tuple[FollowUp, ...]) -> None:
    """Raises ValueError where a prompt could not come about, be answered, or end."""
    kinds = [one.kind for one in follow_ups]
    if len(set(kinds)) < len(kinds):
        raise ValueError("two kinds of prompts have one name")
    for one in follow_ups:
        if (wrong := _missing(one, kinds)) is not None:
            raise ValueError(f"the prompt {one.kind!r} {wrong}")


def _missing(one: FollowUp, kinds: list[str]) -> str | None:
    follows = [then for then in (one.then, *(offer.then for offer in one.answers)) if then is not None]
    followed = [then.kind for other in KINDS for then in (other.then, *(o.then for o in other.answers)) if then]
    if not (one.label and one.text and one.why):
        return "needs a name, a sentence, and why it comes"
    if (one.arises.event in PLANS_BY_ITSELF) is (one.arises.after is None):
        return "needs a time after the event that plans it by itself, and only then"
    if one.arises.event is Event.SILENCE and one.kind not in followed:
        return "follows nothing"
    if any(then.kind not in kinds for then in follows):
        return "is followed by a kind that is none"
    asks = one.say != "nudge" and one.arises.event is not Event.NEWS
    if asks and not one.answers and CHECK_IN not in one.ended_by:
        return "has no answer"
    if not set(one.ended_by) <= ENDS or not set(one.stopped_by) <= STOPS:
        return "is ended by something that never happens"
    words = [offer.word for offer in one.answers if offer.press is Said]
    if not all(words) or len(set(words)) < len(words):
        return "needs a word of its own for each answer"
    return None


def following(follow_up: FollowUp) -> list[str]:
    """The kinds that come after this one, rung by rung; a repeating one comes after itself."""
    found = [follow_up.kind] if follow_up.renews else []
    while follow_up.then is not None:
        follow_up = BY_KIND[follow_up.then.kind]
        found.append(follow_up.kind)
    return found


def still_needed(kind: str, state: str, case_status: str | None) -> bool:
    """Whether a prompt may still speak: it waits, and nothing has happened that makes it needless."""
    if state != "waiting":
        return False
    needless = {"paused": PAUSE, "closed": CLOSING, "erased": CLOSING}.get(case_status or "")
    return needless is None or needless not in BY_KIND[kind].stopped_by


def is_offered(kind: str, press: type[Press], case_status: str | None) -> bool:
    """Whether this press answers a prompt of that kind: it stands under it (or behind what does), and there is a need.

    What an ended case made needless is answered by nothing any more.
    """
    needless = {"closed": CLOSING, "erased": CLOSING}.get(case_status or "")
    if needless is not None and needless in BY_KIND[kind].stopped_by:
        return False
    return any(BEHIND.get(press, press) is offer.press for offer in BY_KIND[kind].answers)


def kinds_ended_by(event: str) -> list[str]:
    """The kinds that this event answers."""
    return [kind for kind, follow_up in BY_KIND.items() if event in follow_up.ended_by]


def kinds_stopped_by(event: str) -> list[str]:
    """The kinds that this event makes needless."""
    return [kind for kind, follow_up in BY_KIND.items() if event in follow_up.stopped_by]


whole(KINDS)
