"""What kind of archive a file is: by its content, and its name may not say otherwise."""

import re
from enum import StrEnum

from vetting.intake.refused import Refused

TAIL = 22 + 65_535
"""The bytes at a file's end in which a zip end record may lie (APPNOTE 4.3.16)."""


class Kind(StrEnum):
    """The archives that intake reads."""

    ZIP = "zip"
    TAR = "tar"
    TAR_GZ = "tar.gz"
    TAR_XZ = "tar.xz"
    TAR_BZ2 = "tar.bz2"


# A tar begins with a name, so that a mark of letters alone is not enough.
_STARTS = (
    (re.compile(rb"PK(\x03\x04|\x05\x06|\x07\x08)"), Kind.ZIP),
    (re.compile(rb"\x1f\x8b"), Kind.TAR_GZ),
    (re.compile(rb"\xfd7zXZ\0"), Kind.TAR_XZ),
    (re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"), Kind.TAR_BZ2),
)
_ENDINGS = {
    ".zip": Kind.ZIP,
    ".tar": Kind.TAR,
    ".tar.gz": Kind.TAR_GZ,
    ".tgz": Kind.TAR_GZ,
    ".tar.xz": Kind.TAR_XZ,
    ".txz": Kind.TAR_XZ,
    ".tar.bz2": Kind.TAR_BZ2,
    ".tbz2": Kind.TAR_BZ2,
    ".tbz": Kind.TAR_BZ2,
}
# Some readers go by the name: what is called so they may read in another way.
_FOREIGN = (".7z", ".arj", ".cab", ".deb", ".iso", ".lzh", ".rar", ".rpm", ".xar")
_ISO = b"CD001"
_ISO_AT = 32_769
HEAD = _ISO_AT + len(_ISO)
"""The bytes at a file's start that tell its kind: a volume descriptor of ISO 9660 ends there
(ECMA-119, 8.1.2), which bsdtar believes more than a zip's directory."""
_PACKED = (
    b"PK\3\4", b"PK\5\6", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\7", b"MSCF", b"\x28\xb5\x2f\xfd", b"\x1f\x9d", b"!<arch>\n",
)  # fmt: skip


def is_packed(head: bytes, tail: bytes, name: str) -> bool:
    """Whether a file is itself an archive or compressed.

    `head` are its first 512 bytes, `tail` its last 22: an archive may hide behind an image or a
    program, and a PHP archive begins as any PHP file does.
    """
    if head.startswith(_PACKED) or head[257:262] == b"ustar":
        return True
    return tail.startswith(b"PK\5\6") or tail.endswith(b"GBMB") or name.lower().endswith(".phar")


def detect(head: bytes, tail: bytes, name: str) -> Kind:
    """The kind of archive from its first `HEAD` bytes, its last `TAIL` bytes and its file name.

    Raises Refused when it is none, or could be read as two.
    """
    kind = _by_content(head, tail)
    lower = name.lower()
    for ending, expected in _ENDINGS.items():
        if lower.endswith(ending) and expected is not kind:
            raise Refused("type-mismatch", name, f"{kind}")
    if lower.endswith(_FOREIGN):
        raise Refused("type-mismatch", name, f"{kind}")
    if kind is Kind.ZIP and is_tar_header(head[:512]):
        raise Refused("polyglot", name)
    if head[_ISO_AT:HEAD] == _ISO:
        raise Refused("polyglot", name, "ISO 9660")
    if kind is not Kind.ZIP and ends_as_zip(tail):
        raise Refused("polyglot", name)
    return kind


def _by_content(head: bytes, tail: bytes) -> Kind:
    for start, kind in _STARTS:
        if start.match(head):
            return kind
    if head[257:262] == b"ustar" or head[:512] == bytes(512) or is_tar_header(head[:512]):
        return Kind.TAR
    if head.startswith(b"PK"):
        return Kind.ZIP
    raise Refused("prepended" if b"PK\5\6" in tail else "not-archive")


def is_tar_header(block: bytes) -> bool:
    """Whether the block carries its own sum where a tar header does."""
    if len(block) != 512:
        return False
    digits = block[148:156].strip(b" \0")
    if not re.fullmatch(rb"[0-7]{1,7}", digits):
        return False
    return tar_sum(block) == int(digits, 8)


def tar_sum(block: bytes) -> int:
    """The sum of a tar header, its own field counted as spaces."""
    return sum(block) - sum(block[148:156]) + 8 * 32


def ends_as_zip(tail: bytes) -> bool:
    """Whether the last bytes are a zip end record whose comment reaches the end exactly."""
    for match in re.finditer(b"PK\5\6", tail):
        at = match.start()
        if at + 22 <= len(tail):
            length = int.from_bytes(tail[at + 20 : at + 22], "little")
            if at + 22 + length == len(tail):
                return True
    return False
