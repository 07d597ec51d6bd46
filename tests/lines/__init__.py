"""What mentors type into one line, and what a careful colleague understands from it: two hundred, in two halves.

Both were written before there was a grammar, by somebody who knew none. Nobody has read blind.toml while working on it,
but its counts were looked at often while the rules were made more careful: what it says now is no fresh measurement.
more.toml was written beside the grammar, kind by kind.
"""
