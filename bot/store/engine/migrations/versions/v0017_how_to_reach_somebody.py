"""How somebody may safely be reached, and hours of their own for a day of the week."""

import sqlalchemy as sa
from alembic import op

from bot.store.engine.migrations.references import PERSON

revision = "0017"
down_revision = "0016"

LOOKED = "ix_audit_looked"
BEFORE = (
    "verb IN ('read_name', 'read_checkin', 'read_request', 'read_flag', 'reading_granted', 'glass_broken', "
    "'reading_ended', 'exported', 'pin_code_made')"
)
SINCE = (
    "verb IN ('read_name', 'read_checkin', 'read_request', 'read_flag', 'reading_granted', 'glass_broken', "
    "'reading_ended', 'exported', 'pin_code_made', 'read_contact_plan')"
)


def upgrade() -> None:
    """One plan a case; who read it is found as whoever looked is."""
    op.create_table(
        "contact_plans",
        sa.Column("id", PERSON, sa.Identity(), nullable=False),
        sa.Column("case_id", PERSON, nullable=False),
        sa.Column("first", sa.String(8), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", PERSON, nullable=False),
        sa.Column("again", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_contact_plans_case_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_contact_plans_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_plans")),
        sa.UniqueConstraint("case_id", name=op.f("uq_contact_plans_case_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_contact_plans_asked_by"), "contact_plans", ["asked_by"])
    op.add_column("people", sa.Column("weekdays", sa.String(80), nullable=True))
    _look_for(SINCE)


def downgrade() -> None:
    """As it was."""
    _look_for(BEFORE)
    op.drop_column("people", "weekdays")
    op.drop_table("contact_plans")


def _look_for(where: str) -> None:
    op.drop_index(op.f(LOOKED), table_name="audit")
    columns = ["subject_id", "verb"]
    op.create_index(op.f(LOOKED), "audit", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
