"""PHP archives in PHP's own format: a loader in PHP, a manifest, the files, a signature.

The format is that of PHP's manual, appendix "Phar file format". Phars in the form of a tar or
zip are read by the readers of those.
"""

import bz2
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from vetting.intake.gathering import Gathering
from vetting.intake.refused import Refused
from vetting.intake.streams import INPUT, OUTPUT, inflated, plain

_STUB_BYTES, _MANIFEST_BYTES = 1 << 20, 8 << 20
_HALT = re.compile(rb"__HALT_COMPILER\(\);(?:[ \n]\?>)?(?:\r\n|\n)?")
_SIGNED, _DEFLATED, _BZIPPED = 0x10000, 0x1000, 0x2000
# Signature flag to its length; 16 is an OpenSSL signature, which states its own.
_SIGNATURES = {1: 16, 2: 20, 3: 32, 4: 64}


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    packed: int
    crc: int
    flags: int


def is_phar(file: BinaryIO) -> bool:
    """Whether a file is PHP text with data behind its end; leaves the file at its start."""
    file.seek(0)
    start = file.read(_STUB_BYTES)
    file.seek(0)
    return start.lstrip().startswith((b"<?php", b"#!", b"__HALT")) and bool(_HALT.search(start))


def read_phar(file: BinaryIO, length: int, into: Gathering) -> None:
    """Hand in the loader as `stub.php` below `.phar`, and every file; raises Refused.

    Loader, manifest, files and signature must follow each other without a gap. The signature
    is not verified: it says nothing of who made it, unless somebody else holds the key.
    """
    found = _HALT.search(file.read(_STUB_BYTES))
    if found is None:
        raise Refused("not-archive")
    members, flags, at = _manifest(file, found.end(), into)
    _store(".phar/stub.php", _stub(file, found.end()), into)
    for member in members:
        into.budget.judge_file(member.name, member.size, member.packed)
        if member.name.endswith("/"):
            into.nodes.add_folder(into.path(member.name))
        else:
            file.seek(at)
            _store(member.name, _content(file, member, into), into)
        at += member.packed
    _refuse_rest(file, length - at, at, signed=bool(flags & _SIGNED))


def _stub(file: BinaryIO, end: int) -> Iterator[bytes]:
    file.seek(0)
    return plain(file, end)


def _store(name: str, pieces: Iterator[bytes], into: Gathering) -> None:
    into.count()
    path = into.path(name)
    into.nodes.add_file(path)
    into.store(path, pieces)


def _manifest(file: BinaryIO, at: int, into: Gathering) -> tuple[list[_Member], int, int]:
    """The members, the archive's flags, and where the first content begins."""
    file.seek(at)
    fields = _Fields(file.read(4))
    size = fields.number()
    if size > _MANIFEST_BYTES:
        raise Refused("limit-header", detail=str(size))
    body = file.read(size)
    if len(body) != size:
        raise Refused("truncated")
    fields = _Fields(body)
    count, _, flags = fields.number(), fields.take(2), fields.number()
    fields.take(fields.number())  # the alias
    fields.take(fields.number())  # serialized values, never read by us
    if count > into.limits.entries:
        raise Refused("limit-count", detail=str(count))
    members = [_member(fields) for _ in range(count)]
    if fields.left:
        raise Refused("gap", detail="in the manifest")
    return members, flags, at + 4 + size


def _member(fields: "_Fields") -> _Member:
    raw = fields.take(fields.number())
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        raise Refused("name-encoding", raw.decode("utf-8", "backslashreplace")) from None
    size, _, packed, crc, flags = (fields.number() for _ in range(5))
    fields.take(fields.number())
    if flags & _DEFLATED and flags & _BZIPPED:
        raise Refused("method", name)
    return _Member(name, size, packed, crc, flags)


class _Fields:
    """Little-endian fields one after the other; raises Refused at the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, length: int) -> bytes:
        if length > self.left:
            raise Refused("truncated")
        self._at += length
        return self._data[self._at - length : self._at]

    def number(self) -> int:
        return int(struct.unpack("<I", self.take(4))[0])


def _content(file: BinaryIO, member: _Member, into: Gathering) -> Iterator[bytes]:
    """The content in pieces; raises Refused unless size and CRC-32 are as declared."""
    size, crc = 0, 0
    for piece in _expanded(file, member):
        size += len(piece)
        if size > member.size:
            raise Refused("size-mismatch", member.name)
        into.budget.spend(len(piece))
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != member.size:
        raise Refused("size-mismatch", member.name)
    if crc != member.crc:
        raise Refused("crc-mismatch", member.name)


def _expanded(file: BinaryIO, member: _Member) -> Iterator[bytes]:
    if member.flags & _DEFLATED:
        return inflated(file, member.packed, member.name)
    if member.flags & _BZIPPED:
        return _unbzipped(file, member)
    return plain(file, member.packed)


def _unbzipped(file: BinaryIO, member: _Member) -> Iterator[bytes]:
    decoder, left = bz2.BZ2Decompressor(), member.packed
    while not decoder.eof:
        data = b""
        if decoder.needs_input:
            data = file.read(min(INPUT, left))
            left -= len(data)
            if not data:
                raise Refused("compressed-truncated", member.name)
        try:
            yield decoder.decompress(data, OUTPUT)
        except (OSError, ValueError) as error:
            raise Refused("data-error", member.name, str(error)) from None
    if left or decoder.unused_data:
        raise Refused("compressed-trailing", member.name)


def _refuse_rest(file: BinaryIO, left: int, at: int, *, signed: bool) -> None:
    """What follows the files: a signature where one is announced, otherwise nothing."""
    file.seek(at)
    rest = file.read(left if 0 <= left < 1 << 16 else 0)
    if not signed:
        fits = left == 0
    elif left < 8 or rest[-4:] != b"GBMB":
        fits = False
    else:
        kind = struct.unpack("<I", rest[-8:-4])[0]
        stated = _SIGNATURES.get(kind)
        fits = left == 8 + stated if stated else _states_itself(kind, rest)
    if not fits:
        raise Refused("trailing" if left > 0 else "truncated", detail=f"{left} bytes")


def _states_itself(kind: int, rest: bytes) -> bool:
    """OpenSSL signatures (0x10, 0x11, 0x12) stand before their own length."""
    if kind not in (0x10, 0x11, 0x12) or len(rest) < 12:
        return False
    return bool(struct.unpack("<I", rest[-12:-8])[0] == len(rest) - 12)
