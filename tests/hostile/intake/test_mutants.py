"""Mutants end in a verdict, never in an exception; what is accepted reads alike elsewhere."""

import io
import os
import stat
import tarfile
import unicodedata
import zipfile
from collections import Counter
from hashlib import sha256

import pytest

from tests.hostile.intake.mutants import mutants, parents
from tests.hostile.intake.readers import READERS
from vetting.intake import DEFAULT, Refused
from vetting.intake.kinds import Kind
from vetting.intake.names import vcs_part
from vetting.intake.sink import Nowhere
from vetting.intake.unpack import unpack

COUNT = int(os.environ.get("VET_FUZZ_MUTANTS", "2000"))


def as_utf8(info):
    """Python reads an unmarked name as code page 437 even where it is valid UTF-8."""
    try:
        return info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def by_zipfile(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            as_utf8(info): sha256(archive.read(info)).hexdigest()
            for info in archive.infolist()
            if not info.is_dir()
            and not (
                info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16)
            )
        }  # fmt: skip


def by_tarfile(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {
            info.name.removeprefix("./"): sha256(archive.extractfile(info).read()).hexdigest()
            for info in archive
            if info.isreg()
        }


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    """How often each verdict was given, and the accepted mutants with what was read of them."""
    verdicts, accepted = Counter(), []
    path = tmp_path_factory.mktemp("mutants") / "mutant"
    for name, data in mutants(COUNT):
        path.write_bytes(data)
        try:
            result = unpack(path, name, Nowhere(), DEFAULT)
        except Refused as refused:
            verdicts[refused.code] += 1
            continue
        verdicts["accepted"] += 1
        accepted.append((name, data, result))
    return verdicts, accepted


def test_mutants_get_a_verdict(fuzzed):
    verdicts, accepted = fuzzed
    print(f"{COUNT} mutants, {len(accepted)} accepted, {len(verdicts) - 1} reasons for refusal")
    assert sum(verdicts.values()) == COUNT
    assert 0 < verdicts["accepted"] < COUNT / 2
    assert len(verdicts) > 30


def test_python_reads_the_accepted_ones_alike(fuzzed):
    for name, data, result in fuzzed[1]:
        read = by_zipfile if result.kind == Kind.ZIP else by_tarfile
        assert seen_by_us(result) == without_vcs(read(data)), (name, data)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_other_readers_read_the_accepted_ones_alike(reader, fuzzed, tmp_path):
    if reader.program is None:
        pytest.skip(f"{reader.name} is not installed: accepted mutants were not put to it")
    compared = 0
    for name, data, result in fuzzed[1]:
        if result.kind not in reader.kinds:
            continue
        path = tmp_path / name
        path.write_bytes(data)
        ours, theirs = seen_by_us(result), without_vcs(reader.read(path, tmp_path / "x"))
        codes = {code for code, _ in result.warnings}
        if (
            "name-not-nfc" in codes
        ):  # bsdtar composes such names, as macOS does: the warning says it
            ours, theirs = composed(ours), composed(theirs)
        if "name-legacy-encoding" in codes:
            # The warning says it: names differ. What lies under them may not.
            ours, theirs = Counter(ours.values()), Counter(theirs.values())
        assert ours == theirs, (name, data)
        compared += 1
    print(f"{reader.name}: {compared} accepted mutants read alike")
    assert compared


def composed(files):
    return {unicodedata.normalize("NFC", path): digest for path, digest in files.items()}


def seen_by_us(result):
    return {entry.path: entry.sha256 for entry in result.entries}


def without_vcs(files):
    return {path: digest for path, digest in files.items() if not vcs_part(path)}


def test_the_parents_cover_every_kind_and_mutants_repeat():
    names = {name for name, _ in parents()}
    for ending in (".zip", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2"):
        assert any(name.endswith(ending) for name in names)
    assert list(mutants(20)) == list(mutants(20))
