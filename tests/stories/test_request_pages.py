"""The page of a request, in every state it can be in: what is told, and what can still be done."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from bot.domain.presses import EraseForRequest, RefuseRequest, RequestAnswered, RequestCard, RequestList
from bot.domain.prompting.news import ANSWERED
from bot.i18n import language
from bot.reference.calendar import calendar
from bot.store.caseload import cases, requests
from bot.store.caseload.drafts import Draft
from bot.store.caseload.requests import Request
from bot.store.engine.database import Tx
from bot.turn import Reply, Say, Tell, Turn
from handlers.leader import requests as pages
from tests.driver import Someone, Town
from tests.stories.test_requests import Companion

REASON = "menyebut orang lain yang belum setuju"
ADVICE = {
    "correct": "Mohon perbaiki bersama; catatan diperbaiki lewat Baca dan perbaiki.",
    "pause": "Mohon sepakati lamanya; jeda diatur lewat Irama dan jeda.",
    "erase": "Mohon tanyakan dulu langsung kepada orangnya, dengan cara yang aman baginya dan bukan lewat percakapan "
    "ini. Setelah dihapus yang tersisa hanya kode serta, tanpa nama, catatan apa yang dilakukan dan disetujui; "
    "permintaan lain dari orang ini ikut selesai.",
}
Does = Callable[..., object]  # in a transaction, by whom, to which request


def page(town: Town, looks: Someone, shows: Callable[[Turn], list[Reply]]) -> list[str]:
    """The lines of a screen, and its buttons, a row a line."""

    def show(tx: Tx) -> list[str]:
        [said] = shows(Turn(tx, tx.now, looks.person, language("id"), 1, calendar))
        assert isinstance(said, Say)
        return [*str(said.text).splitlines(), *(" · ".join(str(one.label) for one in row) for row in said.rows)]

    return town.asks(show)


def nothing(tx: Tx, who: Someone, request: Request) -> None:
    """It stays open."""


def takes(tx: Tx, who: Someone, request: Request) -> None:
    assert requests.take(tx, who.person, request) is None


def answers(tx: Tx, who: Someone, request: Request) -> None:
    assert requests.finish(tx, who.person, request) is None


def refuses(tx: Tx, who: Someone, request: Request) -> None:
    assert requests.refuse(tx, who.person, request, REASON) is None


LAST = "Kembali · Menu"
ANSWER = "✅ Sudah dijawab · Tidak dapat dipenuhi"
DUE = "Paling lambat: Jumat, 27 November 2026 pukul 10.00 WIB; masih 72 jam."
# What was asked for and written, what a leader did, and the lines of its page after the first two.
PAGES: list[tuple[str, str, Does, list[str]]] = [
    ("info", "Rahasia", answers, ["Sudah dijawab (S-01).", "👁 Baca", LAST]),
    ("info", "", refuses, ["Tidak dapat dipenuhi, beserta alasannya (S-01).", LAST]),
    ("info", "Rahasia", takes, [DUE, "Sedang dikerjakan (S-01).", "👁 Baca", ANSWER, LAST]),
    ("correct", "", nothing, [DUE, "Sudah diterima.", ADVICE["correct"], "✋ Saya tangani", ANSWER, LAST]),
    ("pause", "", answers, ["Sudah dijawab (S-01).", LAST]),
    (
        "pause",
        "x",
        takes,
        [DUE, "Sedang dikerjakan (S-01).", ADVICE["pause"], "👁 Baca", ANSWER, "Irama dan jeda", LAST],
    ),
    ("erase", "", refuses, ["Tidak dapat dipenuhi, beserta alasannya (S-01).", LAST]),
    (
        "erase",
        "",
        nothing,
        [
            DUE,
            "Sudah diterima.",
            ADVICE["erase"],
            "✋ Saya tangani",
            "Hapus semua datanya · Tidak dapat dipenuhi",
            LAST,
        ],
    ),
]


def test_each_state_of_a_request_has_its_page(town: Town, yusuf: Someone, siti: Someone) -> None:
    arman = Companion(town, siti)
    for kind, text, does, lines in PAGES:
        request = arman.asks(kind, text)
        town.asks(partial(does, who=yusuf, request=request))
        found = page(town, yusuf, partial(pages.one, pressed=RequestCard(request.id)))
        assert found[2:] == lines, (kind, does.__name__)
        assert found[1] == "Diterima: Selasa, 24 November 2026 pukul 10.00 WIB"
    listed = page(town, yusuf, lambda turn: pages.listing(turn, RequestList()))
    assert [line.rpartition("10.00")[2] for line in listed[1:5]] == [", sedang ditangani", "", ", sedang ditangani", ""]


@pytest.mark.parametrize(
    ("hours", "left"), [(0, "masih 72 jam"), (71, "masih 1 jam"), (72, "masih 0 jam"), (75, "sudah lewat 3 jam")]
)
def test_how_long_is_left_or_over_is_told(town: Town, yusuf: Someone, siti: Someone, hours: int, left: str) -> None:
    request = Companion(town, siti).asks("info")
    town.clock.at += timedelta(hours=hours)
    assert left in page(town, yusuf, lambda turn: pages.one(turn, RequestCard(request.id)))[2]


def turned(town: Town, who: Someone, does: Callable[[Turn], list[Reply]]) -> tuple[str, list[tuple[str, int | None]]]:
    """What a step of this leader says first, and what it tells others: the kind of news, and in whose history."""

    def step(tx: Tx) -> tuple[str, list[tuple[str, int | None]]]:
        replies = does(Turn(tx, tx.now, who.person, language("id"), 1, calendar))
        said = " ".join(str(getattr(one, "text", "") or getattr(one, "said", "")) for one in replies)
        return said, [(one.kind, one.case_id) for one in replies if isinstance(one, Tell)]

    return town.asks(step)


def filled(request: Request, **answers: str) -> Draft:
    return Draft(0, "reqno", "abcdefgh", None, None, {"request": request.id, **answers})


OVER, GONE = "Permintaan ini sudah dijawab.", "tidak sedang di tangan"


def test_what_is_answered_already_or_not_theirs_is_neither_refused_nor_erased(
    town: Town, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    arman = Companion(town, siti)
    erase, info = arman.asks("erase"), arman.asks("info")
    refused, code = filled(info, reason=REASON), filled(erase, code=arman.case.code)
    for does in (partial(pages.save_refusal, draft=refused), partial(pages.save_erasure, draft=code)):
        assert GONE in turned(town, rahmat, does)[0]
    assert "Hapus" in turned(town, yusuf, partial(pages.begin_erasure, pressed=EraseForRequest(erase.id)))[0]
    assert OVER not in turned(town, yusuf, partial(pages.begin_erasure, pressed=EraseForRequest(info.id)))[0]
    assert "Pertanyaan" in turned(town, yusuf, partial(pages.begin_refusal, pressed=RefuseRequest(info.id)))[0]
    for request in (erase, info):
        town.asks(partial(refuses, who=yusuf, request=request))
    for does in (
        partial(pages.begin_refusal, pressed=RefuseRequest(info.id)),
        partial(pages.begin_erasure, pressed=EraseForRequest(erase.id)),
        partial(pages.save_refusal, draft=refused),
        partial(pages.save_erasure, draft=code),
    ):
        assert OVER in turned(town, yusuf, does)[0]
    assert town.asks(lambda tx: cases.by_id(tx, arman.case.id)) is not None


def test_news_of_a_complaint_stands_in_no_history_that_the_mentor_reads(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    arman = Companion(town, siti)
    for kind, history in (("info", arman.case.id), ("complaint", None)):
        request = arman.asks(kind)
        told = turned(town, yusuf, partial(pages.mark_answered, pressed=RequestAnswered(request.id)))[1]
        assert told == [(ANSWERED, history)]
