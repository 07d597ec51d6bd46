"""What admins read of the audit is found in its order, whatever else stands between."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
NAME = "ix_audit_trail"
BEFORE = (
    "verb IN ('reading_granted', 'glass_broken', 'reading_ended', 'export_asked', 'exported', 'case_erased', "
    "'restored', 'audit_accepted', 'keys_rotated', 'keys_retired', 'purged', 'breach_assessed')"
)
SINCE = (
    "verb IN ('reading_granted', 'glass_broken', 'reading_ended', 'export_asked', 'exported', 'case_erased', "
    "'restored', 'audit_shown', 'audit_accepted', 'keys_rotated', 'keys_retired', 'purged', 'breach_assessed', "
    "'wall_added', 'wall_agreed', 'wall_refused', 'lift_asked', 'lift_refused', 'wall_lifted', "
    "'consent_given', 'consent_withdrawn')"
)


def upgrade() -> None:
    """The newest of all these, and not the newest of each."""
    _replace(["id"], SINCE)


def downgrade() -> None:
    """As it was."""
    _replace(["verb", "id"], BEFORE)


def _replace(columns: list[str], where: str) -> None:
    op.drop_index(op.f(NAME), table_name="audit")
    op.create_index(op.f(NAME), "audit", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
