"""Extra fields of zip records: well formed, and none that gives a second name, size or type."""

import stat
import struct
import zlib
from collections.abc import Iterable

from vetting.intake.refused import Refused

# Header ids of APPNOTE 4.5 and 4.6.
ZIP64 = 0x0001
UNICODE_PATH = 0x7075
XCEED_PATH = 0x554E
AES = 0x9901
ASI_UNIX = 0x756E
"""Ant's and ASi's: CRC-32, mode and more. Info-ZIP's unzip makes a link where it says so."""
LIBARCHIVE = 0x6C78
"""An experiment of libarchive's: attributes that its bsdtar believes more than the directory."""
_FULL = {2: 0xFFFF, 4: 0xFFFFFFFF, 8: 0xFFFFFFFFFFFFFFFF}


def fields(block: bytes, name: bytes, entry: str) -> dict[int, bytes]:
    """Extra fields by id; raises Refused for those that readers take differently.

    A second name is allowed only where it repeats `name` to the byte.
    """
    found: dict[int, bytes] = {}
    at = 0
    while at < len(block):
        if len(block) - at < 4:
            raise Refused("extra-malformed", entry)
        kind, size = struct.unpack_from("<HH", block, at)
        data = block[at + 4 : at + 4 + size]
        if len(data) != size:
            raise Refused("extra-malformed", entry)
        if kind == UNICODE_PATH and (kind in found or data != _repeated(name)):
            raise Refused("extra-unicode-path", entry)
        if kind == XCEED_PATH:
            raise Refused("extra-unicode-path", entry, "Xceed's")
        if kind == AES:
            raise Refused("encrypted", entry)
        if kind == LIBARCHIVE or (kind == ASI_UNIX and not _is_plain(data)):
            raise Refused("type-mismatch", entry, f"extra field {kind:#x}")
        if kind == ZIP64 and kind in found:
            raise Refused("extra-malformed", entry, "zip64 twice")
        found[kind] = data
        at += 4 + size
    return found


def _is_plain(asi: bytes) -> bool:
    """Whether the mode in ASi's field is that of a file or folder; links and others are refused."""
    mode = struct.unpack_from("<H", asi, 4)[0] if len(asi) >= 6 else stat.S_IFLNK
    return stat.S_IFMT(mode) in (0, stat.S_IFREG, stat.S_IFDIR)


def _repeated(name: bytes) -> bytes:
    """Info-ZIP's Unicode path field (APPNOTE 4.6.9) that says what the header says."""
    return struct.pack("<BI", 1, zlib.crc32(name)) + name


def widened(extra: bytes | None, values: Iterable[tuple[int, int]], entry: str) -> list[int]:
    """The values with those that are all ones taken from the zip64 field, in its order.

    `values` are pairs of value and width in bytes; raises Refused unless the field holds
    exactly what is needed. A disk number (2 bytes) is 4 wide in the field, the rest is 8.
    """
    result, at = [], 0
    for value, width in values:
        if value != _FULL[width] or (extra is None and width == 2):
            result.append(value)
            continue
        wide = 4 if width == 2 else 8
        piece = (extra or b"")[at : at + wide]
        if len(piece) != wide:
            raise Refused("extra-malformed", entry, "zip64 too short")
        result.append(int.from_bytes(piece, "little"))
        at += wide
    if at != len(extra or b""):
        raise Refused("extra-malformed", entry, "zip64 surplus")
    return result
