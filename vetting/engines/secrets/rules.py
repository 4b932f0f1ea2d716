"""The `rules.yaml` of a check for the `secrets` engine, judged before anything runs.

A rule has a `pattern` with a group `value` (the secret itself), `words` of which one must
occur before the pattern is tried, and a `canary` that it must find on every run. Famous
tokens in a canary are written as a list of parts, so that no scanner takes ours for real.
A `value: guessable` is found where it is a word that anybody tries, others where they are none.
`not-in` names roles of files (`vetting.engines.owners`) in which nothing is told.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vetting import content
from vetting.content import Node
from vetting.engines import rules
from vetting.engines.owners import ROLES
from vetting.engines.rules import Rule
from vetting.model.check import Check

VALUES = ("token", "password", "key", "file", "guessable")
_KEYS = ("words", "pattern", "paths", "files", "value", "least-entropy", "not-in")


def load(check: Check) -> tuple[Rule, ...]:
    """The rules of a check; raises BadContent with the line of the first fault.

    Of `plain`, `key` is the rule's name across checks.
    """

    def plain(file: Path, node: Node, body: Node) -> Mapping[str, Any]:
        del body
        return {"key": f"{check.id}:{node['id']}", **_plain(file, node)}

    return rules.load(check, _KEYS, plain)


def _plain(file: Path, node: Node) -> Mapping[str, Any]:
    if node.get("value") not in VALUES or ("pattern" in node) == ("paths" in node):
        raise content.bad_content(file, node.line, f"perlu 'pattern' atau 'paths', 'value': {VALUES}",
                                  f"needs 'pattern' or 'paths', and 'value': {VALUES}")  # fmt: skip
    return {
        "value": node["value"],
        "pattern": _pattern(file, node),
        "words": [str(word).lower() for word in node.get("words", ())],
        "paths": [str(glob) for glob in node.get("paths", ())],
        "files": [str(glob) for glob in node.get("files", ())],
        "least-entropy": float(node.get("least-entropy", 0)),
        "not-in": _roles(file, node),
        "canary": {
            "path": str(node["canary"]["path"]),
            "text": "".join(map(str, node["canary"].get("parts", ()))),
        },
    }


def _roles(file: Path, node: Node) -> list[str]:
    given = [str(role) for role in node.get("not-in", ())]
    if odd := sorted(set(given) - set(ROLES)):
        raise content.bad_content(file, node.lines["not-in"], f"peran tidak dikenal: {odd[0]}",
                                  f"no such role: {odd[0]}")  # fmt: skip
    return given


def _pattern(file: Path, node: Node) -> str:
    if "pattern" not in node:
        return ""
    line = node.lines["pattern"]
    try:
        groups = re.compile(node["pattern"]).groupindex
    except re.error as error:
        raise content.bad_content(file, line, f"pola tidak sah: {error}",
                                  f"not a valid pattern: {error}") from error  # fmt: skip
    if "value" not in groups:
        raise content.bad_content(file, line, "pola perlu grup 'value'",
                                  "the pattern needs a group 'value'")  # fmt: skip
    return str(node["pattern"])
