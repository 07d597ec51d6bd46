"""When data may have been seen by others: who, what, the law's 72 hours, and letters to fill in (UU 27/2022 Ps 46)."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.text import N_
from bot.i18n import Language
from bot.store.keeping.exposure import Exposed, Scope

TERM = timedelta(hours=72)
DATA_KINDS = {
    "name": N_("Name"),
    "telegram": N_("Telegram account"),
    "rhythm": N_("When contacts were planned"),
    "notes": N_("Notes of contacts, with how things are going"),
    "plan": N_("How to be reached safely: ways, hours, through whom, who knows, a word to be known by"),
    "quiet": N_("Days to be left in peace"),
    "flags": N_("Urgent moments"),
    "referrals": N_("Services that were asked for help"),
    "requests": N_("Requests"),
    "consents": N_("What was agreed to"),
    "settings": N_("Own settings: name to be called by, agreed words"),
}
SCOPE = re.compile(r"(?P<of>all)|(?P<who>mentor|case)[ :](?P<code>[A-Za-z]-\d{2,6})")


@dataclass(frozen=True, slots=True)
class Notice:
    """What the letters say beside who and what."""

    since: datetime
    until: datetime
    known_at: datetime
    authority: str
    dpo: str
    zone: ZoneInfo

    @property
    def deadline(self) -> datetime:
        """When both letters must have arrived."""
        return self.known_at + TERM


def scope_of(text: str) -> Scope | None:
    """`all`, `mentor M-01` or `case R-001`; None for anything else."""
    found = SCOPE.fullmatch(text.strip())
    if found is None:
        return None
    return Scope("all") if found["of"] else Scope(found["who"], found["code"].upper())


def write_letters(folder: Path, found: Sequence[Exposed], notice: Notice, language: Language) -> list[Path]:
    """One letter a person, and one to the authority, in files only their owner can read. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kinds = list(dict.fromkeys(kind for one in found for kind in one.kinds))
    letters = {"lembaga": _filled("authority", notice, language, kinds, number=str(len(found)))}
    letters |= {one.code: _filled("person", notice, language, one.kinds, code=one.code) for one in found}
    return [_write(folder / f"{name}.txt", text) for name, text in letters.items()]


def _filled(name: str, notice: Notice, language: Language, kinds: Sequence[str], **more: str) -> str:
    template = (files("locales") / language.code / "letters" / f"{name}.txt").read_text(encoding="utf-8")
    return template.format(
        fields="\n".join(f"   - {language.label(DATA_KINDS[kind])}" for kind in DATA_KINDS if kind in kinds),
        since=language.moment(notice.since, notice.zone),
        until=language.moment(notice.until, notice.zone),
        known=language.moment(notice.known_at, notice.zone),
        deadline=language.moment(notice.deadline, notice.zone),
        authority=notice.authority,
        dpo=notice.dpo or "." * 40,
        **more,
    )


def _write(path: Path, text: str) -> Path:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return path
