"""How each contact was, when a service said yes, and an index over how an accompaniment went: for card and timeline."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

COURSE = "ix_audit_course"
WHERE = "verb IN ('case_transferred', 'case_paused', 'case_active', 'case_closed')"


def upgrade() -> None:
    """Of earlier contacts it stays unknown how they were: it stands among what is sealed."""
    op.add_column("checkin_revisions", sa.Column("contact", sa.String(16)))
    op.add_column("referrals", sa.Column("accepted_at", sa.BigInteger()))
    columns = ["subject_id", "verb"]
    op.create_index(op.f(COURSE), "audit", columns, sqlite_where=sa.text(WHERE), postgresql_where=sa.text(WHERE))


def downgrade() -> None:
    """Without them; how a contact was still stands among what is sealed."""
    op.drop_index(op.f(COURSE), table_name="audit")
    with op.batch_alter_table("referrals") as batch:
        batch.drop_column("accepted_at")
    with op.batch_alter_table("checkin_revisions") as batch:
        batch.drop_column("contact")
