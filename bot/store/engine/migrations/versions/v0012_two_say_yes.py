"""Two who must never meet: who asked, who said yes to it, and who asked to let it end."""

import sqlalchemy as sa
from alembic import op

from bot.store.engine.migrations.references import PERSON

revision = "0012"
down_revision = "0011"
REFERS = (
    ("one_id", "cases"), ("other_id", "cases"), ("by_id", "people"), ("side_id", "cases"), ("decided_by", "people"),
    ("lift_by", "people"), ("lift_side_id", "cases"),
)  # fmt: skip


IN_FORCE = "state IN ('asked', 'agreed', 'lifting')"


def upgrade() -> None:
    """What was noted before stands as agreed: nobody was asked twice then."""
    earlier = list(op.get_bind().execute(sa.text("SELECT one_id, other_id, by_id, at FROM walls ORDER BY at")))
    op.drop_table("walls")
    table = op.create_table(
        "walls",
        sa.Column("id", PERSON, sa.Identity(), nullable=False),
        sa.Column("one_id", PERSON, nullable=False),
        sa.Column("other_id", PERSON, nullable=False),
        sa.Column("by_id", PERSON, nullable=True),
        sa.Column("side_id", PERSON, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided_by", PERSON, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("lift_by", PERSON, nullable=True),
        sa.Column("lift_side_id", PERSON, nullable=True),
        *(sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_walls_{name}")) for name, to in REFERS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walls")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_walls_one_id"), "walls", ["one_id"])
    op.create_index(op.f("ix_walls_other_id"), "walls", ["other_id"])
    where = sa.text(IN_FORCE)
    pair = ["one_id", "other_id"]
    op.create_index("ix_walls_in_force", "walls", pair, unique=True, sqlite_where=where, postgresql_where=where)
    if earlier:
        op.bulk_insert(table, [{**row._mapping, "state": "agreed"} for row in earlier])


def downgrade() -> None:
    """As it was; what has been refused or has ended is dropped."""
    columns: list[sa.ColumnClause[object]] = [sa.column(name) for name in ("one_id", "other_id", "by_id", "at")]
    in_force = sa.select(*columns).select_from(sa.table("walls")).where(sa.text(IN_FORCE))
    kept = list(op.get_bind().execute(in_force))
    op.drop_table("walls")
    table = op.create_table(
        "walls",
        sa.Column("one_id", PERSON, autoincrement=False, nullable=False),
        sa.Column("other_id", PERSON, autoincrement=False, nullable=False),
        sa.Column("by_id", PERSON, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_walls_{name}")) for name, to in REFERS[:3]),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_walls")),
    )
    op.create_index(op.f("ix_walls_other_id"), "walls", ["other_id"])
    if kept:
        op.bulk_insert(table, [dict(row._mapping) for row in kept])
