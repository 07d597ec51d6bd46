"""What Titian is compared with: the check-in as an ordinary python-telegram-bot conversation, kept in memory.

A process of its own: `python -m benchmarks.conversation URL TOKEN`. The words and buttons are Titian's, so that the
same taps lead through both; nothing is stored, nothing is sealed, and a restart forgets everything.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
)
from telegram.warnings import PTBUserWarning

from benchmarks import words

CASE, CONTACT, OVERALL, NEXT, REVIEWED = range(5)
Context = ContextTypes.DEFAULT_TYPE


async def menu(update: Update, context: Context) -> None:
    """The start of everything: one message, which is edited from then on."""
    assert update.effective_chat is not None
    await context.bot.send_message(update.effective_chat.id, words.WELCOME, reply_markup=_keyboard(words.MENU))


async def begin(update: Update, context: Context) -> int:
    """Ask about whom."""
    await _shows(update, words.WHOSE, words.CASES)
    return CASE


async def choose_case(update: Update, context: Context) -> int:
    """Keep the case, ask how they met."""
    _answers(context)["case"] = _data(update)
    await _shows(update, words.HOW_MET, words.CONTACTS)
    return CONTACT


async def choose_contact(update: Update, context: Context) -> int:
    """Keep the contact, ask how it is."""
    _answers(context)["contact"] = _data(update)
    await _shows(update, words.HOW_IT_IS, words.OVERALLS)
    return OVERALL


async def choose_overall(update: Update, context: Context) -> int:
    """Keep how it is, ask for the next contact."""
    _answers(context)["overall"] = _data(update)
    await _shows(update, words.WHEN, words.NEXTS)
    return NEXT


async def choose_next(update: Update, context: Context) -> int:
    """Keep the next contact, show everything once more."""
    _answers(context)["next"] = _data(update)
    await _shows(update, words.REVIEW, words.REVIEWS)
    return REVIEWED


async def save(update: Update, context: Context) -> int:
    """Keep the check-in in memory, and say so."""
    context.bot_data.setdefault("saved", []).append(dict(_answers(context)))
    _answers(context).clear()
    await _shows(update, words.THANKS, words.SAVED)
    return ConversationHandler.END


def form() -> ConversationHandler[Context]:
    """The check-in: six taps, one state for each."""
    states: dict[object, list[Any]] = {
        CASE: [CallbackQueryHandler(choose_case, pattern="^R-")],
        CONTACT: [CallbackQueryHandler(choose_contact, pattern="^contact:")],
        OVERALL: [CallbackQueryHandler(choose_overall, pattern="^overall:")],
        NEXT: [CallbackQueryHandler(choose_next, pattern="^next:")],
        REVIEWED: [CallbackQueryHandler(save, pattern="^save$")],
    }
    return ConversationHandler([CallbackQueryHandler(begin, pattern="^begin$")], states, fallbacks=[])


async def _shows(update: Update, text: str, rows: words.Rows) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer()
    await query.edit_message_text(text, reply_markup=_keyboard(rows), parse_mode="HTML")


def _keyboard(rows: words.Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data) for label, data in r] for r in rows])


def _answers(context: Context) -> dict[str, str]:
    assert context.user_data is not None
    found: dict[str, str] = context.user_data.setdefault("answers", {})
    return found


def _data(update: Update) -> str:
    assert update.callback_query is not None
    return update.callback_query.data or ""


async def _says_it_runs(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    print("running", file=sys.stderr, flush=True)


def main(url: str, token: str) -> None:
    """Poll until SIGTERM."""
    warnings.filterwarnings("ignore", category=PTBUserWarning)  # it advises per_message=True; this form needs no such
    application = ApplicationBuilder().token(token).base_url(f"{url}/bot").post_init(_says_it_runs).build()
    application.add_handler(form())
    application.add_handler(CommandHandler("menu", menu))
    application.run_polling(allowed_updates=["message", "callback_query"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
