"""Products named outside lock files: base images, version files, banners of scripts."""

import re
from pathlib import PurePosixPath

from vetting.engines.supply_chain.locks.parts import Contents, Package

_FROM = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*(?:\S+/)?([a-z0-9._-]+):v?(\d[\w.]*)", re.I)
_FILES = {".nvmrc": "node", ".node-version": "node", ".python-version": "python",
          ".php-version": "php"}  # fmt: skip
_RUNTIME_TXT = re.compile(r"^\s*(python|node|php)-(\d[\d.]*)", re.M)
_BANNERS = (
    ("jquery", re.compile(r"(?m)^[ \t/*!]*jQuery (?:JavaScript Library )?v(\d+\.\d+(?:\.\d+)?)")),
    ("bootstrap", re.compile(r"(?m)^[ \t/*!]*Bootstrap(?:\.js)? v(\d+\.\d+(?:\.\d+)?)")),
    ("angularjs", re.compile(r"(?m)^[ \t/*!]*(?:@license )?AngularJS v(\d+\.\d+(?:\.\d+)?)")),
)
_HEAD = 600


def dockerfile(text: str) -> Contents:
    """The images that a Dockerfile builds on, with the version at the front of the tag."""
    found = [
        Package(match[1].lower(), match[2], number)
        for number, line in enumerate(text.splitlines(), 1)
        if (match := _FROM.match(line))
    ]
    return Contents(runtimes=tuple(found))


def version_file(path: str, text: str) -> Contents:
    """The version in .nvmrc and its like, or in runtime.txt."""
    product = _FILES.get(PurePosixPath(path).name.lower())
    if product:
        match = re.match(r"\s*v?(\d[\d.]*)", text)
        return Contents(runtimes=(Package(product, match[1], 1),) if match else ())
    found = _RUNTIME_TXT.search(text)
    return Contents(runtimes=(Package(found[1], found[2], 1),) if found else ())


def banner(text: str) -> Contents:
    """The product and version that the comment at the head of a script states."""
    found = []
    for product, pattern in _BANNERS:
        if match := pattern.search(text[:_HEAD]):
            line = text.count("\n", 0, match.start()) + 1
            found.append(Package(product, match[1], line))
    return Contents(runtimes=tuple(found))


def is_version_file(name: str) -> bool:
    """Whether `version_file` reads files of that name."""
    return name.lower() in _FILES or name.lower() == "runtime.txt"


def may_have_banner(name: str) -> bool:
    """Whether a script's name suggests one of the products that `banner` knows."""
    return name.lower().endswith(".js") and any(product in name.lower() for product in
                                                ("jquery", "bootstrap", "angular"))  # fmt: skip
