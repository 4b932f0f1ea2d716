"""Reads the application's text files inside the sandbox; only masked evidence leaves it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vetting.engines.secrets.matching import NOWHERE, Matchers, decoded, line_ends
from vetting.engines.secrets.sweep import Sweeper
from vetting.sandbox.serving import serve

_WHOLE = 16 * 1024 * 1024
_OVERLAP = 4096


def _pieces(file: Path) -> Iterator[tuple[str, int, int]]:
    """The text in pieces of 16 MB that overlap by whole lines: text, line ends before, bytes."""
    with file.open("rb") as stream:
        data, lines = b"", 0
        while True:
            fresh = stream.read(_WHOLE)
            if fresh or not data:
                yield decoded(data + fresh), lines, len(fresh)
            if len(fresh) < _WHOLE:
                return
            whole = data + fresh
            cut = whole.rfind(b"\n", 0, len(whole) - _OVERLAP) + 1 or len(whole) - _OVERLAP
            lines += whole.count(b"\n", 0, cut)
            data = whole[cut:]


class Worker:
    """All rules, compiled, and CredSweeper when it is wanted."""

    def __init__(self, rules: list[dict[str, Any]], *, sweep: bool) -> None:
        self._matchers = Matchers(rules)
        self._sweeper = Sweeper() if sweep else None

    def read(self, key: str, path: str, file: Path) -> dict[str, Any]:
        """Bytes and hits of one file; CredSweeper's come later, under `key`."""
        found: dict[tuple[str, int], list[Any]] = {}
        size = 0
        for text, lines, fresh in _pieces(file):
            size += fresh
            ends = line_ends(text)
            for hit in self._matchers.hits(path, text, ends):
                line = hit.line + lines
                first, *rest = hit.value
                row = [hit.key, line, hit.evidence, [first + lines, *rest]]
                found.setdefault((hit.key, line), row)
            # Beyond the first piece a file is a dump: rows of data, which our patterns read.
            if self._sweeper and not lines:
                self._sweeper.take(key, text, ends)
        named = [[key, 0, "", NOWHERE] for key in self._matchers.named(path)]
        return {"bytes": size, "hits": named + list(found.values())}

    def canary(self, rule: Mapping[str, Any]) -> bool:
        """Whether a rule finds its own canary."""
        only = Matchers([rule])
        path, text = rule["canary"]["path"], rule["canary"]["text"]
        return bool(only.named(path) or only.hits(path, text, line_ends(text)))

    def swept(self) -> list[list[Any]]:
        """CredSweeper's findings by the keys that were given to `read`."""
        if self._sweeper is None:
            return []
        return [
            [s.path, s.line, s.rule, s.evidence, int(s.nature), list(s.value)]
            for s in self._sweeper.results()
        ]


def answer(payload: Mapping[str, Any]) -> dict[str, Any]:
    """One row a file, CredSweeper's findings, and which rules found their canaries."""
    worker = Worker(payload["rules"], sweep=payload["sweep"])
    rows = []
    for root, path in payload["files"]:
        row = {"root": root, "path": path}
        try:
            row |= worker.read(f"{root}:{path}", path, Path(payload["roots"][root]) / path)
        except OSError:
            row["skipped"] = "unreadable"
        rows.append(row)
    return {
        "files": rows,
        "swept": worker.swept(),
        "canaries": [rule["key"] for rule in payload["rules"] if worker.canary(rule)],
    }


if __name__ == "__main__":
    serve(answer)
