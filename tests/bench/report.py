"""`make bench-report`: how long the documents of a report of 10,000 findings take.

Each figure stands beside its aim; the sandbox is opened once before.
"""

import time

from tests.unit.render import builder
from vetting.content import load
from vetting.render import FORMATS
from vetting.sandbox import open_sandbox

AIMS = {"html": 1.0, "pdf": 1.0, "minutes": 1.0, "letter": 1.0}
TEXTS = 6.0
MEGABYTES = 8
FINDINGS = 10_000


def main() -> None:
    """Print seconds and size of each format, and of all text exports together."""
    content, report = load(), builder.report(FINDINGS)
    open_sandbox()
    texts = 0.0
    for name, each in FORMATS.items():
        started = time.perf_counter()
        body = each.render(report, "id", content)
        seconds = time.perf_counter() - started
        aim = f"<= {AIMS[name]} s" if name in AIMS else "-"
        texts += 0 if name in AIMS else seconds
        print(f"{name:14} {seconds:6.2f} s {aim:>9} {len(body) / 1e6:7.2f} MB")
    print(f"{'all others':14} {texts:6.2f} s  <= {TEXTS} s")
    print(f"HTML of {FINDINGS} findings: aim <= {MEGABYTES} MB")


if __name__ == "__main__":
    main()
