"""Where checks, policies and reports lie, and their digests.

Content is data: it ships inside the wheel and, in a checkout, at the top of the repository.
The current directory is never looked at, because it may be the examined application.
"""

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from vetting.model.check import FAMILIES, AppliesTo, Check
from vetting.model.errors import BadContent
from vetting.model.scale import Severity
from vetting.model.text import Text

MATURITIES = ("sandbox", "incubating", "stable", "deprecated")
_CHECK_KEYS = {
    "id", "title", "why", "fix", "fix-for", "severity", "maturity", "applies-to", "engine",
    "cwe", "standards",
}  # fmt: skip
_REQUIRED_KEYS = ("id", "title", "why", "fix", "severity", "maturity", "engine")


class Node(dict[str, Any]):
    """A YAML mapping that knows its line, and the line of each of its keys."""

    line: int = 1
    lines: dict[str, int]


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """A safe loader that refuses duplicate keys and remembers lines."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Node:
    result = Node()
    result.line = node.start_mark.line + 1
    result.lines = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in result:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} stands here twice", key_node.start_mark
            )
        result.lines[key] = key_node.start_mark.line + 1
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
# Dates stay text: the schema of a file says what is a date.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def load_yaml(path: Path) -> Node:
    """Read a YAML mapping of our own content; raises BadContent with the line of a fault."""
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise bad_content(path, line, f"bukan YAML yang sah: {error.problem}",
                          f"not valid YAML: {error.problem}") from error  # fmt: skip
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise bad_content(path, 1, f"tidak terbaca: {error}", f"cannot be read: {error}") from error
    if not isinstance(loaded, Node):
        raise bad_content(path, 1, "harus berupa pemetaan YAML", "must be a YAML mapping")
    return loaded


def bad_content(path: Path, line: int, id: str, en: str) -> BadContent:
    """A BadContent error at a line of a content file."""
    hint = Text("Perbaiki berkas itu, lalu jalankan `vet policy lint`.",
                "Mend that file, then run `vet policy lint`.")  # fmt: skip
    return BadContent(Text(id, en), hint=hint, where=f"{path.name}:{line}")


def refuse_unknown(path: Path, node: Node, known: Iterable[str]) -> None:
    """Raise BadContent at the first key that is not known, with the nearest known one."""
    known = list(known)
    for key, line in node.lines.items():
        if key in known:
            continue
        near = difflib.get_close_matches(key, known, n=1)
        guess_id, guess_en = (
            (f"; maksudnya '{near[0]}'?", f"; did you mean '{near[0]}'?")
            if near
            else (f"; yang dikenal: {', '.join(known)}", f"; known keys: {', '.join(known)}")
        )
        raise bad_content(
            path, line, f"kunci '{key}' tidak dikenal{guess_id}", f"unknown key '{key}'{guess_en}"
        )


def text(path: Path, node: Node, key: str) -> Text:
    """The two-language text at a key; raises BadContent when one is missing."""
    value = node.get(key)
    line = node.lines.get(key, node.line)
    if not isinstance(value, Mapping) or not value.get("id") or not value.get("en"):
        raise bad_content(path, line, f"'{key}' perlu teks 'id' dan 'en'",
                          f"'{key}' needs an 'id' and an 'en' text")  # fmt: skip
    return Text(str(value["id"]).strip(), str(value["en"]).strip())


def digest_of(paths: Iterable[Path], base: Path) -> str:
    """SHA-256 over names below `base` and bytes of the files, in path order."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        body = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(base).as_posix()}\0{body}\n".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def load_check(file: Path) -> Check:
    """Load one `check.yaml`; raises BadContent with file and line of the first fault."""
    node = load_yaml(file)
    folder = file.parent
    for key in _REQUIRED_KEYS:
        if key not in node:
            raise bad_content(file, node.line, f"kunci '{key}' belum ada", f"missing key '{key}'")
    want = f"{folder.parent.name}/{folder.name}"
    if node["id"] != want or folder.parent.name not in FAMILIES:
        raise bad_content(file, node.lines["id"], f"id harus '{want}', keluarga: {FAMILIES}",
                          f"the id must be '{want}', of the families {FAMILIES}")  # fmt: skip
    if node["maturity"] not in MATURITIES:
        raise bad_content(file, node.lines["maturity"], f"maturity: {', '.join(MATURITIES)}",
                          f"maturity is one of {', '.join(MATURITIES)}")  # fmt: skip
    try:
        severity = Severity.parse(str(node["severity"]))
    except ValueError as error:
        raise bad_content(file, node.lines["severity"], str(error), str(error)) from None
    applies = node.get("applies-to", Node())
    if isinstance(applies, Node) and applies:
        refuse_unknown(file, applies, ("languages", "kinds"))
    fixes = node.get("fix-for") or Node()
    own = {path for path in _files(folder) if "fixtures" not in path.relative_to(folder).parts}
    return Check(
        id=str(node["id"]),
        title=text(file, node, "title"),
        why=text(file, node, "why"),
        fix=text(file, node, "fix"),
        severity=Severity(severity),
        maturity=str(node["maturity"]),
        applies_to=AppliesTo(tuple(applies.get("languages", ())), tuple(applies.get("kinds", ()))),
        engine=str(node["engine"]),
        folder=folder,
        digest=digest_of(own, folder),
        cwe=tuple(int(number) for number in node.get("cwe", ())),
        standards=tuple(str(name) for name in node.get("standards", ())),
        fix_for={name: text(file, fixes, name) for name in fixes},
        settings={key: value for key, value in node.items() if key not in _CHECK_KEYS},
    )


@dataclass(frozen=True)
class Content:
    """The content folders in use: the shipped one first, then those given with --content."""

    roots: tuple[Path, ...]

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """All checks by id, sorted; a check may not be defined in two folders."""
        found: dict[str, Check] = {}
        for root in self.roots:
            for file in sorted((root / "checks").glob("*/*/check.yaml")):
                check = load_check(file)
                if check.id in found:
                    raise bad_content(file, 1, f"cek '{check.id}' sudah ada",
                                      f"the check '{check.id}' exists already")  # fmt: skip
                found[check.id] = check
        return dict(sorted(found.items()))

    def file(self, *parts: str) -> Path:
        """A content file, the last folder given winning; raises BadContent when absent."""
        for root in reversed(self.roots):
            path = root.joinpath(*parts)
            if path.is_file():
                return path
        name = "/".join(parts)
        hint = Text("Pasang ulang vet, atau periksa --content.",
                    "Install vet again, or look at --content.")  # fmt: skip
        raise BadContent(Text(f"isi '{name}' tidak ditemukan", f"content '{name}' not found"),
                         hint=hint)  # fmt: skip

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every check's digest and every policy and report file."""
        lines = [f"{check.id} {check.digest}" for check in self.checks.values()]
        for root in self.roots:
            for name in ("policies", "reports"):
                if (root / name).is_dir():
                    lines.append(digest_of(_files(root / name), root))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def shipped() -> Path:
    """The content folder of this installation: inside the package, else the checkout's top."""
    package = Path(__file__).resolve().parent
    for root in (package / "_content", package.parent):
        if (root / "checks").is_dir() and (root / "policies").is_dir():
            return root
    hint = Text("Pasang ulang vet.", "Install vet again.")
    raise BadContent(Text("isi bawaan vet hilang", "vet's own content is missing"), hint=hint)


def load(extra: Iterable[Path] = ()) -> Content:
    """The shipped content and then the folders given."""
    return Content((shipped(), *(path.resolve() for path in extra)))
