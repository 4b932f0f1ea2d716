"""Reads lock files and manifests inside the sandbox; executes nothing of them.

Input: a list of `{"root": folder, "files": [[path, kind], …]}`. Output: for each, and for each
of its files, the contents with packages as `[name, version, line, is_dev]`, or why the file
cannot be read.
"""

import codecs
import json
import sys
from dataclasses import astuple
from pathlib import Path
from typing import Any

from vetting.engines.supply_chain.locks import read as read_text
from vetting.engines.supply_chain.locks.parts import BROKEN, Contents

MOST_BYTES = 24 * 1024 * 1024
"""The largest file that is read; the largest real lock file seen has 0.7 MB."""

MOST_CHARACTERS = 500
"""The longest name, version or constraint; registries allow 214 for a name."""

_LISTS = ("packages", "declared", "runtimes")
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(root: Path, path: str, kind: str) -> dict[str, Any]:
    """What one file says, or `error`."""
    try:
        body = (root / path).read_bytes()
        if len(body) > MOST_BYTES:
            raise ValueError(f"larger than {MOST_BYTES} bytes")
        contents = read_text(path, kind, _text(body))
        _refuse_long(contents)
    except (*BROKEN, OSError, SyntaxError) as error:
        return {"path": path, "kind": kind, "error": f"{type(error).__name__}: {error}"[:200]}
    return {
        "path": path,
        "kind": kind,
        "bytes": len(body),
        **{key: [astuple(item) for item in getattr(contents, key)] for key in _LISTS},
        "provided": contents.provided,
    }


def _refuse_long(contents: Contents) -> None:
    for key in _LISTS:
        for package in getattr(contents, key):
            if len(package.name) > MOST_CHARACTERS or len(package.version) > MOST_CHARACTERS:
                raise ValueError(f"a name or version of more than {MOST_CHARACTERS} characters")


def _text(body: bytes) -> str:
    """UTF-8, or UTF-16 with its mark, which PowerShell writes; ValueError for others."""
    encoding = next((name for mark, name in _BOMS if body.startswith(mark)), "utf-8")
    return body.decode(encoding)


def main() -> None:
    """Read the job from stdin and print the answer."""
    answer = [
        [read(Path(group["root"]), path, kind) for path, kind in group["files"]]
        for group in json.load(sys.stdin)
    ]
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
