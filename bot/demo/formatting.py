"""Text as Telegram understands it: HTML and entities in, entities out, offsets in UTF-16 units.

Knows nothing of chats or messages. The error texts are those of the real server.
"""

import re
from html import escape
from typing import Any, NamedTuple

Entity = dict[str, Any]

KIND_OF_TAG = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
    "tg-spoiler": "spoiler", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
TAG_OF_KIND = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "expandable_blockquote": "blockquote",
}  # fmt: skip
MAX_ENTITIES = 100
NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
_OPENING = re.compile(r"<([^\s>]*)")
_CLOSING = re.compile(r"</([^\s>]*)\s*(>?)")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_BARE_VALUE = re.compile(r"[A-Za-z0-9.\-]*")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]|\bt\.me/[A-Za-z0-9_]+(?:\?[A-Za-z0-9_=&\-]+)?)"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]+)?)(?![\w/])"
)


class BadText(ValueError):
    """Why the text was refused, in the server's words (without the `Bad Request: ` in front)."""


class _Open(NamedTuple):
    tag: str
    argument: str
    text_at: int
    html_at: int


def width(text: str) -> int:
    """Length in UTF-16 units, the unit of every entity offset."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def from_html(html: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of an HTML message; BadText with the server's reason if it does not parse."""
    if "<" not in html and "&" not in html:
        return html, []
    return _HtmlReader(html).read()


class _HtmlReader:
    def __init__(self, html: str) -> None:
        self.html = html
        self.parts: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        html, at = self.html, 0
        while at < len(html):
            if html.startswith("</", at):
                at = self._end_tag(at)
            elif html[at] == "<":
                at = self._start_tag(at)
            elif html[at] == "&":
                character, at = _character(html, at)
                self._append(character)
            else:
                stop = _next_markup(html, at)
                self._append(html[at:stop])
                at = stop
        if self.open:
            raise self._bad(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda e: (e["offset"], -e["length"]))
        return "".join(self.parts), self.entities

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.units += width(text)

    def _bad(self, reason: str, at: int | None = None) -> BadText:
        where = "" if at is None else f" at byte offset {len(self.html[:at].encode())}"
        return BadText(f"can't parse entities: {reason}{where}")

    def _start_tag(self, begin: int) -> int:
        match = _OPENING.match(self.html, begin)
        assert match is not None
        tag, at = match[1].lower(), match.end()
        if at >= len(self.html):
            raise self._bad("Unclosed start tag", begin)
        if tag not in KIND_OF_TAG:
            raise self._bad(f'Unsupported start tag "{tag}"', begin)
        attributes, at = self._attributes(tag, at, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._bad('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, _argument(tag, attributes), self.units, begin))
        return at

    def _attributes(self, tag: str, at: int, begin: int) -> tuple[dict[str, str], int]:
        html, found = self.html, dict[str, str]()
        while True:
            at = _skip(_SPACE, html, at)
            if at >= len(html):
                raise self._bad("Unclosed start tag", begin)
            if html[at] == ">":
                return found, at + 1
            start, at = at, _skip(_ATTRIBUTE_NAME, html, at)
            name = html[start:at].lower()
            if not name:
                raise self._bad(f'Empty attribute name in the tag "{tag}"', begin)
            at = _skip(_SPACE, html, at)
            if html[at : at + 1] == "=":
                found[name], at = self._value(_skip(_SPACE, html, at + 1), begin)
            elif tag == "blockquote" and name == "expandable":
                found[name] = ""
            else:
                reason = f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
                raise self._bad(reason, begin)

    def _value(self, at: int, begin: int) -> tuple[str, int]:
        html = self.html
        quote = html[at : at + 1]
        if quote not in ('"', "'"):
            stop = _skip(_BARE_VALUE, html, at)
            if stop < len(html) and html[stop] != ">" and not html[stop].isspace():
                raise self._bad("Unexpected end of name token", at)
            return html[at:stop].lower(), stop
        stop = html.find(quote, at + 1)
        if stop < 0:
            raise self._bad("Unclosed start tag", begin)
        return _CHARACTER.sub(_decoded, html[at + 1 : stop]), stop + 1

    def _end_tag(self, begin: int) -> int:
        if not self.open:
            raise self._bad("Unexpected end tag", begin)
        match = _CLOSING.match(self.html, begin)
        assert match is not None
        if not match[2]:
            raise self._bad("Unclosed end tag", begin)
        opened, name = self.open.pop(), match[1].lower()
        if name and name != opened.tag:
            where = len(self.html[:begin].encode())
            tags = f'expected "</{opened.tag}>", found "</{name}>"'
            raise self._bad(f"Unmatched end tag at byte offset {where}, {tags}")
        if self.units > opened.text_at:
            self._keep(opened)
        return match.end()

    def _keep(self, opened: _Open) -> None:
        entity: Entity = {
            "type": KIND_OF_TAG[opened.tag],
            "offset": opened.text_at,
            "length": self.units - opened.text_at,
        }
        if opened.tag == "a":
            if not _is_address(opened.argument):
                return  # the real server keeps the words and silently drops a link it cannot use
            entity["url"] = opened.argument
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.argument
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "pre":
            self._take_language(entity)
        elif opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        self.entities.append(entity)

    def _take_language(self, pre: Entity) -> None:
        """`<pre><code class="language-x">` is one entity: the code inside gives its language to the pre."""
        inner = self.entities[-1] if self.entities else None
        same_place = inner and (inner["offset"], inner["length"]) == (pre["offset"], pre["length"])
        if inner and same_place and inner["type"] == "code":
            self.entities.pop()
            if "language" in inner:
                pre["language"] = inner["language"]


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return at if match is None else match.end()


def _next_markup(html: str, at: int) -> int:
    stops = [stop for stop in (html.find("<", at), html.find("&", at)) if stop >= 0]
    return min(stops, default=len(html))


def _character(html: str, at: int) -> tuple[str, int]:
    match = _CHARACTER.match(html, at)
    return ("&", at + 1) if match is None else (_decoded(match), match.end())


def _decoded(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED_CHARACTERS[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def _argument(tag: str, attributes: dict[str, str]) -> str:
    if tag == "a":
        return attributes.get("href", "")
    if tag == "tg-emoji":
        return attributes.get("emoji-id", "")
    if tag == "code":
        return attributes.get("class", "").removeprefix("language-")
    return "expandable" if tag == "blockquote" and "expandable" in attributes else ""


def _is_address(url: str) -> bool:
    return bool(re.match(r"(?i)(https?://|tg://|mailto:|tel:)\S+|[\w-]+(\.[\w-]+)+(/\S*)?$", url))


def from_entities(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Check the `entities` parameter the way the server does and put it in order."""
    units = text.encode("utf-16-le", "surrogatepass")
    kept = []
    for entity in entities:
        if not {"type", "offset", "length"} <= entity.keys():
            raise BadText("can't parse message entities")
        start, stop = entity["offset"], entity["offset"] + entity["length"]
        if start < 0 or entity["length"] <= 0:
            continue
        for edge, verb in ((start, "begins"), (stop, "ends")):
            problem = ""
            if edge * 2 > len(units):
                problem = f"ends after the end of the text at byte offset {len(text.encode())}"
            elif edge * 2 < len(units) and 0xDC <= units[edge * 2 + 1] <= 0xDF:
                problem = f"{verb} in a middle of a UTF-16 symbol"
            if problem:
                raise BadText(f"entity beginning at UTF-16 offset {start} {problem}")
        kept.append({key: value for key, value in entity.items() if value is not None})
    kept.sort(key=lambda e: (e["offset"], -e["length"]))
    return text, kept


def tidy(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Drop what the server drops: control characters, white space at both ends, entities beyond a hundred."""
    if "\r" in text or "\0" in text:
        text = text.replace("\r", " ").replace("\0", " ")
    trimmed = text.strip()
    if len(trimmed) != len(text):
        lead = len(text) - len(text.lstrip())
        entities = _shifted(entities, width(text[:lead]), width(trimmed))
    return trimmed, entities[:MAX_ENTITIES]


def _shifted(entities: list[Entity], by: int, limit: int) -> list[Entity]:
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - by)
        stop = min(limit, entity["offset"] + entity["length"] - by)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return moved


def detect(text: str, entities: list[Entity]) -> list[Entity]:
    """Add the entities every text gets by itself: commands and links."""
    if "/" not in text:
        return entities
    closed = [entity for entity in entities if entity["type"] in ("code", "pre", "text_link")]
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in closed]
    found = list(entities)
    for match in _FOUND.finditer(text):
        start = width(text[: match.start()])
        length = width(match[0])
        if not any(start < stop and begin < start + length for begin, stop in taken):
            found.append({"type": match.lastgroup, "offset": start, "length": length})
    found.sort(key=lambda e: (e["offset"], -e["length"]))
    return found


def to_html(text: str, entities: list[Entity]) -> str:
    """The HTML that would produce these entities; used by tests and transcripts."""
    if not entities:
        return escape(text, quote=False)
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for entity in entities:
        tag = _html_tag(entity)
        if tag is not None:
            start = entity["offset"]
            opens.setdefault(start, []).append(tag[0])
            closes.setdefault(start + entity["length"], []).insert(0, tag[1])
    parts, unit = [], 0
    for character in text:
        parts += closes.pop(unit, [])
        parts += opens.pop(unit, [])
        parts.append(escape(character, quote=False))
        unit += 2 if character > "\uffff" else 1
    return "".join(parts + closes.pop(unit, []))


def _html_tag(entity: Entity) -> tuple[str, str] | None:
    if entity["type"] == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    tag = TAG_OF_KIND.get(entity["type"])
    return None if tag is None else (f"<{tag}>", f"</{tag}>")
