"""The central directory of a zip, record by record."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from vetting.intake import zip_extra
from vetting.intake.refused import Refused
from vetting.intake.zip_end import SIGNATURE, End

STORED, DEFLATED = 0, 8
# Bits 1 and 2 tell how hard deflate tried, 3 a data descriptor, 11 UTF-8 names (APPNOTE 4.4.4).
DESCRIPTOR, UTF8 = 0x0008, 0x0800
_FLAGS = 0x0006 | DESCRIPTOR | UTF8
_ENCRYPTED = 0x2041
NEWEST = 46
"""The newest format version (4.6) whose records are read as here; higher ones mean more."""


@dataclass(frozen=True, slots=True)
class Record:
    """One central record, widened by its zip64 field."""

    offset: int
    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    made_by: int
    attributes: int

    @property
    def shown(self) -> str:
        """The name for messages."""
        return self.name.decode("utf-8", "backslashreplace")


def read_directory(file: BinaryIO, end: End) -> Iterator[Record]:
    """All records; raises Refused unless they fill the directory exactly."""
    file.seek(end.offset)
    left = end.size
    for _ in range(end.count):
        head = file.read(46) if left >= 46 else b""
        if head[:4] != b"PK\1\2" or len(head) != 46:
            raise Refused("cd-count")
        values = struct.unpack("<HHHHHHIIIHHHHHII", head[4:])
        lengths = values[9:12]
        left -= 46 + sum(lengths)
        if left < 0:
            raise Refused("cd-size")
        name, extra, comment = (file.read(length) for length in lengths)
        yield _record(values, name, extra, comment)
    if left:
        raise Refused("cd-size", detail=f"{left} bytes more")


def _record(values: tuple[int, ...], name: bytes, extra: bytes, comment: bytes) -> Record:
    made, version, flags, method, _, _, crc, packed, size = values[:9]
    disk, _, attributes, offset = values[12:]
    shown = name.decode("utf-8", "backslashreplace")
    found = zip_extra.fields(extra, name, shown)
    if SIGNATURE.search(comment):
        raise Refused("eocd-ambiguous", shown, "entry comment")
    wide = ((size, 4), (packed, 4), (offset, 4), (disk, 2))
    size, packed, offset, disk = zip_extra.widened(found.get(zip_extra.ZIP64), wide, shown)
    if disk:
        raise Refused("multi-disk", shown)
    _refuse_unsupported(flags, method, version, shown)
    return Record(offset, name, flags, method, crc, packed, size, made, attributes)


def _refuse_unsupported(flags: int, method: int, version: int, shown: str) -> None:
    if flags & _ENCRYPTED:
        raise Refused("encrypted", shown)
    if flags & ~_FLAGS:
        raise Refused("flags", shown, hex(flags))
    if method not in (STORED, DEFLATED):
        raise Refused("method", shown, str(method))
    if version & 0xFF > NEWEST:
        raise Refused("version-needed", shown, str(version & 0xFF))
