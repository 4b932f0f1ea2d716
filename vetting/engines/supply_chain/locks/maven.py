"""pom.xml: what it states itself. Parents and remote files are never fetched."""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from vetting.engines.supply_chain.locks.parts import Contents, Lines, Model, Package
from vetting.engines.supply_chain.locks.xml import child, load_xml

BOOT = "org.springframework.boot"
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_EXACT = re.compile(r"^\[([^,\[\]()]+)\]$")
_MOST_ROUNDS = 8
_LONGEST = 500
_DEV = ("test", "provided")


def pom(text: str) -> Contents:
    """Dependencies with a literal version are packages; the rest is declared only.

    A version may come from the properties or the dependencyManagement of the same file, and
    that of Spring Boot's own artifacts from its parent, which manages them at its own version.
    What other files of the build add, `reactor` knows.
    """
    root = load_xml(text)
    if root.tag != "project":
        raise ValueError(f"<{root.tag[:40]}> where <project> is due")
    known = _properties(root)
    model = _model(root, known)
    lines = Lines(text)
    nodes = [node for node in _dependencies(root) if not _is_own(node)]
    named = [node for node in nodes if _is_named(node)]
    foreign = [_package(node, known, dict(model.managed), lines) for node in named]
    return Contents(
        packages=tuple(p for p in foreign if is_exact(p.version)),
        declared=tuple(p for p in foreign if not is_exact(p.version)),
        runtimes=tuple(_runtimes(root, known, text)),
        licence=child(root.find("licenses/license"), "name"),
        model=model,
        faults=("a dependency without groupId or artifactId",) if len(named) < len(nodes) else (),
    )


def settled(name: str, stated: str, known: Mapping[str, str], managed: Mapping[str, str]) -> str:
    """The version of a dependency: as stated, else as managed, with all that is known filled in.

    What remains open keeps its `${…}`; "" where nothing states a version.
    """
    version = stated or managed.get(name, "")
    if not version and name.startswith(f"{BOOT}:"):
        version = managed.get(BOOT, "")
    return filled(version, known)


def is_exact(version: str) -> bool:
    """Whether it is one release: no range, no variable without a value, no moving name."""
    is_open = re.search(r"[\[\](),${}]", version) or version in ("LATEST", "RELEASE")
    return bool(version) and not is_open


def _is_own(node: Element) -> bool:
    """A module of the same build, which is always of the build's own version."""
    return child(node, "version") in ("${project.version}", "${pom.version}", "${revision}")


def _is_named(node: Element) -> bool:
    return bool(child(node, "groupId") and child(node, "artifactId"))


def _properties(root: Element) -> dict[str, str]:
    """Those that hold whichever profiles are active, and the coordinates."""
    found = _pairs(root.findall("properties/*"))
    for node in root.findall("profiles/profile/properties"):
        for name, value in _pairs(node).items():
            if found.setdefault(name, value) != value:
                found[name] = ""  # it depends on the profile
    parent = root.find("parent")
    for name in ("groupId", "artifactId", "version"):
        above = child(parent, name)
        own = child(root, name) or ("" if name == "artifactId" else above)
        found |= {f"{holder}{name}": own for holder in ("project.", "pom.")}
        found[f"project.parent.{name}"] = above
    return found


def _pairs(nodes: Iterable[Element]) -> dict[str, str]:
    """Longer values are no versions."""
    return {node.tag: text for node in nodes if len(text := (node.text or "").strip()) <= _LONGEST}


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with its variables filled in as far as they are known; `[1.0]` is `1.0`."""
    for _ in range(_MOST_ROUNDS):
        longer = _VARIABLE.sub(lambda match: known.get(match[1].strip()) or match[0], text)
        if longer == text or len(longer) > _LONGEST:
            break
        text = longer
    exact = _EXACT.match(text)
    return exact[1].strip() if exact else text


def _model(root: Element, known: Mapping[str, str]) -> Model:
    parent = root.find("parent")
    managed: dict[str, str] = {}
    imports: dict[str, str] = {}
    if child(parent, "groupId") == BOOT:
        managed[BOOT] = child(parent, "version")
    for node in _managing(root):
        name, version = _name(node, known), child(node, "version")
        if name == f"{BOOT}:spring-boot-dependencies":
            managed[BOOT] = version
        if child(node, "scope") == "import":
            imports[name] = version
        elif managed.setdefault(name, version) != version:
            managed[name] = ""  # it depends on the profile
    return Model(
        name=f"{known['project.groupId']}:{known['project.artifactId']}",
        version=known["project.version"],
        parent=":".join(filter(None, (child(parent, "groupId"), child(parent, "artifactId")))),
        parent_version=child(parent, "version"),
        properties=tuple(known.items()),
        managed=tuple(managed.items()),
        imports=tuple(imports.items()),
    )


def _managing(root: Element) -> Iterator[Element]:
    for holder in (root, *root.findall("profiles/profile")):
        yield from filter(_is_named, holder.findall("dependencyManagement/dependencies/dependency"))


def _dependencies(root: Element) -> Iterator[Element]:
    for holder in (root, *root.findall("profiles/profile")):
        yield from holder.findall("dependencies/dependency")


def _name(node: Element, known: Mapping[str, str]) -> str:
    group, artifact = child(node, "groupId"), child(node, "artifactId")
    return f"{filled(group, known)}:{filled(artifact, known)}"


def _package(
    node: Element, known: Mapping[str, str], managed: Mapping[str, str], lines: Lines
) -> Package:
    name = _name(node, known)
    line = lines.of(rf"<artifactId>\s*{re.escape(child(node, 'artifactId'))}\s*</artifactId>")
    version = settled(name, child(node, "version"), known, managed)
    return Package(name, version, line, child(node, "scope") in _DEV, True)


def _runtimes(root: Element, known: Mapping[str, str], text: str) -> Iterator[Package]:
    parent = root.find("parent")
    if child(parent, "groupId") == BOOT and child(parent, "version"):
        version = filled(child(parent, "version"), known)
        yield Package("spring-boot", version, Lines(text).of(re.escape(BOOT)))
    for name in ("java.version", "maven.compiler.release", "maven.compiler.source"):
        if name in known:
            yield Package("java", known[name].removeprefix("1."), Lines(text).of(rf"<{name}>"))
            return
