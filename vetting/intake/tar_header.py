"""Tar headers: the 512-byte block, and the extended records that widen the next one."""

import re
from dataclasses import dataclass

from vetting.intake.kinds import is_tar_header, tar_sum
from vetting.intake.refused import Refused

BLOCK = 512
REGULAR, FOLDER, SYMLINK = (b"0", b"\0", b"7"), b"5", b"2"
SPARSE = b"S"
PAX, PAX_GLOBAL, LONG_NAME, LONG_LINK = b"x", b"g", b"L", b"K"
_USTAR, _GNU = b"ustar\0", b"ustar  \0"
_OCTAL = re.compile(rb" *[0-7]*[ \0]*")
# User, group and time, which may be binary, then mode, sum and device, which may not: some readers
# stop at one that is no number, or too large for their system, where others go on.
_ID, _TIME, _NONE = range(1 << 32), range(-(1 << 63), 1 << 63), range(0)
_PLAIN_NUMBERS = ((108, 116, _ID), (116, 124, _ID), (136, 148, _TIME), (100, 108, _NONE),
                  (148, 156, _NONE), (329, 337, _NONE), (337, 345, _NONE))  # fmt: skip
# GNU's, star's and Solaris' ways to say that a file has holes.
_SPARSE = ("GNU.sparse", "SCHILY.realsize", "SUN.holesdata")
_IDS, _TIMES = frozenset(("uid", "gid")), frozenset(("mtime", "atime", "ctime"))
_DECIMAL = re.compile(rb"-?\d{1,12}(\.\d*)?")
_WHOLE = re.compile(rb"\d{1,10}")
# In a header without a mark bsdtar looks for a cabinet behind the first, GNU tar for compression.
_OTHERS = (b"MZ", b"LZIP", b"BZh")
EXTENDING = (PAX, PAX_GLOBAL, LONG_NAME, LONG_LINK)


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of a header that say what an entry is (POSIX.1-2018 pax, ustar format)."""

    name: bytes
    size: int
    mode: int
    type: bytes
    link: bytes
    is_ustar: bool


def parse(block: bytes, *, first: bool) -> Header:
    """The header in a block; raises Refused unless its sum and its numbers are right."""
    magic = block[257:262] == b"ustar"
    if not is_tar_header(block):
        if first and not magic:
            raise Refused("not-archive")
        code = "header-malformed" if _number(block[148:156]) == tar_sum(block) else "checksum"
        raise Refused(code)
    if first and not magic and block.startswith(_OTHERS):
        raise Refused("polyglot", detail="an old header that begins as another format does")
    if first and block[4:10] == b"1AY&SY":
        raise Refused("polyglot", detail="bsdtar decompresses what looks like bzip2 again")
    _refuse_odd(block, is_ustar=magic)
    name, link = _text(block[:100]), _text(block[157:257])
    prefix = _prefix(block) if block[257:263] == _USTAR else b""
    if prefix and not name:
        raise Refused("path-not-canonical", detail="a prefix without a name")
    return Header(
        name=prefix + b"/" + name if prefix else name,
        size=_number(block[124:136]),
        mode=_number(block[100:108]),
        type=block[156:157],
        link=link,
        is_ustar=magic,
    )


def _refuse_odd(block: bytes, *, is_ustar: bool) -> None:
    """What some readers stop at, or take for folders before the name, and others pass over."""
    if is_ustar and not block.startswith((_USTAR, _GNU), 257):
        raise Refused("header-malformed", detail="magic")
    if not block.startswith(_USTAR, 257) and block[156:157] != SPARSE and any(block[345:500]):
        raise Refused("header-malformed", detail="a prefix without the magic for it")
    for start, end, binary in _PLAIN_NUMBERS:
        field = block[start:end]
        if not (_is_octal(field) or (field[0] & 0x80 and _binary(field) in binary)):
            raise Refused("header-malformed", detail=f"no number at {start}")


def _prefix(block: bytes) -> bytes:
    """The folders before the name; star's variant keeps times in the last 24 bytes."""
    end = 476 if b"\0" in block[345:476] else 500
    return _text(block[345:end])


def _text(field: bytes) -> bytes:
    """A name up to its NUL; what hides behind the NUL must be nothing."""
    text, _, rest = field.partition(b"\0")
    if rest.strip(b"\0"):
        raise Refused("header-malformed", detail="bytes after a name's end")
    return text


def _number(field: bytes) -> int:
    """An octal number, or a positive one in GNU's binary form.

    A NUL ends it for most readers, so digits behind one are refused, and so are blanks alone.
    """
    if field[0] & 0x80 and (value := _binary(field)) >= 0:
        return value
    if not _is_octal(field):
        raise Refused("header-malformed", detail="no positive number")
    return int(field.strip(b" \0") or b"0", 8)


def _is_octal(field: bytes) -> bool:
    """Whether it is octal digits, or nothing at all; blanks alone stop some readers."""
    return bool(_OCTAL.fullmatch(field)) and (field[:1] != b" " or any(field.strip(b" \0")))


def _binary(field: bytes) -> int:
    """GNU's binary form: a byte for the sign, and the number in two's complement."""
    if field[0] not in (0x80, 0xFF):
        raise Refused("header-malformed", detail="no number")
    wrap = 1 << 8 * (len(field) - 1)
    return int.from_bytes(field[1:], "big") - (wrap if field[0] == 0xFF else 0)


class Extension:
    """What extended headers say about the entry that follows; each thing at most once."""

    def __init__(self) -> None:
        self._said: dict[str, bytes] = {}
        self._types: set[bytes] = set()

    def __bool__(self) -> bool:
        return bool(self._types)

    def add(self, type: bytes, body: bytes) -> None:
        """Take one extended header; raises Refused when it is odd or repeats something."""
        if type == PAX_GLOBAL:
            for key, _ in _pax(body):
                if key != "comment":  # the one that `git archive` writes
                    raise Refused("pax-global", detail=key)
            return
        if type in self._types:
            raise Refused("header-malformed", detail="two extended headers of one type")
        self._types.add(type)
        if type == PAX:
            for key, value in _pax(body):
                self._say(key, value)
        else:
            text = body.removesuffix(b"\0")
            self._say("path" if type == LONG_NAME else "linkpath", text)

    def _say(self, key: str, value: bytes) -> None:
        if key.startswith(_SPARSE):
            raise Refused("sparse", detail=key)
        if key in _TIMES and not _DECIMAL.fullmatch(value):
            raise Refused("header-malformed", detail=key)
        if key in _IDS and not (_WHOLE.fullmatch(value) and int(value) in _ID):
            raise Refused("header-malformed", detail=key)
        if key not in ("path", "linkpath", "size"):
            return
        if key in self._said:
            raise Refused("header-malformed", detail=f"{key} twice")
        if b"\0" in value:
            raise Refused("name-control-char", detail=key)
        self._said[key] = value

    def apply(self, header: Header) -> Header:
        """The header with what was said put in; the size may only be confirmed."""
        size = self._said.get("size")
        if size is not None and size != str(header.size).encode():
            raise Refused("pax-size")
        name = self._said.get("path", header.name)
        if header.type == b"\0" and name.endswith(b"/") != header.name.endswith(b"/"):
            # Of the old type a slash alone makes a folder; Python looks at the short name for it.
            raise Refused("type-mismatch", name.decode(errors="backslashreplace"))
        return Header(
            name=name,
            size=header.size,
            mode=header.mode,
            type=header.type,
            link=self._said.get("linkpath", header.link),
            is_ustar=header.is_ustar,
        )


def _pax(body: bytes) -> list[tuple[str, bytes]]:
    """The records of a pax header, length, key, value, line feed; they fill it exactly."""
    records = []
    at = 0
    while at < len(body):
        start = re.match(rb"(\d{1,9}) ([^=\n]{1,255})=", body[at : at + 300])
        if not start:
            raise Refused("header-malformed", detail="pax record")
        record = body[at : at + int(start[1])]
        if len(record) != int(start[1]) or len(record) <= start.end() or record[-1:] != b"\n":
            raise Refused("header-malformed", detail="pax record")
        records.append((start[2].decode("ascii", "replace"), record[start.end() : -1]))
        at += len(record)
    return records
