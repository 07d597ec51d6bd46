"""The pages, from what is to be shown to HTML: the shell, what the bot says, and what stands in the way."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.domain.text import N_
from bot.i18n import Language
from bot.page.markup import as_html
from bot.page.place import Place
from bot.page.troubles import Trouble
from bot.store.queues.pages import Shown

FOLDER = Path(__file__).parent
TYPED = N_("This was not entered yet. Please copy it first if it is needed:")
# What is only told of something that was done; it stands above what comes next.
RECEIPTS = ("saved", "receipt")
# A text of more characters has room for lines.
SHORT = 100
LOOKS = {"1": "dark", "0": "light"}
TITLE = N_("Page of the conversation")


@dataclass(frozen=True, slots=True)
class Form:
    """What every form of a page carries. done: of what is asked for once more, what was pressed or typed."""

    token: str
    dark: str
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    done: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Screen:
    """One thing said, with its buttons; `asks` where it wants a text: the page's one text field stands below it."""

    text: Markup
    rows: list[list[dict[str, str]]]
    field: dict[str, Any] | None
    asks: bool
    copy: str


class Pages:
    """Renders each page of one place."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def shell(self, language: Language) -> str:
        """What Telegram opens: it holds nothing, and hands on who came."""
        words = {
            "wait": N_("One moment, the page opens ..."),
            "lost": N_("This page opens from the conversation in Telegram. Please go back there and press its button."),
            "without": N_("This page needs JavaScript to open. Please switch it on, or open it with the Telegram app."),
        }
        return self._page("shell.html", language, "", words)

    def shown(self, language: Language, said: Sequence[Shown], form: Form) -> str:
        """What the bot says; a text field stands where one is asked for, else at the end."""
        receipts = [as_html(one.text) for one in said if _is_receipt(one)]
        rest = [one for one in said if not _is_receipt(one)]
        first = next((at for at, one in enumerate(rest) if one.field is not None and one.field["wanted"]), None)
        into = next((one.field for one in reversed(rest) if one.field is not None), None)
        screens = [Screen(as_html(one.text), one.rows, one.field, at == first, one.copy) for at, one in enumerate(rest)]
        words = {"answer": N_("Your answer"), "search": N_("Write or search"), "send": N_("Send"), "typed": TYPED}
        more = {
            "receipts": receipts,
            "screens": screens,
            "any_asks": first is not None,
            "into": into,
            "form": form,
            "short": SHORT,
        }
        return self._page("shown.html", language, form.dark, words, **more)

    def trouble(
        self, language: Language, trouble: Trouble, dark: str = "", again: Form | None = None, typed: str = ""
    ) -> str:
        """What stands in the way. again: the act that may be asked for once more. typed: what nobody has kept."""
        words = {
            "says": trouble.says,
            "do": trouble.do,
            "again": N_("Look again"),
            "typed": TYPED,
        }
        return self._page("trouble.html", language, dark, words, again=again, typed=typed)

    def _page(self, name: str, language: Language, dark: str, words: dict[str, str], **more: Any) -> str:
        told = {key: language.t(msgid) for key, msgid in {"title": TITLE, **words}.items()}
        look = LOOKS.get(dark, "")
        rendered = self._templates.get_template(name)
        return rendered.render(place=self._place, language=language.code, look=look, words=told, **more)


def _is_receipt(one: Shown) -> bool:
    return one.kind in RECEIPTS and not one.rows and one.field is None and not one.copy
