"""The sealed page: ways in that were used, who stands on it, and what."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Two tables, both empty, and a way to what stands on pages."""
    op.create_table(
        "page_doors",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_page_doors")),
    )
    op.create_index(op.f("ix_page_doors_at"), "page_doors", ["at"])
    op.create_table(
        "page_sessions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_page_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_sessions")),
        sa.UniqueConstraint("token", name=op.f("uq_page_sessions_token")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_page_sessions_chat"), "page_sessions", ["chat"])
    op.create_index(op.f("ix_page_sessions_person_id"), "page_sessions", ["person_id"])
    op.create_index(op.f("ix_page_sessions_until"), "page_sessions", ["until"])
    some = sa.text("state = 'page'")
    op.create_index("ix_outbox_page", "outbox", ["state", "id"], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    """Without them: whoever has the page open opens it anew."""
    op.drop_index("ix_outbox_page", "outbox")
    op.drop_table("page_sessions")
    op.drop_table("page_doors")
