"""That somebody's phone was changed is found as whoever looked is."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

LOOKED = "ix_audit_looked"
BEFORE = (
    "verb IN ('read_name', 'read_checkin', 'read_request', 'read_flag', 'reading_granted', 'glass_broken', "
    "'reading_ended', 'exported', 'pin_code_made', 'read_contact_plan')"
)
SINCE = (
    "verb IN ('read_name', 'read_checkin', 'read_request', 'read_flag', 'reading_granted', 'glass_broken', "
    "'reading_ended', 'exported', 'pin_code_made', 'read_contact_plan', 'rebound')"
)


def upgrade() -> None:
    """One more act that is looked for again."""
    _look_for(SINCE)


def downgrade() -> None:
    """As it was."""
    _look_for(BEFORE)


def _look_for(where: str) -> None:
    op.drop_index(op.f(LOOKED), table_name="audit")
    columns = ["subject_id", "verb"]
    op.create_index(op.f(LOOKED), "audit", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
