"""A tar writer that can lie, on the standard library's."""

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

_PACK = {"": bytes, "gz": partial(gzip.compress, mtime=0), "xz": lzma.compress,
         "bz2": bz2.compress}  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One entry of a tar."""

    name: str
    data: bytes = b""
    type: bytes = tarfile.REGTYPE
    link: str = ""
    mode: int = 0o644
    uid: int = 0
    device: tuple[int, int] = (0, 0)
    pax: Mapping[str, str] = field(default_factory=dict)

    def info(self) -> tarfile.TarInfo:
        """The member as the standard library has it."""
        info = tarfile.TarInfo(self.name)
        info.type, info.linkname, info.mode, info.uid = self.type, self.link, self.mode, self.uid
        info.size = len(self.data) if self.type == tarfile.REGTYPE else 0
        info.devmajor, info.devminor = self.device
        info.pax_headers = dict(self.pax)
        return info


def tar(
    *members: Member, format: int = tarfile.PAX_FORMAT, pack: str = "",
    pax: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """A whole archive; `pax` is its global header."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format, pax_headers=pax or {}) as archive:
        for member in members:
            archive.addfile(member.info(), io.BytesIO(member.data) if member.data else None)
    return _PACK[pack](buffer.getvalue())  # type: ignore[operator, no-any-return]


def header(
    name: str, *, size: int = 0, type: bytes = tarfile.REGTYPE, format: int = tarfile.PAX_FORMAT
) -> bytes:
    """A lone header."""
    info = tarfile.TarInfo(name)
    info.size, info.type = size, type
    return info.tobuf(format)


def patched(block: bytes, **fields: bytes) -> bytes:
    """A header with fields overwritten (`at_OFFSET=bytes`) and a right sum."""
    result = bytearray(block)
    for place, value in fields.items():
        at = int(place.removeprefix("at_"))
        result[at : at + len(value)] = value
    result[148:156] = b" " * 8
    result[148:156] = b"%06o\0 " % sum(result[:512])
    return bytes(result)


def file(name: str, data: bytes = b"x", **more: object) -> Member:
    """A regular file."""
    return Member(name, data, **more)  # type: ignore[arg-type]


def link(name: str, target: str) -> Member:
    """A symbolic link."""
    return Member(name, type=tarfile.SYMTYPE, link=target)


def plain_tar(pack: str = "") -> bytes:
    """A small harmless archive."""
    return tar(file("app/a.py"), pack=pack)
