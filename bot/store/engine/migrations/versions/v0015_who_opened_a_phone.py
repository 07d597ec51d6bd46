"""A code that opens somebody's phone without their PIN is looked for as whoever looked is."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
NAME = "ix_audit_looked"
BEFORE = (
    "verb IN ('read_name', 'read_checkin', 'read_request', 'read_flag', 'reading_granted', 'glass_broken', "
    "'reading_ended', 'exported')"
)
SINCE = (
    "verb IN ('read_name', 'read_checkin', 'read_request', 'read_flag', 'reading_granted', 'glass_broken', "
    "'reading_ended', 'exported', 'pin_code_made')"
)


def upgrade() -> None:
    """With the codes."""
    _replace(SINCE)


def downgrade() -> None:
    """As it was."""
    _replace(BEFORE)


def _replace(where: str) -> None:
    op.drop_index(op.f(NAME), table_name="audit")
    columns = ["subject_id", "verb"]
    op.create_index(op.f(NAME), "audit", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
