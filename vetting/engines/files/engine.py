"""The `files` engine: one pass over the whole tree in the sandbox serves all its checks."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import re2

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.excerpts import Source
from vetting.engines.files.matching import Matcher
from vetting.engines.files.rules import FORMS, load
from vetting.engines.owners import Owners, owners_of
from vetting.engines.remembering import Remembering
from vetting.engines.rules import Rule
from vetting.model.check import Check
from vetting.model.finding import Excerpt, Finding, Place, Step
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.scale import Confidence
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "files"
_HERE = Path(__file__).parent
_ALSO = Text("juga di sini", "here too")
MOST_STEPS = 200
"""Places that one finding names beside its own."""
MAX_BESIDE = 200_000
"""Bytes of a file that lies beside another and is read for it."""


class Files:
    """Rules on names, lines and bytes; every rule proves itself on its own canary each run."""

    name = NAME

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Our own code is the tool: vet's version and the digest of this engine."""
        return f"{NAME} {vetting.__version__} {code_digest(_HERE)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """Look at every file of the manifest with the rules of all checks."""
        rules = [rule for check in checks for rule in load(check)]
        paths = [entry.path for entry in tree.manifest]
        plain = [dict(rule.plain) for rule in rules]
        asked = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
        memory = Remembering(bench.kept, tree, f"{self.fingerprint(bench)} {asked}")
        known = memory.known(paths)
        rest = [path for path in paths if path not in known]
        order = {"root": str(tree.root), "paths": rest, "rules": plain}
        done = bench.sandbox.run(
            worker_job("vetting.engines.files.worker", order,
                       read_only=(tree.root,), limits=bench.limits)
        )  # fmt: skip
        answer = parsed(NAME, done)
        if not isinstance(answer, Failed):
            answer = _judged(answer, tree, rest, rules)
        if isinstance(answer, Failed):
            return {check.id: answer for check in checks}
        memory.keep(_by_path(answer))
        for path, hits in known.items():
            answer["read"][path] = tree.manifest.digests[path]
            answer["hits"] += [(number, path, *hit) for number, *hit in hits]
        answer["hits"].sort()
        return {check.id: _outcome(check, rules, paths, answer) for check in checks}


def _by_path(answer: Any) -> dict[str, list[list[Any]]]:
    """The hits of each file that was read: number of the rule, line, evidence, anchor."""
    said: dict[str, list[list[Any]]] = {path: [] for path in answer["read"]}
    for number, path, *hit in answer["hits"]:
        said[path].append([number, *hit])
    return said


def _judged(answer: Any, tree: Tree, paths: list[str], rules: list[Rule]) -> Any:
    """The answer itself when it has the expected shape and proves what it says it read."""
    try:
        read = {paths[index]: digest for index, digest in answer["read"]}
        skipped = {paths[index] for index in answer["skipped"]}
        hits = [(int(a), paths[b], int(c), str(d), str(e)) for a, b, c, d, e in answer["hits"]]
        canaries = [bool(found) for found in answer["canaries"]]
    except (TypeError, KeyError, IndexError, ValueError, AttributeError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")
    digests = tree.manifest.digests
    if any(digests[path] != digest for path, digest in read.items()):
        return Failed(Reason.TOOL_ERRORS, NAME, "a file read is not the file of the manifest")
    if set(read) | skipped != set(paths) or len(canaries) != len(rules):
        return Failed(Reason.TOOL_ERRORS, NAME, "some files were not accounted for")
    return {"read": read, "skipped": skipped, "hits": hits, "canaries": canaries, "tree": tree}


def _outcome(check: Check, rules: list[Rule], paths: list[str], answer: Any) -> Outcome:
    own = [number for number, rule in enumerate(rules) if rule.check.id == check.id]
    for number in own:
        if not answer["canaries"][number]:
            return Failed(Reason.CANARY_MISSED, NAME, f"rule {rules[number].id}")
    relevant = _relevant([rules[number] for number in own], paths)
    if not paths:
        return NotApplicable(Text("Aplikasi tidak berisi berkas.", "The application has no file."))
    skipped = tuple(Skip(path, "too-large") for path in relevant if path in answer["skipped"])
    sizes = answer["tree"].manifest.sizes
    read = [path for path in relevant if path in answer["read"]]
    scope = Scope(len(relevant), len(read), sum(sizes[path] for path in read), "files", skipped)
    sources, owners = Sources(answer["tree"]), owners_of(answer["tree"])
    hits = [
        (rules[n], path, hit)
        for n, path, *hit in answer["hits"]
        if n in own and _lies_beside(rules[n], path, answer["tree"])
    ]
    told = {(name, path) for rule, path, _ in hits for name in rule.plain.get("instead-of", ())}
    findings = _gathered(
        (rule, _finding(sources, owners, rule, path, *hit))
        for rule, path, hit in hits
        if (rule.id, path) not in told
    )
    digest = hashlib.sha256(check.digest.encode()).hexdigest()[:12]
    return Ran(tuple(findings), scope, Tool(NAME, vetting.__version__, digest))


def _lies_beside(rule: Rule, path: str, tree: Tree) -> bool:
    """Whether all files that the rule asks for lie in the same folder and hold what it wants."""
    folder = PurePosixPath(path).parent
    for name, wanted in rule.plain.get("beside", {}).items():
        other = str(folder / name)
        if not 0 <= tree.manifest.sizes.get(other, -1) <= MAX_BESIDE:
            return False
        if wanted and not re2.search(wanted.encode(), tree.path(other).read_bytes()):
            return False
    return True


def _gathered(found: Iterable[tuple[Rule, Finding]]) -> Iterator[Finding]:
    """The findings; of a rule that speaks of the application one, with its places as steps."""
    together: dict[str, list[Finding]] = {}
    for rule, finding in found:
        if rule.plain.get("per") == "application":
            together.setdefault(rule.id, []).append(finding)
        else:
            yield finding
    for findings in together.values():
        first, *others = sorted(findings, key=lambda one: -one.confidence)
        steps = tuple(Step(one.place, _ALSO) for one in others[:MOST_STEPS])
        yield replace(first, steps=steps)


def _relevant(rules: list[Rule], paths: list[str]) -> list[str]:
    """The files that any rule asks for; all of them where a name alone is the finding.

    All as well when none is asked for: then every name was looked at, and none fits.
    """
    if any(not set(FORMS) & set(rule.plain) for rule in rules):
        return paths
    matchers = [Matcher(rule.plain) for rule in rules]
    return [path for path in paths if any(m.wants(path) for m in matchers)] or paths


class Sources:
    """The files of the tree as sources of excerpts, each opened once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._open = cache(Source)

    def excerpt(self, path: str, line: int) -> Excerpt | None:
        """The masked lines around a finding; None where the finding is of the whole file."""
        return self._open(self._tree.path(path)).excerpt(line) if line else None


def _finding(
    sources: Sources, owners: Owners, rule: Rule, path: str, line: int, evidence: str, anchor: str
) -> Finding:
    """What a hit stands for; where the rule spares packages, less surely in a copied library."""
    is_spared = not rule.plain.get("third-party", True) and owners.is_copied(path)
    return rule.check.finding(
        rule.id,
        Place(path, line),
        anchor=anchor,
        message=rule.text,
        severity=rule.severity,
        confidence=min(rule.confidence, Confidence.MEDIUM) if is_spared else rule.confidence,
        evidence=evidence,
        excerpt=sources.excerpt(path, line),
        fix=rule.fix,
    )
