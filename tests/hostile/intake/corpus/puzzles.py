"""Archives made to puzzle this reader and no other: found by asking what it had not been asked.

What is accepted here was tried on bsdtar 3.6, 7-Zip 26, Info-ZIP's unzip 6, GNU tar 1.34 and
Python 3.11; `test_corpus_readers.py` tries it again.
"""

import bz2
import gzip
import lzma
import struct
import tarfile
import zlib
from collections.abc import Callable
from functools import partial

from tests.hostile.intake.corpus.case import Case, accept, refuse, warn
from tests.hostile.intake.corpus.crc import forging_suffix
from tests.hostile.intake.corpus.tar_writer import (
    Member,
    file,
    header,
    link,
    patched,
    plain_tar,
    tar,
)
from tests.hostile.intake.corpus.zip_writer import (
    APP,
    Entry,
    app_with,
    build,
    deflate,
    end,
    end64,
    extra,
)

_FULL, _LINK, _END, _GNU = 0xFFFFFFFF, 0o120777, bytes(1024), tarfile.GNU_FORMAT
_PLAIN = plain_tar()


def _with(entry: Entry) -> Callable[[], bytes]:
    return partial(app_with, entry)


def _raw(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 512)


def _ended(records: bytes, count: int, offset: int, between: bytes = b"") -> bytes:
    return records + between + end(count, len(records), offset)


# -- the end of a zip --------------------------------------------------------------------------


def _end_in_extra() -> bytes:
    """An extra field of the last record quotes an end record whose comment covers the true one."""
    hidden = end(0, 0, 0, length=22)
    entry = Entry("app/a", b"x", central={"extra": extra(0x7777, hidden)})
    body = entry.local()
    return body + _ended(entry.central(0), 1, len(body))


def _end_in_content() -> bytes:
    """A stored file quotes an end record whose comment covers all that follows it."""
    probe = Entry("app/a", end(0, 0, 0))
    rest = len(probe.central(0)) + 22
    return build([Entry("app/a", end(0, 0, 0, length=rest))])


def _wide_record(body: bytes, records: bytes, wide: bytes) -> bytes:
    return body + records + wide + end(1, len(records), len(body))


def _end64_with_room() -> bytes:
    """The zip64 end record is longer than its fields: a second directory would fit in it."""
    body, records = APP[0].local(), APP[0].central(0)
    wide = bytearray(end64(1, len(records), len(body), len(body) + len(records)))
    wide[4:12] = struct.pack("<Q", 44 + 8)
    return _wide_record(body, records, bytes(wide[:56]) + bytes(8) + bytes(wide[56:]))


def _end64_elsewhere() -> bytes:
    """The locator points to a record in a file's content, and a true one lies where it should."""
    evil = Entry("app/evil.py", b"evil")
    body = evil.local()
    hidden = end64(1, len(evil.central(0)), len(body), 0)[:56]
    carrier = Entry("app/a", hidden)
    whole = carrier.local()
    records = carrier.central(0)
    wide = end64(1, len(records), len(whole), len(whole) + len(records))
    at = len(whole) - 56
    return _wide_record(
        whole, records, wide[:-16] + struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)[-16:]
    )


def _directory_first() -> bytes:
    """The directory stands before the files it lists."""
    entry = Entry("app/a", b"x")
    size = len(entry.central(0))
    return entry.central(size) + entry.local() + end(1, size, 0)


def _hidden_in_extra() -> bytes:
    """The header of a second entry lies in the extra field of the first one's header."""
    inner = Entry("app/b", b"evil")
    outer = Entry("app/a", b"x", local={"extra": extra(0x7777, inner.local())})
    body = outer.local()
    at = body.index(inner.local())
    records = outer.central(0) + inner.central(at)
    return body + _ended(records, 2, len(body))


def _shuffled() -> bytes:
    """The directory lists the files in another order than they lie in."""
    body = b"".join(entry.local() for entry in APP)
    records = APP[1].central(len(APP[0].local())) + APP[0].central(0)
    return body + _ended(records, 2, len(body))


def _signed() -> bytes:
    """A digital signature behind the directory (APPNOTE 4.3.13)."""
    body, records = APP[0].local(), APP[0].central(0)
    return body + _ended(records, 1, len(body), struct.pack("<4sH", b"PK\5\5", 4) + b"sign")


def _decryption() -> bytes:
    """An archive extra data record, as before an encrypted directory (APPNOTE 4.3.11)."""
    body, records = APP[0].local(), APP[0].central(0)
    body += struct.pack("<4sI", b"PK\6\x08", 4) + b"keys"
    return body + _ended(records, 1, len(body))


def _crc_of_signature() -> bytes:
    """The content's CRC is a descriptor's signature, and the descriptor has none."""
    told = int.from_bytes(b"PK\7\x08", "little")
    data = b"data" + forging_suffix(b"data", told)
    packed = deflate(data)
    return app_with(
        Entry(
            "app/z",
            data,
            8,
            streamed=True,
            descriptor=struct.pack("<III", told, len(packed), len(data)),
        )
    )


_XCEED = struct.pack("<4sH", b"NUCX", 5) + "evil1".encode("utf-16-le")
_PKWARE_UNIX = struct.pack("<IIHH", 0, 0, 0, 0) + b"/etc/passwd"
_SLASH = "／"

_ZIPS = (
    refuse("puzzle-end-in-extra.zip", _end_in_extra, "eocd-ambiguous"),
    refuse("puzzle-end-in-content.zip", _end_in_content, "eocd-ambiguous"),
    refuse("puzzle-end64-with-room.zip", _end64_with_room, "zip64-mismatch"),
    refuse("puzzle-end64-elsewhere.zip", _end64_elsewhere, "zip64-mismatch"),
    refuse("puzzle-directory-first.zip", _directory_first, "cd-size", "prepended"),
    refuse("puzzle-hidden-in-extra.zip", _hidden_in_extra, "overlap"),
    refuse("puzzle-count-zero.zip", partial(build, APP, count=0, here=0), "cd-count"),
    refuse("puzzle-count-full.zip", partial(build, APP, count=0xFFFF, here=0xFFFF), "cd-count"),
    refuse("puzzle-offset-full.zip", partial(build, APP, offset=_FULL), "cd-bounds"),
    refuse("puzzle-signed.zip", _signed, "cd-size"),
    refuse("puzzle-decryption.zip", _decryption, "gap"),
    refuse("puzzle-spanned.zip", partial(build, APP, prefix=b"PK00"), "prepended"),
    accept("puzzle-shuffled.zip", _shuffled),
    accept("puzzle-zip64-packed-only.zip",
           _with(Entry("app/z", b"hello", central={"csize": _FULL,
                                                   "extra": extra(1, struct.pack("<Q", 5))}))),
    refuse("puzzle-zip64-too-large.zip",
           _with(Entry("app/z", b"hello", central={
               "csize": _FULL, "extra": extra(1, struct.pack("<Q", (1 << 64) - 1))})),
           "overlap", "header-mismatch"),
    refuse("puzzle-offset-in-itself.zip",
           _with(Entry("app/z", b"x", central={"off": 4})), "overlap", "header-mismatch"),
    refuse("puzzle-xceed-name.zip",
           _with(Entry("app/a1", b"x", both={"extra": extra(0x554E, _XCEED)})),
           "extra-unicode-path"),
    accept("puzzle-pkware-unix.zip",
           _with(Entry("app/a1", b"x", both={"extra": extra(0x000D, _PKWARE_UNIX)}))),
    accept("puzzle-unicode-comment.zip",
           _with(Entry("app/a1", b"x", central={"comment": b"a", "extra": extra(
               0x6375, struct.pack("<BI", 1, zlib.crc32(b"a")) + b"b")}))),
    accept("puzzle-strong-encryption.zip",
           _with(Entry("app/a1", b"x", both={"extra": extra(0x0017, bytes(8))}))),
    accept("puzzle-date-of-nothing.zip",
           lambda: build(APP).replace(struct.pack("<HH", 0, 33), b"\xff\xff\xff\xff")),
    warn("puzzle-link-packed.zip",
         _with(Entry("app/l", b"index.php", 8, mode=_LINK)), "symlink-inside"),
    warn("puzzle-link-case.zip",
         _with(Entry("app/Index.php", b"index.php", mode=_LINK)), "symlink-inside",
         "collision-case"),
    refuse("puzzle-link-line.zip", _with(Entry("app/l", b"index.php\n", mode=_LINK)), "symlink"),
    *(refuse(f"puzzle-link-of-host-{host}.zip",
             _with(Entry("app/l", b"/etc/passwd", mode=_LINK, central={"made": host << 8 | 20})),
             "symlink") for host in (1, 2, 5, 12, 13, 17, 18, 30)),
    *(refuse(f"puzzle-name-{number}.zip", _with(Entry(name, b"x", flags=0x800)), code)
      for number, (name, code) in enumerate([
          ("app/.. /evil", "path-traversal"), ("app/... /evil", "path-traversal"),
          ("app/..../evil", "path-traversal"), ("app/ /x", "path-not-canonical"),
          ("app/. /x", "path-not-canonical"), ("app/a/ ", "path-not-canonical"),
          ("app/sub\\..\\..\\evil", "path-traversal"), ("app\\/x", "path-backslash"),
          ("app/x\\", "path-backslash"), ("\\app/x", "path-absolute"),
          ("app/\ufe65\u200f.php", "name-bidi"), ("app/a\x7f", "name-control-char"),
          ("app/a\x00", "name-control-char"),
      ])),
    *(warn(f"puzzle-windows-{number}.zip", _with(Entry(name, b"x", flags=0x800)), "name-windows")
      for number, name in enumerate(["app/aux/x.php", "app/COM¹", "app/x.php::$DATA",
                                     "app/conin$", "app/lpt9.tar.gz", "NUL/x"])),
    refuse("puzzle-folders-composed.zip",
           lambda: build([Entry("app/é/a", b"1"), Entry("app/e\u0301/b", b"2")]),
           "collision-unicode"),
    refuse("puzzle-wide-slash.zip",
           lambda: build([Entry("app/a/b", b"1"), Entry(f"app/a{_SLASH}b", b"2")]),
           "collision-unicode"),
    warn("puzzle-kelvin.zip",
         lambda: build([Entry("app/k", b"1"), Entry("app/\u212a", b"2")]), "collision-case",
         "name-not-nfc"),
    warn("puzzle-file-and-folder-by-case.zip",
         lambda: build([Entry("app/Lib", b"1"), Entry("app/lib/x", b"2")]), "collision-case"),
    refuse("puzzle-same-but-filler.zip",
           lambda: build([Entry("app/a", b"1"), Entry("app/a\u3164", b"2")]), "collision-unicode"),
    refuse("puzzle-same-but-selector.zip",
           lambda: build([Entry("app/a", b"1"), Entry("app/a\ufe0f", b"2")]), "collision-unicode"),
    warn("puzzle-git-and-selector.zip", _with(Entry("app/.gi\ufe0ft/config", b"x")),
         "vcs-metadata", "name-invisible"),
    *(refuse(f"puzzle-git-for-some-{host}.zip",
             _with(Entry("app/.gi\ufe0ft/config", b"x", flags=flags, central={"made": made})),
             "name-encoding")
      for host, flags, made in (("unmarked", 0, 3 << 8 | 20), ("dos", 0x800, 20))),
    warn("puzzle-git-beside-dos-name.zip",
         _with(Entry("app/.git/é", b"x", central={"made": 20})), "vcs-metadata",
         "name-legacy-encoding"),
    accept("puzzle-crc-is-signature.zip", _crc_of_signature),
    refuse("puzzle-folder-link.zip", _with(Entry("app/l/", mode=_LINK)), "type-mismatch"),
)  # fmt: skip

# -- tar ---------------------------------------------------------------------------------------


def _pax(
    *records: tuple[str, str], name: str = "app/a", data: bytes = b"", **fields: bytes
) -> bytes:
    """A file with a pax header, whose own header has these fields."""
    body = b""
    for key, value in records:
        text = f" {key}={value}\n".encode()
        length = len(text) + 2
        length = length if length > 99 else len(text) + len(str(length))
        body += str(length).encode() + text
    head = header("pax", size=len(body), type=b"x") + _padded(body)
    return head + patched(header(name, size=len(data)), **fields) + _padded(data) + _END


def _long(name: bytes, **fields: bytes) -> bytes:
    head = header("././@LongLink", size=len(name), type=b"L", format=_GNU)
    return head + _padded(name) + patched(header("app/x/", format=_GNU), **fields) + _END


def _one(size: int = 1, name: str = "app/a", **fields: bytes) -> bytes:
    return patched(header(name, size=size), **fields) + _padded(b"x" * size) + _END


def _v7(name: bytes) -> Callable[[], bytes]:
    return partial(_one, at_0=name + bytes(20), at_257=bytes(8), at_329=bytes(16))


def _binary(value: int, width: int = 12) -> bytes:
    return b"\x80" + value.to_bytes(width - 1, "big")


def _again(*members: Member, **more: object) -> Callable[[], bytes]:
    return partial(tar, *members, **more)  # type: ignore[arg-type]


def _bzip_in_gzip() -> bytes:
    """bsdtar undoes one compression after the other: this name begins as a bzip2 stream does."""
    return gzip.compress(tar(file("BZh91AY&SY/a")), mtime=0)


def _gzip_flags(flags: int) -> Callable[[], bytes]:
    packed = gzip.compress(_PLAIN, mtime=0)
    return lambda: packed[:3] + bytes([flags]) + packed[4:]


def _sparse_old() -> bytes:
    """GNU's sparse map with an extension block behind the header."""
    head = patched(header("app/gs", format=_GNU), at_156=b"S", at_482=b"\1", at_483=b"%011o\0" % 9)
    return head + bytes(512) + _END


def _two_names() -> bytes:
    """A long name, and a pax name for the same file."""
    long = header("././@LongLink", size=6, type=b"L", format=_GNU) + _padded(b"app/b\0")
    return long + _pax(("path", "app/c"))


def _pdf() -> bytes:
    return build([Entry("app/a.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"), *APP])


_SAME, _OTHER = file("app/a", b"safe"), file("app/a", b"evil")
_DOTTED = file("./app/a", b"safe")
_TARS = (
    warn("puzzle-same-twice.tar", _again(_SAME, file("app/b"), _DOTTED), "duplicate-same"),
    warn("puzzle-same-twice.tar.gz", _again(_DOTTED, _SAME, pack="gz"), "duplicate-same"),
    warn("puzzle-same-with-dot.tar", _again(_SAME, file("app/./a", b"safe")), "duplicate-same",
         "name-dots"),
    refuse("puzzle-other-with-dot.tar", _again(_SAME, file("app/./a", b"evil")), "duplicate"),
    warn("puzzle-dots.tar", _again(file("././app/././a")), "name-dots"),
    warn("puzzle-dots-before-folder.tar",
         _again(Member("app/./d/", type=tarfile.DIRTYPE), file("app/d/a")), "name-dots"),
    warn("puzzle-dots-and-git.tar", _again(_SAME, file("app/./.git/x")), "name-dots",
         "vcs-metadata"),
    warn("puzzle-dots-and-link.tar", _again(file("app/b"), link("app/./l", "b")), "name-dots",
         "symlink-inside"),
    refuse("puzzle-dot-at-the-end.tar", _again(file("app/d/."), _SAME), "path-not-canonical"),
    refuse("puzzle-dots-and-up.tar", _again(file("app/./../../a")), "path-traversal"),
    refuse("puzzle-dots-and-root.tar", _again(file(".//a")), "path-absolute",
           "path-not-canonical"),
    warn("puzzle-same-many.tar", _again(*[_SAME] * 9), "duplicate-same"),
    warn("puzzle-same-empty.tar", _again(file("app/a", b""), file("app/a", b"")),
         "duplicate-same"),
    warn("puzzle-same-of-7.tar",
         _raw(_PLAIN[:1024] + patched(header("./app/a.py", size=1), at_156=b"7") + _padded(b"x") + _END),
         "duplicate-same"),
    warn("puzzle-same-setuid.tar", _again(_SAME, file("app/a", b"safe", mode=0o4755)),
         "duplicate-same", "mode-setuid"),
    refuse("puzzle-same-then-other.tar", _again(_SAME, _DOTTED, _OTHER), "duplicate"),
    refuse("puzzle-other-size.tar", _again(_SAME, file("app/a", b"safe\n")), "duplicate"),
    refuse("puzzle-same-start.tar", _again(file("app/a", b""), _SAME), "duplicate"),
    refuse("puzzle-same-cut.tar", lambda: tar(_SAME, _SAME)[:1536] + b"sa", "truncated"),
    refuse("puzzle-same-git.tar", _again(_SAME, *[file("app/.git/x", b"1")] * 2), "duplicate"),
    refuse("puzzle-file-then-link.tar", _again(_SAME, link("app/a", "b")), "duplicate"),
    refuse("puzzle-link-then-file.tar", _again(link("app/a", "b"), _SAME), "duplicate"),
    refuse("puzzle-link-twice.tar", _again(file("app/b"), *[link("app/a", "b")] * 2), "duplicate"),
    refuse("puzzle-folder-then-file.tar",
           _again(Member("app/a", type=tarfile.DIRTYPE), _SAME), "file-dir-conflict"),
    refuse("puzzle-same-through-link.tar",
           _again(file("app/d/a", b"x"), link("app/e", "d"), file("app/e/a", b"x")),
           "file-dir-conflict"),
    warn("puzzle-same-archive.tar", _again(*[file("app/l.jar", build(APP))] * 2), "nested",
         "duplicate-same"),
    refuse("puzzle-same-by-case.zip", partial(build, [*APP, APP[0]]), "duplicate"),
    refuse("puzzle-slash-under-pax.tar",
           _raw(_pax(("path", "app/f"), name="app/d/", at_156=b"\0")), "type-mismatch"),
    refuse("puzzle-pax-adds-slash.tar",
           _raw(_pax(("path", "app/d/"), name="app/f", at_156=b"\0")), "type-mismatch"),
    refuse("puzzle-slash-under-long-name.tar", _raw(_long(b"app/f\0", at_156=b"\0")),
           "type-mismatch"),
    refuse("puzzle-size-wraps.tar", partial(_one, at_124=_binary((1 << 64) + 1)),
           "limit-file-size"),
    refuse("puzzle-size-past-2-63.tar", partial(_one, at_124=_binary((1 << 63) + 512)),
           "limit-file-size"),
    refuse("puzzle-mode-binary.tar", partial(_one, at_100=_binary(0o644, 8)), "header-malformed"),
    accept("puzzle-time-binary.tar", partial(_one, at_136=_binary(1 << 33))),
    accept("puzzle-user-binary.tar", partial(_one, at_108=_binary(1 << 21, 8))),
    accept("puzzle-contiguous.tar", partial(_one, at_156=b"7")),
    accept("puzzle-sum-of-7-digits.tar", lambda: (lambda h: h[:148] + b"0" + h[148:154] + b"\0"
           + h[156:])(header("app/a", size=1)) + _padded(b"x") + _END),
    accept("puzzle-name-of-100.tar", partial(_one, name="app/" + "n" * 96)),
    accept("puzzle-name-of-256.tar",
           partial(_one, at_0=b"n" * 100, at_345=b"p" * 155)),
    refuse("puzzle-prefix-slash.tar", partial(_one, at_345=b"lib/"), "path-not-canonical"),
    refuse("puzzle-prefix-up.tar", partial(_one, at_345=b"../lib"), "path-traversal"),
    accept("puzzle-prefix-and-pax.tar", _raw(_pax(("path", "app/b"), at_345=b"lib"))),
    accept("puzzle-pax-zeros.tar", _raw(header("pax", size=19, type=b"x") + _padded(b"0000019 path=app/b\n")
           + header("app/a") + _END)),
    accept("puzzle-pax-link-of-file.tar", _raw(_pax(("linkpath", "/etc/passwd"), data=b"x"))),
    accept("puzzle-pax-filetype.tar", _raw(_pax(("SCHILY.filetype", "link"), data=b"x"))),
    accept("puzzle-pax-binary-names.tar", _raw(_pax(("hdrcharset", "BINARY"), ("path", "app/é")))),
    refuse("puzzle-pax-size-deleted.tar", _raw(_pax(("size", ""), data=b"x")), "pax-size"),
    refuse("puzzle-pax-sparse-name.tar", _raw(_pax(("GNU.sparse.name", "app/b"), data=b"x")),
           "sparse"),
    refuse("puzzle-pax-number-behind-sign.tar",
           _raw(header("pax", size=13, type=b"x") + _padded(b"+13 path=a/b\n") + header("a") + _END),
           "header-malformed"),
    refuse("puzzle-pax-length-lies.tar",
           _raw(header("pax", size=24, type=b"x") + _padded(b"12 path=a/b\n99 path=../b\n"[:24])
                + header("a") + _END), "header-malformed"),
    accept("puzzle-global-between.tar", _raw(_long(b"app/b\0")[:1024] + header(
        "g", size=13, type=b"g") + _padded(b"13 comment=x\n") + header("x", format=_GNU) + _END)),
    accept("puzzle-pax-then-long.tar",
           _raw(_pax(("mtime", "1"))[:1024] + _long(b"app/b\0", at_0=b"x\0")[:1024]
                + header("x", format=_GNU) + _END)),
    refuse("puzzle-prefix-without-name.tar", _raw(_one(0, at_0=bytes(9), at_345=b"lib", at_156=b"\0")),
           "path-not-canonical", "type-mismatch"),
    *(accept(f"puzzle-nothing-at-{at}.tar", partial(_one, **{f"at_{at}": bytes(width)}))
      for at, width in ((100, 8), (108, 8), (116, 8), (136, 12), (329, 8))),
    *(refuse(f"puzzle-blank-at-{at}.tar", partial(_one, **{f"at_{at}": b" " * (width - 1) + b"\0"}),
             "header-malformed")
      for at, width in ((100, 8), (108, 8), (116, 8), (124, 12), (136, 12), (329, 8))),
    refuse("puzzle-time-past-2-63.tar", partial(_one, at_136=_binary(1 << 70)), "header-malformed"),
    refuse("puzzle-user-past-2-32.tar", partial(_one, at_108=_binary(1 << 40, 8)), "header-malformed"),
    accept("puzzle-time-of-2-62.tar", partial(_one, at_136=_binary(1 << 62))),
    accept("puzzle-user-of-2-32.tar", partial(_one, at_108=_binary((1 << 32) - 2, 8))),
    refuse("puzzle-time-half-binary.tar", partial(_one, at_136=b"\xc0" + bytes(11)),
           "header-malformed"),
    refuse("puzzle-user-negative.tar", partial(_one, at_108=b"\xff" * 8), "header-malformed"),
    refuse("puzzle-pax-user-negative.tar", _raw(_pax(("uid", "-5"))), "header-malformed"),
    refuse("puzzle-pax-user-large.tar", _raw(_pax(("gid", "999999999999"))), "header-malformed"),
    accept("puzzle-time-of-12-digits.tar", partial(_one, at_136=b"777777777777")),
    accept("puzzle-time-negative-64.tar", partial(_one, at_136=b"\xff" * 4 + b"\xfe" + b"\xff" * 7)),
    refuse("puzzle-two-names.tar", _two_names, "header-malformed"),
    refuse("puzzle-sparse-extended.tar", _sparse_old, "sparse"),
    refuse("puzzle-hard-link-absolute.tar",
           _again(Member("app/l", type=tarfile.LNKTYPE, link="/etc/shadow")), "hardlink"),
    refuse("puzzle-hard-link-to-itself.tar",
           _again(_SAME, Member("app/a", type=tarfile.LNKTYPE, link="app/a")), "hardlink"),
    accept("puzzle-PKI.tar", _again(file("PKI/a.pem"))),
    accept("puzzle-BZh.tar", _again(file("BZhelp/a"))),
    *(warn(f"puzzle-called-as-{number}.tar", _v7(name), "tar-v7") for number, name in enumerate([
        b"MSCF/a", b"#mtree/a", b"WARC/1.0/a", b"070707/a", b"07070100", b"-lh5-", b"xx-lh5-/a",
        b"!<arch>", b"begin 644 a", b"PK00/a"])),
    *(refuse(f"puzzle-called-as-packed-{number}.tar", _v7(name), "polyglot")
      for number, name in enumerate([b"LZIP/a", b"BZhelp/a"])),
    refuse("puzzle-bzip-in-gzip.tar.gz", _bzip_in_gzip, "polyglot"),
    refuse("puzzle-gzip-reserved.tar.gz", _gzip_flags(0xE0), "data-error"),
    refuse("puzzle-gzip-zeros-behind.tar.gz", lambda: gzip.compress(_PLAIN, mtime=0) + bytes(512),
           "trailing"),
    refuse("puzzle-gzip-then-bzip.tar.gz",
           lambda: gzip.compress(_PLAIN[:1024], mtime=0) + bz2.compress(_PLAIN[1024:]), "trailing"),
    warn("puzzle-bzip-empty-first.tar.bz2", lambda: bz2.compress(b"") + bz2.compress(_PLAIN),
         "bzip2-members"),
    refuse("puzzle-bzip-behind.tar.bz2", lambda: bz2.compress(_PLAIN) + b"\0" * 9, "trailing"),
    refuse("puzzle-xz-padded.tar.xz", lambda: lzma.compress(_PLAIN) + bytes(4), "trailing"),
    accept("puzzle-xz-unchecked.tar.xz", lambda: lzma.compress(_PLAIN, check=lzma.CHECK_NONE)),
    refuse("puzzle-lzma-alone.tar.xz", lambda: lzma.compress(_PLAIN, format=lzma.FORMAT_ALONE),
           "not-archive"),
    accept("puzzle-pdf-first.zip", _pdf),
    refuse("puzzle-pdf-behind.zip", lambda: build(APP) + b"%PDF-1.4\n%%EOF\n", "trailing"),
    refuse("puzzle-pdf-in-comment.tar",
           lambda: _PLAIN[:1536] + b"%PDF-1.4\n%%EOF\n" + _PLAIN[1551:], "tar-zero-block"),
)  # fmt: skip


def _same_32k() -> bytes:
    """Long names, each twice: what must be kept to compare them."""
    base = header("app/x", format=tarfile.USTAR_FORMAT)
    once = b"".join(
        patched(base, at_0=b"n" * 95 + b"%05d" % i, at_345=b"p" * 120 + b"/" + b"%034d" % i)
        for i in range(32_760)
    )
    return once + once + _END


def _twice_named(type: bytes, name: bytes, rest: bytes) -> bytes:
    """One long-name header of this type, and what follows it."""
    return header("././@LongLink", size=len(name), type=type, format=_GNU) + _padded(name) + rest


_FILE = header("app/a", size=1, format=_GNU) + _padded(b"x") + _END
_GZIP = gzip.compress(_PLAIN, mtime=0)


def _gzip_with_field(size: int) -> bytes:
    """A gzip header with a name of that many bytes."""
    return _GZIP[:3] + b"\x08" + _GZIP[4:10] + b"n" * size + b"\0" + _GZIP[10:]


def _nothing_deflated() -> bytes:
    """Millions of empty blocks: work without output."""
    blocks = b"\0\0\0\xff\xff" * 2_000_000 + b"\3\0"
    return build([Entry("app/a", b"", 8, raw=blocks)])


_MORE = (
    warn("bomb-same-32k.tar", _same_32k, "duplicate-same", "warnings-shortened"),
    accept("bomb-nothing-deflated.zip", _nothing_deflated),
    accept("puzzle-link-name-of-a-file.tar", _raw(_twice_named(b"K", b"/etc/passwd\0", _FILE))),
    refuse("puzzle-long-name-empty.tar", _raw(_twice_named(b"L", b"", _FILE)),
           "path-not-canonical"),
    refuse("puzzle-long-name-of-nul.tar", _raw(_twice_named(b"L", b"\0\0", _FILE)),
           "name-control-char", "path-not-canonical"),
    refuse("puzzle-long-name-lies.tar",
           _raw(patched(header("././@LongLink", type=b"L", format=_GNU), at_124=b"%011o\0" % 8000)
                + _padded(b"app/b\0") + _FILE), "truncated", "header-malformed", "name-control-char"),
    refuse("puzzle-long-name-alone.tar", _raw(_twice_named(b"L", b"app/b\0", _END)),
           "header-malformed"),
    warn("puzzle-long-link-as-file.tar",
         _raw(header("././@LongLink", size=6, format=_GNU) + _padded(b"app/b\0") + _FILE),
         "name-dots"),
    warn("puzzle-long-link.tar",
         lambda: tar(file("app/" + "t" * 130), link("app/l", "t" * 130), format=_GNU),
         "symlink-inside"),
    refuse("puzzle-long-link-up.tar",
           lambda: tar(file("app/a"), link("app/l", "../" * 50 + "etc"), format=_GNU), "symlink"),
    refuse("puzzle-two-tars-in-two-members.tar.gz", _raw(_GZIP + _GZIP), "trailing"),
    accept("puzzle-gzip-with-long-name.tar.gz", partial(_gzip_with_field, 1 << 20)),
    refuse("puzzle-gzip-cut-in-header.tar.gz", _raw(_gzip_with_field(99)[:50]), "truncated"),
    refuse("puzzle-gzip-size-lies.tar.gz", _raw(_GZIP[:-4] + b"\xff" * 4), "data-error"),
    refuse("puzzle-bzip-crc-lies.tar.bz2",
           lambda: (lambda b: b[:10] + b"\0\0\0\0" + b[14:])(bz2.compress(_PLAIN)), "data-error"),
    refuse("puzzle-xz-crc-lies.tar.xz",
           lambda: (lambda b: b[:-32] + b"\0" * 8 + b[-24:])(lzma.compress(_PLAIN)), "data-error"),
    refuse("puzzle-zip-in-prefix.zip",
           lambda: build([Entry("evil", b"e")])[:-22] + build(APP), "prepended"),
    refuse("puzzle-comment-is-a-zip.zip",
           lambda: build(APP, comment=build([Entry("app/index.php", b"evil")])), "eocd-ambiguous"),
    refuse("puzzle-local-flag-of-names.zip",
           _with(Entry("app/é", b"x", local={"flags": 0})), "header-mismatch"),
    refuse("puzzle-encrypted-in-descriptor.zip",
           _with(Entry("app/z", b"hello", 8, flags=1, streamed=True)), "encrypted"),
    refuse("puzzle-packed-size-of-twelve.zip",
           _with(Entry("app/z", b"x" * 12, both={"csize": 0})), "size-mismatch", "gap"),
    refuse("puzzle-negative-size.zip",
           _with(Entry("app/z", b"x", both={"usize": 0x80000000})), "size-mismatch"),
)  # fmt: skip

CASES: tuple[Case, ...] = (*_ZIPS, *_TARS, *_MORE)
