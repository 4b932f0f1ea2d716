"""Values that a database carries from a request to a page: writes and reads by table and column."""

from collections.abc import Iterable, Mapping
from typing import Any

_Told = Mapping[str, Any]
_Writes = dict[tuple[str, str], list[_Told]]
ANY = "*"


def carried(answers: Iterable[_Told]) -> list[_Told]:
    """A hit for each place that shows a column which somebody outside fills.

    The first write by file and place is the one that is told.
    """
    answers = list(answers)
    writes: _Writes = {}
    for write in sorted((w for one in answers for w in one["writes"]), key=_order):
        writes.setdefault((write["column"][0], write["column"][1]), []).append(write)
    hits: dict[tuple[Any, ...], _Told] = {}
    for read in (r for one in answers for r in one["reads"]):
        key = (read["language"], read["path"], tuple(read["at"]))
        if key not in hits and (found := _filled(read, writes)) is not None:
            hits[key] = _joined(found, read)
    return list(hits.values())


def _filled(read: _Told, writes: _Writes) -> _Told | None:
    for column in read["columns"]:
        table, name = column.rsplit(".", 1)
        for write in [*writes.get((table, name), []), *writes.get((table, ANY), [])]:
            if _breaks_out(read, write):
                return write
    return None


def _breaks_out(read: _Told, write: _Told) -> bool:
    chars = int(write["chars"], 16) | (int(write["encoded"], 16) if read["decodes"] else 0)
    return all(chars & int(one, 16) for one in read["needs"])


def _joined(write: _Told, read: _Told) -> _Told:
    """The flow as one: in at the request, into the table, out of it, to the page."""
    path, at = read["source"]
    name = ".".join(write["column"])
    return {
        **read,
        "source": write["source"],
        "callers": write["callers"],
        "calls": [
            *write["calls"], [write["path"], write["at"], name], [path, at, name], *read["calls"],
        ],
    }  # fmt: skip


def _order(write: _Told) -> tuple[Any, ...]:
    return (write["path"], write["at"], write["column"])
