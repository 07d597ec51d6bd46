"""Whoever opened a participant's link waits until somebody who has met them says that it is them."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Whoever had joined before is who they are taken for."""
    op.add_column("people", sa.Column("unmet", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Without it: whoever waits would have joined unseen, so that their phone is nobody's, as `unbind` leaves it."""
    waits = "(SELECT {} FROM people WHERE unmet IS TRUE)"
    op.execute(
        "UPDATE participants SET adult = NULL, pin_ok_until = NULL, hidden_until = NULL, quiet_until = NULL "
        f"WHERE person_id IN {waits.format('id')}"
    )
    now = time.time_ns() // 1000
    op.execute(f"UPDATE chats SET leaving_at = {now}, hide_at = NULL WHERE id IN {waits.format('chat')}")
    op.execute("UPDATE people SET chat = NULL, address = NULL, zone = NULL WHERE unmet IS TRUE")
    op.drop_column("people", "unmet")
