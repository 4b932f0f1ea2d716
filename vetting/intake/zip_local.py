"""Local headers of a zip: each repeats its central record, and together they tile the file."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from vetting.intake import zip_extra
from vetting.intake.refused import Refused
from vetting.intake.zip_directory import DESCRIPTOR, NEWEST, Record

_HEADER = 30
_DESCRIPTOR_SIZES = (12, 16, 20, 24)


def placed(file: BinaryIO, records: list[Record], end: int) -> Iterator[tuple[Record, int]]:
    """Each record with the offset of its data, in file order; consumes `records`.

    Raises Refused unless headers, data and descriptors follow each other from the first byte
    to `end` without gap or overlap, and say the same as the records.
    """
    records.sort(key=lambda record: record.offset, reverse=True)
    if records[-1].offset:
        raise Refused("prepended", detail=f"{records[-1].offset} bytes")
    while records:
        record = records.pop()
        following = records[-1].offset if records else end
        if following <= record.offset:
            raise Refused("overlap", record.shown)
        data = _check_header(file, record)
        left = following - data - record.packed
        if left < 0:
            raise Refused("overlap", record.shown)
        _check_rest(file, record, data + record.packed, left)
        yield record, data


def _check_header(file: BinaryIO, record: Record) -> int:
    """Compare the local header with the record; the offset of the data."""
    shown = record.shown
    file.seek(record.offset)
    header = file.read(_HEADER)
    if len(header) != _HEADER or header[:4] != b"PK\3\4":
        raise Refused("header-mismatch", shown, "no local header")
    fields: tuple[int, ...] = struct.unpack("<HHHHHIIIHH", header[4:])
    version, flags, method, _, _, crc, packed, size, name_length, extra_length = fields
    name = file.read(name_length)
    extra = zip_extra.fields(file.read(extra_length), record.name, shown)
    if name != record.name:
        raise Refused("header-mismatch", shown, "name")
    if version & 0xFF > NEWEST:
        raise Refused("version-needed", shown, str(version & 0xFF))
    if (flags ^ record.flags) & 1:
        raise Refused("encrypted", shown)
    if flags != record.flags or method != record.method:
        raise Refused("header-mismatch", shown, "flags or method")
    _check_sizes(record, crc, packed, size, extra.get(zip_extra.ZIP64))
    return record.offset + _HEADER + name_length + extra_length


def _check_sizes(record: Record, crc: int, packed: int, size: int, zip64: bytes | None) -> None:
    true = (record.size, record.packed)
    streamed = bool(record.flags & DESCRIPTOR)
    if zip64 is not None and 0xFFFFFFFF in (size, packed):
        size, packed = _wide_sizes(zip64, size, packed, record.shown)
    elif zip64 is not None and not _says(zip64, true, streamed=streamed):
        raise Refused("header-mismatch", record.shown, "zip64")
    allowed = {(record.crc, *true)}
    if streamed:
        # All three stand in the descriptor; macOS tells the size here too, libarchive both sizes.
        allowed |= {(0, 0, 0), (0, record.size, 0), (0, *true)}
    if (crc, size, packed) not in allowed:
        raise Refused("header-mismatch", record.shown, "crc or size")


def _wide_sizes(zip64: bytes, size: int, packed: int, shown: str) -> tuple[int, int]:
    """Sizes from the zip64 field; some writers repeat there a packed size that fits already."""
    if size == 0xFFFFFFFF and zip64[8:] == packed.to_bytes(8, "little"):
        zip64 = zip64[:8]
    size, packed = zip_extra.widened(zip64, ((size, 4), (packed, 4)), shown)
    return size, packed


def _says(zip64: bytes, true: tuple[int, int], *, streamed: bool) -> bool:
    """Whether a zip64 field that nothing asks for at least tells no other size."""
    zero = bytes(len(zip64)) == zip64
    return zip64 == struct.pack("<QQ", *true)[: len(zip64)] or (streamed and zero)


def _check_rest(file: BinaryIO, record: Record, at: int, left: int) -> None:
    """What follows the data: a descriptor where one is announced, otherwise nothing."""
    file.seek(at)
    if not record.flags & DESCRIPTOR:
        if left:
            code = "unlisted" if file.read(4) == b"PK\3\4" else "gap"
            raise Refused(code, record.shown, f"{left} bytes")
        return
    if left and left not in _DESCRIPTOR_SIZES:
        raise Refused("gap", record.shown, f"{left} bytes")
    if file.read(left) not in _descriptors(record):
        raise Refused("dd-mismatch", record.shown)


def _descriptors(record: Record) -> tuple[bytes, ...]:
    """The four forms of a data descriptor (APPNOTE 4.3.9) that tell the truth."""
    narrow = struct.pack("<III", record.crc, record.packed & 0xFFFFFFFF, record.size & 0xFFFFFFFF)
    wide = struct.pack("<IQQ", record.crc, record.packed, record.size)
    return narrow, b"PK\7\x08" + narrow, wide, b"PK\7\x08" + wide
