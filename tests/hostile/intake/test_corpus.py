"""Every archive of the corpus gets the right verdict for a right reason, in little time."""

import subprocess
import sys

import pytest

from tests.hostile.intake.corpus import CASES, Case, Verdict
from vetting.intake import DEFAULT, REFUSALS, WARNINGS, Refused
from vetting.intake.sink import Folder
from vetting.intake.unpack import unpack

CPU_SECONDS = 15.0
"""The slowest takes 1.0 on an idle machine, and took 6.6 on one whose memory others used too:
this tells what grows without bound, and `make bench-intake` how near it is to 2 seconds."""
MEMORY_MIB = 64


def verdict_of(case, folder):
    """What intake says, as (verdict, codes)."""
    path, target = folder / "archive", folder / "tree"
    path.write_bytes(case.make())
    target.mkdir()
    try:
        result = unpack(path, case.name, Folder(target), DEFAULT)
    except Refused as refused:
        return Verdict.REFUSE, {refused.code}
    codes = {code for code, _ in result.warnings}
    return (Verdict.WARN if codes else Verdict.ACCEPT), codes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict_and_reason(case: Case, tmp_path):
    verdict, codes = verdict_of(case, tmp_path)
    assert verdict is case.verdict, codes
    assert codes <= case.codes
    assert bool(codes) == bool(case.codes)


def test_the_corpus_is_large_and_its_names_differ():
    assert len({case.name for case in CASES}) == len(CASES) >= 237 + 30


def test_every_code_of_the_corpus_has_its_words():
    for case in CASES:
        table = REFUSALS if case.verdict is Verdict.REFUSE else WARNINGS
        assert case.codes <= set(table), case.name


WORST = (
    "bomb-flat-256m.zip", "bomb-nested-42.zip", "nest-depth-60.zip", "bomb-fifield-overlap.zip",
    "count-dirs-implied.zip", "count-70k-zip64.zip", "bomb-tar.tar.gz", "tar-zero-1g.tar.gz",
    "tar-longname-64m.tar.gz", "tar-pax-50k-records.tar", "more-names-25m.zip", "more-names-wide.zip",
    "bomb-same-32k.tar", "bomb-nothing-deflated.zip",
    "more-case-60k.zip", "more-xz-dictionary.tar.xz", "more-gz-2000-members.tar.gz",
)  # fmt: skip

# The peak of this process alone: what getrusage tells includes the parent's before exec.
_MEASURE = """
import re, sys, time
from pathlib import Path
from vetting.intake import DEFAULT, Refused
from vetting.intake.sink import Folder, Nowhere
from vetting.intake.unpack import unpack
# To write 60,000 files measures the disk; only what is kept can be opened further, though.
sink = Folder(Path(sys.argv[3])) if "nest" in sys.argv[2] else Nowhere()
try:
    unpack(Path(sys.argv[1]), sys.argv[2], sink, DEFAULT)
except Refused:
    pass
print(time.process_time(), int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) / 1024)
"""


@pytest.mark.parametrize("name", WORST)
def test_the_worst_stay_within_time_and_memory(name, tmp_path):
    case = next(case for case in CASES if case.name == name)
    archive = tmp_path / "archive"
    archive.write_bytes(case.make())
    target = tmp_path / "tree"
    target.mkdir()
    done = subprocess.run(
        [sys.executable, "-I", "-c", _MEASURE, str(archive), name, str(target)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, peak = map(float, done.stdout.split())
    print(f"{name}: {seconds:.2f} s, {peak:.0f} MiB")
    assert seconds < CPU_SECONDS
    assert peak <= MEMORY_MIB
