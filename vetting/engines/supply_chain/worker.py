"""Reads lock files and manifests inside the sandbox; executes nothing of them.

Input: a list of `{"root": folder, "files": [[path, kind], …]}`. Output: for each, and for each
of its files, the contents with packages as the fields of `Package` in order, or why the file
cannot be read.
"""

import codecs
import json
import sys
from dataclasses import asdict, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from vetting.engines.supply_chain.locks import read as read_text
from vetting.engines.supply_chain.locks.installed import copy, jar
from vetting.engines.supply_chain.locks.licences import spdx
from vetting.engines.supply_chain.locks.parts import BROKEN, Contents, Package

MOST_BYTES = 24 * 1024 * 1024
"""The largest file that is read; the largest real lock file seen has 0.7 MB."""

MOST_PACKAGES = 50_000
"""Packages of one file; the largest real lock file seen names 2,500."""

MOST_CHARACTERS = 500
"""The longest name, version or constraint; registries allow 214 for a name."""

_MOST_OF_A_LIBRARY = 2 * 1024 * 1024
_MOST_NEEDS = 200
_MOST_INCLUDES = 200
_LISTS = ("packages", "declared", "runtimes")
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_fields = attrgetter(*(field.name for field in fields(Package)))
_LICENCE = [field.name for field in fields(Package)].index("licence")


def read(root: Path, path: str, kind: str) -> dict[str, Any]:
    """What one file says, or `error`."""
    try:
        contents = _contents(root / path, path, kind)
        _refuse_long(contents)
    except (*BROKEN, OSError, SyntaxError, MemoryError) as error:
        return {"path": path, "kind": kind, "error": f"{type(error).__name__}: {error}"[:200]}
    return {
        "path": path,
        "kind": kind,
        "bytes": (root / path).stat().st_size,
        **{key: [_row(item) for item in getattr(contents, key)] for key in _LISTS},
        "provided": contents.provided,
        "includes": contents.includes,
        "model": asdict(contents.model),
        "fault": "; ".join(contents.faults)[:200],
        "licence": spdx(contents.licence),
    }


def _row(package: Package) -> list[Any]:
    row = list(_fields(package))
    row[_LICENCE] = spdx(package.licence)
    return row


def _contents(file: Path, path: str, kind: str) -> Contents:
    """Jars are opened in place, and of a script its front tells enough; the rest is read whole."""
    if kind == "jar":
        return jar(file)
    if kind == "copy":
        return copy(path, file)
    if kind == "library":
        with file.open("rb") as body:
            return read_text(path, kind, body.read(_MOST_OF_A_LIBRARY).decode("utf-8", "replace"))
    if file.stat().st_size > MOST_BYTES:
        raise ValueError(f"larger than {MOST_BYTES} bytes")
    return read_text(path, kind, _text(file.read_bytes()))


def _refuse_long(contents: Contents) -> None:
    if len(contents.includes) > _MOST_INCLUDES:
        raise ValueError(f"more than {_MOST_INCLUDES} further files")
    model = contents.model
    if any(len(text) > MOST_CHARACTERS for text in (model.name, model.version, *model.parts)):
        raise ValueError(f"a name or version of more than {MOST_CHARACTERS} characters")
    for table in (model.properties, model.managed, model.imports):
        if len(table) > MOST_PACKAGES:
            raise ValueError(f"more than {MOST_PACKAGES} properties")
        if any(len(name) + len(text) > 4 * MOST_CHARACTERS for name, text in table):
            raise ValueError(f"a property of more than {4 * MOST_CHARACTERS} characters")
    for key in _LISTS:
        packages = getattr(contents, key)
        if len(packages) > MOST_PACKAGES:
            raise ValueError(f"more than {MOST_PACKAGES} packages")
        for package in packages:
            if len(package.name) > MOST_CHARACTERS or len(package.version) > MOST_CHARACTERS:
                raise ValueError(f"a name or version of more than {MOST_CHARACTERS} characters")
            if len(package.needs) > _MOST_NEEDS:
                raise ValueError(f"a package that needs more than {_MOST_NEEDS} others")
            texts = (package.origin, package.licence, *package.needs)
            if any(len(text) > 4 * MOST_CHARACTERS for text in texts):
                raise ValueError(
                    f"an address or licence of more than {4 * MOST_CHARACTERS} characters"
                )


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
