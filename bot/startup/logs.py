"""Logging: event names, ids and durations; a filter on the way out keeps tokens and secrets from every line."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Any

import structlog

# A bot token anywhere, an address with a password, a link that lets somebody in.
SECRETS = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{20,}|(?<=://)[^/\s@]+@|(?<=start=)[A-Za-z0-9_-]+")
# What a library says, word for word, and holds nothing of anybody: (logger, message).
BARE = frozenset(
    {
        ("asyncio", "Unclosed client session"),
        ("asyncio", "Unclosed connector"),
        ("apscheduler.scheduler", "Scheduler started"),
        ("apscheduler.scheduler", "Scheduler has been shut down"),
    }
)
NOISY = (
    *("httpx", "httpcore", "telegram", "aiohttp.access", "apscheduler", "alembic", "sqlalchemy", "asyncio"),
    *("fontTools", "matplotlib"),
)


class Redacting(logging.Formatter):
    """Formats a record and takes secrets out of the result; error texts are left out, they may quote people."""

    def __init__(self, renderer: Any, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.processors.TimeStamper("iso", utc=True)],
        )
        self._known = [secret for secret in secrets if len(secret) >= 8]

    def format(self, record: logging.LogRecord) -> str:
        """One line, without secrets, without the words of exceptions, and without a library's own words."""
        line = self._inner.format(record if isinstance(record.msg, dict) else _bare(record))
        for secret in self._known:
            line = line.replace(secret, "***")
        return SECRETS.sub("***", line)


def _bare(record: logging.LogRecord) -> logging.LogRecord:
    """A library's line as the place it came from: its words may quote what people wrote, or what the bot said.

    A sentence of BARE passes as it is, where nothing is put into it.
    """
    known = isinstance(record.msg, str) and not record.args and (record.name, record.msg) in BARE
    kind = record.exc_info[0] if record.exc_info else None
    text = record.msg if known else f"said by {record.name}, {record.filename}:{record.lineno}"
    said = f"{text} ({kind.__name__})" if kind is not None else text
    return logging.LogRecord(record.name, record.levelno, record.pathname, record.lineno, said, (), None)


def configure(log_format: str, level: str, secrets: Iterable[str] = ()) -> None:
    """Send everything to stderr through the filter; uncaught errors too."""
    renderer = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(renderer, secrets))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper("iso", utc=True),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    structlog.get_logger().critical("stopped_by_a_bug", error=kind.__name__, at=" < ".join(reversed(places[-6:])))
