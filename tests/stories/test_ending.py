"""Why an accompaniment ended: said by whoever wants to, of those that have ended, and never asked again."""

from sqlalchemy import select

from bot.domain.presses import CaseCard, EndedBecause
from bot.store.engine.tables import audit, cases
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE


def reason(town: Town, code: str = "R-001") -> str | None:
    row = town.asks(lambda tx: tx.execute(select(cases.c.closed_reason).where(cases.c.code == code)).one())
    return None if row.closed_reason is None else str(row.closed_reason)


def test_why_it_ended_is_asked_once_and_may_be_left(town: Town, yusuf: Someone, siti: Someone) -> None:
    town.case(siti), town.case(siti)
    for code in ("R-001", "R-002"):
        yusuf.sends("/dampingan").taps(code, "Irama dan jeda", "Akhiri bersama").types(code)
        yusuf.sees(code, "Pendampingan selesai.", "Pilih salah satu", "tanpa nama")
        assert reason(town, code) is None
        yusuf.taps("Menu") if code == "R-002" else yusuf.taps("Tujuan tercapai").sees("Sudah dicatat.")
    assert (reason(town), reason(town, "R-002")) == ("goal", None)
    noted = town.asks(lambda tx: tx.execute(select(audit.c.verb).where(audit.c.verb == "end_explained")).all())
    assert len(noted) == 1


def test_whoever_was_called_away_says_why_from_the_card(town: Town, yusuf: Someone, siti: Someone) -> None:
    case = town.case(siti)
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Akhiri bersama").types("R-001").types("Sebentar ya")
    assert reason(town) is None
    yusuf.sends("/menu").forges(CaseCard(case.id)).sees("sudah selesai")
    assert "Belum ada yang direncanakan" not in yusuf.screen, "nor will there be"
    yusuf.taps("Alasan selesai").sees("R-001", "Apa alasannya?").sees_no("Tercatat sebelumnya")
    yusuf.taps("Pindah daerah").sees("Sudah dicatat.")
    assert reason(town) == "moved"
    yusuf.sends("/menu").forges(CaseCard(case.id)).taps("Alasan selesai")
    yusuf.sees("Tercatat sebelumnya: Pindah daerah.", "bulan yang belum dilaporkan")
    siti.sends("/menu").forges(CaseCard(case.id))
    assert "Alasan selesai" not in siti.labels


def test_a_code_that_is_typed_after_start_ends_nothing(town: Town, yusuf: Someone, siti: Someone) -> None:
    """The question is out of sight: whoever begins anew and types a code wants to see the card."""
    town.case(siti)
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Akhiri bersama")
    yusuf.sends("/start").sees("Apa yang bisa saya bantu?").types("R-001").sees("Setiap minggu")
    assert town.asks(lambda tx: tx.execute(select(cases.c.status)).scalar_one()) == "active"
    yusuf.taps("Irama dan jeda", "Akhiri bersama").types("R-001").sees("Pendampingan selesai.")


def test_a_slip_is_put_right_and_nobody_else_can_say_it(
    town: Town, yusuf: Someone, siti: Someone, rahmat: Someone
) -> None:
    case, other = town.case(siti), town.case(siti)
    yusuf.sends("/dampingan").taps("R-001", "Irama dan jeda", "Akhiri bersama").types("R-001")
    slip = yusuf.remembers("Meninggal dunia")
    yusuf.taps("Pindah daerah").sees("Sudah dicatat")
    town.passes(minutes=2)
    yusuf.presses(slip)
    assert reason(town) == "died"
    yusuf.sends("/menu").forges(EndedBecause(case.id, "moved"))
    assert reason(town) == "moved"
    rahmat.sends("/menu").forges(EndedBecause(case.id, "goal"))
    siti.sends("/menu").forges(EndedBecause(case.id, "goal"))
    yusuf.sends("/menu").forges(EndedBecause(other.id, "goal")).sees_no("Sudah dicatat")
    yusuf.sends("/menu").forges(EndedBecause(other.id)).sees_no("Pilih salah satu")
    yusuf.sends("/menu").forges(EndedBecause(case.id, "xyz"))
    assert (reason(town), reason(town, "R-002")) == ("moved", None)
