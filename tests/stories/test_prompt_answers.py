"""What is said of a prompt that is answered."""

from __future__ import annotations

from tests.driver import Someone, Town
from tests.stories.conftest import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE


def test_which_contact_is_put_off_is_said(town: Town, siti: Someone) -> None:
    town.case(siti, hours=1)
    town.passes(hours=1)
    siti.taps("Nanti").sees("Dampingan R-001.")
    siti.sends("/dampingan").taps("R-001", "Irama dan jeda", "Jeda").sees("R-001", "Tidak perlu alasan.")
