"""Whom a prompt reaches: the order is decided here, without a database."""

from functools import partial

from bot.domain.people import Person, Role
from bot.domain.prompting.recipients import Around, Candidate, Reached, candidates, chosen, duty_order

SITI, DEWI, YUSUF, RATNA = 1, 2, 3, 4


def person(number: int, chat: int | None = 7) -> Person:
    return Person(number, f"M-{number:02d}", Role.MENTOR, chat, "ibu", "Asia/Jakarta", None)


def test_a_mentors_prompt_goes_to_them_or_to_whoever_covers() -> None:
    here = Around(named=SITI, mentor=SITI, accompanies=SITI, above=(YUSUF, RATNA))
    assert candidates("mentor", here)[0] == Candidate(SITI)
    covered = Around(named=SITI, mentor=SITI, accompanies=DEWI, above=(YUSUF,))
    assert candidates("mentor", covered) == [Candidate(DEWI), Candidate(YUSUF, stands_in=True)]


def test_without_a_cover_those_above_stand_in() -> None:
    away = Around(named=SITI, mentor=SITI, accompanies=None, above=(YUSUF, RATNA))
    assert candidates("mentor", away) == [Candidate(YUSUF, True), Candidate(RATNA, True)]


def test_the_nearest_is_who_accompanies_or_leads_and_no_admin() -> None:
    covered = Around(named=SITI, mentor=SITI, accompanies=DEWI, above=(YUSUF, RATNA), leads=(YUSUF,))
    assert candidates("nearest", covered) == [Candidate(DEWI), Candidate(YUSUF, True)]
    assert candidates("nearest", Around(SITI, mentor=SITI, above=(YUSUF, RATNA), leads=(YUSUF,))) == [
        Candidate(YUSUF, True)
    ]
    assert candidates("nearest", Around(SITI, mentor=SITI, above=(RATNA,))) == []
    blocked, stands_in = Reached(person(DEWI), blocked=True), Reached(person(YUSUF), False, stands_in=True)
    assert chosen("nearest", [blocked, stands_in]) is blocked


def test_each_kind_asks_for_its_own() -> None:
    around = Around(SITI, mentor=DEWI, accompanies=DEWI, above=(YUSUF,), on_duty=(RATNA, YUSUF), handlers=(DEWI,))
    assert [one.person_id for one in candidates("supervisor", around)] == [YUSUF]
    assert [one.person_id for one in candidates("duty", around)] == [RATNA, YUSUF]
    assert [one.person_id for one in candidates("handler", around)] == [DEWI]
    assert [one.person_id for one in candidates("named", around)] == [SITI]


def test_a_mentors_own_prompt_never_passes_to_somebody_else_unasked() -> None:
    blocked, stands_in = Reached(person(SITI), blocked=True), Reached(person(YUSUF), False, stands_in=True)
    assert chosen("mentor", [blocked, stands_in]) is blocked
    assert chosen("supervisor", [blocked, stands_in]) is stands_in
    gone = Reached(person(SITI, None), False)
    assert chosen("duty", [gone, blocked]) is gone, "nobody can be told: the first keeps it"


def test_the_duty_list_goes_round() -> None:
    order = duty_order(YUSUF, [RATNA, YUSUF], [DEWI], [SITI], raised_by=None)
    assert order == (YUSUF, RATNA, DEWI, SITI), "each once, the supervisor first"
    assert duty_order(YUSUF, [RATNA], [DEWI], [SITI], raised_by=None, told=1) == (RATNA, DEWI, SITI, YUSUF)
    assert duty_order(YUSUF, [RATNA], [DEWI], [SITI], raised_by=None, told=5) == (RATNA, DEWI, SITI, YUSUF), (
        "and round again"
    )
    assert duty_order(None, [], [], [], raised_by=None) == ()
    assert duty_order(YUSUF, [RATNA], [DEWI], [SITI], raised_by=YUSUF) == (RATNA, DEWI, SITI), "they know of it"
    assert duty_order(YUSUF, [], [], [], raised_by=YUSUF) == (YUSUF,), "there is nobody else"


def test_who_is_away_is_told_after_everybody_who_is_there() -> None:
    everybody = partial(duty_order, YUSUF, [RATNA], [DEWI], [SITI], raised_by=None)
    assert everybody(away={YUSUF, DEWI}) == (RATNA, SITI, YUSUF, DEWI)
    assert everybody(away={YUSUF, DEWI}, told=2) == (YUSUF, DEWI, RATNA, SITI)
    assert everybody(away={YUSUF, RATNA, DEWI, SITI}) == (YUSUF, RATNA, DEWI, SITI), "nobody is lost"
    assert duty_order(YUSUF, [], [DEWI], [], raised_by=DEWI, away={YUSUF}) == (YUSUF,), "before whoever raised it"


def test_of_those_who_stand_in_the_first_who_can_be_told_is() -> None:
    blocked, free = Reached(person(YUSUF), True, stands_in=True), Reached(person(RATNA), False, stands_in=True)
    assert chosen("mentor", [blocked, free]) is free
