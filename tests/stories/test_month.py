"""The report of a month: for leaders of their team, for admins of all; counts only, so it may be passed on."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from bot.domain.presses import MonthReport, MonthReports
from bot.store.engine.tables import cases
from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE
from tests.stories.test_digest import is_at, record

pytestmark = ON_ONE_DATABASE


def goes_through_november(town: Town, siti: Someone, number: int = 6) -> None:
    """So many people since the beginning of November, each accompanied; then it is December."""
    town.clock.at = datetime(2026, 11, 3, 3, 0, tzinfo=UTC)
    for at in range(number):
        town.case(siti, hours=1 + at)
    town.passes(hours=10)
    for at in range(1, number + 1):
        record(siti, at, "Baik" if at % 2 else "Cukup")
    is_at(town, 1)
    town.counts_weeks()


def papers(who: Someone) -> list[str]:
    return [message.document.name for message in who.phone.messages if message.document is not None]


def test_a_leader_gets_a_page_and_tables_of_their_team(town: Town, yusuf: Someone, siti: Someone) -> None:
    goes_through_november(town, siti)
    yusuf.sends("/ringkasan").taps("Laporan bulan").sees("Laporan bulan", "berisi hitungan saja")
    assert yusuf.labels[0] == "Nov 2026" and "Okt 2026" not in yusuf.labels, "what is over, since somebody was there"
    yusuf.taps("Nov 2026").finds("Laporan November 2026 ada di bawah.")
    assert papers(yusuf) == ["laporan-2026-11.pdf", "laporan-2026-11.xlsx"]
    page, book = yusuf.drawn("month"), yusuf.drawn("tables")
    assert (page["title"], page["whose"]) == ("Laporan November 2026", "Tim S-01, 2–29 Nov 2026")
    (track,) = page["tracks"]
    lines = {line[0]: line[1] for line in track["lines"]}
    assert (lines["Baru"], lines["Didampingi di akhir"], lines["Kabar dari rencana kontak"]) == (
        "6",
        "6",
        "6 dari 12, 50%",
    )
    assert ["Kesehatan", [3, 3, 0, 0]] in track["topics"]
    assert [sheet["name"] for sheet in book["sheets"]] == ["Bulan", "Dua belas bulan", "Bidang"]
    for text in (str(page), str(book)):
        assert "R-00" not in text and "M-01" not in text and "Arman" not in text
    yusuf.sends("/laporan").sees("Bulan apa?")


def test_an_admin_gets_the_whole_programme_with_its_teams(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    goes_through_november(town, siti)
    ratna.sends("/menu").taps("Laporan bulan", "Nov 2026")
    page, book = ratna.drawn("month"), ratna.drawn("tables")
    assert page["whose"] == "Seluruh program, 2–29 Nov 2026"
    (teams,) = [sheet["rows"] for sheet in book["sheets"] if sheet["name"] == "Tim"]
    assert [row[:3] for row in teams[1:]] == [["S-01", "R", 0]]


def test_of_a_few_nothing_is_told_apart(town: Town, ratna: Someone, yusuf: Someone, siti: Someone) -> None:
    goes_through_november(town, siti, 4)
    yusuf.sends("/ringkasan").taps("Laporan bulan", "Nov 2026").sees(
        "paling sedikit lima dampingan", "ikut dihitung dalam laporan seluruh program"
    )
    assert papers(yusuf) == []
    ratna.sends("/menu").taps("Laporan bulan", "Nov 2026")
    (track,) = ratna.drawn("month")["tracks"]
    lines = {line[0]: line[1] for line in track["lines"]}
    assert lines["Terhubung, dari semua kabar"] == "– dari 4" and track["topics"] == [] and track["more"] == ""


def test_nobody_else_gets_one_and_none_of_a_month_to_come(
    town: Town, yusuf: Someone, siti: Someone, arman: Someone
) -> None:
    is_at(town, 1)
    for nobody in (siti, arman):
        nobody.sends("/menu").forges(MonthReports()).sees_no("Laporan bulan")
        nobody.forges(MonthReport("2026-11"))
        assert papers(nobody) == []
    yusuf.sends("/menu").forges(MonthReports(99)).sees("Belum ada bulan yang selesai dihitung")
    town.counts_weeks()
    yusuf.sends("/menu").forges(MonthReports(99)).sees("Bulan apa?")
    for code in ("2024-01", "2026-12", "2027-01", "x"):
        yusuf.forges(MonthReport(code)).sees("Bulan apa?")
    assert papers(yusuf) == [], "what is not over, and what was before anybody was there"


def test_a_month_stands_beside_the_one_before_on_paper_and_in_the_tables(
    town: Town, yusuf: Someone, siti: Someone
) -> None:
    goes_through_november(town, siti)
    town.case(siti)
    town.passes(days=36)
    town.counts_weeks()
    yusuf.sends("/laporan").taps("Des 2026")
    (track,) = yusuf.drawn("month")["tracks"]
    assert ["Baru", "1", "6"] in track["lines"] and ["Didampingi di awal", "6", "0"] in track["lines"]
    rows = yusuf.drawn("tables")["sheets"][0]["rows"]
    assert rows[0] == ["Laporan Desember 2026", "30 Nov 2026–3 Jan 2027", "bulan sebelumnya"]
    assert ["Baru", 1, 6] in rows and ["Didampingi di awal", 6, 0] in rows and ["Kabar tercatat", 0, 6] in rows


def test_a_button_leads_to_its_month_however_old_it_is(town: Town, yusuf: Someone, siti: Someone) -> None:
    goes_through_november(town, siti)
    old = yusuf.sends("/laporan").remembers("Nov 2026")
    town.passes(days=36)
    town.counts_weeks()
    yusuf.sends("/laporan")
    assert yusuf.labels[:2] == ["Des 2026", "Nov 2026"]
    yusuf.presses(old).finds("Laporan November 2026 ada di bawah.")
    assert yusuf.drawn("month")["title"] == "Laporan November 2026"


def test_from_an_old_month_the_way_back_leads_to_where_it_was_chosen(
    town: Town, ratna: Someone, yusuf: Someone, siti: Someone
) -> None:
    town.case(siti)
    town.asks(lambda tx: tx.execute(update(cases).values(intake_at=town.clock.at - timedelta(days=300))))
    town.counts_weeks()
    ratna.sends("/laporan").taps("Berikutnya", "Apr 2026")
    ratna.finds("Laporan April 2026 ada di bawah.")
    page = ratna.presses(ratna.remembers("Kembali")).finds("Bulan apa?")
    assert page.buttons[0][0].label == "Apr 2026", "the page that it stood on"
    yusuf.sends("/laporan").taps("Okt 2026").sees("paling sedikit lima dampingan").taps("Kembali")
    assert yusuf.labels == ["Okt 2026", "Menu"], "the last one, and those with a page of their team"
    yusuf.forges(MonthReport("2026-04")).sees("Untuk April 2026 tidak ada laporan tim Bapak sendiri.")
    assert papers(yusuf) == []
