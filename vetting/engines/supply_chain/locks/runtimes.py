"""Products named outside lock files: base images and version files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from vetting.engines.supply_chain.locks.parts import Contents, Package, hex_hash

_FROM = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.I)
_ARG = re.compile(r"^\s*ARG\s+(\w+)=(\S+)", re.I)
_VARIABLE = re.compile(r"\$\{?(\w+)(?::-[^}]*)?\}?")
_COPY = re.compile(r"^\s*COPY\s+(?:--\S+\s+)*?--from=(\S+)", re.I)
_DEVELOPING = re.compile(r"(?i)(?:^|[._-])(?:dev|devel|development|local|test|testing)(?:[._-]|$)")
# Who publishes an image under a product's name with the product's own version as the tag.
_PUBLISHERS = frozenset(
    ("", "library", "bitnami", "circleci", "cimg", "amd64", "arm64v8", "containers", "dotnet")
)
# What these compile holds their own libraries, wherever it runs.
_BUILT_IN = frozenset(("golang", "go"))
_LEADING = re.compile(r"v?(\d[\w.]*)")
_FILES = {".nvmrc": "node", ".node-version": "node", ".python-version": "python",
          ".php-version": "php"}  # fmt: skip
_RUNTIME_TXT = re.compile(r"^\s*(python|node|php)-(\d[\d.]*)", re.M)


def dockerfile(path: str, text: str) -> Contents:
    """The images that a Dockerfile builds on, with the version at the front of the tag.

    Stages of the same file are no images. Arguments with a default value are filled in. What only
    a stage is built with that others copy from, and all of a Dockerfile for developers, is for
    development. The tag of somebody else's image of a product's name is no exact version of it.
    """
    stages: dict[str, str] = {}
    copied: set[str] = set()
    known: dict[str, str] = {}
    packages: list[Package] = []
    declared: list[Package] = []
    runtimes: list[tuple[str, Package]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if source := _COPY.match(line):
            copied.add(source[1].lower())
        if argument := _ARG.match(line):
            known[argument[1]] = argument[2].strip("\"'")
        match = _FROM.match(line)
        if not match:
            continue
        image = _VARIABLE.sub(lambda found: known.get(found[1]) or found[0], match[1])
        name, tag, digest = _parts(image)
        stage = (match[2] or str(len(stages))).lower()
        if name not in stages and name != "scratch":
            package = Package(name, tag, number, hashes=hex_hash(digest), ecosystem="docker")
            (packages if digest or tag[:1].isdigit() else declared).append(package)
            if version := _LEADING.match(tag):
                publisher, _, product = name.rpartition("/")
                exact = "" if _is_known(publisher) else "="
                runtimes.append((stage, Package(product, f"{exact}{version[1]}", number)))
        stages[stage] = name
    tools = _tools(stages, copied)
    is_dev = bool(_DEVELOPING.search(PurePosixPath(path).name))
    found = (
        replace(p, is_dev=is_dev or (stage in tools and p.name not in _BUILT_IN))
        for stage, p in runtimes
    )
    return Contents(tuple(packages), tuple(declared), runtimes=tuple(found))


def _tools(stages: Mapping[str, str], copied: set[str]) -> set[str]:
    """The stages that the last one only copies from, with those that they build on."""
    order = list(stages)
    named = {order[int(s)] if s.isdigit() and int(s) < len(order) else s for s in copied}
    below = {stage for name in named for stage in _bases(name, stages)}
    return below - set(_bases(order[-1], stages)) if order else set()


def _bases(stage: str, stages: Mapping[str, str]) -> Iterator[str]:
    """A stage, and those that it builds on."""
    seen = set()
    while stage in stages and stage not in seen:
        seen.add(stage)
        yield stage
        stage = stages[stage]


def _is_known(publisher: str) -> bool:
    """Whether the tags of a publisher's images are the versions of what they hold."""
    last = publisher.rpartition("/")[2]
    return last in _PUBLISHERS or bool(re.search(r"[.:]", last))


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
