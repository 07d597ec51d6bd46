"""A number once given never comes again: old buttons, forms and the audit still name rows that are gone.

PostgreSQL's sequences never go back; SQLite gives the highest number anew once its row is gone, unless told not to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = (
    "people", "invites", "cases", "selfchecks", "consents", "requests", "attempts", "checkins", "absences", "flags",
    "referrals", "grants", "exports", "drafts", "audit",
)  # fmt: skip
# What an erased row is still called by: the audit's word for it.
NAMED = {"flags": "flag", "checkins": "checkin", "requests": "request"}
# Constraints of a kind that SQLite does not tell when it is asked what a table is like.
CHECKS = {
    "requests": sa.CheckConstraint("state <> 'refused' OR reason IS NOT NULL", name="ck_requests_refused_with_reason")
}


def upgrade() -> None:
    """Each table of SQLite anew, with its rows, and its numbers counted on from whatever they have reached."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in TABLES:
        checks = (CHECKS[table],) if table in CHECKS else ()
        with op.batch_alter_table(
            table, recreate="always", table_args=checks, table_kwargs={"sqlite_autoincrement": True}
        ):
            pass
    for table, subject in NAMED.items():
        reached = (
            f"SELECT max(coalesce((SELECT max(id) FROM {table}), 0),"  # noqa: S608 names of this file alone
            f" coalesce((SELECT max(subject_id) FROM audit WHERE subject = '{subject}'), 0))"
        )
        op.execute(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")  # noqa: S608
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', ({reached}))")  # noqa: S608


def downgrade() -> None:
    """Nothing: the version before works with these tables as they are."""
