"""The state of a pretend Telegram: people, chats, messages and the queue of updates for one bot.

Pure and synchronous: no sockets, no sleeping; the time comes from `now`. Who may do what is decided in
methods.py (the bot's side) and phones.py (people's side); this file only applies effects and remembers them.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from threading import RLock
from typing import Any

from bot.demo.faults import Faults, FloodLimits
from bot.demo.formatting import detect
from bot.demo.objects import Chat, Entry, File, Json, Message, Tap, Update, User, Webhook

__all__ = ["Chat", "Message", "Telegram", "Update", "User"]

UPDATE_LIFETIME = timedelta(seconds=86400)
# Read in tdlib/telegram-bot-api Client.cpp (process_new_callback_query_queue): a tap waits 150 s, not a day.
TAP_LIFETIME = timedelta(seconds=150)
# How long a tap can be answered is documented nowhere; reports differ from 15 s to a few minutes.
ANSWER_WINDOW = timedelta(seconds=60)
NOT_SENT_UNLESS_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Telegram:
    """Everything the pretend server remembers. `lock` guards it when a test sits in another thread."""

    def __init__(self, bot: User, token: str, now: Callable[[], datetime]) -> None:
        self.bot = bot
        self.token = token
        self.now = now
        self.lock = RLock()
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, User] = {}
        self.files: dict[str, File] = {}
        self.queue: deque[Update] = deque()
        self.allowed: frozenset[str] = frozenset()
        self.webhook: Webhook | None = None
        self.taps: dict[str, Tap] = {}
        self.faults = Faults()
        self.flood: FloodLimits | None = None
        self.profile: dict[str, str] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.sent = self.edited = self.deleted = self.answered = 0
        self.rev = 0
        self.on_bot_message: Callable[[int, Message], None] | None = None
        self.on_update: Callable[[], None] = _nothing  # rung when the bot has something to fetch
        self.on_change: Callable[[int], None] = _nothing  # rung with the chat that looks different
        self._next_update = 1_000_001
        self._next_message = 1
        self._next_tap = 1

    # -- the queue of updates ----------------------------------------------------------------------------

    def push(self, kind: str, body: Json, chat_id: int, lifetime: timedelta = UPDATE_LIFETIME) -> Update:
        """Queue an update for the bot, unless the bot does not want this kind."""
        update = Update(self._next_update, kind, body, chat_id, self.now() + lifetime)
        self._next_update += 1
        wanted = kind in self.allowed if self.allowed else kind not in NOT_SENT_UNLESS_ASKED
        if wanted:
            self.queue.append(update)
        self.on_update()
        return update

    def inject(self, raw: Json) -> Update:
        """Queue any update as it is; without an `update_id` it gets the next one."""
        kind = next((key for key in raw if key != "update_id"), "unknown")
        body: Json = raw.get(kind, {})
        chat = body.get("chat") or body.get("message", {}).get("chat") or body.get("from") or {}
        number = raw.get("update_id")
        if number is None:
            number, self._next_update = self._next_update, self._next_update + 1
        update = Update(number, kind, body, chat.get("id", 0), self.now() + UPDATE_LIFETIME)
        self.queue.append(update)
        self.on_update()
        return update

    def jump_update_ids(self, to: int) -> None:
        """The next update gets this id: the real server starts anew somewhere after an idle week."""
        self._next_update = to

    def pending(self, offset: int = 0, limit: int = 100) -> list[Update]:
        """Forget what `offset` confirms and what is too old, then the oldest updates left."""
        queue = self.queue
        if offset < 0:
            while len(queue) > -offset:
                queue.popleft()
        elif offset <= self._next_update + 10:  # an offset from the future is ignored, as TQueue does
            while queue and queue[0].id < offset:
                queue.popleft()
        self.expire()
        return list(islice(self.queue, limit))  # expire may have made a new one

    def expire(self) -> None:
        """Drop updates nobody fetched in time."""
        now = self.now()
        if any(update.expires <= now for update in islice(self.queue, 200)):
            self.queue = deque(update for update in self.queue if update.expires > now)

    def confirm(self, update: Update) -> None:
        """One update was delivered by the webhook."""
        if update in self.queue:
            self.queue.remove(update)

    # -- people and places -------------------------------------------------------------------------------

    def person(self, user_id: int, first_name: str, username: str | None = None) -> Chat:
        """The private chat of this person, created at first sight."""
        chat = self.chats.get(user_id)
        if chat is None:
            user = self.users.setdefault(user_id, User(user_id, first_name, username))
            chat = self.chats[user_id] = Chat(user_id, "private", user)
            self.touch(chat)
        return chat

    def touch(self, chat: Chat) -> None:
        """Something in this chat changed: whoever watches it should look again."""
        self.rev += 1
        chat.rev = self.rev
        self.on_change(chat.id)

    def set_limits(self, on: bool) -> None:
        """Switch the flood limits; switching on starts with full buckets."""
        self.flood = FloodLimits(self.now) if on else None

    def changed_since(self, rev: int) -> Iterator[Chat]:
        """Chats that changed after this revision."""
        return (chat for chat in list(self.chats.values()) if chat.rev > rev)

    def keep_file(self, name: str, data: bytes, mime: str) -> File:
        """Remember uploaded bytes under a new file id."""
        file = File(f"BQACAgUAAx{len(self.files) + 1:08d}", name, mime, data)
        self.files[file.id] = file
        return file

    # -- messages ----------------------------------------------------------------------------------------

    def write(self, chat: Chat, sender: User, text: str, entities: list[Json], **more: Any) -> Message:
        """Put a new message into a chat."""
        message = Message(self._next_message, chat, sender, self.now(), text, entities, **more)
        self._next_message += 1
        chat.messages[message.id] = message
        self.note(chat, "bot" if sender.is_bot else "user", message.id, text)
        return message

    def note(self, chat: Chat, kind: str, message_id: int, text: str) -> None:
        """Write a line of the transcript; every visible change passes here."""
        chat.transcript.append(Entry(kind, message_id, text, self.now()))
        self.touch(chat)

    def bot_sends(self, chat: Chat, text: str, entities: list[Json], markup: Json | None, **more: Any) -> Message:
        """The bot's message appears; a reply keyboard stays with the chat, not with the message."""
        inline = markup if markup and "inline_keyboard" in markup else None
        if markup and "keyboard" in markup:
            chat.keyboard = markup
        elif markup and markup.get("remove_keyboard"):
            chat.keyboard = None
        chat.typing_until = None
        message = self.write(chat, self.bot, text, detect(text, entities), markup=inline, **more)
        self.sent += 1
        if self.on_bot_message is not None:
            self.on_bot_message(chat.id, message)
        return message

    def bot_edits(self, message: Message, text: str, entities: list[Json], markup: Json | None) -> None:
        """The bot changes the words or the buttons of its message."""
        message.text, message.entities = text, entities
        message.markup = markup
        message.edited_at = self.now()
        self.edited += 1
        self.note(message.chat, "edit", message.id, text)
        if self.on_bot_message is not None:
            self.on_bot_message(message.chat.id, message)

    def delete(self, message: Message) -> None:
        """The message is gone from both sides."""
        del message.chat.messages[message.id]
        self.deleted += 1
        self.note(message.chat, "delete", message.id, message.text)

    # -- taps --------------------------------------------------------------------------------------------

    def tap(self, chat: Chat, user: User, message: Json, data: str) -> Tap:
        """Somebody presses a button: a callback query for the bot."""
        tap = Tap(f"{user.id << 16 | self._next_tap & 0xFFFF}{self._next_tap:07d}", chat, self.now())
        self._next_tap += 1
        self.taps[tap.id] = tap
        chat.waiting[tap.id] = None
        if len(self.taps) > 20_000:  # a load test taps for minutes; nobody answers the oldest any more
            oldest = self.taps.pop(next(iter(self.taps)))
            oldest.chat.waiting.pop(oldest.id, None)
        self.note(chat, "tap", message["message_id"], data)
        query = {
            "id": tap.id,
            "from": user.to_api(),
            "message": message,
            "chat_instance": str(chat.id),
            "data": data,
        }
        self.push("callback_query", query, chat.id, TAP_LIFETIME)
        return tap

    def answer(self, tap: Tap, text: str, alert: bool) -> None:
        """The bot answers a tap; with words, the phone shows them for a moment."""
        tap.answered = True
        self.answered += 1
        tap.chat.waiting.pop(tap.id, None)
        if text:
            tap.chat.answer = {"id": tap.id, "text": text, "alert": alert}
            self.note(tap.chat, "answer", 0, text)
        else:
            self.touch(tap.chat)

    # -- membership --------------------------------------------------------------------------------------

    def membership(self, chat: Chat, by: User, old: str, new: str) -> Update:
        """Tell the bot that its own place in a chat changed."""
        change = {
            "chat": chat.to_api(),
            "from": by.to_api(),
            "date": int(self.now().timestamp()),
            "old_chat_member": self._member(old),
            "new_chat_member": self._member(new),
        }
        self.touch(chat)
        return self.push("my_chat_member", change, chat.id)

    def _member(self, status: str) -> Json:
        member: Json = {"user": self.bot.to_api(), "status": status}
        if status == "kicked":
            member["until_date"] = 0
        return member


def _nothing(chat_id: int = 0) -> None:
    pass
