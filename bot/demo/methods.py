"""The Bot API: what each method checks, does and answers, with the real server's limits and error texts.

METHODS at the end is the list. getUpdates, setWebhook and deleteWebhook wait or call out, so they start in
server.py and webhook.py. Texts come from tdlib/telegram-bot-api; those marked "unseen" are plausible only.
"""

import re
import struct
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.demo.faults import ApiError
from bot.demo.formatting import detect
from bot.demo.objects import Chat, File, Json, Message
from bot.demo.parameters import (
    MAX_CAPTION,
    Params,
    bad_request,
    flag,
    formatted,
    integer,
    markup_of,
    message_text,
    structure,
    words,
)
from bot.demo.telegram import ANSWER_WINDOW, Telegram

DELETABLE_FOR = timedelta(hours=48)
TYPING_FOR = timedelta(seconds=5)
MAX_PHOTO, MAX_FILE = 10 * 1024 * 1024, 50 * 1024 * 1024
MAX_SIDES, MAX_RATIO = 10_000, 20
PNG = b"\x89PNG\r\n\x1a\n"
CHAT_ACTIONS = frozenset(
    (
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    )
)  # fmt: skip
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


# -- finding chats and messages ----------------------------------------------------------------------------


def find_chat(telegram: Telegram, params: Params) -> Chat:
    """The chat the call names, if the bot knows it."""
    if words(params, "chat_id") == "":
        raise bad_request("chat_id is empty")
    chat = telegram.chats.get(integer(params, "chat_id"))
    if chat is None:
        raise bad_request("chat not found")
    if chat.moved_to is not None:
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        raise ApiError(400, text, migrate_to_chat_id=chat.moved_to)
    return chat


def writable_chat(telegram: Telegram, params: Params) -> Chat:
    """The chat the call names, if the bot may write there."""
    chat = find_chat(telegram, params)
    if chat.user is not None and chat.user.deactivated:
        raise ApiError(403, "Forbidden: user is deactivated")
    if chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if not chat.open:
        if chat.user is not None:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        raise ApiError(403, f"Forbidden: bot is not a member of the {chat.kind} chat")
    return chat


def _own_message(telegram: Telegram, params: Params) -> Message:
    chat = writable_chat(telegram, params)
    if not integer(params, "message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(integer(params, "message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _sending(telegram: Telegram, params: Params, chat: Chat) -> Json:
    """Options every send method shares; pays for the message last, so that refused ones are free."""
    reply = structure(params, "reply_parameters", dict, "object expected as reply parameters") or {}
    reply_to = integer(reply, "message_id") or None
    if reply_to is not None and reply_to not in chat.messages:
        if not flag(reply, "allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        reply_to = None
    markup = markup_of(params, chat)
    if telegram.flood is not None:
        telegram.flood.spend(chat.id)
    return {
        "markup": markup,
        "protected": flag(params, "protect_content"),
        "silent": flag(params, "disable_notification"),
        "reply_to": reply_to,
    }


# -- methods -----------------------------------------------------------------------------------------------


def get_me(telegram: Telegram, params: Params) -> Json:
    """getMe."""
    rights = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    more = {"can_connect_to_business": False, "has_main_web_app": False, "has_topics_enabled": False}
    return telegram.bot.to_api() | rights | more


def send_message(telegram: Telegram, params: Params) -> Json:
    """sendMessage."""
    text, entities = message_text(params)
    chat = writable_chat(telegram, params)
    return telegram.bot_sends(chat, text, entities, **_sending(telegram, params, chat)).to_api()


def edit_message_text(telegram: Telegram, params: Params) -> Json:
    """editMessageText; leaving reply_markup out takes the buttons away."""
    text, entities = message_text(params)
    message = _own_message(telegram, params)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _edit(telegram, message, text, detect(text, entities), markup_of(params, message.chat))


def edit_message_reply_markup(telegram: Telegram, params: Params) -> Json:
    """editMessageReplyMarkup."""
    message = _own_message(telegram, params)
    return _edit(telegram, message, message.text, message.entities, markup_of(params, message.chat))


def edit_message_caption(telegram: Telegram, params: Params) -> Json:
    """editMessageCaption."""
    text, entities = formatted(params, "caption", MAX_CAPTION)
    message = _own_message(telegram, params)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _edit(telegram, message, text, detect(text, entities), markup_of(params, message.chat))


def _edit(telegram: Telegram, message: Message, text: str, entities: list[Json], markup: Json | None) -> Json:
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    if (message.text, message.entities, message.markup) == (text, entities, markup):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    telegram.bot_edits(message, text, entities, markup)
    return message.to_api()


def delete_message(telegram: Telegram, params: Params) -> bool:
    """deleteMessage: young messages only; in private chats also the other side's."""
    chat = find_chat(telegram, params)
    if not integer(params, "message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(integer(params, "message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _deletable(telegram, message):
        raise bad_request("message can't be deleted for everyone")
    telegram.delete(message)
    return True


def _deletable(telegram: Telegram, message: Message) -> bool:
    young = telegram.now() - message.date < DELETABLE_FOR
    return young and (message.from_bot or message.chat.kind == "private")


def delete_messages(telegram: Telegram, params: Params) -> bool:
    """deleteMessages: 1 to 100; those not found are skipped."""
    chat = find_chat(telegram, params)
    ids = structure(params, "message_ids", list, "can't parse message identifiers") or []
    if not 1 <= len(ids) <= 100:
        raise bad_request(f"{'too many' if ids else 'no'} message identifiers specified")
    if not all(isinstance(number, int) for number in ids):
        raise bad_request("can't parse message identifiers")
    found = [message for number in ids if (message := chat.messages.get(number))]
    if not all(_deletable(telegram, message) for message in found):
        raise bad_request("message can't be deleted for everyone")
    for message in found:
        telegram.delete(message)
    return True


def answer_callback_query(telegram: Telegram, params: Params) -> bool:
    """answerCallbackQuery: once, and soon."""
    text = words(params, "text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    tap = telegram.taps.get(words(params, "callback_query_id"))
    if tap is None or tap.answered or telegram.now() - tap.at > ANSWER_WINDOW:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    telegram.answer(tap, text, flag(params, "show_alert"))
    return True


def send_chat_action(telegram: Telegram, params: Params) -> bool:
    """sendChatAction: shows for five seconds or until the next message."""
    if words(params, "action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(telegram, params)
    chat.typing_until = telegram.now() + TYPING_FOR
    telegram.touch(chat)
    return True


def send_document(telegram: Telegram, params: Params) -> Json:
    """sendDocument: the bytes are kept."""
    chat = writable_chat(telegram, params)
    file = _uploaded(telegram, params, "document")
    document = {**_file_object(file), "file_name": file.name, "mime_type": file.mime}
    return _send_media(telegram, params, chat, file, {"document": document})


def send_photo(telegram: Telegram, params: Params) -> Json:
    """sendPhoto: at most 10 MB, 10000 pixels of both sides together, 20 times as long as wide; the bytes are kept."""
    chat = writable_chat(telegram, params)
    file = _uploaded(telegram, params, "photo")
    if file.size > MAX_PHOTO:
        raise bad_request(
            f"file of size {file.size} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
        )
    width, height = _picture_size(file)
    if width + height > MAX_SIDES or max(width, height) > MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    sizes = [{**_file_object(file), "width": width, "height": height}]
    return _send_media(telegram, params, chat, file, {"photo": sizes})


def _picture_size(file: File) -> tuple[int, int]:
    """Width and height: a PNG says them itself; other pictures pass as 1280 to 720, and what is none is refused."""
    if file.data.startswith(PNG) and len(file.data) >= 24:
        width, height = struct.unpack(">II", file.data[16:24])
        if width and height:
            return width, height
    elif file.data.startswith((b"\xff\xd8\xff", b"GIF8", b"RIFF")):
        return 1280, 720
    raise bad_request("IMAGE_PROCESS_FAILED")


def _send_media(telegram: Telegram, params: Params, chat: Chat, file: File, media: Json) -> Json:
    text, entities = formatted(params, "caption", MAX_CAPTION)
    options = _sending(telegram, params, chat)
    return telegram.bot_sends(chat, text, entities, media=media, file=file, **options).to_api()


def _file_object(file: File) -> Json:
    return {"file_id": file.id, "file_unique_id": file.id[-12:], "file_size": file.size}


def _uploaded(telegram: Telegram, params: Params, name: str) -> File:
    """A file from the same request, from `attach://`, or one sent before and named by its file_id."""
    value = params.get(name)
    if isinstance(value, str) and value.startswith("attach://"):
        value = params.get(value.removeprefix("attach://"))
    if isinstance(value, tuple):
        file_name, data, mime = value
        if not data:
            raise bad_request("file must be non-empty")
        if len(data) > MAX_FILE:
            raise ApiError(413, "Request Entity Too Large")
        return telegram.keep_file(_clean(file_name) or name, data, mime)
    if value is None or value == "":
        raise bad_request(f"there is no {name} in the request")
    known = telegram.files.get(str(value))
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return known


def _clean(file_name: str) -> str:
    """A file's name as others get to see it: no folders, nothing unprintable, not too long."""
    name = "".join(letter for letter in re.split(r"[\\/]", file_name)[-1] if letter.isprintable()).strip(" .")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:60]}{dot}{ending[:16]}" if stem else name[:60]


def get_file(telegram: Telegram, params: Params) -> Json:
    """getFile: where a file can be downloaded."""
    file = telegram.files.get(words(params, "file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > 20 * 1024 * 1024:
        raise bad_request("file is too big")
    return {**_file_object(file), "file_path": f"documents/{file.id}"}


def get_chat(telegram: Telegram, params: Params) -> Json:
    """getChat."""
    gifts = dict.fromkeys(GIFTS, False)
    required = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return find_chat(telegram, params).to_api() | required


def leave_chat(telegram: Telegram, params: Params) -> bool:
    """leaveChat: groups only."""
    chat = find_chat(telegram, params)
    if chat.kind == "private":
        raise bad_request("chat is a private chat")
    if not chat.open:
        raise ApiError(403, f"Forbidden: bot is not a member of the {chat.kind} chat")
    chat.open = False
    telegram.membership(chat, telegram.bot, "member", "left")
    return True


def pin_chat_message(telegram: Telegram, params: Params) -> bool:
    """pinChatMessage and unpinChatMessage: accepted; phones do not show pins."""
    writable_chat(telegram, params)
    return True


def set_my_commands(telegram: Telegram, params: Params) -> bool:
    """setMyCommands, by scope and language."""
    commands = structure(params, "commands", list, "can't parse commands") or []
    if len(commands) > 100:
        raise bad_request("too many commands specified")
    for command in commands:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", words(command, "command")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(words(command, "description")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    telegram.commands[_scope(params)] = commands
    return True


def delete_my_commands(telegram: Telegram, params: Params) -> bool:
    """deleteMyCommands."""
    telegram.commands.pop(_scope(params), None)
    return True


def get_my_commands(telegram: Telegram, params: Params) -> list[Json]:
    """getMyCommands."""
    return telegram.commands.get(_scope(params), [])


def _scope(params: Params) -> tuple[str, str]:
    scope = structure(params, "scope", dict, "can't parse BotCommandScope") or {}
    name = words(scope, "type") or "default"
    return (f"{name}:{scope['chat_id']}" if "chat_id" in scope else name, words(params, "language_code"))


def _profile(field: str, longest: int) -> Callable[[Telegram, Params], bool]:
    def set_field(telegram: Telegram, params: Params) -> bool:
        value = words(params, field)
        if len(value) > longest:
            raise bad_request(f"{field.upper()}_TOO_LONG")
        if words(params, "language_code") == "":
            telegram.profile[field] = value
            if field == "name" and value:
                telegram.bot.first_name = value
        return True

    return set_field


def get_webhook_info(telegram: Telegram, params: Params) -> Json:
    """getWebhookInfo."""
    telegram.expire()
    hook = telegram.webhook
    found: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.queue),
    }
    if hook:
        found["max_connections"] = hook.max_connections
        if hook.error_at is not None:
            found |= {"last_error_date": hook.error_at, "last_error_message": hook.error}
    if telegram.allowed:
        found["allowed_updates"] = sorted(telegram.allowed)
    return found


def remember_allowed(telegram: Telegram, params: Params) -> None:
    """`allowed_updates` sticks until it is given again; an empty list means the default kinds."""
    kinds = structure(params, "allowed_updates", list, "can't parse allowed_updates JSON array")
    if kinds is not None:
        telegram.allowed = frozenset(kinds)


Method = Callable[[Telegram, Params], Any]
METHODS: dict[str, Method] = {
    "getme": get_me,
    "sendmessage": send_message,
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "getfile": get_file,
    "getchat": get_chat,
    "leavechat": leave_chat,
    "pinchatmessage": pin_chat_message,
    "unpinchatmessage": pin_chat_message,
    "setmycommands": set_my_commands,
    "deletemycommands": delete_my_commands,
    "getmycommands": get_my_commands,
    "setmyname": _profile("name", 64),
    "setmydescription": _profile("description", 512),
    "setmyshortdescription": _profile("short_description", 120),
    "getwebhookinfo": get_webhook_info,
}
