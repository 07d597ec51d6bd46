"""The days of a check-in: when it was, and when the next contact is to be."""

from __future__ import annotations

from datetime import date

from bot.domain.checkins import DAYS_BACK
from bot.domain.lines.answers import Why
from bot.domain.lines.draft import DONE_TO, HOW, NOT_REACHED, Draft, asks, is_alone, is_either, value_of, whens_of
from bot.domain.lines.parts import Part
from bot.domain.lines.refused import takes_back
from bot.domain.lines.when import When
from bot.domain.lines.words import AHEAD, BACK, EITHER, HOUR, LASTING, PAST, PERSON, UNCLEAR
from bot.domain.planning import step_at

# "kemarin terakhir": so few words beside a day are of the contact.
FEW = 2


def lies_behind(draft: Draft) -> None:
    """Which of the days that may be either have been, by what else is said.

    "ditelepon Senin, baik, 2 minggu lagi": the next contact is another day; "ditelepon Senin, baik": how they are was
    learned then. A day before the contact ("Senin: telepon, baik") is its own for the same reasons.
    """
    claims = draft.of("contact")
    missed = [part for part in claims if value_of(part) == NOT_REACHED]
    reached = [part for part in claims if part not in missed]
    days = [part for part in (*draft.of("either"), *claims) if is_either(part)]
    if len(days) != 1 or len(reached) + len(missed) == 0 or len(reached) > 1:
        return
    day, at = days[0], draft.parts.index(days[0])
    if day.key == "either" and at > draft.parts.index(claims[0]):
        return
    after = draft.parts[at + 1 :]
    # "dikunjungi Kamis, kerja perlu perhatian" may be what is to be done, and why.
    told = ("overall", "levels") if day.heading else ("overall",)
    tells = any(part.key in told for part in after) or any(part in after for part in missed)
    own = day.heading or _is_before_a_name(day) or any(part.has(*DONE_TO) for part in reached)
    if _goes_on_later(draft, day, missed=bool(missed)) or (tells and own):
        draft.behind.append(day)


def _is_before_a_name(day: Part) -> bool:
    """ "Senin R-003 telepon, baik"."""
    said = [
        next(kind for kind in (EITHER, PERSON, *HOW) if token.has(kind))
        for token in day.tokens
        if token.has(EITHER, PERSON, *HOW)
    ]
    return said[:2] == [EITHER, PERSON]


def _goes_on_later(draft: Draft, day: Part, *, missed: bool) -> bool:
    """Whether the next contact is plainly said, and lies after all that this day may be."""
    latest = max((one.at for when in whens_of(day) for one in when.ahead), default=None)
    for part in draft.of("next"):
        for when in whens_of(part):
            if asks(part) or when.bare or when.kind != AHEAD:
                continue
            if missed or latest is None or all(one.at > latest for one in when.ahead):
                return True
    return False


def day_of_contact(draft: Draft) -> None:
    """The day of the contact."""
    if _is_put_right(draft):
        return
    in_contact = [*draft.of("contact"), *draft.of("touched")]
    pieces = {part.piece for part in in_contact}
    said = [*draft.of("on"), *(part for part in draft.of("either") if not draft.is_either(part))]
    alone = [part for part in said if part.piece in pieces or is_alone(part, draft)]
    beside = [part for part in said if part not in alone]
    days: dict[date, Part] = {}
    for part in (*in_contact, *alone):
        for when in whens_of(part):
            if when.kind == PAST:
                days.setdefault(when.days[0], part)
            elif when.kind == EITHER and not draft.is_either(part):
                if not when.days:
                    draft.ask("on", Why.WHICH_DAY, [part])
                    draft.note([part])
                    return
                days.setdefault(when.days[0], part)
            elif when.kind == BACK:
                draft.ask("on", Why.WHICH_DAY, [part], [{"on": draft.on(day)} for day in when.days])
                return
    if not days and (vague := [part for part in in_contact if part.has("part", HOUR)]):
        draft.ask("on", Why.WHICH_DAY, vague, [{"on": draft.on(draft.clock.today)}])
        return
    if not days and not beside and (told := [part for part in draft.parts if _tells_of_a_try(draft, part)]):
        choices = [{"on": draft.on(day)} for part in told for when in whens_of(part) for day in when.days]
        draft.ask("on", Why.WHICH_DAY, told, choices)
        return
    oldest = draft.clock.today.toordinal() - DAYS_BACK + 1
    if len(days) > 1 or beside:
        found = sorted({*days, *(when.days[0] for part in beside for when in whens_of(part) if when.kind == PAST)})
        draft.ask("on", Why.WHICH_DAY, [*days.values(), *beside], [{"on": draft.on(day)} for day in found])
        return
    for day, part in days.items():
        if oldest <= day.toordinal() <= draft.clock.today.toordinal():
            draft.answers["on"] = draft.on(day)
        else:
            draft.ask("on", Why.WHICH_DAY, [part])
            draft.note([part])


def _is_put_right(draft: Draft) -> bool:
    """Whether a day is taken back for another ("kemarin, eh salah, Jumat"): both are asked."""
    corrected = [part for part in draft.parts if part.key is None and takes_back(part)]
    said = [*draft.of("contact"), *draft.of("on"), *corrected]
    days = sorted({day for part in said for when in whens_of(part) if when.kind in (PAST, EITHER) for day in when.days})
    if not corrected or not days:
        return False
    draft.ask("on", Why.WHICH_DAY, said, [{"on": draft.on(day)} for day in days])
    draft.note([*draft.of("contact"), *draft.of("on")])
    return True


def _tells_of_a_try(draft: Draft, part: Part) -> bool:
    """ "kemarin dicoba ditelepon", in words that were not understood; "rumahnya kosong waktu saya datang Sabtu"."""
    tried = part.has(*HOW) or draft.answers.get("contact") == NOT_REACHED or len(part.tokens) <= FEW
    return part.key is None and tried and any(when.kind in (PAST, BACK) for when in whens_of(part))


def next_contact(draft: Draft) -> None:
    """When they will be in touch again, or try to."""
    key = "retry" if draft.answers.get("contact") == NOT_REACHED else "next"
    values: dict[str, Part] = {}
    asked: list[tuple[Part, list[str], str | None]] = []
    draft.note([part for part in draft.of("next") if part.has("place")])
    for part in draft.of("next"):
        for when in whens_of(part):
            _ahead(draft, key, part, when, values, asked)
    for part in (*draft.of("either"), *draft.of("contact")):
        if (part.key == "contact" and not draft.is_either(part)) or any(part is one for one in draft.behind):
            continue
        _either(draft, key, part, values)
    if len(values) > 1 or (values and asked):
        choices = [{key: value} for value in dict.fromkeys([*values, *(one for _, some, _ in asked for one in some)])]
        draft.ask(key, Why.WHICH_ONE, [*values.values(), *(part for part, _, _ in asked)], choices)
        return
    for part, some, _ in asked:
        draft.ask(key, Why.WHEN, [part], [{key: value} for value in some])
        if asks(part):
            draft.note([part])
    for value in values:
        draft.answers[key] = value


def _ahead(
    draft: Draft,
    key: str,
    part: Part,
    when: When,
    values: dict[str, Part],
    asked: list[tuple[Part, list[str], str | None]],
) -> None:
    if when.kind in (PAST, BACK):
        return
    moments = [step_at(one.at) for one in when.ahead]
    doubtful = when.kind in (UNCLEAR, HOUR) or len(moments) != 1
    doubtful |= asks(part)
    # A day by itself, beside words that were not understood, may be theirs: "sidang di Poso, Kamis".
    # "kontak lagi Senin dan Kamis ..."
    unread = [other for other in draft.parts if other.key is None]
    doubtful |= any(other.piece == part.piece and (whens_of(other) or other.has(LASTING)) for other in unread)
    by_itself = not part.has("again", "try", "plan", *HOW)
    doubtful |= by_itself and not when.from_now and not is_alone(part, draft) and bool(draft.of("contact"))
    doubtful |= when.bare and not is_alone(part, draft)  # "2 minggu baik"
    doubtful |= when.bare and not part.has("again") and part.has(*HOW)  # "kunjungan 2 hari"
    doubtful |= by_itself and (when.bare or not when.from_now) and bool(unread)
    # "kunjungan 24/12 baik": how they were on a day that is to come.
    states = [other for other in draft.of("overall") if other.piece == part.piece]
    doubtful |= bool(states) and part.has(*HOW) and not part.has("again", "try", "plan") and not when.from_now
    if doubtful:
        asked.append((part, moments, None))
    else:
        values[_step(draft, key, when) or moments[0]] = part


def _step(draft: Draft, key: str, when: When) -> str | None:
    """The step of the form that these words are; steps are counted from the day of the contact."""
    today = draft.on(draft.clock.today)
    if draft.answers.get("on", today) != today or any(doubt.about == "on" for doubt in draft.doubts):
        return None
    return draft.words.steps.get(key, {}).get(when.step)


def _either(draft: Draft, key: str, part: Part, values: dict[str, Part]) -> None:
    """A day that may be the contact's own, or the next one's."""
    when = next(when for when in whens_of(part) if when.kind == EITHER)
    if draft.answers.get("on") in [draft.on(day) for day in when.days]:
        return  # "Sabtu (21/11)"
    moments = [step_at(one.at) for one in when.ahead]
    contact = value_of(part) if part.key == "contact" else None
    settled = "on" in draft.answers and draft.answers.get("contact") is not None
    says_none = not draft.of("contact") and not when.leans_back and part.key == "either" and not draft.of("touched")
    alone = any(other.key is None for other in draft.parts) and not part.has("touched")
    if (settled or says_none) and len(moments) == 1 and contact is None and not alone:
        values[moments[0]] = part
        return
    own = [{"on": draft.on(day), **({"contact": contact} if contact else {})} for day in when.days]
    draft.ask("on", Why.EITHER, [part], [*own, *({key: moment} for moment in moments)])
