"""The settings: every TITIAN_* variable, and one clear line for each that is wrong."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.exc import ArgumentError

from bot.store.engine.database import driver_url

DRIVERS, NOWHERE = ("sqlite", "postgresql+psycopg"), (None, "", ":memory:")
SECRETS = ("BOT_TOKEN", "DATABASE_URL", "WEBHOOK_SECRET")
TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{3,100}")
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
ADDRESS = re.compile(r"https?://[^\s{}]+")
# The page needs https, as Telegram does; on the machine itself it need not.
PAGE = re.compile(
    r"(https://[A-Za-z0-9.-]+|http://(localhost|127\.0\.0\.1|\[::1\]))(:\d{1,5})?(/(?!\.\.?(/|$))[A-Za-z0-9._~-]+)*/?"
)
LISTEN = re.compile(r"(?P<host>[^\s:]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})")


class SettingsError(Exception):
    """A setting is missing or wrong; the text names it and says how to mend it, and never quotes a secret."""


class Settings(BaseSettings):
    """Settings as read from the environment: TITIAN_<NAME>, or TITIAN_<NAME>_FILE for a secret kept in a file."""

    model_config = SettingsConfigDict(env_prefix="TITIAN_", extra="ignore", hide_input_in_errors=True)

    bot_token: SecretStr | None = None
    api_url: str = "https://api.telegram.org"
    database_url: SecretStr = SecretStr("sqlite:///titian.db")
    key_file: Path = Path("titian.key")
    timezone: str = "Asia/Jakarta"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    listen: str = "127.0.0.1:8081"
    page_url: str | None = None
    page_listen: str = "127.0.0.1:8082"
    export_dir: Path = Path("exports")
    workers: int = Field(default=4, ge=1, le=64)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # Who is told of a breach (no agency of its own existed when this was written), and who answers for data here.
    authority: str = "Kementerian Komunikasi dan Digital"
    dpo: str = ""
    # Telegram's pace, as its own questions page gives it; a local Bot API server may allow more.
    send_per_second: float = Field(default=30.0, gt=0)
    send_per_chat: float = Field(default=1.0, gt=0)

    @field_validator("bot_token")
    @classmethod
    def _is_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value().strip()):
            raise ValueError("it does not look like a bot token; copy it anew from BotFather")
        return value if value is None else SecretStr(value.get_secret_value().strip())

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: SecretStr) -> SecretStr:
        try:
            url = driver_url(value.get_secret_value().strip())
        except (ArgumentError, ValueError):
            url = None
        if url is None or url.drivername not in DRIVERS or (url.drivername == "sqlite" and url.database in NOWHERE):
            raise ValueError("it must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME")
        return SecretStr(value.get_secret_value().strip())

    @field_validator("api_url", "webhook_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and not _is_web_address(value):
            raise ValueError("it must be a web address that begins with http:// or https://")
        return value

    @field_validator("page_url")
    @classmethod
    def _is_page(cls, value: str | None) -> str | None:
        if value is not None and not (PAGE.fullmatch(value) and _is_web_address(value)):
            raise ValueError("it must be https://HOST or https://HOST/PATH, plainly (http:// on this machine alone)")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _is_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("it must be 16 to 256 letters, digits, _ or -")
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("it must be a zone's name such as Asia/Jakarta, Asia/Makassar or Asia/Jayapura") from None
        return value

    @field_validator("listen", "page_listen")
    @classmethod
    def _is_listen(cls, value: str) -> str:
        found = LISTEN.fullmatch(value)
        if found is None or not 0 <= int(found["port"]) <= 65535:
            raise ValueError("it must be HOST:PORT, such as 127.0.0.1:8081")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def zone(self) -> ZoneInfo:
        """The deployment's zone: for people who have not chosen theirs, and for wall times in files."""
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """The database's address, password included."""
        return self.database_url.get_secret_value()

    @property
    def token(self) -> str:
        """The bot's token. Raises SettingsError when there is none."""
        if self.bot_token is None:
            raise SettingsError("TITIAN_BOT_TOKEN is missing: set it to the token BotFather gave you")
        return self.bot_token.get_secret_value()

    @property
    def webhook(self) -> tuple[str, str] | None:
        """The webhook's address and secret; None where updates are polled for."""
        if self.webhook_url is None or self.webhook_secret is None:
            return None
        return self.webhook_url, self.webhook_secret.get_secret_value()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of the health page and the webhook."""
        return _host_and_port(self.listen)

    @property
    def page_address(self) -> tuple[str, int]:
        """Host and port of the sealed page."""
        return _host_and_port(self.page_listen)


def read_settings() -> Settings:
    """Read the settings. Raises SettingsError with one line."""
    try:
        settings = Settings(**_from_files())  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        name = str(first["loc"][0]).upper()
        raise SettingsError(f"TITIAN_{name}: {first['msg'].removeprefix('Value error, ')}") from None
    if settings.webhook_url is not None and settings.webhook_secret is None:
        raise SettingsError("TITIAN_WEBHOOK_SECRET is missing: a webhook needs one, 16 to 256 letters or digits")
    return settings


def _host_and_port(written: str) -> tuple[str, int]:
    host, _, port = written.rpartition(":")
    return host.strip("[]"), int(port)


def _is_web_address(value: str) -> bool:
    try:
        return ADDRESS.fullmatch(value) is not None and bool(urlsplit(value).hostname) and urlsplit(value).port != 0
    except ValueError:  # half an IPv6 address, a port that is no number
        return False


def _from_files() -> dict[str, str]:
    found = {}
    for name in SECRETS:
        path = os.environ.get(f"TITIAN_{name}_FILE")
        if not path:
            continue
        if os.environ.get(f"TITIAN_{name}"):
            raise SettingsError(f"TITIAN_{name} and TITIAN_{name}_FILE are both set: keep one of them")
        try:
            found[name.lower()] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsError(f"TITIAN_{name}_FILE: the file {path} cannot be read") from None
    return found
