"""Who the bot talks with: roles, staff codes, forms of address and time zones."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.text import N_
from bot.domain.timing.mornings import DaySheet, day_sheet_of
from bot.domain.timing.quiet import Hours, hours_of


class Role(StrEnum):
    """What a person may do; one Telegram account holds exactly one role."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    MENTOR = "mentor"
    PARTICIPANT = "participant"


CODE_LETTERS = {Role.ADMIN: "A", Role.SUPERVISOR: "S", Role.MENTOR: "M", Role.PARTICIPANT: "W"}
STAFF = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.MENTOR})

# The word a person wants to be called by; code -> what is shown.
ADDRESSES = (
    ("bapak", N_("Mr (Bapak)")),
    ("ibu", N_("Mrs (Ibu)")),
    ("kak", N_("Kak")),
    ("mas", N_("Mas")),
    ("mbak", N_("Mbak")),
)
UNKNOWN_ADDRESS = N_("Mr/Mrs (Bapak/Ibu)")

# Indonesia's three zones by the letters people use; Pontianak keeps the same time as Jakarta.
ZONES = (("WIB", "Asia/Jakarta"), ("WITA", "Asia/Makassar"), ("WIT", "Asia/Jayapura"))
ZONE_LETTERS = {name: letters for letters, name in ZONES} | {"Asia/Pontianak": "WIB"}


@dataclass(frozen=True, slots=True)
class Person:
    """A person the bot knows; names stay sealed in the store and are opened only where they are shown."""

    id: int
    code: str
    role: Role
    chat: int | None
    address: str | None
    zone_name: str | None
    supervisor_id: int | None
    hours_written: str | None = None
    weekdays_written: str | None = None
    status: str = "active"
    language: str = "id"
    # Of a participant: their link was opened, and nobody has said yet that it was them who did.
    unmet: bool | None = None
    sheet_written: str | None = None

    @property
    def day_sheet(self) -> DaySheet:
        """When the sheet of their day comes, by their own clock."""
        return day_sheet_of(self.sheet_written)

    @property
    def hours(self) -> Hours:
        """When routine messages may reach them, by their own clock."""
        return hours_of(self.hours_written, self.weekdays_written)

    @property
    def zone(self) -> ZoneInfo:
        """The person's own zone; Jakarta's until they choose."""
        return ZoneInfo(self.zone_name or "Asia/Jakarta")

    @property
    def team_of(self) -> int | None:
        """Whose team they are of: a supervisor's own is theirs."""
        return self.id if self.role is Role.SUPERVISOR else self.supervisor_id

    @property
    def is_active(self) -> bool:
        """Whether they are let in: neither suspended nor removed."""
        return self.status == "active"

    @property
    def settled(self) -> bool:
        """Whether the two questions of the first meeting are answered."""
        return self.address is not None and self.zone_name is not None


def staff_code(role: Role, number: int) -> str:
    """Return the neutral code of the `number`th person of a role: M-01, S-02, A-01."""
    return f"{CODE_LETTERS[role]}-{number:02d}"
