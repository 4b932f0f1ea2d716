"""Looks for known hosts, regions and packages in text files, inside the sandbox."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import re2

from vetting.engines.outside.aside import is_aside, is_hint, is_library, is_list, is_mentioned
from vetting.engines.outside.unknown import hosts
from vetting.engines.words import lines_with
from vetting.sandbox.serving import serve

_MOST = 1024 * 1024
_REGION = re.compile(
    r"(?i)(?:region|location|zona|zone|cluster)\w*[\"']?\s*(?:=>|[:=,])\s*[\"']?([a-z0-9-]{4,24})\b"
)
_COMMENT = re.compile(r"^\s*(?://|#(?!!)|\*|/\*|--|<!--|\{\{--|\{#|\{/\*|<%--|@\*)")
_SETTINGS = re.compile(
    r"(?i)^\.env|\.(?:env|ya?ml|ini|conf|cfg|properties|toml|tf|gradle|json|xml)(?:\.\w+)?\Z|"
    r"config|settings|database\.php\Z|constants?\."
)
_MANIFESTS = ("package.json", "composer.json", "pubspec.yaml", "Podfile", "build.gradle",
              "build.gradle.kts", "requirements.txt", "go.mod", "pom.xml", "pyproject.toml")  # fmt: skip


class Matcher:
    """The table as two patterns; `%` in a host stands for one label, such as a region."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._services = {host.lower(): at for host, at in table["hosts"]}
        self._packages = dict(table["packages"])
        self._words = [(re.compile(word), at) for word, at in table["words"]]
        self._regions: Mapping[str, str] = table["regions"]
        self._own: list[Mapping[str, str]] = table["own"]
        self.asks = bool(table.get("asks"))
        hosts = sorted(self._services, key=len, reverse=True)
        ends = "|".join(re.escape(host) for host in hosts) or r"(?!)"
        # Not a bucket's name in the address of another service: `/v0/b/proyek.appspot.com/o/`.
        self._host = re.compile(
            rf"(?i)(?<![\w.-])(?<!/b/)((?:[\w-]+\.)*?)({ends})(?![\w-]|\.[a-z])"
        )
        hints = [ends, *map(re.escape, self._regions), *(word for word, _ in table["words"])]
        self._hint = re2.compile(rf"(?i)(?:{'|'.join(hints)})".encode())

    def lines(self, body: bytes) -> Iterator[tuple[int, str]]:
        """The lines, with their numbers, on which `line` may find something."""
        for number, line in lines_with(self._hint, body):
            yield number, line.decode("utf-8", "replace")

    def line(self, text: str) -> Iterator[tuple[int, str, str]]:
        """(service, what was read, country of a region in it) of one line; region alone: -1."""
        for found in self._host.finditer(text):
            shown = found[0].lower()
            at = self._services[found[2].lower()]
            yield at, shown, self._country(shown, self._own[at])
        for pattern, at in self._words:
            word = pattern.search(text)
            if word:
                yield at, word[0][:80], ""
        region = _REGION.search(text)
        if region and region[1].lower() in self._regions:
            yield -1, region[1].lower(), self._regions[region[1].lower()]

    def knows(self, host: str) -> bool:
        """Whether the table has a row for a host."""
        return self._host.search(host) is not None

    def package(self, text: str) -> Iterator[tuple[int, str]]:
        """Packages named in a line of a manifest."""
        for name in re.findall(r"[@\w][\w./:-]+", text):
            bare = name.strip("\"'").rstrip(":")
            for known, at in self._packages.items():
                if bare == known or bare.startswith(known + ":"):
                    yield at, known

    def _country(self, host: str, own: Mapping[str, str]) -> str:
        parts = [part for label in host.split(".") for part in (label, label.partition("-")[2])]
        known = {**self._regions, **own}
        exact = next((known[part] for part in parts if part in known), "")
        # Cloud Functions write the region before the project: `us-central1-proyek.…`.
        return exact or next((c for code, c in known.items() if host.startswith(code + "-")), "")


def _every_line(body: bytes) -> Iterator[tuple[int, str]]:
    return enumerate(body.decode("utf-8", "replace").split("\n"), 1)


def read(file: Path, path: str, matcher: Matcher, others: Sequence[Matcher] = ()) -> dict[str, Any]:
    """What one file names, each thing once, at its first line.

    `unknown` are the hosts that neither the table nor one of the `others` names.
    """
    size = file.stat().st_size
    if size > _MOST:
        return {"skipped": "too-large"}
    body = file.read_bytes()
    if size > 50_000 and size > 300 * (body.count(b"\n") + 1):
        return {"skipped": "built"}
    seen: dict[tuple[int, str], dict[str, Any]] = {}
    is_manifest = path.rpartition("/")[2] in _MANIFESTS
    for number, line in _every_line(body) if is_manifest else matcher.lines(body):
        if len(line) > 2000 or _COMMENT.match(line):
            continue
        default = is_mentioned(line)
        for at, shown, country in matcher.line(line):
            row = {"service": at, "shown": shown, "country": country, "line": number}
            seen.setdefault((at, shown), {**row, "default": default})
        for at, shown in matcher.package(line) if is_manifest else ():
            row = {"service": at, "shown": shown, "country": "", "line": number}
            seen.setdefault((at, shown), {**row, "default": False})
    name = path.rpartition("/")[2]
    _mark_hints(body, list(seen.values()))
    return {
        "found": list(seen.values()),
        "unknown": _unknown(body, path, matcher, others),
        "is-list": is_list(body) or is_aside(path) or is_library(path, body),
        "is-settings": _SETTINGS.search(name) is not None,
    }


def _mark_hints(body: bytes, found: Sequence[dict[str, Any]]) -> None:
    """Say of each service whether the sign-in data beside it is a placeholder."""
    lines = body.decode("utf-8", "replace").split("\n") if found else []
    for row in found:
        row["hint"] = is_hint(lines, row["line"])


def _unknown(
    body: bytes, path: str, matcher: Matcher, others: Sequence[Matcher]
) -> list[list[Any]]:
    name = path.rpartition("/")[2]
    if not matcher.asks or name in _MANIFESTS:
        return []
    settings = _SETTINGS.search(name) is not None
    return [
        [host, line]
        for host, line in hosts(body, _COMMENT, settings=settings)
        if not any(each.knows(host) for each in (matcher, *others))
    ]


def answer(payload: Mapping[str, Any]) -> dict[str, Any]:
    """For every table, one row a file."""
    answers = {}
    matchers = {name: Matcher(table) for name, table in payload["tables"].items()}
    for name, matcher in matchers.items():
        others = [each for each in matchers.values() if each is not matcher]
        rows = []
        for asked in payload["files"]:
            row = {"root": asked["root"], "path": asked["path"]}
            try:
                row |= read(
                    Path(payload["roots"][asked["root"]]) / asked["path"],
                    asked["path"], matcher, others,
                )  # fmt: skip
            except OSError:
                row["skipped"] = "unreadable"
            rows.append(row)
        answers[name] = rows
    return {"tables": answers}


if __name__ == "__main__":
    serve(answer)
