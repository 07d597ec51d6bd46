"""What mentors type into one line, and what a careful colleague understands from it: two hundred, in two halves.

Both were written before there was a grammar, by somebody who knew none; blind.toml is never read while one is worked
on. more.toml was written beside the grammar, kind by kind.
"""
