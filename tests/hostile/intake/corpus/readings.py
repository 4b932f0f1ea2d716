"""Archives that one common reader takes otherwise than the rest, and sound ones beside them.

Each was tried on bsdtar 3.6, 7-Zip 26, Info-ZIP's unzip 6, GNU tar 1.34 and Python 3.11.
"""

import struct
import tarfile
import zlib
from collections.abc import Callable
from functools import partial

from tests.hostile.intake.corpus.case import Case, accept, refuse, warn
from tests.hostile.intake.corpus.tar_writer import Member, file, header, patched, plain_tar, tar
from tests.hostile.intake.corpus.zip_writer import APP, Entry, app_with, build, deflate, extra

_END, _FULL, _LINK = bytes(1024), 0xFFFFFFFF, 0o120777
_GNU = tarfile.GNU_FORMAT


def _with(entry: Entry) -> Callable[[], bytes]:
    return partial(app_with, entry)


def _padded(body: bytes) -> bytes:
    return body + bytes(-len(body) % 512)


def _one(size: int = 1, *, format: int = tarfile.PAX_FORMAT, **fields: bytes) -> bytes:
    """A tar of one file, whose header has these fields."""
    return (
        patched(header("app/a", size=size, format=format), **fields) + _padded(b"x" * size) + _END
    )


_INNER = header("app/hidden.php", size=4) + _padded(b"evil")


def _sized(field: bytes) -> Callable[[], bytes]:
    """A file whose 1,024 bytes are a tar entry for whoever reads its size as zero."""
    return lambda: patched(header("app/a"), at_124=field) + _INNER + _END


def _extended(type: bytes, body: bytes, size: int | None = None) -> Callable[[], bytes]:
    """An extended header before a file of ten bytes."""
    head = header("extended", size=len(body) if size is None else size, type=type, format=_GNU)
    rest = header("app/a", size=10) + _padded(b"0123456789") + _END
    return lambda: head + _padded(body) + rest


def _bad_user_behind_a_file() -> bytes:
    return plain_tar()[:1024] + patched(header("app/b", size=0), at_108=b"nobody\0\0") + _END


def _sum_behind_nul() -> bytes:
    head = header("app/a")
    return head[:148] + b"\0" + head[148:154] + b" " + head[156:] + _END


def _hard(*links: tuple[str, str], first: bool = True) -> Callable[[], bytes]:
    members = [Member(name, type=tarfile.LNKTYPE, link=target) for name, target in links]
    files = [file("app/a", b"abc")]
    return partial(tar, *(files + members if first else members + files))


def _hard_with_content() -> bytes:
    link = patched(header("app/b", type=b"1", size=4), at_157=b"app/a")
    return plain_tar()[:1024] + link + _padded(b"evil") + _END


_DESCRIPTOR = b"\1CD001\1"


def _iso_in_zip() -> bytes:
    """bsdtar unpacks the ISO image that lies in it, and nothing of the zip."""
    name = "app/data.bin"
    return build([Entry(name, bytes(32_768 - 30 - len(name)) + _DESCRIPTOR), *APP])


def _iso_in_tar() -> bytes:
    return tar(file("app/data.bin", bytes(32_768 - 512) + _DESCRIPTOR), format=_GNU)


def _asi(mode: int) -> bytes:
    """The extra field of ASi and Ant, that unzip believes where the attributes are zero."""
    body = struct.pack("<HIHH", mode, 0, 0, 0)
    return extra(0x756E, struct.pack("<I", zlib.crc32(body)) + body)


def _attributes(mode: int) -> bytes:
    """libarchive's experimental field, that bsdtar believes in the local header."""
    return extra(0x6C78, struct.pack("<BHHI", 7, 3 << 8 | 20, 0, mode << 16))


def _zip64(*values: int) -> bytes:
    return extra(1, b"".join(struct.pack("<Q", value) for value in values))


def _twins() -> bytes:
    """One name without the mark, and with it the name that Python reads the first one as."""
    return build([Entry("app/é".encode(), b"a", flags=0), Entry("app/├⌐", b"b")])


_DATA = b"hello" * 9
_TRUE = (zlib.crc32(_DATA), len(deflate(_DATA)), len(_DATA))
_DESCRIPTORS = {
    "12": struct.pack("<III", *_TRUE),
    "16": struct.pack("<4sIII", b"PK\7\x08", *_TRUE),
    "20": struct.pack("<IQQ", *_TRUE),
    "24": struct.pack("<4sIQQ", b"PK\7\x08", *_TRUE),
}

CASES: tuple[Case, ...] = (
    refuse("read-size-behind-nul.tar", _sized(b"\x000000002000\0"), "header-malformed"),
    refuse("read-size-behind-gap.tar", _sized(b"   \0   2000\0"), "header-malformed"),
    refuse("read-size-blank.tar", _sized(b" " * 12), "header-malformed"),
    warn("read-size-behind-spaces.tar", _sized(b"       2000\0"), "nested", "tar-no-eof"),
    warn("read-size-of-12-digits.tar", _sized(b"000000002000"), "nested", "tar-no-eof"),
    warn("read-size-in-binary.tar", _sized(b"\x80" + (1024).to_bytes(11, "big")), "nested",
         "tar-no-eof"),
    accept("read-size-of-nul.tar", partial(_one, 0, at_124=bytes(12))),
    refuse("read-sum-behind-nul.tar", _sum_behind_nul, "header-malformed"),
    refuse("read-user-no-number.tar", _bad_user_behind_a_file, "header-malformed"),
    refuse("read-time-no-number.tar", partial(_one, at_136=b"yesterday\0"), "header-malformed"),
    accept("read-time-before-1970.tar", partial(_one, at_136=b"\xff" * 12)),
    refuse("read-device-binary.tar", partial(_one, at_329=b"\x80" + bytes(7)), "header-malformed"),
    refuse("read-mode-blank.tar", partial(_one, at_100=b" " * 8), "header-malformed"),
    refuse("read-gnu-prefix.tar", partial(_one, format=_GNU, at_345=b"lib"), "header-malformed"),
    refuse("read-v7-prefix.tar", partial(_one, at_257=bytes(8), at_345=b"lib"), "header-malformed"),
    refuse("read-odd-magic.tar", partial(_one, at_262=b"X"), "header-malformed"),
    accept("read-ustar-prefix.tar", partial(_one, at_345=b"lib")),
    refuse("read-name-behind-its-size.tar", _extended(b"L", b"app/zJUNK", 5), "header-malformed"),
    accept("read-name-without-nul.tar", _extended(b"L", b"app/z")),
    refuse("read-solaris-holes.tar", _extended(b"x", b"24 SUN.holesdata= 0 4 2\n"), "sparse"),
    refuse("read-solaris-header.tar", _extended(b"X", b"12 path=a/b\n"), "entry-type"),
    refuse("read-pax-time-nan.tar", _extended(b"x", b"13 mtime=nan\n"), "header-malformed"),
    refuse("read-pax-user-name.tar", _extended(b"x", b"9 uid=xy\n"), "header-malformed"),
    accept("read-pax-time-negative.tar", _extended(b"x", b"14 mtime=-1.5\n")),
    refuse("read-hard-chain.tar", _hard(("app/b", "app/a"), ("app/c", "app/b")), "hardlink"),
    refuse("read-hard-before.tar", _hard(("app/b", "app/a"), first=False), "hardlink"),
    refuse("read-hard-itself.tar", _hard(("app/a", "app/a")), "hardlink"),
    refuse("read-hard-with-content.tar", _hard_with_content, "hardlink"),
    refuse("read-cabinet-in-v7.tar", partial(_one, at_0=b"MZ/a\0", at_257=bytes(8)), "polyglot"),
    accept("read-program-in-tar.tar", partial(_one, at_0=b"MZ/a\0")),
    refuse("read-iso-in-tar.tar", _iso_in_tar, "polyglot"),
    refuse("read-iso-in-zip.zip", _iso_in_zip, "polyglot"),
    refuse("read-called.iso", partial(build, APP), "type-mismatch"),
    refuse("read-called.7z", partial(build, APP), "type-mismatch"),
    refuse("read-asi-link.zip",
           _with(Entry("app/l", b"/etc/passwd", both={"extra": _asi(_LINK)}, central={"attr": 0})),
           "type-mismatch"),
    refuse("read-asi-link-local.zip",
           _with(Entry("app/l", b"/etc/passwd", local={"extra": _asi(_LINK)})), "type-mismatch"),
    refuse("read-asi-short.zip", _with(Entry("app/l", central={"extra": extra(0x756E, b"abcd")})),
           "type-mismatch"),
    accept("read-asi-file.zip", _with(Entry("app/l", both={"extra": _asi(0o100755)}))),
    refuse("read-libarchive-link.zip",
           _with(Entry("app/l", b"/etc/passwd", local={"extra": _attributes(_LINK)})),
           "type-mismatch"),
    refuse("read-libarchive-folder.zip",
           _with(Entry("app/l", b"<?php", local={"extra": _attributes(0o40755)})), "type-mismatch"),
    refuse("read-two-encodings.zip", _twins, "collision-unicode"),
    warn("read-name-of-windows.zip", _with(Entry("app/é", b"a", central={"made": 20})),
         "name-legacy-encoding"),
    warn("read-one-encoding.zip", _with(Entry("app/é".encode(), b"a", flags=0)),
         "name-legacy-encoding"),
    *(accept(f"read-descriptor-{size}.zip",
             _with(Entry("app/z", _DATA, 8, streamed=True, descriptor=descriptor)))
      for size, descriptor in _DESCRIPTORS.items()),
    accept("read-made-by-macos.zip",
           _with(Entry("app/z", _DATA, 8, streamed=True, local={"usize": len(_DATA)}))),
    warn("read-made-by-libarchive.zip",
         _with(Entry("app/z", _DATA, streamed=True,
                     local={"usize": len(_DATA), "csize": len(_DATA)})), "stored-dd"),
    refuse("read-not-made-by-macos.zip",
           _with(Entry("app/z", _DATA, 8, streamed=True, local={"usize": len(_DATA) + 1})),
           "header-mismatch"),
    refuse("read-descriptor-swapped.zip",
           _with(Entry("app/z", _DATA, 8, streamed=True, descriptor=struct.pack(
               "<4sIII", b"PK\7\x08", _TRUE[0], _TRUE[2], _TRUE[1]))), "dd-mismatch"),
    refuse("read-descriptor-half-told.zip",
           _with(Entry("app/z", _DATA, 8, streamed=True, local={"crc": _TRUE[0]})),
           "header-mismatch"),
    accept("read-zip64-offset.zip",
           lambda: build([Entry("app/z", _DATA, central={"off": _FULL, "extra": _zip64(0)})])),
    refuse("read-zip64-offset-lies.zip",
           _with(Entry("app/z", _DATA, central={"off": _FULL, "extra": _zip64(0)})),
           "overlap", "header-mismatch"),
    refuse("read-zip64-two-sizes.zip",
           _with(Entry("app/z", _DATA, local={"usize": _FULL, "csize": _FULL, "extra": _zip64(3, 3)},
                       central={"usize": _FULL, "csize": _FULL, "extra": _zip64(45, 45)})),
           "header-mismatch"),
    accept("read-zip64-disk.zip", _with(Entry("app/z", _DATA, central={
        "disk": 0xFFFF, "extra": extra(1, struct.pack("<I", 0))}))),
    refuse("read-zip64-disk-1.zip", _with(Entry("app/z", _DATA, central={
        "disk": 0xFFFF, "extra": extra(1, struct.pack("<I", 1))})), "multi-disk"),
    refuse("read-folder-without-slash.zip", _with(Entry("app/l", mode=0o40755)), "type-mismatch"),
    refuse("read-link-and-folder.zip",
           _with(Entry("app/l", b"index.php", central={"attr": _LINK << 16 | 0x10})),
           "type-mismatch"),
    *(refuse(f"read-version-{number}.zip", _with(Entry(f"app/a.php;{digits}", b"<?php")),
             "name-version") for number, digits in enumerate(("1", "", "12", "1;2"))),
    accept("read-semicolon.zip", _with(Entry("app/d;1/a;b", b"x"))),
    accept("read-version.tar", partial(tar, file("app/a.php;1"))),
    *(refuse(f"read-label-of-host-{host}.zip",
             _with(Entry("app/a.php", b"<?php", central={"made": host << 8 | 20, "attr": 8})),
             "type-mismatch") for host in (0, 5, 6, 11)),
    accept("read-comment-16k.zip", partial(build, APP, comment=b"c" * 16_362)),
    refuse("read-comment-longer.zip", partial(build, APP, comment=b"c" * 16_363),
           "comment-too-long"),
    refuse("read-link-of-code.zip", _with(Entry("app/l.php", b"<?=`$_GET[1]`?>", mode=_LINK)),
           "symlink"),
    refuse("read-link-of-command.zip", _with(Entry("app/l.sh", b"rm -rf x", mode=_LINK)),
           "symlink"),
    warn("read-link-dangling.zip", _with(Entry("app/l", b"penyimpanan/app-2", mode=_LINK)),
         "symlink-inside"),
    warn("read-link-to-odd-file.zip",
         lambda: build([Entry("app/a b.txt", b"x"), Entry("app/l", b"a b.txt", mode=_LINK)]),
         "symlink-inside"),
    *(refuse(f"read-name-{number}.zip", _with(Entry(name, b"x")), code)
      for number, (name, code) in enumerate([
          ("", "path-not-canonical"), ("/", "path-absolute"), (".", "path-not-canonical"),
          ("a/.", "path-not-canonical"), ("a//", "path-not-canonical"), ("a/", "dir-with-data"),
          ("a:b/c", "path-absolute"),
      ])),
)  # fmt: skip
