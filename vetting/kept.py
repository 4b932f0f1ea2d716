"""What a tool said of one file, kept between runs by what it was said of.

A key is made of all that the answer depends on: the file's digest, the tool, its version, the
rules. An answer can therefore save time and never change a result. Each carries a keyed code:
one that was altered, or made by another, is thrown away and counted.
"""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import sqlite3
import threading
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

MAX_BYTES = 1 << 30
MAX_ANSWER = 64 << 20
"""An answer that unpacks to more than this is not one of ours."""
_CODE_BYTES = 16
_AT_ONCE = 500
_SCHEMA = """
create table if not exists answer
    (key text primary key, body blob not null, code blob not null, turn integer not null)
    without rowid;
"""


class Answers(Protocol):
    """Somewhere that answers are kept."""

    def get(self, keys: Collection[str]) -> Mapping[str, bytes]:
        """The answers that are there, by key."""
        ...

    def put(self, answers: Mapping[str, bytes]) -> None:
        """Keep these; may forget them at any time."""
        ...


class Nowhere:
    """Keeps nothing."""

    def get(self, keys: Collection[str]) -> Mapping[str, bytes]:  # noqa: ARG002
        """Know nothing."""
        return {}

    def put(self, answers: Mapping[str, bytes]) -> None:
        """Keep nothing."""


def key_of(*parts: str) -> str:
    """One key from all that an answer depends on; no two lists of parts share one."""
    digest = hashlib.sha256()
    for part in parts:
        body = part.encode(errors="surrogateescape")
        digest.update(len(body).to_bytes(8, "big") + body)
    return digest.hexdigest()


def told(answers: Answers, keys: Mapping[str, str]) -> dict[str, Any]:
    """The JSON kept for each of these names, whose keys are given, where there is any."""
    there = answers.get(keys.values())
    return {name: json.loads(there[key]) for name, key in keys.items() if key in there}


class Kept:
    """Answers in one SQLite file of a folder; usable by several threads and processes.

    Never raises: a store that is full, locked or broken knows nothing. `rejected` counts the
    answers whose code was wrong.
    """

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self.rejected = 0
        self._max = max_bytes
        self._lock = threading.Lock()
        self._code_key = b""
        self._turn = 0
        self._base: sqlite3.Connection | None = None
        with contextlib.suppress(OSError, sqlite3.Error):
            folder.mkdir(parents=True, exist_ok=True)
            self._code_key = _secret(folder / "key")
            self._base = _opened(folder / "answers.sqlite")
            (self._turn,) = self._base.execute(
                "select coalesce(max(turn), 0) + 1 from answer"
            ).fetchone()

    def get(self, keys: Collection[str]) -> Mapping[str, bytes]:
        """The sound answers of these keys."""
        found: dict[str, bytes] = {}
        if self._base is None:
            return found
        with self._using(self._base) as base:
            for part in _parts(sorted(set(keys))):
                marks = ",".join("?" * len(part))
                query = f"select key, body, code from answer where key in ({marks})"  # noqa: S608
                for key, body, code in base.execute(query, part).fetchall():
                    plain = self._checked(key, body, code)
                    if plain is not None:
                        found[key] = plain
                base.execute(f"update answer set turn = ? where key in ({marks})",  # noqa: S608
                             (self._turn, *part))  # fmt: skip
        return found

    def put(self, answers: Mapping[str, bytes]) -> None:
        """Keep these answers."""
        if self._base is None:
            return
        rows = []
        for key, plain in answers.items():
            body = zlib.compress(plain, 1)
            rows.append((key, body, self._code(key, body), self._turn))
        with self._using(self._base) as base:
            base.executemany("insert or replace into answer values (?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Forget the longest unused answers beyond the bound, and let go of the file."""
        if self._base is None:
            return
        with self._using(self._base) as base:
            while _size(base) > self._max and self._forget(base):
                pass
        self._base.close()
        self._base = None

    def _forget(self, base: sqlite3.Connection) -> bool:
        oldest = base.execute("select min(turn) from answer").fetchone()[0]
        if oldest is None or oldest == self._turn:
            return False
        return base.execute("delete from answer where turn = ?", (oldest,)).rowcount > 0

    @contextlib.contextmanager
    def _using(self, base: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        with self._lock, contextlib.suppress(sqlite3.Error), base:
            yield base

    def _code(self, key: str, body: bytes) -> bytes:
        return hashlib.blake2b(
            key.encode() + body, key=self._code_key, digest_size=_CODE_BYTES
        ).digest()

    def _checked(self, key: str, body: bytes, code: bytes) -> bytes | None:
        if not hmac.compare_digest(self._code(key, body), code):
            self.rejected += 1
            return None
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(body, MAX_ANSWER)
        return plain if unpacking.eof else None


def _secret(path: Path) -> bytes:
    """The key of this store, made at the first use and readable by its owner alone."""
    fresh = path.with_name(f"key.{os.getpid()}")
    if not path.is_file():
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # whoever comes first
        fresh.unlink()
    return path.read_bytes()[:32]


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return _connected(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # not a database, or a broken one: begin anew
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=10, check_same_thread=False)
    base.execute("pragma journal_mode = wal")
    base.execute("pragma synchronous = off")  # losing an answer costs time only
    base.executescript(_SCHEMA)
    return base


def _size(base: sqlite3.Connection) -> int:
    pages, free, size = (
        base.execute(f"pragma {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _parts(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
