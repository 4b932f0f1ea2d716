"""A zip writer that can lie in every field."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

_DOS_TIME = (0, (1 << 5) | 1)  # 1980-01-01 00:00
DESCRIPTOR, UTF8 = 0x08, 0x800


def deflate(data: bytes) -> bytes:
    """A raw deflate stream."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


class Entry:
    """One entry; `local` and `central` override what its two headers say.

    Fields: name, method, flags, crc, csize, usize, extra, ver; central also made, attr,
    comment, disk and off.
    """

    def __init__(
        self,
        name: str | bytes,
        data: bytes = b"",
        method: int = 0,
        *,
        mode: int = 0o100644,
        flags: int | None = None,
        streamed: bool = False,
        raw: bytes | None = None,
        descriptor: bytes | None = None,
        local: Mapping[str, Any] | None = None,
        central: Mapping[str, Any] | None = None,
        both: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name if isinstance(name, bytes) else name.encode("utf-8", "surrogatepass")
        packed = deflate(data) if method == 8 else data
        self.raw = packed if raw is None else raw
        if flags is None:
            flags = 0 if self.name.isascii() else UTF8
        flags |= DESCRIPTOR if streamed else 0
        true = {"name": self.name, "method": method, "flags": flags, "crc": zlib.crc32(data)}
        true |= {"csize": len(self.raw), "usize": len(data), "extra": b"", "ver": 20}
        zeros = {"crc": 0, "csize": 0, "usize": 0} if streamed else {}
        self._local = true | zeros | dict(both or {}) | dict(local or {})
        attributes = {"made": 3 << 8 | 20, "attr": mode << 16 & 0xFFFFFFFF, "comment": b""}
        attributes |= {"disk": 0, "off": None}
        self._central = true | attributes | dict(both or {}) | dict(central or {})
        told = struct.pack("<4sIII", b"PK\7\x08", zlib.crc32(data), len(self.raw), len(data))
        self._descriptor = (told if descriptor is None else descriptor) if streamed else b""

    def local(self) -> bytes:
        """Local header, data and descriptor."""
        h = self._local
        head = struct.pack(
            "<4sHHHHHIIIHH", b"PK\3\4", h["ver"], h["flags"], h["method"], *_DOS_TIME,
            h["crc"], h["csize"], h["usize"], len(h["name"]), len(h["extra"]),
        )  # fmt: skip
        return head + h["name"] + h["extra"] + self.raw + self._descriptor

    def central(self, offset: int) -> bytes:
        """The central record."""
        h = self._central
        head = struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\1\2", h["made"], h["ver"], h["flags"], h["method"],
            *_DOS_TIME, h["crc"], h["csize"], h["usize"], len(h["name"]), len(h["extra"]),
            len(h["comment"]), h["disk"], 0, h["attr"],
            offset if h["off"] is None else h["off"],
        )  # fmt: skip
        return head + h["name"] + h["extra"] + h["comment"]


def end(
    count: int, size: int, offset: int, comment: bytes = b"", *,
    here: int | None = None, length: int | None = None, disk: int = 0, start: int = 0,
) -> bytes:  # fmt: skip
    """An end record; `here` is the count on this disk, `length` the comment's."""
    here = count if here is None else here
    length = len(comment) if length is None else length
    fields = (disk, start, here, count, size, offset, length)
    return struct.pack("<4sHHHHIIH", b"PK\5\6", *fields) + comment


def end64(count: int, size: int, offset: int, at: int) -> bytes:
    """A zip64 end record that lies at `at`, and its locator."""
    record = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    return record + struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)


def extra(kind: int, data: bytes) -> bytes:
    """One extra field."""
    return struct.pack("<HH", kind, len(data)) + data


def build(
    entries: Sequence[Entry], *, prefix: bytes = b"", gap: bytes = b"", comment: bytes = b"",
    base: int = 0, **lies: int,
) -> bytes:  # fmt: skip
    """A whole archive; `lies` override fields of the end record."""
    body, records = bytearray(prefix), bytearray()
    for entry in entries:
        records += entry.central(len(body) + base)
        body += entry.local()
    body += gap
    fields: dict[str, Any] = {"count": len(entries) & 0xFFFF, "size": len(records)}
    fields |= {"offset": len(body) + base, "comment": comment}
    return bytes(body + records) + end(**(fields | lies))


def folder(name: str) -> Entry:
    """A folder's entry."""
    return Entry(name, mode=0o40755)


APP = [Entry("app/index.php", b"<?php echo 1;\n"), Entry("app/composer.json", b"{}\n")]
"""A small harmless application."""


def app_with(*entries: Entry) -> bytes:
    """The harmless application and something else."""
    return build([*APP, *entries])
