"""People come and go: who stands in, who handed a contact on, cases offered to other teams, phones agreed to by two."""

import sqlalchemy as sa
from alembic import op

from bot.store.engine.migrations.numbers import rebuilding
from bot.store.engine.migrations.references import PERSON, point_to_a_person

revision = "0007"
down_revision = "0006"
KEEPS_NUMBERS = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """What is kept already is leave that was asked for, and contacts that nobody handed on."""
    op.add_column("absences", sa.Column("suspended", sa.Boolean(), nullable=True))
    point_to_a_person("prompts", "handed_by")
    op.add_column("prompts", sa.Column("handed_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "offers",
        sa.Column("id", PERSON, sa.Identity(), nullable=False),
        sa.Column("case_id", PERSON, nullable=False),
        sa.Column("from_id", PERSON, nullable=False),
        sa.Column("to_id", PERSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_offers_case_id")),
        sa.ForeignKeyConstraint(["from_id"], ["people.id"], name=op.f("fk_offers_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name=op.f("fk_offers_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        **KEEPS_NUMBERS,
    )
    op.create_index(op.f("ix_offers_case_id_state"), "offers", ["case_id", "state"])
    op.create_index(op.f("ix_offers_to_id_state"), "offers", ["to_id", "state"])
    op.create_table(
        "phones",
        sa.Column("id", PERSON, sa.Identity(), nullable=False),
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("asked_by", PERSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", PERSON, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_phones_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_phones_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_phones_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phones")),
        **KEEPS_NUMBERS,
    )
    op.create_index(op.f("ix_phones_person_id_id"), "phones", ["person_id", "id"])


def downgrade() -> None:
    """Without them; a suspension is a leave without an end then, and is dropped."""
    op.drop_table("phones")
    op.drop_table("offers")
    op.execute(sa.text("DELETE FROM absences WHERE suspended"))
    with rebuilding("prompts") as batch:
        if op.get_bind().dialect.name != "sqlite":
            batch.drop_constraint("fk_prompts_handed_by", type_="foreignkey")
        batch.drop_column("handed_at")
        batch.drop_column("handed_by")
    with rebuilding("absences") as batch:
        batch.drop_column("suspended")
