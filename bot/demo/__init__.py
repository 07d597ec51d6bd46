"""Somebody else's server that happens to live in our repository: a local Telegram with phones in a web page.

It may import aiohttp and the standard library, and nothing of the bot.
"""
