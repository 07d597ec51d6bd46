"""The things Telegram deals in: people, chats, messages, updates; each knows its form in the Bot API."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from bot.demo.formatting import to_html

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class User:
    """Somebody with a Telegram account; the bot itself is one too."""

    id: int
    first_name: str
    username: str | None = None
    is_bot: bool = False
    deactivated: bool = False
    language: str = "id"

    def to_api(self) -> Json:
        """The `User` object."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if not self.is_bot:
            user["language_code"] = self.language
        return user


class Button(NamedTuple):
    """A button under a message, or on the reply keyboard (then with neither data nor url)."""

    label: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    web_app: str | None = None


@dataclass(slots=True, eq=False)
class File:
    """Bytes somebody sent, kept so that a test can look inside."""

    id: str
    name: str
    mime: str
    data: bytes

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


@dataclass(slots=True, eq=False)
class Message:
    """One message as both sides see it now."""

    id: int
    chat: "Chat"
    sender: User
    date: datetime
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    markup: Json | None = None
    media: Json | None = None
    file: File | None = None
    protected: bool = False
    silent: bool = False
    edited_at: datetime | None = None
    reply_to: int | None = None

    @property
    def chat_id(self) -> int:
        """Where it is."""
        return self.chat.id

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender.is_bot

    @property
    def edited(self) -> bool:
        """Whether its words or buttons were ever changed."""
        return self.edited_at is not None

    @property
    def html(self) -> str:
        """Its words with their formatting, as HTML."""
        return to_html(self.text, self.entities)

    @property
    def photo(self) -> bytes | None:
        """The bytes of its picture; None if it has none."""
        return self.file.data if self.file is not None and self.media and "photo" in self.media else None

    @property
    def document(self) -> File | None:
        """The file it hands over, with its name and bytes; None if it has none."""
        return self.file if self.media and "document" in self.media else None

    @property
    def buttons(self) -> list[list[Button]]:
        """The rows of buttons under it."""
        return rows_of(self.markup["inline_keyboard"]) if self.markup else []

    def to_api(self) -> Json:
        """The `Message` object."""
        body: Json = {
            "message_id": self.id,
            "from": self.sender.to_api(),
            "chat": self.chat.to_api(),
            "date": int(self.date.timestamp()),
        }
        if self.media is not None:
            body |= self.media
        if self.text:
            body["text" if self.media is None else "caption"] = self.text
        if self.entities:
            body["entities" if self.media is None else "caption_entities"] = self.entities
        if self.markup is not None:
            body["reply_markup"] = self.markup
        if self.protected:
            body["has_protected_content"] = True
        if self.edited_at is not None:
            body["edit_date"] = int(self.edited_at.timestamp())
        if self.reply_to is not None and (original := self.chat.messages.get(self.reply_to)):
            body["reply_to_message"] = original.to_api()
        return body


def rows_of(keyboard: list[list[Any]]) -> list[list[Button]]:
    """Buttons from the rows of an inline or a reply keyboard."""
    return [[_button(button) for button in row] for row in keyboard]


def _button(raw: Any) -> Button:
    if isinstance(raw, str):
        return Button(raw)
    copied, page = raw.get("copy_text"), raw.get("web_app")
    return Button(
        raw["text"],
        raw.get("callback_data"),
        raw.get("url"),
        copied["text"] if copied else None,
        page["url"] if page else None,
    )


class Entry(NamedTuple):
    """A line of the transcript: something that once appeared on a phone."""

    kind: str  # "bot", "user", "edit", "user edit", "delete", "tap" or "answer"
    message_id: int
    text: str
    at: datetime


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat of one person with the bot, or a group."""

    id: int
    kind: str
    user: User | None = None
    title: str = ""
    open: bool = False  # the bot may write: the person has started it, or it is a member of the group
    blocked: bool = False
    moved_to: int | None = None
    rev: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    keyboard: Json | None = None
    transcript: list[Entry] = field(default_factory=list)
    answer: Json | None = None  # the newest answerCallbackQuery, for the little notice on the phone
    waiting: dict[str, None] = field(default_factory=dict)  # ids of taps without an answer, oldest first
    typing_until: datetime | None = None

    def to_api(self) -> Json:
        """The `Chat` object."""
        chat: Json = {"id": self.id, "type": self.kind}
        if self.user is None:
            chat["title"] = self.title
            return chat
        chat["first_name"] = self.user.first_name
        if self.user.username:
            chat["username"] = self.user.username
        return chat


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """An update waiting for the bot; `kind` names the field that carries `body`."""

    id: int
    kind: str
    body: Json
    chat_id: int
    expires: datetime

    @property
    def data(self) -> Json:
        """The `Update` object."""
        return {"update_id": self.id, self.kind: self.body}

    @property
    def message_id(self) -> int:
        """The message it is about; 0 if about none."""
        message = self.body.get("message", self.body)
        return int(message.get("message_id", 0))


@dataclass(slots=True)
class Tap:
    """A callback query somebody waits to see answered."""

    id: str
    chat: Chat
    at: datetime
    answered: bool = False


@dataclass
class Webhook:
    """Where updates go instead of getUpdates."""

    url: str
    secret: str = ""
    max_connections: int = 40
    error_at: int | None = None
    error: str = ""
