"""The token of a filling-in belongs to its person: nobody's press reaches another's."""

from alembic import op

revision = "0002"
down_revision = "0001"

OWNERS = {"checkins": "by_id", "drafts": "person_id"}


def upgrade() -> None:
    """From a token unique in its table to one unique for its person."""
    for table, owner in OWNERS.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"uq_{table}_token"), type_="unique")
            batch.create_unique_constraint(op.f(f"uq_{table}_{owner}_token"), [owner, "token"])


def downgrade() -> None:
    """Back to a token unique in its table. Fails where two people hold the same one."""
    for table, owner in OWNERS.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"uq_{table}_{owner}_token"), type_="unique")
            batch.create_unique_constraint(op.f(f"uq_{table}_token"), ["token"])
