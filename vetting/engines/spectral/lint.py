"""The linter process: order out, answer in, and what its answer must prove."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vetting import tooling
from vetting.engines.base import Bench
from vetting.engines.spectral.fragments import Edit, edits
from vetting.engines.spectral.rules import ALIASES, Ruleset
from vetting.model.outcome import Failed, Reason
from vetting.model.tree import Tree
from vetting.sandbox.job import Job
from vetting.sandbox.worker import parsed

NAME = "spectral"
ALL = "*"
SECONDS = 75
"""Of processor, for one document."""
_SHARE = 0.8
"""Of the job's time after which no further document is begun."""
_FAULTS = ("timed-out", "memory-cap")
_DRIVER = Path(__file__).parent / "driver.cjs"


@dataclass(frozen=True, slots=True)
class Result:
    """One result: the rule (or Spectral's own code), the place, and the linter's words.

    `edits` mend the document there; empty where that cannot be said mechanically.
    """

    document: str
    rule: str
    pointer: tuple[str, ...]
    line: int
    message: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Linted:
    """All results, and by check the rules that fired on its canary.

    `crashed` are the rules that gave no answer on a document, by its name; ALL stands for every
    rule. `refused` are documents that grow beyond reading once their references are followed,
    with (code, detail); `faults` say why a document has no answer (`timed-out`, `memory-cap`).
    """

    results: tuple[Result, ...]
    canaries: Mapping[str, frozenset[str]]
    crashed: Mapping[str, frozenset[str]]
    version: str
    refused: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def unread(self, rules: Iterable[str]) -> list[str]:
        """The documents on which any of these rules gave no answer, sorted."""
        asked = {*rules, ALL}
        return sorted(name for name, threw in self.crashed.items() if threw & asked)


def version(modules: Path) -> str:
    """The version of Spectral's core in a folder of Node packages."""
    package = modules / "@stoplight" / "spectral-core" / "package.json"
    return str(json.loads(package.read_text(encoding="utf-8"))["version"])


def lint(
    rulesets: Mapping[str, Ruleset],
    documents: list[str],
    parts: Iterable[str],
    tree: Tree,
    bench: Bench,
) -> Linted | Failed:
    """Lint the documents once with all rules; `parts` are the files they may refer to."""
    modules, node = tooling.node_modules(), tooling.node()
    order = {
        "root": str(tree.root),
        "modules": str(modules),
        "documents": documents,
        "parts": sorted(parts),
        "seconds": SECONDS,
        "total": bench.limits.wall_seconds * _SHARE,
        "aliases": ALIASES,
        "rules": {rule.id: rule.plain for ruleset in rulesets.values() for rule in ruleset.rules},
        "repairs": {
            rule.id: rule.repair
            for ruleset in rulesets.values()
            for rule in ruleset.rules
            if rule.repair
        },
        "canaries": {check: ruleset.canary for check, ruleset in rulesets.items()},
    }
    job = Job(
        argv=(str(node), "--max-old-space-size=1024", str(_DRIVER)),
        read_only=(tree.root, modules, node.parent),
        stdin=json.dumps(order).encode(),
        limits=bench.limits,
    )
    answer = parsed(NAME, bench.sandbox.run(job))
    if isinstance(answer, Failed):
        return answer
    try:
        return _judged(answer, documents, tree, version(modules))
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")


def _judged(answer: Any, documents: list[str], tree: Tree, found_version: str) -> Linted | Failed:
    """The results, once each document is proved to be the one of the manifest."""
    digests = {entry.path: entry.sha256 for entry in tree.manifest}
    if [row["name"] for row in answer["documents"]] != documents:
        return Failed(Reason.TOOL_ERRORS, NAME, "some documents were not accounted for")
    results, crashed, refused, faults = [], {}, {}, {}
    for row in answer["documents"]:
        name = row["name"]
        if "fault" in row:
            crashed[name] = frozenset({ALL})
            faults[name] = row["fault"] if row["fault"] in _FAULTS else "tool-error"
            continue
        threw = {ALL} if "error" in row else set(row["crashed"])
        if row.get("refused"):
            code, detail = row["refused"]
            refused[name] = str(code), str(detail)
        elif threw:
            crashed[name] = frozenset(threw)
        if row["sha256"] != digests[name]:
            return Failed(Reason.TOOL_ERRORS, NAME, f"{name} is not the file submitted")
        if any(digests[part] != digest for part, digest in row.get("parts", {}).items()):
            return Failed(Reason.TOOL_ERRORS, NAME, f"a part of {name} is another file")
        results += [_result(name, found) for found in row.get("results", ())]
    canaries = {check: frozenset(rules) for check, rules in answer["canaries"].items()}
    return Linted(tuple(results), canaries, crashed, found_version, refused, faults)


def _result(document: str, found: Mapping[str, Any]) -> Result:
    pointer = tuple(str(part) for part in found["pointer"])
    return Result(
        str(found.get("part") or document),
        str(found["rule"]),
        pointer,
        int(found["line"]),
        str(found["message"]),
        edits(found.get("edits") or ()),
    )
