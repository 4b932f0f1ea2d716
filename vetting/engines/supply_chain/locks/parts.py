"""What the readers give back, and the strict reading of JSON and YAML they share."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

BROKEN = (ValueError, TypeError, KeyError, AttributeError, RecursionError, yaml.YAMLError)
"""All that a reader may raise for a broken file."""

DEEPEST = 64
"""Levels of nesting in YAML; the deepest real lock file seen has 6."""

PATIENCE = 50_000_000
"""Characters that vain searches for lines may cost, about a second."""

_YamlLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that a file names. `version` is "" where it names no released one.

    `is_direct` is None where the file does not tell. `licence` is as the file writes it,
    `hashes` are `algorithm:hex`, `origin` is the address it is fetched from where stated,
    `has_script` says that its installation runs code, `needs` are packages by name, each with the
    address it is wanted from where one is stated (`needs_of`), and `ecosystem` is filled where the
    kind of file does not tell it.
    """

    name: str
    version: str
    line: int
    is_dev: bool = False
    is_direct: bool | None = None
    licence: str = ""
    hashes: tuple[str, ...] = ()
    origin: str = ""
    has_script: bool = False
    needs: tuple[str, ...] = ()
    ecosystem: str = ""


Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """What a manifest says for itself and for those that build upon it.

    Of a pom.xml names are `group:artifact`; `properties`, `managed` (versions by name) and
    `imports` (bills of materials, by name and version) are as the file writes them, `${…}` and
    all. Of Gradle's files `properties` are the variables they set. composer.json and package.json
    have their own name and version, and `sort`: the type that Composer knows, or `private`.
    `parts` are the folders of the same build, as composer.json's repositories name them.
    """

    name: str = ""
    version: str = ""
    parent: str = ""
    parent_version: str = ""
    properties: Pairs = ()
    managed: Pairs = ()
    imports: Pairs = ()
    sort: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """What one file says.

    `packages` are locked; `declared` are wanted by name, with the constraint as the version.
    `provided` are further names that the lock file satisfies: aliases, workspaces, packages
    that another one replaces. `runtimes` are products and the versions or constraints stated
    for them, such as PHP in composer.json. `licence` is the one that a manifest states for the
    application itself, `includes` are further files that this one names as part of itself, by
    path from its own folder, `model` is what other files of a build take from this one, and
    `faults` are lines that could not be read beside the rest that could.
    """

    packages: tuple[Package, ...] = ()
    declared: tuple[Package, ...] = ()
    provided: tuple[str, ...] = ()
    runtimes: tuple[Package, ...] = ()
    licence: str = ""
    includes: tuple[str, ...] = ()
    model: Model = Model()
    faults: tuple[str, ...] = ()


class Lines:
    """Finds the line of each match of a pattern, looking onwards from the last one.

    Searches that find nothing cost the rest of the text; beyond `PATIENCE` characters of them
    no line is looked for any more.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._patience = PATIENCE

    def of(self, pattern: str) -> int:
        """The line where the pattern matches next, 0 when it does not."""
        if self._patience < 0:
            return 0
        match = re.compile(pattern).search(self._text, self._at)
        if not match:
            self._patience -= len(self._text) - self._at
            return 0
        self._line += self._text.count("\n", self._at, match.start())
        self._at = match.start()
        line = self._line
        self._line += self._text.count("\n", self._at, match.end())
        self._at = match.end()
        return line


def quoted(name: str) -> str:
    """A pattern for the name as a JSON string; the usual encoders escape `/` or do not."""
    return '"' + re.escape(name).replace("/", r"\\?/") + '"'


def load_json(text: str) -> dict[str, Any]:
    """A JSON object without a key that stands twice; raises ValueError for anything else."""
    loaded = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_unique)
    return mapping(loaded)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return result


def mapping(value: Any) -> dict[str, Any]:
    """The value, if it is a mapping; raises ValueError otherwise."""
    if not isinstance(value, dict):
        raise ValueError(f"a {type(value).__name__} where a mapping is due")
    return value


def words(value: Any) -> str:
    """The value, if it is text; raises ValueError otherwise."""
    if not isinstance(value, str):
        raise ValueError(f"a {type(value).__name__} where text is due")
    return value


def optional(holder: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The mapping at a key, empty when absent. PHP writes an empty mapping as `[]`."""
    value = holder.get(key)
    return {} if value is None or value == [] else mapping(value)


_BY_NAME = ("npm:", "file:", "link:", "workspace:", "portal:", "patch:")


def needs_of(section: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of a section of wanted packages; `name address` where it says from where."""
    return tuple(
        f"{name} {wanted}" if _is_address(wanted) else name for name, wanted in section.items()
    )


def _is_address(wanted: Any) -> bool:
    return isinstance(wanted, str) and "/" in wanted and not wanted.startswith(_BY_NAME)


def load_yaml(text: str) -> dict[str, Any]:
    """A YAML mapping without aliases, deep nesting or doubled keys.

    Scalars stay text, so that the version `1.10` is not a number. Mappings know the line of
    each key (`Keyed`). Raises ValueError or YAMLError for anything else.
    """
    _refuse_tricks(text)
    return mapping(_plain(yaml.compose(text, _YamlLoader)))


def load_yamls(text: str) -> list[dict[str, Any]]:
    """The same for each of several documents in one file."""
    _refuse_tricks(text)
    return [mapping(_plain(node)) for node in yaml.compose_all(text, _YamlLoader)]


def _refuse_tricks(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, _YamlLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("a YAML alias")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"more than {DEEPEST} levels deep")


class Keyed(dict[str, Any]):
    """A mapping that knows the line of each key."""

    lines: dict[str, int]


def _plain(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        result = Keyed(_unique([(words(_plain(key)), _plain(value)) for key, value in node.value]))
        result.lines = {key.value: key.start_mark.line + 1 for key, _ in node.value}
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return None if node is None else node.value


def items(value: Any) -> Iterator[dict[str, Any]]:
    """The mappings of a list; raises ValueError for any other content."""
    if not isinstance(value, list):
        raise ValueError(f"a {type(value).__name__} where a list is due")
    for item in value:
        yield mapping(item)


def list_of(holder: Mapping[str, Any], key: str) -> list[Any]:
    """The list at a key, empty when absent; raises ValueError for any other content."""
    value = holder.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"a {type(value).__name__} where a list is due")
    return value


_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}


def hex_hash(value: Any) -> tuple[str, ...]:
    """A hash in hex, named by its length; nothing for any other value."""
    text = value.rpartition(":")[2].lower() if isinstance(value, str) else ""
    is_hex = bool(text) and not set(text) - set("0123456789abcdef")
    return (f"{_ALGORITHMS[len(text)]}:{text}",) if is_hex and len(text) in _ALGORITHMS else ()


def sri_hash(value: Any) -> tuple[str, ...]:
    """The hashes of a Subresource Integrity value, such as `sha512-…`."""
    found: tuple[str, ...] = ()
    for word in value.split() if isinstance(value, str) else ():
        _, sign, digest = word.partition("-")
        try:
            found += hex_hash(base64.b64decode(digest, validate=True).hex()) if sign else ()
        except ValueError:
            continue
    return found
