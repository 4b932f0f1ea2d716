"""Tar archives, plain or compressed: one pass, one block after the other."""

from collections.abc import Iterable, Iterator

from vetting.intake.gathering import Gathering
from vetting.intake.refused import Refused
from vetting.intake.tar_header import (
    BLOCK,
    EXTENDING,
    FOLDER,
    LONG_LINK,
    LONG_NAME,
    REGULAR,
    SPARSE,
    SYMLINK,
    Extension,
    Header,
    parse,
)

_LONG_BYTES, _PAX_BYTES = 8 << 10, 64 << 10
# Writers pad to a record of 10 KiB or to a tape's block; more is a place to hide.
_PADDING_BYTES = 1 << 20
_REFUSED_TYPES = {b"1": "hardlink", SPARSE: "sparse", b"3": "special-file", b"4": "special-file",
                  b"6": "special-file"}  # fmt: skip


class _Blocks:
    """Bytes on demand from pieces of any size."""

    def __init__(self, pieces: Iterable[bytes], into: Gathering) -> None:
        self._pieces = iter(pieces)
        self._budget = into.budget
        self._piece = b""
        self._at = 0

    def some(self, limit: int) -> bytes:
        """At most `limit` bytes, none at the end only."""
        if self._at == len(self._piece):
            self._piece, self._at = next(self._pieces, b""), 0
            self._budget.spend(len(self._piece))
        data = self._piece[self._at : self._at + limit]
        self._at += len(data)
        return data

    def upto(self, length: int) -> bytes:
        """`length` bytes, or fewer at the end."""
        data = self.some(length)
        while len(data) < length:
            more = self.some(length - len(data))
            if not more:
                break
            data += more
        return data

    def exactly(self, length: int) -> bytes:
        """`length` bytes; raises Refused when there are fewer."""
        data = self.upto(length)
        if len(data) != length:
            raise Refused("truncated")
        return data

    def content(self, size: int, path: str) -> Iterator[bytes]:
        """A file's bytes in pieces."""
        while size:
            piece = self.some(size)
            if not piece:
                raise Refused("truncated", path)
            size -= len(piece)
            yield piece


def read_tar(pieces: Iterable[bytes], into: Gathering) -> None:
    """Hand in everything that a tar holds; raises Refused."""
    blocks = _Blocks(pieces, into)
    extension = Extension()
    first = True
    while header := _next_header(blocks, into, first=first):
        first = False
        if header.type in EXTENDING:
            extension.add(header.type, _extended_body(blocks, header))
            continue
        into.count()
        _take(blocks, extension.apply(header), into)
        extension = Extension()
    if extension:
        raise Refused("header-malformed", detail="extended header without an entry")


def _next_header(blocks: _Blocks, into: Gathering, *, first: bool) -> Header | None:
    into.budget.tick()
    block = blocks.upto(BLOCK)
    if not block:
        into.warn("tar-no-eof")
        return None
    if len(block) != BLOCK:
        raise Refused("not-archive" if first else "truncated")
    if not any(block):
        _read_end(blocks, into)
        return None
    header = parse(block, first=first)
    if not header.is_ustar:
        into.warn("tar-v7")
    return header


def _read_end(blocks: _Blocks, into: Gathering) -> None:
    """After the first zero block only zeros may follow, at least one block of them."""
    second = blocks.upto(BLOCK)
    if any(second):
        raise Refused("tar-zero-block")
    if len(second) != BLOCK:
        into.warn("tar-no-eof")
    padding = 0
    while piece := blocks.some(1 << 16):
        padding += len(piece)
        if any(piece) or padding > _PADDING_BYTES:
            raise Refused("trailing", detail="after the end of the archive")


def _extended_body(blocks: _Blocks, header: Header) -> bytes:
    is_long = header.type in (LONG_NAME, LONG_LINK)
    if header.size > (_LONG_BYTES if is_long else _PAX_BYTES):
        raise Refused("path-too-long" if is_long else "limit-header", detail=str(header.size))
    body = blocks.exactly(header.size)
    if any(blocks.exactly(-header.size % BLOCK)):
        # Some readers take a name to its NUL, wherever that is.
        raise Refused("header-malformed", detail="bytes behind an extended header")
    return body


def _take(blocks: _Blocks, header: Header, into: Gathering) -> None:
    name = _name(header)
    if header.type in _REFUSED_TYPES:
        raise Refused(_REFUSED_TYPES[header.type], name)
    if header.type not in (*REGULAR, FOLDER, SYMLINK):
        raise Refused("entry-type", name, repr(header.type))
    if header.type == FOLDER and name in (".", "./"):
        _refuse_content(header, name)
        return
    path = _path(name, into)
    if header.type == FOLDER or (header.type == b"\0" and name.endswith("/")):
        _refuse_content(header, name)
        into.nodes.add_folder(path)
    elif name.endswith("/"):
        raise Refused("type-mismatch", name)
    elif header.type == SYMLINK:
        _refuse_content(header, name)
        into.links.add(path, header.link)
    else:
        _take_file(blocks, header, path, into)


def _path(name: str, into: Gathering) -> str:
    """The path, without the single dots before its last part, that every reader passes over."""
    *above, last = name.removeprefix("./").split("/")
    path = into.path("/".join([*(part for part in above if part != "."), last]))
    if "." in above:
        into.warn("name-dots", path)
    return path


def _name(header: Header) -> str:
    try:
        return header.name.decode()
    except UnicodeDecodeError:
        shown = header.name.decode("utf-8", "backslashreplace")
        raise Refused("name-encoding", shown) from None


def _refuse_content(header: Header, name: str) -> None:
    if header.size:
        raise Refused("dir-with-data" if header.type != SYMLINK else "header-malformed", name)


def _take_file(blocks: _Blocks, header: Header, path: str, into: Gathering) -> None:
    into.budget.judge_file(path, header.size, header.size)
    if header.mode & 0o7000:
        into.warn("mode-setuid", path)
    content = blocks.content(header.size, path)
    if into.nodes.is_file(path):
        into.repeat(path, content)
    else:
        into.nodes.add_file(path)
        into.store(path, content)
    blocks.exactly(-header.size % BLOCK)
