"""Reading the parameters of a call, whatever way they were sent, and the limits on texts and buttons."""

import json
import re
from typing import Any, TypeVar

from bot.demo.faults import ApiError
from bot.demo.formatting import BadText, from_entities, from_html, tidy
from bot.demo.objects import Chat, Json
from bot.demo.web_apps import problem_with

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BUTTONS = 100
MAX_BUTTONS_IN_ROW = 8
# What a button can do; each does exactly one of them.
ACTIONS = (
    "callback_data", "url", "web_app", "copy_text", "login_url", "pay", "callback_game", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat",
)  # fmt: skip
Params = dict[str, Any]
T = TypeVar("T")


def bad_request(text: str) -> ApiError:
    """A 400 in the usual wording."""
    return ApiError(400, f"Bad Request: {text}")


def integer(params: Params, name: str, default: int = 0) -> int:
    """A whole number; forms send it as text. The real server reads what is no number as 0."""
    value = params.get(name, default)
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def flag(params: Params, name: str) -> bool:
    """True for true, 1, yes and y, as on the real server."""
    return str(params.get(name, "")).lower() in ("true", "1", "yes", "y")


def words(params: Params, name: str) -> str:
    """Text, empty if absent."""
    value = params.get(name)
    return "" if value is None else str(value)


def structure(params: Params, name: str, kind: type[T], problem: str) -> T | None:
    """A JSON object or array; forms send it as text."""
    value = params.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request(problem) from None
    if not isinstance(value, kind):
        raise bad_request(problem)
    return value


def formatted(params: Params, name: str = "text", longest: int = MAX_TEXT) -> tuple[str, list[Json]]:
    """Text with its entities, from parse_mode or from the entities parameter, within the limits."""
    raw = words(params, name)
    mode = words(params, "parse_mode").lower()
    try:
        if mode == "html":
            text, entities = from_html(raw)
        elif mode:
            raise bad_request("unsupported parse_mode")  # MarkdownV2 exists; nobody here has a use for it
        else:
            field = "entities" if name == "text" else "caption_entities"
            given = structure(params, field, list, "can't parse message entities")
            text, entities = from_entities(raw, given) if given else (raw, [])
    except BadText as error:
        raise bad_request(str(error)) from None
    text, entities = tidy(text, entities)
    if len(text) > longest:
        raise bad_request("message is too long" if name == "text" else "message caption is too long")
    return text, entities


def message_text(params: Params) -> tuple[str, list[Json]]:
    """The words of a message, of which there must be some."""
    text, entities = formatted(params)
    if not text:
        raise bad_request("message text is empty")
    return text, entities


def markup_of(params: Params, chat: Chat) -> Json | None:
    """The reply markup, checked for this chat; None if there is none."""
    markup: Json | None = structure(params, "reply_markup", dict, "object expected as reply markup")
    if not markup:
        return None
    inline = "inline_keyboard" in markup
    name = "inline_keyboard" if inline else "keyboard"
    rows = markup.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" must be of type Array')
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_IN_ROW for row in rows):
        raise bad_request("REPLY_MARKUP_TOO_LONG")  # unseen
    for button in buttons:
        _check_button(button, inline, chat)
    if inline:
        kept = [row for row in rows if row]
        return {"inline_keyboard": kept} if kept else None
    return markup


def _check_button(button: Any, inline: bool, chat: Chat) -> None:
    kind = "inline keyboard button" if inline else "keyboard button"
    if isinstance(button, str) and not inline:
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(f"can't parse {kind}: {kind.capitalize()} must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request(f'can\'t parse {kind}: Field "text" must be of type String')  # unseen when empty
    if inline:
        _check_action(button, chat)


def _check_action(button: Json, chat: Chat) -> None:
    kinds = [kind for kind in ACTIONS if button.get(kind) is not None]
    if not kinds:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise bad_request("BUTTON_TYPE_INVALID")  # unseen: the real one goes by the first it knows
    kind, value = kinds[0], button[kinds[0]]
    if kind == "callback_data":
        if not 1 <= len(str(value).encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    elif kind == "url":
        if not re.match(r"(https?|tg|tel|mailto):\S+|[\w-]+\.\S+$", str(value)):
            raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    elif kind == "web_app":
        _check_web_app(value, chat)


def _check_web_app(value: Any, chat: Chat) -> None:
    """A page needs an address Telegram would open, and a private chat: elsewhere nobody could be told apart."""
    if not isinstance(value, dict):
        raise bad_request('can\'t parse inline keyboard button: Field "web_app" must be of type Object')
    url = value.get("url")
    if not isinstance(url, str):
        reason = 'Field "url" must be of type String' if "url" in value else 'Can\'t find field "url"'
        raise bad_request(f"can't parse inline keyboard button: {reason}")
    if problem := problem_with(url):
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: {problem}")
    if chat.kind != "private":
        raise bad_request("BUTTON_TYPE_INVALID")
