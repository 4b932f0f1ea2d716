"""Inside the sandbox: read OpenAPI documents strictly, before a linter that would be lenient.

YAML is read as a stream of events, so aliases are counted and never expanded.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from vetting.engines.paths import beside
from vetting.sandbox.serving import serve

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 100
MAX_ALIASES = 1000
MAX_GROWTH = 300_000
"""Nodes that what holds an alias may have once all aliases below it are written out."""
MAX_PARTS = 2_000
"""Files that one contract may be split into."""
_KNOWN = re.compile(r"(2(\.0)?|3\.[0-2](\.\d+)?(-[\w.]+)?)\s*\Z")
_REF = re.compile(r'"\$ref"\s*:\s*"((?:[^"\\]|\\.)*)"')


class Broken(Exception):
    """The document cannot be accepted: a code, the line (0 if unknown), one line of detail."""

    def __init__(self, code: str, line: int, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.detail = code, line, detail


@dataclass
class Reading:
    """What the strict reader saw."""

    top: set[str] = field(default_factory=set)
    refs: list[tuple[int, str]] = field(default_factory=list)
    version: str = ""


def read(data: bytes, name: str, *, whole: bool = True) -> Reading:
    """Read one document; raises Broken at its first fault.

    `whole`: it must state a version; a part that others refer to does not.
    """
    if len(data) > MAX_BYTES:
        raise Broken("too-large", 0, f"{len(data)} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Broken("not-utf8", line, f"byte 0x{data[error.start]:02x}") from error
    reading = _json(text) if name.lower().endswith(".json") else _yaml(text)
    if whole and not reading.top & {"openapi", "swagger"}:
        raise Broken("no-version", 1)
    # No rule looks at a version that nobody knows: silence would be taken for soundness.
    if whole and not _KNOWN.match(reading.version):
        raise Broken("unknown-version", 1, reading.version[:20])
    return reading


def _json(text: str) -> Reading:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) != len(items):
            keys = [key for key, _ in items]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise Broken("duplicate-key", _line_of(text, json.dumps(twice)), twice[:80])
        return result

    try:
        body = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise Broken("syntax", error.lineno, error.msg) from error
    except RecursionError as error:
        raise Broken("too-deep", 0) from error
    if not isinstance(body, dict):
        raise Broken("not-a-mapping", 1)
    refs = [(text.count("\n", 0, m.start()) + 1, m.group(1)) for m in _REF.finditer(text)]
    version = body.get("openapi", body.get("swagger"))
    return Reading(set(body), refs, str(version))


def _line_of(text: str, needle: str) -> int:
    """The line of the second occurrence, where the repetition stands."""
    first = text.find(needle)
    at = text.find(needle, first + 1)
    return text.count("\n", 0, max(at, 0)) + 1


@dataclass
class _Level:
    is_mapping: bool
    keys: set[str] = field(default_factory=set)
    key: str | None = None  # the key whose value comes next
    anchor: str | None = None
    weight: int = 1  # nodes below it once every alias is written out


def _yaml(text: str) -> Reading:
    reading, levels, aliases = Reading(), list[_Level](), 0
    weights: dict[str, int] = {}
    try:
        for event in _events(text):
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent) and reading.top:
                raise Broken("several-documents", line)
            if isinstance(event, yaml.AliasEvent):
                aliases += 1
                _grow(levels, weights.get(str(event.anchor), MAX_GROWTH), line)
                if aliases > MAX_ALIASES:
                    raise Broken("too-many-aliases", line)
            if isinstance(event, yaml.ScalarEvent):
                _grow(levels, 1, 0)
            if isinstance(event, yaml.NodeEvent):
                _node(event, line, levels, reading)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                done = levels.pop()
                if done.anchor is not None:
                    weights[done.anchor] = done.weight
                _grow(levels, done.weight, 0)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Broken("syntax", mark.line + 1 if mark else 0, str(error.problem)) from error
    except yaml.YAMLError as error:
        raise Broken("syntax", 0, str(error).split("\n")[0]) from error
    return reading


def _grow(levels: list[_Level], weight: int, line: int) -> None:
    """Add a node to what holds it; an alias of what is not ended yet weighs as much as may be."""
    if levels:
        levels[-1].weight += weight
        if line and levels[-1].weight > MAX_GROWTH:
            raise Broken("too-many-aliases", line)


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _node(event: Any, line: int, levels: list[_Level], reading: Reading) -> None:
    """One key or value: keep the keys of each mapping, and every `$ref`."""
    parent = levels[-1] if levels else None
    if not parent and not isinstance(event, yaml.MappingStartEvent):
        raise Broken("not-a-mapping", line)
    if parent and parent.is_mapping:
        value = getattr(event, "value", None)
        if parent.key is None:
            _key(str(value) if value is not None else f"\0{line}", line, levels, reading)
        else:
            if len(levels) == 1 and parent.key in ("openapi", "swagger"):
                reading.version = str(value)
            if parent.key == "$ref" and isinstance(value, str):
                reading.refs.append((line, value))
            parent.key = None
    if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
        levels.append(_Level(isinstance(event, yaml.MappingStartEvent), anchor=event.anchor))
        if len(levels) > MAX_DEPTH:
            raise Broken("too-deep", line)


def _key(key: str, line: int, levels: list[_Level], reading: Reading) -> None:
    level = levels[-1]
    if key in level.keys and key != "<<":
        raise Broken("duplicate-key", line, key[:80])
    level.keys.add(key)
    level.key = key
    if len(levels) == 1:
        reading.top.add(key)


def resolved(document: str, target: str) -> str | None:
    """The name that a reference's path means in the package; None when it leaves it."""
    plain = unquote(target)
    if ":" in plain or plain.startswith(("/", "\\", "~")) or "\0" in plain:
        return None
    return beside(document, plain.replace("\\", "/"))


def examine(root: Path, names: list[str]) -> list[dict[str, Any]]:
    """For each document what is wrong, the references that leave it, and the parts it names.

    `refs` holds [line, target, code]: `part` for a sound file of the package, `missing`, or
    `elsewhere`. `parts` holds every file that is reached, with its fault or None.
    """
    return [_examined(root, name) for name in names]


def _examined(root: Path, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"name": name, "broken": None, "refs": [], "parts": {}}
    try:
        reading = read((root / name).read_bytes(), name)
    except Broken as fault:
        answer["broken"] = [fault.code, fault.line, fault.detail]
        return answer
    outside = [ref for ref in reading.refs if not ref[1].startswith("#")]
    for line, target in outside:
        code, part = _follow(root, name, target, answer["parts"])
        if code != "part" or answer["parts"].get(part) is not None:
            answer["refs"].append([line, target, code])
    answer["refs"] = answer["refs"][:500]
    answer["parts"].pop(name, None)
    return answer


def _follow(root: Path, document: str, target: str, parts: dict[str, Any]) -> tuple[str, str]:
    """Read the file that a reference names, and all that it refers to in turn."""
    first = resolved(document, target.split("#")[0])
    if first is None:
        return "elsewhere", ""
    if not _is_file(root, first):
        return "missing", first
    waiting = [first]
    while waiting and len(parts) < MAX_PARTS:
        name = waiting.pop()
        if name in parts or not _is_file(root, name):
            continue
        try:
            reading = read((root / name).read_bytes(), name, whole=False)
        except Broken as fault:
            parts[name] = [fault.code, fault.line, fault.detail]
            continue
        parts[name] = None
        inner = (resolved(name, t.split("#")[0]) for _line, t in reading.refs if t[:1] != "#")
        waiting += [one for one in inner if one]
    return "part", first


def _is_file(root: Path, name: str) -> bool:
    path = root / name
    return path.is_file() and not path.is_symlink()


if __name__ == "__main__":
    serve(lambda order: examine(Path(order["root"]), order["documents"]))
