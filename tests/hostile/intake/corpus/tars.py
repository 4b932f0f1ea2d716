"""Tar archives, plain and compressed."""

import gzip
import os
import tarfile
from functools import partial

from tests.hostile.intake.corpus.case import Case, accept, refuse, warn
from tests.hostile.intake.corpus.tar_writer import (
    Member,
    file,
    header,
    link,
    patched,
    plain_tar,
    tar,
)

_GNU, _USTAR = tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT
_END = bytes(1024)


def _tar(name: str, codes: str, *members: Member, **more: object) -> Case:
    make = partial(tar, *members, **more)  # type: ignore[arg-type]
    return refuse(f"tar-{name}.tar", make, *codes.split())


def _raw(name: str, codes: str, data: bytes) -> Case:
    return refuse(f"tar-{name}", lambda: data, *codes.split())


def _hard(name: str, target: str) -> Member:
    return Member(name, type=tarfile.LNKTYPE, link=target)


def _folder(name: str, mode: int = 0o755) -> Member:
    return Member(name, type=tarfile.DIRTYPE, mode=mode)


def _beyond_path_max() -> bytes:
    """CVE-2025-4517: the true path is longer than PATH_MAX, so its check is skipped."""
    long, steps = "d" * 247, "abcdefghijklmnop"
    members, path = [], ""
    for step in steps:
        members.append(_folder(os.path.join(path, long)))
        members.append(link(os.path.join(path, step), long))
        path = os.path.join(path, long)
    climb = os.path.join("/".join(steps), "l" * 254)
    members.append(link(climb, "../" * len(steps)))
    members.append(link("escape", climb + "/.."))
    return tar(*members, file("escape/evil", b"PWNED"))


def _pax_sparse() -> bytes:
    keys = {"major": "1", "minor": "0", "name": "app/sparse", "realsize": str(1 << 40)}
    pax = {f"GNU.sparse.{key}": value for key, value in keys.items()}
    return tar(file("app/sparse", b"0\n" + bytes(510), pax=pax))


def _many_records() -> bytes:
    size = len(b"comment000000=x\n") + 3
    records = b"".join(b"%d comment%06d=x\n" % (size, i) for i in range(50000))
    head = header("pax", size=len(records), type=b"x", format=_USTAR)
    return head + records + bytes(-len(records) % 512) + plain_tar()


_PLAIN = plain_tar()
_HIDDEN = header("app/hidden") + _END
_SPARSE = patched(
    header("app/gs", format=_GNU), at_156=b"S", at_483=b"%011o\0" % (1 << 32),
    at_386=b"%011o\0" % 0, at_398=b"%011o\0" % 0,
)  # fmt: skip
_NEGATIVE = patched(header("app/neg", format=_GNU), at_124=b"\xff" * 12)
_HUGE = patched(header("app/huge", format=_GNU), at_124=b"77777777777\0")
_PACKED = gzip.compress(_PLAIN, mtime=0)

CASES: tuple[Case, ...] = (
    accept("ok-plain.tar", plain_tar),
    accept("ok-plain.tar.gz", partial(plain_tar, "gz")),
    accept("ok-gnu-long.tar", partial(tar, file("app/" + "d" * 120 + "/" + "f" * 120),
                                      format=_GNU)),
    _tar("path-0", "path-traversal", file("app/a"), file("../evil")),
    _tar("path-1", "path-absolute", file("app/a"), file("/tmp/evil")),
    _tar("path-2", "path-traversal", file("app/a"), file("a/../../evil")),
    _tar("path-3", "path-traversal", file("app/a"), file("./../x")),
    accept("tar-dot-slash.tar", partial(tar, file("./app/a"))),
    _tar("sym-abs", "symlink", link("app/l", "/etc/passwd")),
    _tar("sym-write", "symlink", link("app/l", "/tmp"), file("app/l/evil")),
    warn("tar-sym-inside.tar", partial(tar, file("app/a"), link("app/l", "a")), "symlink-inside"),
    _tar("hard-abs", "hardlink", _hard("app/l", "/etc/passwd")),
    _tar("hard-up", "hardlink", _hard("app/l", "../../etc/passwd")),
    _tar("hard-inside", "hardlink", file("app/a"), _hard("app/l", "app/a")),
    _tar("hard-missing", "hardlink", _hard("app/l", "app/none")),
    _tar("hard-to-sym", "symlink", link("s", "/etc"), _hard("h", "s"), file("h/x")),
    refuse("tar-cve-2025-4517.tar", _beyond_path_max, "path-too-long", "symlink"),
    _tar("cve-2025-4330", "symlink", _folder("d/e"), link("d/e/l", "../.."),
         link("x", "d/e/l/../outside.txt"), file("x", b"PWN")),
    _tar("cve-2025-4138", "symlink", Member("l", type=tarfile.SYMTYPE, link="./", mode=0o777),
         link("l/../../x", "y")),
    _tar("cve-2024-12718", "path-traversal", _folder("../outside", 0o777)),
    _tar("chr", "special-file", Member("app/dev", type=tarfile.CHRTYPE, device=(1, 3))),
    _tar("blk", "special-file", Member("app/dev", type=tarfile.BLKTYPE, device=(1, 3))),
    _tar("fifo", "special-file", Member("app/dev", type=tarfile.FIFOTYPE, device=(1, 3))),
    _tar("dup", "duplicate", file("app/a", b"safe"), file("app/a", b"evil")),
    warn("tar-setuid.tar", partial(tar, file("app/a", mode=0o6755)), "mode-setuid"),
    accept("tar-uid.tar", partial(tar, file("app/a", uid=65534))),
    _tar("ansi", "name-control-char", file("app/\x1b[2Jx")),
    _tar("nul-pax", "name-control-char", file("app/a", pax={"path": "app/b\0/../../evil"})),
    _tar("pax-path", "path-traversal", file("app/a", pax={"path": "../../evil"})),
    _tar("pax-global-path", "pax-global", file("app/a"), pax={"path": "../evil"}),
    # A second size for readers to disagree on: CVE-2025-62518.
    _tar("pax-size", "pax-size", file("app/a", b"x" * 2000, pax={"size": "1"})),
    refuse("tar-sparse-1t.tar", _pax_sparse, "sparse"),
    _raw("sparse-gnu.tar", "sparse", _SPARSE + _END),
    _raw("neg-size.tar", "header-malformed", _NEGATIVE + _END),
    _raw("trunc-8g.tar", "limit-file-size", _HUGE + _END),
    _raw("badsum.tar", "checksum", bytes([_PLAIN[0] ^ 1]) + _PLAIN[1:]),
    _raw("concat.tar", "trailing", _PLAIN + _HIDDEN),
    _raw("trailing.tar", "trailing", _PLAIN + b"JUNK" * 128),
    warn("tar-no-eof.tar", lambda: _PLAIN[:1024], "tar-no-eof"),
    _raw("single-zero-block.tar", "tar-zero-block", _PLAIN[:1024] + bytes(512) + _HIDDEN),
    warn("tar-gz-multimember.tar.gz", lambda: gzip.compress(_PLAIN[:1024], mtime=0)
         + gzip.compress(_PLAIN[1024:], mtime=0), "gzip-members"),
    _raw("gz-trailing.tar.gz", "trailing", _PACKED + b"JUNK"),
    _raw("gz-badcrc.tar.gz", "data-error", _PACKED[:-8] + bytes(8)),
    _raw("gz-trunc.tar.gz", "truncated", _PACKED[:-20]),
    refuse("tar-pax-50k-records.tar", _many_records, "limit-header"),
)  # fmt: skip
