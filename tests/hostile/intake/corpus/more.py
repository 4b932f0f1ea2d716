"""Further archives: second readings that the first corpus does not try, and sound oddities."""

import bz2
import gzip
import lzma
import struct
import tarfile
import zlib
from collections.abc import Callable
from functools import partial

from tests.hostile.intake.corpus.case import Case, accept, refuse, warn
from tests.hostile.intake.corpus.tar_writer import (
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
    build,
    deflate,
    end,
    end64,
    extra,
    folder,
)

_LINK, _FULL, _MIB = 0o120777, 0xFFFFFFFF, 1 << 20
_PLAIN, _END = plain_tar(), bytes(1024)
_TIME = extra(0x5455, struct.pack("<BI", 1, 0))


def _zip(*entries: Entry, **more: bytes) -> Callable[[], bytes]:
    return partial(build, entries, **more)  # type: ignore[arg-type]


def _raw(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _gnu_long(*names: bytes) -> bytes:
    """Long-name headers one after the other, then a file."""
    blocks = b"".join(
        header("././@LongLink", size=len(name), type=b"L", format=tarfile.GNU_FORMAT)
        + name + bytes(-len(name) % 512)
        for name in names
    )  # fmt: skip
    return blocks + header("app/a") + _END


def _pax(*records: tuple[str, str], times: int = 1, type: bytes = b"x") -> bytes:
    body = b""
    for key, value in records:
        text = f" {key}={value}\n".encode()
        length = len(text) + 2
        length = length if length > 99 else len(text) + len(str(length))
        body += str(length).encode() + text
    one = header("pax", size=len(body), type=type) + body + bytes(-len(body) % 512)
    return one * times + header("app/a") + _END


def _zip_in_gzip_header() -> bytes:
    """A gzip whose header field holds a zip, with a comment that covers the rest."""
    inner = build(APP)
    rest = gzip.compress(_PLAIN, mtime=0)[10:]
    field = inner[:-2] + struct.pack("<H", len(rest))
    head = b"\x1f\x8b\x08\x04" + bytes(4) + b"\0\xff" + struct.pack("<H", len(field))
    return head + field + rest


def _zip_in_tar() -> bytes:
    """A tar whose last file is a zip with a comment that covers the padding."""
    inner = build(APP)
    whole = tar(file("app/a.zip", inner))
    at = whole.index(inner) + len(inner)
    return whole[: at - 2] + struct.pack("<H", len(whole) - at) + whole[at:]


def _tar_in_zip() -> bytes:
    """A zip whose first header, with its extra field, is a tar header too."""
    filler = bytearray(600)
    probe = build([Entry("app/a", b"x", local={"extra": extra(0x7777, bytes(filler))})])[:512]
    start = probe.index(b"\x77\x77") + 4
    filler[148 - start : 156 - start] = b" " * 8
    body = bytearray(probe)
    body[148:156] = b" " * 8
    filler[148 - start : 156 - start] = b"%06o\0 " % sum(body)
    return build([Entry("app/a", b"x", local={"extra": extra(0x7777, bytes(filler))})])


def _prefix_end64(signature: bytes) -> bytes:
    body, records = APP[0].local(), APP[0].central(0)
    wide = bytearray(end64(1, len(records), len(body), len(body) + len(records)))
    wide[:4] = signature
    return body + records + bytes(wide) + end(1, len(records), len(body))


def _bare_end64() -> bytes:
    """Both end records, in agreement: what large but sound archives have."""
    return _prefix_end64(b"PK\6\6")


def _empty_folder(data: bytes) -> bytes:
    """A folder whose two bytes of deflate may hide something or be broken."""
    return build([*APP, Entry("app/d/", b"", 8, raw=data, mode=0o40755)])


def _long_names() -> bytes:
    """Names of 25 MiB in all: 25,000 paths near the cap of 1,024 bytes."""
    stem = "/".join(["n" * 200] * 5)
    return build([Entry(f"{stem[:1000]}/{i:05d}") for i in range(25_000)])


def _wide_names() -> bytes:
    """One rare letter makes every other of a name four times as large in memory."""
    stem = "\U00010400" + "/".join(["N" * 200] * 5)
    return build([Entry(f"{stem[:990]}/{i:05d}") for i in range(17_500)])


def _lookalikes() -> bytes:
    """60,000 names that differ by case only: quadratic for a careless collision check."""
    letters = "abcdefghijklmnop"
    names = (
        "".join(c.upper() if i >> bit & 1 else c for bit, c in enumerate(letters))
        for i in range(60_000)
    )
    return build([Entry(name) for name in names])


def _many_empty_members() -> bytes:
    return gzip.compress(_PLAIN, mtime=0) + gzip.compress(b"", mtime=0) * 2000


def _xz_huge_dictionary() -> bytes:
    """A dictionary of 1 GiB is announced, which a reader must provide."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(_PLAIN, format=lzma.FORMAT_XZ, filters=filters))
    at = data.index(b"\x21\x01", 12) + 2  # filter id and size of its properties
    data[at] = 36  # 1 GiB, xz format 5.3.1
    size = (data[12] + 1) * 4
    data[12 + size - 4 : 12 + size] = struct.pack("<I", zlib.crc32(data[12 : 12 + size - 4]))
    return bytes(data)


_TWICE = extra(1, struct.pack("<QQ", 1, 1))
_SAME = extra(0x7075, struct.pack("<BI", 1, zlib.crc32("app/é".encode())) + "app/é".encode())
_ZIPS = (
    accept("more-up-same.zip",
           _zip(Entry("app/é", b"x", both={"extra": _SAME}))),
    refuse("more-up-same-twice.zip",
           _zip(Entry("app/é", b"x", central={"extra": _SAME * 2})), "extra-unicode-path"),
    refuse("more-up-same-other-name.zip",
           _zip(Entry("app/è", b"x", central={"extra": _SAME})), "extra-unicode-path"),
    accept("more-zip64-end-agrees.zip", _bare_end64),
    refuse("more-zip64-bad-signature.zip", partial(_prefix_end64, b"PK\6\5"), "zip64-mismatch"),
    accept("more-zip64-local-full.zip",
           _zip(Entry("app/a", b"x", local={"usize": _FULL, "csize": _FULL, "extra": _TWICE}))),
    refuse("more-zip64-local-unasked.zip",
           _zip(Entry("app/a", b"x", local={"extra": extra(1, struct.pack("<QQ", 9, 9))})),
           "header-mismatch"),
    refuse("more-zip64-surplus.zip", _zip(Entry("app/a", b"x", central={"extra": _TWICE})),
           "extra-malformed"),
    refuse("more-zip64-absent.zip", _zip(Entry("app/a", b"x", central={"usize": _FULL})),
           "extra-malformed"),
    refuse("more-aes-extra.zip", _zip(Entry("app/a", b"x", central={"extra": extra(0x9901, b"")})),
           "encrypted"),
    refuse("more-flag-patch.zip", _zip(Entry("app/a", b"x", flags=0x20)), "flags"),
    refuse("more-extra-half.zip", _zip(Entry("app/a", b"x", local={"extra": b"\1"})),
           "extra-malformed"),
    refuse("more-entry-comment.zip",
           _zip(Entry("app/a", b"x", central={"comment": b"PK\1\2 a record?"})), "eocd-ambiguous"),
    refuse("more-dir-hides-deflate.zip", partial(_empty_folder, b"\x03\x01"),
           "compressed-trailing", "data-error", "dir-with-data"),
    accept("more-dir-deflated.zip", partial(_empty_folder, b"\x03\x00")),
    refuse("more-only-folders.zip", _zip(folder("app/"), folder("app/b/")), "empty"),
    refuse("more-only-git.zip", _zip(Entry("app/.git/HEAD", b"ref: x")), "empty"),
    warn("more-git-file.zip", _zip(*APP, Entry("app/.git", b"gitdir: ./evil\n")), "vcs-metadata"),
    warn("more-git-hidden.zip", _zip(*APP, Entry("app/.gi\u200ct/config", b"x", flags=0x800)),
         "vcs-metadata", "name-invisible"),
    warn("more-git-case.zip", _zip(*APP, Entry("app/.GIT/config", b"x")), "vcs-metadata"),
    warn("more-svn-hg.zip", _zip(*APP, Entry(".svn/wc.db", b"x"), Entry("a/.hg/store", b"x")),
         "vcs-metadata"),
    refuse("more-git-bad-crc.zip",
           _zip(*APP, Entry("app/.git/x", b"x", both={"crc": 1})), "crc-mismatch"),
    refuse("more-link-climbs-late.zip",
           _zip(*APP, Entry("app/l", b"d/../../../etc", mode=_LINK)), "symlink"),
    refuse("more-link-to-parent.zip", _zip(*APP, Entry("app/b/l", b"..", mode=_LINK)), "symlink"),
    refuse("more-link-empty.zip", _zip(*APP, Entry("app/l", b"", mode=_LINK)), "symlink"),
    refuse("more-link-through-link.zip",
           _zip(*APP, Entry("app/d", b"src", mode=_LINK), Entry("app/e", b"d/x", mode=_LINK)),
           "symlink"),
    refuse("more-link-not-utf8.zip", _zip(*APP, Entry("app/l", b"\xff", mode=_LINK)), "symlink"),
    *(refuse(f"more-link-of-host-{host}.zip",
             _zip(*APP, Entry("app/l", b"<?=`$_GET[1]`?>", mode=_LINK,
                              central={"made": host << 8 | 20})),
             "symlink") for host in (0, 16, 19)),
    refuse("more-nfkc.zip", _zip(Entry("app/ﬁle", b"a"), Entry("app/file", b"b")),
           "collision-unicode"),
    refuse("more-c1-control.zip", _zip(Entry("app/a\x85b", b"x", flags=0x800)),
           "name-control-char"),
    refuse("more-line-separator.zip", _zip(Entry("app/a\u2028b", b"x", flags=0x800)),
           "name-control-char"),
    warn("more-tag-characters.zip", _zip(Entry("app/a\U000e0041", b"x", flags=0x800)),
         "name-invisible"),
    warn("more-dir-mode.zip", _zip(*APP, Entry("app/d/", mode=0xFFFF)), "dir-mode"),
    refuse("more-dir-with-file-mode.zip", _zip(*APP, Entry("app/d/", mode=0o100644)),
           "type-mismatch"),
    refuse("more-stored-dd-split.zip",
           _zip(Entry("app/a", b"x" * 65535 + b"PK\3\4" + b"y" * 9, streamed=True)), "stored-dd"),
    refuse("more-zip-named-tar.tar", _zip(*APP), "type-mismatch"),
    refuse("more-tar-in-zip.zip", _tar_in_zip, "polyglot"),
    refuse("more-end-behind-comment.zip", _raw(build(APP, comment=b"a" * 100)[:-50]), "trailing"),
    refuse("more-names-25m.zip", _long_names, "limit-names"),
    refuse("more-names-wide.zip", _wide_names, "limit-names"),
    warn("more-case-60k.zip", _lookalikes, "collision-case", "warnings-shortened"),
    refuse("more-place-taken.zip", _zip(Entry("l.zip", b"x"), Entry("l.zip!/a", b"y")),
           "place-taken"),
    refuse("more-place-taken.tar", partial(tar, file("l!/a", b"y"), file("l", b"x")),
           "place-taken"),
    accept("more-place-of-nobody.zip", _zip(Entry("a", b"x"), Entry("l.zip!/a", b"y"))),
    warn("more-jar-broken.zip", _zip(Entry("l.jar", build(APP)[:-9])), "nested", "nested-unopened"),
    warn("more-gif-and-jar.zip", _zip(Entry("l.gif", b"GIF89a" + build(APP))), "nested",
         "nested-unopened"),
    warn("more-zip-of-tar.zip", _zip(Entry("app/x.bin", _PLAIN)), "nested"),
    refuse("more-gap-in-middle.zip",
           _raw((lambda a, b, c: a + b"\0" * 8 + b + c + end(2, len(c), len(a + b) + 8))(
               APP[0].local(), APP[1].local(),
               APP[0].central(0) + APP[1].central(len(APP[0].local()) + 8))), "gap"),
)  # fmt: skip

_HEADER = header("app/a")
_TARS = (
    accept("more-xz.tar.xz", partial(plain_tar, "xz")),
    accept("more-bz2.tar.bz2", partial(plain_tar, "bz2")),
    accept("more-tgz-name.tgz", partial(plain_tar, "gz")),
    refuse("more-gz-named-xz.tar.xz", partial(plain_tar, "gz"), "type-mismatch"),
    warn("more-bz2-parallel.tar.bz2",
         _raw(bz2.compress(_PLAIN[:700]) + bz2.compress(_PLAIN[700:])), "bzip2-members"),
    refuse("more-xz-two-streams.tar.xz", _raw(lzma.compress(_PLAIN) + lzma.compress(b"")),
           "trailing"),
    refuse("more-xz-truncated.tar.xz", _raw(lzma.compress(_PLAIN)[:-9]), "truncated"),
    refuse("more-xz-damaged.tar.xz", _raw(lzma.compress(_PLAIN)[:40] + b"\xaa" * 40),
           "data-error"),
    refuse("more-xz-dictionary.tar.xz", _xz_huge_dictionary, "limit-memory"),
    refuse("more-gz-2000-members.tar.gz", _many_empty_members, "trailing"),
    refuse("more-zip-in-gzip.tar.gz", _zip_in_gzip_header, "polyglot"),
    refuse("more-zip-in-tar.tar", _zip_in_tar, "polyglot"),
    warn("more-jar-in-tar.tar", partial(tar, file("app/lib.jar", build(APP))), "nested"),
    refuse("more-long-name-twice.tar", _raw(_gnu_long(b"app/b", b"app/c")), "header-malformed"),
    refuse("more-long-name-nul.tar", _raw(_gnu_long(b"app/b\0/../../x")), "name-control-char"),
    accept("more-long-name.tar", _raw(_gnu_long(b"app/b\0"))),
    refuse("more-pax-path-twice.tar", _raw(_pax(("path", "app/b"), ("path", "app/c"))),
           "header-malformed"),
    refuse("more-pax-twice.tar", _raw(_pax(("mtime", "1"), times=2)), "header-malformed"),
    refuse("more-pax-empty-path.tar", _raw(_pax(("path", ""))), "path-not-canonical"),
    refuse("more-pax-size-zero.tar", _raw(_pax(("size", "512"))), "pax-size"),
    accept("more-pax-comment-global.tar", _raw(_pax(("comment", "0" * 40), type=b"g"))),
    refuse("more-pax-global-mtime.tar", _raw(_pax(("mtime", "1"), type=b"g")), "pax-global"),
    refuse("more-pax-dangling.tar", _raw(_pax(("mtime", "1"))[:1024] + _END), "header-malformed"),
    refuse("more-behind-nul.tar", _raw(patched(_HEADER, at_20=b"../../evil") + _END),
           "header-malformed"),
    accept("more-star-times.tar", _raw(patched(_HEADER, at_476=b"15270440050\0" * 2) + _END)),
    refuse("more-slash-file.tar", _raw(header("app/a/") + _END), "type-mismatch"),
    refuse("more-type-volume.tar", _raw(patched(_HEADER, at_156=b"V") + _END), "entry-type"),
    refuse("more-type-multi.tar", _raw(patched(_HEADER, at_156=b"M") + _END), "entry-type"),
    refuse("more-octal-junk.tar", _raw(patched(_HEADER, at_124=b"0000 000x001") + _END),
           "header-malformed"),
    refuse("more-dir-size.tar",
           _raw(patched(header("app/d/", type=b"5"), at_124=b"%011o\0" % 512) + bytes(512) + _END),
           "dir-with-data"),
    warn("more-v7.tar", _raw(patched(_HEADER, at_257=bytes(8), at_329=bytes(16)) + _END), "tar-v7"),
    refuse("more-header-cut.tar", _raw(_PLAIN[:1024] + _PLAIN[:300]), "truncated"),
    refuse("more-padding-2m.tar", _raw(_PLAIN + bytes(2 * _MIB)), "trailing"),
    refuse("more-not-utf8.tar", _raw(patched(_HEADER, at_0=b"app/\xff") + _END), "name-encoding"),
    refuse("more-link-in-tar-up.tar", partial(tar, file("a"), link("b/c", "../../d")), "symlink"),
    refuse("more-huge-number.tar", _raw(patched(_HEADER, at_124=b"\x80" + b"\xff" * 11) + _END),
           "limit-file-size"),
)  # fmt: skip

CASES: tuple[Case, ...] = (
    *_ZIPS,
    *_TARS,
    refuse("more-deflate64k-lie.zip",
           _zip(Entry("app/a", b"", 8, raw=deflate(bytes(65537)), both={"usize": 65536})),
           "size-mismatch"),
)  # fmt: skip
