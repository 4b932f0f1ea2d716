"""What composer.json, package.json and pyproject.toml say they want."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Lines,
    Model,
    Package,
    load_json,
    mapping,
    optional,
    quoted,
    words,
)
from vetting.engines.supply_chain.locks.python import pin

_PLATFORM = re.compile(r"^(?:php(?:-.*)?|hhvm|(?:ext|lib)-.*|composer(?:-.*)?)$", re.I)
_OWN_CODE = ("file:", "link:", "workspace:", "portal:")


def composer(text: str) -> Contents:
    """The packages that composer.json requires; PHP and its extensions are none.

    The platform that packages are chosen for need not be the one that runs, so it counts as a
    constraint.
    """
    body = load_json(text)
    platform = optional(optional(body, "config"), "platform").get("php")
    stated = f"={words(platform)}" if platform else optional(body, "require").get("php")
    runtimes = (Package("php", words(stated), _line(text, '"php"')),) if stated else ()
    declared = _sections(text, ("require", "require-dev"), "require-dev")
    return Contents(
        declared=tuple(declared),
        runtimes=runtimes,
        licence=_licence(body),
        model=_model(body, str(body.get("type") or ""), tuple(_parts(body.get("repositories")))),
    )


def _model(body: dict[str, Any], sort: str, parts: tuple[str, ...] = ()) -> Model:
    name, version = (str(body.get(key) or "") for key in ("name", "version"))
    is_release = re.fullmatch(r"v?\d[\w.+-]*", version)
    return Model(name=name, version=version if is_release else "", sort=sort, parts=parts)


def _parts(repositories: Any) -> Iterator[str]:
    """The folders that repositories of type `path` name, by path from the file's own folder."""
    found = repositories.values() if isinstance(repositories, dict) else repositories or ()
    for item in found:
        if isinstance(item, dict) and item.get("type") == "path":
            yield str(item.get("url") or "").removeprefix("./").rstrip("/")


def _licence(body: dict[str, Any]) -> str:
    value = body.get("license") or ""
    names = value if isinstance(value, list) else [value]
    return " OR ".join(name for name in names if isinstance(name, str))


def npm(text: str) -> Contents:
    """The packages that package.json depends on; code of the application itself is none."""
    sections = ("dependencies", "optionalDependencies", "devDependencies")
    stated = optional(load_json(text), "engines").get("node")
    runtimes = (Package("node", words(stated), _line(text, '"node"')),) if stated else ()
    declared = tuple(_sections(text, sections, "devDependencies"))
    body = load_json(text)
    model = _model(body, "private" if body.get("private") else "")
    return Contents(declared=declared, runtimes=runtimes, licence=_licence(body), model=model)


def _sections(text: str, sections: tuple[str, ...], dev: str) -> Iterator[Package]:
    body = load_json(text)
    lines = Lines(text)
    for section in body:  # in file order, as the lines are
        if section not in sections:
            continue
        lines.of(quoted(section) + r"\s*:")
        for name, constraint in optional(body, section).items():
            line = lines.of(quoted(name) + r"\s*:")
            if not _PLATFORM.match(name) and not words(constraint).startswith(_OWN_CODE):
                yield Package(name, constraint, line, section == dev)


def python(path: str, text: str) -> Contents:
    """The packages that pyproject.toml, Pipfile, setup.cfg or setup.py wants.

    setup.py is parsed, never run; a list that it computes raises ValueError.
    """
    name = PurePosixPath(path).name.lower()
    if name == "setup.py":
        wanted = _setup_py(text)
    elif name == "setup.cfg":
        wanted = _setup_cfg(text)
    elif name == "pipfile":
        wanted = _tables(tomllib.loads(text))
    else:
        wanted = _pyproject(tomllib.loads(text))
    found = [(package, _line(text, package.name)) for package in wanted]
    declared = [Package(p.name, p.version, line, p.is_dev) for p, line in found]
    pinned = [p for p in declared if p.version[:1].isdigit()]
    return Contents(tuple(pinned), tuple(p for p in declared if p not in pinned))


def _line(text: str, name: str) -> int:
    return Lines(text).of(rf"(?i)(?<![\w.-]){re.escape(name)}(?![\w.-])")


def _pyproject(body: dict[str, Any]) -> Iterator[Package]:
    project = optional(body, "project")
    yield from _listed(project.get("dependencies", []))
    for extra in optional(project, "optional-dependencies").values():
        yield from _listed(extra)
    for group in optional(body, "dependency-groups").values():
        yield from _listed([item for item in group if isinstance(item, str)], is_dev=True)
    poetry = optional(optional(body, "tool"), "poetry")
    yield from _named(optional(poetry, "dependencies"))
    yield from _named(optional(poetry, "dev-dependencies"), is_dev=True)
    for group in optional(poetry, "group").values():
        yield from _named(optional(mapping(group), "dependencies"), is_dev=True)


def _tables(body: dict[str, Any]) -> Iterator[Package]:
    yield from _named(optional(body, "packages"))
    yield from _named(optional(body, "dev-packages"), is_dev=True)


def _named(table: dict[str, Any], is_dev: bool = False) -> Iterator[Package]:
    for name, value in table.items():
        if name.lower() == "python" or (isinstance(value, dict) and "path" in value):
            continue
        constraint = value if isinstance(value, str) else mapping(value).get("version", "")
        yield Package(name, pin(words(constraint)) if constraint[:1] == "=" else "", 0, is_dev)


def _listed(values: Any, is_dev: bool = False) -> Iterator[Package]:
    for value in values:
        try:
            wanted = Requirement(words(value))
        except InvalidRequirement as error:
            raise ValueError(f"{value!r:.60} is no requirement") from error
        yield Package(wanted.name, pin(str(wanted.specifier)), 0, is_dev)


def _setup_cfg(text: str) -> Iterator[Package]:
    """The lines of `install_requires`: the one it stands in, and the indented ones below."""
    wanted, inside = [], False
    for raw in text.splitlines():
        line = raw.split("#")[0].rstrip()
        if match := re.match(r"install_requires\s*=", line):
            inside, line = True, line[match.end() :]
        elif line and not line[0].isspace():
            inside = False
        if inside and line.strip():
            wanted.append(line.strip())
    yield from _listed(wanted)


def _setup_py(text: str) -> Iterator[Package]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg == "install_requires":
            try:
                values = ast.literal_eval(node.value)
            except ValueError:
                raise ValueError("install_requires is computed, not written out") from None
            yield from _listed(values)
