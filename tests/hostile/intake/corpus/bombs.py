"""Archives that are small on disk and huge or endless to a trusting reader."""

import bz2
import gzip
import struct
import tarfile
import zlib
from functools import cache, partial

from tests.hostile.intake.corpus.case import Case, refuse, warn
from tests.hostile.intake.corpus.crc import joined
from tests.hostile.intake.corpus.tar_writer import header
from tests.hostile.intake.corpus.zip_writer import APP, Entry, build, end, end64, folder

_MIB = 1 << 20


@cache
def _zeros(size: int) -> tuple[bytes, int]:
    """Deflated zeros and their CRC."""
    packer, block = zlib.compressobj(9, zlib.DEFLATED, -15), bytes(_MIB)
    packed, crc = bytearray(), 0
    for _ in range(size // _MIB):
        packed += packer.compress(block)
        crc = zlib.crc32(block, crc)
    return bytes(packed + packer.flush()), crc


def _bomb(name: str, declared: int = 256 * _MIB) -> Entry:
    """256 MiB of zeros in a quarter of a MiB."""
    raw, crc = _zeros(256 * _MIB)
    return Entry(name, b"", 8, raw=raw, both={"crc": crc, "usize": declared})


def _many() -> bytes:
    return build([_bomb(f"app/{i}.bin") for i in range(16)])


def _overlapping(count: int = 250, size: int = 64 * _MIB) -> bytes:
    """Entries whose data quotes the next header, so that all share one kernel (Fifield)."""
    raw, crc = _zeros(size)
    packed, unpacked = len(raw), size
    blob, records, head = raw, [], b""
    for index in reversed(range(count)):
        name = b"f%03d" % index
        if head:
            quote = struct.pack("<BHH", 0, len(head), len(head) ^ 0xFFFF)
            crc = joined(zlib.crc32(head), crc, unpacked)
            unpacked, packed, blob = unpacked + len(head), packed + 5 + len(head), quote + blob
        fields = {"crc": crc, "csize": packed, "usize": unpacked}
        head = Entry(name, b"", 8, raw=b"", both=fields).local()
        blob = head + blob
        records.append((Entry(name, b"", 8, central=fields), len(blob)))
    directory = b"".join(entry.central(len(blob) - at) for entry, at in reversed(records))
    return blob + directory + end(count, len(directory), len(blob))


def _shared_body() -> bytes:
    """200 records for one body: 50 GiB."""
    raw, crc = _zeros(256 * _MIB)
    fields = {"crc": crc, "csize": len(raw), "usize": 256 * _MIB}
    body = Entry("a0", b"", 8, raw=raw, both={"crc": crc, "usize": 256 * _MIB}).local()
    records = b"".join(
        Entry("a0", b"", 8, central=fields | {"name": b"a%d" % i}).central(0) for i in range(200)
    )
    return body + records + end(200, len(records), len(body))


def _nested(levels: int, width: int) -> bytes:
    """Archives of archives of … a bomb: 42.zip's shape."""
    data = build([_bomb("z.bin")])
    for level in range(levels):
        data = build([Entry(f"l{level}_{i}.zip", data, 8) for i in range(width)])
    return data


def _deep() -> bytes:
    data = build([Entry("x.txt", b"deep")])
    for _ in range(60):
        data = build([Entry("n.zip", data)])
    return data


def _with_jar() -> bytes:
    jar = build([Entry("A.class", b"\xca\xfe")])
    return build([*APP, Entry("app/lib.jar", jar)])


@cache
def _crowd(count: int) -> tuple[bytes, bytes]:
    body, records = bytearray(), bytearray()
    for index in range(count):
        entry = Entry(f"d/{index:x}")
        records += entry.central(len(body))
        body += entry.local()
    return bytes(body), bytes(records)


def _crowd_wide() -> bytes:
    body, records = _crowd(70_000)
    at = len(body) + len(records)
    wide = end64(70_000, len(records), len(body), at)
    return body + records + wide + end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)


def _crowd_wrapped() -> bytes:
    """The 16-bit count wraps to 4,464."""
    body, records = _crowd(70_000)
    return body + records + end(70_000 & 0xFFFF, len(records), len(body))


def _implied() -> bytes:
    """13,000 entries that imply 104,001 folders."""
    return build([folder(f"a/{'/'.join([str(i)] * 8)}/") for i in range(13_000)])


def _bzip2() -> bytes:
    data = bytes(64 * _MIB)
    packed, fields = bz2.compress(data), {"usize": len(data), "crc": zlib.crc32(data)}
    return build([Entry("app/a", b"", 12, raw=packed, both=fields)])


def _gzipped(*pieces: tuple[bytes, int]) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(p) for p, n in pieces for _ in range(n)) + packer.flush()


def _tar() -> bytes:
    big = header("app/zero", size=256 * _MIB)
    return _gzipped((big, 1), (bytes(_MIB), 256), (bytes(1024), 1))


def _tar_gz_gz() -> bytes:
    return gzip.compress(_tar(), mtime=0)


def _long_name() -> bytes:
    long = header("././@LongLink", type=b"L", size=64 * _MIB, format=tarfile.GNU_FORMAT)
    return _gzipped((long, 1), (b"a" * _MIB, 64), (header("x") + bytes(1024), 1))


CASES: tuple[Case, ...] = (
    refuse("bomb-flat-256m.zip", lambda: build([_bomb("app/zero.bin")]), "ratio"),
    refuse("bomb-lying-size.zip", lambda: build([_bomb("app/zero.bin", 100)]), "size-mismatch"),
    refuse("bomb-many-4g.zip", _many, "ratio"),
    refuse("bomb-fifield-overlap.zip", _overlapping, "overlap"),
    refuse("bomb-full-overlap.zip", _shared_body, "overlap"),
    warn(
        "bomb-nested-42.zip",
        partial(_nested, 4, 16),
        "nested",
        "nested-unopened",
        "warnings-shortened",
    ),
    warn("nest-depth-60.zip", _deep, "nested", "nested-unopened"),
    warn("nest-one-benign.zip", _with_jar, "nested"),
    refuse("count-70k-zip64.zip", _crowd_wide, "limit-count"),
    refuse("count-mod65536.zip", _crowd_wrapped, "cd-size", "cd-count"),
    refuse("count-dirs-implied.zip", _implied, "limit-count"),
    refuse("bomb-bzip2.zip", _bzip2, "method"),
    refuse("bomb-tar.tar.gz", _tar, "ratio"),
    refuse("bomb-gz-gz.tar.gz", _tar_gz_gz, "not-archive", "checksum"),
    refuse("tar-zero-1g.tar.gz", lambda: _gzipped((bytes(_MIB), 512)), "trailing"),
    refuse("tar-longname-64m.tar.gz", _long_name, "path-too-long"),
)
