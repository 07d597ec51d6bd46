"""A mentor with thirty people."""

from __future__ import annotations

import pytest

from bot.store.caseload.cases import Case
from tests.driver import Someone, Town


@pytest.fixture
def people(town: Town, siti: Someone, case: Case) -> list[Case]:
    """R-001 to R-030, with Siti since months."""
    return [case, *(town.case(siti, name=f"Orang{number}", days=90) for number in range(2, 31))]
