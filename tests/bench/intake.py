"""`make bench-intake`: the benign archives of this machine against the strict reader.

    VET_BENCH_ARCHIVES=$HOME/.cache/pip:$HOME/.npm:$HOME/.m2 make bench-intake

Every distinct wheel, jar, source archive and npm tarball below those folders is read as if it
were a submission: each refusal is printed with its reason. Package managers fill such folders
with what their registries serve; nothing is fetched here.
"""

import hashlib
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from vetting.intake import DEFAULT, Refused
from vetting.intake.kinds import is_packed
from vetting.intake.sink import Nowhere
from vetting.intake.unpack import unpack

ENDINGS = (".whl", ".jar", ".war", ".egg", ".zip", ".tgz", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2",
           ".nupkg")  # fmt: skip
CACHE = "/_cacache/content-v2/"
LEAST, AIM = 1000, 0.001


def archives(folders: list[Path]) -> Iterator[Path]:
    """Files that are called like archives, and those that npm keeps under their digests."""
    for folder in folders:
        for parent, _, names in os.walk(folder):
            for name in sorted(names):
                path = Path(parent, name)
                if not path.is_file() or path.is_symlink():
                    continue
                if name.endswith(ENDINGS) or (CACHE in f"{parent}/" and _is_archive(path)):
                    yield path


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(512)
    return is_packed(head, b"", "")


def kind_of(path: Path) -> str:
    """The ending by which archives are counted."""
    name = path.name
    return next(
        (end for end in sorted(ENDINGS, key=len, reverse=True) if name.endswith(end)), "npm"
    )


def main() -> None:
    """Read all, print the refusals and the figure beside its aim."""
    given = [Path(word) for word in os.environ.get("VET_BENCH_ARCHIVES", "").split(":") if word]
    if not given:
        sys.exit("VET_BENCH_ARCHIVES names no folder")
    seen: set[str] = set()
    kinds: Counter[str] = Counter()
    refused: list[tuple[str, str, str]] = []
    start = time.monotonic()
    for path in archives(given):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest in seen:
            continue
        seen.add(digest)
        kinds[kind_of(path)] += 1
        try:
            unpack(path, path.name, Nowhere(), DEFAULT)
        except Refused as why:
            refused.append((path.name, why.code, why.entry))
    for name, code, entry in refused:
        print(f"refused: {name}: {code} {entry}")
    print(", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    share = len(refused) / max(len(seen), 1)
    print(f"{len(seen)} benign archives in {time.monotonic() - start:.0f} s (aim >= {LEAST})")
    limits = sum(code.startswith("limit-") or code == "ratio" for _, code, _ in refused)
    print(f"{len(refused)} refused, {share:.2%} (aim <= {AIM:.1%}), of them {limits} by a limit")


if __name__ == "__main__":
    main()
