"""Zip archives: every header is judged before the first byte of content is written."""

import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from vetting.intake.gathering import Gathering
from vetting.intake.links import TARGET_BYTES
from vetting.intake.names import vcs_part
from vetting.intake.refused import Refused
from vetting.intake.streams import inflated, plain
from vetting.intake.zip_directory import DEFLATED, DESCRIPTOR, STORED, UTF8, Record, read_directory
from vetting.intake.zip_end import find_end
from vetting.intake.zip_local import placed

# Hosts whose upper half of the attributes is a Unix mode (APPNOTE 4.4.2): Unix and macOS.
_DOS, _UNIX, _MACOS = 0, 3, 19
_DOS_FOLDER = 0x10
_DOS_LABEL = 0x08
# Info-ZIP's unzip takes it for the version of a file of VMS, and leaves it out.
_VERSION = re.compile(r";[0-9]*$")
_SUSPECT_ABOVE, _SUSPECT_RATIO = 1 << 20, 200


@dataclass(frozen=True, slots=True)
class _Member:
    """What is still to be read: a file, a link, or a folder that must be empty."""

    path: str
    type: int
    data: int
    method: int
    crc: int
    packed: int
    size: int
    is_endless: bool


def read_zip(file: BinaryIO, length: int, into: Gathering) -> None:
    """Hand in everything a zip of `length` bytes holds; raises Refused."""
    end = find_end(file, length)
    if end.count > into.limits.entries:
        raise Refused("limit-count", detail=f"{end.count}")
    records = list(read_directory(file, end))
    members = []
    total = 0
    for record, data in placed(file, records, end.offset):
        into.budget.tick()
        members.append(_member(record, data, into))
        total += record.size
        into.budget.judge_total(total)
    members.reverse()
    while members:
        _read(file, members.pop(), into)  # what is read needs no memory any more


def _member(record: Record, data: int, into: Gathering) -> _Member:
    into.count()
    name = _decoded(record, into)
    path = into.path(name)
    if _VERSION.search(path):
        raise Refused("name-version", name)
    if name.endswith("/") and (record.size or record.packed > 2):
        raise Refused("dir-with-data", name)
    kind = _type(record, name, into)
    if record.method == STORED and record.size != record.packed:
        raise Refused("size-mismatch", name)
    if kind == stat.S_IFDIR:
        into.nodes.add_folder(path)
        return _planned(record, data, path, kind)
    into.budget.judge_file(name, record.size, record.packed)
    if kind == stat.S_IFLNK:
        if record.size >= TARGET_BYTES:
            raise Refused("symlink", name)
        return _planned(record, data, path, kind)
    into.nodes.add_file(path)
    if record.size > max(_SUSPECT_ABOVE, _SUSPECT_RATIO * record.packed):
        into.warn("ratio-entry", path)
    if _is_endless(record):
        into.warn("stored-dd", path)
    return _planned(record, data, path, kind)


def _planned(record: Record, data: int, path: str, kind: int) -> _Member:
    return _Member(
        path, kind, data, record.method, record.crc, record.packed, record.size,
        _is_endless(record),
    )  # fmt: skip


def _decoded(record: Record, into: Gathering) -> str:
    """The name; without the UTF-8 mark it is still read as that where it can be.

    Common tools forget the mark, and old text is next to never valid UTF-8 by chance.
    """
    try:
        name = record.name.decode()
    except UnicodeDecodeError:
        if record.flags & UTF8:
            raise Refused("name-encoding", record.shown) from None
        name = record.name.decode("cp437")
    if not name.isascii() and (not record.flags & UTF8 or record.made_by >> 8 == _DOS):
        if not vcs_part(name).isascii():
            # Left out by us, and for who reads the name otherwise a file like any other.
            raise Refused("name-encoding", name)
        into.warn("name-legacy-encoding", name)  # of DOS, unzip converts even what is marked
    if not record.flags & UTF8 and not name.isascii():
        other = record.name.decode("cp437")
        if other != name:
            into.nodes.add_other_reading(other.removesuffix("/"))
    return name


def _type(record: Record, name: str, into: Gathering) -> int:
    """File, folder or link; name, mode and DOS attributes must agree."""
    high = record.attributes >> 16
    host = record.made_by >> 8
    if stat.S_ISLNK(high) and host != _UNIX:
        # Some readers make a link of it, and others a file whose content nobody would examine.
        raise Refused("symlink", name, f"host {host}")
    if record.attributes & _DOS_LABEL and host not in (_UNIX, _MACOS):
        raise Refused("type-mismatch", name, "volume label")  # unzip passes over it
    mode = high if host in (_UNIX, _MACOS) else 0
    kind = stat.S_IFMT(mode)
    if name.endswith("/"):
        if high == 0xFFFF:  # some Windows tools set every bit
            into.warn("dir-mode", name)
        elif kind not in (0, stat.S_IFDIR):
            raise Refused("type-mismatch", name, oct(mode))
        return stat.S_IFDIR
    if kind == stat.S_IFDIR or record.attributes & _DOS_FOLDER:
        raise Refused("type-mismatch", name, oct(mode))
    if kind not in (0, stat.S_IFREG, stat.S_IFLNK):
        raise Refused("special-file", name, oct(mode))
    if mode & 0o7000:
        into.warn("mode-setuid", name)
    return kind or stat.S_IFREG


def _is_endless(record: Record) -> bool:
    """Stored with its length only behind it: a stream reader must guess where it ends."""
    return bool(record.flags & DESCRIPTOR) and record.method == STORED and record.size > 0


def _read(file: BinaryIO, member: _Member, into: Gathering) -> None:
    pieces = _checked(file, member, into)
    if member.type == stat.S_IFDIR:
        for _ in pieces:
            raise Refused("dir-with-data", member.path)
    elif member.type == stat.S_IFLNK:
        into.links.add(member.path, b"".join(pieces))
    else:
        into.store(member.path, pieces)


def _checked(file: BinaryIO, member: _Member, into: Gathering) -> Iterator[bytes]:
    """The content in pieces; raises Refused unless size and CRC-32 come out as declared."""
    path = member.path
    file.seek(member.data)
    if member.method == DEFLATED:
        pieces = inflated(file, member.packed, path)
    else:
        pieces = plain(file, member.packed)
    size, crc, before = 0, 0, b""
    for piece in pieces:
        if member.is_endless:
            _refuse_signature(before + piece, path)
            before = piece[-3:]
        size += len(piece)
        if size > member.size:
            raise Refused("size-mismatch", path)
        into.budget.spend(len(piece))
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != member.size:
        raise Refused("size-mismatch", path)
    if crc != member.crc:
        raise Refused("crc-mismatch", path)


def _refuse_signature(data: bytes, path: str) -> None:
    if b"PK\7\x08" in data or b"PK\3\4" in data:
        raise Refused("stored-dd", path)
