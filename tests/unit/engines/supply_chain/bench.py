"""A tree, a store and the real sandbox, for runs of the engine."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.unit.advisories.data import TODAY
from tests.unit.samples import check
from vetting.content import Content
from vetting.engines.base import Bench
from vetting.engines.supply_chain import SupplyChain
from vetting.identify.names import kinds_of
from vetting.model.check import Check
from vetting.model.facts import Facts
from vetting.model.outcome import Outcome
from vetting.model.tree import Entry, Manifest, Tree
from vetting.sandbox import open_sandbox

sandbox = cache(open_sandbox)

NPM = check("security/npm", engine="supply-chain",
            settings={"looks-for": "vulnerable", "ecosystem": "npm"})  # fmt: skip
PYPI = check("security/pypi", engine="supply-chain",
             settings={"looks-for": "vulnerable", "ecosystem": "PyPI"})  # fmt: skip
UNLOCKED = check("security/unlocked", engine="supply-chain", settings={"looks-for": "unlocked"})


def npm_lock(**packages: str) -> str:
    """A package-lock.json of these packages."""
    entries = {f"node_modules/{name}": {"version": version} for name, version in packages.items()}
    return json.dumps({"lockfileVersion": 3, "packages": entries})


def tree_of(root: Path, files: dict[str, str | bytes]) -> Tree:
    """The files, written and listed."""
    entries = []
    for name, text in files.items():
        body = text if isinstance(text, bytes) else text.encode()
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(body)
        entries.append(Entry(name, len(body), hashlib.sha256(body).hexdigest()))
    return Tree(root, Manifest.of(entries))


def bench_of(tree: Tree, data: Path, **changes: Any) -> Bench:
    """A bench on the day of the tests."""
    kinds: dict[str, tuple[str, ...]] = {}
    for entry in tree.manifest:
        for kind in kinds_of(entry.path):
            kinds[kind] = (*kinds.get(kind, ()), entry.path)
    values = {"sandbox": sandbox(), "facts": Facts({}, kinds), "content": Content(()),
              "data": data, "as_of": TODAY}  # fmt: skip
    return Bench(**(values | changes))


def run(one: Check, tmp_path: Path, files: dict[str, str | bytes], **changes: Any) -> Outcome:
    """The check's outcome on these files with the store in `tmp_path`."""
    root = tmp_path / "app"
    root.mkdir()
    tree = tree_of(root, files)
    return SupplyChain().run([one], tree, bench_of(tree, tmp_path, **changes))[one.id]
