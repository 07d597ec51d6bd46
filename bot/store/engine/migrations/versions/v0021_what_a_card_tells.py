"""How each contact was, which service a referral asked and when it said yes, and how an accompaniment went."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

COURSE, LOOKED = "ix_audit_course", "ix_audit_looked"
WENT = "verb IN ('case_transferred', 'case_paused', 'case_active', 'case_closed')"
BEFORE = (
    "verb IN ('read_name', 'read_checkin', 'read_request', 'read_flag', 'reading_granted', 'glass_broken', "
    "'reading_ended', 'exported', 'pin_code_made', 'read_contact_plan', 'rebound')"
)
SINCE = (
    "verb IN ('read_name', 'read_checkin', 'read_request', 'read_flag', 'reading_granted', 'glass_broken', "
    "'reading_ended', 'exported', 'pin_code_made', 'read_contact_plan', 'rebound', 'read_referral')"
)


def upgrade() -> None:
    """Of earlier contacts it stays unknown how they were: it stands among what is sealed."""
    op.add_column("checkin_revisions", sa.Column("contact", sa.String(16)))
    op.add_column("referrals", sa.Column("service", sa.String(32)))
    op.add_column("referrals", sa.Column("named", sa.LargeBinary()))
    op.add_column("referrals", sa.Column("accepted_at", sa.BigInteger()))
    _index(COURSE, WENT)
    op.drop_index(op.f(LOOKED), table_name="audit")
    _index(LOOKED, SINCE)


def downgrade() -> None:
    """Without them; how a contact was still stands among what is sealed."""
    op.drop_index(op.f(LOOKED), table_name="audit")
    _index(LOOKED, BEFORE)
    op.drop_index(op.f(COURSE), table_name="audit")
    with op.batch_alter_table("referrals") as batch:
        for name in ("accepted_at", "named", "service"):
            batch.drop_column(name)
    with op.batch_alter_table("checkin_revisions") as batch:
        batch.drop_column("contact")


def _index(name: str, where: str) -> None:
    columns = ["subject_id", "verb"]
    op.create_index(op.f(name), "audit", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
