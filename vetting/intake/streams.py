"""Decompression in small pieces: one stream from start to end, nothing left over."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from vetting.intake.kinds import Kind
from vetting.intake.names import Warn
from vetting.intake.refused import Refused

INPUT = 16 << 10
OUTPUT = 64 << 10
MEMBERS = 1024
# `xz -9` needs 65 MiB for its dictionary; only the pages that are used count.
XZ_MEMORY = 68 << 20


class Decoder(Protocol):
    """What the standard library's bz2 and lzma decompressors offer."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether no more output comes without input."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was given beyond the stream's end."""
        ...

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        """Take input and give at most `max_length` bytes of output."""
        ...


class _Gunzip:
    """zlib's decompressor in the shape of the others."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._full and not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        pending = self._inner.unconsumed_tail + data
        output = self._inner.decompress(pending, max_length)
        self._full = len(output) == max_length
        return output


def _unxz() -> Decoder:
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=XZ_MEMORY)


# How to begin a stream, and how one that may follow begins: parallel compressors write many.
_DECODERS: dict[Kind, tuple[Callable[[], Decoder], bytes, str]] = {
    Kind.TAR_GZ: (_Gunzip, b"\x1f\x8b", "gzip-members"),
    Kind.TAR_BZ2: (bz2.BZ2Decompressor, b"BZh", "bzip2-members"),
    Kind.TAR_XZ: (_unxz, b"", ""),
}


def expanded(file: BinaryIO, kind: Kind, warn: Warn) -> Iterator[bytes]:
    """The content of a tar of any kind in pieces of at most 64 KiB; raises Refused."""
    if kind is Kind.TAR:
        return plain(file)
    return _decompressed(file, *_DECODERS[kind], warn)


def plain(file: BinaryIO, length: int | None = None) -> Iterator[bytes]:
    """The next `length` bytes, or all."""
    while length is None or length > 0:
        piece = file.read(OUTPUT if length is None else min(OUTPUT, length))
        if not piece:
            return
        if length is not None:
            length -= len(piece)
        yield piece


def _decompressed(
    file: BinaryIO, begin: Callable[[], Decoder], magic: bytes, code: str, warn: Warn
) -> Iterator[bytes]:
    decoder, pending, members = begin(), b"", 1
    while True:
        if decoder.eof:
            pending = decoder.unused_data or file.read(INPUT)
            if not pending:
                return
            if len(pending) < len(magic):
                pending += file.read(INPUT)
            members += 1
            if not magic or not pending.startswith(magic) or members > MEMBERS:
                raise Refused("trailing", detail="after the compressed stream")
            if members == 2:
                warn(code, "")
            decoder = begin()
        if decoder.needs_input and not pending:
            pending = file.read(INPUT)
            if not pending:
                raise Refused("truncated")
        output = _step(decoder, pending)
        pending = b""
        if output:
            yield output


def _step(decoder: Decoder, data: bytes) -> bytes:
    try:
        return decoder.decompress(data, OUTPUT)
    except lzma.LZMAError as error:
        if "memory" in str(error).lower():
            raise Refused("limit-memory", detail=str(error)) from None
        raise Refused("data-error", detail=str(error)) from None
    except (zlib.error, OSError, EOFError, ValueError) as error:
        raise Refused("data-error", detail=str(error)) from None


def inflated(file: BinaryIO, length: int, entry: str) -> Iterator[bytes]:
    """The deflate stream that fills the next `length` bytes exactly; raises Refused."""
    decoder = zlib.decompressobj(-15)
    while not decoder.eof:
        data = decoder.unconsumed_tail
        if not data:
            data = file.read(min(INPUT, length))
            length -= len(data)
        try:
            output = decoder.decompress(data, OUTPUT)
        except zlib.error as error:
            raise Refused("data-error", entry, str(error)) from None
        if output:
            yield output
        elif not data and not decoder.eof:
            raise Refused("compressed-truncated", entry)
    if length or decoder.unused_data or decoder.unconsumed_tail:
        raise Refused("compressed-trailing", entry)
