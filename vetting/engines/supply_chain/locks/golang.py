"""go.mod and go.sum, of Go modules."""

import re
from collections.abc import Iterator
from dataclasses import replace

from vetting.engines.supply_chain.locks.parts import Contents, Package

_REQUIRE = re.compile(r"^(\S+)\s+(v\S+)$")
_REPLACE = re.compile(r"^(\S+)(?:\s+(v\S+))?\s*=>\s*(\S+)(?:\s+(v\S+))?$")
_DIRECTIVE = re.compile(r"^(\w+)\b\s*(.*)$")
_TOOLCHAIN = re.compile(r"^(?:go)?(\d+\.\d+(?:\.\d+)?(?:rc\d+|beta\d+)?)")
_SUM = re.compile(r"^(\S+) (v\S+?)(/go\.mod)? h1:\S+$")
_KNOWN = ("module", "go", "toolchain", "require", "replace", "exclude", "retract", "godebug", "tool", "ignore")  # fmt: skip


def mod(text: str) -> Contents:
    """The modules that go.mod requires, replaced ones under the name of what replaces them."""
    required: list[Package] = []
    replaced: dict[tuple[str, str], tuple[str, str]] = {}
    runtime: Package | None = None
    for number, word, rest, is_indirect in _directives(text):
        if word == "require":
            required.append(_required(rest, number, is_indirect))
        elif word == "replace":
            match = _REPLACE.match(rest)
            if not match:
                raise ValueError(f"line {number} replaces nothing")
            replaced[match[1], match[2] or ""] = (match[3], match[4] or "")
        elif word in ("go", "toolchain") and (match := _TOOLCHAIN.match(rest)):
            # `go` states the least that builds it, `toolchain` what does.
            runtime = Package("go", f"{'=' if word == 'go' else ''}{match[1]}", number)
    found = [_in_place(package, replaced) for package in required]
    return Contents(
        tuple(p for p in found if p.version or not p.name.startswith((".", "/"))),
        provided=tuple(p.name for p in required),
        runtimes=(runtime,) if runtime else (),
    )


def _directives(text: str) -> Iterator[tuple[int, str, str, bool]]:
    """Line number, directive, its operands, and whether the line says `// indirect`."""
    block = ""
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line, _, comment = raw.partition("//")
        line = " ".join(word.strip('"`') for word in line.split())
        if not line:
            continue
        if block:
            if line == ")":
                block = ""
            else:
                yield number, block, line, comment.strip().startswith("indirect")
            continue
        match = _DIRECTIVE.match(line)
        if not match or match[1] not in _KNOWN:
            raise ValueError(f"line {number} is no directive of go.mod")
        if match[2].rstrip() == "(":
            block = match[1]
        else:
            yield number, match[1], match[2].strip(), comment.strip().startswith("indirect")
    if block:
        raise ValueError("an open block at the end")


def _required(rest: str, number: int, is_indirect: bool) -> Package:
    match = _REQUIRE.match(rest)
    if not match:
        raise ValueError(f"line {number} requires nothing")
    return Package(match[1], _release(match[2]), number, is_direct=not is_indirect)


def _in_place(package: Package, replaced: dict[tuple[str, str], tuple[str, str]]) -> Package:
    other = replaced.get((package.name, f"v{package.version}")) or replaced.get((package.name, ""))
    if other is None:
        return package
    return replace(package, name=other[0], version=_release(other[1]))


def _release(version: str) -> str:
    """Without the mark of modules that state no version rules themselves."""
    return version.removeprefix("v")


def checksums(text: str) -> Contents:
    """The modules of a go.sum, the newest version of each: what older Go does not list."""
    from vetting.advisories.versions import key

    newest: dict[str, Package] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _SUM.match(line)
        if not match:
            faults.append(f"line {number} is no checksum")
            continue
        name, version = match[1], _release(match[2])
        old = newest.get(name)
        if match[3]:
            continue
        if old is None or key("Go", version) > key("Go", old.version):
            newest[name] = Package(name, version, number)
    return Contents(tuple(newest.values()), faults=tuple(faults))
