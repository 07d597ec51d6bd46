"""Words of ours as they stand in a statement: written out, as each value that is bound costs time at every turn.

It is also how an index over the rows of one state alone (tables.py) is seen to fit.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, literal_column


def written(*words: str) -> list[ColumnElement[str]]:
    """Each of these words, which are ours and no value of anybody's."""
    return [literal_column(f"'{word}'", String) for word in words]
