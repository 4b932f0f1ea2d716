"""Links, devices, modes and folders in zip archives."""

from functools import partial

from tests.hostile.intake.corpus.case import Case, accept, refuse, warn
from tests.hostile.intake.corpus.zip_writer import APP, Entry, build

_LINK = 0o120777
_SPECIAL = {"fifo": 0o010644, "chr": 0o020644, "blk": 0o060644, "sock": 0o140644}


def _zip(*entries: Entry) -> partial[bytes]:
    return partial(build, entries)


def _link(target: bytes) -> partial[bytes]:
    return _zip(*APP, Entry("app/l", target, mode=_LINK))


def _special(mode: int) -> partial[bytes]:
    return _zip(*APP, Entry("app/s", mode=mode))


CASES: tuple[Case, ...] = (
    refuse("link-sym-abs.zip", _link(b"/etc/passwd"), "symlink"),
    refuse("link-sym-up.zip", _link(b"../../.."), "symlink"),
    refuse("link-sym-then-write.zip",
           _zip(Entry("app/l", b"/tmp", mode=_LINK), Entry("app/l/evil", b"x")),
           "symlink", "file-dir-conflict"),
    warn("link-sym-inside.zip", _link(b"index.php"), "symlink-inside"),
    refuse("link-sym-loop.zip", _link(b"l"), "symlink"),
    refuse("link-sym-chain.zip",
           _zip(Entry("a", b"b", mode=_LINK), Entry("b", b"../..", mode=_LINK)), "symlink"),
    refuse("link-sym-long.zip", _link(b"x/" * 5000), "symlink"),
    *(refuse(f"special-{k}.zip", _special(m), "special-file") for k, m in _SPECIAL.items()),
    warn("mode-setuid.zip", _zip(*APP, Entry("app/s", b"x", mode=0o106755)), "mode-setuid"),
    accept("mode-000.zip", _zip(*APP, Entry("app/s", b"x", mode=0o100000))),
    refuse("dir-with-data.zip", _zip(*APP, Entry("app/d/", b"hidden payload")), "dir-with-data"),
    refuse("dir-attr-file.zip",
           _zip(*APP, Entry("app/d", b"payload", central={"attr": 0x10, "made": 20})),
           "type-mismatch"),
)  # fmt: skip
