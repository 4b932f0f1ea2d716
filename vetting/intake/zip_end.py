"""The end record of a zip: exactly one, and it accounts for every byte before it."""

import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from vetting.intake.kinds import TAIL
from vetting.intake.refused import Refused

SIGNATURE = re.compile(rb"PK(\x01\x02|\x03\x04|\x05\x06|\x06\x06|\x06\x07|\x07\x08)")
# bsdtar looks in the last 16 KiB; without an end it reads local headers alone, which know no links.
_SEEN_BY_ALL = 16 << 10
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
# A central record is 46 bytes and three fields of at most 65,535 (APPNOTE 4.3.12).
_RECORD, _RECORD_MAX = 46, 46 + 3 * _MAX16


@dataclass(frozen=True, slots=True)
class End:
    """Where the central directory lies and how many records it has."""

    count: int
    size: int
    offset: int


@dataclass(frozen=True, slots=True)
class _Raw:
    """The fields of an end record; `end` is where the directory must stop."""

    disk: int
    start_disk: int
    here: int
    count: int
    size: int
    offset: int
    end: int


def find_end(file: BinaryIO, length: int) -> End:
    """The end of the archive; raises Refused unless it can be read in one way only."""
    raw = _locate(file, length)
    wide = _zip64(file, raw)
    raw = wide or raw
    if raw.disk or raw.start_disk:
        raise Refused("multi-disk")
    if raw.here != raw.count:
        raise Refused("cd-count", detail=f"{raw.here} != {raw.count}")
    if raw.offset + raw.size > raw.end:
        raise Refused("cd-bounds")
    if raw.offset + raw.size < raw.end:
        _refuse_gap(file, raw)
    if raw.count == 0 and not raw.size:
        raise Refused("empty")
    if not raw.count * _RECORD <= raw.size <= raw.count * _RECORD_MAX:
        raise Refused("cd-count", detail=f"{raw.count} records in {raw.size} bytes")
    return End(raw.count, raw.size, raw.offset)


def _locate(file: BinaryIO, length: int) -> _Raw:
    start = max(0, length - TAIL)
    file.seek(start)
    tail = file.read(TAIL)
    found = [match.start() for match in re.finditer(b"PK\5\6", tail)]
    if not found:
        raise Refused("no-eocd")
    exact = [at for at in found if _reaches_end(tail, at)]
    if not exact:
        raise Refused("trailing")
    at = exact[0]
    if len(tail) - at > _SEEN_BY_ALL:
        raise Refused("comment-too-long", detail=f"{len(tail) - at - 22} bytes")
    if len(exact) > 1 or SIGNATURE.search(tail, at + 22):
        raise Refused("eocd-ambiguous")
    _, disk, start_disk, here, count, size, offset, _ = struct.unpack_from("<4sHHHHIIH", tail, at)
    return _Raw(disk, start_disk, here, count, size, offset, start + at)


def _reaches_end(tail: bytes, at: int) -> bool:
    comment = int.from_bytes(tail[at + 20 : at + 22], "little")
    return at + 22 + comment == len(tail)


def _zip64(file: BinaryIO, raw: _Raw) -> _Raw | None:
    """The zip64 end record, which must say the same wherever both say something."""
    if raw.end < 20:
        return None
    file.seek(raw.end - 20)
    signature, disk, at, disks = struct.unpack("<4sIQI", file.read(20))
    if signature != b"PK\6\7":
        return None
    if at + 56 != raw.end - 20 or disk or disks > 1:
        raise Refused("zip64-mismatch", detail="locator")
    file.seek(at)
    fields = struct.unpack("<4sQHHIIQQQQ", file.read(56))
    signature, size, _, _, disk, start_disk, *values = fields
    if signature != b"PK\6\6" or size != 44 or disk or start_disk:
        raise Refused("zip64-mismatch", detail="record")
    narrow = (raw.here, raw.count, raw.size, raw.offset)
    for value, wide, full in zip(narrow, values, (_MAX16, _MAX16, _MAX32, _MAX32), strict=True):
        if value not in (full, wide):
            raise Refused("zip64-mismatch", detail=f"{value} != {wide}")
    if raw.disk not in (0, _MAX16) or raw.start_disk not in (0, _MAX16):
        raise Refused("multi-disk")
    here, count, size, offset = values
    return _Raw(0, 0, here, count, size, offset, at)


def _refuse_gap(file: BinaryIO, raw: _Raw) -> None:
    if raw.size >= 4:
        file.seek(raw.end - raw.size)
        if file.read(4) == b"PK\1\2":
            raise Refused("prepended")
    raise Refused("cd-size", detail=f"{raw.end - raw.offset - raw.size} bytes unaccounted for")
