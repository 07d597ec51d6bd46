"""Whole stories: phones that tap what they see, and read; on both databases."""
