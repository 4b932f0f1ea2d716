"""Harmless archives, hostile names, and names that collide."""

import struct
from functools import partial

from tests.hostile.intake.corpus.case import Case, accept, refuse, warn
from tests.hostile.intake.corpus.zip_writer import APP, UTF8, Entry, app_with, build, extra, folder

_TIME = extra(0x5455, struct.pack("<BI", 1, 0))


def _zip(*entries: Entry, **more: bytes) -> partial[bytes]:
    return partial(build, entries, **more)  # type: ignore[arg-type]


def _with(name: str | bytes, data: bytes = b"x", **more: int) -> partial[bytes]:
    return partial(app_with, Entry(name, data, **more))


_CONTROLS = (
    accept("ok-plain.zip", _zip(*APP)),
    accept("ok-deflate-dd.zip", _zip(Entry("app/a.py", b"print(1)\n" * 50, 8, streamed=True))),
    accept("ok-utf8-name.zip", _zip(Entry("app/dokumen-é中.md", b"x"))),
    accept("ok-dirs.zip", _zip(Entry("app/", mode=0o40755, central={"attr": 0o40755 << 16 | 16}),
                               Entry("app/x.js", b"1"))),
    accept("ok-comment.zip", _zip(*APP, comment=b"built by git archive deadbeef")),
    accept("ok-single-root-exe.zip", _zip(Entry("app/run.sh", b"#!/bin/sh\n", mode=0o100755))),
    accept("ok-spaces-parens.zip", _zip(Entry("app/My Document (1) [v2] @ 50%.txt", b"x"))),
    accept("ok-dotfiles.zip", _zip(Entry("app/.env.example", b"A=1"), Entry("app/.gitignore", b"x"),
                                   Entry("app/...config/a", b"x"))),
    accept("ok-ut-extra.zip", _zip(Entry("app/a", b"a", both={"extra": _TIME}))),
)  # fmt: skip

_PATHS = (
    ("../evil", "path-traversal"), ("a/../../evil", "path-traversal"),
    ("a/../b", "path-traversal"), ("/etc/cron.d/evil", "path-absolute"),
    ("//server/share/x", "path-absolute"), ("..\\evil", "path-traversal"),
    ("a\\..\\..\\evil", "path-traversal"), ("C:\\Windows\\evil.dll", "path-absolute"),
    ("C:evil", "path-absolute"), ("\\\\srv\\share\\x", "path-absolute"),
    ("./../evil", "path-traversal"), ("a/./b", "path-not-canonical"),
    ("a//b", "path-not-canonical"), ("", "path-not-canonical"), (".", "path-not-canonical"),
    ("..", "path-traversal"), ("/", "path-absolute"), ("a/..", "path-traversal"),
)  # fmt: skip

_ACCEPTED = {
    "html": "app/<img src=x onerror=alert(1)>.js",
    "shell": "app/$(touch pwned);`id`.py",
    "dash": "-rf",
    "dashpath": "--config=evil.yml",
    "rich-markup": "app/[red]x[/red].py",
}
_WARNED = {
    "zero-width": ("app/ad\u200bmin.php", "name-invisible"),
    "bom": ("app/\ufeffx", "name-invisible"),
    "md": ("app/[x](javascript:alert(1)).md", "name-windows"),
    "csv": ('app/=HYPERLINK("http:x").py', "name-windows"),
    "win-reserved": ("app/CON", "name-windows"),
    "win-reserved2": ("app/aux.txt", "name-windows"),
    "ads": ("app/a.txt:evil.exe", "name-windows"),
    "trail-dot": ("app/a.", "name-windows"),
    "trail-space": ("app/a ", "name-windows"),
    "nfd": ("app/e\u0301.py", "name-not-nfc"),
}
_REFUSED: dict[str, tuple[str | bytes, str]] = {
    "nul-in-name": (b"app/a.php\0.txt", "name-control-char"),
    "nul-evil": (b"app/ok.txt\0/../../evil", "path-traversal"),
    "newline": ("app/a\nPASS all checks", "name-control-char"),
    "ansi-esc": ("app/\x1b[2J\x1b[32mPASS", "name-control-char"),
    "ansi-c1": ("app/\x9b31m", "name-control-char"),
    "osc8": ("app/\x1b]8;;http://x\x07a", "name-control-char"),
    "cr": ("app/x\rPASS", "name-control-char"),
    "bidi-rlo": ("app/\u202egpj.exe", "name-bidi"),
    "invalid-utf8": (b"app/\xff\xfe", "name-encoding"),
    "surrogate": ("app/\ud800", "name-encoding"),
    "overlong": (b"app/\xc0\xae\xc0\xae/evil", "name-encoding"),
    "long-component": ("app/" + "n" * 256, "name-too-long"),
    "long-path": ("/".join(["d" * 100] * 45), "path-too-long"),
    "deep": ("/".join(["d"] * 500) + "/f", "path-too-deep"),
    "long-65535": ("/".join(["q"] * 32767), "path-too-deep"),
}

_A, _EVIL = "app/a.py", b"evil"
_COLLISIONS = (
    refuse("dup-same.zip", _zip(Entry(_A, b"safe"), Entry(_A, _EVIL)), "duplicate"),
    refuse("dup-identical.zip", _zip(Entry(_A, b"safe"), Entry(_A, b"safe")), "duplicate"),
    warn("dup-case.zip", _zip(Entry(_A, b"safe"), Entry("app/A.py", _EVIL)), "collision-case"),
    refuse("dup-nfc-nfd.zip", _zip(Entry("app/é.py", b"safe"), Entry("app/e\u0301.py", _EVIL)),
           "collision-unicode"),
    refuse("dup-ignorable.zip", _zip(Entry("app/.git/config", b"safe"),
                                     Entry("app/.g\u200cit/config", _EVIL)), "collision-unicode"),
    refuse("dup-file-dir.zip", _zip(Entry("app/a", b"safe"), Entry("app/a/b", b"x")),
           "file-dir-conflict"),
    refuse("dup-dir-file.zip", _zip(folder("app/a/"), Entry("app/a", b"x")), "file-dir-conflict"),
    warn("dup-dir-dir.zip", _zip(folder("app/"), folder("app/"), Entry("app/a", b"x")),
         "duplicate-dir"),
    warn("dup-ss.zip", _zip(Entry("app/strasse", b"a"), Entry("app/straße", b"b")),
         "collision-case"),
    warn("dup-windows-trail.zip", _zip(Entry("app/a.py", b"a"), Entry("app/a.py.", b"b")),
         "name-windows", "collision-case"),
)  # fmt: skip

CASES: tuple[Case, ...] = (
    *_CONTROLS,
    *(refuse(f"path-{i:02d}.zip", _with(n, _EVIL), c) for i, (n, c) in enumerate(_PATHS)),
    accept("path-18.zip", _with("\u2025/evil", _EVIL)),
    *(accept(f"name-{k}.zip", _with(n, flags=UTF8)) for k, n in _ACCEPTED.items()),
    *(warn(f"name-{k}.zip", _with(n, flags=UTF8), c) for k, (n, c) in _WARNED.items()),
    *(refuse(f"name-{k}.zip", _with(n, flags=UTF8), c) for k, (n, c) in _REFUSED.items()),
    warn("name-cp437-high.zip", _with(b"app/caf\x82.txt", flags=0), "name-legacy-encoding"),
    refuse("name-bs.zip", _with("app\\sub\\file.php"), "path-backslash"),
    *_COLLISIONS,
)
