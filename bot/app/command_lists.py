"""Sends each of the staff the list of commands of their role, once, through the outbox; takes it from who left."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence

from bot.domain.people import STAFF, Role
from bot.i18n import Language
from bot.router import Router
from bot.store.engine.database import Tx
from bot.store.queues import command_lists, outgoing

AT_ONCE = 50
VERSION_LENGTH = 4


class CommandLists:
    """The lists of all roles, and who has yet to get theirs."""

    def __init__(
        self, router: Router, commands: Sequence[tuple[str, str]], language: Callable[[str], Language]
    ) -> None:
        self._language = language
        self._of = {role: [one for one in commands if router.knows(one[0], role)] for role in sorted(STAFF)}
        written = repr(self._of).encode()
        self._version = hashlib.sha256(written).hexdigest()[:VERSION_LENGTH]

    def send(self, tx: Tx) -> None:
        """Whoever is owed a list gets it."""
        for one in command_lists.owed(tx, self._version, AT_ONCE):
            said = {"commands": [] if one.role is None else self._written(one.role, one.language)}
            row = {"chat": one.chat, "method": "commands", "kind": "quiet", "prompt_id": None, "payload": said}
            outgoing.send_later(tx, [{**row, "cause": f"c{one.chat}@{secrets.token_hex(6)}"}])
            command_lists.mark_told(tx, one, self._version)

    def _written(self, role: Role, code: str) -> list[dict[str, str]]:
        speaks = self._language(code)
        return [{"command": name, "description": speaks.label(text)} for name, text in self._of[role]]
