"""What is told of a week that is over stays: its figures, and levels of five people and more."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

UNSETTLED = "settled IS NULL"


def upgrade() -> None:
    """Counts of each mentor's week go; what may be told is counted anew from the check-ins themselves."""
    op.drop_table("tallies")
    op.create_table(
        "level_cells",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("track", sa.String(1), nullable=False),
        sa.Column("topic", sa.String(16), nullable=False),
        sa.Column("monday", sa.Integer(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Integer(), nullable=False),
        sa.Column("attention", sa.Integer(), nullable=False),
        sa.Column("fair", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["people.id"], name=op.f("fk_level_cells_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_cells")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_level_cells_team_id_monday"), "level_cells", ["team_id", "monday"])
    op.create_table(
        "closed_weeks",
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("monday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["people.id"], name=op.f("fk_closed_weeks_team_id")),
        sa.PrimaryKeyConstraint("team_id", "monday", name=op.f("pk_closed_weeks")),
    )
    op.create_table(
        "month_figures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["people.id"], name=op.f("fk_month_figures_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_figures")),
        sa.UniqueConstraint("month", "team_id", name=op.f("uq_month_figures_month_team_id")),
        sqlite_autoincrement=True,
    )
    op.add_column("cases", sa.Column("closed_reason", sa.String(16)))
    op.add_column("checkins", sa.Column("told_topics", sa.Text()))
    op.add_column("checkins", sa.Column("settled", sa.Boolean()))
    some = sa.text(UNSETTLED)
    op.create_index(op.f("ix_checkins_unsettled"), "checkins", ["at"], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    """Without them; the counts of each mentor's week begin anew."""
    op.drop_index(op.f("ix_checkins_unsettled"), table_name="checkins")
    with op.batch_alter_table("checkins") as batch:
        batch.drop_column("settled")
        batch.drop_column("told_topics")
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("closed_reason")
    op.drop_table("month_figures")
    op.drop_table("closed_weeks")
    op.drop_table("level_cells")
    op.create_table(
        "tallies",
        sa.Column("owner", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("track", sa.String(1), nullable=False),
        sa.Column("topic", sa.String(16), nullable=False),
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "week", "track", "topic", "level", name=op.f("pk_tallies")),
    )
