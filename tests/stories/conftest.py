"""A town for each story, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.people import STAFF, Role
from bot.store.caseload.cases import Case
from tests.driver import Someone, Town, finished_rows_that_say_something, tells_nothing
from tests.sheets import said_through_telegram, secrets_of
from tests.stories.test_participant import joined

PAGE = "https://titian.example/halaman"

# For a file's `pytestmark`: what stands on a screen is the same on both databases.
ON_ONE_DATABASE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def town(migrated_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    sealed, asked = request.node.get_closest_marker("sealed"), request.config.getoption("--with-page")
    if asked and (in_chat := request.node.get_closest_marker("in_chat")) is not None:
        pytest.skip(f"of the chat alone: {in_chat.args[0]}")
    town = Town(migrated_url, tmp_path, PAGE if sealed or asked else None)
    yield town
    told = [] if town.page is None else said_through_telegram(town, secrets_of(town))
    if town.process is not None:
        assert town.asks(finished_rows_that_say_something) == [], "what a finished row said is still in it"
    town.closes()
    assert told == [], "Telegram was told something personal"
    if (folder := request.config.getoption("--transcripts")) is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{request.path.stem}-{request.node.name}.txt").write_text(town.transcript(), encoding="utf-8")
    for someone in town.everybody:
        if someone.person.role not in STAFF:
            for message in someone.phone.messages:
                if message.from_bot:
                    tells_nothing(message)


@pytest.fixture
def yusuf(town: Town) -> Someone:
    """A supervisor."""
    return town.joins(Role.SUPERVISOR, "Yusuf", address="bapak")


@pytest.fixture
def siti(town: Town, yusuf: Someone) -> Someone:
    """A mentor of Yusuf's team."""
    return town.joins(Role.MENTOR, "Siti", supervisor=yusuf)


@pytest.fixture
def ratna(town: Town) -> Someone:
    """An admin."""
    return town.joins(Role.ADMIN, "Ratna")


@pytest.fixture
def rahmat(town: Town, yusuf: Someone) -> Someone:
    """A second supervisor, with nobody in the team."""
    return town.joins(Role.SUPERVISOR, "Rahmat", address="bapak")


@pytest.fixture
def case(town: Town, siti: Someone) -> Case:
    """Somebody whom Siti accompanies, with a contact far ahead."""
    return town.case(siti, days=60)


@pytest.fixture
def arman(town: Town, siti: Someone, case: Case) -> Someone:
    """Who that is: joined, and said yes to everything."""
    return joined(town, siti, case)
