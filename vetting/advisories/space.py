"""A disk that is full: told apart from other faults, for the remedy is another."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vetting.model.errors import BadSetup
from vetting.model.text import Text

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_BASE = ("SQLITE_FULL", "SQLITE_IOERR_WRITE")


@contextmanager
def room_in(folder: Path) -> Iterator[None]:
    """Turns the errors of a full disk or quota into BadSetup; others pass as they are."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if _is_full(error):
            raise _no_space(folder) from error
        raise


def _is_full(error: OSError | sqlite3.Error) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorname", "") in _FULL_BASE
    return error.errno in _FULL


def _no_space(folder: Path) -> BadSetup:
    return BadSetup(
        Text("tidak ada ruang lagi untuk data kerentanan",
             "there is no more space for the advisories"),
        hint=Text("Data lama tetap berlaku. Sediakan ruang sekitar 1 GB, lalu ulangi.",
                  "The old data stand. Provide about 1 GB of space, then repeat."),
        where=str(folder),
    )  # fmt: skip
