"""Every button there is: what pressing it means, as a small dataclass (bot/domain/wire.py writes and reads them).

A handler takes the press it is for (`def one(turn, pressed: CaseCard)`); ROUTES says which. A button never says who
may: whoever answers it looks that up anew, since a button may outlive the right it was made under.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, TypeVar, dataclass_transform


@dataclass(frozen=True, slots=True)
class Of:
    """What a number or a word on a button is one of."""

    what: str


# Numbers of rows, by what they are of; words by the list they are from.
CaseId = Annotated[int, Of("case")]
CheckInId = Annotated[int, Of("checkin")]
ConsentId = Annotated[int, Of("consent")]
FlagId = Annotated[int, Of("flag")]
GrantId = Annotated[int, Of("grant")]
OfferId = Annotated[int, Of("offer")]
PhoneId = Annotated[int, Of("phone")]
LeaveId = Annotated[int, Of("leave")]
InviteId = Annotated[int, Of("invite")]
PersonId = Annotated[int, Of("person")]
PromptId = Annotated[int, Of("prompt")]
ReferralId = Annotated[int, Of("referral")]
RequestId = Annotated[int, Of("request")]
WallId = Annotated[int, Of("wall")]
Page = Annotated[int, Of("page")]
Revision = Annotated[int, Of("revision")]
Weekday = Annotated[int, Of("weekday")]  # 0: Monday
DayNumber = Annotated[int, Of("day")]  # date.toordinal
EntryId = Annotated[str, Of("entry")]
Category = Annotated[str, Of("category")]
Track = Annotated[str, Of("track")]
PeriodCode = Annotated[str, Of("period")]
MonthCode = Annotated[str, Of("month")]
Code = Annotated[str, Of("code")]


class Press:
    """What a button means. Each kind is one of the classes below.

    below: the message under which it stands stays as it is; what it leads to is said below.
    """

    __slots__ = ()
    below: ClassVar[bool] = False


P = TypeVar("P", bound=Press)
KINDS: dict[str, type[Press]] = {}


@dataclass_transform(frozen_default=True)
def press(kind: type[P]) -> type[P]:
    """Make `kind` a frozen dataclass that can be written on a button. Raises TypeError for a name given twice."""
    made: type[P] = dataclass(frozen=True, slots=True)(kind)
    if made.__name__ in KINDS:
        raise TypeError(f"two presses are called {made.__name__}")
    KINDS[made.__name__] = made
    return made


@dataclass(frozen=True, slots=True)
class OldButton(Press):
    """A button this bot did not make for this chat, or no longer makes. It is never written."""


# -- everybody ---------------------------------------------------------------------------------------------------------


@press
class Home(Press):
    """The menu."""


@press
class Help(Press):
    """What the bot can do."""


@press
class Address(Press):
    """The first meeting: how somebody wishes to be addressed."""

    address: Code


@press
class Zone(Press):
    """The first meeting: the clock somebody lives by."""

    zone: Code


@press
class Settings(Press):
    """What can be changed about oneself."""


@press
class NewAddress(Press):
    """Another form of address; asked for while none is given."""

    address: Code = ""


@press
class NewZone(Press):
    """Another clock; asked for while none is given."""

    zone: Code = ""


@press
class SheetHour(Press):
    """When the day sheet comes: an hour ("0800"), or whether the next day is shown the evening before ("yes", "no")."""

    choice: Code = ""


@press
class WeekHours(Press):
    """Hours of its own for a day of the week."""


@press
class DayHours(Press):
    """When messages may come on this day of the week (0: Monday); asked for while no span is given."""

    day: Weekday
    choice: Code = ""


@press
class SafeHours(Press):
    """When messages may come: a span, or "prayers" and "noprayers"; asked for while none is given.

    joining: it was opened from what is offered after joining, and leads back there.
    """

    choice: Code = ""
    joining: bool = False


# -- the support directory ---------------------------------------------------------------------------------------------


@press
class Info(Press):
    """The front of the directory."""


@press
class InfoCategory(Press):
    """The entries of a category, of a place."""

    category: Category
    place: Code = ""
    page: Page = 0


@press
class InfoPlaces(Press):
    """For which place?"""

    category: Category
    page: Page = 0


@press
class InfoFound(Press):
    """Back to what was found: where each entry stands in the directory, with full stops between."""

    found: Code


@press
class InfoCard(Press):
    """One entry; beside it the list one came from (a category's, or what was found)."""

    entry: EntryId
    category: Category = ""
    place: Code = ""
    page: Page = 0
    found: Code = ""


@press
class InfoWrong(Press):
    """Something of an entry does not fit: what?"""

    entry: EntryId
    category: Category = ""
    place: Code = ""
    page: Page = 0
    found: Code = ""


@press
class InfoTell(Press):
    """This does not fit."""

    entry: EntryId
    wrong: Code
    category: Category = ""
    place: Code = ""
    page: Page = 0
    found: Code = ""


# -- filling in a form -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class InForm(Press):
    """A button of a form. `token` names the filling-in; it belongs to one person.

    form, about: only while nobody has answered anything, and so nothing is kept: which form, and the case or prompt it
    is about.
    """

    token: Code = ""
    form: Code = ""
    about: Annotated[int, Of("about")] = 0


@press
class Answer(InForm):
    """An answer to a question."""

    question: Code
    value: Code


@press
class Back(InForm):
    """To the question before this one; without one, from the summary."""

    question: Code = ""


@press
class Again(InForm):
    """The current question once more."""


@press
class Cancel(InForm):
    """Leave the form."""


@press
class ThrowAway(InForm):
    """Leave it, and lose what was filled in."""


@press
class PickDate(InForm):
    """A date of one's own, in words."""

    question: Code


@press
class MeantAs(InForm):
    """What was typed is this question's answer, a note beside it, or something else."""

    meant: Code


@press
class Rate(InForm):
    """One part of life of a question about levels."""

    topic: Code


@press
class Reopen(InForm):
    """Change one answer."""

    question: Code


@press
class WhatToChange(InForm):
    """Which answer is to be changed?"""


@press
class ChoicePage(InForm):
    """Another page of a long choice."""

    page: Page


@press
class Save(InForm):
    """Save it; a correction says why. seen_to: who fills it in sees to what is urgent themselves."""

    why: Code = ""
    seen_to: bool = False


@press
class Resume(Press):
    """Go on with what was left unfinished."""

    token: Code


@press
class PutAside(Press):
    """Leave whatever is being filled in; it is kept."""


# -- prompts -----------------------------------------------------------------------------------------------------------


@press
class PromptShown(Press):
    """A prompt once more."""

    prompt: PromptId


@press
class Why(Press):
    """Why a prompt came."""

    prompt: PromptId


@press
class OnSheet(Press):
    """One of the things on a day sheet, opened below it."""

    prompt: PromptId
    below: ClassVar[bool] = True


@press
class SheetPage(Press):
    """Another page of a day sheet, in its place."""

    page: Page


@press
class PutOffAll(Press):
    """All that waits on a day sheet is asked about again on that day (0: asked for), opened below it."""

    day: DayNumber = 0
    below: ClassVar[bool] = True


@press
class SeveralWell(Press):
    """Several of those on a day sheet with whom all went well, opened below it."""

    below: ClassVar[bool] = True


@press
class RecordNow(Press):
    """Record the contact now."""

    prompt: PromptId


@press
class Later(Press):
    """Ask again later."""

    prompt: PromptId


@press
class NotReached(Press):
    """The contact did not work out yet."""

    prompt: PromptId


@press
class AskSkip(Press):
    """Why skip this contact?"""

    prompt: PromptId


@press
class Skip(Press):
    """Skip it, for this reason."""

    prompt: PromptId
    reason: Code


@press
class Reviewed(Press):
    """What was to be talked about has been talked about."""

    prompt: PromptId


@press
class Said(Press):
    """An answer that is a word by itself."""

    prompt: PromptId
    word: Code


@press
class LongerPause(Press):
    """Make a pause longer."""

    prompt: PromptId


@press
class ResumeCase(Press):
    """Go on after a pause."""

    prompt: PromptId


# -- a mentor's people -------------------------------------------------------------------------------------------------


@press
class CheckInList(Press):
    """Whose check-in?"""

    page: Page = 0


@press
class CheckIn(Press):
    """Record a check-in about this participant."""

    case: CaseId


@press
class Schedule(Press):
    """What is planned."""

    page: Page = 0


@press
class CalendarDays(Press):
    """Which day's or week's calendar file?"""


@press
class CalendarFile(Press):
    """A day as a calendar file; `week`: its week from Monday to Sunday, as far as it is still ahead."""

    day: DayNumber
    week: bool = False


@press
class CalendarCodes(Press):
    """One's calendar files carry codes from now on, or none."""

    wanted: bool = False


@press
class WeekSheet(Press):
    """The week of a day on paper; asked for while none is given."""

    day: DayNumber = 0


@press
class CaseList(Press):
    """Everybody active; leaders see one kind of service."""

    page: Page = 0
    track: Track = ""


@press
class CaseCard(Press):
    """One participant; the name (`named`) only where it was asked for."""

    case: CaseId
    named: bool = False


@press
class CaseOfDigest(Press):
    """One participant, from a list of a digest; the name (`named`) only where it was asked for."""

    case: CaseId
    period: PeriodCode
    figure: Code
    track: Track
    page: Page = 0
    named: bool = False


@press
class PastCheckIns(Press):
    """What was recorded."""

    case: CaseId
    page: Page = 0


@press
class ReadCheckIn(Press):
    """One check-in in full."""

    case: CaseId
    checkin: CheckInId


@press
class ReadVersion(Press):
    """A version of a check-in that was corrected since."""

    case: CaseId
    checkin: CheckInId
    revision: Revision


@press
class PastFlags(Press):
    """What was noted when flags were closed."""

    case: CaseId
    page: Page = 0


@press
class CorrectCheckIn(Press):
    """Correct a check-in."""

    case: CaseId
    checkin: CheckInId


@press
class MendCheckIn(Press):
    """Put a wrong choice right, just after it was saved."""

    case: CaseId
    checkin: CheckInId


@press
class Timeline(Press):
    """What happened with a participant, by months."""

    case: CaseId
    page: Page = 0


@press
class History(Press):
    """The prompts of a participant."""

    case: CaseId
    page: Page = 0


@press
class WhoLooked(Press):
    """Who looked at what is kept about a participant."""

    case: CaseId
    page: Page = 0


@press
class Rhythm(Press):
    """How often, and when not."""

    case: CaseId


@press
class Cadence(Press):
    """Another rhythm; asked for while none is given."""

    case: CaseId
    weeks: Annotated[int | None, Of("weeks")] = None


@press
class Pause(Press):
    """A pause."""

    case: CaseId


@press
class GoOn(Press):
    """The end of a pause."""

    case: CaseId


@press
class QuietDays(Press):
    """Days on which nothing is raised."""

    case: CaseId


@press
class ClearQuiet(Press):
    """No such days any more."""

    case: CaseId


@press
class Referrals(Press):
    """The referrals of a participant."""

    case: CaseId


@press
class NewReferral(Press):
    """Another one; its topic is asked for while none is given, then which service (`service`) was asked."""

    case: CaseId
    topic: Code = ""
    service: Code = ""
    page: Page = 0


@press
class ReferralCard(Press):
    """One referral; with a state, what became of it."""

    referral: ReferralId
    state: Code = ""


@press
class TheirPhone(Press):
    """A participant on their own phone."""

    case: CaseId


@press
class HandLink(Press):
    """A link for them."""

    case: CaseId


@press
class ReadOutCode(Press):
    """A code to be read out to them."""

    case: CaseId


@press
class TheirNewPhone(Press):
    """Another phone of theirs; asked once more first."""

    case: CaseId
    sure: bool = False


@press
class ContactPlan(Press):
    """How a participant may safely be reached."""

    case: CaseId


@press
class AskPlan(Press):
    """Ask them for it, and write down what they say."""

    case: CaseId


@press
class PlanHolds(Press):
    """They were asked again, and it still holds."""

    case: CaseId


@press
class ForgottenPin(Press):
    """A code that opens their phone without the PIN; asked once more first."""

    case: CaseId
    sure: bool = False


@press
class ItIsThem(Press):
    """It is the participant who opened the link: that one, by which somebody came in."""

    case: CaseId
    invite: InviteId


@press
class SomebodyElse(Press):
    """It is somebody else; asked once more first."""

    case: CaseId
    invite: InviteId
    sure: bool = False


@press
class NoteConsent(Press):
    """A yes that was said elsewhere: which piece, and how."""

    case: CaseId
    tick: Code = ""
    how: Code = ""


@press
class NoteSharing(Press):
    """A yes to passing something on."""

    case: CaseId


@press
class OwnLeave(Press):
    """A mentor's own leave."""


@press
class EndLeave(Press):
    """The end of it."""

    leave: LeaveId


@press
class Talk(Press):
    """A mentor needs someone to talk to; asked once, then told (`sure`)."""

    sure: bool = False


# -- urgent flags ------------------------------------------------------------------------------------------------------


@press
class UrgentWhose(Press):
    """Whom is it about? Of many only those from the first to the last, by code."""

    first: CaseId = 0
    last: CaseId = 0


@press
class UrgentWhat(Press):
    """What is urgent?"""

    case: CaseId


@press
class RaiseFlag(Press):
    """Raise it."""

    case: CaseId
    kind: Code


@press
class Slip(Press):
    """The tap that raised a flag was a slip of the thumb."""

    flag: FlagId


@press
class FlagList(Press):
    """The open flags."""

    page: Page = 0
    track: Track = ""


@press
class FlagCard(Press):
    """One flag."""

    flag: FlagId


@press
class TakeFlag(Press):
    """Take it on."""

    flag: FlagId


@press
class CloseFlag(Press):
    """Close it."""

    flag: FlagId


# -- requests, as staff handle them ------------------------------------------------------------------------------------


@press
class RequestList(Press):
    """The open requests."""

    page: Page = 0
    track: Track = ""


@press
class RequestCard(Press):
    """One request."""

    request: RequestId


@press
class ReadRequest(Press):
    """What was written."""

    request: RequestId


@press
class TakeRequest(Press):
    """Take it on."""

    request: RequestId


@press
class RequestAnswered(Press):
    """It is answered; urgent: the page showed that it is."""

    request: RequestId
    urgent: bool = False


@press
class RefuseRequest(Press):
    """It cannot be done."""

    request: RequestId


@press
class EraseForRequest(Press):
    """Erase everything, as was asked for."""

    request: RequestId


# -- leaders -----------------------------------------------------------------------------------------------------------


@press
class Attention(Press):
    """What needs a look today."""

    page: Page = 0
    track: Track = ""


@press
class Greet(Press):
    """Greet the mentor of a participant."""

    case: CaseId


@press
class TakeOver(Press):
    """Accompany somebody oneself; asked once more first."""

    case: CaseId
    sure: bool = False


@press
class HandOn(Press):
    """To whom is a participant handed on?"""

    case: CaseId
    page: Page = 0


@press
class HandTo(Press):
    """To this mentor."""

    case: CaseId
    mentor: PersonId


@press
class OfferCase(Press):
    """To which other team could it go?"""

    case: CaseId
    page: Page = 0


@press
class OfferTo(Press):
    """To the team of this supervisor."""

    case: CaseId
    leader: PersonId


@press
class WithdrawOffer(Press):
    """It is offered no more."""

    offer: OfferId


@press
class OfferList(Press):
    """What other teams offer."""

    page: Page = 0
    track: Track = ""


@press
class OfferCard(Press):
    """One of it: who shall accompany?"""

    offer: OfferId
    page: Page = 0


@press
class AcceptOffer(Press):
    """This mentor."""

    offer: OfferId
    mentor: PersonId


@press
class DeclineOffer(Press):
    """Not into this team."""

    offer: OfferId


@press
class Digest(Press):
    """The team's figures of a period; the running week where none is given."""

    period: PeriodCode = ""


@press
class DigestList(Press):
    """What stands behind a figure."""

    period: PeriodCode
    figure: Code
    track: Track = ""
    page: Page = 0


@press
class DigestWeeks(Press):
    """Of which month another week's figures are wanted."""

    period: PeriodCode
    page: Page = 0


@press
class DigestMonth(Press):
    """The weeks of a month."""

    period: PeriodCode
    month: MonthCode


@press
class DigestChart(Press):
    """The figures as charts."""

    period: PeriodCode


@press
class DigestWords(Press):
    """The topics of a chart in numbers, by their place in the list."""

    period: PeriodCode
    track: Track
    topic: Annotated[int, Of("place")] = 0


@press
class MonthReports(Press):
    """Of which month a report is wanted."""

    page: Page = 0


@press
class MonthReport(Press):
    """The report of a month."""

    month: MonthCode


@press
class LeaveCard(Press):
    """A leave that was asked for."""

    leave: LeaveId


@press
class ChooseCover(Press):
    """Another cover."""

    leave: LeaveId
    page: Page = 0


@press
class AgreeLeave(Press):
    """Agreed, with this cover or none."""

    leave: LeaveId
    cover: PersonId = 0


@press
class RefuseLeave(Press):
    """Not agreed."""

    leave: LeaveId


@press
class Team(Press):
    """The team, or all staff."""

    page: Page = 0


@press
class PersonCard(Press):
    """One of them."""

    person: PersonId


@press
class Invite(Press):
    """Invite whom this leader is responsible for."""


@press
class InviteAdmin(Press):
    """Invite another admin."""


@press
class NewLink(Press):
    """Another link for somebody."""

    person: PersonId


@press
class NewCase(Press):
    """Add a participant."""


@press
class NewPhone(Press):
    """Another phone of somebody's; asked once more first."""

    person: PersonId
    sure: bool = False


@press
class PhoneCard(Press):
    """Another phone that was asked for: does a second leader agree?"""

    phone: PhoneId


@press
class AgreePhone(Press):
    """Yes."""

    phone: PhoneId


@press
class RefusePhone(Press):
    """No."""

    phone: PhoneId


@press
class Suspend(Press):
    """Keep somebody out for a while, or let them in again."""

    person: PersonId
    suspended: bool = False


@press
class StandIn(Press):
    """Who stands in for somebody who is kept out?"""

    person: PersonId
    page: Page = 0


@press
class StandInIs(Press):
    """This one."""

    person: PersonId
    other: PersonId


@press
class Leaderless(Press):
    """The mentors whom nobody leads."""

    page: Page = 0


@press
class NewLeader(Press):
    """Who leads this mentor from now on?"""

    person: PersonId
    page: Page = 0


@press
class LedBy(Press):
    """This supervisor."""

    person: PersonId
    leader: PersonId


@press
class Remove(Press):
    """Remove somebody; what they have goes to this person."""

    person: PersonId
    to: PersonId = 0
    page: Page = 0


@press
class HandAll(Press):
    """To whom is a whole caseload, or a whole team, handed on?"""

    person: PersonId
    page: Page = 0


@press
class HandAllTo(Press):
    """To this person."""

    person: PersonId
    mentor: PersonId


@press
class Duty(Press):
    """Who is told next of a flag; with a person, on the list or off it."""

    person: PersonId = 0
    listed: bool = False
    page: Page = 0


@press
class AskReading(Press):
    """Ask to read what was recorded."""

    case: CaseId


@press
class BreakGlass(Press):
    """Ask to read in an emergency."""


@press
class KeepApart(Press):
    """Somebody whom a participant must never meet."""

    case: CaseId


@press
class ApartList(Press):
    """Those who are kept apart, as far as a leader may know of them."""

    page: Page = 0


@press
class ApartCard(Press):
    """Two of them: how it stands, looked at anew."""

    wall: WallId


@press
class AgreeApart(Press):
    """The second yes."""

    wall: WallId


@press
class RefuseApart(Press):
    """No: it ends."""

    wall: WallId


@press
class AskLift(Press):
    """Ask that it may end."""

    wall: WallId


@press
class AgreeLift(Press):
    """The second yes to its end."""

    wall: WallId


@press
class RefuseLift(Press):
    """No: it stands."""

    wall: WallId


@press
class EndCase(Press):
    """End by agreement."""

    case: CaseId


@press
class EndedBecause(Press):
    """Why it ended; without a reason it is asked."""

    case: CaseId
    reason: Code = ""


@press
class AskExport(Press):
    """Ask for a file."""


@press
class Trail(Press):
    """What was done to all that is kept."""

    page: Page = 0


@press
class ClosedDays(Press):
    """Days closed to routine messages."""


@press
class CloseDay(Press):
    """Another one."""


@press
class OpenDay(Press):
    """Undo one."""

    day: DayNumber


# -- the upkeep of the directory ---------------------------------------------------------------------------------------


@press
class Upkeep(Press):
    """What there is, what is old, what was reported."""


@press
class UpkeepList(Press):
    """The entries of a category."""

    category: Category
    page: Page = 0


@press
class OldEntries(Press):
    """Those nobody has checked for long."""

    page: Page = 0


@press
class ReportedEntries(Press):
    """Those that were reported."""

    page: Page = 0


@press
class UpkeepEntry(Press):
    """One entry."""

    entry: EntryId


@press
class UpkeepCard(Press):
    """Its card as people see it."""

    entry: EntryId


@press
class UpkeepFields(Press):
    """What is to be mended?"""

    entry: EntryId


@press
class MendField(Press):
    """This field."""

    entry: EntryId
    field: Code


@press
class MarkChecked(Press):
    """It was looked at and is right."""

    entry: EntryId


@press
class Retire(Press):
    """Take an entry out, or put it back."""

    entry: EntryId
    retired: bool = False


@press
class AddEntry(Press):
    """A new entry."""

    category: Category


# -- participants ------------------------------------------------------------------------------------------------------


@press
class Adult(Press):
    """Whether somebody is an adult."""

    yes: bool = False


@press
class AnswerTick(Press):
    """A yes or a no to a piece of the consent."""

    tick: Code
    yes: bool = False


@press
class Sweep(Press):
    """Take away what was said here."""


@press
class CallMe(Press):
    """Please call me."""


@press
class AskContact(Press):
    """Help with what a card of the directory is about."""

    category: Category


@press
class CallAtOnce(Press):
    """Please call me now."""


@press
class SharedPhone(Press):
    """Whether others use this phone too; `back`: what is offered then, once more, and nothing is said by it."""

    shared: bool = False
    back: bool = False


@press
class OwnPlan(Press):
    """How I may safely be reached; the words of it only where they are asked for. joining: as of SafeHours."""

    words: bool = False
    joining: bool = False


@press
class FillOwnPlan(Press):
    """Say it, or say it anew."""


@press
class OwnPlanHolds(Press):
    """It is as it was."""


@press
class WhoIsFirst(Press):
    """Who gets in touch first: the mentor may, or only they themselves. joining: as of SafeHours."""

    they: bool = False
    joining: bool = False


@press
class OwnSlip(Press):
    """Asking to be called now was a slip of the thumb."""


@press
class AskInfo(Press):
    """A question."""


@press
class Complain(Press):
    """Something was not right; `request`: what is written belongs to this one of their own that is urgent; `above`: no
    leader reads it either.
    """

    request: RequestId = 0
    above: bool = False


@press
class ComplainAtOnce(Press):
    """Something was not right, and it is urgent: past the mentor, at one tap; `above`: past whoever leads as well."""

    above: bool = False


@press
class PassBy(Press):
    """An own request is urgent, or is not for whoever leads: as one of that kind it goes past them."""

    request: RequestId
    kind: Code


@press
class OwnRequests(Press):
    """What one has asked for."""

    page: Page = 0


@press
class OwnRequest(Press):
    """One of them."""

    request: RequestId


@press
class SelfCheck(Press):
    """How one is."""


@press
class NotNow(Press):
    """Not now."""


@press
class OwnData(Press):
    """What is kept about oneself."""


@press
class Wish(Press):
    """One of the rights; asked once more first."""

    kind: Code
    sure: bool = False


@press
class CorrectOwn(Press):
    """Something is to be corrected."""


@press
class OwnConsents(Press):
    """What one agreed to, and the services one may be told of, so many a page."""

    page: Page = 0


@press
class RecallRequest(Press):
    """Take a request back; `sure` at the second tap."""

    request: RequestId
    sure: bool = False


@press
class OwnLooks(Press):
    """On which days somebody looked."""


@press
class EndReading(Press):
    """Whoever was let in reads no more."""

    grant: GrantId


@press
class EndShared(Press):
    """Take one yes to passing on back."""

    consent: ConsentId


@press
class ChangeConsent(Press):
    """A yes to one piece, or taking it back; `sure`: also where something else goes with it."""

    tick: Code
    yes: bool = False
    sure: bool = False


@press
class LeaveChat(Press):
    """Leave this chat; asked once more first."""

    sure: bool = False


@press
class OwnSetting(Press):
    """A name, an agreed word, a PIN. joining: as of SafeHours."""

    field: Code
    joining: bool = False


@press
class Greetings(Press):
    """How often, in weeks, one is asked how one is."""

    weeks: Annotated[int, Of("weeks")] = 0
