"""A request says who accompanied when it came in: a complaint goes past them, wherever the case goes later."""

from alembic import op

from bot.store.engine.migrations.numbers import rebuilding
from bot.store.engine.migrations.references import point_to_a_person

revision = "0008"
down_revision = "0007"
NEW = ("mentor_id", "cover_id")


def upgrade() -> None:
    """Of those that are kept already nobody knows."""
    for name in NEW:
        point_to_a_person("requests", name)


def downgrade() -> None:
    """Without it."""
    with rebuilding("requests") as batch:
        for name in NEW:
            if op.get_bind().dialect.name != "sqlite":
                batch.drop_constraint(f"fk_requests_{name}", type_="foreignkey")
            batch.drop_column(name)
