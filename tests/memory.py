"""Where a run of tests puts its files: in memory, where the machine has some to spare.

Every turn ends in a file that is truly written; on a disk that others use too, a third of the suite was waiting for it.
These files need to outlive a killed bot, not a power cut.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes; a run on four workers takes a quarter of it


def use() -> None:
    """From here on, and for whatever is started from here, unless TMPDIR names another place."""
    if "TMPDIR" not in os.environ and _has_room():
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _has_room() -> bool:
    try:
        return shutil.disk_usage(MEMORY).free > ROOM
    except OSError:
        return False
