"""Reads every file's head, inside the sandbox; prints languages, kinds and frameworks."""

from collections import defaultdict
from pathlib import Path
from typing import Any, BinaryIO

from vetting.identify.frameworks import frameworks_in, is_manifest
from vetting.identify.names import kinds_of, languages_of
from vetting.identify.openapi import is_bare_name, looks_like_openapi
from vetting.identify.sniff import HEAD, is_text, languages_in, template_kind
from vetting.sandbox.serving import serve

_MANIFEST_LIMIT = 4 << 20


def classify(path: str, head: bytes) -> tuple[set[str], set[str]]:
    """Languages and kinds of one file by its name and its first `HEAD` bytes."""
    kinds = kinds_of(path)
    if not is_text(head):
        return set(), kinds | {"binary"}
    languages = languages_of(path) | languages_in(head)
    kinds.add("text")
    template = template_kind(path, head, kinds)
    if template:
        kinds.discard("html")
        kinds.add(template)
    if (kinds & {"json", "yaml"} or is_bare_name(path)) and looks_like_openapi(head):
        kinds.add("openapi")
    return languages, kinds


def _frameworks(path: str, head: bytes, file: BinaryIO) -> list[tuple[str, str]]:
    """Only a manifest is read beyond its head."""
    rest = file.read(_MANIFEST_LIMIT - HEAD) if is_manifest(path) else b""
    return frameworks_in(path, head + rest)


def survey(root: Path, paths: list[str]) -> dict[str, Any]:
    """The facts of a tree as plain values; `read` counts the files that were opened."""
    languages: dict[str, list[str]] = defaultdict(list)
    kinds: dict[str, list[str]] = defaultdict(list)
    frameworks: dict[str, tuple[str, str]] = {}
    for path in paths:
        with (root / path).open("rb") as file:
            head = file.read(HEAD)
            found, kinds_found = classify(path, head)
            for name, version in _frameworks(path, head, file):
                frameworks.setdefault(name, (version, path))
        for name in found:
            languages[name].append(path)
        for name in kinds_found:
            kinds[name].append(path)
    return {
        "read": len(paths),
        "languages": languages,
        "kinds": kinds,
        "frameworks": [[name, *rest] for name, rest in sorted(frameworks.items())],
    }


if __name__ == "__main__":
    serve(lambda order: survey(Path(order["root"]), order["paths"]))
