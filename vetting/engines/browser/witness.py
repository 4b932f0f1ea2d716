"""Who else saw it: which engines are asked beside axe-core, and what one alone is worth.

A fault that two engines see at one element is confirmed. What one alone sees asks for review,
unless its rule was measured precise (`measured.json`, written by `make bench-a11y`).
"""

import functools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

ENGINES = ("alfa", "ibm", "qualweb")
# How findings name them.
NAMES = {"axe": "axe-core", "alfa": "Alfa", "qualweb": "QualWeb", "ibm": "Equal Access",
         "vet": "vet"}  # fmt: skip
# Beyond so many elements the other engines take too long, and axe-core is believed alone.
MAX_WITNESSED = 4000
PRECISE = 0.98
LEAST_CASES = 3
# What each must find on canary.html, besides the planted image of every page.
PROOFS = ("button-name", "html-has-lang", "image-alt", "link-name", "select-name")
_HERE = Path(__file__).parent


@functools.cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """Our rules, and the rules of other engines that see the same fault."""
    plain: dict[str, dict[str, Any]] = yaml.safe_load((_HERE / "witnesses.yaml").read_text("utf-8"))
    return plain


@functools.cache
def measured() -> Mapping[str, Mapping[str, list[int]]]:
    """By rule and engine: how many cases were reported rightly, and how many wrongly."""
    plain: dict[str, dict[str, list[int]]] = json.loads(
        (_HERE / "measured.json").read_text("utf-8")
    )
    return plain


def asked(rules: Iterable[str], engines: Iterable[str]) -> dict[str, dict[str, list[list[str]]]]:
    """By engine and its rule: our rules with the selectors that tell them apart."""
    wanted = set(rules)
    found: dict[str, dict[str, list[list[str]]]] = {}
    for engine in engines:
        pairs: dict[str, list[list[str]]] = {}
        for rule, entry in table().items():
            if rule in wanted:
                for theirs in entry.get(engine, ()):
                    pairs.setdefault(theirs, []).append([rule, entry.get("when", "")])
        if pairs:
            found[engine] = pairs
    return found


def is_precise(rule: str, engine: str) -> bool:
    """Whether what this engine alone says of this rule was measured right often enough."""
    right, wrong = measured().get(rule, {}).get(engine, (0, 0))
    return right >= LEAST_CASES and right >= PRECISE * (right + wrong)


def is_confirmed(rule: str, by: Iterable[str], was_witnessed: bool) -> bool:
    """Whether a finding stands without a person's review.

    Our own rules answer for themselves; where the others were not heard, so does axe-core.
    """
    seen = set(by)
    if "vet" in seen or len(seen) > 1:
        return True
    if not was_witnessed:
        return "axe" in seen
    return any(is_precise(rule, engine) for engine in seen)
