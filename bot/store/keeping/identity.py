"""Whether database, key file and bot belong together: each remembers the others, and a stranger among them is refused.

A database has a name, made once and at random; the key file remembers it, and how far it had come. A copy that has not
come so far is an older one: to go on with it would give out numbers, codes and buttons a second time.
"""

from __future__ import annotations

from dataclasses import replace

from bot.store.engine import counters, deployment
from bot.store.engine.database import Database, Tx
from bot.store.keeping import audit_chain
from bot.store.keeping.audit_chain import Break
from bot.store.sealing.key_file import Anchor

BOT = "bot_id"
WAY_ON = (
    "put the newer one back, restore a backup with `titian restore`, or take this one as it is with "
    "`titian audit accept --reason`"
)


class NotTogether(Exception):
    """Database, key file and bot are not each other's; one line says which, and what to do."""


def check(database: Database) -> None:
    """Raises NotTogether unless this is a database that the key file remembers, as far on as it was."""
    if not database.vault.anchors:
        return
    with database.transaction() as tx:
        anchor, last, counted = audit_chain.anchor_of(tx), audit_chain.head(tx), counters.read(tx.connection)
    if anchor is None:
        lately = max(one.at for one in database.vault.anchors.values())
        raise NotTogether(
            f"this is not the database that the key file was last used with ({lately[:16]}): check "
            "TITIAN_DATABASE_URL and TITIAN_KEY_FILE"
        )
    if last.position < anchor.position:
        raise NotTogether(
            f"this is an older copy of the database: its audit ends at entry {last.position}, and the key file "
            f"remembers entry {anchor.position} of {anchor.at[:16]}; {WAY_ON}"
        )
    if late := counters.behind(counted, anchor.counters):
        raise NotTogether(
            f"this is an older copy of the database, or its counters were set back ({', '.join(late[:3])}); {WAY_ON}"
        )


def introduce(database: Database) -> Break | None:
    """Let database and key file know each other from now on, if they do not yet.

    What was signed before there was a key file that remembers is read through once; where it breaks is returned, and
    nothing is remembered then. Raises KeyFileError.
    """
    if database.vault.anchors:
        return None
    with database.transaction() as tx:
        if deployment.database_name(tx) is None:
            deployment.name_database(tx)
        broken = audit_chain.first_break(tx)
    if broken is not None:
        return broken
    audit_chain.sign_all(database)
    with database.transaction() as tx:
        anchor = audit_chain.as_it_is(tx, Anchor(deployment.database_name(tx) or ""))
    database.vault.remember(anchor)
    return None


def take_into_service(database: Database) -> None:
    """The bot is to run with this database. Raises NotTogether, or KeyFileError.

    Another one that ran later, though this one is known too (a backup restored on trial, say), goes before it: whoever
    can write to a database could otherwise put that older one in its place, name and all.
    """
    with database.transaction() as tx:
        own = audit_chain.anchor_of(tx)
    if own is None:
        return
    if later := [one for one in database.vault.anchors.values() if one.served and one.at > own.at]:
        lately = max(one.at for one in later)
        raise NotTogether(
            f"another database was in service with this key file until {lately[:16]}, and this one was left at "
            f"{own.at[:16]}; {WAY_ON}"
        )
    if not own.served:
        database.vault.remember(replace(own, served=True))


def accept(database: Database, why: str) -> Anchor:
    """Go on with this database and its audit as they are; `why` says what was found and by whom. Raises KeyFileError.

    Returns what the key file remembers of it from now on.
    """
    with database.transaction() as tx:
        name = deployment.database_name(tx) or deployment.name_database(tx)
        anchor = audit_chain.accept(tx, audit_chain.anchor_of(tx) or Anchor(name), why)
    database.vault.remember(anchor, instead=True)
    return anchor


def know_bot(tx: Tx, bot_id: int, username: str, *, another: bool = False) -> None:
    """Remember whose token this database is used with, and its username; `another`: from now on it is this one's.

    Raises NotTogether when it was another bot's: its people have never written to this one.
    """
    if another or not is_known(tx, bot_id):
        deployment.put(tx, BOT, str(bot_id))
    deployment.put(tx, "username", username)


def is_known(tx: Tx, bot_id: int) -> bool:
    """Whether this database is used with this bot's token; False where it was never used with any.

    Raises NotTogether when it is another bot's.
    """
    known = deployment.get(tx, BOT)
    if known is not None and known != str(bot_id):
        raise NotTogether(
            f"this database is @{deployment.username(tx)}'s, and TITIAN_BOT_TOKEN is another bot's: use the token of "
            "the former, or begin with the new bot by `titian init --another-bot`"
        )
    return known is not None
