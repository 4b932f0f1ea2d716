"""Products named outside lock files: base images and version files."""

import re
from pathlib import PurePosixPath

from vetting.engines.supply_chain.locks.parts import Contents, Package, hex_hash

_FROM = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.I)
_ARG = re.compile(r"^\s*ARG\s+(\w+)=(\S+)", re.I)
_VARIABLE = re.compile(r"\$\{?(\w+)(?::-[^}]*)?\}?")
_LEADING = re.compile(r"v?(\d[\w.]*)")
_FILES = {".nvmrc": "node", ".node-version": "node", ".python-version": "python",
          ".php-version": "php"}  # fmt: skip
_RUNTIME_TXT = re.compile(r"^\s*(python|node|php)-(\d[\d.]*)", re.M)


def dockerfile(text: str) -> Contents:
    """The images that a Dockerfile builds on, with the version at the front of the tag.

    Stages of the same file are no images. Arguments with a default value are filled in.
    """
    stages: set[str] = set()
    known: dict[str, str] = {}
    packages: list[Package] = []
    declared: list[Package] = []
    runtimes: list[Package] = []
    for number, line in enumerate(text.splitlines(), 1):
        if argument := _ARG.match(line):
            known[argument[1]] = argument[2].strip("\"'")
        match = _FROM.match(line)
        if not match:
            continue
        image = _VARIABLE.sub(lambda found: known.get(found[1]) or found[0], match[1])
        name, tag, digest = _parts(image)
        if name not in stages and name != "scratch":
            found = Package(name, tag, number, hashes=hex_hash(digest), ecosystem="docker")
            (packages if digest or tag[:1].isdigit() else declared).append(found)
            if version := _LEADING.match(tag):
                runtimes.append(Package(name.rpartition("/")[2], version[1], number))
        stages.add((match[2] or "").lower())
    return Contents(tuple(packages), tuple(declared), runtimes=tuple(runtimes))


def _parts(image: str) -> tuple[str, str, str]:
    """Name, tag and digest of an image."""
    image, _, digest = image.partition("@")
    head, slash, last = image.rpartition("/")
    name, _, tag = last.partition(":")
    return f"{head}{slash}{name}".lower(), tag, digest


def version_file(path: str, text: str) -> Contents:
    """The version in .nvmrc and its like, or in runtime.txt."""
    product = _FILES.get(PurePosixPath(path).name.lower())
    if product:
        match = re.match(r"\s*v?(\d[\d.]*)", text)
        return Contents(runtimes=(Package(product, match[1], 1),) if match else ())
    found = _RUNTIME_TXT.search(text)
    return Contents(runtimes=(Package(found[1], found[2], 1),) if found else ())


def is_version_file(name: str) -> bool:
    """Whether `version_file` reads files of that name."""
    return name.lower() in _FILES or name.lower() == "runtime.txt"
