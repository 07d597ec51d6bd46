"""Whoever opened a participant's link waits until somebody who has met them says that it is them."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
people = sa.table("people", *map(sa.column, ("id", "chat", "address", "zone")), sa.column("unmet", sa.Boolean()))
participants = sa.table(
    "participants", *map(sa.column, ("person_id", "adult", "pin_ok_until", "hidden_until", "quiet_until"))
)
chats = sa.table("chats", *map(sa.column, ("id", "leaving_at", "hide_at")))


def upgrade() -> None:
    """Whoever had joined before is who they are taken for."""
    op.add_column("people", sa.Column("unmet", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Without it: whoever waits would have joined unseen, so that their phone is nobody's, as `unbind` leaves it."""
    waiting = people.c.unmet.is_(True)
    theirs = participants.c.person_id.in_(sa.select(people.c.id).where(waiting))
    said_there = {"adult": None, "pin_ok_until": None, "hidden_until": None, "quiet_until": None}
    op.execute(sa.update(participants).where(theirs).values(**said_there))
    phones = chats.c.id.in_(sa.select(people.c.chat).where(waiting))
    op.execute(sa.update(chats).where(phones).values(leaving_at=time.time_ns() // 1000, hide_at=None))
    op.execute(sa.update(people).where(waiting).values(chat=None, address=None, zone=None))
    op.drop_column("people", "unmet")
