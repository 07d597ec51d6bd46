"""The tables, as SQLAlchemy Core metadata. Names and texts are sealed; codes are neutral."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.engine import Dialect

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware moment, stored as whole microseconds since 1970 UTC: the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive times: a wall time without its zone is how appointments are lost."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time was about to be stored")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Back to aware UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
BigId = BigInteger().with_variant(Integer(), "sqlite")


def _id() -> Column[int]:
    """A number that never comes again (SQLite: `sqlite_autoincrement`); what is gone is still named elsewhere."""
    return Column("id", BigId, Identity(), primary_key=True)


def _some(name: str, *columns: str, where: str, sqlite: str = "", unique: bool = False) -> Index:
    """An index over some rows alone; a statement that is to use it has to say `where` in the same words.

    The column it speaks of stands first, so that SQLite takes it also where no row has ever been counted there.
    sqlite: the same in SQLite's words, where they differ.
    """
    return Index(name, *columns, unique=unique, sqlite_where=text(sqlite or where), postgresql_where=text(where))


# Data keys, each wrapped by the master key. Destroying a row makes everything sealed with it unreadable.
keys = Table(
    "keys",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("scope", String(16), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("master", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("scope", "subject"),
)

# A chat is known by a keyed hash of its Telegram id, so a stolen table names nobody.
chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("telegram_id", LargeBinary, nullable=False),
    Column("screen_id", BigInteger),
    Column("last_id", BigInteger),
    Column("hide_at", Instant),
    Column("blocked_at", Instant),
    # No longer anybody's: it goes as soon as its last word is out.
    Column("leaving_at", Instant),
    # Which last word is still to be said there, and when it may be.
    Column("last_word", String(16)),
    Column("last_word_at", Instant),
    # Twice in a row it is not known whether something arrived: nothing is said there first until the chat speaks.
    Column("doubted_at", Instant),
    # Which list of commands stands beside the text box there: of staff alone.
    Column("commands", String(16)),
    Index(None, "hide_at"),
)

people = Table(
    "people",
    metadata,
    _id(),
    Column("code", String(16), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("chat", BigInteger, unique=True),
    Column("name", LargeBinary),
    Column("address", String(16)),
    Column("zone", String(40)),
    Column("language", String(8), nullable=False),
    Column("supervisor_id", ForeignKey("people.id")),
    Column("hours", String(16)),
    Column("weekdays", String(80)),
    Column("status", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    # Of a participant: somebody opened their link, and nobody has said yet that it is them.
    Column("unmet", Boolean),
    # Of staff: the hour of their day sheet, and whether they see the next day the evening before.
    Column("sheet", String(8)),
    # Of staff: their calendar files carry codes.
    Column("calendar_codes", Boolean),
    Index(None, "role"),
    Index(None, "supervisor_id"),
    sqlite_autoincrement=True,
)

invites = Table(
    "invites",
    metadata,
    _id(),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("invited_by", ForeignKey("people.id")),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    sqlite_autoincrement=True,
)

cases = Table(
    "cases",
    metadata,
    _id(),
    Column("code", String(16), nullable=False, unique=True),
    Column("track", String(1), nullable=False),
    Column("name", LargeBinary),
    Column("mentor_id", ForeignKey("people.id"), nullable=False),
    Column("cadence_weeks", SmallInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("intake_at", Instant, nullable=False),
    Column("last_at", Instant),
    # Contacts in a row that did not work out.
    Column("misses", SmallInteger, nullable=False, server_default="0"),
    Column("closed_at", Instant),
    # Why it ended, of a few words (bot/domain/figures/endings.py); nobody has to say.
    Column("closed_reason", String(16)),
    # Days on which this person's matters are not raised: sealed, an anniversary can tell who somebody is.
    Column("quiet", LargeBinary),
    Index(None, "mentor_id", "status"),
    sqlite_autoincrement=True,
)

# A participant who uses the bot, and their case. What they chose (name, words, PIN) is one sealed text.
participants = Table(
    "participants",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, unique=True),
    Column("adult", Boolean),
    Column("pin_ok_until", Instant),
    # After the word for it, an empty bot is shown until then.
    Column("hidden_until", Instant),
    # After "not now", nothing is said there first until then.
    Column("quiet_until", Instant),
    Column("settings", LargeBinary),
)

# How a participant said they were, sealed with the case's key.
selfchecks = Table(
    "selfchecks",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("answers", LargeBinary, nullable=False),
    Index(None, "case_id"),
    sqlite_autoincrement=True,
)

# Append-only: each yes and each no to one of the ticks, for which text, through what, explained by whom. A withdrawal
# ends one earlier yes (`ends_id`) or all of its tick. Of a paper: the day that stands on it, and who was there
# as a witness.
consents = Table(
    "consents",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("version", String(16), nullable=False),
    Column("tick", String(16), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("service", LargeBinary),
    Column("signed_on", String(10)),
    Column("witness", LargeBinary),
    Column("ends_id", ForeignKey("consents.id")),
    Column("channel", String(16), nullable=False),
    Column("explained_by", ForeignKey("people.id")),
    Column("at", Instant, nullable=False),
    Index(None, "person_id", "id"),
    Index(None, "case_id", "tick", "id"),
    # A yes is looked for behind each line that is written: whether one ends it.
    Index(None, "ends_id"),
    sqlite_autoincrement=True,
)

# What a participant asked for, and the law's clock on it. Nobody can be refused without a reason.
requests = Table(
    "requests",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id")),
    Column("kind", String(16), nullable=False),
    Column("topic", String(40)),
    # Who accompanied when it came in, as the mentor and in fact; of older ones nobody knows.
    Column("mentor_id", ForeignKey("people.id")),
    Column("cover_id", ForeignKey("people.id")),
    Column("received_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(8), nullable=False),
    Column("handled_by", ForeignKey("people.id")),
    Column("done_at", Instant),
    Column("told_at", Instant),
    Column("text", LargeBinary),
    Column("reason", LargeBinary),
    CheckConstraint("state <> 'refused' OR reason IS NOT NULL", name="refused_with_reason"),
    Index(None, "person_id"),
    Index(None, "case_id", "state"),
    Index(None, "state", "due_at"),
    # The few that are open, among all there ever were.
    _some("ix_requests_open", "state", "due_at", where="state IN ('open', 'taken')"),
    sqlite_autoincrement=True,
)

# Wrong codes and PINs of the last hours, so that guessing is limited.
attempts = Table(
    "attempts",
    metadata,
    _id(),
    Column("kind", String(8), nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "kind", "at"),
    sqlite_autoincrement=True,
)

# What is left of an erased case: its code, when, for which request, and which data keys must never open again.
tombstones = Table(
    "tombstones",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by_id", ForeignKey("people.id")),
    Column("request_id", ForeignKey("requests.id")),
    Column("key_ids", Text, nullable=False),
    Column("settled_at", Instant),
)

# `at` is when it was recorded, `contact_at` when the contact was, as the newest revision says it.
checkins = Table(
    "checkins",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("token", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("contact_at", Instant, nullable=False),
    # Which of its topics figures tell of already (",sehat,kerja,"), and that no more of it will be told.
    Column("told_topics", Text),
    Column("settled", Boolean),
    UniqueConstraint("by_id", "token"),
    Index(None, "case_id", "at"),
    Index(None, "case_id", "contact_at"),
    _some("ix_checkins_unsettled", "at", where="settled IS NULL"),
    sqlite_autoincrement=True,
)

# Append-only: a correction is a new revision with who, when and why; the old one stays.
checkin_revisions = Table(
    "checkin_revisions",
    metadata,
    Column("checkin_id", ForeignKey("checkins.id"), primary_key=True),
    Column("revision", SmallInteger, primary_key=True, autoincrement=False),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("why", String(16)),
    Column("reached", Boolean, nullable=False),
    # How they were in touch, so that a list of contacts opens nothing; not known of what is older than this column.
    Column("contact", String(16)),
    Column("answers", LargeBinary, nullable=False),
)

# How often each level of a topic was recorded, as it was told once and stays: of five people and more, from the week of
# `monday` (its ordinal) on, so many weeks. Whose team it was; none: what was left of all teams together.
level_cells = Table(
    "level_cells",
    metadata,
    _id(),
    Column("team_id", ForeignKey("people.id")),
    Column("track", String(1), nullable=False),
    Column("topic", String(16), nullable=False),
    Column("monday", Integer, nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("urgent", Integer, nullable=False),
    Column("attention", Integer, nullable=False),
    Column("fair", Integer, nullable=False),
    Column("good", Integer, nullable=False),
    Column("told_at", Instant, nullable=False),
    Index(None, "team_id", "monday"),
    sqlite_autoincrement=True,
)

# What a digest told of a team's week when it was over, as JSON: counts alone, which stay as they were told.
closed_weeks = Table(
    "closed_weeks",
    metadata,
    Column("team_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("monday", Integer, primary_key=True, autoincrement=False),
    Column("figures", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# What was told of a month, as JSON: of a team, or (none) of all together. Counts alone, which stay as they were told.
month_figures = Table(
    "month_figures",
    metadata,
    _id(),
    Column("team_id", ForeignKey("people.id")),
    # The ordinal of its first day.
    Column("month", Integer, nullable=False),
    Column("figures", Text, nullable=False),
    Column("told_at", Instant, nullable=False),
    UniqueConstraint("month", "team_id"),
    sqlite_autoincrement=True,
)

# A follow-up's moment. `subject` is what it is about ("case:12", "flag:3"); `slot` is the planned hour, `due_at` the
# hour it will really speak (a snooze moves only the latter, as a new version of the same slot). `recipient_id` is whom
# it was planned for, `said_to` who was reached: a cover, or the next on duty. `handed_by` gave it to another mentor.
prompts = Table(
    "prompts",
    metadata,
    _id(),
    Column("kind", String(24), nullable=False),
    Column("subject", String(24), nullable=False),
    Column("case_id", ForeignKey("cases.id")),
    Column("recipient_id", ForeignKey("people.id"), nullable=False),
    Column("slot", Instant, nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("exact", Boolean, nullable=False, server_default=true()),
    Column("state", String(16), nullable=False),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("set_by", ForeignKey("people.id")),
    Column("origin", String(16), nullable=False),
    Column("reason", String(16)),
    Column("created_at", Instant, nullable=False),
    Column("said_at", Instant),
    Column("said_to", ForeignKey("people.id")),
    Column("ended_at", Instant),
    Column("handed_by", ForeignKey("people.id")),
    Column("handed_at", Instant),
    # The prompt under whose message this one was said too; none for what had a message of its own.
    Column("said_with", BigInteger),
    # On whose day sheet, or own message, it stands as something to be answered.
    Column("listed_for", BigInteger),
    UniqueConstraint("kind", "subject", "slot", "version"),
    Index(None, "state", "due_at"),
    Index(None, "case_id", "state"),
    Index(None, "case_id", "slot"),
    Index(None, "subject", "state"),
    Index(None, "recipient_id", "state", "due_at"),
    Index(None, "kind", "created_at"),
    _some("ix_prompts_said_with", "said_with", where="said_with IS NOT NULL"),
    _some("ix_prompts_listed", "state", where="listed_for IS NOT NULL"),
    sqlite_autoincrement=True,
)

# The day sheet that stands with somebody: one message for all that is due on a day, changed in place while it lasts.
sheets = Table(
    "sheets",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("chat", BigInteger, nullable=False),
    # date.toordinal, by their clock.
    Column("day", Integer, nullable=False),
    # The prompt under which it was sent.
    Column("lead_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("said_at", Instant, nullable=False),
    Column("page", SmallInteger, nullable=False),
    # What stands on it is not so any more.
    Column("stale", Boolean, nullable=False),
    Index(None, "chat"),
    _some("ix_sheets_stale", "person_id", where="stale", sqlite="stale = 1"),
)

# Somebody's leave, and who covers: another mentor for a mentor, a deputy for a supervisor. It is in force while
# approved and `from_at <= now < until_at`. `suspended`: they are kept out, which has no end of its own.
absences = Table(
    "absences",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("cover_id", ForeignKey("people.id")),
    Column("from_at", Instant, nullable=False),
    Column("until_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", ForeignKey("people.id")),
    Column("created_at", Instant, nullable=False),
    Column("suspended", Boolean),
    Index(None, "person_id", "state"),
    Index(None, "cover_id", "state"),
    sqlite_autoincrement=True,
)

# A case that one supervisor offers to another one's team.
offers = Table(
    "offers",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("from_id", ForeignKey("people.id"), nullable=False),
    Column("to_id", ForeignKey("people.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("decided_at", Instant),
    Index(None, "case_id", "state"),
    Index(None, "to_id", "state"),
    sqlite_autoincrement=True,
)

# Another phone for one of the staff: no link is made before a second leader has agreed.
phones = Table(
    "phones",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("asked_by", ForeignKey("people.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("decided_by", ForeignKey("people.id")),
    Column("decided_at", Instant),
    Index(None, "person_id", "id"),
    sqlite_autoincrement=True,
)

# Urgent flags. The kind is neutral; what happened is not written down here, only the closing note, sealed.
contact_plans = Table(
    "contact_plans",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id"), nullable=False, unique=True),
    # Who gets in touch first stands in the open: the door out asks for it.
    Column("first", String(8), nullable=False),
    Column("plan", LargeBinary, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", ForeignKey("people.id"), nullable=False),
    Column("again", Boolean, nullable=False, server_default=false()),
    Index(None, "asked_by"),
    sqlite_autoincrement=True,
)
flags = Table(
    "flags",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("raised_by", ForeignKey("people.id"), nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("acknowledged_by", ForeignKey("people.id")),
    Column("acknowledged_at", Instant),
    Column("closed_by", ForeignKey("people.id")),
    Column("closed_at", Instant),
    Column("note", LargeBinary),
    Index(None, "case_id"),
    Index(None, "closed_at"),
    Index(None, "acknowledged_by"),
    sqlite_autoincrement=True,
)

# Who is told next when nobody takes an urgent flag on, in order.
duty = Table(
    "duty",
    metadata,
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("person_id", ForeignKey("people.id"), nullable=False, unique=True),
)

# A referral to another service, followed until it is received: asked -> accepted -> finished, or dropped.
referrals = Table(
    "referrals",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("topic", String(16), nullable=False),
    # Which service was asked: an entry of the support directory by its id, or one that was typed.
    Column("service", String(32)),
    Column("named", LargeBinary),
    Column("state", String(16), nullable=False),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Index(None, "case_id", "state"),
    sqlite_autoincrement=True,
)

# The right to read what was recorded about a case, for an hour, with a reason that the audit keeps.
grants = Table(
    "grants",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("glass", Boolean, nullable=False),
    Index(None, "person_id", "case_id", "until"),
    sqlite_autoincrement=True,
)

# Files asked for in the chat; they are made on the machine's own disk and never sent through Telegram.
exports = Table(
    "exports",
    metadata,
    _id(),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("track", String(1)),
    Column("format", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    Column("at", Instant, nullable=False),
    Column("done_at", Instant),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

# Two cases that must never meet: never one mentor, one cover, one list. `one_id` < `other_id`. Who asked stood on one
# side (`side_id`; none: the command line), and so did who asked to let it end (`lift_by`, `lift_side_id`).
walls = Table(
    "walls",
    metadata,
    _id(),
    Column("one_id", ForeignKey("cases.id"), nullable=False),
    Column("other_id", ForeignKey("cases.id"), nullable=False),
    Column("by_id", ForeignKey("people.id")),
    Column("side_id", ForeignKey("cases.id")),
    Column("at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", ForeignKey("people.id")),
    Column("decided_at", Instant),
    Column("lift_by", ForeignKey("people.id")),
    Column("lift_side_id", ForeignKey("cases.id")),
    Index(None, "one_id"),
    Index(None, "other_id"),
    _some("ix_walls_in_force", "one_id", "other_id", where="state IN ('asked', 'agreed', 'lifting')", unique=True),
    sqlite_autoincrement=True,
)

drafts = Table(
    "drafts",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("form", String(16), nullable=False),
    Column("case_id", ForeignKey("cases.id")),
    Column("token", String(32), nullable=False),
    Column("corrects_id", ForeignKey("checkins.id")),
    Column("answers", LargeBinary, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("blank", Boolean),
    UniqueConstraint("person_id", "token"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("update_id", BigInteger, nullable=False, unique=True),
    Column("chat", BigInteger),
    Column("state", String(8), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("payload", LargeBinary),
    Column("error", String(80)),
    # Of a handled update: the button it pressed, as a keyed hash of message and text (empty for anything else), so that
    # a double tap is not a second wish.
    Column("pressed", String(11)),
    # The number the message has in its chat, or the message that a pressed button stands under.
    Column("message_id", BigInteger),
    Column("done_at", Instant),
    _some("ix_inbox_new", "state", "id", where="state = 'new'"),
    _some("ix_inbox_failed", "state", "id", where="state = 'failed'"),
    Index(None, "chat", "state", "id"),
    Index(None, "received_at"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("cause", String(48), nullable=False, unique=True),
    Column("chat", BigInteger, nullable=False),
    Column("method", String(8), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("prompt_id", ForeignKey("prompts.id")),
    Column("state", String(10), nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("attempted_at", Instant),
    Column("attempts", SmallInteger, nullable=False),
    Column("uncertain", Boolean, nullable=False),
    Column("payload", LargeBinary),
    Column("error", String(80)),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    # The number of the message that it became.
    Column("message_id", BigInteger),
    # The words on its buttons and what each means, sealed, for as long as the row is kept.
    Column("buttons", LargeBinary),
    _some("ix_outbox_ready", "state", "id", where="state = 'ready'"),
    _some("ix_outbox_sending", "state", "id", where="state = 'sending'"),
    _some("ix_outbox_page", "state", "id", where="state = 'page'"),
    _some("ix_outbox_uncertain", "uncertain", "id", where="uncertain", sqlite="uncertain = 1"),
    Index(None, "chat", "state", "id"),
    Index(None, "prompt_id", "created_at"),
    Index(None, "created_at"),
    sqlite_autoincrement=True,
)

# Ways into the page that were used (bot/page/init_data.py), for as long as they would be believed.
page_doors = Table(
    "page_doors",
    metadata,
    Column("mark", LargeBinary, primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
)

# Who stands on the page: a keyed hash of their token, whose chat it was when it was opened, and whether an empty bot
# was shown there then.
page_sessions = Table(
    "page_sessions",
    metadata,
    _id(),
    Column("token", LargeBinary, nullable=False, unique=True),
    Column("chat", BigInteger, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("hidden", Boolean, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Index(None, "chat"),
    Index(None, "person_id"),
    Index(None, "until"),
    sqlite_autoincrement=True,
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("holder", String(80), nullable=False),
    Column("until", Instant, nullable=False),
    Column("fence", Integer, nullable=False),
)

# What the deployment knows of itself: the bot's username, the last heartbeat.
facts = Table(
    "facts",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(120), nullable=False),
)

# Days an admin closed (a holiday decreed late) or opened again (one that was moved), over the built-in calendar.
closed_days = Table(
    "closed_days",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("closed", Boolean, nullable=False),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
)

# What admins changed in the support directory: the fields they changed as JSON (all of them for an entry of their own).
# Nothing in it is about a person.
support_entries = Table(
    "support_entries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("retired", Boolean, nullable=False),
    Column("block", Text, nullable=False),
    Column("changed_by", ForeignKey("people.id"), nullable=False),
    Column("changed_at", Instant, nullable=False),
)

# How often somebody said that an entry does not fit, since it was last seen to; nobody keeps who it was.
support_reports = Table(
    "support_reports",
    metadata,
    Column("entry", String(32), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("count", Integer, nullable=False),
)


def _verbs(*verbs: str) -> str:
    return f"verb IN ({', '.join(repr(verb) for verb in verbs)})"


# Entries that are looked for again: who looked at what is kept about somebody, or gave them another phone; what was
# done to all that is kept.
LOOKING = (
    *("read_name", "read_checkin", "read_request", "read_flag"),
    *("reading_granted", "glass_broken", "reading_ended", "exported", "pin_code_made", "read_contact_plan"),
    *("rebound", "read_referral"),
)
LOOKED = _verbs(*LOOKING)
# Of these what was on a paper; what was said in the chat or out loud is between a person and who accompanies them.
PAPER_VERBS = ("consent_given", "consent_withdrawn")
# How an accompaniment went: pauses, its end, another mentor.
COURSE = _verbs("case_transferred", "case_paused", "case_active", "case_closed")
TRAIL = _verbs(
    *("reading_granted", "glass_broken", "reading_ended", "export_asked", "exported", "case_erased", "restored"),
    *("audit_shown", "audit_accepted", "keys_rotated", "keys_retired", "purged", "breach_assessed"),
    *("wall_added", "wall_agreed", "wall_refused", "lift_asked", "lift_refused", "wall_lifted"),
    *PAPER_VERBS,
)
# Ids and verbs, never content. `mark` shows whose entry it is; `chain` is filled in order shortly after it is written.
audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    Column("actor_id", BigInteger),
    Column("verb", String(32), nullable=False),
    Column("subject", String(24), nullable=False),
    Column("subject_id", BigInteger),
    Column("reason", LargeBinary),
    Column("mark", LargeBinary),
    Column("position", BigInteger, unique=True),
    Column("chain", LargeBinary),
    # What is not chained yet: a few rows, looked for every half minute.
    _some("ix_audit_unchained", "chain", "id", where="chain IS NULL"),
    _some("ix_audit_looked", "subject_id", "verb", where=LOOKED),
    _some("ix_audit_trail", "id", where=TRAIL),
    _some("ix_audit_course", "subject_id", "verb", where=COURSE),
    sqlite_autoincrement=True,
)
