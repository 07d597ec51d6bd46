"""Each entry of the audit carries a mark of the program that wrote it; and who looked at what is soon found."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
INDEXES = (
    (
        "ix_audit_looked",
        ["subject_id", "verb"],
        "verb IN ('read_name', 'read_checkin', 'read_request', 'read_flag', 'reading_granted', 'glass_broken', "
        "'reading_ended', 'exported')",
    ),
    (
        "ix_audit_trail",
        ["verb", "id"],
        "verb IN ('reading_granted', 'glass_broken', 'reading_ended', 'export_asked', 'exported', 'case_erased', "
        "'restored', 'audit_accepted', 'keys_rotated', 'keys_retired', 'purged', 'breach_assessed')",
    ),
)


def upgrade() -> None:
    """Earlier entries are signed already, or will be when the key file first remembers them."""
    op.add_column("audit", sa.Column("mark", sa.LargeBinary(), nullable=True))
    for name, columns, where in INDEXES:
        op.create_index(op.f(name), "audit", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    """Without them."""
    for name, _, _ in reversed(INDEXES):
        op.drop_index(op.f(name), table_name="audit")
    op.drop_column("audit", "mark")
