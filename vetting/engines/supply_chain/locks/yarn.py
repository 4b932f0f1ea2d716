"""yarn.lock, of Yarn 1 (its own format) and of Yarn 2 and later (YAML)."""

import re
from collections.abc import Iterable, Iterator

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Package,
    hex_hash,
    load_yaml,
    mapping,
    needs_of,
    optional,
    sri_hash,
    words,
)

_BERRY = re.compile(r"^__metadata:", re.M)
_SPEC = re.compile(r"^(@?[^@]+)@(.*)$")
_ALIAS = re.compile(r"^npm:(@?[^@]+)@")
_FIELD = re.compile(r'^ {2}"?([A-Za-z]+)"? "?([^"\s]+)"?\s*$')
_SECTION = re.compile(r"^ {2}(\w+):\s*$")
_NEED = re.compile(r'^ {4}"?([^"\s]+)"? "?([^"\s][^"]*)"?\s*$')
_NEEDS = ("dependencies", "optionalDependencies")
_RESOLUTION = re.compile(r"^(@?[^@]+)@(?:[^#]*::)?(npm|virtual|patch|workspace|link|portal)[:+]?")
_FOREIGN = ("git+", "git:", "git@", "file:", "link:")


def lock(text: str) -> Contents:
    """The packages of the lock file; Yarn does not say which are for development."""
    if _BERRY.search(text):
        return Contents(tuple(_berry(text)), provided=_keys(load_yaml(text)))
    return Contents(tuple(_classic(text)), provided=_keys(re.findall(r"(?m)^\S.*(?=:\s*$)", text)))


def _keys(heads: Iterable[str]) -> tuple[str, ...]:
    """The names that entries stand under, which an alias makes other than the package's."""
    specs = (spec.strip().strip('"') for head in heads for spec in head.split(","))
    return tuple(sorted({match[1] for spec in specs if (match := _SPEC.match(spec))}))


def _berry(text: str) -> Iterator[Package]:
    body = load_yaml(text)
    for spec, value in body.items():
        if spec == "__metadata":
            continue
        item = mapping(value)
        match = _RESOLUTION.match(words(item["resolution"]))
        line = body.lines[spec]  # type: ignore[attr-defined]
        if match and match[2] in ("workspace", "link", "portal"):
            continue  # the application's own code
        if match:  # the checksum is of Yarn's own archive, not of the registry's: it is left out
            yield Package(
                match[1],
                words(item["version"]),
                line,
                needs=needs_of(optional(item, "dependencies")),
            )
        else:
            yield Package(
                _name(spec),
                "",
                line,
                origin=words(item["resolution"])[1:].partition("@")[2],
                needs=needs_of(optional(item, "dependencies")),
            )


def _name(specs: str) -> str:
    first = specs.split(",")[0].strip().strip('"')
    match = _SPEC.match(first)
    if not match:
        return first  # without a constraint
    alias = _ALIAS.match(match[2])
    return alias[1] if alias else match[1]


def _classic(text: str) -> Iterator[Package]:
    head, line, fields, needs, section = "", 0, dict[str, str](), dict[str, str](), ""
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw.strip() or raw.startswith("#"):
            continue
        if not raw.startswith(" "):
            if head:
                yield _entry(head, line, fields, needs)
            if not raw.rstrip().endswith(":"):
                raise ValueError(f"line {number} opens no entry")
            head, line, fields, needs, section = raw.rstrip()[:-1], number, {}, {}, ""
        elif match := _FIELD.match(raw):
            fields[match[1]] = match[2]
        elif match := _SECTION.match(raw):
            section = match[1]
        elif section in _NEEDS and (match := _NEED.match(raw)):
            needs[match[1]] = match[2]
    if head:
        yield _entry(head, line, fields, needs)
    elif "yarn lockfile v1" not in text:
        raise ValueError("neither of Yarn's formats")


def _entry(head: str, line: int, fields: dict[str, str], needs: dict[str, str]) -> Package:
    if "version" not in fields:
        raise ValueError(f"the entry in line {line} has no version")
    origin = fields.get("resolved", "")
    digest = sri_hash(fields.get("integrity")) or hex_hash(origin.rpartition("#")[2])
    version = "" if origin.startswith(_FOREIGN) else fields["version"]
    return Package(_name(head), version, line, hashes=digest, origin=origin, needs=needs_of(needs))
