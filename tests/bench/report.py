"""`make bench-report`: how long the documents of a report of 10,000 findings take.

Each figure stands beside its aim; the sandbox is opened once before. On a machine that is busy
with other things only the second column, seconds of processor time with all children, means much.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.unit.attest.pki import SECRET, Office
from tests.unit.render import builder
from vetting.attest.pdf_signing import Pkcs12
from vetting.content import Content, load
from vetting.model.report import Report
from vetting.render import FORMATS
from vetting.sandbox import open_sandbox

AIMS = {"html": 1.0, "pdf": 1.0, "pdf signed": 1.0, "minutes": 1.0, "letter": 1.0}
TEXTS = 6.0
MEGABYTES = 8
FINDINGS = 10_000


def timed(work: Callable[[], bytes]) -> tuple[bytes, float, float]:
    """What it gives, seconds on the wall, and seconds of processor time."""
    wall, used = time.perf_counter(), sum(os.times()[:4])
    body = work()
    return body, time.perf_counter() - wall, sum(os.times()[:4]) - used


def show(name: str, body: bytes, wall: float, used: float) -> None:
    """One row."""
    aim = f"<= {AIMS[name]} s" if name in AIMS else "-"
    print(f"{name:14} {wall:6.2f} s {used:6.2f} s {aim:>9} {len(body) / 1e6:7.2f} MB")


def main() -> None:
    """Print seconds and size of each format, and of all text exports together."""
    content, report = load(), builder.report(FINDINGS)
    open_sandbox()
    walls = processors = 0.0
    for name, each in FORMATS.items():
        body, wall, used = timed(lambda each=each: each.render(report, "id", content))  # type: ignore[misc]
        if name not in AIMS:
            walls, processors = walls + wall, processors + used
        show(name, body, wall, used)
    signed(report, content)
    print(f"{'all others':14} {walls:6.2f} s {processors:6.2f} s  <= {TEXTS} s")
    print(f"HTML of {FINDINGS} findings: aim <= {MEGABYTES} MB")


def signed(report: Report, content: Content) -> None:
    """The PDF once more, set and signed in one go."""
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "a.p12"
        key.write_bytes(Office().p12)
        signer = Pkcs12(key, SECRET)
        work = lambda: signer.sign(FORMATS["pdf"].render(report, "id", content))  # noqa: E731
        work()  # pyHanko is read once a process
        show("pdf signed", *timed(work))


if __name__ == "__main__":
    main()
