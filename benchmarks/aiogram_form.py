"""What Titian is compared with: the check-in as an ordinary aiogram form, its states and answers in MemoryStorage.

A process of its own: `python -m benchmarks.aiogram_form URL TOKEN`, in an environment of its own, as aiogram wants an
older pydantic than ours. The words and buttons are Titian's; nothing is stored, nothing is sealed.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from benchmarks import words

CASE, CONTACT, OVERALL, NEXT, REVIEWED = (State(name, group_name="checkin") for name in "abcde")
SAVED: list[dict[str, Any]] = []


async def menu(message: Message) -> None:
    """The start of everything: one message, which is edited from then on."""
    await message.answer(words.WELCOME, reply_markup=_keyboard(words.MENU))


async def begin(query: CallbackQuery, state: FSMContext) -> None:
    """Ask about whom."""
    await state.set_state(CASE)
    await _shows(query, words.WHOSE, words.CASES)


async def choose_case(query: CallbackQuery, state: FSMContext) -> None:
    """Keep the case, ask how they met."""
    await state.update_data(case=query.data)
    await state.set_state(CONTACT)
    await _shows(query, words.HOW_MET, words.CONTACTS)


async def choose_contact(query: CallbackQuery, state: FSMContext) -> None:
    """Keep the contact, ask how it is."""
    await state.update_data(contact=query.data)
    await state.set_state(OVERALL)
    await _shows(query, words.HOW_IT_IS, words.OVERALLS)


async def choose_overall(query: CallbackQuery, state: FSMContext) -> None:
    """Keep how it is, ask for the next contact."""
    await state.update_data(overall=query.data)
    await state.set_state(NEXT)
    await _shows(query, words.WHEN, words.NEXTS)


async def choose_next(query: CallbackQuery, state: FSMContext) -> None:
    """Keep the next contact, show everything once more."""
    await state.update_data(next=query.data)
    await state.set_state(REVIEWED)
    await _shows(query, words.REVIEW, words.REVIEWS)


async def save(query: CallbackQuery, state: FSMContext) -> None:
    """Keep the check-in in memory, and say so."""
    SAVED.append(await state.get_data())
    await state.clear()
    await _shows(query, words.THANKS, words.SAVED)


async def _shows(query: CallbackQuery, text: str, rows: words.Rows) -> None:
    await query.answer()
    assert isinstance(query.message, Message)
    await query.message.edit_text(text, reply_markup=_keyboard(rows), parse_mode="HTML")


def _keyboard(rows: words.Rows) -> InlineKeyboardMarkup:
    made = [[InlineKeyboardButton(text=label, callback_data=data) for label, data in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=made)


def form() -> Dispatcher:
    """The check-in: six taps, one state for each."""
    found = Dispatcher(storage=MemoryStorage())
    found.message.register(menu, Command("menu"))
    found.callback_query.register(begin, F.data == "begin")
    found.callback_query.register(choose_case, CASE, F.data.startswith("R-"))
    found.callback_query.register(choose_contact, CONTACT, F.data.startswith("contact:"))
    found.callback_query.register(choose_overall, OVERALL, F.data.startswith("overall:"))
    found.callback_query.register(choose_next, NEXT, F.data.startswith("next:"))
    found.callback_query.register(save, REVIEWED, F.data == "save")
    return found


async def main(url: str, token: str) -> None:
    """Poll until SIGTERM."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    print("running", file=sys.stderr, flush=True)
    await form().start_polling(bot, allowed_updates=["message", "callback_query"])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
