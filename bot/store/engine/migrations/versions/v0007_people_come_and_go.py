"""People come and go: who stands in for somebody kept out, who handed a contact on and when."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEEPS_NUMBERS = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """What is kept already is leave that was asked for, and contacts that nobody handed on."""
    op.add_column("absences", sa.Column("suspended", sa.Boolean(), nullable=True))
    with op.batch_alter_table("prompts", table_kwargs=KEEPS_NUMBERS) as batch:
        batch.add_column(sa.Column("handed_by", PERSON, nullable=True))
        batch.add_column(sa.Column("handed_at", sa.BigInteger(), nullable=True))
        batch.create_foreign_key("fk_prompts_handed_by", "people", ["handed_by"], ["id"])


def downgrade() -> None:
    """Without them; a suspension is a leave without an end then, and is dropped."""
    op.execute(sa.text("DELETE FROM absences WHERE suspended"))
    with op.batch_alter_table("prompts", table_kwargs=KEEPS_NUMBERS) as batch:
        batch.drop_constraint("fk_prompts_handed_by", type_="foreignkey")
        batch.drop_column("handed_at")
        batch.drop_column("handed_by")
    with op.batch_alter_table("absences", table_kwargs=KEEPS_NUMBERS) as batch:
        batch.drop_column("suspended")
