"""Lists of commands: staff have that of their role, once; participants, strangers and who left have none."""

from __future__ import annotations

from typing import Any

import handlers
from bot.app.command_lists import CommandLists
from bot.domain.people import Role
from bot.i18n import language
from bot.store.people import people
from tests.driver import Someone, Town
from tests.stories.test_requests import Companion


def sends(town: Town) -> None:
    lists = CommandLists(handlers.router(), handlers.COMMANDS, language)
    town.asks(lists.send)
    town.settles()


def shown(town: Town, who: Someone) -> list[str]:
    """What stands beside the text box of this phone."""
    telegram: Any = town.server.telegram
    found = telegram.commands.get((f"chat:{who.phone.user.id}", ""), telegram.commands.get(("default", ""), []))
    return [one["command"] for one in found]


def calls(town: Town) -> int:
    return sum("mycommands" in call.method for call in town.server.calls)


def test_each_role_has_its_own_and_is_told_once(town: Town, siti: Someone, yusuf: Someone) -> None:
    ratna, arman, stranger = town.joins(Role.ADMIN, "Ratna"), Companion(town, siti), town.phone("Orang lain")
    arman.phone.sends("/menu")
    stranger.sends("/menu")
    sends(town)
    assert {"catat", "jadwal", "dampingan", "menu"} <= set(shown(town, siti))
    assert "ringkasan" not in shown(town, siti) and "data" not in shown(town, siti)
    assert {"ringkasan", "dampingan"} <= set(shown(town, yusuf))
    assert "catat" not in shown(town, ratna) and "menu" in shown(town, ratna)
    assert shown(town, arman.phone) == shown(town, stranger) == []
    made = calls(town)
    sends(town)
    assert calls(town) == made, "once"


def test_hiding_changes_no_list(town: Town, siti: Someone) -> None:
    arman = Companion(town, siti)
    arman.phone.sends("/atur").taps("Kata: kosongkan").types("beli galon").types("beli galon")
    sends(town)
    assert not any(
        str(arman.phone.phone.user.id) in str(call.params) for call in town.server.calls if "mycommands" in call.method
    )


def test_who_is_kept_out_has_none_any_more(town: Town, siti: Someone, yusuf: Someone) -> None:
    sends(town)
    town.asks(lambda tx: people.suspend(tx, yusuf.person, siti.person))
    sends(town)
    assert shown(town, siti) == [] and shown(town, yusuf)
    town.asks(lambda tx: people.let_in(tx, yusuf.person, siti.person))
    sends(town)
    assert "catat" in shown(town, siti)
