"""pom.xml: what it states itself. Parents and remote files are never fetched."""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from vetting.engines.supply_chain.locks.parts import Contents, Lines, Package
from vetting.engines.supply_chain.locks.xml import child, load_xml

BOOT = "org.springframework.boot"
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_EXACT = re.compile(r"^\[([^,\[\]()]+)\]$")
_MOST_ROUNDS = 8
_DEV = ("test", "provided")


def pom(text: str) -> Contents:
    """Dependencies with a literal version are packages; the rest is declared only.

    A version may come from the properties or the dependencyManagement of the same file, and
    that of Spring Boot's own artifacts from its parent, which manages them at its own version.
    """
    root = load_xml(text)
    if root.tag != "project":
        raise ValueError(f"<{root.tag[:40]}> where <project> is due")
    known = _properties(root)
    managed = _managed(root, known)
    lines = Lines(text)
    nodes = [node for node in _dependencies(root) if not _is_own(node)]
    named = [node for node in nodes if _is_named(node)]
    foreign = [_package(node, known, managed, lines) for node in named]
    licence = child(root.find("licenses/license"), "name")
    return Contents(
        packages=tuple(p for p in foreign if p.version and not _is_open(p.version)),
        declared=tuple(p for p in foreign if not p.version or _is_open(p.version)),
        runtimes=tuple(_runtimes(root, known, text)),
        licence=licence,
        managed=tuple(Package(n, v, 0) for n, v in managed.items() if v and not _is_open(v)),
        faults=("a dependency without groupId or artifactId",) if len(named) < len(nodes) else (),
    )


def _is_own(node: Element) -> bool:
    """A module of the same build, which is always of the build's own version."""
    return child(node, "version") in ("${project.version}", "${pom.version}", "${revision}")


def _is_named(node: Element) -> bool:
    return bool(child(node, "groupId") and child(node, "artifactId"))


def _properties(root: Element) -> dict[str, str]:
    found = {node.tag: (node.text or "").strip() for node in root.findall("properties/*")}
    parent = root.find("parent")
    for name in ("groupId", "artifactId", "version"):
        above = child(parent, name)
        own = child(root, name) or ("" if name == "artifactId" else above)
        found |= {f"{holder}{name}": own for holder in ("project.", "pom.")}
        found[f"project.parent.{name}"] = above
    return found


def _filled(text: str, known: Mapping[str, str]) -> str:
    for _ in range(_MOST_ROUNDS):
        filled = _VARIABLE.sub(lambda match: known.get(match[1].strip()) or match[0], text)
        if filled == text or len(filled) > 500:
            break
        text = filled
    exact = _EXACT.match(text)
    return exact[1].strip() if exact else text


def _managed(root: Element, known: Mapping[str, str]) -> dict[str, str]:
    found = {}
    parent = root.find("parent")
    if child(parent, "groupId") == BOOT:
        found[BOOT] = _filled(child(parent, "version"), known)
    for node in filter(_is_named, root.findall("dependencyManagement/dependencies/dependency")):
        name, version = _name(node, known), _filled(child(node, "version"), known)
        if name == f"{BOOT}:spring-boot-dependencies":
            found[BOOT] = version
        found[name] = version
    return found


def _dependencies(root: Element) -> Iterator[Element]:
    for holder in (root, *root.findall("profiles/profile")):
        yield from holder.findall("dependencies/dependency")


def _name(node: Element, known: Mapping[str, str]) -> str:
    group, artifact = child(node, "groupId"), child(node, "artifactId")
    return f"{_filled(group, known)}:{_filled(artifact, known)}"


def _package(
    node: Element, known: Mapping[str, str], managed: Mapping[str, str], lines: Lines
) -> Package:
    name = _name(node, known)
    line = lines.of(rf"<artifactId>\s*{re.escape(child(node, 'artifactId'))}\s*</artifactId>")
    version = _filled(child(node, "version"), known) or managed.get(name, "")
    if not version and name.startswith(f"{BOOT}:"):
        version = managed.get(BOOT, "")
    return Package(name, version, line, child(node, "scope") in _DEV, True)


def _is_open(version: str) -> bool:
    """A range, a variable without a value, or a moving name."""
    return bool(re.search(r"[\[\](),${}]", version)) or version in ("LATEST", "RELEASE")


def _runtimes(root: Element, known: Mapping[str, str], text: str) -> Iterator[Package]:
    parent = root.find("parent")
    if child(parent, "groupId") == BOOT and child(parent, "version"):
        version = _filled(child(parent, "version"), known)
        yield Package("spring-boot", version, Lines(text).of(re.escape(BOOT)))
    for name in ("java.version", "maven.compiler.release", "maven.compiler.source"):
        if name in known:
            yield Package("java", known[name].removeprefix("1."), Lines(text).of(rf"<{name}>"))
            return
