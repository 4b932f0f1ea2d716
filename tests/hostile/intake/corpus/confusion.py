"""Zip archives that two readers would read as two different things."""

import struct
import zlib
from functools import partial

from tests.hostile.intake.corpus.case import Case, refuse, warn
from tests.hostile.intake.corpus.crc import forging_suffix
from tests.hostile.intake.corpus.tar_writer import plain_tar
from tests.hostile.intake.corpus.zip_writer import (
    APP,
    Entry,
    build,
    deflate,
    end,
    end64,
    extra,
)

_A, _TESTS, _FULL = "app/a", b"test" * 9, 0xFFFFFFFF


def _one(name: str, codes: str, *args: object, **more: object) -> Case:
    """The file `app/a` made with these arguments, refused."""
    entry = Entry(_A, *args, **more)  # type: ignore[arg-type]
    return refuse(f"conf-{name}.zip", partial(build, [entry]), *codes.split())


def _end(name: str, codes: str, **lies: object) -> Case:
    """The harmless application with lies around it or in its end record."""
    return refuse(f"conf-{name}.zip", partial(build, APP, **lies), *codes.split())  # type: ignore[arg-type]


def _raw(name: str, codes: str, data: bytes) -> Case:
    return refuse(f"conf-{name}.zip", lambda: data, *codes.split())


_HEADERS = (
    refuse("conf-lfh-name.zip",
           partial(build, [Entry("app/safe.py", b"x", local={"name": b"app/evil.py"})]),
           "header-mismatch"),
    _one("lfh-method", "header-mismatch", _TESTS, 8, local={"method": 0}),
    _one("cdh-method", "header-mismatch", _TESTS, 8, central={"method": 0, "csize": 36}),
    _one("lfh-usize", "header-mismatch", _TESTS, 8, local={"usize": 1}),
    _one("cdh-usize", "header-mismatch", _TESTS, 8, central={"usize": 1}),
    _one("both-usize-small", "size-mismatch", b"A" * 100000, 8, both={"usize": 10}),
    _one("both-usize-big", "limit-file-size", b"A" * 10, 8, both={"usize": 10**9}),
    _one("crc", "crc-mismatch", b"x", both={"crc": 1}),
    _one("crc-cd-only", "header-mismatch", b"x", central={"crc": 1}),
    _one("flag-enc-lfh", "encrypted", b"x", local={"flags": 1}),
    _one("flag-enc-cdh", "encrypted", b"x", central={"flags": 1}),
    refuse("conf-version-needed.zip",
           partial(build, [Entry(_A, b"x", both={"ver": 255}), Entry("app/b", b"y")]),
           "version-needed"),
    refuse("conf-cdh-disk.zip", partial(build, [Entry("a", b"x", central={"disk": 3})]),
           "multi-disk"),
    # The CRC of the content is 0, so the empty reading passes its check as well.
    _one("crc-forged", "header-mismatch", b"test" + forging_suffix(b"test", 0),
         central={"csize": 0, "usize": 0}, local={"csize": 8, "usize": 8}),
)  # fmt: skip

_METHODS = (
    refuse("enc-both.zip", partial(build, [Entry(_A, b"x" * 20, flags=1)]), "encrypted"),
    refuse("enc-strong.zip", partial(build, [Entry(_A, b"x", flags=0x41)]), "encrypted"),
    refuse("enc-aes99.zip", partial(build, [Entry(_A, b"x", 99, raw=b"x")]), "method"),
    refuse("enc-maskedcd.zip", partial(build, [Entry(_A, b"x", flags=0x2000)]), "encrypted"),
    *(refuse(f"method-{m}.zip",
             partial(build, [Entry(_A, b"x" * 30, m, raw=b"\1\2\3\4" * 5)]), "method")
      for m in (1, 6, 9, 12, 14, 93, 95, 97, 255)),
)  # fmt: skip


def _unicode_path(path: bytes, crc: int | None = None) -> bytes:
    """Info-ZIP's second name, bound to the first by a CRC."""
    crc = zlib.crc32(b"app/a") if crc is None else crc
    return extra(0x7075, struct.pack("<BI", 1, crc) + path)


_UP = "extra-unicode-path"
_EXTRAS = (
    _one("up-path", _UP, b"x", both={"extra": _unicode_path(b"../../evil")}),
    _one("up-differs", _UP, b"x", local={"extra": _unicode_path(b"app/l")},
         central={"extra": _unicode_path(b"app/c")}),
    _one("up-badcrc", _UP, b"x", central={"extra": _unicode_path(b"app/up", 0)}),
    _one("up-twice", _UP, b"x",
         central={"extra": _unicode_path(b"app/1") + _unicode_path(b"app/2")}),
    _one("extra-overrun", "extra-malformed", b"x",
         central={"extra": struct.pack("<HH", 1, 60000)}),
    _one("zip64-usize", "size-mismatch", b"x",
         central={"usize": _FULL, "extra": extra(1, struct.pack("<Q", 1 << 62))},
         local={"usize": _FULL, "csize": _FULL, "extra": extra(1, struct.pack("<QQ", 1 << 62, 1))}),
    _one("zip64-dup-extra", "extra-malformed", b"x",
         central={"usize": _FULL,
                  "extra": extra(1, struct.pack("<Q", 1)) + extra(1, struct.pack("<Q", 0))}),
)  # fmt: skip

_FAKE = struct.pack("<4sIII", b"PK\7\x08", zlib.crc32(b"x"), 1, 1)
_ZEROS = struct.pack("<4sIII", b"PK\7\x08", 0, 0, 0)
_DATA = (
    _one("dd-zero", "dd-mismatch", b"hello", 8, streamed=True, descriptor=_ZEROS),
    _one("dd-missing", "dd-mismatch", b"hello", 8, streamed=True, descriptor=b""),
    warn("conf-dd-stored.zip", partial(build, [Entry(_A, b"hello", streamed=True)]), "stored-dd"),
    _one("dd-stored-fake", "stored-dd", b"x" + _FAKE + b"PK\3\4rest", streamed=True),
    _one("deflate-trailing", "compressed-trailing", b"A" * 10, 8,
         raw=deflate(b"A" * 10) + b"HIDDEN PAYLOAD AFTER DEFLATE END"),
    _one("deflate-trunc", "compressed-truncated", b"abc" * 500, 8,
         raw=deflate(b"abc" * 500)[:-3]),
    _one("deflate-garbage", "data-error", b"abc", 8, raw=b"\xff" * 20),
    _one("stored-size", "size-mismatch", b"12345", both={"usize": 3}),
)  # fmt: skip


def _unlisted() -> bytes:
    """A local entry that the directory does not know: stream readers see it."""
    listed, hidden = APP[0], Entry("app/hidden.php", b"<?php system($_GET[0]);")
    body, records = listed.local() + hidden.local(), listed.central(0)
    return body + records + end(1, len(records), len(body))


def _end_in_comment() -> bytes:
    body, records = APP[0].local(), APP[0].central(0)
    comment = b"zz" + end(0, 0, 0) + b"tail"
    return body + records + end(1, len(records), len(body), comment)


def _shared_header() -> bytes:
    """Two central records for one local header."""
    a, b = Entry("a", b"a"), Entry("b", b"b")
    body, records = a.local() + b.local(), a.central(0) + b.central(0)
    return body + records + end(2, len(records), len(body))


def _two_directories() -> bytes:
    """The end record and the zip64 end record point to different directories."""
    safe, evil = Entry("app/e32.py", b"safe"), Entry("app/z64.py", b"evil")
    body = safe.local() + evil.local()
    one, two = safe.central(0), evil.central(len(safe.local()))
    wide = end64(1, len(two), len(body), len(body) + len(two) + len(one))
    return body + two + one + wide + end(1, len(one), len(body) + len(two))


def _zip64_lies() -> bytes:
    entry = Entry(_A, b"x")
    body, records = entry.local(), entry.central(0)
    wide = end64(1 << 40, 1 << 50, 1 << 60, len(body) + len(records))
    return body + records + wide + end(0xFFFF, _FULL, _FULL)


_SAFE, _EVIL = build([Entry("app/a.py", b"safe")]), build([Entry("app/a.py", b"evil")])
_ENDS = (
    _raw("lfh-no-cdh", "unlisted", _unlisted()),
    _end("gap-before-cd", "gap", gap=b"\0" * 100),
    _end("prefix-junk", "prepended", prefix=b"MZ" + b"\0" * 200),
    _end("prefix-shebang", "prepended", prefix=b"#!/bin/sh\nexit\n"),
    _raw("prefix-unadjusted", "prepended", b"GIF89a" + b"\0" * 50 + build(APP)),
    _raw("trailing", "trailing", build(APP) + b"trailing junk"),
    _raw("two-zips", "prepended", _SAFE + _EVIL),
    _end("two-zips-comment", "eocd-ambiguous", comment=build([Entry("evil.py", b"e")])),
    _raw("eocd-in-comment", "eocd-ambiguous", _end_in_comment()),
    _end("count-low", "cd-size", count=1, here=1),
    _end("count-high", "cd-count", count=9, here=9),
    _end("count-disk", "cd-count", here=1),
    _end("cdsize-small", "cd-size", size=len(APP[0].central(0))),
    _end("multidisk", "multi-disk", disk=1, start=1),
    _end("comment-len", "trailing", length=50),
    _end("cd-offset-wild", "cd-bounds", offset=0x7FFFFFFF),
    _raw("shared-lfh", "overlap", _shared_header()),
    _raw("zip64-two-cd", "zip64-mismatch", _two_directories()),
    _raw("zip64-lies", "cd-bounds", _zip64_lies()),
    _raw("no-eocd", "no-eocd", APP[0].local()),
    _raw("empty", "not-archive", b""),
    _raw("eocd-only", "empty", end(0, 0, 0)),
    _raw("trunc", "no-eocd", build(APP)[:-30]),
    _raw("html", "not-archive", b"<html>404</html>"),
    _raw("polyglot-pdf", "prepended", b"%PDF-1.4\n" + build(APP, base=9)),
    _raw("rar", "not-archive", b"Rar!\x1a\7\1\0" + b"\0" * 40),
    _raw("7z", "not-archive", b"7z\xbc\xaf\x27\x1c" + b"\0" * 40),
    _raw("tar-named-zip", "type-mismatch", plain_tar()),
)

CASES: tuple[Case, ...] = (*_HEADERS, *_METHODS, *_EXTRAS, *_DATA, *_ENDS)
