"""What a phone looks like, as JSON: everything the page needs to draw it."""

from bot.demo.objects import Button, Chat, Json, Message
from bot.demo.phones import Phone
from bot.demo.telegram import Telegram


def look_of(telegram: Telegram, phone: Phone, shown: int) -> Json:
    """The phone with its newest `shown` messages."""
    chat, now = phone.chat, telegram.now()
    return {
        "id": phone.user.id,
        "name": phone.user.first_name,
        "role": phone.role,
        "rev": chat.rev,
        "bot": look_of_bot(telegram),
        "started": bool(chat.open),
        "start": phone.start or "",
        "blocked": chat.blocked,
        "deactivated": phone.user.deactivated,
        "typing": chat.typing_until is not None and chat.typing_until > now,
        "keyboard": [[button.label for button in row] for row in phone.keyboard],
        "placeholder": (chat.keyboard or {}).get("input_field_placeholder", ""),
        "commands": _commands(telegram, chat),
        "answer": chat.answer,
        "waiting": list(chat.waiting),
        "messages": [_look_of_message(message) for message in phone.messages[-max(1, shown) :]],
    }


def look_of_bot(telegram: Telegram) -> Json:
    """The other side of every chat."""
    bot, profile = telegram.bot, telegram.profile
    about = {"description": profile.get("description", ""), "about": profile.get("short_description", "")}
    return {"name": bot.first_name, "username": bot.username, **about}


def _commands(telegram: Telegram, chat: Chat) -> list[Json]:
    """The commands this person is shown: the narrowest scope wins, then the language."""
    for scope in (f"chat:{chat.id}", "all_private_chats", "default"):
        for language in ("id", ""):
            if commands := telegram.commands.get((scope, language)):
                return commands
    return []


def _look_of_message(message: Message) -> Json:
    look: Json = {
        "id": message.id,
        "from_bot": message.from_bot,
        "text": message.text,
        "entities": message.entities,
        "buttons": [[_look_of_button(button) for button in row] for row in message.buttons],
        "date": message.date.isoformat(timespec="seconds"),
        "edited": message.edited,
        "protected": message.protected,
        "silent": message.silent,
    }
    if message.media is not None:
        look["kind"] = next(kind for kind in message.media if kind != "media_group_id")
        look["emoji"] = message.media.get("sticker", {}).get("emoji", "")
    if message.file is not None:
        look["file"] = {"id": message.file.id, "name": message.file.name, "size": message.file.size}
        if message.media is not None and "photo" in message.media:
            look["file"] |= {side: message.media["photo"][-1][side] for side in ("width", "height")}
    return look


def _look_of_button(button: Button) -> Json:
    return {key: value for key, value in button._asdict().items() if value is not None}
