"""Pictures and papers on their way out: whatever happens to them, their words arrive."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from markupsafe import Markup
from sqlalchemy import select

from bot.charts.renderer import Renderer
from bot.demo.faults import Fault
from bot.domain import wire
from bot.domain.people import Role
from bot.domain.presses import Home, Press
from bot.store.engine.database import Tx
from bot.store.engine.tables import outbox
from bot.store.queues import outgoing
from bot.telegram.faces import method_of
from bot.telegram.render import payload_of
from bot.turn import Button, Drawing, Paper, Say
from tests.driver import PNG, Someone, Town
from tests.test_chart import CHARTS

DIGEST = Drawing("digest", CHARTS["digest"])
CALENDAR = Paper("titian.ics", "text/calendar", "BEGIN:VCALENDAR\r\nSUMMARY:Kunjungan – R-001\r\n")


@pytest.fixture
def yusuf(town: Town) -> Someone:
    return town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")


def unsealed(press: Press) -> str:
    return wire.written(press)


def says(town: Town, who: Someone, *said: Say) -> None:
    """Put it into the outbox, and let it be sent."""

    def add(tx: Tx) -> None:
        chat = tx.blind(who.phone.user.id)
        rows: list[dict[str, Any]] = [
            {
                "cause": f"t{number}.{town.steps.taken}",
                "chat": chat,
                "method": method_of(say),
                "kind": say.kind,
                "prompt_id": None,
                "payload": payload_of(say, None, unsealed, fresh=False),
            }
            for number, say in enumerate(said)
        ]
        outgoing.send_later(tx, rows)

    town.asks(add)
    town.settles()


def states(town: Town) -> list[str]:
    return town.asks(lambda tx: list(tx.execute(select(outbox.c.state).order_by(outbox.c.id)).scalars()))


def digest(text: str = "<b>Ringkasan</b> &amp; kabar", **more: Any) -> Say:
    return Say(Markup(text), **{"kind": "digest", "drawing": DIGEST, **more})


def paper(**more: Any) -> Say:
    return Say(Markup("<b>Kalender</b>"), **{"kind": "paper", "paper": CALENDAR, "protect": False, **more})


def test_a_picture_arrives_with_its_words_and_buttons(town: Town, yusuf: Someone) -> None:
    says(town, yusuf, digest(rows=((Button("Menu", Home()),),)))
    yusuf.sees_picture("Ringkasan & kabar")
    assert yusuf.picture == DIGEST and yusuf.labels == ["Menu"] and yusuf.phone.last.protected
    assert yusuf.phone.last.html == "<b>Ringkasan</b> &amp; kabar"
    yusuf.taps("Menu").sees("Apa yang bisa saya bantu?")  # a picture cannot become the screen: it is said anew
    yusuf.sees_picture("Ringkasan")


def test_a_paper_arrives_and_can_be_opened(town: Town, yusuf: Someone) -> None:
    says(town, yusuf, paper())
    assert (yusuf.paper.name, yusuf.paper.mime) == ("titian.ics", "text/calendar")
    assert yusuf.paper.data.decode() == CALENDAR.content
    assert yusuf.screen == "Kalender"
    says(town, yusuf, paper(protect=True))
    with pytest.raises(AssertionError, match="is protected"):
        _ = yusuf.paper


SHEET = Drawing("week", {"title": "Rencana"}, paper="lembar.pdf", otherwise=Markup("Belum &amp; jadi"))


def test_a_drawing_may_be_a_paper(town: Town, yusuf: Someone) -> None:
    says(town, yusuf, paper(paper=None, drawing=SHEET))
    assert (yusuf.paper.name, yusuf.paper.mime, yusuf.screen) == ("lembar.pdf", "application/pdf", "Kalender")
    assert not any(message.photo for message in yusuf.phone.messages)


def test_a_paper_that_cannot_be_drawn_is_not_spoken_of_as_if_it_were_there(town: Town, yusuf: Someone) -> None:
    async def never(_: Drawing) -> bytes | None:
        return None

    town.draw = never
    says(town, yusuf, paper(paper=None, drawing=SHEET, rows=((Button("Menu", Home()),),)))
    assert (yusuf.screen, yusuf.labels, states(town)) == ("Belum & jadi", ["Menu"], ["sent"])
    yusuf.sees_no("Kalender")


def test_a_real_chart(town: Town, yusuf: Someone) -> None:
    renderer = Renderer()
    town.draw = renderer.draw
    says(town, yusuf, digest())
    renderer.close()
    assert len(yusuf.sees_picture("Ringkasan").phone.last.photo or b"") > 50_000


@pytest.mark.parametrize("facts", [{}, {"title": "Ringkasan", "weeks": {}, "levels": {}}])
def test_facts_that_cannot_be_drawn_leave_the_words(town: Town, yusuf: Someone, facts: dict[str, Any]) -> None:
    renderer = Renderer()
    town.draw = renderer.draw
    says(town, yusuf, digest(drawing=Drawing("digest", facts), rows=((Button("Menu", Home()),),)))
    renderer.close()
    assert (yusuf.screen, yusuf.labels, yusuf.phone.last.photo) == ("Ringkasan & kabar", ["Menu"], None)
    assert yusuf.phone.last.protected and states(town) == ["sent"]


def test_a_picture_that_telegram_refuses_leaves_the_words(town: Town, yusuf: Someone) -> None:
    async def too_tall(_: Drawing) -> bytes:
        return PNG + b"\0\0\0\x0dIHDR" + (10).to_bytes(4, "big") + (9000).to_bytes(4, "big")

    town.draw = too_tall
    says(town, yusuf, digest())
    assert (yusuf.screen, yusuf.phone.last.photo, states(town)) == ("Ringkasan & kabar", None, ["sent"])


@pytest.mark.parametrize("method", ["sendPhoto", "sendDocument"])
@pytest.mark.parametrize(
    ("trouble", "copies"), [("drop_before", 1), ("drop_after", 2), ("too_many", 1), ("server_error", 1)]
)
def test_trouble_on_the_way(town: Town, yusuf: Someone, method: str, trouble: str, copies: int) -> None:
    if trouble == "too_many":
        town.server.fail_next(method, retry_after=7)
    elif trouble == "server_error":
        town.server.fail_next(method, 502, "Bad Gateway")
    else:
        town.server.faults.waiting.append(Fault(method, trouble))
    says(town, yusuf, digest() if method == "sendPhoto" else paper())
    town.passes(minutes=20)
    files = [message.file for message in yusuf.phone.messages if message.from_bot]
    assert len(files) == copies and None not in files and states(town) == ["sent"]


def test_a_blocked_bot_sends_no_picture(town: Town, yusuf: Someone) -> None:
    yusuf.phone.chat.blocked = True
    says(town, yusuf, digest())
    assert states(town)[0] == "dropped" and yusuf.phone.texts() == []


def test_who_waits_for_the_renderer_takes_nobodys_place(town: Town, yusuf: Someone) -> None:
    siti = town.joins(Role.MENTOR, "Siti", supervisor=yusuf)

    async def story() -> list[str]:
        assert town.process is not None
        started, finished, sketch = asyncio.Event(), asyncio.Event(), town.draw

        async def slowly(drawing: Drawing) -> bytes | None:
            started.set()
            await finished.wait()
            return await sketch(drawing)

        town.draw = slowly
        letters = await town.process.desk.run(lambda tx: outgoing.claim_letters(tx, 64))
        first = asyncio.ensure_future(town.process.sender.deliver(letters[0]))
        await started.wait()
        second = await town.process.sender.deliver(letters[1])
        finished.set()
        town.draw = sketch
        return [await first, second]

    def add(tx: Tx) -> None:
        for who in (yusuf, siti):
            row = {"cause": f"t{who.phone.user.id}", "chat": tx.blind(who.phone.user.id), "method": "push"}
            outgoing.send_later(
                tx,
                [
                    {
                        **row,
                        "kind": "digest",
                        "prompt_id": None,
                        "payload": payload_of(digest(), None, unsealed, fresh=False),
                    }
                ],
            )

    town.asks(add)
    assert town.runs(story()) == ["sent", "later"]
    town.passes(seconds=5)
    assert siti.sees_picture().picture == yusuf.sees_picture().picture == DIGEST
    assert states(town) == ["sent", "sent"]


def test_stopped_while_drawing_is_not_in_doubt(town: Town, yusuf: Someone) -> None:
    async def story() -> None:
        assert town.process is not None
        started = asyncio.Event()

        async def never(_: Drawing) -> bytes | None:
            started.set()
            await asyncio.Event().wait()
            return None

        sketch, town.draw = town.draw, never
        (letter,) = await town.process.desk.run(lambda tx: outgoing.claim_letters(tx, 64))
        flight = asyncio.ensure_future(town.process.sender.deliver(letter))
        await started.wait()
        flight.cancel()
        await asyncio.gather(flight, return_exceptions=True)
        town.draw = sketch

    def add(tx: Tx) -> None:
        payload = payload_of(digest(), None, unsealed, fresh=False)
        chat = tx.blind(yusuf.phone.user.id)
        row = {"cause": "t1", "chat": chat, "method": "push", "kind": "digest", "prompt_id": None}
        outgoing.send_later(tx, [{**row, "payload": payload}])

    town.asks(add)
    town.runs(story())
    town.settles()
    assert not town.asks(lambda tx: tx.execute(select(outbox.c.uncertain)).scalar_one())
    yusuf.sees_picture()


@pytest.mark.parametrize(
    "say",
    [
        digest(text=""),
        digest(text="x" * 1025),
        digest(text="&amp;" * 1025),
        digest(paper=CALENDAR),
        paper(paper=Paper("../titian.ics", "text/calendar", "x")),
        paper(paper=Paper("kabar é.ics", "text/calendar", "x")),
        paper(paper=Paper("titian.ics", "text/calendar", "")),
        paper(paper=None, drawing=Drawing("week", {}, paper="../lembar.pdf")),
    ],
)
def test_what_telegram_would_refuse_is_never_kept(say: Say) -> None:
    with pytest.raises(ValueError, match=r"characters long|two messages|plain name"):
        payload_of(say, None, unsealed, fresh=False)


def test_what_is_kept_survives_json() -> None:
    for say in (digest(text="&amp;" * 1024), digest(text=f"<b>{'x' * 1024}</b>"), paper()):
        assert method_of(say) == method_of(Say(say.text, kind="screen", paper=CALENDAR)) == "push"
        kept = payload_of(say, None, unsealed, fresh=False)
        assert json.loads(json.dumps(kept)) == kept
    assert method_of(Say(Markup("x"))) == "screen"
