"""Drafts: a form half filled in, sealed, kept until it is saved or thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, insert, select, update

from bot.domain import forms
from bot.domain.people import Person
from bot.store.caseload.cases import Case
from bot.store.engine.database import Tx
from bot.store.engine.tables import drafts


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers so far. `token` names this filling-in on every button; `id` is 0 until the first answer is kept.

    touched_at: when it was last answered or looked at (None: now, as nothing of it is kept). blank: its first question
    stands on the screen and is not answered yet; it hears what is typed, and is nothing to go on with.
    """

    id: int
    form: str
    token: str
    case_id: int | None
    corrects_id: int | None
    answers: dict[str, Any]
    touched_at: datetime | None = None
    blank: bool = False


_COLUMNS = (
    drafts.c.id,
    drafts.c.form,
    drafts.c.token,
    drafts.c.case_id,
    drafts.c.corrects_id,
    drafts.c.answers,
    drafts.c.updated_at,
    drafts.c.blank,
)


def _draft(tx: Tx, row: Any) -> Draft:
    answers = tx.open_facts(row.answers, "drafts", "answers", row.token)
    return Draft(row.id, row.form, row.token, row.case_id, row.corrects_id, answers, row.updated_at, bool(row.blank))


_BY_TOKEN = select(*_COLUMNS).where(drafts.c.person_id == bindparam("person"), drafts.c.token == bindparam("token"))


def by_token(tx: Tx, who: Person, token: str) -> Draft | None:
    """This person's draft with that token."""
    row = tx.execute(_BY_TOKEN, {"person": who.id, "token": token}).one_or_none()
    return None if row is None else _draft(tx, row)


def cases_with_one(tx: Tx, who: Person) -> set[int]:
    """The cases about which this person has a new check-in half filled in."""
    new = _CHECKINS.where(drafts.c.corrects_id.is_(None), drafts.c.case_id.is_not(None))
    return set(tx.execute(new.with_only_columns(drafts.c.case_id), {"person": who.id}).scalars())


def those(tx: Tx, who: Person, tokens: Sequence[str]) -> list[Draft]:
    """This person's drafts with those tokens, as far as there still are such, in that order."""
    mine = select(*_COLUMNS).where(drafts.c.person_id == who.id, drafts.c.token.in_(tokens))
    found = {row.token: _draft(tx, row) for row in tx.execute(mine)}
    return [found[token] for token in tokens if token in found]


# Made once each: they are asked in nearly every turn.
_MINE = select(*_COLUMNS).where(drafts.c.person_id == bindparam("person"))
_CHECKINS = _MINE.where(drafts.c.form == "checkin", drafts.c.blank.is_not(True))
_TO_GO_ON_WITH = _MINE.where(drafts.c.form.in_(("checkin", "whosenote", "lines")), drafts.c.blank.is_not(True))
# Of check-ins that were typed together and what holds them together, that.
_FIRST = (drafts.c.updated_at.desc(), (drafts.c.form == "lines").desc(), drafts.c.id.desc())
_NEWEST = _TO_GO_ON_WITH.order_by(*_FIRST).limit(1)
_OF_CASE = _CHECKINS.where(drafts.c.case_id == bindparam("case"))
_OF_CASE_NEW = _OF_CASE.where(drafts.c.corrects_id.is_(None))
_OPEN_ONE = _MINE.where(drafts.c.open)
_BEGIN = insert(drafts).returning(drafts.c.id)
_ASIDE = update(drafts).where(drafts.c.person_id == bindparam("person"), drafts.c.open).values(open=False)
_DROP = delete(drafts).where(drafts.c.id == bindparam("row"))


def newest(tx: Tx, who: Person) -> Draft | None:
    """The check-in, or the note of nobody yet, that this person worked on last and has not finished."""
    row = tx.execute(_NEWEST, {"person": who.id}).first()
    return None if row is None else _draft(tx, row)


def of_case(tx: Tx, who: Person, case_id: int, *, corrects: int | None = None) -> Draft | None:
    """This person's check-in draft about a case (a new one, or the correction of `corrects`)."""
    values = {"person": who.id, "case": case_id}
    if corrects is None:
        row = tx.execute(_OF_CASE_NEW, values).first()
    else:
        row = tx.execute(_OF_CASE.where(drafts.c.corrects_id == corrects), values).first()
    return None if row is None else _draft(tx, row)


def of_form(tx: Tx, who: Person, form: str) -> Draft | None:
    """This person's newest unfinished form of a kind."""
    kept = (drafts.c.form == form, drafts.c.blank.is_not(True))
    wanted = select(*_COLUMNS).where(drafts.c.person_id == who.id, *kept)
    row = tx.execute(wanted.order_by(drafts.c.id.desc()).limit(1)).first()
    return None if row is None else _draft(tx, row)


def open_one(tx: Tx, who: Person) -> Draft | None:
    """The draft this person is filling in right now: the one typed words belong to."""
    row = tx.execute(_OPEN_ONE, {"person": who.id}).first()
    return None if row is None else _draft(tx, row)


def keep(
    tx: Tx, who: Person, draft: Draft, answers: dict[str, Any], case: Case | None, *, untouched: bool = False
) -> Draft:
    """Keep the answers, sealed with the case's key (the person's own while there is no case).

    untouched: it stays as old as it was, since nobody has looked at its question. A check-in knows on which day, by
    this person's clock, it was begun.
    """
    if draft.form == "checkin" and draft.corrects_id is None and (draft.id or not draft.blank):
        answers = forms.begun(answers, tx.now.astimezone(who.zone).date())
    plain, place = orjson.dumps(answers), ("drafts", "answers", draft.token)
    if draft.blank and not draft.id:
        sealed = tx.seal_standing(plain, *place)  # nobody has said anything yet: no key of theirs need be fetched
    else:
        key = tx.key(case.key_id) if case is not None else tx.key_for("person", who.id)
        sealed = key.seal(plain, *place)
    if draft.id:
        at = draft.touched_at if untouched and draft.touched_at is not None else tx.now
        tx.execute(_KEEP, {"row": draft.id, "sealed": sealed, "at": at})
        return Draft(draft.id, draft.form, draft.token, draft.case_id, draft.corrects_id, answers)
    put_aside(tx, who)
    row = {"person_id": who.id, "form": draft.form, "case_id": draft.case_id, "token": draft.token}
    row |= {"corrects_id": draft.corrects_id, "answers": sealed, "open": True, "updated_at": tx.now}
    new_id = tx.execute(_BEGIN, {**row, "blank": draft.blank or None}).scalar_one()
    return replace(draft, id=new_id, answers=answers)


def begin(tx: Tx, who: Person, draft: Draft, case: Case | None) -> Draft:
    """Keep a form whose first question is shown now: words typed next belong to it. An earlier such one goes."""
    tx.execute(_DROP_BLANK, {"person": who.id})
    return keep(tx, who, replace(draft, blank=True), draft.answers, case)


_DROP_BLANK = delete(drafts).where(drafts.c.person_id == bindparam("person"), drafts.c.blank.is_(True))


_KEEP = (
    update(drafts)
    .where(drafts.c.id == bindparam("row"))
    .values(answers=bindparam("sealed"), updated_at=bindparam("at"), open=True, blank=None)
)


def put_aside(tx: Tx, who: Person) -> None:
    """The person turned to something else: words typed now belong to no draft. Nothing is lost."""
    tx.execute(_ASIDE, {"person": who.id})


def resume(tx: Tx, who: Person, draft: Draft) -> None:
    """Make this the draft that words belong to."""
    put_aside(tx, who)
    tx.execute(update(drafts).where(drafts.c.id == draft.id).values(open=True, updated_at=tx.now))


def drop(tx: Tx, draft: Draft) -> None:
    """Throw a draft away, or clear it once it is saved."""
    tx.execute(_DROP, {"row": draft.id})


def drop_of_case(tx: Tx, case: Case, form: str) -> None:
    """Forget whatever anybody is filling in of this kind about this case."""
    tx.execute(delete(drafts).where(drafts.c.case_id == case.id, drafts.c.form == form))


def drop_form(tx: Tx, who: Person, form: str) -> None:
    """Forget this person's unfinished forms of a kind: a new one is begun."""
    tx.execute(delete(drafts).where(drafts.c.person_id == who.id, drafts.c.form == form))
