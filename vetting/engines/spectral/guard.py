"""Inside the sandbox: read OpenAPI documents strictly, before a linter that would be lenient.

YAML is read as a stream of events, so aliases are counted and never expanded. References from
one to the next are walked here, with a bound, before anyone resolves them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
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
MAX_HOPS = 30
"""References that may lead from one to the next without anything between them."""
_KNOWN = re.compile(r"(2(\.0)?|3\.[0-2](\.\d+)?(-[\w.]+)?)\s*\Z")
_REF = re.compile(r'"\$ref"\s*:\s*"((?:[^"\\]|\\.)*)"')
_TAGS = ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge")
_RESERVED = "__proto__"
"""A key that readers in JavaScript take for something else than a key."""

Pointer = tuple[str, ...]


class Broken(Exception):
    """The document cannot be accepted: a code, the line (0 if unknown), one line of detail."""

    def __init__(self, code: str, line: int, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.detail = code, line, detail


class Ref(NamedTuple):
    """One `$ref`: its line, what it names, and where what holds it stands in the document."""

    line: int
    target: str
    pointer: Pointer


@dataclass
class Reading:
    """What the strict reader saw."""

    top: set[str] = field(default_factory=set)
    refs: list[Ref] = field(default_factory=list)
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
        if _RESERVED in result:
            at = text.find(json.dumps(_RESERVED))
            raise Broken("reserved-key", text.count("\n", 0, max(at, 0)) + 1, _RESERVED)
        return result

    try:
        # Numbers are no matter of ours, and Python refuses to read those of 5,000 digits.
        body = json.loads(text, object_pairs_hook=pairs, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise Broken("syntax", error.lineno, error.msg) from error
    except RecursionError as error:
        raise Broken("too-deep", 0) from error
    if not isinstance(body, dict):
        raise Broken("not-a-mapping", 1)
    version = body.get("openapi", body.get("swagger"))
    return Reading(set(body), _json_refs(body, text), str(version))


def _json_refs(body: dict[str, Any], text: str) -> list[Ref]:
    """Every `$ref` in the order of the text, which is that of a walk through the values."""
    lines, line, last = [], 1, 0
    for match in _REF.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        lines.append(line)
    found = list(_walked(body))
    if len(lines) != len(found):  # one within a text, or written with escapes
        lines = [1] * len(found)
    return [Ref(at, *one) for at, one in zip(lines, found, strict=True)]


def _walked(body: Any) -> Iterator[tuple[str, Pointer]]:
    waiting: list[tuple[Any, Pointer]] = [(body, ())]
    while waiting:
        node, at = waiting.pop()
        if isinstance(node, tuple):
            yield str(node[0]), at
        elif isinstance(node, dict):
            below = [
                ((value,), at) if key == "$ref" and isinstance(value, str)
                else (value, (*at, key))
                for key, value in node.items()
            ]  # fmt: skip
            waiting += reversed(below)
        elif isinstance(node, list):
            waiting += reversed([(value, (*at, str(n))) for n, value in enumerate(node)])


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
    name: str = ""  # the key, or number in a sequence, of what is being read
    count: int = 0  # elements of a sequence so far
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
    _tag(event, line)
    if parent and not parent.is_mapping:
        parent.name, parent.count = str(parent.count), parent.count + 1
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
                reading.refs.append(Ref(line, value, tuple(one.name for one in levels[:-1])))
            parent.key = None
    if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
        levels.append(_Level(isinstance(event, yaml.MappingStartEvent), anchor=event.anchor))
        if len(levels) > MAX_DEPTH:
            raise Broken("too-deep", line)


def _tag(event: Any, line: int) -> None:
    """Only what JSON knows: a tag of one program's own means nothing, or a command, to another."""
    tag = getattr(event, "tag", None)
    if tag and tag != "!" and tag.removeprefix("tag:yaml.org,2002:") not in _TAGS:
        raise Broken("foreign-tag", line, str(tag)[:80])


def _key(key: str, line: int, levels: list[_Level], reading: Reading) -> None:
    level = levels[-1]
    if key in level.keys and key != "<<":
        raise Broken("duplicate-key", line, key[:80])
    if key == _RESERVED:
        raise Broken("reserved-key", line, key)
    level.keys.add(key)
    level.key = level.name = key
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
    `circles` holds [file, line, target] of references that lead back to themselves.
    """
    return [_examined(root, name) for name in names]


def _examined(root: Path, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"name": name, "broken": None, "refs": [], "parts": {}, "circles": []}
    try:
        reading = read((root / name).read_bytes(), name)
        readings = {name: reading}
        for line, target, _pointer in reading.refs:
            if not target.startswith("#"):
                code, part = _follow(root, name, target, answer["parts"], readings)
                if code != "part" or answer["parts"].get(part) is not None:
                    answer["refs"].append([line, target, code])
        answer["circles"] = circles(readings)[:100]
    except Broken as fault:
        answer["broken"] = [fault.code, fault.line, fault.detail]
        return answer
    answer["refs"] = answer["refs"][:500]
    answer["parts"].pop(name, None)
    return answer


def _follow(
    root: Path, document: str, target: str, parts: dict[str, Any], readings: dict[str, Reading]
) -> tuple[str, str]:
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
        readings[name] = reading
        inner = (resolved(name, ref.target.split("#")[0])
                 for ref in reading.refs if ref.target[:1] != "#")  # fmt: skip
        waiting += [one for one in inner if one]
    return "part", first


def _is_file(root: Path, name: str) -> bool:
    path = root / name
    return path.is_file() and not path.is_symlink()


_Place = tuple[str, Pointer]


def circles(readings: Mapping[str, Reading]) -> list[list[Any]]:
    """References that lead from one to the next and back: [file, line, target] of each circle.

    Raises Broken for a chain of more than MAX_HOPS. The first of `readings` is the document.
    """
    known = {(name, ref.pointer): ref for name, one in readings.items() for ref in one.refs}
    hops: dict[_Place, int] = {}
    found = []
    for start in known:
        path: list[_Place] = []
        at: _Place | None = start
        while at in known and at not in hops:
            assert at is not None  # noqa: S101 - for the type checker
            hops[at] = 0  # being walked
            path.append(at)
            at = _named(at[0], known[at].target)
        if at in path:
            found.append([at[0], known[at].line, known[at].target])
        count = hops.get(at, 0) if at is not None else 0
        for one in reversed(path):
            count += 1
            hops[one] = count
            if count > MAX_HOPS:
                file, line = one[0], known[one].line
                where = "" if file == next(iter(readings)) else f" ({file})"
                raise Broken("reference-chain", line if not where else 0, f"{MAX_HOPS}{where}")
    return found


def _named(file: str, target: str) -> _Place | None:
    """What a reference names: file and pointer; None for what leaves the package."""
    path, _, pointer = target.partition("#")
    name = resolved(file, path) if path else file
    parts = (unquote(part).replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    return (name, tuple(parts)) if name is not None else None


if __name__ == "__main__":
    serve(lambda order: examine(Path(order["root"]), order["documents"]))
