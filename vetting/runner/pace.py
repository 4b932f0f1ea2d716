"""How long each engine took before, to say how long it will take now.

What is learnt serves the eye only: no result depends on it, and a file that is missing, broken
or full of nonsense means that nothing is expected.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

KEPT = 5
"""Runs remembered for each engine, the latest."""
ALIKE = 4.0
"""Runs on trees up to so many times larger or smaller are compared with."""


class Pace:
    """Seconds by engine and bytes of application, in one small file; None keeps nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def expected(self, engines: Sequence[str], size: int) -> Mapping[str, float | None]:
        """The longest that each took in its last runs on applications like this one, seconds.

        Scaled by bytes. Answers kept from earlier runs make a run shorter, never longer.
        """
        known = self._read()
        return {name: _longest(known.get(name, ()), size) for name in engines}

    def learn(self, seconds: Mapping[str, float], size: int) -> None:
        """Remember a run; never raises."""
        if self._path is None or not size:
            return
        known = self._read()
        for name, took in seconds.items():
            known[name] = [*known.get(name, ()), (size, round(took, 1))][-KEPT:]
        with contextlib.suppress(OSError):
            _write(self._path, json.dumps(known, sort_keys=True))

    def _read(self) -> dict[str, Sequence[tuple[int, float]]]:
        if self._path is None:
            return {}
        try:
            plain = json.loads(self._path.read_bytes())
            return {
                str(name): [(int(size), float(took)) for size, took in runs if size > 0]
                for name, runs in plain.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            return {}


def _longest(runs: Sequence[tuple[int, float]], size: int) -> float | None:
    alike = [took * size / of for of, took in runs if size <= of * ALIKE and of <= size * ALIKE]
    return max(alike, default=None)


def _write(path: Path, text: str) -> None:
    """Replace the file as a whole; two runs at once leave one of the two."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fd, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(fd, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(fresh, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(fresh)
        raise
