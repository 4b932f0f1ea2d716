"""Inside the sandbox: read every file once, put every rule to it, print the hits as JSON."""

import hashlib
from pathlib import Path
from typing import Any

from vetting.engines.files.matching import File, Matcher
from vetting.engines.words import Words
from vetting.sandbox.serving import serve

MAX_BYTES = 64 * 1024 * 1024
"""A larger file is skipped and reported as such; real source files are far below."""


def scan(root: Path, paths: list[str], rules: list[dict[str, Any]]) -> dict[str, Any]:
    """Hits, digests of what was read, and what was skipped, for all files and rules."""
    matchers = [Matcher(rule) for rule in rules]
    words = Words(word for matcher in matchers for word in matcher.words)
    hits, digests, skipped = [], [], []
    for index, path in enumerate(paths):
        asked = [(number, m) for number, m in enumerate(matchers) if m.wants(path)]
        if (root / path).stat().st_size > MAX_BYTES:
            skipped.append(index)
            continue
        file = File(path, (root / path).read_bytes(), words)
        digests.append([index, hashlib.sha256(file.data).hexdigest()])
        for number, matcher in asked:
            for hit in matcher.hits(file):
                hits.append([number, index, hit.line, hit.evidence, hit.anchor])
    return {"hits": hits, "read": digests, "skipped": skipped, "canaries": canaries(rules)}


def canaries(rules: list[dict[str, Any]]) -> list[bool]:
    """For each rule, whether it finds the known-bad file that it brings along."""
    found = []
    for rule in rules:
        canary, matcher = rule["canary"], Matcher(rule)
        codec = canary.get("codec", "utf-8")
        text = str(canary.get("text", "x")) * int(canary.get("repeat", 1))
        file = File(canary["path"], text.encode(codec), Words(matcher.words))
        found.append(matcher.wants(file.path) and bool(matcher.hits(file)))
    return found


if __name__ == "__main__":
    serve(lambda order: scan(Path(order["root"]), order["paths"], order["rules"]))
