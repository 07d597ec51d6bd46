"""A programme of years around a small world: 2,500 cases and 100,000 rows in each table that grows."""

from __future__ import annotations

from sqlalchemy import text

from benchmarks import seeding
from bot.store.engine.database import Tx

MENTORS, CASES, MANY = 200, 2_500, 100_000
FIRST = seeding.ONE
FIRST_CHAT = 900_000
# The bot writes such rows one at a time; this is only quicker. Each is of a case, in turn; the newest come last.
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :many) "
TEAMS = "UPDATE people SET supervisor_id = CASE WHEN id % 20 = 0 THEN :leader ELSE :other END WHERE id >= :first"
OWN = "UPDATE cases SET mentor_id = :owner WHERE id >= :first AND id < :first + 20"
COURSES = """
    UPDATE cases SET
    status = CASE WHEN id % 10 = 9 THEN 'closed' WHEN id % 10 = 8 THEN 'paused' ELSE 'active' END,
    closed_at = CASE WHEN id % 10 = 9 THEN :now - 90 * :day END, track = CASE WHEN id % 4 = 0 THEN 'P' ELSE 'R' END,
    intake_at = :now - (id % 700 + 60) * :day, last_at = :now - (id % 40) * :day WHERE id >= :first"""
PARTICIPANTS = """
    INSERT INTO people (id, code, role, chat, address, zone, language, status, created_at)
    SELECT 100000 + c.id, 'C-' || c.id, 'participant', 500000 + c.id, 'kak', 'Asia/Jakarta', 'id', 'active', :now
    FROM cases c WHERE c.id >= :first AND c.id % 2 = 0"""
THEIR_CHATS = """
    INSERT INTO chats (id, telegram_id)
    SELECT 500000 + c.id, c.name FROM cases c WHERE c.id >= :first AND c.id % 2 = 0"""
THEIRS = """
    INSERT INTO participants (person_id, case_id, adult)
    SELECT 100000 + c.id, c.id, TRUE FROM cases c WHERE c.id >= :first AND c.id % 2 = 0"""
CONSENTS = """
    INSERT INTO consents (person_id, case_id, version, tick, given, channel, at)
    SELECT p.person_id, p.case_id, '1', t.tick, TRUE, 'chat', :now - 50 * :day
    FROM participants p CROSS JOIN
        (SELECT 'bot' AS tick UNION SELECT 'notes' UNION SELECT 'digest' UNION SELECT 'selfcheck') t
    WHERE p.person_id >= 100000"""
CHECKINS = """
    INSERT INTO checkins (case_id, by_id, token, at, contact_at)
    SELECT c.id, c.mentor_id, 't' || n.i, :now - (:many - n.i) * (700 * :day / :many),
        :now - (:many - n.i) * (700 * :day / :many)
    FROM n JOIN cases c ON c.id = :first + n.i % :cases"""
REVISIONS = """
    INSERT INTO checkin_revisions (checkin_id, revision, by_id, at, reached, answers)
    SELECT c.id, r.revision, c.by_id, c.at, c.id % 5 <> 0, c.name
    FROM (SELECT checkins.*, cases.name FROM checkins JOIN cases ON cases.id = checkins.case_id) c
        JOIN (SELECT 1 AS revision UNION SELECT 2) r ON r.revision = 1 OR c.id % 20 = 0
    WHERE c.case_id >= :first"""
PAST = """
    INSERT INTO prompts (kind, subject, case_id, recipient_id, slot, version, due_at, exact, state, attempts, origin,
                         created_at, said_at, said_to, ended_at)
    SELECT CASE WHEN n.i % 7 = 0 THEN 'retry' ELSE 'next_contact' END, 'case:' || c.id, c.id, c.mentor_id,
           :now - (:many - n.i + 1) * (700 * :day / :many), 1, :now - (:many - n.i + 1) * (700 * :day / :many), TRUE,
           CASE WHEN n.i % 11 = 0 THEN 'snoozed' WHEN n.i % 31 = 0 THEN 'lapsed' ELSE 'answered' END, 0, 'answer',
           :now - 7 * :day, :now, c.mentor_id, :now
    FROM n JOIN cases c ON c.id = :first + n.i % :cases"""
COMING = """
    INSERT INTO prompts (kind, subject, case_id, recipient_id, slot, version, due_at, exact, state, attempts, origin,
                         created_at, said_at, said_to)
    SELECT 'next_contact', 'case:' || c.id, c.id, c.mentor_id, :now + (c.id % 300 - 20) * :day / 10, 9,
           :now + (c.id % 300 - 20) * :day / 10, TRUE, CASE WHEN c.id % 300 <= 20 THEN 'said' ELSE 'waiting' END, 0,
           'answer', :now, CASE WHEN c.id % 300 <= 20 THEN :now END, CASE WHEN c.id % 300 <= 20 THEN c.mentor_id END
    FROM cases c WHERE c.id >= :first AND c.status = 'active'"""
AUDIT = """
    INSERT INTO audit (at, actor_id, verb, subject, subject_id, position, chain)
    SELECT :now - (:many - n.i) * :minute, :first + n.i % :mentors, 'checkin_saved', 'case', :first + n.i % :cases,
           :noted + n.i, p.name
    FROM n CROSS JOIN (SELECT name FROM people WHERE id = :first) p"""
SENT = """
    INSERT INTO outbox (cause, chat, method, kind, prompt_id, state, not_before, attempts, uncertain, created_at,
                        sent_at, message_id)
    SELECT 'x' || n.i, p.chat, CASE WHEN n.i % 4 = 0 THEN 'push' ELSE 'screen' END,
           CASE WHEN n.i % 4 = 0 THEN 'prompt' ELSE 'screen' END,
           CASE WHEN n.i % 4 = 0 THEN (SELECT MAX(id) FROM prompts) - n.i END, 'sent', 0, 1, n.i % 1000 = 0,
           :now - (:many - n.i) * :second, :now - (:many - n.i) * :second, 1000000 + n.i
    FROM n JOIN people p ON p.id = :first + n.i % :mentors"""
HANDLED = """
    INSERT INTO inbox (update_id, chat, state, received_at, not_before, attempts, pressed, message_id, done_at)
    SELECT n.i, p.chat, CASE WHEN n.i % 5000 = 0 THEN 'failed' ELSE 'done' END, :now - (:many - n.i) * :second, 0, 0,
           'x' || n.i, 1000000 + n.i, :now - (:many - n.i) * :second
    FROM n JOIN people p ON p.id = :first + n.i % :mentors"""
SELFCHECKS = """
    INSERT INTO selfchecks (case_id, person_id, at, answers)
    SELECT p.case_id, p.person_id, :now - (n.i / 2000) * :day, c.name
    FROM n JOIN participants p ON p.case_id = :first + n.i % :cases JOIN cases c ON c.id = p.case_id
    WHERE n.i <= 20000"""
ASKED = """
    INSERT INTO requests (person_id, case_id, kind, received_at, due_at, state, handled_by, done_at)
    SELECT p.person_id, p.case_id, 'info', :now - (n.i / 20) * :day, :now - (n.i / 20 - 3) * :day,
           CASE WHEN n.i % 200 = 0 THEN 'open' ELSE 'done' END, c.mentor_id, :now - (n.i / 20 - 1) * :day
    FROM n JOIN participants p ON p.case_id = :first + n.i % :cases JOIN cases c ON c.id = p.case_id
    WHERE n.i <= 20000"""
FLAGS = """
    INSERT INTO flags (case_id, kind, raised_by, raised_at, acknowledged_by, acknowledged_at, closed_by, closed_at)
    SELECT c.id, 'health', c.mentor_id, :now - (n.i / 20) * :day, c.mentor_id, :now - (n.i / 20) * :day,
           c.mentor_id, CASE WHEN n.i % 300 <> 0 THEN :now - (n.i / 20) * :day END
    FROM n JOIN cases c ON c.id = :first + n.i % :cases WHERE n.i <= 10000"""
REFERRALS = """
    INSERT INTO referrals (case_id, topic, state, by_id, created_at, changed_at)
    SELECT c.id, 'kerja', CASE WHEN n.i % 10 = 0 THEN 'asked' ELSE 'finished' END, c.mentor_id, :now, :now
    FROM n JOIN cases c ON c.id = :first + n.i % :cases WHERE n.i <= 10000"""
LEAVES = """
    INSERT INTO absences (person_id, cover_id, from_at, until_at, state, decided_by, created_at)
    SELECT p.id, :first + (n.i + 7) % :mentors, :now - n.i * :day, :now - (n.i - 3) * :day, 'approved', :leader, :now
    FROM n JOIN people p ON p.id = :first + n.i % :mentors WHERE n.i <= 2000"""
LINKS = """
    INSERT INTO invites (hash, person_id, created_at, expires_at, used_at)
    SELECT p.name, p.id, :now, :now, :now FROM people p WHERE p.id >= :first AND p.name IS NOT NULL"""
CELLS = """
    INSERT INTO level_cells (team_id, track, topic, monday, weeks, urgent, attention, fair, good, told_at)
    SELECT p.id, 'R', 'kerja', 739900 - 7 * (n.i / 200), 1, 1, 1, 1, 5, :now
    FROM n JOIN people p ON p.id = :first + n.i % :mentors WHERE n.i <= 20000"""
SETTLED = "UPDATE checkins SET settled = TRUE, told_topics = ',kerja,' WHERE at < CAST(:now AS BIGINT) - 60 * :day"
CLOSED_WEEKS = """
    INSERT INTO closed_weeks (team_id, monday, figures, at)
    SELECT :first + n.i % :mentors, 739900 - 7 * (n.i / :mentors), '{}', :now FROM n WHERE n.i <= 20000"""
GRANTS = """
    INSERT INTO grants (person_id, case_id, at, until, glass)
    SELECT CAST(:leader AS BIGINT), c.id, :now - n.i * :minute - :day, :now - (n.i - 60) * :minute - :day, FALSE
    FROM n JOIN cases c ON c.id = :first + n.i % :cases WHERE n.i <= 5000"""
WRONG = """
    INSERT INTO attempts (kind, chat, at)
    SELECT 'pin', 500000 + n.i, :now - n.i * :second FROM n WHERE n.i <= 5000"""
COUNTED = (
    *(CHECKINS, PAST, AUDIT, SENT, HANDLED, SELFCHECKS, ASKED, FLAGS, REFERRALS, LEAVES, CELLS, CLOSED_WEEKS, GRANTS),
    WRONG,
)
ORDER = (
    *(TEAMS, OWN, COURSES, PARTICIPANTS, THEIR_CHATS, THEIRS, CONSENTS, CHECKINS, REVISIONS, PAST, COMING, AUDIT, SENT),
    *(HANDLED, SELFCHECKS, ASKED, FLAGS, REFERRALS, LEAVES, LINKS, CELLS, CLOSED_WEEKS),
    *(SETTLED, GRANTS, WRONG),
)  # fmt: skip


def gather(tx: Tx, *, leader: int, other: int, owner: int) -> None:
    """Fill the database around these three: every tenth mentor is of the leader's team, twenty cases are the owner's.

    What is sealed in it opens where a person of the world may come by: names.
    """
    mentors = seeding.mentors(tx, range(FIRST_CHAT, FIRST_CHAT + MENTORS))
    seeding.participants(tx, mentors, CASES)
    noted = tx.execute(text("SELECT MAX(position) FROM audit")).scalar_one() or 0
    second = 1_000_000
    values = {"many": MANY, "cases": CASES, "mentors": MENTORS, "first": FIRST, "noted": noted}
    values |= {"leader": leader, "other": other, "owner": owner, "second": second, "minute": 60 * second}
    values |= {"day": 86_400 * second, "now": int(tx.now.timestamp()) * second}
    for statement in ORDER:
        head, select, rest = statement.partition("SELECT")
        one = text(head + NUMBERS + select + rest if statement in COUNTED else statement)
        tx.execute(one, {name: value for name, value in values.items() if f":{name}" in one.text})
    tx.execute(text("ANALYZE"))
