"""`make bench-compromise`: the malware and gambling packs on clean applications.

    VET_BENCH_CLEAN=app1:app2 make bench-compromise

The folders hold unpacked applications that nobody broke into, fetched outside the repository.
Recall on planted variants is a test: tests/unit/engines/files/test_variants.py.
"""

import os
from collections import Counter
from pathlib import Path

from tests.bench.__main__ import Row
from vetting.content import load
from vetting.engines.files.rules import load as rules_of
from vetting.engines.files.worker import scan
from vetting.model.scale import Confidence

PACK = (
    "integrity/cloaking", "integrity/cryptominer", "integrity/front-controller",
    "integrity/gambling-content", "integrity/persistence", "integrity/webshell",
    "security/install-scripts",
)  # fmt: skip
AIM_FILES = 3000


def hits(folder: Path) -> tuple[int, Counter[tuple[str, str, str]]]:
    """How many files were examined, and the findings by confidence, check and rule."""
    checks = load().checks
    rules = [rule for name in PACK for rule in rules_of(checks[name])]
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
    paths = [path.relative_to(folder).as_posix() for path in files if ".git" not in path.parts]
    answer = scan(folder, paths, [dict(rule.plain) for rule in rules])
    found: Counter[tuple[str, str, str]] = Counter()
    for number, index, line, evidence, _anchor in answer["hits"]:
        rule = rules[number]
        found[rule.confidence.name.lower(), rule.check.id, rule.id] += 1
        if os.environ.get("VET_BENCH_SHOW"):
            print(rule.confidence.name, rule.id, f"{paths[index]}:{line}", evidence[:160])
    return len(answer["read"]), found


def main() -> None:
    """Print the hits of every folder and in sum."""
    given = [Path(name) for name in os.environ.get("VET_BENCH_CLEAN", "").split(":") if name]
    if not given:
        print("not measured: VET_BENCH_CLEAN names no folder")
        return
    files, blocking, others = 0, 0, 0
    rows = []
    for folder in given:
        number, found = hits(folder)
        high = sum(count for (confidence, *_), count in found.items()
                   if confidence == Confidence.HIGH.name.lower())  # fmt: skip
        files, blocking, others = files + number, blocking + high, others + found.total() - high
        rows.append(Row(folder.name, f"{high} + {found.total() - high} of {number}", "0 + 0"))
        rows += [Row(f"  {' '.join(name)}", str(count), "-") for name, count in found.items()]
    rows.append(Row("hits at high + lower confidence, of files",
                    f"{blocking} + {others} of {files}", f"0 of >= {AIM_FILES}"))  # fmt: skip
    for row in rows:
        print(f"{row.what[:60]:60} {row.figure:>20}  {row.aim}")


if __name__ == "__main__":
    main()
