"""What mentors type into one line, and what a careful colleague understands from it: three hundred, one third open.

Two were written before there was a grammar, by somebody who knew none. Nobody has read blind.toml while working on it,
but its counts were looked at often while the rules were made more careful: what it says now is no fresh measurement.
fresh.toml was written after that by somebody else, who knew none either. First read, 27 of it were right, 71 asked and
2 wrong; the rules were made more careful from a word on what kind those two were, by somebody who has not read it.
more.toml was written beside the grammar, kind by kind.
"""
