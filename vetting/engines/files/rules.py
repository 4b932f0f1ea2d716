"""The `rules.yaml` of a check for the `files` engine, read and judged before anything runs.

A rule is one of five forms, by the key that it has: `match` (a pattern on each line), `across`
(a pattern over the whole text), `terms` (how many different patterns a file
holds, each under a lower-case literal that its matches contain), `detector`
(code of `detectors.py`), or none of these: that a file of that name is there is the finding.
`per: file` tells the first place in each file only, `per: application` one finding with the files
as its steps. `instead-of` names rules of the check that say less of a file where this one found something.
`beside` names files that must lie in the same folder, each with an expression on its text ("" for
none).
A pattern whose finding stands further on than it begins has a group `here`.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import re2

from vetting import content
from vetting.content import Node
from vetting.engines import rules
from vetting.engines.files.detectors import DETECTORS
from vetting.engines.rules import Rule
from vetting.model.check import Check

FORMS = ("match", "across", "terms", "detector")
_KEYS = ("files", "not-files", "third-party", "binary", "needs", "per", "case", "quiet", "options",
         "instead-of", "beside", *FORMS)  # fmt: skip
_TERM_KEYS = ("strong", "helpers", "least", "least-helped")


def load(check: Check) -> tuple[Rule, ...]:
    """The rules of a check; raises BadContent with the line of the first fault."""
    found = rules.load(check, _KEYS, _plain, beside=("lists",))
    names = {rule.id for rule in found}
    for rule in found:
        if unknown := {*rule.plain.get("instead-of", ())} - names:
            file = check.folder / str(check.settings.get("rules", "rules.yaml"))
            raise content.bad_content(file, 1, f"instead-of: tidak ada {sorted(unknown)}",
                                      f"instead-of: there is no {sorted(unknown)}")  # fmt: skip
    return found


def _plain(file: Path, node: Node, body: Node) -> Mapping[str, Any]:
    forms = [form for form in FORMS if form in node]
    if len(forms) > 1:
        raise content.bad_content(file, node.line, f"pilih satu: {forms}", f"choose one: {forms}")
    if "detector" in node and node["detector"] not in DETECTORS:
        known = ", ".join(DETECTORS)
        raise content.bad_content(file, node.line, f"detector: {known}", f"detectors: {known}")
    _refuse_uncompilable(file, node)
    lists = body.get("lists", Node())
    spread = {key: list(_spread(node.get(key, ()), lists)) for key in ("files", "not-files")}
    told = ("text", "fix")
    return {key: value for key, value in (dict(node) | spread).items() if key not in told}


def _spread(patterns: Any, lists: Mapping[str, Any]) -> Iterator[str]:
    """File patterns, with `$name` replaced by the list of that name."""
    for pattern in patterns:
        if str(pattern).startswith("$"):
            yield from map(str, lists[str(pattern)[1:]])
        else:
            yield str(pattern)


def _refuse_uncompilable(file: Path, node: Node) -> None:
    terms = node.get("terms") or Node()
    if terms:
        content.refuse_unknown(file, terms, _TERM_KEYS)
    patterns = [node.get("match"), node.get("across"), node.get("quiet")]
    for key in ("strong", "helpers"):
        patterns += [p for of_word in terms.get(key, {}).values() for p in of_word]
    asked = [(re, pattern) for pattern in patterns]
    asked += [(re2, pattern) for pattern in node.get("beside", {}).values()]
    for module, pattern in asked:
        try:
            module.compile(pattern or "")
        except (re.error, re2.error) as error:
            raise content.bad_content(file, node.line, f"pola salah: {error}",
                                      f"bad pattern: {error}") from error  # fmt: skip
