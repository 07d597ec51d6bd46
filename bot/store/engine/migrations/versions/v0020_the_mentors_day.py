"""One message speaks for many prompts, and changes as they are answered; a calendar file may carry codes."""

import sqlalchemy as sa
from alembic import op

from bot.store.engine.migrations.references import PERSON

revision = "0020"
down_revision = "0019"

WITH, LISTED = "said_with IS NOT NULL", "listed_for IS NOT NULL"


def upgrade() -> None:
    """The sheet that stands in somebody's chat; of a prompt, with which one it was said, and where it is listed."""
    op.create_table(
        "sheets",
        sa.Column("person_id", PERSON, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.SmallInteger(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
    )
    op.create_index(op.f("ix_sheets_chat"), "sheets", ["chat"])
    stale = sa.text("stale"), sa.text("stale = 1")
    op.create_index("ix_sheets_stale", "sheets", ["person_id"], postgresql_where=stale[0], sqlite_where=stale[1])
    for name in ("said_with", "listed_for"):
        op.add_column("prompts", sa.Column(name, sa.BigInteger()))
    op.add_column("people", sa.Column("sheet", sa.String(8)))
    op.add_column("people", sa.Column("calendar_codes", sa.Boolean()))
    for name, column, where in (
        ("ix_prompts_said_with", "said_with", sa.text(WITH)),
        ("ix_prompts_listed", "state", sa.text(LISTED)),
    ):
        op.create_index(name, "prompts", [column], postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    """A message a prompt, as it was."""
    for name in ("ix_prompts_listed", "ix_prompts_said_with"):
        op.drop_index(name, table_name="prompts")
    for name in ("listed_for", "said_with"):
        op.drop_column("prompts", name)
    for name in ("calendar_codes", "sheet"):
        op.drop_column("people", name)
    op.drop_index("ix_sheets_stale", table_name="sheets")
    op.drop_index(op.f("ix_sheets_chat"), table_name="sheets")
    op.drop_table("sheets")
