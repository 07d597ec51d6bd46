"""What people do with their phones, and what they see on them: the bot's users, from their side.

A Phone is one person's private chat with the bot; a Group is a group the bot may have been added to.
"""

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.demo.formatting import detect
from bot.demo.objects import Button, Chat, Entry, File, Json, Message, Update, User, rows_of
from bot.demo.telegram import Telegram
from bot.demo.web_apps import address_of

START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")


@dataclass(frozen=True)
class PhoneSpec:
    """Who owns a phone of the page: `role` is a label in Indonesian; `start` is the payload of their link."""

    user_id: int
    name: str
    role: str = ""
    start: str | None = None
    username: str | None = None


class Phone:
    """One person's phone with the private chat open."""

    def __init__(self, telegram: Telegram, chat: Chat, role: str = "", start: str | None = None) -> None:
        assert chat.user is not None
        self.telegram = telegram
        self.chat = chat
        self.user: User = chat.user
        self.role = role
        self.start = start

    # -- what the person does ----------------------------------------------------------------------------

    def types(self, text: str) -> Update:
        """Send words; a command at the start is marked as one."""
        return self._sends(text)

    def opens(self, link_or_payload: str = "") -> Update:
        """Press Start, perhaps through a t.me link; a payload Telegram would not carry is silently lost."""
        payload = payload_of(link_or_payload)
        return self.types(f"/start {payload}" if payload else "/start")

    def taps(self, label: str) -> str:
        """Press the newest button with this label; the callback query id, or "" if it needs none.

        Leading emoji and spaces do not count. Within a message an exact label wins over a beginning, a
        beginning over words in the middle. Labels of the reply keyboard are sent as words.
        """
        with self.telegram.lock:
            found = self._newest(label)
            if found is not None:
                return self._presses(*found)
            button = pick(label, [button for row in self.keyboard for button in row])
            if button is None:
                self._sees_no(label)
            self.types(button.label)
            if self.chat.keyboard and self.chat.keyboard.get("one_time_keyboard"):
                self.chat.keyboard = None
            return ""

    def web_app(self, label: str) -> str | None:
        """The address of the page that the newest button with this label opens; None where it opens none."""
        with self.telegram.lock:
            found = self._newest(label)
            return None if found is None else found[1].web_app

    def opens_web_app(self, label: str, *, dark: bool = False) -> str:
        """Press the newest button with this label, which opens a page: the address. Nothing of it reaches the bot."""
        with self.telegram.lock:
            found = self._newest(label)
            if found is None:
                self._sees_no(label)
            message, button = found
            return self.opens_web_app_on(message.id, button.web_app or "", dark=dark)

    def opens_web_app_on(self, message_id: int, url: str, *, dark: bool = False) -> str:
        """Open the page of a button that a message has now, and be handed to it as Telegram does."""
        with self.telegram.lock:
            self._must_be_able_to_act()
            message = self.chat.messages.get(message_id)
            buttons = [button for row in message.buttons for button in row] if message is not None else []
            if not url or url not in [button.web_app for button in buttons]:
                raise LookupError(f"{self.user.first_name} sees no such button that opens a page")
            return address_of(url, self.user, self.telegram.token, self.telegram.now(), dark=dark)

    def taps_on(self, message_id: int, data: str) -> str:
        """Press raw callback data on a message, whether or not such a button is there now."""
        with self.telegram.lock:
            self._must_be_able_to_act()
            message = self.chat.messages.get(message_id)
            if message is not None:
                body = message.to_api()
            else:  # a phone that has not heard of the deletion yet: the bot gets an inaccessible message
                body = {"chat": self.chat.to_api(), "message_id": message_id, "date": 0}
            return self.telegram.tap(self.chat, self.user, body, data).id

    def edits(self, message_id: int, text: str) -> Update:
        """Change one's own message."""
        with self.telegram.lock:
            self._must_be_able_to_act()
            message = self.chat.messages[message_id]
            if message.from_bot:
                raise ValueError("a person cannot edit the bot's message")
            message.text, message.entities = text, detect(text, [])
            message.edited_at = self.telegram.now()
            self.telegram.note(self.chat, "user edit", message_id, text)
            return self.telegram.push("edited_message", message.to_api(), self.chat.id)

    def deletes(self, message_id: int) -> None:
        """Delete a message for both sides; Telegram does not tell the bot."""
        with self.telegram.lock:
            message = self.chat.messages.pop(message_id)
            self.telegram.note(self.chat, "delete", message.id, message.text)

    def sends_photo(self, caption: str = "", data: bytes = b"\x89PNG\r\n\x1a\n", album: str = "") -> Update:
        """Send a picture; pictures with the same `album` are one album."""
        file = self.telegram.keep_file("photo.png", data, "image/png")
        media: Json = {"photo": [{**_ids(file), "width": 800, "height": 600}]}
        if album:
            media["media_group_id"] = album
        return self._sends(caption, media, file)

    def sends_voice(self, seconds: int = 3, data: bytes = b"OggS") -> Update:
        """Send a voice message."""
        file = self.telegram.keep_file("voice.ogg", data, "audio/ogg")
        return self._sends("", {"voice": {**_ids(file), "duration": seconds, "mime_type": file.mime}}, file)

    def sends_sticker(self, emoji: str = "👍") -> Update:
        """Send a sticker."""
        file = self.telegram.keep_file("sticker.webp", b"RIFF", "image/webp")
        kind = {"type": "regular", "is_animated": False, "is_video": False, "emoji": emoji}
        return self._sends("", {"sticker": {**_ids(file), "width": 512, "height": 512, **kind}}, file)

    def sends_location(self, latitude: float = -6.2, longitude: float = 106.8) -> Update:
        """Send a place."""
        return self._sends("", {"location": {"latitude": latitude, "longitude": longitude}})

    def sends_contact(self, number: str = "+6281200000000", name: str = "Kontak") -> Update:
        """Send somebody's telephone number."""
        return self._sends("", {"contact": {"phone_number": number, "first_name": name}})

    def sends_document(self, name: str = "catatan.pdf", data: bytes = b"%PDF-1.4", caption: str = "") -> Update:
        """Send a file."""
        file = self.telegram.keep_file(name, data, "application/octet-stream")
        document = {**_ids(file), "file_name": name, "mime_type": file.mime}
        return self._sends(caption, {"document": document}, file)

    def blocks(self) -> Update:
        """Stop the bot."""
        with self.telegram.lock:
            self.chat.blocked = True
            return self.telegram.membership(self.chat, self.user, "member", "kicked")

    def unblocks(self) -> Update:
        """Let the bot write again."""
        with self.telegram.lock:
            self.chat.blocked = False
            return self.telegram.membership(self.chat, self.user, "kicked", "member")

    def deactivates(self) -> None:
        """Delete the account; Telegram does not tell the bot."""
        with self.telegram.lock:
            self.user.deactivated = True
            self.telegram.touch(self.chat)

    # -- what the person sees ----------------------------------------------------------------------------

    @property
    def messages(self) -> list[Message]:
        """Everything on the screen, oldest first; deleted messages are gone."""
        with self.telegram.lock:
            return self._seen()

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        for message in reversed(self.messages):
            if message.from_bot:
                return message
        raise LookupError(f"{self.user.first_name} has no message from the bot")

    def texts(self) -> list[str]:
        """The words of the bot's messages on the screen, oldest first."""
        return [message.text for message in self.messages if message.from_bot]

    @property
    def keyboard(self) -> list[list[Button]]:
        """The reply keyboard under the text box."""
        return rows_of(self.chat.keyboard["keyboard"]) if self.chat.keyboard else []

    @property
    def transcript(self) -> list[Entry]:
        """Everything that ever appeared, in order: sends, edits, deletions, taps, notices."""
        return self.chat.transcript

    @property
    def notices(self) -> list[str]:
        """The little notices the bot answered taps with."""
        return [entry.text for entry in self.transcript if entry.kind == "answer"]

    # -- inside ------------------------------------------------------------------------------------------

    def _sends(self, text: str, media: Json | None = None, file: File | None = None) -> Update:
        with self.telegram.lock:
            self._must_be_able_to_act()
            self.chat.open = True
            entities = with_command(text)
            message = self.telegram.write(self.chat, self.user, text, entities, media=media, file=file)
            return self.telegram.push("message", message.to_api(), self.chat.id)

    def _seen(self) -> list[Message]:
        return list(self.chat.messages.values())

    def _newest(self, label: str) -> tuple[Message, Button] | None:
        for message in reversed(self._seen()):
            button = pick(label, [button for row in message.buttons for button in row])
            if button is not None:
                return message, button
        return None

    def _must_be_able_to_act(self) -> None:
        if self.chat.blocked or self.user.deactivated:
            raise PermissionError(f"{self.user.first_name} has blocked the bot or deleted the account")

    def _presses(self, message: Message, button: Button) -> str:
        if button.data is not None:
            return self.taps_on(message.id, button.data)
        if button.url is not None and f"/{self._bot_name}?start=" in button.url:
            self.opens(button.url)
        return ""

    @property
    def _bot_name(self) -> str:
        return self.telegram.bot.username or ""

    def _sees_no(self, label: str) -> NoReturn:
        inline = [[button.label for row in message.buttons for button in row] for message in self._seen()]
        labels = [label for row in inline for label in row] + [b.label for row in self.keyboard for b in row]
        raise LookupError(f"{self.user.first_name} sees no button {label!r}; there are: {labels}")


class Group:
    """A group; the bot joins when somebody adds it."""

    def __init__(self, telegram: Telegram, chat: Chat) -> None:
        self.telegram = telegram
        self.chat = chat

    @property
    def messages(self) -> list[Message]:
        """Everything in the group, oldest first."""
        return list(self.chat.messages.values())

    @property
    def has_bot(self) -> bool:
        """Whether the bot is a member."""
        return self.chat.open

    def adds_bot(self, by: Phone) -> Update:
        """Somebody adds the bot: my_chat_member first, then the service message, as the real server does."""
        with self.telegram.lock:
            self.chat.open = True
            update = self.telegram.membership(self.chat, by.user, "left", "member")
            joined = {"new_chat_members": [self.telegram.bot.to_api()]}
            self._appears(by, "", joined)
            return update

    def removes_bot(self, by: Phone) -> Update:
        """Somebody removes the bot."""
        with self.telegram.lock:
            self.chat.open = False
            return self.telegram.membership(self.chat, by.user, "member", "kicked")

    def types(self, by: Phone, text: str) -> Update:
        """Somebody writes in the group; the bot sees it as if privacy mode were off, the harder case."""
        with self.telegram.lock:
            return self._appears(by, text, None)

    def taps_on(self, by: Phone, message_id: int, data: str) -> str:
        """Somebody presses a button under the bot's message in the group."""
        with self.telegram.lock:
            body = self.chat.messages[message_id].to_api()
            return self.telegram.tap(self.chat, by.user, body, data).id

    def migrates(self, to: int) -> None:
        """The group becomes a supergroup with a new id; sends to the old one are refused with the new."""
        with self.telegram.lock:
            self.chat.moved_to = to
            moved = Chat(to, "supergroup", title=self.chat.title, open=self.chat.open)
            self.telegram.chats[to] = moved

    def _appears(self, by: Phone, text: str, media: Json | None) -> Update:
        message = self.telegram.write(self.chat, by.user, text, with_command(text), media=media)
        return self.telegram.push("message", message.to_api(), self.chat.id)


def payload_of(link_or_payload: str) -> str:
    """The start payload of a link, or the payload itself; "" if Telegram would not carry it."""
    match = re.search(r"[?&]start=([^&#]*)", link_or_payload)
    payload = match[1] if match else link_or_payload
    return payload if START_PAYLOAD.fullmatch(payload) else ""


def with_command(text: str) -> list[Json]:
    """Entities of what a person typed: commands and links."""
    return detect(text, [])


def bare(label: str) -> str:
    """A label without the emoji and signs around its words, for comparing."""
    label = _KEYCAP.sub("", label)
    start, stop = 0, len(label)
    while start < stop and not label[start].isalnum():
        start += 1
    while stop > start and not label[stop - 1].isalnum():
        stop -= 1
    return label[start:stop].casefold()


def pick(label: str, buttons: list[Button]) -> Button | None:
    """The button that somebody means by these words: an exact label before a beginning, before words in the middle."""
    wanted = bare(label) or label
    ranks: list[Any] = [
        lambda b: b.label == label,
        lambda b: bare(b.label) == wanted,
        lambda b: bare(b.label).startswith(wanted),
        lambda b: re.search(rf"(?<!\w){re.escape(wanted)}", bare(b.label)) is not None,
    ]
    for fits in ranks:
        for button in buttons:
            if fits(button):
                return button
    return None


def _ids(file: File) -> Json:
    return {"file_id": file.id, "file_unique_id": file.id[-12:], "file_size": file.size}
