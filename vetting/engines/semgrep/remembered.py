"""Semgrep's answers about single files, kept and found again.

Our rules look at one file at a time, so what semgrep says of a file depends on its bytes, the
analyzer, the rules and semgrep itself, and on nothing else. Answers that depend on the machine's
load (a rule that ran out of time or memory) are not kept.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vetting.engines.semgrep.output import Read
from vetting.engines.semgrep.targets import Plan, Target
from vetting.kept import Answers, key_of
from vetting.model.outcome import Skip
from vetting.model.tree import Tree

_HERE = "\0"
"""Stands for the path that semgrep prints; no path holds it, nor does JSON unescaped."""
_LASTING = frozenset({"partly-parsed", "unparsable"})


@dataclass(frozen=True)
class Remembered:
    """The memory of one pass: `salt` is semgrep's version with the digest of the rules."""

    answers: Answers
    salt: str
    tree: Tree

    def known(self, made: Plan) -> tuple[Read, Plan]:
        """What is known already, and the plan for the rest."""
        keys = {target: self._key(target) for target in made.targets}
        there = self.answers.get(keys.values())
        got, rest = Read(), []
        for target, key in keys.items():
            if key in there:
                _tell(got, target, there[key])
            else:
                rest.append(target)
        known = {target.path for target in keys} - {target.path for target in rest}
        return got, replace(made, targets=tuple(rest), passed_over=made.passed_over | known)

    def keep(self, made: Plan, got: Read) -> None:
        """Keep what semgrep said of each file that it examined."""
        unsure = {path for of_rule in got.skipped_by_rule.values() for path in of_rule}
        matches: dict[str, list[Mapping[str, Any]]] = {}
        for match in got.matches:
            matches.setdefault(match["path"], []).append(match)
        self.answers.put({
            self._key(target): _told(target, matches.get(target.printed, []), got)
            for target in made.targets
            if target.printed in got.scanned and target.path not in unsure
            and (target.path not in got.skipped or got.skipped[target.path].reason in _LASTING)
        })  # fmt: skip

    def _key(self, target: Target) -> str:
        digest = self.tree.manifest.digests[target.path]
        return key_of("semgrep", self.salt, target.analyzer, str(target.body is None), digest)


def _told(target: Target, matches: list[Mapping[str, Any]], got: Read) -> bytes:
    skip = got.skipped.get(target.path)
    plain = {"matches": matches, "skip": skip.reason if skip else ""}
    path = json.dumps(target.printed)[1:-1]
    return json.dumps(plain).replace(path, _HERE).encode()


def _tell(got: Read, target: Target, answer: bytes) -> None:
    path = json.dumps(target.printed)[1:-1]
    plain = json.loads(answer.decode().replace(_HERE, path))
    got.matches.extend(plain["matches"])
    got.scanned.add(target.printed)
    if plain["skip"]:
        got.skipped[target.path] = Skip(target.path, plain["skip"])
